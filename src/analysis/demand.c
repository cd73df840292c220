/* demand.c - joins the demand points to the network and orders their entries by edge. */
#include "analysis/demand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/demand_points.h"
#include "analysis/private.h"
#include "analysis/remark.h"
#include "base/alloc.h"

/* Entries of a point that leaves by private ways or gates, and its walks inside the same home; the others have the one entry in
 * `single`. */
struct ways_out {
    struct lci_entry *entries;
    uint32_t count;
    struct lci_indoor *indoor;
    uint32_t indoor_count;
};

/* Points of one home that one worker joins. */
struct chunk {
    uint32_t home;
    size_t begin, end; /* of the home's points */
    size_t slot;       /* of the first in the batch */
};

/* Homes whose points are made and joined at once. */
struct batch {
    size_t home_first, home_count;
    struct lci_home_points *points; /* home_count */
    size_t point_count;
    struct chunk *chunks;
    size_t chunk_count;
    lci_edge_id *joined;       /* point_count, as in struct lci_demand */
    bool *is_far;              /* point_count, likewise */
    struct lci_entry *single;  /* point_count; edge LCI_NONE: none, or the ways out */
    struct ways_out *ways_out; /* point_count; NULL where no home is walled and the network has no private edge */
};

struct work {
    const struct lci_demand_inputs *inputs;
    struct lci_pool *pool;
    const struct lci_context *context; /* may be NULL */
    struct lci_private *private_ways;
    struct lci_walled_bench *benches; /* one a worker */
    struct lci_points_maker *maker;
    struct lci_demand *demand;
    struct batch batch;
};

/* Points that one item joins: large homes are shared among workers. */
enum { CHUNK_POINTS = 512 };

static void
take_join(struct work *work, const struct lci_private_home *home, size_t slot,
          const struct lci_join *join, struct lci_entry *scratch)
{
    struct batch *batch = &work->batch;

    batch->joined[slot] = join->edge;
    batch->is_far[slot] = work->inputs->far_leg_m > 0.0 && join->edge != LCI_NONE &&
                          join->leg_mm > work->inputs->far_leg_m * 1000.0;
    batch->single[slot].edge = LCI_NONE;
    if (join->edge == LCI_NONE)
        return;
    if (!(work->inputs->net->edges[join->edge].flags & LCI_EDGE_PRIVATE))
        batch->single[slot] = (struct lci_entry){join->edge, join->offset_mm, join->leg_mm};
    else
        batch->ways_out[slot].count = (uint32_t)lci_private_entries(home, work->inputs->net, join, scratch);
}

/* Keeps what `scratch` holds for a point. False: out of memory. */
static bool
keep_ways_out(struct ways_out *out, const struct lci_entry *scratch)
{
    if (out->count == 0)
        return true;
    out->entries = lci_new_array(struct lci_entry, out->count);
    if (!out->entries)
        return false;
    for (uint32_t i = 0; i < out->count; i++)
        out->entries[i] = scratch[i];
    return true;
}

/* Whether all gates of a home that its people can leave by are farther from the streets than that; 0: not asked. */
static bool
gates_are_far(const struct lci_walled_home *home, double far_leg_m)
{
    for (size_t g = 0; g < home->gate_count && far_leg_m > 0.0; g++)
        if (home->gates[g].entry_count > 0 && home->gates[g].join.leg_mm <= far_leg_m * 1000.0)
            return false;
    return far_leg_m > 0.0;
}

/* The points of a walled home leave by its gates. */
static enum lci_status
join_walled(struct work *work, const struct lci_walled_home *home, const struct chunk *chunk, struct lci_walled_bench *bench,
            struct lci_error *err)
{
    struct batch *batch = &work->batch;
    const struct lci_home_points *points = &batch->points[chunk->home - batch->home_first];
    enum lci_status status = LCI_OK;

