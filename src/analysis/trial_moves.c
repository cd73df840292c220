/* trial_moves.c - places that would join a new street, or an islet that it joins to the rest, instead of what they join now. */
#include <math.h>
#include <stdlib.h>

#include "analysis/trial_parts.h"
#include "base/alloc.h"
#include "base/order.h"
#include "network/street_index.h"

/* Legs this close are equal: both lead to the place where the streets meet, or the lower edge decides. */
enum { EQUAL_MM = 1 };

/* A search for moves. */
struct moving {
    struct lci_trial *trial;
    const struct lci_new_street *street;
    const lci_edge_id *promoted; /* edges of islets that the new street makes streets, ascending */
    size_t promoted_count;
    enum lci_status status;
    struct lci_error *err;
};

static int
order_by_component(const void *items, size_t i, const void *key)
{
    const struct lci_trial_ground *ground = items;
    const uint32_t own = ground->access->net->edges[ground->islet_edges[i]].component;
    const uint32_t component = *(const uint32_t *)key;

    return (own > component) - (own < component);
}

static bool
is_islet(const struct lci_network *net, lci_edge_id edge)
{
    return edge != LCI_NONE && (net->edges[edge].flags & LCI_EDGE_ISLET);
}

/* Street that would hang together with the new one. */
static double
joined_street_m(const struct lci_network *net, const struct lci_new_street *street)
{
    uint32_t before = LCI_NONE;
    double length_m = street->length_mm / 1000.0;

    for (size_t i = 0; i < 2; i++) {
        const uint32_t component = street->end[i].edge == LCI_NONE ? LCI_NONE : net->edges[street->end[i].edge].component;

        if (component != LCI_NONE && component != before)
            length_m += (double)net->components[component].length_mm / 1000.0;
        before = component;
    }
    return length_m;
}

/* Gathers the edges of islets at the ends. False: out of memory. */
static bool
promote(struct moving *moving, lci_edge_id **edges)
{
    const struct lci_trial_ground *ground = moving->trial->ground;
    const struct lci_network *net = ground->access->net;
    struct lci_run islet[2] = {{0, 0}, {0, 0}};

    for (size_t i = 0; i < 2; i++)
        if (is_islet(net, moving->street->end[i].edge))
            islet[i] = lci_run_of(ground, ground->islet_edge_count, &net->edges[moving->street->end[i].edge].component,
                                  order_by_component);
    if (islet[0].first == islet[1].first && islet[0].count == islet[1].count)
        islet[1].count = 0; /* the same islet */
    *edges = lci_new_array(lci_edge_id, islet[0].count + islet[1].count);
    if (!*edges)
        return false;
    for (size_t i = 0; i < 2; i++)
        for (size_t k = 0; k < islet[i].count; k++)
            (*edges)[moving->promoted_count++] = ground->islet_edges[islet[i].first + k];
    if (moving->promoted_count > 0)
        qsort(*edges, moving->promoted_count, sizeof(**edges), lci_order_u32);
    moving->promoted = *edges;
    return true;
}

static void
grow_box(double box_m[4], double x_m, double y_m)
{
    box_m[0] = fmin(box_m[0], x_m);
    box_m[1] = fmin(box_m[1], y_m);
    box_m[2] = fmax(box_m[2], x_m);
    box_m[3] = fmax(box_m[3], y_m);
}

/* The box of all places that may join the new street or what it promotes. */
static void
find_box(const struct moving *moving, double box_m[4])
{
    const struct lci_network *net = moving->trial->ground->access->net;
    const struct lci_segment *line = &moving->street->line;
    double margin_m = 0.0;

    box_m[0] = box_m[1] = INFINITY;
    box_m[2] = box_m[3] = -INFINITY;
    grow_box(box_m, line->ax_m, line->ay_m);
    grow_box(box_m, line->bx_m, line->by_m);
    for (size_t i = 0; i < moving->promoted_count; i++) {
        const struct lci_edge *edge = &net->edges[moving->promoted[i]];

        for (uint32_t p = edge->first_point; p < edge->first_point + edge->point_count; p++)
            grow_box(box_m, net->point_xy_m[2 * (size_t)p], net->point_xy_m[2 * (size_t)p + 1]);
    }
    /* Per cent: the scale of the map varies. */
    margin_m = 1.01 * moving->trial->ground->off_street_m /
               lci_metric_length_scale(moving->trial->ground->access->metric, box_m[0], box_m[1]);
    box_m[0] -= margin_m;
    box_m[1] -= margin_m;
    box_m[2] += margin_m;
    box_m[3] += margin_m;
}

