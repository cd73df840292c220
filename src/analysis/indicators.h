/* indicators.h - the one engine of all indicators: sums over units, their ratios, targets and gaps. */
#ifndef LCI_ANALYSIS_INDICATORS_H
#define LCI_ANALYSIS_INDICATORS_H

#include <lifecircle/config.h>

#include "analysis/coverage.h"
#include "analysis/figures.h"

/** Who walks, for limits in minutes. Borrowed. */
struct lci_indicator_walker {
    double speed_mps;
    const struct lci_access_category *categories; /* category_count */
};

struct lci_indicator_inputs {
    const struct lci_indicator *indicators; /* indicator_count */
    size_t indicator_count;
    const char *const *category_ids; /* category_count: of the run */
    size_t category_count;
    const struct lci_facilities *facilities;
    const struct lci_facilities *idle; /* handed in, but they do not count; NULL: none */
    const struct lci_homes *homes;
    const struct lci_units *units;
    const struct lci_handed_figures *figures;
    const struct lci_coverage *coverage;
    const struct lci_unhoused_list *unhoused; /* people of units without homes */
    const struct lci_metric *metric;
    const struct lci_indicator_walker *walkers; /* walker_count, at least one: of the coverage; several where it is composed */
    size_t walker_count;
    const struct lci_two_tier *tiers; /* of the coverage's rows */
    double site_tolerance_m; /* lci_sites_build() */
};

enum lci_pass {
    LCI_PASS_NONE, /* no value, or no target */
    LCI_PASS_YES,
    LCI_PASS_NO
};

/** "yes", "no", "n/a". */
const char *lci_pass_text(enum lci_pass pass);

/** An indicator and a unit. Texts are borrowed from the inputs or live in the indicators' arena. */
struct lci_indicator_row {
    uint32_t indicator;
    uint32_t unit;      /* LCI_NONE: all units together, or everything where there are no units */
    double value;       /* NAN: n/a */
    double numerator, denominator; /* NAN: none, or not known */
    double gap;         /* missing (or, with at_most, too much) of the numerator; 0 where it passes; NAN: n/a */
    double low, high;   /* 95 % interval of a sampled share; NAN: none */
    enum lci_pass pass;
    const char *gap_measure, *base, *date, *note; /* "" if none */
};

/** How an indicator spreads over the units of a level inside a unit. */
struct lci_indicator_spread {
    uint32_t indicator;
    uint32_t unit;  /* LCI_NONE: all */
    uint32_t level; /* of the units that are looked at */
    uint32_t unit_count, value_count, pass_count, fail_count; /* units, those with a value, that pass, that fail */
    uint32_t min_unit, max_unit; /* LCI_NONE where none has a value */
    double min, median, max, gini; /* NAN likewise */
};

struct lci_indicators {
    struct lci_indicator_row *rows; /* by indicator: all first, then the units in their order */
    size_t row_count;
    struct lci_indicator_spread *spreads; /* by indicator, unit (all first), level */
    size_t spread_count;
    struct lci_arena arena;
};

/**
 * Every indicator for every unit of its levels, and for all of them.
 *
 * Facilities and homes that lie in no unit are left out of "all", so that it is the sum of its units; without units all count.
 * Values of "all" and of upper units are ratios of sums, never means of ratios; a figure that a unit was given itself outranks
 * the sum of those below. Nothing is estimated: an unknown part makes the sum unknown, but for facilities without the
 * attribute, which are reported and count nothing. Reports merged sites (note `shared_site`), facilities without the attribute
 * (warning `attribute_missing`), those with another kind of area (warning `other_area_kind`), indicators that found nothing to
 * count (note `indicator_without_input`). Formulas: doc/method.md. Errors: LCI_E_NOMEM.
 * Cost: O(indicators * (facilities + homes + units * levels)), spreads O(indicators * units * upper units).
 */
LCI_MUST_USE enum lci_status lci_indicators_build(const struct lci_indicator_inputs *inputs, struct lci_quality *quality,
                                                  struct lci_indicators *out, struct lci_error *err);
void lci_indicators_fini(struct lci_indicators *indicators);

/**
 * Gini coefficient of `count` values at or above 0, which are sorted: 0 all equal, (n - 1) / n one has all; NAN where there is
 * none or their sum is 0. Source: Gini 1912 as the mean difference over twice the mean; doc/method.md.
 */
double lci_gini(double *values, size_t count);

#endif
