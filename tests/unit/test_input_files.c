/* test_input_files.c - which files an input is made of; fingerprints against the program xxhsum (xxhash 0.8.1, `xxhsum -H2`). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../support/files.h"
#include "io/input_files.h"

static void
assert_print(const char *path, uint64_t size, const char *expected)
{
    struct lci_fingerprint print = {0};
    uint64_t found = 0;
    char text[LCI_FINGERPRINT_TEXT_SIZE];

    assert_int_equal(lci_input_fingerprint(path, &found, &print, NULL), LCI_OK);
    lci_fingerprint_text(print, text);
    assert_int_equal(found, size);
    assert_string_equal(text, expected);
}

static struct lci_fingerprint
print_of(const char *path)
{
    struct lci_fingerprint print = {0};
    uint64_t size = 0;

    assert_int_equal(lci_input_fingerprint(path, &size, &print, NULL), LCI_OK);
    return print;
}

static void
test_a_single_file_is_its_bytes(void **state)
{
    char *path = support_path(*state, "x.txt");
    struct lci_fingerprint print = {0};
    struct lci_error err = {0};
    uint64_t size = 0;

    support_write(path, "foobar");
    assert_print(path, 6, "3c9e102628997f44ac87b0b131c6992d");
    assert_int_equal(remove(path), 0);
    assert_int_equal(lci_input_fingerprint(path, &size, &print, &err), LCI_E_IO);
    assert_non_null(strstr(err.message, path));
    free(path);
}

/* Little-endian 5, "x.shp", "foo", 3, then 5, "x.dbf", "bar", 3 through xxhsum; a folder has x.dbf first. */
static void
test_what_is_read_with_a_file_counts(void **state)
{
    char *path = support_path(*state, "x.shp");
    char *companion = support_path(*state, "x.dbf");
    char *other = support_path(*state, "x.txt");
    struct lci_fingerprint together = {0};

    support_write(path, "foo");
    support_write(companion, "bar");
    together = print_of(path);
    assert_print(path, 6, "72060bc0ac5a3b8d634971b06ebf9fd8");
    assert_print(*state, 6, "d13ae0826375ca082c19d61b189cbf7e");
    support_write(other, "not of the shapefile");
    assert_true(lci_fingerprint_equal(print_of(path), together));
    support_write(companion, "baz");
    assert_false(lci_fingerprint_equal(print_of(path), together));
    free(path);
    free(companion);
    free(other);
}

/* Of a shapefile, GDAL opens X.DBF and X.PRJ as well; MapInfo's in any mixture. What a writer left beside a GeoPackage is read. */
static void
test_companions_count_in_any_case(void **state)
{
    static const char *const names[][2] = {{"X.SHP", "X.DBF"}, {"y.shp", "y.DBF"}, {"Z.TAB", "Z.Dat"}, {"d.tif", "d.wld"},
                                            {"g.gpkg", "g.gpkg-wal"}, {"j.gpkg", "j.gpkg-journal"}};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char *path = support_path(*state, names[i][0]);
        char *companion = support_path(*state, names[i][1]);
        struct lci_fingerprint before = {0};

        support_write(path, "foo");
        support_write(companion, "bar");
        before = print_of(path);
        support_write(companion, "baz");
        assert_false(lci_fingerprint_equal(print_of(path), before));
        free(path);
        free(companion);
    }
}

/* GDAL opens what a link leads to, and so finds what lies beside that. */
static void
test_companions_of_a_link_lie_beside_what_it_leads_to(void **state)
{
    char *path = support_path(*state, "x.shp");
    char *companion = support_path(*state, "x.dbf");
    char *link = support_path(*state, "latest.shp");
    char *to = support_path(*state, "copy");
    char *copy = support_path(to, "latest.shp");
    char *copied = support_path(to, "latest.dbf");
    struct lci_fingerprint before = {0};
    struct stat info = {0};

    support_write(path, "foo");
    support_write(companion, "bar");
    assert_int_equal(symlink("x.shp", link), 0);
    before = print_of(link);
    assert_int_equal(mkdir(to, 0700), 0);
    assert_int_equal(lci_input_copy(link, copy, NULL), LCI_OK);
    assert_int_equal(stat(copied, &info), 0);
    assert_true(lci_fingerprint_equal(print_of(copy), before));
    support_write(companion, "baz");
    assert_false(lci_fingerprint_equal(print_of(link), before));
    free(path);
    free(companion);
    free(link);
    free(to);
    free(copy);
    free(copied);
}

/* The same bytes, parted otherwise. */
static void
test_files_do_not_run_together(void **state)
{
    char *path = support_path(*state, "x.shp");
    char *companion = support_path(*state, "x.dbf");
    struct lci_fingerprint before = {0};

    support_write(path, "foo");
    support_write(companion, "bar");
    before = print_of(path);
    support_write(path, "foob");
    support_write(companion, "ar");
    assert_false(lci_fingerprint_equal(print_of(path), before));
    free(path);
    free(companion);
}

static void
test_a_copy_has_the_same_fingerprint(void **state)
{
    char *shape = support_path(*state, "x.shp");
    char *companion = support_path(*state, "x.dbf");
    char *folder = support_path(*state, "copies");
    char *to = support_path(folder, "x.shp");
    char *whole = support_path(folder, "whole");
    struct lci_error err = {0};

    support_write(shape, "foo");
    support_write(companion, "bar");
    assert_int_equal(mkdir(folder, 0700), 0);
    assert_int_equal(lci_input_copy(shape, to, &err), LCI_OK);
    assert_true(lci_fingerprint_equal(print_of(to), print_of(shape)));
    assert_int_equal(lci_input_copy(*state, whole, &err), LCI_OK);
    assert_true(lci_fingerprint_equal(print_of(whole), print_of(*state)));
    assert_int_equal(lci_input_copy(shape, to, &err), LCI_E_IO); /* never over what is there */
    assert_non_null(strstr(err.message, "x.shp"));
    free(shape);
    free(companion);
    free(folder);
    free(to);
    free(whole);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, support_folder, support_remove)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_a_single_file_is_its_bytes),
        IN_FOLDER(test_what_is_read_with_a_file_counts),
        IN_FOLDER(test_companions_count_in_any_case),
        IN_FOLDER(test_companions_of_a_link_lie_beside_what_it_leads_to),
        IN_FOLDER(test_files_do_not_run_together),
        IN_FOLDER(test_a_copy_has_the_same_fingerprint),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
