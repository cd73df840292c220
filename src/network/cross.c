/* cross.c - ways of one level that cross or touch without a shared vertex. */
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "network/meet_parts.h"
#include "network/streets.h"

/* Two segments that may meet, with the places at their ends. */
struct pair {
    const struct lci_raster_segment *segment[2];
    uint32_t ends[2][2];
    uint64_t cell; /* what is found elsewhere is found in another cell too */
};

static double
turn(const double *a_m, const double *b_m, const double *c_m)
{
    return (b_m[0] - a_m[0]) * (c_m[1] - a_m[1]) - (b_m[1] - a_m[1]) * (c_m[0] - a_m[0]);
}

bool
lci_segments_cross(const double *a_m, const double *b_m, const double *c_m, const double *d_m)
{
    const double abc = turn(a_m, b_m, c_m);
    const double abd = turn(a_m, b_m, d_m);
    const double cda = turn(c_m, d_m, a_m);
    const double cdb = turn(c_m, d_m, b_m);

    return ((abc > 0.0 && abd < 0.0) || (abc < 0.0 && abd > 0.0)) &&
           ((cda > 0.0 && cdb < 0.0) || (cda < 0.0 && cdb > 0.0));
}

static bool
boxes_apart(const struct lci_raster_segment *s, const struct lci_raster_segment *t)
{
    return s->b_m[0] + LCI_SAME_PLACE_M < t->a_m[0] || t->b_m[0] + LCI_SAME_PLACE_M < s->a_m[0] ||
           fmax(s->a_m[1], s->b_m[1]) + LCI_SAME_PLACE_M < fmin(t->a_m[1], t->b_m[1]) ||
           fmax(t->a_m[1], t->b_m[1]) + LCI_SAME_PLACE_M < fmin(s->a_m[1], s->b_m[1]);
}

/* Whether the ways of the two segments may meet at a crossing at all. */
static bool
may_meet(const struct lci_meeting_work *work, const struct pair *pair)
{
    const struct lci_way *a = lci_meeting_way(work, pair->segment[0]);
    const struct lci_way *b = lci_meeting_way(work, pair->segment[1]);

    if (a == b && !work->options->split_crossings)
        return false;
    return !(a->flags & b->flags & LCI_WAY_BY_NODE) && a->level == b->level &&
           !((a->flags | b->flags) & (LCI_WAY_BRIDGE | LCI_WAY_TUNNEL));
}

static bool
in_cell(const struct lci_meeting_work *work, const struct pair *pair, const double *xy_m)
{
    return lci_raster_key(&work->raster, xy_m[0], xy_m[1]) == pair->cell;
}

/* Whether an end joined these two ways so close by that the crossing is part of that joint. */
static bool
joined_nearby(const struct lci_meeting_work *work, uint32_t low, uint32_t high, const double *xy_m)
{
    size_t first = 0;
    size_t last = work->joined_count;

    while (first < last) {
        const size_t middle = first + (last - first) / 2;
        const struct lci_joined_end *end = &work->joined[middle];

        if (end->low_way < low || (end->low_way == low && end->high_way < high))
            first = middle + 1;
        else
            last = middle;
    }
    for (; first < work->joined_count; first++) {
        const struct lci_joined_end *end = &work->joined[first];

        if (end->low_way != low || end->high_way != high)
            return false;
        if (hypot(end->xy_m[0] - xy_m[0], end->xy_m[1] - xy_m[1]) <= 2.0 * work->margin_m)
            return true;
    }
    return false;
}

static bool
remark_crossing(struct lci_meeting_work *work, const struct pair *pair, const double *xy_m)
{
    const uint32_t a = work->noding->sequence_way[pair->segment[0]->value];
    const uint32_t b = work->noding->sequence_way[pair->segment[1]->value];
    const bool in_order = lci_way_order(work->noding->ways, a, b) < 0;
    const struct lci_build_remark remark = {.kind = LCI_REMARK_CROSSING,
                                            .way = in_order ? a : b,
                                            .other_way = in_order ? b : a,
                                            .x_m = xy_m[0],
                                            .y_m = xy_m[1]};

    return joined_nearby(work, a < b ? a : b, a < b ? b : a, xy_m) ||
           lci_build_remarks_add(work->remarks, &remark);
}

