/* output.c - the stage `write`: all tables to all places, checked and swapped in. */
#include "run/output.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "config/paths.h"
#include "run/hand_in.h"
#include "run/show.h"
#include "run/tables.h"

enum { ROWS_A_CHECK = 256 };

/* The rows of one table of every pass, pass by pass. */
struct chain {
    const struct lci_table *parts;
    size_t part;      /* that the row asked for last is of */
    size_t first_row; /* of that part */
};

/* What the rows of all tables report to, whatever thread writes them. */
struct watch {
    const struct lci_context *context; /* asked in the thread that it came from only; NULL: nobody asks */
    size_t rows_total;                 /* of all tables, once for each place that they go to */
    atomic_size_t rows_done;
    atomic_bool is_stopped;
};

/* A table whose rows report progress and can be stopped. */
struct guarded {
    struct lci_table inner;
    struct watch *watch;
};

struct tables {
    struct lci_table *items, *streets; /* to write; the passes' reached streets, to be released */
    struct guarded *guards;
    size_t count, street_count;
};

/* Sends an output to another folder, if it lies in the one that is meant. */
static enum lci_status
redirect(struct lci_job *job, const char **path, struct lci_error *err)
{
    const struct lci_run_redirect *by = &job->passes->options->redirect;
    const size_t length = by->from ? strlen(by->from) : 0;
    char *moved = NULL;
    size_t size = 0;

    if (!*path || !by->from || strncmp(*path, by->from, length) != 0)
        return LCI_OK;
    size = strlen(by->to) + strlen(*path) - length + 2;
    moved = lci_arena_alloc(&job->arena, size, 1);
    if (!moved)
        return lci_fail_nomem(err, *path);
    (void)snprintf(moved, size, "%s/%s", by->to, *path + length);
    *path = moved;
    return LCI_OK;
}

/* All places of a run as part of something larger. */
static enum lci_status
redirect_all(struct lci_job *job, struct lci_write_options *options, struct lci_error *err)
{
    enum lci_status status = redirect(job, &options->path, err);

    if (status == LCI_OK)
        status = redirect(job, &options->csv_folder, err);
    if (status == LCI_OK)
        status = redirect(job, &options->also_path, err);
    for (size_t i = 0; i < options->extra_count && status == LCI_OK; i++)
        status = redirect(job, &options->extras[i].path, err);
    return status;
}

struct lci_write_options
lci_job_write_options(const struct lci_job *job)
{
    const struct lci_output *output = &job->config->output;

    return (struct lci_write_options){
        .path = output->path,
        .format = output->format,
        .csv_folder = output->csv_folder,
        .also_path = output->also_path,
        .also_format = output->also_format,
        /* What goes elsewhere first is not published yet. */
        .database = {.connection = job->passes->options->redirect.from ? NULL : output->postgis, .schema = output->postgis_schema},
        .crs_wkt = job->system ? lci_working_system_wkt(job->system) : NULL,
    };
}

static enum lci_status
spare(const struct lci_job *job, const char *input, struct lci_error *err)
{
    const struct lci_output *output = &job->config->output;
    const char *const places[] = {output->path,        output->also_path, output->csv_folder, output->tables.folder,
                                  output->tables.xlsx, output->report,    output->maps};

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        if (places[i] && input && lci_same_file(places[i], input))
            return lci_fail(err, LCI_E_CONFIG,
                            "output: %s is an input of this run; expected another path", places[i]);
    return LCI_OK;
}

enum lci_status
lci_job_spare_inputs(const struct lci_job *job, struct lci_error *err)
{
    const struct lci_config *config = job->config;
    const struct lci_sources *const kinds[] = {&config->network,    &config->barriers,
                                               &config->facilities, &config->homes,
                                               &config->gates,      &config->buildings,
                                               &config->units,      &config->figures,
                                               &config->origins};
    enum lci_status status = spare(job, config->path, err);

    if (status == LCI_OK)
        status = spare(job, config->dem_path, err);
    for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
        for (size_t s = 0; s < kinds[k]->count && status == LCI_OK; s++)
            status = spare(job, kinds[k]->items[s].path, err);
    return status;
}

