/* unit_sums.c - adds every home to the units that hold it, and to everything. */
#include "analysis/unit_sums.h"

#include <string.h>

#include "analysis/coverage_parts.h"
#include "base/alloc.h"

enum { SECONDS_A_MINUTE = 60 };

static void
lay_out(struct lci_sums *sums, bool with_joined)
{
    sums->covered = sums->weight_count;
    sums->straight = sums->covered + sums->limit_total * sums->weight_count;
    sums->walked = sums->straight + sums->radius_total * sums->weight_count;
    sums->beyond = sums->walked + sums->category_count * sums->weight_count;
    sums->at_least = sums->beyond + sums->limit_total * sums->weight_count;
    sums->land = sums->at_least + sums->at_least_total * sums->weight_count;
    sums->land_network = sums->land + 1;
    sums->land_radius = sums->land_network + sums->limit_total;
    sums->joined = sums->land_radius + sums->radius_total;
    sums->joined_covered = sums->joined + (with_joined ? sums->weight_count : 0);
    sums->size = sums->joined_covered + (with_joined ? sums->limit_total * sums->weight_count : 0);
}

static bool
has_joined(const struct lci_coverage_inputs *inputs)
{
    return inputs->joined && inputs->joined->covered_ratio;
}

enum lci_status
lci_sums_new(const struct lci_sums *counts, struct lci_sums *sums, struct lci_error *err)
{
    const size_t places = counts->unit_count + 1;
    const size_t firsts = counts->category_count + 1;

    *sums = *counts;
    lay_out(sums, counts->with_joined);
    sums->limit_first = lci_new_array(size_t, firsts);
    sums->radius_first = lci_new_array(size_t, firsts);
    sums->limit_radius = lci_new_array(size_t, sums->limit_total);
    sums->values = lci_new_array(double, places *sums->size);
    sums->home_count = lci_new_array(uint32_t, places);
    if (!sums->limit_first || !sums->radius_first || !sums->limit_radius || !sums->values || !sums->home_count)
        return lci_fail_nomem(err, "coverage");
    memcpy(sums->limit_first, counts->limit_first, firsts * sizeof(size_t));
    memcpy(sums->radius_first, counts->radius_first, firsts * sizeof(size_t));
    memcpy(sums->limit_radius, counts->limit_radius, sums->limit_total * sizeof(size_t));
    return LCI_OK;
}

/* One weight of a home and all that is said about its people. */
static void
add_people(const struct lci_coverage_inputs *inputs, const struct lci_sums *sums, size_t home, size_t w,
           const double *at_least_ratio, double *values)
{
    const size_t step = sums->weight_count;
    const double weight = inputs->access->homes->items[home].weights[w].value;
    const double *straight = inputs->straight->ratio + home * sums->radius_total;

    values[w] += weight;
    for (size_t radius = 0; radius < sums->radius_total; radius++)
        values[sums->straight + radius * step + w] += weight * straight[radius];
    for (size_t at = 0; at < sums->at_least_total; at++)
        values[sums->at_least + at * step + w] += weight * at_least_ratio[at];
    for (size_t category = 0; category < sums->category_count; category++) {
        const struct lci_nearest *nearest = &inputs->nearest[category];
        const size_t first = sums->limit_first[category];
        const double walked = nearest->walked_ratio[home];

        values[sums->walked + category * step + w] += weight * walked;
        for (size_t i = 0; i < nearest->limit_count; i++) {
            const size_t at = home * nearest->limit_count + i;
            const double covered = nearest->covered_ratio[at];

            values[sums->covered + (first + i) * step + w] += weight * covered;
            values[sums->beyond + (first + i) * step + w] +=
                weight * (walked - covered) * nearest->beyond_m[at] / inputs->speed_mps / SECONDS_A_MINUTE;
        }
    }
}

