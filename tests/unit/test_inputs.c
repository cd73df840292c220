/* test_inputs.c - rows of all sources together: repeats, order, weights, units. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../support/analysis_model.h"
#include "../support/near.h"
#include "analysis/remark.h"

static void
check_facilities(struct lci_facilities *facilities, struct lci_quality *quality)
{
    assert_int_equal(lci_facilities_check(facilities, 2, lci_metric_plane(), quality, NULL),
                     LCI_OK);
}

static size_t
rows_about(const struct lci_quality *quality, const char *code)
{
    size_t count = 0;

    for (size_t i = 0; i < quality->count; i++)
        count += strcmp(quality->rows[i].code, code) == 0;
    return count;
}

static void
test_same_facility_twice_counts_once(void **state)
{
    /* Case C42: F1 twice by id; F3 is 0.6 m from F2, of one name; both are 12 m from F1. */
    struct lci_facilities facilities = {0};
    struct lci_quality quality = {0};
    const struct {
        const char *id;
        double x;
    } rows[4] = {{"F3", 12.6}, {"F1", 0.0}, {"F2", 12.0}, {"F1", 0.0}};

    (void)state;
    for (size_t i = 0; i < 4; i++)
        model_add_facility(&facilities, rows[i].id, 0, rows[i].x, 0.0)->name = "home";
    check_facilities(&facilities, &quality);
    assert_int_equal(facilities.count, 2);
    assert_string_equal(facilities.items[0].id, "F1");
    assert_string_equal(facilities.items[1].id, "F2");
    assert_int_equal(facilities.category_first[1], 2);
    assert_int_equal(facilities.category_first[2], 2);
    assert_true(model_reported(&quality, "duplicate_facility", "F1"));
    assert_true(model_reported(&quality, "duplicate_facility", "F2"));
    assert_true(model_reported(&quality, "duplicate_facility", "F3"));
    assert_int_equal(quality.error_count, 0);
    lci_quality_fini(&quality);
    lci_facilities_fini(&facilities);
}

static void
test_what_is_no_repeat_stays(void **state)
{
    struct lci_facilities facilities = {0};
    struct lci_quality quality = {0};

    (void)state;
    model_add_facility(&facilities, "A", 0, 0.0, 0.0)->name = "one";
    model_add_facility(&facilities, "A", 1, 0.0, 0.0)->name = "one"; /* another category */
    model_add_facility(&facilities, "B", 0, 0.0, 0.9)->name = "two"; /* another name */
    model_add_facility(&facilities, "C", 0, 0.0, 1.1)->name = "one"; /* more than 1 m from A */
    (void)model_add_facility(&facilities, "D", 0, 5.0, 5.0);         /* no names */
    (void)model_add_facility(&facilities, "E", 0, 5.0, 5.0);
    check_facilities(&facilities, &quality);
    assert_int_equal(facilities.count, 6);
    assert_int_equal(facilities.category_first[1], 5);
    assert_int_equal(quality.count, 0);
    lci_quality_fini(&quality);
    lci_facilities_fini(&facilities);
}

static void
test_chain_of_one_name_keeps_those_a_metre_apart(void **state)
{
    /* Every 0.8 m: A keeps, B repeats A, C is 1.6 m from A and stays, D repeats C. */
    static const char *const ids[] = {"A", "B", "C", "D"};
    struct lci_facilities facilities = {0};
    struct lci_quality quality = {0};

    (void)state;
    for (size_t i = 4; i-- > 0;)
        model_add_facility(&facilities, ids[i], 0, 0.8 * (double)i, 0.0)->name = "one";
    check_facilities(&facilities, &quality);
    assert_int_equal(facilities.count, 2);
    assert_string_equal(facilities.items[0].id, "A");
    assert_string_equal(facilities.items[1].id, "C");
    lci_quality_fini(&quality);
    lci_facilities_fini(&facilities);
}

