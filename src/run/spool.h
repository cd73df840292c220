/* spool.h - what waits to be written, in an unnamed file instead of in memory: areas, streets, pairs. */
#ifndef LCI_RUN_SPOOL_H
#define LCI_RUN_SPOOL_H

#include <stddef.h>
#include <stdint.h>

#include <lifecircle/search.h>
#include <lifecircle/service_area.h>

#include "analysis/access.h"
#include "base/error.h"

/** Where something lies in the spool. */
struct lci_spool_item {
    uint64_t offset;
    uint32_t counts[3]; /* polygons, rings, points; or stretches; or pairs */
};

/** Who reads. */
enum lci_spool_reader { LCI_SPOOL_AREAS, LCI_SPOOL_STREETS, LCI_SPOOL_PAIRS, LCI_SPOOL_GAPS, LCI_SPOOL_READER_COUNT };

/**
 * One thread at a time; but after lci_spool_finish(), and before anything else is put, one thread a reader. What was got stays
 * valid until the same reader's next get.
 */
struct lci_spool;

/** The file is in $TMPDIR, else /tmp, and has no name. Errors: LCI_E_IO, LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_spool_new(struct lci_spool **out, struct lci_error *err);
void lci_spool_free(struct lci_spool *spool);

LCI_MUST_USE enum lci_status lci_spool_put_polygons(struct lci_spool *spool,
                                                    const struct lci_polygons *polygons,
                                                    struct lci_spool_item *item,
                                                    struct lci_error *err);
LCI_MUST_USE enum lci_status lci_spool_put_stretches(struct lci_spool *spool,
                                                     const struct lci_stretch *stretches,
                                                     size_t count, struct lci_spool_item *item,
                                                     struct lci_error *err);
LCI_MUST_USE enum lci_status lci_spool_put_pairs(struct lci_spool *spool,
                                                 const struct lci_pair *pairs, size_t count,
                                                 struct lci_spool_item *item,
                                                 struct lci_error *err);

/** Brings all that was put into the file. Errors: LCI_E_IO. */
LCI_MUST_USE enum lci_status lci_spool_finish(struct lci_spool *spool, struct lci_error *err);

/** *out borrows from the spool. */
LCI_MUST_USE enum lci_status lci_spool_get_polygons(struct lci_spool *spool, enum lci_spool_reader reader,
                                                    const struct lci_spool_item *item,
                                                    struct lci_polygons *out,
                                                    struct lci_error *err);
/** item->counts[0] stretches, for LCI_SPOOL_STREETS. */
LCI_MUST_USE enum lci_status lci_spool_get_stretches(struct lci_spool *spool,
                                                     const struct lci_spool_item *item,
                                                     const struct lci_stretch **out,
                                                     struct lci_error *err);
/** item->counts[0] pairs, for LCI_SPOOL_PAIRS. */
LCI_MUST_USE enum lci_status lci_spool_get_pairs(struct lci_spool *spool,
                                                 const struct lci_spool_item *item,
                                                 const struct lci_pair **out,
                                                 struct lci_error *err);

#endif
