/* test_pool.c - every item is done once, the lowest failure is told, the caller can stop a run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/pool.h"

enum { ITEMS = 10007, MOST_THREADS = 8 };

struct sums {
    unsigned thread_count;
    uint32_t done[ITEMS];
    uint64_t by_worker[MOST_THREADS];
};

static enum lci_status
square(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    struct sums *sums = user;

    if (worker >= sums->thread_count)
        return lci_fail(err, LCI_E_ARG, "worker %u", worker);
    sums->done[item] += (uint32_t)item + 1;
    sums->by_worker[worker] += item + 1;
    return LCI_OK;
}

static void
test_every_item_is_done_once_by_any_number_of_threads(void **state)
{
    static const unsigned counts[] = {1, 2, 3, MOST_THREADS};
    static const size_t batches[] = {0, 1, 7, 1000, ITEMS, 2 * (size_t)ITEMS};
    struct sums *sums = lci_new(struct sums);

    (void)state;
    for (size_t c = 0; c < sizeof(counts) / sizeof(counts[0]); c++) {
        struct lci_pool *pool = NULL;

        assert_int_equal(lci_pool_new(counts[c], &pool, NULL), LCI_OK);
        assert_int_equal(lci_pool_thread_count(pool), counts[c]);
        for (size_t b = 0; b < sizeof(batches) / sizeof(batches[0]); b++) {
            uint64_t total = 0;

            memset(sums, 0, sizeof(*sums));
            sums->thread_count = counts[c];
            assert_int_equal(
                lci_pool_run(pool, NULL, "test", ITEMS, batches[b], square, sums, NULL), LCI_OK);
            for (size_t i = 0; i < ITEMS; i++)
                assert_int_equal(sums->done[i], i + 1);
            for (size_t w = 0; w < MOST_THREADS; w++)
                total += sums->by_worker[w];
            assert_int_equal(total, (uint64_t)ITEMS * (ITEMS + 1) / 2);
        }
        lci_pool_free(pool);
    }
    lci_free(sums);
}

static void
test_a_run_without_items_does_nothing(void **state)
{
    struct lci_pool *pool = NULL;

    (void)state;
    assert_int_equal(lci_pool_new(2, &pool, NULL), LCI_OK);
    assert_int_equal(lci_pool_run(pool, NULL, "test", 0, 4, square, NULL, NULL), LCI_OK);
    lci_pool_free(pool);
    lci_pool_free(NULL);
}

static void
test_no_number_means_as_many_as_the_machine_has(void **state)
{
    struct lci_pool *pool = NULL;

    (void)state;
    assert_int_equal(lci_pool_new(0, &pool, NULL), LCI_OK);
    assert_true(lci_pool_thread_count(pool) >= 1);
    lci_pool_free(pool);
}

/* Fails for item 5000 and above, and the later items fail sooner than 5000 itself does. */
static enum lci_status
fail_from_5000(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    volatile uint32_t spin = item == 5000 ? 200000 : 0;

    (void)user;
    (void)worker;
    while (spin > 0)
        spin--;
    if (item >= 5000)
        return lci_fail(err, LCI_E_DATA, "item %zu", item);
    return LCI_OK;
}

static void
test_the_lowest_failed_item_is_told(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads <= MOST_THREADS; threads *= 2) {
        struct lci_pool *pool = NULL;

        assert_int_equal(lci_pool_new(threads, &pool, NULL), LCI_OK);
        for (size_t batch = 1; batch < 4000; batch = batch * 3 + 1) {
            struct lci_error error = {.status = LCI_OK};

            assert_int_equal(
                lci_pool_run(pool, NULL, "test", ITEMS, batch, fail_from_5000, NULL, &error),
                LCI_E_DATA);
            assert_string_equal(error.message, "item 5000");
            assert_int_equal(error.status, LCI_E_DATA);
        }
        lci_pool_free(pool);
    }
}

/* Plain, not atomic: only the calling thread may touch it. */
struct watcher {
    unsigned question_count;
    unsigned stop_at;
    double last_ratio;
    char stage[16];
};

static bool
count_questions(void *user)
{
    struct watcher *watcher = user;

    return ++watcher->question_count == watcher->stop_at;
}

static void
keep_ratio(void *user, const char *stage, double done_ratio)
{
    struct watcher *watcher = user;

    assert_true(done_ratio >= watcher->last_ratio && done_ratio <= 1.0);
    watcher->last_ratio = done_ratio;
    (void)strncpy(watcher->stage, stage, sizeof(watcher->stage) - 1);
}

static enum lci_status
count_done(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    (void)worker;
    (void)item;
    (void)err;
    atomic_fetch_add((atomic_size_t *)user, 1);
    return LCI_OK;
}

static void
test_the_caller_can_stop_a_run_and_start_another(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads <= 4; threads++) {
        struct watcher watcher = {.stop_at = 3};
        struct lci_context context = {.cancelled = count_questions, .user = &watcher};
        struct lci_pool *pool = NULL;
        struct lci_error error = {.status = LCI_OK};
        atomic_size_t done = 0;

        assert_int_equal(lci_pool_new(threads, &pool, NULL), LCI_OK);
        assert_int_equal(
            lci_pool_run(pool, &context, "search", (size_t)1 << 40, 1, count_done, &done, &error),
            LCI_E_CANCELLED);
        assert_string_equal(error.message, "search: cancelled");
        atomic_store(&done, 0);
        assert_int_equal(lci_pool_run(pool, &context, "search", ITEMS, 16, count_done, &done, NULL),
                         LCI_OK);
        assert_int_equal(atomic_load(&done), ITEMS);
        lci_pool_free(pool);
    }
}

static void
test_progress_ends_at_one(void **state)
{
    struct watcher watcher = {0};
    struct lci_context context = {.progress = keep_ratio, .user = &watcher};
    struct lci_pool *pool = NULL;
    atomic_size_t done = 0;

    (void)state;
    assert_int_equal(lci_pool_new(2, &pool, NULL), LCI_OK);
    assert_int_equal(lci_pool_run(pool, &context, "areas", ITEMS, 1, count_done, &done, NULL),
                     LCI_OK);
    assert_float_equal(watcher.last_ratio, 1.0, 0.0);
    assert_string_equal(watcher.stage, "areas");
    lci_pool_free(pool);
}

static void
test_no_memory_is_an_error(void **state)
{
    (void)state;
    for (uint64_t n = 1; n <= 2; n++) {
        struct lci_pool *pool = NULL;
        struct lci_error error = {.status = LCI_OK};

        lci_alloc_fail_at(n);
        assert_int_equal(lci_pool_new(2, &pool, &error), LCI_E_NOMEM);
        lci_alloc_fail_at(0);
        assert_null(pool);
        assert_string_equal(error.message, "worker pool: out of memory");
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_item_is_done_once_by_any_number_of_threads),
        cmocka_unit_test(test_a_run_without_items_does_nothing),
        cmocka_unit_test(test_no_number_means_as_many_as_the_machine_has),
        cmocka_unit_test(test_the_lowest_failed_item_is_told),
        cmocka_unit_test(test_the_caller_can_stop_a_run_and_start_another),
        cmocka_unit_test(test_progress_ends_at_one),
        cmocka_unit_test(test_no_memory_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
