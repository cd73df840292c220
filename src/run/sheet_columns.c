/* sheet_columns.c - what the tables that are handed in have in common: columns, weights, levels, cells without a number. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "analysis/weights.h"
#include "base/alloc.h"
#include "legend/value_words.h"
#include "run/sheets.h"

const char *
lci_sheet_joined(struct lci_arena *arena, const char *first, const char *between, const char *second)
{
    const size_t size = strlen(first) + strlen(between) + strlen(second) + 1;
    char *text = lci_arena_alloc(arena, size, 1);

    if (text)
        (void)snprintf(text, size, "%s%s%s", first, between, second);
    return text;
}

static void
add(struct lci_sheet_columns *columns, const struct lci_column *column, const struct lci_sheet_head *head)
{
    if (!column->name || !head->heading || !lci_grow(&columns->items, columns->count, &columns->capacity) ||
        !lci_grow(&columns->heads, columns->count, &columns->head_capacity)) {
        columns->failed = true;
        return;
    }
    columns->items[columns->count] = *column;
    columns->heads[columns->count++] = *head;
}

void
lci_sheet_column(struct lci_sheet_columns *columns, enum lci_column_kind kind, enum lci_sheet_format format, const char *name,
                 struct lci_words heading)
{
    const struct lci_column column = {.name = name, .description = heading.en, .kind = kind};
    const struct lci_sheet_head head = {.heading = lci_word(columns->english, heading), .format = format};

    add(columns, &column, &head);
}

void
lci_sheet_column_of(struct lci_sheet_columns *columns, enum lci_sheet_format format, const char *of_name, const char *of_heading,
                    const char *name, struct lci_words heading)
{
    const bool is_text = format == LCI_SHEET_PLAIN || format == LCI_SHEET_VERDICT;
    const char *rest = lci_word(columns->english, heading);
    const struct lci_column column = {
        .name = lci_sheet_joined(columns->arena, of_name, "_", name),
        .description = heading.en,
        .kind = is_text ? LCI_COLUMN_TEXT : LCI_COLUMN_REAL,
    };
    const struct lci_sheet_head head = {
        .heading = lci_sheet_joined(columns->arena, of_heading, " ", rest),
        .group = of_heading,
        .rest = rest,
        .rest_name = name,
        .format = format,
    };

    add(columns, &column, &head);
}

enum lci_status
lci_sheet_columns_finish(struct lci_sheet_columns *columns, struct lci_sheet *sheet, struct lci_error *err)
{
    const size_t count = columns->count;
    struct lci_column *items = NULL;
    struct lci_sheet_head *heads = NULL;

    if (!columns->failed) {
        items = lci_arena_alloc(columns->arena, count, sizeof(*items));
        heads = lci_arena_alloc(columns->arena, count, sizeof(*heads));
    }
    if (items && heads) {
        memcpy(items, columns->items, count * sizeof(*items));
        memcpy(heads, columns->heads, count * sizeof(*heads));
    }
    lci_free(columns->items);
    lci_free(columns->heads);
    sheet->table.columns = items;
    sheet->table.column_count = count;
    sheet->heads = heads;
    return items && heads ? LCI_OK : lci_fail_nomem(err, sheet->tab);
}

size_t
lci_table_column(const struct lci_table *table, const char *name)
{
    size_t c = 0;

    while (c < table->column_count && strcmp(table->columns[c].name, name) != 0)
        c++;
    assert(c < table->column_count);
    return c;
}

void
lci_cell_not_applicable(struct lci_cells *cells)
{
    cells->values[cells->next++] = (struct lci_value){.is_null = true, .text = "n/a"};
}

void
lci_cell_hidden(struct lci_cells *cells)
{
    cells->values[cells->next++] = (struct lci_value){.is_null = true, .text = "*"};
}

const char *
lci_sheet_profile(const struct lci_job *job)
{
    return lci_sheet_value(job, "profile", job->config->profile.id);
}

uint32_t
lci_job_level(const struct lci_job *job, const char *id)
{
    for (uint32_t level = 0; id && level < job->units.level_count; level++)
        if (strcmp(job->units.levels[level], id) == 0)
            return level;
    return LCI_NONE;
}

uint32_t
lci_unit_at_level(const struct lci_job *job, uint32_t unit, uint32_t level)
{
    while (unit != LCI_NONE && level != LCI_NONE && job->units.items[unit].depth != level)
        unit = job->units.items[unit].parent;
    return level == LCI_NONE ? LCI_NONE : unit;
}

static bool
is_known(const struct lci_job *job, size_t weight)
{
    for (size_t home = 0; home < job->homes.count; home++)
        if (job->homes.items[home].weights[weight].state != LCI_WEIGHT_ABSENT)
            return true;
    return false;
}

enum lci_status
lci_job_hand_in_weight(const struct lci_job *job, uint32_t *weight, struct lci_error *err)
{
    static const uint32_t usual[] = {LCI_WEIGHT_HOUSEHOLDS, LCI_WEIGHT_POPULATION};
    const char *wanted = job->config->output.tables.weight;

    *weight = LCI_NONE;
    if (wanted && strcmp(wanted, "land") == 0)
        return LCI_OK;
    for (uint32_t w = 0; wanted && w < job->homes.weight_count; w++)
        if (strcmp(job->homes.weight_names[w], wanted) == 0) {
            *weight = w;
            return LCI_OK;
        }
    if (wanted)
        return lci_fail(err, LCI_E_CONFIG, "output.tables.weight: expected a weight of the homes or land, found \"%s\"", wanted);
    for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]) && *weight == LCI_NONE; i++)
        if (is_known(job, usual[i]))
            *weight = usual[i];
    return LCI_OK;
}

const char *
lci_hand_in_weight_name(const struct lci_job *job, uint32_t weight)
{
    const bool english = job->config->output.tables.english;
    const char *name = weight == LCI_NONE ? "land" : job->homes.weight_names[weight];
    const char *word = english ? NULL : lci_value_word("weight", name, false);

    return word ? word : name;
}

const char *
lci_hand_in_measure(const struct lci_job *job, uint32_t weight)
{
    const bool english = job->config->output.tables.english;
    const char *measure = weight == LCI_NONE ? "m2" : lci_weight_measure(job, weight);

    if (english)
        return measure;
    if (weight == LCI_NONE)
        return "平方米";
    if (strcmp(measure, "households") == 0)
        return "户";
    return strcmp(measure, "people") == 0 ? "人" : measure;
}

double
lci_hand_in_whole(const struct lci_job *job, size_t unit, uint32_t weight)
{
    return weight == LCI_NONE ? lci_sum_land_m2(&job->coverage.sums, unit) : lci_sum_weight(&job->coverage.sums, unit, weight);
}

double
lci_hand_in_covered(const struct lci_job *job, size_t unit, uint32_t category, size_t limit, uint32_t weight)
{
    return weight == LCI_NONE ? lci_sum_land_network_m2(&job->coverage.sums, unit, category, limit)
                              : lci_sum_covered(&job->coverage.sums, unit, category, limit, weight);
}

double
lci_hand_in_below(const struct lci_job *job, uint32_t weight)
{
    return weight != LCI_NONE && lci_known_weight(job->homes.weight_names[weight]) ? job->config->parameters.suppress_below : 0.0;
}

double
lci_job_target_ratio(const struct lci_job *job, uint32_t category)
{
    const struct lci_config *config = job->config;

    return category != LCI_NONE && category < config->category_count ? config->categories[category].target_ratio
                                                                      : config->target_ratio;
}
