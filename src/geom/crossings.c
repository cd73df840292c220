/* crossings.c - where walks pass the limit on the lines and seams of a tile, and the border along seams. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <lifecircle/network.h>

#include "base/alloc.h"
#include "geom/drawing.h"

/* Crossings keep at least this share of their span apart, and off its ends. */
static const double APART = 1e-4;

/* Of several runs of pieces that meet in a hub, each border passes this share of the way to its middle apart from it. */
static const double HUB_APART = 0.01;

enum { SIDE_LINES = 4, MOST_SPAN_CROSSINGS = 64 };

static enum lci_status
no_memory(struct lci_error *err)
{
    return lci_fail_nomem(err, "service area");
}

/* A span or seam side on which crossings are looked for. */
struct way_between {
    const struct lci_foot *a, *b;
    double a_xy_m[2], b_xy_m[2];
    bool inside_a, inside_b; /* as neighbours see the ends: rounding may say otherwise */
};

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
    const double length_mm = piece->end_mm - piece->begin_mm;
    const double walk_mm =
        isfinite(piece->walk_at_begin_mm) && length_mm > 0.0
            ? piece->walk_at_begin_mm + (piece->walk_at_end_mm - piece->walk_at_begin_mm) *
                                            ((offset_mm - piece->begin_mm) / length_mm)
            : piece->walk_at_begin_mm;

    return fabs(leg_mm) + walk_mm - ground->limit_mm;
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

        shares[0] = fmax(fmin(s0, s1), 0.0);
        shares[1] = fmin(fmax(s0, s1), 1.0);
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

