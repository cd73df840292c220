/* spot.c - the one joining rule asked for the ground: which streets matter in a region, and where a place of it joins. */
#include "geom/spot.h"

#include <math.h>

#include "base/alloc.h"
#include "geom/sure.h"

/*
 * Streets that bend by less than this (radians) run on as one: inside of a bend the foot jumps by leg times bend, and where that is
 * more than walks may be off, ground is cut down to a step (decision 097).
 */
static const double STRAIGHT_ON = 0.01;

/* Sure bounds allow for scale and direction that vary a little inside a region. */
static const double SCALE_SLACK = 0.001;

/* Lists up to these lengths, with and without a bound on legs, are not worth much trouble to shorten. */
enum { LONG = 24, BRIEF = 12 };

/* Labels: street or run times 4, and one of these; places in a shadow are kept apart. */
enum { ALONG = 0, AT_START = 2, AT_END = 3 };
static const uint32_t IN_SHADOW = UINT32_C(1) << 31;

static bool
is_bend(const struct lci_segment *a, const struct lci_segment *b)
{
    const double ux = a->bx_m - a->ax_m;
    const double uy = a->by_m - a->ay_m;
    const double vx = b->bx_m - b->ax_m;
    const double vy = b->by_m - b->ay_m;

    return ux * vx + uy * vy <= 0.0 || fabs(ux * vy - uy * vx) > STRAIGHT_ON * (ux * vx + uy * vy);
}

enum lci_status
lci_frontage_init(struct lci_frontage *streets, const struct lci_join_index *index,
                 const struct lci_zones *zones, struct lci_error *err)
{
    *streets = (struct lci_frontage){.index = index, .zones = zones};
    if (index->street_count >= IN_SHADOW / 4)
        return lci_fail(err, LCI_E_LIMIT, "service area: %zu pieces of street, the most is %u",
                        index->street_count, IN_SHADOW / 4);
    streets->run = lci_new_array(uint32_t, index->street_count);
    streets->run_length = lci_new_array(uint32_t, index->street_count);
    streets->corner = lci_new_array(unsigned char, index->street_count);
    if (!streets->run || !streets->run_length || !streets->corner) {
        lci_frontage_fini(streets);
        return lci_fail_nomem(err, "service area");
    }
    for (size_t i = 0; i < index->street_count; i++) {
        const struct lci_street *street = &index->streets[i];
        const bool on = i > 0 && lci_street_leads_on(index, i - 1) && street[-1].islet == street->islet &&
                        !is_bend(&street[-1].segment, &street->segment);

        streets->run[i] = on ? streets->run[i - 1] : (uint32_t)i;
        streets->run_length[streets->run[i]]++;
        streets->corner[i] = on ? 2 : 3;
        if (on)
            streets->corner[i - 1] &= 1;
    }
    return LCI_OK;
}

void
lci_frontage_fini(struct lci_frontage *streets)
{
    lci_free(streets->run);
    lci_free(streets->run_length);
    lci_free(streets->corner);
    *streets = (struct lci_frontage){0};
}

enum lci_status
lci_lookout_init(struct lci_lookout *lookout, const struct lci_frontage *streets, struct lci_error *err)
{
    *lookout = (struct lci_lookout){.frontage = streets};
    lookout->mark = lci_new_array(uint32_t, streets->index->street_count);
    /* Regions point into the stack, those without a street too. */
    if (!lookout->mark || !lci_reserve(&lookout->stack, 1, &lookout->capacity))
        return lci_fail_nomem(err, "service area");
    return LCI_OK;
}

void
lci_lookout_fini(struct lci_lookout *lookout)
{
    lci_free(lookout->stack);
    lci_free(lookout->mark);
    lci_free(lookout->off);
    lci_free(lookout->zones);
    *lookout = (struct lci_lookout){0};
}

static bool
push(struct lci_lookout *lookout, uint32_t street)
{
    if (!lci_grow(&lookout->stack, lookout->count, &lookout->capacity))
        return false;
    lookout->stack[lookout->count++] = street;
    return true;
}

