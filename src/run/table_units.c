/* table_units.c - reporting units, and every share with its definition. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/weights.h"
#include "base/alloc.h"
#include "run/tables.h"

enum { SECONDS_A_MINUTE = 60 };

static void
fill_unit_category(const struct lci_job *job, const struct lci_unit_sums *sums, size_t category,
                   struct lci_cells *cells)
{
    const double *covered = &sums->covered_weights[category * job->homes.weight_count];

    lci_cell_integer(cells, sums->facility_count[category]);
    for (size_t w = 0; w < job->homes.known_count; w++)
        lci_cell_share(cells, covered[w], sums->weights[w]);
    lci_cell_share(cells, sums->land_network_m2[category], sums->land_m2);
    lci_cell_share(cells, sums->land_radius_m2[category], sums->land_m2);
}

/* The pass that says how people of a unit walk: the job itself, or of the composed one that of the unit's mode. */
static const struct lci_job *
job_of_unit(const struct lci_job *job, size_t unit)
{
    return job->is_composed ? &job->passes->items[job->modes.unit_profile[unit]] : job;
}

static void
fill_origin(const struct lci_job *job, size_t unit, struct lci_cells *cells)
{
    const struct lci_origin_point *point = &job_of_unit(job, unit)->origins.items[unit];
    const bool joined = point->join.edge != LCI_NONE;

    lci_cell_text(cells, point->is_given ? "given" : point->has_place ? "inside" : NULL);
    lci_cell_m(cells, joined ? point->join.leg_mm / 1000.0 : NAN);
}

/* The walk from the origin of a unit, at the pace of its mode. */
static void
fill_origin_walk(const struct lci_job *job, size_t unit, size_t category, struct lci_cells *cells)
{
    const struct lci_coverage *coverage = &job->coverage;
    const struct lci_sums *sums = &coverage->sums;
    const double walk_m = coverage->origin_m[unit * coverage->category_count + category];
    const double speed_mps = job_of_unit(job, unit)->config->profile.speed_mps;

    lci_cell_m(cells, walk_m);
    lci_cell_m(cells, walk_m / speed_mps / SECONDS_A_MINUTE);
    lci_cell_integer(cells, coverage->origin_within[unit * sums->limit_total + sums->limit_first[category + 1] - 1]);
}

static enum lci_status
fill_unit(void *user, size_t index, struct lci_row *row, struct lci_error *err)
{
    const struct lci_job *job = user;
    const struct lci_unit *unit = &job->units.items[index];
    const struct lci_unit_sums *sums = &job->coverage.units[index];
    struct lci_cells cells = {.values = row->values};

    (void)err;
    lci_cell_text(&cells, unit->code);
    lci_cell_text(&cells, unit->name);
    lci_cell_text(&cells, unit->level);
    lci_cell_text(&cells, job_of_unit(job, index)->config->profile.id);
    lci_cell_text(&cells, unit->parent == LCI_NONE ? NULL : job->units.items[unit->parent].code);
    lci_cell_m(&cells, sums->area_m2);
    lci_cell_integer(&cells, sums->home_count);
    for (size_t w = 0; w < job->homes.known_count; w++)
        lci_cell_number(&cells, sums->weights[w]);
    fill_origin(job, index, &cells);
    for (size_t c = 0; c < job->category_count; c++) {
        fill_unit_category(job, sums, c, &cells);
        fill_origin_walk(job, index, c, &cells);
    }
    lci_cell_attributes(&cells, unit->attributes, job->units.attribute_count);
    lci_row_shape(row, &job->units.shapes, index);
    return LCI_OK;
}

static void
add_category_columns(struct lci_columns *columns, const struct lci_homes *homes, const char *c)
{
    lci_columns_add(columns, LCI_COLUMN_INTEGER, "facilities inside the unit", "%s_facility_count",
                    c);
    for (size_t w = 0; w < homes->known_count; w++)
        lci_columns_add(columns, LCI_COLUMN_REAL, lci_known_weight(homes->weight_names[w])->ratio_description, "%s_%s_ratio",
                        c, homes->weight_names[w]);
    lci_columns_add(columns, LCI_COLUMN_REAL,
                    "share of residential land inside the service areas (0 to 1)",
                    "%s_land_network_ratio", c);
    lci_columns_add(columns, LCI_COLUMN_REAL,
                    "share of residential land within the straight-line radius (0 to 1)",
                    "%s_land_radius_ratio", c);
    lci_columns_add(columns, LCI_COLUMN_REAL, "walk from the origin of the unit to the nearest facility", "%s_origin_m", c);
    lci_columns_add(columns, LCI_COLUMN_REAL, "the same in minutes at the profile's speed", "%s_origin_min", c);
    lci_columns_add(columns, LCI_COLUMN_INTEGER, "1: the origin of the unit reaches one within the largest limit",
                    "%s_origin_reached", c);
}

