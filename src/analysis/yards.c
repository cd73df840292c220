/* yards.c - pieces of the ground inside walled homes, and which of them are within a limit. */
#include "analysis/yards.h"

#include <string.h>

#include "analysis/area.h"
#include "analysis/grid.h"
#include "base/alloc.h"

struct work {
    const struct lci_walled *walled;
    const struct lci_homes *homes;
    double sample_m, grow_m;
    struct lci_geos **geos; /* one a worker */
    struct lci_yards *yards;
};

static enum lci_status
cut_whole(const struct work *work, struct lci_geos *geos, uint32_t home, uint32_t part, struct lci_squares *out,
          struct lci_error *err)
{
    const struct lci_shapes *shapes = &work->homes->shapes;
    const struct lci_polygons polygons = lci_shape_view(shapes, home);
    double place_m[2] = {0.0, 0.0};

    lci_part_place(shapes, part, &place_m[0], &place_m[1]);
    return lci_squares_whole(geos, &polygons, part - shapes->part_first[home], place_m, work->grow_m, out, err);
}

/* A part that demand points stand for one by one is cut along with them; another is one piece, as it has one point. */
static enum lci_status
cut_part(const struct work *work, struct lci_geos *geos, uint32_t home, uint32_t part, struct lci_squares *out,
         struct lci_error *err)
{
    const struct lci_shapes *shapes = &work->homes->shapes;
    const struct lci_polygons polygons = lci_shape_view(shapes, home);
    const size_t index = part - shapes->part_first[home];
    struct lci_places places = {0};
    enum lci_status status = LCI_OK;

    if (lci_part_area_m2(shapes, part) >= work->sample_m * work->sample_m)
        status = lci_grid_points(shapes, part, work->sample_m, &places, err);
    lci_free(places.xy_m);
    if (status != LCI_OK)
        return status;
    if (places.count > 0)
        return lci_squares_cut(geos, &polygons, index, work->sample_m, work->grow_m, out, err);
    return cut_whole(work, geos, home, part, out, err);
}

static void
list_facilities(struct lci_yard *yard)
{
    for (size_t p = 0; p < yard->home->part_count; p++)
        for (size_t f = 0; f < yard->home->parts[p].facility_count; f++) {
            const uint32_t facility = yard->home->parts[p].facilities[f];
            size_t at = yard->facility_count;

            while (at > 0 && yard->facilities[at - 1] > facility)
                at--;
            if (at > 0 && yard->facilities[at - 1] == facility)
                continue;
            memmove(yard->facilities + at + 1, yard->facilities + at, (yard->facility_count - at) * sizeof(*yard->facilities));
            yard->facilities[at] = facility;
            yard->facility_count++;
        }
}

static size_t
place_of(const struct lci_yard *yard, uint32_t facility)
{
    size_t at = 0;

    while (yard->facilities[at] != facility)
        at++;
    return at;
}

/* The walks from a piece of a part. */
static enum lci_status
walk_piece(struct lci_yard *yard, const struct lci_walled_part *part, size_t piece, const double *place_m,
           struct lci_walled_bench *bench, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    if (!lci_reserve(&bench->walk_mm, part->gate_count + part->facility_count, &bench->capacity))
        return lci_fail_nomem(err, "walled homes");
    status = lci_inside_walks(part->inside, &bench->inside, place_m[0], place_m[1], bench->walk_mm, err);
    for (size_t g = 0; g < part->gate_count && status == LCI_OK; g++)
        yard->gate_mm[piece * yard->home->gate_count + part->gates[g]] = bench->walk_mm[g];
    for (size_t f = 0; f < part->facility_count && status == LCI_OK; f++)
        yard->indoor_mm[piece * yard->facility_count + place_of(yard, part->facilities[f])] = bench->walk_mm[part->gate_count + f];
    return status;
}

