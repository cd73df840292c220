/* contents.c - streets, homes and facilities as bytes, without their numbers. */
#include "analysis/contents.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/order.h"
#include "base/sort.h"
#include "network/street_index.h"

/* A thing and its number. */
struct lci_content_number {
    struct lci_fingerprint fingerprint;
    uint32_t number;
};

struct work {
    const struct lci_access_inputs *access;
    const struct lci_facilities *idle;
    const uint32_t *home_walker;
    struct lci_hasher *hasher;
    struct lci_contents *out;
};

static int
compare_fingerprints(const struct lci_fingerprint *a, const struct lci_fingerprint *b)
{
    if (a->high != b->high)
        return a->high < b->high ? -1 : 1;
    return (a->low > b->low) - (a->low < b->low);
}

static int
compare_numbers(const void *left, const void *right)
{
    const struct lci_content_number *a = left;
    const struct lci_content_number *b = right;
    const int order = compare_fingerprints(&a->fingerprint, &b->fingerprint);

    return order ? order : (a->number > b->number) - (a->number < b->number);
}

static int
order_by_fingerprint(const void *items, size_t i, const void *key)
{
    const struct lci_content_number *numbers = items;

    return compare_fingerprints(&numbers[i].fingerprint, key);
}

enum lci_status
lci_content_index_build(const struct lci_fingerprint *items, size_t count, struct lci_content_index *out, struct lci_error *err)
{
    *out = (struct lci_content_index){.items = lci_new_array(struct lci_content_number, count)};
    if (!out->items)
        return lci_fail_nomem(err, "fingerprints");
    for (uint32_t i = 0; i < count; i++)
        out->items[i] = (struct lci_content_number){items[i], i};
    out->count = count;
    if (count > 1)
        qsort(out->items, count, sizeof(*out->items), compare_numbers);
    return LCI_OK;
}

void
lci_content_index_fini(struct lci_content_index *index)
{
    lci_free(index->items);
    *index = (struct lci_content_index){0};
}

uint32_t
lci_content_find(const struct lci_content_index *index, struct lci_fingerprint fingerprint)
{
    const size_t at = lci_first_not_before(index->items, 0, index->count, &fingerprint, order_by_fingerprint);

    return at < index->count && lci_fingerprint_equal(index->items[at].fingerprint, fingerprint) ? index->items[at].number
                                                                                                 : LCI_NONE;
}

/* Vertices at one place stand one after the other: which of them one is says what meets there and what only crosses. */
static uint32_t
rank_at_place(const struct lci_network *net, lci_vertex_id vertex)
{
    const double *at = net->vertex_xy_m + 2 * (size_t)vertex;
    uint32_t rank = 0;

    while (rank < vertex && at[-2 * (ptrdiff_t)(rank + 1)] == at[0] && at[-2 * (ptrdiff_t)(rank + 1) + 1] == at[1])
        rank++;
    return rank;
}

static struct lci_fingerprint
edge_alone(const struct work *work, const struct lci_edge *edge)
{
    const struct lci_network *net = work->access->net;
    struct lci_hasher *hasher = work->hasher;
    const uint32_t numbers[] = {edge->length_mm,  edge->cost_mm[0], edge->cost_mm[1],
                                edge->flags, rank_at_place(net, edge->from), rank_at_place(net, edge->to)};

    lci_hasher_reset(hasher);
    lci_hasher_add(hasher, numbers, sizeof(numbers));
    lci_hasher_add(hasher, net->point_xy_m + 2 * (size_t)edge->first_point, 2 * sizeof(double) * edge->point_count);
    lci_hasher_add(hasher, net->point_at_m + edge->first_point, sizeof(double) * edge->point_count);
    /* Whether more street makes a street of an islet depends on how much of it there is. */
    if ((edge->flags & LCI_EDGE_ISLET) && edge->component != LCI_NONE)
        lci_hasher_add_u64(hasher, net->components[edge->component].length_mm);
    return lci_hasher_end(hasher);
}

