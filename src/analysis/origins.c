/* origins.c - finds and joins the origins of units. */
#include "analysis/origins.h"

#include <string.h>

#include "analysis/remark.h"
#include "base/alloc.h"

/* The smallest unit with that code; LCI_NONE: there is none. Units are sorted by level, the highest first. */
static uint32_t
find_unit(const struct lci_units *units, const char *code)
{
    for (size_t unit = units->count; code && unit-- > 0;)
        if (strcmp(units->items[unit].code, code) == 0)
            return (uint32_t)unit;
    return LCI_NONE;
}

static enum lci_status
report_row(const struct lci_origin_row *row, const char *code, const char *done, struct lci_quality *quality,
           struct lci_error *err)
{
    const struct lci_quality_row remark = {
        .severity = LCI_SEVERITY_ERROR,
        .stage = "read",
        .code = code,
        .layer = "origins",
        .feature_id = row->id,
        .field = "unit",
        .found = row->unit_code ? row->unit_code : "no value",
        .done = done,
        .has_place = true,
        .x_m = row->x_m,
        .y_m = row->y_m,
    };

    return lci_remark(quality, &row->origin, &remark, err);
}

static bool
is_before(const struct lci_origin_row *row, const struct lci_origin_point *point)
{
    return row->x_m < point->x_m || (!(row->x_m > point->x_m) && row->y_m < point->y_m);
}

static enum lci_status
take_row(const struct lci_units *units, const struct lci_origin_row *row, uint32_t *rows_of_unit, struct lci_quality *quality,
         struct lci_origins *out, struct lci_error *err)
{
    const uint32_t unit = find_unit(units, row->unit_code);
    struct lci_origin_point *point = NULL;

    if (unit == LCI_NONE)
        return report_row(row, "unknown_unit", "left out: no unit has this code", quality, err);
    point = &out->items[unit];
    rows_of_unit[unit]++;
    if (point->is_given && !is_before(row, point))
        return LCI_OK;
    *point = (struct lci_origin_point){true, true, row->x_m, row->y_m, .join = {.edge = LCI_NONE}};
    return LCI_OK;
}

static enum lci_status
report_repeats(const struct lci_units *units, const struct lci_origin_row *rows, size_t row_count, const uint32_t *rows_of_unit,
               struct lci_quality *quality, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < row_count && !status; i++) {
        const uint32_t unit = find_unit(units, rows[i].unit_code);

        if (unit != LCI_NONE && rows_of_unit[unit] > 1)
            status = report_row(&rows[i], "duplicate_origin", "a unit has one origin: the most western of these counts", quality,
                                err);
    }
    return status;
}

enum lci_status
lci_origins_build(const struct lci_units *units, const struct lci_origin_row *rows, size_t row_count,
                  struct lci_quality *quality, struct lci_origins *out, struct lci_error *err)
{
    uint32_t *rows_of_unit = lci_new_array(uint32_t, units->count);
    enum lci_status status = LCI_OK;

    *out = (struct lci_origins){.items = lci_new_array(struct lci_origin_point, units->count), .count = units->count};
    if (!rows_of_unit || !out->items)
        status = lci_fail_nomem(err, "origins");
    for (size_t unit = 0; unit < units->count && !status; unit++)
        out->items[unit].join.edge = LCI_NONE;
    for (size_t i = 0; i < row_count && !status; i++)
        status = take_row(units, &rows[i], rows_of_unit, quality, out, err);
    if (!status)
        status = report_repeats(units, rows, row_count, rows_of_unit, quality, err);
    for (size_t unit = 0; unit < units->count && !status; unit++) {
        struct lci_origin_point *point = &out->items[unit];

        if (!point->is_given)
            point->has_place = lci_shape_place(&units->shapes, unit, &point->x_m, &point->y_m);
    }
    lci_free(rows_of_unit);
    if (status)
        lci_origins_fini(out);
    return status;
}

enum lci_status
lci_origins_copy(const struct lci_origins *origins, struct lci_origins *out, struct lci_error *err)
{
    *out = (struct lci_origins){.items = lci_new_array(struct lci_origin_point, origins->count), .count = origins->count};
    if (!out->items)
        return lci_fail_nomem(err, "origins");
    for (size_t unit = 0; unit < origins->count; unit++) {
        const struct lci_origin_point *from = &origins->items[unit];

        out->items[unit] =
            (struct lci_origin_point){from->is_given, from->has_place, from->x_m, from->y_m, .join = {.edge = LCI_NONE}};
    }
    return LCI_OK;
}

struct joining {
    struct lci_origins *origins;
    const struct lci_origin_inputs *inputs;
};

/* An origin whose ways out of walled homes are gathered. */
struct leaving {
    const struct lci_origin_inputs *inputs;
    struct lci_origin_point *point;
    enum lci_status status;
    struct lci_error *err;
};

