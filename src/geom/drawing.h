/* drawing.h - one area being drawn: what ground.c and its helpers share; for the files of this module only. */
#ifndef LCI_GEOM_DRAWING_H
#define LCI_GEOM_DRAWING_H

#include "geom/border.h"
#include "geom/ground.h"
#include "geom/tiles.h"
#include "geom/zones.h"
#include "network/street_index.h"

struct lci_ground {
    const struct lci_join_index *index;
    struct lci_ground_options options;
    struct lci_tiles tiles;
    uint32_t *stack; /* lists of streets of the squares being divided */
    size_t stack_count, stack_capacity;
    struct lci_tile_list wanted; /* tiles that the area at hand touches */
    struct lci_border border;
    /* Of the nodes of the tile being worked on, once the first of them is asked for: */
    struct lci_kept_join *joins; /* LCI_TILE_NODES squared; edge LCI_JOIN_UNKNOWN: not asked yet; NULL: none asked */
    double walk_mm[LCI_TILE_NODES * LCI_TILE_NODES]; /* NAN: not known yet */
    struct lci_zone_walks zone_walks;
};

/* One area being drawn. */
struct drawing {
    struct lci_ground *ground;
    const struct lci_search *search;
    uint32_t label, limit_mm;
    struct lci_tile tile;
    double x0_m, y0_m; /* lower left node of the tile */
};

/* A square of the lattice, in steps from the tile's corner. */
struct square {
    int32_t i, j, steps;
    size_t first, count; /* its streets on the stack */
    bool barriers;       /* one may lie on a leg from here */
};

/* What is known of all places of a square. */
struct bounds {
    bool none_inside, all_inside;
};

/** Where a place of the square joins the network. */
struct lci_kept_join lci_drawing_join(const struct drawing *d, double x_m, double y_m,
                                      const struct square *square);

/** The walk from a join in millimetres, its leg included; INFINITY if there is none or it is not the wanted facility's. */
double lci_drawing_walk_mm(const struct drawing *d, const struct lci_kept_join *join);

/** Puts a street on the stack. False: out of memory. */
bool lci_drawing_push(struct lci_ground *ground, uint32_t street);

/**
 * Lists on the stack the streets that can be nearest somewhere in the square (*kept is the square with that list), and
 * bounds the walks of all its places. The zones of the tile must have their walks made. False: out of memory.
 */
bool lci_drawing_judge(const struct drawing *d, const struct square *square, struct square *kept,
                       struct bounds *bounds);

#endif
