/* table_causes.c - the tables of causes: parts of changed shares, changed objects, and homes that won or lost by them. */
#include <math.h>

#include "diff/cause_parts.h"

enum { MILLION = 1000000 };

/* What a row of `coverage` is about, as texts, then as numbers. */
static const char *const share_columns[] = {"profile",      "level",    "unit_code",     "unit_name", "definition", "category",
                                            "category_set", "weight",   "counted_level", "detail",    "measure",    "k",
                                            "limit_m",      "limit_min"};

enum share_column { FIRST_SHARE_TEXT, SHARE_K = 11, SHARE_LIMIT_M, SHARE_LIMIT_MIN, SHARE_COLUMNS };

static const char *const home_columns[] = {"home_id", "name", "households", "population", "elders", "minors"};

enum home_column { HOME_ID, HOME_NAME, FIRST_WEIGHT, HOME_COLUMNS = FIRST_WEIGHT + LCI_DIFF_WEIGHTS };

static const char *const value_names[LCI_CAUSE_VALUES] = {"numerator", "denominator"};

struct share_writer {
    struct lci_diff_job *job;
    struct lci_diff_cursors *cursors;
};

/* A row for each cause of a home that it moved: home `home` of the causes, cause `cause`. */
struct home_part {
    uint32_t home;
    enum lci_diff_cause cause;
};

struct home_writer {
    struct lci_diff_job *job;
    struct lci_diff_cursors **cursors; /* a pass each */
    struct home_part *parts;           /* part_count; in the arena */
    size_t part_count;
};

static void
cell_integer_of(struct lci_cells *cells, double value)
{
    if (isfinite(value))
        lci_cell_integer(cells, (int64_t)value);
    else
        lci_cell_null(cells);
}

static enum lci_status
fill_share(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    const struct share_writer *writer = user;
    struct lci_diff_cursors *cursors = writer->cursors;
    const struct lci_cause_row *row = &writer->job->causes.rows[index];
    struct lci_cells cells = {.values = out->values};
    enum lci_status status = lci_diff_go_on(writer->job, index, err);

    if (status == LCI_OK)
        status = lci_diff_seek(cursors, row->fids, err);
    if (status != LCI_OK)
        return status;
    for (size_t c = FIRST_SHARE_TEXT; c < SHARE_K; c++)
        lci_cell_text(&cells, lci_diff_text(cursors, LCI_DIFF_NEW, c));
    cell_integer_of(&cells, lci_diff_real(cursors, LCI_DIFF_NEW, SHARE_K));
    for (enum lci_diff_side side = LCI_DIFF_OLD; side < LCI_DIFF_SIDES; side++)
        for (size_t c = SHARE_LIMIT_M; c <= SHARE_LIMIT_MIN; c++)
            lci_cell_m(&cells, lci_diff_real(cursors, side, c));
    for (size_t v = 0; v < LCI_CAUSE_VALUES; v++) {
        for (size_t side = 0; side < LCI_DIFF_SIDES; side++)
            lci_cell_integer(&cells, row->values[side][v]);
        lci_cell_integer(&cells, row->values[LCI_DIFF_NEW][v] - row->values[LCI_DIFF_OLD][v]);
        for (size_t c = 0; c < LCI_CAUSE_COUNT; c++)
            if (row->is_split)
                lci_cell_integer(&cells, row->parts[v][c]);
            else
                lci_cell_null(&cells);
    }
    return LCI_OK;
}

static void
add_value_columns(struct lci_columns *made, const char *name)
{
    lci_columns_add(made, LCI_COLUMN_INTEGER, "in the old result, to whole weights or square metres", "old_%s", name);
    lci_columns_add(made, LCI_COLUMN_INTEGER, "in the new result, likewise", "new_%s", name);
    lci_columns_add(made, LCI_COLUMN_INTEGER, "new less old", "%s_difference", name);
    for (enum lci_diff_cause c = LCI_CAUSE_PROGRAM; c < LCI_CAUSE_COUNT; c++)
        lci_columns_add(
            made, LCI_COLUMN_INTEGER,
            "of the difference, what this has done: mean over all orders of what has changed; the parts add up to it. None: "
            "not known",
            "%s_by_%s", name, lci_diff_cause_text(c));
}

