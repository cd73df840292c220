/* compose.c - takes every home from its own pass, and sums the units up again. */
#include "analysis/compose.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "analysis/coverage_parts.h"
#include "base/alloc.h"

/* What is composed, on the way. The layout of sums has limit_count + 1 straight lines of a category: its limits, its radius. */
struct composing {
    const struct lci_compose_inputs *from;
    const struct lci_compose_part *first; /* a used part */
    struct lci_composed *out;
    struct lci_radii radii;
    size_t **maps;   /* part_count: where each number of the composed sums is in the part's; NULL: not used */
    double *measure; /* numbers of one home, laid out as those of a part */
};

static bool
is_same(double a, double b)
{
    return fabs(a - b) <= 0.0;
}

/* NAN once two parts differ. */
static double
common(double so_far, double value)
{
    return is_same(so_far, value) ? so_far : NAN;
}

static void
make_common(const struct composing *composing, size_t category, struct lci_access_category *out, double *limits_m)
{
    const struct lci_access_category *first = &composing->first->inputs->access->categories[category];

    *out = *first;
    out->limits_m = limits_m;
    memcpy(limits_m, first->limits_m, first->limit_count * sizeof(*limits_m));
    for (size_t p = 0; p < composing->from->part_count; p++) {
        const struct lci_access_category *other = &composing->from->parts[p].inputs->access->categories[category];

        if (!composing->from->is_used[p])
            continue;
        for (size_t i = 0; i < out->limit_count; i++)
            limits_m[i] = common(limits_m[i], other->limits_m[i]);
        out->radius_m = common(out->radius_m, other->radius_m);
    }
}

static enum lci_status
make_categories(struct composing *composing, struct lci_error *err)
{
    const size_t count = composing->first->coverage->category_count;
    const struct lci_land *land = composing->first->inputs->land;
    struct lci_composed *out = composing->out;
    struct lci_arena *arena = &out->coverage.arena;
    double *limits_m = lci_arena_alloc(arena, land->limit_total, sizeof(*limits_m));

    out->categories = lci_arena_alloc(arena, count, sizeof(*out->categories));
    composing->radii = (struct lci_radii){
        .category_count = count,
        .total = land->limit_total + count,
        .first = lci_arena_alloc(arena, count + 1, sizeof(size_t)),
        .own = lci_arena_alloc(arena, count, sizeof(size_t)),
        .of_limit = lci_arena_alloc(arena, land->limit_total, sizeof(size_t)),
    };
    if (!limits_m || !out->categories || !composing->radii.first || !composing->radii.own || !composing->radii.of_limit)
        return lci_fail_nomem(err, "modes");
    for (size_t c = 0; c < count; c++) {
        make_common(composing, c, &out->categories[c], limits_m + land->limit_first[c]);
        for (size_t i = 0; i < out->categories[c].limit_count; i++)
            composing->radii.of_limit[land->limit_first[c] + i] = composing->radii.first[c] + i;
        composing->radii.own[c] = composing->radii.first[c] + out->categories[c].limit_count;
        composing->radii.first[c + 1] = composing->radii.own[c] + 1;
    }
    return LCI_OK;
}

/* The case of a part that has the set within the limits of the same places; NULL: it has none. */
static const struct lci_set_case *
find_case(const struct lci_set_cases *cases, const struct lci_set_case *wanted)
{
    const size_t count = cases->sets[wanted->set].count;

    for (size_t i = 0; i < cases->count; i++)
        if (cases->items[i].set == wanted->set &&
            memcmp(cases->items[i].limit, wanted->limit, count * sizeof(*wanted->limit)) == 0)
            return &cases->items[i];
    return NULL;
}

