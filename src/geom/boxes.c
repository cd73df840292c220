/* boxes.c - divides the ground of a tile into boxes until their seams are straight and walks change evenly between them. */
#include <math.h>

#include "base/alloc.h"
#include "geom/trial.h"

/* A straight seam may stand off the true one, and walks off an even change, by these shares of the tolerance. */
static const double SEAM_SHARE = 0.2;
/* Where nobody joins any more the seam bulges to one side all along: less, or areas would lose by it. */
static const double OUTER_SHARE = 0.06;
static const double EVEN_SHARE = 0.35;

/* How far beside a hub its pieces are asked for, as a share of the tolerance. */
static const double BESIDE_SHARE = 0.02;

/* Where a side runs: what it is across, and from where to where along its line. */
static double
side_of(const struct trial *trial, int side, double *along_from, double *along_to)
{
    const double from[4] = {trial->x0_m, trial->y0_m, trial->x0_m, trial->y0_m};
    const double to[4] = {trial->x1_m, trial->y1_m, trial->x1_m, trial->y1_m};
    const double across[4] = {trial->y0_m, trial->x1_m, trial->y1_m, trial->x0_m};

    *along_from = from[side];
    *along_to = to[side];
    return across[side];
}

/* Adds the seam ends of one side, counter-clockwise. */
static void
find_side_ends(struct trial *trial, int side)
{
    const struct lci_tile_maker *maker = trial->maker;
    const struct lci_line *line = &maker->lines[trial->box.lines[side]];
    double from_m = 0.0;
    double to_m = 0.0;
    const double across_m = side_of(trial, side, &from_m, &to_m);
    const size_t begin = trial->end_count;
    const bool back = side == ABOVE || side == LEFT;

    for (uint32_t s = line->first; s < line->first + line->count && trial->end_count <= MOST_ENDS; s++) {
        const struct lci_station *station = &maker->stations[s];
        const struct station_labels *labels = &maker->labels[s];
        struct seam_end end = {.station = s, .side = side};

        if (station->at_m > to_m)
            break;
        if (station->at_m <= from_m || station->at_m >= to_m || labels->before == labels->after)
            continue;
        if (trial->end_count == MOST_ENDS) {
            trial->end_count++;
            return;
        }
        end.x_m = line->vertical ? across_m : station->at_m;
        end.y_m = line->vertical ? station->at_m : across_m;
        end.before = back ? labels->after : labels->before;
        end.after = back ? labels->before : labels->after;
        end.foot_before = back ? station->after : station->before;
        end.foot_after = back ? station->before : station->after;
        trial->ends[trial->end_count++] = end;
    }
    for (size_t i = begin, j = trial->end_count; back && i + 1 < j; i++, j--) {
        const struct seam_end swapped = trial->ends[i];

        trial->ends[i] = trial->ends[j - 1];
        trial->ends[j - 1] = swapped;
    }
}

/* Finds all seam ends of the outline, counter-clockwise. */
static void
find_ends(struct trial *trial)
{
    trial->end_count = 0;
    for (int side = 0; side < 4 && trial->end_count <= MOST_ENDS; side++)
        find_side_ends(trial, side);
}

static struct lci_spot
spot_at(const struct trial *trial, double x_m, double y_m)
{
    return lci_maker_spot(trial->maker, &trial->region, x_m, y_m);
}

/*
 * True if a fan of places may lie wholly inside the box and not show on its outline: around a corner, unless that is the hub
 * (NULL: none).
 */
static bool
holds_corner(const struct trial *trial, const double hub[2])
{
    const struct lci_tile_maker *maker = trial->maker;
    const struct lci_region *region = &trial->region;

    for (size_t k = 0; k < region->count; k++) {
        const uint32_t street = maker->lookout.stack[region->first + k];
        const struct lci_segment *s = &maker->lookout.frontage->index->streets[street].segment;

        for (int end = 0; end < 2; end++) {
            const double x_m = (end == 0 ? s->ax_m : s->bx_m) - maker->x0_m;
            const double y_m = (end == 0 ? s->ay_m : s->by_m) - maker->y0_m;

            if (lci_frontage_is_corner(maker->lookout.frontage, street, end) && in_box(trial, x_m, y_m, 0.0) &&
                !(hub && x_m == hub[0] && y_m == hub[1]))
                return true;
        }
    }
    return false;
}

