/* units.c - units whose shares have changed: how many rose and fell, and which by most. */
#include "diff/job.h"

/* Of `coverage`. */
static const char *const share_columns[] = {"definition", "category", "weight", "limit_m", "limit_min", "numerator", "ratio"};

enum column { DEFINITION, CATEGORY, WEIGHT, LIMIT_M, LIMIT_MIN, NUMERATOR, RATIO, SHARE_COUNT };

/* The units are the same for every profile. */
static void
name_layers(const struct lci_diff_job *job, const char *layers[LCI_DIFF_SIDES])
{
    for (size_t side = 0; side < LCI_DIFF_SIDES; side++)
        layers[side] = job->results[side].passes[0].units;
}

struct unit_writer {
    struct lci_diff_job *job;
    struct lci_diff_cursors *lowest, *highest, *shapes;
};

/* The features of the units, by their level and code. */
static enum lci_status
find_features(struct lci_diff_job *job, struct lci_error *err)
{
    static const char *const names[] = {"level", "unit_code"};
    static const char *const *const both[LCI_DIFF_SIDES] = {names, names};
    const char *layers[LCI_DIFF_SIDES] = {NULL};
    struct lci_diff_cursors cursors = {.of = {NULL}};
    enum lci_status status = LCI_OK;

    name_layers(job, layers);
    status = lci_diff_cursors_open(job, layers, both, 2, &cursors, err);

    for (size_t side = 0; side < LCI_DIFF_SIDES && status == LCI_OK; side++) {
        uint32_t fid = 0;

        while (cursors.of[side] && (status = lci_gpkg_next(cursors.of[side], &fid, err)) == LCI_OK && fid > 0) {
            const uint32_t level = lci_numbering_text(&job->numbering, lci_gpkg_text_at(cursors.of[side], 0));
            const uint32_t code = lci_numbering_text(&job->numbering, lci_gpkg_text_at(cursors.of[side], 1));

            for (size_t i = 0; i < job->changed_units.count; i++) {
                struct lci_diff_row *row = &job->changed_units.items[i];

                if (row->fids[side] == 0 && job->units.items[row->what].level == level && job->units.items[row->what].code == code)
                    row->fids[side] = fid;
            }
        }
    }
    lci_diff_cursors_close(&cursors);
    return status == LCI_OK && job->numbering.failed ? lci_fail_nomem(err, "units") : status;
}

enum lci_status
lci_diff_units(struct lci_diff_job *job, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < job->units.count && status == LCI_OK; i++) {
        const struct lci_diff_unit *unit = &job->units.items[i];
        const bool is_mixed = unit->lower_count > 0 && unit->higher_count > 0;
        const struct lci_diff_row row = {.what = (uint32_t)i,
                                         .change = is_mixed                ? LCI_CHANGED_MIXED
                                                   : unit->lower_count > 0 ? LCI_CHANGED_WORSE
                                                                           : LCI_CHANGED_BETTER};

        if (unit->lower_count + unit->higher_count > 0)
            status = lci_diff_add(&job->changed_units, &row, err);
    }
    return status == LCI_OK ? find_features(job, err) : status;
}

static void
fill_extreme(struct lci_diff_cursors *cursors, struct lci_cells *cells)
{
    lci_cell_text(cells, lci_diff_text(cursors, LCI_DIFF_NEW, DEFINITION));
    lci_cell_text(cells, lci_diff_text(cursors, LCI_DIFF_NEW, CATEGORY));
    lci_cell_text(cells, lci_diff_text(cursors, LCI_DIFF_NEW, WEIGHT));
    lci_cell_m(cells, lci_diff_real(cursors, LCI_DIFF_NEW, LIMIT_M));
    lci_cell_m(cells, lci_diff_real(cursors, LCI_DIFF_NEW, LIMIT_MIN));
    lci_cell_number(cells, lci_diff_real(cursors, LCI_DIFF_NEW, NUMERATOR) - lci_diff_real(cursors, LCI_DIFF_OLD, NUMERATOR));
    lci_cell_number(cells, lci_diff_real(cursors, LCI_DIFF_OLD, RATIO));
    lci_cell_number(cells, lci_diff_real(cursors, LCI_DIFF_NEW, RATIO));
}

