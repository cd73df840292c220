/* bench_write.c FOLDER [ROWS] - a GeoPackage of polygons by our writer and by a naive one in turn, a round a line read. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include "io/write.h"

/* As in the measured notes: 50,000 rows of 12 columns with polygons of 9 points, here over a city of 30 km. */
enum { ROWS = 50000, COLUMNS = 12, POINTS = 9, APART = 10, TEXT_SIZE = 24 };

static const char CRS[] = "EPSG:4549";
static const double SIDE_M = 30000.0, RADIUS_M = 40.0;

static const struct lci_column columns[COLUMNS] = {
    {"home_id", "id of the home in its source", LCI_COLUMN_TEXT}, {"name", "name of the home", LCI_COLUMN_TEXT},
    {"source", "source it was read from", LCI_COLUMN_TEXT},       {"area_m2", "area", LCI_COLUMN_REAL},
    {"households", "weight", LCI_COLUMN_REAL},                    {"points", "demand points", LCI_COLUMN_INTEGER},
    {"nearest_m", "walk", LCI_COLUMN_REAL},                       {"nearest_min", "walk", LCI_COLUMN_REAL},
    {"greatest_m", "walk", LCI_COLUMN_REAL},                      {"facility_id", "nearest", LCI_COLUMN_TEXT},
    {"covered_ratio", "share", LCI_COLUMN_REAL},                  {"status", "verdict", LCI_COLUMN_TEXT},
};

/* Texts of all rows, made once, and the polygon of the row that was filled last. */
struct town {
    char (*ids)[TEXT_SIZE];
    uint32_t ring_first[2], point_first[2];
    double xy_m[2 * POINTS];
};

/* A number from 0 to 1 that depends on the row and `which` alone (SplitMix64). */
static double
chance(size_t row, unsigned which)
{
    uint64_t z = (row * 16 + which + 1) * UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ (z >> 31)) >> 11) / (double)(UINT64_C(1) << 53);
}

static void
fill_polygon(struct town *town, size_t row)
{
    const double x_m = 500000.0 + SIDE_M * chance(row, 0);
    const double y_m = 3450000.0 + SIDE_M * chance(row, 1);

    for (size_t p = 0; p < POINTS; p++) {
        const double angle = 6.283185307179586 * (double)(p % (POINTS - 1)) / (POINTS - 1);

        town->xy_m[2 * p] = x_m + RADIUS_M * cos(angle);
        town->xy_m[2 * p + 1] = y_m + RADIUS_M * sin(angle);
    }
    town->ring_first[1] = 1;
    town->point_first[1] = POINTS;
}

static enum lci_status
fill(void *user, size_t row, struct lci_row *out, struct lci_error *err)
{
    struct town *town = user;

    (void)err;
    fill_polygon(town, row);
    for (unsigned c = 0; c < COLUMNS; c++)
        out->values[c] = (struct lci_value){.integer = (int64_t)(row % 60), .real = round(2e6 * chance(row, 2 + c)) / 1e3};
    out->values[0].text = town->ids[row];
    out->values[1].text = row % 2 ? "东方花园三期" : "人民新村";
    out->values[2].text = "homes.gpkg";
    out->values[9].text = town->ids[row % 97];
    out->values[11].text = row % 3 ? "covered" : "partly";
    out->has_geometry = true;
    out->polygons = (struct lci_polygons){1, 1, POINTS, town->ring_first, town->point_first, town->xy_m};
    return LCI_OK;
}

static void
check(bool done, const char *what)
{
    if (done)
        return;
    fprintf(stderr, "bench_write: %s failed\n", what);
    exit(1);
}

static OGRGeometryH
polygon_of(const struct lci_polygons *polygons)
{
    const int stride = 2 * (int)sizeof(double);
    OGRGeometryH all = OGR_G_CreateGeometry(wkbMultiPolygon);
    OGRGeometryH polygon = OGR_G_CreateGeometry(wkbPolygon);
    OGRGeometryH ring = OGR_G_CreateGeometry(wkbLinearRing);

    OGR_G_SetPoints(ring, POINTS, polygons->xy_m, stride, polygons->xy_m + 1, stride, NULL, 0);
    (void)OGR_G_AddGeometryDirectly(polygon, ring);
    (void)OGR_G_AddGeometryDirectly(all, polygon);
    return all;
}

static void
put_row(OGRLayerH layer, struct town *town, size_t row)
{
    struct lci_value values[COLUMNS];
    struct lci_row out = {.values = values};
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));

    (void)fill(town, row, &out, NULL);
    for (int c = 0; c < COLUMNS; c++)
        if (columns[c].kind == LCI_COLUMN_TEXT)
            OGR_F_SetFieldString(feature, c, values[c].text);
        else if (columns[c].kind == LCI_COLUMN_INTEGER)
            OGR_F_SetFieldInteger64(feature, c, values[c].integer);
        else
            OGR_F_SetFieldDouble(feature, c, values[c].real);
    (void)OGR_F_SetGeometryDirectly(feature, polygon_of(&out.polygons));
    check(OGR_L_CreateFeature(layer, feature) == OGRERR_NONE, "a row");
    OGR_F_Destroy(feature);
}

