/* meet.c - ends within the tolerance of another way. */
#include "network/meet.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "network/meet_parts.h"

/* Ends that stay apart are remarked on below this distance. */
#define NEAR_MISS_M 1.0

/* Another way's segment within reach of an end. */
struct hit {
    uint32_t way;
    const struct lci_raster_segment *segment;
    struct lci_foot foot;
    double ground_m;
};

struct hit_list {
    struct hit *items;
    size_t count, capacity;
};

struct lci_foot
lci_foot_on(const struct lci_raster_segment *segment, const double *xy_m)
{
    const double dx_m = segment->b_m[0] - segment->a_m[0];
    const double dy_m = segment->b_m[1] - segment->a_m[1];
    const double square_m2 = dx_m * dx_m + dy_m * dy_m;
    const double along_m2 =
        (xy_m[0] - segment->a_m[0]) * dx_m + (xy_m[1] - segment->a_m[1]) * dy_m;
    struct lci_foot foot = {.t = square_m2 > 0.0 ? along_m2 / square_m2 : 0.0};

    foot.t = fmin(fmax(foot.t, 0.0), 1.0);
    foot.xy_m[0] = foot.t < 1.0 ? segment->a_m[0] + foot.t * dx_m : segment->b_m[0];
    foot.xy_m[1] = foot.t < 1.0 ? segment->a_m[1] + foot.t * dy_m : segment->b_m[1];
    foot.map_m = hypot(foot.xy_m[0] - xy_m[0], foot.xy_m[1] - xy_m[1]);
    return foot;
}

const struct lci_way *
lci_meeting_way(const struct lci_meeting_work *work, const struct lci_raster_segment *segment)
{
    return &work->noding->ways->items[work->noding->sequence_way[segment->value]];
}

void
lci_meeting_ends(const struct lci_meeting_work *work, const struct lci_raster_segment *segment,
                 uint32_t ends[2])
{
    const uint32_t *sequence = &work->noding->sequence[segment->value];
    const double *xy_m = work->noding->places.xy_m;
    const bool forward =
        lci_compare_xy(&xy_m[2 * (size_t)sequence[0]], &xy_m[2 * (size_t)sequence[1]]) <= 0;

    ends[0] = sequence[forward ? 0 : 1];
    ends[1] = sequence[forward ? 1 : 0];
}

bool
lci_meeting_split(struct lci_meeting_work *work, const struct lci_raster_segment *segment, double t,
                  uint32_t place)
{
    struct lci_meeting *found = work->found;

    if (!lci_grow(&found->splits, found->split_count, &found->split_capacity))
        return false;
    found->splits[found->split_count++] =
        (struct lci_split){.segment = segment->value, .t = t, .place = place};
    return true;
}

bool
lci_meeting_ends_way(const struct lci_meeting_work *work, const struct lci_raster_segment *segment,
                     uint32_t place)
{
    const struct lci_noding *noding = work->noding;
    const uint32_t way = noding->sequence_way[segment->value];

    return !(noding->ways->items[way].flags & LCI_WAY_RING) &&
           (noding->sequence[noding->first[way]] == place ||
            noding->sequence[noding->first[way + 1] - 1] == place);
}

/* The vertex at the foot of a hit, or LCI_NONE. */
static uint32_t
vertex_at_foot(const struct lci_meeting_work *work, const struct hit *hit)
{
    uint32_t ends[2] = {0};

    lci_meeting_ends(work, hit->segment, ends);
    if (lci_places_near(hit->foot.xy_m, hit->segment->a_m))
        return ends[0];
    return lci_places_near(hit->foot.xy_m, hit->segment->b_m) ? ends[1] : LCI_NONE;
}

static int
compare_hits(const void *left, const void *right)
{
    const struct hit *a = left;
    const struct hit *b = right;
    const int by_place = lci_compare_xy(a->foot.xy_m, b->foot.xy_m);

    if (a->way != b->way)
        return a->way < b->way ? -1 : 1;
    if (a->ground_m != b->ground_m)
        return a->ground_m < b->ground_m ? -1 : 1;
    if (by_place != 0)
        return by_place;
    return (a->segment > b->segment) - (a->segment < b->segment);
}

/* Lists the segments that an end of way `w` at `xy_m` may join. */
static bool
list_hits(const struct lci_meeting_work *work, uint32_t w, const double *xy_m,
          struct hit_list *hits)
{
    const struct lci_way *way = &work->noding->ways->items[w];
    size_t count = 0;
    const struct lci_keyed *entries =
        lci_raster_cell(&work->raster, lci_raster_key(&work->raster, xy_m[0], xy_m[1]), &count);

    hits->count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct lci_raster_segment *segment = &work->segments[entries[i].value];
        const struct lci_way *other = lci_meeting_way(work, segment);
        struct hit hit = {.way = work->noding->sequence_way[segment->value], .segment = segment};

