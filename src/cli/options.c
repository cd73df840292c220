/* options.c - the command line: every option of every verb in one table. */
#include "cli.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum option_id {
    OPTION_HELP = 'h',
    OPTION_OUTPUT = 'o',
    OPTION_QUIET = 'q',
    OPTION_VERBOSE = 'v',
    OPTION_ROADS = 256,
    OPTION_FACILITIES,
    OPTION_HOMES,
    OPTION_MINUTES,
    OPTION_METERS,
    OPTION_PROFILE,
    OPTION_THREADS,
    OPTION_PROGRESS,
    OPTION_LOG_FORMAT,
    OPTION_JSON,
    OPTION_LANG,
    OPTION_DRY_RUN,
    OPTION_STRICT,
    OPTION_CSV,
    OPTION_ALL,
    OPTION_FULL,
    OPTION_ACCEPT,
    OPTION_STATE,
    OPTION_OLD_CONFIG,
    OPTION_NEW_CONFIG,
    OPTION_UNIT,
    OPTION_CATEGORY,
    OPTION_DEFINITION,
    OPTION_VERSION
};

static const struct option long_options[] = {
    {"help", no_argument, NULL, OPTION_HELP},
    {"output", required_argument, NULL, OPTION_OUTPUT},
    {"quiet", no_argument, NULL, OPTION_QUIET},
    {"verbose", no_argument, NULL, OPTION_VERBOSE},
    {"roads", required_argument, NULL, OPTION_ROADS},
    {"facilities", required_argument, NULL, OPTION_FACILITIES},
    {"homes", required_argument, NULL, OPTION_HOMES},
    {"minutes", required_argument, NULL, OPTION_MINUTES},
    {"meters", required_argument, NULL, OPTION_METERS},
    {"profile", required_argument, NULL, OPTION_PROFILE},
    {"threads", required_argument, NULL, OPTION_THREADS},
    {"progress", no_argument, NULL, OPTION_PROGRESS},
    {"log-format", required_argument, NULL, OPTION_LOG_FORMAT},
    {"json", no_argument, NULL, OPTION_JSON},
    {"lang", required_argument, NULL, OPTION_LANG},
    {"dry-run", no_argument, NULL, OPTION_DRY_RUN},
    {"strict", no_argument, NULL, OPTION_STRICT},
    {"csv", required_argument, NULL, OPTION_CSV},
    {"all", no_argument, NULL, OPTION_ALL},
    {"full", no_argument, NULL, OPTION_FULL},
    {"accept", no_argument, NULL, OPTION_ACCEPT},
    {"state", no_argument, NULL, OPTION_STATE},
    {"old-config", required_argument, NULL, OPTION_OLD_CONFIG},
    {"new-config", required_argument, NULL, OPTION_NEW_CONFIG},
    {"unit", required_argument, NULL, OPTION_UNIT},
    {"category", required_argument, NULL, OPTION_CATEGORY},
    {"definition", required_argument, NULL, OPTION_DEFINITION},
    {"version", no_argument, NULL, OPTION_VERSION},
    {NULL, 0, NULL, 0},
};

/* Options that only some verbs understand. */
static const struct {
    int id;
    const char *verbs[3]; /* NULL: no other */
} verbs_of[] = {
    {OPTION_ROADS, {"run", NULL}},   {OPTION_FACILITIES, {"run", NULL}}, {OPTION_HOMES, {"run", NULL}},
    {OPTION_MINUTES, {"run", NULL}}, {OPTION_METERS, {"run", NULL}},     {OPTION_PROFILE, {"run", NULL}},
    {OPTION_DRY_RUN, {"run", NULL}}, {OPTION_OUTPUT, {"run", "diff", "rerun"}},   {OPTION_CSV, {"diff", NULL}},
    {OPTION_ALL, {"diff", NULL}},    {OPTION_FULL, {"run", NULL}},       {OPTION_ACCEPT, {"run", NULL}},
    {OPTION_STATE, {"verify", NULL}},
    {OPTION_OLD_CONFIG, {"diff", NULL}}, {OPTION_NEW_CONFIG, {"diff", NULL}},
    {OPTION_UNIT, {"history", NULL}}, {OPTION_CATEGORY, {"history", NULL}}, {OPTION_DEFINITION, {"history", NULL}},
};

enum { MAX_THREADS = 1024, REFUSAL_SIZE = 1024 };

static const double MAX_MINUTES = 24.0 * 60.0;
static const double MAX_METERS = 1000000.0;

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

static const char *
option_name(int id)
{
    for (const struct option *option = long_options; option->name; option++)
        if (option->val == id)
            return option->name;
    return "?";
}

/* A number above 0, up to `most`; no locale is ever set here, so the point is a point. */
static bool
read_number(int id, const char *text, double most, double *out)
{
    char *end = NULL;

    errno = 0;
    *out = strtod(text, &end);
    if (errno == 0 && end != text && *end == '\0' && isfinite(*out) && *out > 0.0 && *out <= most)
        return true;
    return refuse("--%s: expected a number above 0 and up to %.0f, found \"%s\"", option_name(id),
                  most, text);
}

static bool
read_threads(const char *text, unsigned *out)
{
    char *end = NULL;
    unsigned long value = 0;

    errno = 0;
    value = strtoul(text, &end, 10);
    if (errno == 0 && text[0] >= '0' && text[0] <= '9' && *end == '\0' && value >= 1 &&
        value <= MAX_THREADS) {
        *out = (unsigned)value;
        return true;
    }
    return refuse("--threads: expected a whole number from 1 to %d, found \"%s\"", MAX_THREADS,
                  text);
}