static enum lci_status
walk_pieces(struct lci_yard *yard, struct lci_error *err)
{
    struct lci_walled_bench bench = {0};
    size_t piece = 0;
    enum lci_status status = LCI_OK;

    yard->gate_mm = lci_new_array(uint32_t, yard->piece_count *yard->home->gate_count);
    yard->indoor_mm = lci_new_array(uint32_t, yard->piece_count *yard->facility_count);
    if (!yard->gate_mm || !yard->indoor_mm)
        return lci_fail_nomem(err, "walled homes");
    for (size_t i = 0; i < yard->piece_count * yard->home->gate_count; i++)
        yard->gate_mm[i] = LCI_NONE;
    for (size_t i = 0; i < yard->piece_count * yard->facility_count; i++)
        yard->indoor_mm[i] = LCI_NONE;
    for (size_t p = 0; p < yard->part_count; p++)
        for (size_t i = 0; i < yard->parts[p].pieces.polygon_count && status == LCI_OK; i++)
            status = walk_piece(yard, &yard->home->parts[p], piece++, yard->parts[p].place_xy_m + 2 * i, &bench, err);
    lci_walled_bench_fini(&bench);
    return status;
}

static enum lci_status
build_yard(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    const struct work *work = user;
    struct lci_yard *yard = &work->yards->items[item];
    enum lci_status status = LCI_OK;

    yard->home = &work->walled->homes[item];
    yard->parts = lci_new_array(struct lci_squares, yard->home->part_count);
    yard->wholes = lci_new_array(struct lci_squares, yard->home->part_count);
    yard->facilities = lci_new_array(uint32_t, yard->home->facility_count + 1);
    if (!yard->parts || !yard->wholes || !yard->facilities)
        return lci_fail_nomem(err, "walled homes");
    yard->part_count = yard->home->part_count;
    for (size_t p = 0; p < yard->part_count && status == LCI_OK; p++) {
        status = cut_part(work, work->geos[worker], yard->home->home, yard->home->parts[p].part, &yard->parts[p], err);
        if (status == LCI_OK)
            status = cut_whole(work, work->geos[worker], yard->home->home, yard->home->parts[p].part, &yard->wholes[p], err);
        yard->piece_count += yard->parts[p].pieces.polygon_count;
    }
    list_facilities(yard);
    if (status == LCI_OK)
        status = walk_pieces(yard, err);
    if (status != LCI_OK)
        return lci_fail_in(err, status, "home %s", work->homes->items[yard->home->home].id);
    return LCI_OK;
}

enum lci_status
lci_yards_build(const struct lci_walled *walled, const struct lci_homes *homes, double sample_m, double grow_m,
                struct lci_pool *pool, const struct lci_context *context, struct lci_yards *out, struct lci_error *err)
{
    const unsigned worker_count = lci_pool_thread_count(pool);
    struct work work = {.walled = walled, .homes = homes, .sample_m = sample_m, .grow_m = grow_m, .yards = out};
    enum lci_status status = LCI_OK;

    *out = (struct lci_yards){.items = lci_new_array(struct lci_yard, walled->count)};
    work.geos = lci_new_array(struct lci_geos *, worker_count);
    if (!out->items || !work.geos)
        status = lci_fail_nomem(err, "walled homes");
    else
        out->count = walled->count;
    for (unsigned i = 0; i < worker_count && status == LCI_OK; i++)
        status = lci_geos_new(&work.geos[i], err);
    if (status == LCI_OK)
        status = lci_pool_run(pool, context, "search", walled->count, 1, build_yard, &work, err);
    for (unsigned i = 0; work.geos && i < worker_count; i++)
        lci_geos_free(work.geos[i]);
    lci_free(work.geos);
    if (status != LCI_OK)
        lci_yards_fini(out);
    return status;
}

void
lci_yards_fini(struct lci_yards *yards)
{
    for (size_t i = 0; i < yards->count; i++) {
        struct lci_yard *yard = &yards->items[i];

        for (size_t p = 0; p < yard->part_count; p++)
            lci_squares_fini(&yard->parts[p]);
        for (size_t p = 0; p < yard->part_count; p++)
            lci_squares_fini(&yard->wholes[p]);
        lci_free(yard->parts);
        lci_free(yard->wholes);
        lci_free(yard->gate_mm);
        lci_free(yard->indoor_mm);
        lci_free(yard->facilities);
    }
    lci_free(yards->items);
    *yards = (struct lci_yards){0};
}

