/* test_indicators.c - sites, figures, sums of units and their gaps, by hand; memory that runs out anywhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../support/analysis_model.h"
#include "analysis/figures.h"
#include "analysis/indicators.h"
#include "analysis/presence.h"
#include "analysis/sites.h"

enum { AREA, ADDRESS, SITE, ATTRIBUTES };

static const char *const NAMES[ATTRIBUTES] = {"a_m2", "address", "site"};
static const char *const CATEGORIES[] = {"clinic", "school"};

static void
add(struct lci_facilities *facilities, const char *id, double x_m, const char *const texts[ATTRIBUTES])
{
    struct lci_facility *facility = model_add_facility(facilities, id, 0, x_m, 0.0);

    facilities->attribute_names = NAMES;
    facilities->attribute_count = ATTRIBUTES;
    facility->attributes = texts;
}

/* Pairs that are one site, and pairs that only look like it; within 30 m. */
static void
test_sites_by_name_then_by_address_and_distance(void **state)
{
    static const char *const rows[][ATTRIBUTES] = {
        {NULL, NULL, "P"},      /* 0: site P */
        {NULL, NULL, "P"},      /* 1: site P, 900 m away */
        {NULL, "Lane 1", NULL}, /* 2 */
        {NULL, "Lane 1", NULL}, /* 3: 30 m from 2 */
        {NULL, "Lane 1", NULL}, /* 4: 31 m from 3, 61 m from 2 */
        {NULL, "Lane 2", "Q"},  /* 5 */
        {NULL, "Lane 2", NULL}, /* 6: 10 m from 5: joins Q */
        {NULL, "Lane 2", "R"},  /* 7: 10 m from 6, but named another site */
        {NULL, NULL, NULL},     /* 8: no address, name of 9 */
        {NULL, NULL, NULL},     /* 9: 5 m from 8 */
        {NULL, "Lane 3", NULL}, /* 10: the name of 8 and 9, but an address */
    };
    static const double x_m[] = {0, 900, 2000, 2030, 2061, 3000, 3010, 3020, 4000, 4005, 4006};
    static const uint32_t expected[] = {0, 0, 2, 2, 4, 5, 5, 7, 8, 8, 10};
    struct lci_facilities facilities = {0};
    uint32_t site_of[11];

    (void)state;
    for (size_t i = 0; i < 11; i++) {
        add(&facilities, "F", x_m[i], rows[i]);
        facilities.items[i].name = i < 8 ? "" : "Clinic";
    }
    assert_int_equal(lci_sites_build(&facilities, lci_metric_plane(), 30.0, site_of, NULL), LCI_OK);
    for (size_t i = 0; i < 11; i++)
        if (site_of[i] != expected[i])
            fail_msg("facility %zu: site %u, expected %u", i, site_of[i], expected[i]);
    lci_facilities_fini(&facilities);
}

/* One of four has all: 3/4. Half the mean difference over the mean by hand of 1 2 3: (8/9)/2/2 = 2/9. */
static void
test_gini_of_known_values(void **state)
{
    double one_has_all[] = {6.0, 0.0, 0.0, 0.0};
    double steps[] = {3.0, 1.0, 2.0};
    double alike[] = {7.0, 7.0, 7.0};
    double nothing[] = {0.0, 0.0};

    (void)state;
    assert_true(fabs(lci_gini(one_has_all, 4) - 0.75) < 1e-12);
    assert_true(fabs(lci_gini(steps, 3) - 2.0 / 9.0) < 1e-12);
    assert_float_equal(lci_gini(alike, 3), 0.0, 1e-12);
    assert_true(isnan(lci_gini(nothing, 2)) && isnan(lci_gini(NULL, 0)));
}

static const struct lci_indicator_walker MODEL_WALKER = {.speed_mps = 1.0};

/* District D with towns A and B; B has villages X and Y. Sorted as lci_units_check() leaves them. */
struct model {
    struct lci_unit items[5];
    const char *levels[3];
    uint32_t level_first[4];
    struct lci_units units;
    struct lci_facilities facilities;
    struct lci_homes homes;
    struct lci_coverage coverage;
    uint32_t facility_unit[4 * 3];
    struct lci_unit_sums sums[6];
    double weights[6][LCI_WEIGHT_FIRST_EXTRA];
    struct lci_handed_figures figures;
    struct lci_unhoused_list unhoused;
    struct lci_indicator_inputs inputs;
};

