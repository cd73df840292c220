/* gdal_write.c - writes tables through GDAL, and reads them back to be sure. */
#include "io/gdal_write.h"

#include <assert.h>
#include <cpl_conv.h>
#include <cpl_string.h>
#include <inttypes.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "io/csv_write.h"
#include "io/gdal_door.h"
#include "io/gdal_schema.h"
#include "io/gdal_sql.h"
#include "io/gpkg_check.h"
#include "io/gpkg_rows.h"

enum layout {
    ONE_FILE,   /* all tables in a file */
    ONE_FOLDER, /* all tables in a folder that is the database */
    FILE_A_TABLE
};

struct lci_write_format {
    const char *driver; /* GDAL's short name */
    enum layout layout;
    const char *extension;      /* FILE_A_TABLE */
    const char *const *options; /* layer options of every table, NULL at the end */
    bool sheet;                 /* holds no geometry */
    bool plain_as_csv;          /* cannot hold tables without geometry: those are ours */
};

static const char *const gpkg_options[] = {"SPATIAL_INDEX=NO", "GEOMETRY_NAME=geom", "FID=fid",
                                           NULL};
static const char *const shape_options[] = {"ENCODING=UTF-8", NULL};
/* 0.1 mm: what service areas lie on (LCI_GEOS_GRID_M), so that none is invalid after rounding */
static const char *const json_options[] = {"COORDINATE_PRECISION=4", NULL};
static const char *const no_options[] = {NULL};

static const struct lci_write_format formats[] = {
    {"GPKG", ONE_FILE, NULL, gpkg_options, false, false},
    {"XLSX", ONE_FILE, NULL, no_options, true, false},
    {"ODS", ONE_FILE, NULL, no_options, true, false},
    {"KML", ONE_FILE, NULL, no_options, false, false},
    {"OpenFileGDB", ONE_FOLDER, NULL, no_options, false, false},
    {"ESRI Shapefile", FILE_A_TABLE, "shp", shape_options, false, false},
    {"GeoJSON", FILE_A_TABLE, "geojson", json_options, false, false},
    {"GeoJSONSeq", FILE_A_TABLE, "geojsonl", json_options, false, false},
    {"FlatGeobuf", FILE_A_TABLE, "fgb", no_options, false, true},
};

enum { FORMAT_COUNT = sizeof(formats) / sizeof(formats[0]), NAMES_SIZE = 256 };

/* The date that GDAL puts into files: a fixed one, so that equal tables give equal bytes. */
static const char FIXED_DATE[] = "2000-01-01T00:00:00.000Z";

/* Settings of the writing thread, put back afterwards. */
static const struct {
    const char *key, *value;
} settings[] =
    {
        {"OGR_CURRENT_DATE", FIXED_DATE},
        {"OGR_SQLITE_SYNCHRONOUS", "OFF"}, /* the whole file is synced before it is published */
        {"OGR_SQLITE_JOURNAL", "MEMORY"},  /* a file that fails is thrown away as a whole */
        {"OGR_SQLITE_PRAGMA", NULL},
        {"OGR_XLSX_HEADERS", "FORCE"},
        {"OGR_ODS_HEADERS", "FORCE"},
        {"SHAPE_ENCODING", NULL},
};

enum { SETTING_COUNT = sizeof(settings) / sizeof(settings[0]) };

/* Large files are written and read a fifth faster in larger pages; small ones would only grow by them. */
static const char LARGE_PAGES[] = "page_size=16384";

enum { LARGE_FILE_VALUES = 1000000 };

struct output {
    const struct lci_gdal_target *target;
    const struct lci_write_format *format; /* of the target */
    const char *path;
    OGRSpatialReferenceH crs;
    struct lci_gdal_failure
        failure; /* the first is the cause; later ones mislead ("no such table") */
};

static bool
is_geopackage(const struct output *output)
{
    return output->format->options == gpkg_options;
}

/* table: "" where it is the file as a whole that failed */
static enum lci_status
fail_write(const struct output *output, const char *table, struct lci_error *err)
{
    const char *reason = output->failure.is_set ? output->failure.message : "no reason was given (disk full?)";

    return lci_fail(err, LCI_E_IO, "%s%s%scannot write %s: %s%s", table[0] != '\0' ? "table " : "", table,
                    table[0] != '\0' ? ": " : "", output->format->driver, reason,
                    lci_write_doubt(reason));
}

