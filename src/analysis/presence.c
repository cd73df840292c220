/* presence.c - required facilities: there or missing, of which grade, and where their level contradicts their place. */
#include "analysis/presence.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/attributes.h"
#include "analysis/remark.h"
#include "base/alloc.h"

enum { IDS_MAX = 12 };

struct checker {
    const struct lci_presence_inputs *in;
    struct lci_quality *quality;
    struct lci_presence_table *out;
};

static bool
has_text(const struct lci_texts *texts, const char *text)
{
    for (size_t i = 0; text && i < texts->count; i++)
        if (strcmp(texts->items[i], text) == 0)
            return true;
    return false;
}

static bool
is_of_category(const struct checker *checker, const struct lci_presence *wanted, uint32_t facility)
{
    return has_text(&wanted->facilities, checker->in->category_ids[checker->in->facilities->items[facility].category]);
}

static uint32_t
level_of(const struct lci_units *units, const char *name)
{
    for (uint32_t level = 0; level < units->level_count; level++)
        if (strcmp(units->levels[level], name) == 0)
            return level;
    return LCI_NONE;
}

static uint32_t
unit_of(const struct checker *checker, uint32_t facility, uint32_t level)
{
    return checker->in->coverage->facility_unit[(size_t)facility * checker->in->coverage->level_count + level];
}

/* Whether a facility takes part: category, attributes, and its own word on the level it serves. */
static bool
is_wanted(const struct checker *checker, const struct lci_presence *wanted, uint32_t facility)
{
    const struct lci_facilities *facilities = checker->in->facilities;
    const struct lci_facility *item = &facilities->items[facility];

    if (!is_of_category(checker, wanted, facility) ||
        !lci_attributes_selected(facilities->attribute_names, facilities->attribute_count, item->attributes, wanted->where,
                                 wanted->where_count))
        return false;
    return !wanted->level_attribute ||
           has_text(&wanted->level_values, lci_facility_attribute(facilities, facility, wanted->level_attribute));
}

/* Place of a grade in the list, the best first; unlisted ones come last. */
static size_t
rank_of(const struct lci_presence *wanted, const char *grade)
{
    size_t rank = 0;

    while (rank < wanted->grades.count && strcmp(wanted->grades.items[rank], grade) != 0)
        rank++;
    return rank;
}

/* With a list the earlier grade is the better one; without one only the grade asked for is known to be good. */
static bool
is_better(const struct lci_presence *wanted, const char *grade, const char *best)
{
    if (!best[0])
        return true;
    if (wanted->grades.count > 0 && rank_of(wanted, grade) != rank_of(wanted, best))
        return rank_of(wanted, grade) < rank_of(wanted, best);
    if (wanted->grade && (strcmp(grade, wanted->grade) == 0) != (strcmp(best, wanted->grade) == 0))
        return strcmp(grade, wanted->grade) == 0;
    return strcmp(grade, best) > 0;
}

static bool
is_good_enough(const struct lci_presence *wanted, const char *grade)
{
    if (!wanted->grade)
        return true;
    if (!grade)
        return false;
    return wanted->grades.count > 0 ? rank_of(wanted, grade) <= rank_of(wanted, wanted->grade)
                                    : strcmp(grade, wanted->grade) == 0;
}

static enum lci_status
add_id(struct checker *checker, struct lci_presence_row *row, const char *id, struct lci_error *err)
{
    const size_t size = strlen(row->facility_ids) + strlen(id) + 8;
    char *text = NULL;

    if (row->facility_count > IDS_MAX + 1)
        return LCI_OK;
    text = lci_arena_alloc(&checker->out->arena, size, 1);
    if (!text)
        return lci_fail_nomem(err, "presence");
    (void)snprintf(text, size, "%s%s%s", row->facility_ids, row->facility_ids[0] ? ", " : "",
                   row->facility_count > IDS_MAX ? "..." : id);
    row->facility_ids = text;
    return LCI_OK;
}

static enum lci_status
count_facility(struct checker *checker, const struct lci_presence *wanted, uint32_t facility, struct lci_presence_row *row,
               struct lci_error *err)
{
    const char *grade = wanted->grade_attribute
                            ? lci_facility_attribute(checker->in->facilities, facility, wanted->grade_attribute)
                            : NULL;

    row->facility_count++;
    if (grade && is_better(wanted, grade, row->best_grade))
        row->best_grade = grade;
    row->graded_count += is_good_enough(wanted, grade);
    return add_id(checker, row, checker->in->facilities->items[facility].id, err);
}

