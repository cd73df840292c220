/* history.h - what every night has said of every unit, for as long as nights are kept. */
#ifndef LCI_STATE_HISTORY_H
#define LCI_STATE_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "state/store.h"

/*
 * A figure is what is asked of every unit alike: the share within a limit of a category, an indicator. A series is a figure of
 * a unit, night by night. A row of the table `history` says what a series is from its night on, so that what does not change
 * takes no room.
 */

/** A unit. */
struct lci_history_unit {
    const char *level, *code, *name;
};

/** A figure, as the columns of the table `coverage` say it; of an indicator the definition is "indicator", the category its id.
 * Texts NULL, k 0 and numbers NAN: it has none. */
struct lci_history_figure {
    const char *profile, *definition, *category, *category_set, *weight, *counted_level, *detail;
    int64_t k;
    double limit_m, limit_min, radius_m;
};

/** What a unit has in a night. NAN: n/a. */
struct lci_history_value {
    double numerator, denominator;
    double value; /* the ratio of coverage, the value of an indicator */
};

/** A series as lci_history_compare() shows it. */
struct lci_history_change {
    const struct lci_history_unit *unit;
    const struct lci_history_figure *figure;
    const struct lci_history_value *now, *published; /* NULL: the night, or the published one, does not have it */
};

/** The figures of one night beside those of the nights before. One thread at a time. */
struct lci_history;

/** Reads which units and figures there are; the store is borrowed. Errors: LCI_E_IO, LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_history_new(struct lci_store *store, struct lci_history **out, struct lci_error *err);
void lci_history_free(struct lci_history *history);

/**
 * One more value of the night; texts are copied where they are new. Of a series that is handed in twice the last one counts.
 * Nothing is written yet. Errors: LCI_E_NOMEM, LCI_E_LIMIT. Memory: 32 bytes a value.
 */
LCI_MUST_USE enum lci_status lci_history_add(struct lci_history *history, const struct lci_history_unit *unit,
                                             const struct lci_history_figure *figure, const struct lci_history_value *value,
                                             struct lci_error *err);

/**
 * Calls `visit` for every series of this night or of `published`, unit by unit in the order in which units were met first, and
 * finds what is different from the last night that was written, and what is of no use once nights before `oldest` are
 * forgotten. visit: NULL: only that. Errors: LCI_E_IO, LCI_E_NOMEM, what visit answers. Cost: O(rows of the history).
 */
LCI_MUST_USE enum lci_status lci_history_compare(struct lci_history *history, uint64_t published, uint64_t oldest,
                                                 enum lci_status (*visit)(void *user, const struct lci_history_change *change,
                                                                          struct lci_error *err),
                                                 void *user, struct lci_error *err);

/**
 * Writes what lci_history_compare() found to be different as of `night`, and forgets what is of no use any more. Becomes
 * part of the store's transaction. Errors: LCI_E_IO, LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_history_write(struct lci_history *history, uint64_t night, struct lci_error *err);

/**
 * Writes that `night` has what `published` has: of use where that is not the last night that was written, for somebody has switched
 * back to it. Becomes part of the store's transaction. Errors: LCI_E_IO. Cost: O(rows of the history).
 */
LCI_MUST_USE enum lci_status lci_history_stay(struct lci_store *store, uint64_t night, uint64_t published, struct lci_error *err);

/** Forgets what a night has written that was killed before it was published. Errors: LCI_E_IO. */
LCI_MUST_USE enum lci_status lci_history_drop(struct lci_store *store, uint64_t night, struct lci_error *err);

/** Which series are asked for; NULL: all. A unit by its code or name. night 0: all nights. */
struct lci_history_filter {
    const char *unit, *category, *definition;
    uint64_t night;
};

/** A value of a series in a night whose results were published, then or before. */
struct lci_history_point {
    uint64_t night;
    const char *started_at;
    struct lci_history_unit unit;
    struct lci_history_figure figure;
    struct lci_history_value value;
};

/** Calls `visit` for every night and series, night by night, in a night by level, code, profile and figure; texts live until
 * it returns. Errors: LCI_E_IO, what visit answers. */
LCI_MUST_USE enum lci_status lci_history_read(struct lci_store *store, const struct lci_history_filter *filter,
                                              enum lci_status (*visit)(void *user, const struct lci_history_point *point,
                                                                       struct lci_error *err),
                                              void *user, struct lci_error *err);

#endif
