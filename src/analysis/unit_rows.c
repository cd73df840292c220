/* unit_rows.c - sums over units, and a row for every share with its numerator and denominator. */
#include <math.h>

#include "analysis/coverage_parts.h"
#include "base/alloc.h"

struct rows {
    const struct lci_coverage_inputs *inputs;
    struct lci_coverage *out;
    uint32_t *has; /* [(unit * level_count + level) * (n + 1) + category]: units of the level that
                      hold one; */
                   /* at n: all units of the level */
    uint32_t *reach; /* [(unit * level_count + level) * limit_total + limit]: units of the level whose origin reaches one */
    struct lci_row_list list;
    struct lci_supply_sums supply;
};

static void
count_facilities(struct rows *rows)
{
    const struct lci_facilities *facilities = rows->inputs->access->facilities;
    struct lci_coverage *out = rows->out;

    for (size_t i = 0; i < facilities->count; i++) {
        uint32_t category = facilities->items[i].category;

        out->units[out->unit_count].facility_count[category]++;
        for (size_t level = 0; level < out->level_count; level++) {
            uint32_t unit = out->facility_unit[i * out->level_count + level];

            if (unit != LCI_NONE)
                out->units[unit].facility_count[category]++;
        }
    }
}

/* Every unit is counted in itself, in all above it, and in everything. */
static void
count_units(struct rows *rows)
{
    const struct lci_units *units = rows->inputs->units;
    struct lci_coverage *out = rows->out;
    size_t n = rows->out->category_count;
    size_t total = out->sums.limit_total;

    for (uint32_t unit = 0; unit < units->count; unit++) {
        uint32_t level = units->items[unit].depth;
        uint32_t above = unit;
        bool last = false;

        while (!last) {
            size_t in = above == LCI_NONE ? out->unit_count : above;
            uint32_t *has = rows->has + (in * out->level_count + level) * (n + 1);

            last = above == LCI_NONE;
            for (size_t category = 0; category < n; category++)
                has[category] += out->units[unit].facility_count[category] > 0;
            has[n]++;
            for (size_t i = 0; out->origin_within && i < total; i++)
                rows->reach[(in * out->level_count + level) * total + i] += out->origin_within[unit * total + i];
            above = last ? LCI_NONE : units->items[above].parent;
        }
    }
}

static enum lci_status
new_unit_sums(struct rows *rows, struct lci_error *err)
{
    struct lci_coverage *out = rows->out;
    struct lci_arena *arena = &out->arena;
    size_t n = rows->out->category_count;

    out->units = lci_arena_alloc(arena, out->unit_count + 1, sizeof(*out->units));
    if (!out->units)
        return lci_fail_nomem(err, "coverage");
    for (size_t unit = 0; unit <= out->unit_count; unit++) {
        struct lci_unit_sums *one = &out->units[unit];

        one->weights = lci_arena_alloc(arena, rows->out->sums.weight_count, sizeof(double));
        one->covered_weights = lci_arena_alloc(arena, n * rows->out->sums.weight_count, sizeof(double));
        one->land_network_m2 = lci_arena_alloc(arena, n, sizeof(double));
        one->land_radius_m2 = lci_arena_alloc(arena, n, sizeof(double));
        one->facility_count = lci_arena_alloc(arena, n, sizeof(uint32_t));
        if (!one->weights || !one->covered_weights || !one->land_network_m2 ||
            !one->land_radius_m2 || !one->facility_count)
            return lci_fail_nomem(err, "coverage");
    }
    return LCI_OK;
}

/* Place of the straight-line radius of a category among all radii. */
static size_t
radius_of(const struct rows *rows, size_t category)
{
    return rows->inputs->land->radii.own[category];
}

static void
copy_unit_sums(struct rows *rows)
{
    const struct lci_sums *sums = &rows->out->sums;

    for (size_t unit = 0; unit <= rows->out->unit_count; unit++) {
        struct lci_unit_sums *one = &rows->out->units[unit];

        one->home_count = sums->home_count[unit];
        one->land_m2 = lci_sum_land_m2(sums, unit);
        for (size_t w = 0; w < sums->weight_count; w++)
            one->weights[w] = lci_sum_weight(sums, unit, w);
        for (size_t category = 0; category < sums->category_count; category++) {
            const size_t limit = rows->inputs->access->categories[category].limit_count - 1;

            one->land_network_m2[category] = lci_sum_land_network_m2(sums, unit, category, limit);
            one->land_radius_m2[category] = lci_sum_land_radius_m2(sums, unit, radius_of(rows, category));
            for (size_t w = 0; w < sums->weight_count; w++)
                one->covered_weights[category * sums->weight_count + w] =
                    lci_sum_covered(sums, unit, category, limit, w);
        }
    }
}

