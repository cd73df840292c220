/* gate_trials.c - places along outlines, as gates that are to be tried. */
#include "analysis/gate_trials.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"

/* Adds one place of an outline as a gate, in that part alone. */
static bool
add_only_gate(void *user, uint32_t home, uint32_t part, double x_m, double y_m)
{
    struct lci_gate_trials *trials = user;
    const struct lci_gate gate = {.id = "", .name = "", .x_m = x_m, .y_m = y_m, .origin = {"", ""}};
    struct lci_walls *band = &trials->band;

    if (!lci_grow(&trials->gates.items, trials->gates.count, &trials->gates.capacity) ||
        !lci_grow(&band->places, band->place_count, &band->place_capacity))
        return false;
    band->places[band->place_count++] = (struct lci_gate_place){
        .gate = (uint32_t)trials->gates.count,
        .home = home,
        .part = part,
        .x_m = x_m,
        .y_m = y_m,
        .from_x_m = x_m,
        .from_y_m = y_m,
    };
    trials->gates.items[trials->gates.count++] = gate;
    return true;
}

/* Takes a place of an outline. False: out of memory. */
typedef bool (*place_taker)(void *user, uint32_t home, uint32_t part, double x_m, double y_m);

/* Hands over places along the outer ring of a part, evenly. */
static bool
walk_part(const struct lci_shapes *shapes, uint32_t home, uint32_t part, double step_m, place_taker take, void *user)
{
    const uint32_t ring = shapes->ring_first[part];
    double length_m = 0.0;
    double walked_m = 0.0;
    size_t next = 0;
    size_t count = 0;

    for (uint32_t i = shapes->point_first[ring]; i + 1 < shapes->point_first[ring + 1]; i++) {
        const double *a = shapes->xy_m + 2 * (size_t)i;

        length_m += hypot(a[2] - a[0], a[3] - a[1]);
    }
    count = (size_t)fmax(1.0, ceil(length_m / step_m));
    for (uint32_t i = shapes->point_first[ring]; i + 1 < shapes->point_first[ring + 1]; i++) {
        const double *a = shapes->xy_m + 2 * (size_t)i;
        const double side_m = hypot(a[2] - a[0], a[3] - a[1]);

        for (; next < count && (double)next * length_m / (double)count < walked_m + side_m; next++) {
            const double t = fmax(0.0, ((double)next * length_m / (double)count - walked_m) / side_m);

            if (!take(user, home, part, a[0] + t * (a[2] - a[0]), a[1] + t * (a[3] - a[1])))
                return false;
        }
        walked_m += side_m;
    }
    return true;
}

/* One wall a home, of places by home. */
static bool
list_items(struct lci_walls *walls)
{
    walls->items = lci_new_array(struct lci_wall, walls->place_count);
    for (size_t i = 0; walls->items && i < walls->place_count; i++) {
        if (i == 0 || walls->places[i].home != walls->places[i - 1].home)
            walls->items[walls->count++] = (struct lci_wall){walls->places[i].home, i, i};
        walls->items[walls->count - 1].place_end = i + 1;
    }
    return walls->items != NULL;
}

/* Known homes and those in the band, in the order of homes. False: out of memory. */
static bool
join_walls(const struct lci_walls *known, const struct lci_walls *band, struct lci_walls *all)
{
    size_t k = 0;
    size_t b = 0;

    all->places = lci_new_array(struct lci_gate_place, known->place_count + band->place_count);
    if (!all->places)
        return false;
    while (k < known->place_count || b < band->place_count) {
        const bool take_known =
            b == band->place_count || (k < known->place_count && known->places[k].home < band->places[b].home);

        all->places[all->place_count++] = take_known ? known->places[k++] : band->places[b++];
    }
    return list_items(all);
}

/* The known gates, to which others are added. */
static bool
begin_trials(const struct lci_gates *gates, struct lci_gate_trials *out)
{
    *out = (struct lci_gate_trials){.known_count = gates->count};
    if (!lci_reserve(&out->gates.items, gates->count, &out->gates.capacity))
        return false;
    if (gates->count > 0)
        memcpy(out->gates.items, gates->items, gates->count * sizeof(*gates->items));
    out->gates.count = gates->count;
    return true;
}

