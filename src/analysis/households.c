/* households.c - households given, else of buildings, else by dwellings, else by floor area. */
#include "analysis/households.h"

#include <math.h>
#include <stdio.h>

#include "analysis/remark.h"
#include "base/alloc.h"

static const char *const METHOD_TEXTS[LCI_HOUSEHOLDS_METHOD_COUNT] = {NULL,        "given",      "buildings",
                                                                      "dwellings", "floor_area", "spread"};

const char *
lci_households_method_text(enum lci_households_method method)
{
    return METHOD_TEXTS[method];
}

static bool
is_known(double value)
{
    return value >= 0.0 && value < 1e15;
}

/* What the buildings of a home say together. */
struct sums {
    double households;    /* of those that give them, or dwellings */
    double floor_area_m2;
    bool any_households, any_dwellings, any_floors;
};

static struct sums
sum_buildings(const struct lci_housing *housing, const struct lci_metric *metric, size_t home)
{
    struct sums sums = {0};

    if (housing->home_count == 0)
        return sums;
    for (size_t i = housing->home_first[home]; i < housing->home_first[home + 1]; i++) {
        const struct lci_housed *housed = &housing->items[i];
        const double scale = housed->gives_floor_area ? 1.0 : lci_metric_area_scale(metric, housed->x_m, housed->y_m);

        sums.households += housed->households;
        sums.floor_area_m2 += housed->floor_area_m2 * scale;
        sums.any_households = sums.any_households || housed->gives_households;
        sums.any_dwellings = sums.any_dwellings || housed->gives_dwellings;
        sums.any_floors = sums.any_floors || housed->knows_floors;
    }
    return sums;
}

double
lci_home_floor_area_m2(const struct lci_homes *homes, const struct lci_housing *housing, const struct lci_metric *metric,
                       size_t home)
{
    struct sums sums = {0};

    if (is_known(homes->items[home].floor_area_m2))
        return homes->items[home].floor_area_m2;
    sums = sum_buildings(housing, metric, home);
    return sums.any_floors ? sums.floor_area_m2 : NAN;
}

static void
settle_home(struct lci_homes *homes, size_t home, const struct lci_housing *housing,
            const struct lci_households_model *model, const struct lci_metric *metric)
{
    struct lci_home *item = &homes->items[home];
    const struct sums sums = sum_buildings(housing, metric, home);
    const double floor_area_m2 = model->estimates ? lci_home_floor_area_m2(homes, housing, metric, home) : NAN;
    double households = 0.0;

    if (sums.any_households) {
        item->households_method = LCI_HOUSEHOLDS_BUILDINGS;
        households = sums.households;
    } else if (model->estimates && is_known(item->dwellings)) {
        item->households_method = LCI_HOUSEHOLDS_DWELLINGS;
        households = item->dwellings * model->dwelling_households;
    } else if (sums.any_dwellings) {
        item->households_method = LCI_HOUSEHOLDS_DWELLINGS;
        households = sums.households;
    } else if (is_known(floor_area_m2)) {
        item->households_method = LCI_HOUSEHOLDS_FLOOR_AREA;
        households = floor_area_m2 / model->floor_area_per_household_m2;
    } else {
        return;
    }
    item->weights[LCI_WEIGHT_HOUSEHOLDS] = (struct lci_weight_value){households, LCI_WEIGHT_GIVEN};
}

void
lci_households_settle(struct lci_homes *homes, const struct lci_housing *housing,
                      const struct lci_households_model *model, const struct lci_metric *metric)
{
    for (size_t home = 0; home < homes->count; home++) {
        struct lci_home *item = &homes->items[home];

        if (item->weights[LCI_WEIGHT_HOUSEHOLDS].state != LCI_WEIGHT_GIVEN)
            settle_home(homes, home, housing, model, metric);
        else if (item->households_method == LCI_HOUSEHOLDS_NONE)
            item->households_method = LCI_HOUSEHOLDS_GIVEN;
    }
}

void
lci_households_count(struct lci_households_mix *mix, const struct lci_home *home)
{
    mix->home_count[home->households_method]++;
    mix->households[home->households_method] += home->weights[LCI_WEIGHT_HOUSEHOLDS].value;
}

/* "given 120 of 2 homes, dwellings 80 of 1, no number for 1". */
static void
describe_mix(const struct lci_households_mix *mix, char *text, size_t size)
{
    size_t used = 0;

    text[0] = '\0';
    for (int method = 1; method < LCI_HOUSEHOLDS_METHOD_COUNT; method++) {
        char number[LCI_NUMBER_TEXT_SIZE];

        if (mix->home_count[method] > 0 && used < size)
            used += (size_t)snprintf(text + used, size - used, "%s%s %s of %zu homes", used > 0 ? ", " : "",
                                     METHOD_TEXTS[method], lci_number_text(mix->households[method], number),
                                     mix->home_count[method]);
    }
    if (mix->home_count[LCI_HOUSEHOLDS_NONE] > 0 && used < size)
        (void)snprintf(text + used, size - used, "%sno number for %zu homes", used > 0 ? ", " : "",
                       mix->home_count[LCI_HOUSEHOLDS_NONE]);
}

static enum lci_status
report_mix(const struct lci_households_mix *mix, const struct lci_units *units, uint32_t unit, struct lci_quality *quality,
           struct lci_error *err)
{
    static const struct lci_origin everything = {"", ""};
    char found[400];
    struct lci_quality_row row = {
        .severity = LCI_SEVERITY_NOTE,
        .stage = "coverage",
        .code = "households_method",
        .layer = unit == LCI_NONE ? "homes" : "units",
        .feature_id = unit == LCI_NONE ? "" : units->items[unit].code,
        .field = "households",
        .found = found,
        .done = "households by where they come from; the column households_method says it of each home",
    };

    describe_mix(mix, found, sizeof(found));
    if (unit != LCI_NONE)
        row.has_place = lci_shape_place(&units->shapes, unit, &row.x_m, &row.y_m);
    return lci_remark(quality, unit == LCI_NONE ? &everything : &units->items[unit].origin, &row, err);
}

static bool
is_mixed(const struct lci_households_mix *mix)
{
    for (int method = LCI_HOUSEHOLDS_GIVEN + 1; method < LCI_HOUSEHOLDS_METHOD_COUNT; method++)
        if (mix->home_count[method] > 0)
            return true;
    return false;
}

enum lci_status
lci_households_report(const struct lci_homes *homes, const struct lci_units *units, const uint32_t *home_unit,
                      struct lci_quality *quality, struct lci_error *err)
{
    struct lci_households_mix *mixes = lci_new_array(struct lci_households_mix, units->count + 1);
    enum lci_status status = mixes ? LCI_OK : lci_fail_nomem(err, "households");

    for (size_t home = 0; home < homes->count && !status; home++) {
        lci_households_count(&mixes[units->count], &homes->items[home]);
        for (size_t level = 0; level < units->level_count; level++) {
            const uint32_t unit = home_unit[home * units->level_count + level];

            if (unit != LCI_NONE)
                lci_households_count(&mixes[unit], &homes->items[home]);
        }
    }
    for (size_t unit = 0; unit <= units->count && !status; unit++)
        if (is_mixed(&mixes[unit]))
            status = report_mix(&mixes[unit], units, unit == units->count ? LCI_NONE : (uint32_t)unit, quality, err);
    lci_free(mixes);
    return status;
}
