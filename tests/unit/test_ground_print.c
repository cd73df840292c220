/* test_ground_print.c - tiles with one fingerprint are one tile, whatever was edited; edits far away change no fingerprint. */
#include <string.h>

#include "../support/ground_town.h"
#include "geom/ground_print.h"

/* Two towns far from each other: only the first one is edited. */
enum { SITES = 2, VERTICES = SITES * TOWN_VERTICES + 4, EDGES = SITES * TOWN_EDGES + 4, LINES = 24, LINE_POINTS = 8 };
static const double FAR_M = 2000.0;

/* What can happen to a town. The lattice, and the grids that things are looked up in, stay where they are unless it says so. */
enum edit {
    NOTHING,
    MOVE_VERTEX,
    REMOVE_EDGE,
    MAKE_ISLET,
    MAKE_PRIVATE,
    MAKE_BRIDGE,
    LENGTHEN_EDGE,
    SWAP_COPIES, /* of two edges that are equally near everywhere */
    ADD_WALL,
    REMOVE_BARRIER,
    ADD_POND_FIRST, /* so that all rings are renumbered */
    WALL_ROUND,     /* a closed line round a third of the town */
    LENGTHEN_WALL,  /* where it is joined to another */
    MOVE_HOME,      /* with private ways */
    MOVE_PLOT,
    CHANGE_METRIC,
    CHANGE_OFF_STREET,
    CHANGE_STEP,
    EXTEND_STREETS, /* so that the grid of streets begins elsewhere */
    EDIT_COUNT
};

static const char *const EDIT_NAMES[EDIT_COUNT] = {
    "nothing",        "move vertex",  "remove edge", "make islet",    "make private", "make bridge", "lengthen edge",
    "swap copies",    "add wall",     "remove barrier", "add pond first", "wall round", "lengthen wall", "move home",
    "move plot", "change metric", "change off_street", "change step", "extend streets"};

/* Edits after which the far town's fingerprints must be what they were. */
static bool
is_local(enum edit edit)
{
    return edit < CHANGE_OFF_STREET;
}

struct line {
    double xy_m[2 * LINE_POINTS];
    size_t count;
    bool is_ring;
};

/* A town as it is written down. */
struct plan {
    double xy_m[2 * VERTICES];
    struct hand_edge edges[EDGES];
    size_t edge_count;
    struct line lines[LINES];
    size_t line_count;
    double home_xy_m[10];
    double plots_xy_m[SITES][10];
    double metric_e[36], metric_f[36], metric_g[36];
    double off_street_m, step_m;
};

/* A plan come true. */
struct built {
    struct town town;
    struct lci_metric metric;
    struct lci_polygons plots[SITES];
    struct lci_mask mask;
    struct lci_ground_prints *prints;
    struct lci_ground_looker *looker;
};

static const uint32_t PLOT_FIRST[2] = {0, 1};
static const uint32_t PLOT_POINTS[2] = {0, 5};

static void
add_edge(struct plan *plan, lci_vertex_id from, lci_vertex_id to, uint32_t length_mm, uint32_t flags)
{
    plan->edges[plan->edge_count++] = (struct hand_edge){from, to, length_mm, {length_mm, length_mm}, flags};
}

static void
add_line(struct plan *plan, const double *xy_m, size_t count, bool is_ring)
{
    struct line *line = &plan->lines[plan->line_count++];

    memcpy(line->xy_m, xy_m, 2 * count * sizeof(*xy_m));
    line->count = count;
    line->is_ring = is_ring;
}

static void
add_barriers_of_site(struct plan *plan, uint64_t *random, double shift_m)
{
    for (int i = 0; i < 8; i++) {
        const double x_m = shift_m + town_between(random, 0.0, 500.0);
        const double y_m = town_between(random, 0.0, 500.0);
        const size_t count = i % 2 == 0 ? 3 : 5;
        double xy_m[2 * LINE_POINTS];

        for (size_t p = 0; p < count; p++) {
            const double angle = 2.0 * PI * (double)p / (double)count;
            const double radius_m = town_between(random, 10.0, 70.0);

            xy_m[2 * p] = x_m + radius_m * cos(angle);
            xy_m[2 * p + 1] = y_m + radius_m * sin(angle);
        }
        add_line(plan, xy_m, count, i % 2 != 0);
    }
}

