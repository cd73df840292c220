/* gaps.c - gaps that opened, closed or changed: those of the two results that share homes are about the same place. */
#include "diff/gaps.h"

#include <math.h>
#include <string.h>

#include "base/order.h"

static const char WHOLE_CIRCLE[] = "whole_circle";
static const char CAPACITY[] = "capacity"; /* a cause, and an end of the keys of the table `run` */

/* Of `gaps`, and of `gap_homes`. */
static const char *const gap_columns[] = {"profile",    "gap_id",     "category", "cause",  "geom",
                                          "home_count", "households", "population", "elders", "minors"};
static const char *const part_columns[] = {"profile", "gap_id", "home_id", "uncovered_ratio"};
static const char *const home_columns[] = {"home_id"};

enum gap_column { PROFILE, GAP_ID, CATEGORY, CAUSE, GEOM, FIRST_AMOUNT, GAP_COLUMNS = FIRST_AMOUNT + LCI_GAP_AMOUNTS };
enum part_column { PART_PROFILE, PART_GAP_ID, PART_HOME_ID, PART_RATIO, PART_COLUMNS };

static const char *const gap_tables[LCI_DIFF_SIDES] = {"gaps", "gaps"};
static const char *const part_tables[LCI_DIFF_SIDES] = {"gap_homes", "gap_homes"};

/* Which profile and category a gap is of; LCI_DIFF_WHOLE: one that is not compared, which is noted once a side. */
static enum lci_status
find_count(struct lci_gap_scan *scan, enum lci_diff_side side, const char *profile, const char *category, uint32_t *out,
           struct lci_error *err)
{
    struct lci_diff_job *job = scan->job;
    const struct lci_diff_pass *pass = NULL;
    const char *id = NULL;
    bool is_compared = false;

    for (size_t c = 0; c < job->gaps.counted_count; c++)
        if (strcmp(job->gaps.counts[c].profile, profile) == 0 && strcmp(job->gaps.counts[c].category, category) == 0) {
            *out = (uint32_t)c;
            return LCI_OK;
        }
    *out = LCI_DIFF_WHOLE;
    for (size_t p = 0; p < job->pass_count; p++)
        if (strcmp(job->passes[p].of[side]->id, profile) == 0)
            pass = &job->passes[p];
    if (pass)
        is_compared = strcmp(category, WHOLE_CIRCLE) == 0 ? lci_diff_same_circle(pass) : lci_diff_same_largest(pass, category);
    if (is_compared) {
        if (!lci_grow(&job->gaps.counts, job->gaps.counted_count, &job->gaps.counted_capacity))
            return lci_fail_nomem(err, "gaps");
        *out = (uint32_t)job->gaps.counted_count++;
        job->gaps.counts[*out] = (struct lci_diff_gap_count){.profile = lci_diff_keep(job, "%s", profile),
                                                             .category = lci_diff_keep(job, "%s", category)};
        return job->gaps.counts[*out].profile && job->gaps.counts[*out].category ? LCI_OK : lci_fail_nomem(err, "gaps");
    }
    id = lci_diff_keep(job, "%s %s", profile, category);
    return id ? lci_diff_count_rest(job, "gaps", id, side, err) : lci_fail_nomem(err, "gaps");
}

/* Whether both results ask how many facilities of the category can serve, in the same words. */
static bool
same_capacity(struct lci_diff_job *job, const char *category)
{
    const char *key = lci_diff_keep(job, "category.%s.%s", category, CAPACITY);
    const char *old = key ? lci_result_value(&job->results[LCI_DIFF_OLD], key) : NULL;
    const char *new_value = key ? lci_result_value(&job->results[LCI_DIFF_NEW], key) : NULL;

    return old && new_value && strcmp(old, new_value) == 0;
}

/* A gap of capacity is about a question of its own: where it is not asked by both, the gap is not compared, and noted as such. */
static enum lci_status
check_capacity(struct lci_diff_job *job, enum lci_diff_side side, struct lci_gpkg_cursor *cursor, uint32_t *of,
               struct lci_error *err)
{
    const char *cause = lci_gpkg_text_at(cursor, CAUSE);
    const char *category = lci_gpkg_text_at(cursor, CATEGORY);
    const char *id = NULL;

