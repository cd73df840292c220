/* gap_sites.c - facilities that may close a gap: those that joined no street put on one, and one more in the gap. */
#include <math.h>
#include <stdlib.h>

#include "analysis/gap_parts.h"
#include "base/alloc.h"
#include "base/order.h"

enum { MOST_SITES = 12 };
/* Cells of a gap's places: so many of the limit, one site is tried in each. */
static const double CELL_PER_LIMIT = 0.25;
/* People within this many limits of a cell, straight, may be served from there. */
static const double AROUND_PER_LIMIT = 0.75;
enum { ROWS_AROUND = 4 }; /* that far in cells, rounded up */

/* short_mm: what the facility falls short of the largest limit. */
static enum lci_status
try_place(const struct lci_gap_case *gap_case, const struct lci_gap *gap, const double place_m[2], uint32_t short_mm,
          struct lci_gap_change *change, struct lci_gap_change *best, struct lci_error *err)
{
    const enum lci_status status = lci_trial_facility(gap_case->trial, place_m, short_mm, &change->gain, err);

    change->line = (struct lci_segment){place_m[0], place_m[1], place_m[0], place_m[1]};
    return status ? status : lci_gap_judge(gap_case, gap, change, best, err);
}

/* A facility that is there: on the nearest street if it joined none, as it is if it only has to open. */
static enum lci_status
try_existing(const struct lci_gap_case *gap_case, const struct lci_gap *gap, enum lci_change_kind kind, uint32_t facility,
             struct lci_gap_change *best, struct lci_error *err)
{
    const struct lci_gap_inputs *inputs = gap_case->inputs;
    const bool opens = kind == LCI_CHANGE_OPEN;
    const struct lci_facility *item = opens ? &inputs->idle->items[facility] : &inputs->access->facilities->items[facility];
    const double reach_m = LCI_GAP_LOCATE_REACH * inputs->off_street_m;
    struct lci_gap_change change = {.kind = kind, .facility = facility};
    double place_m[2] = {item->x_m, item->y_m};
    struct lci_join join;

    if (!opens) {
        /* Inside a walled home it is where it is: its gates let no visitors in. */
        if (item->inside_only)
            return LCI_OK;
        join = lci_join_place_far(inputs->access->index, item->x_m, item->y_m, reach_m, false);
        if (join.edge == LCI_NONE)
            join = lci_join_place_far(inputs->access->index, item->x_m, item->y_m, reach_m, true);
        if (join.edge == LCI_NONE)
            return LCI_OK;
        place_m[0] = lci_whole_mm(join.x_m);
        place_m[1] = lci_whole_mm(join.y_m);
    }
    return try_place(gap_case, gap, place_m, item->short_mm, &change, best, err);
}

/* An uncovered point of a gap. */
struct uncovered {
    const double *at_m;
    double people; /* homes where nobody is known to live */
};

/* A facility that is there, and the people of the gap whom it could cover at most. */
struct candidate {
    uint32_t facility;
    double most_people;
};

/* What is near a gap. */
struct candidates {
    struct uncovered *points;
    struct candidate *items;
    size_t point_count, count;
    double people; /* of all points */
};

/* Straight ways are compared with the limit and so much, lest rounded walks be shorter. */
static const double PER_LIMIT = 1.01;

static enum lci_status
list_uncovered(const struct lci_gap_case *gap_case, const struct lci_gap *gap, struct candidates *out, struct lci_error *err)
{
    const struct lci_access_inputs *access = gap_case->inputs->access;
    const struct lci_demand *demand = access->demand;
    const struct lci_gap_home *homes = gap_case->list->homes + gap->home_first;
    size_t capacity = 0;

    for (size_t i = 0; i < gap->home_count; i++) {
        const uint32_t home = homes[i].home;
        const double in_home = lci_gap_people(access, gap, home) / (double)demand->home_share[home];

        for (uint32_t p = demand->home_first[home]; p < demand->home_first[home + 1]; p++) {
            if (!lci_gap_lacks(gap_case, p))
                continue;
            if (!lci_grow(&out->points, out->point_count, &capacity))
                return lci_fail_nomem(err, "gaps");
            out->points[out->point_count] = (struct uncovered){demand->place_m[p], in_home * (double)demand->share[p]};
            out->people += out->points[out->point_count++].people;
        }
    }
    return LCI_OK;
}

