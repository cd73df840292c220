/* remarks.c - what should be known about the streets: gaps, crossings, islands. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "io/number_text.h"
#include "run/job.h"

/* With less than this share of street in the longest component, a network is called poor. */
static const double GOOD_SHARE = 0.95;

/* With this share of it so far off, a source is suspected; GCJ-02 moves places 300 to 700 m. */
static const double SHIFTED_SHARE = 0.5;
enum { LONG_LEG_MM = 50000 };

/* Metres and percent for people: one decimal is enough. */
static void
write_tenths(double value, char text[LCI_NUMBER_TEXT_SIZE])
{
    lci_number_to_text((double)(int64_t)(value * 10.0 + 0.5) / 10.0, text);
}

/* Words and weight of a build remark; `found` is filled. */
static void
describe_remark(enum lci_build_remark_kind kind, const char *other, const char *distance_m,
                struct lci_quality_row *row, char *found, size_t size)
{
    row->severity = LCI_SEVERITY_NOTE;
    switch (kind) {
    case LCI_REMARK_CROSSING:
        row->severity = LCI_SEVERITY_WARNING;
        row->code = "crossing_without_node";
        (void)snprintf(found, size, "crosses way %s at the same level without a shared node",
                       other);
        row->done = "not joined: nobody turns there (split_crossings: true joins such ways)";
        break;
    case LCI_REMARK_NEAR_MISS:
        row->severity = LCI_SEVERITY_WARNING;
        row->code = "near_miss";
        (void)snprintf(found, size, "a gap: its end lies %s m from way %s, beyond the tolerance",
                       distance_m, other);
        row->done = "not joined (a larger node_tolerance_m joins such ends)";
        break;
    case LCI_REMARK_JOINED:
        row->code = "end_joined";
        (void)snprintf(found, size, "its end lies %s m from way %s, within the tolerance",
                       distance_m, other);
        row->done = "joined to it";
        break;
    case LCI_REMARK_TOO_SHORT:
        row->code = "way_too_short";
        (void)snprintf(found, size, "no two different points");
        row->done = "left out";
        break;
    }
}

static enum lci_status
report_remark(struct lci_job *job, const struct lci_build_remark *remark, struct lci_error *err)
{
    const struct lci_way *way = &job->ways.items[remark->way];
    const char *other = remark->other_way == LCI_NONE ? "?" : job->ways.items[remark->other_way].id;
    char distance_m[LCI_NUMBER_TEXT_SIZE];
    char found[256];
    struct lci_quality_row row = {
        .stage = "network",
        .source = job->config->network.items[way->source].label,
        .layer = "roads",
        .feature_id = way->id,
        .found = found,
        .has_place = true,
        .x_m = remark->x_m,
        .y_m = remark->y_m,
    };

    lci_number_to_text((double)(int64_t)(remark->distance_m * 1000.0 + 0.5) / 1000.0, distance_m);
    describe_remark(remark->kind, other, distance_m, &row, found, sizeof(found));
    return lci_job_remark(job, &row, err);
}

/* How much of the street hangs together. */
static enum lci_status
report_components(struct lci_job *job, struct lci_error *err)
{
    const struct lci_network *net = job->net;
    uint64_t total_mm = 0;
    double share = 1.0;
    char percent[LCI_NUMBER_TEXT_SIZE];
    char found[96];
    char done[160];
    struct lci_quality_row row = {
        .stage = "network", .code = "components", .layer = "roads", .found = found, .done = done};

    for (size_t c = 0; c < net->component_count; c++)
        total_mm += net->components[c].length_mm;
    if (total_mm > 0)
        share = (double)net->components[0].length_mm / (double)total_mm;
    write_tenths(100.0 * share, percent);
    (void)snprintf(found, sizeof(found), "%zu components: one network and %zu islands",
                   net->component_count, net->component_count > 0 ? net->component_count - 1 : 0);
    (void)snprintf(
        done, sizeof(done), "the longest component holds %s %% of street length%s", percent,
        share < GOOD_SHARE ? ": a poor network, see crossing_without_node and near_miss" : "");
    row.severity = share < GOOD_SHARE ? LCI_SEVERITY_WARNING : LCI_SEVERITY_NOTE;
    return lci_job_remark(job, &row, err);
}

