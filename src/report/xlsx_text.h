/* xlsx_text.h - how much room a text takes in a cell. */
#ifndef LCI_REPORT_XLSX_TEXT_H
#define LCI_REPORT_XLSX_TEXT_H

#include <stddef.h>

/** The width of a text in Latin digits, by which columns are measured: Chinese characters are twice as wide. Of its widest line. */
double lci_text_width(const char *text);

/** The width of the widest piece that is not broken: a word between blanks, or one Chinese character. */
double lci_text_widest_word(const char *text);

/** How many lines a text takes in a cell of that width, at least 1: broken at blanks and beside Chinese characters. */
size_t lci_text_lines(const char *text, double width);

#endif
