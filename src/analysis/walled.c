/* walled.c - joins gates, and walks inside walled homes. */
#include "analysis/walled.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/area.h"
#include "analysis/private.h"
#include "analysis/remark.h"
#include "base/alloc.h"
#include "base/order.h"

/* A facility in a part of a walled home. */
struct housed {
    uint32_t wall, part, facility;
};

struct work {
    const struct lci_walled_inputs *inputs;
    struct lci_walled *walled;
    struct lci_private *private_ways;
    struct housed *housed; /* housed_count, by wall, part, facility */
    size_t housed_count, housed_capacity;
    uint32_t looked_for; /* the facility whose homes are looked for */
    bool failed;
};

static int
compare_housed(const void *left, const void *right)
{
    const struct housed *a = left;
    const struct housed *b = right;

    if (a->wall != b->wall)
        return a->wall < b->wall ? -1 : 1;
    if (a->part != b->part)
        return a->part < b->part ? -1 : 1;
    return (a->facility > b->facility) - (a->facility < b->facility);
}

static void
house(void *user, uint32_t wall)
{
    struct work *work = user;
    const struct lci_shapes *shapes = &work->inputs->homes->shapes;
    const uint32_t home = work->inputs->walls->items[wall].home;
    const struct lci_facility *facility = &work->inputs->facilities->items[work->looked_for];

    for (uint32_t part = shapes->part_first[home]; part < shapes->part_first[home + 1]; part++) {
        if (!lci_part_holds(shapes, part, facility->x_m, facility->y_m))
            continue;
        if (!lci_grow(&work->housed, work->housed_count, &work->housed_capacity))
            work->failed = true;
        else
            work->housed[work->housed_count++] = (struct housed){wall, part, work->looked_for};
    }
}

static enum lci_status
plant_tree(const struct work *work, struct lci_error *err)
{
    const struct lci_walls *walls = work->inputs->walls;
    double *box_m = lci_new_array(double, 4 * walls->count);
    enum lci_status status = box_m ? LCI_OK : lci_fail_nomem(err, "walled homes");

    for (size_t w = 0; w < walls->count && status == LCI_OK; w++)
        if (!lci_shape_box(&work->inputs->homes->shapes, walls->items[w].home, box_m + 4 * w))
            box_m[4 * w] = INFINITY;
    if (status == LCI_OK)
        status = lci_box_tree_new(box_m, walls->count, &work->walled->tree, err);
    lci_free(box_m);
    return status;
}

/* Finds the facilities in all walled homes, those on the outline too. */
static enum lci_status
house_facilities(struct work *work, struct lci_error *err)
{
    const struct lci_facilities *facilities = work->inputs->facilities;

    for (uint32_t i = 0; i < facilities->count; i++) {
        const struct lci_facility *facility = &facilities->items[i];
        const double here[4] = {facility->x_m, facility->y_m, facility->x_m, facility->y_m};

        work->looked_for = i;
        lci_box_tree_visit(work->walled->tree, here, house, work);
        if (work->failed)
            return lci_fail_nomem(err, "walled homes");
    }
    if (work->housed_count > 1)
        qsort(work->housed, work->housed_count, sizeof(*work->housed), compare_housed);
    return LCI_OK;
}

/* Where a gate leads to: for visitors and, by private ways that touch the home, for its people. */
static enum lci_status
join_gate(const struct work *work, const struct lci_private_home *ways, struct lci_walled_gate *gate, struct lci_error *err)
{
    const struct lci_walled_inputs *inputs = work->inputs;
    const struct lci_gate_place *place = gate->place;
    const struct lci_join join =
        lci_join_place_private(inputs->index, place->from_x_m, place->from_y_m, ways->edges, ways->edge_count);

    gate->own = join;
    gate->join = ways->edge_count > 0 ? lci_join_place(inputs->index, place->from_x_m, place->from_y_m) : join;
    gate->entries = lci_new_array(struct lci_entry, ways->exit_count + 1);
    if (!gate->entries)
        return lci_fail_nomem(err, "gates");
    if (join.edge != LCI_NONE && (inputs->net->edges[join.edge].flags & LCI_EDGE_PRIVATE))
        gate->entry_count = lci_private_entries(ways, inputs->net, &join, gate->entries);
    else if (join.edge != LCI_NONE)
        gate->entries[gate->entry_count++] = (struct lci_entry){join.edge, join.offset_mm, join.leg_mm};
    for (size_t i = 0; i < gate->entry_count; i++)
        gate->entries[i].before_mm += place->apart_mm;
    return LCI_OK;
}

