/* remarks.h - collecting what the person who drew the streets should know. */
#ifndef LCI_NETWORK_REMARKS_H
#define LCI_NETWORK_REMARKS_H

#include "network/build.h"

/** False: out of memory. */
bool lci_build_remarks_add(struct lci_build_remarks *remarks,
                           const struct lci_build_remark *remark);

/** Sorts, keeps one crossing a pair of ways, and says nothing twice. */
void lci_build_remarks_tidy(struct lci_build_remarks *remarks);

#endif
