/* test_state.c - the state of nights: what is found of it, values, records, and the lock of a folder. */
#include "../support/files.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/wait.h>

#include "base/alloc.h"
#include "io/lock.h"
#include "state/nights.h"
#include "state/store.h"
#include "state/values.h"

static const struct lci_fingerprint PROGRAM = {1, 2}, OTHER_PROGRAM = {1, 3}, KEY = {5, 6}, OTHER_KEY = {5, 7};

static struct lci_store *
open_store(const char *path, enum lci_store_kind kind, enum lci_store_found expected)
{
    struct lci_store *store = NULL;
    struct lci_error err = {0};
    enum lci_store_found found = LCI_STORE_FOUND;
    const enum lci_status status = lci_store_open(path, kind, &store, &found, &err);

    if (status != LCI_OK)
        fail_msg("%s", err.message);
    assert_int_equal(found, expected);
    return store;
}

static void
run_sql(const char *path, const char *sql)
{
    sqlite3 *database = NULL;

    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

static void
assert_aside(const char *path, const char *ending)
{
    char *aside = support_path(path, "");

    aside = realloc(aside, strlen(path) + strlen(ending) + 1);
    (void)sprintf(aside, "%s%s", path, ending);
    assert_int_equal(access(aside, F_OK), 0);
    free(aside);
}

static void
test_what_is_found_is_judged(void **state)
{
    char *path = support_path(*state, "state.sqlite");

    lci_store_close(open_store(path, LCI_STORE_STATE, LCI_STORE_NONE));
    lci_store_close(open_store(path, LCI_STORE_STATE, LCI_STORE_FOUND));
    run_sql(path, "PRAGMA user_version = 0");
    lci_store_close(open_store(path, LCI_STORE_STATE, LCI_STORE_OLDER));
    assert_aside(path, ".older");
    lci_store_close(open_store(path, LCI_STORE_STATE, LCI_STORE_FOUND));
    run_sql(path, "PRAGMA user_version = 1000");
    lci_store_close(open_store(path, LCI_STORE_STATE, LCI_STORE_NEWER));
    assert_aside(path, ".newer");
    run_sql(path, "PRAGMA application_id = 7");
    lci_store_close(open_store(path, LCI_STORE_STATE, LCI_STORE_FOREIGN));
    assert_aside(path, ".foreign");
    support_write(path, "this is no database, and long enough that nobody takes it for an empty one");
    lci_store_close(open_store(path, LCI_STORE_STATE, LCI_STORE_DAMAGED));
    assert_aside(path, ".damaged");
    run_sql(path, "DROP TABLE sources");
    lci_store_close(open_store(path, LCI_STORE_STATE, LCI_STORE_DAMAGED));
    lci_store_close(open_store(path, LCI_STORE_STATE, LCI_STORE_FOUND));
    free(path);
}

/* Every byte of a state may go wrong: it is found to be damaged, or what it says is what it said, or an error; never a crash. */
static void
test_no_flipped_byte_is_taken_for_another_record(void **state)
{
    char *path = support_path(*state, "state.sqlite");
    const struct lci_night_record record = {.started_at = "2026-12-01T03:00:00.000Z", .version = "1", .program = PROGRAM};
    struct lci_store *store = open_store(path, LCI_STORE_STATE, LCI_STORE_NONE);
    uint64_t id = 0;
    size_t damaged = 0;
    FILE *file = NULL;
    long size = 0;
    char *bytes = NULL;

    assert_int_equal(lci_nights_start(store, &record, 0, &id, NULL), LCI_OK);
    assert_int_equal(lci_store_commit(store, NULL), LCI_OK);
    lci_store_close(store);
    file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    size = ftell(file);
    rewind(file);
    bytes = malloc((size_t)size);
    assert_int_equal(fread(bytes, 1, (size_t)size, file), size);
    (void)fclose(file);
    for (long at = 16; at < size; at += 211) {
        struct lci_error err = {0};
        enum lci_store_found found = LCI_STORE_FOUND;
        struct lci_arena arena = {0};
        struct lci_night_record read = {0};
        bool is_there = false;

        file = fopen(path, "wb");
        bytes[at] = (char)(bytes[at] ^ 0x55);
        assert_int_equal(fwrite(bytes, 1, (size_t)size, file), size);
        bytes[at] = (char)(bytes[at] ^ 0x55);
        (void)fclose(file);
        assert_int_equal(lci_store_open(path, LCI_STORE_STATE, &store, &found, &err), LCI_OK);
        assert_int_equal(lci_nights_get(store, id, &arena, &read, &is_there, &err), LCI_OK);
        damaged += found != LCI_STORE_FOUND;
        if (found != LCI_STORE_FOUND)
            assert_false(is_there); /* an empty one took its place */
        lci_arena_fini(&arena);
        lci_store_close(store);
    }
    assert_true(damaged > 0);
    free(bytes);
    free(path);
}

static struct lci_values *
open_values(struct lci_store *store, struct lci_fingerprint program, bool anew)
{
    struct lci_values *values = NULL;

    assert_int_equal(lci_values_new(store, program, anew, &values, NULL), LCI_OK);
    return values;
}

/* NULL: nothing is there. */
static void
assert_value(struct lci_values *values, struct lci_fingerprint key, const char *expected)
{
    const void *bytes = NULL;
    size_t size = 0;

    assert_int_equal(lci_memo_get(lci_values_memo(values), LCI_MEMO_LAND, key, &bytes, &size, NULL), LCI_OK);
    if (!expected) {
        assert_null(bytes);
        return;
    }
    assert_non_null(bytes);
    assert_int_equal(size, strlen(expected));
    assert_memory_equal(bytes, expected, size);
}

static void
put_value(struct lci_values *values, struct lci_fingerprint key, const char *text)
{
    assert_int_equal(lci_memo_put(lci_values_memo(values), LCI_MEMO_LAND, key, text, strlen(text), NULL), LCI_OK);
}

static void
test_values_are_found_by_the_program_that_made_them(void **state)
{
    char *path = support_path(*state, "memo.sqlite");
    struct lci_store *store = open_store(path, LCI_STORE_MEMO, LCI_STORE_NONE);
    struct lci_values *values = open_values(store, PROGRAM, false);
    const void *bytes = NULL;
    size_t size = 0;

    assert_value(values, KEY, NULL);
    put_value(values, KEY, "one");
    put_value(values, KEY, "another");
    put_value(values, OTHER_KEY, "");
    assert_int_equal(lci_values_keep_used(values, NULL), LCI_OK);
    assert_int_equal(lci_values_memo(values)->counts[LCI_MEMO_LAND].made, 3);
    lci_values_free(values);
    lci_store_close(store);

    store = open_store(path, LCI_STORE_MEMO, LCI_STORE_FOUND);
    values = open_values(store, PROGRAM, false);
    assert_value(values, KEY, "another");
    assert_value(values, OTHER_KEY, "");
    assert_int_equal(lci_values_memo(values)->counts[LCI_MEMO_LAND].kept, 2);
    assert_int_equal(lci_memo_get(lci_values_memo(values), LCI_MEMO_AREA, KEY, &bytes, &size, NULL), LCI_OK);
    assert_null(bytes); /* of another kind */
    lci_values_free(values);
    values = open_values(store, OTHER_PROGRAM, false);
    assert_value(values, KEY, NULL);
    lci_values_free(values);
    values = open_values(store, PROGRAM, true);
    assert_value(values, KEY, NULL);
    lci_values_free(values);
    lci_store_close(store);
    free(path);
}

static void
test_what_is_not_committed_is_lost(void **state)
{
    char *path = support_path(*state, "memo.sqlite");
    struct lci_store *store = open_store(path, LCI_STORE_MEMO, LCI_STORE_NONE);
    struct lci_values *values = open_values(store, PROGRAM, false);

    put_value(values, KEY, "one");
    lci_values_free(values);
    lci_store_close(store);
    store = open_store(path, LCI_STORE_MEMO, LCI_STORE_FOUND);
    values = open_values(store, PROGRAM, false);
    assert_value(values, KEY, NULL);
    lci_values_free(values);
    lci_store_close(store);
    free(path);
}

/* A value of three nights ago is still there, one of four is not. */
static void
test_values_go_some_nights_after_their_last_use(void **state)
{
    char *path = support_path(*state, "memo.sqlite");

    for (int night = 0; night < 6; night++) {
        struct lci_store *store = open_store(path, LCI_STORE_MEMO, night == 0 ? LCI_STORE_NONE : LCI_STORE_FOUND);
        struct lci_values *values = open_values(store, PROGRAM, false);

        if (night == 0) {
            put_value(values, KEY, "used each night");
            put_value(values, OTHER_KEY, "used once more");
        } else
            assert_value(values, KEY, "used each night");
        if (night == 1)
            assert_value(values, OTHER_KEY, "used once more");
        if (night == 5) /* unused in nights 2, 3 and 4 */
            assert_value(values, OTHER_KEY, "used once more");
        assert_int_equal(lci_values_keep_used(values, NULL), LCI_OK);
        lci_values_free(values);
        lci_store_close(store);
    }
    for (int night = 6; night < 10; night++) {
        struct lci_store *store = open_store(path, LCI_STORE_MEMO, LCI_STORE_FOUND);
        struct lci_values *values = open_values(store, PROGRAM, false);

        assert_value(values, KEY, "used each night");
        assert_int_equal(lci_values_keep_used(values, NULL), LCI_OK);
        lci_values_free(values);
        lci_store_close(store);
    }
    {
        struct lci_store *store = open_store(path, LCI_STORE_MEMO, LCI_STORE_FOUND);
        struct lci_values *values = open_values(store, PROGRAM, false);

        assert_value(values, OTHER_KEY, NULL);
        lci_values_free(values);
        lci_store_close(store);
    }
    free(path);
}

/* A wrong value would be a wrong verdict: one whose bytes are not those that were put is not there, and the memo says so. */
static void
test_a_value_that_has_changed_is_not_found(void **state)
{
    static const char *const damages[] = {
        "UPDATE memo SET value = CAST('ona' AS BLOB)",
        "UPDATE memo SET check_print = zeroblob(16)",
        "UPDATE memo SET check_print = zeroblob(3)",
        "UPDATE memo SET value = x''",
    };

    for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
        char *path = support_path(*state, "memo.sqlite");
        struct lci_store *store = open_store(path, LCI_STORE_MEMO, i == 0 ? LCI_STORE_NONE : LCI_STORE_FOUND);
        struct lci_values *values = open_values(store, PROGRAM, false);

        put_value(values, KEY, "one");
        assert_int_equal(lci_values_keep_used(values, NULL), LCI_OK);
        lci_values_free(values);
        lci_store_close(store);
        run_sql(path, damages[i]);
        store = open_store(path, LCI_STORE_MEMO, LCI_STORE_FOUND);
        values = open_values(store, PROGRAM, false);
        assert_value(values, KEY, NULL);
        assert_true(lci_values_are_damaged(values));
        lci_values_free(values);
        lci_store_close(store);
        free(path);
    }
}