static enum lci_status
join_gates(const struct work *work, const struct lci_wall *wall, struct lci_walled_home *home, struct lci_error *err)
{
    const struct lci_walled_inputs *inputs = work->inputs;
    struct lci_private_home ways = {0};
    enum lci_status status = lci_private_home_build(work->private_ways, &inputs->homes->shapes, wall->home, &ways, err);

    home->gates = lci_new_array(struct lci_walled_gate, wall->place_end - wall->place_first);
    if (status == LCI_OK && !home->gates)
        status = lci_fail_nomem(err, "gates");
    for (size_t i = wall->place_first; i < wall->place_end && status == LCI_OK; i++) {
        struct lci_walled_gate *gate = &home->gates[home->gate_count];

        gate->place = &inputs->walls->places[i];
        gate->for_visitors = !inputs->gates->items[gate->place->gate].residents_only;
        if (!lci_gate_is_open(&inputs->gates->items[gate->place->gate]))
            continue;
        home->gate_count++;
        status = join_gate(work, &ways, gate, err);
        home->entry_count += gate->entry_count;
    }
    lci_private_home_fini(&ways);
    return status;
}

static int
order_by_part(const void *items, size_t i, const void *key)
{
    const struct housed *housed = items;
    const struct housed *wanted = key;

    if (housed[i].wall != wanted->wall)
        return housed[i].wall < wanted->wall ? -1 : 1;
    return (housed[i].part > wanted->part) - (housed[i].part < wanted->part);
}

/* The housed facilities of one part: *count of them. */
static const struct housed *
facilities_of(const struct work *work, uint32_t wall, uint32_t part, size_t *count)
{
    const struct housed key = {.wall = wall, .part = part};
    const struct lci_run run = lci_run_of(work->housed, work->housed_count, &key, order_by_part);

    *count = run.count;
    return run.count > 0 ? work->housed + run.first : NULL;
}

/* Lists the goals of a part: 2 coordinates each. */
static double *
list_goals(const struct work *work, uint32_t wall, const struct lci_walled_home *home, struct lci_walled_part *part)
{
    size_t housed_count = 0;
    const struct housed *housed = facilities_of(work, wall, part->part, &housed_count);
    double *goals_xy_m = lci_new_array(double, 2 * (home->gate_count + housed_count));
    size_t at = 0;

    part->gates = lci_new_array(uint32_t, home->gate_count);
    part->facilities = lci_new_array(uint32_t, housed_count);
    if (!goals_xy_m || !part->gates || !part->facilities) {
        lci_free(goals_xy_m);
        return NULL;
    }
    for (uint32_t g = 0; g < home->gate_count; g++) {
        const struct lci_gate_place *place = home->gates[g].place;

        if (place->part != part->part)
            continue;
        part->gates[part->gate_count++] = g;
        goals_xy_m[at++] = place->x_m;
        goals_xy_m[at++] = place->y_m;
    }
    for (size_t i = 0; i < housed_count; i++) {
        part->facilities[part->facility_count++] = housed[i].facility;
        goals_xy_m[at++] = work->inputs->facilities->items[housed[i].facility].x_m;
        goals_xy_m[at++] = work->inputs->facilities->items[housed[i].facility].y_m;
    }
    return goals_xy_m;
}

static enum lci_status
open_part(const struct work *work, uint32_t wall, const struct lci_walled_home *home, struct lci_walled_part *part,
          struct lci_error *err)
{
    const struct lci_shapes *shapes = &work->inputs->homes->shapes;
    const struct lci_polygons polygons = lci_shape_view(shapes, home->home);
    double *goals_xy_m = list_goals(work, wall, home, part);
    enum lci_status status = LCI_OK;

    if (!goals_xy_m)
        return lci_fail_nomem(err, "walled homes");
    status = lci_inside_new(&polygons, part->part - shapes->part_first[home->home], goals_xy_m,
                            part->gate_count + part->facility_count, work->inputs->metric, &part->inside, err);
    lci_free(goals_xy_m);
    return status;
}

static enum lci_status
open_home(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    const struct work *work = user;
    const struct lci_shapes *shapes = &work->inputs->homes->shapes;
    const struct lci_wall *wall = &work->inputs->walls->items[item];
    struct lci_walled_home *home = &work->walled->homes[item];
    enum lci_status status = LCI_OK;

    (void)worker;
    home->home = wall->home;
    status = join_gates(work, wall, home, err);
    home->parts = lci_new_array(struct lci_walled_part, shapes->part_first[wall->home + 1] - shapes->part_first[wall->home]);
    if (status == LCI_OK && !home->parts)
        status = lci_fail_nomem(err, "walled homes");
    for (uint32_t part = shapes->part_first[wall->home]; part < shapes->part_first[wall->home + 1] && status == LCI_OK; part++) {
        struct lci_walled_part *opened = &home->parts[home->part_count++];

        opened->part = part;
        status = open_part(work, (uint32_t)item, home, opened, err);
        home->facility_count += opened->facility_count;
    }
    if (status != LCI_OK)
        return lci_fail_in(err, status, "home %s", work->inputs->homes->items[wall->home].id);
    return LCI_OK;
}