/*
 * The naive writer: GDAL's defaults (spatial index and synchronous writing included), all rows in one transaction, or each in
 * one of its own. It does not read the file back, sync it, move it or describe its columns.
 */
static void
write_naively(struct town *town, const char *path, size_t row_count, bool one_transaction)
{
    static const OGRFieldType types[] = {OFTString, OFTInteger64, OFTReal};
    GDALDatasetH dataset = GDALCreate(GDALGetDriverByName("GPKG"), path, 0, 0, 0, GDT_Unknown, NULL);
    OGRSpatialReferenceH crs = OSRNewSpatialReference(NULL);
    OGRLayerH layer = NULL;

    check(dataset && OSRSetFromUserInput(crs, CRS) == OGRERR_NONE, "a new file");
    OSRSetAxisMappingStrategy(crs, OAMS_TRADITIONAL_GIS_ORDER);
    check(!one_transaction || GDALDatasetStartTransaction(dataset, FALSE) == OGRERR_NONE, "a transaction");
    layer = GDALDatasetCreateLayer(dataset, "homes", crs, wkbMultiPolygon, NULL);
    check(layer != NULL, "a layer");
    for (int c = 0; c < COLUMNS; c++) {
        OGRFieldDefnH field = OGR_Fld_Create(columns[c].name, types[columns[c].kind]);

        check(OGR_L_CreateField(layer, field, TRUE) == OGRERR_NONE, "a field");
        OGR_Fld_Destroy(field);
    }
    for (size_t row = 0; row < row_count; row++)
        put_row(layer, town, row);
    check(!one_transaction || GDALDatasetCommitTransaction(dataset) == OGRERR_NONE, "the transaction");
    (void)GDALClose(dataset);
    OSRRelease(crs);
}

/* The writer of the product, from the rows to the file in its place: columns described, read back, synced, renamed. */
static void
write_ours(struct town *town, const char *path, size_t row_count)
{
    const struct lci_table table = {.name = "homes", .description = "Homes", .shape = LCI_TABLE_MULTIPOLYGON,
                                    .columns = columns, .column_count = COLUMNS, .row_count = row_count,
                                    .fill = fill, .user = town};
    const struct lci_write_options options = {.path = path, .crs_wkt = CRS};
    struct lci_error err = {0};

    if (lci_write_tables(&table, 1, &options, &err) != LCI_OK)
        check(false, err.message);
}

struct start {
    double wall_ns, cpu_ns;
};

static double
clock_ns(clockid_t clock)
{
    struct timespec now = {0};

    (void)clock_gettime(clock, &now);
    return 1e9 * (double)now.tv_sec + (double)now.tv_nsec;
}

/* Takes the file of the last writer away and begins to count. */
static struct start
start_over(const char *path)
{
    (void)unlink(path);
    return (struct start){clock_ns(CLOCK_MONOTONIC), clock_ns(CLOCK_PROCESS_CPUTIME_ID)};
}

/* On a machine that does other things too, only the time on the processor can be compared. */
static void
report(const char *name, struct start start, size_t row_count)
{
    printf("time %s %.0f %zu\n", name, clock_ns(CLOCK_MONOTONIC) - start.wall_ns, row_count);
    printf("time %s-cpu %.0f %zu\n", name, clock_ns(CLOCK_PROCESS_CPUTIME_ID) - start.cpu_ns, row_count);
}

int
main(int argument_count, char **arguments)
{
    const size_t row_count = argument_count > 2 ? strtoul(arguments[2], NULL, 10) : ROWS;
    char path[4096];
    char line[64];
    struct town town = {.ids = calloc(row_count + 97, TEXT_SIZE)};
    struct start start = {0};

    check(town.ids != NULL, "memory");
    if (argument_count < 2) {
        fprintf(stderr, "usage: bench_write FOLDER [ROWS]\n");
        return 2;
    }
    (void)snprintf(path, sizeof(path), "%s/bench_write.gpkg", arguments[1]);
    for (size_t row = 0; row < row_count + 97; row++)
        (void)snprintf(town.ids[row], TEXT_SIZE, "h%zu", row);
    GDALAllRegister();
    printf("size %zu %d\n.\n", row_count, COLUMNS);
    while (fflush(stdout) == 0 && fgets(line, sizeof(line), stdin)) {
        start = start_over(path);
        write_naively(&town, path, row_count, true);
        report("naive", start, row_count);
        start = start_over(path);
        write_naively(&town, path, row_count / APART, false);
        report("row-by-row", start, row_count / APART);
        start = start_over(path);
        write_ours(&town, path, row_count);
        report("ours", start, row_count);
        printf(".\n");
    }
    free(town.ids);
    return 0;
}
