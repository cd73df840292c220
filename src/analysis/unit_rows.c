/* unit_rows.c - sums over units, and a row for every share with its numerator and denominator. */
#include <math.h>

#include "analysis/coverage_parts.h"
#include "base/alloc.h"

/*
 * What is summed over the homes of a unit, in one array: weights; covered weights by limit (of all
 * categories, in order) and weight; weights that reach at least k categories, by k and weight;
 * land; land inside areas by limit; land inside discs by category.
 */
struct layout {
    size_t weights, limits, categories;
    size_t covered, at_least, land, land_network, land_radius, total;
};

struct sums {
    const struct lci_coverage_inputs *inputs;
    struct lci_coverage *out;
    struct layout layout;
    double *values;       /* (unit_count + 1) * layout.total; the last is everything */
    uint32_t *home_count; /* unit_count + 1 */
    uint32_t *has; /* [(unit * level_count + level) * (n + 1) + category]: units of the level that
                      hold one; */
                   /* at n: all units of the level */
    bool *weight_is_known; /* of some home */
    size_t row_capacity;
};

static struct layout
layout_of(const struct lci_coverage_inputs *inputs)
{
    struct layout layout = {
        .weights = inputs->access->homes->weight_count,
        .limits = inputs->land->limit_total,
        .categories = inputs->access->category_count,
    };

    layout.covered = layout.weights;
    layout.at_least = layout.covered + layout.limits * layout.weights;
    layout.land = layout.at_least + (layout.categories + 1) * layout.weights;
    layout.land_network = layout.land + 1;
    layout.land_radius = layout.land_network + layout.limits;
    layout.total = layout.land_radius + layout.categories;
    return layout;
}

/* A home and the unit (or everything) it is added to. Homes are added in order, so equal sums are
 * equal to the bit. */
static void
add_home(struct sums *sums, size_t home, const double *at_least_ratio, size_t unit)
{
    const struct lci_coverage_inputs *inputs = sums->inputs;
    const struct layout *layout = &sums->layout;
    const struct lci_land *land = inputs->land;
    const struct lci_weight_value *weights = inputs->access->homes->items[home].weights;
    double *values = sums->values + unit * layout->total;
    size_t n = layout->categories;

    sums->home_count[unit]++;
    for (size_t w = 0; w < layout->weights; w++) {
        values[w] += weights[w].value;
        for (size_t k = 0; k <= n; k++)
            values[layout->at_least + k * layout->weights + w] +=
                weights[w].value * at_least_ratio[home * (n + 1) + k];
        for (size_t category = 0; category < n; category++)
            for (size_t i = land->limit_first[category]; i < land->limit_first[category + 1]; i++)
                values[layout->covered + i * layout->weights + w] +=
                    weights[w].value * sums->out->homes[home * n + category]
                                           .covered_ratio[i - land->limit_first[category]];
    }
    values[layout->land] += land->true_m2[home];
    for (size_t i = 0; i < layout->limits; i++)
        values[layout->land_network + i] +=
            land->true_m2[home] * land->network_ratio[home * layout->limits + i];
    for (size_t category = 0; category < n; category++)
        values[layout->land_radius + category] +=
            land->true_m2[home] * land->radius_ratio[home * n + category];
}

static void
add_homes(struct sums *sums, const double *at_least_ratio)
{
    const struct lci_coverage *out = sums->out;

    for (size_t home = 0; home < out->home_count; home++) {
        add_home(sums, home, at_least_ratio, out->unit_count);
        for (size_t level = 0; level < out->level_count; level++) {
            uint32_t unit = out->home_unit[home * out->level_count + level];

            if (unit != LCI_NONE)
                add_home(sums, home, at_least_ratio, unit);
        }
    }
}

