/* database.c - the database gets what the link names, so that it is right again after whatever happened to either. */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "io/pg_publish.h"
#include "night/night_internal.h"

static struct lci_pg_target
target_of(const struct lci_night *night)
{
    const struct lci_output *output = &night->config->output;

    return (struct lci_pg_target){.connection = output->postgis, .schema = output->postgis_schema};
}

enum lci_status
lci_night_check_database(const struct lci_night *night, struct lci_error *err)
{
    const struct lci_pg_target target = target_of(night);

    return target.connection ? lci_pg_check(&target, err) : LCI_OK;
}

/* The published GeoPackage and its fingerprint; NULL: it is none of the files. */
static enum lci_status
find_result(struct lci_night *night, const char **path, char mark[LCI_FINGERPRINT_TEXT_SIZE], struct lci_error *err)
{
    const char *name = night->config->output.path + strlen(night->place.folder);
    const char *folder = lci_night_place_run(&night->place, &night->arena, night->current);
    struct lci_night_file *files = NULL;
    size_t count = 0;
    enum lci_status status = folder ? lci_nights_get_files(night->state, night->current, &night->arena, &files, &count, err)
                                    : lci_fail_nomem(err, "night");

    *path = NULL;
    for (size_t i = 0; i < count && status == LCI_OK; i++)
        if (strcmp(files[i].name, name) == 0) {
            const size_t size = strlen(folder) + strlen(name) + 2;
            char *whole = lci_arena_alloc(&night->arena, size, 1);

            if (!whole)
                return lci_fail_nomem(err, "night");
            (void)snprintf(whole, size, "%s/%s", folder, name);
            lci_fingerprint_text(files[i].print, mark);
            *path = whole;
        }
    return status;
}

enum lci_status
lci_night_fill_database(struct lci_night *night, struct lci_error *err)
{
    const struct lci_context *context = night->context;
    struct lci_pg_target target = target_of(night);
    char mark[LCI_FINGERPRINT_TEXT_SIZE] = "";
    const char *path = NULL;
    enum lci_status status = target.connection && night->current > 0 ? find_result(night, &path, mark, err) : LCI_OK;

    if (!path)
        return status;
    target.mark = mark;
    status = lci_pg_publish(&target, path, context ? context->cancelled : NULL, context ? context->user : NULL, err);
    if (status != LCI_OK && status != LCI_E_CANCELLED)
        status = lci_fail_in(err, status, "the results are published, but not in the database; the next night tries again");
    return status;
}
