/* gate_gains.c - one more gate tried at every place of the outlines of walled homes. */
#include "analysis/gate_gains.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"

/* Walks that nobody has now. */
struct fresh {
    double share;   /* times categories */
    double walk_mm; /* share times millimetres */
};

/* Scratch space of one worker. */
struct bench {
    struct lci_search *search;
    struct lci_walled_bench walled;
    uint32_t *by_gate_mm; /* [place tried * category]: of one point */
    double *saved;        /* [place tried * category]: share times millimetres, whole numbers */
    struct fresh *fresh;  /* place tried */
    size_t by_gate_capacity, saved_capacity, fresh_capacity;
};

struct work {
    const struct lci_gate_gain_inputs *inputs;
    size_t category_count;
    struct bench *benches;  /* one a worker */
    size_t *gate_first;     /* walled homes + 1: their gates, one after the other */
    size_t *point_first;    /* walled homes + 1: their demand points */
    uint32_t *gate_mm;      /* [gate * category_count + category]: from the outline to the nearest facility */
    uint32_t *now_mm;       /* [point * category_count + category]: as things are */
    struct lci_gate_gain *found; /* a walled home each */
    double *saved_household_m;   /* [walled home * category_count + category] */
};

static uint32_t
plus(uint32_t a, uint32_t b)
{
    return a == LCI_NONE || b == LCI_NONE ? LCI_NONE : a + b;
}

/* The walks from the outline by a gate, after a search of the category. */
static uint32_t
walk_from_gate(const struct lci_walled_gate *gate, const struct lci_search *search)
{
    uint32_t least = LCI_NONE;

    for (size_t e = 0; e < gate->entry_count; e++) {
        const struct lci_entry *entry = &gate->entries[e];
        const uint32_t walk = plus(lci_search_walk(search, entry->edge, entry->offset_mm).cost_mm, entry->before_mm);

        least = walk < least ? walk : least;
    }
    return least;
}

static enum lci_status
search_category(void *user, unsigned worker, size_t category, struct lci_error *err)
{
    struct work *work = user;
    const struct lci_access_inputs *access = work->inputs->access;
    const struct lci_walled *walled = work->inputs->walled;
    struct lci_search *search = work->benches[worker].search;
    const size_t n = work->category_count;
    const enum lci_status status = lci_nearest_search(access, category, search, err);

    for (size_t h = 0; h < walled->count && !status; h++) {
        const struct lci_walled_home *home = &walled->homes[h];
        const uint32_t first = access->demand->home_first[home->home];

        for (size_t g = 0; g < home->gate_count; g++)
            work->gate_mm[(work->gate_first[h] + g) * n + category] = walk_from_gate(&home->gates[g], search);
        for (size_t p = 0; p < work->point_first[h + 1] - work->point_first[h]; p++)
            work->now_mm[(work->point_first[h] + p) * n + category] =
                lci_category_walk(access, category, false, search, first + p).cost_mm;
    }
    return status;
}

/* The places tried of a home are numbered in the order of their gates, which follow the known ones. */
static uint32_t
first_tried(const struct work *work, const struct lci_walled_home *home)
{
    for (size_t g = 0; g < home->gate_count; g++)
        if (home->gates[g].place->gate >= work->inputs->trials->known_count)
            return home->gates[g].place->gate;
    return LCI_NONE;
}

/* Notes the walks of a point by the gates tried of the part that the last question was about. */
static void
note_part(const struct work *work, size_t h, const struct lci_walled_part *part, uint32_t first, struct bench *bench)
{
    const struct lci_walled_home *home = &work->inputs->walled->homes[h];
    const size_t n = work->category_count;

    for (size_t i = 0; i < part->gate_count; i++) {
        const uint32_t gate = home->gates[part->gates[i]].place->gate;
        const uint32_t *gate_mm = &work->gate_mm[(work->gate_first[h] + part->gates[i]) * n];
        uint32_t *by_gate_mm = NULL;

        if (gate < work->inputs->trials->known_count)
            continue;
        by_gate_mm = &bench->by_gate_mm[(gate - first) * n];
        for (size_t c = 0; c < n; c++) {
            const uint32_t walk = plus(bench->walled.walk_mm[i], gate_mm[c]);

            by_gate_mm[c] = walk < by_gate_mm[c] ? walk : by_gate_mm[c];
        }
    }
}

