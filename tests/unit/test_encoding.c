/* test_encoding.c - bytes to UTF-8, and what bytes look like. GBK bytes are written out by hand
 * from its code table. */
#include "../support/files.h"

#include "io/dbf.h"
#include "io/encoding.h"
#include "io/roles.h"
#include "io/text.h"
#include "io/zip.h"

#define GBK_PUDONG "\xC6\xD6\xB6\xAB"   /* 浦东 */
#define GBK_LIANTONG "\xC1\xAA\xCD\xA8" /* 联通: its GBK bytes begin like UTF-8 */

static void
test_utf8_is_told_from_what_is_not(void **state)
{
    (void)state;
    assert_true(lci_text_is_utf8("浦东", 6));
    assert_true(lci_text_is_utf8("\xF0\x9F\x98\x80", 4));
    assert_false(lci_text_is_utf8(GBK_PUDONG, 4));
    assert_false(lci_text_is_utf8("\xC0\x80", 2));         /* overlong */
    assert_false(lci_text_is_utf8("\xED\xA0\x80", 3));     /* surrogate */
    assert_false(lci_text_is_utf8("\xF4\x90\x80\x80", 4)); /* too large */
    assert_false(lci_text_is_utf8("\xE6\xB5", 2));
    assert_true(lci_text_is_cut_utf8("\xE6\xB5", 2));
    assert_false(lci_text_is_cut_utf8("\xE6"
                                      "a",
                                      2));
}

static void
test_aliases_of_code_pages_are_known(void **state)
{
    static const char *const GB[] = {"936",   "GBK",        "gb2312", "ANSI 936",
                                     "CP936", "GB_2312-80", "GB18030"};

    (void)state;
    for (size_t i = 0; i < sizeof(GB) / sizeof(GB[0]); i++)
        assert_string_equal(lci_encoding_plain_name(GB[i]), "GB18030");
    assert_string_equal(lci_encoding_plain_name("65001"), "UTF-8");
    assert_string_equal(lci_encoding_plain_name("utf8"), "UTF-8");
    assert_null(lci_encoding_plain_name("OEM"));
}

/* Both tables of language drivers: dBase's below 0x78, FoxPro's from there on. */
static void
test_language_drivers_are_known(void **state)
{
    static const struct {
        unsigned char driver;
        const char *encoding;
    } known[] = {{0x4D, "GB18030"}, {0x7A, "GB18030"}, {0x4F, "BIG5-HKSCS"}, {0x78, "BIG5-HKSCS"},
                 {0x13, "CP932"},   {0x7B, "CP932"},   {0x4E, "CP949"},      {0x79, "CP949"},
                 {0x03, "CP1252"},  {0xC8, "CP1250"},  {0xC9, "CP1251"}};

    (void)state;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        const char *encoding = lci_encoding_of_language_driver(known[i].driver);

        assert_string_equal(encoding, known[i].encoding);
        assert_true(lci_encoding_fits(encoding, "a", 1)); /* iconv knows the name */
    }
    assert_null(lci_encoding_of_language_driver(0x00));
    assert_null(lci_encoding_of_language_driver(0x57));
}

static void
test_gbk_becomes_utf8_and_damage_is_told(void **state)
{
    struct lci_arena arena = {0};
    bool damaged = false;

    (void)state;
    assert_string_equal(lci_encoding_to_utf8("GB18030", GBK_PUDONG, 4, &arena, &damaged), "浦东");
    assert_false(damaged);
    assert_string_equal(lci_encoding_to_utf8("GB18030", GBK_PUDONG, 3, &arena, &damaged), "浦");
    assert_false(damaged); /* a character that the width cut */
    assert_string_equal(lci_encoding_to_utf8("GB18030",
                                             "\xFF"
                                             "a",
                                             2, &arena, &damaged),
                        "\xEF\xBF\xBD"
                        "a");
    assert_true(damaged);
    damaged = false;
    assert_null(lci_encoding_to_utf8("no such", "a", 1, &arena, &damaged));
    lci_arena_fini(&arena);
}

