/* gdal_raster.c - heights from a raster, without PROJ at the time of asking. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include <cpl_conv.h>
#include <ogr_srs_api.h>

#include "io/crs.h"
#include "io/gdal_door.h"
#include "io/read.h"
#include "io/zip.h"

/*
 * Where grid points of the working system lie in the raster. Between them the way is taken as
 * bilinear, which for cells of 500 m is off by some millimetres: nothing against pixels of 10 m or
 * more.
 */
struct lci_dem {
    float *heights_m; /* column_count * row_count, from the north-west */
    size_t column_count, row_count;
    bool has_nodata;
    float nodata;
    double x0_m, y0_m, cell_m;
    size_t grid_columns, grid_rows;
    double *pixels; /* 2 * grid points: column and row, NAN where the raster does not reach */
};

/* Pixels of the largest raster that is read: 4 bytes each. */
enum { PIXELS_MAX = 400000000 };
enum { GRID_POINTS_MAX = 4000000 };
static const double CELL_M = 500.0;

static enum lci_status
raster_crs(GDALDatasetH dataset, char *name, size_t size, struct lci_error *err)
{
    static const char *const OPTIONS[] = {"FORMAT=WKT2_2019", NULL};
    OGRSpatialReferenceH system = GDALGetSpatialRef(dataset);
    char *wkt = NULL;
    enum lci_status status = LCI_OK;

    if (!system)
        return lci_fail(err, LCI_E_DATA, "the raster has no CRS");
    if (OSRExportToWktEx(system, &wkt, OPTIONS) != OGRERR_NONE || !wkt || strlen(wkt) >= size)
        status = lci_fail(err, LCI_E_DATA, "the CRS of the raster cannot be read");
    else
        (void)snprintf(name, size, "%s", wkt);
    CPLFree(wkt);
    return status;
}

static enum lci_status
read_heights(GDALDatasetH dataset, struct lci_dem *dem, struct lci_error *err)
{
    GDALRasterBandH band = GDALGetRasterBand(dataset, 1);
    int width = GDALGetRasterXSize(dataset);
    int height = GDALGetRasterYSize(dataset);
    int has_nodata = 0;
    double nodata = 0.0;

    if (!band || width < 2 || height < 2 || (double)width * height > (double)PIXELS_MAX)
        return lci_fail(err, LCI_E_LIMIT, "%d x %d pixels; expected 2 x 2 to %d in all", width,
                        height, PIXELS_MAX);
    dem->column_count = (size_t)width;
    dem->row_count = (size_t)height;
    dem->heights_m = lci_new_array(float, dem->column_count * dem->row_count);
    if (!dem->heights_m)
        return lci_fail_nomem(err, "heights");
    nodata = GDALGetRasterNoDataValue(band, &has_nodata);
    dem->has_nodata = has_nodata != 0;
    dem->nodata = (float)nodata;
    if (GDALRasterIO(band, GF_Read, 0, 0, width, height, dem->heights_m, width, height, GDT_Float32,
                     0, 0) != CE_None)
        return lci_fail(err, LCI_E_DATA, "heights cannot be read");
    return LCI_OK;
}

/* Box of the raster in the working system: from points along its border. */
static enum lci_status
raster_box(const struct lci_dem *dem, const double to_map[6], const char *crs,
           const struct lci_working_system *system, double box_m[4], struct lci_error *err)
{
    enum { STEPS = 50, COUNT = 4 * STEPS };
    double xy[2 * COUNT];
    enum lci_status status = LCI_OK;

    for (int i = 0; i < COUNT; i++) {
        double along = (double)(i % STEPS) / STEPS;
        int side = i / STEPS;
        double column = side == 0 ? along : side == 1 ? 1.0 : side == 2 ? 1.0 - along : 0.0;
        double row = side == 0 ? 0.0 : side == 1 ? along : side == 2 ? 1.0 : 1.0 - along;

        column *= (double)dem->column_count;
        row *= (double)dem->row_count;
        xy[2 * i] = to_map[0] + column * to_map[1] + row * to_map[2];
        xy[2 * i + 1] = to_map[3] + column * to_map[4] + row * to_map[5];
    }
    status = lci_crs_project(system, crs, xy, COUNT, NULL, err);
    if (status != LCI_OK)
        return status;
    box_m[0] = box_m[1] = INFINITY;
    box_m[2] = box_m[3] = -INFINITY;
    for (int i = 0; i < COUNT; i++) {
        box_m[0] = fmin(box_m[0], xy[2 * i]); /* fmin and fmax pass over NAN */
        box_m[1] = fmin(box_m[1], xy[2 * i + 1]);
        box_m[2] = fmax(box_m[2], xy[2 * i]);
        box_m[3] = fmax(box_m[3], xy[2 * i + 1]);
    }
    if (!(box_m[2] > box_m[0]) || !isfinite(box_m[2] - box_m[0]))
        return lci_fail(err, LCI_E_DATA, "the raster does not fit its CRS");
    return LCI_OK;
}

