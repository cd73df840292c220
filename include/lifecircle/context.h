/* context.h - where messages and progress go, how many threads work, and how to stop. */
#ifndef LIFECIRCLE_CONTEXT_H
#define LIFECIRCLE_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lifecircle/error.h>

#ifdef __cplusplus
extern "C" {
#endif

enum lci_log_level { LCI_LOG_ERROR, LCI_LOG_WARNING, LCI_LOG_INFO, LCI_LOG_DEBUG };

/**
 * What the library may use while it works. The library never prints: it calls these.
 *
 * Every member may be zero: no log, no progress, all threads of the machine, never cancelled.
 * Threads: the callbacks are called from the thread that called the library only.
 */
struct lci_context {
    /* One finished message, UTF-8, no newline. */
    void (*log)(void *user, enum lci_log_level level, const char *message);
    /* A stage begins, and its profile where a run has several; all messages until the next call are about it. Both NULL: none is at
     * work. After a failure the last one said is the one that failed. The texts are borrowed. */
    void (*stage)(void *user, const char *stage, const char *profile);
    /* `done` of the `count` stages of a run, those of all its profiles, are done: 0 before the first, `count` after the last. */
    void (*stages)(void *user, size_t done, size_t count);
    /* The night of this number has begun: all messages until the call ends are about it. */
    void (*night)(void *user, uint64_t night);
    /* `done_ratio` (0 to 1) of the stage `stage` is done; `stage` is a borrowed string. */
    void (*progress)(void *user, const char *stage, double done_ratio);
    /* Answers true to make the running call end with LCI_E_CANCELLED. */
    bool (*cancelled)(void *user);
    void *user;
    unsigned thread_count; /* 0: as many as the machine has */
};

#ifdef __cplusplus
}
#endif
#endif
