/* cause_coverage.c - numerators and denominators of `coverage`, old and new, split into what each cause has changed. */
#include <math.h>
#include <string.h>

#include "diff/cause_parts.h"

/* What a row is about, as texts and numbers; then what it says. */
enum column {
    PROFILE,
    LEVEL,
    UNIT_CODE,
    DEFINITION,
    CATEGORY_SET,
    WEIGHT,
    COUNTED_LEVEL,
    DETAIL,
    CATEGORY,
    K,
    LIMIT_M,
    LIMIT_MIN,
    RADIUS_M,
    NUMERATOR,
    DENOMINATOR,
    MEASURE,
    COLUMN_COUNT
};

static const char *const columns[COLUMN_COUNT] = {
    [PROFILE] = "profile",
    [LEVEL] = "level",
    [UNIT_CODE] = "unit_code",
    [DEFINITION] = "definition",
    [CATEGORY_SET] = "category_set",
    [WEIGHT] = "weight",
    [COUNTED_LEVEL] = "counted_level",
    [DETAIL] = "detail",
    [CATEGORY] = "category",
    [K] = "k",
    [LIMIT_M] = "limit_m",
    [LIMIT_MIN] = "limit_min",
    [RADIUS_M] = "radius_m",
    [NUMERATOR] = "numerator",
    [DENOMINATOR] = "denominator",
    [MEASURE] = "measure",
};

/* A share of one result. */
struct share {
    uint32_t about; /* number of all but the limit */
    uint32_t limit; /* number of limit and radius */
    uint32_t fid;
    bool is_land;
    double values[LCI_CAUSE_VALUES];
};

struct shares {
    struct share *items;
    struct lci_keyed *keys; /* count, sorted: number of what the row is about, with its limit or without -> share */
    size_t count, capacity;
};

/* An old and a new share that are about the same, and the values of replays so far. */
struct pair {
    uint32_t at[LCI_DIFF_SIDES];
    bool is_known; /* each result has numbers */
    int64_t base[LCI_CAUSE_VALUES];
    struct lci_cause_sums sums[LCI_CAUSE_VALUES];
};

struct splitting {
    struct lci_diff_job *job;
    const struct lci_diff_replays *replays;
    struct shares sides[LCI_DIFF_SIDES];
    struct pair *pairs;
    size_t pair_count, pair_capacity;
    uint32_t *pair_of[LCI_DIFF_SIDES]; /* counts of the sides: pair + 1, or 0 */
    uint32_t weakest;                  /* number of the definition whose category is what it says */
};

/* Limits and radii of a row, told apart as everywhere. */
static uint32_t
number_limit(struct splitting *splitting, struct lci_gpkg_cursor *cursor)
{
    struct lci_numbering *n = &splitting->job->numbering;
    const struct lci_diff_pass *pass = lci_diff_pass_of(splitting->job, lci_gpkg_text_at(cursor, PROFILE));
    const uint64_t limit = lci_diff_limit_key(pass, lci_gpkg_real_at(cursor, LIMIT_M), lci_gpkg_real_at(cursor, LIMIT_MIN));

    return lci_numbering_pair(n, lci_diff_number_bits(n, limit), lci_diff_number_real(n, lci_gpkg_real_at(cursor, RADIUS_M)));
}

static uint32_t
number_about(struct splitting *splitting, struct lci_gpkg_cursor *cursor)
{
    struct lci_numbering *n = &splitting->job->numbering;
    const bool is_found = lci_numbering_text(n, lci_gpkg_text_at(cursor, DEFINITION)) == splitting->weakest;
    uint32_t about = lci_diff_number_real(n, lci_gpkg_real_at(cursor, K));

    for (size_t c = PROFILE; c < CATEGORY; c++)
        about = lci_numbering_pair(n, about, lci_numbering_text(n, lci_gpkg_text_at(cursor, c)));
    return lci_numbering_pair(n, about, is_found ? 0 : lci_numbering_text(n, lci_gpkg_text_at(cursor, CATEGORY)));
}

/* Without what it is about. */
static struct share
read_share(struct lci_gpkg_cursor *cursor, uint32_t fid)
{
    const char *measure = lci_gpkg_text_at(cursor, MEASURE);

    return (struct share){
        .fid = fid,
        .is_land = measure && strcmp(measure, "m2") == 0,
        .values = {lci_gpkg_real_at(cursor, NUMERATOR), lci_gpkg_real_at(cursor, DENOMINATOR)},
    };
}

