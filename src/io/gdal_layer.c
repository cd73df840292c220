/* gdal_layer.c - which layer of a source is meant, in which encoding its texts are, and in which
 * system its places. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cpl_conv.h>
#include <ogr_srs_api.h>

#include "io/dbf.h"
#include "io/encoding.h"
#include "io/gdal_door.h"
#include "io/text.h"

bool
lci_gdal_layer_is_table(struct lci_gdal_source *opened, OGRLayerH layer)
{
    static const char QUERY[] =
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'";
    const char *wanted = OGR_L_GetName(layer);
    OGRLayerH answer = NULL;
    OGRFeatureH row = NULL;
    bool found = false;

    if (strcmp(opened->driver, "GPKG") != 0)
        return true;
    /* The name is compared here and never part of the query. */
    answer = GDALDatasetExecuteSQL(opened->dataset, QUERY, NULL, NULL);
    while (answer && !found && (row = OGR_L_GetNextFeature(answer)) != NULL) {
        found = strcmp(OGR_F_GetFieldAsString(row, 0), wanted) == 0;
        OGR_F_Destroy(row);
    }
    if (answer)
        GDALDatasetReleaseResultSet(opened->dataset, answer);
    return found;
}

/* How well a layer suits a shape; 0: not at all. */
static int
suitability(OGRLayerH layer, enum lci_shape shape)
{
    OGRwkbGeometryType type = wkbFlatten(OGR_GT_GetLinear(OGR_L_GetGeomType(layer)));
    bool is_point = type == wkbPoint || type == wkbMultiPoint;
    bool is_line = type == wkbLineString || type == wkbMultiLineString;
    bool is_polygon = type == wkbPolygon || type == wkbMultiPolygon;

    if (shape == LCI_SHAPE_NONE)
        return type == wkbNone ? 3 : 1;
    if (type == wkbUnknown || type == wkbGeometryCollection)
        return 2;
    switch (shape) {
    case LCI_SHAPE_POINT:
        return is_point ? 3 : is_polygon || type == wkbNone ? 1 : 0;
    case LCI_SHAPE_LINE:
        return is_line ? 3 : 0;
    case LCI_SHAPE_POLYGON:
        return is_polygon ? 3 : 0;
    case LCI_SHAPE_LINE_OR_POLYGON:
        return is_line || is_polygon ? 3 : 0;
    case LCI_SHAPE_NONE:
        break;
    }
    return 0;
}

/* GDAL lists the tables with geometry only, but finds the others by name. */
static enum lci_status
unlisted_table(struct lci_gdal_source *opened, const char *name, const char *names,
               struct lci_error *err)
{
    opened->layer = GDALDatasetGetLayerByName(opened->dataset, name);
    opened->failure.is_set = false;
    if (opened->layer)
        return LCI_OK;
    return lci_fail(err, LCI_E_DATA, "no table \"%.100s\"; tables with geometry: %s", name,
                    names[0] ? names : "none");
}

static enum lci_status
named_layer(struct lci_gdal_source *opened, const char *name, bool is_database,
            struct lci_error *err)
{
    char names[300] = "";
    int count = GDALDatasetGetLayerCount(opened->dataset);

    for (int i = 0; i < count; i++) {
        OGRLayerH layer = GDALDatasetGetLayer(opened->dataset, i);
        size_t used = strlen(names);

        if (strcmp(OGR_L_GetName(layer), name) == 0) {
            opened->layer = layer;
            break;
        }
        (void)snprintf(names + used, sizeof(names) - used, "%s\"%s\"", used ? ", " : "",
                       OGR_L_GetName(layer));
    }
    if (!opened->layer && is_database)
        return unlisted_table(opened, name, names, err);
    if (!opened->layer)
        return lci_fail(err, LCI_E_DATA, "no layer \"%.100s\"; it has %s", name,
                        names[0] ? names : "none");
    if (!lci_gdal_layer_is_table(opened, opened->layer))
        return lci_fail(err, LCI_E_DATA, "layer \"%.100s\" is a view; only tables are read", name);
    return LCI_OK;
}

static enum lci_status
suitable_layer(struct lci_gdal_source *opened, enum lci_shape shape, struct lci_error *err)
{
    int count = GDALDatasetGetLayerCount(opened->dataset);
    int best = 0;
    bool has_view = false;

    for (int i = 0; i < count; i++) {
        OGRLayerH layer = GDALDatasetGetLayer(opened->dataset, i);
        int suits = 0;

        /* Before anything else: GDAL runs the query of a view to learn about its columns. */
        if (!lci_gdal_layer_is_table(opened, layer)) {
            has_view = true;
            continue;
        }
        suits = suitability(layer, shape);
        if (suits <= best && count > 1)
            continue;
        opened->layer = layer;
        best = suits;
    }
    if (opened->layer)
        return LCI_OK;
    return lci_fail(err, LCI_E_DATA, "no layer of the wanted shape among %d%s", count,
                    has_view ? " (views are not read, only tables)" : "");
}

/* Path of a file beside the layer's shapefile; false: it is not there. */
static bool
file_beside(const struct lci_gdal_source *opened, const char *lower, const char *upper,
            char path[4400])
{
    size_t length = strlen(opened->path);
    bool is_file = length > 4 && opened->path[length - 4] == '.';
    FILE *file = NULL;

    for (int i = 0; i < 2; i++) {
        if (is_file)
            (void)snprintf(path, 4400, "%.*s.%s", (int)(length - 4), opened->path,
                           i == 0 ? lower : upper);
        else
            (void)snprintf(path, 4400, "%s/%s.%s", opened->path, OGR_L_GetName(opened->layer),
                           i == 0 ? lower : upper);
        file = fopen(path, "rbe");
        if (file) {
            (void)fclose(file);
            return true;
        }
    }
    return false;
}