static void
test_one_id_far_apart_is_an_error(void **state)
{
    struct lci_facilities facilities = {0};
    struct lci_quality quality = {0};

    (void)state;
    (void)model_add_facility(&facilities, "A", 0, 2000.0, 0.0);
    (void)model_add_facility(&facilities, "A", 0, 0.0, 0.0);
    check_facilities(&facilities, &quality);
    assert_int_equal(facilities.count, 1);
    assert_near(facilities.items[0].x_m, 0.0, 0.0);
    assert_int_equal(quality.error_count, 2);
    lci_quality_fini(&quality);
    lci_facilities_fini(&facilities);
}

static void
test_row_numbers_of_two_files_are_no_ids(void **state)
{
    struct lci_facilities facilities = {0};
    struct lci_quality quality = {0};

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct lci_facility *one = model_add_facility(&facilities, "1", 0, 100.0 * i, 0.0);

        one->id_given = false;
        one->origin.source = i == 0 ? "b.csv" : "a.csv";
    }
    check_facilities(&facilities, &quality);
    assert_int_equal(facilities.count, 2);
    assert_string_equal(facilities.items[0].id, "a.csv:layer:1");
    assert_string_equal(facilities.items[1].id, "b.csv:layer:1");
    assert_int_equal(quality.count, 0);
    lci_quality_fini(&quality);
    lci_facilities_fini(&facilities);
}

static void
test_hundred_thousand_in_one_place_are_quick(void **state)
{
    static char ids[100000][8];
    struct lci_facilities facilities = {0};
    struct lci_quality quality = {0};

    (void)state;
    for (int i = 0; i < 100000; i++) {
        (void)snprintf(ids[i], sizeof(ids[i]), "%d", i);
        model_add_facility(&facilities, ids[i], 0, 0.0, 0.0)->name = "one";
    }
    check_facilities(&facilities, &quality);
    assert_int_equal(facilities.count, 1);
    assert_int_equal(rows_about(&quality, "duplicate_facility"), 2 * 99999);
    lci_quality_fini(&quality);
    lci_facilities_fini(&facilities);
}

static void
test_homes_are_sorted_and_weights_without_a_number_count_nothing(void **state)
{
    const double good[4] = {10, 30, 6, 3};
    const double bad[4] = {10, -5, NAN, 0};
    struct lci_homes homes = {0};
    struct lci_quality quality = {0};
    double box[4];

    (void)state;
    model_add_box(&homes.shapes, 50, 0, 60, 10);
    (void)model_add_home(&homes, "B", bad);
    homes.items[0].weights[LCI_WEIGHT_MINORS].state = LCI_WEIGHT_EMPTY;
    model_add_box(&homes.shapes, 0, 0, 10, 10);
    (void)model_add_home(&homes, "A", good);
    assert_int_equal(lci_shapes_append_empty(&homes.shapes, NULL), LCI_OK);
    (void)model_add_home(&homes, "C", NULL);
    assert_int_equal(lci_homes_check(&homes, &quality, NULL), LCI_OK);
    assert_string_equal(homes.items[0].id, "A");
    assert_true(lci_shape_box(&homes.shapes, 0, box));
    assert_near(box[2], 10.0, 0.0);
    assert_string_equal(homes.items[1].id, "B");
    assert_near(homes.items[1].weights[LCI_WEIGHT_HOUSEHOLDS].value, 10.0, 0.0);
    assert_near(homes.items[1].weights[LCI_WEIGHT_POPULATION].value, 0.0, 0.0);
    assert_near(homes.items[1].weights[LCI_WEIGHT_ELDERS].value, 0.0, 0.0);
    assert_int_equal(homes.items[1].weights[LCI_WEIGHT_POPULATION].state, LCI_WEIGHT_UNUSABLE);
    assert_int_equal(rows_about(&quality, "weight_not_usable"), 3);
    assert_true(model_reported(&quality, "no_geometry", "C"));
    assert_int_equal(quality.count, 4); /* C's fields are not there: not reported */
    lci_quality_fini(&quality);
    lci_homes_fini(&homes);
}

