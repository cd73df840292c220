/* test_csv.c - our CSV: quoting, formula guard, numbers in any locale, full disks. */
#include "../support/files.h"

#include <locale.h>
#include <math.h>
#include <sys/resource.h>

#include "io/csv_write.h"
#include "io/number_text.h"

static const struct lci_column columns[] = {
    {"id", "an id", LCI_COLUMN_TEXT},
    {"count", "a number", LCI_COLUMN_INTEGER},
    {"walk_m", "a length", LCI_COLUMN_REAL},
};

enum { COLUMN_COUNT = sizeof(columns) / sizeof(columns[0]) };

struct rows {
    const char **texts;
    size_t count;
};

static enum lci_status
fill(void *user, size_t row, struct lci_row *out, struct lci_error *err)
{
    const struct rows *rows = user;

    (void)err;
    out->values[0] = (struct lci_value){.text = rows->texts[row]};
    out->values[1] = (struct lci_value){.integer = -7};
    out->values[2] = (struct lci_value){.real = row == 0 ? -1234.5 : NAN};
    out->has_geometry = true;
    out->x_m = 500000.125;
    out->y_m = 4.0;
    return LCI_OK;
}

static struct lci_table
table_of(struct rows *rows, enum lci_table_shape shape)
{
    return (struct lci_table){.name = "t",
                              .description = "a table",
                              .shape = shape,
                              .columns = columns,
                              .column_count = COLUMN_COUNT,
                              .row_count = rows->count,
                              .fill = fill,
                              .user = rows};
}

static void
test_text_is_quoted_and_guarded_and_numbers_are_not(void **state)
{
    const char *texts[] = {"=1+1", "a\"b,c", "@x\ny", "-5", "\tq", "普通", "+"};
    struct rows rows = {texts, sizeof(texts) / sizeof(texts[0])};
    const struct lci_table table = table_of(&rows, LCI_TABLE_PLAIN);
    char *path = support_path(*state, "t.csv");
    char *text = NULL;

    assert_int_equal(lci_csv_write(&table, path, NULL), LCI_OK);
    text = support_read(path);
    assert_string_equal(text, "\xEF\xBB\xBF"
                              "id,count,walk_m\r\n"
                              "'=1+1,-7,-1234.5\r\n"
                              "\"a\"\"b,c\",-7,\r\n"
                              "\"'@x\ny\",-7,\r\n"
                              "'-5,-7,\r\n"
                              "'\tq,-7,\r\n"
                              "普通,-7,\r\n"
                              "'+,-7,\r\n");
    free(text);
    free(path);
}

static void
test_points_get_their_place_as_columns(void **state)
{
    const char *texts[] = {"a"};
    struct rows rows = {texts, 1};
    const struct lci_table table = table_of(&rows, LCI_TABLE_POINT);
    char *path = support_path(*state, "t.csv");
    char *text = NULL;

    assert_int_equal(lci_csv_write(&table, path, NULL), LCI_OK);
    text = support_read(path);
    assert_string_equal(text, "\xEF\xBB\xBF"
                              "id,count,walk_m,x_m,y_m\r\n"
                              "a,-7,-1234.5,500000.125,4\r\n");
    free(text);
    free(path);
}

static void
test_an_existing_file_is_not_written_over(void **state)
{
    const char *texts[] = {"a"};
    struct rows rows = {texts, 1};
    const struct lci_table table = table_of(&rows, LCI_TABLE_PLAIN);
    char *path = support_path(*state, "t.csv");
    struct lci_error err = {0};

    support_write(path, "old");
    assert_int_equal(lci_csv_write(&table, path, &err), LCI_E_IO);
    assert_non_null(strstr(err.message, "t.csv"));
    free(path);
}

