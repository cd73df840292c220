/* households.h - how many households live in a home, by what is known of it and its buildings. */
#ifndef LCI_ANALYSIS_HOUSEHOLDS_H
#define LCI_ANALYSIS_HOUSEHOLDS_H

#include "analysis/housing.h"
#include "base/metric.h"
#include "base/quality.h"

struct lci_households_model {
    bool estimates;                     /* dwellings and floor areas stand for households that are not known */
    double dwelling_households;         /* households of a dwelling */
    double floor_area_per_household_m2; /* of residential floor */
};

/** "given", "buildings", "dwellings", "floor_area", "spread"; NULL: no number. */
const char *lci_households_method_text(enum lci_households_method method);

/**
 * Floor area of a home in m2: its own, else that of its buildings where floors of any are known (those of which they are not
 * have one). NAN: not known. Areas measured on the map are corrected by the metric.
 */
double lci_home_floor_area_m2(const struct lci_homes *homes, const struct lci_housing *housing, const struct lci_metric *metric,
                              size_t home);

/**
 * Gives every home without households those of its buildings, else (with model->estimates) its dwellings, those of its
 * buildings, and its floor area as households; fills households_method. Homes whose households are usable are left as they are.
 */
void lci_households_settle(struct lci_homes *homes, const struct lci_housing *housing,
                           const struct lci_households_model *model, const struct lci_metric *metric);

/** Homes and households by method. */
struct lci_households_mix {
    size_t home_count[LCI_HOUSEHOLDS_METHOD_COUNT];
    double households[LCI_HOUSEHOLDS_METHOD_COUNT];
};

void lci_households_count(struct lci_households_mix *mix, const struct lci_home *home);

/**
 * Reports by which methods the households of everything and of each unit were found (note `households_method`), where any was
 * not given. home_unit: [home * level_count + level], LCI_NONE in none. Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_households_report(const struct lci_homes *homes, const struct lci_units *units,
                                                   const uint32_t *home_unit, struct lci_quality *quality,
                                                   struct lci_error *err);

#endif
