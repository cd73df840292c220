/* unit_places.c - which unit of every level homes and facilities belong to. */
#include <stdio.h>
#include <string.h>

#include "analysis/boxes.h"
#include "analysis/coverage_parts.h"
#include "analysis/inputs.h"
#include "analysis/remark.h"
#include "base/alloc.h"

struct places {
    const struct lci_units *units;
    struct lci_boxes **trees; /* one a level */
    bool *has;                /* [unit * level_count + level]: the unit has one of that level below it */
};

uint32_t
lci_unit_by_code(const struct lci_units *units, const char *code)
{
    for (size_t level = units->level_count; level-- > 0;) {
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

/* True where the unit and all above it agree with what is known already. */
static bool
agrees(const struct lci_units *units, uint32_t unit, const uint32_t *known)
{
    for (; unit != LCI_NONE; unit = units->items[unit].parent) {
        uint32_t there = known[units->items[unit].depth];

        if (there != LCI_NONE && there != unit)
            return false;
    }
    return true;
}

static void
take_unit(const struct lci_units *units, uint32_t unit, uint32_t *known)
{
    for (; unit != LCI_NONE; unit = units->items[unit].parent)
        known[units->items[unit].depth] = unit;
}

/*
 * From the lowest level up: who is in a unit is in all above it, so the sums of units are the sums
 * of the units above them. Of units that share a border the lowest code holds what lies on it.
 */
static void
locate(const struct places *places, double x_m, double y_m, uint32_t *known)
{
    for (size_t level = places->units->level_count; level-- > 0;) {
        uint32_t unit = LCI_NONE;

        if (known[level] != LCI_NONE)
            continue;
        unit = lci_boxes_holder(places->trees[level], x_m, y_m);
        if (agrees(places->units, unit, known))
            take_unit(places->units, unit, known);
    }
}

/* Groups are those of villages: who lives in a town, or anywhere that has no unit of a level, is not outside of that level. */
static bool
is_outside(const struct places *places, const uint32_t *known, size_t level)
{
    if (known[level] != LCI_NONE)
        return false;
    for (size_t above = level; above-- > 0;)
        if (known[above] != LCI_NONE)
            return places->has[known[above] * places->units->level_count + level];
    return true;
}

static enum lci_status
report_outside(const struct places *places, const uint32_t *known,
               const struct lci_origin *origin, struct lci_quality_row *row,
               struct lci_quality *quality, struct lci_error *err)
{
    const struct lci_units *units = places->units;
    char found[256] = "in no unit of level";
    bool outside = false;

    for (size_t level = 0; level < units->level_count; level++) {
        size_t length = strlen(found);

        if (!is_outside(places, known, level))
            continue;
        snprintf(found + length, sizeof(found) - length, "%s %s", outside ? "," : "",
                 units->levels[level]);
        outside = true;
    }
    if (!outside || !quality)
        return LCI_OK;
    row->severity = LCI_SEVERITY_WARNING;
    row->stage = "coverage";
    row->code = "in_no_unit";
    row->found = found;
    row->done = "counts in \"all\" only, and in the units that hold it";
    return lci_remark(quality, origin, row, err);
}

static enum lci_status
place_home(const struct places *places, const struct lci_homes *homes, size_t home,
           struct lci_quality *quality, uint32_t *known, struct lci_error *err)
{
    const struct lci_home *item = &homes->items[home];
    struct lci_quality_row row = {.layer = "homes", .feature_id = item->id};
    uint32_t named = LCI_NONE;
    enum lci_status status = LCI_OK;

    row.has_place = lci_shape_place(&homes->shapes, home, &row.x_m, &row.y_m);
    if (item->code)
        named = lci_unit_by_code(places->units, item->code);
    if (item->code && named == LCI_NONE && quality) {
        struct lci_quality_row unknown = row;

        unknown.severity = LCI_SEVERITY_WARNING;
        unknown.stage = "coverage";
        unknown.code = "unknown_unit";
        unknown.field = "code";
        unknown.found = item->code;
        unknown.done = "no unit has this code; the home belongs where it lies";
        status = lci_remark(quality, &item->origin, &unknown, err);
    }
    take_unit(places->units, named, known);
    if (row.has_place)
        locate(places, row.x_m, row.y_m, known);
    if (!status)
        status = report_outside(places, known, &item->origin, &row, quality, err);
    return status;
}

static enum lci_status
place_facility(const struct places *places, const struct lci_facility *facility,
               struct lci_quality *quality, uint32_t *known, struct lci_error *err)
{
    struct lci_quality_row row = {
        .layer = "facilities",
        .feature_id = facility->id,
        .has_place = true,
        .x_m = facility->x_m,
        .y_m = facility->y_m,
    };

    locate(places, facility->x_m, facility->y_m, known);
    return report_outside(places, known, &facility->origin, &row, quality, err);
}

static void
places_fini(struct places *places)
{
    for (size_t level = 0; places->trees && level < places->units->level_count; level++)
        lci_boxes_free(places->trees[level]);
    lci_free(places->trees);
    lci_free(places->has);
}

/* Also after a failure: places_fini(). */
static enum lci_status
places_init(struct places *places, const struct lci_units *units, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    *places = (struct places){
        .units = units,
        .trees = lci_new_array(struct lci_boxes *, units->level_count),
        .has = lci_new_array(bool, units->count * units->level_count),
    };
    if (!places->trees || !places->has)
        return lci_fail_nomem(err, "units");
    for (size_t unit = 0; unit < units->count; unit++)
        for (uint32_t above = units->items[unit].parent; above != LCI_NONE; above = units->items[above].parent)
            places->has[above * units->level_count + units->items[unit].depth] = true;
    for (size_t level = 0; level < units->level_count && !status; level++)
        status = lci_boxes_new(&units->shapes, units->level_first[level], units->level_first[level + 1],
                               &places->trees[level], err);
    return status;
}

static enum lci_status
place_homes(const struct places *places, const struct lci_homes *homes, struct lci_quality *quality, uint32_t *home_unit,
            struct lci_error *err)
{
    const size_t levels = places->units->level_count;
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < homes->count * levels; i++)
        home_unit[i] = LCI_NONE;
    for (size_t i = 0; i < homes->count && !status; i++)
        status = place_home(places, homes, i, quality, home_unit + i * levels, err);
    return status;
}

static enum lci_status
place_facilities(const struct places *places, const struct lci_facilities *facilities, struct lci_quality *quality,
                 uint32_t *facility_unit, struct lci_error *err)
{
    const size_t levels = places->units->level_count;
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < facilities->count * levels; i++)
        facility_unit[i] = LCI_NONE;
    for (size_t i = 0; i < facilities->count && !status; i++)
        status = place_facility(places, &facilities->items[i], quality, facility_unit + i * levels, err);
    return status;
}