const struct lci_walled_home *
lci_walled_of(const struct lci_walled *walled, size_t home)
{
    size_t low = 0;
    size_t high = walled ? walled->count : 0;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (walled->homes[middle].home < home)
            low = middle + 1;
        else
            high = middle;
    }
    return walled && low < walled->count && walled->homes[low].home == home ? &walled->homes[low] : NULL;
}

void
lci_walled_bench_fini(struct lci_walled_bench *bench)
{
    lci_inside_bench_fini(&bench->inside);
    lci_free(bench->walk_mm);
    *bench = (struct lci_walled_bench){0};
}

enum lci_status
lci_walled_ask(const struct lci_walled_part *part, struct lci_walled_bench *bench, double x_m, double y_m, struct lci_error *err)
{
    if (!lci_reserve(&bench->walk_mm, part->gate_count + part->facility_count, &bench->capacity))
        return lci_fail_nomem(err, "walled homes");
    return lci_inside_walks(part->inside, &bench->inside, x_m, y_m, bench->walk_mm, err);
}

/* Adds a walk to a facility, or shortens the one that is there: parts that touch may share a place. */
static void
add_indoor(struct lci_walled_walks *walks, uint32_t facility, uint32_t walk_mm)
{
    size_t at = walks->indoor_count;

    for (size_t i = 0; i < walks->indoor_count; i++)
        if (walks->indoor[i].facility == facility) {
            if (walk_mm < walks->indoor[i].walk_mm)
                walks->indoor[i].walk_mm = walk_mm;
            return;
        }
    for (; at > 0 && walks->indoor[at - 1].facility > facility; at--)
        walks->indoor[at] = walks->indoor[at - 1];
    walks->indoor[at] = (struct lci_indoor){LCI_NONE, facility, walk_mm};
    walks->indoor_count++;
}

static void
add_walks(const struct lci_walled_home *home, const struct lci_walled_part *part, const uint32_t *walk_mm,
          struct lci_walled_walks *walks)
{
    for (size_t g = 0; g < part->gate_count; g++) {
        const struct lci_walled_gate *gate = &home->gates[part->gates[g]];

        for (size_t e = 0; e < gate->entry_count && walk_mm[g] != LCI_NONE; e++) {
            struct lci_entry entry = gate->entries[e];

            if (entry.before_mm >= LCI_MM_MAX - walk_mm[g])
                continue;
            entry.before_mm += walk_mm[g];
            walks->entries[walks->entry_count++] = entry;
        }
    }
    for (size_t f = 0; f < part->facility_count; f++)
        if (walk_mm[part->gate_count + f] != LCI_NONE)
            add_indoor(walks, part->facilities[f], walk_mm[part->gate_count + f]);
}

enum lci_status
lci_walled_walks(const struct lci_walled_home *home, const struct lci_shapes *shapes, struct lci_walled_bench *bench, double x_m,
                 double y_m, struct lci_walled_walks *walks, struct lci_error *err)
{
    walks->entry_count = walks->indoor_count = 0;
    for (size_t p = 0; p < home->part_count; p++) {
        const struct lci_walled_part *part = &home->parts[p];
        enum lci_status status = LCI_OK;

        if (!lci_part_holds(shapes, part->part, x_m, y_m))
            continue;
        status = lci_walled_ask(part, bench, x_m, y_m, err);
        if (status != LCI_OK)
            return status;
        add_walks(home, part, bench->walk_mm, walks);
    }
    return LCI_OK;
}

static enum lci_status
find_ways_in(const struct work *work, struct lci_error *err)
{
    const struct lci_facilities *facilities = work->inputs->facilities;
    struct lci_walled *walled = work->walled;
    struct lci_walled_bench bench = {0};
    struct lci_ways_in ways = {0};
    enum lci_status status = LCI_OK;

    walled->facility_count = facilities->count;
    walled->way_in_first = lci_new_array(size_t, walled->facility_count + 1);
    if (!walled->way_in_first)
        return lci_fail_nomem(err, "walled homes");
    for (size_t facility = 0; facility < walled->facility_count && status == LCI_OK; facility++) {
        status = lci_walled_add_ways_in(walled, &bench, facilities->items[facility].x_m, facilities->items[facility].y_m, &ways,
                                        err);
        walled->way_in_first[facility + 1] = ways.count;
    }
    walled->ways_in = ways.items;
    lci_walled_bench_fini(&bench);
    return status;
}

const struct lci_join *
lci_walled_ways_in(const struct lci_walled *walled, size_t facility, size_t *count)
{
    *count = walled->way_in_first[facility + 1] - walled->way_in_first[facility];
    return *count > 0 ? walled->ways_in + walled->way_in_first[facility] : NULL;
}

