/* table_presence.c - which unit has the facilities it has to have, and in which grade. */
#include <math.h>

#include "run/tables.h"

static enum lci_status
fill_presence(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    const struct lci_job *job = user;
    const struct lci_presence_row *row = &job->presence.rows[index];
    const struct lci_presence *wanted = &job->config->presence[row->wanted];
    const struct lci_unit *unit = &job->units.items[row->unit];
    struct lci_cells cells = {.values = out->values};

    (void)err;
    lci_cell_text(&cells, job->config->profile.id);
    lci_cell_text(&cells, wanted->id);
    lci_cell_text(&cells, wanted->title_zh);
    lci_cell_text(&cells, wanted->title_en);
    lci_cells_unit(&cells, job, row->unit);
    lci_cell_text(&cells, unit->parent == LCI_NONE ? NULL : job->units.items[unit->parent].code);
    if (row->is_known)
        lci_cell_integer(&cells, row->facility_count);
    else
        lci_cell_null(&cells);
    lci_cell_text(&cells, !row->is_known ? "n/a" : row->facility_count > 0 ? "no" : "yes");
    lci_cell_text(&cells, wanted->grade);
    lci_cell_text(&cells, row->best_grade[0] ? row->best_grade : NULL);
    lci_cell_text(&cells, !row->is_known ? "n/a" : row->is_met ? "yes" : "no");
    lci_cell_text(&cells, row->facility_ids[0] ? row->facility_ids : NULL);
    lci_cell_number(&cells, row->population);
    lci_cell_number(&cells, row->is_known && row->population > 0.0 ? 10000.0 * row->facility_count / row->population : NAN);
    return LCI_OK;
}

enum lci_status
lci_table_presence(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns columns = {.arena = &job->arena};

    *out = (struct lci_table){
        .name = "presence",
        .description = "Presence: which unit has the facilities it has to have, and in which grade",
        .shape = LCI_TABLE_PLAIN,
        .row_count = job->presence.row_count,
        .fill = fill_presence,
        .user = job,
    };
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "who walks", "profile");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "id of what is required", "requirement");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "its name in Chinese", "name_zh");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "its name in English", "name_en");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "level of the unit", "level");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "code of the unit", "unit_code");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "name of the unit", "unit_name");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "code of the unit above", "parent_code");
    lci_columns_add(&columns, LCI_COLUMN_INTEGER, "facilities in the unit that count", "facility_count");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "yes: the unit has none; n/a: nobody handed any in", "missing");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "grade asked for, or a better one", "grade");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "best grade in the unit", "best_grade");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "whether there is one, with the grade asked for", "met");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "ids of the facilities, a dozen at most", "facility_ids");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "people of the unit's homes", "population");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "facilities for 10,000 people", "per_10000_people");
    return lci_columns_finish(&columns, out, err);
}