/* Private ways are streets only for the zones they serve. */
static bool
is_foreign(const struct lci_lookout *lookout, const struct lci_street *street)
{
    for (size_t k = 0; street->private_way && k < lookout->zone_count; k++)
        if (lci_zones_serve(lookout->frontage->zones, lookout->zones[k], street->edge))
            return false;
    return street->private_way;
}

bool
lci_region_open(struct lci_lookout *lookout, double min_x_m, double min_y_m, double max_x_m,
                double max_y_m, struct lci_region *out)
{
    const struct lci_join_index *index = lookout->frontage->index;
    const struct lci_segment_grid *grid = &index->grid;
    const double reach_m = index->off_street_map_m;
    const struct lci_cell_range range = lci_segment_grid_range(
        grid, min_x_m - reach_m, min_y_m - reach_m, max_x_m + reach_m, max_y_m + reach_m);
    double share = 0.0;

    *out = (struct lci_region){
        .x_m = 0.5 * (min_x_m + max_x_m),
        .y_m = 0.5 * (min_y_m + max_y_m),
        .radius_m = 0.5 * hypot(max_x_m - min_x_m, max_y_m - min_y_m),
        .first = lookout->count,
    };
    lookout->zone_count = 0;
    if (lookout->frontage->zones &&
        !lci_zones_near(lookout->frontage->zones, (const double[4]){min_x_m, min_y_m, max_x_m, max_y_m},
                        &lookout->zones, &lookout->zone_count, &lookout->zone_capacity))
        return false;
    lookout->stamp++;
    for (int32_t row = range.first_row; row <= range.last_row; row++)
        for (int32_t column = range.first_column; column <= range.last_column; column++) {
            const size_t cell = (size_t)row * (size_t)grid->column_count + (size_t)column;

            for (uint32_t k = grid->first[cell]; k < grid->first[cell + 1]; k++) {
                const uint32_t street = grid->items[k];

                if (lookout->mark[street] == lookout->stamp || index->streets[street].on_line ||
                    is_foreign(lookout, &index->streets[street]))
                    continue;
                lookout->mark[street] = lookout->stamp;
                if (lci_street_distance_m(&index->streets[street], out->x_m, out->y_m, &share) <=
                        reach_m + out->radius_m &&
                    !push(lookout, street))
                    return false;
            }
        }
    out->count = lookout->count - out->first;
    out->nowhere = out->count == 0;
    out->sure_m[0] = out->sure_m[1] = INFINITY;
    out->barriers = !lci_barrier_box_free(&index->barriers, min_x_m - reach_m, min_y_m - reach_m,
                                          max_x_m + reach_m, max_y_m + reach_m);
    return true;
}

/* Measures how far the streets of `whole` are from the middle of a part of it. False: out of memory. */
static bool
measure_streets(struct lci_lookout *lookout, const struct lci_region *whole, const struct lci_region *part)
{
    const struct lci_street *streets = lookout->frontage->index->streets;

    if (!lci_reserve(&lookout->off, whole->count, &lookout->off_capacity))
        return false;
    for (size_t k = 0; k < whole->count; k++) {
        struct lci_street_off *off = &lookout->off[k];

        off->distance_m = lci_street_distance_m(&streets[lookout->stack[whole->first + k]], part->x_m, part->y_m, &off->share);
    }
    return true;
}

/* Pushes the streets that a place of the region may join. */
static bool
keep_streets(struct lci_lookout *lookout, const struct lci_region *whole, struct lci_region *region,
             const struct lci_street_choice *choice, const double sure_m[2])
{
    const struct lci_join_index *index = lookout->frontage->index;
    bool kinds[2] = {false, false}; /* streets, islets */
    bool private_ways = false;
    bool free = true;

    for (size_t k = 0; k < whole->count; k++) {
        const uint32_t street = lookout->stack[whole->first + k];
        const struct lci_street *s = &index->streets[street];
        const double distance_m = lookout->off[k].distance_m;
        const double share = lookout->off[k].share;

        if (choice->enclosed && s->enclosed && choice->enclosure != s->enclosure)
            continue;
        if (distance_m > sure_m[s->islet] + 2.0 * region->radius_m + 2.0 * LCI_STREET_EQUAL_M ||
            distance_m - region->radius_m > index->off_street_map_m)
            continue;
        if (region->barriers) {
            const bool clear = isfinite(sure_m[s->islet]) && lci_surely_free(index, region, street, share);

            if (!clear &&
                lci_surely_hidden(index, region, street, share, sure_m[s->islet] + 2.0 * region->radius_m))
                continue;
            free = free && clear;
        }
        if (!push(lookout, street))
            return false;
        kinds[s->islet] = true;
        private_ways = private_ways || s->private_way;
    }
    region->count = lookout->count - region->first;
    region->nowhere = region->count == 0;
    region->barriers = region->barriers && !free;
    region->plain = !region->barriers && !private_ways && !(kinds[0] && kinds[1]);
    return true;
}

