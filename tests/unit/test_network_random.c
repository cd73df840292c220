/* test_network_random.c - random ways against a slow model, and in any order and direction. */
#include "network_fixture.h"

#include <inttypes.h>

enum {
    TRIALS = 600,
    LATTICE = 5,
    MAX_WAYS = 7,
    MAX_VERTICES = 5,
    MAX_PLACES = 512,
    MAX_NODES = 1024
};

/* Lattice points lie so far apart that only what touches exactly is within the tolerance. */
static const double STEP_M = 100.0;

static uint64_t
next_random(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

static size_t
below(uint64_t *seed, size_t bound)
{
    return (size_t)(next_random(seed) % bound);
}

/* A random way on the lattice. Every vertex has a light, so every vertex stays one. */
struct line {
    size_t count;
    double x_m[MAX_VERTICES], y_m[MAX_VERTICES];
    int64_t node[MAX_VERTICES];
    uint32_t flags;
    int32_t level;
};

static struct line
random_line(uint64_t *seed)
{
    struct line line = {.count = 2 + below(seed, MAX_VERTICES - 1)};

    line.level = (int32_t)below(seed, 3) / 2;
    line.flags = (below(seed, 5) == 0 ? LCI_WAY_BRIDGE : 0U) |
                 (below(seed, 3) == 0 ? LCI_WAY_BY_NODE : 0U);
    for (size_t i = 0; i < line.count; i++) {
        do {
            line.x_m[i] = STEP_M * (double)below(seed, LATTICE);
            line.y_m[i] = STEP_M * (double)below(seed, LATTICE);
        } while (i > 0 && line.x_m[i] == line.x_m[i - 1] && line.y_m[i] == line.y_m[i - 1]);
        /* Two OSM nodes may lie at one place. */
        line.node[i] = (int64_t)(1 + line.x_m[i] + 1000 * line.y_m[i]);
        if (below(seed, 4) == 0)
            line.node[i] = -line.node[i];
    }
    return line;
}

static void
add_line(struct lci_ways *ways, const struct line *line, const char *id)
{
    add_way(ways, id, line->flags, line->level, 1.0, "");
    for (size_t i = 0; i < line->count; i++)
        assert_true(lci_ways_add_point(ways, line->x_m[i], line->y_m[i],
                                       (line->flags & LCI_WAY_BY_NODE) ? line->node[i] : 0,
                                       LCI_POINT_SIGNAL));
}

/* A way at a place: at one of its vertices, or inside a segment. */
struct node {
    size_t line, segment, place;
    bool vertex;
    double t;
};

struct model {
    const struct line *lines;
    size_t line_count;
    bool split;
    size_t place_count, node_count;
    double place_m[MAX_PLACES][2];
    struct node nodes[MAX_NODES];
    size_t group[MAX_NODES];
    double walk_m[MAX_NODES][MAX_NODES];
};

static size_t
place_at(struct model *model, double x_m, double y_m)
{
    for (size_t p = 0; p < model->place_count; p++)
        if (hypot(model->place_m[p][0] - x_m, model->place_m[p][1] - y_m) < 1e-6)
            return p;
    assert_true(model->place_count < MAX_PLACES);
    model->place_m[model->place_count][0] = x_m;
    model->place_m[model->place_count][1] = y_m;
    return model->place_count++;
}

static double
cross_of(const struct line *a, size_t i, const struct line *b, size_t j)
{
    return (a->x_m[i + 1] - a->x_m[i]) * (b->y_m[j + 1] - b->y_m[j]) -
           (a->y_m[i + 1] - a->y_m[i]) * (b->x_m[j + 1] - b->x_m[j]);
}

/* Every vertex, and every place where the lines of two segments cross inside both. */
static void
list_places(struct model *model)
{
    for (size_t a = 0; a < model->line_count; a++)
        for (size_t i = 0; i < model->lines[a].count; i++)
            (void)place_at(model, model->lines[a].x_m[i], model->lines[a].y_m[i]);
    for (size_t a = 0; a < model->line_count; a++)
        for (size_t b = a; b < model->line_count; b++)
            for (size_t i = 0; i + 1 < model->lines[a].count; i++)
                for (size_t j = 0; j + 1 < model->lines[b].count; j++) {
                    const struct line *p = &model->lines[a];
                    const struct line *q = &model->lines[b];
                    const double d = cross_of(p, i, q, j);
                    const double ex_m = q->x_m[j] - p->x_m[i];
                    const double ey_m = q->y_m[j] - p->y_m[i];
                    const double t =
                        (ex_m * (q->y_m[j + 1] - q->y_m[j]) - ey_m * (q->x_m[j + 1] - q->x_m[j])) /
                        d;
                    const double u =
                        (ex_m * (p->y_m[i + 1] - p->y_m[i]) - ey_m * (p->x_m[i + 1] - p->x_m[i])) /
                        d;

                    if (d != 0.0 && t > 0.0 && t < 1.0 && u > 0.0 && u < 1.0)
                        (void)place_at(model, p->x_m[i] + t * (p->x_m[i + 1] - p->x_m[i]),
                                       p->y_m[i] + t * (p->y_m[i + 1] - p->y_m[i]));
                }
}

static void
add_node(struct model *model, struct node node)
{
    assert_true(model->node_count < MAX_NODES);
    model->nodes[model->node_count++] = node;
}

static void
list_nodes(struct model *model)
{
    for (size_t a = 0; a < model->line_count; a++) {
        const struct line *line = &model->lines[a];

        for (size_t i = 0; i < line->count; i++)
            add_node(model, (struct node){.line = a,
                                          .segment = i,
                                          .place = place_at(model, line->x_m[i], line->y_m[i]),
                                          .vertex = true});
        for (size_t i = 0; i + 1 < line->count; i++)
            for (size_t p = 0; p < model->place_count; p++) {
                const double dx_m = line->x_m[i + 1] - line->x_m[i];
                const double dy_m = line->y_m[i + 1] - line->y_m[i];
                const double ex_m = model->place_m[p][0] - line->x_m[i];
                const double ey_m = model->place_m[p][1] - line->y_m[i];
                const double t = (dx_m * ex_m + dy_m * ey_m) / (dx_m * dx_m + dy_m * dy_m);

                if (fabs(dx_m * ey_m - dy_m * ex_m) < 1e-6 && t > 1e-9 && t < 1.0 - 1e-9)
                    add_node(model,
                             (struct node){.line = a, .segment = i, .place = p, .t = t});
            }
    }
}

/* The rules of the contract, section 3.2, for two passes of ways through one place. */
static bool
meet(const struct model *model, const struct node *m, const struct node *n)
{
    const struct line *a = &model->lines[m->line];
    const struct line *b = &model->lines[n->line];
    const bool both_osm = a->flags & b->flags & LCI_WAY_BY_NODE;
    const bool same_level = a->level == b->level && ((a->flags ^ b->flags) & LCI_WAY_BRIDGE) == 0;
    const bool may_cross = model->split && same_level && !(a->flags & LCI_WAY_BRIDGE);
    const bool a_ends = m->vertex && (m->segment == 0 || m->segment + 1 == a->count);
    const bool b_ends = n->vertex && (n->segment == 0 || n->segment + 1 == b->count);

    if (m->place != n->place)
        return false;
    if (m->vertex && n->vertex)
        return both_osm ? a->node[m->segment] == b->node[n->segment]
                        : a_ends || b_ends || same_level;
    if (both_osm || !same_level)
        return false;
    if (m->vertex || n->vertex)
        return may_cross || (a != b && (a_ends || b_ends));
    return may_cross && cross_of(a, m->segment, b, n->segment) != 0.0;
}

static void
walk_between(struct model *model, size_t m, size_t n)
{
    const double *a_m = model->place_m[model->nodes[m].place];
    const double *b_m = model->place_m[model->nodes[n].place];
    const double length_m = hypot(a_m[0] - b_m[0], a_m[1] - b_m[1]);
    const size_t g = model->group[m];
    const size_t h = model->group[n];

    model->walk_m[g][h] = fmin(model->walk_m[g][h], length_m);
    model->walk_m[h][g] = fmin(model->walk_m[h][g], length_m);
}

/* Steps along a line: from each pass to the next one on the same segment, or its end. */
static void
connect_line(struct model *model, size_t line, size_t segment)
{
    size_t here = 0;
    size_t last = 0;

    for (size_t n = 0; n < model->node_count; n++)
        if (model->nodes[n].line == line && model->nodes[n].vertex) {
            here = model->nodes[n].segment == segment ? n : here;
            last = model->nodes[n].segment == segment + 1 ? n : last;
        }
    for (double t = 0.0;;) {
        size_t next = last;

        for (size_t n = 0; n < model->node_count; n++) {
            const struct node *node = &model->nodes[n];

            if (node->line == line && !node->vertex && node->segment == segment && node->t > t &&
                (next == last || node->t < model->nodes[next].t))
                next = n;
        }
        walk_between(model, here, next);
        if (next == last)
            return;
        here = next;
        t = model->nodes[next].t;
    }
}

static void
solve(struct model *model)
{
    list_places(model);
    list_nodes(model);
    for (size_t n = 0; n < model->node_count; n++)
        model->group[n] = n;
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t m = 0; m < model->node_count; m++)
            for (size_t n = 0; n < model->node_count; n++)
                if (model->group[n] < model->group[m] &&
                    meet(model, &model->nodes[m], &model->nodes[n])) {
                    model->group[m] = model->group[n];
                    changed = true;
                }
    }
    for (size_t m = 0; m < model->node_count; m++)
        for (size_t n = 0; n < model->node_count; n++)
            model->walk_m[m][n] = m == n ? 0.0 : INFINITY;
    for (size_t a = 0; a < model->line_count; a++)
        for (size_t i = 0; i + 1 < model->lines[a].count; i++)
            connect_line(model, a, i);
    for (size_t k = 0; k < model->node_count; k++)
        for (size_t m = 0; m < model->node_count && model->group[k] == k; m++)
            for (size_t n = 0; n < model->node_count && model->walk_m[m][k] < INFINITY; n++)
                model->walk_m[m][n] =
                    fmin(model->walk_m[m][n], model->walk_m[m][k] + model->walk_m[k][n]);
}

