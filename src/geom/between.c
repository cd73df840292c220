/* between.c - where the walk passes the limit on the way from one place to another of the same label. */
#include "geom/between.h"

#include <math.h>
#include <stdlib.h>

#include <lifecircle/network.h>

#include "base/alloc.h"
#include "base/real.h"

/* Crossings keep at least this share of their span apart, and off its ends. */
static const double APART = 1e-4;

static bool
add_crossing(struct lci_ground *ground, struct crossing_list *list, const struct way_between *between,
             double share)
{
    const struct lci_foot *a = between->a;
    const struct lci_foot *b = between->b;

    if (list->count == MOST_SPAN_CROSSINGS)
        return true;
    if (!lci_grow(&ground->crossings, ground->crossing_count, &ground->crossing_capacity))
        return false;
    ground->crossings[ground->crossing_count++] = (struct crossing){
        .share = share,
        .offset_mm = a->offset_mm + share * ((double)b->offset_mm - a->offset_mm),
        .leg_mm = a->leg_mm + share * ((double)b->leg_mm - a->leg_mm),
        .way = a->way,
        .point = LCI_NONE,
    };
    list->count++;
    return true;
}

/* What a piece of the ramp makes of the walk at a share of the way between two feet, above the limit. */
static double
over_mm(const struct lci_ground *ground, const struct way_between *between,
        const struct lci_ramp_piece *piece, double share)
{
    const double offset_mm =
        between->a->offset_mm + share * ((double)between->b->offset_mm - between->a->offset_mm);
    const double leg_mm = between->a->leg_mm + share * ((double)between->b->leg_mm - between->a->leg_mm);

    return fabs(leg_mm) + lci_ramp_piece_walk_mm(piece, offset_mm) - ground->limit_mm;
}

/* Between two shares the walk changes evenly: crossings where the side changes at the first of them or within. */
static bool
cross_stretch(struct lci_ground *ground, struct crossing_list *list, const struct way_between *between,
              const struct lci_ramp_piece *piece, const double shares[2], bool *inside)
{
    const double from = over_mm(ground, between, piece, shares[0]);
    const double to = over_mm(ground, between, piece, shares[1]);

    if ((from <= 0.0) != *inside && !add_crossing(ground, list, between, shares[0]))
        return false;
    *inside = to <= 0.0;
    return (from <= 0.0) == (to <= 0.0) ||
           add_crossing(ground, list, between, shares[0] + (shares[1] - shares[0]) * (from / (from - to)));
}

/* One piece of the ramp between two feet; where the street is crossed the leg turns round. */
static bool
cross_piece(struct lci_ground *ground, struct crossing_list *list, const struct way_between *between,
            const struct lci_ramp_piece *piece, bool *inside)
{
    const double from = between->a->offset_mm;
    const double change = (double)between->b->offset_mm - from;
    const double leg_a = between->a->leg_mm;
    const double leg_b = between->b->leg_mm;
    const double street = leg_a / (leg_a - leg_b);
    double shares[3] = {0.0, 1.0, 1.0};

    if (change != 0.0) {
        const double s0 = (piece->begin_mm - from) / change;
        const double s1 = (piece->end_mm - from) / change;

        shares[0] = lci_max(lci_min(s0, s1), 0.0);
        shares[1] = lci_min(lci_max(s0, s1), 1.0);
    }
    if ((leg_a < 0.0) == (leg_b < 0.0) || !(street > shares[0] && street < shares[1]))
        return cross_stretch(ground, list, between, piece, shares, inside);
    shares[2] = shares[1];
    shares[1] = street;
    return cross_stretch(ground, list, between, piece, shares, inside) &&
           cross_stretch(ground, list, between, piece, shares + 1, inside);
}

void
lci_drawing_fan_point(const struct lci_ground *ground, uint32_t way, double offset_mm, double xy_m[2])
{
    lci_network_place(ground->question.net, ground->tile->ways[way].edge, (uint32_t)lround(offset_mm), &xy_m[0],
                      &xy_m[1]);
    xy_m[0] -= ground->x0_m;
    xy_m[1] -= ground->y0_m;
}

static bool
add_fan_crossing(struct lci_ground *ground, struct crossing_list *list, const struct way_between *between,
                 double share, double leg_mm)
{
    if (!add_crossing(ground, list, between, share))
        return false;
    ground->crossings[ground->crossing_count - 1].leg_mm = leg_mm;
    return true;
}

