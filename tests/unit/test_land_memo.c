/* test_land_memo.c - shares of land that a memo has are those that are computed anew, to the last bit, whatever was edited. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../support/memo_in_memory.h"
#include "../support/small_city.h"

enum { EDITS = 12 };

/* What can happen to a city between two nights. */
enum edit {
    NOTHING,
    MOVE_FACILITY,
    REMOVE_FACILITY,
    MOVE_HOME,
    REMOVE_HOME,
    CHANGE_LIMIT,
    CHANGE_COST,
    REMOVE_STREET,
    ADD_BARRIER,
    CHANGE_OFF_STREET,
    CHANGE_TOLERANCE,
    FALL_SHORT,
    EDIT_COUNT
};

/* A city that is edited again and again: random numbers say what, and a list what was done. */
struct plan {
    uint64_t seed;
    struct {
        enum edit edit;
        uint64_t luck;
    } edits[EDITS];
    size_t edit_count;
};

static void
rebuild_streets(struct city *city, enum edit edit, uint64_t luck)
{
    struct hand_edge edges[TOWN_EDGES];
    const size_t at = luck % city->net->edge_count;
    struct lci_network *net = NULL;
    size_t count = 0;

    for (size_t e = 0; e < city->net->edge_count; e++) {
        const struct lci_edge *edge = &city->net->edges[e];

        if (edit == REMOVE_STREET && e == at)
            continue;
        edges[count] = (struct hand_edge){edge->from, edge->to, edge->length_mm, {edge->cost_mm[0], edge->cost_mm[1]}, edge->flags};
        if (edit == CHANGE_COST && e == at)
            edges[count].cost_mm[0] += 20000;
        count++;
    }
    net = hand_network(city->net->vertex_count, city->net->vertex_xy_m, edges, count);
    hand_network_free(city->net);
    city->net = net;
}

/* The streets, barriers, homes and facilities of a plan. */
static void
open_city(const struct plan *plan, unsigned threads, struct city *city)
{
    double off_street_m = 80.0;
    double tolerance_m = 1.0;

    city_random(city, plan->seed);
    for (size_t i = 0; i < plan->edit_count; i++) {
        const uint64_t luck = plan->edits[i].luck;
        double *home_m = city->homes.shapes.xy_m + 10 * (luck % city->homes.count);
        struct lci_facility *facility = &city->facilities.items[luck % city->facilities.count];
        uint64_t random = luck;

        switch (plan->edits[i].edit) {
        case MOVE_FACILITY:
            facility->x_m += town_between(&random, -60.0, 60.0);
            facility->y_m += town_between(&random, -60.0, 60.0);
            break;
        case REMOVE_FACILITY:
            *facility = city->facilities.items[--city->facilities.count];
            break;
        case MOVE_HOME:
            for (size_t p = 0; p < 5; p++)
                home_m[2 * p] += 7.0;
            break;
        case REMOVE_HOME: /* it shrinks to a point: others keep their numbers, and their ids */
            for (size_t p = 1; p < 5; p++)
                memcpy(home_m + 2 * p, home_m, 2 * sizeof(*home_m));
            break;
        case CHANGE_LIMIT:
            city_limits(city, luck % 3, 150.0, town_between(&random, 250.0, 450.0), 400.0);
            break;
        case CHANGE_COST:
        case REMOVE_STREET:
            rebuild_streets(city, plan->edits[i].edit, luck);
            break;
        case ADD_BARRIER:
            town_barriers(&random, &city->barriers, 1, (int)(luck % 2));
            break;
        case CHANGE_OFF_STREET:
            off_street_m = town_between(&random, 60.0, 90.0);
            break;
        case CHANGE_TOLERANCE:
            tolerance_m = 1.5;
            break;
        case FALL_SHORT:
            city->categories[luck % 3].by_facility = true;
            break;
        case NOTHING:
        case EDIT_COUNT:
            break;
        }
    }
    city_open(city, 3, off_street_m, 20.0, threads);
    for (size_t i = 0; i < plan->edit_count; i++)
        for (size_t f = 0; plan->edits[i].edit == FALL_SHORT && f < city->facilities.count; f++)
            if (city->facilities.items[f].category == plan->edits[i].luck % 3)
                city->facilities.items[f].short_mm = 50000;
    city_partition(city, tolerance_m);
    city->access.areas = false;
}

/* Computes the shares of a plan with a memo (NULL: none); *made: tiles that were made for that. */
static struct lci_land
shares_of(const struct plan *plan, unsigned threads, struct lci_memo *memo, size_t *home_count, size_t *made)
{
    struct city city;
    struct lci_land land;

    open_city(plan, threads, &city);
    city.access.memo = memo;
    assert_int_equal(lci_land_build(&city.access, city.pool, NULL, &land, NULL), LCI_OK);
    *home_count = city.homes.count;
    *made = lci_partition_made_count(city.partition);
    city_close(&city);
    return land;
}