static enum lci_status
read_shares(struct splitting *splitting, struct lci_gpkg_source *source, struct shares *out, struct lci_error *err)
{
    struct lci_gpkg_cursor *cursor = NULL;
    uint32_t fid = 0;
    enum lci_status status = lci_gpkg_cursor_new(source, "coverage", columns, COLUMN_COUNT, &cursor, err);

    out->count = 0;
    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0) {
        struct share share = read_share(cursor, fid);

        share.about = number_about(splitting, cursor);
        share.limit = number_limit(splitting, cursor);
        if (lci_grow(&out->items, out->count, &out->capacity))
            out->items[out->count++] = share;
        else
            status = lci_fail_nomem(err, "coverage");
        if (status == LCI_OK)
            status = lci_diff_go_on(splitting->job, out->count, err);
    }
    lci_gpkg_cursor_free(cursor);
    return status == LCI_OK && splitting->job->numbering.failed ? lci_fail_nomem(err, "coverage") : status;
}

/* Sorts the shares by what they are about, and by their limit if asked; those of one key keep the order of the table. */
static bool
sort_shares(struct shares *shares, struct lci_numbering *numbering, bool by_limit)
{
    lci_free(shares->keys);
    shares->keys = lci_new_array(struct lci_keyed, shares->count);
    for (size_t i = 0; i < shares->count && shares->keys; i++) {
        const struct share *share = &shares->items[i];

        shares->keys[i] =
            (struct lci_keyed){by_limit ? lci_numbering_pair(numbering, share->about, share->limit) : share->about, (uint32_t)i};
    }
    return shares->keys && lci_sort_keyed(shares->keys, shares->count) && !numbering->failed;
}

static enum lci_status
add_pair(struct splitting *splitting, uint32_t old, uint32_t new_share, struct lci_error *err)
{
    struct pair *pair = NULL;

    if (!lci_grow(&splitting->pairs, splitting->pair_count, &splitting->pair_capacity))
        return lci_fail_nomem(err, "coverage");
    pair = &splitting->pairs[splitting->pair_count++];
    *pair = (struct pair){.at = {old, new_share}, .is_known = true};
    splitting->pair_of[LCI_DIFF_OLD][old] = splitting->pair_of[LCI_DIFF_NEW][new_share] = (uint32_t)splitting->pair_count;
    return LCI_OK;
}

/*
 * Pairs shares about the same: those of one limit first; those that are left in their order, if both results have as many, for then
 * a limit has become another one. old, new_keys: counts of one key each.
 */
static enum lci_status
pair_run(struct splitting *splitting, const struct lci_keyed *old, size_t old_count, const struct lci_keyed *new_keys,
         size_t new_count, struct lci_error *err)
{
    const struct share *old_items = splitting->sides[LCI_DIFF_OLD].items;
    const struct share *new_items = splitting->sides[LCI_DIFF_NEW].items;
    size_t left[LCI_DIFF_SIDES] = {old_count, new_count};
    size_t next = 0;
    enum lci_status status = LCI_OK;

    for (size_t n = 0; n < new_count; n++)
        for (size_t o = 0; o < old_count && status == LCI_OK; o++)
            if (splitting->pair_of[LCI_DIFF_OLD][old[o].value] == 0 &&
                old_items[old[o].value].limit == new_items[new_keys[n].value].limit) {
                status = add_pair(splitting, old[o].value, new_keys[n].value, err);
                left[LCI_DIFF_OLD]--;
                left[LCI_DIFF_NEW]--;
                break;
            }
    for (size_t n = 0; n < new_count && left[LCI_DIFF_OLD] == left[LCI_DIFF_NEW] && status == LCI_OK; n++) {
        if (splitting->pair_of[LCI_DIFF_NEW][new_keys[n].value] > 0)
            continue;
        while (splitting->pair_of[LCI_DIFF_OLD][old[next].value] > 0)
            next++;
        status = add_pair(splitting, old[next].value, new_keys[n].value, err);
    }
    return status;
}

static enum lci_status
pair_shares(struct splitting *splitting, struct lci_error *err)
{
    struct shares *sides = splitting->sides;
    size_t o = 0;
    enum lci_status status = LCI_OK;

    for (size_t side = 0; side < LCI_DIFF_SIDES; side++) {
        splitting->pair_of[side] = lci_new_array(uint32_t, sides[side].count);
        if (!splitting->pair_of[side] || !sort_shares(&sides[side], &splitting->job->numbering, false))
            return lci_fail_nomem(err, "coverage");
    }
    for (size_t n = 0; n < sides[LCI_DIFF_NEW].count && status == LCI_OK;) {
        const struct lci_keyed *new_keys = &sides[LCI_DIFF_NEW].keys[n];
        const size_t new_count = lci_keyed_run(new_keys, sides[LCI_DIFF_NEW].count - n);
        const struct lci_keyed *old = NULL;

        while (o < sides[LCI_DIFF_OLD].count && sides[LCI_DIFF_OLD].keys[o].key < new_keys->key)
            o++;
        old = &sides[LCI_DIFF_OLD].keys[o];
        if (o < sides[LCI_DIFF_OLD].count && old->key == new_keys->key)
            status = pair_run(splitting, old, lci_keyed_run(old, sides[LCI_DIFF_OLD].count - o), new_keys, new_count, err);
        n += new_count;
    }
    for (size_t side = 0; side < LCI_DIFF_SIDES && status == LCI_OK; side++)
        if (!sort_shares(&sides[side], &splitting->job->numbering, true))
            status = lci_fail_nomem(err, "coverage");
    return status;
}

