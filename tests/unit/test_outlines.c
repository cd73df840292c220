/* test_outlines.c - boxes laid over each other and over units, by hand, and memory that runs out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../support/analysis_model.h"
#include "../support/near.h"
#include "analysis/outlines.h"

struct setting {
    struct lci_homes homes;
    struct lci_units units;
    struct lci_quality quality;
    struct lci_pool *pool;
    uint32_t home_unit[1100];
};

static void
add_home(struct setting *setting, const char *id, const double box[4])
{
    model_add_box(&setting->homes.shapes, box[0], box[1], box[2], box[3]);
    (void)model_add_home(&setting->homes, id, NULL);
}

/*
 * A and its repeat B; C shares 10 x 20 m2 with both (compared with A only); D touches A; E is a strip of half a metre. The border
 * of the units is x = 50: C, from 90 to 110, lies in the eastern one; F, from 40 to 90, has 20 % in the western one.
 */
static void
begin(struct setting *setting)
{
    *setting = (struct setting){0};
    assert_int_equal(lci_pool_new(2, &setting->pool, NULL), LCI_OK);
    add_home(setting, "A", (const double[4]){60, 0, 100, 40});
    add_home(setting, "B", (const double[4]){60, 0, 100, 40});
    add_home(setting, "C", (const double[4]){90, 20, 110, 60});
    add_home(setting, "D", (const double[4]){60, 40, 90, 60});
    add_home(setting, "E", (const double[4]){0, 0, 30, 0.5});
    add_home(setting, "F", (const double[4]){40, 200, 90, 240});
    model_add_unit(&setting->units, "community", "E", NULL, (const double[4]){50, 0, 300, 300});
    model_add_unit(&setting->units, "community", "W", NULL, (const double[4]){0, 0, 50, 300});
    assert_int_equal(lci_units_check(&setting->units, &setting->quality, NULL), LCI_OK);
    assert_int_equal(lci_homes_in_units(&setting->homes, &setting->units, NULL, setting->home_unit, NULL), LCI_OK);
}

static void
end(struct setting *setting)
{
    lci_quality_fini(&setting->quality);
    lci_units_fini(&setting->units);
    lci_homes_fini(&setting->homes);
    lci_pool_free(setting->pool);
}

static enum lci_status
report(struct setting *setting)
{
    const struct lci_outlines_inputs inputs = {
        .homes = &setting->homes, .units = &setting->units, .home_unit = setting->home_unit, .metric = lci_metric_plane()};

    return lci_outlines_report(&inputs, setting->pool, NULL, &setting->quality, NULL);
}

static const struct lci_quality_row *
find_row(const struct setting *setting, const char *code, const char *id)
{
    for (size_t i = 0; i < setting->quality.count; i++)
        if (strcmp(setting->quality.rows[i].code, code) == 0 && strcmp(setting->quality.rows[i].feature_id, id) == 0)
            return &setting->quality.rows[i];
    fail_msg("no row %s about %s", code, id);
    return NULL;
}

static void
test_each_fault_is_told_once(void **state)
{
    struct setting setting;

    (void)state;
    begin(&setting);
    assert_int_equal(report(&setting), LCI_OK);
    assert_int_equal(setting.quality.count, 4);
    assert_string_equal(find_row(&setting, "home_duplicate", "B")->found, "the same outline as home A");
    assert_string_equal(find_row(&setting, "home_overlap", "C")->found,
                        "200 m2 lie in home A too: 25 % of its land, and 12.5 % of the other's");
    assert_string_equal(find_row(&setting, "home_sliver", "E")->found, "1 of 1 parts narrower than a metre, 15 m2 together");
    assert_string_equal(find_row(&setting, "home_in_two_units", "F")->found, "80 % of its land in E, 20 % in W");
    assert_string_equal(find_row(&setting, "home_in_two_units", "F")->done, "counts wholly in E, which holds its place");
    end(&setting);
}

static void
test_a_thousand_of_one_outline_are_compared_with_the_first(void **state)
{
    enum { MANY = 1000 };
    struct setting setting;
    struct lci_outline_groups groups;

    (void)state;
    begin(&setting);
    for (int i = 0; i < MANY; i++)
        add_home(&setting, "same", (const double[4]){500, 500, 520, 520});
    assert_int_equal(lci_outline_groups_build(&setting.homes.shapes, &groups, NULL), LCI_OK);
    assert_int_equal(groups.single_count, 6); /* A, C, D, E, F and one of the many */
    assert_int_equal(groups.first[6 + MANY - 1], 6);
    lci_outline_groups_fini(&groups);
    end(&setting);
}

static void
test_a_home_over_hundreds_of_others_is_told_with_two_hundred(void **state)
{
    enum { MANY = 250 };
    struct setting setting;
    size_t overlap_count = 0;

    (void)state;
    begin(&setting);
    add_home(&setting, "many", (const double[4]){999, 500, 1000 + 10.0 * MANY, 510});
    for (int i = 0; i < MANY; i++) /* inside it, side by side */
        add_home(&setting, "many", (const double[4]){1000 + 10.0 * i, 500, 1010 + 10.0 * i, 510});
    assert_int_equal(report(&setting), LCI_OK);
    for (size_t i = 0; i < setting.quality.count; i++)
        overlap_count += strcmp(setting.quality.rows[i].code, "home_overlap") == 0;
    assert_int_equal(overlap_count, 1 + 200); /* one of C */
    assert_string_equal(find_row(&setting, "home_overlaps_many", "many")->found, "overlaps 200 homes, and 50 more are near it");
    end(&setting);
}

static void
test_out_of_memory_is_said(void **state)
{
    enum lci_status status = LCI_E_NOMEM;

    (void)state;
    for (uint64_t n = 1; n < 500 && status != LCI_OK; n++) {
        struct setting setting;

        begin(&setting);
        lci_alloc_fail_at(n);
        status = report(&setting);
        lci_alloc_fail_at(0);
        assert_true(status == LCI_OK || status == LCI_E_NOMEM);
        end(&setting);
    }
    assert_int_equal(status, LCI_OK);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_fault_is_told_once),
        cmocka_unit_test(test_a_thousand_of_one_outline_are_compared_with_the_first),
        cmocka_unit_test(test_a_home_over_hundreds_of_others_is_told_with_two_hundred),
        cmocka_unit_test(test_out_of_memory_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
