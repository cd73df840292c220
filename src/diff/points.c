/* points.c - facilities and gates that were added, removed, moved, or whose status or other fields have changed. */
#include <math.h>
#include <string.h>

#include "diff/things.h"

enum { FIELDS_SIZE = 512, OWN_MAX = 10 };

/* Columns of every kind, in this order; `of` is what the id is counted within: the category of a facility, the home of a gate. */
enum column { ID, OF, NAME, STATUS, GEOM, FIRST_FIELD };

/* A layer of points. */
struct kind {
    const char *layer, *changed, *description;
    const char *columns[FIRST_FIELD];
    const char *id_text, *of_text;
    const char *fields[OWN_MAX]; /* columns of the program that are compared, beside those above; NULL at the end */
    const char *given_after;     /* what a source hands on comes behind the last column that begins so; NULL: nothing does */
    const char *found[OWN_MAX];  /* but for these, right behind it: what the run has found out; NULL at the end */
};

static const struct kind kinds[LCI_DIFF_POINT_KINDS] = {
    [LCI_DIFF_FACILITIES] = {.layer = "facilities",
                             .changed = "facilities_changed",
                             .description = "Facilities that were added, removed, moved or handed in differently",
                             .columns = {"facility_id", "category", "name", "status", "geom"},
                             .id_text = "id of the facility in its source",
                             .of_text = "category of the facility",
                             .given_after = "reached_",
                             .found = {"capacity_weight", "capacity", "load", "load_ratio", "unserved"}},
    [LCI_DIFF_GATES] = {.layer = "gates",
                        .changed = "gates_changed",
                        .description = "Gates that were added, removed, moved or handed in differently",
                        .columns = {"gate_id", "home_id", "name", "status", "geom"},
                        .id_text = "id of the gate in its source",
                        .of_text = "home that it belongs to",
                        .fields = {"pedestrian", "residents_only", "hours"}},
};

/* What is read of a layer: the columns of its kind, then count - FIRST_FIELD fields that are compared as texts. */
struct layer {
    const struct kind *kind;
    const char *names[LCI_DIFF_SIDES];          /* of the layer; NULL: the result has none */
    const char *const *columns[LCI_DIFF_SIDES]; /* count; the same */
    size_t count;
};

struct point_writer {
    struct lci_diff_job *job;
    const struct lci_diff_rows *rows;
    struct lci_diff_cursors *cursors;
    struct layer layer;
    char fields[FIELDS_SIZE];
};

/*
 * The layer as the first profile of both results has it, else the first of each: where things are is the same for all, and whether
 * they count nearly always. NULL: out of memory.
 */
static const char *
layer_of(struct lci_diff_job *job, const struct kind *kind, enum lci_diff_side side)
{
    const bool in_common = job->pass_count > 0 && isfinite(job->passes[0].of[side]->speed_mps); /* not by the units */
    const struct lci_result_pass *pass = in_common ? job->passes[0].of[side] : &job->results[side].passes[0];

    return lci_diff_keep(job, "%s%s", kind->layer, pass->suffix);
}

static enum lci_status
describe(struct lci_diff_job *job, const struct kind *kind, struct layer *out, struct lci_error *err)
{
    struct lci_gpkg_names names[LCI_DIFF_SIDES] = {{.count = 0}};
    const struct lci_gpkg_names *new_names = &names[LCI_DIFF_NEW];
    const char **list = NULL;
    size_t first = 0;

    *out = (struct layer){.kind = kind, .count = FIRST_FIELD};
    for (enum lci_diff_side side = LCI_DIFF_OLD; side < LCI_DIFF_SIDES; side++) {
        const char *name = layer_of(job, kind, side);
        enum lci_status status = name ? LCI_OK : lci_fail_nomem(err, kind->layer);

        if (status == LCI_OK)
            status = lci_gpkg_columns(job->results[side].source, name, &job->arena, &names[side], err);
        if (status != LCI_OK)
            return status;
        out->names[side] = names[side].count > 0 ? name : NULL;
    }
    list = lci_arena_alloc(&job->arena, FIRST_FIELD + OWN_MAX + new_names->count, sizeof(*list));
    if (!list)
        return lci_fail_nomem(err, kind->layer);
    memcpy(list, kind->columns, sizeof(kind->columns));
    out->columns[LCI_DIFF_OLD] = out->columns[LCI_DIFF_NEW] = list;
    for (size_t i = 0; i < OWN_MAX && kind->fields[i]; i++)
        list[out->count++] = kind->fields[i];
    for (size_t c = 0; c < new_names->count && kind->given_after; c++)
        if (strncmp(new_names->items[c], kind->given_after, strlen(kind->given_after)) == 0)
            first = c + 1;
    for (size_t i = 0; i < OWN_MAX && kind->found[i] && first < new_names->count; i++, first++)
        if (strcmp(new_names->items[first], kind->found[i]) != 0)
            break;
    for (size_t c = first; c < new_names->count && kind->given_after; c++)
        if (lci_gpkg_names_has(&names[LCI_DIFF_OLD], new_names->items[c]))
            list[out->count++] = new_names->items[c];
    return LCI_OK;
}