static void
test_repeated_home_ids_stay_and_are_errors(void **state)
{
    struct lci_homes homes = {0};
    struct lci_quality quality = {0};
    double box[4];

    (void)state;
    model_add_box(&homes.shapes, 50, 0, 60, 10);
    (void)model_add_home(&homes, "R1", NULL);
    model_add_box(&homes.shapes, 0, 0, 10, 10);
    (void)model_add_home(&homes, "R1", NULL);
    assert_int_equal(lci_homes_check(&homes, &quality, NULL), LCI_OK);
    assert_int_equal(homes.count, 2);
    assert_true(lci_shape_box(&homes.shapes, 0, box));
    assert_near(box[0], 0.0, 0.0);
    assert_int_equal(rows_about(&quality, "duplicate_id"), 2);
    assert_int_equal(quality.error_count, 2);
    lci_quality_fini(&quality);
    lci_homes_fini(&homes);
}

static void
test_units_find_their_parents_by_code_then_by_place(void **state)
{
    const double all[4] = {0, 0, 100, 100};
    const double left[4] = {0, 0, 50, 100};
    const double right[4] = {50, 0, 100, 100};
    const double corner[4] = {60, 0, 80, 20};
    struct lci_units units = {0};
    struct lci_quality quality = {0};

    (void)state;
    model_add_unit(&units, "community", "C1", "gone", corner); /* in U2 by place */
    model_add_unit(&units, "block", "B1", NULL, corner);       /* no known level: no parent */
    model_add_unit(&units, "subdistrict", "U2", NULL, right);
    model_add_unit(&units, "subdistrict", "U1", "D", left);
    model_add_unit(&units, "district", "D", NULL, all);
    model_add_unit(&units, "subdistrict", "U1", "D", corner); /* the code again, smaller */
    assert_int_equal(lci_units_check(&units, &quality, NULL), LCI_OK);
    assert_int_equal(units.count, 5);
    assert_int_equal(units.level_count, 4);
    assert_string_equal(units.levels[0], "district");
    assert_string_equal(units.levels[3], "block");
    assert_string_equal(units.items[1].code, "U1");
    assert_int_equal(units.items[1].parent, 0);
    assert_int_equal(units.items[2].parent, 0);
    assert_int_equal(units.items[3].parent, 2);
    assert_int_equal(units.items[4].parent, LCI_NONE);
    assert_near(lci_shape_area_m2(&units.shapes, 1), 5000.0, 0.0);
    assert_true(model_reported(&quality, "unknown_parent", "C1"));
    assert_true(model_reported(&quality, "duplicate_id", "U1"));
    lci_quality_fini(&quality);
    lci_units_fini(&units);
}

static void
test_units_outside_the_parent_of_their_code_are_told(void **state)
{
    const double all[4] = {0, 0, 100, 100};
    const double left[4] = {0, 0, 50, 100};
    const double corner[4] = {60, 0, 80, 20};
    const double inside[4] = {10, 0, 20, 20};
    struct lci_units units = {0};
    struct lci_quality quality = {0};

    (void)state;
    model_add_unit(&units, "district", "D", NULL, all);
    model_add_unit(&units, "community", "C", "D", left);
    model_add_unit(&units, "group", "G1", "C", corner); /* 10 m east of C */
    model_add_unit(&units, "group", "G2", "C", inside);
    model_add_unit(&units, "group", "G3", NULL, inside); /* in C by place */
    assert_int_equal(lci_units_check(&units, &quality, NULL), LCI_OK);
    for (size_t i = 2; i < 5; i++)
        assert_int_equal(units.items[i].parent, 1);
    assert_true(model_reported(&quality, "outside_parent", "G1"));
    assert_int_equal(quality.count, 1);
    lci_quality_fini(&quality);
    lci_units_fini(&units);
}

static void
test_numbers_have_a_point_in_any_locale(void **state)
{
    char text[LCI_NUMBER_TEXT_SIZE];

    (void)state;
    assert_string_equal(lci_number_text(12.5, text), "12.5");
    assert_string_equal(lci_number_text(-5.0, text), "-5");
    assert_string_equal(lci_number_text(0.0004, text), "0");
    assert_string_equal(lci_number_text(1.9996, text), "2");
    assert_string_equal(lci_number_text(100.0, text), "100");
    assert_string_equal(lci_number_text(NAN, text), "NaN");
}