enum lci_status
lci_table_units(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns columns = {.arena = &job->arena};

    *out = (struct lci_table){
        .name = lci_layer_name(job, "units"),
        .description = "Units: shares of people and residential land that reach each category",
        .shape = LCI_TABLE_MULTIPOLYGON,
        .row_count = job->units.count,
        .fill = fill_unit,
        .user = job,
    };
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "code of the unit", "unit_code");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "name of the unit", "name");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "level of the unit", "level");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "who walks in this unit; its homes may lie in smaller ones with another",
                    "profile");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "code of the unit above", "parent_code");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "area on the ground", "area_m2");
    lci_columns_add(&columns, LCI_COLUMN_INTEGER, "homes in the unit", "home_count");
    for (size_t w = 0; w < job->homes.known_count; w++)
        lci_columns_add(&columns, LCI_COLUMN_REAL, "sum over its homes", "%s",
                        job->homes.weight_names[w]);
    lci_columns_add(&columns, LCI_COLUMN_TEXT,
                    "origin of the unit: given, or inside: a place inside it, because none was handed in", "origin");
    lci_columns_add(&columns, LCI_COLUMN_REAL,
                    "way from the origin to the street joined, straight or by a gate; none: it joins no street", "origin_snap_m");
    for (size_t c = 0; c < job->category_count; c++)
        add_category_columns(&columns, &job->homes, job->categories[c].column);
    lci_columns_add_attributes(&columns, job->units.attribute_names, job->units.attribute_count);
    return lci_columns_finish(&columns, out, err);
}

const char *
lci_row_measure(const struct lci_job *job, const struct lci_coverage_row *row)
{
    switch (row->definition) {
    case LCI_BY_UNIT_HAS:
    case LCI_BY_UNIT_REACH:
        return "units";
    case LCI_BY_LAND_NETWORK:
    case LCI_BY_LAND_RADIUS:
        return "m2";
    case LCI_BY_WEIGHT:
    case LCI_BY_WEIGHT_RADIUS:
    case LCI_BY_WEIGHT_JOINED:
    case LCI_BY_ALL_OF:
    case LCI_BY_K_OF_N:
    case LCI_BY_WEAKEST:
    case LCI_BY_TWO_TIER:
    case LCI_BY_FACILITY_HAS:
        break;
    }
    if (row->weight == LCI_NONE)
        return "facilities";
    return lci_weight_measure(job, row->weight);
}

const char *
lci_weight_measure(const struct lci_job *job, size_t weight)
{
    const struct lci_known_weight *known = lci_known_weight(job->homes.weight_names[weight]);

    return known ? known->measure : job->homes.weight_names[weight];
}

/* The categories of a set, joined by "+". In the arena; NULL: out of memory. */
static const char *
join_categories(struct lci_job *job, const struct lci_category_set *set)
{
    size_t size = 1;
    char *text = NULL;
    char *end = NULL;

    for (size_t c = 0; c < set->count; c++)
        size += strlen(job->categories[set->categories[c]].id) + 1;
    text = end = lci_arena_alloc(&job->arena, size, 1);
    for (size_t c = 0; c < set->count && text; c++) {
        if (c > 0)
            end = stpcpy(end, "+");
        end = stpcpy(end, job->categories[set->categories[c]].id);
    }
    return text;
}

static const char *
join_tier(struct lci_job *job, size_t tier)
{
    const uint32_t categories[] = {job->tiers[tier].one, job->tiers[tier].many};

    return join_categories(job, &(struct lci_category_set){job->tiers[tier].id, categories, 2});
}

const char *
lci_row_category(struct lci_job *job, const struct lci_coverage_row *row)
{
    if (row->category != LCI_NONE)
        return job->categories[row->category].id;
    return row->tier != LCI_NONE ? join_tier(job, row->tier) : join_categories(job, &job->coverage.cases.sets[row->set]);
}

/* The job and the categories of every set, as text. */
struct coverage_writer {
    struct lci_job *job;
    const char **set_categories, **tier_categories;
};

static const char *
category_text(const struct coverage_writer *writer, const struct lci_coverage_row *row)
{
    if (row->category != LCI_NONE)
        return writer->job->categories[row->category].id;
    return row->tier != LCI_NONE ? writer->tier_categories[row->tier] : writer->set_categories[row->set];
}

static const char *
set_text(const struct lci_job *job, const struct lci_coverage_row *row)
{
    if (row->tier != LCI_NONE)
        return job->tiers[row->tier].id;
    return row->set == LCI_NONE ? NULL : job->coverage.cases.sets[row->set].id;
}

