/* night.c - a run that is repeated, from its lock to its last word. */
#include <lifecircle/night.h>

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "io/growing_text.h"
#include "night/archive.h"
#include "night/files.h"
#include "night/manifest.h"
#include "night/metrics.h"
#include "night/night_internal.h"
#include "night/program.h"

enum lci_status
lci_night_stop_clock(struct lci_night *night, struct lci_error *err)
{
    char now[LCI_CLOCK_TEXT_SIZE];

    lci_clock_write_now(now);
    night->record.ended_at = lci_arena_text(&night->arena, now, strlen(now));
    night->record.duration_s = lci_clock_s() - night->begin_s;
    return night->record.ended_at ? LCI_OK : lci_fail_nomem(err, "night");
}

uint64_t
lci_night_oldest(const struct lci_night *night)
{
    const uint64_t kept = night->config->nights.history_nights;

    return night->record.id > kept ? night->record.id - kept + 1 : 1;
}

/* Why everything is computed; the first reason stays. */
static enum lci_status
give_reason(struct lci_night *night, const char *reason, struct lci_error *err)
{
    if (night->record.reason)
        return LCI_OK;
    night->record.reason = lci_arena_text(&night->arena, reason, strlen(reason));
    return night->record.reason ? LCI_OK : lci_fail_nomem(err, "night");
}

static enum lci_status
open_store(struct lci_night *night, const char *path, enum lci_store_kind kind, struct lci_store **out, struct lci_error *err)
{
    enum lci_store_found found = LCI_STORE_FOUND;
    char reason[512];
    enum lci_status status = lci_store_open(path, kind, out, &found, err);

    if (status != LCI_OK || found == LCI_STORE_FOUND)
        return status;
    (void)snprintf(reason, sizeof(reason), "%.300s: %s", path, lci_store_found_text(found));
    if (found != LCI_STORE_NONE)
        lci_log(night->context, LCI_LOG_WARNING, "%s; it was moved aside", reason);
    return give_reason(night, reason, err);
}

/* What a night that was killed, or failed late, left in `runs`: never published, so of no use. */
static enum lci_status
drop_leftovers(struct lci_night *night, struct lci_error *err)
{
    uint64_t *nights = NULL;
    size_t count = 0;
    enum lci_status status = lci_night_place_list(&night->place, &nights, &count, err);

    for (size_t i = 0; i < count && status == LCI_OK; i++) {
        struct lci_night_record record = {0};
        bool found = false;

        status = lci_nights_get(night->state, nights[i], &night->arena, &record, &found, err);
        if (status == LCI_OK && found && nights[i] != night->current &&
            (record.status == LCI_NIGHT_KILLED || record.status == LCI_NIGHT_FAILED))
            lci_night_place_drop(&night->place, nights[i]);
    }
    lci_free(nights);
    return status;
}

/* The number of the last folder in `runs`: where the state was lost, numbers go on from there. */
static enum lci_status
find_least(struct lci_night *night, uint64_t *least, struct lci_error *err)
{
    uint64_t *nights = NULL;
    size_t count = 0;
    const enum lci_status status = lci_night_place_list(&night->place, &nights, &count, err);

    *least = count > 0 ? nights[count - 1] : 0;
    lci_free(nights);
    return status;
}

/* Opens the state, says how the nights before ended, and begins this one. */
static enum lci_status
begin(struct lci_night *night, struct lci_error *err)
{
    char now[LCI_CLOCK_TEXT_SIZE];
    uint64_t least = 0;
    enum lci_status status = open_store(night, night->place.state, LCI_STORE_STATE, &night->state, err);

    night->current = lci_night_place_current(&night->place);
    lci_clock_write_now(now);
    night->record.started_at = lci_arena_text(&night->arena, now, strlen(now));
    night->record.version = lci_version();
    if (status == LCI_OK && !night->record.started_at)
        status = lci_fail_nomem(err, "night");
    if (status == LCI_OK)
        status = lci_program_fingerprint(&night->record.program, err);
    if (status == LCI_OK)
        status = lci_nights_settle(night->state, night->current, err);
    if (status == LCI_OK) {
        night->known = night->current > 0 ? night->current : lci_nights_last_published(night->state);
        status = drop_leftovers(night, err);
    }
    if (status == LCI_OK)
        status = find_least(night, &least, err);
    if (status == LCI_OK)
        status = lci_nights_start(night->state, &night->record, least, &night->record.id, err);
    return status == LCI_OK ? lci_store_commit(night->state, err) : status;
}