/* The people near a facility in a straight line; false where it is within the limit of nobody. */
static bool
count_near(const struct lci_gap_case *gap_case, const struct candidates *candidates, const struct lci_facility *facility,
           double *people)
{
    const struct lci_metric *metric = gap_case->inputs->access->metric;
    const double most_m = PER_LIMIT * lci_facility_limit_m(facility, gap_case->limit_m) + 1.0;
    const double map_m = PER_LIMIT * most_m / lci_metric_length_scale(metric, facility->x_m, facility->y_m);
    bool near = false;

    *people = 0.0;
    for (size_t i = 0; i < candidates->point_count; i++) {
        const double *at = candidates->points[i].at_m;
        double straight_m = 0.0;

        if (fabs(at[0] - facility->x_m) > map_m || fabs(at[1] - facility->y_m) > map_m)
            continue;
        straight_m = lci_metric_distance_m(metric, at[0], at[1], facility->x_m, facility->y_m);
        near = near || straight_m <= gap_case->limit_m;
        if (straight_m <= most_m)
            *people += candidates->points[i].people;
    }
    return near;
}

static int
compare_candidates(const void *left, const void *right)
{
    const struct candidate *a = left;
    const struct candidate *b = right;

    if (a->most_people > b->most_people || a->most_people < b->most_people)
        return a->most_people > b->most_people ? -1 : 1;
    return (a->facility > b->facility) - (a->facility < b->facility);
}

/* All facilities within the limit of an uncovered point in a straight line, those that most people are near first. */
static enum lci_status
list_existing(const struct lci_gap_case *gap_case, const struct lci_gap *gap, const struct lci_nearby *nearby,
              struct candidates *out, struct lci_error *err)
{
    enum lci_status status = list_uncovered(gap_case, gap, out, err);

    out->items = lci_new_array(struct candidate, nearby->count);
    if (!status && !out->items)
        status = lci_fail_nomem(err, "gaps");
    for (size_t i = 0; i < nearby->count && !status; i++) {
        struct candidate candidate = {.facility = nearby->order[i]};

        if (count_near(gap_case, out, &nearby->facilities->items[candidate.facility], &candidate.most_people))
            out->items[out->count++] = candidate;
    }
    if (out->count > 1)
        qsort(out->items, out->count, sizeof(*out->items), compare_candidates);
    return status;
}

/* One that opens covers nobody farther away than its limit; one that is put on a street may, and so may others who walk farther. */
static bool
cannot_be_best(const struct lci_gap_case *gap_case, const struct candidates *candidates, const struct candidate *candidate,
               enum lci_change_kind kind, const struct lci_gap_change *best)
{
    return kind == LCI_CHANGE_OPEN && best->kind == kind && gap_case->walkers->count == 1 &&
           candidate->most_people < best->closes_ratio * candidates->people * (1.0 - 1e-9);
}

static enum lci_status
try_all_existing(const struct lci_gap_case *gap_case, const struct lci_gap *gap, enum lci_change_kind kind,
                 const struct lci_nearby *nearby, struct lci_gap_change *best, struct lci_error *err)
{
    struct candidates candidates = {0};
    enum lci_status status = LCI_OK;

    if (nearby->count == 0)
        return LCI_OK;
    status = list_existing(gap_case, gap, nearby, &candidates, err);
    for (size_t i = 0; i < candidates.count && !status; i++) {
        if (cannot_be_best(gap_case, &candidates, &candidates.items[i], kind, best))
            break;
        status = try_existing(gap_case, gap, kind, candidates.items[i].facility, best, err);
    }
    lci_free(candidates.points);
    lci_free(candidates.items);
    return status;
}

enum lci_status
lci_gap_try_located(const struct lci_gap_case *gap_case, const struct lci_gap *gap, struct lci_gap_change *best,
                    struct lci_error *err)
{
    return try_all_existing(gap_case, gap, LCI_CHANGE_LOCATE, &gap_case->unjoined, best, err);
}

enum lci_status
lci_gap_try_opened(const struct lci_gap_case *gap_case, const struct lci_gap *gap, struct lci_gap_change *best,
                   struct lci_error *err)
{
    return try_all_existing(gap_case, gap, LCI_CHANGE_OPEN, &gap_case->idle, best, err);
}

/* Where uncovered people of a gap enter the streets, by cell. */
struct entrance {
    int32_t row, column;
    uint32_t number; /* in the order of the points */
    double x_m, y_m, people;
};

/* A cell with its people, and the entrance nearest to their middle. */
struct cell {
    int32_t row;
    double x_m, y_m; /* middle of its people */
    double people, around;
    uint32_t number;
    double best_x_m, best_y_m;
};

