/* weights.h - the weights whose names mean something to the program: households, people, and people by age. */
#ifndef LCI_ANALYSIS_WEIGHTS_H
#define LCI_ANALYSIS_WEIGHTS_H

#include "analysis/model.h"
#include "base/quality.h"

/** One such weight. All texts are static. */
struct lci_known_weight {
    const char *name;    /* role, key and column; what people call it: legend/value_words.h, column "weight" */
    const char *measure; /* what a sum of it counts: "households" or "people" */
    const char *ratio_description; /* of a column with its covered share */
    const char *reached_description; /* of a column with what a facility reaches */
};

/** The first LCI_WEIGHT_FIRST_EXTRA are those of enum lci_weight; the rest are ages, which a run has if a source gives them. */
extern const struct lci_known_weight lci_known_weights[LCI_WEIGHT_KNOWN];

/** The known weight of that name; NULL: one of the configuration's own. */
const struct lci_known_weight *lci_known_weight(const char *name);

/**
 * Reports homes whose given numbers contradict each other (warning `weights_implausible`, one row a home): more people of an age
 * than of the ages that contain it, more elders and minors together than people, more households than people. Nothing is changed.
 * Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_weights_check(const struct lci_homes *homes, struct lci_quality *quality, struct lci_error *err);

#endif
