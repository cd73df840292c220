/* page_changes.h - what a night has changed in the shares of the page: read from its account, and which of it is shown. */
#ifndef LCI_REPORT_PAGE_CHANGES_H
#define LCI_REPORT_PAGE_CHANGES_H

#include "report/page.h"

/** What shares are put down to, as the account names it. */
enum lci_page_cause {
    LCI_PAGE_FACILITIES,
    LCI_PAGE_NETWORK,
    LCI_PAGE_HOMES,
    LCI_PAGE_PARAMETERS,
    LCI_PAGE_PROGRAM,
    LCI_PAGE_CAUSES
};

/** Of a unit and group within the group's largest limit, of the figures' main weight; in whole weights. */
struct lci_page_change {
    bool is_there; /* false: nothing has changed */
    bool is_split; /* parts are known */
    bool is_hidden;
    double old_numerator, new_numerator, old_denominator, new_denominator;
    double parts[LCI_PAGE_CAUSES]; /* of the numerator */
};

/** Of a group, everything together. */
struct lci_page_change_counts {
    double won, lost;      /* homes; NAN: the account does not say */
    double opened, closed; /* gaps */
};

/** All of it lives in the page's arena. */
struct lci_page_change_list {
    struct lci_page_change *changes; /* (unit_count + 1) x group_count of the figures; everything together is last */
    struct lci_page_change_counts *counts; /* group_count */
    bool are_causes_known;
    bool has_hidden; /* a change of everything together is hidden */
};

/**
 * Reads LCI_CHANGES_JSON_NAME in the page's folder. *out is NULL where there is no such file, where it says that the nights could
 * not be compared, or where shares are of land alone. What is hidden: a change with a share then or now that is too small, or
 * that the page hides, or whose difference or one of its parts is a small number; with it all changes of its group at its level;
 * those of all units where the sum is hidden; and the sum where a single unit that is hidden would follow from it. Errors:
 * LCI_E_IO, LCI_E_DATA, LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_page_change_list_read(const struct lci_page *page, struct lci_page_change_list **out,
                                                       struct lci_error *err);

/** The tables: by category, and of the main level by unit and category. */
void lci_page_change_list_write(const struct lci_page *page, const struct lci_page_change_list *list);

static inline struct lci_page_change *
lci_page_change_of(const struct lci_page *page, const struct lci_page_change_list *list, size_t unit, size_t group)
{
    return &list->changes[unit * page->figures->group_count + group];
}

#endif