static void
model_init(struct model *model)
{
    static const char *const texts[][ATTRIBUTES] = {
        {"100", NULL, "P"}, {"40", NULL, "P"}, {NULL, NULL, NULL}, {"约60㎡", NULL, NULL}};
    static const uint32_t places[4][3] = {{0, 1, LCI_NONE}, {0, 1, LCI_NONE}, {0, 2, 3}, {0, 2, 4}};
    const struct lci_unit items[] = {
        {.code = "D", .name = "", .level = "district", .parent = LCI_NONE, .depth = 0, .origin = MODEL_ORIGIN},
        {.code = "A", .name = "Ash", .level = "town", .parent = 0, .depth = 1, .origin = MODEL_ORIGIN},
        {.code = "B", .name = "Birch", .level = "town", .parent = 0, .depth = 1, .origin = MODEL_ORIGIN},
        {.code = "X", .name = "Same", .level = "village", .parent = 2, .depth = 2, .origin = MODEL_ORIGIN},
        {.code = "Y", .name = "Same", .level = "village", .parent = 2, .depth = 2, .origin = MODEL_ORIGIN},
    };
    const char *const levels[] = {"district", "town", "village"};

    memset(model, 0, sizeof(*model));
    memcpy(model->items, items, sizeof(items));
    memcpy(model->levels, levels, sizeof(levels));
    memcpy(model->level_first, (const uint32_t[]){0, 1, 3, 5}, sizeof(model->level_first));
    model->units = (struct lci_units){
        .items = model->items, .count = 5, .levels = model->levels, .level_first = model->level_first, .level_count = 3};
    for (size_t i = 0; i < 4; i++)
        add(&model->facilities, i == 0 ? "F0" : i == 1 ? "F1" : i == 2 ? "F2" : "F3", 100.0 * (double)i, texts[i]);
    memcpy(model->facility_unit, places, sizeof(places));
    model->homes = (struct lci_homes){.weight_names = MODEL_WEIGHTS, .weight_count = LCI_WEIGHT_FIRST_EXTRA};
    for (size_t unit = 0; unit < 6; unit++)
        model->sums[unit].weights = model->weights[unit];
    model->coverage = (struct lci_coverage){
        .unit_count = 5, .level_count = 3, .facility_unit = model->facility_unit, .units = model->sums};
    model->inputs = (struct lci_indicator_inputs){
        .category_ids = CATEGORIES,
        .category_count = 2,
        .facilities = &model->facilities,
        .homes = &model->homes,
        .units = &model->units,
        .figures = &model->figures,
        .coverage = &model->coverage,
        .unhoused = &model->unhoused,
        .metric = lci_metric_plane(),
        .walkers = &MODEL_WALKER,
        .walker_count = 1,
        .site_tolerance_m = 30.0,
    };
}

static void
add_figure(struct model *model, const char *name, const char *code, double value)
{
    struct lci_handed_figures *figures = &model->figures;

    assert_true(lci_grow(&figures->items, figures->count, &figures->capacity));
    figures->items[figures->count++] = (struct lci_handed_figure){
        .name = name, .code = code, .row_id = "r", .value = value, .numerator = NAN, .denominator = NAN, .origin = MODEL_ORIGIN};
}

static void
model_fini(struct model *model)
{
    lci_facilities_fini(&model->facilities);
    lci_figures_fini(&model->figures);
}

static const struct lci_indicator_row *
row_of(const struct lci_indicators *indicators, uint32_t indicator, uint32_t unit)
{
    for (size_t i = 0; i < indicators->row_count; i++)
        if (indicators->rows[i].indicator == indicator && indicators->rows[i].unit == unit)
            return &indicators->rows[i];
    fail_msg("no row of indicator %u and unit %u", indicator, unit);
    return NULL;
}

static size_t
remarks(const struct lci_quality *quality, const char *code)
{
    size_t count = 0;

    for (size_t i = 0; i < quality->count; i++)
        count += strcmp(quality->rows[i].code, code) == 0;
    return count;
}

