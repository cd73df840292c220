/* facilities.c - puts facilities in order, finds those handed in twice, and joins them to the
 * streets. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/attributes.h"
#include "analysis/inputs.h"
#include "analysis/remark.h"
#include "analysis/walled.h"
#include "base/alloc.h"

/* Two of one name this close are the same facility (contract, section 7). */
static const double SAME_PLACE_M = 1.0;
/* A longer leg is reported (contract, section 4). */
enum { LONG_LEG_MM = 50000 };

static int
compare_numbers(double a, double b)
{
    return (a > b) - (a < b);
}

static int
compare_texts(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "");
}

static int
compare_facilities(const void *left, const void *right, void *user)
{
    const struct lci_facilities *facilities = user;
    const struct lci_facility *a = left;
    const struct lci_facility *b = right;
    int order = (a->category > b->category) - (a->category < b->category);

    if (!order)
        order = strcmp(a->id, b->id);
    if (!order)
        order = compare_numbers(a->x_m, b->x_m);
    if (!order)
        order = compare_numbers(a->y_m, b->y_m);
    if (!order)
        order = compare_texts(a->name, b->name);
    if (!order)
        order = compare_texts(a->origin.source, b->origin.source);
    if (!order)
        order = compare_texts(a->origin.layer_name, b->origin.layer_name);
    return order ? order : lci_attributes_compare(a->attributes, b->attributes, facilities->attribute_count);
}

static void
sort_facilities(struct lci_facilities *facilities)
{
    if (facilities->count > 0)
        qsort_r(facilities->items, facilities->count, sizeof(*facilities->items), compare_facilities, facilities);
}

static bool
same_id(const struct lci_facility *a, const struct lci_facility *b)
{
    return a->category == b->category && strcmp(a->id, b->id) == 0;
}

/* Row numbers of two files are no ids in common. */
static enum lci_status
tell_row_numbers_apart(struct lci_facilities *facilities, struct lci_error *err)
{
    struct lci_facility *items = facilities->items;
    size_t end = 0;

    for (size_t begin = 0; begin < facilities->count; begin = end) {
        for (end = begin + 1; end < facilities->count && same_id(&items[begin], &items[end]);)
            end++;
        for (size_t i = begin; end - begin > 1 && i < end; i++) {
            if (items[i].id_given)
                continue;
            items[i].id = lci_id_with_origin(&facilities->texts, &items[i].origin, items[i].id);
            if (!items[i].id)
                return lci_fail_nomem(err, "facilities");
        }
    }
    sort_facilities(facilities);
    return LCI_OK;
}

/* The one that stays of those that `i` repeats, one over the other. */
static uint32_t
kept_of(const uint32_t *kept, uint32_t i)
{
    while (kept[i] != i)
        i = kept[i];
    return i;
}

/* What the search for repeats works with: kept[i] is i, or the facility that i repeats. */
struct repeats {
    const struct lci_facilities *facilities;
    const struct lci_metric *metric;
    uint32_t *kept;
    uint32_t *before,
        *after; /* those not yet dropped, linked by category, name, x, y; LCI_NONE at the ends */
};

static double
distance_m(const struct repeats *repeats, uint32_t a, uint32_t b)
{
    const struct lci_facility *items = repeats->facilities->items;

    return lci_metric_distance_m(repeats->metric, items[a].x_m, items[a].y_m, items[b].x_m,
                                 items[b].y_m);
}

static void
find_same_ids(struct repeats *repeats)
{
    const struct lci_facility *items = repeats->facilities->items;
    uint32_t count = (uint32_t)repeats->facilities->count;

    for (uint32_t i = 1; i < count; i++)
        if (items[i].id_given && items[i - 1].id_given && same_id(&items[i - 1], &items[i]))
            repeats->kept[i] = repeats->kept[i - 1];
}

static int
compare_by_name(const void *left, const void *right, void *user)
{
    const struct lci_facility *items = user;
    uint32_t i = *(const uint32_t *)left;
    uint32_t j = *(const uint32_t *)right;
    int order = (items[i].category > items[j].category) - (items[i].category < items[j].category);

    if (!order)
        order = compare_texts(items[i].name, items[j].name);
    if (!order)
        order = compare_numbers(items[i].x_m, items[j].x_m);
    if (!order)
        order = compare_numbers(items[i].y_m, items[j].y_m);
    return order ? order : (i > j) - (i < j);
}

static bool
same_name(const struct lci_facility *a, const struct lci_facility *b)
{
    return a->category == b->category && a->name && *a->name &&
           compare_texts(a->name, b->name) == 0;
}

static void
unlink_facility(struct repeats *repeats, uint32_t i)
{
    if (repeats->before[i] != LCI_NONE)
        repeats->after[repeats->before[i]] = repeats->after[i];
    if (repeats->after[i] != LCI_NONE)
        repeats->before[repeats->after[i]] = repeats->before[i];
}

/* Drops what comes after `i`, has its name and lies within a metre; each is looked at once, for it
 * is dropped. */
