/* demand.h - the places inside homes that stand for their people, and where they enter the network.
 */
#ifndef LCI_ANALYSIS_DEMAND_H
#define LCI_ANALYSIS_DEMAND_H

#include "analysis/entry.h"
#include "analysis/housing.h"
#include "analysis/model.h"
#include "analysis/walled.h"
#include "base/pool.h"
#include "base/quality.h"

/** Units of share that a home has in total, about: shares are whole numbers, so sums are exact in
 * any order. */
#define LCI_SHARE_TOTAL (UINT64_C(1) << 33)

/** Demand points that are made and joined at once, about: a batch ends with the home that reaches it. */
enum { LCI_DEMAND_BATCH = 1 << 18 };

/**
 * Demand points by home, their entries, and the entries by edge. Immutable once built, share it
 * freely. Home h has points [home_first[h], home_first[h + 1]), none where it has no geometry;
 * point p has entries [entry_first[p], entry_first[p + 1]): one, none where it joins nothing, more
 * where it leaves by private ways or by the gates of a walled home. Where a point lies is kept if asked.
 * edge_entry lists the entries
 * sorted by edge and offset; those of edge e are [edge_first[e], edge_first[e + 1]) of it.
 */
struct lci_demand {
    size_t home_count, point_count, entry_count, edge_count;
    uint32_t *home_first;  /* home_count + 1 */
    uint64_t *home_share;  /* home_count: sum of its points' shares */
    uint32_t *point_home;  /* point_count */
    uint64_t *share;       /* point_count */
    double (*place_m)[2];  /* point_count, working system; NULL unless asked for */
    lci_edge_id *joined;   /* point_count: the edge joined, open or private; LCI_NONE: none */
    bool *is_far;          /* point_count: the leg to that edge is longer than far_leg_m */
    uint32_t *entry_first; /* point_count + 1 */
    struct lci_entry *entries;
    uint32_t *entry_point; /* entry_count */
    uint32_t *edge_entry;  /* entry_count */
    uint32_t *edge_first;  /* edge_count + 1 */
    struct lci_indoor *indoor;    /* indoor_count, by point, then facility: walks to facilities in the same walled home */
    uint32_t *indoor_by_facility; /* indoor_count: of them, by facility, then point */
    size_t indoor_count, indoor_capacity;
    size_t point_capacity, entry_capacity; /* while it is built */
};

struct lci_demand_inputs {
    const struct lci_homes *homes;
    const struct lci_housing *housing; /* NULL or empty: no buildings */
    const struct lci_network *net;
    const struct lci_join_index *index;
    const struct lci_walled *walled; /* NULL: no home is */
    double sample_m;
    double far_leg_m; /* 0: no leg is far */
    bool keep_places; /* 16 bytes more a point */
};

/**
 * Makes the demand points of all homes and joins them (contract, section 4).
 * Reports homes of which no point joins (error `home_no_street`), or some do not (warning
 * `home_partly_no_street`). Errors: LCI_E_NOMEM, LCI_E_LIMIT, LCI_E_CANCELLED. The same for any
 * number of threads. Cost: O(grid rows x outline crossings + points) and one join a point.
 * Memory: 40 bytes a point with one entry are kept, and 4 an edge. Points are made and joined in batches of about
 * LCI_DEMAND_BATCH, so what it takes to make and join them does not grow with their number: 20 MB, more where a single home has
 * more points than a batch.
 */
LCI_MUST_USE enum lci_status lci_demand_build(const struct lci_demand_inputs *inputs,
                                              struct lci_pool *pool,
                                              const struct lci_context *context,
                                              struct lci_quality *quality, struct lci_demand *out,
                                              struct lci_error *err);

/** Releases all but the counts, home_first and home_share. */
void lci_demand_release_points(struct lci_demand *demand);
/** Orders the indoor walks by facility, too: part of building. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_demand_sort_indoor(struct lci_demand *demand, struct lci_error *err);

/** The indoor walks of a point, by facility: *count of them. Cost: O(log n). */
const struct lci_indoor *lci_demand_indoor(const struct lci_demand *demand, size_t point, size_t *count);

/** Indices of the indoor walks to a facility, by point: *count of them. Cost: O(log n). */
const uint32_t *lci_demand_indoor_of(const struct lci_demand *demand, uint32_t facility, size_t *count);

void lci_demand_fini(struct lci_demand *demand);

#endif
