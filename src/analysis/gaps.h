/* gaps.h - demand that reaches no facility within the limit: where it hangs together, why, and what would help. */
#ifndef LCI_ANALYSIS_GAPS_H
#define LCI_ANALYSIS_GAPS_H

#include "analysis/defects.h"
#include "analysis/links.h"
#include "analysis/loads.h"
#include "base/memo.h"
#include "geom/geos.h"

/** What gaps of one who walks are made of. All of it is only read and outlives them. */
struct lci_gap_inputs {
    const struct lci_access_inputs *access; /* its demand keeps places */
    const struct lci_nearest *nearest;      /* category_count */
    const struct lci_facilities *idle;      /* those that do not count; NULL: none are known */
    const struct lci_loads *loads;          /* of the facilities; NULL: no category has capacities */
    const double *crossing_m;               /* x, y of crossing_count places where streets of one level cross without a vertex */
    size_t crossing_count;
    double gap_link_m;                      /* uncovered points of two homes this near join their gaps, map metres */
    double off_street_m, islet_m, link_max_m;
    double sample_m;                        /* of the demand points: side of the squares that show where a home is uncovered */
    double speed_mps;
};

/**
 * Those by whom the people of homes go, each on a network of its own: one, or where modes differ by unit several. All have the same
 * homes, demand points, facilities and categories. Borrowed.
 */
struct lci_gap_walkers {
    const struct lci_gap_inputs *items; /* count, at least one */
    size_t count;
    const uint32_t *home_walker; /* home count: who walks from it; NULL: the only one */
    bool keeps_flips; /* gaps of categories have the points that their changes flip */
    struct lci_memo *memo; /* of changes and gains found before; NULL: none */
};

/** Why demand is uncovered. */
enum lci_gap_cause {
    LCI_CAUSE_NO_STREET,   /* it joins no street */
    LCI_CAUSE_ISLAND,      /* a facility is near, but its streets do not hang together with the facility's */
    LCI_CAUSE_DETOUR,      /* a facility is near in a straight line, but the walk is long */
    LCI_CAUSE_NO_FACILITY, /* none within the limit in a straight line */
    LCI_CAUSE_GATE,        /* a walled home, and one more gate would cover it */
    LCI_CAUSE_CLOSED_NOW,  /* a facility that is planned, closed, or closed at the time asked about would cover it */
    LCI_CAUSE_DATA, /* a facility is near that joined no street, or whose status, hours or size nobody knows, and would cover it */
    LCI_CAUSE_CAPACITY, /* a facility is within the limit, and cannot serve all who come */
    LCI_CAUSE_COUNT
};

/** "no_street", ... */
const char *lci_gap_cause_text(enum lci_gap_cause cause);

enum lci_change_kind {
    LCI_CHANGE_NONE,
    LCI_CHANGE_LOCATE,   /* put a facility that joined no street on the nearest one */
    LCI_CHANGE_OPEN,     /* count a facility that is planned or closed */
    LCI_CHANGE_GATE,     /* one more gate in the wall of a home */
    LCI_CHANGE_LINK,     /* a street between two others */
    LCI_CHANGE_STREET,   /* a street from another to a dead end */
    LCI_CHANGE_FACILITY, /* one more facility */
    LCI_CHANGE_CAPACITY, /* a larger facility */
    LCI_CHANGE_COUNT
};

/** "", "locate_facility", ... */
const char *lci_change_kind_text(enum lci_change_kind kind);

/** A change of the inputs, and what it would do. */
struct lci_gap_change {
    enum lci_change_kind kind;
    uint32_t category;
    uint32_t facility;       /* to locate; to open: of the idle ones; else LCI_NONE */
    uint32_t home, part;     /* of the gate */
    size_t place;            /* of the gate: of the part's places (gate_places.h) */
    uint32_t walker;         /* on whose network it was found */
    struct lci_street_place end[2]; /* of the new street, there */
    struct lci_segment line; /* new street; of a facility both ends are its place; whole millimetres */
    double length_m;         /* of a new street, else 0 */
    double capacity;         /* that a facility needs more, in whole units of its attribute; else 0 */
    double closes_ratio;     /* of the gap's people newly covered */
    struct lci_gain gain;    /* everywhere */
};

/** Points that a change newly covers in a category, or no longer. */
struct lci_gap_flips {
    uint32_t *points; /* count, each once, ascending */
    size_t count, capacity;
};

/** A home with a part in a gap. */
struct lci_gap_home {
    uint32_t home;
    enum lci_gap_cause cause; /* of most of the part, as things are */
    uint64_t share; /* of its demand points that are in the gap, out of home_share */
};

