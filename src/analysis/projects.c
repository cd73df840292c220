/* projects.c - puts changes in the order in which they newly cover most: greedy, as is usual for sites that cover most demand. */
#include "analysis/projects.h"

#include <stdlib.h>

#include "base/alloc.h"

/* What became of a demand point by the projects taken so far. */
enum { SAME, NEWLY_COVERED, NO_LONGER };

/* A project that waits for its place. */
struct candidate {
    uint32_t first, count; /* of the gaps in order */
    double newly;          /* people whom it newly covered when it was last looked at: it will never be more */
    size_t seen_at;        /* projects taken by then */
    bool is_taken;
};

struct work {
    const struct lci_access_inputs *access;
    const struct lci_gaps *gaps;
    size_t weight;           /* by which projects are compared; LCI_WEIGHT_FIRST_EXTRA: homes */
    unsigned char *states;   /* point_count */
    struct candidate *items; /* of the category in hand: count */
    size_t count;
    struct lci_projects *out;
    size_t gap_count; /* of out->gaps */
};

static int
compare_values(double a, double b)
{
    return (a > b) - (a < b);
}

/* The same change is the same kind of thing done to the same thing at the same place. */
static int
compare_changes(const struct lci_gap_change *a, const struct lci_gap_change *b)
{
    const double left[] = {a->kind, a->facility, a->home, a->line.ax_m, a->line.ay_m, a->line.bx_m, a->line.by_m};
    const double right[] = {b->kind, b->facility, b->home, b->line.ax_m, b->line.ay_m, b->line.bx_m, b->line.by_m};
    int order = 0;

    for (size_t i = 0; i < sizeof(left) / sizeof(left[0]) && order == 0; i++)
        order = compare_values(left[i], right[i]);
    return order;
}

static int
compare_gaps(const void *left, const void *right, void *user)
{
    const struct lci_gap_list *list = user;
    const uint32_t a = *(const uint32_t *)left;
    const uint32_t b = *(const uint32_t *)right;
    const int order = compare_changes(&list->items[a].change, &list->items[b].change);

    return order ? order : (a > b) - (a < b);
}

/* By the first gap of each. */
static int
compare_candidates(const void *left, const void *right, void *user)
{
    const uint32_t *gaps = user;
    const uint32_t a = gaps[((const struct candidate *)left)->first];
    const uint32_t b = gaps[((const struct candidate *)right)->first];

    return (a > b) - (a < b);
}

/* The weight by which projects are compared: people if any are known. */
static size_t
choose_weight(const struct lci_homes *homes)
{
    static const size_t usual[] = {LCI_WEIGHT_POPULATION, LCI_WEIGHT_HOUSEHOLDS};

    for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
        for (size_t home = 0; home < homes->count; home++)
            if (homes->items[home].weights[usual[i]].value > 0.0)
                return usual[i];
    return LCI_WEIGHT_FIRST_EXTRA;
}

/* What of a weight is at a point. */
static double
at_point(const struct work *work, uint32_t point, size_t weight)
{
    const struct lci_demand *demand = work->access->demand;
    const uint32_t home = demand->point_home[point];
    const double whole = weight == LCI_WEIGHT_FIRST_EXTRA ? 1.0 : work->access->homes->items[home].weights[weight].value;

    return whole * ((double)demand->share[point] / (double)demand->home_share[home]);
}

static const struct lci_gap *
gap_of(const struct lci_gap_list *list, const uint32_t *gaps, const struct candidate *item)
{
    return &list->items[gaps[item->first]];
}

/* People whom a change newly covers and no project so far does. Fewer points in the same order never add up to more. */
static double
count_newly(const struct work *work, const struct lci_gap_list *list, const struct lci_gap_flips *flips)
{
    double people = 0.0;

    for (size_t i = 0; i < flips->count; i++)
        if (lci_gap_is_open(list, flips->points[i]) && work->states[flips->points[i]] == SAME)
            people += at_point(work, flips->points[i], work->weight);
    return people;
}

/* Takes the points of a change, and adds what they are to `more`. */
static void
take_points(struct work *work, const struct lci_gap_list *list, const struct lci_gap_flips *flips, double *more)
{
    for (size_t i = 0; i < flips->count; i++) {
        const uint32_t point = flips->points[i];
        const bool is_open = lci_gap_is_open(list, point);

        if (work->states[point] != SAME)
            continue;
        work->states[point] = is_open ? NEWLY_COVERED : NO_LONGER;
        for (size_t w = 0; w < LCI_WEIGHT_FIRST_EXTRA; w++)
            more[w] += is_open ? at_point(work, point, w) : -at_point(work, point, w);
    }
}

