/* main.c - the command: finds the verb and runs it. */
#include "cli.h"

#include <string.h>

static int (*const works[VERB_COUNT])(const struct options *options) = {
    [VERB_RUN] = verb_run,         [VERB_CHECK] = verb_check,   [VERB_DIFF] = verb_diff,       [VERB_REPORT] = verb_report,
    [VERB_MAPS] = verb_maps,       [VERB_RELINK] = verb_relink, [VERB_INSPECT] = verb_inspect, [VERB_STATUS] = verb_status,
    [VERB_HISTORY] = verb_history, [VERB_SCHEMA] = verb_schema, [VERB_RERUN] = verb_rerun,     [VERB_VERIFY] = verb_verify,
};

enum { USAGE_SIZE = 1024 }; /* of a word that is no verb, as much as is worth repeating */

/* VERB_NONE: there is no such verb. */
static enum verb_id
find_verb(const char *name)
{
    enum verb_id verb = VERB_COUNT;

    while (--verb > VERB_NONE && strcmp(verbs[verb].name, name) != 0)
        ;
    return verb;
}

/* Complains of `what`, with the word that was found behind it, if any, and names all verbs. */
static int
expect_a_verb(const char *what, const char *found)
{
    char text[USAGE_SIZE];
    char names[USAGE_SIZE / 2];
    size_t length = 0;

    for (int verb = VERB_NONE + 1; verb < VERB_COUNT && length < sizeof(names); verb++)
        length += (size_t)snprintf(names + length, sizeof(names) - length, "%s%s",
                                   length == 0 ? "" : verb + 1 < VERB_COUNT ? ", " : " or ", verbs[verb].name);
    (void)snprintf(text, sizeof(text), "%s%.256s%s; expected %s", what, found, found[0] != '\0' ? "\"" : "", names);
    return message_usage(text);
}

static int
print_help(enum verb_id verb, const struct options *options)
{
    help_print(stdout, verb, options->chinese ? CHINESE : ENGLISH);
    return finish_output();
}

static int
print_version(bool json)
{
    (void)printf(json ? "{\"program\":\"lifecircle\",\"version\":\"%s\",\"libraries\":\"%s\"}\n"
                      : "lifecircle %s\n%s\n",
                 lci_version(), lci_versions());
    return finish_output();
}

static int
run_without_verb(int argc, char **argv, struct options *options)
{
    if (argc < 2) {
        help_print(stderr, VERB_NONE, ENGLISH);
        return EXIT_USAGE;
    }
    if (argv[1][0] != '-')
        return expect_a_verb("unknown command \"", argv[1]);
    if (!options_read(VERB_NONE, argc, argv, options))
        return EXIT_USAGE;
    if (options->version)
        return print_version(options->json);
    if (options->help)
        return print_help(VERB_NONE, options);
    return expect_a_verb("a command is missing", "");
}

/* lifecircle help [VERB] [--lang zh] */
static int
run_help(int argc, char **argv, struct options *options)
{
    if (!options_read(VERB_NONE, argc, argv, options))
        return EXIT_USAGE;
    return print_help(options->rest.count > 0 ? find_verb(options->rest.items[0]) : VERB_NONE, options);
}

static int
run_command(int argc, char **argv, struct options *options)
{
    const enum verb_id verb = argc > 1 ? find_verb(argv[1]) : VERB_NONE;
    int code = EXIT_DONE;

    streams_start();
    if (argc > 1 && strcmp(argv[1], "help") == 0)
        return run_help(argc - 1, argv + 1, options);
    if (verb == VERB_NONE)
        return run_without_verb(argc, argv, options);
    if (!options_read(verb, argc - 1, argv + 1, options))
        return EXIT_USAGE;
    if (options->help)
        return print_help(verb, options);
    if (options->version)
        return print_version(options->json);
    signals_start();
    messages_start(options);
    code = works[verb](options);
    messages_end();
    return code;
}

int
main(int argc, char **argv)
{
    struct options options = {0};

    messages_format(options_want_json_log(argc, argv));
    return messages_code(run_command(argc, argv, &options));
}
