/* cost.c - how long an edge is on the ground, and what walking it costs. */
#include <math.h>

#include "network/number.h"

/* Slope is taken over equal pieces of at most this length. */
#define SLOPE_PIECE_M 10.0
/* A step of the metric is taken no longer than this: its error grows with the cube of the step. */
#define STEP_M 500.0
#define SURELY_ONE_STEP_M2 (499.0 * 499.0)

static double
ground_m(const struct lci_metric *metric, const double *a_m, const double *b_m)
{
    const double dx_m = b_m[0] - a_m[0];
    const double dy_m = b_m[1] - a_m[1];
    double steps = 1.0;
    double sum_m = 0.0;

    if (dx_m * dx_m + dy_m * dy_m < SURELY_ONE_STEP_M2) /* nearly all */
        return lci_metric_distance_m(metric, a_m[0], a_m[1], a_m[0] + dx_m, a_m[1] + dy_m);
    steps = fmax(1.0, ceil(hypot(dx_m, dy_m) / STEP_M));
    for (double step = 0.0; step < steps; step++) {
        const double from = step / steps;
        const double to = (step + 1.0) / steps;

        sum_m += lci_metric_distance_m(metric, a_m[0] + from * dx_m, a_m[1] + from * dy_m,
                                       a_m[0] + to * dx_m, a_m[1] + to * dy_m);
    }
    return sum_m;
}

/* Factor of a rise over a run: linear between the rows of the table, constant beyond its ends. */
static double
slope_factor(const struct lci_slope_table *table, double rise_ratio)
{
    size_t row = 0;
    double part = 0.0;

    while (row < table->count && table->rise_ratio[row] < rise_ratio)
        row++;
    if (row == 0)
        return table->factor[0];
    if (row == table->count)
        return table->factor[table->count - 1];
    part = (rise_ratio - table->rise_ratio[row - 1]) /
           (table->rise_ratio[row] - table->rise_ratio[row - 1]);
    return table->factor[row - 1] + part * (table->factor[row] - table->factor[row - 1]);
}

/* The place `wanted_m` along the line; *point is where the search for it begins, and ends. */
static bool
height_along(const struct lci_edge_measure *measure, const double *at_m, double wanted_m,
             uint32_t *point, double *height_m)
{
    const double *a_m = NULL;
    const double *b_m = NULL;
    double span_m = 0.0;
    double t = 0.0;

    while (*point + 2 < measure->point_count && at_m[*point + 1] < wanted_m)
        ++*point;
    a_m = &measure->xy_m[2 * (size_t)*point];
    b_m = a_m + 2;
    span_m = at_m[*point + 1] - at_m[*point];
    if (span_m > 0.0)
        t = fmin(1.0, (wanted_m - at_m[*point]) / span_m);
    return measure->options->height_at(measure->options->height_user,
                                       a_m[0] + t * (b_m[0] - a_m[0]),
                                       a_m[1] + t * (b_m[1] - a_m[1]), height_m);
}

/* Mean slope factors there and back, each at least 1. */
static void
mean_slope(const struct lci_edge_measure *measure, const double *at_m, double length_m,
           double mean[2])
{
    const struct lci_slope_table *table = &measure->options->slope;
    const double pieces = fmax(1.0, ceil(length_m / SLOPE_PIECE_M));
    const double run_m = length_m / pieces;
    double before_m = 0.0;
    uint32_t point = 0;
    bool known_before = height_along(measure, at_m, 0.0, &point, &before_m);

    mean[0] = 0.0;
    mean[1] = 0.0;
    for (double piece = 1.0; piece <= pieces; piece++) {
        double after_m = 0.0;
        const bool known =
            height_along(measure, at_m, length_m * (piece / pieces), &point, &after_m);
        const double rise_ratio =
            known && known_before && run_m > 0.0 ? (after_m - before_m) / run_m : 0.0;

        mean[0] += slope_factor(table, rise_ratio) / pieces;
        mean[1] += slope_factor(table, -rise_ratio) / pieces;
        before_m = after_m;
        known_before = known;
    }
    mean[0] = fmax(mean[0], 1.0);
    mean[1] = fmax(mean[1], 1.0);
}

bool
lci_edge_measure(const struct lci_edge_measure *measure, struct lci_edge *edge, double *at_m)
{
    const struct lci_build_options *options = measure->options;
    double slope[2] = {1.0, 1.0};
    double length_m = 0.0;

    at_m[0] = 0.0;
    for (uint32_t i = 1; i < measure->point_count; i++) {
        length_m += ground_m(measure->metric, &measure->xy_m[2 * (size_t)(i - 1)],
                             &measure->xy_m[2 * (size_t)i]);
        at_m[i] = length_m;
    }
    if (!(length_m * 1000.0 < LCI_MM_MAX - 1.0))
        return false;
    if (options->height_at && options->slope.count > 0)
        mean_slope(measure, at_m, length_m, slope);
    edge->length_mm = (uint32_t)fmax(1.0, round(length_m * 1000.0));
    for (size_t way = 0; way < 2; way++) {
        const double cost_mm =
            fmax(1.0, round(length_m * 1000.0 * measure->factor[way] * slope[way]));

        edge->cost_mm[way] = LCI_NONE;
        if (isinf(measure->factor[way]))
            continue;
        if (!(cost_mm < LCI_MM_MAX))
            return false;
        edge->cost_mm[way] = (uint32_t)cost_mm;
    }
    /* Places are asked for in whole millimetres of the rounded length. */
    for (uint32_t i = 0; i < measure->point_count; i++)
        at_m[i] = fmin(at_m[i], edge->length_mm / 1000.0);
    at_m[measure->point_count - 1] = edge->length_mm / 1000.0;
    return true;
}