/* Levels against places */

static enum lci_status
report(struct checker *checker, uint32_t facility, const char *code, const char *field, const char *found, const char *done,
       struct lci_error *err)
{
    const struct lci_facility *item = &checker->in->facilities->items[facility];
    const struct lci_quality_row row = {
        .severity = strcmp(code, "level_unknown") == 0 ? LCI_SEVERITY_WARNING : LCI_SEVERITY_ERROR,
        .stage = "indicators",
        .code = code,
        .layer = "facilities",
        .feature_id = item->id,
        .field = field,
        .found = found,
        .done = done,
        .has_place = true,
        .x_m = item->x_m,
        .y_m = item->y_m,
    };

    return lci_remark(checker->quality, &item->origin, &row, err);
}

static enum lci_status
check_place(struct checker *checker, const struct lci_presence *wanted, uint32_t facility, uint32_t level,
            struct lci_error *err)
{
    const struct lci_units *units = checker->in->units;
    const char *own = lci_facility_attribute(checker->in->facilities, facility, wanted->level_attribute);
    const char *code = lci_facility_attribute(checker->in->facilities, facility, "unit_code");
    const uint32_t unit = unit_of(checker, facility, level);
    char found[256];

    if (unit == LCI_NONE) {
        (void)snprintf(found, sizeof(found), "\"%.60s\", but it lies in no unit of level %.60s", own, wanted->level);
        return report(checker, facility, "level_contradicts_place", wanted->level_attribute, found,
                      "counts in no unit of that level", err);
    }
    if (!code || strcmp(code, units->items[unit].code) == 0)
        return LCI_OK;
    (void)snprintf(found, sizeof(found), "\"%.60s\", but it lies in %.60s %.60s", code, wanted->level, units->items[unit].code);
    return report(checker, facility, "level_contradicts_place", "unit_code", found, "counts where it lies", err);
}

/* A level that no requirement of the facility's category knows; told by the first of them. */
static enum lci_status
check_level_known(struct checker *checker, size_t number, uint32_t facility, struct lci_error *err)
{
    const struct lci_presence *wanted = &checker->in->wanted[number];
    const char *own = lci_facility_attribute(checker->in->facilities, facility, wanted->level_attribute);
    char found[128];

    for (size_t i = 0; i < checker->in->wanted_count; i++) {
        const struct lci_presence *other = &checker->in->wanted[i];

        if (!other->level_attribute || strcmp(other->level_attribute, wanted->level_attribute) != 0 ||
            !is_of_category(checker, other, facility))
            continue;
        if (i < number || has_text(&other->level_values, own))
            return LCI_OK;
    }
    (void)snprintf(found, sizeof(found), own ? "\"%.60s\"" : "no value", own ? own : "");
    return report(checker, facility, "level_unknown", wanted->level_attribute, found, "counts in no level", err);
}

static enum lci_status
check_levels(struct checker *checker, size_t number, uint32_t level, struct lci_error *err)
{
    const struct lci_presence *wanted = &checker->in->wanted[number];
    enum lci_status status = LCI_OK;

    for (uint32_t i = 0; i < checker->in->facilities->count && wanted->level_attribute && !status; i++) {
        if (!is_of_category(checker, wanted, i))
            continue;
        if (level != LCI_NONE && is_wanted(checker, wanted, i))
            status = check_place(checker, wanted, i, level, err);
        if (!status)
            status = check_level_known(checker, number, i, err);
    }
    return status;
}

/* Rows */

static enum lci_status
report_lack(struct checker *checker, const struct lci_presence *wanted, const char *found, const char *done,
            struct lci_error *err)
{
    const struct lci_quality_row row = {
        .severity = LCI_SEVERITY_NOTE,
        .stage = "indicators",
        .code = "presence_without_input",
        .field = wanted->id,
        .found = found,
        .done = done,
    };

    return lci_quality_add(checker->quality, &row) ? LCI_OK : lci_fail_nomem(err, "presence");
}

static bool
is_handed_in(const struct checker *checker, const struct lci_presence *wanted)
{
    for (uint32_t i = 0; i < checker->in->facilities->count; i++)
        if (is_of_category(checker, wanted, i))
            return true;
    for (uint32_t i = 0; checker->in->idle && i < checker->in->idle->count; i++)
        if (has_text(&wanted->facilities, checker->in->category_ids[checker->in->idle->items[i].category]))
            return true;
    return false;
}

