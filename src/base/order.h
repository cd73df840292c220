/* order.h - how qsort() and bsearch() compare plain numbers. */
#ifndef LCI_BASE_ORDER_H
#define LCI_BASE_ORDER_H

/** Ascending uint32_t: ids of all kinds. */
int lci_order_u32(const void *left, const void *right);

/** Ascending doubles, none of them NAN. */
int lci_order_doubles(const void *left, const void *right);

#endif
