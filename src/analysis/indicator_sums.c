/* indicator_sums.c - what indicators add up: facilities by site, units, people of homes, figures of tables. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/attributes.h"
#include "analysis/indicator_parts.h"
#include "analysis/remark.h"
#include "base/alloc.h"

enum { LACK_SIZE = 160 };

/* Kinds of area: the first that an indicator names is added up, the others never are. */
static const char *const area_kinds[] = {"floor_area_m2", "usable_area_m2", "site_area_m2"};

/* A term while it is added up. */
struct term {
    struct lci_indicator_engine *engine;
    const struct lci_quantity *quantity;
    struct lci_sum *sums; /* places, those of this term alone */
    char lack[LACK_SIZE]; /* what was not handed in at all */
};

static void
note_lack(struct term *term, const char *before, const char *name, const char *after)
{
    const size_t used = strlen(term->lack);

    (void)snprintf(term->lack + used, sizeof(term->lack) - used, "%s%s %.60s %s", used ? "; " : "", before, name, after);
}

static void
set_unknown(struct term *term)
{
    for (size_t place = 0; place < term->engine->places; place++)
        term->sums[place].value = NAN;
}

/* Facilities */

static const char *
other_area(const struct lci_indicator_engine *engine, uint32_t facility, const char *attribute)
{
    bool is_kind = false;
    const char *other = NULL;

    for (size_t i = 0; i < sizeof(area_kinds) / sizeof(area_kinds[0]); i++) {
        if (strcmp(area_kinds[i], attribute) == 0)
            is_kind = true;
        else if (!other && lci_facility_attribute(engine->in->facilities, facility, area_kinds[i]))
            other = area_kinds[i];
    }
    return is_kind ? other : NULL;
}

static enum lci_status
report_missing(struct term *term, uint32_t facility, struct lci_error *err)
{
    const struct lci_facilities *facilities = term->engine->in->facilities;
    const struct lci_facility *item = &facilities->items[facility];
    const char *attribute = term->quantity->attribute;
    const char *other = other_area(term->engine, facility, attribute);
    char found[128] = "no value that counts";
    struct lci_quality_row row = {
        .severity = LCI_SEVERITY_WARNING,
        .stage = "indicators",
        .code = other ? "other_area_kind" : "attribute_missing",
        .layer = "facilities",
        .feature_id = item->id,
        .field = attribute,
        .found = found,
        .done = other ? "counts nothing: kinds of area are never added up" : "counts nothing in sums of this attribute",
        .has_place = true,
        .x_m = item->x_m,
        .y_m = item->y_m,
    };

    if (other)
        (void)snprintf(found, sizeof(found), "%s %.60s", other, lci_facility_attribute(facilities, facility, other));
    return lci_remark(term->engine->quality, &item->origin, &row, err);
}

static enum lci_status
report_merged(struct term *term, uint32_t facility, uint32_t kept, double value, double counted, struct lci_error *err)
{
    const struct lci_facility *items = term->engine->in->facilities->items;
    char numbers[2][LCI_NUMBER_TEXT_SIZE];
    char found[200];
    char done[120];
    const struct lci_quality_row row = {
        .severity = LCI_SEVERITY_NOTE,
        .stage = "indicators",
        .code = "shared_site",
        .layer = "facilities",
        .feature_id = items[facility].id,
        .field = term->quantity->attribute ? term->quantity->attribute : "",
        .found = found,
        .done = done,
        .has_place = true,
        .x_m = items[facility].x_m,
        .y_m = items[facility].y_m,
    };

    (void)snprintf(found, sizeof(found), "the site of %.80s, with %s", items[kept].id,
                   isnan(value) ? "no value" : lci_number_text(value, numbers[0]));
    (void)snprintf(done, sizeof(done), "the site counts once, with %s",
                   isnan(counted) ? "nothing" : lci_number_text(counted, numbers[1]));
    return lci_remark(term->engine->quality, &items[facility].origin, &row, err);
}

/* What the facilities hold in an attribute, or, at the index after the last, what was merged where they are counted. NULL: out of
 * memory. */