static int
compare_entrances(const void *left, const void *right)
{
    const struct entrance *a = left;
    const struct entrance *b = right;

    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

static int
compare_cells(const void *left, const void *right)
{
    const struct cell *a = left;
    const struct cell *b = right;

    if (a->around > b->around || a->around < b->around)
        return a->around > b->around ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

/* The entrances of a gap, sorted by cell. NULL: out of memory. */
static struct entrance *
find_entrances(const struct lci_gap_case *gap_case, const struct lci_gap *gap, size_t *count)
{
    const struct lci_access_inputs *access = gap_case->inputs->access;
    const struct lci_demand *demand = access->demand;
    const struct lci_gap_home *homes = gap_case->list->homes + gap->home_first;
    const double cell_m = fmax(1.0, CELL_PER_LIMIT * gap_case->limit_m);
    struct entrance *items = lci_new_array(struct entrance, 1);
    size_t capacity = 1;

    *count = 0;
    for (size_t i = 0; i < gap->home_count && items; i++)
        for (uint32_t p = demand->home_first[homes[i].home]; p < demand->home_first[homes[i].home + 1] && items; p++) {
            const double share = (double)demand->share[p] / (double)demand->home_share[homes[i].home];
            struct entrance *item = NULL;

            if (!lci_gap_lacks(gap_case, p) || demand->entry_first[p] == demand->entry_first[p + 1])
                continue;
            if (!lci_grow(&items, *count, &capacity)) {
                lci_free(items);
                return NULL;
            }
            item = &items[*count];
            *item = (struct entrance){.number = (uint32_t)*count, .people = share * lci_gap_people(access, gap, homes[i].home)};
            lci_network_place(access->net, demand->entries[demand->entry_first[p]].edge,
                              demand->entries[demand->entry_first[p]].offset_mm, &item->x_m, &item->y_m);
            item->row = (int32_t)floor(item->y_m / cell_m);
            item->column = (int32_t)floor(item->x_m / cell_m);
            ++*count;
        }
    if (items && *count > 0)
        qsort(items, *count, sizeof(*items), compare_entrances);
    return items;
}

static struct cell
make_cell(const struct entrance *items, size_t count, uint32_t number)
{
    struct cell cell = {.row = items[0].row, .number = number};
    double least_m = INFINITY;

    for (size_t i = 0; i < count; i++) {
        /* Where nobody is known to live, places count. */
        const double people = items[i].people + 1e-9;

        cell.people += people;
        cell.x_m += people * items[i].x_m;
        cell.y_m += people * items[i].y_m;
    }
    cell.x_m /= cell.people;
    cell.y_m /= cell.people;
    for (size_t i = 0; i < count; i++) {
        const double away_m = hypot(items[i].x_m - cell.x_m, items[i].y_m - cell.y_m);

        if (away_m < least_m) {
            least_m = away_m;
            cell.best_x_m = items[i].x_m;
            cell.best_y_m = items[i].y_m;
        }
    }
    return cell;
}

/* Cells by the people around them, most first. NULL: out of memory. */
static struct cell *
find_cells(const struct lci_gap_case *gap_case, const struct entrance *items, size_t count, size_t *cell_count)
{
    const double around_m = AROUND_PER_LIMIT * gap_case->limit_m;
    struct cell *cells = lci_new_array(struct cell, count);
    size_t end = 0;

    *cell_count = 0;
    for (size_t begin = 0; cells && begin < count; begin = end) {
        for (end = begin + 1; end < count && items[end].row == items[begin].row && items[end].column == items[begin].column;)
            end++;
        cells[*cell_count] = make_cell(items + begin, end - begin, (uint32_t)*cell_count);
        ++*cell_count;
    }
    for (size_t i = 0; cells && i < *cell_count; i++) {
        size_t k = i;

        while (k > 0 && cells[i].row - cells[k - 1].row <= ROWS_AROUND)
            k--;
        for (; k < *cell_count && cells[k].row - cells[i].row <= ROWS_AROUND; k++)
            if (hypot(cells[i].x_m - cells[k].x_m, cells[i].y_m - cells[k].y_m) <= around_m)
                cells[i].around += cells[k].people;
    }
    if (cells && *cell_count > 0)
        qsort(cells, *cell_count, sizeof(*cells), compare_cells);
    return cells;
}

enum lci_status
lci_gap_try_facilities(const struct lci_gap_case *gap_case, const struct lci_gap *gap, struct lci_gap_change *best,
                       struct lci_error *err)
{
    size_t count = 0;
    size_t cell_count = 0;
    struct entrance *items = find_entrances(gap_case, gap, &count);
    struct cell *cells = items ? find_cells(gap_case, items, count, &cell_count) : NULL;
    enum lci_status status = cells ? LCI_OK : lci_fail_nomem(err, "gaps");

    for (size_t i = 0; i < cell_count && i < MOST_SITES && !status; i++) {
        const double place_m[2] = {lci_whole_mm(cells[i].best_x_m), lci_whole_mm(cells[i].best_y_m)};
        struct lci_gap_change change = {.kind = LCI_CHANGE_FACILITY, .facility = LCI_NONE};

        status = try_place(gap_case, gap, place_m, 0, &change, best, err);
        if (best->closes_ratio >= 1.0)
            break;
    }
    lci_free(cells);
    lci_free(items);
    return status;
}
