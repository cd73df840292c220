/* layout.c - pages to be printed: what maps there are, and how each is laid out. */
#include <math.h>
#include <string.h>

#include "qgis/layout_figures.h"
#include "qgis/layout_items.h"
#include "qgis/project_parts.h"
#include "qgis/qml_text.h"

/* Scales of maps that are handed in; doc/decisions/129. Maps of an atlas take the nearest that shows their unit. */
static const double scales[] = {500,   1000,  1500,  2000,  2500,  3000,  4000,  5000,   7500,   10000,  12500,
                                15000, 20000, 25000, 30000, 40000, 50000, 75000, 100000, 150000, 200000, 300000};

static const double MM_A_METRE = 1000.0;
static const double FIGURES_RATIO = 0.58;
static const double BORDER_RATIO = 1.06; /* ground beside what the map is about */

/* A sheet, and where its parts are: map and frame take the left, legend and figures the right. */
struct sheet {
    const char *name; /* "A3" */
    double width_mm, height_mm, edge_mm, right_mm, head_mm, foot_mm, gap_mm;
    double title_pt, subtitle_pt, text_pt, small_pt;
};

static const struct sheet A3 = {"A3", 420, 297, 10, 98, 24, 22, 3, 22, 13, 9, 8};
static const struct sheet A4 = {"A4", 297, 210, 8, 72, 18, 18, 2, 16, 10, 7, 6};

/* One page, or one a unit. */
struct page {
    const struct lci_project *project;
    const struct sheet *sheet;
    const struct lci_project_layer *about; /* the question */
    const char *theme;                     /* that the map shows */
    size_t theme_number;
    bool is_atlas;
    struct lci_growing_text *text;
};

/* Words for XML in `out`, one after another. */
static void
add_words(struct lci_growing_text *out, const struct lci_project *project, struct lci_project_words words)
{
    lci_qml_add_raw(out, lci_project_word(project, words));
}

static struct lci_layout_box
map_box(const struct sheet *sheet)
{
    return (struct lci_layout_box){sheet->edge_mm, sheet->edge_mm + sheet->head_mm,
                                   sheet->width_mm - 2 * sheet->edge_mm - sheet->right_mm - sheet->gap_mm,
                                   sheet->height_mm - 2 * sheet->edge_mm - sheet->head_mm - sheet->foot_mm};
}

static struct lci_layout_box
right_box(const struct sheet *sheet)
{
    const struct lci_layout_box map = map_box(sheet);

    return (struct lci_layout_box){map.x_mm + map.width_mm + sheet->gap_mm, map.y_mm, sheet->right_mm, map.height_mm};
}

/* A label whose words are in `words`, which is emptied. */
static void
add_label(const struct page *page, const char *id, struct lci_layout_box box, struct lci_growing_text *words,
          const struct lci_layout_font *font, enum lci_layout_align align)
{
    const struct lci_layout_item item = {.id = id, .box = box, .has_frame = strcmp(id, "stamp") == 0};

    lci_layout_label(page->text, &item, words->bytes ? words->bytes : "", font, align);
    page->text->failed = page->text->failed || words->failed;
    lci_free(words->bytes);
    *words = (struct lci_growing_text){.bytes = NULL};
}

/* What the result says of itself, or else `instead`. */
static void
add_said(struct lci_growing_text *out, const char *said, const char *instead)
{
    lci_qml_add_label(out, said ? said : instead);
}

