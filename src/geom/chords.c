/* chords.c - the border through the inside of a box: from crossing to crossing of each of its pieces. */
#include <math.h>

#include <lifecircle/network.h>

#include "base/alloc.h"
#include "geom/pieces.h"

/* Where the walk bends, a corner of the border this near (metres) to an end of the chord is left out. */
static const double CORNER_APART_M = 0.02;

/* Offsets this near are one: those of crossings are rounded. */
static const double TIP_APART_MM = 2.0;

/* Arcs are drawn with chords this share of the tolerance off. */
static const double ARC_SHARE = 0.05;

static const double PI = 3.14159265358979323846;

/* Where offset and leg have given values, if they change evenly as they do between three places. False: they do not. */
static bool
solve_place(const struct outline_place p[3], double offset_mm, double leg_mm, double xy_m[2])
{
    const double ax = p[1].x_m - p[0].x_m, ay = p[1].y_m - p[0].y_m;
    const double bx = p[2].x_m - p[0].x_m, by = p[2].y_m - p[0].y_m;
    const double ao = p[1].offset_mm - p[0].offset_mm, al = p[1].leg_mm - p[0].leg_mm;
    const double bo = p[2].offset_mm - p[0].offset_mm, bl = p[2].leg_mm - p[0].leg_mm;
    const double o = offset_mm - p[0].offset_mm, l = leg_mm - p[0].leg_mm;
    const double det = ao * bl - bo * al;
    const double s = (o * bl - bo * l) / det;
    const double t = (ao * l - o * al) / det;

    /* Below a square metre's worth the three do not tell enough. */
    if (fabs(det) < 1e4)
        return false;
    xy_m[0] = p[0].x_m + s * ax + t * bx;
    xy_m[1] = p[0].y_m + s * ay + t * by;
    return true;
}

static struct outline_place
place_of(const struct crossing *crossing)
{
    return (struct outline_place){crossing->x_m, crossing->y_m, crossing->offset_mm, crossing->leg_mm};
}

/* Of all places of a piece, the third that makes the largest triangle with two. */
static struct outline_place
farthest_place(const struct piece *piece, const struct outline_place *a, const struct outline_place *b)
{
    struct outline_place best = *a;
    double most = -1.0;

    for (size_t i = 0; i < piece->place_count; i++) {
        const struct outline_place *p = &piece->places[i];
        const double area =
            fabs((b->x_m - a->x_m) * (p->y_m - a->y_m) - (b->y_m - a->y_m) * (p->x_m - a->x_m));

        if (area > most) {
            most = area;
            best = *p;
        }
    }
    return best;
}

static bool
in_box(const struct lci_ground *ground, const struct lci_box *box, const double xy_m[2])
{
    double x[2];
    double y[2];

    lci_box_side_range(ground, box, BELOW, &x[0], &x[1]);
    lci_box_side_range(ground, box, RIGHT, &y[0], &y[1]);
    return xy_m[0] > x[0] + CORNER_APART_M && xy_m[0] < x[1] - CORNER_APART_M &&
           xy_m[1] > y[0] + CORNER_APART_M && xy_m[1] < y[1] - CORNER_APART_M;
}

/* A corner of the border where the walk bends. */
struct bend {
    double offset_mm, walk_mm;
};

/* Lists the bends of a way's walk between two offsets, in their order. */
static size_t
find_bends(const struct lci_ground *ground, uint32_t way, const double offsets_mm[2], struct bend *bends, size_t most)
{
    const struct lci_ramp *ramp = &ground->ramp[way];
    const double low = fmin(offsets_mm[0], offsets_mm[1]) - 1.0;
    const double high = fmax(offsets_mm[0], offsets_mm[1]) + 1.0;
    size_t count = 0;

    for (size_t k = 0; k + 1 < ramp->count && count < most; k++) {
        const struct lci_ramp_piece *piece = &ground->ramps.pieces[ramp->first + k];
        const double walk_mm = fmin(piece->walk_at_end_mm, piece[1].walk_at_begin_mm);

        if (piece->end_mm > low && piece->end_mm < high && isfinite(walk_mm))
            bends[count++] = (struct bend){piece->end_mm, walk_mm};
    }
    for (size_t i = 0, j = count; offsets_mm[0] > offsets_mm[1] && i + 1 < j; i++, j--) {
        const struct bend swapped = bends[i];

        bends[i] = bends[j - 1];
        bends[j - 1] = swapped;
    }
    return count;
}

