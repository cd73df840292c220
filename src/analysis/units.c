/* units.c - puts reporting areas in order and finds which lies in which. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/boxes.h"
#include "analysis/inputs.h"
#include "analysis/remark.h"
#include "base/alloc.h"

const char *const lci_known_levels[LCI_KNOWN_LEVEL_COUNT] = {"district", "tier", "subdistrict", "circle", "community", "group"};

static int
level_rank(const char *level)
{
    int rank = 0;

    while (rank < LCI_KNOWN_LEVEL_COUNT && strcmp(level, lci_known_levels[rank]) != 0)
        rank++;
    return rank;
}

static int
compare_levels(const char *a, const char *b)
{
    int order = level_rank(a) - level_rank(b);

    return order ? order : strcmp(a, b);
}

static int
compare_units(const void *left, const void *right, void *user)
{
    const struct lci_units *units = user;
    uint32_t i = *(const uint32_t *)left;
    uint32_t j = *(const uint32_t *)right;
    const struct lci_unit *a = &units->items[i];
    const struct lci_unit *b = &units->items[j];
    double area_a = 0.0;
    double area_b = 0.0;
    int order = compare_levels(a->level, b->level);

    if (!order)
        order = strcmp(a->code, b->code);
    if (!order)
        order = strcmp(a->origin.source, b->origin.source);
    if (order)
        return order;
    /* One code twice: the larger comes first and stays. */
    area_a = lci_shape_area_m2(&units->shapes, i);
    area_b = lci_shape_area_m2(&units->shapes, j);
    order = (area_a < area_b) - (area_a > area_b);
    return order ? order : (i > j) - (i < j);
}

static enum lci_status
report(const struct lci_units *units, uint32_t unit, const char *code, const char *found,
       const char *done, struct lci_quality *quality, struct lci_error *err)
{
    struct lci_quality_row row = {
        .severity = LCI_SEVERITY_ERROR,
        .stage = "read",
        .code = code,
        .layer = "units",
        .feature_id = units->items[unit].code,
        .found = found,
        .done = done,
    };

    row.has_place = lci_shape_place(&units->shapes, unit, &row.x_m, &row.y_m);
    return lci_remark(quality, &units->items[unit].origin, &row, err);
}

static bool
repeats_the_one_before(const struct lci_units *units, uint32_t unit, const uint32_t *order,
                       size_t kept_count)
{
    const struct lci_unit *last = kept_count > 0 ? &units->items[order[kept_count - 1]] : NULL;

    return last && strcmp(last->level, units->items[unit].level) == 0 &&
           strcmp(last->code, units->items[unit].code) == 0;
}

/* Sorts `order` and takes repeated codes and empty shapes out; answers how many stay in
 * *kept_count. */
static enum lci_status
choose_units(const struct lci_units *units, uint32_t *order, size_t *kept_count,
             struct lci_quality *quality, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    *kept_count = 0;
    for (uint32_t i = 0; i < units->count; i++)
        order[i] = i;
    qsort_r(order, units->count, sizeof(*order), compare_units, (void *)(uintptr_t)units);
    for (size_t i = 0; i < units->count && !status; i++) {
        uint32_t unit = order[i];

        if (units->shapes.part_first[unit] == units->shapes.part_first[unit + 1])
            status =
                report(units, unit, "no_geometry", "no usable polygon", "left out", quality, err);
        else if (repeats_the_one_before(units, unit, order, *kept_count))
            status =
                report(units, unit, "duplicate_id", "another unit of the level has the same code",
                       "the larger one stays, this one is left out", quality, err);
        else
            order[(*kept_count)++] = unit;
    }
    return status;
}

static enum lci_status
arrange(struct lci_units *units, const uint32_t *order, size_t kept_count, struct lci_error *err)
{
    struct lci_unit *sorted = lci_new_array(struct lci_unit, kept_count);
    struct lci_shapes shapes = {0};
    struct lci_features view = {
        .part_first = units->shapes.part_first,
        .ring_first = units->shapes.ring_first,
        .point_first = units->shapes.point_first,
        .xy_m = units->shapes.xy_m,
    };
    enum lci_status status = LCI_OK;

    if (!sorted)
        return lci_fail_nomem(err, "units");
    for (size_t i = 0; i < kept_count && !status; i++) {
        sorted[i] = units->items[order[i]];
        status = lci_shapes_append(&shapes, &view, order[i], err);
    }
    if (status) {
        lci_free(sorted);
        lci_shapes_fini(&shapes);
        return status;
    }
    lci_free(units->items);
    lci_shapes_fini(&units->shapes);
    units->items = sorted;
    units->shapes = shapes;
    units->count = units->capacity = kept_count;
    return LCI_OK;
}

