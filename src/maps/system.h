/* system.h - the map system of a result as a sheet needs it: its name, true north, and how long a metre is in it. */
#ifndef LCI_MAPS_SYSTEM_H
#define LCI_MAPS_SYSTEM_H

#include "io/crs.h"
#include "result/result.h"

struct lci_map_system {
    struct lci_crs_facts facts;
    const char *definition; /* borrowed from the result */
    struct lci_working_system *system;
};

/** Release with lci_map_system_fini(). Errors: LCI_E_DATA (the result says none, or one that is not known), LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_map_system_of(const struct lci_result *result, struct lci_map_system *out,
                                               struct lci_error *err);
void lci_map_system_fini(struct lci_map_system *system);

/**
 * At a place: *north_rad, where true north is, clockwise from the top of the sheet (the convergence, the other way round),
 * and *scale, map metres a metre on the ground. Errors: LCI_E_DATA (nothing is known of the place), LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_map_system_at(const struct lci_map_system *system, const double place_m[2],
                                               double *north_rad, double *scale, struct lci_error *err);

#endif