/* From the root, so that it means the same wherever the next night is started. NULL: out of memory. */
static const char *
whole_path(struct lci_arena *arena, const char *path)
{
    char folder[PATH_MAX];
    char *whole = NULL;
    size_t size = 0;

    if (path[0] == '/' || !getcwd(folder, sizeof(folder)))
        return path;
    size = strlen(folder) + strlen(path) + 2;
    whole = lci_arena_alloc(arena, size, 1);
    if (whole)
        (void)snprintf(whole, size, "%s/%s", folder, path);
    return whole;
}

static enum lci_status
take_inputs(struct lci_night *night, struct lci_error *err)
{
    const enum lci_status status = lci_run_sources_take(night->config, &night->inputs, err);

    if (status != LCI_OK)
        return status;
    night->sources = lci_arena_alloc(&night->arena, night->inputs.count + 1, sizeof(*night->sources));
    if (!night->sources)
        return lci_fail_nomem(err, "night");
    for (size_t i = 0; i < night->inputs.count; i++) {
        const struct lci_run_source *input = &night->inputs.items[i];

        /* of a database the path is a connection, which may hold a password */
        night->sources[i] = (struct lci_night_source){
            .role = input->role, .number = input->number, .label = input->label,
            .path = input->is_database ? input->label : whole_path(&night->arena, input->path),
            .bytes = input->bytes, .has_print = !input->is_database, .print = input->print};
        if (!night->sources[i].path)
            return lci_fail_nomem(err, "night");
    }
    return LCI_OK;
}

static const struct lci_night_source *
find_source(const struct lci_night_source *items, size_t count, const struct lci_night_source *wanted)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(items[i].role, wanted->role) == 0 && items[i].number == wanted->number)
            return &items[i];
    return NULL;
}

/* Outputs of the other one are no longer published: that may be meant, but nobody should have to find out. */
static void
tell_other_configuration(const struct lci_night *night, const struct lci_night_source *before, size_t count)
{
    const struct lci_night_source *was = find_source(before, count, &night->sources[0]);
    struct stat old = {0};
    struct stat new = {0};

    if (!was || strcmp(was->path, night->sources[0].path) == 0)
        return;
    if (stat(was->path, &old) != 0 || stat(night->sources[0].path, &new) != 0 || old.st_ino != new.st_ino ||
        old.st_dev != new.st_dev)
        lci_log(night->context, LCI_LOG_WARNING, "%s: what is published here is of another configuration, %s: its outputs go with"
                " it; each configuration needs a folder of its own", night->place.shown, was->path);
}

/* Whether what this night reads is what the published one read, byte for byte and from the same places. */
static enum lci_status
compare_inputs(struct lci_night *night, bool *same, struct lci_error *err)
{
    struct lci_night_source *before = NULL;
    size_t count = 0;
    const enum lci_status status = lci_nights_get_sources(night->state, night->current, &night->arena, &before, &count, err);

    if (status == LCI_OK)
        tell_other_configuration(night, before, count);
    *same = status == LCI_OK && count == night->inputs.count;
    for (size_t i = 0; i < night->inputs.count && *same; i++) {
        const struct lci_night_source *now = &night->sources[i];
        const struct lci_night_source *was = find_source(before, count, now);

        *same = was && was->has_print && now->has_print && lci_fingerprint_equal(was->print, now->print) &&
                strcmp(was->label, now->label) == 0 && strcmp(was->path, now->path) == 0;
    }
    return status;
}

/* Without the manifest nothing could be made again, or compared: it counts as one of the files. *different NULL: it is there. */
static enum lci_status
check_manifest(struct lci_night *night, const char *folder, const char **different, struct lci_error *err)
{
    const char *path = lci_night_manifest_path(&night->arena, folder);
    struct lci_night_manifest manifest = {0};
    struct lci_error why = {0};
    const enum lci_status status = path ? lci_night_manifest_read(path, &night->arena, &manifest, &why)
                                        : lci_fail_nomem(&why, "night");

    if (status == LCI_E_NOMEM)
        return lci_fail_nomem(err, "night");
    if (status != LCI_OK || manifest.night != night->current)
        *different = LCI_MANIFEST_NAME;
    return LCI_OK;
}