    if (*of == LCI_DIFF_WHOLE || !cause || strcmp(cause, CAPACITY) != 0 || same_capacity(job, category))
        return LCI_OK;
    *of = LCI_DIFF_WHOLE;
    id = lci_diff_keep(job, "%s %s %s", lci_gpkg_text_at(cursor, PROFILE), category, CAPACITY);
    return id ? lci_diff_count_rest(job, "gaps", id, side, err) : lci_fail_nomem(err, "gaps");
}

static enum lci_status
read_gap(struct lci_gap_scan *scan, enum lci_diff_side side, struct lci_gpkg_cursor *cursor, uint32_t fid, struct lci_error *err)
{
    struct lci_diff_job *job = scan->job;
    struct lci_numbering *n = &job->numbering;
    struct lci_gap_side *gaps = &scan->sides[side];
    const char *profile = lci_gpkg_text_at(cursor, PROFILE);
    const char *category = lci_gpkg_text_at(cursor, CATEGORY);
    struct lci_gap_read gap = {.fid = fid};
    size_t size = 0;
    const unsigned char *shape = lci_gpkg_bytes_at(cursor, GEOM, &size);
    enum lci_status status = find_count(scan, side, profile ? profile : "", category ? category : "", &gap.of, err);

    if (status == LCI_OK)
        status = check_capacity(job, side, cursor, &gap.of, err);
    if (status != LCI_OK)
        return status;
    gap.has_box = lci_gpkg_box(shape, size, &job->room, gap.box_m);
    for (size_t i = 0; i < LCI_GAP_AMOUNTS; i++)
        gap.amounts[i] = lci_gpkg_real_at(cursor, FIRST_AMOUNT + i);
    if (!lci_grow(&gaps->items, gaps->count, &gaps->capacity) || !lci_grow(&gaps->keys, gaps->count, &gaps->key_capacity))
        return lci_fail_nomem(err, "gaps");
    gaps->keys[gaps->count] = (struct lci_keyed){
        lci_numbering_pair(n, lci_numbering_text(n, profile), lci_numbering_text(n, lci_gpkg_text_at(cursor, GAP_ID))),
        (uint32_t)gaps->count};
    gaps->items[gaps->count++] = gap;
    return n->failed ? lci_fail_nomem(err, "gaps") : LCI_OK;
}

static int
order_gap(const void *keys, size_t i, const void *key)
{
    const struct lci_keyed *items = keys;
    const uint64_t wanted = *(const uint64_t *)key;

    return (items[i].key > wanted) - (items[i].key < wanted);
}

/* The gap of a profile and an id, or NULL. */
static struct lci_gap_read *
find_gap(const struct lci_gap_side *gaps, uint64_t key)
{
    const struct lci_run run = lci_run_of(gaps->keys, gaps->count, &key, order_gap);

    return run.count > 0 ? &gaps->items[gaps->keys[run.first].value] : NULL;
}

static enum lci_status
read_part(struct lci_gap_scan *scan, enum lci_diff_side side, struct lci_gpkg_cursor *cursor, struct lci_error *err)
{
    struct lci_numbering *n = &scan->job->numbering;
    struct lci_gap_side *gaps = &scan->sides[side];
    const uint32_t profile = lci_numbering_text(n, lci_gpkg_text_at(cursor, PART_PROFILE));
    const uint32_t home = lci_numbering_text(n, lci_gpkg_text_at(cursor, PART_HOME_ID));
    struct lci_gap_read *gap =
        find_gap(gaps, lci_numbering_pair(n, profile, lci_numbering_text(n, lci_gpkg_text_at(cursor, PART_GAP_ID))));

    if (!gap)
        return lci_fail(err, LCI_E_DATA, "%s: table gap_homes: gap %s of profile %s is not in the layer gaps",
                        scan->job->results[side].path, lci_gpkg_text_at(cursor, PART_GAP_ID),
                        lci_gpkg_text_at(cursor, PART_PROFILE));
    if (gap->of == LCI_DIFF_WHOLE)
        return LCI_OK;
    if (!lci_grow(&gaps->parts, gaps->part_count, &gaps->part_capacity) ||
        !lci_grow(&gaps->part_keys, gaps->part_count, &gaps->part_key_capacity))
        return lci_fail_nomem(err, "gaps");
    gaps->part_keys[gaps->part_count] = (struct lci_keyed){lci_numbering_pair(n, gap->of, home), (uint32_t)gaps->part_count};
    gaps->parts[gaps->part_count++] =
        (struct lci_gap_part){.gap = (uint32_t)(gap - gaps->items), .home = home, .ratio = lci_gpkg_real_at(cursor, PART_RATIO)};
    return n->failed ? lci_fail_nomem(err, "gaps") : LCI_OK;
}

