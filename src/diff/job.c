/* job.c - what the files that compare share: reading both results row by row, limits, and cells of old beside new. */
#include "diff/job.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { ROWS_A_CHECK = 4096 };

const char *const lci_diff_weights[LCI_DIFF_WEIGHTS] = {"households", "population", "elders", "minors"};

const char *
lci_diff_change_text(enum lci_diff_change change)
{
    static const char *const texts[LCI_CHANGE_COUNT] = {
        [LCI_CHANGED_NOT] = "unchanged",     [LCI_CHANGED_ONLY_OLD] = "only_old",
        [LCI_CHANGED_ONLY_NEW] = "only_new", [LCI_CHANGED_HIGHER] = "higher",
        [LCI_CHANGED_LOWER] = "lower",       [LCI_CHANGED_SAME_RATIO] = "same_ratio",
        [LCI_CHANGED_NO_RATIO] = "no_ratio", [LCI_CHANGED_SAME_VALUE] = "same_value",
        [LCI_CHANGED_NO_VALUE] = "no_value", [LCI_CHANGED_WON] = "won",
        [LCI_CHANGED_LOST] = "lost",         [LCI_CHANGED_BETTER] = "better",
        [LCI_CHANGED_WORSE] = "worse",       [LCI_CHANGED_VERDICT] = "verdict",
        [LCI_CHANGED_SHORTER] = "shorter",   [LCI_CHANGED_LONGER] = "longer",
        [LCI_CHANGED_MIXED] = "mixed",       [LCI_CHANGED_ADDED] = "added",
        [LCI_CHANGED_REMOVED] = "removed",   [LCI_CHANGED_MOVED] = "moved",
        [LCI_CHANGED_STATUS] = "status",     [LCI_CHANGED_GIVEN] = "given",
        [LCI_CHANGED_OPENED] = "opened",     [LCI_CHANGED_CLOSED] = "closed",
        [LCI_CHANGED_PEOPLE] = "changed",    [LCI_CHANGED_SPLIT] = "split",
        [LCI_CHANGED_MERGED] = "merged",     [LCI_CHANGED_REGROUPED] = "regrouped",
    };

    return texts[change];
}

enum lci_status
lci_diff_add(struct lci_diff_rows *rows, const struct lci_diff_row *row, struct lci_error *err)
{
    if (!lci_grow(&rows->items, rows->count, &rows->capacity))
        return lci_fail_nomem(err, "differences");
    rows->items[rows->count++] = *row;
    return LCI_OK;
}

enum lci_status
lci_diff_add_rest(struct lci_diff_job *job, const struct lci_diff_rest *rest, struct lci_error *err)
{
    if (!rest->name || !lci_grow(&job->rests, job->rest_count, &job->rest_capacity))
        return lci_fail_nomem(err, "differences");
    job->rests[job->rest_count++] = *rest;
    return LCI_OK;
}

enum lci_status
lci_diff_count_rest(struct lci_diff_job *job, const char *kind, const char *name, enum lci_diff_side side, struct lci_error *err)
{
    for (size_t r = 0; r < job->rest_count; r++) {
        struct lci_diff_rest *rest = &job->rests[r];

        if (rest->side == side && strcmp(rest->kind, kind) == 0 && strcmp(rest->name, name) == 0) {
            rest->row_count++;
            return LCI_OK;
        }
    }
    return lci_diff_add_rest(
        job, &(struct lci_diff_rest){.kind = kind, .name = lci_diff_keep(job, "%s", name), .side = side, .row_count = 1}, err);
}

enum lci_status
lci_diff_have_both(struct lci_diff_job *job, const char *table, bool *both, struct lci_error *err)
{
    bool has[LCI_DIFF_SIDES] = {false, false};
    enum lci_status status = LCI_OK;

    for (size_t side = 0; side < LCI_DIFF_SIDES; side++)
        has[side] = lci_gpkg_has_table(job->results[side].source, table);
    *both = has[LCI_DIFF_OLD] && has[LCI_DIFF_NEW];
    for (enum lci_diff_side side = LCI_DIFF_OLD; side < LCI_DIFF_SIDES && status == LCI_OK; side++)
        if (has[side] && !*both)
            status = lci_diff_add_rest(job, &(struct lci_diff_rest){.kind = "layer", .name = table, .side = side}, err);
    return status;
}