static void
drop_along(struct repeats *repeats, uint32_t i, const uint32_t *next)
{
    const struct lci_facility *items = repeats->facilities->items;

    for (uint32_t j = next[i]; j != LCI_NONE; j = next[j]) {
        if (!same_name(&items[i], &items[j]) ||
            fabs(items[i].x_m - items[j].x_m) > 1.01 * SAME_PLACE_M)
            return;
        if (j > i && distance_m(repeats, i, j) <= SAME_PLACE_M) {
            repeats->kept[j] = i;
            unlink_facility(repeats, j); /* its own links still lead on */
        }
    }
}

static enum lci_status
find_same_names(struct repeats *repeats, struct lci_error *err)
{
    uint32_t count = (uint32_t)repeats->facilities->count;
    struct lci_facility *items = repeats->facilities->items;
    uint32_t *by_name = lci_new_array(uint32_t, count);

    if (!by_name)
        return lci_fail_nomem(err, "facilities");
    for (uint32_t i = 0; i < count; i++)
        by_name[i] = i;
    qsort_r(by_name, count, sizeof(*by_name), compare_by_name, items);
    for (uint32_t at = 0; at < count; at++) {
        repeats->before[by_name[at]] = at > 0 ? by_name[at - 1] : LCI_NONE;
        repeats->after[by_name[at]] = at + 1 < count ? by_name[at + 1] : LCI_NONE;
    }
    for (uint32_t i = 0; i < count; i++)
        if (repeats->kept[i] != i)
            unlink_facility(repeats, i);
    for (uint32_t i = 0; i < count; i++)
        if (repeats->kept[i] == i) {
            drop_along(repeats, i, repeats->before);
            drop_along(repeats, i, repeats->after);
        }
    lci_free(by_name);
    return LCI_OK;
}

static enum lci_status
report_repeat(const struct repeats *repeats, uint32_t dropped, struct lci_quality *quality,
              struct lci_error *err)
{
    uint32_t kept = repeats->kept[dropped];
    const struct lci_facility *items = repeats->facilities->items;
    const struct lci_facility *pair[2] = {&items[dropped], &items[kept]};
    double apart_m = distance_m(repeats, dropped, kept);
    char number[LCI_NUMBER_TEXT_SIZE];
    char found[256];
    enum lci_status status = LCI_OK;

    lci_number_text(apart_m, number);
    for (int i = 0; i < 2 && !status; i++) {
        struct lci_quality_row row = {
            .severity = apart_m > SAME_PLACE_M ? LCI_SEVERITY_ERROR : LCI_SEVERITY_WARNING,
            .stage = "read",
            .code = "duplicate_facility",
            .layer = "facilities",
            .feature_id = pair[i]->id,
            .found = found,
            .done = i == 0 ? "a repeat of another facility: not counted"
                           : "the same facility twice: this one counts, once",
            .has_place = true,
            .x_m = pair[i]->x_m,
            .y_m = pair[i]->y_m,
        };

        snprintf(found, sizeof(found), "%s as %.100s, %s m apart",
                 same_id(pair[0], pair[1]) ? "the same id" : "the same name and place",
                 pair[1 - i]->id, number);
        status = lci_remark(quality, &pair[i]->origin, &row, err);
    }
    return status;
}

static enum lci_status
drop_repeats(struct lci_facilities *facilities, const struct lci_metric *metric,
             struct lci_quality *quality, struct lci_error *err)
{
    struct repeats repeats = {.facilities = facilities, .metric = metric};
    enum lci_status status = LCI_OK;
    size_t kept_count = 0;

    repeats.kept = lci_new_array(uint32_t, facilities->count);
    repeats.before = lci_new_array(uint32_t, facilities->count);
    repeats.after = lci_new_array(uint32_t, facilities->count);
    if (!repeats.kept || !repeats.before || !repeats.after) {
        status = lci_fail_nomem(err, "facilities");
        goto out;
    }
    for (uint32_t i = 0; i < facilities->count; i++)
        repeats.kept[i] = i;
    find_same_ids(&repeats);
    status = find_same_names(&repeats, err);
    for (uint32_t i = 0; i < facilities->count && !status; i++)
        if (repeats.kept[i] != i) {
            status = report_repeat(&repeats, i, quality, err);
            if (!status)
                status = lci_facility_take_attributes(facilities, kept_of(repeats.kept, i), i, quality, err);
        }
    if (status)
        goto out;
    for (uint32_t i = 0; i < facilities->count; i++)
        if (repeats.kept[i] == i)
            facilities->items[kept_count++] = facilities->items[i];
    facilities->count = kept_count;

out:
    lci_free(repeats.kept);
    lci_free(repeats.before);
    lci_free(repeats.after);
    return status;
}

/* Where each category begins. */
static void
find_categories(struct lci_facilities *facilities)
{
    size_t at = 0;

    for (size_t category = 0; category <= facilities->category_count; category++) {
        while (at < facilities->count && facilities->items[at].category < category)
            at++;
        facilities->category_first[category] = (uint32_t)at;
    }
}

