/* matrix.c - units by categories: sums, ranks, and what small counts of people keep from being published. */
#include "run/matrix.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/suppress.h"
#include "base/alloc.h"
#include "run/hidden.h"

/* Shares that differ by less have one rank. */
static const double SAME_SHARE = 1e-12;

/* A part that may be shown but says nothing when it is: the last that is hidden for another's sake. */
static const double NEVER_FIRST = 1e15;

/* The largest limit of a category, or of all of them, of every pass of the run, whose rows are below one heading. */
static void
find_limit(const struct lci_passes *passes, struct lci_matrix_group *group)
{
    bool begun = false;

    for (size_t p = 0; p < passes->walk_count; p++)
        for (size_t c = 0; c < passes->items[p].category_count; c++) {
            const double limit_m = lci_job_limit_m(&passes->items[p], c);
            const double limit_min = lci_job_limit_min(&passes->items[p], c, passes->items[p].limits[c].limit_count - 1);

            if (group->category != LCI_NONE && group->category != c)
                continue;
            if (!begun || fabs(group->limit_m - limit_m) > 0.0)
                group->limit_m = begun ? NAN : limit_m;
            if (!begun || fabs(group->limit_min - limit_min) > LCI_SAME_MIN)
                group->limit_min = begun ? NAN : limit_min;
            begun = true;
        }
}

/* The smallest limit of a category, where they go by an attribute, as a part of the largest. */
static void
find_steps(const struct lci_job *job, uint32_t category, struct lci_matrix_group *group)
{
    const struct lci_config *config = job->config;
    const struct lci_category *from = NULL;

    group->least_ratio = 1.0;
    if (config->category_count == 0)
        return;
    from = &config->categories[job->categories[category].configured];
    group->limits_attribute = from->limits_attribute;
    for (size_t i = 0; i < from->step_count; i++)
        group->least_ratio = fmin(group->least_ratio, from->steps[i].limit_m / from->limits_m[0]);
}

static enum lci_status
make_groups(struct lci_matrix *matrix, struct lci_error *err)
{
    struct lci_job *job = matrix->job;
    const bool english = job->config->output.tables.english;
    const bool together = job->category_count > 1 && matrix->weight != LCI_NONE;

    matrix->group_count = job->category_count + (together ? 1 : 0);
    matrix->groups = lci_arena_alloc(&job->arena, matrix->group_count, sizeof(*matrix->groups));
    if (!matrix->groups)
        return lci_fail_nomem(err, "tables");
    for (uint32_t c = 0; c < job->category_count; c++)
        matrix->groups[c] = (struct lci_matrix_group){
            .id = job->categories[c].column,
            .title = english ? job->categories[c].title_en : job->categories[c].title_zh,
            .category = c,
            .target_ratio = lci_job_target_ratio(job, c),
        };
    for (uint32_t c = 0; c < job->category_count; c++)
        find_steps(job, c, &matrix->groups[c]);
    if (together)
        matrix->groups[job->category_count] = (struct lci_matrix_group){
            .id = "all",
            .title = english ? "All categories" : "全部类别",
            .category = LCI_NONE,
            .target_ratio = lci_job_target_ratio(job, LCI_NONE),
        };
    for (size_t g = 0; g < matrix->group_count; g++)
        find_limit(job->passes, &matrix->groups[g]);
    return LCI_OK;
}

static struct lci_matrix_row *
add_row(struct lci_matrix *matrix, enum lci_matrix_kind kind, uint32_t unit, uint32_t above)
{
    struct lci_matrix_row *row = &matrix->rows[matrix->row_count++];

    row->kind = kind;
    row->unit = unit;
    row->above = above;
    row->covered = lci_arena_alloc(&matrix->job->arena, matrix->group_count, sizeof(double));
    row->is_hidden = lci_arena_alloc(&matrix->job->arena, matrix->group_count, sizeof(bool));
    row->rank = lci_arena_alloc(&matrix->job->arena, matrix->group_count, sizeof(uint32_t));
    return row->covered && row->is_hidden && row->rank ? row : NULL;
}

/* Sums of a unit, or (unit_count) of everything. */
static void
sum_unit(const struct lci_matrix *matrix, size_t unit, struct lci_matrix_row *row)
{
    const struct lci_job *job = matrix->job;

    row->whole = lci_hand_in_whole(job, unit, matrix->weight);
    for (size_t g = 0; g < matrix->group_count; g++) {
        const uint32_t category = matrix->groups[g].category;

        row->covered[g] = category == LCI_NONE
                              ? lci_sum_at_least(&job->coverage.sums, unit, job->category_count, matrix->weight)
                              : lci_hand_in_covered(job, unit, category, job->limits[category].limit_count - 1, matrix->weight);
    }
}

