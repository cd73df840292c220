/* attributes.h - further fields of facilities and units, as their sources name them under `attributes:`. */
#ifndef LCI_RUN_ATTRIBUTES_H
#define LCI_RUN_ATTRIBUTES_H

#include "run/job.h"

/** What a source was asked for: the plain roles of its kind, then those of its own attributes. */
struct lci_attributes_asked {
    struct lci_read_request request;
    size_t plain_count;       /* roles before those of attributes */
    const char *const *names; /* name_count: attributes of all sources of the kind, ascending */
    size_t name_count;
};

/** The attributes that any of the sources has, ascending, each once. In the job's arena. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_job_attribute_names(struct lci_job *job, const struct lci_sources *sources,
                                                     const char *const **names, size_t *count, struct lci_error *err);

/** `plain` with the attributes of the source as further roles. In the job's arena. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_job_ask_attributes(struct lci_job *job, const struct lci_source *source,
                                                    const struct lci_read_request *plain, struct lci_read_request *out,
                                                    struct lci_error *err);

/**
 * The attributes of a feature, name_count texts, NULL where it has none; NULL if there are no names. In the job's arena; the
 * texts stay those of the features. Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_job_take_attributes(struct lci_job *job, const struct lci_attributes_asked *asked,
                                                     const struct lci_features *features, size_t feature,
                                                     const char *const **out, struct lci_error *err);

#endif
