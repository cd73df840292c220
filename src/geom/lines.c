/* lines.c - walks along a line and sets a station wherever the nearest street changes or the walk stops changing evenly. */
#include <math.h>
#include <stdlib.h>

#include <lifecircle/network.h>

#include "base/alloc.h"
#include "geom/maker.h"

/* A station where the label changes keeps this share of a step away from both places between which it is looked for. */
static const double END_SHARE = 0.004;

/* Its place is halved down to this share of a step. */
static const double SOLVED_SHARE = 0.005;

/* Walks may be off an even change by this share of the tolerance. */
static const double EVEN_SHARE = 0.3;

/* The most changes that are told apart within a step. */
enum { MOST_CHANGES = 5 };

/* A line being traced. */
struct trace {
    struct lci_tile_maker *maker;
    const struct lci_line *line;
    struct change *changes;
    size_t change_count, change_capacity;
};

/* A place on it with its spot. */
struct place {
    double at_m;
    uint64_t label;
    struct lci_spot spot;
    uint32_t foot; /* LCI_NONE: not filed yet */
};

static uint32_t
way_of(struct lci_tile_maker *maker, const struct lci_spot *spot)
{
    for (size_t back = 0; back < maker->way_count; back++) {
        const size_t way = (maker->last_way + maker->way_count - back) % maker->way_count;

        if (maker->ways[way].edge == spot->edge && maker->ways[way].zone == spot->zone) {
            maker->last_way = (uint32_t)way;
            return (uint32_t)way;
        }
    }
    if (!lci_grow(&maker->ways, maker->way_count, &maker->way_capacity))
        return LCI_NONE;
    maker->last_way = (uint32_t)maker->way_count;
    maker->ways[maker->way_count++] = (struct lci_tile_way){spot->edge, spot->zone, UINT32_MAX, 0, 0};
    return maker->last_way;
}

bool
lci_maker_foot(struct lci_tile_maker *maker, const struct lci_spot *spot, uint32_t *foot)
{
    struct lci_foot made = {LCI_NONE, spot->offset_mm, spot->leg_mm};

    if (spot->edge != LCI_NONE) {
        struct lci_tile_way *way = NULL;

        made.way = way_of(maker, spot);
        if (made.way == LCI_NONE)
            return false;
        way = &maker->ways[made.way];
        if (spot->offset_mm < way->least_offset_mm)
            way->least_offset_mm = spot->offset_mm;
        if (spot->offset_mm > way->most_offset_mm)
            way->most_offset_mm = spot->offset_mm;
        if ((uint32_t)abs(spot->leg_mm) > way->most_leg_mm)
            way->most_leg_mm = (uint32_t)abs(spot->leg_mm);
    }
    if (!lci_grow(&maker->feet, maker->foot_count, &maker->foot_capacity))
        return false;
    *foot = (uint32_t)maker->foot_count;
    maker->feet[maker->foot_count++] = made;
    return true;
}

struct lci_spot
lci_maker_spot(const struct lci_tile_maker *maker, const struct lci_region *region, double x_m,
               double y_m)
{
    return lci_spot_at(&maker->lookout, region, maker->x0_m + x_m, maker->y0_m + y_m);
}

double
lci_maker_unevenness_mm(const struct lci_tile_maker *maker, const struct lci_spot *spot, uint32_t a,
                        uint32_t b, double share)
{
    const struct lci_foot *p = &maker->feet[a];
    const struct lci_foot *q = &maker->feet[b];

    if (spot->edge == LCI_NONE || p->way == LCI_NONE || q->way == LCI_NONE)
        return spot->edge == LCI_NONE && p->way == LCI_NONE && q->way == LCI_NONE ? 0.0 : INFINITY;
    if (maker->ways[p->way].edge != spot->edge || p->way != q->way)
        return INFINITY;
    return fabs(p->offset_mm + share * ((double)q->offset_mm - p->offset_mm) - spot->offset_mm) +
           fabs(p->leg_mm + share * ((double)q->leg_mm - p->leg_mm) - spot->leg_mm);
}

/* The leg from a place on a line to the corner that the foot of a station on it stands on: as that one's, by the distance. */
static int32_t
leg_to_corner(const struct lci_tile_maker *maker, const struct lci_line *line, const struct lci_station *station,
              const struct lci_foot *foot, double at_m)
{
    double to[2];
    double far_m = 0.0;
    double here_m = 0.0;

    lci_network_place(maker->lookout.frontage->index->net, maker->ways[foot->way].edge, foot->offset_mm, &to[0], &to[1]);
    to[0] -= maker->x0_m;
    to[1] -= maker->y0_m;
    far_m = line->vertical ? hypot(line->across_m - to[0], station->at_m - to[1])
                           : hypot(station->at_m - to[0], line->across_m - to[1]);
    here_m = line->vertical ? hypot(line->across_m - to[0], at_m - to[1])
                            : hypot(at_m - to[0], line->across_m - to[1]);
    return far_m > 0.0 ? (int32_t)lround(here_m * foot->leg_mm / far_m) : foot->leg_mm;
}

