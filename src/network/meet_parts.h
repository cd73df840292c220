/* meet_parts.h - what the search for ends and the search for crossings share. */
#ifndef LCI_NETWORK_MEET_PARTS_H
#define LCI_NETWORK_MEET_PARTS_H

#include "network/meet.h"
#include "network/raster.h"

/** Nearest place on a segment. */
struct lci_foot {
    double xy_m[2];
    double t;     /* 0 to 1 from its lower end */
    double map_m; /* distance on the map */
};

/** An end that was joined to another way. */
struct lci_joined_end {
    uint32_t low_way, high_way;
    double xy_m[2];
};

/** The segments of all ways, lower end first, and what is found among them. */
struct lci_meeting_work {
    struct lci_meeting *found;
    struct lci_noding *noding;
    const struct lci_metric *metric;
    const struct lci_build_options *options;
    struct lci_build_remarks *remarks;
    struct lci_raster_segment *segments; /* value: index into the sequence */
    size_t segment_count;
    struct lci_raster raster;
    struct lci_joined_end *joined;
    size_t joined_count, joined_capacity;
    double reach_m; /* how far ends look, on the ground */
    double margin_m; /* the same on the map, at least */
};

struct lci_foot lci_foot_on(const struct lci_raster_segment *segment, const double *xy_m);

/** Whether two segments cross at a place inside both. */
bool lci_segments_cross(const double *a_m, const double *b_m, const double *c_m, const double *d_m);

const struct lci_way *lci_meeting_way(const struct lci_meeting_work *work,
                                      const struct lci_raster_segment *segment);

/** The places at the lower and the upper end of a segment. */
void lci_meeting_ends(const struct lci_meeting_work *work, const struct lci_raster_segment *segment,
                      uint32_t ends[2]);

/**
 * Whether a place is where the way of the segment ends: tolerance and near misses speak about
 * those.
 */
bool lci_meeting_ends_way(const struct lci_meeting_work *work,
                          const struct lci_raster_segment *segment, uint32_t place);

/** False: out of memory. */
bool lci_meeting_split(struct lci_meeting_work *work, const struct lci_raster_segment *segment,
                       double t, uint32_t place);

/** Joins ends within the tolerance; notes near misses. False: out of memory. */
bool lci_meeting_ends_join(struct lci_meeting_work *work);

/** Joins crossings, or remarks on them. False: out of memory. */
bool lci_meeting_cross(struct lci_meeting_work *work);

#endif