static void
test_text_files_are_looked_through(void **state)
{
    char *path = support_path(*state, "a.csv");
    struct lci_text_file_facts facts;
    static const struct {
        const char *bytes;
        size_t size;
        bool is_utf8, is_utf16, has_wide;
    } FILES[] = {
        {"id,name\n1,\xE6\xB5\xA6\n", 14, true, false, false},
        {"id,name\n1," GBK_PUDONG "\n", 15, false, false, false},
        {"\xFF\xFEi\0d\0", 6, false, true, false},
        {"i\0d\0,\0", 6, true, true, false},
        {"id\xEF\xBC\x8Cname\n", 10, true, false, true},
        {"id\xE6", 3, false, false, false},
    };

    for (size_t i = 0; i < sizeof(FILES) / sizeof(FILES[0]); i++) {
        FILE *file = fopen(path, "wb");

        assert_non_null(file);
        assert_int_equal(fwrite(FILES[i].bytes, 1, FILES[i].size, file), FILES[i].size);
        assert_int_equal(fclose(file), 0);
        assert_int_equal(lci_encoding_look_at_file(path, &facts, NULL), LCI_OK);
        if (facts.is_utf8 != FILES[i].is_utf8 || facts.is_utf16 != FILES[i].is_utf16 ||
            facts.has_wide_commas != FILES[i].has_wide)
            fail_msg("file %zu: utf8 %d, utf16 %d, wide %d", i, facts.is_utf8, facts.is_utf16,
                     facts.has_wide_commas);
    }
    free(path);
}

/* Blocks of 64 KiB must not cut characters apart: three-byte characters, offset by one and two. */
static void
test_characters_across_blocks_stay_whole(void **state)
{
    char *path = support_path(*state, "b.csv");
    struct lci_text_file_facts facts;

    for (int offset = 0; offset < 3; offset++) {
        FILE *file = fopen(path, "wb");

        assert_non_null(file);
        for (int i = 0; i < offset; i++)
            assert_int_equal(fputc('a', file), 'a');
        for (int i = 0; i < 60000; i++)
            assert_true(fputs("浦", file) >= 0);
        assert_int_equal(fclose(file), 0);
        assert_int_equal(lci_encoding_look_at_file(path, &facts, NULL), LCI_OK);
        assert_true(facts.is_utf8);
    }
    free(path);
}

static void
test_usual_names_are_found(void **state)
{
    static const char *const NAMES[] = {"编号",   "名称", "户 数", "街道镇",
                                        "ＬＯＮ", "纬度", "备注"};
    static const bool IS_CUT[] = {false, false, false, true, false, false, false};
    const struct lci_field_list list = {.names = NAMES, .is_cut = IS_CUT, .count = 7};

    (void)state;
    assert_int_equal(lci_field_by_usual_names(&list, "id"), 0);
    assert_int_equal(lci_field_by_usual_names(&list, "name"), 1);
    assert_int_equal(lci_field_by_usual_names(&list, "households"), 2);
    assert_int_equal(lci_field_by_usual_names(&list, "x"), 4);
    assert_int_equal(lci_field_by_usual_names(&list, "y"), 5);
    assert_int_equal(lci_field_by_usual_names(&list, "elders"), LCI_NO_FIELD);
    assert_int_equal(lci_field_by_name(&list, "街道镇名称"),
                     3); /* the .dbf cut it after nine bytes */
    assert_int_equal(lci_field_by_name(&list, "备注说明文字"), LCI_NO_FIELD); /* not cut */
    assert_true(lci_field_name_is_degrees("WGS84_Lng"));
    assert_false(lci_field_name_is_degrees("X"));
}

static void
test_short_and_odd_files_are_refused(void **state)
{
    char *path = support_path(*state, "a.dbf");
    struct lci_dbf_facts facts;
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_true(fputs("\x03\x7C\x01\x01\xFF\xFF\xFF\x7F", file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(lci_dbf_look(path, &facts, NULL), LCI_E_DATA);
    assert_int_equal(lci_shp_check_length(path, NULL), LCI_E_DATA);
    assert_int_equal(lci_zip_check(path, NULL), LCI_E_DATA);
    assert_false(lci_zip_is_one(path));
    assert_int_equal(lci_dbf_look("no such file", &facts, NULL), LCI_E_IO);
    free(path);
}

static void
test_gbk_that_looks_like_utf8_is_known_by_the_rest(void **state)
{
    (void)state;
    assert_true(lci_encoding_fits("GB18030", GBK_LIANTONG, 4));
    assert_false(lci_encoding_fits("GB18030", "\xFF\xFF", 2));
    assert_false(lci_encoding_fits("UTF-8", GBK_PUDONG, 4));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_utf8_is_told_from_what_is_not),
        cmocka_unit_test(test_aliases_of_code_pages_are_known),
        cmocka_unit_test(test_language_drivers_are_known),
        cmocka_unit_test(test_gbk_becomes_utf8_and_damage_is_told),
        cmocka_unit_test_setup_teardown(test_text_files_are_looked_through, support_folder,
                                        support_remove),
        cmocka_unit_test_setup_teardown(test_characters_across_blocks_stay_whole, support_folder,
                                        support_remove),
        cmocka_unit_test(test_usual_names_are_found),
        cmocka_unit_test_setup_teardown(test_short_and_odd_files_are_refused, support_folder,
                                        support_remove),
        cmocka_unit_test(test_gbk_that_looks_like_utf8_is_known_by_the_rest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