/* Adds what each place saves one point. */
static void
add_point(const struct work *work, size_t slot, uint64_t share, size_t place_count, struct bench *bench)
{
    const size_t n = work->category_count;
    const uint32_t *now_mm = &work->now_mm[slot * n];

    for (size_t place = 0; place < place_count; place++)
        for (size_t c = 0; c < n; c++) {
            const uint32_t by_gate = bench->by_gate_mm[place * n + c];

            if (by_gate == LCI_NONE)
                continue;
            if (now_mm[c] == LCI_NONE) {
                bench->fresh[place].share += (double)share;
                bench->fresh[place].walk_mm += (double)share * by_gate;
            } else if (by_gate < now_mm[c]) {
                bench->saved[place * n + c] += (double)share * (now_mm[c] - by_gate);
            }
        }
}

static double
sum_of(const double *values, size_t count)
{
    double sum = 0.0;

    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return sum;
}

/* Keeps the best place of a home. */
static void
keep_best(struct work *work, size_t h, uint32_t first, size_t place_count, const struct bench *bench)
{
    const struct lci_access_inputs *access = work->inputs->access;
    const uint32_t home = work->inputs->walled->homes[h].home;
    const size_t n = work->category_count;
    const double households =
        access->homes->items[home].weights[LCI_WEIGHT_HOUSEHOLDS].value / (double)access->demand->home_share[home];
    double most = -INFINITY; /* saved, less the walks that are new */
    size_t best = 0;

    for (size_t place = 0; place < place_count; place++) {
        const double saved = sum_of(bench->saved + place * n, n) - bench->fresh[place].walk_mm;
        const double more = bench->fresh[place].share - bench->fresh[best].share;

        if (more < 0.0 || (more <= 0.0 && saved <= most))
            continue;
        best = place;
        most = saved;
    }
    work->found[h] = (struct lci_gate_gain){
        .home = home,
        .x_m = work->inputs->trials->gates.items[first + best].x_m,
        .y_m = work->inputs->trials->gates.items[first + best].y_m,
        .saved_household_m = households * sum_of(bench->saved + best * n, n) / 1000.0,
        .new_walk_households = households * bench->fresh[best].share,
    };
    for (size_t c = 0; c < n; c++)
        work->saved_household_m[h * n + c] = households * bench->saved[best * n + c] / 1000.0;
}

/* The walks of one point by all places tried. */
static enum lci_status
ask_point(const struct work *work, size_t h, uint32_t point, uint32_t first, size_t place_count, struct bench *bench,
          struct lci_error *err)
{
    const struct lci_walled *walled = work->inputs->walled;
    const struct lci_walled_home *home = &walled->homes[h];
    const double *at_m = work->inputs->access->demand->place_m[point];
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < place_count * work->category_count; i++)
        bench->by_gate_mm[i] = LCI_NONE;
    for (size_t p = 0; p < home->part_count && !status; p++) {
        if (!lci_part_holds(walled->shapes, home->parts[p].part, at_m[0], at_m[1]))
            continue;
        status = lci_walled_ask(&home->parts[p], &bench->walled, at_m[0], at_m[1], err);
        if (!status)
            note_part(work, h, &home->parts[p], first, bench);
    }
    return status;
}

static enum lci_status
try_home(void *user, unsigned worker, size_t h, struct lci_error *err)
{
    struct work *work = user;
    const struct lci_demand *demand = work->inputs->access->demand;
    const struct lci_walled_home *home = &work->inputs->walled->homes[h];
    const uint32_t first = first_tried(work, home);
    const size_t place_count = first == LCI_NONE ? 0 : home->gates[home->gate_count - 1].place->gate + 1 - first;
    const size_t point_count = work->point_first[h + 1] - work->point_first[h];
    struct bench *bench = &work->benches[worker];
    enum lci_status status = LCI_OK;

    work->found[h].home = home->home;
    if (place_count == 0 || point_count == 0)
        return LCI_OK;
    if (!lci_reserve(&bench->by_gate_mm, place_count * work->category_count, &bench->by_gate_capacity) ||
        !lci_reserve(&bench->saved, place_count * work->category_count, &bench->saved_capacity) ||
        !lci_reserve(&bench->fresh, place_count, &bench->fresh_capacity))
        return lci_fail_nomem(err, "gate gains");
    for (size_t i = 0; i < place_count * work->category_count; i++)
        bench->saved[i] = 0.0;
    for (size_t i = 0; i < place_count; i++)
        bench->fresh[i] = (struct fresh){0.0, 0.0};
    for (size_t p = 0; p < point_count && !status; p++) {
        const uint32_t point = demand->home_first[home->home] + (uint32_t)p;

        status = ask_point(work, h, point, first, place_count, bench, err);
        if (!status)
            add_point(work, work->point_first[h] + p, demand->share[point], place_count, bench);
    }
    if (!status)
        keep_best(work, h, first, place_count, bench);
    return status;
}

