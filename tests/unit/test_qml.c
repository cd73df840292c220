/* test_qml.c - texts and expressions inside styles stay what they are. Expected values: by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "qgis/qml.h"

static void
check(void (*add)(struct lci_growing_text *out, const char *text), const char *text, const char *expected)
{
    struct lci_growing_text out = {.bytes = NULL};

    add(&out, text);
    assert_false(out.failed);
    assert_string_equal(out.bytes ? out.bytes : "", expected);
    lci_free(out.bytes);
}

static void
test_labels_are_escaped_and_nothing_in_them_is_worked_out(void **state)
{
    (void)state;
    check(lci_qml_add_label, "养老 <b> & \"c\" 'd'", "养老 &lt;b&gt; &amp; &quot;c&quot; 'd'");
    check(lci_qml_add_label, "[% 40+2 %]", "[ % 40+2 % ]");
    check(lci_qml_add_label, "[[%]]", "[[ % ]]");
    check(lci_qml_add_label, "a\x01"
                             "b\xE2\x80\xAE"
                             "c\xFF",
          "a\xEF\xBF\xBD"
          "b\xEF\xBF\xBD"
          "c\xEF\xBF\xBD");
    check(lci_qml_add_plain, "[% <1> %]", "[ % <1> % ]");
    check(lci_qml_add_raw, "[% \"a\" < 1 %]\n", "[% &quot;a&quot; &lt; 1 %]&#10;");
    check(lci_qml_add_inner, "[% \"a\" < 1 %]", "[% \"a\" &lt; 1 %]");
    check(lci_qml_add_raw, "\xE2\x80\xAE", "\xE2\x80\xAE"); /* a column may be called so */
}

static void
test_expressions_cannot_be_left_by_what_is_in_them(void **state)
{
    (void)state;
    check(lci_qml_add_column, "a\"b", "\"a\"\"b\"");
    check(lci_qml_add_literal, "it's \\n", "'it''s \\\\n'");
    check(lci_qml_add_literal, "%]", "('%' || ']')");
    check(lci_qml_add_literal, "a[%b", "('a[' || '%b')");
    check(lci_qml_add_literal, "", "''");
}

static void
test_colours_are_three_numbers_and_opaque(void **state)
{
    char text[20];

    (void)state;
    assert_string_equal(lci_qml_colour("#d7301f", text), "215,48,31,255");
    assert_string_equal(lci_qml_colour("#000000", text), "0,0,0,255");
}

/* A renderer of two rules in a group: keys, symbols and scales as QGIS wants them. */
static void
test_rules_number_their_symbols(void **state)
{
    static const char expected[] =
        "<rules key=\"rules\">\n"
        "<rule key=\"group0\" filter=\"&quot;level&quot; = 'x'\" label=\"G\" scalemindenom=\"30000\">\n"
        "<rule key=\"rule0\" filter=\"ELSE\" label=\"A\" symbol=\"0\"/>\n"
        "<rule key=\"rule1\" filter=\"true\" label=\"B\" symbol=\"1\" scalemaxdenom=\"500\"/>\n"
        "</rule>\n"
        "</rules>\n";
    struct lci_qml_renderer renderer = {.symbol_count = 0};
    struct lci_growing_text out = {.bytes = NULL};

    (void)state;
    lci_qml_group_begin(&renderer, "\"level\" = 'x'", "G", 30000.0, 0.0);
    lci_qml_rule(&renderer, "ELSE", "A", 0.0, 0.0);
    lci_qml_fill_symbol(&renderer, &(struct lci_qml_fill){.fill = "#ffffff"});
    lci_qml_rule(&renderer, "true", "B", 0.0, 500.0);
    lci_qml_fill_symbol(&renderer, &(struct lci_qml_fill){.fill = "#000000", .line = "#ff0000", .hatch = LCI_HATCH_CROSSED});
    lci_qml_group_end(&renderer);
    lci_qml_add_rules(&out, &renderer, NULL);
    assert_false(out.failed);
    assert_non_null(strstr(out.bytes, expected));
    assert_non_null(strstr(out.bytes, "<symbol name=\"1\" type=\"fill\">"));
    assert_null(strstr(out.bytes, "<symbol name=\"2\""));
    assert_non_null(strstr(strstr(out.bytes, "LinePatternFill") + 1, "LinePatternFill")); /* lines both ways */
    lci_free(out.bytes);
    lci_qml_renderer_fini(&renderer);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_labels_are_escaped_and_nothing_in_them_is_worked_out),
        cmocka_unit_test(test_expressions_cannot_be_left_by_what_is_in_them),
        cmocka_unit_test(test_colours_are_three_numbers_and_opaque),
        cmocka_unit_test(test_rules_number_their_symbols),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
