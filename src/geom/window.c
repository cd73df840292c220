/* window.c - the part of an area that lies in a few tiles, closed along their rim. */
#include "geom/drawing.h"

/* Sides of a tile in the order of its lines; those above and on the left run against the border, which has the area on its left. */
enum { BELOW, RIGHT, ABOVE, LEFT, SIDE_COUNT };

static enum lci_status
lead(struct lci_ground *ground, uint32_t side, uint32_t from, uint32_t to, struct lci_error *err)
{
    const bool back = side == ABOVE || side == LEFT;

    return lci_drawing_connect(ground, back ? to : from, back ? from : to, err);
}

/* The corner of the tile where one of its sides begins, or ends. False: out of memory. */
static bool
corner_of(struct lci_ground *ground, uint32_t side, bool end, uint32_t *point)
{
    const bool vertical = side == RIGHT || side == LEFT;

    return lci_drawing_tile_corner(ground, vertical ? side == RIGHT : end, vertical ? end : side == ABOVE, point);
}

/* A way along a side: whether it is inside, and since where. */
struct way_along {
    uint32_t side, begin;
    bool inside;
};

/* Passes the border at a point. */
static enum lci_status
pass(struct lci_ground *ground, struct way_along *along, uint32_t point, struct lci_error *err)
{
    const enum lci_status status = along->inside ? lead(ground, along->side, along->begin, point, err) : LCI_OK;

    along->begin = point;
    along->inside = !along->inside;
    return status;
}

/* Closes the area along a side of the tile at hand, which the border crosses. */
static enum lci_status
close_side(struct lci_ground *ground, uint32_t side, struct lci_error *err)
{
    const struct lci_line *line = &ground->tile->lines[side];
    struct way_along along = {.side = side, .inside = ground->spans[line->first].inside};
    uint32_t point = LCI_NONE;
    enum lci_status status = LCI_OK;

    if (along.inside && !corner_of(ground, side, false, &along.begin))
        return lci_fail_nomem(err, "service area");
    for (uint32_t s = line->first; s + 1 < line->first + line->count && status == LCI_OK; s++) {
        const struct span *span = &ground->spans[s];

        if (span->inside != along.inside) {
            if (!lci_drawing_side_station(ground, side, s, &point))
                return lci_fail_nomem(err, "service area");
            status = pass(ground, &along, point, err);
        }
        for (uint32_t i = 0; i < span->crossings.count && status == LCI_OK; i++)
            status = pass(ground, &along, ground->crossings[span->crossings.first + i].point, err);
    }
    if (status == LCI_OK && along.inside)
        status = corner_of(ground, side, true, &point) ? pass(ground, &along, point, err) : lci_fail_nomem(err, "service area");
    return status;
}

/* Closes the area along a side of the tile at hand, all of which is inside. */
static enum lci_status
close_whole_side(struct lci_ground *ground, uint32_t side, struct lci_error *err)
{
    uint32_t from = LCI_NONE;
    uint32_t to = LCI_NONE;

    if (!corner_of(ground, side, false, &from) || !corner_of(ground, side, true, &to))
        return lci_fail_nomem(err, "service area");
    return lead(ground, side, from, to, err);
}

/* Closes the area along those sides of a tile that are on the window's rim. */
static enum lci_status
close_rim(struct lci_ground *ground, const struct lci_tile_range *tiles, int32_t column, int32_t row, enum lci_tile_side side,
          struct lci_error *err)
{
    const bool at_rim[SIDE_COUNT] = {row == tiles->first_row, column == tiles->last_column, row == tiles->last_row,
                                     column == tiles->first_column};
    enum lci_status status = LCI_OK;

    for (uint32_t i = 0; i < SIDE_COUNT && status == LCI_OK; i++)
        if (at_rim[i])
            status = side == LCI_TILE_CROSSED ? close_side(ground, i, err) : close_whole_side(ground, i, err);
    return status;
}

enum lci_status
lci_ground_window_area(struct lci_ground *ground, const struct lci_search *search, uint32_t limit_mm,
                       const struct lci_ground_window *window, enum lci_tile_side *side, struct lci_polygons *out,
                       struct lci_error *err)
{
    const struct lci_tile_range *tiles = &window->tiles;
    size_t counts[] = {[LCI_TILE_OUTSIDE] = 0, [LCI_TILE_INSIDE] = 0, [LCI_TILE_CROSSED] = 0};
    size_t next = 0;
    enum lci_status status = LCI_OK;

    *out = (struct lci_polygons){0};
    *side = LCI_TILE_OUTSIDE;
    lci_ground_ask(ground, search, LCI_NONE, limit_mm);
    for (int32_t row = tiles->first_row; row <= tiles->last_row; row++)
        for (int32_t column = tiles->first_column; column <= tiles->last_column && status == LCI_OK; column++) {
            enum lci_tile_side here = LCI_TILE_OUTSIDE;

            if (window->touched[next++])
                status = lci_ground_draw_tile(ground, column, row, &here, err);
            if (status == LCI_OK && here != LCI_TILE_OUTSIDE)
                status = close_rim(ground, tiles, column, row, here, err);
            counts[here]++;
        }
    if (status != LCI_OK)
        return status;
    if (counts[LCI_TILE_CROSSED] == 0 && (counts[LCI_TILE_INSIDE] == 0 || counts[LCI_TILE_OUTSIDE] == 0)) {
        *side = counts[LCI_TILE_INSIDE] > 0 ? LCI_TILE_INSIDE : LCI_TILE_OUTSIDE;
        return LCI_OK;
    }
    *side = LCI_TILE_CROSSED;
    return lci_ground_close(ground, 0.0, out, err);
}
