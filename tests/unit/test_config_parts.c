/* test_config_parts.c - what is refused as YAML, numbers, suggestions, passwords. */
#include "config_folder.h"

#include "base/alloc.h"
#include "base/connection.h"
#include "config/number.h"
#include "config/suggest.h"
#include "config/yaml.h"

/* Reads bytes that must be refused and compares "line:column message". */
static void
expect_refusal(const char *bytes, size_t size, const char *expected)
{
    struct lci_arena arena = {0};
    struct lci_yaml_node *root = NULL;
    struct lci_yaml_fault fault;
    struct lci_fingerprint print = {0};
    char found[512];

    write_bytes("bad.yaml", bytes, size);
    assert_int_equal(lci_yaml_read("bad.yaml", &arena, &root, &print, &fault), LCI_E_CONFIG);
    assert_null(root);
    (void)snprintf(found, sizeof(found), "%u:%u %s", fault.line, fault.column, fault.message);
    assert_string_equal(found, expected);
    lci_arena_fini(&arena);
}

static void
test_what_is_no_plain_yaml_is_refused_with_its_place(void **state)
{
    static const struct {
        const char *bytes;
        size_t size; /* 0: the text */
        const char *expected;
    } rows[] = {
        {"a: 1\nb: 2\na: 3\n", 0, "3:1 the key \"a\" is here twice, first at line 1"},
        {"a: {x: 1, \"x\": 2}\n", 0, "1:11 the key \"x\" is here twice, first at line 1"},
        {"a: x\0y\n", 7, "1:5 a zero byte: this is no text file"},
        {"a: 1\nb: \"x\\0y\"\n", 0, "2:4 a zero byte in a text"},
        {"a: \xD3\xD7\n", 0, "1:4 this is no UTF-8 text; save the file in the encoding UTF-8"},
        {"\xFF\xFE"
         "a\0:\0",
         6, "1:1 this is no UTF-8 text; save the file in the encoding UTF-8"},
        {"a: !!str 1\n", 0,
         "1:10 tags (!) are not used in a configuration; quote a text that begins like one"},
        {"a: 1\n---\nb: 2\n", 0, "2:1 expected one document, found another one after \"---\""},
        {"? [a, b]\n: c\n", 0, "1:3 a key must be a text, not a list or map"},
        {"a:\n\tb: 1\n", 0, "2:1 this is no YAML: tab character may not be used as indentation"},
        {"a: [1\nb: 2", 0, "3:1 this is no YAML: flow sequence without a closing bracket"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        expect_refusal(rows[i].bytes, rows[i].size > 0 ? rows[i].size : strlen(rows[i].bytes),
                       rows[i].expected);
}

/* S9: 500 bytes that would be 4 GB if they were resolved. */
static void
test_an_alias_bomb_is_refused_at_its_first_anchor(void **state)
{
    char bomb[1024] = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";

    (void)state;
    for (int i = 1; i < 10; i++) {
        char line[128];

        (void)snprintf(line, sizeof(line), "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i, i,
                       i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
        (void)strcat(bomb, line);
    }
    expect_refusal(bomb, strlen(bomb),
                   "1:9 anchors (&) and aliases (*) are not used in a configuration; quote a text "
                   "that begins like one");
}

static void
test_nesting_is_limited(void **state)
{
    char text[256] = "";
    struct lci_arena arena = {0};
    struct lci_yaml_node *root = NULL;
    struct lci_yaml_fault fault;
    struct lci_fingerprint print = {0};

    (void)state;
    memset(text, '[', 64);
    memset(text + 64, ']', 64);
    write_text("deep.yaml", text);
    assert_int_equal(lci_yaml_read("deep.yaml", &arena, &root, &print, &fault), LCI_OK);
    lci_arena_fini(&arena);
    memset(text, '[', 100);
    memset(text + 100, ']', 100);
    expect_refusal(text, 200, "1:65 nested deeper than 64 levels");
}

static void
test_what_is_no_file_or_too_large_is_refused(void **state)
{
    struct lci_arena arena = {0};
    struct lci_yaml_node *root = NULL;
    struct lci_yaml_fault fault;
    struct lci_fingerprint print = {0};
    const size_t size = ((size_t)1 << 20) + 1;
    char *large = lci_alloc(size, 1);

    (void)state;
    memset(large, 'a', size);
    expect_refusal(large, size, "0:0 the file is larger than 1 MiB");
    lci_free(large);
    assert_int_equal(lci_yaml_read("tables", &arena, &root, &print, &fault), LCI_E_CONFIG);
    assert_string_equal(fault.message, "expected a file, found something else");
    assert_int_equal(mkfifo("pipe", 0600), 0);
    assert_int_equal(lci_yaml_read("pipe", &arena, &root, &print, &fault), LCI_E_CONFIG);
    assert_int_equal(lci_yaml_read("nowhere", &arena, &root, &print, &fault), LCI_E_IO);
    lci_arena_fini(&arena);
}

static void
test_places_are_counted_in_characters_from_one(void **state)
{
    struct lci_arena arena = {0};
    struct lci_yaml_node *root = NULL;
    struct lci_yaml_fault fault;
    struct lci_fingerprint print = {0};
    const struct lci_yaml_node *map = NULL;

    (void)state;
    write_text("good.yaml", "\xEF\xBB\xBF# comment\r\n城市: {街镇: 甲, \"b\": 'c'}\r\nlist:\r\n"
                            "  - x\r\nempty:\r\n");
    assert_int_equal(lci_yaml_read("good.yaml", &arena, &root, &print, &fault), LCI_OK);
    map = lci_yaml_child(root, "城市");
    assert_non_null(map);
    assert_int_equal(map->kind, LCI_YAML_MAP);
    assert_int_equal(map->first->key_column, 6);
    assert_string_equal(map->first->text, "甲");
    assert_int_equal(map->first->column, 10);
    assert_string_equal(map->first->next->key, "b");
    assert_string_equal(map->first->next->text, "c");
    assert_int_equal(map->first->next->column, 18);
    assert_int_equal(lci_yaml_child(root, "list")->first->line, 4);
    assert_int_equal(lci_yaml_child(root, "list")->first->column, 5);
    assert_string_equal(lci_yaml_child(root, "empty")->text, "");
    assert_int_equal(lci_yaml_child(root, "empty")->line, 5);
    assert_null(lci_yaml_child(root, "none"));
    lci_arena_fini(&arena);
    write_text("good.yaml", "# nothing\n");
    assert_int_equal(lci_yaml_read("good.yaml", &arena, &root, &print, &fault), LCI_OK);
    assert_null(root);
    lci_arena_fini(&arena);
}

static void
test_numbers_are_read_whole_and_nearest(void **state)
{
    static const struct {
        const char *text;
        double value;
    } good[] = {
        {"15", 15.0},       {"1.25", 1.25},   {"-0.04", -0.04},
        {"+.5", 0.5},       {"5.", 5.0},      {"1e3", 1000.0},
        {"2.5E-3", 0.0025}, {"0", 0.0},       {"0.1", 0.1},
        {"0.3", 0.3},       {"000012", 12.0}, {"123456789012345", 123456789012345.0},
        {"0.000001", 1e-6}, {"3.333", 3.333},
    };
    static const char *const bad[] = {
        "",   ".",   "-",   "e3",   "1e",    "1,5",  "1.2.3", " 1",           "1 ",
        "1m", "nan", "inf", "0x10", "1_000", "1e99", "1e-99", "12e999999999", "1234567890123456",
        "--1"};
    double value = -1.0;

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_true(lci_number_read(good[i].text, &value));
        assert_true(value == good[i].value);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (lci_number_read(bad[i], &value))
            fail_msg("\"%s\" was read as %f", bad[i], value);
}

static void
test_numbers_are_written_without_idle_digits(void **state)
{
    static const struct {
        double value;
        const char *text;
    } rows[] = {{0.1, "0.1"},        {240.0, "240"},    {-5.0, "-5"},   {0.0, "0"},
                {1e9, "1000000000"}, {1.2345, "1.235"}, {-0.0001, "0"}, {100.5, "100.5"}};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[LCI_NUMBER_TEXT_SIZE];

        lci_number_write(rows[i].value, text);
        assert_string_equal(text, rows[i].text);
    }
}

static void
test_suggestions_are_the_nearest_word(void **state)
{
    static const char *const words[] = {"network", "facilities", "homes", "units", "output", "id"};
    static const char *const pairs[][2] = {
        {"netwrok", "network"},
        {"Facilities", "facilities"},
        {"facilites", "facilities"},
        {"home", "homes"},
        {"unit", "units"},
        {"outputs", "output"},
        {"Id", "id"},
        {"facility", "facilities"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        const char *meant = lci_suggest(pairs[i][0], words, 6);

        if (i == 7)
            assert_null(meant); /* 4 edits */
        else
            assert_string_equal(meant, pairs[i][1]);
    }
    assert_null(lci_suggest("x", words, 6));
    assert_null(lci_suggest("completely-different", words, 6));
    assert_null(
        lci_suggest("a word that is far longer than any key that this program has", words, 6));
    assert_null(lci_suggest("homes", words, 0));
}

static void
test_passwords_in_connection_strings_are_masked(void **state)
{
    static const char *const pairs[][2] = {
        {"host=a password=b user=c", "host=a password=*** user=c"},
        {"PASSWORD = 'a b\\'c' host=d", "PASSWORD = *** host=d"},
        {"password=", "password=***"},
        {"password='a\\'b' sslpassword=c port=1", "password=*** sslpassword=*** port=1"},
        {"password=a\\ b&c user=d", "password=*** user=d"},
        {"PG:password=a host=b", "PG:password=*** host=b"},
        /* Where it ends is not known. */
        {"host=a password=b c", "host=a password=***"},
        {"host=a password='b'c user=d", "host=a password=***"},
        {"host=a password='b", "host=a password=***"},
        {"postgresql://me:p@ss@host:5432/db", "postgresql://me:***"},
        {"postgresql://host/db?password=a&user=b", "postgresql://host/db?password=***"},
        {"password=a x://b:c@d password=e", "password=***"},
        {"x://b:c@d password=e", "x://b:***"},
        {"passwords are long", "passwords are long"},
        {"host=a dbname=b", "host=a dbname=b"},
    };
    struct lci_arena arena = {0};

    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
        assert_string_equal(lci_mask_password(&arena, pairs[i][0]), pairs[i][1]);
    lci_arena_fini(&arena);
}

static void
test_connection_strings_are_judged_without_their_values(void **state)
{
    static const char *const pairs[][2] = {
        {"host=a port = 5432 password='b c\\'d' dbname=e\\ f", ""},
        {"", "nothing"},
        {"postgresql://me:secret@host/db", "an address"},
        {"host=a password=my secret dbname=b",
         "no key=value after pair 2 (a value with spaces stands in single quotes)"},
        {"host=a password='secret", "no key=value after pair 1 (a value with spaces stands in "
                                    "single quotes)"},
        {"host=a password='my'secret",
         "no key=value after pair 1 (a value with spaces stands in single quotes)"},
        {"=secret", "no key=value after pair 0 (a value with spaces stands in single quotes)"},
        {"host=a pasword=secret", "an unknown key in pair 2"},
        {"host=a password=my secret=b", "an unknown key in pair 3"},
        {"PGB:host=a", "an unknown key in pair 1"},
    };
    char why[LCI_REFUSAL_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        lci_connection_judge(pairs[i][0], why);
        assert_string_equal(why, pairs[i][1]);
    }
    assert_true(lci_connection_has("host=a connect_timeout=3", "connect_timeout"));
    assert_false(lci_connection_has("host=connect_timeout", "connect_timeout"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_no_plain_yaml_is_refused_with_its_place),
        cmocka_unit_test(test_an_alias_bomb_is_refused_at_its_first_anchor),
        cmocka_unit_test(test_nesting_is_limited),
        cmocka_unit_test(test_what_is_no_file_or_too_large_is_refused),
        cmocka_unit_test(test_places_are_counted_in_characters_from_one),
        cmocka_unit_test(test_numbers_are_read_whole_and_nearest),
        cmocka_unit_test(test_numbers_are_written_without_idle_digits),
        cmocka_unit_test(test_suggestions_are_the_nearest_word),
        cmocka_unit_test(test_passwords_in_connection_strings_are_masked),
        cmocka_unit_test(test_connection_strings_are_judged_without_their_values),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