static void
make_plan(uint64_t seed, struct plan *plan)
{
    static const double CORNERS[8] = {-300.0, -300.0, -290.0, -300.0, 2890.0, 900.0, 2900.0, 900.0};
    uint64_t random = seed;

    *plan = (struct plan){.off_street_m = 80.0, .step_m = 1.0};
    for (size_t site = 0; site < SITES; site++) {
        struct lci_network *net = town_network(&random);

        for (size_t v = 0; v < TOWN_VERTICES; v++) {
            plan->xy_m[2 * (site * TOWN_VERTICES + v)] = net->vertex_xy_m[2 * v] + (double)site * FAR_M;
            plan->xy_m[2 * (site * TOWN_VERTICES + v) + 1] = net->vertex_xy_m[2 * v + 1];
        }
        for (size_t e = 0; e < net->edge_count; e++) {
            const struct lci_edge *edge = &net->edges[e];
            const lci_vertex_id base = (lci_vertex_id)(site * TOWN_VERTICES);

            plan->edges[plan->edge_count++] = (struct hand_edge){base + edge->from, base + edge->to, edge->length_mm,
                                                                 {edge->cost_mm[0], edge->cost_mm[1]}, edge->flags};
            /* One street is there twice. */
            if (site == 0 && plan->edge_count == 21) {
                plan->edges[plan->edge_count] = plan->edges[plan->edge_count - 1];
                plan->edges[plan->edge_count].flags = plan->edges[plan->edge_count - 1].flags = 0;
                plan->edges[plan->edge_count++].length_mm += 5000;
            }
        }
        hand_network_free(net);
        add_barriers_of_site(plan, &random, (double)site * FAR_M);
        for (int p = 0; p < 5; p++) {
            plan->plots_xy_m[site][2 * p] = HOME_XY[2 * p] + (double)site * FAR_M + 60.0;
            plan->plots_xy_m[site][2 * p + 1] = HOME_XY[2 * p + 1] + 30.0;
        }
    }
    memcpy(plan->home_xy_m, HOME_XY, sizeof(HOME_XY));
    memcpy(plan->xy_m + 2 * SITES * TOWN_VERTICES, CORNERS, sizeof(CORNERS));
    add_edge(plan, SITES * TOWN_VERTICES, SITES * TOWN_VERTICES + 1, 10000, 0);
    add_edge(plan, SITES * TOWN_VERTICES + 2, SITES * TOWN_VERTICES + 3, 10000, 0);
    add_line(plan, CORNERS, 2, false);
    add_line(plan, CORNERS + 4, 2, false);
    for (int i = 0; i < 36; i++) {
        plan->metric_e[i] = plan->metric_g[i] = 1.0 + 1e-4 * town_between(&random, 0.0, 1.0);
        plan->metric_f[i] = 1e-5 * town_between(&random, -1.0, 1.0);
    }
}

/* An edge of the first town that can be edited. */
static size_t
some_edge(const struct plan *plan, uint64_t *random)
{
    for (;;) {
        const size_t edge = town_next(random) % plan->edge_count;

        if (plan->edges[edge].from < TOWN_VERTICES)
            return edge;
    }
}

static void
add_some_line(struct plan *plan, uint64_t *random, bool is_ring)
{
    const double x_m = town_between(random, 100.0, 400.0);
    const double y_m = town_between(random, 100.0, 400.0);
    const double xy_m[8] = {x_m, y_m, x_m + town_between(random, 30.0, 60.0), y_m - 20.0, x_m + 70.0, y_m + 40.0, x_m, y_m + 50.0};

    add_line(plan, xy_m, is_ring ? 4 : 3, is_ring);
}