enum lci_status
lci_job_remark_network(struct lci_job *job, const struct lci_build_remarks *remarks,
                       struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < remarks->count && status == LCI_OK; i++)
        status = report_remark(job, &remarks->items[i], err);
    return status == LCI_OK ? report_components(job, err) : status;
}

/* Facilities of one source, and how many of them lie far from every street. */
struct far_count {
    size_t total, far;
};

static struct far_count
count_far(const struct lci_job *job, const char *label)
{
    struct far_count count = {0};

    for (size_t i = 0; i < job->facilities.count; i++) {
        const struct lci_facility *facility = &job->facilities.items[i];

        if (strcmp(facility->origin.source, label) != 0)
            continue;
        count.total++;
        if (facility->join.edge == LCI_NONE || (!facility->by_gates && facility->join.leg_mm > LONG_LEG_MM))
            count.far++;
    }
    return count;
}

/* Shifted coordinates look like this: many places of one source, and of that source only, lie
 * beside the streets. */
enum lci_status
lci_job_remark_shifted(struct lci_job *job, struct lci_error *err)
{
    const struct lci_sources *sources = &job->config->facilities;
    enum lci_status status = LCI_OK;

    for (size_t s = 0; s < sources->count && status == LCI_OK; s++) {
        const struct far_count count = count_far(job, sources->items[s].label);
        char found[96];
        const struct lci_quality_row row = {
            .severity = LCI_SEVERITY_WARNING,
            .stage = "join",
            .code = "source_far_from_streets",
            .source = sources->items[s].label,
            .layer = "facilities",
            .field = "crs",
            .found = found,
            .done = "taken as they are; are they offset? Coordinates from 高德 or 腾讯 need crs: "
                    "gcj02, "
                    "from 百度 crs: bd09",
        };

        if (count.far == 0 || (double)count.far < SHIFTED_SHARE * (double)count.total)
            continue;
        (void)snprintf(found, sizeof(found), "%zu of %zu facilities lie far from every street",
                       count.far, count.total);
        status = lci_job_remark(job, &row, err);
    }
    return status;
}

enum lci_status
lci_job_remark_joined(struct lci_job *job, struct lci_error *err)
{
    const struct lci_joined_counts *counts = &job->joined.counts;
    const size_t aside = counts->unjoined_count + counts->island_count + counts->far_count;
    char percent[LCI_NUMBER_TEXT_SIZE];
    char limit_m[LCI_NUMBER_TEXT_SIZE];
    char households[LCI_NUMBER_TEXT_SIZE];
    char population[LCI_NUMBER_TEXT_SIZE];
    char found[320];
    const struct lci_quality_row row = {
        .severity = LCI_SEVERITY_NOTE,
        .stage = "join",
        .code = "demand_off_network",
        .layer = "homes",
        .found = found,
        .done = job->config->joined_shares ? "counts in every share but those of weight_joined"
                                           : "counts in every share (parameters: joined_within_m adds shares without it)",
    };

    if (aside == 0)
        return LCI_OK;
    write_tenths(100.0 * (double)aside / (double)counts->point_count, percent);
    write_tenths(job->config->parameters.joined_within_m, limit_m);
    write_tenths(counts->aside[LCI_WEIGHT_HOUSEHOLDS], households);
    write_tenths(counts->aside[LCI_WEIGHT_POPULATION], population);
    (void)snprintf(found, sizeof(found),
                   "%zu of %zu demand points (%s %%): %zu join no street, %zu are on islands, %zu are over %s m from their street; "
                   "%s households and %s people",
                   aside, counts->point_count, percent, counts->unjoined_count, counts->island_count, counts->far_count, limit_m,
                   households, population);
    return lci_job_remark(job, &row, err);
}