static void
add_head(const struct page *page)
{
    const struct sheet *sheet = page->sheet;
    const struct lci_project *project = page->project;
    const double width = sheet->width_mm - 2 * sheet->edge_mm - sheet->right_mm;
    const struct lci_layout_font title = {sheet->title_pt, true, 20, 20, 20};
    const struct lci_layout_font subtitle = {sheet->subtitle_pt, false, 60, 60, 60};
    const struct lci_layout_font red = {sheet->subtitle_pt, true, 190, 20, 20};
    struct lci_growing_text words = {.bytes = NULL};

    if (page->is_atlas)
        lci_qml_add_raw(&words, project->english ? "[% \"name\" %]: " : "[% \"name\" %]　");
    lci_qml_add_label(&words, lci_project_title(project));
    add_label(page, "title", (struct lci_layout_box){sheet->edge_mm, sheet->edge_mm - 2, width, sheet->head_mm * 0.58},
              &words, &title, LCI_ALIGN_LEFT);
    lci_qml_add_label(&words, page->theme + (page->theme[0] >= '0' && page->theme[0] <= '9' ? 2 : 0));
    add_label(
        page, "subtitle",
        (struct lci_layout_box){sheet->edge_mm, sheet->edge_mm - 2 + sheet->head_mm * 0.56, width, sheet->head_mm * 0.36},
        &words, &subtitle, LCI_ALIGN_LEFT);
    add_said(&words, project->document.stamp, "");
    if (words.length > 0)
        add_label(page, "stamp",
                  (struct lci_layout_box){sheet->width_mm - sheet->edge_mm - sheet->right_mm, sheet->edge_mm,
                                          sheet->right_mm, sheet->head_mm * 0.5},
                  &words, &red, LCI_ALIGN_CENTRE);
}

/* One of the cells under the map: what it says, then what is said. */
static void
add_cell(const struct page *page, const char *id, size_t row, size_t column, struct lci_growing_text *words)
{
    const struct sheet *sheet = page->sheet;
    const struct lci_layout_box map = map_box(sheet);
    const struct lci_layout_font font = {sheet->small_pt, false, 40, 40, 40};
    const double width = (sheet->width_mm - 2 * sheet->edge_mm) / 3.0;
    const double height = (sheet->foot_mm - sheet->gap_mm) / 3.0;

    add_label(page, id,
              (struct lci_layout_box){sheet->edge_mm + (double)column * width,
                                      map.y_mm + map.height_mm + sheet->gap_mm / 2 + (double)row * height, width, height},
              words, &font, column == 2 ? LCI_ALIGN_RIGHT : LCI_ALIGN_LEFT);
}

static void
add_foot(const struct page *page)
{
    const struct lci_project *project = page->project;
    const struct lci_result_document *document = &project->document;
    struct lci_growing_text words = {.bytes = NULL};

    add_words(&words, project, (struct lci_project_words){"坐标系：", "Coordinate system: "});
    lci_qml_add_raw(&words, "[% if(@project_crs_description = '', @project_crs, @project_crs_description) %]");
    add_cell(page, "crs", 0, 0, &words);
    add_words(&words, project, (struct lci_project_words){"比例尺：1:", "Scale 1:"});
    lci_qml_add_raw(&words, "[% format_number(map_get(item_variables('map'), 'map_scale'), 0) %]");
    add_cell(page, "scale", 0, 1, &words);
    add_words(&words, project, (struct lci_project_words){"审图号：", "Map approval no.: "});
    add_said(&words, document->approval_number, "____________________");
    add_cell(page, "approval", 0, 2, &words);
    add_words(&words, project, (struct lci_project_words){"资料来源：", "Source: "});
    add_said(&words, document->source, "");
    add_cell(page, "source", 1, 0, &words);
    add_words(&words, project, (struct lci_project_words){"资料日期：", "Date of the data: "});
    add_said(&words, document->date, "");
    add_cell(page, "date", 1, 1, &words);
    add_words(&words, project, (struct lci_project_words){"编制：", "Made by: "});
    add_said(&words, document->author, "");
    add_cell(page, "author", 1, 2, &words);
    lci_figures_note(project, page->about, &words);
    add_cell(page, "note", 2, 0, &words);
    lci_text_add(&words, "lifecircle ");
    add_said(&words, document->version, "");
    add_cell(page, "program", 2, 1, &words);
    if (page->is_atlas)
        lci_qml_add_raw(&words,
                         lci_project_word(project, (struct lci_project_words){
                                                       "第 [% @atlas_featurenumber %] 页　共 [% @atlas_totalfeatures %] 页",
                                                       "Page [% @atlas_featurenumber %] of [% @atlas_totalfeatures %]"}));
    add_cell(page, "number", 2, 2, &words);
}