static enum lci_status
number_levels(struct lci_units *units, struct lci_error *err)
{
    units->levels = lci_new_array(const char *, units->count);
    units->level_first = lci_new_array(uint32_t, units->count + 1);
    if (!units->levels || !units->level_first)
        return lci_fail_nomem(err, "units");
    for (uint32_t i = 0; i < units->count; i++) {
        if (i == 0 || strcmp(units->items[i].level, units->items[i - 1].level) != 0) {
            units->level_first[units->level_count] = i;
            units->levels[units->level_count++] = units->items[i].level;
        }
        units->items[i].depth = (uint32_t)units->level_count - 1;
        units->items[i].parent = LCI_NONE;
    }
    units->level_first[units->level_count] = (uint32_t)units->count;
    return LCI_OK;
}

/* The unit with the code in a level above `depth`, the nearest such level; LCI_NONE: none. */
static uint32_t
unit_above_by_code(const struct lci_units *units, uint32_t depth, const char *code)
{
    for (uint32_t level = depth; level-- > 0;) {
        uint32_t low = units->level_first[level];
        uint32_t high = units->level_first[level + 1];

        while (low < high) {
            uint32_t middle = low + (high - low) / 2;
            int order = strcmp(units->items[middle].code, code);

            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle;
        }
    }
    return LCI_NONE;
}

static uint32_t
unit_above_by_place(const struct lci_units *units, struct lci_boxes *const *trees, uint32_t unit)
{
    double x_m = 0.0;
    double y_m = 0.0;

    if (level_rank(units->items[unit].level) == LCI_KNOWN_LEVEL_COUNT ||
        !lci_shape_place(&units->shapes, unit, &x_m, &y_m))
        return LCI_NONE;
    for (uint32_t level = units->items[unit].depth; level-- > 0;) {
        uint32_t above = lci_boxes_holder(trees[level], x_m, y_m);

        if (above != LCI_NONE)
            return above;
    }
    return LCI_NONE;
}

/* A unit whose source puts it under one that does not hold it: the code counts, for it may be a place apart (飞地). */
static enum lci_status
report_outside_parent(const struct lci_units *units, uint32_t unit, struct lci_quality *quality, struct lci_error *err)
{
    const struct lci_unit *item = &units->items[unit];
    struct lci_quality_row row = {
        .severity = LCI_SEVERITY_WARNING,
        .stage = "read",
        .code = "outside_parent",
        .layer = "units",
        .feature_id = item->code,
        .field = "parent",
        .found = units->items[item->parent].code,
        .done = "its parent by code does not hold its place; the code counts",
    };
    double box_m[4];

    row.has_place = lci_shape_place(&units->shapes, unit, &row.x_m, &row.y_m);
    if (!row.has_place || !lci_shape_box(&units->shapes, item->parent, box_m) ||
        lci_shape_holds(&units->shapes, item->parent, row.x_m, row.y_m))
        return LCI_OK;
    return lci_remark(quality, &item->origin, &row, err);
}

static enum lci_status
find_parents(struct lci_units *units, struct lci_boxes *const *trees, struct lci_quality *quality,
             struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (uint32_t i = 0; i < units->count && !status; i++) {
        struct lci_unit *unit = &units->items[i];

        if (unit->parent_code)
            unit->parent = unit_above_by_code(units, unit->depth, unit->parent_code);
        if (unit->parent != LCI_NONE) {
            status = report_outside_parent(units, i, quality, err);
            continue;
        }
        unit->parent = unit_above_by_place(units, trees, i);
        if (unit->parent_code)
            status = report(units, i, "unknown_parent", unit->parent_code,
                            "no unit of a higher level has this code; the one that holds it is "
                            "its parent",
                            quality, err);
    }
    return status;
}

enum lci_status
lci_units_check(struct lci_units *units, struct lci_quality *quality, struct lci_error *err)
{
    uint32_t *order = lci_new_array(uint32_t, units->count);
    struct lci_boxes **trees = NULL;
    size_t tree_count = 0;
    size_t kept_count = 0;
    enum lci_status status = LCI_OK;

    if (!order) {
        status = lci_fail_nomem(err, "units");
        goto out;
    }
    status = choose_units(units, order, &kept_count, quality, err);
    if (!status)
        status = arrange(units, order, kept_count, err);
    if (!status)
        status = number_levels(units, err);
    if (status)
        goto out;
    trees = lci_new_array(struct lci_boxes *, units->level_count);
    if (!trees) {
        status = lci_fail_nomem(err, "units");
        goto out;
    }
    for (; tree_count < units->level_count; tree_count++) {
        status = lci_boxes_new(&units->shapes, units->level_first[tree_count],
                               units->level_first[tree_count + 1], &trees[tree_count], err);
        if (status)
            goto out;
    }
    status = find_parents(units, trees, quality, err);

out:
    while (tree_count > 0)
        lci_boxes_free(trees[--tree_count]);
    lci_free(trees);
    lci_free(order);
    return status;
}
