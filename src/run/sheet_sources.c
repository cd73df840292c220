/* sheet_sources.c - the head of T7: for every source how many rows were read, and what became of them. */
#include <string.h>

#include "base/alloc.h"
#include "run/sheets.h"

enum { FAR_MM = 100000, KIND_COUNT = 9 };

/* A source and what is counted about it. */
struct counted {
    const char *kind; /* as the quality rows call it */
    const struct lci_source *source;
    const char *crs, *encoding; /* NULL: nothing is known */
    bool has_rows;              /* rows are things of their own: not streets and barriers */
    size_t read, kept, idle, merged, repaired, far, error_count, warning_count;
};

struct writer {
    const struct lci_job *job;
    struct counted *items;
    size_t count;
    char phrase[LCI_PHRASE_SIZE]; /* of the row in hand */
};

static bool
is_of(const struct counted *counted, const char *source, const char *layer_name)
{
    return strcmp(counted->source->label, source) == 0 &&
           (!counted->source->layer || strcmp(counted->source->layer, layer_name) == 0);
}

/* A row of the source itself, not of another one that reads the same layer: each has a label of its own. */
static bool
is_from(const struct counted *counted, const struct lci_origin *origin)
{
    return origin->source == counted->source->label;
}

/* Of facilities those that count, those that do not, and those that repeat another; of homes and units all that are in use. */
static void
count_kept(struct counted *counted, const struct lci_job *job)
{
    const bool of_facilities = strcmp(counted->kind, "facilities") == 0;
    size_t taken = 0;

    counted->has_rows = of_facilities || strcmp(counted->kind, "homes") == 0 || strcmp(counted->kind, "units") == 0;
    for (size_t i = 0; i < job->kept_count; i++)
        if (job->kept[i].source == counted->source) {
            counted->read = job->kept[i].row_count;
            taken = job->kept[i].taken_count;
        }
    counted->kept = taken;
    if (!of_facilities)
        return;
    counted->kept = 0;
    for (size_t i = 0; i < job->facilities.count; i++) {
        const struct lci_facility *facility = &job->facilities.items[i];

        if (!is_from(counted, &facility->origin))
            continue;
        counted->kept++;
        counted->far += facility->join.edge != LCI_NONE && facility->join.leg_mm > FAR_MM;
    }
    for (size_t i = 0; i < job->idle.count; i++)
        counted->idle += is_from(counted, &job->idle.items[i].origin);
    counted->merged = taken - counted->kept - counted->idle;
}

static void
count_row(struct counted *counted, const struct lci_quality_row *row)
{
    const bool one = row->feature_id[0] != '\0';

    counted->error_count += row->severity == LCI_SEVERITY_ERROR;
    counted->warning_count += row->severity == LCI_SEVERITY_WARNING;
    if (strncmp(row->code, "crs_", 4) == 0)
        counted->crs = row->found;
    if (strncmp(row->code, "encoding_", 9) == 0)
        counted->encoding = row->found;
    if (one && (strstr(row->code, "repaired") || strstr(row->code, "guessed") || strstr(row->code, "damaged")))
        counted->repaired++;
}

static enum lci_status
count_all(struct lci_job *job, struct writer *writer, struct lci_error *err)
{
    const struct lci_config *config = job->config;
    const struct {
        const char *kind;
        const struct lci_sources *sources;
    } kinds[KIND_COUNT] = {{"roads", &config->network}, {"barriers", &config->barriers}, {"facilities", &config->facilities},
                           {"homes", &config->homes},   {"buildings", &config->buildings}, {"units", &config->units},
                           {"gates", &config->gates},    {"origins", &config->origins},     {"figures", &config->figures}};
    size_t total = 0;

    for (size_t k = 0; k < KIND_COUNT; k++)
        total += kinds[k].sources->count;
    writer->items = lci_arena_alloc(&job->arena, total, sizeof(*writer->items));
    if (!writer->items)
        return lci_fail_nomem(err, "T7");
    for (size_t k = 0; k < KIND_COUNT; k++)
        for (size_t s = 0; s < kinds[k].sources->count; s++) {
            struct counted *counted = &writer->items[writer->count++];

            *counted = (struct counted){.kind = kinds[k].kind, .source = &kinds[k].sources->items[s]};
            count_kept(counted, job);
            for (size_t q = 0; q < job->quality.count; q++)
                if (strcmp(job->quality.rows[q].layer, counted->kind) == 0 &&
                    is_of(counted, job->quality.rows[q].source, job->quality.rows[q].layer_name))
                    count_row(counted, &job->quality.rows[q]);
        }
    return LCI_OK;
}