/* The extent of a map of everything, at the roundest scale that shows it. */
static void
add_extent(const struct page *page, struct lci_layout_box box)
{
    const double *ground = page->project->box_m;
    const double needed =
        BORDER_RATIO * MM_A_METRE * fmax((ground[1] - ground[0]) / box.width_mm, (ground[3] - ground[2]) / box.height_mm);
    double scale = scales[sizeof(scales) / sizeof(scales[0]) - 1];
    const double middle[2] = {(ground[0] + ground[1]) / 2.0, (ground[2] + ground[3]) / 2.0};

    for (size_t s = sizeof(scales) / sizeof(scales[0]); s > 0; s--)
        if (scales[s - 1] >= needed)
            scale = scales[s - 1];
    scale = fmax(scale, needed);
    lci_text_add(page->text, "<Extent xmin=\"");
    lci_qml_add_number(page->text, middle[0] - box.width_mm * scale / MM_A_METRE / 2.0);
    lci_text_add(page->text, "\" xmax=\"");
    lci_qml_add_number(page->text, middle[0] + box.width_mm * scale / MM_A_METRE / 2.0);
    lci_text_add(page->text, "\" ymin=\"");
    lci_qml_add_number(page->text, middle[1] - box.height_mm * scale / MM_A_METRE / 2.0);
    lci_text_add(page->text, "\" ymax=\"");
    lci_qml_add_number(page->text, middle[1] + box.height_mm * scale / MM_A_METRE / 2.0);
    lci_text_add(page->text, "\"/>");
}

/* Each map of an atlas has the roundest scale that shows its unit. */
static void
add_atlas_scale(const struct page *page, struct lci_layout_box box)
{
    struct lci_growing_text expression = {.bytes = NULL};

    lci_text_add(
        &expression,
        "with_variable('needed', %g * %g * max(bounds_width(@atlas_geometry) / %g, bounds_height(@atlas_geometry) / %g), "
        "coalesce(array_first(array_filter(array(",
        BORDER_RATIO, MM_A_METRE, box.width_mm, box.height_mm);
    for (size_t s = 0; s < sizeof(scales) / sizeof(scales[0]); s++)
        lci_text_add(&expression, "%s%g", s > 0 ? "," : "", scales[s]);
    lci_text_add(&expression, "), @element >= @needed)), @needed))");
    lci_text_add(
        page->text,
        "<AtlasMap atlasDriven=\"1\" scalingMode=\"0\" margin=\"0.05\"/>"
        "<LayoutObject><dataDefinedProperties><Option type=\"Map\"><Option type=\"QString\" name=\"name\" value=\"\"/>"
        "<Option type=\"Map\" name=\"properties\"><Option type=\"Map\" name=\"dataDefinedMapScale\">"
        "<Option type=\"bool\" name=\"active\" value=\"true\"/><Option type=\"QString\" name=\"expression\" value=\"");
    lci_qml_add_raw(page->text, expression.bytes ? expression.bytes : "");
    lci_text_add(
        page->text,
        "\"/><Option type=\"int\" name=\"type\" value=\"3\"/></Option></Option>"
        "<Option type=\"QString\" name=\"type\" value=\"collection\"/></Option></dataDefinedProperties></LayoutObject>");
    page->text->failed = page->text->failed || expression.failed;
    lci_free(expression.bytes);
}

static void
add_map(const struct page *page)
{
    const struct lci_layout_box box = map_box(page->sheet);
    const struct lci_layout_item item = {.id = "map", .box = box, .has_frame = true, .has_ground = true};

    lci_layout_begin(page->text, LCI_LAYOUT_MAP, &item);
    lci_text_add(page->text,
                 " mapRotation=\"0\" keepLayerSet=\"false\" drawCanvasItems=\"false\" mapFlags=\"0\" followPreset=\"true\"");
    lci_qml_add_attribute(page->text, "followPresetName", page->theme);
    lci_layout_inside(page->text);
    add_extent(page, box);
    lci_text_add(page->text, "<LayerSet/>");
    if (page->is_atlas)
        add_atlas_scale(page, box);
    lci_layout_end(page->text);
}

