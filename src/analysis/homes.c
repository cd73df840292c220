/* homes.c - puts homes in order and reports repeated ids, weights without a number and lost
 * geometry. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/inputs.h"
#include "analysis/remark.h"
#include "base/alloc.h"

static int
compare_texts(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "");
}

static int
compare_places(const struct lci_homes *homes, uint32_t i, uint32_t j)
{
    double a[4];
    double b[4];

    lci_shape_box(&homes->shapes, i, a);
    lci_shape_box(&homes->shapes, j, b);
    for (int side = 0; side < 4; side++)
        if (a[side] > b[side] || a[side] < b[side])
            return a[side] > b[side] ? 1 : -1;
    return 0;
}

/* By id; what follows only matters where ids repeat, and keeps the order of the file out of the
 * results. */
static int
compare_homes(const void *left, const void *right, void *user)
{
    const struct lci_homes *homes = user;
    uint32_t i = *(const uint32_t *)left;
    uint32_t j = *(const uint32_t *)right;
    const struct lci_home *a = &homes->items[i];
    const struct lci_home *b = &homes->items[j];
    int order = strcmp(a->id, b->id);

    if (!order)
        order = compare_texts(a->origin.source, b->origin.source);
    if (!order)
        order = compare_texts(a->origin.layer_name, b->origin.layer_name);
    if (!order)
        order = compare_places(homes, i, j);
    if (!order)
        order = compare_texts(a->name, b->name);
    for (size_t weight = 0; !order && weight < homes->weight_count; weight++)
        order = (a->weights[weight].value > b->weights[weight].value) -
                (a->weights[weight].value < b->weights[weight].value);
    return order ? order : (i > j) - (i < j);
}

static enum lci_status
sort_homes(struct lci_homes *homes, struct lci_error *err)
{
    uint32_t *order = lci_new_array(uint32_t, homes->count);
    struct lci_home *sorted = lci_new_array(struct lci_home, homes->count);
    enum lci_status status = LCI_OK;

    if (!order || !sorted) {
        status = lci_fail_nomem(err, "homes");
        goto out;
    }
    for (uint32_t i = 0; i < homes->count; i++)
        order[i] = i;
    qsort_r(order, homes->count, sizeof(*order), compare_homes, homes);
    status = lci_shapes_reorder(&homes->shapes, order, err);
    if (status)
        goto out;
    for (size_t i = 0; i < homes->count; i++)
        sorted[i] = homes->items[order[i]];
    lci_free(homes->items);
    homes->items = sorted;
    homes->capacity = homes->count;
    sorted = NULL;

out:
    lci_free(order);
    lci_free(sorted);
    return status;
}

/* The end of the run of homes that have the id of `begin`. */
static size_t
end_of_id(const struct lci_homes *homes, size_t begin)
{
    size_t end = begin + 1;

    while (end < homes->count && strcmp(homes->items[begin].id, homes->items[end].id) == 0)
        end++;
    return end;
}

static enum lci_status
tell_row_numbers_apart(struct lci_homes *homes, bool *changed, struct lci_error *err)
{
    size_t end = 0;

    *changed = false;
    for (size_t begin = 0; begin < homes->count; begin = end) {
        end = end_of_id(homes, begin);
        for (size_t i = begin; end - begin > 1 && i < end; i++) {
            struct lci_home *home = &homes->items[i];
            const char *id = NULL;

            if (home->id_given)
                continue;
            id = lci_id_with_origin(&homes->texts, &home->origin, home->id);
            if (!id)
                return lci_fail_nomem(err, "homes");
            home->id = id;
            *changed = true;
        }
    }
    return LCI_OK;
}

static struct lci_quality_row
row_about(const struct lci_homes *homes, size_t home)
{
    struct lci_quality_row row = {
        .stage = "read", .layer = "homes", .feature_id = homes->items[home].id};

    row.has_place = lci_shape_place(&homes->shapes, home, &row.x_m, &row.y_m);
    return row;
}

static enum lci_status
report_repeated_ids(const struct lci_homes *homes, struct lci_quality *quality,
                    struct lci_error *err)
{
    size_t end = 0;