static bool
population_is_known(const struct lci_homes *homes)
{
    for (size_t i = 0; i < homes->count; i++)
        if (homes->items[i].weights[LCI_WEIGHT_POPULATION].state != LCI_WEIGHT_ABSENT)
            return true;
    return false;
}

static bool
can_tell_units(const struct lci_units *units, const struct lci_presence *wanted)
{
    for (size_t i = 0; i < wanted->units_where_count; i++)
        for (size_t k = 0; k < wanted->units_where[i].match_count; k++)
            if (lci_attribute_index(units->attribute_names, units->attribute_count, wanted->units_where[i].matches[k].key) ==
                LCI_NONE)
                return false;
    return true;
}

/* Whether a unit has to have one. Where no source tells units apart by these attributes, all of them. */
static bool
has_to_have(const struct checker *checker, const struct lci_presence *wanted, uint32_t unit)
{
    const struct lci_units *units = checker->in->units;

    return !can_tell_units(units, wanted) ||
           lci_attributes_selected(units->attribute_names, units->attribute_count, units->items[unit].attributes,
                                   wanted->units_where, wanted->units_where_count);
}

static void
start_rows(struct checker *checker, uint32_t number, uint32_t level, struct lci_presence_row *rows)
{
    const struct lci_units *units = checker->in->units;
    const bool is_known = is_handed_in(checker, &checker->in->wanted[number]);
    const bool has_people = population_is_known(checker->in->homes);

    for (uint32_t unit = units->level_first[level]; unit < units->level_first[level + 1]; unit++)
        rows[unit - units->level_first[level]] = (struct lci_presence_row){
            .wanted = number,
            .unit = unit,
            .best_grade = "",
            .facility_ids = "",
            .is_known = is_known,
            .population = has_people ? checker->in->coverage->units[unit].weights[LCI_WEIGHT_POPULATION] : NAN,
        };
}

static enum lci_status
build_one(struct checker *checker, uint32_t number, struct lci_error *err)
{
    const struct lci_presence *wanted = &checker->in->wanted[number];
    const struct lci_units *units = checker->in->units;
    const uint32_t level = level_of(units, wanted->level);
    struct lci_presence_row *rows = checker->out->rows + checker->out->row_count;
    enum lci_status status = check_levels(checker, number, level, err);

    if (!status && !is_handed_in(checker, wanted))
        status = report_lack(checker, wanted, "no facility of its categories was handed in",
                             "nothing is said about it", err);
    if (!status && level == LCI_NONE)
        status = report_lack(checker, wanted, "no unit of its level was handed in", "nothing is said about it", err);
    if (!status && level != LCI_NONE && !can_tell_units(units, wanted))
        status = report_lack(checker, wanted, "no source of units has the attribute that says which have to have one",
                             "asked of all units of the level", err);
    if (status || level == LCI_NONE)
        return status;
    start_rows(checker, number, level, rows);
    for (uint32_t i = 0; i < checker->in->facilities->count && !status; i++)
        if (is_wanted(checker, wanted, i) && unit_of(checker, i, level) != LCI_NONE)
            status = count_facility(checker, wanted, i, &rows[unit_of(checker, i, level) - units->level_first[level]], err);
    for (uint32_t unit = units->level_first[level]; unit < units->level_first[level + 1]; unit++) {
        struct lci_presence_row *row = &rows[unit - units->level_first[level]];

        row->is_met = row->graded_count > 0;
        if (has_to_have(checker, wanted, unit))
            checker->out->rows[checker->out->row_count++] = *row;
    }
    return status;
}

enum lci_status
lci_presence_build(const struct lci_presence_inputs *inputs, struct lci_quality *quality, struct lci_presence_table *out,
                   struct lci_error *err)
{
    struct checker checker = {.in = inputs, .quality = quality, .out = out};
    enum lci_status status = LCI_OK;

    *out = (struct lci_presence_table){.row_count = 0};
    out->rows = lci_new_array(struct lci_presence_row, inputs->wanted_count *inputs->units->count);
    if (!out->rows)
        return lci_fail_nomem(err, "presence");
    for (uint32_t i = 0; i < inputs->wanted_count && !status; i++)
        status = build_one(&checker, i, err);
    if (status)
        lci_presence_fini(out);
    return status;
}

void
lci_presence_fini(struct lci_presence_table *table)
{
    lci_free(table->rows);
    lci_arena_fini(&table->arena);
    *table = (struct lci_presence_table){0};
}
