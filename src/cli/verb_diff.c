/* verb_diff.c - lifecircle diff: two results beside each other, and why they differ. */
#include "cli.h"

/* The configurations are read anew: what is wrong with them is told as a run would. */
static enum lci_status
load_configs(const struct options *options, struct lci_config *configs[2], struct lci_error *err)
{
    const char *const paths[2] = {options->old_config, options->new_config};
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < 2 && status == LCI_OK; i++)
        if (paths[i])
            status = lci_config_load(paths[i], &configs[i], NULL, err);
    return status;
}

static enum lci_status
compare(const struct options *options, const struct lci_context *context, struct lci_diff_summary *summary, struct lci_error *err)
{
    struct lci_config *configs[2] = {NULL};
    const struct lci_diff_options asked = {
        .old_path = options->rest.items[0],
        .new_path = options->rest.items[1],
        .output = options->output,
        .csv_folder = options->csv,
        .all = options->all,
    };
    struct lci_changes_options changes = {
        .old_side = {.result = asked.old_path, .why_unknown = "--old-config does not say what it was made by"},
        .new_side = {.result = asked.new_path, .why_unknown = "--new-config does not say what it was made by"},
        .output = asked.output,
        .csv_folder = asked.csv_folder,
        .all = asked.all,
    };
    enum lci_status status = load_configs(options, configs, err);

    changes.old_side.config = configs[0];
    changes.new_side.config = configs[1];
    if (status == LCI_OK)
        status = configs[0] || configs[1] ? lci_changes(&changes, context, summary, err) : lci_diff(&asked, context, summary, err);
    for (size_t i = 0; i < 2; i++)
        lci_config_free(configs[i]);
    return status;
}

int
verb_diff(const struct options *options)
{
    const struct lci_context context = {
        .log = message_log,
        .stage = message_stage,
        .progress = message_progress,
        .cancelled = signals_cancelled,
        .thread_count = options->threads,
    };
    struct lci_diff_summary summary = {0};
    struct lci_error err = {0};
    enum lci_status status = LCI_OK;

    if (options->rest.count != 2) {
        message(LCI_LOG_ERROR, "expected two results, the old one and the new one; see lifecircle diff --help");
        return EXIT_USAGE;
    }
    status = compare(options, &context, &summary, &err);
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
