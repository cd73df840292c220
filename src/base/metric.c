/* metric.c - ground lengths and areas from the first fundamental form on a grid. */
#include "base/metric.h"

#include <math.h>

#include "base/alloc.h"

struct form {
    double e, f, g;
};

/*
 * The cell of a place along an axis of `count` grid points from first_m on, and where in it the place is, 0 to 1; held inside the
 * grid, and 0 for what is no number. Told from where the cell begins: the same to the last bit wherever the grid does.
 */
static size_t
cell_of(double at_m, double first_m, double cell_m, uint32_t count, double *share)
{
    const size_t last = count - 2;
    const double cells = (at_m - first_m) / cell_m;
    size_t cell = !(cells > 0.0) ? 0 : cells < (double)last ? (size_t)cells : last;

    if (cell > 0 && at_m < first_m + (double)cell * cell_m)
        cell--;
    else if (cell < last && at_m >= first_m + (double)(cell + 1) * cell_m)
        cell++;
    *share = (at_m - (first_m + (double)cell * cell_m)) / cell_m;
    *share = !(*share > 0.0) ? 0.0 : *share < 1.0 ? *share : 1.0;
    return cell;
}

static double
bilinear(const double *values, size_t lower, size_t upper, double u, double v)
{
    const double south = values[lower] + u * (values[lower + 1] - values[lower]);
    const double north = values[upper] + u * (values[upper + 1] - values[upper]);

    return south + v * (north - south);
}

static struct form
form_at(const struct lci_metric *metric, double x_m, double y_m)
{
    double u = 0.0;
    double v = 0.0;
    const size_t column = cell_of(x_m, metric->x0_m, metric->cell_m, metric->column_count, &u);
    const size_t row = cell_of(y_m, metric->y0_m, metric->cell_m, metric->row_count, &v);
    const size_t lower = row * metric->column_count + column;

    return (struct form){
        .e = bilinear(metric->e, lower, lower + metric->column_count, u, v),
        .f = bilinear(metric->f, lower, lower + metric->column_count, u, v),
        .g = bilinear(metric->g, lower, lower + metric->column_count, u, v),
    };
}

double
lci_metric_distance_m(const struct lci_metric *metric, double ax_m, double ay_m, double bx_m,
                      double by_m)
{
    const double dx_m = bx_m - ax_m;
    const double dy_m = by_m - ay_m;
    const struct form form = form_at(metric, ax_m + 0.5 * dx_m, ay_m + 0.5 * dy_m);

    return sqrt(form.e * dx_m * dx_m + 2.0 * form.f * dx_m * dy_m + form.g * dy_m * dy_m);
}

double
lci_metric_area_scale(const struct lci_metric *metric, double x_m, double y_m)
{
    const struct form form = form_at(metric, x_m, y_m);

    return sqrt(form.e * form.g - form.f * form.f);
}

/*
 * The mean over directions of log sqrt(a + b cos 2t) is half of log((a + sqrt(a^2 - b^2)) / 2)
 * (Gradshteyn and Ryzhik 4.224.9), with a = (e + g) / 2 and a^2 - b^2 = e g - f^2.
 */
double
lci_metric_length_scale(const struct lci_metric *metric, double x_m, double y_m)
{
    const struct form form = form_at(metric, x_m, y_m);

    return sqrt(0.5 * (0.5 * (form.e + form.g) + sqrt(form.e * form.g - form.f * form.f)));
}

double
lci_metric_least_scale(const struct lci_metric *metric)
{
    double least = INFINITY;

    for (size_t i = 0; i < (size_t)metric->column_count * metric->row_count; i++) {
        const double e = metric->e[i];
        const double f = metric->f[i];
        const double g = metric->g[i];

        least = fmin(least, 0.5 * (e + g - sqrt((e - g) * (e - g) + 4.0 * f * f)));
    }
    return sqrt(least);
}

const struct lci_metric *
lci_metric_plane(void)
{
    static double ones[4] = {1.0, 1.0, 1.0, 1.0};
    static double zeroes[4] = {0.0, 0.0, 0.0, 0.0};
    static const struct lci_metric plane = {
        .cell_m = 1.0, .column_count = 2, .row_count = 2, .e = ones, .f = zeroes, .g = ones};

    return &plane;
}

void
lci_metric_fini(struct lci_metric *metric)
{
    lci_free(metric->e);
    lci_free(metric->f);
    lci_free(metric->g);
    *metric = (struct lci_metric){0};
}