static struct lci_attribute_cell *
cells_of(struct lci_indicator_engine *engine, uint32_t attribute)
{
    if (!engine->cells[attribute])
        engine->cells[attribute] =
            lci_arena_alloc(&engine->out->arena, engine->in->facilities->count, sizeof(**engine->cells));
    return engine->cells[attribute];
}

/* The value of a facility, asked once; without an attribute every facility is one. */
static enum lci_status
value_of(struct term *term, uint32_t attribute, uint32_t facility, double *value, struct lci_error *err)
{
    struct lci_indicator_engine *engine = term->engine;
    const struct lci_facilities *facilities = engine->in->facilities;
    struct lci_attribute_cell *cell = NULL;
    enum lci_status status = LCI_OK;

    *value = 1.0;
    if (!term->quantity->attribute)
        return LCI_OK;
    cell = &engine->cells[attribute][facility];
    if (!cell->is_asked) {
        status = lci_facility_number(facilities, facility, term->quantity->attribute, engine->quality, &cell->value, err);
        if (cell->value < 0.0)
            cell->value = NAN;
        cell->is_asked = true;
    }
    *value = cell->value;
    return status;
}

static bool
is_counted(const struct term *term, uint32_t facility)
{
    const struct lci_indicator_inputs *in = term->engine->in;
    const struct lci_facility *item = &in->facilities->items[facility];
    const struct lci_texts *categories = &term->quantity->facilities;

    for (size_t i = 0; i < categories->count; i++)
        if (strcmp(in->category_ids[item->category], categories->items[i]) == 0)
            return lci_attributes_selected(in->facilities->attribute_names, in->facilities->attribute_count, item->attributes,
                                           term->quantity->where, term->quantity->where_count);
    return false;
}

/* Adds what a place gains to every unit that holds the facility, and to all of them together. */
static void
add_to_units(struct term *term, uint32_t facility, const struct lci_sum *gain)
{
    const struct lci_coverage *coverage = term->engine->in->coverage;
    const uint32_t *units = coverage->facility_unit + (size_t)facility * coverage->level_count;
    bool is_inside = coverage->unit_count == 0;

    for (size_t level = 0; level <= coverage->level_count; level++) {
        const bool is_all = level == coverage->level_count;
        struct lci_sum *sum = NULL;

        if (is_all ? !is_inside : units[level] == LCI_NONE)
            continue;
        sum = &term->sums[is_all ? coverage->unit_count : units[level]];
        is_inside = true;
        sum->value += gain->value;
        sum->missing_count += gain->missing_count;
        sum->known_count += gain->known_count;
        sum->merged_count += gain->merged_count;
        sum->merged_value += gain->merged_value;
    }
}

/* The facilities of a term by site: members of each in order, the least first. */
struct site {
    uint32_t first; /* member; LCI_NONE: none counts */
    uint32_t member_count;
    double best, total; /* NAN, 0: no member has a value */
};

static enum lci_status
gather_sites(struct term *term, uint32_t attribute, struct site *sites, struct lci_error *err)
{
    const size_t count = term->engine->in->facilities->count;
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < count; i++)
        sites[i] = (struct site){.first = LCI_NONE, .best = NAN};
    for (uint32_t i = 0; i < count && !status; i++) {
        struct site *site = &sites[term->quantity->once_per_site ? term->engine->site_of[i] : i];
        double value = NAN;

        if (!is_counted(term, i))
            continue;
        status = value_of(term, attribute, i, &value, err);
        if (site->first == LCI_NONE)
            site->first = i;
        site->member_count++;
        if (isnan(value))
            continue;
        site->best = isnan(site->best) ? value : fmax(site->best, value);
        site->total += value;
    }
    return status;
}

/* Lists what was merged and what has no value, each facility once for an attribute. */
static enum lci_status
report_member(struct term *term, uint32_t attribute, uint32_t facility, const struct site *site, struct lci_error *err)
{
    struct lci_attribute_cell *cell = &term->engine->cells[attribute][facility];
    enum lci_status status = LCI_OK;

    if (isnan(site->best) && !cell->is_reported) {
        cell->is_reported = true;
        status = report_missing(term, facility, err);
    }
    if (!status && facility != site->first && !cell->merge_is_reported) {
        cell->merge_is_reported = true;
        status = report_merged(term, facility, site->first, term->quantity->attribute ? cell->value : 1.0, site->best, err);
    }
    return status;
}