static void
edit_streets(struct plan *plan, enum edit edit, uint64_t *random)
{
    const size_t edge = some_edge(plan, random);
    const lci_vertex_id vertex = (lci_vertex_id)(town_next(random) % TOWN_VERTICES);

    switch (edit) {
    case MOVE_VERTEX:
        plan->xy_m[2 * vertex] += 3.0;
        plan->xy_m[2 * vertex + 1] -= 2.0;
        break;
    case REMOVE_EDGE:
        memmove(&plan->edges[edge], &plan->edges[edge + 1], (--plan->edge_count - edge) * sizeof(plan->edges[0]));
        break;
    case MAKE_ISLET:
        plan->edges[edge].flags ^= LCI_EDGE_ISLET;
        break;
    case MAKE_PRIVATE:
        plan->edges[edge].flags ^= LCI_EDGE_PRIVATE;
        break;
    case MAKE_BRIDGE:
        plan->edges[edge].flags ^= LCI_EDGE_INSIDE;
        break;
    case LENGTHEN_EDGE:
        plan->edges[edge].length_mm += 500;
        break;
    case SWAP_COPIES:
        for (size_t e = 0; e + 1 < plan->edge_count; e++)
            if (plan->edges[e].from == plan->edges[e + 1].from && plan->edges[e].to == plan->edges[e + 1].to) {
                const struct hand_edge first = plan->edges[e];

                plan->edges[e] = plan->edges[e + 1];
                plan->edges[e + 1] = first;
                break;
            }
        break;
    default:
        break;
    }
}

static void
edit_barriers(struct plan *plan, enum edit edit, uint64_t *random)
{
    const size_t at = town_next(random) % 8;
    double round_xy_m[10] = {80.0, 80.0, 300.0, 90.0, 290.0, 310.0, 100.0, 300.0, 80.0, 80.0};

    switch (edit) {
    case ADD_WALL:
        add_some_line(plan, random, false);
        break;
    case REMOVE_BARRIER:
        memmove(&plan->lines[at], &plan->lines[at + 1], (--plan->line_count - at) * sizeof(plan->lines[0]));
        break;
    case ADD_POND_FIRST:
        memmove(&plan->lines[1], &plan->lines[0], plan->line_count * sizeof(plan->lines[0]));
        plan->line_count++;
        {
            const size_t count = plan->line_count;

            plan->line_count = 0;
            add_some_line(plan, random, true);
            plan->line_count = count;
        }
        break;
    case WALL_ROUND:
        add_line(plan, round_xy_m, 5, false);
        break;
    case LENGTHEN_WALL: {
        const struct line *wall = &plan->lines[at & ~(size_t)1];
        const double xy_m[4] = {wall->xy_m[4], wall->xy_m[5], wall->xy_m[4] + 50.0, wall->xy_m[5] + 10.0};

        add_line(plan, xy_m, 2, false);
        break;
    }
    default:
        break;
    }
}

static void
edit_rest(struct plan *plan, enum edit edit)
{
    switch (edit) {
    case MOVE_HOME:
        plan->home_xy_m[2] -= 40.0;
        break;
    case MOVE_PLOT:
        plan->plots_xy_m[0][2] -= 70.0;
        break;
    case CHANGE_METRIC:
        plan->metric_e[7] += 1e-3;
        break;
    case CHANGE_OFF_STREET:
        plan->off_street_m = 79.0;
        break;
    case CHANGE_STEP:
        plan->step_m = 0.75;
        break;
    case EXTEND_STREETS:
        plan->xy_m[2 * SITES * TOWN_VERTICES] -= 70.0;
        break;
    default:
        break;
    }
}

