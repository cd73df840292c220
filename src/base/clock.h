/* clock.h - what time it is: for logs, records and durations, never for results. */
#ifndef LCI_BASE_CLOCK_H
#define LCI_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

enum { LCI_CLOCK_TEXT_SIZE = 32 };

/** Now in UTC, as "2026-12-01T03:00:00.000Z". */
void lci_clock_write_now(char text[LCI_CLOCK_TEXT_SIZE]);

/** Seconds since 1970 of such a text; false: it is none. The milliseconds are left out. */
bool lci_clock_read(const char *text, int64_t *unix_s);

/** Seconds on a clock that nobody sets: only differences mean something. */
double lci_clock_s(void);

#endif
