/* ground.c - draws an area tile by tile: tiles that lie wholly inside or outside are passed over. */
#include "geom/ground.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <lifecircle/network.h>

#include "base/alloc.h"
#include "base/real.h"
#include "geom/drawing.h"
#include "geom/ground_blocks.h"
#include "geom/holes.h"
#include "geom/polygons.h"
#include "search/search_seeds.h"

/* Share of the tolerance that thinning may use up. */
static const double THIN_SHARE = 0.05;

/* Walks this far from the limit stay on their side of it, whatever is rounded to millimetres on the way. */
static const double SURE_MM = 4.0;

enum lci_status
lci_ground_new(struct lci_partition *partition, struct lci_geos *geos, double min_hole_m2,
               struct lci_ground **out, struct lci_error *err)
{
    const struct lci_frontage *streets = lci_partition_frontage(partition);
    const size_t tile_count = (size_t)lci_partition_column_count(partition) *
                              (size_t)lci_partition_row_count(partition);
    struct lci_ground *ground = lci_new(struct lci_ground);
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (!ground)
        return lci_fail_nomem(err, "service area");
    ground->partition = partition;
    ground->geos = geos;
    ground->min_hole_m2 = min_hole_m2;
    ground->question.net = streets->index->net;
    ground->question.zone_walks = &ground->zone_walks;
    ground->mark = lci_new_array(uint32_t, tile_count);
    ground->zone_mark = lci_new_array(uint32_t, streets->zones ? streets->zones->count : 0);
    if (!ground->mark || !ground->zone_mark)
        status = lci_fail_nomem(err, "service area");
    if (status == LCI_OK)
        status = lci_tile_maker_new(streets, lci_partition_mask(partition), lci_partition_step_m(partition), &ground->maker, err);
    if (status == LCI_OK)
        status = lci_zone_walks_init(&ground->zone_walks, streets->zones, streets->index->net, err);
    if (status == LCI_OK)
        *out = ground;
    else
        lci_ground_free(ground);
    return status;
}

void
lci_ground_free(struct lci_ground *ground)
{
    if (!ground)
        return;
    lci_border_fini(&ground->border);
    lci_zone_walks_fini(&ground->zone_walks);
    lci_tile_maker_free(ground->maker);
    lci_ramps_fini(&ground->ramps);
    lci_free(ground->mark);
    lci_free(ground->zone_mark);
    lci_free(ground->wanted);
    lci_free(ground->blocks);
    lci_free(ground->block_tiles);
    lci_hasher_free(ground->hasher);
    lci_free(ground->ramp);
    lci_free(ground->spans);
    lci_free(ground->station_points);
    lci_free(ground->seams);
    lci_free(ground->crossings);
    lci_free(ground->sides);
    lci_free(ground);
}

/* Wants the tiles from which an edge may be joined by somebody whose walk from there is `spare_mm` at most. */
static bool
want_tiles(struct lci_ground *ground, lci_edge_id edge_id, double spare_mm)
{
    const struct lci_join_index *index = lci_partition_frontage(ground->partition)->index;
    const struct lci_edge *edge = &index->net->edges[edge_id];
    const double *xy = index->net->point_xy_m + 2 * (size_t)edge->first_point;
    const double reach_m =
        index->off_street_map_m * lci_min(1.0, spare_mm * 1.001 / (double)index->off_street_mm + 1e-3);
    const int32_t columns = lci_partition_column_count(ground->partition);
    double box_m[4] = {xy[0], xy[1], xy[0], xy[1]};
    struct lci_tile_range range;

    for (uint32_t p = 1; p < edge->point_count; p++) {
        box_m[0] = lci_min(box_m[0], xy[2 * p]);
        box_m[1] = lci_min(box_m[1], xy[2 * p + 1]);
        box_m[2] = lci_max(box_m[2], xy[2 * p]);
        box_m[3] = lci_max(box_m[3], xy[2 * p + 1]);
    }
    range = lci_partition_range(ground->partition, box_m[0] - reach_m, box_m[1] - reach_m,
                                box_m[2] + reach_m, box_m[3] + reach_m);
    for (int32_t row = range.first_row; row <= range.last_row; row++)
        for (int32_t column = range.first_column; column <= range.last_column; column++) {
            const size_t tile = (size_t)row * (size_t)columns + (size_t)column;

            if (ground->mark[tile] == ground->stamp)
                continue;
            ground->mark[tile] = ground->stamp;
            if (!lci_grow(&ground->wanted, ground->wanted_count, &ground->wanted_capacity))
                return false;
            ground->wanted[ground->wanted_count++] = tile;
        }
    return true;
}

