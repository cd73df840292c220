/* gap_ground.c - the ground of a gap: whole homes, and squares of the sample grid where only a part of a home is uncovered. */
#include <math.h>
#include <stdlib.h>

#include "analysis/area.h"
#include "analysis/gaps.h"
#include "base/alloc.h"
#include "geom/blocks.h"
#include "geom/holes.h"

/* Parts farther apart than this stay so on the grid of results, which moves both by less than one of its cells. */
static const double APART_M = 4.0 * LCI_GEOS_GRID_M;

/* Polygons as they are gathered. */
struct heap {
    struct lci_polygons all;
    size_t polygon_capacity, ring_capacity, point_capacity;
};

static bool
make_room(struct heap *heap, size_t polygons, size_t rings, size_t points)
{
    struct lci_polygons *all = &heap->all;

    return lci_reserve(&all->ring_first, all->polygon_count + polygons + 1, &heap->polygon_capacity) &&
           lci_reserve(&all->point_first, all->ring_count + rings + 1, &heap->ring_capacity) &&
           lci_reserve_sized(&all->xy_m, all->point_count + points, &heap->point_capacity, 2 * sizeof(double));
}

/* False: out of memory. */
static bool
add_polygons(struct heap *heap, const struct lci_polygons *more)
{
    struct lci_polygons *all = &heap->all;
    const uint32_t ring_begin = more->polygon_count > 0 ? more->ring_first[0] : 0;
    const uint32_t ring_end = more->polygon_count > 0 ? more->ring_first[more->polygon_count] : 0;
    const uint32_t point_begin = ring_end > ring_begin ? more->point_first[ring_begin] : 0;
    const uint32_t point_end = ring_end > ring_begin ? more->point_first[ring_end] : 0;

    if (!make_room(heap, more->polygon_count, ring_end - ring_begin, point_end - point_begin))
        return false;
    all->ring_first[all->polygon_count] = (uint32_t)all->ring_count;
    all->point_first[all->ring_count] = (uint32_t)all->point_count;
    for (uint32_t ring = ring_begin; ring < ring_end; ring++)
        all->point_first[++all->ring_count] = (uint32_t)all->point_count + more->point_first[ring + 1] - point_begin;
    for (size_t i = 0; i < more->polygon_count; i++)
        all->ring_first[all->polygon_count + i + 1] =
            all->ring_first[all->polygon_count] + more->ring_first[i + 1] - ring_begin;
    all->polygon_count += more->polygon_count;
    for (size_t i = 2 * (size_t)point_begin; i < 2 * (size_t)point_end; i++)
        all->xy_m[2 * all->point_count + i - 2 * (size_t)point_begin] = more->xy_m[i];
    all->point_count += point_end - point_begin;
    return true;
}

/* The squares around the gap's points of a home, each once, by row. NULL: out of memory. */
static struct lci_block *
find_squares(const struct lci_gap_inputs *inputs, const struct lci_gap_list *list, const struct lci_gap *gap, uint32_t home,
             size_t *count)
{
    const struct lci_demand *demand = inputs->access->demand;
    const uint32_t first = demand->home_first[home];
    const uint32_t end = demand->home_first[home + 1];
    struct lci_block *squares = lci_new_array(struct lci_block, end - first);

    *count = 0;
    for (uint32_t point = first; squares && point < end; point++)
        if (lci_gap_holds(list, gap, point))
            squares[(*count)++] = (struct lci_block){llround(demand->place_m[point][1] / inputs->sample_m),
                                                     llround(demand->place_m[point][0] / inputs->sample_m)};
    *count = squares ? lci_blocks_sort(squares, *count) : 0;
    return squares;
}

/* A run of squares of one row as one rectangle. */
static bool
add_run(struct heap *heap, const struct lci_block *first, int64_t count, double side_m)
{
    const double west_m = ((double)first->column - 0.5) * side_m;
    const double south_m = ((double)first->row - 0.5) * side_m;
    const double east_m = west_m + (double)count * side_m;
    const double north_m = south_m + side_m;
    double xy_m[10] = {west_m, south_m, east_m, south_m, east_m, north_m, west_m, north_m, west_m, south_m};
    uint32_t ring_first[2] = {0, 1};
    uint32_t point_first[2] = {0, 5};
    const struct lci_polygons rectangle = {1, 1, 5, ring_first, point_first, xy_m};

    return add_polygons(heap, &rectangle);
}

/* Rectangles of squares side by side. False: out of memory. */
static bool
make_rectangles(const struct lci_block *squares, size_t count, double side_m, struct heap *heap)
{
    size_t end = 0;
    bool room = true;

    for (size_t begin = 0; begin < count && room; begin = end) {
        for (end = begin + 1; end < count && squares[end].row == squares[begin].row &&
                              squares[end].column == squares[end - 1].column + 1;)
            end++;
        room = add_run(heap, &squares[begin], (int64_t)(end - begin), side_m);
    }
    return room;
}

static void
heap_fini(struct heap *heap)
{
    lci_polygons_fini(&heap->all);
}

