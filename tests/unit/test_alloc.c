/* test_alloc.c - checked allocation, growth and arenas. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/error.h"

static void
test_overflowing_product_is_refused(void **state)
{
    (void)state;
    assert_null(lci_alloc(SIZE_MAX / 2, 4));
}

static void
test_growth_keeps_what_is_there(void **state)
{
    int *numbers = NULL;
    size_t capacity = 0;

    (void)state;
    for (size_t i = 0; i < 1000; i++) {
        assert_true(lci_grow(&numbers, i, &capacity));
        numbers[i] = (int)i;
    }
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(numbers[i], (int)i);
    lci_free(numbers);
}

static void
test_nth_allocation_fails_once(void **state)
{
    void *first = NULL;

    (void)state;
    lci_alloc_fail_at(2);
    first = lci_alloc(1, 1);
    assert_non_null(first);
    assert_null(lci_alloc(1, 1));
    lci_free(first);
    first = lci_alloc(1, 1);
    assert_non_null(first);
    lci_free(first);
}

static void
test_arena_keeps_texts_apart(void **state)
{
    struct lci_arena arena = {0};
    char *small = lci_arena_text(&arena, "abc", 3);
    char *large = lci_arena_alloc(&arena, 1, 1 << 20);
    char *after = lci_arena_text(&arena, "de", 2);

    (void)state;
    assert_non_null(large);
    memset(large, 'x', 1 << 20);
    assert_string_equal(small, "abc");
    assert_string_equal(after, "de");
    lci_arena_fini(&arena);
}

static void
test_error_prefix_keeps_the_fact(void **state)
{
    struct lci_error err = {0};

    (void)state;
    assert_int_equal(lci_fail(&err, LCI_E_DATA, "row %d", 7), LCI_E_DATA);
    assert_int_equal(lci_fail_in(&err, LCI_E_DATA, "file %s", "a.csv"), LCI_E_DATA);
    assert_string_equal(err.message, "file a.csv: row 7");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_overflowing_product_is_refused),
        cmocka_unit_test(test_growth_keeps_what_is_there),
        cmocka_unit_test(test_nth_allocation_fails_once),
        cmocka_unit_test(test_arena_keeps_texts_apart),
        cmocka_unit_test(test_error_prefix_keeps_the_fact),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