/* The cases that all used parts have. */
static enum lci_status
make_cases(struct composing *composing, struct lci_error *err)
{
    const struct lci_set_cases *first = &composing->first->coverage->cases;
    struct lci_set_cases *out = &composing->out->coverage.cases;
    struct lci_set_case *items = lci_arena_alloc(&out->arena, first->count, sizeof(*items));

    if (!items)
        return lci_fail_nomem(err, "modes");
    out->sets = first->sets;
    out->set_count = first->set_count;
    out->items = items;
    for (size_t i = 0; i < first->count; i++) {
        struct lci_set_case one = first->items[i];
        bool everywhere = true;

        for (size_t p = 0; p < composing->from->part_count && everywhere; p++) {
            const struct lci_set_case *other = find_case(&composing->from->parts[p].coverage->cases, &one);

            everywhere = !composing->from->is_used[p] || other != NULL;
            if (composing->from->is_used[p] && other)
                one.limit_m = common(one.limit_m, other->limit_m);
        }
        if (!everywhere)
            continue;
        one.first = out->total;
        out->total += out->sets[one.set].count + 1;
        items[out->count++] = one;
    }
    return LCI_OK;
}

/* Of a block of numbers, `step` each, number `to` is number `from` of the part. */
static void
map_item(size_t *map, size_t to_block, size_t to, size_t from_block, size_t from, size_t step)
{
    for (size_t w = 0; w < step; w++)
        map[to_block + to * step + w] = from_block + from * step + w;
}

/* Weights and land within the straight line `radius` of the composed ones, and `at` of the part. */
static void
map_radius(const struct lci_sums *to, size_t radius, const struct lci_sums *from, size_t at, size_t *map)
{
    map_item(map, to->straight, radius, from->straight, at, to->weight_count);
    map_item(map, to->land_radius, radius, from->land_radius, at, 1);
}

static void
map_radii(const struct composing *composing, const struct lci_compose_part *part, size_t *map)
{
    const struct lci_sums *to = &composing->out->coverage.sums;
    const struct lci_sums *from = &part->coverage->sums;
    const struct lci_radii *radii = &part->inputs->land->radii;

    for (size_t i = 0; i < to->limit_total; i++)
        map_radius(to, composing->radii.of_limit[i], from, radii->of_limit[i], map);
    for (size_t c = 0; c < to->category_count; c++)
        map_radius(to, composing->radii.own[c], from, radii->own[c], map);
}

static void
map_cases(const struct composing *composing, const struct lci_compose_part *part, size_t *map)
{
    const struct lci_set_cases *cases = &composing->out->coverage.cases;
    const struct lci_sums *to = &composing->out->coverage.sums;
    const struct lci_sums *from = &part->coverage->sums;

    for (size_t i = 0; i < cases->count; i++) {
        const struct lci_set_case *one = &cases->items[i];
        const struct lci_set_case *other = find_case(&part->coverage->cases, one);

        assert(other);
        for (size_t k = 0; k <= cases->sets[one->set].count; k++)
            map_item(map, to->at_least, one->first + k, from->at_least, other->first + k, to->weight_count);
    }
}

/* Where every number of the composed sums is in those of a part. */
static void
fill_map(const struct composing *composing, const struct lci_compose_part *part, size_t *map)
{
    const struct lci_sums *to = &composing->out->coverage.sums;
    const struct lci_sums *from = &part->coverage->sums;
    const size_t step = to->weight_count;

    for (size_t i = 0; i < to->size; i++)
        map[i] = SIZE_MAX;
    map_item(map, 0, 0, 0, 0, step);
    for (size_t i = 0; i < to->limit_total; i++) {
        map_item(map, to->covered, i, from->covered, i, step);
        map_item(map, to->beyond, i, from->beyond, i, step);
        map_item(map, to->land_network, i, from->land_network, i, 1);
    }
    for (size_t c = 0; c < to->category_count; c++)
        map_item(map, to->walked, c, from->walked, c, step);
    map_item(map, to->land, 0, from->land, 0, 1);
    if (to->with_joined)
        map_item(map, to->joined, 0, from->joined, 0, step);
    for (size_t i = 0; to->with_joined && i < to->limit_total; i++)
        map_item(map, to->joined_covered, i, from->joined_covered, i, step);
    map_radii(composing, part, map);
    map_cases(composing, part, map);
    for (size_t i = 0; i < to->size; i++)
        assert(map[i] < from->size); /* every number of the sums is known here */
}

