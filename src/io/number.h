/* number.h - numbers as people write them into tables. */
#ifndef LCI_IO_NUMBER_H
#define LCI_IO_NUMBER_H

/** A number as people write it: "1,234", "３５０", "约1200㎡", " 12.5 人", "1.2万". */
enum lci_number_kind {
    LCI_NUMBER_OK,       /* read as written */
    LCI_NUMBER_GUESSED,  /* a unit, a word or a separator was taken off: report it */
    LCI_NUMBER_NONE,     /* empty, "-", "/", "无", "NULL": no value */
    LCI_NUMBER_BAD       /* not a number: report it */
};
enum lci_number_kind lci_number_from_text(const char *text, double *value);

#endif