/* What a point may join beside open streets: private ways of its home, and what is promoted. */
static enum lci_status
find_allowed(struct moving *moving, uint32_t home)
{
    struct lci_trial *trial = moving->trial;
    struct lci_private_home ways = {0};
    enum lci_status status = LCI_OK;

    if (trial->ground->private_ways)
        status = lci_private_home_build(trial->ground->private_ways, &trial->ground->access->homes->shapes, home, &ways,
                                        moving->err);
    trial->allowed_count = ways.edge_count + moving->promoted_count;
    if (!status && !lci_reserve(&trial->allowed, trial->allowed_count, &trial->allowed_capacity))
        status = lci_fail_nomem(moving->err, "trials");
    if (!status) {
        for (size_t i = 0; i < ways.edge_count; i++)
            trial->allowed[i] = ways.edges[i];
        for (size_t i = 0; i < moving->promoted_count; i++)
            trial->allowed[ways.edge_count + i] = moving->promoted[i];
        if (trial->allowed_count > 1)
            qsort(trial->allowed, trial->allowed_count, sizeof(*trial->allowed), lci_order_u32);
    }
    lci_private_home_fini(&ways);
    return status;
}

/* What the point would join without the new street, were the islets streets. */
static struct lci_join
join_of_point(struct moving *moving, uint32_t point)
{
    struct lci_trial *trial = moving->trial;
    const struct lci_access_inputs *access = trial->ground->access;
    const struct lci_demand *demand = access->demand;
    const double *at = demand->place_m[point];
    const lci_edge_id joined = demand->joined[point];
    const bool plain = joined != LCI_NONE && !(access->net->edges[joined].flags & LCI_EDGE_PRIVATE);
    struct lci_join join = {.edge = LCI_NONE, .leg_mm = LCI_NONE};

    if (moving->promoted_count == 0 && joined == LCI_NONE)
        return join;
    if (moving->promoted_count == 0 && plain) {
        const struct lci_entry *entry = &demand->entries[demand->entry_first[point]];

        return (struct lci_join){.edge = joined, .offset_mm = entry->offset_mm, .leg_mm = entry->before_mm};
    }
    moving->status = find_allowed(moving, demand->point_home[point]);
    if (!moving->status)
        join = lci_join_place_private(access->index, at[0], at[1], trial->allowed, trial->allowed_count);
    return join;
}

/* Whether a point joins this place of the network now. */
static bool
joins_now(const struct lci_demand *demand, uint32_t point, const struct lci_join *join, bool is_private)
{
    if (demand->joined[point] != join->edge)
        return false;
    return join->edge == LCI_NONE || is_private || demand->entries[demand->entry_first[point]].offset_mm == join->offset_mm;
}

struct lci_join
lci_trial_join_new(const struct lci_trial *trial, const struct lci_new_street *street, double x_m, double y_m)
{
    if (street->length_mm == 0)
        return (struct lci_join){.edge = LCI_NONE, .leg_mm = LCI_NONE};
    return lci_join_new_street(trial->ground->access->index, &street->line, street->length_mm, x_m, y_m);
}

static struct lci_join
join_new(const struct moving *moving, double x_m, double y_m)
{
    return lci_trial_join_new(moving->trial, moving->street, x_m, y_m);
}

bool
lci_trial_prefers_new(const struct lci_trial *trial, const struct lci_join *fresh, const struct lci_join *join,
                      const lci_edge_id *promoted, size_t promoted_count)
{
    const bool is_islet_still = is_islet(trial->ground->access->net, join->edge) &&
                                !(promoted_count > 0 &&
                                  bsearch(&join->edge, promoted, promoted_count, sizeof(join->edge), lci_order_u32));

    return fresh->edge != LCI_NONE && (join->edge == LCI_NONE || is_islet_still || fresh->leg_mm + EQUAL_MM < join->leg_mm);
}

