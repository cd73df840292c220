/* test_legend.c - classes are told apart in grey print, gaps stand out, and values and ranges find their class. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "legend/legend.h"
#include "legend/value_words.h"

static const char *const ids[] = {"verdict", "cause", "pass", "share", "over_claim", "change",
                                  "gap_change", "unit_change", "thing_change", "defect", "counting", "gate"};
enum { ID_COUNT = sizeof(ids) / sizeof(ids[0]) };

/* Lightness L* of CIE 1976 of an sRGB colour (IEC 61966-2-1), 0 to 100: what a grey print leaves of it. */
static double
lightness(const char *colour)
{
    static const double parts[] = {0.2126, 0.7152, 0.0722};
    unsigned rgb[3] = {0};
    double luminance = 0.0;

    assert_int_equal(strlen(colour), 7);
    assert_int_equal(sscanf(colour, "#%2x%2x%2x", &rgb[0], &rgb[1], &rgb[2]), 3);
    for (size_t i = 0; i < 3; i++) {
        const double value = rgb[i] / 255.0;

        luminance += parts[i] * (value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4));
    }
    return luminance > 216.0 / 24389.0 ? 116.0 * cbrt(luminance) - 16.0 : luminance * 24389.0 / 27.0;
}

static void
test_neighbours_differ_without_colour(void **state)
{
    size_t pairs = 0;

    (void)state;
    for (size_t i = 0; i < ID_COUNT; i++) {
        const struct lci_legend *legend = lci_legend_find(ids[i]);

        assert_non_null(legend);
        for (size_t c = 1; c < legend->class_count; c++, pairs++) {
            const struct lci_legend_class *one = &legend->classes[c - 1], *other = &legend->classes[c];

            if (one->hatch == other->hatch && fabs(lightness(one->fill) - lightness(other->fill)) < 8.0)
                fail_msg("%s: %s and %s look alike in grey", ids[i], one->en, other->en);
        }
    }
    assert_true(pairs > 20);
}

static void
test_gaps_stand_out(void **state)
{
    const struct lci_legend *legend = lci_legend_find("verdict");
    const struct lci_legend_class *covered = lci_legend_class_of(legend, "covered");
    const struct lci_legend_class *uncovered = lci_legend_class_of(legend, "uncovered");

    (void)state;
    assert_true(lightness(covered->fill) - lightness(uncovered->fill) > 30.0);
    assert_int_equal(covered->hatch, LCI_HATCH_NONE);
    assert_int_not_equal(uncovered->hatch, LCI_HATCH_NONE);
    for (size_t c = 0; c < legend->class_count; c++)
        if (legend->classes[c].hatch != LCI_HATCH_NONE) /* the hatch itself is seen on its ground */
            assert_true(lightness(legend->classes[c].fill) - lightness(legend->classes[c].line) > 15.0);
}

/* What is beyond all limits is drawn with lines that darken it further. */
static void
test_bands_get_lighter_and_none_is_as_dark_as_a_gap(void **state)
{
    const double gap = lightness(lci_legend_class_of(lci_legend_find("verdict"), "uncovered")->fill);

    (void)state;
    for (size_t count = 2; count <= LCI_BAND_MAX; count++) {
        for (size_t band = 1; band < count; band++)
            assert_true(lightness(lci_band_colour(band, count)) - lightness(lci_band_colour(band - 1, count)) > 6.0);
        assert_true(lightness(lci_band_colour(0, count)) - gap > (count < LCI_BAND_MAX ? 10.0 : 0.0));
    }
    assert_string_equal(lci_band_colour(9, 9), lci_band_colour(LCI_BAND_MAX - 1, LCI_BAND_MAX));
}

static void
test_classes_are_found(void **state)
{
    const struct lci_legend *shares = lci_legend_find("share");

    (void)state;
    assert_null(lci_legend_find("nothing"));
    assert_null(lci_legend_class_of(lci_legend_find("cause"), "no such cause"));
    assert_null(lci_legend_class_of(lci_legend_find("pass"), NULL));
    assert_string_equal(lci_legend_label(lci_legend_class_of(lci_legend_find("cause"), "detour"), true), "detour");
    assert_string_equal(lci_legend_range_of(shares, 0.2)->en, "20 to 40 %");
    assert_string_equal(lci_legend_range_of(shares, 0.19999)->en, "below 20 %");
    assert_string_equal(lci_legend_range_of(shares, 0.99999)->en, "80 to 100 %");
    assert_string_equal(lci_legend_range_of(shares, 1.0)->en, "100 %");
    assert_null(lci_legend_range_of(shares, NAN));
}

static void
test_words_exist_in_both_languages(void **state)
{
    (void)state;
    assert_string_equal(lci_value_word("cause", "gate", false), "小区缺出入口");
    assert_string_equal(lci_value_word("change", "gate", true), "one more gate");
    assert_null(lci_value_word("cause", "weather", true));
    for (size_t i = 0; i < ID_COUNT; i++) {
        const struct lci_legend *legend = lci_legend_find(ids[i]);

        for (size_t c = 0; c < legend->class_count; c++)
            assert_true(legend->classes[c].zh[0] && legend->classes[c].en[0]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_neighbours_differ_without_colour),
        cmocka_unit_test(test_gaps_stand_out),
        cmocka_unit_test(test_bands_get_lighter_and_none_is_as_dark_as_a_gap),
        cmocka_unit_test(test_classes_are_found),
        cmocka_unit_test(test_words_exist_in_both_languages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