/* "folder/name.extension", or "folder/name". */
static char *
make_path(const char *folder, const char *name, const char *extension)
{
    const size_t size =
        strlen(folder) + strlen(name) + (extension ? strlen(extension) : 0) + sizeof("/.");
    char *path = lci_alloc(size, 1);

    if (path)
        (void)snprintf(path, size, "%s/%s%s%s", folder, name, extension ? "." : "",
                       extension ? extension : "");
    return path;
}

enum lci_status
lci_write_format_find(const char *name, const struct lci_write_format **out, struct lci_error *err)
{
    char names[NAMES_SIZE] = "";
    size_t used = 0;

    *out = NULL;
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        if (strcasecmp(formats[i].driver, name) == 0) {
            *out = &formats[i];
            return LCI_OK;
        }
        used += (size_t)snprintf(names + used, sizeof(names) - used, "%s%s", i > 0 ? ", " : "",
                                 formats[i].driver);
    }
    return lci_fail(err, LCI_E_CONFIG, "output format \"%s\": expected CSV or one of %s", name,
                    names);
}

enum lci_target_kind
lci_write_format_target(const struct lci_write_format *format)
{
    switch (format->layout) {
    case ONE_FILE:
        return LCI_TARGET_FILE;
    case ONE_FOLDER:
        return LCI_TARGET_FOLDER;
    case FILE_A_TABLE:
        break;
    }
    return LCI_TARGET_FILES;
}

bool
lci_write_format_owns(const struct lci_write_format *format, const char *path)
{
    const char *const drivers[] = {format->driver, NULL};
    struct stat info = {0};

    if (lstat(path, &info) == 0 && S_ISREG(info.st_mode) && info.st_size == 0)
        return true;
    if (format->layout == ONE_FOLDER) {
        char *mark = make_path(path, "gdb", NULL); /* GDAL takes any folder by its name */
        const bool found = mark && lstat(mark, &info) == 0;

        lci_free(mark);
        if (!found)
            return false;
    }
    lci_gdal_start();
    return GDALIdentifyDriverEx(path, GDAL_OF_VECTOR, drivers, NULL) != NULL;
}

static OGRwkbGeometryType
geometry_type(const struct output *output, enum lci_table_shape shape)
{
    if (output->format->sheet)
        return wkbNone;
    switch (shape) {
    case LCI_TABLE_PLAIN:
        break;
    case LCI_TABLE_POINT:
        return wkbPoint;
    case LCI_TABLE_MULTILINE:
        return wkbMultiLineString;
    case LCI_TABLE_MULTIPOLYGON:
        return wkbMultiPolygon;
    }
    return wkbNone;
}

static OGRGeometryH
make_chain(OGRwkbGeometryType type, const struct lci_polygons *shape, uint32_t ring)
{
    const uint32_t first = shape->point_first[ring];
    const double *xy = shape->xy_m + 2 * (size_t)first;
    const int stride = 2 * (int)sizeof(double);
    OGRGeometryH chain = OGR_G_CreateGeometry(type);

    OGR_G_SetPoints(chain, (int)(shape->point_first[ring + 1] - first), xy, stride, xy + 1, stride,
                    NULL, 0);
    return chain;
}

static OGRGeometryH
make_multipolygon(const struct lci_polygons *polygons)
{
    OGRGeometryH all = OGR_G_CreateGeometry(wkbMultiPolygon);

    for (size_t p = 0; p < polygons->polygon_count; p++) {
        OGRGeometryH polygon = OGR_G_CreateGeometry(wkbPolygon);

        for (uint32_t r = polygons->ring_first[p]; r < polygons->ring_first[p + 1]; r++)
            (void)OGR_G_AddGeometryDirectly(polygon, make_chain(wkbLinearRing, polygons, r));
        (void)OGR_G_AddGeometryDirectly(all, polygon);
    }
    return all;
}

static OGRGeometryH
make_multiline(const struct lci_polygons *lines)
{
    OGRGeometryH all = OGR_G_CreateGeometry(wkbMultiLineString);

    for (uint32_t r = 0; r < lines->ring_count; r++)
        (void)OGR_G_AddGeometryDirectly(all, make_chain(wkbLineString, lines, r));
    return all;
}