enum lci_status
lci_diff_table_cause_coverage(struct lci_diff_job *job, struct lci_table *out, struct lci_error *err)
{
    static const char *const tables[LCI_DIFF_SIDES] = {"coverage", "coverage"};
    static const char *const *const both[LCI_DIFF_SIDES] = {share_columns, share_columns};
    struct lci_columns made = {.arena = &job->arena};
    struct share_writer *writer = lci_arena_alloc(&job->arena, 1, sizeof(*writer));
    enum lci_status status = LCI_OK;

    if (!writer)
        return lci_fail_nomem(err, "coverage_causes");
    writer->job = job;
    status = lci_diff_cursors_keep(job, tables, both, SHARE_COLUMNS, &writer->cursors, err);
    if (status != LCI_OK)
        return status;
    *out = (struct lci_table){
        .name = "coverage_causes",
        .description = "Shares that have changed, split into what program, facilities, network, homes and parameters have done",
        .shape = LCI_TABLE_PLAIN,
        .row_count = job->causes.row_count,
        .fill = fill_share,
        .user = writer,
    };
    for (size_t c = FIRST_SHARE_TEXT; c < SHARE_K; c++)
        lci_columns_add(&made, LCI_COLUMN_TEXT, "as in the table coverage, of the new result", "%s", share_columns[c]);
    lci_columns_add(&made, LCI_COLUMN_INTEGER, "as in the table coverage", "k");
    lci_columns_add(&made, LCI_COLUMN_REAL, "limit of the old result", "old_limit_m");
    lci_columns_add(&made, LCI_COLUMN_REAL, "the same in minutes at the profile's speed", "old_limit_min");
    lci_columns_add(&made, LCI_COLUMN_REAL, "limit of the new result: another one where the parameter was changed", "new_limit_m");
    lci_columns_add(&made, LCI_COLUMN_REAL, "the same in minutes at the profile's speed", "new_limit_min");
    for (size_t v = 0; v < LCI_CAUSE_VALUES; v++)
        add_value_columns(&made, value_names[v]);
    return lci_columns_finish(&made, out, err);
}

static enum lci_status
fill_object(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    const struct lci_diff_job *job = user;
    const struct lci_cause_object *object = &job->causes.objects[index];
    const struct lci_diff_given *given = &object->given;
    const size_t last = given->point_count > 0 ? given->point_count - 1 : 0;
    struct lci_cells cells = {.values = out->values};

    (void)err;
    lci_cell_text(&cells, lci_diff_cause_text(given->cause));
    lci_cell_text(&cells, given->kind);
    lci_cell_text(&cells, given->id);
    lci_cell_text(&cells, given->name);
    lci_cell_text(&cells, given->of);
    lci_cell_text(&cells, given->change);
    lci_cell_text(&cells, given->fields);
    lci_cell_text(&cells, given->old_value);
    lci_cell_text(&cells, given->new_value);
    lci_cell_integer(&cells, (int64_t)object->won_count);
    lci_cell_integer(&cells, (int64_t)object->lost_count);
    for (size_t w = 0; w < LCI_DIFF_WEIGHTS; w++) {
        lci_cell_number(&cells, object->won[w]);
        lci_cell_number(&cells, object->lost[w]);
    }
    lci_cell_integer(&cells, (int64_t)(object->gap_counts[LCI_CHANGED_OPENED] + object->gap_counts[LCI_CHANGED_ADDED]));
    lci_cell_integer(&cells, (int64_t)(object->gap_counts[LCI_CHANGED_CLOSED] + object->gap_counts[LCI_CHANGED_REMOVED]));
    lci_cell_integer(&cells, (int64_t)(object->gap_counts[LCI_CHANGED_PEOPLE] + object->gap_counts[LCI_CHANGED_SPLIT] +
                                       object->gap_counts[LCI_CHANGED_MERGED] + object->gap_counts[LCI_CHANGED_REGROUPED]));
    out->has_geometry = given->point_count > 0;
    if (out->has_geometry) {
        out->x_m = given->xy_m[2 * (given->is_line ? last / 2 : last)];
        out->y_m = given->xy_m[2 * (given->is_line ? last / 2 : last) + 1];
    }
    return LCI_OK;
}

