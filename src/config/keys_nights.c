/* keys_nights.c - the key table of `nights`: how the results of a run that is repeated are kept. */
#include "config/draft.h"
#include "config/key_macros.h"

const char *const lci_removed_words[] = {"facilities", "homes", "streets", "units", NULL};

#define ALARM(kind, member) KEY(#member, kind), AT(struct lci_draft_alarm, member)

static const struct lci_key alarm_keys[] = {
    {ALARM(NOTED, indicator)},
    {ALARM(NOTED, category)},
    {ALARM(NOTED, set)},
    {ALARM(NOTED, removed), .words = lci_removed_words},
    {ALARM(NOTED, definition), .words = lci_definition_words},
    {ALARM(NOTED, weight)},
    {ALARM(TEXT, profile)},
    {ALARM(ID, level)},
    {ALARM(TEXT, unit)},
    {ALARM(NUMBERS, minutes), .low = 0.1, .high = 240.0, .unit = "minutes"},
    {ALARM(NUMBERS, below), .low = -1e12, .high = 1e12},
    {ALARM(NUMBERS, above), .low = -1e12, .high = 1e12},
    {ALARM(NUMBERS, jump), .low = 0.0, .high = 1e12},
    {ALARM(NUMBER, denominator_min), .low = 0.0, .high = 1e12},
};
static const struct lci_section alarm = {SECTION(alarm_keys, struct lci_draft_alarm), .has_spot = true};

static const struct lci_key night_keys[] = {
    {KEY("keep", COUNT), AT(struct lci_draft_nights, keep), .low = 1.0, .high = 10000.0},
    {KEY("history_nights", COUNT), AT(struct lci_draft_nights, history_nights), .low = 1.0, .high = 100000.0},
    {KEY("keep_inputs", BOOL), AT(struct lci_draft_nights, keep_inputs)},
    {KEY("alarms", LIST), ITEMS_AT(struct lci_draft_nights, alarms, alarm_count), .section = &alarm},
    {KEY("metrics", NOTED), AT(struct lci_draft_nights, metrics)},
};
const struct lci_section lci_night_keys = {SECTION(night_keys, struct lci_draft_nights), .has_spot = true};
