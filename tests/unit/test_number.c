/* test_number.c - numbers as tables hold them. Expected values are read off the texts by a person.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <locale.h>
#include <math.h>
#include <string.h>

#include "io/read.h"

struct example {
    const char *text;
    enum lci_number_kind kind;
    double value;
};

static const struct example EXAMPLES[] = {
    {"0", LCI_NUMBER_OK, 0},
    {"350", LCI_NUMBER_OK, 350},
    {" 350 ", LCI_NUMBER_OK, 350},
    {"\xE3\x80\x80"
     "350"
     "\xC2\xA0",
     LCI_NUMBER_OK, 350},
    {"-12.5", LCI_NUMBER_OK, -12.5},
    {"+7", LCI_NUMBER_OK, 7},
    {"1.25e2", LCI_NUMBER_OK, 125},
    {"1E-2", LCI_NUMBER_OK, 0.01},
    {"3.", LCI_NUMBER_OK, 3},
    {".5", LCI_NUMBER_OK, 0.5},
    {"１２３４", LCI_NUMBER_OK, 1234},
    {"－３．５", LCI_NUMBER_OK, -3.5},
    {"\xE2\x88\x92"
     "4",
     LCI_NUMBER_OK, -4},
    {"1,234", LCI_NUMBER_GUESSED, 1234},
    {"1,234,567.5", LCI_NUMBER_GUESSED, 1234567.5},
    {"1，234", LCI_NUMBER_GUESSED, 1234},
    {"3 500", LCI_NUMBER_GUESSED, 3500},
    {"1.2万", LCI_NUMBER_GUESSED, 12000},
    {"1.2 万人", LCI_NUMBER_GUESSED, 12000},
    {"约1200人", LCI_NUMBER_GUESSED, 1200},
    {"约1200㎡", LCI_NUMBER_GUESSED, 1200},
    {"约 1200 m²", LCI_NUMBER_GUESSED, 1200},
    {"1200平方米左右", LCI_NUMBER_GUESSED, 1200},
    {"1200余人", LCI_NUMBER_GUESSED, 1200},
    {"350户", LCI_NUMBER_GUESSED, 350},
    {"121.5°", LCI_NUMBER_GUESSED, 121.5},
    {"1200+", LCI_NUMBER_GUESSED, 1200},
    {"", LCI_NUMBER_NONE, 0},
    {"  ", LCI_NUMBER_NONE, 0},
    {"-", LCI_NUMBER_NONE, 0},
    {"—", LCI_NUMBER_NONE, 0},
    {"/", LCI_NUMBER_NONE, 0},
    {"无", LCI_NUMBER_NONE, 0},
    {"NULL", LCI_NUMBER_NONE, 0},
    {"N/A", LCI_NUMBER_NONE, 0},
    {"ＮＵＬＬ", LCI_NUMBER_NONE, 0},
    {"nan", LCI_NUMBER_BAD, 0},
    {"inf", LCI_NUMBER_BAD, 0},
    {"1e999", LCI_NUMBER_BAD, 0},
    {"abc", LCI_NUMBER_BAD, 0},
    {"三百", LCI_NUMBER_BAD, 0},
    {"6+1", LCI_NUMBER_BAD, 0},
    {"1200-1300", LCI_NUMBER_BAD, 0},
    {"12,34", LCI_NUMBER_BAD, 0},
    {"1,23", LCI_NUMBER_BAD, 0},
    {"1.234,5", LCI_NUMBER_BAD, 0},
    {"12 34", LCI_NUMBER_BAD, 0},
    {"0x10", LCI_NUMBER_BAD, 0},
    {"3公顷", LCI_NUMBER_BAD, 0},
    {"1.2.3", LCI_NUMBER_BAD, 0},
    {"--5", LCI_NUMBER_BAD, 0},
    {"\xFF\xFE", LCI_NUMBER_BAD, 0},
};

static void
check_examples(void)
{
    for (size_t i = 0; i < sizeof(EXAMPLES) / sizeof(EXAMPLES[0]); i++) {
        double value = -1.0;
        enum lci_number_kind kind = lci_number_from_text(EXAMPLES[i].text, &value);

        if (kind != EXAMPLES[i].kind || value != EXAMPLES[i].value)
            fail_msg("\"%s\": kind %d, value %.17g", EXAMPLES[i].text, kind, value);
    }
}

static void
test_examples_are_read_as_a_person_would(void **state)
{
    (void)state;
    check_examples();
}

static void
test_a_decimal_comma_in_the_locale_changes_nothing(void **state)
{
    static const char *const LOCALES[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "pt_BR.UTF-8"};
    bool has_one = false;

    (void)state;
    for (size_t i = 0; i < 3 && !has_one; i++)
        has_one = setlocale(LC_ALL, LOCALES[i]) != NULL;
    if (!has_one)
        fail_msg("no locale with a decimal comma: tests/meson.build makes one, LOCPATH names it");
    check_examples();
    (void)setlocale(LC_ALL, "C");
}

static void
test_no_text_is_no_value(void **state)
{
    double value = -1.0;

    (void)state;
    assert_int_equal(lci_number_from_text(NULL, &value), LCI_NUMBER_NONE);
}

static void
test_a_very_long_text_is_bad(void **state)
{
    char text[4000];
    double value = 0.0;

    (void)state;
    memset(text, '1', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    assert_int_equal(lci_number_from_text(text, &value), LCI_NUMBER_BAD);
}

/* Floors above the ground, as a person reads them. */
static void
test_floors_are_those_above_the_ground(void **state)
{
    static const struct {
        const char *text;
        enum lci_number_kind kind;
        double floors;
    } cases[] = {
        {"6", LCI_NUMBER_OK, 6},         {"18层", LCI_NUMBER_OK, 18},        {"６", LCI_NUMBER_OK, 6},
        {"6+1", LCI_NUMBER_GUESSED, 7},  {"6＋1层", LCI_NUMBER_GUESSED, 7},  {"B1", LCI_NUMBER_GUESSED, 0},
        {"b2", LCI_NUMBER_GUESSED, 0},   {"18F/B2", LCI_NUMBER_GUESSED, 18}, {"6B1", LCI_NUMBER_GUESSED, 6},
        {"F6", LCI_NUMBER_GUESSED, 6},   {"6/-1", LCI_NUMBER_GUESSED, 6},    {"地上6层地下1层", LCI_NUMBER_GUESSED, 6},
        {"6(-1)", LCI_NUMBER_GUESSED, 6}, {"6+1/B1", LCI_NUMBER_GUESSED, 7}, {"地下1层", LCI_NUMBER_GUESSED, 0},
        {"6（+1）", LCI_NUMBER_GUESSED, 7}, {"0", LCI_NUMBER_NONE, NAN},     {"", LCI_NUMBER_NONE, NAN},
        {"/", LCI_NUMBER_NONE, NAN},     {NULL, LCI_NUMBER_NONE, NAN},       {"6/7", LCI_NUMBER_BAD, NAN},
        {"-1", LCI_NUMBER_BAD, NAN},     {"6-7", LCI_NUMBER_BAD, NAN},       {"many", LCI_NUMBER_BAD, NAN},
        {"6+", LCI_NUMBER_OK, 6},        {"999999999+1", LCI_NUMBER_BAD, NAN},
        {"6+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1", LCI_NUMBER_BAD, NAN},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        double floors = 99.0;
        const enum lci_number_kind kind = lci_floors_from_text(cases[i].text, &floors);

        if (kind != cases[i].kind || !(isnan(floors) ? isnan(cases[i].floors) : fabs(floors - cases[i].floors) < 1e-9))
            fail_msg("\"%s\": kind %d, %g floors", cases[i].text ? cases[i].text : "NULL", (int)kind, floors);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples_are_read_as_a_person_would),
        cmocka_unit_test(test_a_decimal_comma_in_the_locale_changes_nothing),
        cmocka_unit_test(test_no_text_is_no_value),
        cmocka_unit_test(test_a_very_long_text_is_bad),
        cmocka_unit_test(test_floors_are_those_above_the_ground),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
