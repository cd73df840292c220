/* gaps.c - the stage `gaps`: where demand is uncovered, as clusters with their ground. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analysis/area.h"
#include "base/alloc.h"
#include "run/hand_in.h"
#include "run/job.h"

/* Gaps whose ground is in memory at once. */
enum { BATCH = 512 };

/* Ground that is being drawn. */
struct drawing {
    const struct lci_job *job;
    const struct lci_gap_inputs *inputs;
    struct lci_geos **geos; /* one a worker */
    struct lci_polygons *outlines; /* home_count: of homes that are uncovered altogether in some gap */
    bool *whole;                   /* home_count: which these are */
    const struct lci_job_gap *rows;
    struct lci_polygons *ground; /* BATCH */
};

static enum lci_status
draw_outline(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    struct drawing *drawing = user;

    return drawing->whole[item] ? lci_gap_outline(drawing->inputs, (uint32_t)item, drawing->geos[worker],
                                                  &drawing->outlines[item], err) : LCI_OK;
}

/* A home is in gaps of many categories: its outline is drawn once. */
static enum lci_status
draw_outlines(struct drawing *drawing, struct lci_error *err)
{
    const struct lci_job *job = drawing->job;
    const struct lci_demand *demand = drawing->inputs->access->demand;

    drawing->outlines = lci_new_array(struct lci_polygons, demand->home_count);
    drawing->whole = lci_new_array(bool, demand->home_count);
    if (!drawing->outlines || !drawing->whole)
        return lci_fail_nomem(err, "gaps");
    for (size_t l = 0; l < job->gaps.list_count; l++)
        for (size_t i = 0; i < job->gaps.lists[l].home_count; i++)
            if (lci_gap_is_whole(demand, &job->gaps.lists[l].homes[i]))
                drawing->whole[job->gaps.lists[l].homes[i].home] = true;
    return lci_pool_run(job->pool, job->context, "gaps", demand->home_count, 16, draw_outline, drawing, err);
}

static enum lci_status
draw_gap(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    struct drawing *drawing = user;
    const struct lci_job_gap *row = &drawing->rows[item];

    return lci_gap_ground(drawing->inputs, &drawing->job->gaps.lists[row->list], row->item, drawing->outlines,
                          drawing->geos[worker], &drawing->ground[item], err);
}

/* Keeps and releases the ground of a batch. */
static enum lci_status
keep_ground(struct lci_job *job, struct lci_polygons *ground, size_t first, size_t count, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < count; i++) {
        struct lci_job_gap *row = &job->gap_rows[first + i];

        if (status == LCI_OK) {
            row->area_m2 = lci_true_area_m2(&lci_job_walking(job)->metric, &ground[i]);
            status = lci_spool_put_polygons(job->spool, &ground[i], &row->polygons, err);
        }
        lci_polygons_fini(&ground[i]);
    }
    return status;
}

static enum lci_status
draw_ground(struct lci_job *job, const struct lci_gap_inputs *inputs, struct lci_error *err)
{
    const unsigned worker_count = lci_pool_thread_count(job->pool);
    struct drawing drawing = {.job = job, .inputs = inputs};
    enum lci_status status = LCI_OK;

    drawing.geos = lci_new_array(struct lci_geos *, worker_count);
    drawing.ground = lci_new_array(struct lci_polygons, BATCH);
    if (!drawing.geos || !drawing.ground)
        status = lci_fail_nomem(err, "gaps");
    for (unsigned i = 0; i < worker_count && status == LCI_OK; i++)
        status = lci_geos_new(&drawing.geos[i], err);
    if (status == LCI_OK)
        status = draw_outlines(&drawing, err);
    for (size_t first = 0; first < job->gap_count && status == LCI_OK; first += BATCH) {
        const size_t count = job->gap_count - first < BATCH ? job->gap_count - first : BATCH;
        enum lci_status kept = LCI_OK;

        drawing.rows = job->gap_rows + first;
        status = lci_pool_run(job->pool, job->context, "gaps", count, 1, draw_gap, &drawing, err);
        kept = keep_ground(job, drawing.ground, first, count, status == LCI_OK ? err : NULL);
        status = status == LCI_OK ? kept : status;
    }
    for (unsigned i = 0; drawing.geos && i < worker_count; i++)
        lci_geos_free(drawing.geos[i]);
    for (size_t i = 0; drawing.outlines && i < inputs->access->demand->home_count; i++)
        lci_polygons_fini(&drawing.outlines[i]);
    lci_free(drawing.outlines);
    lci_free(drawing.whole);
    lci_free(drawing.geos);
    lci_free(drawing.ground);
    return status;
}

static enum lci_status
list_rows(struct lci_job *job, struct lci_error *err)
{
    for (size_t l = 0; l < job->gaps.list_count; l++)
        job->gap_count += job->gaps.lists[l].count;
    job->gap_rows = lci_new_array(struct lci_job_gap, job->gap_count);
    if (!job->gap_rows)
        return lci_fail_nomem(err, "gaps");
    job->gap_count = 0;
    for (uint32_t l = 0; l < job->gaps.list_count; l++)
        for (uint32_t i = 0; i < job->gaps.lists[l].count; i++)
            job->gap_rows[job->gap_count++] = (struct lci_job_gap){.list = l, .item = i};
    return LCI_OK;
}

/* The barriers are released before the results are written. */
static enum lci_status
keep_barrier_names(struct lci_job *job, struct lci_error *err)
{
    for (size_t i = 0; i < job->gap_count; i++) {
        struct lci_job_gap *row = &job->gap_rows[i];
        const char *name = job->gaps.lists[row->list].items[row->item].barrier;

        row->barrier = name ? lci_arena_text(&job->arena, name, strlen(name)) : NULL;
        if (name && !row->barrier)
            return lci_fail_nomem(err, "gaps");
    }
    return LCI_OK;
}

