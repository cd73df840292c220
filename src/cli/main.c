/* main.c - the command: finds the verb and runs it. */
#include "cli.h"

#include <string.h>

static const struct verb verbs[] = {
    {"run", verb_run, help_run},
    {"check", verb_check, help_check},
    {"diff", verb_diff, help_diff},
    {"inspect", verb_inspect, help_inspect},
    {"schema", verb_schema, help_schema},
    {"status", verb_status, help_status},
    {"history", verb_history, help_history},
    {"rerun", verb_rerun, help_rerun},
    {"verify", verb_verify, help_verify},
};

static const char expected[] = "run, check, diff, inspect, schema, status, history, rerun or verify";

enum { USAGE_SIZE = 1024 }; /* of a word that is no verb, as much as is worth repeating */
enum { VERB_COUNT = sizeof(verbs) / sizeof(verbs[0]) };

static const struct verb *
find_verb(const char *name)
{
    for (size_t i = 0; i < VERB_COUNT; i++)
        if (strcmp(verbs[i].name, name) == 0)
            return &verbs[i];
    return NULL;
}

static int
print(const char *text)
{
    (void)fputs(text, stdout);
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
run_without_verb(int argc, char **argv)
{
    struct options options = {0};
    static const struct verb none = {"", NULL, help_main};
    char text[USAGE_SIZE];

    if (argc < 2) {
        (void)fputs(help_main, stderr);
        return EXIT_USAGE;
    }
    if (argv[1][0] != '-') {
        (void)snprintf(text, sizeof(text), "unknown command \"%s\"; expected %s", argv[1], expected);
        return message_usage(text);
    }
    if (!options_read(&none, argc, argv, &options))
        return EXIT_USAGE;
    if (options.version)
        return print_version(options.json);
    if (options.help)
        return print(help_main);
    (void)snprintf(text, sizeof(text), "a command is missing; expected %s", expected);
    return message_usage(text);
}

static int
run_command(int argc, char **argv, struct options *options)
{
    const struct verb *verb = argc > 1 ? find_verb(argv[1]) : NULL;
    int code = EXIT_DONE;

    streams_start();
    if (argc > 1 && strcmp(argv[1], "help") == 0) {
        verb = argc > 2 ? find_verb(argv[2]) : NULL;
        return print(verb ? verb->help : help_main);
    }
    if (!verb)
        return run_without_verb(argc, argv);
    if (!options_read(verb, argc - 1, argv + 1, options))
        return EXIT_USAGE;
    if (options->help)
        return print(verb->help);
    if (options->version)
        return print_version(options->json);
    signals_start();
    messages_start(options);
    code = verb->run(options);
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
