/* test_fingerprint.c - fingerprints against the program xxhsum (xxhash 0.8.1, `xxhsum -H2`). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "base/fingerprint.h"

static void
assert_text(struct lci_fingerprint value, const char *expected)
{
    char text[LCI_FINGERPRINT_TEXT_SIZE] = "";

    lci_fingerprint_text(value, text);
    assert_string_equal(text, expected);
}

static void
test_bytes_as_xxhsum_has_them(void **state)
{
    (void)state;
    assert_text(lci_fingerprint_bytes("lifecircle", 10), "64d8ee8eacfe070bbac482cac5d7491b");
    assert_text(lci_fingerprint_bytes("", 0), "99aa06d3014798d86001c324468d497f");
}

static void
test_parts_are_one_stream(void **state)
{
    struct lci_hasher *hasher = lci_hasher_new();

    (void)state;
    assert_non_null(hasher);
    lci_hasher_add(hasher, "life", 4);
    lci_hasher_add(hasher, NULL, 0);
    lci_hasher_add(hasher, "circle", 6);
    assert_text(lci_hasher_end(hasher), "64d8ee8eacfe070bbac482cac5d7491b");
    lci_hasher_reset(hasher);
    assert_text(lci_hasher_end(hasher), "99aa06d3014798d86001c324468d497f");
    lci_hasher_free(hasher);
    lci_hasher_free(NULL);
}

/* The bytes that xxhsum read: little-endian 2, "ab", 2^64 - 1, 7 in four bytes, 0, a quiet NAN, 1.5. */
static void
test_values_are_little_endian(void **state)
{
    struct lci_hasher *hasher = lci_hasher_new();

    (void)state;
    assert_non_null(hasher);
    lci_hasher_add_text(hasher, "ab");
    lci_hasher_add_text(hasher, NULL);
    lci_hasher_add_u32(hasher, 7);
    lci_hasher_add_double(hasher, -0.0);
    lci_hasher_add_double(hasher, -(double)NAN);
    lci_hasher_add_double(hasher, 1.5);
    assert_text(lci_hasher_end(hasher), "98bfe742c39291a9f452d486a78e9773");
    lci_hasher_free(hasher);
}

static void
test_texts_do_not_run_together(void **state)
{
    struct lci_hasher *a = lci_hasher_new();
    struct lci_hasher *b = lci_hasher_new();

    (void)state;
    assert_non_null(a);
    assert_non_null(b);
    lci_hasher_add_text(a, "ab");
    lci_hasher_add_text(a, "c");
    lci_hasher_add_text(b, "a");
    lci_hasher_add_text(b, "bc");
    assert_false(lci_fingerprint_equal(lci_hasher_end(a), lci_hasher_end(b)));
    lci_hasher_reset(a);
    lci_hasher_reset(b);
    lci_hasher_add_text(a, NULL);
    lci_hasher_add_text(b, "");
    assert_false(lci_fingerprint_equal(lci_hasher_end(a), lci_hasher_end(b)));
    lci_hasher_free(a);
    lci_hasher_free(b);
}

static void
test_both_halves_count(void **state)
{
    static const struct lci_fingerprint others[] = {{.high = 1, .low = 3}, {.high = 2, .low = 2}};
    const struct lci_fingerprint one = {.high = 1, .low = 2};
    struct lci_hasher *a = lci_hasher_new();
    struct lci_hasher *b = lci_hasher_new();

    (void)state;
    assert_non_null(a);
    assert_non_null(b);
    assert_true(lci_fingerprint_equal(one, one));
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        assert_false(lci_fingerprint_equal(one, others[i]));
        lci_hasher_reset(a);
        lci_hasher_reset(b);
        lci_hasher_add_fingerprint(a, one);
        lci_hasher_add_fingerprint(b, others[i]);
        assert_false(lci_fingerprint_equal(lci_hasher_end(a), lci_hasher_end(b)));
    }
    lci_hasher_free(a);
    lci_hasher_free(b);
}

static void
test_a_text_comes_back_or_is_refused(void **state)
{
    static const char *const wrong[] = {"", "64d8", "64d8ee8eacfe070bbac482cac5d7491", "64d8ee8eacfe070bbac482cac5d7491B",
                                        "64d8ee8eacfe070bbac482cac5d7491b0", "g4d8ee8eacfe070bbac482cac5d7491b"};
    struct lci_fingerprint read = {0};

    (void)state;
    assert_true(lci_fingerprint_from_text("64d8ee8eacfe070bbac482cac5d7491b", &read));
    assert_true(lci_fingerprint_equal(read, lci_fingerprint_bytes("lifecircle", 10)));
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_false(lci_fingerprint_from_text(wrong[i], &read));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes_as_xxhsum_has_them),   cmocka_unit_test(test_parts_are_one_stream),
        cmocka_unit_test(test_values_are_little_endian),   cmocka_unit_test(test_texts_do_not_run_together),
        cmocka_unit_test(test_both_halves_count),          cmocka_unit_test(test_a_text_comes_back_or_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