    for (size_t i = chunk->begin; i < chunk->end && status == LCI_OK; i++) {
        const size_t slot = chunk->slot + i - chunk->begin;
        struct ways_out *out = &batch->ways_out[slot];
        struct lci_walled_walks walks = {
            .entries = lci_new_array(struct lci_entry, home->entry_count),
            .indoor = lci_new_array(struct lci_indoor, home->facility_count),
        };

        out->entries = walks.entries; /* the batch's from now on */
        out->indoor = walks.indoor;
        batch->single[slot].edge = batch->joined[slot] = LCI_NONE;
        if (!walks.entries || !walks.indoor)
            return lci_fail_nomem(err, "demand points");
        status = lci_walled_walks(home, &work->inputs->homes->shapes, bench, points->xy_m[i][0], points->xy_m[i][1], &walks, err);
        out->count = (uint32_t)walks.entry_count;
        out->indoor_count = (uint32_t)walks.indoor_count;
        if (walks.entry_count > 0)
            batch->joined[slot] = walks.entries[0].edge;
        batch->is_far[slot] = walks.entry_count > 0 && gates_are_far(home, work->inputs->far_leg_m);
    }
    return status;
}

static enum lci_status
join_chunk(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    struct work *work = user;
    struct batch *batch = &work->batch;
    const struct chunk *chunk = &batch->chunks[item];
    const struct lci_home_points *points = &batch->points[chunk->home - batch->home_first];
    const struct lci_walled_home *walled = lci_walled_of(work->inputs->walled, chunk->home);
    struct lci_private_home home = {0};
    struct lci_entry *scratch = NULL;
    enum lci_status status = LCI_OK;

    if (walled)
        return join_walled(work, walled, chunk, &work->benches[worker], err);
    status = lci_private_home_build(work->private_ways, &work->inputs->homes->shapes, chunk->home, &home, err);
    if (status)
        return status;
    scratch = lci_new_array(struct lci_entry, home.exit_count);
    if (!scratch) {
        status = lci_fail_nomem(err, "demand points");
        goto out;
    }
    for (size_t i = chunk->begin; i < chunk->end; i++) {
        const size_t slot = chunk->slot + i - chunk->begin;
        const double *at = points->xy_m[i];
        const struct lci_join join =
            lci_join_place_private(work->inputs->index, at[0], at[1], home.edges, home.edge_count);

        take_join(work, &home, slot, &join, scratch);
        if (batch->ways_out && !keep_ways_out(&batch->ways_out[slot], scratch)) {
            status = lci_fail_nomem(err, "demand points");
            goto out;
        }
    }

out:
    lci_free(scratch);
    lci_private_home_fini(&home);
    return status;
}

/* Homes from batch->home_first on until they have points enough. */
static void
choose_homes(struct work *work)
{
    struct batch *batch = &work->batch;
    double expected = 0.0;

    for (size_t home = batch->home_first; home < work->demand->home_count && expected < LCI_DEMAND_BATCH; home++) {
        expected += lci_points_expected(work->maker, home);
        batch->home_count++;
    }
}

static void
cut_into_chunks(struct batch *batch)
{
    size_t slot = 0;

    for (size_t home = 0; home < batch->home_count; home++)
        for (size_t begin = 0; begin < batch->points[home].count; begin += CHUNK_POINTS) {
            const size_t left = batch->points[home].count - begin;
            const size_t count = left < CHUNK_POINTS ? left : CHUNK_POINTS;

            batch->chunks[batch->chunk_count++] =
                (struct chunk){(uint32_t)(batch->home_first + home), begin, begin + count, slot};
            slot += count;
        }
}

static enum lci_status
prepare_batch(struct work *work, struct lci_error *err)
{
    struct batch *batch = &work->batch;
    const bool several = work->private_ways || work->inputs->walled;

    for (size_t home = 0; home < batch->home_count; home++)
        batch->point_count += batch->points[home].count;
    batch->chunks = lci_new_array(struct chunk, batch->home_count + batch->point_count / CHUNK_POINTS);
    batch->joined = lci_new_array(lci_edge_id, batch->point_count);
    batch->is_far = lci_new_array(bool, batch->point_count);
    batch->single = lci_new_array(struct lci_entry, batch->point_count);
    if (several)
        batch->ways_out = lci_new_array(struct ways_out, batch->point_count);
    if (!batch->chunks || !batch->joined || !batch->is_far || !batch->single || (several && !batch->ways_out))
        return lci_fail_nomem(err, "demand points");
    cut_into_chunks(batch);
    return LCI_OK;
}

