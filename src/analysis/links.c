/* links.c - looks from every vertex for streets that are near, but far to walk to. */
#include "analysis/links.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/walled.h"
#include "base/alloc.h"
#include "network/street_index.h"

enum { MOST_A_VERTEX = 4, VERTICES_AN_ITEM = 256, AT_LEAST_MM = 100000, TIMES = 3 };

/* Places nearer to each other are one: who mends this, mends node_tolerance_m. */
enum { LEAST_LINK_MM = 1 };

/* Near streets of one vertex: of each edge the nearest place. */
struct near_edge {
    lci_edge_id edge;
    uint32_t offset_mm, length_mm;
    double x_m, y_m;
};

struct bench {
    struct lci_search *search;
    struct near_edge *near;
    size_t near_count, near_capacity;
};

/* What one item finds. */
struct found {
    struct lci_link *links;
    size_t count, capacity;
};

struct work {
    const struct lci_access_inputs *access;
    double link_max_m;
    struct bench *benches; /* one a worker */
    struct found *found;   /* one an item */
};

struct lci_street_place
lci_place_of_vertex(const struct lci_network *net, lci_vertex_id vertex)
{
    struct lci_street_place place = {.edge = LCI_NONE};

    for (uint32_t arc = net->first_in[vertex]; arc < net->first_in[vertex + 1]; arc++)
        if (net->in_edge[arc] < place.edge)
            place.edge = net->in_edge[arc];
    if (place.edge != LCI_NONE && net->edges[place.edge].from != vertex)
        place.offset_mm = net->edges[place.edge].length_mm;
    return place;
}

/* Keeps the nearest place of each edge. False: out of memory. */
static bool
keep_near(struct bench *bench, const struct near_edge *near)
{
    for (size_t i = 0; i < bench->near_count; i++)
        if (bench->near[i].edge == near->edge) {
            if (near->length_mm < bench->near[i].length_mm)
                bench->near[i] = *near;
            return true;
        }
    if (!lci_grow(&bench->near, bench->near_count, &bench->near_capacity))
        return false;
    bench->near[bench->near_count++] = *near;
    return true;
}

static bool
is_of_use(const struct lci_network *net, const struct lci_street *street)
{
    const struct lci_edge *edge = &net->edges[street->edge];

    return !street->private_way && edge->cost_mm[0] != LCI_NONE && edge->cost_mm[1] != LCI_NONE && !(edge->flags & LCI_EDGE_ACROSS);
}

/* How far one has to walk at least, to places that a link of this length joins. */
static uint32_t
far_mm(uint32_t length_mm)
{
    return TIMES * length_mm + AT_LEAST_MM;
}

double
lci_links_looked_m(double link_max_m)
{
    return far_mm((uint32_t)ceil(link_max_m * 1000.0)) / 1000.0;
}

/* Of an edge at the vertex itself, a place that is not far along the edge: the street only begins there. */
static bool
is_beginning(const struct lci_network *net, const struct near_edge *near, lci_vertex_id vertex)
{
    const struct lci_edge *edge = &net->edges[near->edge];

    return (edge->from == vertex && near->offset_mm < far_mm(near->length_mm)) ||
           (edge->to == vertex && edge->length_mm - near->offset_mm < far_mm(near->length_mm));
}

