/* indicator_coverage.c - the row of the table `coverage` that an indicator means, for every unit. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/indicator_parts.h"
#include "analysis/weights.h"

enum { LACK_SIZE = 200 };

/* A choice by numbers: what it names in the run. LCI_NONE: not named. */
struct chosen {
    const struct lci_indicator_inputs *in;
    const struct lci_coverage_choice *choice;
    uint32_t category, weight, counted_level;
};

static uint32_t
find_text(const char *const *texts, size_t count, const char *text)
{
    for (uint32_t i = 0; text && i < count; i++)
        if (strcmp(texts[i], text) == 0)
            return i;
    return LCI_NONE;
}

/* "" where everything that is named is in the run, else what is not. */
static void
resolve(struct chosen *chosen, char lack[LACK_SIZE])
{
    const struct lci_indicator_inputs *in = chosen->in;
    const struct lci_coverage_choice *choice = chosen->choice;

    chosen->category = find_text(in->category_ids, in->category_count, choice->category);
    chosen->weight = find_text(in->homes->weight_names, in->homes->weight_count, choice->weight);
    chosen->counted_level = find_text((const char *const *)in->units->levels, in->units->level_count, choice->counted_level);
    lack[0] = '\0';
    if (choice->category && chosen->category == LCI_NONE)
        (void)snprintf(lack, LACK_SIZE, "no facility of category %.60s was handed in", choice->category);
    else if (choice->weight && chosen->weight == LCI_NONE)
        (void)snprintf(lack, LACK_SIZE, "homes have no field for %.60s", choice->weight);
    else if (choice->counted_level && chosen->counted_level == LCI_NONE)
        (void)snprintf(lack, LACK_SIZE, "no unit of level %.60s was handed in", choice->counted_level);
}

/* What is NAN once two limits differ. */
static double
common(double so_far, double limit_m)
{
    return fabs(so_far - limit_m) <= 0.0 ? so_far : NAN;
}

/*
 * The limit of a row for one of those who walk, or its radius; NAN: it has none, or several that differ. Where all walk alike a row
 * says it itself.
 */
static double
limit_of(const struct lci_indicator_inputs *in, size_t walker, const struct lci_coverage_row *row)
{
    const struct lci_access_category *categories = in->walkers[walker].categories;
    double limit_m = NAN;

    if (in->walker_count == 1)
        return isnan(row->limit_m) ? row->radius_m : row->limit_m;
    if (row->limit != LCI_NONE)
        return categories[row->category].limits_m[row->limit];
    if (row->definition == LCI_BY_WEIGHT_RADIUS || row->definition == LCI_BY_LAND_RADIUS)
        return categories[row->category].radius_m;
    if (row->set_case != LCI_NONE) {
        const struct lci_set_case *one = &in->coverage->cases.items[row->set_case];
        const struct lci_category_set *set = &in->coverage->cases.sets[one->set];

        limit_m = categories[set->categories[0]].limits_m[one->limit[0]];
        for (size_t c = 1; c < set->count; c++)
            limit_m = common(limit_m, categories[set->categories[c]].limits_m[one->limit[c]]);
    } else if (row->tier != LCI_NONE && row->weight != LCI_NONE) {
        const struct lci_two_tier *tier = &in->tiers[row->tier];

        limit_m = common(categories[tier->one].limits_m[tier->one_limit], categories[tier->many].limits_m[tier->many_limit]);
    }
    return limit_m;
}

/* Whether a row is at the limit that is asked for, whoever walks. */
static bool
is_at_limit(const struct chosen *chosen, const struct lci_coverage_row *row)
{
    const double minutes = chosen->choice->minutes;
    bool fits = true;

    for (size_t w = 0; w < chosen->in->walker_count; w++) {
        const double limit_m = limit_of(chosen->in, w, row);
        const double asked_m = minutes > 0.0 ? round(minutes * 60.0 * chosen->in->walkers[w].speed_mps * 1000.0) / 1000.0
                                             : chosen->choice->meters;

        if (asked_m <= 0.0)
            return true; /* the largest is meant */
        if (isnan(limit_m)) /* a set whose largest limits differ is at none of them */
            fits = fits && row->set == LCI_NONE && row->tier == LCI_NONE;
        else
            fits = fits && fabs(limit_m - asked_m) < 0.0015; /* limits are whole millimetres */
    }
    return fits;
}

