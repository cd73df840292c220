/* test_xlsx.c - a workbook is whole or refused, also where the library that writes it says nothing. */
#include "../support/files.h"

#include <sys/resource.h>

#include "base/alloc.h"
#include "io/zip.h"
#include "report/xlsx.h"
#include "report/xlsx_layout.h"
#include "report/xlsx_text.h"

enum { ROWS = 4000, UNITS = 2, WIDE = 62 };

static enum lci_status
fill(void *user, size_t row, struct lci_row *out, struct lci_error *err)
{
    (void)user;
    (void)err;
    out->values[0] = (struct lci_value){.text = "=1+1"};
    out->values[1] = (struct lci_value){.real = (double)row};
    return LCI_OK;
}

static struct lci_sheet
sheet_of(size_t rows)
{
    static const struct lci_column columns[2] = {{.name = "name", .description = "", .kind = LCI_COLUMN_TEXT},
                                                 {.name = "share", .description = "", .kind = LCI_COLUMN_REAL}};
    static const struct lci_sheet_head heads[2] = {{.heading = "名称", .format = LCI_SHEET_PLAIN},
                                                   {.heading = "占比", .format = LCI_SHEET_PERCENT}};

    return (struct lci_sheet){
        .tab = "T",
        .title = "title",
        .table = {.name = "T", .columns = columns, .column_count = 2, .row_count = rows, .fill = fill},
        .heads = heads,
    };
}

static enum lci_status
write_and_check(const char *folder, const char *path, size_t rows)
{
    const struct lci_sheet sheet = sheet_of(rows);
    const struct lci_workbook workbook = {.sheets = &sheet, .sheet_count = 1, .cover = {.title = "cover"}};
    const enum lci_status status = lci_xlsx_write(&workbook, path, folder, NULL);

    return status == LCI_OK ? lci_zip_check_xml(path, NULL) : status;
}

static void
test_a_workbook_is_whole(void **state)
{
    char *path = support_path(*state, "a.xlsx");
    char *again = support_path(*state, "b.xlsx");
    char *first = NULL;
    char *second = NULL;

    assert_int_equal(write_and_check(*state, path, ROWS), LCI_OK);
    assert_int_equal(write_and_check(*state, again, ROWS), LCI_OK);
    first = support_read(path);
    second = support_read(again);
    assert_memory_equal(first, second, 2000);
    assert_int_equal(write_and_check(*state, path, 0), LCI_OK);
    free(first);
    free(second);
    free(path);
    free(again);
}