/* Tells how far it is, and answers whether to stop. In the calling thread only. */
static bool
look_up(void *user)
{
    struct watch *watch = user;
    const struct lci_context *context = watch->context;

    if (context && context->cancelled && context->cancelled(context->user))
        atomic_store(&watch->is_stopped, true);
    else if (context && context->progress && watch->rows_total > 0)
        context->progress(context->user, "write", (double)atomic_load(&watch->rows_done) / (double)watch->rows_total);
    return atomic_load(&watch->is_stopped);
}

static enum lci_status
fill_guarded(void *user, size_t row, struct lci_row *out, struct lci_error *err)
{
    const struct guarded *guard = user;
    struct watch *watch = guard->watch;

    if (row % ROWS_A_CHECK == 0) {
        if (!lci_pool_is_worker())
            (void)look_up(watch);
        if (atomic_load(&watch->is_stopped))
            return lci_fail(err, LCI_E_CANCELLED, "stopped while the results were written");
        /* The last rows of a table count when it is begun: the sum is then that of all rows, and never above it. */
        atomic_fetch_add(&watch->rows_done, row == 0 ? guard->inner.row_count % ROWS_A_CHECK : ROWS_A_CHECK);
    }
    return guard->inner.fill(guard->inner.user, row, out, err);
}

static void
guard_tables(struct tables *tables, struct watch *watch)
{
    for (size_t t = 0; t < tables->count; t++) {
        tables->guards[t] = (struct guarded){.inner = tables->items[t], .watch = watch};
        tables->items[t].fill = fill_guarded;
        tables->items[t].user = &tables->guards[t];
    }
}

/* Every reader of what waits in files may be on a thread of its own from now on. */
static enum lci_status
finish_spools(const struct lci_passes *passes, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < passes->count && status == LCI_OK; i++)
        if (passes->items[i].spool)
            status = lci_spool_finish(passes->items[i].spool, err);
    return status;
}

typedef enum lci_status (*table_maker)(struct lci_job *job, struct lci_table *out,
                                       struct lci_error *err);

enum table_passes {
    OF_EACH_PASS,         /* a layer each: one row a thing, whoever walks */
    OF_EACH_AND_COMPOSED, /* also of the composed pass, where there is one */
    OF_ALL_PASSES,        /* one table with the rows of all */
    OF_ALL_AND_COMPOSED,
    OF_THE_RUN /* says what there is to say about all of them */
};

/* Those that people look at come first. */
static const struct {
    table_maker make;
    enum table_passes passes;
    enum lci_layer layer; /* LCI_LAYER_COUNT: it is always there */
} makers[] = {
    {lci_table_homes, OF_EACH_AND_COMPOSED, LCI_LAYER_HOMES},
    {lci_table_facilities, OF_EACH_PASS, LCI_LAYER_FACILITIES},
    {lci_table_gates, OF_EACH_PASS, LCI_LAYER_GATES},
    {lci_table_service_areas, OF_ALL_PASSES, LCI_LAYER_SERVICE_AREAS},
    {lci_table_reached_streets, OF_ALL_PASSES, LCI_LAYER_REACHED_STREETS},
    {lci_table_units, OF_EACH_AND_COMPOSED, LCI_LAYER_UNITS},
    {lci_table_coverage, OF_ALL_AND_COMPOSED, LCI_LAYER_COVERAGE},
    {lci_table_straight_network, OF_ALL_AND_COMPOSED, LCI_LAYER_STRAIGHT_NETWORK},
    {lci_table_missing_minutes, OF_ALL_AND_COMPOSED, LCI_LAYER_MISSING_MINUTES},
    {lci_table_access, OF_ALL_PASSES, LCI_LAYER_ACCESS},
    {lci_table_gate_band_homes, OF_ALL_AND_COMPOSED, LCI_LAYER_GATE_BAND_HOMES},
    {lci_table_gate_band, OF_ALL_AND_COMPOSED, LCI_LAYER_GATE_BAND},
    {lci_table_gate_gains, OF_ALL_PASSES, LCI_LAYER_GATE_GAINS},
    {lci_table_gaps, OF_ALL_AND_COMPOSED, LCI_LAYER_GAPS},
    {lci_table_gap_homes, OF_ALL_AND_COMPOSED, LCI_LAYER_GAP_HOMES},
    {lci_table_network_defects, OF_ALL_PASSES, LCI_LAYER_NETWORK_DEFECTS},
    {lci_table_network_defect_gains, OF_ALL_PASSES, LCI_LAYER_NETWORK_DEFECT_GAINS},
    {lci_table_indicators, OF_ALL_AND_COMPOSED, LCI_LAYER_INDICATORS},
    {lci_table_spread, OF_ALL_AND_COMPOSED, LCI_LAYER_INDICATOR_SPREAD},
    {lci_table_presence, OF_ALL_PASSES, LCI_LAYER_PRESENCE},
    {lci_table_streets, OF_THE_RUN, LCI_LAYER_STREETS},
    {lci_table_barriers, OF_THE_RUN, LCI_LAYER_BARRIERS},
    {lci_table_barrier_areas, OF_THE_RUN, LCI_LAYER_BARRIER_AREAS},
    {lci_table_quality, OF_THE_RUN, LCI_LAYER_COUNT},
    {lci_table_run, OF_THE_RUN, LCI_LAYER_COUNT},
};

