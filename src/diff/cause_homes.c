/* cause_homes.c - shares of homes split into what each cause has changed. */
#include <math.h>
#include <string.h>

#include "diff/cause_parts.h"
#include "diff/things.h"

enum { MILLION = 1000000 };

static const char HOME_ID[] = "home_id";
static const char WHOLE_CIRCLE[] = "whole_circle";
static const char WHOLE_CIRCLE_RATIO[] = "whole_circle_ratio";

/* A home of both results: its shares, measure by measure. */
struct split_home {
    uint32_t fids[LCI_DIFF_SIDES];
    bool is_known;         /* no replay has another home in its place */
    uint32_t replay_count; /* that have it */
};

/* The homes of a pass. Arrays of homes by measures: home i, measure m at [i * measure_count + m]. */
struct splitting {
    struct lci_diff_job *job;
    const struct lci_diff_replays *replays;
    uint32_t pass;
    const struct lci_cause_measures *measures;
    struct split_home *homes; /* home_count */
    size_t home_count;
    uint32_t *at[LCI_DIFF_SIDES];  /* by fid, at_counts of them: home + 1, or 0 */
    uint32_t *ids[LCI_DIFF_SIDES]; /* the same: number of its id */
    size_t at_counts[LCI_DIFF_SIDES];
    int32_t *old_shares, *base, *new_shares;
    int32_t *sums;         /* LCI_SHARES_MOST each */
    uint32_t replay_count; /* files that were read */
};

/* Those of a category that both results have: equal limits, then those left if they are as many in both. */
static size_t
add_measures(const struct lci_diff_pass *pass, const struct lci_result_category *const of[LCI_DIFF_SIDES],
             struct lci_cause_measure *out)
{
    const struct lci_result_category *old = of[LCI_DIFF_OLD];
    const struct lci_result_category *new_one = of[LCI_DIFF_NEW];
    size_t count = 0;
    size_t same = 0;
    size_t next = 0;

    for (size_t n = 0; n < new_one->limit_count; n++)
        for (size_t o = 0; o < old->limit_count; o++)
            same += lci_diff_limit_key(pass, new_one->limits[n].limit_m, new_one->limits[n].limit_min) ==
                    lci_diff_limit_key(pass, old->limits[o].limit_m, old->limits[o].limit_min);
    for (size_t n = 0; n < new_one->limit_count; n++) {
        const struct lci_result_limit *limit = &new_one->limits[n];
        const uint64_t key = lci_diff_limit_key(pass, limit->limit_m, limit->limit_min);
        const struct lci_result_limit *partner = NULL;

        for (size_t o = 0; o < old->limit_count && !partner; o++)
            if (lci_diff_limit_key(pass, old->limits[o].limit_m, old->limits[o].limit_min) == key)
                partner = &old->limits[o];
        for (; !partner && old->limit_count == new_one->limit_count && same < old->limit_count && next < old->limit_count; next++) {
            bool is_taken = false;

            for (size_t m = 0; m < new_one->limit_count; m++)
                is_taken = is_taken || lci_diff_limit_key(pass, new_one->limits[m].limit_m, new_one->limits[m].limit_min) ==
                                           lci_diff_limit_key(pass, old->limits[next].limit_m, old->limits[next].limit_min);
            if (!is_taken)
                partner = &old->limits[next];
        }
        if (partner)
            out[count++] = (struct lci_cause_measure){
                .category = new_one->id,
                .limit_m = {partner->limit_m, limit->limit_m},
                .ratio_columns = {partner->ratio_column, limit->ratio_column},
                .of = {old, new_one},
            };
    }
    return count;
}