/* One of two words; *out is true for the second. */
static bool
read_word(int id, const char *text, const char *first, const char *second, bool *out)
{
    *out = strcmp(text, second) == 0;
    if (*out || strcmp(text, first) == 0)
        return true;
    return refuse("--%s: expected %s or %s, found \"%s\"", option_name(id), first, second, text);
}

static bool
add_path(struct path_list *list, const char *path, const char *what)
{
    if (list->count == MAX_PATHS)
        return refuse("%s: more than %d of them", what, MAX_PATHS);
    list->items[list->count++] = path;
    return true;
}

static bool
read_text_option(int id, struct options *out)
{
    switch (id) {
    case OPTION_ROADS:
        return add_path(&out->roads, optarg, "--roads");
    case OPTION_FACILITIES:
        return add_path(&out->facilities, optarg, "--facilities");
    case OPTION_HOMES:
        return add_path(&out->homes, optarg, "--homes");
    case OPTION_OUTPUT:
        out->output = optarg;
        return true;
    case OPTION_CSV:
        out->csv = optarg;
        return true;
    case OPTION_OLD_CONFIG:
        out->old_config = optarg;
        return true;
    case OPTION_NEW_CONFIG:
        out->new_config = optarg;
        return true;
    case OPTION_UNIT:
        out->unit = optarg;
        return true;
    case OPTION_CATEGORY:
        out->category = optarg;
        return true;
    case OPTION_DEFINITION:
        out->definition = optarg;
        return true;
    default:
        out->profile = optarg;
        return true;
    }
}

static bool
read_flag(int id, struct options *out)
{
    bool *const flags[] = {&out->help, &out->quiet,   &out->verbose, &out->progress,
                           &out->json, &out->dry_run, &out->strict,  &out->version,
                           &out->all,  &out->full,    &out->accept,  &out->state};
    static const int ids[] = {OPTION_HELP, OPTION_QUIET,   OPTION_VERBOSE, OPTION_PROGRESS,
                              OPTION_JSON, OPTION_DRY_RUN, OPTION_STRICT,  OPTION_VERSION,
                              OPTION_ALL,  OPTION_FULL,    OPTION_ACCEPT,  OPTION_STATE};

    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
        if (ids[i] == id)
            *flags[i] = true;
    return true;
}

static bool
read_option(int id, struct options *out)
{
    switch (id) {
    case OPTION_ROADS:
    case OPTION_FACILITIES:
    case OPTION_HOMES:
    case OPTION_OUTPUT:
    case OPTION_CSV:
    case OPTION_OLD_CONFIG:
    case OPTION_NEW_CONFIG:
    case OPTION_PROFILE:
    case OPTION_UNIT:
    case OPTION_CATEGORY:
    case OPTION_DEFINITION:
        return read_text_option(id, out);
    case OPTION_MINUTES:
        return read_number(id, optarg, MAX_MINUTES, &out->minutes);
    case OPTION_METERS:
        return read_number(id, optarg, MAX_METERS, &out->meters);
    case OPTION_THREADS:
        return read_threads(optarg, &out->threads);
    case OPTION_LOG_FORMAT:
        return read_word(id, optarg, "text", "json", &out->json_log);
    case OPTION_LANG:
        return read_word(id, optarg, "en", "zh", &out->chinese);
    default:
        return read_flag(id, out);
    }
}

/* Refuses an option that the verb does not understand. */
static bool
check_verb(const struct verb *verb, int id)
{
    enum { MOST = sizeof(verbs_of[0].verbs) / sizeof(verbs_of[0].verbs[0]) };
    const char *const *verbs = NULL;
    bool is_known = false;

    for (size_t i = 0; i < sizeof(verbs_of) / sizeof(verbs_of[0]) && !verbs; i++)
        if (verbs_of[i].id == id)
            verbs = verbs_of[i].verbs;
    for (int v = 0; verbs && v < MOST && verbs[v]; v++)
        is_known = is_known || strcmp(verb->name, verbs[v]) == 0;
    if (!verbs || is_known)
        return true;
    return refuse("option --%s is for lifecircle %s%s%s%s%s only", option_name(id), verbs[0],
                  verbs[1] ? verbs[2] ? ", " : " and " : "",
                  verbs[1] ? verbs[1] : "", verbs[1] && verbs[2] ? " and " : "", verbs[1] && verbs[2] ? verbs[2] : "");
}

bool
options_want_json_log(int argc, char **argv)
{
    bool wanted = false;
    int id = 0;

    opterr = 0;
    optind = 0; /* of the GNU library: from the beginning, whatever was read before */
    /* The minus: paths come as they stand, and nothing is moved to the end. */
    while ((id = getopt_long(argc, argv, "-:ho:qv", long_options, NULL)) != -1)
        if (id == OPTION_LOG_FORMAT)
            wanted = strcmp(optarg, "json") == 0;
    return wanted;
}

bool
options_read(const struct verb *verb, int argc, char **argv, struct options *out)
{
    int id = 0;

    opterr = 0;
    optind = 0;
    while ((id = getopt_long(argc, argv, ":ho:qv", long_options, NULL)) != -1) {
        if (id == '?')
            return refuse("unknown option \"%s\"; see lifecircle %s --help",
                          optopt > 0 && optopt < 256 ? (char[]){'-', (char)optopt, '\0'}
                                                     : argv[optind - 1],
                          verb->name);
        if (id == ':')
            return refuse("option \"%s\": expected a value after it", argv[optind - 1]);
        if (!check_verb(verb, id) || !read_option(id, out))
            return false;
    }
    for (; optind < argc; optind++)
        if (!add_path(&out->rest, argv[optind], "arguments"))
            return false;
    if (out->quiet && out->verbose)
        return refuse("--quiet and --verbose: expected one of them");
    return true;
}
