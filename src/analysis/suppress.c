/* suppress.c - small cells, and those that would give them away. */
#include "analysis/suppress.h"

bool
lci_suppress_count(double count, double below)
{
    return count > 0.0 && count < below;
}

bool
lci_suppress_share(double numerator, double denominator, double below)
{
    return lci_suppress_count(numerator, below) || lci_suppress_count(denominator - numerator, below) ||
           lci_suppress_count(denominator, below);
}

bool
lci_suppress_parts(const double *parts, size_t count, double below, bool *hidden)
{
    size_t hidden_count = 0;
    size_t other = count;

    for (size_t i = 0; i < count; i++) {
        hidden[i] = lci_suppress_count(parts[i], below);
        hidden_count += hidden[i];
        if (!hidden[i] && parts[i] > 0.0 && (other == count || parts[i] < parts[other]))
            other = i;
    }
    if (hidden_count != 1)
        return true;
    if (other < count)
        hidden[other] = true;
    return other < count;
}