/*
 * The whole number that stands for a value: of land the one of the old result, or else of the new one, where it is the same to 1
 * m2, for land is drawn, and what its arithmetic is rounded to is nobody's doing.
 */
static bool
whole_of(const struct splitting *splitting, const struct pair *pair, enum lci_cause_value which, double value, int64_t *out)
{
    for (size_t side = 0; side < LCI_DIFF_SIDES; side++) {
        const struct share *share = &splitting->sides[side].items[pair->at[side]];

        if (share->is_land && fabs(value - share->values[which]) < LCI_DIFF_SAME_LAND_M2) {
            value = share->values[which];
            break;
        }
    }
    return lci_cause_whole(value, out);
}

/* The rows that differ alone, where all others are known to be the same and nothing is replayed: each with its own. */
static enum lci_status
read_aligned(struct splitting *splitting, struct lci_error *err)
{
    const struct lci_diff_rows *rows = &splitting->job->aligned;
    enum lci_status status = LCI_OK;

    for (enum lci_diff_side side = LCI_DIFF_OLD; side < LCI_DIFF_SIDES && status == LCI_OK; side++) {
        struct lci_gpkg_cursor *cursor = NULL;
        struct shares *shares = &splitting->sides[side];

        shares->items = lci_new_array(struct share, rows->count);
        splitting->pair_of[side] = lci_new_array(uint32_t, rows->count);
        status = shares->items && splitting->pair_of[side]
                     ? lci_gpkg_cursor_new(splitting->job->results[side].source, "coverage", columns, COLUMN_COUNT, &cursor, err)
                     : lci_fail_nomem(err, "coverage");
        for (size_t i = 0; i < rows->count && status == LCI_OK; i++) {
            status = lci_gpkg_seek(cursor, rows->items[i].fids[side], err);
            if (status == LCI_OK)
                shares->items[shares->count++] = read_share(cursor, rows->items[i].fids[side]);
        }
        lci_gpkg_cursor_free(cursor);
    }
    for (size_t i = 0; i < rows->count && status == LCI_OK; i++)
        status = add_pair(splitting, (uint32_t)i, (uint32_t)i, err);
    return status;
}

/* Whether any subset is read from a file of its own. */
static bool
is_replayed(const struct lci_diff_replays *replays)
{
    for (unsigned subset = 0; subset < lci_cause_subset_count(replays); subset++)
        if (lci_cause_has_file(replays, subset))
            return true;
    return false;
}

/* Adds the values of a subset to a pair; what a replay does not have counts nothing. */
static void
add_values(const struct splitting *splitting, struct pair *pair, unsigned subset, const double values[LCI_CAUSE_VALUES])
{
    for (size_t v = 0; v < LCI_CAUSE_VALUES; v++) {
        int64_t whole = 0;

        pair->is_known = whole_of(splitting, pair, (enum lci_cause_value)v, values[v], &whole) && pair->is_known;
        lci_cause_sums_add(splitting->replays, &pair->sums[v], subset, whole);
        if (subset == 0)
            pair->base[v] = whole;
    }
}

/* A replay has the limits of the result whose parameters it has; shares of one key are taken in their order. */
static enum lci_status
add_replay(struct splitting *splitting, unsigned subset, struct lci_error *err)
{
    const enum lci_diff_side side = lci_cause_side_of(splitting->replays, LCI_CAUSE_PARAMETERS, subset);
    const struct shares *own = &splitting->sides[side];
    struct lci_gpkg_source *source = NULL;
    struct shares replay = {.items = NULL};
    size_t o = 0;
    enum lci_status status = lci_gpkg_open(splitting->replays->paths[subset], &source, err);

    if (status == LCI_OK)
        status = read_shares(splitting, source, &replay, err);
    if (status == LCI_OK && !sort_shares(&replay, &splitting->job->numbering, true))
        status = lci_fail_nomem(err, "coverage");
    for (size_t r = 0; r < replay.count && status == LCI_OK; r++) {
        while (o < own->count && own->keys[o].key < replay.keys[r].key)
            o++;
        if (o < own->count && own->keys[o].key == replay.keys[r].key) {
            const uint32_t pair = splitting->pair_of[side][own->keys[o++].value];

            if (pair > 0)
                add_values(splitting, &splitting->pairs[pair - 1], subset, replay.items[replay.keys[r].value].values);
        }
    }
    lci_free(replay.items);
    lci_free(replay.keys);
    lci_gpkg_close(source);
    return status;
}

