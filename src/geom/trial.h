/* trial.h - a box being judged: what boxes.c and hubs.c share; for the files of this module only. */
#ifndef LCI_GEOM_TRIAL_H
#define LCI_GEOM_TRIAL_H

#include "geom/maker.h"

enum { MOST_ENDS = 32 };

/* The four sides, counter-clockwise: below and right in the direction of their lines, above and left against it. */
enum { BELOW, RIGHT, ABOVE, LEFT };

/* Where a seam meets the outline of a box. */
struct seam_end {
    uint32_t station;
    int side;
    double x_m, y_m;
    uint64_t before, after;           /* labels, counter-clockwise */
    uint32_t foot_before, foot_after;
};

/* A seam from one end to another. */
struct pair {
    size_t from, to;
};

/* A box being judged. */
struct trial {
    struct lci_tile_maker *maker;
    const struct lci_region *whole; /* that the box is a part of */
    struct lci_region region;       /* of the box; of small ones only where a hub needs it */
    struct lci_box box;
    double x0_m, y0_m, x1_m, y1_m;
    struct seam_end ends[MOST_ENDS];
    size_t end_count; /* MOST_ENDS + 1: too many */
    struct pair pairs[MOST_ENDS / 2];
    size_t pair_count;
    size_t rest[MOST_ENDS]; /* ends that no pair has, counter-clockwise */
    size_t rest_count;
};

/* True well inside the box: more than margin_m off its sides. */
static inline bool
in_box(const struct trial *trial, double x_m, double y_m, double margin_m)
{
    return x_m > trial->x0_m + margin_m && x_m < trial->x1_m - margin_m &&
           y_m > trial->y0_m + margin_m && y_m < trial->y1_m - margin_m;
}

/** The end of a street that lies in the box, nearest to its middle. False: there is none. */
bool lci_trial_street_end(const struct trial *trial, double hub[2]);

/** Where the seams of the labels after three ends meet. False: not found in the box. */
bool lci_trial_solve_hub(const struct trial *trial, const size_t ends[3], double hub[2]);

/** True if no piece turns by much more than a half circle around the hub, and the hub is well inside, clear of all pairs. */
bool lci_trial_hub_is_inside(const struct trial *trial, const double hub[2]);

#endif
