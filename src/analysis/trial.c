/* trial.c - changes tried out on the searches of a category. */
#include "analysis/trial.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/area.h"
#include "analysis/seeds.h"
#include "analysis/trial_parts.h"
#include "base/alloc.h"
#include "base/order.h"

static int
compare_islet_edges(const void *left, const void *right, void *user)
{
    const struct lci_edge *edges = user;
    const lci_edge_id a = *(const lci_edge_id *)left;
    const lci_edge_id b = *(const lci_edge_id *)right;

    if (edges[a].component != edges[b].component)
        return edges[a].component < edges[b].component ? -1 : 1;
    return (a > b) - (a < b);
}

/* The leg of a point's street, which a nearer street would take it from; 0 of one that leaves its home by gates. */
static uint32_t
leg_of_point(const struct lci_access_inputs *access, uint32_t point)
{
    const struct lci_demand *demand = access->demand;
    const lci_edge_id edge = demand->joined[point];

    if (lci_walled_of(access->facilities->walled, demand->point_home[point]))
        return 0;
    if (edge == LCI_NONE || (access->net->edges[edge].flags & (LCI_EDGE_PRIVATE | LCI_EDGE_ISLET)))
        return LCI_NONE;
    return demand->entries[demand->entry_first[point]].before_mm;
}

enum lci_status
lci_trial_ground_build(const struct lci_access_inputs *access, double islet_m, double off_street_m,
                       struct lci_trial_ground *out, struct lci_error *err)
{
    const struct lci_network *net = access->net;
    size_t count = 0;
    enum lci_status status = LCI_OK;

    *out = (struct lci_trial_ground){.access = access, .islet_m = islet_m, .off_street_m = off_street_m};
    out->least_scale = lci_metric_least_scale(access->metric);
    for (size_t e = 0; e < net->edge_count; e++)
        count += (net->edges[e].flags & LCI_EDGE_ISLET) != 0;
    out->islet_edges = lci_new_array(lci_edge_id, count);
    out->leg_mm = lci_new_array(uint32_t, access->demand->point_count);
    if (!out->islet_edges || !out->leg_mm) {
        lci_trial_ground_fini(out);
        return lci_fail_nomem(err, "trials");
    }
    for (uint32_t p = 0; p < access->demand->point_count; p++)
        out->leg_mm[p] = leg_of_point(access, p);
    for (lci_edge_id e = 0; e < net->edge_count; e++)
        if (net->edges[e].flags & LCI_EDGE_ISLET)
            out->islet_edges[out->islet_edge_count++] = e;
    if (count > 0)
        qsort_r(out->islet_edges, count, sizeof(*out->islet_edges), compare_islet_edges, net->edges);
    status = lci_point_grid_build(access->demand, &out->points, err);
    if (!status)
        status = lci_private_new(net, &out->private_ways, err);
    if (status)
        lci_trial_ground_fini(out);
    return status;
}

void
lci_trial_ground_fini(struct lci_trial_ground *ground)
{
    lci_point_grid_fini(&ground->points);
    lci_private_free(ground->private_ways);
    lci_free(ground->islet_edges);
    lci_free(ground->leg_mm);
    *ground = (struct lci_trial_ground){0};
}

enum lci_status
lci_trial_new(const struct lci_trial_ground *ground, struct lci_trial **out, struct lci_error *err)
{
    const struct lci_demand *demand = ground->access->demand;
    struct lci_trial *trial = lci_new(struct lci_trial);
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (!trial)
        return lci_fail_nomem(err, "trials");
    trial->ground = ground;
    trial->seen = lci_new_array(uint32_t, demand->point_count);
    trial->change = lci_new_array(int64_t, demand->home_count);
    trial->is_touched = lci_new_array(bool, demand->home_count);
    trial->touched = lci_new_array(uint32_t, demand->home_count);
    trial->flipped = lci_new_array(uint32_t, demand->point_count);
    trial->open_edges = lci_new_array(uint64_t, ground->access->net->edge_count / 64 + 1);
    if (!trial->seen || !trial->change || !trial->is_touched || !trial->touched || !trial->flipped || !trial->open_edges)
        status = lci_fail_nomem(err, "trials");
    if (!status)
        status = lci_search_new(ground->access->net, &trial->now, err);
    if (!status)
        status = lci_search_new(ground->access->net, &trial->scratch, err);
    if (status)
        lci_trial_free(trial);
    else
        *out = trial;
    return status;
}

void
lci_trial_free(struct lci_trial *trial)
{
    if (!trial)
        return;
    lci_search_free(trial->now);
    lci_search_free(trial->scratch);
    lci_free(trial->seen);
    lci_free(trial->change);
    lci_free(trial->is_touched);
    lci_free(trial->touched);
    lci_free(trial->open_edges);
    lci_free(trial->flipped);
    lci_free(trial->moves);
    lci_free(trial->allowed);
    lci_free(trial);
}