/* Units: D 0, A 1, B 2, X 3, Y 4. */
static void
test_figures_find_their_units_and_add_up(void **state)
{
    static const char *category[] = {"clinic"};
    struct lci_quantity staff = {.figures = "staff"};
    struct lci_quantity area = {.facilities = {category, 1}, .attribute = "a_m2", .once_per_site = true};
    const struct lci_indicator indicators[] = {
        {.id = "staff", .kind = LCI_INDICATOR_COUNT, .numerator = {&staff, 1}, .scale = 1.0, .target = 10.0, .at_most = true,
         .measure = "people", .gap_measure = "people", .base = "", .date = "", .note = ""},
        {.id = "area", .kind = LCI_INDICATOR_RATIO_OF_SUMS, .numerator = {&area, 1}, .denominator = {&staff, 1}, .scale = 1.0,
         .target = 20.0, .measure = "m2", .gap_measure = "", .base = "", .date = "", .note = ""},
        {.id = "quotient", .kind = LCI_INDICATOR_RATIO_OF_SUMS, .numerator = {&staff, 1}, .denominator = {&area, 1}, .scale = 100.0,
         .target = 20.0, .measure = "%", .gap_measure = "", .base = "", .date = "", .note = ""},
    };
    struct lci_quality quality = {0};
    struct lci_indicators out;
    struct model model;

    (void)state;
    model_init(&model);
    add_figure(&model, "staff", "X", 4.0);
    add_figure(&model, "staff", "Ash", 7.5); /* by the only unit of that name */
    add_figure(&model, "staff", "Y", 3.0);
    add_figure(&model, "staff", "X", 99.0);   /* again: left out */
    add_figure(&model, "staff", "Same", 1.0); /* two units are called so: left out */
    assert_int_equal(lci_figures_check(&model.figures, &model.units, &quality, NULL), LCI_OK);
    assert_int_equal(model.figures.count, 3);
    assert_int_equal(remarks(&quality, "duplicate_figure"), 1);
    assert_int_equal(remarks(&quality, "unknown_unit"), 1);
    model.inputs.indicators = indicators;
    model.inputs.indicator_count = 3;
    assert_int_equal(lci_indicators_build(&model.inputs, &quality, &out, NULL), LCI_OK);
    /* B = X + Y = 7; D = A + B = 14.5: at most 10, so 4.5 too many, and nobody is half: 5 */
    assert_float_equal(row_of(&out, 0, 2)->value, 7.0, 0.0);
    assert_float_equal(row_of(&out, 0, 0)->value, 14.5, 0.0);
    assert_float_equal(row_of(&out, 0, LCI_NONE)->value, 14.5, 0.0);
    assert_int_equal(row_of(&out, 0, 0)->pass, LCI_PASS_NO);
    assert_float_equal(row_of(&out, 0, 0)->gap, 5.0, 0.0);
    assert_int_equal(row_of(&out, 0, 2)->pass, LCI_PASS_YES);
    /* A: one site with 100 of 100 and 40; B: F2 has no area, F3 some 60. 160 / 14.5 of 20: 290 - 160 = 130 m2 are missing. */
    assert_float_equal(row_of(&out, 1, 1)->numerator, 100.0, 0.0);
    assert_float_equal(row_of(&out, 1, 2)->numerator, 60.0, 0.0);
    assert_float_equal(row_of(&out, 1, 0)->gap, 130.0, 1e-9);
    assert_string_equal(row_of(&out, 1, 0)->gap_measure, "m2");
    assert_string_equal(row_of(&out, 2, 0)->gap_measure, "staff"); /* the gap is no per cent: 20 % of the area, less the staff */
    assert_int_equal(remarks(&quality, "shared_site"), 1);
    assert_int_equal(remarks(&quality, "attribute_missing"), 1);
    assert_int_equal(remarks(&quality, "number_guessed"), 1);
    assert_float_equal(row_of(&out, 1, 3)->value, 0.0, 0.0); /* X: staff, but no area */
    lci_indicators_fini(&out);
    lci_quality_fini(&quality);
    model_fini(&model);
}