bool
lci_maker_end_on(struct lci_tile_maker *maker, uint32_t line, double at_m, struct line_end *out)
{
    const uint32_t station = lci_station_before(maker->stations, &maker->lines[line], at_m);
    const struct lci_station *a = &maker->stations[station];
    const double share = (at_m - a->at_m) / (a[1].at_m - a->at_m);
    const struct lci_foot p = maker->feet[a->after];
    const struct lci_foot q = maker->feet[a[1].before];
    struct lci_foot foot = {p.way, 0, 0};

    out->label = maker->labels[station].after;
    if (share == 0.0 && maker->labels[station].before == maker->labels[station].after) {
        out->foot = a->after;
        return true;
    }
    if (p.way != LCI_NONE && p.offset_mm == q.offset_mm && out->label % 4 != 0) {
        foot.offset_mm = p.offset_mm;
        foot.leg_mm = leg_to_corner(maker, &maker->lines[line], abs(p.leg_mm) > abs(q.leg_mm) ? a : a + 1,
                                    abs(p.leg_mm) > abs(q.leg_mm) ? &p : &q, at_m);
    } else if (p.way != LCI_NONE) {
        foot.offset_mm = (uint32_t)lround(p.offset_mm + share * ((double)q.offset_mm - p.offset_mm));
        foot.leg_mm = (int32_t)lround(p.leg_mm + share * ((double)q.leg_mm - p.leg_mm));
    }
    if (!lci_grow(&maker->feet, maker->foot_count, &maker->foot_capacity))
        return false;
    out->foot = (uint32_t)maker->foot_count;
    maker->feet[maker->foot_count++] = foot;
    return true;
}

static struct place
place_at(const struct trace *trace, const struct lci_region *region, double at_m)
{
    struct place place = {.at_m = at_m, .foot = LCI_NONE};

    place.spot = trace->line->vertical
                     ? lci_maker_spot(trace->maker, region, trace->line->across_m, at_m)
                     : lci_maker_spot(trace->maker, region, at_m, trace->line->across_m);
    place.label = place.spot.label;
    return place;
}

static bool
file_foot(struct lci_tile_maker *maker, struct place *place)
{
    return place->foot != LCI_NONE || lci_maker_foot(maker, &place->spot, &place->foot);
}

static bool
add_station(struct lci_tile_maker *maker, double at_m, const struct place *before,
            const struct place *after)
{
    if (!lci_grow(&maker->stations, maker->station_count, &maker->station_capacity) ||
        !lci_grow(&maker->labels, maker->station_count, &maker->label_capacity))
        return false;
    maker->stations[maker->station_count] = (struct lci_station){at_m, before->foot, after->foot};
    maker->labels[maker->station_count++] = (struct station_labels){before->label, after->label};
    return true;
}

/* A place where the label changes: what is on both sides of it. */
struct change {
    double at_m;
    struct place before, after;
};

static bool
note_change(struct trace *trace, double at_m, const struct place *before, const struct place *after)
{
    if (!lci_grow(&trace->changes, trace->change_count, &trace->change_capacity))
        return false;
    trace->changes[trace->change_count++] = (struct change){at_m, *before, *after};
    return true;
}

/* Narrows two places down to the change between them: where the label of `low` ends, or that of `high` begins. */
static void
close_in(const struct trace *trace, const struct lci_region *region, bool from_low, struct place *low, struct place *high)
{
    const uint64_t label = from_low ? low->label : high->label;

    while (high->at_m - low->at_m > SOLVED_SHARE * trace->maker->step_m) {
        const struct place middle = place_at(trace, region, 0.5 * (low->at_m + high->at_m));

        if ((middle.label == label) == from_low)
            *low = middle;
        else
            *high = middle;
    }
}

/*
 * Finds the changes between two places near each other: where the label of `a` ends, where what begins there ends, and so on.
 * Of labels that take turns within a step the last ones are left out: that is within the tolerance.
 */
static bool
find_changes(struct trace *trace, const struct lci_region *region, const struct place *a, const struct place *b)
{
    const double margin_m = END_SHARE * (b->at_m - a->at_m);
    double before_m = a->at_m;
    struct place begin = *a;

    for (int count = 1; begin.label != b->label; count++) {
        const double last_m = before_m;
        struct place low = begin;
        struct place high = *b;

        close_in(trace, region, count < MOST_CHANGES, &low, &high);
        if (count == MOST_CHANGES) {
            low.label = begin.label;
            low.spot = begin.spot;
            low.foot = begin.foot;
        }
        before_m = fmax(0.5 * (low.at_m + high.at_m), before_m + margin_m);
        before_m = fmin(before_m, fmax(b->at_m - margin_m, 0.5 * (last_m + b->at_m)));
        if (!note_change(trace, before_m, &low, &high))
            return false;
        begin = high;
    }
    return true;
}

