/* crossings.c - where walks pass the limit on the lines and seams of a tile, and the border along seams. */
#include <string.h>

#include <lifecircle/network.h>

#include "base/alloc.h"
#include "geom/between.h"
#include "geom/pieces.h"

/* Of several runs of pieces that meet in a hub, each border passes this share of the way to its middle apart from it. */
static const double HUB_APART = 0.01;

enum { SIDE_LINES = 4 };

/* No side's key has this bit: columns and rows are below 2^22. */
static const uint64_t CORNER_KEY = UINT64_C(1) << 62;

static enum lci_status
no_memory(struct lci_error *err)
{
    return lci_fail_nomem(err, "service area");
}

bool
lci_drawing_is_inside(const struct lci_ground *ground, uint32_t station, double at_m)
{
    const struct crossing_list *list = &ground->spans[station].crossings;
    bool inside = ground->spans[station].inside;

    for (uint32_t i = list->first; i < list->first + list->count; i++)
        if (ground->crossings[i].at_m < at_m)
            inside = !inside;
    return inside;
}

static bool cross_span(struct lci_ground *ground, uint32_t line, uint32_t s);

/* Whether an end of a line is inside: as the line on which it ends sees it. False: out of memory. */
static bool
end_is_inside(struct lci_ground *ground, const struct lci_line *line, int end, bool *inside)
{
    const struct lci_tile *tile = ground->tile;
    const uint32_t other = line->end_line[end];

    if (other == LCI_NONE) {
        *inside = foot_is_inside(ground, tile->stations[line->first + (end == 0 ? 0 : line->count - 1)].after);
        return true;
    }
    if (!cross_span(ground, other, line->end_station[end]))
        return false;
    *inside = lci_drawing_is_inside(ground, line->end_station[end], line->across_m);
    return true;
}

/*
 * Finds the crossings of one span, from station s of a line to the next, and first those of spans on which its line ends: earlier
 * lines, so this comes to an end after as many steps as boxes were divided. False: out of memory.
 */
static bool
cross_span(struct lci_ground *ground, uint32_t line_number, uint32_t s)
{
    const struct lci_line *line = &ground->tile->lines[line_number];
    const struct lci_station *a = &ground->tile->stations[s];
    struct span *span = &ground->spans[s];
    struct way_between between = {
        .a = &ground->tile->feet[a->after],
        .b = &ground->tile->feet[a[1].before],
        .a_xy_m = {line->vertical ? line->across_m : a->at_m, line->vertical ? a->at_m : line->across_m},
        .b_xy_m = {line->vertical ? line->across_m : a[1].at_m, line->vertical ? a[1].at_m : line->across_m},
    };
    struct crossing *list[MOST_SPAN_CROSSINGS];

    if (span->known)
        return true;
    if (s > line->first)
        between.inside_a = foot_is_inside(ground, a->after);
    else if (!end_is_inside(ground, line, 0, &between.inside_a))
        return false;
    if (s + 2 < line->first + line->count)
        between.inside_b = foot_is_inside(ground, a[1].before);
    else if (!end_is_inside(ground, line, 1, &between.inside_b))
        return false;
    span->known = true;
    span->inside = between.inside_a;
    if (!lci_between_cross(ground, &between, &span->crossings))
        return false;
    for (uint32_t i = 0; i < span->crossings.count; i++)
        list[i] = &ground->crossings[span->crossings.first + i];
    lci_crossings_set_apart(list, span->crossings.count);
    for (uint32_t i = 0; i < span->crossings.count; i++) {
        list[i]->at_m = a->at_m + list[i]->share * (a[1].at_m - a->at_m);
        list[i]->x_m = line->vertical ? line->across_m : list[i]->at_m;
        list[i]->y_m = line->vertical ? list[i]->at_m : line->across_m;
    }
    return true;
}