void
lci_yards_bench_fini(struct lci_yards_bench *bench)
{
    lci_free(bench->gates);
    lci_free(bench->within);
    lci_polygons_fini(&bench->found);
    *bench = (struct lci_yards_bench){0};
}

static struct lci_walk
lesser(struct lci_walk a, struct lci_walk b)
{
    return b.cost_mm < a.cost_mm || (b.cost_mm == a.cost_mm && b.label < a.label) ? b : a;
}

/* `walk` with `before_mm` before it; none where either is none. */
static struct lci_walk
after(struct lci_walk walk, uint32_t before_mm)
{
    if (walk.cost_mm == LCI_NONE || before_mm == LCI_NONE)
        return (struct lci_walk){LCI_NONE, LCI_NONE};
    walk.cost_mm += before_mm; /* both are below LCI_MM_MAX, or one more leg than that */
    return walk;
}

/* The walks from the gates. False: none is within the limit. */
static bool
walk_gates(const struct lci_walled_home *home, const struct lci_yard_question *question, struct lci_walk *gates)
{
    bool any = false;

    for (size_t g = 0; g < home->gate_count; g++) {
        gates[g] = (struct lci_walk){LCI_NONE, LCI_NONE};
        for (size_t e = 0; e < home->gates[g].entry_count; e++) {
            const struct lci_entry *entry = &home->gates[g].entries[e];

            gates[g] = lesser(gates[g], after(lci_search_walk(question->search, entry->edge, entry->offset_mm), entry->before_mm));
        }
        any = any || gates[g].cost_mm <= question->limit_mm;
    }
    return any;
}

/* What a facility falls short of the limit of its category, where that counts. */
static uint32_t
short_of(const struct lci_yard_question *question, uint32_t facility)
{
    return question->by_limit ? question->facilities->items[facility].short_mm : 0;
}

static struct lci_walk
walk_of_piece(const struct lci_yard *yard, const struct lci_yard_question *question, const struct lci_walk *gates, size_t piece)
{
    struct lci_walk best = {LCI_NONE, LCI_NONE};

    for (size_t g = 0; g < yard->home->gate_count; g++)
        best = lesser(best, after(gates[g], yard->gate_mm[piece * yard->home->gate_count + g]));
    for (size_t f = 0; f < yard->facility_count; f++)
        if (yard->facilities[f] >= question->first && yard->facilities[f] < question->end)
            best = lesser(best, after((struct lci_walk){short_of(question, yard->facilities[f]), yard->facilities[f]},
                                      yard->indoor_mm[piece * yard->facility_count + f]));
    return best;
}

static bool
takes_part_indoors(const struct lci_yard *yard, const struct lci_yard_question *question)
{
    for (size_t f = 0; f < yard->facility_count; f++)
        if (yard->facilities[f] >= question->first && yard->facilities[f] < question->end)
            return true;
    return false;
}

/* Copies a polygon to the end of what was found. False: out of memory. */
static bool
take_polygon(struct lci_yards_bench *bench, const struct lci_polygons *from, size_t polygon)
{
    struct lci_polygons *found = &bench->found;
    const uint32_t first_ring = from->ring_first[polygon];
    const uint32_t end_ring = from->ring_first[polygon + 1];
    const size_t point_count = from->point_first[end_ring] - from->point_first[first_ring];

    if (!lci_reserve(&found->ring_first, found->polygon_count + 2, &bench->polygon_capacity) ||
        !lci_reserve(&found->point_first, found->ring_count + (end_ring - first_ring) + 1, &bench->ring_capacity) ||
        !lci_reserve(&found->xy_m, 2 * (found->point_count + point_count), &bench->point_capacity))
        return false;
    found->ring_first[0] = found->point_first[0] = 0;
    memcpy(found->xy_m + 2 * found->point_count, from->xy_m + 2 * (size_t)from->point_first[first_ring],
           2 * point_count * sizeof(double));
    for (uint32_t ring = first_ring; ring < end_ring; ring++) {
        found->point_count += from->point_first[ring + 1] - from->point_first[ring];
        found->point_first[++found->ring_count] = (uint32_t)found->point_count;
    }
    found->ring_first[++found->polygon_count] = (uint32_t)found->ring_count;
    return true;
}