/* True if two feet stand on one place of an edge, near enough for a seam. */
static bool
feet_meet(const struct trial *trial, uint32_t a, uint32_t b)
{
    const struct lci_foot *p = &trial->maker->feet[a];
    const struct lci_foot *q = &trial->maker->feet[b];

    return p->way == q->way &&
           fabs((double)p->offset_mm - (double)q->offset_mm) <= SEAM_SHARE * trial->maker->step_m * 1000.0;
}

/* True if the seam from a place to another, with these feet and labels on its left and right, is the true one near enough. */
static bool
seam_is_true(const struct trial *trial, const double from[2], const double to[2],
             const struct lci_seam *seam, const uint64_t labels[2])
{
    static const double SHARES[3] = {0.5, 0.25, 0.75};
    const struct lci_frontage *frontage = trial->maker->lookout.frontage;
    const double step_m = trial->maker->step_m;
    const double dx = to[0] - from[0];
    const double dy = to[1] - from[1];
    const double length_m = sqrt(dx * dx + dy * dy);
    const bool edge_of_all = labels[0] == LCI_SPOT_NOWHERE || labels[1] == LCI_SPOT_NOWHERE;
    const double off_m = (edge_of_all ? OUTER_SHARE : SEAM_SHARE) * step_m;
    const double even_mm = (EVEN_SHARE + SEAM_SHARE) * step_m * 1000.0;
    const int count = length_m > 6.0 * step_m ? 3 : 1;

    if (length_m <= step_m)
        return true;
    /* Straight by nature, as far as both its ends are on it. */
    if (lci_frontage_is_end_of(frontage, labels[0], labels[1]))
        return feet_meet(trial, seam->left_from, seam->right_from) && feet_meet(trial, seam->left_to, seam->right_to);
    for (int i = 0; i < count; i++) {
        const double x_m = from[0] + SHARES[i] * dx;
        const double y_m = from[1] + SHARES[i] * dy;
        const struct lci_spot left =
            spot_at(trial, x_m - off_m * dy / length_m, y_m + off_m * dx / length_m);
        const struct lci_spot right =
            spot_at(trial, x_m + off_m * dy / length_m, y_m - off_m * dx / length_m);

        if (left.label != labels[0] || right.label != labels[1] ||
            (!lci_frontage_is_exact(frontage, labels[0]) &&
             lci_maker_unevenness_mm(trial->maker, &left, seam->left_from, seam->left_to, SHARES[i]) > even_mm) ||
            (!lci_frontage_is_exact(frontage, labels[1]) &&
             lci_maker_unevenness_mm(trial->maker, &right, seam->right_from, seam->right_to, SHARES[i]) > even_mm))
            return false;
    }
    return true;
}

static bool
add_seam(struct lci_tile_maker *maker, const struct lci_seam *seam)
{
    if (!lci_grow(&maker->seams, maker->seam_count, &maker->seam_capacity))
        return false;
    maker->seams[maker->seam_count++] = *seam;
    return true;
}

static bool
add_box(struct trial *trial)
{
    struct lci_tile_maker *maker = trial->maker;

    if (!lci_grow(&maker->boxes, maker->box_count, &maker->box_capacity))
        return false;
    for (int side = 0; side < 4; side++) {
        double from_m = 0.0;
        double to_m = 0.0;

        (void)side_of(trial, side, &from_m, &to_m);
        trial->box.stations[side] =
            lci_station_before(maker->stations, &maker->lines[trial->box.lines[side]], from_m);
    }
    maker->boxes[maker->box_count++] = trial->box;
    return true;
}

