/* streets.h - pieces of street between places, on their way to become edges. */
#ifndef LCI_NETWORK_STREETS_H
#define LCI_NETWORK_STREETS_H

#include <lifecircle/network.h>

#include "network/build.h"
#include "network/noding.h"

enum lci_piece_kind {
    LCI_PIECE_BRIDGE = 1,
    LCI_PIECE_TUNNEL = 2,
    LCI_PIECE_PRIVATE = 4,
    LCI_PIECE_ACROSS = 8
};

/** Two pieces of the same line agree within this everywhere. */
#define LCI_COPY_M 0.001

/** A line from place a to place b, a <= b, of one kind throughout. */
struct lci_piece {
    uint32_t a, b;
    size_t first_point; /* of point_count places, from a to b */
    uint32_t point_count;
    uint32_t kind;    /* of enum lci_piece_kind */
    double factor[2]; /* cost per metre from a to b and back; INFINITY: closed that way */
    uint32_t way;
};

struct lci_piece_list {
    struct lci_piece *items;
    size_t count, capacity;
    uint32_t *points; /* point_count, some of them perhaps of pieces that are gone */
    size_t point_count, point_capacity;
};

/** The streets as pieces between places. One thread at a time. */
struct lci_streets {
    const struct lci_ways *ways;
    size_t place_count;
    double curve_m[3];  /* as of the noding */
    double *xy_m;       /* 2 * place_count */
    uint8_t *stop;      /* place_count: chains end here, whatever meets (traffic lights) */
    uint32_t *base; /* place_count: the place's rank along the curve; dead ends at a closed point
                       share one */
    uint32_t *way_rank; /* rank of each way by id, source and index */
    struct lci_piece_list pieces;
};

/** Order of two ways by id, source and index: below or above 0, 0 for the same way. */
int lci_way_order(const struct lci_ways *ways, uint32_t a, uint32_t b);

/**
 * Makes pieces of a numbered noding: one of every segment, but one of several where just one way comes by, once, and a
 * chain would go on in any case. At closed points each neighbour gets a dead end of its own.
 * stop_at_signals: chains end at traffic lights. False: out of memory.
 */
bool lci_streets_init(struct lci_streets *streets, const struct lci_noding *noding,
                      bool stop_at_signals);

/** Makes room for that many pieces and points in all. False: out of memory. */
bool lci_pieces_reserve(struct lci_piece_list *list, size_t count, size_t point_count);

/**
 * Appends a piece and its points (places), turned round if it runs from the higher place. False:
 * out of memory.
 */
bool lci_pieces_add(struct lci_piece_list *list, const struct lci_piece *piece,
                    const uint32_t *points);

/**
 * Whether two lines leave a place along the same line, next to a_m and b_m: perhaps copies, which differ in their vertices.
 */
bool lci_streets_fold_back(const double *place_m, const double *a_m, const double *b_m);

/**
 * Keeps one of several copies; *removed is the number of the others. segments_only: longer pieces are no copies yet.
 * False: out of memory.
 */
bool lci_streets_drop_copies(struct lci_streets *streets, bool segments_only, size_t *removed);

/** Joins pieces of one kind where just two meet; *changed: there were such. False: out of memory. */
bool lci_streets_chain(struct lci_streets *streets, bool *changed);

/**
 * Adds straight pieces across the walkable areas, between entrances that see each other. False:
 * out of memory.
 */
bool lci_streets_cross_areas(struct lci_streets *streets, const struct lci_noding *noding);

void lci_pieces_fini(struct lci_piece_list *list);
void lci_streets_fini(struct lci_streets *streets);

#endif
