/* gap_ground.c - the ground of a gap: whole homes, and squares of the sample grid where only a part of a home is uncovered. */
#include <math.h>
#include <stdlib.h>

#include "analysis/area.h"
#include "analysis/gaps.h"
#include "base/alloc.h"

/* A square of the sample grid. */
struct square {
    int64_t row, column;
};

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

static int
compare_squares(const void *left, const void *right)
{
    const struct square *a = left;
    const struct square *b = right;

    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    return (a->column > b->column) - (a->column < b->column);
}

/* The squares around the gap's points of a home, each once, by row. NULL: out of memory. */
static struct square *
find_squares(const struct lci_gap_inputs *inputs, const struct lci_gap_list *list, const struct lci_gap *gap, uint32_t home,
             size_t *count)
{
    const struct lci_demand *demand = inputs->access->demand;
    const uint32_t first = demand->home_first[home];
    const uint32_t end = demand->home_first[home + 1];
    struct square *squares = lci_new_array(struct square, end - first);
    size_t kept = 0;

    *count = 0;
    for (uint32_t point = first; squares && point < end; point++)
        if (lci_gap_holds(list, gap, point))
            squares[(*count)++] = (struct square){llround(demand->place_m[point][1] / inputs->sample_m),
                                                  llround(demand->place_m[point][0] / inputs->sample_m)};
    if (squares && *count > 0) {
        qsort(squares, *count, sizeof(*squares), compare_squares);
        for (size_t i = 1; i < *count; i++)
            if (compare_squares(&squares[i], &squares[kept]) != 0)
                squares[++kept] = squares[i];
        *count = kept + 1;
    }
    return squares;
}

/* A run of squares of one row as one rectangle. */
static bool
add_run(struct heap *heap, const struct square *first, int64_t count, double side_m)
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
make_rectangles(const struct square *squares, size_t count, double side_m, struct heap *heap)
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

/* Adds the squares of a home that is in the gap in part, cut to its outline. */
static enum lci_status
add_part(const struct lci_gap_inputs *inputs, const struct lci_gap_list *list, const struct lci_gap *gap, uint32_t home,
         struct heap *heap, struct lci_geos *geos, struct lci_error *err)
{
    const struct lci_polygons outline = lci_shape_view(&inputs->access->homes->shapes, home);
    struct heap rectangles = {.polygon_capacity = 0};
    struct lci_polygons whole = {0};
    struct lci_polygons cut = {0};
    size_t count = 0;
    struct square *squares = find_squares(inputs, list, gap, home, &count);
    enum lci_status status = LCI_OK;

    if (!squares || !make_rectangles(squares, count, inputs->sample_m, &rectangles))
        status = lci_fail_nomem(err, "gaps");
    if (!status)
        status = lci_geos_union(geos, &rectangles.all, &whole, err);
    if (!status)
        status = lci_geos_common(geos, &whole, &outline, &cut, err);
    if (!status && cut.polygon_count > 0 && !add_polygons(heap, &cut))
        status = lci_fail_nomem(err, "gaps");
    lci_polygons_fini(&cut);
    lci_polygons_fini(&whole);
    heap_fini(&rectangles);
    lci_free(squares);
    return status;
}

enum lci_status
lci_gap_ground(const struct lci_gap_inputs *inputs, const struct lci_gap_list *list, size_t gap, struct lci_geos *geos,
               struct lci_polygons *out, struct lci_error *err)
{
    const struct lci_gap *item = &list->items[gap];
    const struct lci_access_inputs *access = inputs->access;
    struct heap heap = {.polygon_capacity = 0};
    enum lci_status status = LCI_OK;

    *out = (struct lci_polygons){0};
    for (size_t i = item->home_first; i < item->home_first + item->home_count && !status; i++) {
        const struct lci_gap_home *part = &list->homes[i];
        const struct lci_polygons outline = lci_shape_view(&access->homes->shapes, part->home);

        if (part->share < access->demand->home_share[part->home])
            status = add_part(inputs, list, item, part->home, &heap, geos, err);
        else if (!add_polygons(&heap, &outline))
            status = lci_fail_nomem(err, "gaps");
    }
    if (!status && heap.all.polygon_count > 0)
        status = lci_geos_union(geos, &heap.all, out, err);
    heap_fini(&heap);
    return status;
}