/* Wants the tiles near the private ways of the zones that have an end of one at a reached vertex. */
static bool
want_zones(struct lci_ground *ground, lci_vertex_id vertex)
{
    const struct lci_zones *zones = lci_partition_frontage(ground->partition)->zones;
    size_t count = 0;
    const struct lci_zone_door *doors = zones ? lci_zones_at(zones, vertex, &count) : NULL;

    for (size_t i = 0; i < count; i++) {
        const struct lci_zone *zone = &zones->items[doors[i].zone];

        if (ground->zone_mark[doors[i].zone] == ground->stamp)
            continue;
        ground->zone_mark[doors[i].zone] = ground->stamp;
        for (size_t e = 0; e < zone->edge_count; e++)
            if (!want_tiles(ground, zone->edges[e], INFINITY))
                return false;
    }
    return true;
}

/* Whether walks to this seed are asked for. */
static bool
is_asked(const struct lci_ground *ground, uint32_t label)
{
    return ground->question.label == LCI_NONE || ground->question.label == label;
}

/* Wants the tiles near all edges with an end that is reached from a seed that is asked for, and near those of such seeds. */
static bool
want_all(struct lci_ground *ground)
{
    const struct lci_network *net = ground->question.net;
    const struct lci_search *search = ground->question.search;
    size_t count = 0;
    const lci_vertex_id *reached = lci_search_reached(search, &count);
    size_t seed_count = 0;
    const struct lci_seed *seeds = lci_search_seeds(search, &seed_count);

    for (size_t i = 0; i < count; i++) {
        const double spare_mm = ground->limit_mm - lci_search_cost_mm(search, reached[i]);

        if (!is_asked(ground, lci_search_label(search, reached[i])))
            continue;
        for (uint32_t arc = net->first_in[reached[i]]; spare_mm >= 0.0 && arc < net->first_in[reached[i] + 1]; arc++)
            if (!want_tiles(ground, net->in_edge[arc], spare_mm))
                return false;
        if (!want_zones(ground, reached[i]))
            return false;
    }
    for (size_t i = 0; i < seed_count; i++)
        if (is_asked(ground, seeds[i].label) && !want_tiles(ground, seeds[i].edge, ground->limit_mm))
            return false;
    return true;
}

static int
by_number(const void *left, const void *right)
{
    const uint64_t a = *(const uint64_t *)left;
    const uint64_t b = *(const uint64_t *)right;

    return (a > b) - (a < b);
}

/* Whether some of certain places may lie inside, and some outside. */
struct sides {
    bool inside, outside;
};

/* Notes on which sides places with these offsets and legs may lie that join a way. */
static void
note_sides(const struct lci_ground *ground, const struct lci_patch *patch, struct sides *sides)
{
    const struct lci_ramp *ramp = NULL;
    double range_mm[2];

    if (patch->way == LCI_NONE) {
        sides->outside = true;
        return;
    }
    /* What holds for the whole edge needs no look at its parts. */
    ramp = &ground->ramp[patch->way];
    range_mm[0] = ramp->least_mm;
    range_mm[1] = ramp->most_mm;
    if (range_mm[0] <= ground->limit_mm + SURE_MM && range_mm[1] + patch->most_leg_mm > ground->limit_mm - SURE_MM)
        lci_ramp_range_mm(&ground->ramps, ramp, patch->least_offset_mm, patch->most_offset_mm, range_mm);
    sides->inside = sides->inside || range_mm[0] + patch->least_leg_mm <= ground->limit_mm + SURE_MM;
    sides->outside = sides->outside || range_mm[1] + patch->most_leg_mm > ground->limit_mm - SURE_MM;
}

