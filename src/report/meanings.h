/* meanings.h - what the figures of results mean: every definition by its id, with formula, in both languages. */
#ifndef LCI_REPORT_MEANINGS_H
#define LCI_REPORT_MEANINGS_H

#include <stddef.h>

#include "report/words.h"

struct lci_meaning {
    const char *id;         /* as in the column `definition`, or the name of a column */
    bool is_share;          /* numerator over denominator; else only the formula is given */
    struct lci_words title, numerator, denominator, formula;
};

/**
 * All definitions: shares of `coverage` first, then what tables say beside them. Static. Source: doc/method.md, sections 7 to 9,
 * where every one is derived.
 */
const struct lci_meaning *lci_meanings(size_t *count);

#endif