/* A bound on the legs of a part of `whole`: that of `whole`, or a better one where the list is long enough to be worth it. */
static double
sure_leg_m(const struct lci_lookout *lookout, const struct lci_region *whole, const struct lci_region *part,
           const struct lci_street_choice *choice, bool blank)
{
    const double whole_m = whole->sure_m[choice->islets ? 1 : 0] + whole->radius_m - part->radius_m;
    const bool thorough = !blank && whole->count > (isfinite(whole_m) ? LONG : BRIEF);

    return fmin(whole_m, lci_sure_leg_m(lookout, whole, part, choice, thorough));
}

bool
lci_region_narrow(struct lci_lookout *lookout, const struct lci_region *whole, const struct lci_disc *disc,
                  struct lci_region *out)
{
    const struct lci_join_index *index = lookout->frontage->index;
    const double x_m = disc->x_m;
    const double y_m = disc->y_m;
    const double radius_m = disc->radius_m;
    const double scale = lci_metric_length_scale(index->metric, x_m, y_m);
    struct lci_street_choice choice = {.enclosed = false};
    double sure_m[2] = {0.0, 0.0};

    *out = (struct lci_region){.x_m = x_m, .y_m = y_m, .radius_m = radius_m, .first = lookout->count,
                               .barriers = whole->barriers};
    if (whole->barriers) {
        out->nowhere = lci_barrier_box_held(&index->barriers, x_m - radius_m, y_m - radius_m,
                                            x_m + radius_m, y_m + radius_m);
        if (out->nowhere)
            return true;
        choice.enclosed =
            lci_barrier_box_enclosure(&index->barriers, x_m - radius_m, y_m - radius_m,
                                      x_m + radius_m, y_m + radius_m, &choice.enclosure);
    }
    if (!measure_streets(lookout, whole, out))
        return false;
    sure_m[0] = sure_leg_m(lookout, whole, out, &choice, disc->blank);
    /* No leg is longer than sure_m and a radius: barriers beyond that do not matter. */
    if (out->barriers && isfinite(sure_m[0])) {
        const double half_m = sure_m[0] + 2.0 * radius_m;

        out->barriers = !lci_barrier_box_free(&index->barriers, x_m - half_m, y_m - half_m,
                                              x_m + half_m, y_m + half_m);
    }
    /* Islets only count where nothing else can be joined. */
    choice.islets = true;
    sure_m[1] = (sure_m[0] + radius_m) * scale * (1.0 + SCALE_SLACK) * 1000.0 <= (double)index->off_street_mm
                    ? -INFINITY
                    : sure_leg_m(lookout, whole, out, &choice, disc->blank);
    out->sure_m[0] = sure_m[0];
    out->sure_m[1] = sure_m[1];
    return keep_streets(lookout, whole, out, &choice, sure_m);
}

/* The zone that holds the place, or LCI_NONE. Where homes overlap the first one counts. */
static uint32_t
zone_at(const struct lci_lookout *lookout, double x_m, double y_m)
{
    for (size_t k = 0; k < lookout->zone_count; k++)
        if (lci_zones_hold(lookout->frontage->zones, lookout->zones[k], x_m, y_m))
            return lookout->zones[k];
    return LCI_NONE;
}

static uint64_t
label_of(const struct lci_frontage *streets, uint32_t street, double share)
{
    if (share <= 0.0 && (streets->corner[street] & 1))
        return 4 * (uint64_t)street + AT_START;
    if (share >= 1.0 && (streets->corner[street] & 2))
        return lci_street_leads_on(streets->index, street) ? 4 * ((uint64_t)street + 1) + AT_START
                                                : 4 * (uint64_t)street + AT_END;
    return 4 * (uint64_t)streets->run[street] + ALONG;
}

