/* gate_band.c - part of the stage `coverage`: what homes whose gates are not known could mean at best and at worst. */
#include "analysis/gate_band.h"

#include <string.h>

#include "analysis/walls.h"
#include "base/alloc.h"
#include "run/job.h"

/* The city in which nobody's leg crosses the outline of a home of the band. */
struct city {
    struct lci_gate_trials trials;
    struct lci_ways ways;
    struct lci_barriers barriers;
    struct lci_network *net;
    struct lci_join_index *index;
    struct lci_facilities facilities;
    struct lci_walled walled;
    struct lci_quality quality; /* about a city that is not there: nobody reads it */
};

static bool
copy_ways(const struct lci_ways *from, struct lci_ways *to)
{
    to->area_count = from->area_count;
    for (size_t w = 0; w < from->count; w++) {
        const struct lci_way *way = &from->items[w];

        if (!lci_ways_add(to, way))
            return false;
        for (size_t i = way->first_point; i < way->first_point + way->point_count; i++)
            if (!lci_ways_add_point(to, from->point_xy_m[2 * i], from->point_xy_m[2 * i + 1], from->point_node[i],
                                    from->point_flags[i]))
                return false;
    }
    return true;
}

static bool
copy_barriers(const struct lci_barriers *from, struct lci_barriers *to)
{
    if (!lci_reserve(&to->sides, from->count, &to->capacity))
        return false;
    if (from->count > 0)
        memcpy(to->sides, from->sides, from->count * sizeof(*to->sides));
    to->count = from->count;
    to->ring_count = from->ring_count;
    return true;
}

/* The facilities again, not joined. */
static bool
copy_facilities(const struct lci_facilities *from, struct lci_facilities *to)
{
    *to = (struct lci_facilities){.count = from->count, .capacity = from->count, .category_count = from->category_count};
    to->items = lci_new_array(struct lci_facility, from->count);
    to->category_first = lci_new_array(uint32_t, from->category_count + 1);
    if (!to->items || !to->category_first)
        return false;
    for (size_t i = 0; i < from->count; i++) {
        to->items[i] = from->items[i];
        to->items[i].join = (struct lci_join){.edge = LCI_NONE};
        to->items[i].more_joins = NULL;
        to->items[i].more_count = 0;
        to->items[i].by_gates = to->items[i].inside_only = false;
    }
    memcpy(to->category_first, from->category_first, (from->category_count + 1) * sizeof(*to->category_first));
    return true;
}

/* Homes that are said to be walled close their streets to others; those that only might be do not. */
static enum lci_status
close_streets(struct lci_job *job, struct city *city, struct lci_error *err)
{
    const struct lci_walls *band = &city->trials.band;
    struct lci_walls closing = {.items = lci_new_array(struct lci_wall, band->count)};
    enum lci_status status = closing.items ? LCI_OK : lci_fail_nomem(err, "gate_band");

    for (size_t i = 0; i < band->count && status == LCI_OK; i++)
        if (job->homes.items[band->items[i].home].walled)
            closing.items[closing.count++] = band->items[i];
    if (status == LCI_OK)
        status = lci_walls_cut(&closing, &job->homes, job->config->parameters.gate_tolerance_m, &city->ways, &city->quality, err);
    lci_walls_fini(&closing);
    return status;
}

static enum lci_status
close_walls(struct lci_job *job, struct city *city, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    if (!copy_ways(&job->ways, &city->ways) || !copy_barriers(&job->barriers, &city->barriers) ||
        !copy_facilities(&job->facilities, &city->facilities))
        return lci_fail_nomem(err, "gate_band");
    status = lci_walls_bar(&city->trials.band, &job->homes, &city->barriers, err);
    if (status == LCI_OK)
        status = close_streets(job, city, err);
    return status;
}

static enum lci_status
build_city(struct lci_job *job, struct city *city, struct lci_error *err)
{
    const struct lci_join_options options = {.off_street_m = job->config->parameters.off_street_m};
    struct lci_build_remarks remarks = {0};
    struct lci_walled_inputs inputs = {
        .walls = &city->trials.all,
        .gates = &city->trials.gates,
        .homes = &job->homes,
        .facilities = &city->facilities,
        .metric = &job->metric,
    };
    enum lci_status status = close_walls(job, city, err);

    if (status == LCI_OK)
        status = lci_job_build_network(job, &city->ways, &city->net, &remarks, err);
    lci_build_remarks_fini(&remarks);
    if (status == LCI_OK)
        status = lci_join_index_new(city->net, &city->barriers, &job->metric, &options, &city->index, err);
    inputs.net = city->net;
    inputs.index = city->index;
    if (status == LCI_OK)
        status = lci_walled_build(&inputs, job->pool, job->context, &city->walled, &city->quality, err);
    city->facilities.walled = &city->walled;
    if (status == LCI_OK)
        status = lci_facilities_join(&city->facilities, city->index, options.off_street_m, job->pool, job->context, &city->quality,
                                     err);
    return status;
}

static void
city_fini(struct city *city)
{
    lci_walled_fini(&city->walled);
    lci_facilities_fini(&city->facilities);
    lci_join_index_free(city->index);
    lci_network_free(city->net);
    lci_barriers_fini(&city->barriers);
    lci_ways_fini(&city->ways);
    lci_gate_trials_fini(&city->trials);
    lci_quality_fini(&city->quality);
}

enum lci_status
lci_job_gate_band(struct lci_job *job, struct lci_error *err)
{
    const struct lci_parameters *parameters = &job->config->parameters;
    const bool every = parameters->gate_band == LCI_GATE_BAND_ALL;
    const struct lci_demand_inputs demand = lci_job_demand_inputs(job);
    struct city city = {.net = NULL};
    struct lci_access_inputs access = job->access;
    const struct lci_gate_band_inputs inputs = {&city.trials, &city.walled, &access, &demand};
    enum lci_status status = LCI_OK;

    if (parameters->gate_band == LCI_GATE_BAND_NONE)
        return LCI_OK;
    status = lci_gate_trials_list(&job->homes, &job->gates, &job->walls, every, parameters->sample_m, &city.trials, err);
    if (status == LCI_OK)
        status = build_city(job, &city, err);
    access.net = city.net;
    access.index = city.index;
    access.facilities = &city.facilities;
    if (status == LCI_OK)
        status = lci_gate_band_build(&inputs, job->pool, job->context, &job->gate_band, err);
    city_fini(&city);
    return status;
}
