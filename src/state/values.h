/* values.h - a memo whose values outlive the run, in a store. */
#ifndef LCI_STATE_VALUES_H
#define LCI_STATE_VALUES_H

#include "base/memo.h"
#include "state/store.h"

/**
 * The memo of a store of the kind LCI_STORE_MEMO, which it borrows. Keys are mixed with the fingerprint of the program, so that
 * a value of another program is never found; every value has a check of its own, so that one whose bytes have changed is not
 * found either. Where the store turns out to be damaged the memo is empty from then on and takes nothing. A store that was
 * opened to be read takes nothing. One thread at a time.
 */
struct lci_values;

/** anew: finds nothing, so that everything is handed in. Errors: LCI_E_NOMEM, LCI_E_IO. */
LCI_MUST_USE enum lci_status lci_values_new(struct lci_store *store, struct lci_fingerprint program, bool anew,
                                            struct lci_values **out, struct lci_error *err);
void lci_values_free(struct lci_values *values);

/** To be handed on; lives as long as the values. */
struct lci_memo *lci_values_memo(struct lci_values *values);

/** Drops all values that were neither found nor handed in by this or the three nights before that did this, and commits.
 * Errors: LCI_E_IO, LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_values_keep_used(struct lci_values *values, struct lci_error *err);

/** Whether something in the store could not be read, or was not what was put there. */
bool lci_values_are_damaged(const struct lci_values *values);

#endif
