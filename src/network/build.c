/* build.c - from ways to the network, step by step. */
#include "network/build.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "network/meet.h"
#include "network/noding.h"
#include "network/number.h"
#include "network/remarks.h"
#include "network/streets.h"

/* Coordinates beyond this are no metres on Earth in any system. */
#define MAX_COORDINATE_M 1e9

static enum lci_status
check_ways(const struct lci_ways *ways, struct lci_error *err)
{
    if (ways->point_count >= LCI_NONE / 4 || ways->count >= LCI_NONE / 4)
        return lci_fail(err, LCI_E_LIMIT, "network: %zu points in %zu ways", ways->point_count,
                        ways->count);
    for (size_t w = 0; w < ways->count; w++) {
        const struct lci_way *way = &ways->items[w];
        const char *id = way->id ? way->id : "without id";

        if (!(way->factor > 0.0) || isinf(way->factor))
            return lci_fail(err, LCI_E_DATA, "way %s: cost factor %g, expected a number above 0",
                            id, way->factor);
        for (size_t p = way->first_point; p < way->first_point + way->point_count; p++)
            if (!(fabs(ways->point_xy_m[2 * p]) < MAX_COORDINATE_M) ||
                !(fabs(ways->point_xy_m[2 * p + 1]) < MAX_COORDINATE_M))
                return lci_fail(err, LCI_E_DATA, "way %s: coordinates %g, %g are no place on Earth",
                                id, ways->point_xy_m[2 * p], ways->point_xy_m[2 * p + 1]);
    }
    return LCI_OK;
}

/* Ways that shrank to a single place; answers false when out of memory. */
static bool
remark_short_ways(const struct lci_noding *noding, struct lci_build_remarks *remarks,
                  size_t *long_count)
{
    const struct lci_ways *ways = noding->ways;

    *long_count = 0;
    for (uint32_t w = 0; w < ways->count; w++) {
        const struct lci_way *way = &ways->items[w];
        struct lci_build_remark remark = {
            .kind = LCI_REMARK_TOO_SHORT, .way = w, .other_way = LCI_NONE};

        if (noding->first[w + 1] - noding->first[w] >= 2) {
            ++*long_count;
            continue;
        }
        if (way->point_count > 0) {
            remark.x_m = ways->point_xy_m[2 * way->first_point];
            remark.y_m = ways->point_xy_m[2 * way->first_point + 1];
        }
        if (!lci_build_remarks_add(remarks, &remark))
            return false;
    }
    return true;
}

/* The number that a place of the first noding has now. */
static uint32_t
number_now(struct lci_noding *noding, uint32_t place)
{
    return noding->number[lci_places_find(&noding->places, place)];
}

/*
 * Near misses count where the end stayed a dead end: one neighbour, however many copies lead there.
 * Of two dead ends that miss each other the lexicographically lower one says so.
 */
static bool
remark_misses(const struct lci_meeting *meeting, struct lci_noding *noding,
              const struct lci_streets *streets, struct lci_build_remarks *remarks)
{
    uint32_t *degree = lci_new_array(uint32_t, streets->place_count);
    bool ok = degree != NULL;

    for (size_t i = 0; ok && i < streets->pieces.count; i++) {
        degree[streets->pieces.items[i].a]++;
        degree[streets->pieces.items[i].b]++;
    }
    for (size_t i = 0; ok && i < meeting->miss_count; i++) {
        const struct lci_near_miss *miss = &meeting->misses[i];
        const uint32_t place = number_now(noding, miss->place);
        const uint32_t other =
            miss->other_end == LCI_NONE ? LCI_NONE : number_now(noding, miss->other_end);

        if (place == LCI_NONE || degree[place] > 1)
            continue;
        if (other != LCI_NONE && degree[other] <= 1 &&
            lci_compare_xy(&noding->xy_m[2 * (size_t)place], &noding->xy_m[2 * (size_t)other]) > 0)
            continue;
        ok = lci_build_remarks_add(remarks, &miss->remark);
    }
    lci_free(degree);
    return ok;
}

/* Copies and chains make each other possible, until nothing changes. Without new chains there are no new copies. */
static bool
chain_streets(struct lci_streets *streets)
{
    size_t removed = 0;
    bool changed = false;
    bool ok = lci_streets_chain(streets, &changed) && lci_streets_drop_copies(streets, false, &removed);

    while (ok && removed > 0) {
        removed = 0;
        ok = lci_streets_chain(streets, &changed) &&
             (!changed || lci_streets_drop_copies(streets, false, &removed));
    }
    return ok;
}

/* Ways to streets, not chained yet. */
static bool
make_streets(struct lci_noding *noding, struct lci_streets *streets,
             const struct lci_metric *metric, const struct lci_build_options *options,
             struct lci_build_remarks *remarks)
{
    const struct lci_ways *ways = noding->ways;
    struct lci_meeting meeting = {0};
    size_t long_count = 0;
    size_t removed = 0;
    bool ok = lci_noding_init(noding, ways) &&
              lci_meeting_find(&meeting, noding, metric, options, remarks) &&
              lci_noding_apply(noding, meeting.splits, meeting.split_count) &&
              remark_short_ways(noding, remarks, &long_count) && lci_noding_number(noding) &&
              lci_streets_init(streets, noding, options->signal_penalty_mm > 0);

    if (ok && long_count > 0)
        ok = lci_streets_drop_copies(streets, true, &removed) &&
             remark_misses(&meeting, noding, streets, remarks) &&
             lci_streets_cross_areas(streets, noding) &&
             lci_streets_drop_copies(streets, true, &removed);
    lci_meeting_fini(&meeting);
    return ok;
}

enum lci_status
lci_network_build(const struct lci_ways *ways, const struct lci_metric *metric,
                  const struct lci_build_options *options, struct lci_network **out,
                  struct lci_build_remarks *remarks, struct lci_error *err)
{
    struct lci_noding noding = {.ways = ways};
    struct lci_streets streets = {0};
    struct lci_network *net = NULL;
    enum lci_status status = LCI_OK;

    *out = NULL;
    *remarks = (struct lci_build_remarks){0};
    status = check_ways(ways, err);
    if (status != LCI_OK)
        goto out;
    if (!make_streets(&noding, &streets, metric, options, remarks)) {
        status = lci_fail_nomem(err, "network");
        goto out;
    }
    if (streets.pieces.count == 0) {
        status = lci_fail(err, LCI_E_DATA, "network: none of %zu ways has a length", ways->count);
        goto out;
    }
    lci_noding_fini(&noding); /* large, and of no more use */
    net = lci_new(struct lci_network);
    if (!net || !chain_streets(&streets)) {
        status = lci_fail_nomem(err, "network");
        goto out;
    }
    status = lci_network_number(net, &streets, metric, options, err);
    if (status == LCI_OK)
        status = lci_network_add_arcs(net, err);
    if (status == LCI_OK)
        status = lci_network_add_components(net, options->islet_m, err);
    lci_build_remarks_tidy(remarks);

out:
    lci_streets_fini(&streets);
    lci_noding_fini(&noding);
    if (status != LCI_OK) {
        lci_build_remarks_fini(remarks);
        lci_network_free(net);
        net = NULL;
    }
    *out = net;
    return status;
}
