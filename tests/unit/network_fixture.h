/* network_fixture.h - ways written as text, and walks found by relaxing every arc. */
#ifndef NETWORK_FIXTURE_H
#define NETWORK_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "network/build.h"
#include "network/ways.h"

/**
 * Adds a way. points: "x y[#node][c][s]" separated by commas; c: closed, s: traffic lights.
 * flags of enum lci_way_flag; id is borrowed.
 */
static inline void
add_way(struct lci_ways *ways, const char *id, uint32_t flags, int32_t level, double factor,
        const char *points)
{
    const struct lci_way way = {
        .level = level, .flags = flags, .factor = factor, .area = LCI_NONE, .id = id};
    char *at = (char *)(uintptr_t)points;

    assert_non_null(lci_ways_add(ways, &way));
    while (*at != '\0') {
        const double x_m = strtod(at, &at);
        const double y_m = strtod(at, &at);
        int64_t node = 0;
        uint8_t point_flags = 0;

        if (*at == '#')
            node = strtoll(at + 1, &at, 10);
        for (; *at == 'c' || *at == 's'; at++)
            point_flags |= *at == 'c' ? LCI_POINT_CLOSED : LCI_POINT_SIGNAL;
        assert_true(*at == ',' || *at == '\0');
        at += *at == ',';
        assert_true(lci_ways_add_point(ways, x_m, y_m, node, point_flags));
    }
}

static inline void
add_street(struct lci_ways *ways, const char *id, const char *points)
{
    add_way(ways, id, 0, 0, 1.0, points);
}

static inline void
add_ring(struct lci_ways *ways, const char *id, uint32_t flags, uint32_t area, const char *points)
{
    add_way(ways, id, flags | LCI_WAY_RING, 0, 1.0, points);
    ways->items[ways->count - 1].area = area;
}

static const struct lci_build_options default_options = {.node_tolerance_m = 0.5, .islet_m = 0.0};

static inline struct lci_network *
build(const struct lci_ways *ways, const struct lci_build_options *options,
      struct lci_build_remarks *remarks)
{
    struct lci_build_remarks own = {0};
    struct lci_network *net = NULL;
    struct lci_error err = {0};

    if (lci_network_build(ways, lci_metric_plane(), options, &net, remarks ? remarks : &own,
                          &err) != LCI_OK)
        fail_msg("%s", err.message);
    lci_build_remarks_fini(&own);
    return net;
}

static inline size_t
count_remarks(const struct lci_build_remarks *remarks, enum lci_build_remark_kind kind)
{
    size_t count = 0;

    for (size_t i = 0; i < remarks->count; i++)
        count += remarks->items[i].kind == kind;
    return count;
}

/** Whether a vertex lies within a millimetre of a place. */
static inline bool
vertex_is_at(const struct lci_network *net, lci_vertex_id vertex, double x_m, double y_m)
{
    return fabs(net->vertex_xy_m[2 * (size_t)vertex] - x_m) < 0.001 &&
           fabs(net->vertex_xy_m[2 * (size_t)vertex + 1] - y_m) < 0.001;
}

static inline size_t
count_vertices_at(const struct lci_network *net, double x_m, double y_m)
{
    size_t count = 0;

    for (lci_vertex_id v = 0; v < net->vertex_count; v++)
        count += vertex_is_at(net, v, x_m, y_m);
    return count;
}

/**
 * Least walk from any vertex at one place to any at another, in millimetres; LCI_NONE: there is
 * none.
 */
static inline uint32_t
walk_mm(const struct lci_network *net, double from_x_m, double from_y_m, double to_x_m,
        double to_y_m)
{
    uint32_t *cost_mm = calloc(net->vertex_count, sizeof(*cost_mm));
    uint32_t least_mm = LCI_NONE;
    bool found = false;
    bool changed = true;

    assert_non_null(cost_mm);
    for (lci_vertex_id v = 0; v < net->vertex_count; v++) {
        cost_mm[v] = vertex_is_at(net, v, from_x_m, from_y_m) ? 0 : LCI_NONE;
        found = found || cost_mm[v] == 0;
    }
    assert_true(found);
    while (changed) {
        changed = false;
        for (lci_vertex_id v = 0; v < net->vertex_count; v++) {
            for (uint32_t a = net->first_in[v]; a < net->first_in[v + 1]; a++) {
                const struct lci_arc arc = net->in_arcs[a];

                if (cost_mm[arc.head] == LCI_NONE || cost_mm[arc.head] + arc.cost_mm >= cost_mm[v])
                    continue;
                cost_mm[v] = cost_mm[arc.head] + arc.cost_mm;
                changed = true;
            }
        }
    }
    for (lci_vertex_id v = 0; v < net->vertex_count; v++)
        if (vertex_is_at(net, v, to_x_m, to_y_m) && cost_mm[v] < least_mm)
            least_mm = cost_mm[v];
    free(cost_mm);
    return least_mm;
}

/** Length of all street, lines across areas left out. */
static inline uint64_t
street_mm(const struct lci_network *net)
{
    uint64_t sum_mm = 0;

    for (size_t e = 0; e < net->edge_count; e++)
        if (!(net->edges[e].flags & LCI_EDGE_ACROSS))
            sum_mm += net->edges[e].length_mm;
    return sum_mm;
}

#endif
