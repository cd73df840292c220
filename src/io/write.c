/* write.c - all tables to all places asked for: aside, checked, synced, then swapped in. */
#include "io/write.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "io/csv_write.h"
#include "io/gdal_write.h"
#include "io/gpkg_check.h"
#include "io/publish.h"

static const char DEFAULT_FORMAT[] = "GPKG";
static const char CSV_FORMAT[] =
    "CSV"; /* ours, not GDAL's: it loses errors and lets formulas through */

enum { MAX_PLACES = 3 + LCI_WRITE_EXTRA_MAX };

/* One place that the tables go to. */
struct place {
    const char *path;
    const struct lci_write_format *format; /* NULL: CSV */
    const struct lci_write_extra *extra;   /* NULL: the tables */
    const char *staged;
};

struct places {
    struct place items[MAX_PLACES];
    size_t count;
};

static enum lci_target_kind
target_kind(const struct place *place)
{
    if (place->extra && place->extra->is_folder)
        return LCI_TARGET_FOLDER;
    if (place->extra)
        return place->extra->owns ? LCI_TARGET_FILE : LCI_TARGET_FILES;
    return place->format ? lci_write_format_target(place->format) : LCI_TARGET_FILES;
}

/* Nothing but an older result is ever written over. */
static enum lci_status
check_place(const struct place *place, struct lci_error *err)
{
    const enum lci_target_kind kind = target_kind(place);
    enum lci_status status = lci_publish_check(place->path, kind, err);
    struct stat info = {0};

    if (status != LCI_OK || kind == LCI_TARGET_FILES || lstat(place->path, &info) != 0)
        return status;
    if (place->extra ? !place->extra->owns(place->path) : !lci_write_format_owns(place->format, place->path))
        status = lci_fail(err, LCI_E_CONFIG,
                          "%s: cannot write: what is there is in another format; move it away, or "
                          "write to another path",
                          place->path);
    return status;
}

static enum lci_status
add_place(struct places *places, const char *path, const char *format, struct lci_error *err)
{
    struct place *place = &places->items[places->count];
    enum lci_status status = LCI_OK;

    *place = (struct place){.path = path};
    if (!format)
        format = DEFAULT_FORMAT;
    if (strcasecmp(format, CSV_FORMAT) != 0)
        status = lci_write_format_find(format, &place->format, err);
    if (status == LCI_OK)
        status = check_place(place, err);
    places->count++;
    return status;
}

static enum lci_status
list_places(const struct lci_write_options *options, struct places *places, struct lci_error *err)
{
    enum lci_status status = options->path ? add_place(places, options->path, options->format, err) : LCI_OK;

    if (status == LCI_OK && options->csv_folder)
        status = add_place(places, options->csv_folder, CSV_FORMAT, err);
    if (status == LCI_OK && options->also_path)
        status = add_place(places, options->also_path, options->also_format, err);
    for (size_t i = 0; i < options->extra_count && status == LCI_OK; i++) {
        struct place *place = &places->items[places->count++];

        *place = (struct place){.path = options->extras[i].path, .extra = &options->extras[i]};
        status = check_place(place, err);
    }
    return status;
}

enum lci_status
lci_write_check(const struct lci_write_options *options, struct lci_error *err)
{
    struct places places = {.count = 0};

    const enum lci_status status = list_places(options, &places, err);

    return status == LCI_OK && options->database.connection ? lci_pg_check(&options->database, err) : status;
}

static enum lci_status
write_csv(const struct lci_table *tables, size_t table_count, const char *folder,
          struct lci_error *err)
{
    for (size_t t = 0; t < table_count; t++) {
        const size_t size = strlen(folder) + strlen(tables[t].name) + sizeof("/.csv");
        char *path = lci_alloc(size, 1);
        enum lci_status status = LCI_OK;

        if (!path)
            return lci_fail_nomem(err, folder);
        (void)snprintf(path, size, "%s/%s.csv", folder, tables[t].name);
        status = lci_csv_write(&tables[t], path, err);
        lci_free(path);
        if (status != LCI_OK)
            return status;
    }
    return LCI_OK;
}

static enum lci_status
write_place(const struct lci_table *tables, size_t table_count, const struct place *place, const struct lci_write_options *options,
            bool is_dressed, struct lci_error *err)
{
    const struct lci_gdal_target target = {.format = place->format, .path = place->staged, .crs_wkt = options->crs_wkt,
                                           .pool = options->pool, .context = options->context, .is_checked_later = is_dressed};

    return place->format ? lci_gdal_write(tables, table_count, &target, err) : write_csv(tables, table_count, place->staged, err);
}

void
lci_write_add(struct lci_write_options *options, struct lci_write_extra extra)
{
    assert(options->extra_count < LCI_WRITE_EXTRA_MAX);
    options->extras[options->extra_count++] = extra;
}

enum lci_status
lci_write_tables(const struct lci_table *tables, size_t table_count,
                 const struct lci_write_options *options, struct lci_error *err)
{
    struct places places = {.count = 0};
    struct lci_publication *publication = NULL;
    enum lci_status status = list_places(options, &places, err);

    if (status == LCI_OK)
        status = lci_publication_new(&publication, err);
    for (size_t i = 0; i < places.count && status == LCI_OK; i++)
        status = lci_publication_add(publication, places.items[i].path,
                                     target_kind(&places.items[i]), &places.items[i].staged, err);
    for (size_t i = 0; i < places.count && status == LCI_OK; i++) {
        const struct place *place = &places.items[i];
        const bool is_dressed = i == 0 && options->path && options->dress;

        if (place->extra)
            status = place->extra->build(place->extra->user, options->path ? places.items[0].staged : NULL, place->staged, err);
        else
            status = write_place(tables, table_count, place, options, is_dressed, err);
        if (status == LCI_OK && is_dressed)
            status = options->dress(options->dress_user, place->staged, err);
        if (status == LCI_OK && is_dressed) /* what was there before and what was added, at once */
            status = lci_gpkg_check(place->staged, tables, table_count, options->pool, options->context, err);
        if (status != LCI_OK && status != LCI_E_CANCELLED)
            (void)lci_fail_in(err, status, "%s", place->path);
    }
    if (status == LCI_OK && options->before_commit)
        status = options->before_commit(options->user, err);
    if (status == LCI_OK && options->database.connection) {
        const struct lci_context *context = options->context;

        status = lci_pg_publish(&options->database, places.items[0].staged, context ? context->cancelled : NULL,
                                context ? context->user : NULL, err);
    }
    if (status == LCI_OK)
        status = lci_publication_commit(publication, err);
    lci_publication_free(publication);
    return status;
}
