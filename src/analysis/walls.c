/* walls.c - walls as barriers, and streets cut at them. */
#include "analysis/walls.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <lifecircle/network.h>

#include "analysis/remark.h"
#include "base/alloc.h"
#include "base/order.h"
#include "geom/box_tree.h"

/* A street this deep inside runs along the wall: outlines and streets of one source share their points, but after projecting
 * their sides differ by less. */
static const double ALONG_M = 0.01;

/* Cuts nearer than this to a point of the way are that point. */
static const double SAME_PLACE_M = 1e-6;

/* What a home closes. */
struct closed {
    double length_m;
    size_t part_count, clipped_count;
};

/* A stretch of way between two cuts or points, and whether it is inside. */
struct cutter {
    const struct lci_walls *walls;
    const struct lci_homes *homes;
    double tolerance_m;
    struct lci_box_tree *tree;
    struct closed *closed; /* one a wall */
    bool *opened;          /* an area that lost a part: by its number, area_count of the ways */
    uint32_t *near;        /* walls near the way of the moment */
    size_t near_count, near_capacity;
    double *cuts; /* of the segment of the moment, shares of it */
    size_t cut_count, cut_capacity;
    int64_t next_node; /* of a cut: no source has it */
    bool failed;
    /* The run of stretches inside that the way is in: which wall, how deep, and whether it began outside. */
    size_t run_wall;
    double run_depth_m, run_length_m;
    bool run_from_outside;
};

enum { NAME_SIZE = 256 };

enum lci_status
lci_walls_bar(const struct lci_walls *walls, const struct lci_homes *homes, struct lci_barriers *barriers, struct lci_error *err)
{
    const struct lci_shapes *shapes = &homes->shapes;

    for (size_t w = 0; w < walls->count; w++) {
        char name[NAME_SIZE];

        (void)snprintf(name, sizeof(name), "home %s", homes->items[walls->items[w].home].id);
        if (!lci_barriers_name(barriers, name))
            return lci_fail_nomem(err, "walls");
        for (uint32_t part = shapes->part_first[walls->items[w].home]; part < shapes->part_first[walls->items[w].home + 1]; part++)
            for (uint32_t ring = shapes->ring_first[part]; ring < shapes->ring_first[part + 1]; ring++) {
                const uint32_t first = shapes->point_first[ring];

                if (!lci_barriers_add_ring(barriers, shapes->xy_m + 2 * (size_t)first, shapes->point_first[ring + 1] - first,
                                           ring > shapes->ring_first[part]))
                    return lci_fail_nomem(err, "walls");
            }
    }
    return lci_barriers_name(barriers, NULL) ? LCI_OK : lci_fail_nomem(err, "walls");
}

static void
note_near(void *user, uint32_t wall)
{
    struct cutter *cutter = user;

    if (!lci_grow(&cutter->near, cutter->near_count, &cutter->near_capacity))
        cutter->failed = true;
    else
        cutter->near[cutter->near_count++] = wall;
}

static bool
passes_over_or_under(const struct lci_way *way)
{
    return (way->flags & LCI_WAY_BRIDGE) || ((way->flags & LCI_WAY_TUNNEL) && way->level < 0);
}

/* The walls whose boxes meet the way's, ascending. */
static void
find_near(struct cutter *cutter, const struct lci_ways *ways, const struct lci_way *way)
{
    double box[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};

    cutter->near_count = 0;
    if (passes_over_or_under(way))
        return;
    for (size_t i = way->first_point; i < way->first_point + way->point_count; i++) {
        box[0] = fmin(box[0], ways->point_xy_m[2 * i]);
        box[1] = fmin(box[1], ways->point_xy_m[2 * i + 1]);
        box[2] = fmax(box[2], ways->point_xy_m[2 * i]);
        box[3] = fmax(box[3], ways->point_xy_m[2 * i + 1]);
    }
    lci_box_tree_visit(cutter->tree, box, note_near, cutter);
    if (cutter->near_count > 1)
        qsort(cutter->near, cutter->near_count, sizeof(*cutter->near), lci_order_u32);
}

/* Share of a -> b at which the line through c and d is passed, if the segments meet; NAN else. */
static double
crossing_share(const double *a, const double *b, const double *c)
{
    const double dx = b[0] - a[0];
    const double dy = b[1] - a[1];
    const double ex = c[2] - c[0];
    const double ey = c[3] - c[1];
    const double cross = dx * ey - dy * ex;
    const double t = ((c[0] - a[0]) * ey - (c[1] - a[1]) * ex) / cross;
    const double u = ((c[0] - a[0]) * dy - (c[1] - a[1]) * dx) / cross;

    return cross != 0.0 && u >= 0.0 && u <= 1.0 ? t : NAN;
}

