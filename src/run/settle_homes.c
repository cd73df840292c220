/* settle_homes.c - homes and units as the analysis takes them: in order, and with the people that homes do not tell. */
#include <math.h>
#include <string.h>

#include "analysis/households.h"
#include "analysis/outlines.h"
#include "analysis/weights.h"
#include "base/alloc.h"
#include "run/job.h"

/* The metric where homes are. That of the network takes in more ground, and differs with the profile's streets. */
static enum lci_status
make_metric(const struct lci_job *job, struct lci_metric *metric, struct lci_error *err)
{
    double box_m[4] = {HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};

    lci_job_grow_box(box_m, job->homes.shapes.xy_m, job->homes.shapes.point_count);
    return lci_working_system_metric(job->system, box_m, metric, err);
}

size_t
lci_job_weight(const struct lci_job *job, const char *name)
{
    size_t weight = 0;

    while (weight + 1 < job->homes.weight_count && strcmp(job->homes.weight_names[weight], name) != 0)
        weight++;
    return weight;
}

/* What tables say of units of the level goes to them; a unit that none names is reported. */
static enum lci_status
take_figures(struct lci_job *job, size_t spread, size_t level, struct lci_error *err)
{
    const char *name = job->config->spreads[spread].figures;
    struct lci_units *units = &job->units;
    size_t first = 0;
    size_t last = 0;
    enum lci_status status = LCI_OK;

    lci_figures_of(&job->figures, name, &first, &last);
    for (size_t i = first; i < last; i++) {
        const struct lci_handed_figure *figure = &job->figures.items[i];

        if (figure->unit != LCI_NONE && units->items[figure->unit].depth == level && figure->value >= 0.0 && figure->value < 1e12)
            units->items[figure->unit].amounts[spread] = figure->value;
    }
    for (uint32_t unit = units->level_first[level]; unit < units->level_first[level + 1] && status == LCI_OK; unit++) {
        const struct lci_quality_row row = {
            .severity = LCI_SEVERITY_WARNING,
            .stage = "read",
            .code = "unit_without_amount",
            .source = units->items[unit].origin.source,
            .layer = "units",
            .layer_name = units->items[unit].origin.layer_name,
            .feature_id = units->items[unit].code,
            .field = name,
            .found = "no figure of that name",
            .done = "nothing is spread onto its homes",
        };

        if (isnan(units->items[unit].amounts[spread]))
            status = lci_job_remark(job, &row, err);
    }
    return status;
}

/* Spreads those of households, or all others. */
static enum lci_status
spread_some(struct lci_job *job, const struct lci_metric *metric, const uint32_t *home_unit, bool households,
            struct lci_error *err)
{
    const struct lci_spread_inputs inputs = {
        .units = &job->units, .home_unit = home_unit, .housing = &job->housing, .metric = metric};
    enum lci_status status = LCI_OK;

    for (size_t s = 0; s < job->config->spread_count && status == LCI_OK; s++) {
        const struct lci_spread *spread = &job->config->spreads[s];
        struct lci_spread_order order = {.weight = lci_job_weight(job, spread->weight), .amount = s, .by = spread->by};

        while (order.level < job->units.level_count && strcmp(job->units.levels[order.level], spread->level) != 0)
            order.level++;
        if ((order.weight == LCI_WEIGHT_HOUSEHOLDS) != households)
            continue;
        if (order.level == job->units.level_count)
            return lci_fail(err, LCI_E_DATA, "spread[%zu]: no unit of level %s was read", s + 1, spread->level);
        if (spread->figures)
            status = take_figures(job, s, order.level, err);
        if (status == LCI_OK)
            status = lci_spread(&inputs, &order, &job->homes, &job->unhoused, &job->quality, err);
    }
    return status;
}

static bool
has_other_methods(const struct lci_homes *homes)
{
    for (size_t home = 0; home < homes->count; home++)
        if (homes->items[home].households_method > LCI_HOUSEHOLDS_GIVEN)
            return true;
    return false;
}

/* Households first: people may be spread by them. */
static enum lci_status
find_people(struct lci_job *job, const struct lci_metric *metric, const uint32_t *home_unit, struct lci_error *err)
{
    const struct lci_parameters *parameters = &job->config->parameters;
    const struct lci_households_model model = {
        .estimates = job->config->estimate_households,
        .dwelling_households = parameters->dwelling_households,
        .floor_area_per_household_m2 = parameters->floor_area_per_household_m2,
    };
    enum lci_status status = spread_some(job, metric, home_unit, true, err);

    if (status == LCI_OK)
        lci_households_settle(&job->homes, &job->housing, &model, metric);
    if (status == LCI_OK)
        status = spread_some(job, metric, home_unit, false, err);
    job->homes.has_methods = model.estimates || has_other_methods(&job->homes);
    return status;
}

/* What is known of homes that are in order already. */
static enum lci_status
settle(struct lci_job *job, const struct lci_metric *metric, uint32_t *home_unit, struct lci_error *err)
{
    const double dwelling_households =
        job->config->estimate_households ? job->config->parameters.dwelling_households : 0.0;
    const struct lci_outlines_inputs outlines = {
        .homes = &job->homes, .units = &job->units, .home_unit = home_unit, .metric = metric};
    enum lci_status status = lci_homes_in_units(&job->homes, &job->units, NULL, home_unit, err);

    if (status == LCI_OK)
        status = lci_housing_build(&job->homes, &job->buildings, dwelling_households, job->pool, &job->housing, err);
    if (status == LCI_OK)
        status = find_people(job, metric, home_unit, err);
    if (status == LCI_OK)
        status = lci_homes_check_filled(&job->homes, &job->quality, err);
    if (status == LCI_OK)
        status = lci_weights_check(&job->homes, &job->quality, err);
    if (status == LCI_OK)
        status = lci_outlines_report(&outlines, job->pool, job->context, &job->quality, err);
    return status;
}

enum lci_status
lci_job_settle_homes(struct lci_job *job, struct lci_error *err)
{
    const bool measures = job->homes.shapes.point_count > 0;
    struct lci_metric metric = {0};
    uint32_t *home_unit = NULL;
    enum lci_status status = lci_homes_check(&job->homes, &job->quality, err);

    if (status == LCI_OK)
        status = lci_units_check(&job->units, &job->quality, err);
    if (status == LCI_OK)
        status = lci_figures_check(&job->figures, &job->units, &job->quality, err);
    if (status == LCI_OK && measures)
        status = make_metric(job, &metric, err);
    if (status == LCI_OK) {
        home_unit = lci_new_array(uint32_t, job->homes.count * job->units.level_count);
        status = home_unit ? settle(job, measures ? &metric : lci_metric_plane(), home_unit, err) : lci_fail_nomem(err, "units");
    }
    lci_free(home_unit);
    lci_metric_fini(&metric);
    return status;
}
