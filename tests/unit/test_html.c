/* test_html.c - what is written into a page stays text, and numbers read the same everywhere. Expected texts by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "report/html.h"
#include "report/svg.h"

static void
expect(struct lci_html *html, const char *expected)
{
    assert_false(html->text.failed);
    assert_string_equal(html->text.bytes ? html->text.bytes : "", expected);
    lci_html_fini(html);
}

static void
test_texts_are_escaped_and_nothing_hides_in_them(void **state)
{
    struct lci_html html = {.english = true};

    (void)state;
    lci_html_text(&html, "<a b='c' d=\"e\">&amp;\n北");
    expect(&html, "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;amp;\n北");
    lci_html_text(&html, "a\xe2\x80\xae"
                         "b\x01\x7f\xc2\x85\xe2\x80\xa8\xef\xbb\xbf");
    expect(&html, "a[U+202E]b[U+0001][U+007F][U+0085][U+2028][U+FEFF]");
    lci_html_text(&html, "\xff\xc0\xaf");
    expect(&html, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    lci_html_attribute(&html, "title", "\"><b>");
    lci_html_attribute(&html, "lang", NULL);
    expect(&html, " title=\"&quot;&gt;&lt;b&gt;\"");
}

static void
test_json_in_a_script_cannot_end_it(void **state)
{
    struct lci_html html = {.english = true};

    (void)state;
    lci_html_json_text(&html, "</script><!--\"\\&'\t\xe2\x80\xa9北");
    expect(&html, "\"\\u003c/script\\u003e\\u003c!--\\u0022\\u005c\\u0026\\u0027\\u0009\\u2029北\"");
}

static void
test_words_are_those_of_the_language(void **state)
{
    struct lci_html html = {.english = false};

    (void)state;
    lci_html_say(&html, "户", "households");
    html.english = true;
    lci_html_say(&html, "户", "households");
    expect(&html, "户households");
}

static void
test_numbers_have_groups_and_a_point(void **state)
{
    static const struct {
        double value;
        unsigned decimals;
        const char *grouped, *plain;
    } cases[] = {
        {0.0, 0, "0", "0"},
        {999.0, 0, "999", "999"},
        {1000.0, 0, "1,000", "1000"},
        {1234567.0, 0, "1,234,567", "1234567"},
        {0.5, 0, "1", "1"},
        {2.5, 0, "3", "3"},
        {-0.4, 0, "0", "0"},
        {-1234.56, 1, "-1,234.6", "-1234.6"},
        {12.30, 2, "12.30", "12.3"},
        {3.0, 2, "3.00", "3"},
        {0.05, 4, "0.0500", "0.05"},
        {(double)NAN, 1, "–", "–"},
        {(double)INFINITY, 0, "–", "–"},
        {1e300, 0, "–", "–"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct lci_html html = {.english = true};

        lci_html_number(&html, cases[i].value, cases[i].decimals);
        expect(&html, cases[i].grouped);
        lci_html_plain(&html, cases[i].value, cases[i].decimals);
        expect(&html, cases[i].plain);
    }
}

static void
test_only_all_is_a_hundred_per_cent_and_only_nothing_is_none(void **state)
{
    static const struct {
        double ratio;
        const char *text;
    } cases[] = {{0.0, "0%"},       {1e-9, "0.1%"},     {0.0004, "0.1%"}, {0.707198, "70.7%"},      {0.5, "50.0%"},
                 {0.9994, "99.9%"}, {0.99999, "99.9%"}, {1.0, "100%"},    {(double)NAN, "–"}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct lci_html html = {.english = true};

        lci_html_percent(&html, cases[i].ratio);
        expect(&html, cases[i].text);
    }
}

/* Of bars the widths add up to what is shown; a limit whose share is hidden takes no part. */
static void
test_bands_are_as_long_as_the_shares_between_limits(void **state)
{
    const double ratios[] = {0.25, (double)NAN, 0.75};
    struct lci_html html = {.english = true};
    const char *at = NULL;

    (void)state;
    lci_svg_bands(&html, ratios, 3);
    at = strstr(html.text.bytes, "<rect width=\"25%\"");
    assert_non_null(at);
    at = strstr(at, "<rect x=\"25%\" width=\"50%\"");
    assert_non_null(at);
    at = strstr(at, "<rect x=\"75%\" width=\"25%\"");
    assert_non_null(at);
    assert_null(strstr(at + 1, "<rect"));
    lci_html_fini(&html);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts_are_escaped_and_nothing_hides_in_them),
        cmocka_unit_test(test_json_in_a_script_cannot_end_it),
        cmocka_unit_test(test_words_are_those_of_the_language),
        cmocka_unit_test(test_numbers_have_groups_and_a_point),
        cmocka_unit_test(test_only_all_is_a_hundred_per_cent_and_only_nothing_is_none),
        cmocka_unit_test(test_bands_are_as_long_as_the_shares_between_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