/* Numbers first: most rows fail there. The row `weakest` names the category that it found, `two_tier` that of its part. */
static bool
fits(const struct chosen *chosen, const struct lci_coverage_row *row)
{
    const struct lci_coverage_choice *choice = chosen->choice;

    if (row->weight != chosen->weight || row->counted_level != chosen->counted_level || (choice->k > 0 && row->k != choice->k))
        return false;
    if (row->category != chosen->category && row->definition != LCI_BY_WEAKEST && row->definition != LCI_BY_TWO_TIER)
        return false;
    if (choice->detail && (!row->detail || strcmp(row->detail, choice->detail) != 0))
        return false;
    if (strcmp(lci_definition_text(row->definition), choice->definition) != 0)
        return false;
    if (row->set != LCI_NONE && strcmp(chosen->in->coverage->cases.sets[row->set].id, choice->set) != 0)
        return false;
    return is_at_limit(chosen, row);
}

/* By which the larger of two limits is told: of those who walk the first's; a set at limits that differ is at the largest. */
static double
size_of(const struct lci_indicator_inputs *in, const struct lci_coverage_row *row)
{
    const bool has_radius = row->definition == LCI_BY_WEIGHT_RADIUS || row->definition == LCI_BY_LAND_RADIUS;
    const double limit_m = has_radius ? NAN : limit_of(in, 0, row);

    return isnan(limit_m) ? (double)INFINITY : limit_m;
}

static const char *
measure_of(const struct lci_indicator_inputs *in, const struct lci_coverage_row *row)
{
    const struct lci_known_weight *known = NULL;

    if (row->counted_level != LCI_NONE)
        return "units";
    if (row->weight == LCI_NONE)
        return row->definition == LCI_BY_FACILITY_HAS ? "facilities" : "m2";
    known = lci_known_weight(in->homes->weight_names[row->weight]);
    return known ? known->measure : in->homes->weight_names[row->weight];
}

/* Of the rows that fit, for every place the one of the largest limit. False: several fit alike, so none is meant. */
static bool
take_rows(const struct chosen *chosen, const struct lci_indicator_places *places, const char **measure)
{
    const struct lci_coverage *coverage = chosen->in->coverage;
    const size_t everything = chosen->in->units->count;
    bool is_clear = true;

    for (size_t i = 0; i < coverage->row_count; i++) {
        const struct lci_coverage_row *row = &coverage->rows[i];
        const size_t place = row->unit == LCI_NONE ? everything : row->unit;
        const double limit_m = size_of(chosen->in, row);

        if (!fits(chosen, row) || limit_m < places->value[place].value) /* value holds the limit for now */
            continue;
        is_clear = is_clear && !(limit_m <= places->value[place].value);
        places->numerator[place].value = row->numerator;
        places->denominator[place].value = row->denominator;
        places->value[place].value = limit_m;
        *measure = measure_of(chosen->in, row);
    }
    return is_clear;
}

enum lci_status
lci_indicator_coverage(struct lci_indicator_engine *engine, const struct lci_coverage_choice *choice,
                       const struct lci_indicator_places *places, const char **measure, const char **what_lacks,
                       struct lci_error *err)
{
    struct chosen chosen = {.in = engine->in, .choice = choice};
    char lack[LACK_SIZE];

    *measure = NULL;
    for (size_t place = 0; place < engine->places; place++)
        places->numerator[place].value = places->denominator[place].value = places->value[place].value = NAN;
    resolve(&chosen, lack);
    if (!lack[0] && !take_rows(&chosen, places, measure)) {
        (void)snprintf(lack, sizeof(lack), "several rows of the table coverage fit: say more about which is meant");
        for (size_t place = 0; place < engine->places; place++)
            places->numerator[place].value = places->denominator[place].value = NAN;
    } else if (!lack[0] && !*measure) {
        (void)snprintf(lack, sizeof(lack), "the table coverage has no such row");
    }
    for (size_t place = 0; place < engine->places; place++)
        places->value[place].value = NAN;
    *what_lacks = lci_arena_text(&engine->out->arena, lack, strlen(lack));
    return *what_lacks ? LCI_OK : lci_fail_nomem(err, "indicators");
}
