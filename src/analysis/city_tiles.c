/* city_tiles.c - streets, people and facilities by squares, as fingerprints. */
#include "analysis/city_tiles.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/sort.h"
#include "network/street_index.h"

/* Small against the hundreds of metres that limits are, and many streets long. */
static const double SIDE_M = 250.0;
/* Memory for so many tiles a category is nothing beside the city's. */
enum { MOST_TILES = 1 << 16 };
/* Added to boxes, lest what lies on their rim is on its other side for rounding. */
static const double MARGIN_M = 1.0;

/* The tiles that a box meets: first and last row and column. */
struct range {
    uint32_t first_row, last_row, first_column, last_column;
};

/* Things and the tiles they are in, as they are listed. */
struct listing {
    const struct lci_tile_grid *grid;
    struct lci_keyed *items; /* count: key is the tile */
    size_t count, capacity;
};

static uint32_t
clamp(double at, int64_t first, uint32_t count)
{
    const double from_first = at - (double)first;

    if (!(from_first > 0.0))
        return 0;
    return from_first < (double)count ? (uint32_t)from_first : count - 1;
}

static struct range
range_of(const struct lci_tile_grid *grid, const double box_m[4])
{
    return (struct range){
        .first_row = clamp(floor((box_m[1] - MARGIN_M) / grid->side_m), grid->first_row, grid->row_count),
        .last_row = clamp(floor((box_m[3] + MARGIN_M) / grid->side_m), grid->first_row, grid->row_count),
        .first_column = clamp(floor((box_m[0] - MARGIN_M) / grid->side_m), grid->first_column, grid->column_count),
        .last_column = clamp(floor((box_m[2] + MARGIN_M) / grid->side_m), grid->first_column, grid->column_count),
    };
}

static void
grow(double box_m[4], double x_m, double y_m)
{
    box_m[0] = fmin(box_m[0], x_m);
    box_m[1] = fmin(box_m[1], y_m);
    box_m[2] = fmax(box_m[2], x_m);
    box_m[3] = fmax(box_m[3], y_m);
}

