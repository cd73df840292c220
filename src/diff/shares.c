/* shares.c - Shapley means in whole numbers. */
#include "diff/shares.h"

#include <assert.h>
#include <stdbool.h>

int64_t
lci_shares_orders(size_t n)
{
    int64_t product = 1;

    for (size_t i = 2; i <= n; i++)
        product *= (int64_t)i;
    return product;
}

int64_t
lci_shares_times(size_t n, unsigned subset, size_t cause)
{
    const bool holds = subset & (1U << cause);
    size_t size = 0;

    assert(n <= LCI_SHARES_MOST && cause < n);
    for (size_t i = 0; i < n; i++)
        size += subset >> i & 1U;
    return holds ? lci_shares_orders(size - 1) * lci_shares_orders(n - size)
                 : -lci_shares_orders(size) * lci_shares_orders(n - size - 1);
}

/* Rounded down, also below 0. */
static int64_t
divide_down(int64_t value, int64_t by)
{
    return value / by - (value % by < 0);
}

void
lci_shares_round(const int64_t *sums, size_t n, int64_t *parts)
{
    const int64_t orders = lci_shares_orders(n);
    int64_t rests[LCI_SHARES_MOST] = {0};
    int64_t left = 0;

    for (size_t i = 0; i < n; i++) {
        parts[i] = divide_down(sums[i], orders);
        rests[i] = sums[i] - parts[i] * orders;
        left += rests[i];
    }
    assert(left % orders == 0);
    for (left /= orders; left > 0; left--) {
        size_t largest = 0;

        for (size_t i = 1; i < n; i++)
            if (rests[i] > rests[largest])
                largest = i;
        parts[largest]++;
        rests[largest] = 0;
    }
}