enum lci_status
lci_diff_table_objects(struct lci_diff_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns made = {.arena = &job->arena};

    *out = (struct lci_table){
        .name = "objects_changed",
        .description = "What has changed of the inputs, object by object, with the homes that won or lost by it",
        .shape = LCI_TABLE_POINT,
        .row_count = job->causes.object_count,
        .fill = fill_object,
        .user = job,
    };
    lci_columns_add(&made, LCI_COLUMN_TEXT, "program, facilities, network, homes or parameters", "change_group");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "facility, gate, home, unit, street, barrier, closed_way, parameter, source, program",
                    "kind");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "its id, or the key of a parameter", "id");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "its name", "name");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "category of a facility, home of a gate, level of a unit, source of a street", "of");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "added, removed, moved, status, given (handed in differently)", "change");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "what of it differs", "fields");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "status of a facility or gate, value of a parameter", "old_value");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "the same of the new result", "new_value");
    lci_columns_add(&made, LCI_COLUMN_INTEGER, "shares of homes that rose by it: rows of homes_causes", "won_count");
    lci_columns_add(&made, LCI_COLUMN_INTEGER, "shares of homes that fell by it", "lost_count");
    for (size_t w = 0; w < LCI_DIFF_WEIGHTS; w++) {
        lci_columns_add(&made, LCI_COLUMN_REAL, "of these: sum over the rows, so that who won two categories counts twice",
                        "won_%s", lci_diff_weights[w]);
        lci_columns_add(&made, LCI_COLUMN_REAL, "likewise, below 0", "lost_%s", lci_diff_weights[w]);
    }
    lci_columns_add(&made, LCI_COLUMN_INTEGER, "gaps that opened, or were added, mostly by it", "gaps_opened_count");
    lci_columns_add(&made, LCI_COLUMN_INTEGER, "gaps that closed, or were removed", "gaps_closed_count");
    lci_columns_add(&made, LCI_COLUMN_INTEGER, "gaps that changed, were split, merged or regrouped", "gaps_changed_count");
    return lci_columns_finish(&made, out, err);
}

static enum lci_status
fill_home(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    const struct home_writer *writer = user;
    const struct lci_diff_job *job = writer->job;
    const struct home_part *part = &writer->parts[index];
    const struct lci_cause_home *home = &job->causes.homes[part->home];
    const struct lci_cause_measure *measure = &job->causes.measures[home->pass].items[home->measure];
    const struct lci_diff_given *due =
        home->objects[part->cause] > 0 ? &job->causes.objects[home->objects[part->cause] - 1].given : NULL;
    struct lci_diff_cursors *cursors = writer->cursors[home->pass];
    const double share = (double)home->parts[part->cause] / MILLION;
    struct lci_cells cells = {.values = out->values};
    const enum lci_status status = lci_diff_seek(cursors, home->fids, err);

    if (status != LCI_OK)
        return status;
    lci_cell_text(&cells, job->passes[home->pass].of[LCI_DIFF_NEW]->id);
    lci_cell_text(&cells, lci_diff_text(cursors, LCI_DIFF_NEW, HOME_ID));
    lci_cell_text(&cells, lci_diff_text(cursors, LCI_DIFF_NEW, HOME_NAME));
    lci_cell_text(&cells, measure->category);
    lci_cell_m(&cells, measure->limit_m[LCI_DIFF_NEW]);
    lci_cell_text(&cells, lci_diff_cause_text(part->cause));
    lci_cell_text(&cells, share > 0.0 ? "won" : "lost");
    lci_cell_number(&cells, share);
    for (size_t w = 0; w < LCI_DIFF_WEIGHTS; w++)
        lci_cell_number(&cells, share * lci_diff_real(cursors, LCI_DIFF_NEW, FIRST_WEIGHT + w));
    lci_cell_text(&cells, due ? due->kind : NULL);
    lci_cell_text(&cells, due ? due->id : NULL);
    return LCI_OK;
}

