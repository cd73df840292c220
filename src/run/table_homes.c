/* table_homes.c - the wide table: a row per home, a group of columns per category. */
#include <math.h>
#include <string.h>

#include "analysis/households.h"
#include "io/number_text.h"
#include "run/tables.h"

enum { SECONDS_A_MINUTE = 60 };

/* "400" or "562_5": a limit inside a column name. */
static void
write_limit(double limit_m, char text[LCI_NUMBER_TEXT_SIZE])
{
    char *point = NULL;

    lci_number_to_text(limit_m, text);
    point = strchr(text, '.');
    if (point)
        *point = '_';
}

static void
add_category_columns(struct lci_columns *columns, const struct lci_job *job, size_t category)
{
    const char *c = job->categories[category].column;
    const struct lci_access_category *limits = &job->limits[category];
    char limit[LCI_NUMBER_TEXT_SIZE];

    lci_columns_add(columns, LCI_COLUMN_REAL,
                    "walk to the nearest facility, weighted mean over the demand points",
                    "%s_nearest_m", c);
    lci_columns_add(columns, LCI_COLUMN_REAL, "the same in minutes at the profile's speed",
                    "%s_nearest_min", c);
    lci_columns_add(columns, LCI_COLUMN_REAL, "shortest walk of a demand point", "%s_least_m", c);
    lci_columns_add(columns, LCI_COLUMN_REAL, "walk that 90 % of the home do not exceed",
                    "%s_p90_m", c);
    lci_columns_add(columns, LCI_COLUMN_REAL, "longest walk of a demand point", "%s_greatest_m", c);
    lci_columns_add(columns, LCI_COLUMN_REAL,
                    "minutes that those beyond the largest limit walk beyond it, weighted mean; 0 where nobody is beyond it",
                    "%s_missing_min", c);
    lci_columns_add(columns, LCI_COLUMN_TEXT, "facility that is nearest to most of the home",
                    "%s_facility_id", c);
    lci_columns_add(columns, LCI_COLUMN_INTEGER, "facilities within the largest limit",
                    "%s_facility_count", c);
    lci_columns_add(columns, LCI_COLUMN_REAL, "share of the home within the largest limit (0 to 1)",
                    "%s_covered_ratio", c);
    lci_columns_add(
        columns, LCI_COLUMN_REAL,
        "share of the home's land inside the service area of the largest limit (0 to 1)",
        "%s_land_network_ratio", c);
    lci_columns_add(columns, LCI_COLUMN_TEXT,
                    "covered, partly, uncovered, no_street, island or invalid", "%s_status", c);
    lci_columns_add(columns, LCI_COLUMN_REAL, "smallest limit within which all of the home is",
                    "%s_smallest_limit_m", c);
    for (size_t l = 0; l + 1 < limits->limit_count; l++) {
        const bool in_m = isfinite(limits->limits_m[l]); /* not where profiles differ */

        write_limit(in_m ? limits->limits_m[l] : lci_job_limit_min(job, category, l), limit);
        lci_columns_add(columns, LCI_COLUMN_REAL,
                        "share of the home within this smaller limit (0 to 1)",
                        "%s_covered_ratio_%s%s", c, limit, in_m ? "m" : "min");
    }
}

static void
add_home_columns(struct lci_columns *columns, const struct lci_job *job)
{
    lci_columns_add(columns, LCI_COLUMN_TEXT, "id of the home in its source", "home_id");
    lci_columns_add(columns, LCI_COLUMN_TEXT, "name of the home", "name");
    lci_columns_add(columns, LCI_COLUMN_TEXT, "source it was read from", "source");
    lci_columns_add(columns, LCI_COLUMN_TEXT, "who walks from this home", "profile");
    for (size_t l = 0; l < job->coverage.level_count; l++)
        lci_columns_add(columns, LCI_COLUMN_TEXT,
                        "code of the unit of this level that holds the home", "unit_%s",
                        job->units.levels[l]);
    lci_columns_add(columns, LCI_COLUMN_REAL, "area of the home on the ground", "area_m2");
    for (size_t w = 0; w < job->homes.weight_count; w++)
        lci_columns_add(columns, LCI_COLUMN_REAL, "weight of the home, NULL where none was usable",
                        "%s", job->homes.weight_names[w]);
    if (job->homes.has_methods)
        lci_columns_add(columns, LCI_COLUMN_TEXT,
                        "where the households come from: given, buildings, dwellings, floor_area or spread",
                        "households_method");
    if (job->config->gates.count > 0) {
        lci_columns_add(columns, LCI_COLUMN_INTEGER,
                        "1: it has a gate, and is left and entered by its gates only; 0: open on all sides", "walled");
        lci_columns_add(columns, LCI_COLUMN_INTEGER, "gates by which its people leave it", "gate_count");
    }
    lci_columns_add(columns, LCI_COLUMN_INTEGER, "places that stand for parts of the home",
                    "demand_point_count");
    if (job->config->joined_shares)
        lci_columns_add(columns, LCI_COLUMN_REAL,
                        "share of the home that is near a street of the main network (0 to 1): the part of weight_joined",
                        "joined_ratio");
    lci_columns_add(
        columns, LCI_COLUMN_INTEGER,
        "1: nearer to the edge of the streets than the largest limit, figures may be too low",
        "near_network_edge");
    lci_columns_add(columns, LCI_COLUMN_REAL,
                    "share of the home that reaches every category (0 to 1)", "whole_circle_ratio");
    lci_columns_add(columns, LCI_COLUMN_TEXT, "category that the least of the home reaches; of equal ones the first",
                    "weakest_category");
    for (size_t tier = 0; tier < job->tier_count; tier++)
        for (int part = 0; part < LCI_TIER_PARTS; part++)
            lci_columns_add(columns, LCI_COLUMN_REAL, "share of the home that reaches this part of 1 + N (0 to 1)", "%s_%s_ratio",
                            job->tiers[tier].id, lci_tier_part_text((enum lci_tier_part)part));
}