static void
batch_fini(struct batch *batch)
{
    for (size_t slot = 0; batch->ways_out && slot < batch->point_count; slot++) {
        lci_free(batch->ways_out[slot].entries);
        lci_free(batch->ways_out[slot].indoor);
    }
    lci_free(batch->ways_out);
    lci_free(batch->single);
    lci_free(batch->joined);
    lci_free(batch->is_far);
    lci_free(batch->chunks);
    lci_home_points_free(batch->points, batch->home_count);
    *batch = (struct batch){.home_first = batch->home_first + batch->home_count};
}

static bool
make_point_room(struct lci_demand *demand, size_t count, bool keep_places)
{
    const size_t wanted = demand->point_count + count;
    const size_t capacity = wanted + wanted / 2;

    if (wanted <= demand->point_capacity)
        return true;
    if (!lci_resize(&demand->point_home, capacity) ||
        !lci_resize(&demand->share, capacity) ||
        !lci_resize(&demand->joined, capacity) ||
        !lci_resize(&demand->is_far, capacity) ||
        !lci_resize(&demand->entry_first, capacity + 1))
        return false;
    if (keep_places && !lci_resize(&demand->place_m, capacity))
        return false;
    demand->point_capacity = capacity;
    return true;
}

static bool
make_entry_room(struct lci_demand *demand, size_t count)
{
    const size_t wanted = demand->entry_count + count;
    const size_t capacity = wanted + wanted / 2;

    if (wanted <= demand->entry_capacity)
        return true;
    if (!lci_resize(&demand->entries, capacity) ||
        !lci_resize(&demand->entry_point, capacity))
        return false;
    demand->entry_capacity = capacity;
    return true;
}

static void
add_entries(struct lci_demand *demand, const struct lci_entry *entries, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        demand->entries[demand->entry_count] = entries[i];
        demand->entry_point[demand->entry_count++] = (uint32_t)demand->point_count;
    }
}

static void
add_indoor(struct lci_demand *demand, const struct ways_out *out)
{
    for (uint32_t i = 0; i < out->indoor_count; i++) {
        struct lci_indoor *added = &demand->indoor[demand->indoor_count++];

        *added = out->indoor[i];
        added->point = (uint32_t)demand->point_count;
    }
}

static void
add_point(struct lci_demand *demand, const struct batch *batch, size_t slot, size_t home, size_t which)
{
    const struct lci_home_points *points = &batch->points[home - batch->home_first];
    const uint64_t share = points->share[which];

    demand->point_home[demand->point_count] = (uint32_t)home;
    demand->share[demand->point_count] = share;
    demand->home_share[home] += share;
    demand->joined[demand->point_count] = batch->joined[slot];
    demand->is_far[demand->point_count] = batch->is_far[slot];
    if (demand->place_m)
        memcpy(demand->place_m[demand->point_count], points->xy_m[which], sizeof(*demand->place_m));
    add_entries(demand, &batch->single[slot], batch->single[slot].edge != LCI_NONE);
    if (batch->ways_out) {
        add_entries(demand, batch->ways_out[slot].entries, batch->ways_out[slot].count);
        add_indoor(demand, &batch->ways_out[slot]);
    }
    demand->entry_first[++demand->point_count] = (uint32_t)demand->entry_count;
}

