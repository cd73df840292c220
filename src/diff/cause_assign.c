/* cause_assign.c - which of the changed objects is behind what a home won or lost, and what each has done in all. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "diff/cause_parts.h"

enum { MILLION = 1000000 };

/* Columns that are read of a home; behind them the nearest facility of each measure. */
enum column { HOME_ID, GEOM, FIRST_WEIGHT, FIRST_FACILITY = FIRST_WEIGHT + LCI_DIFF_WEIGHTS };

/* An object with a place, by the least x of its box. */
struct placed {
    double box_m[4]; /* least x, greatest x, least y, greatest y */
    uint32_t object; /* from 1 */
};

/* The objects of a cause. */
struct lot {
    struct placed *items; /* count, by least x */
    size_t count;
    double widest_m;
    uint32_t first, total; /* object from 1, and how many; objects of a cause stand together */
};

struct assigning {
    struct lci_diff_job *job;
    struct lot lots[LCI_CAUSE_COUNT];
    struct lci_keyed *facilities; /* facility_count, sorted: number of category and id -> object */
    struct lci_keyed *own;        /* own_count, sorted: number of the id of a home -> object: that home, or a gate of it */
    size_t facility_count, own_count;
    struct lci_diff_cursors cursors; /* of the homes of the pass */
    const struct lci_cause_measures *measures;
    size_t *facility_columns; /* of each measure; 0: it has none */
};

static int
order_placed(const void *left, const void *right)
{
    const struct placed *a = left;
    const struct placed *b = right;

    if (a->box_m[0] < b->box_m[0] || a->box_m[0] > b->box_m[0])
        return a->box_m[0] < b->box_m[0] ? -1 : 1;
    return (a->object > b->object) - (a->object < b->object);
}

static int
order_key(const void *keys, size_t i, const void *key)
{
    const struct lci_keyed *items = keys;
    const uint64_t wanted = *(const uint64_t *)key;

    return (items[i].key > wanted) - (items[i].key < wanted);
}

/* The first object of a key, from 1; 0: there is none. */
static uint32_t
find(const struct lci_keyed *items, size_t count, uint32_t number)
{
    const uint64_t key = number;
    const struct lci_run run = lci_run_of(items, count, &key, order_key);

    return run.count > 0 ? items[run.first].value : 0;
}

/* Objects of one cause stand together: those with a place are sorted by it. */
static enum lci_status
fill_lots(struct assigning *assigning, struct lci_error *err)
{
    const struct lci_diff_causes *causes = &assigning->job->causes;

    for (size_t c = 0; c < LCI_CAUSE_COUNT; c++) {
        assigning->lots[c].items = lci_new_array(struct placed, causes->object_count);
        if (!assigning->lots[c].items)
            return lci_fail_nomem(err, "changed objects");
    }
    for (size_t o = 0; o < causes->object_count; o++) {
        const struct lci_diff_given *given = &causes->objects[o].given;
        struct lot *lot = &assigning->lots[given->cause];
        struct placed *placed = &lot->items[lot->count];

        if (lot->total++ == 0)
            lot->first = (uint32_t)o + 1;
        if (given->point_count == 0)
            continue;
        *placed = (struct placed){{HUGE_VAL, -HUGE_VAL, HUGE_VAL, -HUGE_VAL}, (uint32_t)o + 1};
        for (size_t p = 0; p < given->point_count; p++)
            for (size_t axis = 0; axis < 2; axis++) {
                placed->box_m[2 * axis] = fmin(placed->box_m[2 * axis], given->xy_m[2 * p + axis]);
                placed->box_m[2 * axis + 1] = fmax(placed->box_m[2 * axis + 1], given->xy_m[2 * p + axis]);
            }
        lot->widest_m = fmax(lot->widest_m, placed->box_m[1] - placed->box_m[0]);
        lot->count++;
    }
    for (size_t c = 0; c < LCI_CAUSE_COUNT; c++)
        qsort(assigning->lots[c].items, assigning->lots[c].count, sizeof(struct placed), order_placed);
    return LCI_OK;
}