static void
test_a_file_size_limit_is_an_error_that_says_so(void **state)
{
    const char *texts[20000];
    struct rows rows = {texts, 20000};
    const struct lci_table table = table_of(&rows, LCI_TABLE_PLAIN);
    char *path = support_path(*state, "t.csv");
    struct lci_error err = {0};
    struct rlimit before = {0};
    struct rlimit small = {0};

    for (size_t i = 0; i < rows.count; i++)
        texts[i] = "some text";
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 100000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    assert_int_equal(lci_csv_write(&table, path, &err), LCI_E_IO);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_non_null(strstr(err.message, "write"));
    free(path);
}

static void
check_number(double value, const char *expected)
{
    char text[LCI_NUMBER_TEXT_SIZE];

    lci_number_to_text(value, text);
    assert_string_equal(text, expected);
    assert_true(strtod(text, NULL) == value);
}

static void
test_numbers_are_short_and_read_back(void **state)
{
    (void)state;
    check_number(0.0, "0");
    check_number(1.0, "1");
    check_number(-0.5, "-0.5");
    check_number(0.1, "0.1");
    check_number(0.000001, "0.000001");
    check_number(-0.0625, "-0.0625");
    check_number(1200000.0, "1200000");
    check_number(123456789.125, "123456789.125");
    check_number(0.1 + 0.2, "0.30000000000000004");
    check_number(1.0 / 3.0, "0.3333333333333333");
    check_number(1e300, "1e+300");
    check_number(0.00001234567, "0.00001234567");
}

static void
test_numbers_read_back_whatever_they_are(void **state)
{
    uint64_t seed = 20251125;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        char text[LCI_NUMBER_TEXT_SIZE];
        double value = 0.0;

        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        value = ldexp((double)(seed >> 11), (int)(seed % 160) - 120);
        lci_number_to_text(value, text);
        if (strtod(text, NULL) != value)
            fail_msg("number %d: %.17g was written as %s", i, value, text);
    }
}

static void
test_a_decimal_comma_changes_nothing(void **state)
{
    (void)state;
    if (!setlocale(LC_NUMERIC, "de_DE.UTF-8") && !setlocale(LC_NUMERIC, "de_DE.utf8"))
        fail_msg("no locale with a decimal comma: tests/meson.build makes one, LOCPATH names it");
    {
        char text[LCI_NUMBER_TEXT_SIZE];

        lci_number_to_text(1.0 / 3.0, text);
        (void)setlocale(LC_NUMERIC, "C");
        assert_string_equal(text, "0.3333333333333333");
    }
}

static void
test_numbers_to_be_read_are_rounded(void **state)
{
    char text[LCI_NUMBER_TEXT_SIZE];

    (void)state;
    lci_number_to_read(1234567.25, 1, true, text);
    assert_string_equal(text, "1,234,567.3");
    lci_number_to_read(-999.5, 0, true, text);
    assert_string_equal(text, "-1,000");
    lci_number_to_read(-0.04, 1, true, text);
    assert_string_equal(text, "0.0");
    lci_number_to_read(NAN, 1, true, text);
    assert_string_equal(text, "–");
    lci_number_to_short(5.556, 1, text);
    assert_string_equal(text, "5.6");
    lci_number_to_short(14.97, 1, text);
    assert_string_equal(text, "15");
    lci_number_to_short(1080.4, 0, text);
    assert_string_equal(text, "1080");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_text_is_quoted_and_guarded_and_numbers_are_not,
                                        support_folder, support_remove),
        cmocka_unit_test_setup_teardown(test_points_get_their_place_as_columns, support_folder,
                                        support_remove),
        cmocka_unit_test_setup_teardown(test_an_existing_file_is_not_written_over, support_folder,
                                        support_remove),
        cmocka_unit_test_setup_teardown(test_a_file_size_limit_is_an_error_that_says_so,
                                        support_folder, support_remove),
        cmocka_unit_test(test_numbers_are_short_and_read_back),
        cmocka_unit_test(test_numbers_read_back_whatever_they_are),
        cmocka_unit_test(test_numbers_to_be_read_are_rounded),
        cmocka_unit_test(test_a_decimal_comma_changes_nothing),
    };

    (void)signal(SIGXFSZ, SIG_IGN);
    return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
