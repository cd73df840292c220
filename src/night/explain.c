/* explain.c - writes what has changed since the published night, and why. */
#include "night/explain.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "changes/remembered.h"
#include "io/growing_text.h"
#include "night/files.h"
#include "night/past.h"
#include "report/report.h"

enum { NAME_SIZE = 64 };

static enum lci_status
write_text(struct lci_night *night, const char *folder, const char *name, const char *text, struct lci_error *err)
{
    const char *path = lci_arena_path(&night->arena, folder, name);
    FILE *file = path ? fopen(path, "wbxe") : NULL;
    bool written = false;

    if (!path)
        return lci_fail_nomem(err, name);
    if (!file)
        return lci_fail(err, LCI_E_IO, "%s: cannot write: %s", path, strerror(errno));
    written = fputs(text, file) >= 0;
    if (fclose(file) != 0 || !written)
        return lci_fail(err, LCI_E_IO, "%s: cannot write: %s", path, strerror(errno));
    return LCI_OK;
}

/* Why there is no account, in the place of it. */
static enum lci_status
write_failure(struct lci_night *night, const char *folder, const struct lci_error *why, struct lci_error *err)
{
    struct lci_growing_text json = {0};
    struct lci_growing_text text = {0};
    struct lci_growing_text zh = {0};
    enum lci_status status = LCI_OK;

    lci_log(night->context, LCI_LOG_WARNING, "what has changed since night %" PRIu64 " is not known: %s", night->current,
            why->message);
    lci_text_add(&json, "{\"error\":");
    lci_text_add_json(&json, why->message);
    lci_text_add(&json, "}\n");
    lci_text_add(&text, "not compared with night %" PRIu64 ": %s\n", night->current, why->message);
    lci_text_add(&zh, "未能与第 %" PRIu64 " 夜比较: %s\n", night->current, why->message);
    status = json.failed || text.failed || zh.failed ? lci_fail_nomem(err, "changes") : LCI_OK;
    if (status == LCI_OK)
        status = write_text(night, folder, LCI_CHANGES_JSON_NAME, json.bytes, err);
    if (status == LCI_OK)
        status = write_text(night, folder, LCI_CHANGES_TEXT_NAME, text.bytes, err);
    if (status == LCI_OK)
        status = write_text(night, folder, LCI_CHANGES_ZH_NAME, zh.bytes, err);
    lci_free(json.bytes);
    lci_free(text.bytes);
    lci_free(zh.bytes);
    return status;
}

/* The new night as the other side: its inputs are where the configuration says. */
static enum lci_status
new_side(struct lci_night *night, const char *staged, const char *name, struct lci_changes_side *out, struct lci_error *err)
{
    const char *path = night->config->output.path;
    const char *slash = strrchr(path, '/');

    *out = (struct lci_changes_side){
        .result = lci_arena_path(&night->arena, staged, slash ? slash + 1 : path), .name = name, .config = night->config};
    if (!out->result)
        return lci_fail_nomem(err, "changes");
    return lci_night_side_made_from(&night->arena, night->sources, night->inputs.count, night->record.program, out, err);
}

static enum lci_status
compare(struct lci_night *night, struct lci_night_past *past, const char *staged, struct lci_diff_summary *summary,
        struct lci_error *err)
{
    struct lci_changes_options options = {.temporary_folder = staged}; /* what a killed night leaves of it goes with it */
    char names[2][NAME_SIZE];
    enum lci_status status = LCI_OK;

    (void)snprintf(names[0], NAME_SIZE, "night %" PRIu64, night->current);
    (void)snprintf(names[1], NAME_SIZE, "night %" PRIu64, night->record.id);
    if (!past->result)
        return lci_fail(err, LCI_E_DATA, "night %" PRIu64 " has no GeoPackage", night->current);
    status = lci_night_past_side(past, names[0], &options.old_side, err);
    if (status == LCI_OK)
        status = new_side(night, staged, names[1], &options.new_side, err);
    return status == LCI_OK ? lci_changes_remembered(&options, night->values ? lci_values_memo(night->values) : NULL,
                                                     night->context, summary, err)
                            : status;
}

/* The report once more, with what has changed: of two nights, so it stands beside the one that is about this night alone. */
static enum lci_status
write_page(struct lci_night *night, const char *staged, struct lci_error *err)
{
    const char *result = night->config->output.path;
    const char *slash = strrchr(result, '/');
    const char *page = lci_arena_path(&night->arena, staged, LCI_CHANGES_PAGE_NAME);
    const struct lci_report_source source = {.result = lci_arena_path(&night->arena, staged, slash ? slash + 1 : result),
                                             .folder = staged,
                                             .phrases = &night->config->phrases};

    return page && source.result ? lci_report_write(&source, page, err) : lci_fail_nomem(err, LCI_CHANGES_PAGE_NAME);
}

enum lci_status
lci_night_explain(struct lci_night *night, const char *staged, struct lci_error *err)
{
    struct lci_night_past past = {.result = NULL};
    struct lci_diff_summary summary = {.json = NULL};
    struct lci_error why = {0};
    const char *published = NULL;
    const char *manifest = NULL;
    enum lci_status status = LCI_OK;

    if (night->current == 0)
        return LCI_OK;
    published = lci_night_place_run(&night->place, &night->arena, night->current);
    manifest = published ? lci_night_manifest_path(&night->arena, published) : NULL;
    status = manifest ? lci_night_past_open(manifest, &past, &why) : lci_fail_nomem(&why, "changes");
    if (status == LCI_OK)
        status = compare(night, &past, staged, &summary, &why);
    if (status == LCI_OK) {
        status = write_text(night, staged, LCI_CHANGES_JSON_NAME, summary.json, err);
        if (status == LCI_OK)
            status = write_text(night, staged, LCI_CHANGES_TEXT_NAME, summary.text, err);
        if (status == LCI_OK)
            status = write_text(night, staged, LCI_CHANGES_ZH_NAME, summary.text_zh, err);
    } else if (status == LCI_E_NOMEM || status == LCI_E_CANCELLED) {
        status = lci_fail(err, status, "%s", why.message);
    } else {
        status = write_failure(night, staged, &why, err);
    }
    if (status == LCI_OK && night->config->output.report)
        status = write_page(night, staged, err);
    lci_diff_summary_fini(&summary);
    lci_night_past_fini(&past);
    return status;
}