static enum lci_status
report_gates(const struct work *work, const struct lci_walled_home *home, struct lci_quality *quality, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t g = 0; g < home->gate_count && status == LCI_OK; g++) {
        const struct lci_gate *gate = &work->inputs->gates->items[home->gates[g].place->gate];
        char found[160];
        const struct lci_quality_row row = {
            .severity = LCI_SEVERITY_ERROR,
            .stage = "join",
            .code = "gate_no_street",
            .layer = "gates",
            .feature_id = gate->id,
            .found = found,
            .done = "nobody of this home leaves by it",
            .has_place = true,
            .x_m = gate->x_m,
            .y_m = gate->y_m,
        };

        if (home->gates[g].entry_count > 0)
            continue;
        (void)snprintf(found, sizeof(found), "no street outside that it could join, as a gate of home \"%.80s\"",
                       work->inputs->homes->items[home->home].id);
        status = lci_remark(quality, &gate->origin, &row, err);
    }
    return status;
}

static enum lci_status
report_home(const struct work *work, const struct lci_walled_home *home, struct lci_quality *quality, struct lci_error *err)
{
    const struct lci_home *item = &work->inputs->homes->items[home->home];
    size_t shut_parts = 0;
    char found[160];
    struct lci_quality_row row = {
        .severity = LCI_SEVERITY_ERROR,
        .stage = "join",
        .layer = "homes",
        .feature_id = item->id,
        .found = found,
        .done = "walled: those inside have no walk out",
    };

    for (size_t p = 0; p < home->part_count; p++) {
        bool open = false;

        for (size_t g = 0; g < home->parts[p].gate_count; g++)
            open = open || home->gates[home->parts[p].gates[g]].entry_count > 0;
        shut_parts += !open;
    }
    if (shut_parts == 0)
        return LCI_OK;
    row.code = shut_parts == home->part_count ? "walled_no_way_out" : "part_without_gate";
    if (shut_parts == home->part_count)
        (void)snprintf(found, sizeof(found), "it has gates, and none lets those on foot out to a street");
    else
        (void)snprintf(found, sizeof(found), "%zu of its %zu parts have no gate that lets those on foot out to a street",
                       shut_parts, home->part_count);
    row.has_place = lci_shape_place(&work->inputs->homes->shapes, home->home, &row.x_m, &row.y_m);
    return lci_remark(quality, &item->origin, &row, err);
}

enum lci_status
lci_walled_build(const struct lci_walled_inputs *inputs, struct lci_pool *pool, const struct lci_context *context,
                 struct lci_walled *out, struct lci_quality *quality, struct lci_error *err)
{
    struct work work = {.inputs = inputs, .walled = out};
    enum lci_status status = LCI_OK;

    *out = (struct lci_walled){.homes = lci_new_array(struct lci_walled_home, inputs->walls->count)};
    if (!out->homes)
        return lci_fail_nomem(err, "walled homes");
    out->count = inputs->walls->count;
    out->shapes = &inputs->homes->shapes;
    status = plant_tree(&work, err);
    if (status == LCI_OK)
        status = house_facilities(&work, err);
    if (status == LCI_OK)
        status = lci_private_new(inputs->net, &work.private_ways, err);
    if (status == LCI_OK)
        status = lci_pool_run(pool, context, "join", out->count, 1, open_home, &work, err);
    if (status == LCI_OK)
        status = find_ways_in(&work, err);
    for (size_t i = 0; i < out->count && status == LCI_OK; i++) {
        status = report_gates(&work, &out->homes[i], quality, err);
        if (status == LCI_OK)
            status = report_home(&work, &out->homes[i], quality, err);
    }
    lci_private_free(work.private_ways);
    lci_free(work.housed);
    if (status != LCI_OK)
        lci_walled_fini(out);
    return status;
}

static void
home_fini(struct lci_walled_home *home)
{
    /* Gates after those that are counted may have been begun: they hold nothing. */
    for (size_t g = 0; home->gates && g < home->gate_count; g++)
        lci_free(home->gates[g].entries);
    for (size_t p = 0; p < home->part_count; p++) {
        lci_inside_free(home->parts[p].inside);
        lci_free(home->parts[p].gates);
        lci_free(home->parts[p].facilities);
    }
    lci_free(home->gates);
    lci_free(home->parts);
}

void
lci_walled_fini(struct lci_walled *walled)
{
    for (size_t i = 0; i < walled->count; i++)
        home_fini(&walled->homes[i]);
    lci_free(walled->homes);
    lci_box_tree_free(walled->tree);
    lci_free(walled->ways_in);
    lci_free(walled->way_in_first);
    *walled = (struct lci_walled){0};
}
