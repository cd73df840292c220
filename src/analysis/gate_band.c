/* gate_band.c - one gate tried at every place of an outline. */
#include "analysis/gate_band.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"

struct work {
    const struct lci_gate_band_inputs *inputs;
    struct lci_gate_band *band;
    struct lci_home_points **points; /* one a row */
    size_t *gate_first;              /* row + 1: gates of the walled homes, one after the other */
    uint32_t *near_mm, *limit_mm;    /* [gate * category_count + category]: walks from the gate; limit_mm: as limits see them */
};

static const struct lci_walled_home *
home_of(const struct work *work, size_t row)
{
    return lci_walled_of(work->inputs->walled, work->band->homes[row]);
}

static uint32_t
plus(uint32_t a, uint32_t b)
{
    return a == LCI_NONE || b == LCI_NONE ? LCI_NONE : a + b;
}

/* Walks of the last search from all gates of all homes. */
static void
note_walks(const struct work *work, const struct lci_search *search, size_t category, uint32_t *walk_mm)
{
    for (size_t row = 0; row < work->band->home_count; row++) {
        const struct lci_walled_home *home = home_of(work, row);

        for (size_t g = 0; g < home->gate_count; g++) {
            uint32_t *least = &walk_mm[(work->gate_first[row] + g) * work->band->category_count + category];

            *least = LCI_NONE;
            for (size_t e = 0; e < home->gates[g].entry_count; e++) {
                const struct lci_entry *entry = &home->gates[g].entries[e];
                const uint32_t cost_mm = lci_search_walk(search, entry->edge, entry->offset_mm).cost_mm;
                const uint32_t walk = plus(cost_mm, entry->before_mm);

                *least = walk < *least ? walk : *least;
            }
        }
    }
}

static enum lci_status
search_all(struct work *work, struct lci_error *err)
{
    const struct lci_access_inputs *access = work->inputs->access;
    struct lci_search *search = NULL;
    enum lci_status status = lci_search_new(access->net, &search, err);

    for (size_t c = 0; c < access->category_count && status == LCI_OK; c++) {
        status = lci_category_search(access, c, false, LCI_MM_MAX - 1, search, err);
        if (status == LCI_OK)
            note_walks(work, search, c, work->near_mm);
        if (status == LCI_OK && access->categories[c].by_facility)
            status = lci_category_search(access, c, true, LCI_MM_MAX - 1, search, err);
        if (status == LCI_OK)
            note_walks(work, search, c, work->limit_mm);
    }
    lci_search_free(search);
    return status;
}

/* What one gate of a part means for one category: shares within the limits, and the walks. */
struct tally {
    uint64_t *within; /* by limit of the category */
    uint64_t walked;  /* share with a walk */
    double walk_mm;   /* share times millimetres: whole numbers, exact below 2^53 for homes of thousands of points */
};

/* The points of a part with their walks to its goals. */
struct part_walks {
    const struct lci_walled_part *part;
    const uint32_t *walk_mm; /* [point * goal_count + goal] */
    const uint64_t *share;
    size_t point_count;
};

/* The walk of a point inside to facilities of a category; short: what they fall short of its limit counts, too. */
static uint32_t
indoor_mm(const struct work *work, const struct part_walks *walks, size_t point, size_t category, bool by_limit)
{
    const struct lci_facilities *facilities = work->inputs->access->facilities;
    const size_t goal_count = walks->part->gate_count + walks->part->facility_count;
    uint32_t least = LCI_NONE;

    for (size_t f = 0; f < walks->part->facility_count; f++) {
        const uint32_t label = walks->part->facilities[f];
        const uint32_t walk = plus(walks->walk_mm[point * goal_count + walks->part->gate_count + f],
                                   by_limit ? facilities->items[label].short_mm : 0);

        if (facilities->items[label].category == category && walk < least)
            least = walk;
    }
    return least;
}

