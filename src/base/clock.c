/* clock.c - what time it is: for logs, records and durations, never for results. */
#include "base/clock.h"

#include <stdio.h>
#include <time.h>

void
lci_clock_write_now(char text[LCI_CLOCK_TEXT_SIZE])
{
    struct timespec now = {0};
    struct tm utc = {0};
    size_t length = 0;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    (void)gmtime_r(&now.tv_sec, &utc);
    length = strftime(text, 20, "%Y-%m-%dT%H:%M:%S", &utc);
    (void)snprintf(text + length, LCI_CLOCK_TEXT_SIZE - length, ".%03ldZ", now.tv_nsec / 1000000);
}

bool
lci_clock_read(const char *text, int64_t *unix_s)
{
    struct tm utc = {0};

    if (!text || !strptime(text, "%Y-%m-%dT%H:%M:%S", &utc))
        return false;
    *unix_s = timegm(&utc);
    return true;
}

double
lci_clock_s(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}
