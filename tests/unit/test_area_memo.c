/* test_area_memo.c - areas with a memo, empty, full, or of other inputs, are to the byte those without one, and no ground is
 * divided for what is kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../support/edited_town.h"
#include "../support/memo_in_memory.h"
#include "analysis/area_memo.h"
#include "analysis/dissolve.h"
#include "analysis/reach_limits.h"

enum { MODES = 6, SEEDS = 2 };

/* What a run says, one number after the other. */
struct said {
    unsigned char *bytes;
    size_t count, capacity;
};

static void
say(struct said *said, const void *bytes, size_t size)
{
    assert_true(lci_reserve(&said->bytes, said->count + size, &said->capacity));
    if (size > 0)
        memcpy(said->bytes + said->count, bytes, size);
    said->count += size;
}

static void
say_reach(struct said *said, const struct lci_reach *reach)
{
    for (size_t i = 0; i < reach->limit_count; i++) {
        const struct lci_reach_limit *limit = &reach->limits[i];
        const struct lci_polygons *area = &limit->area;

        say(said, &limit->limit_m, sizeof(double));
        say(said, &limit->from_m, sizeof(double));
        say(said, &limit->street_mm, sizeof(uint64_t));
        say(said, &limit->area_m2, sizeof(double));
        say(said, &area->polygon_count, sizeof(size_t));
        if (area->polygon_count == 0)
            continue;
        say(said, area->ring_first, (area->polygon_count + 1) * sizeof(uint32_t));
        say(said, area->point_first, (area->ring_count + 1) * sizeof(uint32_t));
        say(said, area->xy_m, 2 * area->point_count * sizeof(double));
    }
}

static enum lci_status
hear(void *user, struct lci_reach *reach, struct lci_error *err)
{
    (void)err;
    say_reach(user, reach);
    return LCI_OK;
}

/* Areas of all facilities and categories in all modes, in bytes. Errors: those of the areas. */
static enum lci_status
run(struct built *built, struct lci_memo *memo, struct said *said)
{
    static const enum lci_area_mode modes[MODES] = {LCI_AREA_OVERLAP, LCI_AREA_OVERLAP, LCI_AREA_SPLIT,
                                                    LCI_AREA_SPLIT,   LCI_AREA_DISSOLVE, LCI_AREA_DISSOLVE};

    enum lci_status status = LCI_OK;

    built->access.memo = memo;
    for (size_t m = 0; m < MODES && !status; m++) {
        const size_t limit_first[CATEGORIES + 1] = {0, LIMITS, 2 * LIMITS};
        struct lci_reach categories[CATEGORIES] = {{.facility = LCI_NONE}, {.facility = LCI_NONE}};

        built->access.area_mode = modes[m];
        built->access.rings = m % 2 == 1;
        if (modes[m] != LCI_AREA_DISSOLVE) {
            status = lci_reach_run(&built->access, built->pool, NULL, hear, said, NULL);
            continue;
        }
        for (uint32_t c = 0; c < CATEGORIES && !status; c++) {
            categories[c].category = c;
            status = lci_reach_limits_new(&built->access, &categories[c], NULL);
        }
        if (!status)
            status = lci_dissolve(&built->access, built->pool, NULL, categories, limit_first, NULL);
        for (size_t c = 0; c < CATEGORIES; c++) {
            say_reach(said, &categories[c]);
            lci_reach_fini(&categories[c]);
        }
    }
    return status;
}

/* What a run made, and how many tiles it divided for that. */
struct result {
    struct said said;
    size_t tiles, kept, made;
};

static struct result
run_plan(const struct plan *plan, struct lci_memo *memo)
{
    struct result result = {0};
    struct built built;

    if (memo)
        memset(memo->counts, 0, sizeof(memo->counts));
    build_town(plan, &built);
    assert_int_equal(run(&built, memo, &result.said), LCI_OK);
    result.tiles = lci_partition_made_count(built.partition);
    if (memo) {
        result.kept = memo->counts[LCI_MEMO_AREA].kept;
        result.made = memo->counts[LCI_MEMO_AREA].made;
    }
    demolish_town(&built);
    return result;
}

static void
check_same(const struct said *said, const struct said *wanted, uint64_t seed, enum edit edit)
{
    size_t at = 0;

    while (at < said->count && at < wanted->count && said->bytes[at] == wanted->bytes[at])
        at++;
    if (said->count != wanted->count || at < wanted->count)
        fail_msg("seed %d, %s: byte %zu of %zu and %zu differs", (int)seed, EDIT_NAMES[edit], at, said->count, wanted->count);
}

static bool
is_same(const struct said *a, const struct said *b)
{
    return a->count == b->count && memcmp(a->bytes, b->bytes, a->count) == 0;
}