/* gate: of the part, or its gate_count: none at all. */
static void
tally_gate(const struct work *work, const struct part_walks *walks, size_t row, size_t gate, size_t category, struct tally *tally)
{
    const struct lci_access_category *limits = &work->inputs->access->categories[category];
    const size_t goal_count = walks->part->gate_count + walks->part->facility_count;
    const bool has_gate = gate < walks->part->gate_count;
    const size_t at = has_gate ? (work->gate_first[row] + walks->part->gates[gate]) * work->band->category_count + category : 0;

    tally->walked = 0;
    tally->walk_mm = 0.0;
    for (size_t l = 0; l < limits->limit_count; l++)
        tally->within[l] = 0;
    for (size_t p = 0; p < walks->point_count; p++) {
        const uint32_t inside = has_gate ? walks->walk_mm[p * goal_count + gate] : LCI_NONE;
        const uint32_t out_near = has_gate ? plus(inside, work->near_mm[at]) : LCI_NONE;
        const uint32_t out_limit = has_gate ? plus(inside, work->limit_mm[at]) : LCI_NONE;
        const uint32_t in_near = indoor_mm(work, walks, p, category, false);
        const uint32_t in_limit = indoor_mm(work, walks, p, category, true);
        const uint32_t near = out_near < in_near ? out_near : in_near;
        const uint32_t by_limit = out_limit < in_limit ? out_limit : in_limit;

        if (near != LCI_NONE) {
            tally->walked += walks->share[p];
            tally->walk_mm += (double)walks->share[p] * near;
        }
        for (size_t l = 0; l < limits->limit_count; l++)
            if (by_limit <= lci_limit_mm(limits->limits_m[l]))
                tally->within[l] += walks->share[p];
    }
}

/* Sums over the parts of a home, of the best and the worst gate of each. */
struct totals {
    uint64_t *worst, *best; /* limit_total */
    double *worst_mm, *best_mm;
    uint64_t *walked; /* category_count: of the best */
    uint64_t share;
};

static double
mean_mm(const struct tally *tally)
{
    return tally->walked > 0 ? tally->walk_mm / (double)tally->walked : INFINITY;
}

static void
add_part_of_category(const struct work *work, const struct part_walks *walks, size_t row, size_t category, uint64_t *scratch,
                     struct totals *totals)
{
    const size_t first = work->band->limit_first[category];
    const size_t limit_count = work->band->limit_first[category + 1] - first;
    struct tally tally = {.within = scratch};
    uint64_t *worst = scratch + limit_count;
    uint64_t *best = worst + limit_count;
    struct tally near = {.walked = 0};
    struct tally far = {.walked = 0};
    bool any = false;

    for (size_t g = 0; g <= walks->part->gate_count; g++) {
        const bool last = g == walks->part->gate_count;

        if (last ? any : home_of(work, row)->gates[walks->part->gates[g]].entry_count == 0)
            continue;
        tally_gate(work, walks, row, g, category, &tally);
        for (size_t l = 0; l < limit_count; l++) {
            worst[l] = any && worst[l] < tally.within[l] ? worst[l] : tally.within[l];
            best[l] = any && best[l] > tally.within[l] ? best[l] : tally.within[l];
        }
        if (!any || mean_mm(&tally) < mean_mm(&near))
            near = tally;
        if (!any || mean_mm(&tally) > mean_mm(&far))
            far = tally;
        any = true;
    }
    for (size_t l = 0; l < limit_count; l++) {
        totals->worst[first + l] += worst[l];
        totals->best[first + l] += best[l];
    }
    /* from the worst place nobody may walk anywhere: written as no walk */
    totals->worst_mm[category] += far.walked > 0 || near.walked == 0 ? far.walk_mm : (double)INFINITY;
    totals->best_mm[category] += near.walk_mm;
    totals->walked[category] += near.walked;
}

