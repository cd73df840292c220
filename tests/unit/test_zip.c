/* test_zip.c - zips made by hand, byte by byte after PKWARE's APPNOTE 6.3, with one fault each. */
#include "../support/files.h"

#include "base/alloc.h"
#include "io/zip.h"

/* One entry "a.csv" with the text "id\n1\n", stored; its parts begin at these places. */
enum { LOCAL = 0, DATA = 35, CENTRAL = 40, END = 91, SIZE = 113 };

static const unsigned char STORED[SIZE] = {
    /* local header: signature, version 20, flags, method 0, time, date, CRC, sizes 5 and 5, name of 5, no extra */
    'P', 'K', 3, 4, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x0F, 0xE9, 0x5B, 0xCD, 5, 0, 0, 0, 5, 0, 0, 0, 5, 0, 0, 0,
    'a', '.', 'c', 's', 'v', 'i', 'd', '\n', '1', '\n',
    /* directory: signature, made by, version, flags, method, time, date, CRC, sizes, lengths, disk, attributes, offset 0 */
    'P', 'K', 1, 2, 20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x0F, 0xE9, 0x5B, 0xCD,
    5, 0, 0, 0, 5, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 'a', '.', 'c', 's', 'v',
    /* end: signature, disks, 1 entry of 1, directory of 51 bytes at 40, no comment */
    'P', 'K', 5, 6, 0, 0, 0, 0, 1, 0, 1, 0, 51, 0, 0, 0, 40, 0, 0, 0, 0, 0};

struct change {
    size_t at;
    unsigned char byte;
};

/* Writes STORED with up to two bytes changed, or cut at `size`; answers the path, for free(). */
static char *
make_zip(const char *folder, const struct change changes[2], size_t size)
{
    char *path = support_path(folder, "a.zip");
    unsigned char bytes[SIZE];
    FILE *file = fopen(path, "wb");

    memcpy(bytes, STORED, SIZE);
    for (size_t i = 0; i < 2; i++)
        if (changes[i].at > 0)
            bytes[changes[i].at] = changes[i].byte;
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    return path;
}

static void
test_a_good_zip_is_unpacked(void **state)
{
    char *path = make_zip(*state, (struct change[2]){{0, 0}}, SIZE);
    char *unpacked = support_path(*state, "a.csv");
    char *text = NULL;

    assert_true(lci_zip_is_one(path));
    assert_int_equal(lci_zip_check(path, NULL), LCI_OK);
    assert_false(support_exists(unpacked)); /* checking leaves nothing */
    assert_int_equal(lci_zip_unpack(path, *state, NULL), LCI_OK);
    text = support_read(unpacked);
    assert_string_equal(text, "id\n1\n");
    assert_int_equal(lci_zip_unpack(path, *state, NULL), LCI_E_DATA); /* never over a file */
    text[0] = '\0';
    free(text);
    free(unpacked);
    free(path);
}