static OGRGeometryH
make_geometry(enum lci_table_shape shape, const struct lci_row *row)
{
    OGRGeometryH point = NULL;

    switch (shape) {
    case LCI_TABLE_PLAIN:
        break;
    case LCI_TABLE_POINT:
        point = OGR_G_CreateGeometry(wkbPoint);
        OGR_G_SetPoint_2D(point, 0, row->x_m, row->y_m);
        return point;
    case LCI_TABLE_MULTILINE:
        return make_multiline(&row->lines);
    case LCI_TABLE_MULTIPOLYGON:
        return make_multipolygon(&row->polygons);
    }
    return NULL;
}

static void
set_value(OGRFeatureH feature, int field, enum lci_column_kind kind, const struct lci_value *value)
{
    if (value->is_null || (kind == LCI_COLUMN_REAL && !isfinite(value->real))) {
        OGR_F_SetFieldNull(feature, field);
        return;
    }
    switch (kind) {
    case LCI_COLUMN_TEXT:
        OGR_F_SetFieldString(feature, field, value->text);
        break;
    case LCI_COLUMN_INTEGER:
        OGR_F_SetFieldInteger64(feature, field, value->integer);
        break;
    case LCI_COLUMN_REAL:
        OGR_F_SetFieldDouble(feature, field, value->real);
        break;
    }
}

static OGRFieldType
field_type(enum lci_column_kind kind)
{
    switch (kind) {
    case LCI_COLUMN_TEXT:
        break;
    case LCI_COLUMN_INTEGER:
        return OFTInteger64;
    case LCI_COLUMN_REAL:
        return OFTReal;
    }
    return OFTString;
}

/* Creates the layer and its fields, or answers NULL. */
static OGRLayerH
make_layer(const struct output *output, GDALDatasetH dataset, const struct lci_table *table)
{
    const struct lci_write_format *format = output->format;
    const OGRwkbGeometryType type = geometry_type(output, table->shape);
    char **options = NULL;
    OGRLayerH layer = NULL;

    for (size_t i = 0; format->options[i]; i++)
        options = CSLAddString(options, format->options[i]);
    if (format->options == gpkg_options)
        options = CSLSetNameValue(options, "DESCRIPTION", table->description);
    layer = GDALDatasetCreateLayer(dataset, table->name, type == wkbNone ? NULL : output->crs, type,
                                   options);
    CSLDestroy(options);
    for (size_t c = 0; layer && c < table->column_count; c++) {
        OGRFieldDefnH field =
            OGR_Fld_Create(table->columns[c].name, field_type(table->columns[c].kind));

        if (OGR_L_CreateField(layer, field, TRUE) != OGRERR_NONE)
            layer = NULL;
        OGR_Fld_Destroy(field);
    }
    return layer;
}

/* A layer that is being filled. */
struct filling {
    const struct output *output;
    const struct lci_table *table;
    OGRLayerH layer;
    OGRFeatureH feature;      /* one for all rows */
    struct lci_value *values; /* of one row */
};

static enum lci_status
write_row(const struct filling *filling, size_t number, struct lci_error *err)
{
    const struct lci_table *table = filling->table;
    enum lci_status status = LCI_OK;
    struct lci_row row = {.values = filling->values};
    OGRFeatureH feature = filling->feature;

    for (size_t c = 0; c < table->column_count; c++)
        row.values[c] = (struct lci_value){.is_null = true};
    status = table->fill(table->user, number, &row, err);
    if (status != LCI_OK)
        return status;
    for (size_t c = 0; c < table->column_count; c++)
        set_value(feature, (int)c, table->columns[c].kind, &row.values[c]);
    (void)OGR_F_SetFID(feature, (GIntBig)number + 1);
    if (geometry_type(filling->output, table->shape) != wkbNone)
        (void)OGR_F_SetGeometryDirectly(feature, row.has_geometry ? make_geometry(table->shape, &row) : NULL);
    if (OGR_L_CreateFeature(filling->layer, feature) != OGRERR_NONE)
        status = fail_write(filling->output, table->name, err);
    return status;
}

