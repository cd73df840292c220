/* style_page.h - what the writers of styles have in common: words, expressions, and what the rows
 * of a layer say. */
#ifndef LCI_QGIS_STYLE_PAGE_H
#define LCI_QGIS_STYLE_PAGE_H

#include "legend/column_words.h"
#include "legend/value_words.h"
#include "qgis/qml.h"
#include "qgis/styles.h"

/** A style that is being written, in one language. What fails sets out->failed; texts live in the
 * arena of the styles. */
struct lci_style_page {
    const struct lci_qgis_styles *styles;
    const struct lci_qgis_style *style;
    bool english;
    struct lci_growing_text *out;
};

/** The one or the other. */
static inline const char *
lci_style_pick(const struct lci_style_page *page, const char *zh, const char *en)
{
    return page->english ? en : zh;
}

/** A text of the parts; "" where memory runs out. */
const char *lci_style_text(struct lci_style_page *page, const char *format, ...) LCI_PRINTF(2, 3);

/** A column's name and a text as expressions have them: "name", 'text'. */
const char *lci_style_column(struct lci_style_page *page, const char *name);
const char *lci_style_literal(struct lci_style_page *page, const char *text);

/** "column" = 'value'; a value of NULL: "column" IS NULL. */
const char *lci_style_is(struct lci_style_page *page, const char *column, const char *value);

/** What a column of the style's layer is called (lci_column_word), or its name. */
const char *lci_style_word(struct lci_style_page *page, const char *column);

/** What a category is called; "whole_circle" is all of them. */
const char *lci_style_category(struct lci_style_page *page, const char *id);

/* Expressions that say a value as people read it. */

/** Words instead of the values of a column: those of the legend. */
const char *lci_style_legend_words(struct lci_style_page *page, const char *expression,
                                   const struct lci_legend *legend);
/** Labels instead of ids of categories. */
const char *lci_style_category_words(struct lci_style_page *page, const char *column);
/** Words instead of the words for programs of a column (value_words.h, column `of`); others as they
 * are. values: count. */
const char *lci_style_value_words(struct lci_style_page *page, const char *column, const char *of,
                                  const char *const *values, size_t count);
/** People or households: whole numbers, "*" for what is too little to be shown. */
const char *lci_style_count(struct lci_style_page *page, const char *column);
/** A number for an expression, with as many digits as it has. */
const char *lci_style_number(struct lci_style_page *page, double value);
/** "61.3 %", "580 米", "8.1 分钟". */
const char *lci_style_share(struct lci_style_page *page, const char *expression);
const char *lci_style_metres(struct lci_style_page *page, const char *column);
const char *lci_style_minutes(struct lci_style_page *page, const char *column);

/** "5 分钟（360 米）以内", "5–8 分钟（360–576 米）": from a limit (0: from the door) to the next.
 * NAN: not known. */
const char *lci_style_band(struct lci_style_page *page, double from_min, double to_min,
                           double from_m, double to_m);

/** Rules for the classes of a legend of ranges, and one for what has no number. expression: the
 * number. border: as in lci_qml_class_symbol(). */
void lci_style_add_ranges(struct lci_style_page *page, struct lci_qml_renderer *renderer,
                          const struct lci_legend *legend, const char *expression,
                          const char *border);

/** Rules for the classes of a legend of values; a class without a value is for all others of the
 * group. */
void lci_style_add_values(struct lci_style_page *page, struct lci_qml_renderer *renderer,
                          const struct lci_legend *legend, const char *column, const char *border);

/** What was handed in as HTML that shows it, whatever it looks like, and without what turns the
 * direction of writing. */
const char *lci_style_html(struct lci_style_page *page, const char *expression);

/**
 * Map tip of rows whose labels are what the columns are called. heading: any expression;
 * expressions of rows answer HTML, those of NULL are the columns themselves.
 */
void lci_style_tip(struct lci_style_page *page, const char *heading, const struct lci_qml_tip *rows,
                   size_t count);

/* Listing styles. */

/** One more style, to be filled; NULL: out of memory. The first of a layer is its default. */
struct lci_qgis_style *lci_styles_add(struct lci_qgis_styles *styles, const char *layer,
                                      lci_qgis_style_writer write, struct lci_error *err);

/**
 * Whether the layers of a pass have styles for all questions: those of the first profile, and of
 * the rule by which every unit has its own; of further profiles the first question has to do, or
 * styles would outweigh the rows.
 */