/* All places between the two feet join one point: they pass the limit on a circle around it. */
static bool
cross_fan(struct lci_ground *ground, struct crossing_list *list, const struct way_between *between, bool *inside)
{
    const struct lci_foot *far = abs(between->a->leg_mm) > abs(between->b->leg_mm) ? between->a : between->b;
    const double *far_xy = far == between->a ? between->a_xy_m : between->b_xy_m;
    const double walk_mm =
        lci_ramp_walk_mm(&ground->ramps, &ground->ramp[far->way], far->offset_mm);
    const double dx = between->b_xy_m[0] - between->a_xy_m[0];
    const double dy = between->b_xy_m[1] - between->a_xy_m[1];
    const double length2 = dx * dx + dy * dy;
    double to[2];
    double far_m = 0.0;
    double radius_m = 0.0;
    double middle = 0.0;
    double half2 = 0.0;
    const double leg_mm = copysign(ground->limit_mm - walk_mm, (double)far->leg_mm);
    double shares[2] = {INFINITY, INFINITY}; /* into the circle, out of it */

    lci_drawing_fan_point(ground, far->way, far->offset_mm, to);
    far_m = hypot(far_xy[0] - to[0], far_xy[1] - to[1]);
    radius_m = (ground->limit_mm - walk_mm) * far_m / (double)abs(far->leg_mm);
    middle = ((to[0] - between->a_xy_m[0]) * dx + (to[1] - between->a_xy_m[1]) * dy) / length2;
    half2 = (radius_m * radius_m - (to[0] - between->a_xy_m[0]) * (to[0] - between->a_xy_m[0]) -
             (to[1] - between->a_xy_m[1]) * (to[1] - between->a_xy_m[1])) / length2 + middle * middle;
    if (radius_m > 0.0 && half2 > 0.0) {
        shares[0] = middle - sqrt(half2);
        shares[1] = middle + sqrt(half2);
    }
    /* Rounding may put the circle's border on the other side of the first foot than its walk says. */
    if (*inside != (shares[0] <= 0.0 && shares[1] > 0.0)) {
        if (!add_fan_crossing(ground, list, between, 0.0, leg_mm))
            return false;
        *inside = !*inside;
    }
    for (int i = 0; i < 2; i++) {
        if (shares[i] <= 0.0 || shares[i] >= 1.0)
            continue;
        if (!add_fan_crossing(ground, list, between, shares[i], leg_mm))
            return false;
        *inside = !*inside;
    }
    return true;
}

/* The ramp of the way that both feet are on; NULL: they join nowhere. */
static const struct lci_ramp *
ramp_between(const struct lci_ground *ground, const struct way_between *between)
{
    return between->a->way == LCI_NONE || between->a->way != between->b->way ? NULL : &ground->ramp[between->a->way];
}

/* True where all lies beyond the limit or within it, as nearly always: there is no crossing. */
bool
lci_between_is_even(const struct lci_ground *ground, const struct way_between *between)
{
    const struct lci_ramp *ramp = ramp_between(ground, between);
    const int leg_mm = abs(between->a->leg_mm) > abs(between->b->leg_mm) ? abs(between->a->leg_mm) : abs(between->b->leg_mm);

    return between->inside_a == between->inside_b &&
           (!ramp || (between->inside_a ? ramp->most_mm + leg_mm <= ground->limit_mm : ramp->least_mm > ground->limit_mm));
}

/* Finds the crossings between two feet of one label, ascending. */
bool
lci_between_cross(struct lci_ground *ground, const struct way_between *between, struct crossing_list *list)
{
    const bool backwards = between->b->offset_mm < between->a->offset_mm;
    const double low = backwards ? between->b->offset_mm : between->a->offset_mm;
    const double high = backwards ? between->a->offset_mm : between->b->offset_mm;
    const struct lci_ramp *ramp = ramp_between(ground, between);
    bool inside = between->inside_a;
    bool any = false;

    *list = (struct crossing_list){(uint32_t)ground->crossing_count, 0};
    if (lci_between_is_even(ground, between))
        return true;
    if (ramp && low == high && between->a->leg_mm != 0 && between->b->leg_mm != 0 &&
        (between->a->leg_mm < 0) == (between->b->leg_mm < 0)) {
        any = true;
        if (!cross_fan(ground, list, between, &inside))
            return false;
    }
    for (size_t k = 0; ramp && !any && k < ramp->count; k++) {
        const struct lci_ramp_piece *piece =
            &ground->ramps.pieces[ramp->first + (backwards ? ramp->count - 1 - k : k)];
        const bool only = low == high && piece->begin_mm <= low && piece->end_mm >= low;

        if ((only || (piece->begin_mm < high && piece->end_mm > low)) &&
            !cross_piece(ground, list, between, piece, &inside))
            return false;
        any = only;
    }
    if (!ramp && inside) {
        inside = false;
        if (!add_crossing(ground, list, between, 0.0))
            return false;
    }
    return inside == between->inside_b || add_crossing(ground, list, between, 1.0);
}

/* Sets crossings apart from each other and from both ends; order is kept. */
void
lci_crossings_set_apart(struct crossing **crossings, size_t count)
{
    const double apart = lci_min(APART, 0.5 / (double)(count + 1));

    for (size_t i = 0; i < count; i++) {
        const double least = (i > 0 ? crossings[i - 1]->share : 0.0) + apart;

        crossings[i]->share = lci_max(crossings[i]->share, least);
    }
    for (size_t i = count; i > 0; i--) {
        const double most = (i < count ? crossings[i]->share : 1.0) - apart;

        crossings[i - 1]->share = lci_min(crossings[i - 1]->share, most);
    }
}
