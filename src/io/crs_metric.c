/* crs_metric.c - the metric of the working system over a box, from the inverse projection at grid
 * points. */
#include <math.h>
#include <stddef.h>

#include "base/alloc.h"
#include "io/crs.h"

static const double CELL_M = 500.0;
/* Above this many grid points cells grow: a stray place far away must not fill the memory. */
enum { POINTS_MAX = 1000000 };
/* Grid points beyond each side of the grid that the differences need. */
enum { APRON = 2 };

static const double RADIANS = 0.017453292519943295;

/* Lower left corner, cell and size of a grid that covers the box grown by one cell. */
static enum lci_status
lay_out(const double box_m[4], struct lci_metric *grid, struct lci_error *err)
{
    double width_m = box_m[2] - box_m[0];
    double height_m = box_m[3] - box_m[1];

    if (!(width_m >= 0.0) || !(height_m >= 0.0) || !isfinite(width_m) || !isfinite(height_m))
        return lci_fail(err, LCI_E_ARG, "metric: the box is empty or not finite");
    grid->cell_m = CELL_M;
    while ((width_m / grid->cell_m + 4.0) * (height_m / grid->cell_m + 4.0) > POINTS_MAX)
        grid->cell_m *= 2.0;
    grid->x0_m = (floor(box_m[0] / grid->cell_m) - 1.0) * grid->cell_m;
    grid->y0_m = (floor(box_m[1] / grid->cell_m) - 1.0) * grid->cell_m;
    grid->column_count = (uint32_t)(ceil((box_m[2] - grid->x0_m) / grid->cell_m) + 2.0);
    grid->row_count = (uint32_t)(ceil((box_m[3] - grid->y0_m) / grid->cell_m) + 2.0);
    return LCI_OK;
}

/* Degrees at the grid points and APRON more on every side. The caller frees the array. */
static enum lci_status
degrees_of_grid(const struct lci_working_system *system, const struct lci_metric *grid,
                double **out, struct lci_error *err)
{
    size_t columns = (size_t)grid->column_count + 2 * APRON;
    size_t rows = (size_t)grid->row_count + 2 * APRON;
    double *places = lci_new_array(double, 2 * columns * rows);
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (!places)
        return lci_fail_nomem(err, "metric");
    for (size_t row = 0; row < rows; row++)
        for (size_t column = 0; column < columns; column++) {
            double *place = places + 2 * (row * columns + column);

            place[0] = grid->x0_m + ((double)column - APRON) * grid->cell_m;
            place[1] = grid->y0_m + ((double)row - APRON) * grid->cell_m;
        }
    status = lci_working_system_to_degrees(system, places, columns * rows, err);
    if (status != LCI_OK) {
        lci_free(places);
        return status;
    }
    *out = places;
    return LCI_OK;
}

/*
 * Derivative of member `part` along `stride` by five points; the error is of fourth order, below
 * 1e-15 of the value for cells of 500 m. Longitudes that jump at 180 degrees are brought together
 * first.
 */
static double
derivative(const double *place, ptrdiff_t stride, int part, double cell_m)
{
    double near_part = place[2 * stride + part] - place[-2 * stride + part];
    double far_part = place[4 * stride + part] - place[-4 * stride + part];

    if (part == 0) {
        near_part = remainder(near_part, 360.0);
        far_part = remainder(far_part, 360.0);
    }
    return (8.0 * near_part - far_part) / (12.0 * cell_m) * RADIANS;
}

/* Ground metres of a radian along the meridian and along the parallel. */
static void
radii(const struct lci_working_system *system, double lat_deg, double *meridian_m,
      double *parallel_m)
{
    double a_m = 0.0;
    double eccentricity2 = 0.0;
    double sine = sin(lat_deg * RADIANS);
    double w2 = 0.0;

    lci_working_system_ellipsoid(system, &a_m, &eccentricity2);
    w2 = 1.0 - eccentricity2 * sine * sine;
    *meridian_m = a_m * (1.0 - eccentricity2) / (w2 * sqrt(w2));
    *parallel_m = a_m / sqrt(w2) * cos(lat_deg * RADIANS);
}

static void
fill_point(const struct lci_working_system *system, const double *place, ptrdiff_t row_stride,
           struct lci_metric *grid, size_t at)
{
    double meridian_m = 0.0;
    double parallel_m = 0.0;
    double east_x = 0.0, north_x = 0.0, east_y = 0.0, north_y = 0.0;

    radii(system, place[1], &meridian_m, &parallel_m);
    east_x = parallel_m * derivative(place, 1, 0, grid->cell_m);
    north_x = meridian_m * derivative(place, 1, 1, grid->cell_m);
    east_y = parallel_m * derivative(place, row_stride, 0, grid->cell_m);
    north_y = meridian_m * derivative(place, row_stride, 1, grid->cell_m);
    grid->e[at] = east_x * east_x + north_x * north_x;
    grid->f[at] = east_x * east_y + north_x * north_y;
    grid->g[at] = east_y * east_y + north_y * north_y;
    if (!isfinite(grid->e[at]) || !isfinite(grid->f[at]) || !isfinite(grid->g[at])) {
        grid->e[at] = grid->g[at] =
            1.0; /* beyond what the projection can show: nothing lies there */
        grid->f[at] = 0.0;
    }
}

enum lci_status
lci_working_system_metric(const struct lci_working_system *system, const double box_m[4],
                          struct lci_metric *out, struct lci_error *err)
{
    double *places = NULL;
    size_t count = 0;
    enum lci_status status = LCI_OK;

    *out = (struct lci_metric){0};
    status = lay_out(box_m, out, err);
    if (status != LCI_OK)
        return status;
    count = (size_t)out->column_count * out->row_count;
    out->e = lci_new_array(double, count);
    out->f = lci_new_array(double, count);
    out->g = lci_new_array(double, count);
    status = out->e && out->f && out->g ? degrees_of_grid(system, out, &places, err)
                                        : lci_fail_nomem(err, "metric");
    if (status != LCI_OK) {
        lci_metric_fini(out);
        return status;
    }
    for (size_t row = 0; row < out->row_count; row++)
        for (size_t column = 0; column < out->column_count; column++) {
            size_t stride = (size_t)out->column_count + 2 * APRON;
            const double *place = places + 2 * ((row + APRON) * stride + column + APRON);

            fill_point(system, place, (ptrdiff_t)stride, out, row * out->column_count + column);
        }
    lci_free(places);
    return LCI_OK;
}

double
lci_crs_scale(const char *crs, double lon_deg, double lat_deg)
{
    static const double STEP_DEG = 1e-4;
    struct lci_working_system *system = NULL;
    double xy[8] = {lon_deg - STEP_DEG, lat_deg, lon_deg + STEP_DEG, lat_deg, lon_deg,
                    lat_deg - STEP_DEG, lon_deg, lat_deg + STEP_DEG};
    double meridian_m = 0.0;
    double parallel_m = 0.0;
    double scale = 0.0;

    if (lci_working_system_from(crs, &system, NULL) == LCI_OK &&
        lci_crs_project(system, "EPSG:4326", xy, 4, NULL, NULL) == LCI_OK) {
        double step_rad = 2.0 * STEP_DEG * RADIANS;
        double cross = (xy[2] - xy[0]) * (xy[7] - xy[5]) - (xy[3] - xy[1]) * (xy[6] - xy[4]);

        radii(system, lat_deg, &meridian_m, &parallel_m);
        scale = sqrt(fabs(cross) / (meridian_m * parallel_m * step_rad * step_rad));
    }
    lci_working_system_free(system);
    return isfinite(scale) ? scale : 0.0;
}
