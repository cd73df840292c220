/* sheet_definitions.c - what stands behind T1 to T7: definitions with their formulas, indicators with what they divide, columns. */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "io/growing_text.h"
#include "report/meanings.h"
#include "run/hand_in.h"

/* A sheet that holds texts only. */
struct texts {
    const char **cells; /* [row * column_count + column]; NULL: empty */
    size_t column_count, row_count;
};

static enum lci_status
fill_texts(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    const struct texts *texts = user;
    struct lci_cells cells = {.values = out->values};

    (void)err;
    for (size_t c = 0; c < texts->column_count; c++)
        lci_cell_text(&cells, texts->cells[index * texts->column_count + c]);
    return LCI_OK;
}

struct heading {
    const char *name;
    struct lci_words words;
};

/* Makes a sheet of texts with room for the rows. NULL: out of memory. */
static struct texts *
new_texts(struct lci_job *job, const struct heading *headings, size_t count, size_t row_count, struct lci_sheet *out,
          struct lci_error *err)
{
    struct lci_sheet_columns columns = {.arena = &job->arena, .english = job->config->output.tables.english};
    struct texts *texts = lci_arena_alloc(&job->arena, 1, sizeof(*texts));

    for (size_t c = 0; c < count; c++)
        lci_sheet_column(&columns, LCI_COLUMN_TEXT, LCI_SHEET_PLAIN, headings[c].name, headings[c].words);
    if (lci_sheet_columns_finish(&columns, out, err) != LCI_OK || !texts)
        return NULL;
    *texts = (struct texts){.cells = lci_arena_alloc(&job->arena, count * row_count, sizeof(*texts->cells)),
                            .column_count = count,
                            .row_count = row_count};
    out->table.shape = LCI_TABLE_PLAIN;
    out->table.row_count = row_count;
    out->table.fill = fill_texts;
    out->table.user = texts;
    return texts->cells ? texts : NULL;
}

enum lci_status
lci_sheet_definitions(struct lci_job *job, struct lci_sheet *out, struct lci_error *err)
{
    static const struct heading headings[] = {{"definition", {"代码", "Id"}},
                                              {"title", {"名称", "Name"}},
                                              {"numerator", {"分子", "Numerator"}},
                                              {"denominator", {"分母", "Denominator"}},
                                              {"formula", {"公式与说明", "Formula"}}};
    enum { COLUMNS = sizeof(headings) / sizeof(headings[0]) };
    const bool english = job->config->output.tables.english;
    size_t count = 0;
    const struct lci_meaning *definitions = lci_meanings(&count);
    struct texts *texts = new_texts(job, headings, COLUMNS, count, out, err);

    if (!texts)
        return lci_fail_nomem(err, "definitions");
    for (size_t i = 0; i < count; i++) {
        const struct lci_meaning *one = &definitions[i];
        const struct lci_words words[COLUMNS] = {{one->id, one->id}, one->title, one->numerator, one->denominator, one->formula};

        for (size_t c = 0; c < COLUMNS; c++)
            texts->cells[i * COLUMNS + c] = lci_word(english, words[c]);
    }
    out->tab = lci_word(english, (struct lci_words){"定义", "Definitions"});
    out->table.name = "definitions";
    out->frozen_columns = 2;
    return LCI_OK;
}

static const char *
category_title(const struct lci_job *job, const char *id)
{
    const bool english = job->config->output.tables.english;

    for (size_t c = 0; c < job->config->category_count + job->config->left_out_count; c++) {
        const struct lci_category *category = &job->config->categories[c];
        const char *title = english ? category->title_en : category->title_zh;

        if (strcmp(category->id, id) == 0)
            return title ? title : id;
    }
    return id;
}

static void
add_where(struct lci_growing_text *text, const struct lci_selection *where, size_t count)
{
    for (size_t w = 0; w < count; w++)
        for (size_t m = 0; m < where[w].match_count; m++) {
            const struct lci_match *match = &where[w].matches[m];

            lci_text_add(text, "%s%s=", w + m == 0 ? " [" : m > 0 ? " & " : " | ", match->key);
            for (size_t v = 0; v < match->values.count; v++)
                lci_text_add(text, "%s%s", v > 0 ? "|" : "", match->values.items[v]);
        }
    if (count > 0)
        lci_text_add(text, "]");
}