/* Whether the published files are still those that were written. */
static enum lci_status
check_published(struct lci_night *night, bool *intact, struct lci_error *err)
{
    const char *folder = lci_night_place_run(&night->place, &night->arena, night->current);
    struct lci_night_file *files = NULL;
    const char *different = NULL;
    size_t count = 0;
    enum lci_status status = folder ? lci_nights_get_files(night->state, night->current, &night->arena, &files, &count, err)
                                    : lci_fail_nomem(err, "night");

    if (status == LCI_OK)
        status = lci_night_files_compare(folder, &night->arena, files, count, &different, err);
    if (status == LCI_OK && !different)
        status = check_manifest(night, folder, &different, err);
    *intact = status == LCI_OK && !different;
    if (status == LCI_OK && different)
        lci_log(night->context, LCI_LOG_WARNING, "%s: %s is no longer as it was written; the results are made again", folder,
                different);
    return status;
}

/* Whether everything is as in the published night. Gives the reason why everything is to be computed, where that is so. */
static enum lci_status
judge(struct lci_night *night, bool *unchanged, struct lci_error *err)
{
    struct lci_night_record published = {0};
    bool found = false;
    enum lci_status status = LCI_OK;

    *unchanged = false;
    if (night->options->full)
        return give_reason(night, "--full asks for it", err);
    if (night->current == 0 && night->known > 0) {
        lci_log(night->context, LCI_LOG_WARNING, "%s: does not name the results of a night, though night %" PRIu64 " has published",
                night->place.current, night->known);
        return give_reason(night, "the published results are gone", err);
    }
    if (night->current == 0)
        return give_reason(night, "nothing is published yet", err);
    status = lci_nights_get(night->state, night->current, &night->arena, &published, &found, err);
    if (status == LCI_OK && (!found || published.status != LCI_NIGHT_PUBLISHED))
        return give_reason(night, "nothing is known of the published night", err);
    if (status == LCI_OK && !lci_fingerprint_equal(published.program, night->record.program))
        return give_reason(night, "the program or a library of it has changed", err);
    if (status == LCI_OK)
        status = compare_inputs(night, unchanged, err);
    if (status == LCI_OK && *unchanged)
        status = check_published(night, unchanged, err);
    return status;
}

static enum lci_status
stay(struct lci_night *night, struct lci_error *err)
{
    enum lci_status status = lci_night_stop_clock(night, err);

    night->record.status = LCI_NIGHT_UNCHANGED;
    night->record.reason = NULL; /* a memo that was lost is of no matter here */
    if (status == LCI_OK && night->current != lci_nights_last_published(night->state))
        status = lci_history_stay(night->state, night->record.id, night->current, err);
    if (status == LCI_OK)
        status = lci_nights_put_sources(night->state, night->record.id, night->sources, night->inputs.count, err);
    if (status == LCI_OK)
        status = lci_nights_end(night->state, &night->record, err);
    if (status == LCI_OK)
        status = lci_nights_prune(night->state, night->config->nights.history_nights, night->current, err);
    return status == LCI_OK ? lci_store_commit(night->state, err) : status;
}

/* What is known of values of earlier nights; with --full they are all made again. */
static enum lci_status
open_values(struct lci_night *night, struct lci_error *err)
{
    enum lci_status status = open_store(night, night->place.memo, LCI_STORE_MEMO, &night->memo_store, err);

    if (status == LCI_OK)
        status = lci_values_new(night->memo_store, night->record.program, night->options->full, &night->values, err);
    return status;
}

/* "; values kept, made: area 120, 3; gap 8, 1" */
static void
add_values_line(struct lci_growing_text *text, const struct lci_night *night, bool chinese)
{
    const struct lci_memo *memo = night->values ? lci_values_memo(night->values) : NULL;
    const char *before = chinese ? "；沿用值、新算值：" : "; values kept, made: ";

    for (enum lci_memo_kind kind = 0; memo && kind < LCI_MEMO_KIND_COUNT; kind++) {
        const struct lci_memo_count *count = &memo->counts[kind];

        if (count->kept + count->made == 0)
            continue;
        lci_text_add(text, "%s%s %zu, %zu", before, lci_memo_kind_text((enum lci_memo_kind)kind), count->kept, count->made);
        before = chinese ? "；" : "; ";
    }
}

