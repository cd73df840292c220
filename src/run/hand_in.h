/* hand_in.h - the tables T1 to T7 as CSV files and as a workbook, beside the results. */
#ifndef LCI_RUN_HAND_IN_H
#define LCI_RUN_HAND_IN_H

#include "run/sheets.h"

/** The sheets of a run, what stands before them, and where they go. Everything lives in the arena of the first pass. */
struct lci_hand_in_sheets {
    struct lci_sheet items[LCI_SHEET_MAX];
    size_t count, table_count; /* T1 to T7 come first; what explains them is in the workbook only */
    struct lci_cover cover;
    bool english;
};

/** Says of which standard, profiles, data and program the tables are. Errors: LCI_E_NOMEM, LCI_E_CONFIG (no such weight). */
LCI_MUST_USE enum lci_status lci_hand_in_cover(struct lci_passes *passes, struct lci_cover *out, struct lci_error *err);

/** "Standard ...; profiles ...; lifecircle 0.1.0": the same as one line. NULL: out of memory. */
const char *lci_hand_in_origin(struct lci_passes *passes);

/** Whether any are asked for. */
bool lci_hand_in_is_asked_for(const struct lci_config *config);

/** Makes the sheets of all passes; after the quality rows of all are one list. Errors: LCI_E_NOMEM, LCI_E_CONFIG. */
LCI_MUST_USE enum lci_status lci_hand_in_make(struct lci_passes *passes, struct lci_hand_in_sheets *out, struct lci_error *err);

/**
 * Adds the folder and the workbook that are asked for to what is written. sheets: NULL to check whether they could be written;
 * else it outlives the writing.
 */
void lci_hand_in_add(const struct lci_config *config, struct lci_hand_in_sheets *sheets, struct lci_write_options *options);

#endif
