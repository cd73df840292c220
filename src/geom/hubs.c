/* hubs.c - where in a box seams may meet. */
#include <math.h>

#include "geom/trial.h"

/* A hub stands at least this share of its box off its sides. */
static const double HUB_MARGIN = 0.01;

/* Tangent of the most by which a piece may turn beyond the half circle. */
static const double MOST_REFLEX = 0.5;

enum { NEWTON_ROUNDS = 4 };

/* How far a place is from a label's street, gone on with beyond its ends, or from its corner. */
struct pull {
    double distance_m;
    double gx, gy;         /* in which direction it grows */
    double ux, uy;         /* of a street: its direction */
    double corner_xy_m[2]; /* of a corner: where it is; of a street: the end next to the place */
    bool corner;
};

static bool
pull_of(const struct trial *trial, uint64_t label, double x_m, double y_m, struct pull *pull)
{
    const struct lci_tile_maker *maker = trial->maker;
    const struct lci_segment *s = NULL;
    double share = 0.0;
    double dx = 0.0;
    double dy = 0.0;

    if (!lci_frontage_nearest(&maker->lookout, &trial->region, label, x_m, y_m, &s, &share))
        return false;
    *pull = (struct pull){.corner = label % 4 != 0, .ux = s->bx_m - s->ax_m, .uy = s->by_m - s->ay_m};
    if (pull->corner)
        share = label % 4 == 2 ? 0.0 : 1.0;
    pull->corner_xy_m[0] = share < 0.5 ? s->ax_m : s->bx_m;
    pull->corner_xy_m[1] = share < 0.5 ? s->ay_m : s->by_m;
    dx = x_m - pull->corner_xy_m[0];
    dy = y_m - pull->corner_xy_m[1];
    if (!pull->corner) {
        const double length = hypot(pull->ux, pull->uy);
        double turn = 0.0;

        pull->ux /= length;
        pull->uy /= length;
        turn = pull->ux * dy - pull->uy * dx;
        pull->distance_m = fabs(turn);
        pull->gx = turn < 0.0 ? pull->uy : -pull->uy;
        pull->gy = turn < 0.0 ? -pull->ux : pull->ux;
        return true;
    }
    pull->distance_m = hypot(dx, dy);
    pull->gx = pull->distance_m > 0.0 ? dx / pull->distance_m : 0.0;
    pull->gy = pull->distance_m > 0.0 ? dy / pull->distance_m : 0.0;
    return true;
}

/* One equation of a seam between two labels: g is 0 on it. */
struct seam_equation {
    double g, gx, gy;
};

static struct seam_equation
equation_of(const struct pull *a, const struct pull *b, double x_m, double y_m)
{
    const struct pull *street = a->corner ? b : a;
    const struct pull *corner = a->corner ? a : b;

    /* Between a street and the fan at its own end the seam is the line at right angles to it. */
    if (!street->corner && corner->corner && street->corner_xy_m[0] == corner->corner_xy_m[0] &&
        street->corner_xy_m[1] == corner->corner_xy_m[1])
        return (struct seam_equation){(x_m - corner->corner_xy_m[0]) * street->ux +
                                          (y_m - corner->corner_xy_m[1]) * street->uy,
                                      street->ux, street->uy};
    return (struct seam_equation){a->distance_m - b->distance_m, a->gx - b->gx, a->gy - b->gy};
}

