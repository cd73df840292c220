/* spread.c - amounts of units in whole parts for their homes, by largest remainder. */
#include "analysis/spread.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/area.h"
#include "analysis/households.h"
#include "analysis/remark.h"
#include "base/alloc.h"

__extension__ typedef unsigned __int128 wide;

/* Measures are counted in hundredths: what is equal but for rounding of coordinates is equal. */
static const double MEASURE_STEPS = 100.0;

/* Parts of an amount that is no whole number. */
static const double FINE_STEPS = 1000.0;

struct remainders {
    uint64_t whole;
    const uint64_t *measures;
    uint64_t total;
};

static uint64_t
measure_of(const struct remainders *all, size_t i)
{
    return all->total > 0 ? all->measures[i] : 1;
}

static int
compare_remainders(const void *left, const void *right, void *user)
{
    const struct remainders *all = user;
    const uint32_t i = *(const uint32_t *)left;
    const uint32_t j = *(const uint32_t *)right;
    const wide a = (wide)all->whole * measure_of(all, i) % all->total;
    const wide b = (wide)all->whole * measure_of(all, j) % all->total;

    if (a != b)
        return a > b ? -1 : 1;
    return (i > j) - (i < j);
}

void
lci_share_out(uint64_t whole, const uint64_t *measures, size_t count, uint64_t *shares, uint32_t *order)
{
    struct remainders all = {.whole = whole, .measures = measures};
    uint64_t left = whole;
    bool alike = false;

    for (size_t i = 0; i < count; i++)
        all.total += measures[i];
    alike = all.total == 0;
    for (size_t i = 0; i < count; i++) {
        shares[i] = alike ? whole / count : (uint64_t)((wide)whole * measures[i] / all.total);
        left -= shares[i];
        order[i] = (uint32_t)i;
    }
    if (!alike && left > 0)
        qsort_r(order, count, sizeof(*order), compare_remainders, &all);
    for (size_t i = 0; i < left; i++)
        shares[order[i]]++;
}

/* The homes of one unit that get a part, and what is needed for them. */
struct receivers {
    const struct lci_spread_inputs *inputs;
    const struct lci_spread_order *order;
    struct lci_homes *homes;
    uint32_t *sorted; /* homes by unit and index */
    uint32_t *items, *scratch;
    uint64_t *measures, *shares;
    size_t count;
};

static uint32_t
unit_of(const struct receivers *all, size_t home)
{
    return all->inputs->home_unit[home * all->inputs->units->level_count + all->order->level];
}

static int
compare_by_unit(const void *left, const void *right, void *user)
{
    const struct receivers *all = user;
    const uint32_t i = *(const uint32_t *)left;
    const uint32_t j = *(const uint32_t *)right;
    const uint32_t a = unit_of(all, i);
    const uint32_t b = unit_of(all, j);

    if (a != b)
        return a < b ? -1 : 1;
    return (i > j) - (i < j);
}

static uint64_t
steps_of(double value)
{
    return value > 0.0 && value < 1e12 ? (uint64_t)llround(value * MEASURE_STEPS) : 0;
}

static double
land_m2(const struct receivers *all, size_t home)
{
    const struct lci_polygons view = lci_shape_view(&all->homes->shapes, home);

    return lci_true_area_m2(all->inputs->metric, &view);
}

static enum lci_status
report(const struct receivers *all, uint32_t unit, const struct lci_quality_row *words, struct lci_quality *quality,
       struct lci_error *err)
{
    const struct lci_units *units = all->inputs->units;
    struct lci_quality_row row = *words;

    row.stage = "read";
    row.layer = "units";
    row.feature_id = units->items[unit].code;
    row.field = all->homes->weight_names[all->order->weight];
    row.has_place = lci_shape_place(&units->shapes, unit, &row.x_m, &row.y_m);
    return lci_remark(quality, &units->items[unit].origin, &row, err);
}

/* Fills the measures; floor area only where it is known of all. */
static enum lci_status
measure_all(struct receivers *all, uint32_t unit, struct lci_quality *quality, struct lci_error *err)
{
    const struct lci_spread_inputs *inputs = all->inputs;
    char found[128];
    const struct lci_quality_row words = {.severity = LCI_SEVERITY_NOTE,
                                          .code = "spread_by_land",
                                          .found = found,
                                          .done = "spread by the land of its homes"};
    size_t unknown_count = 0;

    for (size_t i = 0; i < all->count; i++) {
        const size_t home = all->items[i];
        double measure = 0.0;

        if (all->order->by == LCI_SPREAD_LAND)
            measure = land_m2(all, home);
        else if (all->order->by == LCI_SPREAD_HOUSEHOLDS)
            measure = all->homes->items[home].weights[LCI_WEIGHT_HOUSEHOLDS].value;
        else
            measure = lci_home_floor_area_m2(all->homes, inputs->housing, inputs->metric, home);
        unknown_count += isnan(measure) ? 1 : 0;
        all->measures[i] = steps_of(measure);
    }
    if (unknown_count == 0)
        return LCI_OK;
    for (size_t i = 0; i < all->count; i++)
        all->measures[i] = steps_of(land_m2(all, all->items[i]));
    (void)snprintf(found, sizeof(found), "floor area not known of %zu of %zu homes", unknown_count, all->count);
    return report(all, unit, &words, quality, err);
}

