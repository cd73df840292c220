/* gates.c - finds the homes of gates, and where in their outlines the gates are. */
#include "analysis/gates.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/remark.h"
#include "base/alloc.h"
#include "base/order.h"

/* Boxes are in metres of the map, tolerances on the ground: no map that is computed in is farther from the truth than this. */
static const double SCALE_ALLOWANCE = 1.2;

/* Homes by id, and their boxes. */
struct search {
    const struct lci_homes *homes;
    const struct lci_metric *metric;
    double tolerance_m;
    double (*box_m)[4]; /* homes->count; of an empty shape no place is in it */
};

/* The place of an outline that is nearest to a gate. */
struct nearest {
    double x_m, y_m, apart_m;
};

static int
compare_numbers(double a, double b)
{
    return (a > b) - (a < b);
}

static int
compare_gates(const void *left, const void *right)
{
    const struct lci_gate *a = left;
    const struct lci_gate *b = right;
    int order = strcmp(a->id, b->id);

    if (!order)
        order = strcmp(a->origin.source, b->origin.source);
    if (!order)
        order = compare_numbers(a->x_m, b->x_m);
    return order ? order : compare_numbers(a->y_m, b->y_m);
}

void
lci_gates_sort(struct lci_gates *gates)
{
    if (gates->count > 1)
        qsort(gates->items, gates->count, sizeof(*gates->items), compare_gates);
}

void
lci_gates_fini(struct lci_gates *gates)
{
    lci_free(gates->items);
    *gates = (struct lci_gates){0};
}

bool
lci_gate_is_open(const struct lci_gate *gate)
{
    return !gate->for_vehicles && !gate->shut;
}

/* The first of equally near places counts: rings and their points have an order. */
static struct nearest
nearest_of_part(const struct search *search, uint32_t part, const struct lci_gate *gate)
{
    const struct lci_shapes *shapes = &search->homes->shapes;
    struct nearest best = {NAN, NAN, INFINITY};

    for (uint32_t ring = shapes->ring_first[part]; ring < shapes->ring_first[part + 1]; ring++)
        for (uint32_t i = shapes->point_first[ring]; i + 1 < shapes->point_first[ring + 1]; i++) {
            const double *a = shapes->xy_m + 2 * (size_t)i;
            const double dx = a[2] - a[0];
            const double dy = a[3] - a[1];
            const double length2 = dx * dx + dy * dy;
            double t = 0.0;
            struct nearest here;

            if (length2 > 0.0)
                t = fmin(1.0, fmax(0.0, ((gate->x_m - a[0]) * dx + (gate->y_m - a[1]) * dy) / length2));
            here.x_m = t < 1.0 ? a[0] + t * dx : a[2];
            here.y_m = t < 1.0 ? a[1] + t * dy : a[3];
            here.apart_m = lci_metric_distance_m(search->metric, gate->x_m, gate->y_m, here.x_m, here.y_m);
            if (here.apart_m < best.apart_m)
                best = here;
        }
    return best;
}

static double
distance_to_home_m(const struct search *search, uint32_t home, const struct lci_gate *gate)
{
    const struct lci_shapes *shapes = &search->homes->shapes;
    double least_m = INFINITY;

    for (uint32_t part = shapes->part_first[home]; part < shapes->part_first[home + 1]; part++)
        least_m = fmin(least_m, nearest_of_part(search, part, gate).apart_m);
    return least_m;
}

static bool
add_place(const struct search *search, struct lci_walls *walls, const struct lci_gates *gates, uint32_t gate_index, uint32_t home,
          uint32_t part)
{
    const struct lci_gate *gate = &gates->items[gate_index];
    const struct nearest nearest = nearest_of_part(search, part, gate);
    const bool inside = lci_part_holds(&search->homes->shapes, part, gate->x_m, gate->y_m);

    if (!lci_grow(&walls->places, walls->place_count, &walls->place_capacity))
        return false;
    walls->places[walls->place_count++] = (struct lci_gate_place){
        .gate = gate_index,
        .home = home,
        .part = part,
        .x_m = nearest.x_m,
        .y_m = nearest.y_m,
        .from_x_m = inside ? nearest.x_m : gate->x_m,
        .from_y_m = inside ? nearest.y_m : gate->y_m,
        .apart_mm = nearest.apart_m < 1e6 ? (uint32_t)lround(nearest.apart_m * 1000.0) : 1000000000,
    };
    return true;
}

