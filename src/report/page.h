/* page.h - the report in the making: what its sections read, and how they refer to each other. */
#ifndef LCI_REPORT_PAGE_H
#define LCI_REPORT_PAGE_H

#include "report/figures.h"
#include "report/html.h"
#include "result/document.h"
#include "result/phrases.h"

/**
 * What every section gets. All of it but the page itself is read only, and lives as long as the page is made. Anchors, which
 * only the program's own numbers are part of: "category-C" and "map-C" (C: index of the category in the pass,
 * category_count: all together), "unit-FID" (fid in the pass's layer of units), "gap-FID" (fid in the table gaps), and one
 * of each section.
 */
struct lci_page {
    struct lci_html *html;
    struct lci_result *result;
    struct lci_result_document document; /* in the language of the page */
    const struct lci_result_pass
        *pass; /* whose figures are shown in full: by_unit where there is one, else the run's first */
    const struct lci_figures *figures;
    struct lci_webmap *webmap; /* notes what of it stands in the page already */
    const struct lci_phrases *phrases;
    struct lci_arena *arena;
    const char *account; /* what a night says of its changes; NULL: nothing */
    const char *folder;  /* that the result is published in, with what a night leaves beside it; NULL: not known */
};

/** A section of the page. Errors: LCI_E_IO, LCI_E_DATA, LCI_E_NOMEM. */
typedef enum lci_status (*lci_page_section)(const struct lci_page *page, struct lci_error *err);

enum lci_status lci_page_head(const struct lci_page *page, struct lci_error *err);
enum lci_status lci_page_map(const struct lci_page *page, struct lci_error *err);
enum lci_status lci_page_indicators(const struct lci_page *page, struct lci_error *err);
enum lci_status lci_page_matrix(const struct lci_page *page, struct lci_error *err);
enum lci_status lci_page_categories(const struct lci_page *page, struct lci_error *err);
enum lci_status lci_page_units(const struct lci_page *page, struct lci_error *err);
enum lci_status lci_page_changes(const struct lci_page *page, struct lci_error *err);
enum lci_status lci_page_quality(const struct lci_page *page, struct lci_error *err);
enum lci_status lci_page_method(const struct lci_page *page, struct lci_error *err);

/** Looks for the account of a night in the page's folder, in its language; none: it stays NULL. Errors: LCI_E_IO,
 * LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_page_account_read(struct lci_page *page, struct lci_error *err);

/** Above all sections: what the page is called, who made it of what, and its stamp. */
void lci_page_cover(const struct lci_page *page);

/** The page's title: the document's, or one of its own. Borrowed. */
const char *lci_page_title(const struct lci_page *page);

/** What a category of the pass is called, or for category_count all of them together. Borrowed. */
const char *lci_page_category(const struct lci_page *page, size_t category);

/** The same of a group of figures: a category, all of them, or a set. Borrowed. */
const char *lci_page_group(const struct lci_page *page, const struct lci_figure_group *group);

/** The level whose units are shown side by side: subdistricts, else the first with several; LCI_FIGURES_NONE: there are no
 * units. */
uint32_t lci_page_main_level(const struct lci_page *page);

/** Whether units of the level have parts of the page of their own, "unit-FID"; else that is their row in the matrix. */
bool lci_page_has_parts(const struct lci_page *page, uint32_t level);

/** What the profile of the pass is called. Borrowed. */
const char *lci_page_profile(const struct lci_page *page, const struct lci_result_pass *pass);

/** A value of a column as people read it (legend/value_words.h), or as it is. Borrowed. */
const char *lci_page_word(const struct lci_page *page, const char *column, const char *value);

/** What is weighed, what it is counted in, and how numbers of it are shown: times `scale`, with so many decimals. Static. */
struct lci_page_weight {
    const char *zh, *en, *measure_zh, *measure_en;
    double scale;
    unsigned decimals;
};

const struct lci_page_weight *lci_page_weight(enum lci_figure_weight weight);

/** "15 分钟（1,080 米）"; NAN where it is not the same for all. */
void lci_page_limit(const struct lci_page *page, double limit_m, double limit_min);
/** The same of a category, and that its facilities have limits of their own, of which it is the largest. */
void lci_page_category_limit(const struct lci_page *page, const char *id, double limit_m, double limit_min);

/** An amount of a weight, without what it is counted in. */
void lci_page_amount(const struct lci_page *page, double amount, enum lci_figure_weight weight);

/** What a share counts, of what. */
void lci_page_definition(const struct lci_page *page, const struct lci_figure_group *group, enum lci_figure_weight weight);

/** The asterisk for what is too small to be shown. */
void lci_page_hidden(const struct lci_page *page);

/** "13,387 / 18,930", where a heading says what is counted. */
void lci_page_parts(const struct lci_page *page, const struct lci_figure_unit *unit, const struct lci_figure *figure,
                    enum lci_figure_weight weight);

/** "13,387 / 18,930 户", and "70.7%"; what is hidden is an asterisk, a share of nothing n/a. */
void lci_page_fraction(const struct lci_page *page, const struct lci_figure_unit *unit, const struct lci_figure *figure,
                       enum lci_figure_weight weight);
void lci_page_share(const struct lci_page *page, const struct lci_figure_unit *unit, const struct lci_figure *figure,
                    enum lci_figure_weight weight);

/** The share that is shown, 0 to 1, for charts; NAN: none is. */
double lci_page_ratio(const struct lci_figure_unit *unit, const struct lci_figure *figure, enum lci_figure_weight weight);

/** A text of the result, in Chinese by the phrases; escaped. */
void lci_page_phrase(const struct lci_page *page, const char *text);

#endif