/* The line of the night, in one language. */
static char *
make_line(const struct lci_night *night, const struct lci_night_summary *summary, bool chinese)
{
    struct lci_growing_text text = {0};

    if (summary->outcome == LCI_NIGHT_WAS_UNCHANGED)
        lci_text_add(&text, chinese ? "第%" PRIu64 "夜：自第%" PRIu64 "夜以来无任何变化，未重新计算，沿用其成果"
                                    : "night %" PRIu64 ": nothing has changed since night %" PRIu64
                                      ": nothing was computed, its results stay", summary->night, summary->published);
    else
        lci_text_add(&text, chinese ? "第%" PRIu64 "夜：已发布至 %s" : "night %" PRIu64 ": published as %s", summary->night,
                     night->place.current);
    if (summary->outcome == LCI_NIGHT_WAS_PUBLISHED && night->record.reason)
        lci_text_add(&text, chinese ? "（全部重新计算：%s）" : " (everything was computed: %s)", night->record.reason);
    if (summary->outcome == LCI_NIGHT_WAS_PUBLISHED)
        add_values_line(&text, night, chinese);
    return text.failed ? NULL : text.bytes;
}

/* What became of values of earlier nights, kind by kind; null: none were asked for. */
static void
add_counts(const struct lci_night *night, struct lci_growing_text *json)
{
    const struct lci_memo *memo = night->values ? lci_values_memo(night->values) : NULL;

    lci_text_add(json, ",\"values\":%s", memo ? "" : "null");
    for (enum lci_memo_kind kind = 0; memo && kind < LCI_MEMO_KIND_COUNT; kind++)
        lci_text_add(json, "%s\"%s\":{\"kept\":%zu,\"made\":%zu}", kind == 0 ? "{" : ",", lci_memo_kind_text(kind),
                     memo->counts[kind].kept, memo->counts[kind].made);
    lci_text_add(json, "%s", memo ? "}" : "");
}

static enum lci_status
summarize(const struct lci_night *night, struct lci_night_summary *summary, struct lci_error *err)
{
    struct lci_growing_text json = {0};

    summary->night = night->record.id;
    summary->published = night->current;
    summary->line = make_line(night, summary, false);
    summary->line_zh = make_line(night, summary, true);
    lci_text_add(&json, "{\"night\":%" PRIu64 ",\"published\":%" PRIu64 ",", summary->night, summary->published);
    lci_text_add_json_text(&json, "outcome", summary->outcome == LCI_NIGHT_WAS_UNCHANGED ? "unchanged" : "published");
    lci_text_add(&json, ",");
    lci_text_add_json_text(&json, "current", night->place.current);
    lci_text_add(&json, ",");
    lci_text_add_json_text(&json, "full_because", night->record.reason);
    add_counts(night, &json);
    lci_text_add(&json, ",\"run\":%s}", summary->run.json ? summary->run.json : "null");
    summary->json = json.bytes;
    return json.failed || !summary->line || !summary->line_zh ? lci_fail_nomem(err, "summary") : LCI_OK;
}

static enum lci_status
work(struct lci_night *night, struct lci_night_summary *summary, struct lci_error *err)
{
    bool unchanged = false;
    enum lci_status status = lci_night_check_database(night, err);

    if (status == LCI_OK)
        status = take_inputs(night, err);
    if (status == LCI_OK)
        status = judge(night, &unchanged, err);
    if (status == LCI_OK && unchanged) {
        summary->outcome = LCI_NIGHT_WAS_UNCHANGED;
        return stay(night, err);
    }
    if (status == LCI_OK)
        status = open_values(night, err);
    if (status == LCI_OK && night->record.reason)
        lci_log(night->context, LCI_LOG_INFO, "everything is computed: %s", night->record.reason);
    summary->outcome = LCI_NIGHT_WAS_PUBLISHED;
    return status == LCI_OK ? lci_night_make(night, &summary->run, err) : status;
}

/* Values that were damaged were not used, nor were any after the first; the next night begins anew. */
static void
drop_damaged_values(struct lci_night *night)
{
    struct lci_error err = {0};

    if (!night->values || !lci_values_are_damaged(night->values))
        return;
    lci_log(night->context, LCI_LOG_WARNING, "%s: %s; it was moved aside, and what it would have spared was computed",
            night->place.memo, lci_store_found_text(LCI_STORE_DAMAGED));
    lci_values_free(night->values);
    lci_store_close(night->memo_store);
    night->values = NULL;
    night->memo_store = NULL;
    if (lci_store_set_aside(night->place.memo, &err) != LCI_OK)
        lci_log(night->context, LCI_LOG_WARNING, "%s", err.message);
}

/* Runs and inputs that nobody needs any more, and what killed nights left, also where nothing was published now. */
static void
tidy(struct lci_night *night)
{
    struct lci_error err = {0};
    enum lci_status status = lci_night_place_prune(&night->place, night->config->nights.keep, night->current, &err);

    if (status == LCI_OK)
        status = lci_archive_prune(&night->place, &err);
    if (status != LCI_OK)
        lci_log(night->context, LCI_LOG_WARNING, "%s: not everything could be tidied up: %s", night->place.shown, err.message);
}