static void
add_sums(const struct lci_matrix *matrix, const struct lci_matrix_row *row, struct lci_matrix_row *sum)
{
    sum->whole += row->whole;
    for (size_t g = 0; g < matrix->group_count; g++)
        sum->covered[g] += row->covered[g];
}

/* What lies in no unit of the level. False: no home does. */
static bool
sum_outside(const struct lci_matrix *matrix, struct lci_matrix_row *row)
{
    const struct lci_job *job = matrix->job;
    const struct lci_coverage *coverage = &job->coverage;
    bool any = false;

    for (size_t home = 0; home < job->homes.count; home++) {
        const struct lci_land *land = &lci_job_of_home(job, home)->land; /* with modes by unit, of the home's own profile */
        const double whole = matrix->weight == LCI_NONE ? land->true_m2[home]
                                                        : job->homes.items[home].weights[matrix->weight].value;

        if (coverage->home_unit[home * coverage->level_count + matrix->level] != LCI_NONE)
            continue;
        any = true;
        row->whole += whole;
        for (size_t g = 0; g < matrix->group_count; g++) {
            const uint32_t category = matrix->groups[g].category;
            double ratio = coverage->whole_circle_ratio[home];

            if (category != LCI_NONE) {
                const size_t last = job->limits[category].limit_count - 1;

                ratio = matrix->weight == LCI_NONE
                            ? land->network_ratio[home * land->limit_total + land->limit_first[category] + last]
                            : coverage->homes[home * job->category_count + category].covered_ratio[last];
            }
            row->covered[g] += whole * ratio;
        }
    }
    for (size_t i = 0; i < job->unhoused.count; i++) {
        const struct lci_unhoused *item = &job->unhoused.items[i];

        if (item->weight != matrix->weight || lci_unit_at_level(job, item->unit, matrix->level) != LCI_NONE)
            continue;
        any = true;
        row->whole += item->amount;
    }
    return any;
}

/* The units of the level that lie in `above`, and their subtotal. */
static enum lci_status
add_units_in(struct lci_matrix *matrix, uint32_t above, bool subtotal, struct lci_error *err)
{
    const struct lci_units *units = &matrix->job->units;
    const size_t before = matrix->row_count;
    struct lci_matrix_row *sum = NULL;

    for (uint32_t unit = units->level_first[matrix->level]; unit < units->level_first[matrix->level + 1]; unit++) {
        struct lci_matrix_row *row = NULL;

        if (lci_unit_at_level(matrix->job, units->items[unit].parent, matrix->above_level) != above)
            continue;
        row = add_row(matrix, LCI_MATRIX_UNIT, unit, above);
        if (!row)
            return lci_fail_nomem(err, "tables");
        sum_unit(matrix, unit, row);
    }
    if (!subtotal || matrix->row_count == before)
        return LCI_OK;
    sum = add_row(matrix, LCI_MATRIX_SUBTOTAL, above, above);
    if (!sum)
        return lci_fail_nomem(err, "tables");
    for (size_t r = before; r + 1 < matrix->row_count; r++)
        add_sums(matrix, &matrix->rows[r], sum);
    return LCI_OK;
}

static enum lci_status
make_rows(struct lci_matrix *matrix, bool subtotals, struct lci_error *err)
{
    const struct lci_units *units = &matrix->job->units;
    const uint32_t above_level = matrix->above_level;
    struct lci_matrix_row *row = NULL;
    enum lci_status status = LCI_OK;

    matrix->rows = lci_arena_alloc(&matrix->job->arena, 2 * units->count + 2, sizeof(*matrix->rows));
    if (!matrix->rows)
        return lci_fail_nomem(err, "tables");
    if (above_level != LCI_NONE)
        for (uint32_t above = units->level_first[above_level]; above < units->level_first[above_level + 1] && !status; above++)
            status = add_units_in(matrix, above, subtotals, err);
    if (!status)
        status = add_units_in(matrix, LCI_NONE, false, err);
    if (status)
        return status;
    row = add_row(matrix, LCI_MATRIX_OUTSIDE, LCI_NONE, LCI_NONE);
    if (row && !sum_outside(matrix, row))
        matrix->row_count--;
    row = row ? add_row(matrix, LCI_MATRIX_TOTAL, LCI_NONE, LCI_NONE) : NULL;
    if (!row)
        return lci_fail_nomem(err, "tables");
    sum_unit(matrix, matrix->job->units.count, row);
    return LCI_OK;
}

