/* verb_again.c - lifecircle rerun and verify: the results of a night once more. */
#include "cli.h"

static struct lci_context
context_of(const struct options *options)
{
    return (struct lci_context){
        .log = message_log,
        .stage = message_stage,
        .stages = message_stages,
        .progress = message_progress,
        .cancelled = signals_cancelled,
        .thread_count = options->threads,
    };
}

static int
finish(const struct options *options, enum lci_status status, const struct lci_error *err, struct lci_night_again *again)
{
    int code = EXIT_DONE;

    if (status != LCI_OK)
        return exit_for(status, err);
    messages_end();
    if (options->json)
        (void)printf("%s\n", again->json);
    else if (!options->quiet)
        (void)printf("%s\n", options->chinese ? again->line_zh : again->line);
    code = finish_output();
    if (code == EXIT_DONE && again->different_count > 0)
        code = EXIT_FAILED;
    lci_night_again_fini(again);
    return code;
}

int
verb_rerun(const struct options *options)
{
    const struct lci_context context = context_of(options);
    struct lci_night_again again = {0};
    struct lci_error err = {0};

    if (options->rest.count != 1 || !options->output) {
        message(LCI_LOG_ERROR, "expected a manifest, and a folder with -o; see lifecircle rerun --help");
        return EXIT_USAGE;
    }
    return finish(options, lci_night_rerun(options->rest.items[0], options->output, &context, &again, &err), &err, &again);
}

int
verb_verify(const struct options *options)
{
    const struct lci_context context = context_of(options);
    struct lci_night_again again = {0};
    struct lci_config *config = NULL;
    struct lci_error err = {0};
    int code = EXIT_DONE;

    if (!options->state) {
        message(LCI_LOG_ERROR, "expected --state: what is to be verified; see lifecircle verify --help");
        return EXIT_USAGE;
    }
    code = load_configuration(options, &config);
    if (code == EXIT_DONE)
        code = finish(options, lci_night_verify(config, &context, &again, &err), &err, &again);
    lci_config_free(config);
    return code;
}