static void
count_facilities(struct sums *sums)
{
    const struct lci_facilities *facilities = sums->inputs->access->facilities;
    struct lci_coverage *out = sums->out;

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
count_units(struct sums *sums)
{
    const struct lci_units *units = sums->inputs->units;
    struct lci_coverage *out = sums->out;
    size_t n = sums->layout.categories;

    for (uint32_t unit = 0; unit < units->count; unit++) {
        uint32_t level = units->items[unit].depth;
        uint32_t above = unit;
        bool last = false;

        while (!last) {
            size_t in = above == LCI_NONE ? out->unit_count : above;
            uint32_t *has = sums->has + (in * out->level_count + level) * (n + 1);

            last = above == LCI_NONE;
            for (size_t category = 0; category < n; category++)
                has[category] += out->units[unit].facility_count[category] > 0;
            has[n]++;
            above = last ? LCI_NONE : units->items[above].parent;
        }
    }
}

static enum lci_status
new_unit_sums(struct sums *sums, struct lci_error *err)
{
    struct lci_coverage *out = sums->out;
    struct lci_arena *arena = &out->arena;
    size_t n = sums->layout.categories;

    out->units = lci_arena_alloc(arena, out->unit_count + 1, sizeof(*out->units));
    if (!out->units)
        return lci_fail_nomem(err, "coverage");
    for (size_t unit = 0; unit <= out->unit_count; unit++) {
        struct lci_unit_sums *one = &out->units[unit];

        one->weights = lci_arena_alloc(arena, sums->layout.weights, sizeof(double));
        one->covered_weights = lci_arena_alloc(arena, n * sums->layout.weights, sizeof(double));
        one->land_network_m2 = lci_arena_alloc(arena, n, sizeof(double));
        one->land_radius_m2 = lci_arena_alloc(arena, n, sizeof(double));
        one->facility_count = lci_arena_alloc(arena, n, sizeof(uint32_t));
        if (!one->weights || !one->covered_weights || !one->land_network_m2 ||
            !one->land_radius_m2 || !one->facility_count)
            return lci_fail_nomem(err, "coverage");
    }
    return LCI_OK;
}

static void
copy_unit_sums(struct sums *sums)
{
    const struct layout *layout = &sums->layout;
    const size_t *limit_first = sums->inputs->land->limit_first;

    for (size_t unit = 0; unit <= sums->out->unit_count; unit++) {
        struct lci_unit_sums *one = &sums->out->units[unit];
        const double *values = sums->values + unit * layout->total;

        one->home_count = sums->home_count[unit];
        one->land_m2 = values[layout->land];
        for (size_t w = 0; w < layout->weights; w++)
            one->weights[w] = values[w];
        for (size_t category = 0; category < layout->categories; category++) {
            size_t limit = limit_first[category + 1] - 1;

            one->land_network_m2[category] = values[layout->land_network + limit];
            one->land_radius_m2[category] = values[layout->land_radius + category];
            for (size_t w = 0; w < layout->weights; w++)
                one->covered_weights[category * layout->weights + w] =
                    values[layout->covered + limit * layout->weights + w];
        }
    }
}

static enum lci_status
add_row(struct sums *sums, const struct lci_coverage_row *row, struct lci_error *err)
{
    struct lci_coverage *out = sums->out;

    if (!lci_grow(&out->rows, out->row_count, &sums->row_capacity))
        return lci_fail_nomem(err, "coverage");
    out->rows[out->row_count++] = *row;
    return LCI_OK;
}

/* A row of the unit with what does not apply left out. */
static struct lci_coverage_row
row_of(const struct sums *sums, size_t unit, enum lci_definition definition, uint32_t category)
{
    return (struct lci_coverage_row){
        .unit = unit == sums->out->unit_count ? LCI_NONE : (uint32_t)unit,
        .definition = definition,
        .category = category,
        .weight = LCI_NONE,
        .limit_m = NAN,
        .radius_m = NAN,
        .counted_level = LCI_NONE,
    };
}

static enum lci_status
rows_by_weight(struct sums *sums, size_t unit, uint32_t category, struct lci_error *err)
{
    const struct layout *layout = &sums->layout;
    const double *values = sums->values + unit * layout->total;
    const struct lci_access_category *limits = &sums->inputs->access->categories[category];
    size_t first = sums->inputs->land->limit_first[category];
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < limits->limit_count; i++)
        for (uint32_t w = 0; w < layout->weights && !status; w++) {
            struct lci_coverage_row row = row_of(sums, unit, LCI_BY_WEIGHT, category);

            if (!sums->weight_is_known[w])
                continue;
            row.weight = w;
            row.limit_m = limits->limits_m[i];
            row.numerator = values[layout->covered + (first + i) * layout->weights + w];
            row.denominator = values[w];
            status = add_row(sums, &row, err);
        }
    return status;
}

