/* plot.c - adds up box by box how much of a polygon lies inside areas. */
#include "geom/plot.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/real.h"
#include "geom/pieces.h"

/* What lies inside in a box may stand off its outline by rounding: its sides lead round all the same, to this. */
static const double ROUND_M = 1e-6;

enum lci_status
lci_plot_lay(struct lci_plot *plot, const struct lci_ground *ground, const struct lci_polygons *polygons,
             const struct lci_tile_range *range, struct lci_error *err)
{
    const size_t columns = (size_t)(range->last_column - range->first_column + 1);
    const size_t rows = (size_t)(range->last_row - range->first_row + 1);
    size_t next = 0;

    plot->polygons = polygons;
    plot->range = *range;
    plot->box_count = plot->side_count = 0;
    if (!lci_reserve(&plot->tiles, columns * rows, &plot->tile_capacity))
        return lci_fail_nomem(err, "residential land");
    for (int32_t row = range->first_row; row <= range->last_row; row++)
        for (int32_t column = range->first_column; column <= range->last_column; column++) {
            const double size_m = LCI_TILE_STEPS * lci_partition_step_m(ground->partition);
            struct lci_plot_tile *tile = &plot->tiles[next++];
            double corner_m[2];

            *tile = (struct lci_plot_tile){.laid = false};
            lci_partition_corner(ground->partition, column, row, &corner_m[0], &corner_m[1]);
            lci_clipped_clear(&plot->clipped);
            if (!lci_clip_polygons(&plot->clipped, polygons, corner_m, size_m))
                return lci_fail_nomem(err, "residential land");
            tile->land_m2 = lci_clipped_area_m2(&plot->clipped);
        }
    return LCI_OK;
}

void
lci_plot_fini(struct lci_plot *plot)
{
    lci_free(plot->tiles);
    lci_free(plot->boxes);
    lci_free(plot->sides);
    lci_clipped_fini(&plot->clipped);
    *plot = (struct lci_plot){0};
}

/* The signed area below a side, down to base_m. */
static double
below_m2(const struct lci_clip_side *side, double base_m)
{
    return (side->ax_m - side->bx_m) * (0.5 * (side->ay_m + side->by_m) - base_m);
}

/* The height of a side at x_m, which is within it. */
static double
height_at(const struct lci_clip_side *side, double x_m)
{
    return side->ay_m + (x_m - side->ax_m) / (side->bx_m - side->ax_m) * (side->by_m - side->ay_m);
}

/* The signed area below both of two sides, down to base_m. */
static double
below_both_m2(const struct lci_clip_side *a, const struct lci_clip_side *b, double base_m)
{
    const double low_m = lci_max(lci_min(a->ax_m, a->bx_m), lci_min(b->ax_m, b->bx_m));
    const double high_m = lci_min(lci_max(a->ax_m, a->bx_m), lci_max(b->ax_m, b->bx_m));
    double a_m[2];
    double b_m[2];
    double height_m = 0.0; /* twice the mean */

    if (!(low_m < high_m))
        return 0.0;
    a_m[0] = height_at(a, low_m) - base_m;
    a_m[1] = height_at(a, high_m) - base_m;
    b_m[0] = height_at(b, low_m) - base_m;
    b_m[1] = height_at(b, high_m) - base_m;
    if ((a_m[0] <= b_m[0]) == (a_m[1] <= b_m[1])) {
        height_m = lci_min(a_m[0], b_m[0]) + lci_min(a_m[1], b_m[1]);
    } else {
        const double share = (a_m[0] - b_m[0]) / ((a_m[0] - b_m[0]) - (a_m[1] - b_m[1]));
        const double cross_m = a_m[0] + share * (a_m[1] - a_m[0]);

        height_m = share * (lci_min(a_m[0], b_m[0]) + cross_m) + (1.0 - share) * (cross_m + lci_min(a_m[1], b_m[1]));
    }
    height_m *= 0.5 * (high_m - low_m);
    return (a->ax_m < a->bx_m) == (b->ax_m < b->bx_m) ? height_m : -height_m;
}

/* Keeps what a box has of the plot, which is clipped to its tile. False: out of memory. */
static bool
add_box(struct lci_plot *plot, const struct lci_tile *tile, size_t number, double unit_m)
{
    const struct lci_box *box = &tile->boxes[number];
    const double low_m[2] = {box->x0 * unit_m, box->y0 * unit_m};
    const double high_m[2] = {box->x1 * unit_m, box->y1 * unit_m};
    struct lci_plot_box found = {.box = (uint32_t)number, .side_first = (uint32_t)plot->side_count};
    bool all = false;

    if (lci_clipped_is_apart(&plot->clipped, low_m, high_m, &all)) {
        found.land_m2 = all ? (high_m[0] - low_m[0]) * (high_m[1] - low_m[1]) : 0.0;
    } else {
        if (!lci_clipped_sides(&plot->clipped, low_m, high_m, &plot->sides, &plot->side_count, &plot->side_capacity))
            return false;
        for (size_t i = found.side_first; i < plot->side_count; i++)
            found.land_m2 += below_m2(&plot->sides[i], low_m[1]);
        found.side_count = (uint32_t)plot->side_count - found.side_first;
    }
    if (!(found.land_m2 > 0.0)) {
        plot->side_count = found.side_first;
        return true;
    }
    if (!lci_grow(&plot->boxes, plot->box_count, &plot->box_capacity))
        return false;
    plot->boxes[plot->box_count++] = found;
    return true;
}

