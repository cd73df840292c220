/* test_xlsx.c - a workbook is whole or refused, also where the library that writes it says nothing. */
#include "../support/files.h"

#include <sys/resource.h>

#include "base/alloc.h"
#include "io/zip.h"
#include "report/xlsx.h"

enum { ROWS = 4000 };

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
    static const char *const headings[2] = {"名称", "占比"};
    static const enum lci_sheet_format formats[2] = {LCI_SHEET_PLAIN, LCI_SHEET_PERCENT};

    return (struct lci_sheet){
        .tab = "T",
        .title = "title",
        .table = {.name = "T", .columns = columns, .column_count = 2, .row_count = rows, .fill = fill},
        .headings = headings,
        .formats = formats,
    };
}

static enum lci_status
write_and_check(const char *folder, const char *path, size_t rows)
{
    const struct lci_sheet sheet = sheet_of(rows);
    const enum lci_status status = lci_xlsx_write(&sheet, 1, path, folder, NULL);

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

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, support_folder, support_remove)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_a_workbook_is_whole),
        IN_FOLDER(test_a_full_disk_is_told_wherever_it_ends),
        IN_FOLDER(test_rows_that_do_not_fit_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