static bool
invert(const double to_map[6], double to_pixel[6])
{
    double determinant = to_map[1] * to_map[5] - to_map[2] * to_map[4];

    if (determinant == 0.0 || !isfinite(determinant))
        return false;
    to_pixel[1] = to_map[5] / determinant;
    to_pixel[2] = -to_map[2] / determinant;
    to_pixel[4] = -to_map[4] / determinant;
    to_pixel[5] = to_map[1] / determinant;
    to_pixel[0] = -(to_map[0] * to_pixel[1] + to_map[3] * to_pixel[2]);
    to_pixel[3] = -(to_map[0] * to_pixel[4] + to_map[3] * to_pixel[5]);
    return true;
}

static enum lci_status
fill_grid(struct lci_dem *dem, const double to_map[6], const char *crs,
          const struct lci_working_system *system, struct lci_error *err)
{
    double box_m[4];
    double to_pixel[6];
    enum lci_status status = raster_box(dem, to_map, crs, system, box_m, err);

    if (status != LCI_OK)
        return status;
    if (!invert(to_map, to_pixel))
        return lci_fail(err, LCI_E_DATA, "the raster has no usable place on the ground");
    dem->cell_m = CELL_M;
    while (((box_m[2] - box_m[0]) / dem->cell_m + 3.0) *
               ((box_m[3] - box_m[1]) / dem->cell_m + 3.0) >
           (double)GRID_POINTS_MAX)
        dem->cell_m *= 2.0;
    dem->x0_m = box_m[0];
    dem->y0_m = box_m[1];
    dem->grid_columns = (size_t)ceil((box_m[2] - box_m[0]) / dem->cell_m) + 1;
    dem->grid_rows = (size_t)ceil((box_m[3] - box_m[1]) / dem->cell_m) + 1;
    dem->pixels = lci_new_array(double, 2 * dem->grid_columns * dem->grid_rows);
    if (!dem->pixels)
        return lci_fail_nomem(err, "heights");
    for (size_t i = 0; i < dem->grid_columns * dem->grid_rows; i++) {
        dem->pixels[2 * i] = dem->x0_m + (double)(i % dem->grid_columns) * dem->cell_m;
        dem->pixels[2 * i + 1] = dem->y0_m + (double)(i / dem->grid_columns) * dem->cell_m;
    }
    status =
        lci_working_system_to(system, crs, dem->pixels, dem->grid_columns * dem->grid_rows, err);
    for (size_t i = 0; status == LCI_OK && i < dem->grid_columns * dem->grid_rows; i++) {
        double x = dem->pixels[2 * i];
        double y = dem->pixels[2 * i + 1];

        dem->pixels[2 * i] = to_pixel[0] + x * to_pixel[1] + y * to_pixel[2];
        dem->pixels[2 * i + 1] = to_pixel[3] + x * to_pixel[4] + y * to_pixel[5];
    }
    return status;
}

static enum lci_status
open_raster(const char *path, GDALDatasetH *out, struct lci_error *err)
{
    static const char *const DRIVERS[] = {"GTiff", "SRTMHGT", NULL};
    struct stat about;
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (strncmp(path, "/vsi", 4) == 0 || strstr(path, "://") || stat(path, &about) != 0 ||
        !S_ISREG(about.st_mode))
        return lci_fail(err, LCI_E_IO, "not a file");
    if (lci_zip_is_one(path))
        status = lci_zip_check(path, err);
    if (status != LCI_OK)
        return status;
    *out = GDALOpenEx(path, GDAL_OF_RASTER | GDAL_OF_READONLY, DRIVERS, NULL, NULL);
    return *out ? LCI_OK : lci_fail(err, LCI_E_DATA, "not a GeoTIFF or SRTM tile");
}

