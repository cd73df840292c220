/* again.c - the results of a night once more: into another folder, or to see whether its state is right. */
#include <lifecircle/night.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "io/growing_text.h"
#include "io/publish.h"
#include "io/staging.h"
#include "night/files.h"
#include "night/place.h"
#include "night/program.h"
#include "night/restore.h"
#include "run/options.h"
#include "io/lock.h"
#include "state/values.h"

/* Tells of files that are not as the manifest says; both lists are in the order of names. */
static size_t
compare(const struct lci_night_manifest *manifest, const struct lci_night_file *found, size_t found_count, const char *where,
        const struct lci_context *context)
{
    size_t different = 0;
    size_t i = 0;
    size_t j = 0;

    while (i < manifest->file_count || j < found_count) {
        const int order = i == manifest->file_count ? 1
                          : j == found_count        ? -1
                                                    : strcmp(manifest->files[i].name, found[j].name);
        const char *what = order < 0   ? "is missing"
                           : order > 0 ? "is there and the night has none such"
                           : lci_fingerprint_equal(manifest->files[i].print, found[j].print) ? NULL
                                                                                             : "differs from the night's";

        if (what)
            lci_log(context, LCI_LOG_ERROR, "%s: %s %s", where, order > 0 ? found[j].name : manifest->files[i].name, what);
        different += what != NULL;
        i += order <= 0;
        j += order >= 0;
    }
    return different;
}

/* Runs what was restored, into a folder that exists, and compares. */
static enum lci_status
run_again(struct lci_night_restored *restored, const char *folder, struct lci_memo *memo, const char *where,
          const struct lci_context *context, struct lci_night_again *out, struct lci_error *err)
{
    const struct lci_run_options options = {.memo = memo, .redirect = {.from = restored->folder, .to = folder}};
    struct lci_night_file *files = NULL;
    size_t count = 0;
    enum lci_status status = lci_run_with(restored->config, LCI_RUN_ALL, &options, context, NULL, err);

    if (status == LCI_OK)
        status = lci_night_files_list(folder, &restored->arena, &files, &count, err);
    if (status != LCI_OK)
        return status;
    out->file_count = restored->manifest.file_count;
    out->different_count += compare(&restored->manifest, files, count, where, context);
    return LCI_OK;
}

static enum lci_status
tell(const struct lci_night_restored *restored, const char *folder, struct lci_night_again *out, struct lci_error *err)
{
    const char *other = out->other_program ? "; this is another program than the one that made them" : "";
    const char *other_zh = out->other_program ? "；本程序与当时的程序不同" : "";
    struct lci_growing_text line = {0};
    struct lci_growing_text line_zh = {0};
    struct lci_growing_text json = {0};

    out->night = restored->manifest.night;
    if (out->different_count == 0) {
        lci_text_add(&line, "night %" PRIu64 ": %zu files once more, byte for byte the same%s", out->night, out->file_count, other);
        lci_text_add(&line_zh, "第%" PRIu64 "夜：重算 %zu 个文件，逐字节相同%s", out->night, out->file_count, other_zh);
    } else {
        lci_text_add(&line, "night %" PRIu64 ": of %zu files, %zu are different%s", out->night, out->file_count,
                     out->different_count, other);
        lci_text_add(&line_zh, "第%" PRIu64 "夜：%zu 个文件中有 %zu 个不同%s", out->night, out->file_count, out->different_count,
                     other_zh);
    }
    lci_text_add(&json, "{\"night\":%" PRIu64 ",\"files\":%zu,\"different\":%zu,\"other_program\":%s,", out->night, out->file_count,
                 out->different_count, out->other_program ? "true" : "false");
    lci_text_add_json_text(&json, "folder", folder);
    lci_text_add(&json, "}");
    out->line = line.bytes;
    out->line_zh = line_zh.bytes;
    out->json = json.bytes;
    return line.failed || line_zh.failed || json.failed ? lci_fail_nomem(err, "summary") : LCI_OK;
}

