/* table_defects.c - defects of the streets by the people they cost, and whom mending each would bring to what. */
#include <inttypes.h>
#include <math.h>

#include "base/alloc.h"
#include "run/tables.h"

static enum lci_status
fill_defect(void *user, size_t index, struct lci_row *row, struct lci_error *err)
{
    const struct lci_job *job = user;
    const struct lci_defect *defect = &job->gaps.defects.items[index];
    const struct lci_segment *line = &defect->street.line;
    struct lci_cells cells = {.values = row->values};

    (void)err;
    lci_cell_text(&cells, job->config->profile.id);
    lci_cell_integer(&cells, (int64_t)index + 1);
    lci_cell_text(&cells, lci_defect_kind_text(defect->kind));
    lci_cell_text(&cells, job->defect_ways[2 * index]);
    lci_cell_text(&cells, job->defect_ways[2 * index + 1]);
    lci_cell_m(&cells, defect->street.length_mm / 1000.0);
    lci_cell_m(&cells, defect->walk_mm == LCI_NONE ? NAN : defect->walk_mm / 1000.0);
    lci_cell_m(&cells, line->ax_m);
    lci_cell_m(&cells, line->ay_m);
    lci_cell_m(&cells, line->bx_m);
    lci_cell_m(&cells, line->by_m);
    lci_cell_number(&cells, defect->people_categories);
    lci_cell_number(&cells, defect->homes_categories);
    row->has_geometry = true;
    row->x_m = line->ax_m;
    row->y_m = line->ay_m;
    return LCI_OK;
}

enum lci_status
lci_table_network_defects(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns columns = {.arena = &job->arena};

    *out = (struct lci_table){
        .name = "network_defects",
        .description = "Defects of the streets that cost people a category, those that cost most first",
        .shape = LCI_TABLE_POINT,
        .row_count = job->gaps.defects.count,
        .fill = fill_defect,
        .user = job,
    };
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "profile of those who walk", "profile");
    lci_columns_add(&columns, LCI_COLUMN_INTEGER, "rank by people_categories", "defect_id");
    lci_columns_add(&columns, LCI_COLUMN_TEXT,
                    "dead_end: a street ends near another; crossing: two of one level cross without a vertex; island: nothing "
                    "connects these streets with others", "kind");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "way at the defect", "way_id");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "way that it would meet", "other_way_id");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "between the two, on the ground", "distance_m");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "walk between them as things are; NULL: none within some hundred metres", "walk_m");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "easting of the end or crossing", "x_m");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "northing of it", "y_m");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "easting of the nearest place of the other way", "to_x_m");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "northing of it", "to_y_m");
    lci_columns_add(&columns, LCI_COLUMN_REAL,
                    "people who would newly reach a category if it were mended, each once a category (table network_defect_gains)",
                    "people_categories");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "homes that would, parts of homes as parts", "homes_categories");
    return lci_columns_finish(&columns, out, err);
}

/* Goes through defects and categories, leaving out those without a gain. In the job's arena. */
struct gain_reader {
    const struct lci_job *job;
    size_t next_row;       /* the row that `defect` and `category` are of */
    size_t defect, category;
};

static bool
has_gain(const struct lci_gain *gain)
{
    for (size_t w = 0; w < LCI_WEIGHT_FIRST_EXTRA; w++)
        if (fabs(gain->weights[w]) > 0.0)
            return true;
    return fabs(gain->homes) > 0.0;
}

/* Moves on to the next defect and category with a gain, the one where it stands included. */
static void
skip_empty(struct gain_reader *reader)
{
    const struct lci_defects *defects = &reader->job->gaps.defects;

    while (reader->defect < defects->count && !has_gain(&defects->items[reader->defect].gains[reader->category]))
        if (++reader->category == defects->category_count) {
            reader->category = 0;
            reader->defect++;
        }
}

static enum lci_status
fill_gain(void *user, size_t index, struct lci_row *row, struct lci_error *err)
{
    struct gain_reader *reader = user;
    const struct lci_job *job = reader->job;
    const struct lci_gain *gain = NULL;
    struct lci_cells cells = {.values = row->values};

    (void)err;
    if (index == 0) /* rows are asked for in order, from the first */
        *reader = (struct gain_reader){.job = job};
    skip_empty(reader);
    gain = &job->gaps.defects.items[reader->defect].gains[reader->category];
    lci_cell_text(&cells, job->config->profile.id);
    lci_cell_integer(&cells, (int64_t)reader->defect + 1);
    lci_cell_text(&cells, job->categories[reader->category].id);
    for (size_t w = 0; w < LCI_WEIGHT_FIRST_EXTRA; w++)
        lci_cell_number(&cells, gain->weights[w]);
    lci_cell_number(&cells, gain->homes);
    if (++reader->category == job->gaps.defects.category_count) {
        reader->category = 0;
        reader->defect++;
    }
    return LCI_OK;
}

enum lci_status
lci_table_network_defect_gains(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns columns = {.arena = &job->arena};
    struct gain_reader *reader = lci_arena_alloc(&job->arena, 1, sizeof(*reader));
    size_t row_count = 0;

    if (!reader)
        return lci_fail_nomem(err, "network_defect_gains");
    *reader = (struct gain_reader){.job = job};
    for (size_t i = 0; i < job->gaps.defects.count; i++)
        for (size_t c = 0; c < job->gaps.defects.category_count; c++)
            row_count += has_gain(&job->gaps.defects.items[i].gains[c]);
    *out = (struct lci_table){
        .name = "network_defect_gains",
        .description = "Whom mending each defect of the streets would bring to which category",
        .shape = LCI_TABLE_PLAIN,
        .row_count = row_count,
        .fill = fill_gain,
        .user = reader,
    };
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "profile of those who walk", "profile");
    lci_columns_add(&columns, LCI_COLUMN_INTEGER, "the defect", "defect_id");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "category that is newly reached", "category");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "households that newly reach it", "gain_households");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "people who do", "gain_population");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "people of 60 and over who do", "gain_elders");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "people under 18 who do", "gain_minors");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "homes that do, parts of homes as parts", "gain_homes");
    return lci_columns_finish(&columns, out, err);
}
