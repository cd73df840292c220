/* ground_look.c - fingerprints tiles: of what lies around them, and of the walks there. */
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/order.h"
#include "geom/ground_prints.h"
#include "geom/sure.h"
#include "search/search_seeds.h"

/*
 * Whether barriers are near is asked all round as far as the longest leg on which a place may rely. That is to one of the streets
 * that the tile is asked for, at most off_street_m and two radii of the tile away, and a radius for each place between; or to a
 * place on one so far out of a shadow (sure.h).
 */
static const double LEGS_TILES = 2.5;
static const double LEGS_M = (LCI_SURE_MOST_OUT + 4) * LCI_SURE_JOINED_RADIUS_M;

/* Far more than walks and legs are rounded by on the way to a verdict. */
enum { SURE_MM = 1000 };

/* A list of numbers. */
struct list {
    uint32_t *items;
    size_t count, capacity;
    bool failed;
};

struct lci_ground_looker {
    const struct lci_ground_prints *prints;
    struct lci_hasher *hasher;
    uint32_t *mark; /* an edge: the last look at which it was near */
    uint32_t stamp;
    struct list edges, plots; /* of the tiles at hand, ascending */
    uint32_t *zones;          /* likewise */
    size_t zone_count, zone_capacity;
    struct lci_fingerprint *plot_prints;
    size_t plot_capacity;
    uint32_t *labels; /* of an edge or a zone: ascending */
    size_t label_capacity;
};

enum lci_status
lci_ground_looker_new(const struct lci_ground_prints *prints, struct lci_ground_looker **out, struct lci_error *err)
{
    struct lci_ground_looker *looker = lci_new(struct lci_ground_looker);

    *out = NULL;
    if (!looker)
        return lci_fail_nomem(err, "fingerprints of the ground");
    looker->prints = prints;
    looker->hasher = lci_hasher_new();
    looker->mark = lci_new_array(uint32_t, prints->streets->index->net->edge_count);
    if (!looker->hasher || !looker->mark) {
        lci_ground_looker_free(looker);
        return lci_fail_nomem(err, "fingerprints of the ground");
    }
    *out = looker;
    return LCI_OK;
}

void
lci_ground_looker_free(struct lci_ground_looker *looker)
{
    if (!looker)
        return;
    lci_hasher_free(looker->hasher);
    lci_free(looker->mark);
    lci_free(looker->edges.items);
    lci_free(looker->plots.items);
    lci_free(looker->zones);
    lci_free(looker->plot_prints);
    lci_free(looker->labels);
    lci_free(looker);
}

static void
grow_box(double box_m[4], double by_m)
{
    box_m[0] -= by_m;
    box_m[1] -= by_m;
    box_m[2] += by_m;
    box_m[3] += by_m;
}

static void
list_number(void *user, uint32_t number)
{
    struct list *list = user;

    if (list->failed || !lci_grow(&list->items, list->count, &list->capacity))
        list->failed = true;
    else
        list->items[list->count++] = number;
}

static void
sort_list(struct list *list)
{
    if (list->count > 1)
        qsort(list->items, list->count, sizeof(*list->items), lci_order_u32);
}

/* Lists the edges with a street in the cells that a box meets. False: out of memory. */
static bool
list_edges(struct lci_ground_looker *looker, const double box_m[4])
{
    const struct lci_join_index *index = looker->prints->streets->index;
    const struct lci_segment_grid *grid = &index->grid;
    const struct lci_cell_range range = lci_segment_grid_range(grid, box_m[0], box_m[1], box_m[2], box_m[3]);

    looker->edges.count = 0;
    looker->stamp++;
    for (int32_t row = range.first_row; row <= range.last_row; row++) {
        const size_t cell = (size_t)row * (size_t)grid->column_count;

        for (uint32_t i = grid->first[cell + (size_t)range.first_column]; i < grid->first[cell + (size_t)range.last_column + 1];
             i++) {
            const lci_edge_id edge = index->streets[grid->items[i]].edge;

            if (looker->mark[edge] == looker->stamp)
                continue;
            looker->mark[edge] = looker->stamp;
            list_number(&looker->edges, edge);
        }
    }
    sort_list(&looker->edges);
    return !looker->edges.failed;
}