/* Facilities by category and id; homes by their id, and gates by that of their home. */
static enum lci_status
fill_keys(struct assigning *assigning, struct lci_error *err)
{
    const struct lci_diff_causes *causes = &assigning->job->causes;
    struct lci_numbering *n = &assigning->job->numbering;

    assigning->facilities = lci_new_array(struct lci_keyed, causes->object_count);
    assigning->own = lci_new_array(struct lci_keyed, causes->object_count);
    if (!assigning->facilities || !assigning->own)
        return lci_fail_nomem(err, "changed objects");
    for (size_t o = 0; o < causes->object_count; o++) {
        const struct lci_diff_given *given = &causes->objects[o].given;
        const uint32_t object = (uint32_t)o + 1;

        if (strcmp(given->kind, "facility") == 0)
            assigning->facilities[assigning->facility_count++] = (struct lci_keyed){
                lci_numbering_pair(n, lci_numbering_text(n, given->of), lci_numbering_text(n, given->id)), object};
        if (strcmp(given->kind, "home") == 0)
            assigning->own[assigning->own_count++] = (struct lci_keyed){lci_numbering_text(n, given->id), object};
        if (strcmp(given->kind, "gate") == 0)
            assigning->own[assigning->own_count++] = (struct lci_keyed){lci_numbering_text(n, given->of), object};
    }
    if (n->failed || !lci_sort_keyed(assigning->facilities, assigning->facility_count) ||
        !lci_sort_keyed(assigning->own, assigning->own_count))
        return lci_fail_nomem(err, "changed objects");
    return LCI_OK;
}

static double
to_segment_m(const double a_m[2], const double b_m[2], const double place_m[2])
{
    const double along[2] = {b_m[0] - a_m[0], b_m[1] - a_m[1]};
    const double length2 = along[0] * along[0] + along[1] * along[1];
    double at = length2 > 0.0 ? ((place_m[0] - a_m[0]) * along[0] + (place_m[1] - a_m[1]) * along[1]) / length2 : 0.0;

    at = fmin(fmax(at, 0.0), 1.0);
    return hypot(place_m[0] - a_m[0] - at * along[0], place_m[1] - a_m[1] - at * along[1]);
}

static double
apart_m(const struct lci_diff_given *given, const double place_m[2])
{
    double least_m = HUGE_VAL;

    for (size_t p = 0; p < given->point_count; p++) {
        const size_t to = given->is_line && p + 1 < given->point_count ? p + 1 : p;

        least_m = fmin(least_m, to_segment_m(&given->xy_m[2 * p], &given->xy_m[2 * to], place_m));
    }
    return least_m;
}

/* The nearest object of a cause in a straight line, no farther than the limit; of equals the first. category NULL: of any. 0: none.
 */
static uint32_t
find_nearest(const struct assigning *assigning, enum lci_diff_cause cause, const char *category, const double place_m[2],
             double limit_m)
{
    const struct lot *lot = &assigning->lots[cause];
    double least_m = limit_m;
    uint32_t nearest = 0;
    size_t low = 0;
    size_t high = lot->count;

    while (low < high) {
        const size_t middle = (low + high) / 2;

        if (lot->items[middle].box_m[0] < place_m[0] - limit_m - lot->widest_m)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < lot->count && lot->items[low].box_m[0] <= place_m[0] + limit_m; low++) {
        const struct placed *placed = &lot->items[low];
        const struct lci_diff_given *given = &assigning->job->causes.objects[placed->object - 1].given;
        double distance_m = 0.0;

        if (placed->box_m[1] < place_m[0] - least_m || placed->box_m[2] > place_m[1] + least_m ||
            placed->box_m[3] < place_m[1] - least_m ||
            (category && strcmp(given->kind, "facility") == 0 && strcmp(given->of, category) != 0))
            continue;
        distance_m = apart_m(given, place_m);
        if (distance_m < least_m || (distance_m <= least_m && (nearest == 0 || placed->object < nearest))) {
            least_m = distance_m;
            nearest = placed->object;
        }
    }
    return nearest;
}

