/* output.h - where the results of a run go. */
#ifndef LCI_RUN_OUTPUT_H
#define LCI_RUN_OUTPUT_H

#include "io/write.h"
#include "run/job.h"

/** What the configuration says about output; path is NULL where it says nothing. Borrowed from the
 * job. */
struct lci_write_options lci_job_write_options(const struct lci_job *job);

/** LCI_E_CONFIG if a result would be written over an input or the configuration. */
LCI_MUST_USE enum lci_status lci_job_spare_inputs(const struct lci_job *job, struct lci_error *err);

#endif
