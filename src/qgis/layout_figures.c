/* layout_figures.c - the figures beside a map, so that none of them tells too much about a few people. */
#include "qgis/layout_figures.h"

#include <string.h>

#include "legend/value_words.h"
#include "qgis/qml_text.h"

static const double HEADING_MM = 7.0;
static const double CELL_MARGIN_MM = 0.7;
static const double LINE_MM_A_PT = 0.45; /* height of a line of text */
static const double TABLE_RATIO = 0.9;   /* of the size of other texts */
static const double LEAST_PT = 5.0;

/* Columns of the table; the first is what a row is about. Parts of the width. */
static const double parts[4] = {0.46, 0.19, 0.19, 0.16};

/* An expression of QGIS: "%s" of those below. `below` people are too few to be told (parameters.suppress_below). */
struct rule {
    const struct lci_project *project;
    const char *below; /* as a number */
};

static const char *
below_of(const struct lci_project *project)
{
    const char *value = lci_result_value(project->result, "parameter.suppress_below");

    return value ? value : "5";
}

/*
 * What is too few: those within reach, those beyond it, or all of them, but nobody at all. Published sums would give away
 * one cell that is hidden, so where there is any in a category none of its counts is told, and shares in whole per cent,
 * where one per cent is as many people as may be told.
 */
static void
add_too_few(struct lci_growing_text *out, const char *below)
{
    lci_text_add(out,
                 "((\"numerator\" > 0.0005 AND \"numerator\" < %s) OR (\"denominator\" - \"numerator\" > 0.0005 AND "
                 "\"denominator\" - \"numerator\" < %s) OR (\"denominator\" > 0 AND \"denominator\" < %s))",
                 below, below, below);
}

static void
add_any(struct lci_growing_text *out, const char *below)
{
    lci_text_add(out, "coalesce(sum(if(");
    add_too_few(out, below);
    lci_text_add(out, ", 1, 0), \"category\"), 0) > 0");
}

static void
add_count(struct lci_growing_text *out, const char *below, const char *column)
{
    lci_text_add(out, "if(");
    add_any(out, below);
    lci_text_add(out, ", '*', format_number(round(\"%s\"), 0))", column);
}

static void
add_share(struct lci_growing_text *out, const char *below)
{
    lci_text_add(out, "CASE WHEN coalesce(\"denominator\", 0) <= 0 THEN 'n/a' WHEN ");
    add_any(out, below);
    lci_text_add(out,
                 " THEN if(\"denominator\" >= 100 * %s, CASE WHEN \"ratio\" > 0 AND \"ratio\" < 0.005 THEN '< 1 %%' WHEN "
                 "\"ratio\" < 1 AND "
                 "\"ratio\" >= 0.995 THEN '> 99 %%' ELSE to_string(round(100 * \"ratio\")) || ' %%' END, '*') ELSE "
                 "format_number(100 * \"ratio\", 1) || ' %%' END",
                 below);
}

/* map_get(map('a', 'A', ...), "category"): what each category is called. */
static void
add_category_label(struct lci_growing_text *out, const struct lci_project *project)
{
    const struct lci_result_pass *pass = &project->result->passes[0];

    lci_text_add(out, "map_get(map(");
    for (size_t c = 0; c < pass->category_count; c++) {
        lci_text_add(out, "%s", c > 0 ? "," : "");
        lci_qml_add_literal(out, pass->categories[c].id);
        lci_text_add(out, ",");
        lci_qml_add_literal(out, lci_result_label(project->result, "category", pass->categories[c].id, project->english));
    }
    lci_text_add(out, "), \"category\")");
}

static void
add_category_order(struct lci_growing_text *out, const struct lci_project *project)
{
    const struct lci_result_pass *pass = &project->result->passes[0];

    lci_text_add(out, "array_find(array(");
    for (size_t c = 0; c < pass->category_count; c++) {
        lci_text_add(out, "%s", c > 0 ? "," : "");
        lci_qml_add_literal(out, pass->categories[c].id);
    }
    lci_text_add(out, "), \"category\")");
}

/* A column whose cells the expression makes, which is taken. */
static void
add_column(struct lci_growing_text *text, const char *heading, struct lci_growing_text *expression, double width_mm,
           bool is_number, int sort)
{
    lci_text_add(text,
                 "<column hAlignment=\"%d\" vAlignment=\"128\" sortOrder=\"0\" sortByRank=\"%d\" width=\"%g\" heading=\"",
                 is_number ? 2 : 1, sort, width_mm);
    lci_qml_add_raw(text, heading);
    lci_text_add(text, "\" attribute=\"");
    lci_qml_add_raw(text, expression->bytes ? expression->bytes : "");
    lci_text_add(text, "\"><backgroundColor red=\"0\" green=\"0\" blue=\"0\" alpha=\"0\"/></column>");
    text->failed = text->failed || expression->failed;
    lci_free(expression->bytes);
    *expression = (struct lci_growing_text){.bytes = NULL};
}