/* The seam from one end to another: what lies counter-clockwise between them is on its right. */
static struct lci_seam
seam_of(const struct trial *trial, size_t from, size_t to)
{
    const struct seam_end *a = &trial->ends[from];
    const struct seam_end *b = &trial->ends[to];

    return (struct lci_seam){a->station,    b->station,    a->foot_before,
                             b->foot_after, a->foot_after, b->foot_before};
}

static bool
is_pair(const struct trial *trial, size_t from, size_t to, bool judged)
{
    const struct seam_end *a = &trial->ends[from];
    const struct seam_end *b = &trial->ends[to];
    const struct lci_seam seam = seam_of(trial, from, to);

    return a->side != b->side && a->before == b->after && b->before == a->after &&
           (!judged || seam_is_true(trial, (const double[2]){a->x_m, a->y_m}, (const double[2]){b->x_m, b->y_m},
                                    &seam, (const uint64_t[2]){a->before, a->after}));
}

/* Pairs ends next to each other whose labels fit, until there are none: such seams never cross. */
static void
find_pairs(struct trial *trial, bool judged)
{
    bool again = true;

    trial->pair_count = 0;
    trial->rest_count = trial->end_count;
    for (size_t i = 0; i < trial->end_count; i++)
        trial->rest[i] = i;
    while (again && trial->rest_count > 1) {
        again = false;
        for (size_t i = 0; i < trial->rest_count && !again; i++) {
            const size_t next = (i + 1) % trial->rest_count;
            const size_t from = trial->rest[i < next ? i : next];
            const size_t to = trial->rest[i < next ? next : i];

            if (!is_pair(trial, from, to, judged))
                continue;
            again = true;
            trial->pairs[trial->pair_count++] = (struct pair){from, to};
            for (size_t k = 0, kept = 0; k < trial->rest_count; k++)
                if (k != i && k != next)
                    trial->rest[kept++] = trial->rest[k];
            trial->rest_count -= 2;
        }
    }
}

/* Where the piece between two ends joins next to the hub: on the hub itself several labels may be equally near. */
static struct lci_spot
spot_beside(const struct trial *trial, const double hub[2], const struct seam_end *a, const struct seam_end *b)
{
    const double ax = a->x_m - hub[0], ay = a->y_m - hub[1];
    const double bx = b->x_m - hub[0], by = b->y_m - hub[1];
    const double a_m = fmax(hypot(ax, ay), 1e-9);
    const double b_m = fmax(hypot(bx, by), 1e-9);
    /* Half way from a to b counter-clockwise, however far that is. */
    const double dx = by / b_m - ay / a_m;
    const double dy = ax / a_m - bx / b_m;
    const double share = BESIDE_SHARE * trial->maker->step_m / fmax(hypot(dx, dy), 1e-9);
    const double x_m = hub[0] + share * dx;
    const double y_m = hub[1] + share * dy;

    if (!trial->region.plain)
        return spot_at(trial, x_m, y_m);
    return lci_spot_as(&trial->maker->lookout, &trial->region, a->after, trial->maker->x0_m + x_m,
                       trial->maker->y0_m + y_m);
}

