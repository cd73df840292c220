/* test_publish.c - results are swapped in whole, or nothing is touched and nothing is left. */
#include "../support/files.h"

#include <fcntl.h>
#include <sys/file.h>

#include "io/publish.h"

static struct lci_publication *
new_publication(void)
{
    struct lci_publication *publication = NULL;

    assert_int_equal(lci_publication_new(&publication, NULL), LCI_OK);
    return publication;
}

static void
test_the_old_result_stays_until_the_commit(void **state)
{
    struct lci_publication *publication = new_publication();
    char *path = support_path(*state, "out.txt");
    const char *staged = NULL;
    char *text = NULL;

    support_write(path, "old");
    assert_int_equal(lci_publication_add(publication, path, LCI_TARGET_FILE, &staged, NULL),
                     LCI_OK);
    support_write(staged, "new");
    text = support_read(path);
    assert_string_equal(text, "old");
    free(text);
    assert_int_equal(lci_publication_commit(publication, NULL), LCI_OK);
    lci_publication_free(publication);
    text = support_read(path);
    assert_string_equal(text, "new");
    assert_int_equal(support_count_files(*state), 1);
    free(text);
    free(path);
}

static void
test_without_a_commit_nothing_is_left(void **state)
{
    struct lci_publication *publication = new_publication();
    char *path = support_path(*state, "结果 输出/deep/out.txt");
    const char *staged = NULL;

    assert_int_equal(lci_publication_add(publication, path, LCI_TARGET_FILE, &staged, NULL),
                     LCI_OK);
    support_write(staged, "new");
    lci_publication_free(publication);
    assert_int_equal(support_count_files(*state), 0);
    free(path);
}

static void
test_missing_parent_folders_are_made(void **state)
{
    struct lci_publication *publication = new_publication();
    char *path = support_path(*state, "结果 输出/deep/out.txt");
    const char *staged = NULL;
    char *text = NULL;

    assert_int_equal(lci_publication_add(publication, path, LCI_TARGET_FILE, &staged, NULL),
                     LCI_OK);
    support_write(staged, "new");
    assert_int_equal(lci_publication_commit(publication, NULL), LCI_OK);
    lci_publication_free(publication);
    text = support_read(path);
    assert_string_equal(text, "new");
    free(text);
    free(path);
}

static void
test_stages_of_killed_runs_are_removed_and_those_in_use_are_not(void **state)
{
    struct lci_publication *publication = new_publication();
    char *path = support_path(*state, "out.txt");
    char *stale = support_path(*state, ".lifecircle-Ab12Cd");
    char *inner = support_path(stale, "half.gpkg");
    char *used = support_path(*state, ".lifecircle-Ef34Gh");
    char *other = support_path(*state, ".lifecircle-notes");
    const char *staged = NULL;
    int lock = -1;

    assert_int_equal(mkdir(stale, 0700), 0);
    support_write(inner, "half");
    assert_int_equal(mkdir(used, 0700), 0);
    assert_int_equal(mkdir(other, 0700), 0);
    support_write(path, "old");
    lock = open(used, O_RDONLY | O_DIRECTORY);
    assert_int_equal(flock(lock, LOCK_EX | LOCK_NB), 0);
    assert_int_equal(lci_publication_add(publication, path, LCI_TARGET_FILE, &staged, NULL),
                     LCI_OK);
    assert_false(support_exists(stale));
    assert_true(support_exists(used));
    assert_true(support_exists(other));
    lci_publication_free(publication);
    (void)close(lock);
    free(path);
    free(stale);
    free(inner);
    free(used);
    free(other);
}

static void
test_a_link_in_a_stale_stage_is_not_followed(void **state)
{
    struct lci_publication *publication = new_publication();
    char *path = support_path(*state, "out.txt");
    char *stale = support_path(*state, ".lifecircle-Ab12Cd");
    char *link = support_path(stale, "link");
    char *kept = support_path(*state, "kept");
    char *inner = support_path(kept, "file");
    const char *staged = NULL;

    assert_int_equal(mkdir(stale, 0700), 0);
    assert_int_equal(mkdir(kept, 0700), 0);
    support_write(inner, "kept");
    assert_int_equal(symlink(kept, link), 0);
    assert_int_equal(lci_publication_add(publication, path, LCI_TARGET_FILE, &staged, NULL),
                     LCI_OK);
    assert_false(support_exists(stale));
    assert_true(support_exists(inner));
    lci_publication_free(publication);
    free(path);
    free(stale);
    free(link);
    free(kept);
    free(inner);
}

