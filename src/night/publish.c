/* publish.c - a night that computes: results built aside, described, and swapped in. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "io/publish.h"
#include "night/alarms.h"
#include "night/archive.h"
#include "night/figures.h"
#include "night/explain.h"
#include "night/files.h"
#include "night/manifest.h"
#include "night/night_internal.h"
#include "run/job.h"
#include "run/options.h"

/* Results in the making. */
struct making {
    struct lci_night *night;
    const char *staged;
    struct lci_night_manifest manifest;
    struct lci_night_things things;
    struct lci_night_table *tables;
    size_t table_count;
};

static enum lci_status
take_stages(struct making *making, const struct lci_passes *passes, struct lci_error *err)
{
    struct lci_night_manifest *manifest = &making->manifest;
    size_t count = 0;

    for (size_t p = 0; p < passes->count; p++)
        count += passes->items[p].stage_count;
    manifest->stages = lci_arena_alloc(&making->night->arena, count + 1, sizeof(*manifest->stages));
    for (size_t p = 0; p < passes->count && manifest->stages; p++)
        for (size_t s = 0; s < passes->items[p].stage_count; s++) {
            const struct lci_job_stage *stage = &passes->items[p].stages[s];
            struct lci_night_stage *to = &manifest->stages[manifest->stage_count++];

            to->stage = lci_arena_text(&making->night->arena, stage->label, strlen(stage->label));
            to->made_from = lci_arena_text(&making->night->arena, stage->in, strlen(stage->in));
            to->made = lci_arena_text(&making->night->arena, stage->out, strlen(stage->out));
            to->seconds = stage->seconds;
            if (!to->stage || !to->made_from || !to->made)
                return lci_fail_nomem(err, "night");
        }
    return manifest->stages ? LCI_OK : lci_fail_nomem(err, "night");
}

/* The rows of the table `run`. */
static enum lci_status
take_entries(struct making *making, const struct lci_passes *passes, struct lci_error *err)
{
    const struct lci_manifest *run = &passes->items[0].manifest;
    struct lci_night_manifest *manifest = &making->manifest;

    manifest->entries = lci_arena_alloc(&making->night->arena, run->count + 1, sizeof(*manifest->entries));
    for (size_t i = 0; i < run->count && manifest->entries; i++) {
        manifest->entries[i][0] = lci_arena_text(&making->night->arena, run->items[i].key, strlen(run->items[i].key));
        manifest->entries[i][1] = lci_arena_text(&making->night->arena, run->items[i].value, strlen(run->items[i].value));
        if (!manifest->entries[i][0] || !manifest->entries[i][1])
            return lci_fail_nomem(err, "night");
        manifest->entry_count++;
    }
    return manifest->entries ? LCI_OK : lci_fail_nomem(err, "night");
}

static enum lci_status
take_tables(struct making *making, const struct lci_passes *passes, struct lci_error *err)
{
    struct lci_arena *arena = &making->night->arena;

    making->tables = lci_arena_alloc(arena, passes->written_count + 1, sizeof(*making->tables));
    for (size_t t = 0; t < passes->written_count && making->tables; t++) {
        const struct lci_written_table *table = &passes->written[t];
        const char *name = lci_arena_text(arena, table->name, strlen(table->name));

        if (!name)
            return lci_fail_nomem(err, "night");
        making->tables[making->table_count++] = (struct lci_night_table){name, table->row_count};
    }
    return making->tables ? LCI_OK : lci_fail_nomem(err, "night");
}

/* What every unit has now, and whether somebody has to look at that first. */
static enum lci_status
take_figures(struct making *making, struct lci_passes *passes, struct lci_error *err)
{
    struct lci_night *night = making->night;
    enum lci_status status = lci_night_things_take(&making->things, passes, &night->arena, err);

    if (status == LCI_OK)
        status = lci_history_new(night->state, &night->history, err);
    if (status == LCI_OK)
        status = lci_night_figures_add(passes, night->history, err);
    return status == LCI_OK ? lci_night_judge(night, night->history, &making->things, err) : status;
}

static enum lci_status
take_streets(void *user, struct lci_job *job, struct lci_error *err)
{
    struct making *making = user;

    return lci_night_things_take_streets(&making->things, job, &making->night->arena, err);
}

/* Everything is written, and nothing published: what there is to know of the results, before they are released. */
static enum lci_status
take_results(void *user, struct lci_passes *passes, struct lci_error *err)
{
    struct making *making = user;
    struct lci_night_record *record = &making->night->record;
    enum lci_status status = take_stages(making, passes, err);

    record->error_count = passes->items[0].quality.error_count;
    record->warning_count = passes->items[0].quality.warning_count;
    if (status == LCI_OK)
        status = take_entries(making, passes, err);
    if (status == LCI_OK)
        status = take_tables(making, passes, err);
    if (status == LCI_OK)
        status = take_figures(making, passes, err);
    return status == LCI_OK ? lci_night_stop_clock(making->night, err) : status;
}

