/* supply_rows.c - shares of what is supplied: "1 + N", and facilities that have something. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/coverage_parts.h"
#include "base/alloc.h"

enum { MOST_LISTED = 100 };

static double *
tier_sum(const struct lci_coverage *out, const struct lci_supply_sums *sums, size_t unit, size_t tier, size_t part)
{
    return sums->tiers + ((unit * out->tier_count + tier) * LCI_TIER_PARTS + part) * out->sums.weight_count;
}

static void
add_home(const struct lci_homes *homes, const struct lci_coverage *out, const struct lci_supply_sums *sums, size_t home,
         size_t unit)
{
    for (size_t tier = 0; tier < out->tier_count; tier++)
        for (size_t part = 0; part < LCI_TIER_PARTS; part++) {
            const double ratio = out->tier_ratio[(home * out->tier_count + tier) * LCI_TIER_PARTS + part];
            double *values = tier_sum(out, sums, unit, tier, part);

            for (size_t w = 0; w < out->sums.weight_count; w++)
                values[w] += homes->items[home].weights[w].value * ratio;
        }
}

/* People that no home could take reach neither, as they are in no share of any definition. */
static void
add_unhoused(const struct lci_coverage_inputs *inputs, const struct lci_coverage *out, const struct lci_supply_sums *sums)
{
    const struct lci_unhoused_list *list = inputs->unhoused;

    for (size_t i = 0; list && i < list->count; i++)
        for (size_t tier = 0; tier < out->tier_count; tier++) {
            const struct lci_unhoused *item = &list->items[i];

            tier_sum(out, sums, out->unit_count, tier, LCI_TIER_NEITHER)[item->weight] += item->amount;
            for (uint32_t unit = item->unit; unit != LCI_NONE; unit = inputs->units->items[unit].parent)
                tier_sum(out, sums, unit, tier, LCI_TIER_NEITHER)[item->weight] += item->amount;
        }
}

enum lci_status
lci_tier_rows(const struct lci_coverage_inputs *inputs, struct lci_coverage *out, struct lci_error *err)
{
    out->tier_count = inputs->tier_count;
    out->tier_ratio =
        lci_arena_alloc(&out->arena, out->home_count * out->tier_count * LCI_TIER_PARTS, sizeof(*out->tier_ratio));
    if (!out->tier_ratio)
        return lci_fail_nomem(err, "coverage");
    for (size_t home = 0; home < out->home_count; home++)
        for (size_t tier = 0; tier < out->tier_count; tier++)
            lci_tier_measure(&inputs->tiers[tier], inputs->access->demand, inputs->nearest, home,
                             out->tier_ratio + (home * out->tier_count + tier) * LCI_TIER_PARTS);
    return LCI_OK;
}

static enum lci_status
sum_tiers(const struct lci_coverage_inputs *inputs, const struct lci_coverage *out, struct lci_supply_sums *sums,
          struct lci_error *err)
{
    sums->tiers = lci_new_array(double, (out->unit_count + 1) * out->tier_count * LCI_TIER_PARTS * out->sums.weight_count);
    if (!sums->tiers)
        return lci_fail_nomem(err, "coverage");
    for (size_t home = 0; home < out->home_count; home++) {
        add_home(inputs->access->homes, out, sums, home, out->unit_count);
        for (size_t level = 0; level < out->level_count; level++) {
            const uint32_t unit = out->home_unit[home * out->level_count + level];

            if (unit != LCI_NONE)
                add_home(inputs->access->homes, out, sums, home, unit);
        }
    }
    add_unhoused(inputs, out, sums);
    return LCI_OK;
}

static enum lci_status
find_company(const struct lci_coverage_inputs *inputs, struct lci_supply_sums *sums, struct lci_error *err)
{
    const uint32_t *first = inputs->access->facilities->category_first;

    sums->is_with = lci_new_array(bool *, inputs->has_count);
    if (!sums->is_with)
        return lci_fail_nomem(err, "coverage");
    for (size_t q = 0; q < inputs->has_count; q++) {
        const struct lci_has_question *question = &inputs->has[q];
        const uint32_t begin = first[question->category];
        const uint32_t end = first[question->category + 1];

        if (question->with == LCI_NONE)
            continue;
        sums->is_with[q] = lci_new_array(bool, end - begin);
        if (!sums->is_with[q])
            return lci_fail_nomem(err, "coverage");
        for (uint32_t i = begin; i < end; i++)
            sums->is_with[q][i - begin] = lci_facility_is_with(question, inputs->access, i);
    }
    return LCI_OK;
}

