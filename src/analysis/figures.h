/* figures.h - figures that were handed in as tables: staff, registers, surveys, by unit. */
#ifndef LCI_ANALYSIS_FIGURES_H
#define LCI_ANALYSIS_FIGURES_H

#include "analysis/model.h"
#include "base/quality.h"

/** One figure of a unit; texts are borrowed and outlive the run. */
struct lci_handed_figure {
    const char *name;      /* what indicators call it */
    const char *code;      /* of the unit, or its name, as the table has it; NULL: of everything handed in */
    const char *row_id;    /* of the row, for messages */
    double value;          /* NAN: not given */
    double numerator, denominator; /* of the value; NAN: not given */
    const char *date, *base;       /* NULL: not given */
    bool is_count;         /* a row of a register: adds 1 to its unit */
    struct lci_origin origin;
    uint32_t unit;         /* by lci_figures_check(); LCI_NONE: everything */
};

/** After the check sorted by name, unit, source order. */
struct lci_handed_figures {
    struct lci_handed_figure *items;
    size_t count, capacity;
};

/**
 * Finds the unit of each figure: by code, else by a name that only one unit has; "all" and 全区 mean everything. Reports units
 * that are not there (error `unknown_unit`; left out) and a figure that a unit has twice (error `duplicate_figure`; the first
 * stays), then sorts. Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_figures_check(struct lci_handed_figures *figures, const struct lci_units *units,
                                               struct lci_quality *quality, struct lci_error *err);

/** [first, last) of the figures of a name; equal where there are none. */
void lci_figures_of(const struct lci_handed_figures *figures, const char *name, size_t *first, size_t *last);

void lci_figures_fini(struct lci_handed_figures *figures);

#endif