/* Edits that change nothing near any area: not a tile may be divided after them. */
static bool
is_elsewhere(enum edit edit)
{
    return edit == NOTHING || edit == SHIFT_NUMBERS || edit == ADD_STREET_FAR_WEST;
}

/* Edits of a part of the town: something must be kept, and something else not. */
static bool
is_local(enum edit edit)
{
    return (edit >= MOVE_VERTEX && edit <= MAKE_DEAR) || (edit >= MOVE_FACILITY && edit <= FALL_SHORT);
}

/* How much was done over all towns after each edit. */
struct sums {
    size_t tiles, all_tiles, kept, differ;
};

/* Edits the town, and compares its areas from a copy of the memo with those drawn without one. */
static void
check_edit(const struct plan *plan, const struct memo_in_memory *full, const struct said *before, uint64_t seed, enum edit edit,
           struct sums *sums)
{
    uint64_t random = 100 * seed + edit;
    struct plan edited = *plan;
    struct memo_in_memory memo;
    struct result wanted = {0};
    struct result got = {0};

    edit_plan(&edited, edit, &random);
    memo_in_memory_copy(full, &memo);
    wanted = run_plan(&edited, NULL);
    got = run_plan(&edited, &memo.memo);
    check_same(&got.said, &wanted.said, seed, edit);
    if (is_elsewhere(edit) && (got.tiles > 0 || got.made > 0))
        fail_msg("seed %d, %s: %zu tiles, %zu areas made", (int)seed, EDIT_NAMES[edit], got.tiles, got.made);
    sums->tiles += got.tiles;
    sums->all_tiles += wanted.tiles;
    sums->kept += got.kept;
    sums->differ += !is_same(&wanted.said, before);
    lci_free(wanted.said.bytes);
    lci_free(got.said.bytes);
    memo_in_memory_fini(&memo);
}

static void
test_areas_after_an_edit_are_those_drawn_anew(void **state)
{
    struct sums sums[EDIT_COUNT] = {0};

    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct memo_in_memory full;
        struct plan plan;
        struct result plain = {0};
        struct result filling = {0};

        plan_town(&plan, seed);
        plain = run_plan(&plan, NULL);
        memo_in_memory_init(&full);
        filling = run_plan(&plan, &full.memo);
        check_same(&filling.said, &plain.said, seed, NOTHING);
        assert_int_equal(filling.tiles, plain.tiles);
        for (enum edit edit = NOTHING; edit < EDIT_COUNT; edit++)
            check_edit(&plan, &full, &plain.said, seed, edit, &sums[edit]);
        lci_free(plain.said.bytes);
        lci_free(filling.said.bytes);
        memo_in_memory_fini(&full);
    }
    for (enum edit edit = NOTHING; edit < EDIT_COUNT; edit++) {
        if (!is_elsewhere(edit) && edit != MOVE_OPEN_HOME && edit != SWAP_HOMES && sums[edit].differ == 0)
            fail_msg("%s: changes nothing in any town", EDIT_NAMES[edit]);
        if (is_local(edit) && (sums[edit].tiles == 0 || sums[edit].tiles >= sums[edit].all_tiles || sums[edit].kept == 0))
            fail_msg("%s: %zu tiles of %zu", EDIT_NAMES[edit], sums[edit].tiles, sums[edit].all_tiles);
    }
}

/* Night after night, each with the memo of all before. */
static void
test_areas_after_many_nights_are_those_drawn_anew(void **state)
{
    enum { NIGHTS = 8 };
    struct memo_in_memory memo;
    struct plan plan;
    uint64_t random = 77;

    (void)state;
    plan_town(&plan, random);
    memo_in_memory_init(&memo);
    for (int night = 0; night < NIGHTS; night++) {
        enum edit edit = NOTHING;
        struct result wanted = {0};
        struct result got = {0};

        for (uint64_t n = town_next(&random) % 4; n > 0; n--) {
            edit = (enum edit)(town_next(&random) % EDIT_COUNT);
            if (plan.facility_count + 1 < MOST_FACILITIES && plan.wall_count + 1 < MOST_WALLS && plan.gate_count + 1 < MOST_GATES &&
                plan.gate_count > 1 && plan.edge_count + 1 < MOST_EDGES)
                edit_plan(&plan, edit, &random);
        }
        wanted = run_plan(&plan, NULL);
        got = run_plan(&plan, &memo.memo);
        check_same(&got.said, &wanted.said, (uint64_t)night, edit);
        lci_free(wanted.said.bytes);
        lci_free(got.said.bytes);
    }
    memo_in_memory_fini(&memo);
}