/* A group is a vertex of the network if some way has a vertex there, or two passes meet. */
static bool
is_vertex(const struct model *model, size_t group)
{
    size_t count = 0;

    for (size_t n = 0; n < model->node_count; n++)
        if (model->group[n] == group) {
            if (model->nodes[n].vertex)
                return true;
            count++;
        }
    return count > 1;
}

static double
least_walk_m(const struct model *model, const bool *vertex, size_t from_place, size_t to_place)
{
    double least_m = INFINITY;

    for (size_t m = 0; m < model->node_count; m++)
        for (size_t n = 0; n < model->node_count; n++)
            if (model->nodes[m].place == from_place && model->nodes[n].place == to_place &&
                vertex[model->group[m]] && vertex[model->group[n]])
                least_m = fmin(least_m, model->walk_m[model->group[m]][model->group[n]]);
    return least_m;
}

static void
compare_with_model(uint64_t trial, const struct model *model, const struct lci_network *net)
{
    static bool vertex[MAX_NODES];

    for (size_t g = 0; g < model->node_count; g++)
        vertex[g] = model->group[g] == g && is_vertex(model, g);
    for (size_t p = 0; p < model->place_count; p++) {
        size_t expected = 0;

        for (size_t g = 0; g < model->node_count; g++)
            expected += vertex[g] && model->nodes[g].place == p;
        if (count_vertices_at(net, model->place_m[p][0], model->place_m[p][1]) != expected)
            fail_msg("trial %" PRIu64 ": %zu vertices at %g %g", trial, expected,
                     model->place_m[p][0], model->place_m[p][1]);
        for (size_t q = 0; q < p && expected > 0; q++) {
            const double walk_m = least_walk_m(model, vertex, p, q);
            uint32_t found_mm = 0;

            if (count_vertices_at(net, model->place_m[q][0], model->place_m[q][1]) == 0)
                continue;
            found_mm = walk_mm(net, model->place_m[p][0], model->place_m[p][1],
                               model->place_m[q][0], model->place_m[q][1]);
            /* A light costs 1 mm, an edge is rounded by half of that. */
            if ((walk_m == INFINITY) != (found_mm == LCI_NONE) ||
                (walk_m < INFINITY && fabs(found_mm / 1000.0 - walk_m) > 0.2))
                fail_msg("trial %" PRIu64 ": %g m from %g %g to %g %g, found %" PRIu32 " mm", trial,
                         walk_m, model->place_m[p][0], model->place_m[p][1], model->place_m[q][0],
                         model->place_m[q][1], found_mm);
        }
    }
}

