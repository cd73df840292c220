/* table_gaps.c - the layer of gaps that opened, closed or changed. */
#include <string.h>

#include "diff/cause_parts.h"

static const char *const columns[] = {"geom",       "gap_id",     "cause",  "barrier", "change", "home_count",
                                      "households", "population", "elders", "minors",  "walk_m"};

enum column {
    GEOM,
    GAP_ID,
    CAUSE,
    BARRIER,
    SMALLEST_CHANGE,
    HOME_COUNT,
    FIRST_WEIGHT,
    WALK_M = FIRST_WEIGHT + LCI_DIFF_WEIGHTS,
    FIRST_UNIT
};

enum { COLUMNS_MAX = FIRST_UNIT + 64 };

struct gap_writer {
    struct lci_diff_job *job;
    struct lci_diff_cursors *cursors;
    const char *columns[LCI_DIFF_SIDES][COLUMNS_MAX];
    const char *units[COLUMNS_MAX]; /* unit_count: columns "unit_..." of either result */
    size_t unit_count;
};

static enum lci_status
fill_gap(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    struct gap_writer *writer = user;
    struct lci_diff_job *job = writer->job;
    struct lci_diff_cursors *cursors = writer->cursors;
    const struct lci_diff_gap *gap = &job->gaps.items[index];
    const struct lci_diff_gap_count *of = &job->gaps.counts[gap->of];
    struct lci_cells cells = {.values = out->values};
    enum lci_status status = lci_diff_go_on(job, index, err);

    if (status == LCI_OK)
        status = lci_diff_seek(cursors, gap->fids, err);
    if (status != LCI_OK)
        return status;
    lci_cell_text(&cells, of->profile);
    lci_cell_text(&cells, of->category);
    lci_cell_text(&cells, lci_diff_change_text(gap->change));
    lci_cell_integer(&cells, gap->group);
    for (enum column c = GAP_ID; c <= SMALLEST_CHANGE; c++)
        for (enum lci_diff_side side = LCI_DIFF_OLD; side < LCI_DIFF_SIDES; side++)
            lci_cell_text(&cells, lci_diff_text(cursors, side, c));
    for (size_t u = 0; u < writer->unit_count; u++)
        lci_cell_text(&cells, lci_diff_text(cursors, lci_diff_latest(cursors), FIRST_UNIT + u));
    lci_cell_integer(&cells, gap->shared_count);
    lci_cell_integer(&cells, gap->absent_count[LCI_DIFF_OLD]);
    lci_cell_integer(&cells, gap->absent_count[LCI_DIFF_NEW]);
    for (enum column c = HOME_COUNT; c <= WALK_M; c++)
        lci_diff_cells(&cells, lci_diff_real(cursors, LCI_DIFF_OLD, c), lci_diff_real(cursors, LCI_DIFF_NEW, c));
    if (lci_cause_is_known(job)) {
        const struct lci_diff_given *due = gap->object > 0 ? &job->causes.objects[gap->object - 1].given : NULL;

        lci_cell_text(&cells, due ? lci_diff_cause_text(due->cause) : NULL);
        lci_cell_text(&cells, due ? due->kind : NULL);
        lci_cell_text(&cells, due ? due->id : NULL);
    }
    return lci_diff_shape(job, cursors, GEOM, out, err);
}

/* The columns of units may differ; of the old result only where the new one has none of that level. */
static enum lci_status
list_columns(struct gap_writer *writer, struct lci_error *err)
{
    struct lci_gpkg_names names[LCI_DIFF_SIDES] = {{.count = 0}};

    for (size_t side = 0; side < LCI_DIFF_SIDES; side++) {
        const enum lci_status status =
            lci_gpkg_columns(writer->job->results[side].source, "gaps", &writer->job->arena, &names[side], err);

        if (status != LCI_OK)
            return status;
        for (size_t c = 0; c < FIRST_UNIT; c++)
            writer->columns[side][c] = lci_gpkg_names_has(&names[side], columns[c]) ? columns[c] : NULL;
    }
    for (size_t side = LCI_DIFF_SIDES; side-- > 0;)
        for (size_t c = 0; c < names[side].count && FIRST_UNIT + writer->unit_count < COLUMNS_MAX; c++) {
            const struct lci_gpkg_names known = {writer->units, writer->unit_count};
            const char *name = names[side].items[c];

            if (strncmp(name, "unit_", strlen("unit_")) == 0 && !lci_gpkg_names_has(&known, name))
                writer->units[writer->unit_count++] = name;
        }
    for (size_t side = 0; side < LCI_DIFF_SIDES; side++)
        for (size_t u = 0; u < writer->unit_count; u++)
            writer->columns[side][FIRST_UNIT + u] = lci_gpkg_names_has(&names[side], writer->units[u]) ? writer->units[u] : NULL;
    return LCI_OK;
}