static void
add_joined(const struct lci_coverage_inputs *inputs, const struct lci_sums *sums, size_t home, double *values)
{
    const struct lci_weight_value *weights = inputs->access->homes->items[home].weights;
    const double *covered = inputs->joined->covered_ratio + home * sums->limit_total;

    for (size_t w = 0; w < sums->weight_count; w++) {
        values[sums->joined + w] += weights[w].value * inputs->joined->ratio[home];
        for (size_t i = 0; i < sums->limit_total; i++)
            values[sums->joined_covered + i * sums->weight_count + w] += weights[w].value * covered[i];
    }
}

void
lci_sums_add_home(const struct lci_coverage_inputs *inputs, const struct lci_sums *sums, size_t home,
                  const double *at_least_ratio, double *values)
{
    const struct lci_land *land = inputs->land;
    const double land_m2 = land->true_m2[home];

    for (size_t w = 0; w < sums->weight_count; w++)
        add_people(inputs, sums, home, w, at_least_ratio, values);
    if (has_joined(inputs))
        add_joined(inputs, sums, home, values);
    values[sums->land] += land_m2;
    for (size_t i = 0; i < sums->limit_total; i++)
        values[sums->land_network + i] += land_m2 * land->network_ratio[home * sums->limit_total + i];
    for (size_t radius = 0; radius < sums->radius_total; radius++)
        values[sums->land_radius + radius] += land_m2 * land->radius_ratio[home * sums->radius_total + radius];
}

static void
add_home(const struct lci_coverage_inputs *inputs, struct lci_sums *sums, size_t home, const double *at_least_ratio, size_t unit)
{
    sums->home_count[unit]++;
    lci_sums_add_home(inputs, sums, home, at_least_ratio, sums->values + unit * sums->size);
}

/* People of a unit that no home could take are reached by nothing: of it, of all above it, and of everything. */
void
lci_sums_add_unhoused(const struct lci_coverage_inputs *inputs, struct lci_sums *sums)
{
    const struct lci_unhoused_list *list = inputs->unhoused;

    for (size_t i = 0; list && i < list->count; i++) {
        const struct lci_unhoused *item = &list->items[i];

        sums->values[sums->unit_count * sums->size + item->weight] += item->amount;
        for (uint32_t unit = item->unit; unit != LCI_NONE; unit = inputs->units->items[unit].parent)
            sums->values[unit * sums->size + item->weight] += item->amount;
    }
}

enum lci_status
lci_unit_sums_build(const struct lci_coverage_inputs *inputs, const double *at_least_ratio, struct lci_coverage *out,
                    struct lci_error *err)
{
    const struct lci_land *land = inputs->land;
    const struct lci_sums counts = {
        .unit_count = out->unit_count,
        .weight_count = inputs->access->homes->weight_count,
        .category_count = out->category_count,
        .limit_total = land->limit_total,
        .radius_total = land->radii.total,
        .at_least_total = out->cases.total,
        .with_joined = has_joined(inputs),
        .limit_first = land->limit_first,
        .radius_first = land->radii.first,
        .limit_radius = land->radii.of_limit,
    };
    const enum lci_status status = lci_sums_new(&counts, &out->sums, err);

    if (status)
        return status;
    for (size_t home = 0; home < out->home_count; home++) {
        const double *ratio = at_least_ratio + home * out->cases.total;

        add_home(inputs, &out->sums, home, ratio, out->unit_count);
        for (size_t level = 0; level < out->level_count; level++) {
            const uint32_t unit = out->home_unit[home * out->level_count + level];

            if (unit != LCI_NONE)
                add_home(inputs, &out->sums, home, ratio, unit);
        }
    }
    lci_sums_add_unhoused(inputs, &out->sums);
    return LCI_OK;
}

void
lci_sums_fini(struct lci_sums *sums)
{
    lci_free(sums->limit_first);
    lci_free(sums->radius_first);
    lci_free(sums->limit_radius);
    lci_free(sums->values);
    lci_free(sums->home_count);
    *sums = (struct lci_sums){0};
}
