/* cause_gaps.c - which of the changed objects most of what became of a gap is due to. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "diff/cause_parts.h"

static const char *const gap_columns[] = {"gap_id"};
static const char *const part_columns[] = {"profile", "gap_id", "home_id"};
static const char *const home_columns[] = {"home_id", "population"};

enum part_column { PART_PROFILE, PART_GAP_ID, PART_HOME_ID, PART_COLUMNS };
enum home_column { HOME_ID, HOME_POPULATION, HOME_COLUMNS };

/* How much of what homes of a group won or lost is due to an object. */
struct due {
    uint32_t group, object;
    double amount;
};

struct finding {
    struct lci_diff_job *job;
    struct lci_keyed *parts[LCI_DIFF_SIDES]; /* part_counts, sorted: number of profile and gap -> number of a home's id */
    size_t part_counts[LCI_DIFF_SIDES], part_capacities[LCI_DIFF_SIDES];
    struct lci_keyed *homes; /* home_count, sorted: number of profile, category and home id -> home of the causes */
    double *population;      /* of the homes of the causes, at least 1: one counts where people are not known */
    size_t home_count;
    struct lci_keyed *objects; /* object_count, sorted: number of a home's id -> that home as an object, from 1 */
    size_t object_count;
    struct due *dues; /* due_count; as they are met */
    size_t due_count, due_capacity;
};

static int
order_key(const void *keys, size_t i, const void *key)
{
    const struct lci_keyed *items = keys;
    const uint64_t wanted = *(const uint64_t *)key;

    return (items[i].key > wanted) - (items[i].key < wanted);
}

static enum lci_status
read_parts(struct finding *finding, enum lci_diff_side side, struct lci_error *err)
{
    struct lci_diff_job *job = finding->job;
    struct lci_numbering *n = &job->numbering;
    struct lci_gpkg_cursor *cursor = NULL;
    uint32_t fid = 0;
    enum lci_status status = lci_gpkg_cursor_new(job->results[side].source, "gap_homes", part_columns, PART_COLUMNS, &cursor, err);

    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0) {
        const uint32_t profile = lci_numbering_text(n, lci_gpkg_text_at(cursor, PART_PROFILE));
        const uint32_t gap = lci_numbering_pair(n, profile, lci_numbering_text(n, lci_gpkg_text_at(cursor, PART_GAP_ID)));

        if (!lci_grow(&finding->parts[side], finding->part_counts[side], &finding->part_capacities[side]))
            status = lci_fail_nomem(err, "gaps");
        else
            finding->parts[side][finding->part_counts[side]++] =
                (struct lci_keyed){gap, lci_numbering_text(n, lci_gpkg_text_at(cursor, PART_HOME_ID))};
    }
    lci_gpkg_cursor_free(cursor);
    if (status == LCI_OK && (n->failed || !lci_sort_keyed(finding->parts[side], finding->part_counts[side])))
        status = lci_fail_nomem(err, "gaps");
    return status;
}

/* Homes of the causes that are about what gaps are about: the largest limit of a category, or the whole circle. */
static enum lci_status
read_homes(struct finding *finding, struct lci_error *err)
{
    static const char *const *const both[LCI_DIFF_SIDES] = {home_columns, home_columns};
    struct lci_diff_job *job = finding->job;
    struct lci_numbering *n = &job->numbering;
    const struct lci_diff_causes *causes = &job->causes;
    size_t next = 0;
    enum lci_status status = LCI_OK;

    finding->homes = lci_new_array(struct lci_keyed, causes->home_count);
    finding->population = lci_new_array(double, causes->home_count);
    if (!finding->homes || !finding->population)
        return lci_fail_nomem(err, "gaps");
    for (size_t p = 0; p < job->pass_count && status == LCI_OK; p++) {
        const struct lci_diff_pass *pass = &job->passes[p];
        const char *const layers[LCI_DIFF_SIDES] = {pass->of[LCI_DIFF_OLD]->homes, pass->of[LCI_DIFF_NEW]->homes};
        struct lci_diff_cursors cursors = {.of = {NULL}};

        status = lci_diff_cursors_open(job, layers, both, HOME_COLUMNS, &cursors, err);
        for (; next < causes->home_count && causes->homes[next].pass == p && status == LCI_OK; next++) {
            const struct lci_cause_measure *measure = &causes->measures[p].items[causes->homes[next].measure];
            double population = 0.0;
            uint32_t key = 0;

            if (!lci_cause_is_largest(measure))
                continue;
            status = lci_diff_seek(&cursors, causes->homes[next].fids, err);
            if (status != LCI_OK)
                break;
            population = lci_diff_real(&cursors, LCI_DIFF_NEW, HOME_POPULATION);
            finding->population[next] = population > 1.0 ? population : 1.0;
            key =
                lci_numbering_pair(n, lci_numbering_text(n, pass->of[LCI_DIFF_NEW]->id), lci_numbering_text(n, measure->category));
            key = lci_numbering_pair(n, key, lci_numbering_text(n, lci_diff_text(&cursors, LCI_DIFF_NEW, HOME_ID)));
            finding->homes[finding->home_count++] = (struct lci_keyed){key, (uint32_t)next};
        }
        lci_diff_cursors_close(&cursors);
    }
    if (status == LCI_OK && (n->failed || !lci_sort_keyed(finding->homes, finding->home_count)))
        status = lci_fail_nomem(err, "gaps");
    return status;
}