static enum lci_status
make_writer(struct lci_job *job, struct coverage_writer **out, struct lci_error *err)
{
    const struct lci_set_cases *cases = &job->coverage.cases;
    struct coverage_writer *writer = lci_arena_alloc(&job->arena, 1, sizeof(*writer));

    if (!writer)
        return lci_fail_nomem(err, "coverage");
    writer->job = job;
    writer->set_categories = lci_arena_alloc(&job->arena, cases->set_count, sizeof(*writer->set_categories));
    writer->tier_categories = lci_arena_alloc(&job->arena, job->tier_count, sizeof(*writer->tier_categories));
    if (!writer->set_categories || !writer->tier_categories)
        return lci_fail_nomem(err, "coverage");
    for (size_t set = 0; set < cases->set_count; set++) {
        writer->set_categories[set] = join_categories(job, &cases->sets[set]);
        if (!writer->set_categories[set])
            return lci_fail_nomem(err, "coverage");
    }
    for (size_t tier = 0; tier < job->tier_count; tier++) {
        writer->tier_categories[tier] = join_tier(job, tier);
        if (!writer->tier_categories[tier])
            return lci_fail_nomem(err, "coverage");
    }
    *out = writer;
    return LCI_OK;
}

void
lci_columns_unit(struct lci_columns *columns)
{
    lci_columns_add(columns, LCI_COLUMN_TEXT, "level of the unit; all: everything handed in", "level");
    lci_columns_add(columns, LCI_COLUMN_TEXT, "code of the unit", "unit_code");
    lci_columns_add(columns, LCI_COLUMN_TEXT, "name of the unit", "unit_name");
}

void
lci_cells_unit(struct lci_cells *cells, const struct lci_job *job, uint32_t index)
{
    const struct lci_unit *unit = index == LCI_NONE ? NULL : &job->units.items[index];

    lci_cell_text(cells, unit ? unit->level : "all");
    lci_cell_text(cells, unit ? unit->code : "all");
    lci_cell_text(cells, unit ? unit->name : "");
}

static enum lci_status
fill_coverage(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    const struct coverage_writer *writer = user;
    const struct lci_job *job = writer->job;
    const struct lci_coverage_row *row = &job->coverage.rows[index];
    struct lci_cells cells = {.values = out->values};

    (void)err;
    lci_cell_text(&cells, job->config->profile.id);
    lci_cells_unit(&cells, job, row->unit);
    lci_cell_text(&cells, lci_definition_text(row->definition));
    lci_cell_text(&cells, category_text(writer, row));
    lci_cell_text(&cells, set_text(job, row));
    if (row->k > 0)
        lci_cell_integer(&cells, row->k);
    else
        lci_cell_null(&cells);
    lci_cell_text(&cells, row->weight == LCI_NONE ? NULL : job->homes.weight_names[row->weight]);
    lci_cell_m(&cells, row->limit_m);
    lci_cell_m(&cells, lci_job_row_limit_min(job, row));
    lci_cell_m(&cells, row->radius_m);
    lci_cell_text(&cells,
                  row->counted_level == LCI_NONE ? NULL : job->units.levels[row->counted_level]);
    lci_cell_number(&cells, row->numerator);
    lci_cell_number(&cells, row->denominator);
    lci_cell_share(&cells, row->numerator, row->denominator);
    lci_cell_text(&cells, lci_row_measure(job, row));
    lci_cell_text(&cells, row->detail);
    lci_cell_text(&cells, row->listed);
    return LCI_OK;
}

enum lci_status
lci_table_coverage(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns columns = {.arena = &job->arena};
    struct coverage_writer *writer = NULL;
    const enum lci_status status = make_writer(job, &writer, err);

    if (status != LCI_OK)
        return status;
    *out = (struct lci_table){
        .name = "coverage",
        .description = "Coverage: every share with its definition, numerator and denominator",
        .shape = LCI_TABLE_PLAIN,
        .row_count = job->coverage.row_count,
        .fill = fill_coverage,
        .user = writer,
    };
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "who walks", "profile");
    lci_columns_unit(&columns);
    lci_columns_add(&columns, LCI_COLUMN_TEXT,
                    job->config->joined_shares
                        ? "weight, weight_joined, weight_radius, land_network, land_radius, unit_has, unit_reach, all_of, k_of_n, "
                          "weakest, two_tier or facility_has"
                        : "weight, weight_radius, land_network, land_radius, unit_has, unit_reach, all_of, k_of_n, weakest, "
                          "two_tier or facility_has",
                    "definition");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "category, or several joined by +", "category");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "set of categories, or id of two_tier; all: every category of the run",
                    "category_set");
    lci_columns_add(&columns, LCI_COLUMN_INTEGER, "how many of the categories are reached", "k");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "what is weighed", "weight");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "longest walk that counts", "limit_m");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "the same in minutes at the profile's speed", "limit_min");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "straight-line radius that counts", "radius_m");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "level of the units that are counted",
                    "counted_level");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "what is covered", "numerator");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "of what, also what could not be located",
                    "denominator");
    lci_columns_add(&columns, LCI_COLUMN_REAL,
                    "numerator / denominator; none where there is nothing", "ratio");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "what numerator and denominator count", "measure");
    lci_columns_add(&columns, LCI_COLUMN_TEXT,
                    "two_tier: one, many (each with those who reach both), both, neither, many per one; facility_has: attribute, "
                    "with, disagree",
                    "detail");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "facility_has: facilities that have not, or where attribute and place disagree",
                    "listed");
    return lci_columns_finish(&columns, out, err);
}