/* A gate is in every part within the tolerance, else in the nearest. False: out of memory. */
static bool
add_home(const struct search *search, struct lci_walls *walls, const struct lci_gates *gates, uint32_t gate, uint32_t home)
{
    const struct lci_shapes *shapes = &search->homes->shapes;
    const double least_m = distance_to_home_m(search, home, &gates->items[gate]);
    const bool near = least_m <= search->tolerance_m;

    for (uint32_t part = shapes->part_first[home]; part < shapes->part_first[home + 1]; part++) {
        const double apart_m = nearest_of_part(search, part, &gates->items[gate]).apart_m;

        if (near ? apart_m > search->tolerance_m : apart_m > least_m)
            continue;
        if (!add_place(search, walls, gates, gate, home, part))
            return false;
        if (!near)
            break;
    }
    return true;
}

bool
lci_walls_add_gate(struct lci_walls *walls, const struct lci_gates *gates, uint32_t gate, uint32_t home,
                   const struct lci_homes *homes, const struct lci_metric *metric, double tolerance_m)
{
    const struct search search = {.homes = homes, .metric = metric, .tolerance_m = tolerance_m};

    return add_home(&search, walls, gates, gate, home);
}

static enum lci_status
report_gate(const struct lci_gate *gate, enum lci_severity severity, const char *code, const char *found, const char *done,
            struct lci_quality *quality, struct lci_error *err)
{
    const struct lci_quality_row row = {
        .severity = severity,
        .stage = "network",
        .code = code,
        .layer = "gates",
        .feature_id = gate->id,
        .found = found,
        .done = done,
        .has_place = true,
        .x_m = gate->x_m,
        .y_m = gate->y_m,
    };

    return lci_remark(quality, &gate->origin, &row, err);
}

static bool
could_be_near(const struct search *search, size_t home, const struct lci_gate *gate)
{
    const double *box = search->box_m[home];
    const double margin_m = SCALE_ALLOWANCE * search->tolerance_m;

    return gate->x_m >= box[0] - margin_m && gate->x_m <= box[2] + margin_m && gate->y_m >= box[1] - margin_m &&
           gate->y_m <= box[3] + margin_m;
}

static enum lci_status
take_gate_by_place(const struct search *search, struct lci_walls *walls, const struct lci_gates *gates, uint32_t gate,
                   struct lci_quality *quality, struct lci_error *err)
{
    const size_t before = walls->place_count;
    char number[LCI_NUMBER_TEXT_SIZE];
    char found[96];

    for (uint32_t home = 0; home < search->homes->count; home++)
        if (could_be_near(search, home, &gates->items[gate]) &&
            distance_to_home_m(search, home, &gates->items[gate]) <= search->tolerance_m &&
            !add_home(search, walls, gates, gate, home))
            return lci_fail_nomem(err, "gates");
    if (walls->place_count > before)
        return LCI_OK;
    (void)snprintf(found, sizeof(found), "no outline of a home within %s m", lci_number_text(search->tolerance_m, number));
    return report_gate(&gates->items[gate], LCI_SEVERITY_WARNING, "gate_without_home", found,
                       "belongs to no home: nobody enters by it", quality, err);
}

/* Homes are sorted by id. */
static int
order_by_id(const void *items, size_t i, const void *key)
{
    const struct lci_home *homes = items;

    return strcmp(homes[i].id, key);
}

/* Of several homes with the id that is named, the nearest is meant. */
static enum lci_status
take_gate_by_id(const struct search *search, struct lci_walls *walls, const struct lci_gates *gates, uint32_t gate,
                struct lci_quality *quality, struct lci_error *err)
{
    const struct lci_gate *item = &gates->items[gate];
    uint32_t best = LCI_NONE;
    const struct lci_run named = lci_run_of(search->homes->items, search->homes->count, item->home_id, order_by_id);
    double best_m = INFINITY;
    char number[LCI_NUMBER_TEXT_SIZE];
    char found[160];

