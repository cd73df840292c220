/* presence.h - which unit has which facility it has to have, in which grade, and whether levels agree with places. */
#ifndef LCI_ANALYSIS_PRESENCE_H
#define LCI_ANALYSIS_PRESENCE_H

#include <lifecircle/config.h>

#include "analysis/coverage.h"

struct lci_presence_inputs {
    const struct lci_presence *wanted; /* wanted_count */
    size_t wanted_count;
    const char *const *category_ids; /* of the run */
    const struct lci_facilities *facilities;
    const struct lci_facilities *idle; /* handed in, but they do not count; NULL: none */
    const struct lci_homes *homes;
    const struct lci_units *units;
    const struct lci_coverage *coverage;
};

/** A required facility and a unit of its level. Texts are borrowed or live in the table's arena. */
struct lci_presence_row {
    uint32_t wanted, unit;
    uint32_t facility_count, graded_count; /* graded: with the grade asked for or a better one */
    const char *best_grade;                /* "" if none is known */
    const char *facility_ids;              /* of all of them, joined by ", "; the first dozen */
    bool is_known; /* false: no facility of these categories was handed in at all; nothing is said */
    bool is_met;   /* there is one, with the grade asked for */
    double population; /* of the unit's homes; NAN: not known */
};

struct lci_presence_table {
    struct lci_presence_row *rows; /* by requirement, unit */
    size_t row_count;
    struct lci_arena arena;
};

/**
 * A row for every required facility and unit of its level.
 *
 * A facility counts in the unit it lies in. Where the requirement names a level attribute, only facilities whose attribute
 * has one of its values count; reported are those that lie in no unit of the level they say (error `level_contradicts_place`),
 * whose attribute `unit_code` names another unit than the one of that level they lie in (likewise), or whose level is one that
 * no requirement of their category knows (warning `level_unknown`). Reports categories that nobody handed in (note
 * `presence_without_input`). Errors: LCI_E_NOMEM. Cost: O(requirements * (facilities + units)).
 */
LCI_MUST_USE enum lci_status lci_presence_build(const struct lci_presence_inputs *inputs, struct lci_quality *quality,
                                                struct lci_presence_table *out, struct lci_error *err);
void lci_presence_fini(struct lci_presence_table *table);

#endif
