/* table_quality.c - everything dropped, repaired, guessed, merged or worth a look. */
#include <math.h>

#include "run/tables.h"

static const char *const severities[] = {
    [LCI_SEVERITY_NOTE] = "note",
    [LCI_SEVERITY_WARNING] = "warning",
    [LCI_SEVERITY_ERROR] = "error",
};

static enum lci_status
fill_quality(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    const struct lci_job *job = user;
    const struct lci_quality_row *row = &job->quality.rows[index];
    struct lci_cells cells = {.values = out->values};

    (void)err;
    lci_cell_text(&cells, severities[row->severity]);
    lci_cell_text(&cells, row->profile);
    lci_cell_text(&cells, row->stage);
    lci_cell_text(&cells, row->code);
    lci_cell_text(&cells, row->layer);
    lci_cell_text(&cells, row->source);
    lci_cell_text(&cells, row->layer_name);
    lci_cell_text(&cells, row->feature_id);
    lci_cell_text(&cells, row->field);
    lci_cell_text(&cells, row->found);
    lci_cell_text(&cells, row->done);
    lci_cell_m(&cells, row->has_place ? row->x_m : NAN);
    lci_cell_m(&cells, row->has_place ? row->y_m : NAN);
    return LCI_OK;
}

enum lci_status
lci_table_quality(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns columns = {.arena = &job->arena};

    *out = (struct lci_table){
        .name = "quality",
        .description = "Quality: everything dropped, repaired, guessed, merged or worth a look",
        .shape = LCI_TABLE_PLAIN,
        .row_count = job->quality.count,
        .fill = fill_quality,
        .user = job,
    };
    lci_columns_add(&columns, LCI_COLUMN_TEXT,
                    "note; warning: look at it; error: a figure may be wrong because of it",
                    "severity");
    lci_columns_add(&columns, LCI_COLUMN_TEXT,
                    "profile that it holds for; empty: every profile of the run", "profile");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "stage of the run that found it", "stage");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "short word for what it is", "code");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "kind of input", "layer");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "source as the configuration names it", "source");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "layer inside the source", "layer_name");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "id of the feature; empty: the whole source",
                    "feature_id");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "field of the feature", "field");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "what was found", "found");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "what was done", "done");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "easting in the working system", "x_m");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "northing in the working system", "y_m");
    return lci_columns_finish(&columns, out, err);
}
