/* facilities.c - facilities that were added, removed, moved, or whose status or other fields have changed. */
#include <math.h>
#include <string.h>

#include "diff/things.h"

/* The columns that every layer has; what a source hands on comes after them. What a facility reaches is no property of it. */
static const char *const columns[] = {"facility_id", "category", "name", "status", "limit_m", "x_m", "y_m"};

enum column { FACILITY_ID, CATEGORY, NAME, STATUS, LIMIT_M, X_M, Y_M, FIRST_GIVEN };

enum { FIELDS_SIZE = 512 };

static const char REACHED[] = "reached_";

struct given {
    const char *const *columns[LCI_DIFF_SIDES]; /* count */
    size_t count;
};

struct facility_writer {
    struct lci_diff_job *job;
    struct lci_diff_cursors *cursors;
    struct given given;
    char fields[FIELDS_SIZE];
};

/* Columns of both layers behind those of the program: the last of these is what it reaches of the last weight. */
static enum lci_status
list_given(struct lci_diff_job *job, const char *const layers[LCI_DIFF_SIDES], struct given *out, struct lci_error *err)
{
    struct lci_gpkg_names names[LCI_DIFF_SIDES] = {{.count = 0}};
    const char **list = NULL;
    size_t first = 0;

    for (size_t side = 0; side < LCI_DIFF_SIDES; side++) {
        const enum lci_status status = lci_gpkg_columns(job->results[side].source, layers[side], &job->arena, &names[side], err);

        if (status != LCI_OK)
            return status;
    }
    list = lci_arena_alloc(&job->arena, FIRST_GIVEN + names[LCI_DIFF_NEW].count, sizeof(*list));
    if (!list)
        return lci_fail_nomem(err, "facilities");
    memcpy(list, columns, sizeof(columns));
    *out = (struct given){{list, list}, FIRST_GIVEN};
    for (size_t c = 0; c < names[LCI_DIFF_NEW].count; c++)
        if (strncmp(names[LCI_DIFF_NEW].items[c], REACHED, sizeof(REACHED) - 1) == 0)
            first = c + 1;
    for (size_t c = first; c < names[LCI_DIFF_NEW].count; c++)
        if (lci_gpkg_names_has(&names[LCI_DIFF_OLD], names[LCI_DIFF_NEW].items[c]))
            list[out->count++] = names[LCI_DIFF_NEW].items[c];
    return LCI_OK;
}

static bool
same_text(struct lci_diff_cursors *cursors, size_t at)
{
    const char *old = lci_diff_text(cursors, LCI_DIFF_OLD, at);
    const char *new_text = lci_diff_text(cursors, LCI_DIFF_NEW, at);

    return old && new_text ? strcmp(old, new_text) == 0 : old == new_text;
}

static bool
same_real(struct lci_diff_cursors *cursors, size_t at)
{
    const double old = lci_diff_real(cursors, LCI_DIFF_OLD, at);
    const double new_value = lci_diff_real(cursors, LCI_DIFF_NEW, at);

    return old == new_value || (isnan(old) && isnan(new_value));
}

/* Adds the name of each column that differs to `text`; answers what is the most of it. */
static enum lci_diff_change
compare_fields(const struct given *given, struct lci_diff_cursors *cursors, char text[FIELDS_SIZE])
{
    enum lci_diff_change change = LCI_CHANGED_NOT;
    size_t used = 0;

    text[0] = '\0';
    for (size_t c = NAME; c < given->count; c++) {
        const bool is_place = c == X_M || c == Y_M;
        const char *name = given->columns[LCI_DIFF_NEW][c];

        if (c == LIMIT_M || (is_place ? same_real(cursors, c) : same_text(cursors, c)))
            continue; /* a limit is the profile's, or follows from a field that is compared itself */
        if (used + strlen(name) + 2 < FIELDS_SIZE) {
            if (used > 0)
                text[used++] = ' ';
            memcpy(text + used, name, strlen(name) + 1);
            used += strlen(name);
        }
        if (is_place)
            change = LCI_CHANGED_MOVED;
        else if (c == STATUS && change != LCI_CHANGED_MOVED)
            change = LCI_CHANGED_STATUS;
        else if (change == LCI_CHANGED_NOT)
            change = LCI_CHANGED_GIVEN;
    }
    return change;
}