/* What an island holds; homes with a part on it count with that part. */
struct island {
    double households, population;
    uint32_t home_count;
    uint32_t facility_count;
    uint32_t last_home; /* the one counted last, or LCI_NONE */
    lci_edge_id first_edge;
};

static void
count_point(const struct lci_job *job, struct island *islands, size_t home, size_t point)
{
    const struct lci_demand *demand = &job->demand;
    const struct lci_weight_value *weights = job->homes.items[home].weights;
    const lci_edge_id edge = demand->joined[point];
    const uint32_t component = edge == LCI_NONE ? LCI_NONE : job->net->edges[edge].component;
    const double share = (double)demand->share[point] / (double)demand->home_share[home];
    struct island *island = NULL;

    if (component == LCI_NONE)
        return;
    island = &islands[component];
    island->households += share * weights[LCI_WEIGHT_HOUSEHOLDS].value;
    island->population += share * weights[LCI_WEIGHT_POPULATION].value;
    if (island->last_home != home)
        island->home_count++;
    island->last_home = (uint32_t)home;
}

static void
count_places(const struct lci_job *job, struct island *islands)
{
    const struct lci_network *net = job->net;

    for (size_t c = 0; c < net->component_count; c++)
        islands[c].last_home = islands[c].first_edge = LCI_NONE;
    for (lci_edge_id e = 0; e < net->edge_count; e++)
        if (net->edges[e].component != LCI_NONE &&
            islands[net->edges[e].component].first_edge == LCI_NONE)
            islands[net->edges[e].component].first_edge = e;
    for (size_t h = 0; h < job->homes.count; h++)
        for (uint32_t p = job->demand.home_first[h]; p < job->demand.home_first[h + 1]; p++)
            count_point(job, islands, h, p);
    for (size_t i = 0; i < job->facilities.count; i++) {
        const lci_edge_id edge = job->facilities.items[i].join.edge;

        if (edge != LCI_NONE && net->edges[edge].component != LCI_NONE)
            islands[net->edges[edge].component].facility_count++;
    }
}

static enum lci_status
report_island(struct lci_job *job, size_t component, const struct island *island,
              struct lci_error *err)
{
    const struct lci_network *net = job->net;
    const double *place = &net->point_xy_m[2 * (size_t)net->edges[island->first_edge].first_point];
    char street_m[LCI_NUMBER_TEXT_SIZE];
    char households[LCI_NUMBER_TEXT_SIZE];
    char population[LCI_NUMBER_TEXT_SIZE];
    char id[40];
    char found[128];
    char done[224];
    const struct lci_quality_row row = {
        .severity = island->home_count > 0 ? LCI_SEVERITY_WARNING : LCI_SEVERITY_NOTE,
        .stage = "join",
        .code = "network_island",
        .layer = "roads",
        .feature_id = id,
        .found = found,
        .done = done,
        .has_place = true,
        .x_m = place[0],
        .y_m = place[1],
    };

    write_tenths((double)net->components[component].length_mm / 1000.0, street_m);
    write_tenths(island->households, households);
    write_tenths(island->population, population);
    (void)snprintf(id, sizeof(id), "component %zu", component);
    (void)snprintf(found, sizeof(found), "%s m of street that nothing connects with the rest",
                   street_m);
    (void)snprintf(done, sizeof(done),
                   "kept; it holds %" PRIu32 " homes with %s households and %s people, and %" PRIu32
                   " facilities",
                   island->home_count, households, population, island->facility_count);
    return lci_job_remark(job, &row, err);
}

enum lci_status
lci_job_remark_islands(struct lci_job *job, struct lci_error *err)
{
    struct island *islands = lci_new_array(struct island, job->net->component_count);
    enum lci_status status = islands ? LCI_OK : lci_fail_nomem(err, "islands");

    if (islands)
        count_places(job, islands);
    for (size_t c = 1; c < job->net->component_count && status == LCI_OK; c++)
        if (islands[c].home_count > 0 || islands[c].facility_count > 0)
            status = report_island(job, c, &islands[c], err);
    lci_free(islands);
    return status;
}
