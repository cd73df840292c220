/* outlines.h - how the outlines of homes lie to each other and to units: repeats, overlaps, slivers, borders. */
#ifndef LCI_ANALYSIS_OUTLINES_H
#define LCI_ANALYSIS_OUTLINES_H

#include "analysis/boxes.h"
#include "base/metric.h"
#include "base/pool.h"
#include "base/quality.h"
#include "geom/geos.h"

struct lci_outlines_inputs {
    const struct lci_homes *homes; /* checked */
    const struct lci_units *units; /* checked; may be empty */
    const uint32_t *home_unit;     /* lci_homes_in_units() */
    const struct lci_metric *metric;
};

/**
 * Reports, and changes nothing:
 * - `home_duplicate` (error): a home whose outline is that of another, or overlaps it by 99.9 % of both;
 * - `home_overlap`: two homes that share 1 m2 or more; a warning from 1 % of the smaller one on, else a note;
 * - `home_sliver` (warning): parts of less than 400 m2 that are on average (twice the area over the perimeter) narrower than 1 m;
 * - `home_in_two_units`: 1 % or more of a home's land lies in other units of a level than most of it; a warning from 10 % on,
 *   else a note. It names the unit in which the home counts, and why.
 * Of one home at most 200 overlaps with later ones are measured; `home_overlaps_many` (warning) says that there were more near it.
 * Homes that merely touch do not overlap. Repeats of one outline are compared with the first of them only. Errors: LCI_E_NOMEM,
 * LCI_E_CANCELLED, LCI_E_LIBRARY. Cost: O(n log n), and an intersection for each two outlines whose boxes overlap. The same for
 * any number of threads.
 */
LCI_MUST_USE enum lci_status lci_outlines_report(const struct lci_outlines_inputs *inputs, struct lci_pool *pool,
                                                 const struct lci_context *context, struct lci_quality *quality,
                                                 struct lci_error *err);

/** Outlines that are the same number by number. */
struct lci_outline_groups {
    uint32_t *first;   /* home count: the first home with that outline, which may be itself */
    uint32_t *singles; /* single_count: homes that repeat none before them, ascending */
    size_t single_count;
};

/** Errors: LCI_E_NOMEM. Cost: O(n log n). Free with lci_outline_groups_fini(). */
LCI_MUST_USE enum lci_status lci_outline_groups_build(const struct lci_shapes *shapes, struct lci_outline_groups *out,
                                                      struct lci_error *err);
void lci_outline_groups_fini(struct lci_outline_groups *groups);

/** What outlines are measured with. */
struct lci_outlines_tools {
    struct lci_pool *pool;
    const struct lci_context *context;
    struct lci_geos **geos;  /* one a thread of the pool */
    struct lci_boxes *boxes; /* of the homes */
};

/** Reports homes in several units of a level, as above. */
LCI_MUST_USE enum lci_status lci_outlines_report_borders(const struct lci_outlines_inputs *inputs,
                                                         const struct lci_outlines_tools *tools, struct lci_quality *quality,
                                                         struct lci_error *err);

#endif
