/* nearby.h - the nearest of the facilities of a category in a straight line. */
#ifndef LCI_ANALYSIS_NEARBY_H
#define LCI_ANALYSIS_NEARBY_H

#include "analysis/model.h"

/** Facilities by easting. Immutable once built, share it freely. */
struct lci_nearby {
    const struct lci_facilities *facilities;
    uint32_t *order; /* count, by x */
    size_t count;
};

enum lci_nearby_choice {
    LCI_NEARBY_JOINED,   /* those that joined a street */
    LCI_NEARBY_UNJOINED, /* those that did not */
    LCI_NEARBY_OPENABLE  /* those that do not count, but would if something were different than their size */
};

/** Takes those of a category that are chosen. *out: lci_nearby_fini(). Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_nearby_build(const struct lci_facilities *facilities, uint32_t category,
                                              enum lci_nearby_choice choice, struct lci_nearby *out, struct lci_error *err);
void lci_nearby_fini(struct lci_nearby *nearby);

/** The nearest facility by map distance, of equal ones the lower; LCI_NONE: there are none. Cost: those as near in x as it. */
uint32_t lci_nearby_find(const struct lci_nearby *nearby, double x_m, double y_m);

#endif