static enum lci_status
sum_facilities(struct term *term, struct lci_error *err)
{
    const struct lci_indicator_inputs *in = term->engine->in;
    const struct lci_facilities *facilities = in->facilities;
    const char *name = term->quantity->attribute;
    const uint32_t attribute = name ? lci_attribute_index(facilities->attribute_names, facilities->attribute_count, name)
                                    : (uint32_t)facilities->attribute_count;
    struct site *sites = NULL;
    enum lci_status status = LCI_OK;

    if (name && attribute == LCI_NONE) {
        note_lack(term, "no source of facilities has the attribute", name, "");
        set_unknown(term);
        return LCI_OK;
    }
    sites = lci_new_array(struct site, facilities->count);
    if (!sites || !cells_of(term->engine, attribute)) {
        lci_free(sites);
        return lci_fail_nomem(err, "indicators");
    }
    status = gather_sites(term, attribute, sites, err);
    for (uint32_t i = 0; i < facilities->count && !status; i++) {
        const struct site *site = &sites[term->quantity->once_per_site ? term->engine->site_of[i] : i];
        const struct lci_sum gain = {
            .value = isnan(site->best) ? 0.0 : site->best,
            .missing_count = isnan(site->best) ? 1U : 0U,
            .known_count = isnan(site->best) ? 0U : 1U,
            .merged_count = site->member_count - 1,
            .merged_value = isnan(site->best) ? 0.0 : site->total - site->best,
        };

        if (!is_counted(term, i))
            continue;
        status = report_member(term, attribute, i, site, err);
        if (i == site->first)
            add_to_units(term, i, &gain);
    }
    /* One gap among many is listed and counts nothing; of a place where there are only gaps nothing is known. */
    for (size_t place = 0; place < term->engine->places; place++)
        if (term->sums[place].missing_count > 0 && term->sums[place].known_count == 0)
            term->sums[place].value = NAN;
    lci_free(sites);
    return status;
}

/* A category without any facility in the run was not handed in: that says nothing about what is there. */
/* Whether a facility of a category was handed in, open or not. */
static bool
is_among(const struct lci_indicator_inputs *in, const struct lci_facilities *facilities, const char *category)
{
    for (size_t f = 0; facilities && f < facilities->count; f++)
        if (strcmp(in->category_ids[facilities->items[f].category], category) == 0)
            return true;
    return false;
}

static enum lci_status
sum_categories(struct term *term, struct lci_error *err)
{
    const struct lci_texts *categories = &term->quantity->facilities;
    size_t found = 0;

    for (size_t i = 0; i < categories->count; i++) {
        const struct lci_indicator_inputs *in = term->engine->in;
        const bool is_there = is_among(in, in->facilities, categories->items[i]) || is_among(in, in->idle, categories->items[i]);

        found += is_there;
        if (!is_there)
            note_lack(term, "no facility of category", categories->items[i], "was handed in");
    }
    if (found > 0)
        return sum_facilities(term, err);
    set_unknown(term);
    return LCI_OK;
}

/* Units */

/* Adds a unit's value to itself and to all above it. */
static void
add_upwards(struct term *term, uint32_t unit, double value)
{
    const struct lci_units *units = term->engine->in->units;

    for (uint32_t above = unit;; above = units->items[above].parent) {
        struct lci_sum *sum = &term->sums[above == LCI_NONE ? term->engine->places - 1 : above];

        sum->value += value;
        sum->unknown_count += isnan(value) ? 1U : 0U;
        if (above == LCI_NONE)
            break;
    }
}

/* What is counted by a level says nothing about the units inside those of the level. */
static void
forget_below(struct term *term, uint32_t unit)
{
    const struct lci_units *units = term->engine->in->units;

    for (uint32_t above = units->items[unit].parent; above != LCI_NONE; above = units->items[above].parent)
        if (strcmp(units->items[above].level, term->quantity->units) == 0)
            term->sums[unit].value = NAN;
}

