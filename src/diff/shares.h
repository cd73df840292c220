/* shares.h - a change split into what each of several causes has done to it, whatever their order.
 */
#ifndef LCI_DIFF_SHARES_H
#define LCI_DIFF_SHARES_H

#include <stddef.h>
#include <stdint.h>

enum { LCI_SHARES_MOST = 4 }; /* causes that are replayed */

/** Numbers up to this stay exact: 24 orders of four causes, 16 subsets. */
#define LCI_SHARES_VALUE_MOST INT64_C(1000000000000000)

/** n!: in how many orders n causes can come; n up to LCI_SHARES_MOST. */
int64_t lci_shares_orders(size_t n);

/**
 * How often the value of a subset counts in the sum over all orders of what `cause` changes: for
 * one that holds it (s - 1)! (n - s)!, for one that does not -s! (n - s - 1)!, s causes in it of n.
 * subset: a bit a cause.
 *
 * The mean of what a cause changes over all orders of n causes (Shapley 1953) is the sum of value
 * times this over all subsets, divided by n!. It is linear in the values, so that each can be added
 * as it comes and none has to be kept. The means of all causes add up to (value of all) - (value of
 * none); a cause that never changes anything has 0; two that always change as much have as much.
 */
int64_t lci_shares_times(size_t n, unsigned subset, size_t cause);

/**
 * Whole parts of a whole: sums[i] is n! times what cause i has done, together n! times a whole
 * number. Each is rounded down; what is left goes, one each, to those with the largest remainders,
 * of equal ones to the first (Hamilton's method). A part without a remainder stays as it is. sums,
 * parts: n each.
 */
void lci_shares_round(const int64_t *sums, size_t n, int64_t *parts);

#endif
