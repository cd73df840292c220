/* modes.c - the rules of who walks where, on the units that hold a home. */
#include "analysis/modes.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analysis/attributes.h"
#include "analysis/remark.h"
#include "base/alloc.h"

enum { FOUND_SIZE = 256 };

struct deciding {
    const struct lci_modes_inputs *inputs;
    size_t condition_count; /* of all rules */
    uint32_t *level;        /* condition_count: index of its level, LCI_NONE: no unit is of it */
    bool *holds;            /* [condition * unit count + unit] */
    uint32_t *undecided;    /* unit count: homes in it that no rule fits */
};

/* As for tags: no values stand for any but "no". */
static bool
matches(const struct lci_match *match, const char *text)
{
    if (!text)
        return false;
    for (size_t i = 0; i < match->values.count; i++)
        if (strcmp(match->values.items[i], text) == 0)
            return true;
    return match->values.count == 0 && strcmp(text, "no") != 0;
}

static bool
is_selected(const struct lci_units *units, size_t unit, const struct lci_selection *selection)
{
    for (size_t i = 0; i < selection->match_count; i++)
        if (!matches(&selection->matches[i], lci_unit_attribute(units, unit, selection->matches[i].key)))
            return false;
    return true;
}

static bool
holds(const struct lci_units *units, size_t unit, const struct lci_mode_condition *condition)
{
    if (strcmp(units->items[unit].level, condition->level) != 0)
        return false;
    for (size_t i = 0; i < condition->where_count; i++)
        if (is_selected(units, unit, &condition->where[i]))
            return true;
    return condition->where_count == 0;
}

/* Every condition on every unit, once. */
static enum lci_status
judge_units(struct deciding *deciding, struct lci_error *err)
{
    const struct lci_modes_inputs *inputs = deciding->inputs;
    const struct lci_units *units = inputs->units;
    size_t at = 0;

    for (size_t r = 0; r < inputs->rule_count; r++)
        deciding->condition_count += inputs->rules[r].condition_count;
    deciding->level = lci_new_array(uint32_t, deciding->condition_count);
    deciding->holds = lci_new_array(bool, deciding->condition_count *units->count);
    deciding->undecided = lci_new_array(uint32_t, units->count);
    if (!deciding->level || !deciding->holds || !deciding->undecided)
        return lci_fail_nomem(err, "modes");
    for (size_t r = 0; r < inputs->rule_count; r++)
        for (size_t c = 0; c < inputs->rules[r].condition_count; c++, at++) {
            const struct lci_mode_condition *condition = &inputs->rules[r].conditions[c];

            deciding->level[at] = LCI_NONE;
            for (uint32_t level = 0; level < units->level_count; level++)
                if (strcmp(units->levels[level], condition->level) == 0)
                    deciding->level[at] = level;
            for (size_t unit = 0; unit < units->count; unit++)
                deciding->holds[at * units->count + unit] = holds(units, unit, condition);
        }
    return LCI_OK;
}

/*
 * The profile of the first rule that fits; LCI_NONE: none does. in: the unit of every level, or LCI_NONE. *unknown: the level of a
 * unit that is missing where a rule before that would have fitted but for it; else left as it is.
 */
static uint32_t
decide(const struct deciding *deciding, const uint32_t *in, const char **unknown)
{
    const struct lci_modes_inputs *inputs = deciding->inputs;
    size_t at = 0;

    for (size_t r = 0; r < inputs->rule_count; r++) {
        const char *missing = NULL;
        bool fits = true;

        for (size_t c = 0; c < inputs->rules[r].condition_count; c++, at++) {
            const uint32_t level = deciding->level[at];
            const uint32_t unit = level == LCI_NONE ? LCI_NONE : in[level];

            if (unit == LCI_NONE)
                missing = inputs->rules[r].conditions[c].level;
            else
                fits = fits && deciding->holds[at * inputs->units->count + unit];
        }
        if (fits && !missing)
            return inputs->rules[r].profile;
        if (fits && !*unknown)
            *unknown = missing;
    }
    return LCI_NONE;
}

/* The highest level that rules ask about; LCI_NONE: there are no units of any. */
static uint32_t
highest_level(const struct deciding *deciding)
{
    uint32_t highest = LCI_NONE;

    for (size_t c = 0; c < deciding->condition_count; c++)
        if (deciding->level[c] < highest)
            highest = deciding->level[c];
    return highest;
}

static enum lci_status
report_home(const struct lci_modes_inputs *inputs, size_t home, const char *level, uint32_t profile, struct lci_quality *quality,
            struct lci_error *err)
{
    const struct lci_home *item = &inputs->homes->items[home];
    char found[FOUND_SIZE];
    char done[FOUND_SIZE];
    struct lci_quality_row row = {
        .severity = LCI_SEVERITY_WARNING,
        .stage = "coverage",
        .code = "mode_not_sure",
        .layer = "homes",
        .feature_id = item->id,
        .found = found,
        .done = done,
    };

