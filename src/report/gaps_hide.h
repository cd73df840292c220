/* gaps_hide.h - which counts of gaps are not shown: small ones, and those that would tell them or a hidden figure of a unit. */
#ifndef LCI_REPORT_GAPS_HIDE_H
#define LCI_REPORT_GAPS_HIDE_H

#include "report/figures.h"

/** Counts of one weight of the gaps of one category, and where these are. */
struct lci_gaps_to_hide {
    const double *counts;  /* gap_count; NAN: not known */
    const uint32_t *units; /* gap_count x level_count, the unit of each level; LCI_FIGURES_NONE: in none */
    size_t gap_count, level_count, unit_count;
    double below;
};

/**
 * hidden: a gap each, may be set before for other reasons. Small counts are hidden, and where that leaves one alone among
 * the gaps of a unit or of everything, of which coverage tells how many are uncovered, the least other is. Errors:
 * LCI_E_NOMEM. Cost: O(gaps x levels) a round, as many rounds as gaps get hidden at most.
 */
LCI_MUST_USE enum lci_status lci_gaps_hide(const struct lci_gaps_to_hide *gaps, bool *hidden, struct lci_error *err);

/** What is hidden of the gaps of a pass, in the order that the table `gaps` has them. */
struct lci_hidden_counts {
    bool *hidden; /* count x LCI_FIGURE_LAND; NULL: there are none */
    size_t count;
};

/** Reads them from a result. In the arena. Errors: LCI_E_IO, LCI_E_DATA, LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_hidden_counts_read(const struct lci_result *result, const struct lci_figures *figures,
                                                    struct lci_arena *arena, struct lci_hidden_counts *out,
                                                    struct lci_error *err);

static inline bool
lci_count_is_hidden(const struct lci_hidden_counts *counts, size_t gap, enum lci_figure_weight weight)
{
    return counts->hidden[gap * LCI_FIGURE_LAND + weight];
}

#endif