/* "社区综合服务设施：floor_area_m2 之和 [grade=5A]" */
static void
add_quantity(struct lci_growing_text *text, const struct lci_job *job, const struct lci_quantity *quantity)
{
    const bool english = job->config->output.tables.english;

    for (size_t f = 0; f < quantity->facilities.count; f++)
        lci_text_add(text, "%s%s", f > 0 ? lci_word(english, (struct lci_words){"、", ", "}) : "",
                     category_title(job, quantity->facilities.items[f]));
    if (quantity->units)
        lci_text_add(text, english ? "units of level %s" : "单元（%s）", lci_sheet_value(job, "level", quantity->units));
    if (quantity->homes)
        lci_text_add(text, english ? "homes: sum of %s" : "住宅：%s 之和", quantity->homes);
    if (quantity->figures)
        lci_text_add(text, english ? "figures handed in: %s" : "上报数：%s", quantity->figures);
    if (quantity->attribute)
        lci_text_add(text, english ? ": sum of %s" : "：%s 之和", quantity->attribute);
    else if (quantity->facilities.count > 0 || quantity->units)
        lci_text_add(text, "%s", lci_word(english, (struct lci_words){"：数量", ": how many"}));
    add_where(text, quantity->where, quantity->where_count);
    if (quantity->once_per_site)
        lci_text_add(text, "%s", lci_word(english, (struct lci_words){"（同址计一次）", " (sites count once)"}));
}

static void
add_quantities(struct lci_growing_text *text, const struct lci_job *job, const struct lci_quantities *quantities)
{
    for (size_t q = 0; q < quantities->count; q++) {
        lci_text_add(text, "%s", q > 0 ? lci_word(job->config->output.tables.english, (struct lci_words){"；加 ", "; plus "}) : "");
        add_quantity(text, job, &quantities->items[q]);
    }
}

/* "unit_has：社区综合服务设施，居村" */
static void
add_choice(struct lci_growing_text *text, const struct lci_job *job, const struct lci_coverage_choice *choice)
{
    static const struct lci_words colon = {"：", ": "};
    static const struct lci_words comma = {"，", ", "};
    const bool english = job->config->output.tables.english;
    const char *const further[] = {choice->category ? category_title(job, choice->category) : NULL, choice->set, choice->detail,
                                   choice->counted_level ? lci_sheet_value(job, "level", choice->counted_level) : NULL,
                                   choice->weight};

    lci_text_add(text, "%s", choice->definition);
    for (size_t i = 0, said = 0; i < sizeof(further) / sizeof(further[0]); i++)
        if (further[i])
            lci_text_add(text, "%s%s", lci_word(english, said++ == 0 ? colon : comma), further[i]);
    if (choice->k > 0)
        lci_text_add(text, ", k = %u", choice->k);
    if (choice->minutes > 0.0)
        lci_text_add(text, english ? ", %g min" : "，%g 分钟", choice->minutes);
    if (choice->meters > 0.0)
        lci_text_add(text, english ? ", %g m" : "，%g 米", choice->meters);
}

/* Takes a text over into the arena, and empties it. NULL: out of memory. */
static const char *
keep(struct lci_job *job, struct lci_growing_text *text)
{
    const char *kept = text->failed ? NULL : lci_arena_text(&job->arena, text->bytes ? text->bytes : "", text->length);

    lci_free(text->bytes);
    *text = (struct lci_growing_text){0};
    return kept;
}

static const char *
describe(struct lci_job *job, const struct lci_indicator *indicator, bool is_numerator)
{
    struct lci_growing_text text = {0};

    if (indicator->kind == LCI_INDICATOR_COVERAGE && is_numerator)
        add_choice(&text, job, &indicator->coverage);
    else if (indicator->kind == LCI_INDICATOR_COVERAGE)
        lci_text_add(&text, "%s", lci_word(job->config->output.tables.english, (struct lci_words){"见“定义”", "see Definitions"}));
    else if (indicator->kind == LCI_INDICATOR_REPORTED && is_numerator)
        lci_text_add(&text, "%s", lci_word(job->config->output.tables.english, (struct lci_words){"按上报", "as handed in"}));
    else
        add_quantities(&text, job, is_numerator ? &indicator->numerator : &indicator->denominator);
    return keep(job, &text);
}

static const char *
write_number(struct lci_job *job, double value)
{
    struct lci_growing_text text = {0};

    if (!isnan(value))
        lci_text_add_number(&text, value);
    return keep(job, &text);
}

static const char *
list_levels(struct lci_job *job, const struct lci_texts *levels)
{
    const bool english = job->config->output.tables.english;
    struct lci_growing_text text = {0};

    for (size_t i = 0; i < levels->count; i++)
        lci_text_add(&text, "%s%s", i > 0 ? lci_word(english, (struct lci_words){"、", ", "}) : "",
                     lci_sheet_value(job, "level", levels->items[i]));
    if (levels->count == 0)
        lci_text_add(&text, "%s", lci_word(english, (struct lci_words){"各级", "all"}));
    return keep(job, &text);
}

