/* defects.h - places where the streets are probably drawn wrong, by the people whom that costs. */
#ifndef LCI_ANALYSIS_DEFECTS_H
#define LCI_ANALYSIS_DEFECTS_H

#include "analysis/links.h"

enum lci_defect_kind {
    LCI_DEFECT_DEAD_END, /* a street ends near another one and does not meet it */
    LCI_DEFECT_CROSSING, /* two streets of one level cross without a vertex */
    LCI_DEFECT_ISLAND,   /* streets that hang together with nothing else: their shortest link to others */
    LCI_DEFECT_COUNT
};

/** "dead_end", "crossing", "island" */
const char *lci_defect_kind_text(enum lci_defect_kind kind);

/** A defect, and the street that would mend it: without length at a crossing. */
struct lci_defect {
    enum lci_defect_kind kind;
    struct lci_new_street street;
    uint32_t walk_mm;         /* between its ends, as things are; LCI_NONE: none within some 250 m */
    struct lci_gain *gains;   /* category_count, borrowed from the list: who newly reaches each if it is mended */
    bool is_known;            /* the gains are there without a trial */
    double people_categories; /* people newly reaching a category, each once a category */
    double homes_categories;  /* homes likewise, parts as parts */
};

/** Defects that cost people something, those that cost most first. Zeroes are none. */
struct lci_defects {
    struct lci_defect *items; /* count */
    size_t count;
    size_t category_count;
    struct lci_gain *gains; /* of all that were looked at */
    bool *is_tried;         /* [defect * category_count + category], in the order of lci_defects_find(): lci_defects_choose() */
};

/**
 * Lists all that may be defects: dead ends with a link (the shortest), crossings (crossing_m: x, y of crossing_count places), and
 * of every component but the longest its shortest link to another. *out: lci_defects_fini(). Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_defects_find(const struct lci_access_inputs *access, const struct lci_links *links,
                                              const double *crossing_m, size_t crossing_count, struct lci_defects *out,
                                              struct lci_error *err);

/**
 * Chooses those whose mending is tried in the category that the trial is turned to: those thousand that bring a facility nearest.
 * Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_defects_choose(struct lci_defects *defects, const struct lci_trial *trial, uint32_t category,
                                                struct lci_error *err);

/**
 * Tries what mending each of the chosen would gain in the category, counting all points, but of those that are known; others gain
 * none. A gain may be negative: who joins the new street may have farther to walk. Writes only that category's gains. Errors:
 * LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_defects_try(struct lci_defects *defects, struct lci_trial *trial, uint32_t category,
                                             struct lci_error *err);

/** Drops those that gain nobody anything and sorts the others. Errors: LCI_E_NOMEM. */
void lci_defects_rank(struct lci_defects *defects);
void lci_defects_fini(struct lci_defects *defects);

#endif