static bool
has_bends(const struct lci_ground *ground, uint32_t way, const double offsets_mm[2])
{
    struct bend bend;

    return find_bends(ground, way, offsets_mm, &bend, 1) > 0;
}

static bool
near_place(const double xy_m[2], const struct crossing *crossing)
{
    return hypot(xy_m[0] - crossing->x_m, xy_m[1] - crossing->y_m) < CORNER_APART_M;
}

/* The border on its way through a piece. */
struct path {
    uint32_t at;
    const struct crossing *from, *to;
};

/* True if two segments cross, both well within themselves. */
static bool
segments_cross(const double a[2], const double b[2], const double c[2], const double d[2])
{
    const double ux = b[0] - a[0], uy = b[1] - a[1];
    const double vx = d[0] - c[0], vy = d[1] - c[1];
    const double det = ux * vy - uy * vx;
    const double s = ((c[0] - a[0]) * vy - (c[1] - a[1]) * vx) / det;
    const double t = ((c[0] - a[0]) * uy - (c[1] - a[1]) * ux) / det;

    return det != 0.0 && s > 1e-6 && s < 1.0 - 1e-6 && t >= 0.0 && t <= 1.0;
}

/* True if the straight way between two places of a piece stays on one side of every seam of the box. */
static bool
is_clear(const struct lci_ground *ground, const struct lci_box *box, const double from[2], const double to[2])
{
    for (size_t i = box->seam_first; i < (size_t)box->seam_first + box->seam_count; i++) {
        const struct lci_seam *seam = &ground->tile->seams[i];
        double a[2] = {box->hub_x_m, box->hub_y_m};
        double b[2];

        if (seam->from_station != LCI_NONE)
            lci_drawing_station_place(ground, box, seam->from_station, a);
        lci_drawing_station_place(ground, box, seam->to_station, b);
        if (segments_cross(from, to, a, b))
            return false;
    }
    return true;
}

/* Leads the border on to a corner; one that lies outside of the piece is drawn in, one right at an end of the chord left out. */
static enum lci_status
add_corner(struct lci_ground *ground, const struct lci_box *box, struct path *path, const double xy_m[2],
           struct lci_error *err)
{
    static const double DRAWN_IN[5] = {1.0, 0.97, 0.9, 0.75, 0.5};
    const double at[2] = {ground->border.points[path->at].x_m - ground->x0_m,
                          ground->border.points[path->at].y_m - ground->y0_m};
    const double to[2] = {path->to->x_m, path->to->y_m};
    uint32_t corner = LCI_NONE;
    enum lci_status status = LCI_OK;

    for (int i = 0; i < 5; i++) {
        const double middle[2] = {0.5 * (at[0] + to[0]), 0.5 * (at[1] + to[1])};
        const double place[2] = {middle[0] + DRAWN_IN[i] * (xy_m[0] - middle[0]),
                                 middle[1] + DRAWN_IN[i] * (xy_m[1] - middle[1])};

        if (near_place(place, path->from) || near_place(place, path->to))
            return LCI_OK;
        if (!in_box(ground, box, place) || !is_clear(ground, box, at, place) || !is_clear(ground, box, place, to))
            continue;
        if (!lci_drawing_corner(ground, place[0], place[1], false, &corner))
            return lci_fail_nomem(err, "service area");
        status = lci_drawing_connect(ground, path->at, corner, err);
        path->at = corner;
        return status;
    }
    return LCI_OK;
}

