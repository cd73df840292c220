/* verb_diff.c - lifecircle diff: two results beside each other. */
#include "cli.h"

int
verb_diff(const struct options *options)
{
    const struct lci_context context = {
        .log = message_log,
        .stage = message_stage,
        .progress = message_progress,
        .cancelled = signals_cancelled,
    };
    const struct lci_diff_options asked = {
        .old_path = options->rest.items[0],
        .new_path = options->rest.items[1],
        .output = options->output,
        .csv_folder = options->csv,
        .all = options->all,
    };
    struct lci_diff_summary summary = {0};
    struct lci_error err = {0};
    enum lci_status status = LCI_OK;

    if (options->rest.count != 2) {
        message(LCI_LOG_ERROR, "expected two results, the old one and the new one; see lifecircle diff --help");
        return EXIT_USAGE;
    }
    status = lci_diff(&asked, &context, &summary, &err);
    if (status != LCI_OK)
        return exit_for(status, &err);
    messages_end();
    if (options->json)
        (void)printf("%s\n", summary.json);
    else if (!options->quiet)
        (void)fputs(options->chinese ? summary.text_zh : summary.text, stdout);
    lci_diff_summary_fini(&summary);
    return finish_output();
}