static void
add_legend_layer(const struct page *page, const struct lci_project_layer *layer)
{
    const bool speaks_for_itself = layer->role == LCI_ROLE_OUTLINE || layer->role == LCI_ROLE_FACILITIES;

    lci_text_add(page->text, "<layer-tree-layer checked=\"Qt::Checked\" expanded=\"1\"");
    lci_project_add_reference(page->project, layer, page->text);
    lci_text_add(page->text, "><customproperties><Option type=\"Map\"><Option type=\"QString\" name=\"legend/title-label\"");
    lci_qml_add_attribute(page->text, "value", layer->legend);
    lci_text_add(page->text,
                 "/><Option type=\"QString\" name=\"legend/title-style\" value=\"%s\"/></Option></customproperties>"
                 "</layer-tree-layer>",
                 speaks_for_itself ? "hidden" : "subgroup");
}

/* The layers that the map shows: the question first. */
static void
add_legend_layers(const struct page *page)
{
    const struct lci_project *project = page->project;
    const bool *shows = project->themes[page->theme_number].shows;

    lci_text_add(page->text, "<layer-tree-group>");
    add_legend_layer(page, page->about);
    for (size_t l = 0; l < project->layer_count; l++)
        if (shows[l] && &project->layers[l] != page->about)
            add_legend_layer(page, &project->layers[l]);
    lci_text_add(page->text, "</layer-tree-group>");
}

/* The legend comes first: figures take what they need from the foot of the right side, and no more than this part of it. */
static double
figures_height(const struct page *page, double height_mm)
{
    const double needed = lci_figures_height(page->project, page->about, page->is_atlas, page->sheet->text_pt);

    return fmin(needed, FIGURES_RATIO * height_mm);
}

static void
add_legend(const struct page *page)
{
    static const struct {
        const char *name;
        double part; /* of the size of the text */
        bool is_bold;
        double margin_mm;
    } styles[] = {{"title", 1.4, true, 2.0},
                  {"group", 1.15, true, 2.5},
                  {"subgroup", 1.1, true, 2.5},
                  {"symbol", 1.0, false, 1.4},
                  {"symbolLabel", 1.0, false, 1.4}};
    const struct sheet *sheet = page->sheet;
    struct lci_layout_box box = right_box(sheet);
    struct lci_layout_item item = {.id = "legend"};

    box.height_mm -= figures_height(page, box.height_mm);
    item.box = box;
    lci_layout_begin(page->text, LCI_LAYOUT_LEGEND, &item);
    lci_text_add(
        page->text,
        " title=\"%s\" map_uuid=\"{map}\" resizeToContents=\"0\" legendFilterByMap=\"1\" legendFilterByAtlas=\"0\" "
        "symbolWidth=\"%g\" symbolHeight=\"%g\" columnCount=\"1\" boxSpace=\"1\" columnSpace=\"2\" lineSpacing=\"1\" "
        "titleAlignment=\"1\" wrapChar=\"\"",
        lci_project_word(page->project, (struct lci_project_words){"图例", "Legend"}), sheet->text_pt * 0.85,
        sheet->text_pt * 0.45);
    lci_layout_inside(page->text);
    lci_text_add(page->text, "<styles>");
    for (size_t s = 0; s < sizeof(styles) / sizeof(styles[0]); s++) {
        const struct lci_layout_font font = {sheet->text_pt * styles[s].part, styles[s].is_bold, 30, 30, 30};

        lci_text_add(
            page->text,
            "<style name=\"%s\" alignment=\"1\" indent=\"0\" marginTop=\"%g\" marginLeft=\"%d\" marginBottom=\"%d\">",
            styles[s].name, styles[s].margin_mm, s == 4 ? 2 : 0, s == 0 ? 2 : 0);
        lci_layout_font(page->text, "styleFont", &font);
        lci_layout_text_style(page->text, &font);
        lci_text_add(page->text, "</style>");
    }
    lci_text_add(page->text, "</styles>");
    add_legend_layers(page);
    lci_layout_end(page->text);
}

static void
add_marks(const struct page *page)
{
    const struct sheet *sheet = page->sheet;
    const struct lci_layout_box map = map_box(sheet);
    const struct lci_layout_item north = {.id = "north", .box = {map.x_mm + map.width_mm - 15, map.y_mm + 3, 12, 18}};
    const struct lci_layout_item bar = {
        .id = "scale_bar", .box = {map.x_mm + 2, map.y_mm + map.height_mm - 13, 70, 11}, .has_ground = true};
    const struct lci_layout_font font = {sheet->small_pt, false, 30, 30, 30};

    lci_layout_north(page->text, &north);
    lci_layout_scale_bar(page->text, &bar, lci_project_word(page->project, (struct lci_project_words){"米", "m"}), &font);
}

