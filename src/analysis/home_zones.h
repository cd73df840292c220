/* home_zones.h - the homes on whose ground private ways count as streets. */
#ifndef LCI_ANALYSIS_HOME_ZONES_H
#define LCI_ANALYSIS_HOME_ZONES_H

#include "analysis/model.h"
#include "analysis/private.h"
#include "geom/zones.h"

/** Zones of all homes that private ways touch, by home. Immutable once built, share it freely. */
struct lci_home_zones {
    struct lci_zone *items;         /* count; polygons are those of the homes' shapes */
    struct lci_private_home *homes; /* count: the edges belong to these */
    size_t count, item_capacity, home_capacity;
    struct lci_zones zones; /* for lci_ground_options */
};

/** homes and net must outlive the zones. Errors: LCI_E_NOMEM. Cost: O(homes log private ways). */
LCI_MUST_USE enum lci_status lci_home_zones_build(const struct lci_network *net,
                                                  const struct lci_homes *homes,
                                                  struct lci_home_zones *out,
                                                  struct lci_error *err);
void lci_home_zones_fini(struct lci_home_zones *zones);

#endif
