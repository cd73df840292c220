/* keys_nights.c - the key table of `nights`: how the results of a run that is repeated are kept. */
#include "config/draft.h"
#include "config/key_macros.h"

static const struct lci_key night_keys[] = {
    {KEY("keep", COUNT), AT(struct lci_draft_nights, keep), .low = 1.0, .high = 10000.0},
    {KEY("history_nights", COUNT), AT(struct lci_draft_nights, history_nights), .low = 1.0, .high = 100000.0},
    {KEY("keep_inputs", BOOL), AT(struct lci_draft_nights, keep_inputs)},
};
const struct lci_section lci_night_keys = {SECTION(night_keys, struct lci_draft_nights), .has_spot = true};