enum { MAKER_COUNT = sizeof(makers) / sizeof(makers[0]) };

/* Some tables are only there where the configuration, or its standard, asks for what they say; others it leaves out. */
static bool
is_asked_for(const struct lci_config *config, table_maker make, enum lci_layer layer)
{
    if (layer < LCI_LAYER_COUNT && (config->output.without & 1U << layer))
        return false;
    if (make == lci_table_gates)
        return config->gates.count > 0;
    if (make == lci_table_access)
        return config->output.pairs;
    if (make == lci_table_gate_band_homes || make == lci_table_gate_band)
        return config->parameters.gate_band != LCI_GATE_BAND_NONE;
    if (make == lci_table_gate_gains)
        return config->parameters.gate_gains;
    if (make == lci_table_indicators || make == lci_table_spread)
        return config->indicator_count > 0;
    if (make == lci_table_presence)
        return config->presence_count > 0;
    if (make == lci_table_gaps || make == lci_table_gap_homes || make == lci_table_network_defects ||
        make == lci_table_network_defect_gains)
        return config->parameters.gaps;
    return true;
}

/* Rows are asked for in order, from the first, by every place that is written to. */
static enum lci_status
fill_chain(void *user, size_t row, struct lci_row *out, struct lci_error *err)
{
    struct chain *chain = user;

    if (row < chain->first_row)
        chain->part = chain->first_row = 0;
    while (row - chain->first_row >= chain->parts[chain->part].row_count)
        chain->first_row += chain->parts[chain->part++].row_count;
    return chain->parts[chain->part].fill(chain->parts[chain->part].user, row - chain->first_row,
                                          out, err);
}

enum lci_status
lci_tables_chain(struct lci_job *first, const struct lci_table *parts, size_t count,
             struct lci_table *out, struct lci_error *err)
{
    struct chain *chain = lci_arena_alloc(&first->arena, 1, sizeof(*chain));

    if (!chain)
        return lci_fail_nomem(err, parts[0].name);
    *chain = (struct chain){.parts = parts};
    *out = parts[0];
    out->row_count = 0;
    for (size_t i = 0; i < count; i++)
        out->row_count += parts[i].row_count;
    out->fill = fill_chain;
    out->user = chain;
    return LCI_OK;
}

/* The tables of one maker, of all passes or the one that has it. */
static enum lci_status
make_tables_of(struct lci_passes *passes, size_t maker, struct tables *tables,
               struct lci_error *err)
{
    struct lci_job *first = &passes->items[0];
    const enum table_passes of = makers[maker].passes;
    const bool with_composed = of == OF_EACH_AND_COMPOSED || of == OF_ALL_AND_COMPOSED;
    const size_t count = of == OF_THE_RUN ? 1 : with_composed ? passes->count : passes->walk_count;
    struct lci_table *made = lci_arena_alloc(&first->arena, count, sizeof(*made));
    enum lci_status status = made ? LCI_OK : lci_fail_nomem(err, "results");