uint64_t
lci_drawing_key_of_tile(int32_t column, int32_t row)
{
    return (uint64_t)column << 40 | (uint64_t)row << 17;
}

/* What is the same for both tiles of a shared side: which side, which station or crossing of it. */
static uint64_t
side_key(const struct lci_ground *ground, size_t line, uint32_t station, uint32_t crossing)
{
    const uint64_t item = (station - ground->tile->lines[line].first) * MOST_SPAN_CROSSINGS + crossing;

    return (uint64_t)(line % 2) << 63 | lci_drawing_key_of_tile(ground->column + (line == 1), ground->row + (line == 2)) | item;
}

static bool
side_point(struct lci_ground *ground, uint64_t key, double x_m, double y_m, uint32_t *point)
{
    const struct lci_border_point made = {
        .x_m = ground->x0_m + x_m, .y_m = ground->y0_m + y_m, .key = key, .anchor = true};

    *point = lci_border_find(&ground->border, key);
    return *point != LCI_NONE || lci_border_add(&ground->border, &made, true, point);
}

bool
lci_drawing_tile_corner(struct lci_ground *ground, bool right, bool above, uint32_t *point)
{
    const double size_m = LCI_TILE_STEPS * lci_partition_step_m(ground->partition);
    const uint64_t key = CORNER_KEY | lci_drawing_key_of_tile(ground->column + right, ground->row + above);

    return side_point(ground, key, right ? size_m : 0.0, above ? size_m : 0.0, point);
}

enum lci_status
lci_drawing_cross_sides(struct lci_ground *ground, struct lci_error *err)
{
    const struct lci_tile *tile = ground->tile;

    for (uint32_t l = 0; l < SIDE_LINES; l++)
        for (uint32_t s = tile->lines[l].first; s + 1 < tile->lines[l].first + tile->lines[l].count; s++) {
            const struct crossing_list *list = &ground->spans[s].crossings;

            if (!cross_span(ground, l, s))
                return no_memory(err);
            for (uint32_t i = 0; i < list->count; i++) {
                struct crossing *crossing = &ground->crossings[list->first + i];

                if (!side_point(ground, side_key(ground, l, s, i + 1 < MOST_SPAN_CROSSINGS ? i + 1 : i), crossing->x_m,
                                crossing->y_m, &crossing->point))
                    return no_memory(err);
            }
        }
    return LCI_OK;
}