static bool
on_the_right(const struct lci_segment *s, double x_m, double y_m)
{
    return (s->bx_m - s->ax_m) * (y_m - s->ay_m) - (s->by_m - s->ay_m) * (x_m - s->ax_m) < 0.0;
}

bool
lci_frontage_is_exact(const struct lci_frontage *frontage, uint64_t label)
{
    if (label == LCI_SPOT_NOWHERE || (label & IN_SHADOW))
        return false;
    return label % 4 != ALONG || frontage->run_length[(uint32_t)label / 4] == 1;
}

bool
lci_frontage_is_end_of(const struct lci_frontage *frontage, uint64_t label, uint64_t other)
{
    const uint64_t run = label % 4 == ALONG ? label : other;
    const uint64_t corner = label % 4 == ALONG ? other : label;
    const uint32_t street = (uint32_t)(corner / 4);

    if (label == LCI_SPOT_NOWHERE || other == LCI_SPOT_NOWHERE || run % 4 != ALONG || corner % 4 == ALONG ||
        ((label | other) & IN_SHADOW))
        return false;
    return frontage->run[street] == run / 4 ||
           (corner % 4 == AT_START && street > 0 && lci_street_leads_on(frontage->index, street - 1) &&
            frontage->run[street - 1] == run / 4);
}

bool
lci_frontage_is_corner(const struct lci_frontage *frontage, uint32_t street, int end)
{
    return (frontage->corner[street] & (end == 0 ? 1 : 2)) != 0;
}

/* The nearest street of a plain region, by the same rule as lci_street_take(). */
static struct lci_near
nearest_plain(const struct lci_lookout *lookout, const struct lci_region *region, double x_m,
              double y_m)
{
    const struct lci_street *streets = lookout->frontage->index->streets;
    const uint32_t *list = lookout->stack + region->first;
    struct lci_near near = {.distance_m = INFINITY};
    bool tied = false;

    for (size_t k = 0; k < region->count; k++) {
        double share = 0.0;
        const double distance_m = lci_street_distance_m(&streets[list[k]], x_m, y_m, &share);

        tied = (tied && distance_m > near.distance_m - LCI_STREET_EQUAL_M) ||
               fabs(distance_m - near.distance_m) <= LCI_STREET_EQUAL_M;
        if (distance_m < near.distance_m)
            near = (struct lci_near){distance_m, list[k], share};
    }
    if (tied) {
        const struct lci_place place = {x_m, y_m, near.distance_m};
        const struct lci_street_choice choice = {.islets = streets[list[0]].islet, .barriers_far = true};

        near.distance_m = INFINITY;
        lci_street_take(lookout->frontage->index, &place, list, region->count, &choice, &near);
    }
    return near;
}

/* The nearest street by the whole rule; *zone is that of the place. */
static struct lci_near
nearest_by_rule(const struct lci_lookout *lookout, const struct lci_region *region, double x_m,
                double y_m, uint32_t *zone)
{
    const struct lci_join_index *index = lookout->frontage->index;
    const uint32_t *list = lookout->stack + region->first;
    struct lci_street_choice choice = {.barriers_far = !region->barriers};
    struct lci_near near = {.distance_m = INFINITY};

    *zone = zone_at(lookout, x_m, y_m);
    if (*zone != LCI_NONE) {
        choice.private_edges = lookout->frontage->zones->items[*zone].edges;
        choice.private_count = lookout->frontage->zones->items[*zone].edge_count;
    }
    if (region->barriers) {
        if (lci_barrier_holds(&index->barriers, x_m, y_m))
            return near;
        choice.enclosed = lci_barrier_enclosure(&index->barriers, x_m, y_m, &choice.enclosure);
    }
    for (int islets = 0; islets < 2; islets++) {
        choice.islets = islets != 0;
        near = lci_street_nearest(index, x_m, y_m, list, region->count, &choice);
        if (lci_street_join(index, x_m, y_m, &near).edge != LCI_NONE)
            break;
        near.distance_m = INFINITY;
    }
    return near;
}