    for (uint32_t home = (uint32_t)named.first; home < named.first + named.count; home++) {
        const double apart_m = distance_to_home_m(search, home, item);

        if (apart_m < best_m) {
            best_m = apart_m;
            best = home;
        }
    }
    if (best == LCI_NONE) {
        (void)snprintf(found, sizeof(found), "no home with the id \"%.100s\"", item->home_id);
        return report_gate(item, LCI_SEVERITY_ERROR, "gate_unknown_home", found, "belongs to no home: nobody enters by it", quality,
                           err);
    }
    if (!add_home(search, walls, gates, gate, best))
        return lci_fail_nomem(err, "gates");
    if (best_m <= search->tolerance_m)
        return LCI_OK;
    (void)snprintf(found, sizeof(found), "%s m from the outline of home \"%.80s\", which it names",
                   lci_number_text(best_m, number), item->home_id);
    return report_gate(item, LCI_SEVERITY_WARNING, "gate_far_from_home", found, "kept: the step to the outline is walked, too",
                       quality, err);
}

static int
compare_by_home(const void *left, const void *right)
{
    const struct lci_gate_place *a = left;
    const struct lci_gate_place *b = right;

    if (a->home != b->home)
        return a->home < b->home ? -1 : 1;
    if (a->gate != b->gate)
        return a->gate < b->gate ? -1 : 1;
    return (a->part > b->part) - (a->part < b->part);
}

static enum lci_status
list_walls(struct lci_walls *walls, struct lci_error *err)
{
    if (walls->place_count > 1)
        qsort(walls->places, walls->place_count, sizeof(*walls->places), compare_by_home);
    walls->items = lci_new_array(struct lci_wall, walls->place_count);
    if (!walls->items)
        return lci_fail_nomem(err, "gates");
    for (size_t i = 0; i < walls->place_count; i++) {
        if (i == 0 || walls->places[i].home != walls->places[i - 1].home)
            walls->items[walls->count++] = (struct lci_wall){walls->places[i].home, i, i};
        walls->items[walls->count - 1].place_end = i + 1;
    }
    return LCI_OK;
}

static enum lci_status
report_homes_without_gate(const struct lci_walls *walls, const struct lci_homes *homes, struct lci_quality *quality,
                          struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t home = 0; home < homes->count && status == LCI_OK; home++) {
        struct lci_quality_row row = {
            .severity = LCI_SEVERITY_ERROR,
            .stage = "network",
            .code = "walled_without_gate",
            .layer = "homes",
            .feature_id = homes->items[home].id,
            .found = "said to be walled, and no gate is known",
            .done = "computed as open: walks may differ (gate_band: walled shows by how much)",
        };

        if (!homes->items[home].walled || lci_walls_of(walls, home))
            continue;
        row.has_place = lci_shape_place(&homes->shapes, home, &row.x_m, &row.y_m);
        status = lci_remark(quality, &homes->items[home].origin, &row, err);
    }
    return status;
}

enum lci_status
lci_walls_find(const struct lci_gates *gates, const struct lci_homes *homes, const struct lci_metric *metric, double tolerance_m,
               struct lci_walls *out, struct lci_quality *quality, struct lci_error *err)
{
    struct search search = {.homes = homes, .metric = metric, .tolerance_m = tolerance_m};
    enum lci_status status = LCI_OK;

    *out = (struct lci_walls){0};
    search.box_m = lci_alloc(homes->count, sizeof(*search.box_m));
    if (!search.box_m)
        return lci_fail_nomem(err, "gates");
    for (size_t home = 0; home < homes->count; home++)
        (void)lci_shape_box(&homes->shapes, home, search.box_m[home]); /* of an empty one min is above max */
    for (uint32_t gate = 0; gate < gates->count && status == LCI_OK; gate++)
        status = gates->items[gate].home_id ? take_gate_by_id(&search, out, gates, gate, quality, err)
                                            : take_gate_by_place(&search, out, gates, gate, quality, err);
    if (status == LCI_OK)
        status = list_walls(out, err);
    if (status == LCI_OK)
        status = report_homes_without_gate(out, homes, quality, err);
    lci_free(search.box_m);
    if (status != LCI_OK)
        lci_walls_fini(out);
    return status;
}

void
lci_walls_fini(struct lci_walls *walls)
{
    lci_free(walls->items);
    lci_free(walls->places);
    *walls = (struct lci_walls){0};
}

static int
order_by_home(const void *items, size_t i, const void *key)
{
    const struct lci_wall *walls = items;
    const size_t home = *(const size_t *)key;

    return (walls[i].home > home) - (walls[i].home < home);
}

const struct lci_wall *
lci_walls_of(const struct lci_walls *walls, size_t home)
{
    const struct lci_run run = lci_run_of(walls->items, walls->count, &home, order_by_home);

    return run.count > 0 ? &walls->items[run.first] : NULL;
}
