/* qml_text.h - texts and expressions inside what QGIS reads, so that none of them becomes anything
 * else. */
#ifndef LCI_QGIS_QML_TEXT_H
#define LCI_QGIS_QML_TEXT_H

#include "io/growing_text.h"

/**
 * Adds what a person reads, for an attribute in "double quotes" or between tags. Escaped; "[%" and
 * "%]", between which QGIS evaluates expressions even in labels, are broken up by a blank; what is
 * no character of XML, and what turns or breaks lines in sight (controls, U+2028, U+202E and their
 * like), becomes U+FFFD.
 */
void lci_qml_add_label(struct lci_growing_text *out, const char *text);

/** The same where nothing is escaped: the name of a style. */
void lci_qml_add_plain(struct lci_growing_text *out, const char *text);

/** Adds what QGIS reads, an expression or HTML of ours: escaped, and else as it is. */
void lci_qml_add_raw(struct lci_growing_text *out, const char *text);

/** The same between tags, where quotes need no escaping. */
void lci_qml_add_inner(struct lci_growing_text *out, const char *text);

/** Adds a label to HTML, which is itself escaped once more when it goes into XML. */
void lci_qml_add_html(struct lci_growing_text *out, const char *text);

/** Adds the name of a column to an expression: "name". */
void lci_qml_add_column(struct lci_growing_text *out, const char *name);

/** Adds a text to an expression: 'it''s'; with nothing in it that would end an expression in a map
 * tip ("%]"). */
void lci_qml_add_literal(struct lci_growing_text *out, const char *text);

/** A name and a value; a list of them ends with {NULL}. */
struct lci_qml_pair {
    const char *name, *value;
};

/** Properties that expressions define, as an element of that name; NULL, or an empty list: nothing.
 */
void lci_qml_add_defined(struct lci_growing_text *out, const char *element,
                         const struct lci_qml_pair *defined);

/** "214,0,31,255" of "#d6001f". Borrowed from `out`. */
const char *lci_qml_colour(const char *colour, char out[20]);

/** Adds ` name="value"`, a label. name: as it is. value: NULL is empty. */
void lci_qml_add_attribute(struct lci_growing_text *text, const char *name, const char *value);

/** Adds <name>value</name>, a label. name: as it is. value: NULL is empty. */
void lci_qml_add_element(struct lci_growing_text *text, const char *name, const char *value);

/** Adds a number, in any locale. */
void lci_qml_add_number(struct lci_growing_text *text, double value);

/** Adds a value as a text of SQL, in 'single quotes'; not yet XML. */
void lci_qml_add_sql(struct lci_growing_text *text, const char *value);

#endif
