/* things.h - homes or facilities of two results, paired by their ids, and by place where an id is used more than once. */
#ifndef LCI_DIFF_THINGS_H
#define LCI_DIFF_THINGS_H

#include "diff/job.h"

/** A thing of one of the results. */
struct lci_diff_thing {
    uint32_t fid;
    double x_m, y_m; /* NAN: it has no place */
};

/** All zeroes is an empty one; lci_diff_things_fini(). */
struct lci_diff_things {
    struct lci_diff_thing *items[LCI_DIFF_SIDES];
    struct lci_keyed *keys[LCI_DIFF_SIDES]; /* counts[side] each */
    size_t counts[LCI_DIFF_SIDES], item_capacities[LCI_DIFF_SIDES], key_capacities[LCI_DIFF_SIDES];
};

/** Notes a thing; key: the number of its id. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_diff_things_add(struct lci_diff_things *things, enum lci_diff_side side, uint32_t key,
                                                 struct lci_diff_thing thing, struct lci_error *err);

/** Pairs them (see lci_pairs_build()); rows of *out are fids. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_diff_things_pair(struct lci_diff_things *things, struct lci_pairs *out, struct lci_error *err);
void lci_diff_things_fini(struct lci_diff_things *things);

#endif