static enum lci_status
sum_units(struct term *term, struct lci_error *err)
{
    const struct lci_units *units = term->engine->in->units;
    const struct lci_quantity *quantity = term->quantity;
    bool has_level = false;
    enum lci_status status = LCI_OK;

    for (uint32_t i = 0; i < units->count && !status; i++) {
        double value = 1.0;

        if (strcmp(units->items[i].level, quantity->units) != 0) {
            forget_below(term, i);
            continue;
        }
        has_level = true;
        if (!lci_attributes_selected(units->attribute_names, units->attribute_count, units->items[i].attributes,
                                     quantity->where, quantity->where_count))
            continue;
        if (quantity->attribute)
            status = lci_unit_number(units, i, quantity->attribute, term->engine->quality, &value, err);
        add_upwards(term, i, value < 0.0 ? NAN : value);
    }
    if (has_level)
        return status;
    note_lack(term, "no unit of level", quantity->units, "was handed in");
    set_unknown(term);
    return status;
}

/* Homes */

static void
sum_homes(struct term *term)
{
    const struct lci_homes *homes = term->engine->in->homes;
    const struct lci_coverage *coverage = term->engine->in->coverage;
    const struct lci_unhoused_list *unhoused = term->engine->in->unhoused;
    const size_t levels = coverage->level_count;
    double *all = &term->sums[coverage->unit_count].value;
    size_t weight = 0;
    bool is_known = false;

    while (weight < homes->weight_count && strcmp(homes->weight_names[weight], term->quantity->homes) != 0)
        weight++;
    is_known = weight < homes->weight_count && coverage->weight_is_known[weight];
    for (size_t home = 0; home < homes->count && is_known; home++) {
        bool is_inside = coverage->unit_count == 0;

        for (size_t level = 0; level < levels && !is_inside; level++)
            is_inside = coverage->home_unit[home * levels + level] != LCI_NONE;
        if (is_inside)
            *all += homes->items[home].weights[weight].value;
    }
    for (size_t i = 0; i < unhoused->count && is_known; i++)
        if (unhoused->items[i].weight == weight)
            *all += unhoused->items[i].amount;
    for (size_t unit = 0; unit < coverage->unit_count && is_known; unit++)
        term->sums[unit].value = coverage->units[unit].weights[weight];
    if (is_known)
        return;
    note_lack(term, "homes have no field for", term->quantity->homes, "");
    set_unknown(term);
}

/* Figures */

/* One date where all agree; NULL where they do not. */
static void
take_words(struct lci_sum *sum, const char *date, const char *base)
{
    if (!sum->has_figures) {
        sum->date = date;
        sum->base = base;
    } else {
        if (!sum->date || !date || strcmp(sum->date, date) != 0)
            sum->date = NULL;
        if (!sum->base || !base || strcmp(sum->base, base) != 0)
            sum->base = NULL;
    }
    sum->has_figures = true;
}

/* How figures come to the units above those that have them. */
enum upwards {
    UP_WHOLE,   /* a sum is known where all parts are */
    UP_PARTIAL, /* where any part is */
    UP_REGISTER /* always: units without a row have none, and rows of a unit add to those below it */
};

/* Adds a part to the sum of the unit above, whose value is NAN until it has its first one. */
static void
add_part(struct lci_sum *sum, const struct lci_sum *part, enum upwards upwards)
{
    if (isnan(part->value) && upwards == UP_WHOLE)
        sum->unknown_count++;
    else if (!isnan(part->value))
        sum->value = isnan(sum->value) ? part->value : sum->value + part->value;
    if (part->has_figures)
        take_words(sum, part->date, part->base);
}

/* From the lowest units up: a unit without a figure of its own has the sum of those below. */
static void
sum_upwards(struct term *term, const bool *is_given, enum upwards upwards)
{
    const struct lci_units *units = term->engine->in->units;

    for (size_t place = 0; place < term->engine->places; place++)
        if (!is_given[place] && upwards != UP_REGISTER)
            term->sums[place].value = NAN;
    for (size_t i = units->count; i-- > 0;) {
        const uint32_t above = units->items[i].parent;
        const size_t parent = above == LCI_NONE ? units->count : above;

        if (term->sums[i].unknown_count > 0)
            term->sums[i].value = NAN;
        if (!is_given[parent] || upwards == UP_REGISTER)
            add_part(&term->sums[parent], &term->sums[i], upwards);
    }
    if (term->sums[units->count].unknown_count > 0)
        term->sums[units->count].value = NAN;
}

