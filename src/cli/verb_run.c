/* verb_run.c - lifecircle run and check: a configuration, or paths on the command line. */
#include "cli.h"

#include <string.h>

static struct lci_texts
texts_of(const struct path_list *list)
{
    return (struct lci_texts){.items = (const char **)(void *)list->items, .count = list->count};
}

static bool
has_paths(const struct options *options)
{
    return options->roads.count + options->facilities.count + options->homes.count > 0 ||
           options->output || options->profile || options->minutes > 0.0 || options->meters > 0.0;
}

static int
usage(const char *text)
{
    message(LCI_LOG_ERROR, "%s", text);
    return EXIT_USAGE;
}

/* Every fault of the file, not only the first. */
static int
print_faults(const char *path, const struct lci_faults *faults)
{
    for (size_t i = 0; i < faults->count; i++)
        message(LCI_LOG_ERROR, "%s", faults->items[i].message);
    if (faults->count > 1)
        message(LCI_LOG_ERROR, "%s: %zu faults; nothing was done", path, faults->count);
    return EXIT_USAGE;
}

/* Answers EXIT_DONE and fills *config, or has printed why not. */
static int
load(const char *path, struct lci_config **config)
{
    struct lci_faults faults = {0};
    struct lci_error err = {0};
    const enum lci_status status = lci_config_load(path, config, &faults, &err);
    int code = EXIT_DONE;

    if (status == LCI_E_CONFIG && faults.count > 0)
        code = print_faults(path, &faults);
    else if (status == LCI_E_IO)
        code = usage(err.message);
    else if (status != LCI_OK)
        code = exit_for(status, &err);
    lci_faults_fini(&faults);
    return code;
}

int
load_configuration(const struct options *options, struct lci_config **config)
{
    if (options->rest.count != 1)
        return usage("expected one configuration; see --help of this command");
    return load(options->rest.items[0], config);
}

static int
load_command_line(const struct options *options, struct lci_config **config)
{
    const struct lci_command_line line = {
        .roads = texts_of(&options->roads),
        .facilities = texts_of(&options->facilities),
        .homes = texts_of(&options->homes),
        .output = options->output,
        .minutes = options->minutes,
        .meters = options->meters,
        .profile = options->profile,
    };
    struct lci_error err = {0};
    enum lci_status status = LCI_OK;

    if (options->roads.count == 0 || options->facilities.count == 0 || options->homes.count == 0)
        return usage(
            "expected a configuration, or --roads, --facilities and --homes; see lifecircle "
            "run --help");
    if (!options->output && !options->dry_run)
        return usage("-o: expected the path of the result");
    if (options->minutes > 0.0 && options->meters > 0.0)
        return usage("--minutes and --meters: expected one of them");
    status = lci_config_from_command_line(&line, config, &err);
    return status == LCI_OK ? EXIT_DONE : exit_for(status, &err);
}

static int
print_summary(const struct options *options, const struct lci_run_summary *summary)
{
    return finish_summary(options, summary->json, options->verbose ? summary->all_text : summary->text,
                          options->verbose ? summary->all_text_zh : summary->text_zh);
}

/* What became of a night, and of what it computed. */
static int
print_night(const struct options *options, const struct lci_night_summary *summary)
{
    int code = EXIT_DONE;

    messages_end();
    if (options->json)
        (void)printf("%s\n", summary->json);
    else if (summary->run.text)
        code = print_summary(options, &summary->run);
    if (!options->json && !options->quiet)
        (void)printf("%s\n", options->chinese ? summary->line_zh : summary->line);
    return code == EXIT_DONE ? finish_output() : code;
}

static int
work_a_night(const struct options *options, const struct lci_config *config, const struct lci_context *context)
{
    const struct lci_night_options asked = {.full = options->full, .accept = options->accept};
    struct lci_night_summary summary = {0};
    struct lci_error err = {0};
    const enum lci_status status = lci_night_run(config, &asked, context, &summary, &err);
    int code = EXIT_DONE;

    if (status != LCI_OK)
        return exit_for(status, &err);
    code = print_night(options, &summary);
    if (code == EXIT_DONE && options->strict && summary.run.quality_error_count > 0)
        code = EXIT_QUALITY;
    lci_night_summary_fini(&summary);
    return code;
}

static int
work(const struct options *options, const struct lci_config *config, enum lci_run_extent extent)
{
    const struct lci_context context = {
        .log = message_log,
        .stage = message_stage,
        .stages = message_stages,
        .night = message_night,
        .progress = message_progress,
        .cancelled = signals_cancelled,
        .thread_count = options->threads,
    };
    struct lci_run_summary summary = {0};
    struct lci_error err = {0};
    enum lci_status status = LCI_OK;
    int code = EXIT_DONE;

    if (extent == LCI_RUN_ALL && config->nights.are_asked_for)
        return work_a_night(options, config, &context);
    if (options->full || options->accept)
        return usage("--full and --accept: expected a configuration with the section nights");
    status = lci_run(config, extent, &context, &summary, &err);
    if (status != LCI_OK)
        return exit_for(status, &err);
    code = print_summary(options, &summary);
    if (code == EXIT_DONE && options->strict && summary.quality_error_count > 0)
        code = EXIT_QUALITY;
    else if (extent == LCI_RUN_CHECK && summary.quality_error_count > 0)
        message(LCI_LOG_INFO, "%s: nothing stops a run; errors in its data, listed above: %zu", options->rest.items[0],
                summary.quality_error_count);
    else if (extent == LCI_RUN_CHECK)
        message(LCI_LOG_INFO, "%s: no faults", options->rest.items[0]);
    lci_run_summary_fini(&summary);
    return code;
}

int
verb_run(const struct options *options)
{
    struct lci_config *config = NULL;
    int code = EXIT_DONE;

    if (options->rest.count > 1)
        return usage("expected one configuration");
    if (options->rest.count == 1 && has_paths(options))
        return usage(
            "expected either a configuration or --roads, --facilities, --homes and -o, not "
            "both");
    code = options->rest.count == 1 ? load(options->rest.items[0], &config)
                                    : load_command_line(options, &config);
    if (code == EXIT_DONE)
        code = work(options, config, options->dry_run ? LCI_RUN_DRY : LCI_RUN_ALL);
    lci_config_free(config);
    return code;
}

int
verb_check(const struct options *options)
{
    struct lci_config *config = NULL;
    int code = EXIT_DONE;

    if (options->print_schema)
        return options->rest.count == 0 ? print_schema("config", options)
                                        : usage("--print-schema: expected no configuration beside it");
    code = load_configuration(options, &config);
    if (code == EXIT_DONE) {
        message(LCI_LOG_INFO, "%s: no faults in the file itself; now its sources are read", options->rest.items[0]);
        code = work(options, config, LCI_RUN_CHECK);
    }
    lci_config_free(config);
    return code;
}
