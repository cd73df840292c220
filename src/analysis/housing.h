/* housing.h - buildings in their homes: who lives in them, and on how much floor. */
#ifndef LCI_ANALYSIS_HOUSING_H
#define LCI_ANALYSIS_HOUSING_H

#include "analysis/model.h"
#include "base/pool.h"

/** A building in its home. */
struct lci_housed {
    uint32_t home;        /* LCI_NONE: in none */
    double x_m, y_m;      /* centroid */
    double households;    /* given, else dwellings as households; 0 where neither is known */
    double floor_area_m2; /* lived in: given, else the footprint times its floors, one where they are not known */
    bool gives_households, gives_dwellings;
    bool gives_floor_area; /* not measured on the map */
    bool knows_floors;     /* floor area or floors are given */
};

/**
 * All buildings, sorted by home and place; those of home h are items [home_first[h], home_first[h + 1]). Immutable once built,
 * share it freely.
 */
struct lci_housing {
    struct lci_housed *items;
    size_t count, home_count;
    size_t *home_first; /* home_count + 1 */
};

/**
 * Puts every building into the home that holds its centroid (contract, section 4). dwelling_households: households of a
 * dwelling (套); 0: dwellings say nothing. *out: lci_housing_fini(). Errors: LCI_E_NOMEM, LCI_E_CANCELLED. Cost: O(n log n).
 */
LCI_MUST_USE enum lci_status lci_housing_build(const struct lci_homes *homes, const struct lci_buildings *buildings,
                                               double dwelling_households, struct lci_pool *pool,
                                               struct lci_housing *out, struct lci_error *err);
void lci_housing_fini(struct lci_housing *housing);

#endif