/* What closed barriers are around the middle of the cell that holds the place: 0 where no cell does. */
static uint64_t
enclosure_at(const struct lci_barrier_index *index, double x_m, double y_m)
{
    const struct lci_cell_range cell = lci_segment_grid_range(&index->grid, x_m, y_m, x_m, y_m);

    if (!index->barriers || cell.first_row > cell.last_row)
        return 0;
    return index->enclosure[(size_t)cell.first_row * (size_t)index->grid.column_count + (size_t)cell.first_column];
}

/* Adds the edges, and what is around their streets beside what is around the place that `around` is of. */
static void
add_edges(const struct lci_ground_looker *looker, uint64_t around)
{
    const struct lci_ground_prints *prints = looker->prints;
    const struct lci_join_index *index = prints->streets->index;

    lci_hasher_add_u64(looker->hasher, looker->edges.count);
    for (size_t i = 0; i < looker->edges.count; i++) {
        const lci_edge_id edge = looker->edges.items[i];

        lci_hasher_add_fingerprint(looker->hasher, prints->edges[edge]);
        for (uint32_t s = prints->street_first[edge]; index->barriers.barriers && s < prints->street_first[edge + 1]; s++)
            if (index->streets[s].enclosed)
                lci_hasher_add_u64(looker->hasher, index->streets[s].enclosure ^ around);
    }
}

/* Adds the barriers in a box: of cells that are as most, without sides and with nothing around, nothing. */
static void
add_barriers(const struct lci_ground_looker *looker, const double box_m[4], uint64_t around)
{
    const struct lci_barrier_index *index = &looker->prints->streets->index->barriers;
    const struct lci_segment_grid *grid = &index->grid;
    const struct lci_cell_range range = lci_segment_grid_range(grid, box_m[0], box_m[1], box_m[2], box_m[3]);

    for (int32_t row = range.first_row; index->barriers && row <= range.last_row; row++)
        for (int32_t column = range.first_column; column <= range.last_column; column++) {
            const size_t cell = (size_t)row * (size_t)grid->column_count + (size_t)column;
            const bool is_empty = grid->first[cell] == grid->first[cell + 1];

            if (is_empty && index->depth[cell] == 0 && index->enclosure[cell] == around)
                continue;
            add_double_bits(looker->hasher,
                            (const double[2]){grid->x0_m + column * grid->cell_m, grid->y0_m + row * grid->cell_m}, 2);
            lci_hasher_add_u32(looker->hasher, (uint32_t)index->depth[cell]);
            lci_hasher_add_u64(looker->hasher, index->enclosure[cell] ^ around);
            lci_hasher_add_u32(looker->hasher, is_empty);
            if (!is_empty)
                lci_hasher_add_fingerprint(looker->hasher, looker->prints->cells[cell]);
        }
    lci_hasher_add_u32(looker->hasher, LCI_NONE);
}

static double
clamped(double number, double count)
{
    return fmin(fmax(number, 0.0), count - 1.0);
}

/* Adds the values of the metric at the grid points around a box, and which these are. */
static void
add_metric(const struct lci_ground_looker *looker, const double box_m[4])
{
    const struct lci_metric *metric = looker->prints->streets->index->metric;
    const size_t first_column = (size_t)clamped(floor((box_m[0] - metric->x0_m) / metric->cell_m), metric->column_count);
    const size_t last_column = (size_t)clamped(ceil((box_m[2] - metric->x0_m) / metric->cell_m), metric->column_count);
    const size_t first_row = (size_t)clamped(floor((box_m[1] - metric->y0_m) / metric->cell_m), metric->row_count);
    const size_t last_row = (size_t)clamped(ceil((box_m[3] - metric->y0_m) / metric->cell_m), metric->row_count);

    add_double_bits(looker->hasher,
                    (const double[4]){metric->x0_m + (double)first_column * metric->cell_m,
                                      metric->y0_m + (double)first_row * metric->cell_m,
                                      metric->x0_m + (double)last_column * metric->cell_m,
                                      metric->y0_m + (double)last_row * metric->cell_m},
                    4);
    for (size_t row = first_row; row <= last_row; row++) {
        const size_t first = row * metric->column_count + first_column;
        const size_t count = last_column - first_column + 1;

        add_double_bits(looker->hasher, metric->e + first, count);
        add_double_bits(looker->hasher, metric->f + first, count);
        add_double_bits(looker->hasher, metric->g + first, count);
    }
}

