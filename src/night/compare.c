/* compare.c - two results beside each other, each of a night or of a run by itself: lci_night_compare(). */
#include <lifecircle/night.h>

#include <string.h>
#include <sys/stat.h>

#include "night/files.h"
#include "night/past.h"

static const char MANIFEST_ENDING[] = ".json";

static bool
is_manifest(const char *path)
{
    const size_t length = strlen(path);
    const size_t end = sizeof(MANIFEST_ENDING) - 1;

    return length > end && strcmp(path + length - end, MANIFEST_ENDING) == 0;
}

/* The manifest that belongs to a path: itself, or in a folder, or beside a GeoPackage, if one lies there. *out NULL: none does. */
static enum lci_status
find_manifest(const char *path, struct lci_arena *arena, const char **out, struct lci_error *err)
{
    const char *slash = strrchr(path, '/');
    const char *folder = NULL;
    struct stat info = {0};

    *out = path;
    if (is_manifest(path))
        return LCI_OK;
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        folder = path;
    else
        folder = slash ? lci_arena_text(arena, path, (size_t)(slash - path)) : ".";
    *out = folder ? lci_arena_path(arena, folder, LCI_MANIFEST_NAME) : NULL;
    if (!*out)
        return lci_fail_nomem(err, path);
    if (stat(*out, &info) != 0)
        *out = NULL;
    return LCI_OK;
}

/* What is known of one of the results. */
static enum lci_status
find_side(const char *path, const struct lci_config *config, struct lci_arena *arena, struct lci_night_past *past,
          struct lci_changes_side *out, struct lci_error *err)
{
    const char *manifest = NULL;
    enum lci_status status = LCI_OK;

    *out = (struct lci_changes_side){
        .result = path, .config = config, .why_unknown = "it is of no night, and its configuration was not given"};
    if (!config)
        status = find_manifest(path, arena, &manifest, err);
    if (status != LCI_OK || !manifest)
        return status;
    status = lci_night_past_open(manifest, past, err);
    if (status == LCI_OK && !past->result)
        status = lci_fail(err, LCI_E_DATA, "%s: this night has no GeoPackage", manifest);
    return status == LCI_OK ? lci_night_past_side(past, NULL, out, err) : status;
}

enum lci_status
lci_night_compare(const struct lci_night_compare_options *options, const struct lci_context *context,
                  struct lci_diff_summary *summary, struct lci_error *err)
{
    struct lci_arena arena = {0};
    struct lci_night_past pasts[2] = {{.result = NULL}, {.result = NULL}};
    struct lci_changes_options changes = {.output = options->output, .csv_folder = options->csv_folder, .all = options->all};
    enum lci_status status = find_side(options->old_path, options->old_config, &arena, &pasts[0], &changes.old_side, err);

    if (status == LCI_OK)
        status = find_side(options->new_path, options->new_config, &arena, &pasts[1], &changes.new_side, err);
    if (status == LCI_OK)
        status = lci_changes(&changes, context, summary, err);
    lci_night_past_fini(&pasts[0]);
    lci_night_past_fini(&pasts[1]);
    lci_arena_fini(&arena);
    return status;
}
