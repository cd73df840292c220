/* alarms.h - whether somebody has to look at the figures of a night before they are published. */
#ifndef LCI_NIGHT_ALARMS_H
#define LCI_NIGHT_ALARMS_H

#include "night/night_internal.h"
#include "night/things.h"
#include "state/history.h"

/**
 * Judges the figures and things of a night by the alarms of its configuration, against the published night, and finds what is
 * new in the history. Every alarm is logged - of each rule the first few, and how many more - and counted in
 * night->alarm_count. Errors: LCI_E_ALARM (there are some, and they are not accepted), LCI_E_IO, LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_night_judge(struct lci_night *night, struct lci_history *history,
                                             const struct lci_night_things *things,
                                             struct lci_error *err);

#endif
