/* verb_page.c - the page of a verb, or of the command. */
#include "manual/manual.h"

#include <string.h>

static const struct text synopsis_heading = {{"SYNOPSIS", "概要"}};
static const struct text description_heading = {{"DESCRIPTION", "描述"}};
static const struct text verbs_heading = {{"COMMANDS", "命令"}};
static const struct text options_heading = {{"OPTIONS", "选项"}};
static const struct text exit_heading = {{"EXIT STATUS", "退出状态"}};
static const struct text options_operand = {{"options", "选项"}};
static const struct text instead_title = {{"Without a configuration", "不用配置文件时"}};
static const struct text with_title = {{"With or without one", "均可用的选项"}};
static const struct text last_result = {{"After all but 0 and 3 the last good result is as it was.",
                                         "除 0 和 3 外，上次的成果保持不变。"}};
static const struct text own_codes = {{"Of this command: ", "就本命令而言："}};
static const struct text no_language = {{NULL, NULL}};

/* Options and fixed words bold, what stands for something else underlined. */
static void
write_operands(FILE *to, const char *operands, bool are_words)
{
    char word[128];

    while (*operands != '\0') {
        const size_t length = strcspn(operands, " ");
        const char mark = are_words || *operands == '-' ? '*' : '_';

        (void)snprintf(word, sizeof(word), "%.*s", (int)length, operands);
        (void)fprintf(to, " %c", mark);
        manual_text(to, word);
        (void)fputc(mark, to);
        operands += length;
        operands += strspn(operands, " ");
    }
}

static void
write_synopsis(FILE *to, enum verb_id verb, enum language language)
{
    const struct verb *about = &verbs[verb];

    manual_heading(to, &synopsis_heading, language);
    for (size_t s = 0; s < SYNOPSES && about->synopses[s].summary.in[language]; s++) {
        (void)fprintf(to, "*lifecircle%s%s*", verb == VERB_NONE ? "" : " ", about->name);
        write_operands(to, about->synopses[s].operands.in[language], about->words != NULL);
        (void)fprintf(to, " [_%s_]\n\n", options_operand.in[language]);
    }
}

static void
write_verbs(FILE *to, enum language language)
{
    manual_heading(to, &verbs_heading, language);
    for (int verb = VERB_NONE + 1; verb < VERB_COUNT; verb++)
        for (size_t s = 0; s < SYNOPSES && verbs[verb].synopses[s].summary.in[language]; s++) {
            const struct synopsis *synopsis = &verbs[verb].synopses[s];

            (void)fprintf(to, "*lifecircle %s*", verbs[verb].name);
            write_operands(to, synopsis->operands.in[language], verbs[verb].words != NULL);
            (void)fputs("\n\t", to);
            manual_text(to, synopsis->summary.in[language]);
            (void)fputs("\n\n", to);
        }
}

static void
write_option(FILE *to, const struct option_row *row, enum language language)
{
    if (row->letter)
        (void)fprintf(to, "*-%c*, ", row->letter);
    (void)fprintf(to, "*--%s*", row->name);
    if (row->words[0])
        (void)fprintf(to, " *%s*|*%s*", row->words[0], row->words[1]);
    else if (row->value.in[language])
        (void)fprintf(to, " _%s_", row->value.in[language]);
    (void)fputs("\n\t", to);
    manual_text(to, row->help.in[language]);
    (void)fputs("\n\n", to);
}

static bool
has_option(enum verb_id verb, bool instead)
{
    bool found = false;

    for (size_t i = 0; i < option_row_count; i++)
        found = found || (option_is_of(&option_rows[i], verb) && option_rows[i].instead == instead);
    return found;
}

/* Where a verb has options of both kinds, each has a title. */
static void
write_options(FILE *to, enum verb_id verb, enum language language)
{
    const bool titled = has_option(verb, true);

    manual_heading(to, &options_heading, language);
    for (int instead = 1; instead >= 0; instead--) {
        if (titled)
            (void)fprintf(to, "## %s\n\n", (instead == 1 ? &instead_title : &with_title)->in[language]);
        for (size_t i = 0; i < option_row_count; i++)
            if (option_is_of(&option_rows[i], verb) && option_rows[i].instead == (instead == 1))
                write_option(to, &option_rows[i], language);
    }
}

static void
write_exit_codes(FILE *to, enum verb_id verb, enum language language)
{
    const char *own = verbs[verb].exit.in[language];

    manual_heading(to, &exit_heading, language);
    for (const struct exit_meaning *one = exit_meanings; one->code >= 0; one++) {
        (void)fprintf(to, "*%d*\n\t", one->code);
        manual_text(to, one->text.in[language]);
        (void)fputs("\n\n", to);
    }
    if (own) {
        (void)fputs(own_codes.in[language], to);
        manual_text(to, own);
        (void)fputs(language == CHINESE ? "。\n\n" : ".\n\n", to);
    }
    manual_text(to, last_result.in[language]);
    (void)fputs("\n\n", to);
}

void
manual_verb(FILE *to, enum verb_id verb, enum language language)
{
    write_synopsis(to, verb, language);
    manual_heading(to, &description_heading, language);
    manual_paragraphs(to, verbs[verb].about, language);
    manual_paragraphs(to, verbs[verb].notes ? verbs[verb].notes : &no_language, language);
    if (verb == VERB_NONE)
        write_verbs(to, language);
    write_options(to, verb, language);
    write_exit_codes(to, verb, language);
}
