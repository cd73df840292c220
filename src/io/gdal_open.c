/* gdal_open.c - opening a source: is it a file, may it be opened where it lies, by which driver, in
 * which encoding. */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include <cpl_conv.h>
#include <cpl_string.h>

#include "io/dbf.h"
#include "io/encoding.h"
#include "io/gdal_door.h"
#include "io/zip.h"

/* From ogrsf_frmts.h, which is C++. */
void RegisterOGRPG(void);

static const char *const FILE_DRIVERS[] = {
    "GPKG", "ESRI Shapefile", "OpenFileGDB", "GeoJSON", "GeoJSONSeq", "FlatGeobuf", "CSV", "XLSX",
    "ODS",  "MapInfo File",   "DXF",         "KML",     NULL,
};
static const char *const FOLDER_DRIVERS[] = {"OpenFileGDB", "ESRI Shapefile", NULL};
static const char *const DATABASE_DRIVERS[] = {"PostgreSQL", NULL};

static bool
ends_with(const char *path, const char *ending)
{
    size_t length = strlen(path);
    size_t size = strlen(ending);

    return length >= size && strcasecmp(path + length - size, ending) == 0;
}

/* Second wall after the configuration: what GDAL would take for something else than a file. */
static enum lci_status
check_path(const char *path, bool *is_folder, char absolute[4096], struct lci_error *err)
{
    struct stat about;
    char *real = NULL;

    if (!path[0] || strncmp(path, "/vsi", 4) == 0 || path[0] == '{' || path[0] == '<' ||
        strstr(path, "://"))
        return lci_fail(err, LCI_E_IO, "not a path of a file or folder");
    real = realpath(path, NULL);
    if (!real)
        return lci_fail(err, LCI_E_IO, "cannot be opened: %s", strerror(errno));
    (void)snprintf(absolute, 4096, "%s", real);
    free(real);
    if (strncmp(absolute, "/vsi", 4) == 0 || stat(absolute, &about) != 0)
        return lci_fail(err, LCI_E_IO, "cannot be opened: %s", strerror(errno));
    *is_folder = S_ISDIR(about.st_mode);
    if (!*is_folder && !S_ISREG(about.st_mode))
        return lci_fail(err, LCI_E_IO, "neither a file nor a folder");
    if (!*is_folder && about.st_size == 0)
        return lci_fail(err, LCI_E_DATA, "the file is empty (0 bytes)");
    return LCI_OK;
}

/* Bytes of a file in a folder; 0: none. */
static off_t
size_in(const char *folder, const char *name)
{
    char path[4096];
    struct stat about;

    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    return stat(path, &about) == 0 ? about.st_size : 0;
}

static bool
is_better(const char *folder, const char *name, const char *best)
{
    off_t size = size_in(folder, name);
    off_t best_size = best[0] ? size_in(folder, best) : -1;

    return size > best_size || (size == best_size && strcmp(name, best) < 0);
}

/* What of a folder of unpacked things is opened: all its shapefiles, else the largest file (of
 * equals the first by name). */
