/* homes.c - who won and who lost: homes whose share within a limit has changed, and homes that were handed in differently. */
#include <math.h>
#include <string.h>

#include "diff/cause_parts.h"
#include "diff/homes.h"
#include "diff/things.h"

enum { FIELDS_SIZE = 512 };

static enum lci_status
read_places(struct lci_diff_job *job, struct lci_diff_cursors *cursors, struct lci_diff_things *things, struct lci_error *err)
{
    for (enum lci_diff_side side = LCI_DIFF_OLD; side < LCI_DIFF_SIDES; side++) {
        uint32_t fid = 0;
        enum lci_status status = LCI_OK;

        while ((status = lci_gpkg_next(cursors->of[side], &fid, err)) == LCI_OK && fid > 0) {
            const uint32_t key =
                lci_numbering_pair(&job->numbering, 0, lci_numbering_text(&job->numbering, lci_gpkg_text_at(cursors->of[side], 0)));
            size_t size = 0;
            const unsigned char *shape = lci_gpkg_bytes_at(cursors->of[side], LCI_HOME_GEOM, &size);
            struct lci_diff_thing home = {fid, NAN, NAN};
            double box_m[4];

            if (lci_gpkg_box(shape, size, &job->room, box_m)) {
                home.x_m = (box_m[0] + box_m[1]) / 2.0;
                home.y_m = (box_m[2] + box_m[3]) / 2.0;
            }
            status = lci_diff_things_add(things, side, key, home, err);
            if (status != LCI_OK)
                return status;
        }
        if (status != LCI_OK)
            return status;
    }
    return job->numbering.failed ? lci_fail_nomem(err, "homes") : LCI_OK;
}

/* A share of 1 is exact, and so is 0; where there is none, nothing is within the limit. */
static enum lci_diff_change
compare_shares(double old, double new_share)
{
    if (new_share > old)
        return new_share >= 1.0 ? LCI_CHANGED_WON : LCI_CHANGED_BETTER;
    if (new_share < old)
        return old >= 1.0 ? LCI_CHANGED_LOST : LCI_CHANGED_WORSE;
    return LCI_CHANGED_NOT;
}

/* Where the share is the same: whether the verdict is, and the walk. */
static enum lci_diff_change
compare_rest(const struct lci_diff_home_pass *pass, const struct lci_diff_measure *measure, struct lci_diff_cursors *cursors)
{
    const size_t status_at = lci_diff_category_column(pass, measure->of_category, LCI_HOME_STATUS);
    const size_t walk_at = lci_diff_category_column(pass, measure->of_category, LCI_HOME_NEAREST_M);
    const char *old = lci_diff_text(cursors, LCI_DIFF_OLD, status_at);
    const char *new_status = lci_diff_text(cursors, LCI_DIFF_NEW, status_at);
    const double longer_m = lci_diff_real(cursors, LCI_DIFF_NEW, walk_at) - lci_diff_real(cursors, LCI_DIFF_OLD, walk_at);

    if (old && new_status && strcmp(old, new_status) != 0)
        return LCI_CHANGED_VERDICT;
    if (longer_m > 0.0)
        return LCI_CHANGED_LONGER;
    return longer_m < 0.0 ? LCI_CHANGED_SHORTER : LCI_CHANGED_NOT;
}

static double
zero_for_none(double value)
{
    return isfinite(value) ? value : 0.0;
}

static enum lci_diff_change
compare_measure(const struct lci_diff_home_pass *pass, size_t index, struct lci_diff_cursors *cursors)
{
    struct lci_diff_measure *measure = &pass->measures[index];
    const size_t at = lci_diff_ratio_column(pass, index);
    const double old = zero_for_none(lci_diff_real(cursors, LCI_DIFF_OLD, at));
    const double new_share = zero_for_none(lci_diff_real(cursors, LCI_DIFF_NEW, at));
    enum lci_diff_change change = compare_shares(old, new_share);

    for (size_t w = 0; w < LCI_DIFF_WEIGHTS && change != LCI_CHANGED_NOT; w++) {
        const double difference = new_share * zero_for_none(lci_diff_real(cursors, LCI_DIFF_NEW, LCI_HOME_FIRST_WEIGHT + w)) -
                                  old * zero_for_none(lci_diff_real(cursors, LCI_DIFF_OLD, LCI_HOME_FIRST_WEIGHT + w));

        *(new_share > old ? &measure->won[w] : &measure->lost[w]) += difference;
    }
    if (change == LCI_CHANGED_NOT && measure->is_largest && measure->of_category != LCI_DIFF_WHOLE)
        change = compare_rest(pass, measure, cursors);
    measure->counts[change]++;
    return change;
}

