/* attributes.h - what sources say about facilities and units beyond the roles every run has, as text by name. */
#ifndef LCI_ANALYSIS_ATTRIBUTES_H
#define LCI_ANALYSIS_ATTRIBUTES_H

#include <lifecircle/texts.h>

#include "analysis/model.h"
#include "base/quality.h"

/** Index of `name` among `count` names, ascending byte by byte; LCI_NONE: it is none of them. */
uint32_t lci_attribute_index(const char *const *names, size_t count, const char *name);

/**
 * Text of an attribute as its source gives it, without surrounding blanks; NULL where it is empty, or no source of the row
 * has such a field. Borrowed. Cost: O(log n) of the names; for many rows take lci_attribute_index() once.
 */
const char *lci_facility_attribute(const struct lci_facilities *facilities, size_t facility, const char *name);
const char *lci_unit_attribute(const struct lci_units *units, size_t unit, const char *name);

/**
 * The attribute as a number, by the reader of all numbers of tables: *value is NAN where there is none. Where a word or unit
 * is taken off ("约1200㎡" is 1200) quality, which may be NULL, gets the warning `number_guessed`, and where a text is no number
 * `number_not_readable`: so ask once a row. Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_facility_number(const struct lci_facilities *facilities, size_t facility,
                                                 const char *name, struct lci_quality *quality, double *value,
                                                 struct lci_error *err);
LCI_MUST_USE enum lci_status lci_unit_number(const struct lci_units *units, size_t unit, const char *name,
                                             struct lci_quality *quality, double *value, struct lci_error *err);

/** Order of two rows by their attributes, one after the other; no value comes first. */
int lci_attributes_compare(const char *const *left, const char *const *right, size_t count);

/**
 * Gives the facility `kept` the attributes that it lacks and its repeat `dropped` has. Where both have one and they differ,
 * that of `kept` stays, unless facilities->judge finds it against counting the facility and the other one for it; quality gets
 * `duplicate_differs`: a warning, or an error where the two say different things about that (no text at all is one that says
 * nothing). Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_facility_take_attributes(struct lci_facilities *facilities, size_t kept, size_t dropped,
                                                          struct lci_quality *quality, struct lci_error *err);

/**
 * Whether a row's attributes (count texts beside the names; NULL: none) match any of the selections, each with all its matches; a
 * match without values asks for any value but "no". True where there is no selection.
 */
bool lci_attributes_selected(const char *const *names, size_t count, const char *const *texts,
                             const struct lci_selection *select, size_t select_count);

#endif
