/* config_folder.h - a folder of its own for tests that load configurations. */
#ifndef LCI_TESTS_CONFIG_FOLDER_H
#define LCI_TESTS_CONFIG_FOLDER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <lifecircle/config.h>

/* What every configuration needs, to be put behind the lines that a test is about. */
#define NETWORK "network: [{source: roads.osm}]\n"
#define FACILITIES "facilities: [{source: f.csv}]\n"
#define HOMES "homes: [{source: h.gpkg}]\n"
#define OUTPUT "output: {path: out.gpkg}\n"
#define REST NETWORK FACILITIES HOMES OUTPUT

static char folder[] = P_tmpdir "/lifecircle-test-XXXXXX";

static inline void
write_bytes(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static inline void
write_text(const char *path, const char *text)
{
    write_bytes(path, text, strlen(text));
}

static inline int
make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder) || chdir(folder) != 0 || mkdir("tables", 0700) != 0)
        return -1;
    write_text("roads.osm", "x");
    write_text("f.csv", "x");
    write_text("h.gpkg", "x");
    return 0;
}

static inline int
remove_folder(void **state)
{
    char command[64];

    (void)state;
    (void)snprintf(command, sizeof(command), "rm -rf %s", folder);
    return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

static inline struct lci_config *
load(const char *text)
{
    struct lci_config *config = NULL;
    struct lci_error error = {.status = LCI_OK};

    write_text("city.yaml", text);
    if (lci_config_load("city.yaml", &config, NULL, &error) != LCI_OK)
        fail_msg("%s", error.message);
    return config;
}

/* Loads what has faults, and compares all of their messages, joined by new lines. */
static inline void
expect_faults(const char *text, const char *expected)
{
    struct lci_config *config = NULL;
    struct lci_faults faults;
    struct lci_error error = {.status = LCI_OK};
    char joined[8192] = "";

    write_text("city.yaml", text);
    assert_int_equal(lci_config_load("city.yaml", &config, &faults, &error), LCI_E_CONFIG);
    assert_null(config);
    for (size_t i = 0; i < faults.count; i++) {
        (void)strcat(joined, i > 0 ? "\n" : "");
        (void)strcat(joined, faults.items[i].message);
        assert_true(i == 0 || faults.items[i].line >= faults.items[i - 1].line);
        assert_string_equal(faults.items[i].file, "city.yaml");
    }
    assert_string_equal(joined, expected);
    assert_string_equal(error.message, faults.items[0].message);
    lci_faults_fini(&faults);
}

#endif