static void
find_cuts_of_wall(struct cutter *cutter, size_t wall, const double *a, const double *b)
{
    const struct lci_shapes *shapes = &cutter->homes->shapes;
    const uint32_t home = cutter->walls->items[wall].home;
    const double margin = SAME_PLACE_M / fmax(hypot(b[0] - a[0], b[1] - a[1]), SAME_PLACE_M);
    const uint32_t first_ring = shapes->ring_first[shapes->part_first[home]];
    const uint32_t end_ring = shapes->ring_first[shapes->part_first[home + 1]];

    for (uint32_t ring = first_ring; ring < end_ring; ring++)
        for (uint32_t i = shapes->point_first[ring]; i + 1 < shapes->point_first[ring + 1]; i++) {
            const double share = crossing_share(a, b, shapes->xy_m + 2 * (size_t)i);

            if (!(share > margin && share < 1.0 - margin))
                continue;
            if (!lci_grow(&cutter->cuts, cutter->cut_count, &cutter->cut_capacity))
                cutter->failed = true;
            else
                cutter->cuts[cutter->cut_count++] = share;
        }
}

/* Ascending, none twice, and 1 as the last. */
static void
find_cuts(struct cutter *cutter, const double *a, const double *b)
{
    size_t kept = 0;

    cutter->cut_count = 0;
    for (size_t n = 0; n < cutter->near_count; n++)
        find_cuts_of_wall(cutter, cutter->near[n], a, b);
    if (cutter->cut_count > 1)
        qsort(cutter->cuts, cutter->cut_count, sizeof(*cutter->cuts), lci_order_doubles);
    for (size_t i = 0; i < cutter->cut_count; i++)
        if (kept == 0 || cutter->cuts[i] > cutter->cuts[kept - 1])
            cutter->cuts[kept++] = cutter->cuts[i];
    cutter->cut_count = kept;
    if (!lci_grow(&cutter->cuts, kept, &cutter->cut_capacity))
        cutter->failed = true;
    else
        cutter->cuts[cutter->cut_count++] = 1.0;
}

static double
depth_in_m(const struct lci_shapes *shapes, uint32_t home, double x_m, double y_m)
{
    const uint32_t first_ring = shapes->ring_first[shapes->part_first[home]];
    const uint32_t end_ring = shapes->ring_first[shapes->part_first[home + 1]];
    double least_m = INFINITY;

    if (!lci_shape_holds(shapes, home, x_m, y_m))
        return 0.0;
    for (uint32_t ring = first_ring; ring < end_ring; ring++)
        for (uint32_t i = shapes->point_first[ring]; i + 1 < shapes->point_first[ring + 1]; i++)
            least_m = fmin(least_m, lci_side_distance_m(shapes->xy_m + 2 * (size_t)i, x_m, y_m));
    return least_m;
}

/* The wall that a place is inside of, and how deep; walls->count: none. */
static size_t
wall_around(const struct cutter *cutter, double x_m, double y_m, double *depth_m)
{
    for (size_t n = 0; n < cutter->near_count; n++) {
        *depth_m = depth_in_m(&cutter->homes->shapes, cutter->walls->items[cutter->near[n]].home, x_m, y_m);
        if (*depth_m > ALONG_M)
            return cutter->near[n];
    }
    *depth_m = 0.0;
    return cutter->walls->count;
}

/* Ends the run inside a home, and says what it closed; to_outside: the way goes on. */
static void
end_run(struct cutter *cutter, bool to_outside)
{
    struct closed *closed = &cutter->closed[cutter->run_wall];

    if (cutter->run_length_m > 0.0) {
        closed->length_m += cutter->run_length_m;
        closed->part_count++;
        closed->clipped_count += cutter->run_from_outside && to_outside && cutter->run_depth_m <= cutter->tolerance_m;
    }
    cutter->run_length_m = cutter->run_depth_m = 0.0;
}

/* A stretch of `length_m` inside a wall. */
static void
take_inside(struct cutter *cutter, size_t wall, double depth_m, double length_m, bool from_outside)
{
    if (cutter->run_length_m > 0.0 && cutter->run_wall != wall)
        end_run(cutter, false);
    if (!(cutter->run_length_m > 0.0)) {
        cutter->run_wall = wall;
        cutter->run_from_outside = from_outside;
    }
    cutter->run_length_m += length_m;
    cutter->run_depth_m = fmax(cutter->run_depth_m, depth_m);
}