/* True if all places of the region between some of this label have it too, as far as its streets tell. */
static bool
one_label(const struct trace *trace, const struct lci_region *region, uint64_t label)
{
    const struct lci_lookout *lookout = &trace->maker->lookout;
    const uint32_t *list = lookout->stack + region->first;

    if (region->nowhere)
        return true;
    if (!region->plain || label == LCI_SPOT_NOWHERE)
        return false;
    for (size_t k = 1; k < region->count; k++)
        if (lookout->frontage->run[list[k]] != lookout->frontage->run[list[0]])
            return false;
    return true;
}

/* Finds all changes between two places. */
static bool
trace_range(struct trace *trace, const struct lci_region *whole, const struct place *a, const struct place *b)
{
    struct lci_tile_maker *maker = trace->maker;
    const double length_m = b->at_m - a->at_m;
    const size_t stack = maker->lookout.count;
    const double at_m = 0.5 * (a->at_m + b->at_m);
    const struct lci_disc disc = {
        .x_m = maker->x0_m + (trace->line->vertical ? trace->line->across_m : at_m),
        .y_m = maker->y0_m + (trace->line->vertical ? at_m : trace->line->across_m),
        .radius_m = 0.5 * length_m,
        .blank = a->label == LCI_SPOT_NOWHERE && b->label == LCI_SPOT_NOWHERE,
    };
    struct lci_region region = {0};
    struct place middle = {0};
    bool good = true;

    if (length_m <= maker->step_m * 1.000001)
        return a->label == b->label || find_changes(trace, whole, a, b);
    if (!lci_region_narrow(&maker->lookout, whole, &disc, &region))
        return false;
    middle = place_at(trace, &region, at_m);
    if (a->label != b->label || middle.label != a->label || !one_label(trace, &region, a->label))
        good = trace_range(trace, &region, a, &middle) && trace_range(trace, &region, &middle, b);
    maker->lookout.count = stack;
    return good;
}

/* Sets stations between two of one label until walks change evenly from one to the next. */
static bool
even_out(struct trace *trace, const struct lci_region *region, const struct place *a, const struct place *b)
{
    static const double SHARES[3] = {0.5, 0.25, 0.75};
    struct lci_tile_maker *maker = trace->maker;
    const double length_m = b->at_m - a->at_m;
    struct place middle = {0};
    bool even = true;

    if (length_m <= maker->step_m || a->label == LCI_SPOT_NOWHERE || lci_frontage_is_exact(maker->lookout.frontage, a->label))
        return true;
    for (int i = 0; i < (length_m > 4.0 * maker->step_m ? 3 : 1) && even; i++) {
        const struct place place = place_at(trace, region, a->at_m + SHARES[i] * length_m);

        even = place.label == a->label && lci_maker_unevenness_mm(maker, &place.spot, a->foot, b->foot, SHARES[i]) <=
                                              EVEN_SHARE * 1000.0 * maker->step_m;
        if (i == 0)
            middle = place;
    }
    if (even || middle.label != a->label)
        return true;
    return file_foot(maker, &middle) && even_out(trace, region, a, &middle) &&
           add_station(maker, middle.at_m, &middle, &middle) && even_out(trace, region, &middle, b);
}

/* Turns the changes into stations, in order. */
static bool
set_stations(struct trace *trace, const struct lci_region *region, const struct place *a, const struct place *b)
{
    struct lci_tile_maker *maker = trace->maker;
    struct place before = *a;

    if (!add_station(maker, a->at_m, a, a))
        return false;
    for (size_t i = 0; i < trace->change_count; i++) {
        struct change *change = &trace->changes[i];

        if (!file_foot(maker, &change->before) || !file_foot(maker, &change->after))
            return false;
        change->before.at_m = change->after.at_m = change->at_m;
        if (!even_out(trace, region, &before, &change->before) ||
            !add_station(maker, change->at_m, &change->before, &change->after))
            return false;
        before = change->after;
    }
    return even_out(trace, region, &before, b) && add_station(maker, b->at_m, b, b);
}

bool
lci_maker_line(struct lci_tile_maker *maker, const struct lci_region *region,
               const struct lci_line *line, const double range_m[2], const struct line_end ends[2])
{
    struct trace trace = {.maker = maker, .line = line};
    const struct place a = {.at_m = range_m[0], .label = ends[0].label, .foot = ends[0].foot};
    const struct place b = {.at_m = range_m[1], .label = ends[1].label, .foot = ends[1].foot};
    const uint32_t first = (uint32_t)maker->station_count;
    bool good = false;

    trace.changes = maker->changes;
    trace.change_capacity = maker->change_capacity;
    good = lci_grow(&maker->lines, maker->line_count, &maker->line_capacity) &&
           trace_range(&trace, region, &a, &b) && set_stations(&trace, region, &a, &b);
    maker->changes = trace.changes;
    maker->change_capacity = trace.change_capacity;
    if (!good)
        return false;
    maker->lines[maker->line_count] = *line;
    for (int end = 0; end < 2 && line->end_line[end] != LCI_NONE; end++)
        maker->lines[maker->line_count].end_station[end] =
            lci_station_before(maker->stations, &maker->lines[line->end_line[end]], line->across_m);
    maker->lines[maker->line_count].first = first;
    maker->lines[maker->line_count++].count = (uint32_t)maker->station_count - first;
    return true;
}
