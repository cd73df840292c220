/* gap_gates.c - one more gate in the wall of a home: where along its outline it would bring people within the limit. */
#include <math.h>
#include <stdlib.h>

#include "analysis/area.h"
#include "analysis/gap_parts.h"
#include "base/alloc.h"
#include "geom/inside.h"

/* Places along the outline of a part that are tried, at most; not nearer to each other than this. */
enum { MOST_PLACES = 48 };
static const double LEAST_APART_M = 5.0;

/* A place for a gate: the walk from there to a facility, with the gate's own leg. */
struct place {
    double at_m[2];
    uint32_t walk_mm;
};

/* One part of a walled home, and the places along its outer ring from where there is a way in time. */
struct wall {
    uint32_t home, part;
    struct place places[MOST_PLACES];
    double goals_m[2 * MOST_PLACES];
    size_t count;
    double covered[MOST_PLACES]; /* share of the home within the limit by each */
};

static void
add_place(const struct lci_gap_case *gap_case, struct wall *wall, double x_m, double y_m)
{
    const struct lci_join join = lci_join_place(gap_case->inputs->access->index, x_m, y_m);
    struct place *place = &wall->places[wall->count];
    uint64_t walk_mm = 0;
    struct lci_walk walk;

    if (join.edge == LCI_NONE)
        return;
    walk = lci_search_walk(lci_trial_now(gap_case->trial), join.edge, join.offset_mm);
    walk_mm = (uint64_t)walk.cost_mm + join.leg_mm;
    if (walk.cost_mm == LCI_NONE || walk_mm > lci_trial_limit_mm(gap_case->trial))
        return;
    *place = (struct place){{x_m, y_m}, (uint32_t)walk_mm};
    wall->goals_m[2 * wall->count] = x_m;
    wall->goals_m[2 * wall->count++ + 1] = y_m;
    wall->covered[wall->count - 1] = 0.0;
}

/* Places at equal distances along the outer ring. */
static void
find_places(const struct lci_gap_case *gap_case, struct wall *wall)
{
    const struct lci_shapes *shapes = &gap_case->inputs->access->homes->shapes;
    const uint32_t ring = shapes->ring_first[wall->part];
    double length_m = 0.0;
    double step_m = 0.0;
    double next_m = 0.0;
    double at_m = 0.0;

    for (uint32_t i = shapes->point_first[ring]; i + 1 < shapes->point_first[ring + 1]; i++)
        length_m += hypot(shapes->xy_m[2 * (size_t)i + 2] - shapes->xy_m[2 * (size_t)i],
                          shapes->xy_m[2 * (size_t)i + 3] - shapes->xy_m[2 * (size_t)i + 1]);
    step_m = fmax(LEAST_APART_M, length_m / MOST_PLACES);
    wall->count = 0;
    for (uint32_t i = shapes->point_first[ring]; i + 1 < shapes->point_first[ring + 1]; i++) {
        const double *a = shapes->xy_m + 2 * (size_t)i;
        const double side_m = hypot(a[2] - a[0], a[3] - a[1]);

        for (; next_m < at_m + side_m && wall->count < MOST_PLACES; next_m += step_m) {
            const double part = (next_m - at_m) / side_m;

            add_place(gap_case, wall, a[0] + part * (a[2] - a[0]), a[1] + part * (a[3] - a[1]));
        }
        at_m += side_m;
    }
}

/* The uncovered points of the part that each place brings within the limit. */
static enum lci_status
ask_points(const struct lci_gap_case *gap_case, struct wall *wall, const struct lci_inside *inside, size_t only,
           uint32_t *points, size_t *point_count, struct lci_error *err)
{
    const struct lci_access_inputs *access = gap_case->inputs->access;
    const struct lci_demand *demand = access->demand;
    struct lci_inside_bench bench = {0};
    uint32_t walk_mm[MOST_PLACES];
    enum lci_status status = LCI_OK;

    *point_count = 0;
    for (uint32_t p = demand->home_first[wall->home]; p < demand->home_first[wall->home + 1] && !status; p++) {
        if (!lci_gap_lacks(gap_case->list, gap_case->nearest, p))
            continue;
        status = lci_inside_walks(inside, &bench, demand->place_m[p][0], demand->place_m[p][1], walk_mm, err);
        for (size_t i = 0; i < wall->count && !status; i++) {
            if (walk_mm[i] == LCI_NONE ||
                (uint64_t)walk_mm[i] + wall->places[i].walk_mm > lci_trial_limit_mm(gap_case->trial))
                continue;
            wall->covered[i] += (double)demand->share[p];
            if (i == only)
                points[(*point_count)++] = p;
        }
    }
    lci_inside_bench_fini(&bench);
    return status;
}