enum lci_status
lci_drawing_cross_outline(struct lci_ground *ground, const struct lci_box *box, struct lci_error *err)
{
    for (int side = 0; side < 4; side++) {
        const struct lci_line *line = &ground->tile->lines[box->lines[side]];
        double from_m = 0.0;
        double to_m = 0.0;

        lci_box_side_range(ground, box, side, &from_m, &to_m);
        for (uint32_t s = box->stations[side]; s + 1 < line->first + line->count && ground->tile->stations[s].at_m < to_m; s++)
            if (!cross_span(ground, box->lines[side], s))
                return no_memory(err);
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

bool
lci_drawing_add_side(struct lci_ground *ground, const struct lci_clip_side *side)
{
    if (!lci_grow(&ground->sides, ground->side_count, &ground->side_capacity))
        return false;
    ground->sides[ground->side_count++] = *side;
    return true;
}

enum lci_status
lci_drawing_connect(struct lci_ground *ground, uint32_t from, uint32_t to, struct lci_error *err)
{
    const struct lci_border_point *points = ground->border.points;

    if (ground->adds_sides) {
        const struct lci_clip_side side = {points[from].x_m - ground->x0_m, points[from].y_m - ground->y0_m,
                                           points[to].x_m - ground->x0_m, points[to].y_m - ground->y0_m};

        return lci_drawing_add_side(ground, &side) ? LCI_OK : no_memory(err);
    }
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

bool
lci_drawing_side_station(struct lci_ground *ground, uint32_t side, uint32_t station, uint32_t *point)
{
    const struct lci_line *line = &ground->tile->lines[side];
    const double at_m = ground->tile->stations[station].at_m;

    *point = ground->station_points[station];
    if (*point == LCI_NONE && !side_point(ground, side_key(ground, side, station, 0), line->vertical ? line->across_m : at_m,
                                          line->vertical ? at_m : line->across_m, point))
        return false;
    ground->station_points[station] = *point;
    return true;
}

static bool
station_point(struct lci_ground *ground, const struct lci_box *box, uint32_t station, uint32_t *point)
{
    const uint32_t line = line_of_station(ground, box, station);
    double xy_m[2];

    if (line < SIDE_LINES)
        return lci_drawing_side_station(ground, line, station, point);
    *point = ground->station_points[station];
    if (*point != LCI_NONE)
        return true;
    lci_drawing_station_place(ground, box, station, xy_m);
    if (!lci_drawing_corner(ground, xy_m[0], xy_m[1], false, point))
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
    lci_crossings_set_apart(sides->crossings, sides->count);
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

/* Both sides of a seam, left and right, but for where it runs. */
static void
look_along(const struct lci_ground *ground, const struct lci_seam *seam, struct way_between sides[2])
{
    const struct lci_foot *feet = ground->tile->feet;

    sides[0] = (struct way_between){.a = &feet[seam->left_from],
                                    .b = &feet[seam->left_to],
                                    .inside_a = foot_is_inside(ground, seam->left_from),
                                    .inside_b = foot_is_inside(ground, seam->left_to)};
    sides[1] = (struct way_between){.a = &feet[seam->right_from],
                                    .b = &feet[seam->right_to],
                                    .inside_a = foot_is_inside(ground, seam->right_from),
                                    .inside_b = foot_is_inside(ground, seam->right_to)};
}

/* Finds the crossings of one seam, along both sides. */
static bool
cross_seam(struct lci_ground *ground, const struct lci_box *box, size_t i, struct way_between along[2], struct seam_sides *sides)
{
    const struct lci_seam *seam = &ground->tile->seams[box->seam_first + i];
    struct seam_crossings *found = &ground->seams[box->seam_first + i];
    double from[2] = {box->hub_x_m, box->hub_y_m};
    double to[2];

    *found = (struct seam_crossings){{0, 0}, {0, 0}};
    sides->count = 0;
    if (lci_between_is_even(ground, &along[0]) && lci_between_is_even(ground, &along[1]))
        return true;
    if (seam->from_station != LCI_NONE)
        lci_drawing_station_place(ground, box, seam->from_station, from);
    lci_drawing_station_place(ground, box, seam->to_station, to);
    for (int side = 0; side < 2; side++) {
        memcpy(along[side].a_xy_m, from, sizeof(from));
        memcpy(along[side].b_xy_m, to, sizeof(to));
    }
    if (!lci_between_cross(ground, &along[0], &found->left) || !lci_between_cross(ground, &along[1], &found->right))
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
        struct way_between along[2];
        bool inside[2];
        uint32_t from = LCI_NONE;
        uint32_t to = LCI_NONE;

        look_along(ground, seam, along);
        inside[0] = along[0].inside_a;
        inside[1] = along[1].inside_a;
        if (!cross_seam(ground, box, i, along, &sides))
            return no_memory(err);
        if (sides.count == 0 && inside[0] == inside[1])
            continue;
        if (inside[0] != inside[1] &&
            !(seam->from_station != LCI_NONE
                  ? station_point(ground, box, seam->from_station, &from)
                  : hub_point(ground, box, box->seam_first + i - lci_box_hub_seam(ground->tile, box),
                              hub_points, &from)))
            return no_memory(err);
        if (along[0].inside_b != along[1].inside_b && !station_point(ground, box, seam->to_station, &to))
            return no_memory(err);
        status = follow_seam(ground, &sides, inside, from, to, err);
    }
    return status;
}