/* To the millimetre; NAN where there is none. */
static void
place_of(struct lci_diff_cursors *cursors, enum lci_diff_side side, double place_m[2])
{
    place_m[0] = place_m[1] = NAN;
    if (!cursors->stands[side] || !lci_gpkg_point_at(cursors->of[side], GEOM, place_m))
        return;
    for (size_t axis = 0; axis < 2; axis++)
        place_m[axis] = round(place_m[axis] * 1000.0) / 1000.0;
}

static double
moved_m(struct lci_diff_cursors *cursors)
{
    double old_m[2];
    double new_m[2];

    place_of(cursors, LCI_DIFF_OLD, old_m);
    place_of(cursors, LCI_DIFF_NEW, new_m);
    return hypot(new_m[0] - old_m[0], new_m[1] - old_m[1]);
}

/* Adds the name of each field that differs to `text`; answers the first change of moved, status and given that holds. */
static enum lci_diff_change
compare_fields(const struct layer *layer, struct lci_diff_cursors *cursors, char text[FIELDS_SIZE])
{
    const bool has_moved = moved_m(cursors) > 0.0;
    enum lci_diff_change change = has_moved ? LCI_CHANGED_MOVED : LCI_CHANGED_NOT;
    size_t used = 0;

    text[0] = '\0';
    for (size_t c = NAME; c < layer->count; c++) {
        const char *name = c == GEOM ? "place" : layer->columns[LCI_DIFF_NEW][c];

        if (c == GEOM ? !has_moved : lci_diff_same_text(cursors, c))
            continue;
        if (used + strlen(name) + 2 < FIELDS_SIZE) {
            if (used > 0)
                text[used++] = ' ';
            memcpy(text + used, name, strlen(name) + 1);
            used += strlen(name);
        }
        if (change == LCI_CHANGED_NOT || (c == STATUS && change != LCI_CHANGED_MOVED))
            change = c == STATUS ? LCI_CHANGED_STATUS : LCI_CHANGED_GIVEN;
    }
    return change;
}

static enum lci_status
read_places(struct lci_diff_job *job, struct lci_diff_cursors *cursors, struct lci_diff_things *things, struct lci_error *err)
{
    struct lci_numbering *n = &job->numbering;
    enum lci_status status = LCI_OK;

    for (enum lci_diff_side side = LCI_DIFF_OLD; side < LCI_DIFF_SIDES && status == LCI_OK; side++) {
        struct lci_gpkg_cursor *cursor = cursors->of[side];
        uint32_t fid = 0;

        while (cursor && status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0) {
            const uint32_t of = lci_numbering_text(n, lci_gpkg_text_at(cursor, OF));
            const uint32_t key = lci_numbering_pair(n, of, lci_numbering_text(n, lci_gpkg_text_at(cursor, ID)));
            double place_m[2] = {NAN, NAN};

            (void)lci_gpkg_point_at(cursor, GEOM, place_m);
            status = lci_diff_things_add(things, side, key, (struct lci_diff_thing){fid, place_m[0], place_m[1]}, err);
        }
    }
    return status == LCI_OK && n->failed ? lci_fail_nomem(err, "points") : status;
}

static enum lci_status
compare_kind(struct lci_diff_job *job, enum lci_diff_point_kind which, struct lci_error *err)
{
    struct layer layer = {.count = 0};
    struct lci_diff_cursors cursors = {.of = {NULL}};
    struct lci_diff_things things = {.items = {NULL}};
    struct lci_pairs pairs = {.items = NULL};
    char fields[FIELDS_SIZE];
    enum lci_status status = describe(job, &kinds[which], &layer, err);

    if (status == LCI_OK)
        status = lci_diff_cursors_open(job, layer.names, layer.columns, layer.count, &cursors, err);
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
                row.change = compare_fields(&layer, &cursors, fields);
        }
        if (status == LCI_OK && (row.change != LCI_CHANGED_NOT || job->options.all))
            status = lci_diff_add(&job->points[which], &row, err);
    }
    lci_free(pairs.items);
    lci_diff_things_fini(&things);
    lci_diff_cursors_close(&cursors);
    return status;
}