/* most_m: on the map, more than link_max_m is anywhere near. */
static bool
consider_street(const struct work *work, struct bench *bench, lci_vertex_id vertex, uint32_t which, double most_m)
{
    const struct lci_join_index *index = work->access->index;
    const struct lci_street *street = &index->streets[which];
    const double *at = work->access->net->vertex_xy_m + 2 * (size_t)vertex;
    struct near_edge near = {.edge = street->edge};
    double share = 0.0;
    double length_m = 0.0;

    if (!is_of_use(work->access->net, street) || lci_street_distance_m(street, at[0], at[1], &share) > most_m)
        return true;
    near.x_m = street->segment.ax_m + share * (street->segment.bx_m - street->segment.ax_m);
    near.y_m = street->segment.ay_m + share * (street->segment.by_m - street->segment.ay_m);
    length_m = lci_metric_distance_m(work->access->metric, at[0], at[1], near.x_m, near.y_m);
    if (length_m > work->link_max_m)
        return true;
    near.length_mm = (uint32_t)fmax(LEAST_LINK_MM, round(length_m * 1000.0));
    near.offset_mm = (uint32_t)lround((street->at_a_m + share * (street->at_b_m - street->at_a_m)) * 1000.0);
    if (near.offset_mm > work->access->net->edges[near.edge].length_mm)
        near.offset_mm = work->access->net->edges[near.edge].length_mm;
    return is_beginning(work->access->net, &near, vertex) || keep_near(bench, &near);
}

/* Streets with a part near the vertex. */
static bool
find_near(const struct work *work, struct bench *bench, lci_vertex_id vertex)
{
    const struct lci_segment_grid *grid = &work->access->index->grid;
    const double *at = work->access->net->vertex_xy_m + 2 * (size_t)vertex;
    const double most_m = 1.01 * work->link_max_m / lci_metric_length_scale(work->access->metric, at[0], at[1]);
    const struct lci_cell_range range =
        lci_segment_grid_range(grid, at[0] - most_m, at[1] - most_m, at[0] + most_m, at[1] + most_m);

    bench->near_count = 0;
    for (int32_t row = range.first_row; row <= range.last_row; row++)
        for (int32_t column = range.first_column; column <= range.last_column; column++) {
            const uint32_t *first = grid->first + (size_t)row * (size_t)grid->column_count + (size_t)column;

            for (uint32_t i = first[0]; i < first[1]; i++)
                if (!consider_street(work, bench, vertex, grid->items[i], most_m))
                    return false;
        }
    return true;
}

static int
compare_near(const void *left, const void *right)
{
    const struct near_edge *a = left;
    const struct near_edge *b = right;

    if (a->length_mm != b->length_mm)
        return a->length_mm < b->length_mm ? -1 : 1;
    return (a->edge > b->edge) - (a->edge < b->edge);
}

static bool
is_dead_end(const struct lci_network *net, lci_vertex_id vertex)
{
    return net->first_in[vertex + 1] - net->first_in[vertex] == 1;
}

/* Of the near places those that are far to walk to, nearest first. False: out of memory. */
static bool
keep_far(const struct work *work, struct bench *bench, lci_vertex_id vertex, const struct lci_street_place *place,
         struct found *found)
{
    const double *at = work->access->net->vertex_xy_m + 2 * (size_t)vertex;
    size_t kept = 0;

    if (bench->near_count > 0)
        qsort(bench->near, bench->near_count, sizeof(*bench->near), compare_near);
    for (size_t i = 0; i < bench->near_count && kept < MOST_A_VERTEX; i++) {
        const struct near_edge *near = &bench->near[i];
        const uint32_t walk_mm = lci_search_walk(bench->search, near->edge, near->offset_mm).cost_mm;

        if (walk_mm < far_mm(near->length_mm) ||
            lci_walled_is_crossed(work->access->facilities->walled, (double[]){at[0], at[1], near->x_m, near->y_m}))
            continue;
        if (!lci_grow(&found->links, found->count, &found->capacity))
            return false;
        kept++;
        found->links[found->count++] = (struct lci_link){
            .vertex = vertex,
            .walk_mm = walk_mm,
            .dead_end = is_dead_end(work->access->net, vertex),
            .street = {.line = {at[0], at[1], near->x_m, near->y_m},
                       .length_mm = near->length_mm,
                       .end = {*place, {near->edge, near->offset_mm}}},
        };
    }
    return true;
}