/* Who touches one edge of a private way may use all of it: each has the fingerprint of the way. */
static enum lci_status
add_private_ways(const struct work *work, struct lci_error *err)
{
    const struct lci_network *net = work->access->net;
    struct lci_fingerprint *edges = work->out->edges;
    struct lci_keyed *by_way = NULL;
    size_t count = 0;
    size_t run = 0;

    for (size_t e = 0; e < net->edge_count; e++)
        count += (net->edges[e].flags & LCI_EDGE_PRIVATE) != 0;
    by_way = lci_new_array(struct lci_keyed, count);
    count = 0;
    for (uint32_t e = 0; by_way && e < net->edge_count; e++)
        if (net->edges[e].flags & LCI_EDGE_PRIVATE)
            by_way[count++] = (struct lci_keyed){net->edges[e].way, e};
    if (!by_way || !lci_sort_keyed(by_way, count)) {
        lci_free(by_way);
        return lci_fail_nomem(err, "fingerprints");
    }
    for (size_t first = 0; first < count; first += run) {
        struct lci_fingerprint way;

        run = lci_keyed_run(by_way + first, count - first);
        lci_hasher_reset(work->hasher);
        for (size_t i = first; i < first + run; i++)
            lci_hasher_add_fingerprint(work->hasher, edges[by_way[i].value]);
        way = lci_hasher_end(work->hasher);
        for (size_t i = first; i < first + run; i++) {
            lci_hasher_reset(work->hasher);
            lci_hasher_add_fingerprint(work->hasher, edges[by_way[i].value]);
            lci_hasher_add_fingerprint(work->hasher, way);
            edges[by_way[i].value] = lci_hasher_end(work->hasher);
        }
    }
    lci_free(by_way);
    return LCI_OK;
}

/* A place on a street, and the walk there. */
static void
add_way(const struct work *work, lci_edge_id edge, uint32_t offset_mm, uint32_t before_mm)
{
    const uint32_t numbers[] = {offset_mm, before_mm};

    if (edge == LCI_NONE) {
        lci_hasher_add_u32(work->hasher, LCI_NONE);
        return;
    }
    lci_hasher_add(work->hasher, numbers, sizeof(numbers));
    lci_hasher_add_fingerprint(work->hasher, work->out->edges[edge]);
}

static void
add_join(const struct work *work, const struct lci_join *join)
{
    add_way(work, join->edge, join->offset_mm, join->leg_mm);
}

static void
add_shape(const struct work *work, size_t home)
{
    const struct lci_shapes *shapes = &work->access->homes->shapes;

    for (uint32_t part = shapes->part_first[home]; part < shapes->part_first[home + 1]; part++) {
        lci_hasher_add_u32(work->hasher, shapes->ring_first[part + 1] - shapes->ring_first[part]);
        for (uint32_t ring = shapes->ring_first[part]; ring < shapes->ring_first[part + 1]; ring++) {
            const uint32_t first = shapes->point_first[ring];
            const uint32_t count = shapes->point_first[ring + 1] - first;

            lci_hasher_add_u32(work->hasher, count);
            lci_hasher_add(work->hasher, shapes->xy_m + 2 * (size_t)first, 2 * sizeof(double) * count);
        }
    }
}

static void
add_gates(const struct work *work, const struct lci_walled_home *walled)
{
    const struct lci_shapes *shapes = &work->access->homes->shapes;

    for (size_t g = 0; g < walled->gate_count; g++) {
        const struct lci_walled_gate *gate = &walled->gates[g];
        const struct lci_gate_place *place = gate->place;
        const double at_m[] = {place->x_m, place->y_m, place->from_x_m, place->from_y_m};
        const uint32_t numbers[] = {place->part - shapes->part_first[walled->home], place->apart_mm, gate->for_visitors,
                                    (uint32_t)gate->entry_count};

        lci_hasher_add(work->hasher, at_m, sizeof(at_m));
        lci_hasher_add(work->hasher, numbers, sizeof(numbers));
        add_join(work, &gate->own);
        add_join(work, &gate->join);
        for (size_t e = 0; e < gate->entry_count; e++)
            add_way(work, gate->entries[e].edge, gate->entries[e].offset_mm, gate->entries[e].before_mm);
    }
}

static struct lci_fingerprint
home_alone(const struct work *work, size_t home)
{
    const struct lci_home *item = &work->access->homes->items[home];
    const struct lci_walled_home *walled = lci_walled_of(work->access->facilities->walled, home);
    const uint32_t numbers[] = {work->home_walker ? work->home_walker[home] : 0, walled ? (uint32_t)walled->gate_count : LCI_NONE};

    lci_hasher_reset(work->hasher);
    lci_hasher_add_text(work->hasher, item->id);
    lci_hasher_add_text(work->hasher, item->origin.source);
    lci_hasher_add(work->hasher, numbers, sizeof(numbers));
    lci_hasher_add_u64(work->hasher, work->access->demand->home_share[home]);
    for (size_t w = 0; w < LCI_WEIGHT_FIRST_EXTRA; w++)
        lci_hasher_add_double(work->hasher, item->weights[w].value);
    add_shape(work, home);
    if (walled)
        add_gates(work, walled);
    return lci_hasher_end(work->hasher);
}

