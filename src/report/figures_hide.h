/* figures_hide.h - which figures of units are not shown: small ones, and those that would tell them. */
#ifndef LCI_REPORT_FIGURES_HIDE_H
#define LCI_REPORT_FIGURES_HIDE_H

#include "report/figures.h"

/**
 * Marks what is hidden of all units and of everything together. within: unit_count x level_count, the unit of each level
 * that a unit's homes lie in: LCI_FIGURES_NONE: in none; LCI_FIGURES_MIXED: in several, or in some in none. A level divides
 * a unit of another where none of its units is mixed there: what it divides it into is shown beside the whole, so hiding
 * goes on until no shown number gives a hidden one away. Errors: LCI_E_NOMEM.
 */
#define LCI_FIGURES_MIXED (UINT32_MAX - 1U)
LCI_MUST_USE enum lci_status lci_figures_hide(struct lci_figures *figures, const uint32_t *within, struct lci_error *err);

#endif