static void
check_same(const struct lci_land *one, const struct lci_land *other, size_t home_count)
{
    assert_int_equal(one->limit_total, other->limit_total);
    assert_memory_equal(one->network_ratio, other->network_ratio, home_count * one->limit_total * sizeof(double));
    assert_memory_equal(one->radius_ratio, other->radius_ratio, home_count * one->radii.total * sizeof(double));
}

static void
add_edit(struct plan *plan, uint64_t *random)
{
    plan->edits[plan->edit_count].edit = (enum edit)(town_next(random) % EDIT_COUNT);
    plan->edits[plan->edit_count++].luck = town_next(random) >> 1;
}

/* A memo that has been through all nights so far, and one night's full run: the same bits, for one thread and for three. */
static void
test_nights_give_what_full_runs_give(void **state)
{
    size_t kept = 0;
    size_t made = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct plan plan = {.seed = seed};
        struct memo_in_memory memo;
        uint64_t random = 77 * seed;

        memo_in_memory_init(&memo);
        for (int night = 0; night <= EDITS; night++) {
            size_t home_count = 0;
            size_t made_full = 0;
            size_t made_kept = 0;
            struct lci_land full = shares_of(&plan, 1, NULL, &home_count, &made_full);
            struct lci_land with = shares_of(&plan, night % 2 == 0 ? 1 : 3, &memo.memo, &home_count, &made_kept);

            check_same(&full, &with, home_count);
            assert_true(made_kept <= made_full);
            lci_land_fini(&full);
            lci_land_fini(&with);
            if (night < EDITS)
                add_edit(&plan, &random);
        }
        kept += memo.memo.counts[LCI_MEMO_LAND].kept;
        made += memo.memo.counts[LCI_MEMO_LAND].made;
        memo_in_memory_fini(&memo);
    }
    print_message("# %zu kept, %zu made\n", kept, made);
    assert_true(kept > 100 && made > 100);
}

static void
test_nothing_is_divided_where_all_is_kept(void **state)
{
    const struct plan plan = {.seed = 3};
    struct memo_in_memory memo;
    size_t home_count = 0;
    size_t made[3];

    (void)state;
    memo_in_memory_init(&memo);
    for (int i = 0; i < 3; i++) {
        struct lci_land land = shares_of(&plan, 2, i == 0 ? NULL : &memo.memo, &home_count, &made[i]);

        lci_land_fini(&land);
    }
    assert_true(made[0] > 0);
    assert_int_equal(made[1], made[0]);
    assert_int_equal(made[2], 0);
    memo_in_memory_fini(&memo);
}

/* Every kind of edit that changes a share is seen; and values that are cut short are none. */
static void
test_edits_change_shares_and_keys(void **state)
{
    size_t changed[EDIT_COUNT] = {0};

    (void)state;
    for (uint64_t seed = 21; seed <= 23; seed++)
        for (int edit = MOVE_FACILITY; edit < EDIT_COUNT; edit++) {
            struct plan plan = {.seed = seed};
            struct memo_in_memory memo;
            size_t home_count = 0;
            size_t made = 0;
            struct lci_land before = shares_of(&plan, 1, NULL, &home_count, &made);
            struct lci_land lands[2];

            memo_in_memory_init(&memo);
            lands[0] = shares_of(&plan, 1, &memo.memo, &home_count, &made);
            lci_land_fini(&lands[0]);
            plan.edits[0].edit = (enum edit)edit;
            plan.edits[0].luck = 1000003 * seed + (uint64_t)edit;
            plan.edit_count = 1;
            for (size_t i = 0; edit % 4 == 0 && i < memo.count; i++)
                memo.entries[i].size -= i % 3 == 0 ? 8 : 0;
            lands[0] = shares_of(&plan, 1, NULL, &home_count, &made);
            lands[1] = shares_of(&plan, 1, &memo.memo, &home_count, &made);
            check_same(&lands[0], &lands[1], home_count);
            changed[edit] += before.limit_total != lands[0].limit_total ||
                             memcmp(before.network_ratio, lands[0].network_ratio, home_count * before.limit_total * sizeof(double));
            for (int i = 0; i < 2; i++)
                lci_land_fini(&lands[i]);
            lci_land_fini(&before);
            memo_in_memory_fini(&memo);
        }
    for (int edit = MOVE_FACILITY; edit < EDIT_COUNT; edit++)
        if (changed[edit] == 0)
            fail_msg("edit %d has changed no share in any city", edit);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nights_give_what_full_runs_give),
        cmocka_unit_test(test_nothing_is_divided_where_all_is_kept),
        cmocka_unit_test(test_edits_change_shares_and_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