/* The changed facility that is now the home's nearest, if it won; else the one that was; or the other way round. */
static uint32_t
find_facility(struct assigning *assigning, const struct lci_cause_home *home, const struct lci_cause_measure *measure)
{
    struct lci_numbering *n = &assigning->job->numbering;
    const bool won = home->parts[LCI_CAUSE_FACILITIES] > 0;
    const enum lci_diff_side order[] = {won ? LCI_DIFF_NEW : LCI_DIFF_OLD, won ? LCI_DIFF_OLD : LCI_DIFF_NEW};
    const size_t column = assigning->facility_columns[home->measure];
    uint32_t object = 0;

    for (size_t i = 0; i < LCI_DIFF_SIDES && object == 0 && column > 0; i++) {
        const char *id = lci_diff_text(&assigning->cursors, order[i], column);

        if (id)
            object = find(assigning->facilities, assigning->facility_count,
                          lci_numbering_pair(n, lci_numbering_text(n, measure->category), lci_numbering_text(n, id)));
    }
    return object;
}

/* The one parameter that has changed, or the one that has of this category. */
static uint32_t
find_parameter(const struct assigning *assigning, const struct lci_cause_measure *measure)
{
    const struct lot *lot = &assigning->lots[LCI_CAUSE_PARAMETERS];
    uint32_t found = 0;

    if (lot->total == 1)
        return lot->first;
    for (uint32_t o = lot->first; o < lot->first + lot->total; o++) {
        const char *of = assigning->job->causes.objects[o - 1].given.of;

        if (of && strcmp(of, measure->category) == 0) {
            if (found > 0)
                return 0;
            found = o;
        }
    }
    return found;
}

static uint32_t
find_object(struct assigning *assigning, const struct lci_cause_home *home, enum lci_diff_cause cause)
{
    const struct lci_cause_measure *measure = &assigning->measures->items[home->measure];
    struct lci_diff_cursors *cursors = &assigning->cursors;
    const double limit_m = fmax(measure->limit_m[LCI_DIFF_OLD], measure->limit_m[LCI_DIFF_NEW]);
    const bool is_whole = measure->of[LCI_DIFF_NEW] == NULL;
    size_t size = 0;
    const unsigned char *shape = lci_gpkg_bytes_at(cursors->of[lci_diff_latest(cursors)], GEOM, &size);
    double box_m[4];
    double place_m[2] = {0.0, 0.0};
    uint32_t object = 0;

    if (cause == LCI_CAUSE_PROGRAM)
        return assigning->lots[cause].first;
    if (cause == LCI_CAUSE_PARAMETERS)
        return find_parameter(assigning, measure);
    if (cause == LCI_CAUSE_FACILITIES && !is_whole)
        object = find_facility(assigning, home, measure);
    if (cause == LCI_CAUSE_HOMES)
        object = find(assigning->own, assigning->own_count,
                      lci_numbering_text(&assigning->job->numbering, lci_diff_text(cursors, lci_diff_latest(cursors), HOME_ID)));
    if (object > 0 || !lci_gpkg_box(shape, size, &assigning->job->room, box_m))
        return object;
    place_m[0] = (box_m[0] + box_m[1]) / 2.0;
    place_m[1] = (box_m[2] + box_m[3]) / 2.0;
    return find_nearest(assigning, cause, is_whole ? NULL : measure->category, place_m, isfinite(limit_m) ? limit_m : HUGE_VAL);
}

/* Shares are counted for all profiles and limits, people once a category: where it is about the largest limit of the first profile.
 */
