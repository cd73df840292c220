/* gate_gains.h - walled homes: what one more gate would save their people on the way to the nearest facilities. */
#ifndef LCI_ANALYSIS_GATE_GAINS_H
#define LCI_ANALYSIS_GATE_GAINS_H

#include "analysis/access.h"
#include "analysis/gate_trials.h"

struct lci_gate_gain_inputs {
    const struct lci_access_inputs *access; /* as things are; its demand keeps places */
    const struct lci_gate_trials *trials;   /* of lci_gate_trials_add() */
    const struct lci_walled *walled;        /* of trials->all, on the same streets */
};

/** What the best place for one more gate of a home saves. */
struct lci_gate_gain {
    uint32_t home;
    double x_m, y_m;            /* of the gate, whole millimetres */
    double saved_household_m;   /* households times metres of walk, over all categories */
    double new_walk_households; /* households times categories that they could walk to, and cannot now */
};

/** Those that gain anything, most saved first, of equal ones the lower home. */
struct lci_gate_gains {
    struct lci_gate_gain *items; /* count */
    size_t count, category_count;
    double *saved_household_m; /* [item * category_count + category] */
    uint32_t *row;             /* [item]: of saved_household_m, which is in the order of homes */
};

/**
 * Tries each place as one more gate of its home, for the home's own people. With d_c(p) the walk of demand point p to the nearest
 * facility of category c, and d'_c(p) that by the new gate, what it saves is households x sum of share(p) x max(0, d_c - d'_c).
 * The place that gives walks to most who have none is best, of equal ones that which saves most (less the new walks), then the
 * first along the outline.
 * Not looked at: a way out by one gate and in by the new one to a facility in the same home. Errors: LCI_E_NOMEM, LCI_E_CANCELLED.
 * The same for any number of threads. Cost: a search of the whole network a category, and of each home points times places times
 * categories. Memory: 4 bytes a place and category, and a point of walled homes and category.
 */
LCI_MUST_USE enum lci_status lci_gate_gains_build(const struct lci_gate_gain_inputs *inputs, struct lci_pool *pool,
                                                  const struct lci_context *context, struct lci_gate_gains *out,
                                                  struct lci_error *err);
void lci_gate_gains_fini(struct lci_gate_gains *gains);

#endif