        if (hit.way == w || (way->flags & other->flags & LCI_WAY_BY_NODE) ||
            lci_way_level(way) != lci_way_level(other))
            continue;
        hit.foot = lci_foot_on(segment, xy_m);
        hit.ground_m = lci_metric_distance_m(work->metric, xy_m[0], xy_m[1], hit.foot.xy_m[0],
                                             hit.foot.xy_m[1]);
        if (hit.ground_m > work->reach_m)
            continue;
        if (!lci_grow(&hits->items, hits->count, &hits->capacity))
            return false;
        hits->items[hits->count++] = hit;
    }
    if (hits->count > 1)
        qsort(hits->items, hits->count, sizeof(*hits->items), compare_hits);
    return true;
}

static bool
visits(const struct lci_noding *noding, uint32_t way, uint32_t place)
{
    for (size_t s = noding->first[way]; s < noding->first[way + 1]; s++)
        if (noding->sequence[s] == place)
            return true;
    return false;
}

static bool
note_joined(struct lci_meeting_work *work, uint32_t way, const struct hit *hit)
{
    const bool in_order = way < hit->way;

    if (!lci_grow(&work->joined, work->joined_count, &work->joined_capacity))
        return false;
    work->joined[work->joined_count++] =
        (struct lci_joined_end){.low_way = in_order ? way : hit->way,
                                .high_way = in_order ? hit->way : way,
                                .xy_m = {hit->foot.xy_m[0], hit->foot.xy_m[1]}};
    return true;
}

/* Takes the end `place` of way `w` to the nearest place of another way. */
static bool
join_end(struct lci_meeting_work *work, uint32_t w, uint32_t place, const struct hit *hit)
{
    struct lci_places *places = &work->noding->places;
    const double *own_m = &places->xy_m[2 * (size_t)place];
    const struct lci_build_remark remark = {.kind = LCI_REMARK_JOINED,
                                            .way = w,
                                            .other_way = hit->way,
                                            .x_m = own_m[0],
                                            .y_m = own_m[1],
                                            .distance_m = hit->ground_m};
    uint32_t target = vertex_at_foot(work, hit);
    /* Where two ends find each other, one of them says so. */
    const bool silent = hit->ground_m <= LCI_SAME_PLACE_M ||
                        (target != LCI_NONE && lci_meeting_ends_way(work, hit->segment, target) &&
                         lci_compare_xy(own_m, hit->foot.xy_m) > 0);

    if (target != LCI_NONE && visits(work->noding, w, target))
        return true; /* the two ways share that vertex already */
    if (!note_joined(work, w, hit))
        return false;
    if (target == LCI_NONE) {
        target = lci_places_add(places, hit->foot.xy_m[0], hit->foot.xy_m[1]);
        if (target == LCI_NONE || !lci_meeting_split(work, hit->segment, hit->foot.t, target))
            return false;
    }
    lci_places_unite(places, place, target);
    if (hit->ground_m > LCI_SAME_PLACE_M)
        places->moved[place] = 1;
    return silent || lci_build_remarks_add(work->remarks, &remark);
}

static bool
note_miss(struct lci_meeting_work *work, uint32_t w, uint32_t place, const struct hit *hit)
{
    struct lci_meeting *found = work->found;
    const double *own_m = &work->noding->places.xy_m[2 * (size_t)place];
    const uint32_t vertex = vertex_at_foot(work, hit);
    const bool at_end = vertex != LCI_NONE && lci_meeting_ends_way(work, hit->segment, vertex);

    if (!lci_grow(&found->misses, found->miss_count, &found->miss_capacity))
        return false;
    found->misses[found->miss_count++] =
        (struct lci_near_miss){.remark = {.kind = LCI_REMARK_NEAR_MISS,
                                          .way = w,
                                          .other_way = hit->way,
                                          .x_m = own_m[0],
                                          .y_m = own_m[1],
                                          .distance_m = hit->ground_m},
                               .place = place,
                               .other_end = at_end ? vertex : LCI_NONE};
    return true;
}

/* Whether a segment crosses a way's first or last step at `place`: both, where the way is closed.
 */
static bool
crosses_end(const struct lci_meeting_work *work, uint32_t way, uint32_t place,
            const struct lci_raster_segment *segment)
{
    const struct lci_noding *noding = work->noding;
    const double *xy_m = noding->places.xy_m;
    const size_t begin = noding->first[way];
    const size_t end = noding->first[way + 1];
    const size_t ends[2][2] = {{begin, begin + 1}, {end - 1, end - 2}};
    bool crosses = false;

    for (size_t e = 0; e < 2; e++)
        if (noding->sequence[ends[e][0]] == place)
            crosses = crosses ||
                      lci_segments_cross(&xy_m[2 * (size_t)place],
                                         &xy_m[2 * (size_t)noding->sequence[ends[e][1]]],
                                         segment->a_m, segment->b_m);
    return crosses;
}