/* Adds the box with its pairs, and with seams from the hub to the rest. judged: only if these are true ones. *done: it was. */
static bool
add_hub(struct trial *trial, const double hub[2], bool judged, bool *done)
{
    struct lci_tile_maker *maker = trial->maker;
    const size_t count = trial->rest_count;
    const size_t foot_count = maker->foot_count;
    struct lci_seam seams[MOST_ENDS];
    uint32_t feet[MOST_ENDS]; /* at the hub, of the piece after each end */
    bool good = true;

    for (size_t i = 0; i < count; i++) {
        const struct seam_end *a = &trial->ends[trial->rest[i]];
        const struct lci_spot spot = spot_beside(trial, hub, a, &trial->ends[trial->rest[(i + 1) % count]]);

        /* If the label does not reach as far as this, it is no place for a hub; or the piece ends as it does on its outline. */
        if (spot.label != a->after && judged) {
            maker->foot_count = foot_count;
            return true;
        }
        if (spot.label != a->after)
            feet[i] = a->foot_after;
        else if (!lci_maker_foot(maker, &spot, &feet[i]))
            return false;
    }
    for (size_t i = 0; i < count && good; i++) {
        const struct seam_end *a = &trial->ends[trial->rest[i]];

        seams[i] = (struct lci_seam){LCI_NONE, a->station, feet[i], a->foot_after,
                                     feet[(i + count - 1) % count], a->foot_before};
        good = !judged || seam_is_true(trial, hub, (const double[2]){a->x_m, a->y_m}, &seams[i],
                                       (const uint64_t[2]){a->after, a->before});
    }
    if (!good) {
        maker->foot_count = foot_count;
        return true;
    }
    *done = true;
    trial->box.hub_x_m = (float)hub[0];
    trial->box.hub_y_m = (float)hub[1];
    trial->box.seam_first = (uint32_t)maker->seam_count;
    trial->box.seam_count = (uint16_t)(trial->pair_count + count);
    for (size_t i = 0; i < trial->pair_count; i++) {
        const struct lci_seam seam = seam_of(trial, trial->pairs[i].from, trial->pairs[i].to);

        if (!add_seam(maker, &seam))
            return false;
    }
    for (size_t i = 0; i < count; i++)
        if (!add_seam(maker, &seams[i]))
            return false;
    return add_box(trial);
}

/* A place on the outline of the box, with where it joins. */
struct outline_place {
    double x_m, y_m;
    uint32_t foot;
};

/* Lists places on the outline where this label holds: its seam ends and corners of the box. False: out of memory. */
static bool
list_places(const struct trial *trial, uint64_t label, struct outline_place *places, size_t *count)
{
    *count = 0;
    for (size_t i = 0; i < trial->end_count; i++) {
        const struct seam_end *end = &trial->ends[i];

        if (end->before == label)
            places[(*count)++] = (struct outline_place){end->x_m, end->y_m, end->foot_before};
        if (end->after == label)
            places[(*count)++] = (struct outline_place){end->x_m, end->y_m, end->foot_after};
    }
    for (int corner = 0; corner < 4; corner++) {
        const double x_m = corner % 2 == 0 ? trial->x0_m : trial->x1_m;
        struct line_end end = {0};

        if (!lci_maker_end_on(trial->maker, trial->box.lines[corner < 2 ? BELOW : ABOVE], x_m, &end))
            return false;
        if (end.label == label)
            places[(*count)++] =
                (struct outline_place){x_m, corner < 2 ? trial->y0_m : trial->y1_m, end.foot};
    }
    return true;
}

/* Whether walks change evenly where this label holds: half way between two places they are half way too. */
static bool
judge_label(const struct trial *trial, uint64_t label, bool *even)
{
    const double most_mm = EVEN_SHARE * trial->maker->step_m * 1000.0;
    const size_t foot_count = trial->maker->foot_count;
    struct outline_place places[2 * MOST_ENDS + 4];
    size_t count = 0;

    if (lci_frontage_is_exact(trial->maker->lookout.frontage, label))
        return true;
    if (!list_places(trial, label, places, &count))
        return false;
    for (size_t i = 0; i < count && *even; i++)
        for (size_t j = i + 1; j < count && *even; j++) {
            const struct lci_spot spot = spot_at(trial, 0.5 * (places[i].x_m + places[j].x_m),
                                                 0.5 * (places[i].y_m + places[j].y_m));

            /* Another label may lie between two pieces of one. */
            if (spot.label == label || trial->end_count == 0)
                *even = lci_maker_unevenness_mm(trial->maker, &spot, places[i].foot, places[j].foot, 0.5) <= most_mm;
        }
    trial->maker->foot_count = foot_count;
    return true;
}

