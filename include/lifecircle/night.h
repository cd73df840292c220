/* night.h - a run that is repeated: it computes what has changed, and publishes complete results or none. */
#ifndef LIFECIRCLE_NIGHT_H
#define LIFECIRCLE_NIGHT_H

#include <stdbool.h>
#include <stdint.h>

#include <lifecircle/run.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lci_night_options {
    bool full;   /* compute everything, whatever is known of earlier nights */
    bool accept; /* publish, whatever alarms there are */
};

/** What became of a night that did not fail. */
enum lci_night_outcome {
    LCI_NIGHT_WAS_UNCHANGED, /* all as in the published night: nothing was computed, its results stay */
    LCI_NIGHT_WAS_PUBLISHED  /* `current` names its results now */
};

/** Free with lci_night_summary_fini(). */
struct lci_night_summary {
    uint64_t night;     /* its number */
    uint64_t published; /* the one whose results `current` names now */
    enum lci_night_outcome outcome;
    char *line, *line_zh;       /* what happened, in one line */
    char *json;                 /* one JSON object: night, published, outcome, and `run` as lci_run_summary has it, or null */
    struct lci_run_summary run; /* of a night that computed something */
};

/**
 * Runs a configuration with the section `nights`: in the folder of output.path it keeps results night by night, `current` is a
 * link to the published ones. Without anything changed nothing is computed. With changes only what they can touch is, and the
 * results are those of a full run, byte for byte. They are built aside, checked, synced, and then `current` is switched to them at
 * once: whatever fails or kills this, the results published before stay, and the next night needs no help.
 *
 * summary may be NULL. Errors: as lci_run(), LCI_E_LOCKED (another night is at work on this folder), LCI_E_ALARM (an alarm of the
 * configuration: nothing was published), LCI_E_ARG (no section `nights`). Threads: as lci_run().
 */
LCI_API LCI_MUST_USE enum lci_status lci_night_run(const struct lci_config *config, const struct lci_night_options *options,
                                                   const struct lci_context *context, struct lci_night_summary *summary,
                                                   struct lci_error *err);
LCI_API void lci_night_summary_fini(struct lci_night_summary *summary);

#ifdef __cplusplus
}
#endif
#endif