/* Adds the homes with private ways near a box, and which of the edges at hand are theirs. False: out of memory. */
static bool
add_zones(struct lci_ground_looker *looker, const double box_m[4])
{
    const struct lci_ground_prints *prints = looker->prints;
    const struct lci_zones *zones = prints->streets->zones;
    const struct lci_edge *edges = prints->streets->index->net->edges;

    looker->zone_count = 0;
    if (zones && !lci_zones_near(zones, box_m, &looker->zones, &looker->zone_count, &looker->zone_capacity))
        return false;
    lci_hasher_add_u64(looker->hasher, looker->zone_count);
    for (size_t z = 0; z < looker->zone_count; z++) {
        lci_hasher_add_fingerprint(looker->hasher, prints->zones[looker->zones[z]]);
        for (size_t i = 0; i < looker->edges.count; i++)
            if (edges[looker->edges.items[i]].flags & LCI_EDGE_PRIVATE)
                lci_hasher_add_u32(looker->hasher, lci_zones_serve(zones, looker->zones[z], looker->edges.items[i]));
    }
    return true;
}

static int
compare_prints(const void *left, const void *right)
{
    const struct lci_fingerprint *a = left;
    const struct lci_fingerprint *b = right;

    if (a->high != b->high)
        return a->high < b->high ? -1 : 1;
    return (a->low > b->low) - (a->low < b->low);
}

/*
 * Adds the polygons of the mask near a box, in no order: whether ground has a part of one is all that is asked of it. False: out of
 * memory.
 */
static bool
add_mask(struct lci_ground_looker *looker, const double box_m[4])
{
    const struct lci_mask *mask = lci_partition_mask(looker->prints->partition);

    if (!mask)
        return true;
    looker->plots.count = 0;
    lci_box_tree_visit(mask->tree, box_m, list_number, &looker->plots);
    if (looker->plots.failed || !lci_reserve(&looker->plot_prints, looker->plots.count, &looker->plot_capacity))
        return false;
    for (size_t i = 0; i < looker->plots.count; i++)
        looker->plot_prints[i] = looker->prints->plots[looker->plots.items[i]];
    if (looker->plots.count > 1)
        qsort(looker->plot_prints, looker->plots.count, sizeof(*looker->plot_prints), compare_prints);
    lci_hasher_add_u64(looker->hasher, looker->plots.count);
    for (size_t i = 0; i < looker->plots.count; i++)
        lci_hasher_add_fingerprint(looker->hasher, looker->plot_prints[i]);
    return true;
}

/* The box of tiles. */
static void
box_of_tiles(const struct lci_partition *partition, const struct lci_tile_range *range, double box_m[4])
{
    lci_partition_corner(partition, range->first_column, range->first_row, &box_m[0], &box_m[1]);
    lci_partition_corner(partition, range->last_column + 1, range->last_row + 1, &box_m[2], &box_m[3]);
}

enum lci_status
lci_ground_look(struct lci_ground_looker *looker, const struct lci_tile_range *range, struct lci_fingerprint *print,
                struct lci_error *err)
{
    const struct lci_ground_prints *prints = looker->prints;
    const struct lci_join_index *index = prints->streets->index;
    const double size_m = LCI_TILE_STEPS * lci_partition_step_m(prints->partition);
    double tiles_m[4];
    double box_m[4];
    uint64_t around = 0;
    bool ok = true;

