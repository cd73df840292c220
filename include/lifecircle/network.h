/* network.h - the streets one may walk, as a compact graph with geometry. */
#ifndef LIFECIRCLE_NETWORK_H
#define LIFECIRCLE_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lifecircle/error.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef uint32_t lci_vertex_id;
typedef uint32_t lci_edge_id;

/** "No id", and "closed" or "not reached" where a cost is meant. */
#define LCI_NONE UINT32_MAX
/** Costs and limits stay below this, so that sums of a few of them fit 32 bits. */
#define LCI_MM_MAX (UINT32_C(1) << 30)

enum lci_edge_flag {
    LCI_EDGE_INSIDE = 1,  /* on a bridge or in a tunnel: no place joins it */
    LCI_EDGE_PRIVATE = 2, /* serves the homes that its way touches; in no arc of the graph */
    LCI_EDGE_ISLET = 4,   /* in a fragment with less than islet_m of street */
    LCI_EDGE_ACROSS = 8   /* straight across a walkable area, between two of its entrances */
};

/** A piece of way between two vertices: a chain of segments. Edges are numbered by their geometry, never by file order. */
struct lci_edge {
    lci_vertex_id from, to;
    uint32_t length_mm;   /* on the ground */
    uint32_t cost_mm[2];  /* walking [0] from -> to, [1] to -> from; LCI_NONE: closed that way */
    uint32_t first_point; /* of point_count points in the network's point_xy_m */
    uint32_t point_count; /* at least 2 */
    uint32_t flags;       /* of enum lci_edge_flag */
    uint32_t component;   /* number of its component (open edges), LCI_NONE for private ones */
    uint32_t way;         /* the first way it came from: index into the ways it was built from */
};

/** One direction of an edge, as the search reads it. */
struct lci_arc {
    lci_vertex_id head;
    uint32_t cost_mm;
};

/** An edge in short: all that is needed to see which part of it is reached, of most. */
struct lci_span {
    lci_vertex_id from, to;
    uint32_t length_mm : 31;
    uint32_t is_level : 1; /* open both ways, and costs its length: of others the edge says more */
};

/** What is connected with itself and nothing else. */
struct lci_component {
    uint32_t edge_count;
    uint64_t length_mm;
};

/**
 * The network. Vertices are junctions, dead ends and places where the kind of way changes, numbered along a
 * Hilbert curve. Immutable once built, share it freely.
 */
struct lci_network {
    size_t vertex_count, edge_count, arc_count, point_count, component_count;
    double *vertex_xy_m;  /* 2 * vertex_count, working system */
    uint32_t *first_in;   /* vertex_count + 1: arcs *into* vertex v are [first_in[v], first_in[v + 1]) */
    struct lci_arc *in_arcs;  /* arc_count; head is the vertex the arc comes from: people walk to the facility */
    lci_edge_id *in_edge; /* arc_count: the edge of the arc */
    struct lci_edge *edges;   /* edge_count, open ones and private ones */
    struct lci_span *spans;   /* edge_count: the edges in short */
    lci_edge_id *first_edge;  /* vertex_count + 1: edges of which v is the lower end are [first_edge[v], first_edge[v + 1]) */
    double *point_xy_m;   /* 2 * point_count: the edges' geometry, from `from` to `to` */
    double *point_at_m;   /* point_count: ground metres from the start of its edge; the last one is length_mm / 1000 */
    struct lci_component *components; /* component_count, longest first (ties: lowest edge id) */
    double curve_m[3]; /* the square of the curve: its lower left corner, its side; with these the order of vertices follows from
                          where they are */
};

/**
 * Point of an edge at `offset_mm` on the ground from its start, in *x_m, *y_m.
 * edge < edge_count, offset_mm <= its length.
 */
LCI_API void lci_network_place(const struct lci_network *net, lci_edge_id edge, uint32_t offset_mm,
                               double *x_m, double *y_m);

LCI_API void lci_network_free(struct lci_network *net);

#ifdef __cplusplus
}
#endif
#endif