static void
add_figures(const struct page *page)
{
    const struct sheet *sheet = page->sheet;
    struct lci_layout_box box = right_box(sheet);
    const double height_mm = figures_height(page, box.height_mm);

    box.y_mm += box.height_mm - height_mm;
    box.height_mm = height_mm;
    lci_figures_add(page->project, page->about, page->is_atlas, box, sheet->text_pt, page->text);
}

static void
add_atlas(const struct page *page)
{
    const struct lci_project *project = page->project;

    for (size_t l = 0; l < project->layer_count && page->is_atlas; l++)
        if (project->layers[l].role == LCI_ROLE_OUTLINE && project->layers[l].level == project->main_level) {
            lci_text_add(
                page->text,
                "<Atlas enabled=\"1\" hideCoverage=\"0\" filterFeatures=\"0\" sortFeatures=\"1\" sortAscending=\"1\" "
                "sortKey=\"&quot;unit_code&quot;\" pageNameExpression=\"&quot;name&quot;\" "
                "filenamePattern=\"'map_' || &quot;unit_code&quot;\" coverageLayerProvider=\"ogr\"");
            lci_qml_add_attribute(page->text, "coverageLayer", project->layers[l].id);
            lci_qml_add_attribute(page->text, "coverageLayerName", project->layers[l].name);
            lci_text_add(page->text, " coverageLayerSource=\"");
            lci_project_add_source(project, &project->layers[l], page->text);
            lci_text_add(page->text, "\"/>");
        }
}

static void
add_page(const struct page *page)
{
    const struct lci_project *project = page->project;
    const struct lci_project_words kind =
        page->is_atlas ? (struct lci_project_words){"图集", "atlas"} : (struct lci_project_words){"总图", "map"};

    lci_text_add(page->text, "<Layout units=\"mm\" printResolution=\"300\" worldFileMap=\"\" name=\"%s %s ",
                 page->sheet->name, lci_project_word(project, kind));
    lci_qml_add_label(page->text, page->theme);
    lci_text_add(page->text, "\">");
    lci_layout_page(page->text, page->sheet->width_mm, page->sheet->height_mm);
    add_map(page);
    add_head(page);
    add_legend(page);
    add_marks(page);
    add_foot(page);
    add_figures(page);
    add_atlas(page);
    lci_text_add(page->text, "</Layout>\n");
}

/* Which pages there are: of the first profile, for that is whose figures they say. */
static const struct {
    enum lci_project_role role;
    const struct sheet *sheet;
    bool is_atlas;
} pages[] = {
    {LCI_ROLE_VERDICT, &A3, false}, {LCI_ROLE_VERDICT, &A3, true},     {LCI_ROLE_VERDICT, &A4, false},
    {LCI_ROLE_CIRCLE, &A3, false},  {LCI_ROLE_BAND, &A3, false},       {LCI_ROLE_GAP, &A3, false},
    {LCI_ROLE_GAP, &A3, true},      {LCI_ROLE_OVER_CLAIM, &A3, false}, {LCI_ROLE_PASS, &A3, false},
    {LCI_ROLE_CHANGE, &A3, false},
};

void
lci_layouts_write(const struct lci_project *project, struct lci_growing_text *text)
{
    lci_text_add(text, "<Layouts>\n");
    for (size_t p = 0; p < sizeof(pages) / sizeof(pages[0]); p++)
        for (size_t t = 0; t < project->theme_count; t++) {
            const struct lci_project_layer *about = &project->layers[project->themes[t].layer];
            const struct page page = {project, pages[p].sheet, about, project->themes[t].name, t, pages[p].is_atlas, text};

            if (about->role == pages[p].role && (!about->pass || about->pass == &project->result->passes[0]) &&
                (!pages[p].is_atlas || project->main_level))
                add_page(&page);
        }
    lci_text_add(text, "</Layouts>\n");
}
