/* summary.h - what the summaries of both kinds are made of, for the files that write them. */
#ifndef LCI_DIFF_SUMMARY_H
#define LCI_DIFF_SUMMARY_H

#include "diff/job.h"
#include "io/growing_text.h"

/** A share of everything handed in that has changed. Texts live in the arena. */
struct lci_diff_headline {
    const char *profile, *definition, *category, *weight; /* weight: NULL for land */
    double limit_m, limit_min;
    double numerator[LCI_DIFF_SIDES], denominator[LCI_DIFF_SIDES];
    enum lci_diff_change change;
};

/** How many units of a level have changed how, by profile. */
struct lci_diff_level {
    uint32_t profile, level; /* numbers of texts */
    size_t compared_count;
    size_t counts[LCI_CHANGE_COUNT];
};

struct lci_diff_facts {
    struct lci_diff_headline *headlines; /* of the job's headlines, as many */
    struct lci_diff_level *levels;       /* level_count */
    size_t level_count;
    size_t points[LCI_DIFF_POINT_KINDS][LCI_CHANGE_COUNT], homes[LCI_CHANGE_COUNT]; /* handed in differently */
};

/** One JSON object but for the brace at its end; and several lines for a person. */
void lci_diff_json(struct lci_growing_text *json, const struct lci_diff_job *job, const struct lci_diff_facts *facts);
void lci_diff_lines(struct lci_growing_text *text, const struct lci_diff_job *job, const struct lci_diff_facts *facts,
                    bool chinese);

/**
 * The member "causes" behind others, and the lines about them; nothing where causes were not asked for. Errors: LCI_E_IO,
 * LCI_E_DATA, LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_diff_causes_json(struct lci_growing_text *json, struct lci_diff_job *job, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_diff_causes_lines(struct lci_growing_text *text, struct lci_diff_job *job, bool in_chinese,
                                                   struct lci_error *err);

/** What a result is called in summaries. */
const char *lci_diff_name(const struct lci_diff_job *job, enum lci_diff_side side);

#endif
