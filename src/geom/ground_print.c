/* ground_print.c - what the ground is divided by, as content: numbers of edges, rings and homes change with any edit far away. */
#include "geom/ground_prints.h"

#include <math.h>

#include "base/alloc.h"

/* Counts the ways in which tiles were ever made, or areas drawn on them: raised with every change that changes a bit of either. */
enum { METHOD = 1 };

void
lci_ground_print_polygons(struct lci_hasher *hasher, const struct lci_polygons *polygons)
{
    lci_hasher_add_u64(hasher, polygons->polygon_count);
    for (size_t p = 0; p < polygons->polygon_count; p++) {
        lci_hasher_add_u32(hasher, polygons->ring_first[p + 1] - polygons->ring_first[p]);
        for (uint32_t ring = polygons->ring_first[p]; ring < polygons->ring_first[p + 1]; ring++) {
            const size_t first = polygons->point_first[ring];
            const size_t count = polygons->point_first[ring + 1] - first;

            lci_hasher_add_u64(hasher, count);
            add_double_bits(hasher, polygons->xy_m + 2 * first, 2 * count);
        }
    }
}

static void
print_grid(struct lci_hasher *hasher, const struct lci_segment_grid *grid)
{
    lci_hasher_add_u32(hasher, grid->first != NULL);
    add_double_bits(hasher, &grid->cell_m, 1);
}

static void
print_frame(struct lci_ground_prints *prints, struct lci_hasher *hasher)
{
    const struct lci_join_index *index = prints->streets->index;

    lci_hasher_reset(hasher);
    lci_hasher_add_u32(hasher, METHOD);
    add_double_bits(hasher, (const double[2]){lci_partition_step_m(prints->partition), index->off_street_map_m}, 2);
    lci_hasher_add_u32(hasher, index->off_street_mm);
    print_grid(hasher, &index->grid);
    print_grid(hasher, &index->barriers.grid);
    add_double_bits(hasher, &index->metric->cell_m, 1);
    lci_hasher_add_u32(hasher, lci_partition_mask(prints->partition) != NULL);
    prints->frame = lci_hasher_end(hasher);
}

/* A street but for what is around it, which is not of the edge. */
static void
print_street(struct lci_hasher *hasher, const struct lci_street *street)
{
    const struct lci_segment *s = &street->segment;

    add_double_bits(hasher, (const double[6]){s->ax_m, s->ay_m, s->bx_m, s->by_m, street->at_a_m, street->at_b_m}, 6);
    lci_hasher_add_u32(hasher, (street->islet ? 1U : 0U) | (street->private_way ? 2U : 0U) | (street->on_line ? 4U : 0U) |
                                   (street->enclosed ? 8U : 0U));
}

static void
print_edge(struct lci_ground_prints *prints, struct lci_hasher *hasher, size_t at)
{
    const struct lci_join_index *index = prints->streets->index;
    const struct lci_edge *edge = &index->net->edges[at];
    const double *xy_m = index->net->point_xy_m + 2 * (size_t)edge->first_point;
    double *box_m = prints->edge_box_m + 4 * at;

    lci_hasher_reset(hasher);
    lci_hasher_add_u32(hasher, edge->length_mm);
    lci_hasher_add_u32(hasher, edge->flags);
    lci_hasher_add_u32(hasher, edge->point_count);
    add_double_bits(hasher, xy_m, 2 * (size_t)edge->point_count);
    add_double_bits(hasher, index->net->point_at_m + edge->first_point, edge->point_count);
    for (uint32_t street = prints->street_first[at]; street < prints->street_first[at + 1]; street++)
        print_street(hasher, &index->streets[street]);
    prints->edges[at] = lci_hasher_end(hasher);
    box_m[0] = box_m[1] = INFINITY;
    box_m[2] = box_m[3] = -INFINITY;
    for (uint32_t p = 0; p < edge->point_count; p++)
        for (size_t axis = 0; axis < 2; axis++) {
            box_m[axis] = fmin(box_m[axis], xy_m[2 * p + axis]);
            box_m[2 + axis] = fmax(box_m[2 + axis], xy_m[2 * p + axis]);
        }
}

static bool
print_edges(struct lci_ground_prints *prints, struct lci_hasher *hasher)
{
    const struct lci_join_index *index = prints->streets->index;
    const size_t count = index->net->edge_count;

    prints->street_first = lci_new_array(uint32_t, count + 1);
    prints->edges = lci_new_array(struct lci_fingerprint, count);
    prints->edge_box_m = lci_new_array(double, 4 * count);
    if (!prints->street_first || !prints->edges || !prints->edge_box_m)
        return false;
    for (size_t i = 0; i < index->street_count; i++)
        prints->street_first[index->streets[i].edge + 1]++;
    for (size_t edge = 0; edge < count; edge++) {
        prints->street_first[edge + 1] += prints->street_first[edge];
        print_edge(prints, hasher, edge);
    }
    return true;
}

static void
print_side(struct lci_hasher *hasher, const struct lci_barrier_index *index, uint32_t at)
{
    const struct lci_barrier_side *side = &index->barriers->sides[at];

    add_double_bits(hasher, (const double[4]){side->ax_m, side->ay_m, side->bx_m, side->by_m}, 4);
    lci_hasher_add_u32(hasher, side->area);
    lci_hasher_add_u64(hasher, side->ring == 0 ? 0 : index->mark[side->ring]);
}

/* The side that stands for all that hang together with one; the way there is made shorter. */
static uint32_t
root_of(uint32_t *parent, uint32_t side)
{
    while (parent[side] != side)
        side = parent[side] = parent[parent[side]];
    return side;
}