/* Adds what a home won or lost to the dues of the group. */
static enum lci_status
add_home(struct finding *finding, uint32_t group, const struct lci_cause_home *home, double population, struct lci_error *err)
{
    for (size_t c = 0; c < LCI_CAUSE_COUNT; c++) {
        if (home->objects[c] == 0)
            continue;
        if (!lci_grow(&finding->dues, finding->due_count, &finding->due_capacity))
            return lci_fail_nomem(err, "gaps");
        finding->dues[finding->due_count++] =
            (struct due){.group = group, .object = home->objects[c], .amount = fabs((double)home->parts[c]) * population};
    }
    return LCI_OK;
}

/* Homes that were added, removed or handed in differently, by their ids. */
static enum lci_status
list_objects(struct finding *finding, struct lci_error *err)
{
    const struct lci_diff_causes *causes = &finding->job->causes;

    finding->objects = lci_new_array(struct lci_keyed, causes->object_count);
    for (size_t o = 0; o < causes->object_count && finding->objects; o++)
        if (strcmp(causes->objects[o].given.kind, "home") == 0)
            finding->objects[finding->object_count++] =
                (struct lci_keyed){lci_numbering_text(&finding->job->numbering, causes->objects[o].given.id), (uint32_t)o + 1};
    if (!finding->objects || finding->job->numbering.failed || !lci_sort_keyed(finding->objects, finding->object_count))
        return lci_fail_nomem(err, "gaps");
    return LCI_OK;
}

/* A home that won and lost nothing, as one does that only one of the results has: it is behind the gap itself if it has changed. */
static enum lci_status
add_other_home(struct finding *finding, uint32_t group, uint32_t home, struct lci_error *err)
{
    const uint64_t key = home;
    const struct lci_run run = lci_run_of(finding->objects, finding->object_count, &key, order_key);

    if (run.count == 0)
        return LCI_OK;
    if (!lci_grow(&finding->dues, finding->due_count, &finding->due_capacity))
        return lci_fail_nomem(err, "gaps");
    finding->dues[finding->due_count++] = (struct due){.group = group, .object = finding->objects[run.first].value, .amount = 1.0};
    return LCI_OK;
}

/* All homes of the gaps of a row. */
static enum lci_status
add_row(struct finding *finding, const struct lci_diff_gap *gap, struct lci_diff_cursors *cursors, struct lci_error *err)
{
    struct lci_numbering *n = &finding->job->numbering;
    const struct lci_diff_gap_count *of = &finding->job->gaps.counts[gap->of];
    const uint32_t profile = lci_numbering_text(n, of->profile);
    const uint32_t about = lci_numbering_pair(n, profile, lci_numbering_text(n, of->category));
    enum lci_status status = lci_diff_seek(cursors, gap->fids, err);

    for (enum lci_diff_side side = LCI_DIFF_OLD; side < LCI_DIFF_SIDES && status == LCI_OK; side++) {
        const uint64_t key = lci_numbering_pair(n, profile, lci_numbering_text(n, lci_diff_text(cursors, side, 0)));
        const struct lci_run run = cursors->stands[side]
                                       ? lci_run_of(finding->parts[side], finding->part_counts[side], &key, order_key)
                                       : (struct lci_run){0};

        for (size_t i = run.first; i < run.first + run.count && status == LCI_OK; i++) {
            const uint64_t home = lci_numbering_pair(n, about, finding->parts[side][i].value);
            const struct lci_run homes = lci_run_of(finding->homes, finding->home_count, &home, order_key);

            if (homes.count == 0)
                status = add_other_home(finding, gap->group, finding->parts[side][i].value, err);
            for (size_t h = homes.first; h < homes.first + homes.count && status == LCI_OK; h++) {
                const uint32_t at = finding->homes[h].value;

                status = add_home(finding, gap->group, &finding->job->causes.homes[at], finding->population[at], err);
            }
        }
    }
    return status;
}

