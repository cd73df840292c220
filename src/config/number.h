/* number.h - numbers of a configuration, whatever the locale. */
#ifndef LCI_CONFIG_NUMBER_H
#define LCI_CONFIG_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

enum { LCI_NUMBER_TEXT_SIZE = 32 };

/**
 * Reads a decimal number ("15", "-0.04", "1e3") that fills the whole text. False: it is none, has
 * more than 15 digits, or is below 1e-22 or above 1e37. What is read is the double nearest to what
 * is written.
 */
bool lci_number_read(const char *text, double *value);

/** Writes a number with at most 3 decimals, none of them a trailing zero; its size must be below
 * 1e15. */
void lci_number_write(double value, char text[LCI_NUMBER_TEXT_SIZE]);

#endif