/* Walks from the points of a home that lie in a part and in none before it. */
static enum lci_status
walk_part(const struct work *work, const struct lci_home_points *points, bool *taken, struct part_walks *walks, uint32_t *walk_mm,
          uint64_t *share, struct lci_error *err)
{
    const struct lci_shapes *shapes = &work->inputs->demand->homes->shapes;
    const size_t goal_count = walks->part->gate_count + walks->part->facility_count;
    struct lci_inside_bench bench = {0};
    enum lci_status status = LCI_OK;

    for (size_t p = 0; p < points->count && status == LCI_OK; p++) {
        if (taken[p] || !lci_part_holds(shapes, walks->part->part, points->xy_m[p][0], points->xy_m[p][1]))
            continue;
        taken[p] = true;
        share[walks->point_count] = points->share[p];
        status = lci_inside_walks(walks->part->inside, &bench, points->xy_m[p][0], points->xy_m[p][1],
                                  walk_mm + walks->point_count++ * goal_count, err);
    }
    lci_inside_bench_fini(&bench);
    walks->walk_mm = walk_mm;
    walks->share = share;
    return status;
}

static enum lci_status
add_part_walks(const struct work *work, size_t row, const struct lci_walled_part *part, bool *taken, struct totals *totals,
               struct lci_error *err)
{
    const struct lci_home_points *points = work->points[row];
    struct part_walks walks = {.part = part};
    uint32_t *walk_mm = lci_new_array(uint32_t, points->count *(part->gate_count + part->facility_count));
    uint64_t *share = lci_new_array(uint64_t, points->count);
    uint64_t *scratch = lci_new_array(uint64_t, 3 * work->band->limit_total);
    enum lci_status status = LCI_OK;

    if (!walk_mm || !share || !scratch)
        status = lci_fail_nomem(err, "gate_band");
    if (status == LCI_OK)
        status = walk_part(work, points, taken, &walks, walk_mm, share, err);
    for (size_t c = 0; c < work->band->category_count && status == LCI_OK; c++)
        add_part_of_category(work, &walks, row, c, scratch, totals);
    lci_free(walk_mm);
    lci_free(share);
    lci_free(scratch);
    return status;
}

static void
fill_row(const struct work *work, size_t row, const struct totals *totals)
{
    struct lci_gate_band *band = work->band;

    for (size_t l = 0; l < band->limit_total; l++) {
        band->worst_ratio[row * band->limit_total + l] = (double)totals->worst[l] / (double)totals->share;
        band->best_ratio[row * band->limit_total + l] = (double)totals->best[l] / (double)totals->share;
    }
    for (size_t c = 0; c < band->category_count; c++) {
        const double walked = (double)totals->walked[c];

        band->worst_m[row * band->category_count + c] = walked > 0.0 ? totals->worst_mm[c] / walked / 1000.0 : NAN;
        band->best_m[row * band->category_count + c] = walked > 0.0 ? totals->best_mm[c] / walked / 1000.0 : NAN;
    }
}

static enum lci_status
try_home(void *user, unsigned worker, size_t row, struct lci_error *err)
{
    const struct work *work = user;
    const struct lci_walled_home *home = home_of(work, row);
    const struct lci_home_points *points = work->points[row];
    const size_t n = work->band->limit_total;
    uint64_t *sums = lci_new_array(uint64_t, 2 * n + work->band->category_count);
    double *walks = lci_new_array(double, 2 * work->band->category_count);
    bool *taken = lci_new_array(bool, points->count);
    struct totals totals = {sums, sums + n, walks, walks + work->band->category_count, sums + 2 * n, 0};
    enum lci_status status = sums && walks && taken ? LCI_OK : lci_fail_nomem(err, "gate_band");

    (void)worker;
    for (size_t p = 0; p < points->count; p++)
        totals.share += points->share[p];
    for (size_t p = 0; p < home->part_count && status == LCI_OK; p++)
        status = add_part_walks(work, row, &home->parts[p], taken, &totals, err);
    if (status == LCI_OK && totals.share > 0)
        fill_row(work, row, &totals);
    for (size_t g = 0; g < home->gate_count; g++)
        work->band->place_count[row] += home->gates[g].entry_count > 0;
    lci_free(sums);
    lci_free(walks);
    lci_free(taken);
    return status;
}