static enum lci_status
fill_source(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    struct writer *writer = user;
    const struct counted *counted = &writer->items[index];
    const size_t dropped = counted->read - counted->kept - counted->idle - counted->merged;
    const size_t numbers[] = {counted->read, counted->kept, counted->idle, dropped, counted->merged};
    struct lci_cells cells = {.values = out->values};

    (void)err;
    lci_cell_text(&cells, lci_sheet_value(writer->job, "layer", counted->kind));
    lci_cell_text(&cells, counted->source->label);
    lci_cell_text(&cells, counted->source->layer);
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        if (counted->has_rows)
            lci_cell_integer(&cells, (int64_t)numbers[i]);
        else
            lci_cell_null(&cells);
    lci_cell_integer(&cells, (int64_t)counted->repaired);
    if (strcmp(counted->kind, "facilities") == 0)
        lci_cell_integer(&cells, (int64_t)counted->far);
    else
        lci_cell_null(&cells);
    lci_cell_text(&cells, counted->crs);
    lci_cell_text(&cells, lci_sheet_phrase(writer->job, counted->encoding, writer->phrase, sizeof(writer->phrase)));
    lci_cell_integer(&cells, (int64_t)counted->error_count);
    lci_cell_integer(&cells, (int64_t)counted->warning_count);
    return LCI_OK;
}

enum lci_status
lci_sheet_sources(struct lci_job *job, struct lci_sheet *out, struct lci_error *err)
{
    static const struct {
        const char *name;
        struct lci_words heading;
        enum lci_column_kind kind;
    } all[] = {
        {"layer", {"输入类别", "Input"}, LCI_COLUMN_TEXT},
        {"source", {"数据源", "Source"}, LCI_COLUMN_TEXT},
        {"layer_name", {"图层", "Layer"}, LCI_COLUMN_TEXT},
        {"read_count", {"读入行数", "Rows read"}, LCI_COLUMN_INTEGER},
        {"kept_count", {"保留", "Kept"}, LCI_COLUMN_INTEGER},
        {"idle_count", {"不计入", "Not counted"}, LCI_COLUMN_INTEGER},
        {"dropped_count", {"剔除", "Dropped"}, LCI_COLUMN_INTEGER},
        {"merged_count", {"合并", "Merged"}, LCI_COLUMN_INTEGER},
        {"repaired_count", {"修复", "Repaired"}, LCI_COLUMN_INTEGER},
        {"far_count", {"距道路超过100米", "Farther than 100 m from a street"}, LCI_COLUMN_INTEGER},
        {"crs", {"坐标系", "CRS"}, LCI_COLUMN_TEXT},
        {"encoding", {"编码", "Encoding"}, LCI_COLUMN_TEXT},
        {"error_count", {"错误", "Errors"}, LCI_COLUMN_INTEGER},
        {"warning_count", {"警告", "Warnings"}, LCI_COLUMN_INTEGER},
    };
    struct lci_sheet_columns columns = {.arena = &job->arena, .english = job->config->output.tables.english};
    struct writer *writer = lci_arena_alloc(&job->arena, 1, sizeof(*writer));
    enum lci_status status = LCI_OK;

    if (!writer)
        return lci_fail_nomem(err, "T7");
    *writer = (struct writer){.job = job};
    status = count_all(job, writer, err);
    if (status != LCI_OK)
        return status;
    out->tab = lci_word(columns.english, (struct lci_words){"T7 数据源", "T7 sources"});
    out->frozen_columns = 2;
    out->table = (struct lci_table){
        .name = "T7_sources", .shape = LCI_TABLE_PLAIN, .row_count = writer->count, .fill = fill_source, .user = writer};
    for (size_t c = 0; c < sizeof(all) / sizeof(all[0]); c++)
        lci_sheet_column(&columns, all[c].kind, all[c].kind == LCI_COLUMN_TEXT ? LCI_SHEET_PLAIN : LCI_SHEET_COUNT, all[c].name,
                         all[c].heading);
    return lci_sheet_columns_finish(&columns, out, err);
}