static enum lci_status
rows_by_land(struct sums *sums, size_t unit, uint32_t category, struct lci_error *err)
{
    const struct layout *layout = &sums->layout;
    const double *values = sums->values + unit * layout->total;
    const struct lci_access_category *limits = &sums->inputs->access->categories[category];
    size_t first = sums->inputs->land->limit_first[category];
    struct lci_coverage_row row = row_of(sums, unit, LCI_BY_LAND_NETWORK, category);
    enum lci_status status = LCI_OK;

    row.denominator = values[layout->land];
    for (size_t i = 0; i < limits->limit_count && !status; i++) {
        row.limit_m = limits->limits_m[i];
        row.numerator = values[layout->land_network + first + i];
        status = add_row(sums, &row, err);
    }
    row.definition = LCI_BY_LAND_RADIUS;
    row.limit_m = NAN;
    row.radius_m = limits->radius_m;
    row.numerator = values[layout->land_radius + category];
    return status ? status : add_row(sums, &row, err);
}

static enum lci_status
rows_by_units(struct sums *sums, size_t unit, uint32_t category, struct lci_error *err)
{
    size_t n = sums->layout.categories;
    size_t levels = sums->out->level_count;
    enum lci_status status = LCI_OK;

    for (uint32_t level = 0; level < levels && !status; level++) {
        const uint32_t *has = sums->has + (unit * levels + level) * (n + 1);
        struct lci_coverage_row row = row_of(sums, unit, LCI_BY_UNIT_HAS, category);

        if (has[n] == 0)
            continue;
        row.counted_level = level;
        row.numerator = has[category];
        row.denominator = has[n];
        status = add_row(sums, &row, err);
    }
    return status;
}

/* all_of first, then at least k of n for k from 1. */
static enum lci_status
rows_by_sets(struct sums *sums, size_t unit, struct lci_error *err)
{
    const struct layout *layout = &sums->layout;
    const double *values = sums->values + unit * layout->total;
    uint32_t n = (uint32_t)layout->categories;
    enum lci_status status = LCI_OK;

    for (uint32_t i = 0; n > 1 && i < n; i++)
        for (uint32_t w = 0; w < layout->weights && !status; w++) {
            struct lci_coverage_row row =
                row_of(sums, unit, i == 0 ? LCI_BY_ALL_OF : LCI_BY_K_OF_N, LCI_NONE);

            if (!sums->weight_is_known[w])
                continue;
            row.k = i == 0 ? n : i;
            row.weight = w;
            row.numerator = values[layout->at_least + row.k * layout->weights + w];
            row.denominator = values[w];
            status = add_row(sums, &row, err);
        }
    return status;
}

static enum lci_status
make_rows(struct sums *sums, struct lci_error *err)
{
    size_t count = sums->out->unit_count;
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i <= count && !status; i++) {
        size_t unit = i == 0 ? count : i - 1; /* everything first */
        uint32_t n = (uint32_t)sums->layout.categories;

        for (uint32_t category = 0; category < n && !status; category++)
            status = rows_by_weight(sums, unit, category, err);
        for (uint32_t category = 0; category < n && !status; category++)
            status = rows_by_land(sums, unit, category, err);
        for (uint32_t category = 0; category < n && !status; category++)
            status = rows_by_units(sums, unit, category, err);
        if (!status)
            status = rows_by_sets(sums, unit, err);
    }
    return status;
}

static void
find_known_weights(struct sums *sums)
{
    const struct lci_homes *homes = sums->inputs->access->homes;

    for (size_t home = 0; home < homes->count; home++)
        for (size_t w = 0; w < homes->weight_count; w++)
            if (homes->items[home].weights[w].state != LCI_WEIGHT_ABSENT)
                sums->weight_is_known[w] = true;
}

enum lci_status
lci_unit_rows(const struct lci_coverage_inputs *inputs, const double *at_least_ratio,
              struct lci_coverage *out, struct lci_error *err)
{
    struct sums sums = {.inputs = inputs, .out = out, .layout = layout_of(inputs)};
    size_t places = out->unit_count + 1;
    enum lci_status status = new_unit_sums(&sums, err);

    if (status)
        return status;
    sums.values = lci_new_array(double, places *sums.layout.total);
    sums.home_count = lci_new_array(uint32_t, places);
    sums.has = lci_new_array(uint32_t, places * out->level_count * (sums.layout.categories + 1));
    sums.weight_is_known = lci_new_array(bool, sums.layout.weights);
    if (!sums.values || !sums.home_count || !sums.has || !sums.weight_is_known) {
        status = lci_fail_nomem(err, "coverage");
        goto out;
    }
    find_known_weights(&sums);
    add_homes(&sums, at_least_ratio);
    count_facilities(&sums);
    count_units(&sums);
    copy_unit_sums(&sums);
    status = make_rows(&sums, err);

out:
    lci_free(sums.values);
    lci_free(sums.home_count);
    lci_free(sums.has);
    lci_free(sums.weight_is_known);
    return status;
}