/* What is kept of a batch goes to the end of what there is. */
static enum lci_status
add_batch(struct lci_demand *demand, const struct batch *batch, bool keep_places, struct lci_error *err)
{
    size_t entry_count = batch->point_count;
    size_t indoor_count = demand->indoor_count;
    size_t slot = 0;

    for (size_t i = 0; batch->ways_out && i < batch->point_count; i++) {
        entry_count += batch->ways_out[i].count;
        indoor_count += batch->ways_out[i].indoor_count;
    }
    if (indoor_count >= LCI_NONE || demand->point_count + batch->point_count >= LCI_NONE ||
        demand->entry_count + entry_count >= LCI_NONE)
        return lci_fail(err, LCI_E_LIMIT, "more than 4294967294 demand points: is sample_m right?");
    if (!make_point_room(demand, batch->point_count, keep_places) || !make_entry_room(demand, entry_count) ||
        !lci_reserve(&demand->indoor, indoor_count, &demand->indoor_capacity))
        return lci_fail_nomem(err, "demand points");
    for (size_t i = 0; i < batch->home_count; i++) {
        const size_t home = batch->home_first + i;

        for (size_t k = 0; k < batch->points[i].count; k++)
            add_point(demand, batch, slot++, home, k);
        demand->home_first[home + 1] = (uint32_t)demand->point_count;
    }
    return LCI_OK;
}

/* How far a batch has come, told as a part of the whole. */
static void
report_part(void *user, const char *stage, double done_ratio)
{
    const struct work *work = user;
    const struct batch *batch = &work->batch;

    work->context->progress(work->context->user, stage,
                            ((double)batch->home_first + done_ratio * (double)batch->home_count) /
                                (double)work->demand->home_count);
}

static bool
is_cancelled(void *user)
{
    const struct work *work = user;

    return work->context->cancelled(work->context->user);
}

/* Makes, joins and adds the points of the next homes. */
static enum lci_status
do_batch(struct work *work, struct lci_error *err)
{
    struct batch *batch = &work->batch;
    const struct lci_context *whole = work->context;
    struct lci_context part = {.cancelled = whole && whole->cancelled ? is_cancelled : NULL, .user = work};
    enum lci_status status = LCI_OK;

    choose_homes(work);
    status = lci_points_make(work->maker, batch->home_first, batch->home_count, work->pool, &part, &batch->points, err);
    if (!status)
        status = prepare_batch(work, err);
    part.progress = whole && whole->progress ? report_part : NULL; /* joining takes nearly all of the time */
    if (!status)
        status = lci_pool_run(work->pool, &part, "demand", batch->chunk_count, 1, join_chunk, work, err);
    if (!status)
        status = add_batch(work->demand, batch, work->inputs->keep_places, err);
    batch_fini(batch);
    return status;
}

static enum lci_status
join_homes(struct work *work, struct lci_error *err)
{
    struct lci_demand *demand = work->demand;
    enum lci_status status = LCI_OK;

    demand->home_first = lci_new_array(uint32_t, demand->home_count + 1);
    demand->home_share = lci_new_array(uint64_t, demand->home_count);
    demand->edge_first = lci_new_array(uint32_t, demand->edge_count + 1);
    if (!demand->home_first || !demand->home_share || !demand->edge_first ||
        !make_point_room(demand, 1, work->inputs->keep_places) || !make_entry_room(demand, 1))
        return lci_fail_nomem(err, "demand points");
    demand->entry_first[0] = 0;
    status = lci_private_new(work->inputs->net, &work->private_ways, err);
    if (!status)
        status = lci_points_maker_new(work->inputs, &work->maker, err);
    while (!status && work->batch.home_first < demand->home_count)
        status = do_batch(work, err);
    if (!status)
        status = lci_demand_sort_indoor(demand, err);
    lci_points_maker_free(work->maker);
    lci_private_free(work->private_ways);
    return status;
}

static int
compare_entries(const void *left, const void *right, void *user)
{
    const struct lci_entry *entries = user;
    uint32_t i = *(const uint32_t *)left;
    uint32_t j = *(const uint32_t *)right;

    if (entries[i].offset_mm != entries[j].offset_mm)
        return entries[i].offset_mm < entries[j].offset_mm ? -1 : 1;
    return (i > j) - (i < j);
}

