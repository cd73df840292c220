/* table_homes.c - the layer of homes that won or lost, or that were handed in differently. */
#include <math.h>
#include <string.h>

#include "diff/homes.h"

enum { FIELDS_SIZE = 512 };

struct home_writer {
    struct lci_diff_job *job;
    struct lci_diff_cursors **cursors; /* pass_count */
    const char **units;                /* unit_count: of all passes */
    size_t unit_count;
    char fields[FIELDS_SIZE];
};

static void
fill_units(const struct home_writer *writer, const struct lci_diff_home_pass *pass, struct lci_diff_cursors *cursors,
           struct lci_cells *cells)
{
    for (size_t u = 0; u < writer->unit_count; u++) {
        const char *code = NULL;

        for (size_t own = 0; own < pass->unit_count; own++)
            if (strcmp(pass->units[own], writer->units[u]) == 0)
                code = lci_diff_text(cursors, lci_diff_latest(cursors), LCI_HOME_FIRST_UNIT + own);
        lci_cell_text(cells, code);
    }
}

/* Verdict, share, walk and nearest facility, old beside new; empty where the row is about the home as it was handed in. */
static void
fill_measure(const struct lci_diff_home_pass *pass, const struct lci_diff_row *row, struct lci_diff_cursors *cursors,
             struct lci_cells *cells)
{
    const struct lci_diff_measure *measure = row->what == LCI_DIFF_WHOLE ? NULL : &pass->measures[row->what];
    const bool has_walk = measure && measure->of_category != LCI_DIFF_WHOLE;
    const size_t ratio_at = measure ? lci_diff_ratio_column(pass, row->what) : 0;
    const size_t first = has_walk ? lci_diff_category_column(pass, measure->of_category, LCI_HOME_STATUS) : 0;
    double ratio[LCI_DIFF_SIDES] = {NAN, NAN};
    double walk_m[LCI_DIFF_SIDES] = {NAN, NAN};

    for (enum lci_diff_side side = LCI_DIFF_OLD; side < LCI_DIFF_SIDES; side++) {
        ratio[side] = measure ? lci_diff_real(cursors, side, ratio_at) : (double)NAN;
        walk_m[side] = has_walk ? lci_diff_real(cursors, side, first + LCI_HOME_NEAREST_M) : (double)NAN;
    }
    for (enum lci_diff_side side = LCI_DIFF_OLD; side < LCI_DIFF_SIDES; side++)
        lci_cell_text(cells, has_walk ? lci_diff_text(cursors, side, first + LCI_HOME_STATUS) : NULL);
    lci_diff_cells(cells, ratio[LCI_DIFF_OLD], ratio[LCI_DIFF_NEW]);
    lci_diff_cells(cells, walk_m[LCI_DIFF_OLD], walk_m[LCI_DIFF_NEW]);
    for (enum lci_diff_side side = LCI_DIFF_OLD; side < LCI_DIFF_SIDES; side++)
        lci_cell_text(cells, has_walk ? lci_diff_text(cursors, side, first + LCI_HOME_FACILITY_ID) : NULL);
    for (size_t w = 0; w < LCI_DIFF_WEIGHTS; w++) {
        const double old = lci_diff_real(cursors, LCI_DIFF_OLD, LCI_HOME_FIRST_WEIGHT + w);
        const double new_weight = lci_diff_real(cursors, LCI_DIFF_NEW, LCI_HOME_FIRST_WEIGHT + w);

        lci_cell_number(cells, old);
        lci_cell_number(cells, new_weight);
        lci_cell_number(cells, ratio[LCI_DIFF_NEW] * new_weight - ratio[LCI_DIFF_OLD] * old);
    }
}

static enum lci_status
fill_home(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    struct home_writer *writer = user;
    struct lci_diff_job *job = writer->job;
    const struct lci_diff_row *row = &job->homes.items[index];
    const struct lci_diff_home_pass *pass = &job->home_passes[row->pass];
    const struct lci_diff_measure *measure = row->what == LCI_DIFF_WHOLE ? NULL : &pass->measures[row->what];
    struct lci_diff_cursors *cursors = writer->cursors[row->pass];
    struct lci_cells cells = {.values = out->values};
    enum lci_diff_side side = LCI_DIFF_NEW;
    enum lci_status status = lci_diff_go_on(job, index, err);

    if (status == LCI_OK)
        status = lci_diff_seek(cursors, row->fids, err);
    if (status != LCI_OK)
        return status;
    side = lci_diff_latest(cursors);
    lci_cell_text(&cells, measure ? job->passes[row->pass].of[LCI_DIFF_NEW]->id : NULL);
    lci_cell_text(&cells, lci_diff_text(cursors, side, LCI_HOME_ID));
    lci_cell_text(&cells, lci_diff_text(cursors, side, LCI_HOME_NAME));
    fill_units(writer, pass, cursors, &cells);
    lci_cell_text(&cells, measure ? measure->category : NULL);
    lci_cell_m(&cells, measure ? measure->limit_m : (double)NAN);
    lci_cell_m(&cells, measure ? measure->limit_min : (double)NAN);
    lci_cell_text(&cells, lci_diff_change_text(row->change));
    fill_measure(pass, row, cursors, &cells);
    if (row->change == LCI_CHANGED_GIVEN)
        (void)lci_diff_home_fields(pass, cursors, writer->fields, sizeof(writer->fields));
    lci_cell_text(&cells, row->change == LCI_CHANGED_GIVEN ? writer->fields : NULL);
    return lci_diff_shape(job, cursors, LCI_HOME_GEOM, out, err);
}

