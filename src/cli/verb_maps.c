/* verb_maps.c - lifecircle maps: maps of a result, to be printed. */
#include "cli.h"

int
verb_maps(const struct options *options)
{
    const struct lci_context context = {.log = message_log, .cancelled = signals_cancelled};
    struct lci_maps_options asked = {
        .folder = options->output,
        .paper = options->large_paper ? "A3" : "A4",
        .profile = options->profile,
        .has_language = options->chinese || options->english,
        .english = options->english,
    };
    struct lci_maps_summary summary = {0};
    struct lci_error err = {0};
    enum lci_status status = LCI_OK;
    int code = EXIT_DONE;

    if (options->rest.count != 1 || !options->output)
        return message_usage("expected one result, and -o FOLDER for its maps; see lifecircle maps --help");
    asked.path = options->rest.items[0];
    status = lci_maps(&asked, &context, &summary, &err);
    if (status != LCI_OK)
        return exit_for(status, &err);
    code = finish_summary(options, summary.json, summary.text, summary.text_zh);
    lci_maps_summary_fini(&summary);
    return code;
}