static enum lci_status
make_points(struct work *work, struct lci_pool *pool, const struct lci_context *context, struct lci_error *err)
{
    struct lci_points_maker *maker = NULL;
    enum lci_status status = lci_points_maker_new(work->inputs->demand, &maker, err);

    for (size_t row = 0; row < work->band->home_count && status == LCI_OK; row++)
        status = lci_points_make(maker, work->band->homes[row], 1, pool, context, &work->points[row], err);
    lci_points_maker_free(maker);
    return status;
}

static enum lci_status
new_band(struct work *work, struct lci_error *err)
{
    const struct lci_access_inputs *access = work->inputs->access;
    const struct lci_walls *walls = &work->inputs->trials->band;
    struct lci_gate_band *band = work->band;
    const size_t n = walls->count;

    band->category_count = access->category_count;
    band->limit_first = lci_new_array(size_t, access->category_count + 1);
    band->homes = lci_new_array(uint32_t, n);
    band->place_count = lci_new_array(uint32_t, n);
    work->points = lci_new_array(struct lci_home_points *, n);
    work->gate_first = lci_new_array(size_t, n + 1);
    if (!band->limit_first || !band->homes || !band->place_count || !work->points || !work->gate_first)
        return lci_fail_nomem(err, "gate_band");
    for (size_t c = 0; c < access->category_count; c++)
        band->limit_first[c + 1] = band->limit_first[c] + access->categories[c].limit_count;
    band->limit_total = band->limit_first[access->category_count];
    for (size_t row = 0; row < n; row++)
        band->homes[row] = walls->items[row].home;
    band->home_count = n;
    for (size_t row = 0; row < n; row++)
        work->gate_first[row + 1] = work->gate_first[row] + home_of(work, row)->gate_count;
    band->worst_ratio = lci_new_array(double, n *band->limit_total);
    band->best_ratio = lci_new_array(double, n *band->limit_total);
    band->worst_m = lci_new_array(double, n *band->category_count);
    band->best_m = lci_new_array(double, n *band->category_count);
    work->near_mm = lci_new_array(uint32_t, work->gate_first[n] *band->category_count);
    work->limit_mm = lci_new_array(uint32_t, work->gate_first[n] *band->category_count);
    if (!band->worst_ratio || !band->best_ratio || !band->worst_m || !band->best_m || !work->near_mm || !work->limit_mm)
        return lci_fail_nomem(err, "gate_band");
    return LCI_OK;
}

enum lci_status
lci_gate_band_build(const struct lci_gate_band_inputs *inputs, struct lci_pool *pool, const struct lci_context *context,
                    struct lci_gate_band *out, struct lci_error *err)
{
    struct work work = {.inputs = inputs, .band = out};
    enum lci_status status = LCI_OK;

    *out = (struct lci_gate_band){0};
    status = new_band(&work, err);
    if (status == LCI_OK)
        status = make_points(&work, pool, context, err);
    if (status == LCI_OK)
        status = search_all(&work, err);
    if (status == LCI_OK)
        status = lci_pool_run(pool, context, "gate_band", out->home_count, 1, try_home, &work, err);
    for (size_t row = 0; work.points && row < out->home_count; row++)
        lci_home_points_free(work.points[row], 1);
    lci_free(work.points);
    lci_free(work.gate_first);
    lci_free(work.near_mm);
    lci_free(work.limit_mm);
    if (status != LCI_OK)
        lci_gate_band_fini(out);
    return status;
}

void
lci_gate_band_fini(struct lci_gate_band *band)
{
    lci_free(band->homes);
    lci_free(band->place_count);
    lci_free(band->limit_first);
    lci_free(band->worst_ratio);
    lci_free(band->best_ratio);
    lci_free(band->worst_m);
    lci_free(band->best_m);
    *band = (struct lci_gate_band){0};
}
