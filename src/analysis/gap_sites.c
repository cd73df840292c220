/* gap_sites.c - facilities that may close a gap: those that joined no street put on one, and one more in the gap. */
#include <math.h>
#include <stdlib.h>

#include "analysis/gap_parts.h"
#include "base/alloc.h"
#include "base/order.h"

/* A facility that joined no street is put on one so many times off_street_m away, no further. */
static const double LOCATE_REACH = 10.0;
enum { MOST_EXISTING = 4, MOST_SITES = 12 };
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
    struct lci_join join = lci_join_place(gap_case->inputs->access->index, place_m[0], place_m[1]);
    enum lci_status status = LCI_OK;

    if (join.edge != LCI_NONE)
        join.leg_mm += short_mm;
    status = lci_trial_facility(gap_case->trial, &join, &change->gain, err);
    change->line = (struct lci_segment){place_m[0], place_m[1], place_m[0], place_m[1]};
    if (!status)
        lci_gap_judge(gap_case, gap, change, best);
    return status;
}

/* A facility that is there: on the nearest street if it joined none, as it is if it only has to open. */
static enum lci_status
try_existing(const struct lci_gap_case *gap_case, const struct lci_gap *gap, enum lci_change_kind kind, uint32_t facility,
             struct lci_gap_change *best, struct lci_error *err)
{
    const struct lci_gap_inputs *inputs = gap_case->inputs;
    const bool opens = kind == LCI_CHANGE_OPEN;
    const struct lci_facility *item = opens ? &inputs->idle->items[facility] : &inputs->access->facilities->items[facility];
    const double reach_m = LOCATE_REACH * inputs->off_street_m;
    struct lci_gap_change change = {.kind = kind, .facility = facility};
    double place_m[2] = {item->x_m, item->y_m};
    struct lci_join join;

    if (!opens) {
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

/* Facilities near the gap's uncovered points, each point's nearest. */
static size_t
find_existing(const struct lci_gap_case *gap_case, const struct lci_gap *gap, const struct lci_nearby *nearby,
              uint32_t found[MOST_EXISTING])
{
    const struct lci_access_inputs *access = gap_case->inputs->access;
    const struct lci_gap_home *homes = gap_case->list->homes + gap->home_first;
    size_t count = 0;

    for (size_t i = 0; i < gap->home_count && nearby->count > 0; i++)
        for (uint32_t p = access->demand->home_first[homes[i].home]; p < access->demand->home_first[homes[i].home + 1]; p++) {
            const double *at = access->demand->place_m[p];
            const struct lci_facility *item = NULL;
            uint32_t facility = LCI_NONE;
            bool known = false;

            if (!lci_gap_lacks(gap_case->list, gap_case->nearest, p))
                continue;
            facility = lci_nearby_find(nearby, at[0], at[1]);
            item = &nearby->facilities->items[facility];
            for (size_t k = 0; k < count; k++)
                known = known || found[k] == facility;
            if (!known && count < MOST_EXISTING &&
                lci_metric_distance_m(access->metric, at[0], at[1], item->x_m, item->y_m) <= gap_case->limit_m)
                found[count++] = facility;
        }
    return count;
}

static enum lci_status
try_all_existing(const struct lci_gap_case *gap_case, const struct lci_gap *gap, enum lci_change_kind kind,
                 const struct lci_nearby *nearby, struct lci_gap_change *best, struct lci_error *err)
{
    uint32_t found[MOST_EXISTING];
    const size_t count = find_existing(gap_case, gap, nearby, found);
    enum lci_status status = LCI_OK;

    for (size_t k = 0; k < count && !status; k++)
        status = try_existing(gap_case, gap, kind, found[k], best, err);
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

            if (!lci_gap_lacks(gap_case->list, gap_case->nearest, p) || demand->entry_first[p] == demand->entry_first[p + 1])
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