/* Whether walks change evenly in all pieces of the box. False: out of memory. */
static bool
judge_evenness(const struct trial *trial, bool *even)
{
    const size_t foot_count = trial->maker->foot_count;
    struct line_end corner = {0};

    *even = true;
    if (trial->end_count == 0) {
        if (!lci_maker_end_on(trial->maker, trial->box.lines[BELOW], trial->x0_m, &corner))
            return false;
        trial->maker->foot_count = foot_count;
        return judge_label(trial, corner.label, even);
    }
    for (size_t i = 0; i < trial->end_count && *even; i++)
        if (!judge_label(trial, trial->ends[i].after, even))
            return false;
    return true;
}

/* Adds the box with the first hub that its seams allow: a street's end, or where three of them meet. */
static bool
try_hubs(struct trial *trial, bool *done)
{
    double hub[2] = {0.0, 0.0};

    if (lci_trial_street_end(trial, hub) && lci_trial_hub_is_inside(trial, hub) && !holds_corner(trial, hub))
        return add_hub(trial, hub, true, done);
    if (trial->rest_count > 4 || holds_corner(trial, NULL))
        return true;
    /* Of four, two meetings may lie so near each other that one will do. */
    for (size_t left = 0; left < (trial->rest_count == 4 ? 2U : 1U) && !*done; left++) {
        const size_t three[3] = {trial->rest[left], trial->rest[left + 1], trial->rest[(left + 2)]};

        if (lci_trial_solve_hub(trial, three, hub) && lci_trial_hub_is_inside(trial, hub) && !add_hub(trial, hub, true, done))
            return false;
    }
    return true;
}

/* True if all of the outline joins nowhere. */
static bool
is_blank(const struct trial *trial)
{
    const struct lci_tile_maker *maker = trial->maker;
    const uint32_t station =
        lci_station_before(maker->stations, &maker->lines[trial->box.lines[BELOW]], trial->x0_m);

    return trial->end_count == 0 && maker->labels[station].after == LCI_SPOT_NOWHERE;
}

/* Narrows the region of the trial down to the box. */
static bool
look_around(struct trial *trial)
{
    struct lci_tile_maker *maker = trial->maker;
    const struct lci_disc disc = {
        .x_m = maker->x0_m + 0.5 * (trial->x0_m + trial->x1_m),
        .y_m = maker->y0_m + 0.5 * (trial->y0_m + trial->y1_m),
        .radius_m = 0.5 * hypot(trial->x1_m - trial->x0_m, trial->y1_m - trial->y0_m),
        .blank = is_blank(trial),
    };

    return lci_region_narrow(&maker->lookout, trial->whole, &disc, &trial->region);
}

/* Adds a box that is larger than a step if its seams are true ones and its ground is even. */
static bool
settle_large(struct trial *trial, bool *done)
{
    bool even = false;

    if (trial->end_count > MOST_ENDS || !trial->region.plain)
        return true;
    find_pairs(trial, true);
    if (trial->rest_count == 1 || trial->rest_count == 2 || (trial->rest_count == 0 && holds_corner(trial, NULL)))
        return true;
    if (!judge_evenness(trial, &even))
        return false;
    if (!even)
        return true;
    return trial->rest_count == 0 ? add_hub(trial, (const double[2]){0.0, 0.0}, true, done)
                                  : try_hubs(trial, done);
}

/* Adds a box of a step or less, if its seams can be drawn at all; the least ones always. What is divided is looked around. */
static bool
settle_small(struct trial *trial, bool least, bool *done)
{
    double hub[2] = {0.5 * (trial->x0_m + trial->x1_m), 0.5 * (trial->y0_m + trial->y1_m)};

    if (trial->end_count > MOST_ENDS && !least)
        return look_around(trial);
    if (trial->end_count > MOST_ENDS)
        trial->end_count = 0; /* on a square of centimetres: areas whose border passes here will say that it does not close */
    find_pairs(trial, false);
    if (trial->rest_count > 0 && !look_around(trial))
        return false;
    if (trial->rest_count > 0 && !(lci_trial_street_end(trial, hub) && lci_trial_hub_is_inside(trial, hub))) {
        hub[0] = hub[1] = 0.0;
        for (size_t i = 0; i < trial->rest_count; i++) {
            hub[0] += trial->ends[trial->rest[i]].x_m / (double)trial->rest_count;
            hub[1] += trial->ends[trial->rest[i]].y_m / (double)trial->rest_count;
        }
        if (!lci_trial_hub_is_inside(trial, hub)) {
            if (!least)
                return true;
            hub[0] = 0.5 * (trial->x0_m + trial->x1_m);
            hub[1] = 0.5 * (trial->y0_m + trial->y1_m);
        }
    }
    return add_hub(trial, hub, false, done);
}

