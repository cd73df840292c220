/* xml.c - elements and numbers of what QGIS reads, and texts in its SQL. */
#include "qgis/xml.h"

#include <string.h>

#include "io/number_text.h"

void
lci_xml_attribute(struct lci_growing_text *text, const char *name, const char *value)
{
    lci_text_add(text, " %s=\"", name);
    lci_qml_add_label(text, value ? value : "");
    lci_text_add(text, "\"");
}

void
lci_xml_element(struct lci_growing_text *text, const char *name, const char *value)
{
    lci_text_add(text, "<%s>", name);
    lci_qml_add_label(text, value ? value : "");
    lci_text_add(text, "</%s>", name);
}

void
lci_xml_number(struct lci_growing_text *text, double value)
{
    char number[LCI_NUMBER_TEXT_SIZE];

    lci_number_to_text(value, number);
    lci_text_add_bytes(text, number, strlen(number));
}

void
lci_sql_add_text(struct lci_growing_text *text, const char *value)
{
    lci_text_add(text, "'");
    for (; value && *value; value++)
        lci_text_add_bytes(text, *value == '\'' ? "''" : value, *value == '\'' ? 2 : 1);
    lci_text_add(text, "'");
}
