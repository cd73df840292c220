/* demand.c - joins the demand points to the network and orders their entries by edge. */
#include "analysis/demand.h"

#include <stdio.h>
#include <stdlib.h>

#include "analysis/demand_points.h"
#include "analysis/private.h"
#include "analysis/remark.h"
#include "base/alloc.h"

/* Entries of a point that leaves by private ways; the others have the one in `single`. */
struct ways_out {
    struct lci_entry *entries;
    uint32_t count;
};

struct work {
    const struct lci_demand_inputs *inputs;
    struct lci_demand *demand;
    struct lci_private *private_ways;
    struct lci_entry *single;  /* point_count; edge LCI_NONE: none, or the ways out */
    struct ways_out *ways_out; /* point_count; NULL where the network has no private edge */
    uint32_t *chunk_home;      /* chunk_count: homes are cut into chunks of points */
    uint32_t *chunk_point;     /* chunk_count + 1 */
    size_t chunk_count;
};

/* Points that one item joins: large homes are shared among workers. */
enum { CHUNK_POINTS = 512 };

static void
take_join(struct work *work, const struct lci_private_home *home, uint32_t point,
          const struct lci_join *join, struct lci_entry *scratch)
{
    struct lci_demand *demand = work->demand;
    size_t count = 0;

    demand->joined[point] = join->edge;
    demand->leg_mm[point] = join->edge == LCI_NONE ? LCI_NONE : join->leg_mm;
    work->single[point].edge = LCI_NONE;
    if (join->edge == LCI_NONE)
        return;
    if (!(work->inputs->net->edges[join->edge].flags & LCI_EDGE_PRIVATE)) {
        work->single[point] = (struct lci_entry){join->edge, join->offset_mm, join->leg_mm};
        return;
    }
    count = lci_private_entries(home, work->inputs->net, join, scratch);
    work->ways_out[point].count = (uint32_t)count;
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

static enum lci_status
join_chunk(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    struct work *work = user;
    struct lci_private_home home = {0};
    struct lci_entry *scratch = NULL;
    enum lci_status status = LCI_OK;

    (void)worker;
    status = lci_private_home_build(work->private_ways, &work->inputs->homes->shapes,
                                    work->chunk_home[item], &home, err);
    if (status)
        return status;
    scratch = lci_new_array(struct lci_entry, home.exit_count);
    if (!scratch) {
        status = lci_fail_nomem(err, "demand points");
        goto out;
    }
    for (uint32_t point = work->chunk_point[item]; point < work->chunk_point[item + 1]; point++) {
        const double *at = work->demand->xy_m + 2 * (size_t)point;
        struct lci_join join =
            lci_join_place_private(work->inputs->index, at[0], at[1], home.edges, home.edge_count);

        take_join(work, &home, point, &join, scratch);
        if (work->ways_out && !keep_ways_out(&work->ways_out[point], scratch)) {
            status = lci_fail_nomem(err, "demand points");
            goto out;
        }
    }

out:
    lci_free(scratch);
    lci_private_home_fini(&home);
    return status;
}

static enum lci_status
new_points(struct lci_demand *demand, struct lci_error *err)
{
    demand->home_first = lci_new_array(uint32_t, demand->home_count + 1);
    demand->home_share = lci_new_array(uint64_t, demand->home_count);
    demand->point_home = lci_new_array(uint32_t, demand->point_count);
    demand->xy_m = lci_new_array(double, 2 * demand->point_count);
    demand->share = lci_new_array(uint64_t, demand->point_count);
    demand->leg_mm = lci_new_array(uint32_t, demand->point_count);
    demand->joined = lci_new_array(lci_edge_id, demand->point_count);
    demand->entry_first = lci_new_array(uint32_t, demand->point_count + 1);
    demand->edge_first = lci_new_array(uint32_t, demand->edge_count + 1);
    if (!demand->home_first || !demand->home_share || !demand->point_home || !demand->xy_m ||
        !demand->share || !demand->leg_mm || !demand->joined || !demand->entry_first ||
        !demand->edge_first)
        return lci_fail_nomem(err, "demand points");
    return LCI_OK;
}

static enum lci_status
collect_points(struct lci_demand *demand, const struct lci_home_points *points,
               struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    size_t at = 0;

    for (size_t home = 0; home < demand->home_count; home++)
        demand->point_count += points[home].count;
    if (demand->point_count >= LCI_NONE)
        return lci_fail(err, LCI_E_LIMIT, "more than 4294967294 demand points: is sample_m right?");
    status = new_points(demand, err);
    if (status)
        return status;
    for (uint32_t home = 0; home < demand->home_count; home++) {
        demand->home_first[home] = (uint32_t)at;
        for (size_t i = 0; i < points[home].count; i++, at++) {
            demand->point_home[at] = home;
            demand->xy_m[2 * at] = points[home].xy_m[i][0];
            demand->xy_m[2 * at + 1] = points[home].xy_m[i][1];
            demand->share[at] = points[home].share[i];
            demand->home_share[home] += points[home].share[i];
        }
    }
    demand->home_first[demand->home_count] = (uint32_t)at;
    return LCI_OK;
}

static enum lci_status
cut_into_chunks(struct work *work, struct lci_error *err)
{
    const struct lci_demand *demand = work->demand;
    size_t count = demand->home_count + demand->point_count / CHUNK_POINTS + 1;

    work->chunk_home = lci_new_array(uint32_t, count);
    work->chunk_point = lci_new_array(uint32_t, count + 1);
    if (!work->chunk_home || !work->chunk_point)
        return lci_fail_nomem(err, "demand points");
    for (uint32_t home = 0; home < demand->home_count; home++)
        for (uint32_t point = demand->home_first[home]; point < demand->home_first[home + 1];
             point += CHUNK_POINTS) {
            work->chunk_home[work->chunk_count] = home;
            work->chunk_point[work->chunk_count++] = point;
        }
    work->chunk_point[work->chunk_count] = (uint32_t)demand->point_count;
    return LCI_OK;
}

static enum lci_status
join_points(struct work *work, struct lci_pool *pool, const struct lci_context *context,
            struct lci_error *err)
{
    size_t count = work->demand->point_count;
    enum lci_status status = lci_private_new(work->inputs->net, &work->private_ways, err);

    if (!status)
        status = cut_into_chunks(work, err);
    if (status)
        return status;
    work->single = lci_new_array(struct lci_entry, count);
    if (work->private_ways)
        work->ways_out = lci_new_array(struct ways_out, count);
    if (!work->single || (work->private_ways && !work->ways_out))
        return lci_fail_nomem(err, "demand points");
    return lci_pool_run(pool, context, "demand", work->chunk_count, 1, join_chunk, work, err);
}

static enum lci_status
collect_entries(struct work *work, struct lci_error *err)
{
    struct lci_demand *demand = work->demand;
    size_t count = 0;

    for (size_t point = 0; point < demand->point_count; point++) {
        demand->entry_first[point] = (uint32_t)count;
        count += work->single[point].edge != LCI_NONE;
        if (work->ways_out)
            count += work->ways_out[point].count;
        if (count >= LCI_NONE)
            return lci_fail(err, LCI_E_LIMIT, "demand points: more than 4294967294 entries");
    }
    demand->entry_first[demand->point_count] = (uint32_t)count;
    demand->entry_count = count;
    demand->entries = lci_new_array(struct lci_entry, count);
    demand->entry_point = lci_new_array(uint32_t, count);
    demand->edge_entry = lci_new_array(uint32_t, count);
    if (!demand->entries || !demand->entry_point || !demand->edge_entry)
        return lci_fail_nomem(err, "demand points");
    for (uint32_t point = 0; point < demand->point_count; point++) {
        uint32_t at = demand->entry_first[point];
        bool single = work->single[point].edge != LCI_NONE;

        for (uint32_t i = at; i < demand->entry_first[point + 1]; i++) {
            demand->entries[i] =
                single ? work->single[point] : work->ways_out[point].entries[i - at];
            demand->entry_point[i] = point;
        }
    }
    return LCI_OK;
}

static int
compare_entries(const void *left, const void *right, void *user)
{
    const struct lci_entry *entries = user;
    uint32_t i = *(const uint32_t *)left;
    uint32_t j = *(const uint32_t *)right;

    if (entries[i].edge != entries[j].edge)
        return entries[i].edge < entries[j].edge ? -1 : 1;
    if (entries[i].offset_mm != entries[j].offset_mm)
        return entries[i].offset_mm < entries[j].offset_mm ? -1 : 1;
    return (i > j) - (i < j);
}

static void
order_by_edge(struct lci_demand *demand)
{
    uint32_t at = 0;

    for (uint32_t i = 0; i < demand->entry_count; i++)
        demand->edge_entry[i] = i;
    qsort_r(demand->edge_entry, demand->entry_count, sizeof(*demand->edge_entry), compare_entries,
            demand->entries);
    for (lci_edge_id edge = 0; edge <= demand->edge_count; edge++) {
        while (at < demand->entry_count && demand->entries[demand->edge_entry[at]].edge < edge)
            at++;
        demand->edge_first[edge] = at;
    }
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
    struct lci_home_points *points = NULL;
    struct work work = {.inputs = inputs, .demand = out};
    enum lci_status status = LCI_OK;

    *out = (struct lci_demand){.home_count = inputs->homes->count,
                               .edge_count = inputs->net->edge_count};
    status = lci_home_points_build(inputs, pool, context, &points, err);
    if (!status)
        status = collect_points(out, points, err);
    lci_home_points_free(points, inputs->homes->count);
    if (!status)
        status = join_points(&work, pool, context, err);
    if (!status)
        status = collect_entries(&work, err);
    if (!status)
        order_by_edge(out);
    if (!status)
        status = report_homes(inputs->homes, out, quality, err);
    for (size_t point = 0; work.ways_out && point < out->point_count; point++)
        lci_free(work.ways_out[point].entries);
    lci_free(work.ways_out);
    lci_free(work.single);
    lci_free(work.chunk_home);
    lci_free(work.chunk_point);
    lci_private_free(work.private_ways);
    if (status)
        lci_demand_fini(out);
    return status;
}

void
lci_demand_fini(struct lci_demand *demand)
{
    lci_free(demand->home_first);
    lci_free(demand->home_share);
    lci_free(demand->point_home);
    lci_free(demand->xy_m);
    lci_free(demand->share);
    lci_free(demand->leg_mm);
    lci_free(demand->joined);
    lci_free(demand->entry_first);
    lci_free(demand->entries);
    lci_free(demand->entry_point);
    lci_free(demand->edge_entry);
    lci_free(demand->edge_first);
    *demand = (struct lci_demand){0};
}