enum lci_status
lci_diff_points(struct lci_diff_job *job, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (enum lci_diff_point_kind kind = LCI_DIFF_FACILITIES; kind < LCI_DIFF_POINT_KINDS && status == LCI_OK; kind++)
        status = compare_kind(job, kind, err);
    return status;
}

/*
 * Whether a facility or gate is different as it was handed in, and not only in how it joined the streets: by more than its status,
 * or by a status that its source says.
 */
static bool
is_given_differently(struct lci_diff_cursors *cursors, const char *fields)
{
    static const char *const said[] = {"planned",       "closed",       "closed_now",    "status_unknown",
                                       "hours_unknown", "below_limits", "limit_unknown", "for_vehicles"};

    if (strcmp(fields, "status") != 0)
        return true;
    for (enum lci_diff_side side = LCI_DIFF_OLD; side < LCI_DIFF_SIDES; side++)
        for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++)
            if (lci_diff_text(cursors, side, STATUS) && strcmp(lci_diff_text(cursors, side, STATUS), said[i]) == 0)
                return true;
    return false;
}

/* The text of the latest side, kept; false: out of memory. */
static bool
keep_text(struct lci_diff_job *job, struct lci_diff_cursors *cursors, enum lci_diff_side side, size_t at, const char **out)
{
    const char *text = lci_diff_text(cursors, side, at);

    *out = text ? lci_arena_text(&job->arena, text, strlen(text)) : NULL;
    return !text || *out;
}

static enum lci_status
add_object(struct lci_diff_job *job, const struct layer *layer, const struct lci_diff_row *row, struct lci_diff_cursors *cursors,
           struct lci_diff_given *given, struct lci_error *err)
{
    const enum lci_diff_side latest = lci_diff_latest(cursors);
    double *xy_m = lci_arena_alloc(&job->arena, LCI_DIFF_SIDES, 2 * sizeof(*xy_m));
    char fields[FIELDS_SIZE] = "";

    if (!xy_m)
        return lci_fail_nomem(err, layer->kind->layer);
    if (cursors->stands[LCI_DIFF_OLD] && cursors->stands[LCI_DIFF_NEW])
        (void)compare_fields(layer, cursors, fields);
    given->change = lci_diff_change_text(row->change);
    given->fields = fields[0] != '\0' ? lci_diff_keep(job, "%s", fields) : NULL;
    for (enum lci_diff_side side = LCI_DIFF_OLD; side < LCI_DIFF_SIDES; side++) {
        place_of(cursors, side, &xy_m[2 * given->point_count]);
        given->point_count += isfinite(xy_m[2 * given->point_count]) && isfinite(xy_m[2 * given->point_count + 1]);
    }
    given->xy_m = given->point_count > 0 ? xy_m : NULL;
    if ((fields[0] != '\0' && !given->fields) || !keep_text(job, cursors, latest, ID, &given->id) ||
        !keep_text(job, cursors, latest, NAME, &given->name) || !keep_text(job, cursors, latest, OF, &given->of) ||
        !keep_text(job, cursors, LCI_DIFF_OLD, STATUS, &given->old_value) ||
        !keep_text(job, cursors, LCI_DIFF_NEW, STATUS, &given->new_value))
        return lci_fail_nomem(err, layer->kind->layer);
    return lci_diff_add_object(job, given, err);
}

enum lci_status
lci_diff_point_objects(struct lci_diff_job *job, enum lci_diff_point_kind kind, enum lci_diff_cause cause, struct lci_error *err)
{
    static const char *const names[LCI_DIFF_POINT_KINDS] = {"facility", "gate"};
    struct layer layer = {.count = 0};
    struct lci_diff_cursors cursors = {.of = {NULL}};
    char fields[FIELDS_SIZE] = "";
    enum lci_status status = describe(job, &kinds[kind], &layer, err);

    if (status == LCI_OK)
        status = lci_diff_cursors_open(job, layer.names, layer.columns, layer.count, &cursors, err);
    for (size_t i = 0; i < job->points[kind].count && status == LCI_OK; i++) {
        const struct lci_diff_row *row = &job->points[kind].items[i];
        struct lci_diff_given given = {.cause = cause, .kind = names[kind]};

        status = lci_diff_seek(&cursors, row->fids, err);
        if (status != LCI_OK || row->change == LCI_CHANGED_NOT)
            continue;
        if (row->change != LCI_CHANGED_ADDED && row->change != LCI_CHANGED_REMOVED) {
            (void)compare_fields(&layer, &cursors, fields);
            if (!is_given_differently(&cursors, fields))
                continue;
        }
        status = add_object(job, &layer, row, &cursors, &given, err);
    }
    lci_diff_cursors_close(&cursors);
    return status;
}