/* A row for each cause that moved a home, and the cursors to read them by. */
static enum lci_status
list_parts(struct home_writer *writer, struct lci_error *err)
{
    static const char *const *const both[LCI_DIFF_SIDES] = {home_columns, home_columns};
    struct lci_diff_job *job = writer->job;
    const struct lci_diff_causes *causes = &job->causes;
    enum lci_status status = LCI_OK;

    for (size_t h = 0; h < causes->home_count; h++)
        for (size_t c = 0; c < LCI_CAUSE_COUNT; c++)
            writer->part_count += causes->homes[h].parts[c] != 0;
    writer->parts = lci_arena_alloc(&job->arena, writer->part_count + 1, sizeof(*writer->parts));
    writer->cursors = lci_arena_alloc(&job->arena, job->pass_count + 1, sizeof(struct lci_diff_cursors *));
    if (!writer->parts || !writer->cursors)
        return lci_fail_nomem(err, "homes_causes");
    writer->part_count = 0;
    for (size_t h = 0; h < causes->home_count; h++)
        for (enum lci_diff_cause c = LCI_CAUSE_PROGRAM; c < LCI_CAUSE_COUNT; c++)
            if (causes->homes[h].parts[c] != 0)
                writer->parts[writer->part_count++] = (struct home_part){(uint32_t)h, c};
    for (size_t p = 0; p < job->pass_count && status == LCI_OK; p++) {
        const char *const layers[LCI_DIFF_SIDES] = {job->passes[p].of[LCI_DIFF_OLD]->homes, job->passes[p].of[LCI_DIFF_NEW]->homes};

        status = lci_diff_cursors_keep(job, layers, both, HOME_COLUMNS, &writer->cursors[p], err);
    }
    return status;
}

enum lci_status
lci_diff_table_cause_homes(struct lci_diff_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns made = {.arena = &job->arena};
    struct home_writer *writer = lci_arena_alloc(&job->arena, 1, sizeof(*writer));
    enum lci_status status = LCI_OK;

    if (!writer)
        return lci_fail_nomem(err, "homes_causes");
    writer->job = job;
    status = list_parts(writer, err);
    if (status != LCI_OK)
        return status;
    *out = (struct lci_table){
        .name = "homes_causes",
        .description = "Homes that won or lost, cause by cause, and the object behind it",
        .shape = LCI_TABLE_PLAIN,
        .row_count = writer->part_count,
        .fill = fill_home,
        .user = writer,
    };
    lci_columns_add(&made, LCI_COLUMN_TEXT, "who walks", "profile");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "id of the home in its source", "home_id");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "name of the home", "name");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "category; whole_circle: all of them", "category");
    lci_columns_add(&made, LCI_COLUMN_REAL, "limit of the new result", "limit_m");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "program, facilities, network, homes or parameters", "change_group");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "won: its share rose by this; lost: it fell", "change");
    lci_columns_add(&made, LCI_COLUMN_REAL, "of the difference of the home's share, what this has done: the parts add up to it",
                    "covered_ratio_part");
    for (size_t w = 0; w < LCI_DIFF_WEIGHTS; w++)
        lci_columns_add(&made, LCI_COLUMN_REAL, "the same by the weight of the home in the new result", "covered_%s_part",
                        lci_diff_weights[w]);
    lci_columns_add(&made, LCI_COLUMN_TEXT, "object of objects_changed that it is due to; none: no single one is known",
                    "due_to_kind");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "its id", "due_to_id");
    return lci_columns_finish(&made, out, err);
}