static enum lci_status
find_measures(struct lci_diff_job *job, size_t index, struct lci_error *err)
{
    const struct lci_diff_pass *pass = &job->passes[index];
    const struct lci_result_pass *new_pass = pass->of[LCI_DIFF_NEW];
    struct lci_cause_measures *measures = &job->causes.measures[index];
    size_t most = 1;

    for (size_t c = 0; c < new_pass->category_count; c++)
        most += new_pass->categories[c].limit_count;
    measures->items = lci_arena_alloc(&job->arena, most, sizeof(*measures->items));
    if (!measures->items)
        return lci_fail_nomem(err, "homes");
    for (size_t c = 0; c < new_pass->category_count; c++) {
        const struct lci_result_category *const of[LCI_DIFF_SIDES] = {
            lci_result_category(pass->of[LCI_DIFF_OLD], new_pass->categories[c].id), &new_pass->categories[c]};
        struct lci_cause_measure *first = &measures->items[measures->count];
        const size_t count = of[LCI_DIFF_OLD] ? add_measures(pass, of, first) : 0;

        for (size_t m = 0; m < count; m++)
            for (size_t side = 0; side < LCI_DIFF_SIDES; side++) {
                first[m].facility_columns[side] = lci_diff_keep(job, "%s_facility_id", of[side]->column);
                if (!first[m].facility_columns[side])
                    return lci_fail_nomem(err, "homes");
            }
        measures->count += count;
    }
    measures->items[measures->count++] = (struct lci_cause_measure){
        .category = WHOLE_CIRCLE, .limit_m = {NAN, NAN}, .ratio_columns = {WHOLE_CIRCLE_RATIO, WHOLE_CIRCLE_RATIO}};
    return LCI_OK;
}

/* A cursor of the homes of a file by the columns that the side has; those that the file lacks are empty. */
static enum lci_status
open_homes(struct splitting *splitting, struct lci_gpkg_source *source, enum lci_diff_side side, struct lci_gpkg_cursor **out,
           struct lci_error *err)
{
    struct lci_diff_job *job = splitting->job;
    const char *const layer = job->passes[splitting->pass].of[side]->homes;
    const size_t count = splitting->measures->count;
    const char **columns = lci_arena_alloc(&job->arena, count + 1, sizeof(*columns));
    struct lci_gpkg_names names = {.count = 0};
    enum lci_status status = columns ? lci_gpkg_columns(source, layer, &job->arena, &names, err) : lci_fail_nomem(err, "homes");

    *out = NULL;
    if (status != LCI_OK)
        return status;
    columns[0] = HOME_ID;
    for (size_t m = 0; m < count; m++) {
        const char *name = splitting->measures->items[m].ratio_columns[side];

        columns[1 + m] = lci_gpkg_names_has(&names, name) ? name : NULL;
    }
    return lci_gpkg_cursor_new(source, layer, columns, count + 1, out, err);
}

static int32_t
share_at(struct lci_gpkg_cursor *cursor, size_t measure)
{
    const double share = lci_gpkg_real_at(cursor, 1 + measure);

    return isfinite(share) ? (int32_t)lround(share * MILLION) : 0; /* where there is none, nothing is within the limit */
}

/* Notes the ids of a result's homes by their fids, and which of the pairs each is in. */
static enum lci_status
note_homes(struct splitting *splitting, enum lci_diff_side side, struct lci_error *err)
{
    struct lci_diff_job *job = splitting->job;
    static const char *const columns[] = {HOME_ID};
    struct lci_gpkg_cursor *cursor = NULL;
    size_t capacity = 0;
    size_t id_capacity = 0;
    uint32_t fid = 0;
    enum lci_status status =
        lci_gpkg_cursor_new(job->results[side].source, job->passes[splitting->pass].of[side]->homes, columns, 1, &cursor, err);

    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0) {
        const size_t before = splitting->at_counts[side];

        if (!lci_reserve(&splitting->at[side], (size_t)fid + 1, &capacity) ||
            !lci_reserve(&splitting->ids[side], (size_t)fid + 1, &id_capacity)) {
            status = lci_fail_nomem(err, "homes");
            break;
        }
        memset(splitting->at[side] + before, 0, (fid + 1 - before) * sizeof(**splitting->at));
        memset(splitting->ids[side] + before, 0, (fid + 1 - before) * sizeof(**splitting->ids));
        splitting->at_counts[side] = (size_t)fid + 1;
        splitting->ids[side][fid] = lci_numbering_text(&job->numbering, lci_gpkg_text_at(cursor, 0));
    }
    lci_gpkg_cursor_free(cursor);
    for (size_t h = 0; h < splitting->home_count && status == LCI_OK; h++)
        splitting->at[side][splitting->homes[h].fids[side]] = (uint32_t)h + 1;
    return status == LCI_OK && job->numbering.failed ? lci_fail_nomem(err, "homes") : status;
}