static enum lci_status
look_around(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    struct work *work = user;
    const struct lci_network *net = work->access->net;
    struct bench *bench = &work->benches[worker];
    const size_t first = item * VERTICES_AN_ITEM;
    const uint32_t limit_mm = (uint32_t)lround(1000.0 * lci_links_looked_m(work->link_max_m));

    for (size_t v = first; v < first + VERTICES_AN_ITEM && v < net->vertex_count; v++) {
        const lci_vertex_id vertex = (lci_vertex_id)v;
        const struct lci_street_place place = lci_place_of_vertex(net, vertex);
        const struct lci_seed seed = {place.edge, place.offset_mm, 0, 0};
        enum lci_status status = LCI_OK;

        if (place.edge == LCI_NONE)
            continue;
        if (!find_near(work, bench, vertex))
            return lci_fail_nomem(err, "links");
        if (bench->near_count == 0)
            continue;
        status = lci_search_run(bench->search, &seed, 1, limit_mm, err);
        if (status)
            return status;
        if (!keep_far(work, bench, vertex, &place, &work->found[item]))
            return lci_fail_nomem(err, "links");
    }
    return LCI_OK;
}

enum lci_status
lci_links_file(const struct lci_network *net, struct lci_links *links, struct lci_error *err)
{
    links->first = lci_new_array(uint32_t, net->vertex_count + 1);
    if (!links->first)
        return lci_fail_nomem(err, "links");
    for (size_t i = 0; i < links->count; i++)
        links->first[links->items[i].vertex + 1]++;
    for (size_t v = 0; v < net->vertex_count; v++)
        links->first[v + 1] += links->first[v];
    return LCI_OK;
}

static enum lci_status
gather(const struct work *work, size_t item_count, struct lci_links *links, struct lci_error *err)
{
    for (size_t i = 0; i < item_count; i++)
        links->count += work->found[i].count;
    links->items = lci_new_array(struct lci_link, links->count);
    if (!links->items)
        return lci_fail_nomem(err, "links");
    links->count = 0;
    for (size_t i = 0; i < item_count; i++) {
        if (work->found[i].count > 0)
            memcpy(links->items + links->count, work->found[i].links, work->found[i].count * sizeof(*links->items));
        links->count += work->found[i].count;
    }
    return lci_links_file(work->access->net, links, err);
}

enum lci_status
lci_links_build(const struct lci_access_inputs *access, double link_max_m, struct lci_pool *pool,
                const struct lci_context *context, struct lci_links *out, struct lci_error *err)
{
    const size_t item_count = link_max_m > 0.0 ? (access->net->vertex_count + VERTICES_AN_ITEM - 1) / VERTICES_AN_ITEM : 0;
    const unsigned worker_count = lci_pool_thread_count(pool);
    struct work work = {.access = access, .link_max_m = link_max_m};
    enum lci_status status = LCI_OK;

    *out = (struct lci_links){0};
    work.benches = lci_new_array(struct bench, worker_count);
    work.found = lci_new_array(struct found, item_count);
    if (!work.benches || !work.found)
        status = lci_fail_nomem(err, "links");
    for (unsigned i = 0; i < worker_count && !status; i++)
        status = lci_search_new(access->net, &work.benches[i].search, err);
    if (!status)
        status = lci_pool_run(pool, context, "gaps", item_count, 1, look_around, &work, err);
    if (!status)
        status = gather(&work, item_count, out, err);
    for (unsigned i = 0; work.benches && i < worker_count; i++) {
        lci_search_free(work.benches[i].search);
        lci_free(work.benches[i].near);
    }
    for (size_t i = 0; work.found && i < item_count; i++)
        lci_free(work.found[i].links);
    lci_free(work.benches);
    lci_free(work.found);
    if (status)
        lci_links_fini(out);
    return status;
}

void
lci_links_fini(struct lci_links *links)
{
    lci_free(links->items);
    lci_free(links->first);
    *links = (struct lci_links){0};
}