static void
find_open_edges(struct lci_trial *trial)
{
    const struct lci_demand *demand = trial->ground->access->demand;

    for (size_t word = 0; word < trial->ground->access->net->edge_count / 64 + 1; word++)
        trial->open_edges[word] = 0;
    for (size_t p = 0; p < demand->point_count; p++)
        for (uint32_t e = demand->entry_first[p]; e < demand->entry_first[p + 1] && !lci_nearest_is_within(trial->nearest, p); e++)
            trial->open_edges[demand->entries[e].edge / 64] |= (uint64_t)1 << (demand->entries[e].edge % 64);
}

enum lci_status
lci_trial_begin(struct lci_trial *trial, uint32_t category, bool by_limit, const struct lci_nearest *nearest,
                struct lci_error *err)
{
    const struct lci_access_category *limits = &trial->ground->access->categories[category];

    trial->category = category;
    trial->nearest = nearest;
    trial->counted = NULL;
    trial->limit_mm = lci_limit_mm(limits->limits_m[limits->limit_count - 1]);
    find_open_edges(trial);
    return lci_category_search(trial->ground->access, category, by_limit, LCI_MM_MAX - 1, trial->now, err);
}

void
lci_trial_count_only(struct lci_trial *trial, const uint64_t *counted)
{
    trial->counted = counted;
}

const struct lci_search *
lci_trial_now(const struct lci_trial *trial)
{
    return trial->now;
}

struct lci_search *
lci_trial_scratch(struct lci_trial *trial)
{
    return trial->scratch;
}

uint32_t
lci_trial_limit_mm(const struct lci_trial *trial)
{
    return trial->limit_mm;
}

void
lci_trial_spare(struct lci_trial *trial, bool all)
{
    trial->spares_all = all;
}

const uint32_t *
lci_trial_flipped(const struct lci_trial *trial, size_t *count)
{
    *count = trial->flipped_count;
    return trial->flipped;
}

int64_t
lci_trial_home_change(const struct lci_trial *trial, uint32_t home)
{
    return trial->change[home];
}

/* Forgets the last trial. */
static void
start_trial(struct lci_trial *trial)
{
    for (size_t i = 0; i < trial->touched_count; i++) {
        trial->change[trial->touched[i]] = 0;
        trial->is_touched[trial->touched[i]] = false;
    }
    trial->touched_count = 0;
    trial->flipped_count = 0;
    trial->move_count = 0;
    trial->trial_number++;
    if (trial->trial_number == 0) { /* after four thousand million trials */
        for (size_t p = 0; p < trial->ground->access->demand->point_count; p++)
            trial->seen[p] = 0;
        trial->trial_number = 1;
    }
}

/* A point that is newly covered, or (sign -1) no longer. */
static void
count_point(struct lci_trial *trial, uint32_t point, int sign)
{
    const struct lci_demand *demand = trial->ground->access->demand;
    const uint32_t home = demand->point_home[point];

    if (!trial->is_touched[home]) {
        trial->is_touched[home] = true;
        trial->touched[trial->touched_count++] = home;
    }
    trial->change[home] += sign * (int64_t)demand->share[point];
    trial->flipped[trial->flipped_count++] = point;
}

static bool
counts(const struct lci_trial *trial, uint32_t point)
{
    return !trial->counted || ((trial->counted[point / 64] >> (point % 64)) & 1);
}

/* Takes the uncovered points of an edge that the trial's search brings within the limit. */
static void
take_edge(struct lci_trial *trial, lci_edge_id edge)
{
    const struct lci_demand *demand = trial->ground->access->demand;

    if (!((trial->open_edges[edge / 64] >> (edge % 64)) & 1))
        return;
    for (uint32_t i = demand->edge_first[edge]; i < demand->edge_first[edge + 1]; i++) {
        const uint32_t at = demand->edge_entry[i];
        const uint32_t point = demand->entry_point[at];
        const struct lci_entry *entry = &demand->entries[at];
        struct lci_walk walk;

        if (trial->seen[point] == trial->trial_number || lci_nearest_is_within(trial->nearest, point) || !counts(trial, point))
            continue;
        walk = lci_search_walk(trial->scratch, edge, entry->offset_mm);
        if (walk.cost_mm == LCI_NONE || walk.cost_mm > trial->limit_mm || walk.cost_mm + entry->before_mm > trial->limit_mm)
            continue;
        trial->seen[point] = trial->trial_number;
        count_point(trial, point, 1);
    }
}

