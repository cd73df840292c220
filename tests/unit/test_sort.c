/* test_sort.c - sorting by keys against the C library, and the curve along which places are numbered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/sort.h"
#include "network/hilbert.h"

static int
compare_items(const void *left, const void *right)
{
    const struct lci_keyed *a = left;
    const struct lci_keyed *b = right;

    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->value > b->value) - (a->value < b->value);
}

static uint64_t
draw(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed ^ *seed >> 29;
}

/* Keys of all bits; few of them; all alike; in the top or the lowest bits; ascending but for one; ids in rows; pairs. */
static uint64_t
make_key(unsigned kind, size_t i, size_t count, uint64_t *seed)
{
    const uint64_t any = draw(seed);

    switch (kind) {
    case 0:
        return any;
    case 1:
        return any % 7;
    case 2:
        return 42;
    case 3:
        return any << 60;
    case 4:
        return UINT64_MAX - any % 1000;
    case 5:
        return i + 1 == count ? 0 : i;
    case 6:
        return any % 50 * 1000000 + i % 1000;
    default:
        return any % 300 << 32 | (any >> 20) % 300;
    }
}

static void
test_sorts_as_qsort_does_and_keeps_equal_keys_in_order(void **state)
{
    static const size_t counts[] = {0, 1, 2, 24, 25, 300, 8192, 8193, 100000};

    (void)state;
    for (size_t c = 0; c < sizeof(counts) / sizeof(*counts); c++)
        for (unsigned kind = 0; kind < 8; kind++) {
            const size_t count = counts[c];
            struct lci_keyed *items = lci_new_array(struct lci_keyed, count);
            struct lci_keyed *wanted = lci_new_array(struct lci_keyed, count);
            uint64_t seed = kind + 1;

            assert_non_null(items);
            assert_non_null(wanted);
            for (size_t i = 0; i < count; i++) {
                items[i].key = wanted[i].key = make_key(kind, i, count, &seed);
                items[i].value = wanted[i].value = (uint32_t)i;
            }
            assert_true(lci_sort_keyed(items, count));
            qsort(wanted, count, sizeof(*wanted), compare_items);
            for (size_t i = 0; i < count; i++)
                if (items[i].key != wanted[i].key || items[i].value != wanted[i].value)
                    fail_msg("kind %u, %zu items: item %zu", kind, count, i);
            lci_free(items);
            lci_free(wanted);
        }
}

static void
test_no_memory_leaves_all_as_it_was(void **state)
{
    struct lci_keyed items[3] = {{3, 0}, {2, 1}, {1, 2}};

    (void)state;
    lci_alloc_fail_at(1);
    assert_false(lci_sort_keyed(items, 3));
    lci_alloc_fail_at(0);
    assert_int_equal(items[0].key, 3);
    assert_int_equal(items[1].key, 2);
    assert_int_equal(items[2].key, 1);
}

/* What makes it Hilbert's curve: it visits every cell of a square, each next to the one before. */
static void
test_the_curve_steps_from_neighbour_to_neighbour(void **state)
{
    enum { SIDE = 64 };
    static const uint32_t corners[][2] = {{0, 0}, {SIDE * 77777, SIDE * 12345}, {(1 << 24) - SIDE, (1 << 24) - SIDE}};
    static struct lci_keyed cells[SIDE * SIDE];
    struct lci_hilbert curve;

    (void)state;
    lci_hilbert_init(&curve);
    for (size_t c = 0; c < 3; c++) {
        for (uint32_t i = 0; i < SIDE * SIDE; i++)
            cells[i] = (struct lci_keyed){
                lci_hilbert_position(&curve, corners[c][0] + i % SIDE, corners[c][1] + i / SIDE), i};
        qsort(cells, SIDE * SIDE, sizeof(*cells), compare_items);
        for (uint32_t i = 1; i < SIDE * SIDE; i++) {
            const int across = abs((int)(cells[i].value % SIDE) - (int)(cells[i - 1].value % SIDE));
            const int up = abs((int)(cells[i].value / SIDE) - (int)(cells[i - 1].value / SIDE));

            assert_int_equal(cells[i].key - cells[i - 1].key, 1);
            assert_int_equal(across + up, 1);
        }
    }
    assert_int_equal(lci_hilbert_position(&curve, 0, 0), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sorts_as_qsort_does_and_keeps_equal_keys_in_order),
        cmocka_unit_test(test_no_memory_leaves_all_as_it_was),
        cmocka_unit_test(test_the_curve_steps_from_neighbour_to_neighbour),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
