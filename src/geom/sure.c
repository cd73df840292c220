/* sure.c - free legs that all places of a region have, and streets that none of them sees. */
#include "geom/sure.h"

#include <math.h>

/* How many streets are tried for a leg that is free for all. */
enum { NEAREST_TRIES = 3 };

/* Of smaller regions only the middle is asked: they are asked little themselves, and have what was found for the larger one. */
static const double SMALL_RADIUS_M = 3.0;

/* Places that are asked what they join: the middle and four around it. */
enum { ASKED = 5 };

/* Sides of barriers that legs may meet, and end points that are kept. */
enum { MOST_SIDES = 4, MOST_TARGETS = 24 };

/* A point of a street, and the sides near the legs to it: they are free for places on its own side of the lines of these. */
struct target {
    double distance_m; /* from the middle */
    unsigned sides;    /* bits: entries of the list of sides */
    unsigned left;     /* of those, the ones that have it on their left */
};

struct targets {
    const struct lci_join_index *index;
    const struct lci_region *region;
    uint32_t sides[MOST_SIDES];
    size_t side_count;
    struct target items[MOST_TARGETS];
    size_t count;
    double clear_m; /* distance of the one that will do for all places */
    unsigned blind[2]; /* bits: sides on the right (0) and left (1) of which places have no leg */
};

bool
lci_surely_free(const struct lci_join_index *index, const struct lci_region *region, uint32_t street,
                double share)
{
    const struct lci_segment *s = &index->streets[street].segment;
    const struct lci_segment leg = {region->x_m, region->y_m,
                                    s->ax_m + share * (s->bx_m - s->ax_m),
                                    s->ay_m + share * (s->by_m - s->ay_m)};

    return lci_barrier_leg_free(&index->barriers, &leg, region->radius_m + LCI_TOUCH_M);
}

bool
lci_surely_hidden(const struct lci_join_index *index, const struct lci_region *region, uint32_t street, double share,
                  double most_m)
{
    const struct lci_segment *s = &index->streets[street].segment;
    const double ux = s->bx_m - s->ax_m;
    const double uy = s->by_m - s->ay_m;
    const double length_m = hypot(ux, uy);
    const double spread = isfinite(most_m) && length_m > 0.0 ? most_m / length_m : 1.0;
    const double from = fmax(share - spread, 0.0);
    const double to = fmin(share + spread, 1.0);
    const struct lci_segment part = {s->ax_m + from * ux, s->ay_m + from * uy, s->ax_m + to * ux, s->ay_m + to * uy};
    const struct lci_ground_piece square = lci_ground_square(region->x_m, region->y_m, region->radius_m);

    return lci_barrier_hides(&index->barriers, &square, &part);
}

/* A street of the list and its distance from the middle. */
struct nearby {
    double distance_m, share;
    uint32_t street;
};

/* Puts a street among the nearest so far, ascending. */
static void
keep_nearest(struct nearby *nearest, size_t *count, const struct nearby *street)
{
    size_t at = *count < NEAREST_TRIES ? (*count)++ : NEAREST_TRIES;

    if (at == NEAREST_TRIES) {
        if (nearest[--at].distance_m <= street->distance_m)
            return;
    }
    for (; at > 0 && nearest[at - 1].distance_m > street->distance_m; at--)
        nearest[at] = nearest[at - 1];
    nearest[at] = *street;
}

/* On which side of a line through a barrier's side a place lies, clear of it by more than clear_m: 1 left, -1 right, 0 neither. */
static int
place_of(const struct lci_barrier_side *side, double x_m, double y_m, double clear_m)
{
    const double ux = side->bx_m - side->ax_m;
    const double uy = side->by_m - side->ay_m;
    const double off = ux * (y_m - side->ay_m) - uy * (x_m - side->ax_m);

    return off > clear_m * hypot(ux, uy) ? 1 : off < -clear_m * hypot(ux, uy) ? -1 : 0;
}

