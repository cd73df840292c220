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

static inline double
lci_length(double x, double y)
{
    return sqrt(x * x + y * y);
}

#endif