/* Where the parts of a way that stay are put. */
struct kept {
    struct lci_ways *ways;
    struct lci_way way; /* as the source has it */
    bool open;          /* the last of the ways is being added to */
};

static bool
keep_point(struct kept *kept, double x_m, double y_m, int64_t node, uint8_t flags)
{
    return lci_ways_add_point(kept->ways, x_m, y_m, node, flags);
}

/* Begins a part at a place unless one is open. */
static bool
begin_part(struct kept *kept, double x_m, double y_m, int64_t node, uint8_t flags)
{
    if (kept->open)
        return true;
    kept->open = true;
    return lci_ways_add(kept->ways, &kept->way) && keep_point(kept, x_m, y_m, node, flags);
}

/* Whether any stretch of the way lies inside a wall. */
static bool
is_cut(struct cutter *cutter, const struct lci_ways *ways, const struct lci_way *way)
{
    find_near(cutter, ways, way);
    for (size_t i = way->first_point; cutter->near_count > 0 && i + 1 < way->first_point + way->point_count; i++) {
        const double *a = ways->point_xy_m + 2 * i;
        double before = 0.0;

        find_cuts(cutter, a, a + 2);
        for (size_t c = 0; c < cutter->cut_count && !cutter->failed; c++) {
            const double middle = 0.5 * (before + cutter->cuts[c]);
            double depth_m = 0.0;

            if (wall_around(cutter, a[0] + middle * (a[2] - a[0]), a[1] + middle * (a[3] - a[1]), &depth_m) < cutter->walls->count)
                return true;
            before = cutter->cuts[c];
        }
    }
    return false;
}

/* One segment, a -> b of which the source's points are i and i + 1. */
static bool
cut_segment(struct cutter *cutter, const struct lci_ways *from, size_t i, struct kept *kept)
{
    const double *a = from->point_xy_m + 2 * i;
    double at_m[2] = {a[0], a[1]};
    int64_t node = from->point_node[i];
    uint8_t flags = from->point_flags[i];
    double before = 0.0;
    bool room = true;

    find_cuts(cutter, a, a + 2);
    for (size_t c = 0; c < cutter->cut_count && room && !cutter->failed; c++) {
        const double share = cutter->cuts[c];
        const bool last = c + 1 == cutter->cut_count;
        const double next_m[2] = {last ? a[2] : a[0] + share * (a[2] - a[0]), last ? a[3] : a[1] + share * (a[3] - a[1])};
        const int64_t next_node = last ? from->point_node[i + 1] : cutter->next_node++;
        const uint8_t next_flags = last ? from->point_flags[i + 1] : 0;
        const double middle = 0.5 * (before + share);
        double depth_m = 0.0;
        const size_t wall = wall_around(cutter, a[0] + middle * (a[2] - a[0]), a[1] + middle * (a[3] - a[1]), &depth_m);

        if (wall < cutter->walls->count) {
            take_inside(cutter, wall, depth_m, hypot(next_m[0] - at_m[0], next_m[1] - at_m[1]), kept->open);
            kept->open = false;
        } else {
            end_run(cutter, true);
            room = begin_part(kept, at_m[0], at_m[1], node, flags) && keep_point(kept, next_m[0], next_m[1], next_node, next_flags);
        }
        at_m[0] = next_m[0];
        at_m[1] = next_m[1];
        node = next_node;
        flags = next_flags;
        before = share;
    }
    return room && !cutter->failed;
}

/* What of a way is outside. */
static bool
keep_outside(struct cutter *cutter, const struct lci_ways *from, const struct lci_way *way, struct lci_ways *to)
{
    struct kept kept = {.ways = to, .way = *way};
    bool room = true;

    find_near(cutter, from, way);
    if (kept.way.area != LCI_NONE && cutter->opened[kept.way.area]) {
        kept.way.area = LCI_NONE;
        kept.way.flags &= ~(uint32_t)LCI_WAY_RING;
    }
    cutter->run_length_m = cutter->run_depth_m = 0.0;
    for (size_t i = way->first_point; room && i + 1 < way->first_point + way->point_count; i++)
        room = cut_segment(cutter, from, i, &kept);
    end_run(cutter, false);
    return room;
}

static bool
keep_whole(const struct lci_ways *from, const struct lci_way *way, struct lci_ways *to)
{
    bool room = lci_ways_add(to, way) != NULL;

    for (size_t i = way->first_point; room && i < way->first_point + way->point_count; i++)
        room = lci_ways_add_point(to, from->point_xy_m[2 * i], from->point_xy_m[2 * i + 1], from->point_node[i],
                                  from->point_flags[i]);
    return room;
}

