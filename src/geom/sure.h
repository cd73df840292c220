/* sure.h - what holds for the legs of all places of a region at once; for the files of this module only. */
#ifndef LCI_GEOM_SURE_H
#define LCI_GEOM_SURE_H

#include "geom/spot.h"

/* Up to this radius places of a region are asked what they join; and farther out of a shadow so many radii at most. */
enum { LCI_SURE_JOINED_RADIUS_M = 6, LCI_SURE_MOST_OUT = 64 };

/** True if the leg from every place of the region to its own foot on the street (nearest to the middle at `share`) is free. */
bool lci_surely_free(const struct lci_join_index *index, const struct lci_region *region, uint32_t street,
                     double share);

/** True if one barrier stands between every place of the region and every point of the street at most most_m from its middle. */
bool lci_surely_hidden(const struct lci_join_index *index, const struct lci_region *region, uint32_t street,
                       double share, double most_m);

/**
 * A length such that every place of the region that joins a street of `whole` has a leg at most radius_m longer; INFINITY: none
 * found. lookout->off: of the streets of `whole` from the middle of the region. choice: the streets that count. thorough: places
 * of the region are asked what they join, if need be.
 * Cost: the streets of `whole` once, or a few joins with them.
 */
double lci_sure_leg_m(const struct lci_lookout *lookout, const struct lci_region *whole, const struct lci_region *region,
                      const struct lci_street_choice *choice, bool thorough);

#endif
