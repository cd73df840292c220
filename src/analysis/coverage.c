/* coverage.c - from walks to what is said about homes and units. */
#include "analysis/coverage.h"

#include "analysis/area.h"
#include "analysis/coverage_parts.h"
#include "analysis/remark.h"
#include "base/alloc.h"

const char *
lci_definition_text(enum lci_definition definition)
{
    static const char *const texts[] = {"weight",   "land_network", "land_radius", "unit_has",
                                        "all_of",   "k_of_n",       "weight_radius", "weakest",
                                        "weight_joined", "unit_reach",   "two_tier",      "facility_has"};

    return texts[definition];
}

void
lci_counts_add(uint32_t *counts, size_t category_count, const struct lci_reach *reach)
{
    for (size_t i = 0; i < reach->pair_count; i++)
        counts[reach->pairs[i].home * category_count + reach->category]++;
}

double
lci_reach_weight(const struct lci_reach *reach, const struct lci_homes *homes, size_t weight)
{
    double sum = 0.0;

    for (size_t i = 0; i < reach->pair_count; i++)
        sum += homes->items[reach->pairs[i].home].weights[weight].value *
               reach->pairs[i].covered_ratio;
    return sum;
}

static void
measure_units(const struct lci_coverage_inputs *inputs, struct lci_coverage *out)
{
    for (size_t unit = 0; unit < out->unit_count; unit++) {
        struct lci_polygons view = lci_shape_view(&inputs->units->shapes, unit);

        out->units[unit].area_m2 = lci_true_area_m2(inputs->access->metric, &view);
    }
}

/* Walks of origins, unit by unit instead of category by category. */
static enum lci_status
take_origins(const struct lci_coverage_inputs *inputs, struct lci_coverage *out, struct lci_error *err)
{
    const size_t n = out->category_count;
    const size_t total = inputs->land->limit_total;

    if (!inputs->access->origins)
        return LCI_OK;
    out->origin_m = lci_arena_alloc(&out->arena, out->unit_count * n, sizeof(double));
    out->origin_within = lci_arena_alloc(&out->arena, out->unit_count * total, sizeof(bool));
    if (!out->origin_m || !out->origin_within)
        return lci_fail_nomem(err, "coverage");
    for (size_t unit = 0; unit < out->unit_count; unit++)
        for (size_t category = 0; category < n; category++) {
            const struct lci_nearest *nearest = &inputs->nearest[category];

            out->origin_m[unit * n + category] = nearest->origin_m[unit];
            for (size_t i = 0; i < nearest->limit_count; i++)
                out->origin_within[unit * total + inputs->land->limit_first[category] + i] =
                    nearest->origin_within[unit * nearest->limit_count + i];
        }
    return LCI_OK;
}

/* Units in which nobody lives: of what is divided by their households there is nothing to show, and somebody will ask why. */
static enum lci_status
report_empty_units(const struct lci_coverage_inputs *inputs, const struct lci_coverage *coverage, struct lci_quality *quality,
                   struct lci_error *err)
{
    const struct lci_units *units = inputs->units;
    enum lci_status status = LCI_OK;

    if (!quality || !(coverage->units[units->count].weights[LCI_WEIGHT_HOUSEHOLDS] > 0.0))
        return LCI_OK; /* of nobody households are known */
    for (size_t i = 0; i < units->count && !status; i++) {
        struct lci_quality_row row = {
            .severity = LCI_SEVERITY_WARNING,
            .stage = "coverage",
            .code = "unit_without_households",
            .layer = "units",
            .feature_id = units->items[i].code,
            .found = coverage->units[i].home_count > 0 ? "homes without households" : "no homes",
            .done = "its shares, and what is counted for its households, are n/a",
        };

        row.has_place = lci_shape_place(&units->shapes, i, &row.x_m, &row.y_m);
        if (!(coverage->units[i].weights[LCI_WEIGHT_HOUSEHOLDS] > 0.0))
            status = lci_remark(quality, &units->items[i].origin, &row, err);
    }
    return status;
}

enum lci_status
lci_coverage_build(const struct lci_coverage_inputs *inputs, struct lci_quality *quality,
                   struct lci_coverage *out, struct lci_error *err)
{
    size_t home_count = inputs->access->homes->count;
    size_t category_count = inputs->access->category_count;
    enum lci_status status = LCI_OK;

    *out = (struct lci_coverage){.home_count = home_count, .category_count = category_count};
    status = lci_set_cases_build(inputs->access, inputs->sets, inputs->set_count, &out->cases, err);
    if (!status) {
        out->at_least_ratio = lci_new_array(double, home_count *out->cases.total);
        status = out->at_least_ratio ? LCI_OK : lci_fail_nomem(err, "coverage");
    }
    if (!status)
        status = lci_home_rows(inputs, out, out->at_least_ratio, err);
    if (!status)
        status = lci_home_rows_report(inputs, out, quality, err);
    if (!status)
        status = lci_unit_places(inputs, quality, out, err);
    if (!status)
        status = lci_unit_sums_build(inputs, out->at_least_ratio, out, err);
    if (!status)
        status = take_origins(inputs, out, err);
    if (!status)
        status = lci_tier_rows(inputs, out, err);
    if (!status)
        status = lci_unit_rows(inputs, out, err);
    if (!status)
        status = report_empty_units(inputs, out, quality, err);
    if (!status)
        measure_units(inputs, out);
    if (status)
        lci_coverage_fini(out);
    return status;
}

void
lci_coverage_release_ratios(struct lci_coverage *coverage)
{
    lci_free(coverage->at_least_ratio);
    coverage->at_least_ratio = NULL;
}

void
lci_coverage_fini(struct lci_coverage *coverage)
{
    lci_coverage_release_ratios(coverage);
    lci_free(coverage->rows);
    lci_sums_fini(&coverage->sums);
    lci_set_cases_fini(&coverage->cases);
    lci_arena_fini(&coverage->arena);
    *coverage = (struct lci_coverage){0};
}