static enum lci_status
compare_programs(const struct lci_night_restored *restored, struct lci_night_again *out, struct lci_error *err)
{
    struct lci_fingerprint program = {0};
    const enum lci_status status = lci_program_fingerprint(&program, err);

    out->other_program = !lci_fingerprint_equal(program, restored->manifest.program);
    return status;
}

/* A folder of which nothing is there yet, or nothing is in it. */
static enum lci_status
check_empty(const char *folder, struct lci_error *err)
{
    DIR *open_folder = opendir(folder);
    bool is_empty = true;

    if (!open_folder)
        return errno == ENOENT ? LCI_OK : lci_fail(err, LCI_E_CONFIG, "%s: expected a folder: %s", folder, strerror(errno));
    for (struct dirent *entry = NULL; (entry = readdir(open_folder)) != NULL;)
        is_empty = is_empty && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0);
    (void)closedir(open_folder);
    return is_empty ? LCI_OK : lci_fail(err, LCI_E_CONFIG, "%s: expected a new or empty folder, found files in it", folder);
}

enum lci_status
lci_night_rerun(const char *manifest, const char *folder, const struct lci_context *context, struct lci_night_again *out,
                struct lci_error *err)
{
    struct lci_night_again own = {0};
    struct lci_night_restored restored = {.config = NULL};
    struct lci_publication *publication = NULL;
    struct lci_arena arena = {0};
    struct stat info = {0};
    const char *staged = NULL;
    enum lci_status status = check_empty(folder, err);

    out = out ? out : &own;
    *out = (struct lci_night_again){0};
    if (status == LCI_OK && stat(manifest, &info) == 0 && S_ISDIR(info.st_mode) &&
        !(manifest = lci_night_manifest_path(&arena, manifest)))
        status = lci_fail_nomem(err, "night");
    if (status == LCI_OK)
        status = lci_night_restore(manifest, &restored, err);
    if (status == LCI_OK)
        status = compare_programs(&restored, out, err);
    if (status == LCI_OK)
        status = lci_publication_new(&publication, err);
    if (status == LCI_OK)
        status = lci_publication_add(publication, folder, LCI_TARGET_FOLDER, &staged, err);
    if (status == LCI_OK && mkdir(staged, 0777) != 0)
        status = lci_fail(err, LCI_E_IO, "%s: cannot write this folder: %s", staged, strerror(errno));
    if (status == LCI_OK)
        status = run_again(&restored, staged, NULL, folder, context, out, err);
    if (status == LCI_OK)
        status = lci_publication_commit(publication, err);
    if (status == LCI_OK)
        status = tell(&restored, folder, out, err);
    lci_publication_free(publication);
    lci_night_restored_fini(&restored);
    lci_arena_fini(&arena);
    if (status != LCI_OK || out == &own)
        lci_night_again_fini(out);
    return status;
}

/* With the values that a night would find, which are only read. Where there are none yet, there is nothing to see. */
static enum lci_status
run_with_values(const struct lci_night_place *place, struct lci_night_restored *restored, const char *folder,
                const struct lci_context *context, struct lci_night_again *out, struct lci_error *err)
{
    struct lci_store *store = NULL;
    struct lci_values *values = NULL;
    enum lci_status status = LCI_OK;

    if (access(place->memo, F_OK) != 0)
        return LCI_OK;
    status = lci_store_open_to_read(place->memo, LCI_STORE_MEMO, &store, err);
    if (status == LCI_E_DATA) { /* what a night would not use either */
        lci_log(context, LCI_LOG_ERROR, "%s; the next night makes it anew", err->message);
        out->different_count++;
        return LCI_OK;
    }
    if (status == LCI_OK)
        status = lci_values_new(store, restored->manifest.program, false, &values, err);
    if (status == LCI_OK)
        status = run_again(restored, folder, lci_values_memo(values), "with values of earlier nights", context, out, err);
    if (status == LCI_OK && lci_values_are_damaged(values)) {
        lci_log(context, LCI_LOG_ERROR, "%s: damaged; the next night makes it anew", place->memo);
        out->different_count++;
    }
    lci_values_free(values);
    lci_store_close(store);
    return status;
}