static enum lci_status
pick_unpacked(const char *folder, char path[4096], bool *is_folder, struct lci_error *err)
{
    DIR *entries = opendir(folder);
    struct dirent *entry = NULL;
    char best[256] = "";

    *is_folder = false;
    while (entries && (entry = readdir(entries)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        if (ends_with(entry->d_name, ".shp"))
            *is_folder = true; /* all shapefiles in it, as layers */
        else if ((ends_with(entry->d_name, ".gpkg") || ends_with(entry->d_name, "json") ||
                  ends_with(entry->d_name, ".kml") || ends_with(entry->d_name, ".csv")) &&
                 is_better(folder, entry->d_name, best))
            (void)snprintf(best, sizeof(best), "%s", entry->d_name);
    }
    if (entries)
        (void)closedir(entries);
    if (!*is_folder && !best[0])
        return lci_fail(err, LCI_E_DATA,
                        "the zip holds no .shp, .gpkg, .geojson, .kml or .csv; unpack other "
                        "formats first");
    (void)snprintf(path, 4096, *is_folder ? "%s" : "%s/%s", folder, best);
    return LCI_OK;
}

static bool
exists_and_holds_something(const char *path)
{
    struct stat about;

    return stat(path, &about) == 0 && about.st_size > 0;
}

/* Whether SQLite would write beside this GeoPackage: it is in WAL mode, or a log or journal lies
 * there. */
static bool
needs_copy(const char *path)
{
    char beside[4200];
    unsigned char header[20] = {0};
    FILE *file = fopen(path, "rbe");
    bool is_wal = false;

    if (file) {
        is_wal = fread(header, 1, sizeof(header), file) == sizeof(header) &&
                 memcmp(header, "SQLite format 3", 15) == 0 && (header[18] == 2 || header[19] == 2);
        (void)fclose(file);
    }
    (void)snprintf(beside, sizeof(beside), "%s-wal", path);
    if (is_wal || exists_and_holds_something(beside))
        return true;
    (void)snprintf(beside, sizeof(beside), "%s-journal", path);
    return exists_and_holds_something(beside);
}

static enum lci_status
copy_geopackage(struct lci_gdal_source *out, struct lci_error *err)
{
    static const char *const ENDINGS[] = {"", "-wal", "-journal"};
    char from[4200];
    char name[64];
    enum lci_status status = lci_staging_new(out->staging, err);

    for (size_t i = 0; status == LCI_OK && i < sizeof(ENDINGS) / sizeof(ENDINGS[0]); i++) {
        (void)snprintf(from, sizeof(from), "%s%s", out->path, ENDINGS[i]);
        (void)snprintf(name, sizeof(name), "copy.gpkg%s", ENDINGS[i]);
        if (exists_and_holds_something(from))
            status = lci_staging_copy(out->staging, from, name, err);
    }
    if (status == LCI_OK)
        (void)snprintf(out->path, sizeof(out->path), "%s/copy.gpkg", out->staging);
    return status;
}

/* Zips are counted or unpacked; a GeoPackage with a log is copied. May change out->path and
 * *is_folder. */
static enum lci_status
prepare(struct lci_gdal_source *out, bool *is_folder, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    if (*is_folder)
        return LCI_OK;
    if (ends_with(out->path, ".shp"))
        return lci_shp_check_length(out->path, err);
    if (needs_copy(out->path))
        return copy_geopackage(out, err);
    if (!lci_zip_is_one(out->path))
        return LCI_OK;
    if (!ends_with(out->path, ".zip") && !ends_with(out->path, ".kmz"))
        return lci_zip_check(out->path, err);
    status = lci_staging_new(out->staging, err);
    if (status == LCI_OK)
        status = lci_zip_unpack(out->path, out->staging, err);
    return status == LCI_OK ? pick_unpacked(out->staging, out->path, is_folder, err) : status;
}

/* What the server or libpq said, without the name of the call that failed. */
static const char *
without_call(const char *message)
{
    static const char prefix[] = "PQconnectdb failed. ";
    const size_t length = sizeof(prefix) - 1;

    return strncmp(message, prefix, length) == 0 ? message + length : message;
}

/* "value of the option in this thread only", with NULL to take it back. */
static void
set_reading_options(const char *value, const char *types)
{
    CPLSetThreadLocalConfigOption("OGR_XLSX_HEADERS", value);
    CPLSetThreadLocalConfigOption("OGR_ODS_HEADERS", value);
    CPLSetThreadLocalConfigOption("OGR_XLSX_FIELD_TYPES", types);
    CPLSetThreadLocalConfigOption("OGR_ODS_FIELD_TYPES", types);
}

static enum lci_status
look_at_text_file(struct lci_gdal_source *out, const struct lci_source *source,
                  struct lci_error *err)
{
    struct lci_text_file_facts facts;
    enum lci_status status = lci_encoding_look_at_file(out->path, &facts, err);
    bool is_dxf = ends_with(out->path, ".dxf");

    if (status != LCI_OK)
        return status;
    if (facts.is_utf16)
        return lci_fail(err, LCI_E_DATA,
                        "UTF-16 text (Excel's \"Unicode text\"); save it as CSV UTF-8");
    if (facts.has_wide_commas && !is_dxf)
        return lci_fail(
            err, LCI_E_DATA,
            "columns are separated by the full-width comma U+FF0C; expected , ; or TAB");
    if (is_dxf) {
        if (facts.has_high_bytes &&
            facts.is_utf8) /* AutoCAD 2007 and later, whatever its header says */
            CPLSetThreadLocalConfigOption("DXF_ENCODING", "UTF-8");
        return LCI_OK;
    }
    out->encoding = source->encoding ? lci_encoding_plain_name(source->encoding)
                    : facts.is_utf8  ? NULL
                                     : "GB18030";
    if (facts.has_high_bytes)
        (void)snprintf(out->encoding_found, sizeof(out->encoding_found), "%s",
                       source->encoding ? "declared"
                       : facts.is_utf8  ? "UTF-8: all bytes are valid"
                                        : "GB18030: the bytes are not valid UTF-8");
    out->encoding_is_doubtful = !source->encoding && !facts.is_utf8;
    return LCI_OK;
}

static enum lci_status
check_database_pages(struct lci_gdal_source *out, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    OGRLayerH answer = GDALDatasetExecuteSQL(out->dataset, "PRAGMA quick_check(1)", NULL, NULL);
    OGRFeatureH row = answer ? OGR_L_GetNextFeature(answer) : NULL;
    const char *text = row && OGR_F_GetFieldCount(row) > 0 ? OGR_F_GetFieldAsString(row, 0) : "";

    if (strcmp(text, "ok") != 0)
        status = lci_fail(err, LCI_E_DATA, "damaged or truncated GeoPackage: %.200s",
                          text[0] ? text : out->failure.message);
    OGR_F_Destroy(row);
    if (answer)
        GDALDatasetReleaseResultSet(out->dataset, answer);
    return status;
}

static char **
open_options(const struct lci_gdal_source *out, const struct lci_source *source)
{
    char **options = NULL;

    if (ends_with(out->path, ".csv") || ends_with(out->path, ".txt") ||
        ends_with(out->path, ".tsv")) {
        options = CSLSetNameValue(options, "AUTODETECT_TYPE", "NO");
        options = CSLSetNameValue(options, "EMPTY_STRING_AS_NULL", "YES");
        if (source->header_row > 0)
            options = CSLSetNameValue(options, "HEADERS", "NO");
    }
    return options;
}

static void
note_kind(struct lci_gdal_source *out, const struct lci_source *source)
{
    bool is_sheet = strcmp(out->driver, "XLSX") == 0 || strcmp(out->driver, "ODS") == 0;
    bool is_csv = strcmp(out->driver, "CSV") == 0;

    out->is_shapefile = strcmp(out->driver, "ESRI Shapefile") == 0;
    out->is_table = is_sheet || is_csv;
    out->header_is_a_row = is_sheet || (is_csv && source->header_row > 0);
    out->header_row = source->header_row > 0 ? source->header_row : 1;
}

static enum lci_status
open_dataset(struct lci_gdal_source *out, const struct lci_source *source, bool is_folder,
             struct lci_error *err)
{
    const char *const *drivers = source->is_database ? DATABASE_DRIVERS
                                 : is_folder         ? FOLDER_DRIVERS
                                                     : FILE_DRIVERS;
    char **options = open_options(out, source);
    char prefixed[4200];
    char **shape_options = NULL;

    /* Raw bytes of a shapefile's texts: which encoding they are in is found out, not believed. */
    shape_options = CSLDuplicate(options);
    if (ends_with(out->path, ".shp") || ends_with(out->path, ".dbf") || is_folder)
        shape_options = CSLSetNameValue(shape_options, "ENCODING", "");
    (void)snprintf(prefixed, sizeof(prefixed), "%s%s", ends_with(out->path, ".txt") ? "CSV:" : "",
                   out->path);
    set_reading_options("DISABLE", "STRING");
    out->dataset = GDALOpenEx(prefixed, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR,
                              drivers, (const char *const *)shape_options, NULL);
    CSLDestroy(shape_options);
    CSLDestroy(options);
    if (!out->dataset && source->is_database)
        return lci_fail(err, LCI_E_IO, "no connection: %s",
                        out->failure.is_set ? without_call(out->failure.message)
                                            : "the server gave no reason");
    if (!out->dataset)
        return lci_fail(err, LCI_E_DATA, "cannot be read: %.400s",
                        out->failure.is_set ? out->failure.message : "no supported format");
    out->driver = GDALGetDriverShortName(GDALGetDatasetDriver(out->dataset));
    note_kind(out, source);
    out->failure.is_set = false; /* a warning on the way that opening survived */
    return strcmp(out->driver, "GPKG") == 0 ? check_database_pages(out, err) : LCI_OK;
}

enum lci_status
lci_gdal_open(const struct lci_source *source, struct lci_gdal_source *out, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    bool is_folder = false;

    *out = (struct lci_gdal_source){.dataset = NULL};
    lci_gdal_start();
    if (source->is_database) {
        if (strlen(source->path) >= sizeof(out->path))
            return lci_fail(err, LCI_E_ARG, "connection string too long");
        (void)snprintf(out->path, sizeof(out->path), "%s", source->path);
        RegisterOGRPG();
    } else {
        status = check_path(source->path, &is_folder, out->path, err);
        if (status == LCI_OK && source->encoding && !lci_encoding_plain_name(source->encoding))
            status = lci_fail(err, LCI_E_DATA,
                              "encoding \"%.60s\" is not known; expected UTF-8, GB18030 or Big5",
                              source->encoding);
        if (status == LCI_OK)
            status = prepare(out, &is_folder, err);
        if (status == LCI_OK && (ends_with(out->path, ".csv") || ends_with(out->path, ".txt") ||
                                 ends_with(out->path, ".tsv") || ends_with(out->path, ".dxf")))
            status = look_at_text_file(out, source, err);
    }
    if (status != LCI_OK)
        return status;
    lci_gdal_watch(&out->failure);
    out->is_watched = true;
    return open_dataset(out, source, is_folder, err);
}

void
lci_gdal_close(struct lci_gdal_source *opened)
{
    if (opened->dataset)
        GDALClose(opened->dataset);
    if (opened->is_watched)
        lci_gdal_unwatch();
    set_reading_options(NULL, NULL);
    CPLSetThreadLocalConfigOption("DXF_ENCODING", NULL);
    lci_staging_free(opened->staging);
    *opened = (struct lci_gdal_source){.dataset = NULL};
}