    (void)snprintf(found, sizeof(found), "in no unit of level %.100s, which modes ask about", level);
    (void)snprintf(done, sizeof(done), "goes by profile %.100s%s", inputs->profile_ids[profile == LCI_NONE ? 0 : profile],
                   profile == LCI_NONE ? ", the first of the run" : ", by the next rule that fits");
    row.has_place = lci_shape_place(&inputs->homes->shapes, home, &row.x_m, &row.y_m);
    return lci_remark(quality, &item->origin, &row, err);
}

static enum lci_status
decide_homes(struct deciding *deciding, struct lci_modes *out, struct lci_quality *quality, struct lci_error *err)
{
    const struct lci_modes_inputs *inputs = deciding->inputs;
    const size_t levels = inputs->units->level_count;
    const uint32_t highest = highest_level(deciding);
    enum lci_status status = LCI_OK;

    for (size_t home = 0; home < inputs->homes->count && !status; home++) {
        const uint32_t *in = inputs->home_unit + home * levels;
        const uint32_t unit = highest == LCI_NONE ? LCI_NONE : in[highest];
        const char *unknown = NULL;
        const uint32_t profile = decide(deciding, in, &unknown);

        out->home_profile[home] = profile == LCI_NONE ? 0 : profile;
        if (!unknown && profile == LCI_NONE && unit == LCI_NONE)
            unknown = highest == LCI_NONE ? inputs->rules[0].conditions[0].level : inputs->units->levels[highest];
        if (unknown)
            status = report_home(inputs, home, unknown, profile, quality, err);
        else if (profile == LCI_NONE)
            deciding->undecided[unit]++;
    }
    return status;
}

static void
decide_units(const struct deciding *deciding, struct lci_modes *out, uint32_t *in)
{
    const struct lci_units *units = deciding->inputs->units;

    for (uint32_t unit = 0; unit < units->count; unit++) {
        uint32_t profile = LCI_NONE;
        const char *unknown = NULL;

        for (size_t level = 0; level < units->level_count; level++)
            in[level] = LCI_NONE;
        for (uint32_t above = unit; above != LCI_NONE; above = units->items[above].parent)
            in[units->items[above].depth] = above;
        profile = decide(deciding, in, &unknown);
        out->unit_profile[unit] = profile == LCI_NONE ? 0 : profile;
    }
}

static enum lci_status
report_units(const struct deciding *deciding, struct lci_quality *quality, struct lci_error *err)
{
    const struct lci_modes_inputs *inputs = deciding->inputs;
    enum lci_status status = LCI_OK;

    for (size_t unit = 0; unit < inputs->units->count && !status; unit++) {
        const struct lci_unit *item = &inputs->units->items[unit];
        char done[FOUND_SIZE];
        struct lci_quality_row row = {
            .severity = LCI_SEVERITY_WARNING,
            .stage = "coverage",
            .code = "unit_without_mode",
            .layer = "units",
            .feature_id = item->code,
            .found = "no rule of modes fits the homes here",
            .done = done,
        };

        if (deciding->undecided[unit] == 0)
            continue;
        (void)snprintf(done, sizeof(done), "%" PRIu32 " homes go by profile %.100s, the first of the run",
                       deciding->undecided[unit], inputs->profile_ids[0]);
        row.has_place = lci_shape_place(&inputs->units->shapes, unit, &row.x_m, &row.y_m);
        status = lci_remark(quality, &item->origin, &row, err);
    }
    return status;
}

enum lci_status
lci_modes_build(const struct lci_modes_inputs *inputs, struct lci_quality *quality, struct lci_modes *out, struct lci_error *err)
{
    struct deciding deciding = {.inputs = inputs};
    uint32_t *in = lci_new_array(uint32_t, inputs->units->level_count);
    enum lci_status status = LCI_OK;

    *out = (struct lci_modes){
        .home_profile = lci_new_array(uint32_t, inputs->homes->count),
        .unit_profile = lci_new_array(uint32_t, inputs->units->count),
    };
    status = in && out->home_profile && out->unit_profile ? judge_units(&deciding, err) : lci_fail_nomem(err, "modes");
    if (!status) {
        decide_units(&deciding, out, in);
        status = decide_homes(&deciding, out, quality, err);
    }
    if (!status)
        status = report_units(&deciding, quality, err);
    if (status)
        lci_modes_fini(out);
    lci_free(in);
    lci_free(deciding.level);
    lci_free(deciding.holds);
    lci_free(deciding.undecided);
    return status;
}

void
lci_modes_fini(struct lci_modes *modes)
{
    lci_free(modes->home_profile);
    lci_free(modes->unit_profile);
    *modes = (struct lci_modes){0};
}