static enum lci_status
write_rows(const struct output *output, OGRLayerH layer, const struct lci_table *table, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    struct filling filling = {.output = output, .table = table, .layer = layer};

    filling.values = lci_new_array(struct lci_value, table->column_count);
    if (!filling.values)
        return lci_fail_nomem(err, table->name);
    filling.feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
    for (size_t i = 0; i < table->row_count && status == LCI_OK; i++)
        status = write_row(&filling, i, err);
    lci_free(filling.values);
    OGR_F_Destroy(filling.feature);
    return status;
}

/* The layer of a table; of a GeoPackage without its rows, but with its index and all that belongs to it (OGC 12-128r17, F.3). */
static enum lci_status
write_table(const struct output *output, GDALDatasetH dataset, const struct lci_table *table,
            struct lci_error *err)
{
    OGRLayerH layer = make_layer(output, dataset, table);
    char sql[256];

    if (!layer)
        return fail_write(output, table->name, err);
    if (!is_geopackage(output))
        return write_rows(output, layer, table, err);
    (void)snprintf(sql, sizeof(sql), "SELECT CreateSpatialIndex('%s', 'geom')", table->name);
    if (table->shape != LCI_TABLE_PLAIN && !lci_gpkg_execute(dataset, sql))
        return fail_write(output, table->name, err);
    return LCI_OK;
}

static bool
is_large(const struct lci_table *tables, size_t table_count)
{
    size_t values = 0;

    for (size_t t = 0; t < table_count; t++)
        values += tables[t].row_count * tables[t].column_count;
    return values >= LARGE_FILE_VALUES;
}

/* Writes tables into one new dataset and closes it. */
static enum lci_status
write_dataset(struct output *output, const char *path, const struct lci_table *tables,
              size_t table_count, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    GDALDriverH driver = GDALGetDriverByName(output->format->driver);
    GDALDatasetH dataset = NULL;
    bool transaction = false;

    if (!driver)
        return lci_fail(err, LCI_E_CONFIG, "output format \"%s\": this GDAL does not have it",
                        output->format->driver);
    if (is_geopackage(output) && is_large(tables, table_count))
        CPLSetThreadLocalConfigOption("OGR_SQLITE_PRAGMA", LARGE_PAGES);
    dataset = GDALCreate(driver, path, 0, 0, 0, GDT_Unknown, NULL);
    if (!dataset)
        return fail_write(output, "", err);
    transaction = GDALDatasetTestCapability(dataset, ODsCTransactions) &&
                  GDALDatasetStartTransaction(dataset, FALSE) == OGRERR_NONE;
    for (size_t t = 0; t < table_count && status == LCI_OK; t++)
        status = write_table(output, dataset, &tables[t], err);
    if (transaction && status == LCI_OK && GDALDatasetCommitTransaction(dataset) != OGRERR_NONE)
        status = fail_write(output, "", err);
    if (is_geopackage(output) && status == LCI_OK &&
        !lci_gpkg_describe(dataset, tables, table_count))
        status = fail_write(output, "", err);
    (void)GDALClose(dataset);
    if (status == LCI_OK && output->failure.is_set)
        status = fail_write(output, "", err);
    if (status == LCI_OK && is_geopackage(output))
        status = lci_gpkg_fill(path, tables, table_count, output->target->pool, output->target->context, err);
    return status;
}

/* Rows of a layer that is read through: a counter in the file may be right where rows are missing. */
static uint64_t
read_rows(OGRLayerH layer)
{
    uint64_t count = 0;
    OGRFeatureH feature = NULL;

    OGR_L_ResetReading(layer);
    while ((feature = OGR_L_GetNextFeature(layer)) != NULL) {
        count++;
        OGR_F_Destroy(feature);
    }
    return count;
}

static enum lci_status
compare_rows(const struct output *output, OGRLayerH layer, const struct lci_table *table, struct lci_error *err)
{
    uint64_t count = 0;

    if (layer)
        count = read_rows(layer);
    if (count == table->row_count && !output->failure.is_set)
        return LCI_OK;
    return lci_fail(err, LCI_E_IO,
                    "table %s: cannot write: %zu rows were written, %" PRIu64
                    " were found when read back (disk full?)%s%s",
                    table->name, table->row_count, count, output->failure.is_set ? ": " : "",
                    output->failure.is_set ? output->failure.message : "");
}