const char *
lci_diff_keep(struct lci_diff_job *job, const char *format, ...)
{
    va_list arguments;
    const char *text = NULL;

    va_start(arguments, format);
    text = lci_arena_print(&job->arena, format, arguments);
    va_end(arguments);
    return text;
}

enum lci_status
lci_diff_go_on(const struct lci_diff_job *job, size_t row, struct lci_error *err)
{
    const struct lci_context *context = job->context;

    if (row % ROWS_A_CHECK == 0 && context && context->cancelled && context->cancelled(context->user))
        return lci_fail(err, LCI_E_CANCELLED, "stopped while results were compared");
    return LCI_OK;
}

/* Thousandths: what results are rounded to. */
static uint64_t
thousandths(double value)
{
    return value > 0.0 && value < 1e15 ? (uint64_t)llround(value * 1000.0) : 0;
}

uint64_t
lci_diff_limit_key(const struct lci_diff_pass *pass, double limit_m, double limit_min)
{
    const bool in_m = isfinite(limit_m) && !(pass && pass->by_minutes);

    if (in_m)
        return 2 * thousandths(limit_m);
    return isfinite(limit_min) ? 2 * thousandths(limit_min) + 1 : 0;
}

const struct lci_diff_pass *
lci_diff_pass_of(const struct lci_diff_job *job, const char *profile)
{
    for (size_t p = 0; p < job->pass_count && profile; p++)
        if (strcmp(job->passes[p].of[LCI_DIFF_NEW]->id, profile) == 0)
            return &job->passes[p];
    return NULL;
}

uint32_t
lci_diff_number_bits(struct lci_numbering *numbering, uint64_t bits)
{
    return lci_numbering_pair(numbering, (uint32_t)(bits >> 32), (uint32_t)bits);
}

uint32_t
lci_diff_number_real(struct lci_numbering *numbering, double value)
{
    uint64_t bits = 0;

    if (isfinite(value))
        memcpy(&bits, &value, sizeof(bits));
    return lci_diff_number_bits(numbering, bits);
}

bool
lci_diff_same_largest(const struct lci_diff_pass *pass, const char *category)
{
    uint64_t keys[LCI_DIFF_SIDES] = {0, 0};

    for (size_t side = 0; side < LCI_DIFF_SIDES; side++) {
        const struct lci_result_category *of = lci_result_category(pass->of[side], category);

        if (!of)
            return false;
        keys[side] = lci_diff_limit_key(pass, of->limits[of->limit_count - 1].limit_m, of->limits[of->limit_count - 1].limit_min);
    }
    return keys[LCI_DIFF_OLD] == keys[LCI_DIFF_NEW];
}

bool
lci_diff_same_circle(const struct lci_diff_pass *pass)
{
    const struct lci_result_pass *old = pass->of[LCI_DIFF_OLD];

    for (size_t c = 0; c < old->category_count; c++)
        if (!lci_diff_same_largest(pass, old->categories[c].id))
            return false;
    return old->category_count == pass->of[LCI_DIFF_NEW]->category_count;
}

enum lci_status
lci_diff_cursors_open(struct lci_diff_job *job, const char *const tables[LCI_DIFF_SIDES],
                      const char *const *const columns[LCI_DIFF_SIDES], size_t count, struct lci_diff_cursors *out,
                      struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    *out = (struct lci_diff_cursors){.of = {NULL}};
    for (size_t side = 0; side < LCI_DIFF_SIDES && status == LCI_OK; side++)
        if (tables[side])
            status = lci_gpkg_cursor_new(job->results[side].source, tables[side], columns[side], count, &out->of[side], err);
    if (status != LCI_OK)
        lci_diff_cursors_close(out);
    return status;
}

