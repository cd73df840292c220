/* webmap_ground.c - streets and barriers of a result, as the quiet ground of its maps. */
#include <string.h>

#include "report/webmap_parts.h"

/* What people find their way by, and what they need only where they are. Ways that say nothing are streets. */
static enum lci_webmap_ground
street_kind(const char *highway)
{
    static const char *const roads[] = {"motorway", "trunk", "primary", "secondary", "tertiary"};
    static const char *const paths[] = {"footway", "path", "steps", "cycleway", "track", "bridleway", "corridor", "service"};

    for (size_t i = 0; highway && i < sizeof(roads) / sizeof(roads[0]); i++)
        if (strncmp(highway, roads[i], strlen(roads[i])) == 0) /* primary_link, too */
            return LCI_WEBMAP_ROADS;
    for (size_t i = 0; highway && i < sizeof(paths) / sizeof(paths[0]); i++)
        if (strcmp(highway, paths[i]) == 0)
            return LCI_WEBMAP_PATHS;
    return LCI_WEBMAP_STREETS;
}

static enum lci_webmap_ground
barrier_kind(const char *kind)
{
    if (kind && strcmp(kind, "water") == 0)
        return LCI_WEBMAP_WATER;
    return kind && strcmp(kind, "railway") == 0 ? LCI_WEBMAP_RAILWAYS
           : kind && strcmp(kind, "road") == 0  ? LCI_WEBMAP_ROADS
                                                : LCI_WEBMAP_WALLS;
}

static enum lci_webmap_ground
area_kind(const char *kind)
{
    return kind && strcmp(kind, "water") == 0 ? LCI_WEBMAP_WATER_AREAS
                                              : LCI_WEBMAP_GROUND_COUNT; /* only water is drawn as ground */
}

/* Reads a layer whose column says of each feature what it is. */
static enum lci_status
read_layer(struct lci_webmap *map, const char *table, const char *column, enum lci_webmap_ground (*kind_of)(const char *),
           struct lci_error *err)
{
    const char *const columns[] = {"geom", column};
    const bool are_areas = kind_of == area_kind;
    struct lci_gpkg_cursor *cursor = NULL;
    struct lci_gpkg_polygons room = {0};
    uint32_t fid = 0;
    enum lci_status status = LCI_OK;

    if (!lci_gpkg_has_table(map->result->source, table))
        return LCI_OK;
    status = lci_gpkg_cursor_new(map->result->source, table, columns, 2, &cursor, err);
    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0) {
        const enum lci_webmap_ground kind = kind_of(lci_gpkg_text_at(cursor, 1));

        if (kind == LCI_WEBMAP_GROUND_COUNT)
            continue;
        status = are_areas ? lci_gpkg_polygons_at(cursor, 0, &room, err) : lci_gpkg_lines_at(cursor, 0, &room, err);
        if (status == LCI_OK && !lci_webmap_shapes_add(&map->ground[kind], &room.polygons, map->origin))
            status = lci_fail_nomem(err, table);
    }
    lci_gpkg_cursor_free(cursor);
    lci_gpkg_polygons_fini(&room);
    return status;
}

enum lci_status
lci_webmap_read_ground(struct lci_webmap *map, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (int g = 0; g < LCI_WEBMAP_GROUND_COUNT; g++)
        map->ground[g].are_lines = g != LCI_WEBMAP_WATER_AREAS;
    status = read_layer(map, "streets", "highway", street_kind, err);
    if (status == LCI_OK)
        status = read_layer(map, "barriers", "kind", barrier_kind, err);
    if (status == LCI_OK)
        status = read_layer(map, "barrier_areas", "kind", area_kind, err);
    return status;
}