/* Adds the box if it needs no dividing. *done says whether it was. */
static bool
settle(struct trial *trial, bool *done)
{
    const int width = trial->box.x1 - trial->box.x0;
    const int height = trial->box.y1 - trial->box.y0;
    const int units = width > height ? width : height;

    trial->pair_count = trial->rest_count = 0;
    if (units <= LCI_STEP_UNITS)
        return settle_small(trial, units <= 1, done);
    if (!look_around(trial))
        return false;
    if (trial->end_count == 0 && trial->region.nowhere)
        return add_hub(trial, (const double[2]){0.0, 0.0}, false, done);
    return settle_large(trial, done);
}

/* Divides a box at the middle of its longer side. */
static bool
divide(const struct trial *trial)
{
    struct lci_tile_maker *maker = trial->maker;
    const struct lci_box *box = &trial->box;
    const bool vertical = box->x1 - box->x0 >= box->y1 - box->y0;
    const uint16_t middle =
        (uint16_t)(vertical ? (box->x0 + box->x1) / 2 : (box->y0 + box->y1) / 2);
    struct lci_line line = {.across_m = middle * maker->unit_m, .vertical = vertical};
    const double range_m[2] = {vertical ? trial->y0_m : trial->x0_m,
                               vertical ? trial->y1_m : trial->x1_m};
    struct line_end ends[2];
    struct lci_box low = *box;
    struct lci_box high = *box;
    uint32_t cut = 0;

    line.end_line[0] = box->lines[vertical ? BELOW : LEFT];
    line.end_line[1] = box->lines[vertical ? ABOVE : RIGHT];
    for (int i = 0; i < 2; i++)
        if (!lci_maker_end_on(maker, line.end_line[i], line.across_m, &ends[i]))
            return false;
    cut = (uint32_t)maker->line_count;
    if (!lci_maker_line(maker, &trial->region, &line, range_m, ends))
        return false;
    if (vertical) {
        low.x1 = high.x0 = middle;
        low.lines[RIGHT] = high.lines[LEFT] = cut;
    } else {
        low.y1 = high.y0 = middle;
        low.lines[ABOVE] = high.lines[BELOW] = cut;
    }
    return lci_maker_boxes(maker, &trial->region, &low) && lci_maker_boxes(maker, &trial->region, &high);
}

/* False if the box has no part of the mask. */
static bool
is_wanted(const struct trial *trial)
{
    bool all = false;

    return !trial->maker->mask ||
           !lci_clipped_is_apart(&trial->maker->wanted, (const double[2]){trial->x0_m, trial->y0_m},
                                 (const double[2]){trial->x1_m, trial->y1_m}, &all) || all;
}

bool
lci_maker_boxes(struct lci_tile_maker *maker, const struct lci_region *region,
                const struct lci_box *box)
{
    struct trial trial = {.maker = maker, .whole = region, .box = *box};
    const size_t stack = maker->lookout.count;
    bool good = false;
    bool done = false;

    trial.x0_m = box->x0 * maker->unit_m;
    trial.y0_m = box->y0 * maker->unit_m;
    trial.x1_m = box->x1 * maker->unit_m;
    trial.y1_m = box->y1 * maker->unit_m;
    if (!is_wanted(&trial))
        return add_box(&trial);
    find_ends(&trial);
    good = settle(&trial, &done);
    if (good && !done)
        good = divide(&trial);
    maker->lookout.count = stack;
    return good;
}