static void
read_code_page(const char *path, char text[64])
{
    FILE *file = fopen(path, "rbe");
    size_t got = 0;
    const char *begin = text;

    text[0] = '\0';
    if (!file)
        return;
    got = fread(text, 1, 63, file);
    (void)fclose(file);
    text[got] = '\0';
    got = strcspn(text, "\r\n");
    begin = lci_text_trim(text, &got);
    memmove(text, begin, got);
    text[got] = '\0';
}

/* From what the .cpg, the language driver byte and the bytes themselves say. */
static void
decide_encoding(struct lci_gdal_source *opened, const struct lci_dbf_facts *facts,
                const char *code_page)
{
    const char *by_page = code_page[0] ? lci_encoding_plain_name(code_page) : NULL;
    const char *by_driver = lci_encoding_of_language_driver(facts->language_driver);
    char *found = opened->encoding_found;
    size_t size = sizeof(opened->encoding_found);

    if (by_page && strcmp(by_page, "UTF-8") == 0 && !facts->is_utf8) {
        opened->encoding = "GB18030";
        opened->encoding_is_doubtful = true;
        (void)snprintf(found, size, "GB18030: the .cpg says \"%s\", but the bytes are not UTF-8",
                       code_page);
    } else if (by_page && (strcmp(by_page, "GB18030") != 0 || facts->is_gb18030)) {
        opened->encoding = by_page;
        (void)snprintf(found, size, "%s: the .cpg says \"%s\"", by_page, code_page);
    } else if (facts->is_utf8 && !(by_driver && facts->is_gb18030)) {
        opened->encoding = "UTF-8";
        (void)snprintf(found, size, "UTF-8: all bytes are valid");
    } else if (by_driver) {
        opened->encoding = by_driver;
        (void)snprintf(found, size, "%s: language driver 0x%02X of the .dbf", by_driver,
                       facts->language_driver);
    } else {
        opened->encoding = facts->is_gb18030 ? "GB18030" : "CP1252";
        opened->encoding_is_doubtful = true;
        (void)snprintf(found, size, "%s: no .cpg, and the bytes are not valid UTF-8",
                       opened->encoding);
    }
}

static enum lci_status
look_at_shapefile(struct lci_gdal_source *opened, const struct lci_source *source,
                  struct lci_error *err)
{
    char path[4400];
    char code_page[64] = "";
    struct lci_dbf_facts facts;
    enum lci_status status = LCI_OK;

    opened->encoding = "UTF-8";
    if (!file_beside(opened, "dbf", "DBF", path))
        return LCI_OK;
    status = lci_dbf_look(path, &facts, err);
    if (status != LCI_OK || !facts.has_high_bytes)
        return status;
    if (source->encoding) {
        opened->encoding = lci_encoding_plain_name(source->encoding);
        (void)snprintf(opened->encoding_found, sizeof(opened->encoding_found), "declared");
        return LCI_OK;
    }
    if (file_beside(opened, "cpg", "CPG", path))
        read_code_page(path, code_page);
    decide_encoding(opened, &facts, code_page);
    return LCI_OK;
}

enum lci_status
lci_gdal_choose_layer(struct lci_gdal_source *opened, const struct lci_source *source,
                      enum lci_shape shape, size_t *choice_count, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    int count = GDALDatasetGetLayerCount(opened->dataset);

    *choice_count = count > 0 ? (size_t)count : 0;
    if (count < 1 && !source->is_database)
        return lci_fail(err, LCI_E_DATA, "it holds no layer%s%s",
                        opened->failure.is_set ? ": " : "", opened->failure.message);
    status = source->layer ? named_layer(opened, source->layer, source->is_database, err)
                           : suitable_layer(opened, shape, err);
    if (status == LCI_OK && opened->is_shapefile)
        status = look_at_shapefile(opened, source, err);
    return status;
}

static bool
is_unknown(OGRSpatialReferenceH system)
{
    const char *name = OSRGetName(system);

    return OSRIsLocal(system) || (name && strncasecmp(name, "undefined", 9) == 0) ||
           (!OSRIsGeographic(system) && !OSRIsProjected(system) && !OSRIsCompound(system));
}

const char *
lci_gdal_layer_crs(const struct lci_gdal_source *opened, struct lci_arena *arena)
{
    static const char *const OPTIONS[] = {"FORMAT=WKT2_2019", NULL};
    OGRSpatialReferenceH system = OGR_L_GetSpatialRef(opened->layer);
    const char *authority = NULL;
    const char *code = NULL;
    const char *copy = NULL;
    char text[80];
    char *wkt = NULL;

    if (!system || is_unknown(system))
        return NULL;
    authority = OSRGetAuthorityName(system, NULL);
    code = OSRGetAuthorityCode(system, NULL);
    if (authority && code && strcmp(authority, "EPSG") == 0) {
        (void)snprintf(text, sizeof(text), "EPSG:%s", code);
        return lci_arena_text(arena, text, strlen(text));
    }
    if (OSRExportToWktEx(system, &wkt, OPTIONS) == OGRERR_NONE && wkt)
        copy = lci_arena_text(arena, wkt, strlen(wkt));
    CPLFree(wkt);
    return copy;
}