/* Rows that are summed up in one other, and scratch space for them. */
struct parts {
    struct lci_matrix_row **rows;
    double *values;
    bool *hidden;
    size_t count;
};

static enum lci_status
new_parts(const struct lci_matrix *matrix, struct parts *parts, struct lci_error *err)
{
    struct lci_arena *arena = &matrix->job->arena;

    parts->rows = lci_arena_alloc(arena, matrix->row_count, sizeof(*parts->rows));
    parts->values = lci_arena_alloc(arena, matrix->row_count, sizeof(*parts->values));
    parts->hidden = lci_arena_alloc(arena, matrix->row_count, sizeof(*parts->hidden));
    return parts->rows && parts->values && parts->hidden ? LCI_OK : lci_fail_nomem(err, "tables");
}

/* A part as lci_suppress_parts() takes it: too small where it is to be hidden, and then what is least is hidden with it. */
static double
part_value(bool hide, double count, double whole, double below)
{
    if (hide)
        return 0.5 * below;
    if (!(whole > 0.0))
        return NAN;
    return count > 0.0 ? fmax(count, below) : NEVER_FIRST;
}

/* Hides among parts; answers false where their sum has to be hidden. */
static bool
hide_parts(const struct lci_matrix *matrix, struct parts *parts, double below)
{
    bool sum_may_stay = true;

    for (size_t g = 0; g < matrix->group_count; g++) {
        for (size_t i = 0; i < parts->count; i++) {
            const struct lci_matrix_row *row = parts->rows[i];
            const bool hide = row->is_hidden[g] || lci_suppress_share(row->covered[g], row->whole, below);

            parts->values[i] = part_value(hide, row->covered[g], row->whole, below);
        }
        sum_may_stay = lci_suppress_parts(parts->values, parts->count, below, parts->hidden) && sum_may_stay;
        for (size_t i = 0; i < parts->count; i++)
            parts->rows[i]->is_hidden[g] = parts->hidden[i];
    }
    for (size_t i = 0; i < parts->count; i++) {
        const struct lci_matrix_row *row = parts->rows[i];

        parts->values[i] = part_value(row->whole_is_hidden || lci_suppress_count(row->whole, below), row->whole, row->whole, below);
    }
    sum_may_stay = lci_suppress_parts(parts->values, parts->count, below, parts->hidden) && sum_may_stay;
    for (size_t i = 0; i < parts->count; i++)
        parts->rows[i]->whole_is_hidden = parts->hidden[i];
    return sum_may_stay;
}

/* With a hidden whole no share of it is shown, which would tell it. */
static void
hide_all_of(const struct lci_matrix *matrix, struct lci_matrix_row *row)
{
    row->whole_is_hidden = true;
    for (size_t g = 0; g < matrix->group_count; g++)
        row->is_hidden[g] = true;
}

static struct lci_matrix_row *
find_row(const struct lci_matrix *matrix, enum lci_matrix_kind kind, uint32_t unit)
{
    for (size_t r = 0; r < matrix->row_count; r++)
        if (matrix->rows[r].kind == kind && matrix->rows[r].unit == unit)
            return &matrix->rows[r];
    return NULL;
}

/*
 * Units beside what they are summed up in, from below: units of a tier beside its subtotal, then subtotals, units of no tier and
 * what is outside beside the total. `coarser` gets what may not be shown of the units above; NULL: those are in this matrix.
 */
static enum lci_status
hide_small(struct lci_matrix *matrix, struct lci_matrix *coarser, double below, struct lci_error *err)
{
    struct parts parts = {0};
    enum lci_status status = new_parts(matrix, &parts, err);

    if (status)
        return status;
    for (size_t first = 0; first < matrix->row_count;) {
        const uint32_t above = matrix->rows[first].above;
        struct lci_matrix_row *sum = find_row(coarser ? coarser : matrix, coarser ? LCI_MATRIX_UNIT : LCI_MATRIX_SUBTOTAL, above);

        for (parts.count = 0; first < matrix->row_count && matrix->rows[first].above == above; first++)
            if (matrix->rows[first].kind == LCI_MATRIX_UNIT)
                parts.rows[parts.count++] = &matrix->rows[first];
        if (above != LCI_NONE && !hide_parts(matrix, &parts, below) && sum)
            hide_all_of(coarser ? coarser : matrix, sum);
    }
    for (size_t r = parts.count = 0; r < matrix->row_count; r++) {
        struct lci_matrix_row *row = &matrix->rows[r];
        const bool summed_alone = row->kind == LCI_MATRIX_UNIT &&
                                  (row->above == LCI_NONE || !find_row(matrix, LCI_MATRIX_SUBTOTAL, row->above));

        if (row->kind == LCI_MATRIX_SUBTOTAL || row->kind == LCI_MATRIX_OUTSIDE || summed_alone)
            parts.rows[parts.count++] = row;
    }
    if (!hide_parts(matrix, &parts, below))
        hide_all_of(matrix, &matrix->rows[matrix->row_count - 1]);
    for (size_t r = 0; r < matrix->row_count; r++)
        if (matrix->rows[r].whole_is_hidden)
            hide_all_of(matrix, &matrix->rows[r]);
    return LCI_OK;
}