static enum lci_status
keep_entry(struct lci_origin_point *point, const struct lci_entry *entry, struct lci_error *err)
{
    size_t capacity = point->entry_count;

    if (!lci_reserve(&point->entries, point->entry_count + 1, &capacity))
        return lci_fail_nomem(err, "origins");
    point->entries[point->entry_count++] = *entry;
    if (point->join.edge == LCI_NONE || entry->before_mm < point->join.leg_mm)
        point->join = (struct lci_join){.edge = entry->edge, .offset_mm = entry->offset_mm, .leg_mm = entry->before_mm};
    return LCI_OK;
}

static enum lci_status
keep_indoor(struct lci_origin_point *point, const struct lci_indoor *indoor, struct lci_error *err)
{
    size_t capacity = point->indoor_count;

    if (!lci_reserve(&point->indoor, point->indoor_count + 1, &capacity))
        return lci_fail_nomem(err, "origins");
    point->indoor[point->indoor_count++] = *indoor;
    return LCI_OK;
}

/* Ways out as the people of a walled home have them, where one of its parts holds the origin. */
static void
leave_home(void *user, uint32_t number)
{
    struct leaving *leaving = user;
    struct lci_origin_point *point = leaving->point;
    const struct lci_walled_home *home = &leaving->inputs->walled->homes[number];
    struct lci_walled_bench bench = {0};
    struct lci_walled_walks walks = {
        .entries = lci_new_array(struct lci_entry, home->entry_count),
        .indoor = lci_new_array(struct lci_indoor, home->facility_count),
    };

    if (!walks.entries || !walks.indoor)
        leaving->status = lci_fail_nomem(leaving->err, "origins");
    if (!leaving->status)
        leaving->status =
            lci_walled_walks(home, leaving->inputs->walled->shapes, &bench, point->x_m, point->y_m, &walks, leaving->err);
    for (size_t i = 0; i < walks.entry_count && !leaving->status; i++)
        leaving->status = keep_entry(point, &walks.entries[i], leaving->err);
    for (size_t i = 0; i < walks.indoor_count && !leaving->status; i++)
        leaving->status = keep_indoor(point, &walks.indoor[i], leaving->err);
    lci_walled_bench_fini(&bench);
    lci_free(walks.entries);
    lci_free(walks.indoor);
}

static enum lci_status
join_one(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    const struct joining *joining = user;
    struct lci_origin_point *point = &joining->origins->items[item];
    struct leaving leaving = {joining->inputs, point, LCI_OK, err};
    const double here_m[4] = {point->x_m, point->y_m, point->x_m, point->y_m};
    struct lci_join join;

    (void)worker;
    if (!point->has_place)
        return LCI_OK;
    join = lci_join_place(joining->inputs->index, point->x_m, point->y_m);
    if (join.edge != LCI_NONE)
        leaving.status = keep_entry(point, &(struct lci_entry){join.edge, join.offset_mm, join.leg_mm}, err);
    lci_walled_visit(joining->inputs->walled, here_m, leave_home, &leaving);
    return leaving.status;
}

enum lci_status
lci_origins_join(struct lci_origins *origins, const struct lci_origin_inputs *inputs, struct lci_pool *pool,
                 const struct lci_context *context, struct lci_quality *quality, struct lci_error *err)
{
    struct joining joining = {origins, inputs};
    enum lci_status status = lci_pool_run(pool, context, "join", origins->count, 64, join_one, &joining, err);

    for (size_t unit = 0; unit < origins->count && !status; unit++) {
        const struct lci_origin_point *point = &origins->items[unit];
        const struct lci_quality_row row = {
            .severity = point->is_given ? LCI_SEVERITY_ERROR : LCI_SEVERITY_NOTE,
            .stage = "join",
            .code = "origin_not_joined",
            .layer = "units",
            .feature_id = inputs->units->items[unit].code,
            .found = point->is_given ? "its origin joins no street"
                                     : "no origin was handed in, and a place inside it joins no street",
            .done = point->indoor_count > 0 ? "reaches in unit_reach only what is in the same walled home"
                                            : "reaches nothing in unit_reach; it stays in the denominator",
            .has_place = point->has_place,
            .x_m = point->x_m,
            .y_m = point->y_m,
        };

        if (point->entry_count == 0)
            status = lci_remark(quality, &inputs->units->items[unit].origin, &row, err);
    }
    return status;
}

void
lci_origins_fini(struct lci_origins *origins)
{
    for (size_t unit = 0; origins->items && unit < origins->count; unit++) {
        lci_free(origins->items[unit].entries);
        lci_free(origins->items[unit].indoor);
    }
    lci_free(origins->items);
    *origins = (struct lci_origins){0};
}