/* Values that are cut off, or of which a count is wrong, are as if they were not there. */
static void
test_damaged_values_are_drawn_anew(void **state)
{
    enum { CUT_OFF, ONE_MORE, DAMAGES };
    struct plan plan;
    struct result wanted = {0};

    (void)state;
    plan_town(&plan, 3);
    plan.tolerance_m = 1.5;
    wanted = run_plan(&plan, NULL);
    for (int damage = CUT_OFF; damage < DAMAGES; damage++) {
        struct memo_in_memory memo;
        struct result got = {0};
        size_t made = 0;

        memo_in_memory_init(&memo);
        got = run_plan(&plan, &memo.memo);
        made = got.made;
        lci_free(got.said.bytes);
        for (size_t i = 0; i < memo.count; i++)
            if (damage == CUT_OFF)
                memo.entries[i].size -= 1;
            else
                ((unsigned char *)memo.entries[i].bytes)[0]++;
        got = run_plan(&plan, &memo.memo);
        check_same(&got.said, &wanted.said, 3, NOTHING);
        assert_true(got.made >= made);
        lci_free(got.said.bytes);
        memo_in_memory_fini(&memo);
    }
    lci_free(wanted.said.bytes);
}

/* Whatever allocation fails, with an empty memo or a full one, the error says so, and the next run is as if nothing had been. */
static void
test_failed_allocations_end_the_run_only(void **state)
{
    struct memo_in_memory memo;
    struct plan plan;
    struct built built;
    struct said wanted = {0};
    size_t failures = 0;

    (void)state;
    plan_town(&plan, 4);
    plan.tolerance_m = 3.0;
    build_town(&plan, &built);
    lci_pool_free(built.pool);
    assert_int_equal(lci_pool_new(1, &built.pool, NULL), LCI_OK); /* allocations are counted in one thread only */
    memo_in_memory_init(&memo);
    assert_true(lci_reserve(&memo.entries, 4096, &memo.capacity)); /* the memo's own do not fail */
    assert_int_equal(run(&built, NULL, &wanted), LCI_OK);
    for (uint64_t n = 1; n < 4000; n += 1 + n / 5) {
        struct said got = {0};
        enum lci_status status = LCI_OK;

        /* What was said is kept by the test itself. */
        assert_true(lci_reserve(&got.bytes, wanted.count, &got.capacity));
        lci_alloc_fail_at(n);
        status = run(&built, &memo.memo, &got);
        lci_alloc_fail_at(0);
        assert_true(status == LCI_OK || status == LCI_E_NOMEM);
        if (status == LCI_OK)
            check_same(&got, &wanted, 4, NOTHING);
        failures += status == LCI_E_NOMEM;
        lci_free(got.bytes);
    }
    assert_true(failures > 20);
    lci_free(wanted.bytes);
    memo_in_memory_fini(&memo);
    demolish_town(&built);
}

/* The key of an area that no street is in: such a one lies only inside walls. */
static struct lci_fingerprint
key_without_streets(const struct plan *plan)
{
    struct built built;
    struct lci_area_bench bench = {0};
    struct lci_ground_prints *prints = NULL;
    struct lci_search *search = NULL;
    struct lci_yard_question question = {.label = LCI_NONE, .limit_mm = 100000};
    struct lci_fingerprint key = {0};

    build_town(plan, &built);
    built.access.yards = NULL;
    question.facilities = &built.facilities;
    assert_int_equal(lci_search_new(built.net, &search, NULL), LCI_OK);
    assert_int_equal(lci_search_run(search, NULL, 0, question.limit_mm, NULL), LCI_OK);
    question.search = search;
    assert_int_equal(lci_ground_prints_new(built.partition, &prints, NULL), LCI_OK);
    assert_int_equal(lci_area_bench_init(&built.access, prints, &bench, NULL), LCI_OK);
    assert_int_equal(lci_area_key(&built.access, &question, &bench, &key, NULL), LCI_OK);
    lci_area_bench_fini(&bench);
    lci_ground_prints_free(prints);
    lci_search_free(search);
    demolish_town(&built);
    return key;
}

/* What is left out of an area, as too small, is counted by the lattice. */
static void
test_keys_know_the_lattice_where_no_street_is(void **state)
{
    struct plan plan;
    struct plan coarser;
    struct plan other;

    (void)state;
    plan_town(&plan, 1);
    coarser = other = plan;
    coarser.tolerance_m = 1.5;
    other.facilities_xy_m[0][0] += 5.0;
    assert_true(lci_fingerprint_equal(key_without_streets(&plan), key_without_streets(&other)));
    assert_false(lci_fingerprint_equal(key_without_streets(&plan), key_without_streets(&coarser)));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_areas_after_an_edit_are_those_drawn_anew),
        cmocka_unit_test(test_areas_after_many_nights_are_those_drawn_anew),
        cmocka_unit_test(test_damaged_values_are_drawn_anew),
        cmocka_unit_test(test_failed_allocations_end_the_run_only),
        cmocka_unit_test(test_keys_know_the_lattice_where_no_street_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
