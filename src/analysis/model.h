/* model.h - what the analysis works on: facilities, homes, buildings and units as plain arrays. */
#ifndef LCI_ANALYSIS_MODEL_H
#define LCI_ANALYSIS_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "io/features.h"
#include "network/join.h"

/**
 * Multipolygons in the working system: shape i has parts [part_first[i], part_first[i + 1]), a part
 * has rings [ring_first[p], ring_first[p + 1]), its outer one first, a ring has points
 * [point_first[r], point_first[r + 1]), the first repeated. A shape without parts is one without
 * usable geometry. Filled by lci_shapes_append().
 */
struct lci_shapes {
    size_t count, part_count, ring_count, point_count;
    size_t count_capacity, part_capacity, ring_capacity, point_capacity;
    uint32_t *part_first;  /* count + 1 */
    uint32_t *ring_first;  /* part_count + 1 */
    uint32_t *point_first; /* ring_count + 1 */
    double *xy_m;          /* 2 * point_count */
};

/** Appends feature `feature` of a polygon layer (its geometry is copied). Errors: LCI_E_NOMEM,
 * LCI_E_LIMIT. */
LCI_MUST_USE enum lci_status lci_shapes_append(struct lci_shapes *shapes,
                                               const struct lci_features *features, size_t feature,
                                               struct lci_error *err);
/** Appends a shape without parts. */
LCI_MUST_USE enum lci_status lci_shapes_append_empty(struct lci_shapes *shapes,
                                                     struct lci_error *err);

/** Puts shape order[i] at place i; order holds every index once. Errors: LCI_E_NOMEM (nothing
 * changed). */
LCI_MUST_USE enum lci_status lci_shapes_reorder(struct lci_shapes *shapes, const uint32_t *order,
                                                struct lci_error *err);
void lci_shapes_fini(struct lci_shapes *shapes);

/** Map area of a shape or a part, holes taken out; never negative. */
double lci_shape_area_m2(const struct lci_shapes *shapes, size_t shape);
double lci_part_area_m2(const struct lci_shapes *shapes, size_t part);

/** box: min x, min y, max x, max y. False where the shape is empty. */
bool lci_shape_box(const struct lci_shapes *shapes, size_t shape, double box_m[4]);

/** True inside and on the outline. */
bool lci_shape_holds(const struct lci_shapes *shapes, size_t shape, double x_m, double y_m);
bool lci_part_holds(const struct lci_shapes *shapes, size_t part, double x_m, double y_m);

/** Map distance of a place to the side from side[0], side[1] to side[2], side[3]. */
double lci_side_distance_m(const double *side, double x_m, double y_m);

/** The centroid of a part if it lies inside, else the middle of the widest run of the part halfway
 * up. */
void lci_part_place(const struct lci_shapes *shapes, size_t part, double *x_m, double *y_m);

/** The centroid of a shape if it lies inside, else the place of its largest part. False where the
 * shape is empty. */
bool lci_shape_place(const struct lci_shapes *shapes, size_t shape, double *x_m, double *y_m);

/** The centroid of a shape by area, inside or not. False where the shape is empty. */
bool lci_shape_centroid(const struct lci_shapes *shapes, size_t shape, double *x_m, double *y_m);

/** Where a row came from; texts are borrowed and outlive the run. */
struct lci_origin {
    const char *source;     /* label of the source */
    const char *layer_name; /* layer inside it */
};

/** Whether a facility takes part, and if not, why. */
enum lci_facility_state {
    LCI_FACILITY_COUNTS,
    LCI_FACILITY_PLANNED,
    LCI_FACILITY_CLOSED,
    LCI_FACILITY_STATUS_UNKNOWN, /* its status is a word that nobody explained */
    LCI_FACILITY_CLOSED_NOW,     /* at the time the run asks about */
    LCI_FACILITY_HOURS_UNKNOWN,
    LCI_FACILITY_BELOW_LIMITS, /* too small for any limit of its category */
    LCI_FACILITY_LIMIT_UNKNOWN /* the attribute that says its limit is no number */
};

struct lci_facility {
    const char *id;
    const char *name; /* "" if none */
    bool id_given;    /* from a column; else the driver's number */
    uint32_t category;
    enum lci_facility_state state;
    double x_m, y_m;
    struct lci_origin origin;
    const char *const *attributes; /* attribute_count of all, as given; NULL: empty, or no such field in its source */
    double capacity;      /* how much of its category's weight it can serve; NAN: not known, or the category has no capacities */
    uint32_t short_mm;    /* its limit is that of its category less this: limits by attribute; else 0 */
    struct lci_join join; /* by lci_facilities_join(); edge LCI_NONE: not joined */
    const struct lci_join *more_joins; /* more_count: further ways in, of one in a walled home; borrowed */
    size_t more_count;
    bool by_gates; /* visitors come through the gates of a home: join is the shortest way in, its leg goes on inside */
    bool inside_only; /* in a walled home that lets no visitors in */
};

struct lci_walled;

/** What a text says for a facility: see lci_attribute_judge. */
enum lci_attribute_verdict {
    LCI_ATTRIBUTE_SAYS_NOTHING, /* whether the facility counts does not depend on this */
    LCI_ATTRIBUTE_AGAINST,
    LCI_ATTRIBUTE_FOR
};

/** Asked about the attributes of a facility that is handed in twice, which counts if it does by either row (decision 092). */
struct lci_attribute_judge {
    enum lci_attribute_verdict (*judge)(const void *user, const char *name, const char *text);
    const void *user;
};

/** After lci_facilities_check() sorted by category, id (byte by byte), x, y: the index is the label
 * of searches. */