/* Every edge with a reached place is one into a reached vertex, or has a seed on it. */
static void
take_reached(struct lci_trial *trial, const struct lci_seed *seeds, size_t seed_count)
{
    const struct lci_network *net = trial->ground->access->net;
    size_t count = 0;
    const lci_vertex_id *reached = lci_search_reached(trial->scratch, &count);

    for (size_t i = 0; i < count; i++)
        for (uint32_t arc = net->first_in[reached[i]]; arc < net->first_in[reached[i] + 1]; arc++)
            take_edge(trial, net->in_edge[arc]);
    for (size_t i = 0; i < seed_count; i++)
        take_edge(trial, seeds[i].edge);
}

/* Homes in ascending order, so that sums are the same whatever was reached first. */
static void
sum_up(struct lci_trial *trial, struct lci_gain *out)
{
    const struct lci_access_inputs *access = trial->ground->access;

    *out = (struct lci_gain){.homes = 0.0};
    if (trial->touched_count > 0)
        qsort(trial->touched, trial->touched_count, sizeof(*trial->touched), lci_order_u32);
    for (size_t i = 0; i < trial->touched_count; i++) {
        const uint32_t home = trial->touched[i];
        const double ratio = (double)trial->change[home] / (double)access->demand->home_share[home];

        out->homes += ratio;
        for (size_t w = 0; w < LCI_WEIGHT_FIRST_EXTRA; w++)
            out->weights[w] += ratio * access->homes->items[home].weights[w].value;
    }
}

/* The ways in of one more facility: straight to the nearest street, else through the gates of a walled home. */
static enum lci_status
find_seeds(const struct lci_trial *trial, const double place_m[2], uint32_t short_mm, struct lci_seeds *seeds,
           struct lci_error *err)
{
    const struct lci_access_inputs *access = trial->ground->access;
    struct lci_facility facility = {.join = lci_join_place(access->index, place_m[0], place_m[1]), .short_mm = short_mm};
    const struct lci_facilities one = {.items = &facility, .count = 1};
    struct lci_walled_bench bench = {0};
    struct lci_ways_in ways = {0};
    enum lci_status status = LCI_OK;

    if (facility.join.edge == LCI_NONE)
        status = lci_walled_add_ways_in(access->facilities->walled, &bench, place_m[0], place_m[1], &ways, err);
    if (ways.count > 0) {
        facility.join = ways.items[0];
        facility.more_joins = ways.items + 1;
        facility.more_count = ways.count - 1;
    }
    if (!status)
        status = lci_seeds_add(seeds, &one, 0, true, err);
    lci_walled_bench_fini(&bench);
    lci_free(ways.items);
    return status;
}

/* One more facility that may be inside walled homes. */
struct housing_trial {
    struct lci_trial *trial;
    const double *place_m;
    uint32_t short_mm;
    enum lci_status status;
    struct lci_error *err;
};

/* Takes the uncovered points of a part that holds the facility, by their walks inside. */
static enum lci_status
take_part(const struct housing_trial *housing, uint32_t home, uint32_t part)
{
    struct lci_trial *trial = housing->trial;
    const struct lci_access_inputs *access = trial->ground->access;
    const struct lci_demand *demand = access->demand;
    const struct lci_polygons outline = lci_shape_view(&access->homes->shapes, home);
    struct lci_inside_bench bench = {0};
    struct lci_inside *inside = NULL;
    enum lci_status status = lci_inside_new(&outline, part - access->homes->shapes.part_first[home], housing->place_m, 1,
                                            access->metric, &inside, housing->err);

    for (uint32_t p = demand->home_first[home]; p < demand->home_first[home + 1] && !status; p++) {
        uint32_t walk_mm = LCI_NONE;

        if (trial->seen[p] == trial->trial_number || lci_nearest_is_within(trial->nearest, p) || !counts(trial, p))
            continue;
        status = lci_inside_walks(inside, &bench, demand->place_m[p][0], demand->place_m[p][1], &walk_mm, housing->err);
        if (status || walk_mm == LCI_NONE || (uint64_t)walk_mm + housing->short_mm > trial->limit_mm)
            continue;
        trial->seen[p] = trial->trial_number;
        count_point(trial, p, 1);
    }
    lci_inside_bench_fini(&bench);
    lci_inside_free(inside);
    return status;
}

static void
take_home(void *user, uint32_t number)
{
    struct housing_trial *housing = user;
    const struct lci_access_inputs *access = housing->trial->ground->access;
    const struct lci_shapes *shapes = &access->homes->shapes;
    const uint32_t home = access->facilities->walled->homes[number].home;

    for (uint32_t part = shapes->part_first[home]; part < shapes->part_first[home + 1] && !housing->status; part++)
        if (lci_part_holds(shapes, part, housing->place_m[0], housing->place_m[1]))
            housing->status = take_part(housing, home, part);
}