/* Finds the crossings between two feet of one label, ascending. */
static bool
cross_between(struct lci_ground *ground, const struct way_between *between, struct crossing_list *list)
{
    const bool backwards = between->b->offset_mm < between->a->offset_mm;
    const double low = backwards ? between->b->offset_mm : between->a->offset_mm;
    const double high = backwards ? between->a->offset_mm : between->b->offset_mm;
    const struct lci_ramp *ramp =
        between->a->way == LCI_NONE || between->a->way != between->b->way ? NULL : &ground->ramp[between->a->way];
    bool inside = between->inside_a;
    bool any = false;

    *list = (struct crossing_list){(uint32_t)ground->crossing_count, 0};
    /* Wholly beyond the limit or within it, as nearly all are. */
    if (inside == between->inside_b &&
        (!ramp || (inside ? ramp->most_mm + fmax(abs(between->a->leg_mm), abs(between->b->leg_mm)) <= ground->limit_mm
                          : ramp->least_mm > ground->limit_mm)))
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
static void
set_apart(struct crossing **crossings, size_t count)
{
    const double apart = fmin(APART, 0.5 / (double)(count + 1));

    for (size_t i = 0; i < count; i++) {
        const double least = (i > 0 ? crossings[i - 1]->share : 0.0) + apart;

        crossings[i]->share = fmax(crossings[i]->share, least);
    }
    for (size_t i = count; i > 0; i--) {
        const double most = (i < count ? crossings[i]->share : 1.0) - apart;

        crossings[i - 1]->share = fmin(crossings[i - 1]->share, most);
    }
}

bool
lci_drawing_is_inside(const struct lci_ground *ground, uint32_t line, double at_m)
{
    const uint32_t station =
        lci_station_before(ground->tile->stations, &ground->tile->lines[line], at_m);
    const struct crossing_list *list = &ground->spans[station];
    bool inside = ground->span_inside[station];

    for (uint32_t i = list->first; i < list->first + list->count; i++)
        if (ground->crossings[i].at_m < at_m)
            inside = !inside;
    return inside;
}

/* Finds the crossings of one span, from station s to the next. */
static bool
cross_span(struct lci_ground *ground, const struct lci_line *line, uint32_t s, bool inside_a,
           bool inside_b)
{
    const struct lci_station *a = &ground->tile->stations[s];
    const struct way_between between = {
        .a = &ground->tile->feet[a->after],
        .b = &ground->tile->feet[a[1].before],
        .a_xy_m = {line->vertical ? line->across_m : a->at_m, line->vertical ? a->at_m : line->across_m},
        .b_xy_m = {line->vertical ? line->across_m : a[1].at_m, line->vertical ? a[1].at_m : line->across_m},
        .inside_a = inside_a,
        .inside_b = inside_b,
    };
    struct crossing *list[MOST_SPAN_CROSSINGS];

    ground->span_inside[s] = inside_a;
    if (!cross_between(ground, &between, &ground->spans[s]))
        return false;
    for (uint32_t i = 0; i < ground->spans[s].count; i++)
        list[i] = &ground->crossings[ground->spans[s].first + i];
    set_apart(list, ground->spans[s].count);
    for (uint32_t i = 0; i < ground->spans[s].count; i++) {
        list[i]->at_m = a->at_m + list[i]->share * (a[1].at_m - a->at_m);
        list[i]->x_m = line->vertical ? line->across_m : list[i]->at_m;
        list[i]->y_m = line->vertical ? list[i]->at_m : line->across_m;
    }
    return true;
}

/* What is the same for both tiles of a shared side: which side, which station or crossing of it. */
static uint64_t
side_key(const struct lci_ground *ground, size_t line, uint32_t station, uint32_t crossing)
{
    const uint64_t column = (uint64_t)(ground->column + (line == 1));
    const uint64_t row = (uint64_t)(ground->row + (line == 2));
    const uint64_t item = (station - ground->tile->lines[line].first) * MOST_SPAN_CROSSINGS + crossing;

    return (uint64_t)(line % 2) << 63 | column << 40 | row << 17 | item;
}

static bool
side_point(struct lci_ground *ground, uint64_t key, double x_m, double y_m, uint32_t *point)
{
    const struct lci_border_point made = {
        .x_m = ground->x0_m + x_m, .y_m = ground->y0_m + y_m, .key = key, .anchor = true};

    *point = lci_border_find(&ground->border, key);
    return *point != LCI_NONE || lci_border_add(&ground->border, &made, true, point);
}

enum lci_status
lci_drawing_cross_lines(struct lci_ground *ground, struct lci_error *err)
{
    const struct lci_tile *tile = ground->tile;

    ground->crossing_count = 0;
    for (size_t l = 0; l < tile->line_count; l++) {
        const struct lci_line *line = &tile->lines[l];
        bool ends[2];

        for (int i = 0; i < 2; i++)
            ends[i] = line->end_line[i] == LCI_NONE
                          ? foot_is_inside(ground, tile->stations[line->first + (i == 0 ? 0 : line->count - 1)].after)
                          : lci_drawing_is_inside(ground, line->end_line[i], line->across_m);
        for (uint32_t k = 0; k + 1 < line->count; k++) {
            const uint32_t s = line->first + k;

            ground->station_points[s] = LCI_NONE;
            if (!cross_span(ground, line, s,
                            k == 0 ? ends[0] : foot_is_inside(ground, tile->stations[s].after),
                            k + 2 == line->count ? ends[1]
                                                 : foot_is_inside(ground, tile->stations[s + 1].before)))
                return no_memory(err);
            for (uint32_t i = 0; l < SIDE_LINES && i < ground->spans[s].count; i++) {
                struct crossing *crossing = &ground->crossings[ground->spans[s].first + i];

                if (!side_point(ground, side_key(ground, l, s, i + 1 < MOST_SPAN_CROSSINGS ? i + 1 : i), crossing->x_m,
                                crossing->y_m, &crossing->point))
                    return no_memory(err);
            }
        }
    }
    return LCI_OK;
}

bool
lci_drawing_corner(struct lci_ground *ground, double x_m, double y_m, bool anchor, uint32_t *point)
{
    const struct lci_border_point made = {
        .x_m = ground->x0_m + x_m, .y_m = ground->y0_m + y_m, .anchor = anchor};

    return lci_border_add(&ground->border, &made, false, point);
}

bool
lci_drawing_point(struct lci_ground *ground, struct crossing *crossing)
{
    return crossing->point != LCI_NONE ||
           lci_drawing_corner(ground, crossing->x_m, crossing->y_m, false, &crossing->point);
}

enum lci_status
lci_drawing_connect(struct lci_ground *ground, uint32_t from, uint32_t to, struct lci_error *err)
{
    const struct lci_border_point *points = ground->border.points;

    if (lci_border_connect(&ground->border, from, to))
        return LCI_OK;
    return lci_fail(err, LCI_E_LIBRARY, "service area: the border forks between %.3f, %.3f and %.3f, %.3f",
                    points[from].x_m, points[from].y_m, points[to].x_m, points[to].y_m);
}

/* The line of a box on which a station stands. */
static uint32_t
line_of_station(const struct lci_ground *ground, const struct lci_box *box, uint32_t station)
{
    for (int side = 0; side < 3; side++) {
        const struct lci_line *line = &ground->tile->lines[box->lines[side]];

        if (station - line->first < line->count)
            return box->lines[side];
    }
    return box->lines[3];
}

void
lci_drawing_station_place(const struct lci_ground *ground, const struct lci_box *box, uint32_t station, double xy_m[2])
{
    const struct lci_line *line = &ground->tile->lines[line_of_station(ground, box, station)];
    const double at_m = ground->tile->stations[station].at_m;

    xy_m[0] = line->vertical ? line->across_m : at_m;
    xy_m[1] = line->vertical ? at_m : line->across_m;
}

static bool
station_point(struct lci_ground *ground, const struct lci_box *box, uint32_t station, uint32_t *point)
{
    const uint32_t line = line_of_station(ground, box, station);
    double xy_m[2];

    *point = ground->station_points[station];
    if (*point != LCI_NONE)
        return true;
    lci_drawing_station_place(ground, box, station, xy_m);
    if (!(line < SIDE_LINES ? side_point(ground, side_key(ground, line, station, 0), xy_m[0], xy_m[1], point)
                            : lci_drawing_corner(ground, xy_m[0], xy_m[1], false, point)))
        return false;
    ground->station_points[station] = *point;
    return true;
}

/* Both sides of a seam, put in one order. */
struct seam_sides {
    struct crossing *crossings[2 * MOST_SPAN_CROSSINGS];
    bool left[2 * MOST_SPAN_CROSSINGS]; /* whose each is */
    size_t count;
};

static void
merge_sides(struct lci_ground *ground, const struct seam_crossings *seam, struct seam_sides *sides)
{
    uint32_t l = 0;
    uint32_t r = 0;

    sides->count = 0;
    while (l < seam->left.count || r < seam->right.count) {
        struct crossing *left = &ground->crossings[seam->left.first + l];
        struct crossing *right = &ground->crossings[seam->right.first + r];
        const bool take_left =
            r == seam->right.count || (l < seam->left.count && left->share <= right->share);

        sides->crossings[sides->count] = take_left ? left : right;
        sides->left[sides->count++] = take_left;
        l += take_left;
        r += !take_left;
    }
    set_apart(sides->crossings, sides->count);
}

/* Leads the border along a seam between two places with these points; those that no border needs may be LCI_NONE. */
static enum lci_status
follow_seam(struct lci_ground *ground, const struct seam_sides *sides, bool inside[2], uint32_t from,
            uint32_t to, struct lci_error *err)
{
    uint32_t before = from;

    for (size_t i = 0; i <= sides->count; i++) {
        uint32_t here = to;
        enum lci_status status = LCI_OK;

        if (i < sides->count) {
            if (!lci_drawing_point(ground, sides->crossings[i]))
                return no_memory(err);
            here = sides->crossings[i]->point;
        }
        if (inside[0] != inside[1])
            status = lci_drawing_connect(ground, inside[0] ? before : here,
                                         inside[0] ? here : before, err);
        if (status != LCI_OK)
            return status;
        if (i < sides->count)
            inside[sides->left[i] ? 0 : 1] = !inside[sides->left[i] ? 0 : 1];
        before = here;
    }
    return LCI_OK;
}

/* The point at which the border leaves the hub along seam i, or comes to it: one for each run of pieces inside. */
static bool
hub_point(struct lci_ground *ground, const struct lci_box *box, size_t i, uint32_t *points, uint32_t *point)
{
    const size_t first = lci_box_hub_seam(ground->tile, box);
    const struct lci_seam *seams = &ground->tile->seams[first];
    const size_t count = box->seam_first + box->seam_count - first;
    size_t start = i;
    size_t runs = 0;
    double at[2] = {0.0, 0.0};

    /* A border that comes to the hub leaves it along the seam at which its run of inside pieces begins. */
    if (!foot_is_inside(ground, seams[i].left_from))
        do
            start = (start + count - 1) % count;
        while (foot_is_inside(ground, seams[start].right_from) && start != i);
    *point = points[start];
    if (*point != LCI_NONE)
        return true;
    for (size_t k = 0; k < count; k++)
        runs += foot_is_inside(ground, seams[k].left_from) && !foot_is_inside(ground, seams[k].right_from);
    if (runs > 1) {
        double a[2];
        double b[2];

        lci_drawing_station_place(ground, box, seams[start].to_station, a);
        lci_drawing_station_place(ground, box, seams[(start + 1) % count].to_station, b);
        at[0] = HUB_APART * (0.5 * (a[0] + b[0]) - box->hub_x_m);
        at[1] = HUB_APART * (0.5 * (a[1] + b[1]) - box->hub_y_m);
    }
    if (!lci_drawing_corner(ground, box->hub_x_m + at[0], box->hub_y_m + at[1], false, point))
        return false;
    points[start] = *point;
    return true;
}

/* Finds the crossings of one seam. */
static bool
cross_seam(struct lci_ground *ground, const struct lci_box *box, size_t i, struct seam_sides *sides)
{
    const struct lci_seam *seam = &ground->tile->seams[box->seam_first + i];
    struct seam_crossings *found = &ground->seams[box->seam_first + i];
    const struct lci_foot *feet = ground->tile->feet;
    double from[2] = {box->hub_x_m, box->hub_y_m};
    double to[2];
    struct way_between left = {.a = &feet[seam->left_from],
                               .b = &feet[seam->left_to],
                               .inside_a = foot_is_inside(ground, seam->left_from),
                               .inside_b = foot_is_inside(ground, seam->left_to)};
    struct way_between right = {.a = &feet[seam->right_from],
                                .b = &feet[seam->right_to],
                                .inside_a = foot_is_inside(ground, seam->right_from),
                                .inside_b = foot_is_inside(ground, seam->right_to)};

    if (seam->from_station != LCI_NONE)
        lci_drawing_station_place(ground, box, seam->from_station, from);
    lci_drawing_station_place(ground, box, seam->to_station, to);
    memcpy(left.a_xy_m, from, sizeof(from));
    memcpy(left.b_xy_m, to, sizeof(to));
    memcpy(right.a_xy_m, from, sizeof(from));
    memcpy(right.b_xy_m, to, sizeof(to));
    if (!cross_between(ground, &left, &found->left) || !cross_between(ground, &right, &found->right))
        return false;
    merge_sides(ground, found, sides);
    for (size_t k = 0; k < sides->count; k++) {
        sides->crossings[k]->x_m = from[0] + sides->crossings[k]->share * (to[0] - from[0]);
        sides->crossings[k]->y_m = from[1] + sides->crossings[k]->share * (to[1] - from[1]);
    }
    return true;
}

enum lci_status
lci_drawing_follow_seams(struct lci_ground *ground, const struct lci_box *box, struct lci_error *err)
{
    uint32_t hub_points[32];
    struct seam_sides sides;
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < box->seam_count && i < 32; i++)
        hub_points[i] = LCI_NONE;
    for (size_t i = 0; i < box->seam_count && status == LCI_OK; i++) {
        const struct lci_seam *seam = &ground->tile->seams[box->seam_first + i];
        bool inside[2] = {foot_is_inside(ground, seam->left_from),
                          foot_is_inside(ground, seam->right_from)};
        uint32_t from = LCI_NONE;
        uint32_t to = LCI_NONE;

        if (!cross_seam(ground, box, i, &sides))
            return no_memory(err);
        if (sides.count == 0 && inside[0] == inside[1])
            continue;
        if (inside[0] != inside[1] &&
            !(seam->from_station != LCI_NONE
                  ? station_point(ground, box, seam->from_station, &from)
                  : hub_point(ground, box, box->seam_first + i - lci_box_hub_seam(ground->tile, box),
                              hub_points, &from)))
            return no_memory(err);
        if (foot_is_inside(ground, seam->left_to) != foot_is_inside(ground, seam->right_to) &&
            !station_point(ground, box, seam->to_station, &to))
            return no_memory(err);
        status = follow_seam(ground, &sides, inside, from, to, err);
    }
    return status;
}