/* Entries are counted into their edges, and only those of one edge are compared. */
static enum lci_status
order_by_edge(struct lci_demand *demand, struct lci_error *err)
{
    uint32_t *first = demand->edge_first;

    demand->edge_entry = lci_new_array(uint32_t, demand->entry_count);
    if (!demand->edge_entry)
        return lci_fail_nomem(err, "demand points");
    for (size_t i = 0; i < demand->entry_count; i++)
        first[demand->entries[i].edge + 1]++;
    for (size_t edge = 0; edge < demand->edge_count; edge++)
        first[edge + 1] += first[edge];
    for (size_t i = demand->entry_count; i-- > 0;) /* backwards: first[e + 1] becomes the beginning of e */
        demand->edge_entry[--first[demand->entries[i].edge + 1]] = (uint32_t)i;
    memmove(first, first + 1, demand->edge_count * sizeof(*first));
    first[demand->edge_count] = (uint32_t)demand->entry_count;
    for (size_t edge = 0; edge < demand->edge_count; edge++)
        if (first[edge + 1] - first[edge] > 1)
            qsort_r(demand->edge_entry + first[edge], first[edge + 1] - first[edge], sizeof(*demand->edge_entry),
                    compare_entries, demand->entries);
    return LCI_OK;
}

static enum lci_status
report_homes(const struct lci_homes *homes, const struct lci_demand *demand,
             struct lci_quality *quality, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t home = 0; home < homes->count && !status; home++) {
        uint32_t total = demand->home_first[home + 1] - demand->home_first[home];
        uint32_t lost = 0;
        char found[96];
        struct lci_quality_row row = {
            .stage = "join", .layer = "homes", .feature_id = homes->items[home].id, .found = found};

        for (uint32_t point = demand->home_first[home]; point < demand->home_first[home + 1];
             point++)
            lost += demand->joined[point] == LCI_NONE;
        if (lost == 0)
            continue;
        snprintf(found, sizeof(found), "%u of %u demand points join no street", lost, total);
        row.severity = lost == total ? LCI_SEVERITY_ERROR : LCI_SEVERITY_WARNING;
        row.code = lost == total ? "home_no_street" : "home_partly_no_street";
        row.done = lost == total ? "status no_street: it stays in the denominator"
                                 : "their share counts as not covered";
        row.has_place = lci_shape_place(&homes->shapes, home, &row.x_m, &row.y_m);
        status = lci_remark(quality, &homes->items[home].origin, &row, err);
    }
    return status;
}

enum lci_status
lci_demand_build(const struct lci_demand_inputs *inputs, struct lci_pool *pool,
                 const struct lci_context *context, struct lci_quality *quality,
                 struct lci_demand *out, struct lci_error *err)
{
    const unsigned worker_count = lci_pool_thread_count(pool);
    struct work work = {.inputs = inputs, .pool = pool, .context = context, .demand = out};
    enum lci_status status = LCI_OK;

    *out = (struct lci_demand){.home_count = inputs->homes->count, .edge_count = inputs->net->edge_count};
    work.benches = lci_new_array(struct lci_walled_bench, worker_count);
    status = work.benches ? join_homes(&work, err) : lci_fail_nomem(err, "demand points");
    if (!status)
        status = order_by_edge(out, err);
    if (!status)
        status = report_homes(inputs->homes, out, quality, err);
    for (unsigned i = 0; work.benches && i < worker_count; i++)
        lci_walled_bench_fini(&work.benches[i]);
    lci_free(work.benches);
    if (status)
        lci_demand_fini(out);
    return status;
}

void
lci_demand_release_points(struct lci_demand *demand)
{
    const struct lci_demand kept = {
        .home_count = demand->home_count,
        .point_count = demand->point_count,
        .entry_count = demand->entry_count,
        .home_first = demand->home_first,
        .home_share = demand->home_share,
    };

    lci_free(demand->point_home);
    lci_free(demand->share);
    lci_free(demand->place_m);
    lci_free(demand->joined);
    lci_free(demand->is_far);
    lci_free(demand->entry_first);
    lci_free(demand->entries);
    lci_free(demand->entry_point);
    lci_free(demand->edge_entry);
    lci_free(demand->edge_first);
    lci_free(demand->indoor);
    lci_free(demand->indoor_by_facility);
    *demand = kept;
}

void
lci_demand_fini(struct lci_demand *demand)
{
    lci_demand_release_points(demand);
    lci_free(demand->home_first);
    lci_free(demand->home_share);
    *demand = (struct lci_demand){0};
}
