/* test_key_words.c - every key of the key tables says what it means, and no table has a key twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "config/key_words.h"
#include "config/keys.h"

enum { PATH_SIZE = 256, MOST_ROWS = 1024 };

static bool is_used[MOST_ROWS];
static size_t key_count;

static void
check_key(const char *path, const struct lci_key *key)
{
    const struct lci_key_words *words = lci_words_of_key(path);

    key_count++;
    if (!words)
        fail_msg("%s: nothing says what it means", path);
    for (int language = 0; language < 2; language++)
        if (words->says[language][0] == '\0' || strchr(words->says[language], '\n'))
            fail_msg("%s: not one line", path);
    if (key->unit && strcmp(lci_unit_in(key->unit, true), key->unit) == 0)
        fail_msg("%s: %s: the unit has no Chinese name", path, key->unit);
    is_used[words - lci_key_words] = true;
}

static void
check_section(const char *path, const struct lci_section *section)
{
    for (size_t i = 0; i < section->key_count; i++) {
        const struct lci_key *key = &section->keys[i];
        char inner[PATH_SIZE];

        for (size_t other = 0; other < i; other++)
            if (strcmp(section->keys[other].name, key->name) == 0)
                fail_msg("%s: the key %s stands twice", path, key->name);
        assert_true((size_t)snprintf(inner, sizeof(inner), "%s.%s", path, key->name) < sizeof(inner));
        check_key(inner, key);
        if (key->section)
            check_section(inner, key->section);
    }
}

static void
test_every_key_has_words_and_all_words_have_a_key(void **state)
{
    (void)state;
    assert_true(lci_key_words_count <= MOST_ROWS);
    check_section("config", &lci_config_keys);
    check_section("standard", &lci_standard_keys);
    check_section("profile", &lci_profile_keys);
    assert_true(key_count > 400);
    for (size_t i = 0; i < lci_key_words_count; i++)
        if (!is_used[i])
            fail_msg("%s: there is no such key", lci_key_words[i].path);
}

static void
test_the_longest_end_of_a_path_decides_and_parts_of_names_do_not(void **state)
{
    (void)state;
    assert_string_equal(lci_words_of_key("config.categories.limits.minutes")->path, "minutes");
    assert_string_equal(lci_words_of_key("config.nights.alarms.minutes")->path, "alarms.minutes");
    assert_string_equal(lci_words_of_key("config.figures")->path, "config.figures");
    assert_string_equal(lci_words_of_key("config.spread.figures")->path, "spread.figures");
    assert_null(lci_words_of_key("config.xminutes"));
    assert_null(lci_words_of_key("inutes"));
    assert_null(lci_words_of_key(""));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_key_has_words_and_all_words_have_a_key),
        cmocka_unit_test(test_the_longest_end_of_a_path_decides_and_parts_of_names_do_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