/* The candidate that newly covers most, behind `taken` others: only those that may be it are looked at anew. */
static struct candidate *
find_next(struct work *work, const struct lci_gap_list *list, const uint32_t *gaps, size_t taken)
{
    for (;;) {
        struct candidate *best = NULL;

        for (size_t i = 0; i < work->count; i++)
            if (!work->items[i].is_taken && (!best || work->items[i].newly > best->newly))
                best = &work->items[i];
        if (!best || best->seen_at == taken)
            return best;
        best->newly = count_newly(work, list, &gap_of(list, gaps, best)->flips);
        best->seen_at = taken;
    }
}

/* Gaps with a change, those with the same one side by side. How many. */
static size_t
list_gaps(struct lci_gap_list *list, uint32_t *gaps)
{
    size_t count = 0;

    for (uint32_t i = 0; i < list->count; i++)
        if (list->items[i].change.kind != LCI_CHANGE_NONE)
            gaps[count++] = i;
    if (count > 0)
        qsort_r(gaps, count, sizeof(*gaps), compare_gaps, list);
    return count;
}

static void
list_candidates(struct work *work, const struct lci_gap_list *list, uint32_t *gaps, size_t gap_count)
{
    work->count = 0;
    for (size_t i = 0; i < gap_count; i++) {
        if (i == 0 || compare_changes(&list->items[gaps[i - 1]].change, &list->items[gaps[i]].change) != 0)
            work->items[work->count++] = (struct candidate){.first = (uint32_t)i};
        work->items[work->count - 1].count++;
    }
    if (work->count > 0)
        qsort_r(work->items, work->count, sizeof(*work->items), compare_candidates, gaps);
    for (size_t i = 0; i < work->count; i++)
        work->items[i].newly = count_newly(work, list, &gap_of(list, gaps, &work->items[i])->flips);
}

static void
add_project(struct work *work, uint32_t category, uint32_t number, const struct candidate *item, const uint32_t *gaps,
            const double *more)
{
    struct lci_projects *out = work->out;
    struct lci_project *project = &out->items[out->count++];

    *project = (struct lci_project){
        .category = category,
        .number = number,
        .gap_first = (uint32_t)work->gap_count,
        .gap_count = item->count,
        .covers = more != NULL,
    };
    for (size_t w = 0; more && w < LCI_WEIGHT_FIRST_EXTRA; w++)
        project->more[w] = more[w];
    for (uint32_t i = 0; i < item->count; i++)
        out->gaps[work->gap_count++] = gaps[item->first + i];
}

/* gaps: room for all gaps of the category. */
static void
put_in_order(struct work *work, uint32_t category, uint32_t *gaps)
{
    struct lci_gap_list *list = &work->gaps->lists[category];
    const size_t gap_count = list_gaps(list, gaps);
    double more[LCI_WEIGHT_FIRST_EXTRA] = {0.0};
    struct candidate *next = NULL;
    uint32_t number = 0;
    size_t taken = 0;

    for (size_t point = 0; point < work->access->demand->point_count; point++)
        work->states[point] = SAME;
    list_candidates(work, list, gaps, gap_count);
    for (size_t i = 0; i < work->count; i++)
        work->items[i].is_taken = gap_of(list, gaps, &work->items[i])->change.kind == LCI_CHANGE_CAPACITY;
    while ((next = find_next(work, list, gaps, taken)) != NULL) {
        next->is_taken = true;
        taken++;
        take_points(work, list, &gap_of(list, gaps, next)->flips, more);
        add_project(work, category, ++number, next, gaps, more);
    }
    for (size_t i = 0; i < work->count; i++)
        if (gap_of(list, gaps, &work->items[i])->change.kind == LCI_CHANGE_CAPACITY)
            add_project(work, category, ++number, &work->items[i], gaps, NULL);
}

enum lci_status
lci_projects_build(const struct lci_access_inputs *access, const struct lci_gaps *gaps, struct lci_projects *out,
                   struct lci_error *err)
{
    struct work work = {.access = access, .gaps = gaps, .weight = choose_weight(access->homes), .out = out};
    uint32_t *order = NULL;
    size_t total = 0;
    size_t most = 0;

    *out = (struct lci_projects){0};
    for (size_t category = 0; category < access->category_count; category++) {
        total += gaps->lists[category].count;
        most = gaps->lists[category].count > most ? gaps->lists[category].count : most;
    }
    out->items = lci_new_array(struct lci_project, total);
    out->gaps = lci_new_array(uint32_t, total);
    order = lci_new_array(uint32_t, most);
    work.items = lci_new_array(struct candidate, most);
    work.states = lci_new_array(unsigned char, access->demand->point_count);
    if (out->items && out->gaps && order && work.items && work.states)
        for (uint32_t category = 0; category < access->category_count; category++)
            put_in_order(&work, category, order);
    else
        lci_projects_fini(out);
    lci_free(order);
    lci_free(work.items);
    lci_free(work.states);
    return out->items ? LCI_OK : lci_fail_nomem(err, "projects");
}

void
lci_projects_fini(struct lci_projects *projects)
{
    lci_free(projects->items);
    lci_free(projects->gaps);
    *projects = (struct lci_projects){0};
}