static void
test_a_folder_is_exchanged_as_a_whole(void **state)
{
    struct lci_publication *publication = new_publication();
    char *path = support_path(*state, "out.gdb");
    char *old = support_path(path, "old");
    char *new = support_path(path, "new");
    const char *staged = NULL;
    char *inner = NULL;

    assert_int_equal(mkdir(path, 0777), 0);
    support_write(old, "old");
    assert_int_equal(lci_publication_add(publication, path, LCI_TARGET_FOLDER, &staged, NULL),
                     LCI_OK);
    assert_int_equal(mkdir(staged, 0777), 0);
    inner = support_path(staged, "new");
    support_write(inner, "new");
    assert_int_equal(lci_publication_commit(publication, NULL), LCI_OK);
    lci_publication_free(publication);
    assert_false(support_exists(old));
    assert_true(support_exists(new));
    assert_int_equal(support_count_files(*state), 1);
    free(path);
    free(old);
    free(new);
    free(inner);
}

static void
test_other_files_in_a_folder_of_files_stay(void **state)
{
    struct lci_publication *publication = new_publication();
    char *path = support_path(*state, "csv");
    char *other = support_path(path, "notes.txt");
    char *new = support_path(path, "homes.csv");
    const char *staged = NULL;
    char *inner = NULL;

    assert_int_equal(mkdir(path, 0777), 0);
    support_write(other, "mine");
    assert_int_equal(lci_publication_add(publication, path, LCI_TARGET_FILES, &staged, NULL),
                     LCI_OK);
    inner = support_path(staged, "homes.csv");
    support_write(inner, "new");
    assert_int_equal(lci_publication_commit(publication, NULL), LCI_OK);
    lci_publication_free(publication);
    assert_true(support_exists(other));
    assert_true(support_exists(new));
    assert_int_equal(support_count_files(*state), 1);
    free(path);
    free(other);
    free(new);
    free(inner);
}

static void
check_refused(const char *path, enum lci_target_kind kind, const char *mentions)
{
    struct lci_error err = {0};

    assert_int_not_equal(lci_publish_check(path, kind, &err), LCI_OK);
    if (!strstr(err.message, mentions))
        fail_msg("\"%s\" does not mention \"%s\"", err.message, mentions);
}

static void
test_what_is_in_the_way_is_refused(void **state)
{
    char *link = support_path(*state, "link");
    char *file = support_path(*state, "file");
    char *below = support_path(file, "out.gpkg");

    support_write(file, "victim");
    assert_int_equal(symlink(file, link), 0);
    check_refused(link, LCI_TARGET_FILE, "symbolic link");
    check_refused(*state, LCI_TARGET_FILE, "found a folder");
    check_refused(file, LCI_TARGET_FOLDER, "found a file");
    check_refused("/dev/null", LCI_TARGET_FILE, "device");
    check_refused(below, LCI_TARGET_FILE, "cannot write");
    check_refused("..", LCI_TARGET_FILE, "expected the name");
    check_refused("/", LCI_TARGET_FILE, "expected the name");
    free(link);
    free(file);
    free(below);
}

static void
test_two_results_with_one_path_are_refused(void **state)
{
    struct lci_publication *publication = new_publication();
    char *path = support_path(*state, "out");
    const char *staged = NULL;

    assert_int_equal(lci_publication_add(publication, path, LCI_TARGET_FILES, &staged, NULL),
                     LCI_OK);
    assert_int_equal(lci_publication_add(publication, path, LCI_TARGET_FILES, &staged, NULL),
                     LCI_E_CONFIG);
    assert_null(staged);
    lci_publication_free(publication);
    assert_int_equal(support_count_files(*state), 0);
    free(path);
}

static void
test_a_result_that_was_not_built_fails_the_commit(void **state)
{
    struct lci_publication *publication = new_publication();
    char *path = support_path(*state, "out.txt");
    const char *staged = NULL;
    char *text = NULL;

    support_write(path, "old");
    assert_int_equal(lci_publication_add(publication, path, LCI_TARGET_FILE, &staged, NULL),
                     LCI_OK);
    assert_int_equal(lci_publication_commit(publication, NULL), LCI_E_IO);
    lci_publication_free(publication);
    text = support_read(path);
    assert_string_equal(text, "old");
    assert_int_equal(support_count_files(*state), 1);
    free(text);
    free(path);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, support_folder, support_remove)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_the_old_result_stays_until_the_commit),
        IN_FOLDER(test_without_a_commit_nothing_is_left),
        IN_FOLDER(test_missing_parent_folders_are_made),
        IN_FOLDER(test_stages_of_killed_runs_are_removed_and_those_in_use_are_not),
        IN_FOLDER(test_a_link_in_a_stale_stage_is_not_followed),
        IN_FOLDER(test_a_folder_is_exchanged_as_a_whole),
        IN_FOLDER(test_other_files_in_a_folder_of_files_stay),
        IN_FOLDER(test_what_is_in_the_way_is_refused),
        IN_FOLDER(test_two_results_with_one_path_are_refused),
        IN_FOLDER(test_a_result_that_was_not_built_fails_the_commit),
    };

    return cmocka_run_group_tests_name("publish", tests, NULL, NULL);
}