enum lci_status
lci_supply_sums_build(const struct lci_coverage_inputs *inputs, const struct lci_coverage *coverage, struct lci_supply_sums *sums,
                      struct lci_error *err)
{
    const enum lci_status status = sum_tiers(inputs, coverage, sums, err);

    return status ? status : find_company(inputs, sums, err);
}

void
lci_supply_sums_fini(const struct lci_coverage_inputs *inputs, struct lci_supply_sums *sums)
{
    for (size_t q = 0; sums->is_with && q < inputs->has_count; q++)
        lci_free(sums->is_with[q]);
    lci_free(sums->is_with);
    lci_free(sums->tiers);
    *sums = (struct lci_supply_sums){0};
}

static bool
is_asked(const struct lci_two_tier *tier, const struct lci_coverage *out, uint32_t weight)
{
    for (size_t i = 0; i < tier->weight_count; i++)
        if (tier->weights[i] == weight)
            return true;
    return tier->weight_count == 0 && out->weight_is_known[weight];
}

/* The limit that both parts of a row have, else NAN. */
static double
limit_of(const struct lci_coverage_inputs *inputs, const struct lci_two_tier *tier, enum lci_tier_part part)
{
    const double one_m = inputs->access->categories[tier->one].limits_m[tier->one_limit];
    const double many_m = inputs->access->categories[tier->many].limits_m[tier->many_limit];

    if (part == LCI_TIER_ONE)
        return one_m;
    if (part == LCI_TIER_MANY)
        return many_m;
    return one_m < many_m || one_m > many_m ? NAN : one_m;
}

static enum lci_status
rows_by_tier(const struct lci_coverage_inputs *inputs, struct lci_row_list *list, const struct lci_supply_sums *sums, size_t unit,
             size_t index, struct lci_error *err)
{
    const struct lci_coverage *out = list->out;
    const struct lci_two_tier *tier = &inputs->tiers[index];
    struct lci_coverage_row row = lci_row_of(out, unit, LCI_BY_TWO_TIER, LCI_NONE);
    enum lci_status status = LCI_OK;

    row.tier = (uint32_t)index;
    for (int part = 0; part < LCI_TIER_PARTS; part++)
        for (uint32_t w = 0; w < out->sums.weight_count && !status; w++) {
            if (!is_asked(tier, out, w))
                continue;
            row.category = part == LCI_TIER_ONE ? tier->one : part == LCI_TIER_MANY ? tier->many : LCI_NONE;
            row.detail = lci_tier_part_text((enum lci_tier_part)part);
            row.weight = w;
            row.limit = part == LCI_TIER_ONE    ? (uint32_t)tier->one_limit
                        : part == LCI_TIER_MANY ? (uint32_t)tier->many_limit
                                                : LCI_NONE;
            row.limit_m = limit_of(inputs, tier, (enum lci_tier_part)part);
            row.numerator = tier_sum(out, sums, unit, index, (size_t)part)[w];
            row.denominator = lci_sum_weight(&out->sums, unit, w);
            status = lci_add_row(list, &row, err);
        }
    if (status)
        return status;
    row = lci_row_of(out, unit, LCI_BY_TWO_TIER, LCI_NONE);
    row.tier = (uint32_t)index;
    row.detail = "many per one";
    row.numerator = out->units[unit].facility_count[tier->many];
    row.denominator = out->units[unit].facility_count[tier->one];
    return lci_add_row(list, &row, err);
}

/* What a row of facility_has counts. */
enum has_part { BY_ATTRIBUTE, BY_PLACE, DISAGREE };

/* One row as it is counted. */
struct has_count {
    const struct lci_coverage_inputs *inputs;
    struct lci_coverage *out;
    const struct lci_supply_sums *sums;
    size_t unit, question;
    enum has_part part;
};

static bool
is_in_unit(const struct has_count *count, uint32_t facility)
{
    const struct lci_coverage *out = count->out;

    if (count->unit == out->unit_count)
        return true;
    return out->facility_unit[facility * out->level_count + count->inputs->units->items[count->unit].depth] == count->unit;
}

/* Whether a facility is counted in the numerator, and listed: those that have not, or those where the two ways disagree. */
static void
judge(const struct has_count *count, uint32_t number, bool *counted, bool *is_listed)
{
    const struct lci_has_question *question = &count->inputs->has[count->question];
    const bool by_attribute = question->attribute && question->has_attribute[number];
    const bool by_place = question->with != LCI_NONE && count->sums->is_with[count->question][number];

    if (count->part == DISAGREE)
        *counted = *is_listed = by_attribute != by_place;
    else {
        *counted = count->part == BY_ATTRIBUTE ? by_attribute : by_place;
        *is_listed = !*counted;
    }
}

