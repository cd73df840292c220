/* test_pbf_scan.c - PBF files that must be refused, each with its reason, and one that must not. */
#include "../support/files.h"
#include "../support/tiny_pbf.h"

#include "io/pbf_scan.h"

static char *path; /* of the file in hand */

static int
make_path(void **state)
{
    if (support_folder(state) != 0)
        return -1;
    path = support_path(*state, "city.osm.pbf");
    return 0;
}

static int
remove_path(void **state)
{
    free(path);
    return support_remove(state);
}

/* Texts "", "highway", "footway"; two dense nodes; way 7 from node 1 to node 2. */
struct parts {
    struct tiny texts, nodes, way, block;
};

static void
make_parts(struct parts *parts)
{
    struct tiny list = {.size = 0};

    *parts = (struct parts){.block.size = 0};
    tiny_text(&parts->texts, 1, "");
    tiny_text(&parts->texts, 1, "highway");
    tiny_text(&parts->texts, 1, "footway");

    tiny_zigzag(&list, 1);
    tiny_zigzag(&list, 1);
    tiny_message(&parts->nodes, 1, &list);
    list.size = 0;
    tiny_zigzag(&list, 312000000);
    tiny_zigzag(&list, 1000);
    tiny_message(&parts->nodes, 8, &list);
    list.size = 0;
    tiny_zigzag(&list, 1215000000);
    tiny_zigzag(&list, 0);
    tiny_message(&parts->nodes, 9, &list);

    tiny_number(&parts->way, 1, 7);
    tiny_bytes(&parts->way, 2, "\1", 1);
    tiny_bytes(&parts->way, 3, "\2", 1);
    list.size = 0;
    tiny_zigzag(&list, 1);
    tiny_zigzag(&list, 1);
    tiny_message(&parts->way, 8, &list);
}

static void
make_block(struct parts *parts)
{
    struct tiny group = {.size = 0};

    parts->block.size = 0;
    tiny_message(&parts->block, 1, &parts->texts);
    tiny_message(&group, 2, &parts->nodes);
    tiny_message(&parts->block, 2, &group);
    group.size = 0;
    tiny_message(&group, 3, &parts->way);
    tiny_message(&parts->block, 2, &group);
}

static void
make_file(const struct parts *parts, int zipped, struct tiny *file)
{
    struct tiny blob = {.size = 0};

    file->size = 0;
    tiny_header(file, "DenseNodes");
    tiny_blob(&blob, &parts->block, zipped);
    tiny_block(file, "OSMData", &blob);
}

static void
expect(const struct tiny *file, enum lci_status status, const char *words)
{
    struct lci_error err = {0};

    tiny_save(file, path);
    if (lci_pbf_scan(path, "city.osm.pbf", &err) != status)
        fail_msg("expected status %d and \"%s\", found: %s", status, words, err.message);
    if (status == LCI_OK)
        return;
    assert_non_null(strstr(err.message, "city.osm.pbf"));
    if (!strstr(err.message, words))
        fail_msg("expected \"%s\", found: %s", words, err.message);
}

static void
test_whole_files_pass(void **state)
{
    struct parts parts;
    struct tiny file;

    (void)state;
    make_parts(&parts);
    make_block(&parts);
    make_file(&parts, 1, &file);
    expect(&file, LCI_OK, "");
    make_file(&parts, 0, &file);
    expect(&file, LCI_OK, "");
}

static void
test_every_truncation_is_found(void **state)
{
    struct parts parts;
    struct tiny file;
    struct tiny whole;
    size_t header_end = 0;

    (void)state;
    make_parts(&parts);
    make_block(&parts);
    make_file(&parts, 1, &whole);
    file.size = 0;
    tiny_header(&file, "DenseNodes");
    header_end = file.size; /* a file of a header alone is whole; that nothing is in it is found later */
    for (size_t size = 0; size < whole.size; size++) {
        file = whole;
        file.size = size;
        expect(&file, size == header_end ? LCI_OK : LCI_E_DATA, "block ");
    }
}

static void
test_missing_file_is_named(void **state)
{
    struct lci_error err = {0};

    (void)state;
    assert_int_equal(lci_pbf_scan("/nonexistent/a.osm.pbf", "a.osm.pbf", &err), LCI_E_IO);
    assert_string_equal(err.message, "a.osm.pbf: cannot be opened");
}

static void
test_absurd_sizes_are_refused_before_memory_is_taken(void **state)
{
    struct tiny file = {.size = 0};
    struct tiny blob = {.size = 0};
    struct tiny header = {.size = 0};

    (void)state;
    tiny_header(&file, "DenseNodes");
    tiny_number(&blob, 2, UINT64_C(1) << 30); /* unpacks to 1 GiB, it says */
    tiny_bytes(&blob, 3, "x", 1);
    tiny_block(&file, "OSMData", &blob);
    expect(&file, LCI_E_DATA, "unpacks to more than the 32 MiB");

    file.size = 0;
    tiny_header(&file, "DenseNodes");
    tiny_text(&header, 1, "OSMData");
    tiny_number(&header, 3, (32u << 20) + 1);
    tiny_header_block(&file, &header);
    expect(&file, LCI_E_DATA, "larger than the 32 MiB");

    file.size = 0;
    for (int i = 0; i < 8; i++)
        tiny_byte(&file, 0xff);
    expect(&file, LCI_E_DATA, "not an OSM PBF file");
}

