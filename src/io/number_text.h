/* number_text.h - numbers as the shortest text that reads back, in any locale. */
#ifndef LCI_IO_NUMBER_TEXT_H
#define LCI_IO_NUMBER_TEXT_H

enum { LCI_NUMBER_TEXT_SIZE = 40 };

/**
 * Writes `value` (finite) with a point and as few digits as read back to the same double; no
 * exponent between 1e-5 and 1e15. Zero has no sign. Threads: any.
 */
void lci_number_to_text(double value, char text[LCI_NUMBER_TEXT_SIZE]);

#endif
