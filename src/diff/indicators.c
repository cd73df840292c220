/* indicators.c - indicators of units whose value, or what it is made from, has changed. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "diff/job.h"

enum { KEY_SIZE = 256 };

static const char TABLE[] = "indicators";
static const char LAND[] = "m2";

enum column {
    PROFILE,
    LEVEL,
    UNIT_CODE,
    INDICATOR, /* what a row is about, up to here */
    UNIT_NAME,
    NAME_ZH,
    NAME_EN,
    KIND,
    MEASURE,
    SENSE,
    GAP_MEASURE,
    PASS,
    VALUE, /* numbers, from here on */
    TARGET,
    GAP,
    NUMERATOR,
    DENOMINATOR,
    COLUMN_COUNT
};

static const char *const columns[] = {
    [PROFILE] = "profile",
    [LEVEL] = "level",
    [UNIT_CODE] = "unit_code",
    [INDICATOR] = "indicator",
    [UNIT_NAME] = "unit_name",
    [NAME_ZH] = "name_zh",
    [NAME_EN] = "name_en",
    [KIND] = "kind",
    [MEASURE] = "measure",
    [SENSE] = "sense",
    [GAP_MEASURE] = "gap_measure",
    [PASS] = "pass",
    [VALUE] = "value",
    [TARGET] = "target",
    [GAP] = "gap",
    [NUMERATOR] = "numerator",
    [DENOMINATOR] = "denominator",
};

/* The rows of one side, numbered from 1 as they come. */
struct side {
    struct lci_keyed *keys;
    uint32_t *fids;
    size_t count, key_capacity, fid_capacity;
};

struct indicator_writer {
    struct lci_diff_job *job;
    struct lci_diff_cursors *cursors;
};

static enum lci_status
read_side(struct lci_diff_job *job, struct lci_gpkg_cursor *cursor, struct side *side, struct lci_error *err)
{
    struct lci_numbering *n = &job->numbering;
    uint32_t fid = 0;
    enum lci_status status = LCI_OK;

    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0) {
        uint32_t key = 0;

        for (enum column c = PROFILE; c <= INDICATOR; c++)
            key = lci_numbering_pair(n, key, lci_numbering_text(n, lci_gpkg_text_at(cursor, c)));
        if (n->failed || !lci_grow(&side->keys, side->count, &side->key_capacity) ||
            !lci_grow(&side->fids, side->count, &side->fid_capacity))
            return lci_fail_nomem(err, TABLE);
        side->fids[side->count++] = fid;
        side->keys[side->count - 1] = (struct lci_keyed){key, (uint32_t)side->count};
    }
    return status;
}

static bool
is_text(const char *text, const char *wanted)
{
    return text && strcmp(text, wanted) == 0;
}

/* Drawn land is the same to a square metre here too; targets and passes are not drawn. */
static bool
is_same_land(struct lci_diff_cursors *cursors)
{
    const double numerator_m2 = lci_diff_real(cursors, LCI_DIFF_NEW, NUMERATOR) - lci_diff_real(cursors, LCI_DIFF_OLD, NUMERATOR);
    const double denominator_m2 =
        lci_diff_real(cursors, LCI_DIFF_NEW, DENOMINATOR) - lci_diff_real(cursors, LCI_DIFF_OLD, DENOMINATOR);

    return is_text(lci_diff_text(cursors, LCI_DIFF_NEW, KIND), "coverage") &&
           is_text(lci_diff_text(cursors, LCI_DIFF_NEW, GAP_MEASURE), LAND) && lci_diff_same_real(cursors, TARGET) &&
           fabs(numerator_m2) < LCI_DIFF_SAME_LAND_M2 && fabs(denominator_m2) < LCI_DIFF_SAME_LAND_M2;
}

