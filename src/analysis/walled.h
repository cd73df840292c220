/* walled.h - walks of walled homes: inside to the gates and to the facilities inside, and from the gates to the streets. */
#ifndef LCI_ANALYSIS_WALLED_H
#define LCI_ANALYSIS_WALLED_H

#include "analysis/entry.h"
#include "analysis/gates.h"
#include "base/pool.h"
#include "geom/box_tree.h"
#include "geom/inside.h"

/** What walks inside a part of a walled home lead to: its open gates first, then the facilities in it. */
struct lci_walled_part {
    uint32_t part;             /* of the homes' shapes */
    struct lci_inside *inside; /* its goals are these */
    uint32_t *gates;           /* gate_count: of the home's gates */
    size_t gate_count;
    uint32_t *facilities; /* facility_count, ascending labels */
    size_t facility_count;
};

/** An open gate of a walled home, and where it leads to. */
struct lci_walled_gate {
    const struct lci_gate_place *place;
    struct lci_entry *entries; /* entry_count: of the home's people, also by the private ways it touches; none: it joins nothing */
    size_t entry_count;
    struct lci_join own;       /* of the home's people: also to private ways that it touches; edge LCI_NONE: none */
    struct lci_join join;      /* to open streets; edge LCI_NONE: none */
    bool for_visitors;         /* not for residents only */
};

struct lci_walled_home {
    uint32_t home;
    struct lci_walled_gate *gates; /* gate_count */
    size_t gate_count;
    size_t entry_count; /* of all its gates */
    struct lci_walled_part *parts; /* part_count: all parts of the home */
    size_t part_count;
    size_t facility_count; /* of all its parts */
};

/** All walled homes, ascending. Immutable once built, share it freely. */
struct lci_walled {
    struct lci_walled_home *homes;
    size_t count;
    const struct lci_shapes *shapes; /* of all homes; borrowed */
    struct lci_box_tree *tree; /* of their boxes, by number */
    struct lci_join *ways_in;  /* of facilities in walled homes, for visitors: see lci_walled_ways_in() */
    size_t *way_in_first;      /* facility count + 1 */
    size_t facility_count;
};

struct lci_walled_inputs {
    const struct lci_walls *walls;
    const struct lci_gates *gates;
    const struct lci_homes *homes;
    const struct lci_facilities *facilities; /* checked, so that their numbers are labels; not joined yet */
    const struct lci_network *net;
    const struct lci_join_index *index; /* with the walls among its barriers */
    const struct lci_metric *metric;
};

/**
 * Joins all gates, and finds the walks inside. Reports open gates that join no street (error `gate_no_street`), homes that nobody
 * leaves on foot (error `walled_no_way_out`) and parts of homes without a gate that does (error `part_without_gate`).
 * inputs->walls and inputs->homes must outlive *out: lci_walled_fini(). Errors: LCI_E_NOMEM, LCI_E_CANCELLED. The same for any
 * number of threads.
 * Cost: of each part lci_inside_new(), and of each gate a join.
 */
LCI_MUST_USE enum lci_status lci_walled_build(const struct lci_walled_inputs *inputs, struct lci_pool *pool,
                                              const struct lci_context *context, struct lci_walled *out,
                                              struct lci_quality *quality, struct lci_error *err);
void lci_walled_fini(struct lci_walled *walled);

/** The walled home, or NULL: the home is open. walled may be NULL. */
const struct lci_walled_home *lci_walled_of(const struct lci_walled *walled, size_t home);

/**
 * Where visitors of a facility in a walled home enter the network, shortest walk before it first: leg_mm is the way from the
 * street to the gate and inside to the facility. Not by gates for residents only. *count: none of a facility elsewhere.
 */
const struct lci_join *lci_walled_ways_in(const struct lci_walled *walled, size_t facility, size_t *count);

/** What one thread needs to ask for walks; zeroes are fine. */
struct lci_walled_bench {
    struct lci_inside_bench inside;
    uint32_t *walk_mm; /* of the last question: to the gates of the part, then to the facilities in it */
    size_t capacity;
};
void lci_walled_bench_fini(struct lci_walled_bench *bench);

/** Asks a part for the walks from a place to its goals: bench->walk_mm. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_walled_ask(const struct lci_walled_part *part, struct lci_walled_bench *bench, double x_m,
                                            double y_m, struct lci_error *err);

/** A facility in the same home as a place, and the walk there inside. */
struct lci_indoor {
    uint32_t point; /* of demand; the caller's to fill */
    uint32_t facility;
    uint32_t walk_mm;
};

/** The walks from one place inside a walled home. */
struct lci_walled_walks {
    struct lci_entry *entries; /* room for home->entry_count */
    size_t entry_count;
    struct lci_indoor *indoor; /* room for home->facility_count; by facility, each once */
    size_t indoor_count;
};

/** Fills *walks from a place in one of the home's parts; none where no part holds it. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_walled_walks(const struct lci_walled_home *home, const struct lci_shapes *shapes,
                                              struct lci_walled_bench *bench, double x_m, double y_m,
                                              struct lci_walled_walks *walks, struct lci_error *err);

/** Ways in from the streets; zeroes are none. */
struct lci_ways_in {
    struct lci_join *items; /* count; lci_free() */
    size_t count, capacity;
};

/**
 * Adds where visitors of any place in walled homes enter the network, through the gates of each part that holds it, shortest walk
 * before it first: as lci_walled_ways_in(). walled may be NULL. Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_walled_add_ways_in(const struct lci_walled *walled, struct lci_walled_bench *bench, double x_m,
                                                    double y_m, struct lci_ways_in *out, struct lci_error *err);

/** Calls visit() with the number of each walled home whose box meets the box. walled may be NULL. */
void lci_walled_visit(const struct lci_walled *walled, const double box_m[4], void (*visit)(void *user, uint32_t number),
                      void *user);

/** Whether a place is inside a walled home, or on its outline. walled may be NULL. */
bool lci_walled_holds(const struct lci_walled *walled, double x_m, double y_m);

/**
 * Whether a straight line (ax, ay, bx, by) leads through a walled home, or along its wall: a street there would be closed like all
 * that are. An end on a wall is none. walled may be NULL. Also true of outlines that are passed more than 254 times.
 */
bool lci_walled_is_crossed(const struct lci_walled *walled, const double line_m[4]);

#endif