static void
test_wrong_blocks_are_refused(void **state)
{
    struct parts parts;
    struct tiny file = {.size = 0};
    struct tiny blob = {.size = 0};

    (void)state;
    make_parts(&parts);
    make_block(&parts);

    tiny_blob(&blob, &parts.block, 0);
    tiny_block(&file, "OSMData", &blob);
    expect(&file, LCI_E_DATA, "does not begin with OSMHeader");

    file.size = 0;
    tiny_header(&file, "DenseNodes");
    tiny_block(&file, "OSMOther", &blob);
    expect(&file, LCI_E_DATA, "type is not OSMData");

    file.size = 0;
    tiny_header(&file, "HistoricalInformation");
    expect(&file, LCI_E_DATA, "history");

    file.size = 0;
    tiny_header(&file, "Teleport");
    expect(&file, LCI_E_DATA, "requires a feature");

    file.size = blob.size = 0;
    tiny_header(&file, "DenseNodes");
    tiny_number(&blob, 2, 10);
    tiny_bytes(&blob, 4, "lzma", 4);
    tiny_block(&file, "OSMData", &blob);
    expect(&file, LCI_E_DATA, "compression is not supported");

    file.size = blob.size = 0;
    tiny_header(&file, "DenseNodes");
    tiny_blob(&blob, &parts.block, 1);
    blob.bytes[1]++; /* declares a byte more than there is */
    tiny_block(&file, "OSMData", &blob);
    expect(&file, LCI_E_DATA, "does not unpack to the size");
}

/* What ReadOSM would follow out of its arrays, or not see at all. */
static void
test_fields_that_would_lead_astray_are_refused(void **state)
{
    struct parts parts;
    struct tiny file;
    struct tiny list = {.size = 0};

    (void)state;
    make_parts(&parts);
    tiny_bytes(&parts.way, 2, "\1", 1); /* the keys a second time */
    make_block(&parts);
    make_file(&parts, 1, &file);
    expect(&file, LCI_E_DATA, "damaged");

    make_parts(&parts);
    parts.way.bytes[4] = 3; /* keys: the text after the last */
    make_block(&parts);
    make_file(&parts, 1, &file);
    expect(&file, LCI_E_DATA, "names a text");

    make_parts(&parts);
    parts.way.bytes[4] = 0x81; /* keys: a number without an end */
    make_block(&parts);
    make_file(&parts, 1, &file);
    expect(&file, LCI_E_DATA, "damaged");

    make_parts(&parts);
    tiny_bytes(&parts.nodes, 10, "\1\2\0\1\11\0", 6); /* text 9 */
    make_block(&parts);
    make_file(&parts, 1, &file);
    expect(&file, LCI_E_DATA, "names a text");

    make_parts(&parts);
    tiny_bytes(&list, 5, "\4\1", 2); /* users 2, then 2 - 1 = 1: fine */
    tiny_message(&parts.nodes, 5, &list);
    make_block(&parts);
    make_file(&parts, 1, &file);
    expect(&file, LCI_OK, "");

    make_parts(&parts);
    list.size = 0;
    tiny_bytes(&list, 5, "\4\4", 2); /* users 2, then 4: no such text */
    tiny_message(&parts.nodes, 5, &list);
    make_block(&parts);
    make_file(&parts, 1, &file);
    expect(&file, LCI_E_DATA, "names a text");

    make_parts(&parts);
    parts.way.size = 0;
    tiny_number(&parts.way, 1, UINT64_C(1) << 33);
    make_block(&parts);
    make_file(&parts, 1, &file);
    expect(&file, LCI_E_DATA, "more than 32 bits");
}

static void
test_coordinates_that_would_be_wrong_are_refused(void **state)
{
    struct parts parts;
    struct tiny file;
    struct tiny group = {.size = 0};

    (void)state;
    make_parts(&parts);
    make_block(&parts);
    tiny_number(&parts.block, 17, 1000);
    make_file(&parts, 1, &file);
    expect(&file, LCI_E_DATA, "granularity");

    make_block(&parts);
    tiny_number(&parts.block, 19, 5);
    make_file(&parts, 1, &file);
    expect(&file, LCI_E_DATA, "offset");

    make_block(&parts);
    tiny_number(&parts.block, 17, 100);
    tiny_number(&parts.block, 18, 1000);
    tiny_number(&parts.block, 19, 0);
    make_file(&parts, 1, &file);
    expect(&file, LCI_OK, "");

    make_block(&parts);
    tiny_bytes(&group, 1, "\10\1", 2);
    tiny_message(&parts.block, 2, &group);
    make_file(&parts, 1, &file);
    expect(&file, LCI_E_DATA, "not dense");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_files_pass),
        cmocka_unit_test(test_every_truncation_is_found),
        cmocka_unit_test(test_missing_file_is_named),
        cmocka_unit_test(test_absurd_sizes_are_refused_before_memory_is_taken),
        cmocka_unit_test(test_wrong_blocks_are_refused),
        cmocka_unit_test(test_fields_that_would_lead_astray_are_refused),
        cmocka_unit_test(test_coordinates_that_would_be_wrong_are_refused),
    };

    return cmocka_run_group_tests(tests, make_path, remove_path);
}