/* Wherever the disk ends, it is told, also between the parts and the smaller workbook that they are packed into. */
static void
test_a_full_disk_is_told_wherever_it_ends(void **state)
{
    struct rlimit before;
    char *path = support_path(*state, "a.xlsx");
    char *whole = NULL;
    size_t told = 0;

    assert_int_equal(write_and_check(*state, path, ROWS), LCI_OK);
    whole = support_read(path);
    free(whole);
    assert_int_equal(remove(path), 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    (void)signal(SIGXFSZ, SIG_IGN);
    for (rlim_t size = 0; size < 200000; size += 4096) {
        const struct rlimit limit = {.rlim_cur = size, .rlim_max = before.rlim_max};
        enum lci_status status = LCI_OK;
        struct stat info = {0};

        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        status = write_and_check(*state, path, ROWS);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        /* A sheet of 4000 rows is above 200,000 bytes before it is packed. */
        assert_int_not_equal(status, LCI_OK);
        told++;
        if (stat(path, &info) == 0)
            assert_int_equal(remove(path), 0);
    }
    assert_true(told > 40);
    (void)signal(SIGXFSZ, SIG_DFL);
    free(path);
}

static void
test_rows_that_do_not_fit_are_counted(void **state)
{
    char *path = support_path(*state, "a.xlsx");
    char *unpacked = NULL;

    assert_int_equal(write_and_check(*state, path, LCI_XLSX_MAX_ROWS), LCI_OK);
    unpacked = support_read(path);
    assert_non_null(unpacked);
    free(unpacked);
    free(path);
}

/* Counted by hand: a Chinese character is as wide as two digits, and lines are broken beside it. */
static void
test_texts_take_the_room_that_offices_give_them(void **state)
{
    (void)state;
    assert_float_equal(lci_text_width("覆盖率 5"), 8.0, 0.0);
    assert_float_equal(lci_text_width("two\nlines"), 5.0, 0.0);
    assert_float_equal(lci_text_widest_word("share of households"), 10.0, 0.0);
    assert_float_equal(lci_text_widest_word("覆盖率"), 2.0, 0.0);
    assert_int_equal(lci_text_lines("", 10.0), 1);
    assert_int_equal(lci_text_lines("覆盖率", 6.0), 1);
    assert_int_equal(lci_text_lines("覆盖率", 5.0), 2);
    assert_int_equal(lci_text_lines("share of households", 10.0), 2); /* share of, households */
    assert_int_equal(lci_text_lines("share households", 7.0), 3);     /* share, househo, lds: too long a word is broken */
    assert_int_equal(lci_text_lines("a\nb", 10.0), 2);
}

static enum lci_status
fill_wide(void *user, size_t row, struct lci_row *out, struct lci_error *err)
{
    (void)user;
    (void)err;
    for (size_t c = 0; c < WIDE; c++)
        out->values[c] = (struct lci_value){.real = 1234.5 + (double)row};
    return LCI_OK;
}

/* Of a wide matrix every page beside the first begins with a group, and is no wider than its paper. */
static void
test_pages_begin_with_groups(void **state)
{
    static const char *const groups[] = {"A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L"};
    struct lci_column columns[WIDE];
    struct lci_sheet_head heads[WIDE];
    struct lci_sheet sheet = {.tab = "T", .title = "T", .heads = heads, .frozen_columns = UNITS};
    struct lci_xlsx_layout layout;

    (void)state;
    for (size_t c = 0; c < WIDE; c++) {
        columns[c] = (struct lci_column){.name = "c", .description = "", .kind = LCI_COLUMN_REAL};
        heads[c] = (struct lci_sheet_head){.heading = "share", .rest = "share", .format = LCI_SHEET_DECIMAL};
        heads[c].group = c < UNITS ? NULL : groups[(c - UNITS) / 5];
    }
    sheet.table = (struct lci_table){.columns = columns, .column_count = WIDE, .row_count = 3, .fill = fill_wide};
    assert_int_equal(lci_xlsx_layout_make(&sheet, &layout, NULL), LCI_OK);
    assert_true(layout.on_a3 && layout.has_groups);
    assert_int_equal(layout.pages_beside, 0);
    assert_in_range(layout.break_count, 1, 11);
    assert_int_equal(layout.breaks[layout.break_count], 0);
    for (size_t b = 0; b < layout.break_count; b++) {
        const size_t end = b + 1 < layout.break_count ? layout.breaks[b + 1] : WIDE;
        double digits = layout.widths[0] + layout.widths[1];

        assert_int_equal((layout.breaks[b] - UNITS) % 5, 0);
        for (size_t c = layout.breaks[b]; c < end; c++)
            digits += layout.widths[c];
        /* A digit is 7 pixels of 1/96 inch; paper is 420 mm wide, of which 20 stay free. */
        assert_true(digits * 7.0 / 96.0 * 25.4 * layout.scale_percent / 100.0 < 400.0);
    }
    lci_xlsx_layout_fini(&layout);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, support_folder, support_remove)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_a_workbook_is_whole),
        IN_FOLDER(test_a_full_disk_is_told_wherever_it_ends),
        IN_FOLDER(test_rows_that_do_not_fit_are_counted),
        cmocka_unit_test(test_texts_take_the_room_that_offices_give_them),
        cmocka_unit_test(test_pages_begin_with_groups),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
