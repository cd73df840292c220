/* xml.h - elements and numbers of what QGIS reads, and texts in its SQL; texts themselves: qml_text.h. */
#ifndef LCI_QGIS_XML_H
#define LCI_QGIS_XML_H

#include "qgis/qml_text.h"

/** Adds ` name="value"`, a label. name: as it is. value: NULL is empty. */
void lci_xml_attribute(struct lci_growing_text *text, const char *name, const char *value);

/** Adds <name>value</name>, a label. name: as it is. value: NULL is empty. */
void lci_xml_element(struct lci_growing_text *text, const char *name, const char *value);

/** Adds a number, in any locale. */
void lci_xml_number(struct lci_growing_text *text, double value);

/** Adds a value as a text of SQL, in 'single quotes'; not yet XML. */
void lci_sql_add_text(struct lci_growing_text *text, const char *value);

#endif
