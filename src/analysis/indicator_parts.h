/* indicator_parts.h - the steps of lci_indicators_build(). */
#ifndef LCI_ANALYSIS_INDICATOR_PARTS_H
#define LCI_ANALYSIS_INDICATOR_PARTS_H

#include "analysis/indicators.h"

/** What a facility holds in an attribute, once it was asked. */
struct lci_attribute_cell {
    double value; /* NAN: none that counts */
    bool is_asked, is_reported, merge_is_reported;
};

/** A sum over a unit and what it lacks. */
struct lci_sum {
    double value;           /* NAN: not known */
    uint32_t missing_count; /* facilities without the attribute: they count nothing */
    uint32_t known_count;   /* facilities with it */
    uint32_t merged_count;  /* facilities that share a site with one that counts */
    double merged_value;    /* what they would have added */
    uint32_t unknown_count; /* units without a figure: the sum is not known */
    const char *date, *base; /* of figures; NULL: none, or several */
    bool has_figures;
};

/** The engine while it works. */
struct lci_indicator_engine {
    const struct lci_indicator_inputs *in;
    struct lci_quality *quality;
    struct lci_indicators *out;
    size_t places;     /* unit count + 1: the last is all units together */
    uint32_t *site_of; /* facility count */
    struct lci_attribute_cell **cells; /* [attribute, or none][facility], in the arena, made when asked for */
    size_t row_capacity, spread_capacity;
};

/**
 * Adds up the terms over all places (engine->places sums, filled). what_lacks: "" or what was not handed in at all, in the
 * arena; then every sum is unknown, or holds what the other terms gave. Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_indicator_sums(struct lci_indicator_engine *engine, const struct lci_quantities *terms,
                                                struct lci_sum *sums, const char **what_lacks, struct lci_error *err);

/** The three numbers of a figure. */
enum lci_figure_part { LCI_FIGURE_VALUE, LCI_FIGURE_NUMERATOR, LCI_FIGURE_DENOMINATOR };

/** A part of the figures of a name for all places (filled): a unit's own, else the sum of those below;
 * with `partial` of those among them that have one. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_indicator_figures(struct lci_indicator_engine *engine, const char *name,
                                                   enum lci_figure_part part, bool partial, struct lci_sum *sums,
                                                   struct lci_error *err);

/** What an indicator is made of at every place: engine->places sums each. */
struct lci_indicator_places {
    struct lci_sum *numerator, *denominator, *value;
};

/**
 * Numerator and denominator of the row of the table `coverage` that is meant, for every place; value becomes NAN. measure: what
 * the row counts, NULL where there is none; what_lacks: "" or why there is none, in the arena. Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_indicator_coverage(struct lci_indicator_engine *engine,
                                                    const struct lci_coverage_choice *choice,
                                                    const struct lci_indicator_places *places, const char **measure,
                                                    const char **what_lacks, struct lci_error *err);

/** The spread of the rows [first_row, row_count) of one indicator over the units. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_indicator_spreads(struct lci_indicator_engine *engine, uint32_t indicator, size_t first_row,
                                                   struct lci_error *err);

/** Whether the level of a unit is one the indicator is said for. */
bool lci_indicator_has_level(const struct lci_indicator *indicator, const char *level);

#endif
