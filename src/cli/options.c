/* options.c - reads the command line by the table of options. */
#include "cli.h"

#include <assert.h>
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_OPTIONS = 128, FIRST_ID = 256, REFUSAL_SIZE = 1024 };

/* getopt's own tables; `val` of an option is FIRST_ID and the number of its first row, or its letter. */
static struct {
    struct option options[MAX_OPTIONS];
    char letters[2 * MAX_OPTIONS + 3]; /* behind what getopt is told first: "-:" or ":" */
    bool is_made;
} known;

static bool refuse(const char *format, ...) LCI_PRINTF(1, 2);

static bool
refuse(const char *format, ...)
{
    char text[REFUSAL_SIZE];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    (void)message_usage(text);
    return false;
}

static bool
takes_value(const struct option_row *row)
{
    return row->kind != OPTION_FLAG;
}

/* The first row of a name. */
static const struct option_row *
first_row(const char *name)
{
    const struct option_row *row = option_rows;

    while (strcmp(row->name, name) != 0)
        row++;
    return row;
}

static void
know_options(void)
{
    size_t count = 0;
    size_t length = 0;

    if (known.is_made)
        return;
    known.is_made = true;
    known.letters[length++] = '-';
    known.letters[length++] = ':';
    for (const struct option_row *row = option_rows; row < option_rows + option_row_count; row++) {
        if (first_row(row->name) != row)
            continue;
        assert(count + 1 < MAX_OPTIONS);
        known.options[count++] = (struct option){
            .name = row->name,
            .has_arg = takes_value(row) ? required_argument : no_argument,
            .val = row->letter ? row->letter : FIRST_ID + (int)(row - option_rows),
        };
        if (row->letter)
            known.letters[length++] = row->letter;
        if (row->letter && takes_value(row))
            known.letters[length++] = ':';
    }
}

/* The first row of what getopt has found. */
static const struct option_row *
row_found(int id)
{
    const struct option *option = known.options;

    while (option->val != id)
        option++;
    return first_row(option->name);
}

/* A number above 0, up to `most`; no locale is ever set here, so the point is a point. */
static bool
read_number(const struct option_row *row, const char *text, double *out)
{
    char *end = NULL;

    errno = 0;
    *out = strtod(text, &end);
    if (errno == 0 && end != text && *end == '\0' && isfinite(*out) && *out > 0.0 && *out <= row->most)
        return true;
    return refuse("--%s: expected a number above 0 and up to %.0f, found \"%s\"", row->name, row->most, text);
}

static bool
read_count(const struct option_row *row, const char *text, unsigned *out)
{
    char *end = NULL;
    unsigned long value = 0;

    errno = 0;
    value = strtoul(text, &end, 10);
    if (errno == 0 && text[0] >= '0' && text[0] <= '9' && *end == '\0' && value >= 1 && (double)value <= row->most) {
        *out = (unsigned)value;
        return true;
    }
    return refuse("--%s: expected a whole number from 1 to %.0f, found \"%s\"", row->name, row->most, text);
}

static bool
read_word(const struct option_row *row, const char *text, struct options *out)
{
    const bool is_first = strcmp(text, row->words[0]) == 0;
    const bool is_second = strcmp(text, row->words[1]) == 0;

    *(bool *)((char *)out + row->offset) = is_second;
    if (row->first_offset > 0)
        *(bool *)((char *)out + row->first_offset) = is_first;
    if (is_first || is_second)
        return true;
    return refuse("--%s: expected %s or %s, found \"%s\"", row->name, row->words[0], row->words[1], text);
}

static bool
add_path(struct path_list *list, const char *path, const char *dashes, const char *what)
{
    if (list->count == MAX_PATHS)
        return refuse("%s%s: more than %d of them", dashes, what, MAX_PATHS);
    list->items[list->count++] = path;
    return true;
}

static bool
read_option(const struct option_row *row, const char *text, struct options *out)
{
    void *member = (char *)out + row->offset;

    switch (row->kind) {
    case OPTION_FLAG:
        *(bool *)member = true;
        return true;
    case OPTION_TEXT:
    case OPTION_FILE:
    case OPTION_FOLDER:
        *(const char **)member = text;
        return true;
    case OPTION_FILES:
        return add_path(member, text, "--", row->name);
    case OPTION_NUMBER:
        return read_number(row, text, member);
    case OPTION_COUNT:
        return read_count(row, text, member);
    case OPTION_WORD:
        return read_word(row, text, out);
    }
    return false;
}

/* Refuses an option that the verb does not take, and names those that do. */
static bool
refuse_verb(const char *name)
{
    char names[REFUSAL_SIZE / 2];
    unsigned takers = 0;
    size_t length = 0;

    for (const struct option_row *row = option_rows; row < option_rows + option_row_count; row++)
        if (strcmp(row->name, name) == 0)
            takers |= row->verbs & ~(1U << VERB_NONE);
    for (unsigned verb = 0; verb < VERB_COUNT && length < sizeof(names); verb++) {
        const unsigned later = takers >> verb;

        if ((later & 1U) != 0)
            length += (size_t)snprintf(names + length, sizeof(names) - length, "%s%s",
                                       length == 0 ? "" : later > 1U ? ", " : " and ", verbs[verb].name);
    }
    return refuse("option --%s is for lifecircle %s only", name, names);
}

/* The row of the option that is meant for the verb; NULL: there is none. */
static const struct option_row *
row_of_verb(const struct option_row *row, enum verb_id verb)
{
    const char *name = row->name;

    for (; row < option_rows + option_row_count; row++)
        if (option_is_of(row, verb) && strcmp(row->name, name) == 0)
            return row;
    return NULL;
}

bool
options_want_json_log(int argc, char **argv)
{
    bool wanted = false;
    int id = 0;

    know_options();
    opterr = 0;
    optind = 0; /* of the GNU library: from the beginning, whatever was read before */
    /* The minus: paths come as they stand, and nothing is moved to the end. */
    while ((id = getopt_long(argc, argv, known.letters, known.options, NULL)) != -1)
        if (id >= FIRST_ID && row_found(id)->offset == offsetof(struct options, json_log))
            wanted = strcmp(optarg, "json") == 0;
    return wanted;
}

bool
options_read(enum verb_id verb, int argc, char **argv, struct options *out)
{
    int id = 0;

    know_options();
    opterr = 0;
    optind = 0;
    while ((id = getopt_long(argc, argv, known.letters + 1, known.options, NULL)) != -1) {
        const struct option_row *found = NULL;
        const struct option_row *row = NULL;

        if (id == '?')
            return refuse("unknown option \"%s\"; see lifecircle%s%s --help",
                          optopt > 0 && optopt < FIRST_ID ? (char[]){'-', (char)optopt, '\0'} : argv[optind - 1],
                          verb == VERB_NONE ? "" : " ", verbs[verb].name);
        if (id == ':')
            return refuse("option \"%s\": expected a value after it", argv[optind - 1]);
        found = row_found(id);
        row = row_of_verb(found, verb);
        if (!row)
            return refuse_verb(found->name);
        if (!read_option(row, optarg, out))
            return false;
    }
    for (; optind < argc; optind++)
        if (!add_path(&out->rest, argv[optind], "", "arguments"))
            return false;
    if (out->quiet && out->verbose)
        return refuse("--quiet and --verbose: expected one of them");
    return true;
}