static void
test_each_fault_of_a_zip_is_told(void **state)
{
    static const struct {
        struct change changes[2];
        size_t size;
        const char *words;
    } faults[] = {
        {{{0, 0}}, 10, "too short"},
        {{{0, 0}}, END, "no directory"},
        {{{END, 'p'}}, SIZE, "no directory"},
        {{{END + 16, 39}}, SIZE, "directory is not where"},              /* as if a byte stood before the zip */
        {{{END + 16, 255}}, SIZE, "directory is not where"},
        {{{END + 10, 0x11}, {END + 11, 0x27}}, SIZE, "10001 entries"},   /* 0x2711 */
        {{{END + 15, 1}}, SIZE, "the limit is"},                         /* a directory of 16 MB */
        {{{CENTRAL + 8, 1}}, SIZE, "encrypted"},
        {{{CENTRAL + 10, 12}}, SIZE, "method 12"},                       /* bzip2 */
        {{{CENTRAL + 42, 1}}, SIZE, "not where it should be"},
        {{{CENTRAL + 42, 112}}, SIZE, "ends too early"},
        {{{CENTRAL + 21, 1}}, SIZE, "ends too early"},                   /* 261 packed bytes */
        {{{CENTRAL + 10, 8}}, SIZE, "cannot be unpacked"},               /* "id\n1\n" is nothing deflated */
        {{{CENTRAL + 10, 8}, {DATA, 0}}, SIZE, "cannot be unpacked"},    /* a block whose length does not match */
        {{{DATA + 3, '2'}}, SIZE, "not those that were packed"},         /* the CRC-32 of "id\n1\n" is 0xCD5BE90F (Python's zlib) */
        {{{CENTRAL + 17, 0}, {LOCAL + 15, 0}}, SIZE, "not those that were packed"},
        {{{CENTRAL + 17, 0}}, SIZE, "not that of the directory"},
        {{{LOCAL + 14, 1}}, SIZE, "not that of the directory"},
        {{{CENTRAL, 'p'}}, SIZE, "0 of 1 entries"},
        {{{END + 10, 2}}, SIZE, "1 of 2 entries"},
        {{{CENTRAL + 28, 6}}, SIZE, "0 of 1 entries"},                   /* a name that leaves the directory */
    };

    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        char *path = make_zip(*state, faults[i].changes, faults[i].size);
        struct lci_error err = {0};

        if (lci_zip_check(path, &err) != LCI_E_DATA || !strstr(err.message, faults[i].words))
            fail_msg("fault %zu: \"%s\", expected \"%s\"", i, err.message, faults[i].words);
        free(path);
    }
    assert_int_equal(lci_zip_check(*state, NULL), LCI_E_DATA); /* a folder */
    assert_int_equal(lci_zip_check("/nonexistent/a.zip", NULL), LCI_E_IO);
    assert_false(lci_zip_is_one("/nonexistent/a.zip"));
}

/* Readers that know Zip64 take its record, wherever it lies near the end, for the true one. */
static void
test_a_zip64_record_is_refused(void **state)
{
    char *path = make_zip(*state, (struct change[2]){{0, 0}}, SIZE);
    FILE *file = fopen(path, "r+b");
    struct lci_error err = {0};

    assert_non_null(file);
    assert_int_equal(fseek(file, DATA, SEEK_SET), 0);
    assert_int_equal(fwrite("PK\6\7", 1, 4, file), 4);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(lci_zip_check(path, &err), LCI_E_DATA);
    assert_non_null(strstr(err.message, "Zip64"));
    free(path);
}

/* A deflated entry whose packed bytes are used up before it says that it ends. */
static void
test_a_deflated_entry_that_breaks_off_is_told(void **state)
{
    /* A stored block that is not the last: 0, length 0, its complement; then nothing more. */
    static const unsigned char block[5] = {0, 0, 0, 0xFF, 0xFF};
    char *path = make_zip(*state, (struct change[2]){{CENTRAL + 10, 8}}, SIZE);
    FILE *file = fopen(path, "r+b");
    struct lci_error err = {0};

    assert_non_null(file);
    assert_int_equal(fseek(file, DATA, SEEK_SET), 0);
    assert_int_equal(fwrite(block, 1, sizeof(block), file), sizeof(block));
    assert_int_equal(fclose(file), 0);
    assert_int_equal(lci_zip_check(path, &err), LCI_E_DATA);
    assert_non_null(strstr(err.message, "ends too early"));
    free(path);
}

static void
test_a_zip_without_memory_or_room_is_told(void **state)
{
    char *path = make_zip(*state, (struct change[2]){{0, 0}}, SIZE);
    enum lci_status status = LCI_E_NOMEM;

    for (uint64_t n = 1; status != LCI_OK; n++) {
        lci_alloc_fail_at(n);
        status = lci_zip_check(path, NULL);
        lci_alloc_fail_at(0);
        assert_true(status == LCI_OK ? n == 4 : status == LCI_E_NOMEM); /* the zip, its end, its directory */
    }
    assert_int_equal(lci_zip_unpack(path, "/nonexistent", NULL), LCI_E_IO);
    free(path);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, support_folder, support_remove)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_a_good_zip_is_unpacked),
        IN_FOLDER(test_each_fault_of_a_zip_is_told),
        IN_FOLDER(test_a_zip64_record_is_refused),
        IN_FOLDER(test_a_deflated_entry_that_breaks_off_is_told),
        IN_FOLDER(test_a_zip_without_memory_or_room_is_told),
    };

    return cmocka_run_group_tests_name("zip", tests, NULL, NULL);
}