enum lci_status
lci_add_row(struct lci_row_list *list, const struct lci_coverage_row *row, struct lci_error *err)
{
    struct lci_coverage *out = list->out;

    if (!lci_grow(&out->rows, out->row_count, &list->capacity))
        return lci_fail_nomem(err, "coverage");
    out->rows[out->row_count++] = *row;
    return LCI_OK;
}

static enum lci_status
add_row(struct rows *rows, const struct lci_coverage_row *row, struct lci_error *err)
{
    return lci_add_row(&rows->list, row, err);
}

struct lci_coverage_row
lci_row_of(const struct lci_coverage *out, size_t unit, enum lci_definition definition, uint32_t category)
{
    return (struct lci_coverage_row){
        .unit = unit == out->unit_count ? LCI_NONE : (uint32_t)unit,
        .definition = definition,
        .category = category,
        .set = LCI_NONE,
        .set_case = LCI_NONE,
        .limit = LCI_NONE,
        .weight = LCI_NONE,
        .limit_m = NAN,
        .radius_m = NAN,
        .counted_level = LCI_NONE,
        .tier = LCI_NONE,
    };
}

static struct lci_coverage_row
row_of(const struct rows *rows, size_t unit, enum lci_definition definition, uint32_t category)
{
    return lci_row_of(rows->out, unit, definition, category);
}

/*
 * A row of every weight that some home has: like `row`, of numbers of the unit's sums. numerator, denominator: where those of the
 * first weight are.
 */
static enum lci_status
rows_of_weights(struct rows *rows, const struct lci_coverage_row *row, size_t numerator, size_t denominator, struct lci_error *err)
{
    const struct lci_sums *sums = &rows->out->sums;
    const double *values = lci_sums_of(sums, row->unit == LCI_NONE ? rows->out->unit_count : row->unit);
    enum lci_status status = LCI_OK;

    for (uint32_t w = 0; w < sums->weight_count && !status; w++) {
        struct lci_coverage_row one = *row;

        if (!rows->out->weight_is_known[w])
            continue;
        one.weight = w;
        one.numerator = values[numerator + w];
        one.denominator = values[denominator + w];
        status = add_row(rows, &one, err);
    }
    return status;
}

/* Within each limit of the category. covered, whole: where the numbers of all limits, and those of the whole, begin. */
static enum lci_status
rows_by_limit(struct rows *rows, struct lci_coverage_row row, size_t covered, size_t whole, struct lci_error *err)
{
    const struct lci_sums *sums = &rows->out->sums;
    const struct lci_access_category *limits = &rows->inputs->access->categories[row.category];
    enum lci_status status = LCI_OK;

    for (uint32_t i = 0; i < limits->limit_count && !status; i++) {
        row.limit = i;
        row.limit_m = limits->limits_m[i];
        status = rows_of_weights(rows, &row, covered + (sums->limit_first[row.category] + i) * sums->weight_count, whole, err);
    }
    return status;
}

static enum lci_status
rows_by_weight(struct rows *rows, size_t unit, uint32_t category, struct lci_error *err)
{
    return rows_by_limit(rows, row_of(rows, unit, LCI_BY_WEIGHT, category), rows->out->sums.covered, 0, err);
}

static enum lci_status
rows_by_joined(struct rows *rows, size_t unit, uint32_t category, struct lci_error *err)
{
    const struct lci_sums *sums = &rows->out->sums;

    if (!sums->with_joined)
        return LCI_OK;
    return rows_by_limit(rows, row_of(rows, unit, LCI_BY_WEIGHT_JOINED, category), sums->joined_covered, sums->joined, err);
}

/* Within the straight-line radius of the category. */
static enum lci_status
rows_by_weight_radius(struct rows *rows, size_t unit, uint32_t category, struct lci_error *err)
{
    const struct lci_sums *sums = &rows->out->sums;
    struct lci_coverage_row row = row_of(rows, unit, LCI_BY_WEIGHT_RADIUS, category);

    row.radius_m = rows->inputs->access->categories[category].radius_m;
    return rows_of_weights(rows, &row, sums->straight + radius_of(rows, category) * sums->weight_count, 0, err);
}