/* Keeps a point of a street if few sides are near the legs to it. True if none is: it will do for all places. */
static bool
add_target(struct targets *targets, double x_m, double y_m)
{
    const struct lci_barrier_index *barriers = &targets->index->barriers;
    const struct lci_region *region = targets->region;
    const struct lci_segment leg = {region->x_m, region->y_m, x_m, y_m};
    struct target target = {.distance_m = hypot(x_m - region->x_m, y_m - region->y_m)};
    uint32_t sides[MOST_SIDES];
    const size_t count = lci_barrier_leg_sides(barriers, &leg, region->radius_m + LCI_TOUCH_M, sides, MOST_SIDES);
    const size_t side_count = targets->side_count;

    if (count > MOST_SIDES || lci_barrier_holds(barriers, x_m, y_m))
        return false;
    for (size_t i = 0; i < count; i++) {
        const int place = place_of(&barriers->barriers->sides[sides[i]], x_m, y_m, LCI_TOUCH_M);
        size_t at = 0;

        if (place == 0 || !lci_barrier_list_side(sides[i], targets->sides, &targets->side_count, MOST_SIDES)) {
            targets->side_count = side_count;
            return false;
        }
        while (targets->sides[at] != sides[i])
            at++;
        target.sides |= 1U << at;
        target.left |= place > 0 ? 1U << at : 0U;
    }
    if (count == 0) {
        targets->clear_m = target.distance_m;
        return true;
    }
    for (size_t i = 0; i < targets->count; i++)
        if (targets->items[i].sides == target.sides && targets->items[i].left == target.left) {
            targets->items[i].distance_m = fmin(targets->items[i].distance_m, target.distance_m);
            return false;
        }
    if (targets->count < MOST_TARGETS)
        targets->items[targets->count++] = target;
    return false;
}

static bool
add_target_at(struct targets *targets, size_t street, double share)
{
    const struct lci_segment *s = &targets->index->streets[street].segment;

    return add_target(targets, s->ax_m + share * (s->bx_m - s->ax_m), s->ay_m + share * (s->by_m - s->ay_m));
}

/*
 * Keeps points of the street, and of those it leads to, on the way from a share of it towards its start (-1) or end (1): by radii,
 * twice as far each time. True as add_target().
 */
static bool
add_targets_along(struct targets *targets, const struct lci_street_choice *choice, size_t street, double share, int way)
{
    const struct lci_join_index *index = targets->index;
    double gone_m = 0.0;

    for (int out = 1; out <= LCI_SURE_MOST_OUT && targets->count < MOST_TARGETS; out *= 2) {
        double left_m = out * targets->region->radius_m - gone_m;

        gone_m += left_m;
        for (;;) {
            const struct lci_segment *s = &index->streets[street].segment;
            const double length_m = hypot(s->bx_m - s->ax_m, s->by_m - s->ay_m);
            const double room_m = (way > 0 ? 1.0 - share : share) * length_m;

            if (left_m <= room_m) {
                share += way * left_m / fmax(length_m, LCI_TOUCH_M);
                break;
            }
            if (way > 0 ? !lci_street_leads_on(index, street) : street == 0 || !lci_street_leads_on(index, street - 1))
                return false;
            street = way > 0 ? street + 1 : street - 1;
            share = way > 0 ? 0.0 : 1.0;
            left_m -= room_m;
            if (!lci_street_allowed(&index->streets[street], choice) || index->streets[street].on_line)
                return false;
        }
        if (add_target_at(targets, street, share))
            return true;
    }
    return false;
}

