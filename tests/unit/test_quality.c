/* test_quality.c - rows are copied, made valid, counted and ordered; messages are cut whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "base/quality.h"

static void
test_texts_are_copied_and_null_becomes_empty(void **state)
{
    struct lci_quality quality = {0};
    char found[] = "about 1200";
    struct lci_quality_row row = {
        .severity = LCI_SEVERITY_WARNING, .stage = "read", .found = found};

    (void)state;
    assert_true(lci_quality_add(&quality, &row));
    memset(found, 'x', sizeof(found) - 1);
    assert_string_equal(quality.rows[0].found, "about 1200");
    assert_string_equal(quality.rows[0].field, "");
    assert_string_equal(quality.rows[0].done, "");
    lci_quality_fini(&quality);
    assert_null(quality.rows);
}

static void
test_invalid_utf8_is_replaced(void **state)
{
    static const char *const pairs[][2] = {
        {"\xE5\xB9\xBC\xE5\x84\xBF", "\xE5\xB9\xBC\xE5\x84\xBF"},      /* valid */
        {"\xF0\x9F\x8F\xAB", "\xF0\x9F\x8F\xAB"},                      /* U+1F3EB, valid */
        {"a\xD3\xD7", "a\xEF\xBF\xBD\xEF\xBF\xBD"},                    /* GBK bytes */
        {"\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD"},                      /* overlong */
        {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},      /* a surrogate */
        {"\xE5\xB9", "\xEF\xBF\xBD\xEF\xBF\xBD"},                      /* cut off */
        {"\xF4\x90\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"}, /* too high */
    };
    struct lci_quality quality = {0};

    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        assert_true(lci_quality_add(&quality, &(struct lci_quality_row){.found = pairs[i][0]}));
        assert_string_equal(quality.rows[i].found, pairs[i][1]);
    }
    lci_quality_fini(&quality);
}

static void
test_rows_are_counted_by_severity(void **state)
{
    struct lci_quality quality = {0};

    (void)state;
    for (int i = 0; i < 9; i++) {
        const enum lci_severity severity = i < 2   ? LCI_SEVERITY_ERROR
                                           : i < 5 ? LCI_SEVERITY_WARNING
                                                   : LCI_SEVERITY_NOTE;

        assert_true(lci_quality_add(&quality, &(struct lci_quality_row){.severity = severity}));
    }
    assert_int_equal(quality.count, 9);
    assert_int_equal(quality.error_count, 2);
    assert_int_equal(quality.warning_count, 3);
    lci_quality_fini(&quality);
}

static void
test_order_is_stage_then_layer_source_feature_code(void **state)
{
    /* In the wanted order. */
    static const struct lci_quality_row rows[] = {
        {.stage = "read", .layer = "facilities", .source = "a.csv", .feature_id = "10"},
        {.stage = "read", .layer = "facilities", .source = "a.csv", .feature_id = "2", .code = "a"},
        {.stage = "read", .layer = "facilities", .source = "a.csv", .feature_id = "2", .code = "b"},
        {.stage = "read", .layer = "homes", .source = "a.csv", .feature_id = "1", .x_m = 1.0},
        {.stage = "read", .layer = "homes", .source = "a.csv", .feature_id = "1", .x_m = 2.0},
        {.stage = "network", .layer = "", .source = ""},
        {.stage = "join", .layer = "facilities", .source = "a.csv"},
        {.stage = "coverage", .layer = "facilities", .source = "a.csv"},
        {.stage = "another", .layer = "facilities", .source = "a.csv"},
    };
    const size_t count = sizeof(rows) / sizeof(rows[0]);

    (void)state;
    for (size_t turn = 0; turn < count; turn++) {
        struct lci_quality quality = {0};

        for (size_t i = 0; i < count; i++) /* 4 and 9 have no common divisor */
            assert_true(lci_quality_add(&quality, &rows[(i * 4 + turn) % count]));
        lci_quality_sort(&quality);
        for (size_t i = 0; i < count; i++) {
            assert_string_equal(quality.rows[i].stage, rows[i].stage);
            assert_string_equal(quality.rows[i].layer, rows[i].layer);
            assert_string_equal(quality.rows[i].feature_id,
                                rows[i].feature_id ? rows[i].feature_id : "");
            assert_string_equal(quality.rows[i].code, rows[i].code ? rows[i].code : "");
            assert_float_equal(quality.rows[i].x_m, rows[i].x_m, 0.0);
        }
        lci_quality_fini(&quality);
    }
}

static void
test_no_memory_adds_nothing(void **state)
{
    (void)state;
    for (uint64_t n = 1; n <= 2; n++) {
        struct lci_quality quality = {0};

        lci_alloc_fail_at(n);
        assert_false(lci_quality_add(&quality, &(struct lci_quality_row){.stage = "read"}));
        lci_alloc_fail_at(0);
        assert_int_equal(quality.count, 0);
        lci_quality_fini(&quality);
    }
}

static void
keep_message(void *user, enum lci_log_level level, const char *message)
{
    assert_int_equal(level, LCI_LOG_WARNING);
    (void)strcpy(user, message);
}

static void
test_a_message_is_formatted_and_cut_between_characters(void **state)
{
    char kept[4096] = "";
    char text[3001] = "";
    const struct lci_context context = {.log = keep_message, .user = kept};

    (void)state;
    lci_log(NULL, LCI_LOG_ERROR, "nobody listens");
    lci_log(&(struct lci_context){0}, LCI_LOG_ERROR, "nobody listens");
    lci_log(&context, LCI_LOG_WARNING, "%d of %s", 3, "212");
    assert_string_equal(kept, "3 of 212");
    for (size_t i = 0; i < 1000; i++)
        memcpy(text + 3 * i, "\xE5\xB9\xBC", 3);
    lci_log(&context, LCI_LOG_WARNING, "%s", text); /* room for 682 characters and a byte */
    assert_int_equal(strlen(kept), 2046);
    lci_log(&context, LCI_LOG_WARNING, "-%s", text); /* 1 + 682 * 3 = 2047: all whole */
    assert_int_equal(strlen(kept), 2047);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts_are_copied_and_null_becomes_empty),
        cmocka_unit_test(test_invalid_utf8_is_replaced),
        cmocka_unit_test(test_rows_are_counted_by_severity),
        cmocka_unit_test(test_order_is_stage_then_layer_source_feature_code),
        cmocka_unit_test(test_no_memory_adds_nothing),
        cmocka_unit_test(test_a_message_is_formatted_and_cut_between_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