/* Makes the ramps of the tile's ways. False: out of memory. */
static bool
make_ramps(struct lci_ground *ground)
{
    const struct lci_tile *tile = ground->tile;

    ground->ramps.count = 0;
    for (uint32_t way = 0; way < tile->way_count; way++) {
        const struct lci_tile_way *w = &tile->ways[way];

        if ((w->zone != LCI_NONE && !lci_zone_walks_make(&ground->zone_walks, w->zone)) ||
            !lci_ramp_add(&ground->ramps, &ground->question, w->edge, w->zone, &ground->ramp[way]))
            return false;
    }
    return true;
}

static enum lci_tile_side
side_of(const struct sides *sides)
{
    return !sides->inside ? LCI_TILE_OUTSIDE : sides->outside ? LCI_TILE_CROSSED : LCI_TILE_INSIDE;
}

enum lci_tile_side
lci_ground_side_of_tile(const struct lci_ground *ground)
{
    const struct lci_tile *tile = ground->tile;
    struct sides sides = {.outside = tile->nowhere_somewhere};

    for (uint32_t way = 0; way < tile->way_count && !(sides.inside && sides.outside); way++) {
        const struct lci_tile_way *w = &tile->ways[way];
        const struct lci_patch all = {way, w->least_offset_mm, w->most_offset_mm, 0, w->most_leg_mm};
        const struct lci_ramp *ramp = &ground->ramp[way];

        /* Without a margin, what holds for the whole edge holds for walks as they are rounded. */
        if (ramp->most_mm + w->most_leg_mm <= ground->limit_mm)
            sides.inside = true;
        else if (ramp->least_mm > ground->limit_mm)
            sides.outside = true;
        else
            note_sides(ground, &all, &sides);
    }
    return side_of(&sides);
}

void
lci_ground_walks_of_box(const struct lci_ground *ground, size_t box, double *least_mm, double *most_mm)
{
    const struct lci_tile *tile = ground->tile;

    *least_mm = INFINITY;
    *most_mm = 0.0;
    for (uint32_t i = tile->patch_first[box]; i < tile->patch_first[box + 1]; i++) {
        const struct lci_patch *patch = &tile->patches[i];
        double range_mm[2] = {INFINITY, INFINITY};

        if (patch->way != LCI_NONE)
            lci_ramp_range_mm(&ground->ramps, &ground->ramp[patch->way], patch->least_offset_mm, patch->most_offset_mm, range_mm);
        *least_mm = lci_min(*least_mm, range_mm[0] + patch->least_leg_mm);
        *most_mm = lci_max(*most_mm, range_mm[1] + patch->most_leg_mm);
    }
}

enum lci_tile_side
lci_ground_side_of_walks(const struct lci_ground *ground, double least_mm, double most_mm)
{
    const struct sides sides = {.inside = least_mm <= ground->limit_mm + SURE_MM, .outside = most_mm > ground->limit_mm - SURE_MM};

    return side_of(&sides);
}

/* True if the border may pass through a box or along its seams; where it is false it does not. */
static bool
may_cross(const struct lci_ground *ground, size_t box)
{
    const struct lci_tile *tile = ground->tile;
    struct sides sides = {false, false};

    for (uint32_t i = tile->patch_first[box]; i < tile->patch_first[box + 1] && !(sides.inside && sides.outside); i++)
        note_sides(ground, &tile->patches[i], &sides);
    return sides.inside && sides.outside;
}

enum lci_status
lci_drawing_draw_box(struct lci_ground *ground, const struct lci_box *box, struct lci_error *err)
{
    enum lci_status status = lci_drawing_cross_outline(ground, box, err);

    if (status == LCI_OK)
        status = lci_drawing_follow_seams(ground, box, err);
    return status == LCI_OK ? lci_drawing_add_chords(ground, box, err) : status;
}