static const char *
level_word(const struct lci_project *project)
{
    const char *word = lci_value_word("level", project->main_level, project->english);

    return word ? word : project->main_level;
}

static const char *
weight_word(const struct lci_project *project)
{
    return strcmp(project->weight, "households") == 0
               ? lci_project_word(project, (struct lci_project_words){"户数", "households"})
               : lci_project_word(project, (struct lci_project_words){"人口", "people"});
}

static void
add_columns(const struct lci_project *project, bool is_atlas, double width_mm, struct lci_growing_text *text)
{
    const char *below = below_of(project);
    struct lci_growing_text cell = {.bytes = NULL};

    lci_text_add(text, "<displayColumns>");
    if (is_atlas)
        add_category_label(&cell, project);
    else
        lci_text_add(&cell, "\"unit_name\"");
    add_column(
        text, is_atlas ? lci_project_word(project, (struct lci_project_words){"设施类别", "Category"}) : level_word(project),
        &cell, width_mm * parts[0], false, 0);
    add_count(&cell, below, "numerator");
    add_column(text, lci_project_word(project, (struct lci_project_words){"可达", "within"}), &cell, width_mm * parts[1],
               true, 0);
    add_count(&cell, below, "denominator");
    add_column(text, lci_project_word(project, (struct lci_project_words){"全部", "all"}), &cell, width_mm * parts[2], true,
               0);
    add_share(&cell, below);
    add_column(text, lci_project_word(project, (struct lci_project_words){"覆盖率", "share"}), &cell, width_mm * parts[3],
               true, 0);
    lci_text_add(text, "</displayColumns><sortColumns>");
    if (is_atlas)
        add_category_order(&cell, project);
    else
        lci_text_add(&cell, "\"ratio\"");
    add_column(text, "", &cell, 0.0, false, 1);
    lci_text_add(text, "</sortColumns>");
}

/* The table, and the frame on the page that shows it. */
static void
add_table(const struct lci_project *project, const struct lci_project_layer *about, bool is_atlas, struct lci_layout_box box,
          double size_pt, size_t rows, struct lci_growing_text *text)
{
    const struct lci_project_layer *source = &project->layers[project->figures];
    const struct lci_layout_item item = {.id = "figures", .box = box};
    const struct lci_layout_font head = {size_pt, true, 30, 30, 30};
    const struct lci_layout_font body = {size_pt, false, 30, 30, 30};
    struct lci_growing_text filter = {.bytes = NULL};

    if (is_atlas) {
        lci_text_add(&filter, "\"unit_code\" = attribute(@atlas_feature, 'unit_code')");
    } else {
        lci_text_add(&filter, "\"category\" = ");
        lci_qml_add_literal(&filter, about->category->id);
    }
    lci_layout_begin(text, LCI_LAYOUT_FRAME, &item);
    lci_text_add(
        text,
        " multiFrame=\"{table}\" multiFrameTemplateUuid=\"{table}\" sectionX=\"0\" sectionY=\"0\" sectionWidth=\"%g\" "
        "sectionHeight=\"%g\" hideBackgroundIfEmpty=\"0\" hidePageIfEmpty=\"0\"",
        box.width_mm, box.height_mm);
    lci_layout_inside(text);
    lci_layout_end(text);
    lci_text_add(
        text,
        "<LayoutMultiFrame type=\"%d\" uuid=\"{table}\" templateUuid=\"{table}\" source=\"0\" resizeMode=\"0\" "
        "maxFeatures=\"%zu\" "
        "filterFeatures=\"true\" showOnlyVisibleFeatures=\"0\" filterToAtlasIntersection=\"0\" showUniqueRowsOnly=\"0\" "
        "cellMargin=\"%g\" showGrid=\"1\" gridStrokeWidth=\"0.15\" gridColor=\"170,170,170,255\" horizontalGrid=\"1\" "
        "verticalGrid=\"0\" headerMode=\"0\" headerHAlignment=\"0\" emptyTableMode=\"0\" showEmptyRows=\"0\" "
        "wrapBehavior=\"0\" "
        "backgroundColor=\"255,255,255,255\" vectorLayerProvider=\"ogr\" vectorLayer=\"%s\" featureFilter=\"",
        LCI_LAYOUT_TABLE, rows, CELL_MARGIN_MM, source->id);
    lci_qml_add_raw(text, filter.bytes ? filter.bytes : "");
    lci_text_add(text, "\" vectorLayerSource=\"");
    lci_project_add_source(project, source, text);
    lci_text_add(text, "\"><childFrame uuid=\"{figures}\" templateUuid=\"{figures}\"/><headerTextFormat>");
    lci_layout_text_style(text, &head);
    lci_text_add(text, "</headerTextFormat><contentTextFormat>");
    lci_layout_text_style(text, &body);
    lci_text_add(text, "</contentTextFormat>");
    lci_layout_font(text, "headerFontProperties", &head);
    lci_layout_font(text, "contentFontProperties", &body);
    add_columns(project, is_atlas, box.width_mm - 8.0 * CELL_MARGIN_MM - 1.0, text);
    lci_text_add(text,
                 "<cellStyles><oddRows enabled=\"1\" cellBackgroundColor=\"244,246,248,255\"/>"
                 "<headerRow enabled=\"1\" cellBackgroundColor=\"226,231,236,255\"/></cellStyles></LayoutMultiFrame>\n");
    text->failed = text->failed || filter.failed;
    lci_free(filter.bytes);
}

