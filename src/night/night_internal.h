/* night_internal.h - what the parts of a night share. For src/night only. */
#ifndef LCI_NIGHT_NIGHT_INTERNAL_H
#define LCI_NIGHT_NIGHT_INTERNAL_H

#include <lifecircle/night.h>

#include "night/place.h"
#include "run/sources.h"
#include "io/lock.h"
#include "state/history.h"
#include "state/nights.h"
#include "state/values.h"

struct lci_passes;

/** A night at work. Texts and lists are in its arena. */
struct lci_night {
    const struct lci_config *config;
    const struct lci_night_options *options;
    const struct lci_context *context;
    struct lci_arena arena;
    struct lci_night_place place;
    struct lci_lock lock;
    struct lci_store *state, *memo_store;
    struct lci_values *values;
    struct lci_night_record record; /* of this night; id 0: not begun */
    double begin_s; /* on the clock that only goes on */
    struct lci_history *history; /* with this night's figures; NULL: nothing was computed */
    size_t alarm_count;
    uint64_t current; /* the published night; 0: none */
    uint64_t known;   /* what alarms compare with: that, or the last published one if its results are gone; 0: none */
    struct lci_run_sources inputs;
    struct lci_night_source *sources; /* the same, as the state has them: inputs.count */
};

/** Computes the results of the night and publishes them. Errors: as lci_night_run(). */
LCI_MUST_USE enum lci_status lci_night_make(struct lci_night *night, struct lci_run_summary *summary, struct lci_error *err);

/** Whether the database that results go to could be written. Fine without one. Errors: as lci_pg_check(). */
LCI_MUST_USE enum lci_status lci_night_check_database(const struct lci_night *night, struct lci_error *err);

/**
 * Brings the database to what is published, if it is not: after a night that has published, and after one in which nothing had
 * changed, for the server may have been away before. Fine without one. Errors: as lci_pg_publish(); the results stay published.
 */
LCI_MUST_USE enum lci_status lci_night_fill_database(struct lci_night *night, struct lci_error *err);

/** The first night that the history still knows, once this one is in it. */
uint64_t lci_night_oldest(const struct lci_night *night);

/** Sets the end and duration of the record to now. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_night_stop_clock(struct lci_night *night, struct lci_error *err);

#endif
