/* gdal_inspect.c - what a source holds and how it would be read, in words. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cpl_conv.h>

#include "base/connection.h"
#include "base/utf8.h"
#include "io/crs.h"
#include "io/gdal_fields.h"
#include "io/gdal_table.h"
#include "io/osm.h"
#include "io/text.h"

enum { SAMPLES = 3, GEOMETRY_ROWS = 5000 };

/* Text that grows; `failed` is looked at once at the end. */
struct report {
    char *text;
    size_t length, capacity;
    bool failed;
};

static void report_line(struct report *report, const char *format, ...) LCI_PRINTF(2, 3);

static void
report_line(struct report *report, const char *format, ...)
{
    enum { LINE_MAX_SIZE = 2048 };
    char line[LINE_MAX_SIZE];
    va_list args;
    int length = 0;

    va_start(args, format);
    length = vsnprintf(line, sizeof(line) - 1, format, args);
    va_end(args);
    if (length < 0)
        return;
    if ((size_t)length > sizeof(line) - 2)
        length = (int)sizeof(line) - 2;
    line[length++] = '\n';
    while (!report->failed && report->length + (size_t)length + 1 > report->capacity) {
        size_t wanted = report->capacity ? report->capacity * 2 : 4096;
        char *grown = lci_realloc(report->text, wanted, 1);

        report->failed = !grown;
        if (grown) {
            report->text = grown;
            report->capacity = wanted;
        }
    }
    if (report->failed)
        return;
    memcpy(report->text + report->length, line, (size_t)length);
    report->length += (size_t)length;
    report->text[report->length] = '\0';
}

static void
report_crs(struct report *report, struct lci_gdal_source *opened,
           const struct lci_gdal_fields *fields, bool has_geometry)
{
    struct lci_arena arena = {0};
    struct lci_error err = {.status = LCI_OK};
    struct lci_crs_facts facts;
    const char *crs = NULL;

    if (has_geometry) {
        crs = lci_gdal_layer_crs(opened, &arena);
        if (crs && lci_crs_describe(crs, &facts, &err) == LCI_OK)
            report_line(report, "  CRS: %s%s%s, from the file%s", facts.code,
                        facts.code[0] ? " " : "", facts.name,
                        facts.has_unknown_datum ? " (no known shift to CGCS2000)" : "");
        else
            report_line(report, "  CRS: none%s; has to be declared with crs:",
                        opened->is_shapefile ? " (no .prj)" : " in the file");
    } else if (!lci_gdal_has_places(fields)) {
        report_line(report, "  CRS: no geometry and no columns for coordinates; name them with x: "
                            "and y:");
    } else if (lci_gdal_guess_table_crs(opened, fields, &crs, &err) == LCI_OK) {
        report_line(report,
                    "  CRS: %s, assumed from the range of the numbers; gcj02 and bd09 look "
                    "alike: declare them with crs:",
                    crs);
    } else {
        report_line(report, "  CRS: %s", err.message);
    }
    lci_arena_fini(&arena);
}

/* Kinds of geometry among the first rows, and their box in the source's numbers. */
static void
report_geometry(struct report *report, struct lci_gdal_source *opened)
{
    size_t counts[8] = {0};
    static const char *const NAMES[8] = {"none",       "point",     "line",         "polygon",
                                         "multipoint", "multiline", "multipolygon", "other"};
    OGREnvelope box = {.MinX = 0};
    OGRFeatureH row = NULL;
    char text[300] = "";
    size_t number = 0;

    OGR_L_ResetReading(opened->layer);
    while (number++ < GEOMETRY_ROWS && (row = OGR_L_GetNextFeature(opened->layer)) != NULL) {
        OGRGeometryH geometry = OGR_F_GetGeometryRef(row);
        unsigned type = geometry ? (unsigned)wkbFlatten(OGR_G_GetGeometryType(geometry)) : 0;

        counts[type < 7 ? type : 7]++;
        OGR_F_Destroy(row);
    }
    for (size_t i = 0; i < 8; i++) {
        size_t used = strlen(text);

        if (counts[i] > 0)
            (void)snprintf(text + used, sizeof(text) - used, "%s%zu %s", used ? ", " : "",
                           counts[i], NAMES[i]);
    }
    report_line(report, "  geometry: %s%s", text[0] ? text : "none",
                number > GEOMETRY_ROWS ? " (of the first 5000 features)" : "");
    if (OGR_L_GetExtent(opened->layer, &box, TRUE) == OGRERR_NONE)
        report_line(report, "  extent: x %.10g to %.10g, y %.10g to %.10g", box.MinX, box.MaxX,
                    box.MinY, box.MaxY);
}

/* At most SAMPLE_SIZE bytes of a text, whole characters, in the arena. */
static const char *
shorten(const char *text, struct lci_arena *arena)
{
    enum { SAMPLE_SIZE = 60 };
    const char *at = text;
    const char *end = text;
    const char *copy = NULL;

    while (*at && at - text <= SAMPLE_SIZE) {
        end = at;
        (void)lci_utf8_next(&at);
    }
    if (at - text <= SAMPLE_SIZE)
        return text;
    copy = lci_arena_text(arena, text, (size_t)(end - text));
    return copy ? copy : "";
}

