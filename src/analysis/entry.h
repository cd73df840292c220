/* entry.h - where a place enters the network. */
#ifndef LCI_ANALYSIS_ENTRY_H
#define LCI_ANALYSIS_ENTRY_H

#include <lifecircle/network.h>

/** Where a demand point enters the open network, and the walk before that: its leg, private ways of its home, and inside a
 * walled home the way to the gate. */
struct lci_entry {
    lci_edge_id edge;
    uint32_t offset_mm;
    uint32_t before_mm;
};

#endif
