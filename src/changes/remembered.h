/* remembered.h - lci_changes() for who has values of earlier runs. */
#ifndef LCI_CHANGES_REMEMBERED_H
#define LCI_CHANGES_REMEMBERED_H

#include <lifecircle/changes.h>

struct lci_memo;

/** As lci_changes(), but replays find values that runs of this program computed before, and leave theirs. memo: NULL for none. */
LCI_MUST_USE enum lci_status lci_changes_remembered(const struct lci_changes_options *options, struct lci_memo *memo,
                                                    const struct lci_context *context, struct lci_diff_summary *summary,
                                                    struct lci_error *err);

#endif