static void
report_fields(struct report *report, struct lci_gdal_source *opened,
              const struct lci_gdal_fields *fields)
{
    struct lci_arena arena = {0};
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(opened->layer);
    const char *samples[SAMPLES] = {NULL};
    bool damaged = false;

    for (size_t i = 0; i < fields->list.count; i++) {
        OGRFieldDefnH field = OGR_FD_GetFieldDefn(definition, (int)i);
        const char *role = lci_usual_role_of(fields->list.names[i], fields->list.is_cut[i]);
        OGRFeatureH row = NULL;
        size_t count = 0;

        OGR_L_ResetReading(opened->layer);
        for (uint32_t number = 0; count < SAMPLES && number < 100 + opened->header_row &&
                                  (row = OGR_L_GetNextFeature(opened->layer)) != NULL;
             number++) {
            const char *text = NULL;

            if ((!opened->header_is_a_row || number >= opened->header_row) &&
                lci_gdal_text(opened, fields, row, (int)i, &arena, &text, &damaged) && text)
                samples[count++] = shorten(text, &arena);
            OGR_F_Destroy(row);
        }
        report_line(report, "    %s (%s)%s%s%s%s%s%s%s%s", fields->list.names[i],
                    OGR_GetFieldTypeName(OGR_Fld_GetType(field)), role ? ", read as " : "",
                    role ? role : "", count ? ": " : ": no value", count > 0 ? samples[0] : "",
                    count > 1 ? " | " : "", count > 1 ? samples[1] : "", count > 2 ? " | " : "",
                    count > 2 ? samples[2] : "");
    }
    lci_arena_fini(&arena);
}

static void
report_layer(struct report *report, struct lci_gdal_source *opened, OGRLayerH layer,
             const char *path)
{
    static const char *const ROLES[] = {"x"};
    const struct lci_read_request request = {
        .kind = "inspect", .shape = LCI_SHAPE_POINT, .roles = ROLES, .role_count = 1};
    struct lci_source source = {.path = path, .label = path, .layer = OGR_L_GetName(layer)};
    struct lci_gdal_fields fields;
    struct lci_error err = {.status = LCI_OK};
    size_t choice_count = 0;
    bool has_geometry = false;
    GIntBig count = 0;

    report_line(report, "layer \"%s\"", OGR_L_GetName(layer));
    opened->encoding_found[0] = opened->is_shapefile ? '\0' : opened->encoding_found[0];
    opened->layer = NULL;
    if (lci_gdal_choose_layer(opened, &source, LCI_SHAPE_POINT, &choice_count, &err) != LCI_OK) {
        report_line(report, "  %s", err.message);
        return;
    }
    has_geometry = OGR_FD_GetGeomFieldCount(OGR_L_GetLayerDefn(layer)) > 0;
    if (lci_gdal_fields_find(opened, &source, &request, &fields, &err) != LCI_OK) {
        report_line(report, "  %s", err.message);
        lci_gdal_fields_fini(&fields);
        return;
    }
    count = OGR_L_GetFeatureCount(layer, TRUE);
    if (opened->header_is_a_row && count >= (GIntBig)opened->header_row)
        count -= (GIntBig)opened->header_row;
    report_line(report, "  features: %" PRId64, (int64_t)count);
    if (has_geometry)
        report_geometry(report, opened);
    report_crs(report, opened, &fields, has_geometry);
    if (opened->encoding_found[0])
        report_line(report, "  encoding: %s", opened->encoding_found);
    report_line(report, "  fields:");
    report_fields(report, opened, &fields);
    lci_gdal_fields_fini(&fields);
}

static enum lci_status
report_osm(struct report *report, const char *path, const char *label, struct lci_error *err)
{
    struct stat about;

    if (stat(path, &about) != 0 || !S_ISREG(about.st_mode))
        return lci_fail(err, LCI_E_IO, "%s: not a file", label);
    report_line(report, "%s: OpenStreetMap, EPSG:4326, UTF-8", path);
    report_line(report, "  network: streets by their tags, and barriers (barriers: none turns them "
                        "off)");
    report_line(report,
                "  facilities, homes, buildings, units: objects by their tags, with select:");
    return LCI_OK;
}

/* Moves the report into the arena. */
static enum lci_status
hand_over(struct report *report, struct lci_arena *arena, const char **out, struct lci_error *err)
{
    if (!report->failed && report->text)
        *out = lci_arena_text(arena, report->text, report->length);
    lci_free(report->text);
    return *out ? LCI_OK : lci_fail_nomem(err, "inspect");
}

enum lci_status
lci_inspect_source(const char *path, struct lci_arena *arena, const char **out,
                   struct lci_error *err)
{
    const char *label = lci_mask_password(arena, path); /* whatever was meant with it */
    struct lci_source source = {.path = path, .label = label};
    struct lci_gdal_source *opened = NULL;
    struct report report = {.text = NULL};
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (!label)
        return lci_fail_nomem(err, "inspect");
    if (lci_path_is_osm(path)) {
        status = report_osm(&report, path, label, err);
        return status == LCI_OK ? hand_over(&report, arena, out, err) : status;
    }
    opened = lci_new(struct lci_gdal_source);
    if (!opened)
        return lci_fail_nomem(err, "inspect");
    status = lci_gdal_open(&source, opened, err);
    if (status == LCI_OK) {
        int count = GDALDatasetGetLayerCount(opened->dataset);

        report_line(&report, "%s: %s, %d layer%s", path, opened->driver, count,
                    count == 1 ? "" : "s");
        for (int i = 0; i < count; i++)
            report_layer(&report, opened, GDALDatasetGetLayer(opened->dataset, i), path);
    }
    lci_gdal_close(opened);
    lci_free(opened);
    if (status != LCI_OK) {
        lci_free(report.text);
        return lci_fail_in(err, status, "%s", label);
    }
    return hand_over(&report, arena, out, err);
}
