/* gates.h - points where walled homes may be entered, and the homes that they belong to. */
#ifndef LCI_ANALYSIS_GATES_H
#define LCI_ANALYSIS_GATES_H

#include "analysis/model.h"
#include "base/metric.h"
#include "base/quality.h"

struct lci_gate {
    const char *id;
    const char *name;    /* "" if none */
    const char *home_id; /* the home that it belongs to by its own column; NULL: by place */
    const char *hours;   /* as given; NULL: none */
    double x_m, y_m;
    bool for_vehicles;   /* those on foot do not pass */
    bool residents_only; /* visitors do not pass */
    bool shut;           /* at the time that the run asks about */
    struct lci_origin origin;
};

/** Texts are borrowed and outlive the run. After lci_gates_sort() by id, source, place. */
struct lci_gates {
    struct lci_gate *items;
    size_t count, capacity;
};

void lci_gates_sort(struct lci_gates *gates);
void lci_gates_fini(struct lci_gates *gates);

/** A gate in a part of a home that it belongs to. */
struct lci_gate_place {
    uint32_t gate, home;
    uint32_t part;     /* of the homes' shapes */
    double x_m, y_m;   /* of the outline, nearest to the gate: walks inside end here */
    double from_x_m, from_y_m; /* where its own leg begins: the gate, or the place on the outline of a gate drawn inside */
    uint32_t apart_mm; /* from the gate to its place on the outline, on the ground */
};

/** A walled home, with all its gates: those for vehicles too. */
struct lci_wall {
    uint32_t home;
    size_t place_first, place_end;
};

/** The walled homes, ascending, and where their gates are. Immutable once built, share it freely. */
struct lci_walls {
    struct lci_wall *items;
    size_t count;
    struct lci_gate_place *places; /* place_count, by home, gate, part */
    size_t place_count, place_capacity;
};

/**
 * Finds the homes of all gates (contract, section 4): the one that home_id names, else every home whose outline is within
 * tolerance_m. A gate is in every part of its home whose outline is that near, else in the nearest. Reports gates without a home
 * (warning `gate_without_home`), with an unknown one (error `gate_unknown_home`), farther than the tolerance from the home they
 * name (warning `gate_far_from_home`), and homes said to be walled without any gate (error `walled_without_gate`: they are
 * open). Homes and gates are sorted. Errors: LCI_E_NOMEM. Cost: O(gates x homes) looks at boxes.
 */
LCI_MUST_USE enum lci_status lci_walls_find(const struct lci_gates *gates, const struct lci_homes *homes,
                                            const struct lci_metric *metric, double tolerance_m, struct lci_walls *out,
                                            struct lci_quality *quality, struct lci_error *err);
void lci_walls_fini(struct lci_walls *walls);

/**
 * Adds the places of one more gate of a home, by the same rule, behind those that are there; items stay as they are. False: out of
 * memory.
 */
bool lci_walls_add_gate(struct lci_walls *walls, const struct lci_gates *gates, uint32_t gate, uint32_t home,
                        const struct lci_homes *homes, const struct lci_metric *metric, double tolerance_m);

/** The wall of a home, or NULL: it is open. */
const struct lci_wall *lci_walls_of(const struct lci_walls *walls, size_t home);

/** True for a gate that those on foot pass now. */
bool lci_gate_is_open(const struct lci_gate *gate);

#endif