static void
count(struct assigning *assigning, const struct lci_cause_home *home, enum lci_diff_cause cause)
{
    struct lci_diff_cursors *cursors = &assigning->cursors;
    struct lci_cause_object *object = &assigning->job->causes.objects[home->objects[cause] - 1];
    const struct lci_cause_measure *measure = &assigning->measures->items[home->measure];
    const bool counts_people = home->pass == 0 && measure->of[LCI_DIFF_NEW] && lci_cause_is_largest(measure);
    const double share = (double)home->parts[cause] / MILLION;

    *(share > 0.0 ? &object->won_count : &object->lost_count) += 1;
    for (size_t w = 0; w < LCI_DIFF_WEIGHTS && counts_people; w++) {
        const double weight = lci_diff_real(cursors, lci_diff_latest(cursors), FIRST_WEIGHT + w);

        if (isfinite(weight))
            *(share > 0.0 ? &object->won[w] : &object->lost[w]) += share * weight;
    }
}

/* Opens the homes of a pass, with the facility column of each measure. */
static enum lci_status
open_pass(struct assigning *assigning, size_t index, struct lci_error *err)
{
    struct lci_diff_job *job = assigning->job;
    const struct lci_diff_pass *pass = &job->passes[index];
    const char *const layers[LCI_DIFF_SIDES] = {pass->of[LCI_DIFF_OLD]->homes, pass->of[LCI_DIFF_NEW]->homes};
    const char *const *both[LCI_DIFF_SIDES] = {NULL};
    size_t column_count = FIRST_FACILITY;

    assigning->measures = &job->causes.measures[index];
    assigning->facility_columns = lci_arena_alloc(&job->arena, assigning->measures->count, sizeof(*assigning->facility_columns));
    if (!assigning->facility_columns)
        return lci_fail_nomem(err, "homes");
    for (size_t side = 0; side < LCI_DIFF_SIDES; side++) {
        const char **columns = lci_arena_alloc(&job->arena, FIRST_FACILITY + assigning->measures->count, sizeof(*columns));

        if (!columns)
            return lci_fail_nomem(err, "homes");
        column_count = FIRST_FACILITY;
        columns[HOME_ID] = "home_id";
        columns[GEOM] = "geom";
        memcpy(&columns[FIRST_WEIGHT], lci_diff_weights, sizeof(lci_diff_weights));
        for (size_t m = 0; m < assigning->measures->count; m++)
            if (assigning->measures->items[m].facility_columns[side]) {
                assigning->facility_columns[m] = column_count;
                columns[column_count++] = assigning->measures->items[m].facility_columns[side];
            }
        both[side] = columns;
    }
    return lci_diff_cursors_open(job, layers, both, column_count, &assigning->cursors, err);
}

enum lci_status
lci_diff_cause_assign(struct lci_diff_job *job, struct lci_error *err)
{
    struct assigning assigning = {.job = job};
    size_t next = 0;
    enum lci_status status = LCI_OK;

    if (!lci_cause_is_known(job))
        return LCI_OK;
    status = fill_lots(&assigning, err);
    if (status == LCI_OK)
        status = fill_keys(&assigning, err);
    for (size_t p = 0; p < job->pass_count && status == LCI_OK; p++) {
        status = open_pass(&assigning, p, err);
        for (; next < job->causes.home_count && job->causes.homes[next].pass == p && status == LCI_OK; next++) {
            struct lci_cause_home *home = &job->causes.homes[next];

            status = lci_diff_seek(&assigning.cursors, home->fids, err);
            for (enum lci_diff_cause cause = LCI_CAUSE_PROGRAM; cause < LCI_CAUSE_COUNT && status == LCI_OK; cause++) {
                if (home->parts[cause] == 0)
                    continue;
                home->objects[cause] = find_object(&assigning, home, cause);
                if (home->objects[cause] > 0)
                    count(&assigning, home, cause);
            }
            if (status == LCI_OK)
                status = lci_diff_go_on(job, next, err);
        }
        lci_diff_cursors_close(&assigning.cursors);
    }
    for (size_t c = 0; c < LCI_CAUSE_COUNT; c++)
        lci_free(assigning.lots[c].items);
    lci_free(assigning.facilities);
    lci_free(assigning.own);
    return status;
}