/* Whether the new street is near enough to a point to take it from the one that it joins now. */
static bool
may_take(const struct moving *moving, uint32_t point)
{
    const struct lci_trial_ground *ground = moving->trial->ground;
    const double *at = ground->access->demand->place_m[point];
    const double leg_mm = ground->leg_mm[point];
    const struct lci_street street = {.segment = moving->street->line};
    double share = 0.0;

    return leg_mm > 0.0 &&
           (ground->leg_mm[point] == LCI_NONE ||
            1000.0 * ground->least_scale * lci_street_distance_m(&street, at[0], at[1], &share) < leg_mm + EQUAL_MM);
}

static bool
consider_point(void *user, uint32_t point)
{
    struct moving *moving = user;
    struct lci_trial *trial = moving->trial;
    const struct lci_access_inputs *access = trial->ground->access;
    const double *at = access->demand->place_m[point];
    struct lci_move move = {.point = point};
    struct lci_join fresh;
    bool is_private = false;

    if (lci_walled_of(access->facilities->walled, access->demand->point_home[point]))
        return true; /* it leaves by its gates */
    if (moving->promoted_count == 0 && !may_take(moving, point))
        return true;
    fresh = join_new(moving, at[0], at[1]);
    if (fresh.edge == LCI_NONE && moving->promoted_count == 0)
        return true;
    move.join = join_of_point(moving, point);
    if (moving->status)
        return false;
    if (move.join.edge != LCI_NONE)
        is_private = access->net->edges[move.join.edge].flags & LCI_EDGE_PRIVATE;
    move.on_new_street = lci_trial_prefers_new(trial, &fresh, &move.join, moving->promoted, moving->promoted_count);
    if (move.on_new_street)
        move.join = fresh;
    else if (joins_now(access->demand, point, &move.join, is_private) || is_private)
        return true;
    if (!lci_grow(&trial->moves, trial->move_count, &trial->move_capacity)) {
        moving->status = lci_fail_nomem(moving->err, "trials");
        return false;
    }
    trial->moves[trial->move_count++] = move;
    return true;
}

/* Whether a facility of the category, or of any, would join something else: its walks would all change. */
static bool
moves_facility(const struct moving *moving, const double box_m[4])
{
    const struct lci_access_inputs *access = moving->trial->ground->access;
    const uint32_t *first = &access->facilities->category_first[moving->trial->category];
    const bool all = moving->trial->spares_all;

    for (uint32_t f = all ? 0 : first[0]; f < (all ? access->facilities->count : first[1]); f++) {
        const struct lci_facility *item = &access->facilities->items[f];
        struct lci_join fresh;
        struct lci_join other;

        if (item->x_m < box_m[0] || item->y_m < box_m[1] || item->x_m > box_m[2] || item->y_m > box_m[3])
            continue;
        fresh = join_new(moving, item->x_m, item->y_m);
        if (fresh.edge != LCI_NONE && (item->join.edge == LCI_NONE || is_islet(access->net, item->join.edge) ||
                                       fresh.leg_mm + EQUAL_MM < item->join.leg_mm))
            return true;
        if (moving->promoted_count == 0)
            continue;
        other = lci_join_place_private(access->index, item->x_m, item->y_m, moving->promoted, moving->promoted_count);
        if (other.edge != item->join.edge || (other.edge != LCI_NONE && other.offset_mm != item->join.offset_mm))
            return true;
    }
    return false;
}

enum lci_status
lci_trial_find_moves(struct lci_trial *trial, const struct lci_new_street *street, bool *possible, struct lci_error *err)
{
    const struct lci_network *net = trial->ground->access->net;
    const bool islets = is_islet(net, street->end[0].edge) || is_islet(net, street->end[1].edge);
    struct moving moving = {.trial = trial, .street = street, .err = err};
    lci_edge_id *promoted = NULL;
    double box_m[4];

    *possible = !islets || joined_street_m(net, street) >= trial->ground->islet_m;
    if (!*possible || (street->length_mm == 0 && !islets))
        return LCI_OK; /* nothing would join what has no length */
    if (!promote(&moving, &promoted)) {
        lci_free(promoted);
        return lci_fail_nomem(err, "trials");
    }
    find_box(&moving, box_m);
    *possible = !moves_facility(&moving, box_m);
    if (*possible)
        moving.status = lci_trial_find_gate_moves(trial, street, moving.promoted, moving.promoted_count, box_m, possible, err);
    if (*possible && !moving.status)
        (void)lci_point_grid_each(&trial->ground->points, box_m, consider_point, &moving);
    lci_free(promoted);
    return moving.status;
}