void
lci_diff_cursors_close(struct lci_diff_cursors *cursors)
{
    for (size_t side = 0; side < LCI_DIFF_SIDES; side++)
        lci_gpkg_cursor_free(cursors->of[side]);
    *cursors = (struct lci_diff_cursors){.of = {NULL}};
}

enum lci_status
lci_diff_cursors_keep(struct lci_diff_job *job, const char *const tables[LCI_DIFF_SIDES],
                      const char *const *const columns[LCI_DIFF_SIDES], size_t count, struct lci_diff_cursors **out,
                      struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    *out = lci_arena_alloc(&job->arena, 1, sizeof(**out));
    if (!*out || !lci_grow(&job->opened, job->opened_count, &job->opened_capacity))
        return lci_fail_nomem(err, "differences");
    status = lci_diff_cursors_open(job, tables, columns, count, *out, err);
    if (status == LCI_OK)
        job->opened[job->opened_count++] = *out;
    return status;
}

enum lci_status
lci_diff_seek(struct lci_diff_cursors *cursors, const uint32_t fids[LCI_DIFF_SIDES], struct lci_error *err)
{
    for (size_t side = 0; side < LCI_DIFF_SIDES; side++) {
        const enum lci_status status = fids[side] > 0 ? lci_gpkg_seek(cursors->of[side], fids[side], err) : LCI_OK;

        if (status != LCI_OK)
            return status;
        cursors->stands[side] = fids[side] > 0;
    }
    return LCI_OK;
}

const char *
lci_diff_text(struct lci_diff_cursors *cursors, enum lci_diff_side side, size_t at)
{
    return cursors->stands[side] ? lci_gpkg_text_at(cursors->of[side], at) : NULL;
}

double
lci_diff_real(struct lci_diff_cursors *cursors, enum lci_diff_side side, size_t at)
{
    return cursors->stands[side] ? lci_gpkg_real_at(cursors->of[side], at) : (double)NAN;
}

bool
lci_diff_same_text(struct lci_diff_cursors *cursors, size_t at)
{
    const char *old = lci_diff_text(cursors, LCI_DIFF_OLD, at);
    const char *new_text = lci_diff_text(cursors, LCI_DIFF_NEW, at);

    return old && new_text ? strcmp(old, new_text) == 0 : old == new_text;
}

bool
lci_diff_same_real(struct lci_diff_cursors *cursors, size_t at)
{
    const double old = lci_diff_real(cursors, LCI_DIFF_OLD, at);
    const double new_value = lci_diff_real(cursors, LCI_DIFF_NEW, at);

    return old == new_value || (isnan(old) && isnan(new_value));
}

enum lci_diff_side
lci_diff_latest(const struct lci_diff_cursors *cursors)
{
    return cursors->stands[LCI_DIFF_NEW] ? LCI_DIFF_NEW : LCI_DIFF_OLD;
}

enum lci_status
lci_diff_shape(struct lci_diff_job *job, struct lci_diff_cursors *cursors, size_t at, struct lci_row *row, struct lci_error *err)
{
    const enum lci_diff_side side = lci_diff_latest(cursors);
    const enum lci_status status = cursors->stands[side] ? lci_gpkg_polygons_at(cursors->of[side], at, &job->room, err) : LCI_OK;

    row->has_geometry = status == LCI_OK && cursors->stands[side] && job->room.polygons.polygon_count > 0;
    row->polygons = job->room.polygons;
    return status;
}

void
lci_diff_columns(struct lci_columns *columns, const char *name, const char *description)
{
    lci_columns_add(columns, LCI_COLUMN_REAL, description, "old_%s", name);
    lci_columns_add(columns, LCI_COLUMN_REAL, "the same in the new result", "new_%s", name);
    lci_columns_add(columns, LCI_COLUMN_REAL, "new less old", "%s_difference", name);
}

void
lci_diff_cells(struct lci_cells *cells, double old_value, double new_value)
{
    lci_cell_number(cells, old_value);
    lci_cell_number(cells, new_value);
    lci_cell_number(cells, new_value - old_value);
}