enum lci_status
lci_facilities_check(struct lci_facilities *facilities, size_t category_count,
                     const struct lci_metric *metric, struct lci_quality *quality,
                     struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    if (facilities->count >= LCI_NONE)
        return lci_fail(err, LCI_E_LIMIT, "facilities: more than 4294967294");
    sort_facilities(facilities);
    status = tell_row_numbers_apart(facilities, err);
    if (!status)
        status = drop_repeats(facilities, metric, quality, err);
    if (status)
        return status;
    lci_free(facilities->category_first);
    facilities->category_first = lci_new_array(uint32_t, category_count + 1);
    if (!facilities->category_first)
        return lci_fail_nomem(err, "facilities");
    facilities->category_count = category_count;
    find_categories(facilities);
    return LCI_OK;
}

enum lci_status
lci_facilities_split(struct lci_facilities *facilities, struct lci_facilities *idle, struct lci_error *err)
{
    size_t kept = 0;
    size_t moved = 0;

    for (size_t i = 0; i < facilities->count; i++)
        moved += facilities->items[i].state != LCI_FACILITY_COUNTS;
    *idle = (struct lci_facilities){
        .items = lci_new_array(struct lci_facility, moved),
        .capacity = moved,
        .category_first = lci_new_array(uint32_t, facilities->category_count + 1),
        .category_count = facilities->category_count,
        .attribute_names = facilities->attribute_names,
        .attribute_count = facilities->attribute_count,
    };
    if (!idle->items || !idle->category_first) {
        lci_facilities_fini(idle);
        return lci_fail_nomem(err, "facilities");
    }
    for (size_t i = 0; i < facilities->count; i++) {
        const struct lci_facility facility = facilities->items[i];

        if (facility.state == LCI_FACILITY_COUNTS)
            facilities->items[kept++] = facility;
        else
            idle->items[idle->count++] = facility;
    }
    facilities->count = kept;
    find_categories(facilities);
    find_categories(idle);
    return LCI_OK;
}

struct join_work {
    struct lci_facilities *facilities;
    const struct lci_join_index *index;
};

static enum lci_status
join_one(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    struct join_work *work = user;
    struct lci_facility *facility = &work->facilities->items[item];
    const struct lci_walled *walled = work->facilities->walled;
    const struct lci_join *ways_in = NULL;
    size_t count = 0;

    (void)worker;
    (void)err;
    facility->join = lci_join_place(work->index, facility->x_m, facility->y_m);
    if (walled && facility->join.edge == LCI_NONE)
        ways_in = lci_walled_ways_in(walled, item, &count);
    if (count > 0) {
        facility->join = ways_in[0];
        facility->more_joins = ways_in + 1;
        facility->more_count = count - 1;
        facility->by_gates = true;
    }
    facility->inside_only =
        facility->join.edge == LCI_NONE && lci_walled_holds(walled, facility->x_m, facility->y_m);
    return LCI_OK;
}

static enum lci_status
report_join(const struct lci_facility *facility, double off_street_m, struct lci_quality *quality,
            struct lci_error *err)
{
    const bool joined = facility->join.edge != LCI_NONE;
    char number[LCI_NUMBER_TEXT_SIZE];
    char found[128];
    struct lci_quality_row row = {
        .severity = joined ? LCI_SEVERITY_WARNING : LCI_SEVERITY_ERROR,
        .stage = "join",
        .code = joined ? "facility_far_from_street" : "facility_not_joined",
        .layer = "facilities",
        .feature_id = facility->id,
        .found = found,
        .done = joined                  ? "joined; is the place right?"
                : facility->inside_only ? "reached only inside, by the home's own people"
                                        : "not connected: it reaches nothing",
        .has_place = true,
        .x_m = facility->x_m,
        .y_m = facility->y_m,
    };

    if (joined && (facility->by_gates || facility->join.leg_mm <= LONG_LEG_MM))
        return LCI_OK;
    lci_number_text(joined ? facility->join.leg_mm / 1000.0 : off_street_m, number);
    if (facility->inside_only)
        snprintf(found, sizeof(found), "inside a walled home, and no gate lets visitors in from a street");
    else if (joined)
        snprintf(found, sizeof(found), "%s m from the nearest walkable street", number);
    else
        snprintf(found, sizeof(found), "too far from any walkable street: none to join within %s m", number);
    return lci_remark(quality, &facility->origin, &row, err);
}

enum lci_status
lci_facilities_join(struct lci_facilities *facilities, const struct lci_join_index *index,
                    double off_street_m, struct lci_pool *pool, const struct lci_context *context,
                    struct lci_quality *quality, struct lci_error *err)
{
    struct join_work work = {.facilities = facilities, .index = index};
    enum lci_status status =
        lci_pool_run(pool, context, "join", facilities->count, 64, join_one, &work, err);

    for (size_t i = 0; i < facilities->count && !status; i++)
        status = report_join(&facilities->items[i], off_street_m, quality, err);
    return status;
}
