/* straight.h - who lives within a straight line of a facility: what official figures count, beside the walk. */
#ifndef LCI_ANALYSIS_STRAIGHT_H
#define LCI_ANALYSIS_STRAIGHT_H

#include "analysis/access.h"

/** The straight lines that are asked for: of every category its limits and its radius, ascending, none twice. */
struct lci_radii {
    size_t category_count, total;
    size_t *first;   /* category_count + 1 */
    double *items_m; /* total */
    size_t *own;      /* category_count: place of the category's radius, among all */
    size_t *of_limit; /* a limit of a category each, category by category: its place, among all */
};

/** Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_radii_build(const struct lci_access_category *categories, size_t category_count,
                                             struct lci_radii *out, struct lci_error *err);
void lci_radii_fini(struct lci_radii *radii);

/**
 * Raises the shares of a home within the straight lines of category `index` to those reached on foot within the same limits, and
 * those of longer lines to those of shorter ones. walked_ratio: limit_count of the category; ratio: radii->total.
 */
void lci_radii_raise(const struct lci_radii *radii, const struct lci_access_category *category, size_t index,
                     const double *walked_ratio, double *ratio);

/** Shares of homes within straight lines. */
struct lci_straight {
    size_t home_count;
    struct lci_radii radii;
    double *ratio; /* [home * radii.total + radius]: share of the home's demand */
};

/**
 * For every home the share of its demand points that have a facility, joined to a street or not, within each straight line on
 * the ground. No walk is shorter than the straight line, so what is reached on foot counts as within it: the walk is a sum of
 * rounded pieces, and may be less by their roundings (contract, section 7: straight-line coverage is never below network coverage).
 *
 * demand:  as lci_demand_build() was given it: the points are made again, for none of them is kept with its place.
 * nearest: category_count entries.
 * Errors: LCI_E_NOMEM, LCI_E_LIMIT, LCI_E_CANCELLED. The same for any number of threads.
 * Cost: a point and category looks at the facilities whose easting is within the largest line.
 */
LCI_MUST_USE enum lci_status lci_straight_build(const struct lci_access_inputs *inputs, const struct lci_demand_inputs *demand,
                                                const struct lci_nearest *nearest, struct lci_pool *pool,
                                                const struct lci_context *context, struct lci_straight *out,
                                                struct lci_error *err);
void lci_straight_fini(struct lci_straight *straight);

#endif