static double
part_of(const struct lci_handed_figure *figure, enum lci_figure_part part)
{
    return part == LCI_FIGURE_NUMERATOR     ? figure->numerator
           : part == LCI_FIGURE_DENOMINATOR ? figure->denominator
                                            : figure->value;
}

static enum lci_status
sum_figures(struct term *term, const char *name, enum lci_figure_part part, enum upwards upwards, struct lci_error *err)
{
    const struct lci_handed_figures *figures = term->engine->in->figures;
    const size_t everything = term->engine->places - 1;
    bool *is_given = lci_new_array(bool, term->engine->places);
    size_t first = 0;
    size_t last = 0;

    if (!is_given)
        return lci_fail_nomem(err, "indicators");
    lci_figures_of(figures, name, &first, &last);
    for (size_t i = first; i < last; i++) {
        const struct lci_handed_figure *figure = &figures->items[i];
        const size_t place = figure->unit == LCI_NONE ? everything : figure->unit;

        term->sums[place].value += part_of(figure, part);
        is_given[place] = true;
        upwards = figure->is_count ? UP_REGISTER : upwards;
        take_words(&term->sums[place], figure->date, figure->base);
    }
    if (first == last) {
        note_lack(term, "no figures", name, "were handed in");
        set_unknown(term);
    } else {
        sum_upwards(term, is_given, upwards);
    }
    lci_free(is_given);
    return LCI_OK;
}

enum lci_status
lci_indicator_figures(struct lci_indicator_engine *engine, const char *name, enum lci_figure_part part, bool partial,
                      struct lci_sum *sums, struct lci_error *err)
{
    struct term term = {.engine = engine, .sums = sums};

    memset(sums, 0, engine->places * sizeof(*sums));
    return sum_figures(&term, name, part, partial ? UP_PARTIAL : UP_WHOLE, err);
}

static enum lci_status
sum_term(struct term *term, struct lci_error *err)
{
    if (term->quantity->facilities.count > 0)
        return sum_categories(term, err);
    if (term->quantity->units)
        return sum_units(term, err);
    if (term->quantity->figures)
        return sum_figures(term, term->quantity->figures, LCI_FIGURE_VALUE, UP_WHOLE, err);
    sum_homes(term);
    return LCI_OK;
}

static void
add_term(const struct term *term, size_t number, struct lci_sum *sums)
{
    for (size_t place = 0; place < term->engine->places; place++) {
        const struct lci_sum *from = &term->sums[place];
        struct lci_sum *to = &sums[place];

        to->value = number == 0 ? from->value : to->value + from->value;
        to->missing_count += from->missing_count;
        to->merged_count += from->merged_count;
        to->merged_value += from->merged_value;
        to->unknown_count += from->unknown_count;
        if (from->has_figures)
            take_words(to, from->date, from->base);
    }
}

enum lci_status
lci_indicator_sums(struct lci_indicator_engine *engine, const struct lci_quantities *terms, struct lci_sum *sums,
                   const char **what_lacks, struct lci_error *err)
{
    struct lci_sum *own = lci_new_array(struct lci_sum, engine->places);
    char lacks[2 * LACK_SIZE] = "";
    enum lci_status status = own ? LCI_OK : lci_fail_nomem(err, "indicators");

    memset(sums, 0, engine->places * sizeof(*sums));
    for (size_t i = 0; i < terms->count && !status; i++) {
        struct term term = {.engine = engine, .quantity = &terms->items[i], .sums = own};
        size_t used = 0;

        memset(own, 0, engine->places * sizeof(*own));
        status = sum_term(&term, err);
        add_term(&term, i, sums);
        used = strlen(lacks);
        if (used + strlen(term.lack) + 3 < sizeof(lacks))
            (void)snprintf(lacks + used, sizeof(lacks) - used, "%s%s", used && term.lack[0] ? "; " : "", term.lack);
    }
    lci_free(own);
    *what_lacks = lci_arena_text(&engine->out->arena, lacks, strlen(lacks));
    return status || *what_lacks ? status : lci_fail_nomem(err, "indicators");
}
