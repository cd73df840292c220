/* test_history.c - the history against a table of every value of every night. */
#include "../support/files.h"

#include <math.h>

#include "base/alloc.h"
#include "state/history.h"
#include "state/nights.h"
#include "state/objects.h"

enum { UNITS = 3, FIGURES = 4, SERIES = UNITS * FIGURES, NIGHTS = 60, WINDOW = 7, TRIALS = 3 };

/* What the nights have said; is_there false: nothing of the series. */
struct said {
    bool is_there;
    double value;
};

struct model {
    struct said nights[NIGHTS + 1][SERIES];
    bool is_written[NIGHTS + 1];
    uint64_t current;
    uint64_t random;
};

static uint32_t
draw(struct model *model, uint32_t below)
{
    model->random = model->random * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(model->random >> 33) % below;
}

static struct lci_history_unit
unit_of(size_t series)
{
    static const char *const codes[UNITS] = {"A", "B", "C"};

    return (struct lci_history_unit){series / FIGURES == 0 ? "all" : "town", codes[series / FIGURES], "name"};
}

/* Figures that differ in one part each. */
static struct lci_history_figure
figure_of(size_t series)
{
    struct lci_history_figure figure = {.profile = "adult", .definition = "weight", .category = "school", .weight = "elders",
                                        .limit_m = 600.0, .limit_min = NAN, .radius_m = NAN};

    switch (series % FIGURES) {
    case 1:
        figure.limit_m = 600.001;
        break;
    case 2:
        figure.category = NULL;
        break;
    case 3:
        figure.k = 2;
        break;
    default:
        break;
    }
    return figure;
}

static size_t
series_of(const struct lci_history_unit *unit, const struct lci_history_figure *figure)
{
    const size_t place = figure->k == 2 ? 3 : !figure->category ? 2 : figure->limit_m > 600.0 ? 1 : 0;

    return (size_t)(unit->code[0] - 'A') * FIGURES + place;
}

/* What lci_history_compare() has shown. */
struct shown {
    bool was_shown[SERIES];
    struct said now[SERIES], published[SERIES];
};

static enum lci_status
keep_shown(void *user, const struct lci_history_change *change, struct lci_error *err)
{
    struct shown *shown = user;
    const size_t series = series_of(change->unit, change->figure);

    (void)err;
    assert_false(shown->was_shown[series]);
    shown->was_shown[series] = true;
    shown->now[series] = (struct said){change->now != NULL, change->now ? change->now->value : 0.0};
    shown->published[series] = (struct said){change->published != NULL, change->published ? change->published->value : 0.0};
    return LCI_OK;
}

static void
assert_same(const struct said *a, const struct said *b)
{
    assert_int_equal(a->is_there, b->is_there);
    if (a->is_there)
        assert_true(a->value == b->value);
}

/* The published night: mostly the last that was written, but an operator may have gone back to an earlier one that is kept. */
static uint64_t
choose_published(struct model *model, uint64_t oldest)
{
    const uint64_t chosen = model->current - draw(model, 4);

    if (model->current == 0 || chosen > model->current || chosen < oldest || !model->is_written[chosen])
        return model->current;
    return chosen;
}

