/* trial_gates.c - gates of walled homes that would join a new street, or an islet that it joins to the rest, and their people. */
#include "analysis/trial_parts.h"
#include "base/alloc.h"
#include "network/street_index.h"

/* A search for gates that move. */
struct searching {
    struct lci_trial *trial;
    const struct lci_new_street *street;
    const lci_edge_id *promoted;
    size_t promoted_count;
    struct lci_move *gates; /* of the home in hand: where its gates lead to */
    size_t gate_capacity;
    bool possible;
    enum lci_status status;
    struct lci_error *err;
};

/* Whether the new street is near enough to a gate to take it from the street that it joins now. */
static bool
may_take(const struct searching *searching, const struct lci_walled_gate *gate)
{
    const struct lci_trial_ground *ground = searching->trial->ground;
    const struct lci_street street = {.segment = searching->street->line};
    const lci_edge_id edge = gate->join.edge;
    double share = 0.0;

    return edge == LCI_NONE || (ground->access->net->edges[edge].flags & LCI_EDGE_ISLET) ||
           1000.0 * ground->least_scale *
                   lci_street_distance_m(&street, gate->place->from_x_m, gate->place->from_y_m, &share) < gate->join.leg_mm;
}

/* Where a gate would lead to; false: where it does now. */
static bool
find_gate(const struct searching *searching, const struct lci_walled_gate *gate, struct lci_move *move)
{
    const struct lci_access_inputs *access = searching->trial->ground->access;
    const struct lci_gate_place *place = gate->place;
    struct lci_join fresh;

    *move = (struct lci_move){.join = gate->join};
    if (searching->promoted_count == 0 && !may_take(searching, gate))
        return false;
    fresh = lci_trial_join_new(searching->trial, searching->street, place->from_x_m, place->from_y_m);
    if (searching->promoted_count > 0)
        move->join = lci_join_place_private(access->index, place->from_x_m, place->from_y_m, searching->promoted,
                                            searching->promoted_count);
    move->on_new_street = lci_trial_prefers_new(searching->trial, &fresh, &move->join, searching->promoted,
                                                searching->promoted_count);
    if (move->on_new_street)
        move->join = fresh;
    return move->on_new_street || move->join.edge != gate->join.edge ||
           (move->join.edge != LCI_NONE && move->join.offset_mm != gate->join.offset_mm);
}

/* Ways that a trial does not know: out by private streets, and in to a facility of the category, or of any if it spares all. */
static bool
is_too_much(const struct searching *searching, const struct lci_walled_home *home)
{
    const struct lci_trial *trial = searching->trial;
    const struct lci_facilities *facilities = trial->ground->access->facilities;

    for (size_t g = 0; g < home->gate_count; g++) {
        const struct lci_walled_gate *gate = &home->gates[g];

        if (gate->entry_count > 1 || (gate->entry_count == 1 && gate->entries[0].edge != gate->join.edge))
            return true;
    }
    for (size_t p = 0; p < home->part_count; p++)
        for (size_t f = 0; f < home->parts[p].facility_count; f++)
            if (trial->spares_all || facilities->items[home->parts[p].facilities[f]].category == trial->category)
                return true;
    return false;
}

static bool
add_way(struct lci_trial *trial, uint32_t point, const struct lci_move *gate, uint64_t before_mm)
{
    struct lci_move move = *gate;

    if (before_mm + move.join.leg_mm >= LCI_MM_MAX)
        return true;
    if (!lci_grow(&trial->moves, trial->move_count, &trial->move_capacity))
        return false;
    move.point = point;
    move.join.leg_mm += (uint32_t)before_mm;
    trial->moves[trial->move_count++] = move;
    return true;
}

/* All ways out of a point, by the gates as they would be. */
static enum lci_status
move_point(const struct searching *searching, const struct lci_walled_home *home, struct lci_walled_bench *bench, uint32_t point)
{
    struct lci_trial *trial = searching->trial;
    const struct lci_access_inputs *access = trial->ground->access;
    const double *at_m = access->demand->place_m[point];
    enum lci_status status = LCI_OK;

    for (size_t p = 0; p < home->part_count && !status; p++) {
        const struct lci_walled_part *part = &home->parts[p];

        if (!lci_part_holds(&access->homes->shapes, part->part, at_m[0], at_m[1]))
            continue;
        status = lci_walled_ask(part, bench, at_m[0], at_m[1], searching->err);
        for (size_t g = 0; g < part->gate_count && !status; g++) {
            const struct lci_move *gate = &searching->gates[part->gates[g]];
            const uint64_t before_mm = (uint64_t)bench->walk_mm[g] + home->gates[part->gates[g]].place->apart_mm;

            if (bench->walk_mm[g] != LCI_NONE && gate->join.edge != LCI_NONE && !add_way(trial, point, gate, before_mm))
                status = lci_fail_nomem(searching->err, "trials");
        }
    }
    return status;
}

static void
consider_home(void *user, uint32_t number)
{
    struct searching *searching = user;
    const struct lci_access_inputs *access = searching->trial->ground->access;
    const struct lci_walled_home *home = &access->facilities->walled->homes[number];
    struct lci_walled_bench bench = {0};
    bool any = false;

    if (searching->status || !searching->possible)
        return;
    if (!lci_reserve(&searching->gates, home->gate_count, &searching->gate_capacity)) {
        searching->status = lci_fail_nomem(searching->err, "trials");
        return;
    }
    for (size_t g = 0; g < home->gate_count; g++)
        any = find_gate(searching, &home->gates[g], &searching->gates[g]) || any;
    if (!any)
        return;
    searching->possible = !is_too_much(searching, home);
    for (uint32_t p = access->demand->home_first[home->home];
         p < access->demand->home_first[home->home + 1] && searching->possible && !searching->status; p++)
        searching->status = move_point(searching, home, &bench, p);
    lci_walled_bench_fini(&bench);
}

enum lci_status
lci_trial_find_gate_moves(struct lci_trial *trial, const struct lci_new_street *street, const lci_edge_id *promoted,
                          size_t promoted_count, const double box_m[4], bool *possible, struct lci_error *err)
{
    struct searching searching = {.trial = trial,
                                  .street = street,
                                  .promoted = promoted,
                                  .promoted_count = promoted_count,
                                  .possible = true,
                                  .err = err};

    lci_walled_visit(trial->ground->access->facilities->walled, box_m, consider_home, &searching);
    lci_free(searching.gates);
    *possible = *possible && searching.possible;
    return searching.status;
}
