/* facility_has.h - which facilities have something: by an attribute of their own, and by what is in the same place. */
#ifndef LCI_ANALYSIS_FACILITY_HAS_H
#define LCI_ANALYSIS_FACILITY_HAS_H

#include "analysis/access.h"

/** What is asked of the facilities of a category. Borrowed. */
struct lci_has_question {
    uint32_t category;
    const char *attribute;     /* its name; NULL: not asked */
    const bool *has_attribute; /* of every facility of the category, in order; where an attribute is asked for */
    uint32_t with;             /* category; LCI_NONE: not asked */
    const char *with_id;       /* its id */
    double within_m;           /* ground metres, inclusive */
};

/**
 * Whether the facility has one of the other category in the same place: within the distance on the ground, or with the same text
 * in the attribute `site`. Cost: the facilities of the other category.
 */
bool lci_facility_is_with(const struct lci_has_question *question, const struct lci_access_inputs *inputs, uint32_t facility);

#endif