static void
build(const struct plan *plan, bool is_masked, struct built *built)
{
    struct town *town = &built->town;

    *built = (struct built){.metric = {-1000.0, -1000.0, 1000.0, 6, 6, (double *)plan->metric_e, (double *)plan->metric_f,
                                       (double *)plan->metric_g}};
    town->net = hand_network(VERTICES, plan->xy_m, plan->edges, plan->edge_count);
    for (size_t i = 0; i < plan->line_count; i++) {
        const struct line *line = &plan->lines[i];

        assert_true(line->is_ring ? lci_barriers_add_ring(&town->barriers, line->xy_m, line->count, false)
                                  : lci_barriers_add_line(&town->barriers, line->xy_m, line->count));
    }
    for (int site = 0; site < SITES; site++)
        built->plots[site] = (struct lci_polygons){
            1, 1, 5, (uint32_t *)PLOT_FIRST, (uint32_t *)PLOT_POINTS, (double *)plan->plots_xy_m[site]};
    assert_int_equal(lci_mask_init(&built->mask, built->plots, SITES, NULL), LCI_OK);
    town->metric = &built->metric;
    town->mask = is_masked ? &built->mask : NULL;
    town->home_xy_m = plan->home_xy_m;
    town_open(town, plan->off_street_m, plan->step_m);
    assert_int_equal(lci_ground_prints_new(town->partition, &built->prints, NULL), LCI_OK);
    assert_int_equal(lci_ground_looker_new(built->prints, &built->looker, NULL), LCI_OK);
}

static void
fini(struct built *built)
{
    lci_ground_looker_free(built->looker);
    lci_ground_prints_free(built->prints);
    town_close(&built->town);
    lci_mask_fini(&built->mask);
}

static const struct lci_tile *
tile_of(const struct built *built, int32_t column, int32_t row)
{
    struct lci_tile_maker *maker = NULL;
    const struct lci_tile *tile = NULL;

    assert_int_equal(lci_tile_maker_new(lci_partition_frontage(built->town.partition), built->town.mask,
                                        lci_partition_step_m(built->town.partition), &maker, NULL),
                     LCI_OK);
    assert_int_equal(lci_partition_tile(built->town.partition, maker, column, row, &tile, NULL), LCI_OK);
    lci_tile_maker_free(maker);
    return tile;
}

/* Whether two ways lead along one street: by where it begins and ends, and how long it is, which tells copies apart. */
static bool
is_same_way(const struct lci_network *one, const struct lci_tile_way *a, const struct lci_network *other,
            const struct lci_tile_way *b)
{
    const struct lci_edge *e = &one->edges[a->edge];
    const struct lci_edge *f = &other->edges[b->edge];

    return memcmp(one->point_xy_m + 2 * e->first_point, other->point_xy_m + 2 * f->first_point, 4 * sizeof(double)) == 0 &&
           e->length_mm == f->length_mm && e->flags == f->flags && a->zone == b->zone &&
           a->least_offset_mm == b->least_offset_mm && a->most_offset_mm == b->most_offset_mm && a->most_leg_mm == b->most_leg_mm;
}

static bool
is_same_box(const struct lci_box *a, const struct lci_box *b)
{
    return a->x0 == b->x0 && a->y0 == b->y0 && a->x1 == b->x1 && a->y1 == b->y1 && a->seam_count == b->seam_count &&
           memcmp(a->lines, b->lines, sizeof(a->lines)) == 0 && memcmp(a->stations, b->stations, sizeof(a->stations)) == 0 &&
           (a->seam_count == 0 ||
            (a->seam_first == b->seam_first && a->hub_x_m == b->hub_x_m && a->hub_y_m == b->hub_y_m));
}

static bool
is_same_tile(const struct built *one, const struct lci_tile *a, const struct built *other, const struct lci_tile *b)
{
    bool same = a->way_count == b->way_count && a->foot_count == b->foot_count && a->line_count == b->line_count &&
                a->station_count == b->station_count && a->seam_count == b->seam_count && a->box_count == b->box_count &&
                a->nowhere_somewhere == b->nowhere_somewhere;

    for (size_t i = 0; same && i < a->way_count; i++)
        same = is_same_way(one->town.net, &a->ways[i], other->town.net, &b->ways[i]);
    for (size_t i = 0; same && i < a->line_count; i++)
        same = a->lines[i].across_m == b->lines[i].across_m && a->lines[i].first == b->lines[i].first &&
               a->lines[i].count == b->lines[i].count;
    for (size_t i = 0; same && i < a->box_count; i++)
        same = is_same_box(&a->boxes[i], &b->boxes[i]);
    return same && memcmp(a->feet, b->feet, a->foot_count * sizeof(*a->feet)) == 0 &&
           memcmp(a->stations, b->stations, a->station_count * sizeof(*a->stations)) == 0 &&
           memcmp(a->seams, b->seams, a->seam_count * sizeof(*a->seams)) == 0;
}

