/* aligned.c - the usual case, quickly: both results have the same rows of `coverage` in the same order, and few of them differ. */
#include <math.h>
#include <string.h>

#include "diff/job.h"

/* What a row is about, as texts and as numbers; then what it says. */
enum column {
    PROFILE,
    LEVEL,
    UNIT_CODE,
    DEFINITION,
    CATEGORY_SET,
    WEIGHT,
    COUNTED_LEVEL,
    DETAIL,
    MEASURE,
    CATEGORY,
    LISTED,
    UNIT_NAME,
    K,
    LIMIT_M,
    LIMIT_MIN,
    RADIUS_M,
    NUMERATOR,
    DENOMINATOR,
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
    [MEASURE] = "measure",
    [CATEGORY] = "category",
    [LISTED] = "listed",
    [UNIT_NAME] = "unit_name",
    [K] = "k",
    [LIMIT_M] = "limit_m",
    [LIMIT_MIN] = "limit_min",
    [RADIUS_M] = "radius_m",
    [NUMERATOR] = "numerator",
    [DENOMINATOR] = "denominator",
};

/* Units and differing rows so far; they are the job's once all rows are seen to be the same. */
struct aligning {
    struct lci_diff_job *job;
    struct lci_diff_cursors cursors;
    struct lci_diff_units units;
    struct lci_diff_rows changed;
    size_t row_count;
    bool is_aligned;
};

/* Whether both ask the same of everybody: rows about several categories do not say all of what they leave to others. */
static bool
same_questions(const struct lci_diff_job *job)
{
    const struct lci_result *results = job->results;

    if (results[LCI_DIFF_OLD].pass_count != job->pass_count || results[LCI_DIFF_NEW].pass_count != job->pass_count)
        return false;
    for (size_t p = 0; p < job->pass_count; p++) {
        const struct lci_diff_pass *pass = &job->passes[p];
        const struct lci_result_pass *old = pass->of[LCI_DIFF_OLD];

        if (pass->by_minutes || !lci_diff_same_circle(pass))
            return false;
        for (size_t c = 0; c < old->category_count; c++)
            if (old->categories[c].limit_count != pass->of[LCI_DIFF_NEW]->categories[c].limit_count ||
                strcmp(old->categories[c].id, pass->of[LCI_DIFF_NEW]->categories[c].id) != 0)
                return false;
    }
    return true;
}

static bool
same_about(struct lci_diff_cursors *cursors)
{
    const char *definition = lci_diff_text(cursors, LCI_DIFF_NEW, DEFINITION);

    for (size_t c = PROFILE; c < CATEGORY; c++)
        if (!lci_diff_same_text(cursors, c))
            return false;
    for (size_t c = K; c < NUMERATOR; c++)
        if (!lci_diff_same_real(cursors, c))
            return false;
    return lci_diff_same_text(cursors, CATEGORY) || (definition && strcmp(definition, "weakest") == 0);
}

static bool
same_values(struct lci_diff_cursors *cursors)
{
    return lci_diff_same_real(cursors, NUMERATOR) && lci_diff_same_real(cursors, DENOMINATOR) &&
           lci_diff_same_text(cursors, CATEGORY) && lci_diff_same_text(cursors, LISTED);
}

/* Whether the row is of the unit that was met last: units have their rows one after the other. */
static bool
is_last_unit(const struct aligning *aligning)
{
    const char *const *texts = aligning->job->numbering.texts;
    struct lci_gpkg_cursor *cursor = aligning->cursors.of[LCI_DIFF_NEW];
    const struct lci_diff_unit *last = aligning->units.count > 0 ? &aligning->units.items[aligning->units.count - 1] : NULL;
    const uint32_t numbers[] = {last ? last->profile : 0, last ? last->level : 0, last ? last->code : 0};

    for (size_t c = PROFILE; c <= UNIT_CODE; c++) {
        const char *text = lci_gpkg_text_at(cursor, c);

        if (!text || numbers[c] == 0 || strcmp(text, texts[numbers[c]]) != 0)
            return false;
    }
    return true;
}