static enum lci_status
prepare(struct work *work, unsigned worker_count, struct lci_error *err)
{
    const struct lci_access_inputs *access = work->inputs->access;
    const struct lci_walled *walled = work->inputs->walled;
    const size_t n = work->category_count;
    enum lci_status status = LCI_OK;

    work->benches = lci_new_array(struct bench, worker_count);
    work->gate_first = lci_new_array(size_t, walled->count + 1);
    work->point_first = lci_new_array(size_t, walled->count + 1);
    work->found = lci_new_array(struct lci_gate_gain, walled->count);
    work->saved_household_m = lci_new_array(double, walled->count *n);
    if (!work->benches || !work->gate_first || !work->point_first || !work->found || !work->saved_household_m)
        return lci_fail_nomem(err, "gate gains");
    for (size_t h = 0; h < walled->count; h++) {
        const uint32_t *first = &access->demand->home_first[walled->homes[h].home];

        work->gate_first[h + 1] = work->gate_first[h] + walled->homes[h].gate_count;
        work->point_first[h + 1] = work->point_first[h] + (first[1] - first[0]);
    }
    work->gate_mm = lci_new_array(uint32_t, work->gate_first[walled->count] *n);
    work->now_mm = lci_new_array(uint32_t, work->point_first[walled->count] *n);
    if (!work->gate_mm || !work->now_mm)
        return lci_fail_nomem(err, "gate gains");
    for (unsigned i = 0; i < worker_count && !status; i++)
        status = lci_search_new(access->net, &work->benches[i].search, err);
    return status;
}

static int
compare_rows(const void *left, const void *right, void *user)
{
    const struct lci_gate_gain *found = user;
    const struct lci_gate_gain *a = &found[*(const uint32_t *)left];
    const struct lci_gate_gain *b = &found[*(const uint32_t *)right];

    if (a->saved_household_m > b->saved_household_m || a->saved_household_m < b->saved_household_m)
        return a->saved_household_m > b->saved_household_m ? -1 : 1;
    if (a->new_walk_households > b->new_walk_households || a->new_walk_households < b->new_walk_households)
        return a->new_walk_households > b->new_walk_households ? -1 : 1;
    return (a->home > b->home) - (a->home < b->home);
}

/* Those that gain anything, in order. */
static enum lci_status
rank(struct work *work, struct lci_gate_gains *out, struct lci_error *err)
{
    const size_t count = work->inputs->walled->count;

    out->items = lci_new_array(struct lci_gate_gain, count);
    out->row = lci_new_array(uint32_t, count);
    if (!out->items || !out->row)
        return lci_fail_nomem(err, "gate gains");
    for (uint32_t h = 0; h < count; h++)
        if (work->found[h].saved_household_m > 0.0 || work->found[h].new_walk_households > 0.0)
            out->row[out->count++] = h;
    if (out->count > 1)
        qsort_r(out->row, out->count, sizeof(*out->row), compare_rows, work->found);
    for (size_t i = 0; i < out->count; i++)
        out->items[i] = work->found[out->row[i]];
    out->category_count = work->category_count;
    out->saved_household_m = work->saved_household_m;
    work->saved_household_m = NULL;
    return LCI_OK;
}

enum lci_status
lci_gate_gains_build(const struct lci_gate_gain_inputs *inputs, struct lci_pool *pool, const struct lci_context *context,
                     struct lci_gate_gains *out, struct lci_error *err)
{
    const unsigned worker_count = lci_pool_thread_count(pool);
    struct work work = {.inputs = inputs, .category_count = inputs->access->category_count};
    enum lci_status status = LCI_OK;

    *out = (struct lci_gate_gains){0};
    status = prepare(&work, worker_count, err);
    if (!status)
        status = lci_pool_run(pool, context, "gate_gains", work.category_count, 1, search_category, &work, err);
    if (!status)
        status = lci_pool_run(pool, context, "gate_gains", inputs->walled->count, 1, try_home, &work, err);
    if (!status)
        status = rank(&work, out, err);
    for (unsigned i = 0; work.benches && i < worker_count; i++) {
        lci_search_free(work.benches[i].search);
        lci_walled_bench_fini(&work.benches[i].walled);
        lci_free(work.benches[i].by_gate_mm);
        lci_free(work.benches[i].saved);
        lci_free(work.benches[i].fresh);
    }
    lci_free(work.benches);
    lci_free(work.gate_first);
    lci_free(work.point_first);
    lci_free(work.gate_mm);
    lci_free(work.now_mm);
    lci_free(work.found);
    lci_free(work.saved_household_m);
    if (status)
        lci_gate_gains_fini(out);
    return status;
}

void
lci_gate_gains_fini(struct lci_gate_gains *gains)
{
    lci_free(gains->items);
    lci_free(gains->row);
    lci_free(gains->saved_household_m);
    *gains = (struct lci_gate_gains){0};
}
