/* scene.h - what maps show, read from a result: units, homes and their verdicts, facilities, gaps, streets, water. */
#ifndef LCI_MAPS_SCENE_H
#define LCI_MAPS_SCENE_H

#include "report/figures.h"
#include "report/gaps_hide.h"
#include "legend/legend.h"
#include "maps/shape.h"
#include "result/result.h"

/** A reporting unit of the level that is mapped. Names are "" where there is none. */
struct lci_scene_unit {
    const char *code, *name;
    const char *parent; /* code of the unit above; "" */
    struct lci_map_shape ground;
    double place_m[2]; /* of its label */
};

enum { LCI_NO_BAND = 255 };

/** Of one category. */
struct lci_scene_verdict {
    const struct lci_legend_class *of; /* of the legend "verdict"; NULL: it has none */
    unsigned char band; /* of a covered home: the smallest limit within which all of it is, from 0; else LCI_NO_BAND */
};

struct lci_scene_home {
    struct lci_map_shape ground;
    struct lci_scene_verdict *verdicts; /* category_count */
};

struct lci_scene_facility {
    const char *name;
    size_t category;
    double place_m[2];
    bool counts; /* people reach it; else it is closed, planned, or far from any street */
};

struct lci_scene_gap {
    const char *category;                    /* id, or "whole_circle" */
    const struct lci_legend_class *cause;    /* NULL: none is known */
    const char *unit;                        /* code of the unit of the mapped level, or "" */
    uint32_t rank;                           /* by people, from 1; 0: none */
    double households, population, walk_min; /* NAN: not known */
    struct lci_map_shape ground;
};

enum lci_street_rank { /* from what is seen from far away to what is not */
                       LCI_STREET_TRUNK,
                       LCI_STREET_PRIMARY,
                       LCI_STREET_SECONDARY,
                       LCI_STREET_TERTIARY,
                       LCI_STREET_LOCAL,
                       LCI_STREET_PATH,
                       LCI_STREET_RANKS
};

struct lci_scene_street {
    enum lci_street_rank rank;
    const char *name; /* "" */
    struct lci_map_shape lines;
};

enum lci_barrier_look { LCI_BARRIER_WATER, LCI_BARRIER_RAILWAY, LCI_BARRIER_ROAD, LCI_BARRIER_WALL, LCI_BARRIER_OTHER };

struct lci_scene_barrier {
    enum lci_barrier_look look;
    bool is_area;
    struct lci_map_shape shape;
};

/** All but the result lives in the scene. Fill with lci_scene_read(), release with lci_scene_fini(). */
struct lci_scene {
    const struct lci_result *result;
    const struct lci_result_pass *pass;
    const char *level; /* of the units; NULL: the result has none that fit on a sheet */
    bool english;
    struct lci_scene_unit *units; /* unit_count, by code; all others in the order of the result */
    struct lci_scene_home *homes;
    struct lci_scene_facility *facilities;
    struct lci_scene_gap *gaps;
    struct lci_scene_street *streets;
    struct lci_scene_barrier *barriers;
    size_t unit_count, home_count, facility_count, gap_count, street_count, barrier_count;
    bool has_gaps;          /* they were looked for */
    struct lci_figures figures;       /* with what is hidden of them; of a result without coverage no units */
    struct lci_hidden_counts hidden_gaps; /* of the same gaps; none without coverage */
    struct lci_map_box box; /* of units and homes; where there are neither, of facilities */
    struct lci_arena arena;
};

/**
 * Reads what maps of one pass show. The level is "subdistrict", or else the one with most units that a sheet has room for.
 * Layers that the result leaves out are empty. Errors: LCI_E_IO, LCI_E_DATA, LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_scene_read(const struct lci_result *result, const struct lci_result_pass *pass,
                                            bool english, struct lci_scene *out, struct lci_error *err);
void lci_scene_fini(struct lci_scene *scene);

/** The unit of a code, or NULL. */
const struct lci_scene_unit *lci_scene_unit_of(const struct lci_scene *scene, const char *code);

/** What is drawn of each service area of a category, those of larger limits first. */
struct lci_scene_areas {
    size_t *limits; /* index of the limit of area a */
    struct lci_map_shape *shapes;
    size_t count, capacity;
    struct lci_arena arena;
};

/** Reads the areas of a category; none where the result has none. Release with lci_scene_areas_fini(). */
LCI_MUST_USE enum lci_status lci_scene_areas_read(const struct lci_scene *scene, size_t category,
                                                  struct lci_scene_areas *out, struct lci_error *err);
void lci_scene_areas_fini(struct lci_scene_areas *areas);

#endif