static enum lci_status
take_unit(struct aligning *aligning, struct lci_error *err)
{
    struct lci_numbering *n = &aligning->job->numbering;
    struct lci_gpkg_cursor *cursor = aligning->cursors.of[LCI_DIFF_NEW];
    struct lci_diff_unit unit = {.is_compared = true};

    if (is_last_unit(aligning))
        return LCI_OK;
    unit.profile = lci_numbering_text(n, lci_gpkg_text_at(cursor, PROFILE));
    unit.level = lci_numbering_text(n, lci_gpkg_text_at(cursor, LEVEL));
    unit.code = lci_numbering_text(n, lci_gpkg_text_at(cursor, UNIT_CODE));
    unit.name = lci_numbering_text(n, lci_gpkg_text_at(cursor, UNIT_NAME));
    if (n->failed || !lci_grow(&aligning->units.items, aligning->units.count, &aligning->units.capacity))
        return lci_fail_nomem(err, "coverage");
    for (size_t i = 0; i < aligning->units.count; i++) {
        const struct lci_diff_unit *other = &aligning->units.items[i];

        /* Its rows stand apart: which unit is which is then found by keys. */
        aligning->is_aligned =
            aligning->is_aligned && (other->profile != unit.profile || other->level != unit.level || other->code != unit.code);
    }
    aligning->units.items[aligning->units.count++] = unit;
    return LCI_OK;
}

/* Takes a row of each, the next ones; *more is false behind the last. */
static enum lci_status
take_rows(struct aligning *aligning, bool *more, struct lci_error *err)
{
    struct lci_diff_cursors *cursors = &aligning->cursors;
    uint32_t fids[LCI_DIFF_SIDES] = {0};
    enum lci_status status = LCI_OK;

    for (size_t side = 0; side < LCI_DIFF_SIDES && status == LCI_OK; side++) {
        status = lci_gpkg_next(cursors->of[side], &fids[side], err);
        cursors->stands[side] = fids[side] > 0;
    }
    *more = status == LCI_OK && fids[LCI_DIFF_OLD] > 0 && fids[LCI_DIFF_NEW] > 0;
    if (!*more) {
        aligning->is_aligned = aligning->is_aligned && fids[LCI_DIFF_OLD] == 0 && fids[LCI_DIFF_NEW] == 0;
        return status;
    }
    aligning->is_aligned = same_about(cursors);
    if (!aligning->is_aligned)
        return LCI_OK;
    aligning->row_count++;
    status = take_unit(aligning, err);
    if (status == LCI_OK && !same_values(cursors))
        status = lci_diff_add(
            &aligning->changed,
            &(struct lci_diff_row){.fids = {fids[LCI_DIFF_OLD], fids[LCI_DIFF_NEW]}, .what = (uint32_t)aligning->units.count - 1},
            err);
    return status;
}

enum lci_status
lci_diff_align(struct lci_diff_job *job, struct lci_error *err)
{
    static const char *const tables[LCI_DIFF_SIDES] = {"coverage", "coverage"};
    static const char *const *const both[LCI_DIFF_SIDES] = {columns, columns};
    struct aligning aligning = {.job = job, .is_aligned = same_questions(job)};
    bool more = aligning.is_aligned;
    enum lci_status status = LCI_OK;

    if (job->options.all || !more)
        return LCI_OK;
    status = lci_diff_cursors_open(job, tables, both, COLUMN_COUNT, &aligning.cursors, err);
    while (more && aligning.is_aligned && status == LCI_OK) {
        status = take_rows(&aligning, &more, err);
        if (status == LCI_OK)
            status = lci_diff_go_on(job, aligning.row_count, err);
    }
    lci_diff_cursors_close(&aligning.cursors);
    if (status == LCI_OK && aligning.is_aligned) {
        job->units = aligning.units;
        job->aligned = aligning.changed;
        job->aligned_row_count = aligning.row_count;
        job->is_aligned = true;
        return LCI_OK;
    }
    lci_free(aligning.units.items);
    lci_free(aligning.changed.items);
    return status;
}