static int
order_due(const void *left, const void *right)
{
    const struct due *a = left;
    const struct due *b = right;

    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    if (a->object != b->object)
        return a->object < b->object ? -1 : 1;
    return (a->amount > b->amount) - (a->amount < b->amount); /* so that sums do not depend on how qsort() leaves equals */
}

/* Gives each group the object that most of it is due to, of equals the first, and counts the group there. */
static enum lci_status
settle(struct finding *finding, struct lci_error *err)
{
    struct lci_diff_job *job = finding->job;
    struct due *best = NULL; /* by group */
    size_t group_count = 1;

    for (size_t g = 0; g < job->gaps.count; g++)
        if (job->gaps.items[g].group >= group_count)
            group_count = (size_t)job->gaps.items[g].group + 1;
    best = lci_new_array(struct due, group_count);
    if (!best)
        return lci_fail_nomem(err, "gaps");
    if (finding->due_count > 0)
        qsort(finding->dues, finding->due_count, sizeof(*finding->dues), order_due);
    for (size_t d = 0; d < finding->due_count;) {
        struct due due = finding->dues[d];

        for (d++; d < finding->due_count && finding->dues[d].group == due.group && finding->dues[d].object == due.object; d++)
            due.amount += finding->dues[d].amount;
        if (due.amount > best[due.group].amount)
            best[due.group] = due;
    }
    for (size_t g = 0; g < job->gaps.count; g++) {
        struct lci_diff_gap *gap = &job->gaps.items[g];

        gap->object = best[gap->group].object;
        if (gap->object > 0 && best[gap->group].group > 0)
            job->causes.objects[gap->object - 1].gap_counts[gap->change]++;
        best[gap->group].group = 0; /* a group is counted once */
    }
    lci_free(best);
    return LCI_OK;
}

enum lci_status
lci_diff_cause_gaps(struct lci_diff_job *job, struct lci_error *err)
{
    static const char *const tables[LCI_DIFF_SIDES] = {"gaps", "gaps"};
    static const char *const *const both[LCI_DIFF_SIDES] = {gap_columns, gap_columns};
    struct finding finding = {.job = job};
    struct lci_diff_cursors cursors = {.of = {NULL}};
    enum lci_status status = LCI_OK;

    if (!lci_cause_is_known(job) || job->gaps.count == 0)
        return LCI_OK;
    for (enum lci_diff_side side = LCI_DIFF_OLD; side < LCI_DIFF_SIDES && status == LCI_OK; side++)
        status = read_parts(&finding, side, err);
    if (status == LCI_OK)
        status = read_homes(&finding, err);
    if (status == LCI_OK)
        status = list_objects(&finding, err);
    if (status == LCI_OK)
        status = lci_diff_cursors_open(job, tables, both, 1, &cursors, err);
    for (size_t g = 0; g < job->gaps.count && status == LCI_OK; g++)
        if (job->gaps.items[g].change != LCI_CHANGED_NOT)
            status = add_row(&finding, &job->gaps.items[g], &cursors, err);
    if (status == LCI_OK)
        status = settle(&finding, err);
    lci_diff_cursors_close(&cursors);
    for (size_t side = 0; side < LCI_DIFF_SIDES; side++)
        lci_free(finding.parts[side]);
    lci_free(finding.homes);
    lci_free(finding.population);
    lci_free(finding.objects);
    lci_free(finding.dues);
    return status;
}