static void
add_columns(struct lci_columns *made, const struct gap_writer *writer)
{
    static const char *const texts[] = {[GAP_ID] = "category and rank",
                                        [CAUSE] = "why it is one",
                                        [BARRIER] = "the barrier that the straight way crosses",
                                        [SMALLEST_CHANGE] = "smallest change that closes it"};
    static const char *const names[] = {
        [GAP_ID] = "gap_id", [CAUSE] = "cause", [BARRIER] = "barrier", [SMALLEST_CHANGE] = "smallest_change"};

    lci_columns_add(made, LCI_COLUMN_TEXT, "who walks", "profile");
    lci_columns_add(made, LCI_COLUMN_TEXT, "category that is out of reach; whole_circle: at least one is", "category");
    lci_columns_add(made, LCI_COLUMN_TEXT,
                    "opened, closed, changed (other homes or people), unchanged; split, merged, regrouped: several gaps have homes "
                    "in common; added, removed: the other result does not have any of its homes",
                    "change");
    lci_columns_add(made, LCI_COLUMN_INTEGER, "gaps that have homes in common, one after the other, are one group", "gap_group");
    for (enum column c = GAP_ID; c <= SMALLEST_CHANGE; c++) {
        lci_columns_add(made, LCI_COLUMN_TEXT, texts[c], "old_%s", names[c]);
        lci_columns_add(made, LCI_COLUMN_TEXT, "the same in the new result", "new_%s", names[c]);
    }
    for (size_t u = 0; u < writer->unit_count; u++)
        lci_columns_add(made, LCI_COLUMN_TEXT, "code of the unit of this level that holds most of its people", "%s",
                        writer->units[u]);
    lci_columns_add(made, LCI_COLUMN_INTEGER, "homes that the old and the new gap have in common", "shared_home_count");
    lci_columns_add(made, LCI_COLUMN_INTEGER, "homes of the old gap that the new result does not have", "removed_home_count");
    lci_columns_add(made, LCI_COLUMN_INTEGER, "homes of the new gap that the old result does not have", "added_home_count");
    lci_diff_columns(made, columns[HOME_COUNT], "homes with a part in the gap");
    for (size_t w = 0; w < LCI_DIFF_WEIGHTS; w++)
        lci_diff_columns(made, lci_diff_weights[w], "of them in the gap");
    lci_diff_columns(made, columns[WALK_M], "walk to the nearest facility, mean over those who have one");
    if (!lci_cause_is_known(writer->job))
        return;
    lci_columns_add(made, LCI_COLUMN_TEXT, "what most of the difference is due to: as in objects_changed", "due_to_group");
    lci_columns_add(made, LCI_COLUMN_TEXT, "kind of the object", "due_to_kind");
    lci_columns_add(made, LCI_COLUMN_TEXT, "its id", "due_to_id");
}

enum lci_status
lci_diff_table_gaps(struct lci_diff_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns made = {.arena = &job->arena};
    struct gap_writer *writer = lci_arena_alloc(&job->arena, 1, sizeof(*writer));
    const char *tables[LCI_DIFF_SIDES] = {NULL};
    enum lci_status status = LCI_OK;

    if (!writer)
        return lci_fail_nomem(err, "gaps_changed");
    writer->job = job;
    for (size_t side = 0; side < LCI_DIFF_SIDES; side++)
        tables[side] = lci_gpkg_has_table(job->results[side].source, "gaps") ? "gaps" : NULL;
    status = list_columns(writer, err);
    if (status == LCI_OK)
        status = lci_diff_cursors_keep(job, tables,
                                       (const char *const *const[]){writer->columns[LCI_DIFF_OLD], writer->columns[LCI_DIFF_NEW]},
                                       FIRST_UNIT + writer->unit_count, &writer->cursors, err);
    if (status != LCI_OK)
        return status;
    *out = (struct lci_table){
        .name = "gaps_changed",
        .description = "Gaps that opened, closed or changed, linked by the homes that they share",
        .shape = LCI_TABLE_MULTIPOLYGON,
        .row_count = job->gaps.count,
        .fill = fill_gap,
        .user = writer,
    };
    add_columns(&made, writer);
    return lci_columns_finish(&made, out, err);
}