/* Takes the pieces of a part that are within the limit: all together as one. False: out of memory. */
static bool
take_part(const struct lci_yard *yard, size_t part, size_t first_piece, const struct lci_yard_question *question,
          struct lci_yards_bench *bench)
{
    const struct lci_polygons *pieces = &yard->parts[part].pieces;
    size_t count = 0;

    if (!lci_reserve(&bench->within, pieces->polygon_count, &bench->within_capacity))
        return false;
    for (size_t i = 0; i < pieces->polygon_count; i++) {
        const struct lci_walk walk = walk_of_piece(yard, question, bench->gates, first_piece + i);

        bench->within[i] =
            walk.cost_mm <= question->limit_mm && (question->label == LCI_NONE || walk.label == question->label);
        count += bench->within[i];
    }
    if (count > 0 && count == pieces->polygon_count)
        return take_polygon(bench, &yard->wholes[part].pieces, 0);
    for (size_t i = 0; i < pieces->polygon_count && count > 0; i++)
        if (bench->within[i] && !take_polygon(bench, pieces, i))
            return false;
    return true;
}

/* Takes the pieces of a home that are within the limit. False: out of memory. */
static bool
take_yard(const struct lci_yard *yard, const struct lci_yard_question *question, struct lci_yards_bench *bench)
{
    size_t piece = 0;

    if (!lci_reserve(&bench->gates, yard->home->gate_count, &bench->gate_capacity))
        return false;
    if (!walk_gates(yard->home, question, bench->gates) && !takes_part_indoors(yard, question))
        return true;
    for (size_t p = 0; p < yard->part_count; p++) {
        if (!take_part(yard, p, piece, question, bench))
            return false;
        piece += yard->parts[p].pieces.polygon_count;
    }
    return true;
}

bool
lci_yards_near(const struct lci_yards *yards, const struct lci_shapes *shapes, size_t home, uint32_t **found, size_t *count,
               size_t *capacity, bool *is_yard)
{
    double box_m[4];

    *count = 0;
    *is_yard = false;
    if (!lci_shape_box(shapes, home, box_m))
        return true;
    for (uint32_t i = 0; yards && i < yards->count; i++) {
        double other_m[4];

        if (!lci_shape_box(shapes, yards->items[i].home->home, other_m) || other_m[0] > box_m[2] || other_m[2] < box_m[0] ||
            other_m[1] > box_m[3] || other_m[3] < box_m[1])
            continue;
        if (!lci_reserve(found, *count + 1, capacity))
            return false;
        *is_yard = *is_yard || yards->items[i].home->home == home;
        (*found)[(*count)++] = i;
    }
    return true;
}

enum lci_status
lci_yards_find(const struct lci_yards *yards, const struct lci_yard_question *question, struct lci_yards_bench *bench,
               struct lci_error *err)
{
    const size_t count = !yards ? 0 : question->only ? question->only_count : yards->count;

    bench->found.polygon_count = bench->found.ring_count = bench->found.point_count = 0;
    for (size_t i = 0; i < count; i++)
        if (!take_yard(&yards->items[question->only ? question->only[i] : i], question, bench))
            return lci_fail_nomem(err, "service areas");
    return LCI_OK;
}

enum lci_status
lci_yards_add(const struct lci_yards *yards, const struct lci_yard_question *question, struct lci_yards_bench *bench,
              struct lci_ground *ground, struct lci_polygons *area, struct lci_error *err)
{
    const enum lci_status status = lci_yards_find(yards, question, bench, err);

    return status == LCI_OK ? lci_ground_add(ground, area, &bench->found, err) : status;
}