static enum lci_diff_change
compare(struct lci_diff_cursors *cursors)
{
    const double old = lci_diff_real(cursors, LCI_DIFF_OLD, VALUE);
    const double new_value = lci_diff_real(cursors, LCI_DIFF_NEW, VALUE);
    const char *sense = lci_diff_text(cursors, LCI_DIFF_NEW, SENSE);
    bool same = lci_diff_same_text(cursors, PASS);

    for (enum column c = VALUE; c < COLUMN_COUNT && same; c++)
        same = lci_diff_same_real(cursors, c);
    if (same || is_same_land(cursors))
        return LCI_CHANGED_NOT;
    if (isnan(old) || isnan(new_value))
        return LCI_CHANGED_NO_VALUE;
    if (old == new_value)
        return LCI_CHANGED_SAME_VALUE;
    if (is_text(sense, "at_least"))
        return new_value > old ? LCI_CHANGED_BETTER : LCI_CHANGED_WORSE;
    if (is_text(sense, "at_most"))
        return new_value < old ? LCI_CHANGED_BETTER : LCI_CHANGED_WORSE;
    return new_value > old ? LCI_CHANGED_HIGHER : LCI_CHANGED_LOWER;
}

/* A row that only one of the results has: counted by its indicator. */
static enum lci_status
note_single(struct lci_diff_job *job, struct lci_diff_cursors *cursors, const struct lci_diff_row *row, struct lci_error *err)
{
    const enum lci_diff_side side = row->fids[LCI_DIFF_OLD] > 0 ? LCI_DIFF_OLD : LCI_DIFF_NEW;
    enum lci_status status = lci_diff_seek(cursors, row->fids, err);
    const char *name = status == LCI_OK ? lci_diff_text(cursors, side, INDICATOR) : NULL;

    return status == LCI_OK ? lci_diff_count_rest(job, "indicator", name ? name : "", side, err) : status;
}

/* Whether both rows are about the same row of `coverage`, as far as both results say which. */
static bool
same_question(const struct lci_diff_job *job, struct lci_diff_cursors *cursors)
{
    const char *id = lci_diff_text(cursors, LCI_DIFF_NEW, INDICATOR);
    char key[KEY_SIZE];
    const char *old = NULL;
    const char *new_value = NULL;

    (void)snprintf(key, sizeof(key), "indicator.%s.coverage", id ? id : "");
    old = lci_result_value(&job->results[LCI_DIFF_OLD], key);
    new_value = lci_result_value(&job->results[LCI_DIFF_NEW], key);
    return !old || !new_value || strcmp(old, new_value) == 0;
}

static enum lci_status
compare_rows(struct lci_diff_job *job, struct lci_diff_cursors *cursors, struct side sides[LCI_DIFF_SIDES], struct lci_error *err)
{
    struct lci_pairs pairs = {.items = NULL};
    enum lci_status status = lci_pairs_build(sides[LCI_DIFF_OLD].keys, sides[LCI_DIFF_OLD].count, sides[LCI_DIFF_NEW].keys,
                                             sides[LCI_DIFF_NEW].count, NULL, NULL, &pairs, err);

    for (size_t i = 0; i < pairs.count && status == LCI_OK; i++) {
        const struct lci_pair_of_rows *pair = &pairs.items[i];
        struct lci_diff_row row = {.fids = {pair->old_row > 0 ? sides[LCI_DIFF_OLD].fids[pair->old_row - 1] : 0,
                                            pair->new_row > 0 ? sides[LCI_DIFF_NEW].fids[pair->new_row - 1] : 0}};

        if (pair->old_row == 0 || pair->new_row == 0) {
            status = note_single(job, cursors, &row, err);
            continue;
        }
        status = lci_diff_seek(cursors, row.fids, err);
        if (status != LCI_OK)
            break;
        if (!same_question(job, cursors)) {
            for (enum lci_diff_side side = LCI_DIFF_OLD; side < LCI_DIFF_SIDES && status == LCI_OK; side++)
                status = lci_diff_count_rest(job, "indicator", lci_diff_text(cursors, LCI_DIFF_NEW, INDICATOR), side, err);
            continue;
        }
        row.change = compare(cursors);
        job->indicator_counts[row.change]++;
        if (row.change != LCI_CHANGED_NOT || job->options.all)
            status = lci_diff_add(&job->indicators, &row, err);
    }
    lci_free(pairs.items);
    return status;
}

