/* ramp.c - the lower envelope of the ways out of a street: by either end, and to each seed on it. */
#include "geom/ramp.h"

#include <math.h>
#include <stdlib.h>

#include <lifecircle/network.h>

#include "base/alloc.h"
#include "base/real.h"
#include "search/search_seeds.h"

/* One way out of the street: straight lines to both sides of a place, each from where it holds. */
struct way_out {
    double at_mm, cost_mm; /* the place and the walk from there */
    double back, ahead;    /* per millimetre, for places before it and beyond it; INFINITY: closed */
    uint32_t label;
};

/* The ways out of one edge. */
struct ways_out {
    struct way_out ends[2];
    size_t end_count;
    const struct lci_seed *seeds;
    size_t seed_count;
    double per_mm[2];
};

static double
per_mm(const struct lci_edge *edge, int direction)
{
    if (edge->cost_mm[direction] == LCI_NONE)
        return INFINITY;
    return edge->length_mm > 0 ? (double)edge->cost_mm[direction] / (double)edge->length_mm : 0.0;
}

static struct way_out
way_out(const struct ways_out *ways, size_t index)
{
    const struct lci_seed *seed = NULL;

    if (index < ways->end_count)
        return ways->ends[index];
    seed = &ways->seeds[index - ways->end_count];
    return (struct way_out){seed->offset_mm, seed->leg_mm, ways->per_mm[0], ways->per_mm[1],
                            seed->label};
}

static double
walk_by(const struct way_out *way, double offset_mm)
{
    if (offset_mm == way->at_mm)
        return way->cost_mm;
    return offset_mm < way->at_mm ? way->cost_mm + (way->at_mm - offset_mm) * way->back
                                  : way->cost_mm + (offset_mm - way->at_mm) * way->ahead;
}

static struct ways_out
ways_out(const struct lci_ramp_question *question, lci_edge_id edge_id, uint32_t zone)
{
    const struct lci_edge *edge = &question->net->edges[edge_id];
    struct ways_out ways = {.per_mm = {per_mm(edge, 0), per_mm(edge, 1)}};
    struct lci_walk ends[2];

    if (edge->flags & LCI_EDGE_PRIVATE) {
        ends[0] = lci_zone_walk(question->zone_walks, zone, edge_id, 0);
        ends[1] = lci_zone_walk(question->zone_walks, zone, edge_id, edge->length_mm);
    } else {
        ends[0] = (struct lci_walk){lci_search_cost_mm(question->search, edge->from),
                                    lci_search_label(question->search, edge->from)};
        ends[1] = (struct lci_walk){lci_search_cost_mm(question->search, edge->to),
                                    lci_search_label(question->search, edge->to)};
        ways.seeds = lci_search_seeds(question->search, &ways.seed_count);
        if (ways.seed_count > 0)
            ways.seeds += lci_search_seeds_on(question->search, edge_id, &ways.seed_count);
    }
    if (ends[0].cost_mm != LCI_NONE)
        ways.ends[ways.end_count++] =
            (struct way_out){0.0, ends[0].cost_mm, INFINITY, ways.per_mm[1], ends[0].label};
    if (ends[1].cost_mm != LCI_NONE)
        ways.ends[ways.end_count++] = (struct way_out){edge->length_mm, ends[1].cost_mm,
                                                       ways.per_mm[0], INFINITY, ends[1].label};
    return ways;
}

/* The best way out of a place; walk INFINITY where there is none. Of equal walks the lower label. */
static double
best_way(const struct ways_out *ways, double offset_mm, struct way_out *best)
{
    double least_mm = INFINITY;

    for (size_t i = 0; i < ways->end_count + ways->seed_count; i++) {
        const struct way_out way = way_out(ways, i);
        const double walk_mm = walk_by(&way, offset_mm);

        if (walk_mm < least_mm || (walk_mm == least_mm && isfinite(walk_mm) && way.label < best->label)) {
            least_mm = walk_mm;
            *best = way;
        }
    }
    return least_mm;
}

static bool
add_break(struct lci_ramps *ramps, size_t *count, double at_mm, double length_mm)
{
    if (!(at_mm > 0.0 && at_mm < length_mm))
        return true;
    if (!lci_grow(&ramps->breaks, *count, &ramps->break_capacity))
        return false;
    ramps->breaks[(*count)++] = at_mm;
    return true;
}

/* Where two ways out are equally long: at most one place for each pair of their sides. */
static bool
add_meetings(struct lci_ramps *ramps, size_t *count, const struct way_out *a,
             const struct way_out *b, double length_mm)
{
    const double slopes_a[2] = {-a->back, a->ahead};
    const double slopes_b[2] = {-b->back, b->ahead};

    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++) {
            const double slope = slopes_a[i] - slopes_b[j];
            const double at_mm =
                (b->cost_mm - slopes_b[j] * b->at_mm - a->cost_mm + slopes_a[i] * a->at_mm) / slope;

            if (isfinite(slopes_a[i]) && isfinite(slopes_b[j]) && isfinite(at_mm) &&
                !add_break(ramps, count, at_mm, length_mm))
                return false;
        }
    return true;
}