static enum lci_status
fill_point(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    struct point_writer *writer = user;
    struct lci_diff_cursors *cursors = writer->cursors;
    const struct lci_diff_row *row = &writer->rows->items[index];
    const enum lci_status status = lci_diff_seek(cursors, row->fids, err);
    struct lci_cells cells = {.values = out->values};
    double places_m[LCI_DIFF_SIDES][2];
    enum lci_diff_side side = LCI_DIFF_NEW;

    if (status != LCI_OK)
        return status;
    side = lci_diff_latest(cursors);
    writer->fields[0] = '\0';
    if (cursors->stands[LCI_DIFF_OLD] && cursors->stands[LCI_DIFF_NEW])
        (void)compare_fields(&writer->layer, cursors, writer->fields);
    lci_cell_text(&cells, lci_diff_text(cursors, side, ID));
    lci_cell_text(&cells, lci_diff_text(cursors, side, NAME));
    lci_cell_text(&cells, lci_diff_text(cursors, side, OF));
    lci_cell_text(&cells, lci_diff_change_text(row->change));
    lci_cell_text(&cells, writer->fields[0] != '\0' ? writer->fields : NULL);
    for (enum lci_diff_side of = LCI_DIFF_OLD; of < LCI_DIFF_SIDES; of++)
        lci_cell_text(&cells, lci_diff_text(cursors, of, STATUS));
    for (enum lci_diff_side of = LCI_DIFF_OLD; of < LCI_DIFF_SIDES; of++) {
        place_of(cursors, of, places_m[of]);
        lci_cell_m(&cells, places_m[of][0]);
        lci_cell_m(&cells, places_m[of][1]);
    }
    lci_cell_m(&cells, moved_m(cursors));
    out->x_m = places_m[side][0];
    out->y_m = places_m[side][1];
    out->has_geometry = isfinite(out->x_m) && isfinite(out->y_m);
    return LCI_OK;
}

static enum lci_status
make_table(struct lci_diff_job *job, enum lci_diff_point_kind which, struct lci_table *out, struct lci_error *err)
{
    const struct kind *kind = &kinds[which];
    struct lci_columns made = {.arena = &job->arena};
    struct point_writer *writer = lci_arena_alloc(&job->arena, 1, sizeof(*writer));
    enum lci_status status = LCI_OK;

    if (!writer)
        return lci_fail_nomem(err, kind->changed);
    *writer = (struct point_writer){.job = job, .rows = &job->points[which]};
    status = describe(job, kind, &writer->layer, err);
    if (status == LCI_OK)
        status = lci_diff_cursors_keep(job, writer->layer.names, writer->layer.columns, writer->layer.count, &writer->cursors, err);
    if (status != LCI_OK)
        return status;
    *out = (struct lci_table){
        .name = kind->changed,
        .description = kind->description,
        .shape = LCI_TABLE_POINT,
        .row_count = job->points[which].count,
        .fill = fill_point,
        .user = writer,
    };
    lci_columns_add(&made, LCI_COLUMN_TEXT, kind->id_text, "%s", kind->columns[ID]);
    lci_columns_add(&made, LCI_COLUMN_TEXT, "its name", "name");
    lci_columns_add(&made, LCI_COLUMN_TEXT, kind->of_text, "%s", kind->columns[OF]);
    lci_columns_add(&made, LCI_COLUMN_TEXT, "added, removed, moved, status, given (another field), unchanged: the first that holds",
                    "change");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "all that differs: place, and columns of the layer", "fields");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "status in the old result", "old_status");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "the same in the new result", "new_status");
    lci_columns_add(&made, LCI_COLUMN_REAL, "easting in the working system", "old_x_m");
    lci_columns_add(&made, LCI_COLUMN_REAL, "northing in the working system", "old_y_m");
    lci_columns_add(&made, LCI_COLUMN_REAL, "easting in the new result", "new_x_m");
    lci_columns_add(&made, LCI_COLUMN_REAL, "northing in the new result", "new_y_m");
    lci_columns_add(&made, LCI_COLUMN_REAL, "how far it moved, on the map", "moved_m");
    return lci_columns_finish(&made, out, err);
}

enum lci_status
lci_diff_table_facilities(struct lci_diff_job *job, struct lci_table *out, struct lci_error *err)
{
    return make_table(job, LCI_DIFF_FACILITIES, out, err);
}

enum lci_status
lci_diff_table_gates(struct lci_diff_job *job, struct lci_table *out, struct lci_error *err)
{
    return make_table(job, LCI_DIFF_GATES, out, err);
}