/* So are the ways. */
static enum lci_status
keep_way_ids(struct lci_job *job, struct lci_error *err)
{
    const struct lci_defects *defects = &job->gaps.defects;

    job->defect_ways = lci_arena_alloc(&job->arena, defects->count, 2 * sizeof(*job->defect_ways));
    if (!job->defect_ways)
        return lci_fail_nomem(err, "gaps");
    for (size_t i = 0; i < 2 * defects->count; i++) {
        const lci_edge_id edge = defects->items[i / 2].street.end[i % 2].edge;
        const char *id = job->ways.items[job->net->edges[edge].way].id;

        job->defect_ways[i] = lci_arena_text(&job->arena, id, strlen(id));
        if (!job->defect_ways[i])
            return lci_fail_nomem(err, "gaps");
    }
    return LCI_OK;
}

/* What the gaps of those who walk in a pass are made of. */
static struct lci_gap_inputs
inputs_of(const struct lci_job *pass)
{
    const struct lci_parameters *parameters = &pass->config->parameters;

    return (struct lci_gap_inputs){
        .access = &pass->access,
        .nearest = pass->nearest,
        .idle = &pass->idle,
        .loads = &pass->loads,
        .crossing_m = pass->crossing_m,
        .crossing_count = pass->crossing_count,
        .gap_link_m = parameters->gap_link_m,
        .off_street_m = parameters->off_street_m,
        .islet_m = parameters->islet_m,
        .link_max_m = parameters->link_max_m,
        .sample_m = parameters->sample_m,
        .speed_mps = pass->config->profile.speed_mps,
    };
}

/* Finds the gaps, whoever walks, and draws them. */
static enum lci_status
find_gaps(struct lci_job *job, const struct lci_gap_walkers *walkers, struct lci_error *err)
{
    enum lci_status status = lci_gaps_build(walkers, job->pool, job->context, &job->gaps, err);

    if (status == LCI_OK && walkers->keeps_flips) {
        status = lci_projects_build(walkers->items[0].access, &job->gaps, &job->projects, err);
        lci_gaps_release_flips(&job->gaps);
    }
    if (status == LCI_OK)
        status = list_rows(job, err);
    if (status == LCI_OK)
        status = keep_barrier_names(job, err);
    return status == LCI_OK ? draw_ground(job, &walkers->items[0], err) : status;
}

enum lci_status
lci_job_gaps(struct lci_job *job, struct lci_job_stage *stage, struct lci_error *err)
{
    const struct lci_gap_inputs inputs = inputs_of(job);
    const struct lci_gap_walkers walkers = {
        .items = &inputs, .count = 1, .keeps_flips = lci_hand_in_is_asked_for(job->config), .memo = job->passes->memo};
    enum lci_status status = LCI_OK;

    lci_count_add(stage->in, sizeof(stage->in), job->demand.point_count, "demand point", "demand points");
    lci_count_add(stage->in, sizeof(stage->in), job->category_count, "category", "categories");
    if (!job->config->parameters.gaps) {
        (void)snprintf(stage->out, sizeof(stage->out), "not asked for");
        return LCI_OK;
    }
    status = find_gaps(job, &walkers, err);
    if (status == LCI_OK)
        status = keep_way_ids(job, err);
    lci_count_add(stage->out, sizeof(stage->out), job->gap_count, "gap", "gaps");
    lci_count_add(stage->out, sizeof(stage->out), job->gaps.defects.count, "defect of the streets", "defects of the streets");
    return status;
}

enum lci_status
lci_job_composed_gaps(struct lci_job *by_unit, struct lci_error *err)
{
    const struct lci_passes *passes = by_unit->passes;
    struct lci_gap_inputs *items = lci_new_array(struct lci_gap_inputs, passes->walk_count);
    uint32_t *number = lci_new_array(uint32_t, passes->walk_count); /* of a pass among those that are used */
    uint32_t *home_walker = lci_new_array(uint32_t, by_unit->homes.count);
    struct lci_loads_walker *loads = lci_new_array(struct lci_loads_walker, passes->walk_count);
    struct lci_gap_walkers walkers = {
        .items = items,
        .home_walker = home_walker,
        .keeps_flips = lci_hand_in_is_asked_for(by_unit->config),
        .memo = passes->memo,
    };
    enum lci_status status = LCI_OK;

    if (!items || !number || !home_walker || !loads)
        status = lci_fail_nomem(err, "gaps");
    for (size_t p = 0; p < passes->walk_count && status == LCI_OK; p++) {
        if (!by_unit->is_used[p])
            continue;
        number[p] = (uint32_t)walkers.count;
        loads[walkers.count] = (struct lci_loads_walker){passes->items[p].nearest, passes->items[p].config->profile.speed_mps};
        items[walkers.count++] = inputs_of(&passes->items[p]);
    }
    for (size_t home = 0; home < by_unit->homes.count && status == LCI_OK; home++)
        home_walker[home] = number[by_unit->modes.home_profile[home]];
    if (status == LCI_OK && lci_job_has_capacities(by_unit)) {
        status = lci_loads_build(items[0].access, &(struct lci_loads_walkers){loads, walkers.count, home_walker}, &by_unit->loads,
                                 err);
        items[0].loads = &by_unit->loads;
    }
    if (status == LCI_OK)
        status = lci_spool_new(&by_unit->spool, err);
    if (status == LCI_OK)
        status = find_gaps(by_unit, &walkers, err);
    lci_free(items);
    lci_free(loads);
    lci_free(number);
    lci_free(home_walker);
    return status;
}