struct lci_tile_grid
lci_tile_grid_over(const struct lci_access_inputs *const *access, size_t count)
{
    double box_m[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    struct lci_tile_grid grid = {.side_m = SIDE_M, .column_count = 1, .row_count = 1};

    for (size_t i = 0; i < count; i++) {
        const struct lci_network *net = access[i]->net;
        const struct lci_shapes *shapes = &access[i]->homes->shapes;

        for (size_t v = 0; v < net->vertex_count; v++)
            grow(box_m, net->vertex_xy_m[2 * v], net->vertex_xy_m[2 * v + 1]);
        for (size_t p = 0; p < shapes->point_count; p++)
            grow(box_m, shapes->xy_m[2 * p], shapes->xy_m[2 * p + 1]);
    }
    if (!(box_m[0] <= box_m[2]))
        return grid;
    while (((box_m[2] - box_m[0]) / grid.side_m + 2.0) * ((box_m[3] - box_m[1]) / grid.side_m + 2.0) > MOST_TILES)
        grid.side_m *= 2.0;
    grid.first_column = (int64_t)floor(box_m[0] / grid.side_m);
    grid.first_row = (int64_t)floor(box_m[1] / grid.side_m);
    grid.column_count = (uint32_t)((int64_t)floor(box_m[2] / grid.side_m) - grid.first_column + 1);
    grid.row_count = (uint32_t)((int64_t)floor(box_m[3] / grid.side_m) - grid.first_row + 1);
    return grid;
}

/* Lists a thing in all tiles of a box, but not again in the one where it was put last. */
static bool
list_box(struct listing *listing, const double box_m[4], uint32_t item)
{
    const struct range range = range_of(listing->grid, box_m);

    for (uint32_t row = range.first_row; row <= range.last_row; row++)
        for (uint32_t column = range.first_column; column <= range.last_column; column++) {
            const uint64_t tile = (uint64_t)row * listing->grid->column_count + column;
            const struct lci_keyed *last = listing->count > 0 ? &listing->items[listing->count - 1] : NULL;

            if (last && last->key == tile && last->value == item)
                continue;
            if (!lci_grow(&listing->items, listing->count, &listing->capacity))
                return false;
            listing->items[listing->count++] = (struct lci_keyed){tile, item};
        }
    return true;
}

static bool
list_line(struct listing *listing, const double *a_m, const double *b_m, uint32_t item)
{
    const double box_m[4] = {fmin(a_m[0], b_m[0]), fmin(a_m[1], b_m[1]), fmax(a_m[0], b_m[0]), fmax(a_m[1], b_m[1])};

    return list_box(listing, box_m, item);
}

/* An edge in the tiles that its segments pass. */
static bool
list_edge(struct listing *listing, const struct lci_network *net, lci_edge_id edge, uint32_t item)
{
    const double *xy_m = net->point_xy_m + 2 * (size_t)net->edges[edge].first_point;
    bool room = true;

    for (uint32_t p = 0; p + 1 < net->edges[edge].point_count && room; p++)
        room = list_line(listing, xy_m + 2 * (size_t)p, xy_m + 2 * (size_t)p + 2, item);
    return room;
}

/* Sorts what was listed into tiles, and empties the listing. */
static enum lci_status
file_listing(struct listing *listing, struct lci_tile_list *out, struct lci_error *err)
{
    const size_t tile_count = lci_tile_count(listing->grid);

    *out = (struct lci_tile_list){.first = lci_new_array(uint32_t, tile_count + 1),
                                  .items = lci_new_array(uint32_t, listing->count)};
    if (!out->first || !out->items || !lci_sort_keyed(listing->items, listing->count))
        return lci_fail_nomem(err, "fingerprints");
    for (size_t i = 0; i < listing->count; i++) {
        out->first[listing->items[i].key + 1]++;
        out->items[i] = listing->items[i].value;
    }
    for (size_t tile = 0; tile < tile_count; tile++)
        out->first[tile + 1] += out->first[tile];
    listing->count = 0;
    return LCI_OK;
}

static void
list_fini(struct lci_tile_list *list)
{
    lci_free(list->first);
    lci_free(list->items);
    *list = (struct lci_tile_list){0};
}

static enum lci_status
list_edges(struct lci_city_tiles *city, struct listing *listing, struct lci_error *err)
{
    const struct lci_network *net = city->access->net;
    bool room = true;

    for (uint32_t e = 0; e < net->edge_count && room; e++)
        room = list_edge(listing, net, e, e);
    return room ? file_listing(listing, &city->edges, err) : lci_fail_nomem(err, "fingerprints");
}

static enum lci_status
list_barriers(const struct lci_city_tiles *city, struct listing *listing, struct lci_tile_list *out, struct lci_error *err)
{
    const struct lci_barriers *barriers = city->access->index->barriers.barriers;
    bool room = true;

    for (uint32_t s = 0; barriers && s < barriers->count && room; s++) {
        const struct lci_barrier_side *side = &barriers->sides[s];

        room = list_line(listing, (double[]){side->ax_m, side->ay_m}, (double[]){side->bx_m, side->by_m}, s);
    }
    return room ? file_listing(listing, out, err) : lci_fail_nomem(err, "fingerprints");
}

static enum lci_status
list_walled(const struct lci_city_tiles *city, struct listing *listing, struct lci_tile_list *out, struct lci_error *err)
{
    const struct lci_walled *walled = city->access->facilities->walled;
    bool room = true;

    for (size_t h = 0; walled && h < walled->count && room; h++) {
        double box_m[4];

        if (lci_shape_box(&city->access->homes->shapes, walled->homes[h].home, box_m))
            room = list_box(listing, box_m, walled->homes[h].home);
    }
    return room ? file_listing(listing, out, err) : lci_fail_nomem(err, "fingerprints");
}

static enum lci_status
list_points(struct lci_city_tiles *city, struct listing *listing, struct lci_error *err)
{
    const struct lci_demand *demand = city->access->demand;
    bool room = true;

    for (size_t home = 0; home < demand->home_count && room; home++) {
        const bool is_walled = lci_walled_of(city->access->facilities->walled, home) != NULL;
        double box_m[4];

        (void)lci_shape_box(&city->access->homes->shapes, home, box_m);
        for (uint32_t p = demand->home_first[home]; p < demand->home_first[home + 1] && room; p++) {
            const double *at = demand->place_m[p];

            room = is_walled ? list_box(listing, box_m, p) : list_line(listing, at, at, p);
        }
    }
    return room ? file_listing(listing, &city->points, err) : lci_fail_nomem(err, "fingerprints");
}

/* Sides come in the order in which they are handed in, and nothing depends on that: the sum of their fingerprints neither. */
static void
add_barriers(const struct lci_city_tiles *city, const struct lci_tile_list *list, size_t tile, struct lci_hasher *hasher)
{
    const uint32_t count = list->first[tile + 1] - list->first[tile];
    const struct lci_barrier_side *sides = count > 0 ? city->access->index->barriers.barriers->sides : NULL;
    struct lci_fingerprint sum = {0, 0};

    for (uint32_t i = 0; i < count; i++) {
        const struct lci_barrier_side *side = &sides[list->items[list->first[tile] + i]];
        const double numbers[] = {side->ax_m, side->ay_m, side->bx_m, side->by_m, side->area, side->ring > 0};
        const struct lci_fingerprint one = lci_fingerprint_bytes(numbers, sizeof(numbers));

        sum.high += one.high;
        sum.low += one.low;
    }
    lci_hasher_add_u32(hasher, count);
    lci_hasher_add_fingerprint(hasher, sum);
}

static void
add_listed(const struct lci_tile_list *list, const struct lci_fingerprint *contents, size_t tile, struct lci_hasher *hasher)
{
    lci_hasher_add_u32(hasher, list->first[tile + 1] - list->first[tile]);
    for (uint32_t i = list->first[tile]; i < list->first[tile + 1]; i++)
        lci_hasher_add_fingerprint(hasher, contents[list->items[i]]);
}

static enum lci_status
fill_ground(struct lci_city_tiles *city, struct listing *listing, struct lci_hasher *hasher, struct lci_error *err)
{
    struct lci_tile_list barriers = {0};
    struct lci_tile_list walled = {0};
    enum lci_status status = list_barriers(city, listing, &barriers, err);

    if (!status)
        status = list_walled(city, listing, &walled, err);
    for (size_t tile = 0; tile < lci_tile_count(&city->grid) && !status; tile++) {
        lci_hasher_reset(hasher);
        add_listed(&city->edges, city->contents.edges, tile, hasher);
        add_listed(&walled, city->contents.homes, tile, hasher);
        add_barriers(city, &barriers, tile, hasher);
        city->ground[tile] = lci_hasher_end(hasher);
    }
    list_fini(&barriers);
    list_fini(&walled);
    return status;
}

/* Where a point lies, what it stands for, and how it gets to the streets. */
static void
add_point(const struct lci_city_tiles *city, uint32_t point, struct lci_hasher *hasher)
{
    const struct lci_demand *demand = city->access->demand;
    const lci_edge_id joined = demand->joined[point];
    const uint32_t home = demand->point_home[point];
    const uint64_t numbers[] = {demand->share[point], point - demand->home_first[home], joined == LCI_NONE,
                                demand->entry_first[point + 1] - demand->entry_first[point]};

    lci_hasher_add_fingerprint(hasher, city->contents.homes[home]);
    lci_hasher_add(hasher, demand->place_m[point], sizeof(demand->place_m[point]));
    lci_hasher_add(hasher, numbers, sizeof(numbers));
    if (joined != LCI_NONE)
        lci_hasher_add_fingerprint(hasher, city->contents.edges[joined]);
    for (uint32_t e = demand->entry_first[point]; e < demand->entry_first[point + 1]; e++) {
        const struct lci_entry *entry = &demand->entries[e];
        const uint32_t way[] = {entry->offset_mm, entry->before_mm};

        lci_hasher_add_fingerprint(hasher, city->contents.edges[entry->edge]);
        lci_hasher_add(hasher, way, sizeof(way));
    }
}

static void
fill_people(struct lci_city_tiles *city, struct lci_hasher *hasher)
{
    for (size_t tile = 0; tile < lci_tile_count(&city->grid); tile++) {
        lci_hasher_reset(hasher);
        for (uint32_t i = city->points.first[tile]; i < city->points.first[tile + 1]; i++)
            add_point(city, city->points.items[i], hasher);
        city->people[tile] = lci_hasher_end(hasher);
    }
}

/* The homes with all places where their people enter the streets, and the gates. */
static void
find_home_boxes(struct lci_city_tiles *city)
{
    const struct lci_access_inputs *access = city->access;
    const struct lci_demand *demand = access->demand;

    for (size_t home = 0; home < demand->home_count; home++) {
        const struct lci_walled_home *walled = lci_walled_of(access->facilities->walled, home);
        double *box_m = city->home_box_m[home];
        double at_m[2];

        (void)lci_shape_box(&access->homes->shapes, home, box_m);
        for (uint32_t p = demand->home_first[home]; p < demand->home_first[home + 1]; p++) {
            grow(box_m, demand->place_m[p][0], demand->place_m[p][1]);
            for (uint32_t e = demand->entry_first[p]; e < demand->entry_first[p + 1] && !walled; e++) {
                lci_network_place(access->net, demand->entries[e].edge, demand->entries[e].offset_mm, &at_m[0], &at_m[1]);
                grow(box_m, at_m[0], at_m[1]);
            }
        }
        for (size_t g = 0; walled && g < walled->gate_count; g++) {
            const struct lci_walled_gate *gate = &walled->gates[g];

            grow(box_m, gate->place->from_x_m, gate->place->from_y_m);
            city->gate_m = fmax(city->gate_m, hypot(gate->place->from_x_m - gate->place->x_m,
                                                    gate->place->from_y_m - gate->place->y_m));
            for (size_t e = 0; e < gate->entry_count; e++) {
                lci_network_place(access->net, gate->entries[e].edge, gate->entries[e].offset_mm, &at_m[0], &at_m[1]);
                grow(box_m, at_m[0], at_m[1]);
            }
        }
    }
}

/* Where streets are walked for less than their length, a walk leads farther. */
static double
map_m_per_mm(const struct lci_access_inputs *access)
{
    double least = 1.0; /* of legs */

    for (size_t e = 0; e < access->net->edge_count; e++)
        for (size_t way = 0; way < 2; way++) {
            const struct lci_edge *edge = &access->net->edges[e];

            if (edge->cost_mm[way] != LCI_NONE && edge->cost_mm[way] < edge->length_mm)
                least = fmin(least, (double)edge->cost_mm[way] / edge->length_mm);
        }
    /* Rounded to millimetres edge by edge: a hundredth is more than that ever is. Where a street costs nothing, all is near. */
    return 1.01 / (1000.0 * lci_metric_least_scale(access->metric) * least);
}

enum lci_status
lci_city_tiles_build(const struct lci_access_inputs *access, const struct lci_facilities *idle, const uint32_t *home_walker,
                     const struct lci_tile_grid *grid, struct lci_city_tiles *out, struct lci_error *err)
{
    const size_t tile_count = lci_tile_count(grid);
    struct lci_hasher *hasher = lci_hasher_new();
    struct listing listing = {.grid = grid};
    enum lci_status status = LCI_OK;

    *out = (struct lci_city_tiles){.access = access, .idle = idle, .grid = *grid, .map_m_per_mm = map_m_per_mm(access)};
    out->ground = lci_new_array(struct lci_fingerprint, tile_count);
    out->people = lci_new_array(struct lci_fingerprint, tile_count);
    out->home_box_m = lci_alloc(access->homes->count, sizeof(*out->home_box_m));
    if (!hasher || !out->ground || !out->people || !out->home_box_m)
        status = lci_fail_nomem(err, "fingerprints");
    if (!status)
        status = lci_contents_build(access, idle, home_walker, &out->contents, err);
    if (!status)
        status = list_edges(out, &listing, err);
    if (!status)
        status = list_points(out, &listing, err);
    if (!status)
        status = fill_ground(out, &listing, hasher, err);
    if (!status) {
        fill_people(out, hasher);
        find_home_boxes(out);
    }
    lci_free(listing.items);
    lci_hasher_free(hasher);
    if (status)
        lci_city_tiles_fini(out);
    return status;
}

void
lci_city_tiles_fini(struct lci_city_tiles *tiles)
{
    lci_contents_fini(&tiles->contents);
    list_fini(&tiles->edges);
    list_fini(&tiles->points);
    lci_free(tiles->ground);
    lci_free(tiles->people);
    lci_free(tiles->home_box_m);
    *tiles = (struct lci_city_tiles){.access = NULL};
}

/* The facilities of a category with their tiles: where they are, and the streets that they join. */
static enum lci_status
list_facilities(const struct lci_city_tiles *city, uint32_t category, bool idle, struct listing *listing,
                struct lci_tile_list *out, struct lci_error *err)
{
    const struct lci_facilities *facilities = idle ? city->idle : city->access->facilities;
    bool room = true;

    for (uint32_t f = 0; facilities && f < facilities->count && room; f++) {
        const struct lci_facility *item = &facilities->items[f];
        const double at_m[2] = {item->x_m, item->y_m};

        if (item->category != category)
            continue;
        room = list_line(listing, at_m, at_m, f);
        for (size_t i = 0; !idle && item->join.edge != LCI_NONE && i <= item->more_count && room; i++)
            room = list_edge(listing, city->access->net, i == 0 ? item->join.edge : item->more_joins[i - 1].edge, f);
    }
    return room ? file_listing(listing, out, err) : lci_fail_nomem(err, "fingerprints");
}

/* What is walked from the ends of the streets of a tile: a number above the limit stands for all such. */
static bool
add_walks(const struct lci_city_tiles *city, size_t tile, const struct lci_search *now, uint32_t limit_mm, uint32_t **costs_mm,
          size_t *capacity, struct lci_hasher *hasher)
{
    const uint32_t *items = city->edges.items + city->edges.first[tile];
    const size_t count = city->edges.first[tile + 1] - city->edges.first[tile];

    if (!lci_reserve(costs_mm, 2 * count, capacity))
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct lci_edge *edge = &city->access->net->edges[items[i]];
        const uint32_t from_mm = lci_search_cost_mm(now, edge->from);
        const uint32_t to_mm = lci_search_cost_mm(now, edge->to);

        (*costs_mm)[2 * i] = from_mm <= limit_mm ? from_mm : LCI_NONE;
        (*costs_mm)[2 * i + 1] = to_mm <= limit_mm ? to_mm : LCI_NONE;
    }
    lci_hasher_add(hasher, *costs_mm, 2 * count * sizeof(**costs_mm));
    return true;
}

