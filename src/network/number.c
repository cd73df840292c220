/* number.c - numbers vertices and edges by where they are, and fills the network's arrays. */
#include "network/number.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/sort.h"

/* A piece on its way to become an edge: its lower vertex, and the side from which it is read. */
struct draft {
    const struct lci_piece *piece;
    uint32_t low_vertex;
    bool reversed;
};

static const double *
draft_place(const struct lci_streets *streets, const struct draft *draft, uint32_t i)
{
    const struct lci_piece *piece = draft->piece;
    const uint32_t at = draft->reversed ? piece->point_count - 1 - i : i;

    return &streets->xy_m[2 * (size_t)streets->pieces.points[piece->first_point + at]];
}

/* Whether a piece reads lexicographically lower from its far end. */
static bool
reads_backwards(const struct lci_streets *streets, const struct lci_piece *piece)
{
    const struct draft there = {.piece = piece};
    const struct draft back = {.piece = piece, .reversed = true};
    int by = 0;

    for (uint32_t i = 0; i < piece->point_count && by == 0; i++)
        by = lci_compare_xy(draft_place(streets, &there, i), draft_place(streets, &back, i));
    if (by == 0)
        return piece->factor[1] < piece->factor[0]; /* there and back along one line */
    return by > 0;
}

static int
compare_ids(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int
compare_drafts(const void *left, const void *right, void *user)
{
    const struct lci_streets *streets = user;
    const struct draft *a = left;
    const struct draft *b = right;
    const uint32_t common = a->piece->point_count < b->piece->point_count ? a->piece->point_count
                                                                          : b->piece->point_count;

    int by = compare_ids(a->low_vertex, b->low_vertex);

    for (uint32_t i = 0; i < common && by == 0; i++)
        by = lci_compare_xy(draft_place(streets, a, i), draft_place(streets, b, i));
    by = by ? by : compare_ids(a->piece->point_count, b->piece->point_count);
    by = by ? by : compare_ids(a->piece->kind, b->piece->kind);
    if (by != 0)
        return by;
    for (size_t way = 0; way < 2; way++) {
        const double factor_a = a->piece->factor[a->reversed ? 1 - way : way];
        const double factor_b = b->piece->factor[b->reversed ? 1 - way : way];

        if (factor_a != factor_b)
            return factor_a < factor_b ? -1 : 1;
    }
    by = compare_ids(a->piece->a, b->piece->a);
    by = by ? by : compare_ids(a->piece->b, b->piece->b);
    return by ? by
              : compare_ids(streets->way_rank[a->piece->way], streets->way_rank[b->piece->way]);
}

/* Numbers the places that are ends of pieces; vertex_of gets the number of a place. */
static bool
number_vertices(struct lci_network *net, const struct lci_streets *streets, uint32_t *vertex_of)
{
    const struct lci_piece_list *pieces = &streets->pieces;
    struct lci_keyed *order = lci_new_array(struct lci_keyed, streets->place_count);
    size_t count = 0;
    bool ok = false;

    if (!order)
        return false;
    for (size_t p = 0; p < streets->place_count; p++)
        vertex_of[p] = 0;
    for (size_t i = 0; i < pieces->count; i++) {
        vertex_of[pieces->items[i].a] = 1;
        vertex_of[pieces->items[i].b] = 1;
    }
    for (uint32_t p = 0; p < streets->place_count; p++)
        if (vertex_of[p])
            order[count++] = (struct lci_keyed){(uint64_t)streets->base[p] << 32 | p, p};
    net->vertex_xy_m = lci_new_array(double, 2 * count);
    if (!net->vertex_xy_m || !lci_sort_keyed(order, count))
        goto out;
    for (size_t v = 0; v < count; v++) {
        const size_t place = order[v].value;

        vertex_of[place] = (uint32_t)v;
        net->vertex_xy_m[2 * v] = streets->xy_m[2 * place];
        net->vertex_xy_m[2 * v + 1] = streets->xy_m[2 * place + 1];
    }
    net->vertex_count = count;
    ok = true;

out:
    lci_free(order);
    return ok;
}

/* Sorts by the lower vertex, then the few that share it by the rest. */
static bool
sort_drafts(const struct lci_streets *streets, struct draft *drafts, size_t count)
{
    struct lci_keyed *order = lci_new_array(struct lci_keyed, count);
    struct draft *unsorted = lci_new_array(struct draft, count);
    const bool ok = order && unsorted;

    for (size_t i = 0; ok && i < count; i++) {
        unsorted[i] = drafts[i];
        order[i] = (struct lci_keyed){drafts[i].low_vertex, (uint32_t)i};
    }
    if (!ok || !lci_sort_keyed(order, count)) {
        lci_free(order);
        lci_free(unsorted);
        return false;
    }
    for (size_t i = 0; i < count; i++)
        drafts[i] = unsorted[order[i].value];
    for (size_t begin = 0, end = 0; begin < count; begin = end) {
        for (end = begin + 1; end < count && order[end].key == order[begin].key; end++)
            ;
        if (end - begin > 1)
            qsort_r(&drafts[begin], end - begin, sizeof(*drafts), compare_drafts, (void *)(uintptr_t)streets);
    }
    lci_free(order);
    lci_free(unsorted);
    return true;
}

static struct draft *
order_edges(const struct lci_streets *streets, const uint32_t *vertex_of)
{
    const struct lci_piece_list *pieces = &streets->pieces;
    struct draft *drafts = lci_new_array(struct draft, pieces->count);

    if (!drafts)
        return NULL;
    for (size_t i = 0; i < pieces->count; i++) {
        const struct lci_piece *piece = &pieces->items[i];
        const uint32_t a = vertex_of[piece->a];
        const uint32_t b = vertex_of[piece->b];

        drafts[i] = (struct draft){.piece = piece,
                                   .low_vertex = a < b ? a : b,
                                   .reversed = reads_backwards(streets, piece)};
    }
    if (!sort_drafts(streets, drafts, pieces->count)) {
        lci_free(drafts);
        return NULL;
    }
    return drafts;
}

static uint32_t
flags_of(const struct lci_piece *piece)
{
    return ((piece->kind & (LCI_PIECE_BRIDGE | LCI_PIECE_TUNNEL)) ? LCI_EDGE_INSIDE : 0U) |
           ((piece->kind & LCI_PIECE_PRIVATE) ? LCI_EDGE_PRIVATE : 0U) |
           ((piece->kind & LCI_PIECE_ACROSS) ? LCI_EDGE_ACROSS : 0U);
}

/* Traffic lights are waited for on the way into their vertex. */
static void
add_signals(const struct lci_streets *streets, const struct draft *draft, uint32_t penalty_mm,
            struct lci_edge *edge)
{
    const uint32_t to = draft->reversed ? draft->piece->a : draft->piece->b;
    const uint32_t from = draft->reversed ? draft->piece->b : draft->piece->a;

    if (streets->stop[to] && edge->cost_mm[0] != LCI_NONE)
        edge->cost_mm[0] += penalty_mm;
    if (streets->stop[from] && edge->cost_mm[1] != LCI_NONE)
        edge->cost_mm[1] += penalty_mm;
}

/* Fills one edge and its part of the network's points. */
static enum lci_status
fill_edge(struct lci_network *net, const struct lci_streets *streets, const struct draft *draft,
          const struct lci_edge_measure *rules, struct lci_error *err)
{
    const struct lci_piece *piece = draft->piece;
    struct lci_edge *edge = &net->edges[net->edge_count];
    const char *id = streets->ways->items[piece->way].id;
    struct lci_edge_measure measure = *rules;

    *edge = (struct lci_edge){.first_point = (uint32_t)net->point_count,
                              .point_count = piece->point_count,
                              .flags = flags_of(piece),
                              .component = LCI_NONE,
                              .way = piece->way};
    for (uint32_t i = 0; i < piece->point_count; i++) {
        const double *place_m = draft_place(streets, draft, i);

        net->point_xy_m[2 * net->point_count] = place_m[0];
        net->point_xy_m[2 * net->point_count + 1] = place_m[1];
        net->point_count++;
    }
    measure.xy_m = &net->point_xy_m[2 * (size_t)edge->first_point];
    measure.point_count = edge->point_count;
    measure.factor[0] = piece->factor[draft->reversed ? 1 : 0];
    measure.factor[1] = piece->factor[draft->reversed ? 0 : 1];
    if (!lci_edge_measure(&measure, edge, &net->point_at_m[edge->first_point]) ||
        rules->options->signal_penalty_mm >= LCI_MM_MAX)
        return lci_fail(err, LCI_E_LIMIT, "way %s: longer or dearer than 1073 km of level walking",
                        id ? id : "without id");
    add_signals(streets, draft, rules->options->signal_penalty_mm, edge);
    net->edge_count++;
    return LCI_OK;
}

enum lci_status
lci_network_number(struct lci_network *net, const struct lci_streets *streets,
                   const struct lci_metric *metric, const struct lci_build_options *options,
                   struct lci_error *err)
{
    const struct lci_piece_list *pieces = &streets->pieces;
    const struct lci_edge_measure rules = {.metric = metric, .options = options};
    enum lci_status status = LCI_OK;
    struct draft *drafts = NULL;
    uint32_t *vertex_of = NULL;

    memcpy(net->curve_m, streets->curve_m, sizeof(net->curve_m));
    if (pieces->point_count >= LCI_NONE || pieces->count >= LCI_NONE / 2)
        return lci_fail(err, LCI_E_LIMIT, "network: %zu points on %zu edges", pieces->point_count,
                        pieces->count);
    vertex_of = lci_new_array(uint32_t, streets->place_count);
    net->edges = lci_new_array(struct lci_edge, pieces->count);
    net->point_xy_m = lci_new_array(double, 2 * pieces->point_count);
    net->point_at_m = lci_new_array(double, pieces->point_count);
    if (!vertex_of || !net->edges || !net->point_xy_m || !net->point_at_m ||
        !number_vertices(net, streets, vertex_of)) {
        status = lci_fail_nomem(err, "network");
        goto out;
    }
    drafts = order_edges(streets, vertex_of);
    if (!drafts) {
        status = lci_fail_nomem(err, "network");
        goto out;
    }
    for (size_t i = 0; i < pieces->count && status == LCI_OK; i++) {
        const struct lci_piece *piece = drafts[i].piece;
        struct lci_edge *edge = &net->edges[net->edge_count];

        status = fill_edge(net, streets, &drafts[i], &rules, err);
        edge->from = vertex_of[drafts[i].reversed ? piece->b : piece->a];
        edge->to = vertex_of[drafts[i].reversed ? piece->a : piece->b];
    }

out:
    lci_free(drafts);
    lci_free(vertex_of);
    return status;
}