bool lci_styles_in_full(const struct lci_qgis_styles *styles, const struct lci_result_pass *pass);

/** What a style is about, in the one language and the other. */
struct lci_qgis_title {
    const char *question[LCI_QGIS_LANGUAGES]; /* "覆盖情况", "Covered" */
    const char *subject[LCI_QGIS_LANGUAGES];  /* label of its category or indicator; NULL: none */
    const char *profile[LCI_QGIS_LANGUAGES];  /* label of who walks, where the layer is about
                                                 several; NULL: one */
};

/** Fills id ("QUESTION.SUBJECT.PROFILE", parts of NULL left out), names and titles. Errors:
 * LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_styles_name(struct lci_qgis_styles *styles,
                                             struct lci_qgis_style *style,
                                             const char *const parts[3],
                                             const struct lci_qgis_title *title,
                                             struct lci_error *err);

/** The same of a style of the rows of its profile and category, whose labels it takes; profiles are
 * named where there are several. */
LCI_MUST_USE enum lci_status lci_styles_name_row(struct lci_qgis_styles *styles,
                                                 struct lci_qgis_style *style, const char *question,
                                                 struct lci_qgis_title *title,
                                                 struct lci_error *err);

/** Label of a category, profile, ... in both languages. */
void lci_styles_labels(const struct lci_qgis_styles *styles, const char *kind, const char *id,
                       const char *labels[LCI_QGIS_LANGUAGES]);

/** Different rows of values, in the order in which they first occur; value v of row r is values[r *
 * width + v], NULL where null. */
struct lci_qgis_rows {
    const char **values;
    size_t count, width;
};

/** Looks through a layer; columns that it does not have are null. Errors: LCI_E_IO, LCI_E_NOMEM.
 * Cost: O(rows of the layer times rows found). */
LCI_MUST_USE enum lci_status lci_styles_scan(const struct lci_qgis_styles *styles,
                                             const char *layer, const char *const *columns,
                                             size_t width, struct lci_qgis_rows *out,
                                             struct lci_error *err);
/** The same with all rows, as they come. Cost: O(rows). */
LCI_MUST_USE enum lci_status lci_styles_read(const struct lci_qgis_styles *styles,
                                             const char *layer, const char *const *columns,
                                             size_t width, struct lci_qgis_rows *out,
                                             struct lci_error *err);

/* The styles of a layer of each kind, listed. */
typedef enum lci_status (*lci_styles_lister)(struct lci_qgis_styles *styles, const char *layer,
                                             struct lci_error *err);

enum lci_status lci_styles_of_homes(struct lci_qgis_styles *styles, const char *layer,
                                    struct lci_error *err);
enum lci_status lci_styles_of_units(struct lci_qgis_styles *styles, const char *layer,
                                    struct lci_error *err);
enum lci_status lci_styles_of_areas(struct lci_qgis_styles *styles, const char *layer,
                                    struct lci_error *err);
enum lci_status lci_styles_of_reached_streets(struct lci_qgis_styles *styles, const char *layer,
                                              struct lci_error *err);
enum lci_status lci_styles_of_gaps(struct lci_qgis_styles *styles, const char *layer,
                                   struct lci_error *err);
enum lci_status lci_styles_of_facilities(struct lci_qgis_styles *styles, const char *layer,
                                         struct lci_error *err);
enum lci_status lci_styles_of_gates(struct lci_qgis_styles *styles, const char *layer,
                                    struct lci_error *err);
enum lci_status lci_styles_of_defects(struct lci_qgis_styles *styles, const char *layer,
                                      struct lci_error *err);
enum lci_status lci_styles_of_gate_gains(struct lci_qgis_styles *styles, const char *layer,
                                         struct lci_error *err);
enum lci_status lci_styles_of_ground(struct lci_qgis_styles *styles, const char *layer,
                                     struct lci_error *err);
enum lci_status lci_styles_of_homes_changed(struct lci_qgis_styles *styles, const char *layer,
                                            struct lci_error *err);
enum lci_status lci_styles_of_gaps_changed(struct lci_qgis_styles *styles, const char *layer,
                                           struct lci_error *err);
enum lci_status lci_styles_of_units_changed(struct lci_qgis_styles *styles, const char *layer,
                                            struct lci_error *err);
enum lci_status lci_styles_of_things_changed(struct lci_qgis_styles *styles, const char *layer,
                                             struct lci_error *err);

#endif
