/* pieces.h - the pieces of a box on which an area is drawn, with the crossings around each; for this module only. */
#ifndef LCI_GEOM_PIECES_H
#define LCI_GEOM_PIECES_H

#include "geom/drawing.h"

enum { MOST_EVENTS = 512, MOST_SEAM_ENDS = 64, MOST_PLACES = 128, BELOW = 0, RIGHT = 1, ABOVE = 2, LEFT = 3 };

/* A place on the outline of a piece, with where it joins. */
struct outline_place {
    double x_m, y_m, offset_mm, leg_mm;
};

/* What stands on the outline of a box, counter-clockwise from its lower left corner: a crossing, or the station of a seam. */
struct event {
    struct crossing *crossing; /* NULL: a seam ends here */
    uint32_t station;
    int side;
};

struct outline {
    struct event events[MOST_EVENTS];
    size_t count;
    size_t seam_ends[MOST_SEAM_ENDS]; /* their indices */
    bool done[MOST_SEAM_ENDS];        /* the piece of the outline after this one is in a piece already */
    size_t seam_end_count;
};

/* One piece of a box: its crossings counter-clockwise. */
struct piece {
    struct crossing *crossings[MOST_EVENTS];
    size_t count;
    bool inside;     /* whether its outline begins inside */
    struct outline_place places[MOST_PLACES]; /* corners and seam ends, with where they join by the piece's label */
    size_t place_count;
    bool notched;    /* the hub reaches into it: it turns by more than a half circle there */
    double a_xy_m[2], b_xy_m[2]; /* where the seams from the hub around it end, counter-clockwise */
};

/** From where to where a side of a box runs along its line, metres from the tile's corner. */
void lci_box_side_range(const struct lci_ground *ground, const struct lci_box *box, int side, double *from_m, double *to_m);

/** What stands on the outline of a box. False: more than there is room for. */
bool lci_outline_find(const struct lci_ground *ground, const struct lci_box *box, struct outline *outline);

/** The piece that begins at the seam end with this number: along the outline, along a seam, and so on until it is round. */
void lci_piece_find(const struct lci_ground *ground, const struct lci_box *box, struct outline *outline, size_t number,
                    struct piece *piece);

/** The only piece of a box without seams. */
void lci_piece_whole(const struct lci_ground *ground, const struct lci_box *box, const struct outline *outline,
                     struct piece *piece);

#endif
