/* diff.c - two results beside each other, from outside: lci_diff(). */
#include <lifecircle/diff.h>

#include <math.h>
#include <string.h>

#include "base/log.h"
#include "config/paths.h"
#include "diff/cause_parts.h"
#include "qgis/dress.h"

typedef enum lci_status (*comparer)(struct lci_diff_job *job, struct lci_error *err);
typedef enum lci_status (*table_maker)(struct lci_diff_job *job, struct lci_table *out, struct lci_error *err);

/* Units are judged by their shares, so they come after them. */
static const comparer comparers[] = {lci_diff_entries,        lci_diff_align,       lci_diff_coverage,      lci_diff_units,
                                     lci_diff_homes,          lci_diff_gaps,        lci_diff_points,        lci_diff_indicators,
                                     lci_diff_cause_coverage, lci_diff_cause_homes, lci_diff_cause_objects, lci_diff_cause_assign,
                                     lci_diff_cause_gaps};

/* Those that people look at come first. */
static const table_maker makers[] = {lci_diff_table_homes,      lci_diff_table_gaps,    lci_diff_table_facilities,
                                     lci_diff_table_gates,      lci_diff_table_units,   lci_diff_table_coverage,
                                     lci_diff_table_indicators, lci_diff_table_entries, lci_diff_table_rests};

/* Those that are there only where causes are known. */
static const table_maker cause_makers[] = {lci_diff_table_cause_coverage, lci_diff_table_objects, lci_diff_table_cause_homes};

enum {
    COMPARER_COUNT = sizeof(comparers) / sizeof(comparers[0]),
    MAKER_COUNT = sizeof(makers) / sizeof(makers[0]),
    CAUSE_MAKER_COUNT = sizeof(cause_makers) / sizeof(cause_makers[0])
};

static enum lci_status
spare_inputs(const struct lci_diff_options *options, struct lci_error *err)
{
    const char *const inputs[LCI_DIFF_SIDES] = {options->old_path, options->new_path};

    for (size_t side = 0; side < LCI_DIFF_SIDES; side++)
        if (options->output && lci_same_file(options->output, inputs[side]))
            return lci_fail(err, LCI_E_CONFIG, "output: %s is one of the results to compare; expected another path",
                            options->output);
    return LCI_OK;
}

/* Are all limits that both results have of a profile so many metres in both, at whatever speed? */
static bool
same_limits_m(const struct lci_diff_pass *pass)
{
    for (size_t c = 0; c < pass->of[LCI_DIFF_OLD]->category_count; c++) {
        const struct lci_result_category *old = &pass->of[LCI_DIFF_OLD]->categories[c];
        const struct lci_result_category *new_one = lci_result_category(pass->of[LCI_DIFF_NEW], old->id);

        if (!new_one)
            continue;
        if (old->limit_count != new_one->limit_count)
            return false;
        for (size_t l = 0; l < old->limit_count; l++)
            if (fabs(old->limits[l].limit_m - new_one->limits[l].limit_m) > 1e-6)
                return false;
    }
    return true;
}

static enum lci_status
find_passes(struct lci_diff_job *job, struct lci_error *err)
{
    const struct lci_result *new_result = &job->results[LCI_DIFF_NEW];

    job->passes = lci_arena_alloc(&job->arena, new_result->pass_count + 1, sizeof(*job->passes));
    if (!job->passes)
        return lci_fail_nomem(err, "differences");
    for (size_t p = 0; p < new_result->pass_count; p++) {
        struct lci_diff_pass *pass = &job->passes[job->pass_count];

        pass->of[LCI_DIFF_NEW] = &new_result->passes[p];
        pass->of[LCI_DIFF_OLD] = lci_result_pass(&job->results[LCI_DIFF_OLD], new_result->passes[p].id);
        if (!pass->of[LCI_DIFF_OLD])
            continue;
        pass->by_minutes =
            fabs(pass->of[LCI_DIFF_OLD]->speed_mps - pass->of[LCI_DIFF_NEW]->speed_mps) > 0.0 && !same_limits_m(pass);
        job->pass_count++;
    }
    return LCI_OK;
}

/* Places are compared as numbers: both have to be in the same system. */
static enum lci_status
check_systems(struct lci_diff_job *job, const char **wkt, struct lci_error *err)
{
    const char *texts[LCI_DIFF_SIDES] = {NULL};
    const char *names[LCI_DIFF_SIDES] = {NULL};

    for (size_t side = 0; side < LCI_DIFF_SIDES; side++) {
        const struct lci_result *result = &job->results[side];

        names[side] = lci_result_value(result, "working_crs");
        texts[side] = lci_gpkg_crs_wkt(result->source, result->passes[0].homes, &job->arena);
        if (!texts[side])
            return lci_fail(err, LCI_E_DATA, "%s: layer %s: its coordinate system is not in the file", result->path,
                            result->passes[0].homes);
    }
    *wkt = texts[LCI_DIFF_NEW];
    if (strcmp(texts[LCI_DIFF_OLD], texts[LCI_DIFF_NEW]) == 0)
        return LCI_OK;
    return lci_fail(err, LCI_E_DATA, "%s: expected coordinates in %s as in %s, found %s; run both with the same working_crs",
                    job->results[LCI_DIFF_NEW].path, names[LCI_DIFF_OLD] ? names[LCI_DIFF_OLD] : "another system",
                    job->results[LCI_DIFF_OLD].path, names[LCI_DIFF_NEW] ? names[LCI_DIFF_NEW] : "another");
}