enum lci_status
lci_sheet_indicator_list(struct lci_job *job, struct lci_sheet *out, struct lci_error *err)
{
    static const struct heading headings[] = {{"number", {"序号", "No."}},
                                              {"indicator", {"指标代码", "Indicator"}},
                                              {"name", {"指标名称", "Name"}},
                                              {"numerator", {"分子", "Numerator"}},
                                              {"denominator", {"分母", "Denominator"}},
                                              {"scale", {"比例系数", "Scale"}},
                                              {"sense", {"方向", "Sense"}},
                                              {"target", {"目标", "Target"}},
                                              {"measure", {"计量单位", "Measure"}},
                                              {"target_date", {"目标年", "Target date"}},
                                              {"binding", {"属性", "Binding"}},
                                              {"levels", {"层级", "Levels"}},
                                              {"source", {"依据", "Source"}}};
    enum { COLUMNS = sizeof(headings) / sizeof(headings[0]) };
    const struct lci_config *config = job->config;
    const bool english = config->output.tables.english;
    struct texts *texts = NULL;

    if (config->indicator_count == 0)
        return LCI_OK;
    texts = new_texts(job, headings, COLUMNS, config->indicator_count, out, err);
    if (!texts)
        return lci_fail_nomem(err, "indicators");
    for (size_t i = 0; i < config->indicator_count; i++) {
        const struct lci_indicator *one = &config->indicators[i];
        const char *const cells[COLUMNS] = {
            one->number > 0 ? write_number(job, one->number) : "",
            one->id,
            english ? one->title_en : one->title_zh,
            describe(job, one, true),
            describe(job, one, false),
            write_number(job, one->scale),
            isnan(one->target) ? "" : lci_sheet_value(job, "sense", one->at_most ? "at_most" : "at_least"),
            write_number(job, one->target),
            lci_sheet_value(job, "measure", one->measure),
            one->target_date,
            lci_sheet_value(job, "binding", one->binding ? "binding" : "expected"),
            list_levels(job, &one->levels),
            one->number > 0 && config->standard_id ? config->standard_id
                                                   : lci_word(english, (struct lci_words){"配置文件", "configuration"}),
        };

        memcpy(texts->cells + i * COLUMNS, cells, sizeof(cells));
    }
    out->tab = lci_word(english, (struct lci_words){"指标定义", "Indicator list"});
    out->table.name = "indicator_definitions";
    out->frozen_columns = 3;
    return LCI_OK;
}

/* The unit that the name of a column ends in. */
static const char *
unit_of(const struct lci_sheet_head *head, const char *name, bool english)
{
    static const struct {
        const char *end;
        struct lci_words words;
    } units[] = {{"_m", {"米", "m"}},        {"_m2", {"平方米", "m²"}},       {"_min", {"分钟", "min"}},
                 {"_percent", {"%", "%"}},   {"_count", {"个", "number"}},    {"_households", {"户", "households"}},
                 {"households", {"户", "households"}}, {"_population", {"人", "people"}}, {"population", {"人", "people"}},
                 {"_elders", {"人", "people"}}, {"elders", {"人", "people"}}, {"_minors", {"人", "people"}}};
    const size_t length = strlen(name);

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        const size_t end = strlen(units[i].end);

        if (length >= end && head->format != LCI_SHEET_PLAIN && strcmp(name + length - end, units[i].end) == 0)
            return lci_word(english, units[i].words);
    }
    return "";
}

enum lci_status
lci_sheet_column_list(struct lci_job *job, const struct lci_sheet *sheets, size_t sheet_count, struct lci_sheet *out,
                      struct lci_error *err)
{
    static const struct heading headings[] = {{"table", {"表", "Table"}},
                                              {"heading", {"列标题", "Heading"}},
                                              {"column", {"字段名", "Column"}},
                                              {"unit", {"单位", "Unit"}}};
    enum { COLUMNS = sizeof(headings) / sizeof(headings[0]) };
    const bool english = job->config->output.tables.english;
    const char *any = lci_word(english, (struct lci_words){"〔各设施类别〕", "[each category]"});
    struct texts *texts = NULL;
    size_t count = 0;

    for (size_t s = 0; s < sheet_count; s++)
        count += sheets[s].table.column_count;
    texts = new_texts(job, headings, COLUMNS, count, out, err);
    if (!texts)
        return lci_fail_nomem(err, "columns");
    texts->row_count = 0;
    for (size_t s = 0; s < sheet_count; s++)
        for (size_t c = 0; c < sheets[s].table.column_count; c++) {
            const struct lci_sheet_head *heads = sheets[s].heads;
            const struct lci_column *column = &sheets[s].table.columns[c];
            const char **cells = texts->cells + texts->row_count * COLUMNS;
            size_t first = c;

            while (heads[c].group && first > 0 && heads[first - 1].group)
                first--;
            if (heads[c].group && strcmp(heads[c].group, heads[first].group) != 0)
                continue; /* the same as those of the first category */
            cells[0] = sheets[s].tab;
            cells[1] = heads[c].group ? lci_sheet_joined(&job->arena, any, " ", heads[c].rest) : heads[c].heading;
            cells[2] = heads[c].group ? lci_sheet_joined(&job->arena, "*", "_", heads[c].rest_name) : column->name;
            cells[3] = unit_of(&heads[c], column->name, english);
            if (!cells[1] || !cells[2])
                return lci_fail_nomem(err, "columns");
            texts->row_count++;
        }
    out->table.row_count = texts->row_count;
    out->tab = lci_word(english, (struct lci_words){"字段", "Columns"});
    out->table.name = "columns";
    out->frozen_columns = 2;
    return LCI_OK;
}
