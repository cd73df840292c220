/* pool.h - the worker pool: items handed out in order, results into the item's own slot. */
#ifndef LCI_BASE_POOL_H
#define LCI_BASE_POOL_H

#include <stdbool.h>
#include <stddef.h>

#include <lifecircle/context.h>

#include "base/error.h"

/** Threads that wait for work. One run at a time; made once per program run. */
struct lci_pool;

/** thread_count 0: as many as the machine has. The calling thread is one of them. */
LCI_MUST_USE enum lci_status lci_pool_new(unsigned thread_count, struct lci_pool **out,
                                          struct lci_error *err);
void lci_pool_free(struct lci_pool *pool);
unsigned lci_pool_thread_count(const struct lci_pool *pool);

/** Whether this thread is one that a pool has made: callbacks of the caller's context must not be called from it. */
bool lci_pool_is_worker(void);

/**
 * Does one item. `worker` is 0 to thread_count - 1: index of the worker's own scratch space.
 * Anything but LCI_OK ends the run; the error of the lowest failed item is the one reported.
 */
typedef enum lci_status (*lci_pool_work)(void *user, unsigned worker, size_t item,
                                         struct lci_error *err);

/**
 * Runs `work` for items 0 to item_count - 1, `batch` at a time (0: one), and waits for all.
 * Progress and cancellation are asked of `context` (may be NULL) from the calling thread only,
 * under the name `stage`. Item i must write only to slot i.
 */
LCI_MUST_USE enum lci_status lci_pool_run(struct lci_pool *pool, const struct lci_context *context,
                                          const char *stage, size_t item_count, size_t batch,
                                          lci_pool_work work, void *user, struct lci_error *err);

#endif
