/* real.h - small sums that the compiler puts in line; fmin(), fmax() and hypot() are calls, as they mind NAN and overflow. */
#ifndef LCI_BASE_REAL_H
#define LCI_BASE_REAL_H

#include <math.h>

static inline double
lci_min(double a, double b)
{
    return a < b ? a : b;
}

static inline double
lci_max(double a, double b)
{
    return a > b ? a : b;
}

/** The greatest of 1, 2 and 5 times a power of ten that is at most `most` (above 0): lengths of scale bars. */
static inline double
lci_round_below(double most)
{
    const double power = pow(10.0, floor(log10(most)));

    return power * (most >= 5.0 * power ? 5.0 : most >= 2.0 * power ? 2.0 : 1.0);
}

static inline double
lci_length(double x, double y)
{
    return sqrt(x * x + y * y);
}

#endif
