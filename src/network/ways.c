/* ways.c - the growing list of ways and their points. */
#include "network/ways.h"

#include <string.h>

#include "base/alloc.h"

/*
 * Grows the three arrays that run beside each other; their capacity changes only once all have
 * grown.
 */
static bool
grow_points(struct lci_ways *ways)
{
    const size_t capacity = ways->point_capacity < 64 ? 64 : ways->point_capacity * 2;
    double *xy_m = NULL;
    int64_t *nodes = NULL;
    uint8_t *flags = NULL;

    if (ways->point_count < ways->point_capacity)
        return true;
    if (capacity > SIZE_MAX / (4 * sizeof(double)))
        return false;
    xy_m = lci_realloc(ways->point_xy_m, 2 * capacity, sizeof(*xy_m));
    if (!xy_m)
        return false;
    ways->point_xy_m = xy_m;
    nodes = lci_realloc(ways->point_node, capacity, sizeof(*nodes));
    if (!nodes)
        return false;
    ways->point_node = nodes;
    flags = lci_realloc(ways->point_flags, capacity, sizeof(*flags));
    if (!flags)
        return false;
    ways->point_flags = flags;
    ways->point_capacity = capacity;
    return true;
}

bool
lci_ways_add_point(struct lci_ways *ways, double x_m, double y_m, int64_t node, uint8_t flags)
{
    if (!grow_points(ways))
        return false;
    ways->point_xy_m[2 * ways->point_count] = x_m;
    ways->point_xy_m[2 * ways->point_count + 1] = y_m;
    ways->point_node[ways->point_count] = node;
    ways->point_flags[ways->point_count] = flags;
    ways->point_count++;
    if (ways->count > 0)
        ways->items[ways->count - 1].point_count++;
    return true;
}

struct lci_way *
lci_ways_add(struct lci_ways *ways, const struct lci_way *way)
{
    struct lci_way *added = NULL;

    if (!lci_grow(&ways->items, ways->count, &ways->capacity))
        return NULL;
    added = &ways->items[ways->count++];
    *added = *way;
    added->first_point = ways->point_count;
    added->point_count = 0;
    return added;
}

bool
lci_ways_keep(struct lci_ways *ways, const char *text, const char **kept)
{
    if (text && *kept && strcmp(text, *kept) == 0)
        return true;
    *kept = text ? lci_arena_text(&ways->texts, text, strlen(text)) : NULL;
    return !text || *kept;
}

void
lci_ways_drop(struct lci_ways *ways, const bool *drop)
{
    size_t kept = 0;

    for (size_t w = 0; w < ways->count; w++)
        if (!drop[w])
            ways->items[kept++] = ways->items[w];
    ways->count = kept;
}

void
lci_ways_fini(struct lci_ways *ways)
{
    lci_free(ways->items);
    lci_free(ways->point_xy_m);
    lci_free(ways->point_node);
    lci_free(ways->point_flags);
    lci_arena_fini(&ways->texts);
    *ways = (struct lci_ways){0};
}