static void
assert_status(struct lci_store *store, uint64_t id, enum lci_night_status expected)
{
    struct lci_night_record record = {0};
    struct lci_arena arena = {0};
    bool found = false;

    assert_int_equal(lci_nights_get(store, id, &arena, &record, &found, NULL), LCI_OK);
    assert_true(found);
    assert_int_equal(record.status, expected);
    lci_arena_fini(&arena);
}

static void
test_records_come_back(void **state)
{
    char *path = support_path(*state, "state.sqlite");
    struct lci_night_record record = {.started_at = "2026-12-01T03:00:00.000Z", .version = "1", .program = PROGRAM};
    const struct lci_night_source sources[] = {
        {"homes", 2, "b.gpkg", "/data/b.gpkg", 7, true, KEY},
        {"homes", 1, "postgis:db", "postgis:db", 0, false, {0, 0}},
        {"facilities", 1, "a.csv", "/data/a.csv", UINT64_C(1) << 40, true, OTHER_KEY},
    };
    const struct lci_night_file files[] = {{"z.csv", 3, KEY}, {"a.gpkg", 4, OTHER_KEY}};
    struct lci_store *store = open_store(path, LCI_STORE_STATE, LCI_STORE_NONE);
    struct lci_arena arena = {0};
    struct lci_night_source *read_sources = NULL;
    struct lci_night_file *read_files = NULL;
    struct lci_night_record read = {0};
    size_t count = 0;
    bool found = false;

    assert_int_equal(lci_nights_start(store, &record, 41, &record.id, NULL), LCI_OK);
    assert_int_equal(record.id, 42);
    record.status = LCI_NIGHT_PUBLISHED;
    record.error = "\"quoted\" \xE6\x96\x87";
    record.duration_s = 1.5;
    record.warning_count = 9;
    assert_int_equal(lci_nights_end(store, &record, NULL), LCI_OK);
    assert_int_equal(lci_nights_put_sources(store, 42, sources, 3, NULL), LCI_OK);
    assert_int_equal(lci_nights_put_files(store, 42, files, 2, NULL), LCI_OK);
    assert_int_equal(lci_store_commit(store, NULL), LCI_OK);
    lci_store_close(store);

    assert_int_equal(lci_store_open_to_read(path, LCI_STORE_STATE, &store, NULL), LCI_OK);
    assert_int_equal(lci_nights_last(store, &arena, &read, &found, NULL), LCI_OK);
    assert_true(found);
    assert_int_equal(read.id, 42);
    assert_int_equal(read.status, LCI_NIGHT_PUBLISHED);
    assert_string_equal(read.error, record.error);
    assert_true(read.duration_s == 1.5 && read.warning_count == 9 && !read.reason);
    assert_true(lci_fingerprint_equal(read.program, PROGRAM));
    assert_int_equal(lci_nights_get_sources(store, 42, &arena, &read_sources, &count, NULL), LCI_OK);
    assert_int_equal(count, 3);
    assert_string_equal(read_sources[0].role, "facilities");
    assert_true(read_sources[0].bytes == UINT64_C(1) << 40 && lci_fingerprint_equal(read_sources[0].print, OTHER_KEY));
    assert_false(read_sources[1].has_print);
    assert_string_equal(read_sources[2].label, "b.gpkg");
    assert_int_equal(lci_nights_get_files(store, 42, &arena, &read_files, &count, NULL), LCI_OK);
    assert_int_equal(count, 2);
    assert_string_equal(read_files[0].name, "a.gpkg");
    assert_true(read_files[1].bytes == 3 && lci_fingerprint_equal(read_files[1].print, KEY));
    lci_arena_fini(&arena);
    lci_store_close(store);
    free(path);
}

