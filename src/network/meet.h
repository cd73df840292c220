/* meet.h - where ways meet without sharing a vertex: ends near another way, and crossings. */
#ifndef LCI_NETWORK_MEET_H
#define LCI_NETWORK_MEET_H

#include "network/noding.h"
#include "network/remarks.h"

/** An end close to another way; worth a remark only if it stays a dead end. */
struct lci_near_miss {
    struct lci_build_remark remark;
    uint32_t place;     /* of the noding's places */
    uint32_t other_end; /* the other way's end if that is what it is close to, else LCI_NONE */
};

/** What was found. Zeroes are nothing. */
struct lci_meeting {
    struct lci_split *splits;
    size_t split_count, split_capacity;
    struct lci_near_miss *misses;
    size_t miss_count, miss_capacity;
};

/**
 * Finds where ways meet by tolerance and, if asked, by crossing; unites places in `noding`, adds
 * places for new vertices, and lists the splits. Nothing is done between two OSM ways. False: out
 * of memory.
 */
bool lci_meeting_find(struct lci_meeting *meeting, struct lci_noding *noding,
                      const struct lci_metric *metric, const struct lci_build_options *options,
                      struct lci_build_remarks *remarks);

void lci_meeting_fini(struct lci_meeting *meeting);

#endif