static void
test_walks_equal_the_model_on_random_ways(void **state)
{
    static struct model model;
    struct lci_build_options options = default_options;

    (void)state;
    options.signal_penalty_mm = 1;
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        uint64_t seed = trial + 1;
        struct line lines[MAX_WAYS];
        struct lci_ways ways = {0};
        struct lci_network *net = NULL;
        const size_t count = 2 + below(&seed, MAX_WAYS - 1);

        for (size_t i = 0; i < count; i++) {
            lines[i] = random_line(&seed);
            add_line(&ways, &lines[i], "w");
        }
        options.split_crossings = below(&seed, 2) == 1;
        memset(&model, 0, sizeof(model));
        model.lines = lines;
        model.line_count = count;
        model.split = options.split_crossings;
        solve(&model);
        net = build(&ways, &options, NULL);
        compare_with_model(trial, &model, net);
        lci_network_free(net);
        lci_ways_fini(&ways);
    }
}

/* Ways of every kind, close enough together for every rule: half a metre matters here. */
static void
add_random_ways(struct lci_ways *ways, uint64_t *seed, size_t count)
{
    static const char *const ids[] = {"0", "1", "2",  "3",  "4",  "5",  "6",  "7", "8",
                                      "9", "a", "b",  "c",  "d",  "e",  "f",  "g", "h"};
    static const uint32_t directions[] = {0, 0, 0, LCI_WAY_FORWARD_ONLY, LCI_WAY_BACKWARD_ONLY,
                                          LCI_WAY_PRIVATE};

    for (size_t w = 0; w < count; w++) {
        const struct line line = random_line(seed);
        const double factor = below(seed, 4) == 0 ? 2.0 : 1.0;
        const bool ring = below(seed, 5) == 0;

        add_way(ways, ids[w], line.flags | directions[below(seed, 6)] | (ring ? LCI_WAY_RING : 0U),
                line.level, factor, "");
        ways->items[w].area = ring ? (uint32_t)w : LCI_NONE;
        for (size_t i = 0; i < line.count; i++) {
            const bool by_node = line.flags & LCI_WAY_BY_NODE;
            const double shake_m = by_node ? 0.0 : 0.3 * (double)below(seed, 3);
            const uint8_t flags = (uint8_t)((below(seed, 20) == 0 ? LCI_POINT_CLOSED : 0) |
                                            (below(seed, 10) == 0 ? LCI_POINT_SIGNAL : 0));

            assert_true(lci_ways_add_point(ways, line.x_m[i] / 50.0 + shake_m,
                                           line.y_m[i] / 50.0 + shake_m / 2.0,
                                           by_node ? line.node[i] : 0, flags));
        }
        if (ring)
            assert_true(lci_ways_add_point(
                ways, ways->point_xy_m[2 * ways->items[w].first_point],
                ways->point_xy_m[2 * ways->items[w].first_point + 1],
                ways->point_node[ways->items[w].first_point],
                ways->point_flags[ways->items[w].first_point]));
    }
}