    for (size_t i = 0; i < count && status == LCI_OK; i++) {
        status = makers[maker].make(&passes->items[i], &made[i], err);
        if (makers[maker].make == lci_table_reached_streets) {
            tables->streets = made;
            tables->street_count = i + 1;
        }
    }
    if (status != LCI_OK)
        return status;
    if (of == OF_ALL_PASSES || of == OF_ALL_AND_COMPOSED)
        return lci_tables_chain(first, made, count, &tables->items[tables->count++], err);
    for (size_t i = 0; i < count; i++)
        tables->items[tables->count++] = made[i];
    return LCI_OK;
}

static enum lci_status
make_tables(struct lci_passes *passes, struct tables *tables, struct lci_error *err)
{
    struct lci_job *first = &passes->items[0];
    const size_t most = MAKER_COUNT * passes->count;
    enum lci_status status = LCI_OK;

    tables->items = lci_arena_alloc(&first->arena, most, sizeof(*tables->items));
    tables->guards = lci_arena_alloc(&first->arena, most, sizeof(*tables->guards));
    if (!tables->items || !tables->guards)
        return lci_fail_nomem(err, "results");
    for (size_t i = 0; i < MAKER_COUNT && status == LCI_OK; i++)
        if (is_asked_for(first->config, makers[i].make, makers[i].layer))
            status = make_tables_of(passes, i, tables, err);
    return status;
}

/* What was read is still what is there: else nobody knows what the results are of. */
static enum lci_status
check_sources(void *user, struct lci_error *err)
{
    return lci_run_sources_check(user, err);
}

/* What was written, for those who ask once the tables are gone. */
static enum lci_status
note_written(struct lci_passes *passes, const struct tables *tables, struct lci_error *err)
{
    passes->written = lci_arena_alloc(&passes->items[0].arena, tables->count + 1, sizeof(*passes->written));
    if (!passes->written)
        return lci_fail_nomem(err, "results");
    for (size_t t = 0; t < tables->count; t++)
        passes->written[passes->written_count++] = (struct lci_written_table){tables->items[t].name, tables->items[t].row_count};
    return LCI_OK;
}

/* Tables go to places as they are, but for those that are handed in. */
static enum lci_status
write_tables(struct lci_job *job, struct tables *tables, size_t row_count, struct lci_error *err)
{
    struct lci_write_options options = lci_job_write_options(job);
    const char *const places[] = {options.path, options.csv_folder, options.also_path};
    struct watch watch = {.context = job->context};
    const struct lci_context context = {.cancelled = look_up, .user = &watch};
    struct lci_hand_in_sheets sheets = {.count = 0};
    enum lci_status status = finish_spools(job->passes, err);

    if (status == LCI_OK && lci_hand_in_is_asked_for(job->config)) {
        status = lci_hand_in_make(job->passes, &sheets, err);
        lci_hand_in_add(job->config, &sheets, &options);
    }
    lci_show_add(job, &options);
    if (status == LCI_OK)
        status = redirect_all(job, &options, err);
    if (status != LCI_OK)
        return status;
    options.before_commit = check_sources;
    options.user = &job->passes->sources;
    options.pool = job->pool;
    options.context = &context;
    lci_show_dress(&options);
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        watch.rows_total += places[i] ? row_count : 0;
    guard_tables(tables, &watch);
    return lci_write_tables(tables->items, tables->count, &options, err);
}

enum lci_status
lci_job_write(struct lci_job *job, struct lci_job_stage *stage, struct lci_error *err)
{
    struct tables tables = {.count = 0};
    const char *path = job->config->output.path;
    size_t rows = 0;
    enum lci_status status = LCI_OK;

    if (!path)
        return lci_fail(err, LCI_E_CONFIG, "output.path: expected a path, found none");
    status = lci_passes_merge_quality(job->passes, err);
    if (status == LCI_OK)
        status = make_tables(job->passes, &tables, err);
    for (size_t t = 0; t < tables.count; t++)
        rows += tables.items[t].row_count;
    if (status == LCI_OK)
        status = write_tables(job, &tables, rows, err);
    if (status == LCI_OK)
        status = note_written(job->passes, &tables, err);
    for (size_t i = 0; i < tables.street_count; i++)
        lci_table_reached_streets_fini(&tables.streets[i]);
    lci_count_add(stage->in, sizeof(stage->in), tables.count, "table", "tables");
    lci_count_add(stage->in, sizeof(stage->in), rows, "row", "rows");
    (void)snprintf(stage->out, sizeof(stage->out), "%.180s", path);
    return status;
}