    for (size_t begin = 0; begin < homes->count; begin = end) {
        end = end_of_id(homes, begin);
        for (size_t i = begin; end - begin > 1 && i < end; i++) {
            struct lci_quality_row row = row_about(homes, i);
            enum lci_status status = LCI_OK;

            row.severity = LCI_SEVERITY_ERROR;
            row.code = "duplicate_id";
            row.field = "id";
            row.found = "another home has the same id";
            row.done = "both stay and both count";
            status = lci_remark(quality, &homes->items[i].origin, &row, err);
            if (status)
                return status;
        }
    }
    return LCI_OK;
}

static enum lci_weight_filling
filling_of(const struct lci_homes *homes, size_t weight)
{
    return homes->filling ? homes->filling[weight] : LCI_FILLED_NEVER;
}

static enum lci_status
report_weight(const struct lci_homes *homes, size_t home, size_t weight, const char *found, const char *done,
              struct lci_quality *quality, struct lci_error *err)
{
    struct lci_quality_row row = row_about(homes, home);

    row.severity = LCI_SEVERITY_WARNING;
    row.code = "weight_not_usable";
    row.field = homes->weight_names[weight];
    row.found = found;
    row.done = done;
    return lci_remark(quality, &homes->items[home].origin, &row, err);
}

/* Whether a number is missing can be said only when nothing more may fill it. */
static enum lci_status
check_weight(struct lci_homes *homes, size_t home, size_t weight, struct lci_quality *quality,
             struct lci_error *err)
{
    struct lci_weight_value *value = &homes->items[home].weights[weight];
    const bool is_filled = filling_of(homes, weight) != LCI_FILLED_NEVER;
    const double found = value->value;
    char number[LCI_NUMBER_TEXT_SIZE];

    if (value->state == LCI_WEIGHT_GIVEN && found >= 0.0 && found < 1e15)
        return LCI_OK;
    value->value = 0.0;
    if (value->state == LCI_WEIGHT_GIVEN) {
        value->state = LCI_WEIGHT_UNUSABLE;
        return report_weight(homes, home, weight, lci_number_text(found, number),
                             is_filled ? "taken as not known" : "counts as 0", quality, err);
    }
    if (value->state == LCI_WEIGHT_EMPTY && !is_filled)
        return report_weight(homes, home, weight, "no value", "counts as 0", quality, err);
    return LCI_OK;
}

static enum lci_status
check_home(struct lci_homes *homes, size_t home, struct lci_quality *quality, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t weight = 0; weight < homes->weight_count && !status; weight++)
        status = check_weight(homes, home, weight, quality, err);
    if (!status && homes->shapes.part_first[home] == homes->shapes.part_first[home + 1]) {
        struct lci_quality_row row = row_about(homes, home);

        row.severity = LCI_SEVERITY_ERROR;
        row.code = "no_geometry";
        row.found = "no usable polygon";
        row.done = "stays as a home that nothing covers";
        status = lci_remark(quality, &homes->items[home].origin, &row, err);
    }
    return status;
}

enum lci_status
lci_homes_check(struct lci_homes *homes, struct lci_quality *quality, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    bool changed = false;

    if (homes->count >= LCI_NONE)
        return lci_fail(err, LCI_E_LIMIT, "homes: more than 4294967294");
    if (homes->count == 0)
        return LCI_OK;
    status = sort_homes(homes, err);
    if (!status)
        status = tell_row_numbers_apart(homes, &changed, err);
    if (!status && changed)
        status = sort_homes(homes, err);
    if (!status)
        status = report_repeated_ids(homes, quality, err);
    for (size_t home = 0; home < homes->count && !status; home++)
        status = check_home(homes, home, quality, err);
    return status;
}

enum lci_status
lci_homes_check_filled(const struct lci_homes *homes, struct lci_quality *quality, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t home = 0; home < homes->count; home++)
        for (size_t weight = 0; weight < homes->weight_count && !status; weight++) {
            const enum lci_weight_state state = homes->items[home].weights[weight].state;
            const enum lci_weight_filling filling = filling_of(homes, weight);

            if (filling == LCI_FILLED_NEVER || state == LCI_WEIGHT_GIVEN ||
                (filling == LCI_FILLED_MAYBE && state == LCI_WEIGHT_ABSENT))
                continue;
            status = report_weight(homes, home, weight,
                                   filling == LCI_FILLED_ASKED ? "no value, and nothing to find one by" : "no value",
                                   "counts as 0", quality, err);
        }
    return status;
}