static enum lci_status
fill_unit(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    struct unit_writer *writer = user;
    struct lci_diff_job *job = writer->job;
    const struct lci_diff_row *row = &job->changed_units.items[index];
    const struct lci_diff_unit *unit = &job->units.items[row->what];
    const char *const *texts = job->numbering.texts;
    struct lci_cells cells = {.values = out->values};
    enum lci_status status = lci_diff_seek(writer->lowest, unit->lowest.fids, err);

    if (status == LCI_OK)
        status = lci_diff_seek(writer->highest, unit->highest.fids, err);
    if (status == LCI_OK)
        status = lci_diff_seek(writer->shapes, row->fids, err);
    if (status != LCI_OK)
        return status;
    lci_cell_text(&cells, texts[unit->profile]);
    lci_cell_text(&cells, texts[unit->level]);
    lci_cell_text(&cells, texts[unit->code]);
    lci_cell_text(&cells, texts[unit->name]);
    lci_cell_text(&cells, lci_diff_change_text(row->change));
    lci_cell_integer(&cells, unit->lower_count);
    lci_cell_integer(&cells, unit->higher_count);
    fill_extreme(writer->lowest, &cells);
    fill_extreme(writer->highest, &cells);
    return lci_diff_shape(job, writer->shapes, 0, out, err);
}

static void
add_extreme(struct lci_columns *made, const char *which)
{
    lci_columns_add(made, LCI_COLUMN_TEXT, "the share that fell (or rose) most: its definition", "%s_definition", which);
    lci_columns_add(made, LCI_COLUMN_TEXT, "its category, or several joined by +", "%s_category", which);
    lci_columns_add(made, LCI_COLUMN_TEXT, "what it weighs; none: land", "%s_weight", which);
    lci_columns_add(made, LCI_COLUMN_REAL, "its limit", "%s_limit_m", which);
    lci_columns_add(made, LCI_COLUMN_REAL, "the same in minutes", "%s_limit_min", which);
    lci_columns_add(made, LCI_COLUMN_REAL, "its numerator, new less old", "%s_numerator_difference", which);
    lci_columns_add(made, LCI_COLUMN_REAL, "the share in the old result (0 to 1)", "%s_old_ratio", which);
    lci_columns_add(made, LCI_COLUMN_REAL, "the share in the new result (0 to 1)", "%s_new_ratio", which);
}

enum lci_status
lci_diff_table_units(struct lci_diff_job *job, struct lci_table *out, struct lci_error *err)
{
    static const char *const tables[LCI_DIFF_SIDES] = {"coverage", "coverage"};
    static const char *const *const shares[LCI_DIFF_SIDES] = {share_columns, share_columns};
    static const char *const geom[] = {"geom"};
    static const char *const *const both[LCI_DIFF_SIDES] = {geom, geom};
    const char *layers[LCI_DIFF_SIDES] = {NULL};
    struct lci_columns made = {.arena = &job->arena};
    struct unit_writer *writer = lci_arena_alloc(&job->arena, 1, sizeof(*writer));
    enum lci_status status = writer ? LCI_OK : lci_fail_nomem(err, "units_changed");

    name_layers(job, layers);
    if (status == LCI_OK)
        status = lci_diff_cursors_keep(job, tables, shares, SHARE_COUNT, &writer->lowest, err);
    if (status == LCI_OK)
        status = lci_diff_cursors_keep(job, tables, shares, SHARE_COUNT, &writer->highest, err);
    if (status == LCI_OK)
        status = lci_diff_cursors_keep(job, layers, both, 1, &writer->shapes, err);
    if (status != LCI_OK)
        return status;
    writer->job = job;
    *out = (struct lci_table){
        .name = "units_changed",
        .description = "Units whose shares have changed: of weight, all_of and land_network",
        .shape = LCI_TABLE_MULTIPOLYGON,
        .row_count = job->changed_units.count,
        .fill = fill_unit,
        .user = writer,
    };
    lci_columns_add(&made, LCI_COLUMN_TEXT, "who walks", "profile");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "level of the unit; all: everything handed in", "level");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "code of the unit", "unit_code");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "name of the unit", "unit_name");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "worse, better, or mixed: some of its shares fell and some rose", "change");
    lci_columns_add(&made, LCI_COLUMN_INTEGER, "shares that fell: rows of coverage by weight, all_of and land_network",
                    "worse_count");
    lci_columns_add(&made, LCI_COLUMN_INTEGER, "shares that rose", "better_count");
    add_extreme(&made, "worst");
    add_extreme(&made, "best");
    return lci_columns_finish(&made, out, err);
}