enum lci_status
lci_dem_open(const char *path, const struct lci_working_system *system, struct lci_dem **out,
             struct lci_error *err)
{
    struct lci_dem *dem = lci_new(struct lci_dem);
    struct lci_gdal_failure failure;
    GDALDatasetH dataset = NULL;
    char *crs = lci_new_array(char, 1 << 16);
    double to_map[6];
    enum lci_status status = LCI_OK;

    *out = NULL;
    lci_gdal_start();
    lci_gdal_watch(&failure);
    if (!dem || !crs)
        status = lci_fail_nomem(err, "heights");
    if (status == LCI_OK)
        status = open_raster(path, &dataset, err);
    if (status == LCI_OK && GDALGetGeoTransform(dataset, to_map) != CE_None)
        status = lci_fail(err, LCI_E_DATA, "the raster does not say where it lies");
    if (status == LCI_OK)
        status = raster_crs(dataset, crs, 1 << 16, err);
    if (status == LCI_OK)
        status = read_heights(dataset, dem, err);
    if (status == LCI_OK)
        status = fill_grid(dem, to_map, crs, system, err);
    if (dataset)
        GDALClose(dataset);
    lci_gdal_unwatch();
    lci_free(crs);
    if (status != LCI_OK) {
        lci_dem_free(dem);
        return lci_fail_in(err, status, "%s (dem)", path);
    }
    *out = dem;
    return LCI_OK;
}

/* Bilinear value of four corners; false where one is no number. */
static bool
mix(const double corners[4], double east, double north, double *out)
{
    *out = (1.0 - north) * ((1.0 - east) * corners[0] + east * corners[1]) +
           north * ((1.0 - east) * corners[2] + east * corners[3]);
    return isfinite(*out);
}

/* Column and row of a place in the raster, from the centre of its first pixel. */
static bool
pixel_of(const struct lci_dem *dem, double x_m, double y_m, double *column, double *row)
{
    double at_x = (x_m - dem->x0_m) / dem->cell_m;
    double at_y = (y_m - dem->y0_m) / dem->cell_m;
    size_t i = 0;
    size_t k = 0;
    double corners[2][4];

    if (!(at_x >= 0.0) || !(at_y >= 0.0) || at_x >= (double)(dem->grid_columns - 1) ||
        at_y >= (double)(dem->grid_rows - 1))
        return false;
    i = (size_t)at_x;
    k = (size_t)at_y;
    for (size_t corner = 0; corner < 4; corner++) {
        const double *pixel =
            dem->pixels + 2 * ((k + corner / 2) * dem->grid_columns + i + corner % 2);

        corners[0][corner] = pixel[0];
        corners[1][corner] = pixel[1];
    }
    if (!mix(corners[0], at_x - (double)i, at_y - (double)k, column) ||
        !mix(corners[1], at_x - (double)i, at_y - (double)k, row))
        return false;
    *column -= 0.5;
    *row -= 0.5;
    return true;
}

bool
lci_dem_height(void *user, double x_m, double y_m, double *height_m)
{
    const struct lci_dem *dem = user;
    double column = 0.0;
    double row = 0.0;
    double corners[4];
    size_t i = 0;
    size_t k = 0;

    if (!pixel_of(dem, x_m, y_m, &column, &row) || column < -0.5 || row < -0.5 ||
        column > (double)dem->column_count - 0.5 || row > (double)dem->row_count - 0.5)
        return false;
    /* Within half a pixel of the rim the outermost pixels are carried on. */
    column = fmin(fmax(column, 0.0), (double)(dem->column_count - 1));
    row = fmin(fmax(row, 0.0), (double)(dem->row_count - 1));
    i = column >= (double)(dem->column_count - 1) ? dem->column_count - 2 : (size_t)column;
    k = row >= (double)(dem->row_count - 1) ? dem->row_count - 2 : (size_t)row;
    for (size_t corner = 0; corner < 4; corner++) {
        float height = dem->heights_m[(k + corner / 2) * dem->column_count + i + corner % 2];

        if (dem->has_nodata && height == dem->nodata)
            return false;
        corners[corner] = height;
    }
    return mix(corners, column - (double)i, row - (double)k, height_m);
}

void
lci_dem_free(struct lci_dem *dem)
{
    if (!dem)
        return;
    lci_free(dem->heights_m);
    lci_free(dem->pixels);
    lci_free(dem);
}