/** Uncovered demand that hangs together. */
struct lci_gap {
    uint32_t category;                      /* LCI_NONE: the whole circle, something is missing */
    uint32_t missing;                       /* the category; of the whole circle that which most people miss and nothing else */
    uint32_t rank_population, rank_elders;  /* 1: the most of its category */
    uint32_t home_first, home_count;        /* of the list's homes, ascending */
    double weights[LCI_WEIGHT_FIRST_EXTRA]; /* of the uncovered parts */
    uint32_t facility;                      /* the nearest in a straight line to most of its people; LCI_NONE: none has a street */
    double straight_m; /* mean over its people of the straight way to the nearest facility; NAN: none */
    double walk_m;     /* mean walk of those who have one; NAN: nobody has */
    double walk_min;   /* the same in minutes, each at the speed of who walks */
    uint32_t walker;   /* by whom most of its people go */
    double detour_factor; /* their mean walk over their mean straight way; NAN where there is none */
    enum lci_gap_cause cause;
    const char *barrier; /* what the straight way to the facility crosses first, from the point nearest to it; NULL: nothing with a
                            name. Borrowed from the barriers */
    struct lci_gap_change change;
    struct lci_gap_flips flips; /* of the change, if they are kept; none of cause capacity, or of the whole circle */
    const struct lci_left *left; /* left_count: of cause capacity the demand that is left at the facility, borrowed from the loads;
                                    NULL: all uncovered points of its homes */
    size_t left_count;
};

/** The gaps of one category, by rank of population: of demand that is uncovered, and of demand that is covered, but left. */
struct lci_gap_list {
    const uint64_t *covered; /* a bit a demand point; borrowed from nearest, or own_covered */
    uint64_t *own_covered;   /* of the whole circle, or of several who walk; NULL */
    struct lci_gap *items;
    size_t count;
    struct lci_gap_home *homes; /* gap by gap */
    size_t home_count;
};

/** All gaps; lists[category_count] is that of the whole circle, empty where there is only one category. */
struct lci_gaps {
    struct lci_gap_list *lists; /* list_count */
    size_t list_count;
    struct lci_defects defects; /* of the streets; in no gap, but found with the same trials */
};

/** Whether a demand point is uncovered in the sense of a list. */
static inline bool
lci_gap_is_open(const struct lci_gap_list *list, size_t point)
{
    return !((list->covered[point / 64] >> (point % 64)) & 1);
}

/** Whether a gap of a list has a part of a demand point of its homes. */
bool lci_gap_holds(const struct lci_gap_list *list, const struct lci_gap *gap, uint32_t point);

/** People by whom parts of a gap are compared: its population; where it has none its households, else each home counts 1. */
double lci_gap_people(const struct lci_access_inputs *access, const struct lci_gap *gap, uint32_t home);

/**
 * Finds the gaps of every category and of the whole circle. The uncovered points of one home are in one gap; two homes are in
 * one gap where a point of the one lies within gap_link_m of a point of the other, or a chain of such homes joins them. What a
 * facility cannot serve is a gap, too, however far apart those live; the whole circle has none of this kind. Whether a
 * point is covered, its own walker says (decision 104): a change is tried on the networks of all, and gains what each gains of its
 * own homes. Defects of the streets are looked for where only one walks. With a memo changes and gains come from it where nothing
 * has changed that they depend on; they are what they are without.
 * *out: lci_gaps_fini(). Errors: LCI_E_NOMEM, LCI_E_CANCELLED, and of the memo LCI_E_IO. The same for any number of threads.
 * Their causes and changes: doc/method.md, section 8.
 * Cost: a search of the whole network a category, O(n log n) for n uncovered points; some twenty searches within the limit a gap.
 */
LCI_MUST_USE enum lci_status lci_gaps_build(const struct lci_gap_walkers *walkers, struct lci_pool *pool,
                                            const struct lci_context *context, struct lci_gaps *out, struct lci_error *err);
void lci_gaps_fini(struct lci_gaps *gaps);

/** Releases the flips that were kept. */
void lci_gaps_release_flips(struct lci_gaps *gaps);

/** Whether a home is uncovered altogether. */
static inline bool
lci_gap_is_whole(const struct lci_demand *demand, const struct lci_gap_home *part)
{
    return part->share >= demand->home_share[part->home];
}

/** The ground of one home, on LCI_GEOS_GRID_M. *out: lci_polygons_fini(). Errors: LCI_E_NOMEM, LCI_E_LIBRARY. */
LCI_MUST_USE enum lci_status lci_gap_outline(const struct lci_gap_inputs *inputs, uint32_t home, struct lci_geos *geos,
                                             struct lci_polygons *out, struct lci_error *err);

/**
 * The ground of a gap: homes that are uncovered altogether, and of the others the squares of the sample grid around their uncovered
 * points, within the home; in the order of lci_holes_place(). outlines: home_count; lci_gap_outline() of those that are uncovered
 * altogether. *out: lci_polygons_fini(). Errors: LCI_E_NOMEM, LCI_E_LIBRARY. Cost: an overlay of each home that is covered in
 * part, and one of all its homes where two of them come near each other.
 */
LCI_MUST_USE enum lci_status lci_gap_ground(const struct lci_gap_inputs *inputs, const struct lci_gap_list *list, size_t gap,
                                            const struct lci_polygons *outlines, struct lci_geos *geos, struct lci_polygons *out,
                                            struct lci_error *err);

#endif