/* One night: some series change, some end, some begin; it is written or held back. */
static void
have_a_night(struct model *model, struct lci_store *store, uint64_t night)
{
    struct lci_night_record record = {.started_at = "2026-12-01T02:00:00.000Z", .version = "1"};
    static const struct said none[SERIES];
    struct said *now = model->nights[night];
    struct lci_history *history = NULL;
    struct shown shown = {0};
    const uint64_t oldest = night > WINDOW ? night - WINDOW + 1 : 1;
    const bool is_held = draw(model, 5) == 0;
    const uint64_t before = choose_published(model, oldest);

    assert_int_equal(lci_nights_start(store, &record, 0, &record.id, NULL), LCI_OK);
    assert_int_equal(record.id, night);
    memcpy(now, night > 1 ? model->nights[night - 1] : none, sizeof(model->nights[night]));
    for (size_t s = 0; s < SERIES; s++)
        if (draw(model, 4) == 0)
            now[s] = (struct said){draw(model, 3) > 0, draw(model, 3)};
    assert_int_equal(lci_history_new(store, &history, NULL), LCI_OK);
    for (size_t s = SERIES; s-- > 0;) {
        const struct lci_history_unit unit = unit_of(s);
        const struct lci_history_figure figure = figure_of(s);
        const struct lci_history_value value = {now[s].value, NAN, now[s].value};

        if (now[s].is_there)
            assert_int_equal(lci_history_add(history, &unit, &figure, &value, NULL), LCI_OK);
    }
    assert_int_equal(lci_history_compare(history, before, oldest, keep_shown, &shown, NULL), LCI_OK);
    for (size_t s = 0; s < SERIES; s++) {
        const struct said *published = before > 0 ? &model->nights[before][s] : &none[s];

        assert_int_equal(shown.was_shown[s], now[s].is_there || published->is_there);
        if (shown.was_shown[s]) {
            assert_same(&shown.now[s], &now[s]);
            assert_same(&shown.published[s], published);
        }
    }
    model->is_written[night] = !is_held;
    record.status = is_held ? LCI_NIGHT_HELD : LCI_NIGHT_PUBLISHED;
    if (!is_held) {
        assert_int_equal(lci_history_write(history, night, NULL), LCI_OK);
        model->current = night;
    }
    assert_int_equal(lci_nights_end(store, &record, NULL), LCI_OK);
    assert_int_equal(lci_nights_prune(store, WINDOW, model->current, NULL), LCI_OK);
    assert_int_equal(lci_store_commit(store, NULL), LCI_OK);
    lci_history_free(history);
}

/* What a reading is compared with: each value once. */
struct reading {
    const struct model *model;
    bool was_read[NIGHTS + 1][SERIES];
    uint64_t last;
};

static enum lci_status
check_point(void *user, const struct lci_history_point *point, struct lci_error *err)
{
    struct reading *reading = user;
    const size_t series = series_of(&point->unit, &point->figure);

    (void)err;
    assert_true(point->night >= reading->last);
    reading->last = point->night;
    assert_false(reading->was_read[point->night][series]);
    reading->was_read[point->night][series] = true;
    assert_same(&reading->model->nights[point->night][series], &(struct said){true, point->value.value});
    assert_true(isnan(point->value.denominator));
    return LCI_OK;
}

static void
check_all(const struct model *model, struct lci_store *store, uint64_t night)
{
    static const struct lci_history_filter everything;
    struct reading *reading = calloc(1, sizeof(*reading));

    assert_non_null(reading);
    reading->model = model;
    assert_int_equal(lci_history_read(store, &everything, check_point, reading, NULL), LCI_OK);
    for (uint64_t n = night > WINDOW ? night - WINDOW + 1 : 1; n <= night; n++)
        for (size_t s = 0; s < SERIES; s++)
            assert_int_equal(reading->was_read[n][s], model->is_written[n] && model->nights[n][s].is_there);
    free(reading);
}

static struct lci_store *
new_store(void **state)
{
    enum lci_store_found found = LCI_STORE_FOUND;
    struct lci_store *store = NULL;
    char path[600];

    (void)snprintf(path, sizeof(path), "%s/state.sqlite", (const char *)*state);
    (void)unlink(path);
    assert_int_equal(lci_store_open(path, LCI_STORE_STATE, &store, &found, NULL), LCI_OK);
    return store;
}

static void
test_every_value_of_every_night_that_is_kept_is_read_back(void **state)
{
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        struct model *model = calloc(1, sizeof(*model));
        struct lci_store *store = new_store(state);

        assert_non_null(model);
        model->random = 77 + trial;
        for (uint64_t night = 1; night <= NIGHTS; night++) {
            have_a_night(model, store, night);
            check_all(model, store, night);
        }
        lci_store_close(store);
        free(model);
    }
}

