/* number_text.h - numbers as texts, in any locale: such as read back, and such as people read. */
#ifndef LCI_IO_NUMBER_TEXT_H
#define LCI_IO_NUMBER_TEXT_H

#include <stdbool.h>

enum { LCI_NUMBER_TEXT_SIZE = 40, LCI_NUMBER_DECIMALS_MAX = 4 };

/**
 * Writes `value` (finite) with a point and as few digits as read back to the same double; no
 * exponent between 1e-5 and 1e15. Zero has no sign. Threads: any.
 */
void lci_number_to_text(double value, char text[LCI_NUMBER_TEXT_SIZE]);

/**
 * Writes `value` as people read it: rounded half away from zero to `decimals`, 0 to LCI_NUMBER_DECIMALS_MAX. What is not
 * finite, or beyond 1e14, is "–". grouped: 12,345.6 instead of 12345.6. Threads: any.
 */
void lci_number_to_read(double value, unsigned decimals, bool grouped, char text[LCI_NUMBER_TEXT_SIZE]);

/** The same in no groups and without zeroes at its end: "5.6", "15". Minutes, metres and speeds are shown so. Threads: any. */
void lci_number_to_short(double value, unsigned decimals, char text[LCI_NUMBER_TEXT_SIZE]);

#endif