/* Homes that are handed in twice over are told apart by their order. */
static enum lci_status
tell_homes_apart(const struct work *work, struct lci_error *err)
{
    const size_t count = work->access->homes->count;
    struct lci_content_index index;
    enum lci_status status = lci_content_index_build(work->out->homes, count, &index, err);

    for (size_t i = 1; i < count && !status; i++) {
        const struct lci_content_number *item = &index.items[i];

        if (!lci_fingerprint_equal(item->fingerprint, index.items[i - 1].fingerprint))
            continue;
        lci_hasher_reset(work->hasher);
        lci_hasher_add_fingerprint(work->hasher, work->out->homes[index.items[i - 1].number]);
        work->out->homes[item->number] = lci_hasher_end(work->hasher);
    }
    lci_content_index_fini(&index);
    return status;
}

/* Those that do not count join nothing. */
static struct lci_fingerprint
facility_alone(const struct work *work, const struct lci_facility *item, bool is_joined)
{
    const uint32_t numbers[] = {item->category, item->state, item->short_mm, item->by_gates, item->inside_only,
                                (uint32_t)item->more_count};
    const double at_m[] = {item->x_m, item->y_m};

    lci_hasher_reset(work->hasher);
    lci_hasher_add_text(work->hasher, item->id);
    lci_hasher_add_text(work->hasher, item->name);
    lci_hasher_add(work->hasher, numbers, sizeof(numbers));
    lci_hasher_add(work->hasher, at_m, sizeof(at_m));
    if (is_joined)
        add_join(work, &item->join);
    for (size_t i = 0; is_joined && i < item->more_count; i++)
        add_join(work, &item->more_joins[i]);
    return lci_hasher_end(work->hasher);
}

static struct lci_fingerprint
rest_of(const struct work *work)
{
    const struct lci_metric *metric = work->access->metric;
    const size_t size = sizeof(double) * metric->column_count * metric->row_count;
    const double measures[] = {metric->x0_m, metric->y0_m, metric->cell_m};
    const uint32_t counts[] = {metric->column_count, metric->row_count, work->access->index->off_street_mm};

    lci_hasher_reset(work->hasher);
    lci_hasher_add(work->hasher, measures, sizeof(measures));
    lci_hasher_add(work->hasher, counts, sizeof(counts));
    lci_hasher_add(work->hasher, metric->e, size);
    lci_hasher_add(work->hasher, metric->f, size);
    lci_hasher_add(work->hasher, metric->g, size);
    lci_hasher_add(work->hasher, work->access->net->curve_m, sizeof(work->access->net->curve_m));
    return lci_hasher_end(work->hasher);
}

enum lci_status
lci_contents_build(const struct lci_access_inputs *access, const struct lci_facilities *idle, const uint32_t *home_walker,
                   struct lci_contents *out, struct lci_error *err)
{
    const struct work work = {access, idle, home_walker, lci_hasher_new(), out};
    const size_t idle_count = idle ? idle->count : 0;
    enum lci_status status = LCI_OK;

    *out = (struct lci_contents){
        .edges = lci_new_array(struct lci_fingerprint, access->net->edge_count),
        .homes = lci_new_array(struct lci_fingerprint, access->homes->count),
        .facilities = lci_new_array(struct lci_fingerprint, access->facilities->count),
        .idle = lci_new_array(struct lci_fingerprint, idle_count),
    };
    if (!work.hasher || !out->edges || !out->homes || !out->facilities || !out->idle)
        status = lci_fail_nomem(err, "fingerprints");
    for (size_t e = 0; e < access->net->edge_count && !status; e++)
        out->edges[e] = edge_alone(&work, &access->net->edges[e]);
    if (!status)
        status = add_private_ways(&work, err);
    for (size_t home = 0; home < access->homes->count && !status; home++)
        out->homes[home] = home_alone(&work, home);
    if (!status)
        status = tell_homes_apart(&work, err);
    for (size_t i = 0; i < access->facilities->count && !status; i++)
        out->facilities[i] = facility_alone(&work, &access->facilities->items[i], true);
    for (size_t i = 0; i < idle_count && !status; i++)
        out->idle[i] = facility_alone(&work, &idle->items[i], false);
    if (!status)
        out->rest = rest_of(&work);
    lci_hasher_free(work.hasher);
    if (status)
        lci_contents_fini(out);
    return status;
}

void
lci_contents_fini(struct lci_contents *contents)
{
    lci_free(contents->edges);
    lci_free(contents->homes);
    lci_free(contents->facilities);
    lci_free(contents->idle);
    *contents = (struct lci_contents){0};
}