static void
unite(uint32_t *parent, uint32_t a, uint32_t b)
{
    a = root_of(parent, a);
    b = root_of(parent, b);
    parent[a > b ? a : b] = a < b ? a : b;
}

/* Fingerprints all that hangs together with each side, by the first of these: sides that are joined, or end at one place. */
static void
print_chains(const struct lci_barrier_index *index, struct lci_hasher *hasher, uint32_t *parent, struct lci_fingerprint *chains)
{
    const uint32_t count = (uint32_t)index->barriers->count;

    for (uint32_t side = 0; side < count; side++)
        parent[side] = side;
    for (uint32_t side = 0; side < count; side++)
        for (uint32_t end = 0; end < 2; end++) {
            if (index->joined[side][end] != LCI_NONE)
                unite(parent, side, index->joined[side][end]);
            unite(parent, side, index->beside[2 * side + end] / 2);
        }
    /* Ascending, so that each chain takes its sides up in their order. */
    for (uint32_t side = 0; side < count; side++) {
        const uint32_t root = root_of(parent, side);

        lci_hasher_reset(hasher);
        lci_hasher_add_fingerprint(hasher, chains[root]);
        print_side(hasher, index, side);
        chains[root] = lci_hasher_end(hasher);
    }
}

/* Fingerprints the sides in each cell. */
static void
print_cells(struct lci_ground_prints *prints, struct lci_hasher *hasher, uint32_t *parent, const struct lci_fingerprint *chains)
{
    const struct lci_barrier_index *index = &prints->streets->index->barriers;
    const struct lci_segment_grid *grid = &index->grid;

    for (size_t cell = 0; cell < (size_t)grid->column_count * (size_t)grid->row_count; cell++) {
        if (grid->first[cell] == grid->first[cell + 1])
            continue;
        lci_hasher_reset(hasher);
        for (uint32_t i = grid->first[cell]; i < grid->first[cell + 1]; i++) {
            print_side(hasher, index, grid->items[i]);
            lci_hasher_add_fingerprint(hasher, chains[root_of(parent, grid->items[i])]);
        }
        prints->cells[cell] = lci_hasher_end(hasher);
    }
}

static bool
print_barriers(struct lci_ground_prints *prints, struct lci_hasher *hasher)
{
    const struct lci_barrier_index *index = &prints->streets->index->barriers;
    const size_t count = index->barriers ? index->barriers->count : 0;
    uint32_t *parent = lci_new_array(uint32_t, count);
    struct lci_fingerprint *chains = lci_new_array(struct lci_fingerprint, count);
    bool ok = parent && chains;

    if (ok && count > 0) {
        prints->cells =
            lci_new_array(struct lci_fingerprint, (size_t)index->grid.column_count * (size_t)index->grid.row_count);
        ok = prints->cells != NULL;
    }
    if (ok && count > 0) {
        print_chains(index, hasher, parent, chains);
        print_cells(prints, hasher, parent, chains);
    }
    lci_free(parent);
    lci_free(chains);
    return ok;
}

/* Fingerprints the homes with private ways: which of their ways meet counts, and all that division has to know of each. */
static bool
print_zones(struct lci_ground_prints *prints, struct lci_hasher *hasher)
{
    const struct lci_zones *zones = prints->streets->zones;

    prints->zones = lci_new_array(struct lci_fingerprint, zones ? zones->count : 0);
    if (!prints->zones)
        return false;
    for (size_t at = 0; zones && at < zones->count; at++) {
        const struct lci_zone *zone = &zones->items[at];

        lci_hasher_reset(hasher);
        lci_ground_print_polygons(hasher, &zone->polygons);
        lci_hasher_add_u64(hasher, zone->edge_count);
        for (size_t e = 0; e < zone->edge_count; e++)
            lci_hasher_add_fingerprint(hasher, prints->edges[zone->edges[e]]);
        prints->zones[at] = lci_hasher_end(hasher);
    }
    return true;
}

static bool
print_mask(struct lci_ground_prints *prints, struct lci_hasher *hasher)
{
    const struct lci_mask *mask = lci_partition_mask(prints->partition);

    prints->plots = lci_new_array(struct lci_fingerprint, mask ? mask->count : 0);
    for (size_t i = 0; mask && prints->plots && i < mask->count; i++) {
        lci_hasher_reset(hasher);
        lci_ground_print_polygons(hasher, &mask->items[i]);
        prints->plots[i] = lci_hasher_end(hasher);
    }
    return prints->plots != NULL;
}

enum lci_status
lci_ground_prints_new(const struct lci_partition *partition, struct lci_ground_prints **out, struct lci_error *err)
{
    struct lci_ground_prints *prints = lci_new(struct lci_ground_prints);
    struct lci_hasher *hasher = lci_hasher_new();
    bool ok = prints && hasher;

    *out = NULL;
    if (ok) {
        prints->partition = partition;
        prints->streets = lci_partition_frontage(partition);
        print_frame(prints, hasher);
    }
    ok = ok && print_edges(prints, hasher) && print_barriers(prints, hasher) && print_zones(prints, hasher) &&
         print_mask(prints, hasher);
    lci_hasher_free(hasher);
    if (ok)
        *out = prints;
    else
        lci_ground_prints_free(prints);
    return ok ? LCI_OK : lci_fail_nomem(err, "fingerprints of the ground");
}

void
lci_ground_prints_free(struct lci_ground_prints *prints)
{
    if (!prints)
        return;
    lci_free(prints->street_first);
    lci_free(prints->edges);
    lci_free(prints->edge_box_m);
    lci_free(prints->cells);
    lci_free(prints->zones);
    lci_free(prints->plots);
    lci_free(prints);
}
