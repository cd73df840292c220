/* barriers.c - the growing list of barrier sides. */
#include "network/barriers.h"

#include <string.h>

#include "base/alloc.h"

static bool
add_side(struct lci_barriers *barriers, const double *a, const double *b, bool area, uint32_t ring)
{
    if (a[0] == b[0] && a[1] == b[1])
        return true;
    if (!lci_grow(&barriers->sides, barriers->count, &barriers->capacity))
        return false;
    barriers->sides[barriers->count++] = (struct lci_barrier_side){
        .ax_m = a[0], .ay_m = a[1], .bx_m = b[0], .by_m = b[1], .area = area, .ring = ring};
    return true;
}

bool
lci_barriers_name(struct lci_barriers *barriers, const char *name)
{
    const char *text = name ? lci_arena_text(&barriers->texts, name, strlen(name)) : NULL;

    if ((name && !text) || !lci_grow(&barriers->names, barriers->name_count, &barriers->name_capacity))
        return false;
    barriers->names[barriers->name_count++] = (struct lci_barrier_name){barriers->count, text};
    return true;
}

const char *
lci_barriers_name_of(const struct lci_barriers *barriers, size_t side)
{
    size_t low = 0;
    size_t high = barriers->name_count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (barriers->names[middle].first_side <= side)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? barriers->names[low - 1].text : NULL;
}

bool
lci_barriers_add_line(struct lci_barriers *barriers, const double *xy_m, size_t point_count)
{
    const double *last = &xy_m[2 * (point_count > 0 ? point_count - 1 : 0)];
    const bool closed = point_count > 3 && last[0] == xy_m[0] && last[1] == xy_m[1];
    const uint32_t ring = closed ? ++barriers->ring_count : 0;

    for (size_t i = 1; i < point_count; i++)
        if (!add_side(barriers, &xy_m[2 * (i - 1)], &xy_m[2 * i], false, ring))
            return false;
    return true;
}

/* Twice the signed area, with the first point as origin so that large coordinates cancel. */
static double
twice_area_m2(const double *xy_m, size_t point_count)
{
    double sum = 0.0;

    for (size_t i = 1; i + 1 < point_count; i++)
        sum += (xy_m[2 * i] - xy_m[0]) * (xy_m[2 * i + 3] - xy_m[1]) -
               (xy_m[2 * i + 2] - xy_m[0]) * (xy_m[2 * i + 1] - xy_m[1]);
    return sum;
}

bool
lci_barriers_add_ring(struct lci_barriers *barriers, const double *xy_m, size_t point_count,
                      bool is_hole)
{
    const bool turn_round = (twice_area_m2(xy_m, point_count) < 0.0) != is_hole;
    const uint32_t ring = ++barriers->ring_count;

    for (size_t i = 0; i < point_count; i++) {
        const double *a = &xy_m[2 * i];
        const double *b = &xy_m[2 * (i + 1 < point_count ? i + 1 : 0)];

        if (!add_side(barriers, turn_round ? b : a, turn_round ? a : b, true, ring))
            return false;
    }
    return true;
}

void
lci_barriers_fini(struct lci_barriers *barriers)
{
    lci_free(barriers->sides);
    lci_free(barriers->names);
    lci_arena_fini(&barriers->texts);
    *barriers = (struct lci_barriers){0};
}
