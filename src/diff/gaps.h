/* gaps.h - the gaps of both results with their homes, for the files that read and compare them. */
#ifndef LCI_DIFF_GAPS_H
#define LCI_DIFF_GAPS_H

#include "diff/job.h"

/** What makes a gap another one: its number of homes and its people, by the four weights. */
enum { LCI_GAP_AMOUNTS = 1 + LCI_DIFF_WEIGHTS, LCI_GAP_POPULATION = 2 };

struct lci_gap_read {
    uint32_t fid;
    uint32_t of; /* of the gap counts; LCI_DIFF_WHOLE: it is not compared */
    double amounts[LCI_GAP_AMOUNTS];
    double box_m[4]; /* least x, greatest x, least y, greatest y */
    bool has_box;
};

/** A home in a gap. */
struct lci_gap_part {
    uint32_t gap, home; /* of the gaps; number of the id */
    double ratio;       /* of the home that is uncovered */
};

struct lci_gap_side {
    struct lci_gap_read *items;  /* count */
    struct lci_keyed *keys;      /* count, sorted: number of profile and id -> gap */
    struct lci_gap_part *parts;  /* part_count */
    struct lci_keyed *part_keys; /* part_count, sorted: number of profile, category and home -> part */
    size_t count, capacity, key_capacity, part_count, part_capacity, part_key_capacity;
};

struct lci_gap_scan {
    struct lci_diff_job *job;
    struct lci_gap_side sides[LCI_DIFF_SIDES];
    struct {
        uint32_t of[LCI_DIFF_SIDES];
    } * uses; /* use_count: by the number of an id, how many homes have it */
    size_t use_count;
};

/** Finds what has become of each gap, into the job. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_gap_scan_compare(struct lci_gap_scan *scan, struct lci_error *err);

#endif
