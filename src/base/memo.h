/* memo.h - values that were computed before, found by all that they were computed from. */
#ifndef LCI_BASE_MEMO_H
#define LCI_BASE_MEMO_H

#include "base/error.h"
#include "base/fingerprint.h"

/** What a value is: stored with it, and counted apart. */
enum lci_memo_kind { LCI_MEMO_LAND, LCI_MEMO_AREA, LCI_MEMO_YARD, LCI_MEMO_GAP, LCI_MEMO_GATE, LCI_MEMO_KIND_COUNT };

/** "land", "area", "yard", "gap", "gate": as summaries have it. */
const char *lci_memo_kind_text(enum lci_memo_kind kind);

/** What became of the values of a kind that were asked for. */
struct lci_memo_count {
    size_t kept, made;
};

/**
 * A store of values that outlives a run. A key is the fingerprint of everything that the value depends on, so that a value found is
 * right whatever has changed: who forgets one input in the key breaks that, and nothing else can. NULL wherever a memo is asked for
 * means that there is none.
 *
 * Who has many values to compute asks for all of them first, in order and from one thread, computes those that are missing on
 * as many threads as there are, and hands those in, in order, from one thread again.
 */
struct lci_memo {
    /* *bytes: NULL if there is none; else `*size` bytes, valid until the next call. Damage is no error: there is none then. */
    enum lci_status (*get)(void *user, enum lci_memo_kind kind, struct lci_fingerprint key, const void **bytes, size_t *size,
                           struct lci_error *err);
    /* Copies the value; one with that key takes the place of an older one. */
    enum lci_status (*put)(void *user, enum lci_memo_kind kind, struct lci_fingerprint key, const void *bytes, size_t size,
                           struct lci_error *err);
    void *user;
    struct lci_memo_count counts[LCI_MEMO_KIND_COUNT]; /* kept: by get; made: by put */
};

/** Both count what they do. A memo of NULL has nothing and takes nothing. Errors: LCI_E_NOMEM, LCI_E_IO. */
LCI_MUST_USE enum lci_status lci_memo_get(struct lci_memo *memo, enum lci_memo_kind kind, struct lci_fingerprint key,
                                          const void **bytes, size_t *size, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_memo_put(struct lci_memo *memo, enum lci_memo_kind kind, struct lci_fingerprint key,
                                          const void *bytes, size_t size, struct lci_error *err);

#endif
