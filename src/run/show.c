/* show.c - what people look at, made of the results once they are written. */
#include "run/show.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "config/paths.h"
#include "config/phrases.h"
#include "maps/maps.h"
#include "qgis/dress.h"
#include "report/report.h"

static enum lci_status
build_report(void *user, const char *tables_path, const char *staged, struct lci_error *err)
{
    const struct lci_passes *passes = user;
    const struct lci_report_source source = {.result = tables_path, .phrases = &passes->items[0].config->phrases};

    return lci_report_write(&source, staged, err);
}

static enum lci_status
dress(void *user, const char *staged, struct lci_error *err)
{
    (void)user;
    return lci_qgis_dress(staged, NULL, err);
}

void
lci_show_dress(struct lci_write_options *options)
{
    if (options->path && (!options->format || strcasecmp(options->format, "GPKG") == 0))
        options->dress = dress;
}

/* What the fonts cannot draw is told of by the log and the summary: the table `quality` is written by then. */
static enum lci_status
build_maps(void *user, const char *tables_path, const char *staged, struct lci_error *err)
{
    struct lci_passes *passes = user;
    const struct lci_maps_request request = {.tables_path = tables_path,
                                             .folder = staged,
                                             .paper = passes->items[0].config->output.paper,
                                             .context = passes->items[0].context};
    struct lci_maps_drawn drawn = {.sheet_count = 0};
    const enum lci_status status = lci_maps_build(&request, &drawn, err);

    if (status == LCI_OK)
        lci_maps_tell_missing(&drawn.missing, request.context);
    passes->map_sheet_count = drawn.sheet_count;
    passes->missing_glyph_count = drawn.missing.missing_count;
    lci_glyphs_fini(&drawn.missing);
    return status;
}

void
lci_show_add(const struct lci_job *job, struct lci_write_options *options)
{
    const char *const report = job->config->output.report;
    const char *const maps = job->config->output.maps;

    if (report)
        lci_write_add(options, (struct lci_write_extra){.path = report,
                                                        .owns = lci_report_is_one,
                                                        .build = build_report,
                                                        .user = job->passes});
    if (maps)
        lci_write_add(options, (struct lci_write_extra){.path = maps,
                                                        .owns = lci_maps_owns,
                                                        .is_folder = true,
                                                        .build = build_maps,
                                                        .user = job->passes});
}

/* Of "runs/000123/city.gpkg" the folder, of "city.gpkg" that which it is in. */
static const char *
folder_of(struct lci_arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');

    if (!slash)
        return ".";
    return lci_arena_text(arena, path, slash == path ? 1 : (size_t)(slash - path));
}

static enum lci_status
build_alone(void *user, const char *tables_path, const char *staged, struct lci_error *err)
{
    const struct lci_report_source *source = user;

    (void)tables_path;
    return lci_report_write(source, staged, err);
}

enum lci_status
lci_report(const struct lci_report_options *options, char **written, struct lci_error *err)
{
    struct lci_arena arena = {.last = NULL};
    const char *path = options->output ? options->output : lci_report_path(&arena, options->result);
    const char *folder = folder_of(&arena, options->result);
    struct lci_config *words = NULL;
    struct lci_report_source source = {.result = options->result, .folder = folder, .language = options->language};
    struct lci_write_options places = {
        .extras = {{.path = path, .owns = lci_report_is_one, .build = build_alone, .user = &source}}, .extra_count = 1};
    enum lci_status status = path && folder ? lci_config_load_phrases(&words, err) : lci_fail_nomem(err, options->result);

    if (written)
        *written = NULL;
    if (status == LCI_OK) {
        source.phrases = &words->phrases;
        status = lci_write_tables(NULL, 0, &places, err);
    }
    if (status == LCI_OK && written) {
        const size_t size = strlen(path) + 1;

        *written = lci_alloc(size, 1);
        if (*written)
            memcpy(*written, path, size);
        else
            status = lci_fail_nomem(err, path);
    }
    lci_config_free(words);
    lci_arena_fini(&arena);
    return status;
}