static void
test_what_does_not_count_leaves_the_list(void **state)
{
    struct lci_facilities facilities = {0};
    struct lci_facilities idle = {0};
    struct lci_quality quality = {0};

    (void)state;
    model_add_facility(&facilities, "A", 0, 0.0, 0.0)->state = LCI_FACILITY_PLANNED;
    (void)model_add_facility(&facilities, "B", 0, 10.0, 0.0);
    (void)model_add_facility(&facilities, "C", 1, 20.0, 0.0);
    model_add_facility(&facilities, "D", 1, 30.0, 0.0)->state = LCI_FACILITY_CLOSED_NOW;
    check_facilities(&facilities, &quality);
    assert_int_equal(lci_facilities_split(&facilities, &idle, NULL), LCI_OK);
    assert_int_equal(facilities.count, 2);
    assert_string_equal(facilities.items[0].id, "B");
    assert_string_equal(facilities.items[1].id, "C");
    assert_int_equal(facilities.category_first[1], 1);
    assert_int_equal(facilities.category_first[2], 2);
    assert_int_equal(idle.count, 2);
    assert_string_equal(idle.items[0].id, "A");
    assert_string_equal(idle.items[1].id, "D");
    assert_int_equal(idle.category_first[1], 1);
    assert_int_equal(idle.category_first[2], 2);
    lci_quality_fini(&quality);
    lci_facilities_fini(&idle);
    lci_facilities_fini(&facilities);
}

static void
test_out_of_memory_is_said(void **state)
{
    const double all[4] = {0, 0, 100, 100};
    const double left[4] = {0, 0, 50, 100};
    enum lci_status status = LCI_E_NOMEM;

    (void)state;
    for (uint64_t n = 1; n < 200 && status != LCI_OK; n++) {
        struct lci_facilities facilities = {0};
        struct lci_facilities idle = {0};
        struct lci_homes homes = {0};
        struct lci_units units = {0};
        struct lci_quality quality = {0};

        model_add_facility(&facilities, "A", 0, 0.0, 0.0)->name = "one";
        model_add_facility(&facilities, "B", 0, 0.0, 0.5)->name = "one";
        model_add_box(&homes.shapes, 0, 0, 10, 10);
        model_add_home(&homes, "1", NULL)->id_given = false;
        model_add_box(&homes.shapes, 0, 0, 10, 10);
        (void)model_add_home(&homes, "1", NULL);
        model_add_unit(&units, "district", "D", NULL, all);
        model_add_unit(&units, "subdistrict", "U", NULL, left);
        lci_alloc_fail_at(n);
        status = lci_facilities_check(&facilities, 1, lci_metric_plane(), &quality, NULL);
        if (!status)
            status = lci_facilities_split(&facilities, &idle, NULL);
        if (!status)
            status = lci_homes_check(&homes, &quality, NULL);
        if (!status)
            status = lci_units_check(&units, &quality, NULL);
        lci_alloc_fail_at(0);
        assert_true(status == LCI_OK || status == LCI_E_NOMEM);
        lci_quality_fini(&quality);
        lci_units_fini(&units);
        lci_homes_fini(&homes);
        lci_facilities_fini(&idle);
        lci_facilities_fini(&facilities);
    }
    assert_int_equal(status, LCI_OK);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_facility_twice_counts_once),
        cmocka_unit_test(test_what_is_no_repeat_stays),
        cmocka_unit_test(test_chain_of_one_name_keeps_those_a_metre_apart),
        cmocka_unit_test(test_one_id_far_apart_is_an_error),
        cmocka_unit_test(test_row_numbers_of_two_files_are_no_ids),
        cmocka_unit_test(test_hundred_thousand_in_one_place_are_quick),
        cmocka_unit_test(test_homes_are_sorted_and_weights_without_a_number_count_nothing),
        cmocka_unit_test(test_repeated_home_ids_stay_and_are_errors),
        cmocka_unit_test(test_units_find_their_parents_by_code_then_by_place),
        cmocka_unit_test(test_units_outside_the_parent_of_their_code_are_told),
        cmocka_unit_test(test_numbers_have_a_point_in_any_locale),
        cmocka_unit_test(test_what_does_not_count_leaves_the_list),
        cmocka_unit_test(test_out_of_memory_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
