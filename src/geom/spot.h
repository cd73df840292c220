/* spot.h - where places join the network, and what can be said of all places around one: the ground as streets see it. */
#ifndef LCI_GEOM_SPOT_H
#define LCI_GEOM_SPOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "geom/zones.h"
#include "network/street_index.h"

/* The label of places that join nowhere. */
#define LCI_SPOT_NOWHERE UINT64_MAX

/**
 * Where a place joins. Places of one label next to each other join the same edge (by the same zone's ways). A label is either a run
 * of nearly straight street: offset and leg change evenly from one place to the next, and the leg is below 0 on the right of the
 * street. Or it is a corner, a point that a whole fan of places joins: the offset is one, the leg is the distance to the point.
 */
struct lci_spot {
    uint64_t label;
    lci_edge_id edge; /* LCI_NONE: nowhere */
    uint32_t zone;    /* whose private ways it uses; LCI_NONE: no private way */
    uint32_t offset_mm;
    int32_t leg_mm;
};

/** The streets of an index, and how they hang together: facility plays no part. Immutable once built, share it freely. */
struct lci_frontage {
    const struct lci_join_index *index;
    const struct lci_zones *zones; /* NULL: none */
    uint32_t *run;                 /* one a street: the first street of its run */
    uint32_t *run_length;          /* one a street that begins a run: how many streets there are */
    unsigned char *corner;         /* one a street: 1: its start is one, 2: its end is, 3: both */
};

LCI_MUST_USE enum lci_status lci_frontage_init(struct lci_frontage *streets,
                                              const struct lci_join_index *index,
                                              const struct lci_zones *zones, struct lci_error *err);
void lci_frontage_fini(struct lci_frontage *streets);

/** How far a street is from the middle of a region, and the share of it that is nearest. */
struct lci_street_off {
    double distance_m, share;
};

/** Scratch of one worker. */
struct lci_lookout {
    const struct lci_frontage *frontage;
    uint32_t *stack; /* lists of streets, one on the other */
    size_t count, capacity;
    uint32_t *mark; /* one a street: last stamp under which it was listed */
    uint32_t stamp;
    struct lci_street_off *off; /* of the streets of the region that is being narrowed, from the new one's middle */
    size_t off_capacity;
    uint32_t *zones; /* zones that may hold a place asked for */
    size_t zone_count, zone_capacity;
};

LCI_MUST_USE enum lci_status lci_lookout_init(struct lci_lookout *lookout,
                                              const struct lci_frontage *streets,
                                              struct lci_error *err);
void lci_lookout_fini(struct lci_lookout *lookout);

/** Places around a middle, and the streets that one of them may join: `count` on the lookout's stack from `first`. */
struct lci_region {
    double x_m, y_m, radius_m;
    size_t first, count;
    double sure_m[2]; /* legs of places that join a street (0) or an islet (1) are at most radius_m longer; INFINITY: not known */
    bool barriers; /* one may lie on a leg */
    bool plain;    /* each place joins the nearest street of the list, whatever it is */
    bool nowhere;  /* all places join nowhere */
};

/**
 * Everything that a place of a box may join. Its zones become those of the lookout, its streets are pushed on the stack.
 * False: out of memory. Cost: O(streets within off_street_m).
 */
bool lci_region_open(struct lci_lookout *lookout, double min_x_m, double min_y_m, double max_x_m,
                     double max_y_m, struct lci_region *out);

/** Places around a middle. */
struct lci_disc {
    double x_m, y_m, radius_m;
    bool blank; /* those on its outline join nowhere: none of them is asked for a bound on legs, it would answer nothing */
};

/**
 * What is left of a region for the places of a disc inside it; pushed on the stack.
 * Places, streets and barriers decide, not the list that it begins with. False: out of memory.
 */
bool lci_region_narrow(struct lci_lookout *lookout, const struct lci_region *whole, const struct lci_disc *disc,
                       struct lci_region *out);

/** True if walks change evenly (or, from a fan, with the distance) wherever this label holds: then nothing need be tried. */
bool lci_frontage_is_exact(const struct lci_frontage *frontage, uint64_t label);

/** True if one label is a run and the other a corner at which it ends: their seam is a straight line at right angles to the run. */
bool lci_frontage_is_end_of(const struct lci_frontage *frontage, uint64_t label, uint64_t other);

/** True if fans of places join the street's start (0) or end (1). */
bool lci_frontage_is_corner(const struct lci_frontage *frontage, uint32_t street, int end);

/** Where a place of the region joins. */
struct lci_spot lci_spot_at(const struct lci_lookout *lookout, const struct lci_region *region,
                            double x_m, double y_m);

/** Where a place of a plain region joins if it joins by this label, nearest or not; label LCI_SPOT_NOWHERE: it cannot. */
struct lci_spot lci_spot_as(const struct lci_lookout *lookout, const struct lci_region *region, uint64_t label,
                            double x_m, double y_m);

/** The street that places of `label` join next to a place, and the share of it nearest to the place. False: none. */
bool lci_frontage_nearest(const struct lci_lookout *lookout, const struct lci_region *region, uint64_t label,
                          double x_m, double y_m, const struct lci_segment **street, double *share);

#endif
