/* test_gap_memo.c - gaps with a memo of other inputs are the gaps without, whatever is edited, and most are not found anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../support/gap_town.h"
#include "../support/memo_in_memory.h"

enum { STEPS = 24, TOWNS = 4 };

/* An item that may be taken out or put back. */
static bool *
pick_gone(struct gap_town *town)
{
    const uint64_t which = town_next(&town->seed);

    switch (town_next(&town->seed) % 6) {
    case 0:
        return &town->facilities[which % town->facility_count].is_gone;
    case 1:
        return &town->homes[which % town->home_count].is_gone;
    case 2:
        return town->gate_count > 0 ? &town->gates[which % town->gate_count].is_gone : &town->homes[0].is_gone;
    case 3:
        return &town->walls[which % town->wall_count].is_gone;
    default:
        return &town->streets[which % town->street_count].is_gone;
    }
}

static void
edit_street(struct gap_town *town)
{
    static const uint32_t flags[] = {0, LCI_WAY_PRIVATE, LCI_WAY_BRIDGE, LCI_WAY_FORWARD_ONLY};
    struct gap_town_street *street = &town->streets[town_next(&town->seed) % town->street_count];

    switch (town_next(&town->seed) % 4) {
    case 0:
        street->flags = flags[town_next(&town->seed) % 4];
        break;
    case 1:
        street->factor = street->factor > 1.0 ? 1.0 : 1.3;
        break;
    case 2:
        street->level = street->level == 0;
        break;
    default:
        street->bx_m += 2.0;
    }
}

static void
edit_facility(struct gap_town *town)
{
    struct gap_town_facility *facility = &town->facilities[town_next(&town->seed) % town->facility_count];

    switch (town_next(&town->seed) % 4) {
    case 0:
        facility->state = facility->state == LCI_FACILITY_COUNTS ? LCI_FACILITY_PLANNED : LCI_FACILITY_COUNTS;
        break;
    case 1:
        facility->x_m += 7.0;
        break;
    case 2:
        facility->short_mm = facility->category == 1 ? 60000 - facility->short_mm / 2 : 0;
        break;
    default:
        facility->y_m += 60.0;
    }
}

static void
edit_parameter(struct gap_town *town)
{
    switch (town_next(&town->seed) % 6) {
    case 0:
        town->limit_m[town_next(&town->seed) % GAP_TOWN_CATEGORIES] += 10.0;
        break;
    case 1:
        town->off_street_m += 2.0;
        break;
    case 2:
        town->islet_m += 15.0;
        break;
    case 3:
        town->link_max_m += 3.0;
        break;
    case 4:
        town->keeps_flips = !town->keeps_flips;
        break;
    default:
        town->gap_link_m += 5.0;
    }
}

/* One edit of many kinds. */
static void
edit(struct gap_town *town)
{
    struct gap_town_home *home = &town->homes[town_next(&town->seed) % town->home_count];
    bool *gone = NULL;

    switch (town_next(&town->seed) % 12) {
    case 0:
        home->people += 3.0;
        break;
    case 1:
        home->box_m[2] += 20.0;
        break;
    case 2:
        gap_town_add_gate(town, home);
        break;
    case 3:
        gap_town_add_home(town);
        break;
    case 4:
        gap_town_add_facility(town);
        break;
    case 5:
        town->is_reversed = !town->is_reversed;
        break;
    case 6:
        edit_street(town);
        break;
    case 7:
    case 8:
        edit_facility(town);
        break;
    case 9:
        edit_parameter(town);
        break;
    default:
        gone = pick_gone(town);
        *gone = !*gone;
    }
}

static void
check(const struct gap_town *town, uint64_t seed, int step, struct lci_pool *pool, struct lci_memo *memo)
{
    struct gap_town_bytes expected;
    struct gap_town_bytes found;

    gap_town_gaps(town, pool, NULL, &expected);
    gap_town_gaps(town, pool, memo, &found);
    if (found.count != expected.count || memcmp(found.items, expected.items, found.count) != 0)
        fail_msg("town %d, step %d: gaps with a memo are not those without", (int)seed, step);
    lci_free(expected.items);
    lci_free(found.items);
}