static enum lci_status
rows_by_land(struct rows *rows, size_t unit, uint32_t category, struct lci_error *err)
{
    const struct lci_sums *sums = &rows->out->sums;
    const struct lci_access_category *limits = &rows->inputs->access->categories[category];
    struct lci_coverage_row row = row_of(rows, unit, LCI_BY_LAND_NETWORK, category);
    enum lci_status status = LCI_OK;

    row.denominator = lci_sum_land_m2(sums, unit);
    for (uint32_t i = 0; i < limits->limit_count && !status; i++) {
        row.limit = i;
        row.limit_m = limits->limits_m[i];
        row.numerator = lci_sum_land_network_m2(sums, unit, category, i);
        status = add_row(rows, &row, err);
    }
    row.definition = LCI_BY_LAND_RADIUS;
    row.limit = LCI_NONE;
    row.limit_m = NAN;
    row.radius_m = limits->radius_m;
    row.numerator = lci_sum_land_radius_m2(sums, unit, radius_of(rows, category));
    return status ? status : add_row(rows, &row, err);
}

static enum lci_status
rows_by_units(struct rows *rows, size_t unit, uint32_t category, struct lci_error *err)
{
    size_t n = rows->out->category_count;
    size_t levels = rows->out->level_count;
    enum lci_status status = LCI_OK;

    for (uint32_t level = 0; level < levels && !status; level++) {
        const uint32_t *has = rows->has + (unit * levels + level) * (n + 1);
        struct lci_coverage_row row = row_of(rows, unit, LCI_BY_UNIT_HAS, category);

        if (has[n] == 0)
            continue;
        row.counted_level = level;
        row.numerator = has[category];
        row.denominator = has[n];
        status = add_row(rows, &row, err);
    }
    return status;
}

/* Units whose origin reaches one, within each limit of the category. */
static enum lci_status
rows_by_origins(struct rows *rows, size_t unit, uint32_t category, struct lci_error *err)
{
    const struct lci_access_category *limits = &rows->inputs->access->categories[category];
    const struct lci_sums *sums = &rows->out->sums;
    const size_t n = rows->out->category_count;
    const size_t levels = rows->out->origin_within ? rows->out->level_count : 0;
    enum lci_status status = LCI_OK;

    for (uint32_t level = 0; level < levels; level++)
        for (uint32_t i = 0; i < limits->limit_count && !status; i++) {
            const size_t at = unit * levels + level;
            struct lci_coverage_row row = row_of(rows, unit, LCI_BY_UNIT_REACH, category);

            if (rows->has[at * (n + 1) + n] == 0)
                continue;
            row.counted_level = level;
            row.limit = i;
            row.limit_m = limits->limits_m[i];
            row.numerator = rows->reach[at * sums->limit_total + sums->limit_first[category] + i];
            row.denominator = rows->has[at * (n + 1) + n];
            status = add_row(rows, &row, err);
        }
    return status;
}

/* The category of a set that the least weight reaches; of equal ones the first. */
static uint32_t
weakest_of(const struct rows *rows, size_t unit, const struct lci_set_case *one, size_t w, size_t *limit)
{
    const struct lci_category_set *set = &rows->out->cases.sets[one->set];
    double least = INFINITY;
    uint32_t weakest = LCI_NONE;

    for (size_t c = 0; c < set->count; c++) {
        const double covered = lci_sum_covered(&rows->out->sums, unit, set->categories[c], one->limit[c], w);

        if (covered < least) {
            least = covered;
            weakest = set->categories[c];
            *limit = one->limit[c];
        }
    }
    return weakest;
}

static enum lci_status
add_weakest(struct rows *rows, size_t unit, const struct lci_set_case *one, uint32_t w, struct lci_error *err)
{
    const struct lci_sums *sums = &rows->out->sums;
    size_t limit = 0;
    struct lci_coverage_row row = row_of(rows, unit, LCI_BY_WEAKEST, weakest_of(rows, unit, one, w, &limit));

    row.set = one->set;
    row.weight = w;
    row.limit = (uint32_t)limit;
    row.limit_m = rows->inputs->access->categories[row.category].limits_m[limit];
    row.numerator = lci_sum_covered(sums, unit, row.category, limit, w);
    row.denominator = lci_sum_weight(sums, unit, w);
    return add_row(rows, &row, err);
}