/* How many tiles were found with one fingerprint, with two; and of those with two how many differ. */
struct seen {
    size_t kept, changed, differing;
};

static struct lci_fingerprint
print_of(const struct built *built, int32_t column, int32_t row)
{
    const struct lci_tile_range range = {column, column, row, row};
    struct lci_fingerprint print;

    assert_int_equal(lci_ground_look(built->looker, &range, &print, NULL), LCI_OK);
    return print;
}

/* Compares all tiles of two grounds. */
static void
compare_grounds(const struct built *before, const struct built *after, enum edit edit, struct seen *seen)
{
    const struct lci_partition *one = before->town.partition;
    int32_t shift = 0;

    if (edit == CHANGE_STEP) {
        assert_false(lci_fingerprint_equal(print_of(before, 0, 0), print_of(after, 0, 0)));
        return;
    }
    /* Streets to the west of all others may have added columns. */
    shift = lci_partition_column_count(after->town.partition) - lci_partition_column_count(one);
    assert_int_equal(lci_partition_row_count(one), lci_partition_row_count(after->town.partition));
    for (int32_t row = 0; row < lci_partition_row_count(one); row++)
        for (int32_t column = 0; column < lci_partition_column_count(one); column++) {
            const bool equal = lci_fingerprint_equal(print_of(before, column, row), print_of(after, column + shift, row));
            double x_m = 0.0;
            double y_m = 0.0;
            bool same = true;

            lci_partition_corner(one, column, row, &x_m, &y_m);
            if (x_m > 1000.0 && x_m < FAR_M - 200.0)
                continue;
            if (x_m < 1000.0 || !equal)
                same = is_same_tile(before, tile_of(before, column, row), after, tile_of(after, column + shift, row));
            seen->kept += equal && x_m < 1000.0;
            seen->changed += !equal;
            seen->differing += !same;
            if (equal && !same)
                fail_msg("%s: tile %d, %d is another one, with the fingerprint that it had", EDIT_NAMES[edit], column, row);
            if (x_m > FAR_M - 200.0 && !equal && is_local(edit))
                fail_msg("%s: tile %d, %d is far away, and its fingerprint is another", EDIT_NAMES[edit], column, row);
        }
}

static void
test_one_fingerprint_is_one_tile(void **state)
{
    struct seen seen[EDIT_COUNT] = {{0}};

    (void)state;
    for (uint64_t seed = 1; seed <= 2; seed++)
        for (int edit = 0; edit < EDIT_COUNT; edit++) {
            struct plan plan;
            struct plan edited;
            struct built before;
            struct built after;
            uint64_t random = 1000 * seed + (uint64_t)edit;
            const bool is_masked = edit == MOVE_PLOT || seed == 2;

            make_plan(seed, &plan);
            build(&plan, is_masked, &before);
            edited = plan;
            edit_streets(&edited, (enum edit)edit, &random);
            edit_barriers(&edited, (enum edit)edit, &random);
            edit_rest(&edited, (enum edit)edit);
            build(&edited, is_masked, &after);
            compare_grounds(&before, &after, (enum edit)edit, &seen[edit]);
            fini(&after);
            fini(&before);
        }
    for (int edit = 0; edit < EDIT_COUNT; edit++) {
        print_message("# %-18s %4zu kept, %4zu changed, %4zu of them differ\n", EDIT_NAMES[edit], seen[edit].kept,
                      seen[edit].changed, seen[edit].differing);
        if (edit == NOTHING)
            assert_int_equal(seen[edit].changed, 0);
        else if (edit < CHANGE_STEP)
            assert_true(seen[edit].differing > 0);
        if (edit < CHANGE_METRIC || edit == EXTEND_STREETS)
            assert_true(seen[edit].kept > 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_fingerprint_is_one_tile),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
