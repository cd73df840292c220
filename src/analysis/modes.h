/* modes.h - by which profile the people of each home and unit go, where the configuration has rules for that. */
#ifndef LCI_ANALYSIS_MODES_H
#define LCI_ANALYSIS_MODES_H

#include <lifecircle/config.h>

#include "analysis/model.h"
#include "base/quality.h"

/** Profiles by their number in the run. Immutable once built, share it freely. */
struct lci_modes {
    uint32_t *home_profile; /* home_count */
    uint32_t *unit_profile; /* unit_count: of the unit's own attributes and those of the units above it */
};

/** What decides. Borrowed. Rules: the first whose conditions all hold decides; where none does, profile 0. */
struct lci_modes_inputs {
    const struct lci_mode *rules; /* rule_count, at least one */
    size_t rule_count;
    const char *const *profile_ids; /* of all profiles, for words */
    const struct lci_units *units; /* checked */
    const struct lci_homes *homes; /* checked */
    const uint32_t *home_unit;     /* home count * level count: LCI_NONE where a home is in no unit of a level */
};

/**
 * Finds the profile of every home and unit.
 *
 * Reports homes for which a rule could not be answered, because they are in no unit of a level it asks about (warning
 * `mode_not_sure`; the next rules decide), and units of the highest level asked about with homes that no rule fits (warning
 * `unit_without_mode`; those go by profile 0).
 * Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_modes_build(const struct lci_modes_inputs *inputs, struct lci_quality *quality,
                                             struct lci_modes *out, struct lci_error *err);
void lci_modes_fini(struct lci_modes *modes);

#endif