/* From the first allocation on, each one fails once: an error, or what would have been; and nothing is left half. */
static void
test_without_memory_it_fails_and_leaves_the_history_as_it_was(void **state)
{
    struct model *model = calloc(1, sizeof(*model));
    struct lci_store *store = new_store(state);
    enum lci_status status = LCI_E_NOMEM;

    assert_non_null(model);
    model->random = 5;
    for (uint64_t night = 1; night <= 5; night++)
        have_a_night(model, store, night);
    for (uint64_t at = 1; status != LCI_OK; at++) {
        const struct lci_history_unit unit = {"town", "D", "new"};
        const struct lci_history_figure figure = figure_of(0);
        const struct lci_history_value value = {1.0, 2.0, 0.5};
        struct lci_history *history = NULL;

        assert_true(at < 1000);
        lci_alloc_fail_at(at);
        status = lci_history_new(store, &history, NULL);
        if (status == LCI_OK)
            status = lci_history_add(history, &unit, &figure, &value, NULL);
        if (status == LCI_OK)
            status = lci_history_compare(history, model->current, 1, NULL, NULL, NULL);
        if (status == LCI_OK)
            status = lci_history_write(history, 6, NULL);
        lci_alloc_fail_at(0);
        lci_store_rollback(store);
        lci_history_free(history);
        assert_true(status == LCI_OK || status == LCI_E_NOMEM);
        check_all(model, store, 5);
    }
    lci_store_close(store);
    free(model);
}

static void
test_what_is_gone_is_counted_with_its_repeats(void **state)
{
    uint64_t before[] = {1, 3, 3, 3, 7, UINT64_MAX};
    uint64_t now[] = {0, 3, 3, 7, 8};
    struct lci_objects old = {before, 6};
    struct lci_objects new = {now, 5};
    struct lci_objects none = {NULL, 0};
    struct lci_objects read = {NULL, 0};
    struct lci_arena arena = {NULL};
    struct lci_store *store = new_store(state);
    bool found = false;

    assert_int_equal(lci_objects_count_gone(&old, &new), 3); /* 1, one of the three 3s, and the last */
    assert_int_equal(lci_objects_count_gone(&old, &old), 0);
    assert_int_equal(lci_objects_count_gone(&old, &none), 6);
    assert_int_equal(lci_objects_count_gone(&none, &old), 0);
    assert_int_equal(lci_objects_put(store, 4, "homes", &old, NULL), LCI_OK);
    assert_int_equal(lci_objects_put(store, 4, "units", &none, NULL), LCI_OK);
    assert_int_equal(lci_store_commit(store, NULL), LCI_OK);
    assert_int_equal(lci_objects_get(store, 4, "homes", &arena, &read, &found, NULL), LCI_OK);
    assert_true(found);
    assert_int_equal(read.count, 6);
    assert_memory_equal(read.items, before, sizeof(before));
    assert_int_equal(lci_objects_get(store, 4, "units", &arena, &read, &found, NULL), LCI_OK);
    assert_true(found && read.count == 0);
    assert_int_equal(lci_objects_get(store, 3, "homes", &arena, &read, &found, NULL), LCI_OK);
    assert_false(found);
    assert_int_equal(lci_objects_prune(store, 9, 4, NULL), LCI_OK);
    assert_int_equal(lci_objects_get(store, 4, "homes", &arena, &read, &found, NULL), LCI_OK);
    assert_true(found);
    assert_int_equal(lci_objects_prune(store, 9, 5, NULL), LCI_OK);
    assert_int_equal(lci_objects_get(store, 4, "homes", &arena, &read, &found, NULL), LCI_OK);
    assert_false(found);
    lci_arena_fini(&arena);
    lci_store_close(store);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_value_of_every_night_that_is_kept_is_read_back, support_folder, support_remove),
        cmocka_unit_test_setup_teardown(test_without_memory_it_fails_and_leaves_the_history_as_it_was, support_folder,
                                        support_remove),
        cmocka_unit_test_setup_teardown(test_what_is_gone_is_counted_with_its_repeats, support_folder, support_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