static int
by_value(const void *left, const void *right)
{
    const double a = *(const double *)left;
    const double b = *(const double *)right;

    return (a > b) - (a < b);
}

/* Lists in ramps->breaks where the walk may bend or jump. */
static bool
find_breaks(struct lci_ramps *ramps, const struct ways_out *ways, double length_mm, size_t *count)
{
    const size_t way_count = ways->end_count + ways->seed_count;

    *count = 0;
    for (size_t i = 0; i < way_count; i++) {
        const struct way_out a = way_out(ways, i);

        if (!add_break(ramps, count, a.at_mm, length_mm))
            return false;
        for (size_t j = i + 1; j < way_count; j++) {
            const struct way_out b = way_out(ways, j);

            if (!add_meetings(ramps, count, &a, &b, length_mm))
                return false;
        }
    }
    if (*count > 1)
        qsort(ramps->breaks, *count, sizeof(double), by_value);
    return true;
}

bool
lci_ramp_add(struct lci_ramps *ramps, const struct lci_ramp_question *question, lci_edge_id edge,
             uint32_t zone, struct lci_ramp *out)
{
    const double length_mm = question->net->edges[edge].length_mm;
    const struct ways_out ways = ways_out(question, edge, zone);
    size_t break_count = 0;
    double begin_mm = 0.0;

    *out = (struct lci_ramp){.first = ramps->count, .least_mm = INFINITY, .most_mm = INFINITY};
    if (ways.end_count + ways.seed_count == 0)
        return true;
    if (!find_breaks(ramps, &ways, length_mm, &break_count))
        return false;
    out->most_mm = 0.0;
    for (size_t i = 0; i <= break_count; i++) {
        const double end_mm = i < break_count ? ramps->breaks[i] : length_mm;
        struct lci_ramp_piece piece = {begin_mm, end_mm, INFINITY, INFINITY};
        struct way_out best = {0};

        if (end_mm <= begin_mm && !(i == break_count && out->count == 0))
            continue;
        if (isfinite(best_way(&ways, 0.5 * (begin_mm + end_mm), &best)) &&
            (question->label == LCI_NONE || best.label == question->label)) {
            piece.walk_at_begin_mm = walk_by(&best, begin_mm);
            piece.walk_at_end_mm = walk_by(&best, end_mm);
        }
        if (!lci_grow(&ramps->pieces, ramps->count, &ramps->capacity))
            return false;
        ramps->pieces[ramps->count++] = piece;
        out->count++;
        out->least_mm = fmin(out->least_mm, fmin(piece.walk_at_begin_mm, piece.walk_at_end_mm));
        out->most_mm = fmax(out->most_mm, fmax(piece.walk_at_begin_mm, piece.walk_at_end_mm));
        begin_mm = end_mm;
    }
    return true;
}

double
lci_ramp_piece_walk_mm(const struct lci_ramp_piece *piece, double offset_mm)
{
    const double length_mm = piece->end_mm - piece->begin_mm;

    if (!isfinite(piece->walk_at_begin_mm) || !(length_mm > 0.0))
        return piece->walk_at_begin_mm;
    return piece->walk_at_begin_mm +
           (piece->walk_at_end_mm - piece->walk_at_begin_mm) * ((offset_mm - piece->begin_mm) / length_mm);
}

double
lci_ramp_walk_mm(const struct lci_ramps *ramps, const struct lci_ramp *ramp, double offset_mm)
{
    double least_mm = INFINITY;

    for (size_t i = ramp->first; i < ramp->first + ramp->count; i++) {
        const struct lci_ramp_piece *piece = &ramps->pieces[i];

        if (offset_mm >= piece->begin_mm && offset_mm <= piece->end_mm)
            least_mm = lci_min(least_mm, lci_ramp_piece_walk_mm(piece, offset_mm));
    }
    return least_mm;
}

void
lci_ramp_range_mm(const struct lci_ramps *ramps, const struct lci_ramp *ramp, double begin_mm, double end_mm,
                  double range_mm[2])
{
    range_mm[0] = INFINITY;
    range_mm[1] = ramp->count > 0 ? 0.0 : INFINITY;
    for (size_t i = ramp->first; i < ramp->first + ramp->count; i++) {
        const struct lci_ramp_piece *piece = &ramps->pieces[i];
        double from_mm = 0.0;
        double to_mm = 0.0;

        if (piece->end_mm < begin_mm || piece->begin_mm > end_mm)
            continue;
        from_mm = lci_ramp_piece_walk_mm(piece, lci_max(begin_mm, piece->begin_mm));
        to_mm = lci_ramp_piece_walk_mm(piece, lci_min(end_mm, piece->end_mm));
        range_mm[0] = lci_min(range_mm[0], lci_min(from_mm, to_mm));
        range_mm[1] = lci_max(range_mm[1], lci_max(from_mm, to_mm));
    }
}

void
lci_ramps_fini(struct lci_ramps *ramps)
{
    lci_free(ramps->pieces);
    lci_free(ramps->breaks);
    *ramps = (struct lci_ramps){0};
}
