/* test_attributes.c - further attributes of facilities and units: by name, as numbers, through repeats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../support/analysis_model.h"
#include "analysis/attributes.h"

static const char *const NAMES[] = {"area_m2", "hours", "status"};

/* A facility with the three attributes. */
static struct lci_facility *
add(struct lci_facilities *facilities, const char *id, const char *const texts[3])
{
    struct lci_facility *facility = model_add_facility(facilities, id, 0, 0.0, 0.0);

    facilities->attribute_names = NAMES;
    facilities->attribute_count = 3;
    facility->attributes = texts;
    return facility;
}

static void
test_attributes_are_found_by_name(void **state)
{
    static const char *const texts[] = {"12", NULL, "open"};
    struct lci_facilities facilities = {0};
    struct lci_unit unit = {.code = "U", .attributes = texts};
    struct lci_units units = {.items = &unit, .count = 1, .attribute_names = NAMES, .attribute_count = 3};

    (void)state;
    add(&facilities, "A", texts);
    add(&facilities, "B", NULL);
    assert_string_equal(lci_facility_attribute(&facilities, 0, "area_m2"), "12");
    assert_string_equal(lci_facility_attribute(&facilities, 0, "status"), "open");
    assert_null(lci_facility_attribute(&facilities, 0, "hours"));
    assert_null(lci_facility_attribute(&facilities, 0, "grade"));
    assert_null(lci_facility_attribute(&facilities, 0, ""));
    assert_null(lci_facility_attribute(&facilities, 1, "status"));
    assert_string_equal(lci_unit_attribute(&units, 0, "status"), "open");
    assert_int_equal(lci_attribute_index(NAMES, 3, "zz"), LCI_NONE);
    assert_int_equal(lci_attribute_index(NULL, 0, "a"), LCI_NONE);
    lci_facilities_fini(&facilities);
}

static void
test_numbers_are_read_as_in_all_tables(void **state)
{
    static const struct {
        const char *text;
        double value;     /* NAN: none */
        const char *code; /* of the remark, or NULL */
        const char *done;
    } rows[] = {
        {"1200", 1200.0, NULL, ""},
        {"约1200㎡", 1200.0, "number_guessed", "read as 1200"},
        {"1,234.5", 1234.5, "number_guessed", "read as 1234.5"},
        {"large", NAN, "number_not_readable", "taken as no value"},
        {"无", NAN, NULL, ""},
        {NULL, NAN, NULL, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *const texts[] = {rows[i].text, NULL, NULL};
        struct lci_facilities facilities = {0};
        struct lci_unit unit = {.code = "U", .attributes = texts, .origin = MODEL_ORIGIN};
        struct lci_units units = {.items = &unit, .count = 1, .attribute_names = NAMES, .attribute_count = 3};
        struct lci_quality quality = {0};
        double values[2] = {-1.0, -1.0};

        add(&facilities, "A", texts);
        assert_int_equal(lci_facility_number(&facilities, 0, "area_m2", &quality, &values[0], NULL), LCI_OK);
        assert_int_equal(lci_unit_number(&units, 0, "area_m2", &quality, &values[1], NULL), LCI_OK);
        for (int k = 0; k < 2; k++)
            assert_true(isnan(rows[i].value) ? isnan(values[k]) : values[k] == rows[i].value);
        assert_int_equal(quality.count, rows[i].code ? 2 : 0);
        for (size_t k = 0; k < quality.count; k++) {
            assert_string_equal(quality.rows[k].code, rows[i].code);
            assert_string_equal(quality.rows[k].done, rows[i].done);
            assert_string_equal(quality.rows[k].found, rows[i].text);
            assert_string_equal(quality.rows[k].feature_id, k == 0 ? "A" : "U");
        }
        assert_int_equal(lci_facility_number(&facilities, 0, "area_m2", NULL, &values[0], NULL), LCI_OK);
        lci_quality_fini(&quality);
        lci_facilities_fini(&facilities);
    }
}

static void
test_a_repeat_hands_on_what_the_other_lacks(void **state)
{
    /* Which A stays is decided by its attributes where all else is equal: no value comes before any. */
    static const char *const bare[] = {NULL, "08:00-17:00", NULL};
    static const char *const full[] = {"12", NULL, "open"};
    static const char *const other[] = {"13", NULL, NULL};
    const char *const *const orders[][3] = {{bare, full, other}, {other, full, bare}, {full, bare, other}};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct lci_facilities facilities = {0};
        struct lci_quality quality = {0};

        for (size_t k = 0; k < 3; k++)
            add(&facilities, "A", orders[i][k]);
        assert_int_equal(lci_facilities_check(&facilities, 1, lci_metric_plane(), &quality, NULL), LCI_OK);
        assert_int_equal(facilities.count, 1);
        assert_string_equal(lci_facility_attribute(&facilities, 0, "area_m2"), "12");
        assert_string_equal(lci_facility_attribute(&facilities, 0, "hours"), "08:00-17:00");
        assert_string_equal(lci_facility_attribute(&facilities, 0, "status"), "open");
        assert_true(model_reported(&quality, "duplicate_differs", "A"));
        lci_quality_fini(&quality);
        lci_facilities_fini(&facilities);
    }
}

static void
test_sorting_keeps_attributes_with_their_rows(void **state)
{
    static const char *const texts[2][3] = {{"1", "a", "x"}, {"2", "b", "y"}};
    const double boxes[2][4] = {{0.0, 0.0, 1.0, 1.0}, {2.0, 0.0, 3.0, 1.0}};
    struct lci_facilities facilities = {0};
    struct lci_units units = {.attribute_names = NAMES, .attribute_count = 3};
    struct lci_quality quality = {0};

    (void)state;
    add(&facilities, "B", texts[0]);
    add(&facilities, "A", texts[1]);
    model_add_unit(&units, "circle", "B", NULL, boxes[0]);
    units.items[0].attributes = texts[0];
    model_add_unit(&units, "circle", "A", NULL, boxes[1]);
    units.items[1].attributes = texts[1];
    assert_int_equal(lci_facilities_check(&facilities, 1, lci_metric_plane(), &quality, NULL), LCI_OK);
    assert_int_equal(lci_units_check(&units, &quality, NULL), LCI_OK);
    assert_string_equal(lci_facility_attribute(&facilities, 0, "status"), "y");
    assert_string_equal(lci_facility_attribute(&facilities, 1, "status"), "x");
    assert_string_equal(lci_unit_attribute(&units, 0, "status"), "y");
    assert_string_equal(lci_unit_attribute(&units, 1, "status"), "x");
    lci_quality_fini(&quality);
    lci_units_fini(&units);
    lci_facilities_fini(&facilities);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_attributes_are_found_by_name),
        cmocka_unit_test(test_numbers_are_read_as_in_all_tables),
        cmocka_unit_test(test_a_repeat_hands_on_what_the_other_lacks),
        cmocka_unit_test(test_sorting_keeps_attributes_with_their_rows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