/* Makes room for what is worked out on the tile. */
static bool
make_room(struct lci_ground *ground)
{
    const struct lci_tile *tile = ground->tile;

    if (!lci_reserve(&ground->seams, tile->seam_count, &ground->seam_capacity))
        return false;
    if (tile->station_count <= ground->station_capacity)
        return true;
    if (!lci_resize(&ground->spans, 2 * tile->station_count) || !lci_resize(&ground->station_points, 2 * tile->station_count))
        return false;
    ground->station_capacity = 2 * tile->station_count;
    return true;
}

enum lci_status
lci_ground_look_at(struct lci_ground *ground, int32_t column, int32_t row, struct lci_error *err)
{
    const enum lci_status status = lci_partition_tile(ground->partition, ground->maker, column, row, &ground->tile, err);

    if (status != LCI_OK)
        return status;
    ground->column = column;
    ground->row = row;
    lci_partition_corner(ground->partition, column, row, &ground->x0_m, &ground->y0_m);
    if (!lci_reserve(&ground->ramp, ground->tile->way_count, &ground->way_capacity) || !make_ramps(ground))
        return lci_fail_nomem(err, "service area");
    return LCI_OK;
}

enum lci_status
lci_ground_start_tile(struct lci_ground *ground, struct lci_error *err)
{
    if (!make_room(ground))
        return lci_fail_nomem(err, "service area");
    memset(ground->spans, 0, ground->tile->station_count * sizeof(*ground->spans));
    for (size_t i = 0; i < ground->tile->station_count; i++)
        ground->station_points[i] = LCI_NONE;
    ground->crossing_count = 0;
    return LCI_OK;
}

enum lci_status
lci_ground_draw_tile(struct lci_ground *ground, int32_t column, int32_t row, enum lci_tile_side *side, struct lci_error *err)
{
    enum lci_status status = lci_ground_look_at(ground, column, row, err);

    *side = status == LCI_OK ? lci_ground_side_of_tile(ground) : LCI_TILE_OUTSIDE;
    if (*side != LCI_TILE_CROSSED)
        return status;
    status = lci_ground_start_tile(ground, err);
    if (status == LCI_OK)
        status = lci_drawing_cross_sides(ground, err);
    for (size_t box = 0; box < ground->tile->box_count && status == LCI_OK; box++)
        if (may_cross(ground, box))
            status = lci_drawing_draw_box(ground, &ground->tile->boxes[box], err);
    return status;
}

static double
least_m2(const struct lci_ground *ground)
{
    return lci_partition_step_m(ground->partition) * lci_partition_step_m(ground->partition);
}

void
lci_ground_set_limit(struct lci_ground *ground, uint32_t limit_mm)
{
    ground->limit_mm = (double)limit_mm + 0.5;
}

void
lci_ground_ask(struct lci_ground *ground, const struct lci_search *search, uint32_t label, uint32_t limit_mm)
{
    ground->question.search = search;
    ground->question.label = label;
    lci_ground_set_limit(ground, limit_mm);
    lci_border_clear(&ground->border);
    lci_zone_walks_start(&ground->zone_walks, search);
}

enum lci_status
lci_ground_want(struct lci_ground *ground, struct lci_error *err)
{
    ground->wanted_count = 0;
    ground->stamp++;
    if (!want_all(ground))
        return lci_fail_nomem(err, "service area");
    if (ground->wanted_count > 1)
        qsort(ground->wanted, ground->wanted_count, sizeof(*ground->wanted), by_number);
    return LCI_OK;
}

enum lci_status
lci_ground_touched(struct lci_ground *ground, const struct lci_search *search, uint32_t limit_mm, const uint64_t **tiles,
                   size_t *count, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    lci_ground_ask(ground, search, LCI_NONE, limit_mm);
    status = lci_ground_want(ground, err);
    *tiles = ground->wanted;
    *count = status == LCI_OK ? ground->wanted_count : 0;
    return status;
}

