/* figures_hide.h - which figures of units are not shown: small ones, and those that would tell them. */
#ifndef LCI_REPORT_FIGURES_HIDE_H
#define LCI_REPORT_FIGURES_HIDE_H

#include "report/figures.h"

#define LCI_FIGURES_MIXED (UINT32_MAX - 1U)

/**
 * Notes a home in `within`, as lci_figures_hide() takes it. units: level_count, the unit of each level that it lies in, or
 * LCI_FIGURES_NONE. within: all LCI_FIGURES_NONE at first; is_met: an entry a unit, false at first. Cost: O(level_count squared).
 */
void lci_figures_note_home(size_t level_count, const uint32_t *units, uint32_t *within, bool *is_met);

/**
 * Marks what is hidden of all units and of everything together. within: unit_count x level_count, the unit of each level
 * that a unit's homes lie in: LCI_FIGURES_NONE: in none; LCI_FIGURES_MIXED: in several, or in some in none. A level divides
 * a unit of another where none of its units is mixed there: what it divides it into is shown beside the whole, so hiding
 * goes on until no shown number gives a hidden one away. Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_figures_hide(struct lci_figures *figures, const uint32_t *within, struct lci_error *err);

#endif