/* Lays the plot over the boxes of the ground's tile at hand. False: out of memory. */
static bool
lay_over_boxes(struct lci_plot *plot, struct lci_plot_tile *tile, const struct lci_ground *ground)
{
    const double unit_m = lci_partition_step_m(ground->partition) / LCI_STEP_UNITS;
    const double corner_m[2] = {ground->x0_m, ground->y0_m};

    tile->laid = true;
    tile->box_first = plot->box_count;
    lci_clipped_clear(&plot->clipped);
    if (!lci_clip_polygons(&plot->clipped, plot->polygons, corner_m, LCI_TILE_UNITS * unit_m))
        return false;
    for (size_t box = 0; box < ground->tile->box_count; box++)
        if (!add_box(plot, ground->tile, box, unit_m))
            return false;
    tile->box_count = plot->box_count - tile->box_first;
    return true;
}

/* The area of a box that lies inside and is land, whose border and outline the ground has as sides. */
static double
common_m2(const struct lci_plot *plot, const struct lci_plot_box *box, const struct lci_ground *ground, double base_m)
{
    double sum_m2 = 0.0;

    for (size_t i = 0; i < ground->side_count; i++) {
        const struct lci_clip_side *side = &ground->sides[i];

        if (box->side_count == 0)
            sum_m2 += below_m2(side, base_m);
        for (uint32_t k = box->side_first; k < box->side_first + box->side_count; k++)
            sum_m2 += below_both_m2(side, &plot->sides[k], base_m);
    }
    return fmin(fmax(sum_m2, 0.0), box->land_m2);
}

/* Adds a level side, of the upper side of a box from right to left. False: out of memory. */
static bool
add_level(struct lci_ground *ground, double from_m, double to_m, double y_m, int side)
{
    const bool back = side == ABOVE;

    return lci_drawing_add_side(ground, &(struct lci_clip_side){back ? to_m : from_m, y_m, back ? from_m : to_m, y_m});
}

/* Adds the sides along which what lies inside touches the lower or upper side of a box. False: out of memory. */
static bool
add_outline(struct lci_ground *ground, const struct lci_box *box, int side)
{
    const struct lci_line *line = &ground->tile->lines[box->lines[side]];
    double from_m = 0.0;
    double to_m = 0.0;
    double begin_m = 0.0;
    bool inside = false;

    lci_box_side_range(ground, box, side, &from_m, &to_m);
    begin_m = from_m;
    inside = lci_drawing_is_inside(ground, box->stations[side], from_m);
    for (uint32_t s = box->stations[side]; s + 1 < line->first + line->count && ground->tile->stations[s].at_m < to_m; s++) {
        const struct crossing_list *list = &ground->spans[s].crossings;
        const double at_m = ground->tile->stations[s].at_m;

        if (at_m > from_m && ground->spans[s].inside != inside) {
            if (inside && !add_level(ground, begin_m, at_m, line->across_m, side))
                return false;
            begin_m = at_m;
            inside = !inside;
        }
        for (uint32_t i = list->first; i < list->first + list->count; i++) {
            const struct crossing *crossing = &ground->crossings[i];

            if (crossing->at_m < from_m || crossing->at_m >= to_m)
                continue;
            if (inside && !add_level(ground, begin_m, crossing->at_m, line->across_m, side))
                return false;
            begin_m = crossing->at_m;
            inside = !inside;
        }
    }
    return !inside || add_level(ground, begin_m, to_m, line->across_m, side);
}

/*
 * Makes the ground's sides those of what lies inside of a box, but for upright ones. Errors: LCI_E_NOMEM, LCI_E_LIBRARY (they do
 * not lead round).
 */
static enum lci_status
outline_box(struct lci_ground *ground, const struct lci_box *box, struct lci_error *err)
{
    double along_m = 0.0;
    enum lci_status status = LCI_OK;

    ground->side_count = 0;
    status = lci_drawing_draw_box(ground, box, err);
    if (status != LCI_OK)
        return status;
    if (!add_outline(ground, box, BELOW) || !add_outline(ground, box, ABOVE))
        return lci_fail_nomem(err, "residential land");
    for (size_t i = 0; i < ground->side_count; i++)
        along_m += ground->sides[i].bx_m - ground->sides[i].ax_m;
    if (fabs(along_m) <= ROUND_M)
        return LCI_OK;
    return lci_fail(err, LCI_E_LIBRARY, "service area: the border does not close near %.3f, %.3f",
                    ground->x0_m + ground->tile->lines[box->lines[LEFT]].across_m,
                    ground->y0_m + ground->tile->lines[box->lines[BELOW]].across_m);
}