/* What is not known is neither 0 nor what the other parts give. */
static void
test_an_unknown_part_makes_the_sum_unknown(void **state)
{
    static const char *category[] = {"school"};
    struct lci_quantity staff = {.figures = "staff"};
    struct lci_quantity schools = {.facilities = {category, 1}};
    struct lci_quantity households = {.homes = "households"};
    const struct lci_indicator indicators[] = {
        {.id = "a", .kind = LCI_INDICATOR_COUNT, .numerator = {&staff, 1}, .scale = 1.0, .target = 1.0, .measure = "",
         .gap_measure = "", .base = "", .date = "", .note = ""},
        {.id = "b", .kind = LCI_INDICATOR_COUNT, .numerator = {&schools, 1}, .scale = 1.0, .target = 1.0, .measure = "",
         .gap_measure = "", .base = "", .date = "", .note = ""},
        {.id = "c", .kind = LCI_INDICATOR_COUNT, .numerator = {&households, 1}, .scale = 1.0, .target = NAN, .measure = "",
         .gap_measure = "", .base = "", .date = "", .note = ""},
    };
    static bool known[LCI_WEIGHT_FIRST_EXTRA];
    struct lci_quality quality = {0};
    struct lci_indicators out;
    struct model model;

    (void)state;
    model_init(&model);
    model.coverage.weight_is_known = known;
    add_figure(&model, "staff", "X", 4.0);
    add_figure(&model, "staff", "A", 5.0);
    assert_int_equal(lci_figures_check(&model.figures, &model.units, &quality, NULL), LCI_OK);
    model.inputs.indicators = indicators;
    model.inputs.indicator_count = 3;
    assert_int_equal(lci_indicators_build(&model.inputs, &quality, &out, NULL), LCI_OK);
    assert_float_equal(row_of(&out, 0, 1)->value, 5.0, 0.0);
    for (uint32_t unit = 0; unit < 3; unit++) { /* Y has no figure: B and D have none */
        const struct lci_indicator_row *row = row_of(&out, 0, unit == 1 ? LCI_NONE : unit);

        assert_true(isnan(row->value) && isnan(row->gap) && row->pass == LCI_PASS_NONE);
    }
    assert_non_null(strstr(row_of(&out, 0, 2)->note, "1 units below have no figure"));
    assert_true(isnan(row_of(&out, 1, 1)->value) && isnan(row_of(&out, 2, 1)->value));
    assert_non_null(strstr(row_of(&out, 1, 1)->note, "no facility of category school was handed in"));
    assert_int_equal(remarks(&quality, "indicator_without_input"), 2);
    lci_indicators_fini(&out);
    lci_quality_fini(&quality);
    model_fini(&model);
}

static enum lci_status
build_all(struct model *model, size_t *row_count)
{
    static const char *category[] = {"clinic"};
    static struct lci_quantity area = {.facilities = {category, 1}, .attribute = "a_m2", .once_per_site = true};
    static struct lci_quantity staff = {.figures = "staff"};
    static const struct lci_indicator indicator = {
        .id = "area", .kind = LCI_INDICATOR_RATIO_OF_SUMS, .numerator = {&area, 1}, .denominator = {&staff, 1}, .scale = 1.0,
        .target = 20.0, .measure = "m2", .gap_measure = "", .base = "", .date = "", .note = ""};
    static const struct lci_presence wanted = {.id = "p", .facilities = {category, 1}, .level = "town"};
    const struct lci_presence_inputs presence = {
        .wanted = &wanted,
        .wanted_count = 1,
        .category_ids = CATEGORIES,
        .facilities = &model->facilities,
        .homes = &model->homes,
        .units = &model->units,
        .coverage = &model->coverage,
    };
    struct lci_quality quality = {0};
    struct lci_indicators out = {0};
    struct lci_presence_table table = {0};
    enum lci_status status = lci_figures_check(&model->figures, &model->units, &quality, NULL);

    model->inputs.indicators = &indicator;
    model->inputs.indicator_count = 1;
    if (!status)
        status = lci_indicators_build(&model->inputs, &quality, &out, NULL);
    if (!status)
        status = lci_presence_build(&presence, &quality, &table, NULL);
    *row_count = out.row_count + table.row_count;
    lci_presence_fini(&table);
    lci_indicators_fini(&out);
    lci_quality_fini(&quality);
    return status;
}

static void
test_no_memory_is_an_error_wherever_it_happens(void **state)
{
    enum lci_status status = LCI_E_NOMEM;
    size_t rows = 0;
    uint64_t n = 0;

    (void)state;
    while (status != LCI_OK) {
        struct model model;

        model_init(&model);
        add_figure(&model, "staff", "X", 4.0);
        lci_alloc_fail_at(++n);
        status = build_all(&model, &rows);
        lci_alloc_fail_at(0);
        assert_true(status == LCI_OK || status == LCI_E_NOMEM);
        model_fini(&model);
        if (n > 10000)
            fail_msg("never enough memory");
    }
    assert_true(n > 20);
    assert_int_equal(rows, 6 + 2); /* five units and all; two towns */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sites_by_name_then_by_address_and_distance),
        cmocka_unit_test(test_gini_of_known_values),
        cmocka_unit_test(test_figures_find_their_units_and_add_up),
        cmocka_unit_test(test_an_unknown_part_makes_the_sum_unknown),
        cmocka_unit_test(test_no_memory_is_an_error_wherever_it_happens),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
