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
    struct lci_night_compare_options asked = {
        .old_path = options->rest.items[0],
        .new_path = options->rest.items[1],
        .output = options->output,
        .csv_folder = options->csv,
        .all = options->all,
    };
    enum lci_status status = load_configs(options, configs, err);

    asked.old_config = configs[0];
    asked.new_config = configs[1];
    if (status == LCI_OK)
        status = lci_night_compare(&asked, context, summary, err);
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
        .stages = message_stages,
        .progress = message_progress,
        .cancelled = signals_cancelled,
        .thread_count = options->threads,
    };
    struct lci_diff_summary summary = {0};
    struct lci_error err = {0};
    enum lci_status status = LCI_OK;
    int code = EXIT_DONE;

    if (options->rest.count != 2) {
        message(LCI_LOG_ERROR, "expected two results, the old one and the new one; see lifecircle diff --help");
        return EXIT_USAGE;
    }
    status = compare(options, &context, &summary, &err);
    if (status != LCI_OK)
        return exit_for(status, &err);
    code = finish_summary(options, summary.json, summary.text, summary.text_zh);
    lci_diff_summary_fini(&summary);
    return code;
}
