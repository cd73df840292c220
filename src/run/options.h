/* options.h - a run as part of something larger: values of earlier runs, and results in another folder. */
#ifndef LCI_RUN_OPTIONS_H
#define LCI_RUN_OPTIONS_H

#include <lifecircle/run.h>

#include "base/memo.h"
#include "run/sources.h"

struct lci_job;
struct lci_passes;

/** Where the outputs of a folder go instead. */
struct lci_run_redirect {
    const char *from; /* a folder with its slash, or "": outputs below it are meant; NULL: none are */
    const char *to;   /* a folder, which exists */
};

/** What lci_run() does not ask for; all zeroes: nothing. */
struct lci_run_options {
    struct lci_memo *memo;                   /* values of earlier runs; NULL: none */
    struct lci_run_redirect redirect;
    const struct lci_run_sources *sources;   /* those of the configuration, taken before; NULL: they are taken now */
    /* Called for every profile that has walked, before its ways are released; likewise. */
    enum lci_status (*walked)(void *user, struct lci_job *job, struct lci_error *err);
    /* Called with what was computed and written, before it is released; what it answers is the run's answer. NULL: nothing. */
    enum lci_status (*done)(void *user, struct lci_passes *passes, struct lci_error *err);
    void *user; /* of walked and done */
};

/** As lci_run(). options is borrowed until it returns. */
LCI_MUST_USE enum lci_status lci_run_with(const struct lci_config *config, enum lci_run_extent extent,
                                          const struct lci_run_options *options, const struct lci_context *context,
                                          struct lci_run_summary *summary, struct lci_error *err);

#endif