/* From an empty memo, and then one of the steps before; every third step edits several things at once. */
static void
test_gaps_with_a_memo_of_other_towns_are_those_without(void **state)
{
    size_t kept = 0;
    size_t made = 0;

    (void)state;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        static struct gap_town town;
        struct memo_in_memory memory;
        struct lci_pool *pool = NULL;

        assert_int_equal(lci_pool_new(1 + (unsigned)(seed % 2), &pool, NULL), LCI_OK);
        memo_in_memory_init(&memory);
        gap_town_fill(&town, seed, 1 + seed / 2 % 2);
        for (int step = 0; step < STEPS; step++) {
            for (int i = 0; step > 0 && i < (step % 3 == 0 ? 5 : 1); i++)
                edit(&town);
            check(&town, seed, step, pool, &memory.memo);
        }
        kept += memory.memo.counts[LCI_MEMO_GAP].kept;
        made += memory.memo.counts[LCI_MEMO_GAP].made;
        memo_in_memory_fini(&memory);
        lci_pool_free(pool);
    }
    print_message("# %zu values kept, %zu made\n", kept, made);
    assert_true(kept > made);
}

/* Nothing is found anew if nothing has changed but the order in which things are handed in. */
static void
test_a_full_memo_leaves_nothing_to_find(void **state)
{
    static struct gap_town town;
    struct memo_in_memory memory;
    struct lci_pool *pool = NULL;
    size_t made = 0;

    (void)state;
    assert_int_equal(lci_pool_new(2, &pool, NULL), LCI_OK);
    memo_in_memory_init(&memory);
    gap_town_fill(&town, 11, 1);
    check(&town, 11, 0, pool, &memory.memo);
    made = memory.memo.counts[LCI_MEMO_GAP].made;
    assert_true(made > 50);
    town.is_reversed = true;
    check(&town, 11, 1, pool, &memory.memo);
    assert_int_equal(memory.memo.counts[LCI_MEMO_GAP].made, made);
    memo_in_memory_fini(&memory);
    lci_pool_free(pool);
}

/* What changes in a town without a trace in any tile. */
enum parameter { LIMIT, OFF_STREET, ISLET, LINK_MAX, FLIPS, CURVE, PARAMETER_COUNT };

static void
change_parameter(struct gap_town *town, enum parameter parameter)
{
    switch (parameter) {
    case LIMIT:
        town->limit_m[0] += 0.002;
        break;
    case OFF_STREET:
        town->off_street_m += 0.0001;
        break;
    case ISLET:
        town->islet_m += 0.0001;
        break;
    case LINK_MAX:
        town->link_max_m += 0.0001;
        break;
    case FLIPS:
        town->keeps_flips = !town->keeps_flips;
        break;
    case CURVE:
    case PARAMETER_COUNT:
        town->curve_m += 1.0;
    }
}

/* Values of defects that were handed in: of all there are only these have the size of a gain a category. */
static size_t
count_defects(const struct memo_in_memory *memory)
{
    size_t count = 0;

    for (size_t i = 0; i < memory->count; i++)
        count += memory->entries[i].size == GAP_TOWN_CATEGORIES * sizeof(struct lci_gain);
    return count;
}

/* Each makes all changes anew, those of a category at least, and but for the flips of gaps all defects. */
static void
test_every_parameter_is_in_the_keys(void **state)
{
    static struct gap_town town;
    struct memo_in_memory memory;
    struct lci_pool *pool = NULL;
    size_t defects = 0;

    (void)state;
    assert_int_equal(lci_pool_new(2, &pool, NULL), LCI_OK);
    memo_in_memory_init(&memory);
    gap_town_fill(&town, 12, 1);
    check(&town, 12, 0, pool, &memory.memo);
    defects = count_defects(&memory);
    assert_true(defects > 5);
    for (int parameter = 0; parameter < PARAMETER_COUNT; parameter++) {
        const size_t made = memory.memo.counts[LCI_MEMO_GAP].made;
        const size_t known = count_defects(&memory);

        change_parameter(&town, (enum parameter)parameter);
        check(&town, 12, 1 + parameter, pool, &memory.memo);
        if (memory.memo.counts[LCI_MEMO_GAP].made < made + 15)
            fail_msg("parameter %d: only %zu values were made anew", parameter, memory.memo.counts[LCI_MEMO_GAP].made - made);
        if (parameter != FLIPS && count_defects(&memory) + 2 < known + defects)
            fail_msg("parameter %d: only %zu defects were tried anew", parameter, count_defects(&memory) - known);
    }
    memo_in_memory_fini(&memory);
    lci_pool_free(pool);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gaps_with_a_memo_of_other_towns_are_those_without),
        cmocka_unit_test(test_a_full_memo_leaves_nothing_to_find),
        cmocka_unit_test(test_every_parameter_is_in_the_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