enum lci_status
lci_diff_indicators(struct lci_diff_job *job, struct lci_error *err)
{
    static const char *const tables[LCI_DIFF_SIDES] = {TABLE, TABLE};
    static const char *const *const all[LCI_DIFF_SIDES] = {columns, columns};
    struct side sides[LCI_DIFF_SIDES] = {{.keys = NULL}};
    struct lci_diff_cursors cursors = {.of = {NULL}};
    bool both = false;
    enum lci_status status = lci_diff_have_both(job, TABLE, &both, err);

    if (status == LCI_OK && both)
        status = lci_diff_cursors_open(job, tables, all, COLUMN_COUNT, &cursors, err);
    for (size_t side = 0; side < LCI_DIFF_SIDES && status == LCI_OK && both; side++)
        status = read_side(job, cursors.of[side], &sides[side], err);
    if (status == LCI_OK && both)
        status = compare_rows(job, &cursors, sides, err);
    lci_diff_cursors_close(&cursors);
    for (size_t side = 0; side < LCI_DIFF_SIDES; side++) {
        lci_free(sides[side].keys);
        lci_free(sides[side].fids);
    }
    return status;
}

static enum lci_status
fill_indicator(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    const struct indicator_writer *writer = user;
    struct lci_diff_cursors *cursors = writer->cursors;
    const struct lci_diff_row *row = &writer->job->indicators.items[index];
    const enum lci_status status = lci_diff_seek(cursors, row->fids, err);
    struct lci_cells cells = {.values = out->values};

    if (status != LCI_OK)
        return status;
    for (enum column c = PROFILE; c < PASS; c++)
        lci_cell_text(&cells, lci_diff_text(cursors, LCI_DIFF_NEW, c));
    lci_cell_text(&cells, lci_diff_change_text(row->change));
    for (enum lci_diff_side side = LCI_DIFF_OLD; side < LCI_DIFF_SIDES; side++)
        lci_cell_text(&cells, lci_diff_text(cursors, side, PASS));
    for (enum column c = VALUE; c < COLUMN_COUNT; c++)
        lci_diff_cells(&cells, lci_diff_real(cursors, LCI_DIFF_OLD, c), lci_diff_real(cursors, LCI_DIFF_NEW, c));
    return LCI_OK;
}

enum lci_status
lci_diff_table_indicators(struct lci_diff_job *job, struct lci_table *out, struct lci_error *err)
{
    static const char *const all[] = {[VALUE] = "value of the indicator",
                                      [TARGET] = "of the standard",
                                      [GAP] = "what the numerator lacks to meet the target",
                                      [NUMERATOR] = "sum over the unit",
                                      [DENOMINATOR] = "sum over the unit"};
    static const char *const *const both[LCI_DIFF_SIDES] = {columns, columns};
    struct lci_columns made = {.arena = &job->arena};
    struct indicator_writer *writer = lci_arena_alloc(&job->arena, 1, sizeof(*writer));
    const char *tables[LCI_DIFF_SIDES] = {NULL};
    enum lci_status status = LCI_OK;

    if (!writer)
        return lci_fail_nomem(err, "indicators_changed");
    writer->job = job;
    for (size_t side = 0; side < LCI_DIFF_SIDES; side++)
        tables[side] = job->indicators.count > 0 ? TABLE : NULL;
    status = lci_diff_cursors_keep(job, tables, both, COLUMN_COUNT, &writer->cursors, err);
    if (status != LCI_OK)
        return status;
    *out = (struct lci_table){
        .name = "indicators_changed",
        .description = "Indicators of units that have changed",
        .shape = LCI_TABLE_PLAIN,
        .row_count = job->indicators.count,
        .fill = fill_indicator,
        .user = writer,
    };
    for (enum column c = PROFILE; c < PASS; c++)
        lci_columns_add(&made, LCI_COLUMN_TEXT, "as in the table indicators", "%s", columns[c]);
    lci_columns_add(
        &made, LCI_COLUMN_TEXT,
        "better, worse: by the sense of the target; higher, lower: without a target; same_value; no_value: in one of them; "
        "unchanged",
        "change");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "whether the target was met: yes, no or n/a", "old_pass");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "the same in the new result", "new_pass");
    for (enum column c = VALUE; c < COLUMN_COUNT; c++)
        lci_diff_columns(&made, columns[c], all[c]);
    return lci_columns_finish(&made, out, err);
}