/* The homes that both results have, as they were paired. */
static enum lci_status
take_pairs(struct splitting *splitting, struct lci_error *err)
{
    const struct lci_diff_rows *pairs = &splitting->job->home_passes[splitting->pass].pairs;
    const size_t values = pairs->count * splitting->measures->count;

    splitting->homes = lci_new_array(struct split_home, pairs->count);
    splitting->old_shares = lci_new_array(int32_t, values);
    splitting->base = lci_new_array(int32_t, values);
    splitting->new_shares = lci_new_array(int32_t, values);
    splitting->sums = lci_new_array(int32_t, values * LCI_SHARES_MOST);
    if (!splitting->homes || !splitting->old_shares || !splitting->base || !splitting->new_shares || !splitting->sums)
        return lci_fail_nomem(err, "homes");
    splitting->home_count = pairs->count;
    for (size_t h = 0; h < pairs->count; h++) {
        memcpy(splitting->homes[h].fids, pairs->items[h].fids, sizeof(splitting->homes[h].fids));
        splitting->homes[h].is_known = true;
    }
    return LCI_OK;
}

/* Adds the share of a subset of causes to what is known of a home and measure. */
static void
add_share(struct splitting *splitting, size_t at, unsigned subset, int32_t share)
{
    const size_t n = splitting->replays->count;

    if (subset == 0)
        splitting->base[at] = share;
    for (size_t c = 0; c < n; c++)
        splitting->sums[at * LCI_SHARES_MOST + c] += share * (int32_t)lci_shares_times(n, subset, c);
}

/* Reads the shares of a result. */
static enum lci_status
read_result(struct splitting *splitting, enum lci_diff_side side, int32_t *shares, struct lci_error *err)
{
    const size_t count = splitting->measures->count;
    struct lci_gpkg_cursor *cursor = NULL;
    uint32_t fid = 0;
    enum lci_status status = open_homes(splitting, splitting->job->results[side].source, side, &cursor, err);

    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0) {
        const uint32_t home = splitting->at[side][fid];

        for (size_t m = 0; m < count && home > 0; m++)
            shares[(home - 1) * count + m] = share_at(cursor, m);
        status = lci_diff_go_on(splitting->job, fid, err);
    }
    lci_gpkg_cursor_free(cursor);
    return status;
}

/* A replay has the homes of one of the results, in the same order, and the columns of the one whose parameters it has. */
static enum lci_status
add_replay(struct splitting *splitting, unsigned subset, struct lci_error *err)
{
    const enum lci_diff_side homes = lci_cause_side_of(splitting->replays, LCI_CAUSE_HOMES, subset);
    const enum lci_diff_side columns = lci_cause_side_of(splitting->replays, LCI_CAUSE_PARAMETERS, subset);
    const size_t count = splitting->measures->count;
    struct lci_gpkg_source *source = NULL;
    struct lci_gpkg_cursor *cursor = NULL;
    uint32_t fid = 0;
    enum lci_status status = lci_gpkg_open(splitting->replays->paths[subset], &source, err);

    if (status == LCI_OK)
        status = open_homes(splitting, source, columns, &cursor, err);
    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0) {
        const uint32_t home = fid < splitting->at_counts[homes] ? splitting->at[homes][fid] : 0;

        if (home == 0)
            continue;
        splitting->homes[home - 1].replay_count++;
        splitting->homes[home - 1].is_known =
            splitting->homes[home - 1].is_known &&
            splitting->ids[homes][fid] == lci_numbering_text(&splitting->job->numbering, lci_gpkg_text_at(cursor, 0));
        for (size_t m = 0; m < count; m++)
            add_share(splitting, (home - 1) * count + m, subset, share_at(cursor, m));
        status = lci_diff_go_on(splitting->job, fid, err);
    }
    lci_gpkg_cursor_free(cursor);
    lci_gpkg_close(source);
    return status;
}