enum lci_status
lci_homes_in_units(const struct lci_homes *homes, const struct lci_units *units, struct lci_quality *quality,
                   uint32_t *home_unit, struct lci_error *err)
{
    struct places places;
    enum lci_status status = places_init(&places, units, err);

    if (!status)
        status = place_homes(&places, homes, quality, home_unit, err);
    places_fini(&places);
    return status;
}

enum lci_status
lci_unit_places(const struct lci_coverage_inputs *inputs, struct lci_quality *quality,
                struct lci_coverage *out, struct lci_error *err)
{
    const struct lci_access_inputs *access = inputs->access;
    const struct lci_units *units = inputs->units;
    struct places places;
    enum lci_status status = LCI_OK;

    out->level_count = units->level_count;
    out->unit_count = units->count;
    out->home_unit = lci_arena_alloc(&out->arena, access->homes->count * units->level_count,
                                     sizeof(*out->home_unit));
    out->facility_unit = lci_arena_alloc(
        &out->arena, access->facilities->count * units->level_count, sizeof(*out->facility_unit));
    if (!out->home_unit || !out->facility_unit)
        return lci_fail_nomem(err, "units");
    status = places_init(&places, units, err);
    if (!status)
        status = place_homes(&places, access->homes, quality, out->home_unit, err);
    if (!status)
        status = place_facilities(&places, access->facilities, quality, out->facility_unit, err);
    places_fini(&places);
    return status;
}