/* What the state was told before results were to be published, and were not. */
static enum lci_status
take_back(struct lci_night *night, struct lci_error *err)
{
    if (night->record.status != LCI_NIGHT_PUBLISHING)
        return LCI_OK;
    lci_night_place_drop(&night->place, night->record.id);
    return lci_history_drop(night->state, night->record.id, err);
}

/* The last word on a night that failed; that it cannot be said is not what went wrong. */
static void
record_failure(struct lci_night *night, enum lci_status why, const struct lci_error *err)
{
    struct lci_error second = {0};

    if (!night->state || night->record.id == 0)
        return;
    lci_store_rollback(night->state);
    if (lci_night_place_current(&night->place) == night->record.id)
        return; /* its results are what people open, though not all went well: the next night sees that they are published */
    if (take_back(night, &second) != LCI_OK)
        lci_log(night->context, LCI_LOG_WARNING, "the state still holds figures of this night: %s", second.message);
    night->record.status = why == LCI_E_ALARM ? LCI_NIGHT_HELD : LCI_NIGHT_FAILED;
    night->record.error = err->message;
    if (lci_night_stop_clock(night, &second) != LCI_OK || lci_nights_end(night->state, &night->record, &second) != LCI_OK ||
        lci_store_commit(night->state, &second) != LCI_OK)
        lci_log(night->context, LCI_LOG_WARNING, "the state does not say how this night ended: %s", second.message);
}

/* Brings the database to what is published. If that fails the results are published all the same, and the state says what is
 * wrong. */
static enum lci_status
fill_database(struct lci_night *night, struct lci_error *err)
{
    const enum lci_status status = lci_night_fill_database(night, err);
    struct lci_error second = {0};

    if (status == LCI_OK)
        return LCI_OK;
    night->record.error = err->message;
    if (lci_nights_end(night->state, &night->record, &second) != LCI_OK || lci_store_commit(night->state, &second) != LCI_OK)
        lci_log(night->context, LCI_LOG_WARNING, "the state does not say how this night ended: %s", second.message);
    return status;
}

static void
end(struct lci_night *night)
{
    lci_history_free(night->history);
    lci_values_free(night->values);
    lci_store_close(night->memo_store);
    lci_store_close(night->state);
    lci_lock_release(&night->lock);
    lci_run_sources_fini(&night->inputs);
    lci_arena_fini(&night->arena);
}

enum lci_status
lci_night_run(const struct lci_config *config, const struct lci_night_options *options, const struct lci_context *context,
              struct lci_night_summary *summary, struct lci_error *err)
{
    struct lci_night night = {.config = config, .options = options, .context = context, .lock = {.fd = -1}};
    struct lci_night_summary unasked = {0};
    struct lci_error own = {0};
    enum lci_status status = LCI_OK;

    summary = summary ? summary : &unasked;
    err = err ? err : &own;
    *summary = (struct lci_night_summary){0};
    if (!config->nights.are_asked_for || !config->path)
        return lci_fail(err, LCI_E_ARG, "expected a configuration with the section nights");
    night.begin_s = lci_clock_s();
    status = lci_night_place_of(config, &night.arena, &night.place, err);
    if (status == LCI_OK)
        status = lci_night_place_make(&night.place, err);
    if (status == LCI_OK)
        status = lci_lock_take(night.place.lock, &night.lock, err);
    if (status == LCI_OK)
        status = begin(&night, err);
    if (status == LCI_OK && context && context->night)
        context->night(context->user, night.record.id);
    if (status == LCI_OK)
        status = work(&night, summary, err);
    if (status == LCI_OK) {
        tidy(&night);
        status = summarize(&night, summary, err);
    } else
        record_failure(&night, status, err);
    if (status == LCI_OK) /* which is recorded already, and so is what it made */
        status = fill_database(&night, err);
    lci_night_metrics_write(&night);
    if (status != LCI_OK || summary == &unasked)
        lci_night_summary_fini(summary);
    drop_damaged_values(&night);
    end(&night);
    return status;
}

void
lci_night_summary_fini(struct lci_night_summary *summary)
{
    lci_free(summary->line);
    lci_free(summary->line_zh);
    lci_free(summary->json);
    lci_run_summary_fini(&summary->run);
    *summary = (struct lci_night_summary){0};
}