static enum lci_status
make_maps(struct composing *composing, struct lci_error *err)
{
    const struct lci_compose_inputs *from = composing->from;
    size_t most = 0;

    composing->maps = lci_new_array(size_t *, from->part_count);
    for (size_t p = 0; p < from->part_count && composing->maps; p++) {
        if (!from->is_used[p])
            continue;
        most = from->parts[p].coverage->sums.size > most ? from->parts[p].coverage->sums.size : most;
        composing->maps[p] = lci_new_array(size_t, composing->out->coverage.sums.size);
        if (!composing->maps[p])
            return lci_fail_nomem(err, "modes");
        fill_map(composing, &from->parts[p], composing->maps[p]);
    }
    composing->measure = lci_new_array(double, most);
    return composing->maps && composing->measure ? LCI_OK : lci_fail_nomem(err, "modes");
}

static void
add_measure(struct composing *composing, const size_t *map, size_t unit)
{
    struct lci_sums *sums = &composing->out->coverage.sums;
    double *values = sums->values + unit * sums->size;

    sums->home_count[unit]++;
    for (size_t i = 0; i < sums->size; i++)
        values[i] += composing->measure[map[i]];
}

static void
add_homes(struct composing *composing)
{
    const struct lci_coverage *out = &composing->out->coverage;

    for (size_t home = 0; home < out->home_count; home++) {
        const uint32_t p = composing->from->home_part[home];
        const struct lci_compose_part *part = &composing->from->parts[p];
        const struct lci_sums *layout = &part->coverage->sums;

        memset(composing->measure, 0, layout->size * sizeof(double));
        lci_sums_add_home(part->inputs, layout, home, part->coverage->at_least_ratio + home * layout->at_least_total,
                          composing->measure);
        add_measure(composing, composing->maps[p], out->unit_count);
        for (size_t level = 0; level < out->level_count; level++) {
            const uint32_t unit = out->home_unit[home * out->level_count + level];

            if (unit != LCI_NONE)
                add_measure(composing, composing->maps[p], unit);
        }
    }
}

static enum lci_status
make_sums(struct composing *composing, struct lci_error *err)
{
    struct lci_coverage *out = &composing->out->coverage;
    const struct lci_sums *first = &composing->first->coverage->sums;
    const struct lci_sums counts = {
        .unit_count = first->unit_count,
        .weight_count = first->weight_count,
        .category_count = first->category_count,
        .limit_total = first->limit_total,
        .radius_total = composing->radii.total,
        .at_least_total = out->cases.total,
        .with_joined = first->with_joined,
        .limit_first = first->limit_first,
        .radius_first = composing->radii.first,
        .limit_radius = composing->radii.of_limit,
    };
    enum lci_status status = lci_sums_new(&counts, &out->sums, err);

    if (!status)
        status = make_maps(composing, err);
    if (!status) {
        add_homes(composing);
        lci_sums_add_unhoused(composing->first->inputs, &out->sums);
    }
    return status;
}

/* The rows of homes, each from its part. */
static enum lci_status
take_homes(struct composing *composing, struct lci_error *err)
{
    struct lci_coverage *out = &composing->out->coverage;
    const size_t n = out->category_count;
    struct lci_arena *arena = &out->arena;

    out->homes = lci_arena_alloc(arena, out->home_count * n, sizeof(*out->homes));
    out->whole_circle_ratio = lci_arena_alloc(arena, out->home_count, sizeof(double));
    out->near_network_edge = lci_arena_alloc(arena, out->home_count, sizeof(bool));
    out->weakest = lci_arena_alloc(arena, out->home_count, sizeof(uint32_t));
    out->tier_count = composing->first->coverage->tier_count;
    out->tier_ratio = lci_arena_alloc(arena, out->home_count * out->tier_count * LCI_TIER_PARTS, sizeof(double));
    if (!out->tier_ratio || !out->homes || !out->whole_circle_ratio || !out->near_network_edge || !out->weakest)
        return lci_fail_nomem(err, "modes");
    for (size_t home = 0; home < out->home_count; home++) {
        const struct lci_coverage *from = composing->from->parts[composing->from->home_part[home]].coverage;

        memcpy(out->homes + home * n, from->homes + home * n, n * sizeof(*out->homes));
        out->whole_circle_ratio[home] = from->whole_circle_ratio[home];
        out->near_network_edge[home] = from->near_network_edge[home];
        out->weakest[home] = from->weakest[home];
        if (out->tier_count > 0)
            memcpy(out->tier_ratio + home * out->tier_count * LCI_TIER_PARTS,
                   from->tier_ratio + home * out->tier_count * LCI_TIER_PARTS, out->tier_count * LCI_TIER_PARTS * sizeof(double));
    }
    return LCI_OK;
}