/* What a place joins, and points of that street farther out of the shadow in which its foot lies. True as add_target(). */
static bool
add_targets_of(struct targets *targets, const struct lci_lookout *lookout, const struct lci_region *whole,
               const struct lci_street_choice *choice, double x_m, double y_m)
{
    const struct lci_join_index *index = targets->index;
    const uint32_t *streets = lookout->stack + whole->first;
    struct lci_street_choice own = *choice;
    struct lci_near near = {.distance_m = INFINITY};
    double foot = 0.0;

    own.enclosed = lci_barrier_enclosure(&index->barriers, x_m, y_m, &own.enclosure);
    near = lci_street_nearest(index, x_m, y_m, streets, whole->count, &own);
    if (!isfinite(near.distance_m))
        return false;
    if (add_target_at(targets, near.street, near.share))
        return true;
    (void)lci_street_distance_m(&index->streets[near.street], x_m, y_m, &foot);
    for (int way = -1; way <= 1; way += 2)
        if ((near.share - foot) * way >= 0.0 && add_targets_along(targets, &own, near.street, near.share, way))
            return true;
    return false;
}

/* True if the side goes through the region from end to end, and no other side has a part in it. */
static bool
divides(const struct targets *targets, size_t at)
{
    const struct lci_region *region = targets->region;
    const struct lci_barrier_index *barriers = &targets->index->barriers;
    const struct lci_barrier_side *side = &barriers->barriers->sides[targets->sides[at]];
    const double half_m = region->radius_m + LCI_TOUCH_M;
    uint32_t only = LCI_NONE;

    return fmax(fabs(side->ax_m - region->x_m), fabs(side->ay_m - region->y_m)) > half_m &&
           fmax(fabs(side->bx_m - region->x_m), fabs(side->by_m - region->y_m)) > half_m &&
           lci_barrier_box_sides(barriers, region->x_m - half_m, region->y_m - half_m, region->x_m + half_m,
                                 region->y_m + half_m, &only, 1) == 1 &&
           only == targets->sides[at];
}

/* True if all streets, islets and private ways too, are hidden from the part of the region on the left or right of a side. */
static bool
beside_is_blind(const struct targets *targets, const struct lci_lookout *lookout, const struct lci_region *whole, size_t at,
                bool left)
{
    const struct lci_join_index *index = targets->index;
    const struct lci_region *region = targets->region;
    const struct lci_ground_piece square = lci_ground_square(region->x_m, region->y_m, region->radius_m);
    const struct lci_ground_piece part =
        lci_ground_beside(&square, &index->barriers.barriers->sides[targets->sides[at]], left);

    for (size_t k = 0; k < whole->count; k++)
        if (!lci_barrier_hides(&index->barriers, &part, &index->streets[lookout->stack[whole->first + k]].segment))
            return false;
    return true;
}

/*
 * Notes for each side that divides the region from which of its sides no leg leads: that in the inside of an area, or that from
 * which all is hidden.
 */
static void
find_blind(struct targets *targets, const struct lci_lookout *lookout, const struct lci_region *whole)
{
    for (size_t at = 0; at < targets->side_count; at++) {
        if (targets->index->barriers.barriers->sides[targets->sides[at]].area || !divides(targets, at))
            continue;
        for (int left = 0; left < 2; left++)
            if (beside_is_blind(targets, lookout, whole, at, left != 0))
                targets->blind[left] |= 1U << at;
    }
}

/*
 * The longest of the shortest legs, over all ways in which a place of the region can lie on the left or right of the sides;
 * INFINITY: no target serves places of one of them.
 */
static double
longest_needed_m(const struct targets *targets)
{
    unsigned fixed = 0;
    unsigned fixed_left = 0;
    unsigned blind[2] = {targets->blind[0], targets->blind[1]};
    double longest_m = targets->count > 0 ? 0.0 : INFINITY;

    for (size_t at = 0; at < targets->side_count; at++) {
        const struct lci_barrier_side *side = &targets->index->barriers.barriers->sides[targets->sides[at]];
        const int place = place_of(side, targets->region->x_m, targets->region->y_m, targets->region->radius_m + LCI_TOUCH_M);

        fixed |= place != 0 ? 1U << at : 0U;
        fixed_left |= place > 0 ? 1U << at : 0U;
        blind[1] |= side->area && divides(targets, at) ? 1U << at : 0U;
    }
    for (unsigned left = 0; left < 1U << targets->side_count; left++) {
        double shortest_m = INFINITY;

        if ((left & fixed) != fixed_left || (left & blind[1]) || (~left & blind[0]))
            continue;
        for (size_t i = 0; i < targets->count; i++)
            if ((left & targets->items[i].sides) == targets->items[i].left)
                shortest_m = fmin(shortest_m, targets->items[i].distance_m);
        longest_m = fmax(longest_m, shortest_m);
    }
    return longest_m;
}