/* Tries the place of a part that covers most; of equal ones the first along the outline. */
static enum lci_status
try_part(const struct lci_gap_case *gap_case, const struct lci_gap *gap, struct wall *wall, uint32_t *points,
         struct lci_gap_change *best, struct lci_error *err)
{
    const struct lci_access_inputs *access = gap_case->inputs->access;
    const struct lci_polygons outline = lci_shape_view(&access->homes->shapes, wall->home);
    struct lci_gap_change change = {.kind = LCI_CHANGE_GATE, .facility = LCI_NONE, .home = wall->home};
    struct lci_inside *inside = NULL;
    size_t point_count = 0;
    size_t most = 0;
    enum lci_status status = LCI_OK;

    find_places(gap_case, wall);
    if (wall->count == 0)
        return LCI_OK;
    status = lci_inside_new(&outline, wall->part - access->homes->shapes.part_first[wall->home], wall->goals_m, wall->count,
                            access->metric, &inside, err);
    if (!status)
        status = ask_points(gap_case, wall, inside, MOST_PLACES, points, &point_count, err);
    for (size_t i = 1; i < wall->count; i++)
        if (wall->covered[i] > wall->covered[most])
            most = i;
    if (!status)
        status = ask_points(gap_case, wall, inside, most, points, &point_count, err);
    lci_inside_free(inside);
    if (status || point_count == 0)
        return status;
    lci_trial_points(gap_case->trial, points, point_count, &change.gain);
    change.line = (struct lci_segment){lci_whole_mm(wall->places[most].at_m[0]), lci_whole_mm(wall->places[most].at_m[1]),
                                       lci_whole_mm(wall->places[most].at_m[0]), lci_whole_mm(wall->places[most].at_m[1])};
    lci_gap_judge(gap_case, gap, &change, best);
    return LCI_OK;
}

/* A gate changes nobody's walks but those of its home, unless visitors come to a facility inside, or private ways lead out. */
static bool
is_plain(const struct lci_gap_case *gap_case, const struct lci_walled_home *walled)
{
    const struct lci_facilities *facilities = gap_case->inputs->access->facilities;

    for (size_t i = 0; i < walled->part_count; i++)
        for (size_t k = 0; k < walled->parts[i].facility_count; k++)
            if (facilities->items[walled->parts[i].facilities[k]].category == gap_case->category)
                return false;
    for (size_t i = 0; i < walled->gate_count; i++)
        if (walled->gates[i].entry_count > 1)
            return false;
    return true;
}

enum lci_status
lci_gap_try_gates(const struct lci_gap_case *gap_case, const struct lci_gap *gap, struct lci_gap_change *best,
                  struct lci_error *err)
{
    const struct lci_access_inputs *access = gap_case->inputs->access;
    const struct lci_shapes *shapes = &access->homes->shapes;
    const struct lci_gap_home *homes = gap_case->list->homes + gap->home_first;
    struct wall *wall = NULL;
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < gap->home_count && !status; i++) {
        const uint32_t home = homes[i].home;
        const struct lci_walled_home *walled = lci_walled_of(access->facilities->walled, home);
        uint32_t *points = NULL;

        if (!walled || !is_plain(gap_case, walled))
            continue;
        wall = wall ? wall : lci_new(struct wall);
        points = lci_new_array(uint32_t, access->demand->home_first[home + 1] - access->demand->home_first[home]);
        if (!wall || !points)
            status = lci_fail_nomem(err, "gaps");
        for (uint32_t part = shapes->part_first[home]; part < shapes->part_first[home + 1] && !status; part++) {
            wall->home = home;
            wall->part = part;
            status = try_part(gap_case, gap, wall, points, best, err);
        }
        lci_free(points);
    }
    lci_free(wall);
    return status;
}