/* Writes all ways anew, those that are cut without what is inside. */
static bool
cut_all(struct cutter *cutter, const bool *cut, struct lci_ways *ways)
{
    struct lci_ways kept = {.area_count = ways->area_count};
    bool room = true;

    for (size_t w = 0; w < ways->count && room; w++) {
        const struct lci_way *way = &ways->items[w];
        const bool opened = way->area != LCI_NONE && cutter->opened[way->area];

        room = cut[w] || opened ? keep_outside(cutter, ways, way, &kept) : keep_whole(ways, way, &kept);
    }
    if (!room) {
        lci_ways_fini(&kept);
        return false;
    }
    kept.texts = ways->texts;
    ways->texts = (struct lci_arena){0};
    lci_ways_fini(ways);
    *ways = kept;
    return true;
}

static enum lci_status
report_closed(const struct cutter *cutter, struct lci_quality *quality, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t w = 0; w < cutter->walls->count && status == LCI_OK; w++) {
        const struct closed *closed = &cutter->closed[w];
        const uint32_t home = cutter->walls->items[w].home;
        char number[LCI_NUMBER_TEXT_SIZE];
        char found[160];
        struct lci_quality_row row = {
            .severity = closed->clipped_count > 0 ? LCI_SEVERITY_WARNING : LCI_SEVERITY_NOTE,
            .stage = "network",
            .code = closed->clipped_count > 0 ? "street_clipped" : "streets_closed",
            .layer = "homes",
            .feature_id = cutter->homes->items[home].id,
            .found = found,
            .done = closed->clipped_count > 0
                        ? "closed there: is the outline of this walled home drawn over a street that others use?"
                        : "closed to others: its own people walk straight to the gates",
        };

        if (closed->part_count == 0)
            continue;
        if (closed->clipped_count > 0)
            (void)snprintf(found, sizeof(found), "%zu streets come inside by no more than %s m and go out again",
                           closed->clipped_count, lci_number_text(cutter->tolerance_m, number));
        else
            (void)snprintf(found, sizeof(found), "%zu parts of streets inside, %s m", closed->part_count,
                           lci_number_text(closed->length_m, number));
        row.has_place = lci_shape_place(&cutter->homes->shapes, home, &row.x_m, &row.y_m);
        status = lci_remark(quality, &cutter->homes->items[home].origin, &row, err);
    }
    return status;
}

static enum lci_status
prepare(struct cutter *cutter, const struct lci_ways *ways, struct lci_error *err)
{
    double *box_m = lci_new_array(double, 4 * cutter->walls->count);
    enum lci_status status = LCI_OK;

    cutter->closed = lci_new_array(struct closed, cutter->walls->count);
    cutter->opened = lci_new_array(bool, ways->area_count);
    if (!box_m || !cutter->closed || !cutter->opened)
        status = lci_fail_nomem(err, "walls");
    for (size_t w = 0; w < cutter->walls->count && status == LCI_OK; w++)
        (void)lci_shape_box(&cutter->homes->shapes, cutter->walls->items[w].home, box_m + 4 * w);
    if (status == LCI_OK)
        status = lci_box_tree_new(box_m, cutter->walls->count, &cutter->tree, err);
    lci_free(box_m);
    return status;
}

enum lci_status
lci_walls_cut(const struct lci_walls *walls, const struct lci_homes *homes, double tolerance_m, struct lci_ways *ways,
              struct lci_quality *quality, struct lci_error *err)
{
    struct cutter cutter = {.walls = walls, .homes = homes, .tolerance_m = tolerance_m, .next_node = INT64_MIN};
    bool *cut = lci_new_array(bool, ways->count);
    bool any = false;
    enum lci_status status = cut ? prepare(&cutter, ways, err) : lci_fail_nomem(err, "walls");

    for (size_t w = 0; w < ways->count && status == LCI_OK; w++) {
        cut[w] = is_cut(&cutter, ways, &ways->items[w]);
        any = any || cut[w];
        if (cut[w] && ways->items[w].area != LCI_NONE)
            cutter.opened[ways->items[w].area] = true;
        if (cutter.failed)
            status = lci_fail_nomem(err, "walls");
    }
    if (status == LCI_OK && any && !cut_all(&cutter, cut, ways))
        status = lci_fail_nomem(err, "walls");
    if (status == LCI_OK)
        status = report_closed(&cutter, quality, err);
    lci_box_tree_free(cutter.tree);
    lci_free(cutter.closed);
    lci_free(cutter.opened);
    lci_free(cutter.near);
    lci_free(cutter.cuts);
    lci_free(cut);
    return status;
}