    box_of_tiles(prints->partition, range, tiles_m);
    for (size_t i = 0; i < 4; i++)
        box_m[i] = tiles_m[i];
    around = enclosure_at(&index->barriers, 0.5 * (tiles_m[0] + tiles_m[2]), 0.5 * (tiles_m[1] + tiles_m[3]));
    /* The places of a tile are asked for streets around its middle and those of its sides, all in a circle around each. */
    grow_box(box_m, index->off_street_map_m + 0.5 * size_m);
    ok = list_edges(looker, box_m);
    grow_box(box_m, fmax(LEGS_TILES * size_m, LEGS_M));
    for (size_t i = 0; ok && i < looker->edges.count; i++) {
        const double *edge_m = prints->edge_box_m + 4 * (size_t)looker->edges.items[i];

        box_m[0] = fmin(box_m[0], edge_m[0]);
        box_m[1] = fmin(box_m[1], edge_m[1]);
        box_m[2] = fmax(box_m[2], edge_m[2]);
        box_m[3] = fmax(box_m[3], edge_m[3]);
    }
    grow_box(box_m, size_m);
    lci_hasher_reset(looker->hasher);
    lci_hasher_add_fingerprint(looker->hasher, prints->frame);
    add_double_bits(looker->hasher, tiles_m, 4);
    if (ok) {
        add_edges(looker, around);
        add_barriers(looker, box_m, around);
        add_metric(looker, box_m);
        ok = add_zones(looker, tiles_m) && add_mask(looker, tiles_m);
    }
    *print = lci_hasher_end(looker->hasher);
    return ok ? LCI_OK : lci_fail_nomem(err, "fingerprints of the ground");
}

/* How many of `count` ascending labels are below one. */
static uint32_t
rank_of(const uint32_t *labels, size_t count, uint32_t label)
{
    size_t rank = 0;

    while (rank < count && labels[rank] < label)
        rank++;
    return (uint32_t)rank;
}

/* Adds a label: how many of those it is compared with are lower, and whether it is the one asked for. */
static void
add_label(const struct lci_ground_looker *looker, size_t count, uint32_t label, uint32_t asked)
{
    lci_hasher_add_u32(looker->hasher, 2 * rank_of(looker->labels, count, label) + (label == asked));
}

static void
sort_labels(struct lci_ground_looker *looker, size_t count)
{
    if (count > 1)
        qsort(looker->labels, count, sizeof(*looker->labels), lci_order_u32);
}

/* Adds the walk at a vertex. */
static void
add_vertex(const struct lci_ground_looker *looker, const struct lci_search *search, lci_vertex_id vertex, size_t label_count,
           uint32_t asked)
{
    lci_hasher_add_u32(looker->hasher, lci_search_cost_mm(search, vertex));
    add_label(looker, label_count, lci_search_label(search, vertex), asked);
}

static void
add_costs(const struct lci_ground_looker *looker, const struct lci_edge *edge)
{
    lci_hasher_add_u32(looker->hasher, edge->cost_mm[0]);
    lci_hasher_add_u32(looker->hasher, edge->cost_mm[1]);
}

/* No walk from the edge is longer: by one of its ends at most, all along it. */
static uint64_t
longest_walk_mm(const struct lci_edge *edge, const struct lci_search *search)
{
    const uint32_t ends_mm[2] = {lci_search_cost_mm(search, edge->to), lci_search_cost_mm(search, edge->from)};
    uint64_t least_mm = UINT64_MAX;

    for (size_t way = 0; way < 2; way++)
        if (ends_mm[way] != LCI_NONE && edge->cost_mm[way] != LCI_NONE && (uint64_t)ends_mm[way] + edge->cost_mm[way] < least_mm)
            least_mm = (uint64_t)ends_mm[way] + edge->cost_mm[way];
    return least_mm;
}

/*
 * Adds what is asked of an open edge: its costs, the walks at its ends, and the seeds on it, as the search lists them; of one whose
 * walks are not above sure_mm only that. False: out of memory.
 */
static bool
add_walks_of_edge(struct lci_ground_looker *looker, const struct lci_search *search, lci_edge_id at, uint32_t asked,
                  uint32_t sure_mm)
{
    const struct lci_edge *edge = &looker->prints->streets->index->net->edges[at];
    size_t seed_count = 0;
    const struct lci_seed *seeds = lci_search_seeds(search, &seed_count);
    size_t count = 2;

    if (seed_count > 0)
        seeds += lci_search_seeds_on(search, at, &seed_count);
    if (seed_count == 0 && lci_search_cost_mm(search, edge->from) == LCI_NONE &&
        lci_search_cost_mm(search, edge->to) == LCI_NONE) {
        lci_hasher_add_u32(looker->hasher, LCI_NONE);
        return true;
    }
    if (longest_walk_mm(edge, search) <= sure_mm) {
        lci_hasher_add_u32(looker->hasher, LCI_NONE - 1);
        return true;
    }
    if (!lci_reserve(&looker->labels, seed_count + 2, &looker->label_capacity))
        return false;
    looker->labels[0] = lci_search_label(search, edge->from);
    looker->labels[1] = lci_search_label(search, edge->to);
    for (size_t i = 0; i < seed_count; i++)
        looker->labels[count++] = seeds[i].label;
    sort_labels(looker, count);
    lci_hasher_add_u32(looker->hasher, (uint32_t)seed_count);
    add_costs(looker, edge);
    add_vertex(looker, search, edge->from, count, asked);
    add_vertex(looker, search, edge->to, count, asked);
    for (size_t i = 0; i < seed_count; i++) {
        lci_hasher_add_u32(looker->hasher, seeds[i].offset_mm);
        lci_hasher_add_u32(looker->hasher, seeds[i].leg_mm);
        add_label(looker, count, seeds[i].label, asked);
    }
    return true;
}