static void
test_nights_that_ended_without_a_word_are_settled(void **state)
{
    char *path = support_path(*state, "state.sqlite");
    struct lci_store *store = open_store(path, LCI_STORE_STATE, LCI_STORE_NONE);
    struct lci_night_record record = {.started_at = "2026-12-01T03:00:00.000Z", .version = "1"};
    const enum lci_night_status statuses[] = {LCI_NIGHT_PUBLISHED, LCI_NIGHT_RUNNING, LCI_NIGHT_PUBLISHING, LCI_NIGHT_PUBLISHING,
                                              LCI_NIGHT_FAILED};

    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(lci_nights_start(store, &record, 0, &record.id, NULL), LCI_OK);
        record.status = statuses[i];
        if (statuses[i] != LCI_NIGHT_RUNNING)
            assert_int_equal(lci_nights_end(store, &record, NULL), LCI_OK);
    }
    assert_int_equal(lci_nights_settle(store, 4, NULL), LCI_OK); /* the link was switched to the fourth */
    assert_status(store, 1, LCI_NIGHT_PUBLISHED);
    assert_status(store, 2, LCI_NIGHT_KILLED);
    assert_status(store, 3, LCI_NIGHT_KILLED);
    assert_status(store, 4, LCI_NIGHT_PUBLISHED);
    assert_status(store, 5, LCI_NIGHT_FAILED);
    assert_int_equal(lci_nights_prune(store, 2, 1, NULL), LCI_OK); /* the last two, and the first,
        which is the published one here */
    assert_status(store, 1, LCI_NIGHT_PUBLISHED);
    assert_status(store, 4, LCI_NIGHT_PUBLISHED);
    {
        struct lci_arena arena = {0};
        bool found = true;

        assert_int_equal(lci_nights_get(store, 3, &arena, &record, &found, NULL), LCI_OK);
        assert_false(found);
        lci_arena_fini(&arena);
    }
    lci_store_close(store);
    free(path);
}