enum lci_status
lci_trial_facility(struct lci_trial *trial, const double place_m[2], uint32_t short_mm, struct lci_gain *out,
                   struct lci_error *err)
{
    const double here_m[4] = {place_m[0], place_m[1], place_m[0], place_m[1]};
    struct housing_trial housing = {trial, place_m, short_mm, LCI_OK, err};
    struct lci_seeds seeds = {0};
    enum lci_status status = find_seeds(trial, place_m, short_mm, &seeds, err);

    start_trial(trial);
    *out = (struct lci_gain){.homes = 0.0};
    if (!status && seeds.count > 0)
        status = lci_search_run(trial->scratch, seeds.items, seeds.count, trial->limit_mm, err);
    if (!status && seeds.count > 0)
        take_reached(trial, seeds.items, seeds.count);
    lci_seeds_fini(&seeds);
    if (status)
        return status;
    lci_walled_visit(trial->ground->access->facilities->walled, here_m, take_home, &housing);
    sum_up(trial, out);
    return housing.status;
}

void
lci_trial_points(struct lci_trial *trial, const uint32_t *points, size_t count, struct lci_gain *out)
{
    start_trial(trial);
    for (size_t i = 0; i < count; i++)
        if (counts(trial, points[i]))
            count_point(trial, points[i], 1);
    sum_up(trial, out);
}

/* The least walk from a place on a street, as things are. */
static uint32_t
walk_now(const struct lci_trial *trial, const struct lci_street_place *place)
{
    return place->edge == LCI_NONE ? LCI_NONE : lci_search_walk(trial->now, place->edge, place->offset_mm).cost_mm;
}

static uint32_t
plus(uint32_t a, uint32_t b)
{
    return a == LCI_NONE || b == LCI_NONE || a >= LCI_MM_MAX || b >= LCI_MM_MAX ? LCI_NONE : a + b;
}

static uint32_t
least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* The walk of a point that joins something else than now. end_mm: walks from the ends of the new street. */
static uint32_t
walk_of_move(const struct lci_trial *trial, const struct lci_new_street *street, const uint32_t end_mm[2],
             const struct lci_move *move)
{
    const struct lci_join *join = &move->join;

    if (move->on_new_street)
        return plus(join->leg_mm, least(plus(join->offset_mm, end_mm[0]), plus(street->length_mm - join->offset_mm, end_mm[1])));
    return plus(join->leg_mm, least(lci_search_walk(trial->now, join->edge, join->offset_mm).cost_mm,
                                    trial->seed_count > 0 ? lci_search_walk(trial->scratch, join->edge, join->offset_mm).cost_mm
                                                          : LCI_NONE));
}

static enum lci_status
search_through(struct lci_trial *trial, const struct lci_new_street *street, uint32_t end_mm[2], struct lci_error *err)
{
    const uint32_t now_mm[2] = {walk_now(trial, &street->end[0]), walk_now(trial, &street->end[1])};

    trial->seed_count = 0;
    for (size_t i = 0; i < 2; i++) {
        const uint32_t over_mm = plus(now_mm[1 - i], street->length_mm);

        end_mm[i] = least(now_mm[i], over_mm);
        if (street->end[i].edge != LCI_NONE && over_mm < now_mm[i] && over_mm <= trial->limit_mm)
            trial->seeds[trial->seed_count++] = (struct lci_seed){street->end[i].edge, street->end[i].offset_mm, over_mm, 0};
    }
    if (trial->seed_count == 0)
        return LCI_OK;
    return lci_search_run(trial->scratch, trial->seeds, trial->seed_count, trial->limit_mm, err);
}

enum lci_status
lci_trial_street(struct lci_trial *trial, const struct lci_new_street *street, bool *possible, struct lci_gain *out,
                 struct lci_error *err)
{
    uint32_t end_mm[2];
    size_t end = 0;
    enum lci_status status = LCI_OK;

    start_trial(trial);
    *out = (struct lci_gain){.homes = 0.0};
    status = lci_trial_find_moves(trial, street, possible, err);
    if (!status && *possible)
        status = search_through(trial, street, end_mm, err);
    if (status || !*possible)
        return status;
    for (size_t i = 0; i < trial->move_count; i++)
        trial->seen[trial->moves[i].point] = trial->trial_number;
    if (trial->seed_count > 0)
        take_reached(trial, trial->seeds, trial->seed_count);
    for (size_t i = 0; i < trial->move_count; i = end) {
        const uint32_t point = trial->moves[i].point;
        const bool covered = lci_nearest_is_within(trial->nearest, point);
        bool will_be = false;

        for (end = i; end < trial->move_count && trial->moves[end].point == point; end++)
            will_be = will_be || walk_of_move(trial, street, end_mm, &trial->moves[end]) <= trial->limit_mm;
        if (covered != will_be && counts(trial, point))
            count_point(trial, point, will_be ? 1 : -1);
    }
    sum_up(trial, out);
    return LCI_OK;
}
