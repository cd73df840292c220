/* trial.h - what a change of facilities or streets would do to the coverage of a category, before anybody makes it. */
#ifndef LCI_ANALYSIS_TRIAL_H
#define LCI_ANALYSIS_TRIAL_H

#include "analysis/access.h"
#include "analysis/point_grid.h"
#include "analysis/private.h"
#include "network/segment_grid.h"

/** What all trials on one city share. Immutable once built, share it freely. */
struct lci_trial_ground {
    const struct lci_access_inputs *access; /* its demand keeps places */
    double islet_m, off_street_m;
    double least_scale;               /* ground metres a map metre, at least */
    struct lci_point_grid points;
    uint32_t *leg_mm; /* point_count: a street that is no nearer changes nothing for the point, where it makes no islet a street;
                         LCI_NONE: any might */
    struct lci_private *private_ways; /* NULL: none */
    lci_edge_id *islet_edges;         /* by component, ascending */
    size_t islet_edge_count;
};

/** access must outlive it. *out: lci_trial_ground_fini(). Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_trial_ground_build(const struct lci_access_inputs *access, double islet_m,
                                                    double off_street_m, struct lci_trial_ground *out, struct lci_error *err);
void lci_trial_ground_fini(struct lci_trial_ground *ground);

/** A place on a street. */
struct lci_street_place {
    lci_edge_id edge; /* LCI_NONE: on none */
    uint32_t offset_mm;
};

/** A straight street that is not there yet, open both ways, level, and no bridge or tunnel. */
struct lci_new_street {
    struct lci_segment line;       /* working system */
    uint32_t length_mm;            /* on the ground */
    struct lci_street_place end[2]; /* where its a and b meet streets; edge LCI_NONE: a dead end */
};

/** What a change gains: people newly covered, less those who would no longer be. */
struct lci_gain {
    double weights[LCI_WEIGHT_FIRST_EXTRA];
    double homes; /* parts of homes as parts: where nobody knows who lives there */
};

/**
 * Scratch space and result of trials. One thread at a time. Memory: two searches, 8 bytes a demand point, 13 a home, a bit an edge.
 */
struct lci_trial;

/** ground must outlive it. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_trial_new(const struct lci_trial_ground *ground, struct lci_trial **out, struct lci_error *err);
void lci_trial_free(struct lci_trial *trial);

/**
 * Turns to a category: searches from all its facilities. by_limit: as for lci_category_search(); trials are right only if it is
 * true or no facility falls short of the limit. nearest: of the category, borrowed. Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_trial_begin(struct lci_trial *trial, uint32_t category, bool by_limit,
                                             const struct lci_nearest *nearest, struct lci_error *err);

/** Counts from now on only points with a bit in `counted` (as lci_nearest.within; borrowed); NULL: all. */
void lci_trial_count_only(struct lci_trial *trial, const uint64_t *counted);

/** The search from all facilities of the category, as things are. */
const struct lci_search *lci_trial_now(const struct lci_trial *trial);

/** A search that trials use too: whoever runs it has its result until the next trial. */
struct lci_search *lci_trial_scratch(struct lci_trial *trial);

/** Largest limit of the category, as walks are compared with it. */
uint32_t lci_trial_limit_mm(const struct lci_trial *trial);

/**
 * One more facility of the category at a place, which joins the streets as facilities do: inside a walled home through its gates,
 * and its own people walk inside. short_mm: what it falls short of the limit. Errors: LCI_E_NOMEM.
 * Cost: a search within the limit; in a walled home lci_inside_new().
 */
LCI_MUST_USE enum lci_status lci_trial_facility(struct lci_trial *trial, const double place_m[2], uint32_t short_mm,
                                                struct lci_gain *out, struct lci_error *err);

/**
 * One more street. Exact: walks through it, and places that would join it, or an islet that it makes a street, instead of what
 * they join now; gates of walled homes likewise, with their people. *possible is false, and nothing is answered, where it would
 * leave an islet an islet, or move a facility of the category, or a gate with private ways or such a facility behind it. Walks
 * within 2 mm of the limit may go either way: cutting an edge rounds its two parts. Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_trial_street(struct lci_trial *trial, const struct lci_new_street *street, bool *possible,
                                              struct lci_gain *out, struct lci_error *err);

/** Counts points, none of them covered now, as if a change covered them. */
void lci_trial_points(struct lci_trial *trial, const uint32_t *points, size_t count, struct lci_gain *out);

/** With `all` streets that would move a facility of any category are not possible, else only of that which it is turned to. */
void lci_trial_spare(struct lci_trial *trial, bool all);

/** The points that the last trial counted, each once, in no order: newly covered, or no longer. Until the next trial. */
const uint32_t *lci_trial_flipped(const struct lci_trial *trial, size_t *count);

/** Share of a home's demand that the last trial newly covered; negative where it lost more. */
int64_t lci_trial_home_change(const struct lci_trial *trial, uint32_t home);

#endif
