/* land_network.h - how much of each home's land lies within the limits of each category. */
#ifndef LCI_ANALYSIS_LAND_NETWORK_H
#define LCI_ANALYSIS_LAND_NETWORK_H

#include "analysis/coverage.h"
#include "analysis/yards.h"

/**
 * Fills land->network_ratio: home by home, on the ground of the home alone, box by box (geom/plot.h). Only homes that meet a walled
 * one are laid over areas, with which the ground inside is drawn. Ground is released as the homes pass, unless
 * inputs->keeps_ground: what else needs areas draws them before.
 * Holes that the map fills (min_hole_m2) are no land within the limit. Errors: LCI_E_NOMEM, LCI_E_CANCELLED, LCI_E_LIBRARY.
 * Memory: a search a category (16 bytes a vertex; categories take turns where that is more than 512 MB), and the ground of about
 * three rows of tiles; all ground of the homes where it is kept or categories take turns.
 */
LCI_MUST_USE enum lci_status lci_land_network(const struct lci_access_inputs *inputs, struct lci_pool *pool,
                                              const struct lci_context *context, struct lci_land *land, struct lci_error *err);

/** What to ask walled homes for after lci_category_search() by limits. */
struct lci_yard_question lci_land_yards(const struct lci_access_inputs *inputs, uint32_t category,
                                        const struct lci_search *search, uint32_t limit_mm);

/** Shares this close to nothing or all are nothing or all: what is left is rounding of the overlay. */
double lci_land_share(double inside_m2, double land_m2);

#endif