/* The same ways in another order, some drawn from the other side, some vertices twice. */
static void
shuffle(const struct lci_ways *ways, uint64_t *seed, struct lci_ways *out)
{
    size_t order[32];

    for (size_t w = 0; w < ways->count; w++) {
        const size_t at = below(seed, w + 1);

        order[w] = order[at];
        order[at] = w;
    }
    for (size_t w = 0; w < ways->count; w++) {
        const struct lci_way *way = &ways->items[order[w]];
        struct lci_way *added = lci_ways_add(out, way);
        const bool reversed = below(seed, 2) == 1;
        const uint32_t one_way = LCI_WAY_FORWARD_ONLY | LCI_WAY_BACKWARD_ONLY;

        assert_non_null(added);
        if (reversed && (added->flags & one_way))
            added->flags ^= one_way;
        for (size_t i = 0; i < way->point_count; i++) {
            const size_t p = way->first_point + (reversed ? way->point_count - 1 - i : i);

            for (size_t times = below(seed, 6) == 0 ? 2 : 1; times > 0; times--)
                assert_true(lci_ways_add_point(out, ways->point_xy_m[2 * p],
                                               ways->point_xy_m[2 * p + 1], ways->point_node[p],
                                               ways->point_flags[p]));
        }
    }
}

/* Ways are named by index: the one thing that must differ. */
static void
name_ways(struct lci_network *net, const struct lci_ways *ways)
{
    for (size_t e = 0; e < net->edge_count; e++)
        net->edges[e].way = (uint32_t)ways->items[net->edges[e].way].id[0];
}