/* Gathers the homes [begin, end) of `sorted` that have no number; answers what the others have. */
static double
gather(struct receivers *all, size_t begin, size_t end)
{
    double had = 0.0;

    all->count = 0;
    for (size_t i = begin; i < end; i++) {
        const struct lci_weight_value *weight = &all->homes->items[all->sorted[i]].weights[all->order->weight];

        if (weight->state == LCI_WEIGHT_GIVEN)
            had += weight->value;
        else
            all->items[all->count++] = all->sorted[i];
    }
    return had;
}

static void
hand_out(struct receivers *all, double amount)
{
    const double steps = amount == floor(amount) ? 1.0 : FINE_STEPS;
    const size_t weight = all->order->weight;

    lci_share_out((uint64_t)llround(amount * steps), all->measures, all->count, all->shares, all->scratch);
    for (size_t i = 0; i < all->count; i++) {
        struct lci_home *home = &all->homes->items[all->items[i]];

        home->weights[weight] = (struct lci_weight_value){(double)all->shares[i] / steps, LCI_WEIGHT_GIVEN};
        if (weight == LCI_WEIGHT_HOUSEHOLDS)
            home->households_method = LCI_HOUSEHOLDS_SPREAD;
    }
}

static enum lci_status
keep_unhoused(const struct receivers *all, uint32_t unit, double amount, struct lci_unhoused_list *unhoused,
              struct lci_quality *quality, struct lci_error *err)
{
    char number[LCI_NUMBER_TEXT_SIZE];
    char found[128];
    const struct lci_quality_row words = {.severity = LCI_SEVERITY_WARNING,
                                          .code = "people_without_home",
                                          .found = found,
                                          .done = "stays in the denominator of the unit and of all above it"};

    if (!lci_grow(&unhoused->items, unhoused->count, &unhoused->capacity))
        return lci_fail_nomem(err, "spread");
    unhoused->items[unhoused->count++] = (struct lci_unhoused){unit, (uint32_t)all->order->weight, amount};
    (void)snprintf(found, sizeof(found), "%s that no home of the unit can take", lci_number_text(amount, number));
    return report(all, unit, &words, quality, err);
}

static enum lci_status
spread_unit(struct receivers *all, uint32_t unit, size_t begin, size_t end, struct lci_unhoused_list *unhoused,
            struct lci_quality *quality, struct lci_error *err)
{
    const double whole = all->inputs->units->items[unit].amounts[all->order->amount];
    const double had = gather(all, begin, end);
    char numbers[2][LCI_NUMBER_TEXT_SIZE];
    char found[160];
    const struct lci_quality_row exceeded = {.severity = LCI_SEVERITY_WARNING,
                                             .code = "unit_total_exceeded",
                                             .found = found,
                                             .done = "the numbers of its homes stay, the others get 0"};
    enum lci_status status = LCI_OK;

    if (had > whole) {
        (void)snprintf(found, sizeof(found), "%s, but its homes have %s of their own", lci_number_text(whole, numbers[0]),
                       lci_number_text(had, numbers[1]));
        status = report(all, unit, &exceeded, quality, err);
    }
    if (all->count == 0)
        return !status && whole > had ? keep_unhoused(all, unit, whole - had, unhoused, quality, err) : status;
    if (!status)
        status = measure_all(all, unit, quality, err);
    if (!status)
        hand_out(all, fmax(0.0, whole - had));
    return status;
}

static enum lci_status
spread_all(struct receivers *all, struct lci_unhoused_list *unhoused, struct lci_quality *quality, struct lci_error *err)
{
    const struct lci_units *units = all->inputs->units;
    size_t end = 0;
    enum lci_status status = LCI_OK;

    for (uint32_t i = 0; i < all->homes->count; i++)
        all->sorted[i] = i;
    qsort_r(all->sorted, all->homes->count, sizeof(*all->sorted), compare_by_unit, all);
    for (uint32_t unit = units->level_first[all->order->level]; unit < units->level_first[all->order->level + 1] && !status;
         unit++) {
        const size_t begin = end;

        while (end < all->homes->count && unit_of(all, all->sorted[end]) == unit)
            end++;
        if (units->items[unit].amounts && units->items[unit].amounts[all->order->amount] >= 0.0)
            status = spread_unit(all, unit, begin, end, unhoused, quality, err);
    }
    return status;
}

enum lci_status
lci_spread(const struct lci_spread_inputs *inputs, const struct lci_spread_order *order, struct lci_homes *homes,
           struct lci_unhoused_list *unhoused, struct lci_quality *quality, struct lci_error *err)
{
    struct receivers all = {
        .inputs = inputs,
        .order = order,
        .homes = homes,
        .sorted = lci_new_array(uint32_t, homes->count),
        .items = lci_new_array(uint32_t, homes->count),
        .scratch = lci_new_array(uint32_t, homes->count),
        .measures = lci_new_array(uint64_t, homes->count),
        .shares = lci_new_array(uint64_t, homes->count),
    };
    enum lci_status status = LCI_OK;

    if (!all.sorted || !all.items || !all.scratch || !all.measures || !all.shares)
        status = lci_fail_nomem(err, "spread");
    else
        status = spread_all(&all, unhoused, quality, err);
    lci_free(all.sorted);
    lci_free(all.items);
    lci_free(all.scratch);
    lci_free(all.measures);
    lci_free(all.shares);
    return status;
}