/* All of the squares together. */
static enum lci_status
join_squares(const struct lci_block *squares, size_t count, double side_m, struct lci_geos *geos, struct lci_polygons *out,
             struct lci_error *err)
{
    struct heap rectangles = {.polygon_capacity = 0};
    bool simple = false;
    enum lci_status status = lci_blocks_outline(squares, count, side_m, &simple, out, err);

    if (status != LCI_OK || simple)
        return status;
    if (make_rectangles(squares, count, side_m, &rectangles))
        status = lci_geos_union(geos, &rectangles.all, out, err);
    else
        status = lci_fail_nomem(err, "gaps");
    heap_fini(&rectangles);
    return status;
}

/* The squares of a home that is in the gap in part, cut to its outline. */
static enum lci_status
cut_part(const struct lci_gap_inputs *inputs, const struct lci_gap_list *list, const struct lci_gap *gap, uint32_t home,
         struct lci_geos *geos, struct lci_polygons *out, struct lci_error *err)
{
    const struct lci_polygons outline = lci_shape_view(&inputs->access->homes->shapes, home);
    struct lci_polygons whole = {0};
    size_t count = 0;
    struct lci_block *squares = find_squares(inputs, list, gap, home, &count);
    enum lci_status status = squares ? LCI_OK : lci_fail_nomem(err, "gaps");

    if (!status)
        status = join_squares(squares, count, inputs->sample_m, geos, &whole, err);
    if (!status)
        status = lci_geos_common(geos, &whole, &outline, out, err);
    lci_polygons_fini(&whole);
    lci_free(squares);
    return status;
}

/* Whether a gap has few homes and none comes near another: their grounds then have nothing to do with each other. */
static bool
are_apart(const struct lci_homes *homes, const struct lci_gap_home *parts, size_t count)
{
    enum { MOST = 32 };
    double box_m[MOST][4];
    size_t kept = 0;

    if (count > MOST)
        return false;
    for (size_t i = 0; i < count; i++) {
        const double *box = box_m[kept];

        if (!lci_shape_box(&homes->shapes, parts[i].home, box_m[kept]))
            continue;
        for (size_t k = 0; k < kept; k++)
            if (box[0] < box_m[k][2] + APART_M && box_m[k][0] < box[2] + APART_M && box[1] < box_m[k][3] + APART_M &&
                box_m[k][1] < box[3] + APART_M)
                return false;
        kept++;
    }
    return true;
}

enum lci_status
lci_gap_outline(const struct lci_gap_inputs *inputs, uint32_t home, struct lci_geos *geos, struct lci_polygons *out,
                struct lci_error *err)
{
    const struct lci_polygons outline = lci_shape_view(&inputs->access->homes->shapes, home);

    *out = (struct lci_polygons){0};
    return outline.polygon_count > 0 ? lci_geos_union(geos, &outline, out, err) : LCI_OK;
}

/* Adds the part of a gap that is in one home. */
static enum lci_status
add_home(const struct lci_gap_inputs *inputs, const struct lci_gap_list *list, const struct lci_gap *gap,
         const struct lci_gap_home *part, const struct lci_polygons *outline, struct lci_geos *geos, struct heap *heap,
         struct lci_error *err)
{
    struct lci_polygons cut = {0};
    enum lci_status status = LCI_OK;

    if (!lci_gap_is_whole(inputs->access->demand, part)) {
        status = cut_part(inputs, list, gap, part->home, geos, &cut, err);
        outline = &cut;
    }
    if (!status && outline->polygon_count > 0 && !add_polygons(heap, outline))
        status = lci_fail_nomem(err, "gaps");
    lci_polygons_fini(&cut);
    return status;
}

enum lci_status
lci_gap_ground(const struct lci_gap_inputs *inputs, const struct lci_gap_list *list, size_t gap,
               const struct lci_polygons *outlines, struct lci_geos *geos, struct lci_polygons *out, struct lci_error *err)
{
    const struct lci_gap *item = &list->items[gap];
    const struct lci_gap_home *parts = list->homes + item->home_first;
    const struct lci_homes *homes = inputs->access->homes;
    const bool apart = are_apart(homes, parts, item->home_count);
    struct heap heap = {.polygon_capacity = 0};
    struct lci_polygons joined = {0};
    enum lci_status status = LCI_OK;

    *out = (struct lci_polygons){0};
    for (size_t i = 0; i < item->home_count && !status; i++) {
        const struct lci_polygons own = lci_shape_view(&homes->shapes, parts[i].home);

        status = add_home(inputs, list, item, &parts[i], apart ? &outlines[parts[i].home] : &own, geos, &heap, err);
    }
    if (!status && !apart && heap.all.polygon_count > 0)
        status = lci_geos_union(geos, &heap.all, &joined, err);
    if (!status && heap.all.polygon_count > 0)
        status = lci_holes_keep(apart ? &heap.all : &joined, 0.0, 0.0, out, err);
    lci_polygons_fini(&joined);
    heap_fini(&heap);
    return status;
}