/* An end of way `w` and the hits on one other way, nearest first. */
static bool
meet_way(struct lci_meeting_work *work, uint32_t w, uint32_t place, const struct hit *hits,
         size_t count)
{
    const double tolerance_m = work->options->node_tolerance_m;
    bool met = false;
    bool crossed = false;

    for (size_t i = 0; i < count; i++) {
        const struct lci_raster_segment *segment = hits[i].segment;
        uint32_t ends[2] = {0};

        lci_meeting_ends(work, segment, ends);
        crossed = crossed || crosses_end(work, w, place, segment);
        if (ends[0] == place || ends[1] == place) {
            met = true;
        } else if (tolerance_m > 0.0 && hits[i].foot.map_m <= LCI_SAME_PLACE_M) {
            /* The end lies on the other way, perhaps on several of its segments: it meets them all.
             */
            met = true;
            if (!join_end(work, w, place, &hits[i]))
                return false;
        }
    }
    if (met || hits[0].ground_m > fmax(tolerance_m, NEAR_MISS_M))
        return true;
    /* A way that comes by there twice is met twice, whichever pass was found first. */
    for (size_t i = 0; i < count; i++) {
        bool ok = true;

        if (!lci_places_near(hits[0].foot.xy_m, hits[i].foot.xy_m))
            continue;
        if (tolerance_m > 0.0 && hits[0].ground_m <= tolerance_m)
            ok = join_end(work, w, place, &hits[i]);
        else if (hits[0].ground_m < NEAR_MISS_M && !crossed)
            ok = note_miss(work, w, place, &hits[i]);
        if (!ok)
            return false;
    }
    return true;
}

static bool
meet_end(struct lci_meeting_work *work, uint32_t w, uint32_t place, struct hit_list *hits)
{
    const double *xy_m = work->noding->places.xy_m;
    const double own_m[2] = {xy_m[2 * (size_t)place], xy_m[2 * (size_t)place + 1]};

    if (!list_hits(work, w, own_m, hits))
        return false;
    for (size_t begin = 0, end = 0; begin < hits->count; begin = end) {
        for (end = begin + 1; end < hits->count; end++)
            if (hits->items[end].way != hits->items[begin].way)
                break;
        if (!meet_way(work, w, place, &hits->items[begin], end - begin))
            return false;
    }
    return true;
}

bool
lci_meeting_ends_join(struct lci_meeting_work *work)
{
    const struct lci_noding *noding = work->noding;
    struct hit_list hits = {0};
    bool ok = true;

    for (uint32_t w = 0; ok && w < noding->ways->count; w++) {
        const size_t begin = noding->first[w];
        const size_t end = noding->first[w + 1];
        const uint32_t *sequence = noding->sequence;

        if (end - begin < 2 || (noding->ways->items[w].flags & LCI_WAY_RING))
            continue;
        ok = meet_end(work, w, sequence[begin], &hits) &&
             (sequence[begin] == sequence[end - 1] || meet_end(work, w, sequence[end - 1], &hits));
    }
    lci_free(hits.items);
    return ok;
}

/* Segments of all ways, and how far their ends look on the map. */
static bool
list_segments(struct lci_meeting_work *work)
{
    const struct lci_noding *noding = work->noding;
    const double *xy_m = noding->places.xy_m;
    double scale = INFINITY;

    work->segments = lci_new_array(struct lci_raster_segment, noding->first[noding->ways->count]);
    if (!work->segments)
        return false;
    for (size_t w = 0; w < noding->ways->count; w++) {
        for (size_t s = noding->first[w]; s + 1 < noding->first[w + 1]; s++) {
            struct lci_raster_segment *segment = &work->segments[work->segment_count++];
            uint32_t ends[2] = {0};

            segment->value = (uint32_t)s;
            lci_meeting_ends(work, segment, ends);
            for (size_t axis = 0; axis < 2; axis++) {
                segment->a_m[axis] = xy_m[2 * (size_t)ends[0] + axis];
                segment->b_m[axis] = xy_m[2 * (size_t)ends[1] + axis];
            }
            if (s == noding->first[w])
                scale = fmin(scale, lci_metric_length_scale(work->metric, segment->a_m[0],
                                                            segment->a_m[1]));
        }
    }
    work->reach_m = fmax(NEAR_MISS_M, work->options->node_tolerance_m);
    work->margin_m = 1.5 * work->reach_m / (scale > 0.0 && scale < INFINITY ? scale : 1.0);
    return true;
}

bool
lci_meeting_find(struct lci_meeting *meeting, struct lci_noding *noding,
                 const struct lci_metric *metric, const struct lci_build_options *options,
                 struct lci_build_remarks *remarks)
{
    struct lci_meeting_work work = {.found = meeting,
                                    .noding = noding,
                                    .metric = metric,
                                    .options = options,
                                    .remarks = remarks};
    bool plain = false;
    bool ok = true;

    for (size_t w = 0; w < noding->ways->count; w++)
        plain = plain || !(noding->ways->items[w].flags & LCI_WAY_BY_NODE);
    if (plain)
        ok = list_segments(&work) &&
             lci_raster_build(&work.raster, work.segments, work.segment_count, work.margin_m) &&
             lci_meeting_ends_join(&work) && lci_meeting_cross(&work);
    lci_raster_fini(&work.raster);
    lci_free(work.segments);
    lci_free(work.joined);
    return ok;
}

void
lci_meeting_fini(struct lci_meeting *meeting)
{
    lci_free(meeting->splits);
    lci_free(meeting->misses);
    *meeting = (struct lci_meeting){0};
}