/* Adds what lies inside of a box that the border may pass. */
static enum lci_status
add_crossed(struct lci_plot *plot, const struct lci_plot_box *found, struct lci_ground *ground, double *inside_m2,
            struct lci_error *err)
{
    const struct lci_box *box = &ground->tile->boxes[found->box];
    const enum lci_status status = outline_box(ground, box, err);

    if (status == LCI_OK)
        *inside_m2 += common_m2(plot, found, ground, ground->tile->lines[box->lines[BELOW]].across_m);
    return status;
}

/* Finds which walks the boxes of the tile at hand have. False: out of memory. */
static bool
look_closely(struct lci_plot *plot, struct lci_plot_tile *tile, struct lci_ground *ground)
{
    if (!tile->laid && !lay_over_boxes(plot, tile, ground))
        return false;
    for (size_t i = tile->box_first; i < tile->box_first + tile->box_count; i++)
        lci_ground_walks_of_box(ground, plot->boxes[i].box, &plot->boxes[i].least_mm, &plot->boxes[i].most_mm);
    return true;
}

/* Adds what lies inside of the tile at hand within one limit. *side: where the tile lies; *ready: it was looked at closely. */
static enum lci_status
add_tile(struct lci_plot *plot, struct lci_plot_tile *tile, struct lci_ground *ground, bool *ready, enum lci_tile_side *side,
         double *inside_m2, struct lci_error *err)
{
    bool is_drawn = false;
    enum lci_status status = LCI_OK;

    *side = lci_ground_side_of_tile(ground);
    if (*side == LCI_TILE_INSIDE)
        *inside_m2 += tile->land_m2;
    if (*side != LCI_TILE_CROSSED)
        return LCI_OK;
    if (!*ready && !look_closely(plot, tile, ground))
        return lci_fail_nomem(err, "residential land");
    *ready = true;
    for (size_t i = tile->box_first; i < tile->box_first + tile->box_count && status == LCI_OK; i++) {
        const struct lci_plot_box *box = &plot->boxes[i];

        switch (lci_ground_side_of_walks(ground, box->least_mm, box->most_mm)) {
        case LCI_TILE_OUTSIDE:
            break;
        case LCI_TILE_INSIDE:
            *inside_m2 += box->land_m2;
            break;
        case LCI_TILE_CROSSED:
            if (!is_drawn)
                status = lci_ground_start_tile(ground, err);
            is_drawn = true;
            if (status == LCI_OK)
                status = add_crossed(plot, box, ground, inside_m2, err);
            break;
        }
    }
    return status;
}

/* Looks at one tile: its part within each of the limits, from the largest down. */
static enum lci_status
look_at_tile(struct lci_plot *plot, struct lci_plot_tile *tile, struct lci_ground *ground, const uint32_t *limits_mm,
             size_t limit_count, double *inside_m2, struct lci_error *err)
{
    enum lci_tile_side side = LCI_TILE_CROSSED;
    bool ready = false;
    enum lci_status status = LCI_OK;

    for (size_t l = limit_count; l > 0 && side != LCI_TILE_OUTSIDE && status == LCI_OK; l--) {
        lci_ground_set_limit(ground, limits_mm[l - 1]);
        status = add_tile(plot, tile, ground, &ready, &side, &inside_m2[l - 1], err);
    }
    return status;
}

enum lci_status
lci_plot_inside_m2(struct lci_plot *plot, struct lci_ground *ground, const struct lci_search *search, const uint32_t *limits_mm,
                   size_t limit_count, const bool *touched, double *inside_m2, struct lci_error *err)
{
    const struct lci_tile_range *range = &plot->range;
    size_t next = 0;
    enum lci_status status = LCI_OK;

    for (size_t l = 0; l < limit_count; l++)
        inside_m2[l] = 0.0;
    if (limit_count == 0)
        return LCI_OK;
    lci_ground_ask(ground, search, LCI_NONE, limits_mm[limit_count - 1]);
    ground->adds_sides = true;
    for (int32_t row = range->first_row; row <= range->last_row; row++)
        for (int32_t column = range->first_column; column <= range->last_column && status == LCI_OK; column++, next++) {
            struct lci_plot_tile *tile = &plot->tiles[next];

            if (!touched[next] || !(tile->land_m2 > 0.0))
                continue;
            status = lci_ground_look_at(ground, column, row, err);
            if (status == LCI_OK)
                status = look_at_tile(plot, tile, ground, limits_mm, limit_count, inside_m2, err);
        }
    ground->adds_sides = false;
    return status;
}
