/* walled_places.c - places and lines that walled homes hold or bar: ways in through the gates, lines through the walls. */
#include <stdlib.h>

#include "analysis/walled.h"
#include "base/alloc.h"
#include "base/order.h"

void
lci_walled_visit(const struct lci_walled *walled, const double box_m[4], void (*visit)(void *user, uint32_t number), void *user)
{
    if (walled && walled->count > 0)
        lci_box_tree_visit(walled->tree, box_m, visit, user);
}

/* A place whose ways in are gathered. */
struct gathering {
    const struct lci_walled *walled;
    struct lci_walled_bench *bench;
    double x_m, y_m;
    struct lci_ways_in *out;
    enum lci_status status;
    struct lci_error *err;
};

/* The ways to the place through the gates of one part. */
static enum lci_status
gather_from_part(struct gathering *gathering, const struct lci_walled_home *home, const struct lci_walled_part *part)
{
    struct lci_ways_in *out = gathering->out;
    enum lci_status status = lci_walled_ask(part, gathering->bench, gathering->x_m, gathering->y_m, gathering->err);

    for (size_t g = 0; g < part->gate_count && status == LCI_OK; g++) {
        const struct lci_walled_gate *gate = &home->gates[part->gates[g]];
        const uint32_t inside_mm = gathering->bench->walk_mm[g];
        const uint64_t leg_mm = (uint64_t)inside_mm + gate->place->apart_mm + gate->join.leg_mm;

        if (inside_mm == LCI_NONE || gate->join.edge == LCI_NONE || leg_mm >= LCI_MM_MAX || !gate->for_visitors)
            continue;
        if (!lci_grow(&out->items, out->count, &out->capacity))
            return lci_fail_nomem(gathering->err, "walled homes");
        out->items[out->count] = gate->join;
        out->items[out->count++].leg_mm = (uint32_t)leg_mm;
    }
    return status;
}

static void
gather_from_home(void *user, uint32_t number)
{
    struct gathering *gathering = user;
    const struct lci_walled_home *home = &gathering->walled->homes[number];

    for (size_t p = 0; p < home->part_count && gathering->status == LCI_OK; p++)
        if (lci_part_holds(gathering->walled->shapes, home->parts[p].part, gathering->x_m, gathering->y_m))
            gathering->status = gather_from_part(gathering, home, &home->parts[p]);
}

static int
compare_ways_in(const void *left, const void *right)
{
    const struct lci_join *a = left;
    const struct lci_join *b = right;

    if (a->leg_mm != b->leg_mm)
        return a->leg_mm < b->leg_mm ? -1 : 1;
    if (a->edge != b->edge)
        return a->edge < b->edge ? -1 : 1;
    return (a->offset_mm > b->offset_mm) - (a->offset_mm < b->offset_mm);
}

enum lci_status
lci_walled_add_ways_in(const struct lci_walled *walled, struct lci_walled_bench *bench, double x_m, double y_m,
                       struct lci_ways_in *out, struct lci_error *err)
{
    struct gathering gathering = {walled, bench, x_m, y_m, out, LCI_OK, err};
    const double here_m[4] = {x_m, y_m, x_m, y_m};
    const size_t first = out->count;

    lci_walled_visit(walled, here_m, gather_from_home, &gathering);
    if (out->count - first > 1)
        qsort(out->items + first, out->count - first, sizeof(*out->items), compare_ways_in);
    return gathering.status;
}

/* A place that is looked for. */
struct looking {
    const struct lci_walled *walled;
    double x_m, y_m;
    bool found;
};

static void
look_at_home(void *user, uint32_t number)
{
    struct looking *looking = user;

    looking->found = looking->found || lci_shape_holds(looking->walled->shapes, looking->walled->homes[number].home, looking->x_m,
                                                       looking->y_m);
}

bool
lci_walled_holds(const struct lci_walled *walled, double x_m, double y_m)
{
    struct looking looking = {walled, x_m, y_m, false};
    const double here_m[4] = {x_m, y_m, x_m, y_m};

    lci_walled_visit(walled, here_m, look_at_home, &looking);
    return looking.found;
}

/* A line and the walled homes that it may cross. */
struct crossing_test {
    const struct lci_walled *walled;
    const double *line_m;
    bool crosses;
};

/* A corner is passed by both of its sides; what rounding adds divides a piece once more, and does no harm. */
static const double BESIDE = 1e-6;

/* Where a line passes the sides of a home, as shares of it; more than `most`: some number above it. */
static size_t
find_passes(const struct lci_shapes *shapes, uint32_t home, const double *line_m, double *shares, size_t most)
{
    const double dx = line_m[2] - line_m[0];
    const double dy = line_m[3] - line_m[1];
    const uint32_t first = shapes->point_first[shapes->ring_first[shapes->part_first[home]]];
    const uint32_t end = shapes->point_first[shapes->ring_first[shapes->part_first[home + 1]]];
    size_t count = 0;

    for (uint32_t i = first; i + 1 < end && count <= most; i++) {
        const double *a = shapes->xy_m + 2 * (size_t)i;
        const double ex = a[2] - a[0];
        const double ey = a[3] - a[1];
        const double cross = dx * ey - dy * ex;
        const double along = ((a[0] - line_m[0]) * ey - (a[1] - line_m[1]) * ex) / cross;
        const double beside = ((a[0] - line_m[0]) * dy - (a[1] - line_m[1]) * dx) / cross;

        /* Sides that are not there, from ring to ring, divide a piece once more, too. */
        if (!(cross > 0.0 || cross < 0.0) || !(along > 0.0 && along < 1.0) || beside < -BESIDE || beside > 1.0 + BESIDE)
            continue;
        if (count < most)
            shares[count] = along;
        count++;
    }
    return count;
}

static void
test_home(void *user, uint32_t number)
{
    enum { MOST = 254 };
    struct crossing_test *test = user;
    const uint32_t home = test->walled->homes[number].home;
    const double *line_m = test->line_m;
    double shares[MOST + 2];
    size_t count = 0;

    if (test->crosses)
        return;
    count = find_passes(test->walled->shapes, home, line_m, shares + 1, MOST);
    if (count > MOST) {
        test->crosses = true; /* an outline like a comb */
        return;
    }
    shares[0] = 0.0;
    shares[count + 1] = 1.0;
    qsort(shares, count + 2, sizeof(*shares), lci_order_doubles);
    for (size_t i = 0; i <= count && !test->crosses; i++) {
        const double middle = 0.5 * (shares[i] + shares[i + 1]);

        test->crosses = shares[i + 1] - shares[i] > 1e-6 &&
                        lci_shape_holds(test->walled->shapes, home, line_m[0] + middle * (line_m[2] - line_m[0]),
                                        line_m[1] + middle * (line_m[3] - line_m[1]));
    }
}

bool
lci_walled_is_crossed(const struct lci_walled *walled, const double line_m[4])
{
    struct crossing_test test = {walled, line_m, false};
    const double box_m[4] = {line_m[0] < line_m[2] ? line_m[0] : line_m[2], line_m[1] < line_m[3] ? line_m[1] : line_m[3],
                             line_m[0] < line_m[2] ? line_m[2] : line_m[0], line_m[1] < line_m[3] ? line_m[3] : line_m[1]};

    lci_walled_visit(walled, box_m, test_home, &test);
    return test.crosses;
}
