/* memo.c - asking a memo, or none. */
#include "base/memo.h"

const char *
lci_memo_kind_text(enum lci_memo_kind kind)
{
    static const char *const texts[LCI_MEMO_KIND_COUNT] = {"land", "area", "yard", "gap", "gate"};

    return texts[kind];
}

enum lci_status
lci_memo_get(struct lci_memo *memo, enum lci_memo_kind kind, struct lci_fingerprint key, const void **bytes, size_t *size,
             struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    *bytes = NULL;
    *size = 0;
    if (!memo)
        return LCI_OK;
    status = memo->get(memo->user, kind, key, bytes, size, err);
    if (status == LCI_OK && *bytes)
        memo->counts[kind].kept++;
    return status;
}

enum lci_status
lci_memo_put(struct lci_memo *memo, enum lci_memo_kind kind, struct lci_fingerprint key, const void *bytes, size_t size,
             struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    if (!memo)
        return LCI_OK;
    status = memo->put(memo->user, kind, key, bytes, size, err);
    if (status == LCI_OK)
        memo->counts[kind].made++;
    return status;
}
