/* trial_parts.h - the inside of a trial, for trial.c and trial_moves.c only. */
#ifndef LCI_ANALYSIS_TRIAL_PARTS_H
#define LCI_ANALYSIS_TRIAL_PARTS_H

#include "analysis/trial.h"

/** A way of a demand point that would join something else than it does now; all ways of one point follow each other. */
struct lci_move {
    uint32_t point;
    bool on_new_street; /* join.offset_mm is from its a; else join is a place on the network */
    struct lci_join join;
};

struct lci_trial {
    const struct lci_trial_ground *ground;
    const struct lci_nearest *nearest;
    const uint64_t *counted; /* NULL: all points */
    uint32_t category, limit_mm;
    uint64_t *open_edges; /* a bit an edge: some point that enters there is uncovered */
    struct lci_search *now, *scratch;
    struct lci_seed seeds[2];
    size_t seed_count;
    uint32_t *seen; /* point_count: the trial that last looked at the point */
    uint32_t trial_number;
    int64_t *change;  /* home_count */
    bool *is_touched; /* home_count */
    uint32_t *touched;
    size_t touched_count;
    uint32_t *flipped; /* point_count: those that the last trial counted */
    size_t flipped_count;
    bool spares_all;
    struct lci_move *moves; /* by point: of these nothing but these ways counts */
    size_t move_count, move_capacity;
    lci_edge_id *allowed; /* edges that a point may join though they are private or islets now */
    size_t allowed_count, allowed_capacity;
};

/** Fills trial->moves for a new street; *possible as in lci_trial_street(). Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_trial_find_moves(struct lci_trial *trial, const struct lci_new_street *street, bool *possible,
                                                  struct lci_error *err);

/**
 * Adds the ways of people whose gates would join the new street, or edges of islets that it makes streets (promoted, ascending).
 * box_m: of all that may. *possible becomes false where what follows is more than a trial knows: gates to private ways, facilities
 * of the category inside. Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_trial_find_gate_moves(struct lci_trial *trial, const struct lci_new_street *street,
                                                       const lci_edge_id *promoted, size_t promoted_count, const double box_m[4],
                                                       bool *possible, struct lci_error *err);

/** How a place would join the new street alone; edge LCI_NONE: not at all. */
struct lci_join lci_trial_join_new(const struct lci_trial *trial, const struct lci_new_street *street, double x_m, double y_m);

/** Whether a place that would join either joins the new street: it is nearer, or the other is an islet still. */
bool lci_trial_prefers_new(const struct lci_trial *trial, const struct lci_join *fresh, const struct lci_join *join,
                           const lci_edge_id *promoted, size_t promoted_count);

#endif
