/* gap_memo.h - what was found out about gaps and defects on other inputs, found again where nothing near them has changed. */
#ifndef LCI_ANALYSIS_GAP_MEMO_H
#define LCI_ANALYSIS_GAP_MEMO_H

#include "analysis/city_tiles.h"
#include "analysis/gap_work.h"

/** The changes of the gaps of a list. */
struct lci_gap_memo_list {
    struct lci_fingerprint *keys; /* gap count */
    bool *is_known;               /* gap count: the change is there, and of the whole circle what it gains */
};

/**
 * The memo of a run, and the fingerprints that keys are made of: decision 110 says of what, and why that is all. Values name homes
 * and facilities by their contents, and streets and gates by where they are.
 */
struct lci_gap_memo {
    struct lci_memo *memo;
    const struct lci_gap_work *work;
    struct lci_tile_grid grid;
    struct lci_city_tiles *cities;        /* walker count */
    struct lci_fingerprint **categories;  /* category_count, each of tiles */
    struct lci_fingerprint *all;          /* of tiles: all categories */
    struct lci_content_index homes, facilities, idle; /* as the first who walks has them */
    struct lci_gap_memo_list *lists;      /* as of the gaps */
    struct lci_fingerprint *defects;      /* keys; NULL until they are asked for */
};

/**
 * work: lists are there; memo: not NULL. *out: lci_gap_memo_free(); lci_gap_memo_is_known() says no of all until they are asked
 * for. Errors: LCI_E_NOMEM. Cost: O(the city).
 */
LCI_MUST_USE enum lci_status lci_gap_memo_new(const struct lci_gap_work *work, struct lci_memo *memo, struct lci_gap_memo **out,
                                              struct lci_error *err);
void lci_gap_memo_free(struct lci_gap_memo *memo);

/**
 * Makes the keys of the gaps of a category: cases: turned to it, as trials are, and the causes of its gaps as things are are known.
 * May be called for different categories at a time. Errors: LCI_E_NOMEM. Cost: O(the city).
 */
LCI_MUST_USE enum lci_status lci_gap_memo_add(struct lci_gap_memo *memo, const struct lci_gap_case *cases, struct lci_error *err);

/**
 * Makes the other keys, once all categories were added, and asks for all: changes and flips of gaps, and gains of defects, are
 * filled in where they are known. Errors: LCI_E_NOMEM, LCI_E_IO.
 */
LCI_MUST_USE enum lci_status lci_gap_memo_ask(struct lci_gap_memo *memo, struct lci_error *err);

/** Hands in what was not known, and is by now. Errors: LCI_E_NOMEM, LCI_E_IO. */
LCI_MUST_USE enum lci_status lci_gap_memo_hand_in(struct lci_gap_memo *memo, struct lci_error *err);

/** Whether the change of a gap is known; memo may be NULL. */
bool lci_gap_memo_is_known(const struct lci_gap_memo *memo, size_t list, size_t gap);

#endif