/* Around the point that all places of the piece join: counter-clockwise, what is inside lies nearer to it. */
static enum lci_status
add_arc(struct lci_ground *ground, const struct lci_box *box, struct path *path, struct lci_error *err)
{
    const double off_m = ARC_SHARE * lci_partition_step_m(ground->partition);
    double to[2];
    double from_angle = 0.0;
    double turn = 0.0;
    double radius_m = 0.0;
    int count = 0;
    enum lci_status status = LCI_OK;

    lci_drawing_fan_point(ground, path->from->way, path->from->offset_mm, to);
    radius_m = hypot(path->from->x_m - to[0], path->from->y_m - to[1]);
    from_angle = atan2(path->from->y_m - to[1], path->from->x_m - to[0]);
    turn = atan2(path->to->y_m - to[1], path->to->x_m - to[0]) - from_angle;
    turn += turn < 0.0 ? 2.0 * PI : 0.0;
    if (radius_m <= off_m || turn > PI)
        return LCI_OK;
    count = (int)ceil(turn / (2.0 * acos(1.0 - off_m / radius_m)));
    for (int i = 1; i < count && status == LCI_OK; i++) {
        const double angle = from_angle + turn * i / count;
        const double xy_m[2] = {to[0] + radius_m * cos(angle), to[1] + radius_m * sin(angle)};

        status = add_corner(ground, box, path, xy_m, err);
    }
    return status;
}

/*
 * The end of the reach on the street itself, between two crossings on both sides of it. What is inside lies on the left of the
 * chord: from the left of the street to its right, farther along it, and the end comes before both crossings; else beyond them.
 * The reach also ends where people of one facility's ground part from those of another's. False: there is none.
 */
static bool
find_tip(const struct lci_ground *ground, const struct path *path, double *offset_mm)
{
    const struct lci_ramp *ramp = &ground->ramp[path->from->way];
    const bool before = path->from->leg_mm >= 0.0;
    const double from = before ? fmin(path->from->offset_mm, path->to->offset_mm) + 1.0
                               : fmax(path->from->offset_mm, path->to->offset_mm) - 1.0;
    double least = INFINITY;

    for (size_t k = ramp->first; k < ramp->first + ramp->count; k++) {
        const struct lci_ramp_piece *piece = &ground->ramps.pieces[k];
        const double a = piece->walk_at_begin_mm - ground->limit_mm;
        const double b = piece->walk_at_end_mm - ground->limit_mm;
        const double at = piece->begin_mm + (piece->end_mm - piece->begin_mm) * (a / (a - b));
        const double away = before ? from - at : at - from;

        if (!isfinite(a) || !isfinite(b) || (a <= 0.0) == (b <= 0.0) || away < 0.0 || away >= least)
            continue;
        least = away;
        *offset_mm = at;
    }
    for (size_t k = ramp->first; k + 1 < ramp->first + ramp->count; k++) {
        const struct lci_ramp_piece *piece = &ground->ramps.pieces[k];
        const double away = before ? from - piece->end_mm : piece->end_mm - from;

        if ((piece->walk_at_end_mm <= ground->limit_mm) == (piece[1].walk_at_begin_mm <= ground->limit_mm) || away < 0.0 ||
            away >= least)
            continue;
        least = away;
        *offset_mm = piece->end_mm;
    }
    return isfinite(least);
}

/* Corners where the walk bends between two places of one side of the street; side: 1 on its left, -1 on its right. */
static enum lci_status
add_bends(struct lci_ground *ground, const struct lci_box *box, struct path *path,
          const struct outline_place three[3], const double offsets_mm[2], double side, struct lci_error *err)
{
    struct bend bends[16];
    const size_t count = find_bends(ground, path->from->way, offsets_mm, bends, 16);
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < count && status == LCI_OK; i++) {
        const double leg_mm = ground->limit_mm - bends[i].walk_mm;
        double xy_m[2];

        if (leg_mm > 0.0 && solve_place(three, bends[i].offset_mm, side * leg_mm, xy_m))
            status = add_corner(ground, box, path, xy_m, err);
    }
    return status;
}

/* Leads the border round the hub where the straight way would leave a notched piece. */
static enum lci_status
pass_notch(struct lci_ground *ground, const struct lci_box *box, const struct piece *piece, struct path *path,
           struct lci_error *err)
{
    const double hub[2] = {box->hub_x_m, box->hub_y_m};
    const double from[2] = {path->from->x_m, path->from->y_m};
    const double to[2] = {path->to->x_m, path->to->y_m};
    double off[2] = {0.0, 0.0};
    double length = 0.0;