static void
add_columns(struct lci_columns *columns, const struct home_writer *writer)
{
    lci_columns_add(columns, LCI_COLUMN_TEXT, "who walks; none: the row is about the home as it was handed in", "profile");
    lci_columns_add(columns, LCI_COLUMN_TEXT, "id of the home in its source", "home_id");
    lci_columns_add(columns, LCI_COLUMN_TEXT, "name of the home", "name");
    for (size_t u = 0; u < writer->unit_count; u++)
        lci_columns_add(columns, LCI_COLUMN_TEXT, "code of the unit of this level that holds the home", "%s", writer->units[u]);
    lci_columns_add(columns, LCI_COLUMN_TEXT, "category; whole_circle: all of them", "category");
    lci_columns_add(columns, LCI_COLUMN_REAL, "limit of the new result", "limit_m");
    lci_columns_add(columns, LCI_COLUMN_REAL, "the same in minutes at the profile's speed", "limit_min");
    lci_columns_add(columns, LCI_COLUMN_TEXT,
                    "won: now all of it is within the limit; lost: no longer all; better, worse: more, or less, of it; verdict: "
                    "the share is the same, the status is not; longer, shorter: the walk only; unchanged; added, removed, given "
                    "(handed in differently)",
                    "change");
    lci_columns_add(columns, LCI_COLUMN_TEXT, "verdict at the largest limit", "old_status");
    lci_columns_add(columns, LCI_COLUMN_TEXT, "the same in the new result", "new_status");
    lci_diff_columns(columns, "covered_ratio", "share of the home within the limit (0 to 1)");
    lci_diff_columns(columns, "nearest_m", "walk to the nearest facility, mean over the demand points that have one");
    lci_columns_add(columns, LCI_COLUMN_TEXT, "facility that is nearest to most of the home", "old_facility_id");
    lci_columns_add(columns, LCI_COLUMN_TEXT, "the same in the new result", "new_facility_id");
    for (size_t w = 0; w < LCI_DIFF_WEIGHTS; w++) {
        lci_columns_add(columns, LCI_COLUMN_REAL, "weight of the home", "old_%s", lci_diff_weights[w]);
        lci_columns_add(columns, LCI_COLUMN_REAL, "the same in the new result", "new_%s", lci_diff_weights[w]);
        lci_columns_add(columns, LCI_COLUMN_REAL, "how many more of them are within the limit: share by weight, new less old",
                        "covered_%s_difference", lci_diff_weights[w]);
    }
    lci_columns_add(columns, LCI_COLUMN_TEXT, "what of it was handed in differently: outline, name, walled, weights, units",
                    "fields");
}

/* Levels of the units of all passes. */
static bool
collect_units(struct home_writer *writer)
{
    const struct lci_diff_job *job = writer->job;
    size_t most = 0;

    for (size_t p = 0; p < job->pass_count; p++)
        most += job->home_passes[p].unit_count;
    writer->units = lci_arena_alloc(&writer->job->arena, most + 1, sizeof(*writer->units));
    for (size_t p = 0; p < job->pass_count && writer->units; p++)
        for (size_t u = 0; u < job->home_passes[p].unit_count; u++) {
            const struct lci_gpkg_names known = {writer->units, writer->unit_count};

            if (!lci_gpkg_names_has(&known, job->home_passes[p].units[u]))
                writer->units[writer->unit_count++] = job->home_passes[p].units[u];
        }
    return writer->units != NULL;
}

enum lci_status
lci_diff_table_homes(struct lci_diff_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns columns = {.arena = &job->arena};
    struct home_writer *writer = lci_arena_alloc(&job->arena, 1, sizeof(*writer));
    enum lci_status status = LCI_OK;

    if (!writer)
        return lci_fail_nomem(err, "homes_changed");
    writer->job = job;
    writer->cursors = lci_arena_alloc(&job->arena, job->pass_count + 1, sizeof(struct lci_diff_cursors *));
    if (!writer->cursors || !collect_units(writer))
        return lci_fail_nomem(err, "homes_changed");
    for (size_t p = 0; p < job->pass_count && status == LCI_OK; p++) {
        const struct lci_diff_pass *of = &job->passes[p];
        const char *const layers[LCI_DIFF_SIDES] = {of->of[LCI_DIFF_OLD]->homes, of->of[LCI_DIFF_NEW]->homes};

        status = lci_diff_cursors_keep(job, layers, job->home_passes[p].columns, job->home_passes[p].column_count,
                                       &writer->cursors[p], err);
    }
    if (status != LCI_OK)
        return status;
    *out = (struct lci_table){
        .name = "homes_changed",
        .description = "Homes that won or lost, and homes that were handed in differently",
        .shape = LCI_TABLE_MULTIPOLYGON,
        .row_count = job->homes.count,
        .fill = fill_home,
        .user = writer,
    };
    add_columns(&columns, writer);
    return lci_columns_finish(&columns, out, err);
}