/* As the first profile of each result has them: where they are and whether they count is the same for all. */
static void
name_layers(const struct lci_diff_job *job, const char *layers[LCI_DIFF_SIDES])
{
    for (size_t side = 0; side < LCI_DIFF_SIDES; side++)
        layers[side] = job->results[side].passes[0].facilities;
}

static enum lci_status
read_places(struct lci_diff_job *job, struct lci_diff_cursors *cursors, struct lci_diff_things *things, struct lci_error *err)
{
    struct lci_numbering *n = &job->numbering;
    enum lci_status status = LCI_OK;

    for (enum lci_diff_side side = LCI_DIFF_OLD; side < LCI_DIFF_SIDES && status == LCI_OK; side++) {
        struct lci_gpkg_cursor *cursor = cursors->of[side];
        uint32_t fid = 0;

        while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0) {
            const uint32_t category = lci_numbering_text(n, lci_gpkg_text_at(cursor, CATEGORY));
            const struct lci_diff_thing facility = {fid, lci_gpkg_real_at(cursor, X_M), lci_gpkg_real_at(cursor, Y_M)};

            status = lci_diff_things_add(
                things, side, lci_numbering_pair(n, category, lci_numbering_text(n, lci_gpkg_text_at(cursor, FACILITY_ID))),
                facility, err);
        }
    }
    return status == LCI_OK && n->failed ? lci_fail_nomem(err, "facilities") : status;
}

enum lci_status
lci_diff_facilities(struct lci_diff_job *job, struct lci_error *err)
{
    const char *layers[LCI_DIFF_SIDES] = {NULL};
    struct given given = {.count = 0};
    struct lci_diff_cursors cursors = {.of = {NULL}};
    struct lci_diff_things things = {.items = {NULL}};
    struct lci_pairs pairs = {.items = NULL};
    char fields[FIELDS_SIZE];
    enum lci_status status = LCI_OK;

    name_layers(job, layers);
    status = list_given(job, layers, &given, err);
    if (status == LCI_OK)
        status = lci_diff_cursors_open(job, layers, given.columns, given.count, &cursors, err);
    if (status == LCI_OK)
        status = read_places(job, &cursors, &things, err);
    if (status == LCI_OK)
        status = lci_diff_things_pair(&things, &pairs, err);
    for (size_t i = 0; i < pairs.count && status == LCI_OK; i++) {
        struct lci_diff_row row = {.fids = {pairs.items[i].old_row, pairs.items[i].new_row}};

        if (row.fids[LCI_DIFF_OLD] == 0 || row.fids[LCI_DIFF_NEW] == 0) {
            row.change = row.fids[LCI_DIFF_OLD] == 0 ? LCI_CHANGED_ADDED : LCI_CHANGED_REMOVED;
        } else {
            status = lci_diff_seek(&cursors, row.fids, err);
            if (status == LCI_OK)
                row.change = compare_fields(&given, &cursors, fields);
        }
        if (status == LCI_OK && (row.change != LCI_CHANGED_NOT || job->options.all))
            status = lci_diff_add(&job->facilities, &row, err);
    }
    lci_free(pairs.items);
    lci_diff_things_fini(&things);
    lci_diff_cursors_close(&cursors);
    return status;
}