/* Asks places on both sides of the line through a side, half way to where the region ends. True as add_target(). */
static bool
add_targets_beside(struct targets *targets, const struct lci_lookout *lookout, const struct lci_region *whole,
                   const struct lci_street_choice *choice, const struct lci_barrier_side *side)
{
    const struct lci_region *region = targets->region;
    const double length_m = hypot(side->bx_m - side->ax_m, side->by_m - side->ay_m);
    const double left_x = -(side->by_m - side->ay_m) / length_m;
    const double left_y = (side->bx_m - side->ax_m) / length_m;
    const double off_m = (side->ax_m - region->x_m) * left_x + (side->ay_m - region->y_m) * left_y;

    if (!(fabs(off_m) < region->radius_m))
        return false;
    for (int sign = -1; sign <= 1; sign += 2) {
        const double half_m = 0.5 * (off_m + sign * region->radius_m);

        if (add_targets_of(targets, lookout, whole, choice, region->x_m + half_m * left_x, region->y_m + half_m * left_y))
            return true;
    }
    return false;
}

/* A sure bound from what a few places of the region join. */
static double
joined_leg_m(const struct lci_lookout *lookout, const struct lci_region *whole,
             const struct lci_region *region, const struct lci_street_choice *choice)
{
    static const double AROUND[ASKED][2] = {{0.0, 0.0}, {-0.6, -0.6}, {0.6, -0.6}, {0.6, 0.6}, {-0.6, 0.6}};
    const bool small = region->radius_m < SMALL_RADIUS_M;
    struct targets targets = {.index = lookout->frontage->index, .region = region};
    double longest_m = INFINITY;
    size_t side_count = 0;

    for (size_t i = 0; i < (small ? 1 : ASKED); i++) {
        if (add_targets_of(&targets, lookout, whole, choice, region->x_m + AROUND[i][0] * region->radius_m,
                           region->y_m + AROUND[i][1] * region->radius_m))
            return targets.clear_m;
        /* Where two places have nothing to join, few around them have. */
        if (targets.count == 0 && i >= 1)
            return INFINITY;
        longest_m = longest_needed_m(&targets);
        if (isfinite(longest_m))
            return longest_m;
    }
    side_count = small ? 0 : targets.side_count;
    for (size_t i = 0; i < side_count; i++) {
        if (add_targets_beside(&targets, lookout, whole, choice, &targets.index->barriers.barriers->sides[targets.sides[i]]))
            return targets.clear_m;
        longest_m = longest_needed_m(&targets);
        if (isfinite(longest_m))
            return longest_m;
    }
    find_blind(&targets, lookout, whole);
    return longest_needed_m(&targets);
}

double
lci_sure_leg_m(const struct lci_lookout *lookout, const struct lci_region *whole,
               const struct lci_region *region, const struct lci_street_choice *choice, bool thorough)
{
    const struct lci_join_index *index = lookout->frontage->index;
    struct nearby nearest[NEAREST_TRIES];
    size_t count = 0;

    for (size_t k = 0; k < whole->count; k++) {
        const struct nearby one = {lookout->off[k].distance_m, lookout->off[k].share, lookout->stack[whole->first + k]};

        if (lci_street_allowed(&index->streets[one.street], choice))
            keep_nearest(nearest, &count, &one);
    }
    for (size_t i = 0; i < count; i++)
        if (!whole->barriers || lci_surely_free(index, region, nearest[i].street, nearest[i].share))
            return nearest[i].distance_m;
    if (count == 0 || !thorough || region->radius_m > LCI_SURE_JOINED_RADIUS_M)
        return INFINITY;
    return joined_leg_m(lookout, whole, region, choice);
}
