/* figures.h - the figures of a night's units: what its tables of coverage and indicators say. */
#ifndef LCI_NIGHT_FIGURES_H
#define LCI_NIGHT_FIGURES_H

#include "run/job.h"
#include "state/history.h"

/** Adds every row of the tables `coverage` and `indicators` of a run that is done, as the tables have them. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_night_figures_add(struct lci_passes *passes, struct lci_history *history, struct lci_error *err);

#endif