static enum lci_status
compare(struct lci_diff_job *job, struct lci_error *err)
{
    enum lci_status status = find_passes(job, err);

    for (size_t i = 0; i < COMPARER_COUNT && status == LCI_OK; i++) {
        if (job->context && job->context->progress)
            job->context->progress(job->context->user, "compare", (double)i / (double)COMPARER_COUNT);
        status = comparers[i](job, err);
    }
    if (status == LCI_OK)
        lci_log(job->context, LCI_LOG_INFO, "compare: listed %zu rows of coverage, %zu of homes, %zu of gaps, %zu of facilities",
                job->coverage.count, job->homes.count, job->gaps.count, job->points[LCI_DIFF_FACILITIES].count);
    return status;
}

static enum lci_status
dress(void *user, const char *staged, struct lci_error *err)
{
    struct lci_diff_job *job = user;

    return lci_qgis_dress(staged, &job->results[LCI_DIFF_NEW], err);
}

static enum lci_status
write_tables(struct lci_diff_job *job, const char *wkt, struct lci_error *err)
{
    const struct lci_write_options options = {.path = job->options.output,
                                              .csv_folder = job->options.csv_folder,
                                              .crs_wkt = wkt,
                                              .dress = dress,
                                              .dress_user = job};
    const size_t count = MAKER_COUNT + (lci_cause_is_known(job) ? CAUSE_MAKER_COUNT : 0);
    struct lci_table tables[MAKER_COUNT + CAUSE_MAKER_COUNT] = {{.name = NULL}};
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < count && status == LCI_OK; i++)
        status = (i < MAKER_COUNT ? makers[i] : cause_makers[i - MAKER_COUNT])(job, &tables[i], err);
    return status == LCI_OK ? lci_write_tables(tables, count, &options, err) : status;
}

static void
release(struct lci_diff_job *job)
{
    for (size_t i = 0; i < job->opened_count; i++)
        lci_diff_cursors_close(job->opened[i]);
    lci_free(job->opened);
    for (size_t side = 0; side < LCI_DIFF_SIDES; side++)
        lci_result_fini(&job->results[side]);
    lci_gpkg_polygons_fini(&job->room);
    lci_free(job->aligned.items);
    lci_free(job->units.items);
    lci_free(job->coverage.items);
    lci_free(job->headlines.items);
    lci_free(job->changed_units.items);
    lci_free(job->homes.items);
    for (size_t p = 0; p < job->pass_count && job->home_passes; p++)
        lci_free(job->home_passes[p].pairs.items);
    lci_free(job->causes.rows);
    lci_free(job->causes.homes);
    lci_free(job->causes.objects);
    for (size_t kind = 0; kind < LCI_DIFF_POINT_KINDS; kind++)
        lci_free(job->points[kind].items);
    lci_free(job->indicators.items);
    lci_free(job->entries.items);
    lci_free(job->gaps.items);
    lci_free(job->gaps.counts);
    lci_free(job->rests);
    lci_numbering_fini(&job->numbering);
    lci_arena_fini(&job->arena);
}

enum lci_status
lci_diff_with_replays(const struct lci_diff_options *options, const struct lci_diff_replays *replays,
                      const struct lci_context *context, struct lci_diff_summary *summary, struct lci_error *err)
{
    struct lci_diff_job job = {.options = *options, .context = context, .replays = replays};
    const struct lci_write_options places = {.path = options->output, .csv_folder = options->csv_folder};
    const bool writes = options->output || options->csv_folder;
    const char *wkt = NULL;
    enum lci_status status = spare_inputs(options, err);

    if (summary)
        *summary = (struct lci_diff_summary){.json = NULL};
    if (status == LCI_OK && writes)
        status = lci_write_check(&places, err);
    if (status == LCI_OK)
        status = lci_result_open_whole(options->old_path, &job.arena, &job.results[LCI_DIFF_OLD], err);
    if (status == LCI_OK)
        status = lci_result_open_whole(options->new_path, &job.arena, &job.results[LCI_DIFF_NEW], err);
    if (status == LCI_OK)
        status = check_systems(&job, &wkt, err);
    if (status == LCI_OK)
        status = compare(&job, err);
    if (status == LCI_OK && writes)
        status = write_tables(&job, wkt, err);
    if (status == LCI_OK && summary)
        status = lci_diff_summarize(&job, summary, err);
    release(&job);
    return status;
}

enum lci_status
lci_diff(const struct lci_diff_options *options, const struct lci_context *context, struct lci_diff_summary *summary,
         struct lci_error *err)
{
    return lci_diff_with_replays(options, NULL, context, summary, err);
}

void
lci_diff_summary_fini(struct lci_diff_summary *summary)
{
    lci_free(summary->json);
    lci_free(summary->text);
    lci_free(summary->text_zh);
    *summary = (struct lci_diff_summary){.json = NULL};
}