/* In two private folders, which go again. */
static enum lci_status
verify_by_runs(const struct lci_night_place *place, struct lci_night_restored *restored, const struct lci_context *context,
               struct lci_night_again *out, struct lci_error *err)
{
    char folder[LCI_STAGING_PATH_SIZE] = "";
    char parts[2][LCI_STAGING_PATH_SIZE + 8];
    enum lci_status status = lci_staging_new(folder, err);

    for (int i = 0; i < 2 && status == LCI_OK; i++) {
        (void)snprintf(parts[i], sizeof(parts[i]), "%s/%d", folder, i);
        if (mkdir(parts[i], 0700) != 0)
            status = lci_fail(err, LCI_E_IO, "%s: cannot write this folder: %s", parts[i], strerror(errno));
    }
    if (status == LCI_OK)
        status = run_again(restored, parts[0], NULL, "computed anew", context, out, err);
    if (status == LCI_OK && !out->other_program)
        status = run_with_values(place, restored, parts[1], context, out, err);
    if (folder[0] != '\0')
        lci_remove_tree(AT_FDCWD, folder);
    return status;
}

/* The files that people open. */
static enum lci_status
verify_published(const char *run, struct lci_night_restored *restored, const struct lci_context *context,
                 struct lci_night_again *out, struct lci_error *err)
{
    struct lci_night_file *files = NULL;
    size_t count = 0;
    const enum lci_status status = lci_night_files_list(run, &restored->arena, &files, &count, err);

    if (status == LCI_OK)
        out->different_count += compare(&restored->manifest, files, count, run, context);
    return status;
}

enum lci_status
lci_night_verify(const struct lci_config *config, const struct lci_context *context, struct lci_night_again *out,
                 struct lci_error *err)
{
    struct lci_night_again own = {0};
    struct lci_error unasked = {0};
    struct lci_night_restored restored = {.config = NULL};
    struct lci_night_place place = {0};
    struct lci_arena arena = {0};
    struct lci_lock lock = {.fd = -1};
    const char *run = NULL;
    const char *manifest = NULL;
    uint64_t current = 0;
    enum lci_status status = LCI_OK;

    err = err ? err : &unasked;
    status = lci_night_place_of(config, &arena, &place, err);
    out = out ? out : &own;
    *out = (struct lci_night_again){0};
    if (status == LCI_OK && lci_night_place_current(&place) == 0)
        status = lci_fail(err, LCI_E_DATA, "%s: nothing is published here", place.shown);
    if (status == LCI_OK)
        status = lci_lock_take(place.lock, &lock, err);
    current = lock.fd >= 0 ? lci_night_place_current(&place) : 0; /* a night may have ended in between */
    if (status == LCI_OK) {
        run = lci_night_place_run(&place, &arena, current);
        manifest = run ? lci_night_manifest_path(&arena, run) : NULL;
        status = manifest ? lci_night_restore(manifest, &restored, err) : lci_fail_nomem(err, "night");
    }
    if (status == LCI_OK)
        status = compare_programs(&restored, out, err);
    if (status == LCI_OK)
        status = verify_published(run, &restored, context, out, err);
    if (status == LCI_OK)
        status = verify_by_runs(&place, &restored, context, out, err);
    if (status == LCI_OK)
        status = tell(&restored, run, out, err);
    lci_night_restored_fini(&restored);
    lci_lock_release(&lock);
    lci_arena_fini(&arena);
    if (status != LCI_OK || out == &own)
        lci_night_again_fini(out);
    return status;
}

void
lci_night_again_fini(struct lci_night_again *again)
{
    lci_free(again->line);
    lci_free(again->line_zh);
    lci_free(again->json);
    *again = (struct lci_night_again){0};
}