/* Newton's way to the place where the seams of the labels after three ends meet. */
bool
lci_trial_solve_hub(const struct trial *trial, const size_t ends[3], double hub[2])
{
    const struct lci_tile_maker *maker = trial->maker;
    double x_m = maker->x0_m;
    double y_m = maker->y0_m;

    for (size_t i = 0; i < 3; i++) {
        x_m += trial->ends[ends[i]].x_m / 3.0;
        y_m += trial->ends[ends[i]].y_m / 3.0;
    }
    for (int round = 0; round < NEWTON_ROUNDS; round++) {
        struct pull pulls[3];
        struct seam_equation e[3];
        int first = 0;
        double best = 0.0;

        for (size_t i = 0; i < 3; i++)
            if (!pull_of(trial, trial->ends[ends[i]].after, x_m, y_m, &pulls[i]))
                return false;
        for (int i = 0; i < 3; i++)
            e[i] = equation_of(&pulls[i], &pulls[(i + 1) % 3], x_m, y_m);
        for (int i = 0; i < 3; i++) {
            const double det = e[i].gx * e[(i + 1) % 3].gy - e[i].gy * e[(i + 1) % 3].gx;

            if (fabs(det) <= fabs(best))
                continue;
            best = det;
            first = i;
        }
        if (fabs(best) < 1e-6)
            return false;
        x_m -= (e[first].g * e[(first + 1) % 3].gy - e[first].gy * e[(first + 1) % 3].g) / best;
        y_m -= (e[first].gx * e[(first + 1) % 3].g - e[first].g * e[(first + 1) % 3].gx) / best;
        hub[0] = x_m - maker->x0_m;
        hub[1] = y_m - maker->y0_m;
        if (!in_box(trial, hub[0], hub[1], 0.0))
            return false;
    }
    return true;
}

/* The end of a street that lies in the box, nearest to its middle. */
bool
lci_trial_street_end(const struct trial *trial, double hub[2])
{
    const struct lci_tile_maker *maker = trial->maker;
    double least = INFINITY;

    for (size_t k = 0; k < trial->region.count; k++) {
        const struct lci_segment *s =
            &maker->lookout.frontage->index
                 ->streets[maker->lookout.stack[trial->region.first + k]].segment;
        const double ends[2][2] = {{s->ax_m - maker->x0_m, s->ay_m - maker->y0_m},
                                   {s->bx_m - maker->x0_m, s->by_m - maker->y0_m}};

        for (int i = 0; i < 2; i++) {
            const double off = hypot(ends[i][0] - 0.5 * (trial->x0_m + trial->x1_m),
                                     ends[i][1] - 0.5 * (trial->y0_m + trial->y1_m));

            if (off >= least || !in_box(trial, ends[i][0], ends[i][1], 0.0))
                continue;
            least = off;
            hub[0] = ends[i][0];
            hub[1] = ends[i][1];
        }
    }
    return isfinite(least);
}

/* True if no piece turns by much more than a half circle around the hub, and the hub is well inside, clear of all pairs. */
bool
lci_trial_hub_is_inside(const struct trial *trial, const double hub[2])
{
    const double margin_m = HUB_MARGIN * fmin(trial->x1_m - trial->x0_m, trial->y1_m - trial->y0_m);

    if (!in_box(trial, hub[0], hub[1], margin_m))
        return false;
    for (size_t i = 0; i < trial->rest_count; i++) {
        const struct seam_end *a = &trial->ends[trial->rest[i]];
        const struct seam_end *b = &trial->ends[trial->rest[(i + 1) % trial->rest_count]];

        const double dx[2] = {a->x_m - hub[0], b->x_m - hub[0]};
        const double dy[2] = {a->y_m - hub[1], b->y_m - hub[1]};
        const double cross = dx[0] * dy[1] - dy[0] * dx[1];
        const double dot = dx[0] * dx[1] + dy[0] * dy[1];

        /* A little more than a half circle is left to lci_drawing_add_chords(). */
        if (!(cross > 0.0 || (dot < 0.0 && -cross < MOST_REFLEX * -dot)))
            return false;
    }
    for (size_t i = 0; i < trial->pair_count; i++) {
        const struct pair *pair = &trial->pairs[i];
        const struct seam_end *a = &trial->ends[pair->from];
        const struct seam_end *b = &trial->ends[pair->to];
        const bool cut_off = trial->rest[0] > pair->from && trial->rest[0] < pair->to;
        const double turn = (b->x_m - a->x_m) * (hub[1] - a->y_m) - (b->y_m - a->y_m) * (hub[0] - a->x_m);

        /* What lies between the two is on the right of the seam; the ends of the hub are all on one side of it. */
        if (cut_off ? !(turn < 0.0) : !(turn > 0.0))
            return false;
    }
    return true;
}