static enum lci_status
verify_dataset(struct output *output, const char *path, const struct lci_table *tables,
               size_t table_count, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    const char *const drivers[] = {output->format->driver, NULL};
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, NULL, NULL);

    /* Some formats hold nothing at all where there are no rows. */
    if (!dataset && table_count == 1 && tables[0].row_count == 0)
        return LCI_OK;
    if (!dataset)
        return lci_fail(err, LCI_E_IO, "cannot write %s: what was written cannot be read back (disk full?)%s%s",
                        output->format->driver, output->failure.is_set ? ": " : "",
                        output->failure.is_set ? output->failure.message : "");
    for (size_t t = 0; t < table_count && status == LCI_OK; t++) {
        OGRLayerH layer = table_count == 1 ? GDALDatasetGetLayer(dataset, 0)
                                           : GDALDatasetGetLayerByName(dataset, tables[t].name);

        if (is_geopackage(output) && !layer)
            status = fail_write(output, tables[t].name, err);
        else if (!is_geopackage(output))
            status = compare_rows(output, layer, &tables[t], err);
    }
    (void)GDALClose(dataset);
    if (status == LCI_OK && is_geopackage(output) && !output->target->is_checked_later)
        status = lci_gpkg_check(path, tables, table_count, output->target->pool, output->target->context, err);
    return status;
}

static enum lci_status
write_and_verify(struct output *output, const char *path, const struct lci_table *tables,
                 size_t table_count, struct lci_error *err)
{
    const enum lci_status status = write_dataset(output, path, tables, table_count, err);

    output->failure.is_set = false;
    return status == LCI_OK ? verify_dataset(output, path, tables, table_count, err) : status;
}

static enum lci_status
write_file_a_table(struct output *output, const struct lci_table *tables, size_t table_count,
                   struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t t = 0; t < table_count && status == LCI_OK; t++) {
        const bool plain = tables[t].shape == LCI_TABLE_PLAIN;
        const bool csv = plain && output->format->plain_as_csv;
        const char *extension = output->format->extension;
        char *path = NULL;

        if (csv)
            extension = "csv";
        else if (plain && output->format->options == shape_options)
            extension = "dbf"; /* a shapefile without shapes */
        path = make_path(output->path, tables[t].name, extension);
        if (!path)
            return lci_fail_nomem(err, output->path);
        status = csv ? lci_csv_write(&tables[t], path, err)
                     : write_and_verify(output, path, &tables[t], 1, err);
        lci_free(path);
    }
    return status;
}

static enum lci_status
open_crs(struct output *output, const char *crs_wkt, struct lci_error *err)
{
    output->crs = OSRNewSpatialReference(NULL);
    if (!output->crs || OSRSetFromUserInput(output->crs, crs_wkt) != OGRERR_NONE)
        return lci_fail(err, LCI_E_LIBRARY, "working system: GDAL cannot read %.80s", crs_wkt);
    /* CGCS2000 systems are northing first by definition; our arrays are easting first. */
    OSRSetAxisMappingStrategy(output->crs, OAMS_TRADITIONAL_GIS_ORDER);
    return LCI_OK;
}

enum lci_status
lci_gdal_write(const struct lci_table *tables, size_t table_count, const struct lci_gdal_target *target, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    struct output output = {.target = target, .format = target->format, .path = target->path};
    char *before[SETTING_COUNT] = {NULL};

    assert(table_count > 0);
    lci_gdal_start();
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        const char *value = CPLGetThreadLocalConfigOption(settings[i].key, NULL);

        before[i] = value ? CPLStrdup(value) : NULL;
        CPLSetThreadLocalConfigOption(settings[i].key, settings[i].value);
    }
    lci_gdal_watch(&output.failure);
    status = open_crs(&output, target->crs_wkt, err);
    if (status == LCI_OK && target->format->layout == FILE_A_TABLE)
        status = write_file_a_table(&output, tables, table_count, err);
    else if (status == LCI_OK)
        status = write_and_verify(&output, target->path, tables, table_count, err);
    lci_gdal_unwatch();
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        CPLSetThreadLocalConfigOption(settings[i].key, before[i]);
        CPLFree(before[i]);
    }
    OSRRelease(output.crs);
    return status;
}
