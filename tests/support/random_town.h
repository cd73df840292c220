/* random_town.h - streets and barriers thrown at random, the same for the same seed. Include it after cmocka. */
#ifndef LCI_TESTS_RANDOM_TOWN_H
#define LCI_TESTS_RANDOM_TOWN_H

#include <math.h>
#include <stdint.h>

#include "hand_network.h"
#include "network/barriers.h"

enum { TOWN_SIDE = 6, TOWN_VERTICES = TOWN_SIDE * TOWN_SIDE, TOWN_EDGES = 2 * TOWN_VERTICES };

/* Number of a sequence (splitmix64: Steele, Lea and Flood 2014). */
static inline uint64_t
town_next(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* Between low and high. */
static inline double
town_between(uint64_t *state, double low, double high)
{
    return low + (double)(town_next(state) >> 11) * 0x1p-53 * (high - low);
}

/* A bent grid of about 600 m a side, some streets missing, some in islets, some inside bridges, some private. */
static inline struct lci_network *
town_network(uint64_t *state)
{
    static double xy[2 * TOWN_VERTICES];
    struct hand_edge edges[TOWN_EDGES];
    size_t count = 0;

    for (int v = 0; v < TOWN_VERTICES; v++) {
        xy[2 * v] = 100.0 * (v % TOWN_SIDE) + town_between(state, -40.0, 40.0);
        xy[2 * v + 1] = 100.0 * (v / TOWN_SIDE) + town_between(state, -40.0, 40.0);
    }
    for (int v = 0; v < TOWN_VERTICES; v++)
        for (int axis = 0; axis < 2; axis++) {
            const int w = axis == 0 ? v + 1 : v + TOWN_SIDE;
            const uint64_t luck = town_next(state) % 20;
            double length_m = 0.0;
            uint32_t mm = 0;

            if (w >= TOWN_VERTICES || (axis == 0 && w % TOWN_SIDE == 0) || luck < 4)
                continue;
            length_m = hypot(xy[2 * w] - xy[2 * v], xy[2 * w + 1] - xy[2 * v + 1]);
            mm = (uint32_t)lround(length_m * 1000.0);
            edges[count++] = (struct hand_edge){
                .from = (lci_vertex_id)v,
                .to = (lci_vertex_id)w,
                .length_mm = mm,
                .cost_mm = {luck == 4 || luck == 8 ? mm * 2 : mm, luck == 5 ? mm + mm / 2 : mm},
                .flags = luck == 6   ? LCI_EDGE_INSIDE
                         : luck == 7 ? LCI_EDGE_ISLET
                         : luck < 10 ? LCI_EDGE_PRIVATE
                                     : 0,
            };
        }
    return hand_network(TOWN_VERTICES, xy, edges, count);
}

/* Walls of up to 120 m and ponds of three to six corners. */
static inline void
town_barriers(uint64_t *state, struct lci_barriers *barriers, int walls, int ponds)
{
    for (int i = 0; i < walls; i++) {
        double xy[6];

        xy[0] = town_between(state, 0.0, 500.0);
        xy[1] = town_between(state, 0.0, 500.0);
        for (int p = 1; p < 3; p++) {
            xy[2 * p] = xy[2 * p - 2] + town_between(state, -60.0, 60.0);
            xy[2 * p + 1] = xy[2 * p - 1] + town_between(state, -60.0, 60.0);
        }
        if (!lci_barriers_add_line(barriers, xy, 3))
            abort();
    }
    for (int i = 0; i < ponds; i++) {
        const double x = town_between(state, 0.0, 500.0);
        const double y = town_between(state, 0.0, 500.0);
        const size_t corners = 3 + town_next(state) % 4;
        double xy[12];

        for (size_t c = 0; c < corners; c++) {
            const double angle = 6.283185307179586 * (double)c / (double)corners;
            const double radius = town_between(state, 8.0, 50.0);

            xy[2 * c] = x + radius * cos(angle);
            xy[2 * c + 1] = y + radius * sin(angle);
        }
        if (!lci_barriers_add_ring(barriers, xy, corners, false))
            abort();
    }
}

#endif
