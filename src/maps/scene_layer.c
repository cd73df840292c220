/* scene_layer.c - reads rows of layers, whatever columns a result has. */
#include "maps/scene_layer.h"

#include <string.h>

enum lci_status
lci_layer_open(const struct lci_result *result, const char *layer, const char *const *columns, size_t count,
               struct lci_arena *arena, struct lci_layer_rows *out, struct lci_error *err)
{
    const char **there = lci_arena_alloc(arena, count, sizeof(*there));
    struct lci_gpkg_names names = {.count = 0};
    enum lci_status status = lci_gpkg_columns(result->source, layer, arena, &names, err);

    *out = (struct lci_layer_rows){.arena = arena};
    if (status == LCI_OK && !there)
        status = lci_fail_nomem(err, layer);
    for (size_t c = 0; c < count && status == LCI_OK; c++)
        there[c] = columns[c] && lci_gpkg_names_has(&names, columns[c]) ? columns[c] : NULL;
    if (status == LCI_OK)
        status = lci_gpkg_cursor_new(result->source, layer, there, count, &out->cursor, err);
    return status;
}

void
lci_layer_close(struct lci_layer_rows *rows)
{
    lci_gpkg_cursor_free(rows->cursor);
    lci_gpkg_polygons_fini(&rows->room);
    *rows = (struct lci_layer_rows){.cursor = NULL};
}

bool
lci_layer_next(struct lci_layer_rows *rows, enum lci_status *status, struct lci_error *err)
{
    uint32_t fid = 0;

    if (*status == LCI_OK)
        *status = lci_gpkg_next(rows->cursor, &fid, err);
    return *status == LCI_OK && fid > 0;
}

const char *
lci_layer_text(struct lci_layer_rows *rows, size_t at)
{
    const char *text = lci_gpkg_text_at(rows->cursor, at);

    return lci_arena_text(rows->arena, text ? text : "", text ? strlen(text) : 0);
}

bool
lci_layer_text_is(struct lci_layer_rows *rows, size_t at, const char *text)
{
    const char *found = lci_gpkg_text_at(rows->cursor, at);

    return found && strcmp(found, text) == 0;
}

static enum lci_status
keep(struct lci_layer_rows *rows, enum lci_status status, struct lci_map_shape *out, struct lci_error *err)
{
    if (status == LCI_OK && !lci_map_shape_keep(&rows->room.polygons, rows->arena, out))
        status = lci_fail_nomem(err, "maps");
    return status;
}

enum lci_status
lci_layer_polygons(struct lci_layer_rows *rows, size_t at, struct lci_map_shape *out, struct lci_error *err)
{
    return keep(rows, lci_gpkg_polygons_at(rows->cursor, at, &rows->room, err), out, err);
}

enum lci_status
lci_layer_lines(struct lci_layer_rows *rows, size_t at, struct lci_map_shape *out, struct lci_error *err)
{
    return keep(rows, lci_gpkg_lines_at(rows->cursor, at, &rows->room, err), out, err);
}