static bool
is_walk_only(enum lci_diff_change change)
{
    return change == LCI_CHANGED_NOT || change == LCI_CHANGED_LONGER || change == LCI_CHANGED_SHORTER;
}

static enum lci_status
compare_home(struct lci_diff_job *job, size_t index, const struct lci_pair_of_rows *pair, struct lci_diff_cursors *cursors,
             struct lci_error *err)
{
    struct lci_diff_home_pass *pass = &job->home_passes[index];
    struct lci_diff_row row = {.fids = {pair->old_row, pair->new_row}, .pass = (uint32_t)index, .what = LCI_DIFF_WHOLE};
    const bool in_both = pair->old_row > 0 && pair->new_row > 0;
    char fields[FIELDS_SIZE];
    enum lci_status status = lci_diff_seek(cursors, row.fids, err);

    if (status != LCI_OK)
        return status;
    if (!in_both)
        row.change = pair->new_row > 0 ? LCI_CHANGED_ADDED : LCI_CHANGED_REMOVED;
    else if (lci_diff_home_fields(pass, cursors, fields, sizeof(fields)))
        row.change = LCI_CHANGED_GIVEN;
    if (row.change != LCI_CHANGED_NOT && index == 0) /* once, not for each profile */
        status = lci_diff_add(&job->homes, &row, err);
    if (in_both && lci_cause_is_known(job) && status == LCI_OK)
        status = lci_diff_add(&pass->pairs, &row, err);
    for (size_t m = 0; m < pass->measure_count && in_both && status == LCI_OK; m++) {
        row.what = (uint32_t)m;
        row.change = compare_measure(pass, m, cursors);
        if (job->options.all || !is_walk_only(row.change))
            status = lci_diff_add(&job->homes, &row, err);
    }
    return status;
}

static enum lci_status
compare_pass(struct lci_diff_job *job, size_t index, struct lci_error *err)
{
    const struct lci_diff_pass *of = &job->passes[index];
    const struct lci_diff_home_pass *pass = &job->home_passes[index];
    const char *const layers[LCI_DIFF_SIDES] = {of->of[LCI_DIFF_OLD]->homes, of->of[LCI_DIFF_NEW]->homes};
    struct lci_diff_things things = {.items = {NULL}};
    struct lci_diff_cursors cursors = {.of = {NULL}};
    struct lci_pairs pairs = {.items = NULL};
    enum lci_status status = lci_diff_cursors_open(job, layers, pass->columns, pass->column_count, &cursors, err);

    if (status == LCI_OK)
        status = read_places(job, &cursors, &things, err);
    if (status == LCI_OK)
        status = lci_diff_things_pair(&things, &pairs, err);
    for (size_t i = 0; i < pairs.count && status == LCI_OK; i++) {
        status = compare_home(job, index, &pairs.items[i], &cursors, err);
        if (status == LCI_OK)
            status = lci_diff_go_on(job, i, err);
    }
    lci_free(pairs.items);
    lci_diff_things_fini(&things);
    lci_diff_cursors_close(&cursors);
    return status;
}

enum lci_status
lci_diff_homes(struct lci_diff_job *job, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    job->home_passes = lci_arena_alloc(&job->arena, job->pass_count + 1, sizeof(*job->home_passes));
    if (!job->home_passes)
        return lci_fail_nomem(err, "homes");
    for (size_t p = 0; p < job->pass_count && status == LCI_OK; p++) {
        status = lci_diff_home_pass(job, p, err);
        if (status == LCI_OK)
            status = compare_pass(job, p, err);
    }
    return status;
}