static enum lci_status
write_manifest(struct making *making, struct lci_error *err)
{
    struct lci_night *night = making->night;
    const struct lci_night_record *record = &night->record;
    const char *path = lci_night_manifest_path(&night->arena, making->staged);

    if (!path)
        return lci_fail_nomem(err, "night");
    making->manifest.night = record->id;
    making->manifest.version = record->version;
    making->manifest.libraries = lci_versions();
    making->manifest.program = record->program;
    making->manifest.configuration = night->sources[0].path;
    making->manifest.folder = night->place.folder;
    making->manifest.started_at = record->started_at;
    making->manifest.ended_at = record->ended_at;
    making->manifest.duration_s = record->duration_s;
    making->manifest.sources = night->sources;
    making->manifest.source_count = night->inputs.count;
    return lci_night_manifest_write(&making->manifest, path, err);
}

/* What nights had is known as long as their results are kept: somebody may switch back to them. */
static enum lci_status
record_things(struct making *making, struct lci_error *err)
{
    struct lci_night *night = making->night;
    uint64_t *nights = NULL;
    size_t count = 0;
    enum lci_status status = lci_night_place_list(&night->place, &nights, &count, err);

    if (status == LCI_OK)
        status = lci_night_things_write(&making->things, night->state, night->record.id,
                                        count > 0 ? nights[0] : night->record.id, night->known, err);
    lci_free(nights);
    return status;
}

/* The state knows what is about to be published before it is, and so knows it whatever happens then. */
static enum lci_status
record_results(struct making *making, struct lci_error *err)
{
    struct lci_night *night = making->night;
    const struct lci_night_manifest *manifest = &making->manifest;
    const uint64_t id = night->record.id;
    enum lci_status status = lci_nights_put_sources(night->state, id, manifest->sources, manifest->source_count, err);

    if (status == LCI_OK)
        status = lci_nights_put_files(night->state, id, manifest->files, manifest->file_count, err);
    if (status == LCI_OK)
        status = lci_nights_put_stages(night->state, id, manifest->stages, manifest->stage_count, err);
    if (status == LCI_OK)
        status = lci_nights_put_tables(night->state, id, making->tables, making->table_count, err);
    if (status == LCI_OK)
        status = lci_history_write(night->history, id, err);
    if (status == LCI_OK)
        status = record_things(making, err);
    night->record.status = LCI_NIGHT_PUBLISHING;
    if (status == LCI_OK)
        status = lci_nights_end(night->state, &night->record, err);
    if (status == LCI_OK)
        status = lci_store_commit(night->state, err);
    if (status == LCI_OK && night->values)
        status = lci_values_keep_used(night->values, err);
    return status;
}

/* The results are published: what fails from here on is worth a warning. */
static void
clean_up(struct lci_night *night)
{
    const struct lci_nights *asked = &night->config->nights;
    struct lci_error err = {0};
    enum lci_status status = LCI_OK;

    night->current = night->record.id;
    night->record.status = LCI_NIGHT_PUBLISHED;
    status = lci_nights_end(night->state, &night->record, &err);
    if (status == LCI_OK)
        status = lci_nights_prune(night->state, asked->history_nights, night->current, &err);
    if (status == LCI_OK)
        status = lci_store_commit(night->state, &err);
    if (status != LCI_OK)
        lci_log(night->context, LCI_LOG_WARNING, "the results are published, but the state does not say so yet: %s", err.message);
}

static enum lci_status
publish(struct making *making, struct lci_publication *publication, struct lci_error *err)
{
    struct lci_night *night = making->night;
    enum lci_status status = lci_night_explain(night, making->staged, err);

    if (status == LCI_OK)
        status = lci_night_files_list(making->staged, &night->arena, &making->manifest.files, &making->manifest.file_count, err);

    if (status == LCI_OK && night->config->nights.keep_inputs)
        status = lci_archive_add(&night->place, night->sources, night->inputs.count, err);
    if (status == LCI_OK)
        status = write_manifest(making, err);
    if (status == LCI_OK)
        status = record_results(making, err);
    if (status == LCI_OK)
        status = lci_publication_commit(publication, err);
    if (status == LCI_OK)
        status = lci_night_place_switch(&night->place, night->record.id, err);
    return status;
}

enum lci_status
lci_night_make(struct lci_night *night, struct lci_run_summary *summary, struct lci_error *err)
{
    struct making making = {.night = night};
    struct lci_run_options options = {
        .memo = night->values ? lci_values_memo(night->values) : NULL,
        .redirect = {.from = night->place.folder},
        .sources = &night->inputs,
        .walked = take_streets,
        .done = take_results,
        .user = &making,
    };
    const char *folder = lci_night_place_run(&night->place, &night->arena, night->record.id);
    struct lci_publication *publication = NULL;
    enum lci_status status = folder ? lci_publication_new(&publication, err) : lci_fail_nomem(err, "night");

    if (status == LCI_OK)
        status = lci_publication_add(publication, folder, LCI_TARGET_FOLDER, &making.staged, err);
    if (status == LCI_OK && mkdir(making.staged, 0777) != 0)
        status = lci_fail(err, LCI_E_IO, "%s: cannot write this folder: %s", making.staged, strerror(errno));
    options.redirect.to = making.staged;
    if (status == LCI_OK)
        status = lci_run_with(night->config, LCI_RUN_ALL, &options, night->context, summary, err);
    if (status == LCI_OK)
        status = publish(&making, publication, err);
    lci_publication_free(publication);
    if (status == LCI_OK)
        clean_up(night);
    return status;
}