/* End `e` of one segment touches the inside of the other one. */
static bool
take_touch(struct lci_meeting_work *work, const struct pair *pair, size_t toucher, size_t e,
           const struct lci_foot *foot)
{
    const struct lci_raster_segment *segment = pair->segment[toucher];
    const struct lci_raster_segment *other = pair->segment[1 - toucher];
    const double *xy_m = e == 0 ? segment->a_m : segment->b_m;
    const double *far_m = e == 0 ? segment->b_m : segment->a_m;

    if (!in_cell(work, pair, xy_m))
        return true;
    if (work->options->split_crossings)
        return lci_meeting_split(work, other, foot->t, pair->ends[toucher][e]);
    /* A segment that runs along the other one is a copy, not a crossing. */
    if (lci_foot_on(other, far_m).map_m <= LCI_SAME_PLACE_M ||
        lci_meeting_ends_way(work, segment, pair->ends[toucher][e]))
        return true;
    return remark_crossing(work, pair, xy_m);
}

static bool
take_crossing(struct lci_meeting_work *work, const struct pair *pair)
{
    const struct lci_raster_segment *s = pair->segment[0];
    const struct lci_raster_segment *t = pair->segment[1];
    const int by_lower = lci_compare_xy(s->a_m, t->a_m);
    const bool in_order = by_lower < 0 || (by_lower == 0 && lci_compare_xy(s->b_m, t->b_m) <= 0);
    const struct lci_raster_segment *first = in_order ? s : t;
    const struct lci_raster_segment *second = in_order ? t : s;
    const double from = turn(second->a_m, second->b_m, first->a_m);
    const double to = turn(second->a_m, second->b_m, first->b_m);
    const double part = from / (from - to);
    const double xy_m[2] = {first->a_m[0] + part * (first->b_m[0] - first->a_m[0]),
                            first->a_m[1] + part * (first->b_m[1] - first->a_m[1])};
    uint32_t place = LCI_NONE;

    if (!in_cell(work, pair, xy_m))
        return true;
    if (!work->options->split_crossings)
        return remark_crossing(work, pair, xy_m);
    place = lci_places_add(&work->noding->places, xy_m[0], xy_m[1]);
    return place != LCI_NONE && lci_meeting_split(work, first, part, place) &&
           lci_meeting_split(work, second, lci_foot_on(second, xy_m).t, place);
}

static bool
take_pair(struct lci_meeting_work *work, const struct pair *pair)
{
    bool apart = true; /* no common vertex, no touch */

    for (size_t toucher = 0; toucher < 2; toucher++) {
        const struct lci_raster_segment *segment = pair->segment[toucher];
        const struct lci_raster_segment *other = pair->segment[1 - toucher];

        for (size_t e = 0; e < 2; e++) {
            const uint32_t place = pair->ends[toucher][e];
            const struct lci_foot foot = lci_foot_on(other, e == 0 ? segment->a_m : segment->b_m);

            if (place == pair->ends[1 - toucher][0] || place == pair->ends[1 - toucher][1]) {
                apart = false;
                continue;
            }
            if (foot.map_m > LCI_SAME_PLACE_M)
                continue;
            apart = false;
            if (!take_touch(work, pair, toucher, e, &foot))
                return false;
        }
    }
    if (apart && lci_segments_cross(pair->segment[0]->a_m, pair->segment[0]->b_m,
                                    pair->segment[1]->a_m, pair->segment[1]->b_m))
        return take_crossing(work, pair);
    return true;
}

static int
compare_joined(const void *left, const void *right)
{
    const struct lci_joined_end *a = left;
    const struct lci_joined_end *b = right;

    if (a->low_way != b->low_way)
        return a->low_way < b->low_way ? -1 : 1;
    return (a->high_way > b->high_way) - (a->high_way < b->high_way);
}

static bool
cross_in_cell(struct lci_meeting_work *work, const struct lci_keyed *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = i + 1; j < count; j++) {
            struct pair pair = {.segment = {&work->segments[entries[i].value],
                                            &work->segments[entries[j].value]},
                                .cell = entries[i].key};

            if (boxes_apart(pair.segment[0], pair.segment[1]) || !may_meet(work, &pair))
                continue;
            lci_meeting_ends(work, pair.segment[0], pair.ends[0]);
            lci_meeting_ends(work, pair.segment[1], pair.ends[1]);
            if (!take_pair(work, &pair))
                return false;
        }
    }
    return true;
}

bool
lci_meeting_cross(struct lci_meeting_work *work)
{
    const struct lci_raster *raster = &work->raster;

    if (work->joined_count > 1)
        qsort(work->joined, work->joined_count, sizeof(*work->joined), compare_joined);
    for (size_t c = 0; c < raster->cell_count; c++)
        if (!cross_in_cell(work, &raster->entries[raster->cell_first[c]],
                           raster->cell_first[c + 1] - raster->cell_first[c]))
            return false;
    return true;
}