static enum lci_status
keep_home(struct splitting *splitting, size_t home, size_t measure, struct lci_error *err)
{
    struct lci_diff_causes *causes = &splitting->job->causes;
    const size_t at = home * splitting->measures->count + measure;
    struct lci_cause_home row = {.pass = splitting->pass, .measure = (uint32_t)measure};
    struct lci_cause_sums sums = {.of = {0}};
    int64_t parts[LCI_CAUSE_COUNT];
    bool differs = false;

    for (size_t c = 0; c < splitting->replays->count; c++)
        sums.of[c] = splitting->sums[at * LCI_SHARES_MOST + c];
    if (!splitting->homes[home].is_known || splitting->homes[home].replay_count != splitting->replay_count ||
        !lci_cause_parts(splitting->replays, &sums, splitting->old_shares[at], splitting->base[at], parts))
        return LCI_OK;
    for (size_t c = 0; c < LCI_CAUSE_COUNT; c++) {
        row.parts[c] = (int32_t)parts[c];
        differs = differs || parts[c] != 0;
    }
    if (!differs)
        return LCI_OK;
    memcpy(row.fids, splitting->homes[home].fids, sizeof(row.fids));
    if (!lci_grow(&causes->homes, causes->home_count, &causes->home_capacity))
        return lci_fail_nomem(err, "homes");
    causes->homes[causes->home_count++] = row;
    return LCI_OK;
}

static enum lci_status
split_pass(struct splitting *splitting, struct lci_error *err)
{
    const struct lci_diff_replays *replays = splitting->replays;
    const unsigned all = lci_cause_subset_count(replays) - 1;
    const size_t count = splitting->measures->count;
    enum lci_status status = take_pairs(splitting, err);

    for (size_t side = 0; side < LCI_DIFF_SIDES && status == LCI_OK; side++) {
        status = note_homes(splitting, (enum lci_diff_side)side, err);
        if (status == LCI_OK)
            status = read_result(splitting, (enum lci_diff_side)side,
                                 side == LCI_DIFF_OLD ? splitting->old_shares : splitting->new_shares, err);
    }
    for (size_t at = 0; at < splitting->home_count * count && status == LCI_OK; at++) {
        if (all > 0 && !replays->program_differs)
            add_share(splitting, at, 0, splitting->old_shares[at]);
        add_share(splitting, at, all, splitting->new_shares[at]);
    }
    for (unsigned subset = 0; subset < all && status == LCI_OK; subset++)
        if (lci_cause_has_file(replays, subset)) {
            status = add_replay(splitting, subset, err);
            splitting->replay_count++;
        }
    for (size_t at = 0; at < splitting->home_count * count && status == LCI_OK; at++)
        status = keep_home(splitting, at / count, at % count, err);
    return status;
}

static void
release(struct splitting *splitting)
{
    for (size_t side = 0; side < LCI_DIFF_SIDES; side++) {
        lci_free(splitting->at[side]);
        lci_free(splitting->ids[side]);
    }
    lci_free(splitting->homes);
    lci_free(splitting->old_shares);
    lci_free(splitting->base);
    lci_free(splitting->new_shares);
    lci_free(splitting->sums);
}

enum lci_status
lci_diff_cause_homes(struct lci_diff_job *job, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    if (!lci_cause_is_known(job))
        return LCI_OK;
    job->causes.measures = lci_arena_alloc(&job->arena, job->pass_count + 1, sizeof(*job->causes.measures));
    if (!job->causes.measures)
        return lci_fail_nomem(err, "homes");
    for (size_t p = 0; p < job->pass_count && status == LCI_OK; p++) {
        struct splitting splitting = {
            .job = job, .replays = job->replays, .pass = (uint32_t)p, .measures = &job->causes.measures[p]};

        status = find_measures(job, p, err);
        if (status == LCI_OK)
            status = split_pass(&splitting, err);
        release(&splitting);
    }
    return status;
}