static bool
same_bytes(const struct lci_network *a, const struct lci_network *b)
{
    return a->vertex_count == b->vertex_count && a->edge_count == b->edge_count &&
           a->arc_count == b->arc_count && a->point_count == b->point_count &&
           a->component_count == b->component_count &&
           memcmp(a->vertex_xy_m, b->vertex_xy_m, 2 * a->vertex_count * sizeof(double)) == 0 &&
           memcmp(a->first_in, b->first_in, (a->vertex_count + 1) * sizeof(uint32_t)) == 0 &&
           memcmp(a->in_arcs, b->in_arcs, a->arc_count * sizeof(struct lci_arc)) == 0 &&
           memcmp(a->in_edge, b->in_edge, a->arc_count * sizeof(lci_edge_id)) == 0 &&
           memcmp(a->edges, b->edges, a->edge_count * sizeof(struct lci_edge)) == 0 &&
           memcmp(a->point_xy_m, b->point_xy_m, 2 * a->point_count * sizeof(double)) == 0 &&
           memcmp(a->point_at_m, b->point_at_m, a->point_count * sizeof(double)) == 0;
}

/* Remarks by id of way, in an order of their own. */
static int
compare_remarks(const void *left, const void *right)
{
    const struct lci_build_remark *a = left;
    const struct lci_build_remark *b = right;
    const double keys[][2] = {{(double)a->kind, (double)b->kind}, {a->way, b->way},
                              {a->other_way, b->other_way},       {a->x_m, b->x_m},
                              {a->y_m, b->y_m},                   {a->distance_m, b->distance_m}};

    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
        if (keys[i][0] != keys[i][1])
            return keys[i][0] < keys[i][1] ? -1 : 1;
    return 0;
}

static void
name_remarks(struct lci_build_remarks *remarks, const struct lci_ways *ways)
{
    for (size_t i = 0; i < remarks->count; i++) {
        struct lci_build_remark *remark = &remarks->items[i];

        remark->way = (uint32_t)ways->items[remark->way].id[0];
        if (remark->other_way != LCI_NONE)
            remark->other_way = (uint32_t)ways->items[remark->other_way].id[0];
    }
    if (remarks->count > 0)
        qsort(remarks->items, remarks->count, sizeof(*remarks->items), compare_remarks);
}

static bool
same_remarks(const struct lci_build_remarks *a, const struct lci_build_remarks *b)
{
    for (size_t i = 0; i < a->count && i < b->count; i++)
        if (compare_remarks(&a->items[i], &b->items[i]) != 0)
            return false;
    return a->count == b->count;
}

static void
test_order_and_direction_change_no_byte(void **state)
{
    (void)state;
    for (uint64_t trial = 0; trial < 5 * TRIALS; trial++) {
        uint64_t seed = trial + 1;
        struct lci_build_options options = default_options;
        struct lci_ways ways = {0};
        struct lci_ways shuffled = {0};
        struct lci_network *net = NULL;
        struct lci_network *other = NULL;
        struct lci_build_remarks remarks = {0};
        struct lci_build_remarks other_remarks = {0};

        options.split_crossings = below(&seed, 2) == 1;
        options.node_tolerance_m = 0.25 * (double)below(&seed, 4);
        options.signal_penalty_mm = (uint32_t)(1000 * below(&seed, 2));
        add_random_ways(&ways, &seed, 4 + below(&seed, 14));
        shuffle(&ways, &seed, &shuffled);
        net = build(&ways, &options, &remarks);
        other = build(&shuffled, &options, &other_remarks);
        name_ways(net, &ways);
        name_ways(other, &shuffled);
        if (!same_bytes(net, other))
            fail_msg("trial %" PRIu64 ": the networks differ", trial);
        name_remarks(&remarks, &ways);
        name_remarks(&other_remarks, &shuffled);
        if (!same_remarks(&remarks, &other_remarks))
            fail_msg("trial %" PRIu64 ": the remarks differ", trial);
        lci_build_remarks_fini(&remarks);
        lci_build_remarks_fini(&other_remarks);
        lci_network_free(net);
        lci_network_free(other);
        lci_ways_fini(&ways);
        lci_ways_fini(&shuffled);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_walks_equal_the_model_on_random_ways),
        cmocka_unit_test(test_order_and_direction_change_no_byte),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