    if (!piece->notched || !(segments_cross(from, to, hub, piece->a_xy_m) || segments_cross(from, to, hub, piece->b_xy_m)))
        return LCI_OK;
    for (int i = 0; i < 2; i++) {
        off[i] = -(piece->a_xy_m[i] - hub[i]) / hypot(piece->a_xy_m[0] - hub[0], piece->a_xy_m[1] - hub[1]) -
                 (piece->b_xy_m[i] - hub[i]) / hypot(piece->b_xy_m[0] - hub[0], piece->b_xy_m[1] - hub[1]);
    }
    length = hypot(off[0], off[1]);
    if (!(length > 0.0))
        return LCI_OK;
    return add_corner(ground, box, path,
                      (const double[2]){hub[0] + CORNER_APART_M * off[0] / length, hub[1] + CORNER_APART_M * off[1] / length},
                      err);
}

static bool
is_small(const struct lci_box *box)
{
    return box->x1 - box->x0 <= LCI_STEP_UNITS && box->y1 - box->y0 <= LCI_STEP_UNITS;
}

/* Leads the border from where it leaves the inside of a piece's outline to where it comes back. */
static enum lci_status
add_chord(struct lci_ground *ground, const struct lci_box *box, const struct piece *piece, struct crossing *from,
          struct crossing *to, struct lci_error *err)
{
    const double sides[2] = {from->leg_mm < 0.0 ? -1.0 : 1.0, to->leg_mm < 0.0 ? -1.0 : 1.0};
    struct path path = {LCI_NONE, from, to};
    double offsets_mm[3] = {from->offset_mm, to->offset_mm, to->offset_mm};
    struct outline_place three[3] = {place_of(from), place_of(to), place_of(from)};
    double xy_m[2];
    enum lci_status status = LCI_OK;

    if (!lci_drawing_point(ground, from) || !lci_drawing_point(ground, to))
        return lci_fail_nomem(err, "service area");
    path.at = from->point;
    status = pass_notch(ground, box, piece, &path, err);
    if (status != LCI_OK)
        return status;
    /* A box of a step is within the tolerance whatever is drawn, and its feet may be too near each other to tell bends. */
    if (from->way != to->way || from->way == LCI_NONE || path.at != from->point || is_small(box))
        return lci_drawing_connect(ground, path.at, to->point, err);
    if (from->offset_mm == to->offset_mm && sides[0] == sides[1]) {
        status = add_arc(ground, box, &path, err);
    } else if (sides[0] != sides[1] || has_bends(ground, from->way, offsets_mm)) {
        three[2] = farthest_place(piece, &three[0], &three[1]);
        if (sides[0] != sides[1] && find_tip(ground, &path, &offsets_mm[1])) {
            if (fabs(offsets_mm[0] - offsets_mm[1]) > TIP_APART_MM) /* else it comes straight along the end */
                status = add_bends(ground, box, &path, three, offsets_mm, sides[0], err);
            if (status == LCI_OK && solve_place(three, offsets_mm[1], 0.0, xy_m))
                status = add_corner(ground, box, &path, xy_m, err);
            if (status == LCI_OK && fabs(offsets_mm[2] - offsets_mm[1]) > TIP_APART_MM)
                status = add_bends(ground, box, &path, three, offsets_mm + 1, sides[1], err);
        } else if (sides[0] == sides[1]) {
            status = add_bends(ground, box, &path, three, offsets_mm, sides[0], err);
        }
    }
    return status == LCI_OK ? lci_drawing_connect(ground, path.at, to->point, err) : status;
}

/* True if the walk rises before the end of a piece of the ramp and falls beyond it, or one of the two has no walk. */
static bool
is_peak(const struct lci_ramp_piece *piece)
{
    return !isfinite(piece[0].walk_at_end_mm) || !isfinite(piece[1].walk_at_begin_mm) ||
           (piece[0].walk_at_end_mm > piece[0].walk_at_begin_mm && piece[1].walk_at_end_mm < piece[1].walk_at_begin_mm);
}

/*
 * Whether the inside of a piece with several chords holds together, else its outside does. Around one point the inside is a disc,
 * along a street whose walk has no peak it is convex. A peak parts the inside if it is above the limit on the street, or if the
 * piece has no part in the street.
 */