/* The old result is the replay of nothing where the programs are the same, the new one always that of everything. */
static void
add_results(struct splitting *splitting)
{
    const unsigned all = lci_cause_subset_count(splitting->replays) - 1;

    for (size_t p = 0; p < splitting->pair_count; p++) {
        struct pair *pair = &splitting->pairs[p];

        if (all > 0 && !splitting->replays->program_differs)
            add_values(splitting, pair, 0, splitting->sides[LCI_DIFF_OLD].items[pair->at[LCI_DIFF_OLD]].values);
        add_values(splitting, pair, all, splitting->sides[LCI_DIFF_NEW].items[pair->at[LCI_DIFF_NEW]].values);
    }
}

/* Keeps a pair whose numbers, or the parts of them, are not all the same. */
static enum lci_status
keep_row(struct splitting *splitting, const struct pair *pair, struct lci_error *err)
{
    struct lci_diff_causes *causes = &splitting->job->causes;
    struct lci_cause_row row = {.is_split = true};
    bool differs = false;

    for (size_t side = 0; side < LCI_DIFF_SIDES; side++) {
        const struct share *share = &splitting->sides[side].items[pair->at[side]];

        row.fids[side] = share->fid;
        for (size_t v = 0; v < LCI_CAUSE_VALUES; v++)
            row.is_split =
                whole_of(splitting, pair, (enum lci_cause_value)v, share->values[v], &row.values[side][v]) && row.is_split;
    }
    row.is_split = row.is_split && pair->is_known;
    for (size_t v = 0; v < LCI_CAUSE_VALUES; v++) {
        differs = differs || row.values[LCI_DIFF_OLD][v] != row.values[LCI_DIFF_NEW][v];
        if (!row.is_split)
            continue;
        row.is_split =
            lci_cause_parts(splitting->replays, &pair->sums[v], row.values[LCI_DIFF_OLD][v], pair->base[v], row.parts[v]);
        for (size_t c = 0; c < LCI_CAUSE_COUNT; c++)
            differs = differs || row.parts[v][c] != 0;
    }
    if (!differs)
        return LCI_OK;
    if (!lci_grow(&causes->rows, causes->row_count, &causes->row_capacity))
        return lci_fail_nomem(err, "coverage");
    causes->rows[causes->row_count++] = row;
    return LCI_OK;
}

/* In the order of the new result. */
static enum lci_status
keep_rows(struct splitting *splitting, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < splitting->sides[LCI_DIFF_NEW].count && status == LCI_OK; i++) {
        const uint32_t pair = splitting->pair_of[LCI_DIFF_NEW][i];

        if (pair > 0)
            status = keep_row(splitting, &splitting->pairs[pair - 1], err);
    }
    return status;
}

enum lci_status
lci_diff_cause_coverage(struct lci_diff_job *job, struct lci_error *err)
{
    struct splitting splitting = {.job = job, .replays = job->replays};
    bool is_quick = false;
    enum lci_status status = LCI_OK;

    if (!lci_cause_is_known(job))
        return LCI_OK;
    is_quick = job->is_aligned && !is_replayed(job->replays);
    splitting.weakest = lci_numbering_text(&job->numbering, "weakest");
    for (size_t side = 0; side < LCI_DIFF_SIDES && status == LCI_OK && !is_quick; side++)
        status = read_shares(&splitting, job->results[side].source, &splitting.sides[side], err);
    if (status == LCI_OK)
        status = is_quick ? read_aligned(&splitting, err) : pair_shares(&splitting, err);
    if (status == LCI_OK)
        add_results(&splitting);
    for (unsigned subset = 0; subset < lci_cause_subset_count(splitting.replays) && status == LCI_OK; subset++)
        if (lci_cause_has_file(splitting.replays, subset))
            status = add_replay(&splitting, subset, err);
    if (status == LCI_OK)
        status = keep_rows(&splitting, err);
    for (size_t side = 0; side < LCI_DIFF_SIDES; side++) {
        lci_free(splitting.sides[side].items);
        lci_free(splitting.sides[side].keys);
        lci_free(splitting.pair_of[side]);
    }
    lci_free(splitting.pairs);
    return status;
}
