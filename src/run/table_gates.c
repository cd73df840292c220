/* table_gates.c - a row a gate and the home that it belongs to: how it joins the streets, or why nobody enters by it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "run/tables.h"

static const char *const status_texts[] = {
    [LCI_GATE_JOINED] = "joined",       [LCI_GATE_FAR_FROM_STREET] = "far_from_street", [LCI_GATE_FOR_VEHICLES] = "for_vehicles",
    [LCI_GATE_CLOSED_NOW] = "closed_now", [LCI_GATE_NO_HOME] = "no_home",
};

/* By gate, then as places are: by home and part. */
static int
compare_by_gate(const void *left, const void *right, void *user)
{
    const struct lci_gate_place *places = user;
    const uint32_t a = *(const uint32_t *)left;
    const uint32_t b = *(const uint32_t *)right;

    if (places[a].gate != places[b].gate)
        return places[a].gate < places[b].gate ? -1 : 1;
    return (a > b) - (a < b);
}

static const struct lci_walled_gate *
find_walled_gate(const struct lci_walled *walled, const struct lci_gate_place *place)
{
    const struct lci_walled_home *home = lci_walled_of(walled, place->home);

    for (size_t g = 0; home && g < home->gate_count; g++)
        if (home->gates[g].place == place)
            return &home->gates[g];
    return NULL;
}

/* False: out of memory. */
static bool
describe(struct lci_job *job, const struct lci_gate_place *place, struct lci_job_gate *row)
{
    const struct lci_gate *gate = &job->gates.items[place->gate];
    const struct lci_walled_gate *open = find_walled_gate(&job->walled, place);
    const char *way_id = NULL;

    *row = (struct lci_job_gate){.gate = place->gate, .home = place->home, .outline_mm = place->apart_mm, .snap_mm = LCI_NONE};
    if (!open) {
        row->status = gate->for_vehicles ? LCI_GATE_FOR_VEHICLES : LCI_GATE_CLOSED_NOW;
        return true;
    }
    row->status = open->entry_count > 0 ? LCI_GATE_JOINED : LCI_GATE_FAR_FROM_STREET;
    if (open->own.edge == LCI_NONE)
        return true;
    job->home_gate_count[place->home] += open->entry_count > 0;
    way_id = job->ways.items[job->net->edges[open->own.edge].way].id;
    row->snap_mm = open->own.leg_mm;
    row->way_id = lci_arena_text(&job->arena, way_id, strlen(way_id));
    return row->way_id != NULL;
}

enum lci_status
lci_job_keep_gates(struct lci_job *job, struct lci_error *err)
{
    const struct lci_walls *walls = &job->walls;
    uint32_t *order = lci_new_array(uint32_t, walls->place_count);
    size_t next = 0;
    bool room = order != NULL;

    job->gate_row_count = 0;
    job->gate_rows = lci_arena_alloc(&job->arena, job->gates.count + walls->place_count, sizeof(*job->gate_rows));
    job->home_gate_count = lci_arena_alloc(&job->arena, job->homes.count, sizeof(*job->home_gate_count));
    room = room && job->gate_rows && job->home_gate_count;
    for (uint32_t i = 0; room && i < walls->place_count; i++)
        order[i] = i;
    if (room && walls->place_count > 1)
        qsort_r(order, walls->place_count, sizeof(*order), compare_by_gate, walls->places);
    for (uint32_t gate = 0; room && gate < job->gates.count; gate++) {
        if (next == walls->place_count || walls->places[order[next]].gate != gate)
            job->gate_rows[job->gate_row_count++] = (struct lci_job_gate){
                .gate = gate, .home = LCI_NONE, .outline_mm = LCI_NONE, .snap_mm = LCI_NONE, .status = LCI_GATE_NO_HOME};
        for (; room && next < walls->place_count && walls->places[order[next]].gate == gate; next++)
            room = describe(job, &walls->places[order[next]], &job->gate_rows[job->gate_row_count++]);
    }
    lci_free(order);
    return room ? LCI_OK : lci_fail_nomem(err, "gates");
}

static enum lci_status
fill_gate(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    const struct lci_job *job = user;
    const struct lci_job_gate *row = &job->gate_rows[index];
    const struct lci_gate *gate = &job->gates.items[row->gate];
    struct lci_cells cells = {.values = out->values};

    (void)err;
    lci_cell_text(&cells, gate->id);
    lci_cell_text(&cells, gate->name);
    lci_cell_text(&cells, gate->origin.source);
    lci_cell_text(&cells, row->home == LCI_NONE ? NULL : job->homes.items[row->home].id);
    lci_cell_integer(&cells, gate->for_vehicles ? 0 : 1);
    lci_cell_integer(&cells, gate->residents_only ? 1 : 0);
    lci_cell_text(&cells, gate->hours);
    lci_cell_text(&cells, status_texts[row->status]);
    lci_cell_m(&cells, row->outline_mm == LCI_NONE ? NAN : row->outline_mm / 1000.0);
    lci_cell_text(&cells, row->way_id);
    lci_cell_m(&cells, row->snap_mm == LCI_NONE ? NAN : row->snap_mm / 1000.0);
    out->has_geometry = true;
    out->x_m = gate->x_m;
    out->y_m = gate->y_m;
    return LCI_OK;
}

enum lci_status
lci_table_gates(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    static const struct lci_column items[] = {
        {"gate_id", "id of the gate in its source", LCI_COLUMN_TEXT},
        {"name", "name of the gate", LCI_COLUMN_TEXT},
        {"source", "source it was read from", LCI_COLUMN_TEXT},
        {"home_id", "home that it belongs to; a gate of several homes, or parts of one, has a row for each", LCI_COLUMN_TEXT},
        {"pedestrian", "1: people on foot pass; 0: for vehicles only", LCI_COLUMN_INTEGER},
        {"residents_only", "1: visitors of a facility inside do not pass", LCI_COLUMN_INTEGER},
        {"hours", "opening hours, as its source gives them", LCI_COLUMN_TEXT},
        {"status",
         "joined, far_from_street (no street that it could join), or why nobody enters by it: for_vehicles, closed_now (at the "
         "time asked about), no_home",
         LCI_COLUMN_TEXT},
        {"outline_m", "from the gate to the outline of the home, part of every walk", LCI_COLUMN_REAL},
        {"way_id", "way that the home's people join", LCI_COLUMN_TEXT},
        {"snap_m", "straight leg to that way, part of every walk", LCI_COLUMN_REAL},
    };
    struct lci_columns columns = {.arena = &job->arena};

    *out = (struct lci_table){
        .name = lci_layer_name(job, "gates"),
        .description = "Gates: which home they belong to, and which street they lead to",
        .shape = LCI_TABLE_POINT,
        .row_count = job->gate_row_count,
        .fill = fill_gate,
        .user = job,
    };
    lci_columns_add_list(&columns, items, sizeof(items) / sizeof(items[0]));
    return lci_columns_finish(&columns, out, err);
}
