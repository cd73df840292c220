/* modes.h - who walks, unit by unit: which rules of the configuration or its standard apply, and by which profiles. */
#ifndef LCI_CONFIG_MODES_H
#define LCI_CONFIG_MODES_H

#include "config/reader.h"

/**
 * Judges the draft's modes against its sources of units. What no source can answer is a fault where the configuration itself
 * asks; of a standard all modes are left out then. Answers why they are left out, a text in the reader's arena, or NULL.
 */
const char *lci_modes_judge(struct lci_reader *reader, struct lci_draft *draft);

/** Turns the draft's modes into the configuration's; profiles: number of each mode's profile. */
void lci_modes_take(struct lci_reader *reader, const struct lci_draft *draft, const uint32_t *profiles, struct lci_config *config);

#endif