struct lci_facilities {
    struct lci_facility *items;
    size_t count, capacity;
    uint32_t *category_first; /* category_count + 1, after the check */
    size_t category_count;
    const char *const *attribute_names; /* attribute_count, ascending; read by analysis/attributes.h */
    size_t attribute_count;
    const struct lci_walled *walled; /* homes that some may be in: set before they are joined; NULL: none */
    const struct lci_attribute_judge *judge; /* set before the check; NULL: none */
    struct lci_arena texts; /* of ids made by the check; may hold the caller's too */
};

/** The weights every run has; ages that are given follow, then further ones in the order of the configuration. */
enum lci_weight {
    LCI_WEIGHT_HOUSEHOLDS,
    LCI_WEIGHT_POPULATION,
    LCI_WEIGHT_ELDERS,
    LCI_WEIGHT_MINORS,
    LCI_WEIGHT_FIRST_EXTRA,
    LCI_WEIGHT_KNOWN = LCI_WEIGHT_FIRST_EXTRA + 5 /* with the ages: lci_known_weights */
};

enum lci_weight_state {
    LCI_WEIGHT_ABSENT, /* the source has no such field: counts 0, not reported */
    LCI_WEIGHT_GIVEN,  /* a number */
    LCI_WEIGHT_EMPTY,  /* the source has the field, this row has no value: counts 0, reported by the
                          check */
    LCI_WEIGHT_UNUSABLE /* not a number or negative: counts 0; reported by whoever sets this */
};

struct lci_weight_value {
    double value; /* 0 unless the state is LCI_WEIGHT_GIVEN (after the check) */
    enum lci_weight_state state;
};

/** Where the households of a home come from. */
enum lci_households_method {
    LCI_HOUSEHOLDS_NONE, /* no number */
    LCI_HOUSEHOLDS_GIVEN,
    LCI_HOUSEHOLDS_BUILDINGS,  /* sum of its buildings' */
    LCI_HOUSEHOLDS_DWELLINGS,  /* its dwellings, or its buildings', times a factor */
    LCI_HOUSEHOLDS_FLOOR_AREA, /* floor area over that of a household */
    LCI_HOUSEHOLDS_SPREAD,     /* its part of a unit's */
    LCI_HOUSEHOLDS_METHOD_COUNT
};

struct lci_home {
    const char *id;
    const char *name; /* "" if none */
    const char *code; /* unit it belongs to by its own column, or NULL */
    bool id_given;
    bool walled; /* its source says so; gates make it walled, too */
    struct lci_origin origin;
    struct lci_weight_value *weights; /* weight_count, in the arena */
    double dwellings, floor_area_m2;  /* NAN: not known */
    enum lci_households_method households_method;
};

/** Whether a number that a home does not give may come from elsewhere. */
enum lci_weight_filling {
    LCI_FILLED_NEVER,
    LCI_FILLED_MAYBE, /* from buildings, if they know */
    LCI_FILLED_ASKED  /* the configuration asks for it: homes that get none are reported */
};

/** Rows and shapes go together: shape i is that of item i. After lci_homes_check() sorted by id,
 * source, place. */
struct lci_homes {
    struct lci_home *items;
    size_t count, capacity;
    struct lci_shapes shapes;
    const char *const *weight_names; /* weight_count: households, population, elders, minors, ages,
                                        then the extra ones */
    size_t weight_count;
    size_t known_count; /* those before the extra ones: LCI_WEIGHT_FIRST_EXTRA to LCI_WEIGHT_KNOWN */
    enum lci_weight_filling *filling; /* weight_count, in an arena; NULL: never */
    bool has_methods;                 /* households_method says something: not all are given */
    struct lci_arena texts;
};

struct lci_building {
    double households; /* NAN: not known */
    double floor_area; /* m2 of all floors; NAN: not known */
    double floors;     /* above the ground; NAN: not known */
    double dwellings;  /* 套; NAN: not known */
    double residential_ratio; /* of its floor area; NAN: all of it */
};

/** Any order: what is computed from them does not depend on it. */
struct lci_buildings {
    struct lci_building *items;
    size_t count, capacity;
    struct lci_shapes shapes;
};

/** The levels that are known, highest first. Those with other ids come after these and have parents by code only. */
enum { LCI_KNOWN_LEVEL_COUNT = 6 };
extern const char *const lci_known_levels[LCI_KNOWN_LEVEL_COUNT];

struct lci_unit {
    const char *code, *name; /* name "" if none */
    const char *level;       /* district, tier, subdistrict, circle, community, group, or any other id */
    const char *parent_code; /* NULL: none given */
    struct lci_origin origin;
    const char *const *attributes; /* attribute_count of all, as given; NULL: empty, or no such field in its source */
    double *amounts; /* one a spread of the configuration, to be spread onto its homes; NAN: none */
    uint32_t parent; /* by lci_units_check(): index of the unit above, LCI_NONE: none */
    uint32_t depth;  /* by the check: number of its level, 0 the highest */
};

/** After lci_units_check() sorted by level (highest first, other ids last by name) and code. */
struct lci_units {
    struct lci_unit *items;
    size_t count, capacity;
    struct lci_shapes shapes;
    const char **levels;   /* level_count, borrowed from items */
    uint32_t *level_first; /* level_count + 1 */
    size_t level_count;
    const char *const *attribute_names; /* attribute_count, ascending; read by analysis/attributes.h */
    size_t attribute_count;
    struct lci_arena texts;
};

void lci_facilities_fini(struct lci_facilities *facilities);
void lci_homes_fini(struct lci_homes *homes);
void lci_buildings_fini(struct lci_buildings *buildings);
void lci_units_fini(struct lci_units *units);

#endif