/* Walks around all parts of a home. */
static bool
walk_home(const struct lci_shapes *shapes, uint32_t home, double step_m, place_taker take, void *user)
{
    bool room = true;

    for (uint32_t part = shapes->part_first[home]; part < shapes->part_first[home + 1] && room; part++)
        room = walk_part(shapes, home, part, step_m, take, user);
    return room;
}

/* What a list that was made answers; of one that was not nothing is kept. */
static enum lci_status
finish_trials(struct lci_gate_trials *out, bool room, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    if (out->gates.count >= LCI_NONE / 2)
        status = lci_fail(err, LCI_E_LIMIT, "gates: more places for gates than can be tried: is sample_m right?");
    else if (!room)
        status = lci_fail_nomem(err, "gates");
    if (status != LCI_OK)
        lci_gate_trials_fini(out);
    return status;
}

enum lci_status
lci_gate_trials_list(const struct lci_homes *homes, const struct lci_gates *gates, const struct lci_walls *known, bool every,
                     double step_m, struct lci_gate_trials *out, struct lci_error *err)
{
    bool room = begin_trials(gates, out);

    for (uint32_t home = 0; home < homes->count && room && out->gates.count < LCI_NONE / 2; home++)
        if (!lci_walls_of(known, home) && (every || homes->items[home].walled))
            room = walk_home(&homes->shapes, home, step_m, add_only_gate, out);
    room = room && list_items(&out->band) && join_walls(known, &out->band, &out->all);
    return finish_trials(out, room, err);
}

/* One more gate for homes that have some. */
struct adding {
    struct lci_gate_trials *trials;
    const struct lci_homes *homes;
    const struct lci_metric *metric;
    double tolerance_m;
};

/* A gate as somebody would hand it in: in whole millimetres, naming its home. */
static bool
add_further_gate(void *user, uint32_t home, uint32_t part, double x_m, double y_m)
{
    const struct adding *adding = user;
    struct lci_gates *gates = &adding->trials->gates;
    const struct lci_gate gate = {.id = "",
                                  .name = "",
                                  .home_id = adding->homes->items[home].id,
                                  .x_m = round(x_m * 1000.0) / 1000.0,
                                  .y_m = round(y_m * 1000.0) / 1000.0,
                                  .origin = {"", ""}};

    (void)part;
    if (!lci_grow(&gates->items, gates->count, &gates->capacity))
        return false;
    gates->items[gates->count++] = gate;
    return lci_walls_add_gate(&adding->trials->all, gates, (uint32_t)gates->count - 1, home, adding->homes, adding->metric,
                              adding->tolerance_m);
}

enum lci_status
lci_gate_trials_add(const struct lci_homes *homes, const struct lci_gates *gates, const struct lci_walls *known,
                    const struct lci_metric *metric, double tolerance_m, double step_m, struct lci_gate_trials *out,
                    struct lci_error *err)
{
    struct adding adding = {out, homes, metric, tolerance_m};
    struct lci_walls *all = &out->all;
    bool room = begin_trials(gates, out);

    for (size_t w = 0; w < known->count && room && out->gates.count < LCI_NONE / 2; w++) {
        const struct lci_wall *wall = &known->items[w];

        for (size_t i = wall->place_first; i < wall->place_end && room; i++) {
            room = lci_grow(&all->places, all->place_count, &all->place_capacity);
            if (room)
                all->places[all->place_count++] = known->places[i];
        }
        room = room && walk_home(&homes->shapes, wall->home, step_m, add_further_gate, &adding);
    }
    return finish_trials(out, room && list_items(all), err);
}

void
lci_gate_trials_fini(struct lci_gate_trials *trials)
{
    lci_gates_fini(&trials->gates);
    lci_walls_fini(&trials->band);
    lci_walls_fini(&trials->all);
}