/* Of one case: all_of first, then at least k of n for k from 1, then the weakest. */
static enum lci_status
rows_by_case(struct rows *rows, size_t unit, const struct lci_set_case *one, struct lci_error *err)
{
    const struct lci_sums *sums = &rows->out->sums;
    const uint32_t n = (uint32_t)rows->out->cases.sets[one->set].count;
    enum lci_status status = LCI_OK;

    for (uint32_t i = 0; i < n && !status; i++) {
        struct lci_coverage_row row = row_of(rows, unit, i == 0 ? LCI_BY_ALL_OF : LCI_BY_K_OF_N, LCI_NONE);

        row.set = one->set;
        row.set_case = (uint32_t)(one - rows->out->cases.items);
        row.k = i == 0 ? n : i;
        row.limit_m = one->limit_m;
        status = rows_of_weights(rows, &row, sums->at_least + (one->first + row.k) * sums->weight_count, 0, err);
    }
    for (uint32_t w = 0; w < sums->weight_count && !status; w++)
        if (rows->out->weight_is_known[w])
            status = add_weakest(rows, unit, one, w, err);
    return status;
}

static enum lci_status
make_rows(struct rows *rows, struct lci_error *err)
{
    size_t count = rows->out->unit_count;
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i <= count && !status; i++) {
        size_t unit = i == 0 ? count : i - 1; /* everything first */
        uint32_t n = (uint32_t)rows->out->category_count;

        for (uint32_t category = 0; category < n && !status; category++)
            status = rows_by_weight(rows, unit, category, err);
        for (uint32_t category = 0; category < n && !status; category++)
            status = rows_by_joined(rows, unit, category, err);
        for (uint32_t category = 0; category < n && !status; category++)
            status = rows_by_weight_radius(rows, unit, category, err);
        for (uint32_t category = 0; category < n && !status; category++)
            status = rows_by_land(rows, unit, category, err);
        for (uint32_t category = 0; category < n && !status; category++)
            status = rows_by_units(rows, unit, category, err);
        for (uint32_t category = 0; category < n && !status; category++)
            status = rows_by_origins(rows, unit, category, err);
        for (size_t c = 0; c < rows->out->cases.count && !status; c++)
            status = rows_by_case(rows, unit, &rows->out->cases.items[c], err);
        if (!status)
            status = lci_supply_rows(rows->inputs, &rows->list, &rows->supply, unit, err);
    }
    return status;
}

static void
find_known_weights(struct rows *rows)
{
    const struct lci_homes *homes = rows->inputs->access->homes;

    for (size_t home = 0; home < homes->count; home++)
        for (size_t w = 0; w < homes->weight_count; w++)
            if (homes->items[home].weights[w].state != LCI_WEIGHT_ABSENT)
                rows->out->weight_is_known[w] = true;
    for (size_t i = 0; rows->inputs->unhoused && i < rows->inputs->unhoused->count; i++)
        rows->out->weight_is_known[rows->inputs->unhoused->items[i].weight] = true;
}

enum lci_status
lci_unit_rows(const struct lci_coverage_inputs *inputs, struct lci_coverage *out, struct lci_error *err)
{
    struct rows rows = {.inputs = inputs, .out = out, .list.out = out};
    enum lci_status status = new_unit_sums(&rows, err);

    if (status)
        return status;
    rows.has = lci_new_array(uint32_t, (out->unit_count + 1) * out->level_count * (out->category_count + 1));
    rows.reach = lci_new_array(uint32_t, (out->unit_count + 1) * out->level_count * out->sums.limit_total);
    out->weight_is_known = lci_arena_alloc(&out->arena, out->sums.weight_count, sizeof(bool));
    if (!rows.has || !rows.reach || !out->weight_is_known) {
        status = lci_fail_nomem(err, "coverage");
        goto out;
    }
    find_known_weights(&rows);
    count_facilities(&rows);
    count_units(&rows);
    copy_unit_sums(&rows);
    status = lci_supply_sums_build(inputs, out, &rows.supply, err);
    if (!status)
        status = make_rows(&rows, err);

out:
    lci_supply_sums_fini(inputs, &rows.supply);
    lci_free(rows.has);
    lci_free(rows.reach);
    return status;
}
