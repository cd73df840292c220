/* help.c - what --help prints, from the tables of verbs, options and exit codes. */
#include "usage.h"

enum { WIDTH = 100, MARGIN = 2, OPTION_COLUMN = 24, VERB_COLUMN = 32, NAME_SIZE = 256 };
enum { EXIT_SIZE = 4096 }; /* far beyond what the table of exit codes holds */

/* Words of the help itself. */
static const struct text instead_title = {{"Without a configuration:", "不用配置文件："}};
static const struct text options_title = {{"Options:", "选项："}};
static const struct text options_operand = {{"[options]", "[选项]"}};
static const struct text exit_title = {{"Exit: ", "退出码："}};
static const struct text exit_between = {{"; ", "；"}};
static const struct text exit_end = {{". After all but 0 and 3 the last good result is as it was.",
                                      "。除 0 和 3 外，上次的成果保持不变。"}};
static const struct text see_main = {{"see lifecircle --help.", "见 lifecircle --help。"}};

static void
print_paragraphs(FILE *to, const struct text *paragraphs, enum language language)
{
    for (; paragraphs && paragraphs->in[language]; paragraphs++) {
        const char *text = paragraphs->in[language];

        if (*text == ' ')
            (void)fprintf(to, "%s\n", text);
        else
            text_wrap(to, text, 0, 0, WIDTH);
        (void)fputc('\n', to);
    }
}

/* A name in its column, and behind it, or below where it is too long, what it is. */
static void
print_entry(FILE *to, const char *name, const char *text, unsigned column)
{
    const unsigned end = MARGIN + text_columns(name);

    (void)fprintf(to, "%*s%s", MARGIN, "", name);
    if (end + MARGIN > column)
        (void)fprintf(to, "\n%*s", (int)column, "");
    else
        (void)fprintf(to, "%*s", (int)(column - end), "");
    text_wrap(to, text, column, column, WIDTH);
}

static void
print_option(FILE *to, const struct option_row *row, enum language language)
{
    char name[NAME_SIZE];
    const char letter[] = {'-', row->letter, ',', ' ', '\0'};
    const char *value = row->words[0] ? row->words[0] : row->value.in[language];

    (void)snprintf(name, sizeof(name), "%s--%s%s%s%s%s", row->letter ? letter : "", row->name, value ? " " : "",
                   value ? value : "", row->words[1] ? "|" : "", row->words[1] ? row->words[1] : "");
    print_entry(to, name, row->help.in[language], OPTION_COLUMN);
}

static void
print_options(FILE *to, enum verb_id verb, bool instead, enum language language)
{
    bool titled = false;

    for (size_t i = 0; i < option_row_count; i++) {
        const struct option_row *row = &option_rows[i];

        if (!option_is_of(row, verb) || row->instead != instead)
            continue;
        if (!titled)
            (void)fprintf(to, "%s\n", (instead ? &instead_title : &options_title)->in[language]);
        titled = true;
        print_option(to, row, language);
    }
    if (titled)
        (void)fputc('\n', to);
}

static void
print_verbs(FILE *to, enum language language)
{
    char name[NAME_SIZE];

    for (int v = VERB_NONE + 1; v < VERB_COUNT; v++)
        for (size_t s = 0; s < SYNOPSES && verbs[v].synopses[s].summary.in[language]; s++) {
            const struct synopsis *synopsis = &verbs[v].synopses[s];

            (void)snprintf(name, sizeof(name), "lifecircle %s %s", verbs[v].name, synopsis->operands.in[language]);
            print_entry(to, name, synopsis->summary.in[language], VERB_COLUMN);
        }
    (void)fputc('\n', to);
}

static void
print_exit_codes(FILE *to, enum verb_id verb, enum language language)
{
    const char *own = verbs[verb].exit.in[language];
    char text[EXIT_SIZE];
    size_t length = (size_t)snprintf(text, sizeof(text), "%s", exit_title.in[language]);

    if (verb != VERB_NONE) {
        (void)snprintf(text + length, sizeof(text) - length, "%s%s%s", own ? own : "", own ? exit_between.in[language] : "",
                       see_main.in[language]);
    } else {
        for (const struct exit_meaning *one = exit_meanings; one->code >= 0; one++)
            length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%d %s",
                                       one > exit_meanings ? exit_between.in[language] : "", one->code, one->text.in[language]);
        (void)snprintf(text + length, sizeof(text) - length, "%s", exit_end.in[language]);
    }
    text_wrap(to, text, 0, 0, WIDTH);
}

void
help_print(FILE *to, enum verb_id verb, enum language language)
{
    const struct verb *about = &verbs[verb];

    if (verb == VERB_NONE)
        (void)fprintf(to, "lifecircle - %s\n", about->synopses[0].summary.in[language]);
    for (size_t s = 0; verb != VERB_NONE && s < SYNOPSES && about->synopses[s].summary.in[language]; s++)
        (void)fprintf(to, "lifecircle %s %s %s\n", about->name, about->synopses[s].operands.in[language],
                      options_operand.in[language]);
    (void)fputc('\n', to);
    print_paragraphs(to, about->about, language);
    if (verb == VERB_NONE)
        print_verbs(to, language);
    print_options(to, verb, true, language);
    print_options(to, verb, false, language);
    print_paragraphs(to, about->notes, language);
    print_exit_codes(to, verb, language);
}