/* What the origin of each unit reaches, by its own part. */
static enum lci_status
take_origins(struct composing *composing, struct lci_error *err)
{
    struct lci_coverage *out = &composing->out->coverage;
    const size_t n = out->category_count;
    const size_t total = out->sums.limit_total;

    if (!composing->first->coverage->origin_within)
        return LCI_OK;
    out->origin_m = lci_arena_alloc(&out->arena, out->unit_count * n, sizeof(double));
    out->origin_within = lci_arena_alloc(&out->arena, out->unit_count * total, sizeof(bool));
    if (!out->origin_m || !out->origin_within)
        return lci_fail_nomem(err, "modes");
    for (size_t unit = 0; unit < out->unit_count; unit++) {
        const struct lci_coverage *from = composing->from->parts[composing->from->unit_part[unit]].coverage;

        memcpy(out->origin_m + unit * n, from->origin_m + unit * n, n * sizeof(double));
        memcpy(out->origin_within + unit * total, from->origin_within + unit * total, total * sizeof(bool));
    }
    return LCI_OK;
}

static enum lci_status
make_rows(struct composing *composing, struct lci_error *err)
{
    struct lci_coverage *out = &composing->out->coverage;
    struct lci_access_inputs access = *composing->first->inputs->access;
    const struct lci_land land = {.radii = composing->radii};
    struct lci_coverage_inputs inputs = *composing->first->inputs;
    enum lci_status status = LCI_OK;

    access.categories = composing->out->categories;
    inputs.access = &access;
    inputs.land = &land;
    status = lci_unit_rows(&inputs, out, err);
    for (size_t unit = 0; unit < out->unit_count && !status; unit++)
        out->units[unit].area_m2 = composing->first->coverage->units[unit].area_m2;
    return status;
}

enum lci_status
lci_coverage_compose(const struct lci_compose_inputs *inputs, struct lci_composed *out, struct lci_error *err)
{
    struct composing composing = {.from = inputs, .out = out};
    size_t first = 0;
    enum lci_status status = LCI_OK;

    while (first + 1 < inputs->part_count && !inputs->is_used[first])
        first++;
    composing.first = &inputs->parts[first];
    *out = (struct lci_composed){.categories = NULL};
    out->coverage.home_count = composing.first->coverage->home_count;
    out->coverage.category_count = composing.first->coverage->category_count;
    out->coverage.unit_count = composing.first->coverage->unit_count;
    out->coverage.level_count = composing.first->coverage->level_count;
    out->coverage.home_unit = composing.first->coverage->home_unit;
    out->coverage.facility_unit = composing.first->coverage->facility_unit;
    status = make_categories(&composing, err);
    if (!status)
        status = make_cases(&composing, err);
    if (!status)
        status = take_homes(&composing, err);
    if (!status)
        status = make_sums(&composing, err);
    if (!status)
        status = take_origins(&composing, err);
    if (!status)
        status = make_rows(&composing, err);
    for (size_t p = 0; composing.maps && p < inputs->part_count; p++)
        lci_free(composing.maps[p]);
    lci_free(composing.maps);
    lci_free(composing.measure);
    if (status)
        lci_composed_fini(out);
    return status;
}

void
lci_composed_fini(struct lci_composed *composed)
{
    lci_coverage_fini(&composed->coverage);
    *composed = (struct lci_composed){0};
}
