/* nights.h - what is known of each night: how it ended, what it read, what it wrote. */
#ifndef LCI_STATE_NIGHTS_H
#define LCI_STATE_NIGHTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/alloc.h"
#include "state/store.h"

enum lci_night_status {
    LCI_NIGHT_RUNNING,    /* at work, or killed: who holds the lock knows */
    LCI_NIGHT_KILLED,     /* it ended without a word */
    LCI_NIGHT_FAILED,     /* it ended with an error */
    LCI_NIGHT_HELD,       /* an alarm: its results were not published */
    LCI_NIGHT_UNCHANGED,  /* all as in the published night: nothing was computed */
    LCI_NIGHT_PUBLISHING, /* its results are complete and about to be swapped in */
    LCI_NIGHT_PUBLISHED,  /* its results were swapped in */
    LCI_NIGHT_STATUS_COUNT
};

/** "running", "killed", ... as it is stored, and shown. */
const char *lci_night_status_text(enum lci_night_status status);

/** A night. Texts may be NULL; they are in the arena of who asked. */
struct lci_night_record {
    uint64_t id; /* counted up from 1, whatever the clock says */
    enum lci_night_status status;
    const char *started_at, *ended_at; /* UTC, ISO 8601 */
    double duration_s;
    struct lci_fingerprint program;
    const char *version;
    const char *reason; /* why everything was computed, if so */
    const char *error;  /* of a night that failed or was held */
    size_t error_count, warning_count; /* of its quality log */
};

/** An input of a night. */
struct lci_night_source {
    const char *role;
    size_t number;
    const char *label, *path;
    uint64_t bytes;
    bool has_print; /* a database has none */
    struct lci_fingerprint print;
};

/** A file that a night wrote; its name within the folder of the night. */
struct lci_night_file {
    const char *name;
    uint64_t bytes;
    struct lci_fingerprint print;
};

/** A table that a night wrote. */
struct lci_night_table {
    const char *name;
    uint64_t row_count;
};

/** A stage of a night: from what it made what, in words. */
struct lci_night_stage {
    const char *stage, *made_from, *made;
    double seconds;
};

/* All of what follows answers LCI_E_IO or LCI_E_NOMEM if it fails. What changes something becomes part of the transaction. */

/** Adds a night of the status `running`; *id is above all ids known and above `least`. record: its texts, program and start. */
LCI_MUST_USE enum lci_status lci_nights_start(struct lci_store *store, const struct lci_night_record *record, uint64_t least,
                                              uint64_t *id,
                                              struct lci_error *err);

/** Sets status, ended_at, duration_s, reason, error and counts of the night record->id. */
LCI_MUST_USE enum lci_status lci_nights_end(struct lci_store *store, const struct lci_night_record *record, struct lci_error *err);

/**
 * Says of every night that is `running` or `publishing` how it ended: published if its id is `current` (what the link to the
 * published results names; 0: nothing), else killed.
 */
LCI_MUST_USE enum lci_status lci_nights_settle(struct lci_store *store, uint64_t current, struct lci_error *err);

/** Replaces what is known of a night; count items. */
LCI_MUST_USE enum lci_status lci_nights_put_sources(struct lci_store *store, uint64_t id, const struct lci_night_source *items,
                                                    size_t count,
                                                    struct lci_error *err);
LCI_MUST_USE enum lci_status lci_nights_put_files(struct lci_store *store, uint64_t id, const struct lci_night_file *items,
                                                  size_t count,
                                                  struct lci_error *err);
LCI_MUST_USE enum lci_status lci_nights_put_stages(struct lci_store *store, uint64_t id, const struct lci_night_stage *items,
                                                   size_t count,
                                                   struct lci_error *err);

LCI_MUST_USE enum lci_status lci_nights_put_tables(struct lci_store *store, uint64_t id, const struct lci_night_table *items,
                                                   size_t count,
                                                   struct lci_error *err);

/** Stages in the order they were put, tables by name; *out has *count items, in the arena. */
LCI_MUST_USE enum lci_status lci_nights_get_stages(struct lci_store *store, uint64_t id, struct lci_arena *arena,
                                                   struct lci_night_stage **out, size_t *count, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_nights_get_tables(struct lci_store *store, uint64_t id, struct lci_arena *arena,
                                                   struct lci_night_table **out, size_t *count, struct lci_error *err);

/** The last night that has ended, and the last without an error whose results are published, by it or by the one before;
 * *found: whether there is one. */
LCI_MUST_USE enum lci_status lci_nights_last_ended(struct lci_store *store, struct lci_arena *arena, struct lci_night_record *out,
                                                   bool *found, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_nights_last_good(struct lci_store *store, struct lci_arena *arena, struct lci_night_record *out,
                                                  bool *found, struct lci_error *err);

/** The last night that published results of its own, whatever has become of them; 0: none did. */
uint64_t lci_nights_last_published(struct lci_store *store);

/** One night; *found says whether there is one of that id. */
LCI_MUST_USE enum lci_status lci_nights_get(struct lci_store *store, uint64_t id, struct lci_arena *arena,
                                            struct lci_night_record *out,
                                            bool *found, struct lci_error *err);

/** The last night there is; *found: whether there is any. */
LCI_MUST_USE enum lci_status lci_nights_last(struct lci_store *store, struct lci_arena *arena, struct lci_night_record *out,
                                             bool *found,
                                             struct lci_error *err);

/** Inputs in the order they were put (role by role, by number), files by name; *out has *count items, in the arena. */
LCI_MUST_USE enum lci_status lci_nights_get_sources(struct lci_store *store, uint64_t id, struct lci_arena *arena,
                                                    struct lci_night_source **out, size_t *count, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_nights_get_files(struct lci_store *store, uint64_t id, struct lci_arena *arena,
                                                  struct lci_night_file **out, size_t *count, struct lci_error *err);

/** Drops all but the last `keep` nights, but never `current`, whose results are the published ones. */
LCI_MUST_USE enum lci_status lci_nights_prune(struct lci_store *store, uint64_t keep, uint64_t current, struct lci_error *err);

#endif
