/* html.h - a page of HTML that grows: what people have written goes in as text, never as markup. */
#ifndef LCI_REPORT_HTML_H
#define LCI_REPORT_HTML_H

#include <stdbool.h>
#include <stddef.h>

#include "io/growing_text.h"

/** A page of zeroes is an empty one in Chinese. Release with lci_html_fini(). One thread at a time. Running out of memory is
 * noted in `text.failed`: what is added from then on is lost. */
struct lci_html {
    struct lci_growing_text text;
    bool english;
};

void lci_html_fini(struct lci_html *html);

/** Markup of the program's own, and numbers in it: no word that comes from a result, no real number (both have calls of
 * their own). */
void lci_html_raw(struct lci_html *html, const char *format, ...) LCI_PRINTF(2, 3);

/**
 * A text that anybody may have written, in an element or between the quotes of an attribute: & < > " ' are escaped, what is
 * no UTF-8 is U+FFFD, control characters and those that turn the direction of writing (U+202E and its kind) are shown by
 * their number. NULL: nothing.
 */
void lci_html_text(struct lci_html *html, const char *text);

/** Words of the program's own in the language of the page, as text. */
void lci_html_say(struct lci_html *html, const char *zh, const char *en);

/** The heading of a column, a cell of the class `kind`. */
void lci_html_heading(struct lci_html *html, const char *kind, const char *zh, const char *en);

/** ` name="value"`, the value as a text; nothing for NULL. name: of the program's own. */
void lci_html_attribute(struct lci_html *html, const char *name, const char *value);

/** The string of a JSON value with its quotes, in a script element: no "<", ">", "&", U+2028 or U+2029 stands in it as
 * itself. */
void lci_html_json_text(struct lci_html *html, const char *text);

/** "12,345.6", as lci_number_to_read() writes it. */
void lci_html_number(struct lci_html *html, double value, unsigned decimals);
/** "70.7%" of 0.707; 100% and 0% only where it is all and nothing, else 99.9% and 0.1%. */
void lci_html_percent(struct lci_html *html, double ratio);
/** The same number for attributes: no groups, no zeroes at its end. */
void lci_html_plain(struct lci_html *html, double value, unsigned decimals);

#endif