/* The spot of a place that joins what is near. */
static struct lci_spot
spot_on(const struct lci_lookout *lookout, const struct lci_region *region, const struct lci_near *near,
        uint32_t zone, const double xy_m[2])
{
    const struct lci_frontage *streets = lookout->frontage;
    struct lci_spot spot = {LCI_SPOT_NOWHERE, LCI_NONE, LCI_NONE, 0, 0};
    struct lci_join join = {.edge = LCI_NONE};
    double share = 0.0;

    if (isfinite(near->distance_m))
        join = lci_street_join(streets->index, xy_m[0], xy_m[1], near);
    if (join.edge == LCI_NONE)
        return spot;
    spot.edge = join.edge;
    spot.offset_mm = join.offset_mm;
    spot.leg_mm = (int32_t)join.leg_mm;
    spot.label = label_of(streets, near->street, near->share);
    if (region->barriers) {
        (void)lci_street_distance_m(&streets->index->streets[near->street], xy_m[0], xy_m[1], &share);
        if (share != near->share)
            spot.label |= IN_SHADOW;
    }
    if (spot.label % 4 == ALONG && !(spot.label & IN_SHADOW) &&
        on_the_right(&streets->index->streets[near->street].segment, xy_m[0], xy_m[1]))
        spot.leg_mm = -spot.leg_mm;
    if (streets->index->streets[near->street].private_way) {
        spot.zone = zone;
        spot.label |= ((uint64_t)zone + 1) << 32;
    }
    return spot;
}

struct lci_spot
lci_spot_at(const struct lci_lookout *lookout, const struct lci_region *region, double x_m, double y_m)
{
    struct lci_near near = {.distance_m = INFINITY};
    uint32_t zone = LCI_NONE;

    if (!region->nowhere)
        near = region->plain ? nearest_plain(lookout, region, x_m, y_m)
                             : nearest_by_rule(lookout, region, x_m, y_m, &zone);
    return spot_on(lookout, region, &near, zone, (const double[2]){x_m, y_m});
}

/* The nearest street that places of this label join. */
static struct lci_near
nearest_as(const struct lci_lookout *lookout, const struct lci_region *region, uint64_t label, double x_m,
           double y_m)
{
    const struct lci_frontage *streets = lookout->frontage;
    struct lci_near near = {.distance_m = INFINITY};

    for (size_t k = 0; k < region->count; k++) {
        const uint32_t street = lookout->stack[region->first + k];
        double share = 0.0;
        const double distance_m = lci_street_distance_m(&streets->index->streets[street], x_m, y_m, &share);

        if (distance_m < near.distance_m && label_of(streets, street, share) == label)
            near = (struct lci_near){distance_m, street, share};
    }
    return near;
}

struct lci_spot
lci_spot_as(const struct lci_lookout *lookout, const struct lci_region *region, uint64_t label, double x_m,
            double y_m)
{
    const struct lci_near near = nearest_as(lookout, region, label, x_m, y_m);

    return spot_on(lookout, region, &near, LCI_NONE, (const double[2]){x_m, y_m});
}

bool
lci_frontage_nearest(const struct lci_lookout *lookout, const struct lci_region *region, uint64_t label,
                     double x_m, double y_m, const struct lci_segment **street, double *share)
{
    const struct lci_frontage *frontage = lookout->frontage;
    const uint32_t at = (uint32_t)(label / 4);
    double least_m = INFINITY;

    if (label == LCI_SPOT_NOWHERE)
        return false;
    if (label % 4 != ALONG) {
        *street = &frontage->index->streets[at].segment;
        *share = label % 4 == AT_START ? 0.0 : 1.0;
        return true;
    }
    for (size_t k = 0; k < region->count; k++) {
        const uint32_t one = lookout->stack[region->first + k];
        double here = 0.0;
        const double distance_m = lci_street_distance_m(&frontage->index->streets[one], x_m, y_m, &here);

        if (distance_m >= least_m || frontage->run[one] != at)
            continue;
        least_m = distance_m;
        *street = &frontage->index->streets[one].segment;
        *share = here;
    }
    return isfinite(least_m);
}
