/* sheets.h - the tables T1 to T7 that are handed in, as sheets. For the files of this module only. */
#ifndef LCI_RUN_SHEETS_H
#define LCI_RUN_SHEETS_H

#include "report/sheet.h"
#include "report/words.h"
#include "result/phrases.h"
#include "run/tables.h"

enum { LCI_SHEET_MAX = 12 };

/** Columns of a sheet as they grow. Texts and arrays live in the arena; a sheet shows what is here in the order of adding. */
struct lci_sheet_columns {
    struct lci_arena *arena;
    bool english;
    struct lci_column *items;
    struct lci_sheet_head *heads;
    size_t count, capacity, head_capacity;
    bool failed;
};

/** Adds a column: its name for programs, and its heading. of_...: what it is about, before both. */
void lci_sheet_column(struct lci_sheet_columns *columns, enum lci_column_kind kind, enum lci_sheet_format format,
                      const char *name, struct lci_words heading);
void lci_sheet_column_of(struct lci_sheet_columns *columns, enum lci_sheet_format format, const char *of_name,
                         const char *of_heading, const char *name, struct lci_words heading);

/** Three texts as one, in the arena; NULL: out of memory. */
const char *lci_sheet_joined(struct lci_arena *arena, const char *first, const char *between, const char *second);

/** Whether a target is met, as every sheet says it. */
const char *lci_sheet_verdict(const struct lci_job *job, bool passes);

/** A word of a column of texts (its name for programs) as the sheet shows it: in Chinese where there is a word for it. */
const char *lci_sheet_value(const struct lci_job *job, const char *column, const char *value);

/**
 * A text as the sheet says it: in Chinese where a phrase fits it, or each part that "; " joins, or where it is the id of a
 * category; else the text itself. The answer is in `buffer`, of `size` bytes, or the text.
 */
const char *lci_sheet_phrase(const struct lci_job *job, const char *text, char *buffer, size_t size);

/** Moves the columns into the sheet. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_sheet_columns_finish(struct lci_sheet_columns *columns, struct lci_sheet *sheet,
                                                      struct lci_error *err);

/**
 * Lets a sheet, which is whole otherwise, show numbers as its formats say: rounded, and what is a ratio in its rows in per cent.
 * Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_sheet_round(struct lci_arena *arena, struct lci_sheet *sheet, struct lci_error *err);

/** The column of that name of a result table, which is there. */
size_t lci_table_column(const struct lci_table *table, const char *name);

/** What a cell shows where a share has no whole, and where a number is not published. */
void lci_cell_not_applicable(struct lci_cells *cells);
void lci_cell_hidden(struct lci_cells *cells);

/** Who walks, as a sheet says it. */
const char *lci_sheet_profile(const struct lci_job *job);

/** The level of a pass with that id; LCI_NONE: there are no units of it. */
uint32_t lci_job_level(const struct lci_job *job, const char *id);

/** The unit of a level that a unit is or lies in; LCI_NONE. */
uint32_t lci_unit_at_level(const struct lci_job *job, uint32_t unit, uint32_t level);

/** What is weighed in the tables: a weight, or LCI_NONE for land. Errors: LCI_E_CONFIG (the run has no such weight). */
LCI_MUST_USE enum lci_status lci_job_hand_in_weight(const struct lci_job *job, uint32_t *weight, struct lci_error *err);

/** Its name, and what it counts, in the language of the tables. */
const char *lci_hand_in_weight_name(const struct lci_job *job, uint32_t weight);
const char *lci_hand_in_measure(const struct lci_job *job, uint32_t weight);

/** The whole of a unit, and what of it is within limit `limit` of a category. Land in square metres. */
double lci_hand_in_whole(const struct lci_job *job, size_t unit, uint32_t weight);
double lci_hand_in_covered(const struct lci_job *job, size_t unit, uint32_t category, size_t limit, uint32_t weight);

/** The least count that is published; 0: of land, which is nobody. */
double lci_hand_in_below(const struct lci_job *job, uint32_t weight);

/** The target of a category, or (LCI_NONE) of all together; 0: none. */
double lci_job_target_ratio(const struct lci_job *job, uint32_t category);

/* One sheet each, of one pass; `sheet->table` has no columns where there is nothing to show. */
typedef enum lci_status (*lci_sheet_maker)(struct lci_job *job, struct lci_sheet *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_sheet_subdistricts(struct lci_job *job, struct lci_sheet *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_sheet_communities(struct lci_job *job, struct lci_sheet *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_sheet_circles(struct lci_job *job, struct lci_sheet *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_sheet_indicators(struct lci_job *job, struct lci_sheet *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_sheet_gaps(struct lci_job *job, struct lci_sheet *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_sheet_projects(struct lci_job *job, struct lci_sheet *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_sheet_quality(struct lci_job *job, struct lci_sheet *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_sheet_sources(struct lci_job *job, struct lci_sheet *out, struct lci_error *err);

/* What stands behind T1 to T7: definitions, indicators with their targets, and the columns of all sheets. */
LCI_MUST_USE enum lci_status lci_sheet_definitions(struct lci_job *job, struct lci_sheet *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_sheet_indicator_list(struct lci_job *job, struct lci_sheet *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_sheet_column_list(struct lci_job *job, const struct lci_sheet *sheets, size_t sheet_count,
                                                   struct lci_sheet *out, struct lci_error *err);

/**
 * Notes in the table `quality` which of T1 to T7 are left out, and why. Errors: LCI_E_CONFIG (no such weight), LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_job_check_hand_in(struct lci_job *job, struct lci_error *err);

#endif