/* Adds what is asked of a home's private ways: where they meet, what they cost, and the walks there. False: out of memory. */
static bool
add_walks_of_zone(struct lci_ground_looker *looker, const struct lci_search *search, const struct lci_zone *zone, uint32_t asked)
{
    const struct lci_edge *edges = looker->prints->streets->index->net->edges;
    const size_t count = 2 * zone->edge_count;
    uint32_t *vertices = NULL;

    /* Labels first, then vertices: which of the ends are one vertex is which of them have one place among these. */
    if (!lci_reserve(&looker->labels, 2 * count, &looker->label_capacity))
        return false;
    vertices = looker->labels + count;
    for (size_t e = 0; e < zone->edge_count; e++) {
        vertices[2 * e] = edges[zone->edges[e]].from;
        vertices[2 * e + 1] = edges[zone->edges[e]].to;
        looker->labels[2 * e] = lci_search_label(search, vertices[2 * e]);
        looker->labels[2 * e + 1] = lci_search_label(search, vertices[2 * e + 1]);
    }
    sort_labels(looker, count);
    if (count > 1)
        qsort(vertices, count, sizeof(*vertices), lci_order_u32);
    for (size_t e = 0; e < zone->edge_count; e++) {
        const struct lci_edge *edge = &edges[zone->edges[e]];

        add_costs(looker, edge);
        lci_hasher_add_u32(looker->hasher, rank_of(vertices, count, edge->from));
        lci_hasher_add_u32(looker->hasher, rank_of(vertices, count, edge->to));
        add_vertex(looker, search, edge->from, count, asked);
        add_vertex(looker, search, edge->to, count, asked);
    }
    return true;
}

static enum lci_status
look_at_walks(struct lci_ground_looker *looker, const struct lci_search *search, uint32_t label, uint32_t sure_mm,
              struct lci_fingerprint *print, struct lci_error *err)
{
    const struct lci_frontage *streets = looker->prints->streets;
    bool ok = true;

    lci_hasher_reset(looker->hasher);
    for (size_t i = 0; ok && i < looker->edges.count; i++)
        if (!(streets->index->net->edges[looker->edges.items[i]].flags & LCI_EDGE_PRIVATE))
            ok = add_walks_of_edge(looker, search, looker->edges.items[i], label, sure_mm);
    for (size_t z = 0; ok && z < looker->zone_count; z++)
        ok = add_walks_of_zone(looker, search, &streets->zones->items[looker->zones[z]], label);
    *print = lci_hasher_end(looker->hasher);
    return ok ? LCI_OK : lci_fail_nomem(err, "fingerprints of the ground");
}

enum lci_status
lci_ground_look_at_walks(struct lci_ground_looker *looker, const struct lci_search *search, uint32_t label,
                         struct lci_fingerprint *print, struct lci_error *err)
{
    return look_at_walks(looker, search, label, 0, print, err);
}

enum lci_status
lci_ground_look_at_walks_within(struct lci_ground_looker *looker, const struct lci_search *search, uint32_t least_limit_mm,
                                struct lci_fingerprint *print, struct lci_error *err)
{
    const uint32_t leg_mm = looker->prints->streets->index->off_street_mm + SURE_MM;

    return look_at_walks(looker, search, LCI_NONE, least_limit_mm > leg_mm ? least_limit_mm - leg_mm : 0, print, err);
}
