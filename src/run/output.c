/* output.c - the stage `write`: all tables to all places, checked and swapped in. */
#include "run/output.h"

#include <stdio.h>
#include <sys/stat.h>

#include "base/log.h"
#include "run/tables.h"

enum { TABLE_MAX = 11, ROWS_A_CHECK = 256 };

/* A table whose rows report progress and can be stopped. */
struct guarded {
    struct lci_table inner;
    const struct lci_context *context;
    size_t rows_before, rows_total; /* of all tables */
};

struct tables {
    struct lci_table items[TABLE_MAX];
    struct guarded guards[TABLE_MAX];
    size_t count;
};

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
        .crs_wkt = job->system ? lci_working_system_wkt(job->system) : NULL,
    };
}

static bool
same_file(const char *output, const char *input)
{
    struct stat a = {0};
    struct stat b = {0};

    return output && input && stat(output, &a) == 0 && stat(input, &b) == 0 &&
           a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

static enum lci_status
spare(const struct lci_job *job, const char *input, struct lci_error *err)
{
    const struct lci_output *output = &job->config->output;
    const char *const places[] = {output->path, output->also_path, output->csv_folder};

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        if (same_file(places[i], input))
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
                                               &config->buildings,  &config->units};
    enum lci_status status = spare(job, config->path, err);

    if (status == LCI_OK)
        status = spare(job, config->dem_path, err);
    for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
        for (size_t s = 0; s < kinds[k]->count && status == LCI_OK; s++)
            status = spare(job, kinds[k]->items[s].path, err);
    return status;
}

static enum lci_status
fill_guarded(void *user, size_t row, struct lci_row *out, struct lci_error *err)
{
    const struct guarded *guard = user;
    const struct lci_context *context = guard->context;

    if (context && row % ROWS_A_CHECK == 0) {
        if (context->cancelled && context->cancelled(context->user))
            return lci_fail(err, LCI_E_CANCELLED, "stopped while the results were written");
        if (context->progress && guard->rows_total > 0)
            context->progress(context->user, "write",
                              (double)(guard->rows_before + row) / (double)guard->rows_total);
    }
    return guard->inner.fill(guard->inner.user, row, out, err);
}

static void
guard_tables(const struct lci_job *job, struct tables *tables)
{
    size_t total = 0;

    for (size_t t = 0; t < tables->count; t++)
        total += tables->items[t].row_count;
    for (size_t t = 0; t < tables->count; t++) {
        struct guarded *guard = &tables->guards[t];

        *guard = (struct guarded){.inner = tables->items[t], .context = job->context};
        guard->rows_before =
            t > 0 ? tables->guards[t - 1].rows_before + tables->guards[t - 1].inner.row_count : 0;
        guard->rows_total = total;
        tables->items[t].fill = fill_guarded;
        tables->items[t].user = guard;
    }
}

/* Those that people look at come first. */
static enum lci_status
make_tables(struct lci_job *job, struct tables *tables, struct lci_table *streets,
            struct lci_error *err)
{
    static enum lci_status (*const makers[])(struct lci_job *, struct lci_table *,
                                             struct lci_error *) = {
        lci_table_homes,           lci_table_facilities, lci_table_service_areas,
        lci_table_reached_streets, lci_table_units,      lci_table_coverage,
        lci_table_straight_network, lci_table_missing_minutes,
        lci_table_access,          lci_table_quality,    lci_table_run,
    };

    for (size_t i = 0; i < sizeof(makers) / sizeof(makers[0]); i++) {
        enum lci_status status = LCI_OK;

        if (makers[i] == lci_table_access && !job->config->output.pairs)
            continue;
        status = makers[i](job, &tables->items[tables->count], err);
        if (makers[i] == lci_table_reached_streets)
            *streets = tables->items[tables->count];
        if (status != LCI_OK)
            return status;
        tables->count++;
    }
    return LCI_OK;
}

enum lci_status
lci_job_write(struct lci_job *job, struct lci_job_stage *stage, struct lci_error *err)
{
    const struct lci_write_options options = lci_job_write_options(job);
    struct tables tables = {.count = 0};
    struct lci_table streets = {0};
    size_t rows = 0;
    enum lci_status status = LCI_OK;

    if (!options.path)
        return lci_fail(err, LCI_E_CONFIG, "output.path: expected a path, found none");
    lci_quality_sort(&job->quality);
    status = make_tables(job, &tables, &streets, err);
    if (status == LCI_OK) {
        guard_tables(job, &tables);
        status = lci_write_tables(tables.items, tables.count, &options, err);
    }
    for (size_t t = 0; t < tables.count; t++)
        rows += tables.items[t].row_count;
    lci_table_reached_streets_fini(&streets);
    (void)snprintf(stage->in, sizeof(stage->in), "%zu tables, %zu rows", tables.count, rows);
    (void)snprintf(stage->out, sizeof(stage->out), "%.180s", options.path);
    return status;
}