enum lci_status
lci_ground_close(struct lci_ground *ground, double min_hole_m2, struct lci_polygons *out, struct lci_error *err)
{
    const struct lci_border_options options = {
        .straight_m = THIN_SHARE * lci_partition_step_m(ground->partition),
        .min_hole_m2 = min_hole_m2,
        .geos = ground->geos,
        .least_m2 = least_m2(ground),
    };

    return lci_border_polygons(&ground->border, &options, out, err);
}

enum lci_status
lci_ground_area(struct lci_ground *ground, const struct lci_search *search, uint32_t label,
                uint32_t limit_mm, struct lci_polygons *out, struct lci_error *err)
{
    const uint64_t columns = (uint64_t)lci_partition_column_count(ground->partition);
    enum lci_tile_side side = LCI_TILE_OUTSIDE;
    enum lci_status status = LCI_OK;

    *out = (struct lci_polygons){0};
    lci_ground_ask(ground, search, label, limit_mm);
    status = lci_ground_want(ground, err);
    if (status != LCI_OK)
        return status;
    status = lci_partition_prepare(ground->partition, ground->maker, ground->wanted, ground->wanted_count, err);
    for (size_t i = 0; i < ground->wanted_count && status == LCI_OK; i++)
        status = lci_ground_draw_tile(ground, (int32_t)(ground->wanted[i] % columns), (int32_t)(ground->wanted[i] / columns),
                                      &side, err);
    if (status == LCI_OK)
        status = lci_ground_close(ground, ground->min_hole_m2, out, err);
    return status;
}

/* Polygons one after the other. */
static void
append_polygons(struct lci_polygons *to, const struct lci_polygons *from)
{
    for (size_t p = 0; p < from->polygon_count; p++) {
        for (uint32_t r = from->ring_first[p]; r < from->ring_first[p + 1]; r++) {
            const size_t count = from->point_first[r + 1] - from->point_first[r];

            memcpy(to->xy_m + 2 * to->point_count, from->xy_m + 2 * (size_t)from->point_first[r], 2 * count * sizeof(double));
            to->point_count += count;
            lci_polygons_end_ring(to);
        }
        lci_polygons_end(to);
    }
}

enum lci_status
lci_ground_add(struct lci_ground *ground, struct lci_polygons *area, const struct lci_polygons *more, struct lci_error *err)
{
    struct lci_polygons all = {0};
    struct lci_polygons joined = {0};
    enum lci_status status = LCI_OK;

    if (more->polygon_count == 0)
        return LCI_OK;
    if (!lci_polygons_reserve(&all, area->polygon_count + more->polygon_count, area->ring_count + more->ring_count,
                              area->point_count + more->point_count))
        status = lci_fail_nomem(err, "service area");
    if (status == LCI_OK) {
        append_polygons(&all, area);
        append_polygons(&all, more);
        status = lci_geos_union(ground->geos, &all, &joined, err);
    }
    lci_polygons_fini(area);
    if (status == LCI_OK)
        status = lci_holes_keep(&joined, least_m2(ground), ground->min_hole_m2, area, err);
    lci_polygons_fini(&joined);
    lci_polygons_fini(&all);
    return status;
}

enum lci_status
lci_ground_ring(struct lci_ground *ground, const struct lci_polygons *larger,
                const struct lci_polygons *smaller, struct lci_polygons *out, struct lci_error *err)
{
    struct lci_polygons left = {0};
    enum lci_status status = lci_geos_difference(ground->geos, larger, smaller, &left, err);

    *out = (struct lci_polygons){0};
    if (status == LCI_OK) /* what the smaller area fills of the larger one is no hole of the ground: min_hole_m2 does not count */
        status = lci_holes_keep(&left, least_m2(ground), 0.0, out, err);
    lci_polygons_fini(&left);
    return status;
}