/* How often each id of a home is used in each result. */
static enum lci_status
count_homes(struct lci_gap_scan *scan, struct lci_error *err)
{
    struct lci_diff_job *job = scan->job;
    static const char *const *const columns[LCI_DIFF_SIDES] = {home_columns, home_columns};
    const char *const layers[LCI_DIFF_SIDES] = {job->results[LCI_DIFF_OLD].passes[0].homes,
                                                job->results[LCI_DIFF_NEW].passes[0].homes};
    struct lci_diff_cursors cursors = {.of = {NULL}};
    enum lci_status status = lci_diff_cursors_open(job, layers, columns, 1, &cursors, err);

    for (size_t side = 0; side < LCI_DIFF_SIDES && status == LCI_OK; side++) {
        uint32_t fid = 0;

        while (status == LCI_OK && (status = lci_gpkg_next(cursors.of[side], &fid, err)) == LCI_OK && fid > 0) {
            const uint32_t home = lci_numbering_text(&job->numbering, lci_gpkg_text_at(cursors.of[side], 0));

            if (home >= scan->use_count) {
                const size_t wanted = 2 * ((size_t)home + 512);

                if (!lci_resize(&scan->uses, wanted))
                    status = lci_fail_nomem(err, "homes");
                else
                    memset(scan->uses + scan->use_count, 0, (wanted - scan->use_count) * sizeof(*scan->uses));
                scan->use_count = status == LCI_OK ? wanted : scan->use_count;
            }
            if (status == LCI_OK)
                scan->uses[home].of[side]++;
        }
    }
    lci_diff_cursors_close(&cursors);
    return status;
}

static enum lci_status
read_sides(struct lci_gap_scan *scan, struct lci_error *err)
{
    static const char *const *const gap_both[LCI_DIFF_SIDES] = {gap_columns, gap_columns};
    static const char *const *const part_both[LCI_DIFF_SIDES] = {part_columns, part_columns};
    struct lci_diff_cursors gaps = {.of = {NULL}};
    struct lci_diff_cursors parts = {.of = {NULL}};
    enum lci_status status = lci_diff_cursors_open(scan->job, gap_tables, gap_both, GAP_COLUMNS, &gaps, err);

    if (status == LCI_OK)
        status = lci_diff_cursors_open(scan->job, part_tables, part_both, PART_COLUMNS, &parts, err);
    for (enum lci_diff_side side = LCI_DIFF_NEW + 1;
         side-- > LCI_DIFF_OLD && status == LCI_OK;) { /* categories as the new one has them */
        struct lci_gap_side *read = &scan->sides[side];
        uint32_t fid = 0;

        while (status == LCI_OK && (status = lci_gpkg_next(gaps.of[side], &fid, err)) == LCI_OK && fid > 0)
            status = read_gap(scan, side, gaps.of[side], fid, err);
        if (status == LCI_OK && !lci_sort_keyed(read->keys, read->count))
            status = lci_fail_nomem(err, "gaps");
        while (status == LCI_OK && (status = lci_gpkg_next(parts.of[side], &fid, err)) == LCI_OK && fid > 0)
            status = read_part(scan, side, parts.of[side], err);
        if (status == LCI_OK && !lci_sort_keyed(read->part_keys, read->part_count))
            status = lci_fail_nomem(err, "gaps");
    }
    lci_diff_cursors_close(&gaps);
    lci_diff_cursors_close(&parts);
    return status;
}

enum lci_status
lci_diff_gaps(struct lci_diff_job *job, struct lci_error *err)
{
    struct lci_gap_scan scan = {.job = job};
    bool both = false;
    enum lci_status status = lci_diff_have_both(job, "gaps", &both, err); /* a run may be told not to look for any */

    if (status == LCI_OK && both)
        status = count_homes(&scan, err);
    if (status == LCI_OK && both)
        status = read_sides(&scan, err);
    if (status == LCI_OK && both)
        status = lci_gap_scan_compare(&scan, err);
    for (size_t side = 0; side < LCI_DIFF_SIDES; side++) {
        lci_free(scan.sides[side].items);
        lci_free(scan.sides[side].keys);
        lci_free(scan.sides[side].parts);
        lci_free(scan.sides[side].part_keys);
    }
    lci_free(scan.uses);
    return status;
}
