/* gate_trials.h - gates that are not there, one at every step of the outlines of homes, to be tried. */
#ifndef LCI_ANALYSIS_GATE_TRIALS_H
#define LCI_ANALYSIS_GATE_TRIALS_H

#include "analysis/gates.h"

/** Homes with a gate tried at every step of their outlines; beside them the homes whose gates are known. */
struct lci_gate_trials {
    struct lci_gates gates; /* the known ones first, then one for each place that is tried */
    size_t known_count;
    struct lci_walls band;  /* the homes that had no gate, with the places that are tried */
    struct lci_walls all;   /* these and the walled homes, each with all its places */
};

/**
 * Lists the homes that have no gate: those said to be walled, or, with `every`, all. Places for a gate lie step_m apart or a
 * little less along the outer ring of each part, the first at its first point. homes, known and gates must outlive *out:
 * lci_gate_trials_fini(). Errors: LCI_E_NOMEM, LCI_E_LIMIT.
 */
LCI_MUST_USE enum lci_status lci_gate_trials_list(const struct lci_homes *homes, const struct lci_gates *gates,
                                                  const struct lci_walls *known, bool every, double step_m,
                                                  struct lci_gate_trials *out, struct lci_error *err);

/**
 * Adds to each walled home gates to be tried: at such places in whole millimetres, each in the parts that a gate there would be in
 * by the rule of lci_walls_find(). `all` holds the known gates and these, `band` nothing. The rest as lci_gate_trials_list().
 */
LCI_MUST_USE enum lci_status lci_gate_trials_add(const struct lci_homes *homes, const struct lci_gates *gates,
                                                 const struct lci_walls *known, const struct lci_metric *metric,
                                                 double tolerance_m, double step_m, struct lci_gate_trials *out,
                                                 struct lci_error *err);
void lci_gate_trials_fini(struct lci_gate_trials *trials);

#endif