/* Rows that there are to be shown; 0: no figures. */
static size_t
rows_wanted(const struct lci_project *project, const struct lci_project_layer *about, bool is_atlas)
{
    if (project->figures >= project->layer_count || (!is_atlas && !about->category))
        return 0;
    return is_atlas ? project->result->passes[0].category_count : project->unit_count;
}

static void
add_heading(const struct lci_project *project, const struct lci_project_layer *about, bool is_atlas, size_t rows,
            struct lci_growing_text *words)
{
    const bool is_cut = rows_wanted(project, about, is_atlas) > rows;

    if (is_atlas) {
        lci_qml_add_raw(words, lci_project_word(project, (struct lci_project_words){"[% \"name\" %]：各类设施可达",
                                                                                     "[% \"name\" %]: "}));
        lci_qml_add_label(words, weight_word(project));
        lci_qml_add_label(words, lci_project_word(project, (struct lci_project_words){"", " within reach of each category"}));
        if (is_cut)
            lci_text_add(words, project->english ? " (the first %zu)" : "（前 %zu 类）", rows);
        return;
    }
    lci_qml_add_label(words, lci_result_label(project->result, "category", about->category->id, project->english));
    if (project->english)
        lci_text_add(words, is_cut ? ": the %zu units with the least share" : ": shares of the %zu units",
                     is_cut ? rows : project->unit_count);
    else
        lci_text_add(words, is_cut ? "：覆盖率最低的 %zu 个" : "：%zu 个", is_cut ? rows : project->unit_count);
    if (!project->english) {
        lci_qml_add_label(words, level_word(project));
        lci_text_add(words, "%s", is_cut ? "" : "覆盖率（由低到高）");
    }
}

static double
row_height(double size_pt)
{
    return size_pt * LINE_MM_A_PT + 2.0 * CELL_MARGIN_MM;
}

double
lci_figures_height(const struct lci_project *project, const struct lci_project_layer *about, bool is_atlas, double size_pt)
{
    const size_t rows = rows_wanted(project, about, is_atlas);

    return rows > 0 ? HEADING_MM + (double)(rows + 1) * row_height(TABLE_RATIO * size_pt) : 0.0;
}

void
lci_figures_add(const struct lci_project *project, const struct lci_project_layer *about, bool is_atlas,
                struct lci_layout_box box, double size_pt, struct lci_growing_text *text)
{
    const size_t wanted = rows_wanted(project, about, is_atlas);
    double table_pt = TABLE_RATIO * size_pt;
    const struct lci_layout_item heading = {.id = "figures_heading", .box = {box.x_mm, box.y_mm, box.width_mm, HEADING_MM}};
    const struct lci_layout_font font = {size_pt * 1.05, true, 30, 30, 30};
    struct lci_growing_text words = {.bytes = NULL};

    size_t rows = 0;

    if (wanted == 0)
        return;
    while (table_pt > LEAST_PT && (double)(wanted + 1) * row_height(table_pt) > box.height_mm - HEADING_MM + 0.01)
        table_pt -= 0.25;
    rows = (size_t)((box.height_mm - HEADING_MM + 0.01) / row_height(table_pt)) - 1;
    rows = rows < wanted ? rows : wanted;
    add_heading(project, about, is_atlas, rows, &words);
    lci_layout_label(text, &heading, words.bytes ? words.bytes : "", &font, LCI_ALIGN_LEFT);
    text->failed = text->failed || words.failed;
    lci_free(words.bytes);
    box.y_mm += HEADING_MM;
    box.height_mm -= HEADING_MM;
    add_table(project, about, is_atlas, box, table_pt, rows, text);
}

void
lci_figures_note(const struct lci_project *project, const struct lci_project_layer *about, struct lci_growing_text *words)
{
    if (project->figures >= project->layer_count || !about->category)
        return;
    lci_qml_add_label(words, lci_project_word(project, (struct lci_project_words){"覆盖率：步行上限内的", "Share: "}));
    lci_qml_add_label(words, weight_word(project));
    lci_qml_add_label(words,
                lci_project_word(
                    project, (struct lci_project_words){
                                 "÷全部（含无法定位者）。*：过少或可由其他数推出，不公布",
                                 " within the limit of all, also those that could not be located. *: too few to be told"}));
}
