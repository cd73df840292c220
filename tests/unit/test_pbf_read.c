/* test_pbf_read.c - what is read of PBF files, and files that must be refused, each with its reason. */
#include "../support/entry_log.h"
#include "../support/files.h"
#include "../support/tiny_pbf.h"

#include "io/pbf_read.h"

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

static enum lci_status
read_file(unsigned types, struct log *log, struct lci_error *err)
{
    const struct lci_osm_sink sink = {log_entry, log};
    struct lci_pbf *pbf = NULL;
    enum lci_status status = lci_pbf_open(path, "city.osm.pbf", &pbf, err);

    log->size = 0;
    log->text[0] = '\0';
    if (status == LCI_OK)
        status = lci_pbf_read(pbf, types, &sink, err);
    lci_pbf_close(pbf);
    return status;
}

static void
expect(const struct tiny *file, enum lci_status status, const char *words)
{
    static struct log log;
    struct lci_error err = {0};

    tiny_save(file, path);
    if (read_file(LCI_OSM_ALL, &log, &err) != status)
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
    struct lci_pbf *pbf = NULL;

    (void)state;
    assert_int_equal(lci_pbf_open("/nonexistent/a.osm.pbf", "a.osm.pbf", &pbf, &err), LCI_E_IO);
    assert_string_equal(err.message, "a.osm.pbf: cannot be opened");
    assert_null(pbf);
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

/* What would lead out of arrays, or to wrong streets. */
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
    parts.way.bytes[0] = 0x30; /* a field 6 instead of the id */
    make_block(&parts);
    make_file(&parts, 1, &file);
    expect(&file, LCI_E_DATA, "damaged");

    make_parts(&parts);
    parts.way.bytes[0] = 0x08;
    tiny_message(&parts.way, 4, &(struct tiny){.bytes = {0x28, 3}, .size = 2}); /* made by text 3 */
    make_block(&parts);
    make_file(&parts, 1, &file);
    expect(&file, LCI_E_DATA, "names a text");

    make_parts(&parts);
    tiny_message(&parts.way, 4, &(struct tiny){.bytes = {0x30, 1}, .size = 2}); /* visible */
    make_block(&parts);
    make_file(&parts, 1, &file);
    expect(&file, LCI_E_DATA, "history");
}

/* Lists that belong together and are not of one length. */
static void
test_lists_that_do_not_match_are_refused(void **state)
{
    static const struct {
        unsigned field;
        const char *bytes;
        size_t size;
    } words[] = {
        {10, "\1\2\0", 3},     /* ends after the first of two nodes */
        {10, "\1\2\0\1", 4},   /* a key without a value */
        {10, "\1\2\0\1\2", 5}, /* no zero after the last tag */
        {10, "\0\0\0", 3},     /* a node more */
    };
    struct parts parts;
    struct tiny file;

    (void)state;
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        make_parts(&parts);
        tiny_bytes(&parts.nodes, words[i].field, words[i].bytes, words[i].size);
        make_block(&parts);
        make_file(&parts, 1, &file);
        expect(&file, LCI_E_DATA, "damaged");
    }

    make_parts(&parts);
    parts.nodes.bytes[1] = 1; /* one id of two; the other becomes a field of nodes that there is not */
    make_block(&parts);
    make_file(&parts, 1, &file);
    expect(&file, LCI_E_DATA, "damaged");

    make_parts(&parts);
    parts.way.size = 0;
    tiny_number(&parts.way, 1, 7);
    tiny_bytes(&parts.way, 2, "\1\2", 2);
    tiny_bytes(&parts.way, 3, "\2", 1);
    make_block(&parts);
    make_file(&parts, 1, &file);
    expect(&file, LCI_E_DATA, "damaged");
}

static void
test_objects_come_in_the_order_of_the_file(void **state)
{
    static struct log log;
    struct parts parts;
    struct tiny file;
    char wanted[256];
    struct lci_pbf *pbf = NULL;
    const struct lci_osm_sink sink = {log_entry, &log};

    (void)state;
    make_parts(&parts);
    tiny_bytes(&parts.nodes, 10, "\0\1\2\0", 4);
    parts.way.size = 0;
    tiny_number(&parts.way, 1, UINT64_C(1) << 40); /* ids have 64 bits */
    tiny_bytes(&parts.way, 8, "\4\1", 2);          /* 2, then 2 - 1 */
    make_block(&parts);
    make_file(&parts, 1, &file);
    (void)snprintf(wanted, sizeof(wanted), "n1 %a %a\nn2 %a %a highway=footway\nw1099511627776 2 1\n", 121.5, 31.2, 121.5,
                   31.2001);
    tiny_save(&file, path);
    assert_int_equal(read_file(LCI_OSM_ALL, &log, NULL), LCI_OK);
    assert_string_equal(log.text, wanted);

    /* Pass by pass: what is not asked for does not come, and can be asked for later. */
    log.size = 0;
    assert_int_equal(lci_pbf_open(path, "city.osm.pbf", &pbf, NULL), LCI_OK);
    assert_int_equal(lci_pbf_read(pbf, LCI_OSM_WAYS | LCI_OSM_RELATIONS, &sink, NULL), LCI_OK);
    assert_string_equal(log.text, strstr(wanted, "w1099"));
    log.size = 0;
    assert_int_equal(lci_pbf_read(pbf, LCI_OSM_NODES, &sink, NULL), LCI_OK);
    *strstr(wanted, "w1099") = '\0';
    assert_string_equal(log.text, wanted);
    log.size = 0;
    log.text[0] = '\0';
    assert_int_equal(lci_pbf_read(pbf, LCI_OSM_RELATIONS, &sink, NULL), LCI_OK);
    assert_string_equal(log.text, "");
    lci_pbf_close(pbf);
}

/* Damage to nodes is found in the pass that reads them, whatever pass it is. */
static void
test_a_later_pass_finds_damage(void **state)
{
    static struct log log;
    const struct lci_osm_sink sink = {log_entry, &log};
    struct parts parts;
    struct tiny file;
    struct lci_error err = {0};
    struct lci_pbf *pbf = NULL;

    (void)state;
    make_parts(&parts);
    tiny_bytes(&parts.nodes, 10, "\1\2\0\1\11\0", 6); /* text 9 */
    make_block(&parts);
    make_file(&parts, 1, &file);
    tiny_save(&file, path);
    log.size = 0;
    assert_int_equal(lci_pbf_open(path, "city.osm.pbf", &pbf, &err), LCI_OK);
    assert_int_equal(lci_pbf_read(pbf, LCI_OSM_WAYS, &sink, &err), LCI_OK);
    assert_int_equal(lci_pbf_read(pbf, LCI_OSM_NODES, &sink, &err), LCI_E_DATA);
    assert_string_equal(err.message, "city.osm.pbf: block 2: it names a text that its table does not have");
    lci_pbf_close(pbf);
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
        cmocka_unit_test(test_lists_that_do_not_match_are_refused),
        cmocka_unit_test(test_objects_come_in_the_order_of_the_file),
        cmocka_unit_test(test_a_later_pass_finds_damage),
    };

    return cmocka_run_group_tests(tests, make_path, remove_path);
}