static enum lci_status
fill_facility(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    struct facility_writer *writer = user;
    struct lci_diff_cursors *cursors = writer->cursors;
    const struct lci_diff_row *row = &writer->job->facilities.items[index];
    const enum lci_status status = lci_diff_seek(cursors, row->fids, err);
    struct lci_cells cells = {.values = out->values};
    double at_m[2][LCI_DIFF_SIDES];
    enum lci_diff_side side = LCI_DIFF_NEW;

    if (status != LCI_OK)
        return status;
    side = lci_diff_latest(cursors);
    writer->fields[0] = '\0';
    if (cursors->stands[LCI_DIFF_OLD] && cursors->stands[LCI_DIFF_NEW])
        (void)compare_fields(&writer->given, cursors, writer->fields);
    lci_cell_text(&cells, lci_diff_text(cursors, side, FACILITY_ID));
    lci_cell_text(&cells, lci_diff_text(cursors, side, NAME));
    lci_cell_text(&cells, lci_diff_text(cursors, side, CATEGORY));
    lci_cell_text(&cells, lci_diff_change_text(row->change));
    lci_cell_text(&cells, writer->fields[0] != '\0' ? writer->fields : NULL);
    for (enum lci_diff_side of = LCI_DIFF_OLD; of < LCI_DIFF_SIDES; of++)
        lci_cell_text(&cells, lci_diff_text(cursors, of, STATUS));
    for (enum lci_diff_side of = LCI_DIFF_OLD; of < LCI_DIFF_SIDES; of++)
        lci_cell_m(&cells, lci_diff_real(cursors, of, LIMIT_M));
    for (enum lci_diff_side of = LCI_DIFF_OLD; of < LCI_DIFF_SIDES; of++)
        for (size_t axis = 0; axis < 2; axis++) {
            at_m[axis][of] = lci_diff_real(cursors, of, X_M + axis);
            lci_cell_m(&cells, at_m[axis][of]);
        }
    lci_cell_m(&cells, hypot(at_m[0][LCI_DIFF_NEW] - at_m[0][LCI_DIFF_OLD], at_m[1][LCI_DIFF_NEW] - at_m[1][LCI_DIFF_OLD]));
    out->x_m = at_m[0][side];
    out->y_m = at_m[1][side];
    out->has_geometry = isfinite(out->x_m) && isfinite(out->y_m);
    return LCI_OK;
}

enum lci_status
lci_diff_table_facilities(struct lci_diff_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns made = {.arena = &job->arena};
    struct facility_writer *writer = lci_arena_alloc(&job->arena, 1, sizeof(*writer));
    const char *layers[LCI_DIFF_SIDES] = {NULL};
    enum lci_status status = LCI_OK;

    if (!writer)
        return lci_fail_nomem(err, "facilities_changed");
    writer->job = job;
    name_layers(job, layers);
    status = list_given(job, layers, &writer->given, err);
    if (status == LCI_OK)
        status = lci_diff_cursors_keep(job, layers, writer->given.columns, writer->given.count, &writer->cursors, err);
    if (status != LCI_OK)
        return status;
    *out = (struct lci_table){
        .name = "facilities_changed",
        .description = "Facilities that were added, removed, moved or handed in differently",
        .shape = LCI_TABLE_POINT,
        .row_count = job->facilities.count,
        .fill = fill_facility,
        .user = writer,
    };
    lci_columns_add(&made, LCI_COLUMN_TEXT, "id of the facility in its source", "facility_id");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "name of the facility", "name");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "category of the facility", "category");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "added, removed, moved, status, given (another field), unchanged: the first that holds",
                    "change");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "all columns of the layer facilities that differ", "fields");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "as in the layer facilities", "old_status");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "the same in the new result", "new_status");
    lci_columns_add(&made, LCI_COLUMN_REAL, "largest limit within which it counts", "old_limit_m");
    lci_columns_add(&made, LCI_COLUMN_REAL, "the same in the new result", "new_limit_m");
    lci_columns_add(&made, LCI_COLUMN_REAL, "easting in the working system", "old_x_m");
    lci_columns_add(&made, LCI_COLUMN_REAL, "northing in the working system", "old_y_m");
    lci_columns_add(&made, LCI_COLUMN_REAL, "easting in the new result", "new_x_m");
    lci_columns_add(&made, LCI_COLUMN_REAL, "northing in the new result", "new_y_m");
    lci_columns_add(&made, LCI_COLUMN_REAL, "how far it moved, on the map", "moved_m");
    return lci_columns_finish(&made, out, err);
}