static bool
is_ranked(const struct lci_matrix_row *row, size_t group)
{
    return row->kind == LCI_MATRIX_UNIT && row->whole > 0.0 && !row->is_hidden[group];
}

/* The first is the one with the greatest share; equal shares have one rank. */
static void
rank_units(struct lci_matrix *matrix)
{
    for (size_t g = 0; g < matrix->group_count; g++)
        for (size_t r = 0; r < matrix->row_count; r++) {
            struct lci_matrix_row *row = &matrix->rows[r];

            row->rank[g] = is_ranked(row, g) ? 1 : 0;
            for (size_t o = 0; o < matrix->row_count && row->rank[g] > 0; o++) {
                const struct lci_matrix_row *other = &matrix->rows[o];

                if (is_ranked(other, g) && other->covered[g] / other->whole > row->covered[g] / row->whole + SAME_SHARE)
                    row->rank[g]++;
            }
        }
}

/* What no table may show; what these rows would tell beside it is hidden further on. */
static enum lci_status
hide_everywhere(struct lci_matrix *matrix, struct lci_error *err)
{
    struct lci_job *job = matrix->job;
    const struct lci_hidden *hidden = NULL;
    const enum lci_status status = lci_job_hidden(job, &hidden, err);

    for (size_t r = 0; r < matrix->row_count && status == LCI_OK; r++) {
        struct lci_matrix_row *row = &matrix->rows[r];
        const size_t unit = row->kind == LCI_MATRIX_TOTAL ? job->units.count : row->unit;

        if (row->kind == LCI_MATRIX_OUTSIDE)
            continue;
        row->whole_is_hidden = lci_hidden_whole(hidden, unit, matrix->weight);
        for (size_t g = 0; g < matrix->group_count; g++) {
            const uint32_t category = matrix->groups[g].category;

            row->is_hidden[g] = category == LCI_NONE ? lci_hidden_all_of(hidden, unit, 0, matrix->weight)
                                                     : lci_hidden_covered(hidden, unit, category,
                                                                          job->limits[category].limit_count - 1, matrix->weight);
        }
    }
    return status;
}

static enum lci_status
new_matrix(struct lci_job *job, uint32_t level, uint32_t above_level, bool subtotals, struct lci_matrix **out,
           struct lci_error *err)
{
    struct lci_matrix *matrix = lci_arena_alloc(&job->arena, 1, sizeof(*matrix));
    enum lci_status status = LCI_OK;

    *out = matrix;
    if (!matrix)
        return lci_fail_nomem(err, "tables");
    *matrix = (struct lci_matrix){.job = job, .level = level, .above_level = above_level};
    status = lci_job_hand_in_weight(job, &matrix->weight, err);
    if (!status)
        status = make_groups(matrix, err);
    if (!status)
        status = make_rows(matrix, subtotals, err);
    return status ? status : hide_everywhere(matrix, err);
}

enum lci_status
lci_matrix_build(struct lci_job *job, uint32_t level, uint32_t above_level, bool subtotals, uint32_t finer,
                 struct lci_matrix **out, struct lci_error *err)
{
    struct lci_matrix *below_it = NULL;
    double below = 0.0;
    enum lci_status status = new_matrix(job, level, above_level, subtotals, out, err);

    if (status)
        return status;
    below = lci_hand_in_below(job, (*out)->weight);
    if (finer != LCI_NONE && below > 0.0) {
        status = new_matrix(job, finer, level, false, &below_it, err);
        if (!status)
            status = hide_small(below_it, *out, below, err);
    }
    if (!status && below > 0.0)
        status = hide_small(*out, NULL, below, err);
    if (!status)
        rank_units(*out);
    return status;
}