static void
test_a_lock_is_for_one_and_ends_with_its_holder(void **state)
{
    char *path = support_path(*state, "lock");
    struct lci_lock lock;
    struct lci_lock second;
    struct lci_error err = {0};
    int ready[2];
    char byte = 0;
    pid_t child = 0;

    assert_false(lci_lock_is_held(path));
    assert_int_equal(lci_lock_take(path, &lock, &err), LCI_OK);
    assert_true(lci_lock_is_held(path));
    assert_int_equal(lci_lock_take(path, &second, &err), LCI_E_LOCKED);
    assert_non_null(strstr(err.message, path));
    lci_lock_release(&lock);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(pipe(ready), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const bool taken = lci_lock_take(path, &lock, NULL) == LCI_OK;

        (void)!write(ready[1], taken ? "y" : "n", 1);
        for (;;)
            (void)pause();
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    assert_int_equal(lci_lock_take(path, &second, &err), LCI_E_LOCKED);
    assert_true(lci_lock_is_held(path));
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(access(path, F_OK), 0); /* its file stays, and is in nobody's way */
    assert_false(lci_lock_is_held(path));
    assert_int_equal(lci_lock_take(path, &second, &err), LCI_OK);
    lci_lock_release(&second);
    (void)close(ready[0]);
    (void)close(ready[1]);
    free(path);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, support_folder, support_remove)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_what_is_found_is_judged),
        IN_FOLDER(test_no_flipped_byte_is_taken_for_another_record),
        IN_FOLDER(test_values_are_found_by_the_program_that_made_them),
        IN_FOLDER(test_what_is_not_committed_is_lost),
        IN_FOLDER(test_values_go_some_nights_after_their_last_use),
        IN_FOLDER(test_a_value_that_has_changed_is_not_found),
        IN_FOLDER(test_records_come_back),
        IN_FOLDER(test_nights_that_ended_without_a_word_are_settled),
        IN_FOLDER(test_a_lock_is_for_one_and_ends_with_its_holder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