/* The ids that the row lists, joined by ", "; of many the first and how many more. NULL: out of memory. */
static const char *
list_ids(const struct has_count *count)
{
    const struct lci_facilities *all = count->inputs->access->facilities;
    const uint32_t category = count->inputs->has[count->question].category;
    const uint32_t first = all->category_first[category];
    const char *ids[MOST_LISTED];
    size_t found = 0;
    size_t size = 32;
    char *text = NULL;
    char *end = NULL;

    for (uint32_t i = first; i < all->category_first[category + 1]; i++) {
        bool counted = false;
        bool is_listed = false;

        judge(count, i - first, &counted, &is_listed);
        if (!is_listed || !is_in_unit(count, i))
            continue;
        if (found < MOST_LISTED) {
            ids[found] = all->items[i].id;
            size += strlen(ids[found]) + 2;
        }
        found++;
    }
    text = end = lci_arena_alloc(&count->out->arena, size, 1);
    for (size_t i = 0; text && i < found && i < MOST_LISTED; i++) {
        end = i > 0 ? stpcpy(end, ", ") : end;
        end = stpcpy(end, ids[i]);
    }
    if (text && found > MOST_LISTED)
        (void)snprintf(end, 32, " and %zu more", found - MOST_LISTED);
    return text;
}

/* "attribute volunteer", "with volunteer_station" or "disagree". NULL: out of memory. */
static const char *
describe(const struct has_count *count)
{
    const struct lci_has_question *question = &count->inputs->has[count->question];
    const char *const before = count->part == BY_ATTRIBUTE ? "attribute " : count->part == BY_PLACE ? "with " : "disagree";
    const char *const name = count->part == BY_ATTRIBUTE ? question->attribute : count->part == BY_PLACE ? question->with_id : "";
    const size_t size = strlen(before) + strlen(name) + 1;
    char *text = lci_arena_alloc(&count->out->arena, size, 1);

    if (text)
        (void)snprintf(text, size, "%s%s", before, name);
    return text;
}

static enum lci_status
add_has_row(const struct has_count *count, struct lci_row_list *list, struct lci_error *err)
{
    const struct lci_has_question *question = &count->inputs->has[count->question];
    const uint32_t *first = count->inputs->access->facilities->category_first;
    struct lci_coverage_row row = lci_row_of(count->out, count->unit, LCI_BY_FACILITY_HAS, question->category);

    for (uint32_t i = first[question->category]; i < first[question->category + 1]; i++) {
        bool counted = false;
        bool is_listed = false;

        if (!is_in_unit(count, i))
            continue;
        judge(count, i - first[question->category], &counted, &is_listed);
        row.numerator += counted;
        row.denominator++;
    }
    row.radius_m = count->part == BY_ATTRIBUTE ? NAN : question->within_m;
    row.detail = describe(count);
    row.listed = list_ids(count);
    return row.detail && row.listed ? lci_add_row(list, &row, err) : lci_fail_nomem(err, "coverage");
}

static enum lci_status
rows_by_has(struct has_count *count, struct lci_row_list *list, struct lci_error *err)
{
    const struct lci_has_question *question = &count->inputs->has[count->question];
    enum lci_status status = LCI_OK;

    for (int part = BY_ATTRIBUTE; part <= DISAGREE && !status; part++) {
        const bool is_asked_for = (part == BY_PLACE || question->attribute) && (part == BY_ATTRIBUTE || question->with != LCI_NONE);

        count->part = (enum has_part)part;
        if (is_asked_for)
            status = add_has_row(count, list, err);
    }
    return status;
}

enum lci_status
lci_supply_rows(const struct lci_coverage_inputs *inputs, struct lci_row_list *list, const struct lci_supply_sums *sums,
                size_t unit, struct lci_error *err)
{
    struct has_count count = {.inputs = inputs, .out = list->out, .sums = sums, .unit = unit};
    enum lci_status status = LCI_OK;

    for (size_t tier = 0; tier < inputs->tier_count && !status; tier++)
        status = rows_by_tier(inputs, list, sums, unit, tier, err);
    for (; count.question < inputs->has_count && !status; count.question++)
        status = rows_by_has(&count, list, err);
    return status;
}
