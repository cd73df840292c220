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

/**
 * Floors above the ground as tables write them: what lci_number_from_text() reads (LCI_NUMBER_OK), else (LCI_NUMBER_GUESSED)
 * sums such as "6+1" and floors beside some below the ground, which count nothing: "18F/B2", "地上6层地下1层", "B1" (0).
 * 0 as a number is LCI_NUMBER_NONE. *floors is NAN where there is no number.
 */
enum lci_number_kind lci_floors_from_text(const char *text, double *floors);

#endif