static void
add_within(const struct lci_city_tiles *city, size_t tile, const struct lci_nearest *nearest, struct lci_hasher *hasher)
{
    uint64_t bits = 0;

    for (uint32_t i = city->points.first[tile]; i < city->points.first[tile + 1]; i++) {
        bits = bits << 1 | lci_nearest_is_within(nearest, city->points.items[i]);
        if ((i - city->points.first[tile]) % 64 == 63)
            lci_hasher_add(hasher, &bits, sizeof(bits));
    }
    lci_hasher_add(hasher, &bits, sizeof(bits));
}

enum lci_status
lci_city_tiles_add(const struct lci_city_tiles *city, uint32_t category, const struct lci_search *now,
                   const struct lci_nearest *nearest, uint32_t limit_mm, struct lci_fingerprint *tiles, struct lci_error *err)
{
    struct lci_hasher *hasher = lci_hasher_new();
    struct listing listing = {.grid = &city->grid};
    struct lci_tile_list counting = {0};
    struct lci_tile_list idle = {0};
    uint32_t *costs_mm = NULL;
    size_t capacity = 0;
    enum lci_status status = hasher ? LCI_OK : lci_fail_nomem(err, "fingerprints");

    if (!status)
        status = list_facilities(city, category, false, &listing, &counting, err);
    if (!status)
        status = list_facilities(city, category, true, &listing, &idle, err);
    for (size_t tile = 0; tile < lci_tile_count(&city->grid) && !status; tile++) {
        lci_hasher_reset(hasher);
        lci_hasher_add_fingerprint(hasher, tiles[tile]);
        lci_hasher_add_fingerprint(hasher, city->ground[tile]);
        lci_hasher_add_fingerprint(hasher, city->people[tile]);
        add_listed(&counting, city->contents.facilities, tile, hasher);
        add_listed(&idle, city->contents.idle, tile, hasher);
        add_within(city, tile, nearest, hasher);
        if (!add_walks(city, tile, now, limit_mm, &costs_mm, &capacity, hasher))
            status = lci_fail_nomem(err, "fingerprints");
        tiles[tile] = lci_hasher_end(hasher);
    }
    list_fini(&counting);
    list_fini(&idle);
    lci_free(listing.items);
    lci_free(costs_mm);
    lci_hasher_free(hasher);
    return status;
}

void
lci_tiles_add_box(struct lci_hasher *hasher, const struct lci_tile_grid *grid, const struct lci_fingerprint *tiles,
                  const double box_m[4])
{
    const struct range range = range_of(grid, box_m);
    const size_t columns = range.last_column - range.first_column + 1;
    const uint64_t sizes[] = {columns, range.last_row - range.first_row + 1};

    lci_hasher_add(hasher, sizes, sizeof(sizes));
    for (uint32_t row = range.first_row; row <= range.last_row; row++)
        lci_hasher_add(hasher, tiles + (size_t)row * grid->column_count + range.first_column, columns * sizeof(*tiles));
}