static void
fill_access(const struct lci_job *job, size_t home, size_t category, struct lci_cells *cells)
{
    const struct lci_coverage *coverage = &job->coverage;
    const struct lci_home_access *access =
        &coverage->homes[home * coverage->category_count + category];
    const struct lci_access_category *limits = &job->limits[category];
    const size_t last = limits->limit_count - 1;
    const size_t land = home * job->land.limit_total + job->land.limit_first[category] + last;

    lci_cell_m(cells, access->walks.nearest_m);
    lci_cell_m(cells, access->walks.nearest_m / job->config->profile.speed_mps / SECONDS_A_MINUTE);
    lci_cell_m(cells, access->walks.least_m);
    lci_cell_m(cells, access->walks.p90_m);
    lci_cell_m(cells, access->walks.greatest_m);
    lci_cell_m(cells, access->missing_m / job->config->profile.speed_mps / SECONDS_A_MINUTE);
    lci_cell_text(cells,
                  access->walks.facility == LCI_NONE ? NULL : job->facilities.items[access->walks.facility].id);
    lci_cell_integer(cells, access->facility_count);
    lci_cell_ratio(cells, access->covered_ratio[last]);
    lci_cell_ratio(cells, job->land.network_ratio[land]);
    lci_cell_text(cells, lci_home_status_text(access->status));
    if (access->smallest_limit == LCI_NONE)
        lci_cell_null(cells);
    else
        lci_cell_m(cells, limits->limits_m[access->smallest_limit]);
    for (size_t l = 0; l < last; l++)
        lci_cell_ratio(cells, access->covered_ratio[l]);
}

static enum lci_status
fill_home(void *user, size_t index, struct lci_row *row, struct lci_error *err)
{
    const struct lci_job *job = lci_job_of_home(user, index);
    const struct lci_home *home = &job->homes.items[index];
    const struct lci_coverage *coverage = &job->coverage;
    struct lci_cells cells = {.values = row->values};

    (void)err;
    lci_cell_text(&cells, home->id);
    lci_cell_text(&cells, home->name);
    lci_cell_text(&cells, home->origin.source);
    lci_cell_text(&cells, job->config->profile.id);
    for (size_t l = 0; l < coverage->level_count; l++) {
        const uint32_t unit = coverage->home_unit[index * coverage->level_count + l];

        lci_cell_text(&cells, unit == LCI_NONE ? NULL : job->units.items[unit].code);
    }
    lci_cell_m(&cells, job->land.true_m2[index]);
    for (size_t w = 0; w < job->homes.weight_count; w++) {
        const struct lci_weight_value *weight = &home->weights[w];

        lci_cell_number(&cells, weight->state == LCI_WEIGHT_GIVEN ? weight->value : NAN);
    }
    if (job->homes.has_methods)
        lci_cell_text(&cells, lci_households_method_text(home->households_method));
    if (job->config->gates.count > 0) {
        lci_cell_integer(&cells, lci_walls_of(&job->walls, index) ? 1 : 0);
        lci_cell_integer(&cells, job->home_gate_count ? job->home_gate_count[index] : 0);
    }
    lci_cell_integer(&cells, job->demand.home_first[index + 1] - job->demand.home_first[index]);
    if (job->config->joined_shares)
        lci_cell_ratio(&cells, job->joined.ratio[index]);
    lci_cell_integer(&cells, coverage->near_network_edge[index] ? 1 : 0);
    lci_cell_ratio(&cells, coverage->whole_circle_ratio[index]);
    lci_cell_text(&cells, job->categories[coverage->weakest[index]].id);
    for (size_t i = 0; i < coverage->tier_count * LCI_TIER_PARTS; i++)
        lci_cell_ratio(&cells, coverage->tier_ratio[index * coverage->tier_count * LCI_TIER_PARTS + i]);
    for (size_t c = 0; c < job->category_count; c++)
        fill_access(job, index, c, &cells);
    lci_row_shape(row, &job->homes.shapes, index);
    return LCI_OK;
}

enum lci_status
lci_table_homes(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns columns = {.arena = &job->arena};

    *out = (struct lci_table){
        .name = lci_layer_name(job, "homes"),
        .description = "Homes: how far their people walk to the nearest facility of each category",
        .shape = LCI_TABLE_MULTIPOLYGON,
        .row_count = job->homes.count,
        .fill = fill_home,
        .user = job,
    };
    add_home_columns(&columns, job);
    for (size_t c = 0; c < job->category_count; c++)
        add_category_columns(&columns, job, c);
    return lci_columns_finish(&columns, out, err);
}