static bool
inside_holds_together(const struct lci_ground *ground, const struct piece *piece)
{
    const uint32_t way = piece->crossings[0]->way;
    double offsets_mm[2] = {INFINITY, -INFINITY};
    bool left = false;
    bool right = false;

    /* All of the outline counts: a piece may have a part in the street and be crossed on one side of it only. */
    for (size_t i = 0; i < piece->place_count; i++) {
        left = left || piece->places[i].leg_mm >= 0.0;
        right = right || piece->places[i].leg_mm < 0.0;
    }
    for (size_t i = 0; i < piece->count; i++) {
        left = left || piece->crossings[i]->leg_mm >= 0.0;
        right = right || piece->crossings[i]->leg_mm < 0.0;
        offsets_mm[0] = fmin(offsets_mm[0], piece->crossings[i]->offset_mm);
        offsets_mm[1] = fmax(offsets_mm[1], piece->crossings[i]->offset_mm);
    }
    for (size_t k = 0; way != LCI_NONE && k + 1 < ground->ramp[way].count; k++) {
        const struct lci_ramp_piece *ramp = &ground->ramps.pieces[ground->ramp[way].first + k];

        if (ramp->end_mm > offsets_mm[0] && ramp->end_mm < offsets_mm[1] && is_peak(ramp) &&
            (left != right || !(fmax(ramp->walk_at_end_mm, ramp[1].walk_at_begin_mm) <= ground->limit_mm)))
            return false;
    }
    return way != LCI_NONE;
}

static enum lci_status
add_piece(struct lci_ground *ground, const struct lci_box *box, const struct piece *piece,
          struct lci_error *err)
{
    const size_t count = piece->count;
    const bool together = count > 2 && inside_holds_together(ground, piece);
    enum lci_status status = LCI_OK;

    if (count % 2 != 0)
        return lci_fail(err, LCI_E_LIBRARY, "service area: the border is cut off near %.3f, %.3f",
                        ground->x0_m + piece->crossings[0]->x_m,
                        ground->y0_m + piece->crossings[0]->y_m);
    /* At crossing i the outline leaves the inside if it was there before. */
    for (size_t i = piece->inside ? 0 : 1; i < count && status == LCI_OK; i += 2)
        status = add_chord(ground, box, piece, piece->crossings[i],
                           piece->crossings[(together ? i + 1 : i + count - 1) % count], err);
    return status;
}

/* True if the border passes through the inside of a box: most boxes of a tile lie on one side, or it only follows their seams. */
static bool
is_crossed(const struct lci_ground *ground, const struct lci_box *box, const struct outline *outline)
{
    for (size_t i = 0; i < outline->count; i++)
        if (outline->events[i].crossing)
            return true;
    for (size_t i = box->seam_first; i < (size_t)box->seam_first + box->seam_count; i++)
        if (ground->seams[i].left.count + ground->seams[i].right.count > 0)
            return true;
    return false;
}

enum lci_status
lci_drawing_add_chords(struct lci_ground *ground, const struct lci_box *box, struct lci_error *err)
{
    struct outline outline;
    struct piece piece;
    enum lci_status status = LCI_OK;

    if (!lci_outline_find(ground, box, &outline))
        return lci_fail(err, LCI_E_LIBRARY, "service area: too many crossings near %.3f, %.3f",
                        ground->x0_m, ground->y0_m);
    if (!is_crossed(ground, box, &outline))
        return LCI_OK;
    if (outline.seam_end_count == 0) {
        lci_piece_whole(ground, box, &outline, &piece);
        return add_piece(ground, box, &piece, err);
    }
    if (box->seam_count == 0)
        return lci_fail(err, LCI_E_LIBRARY, "service area: too many streets take turns near %.3f, %.3f", ground->x0_m,
                        ground->y0_m);
    for (size_t i = 0; i < outline.seam_end_count && status == LCI_OK; i++) {
        if (outline.done[i])
            continue;
        lci_piece_find(ground, box, &outline, i, &piece);
        if (piece.count > 0)
            status = add_piece(ground, box, &piece, err);
    }
    return status;
}
