/* furniture.c - heading, foot, scale bar, north arrow and inset. */
#include "maps/furniture.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/real.h"
#include "maps/layers.h"

enum { TEXT_SIZE = 512 };

static const double M_A_KM = 1000.0;
static const double MM_A_M = 1000.0;

/* A scale bar has this many parts and is at most this long on A4. */
enum { BAR_PARTS = 4 };
static const double BAR_LONGEST_MM = 52.0;

static const double INSET_HEIGHT_MM = 27.0;

static const struct lci_look thin_line = {.line = "#444444", .line_mm = 0.2};
static const struct lci_look neat_line = {.line = "#333333", .line_mm = 0.3};

static const char *
say(bool english, const char *zh, const char *en)
{
    return english ? en : zh;
}

static bool
ends_with(const char *text, const char *ending)
{
    const size_t length = strlen(text), wanted = strlen(ending);

    return length >= wanted && strcmp(text + length - wanted, ending) == 0;
}

/* Whether a source of streets is a file of OpenStreetMap. */
static bool
has_osm(const struct lci_result *result)
{
    static const char start[] = "input.network.";
    static const char *const endings[] = {".osm", ".pbf", ".osm.gz"};

    for (size_t i = 0; i < result->entry_count; i++)
        for (size_t e = 0; e < sizeof(endings) / sizeof(endings[0]); e++)
            if (strncmp(result->entries[i].key, start, sizeof(start) - 1) == 0 &&
                ends_with(result->entries[i].key, ".source") && ends_with(result->entries[i].value, endings[e]))
                return true;
    return false;
}

struct lci_map_document
lci_map_document_of(const struct lci_result *result, bool english)
{
    struct lci_map_document document = {.said = lci_result_document(result, english), .has_osm = has_osm(result)};

    document.title = document.said.title      ? document.said.title
                     : document.said.standard ? document.said.standard
                                              : say(english, "15分钟社区生活圈", "15-minute life circles");
    return document;
}

/* A red frame, as a seal has; answers its width. */
static double
draw_stamp(struct lci_canvas *canvas, const struct lci_map_page *page, const char *stamp)
{
    static const char RED[] = "#b3261e";
    const double k = page->grown_ratio;
    const struct lci_text_look look = {.size_pt = 8.6 * k, .bold = true, .colour = RED};
    const struct lci_look frame = {.line = RED, .line_mm = 0.45 * k};
    const struct lci_extent extent = lci_canvas_measure(canvas, stamp, &look);
    const double width_mm = extent.width_mm + 5.0 * k;
    const double x_mm = page->title.x_mm + page->title.width_mm - width_mm;

    lci_canvas_box(canvas, x_mm, page->title.y_mm + 1.2 * k, width_mm, 6.2 * k);
    lci_canvas_draw(canvas, &frame);
    (void)lci_canvas_text(canvas, x_mm + 2.5 * k, page->title.y_mm + 4.3 * k - extent.height_mm / 2.0, stamp, &look);
    return width_mm;
}

static void
draw_heading(struct lci_canvas *canvas, const struct lci_map_page *page, const struct lci_map_document *document,
             const struct lci_map_heading *heading, bool english)
{
    const double k = page->grown_ratio;
    const double stamp_mm = document->said.stamp ? draw_stamp(canvas, page, document->said.stamp) : 0.0;
    const double room_mm = page->title.width_mm - stamp_mm - 6.0 * k;
    const struct lci_text_look over = {.size_pt = 8.0 * k, .colour = "#555555", .width_mm = room_mm};
    const struct lci_text_look title = {.size_pt = 16.0 * k, .bold = true, .width_mm = room_mm};
    const struct lci_text_look under = {
        .size_pt = 8.0 * k, .colour = "#333333", .width_mm = page->title.width_mm - 24.0 * k};
    const struct lci_text_look sheet = {.size_pt = 7.4 * k, .colour = "#555555", .align = LCI_ALIGN_RIGHT};
    char text[TEXT_SIZE];

    (void)lci_canvas_text(canvas, page->title.x_mm, page->title.y_mm - 1.4 * k, document->title, &over);
    (void)lci_canvas_text(canvas, page->title.x_mm, page->title.y_mm + 2.2 * k, heading->title, &title);
    (void)lci_canvas_text(canvas, page->title.x_mm, page->title.y_mm + 11.4 * k, heading->subtitle, &under);
    (void)snprintf(text, sizeof(text), english ? "Sheet %zu of %zu" : "图 %zu / %zu", heading->number, heading->count);
    (void)lci_canvas_text(canvas, page->title.x_mm + page->title.width_mm, page->title.y_mm + 11.6 * k, text, &sheet);
}

/* "Label: value", and a line to be filled in by hand where there is none. Answers where the next may stand. */
static double
draw_field(struct lci_canvas *canvas, const struct lci_map_page *page, double x_mm, double y_mm, double width_mm,
           const char *label, const char *value)
{
    const double k = page->grown_ratio;
    const struct lci_text_look name = {.size_pt = 6.8 * k, .colour = "#666666"};
    struct lci_text_look text = {.size_pt = 6.8 * k, .colour = "#1a1a1a"};
    const struct lci_extent extent = lci_canvas_text(canvas, x_mm, y_mm, label, &name);
    const double at_mm = x_mm + extent.width_mm + 1.0 * k;

    text.width_mm = width_mm - (at_mm - x_mm);
    if (value && value[0] != '\0') {
        (void)lci_canvas_text(canvas, at_mm, y_mm, value, &text);
    } else {
        lci_canvas_move(canvas, at_mm, y_mm + extent.height_mm * 0.86);
        lci_canvas_line(canvas, x_mm + fmin(width_mm, at_mm - x_mm + 34.0 * k), y_mm + extent.height_mm * 0.86);
        lci_canvas_draw(canvas, &thin_line);
    }
    return y_mm + extent.height_mm * 0.98;
}

static void
draw_foot(struct lci_canvas *canvas, const struct lci_map_page *page, const struct lci_map_frame *frame,
          const struct lci_map_system *system, const struct lci_map_document *document, bool english)
{
    const double k = page->grown_ratio;
    const struct lci_map_area *foot = &page->foot;
    const double column_mm = foot->width_mm / 3.0;
    const double columns_mm[] = {foot->x_mm, foot->x_mm + column_mm, foot->x_mm + 2.0 * column_mm};
    const double width_mm = column_mm - 4.0 * k;
    double y_mm = foot->y_mm + 0.8 * k;
    char text[TEXT_SIZE];

    lci_canvas_move(canvas, foot->x_mm, foot->y_mm);
    lci_canvas_line(canvas, foot->x_mm + foot->width_mm, foot->y_mm);
    lci_canvas_draw(canvas, &neat_line);
    (void)snprintf(text, sizeof(text), "%.128s%s%.64s%s", system->facts.name, system->facts.code[0] ? " (" : "",
                   system->facts.code, system->facts.code[0] ? ")" : "");
    y_mm = draw_field(canvas, page, columns_mm[0], y_mm, width_mm, say(english, "坐标系", "Coordinate system"), text);
    if (frame)
        (void)snprintf(text, sizeof(text), english ? "1:%.0f (on %s, not resized)" : "1:%.0f（%s 横幅原尺寸）",
                       frame->scale_denominator, page->paper);
    else
        (void)snprintf(text, sizeof(text), "%s", say(english, "本图为统计图，无比例尺", "a chart, without a scale"));
    y_mm = draw_field(canvas, page, columns_mm[0], y_mm, width_mm, say(english, "比例尺", "Scale"), text);
    (void)snprintf(text, sizeof(text), "lifecircle %.40s", document->said.version ? document->said.version : "");
    y_mm = draw_field(canvas, page, columns_mm[0], y_mm, width_mm, say(english, "计算程序", "Computed with"), text);
    y_mm = draw_field(canvas, page, columns_mm[0], y_mm, width_mm, say(english, "评价标准", "Standard"),
                      document->said.standard ? document->said.standard
                                         : say(english, "无（限值由配置给出）", "none; limits as configured"));
    y_mm = foot->y_mm + 0.8 * k;
    y_mm = draw_field(canvas, page, columns_mm[1], y_mm, width_mm, say(english, "编制单位", "Author"), document->said.author);
    y_mm = draw_field(canvas, page, columns_mm[1], y_mm, width_mm, say(english, "数据日期", "Data as of"), document->said.date);
    y_mm = draw_field(canvas, page, columns_mm[1], y_mm, width_mm, say(english, "数据来源", "Source"), document->said.source);
    if (document->has_osm)
        (void)draw_field(canvas, page, columns_mm[1], y_mm, width_mm, say(english, "道路与水系", "Streets and water"),
                         say(english, "© OpenStreetMap 贡献者（ODbL）", "© OpenStreetMap contributors (ODbL)"));
    y_mm = foot->y_mm + 0.8 * k;
    y_mm = draw_field(canvas, page, columns_mm[2], y_mm, width_mm, say(english, "审图号", "Approval number (审图号)"),
                      document->said.approval_number);
    (void)draw_field(canvas, page, columns_mm[2], y_mm, width_mm, say(english, "说明", "Note"),
                     say(english, "界线仅供示意，不作划界依据", "borders are schematic and no evidence of any boundary"));
}

void
lci_furniture_draw(struct lci_canvas *canvas, const struct lci_map_page *page, const struct lci_map_frame *frame,
                   const struct lci_map_system *system, const struct lci_map_document *document,
                   const struct lci_map_heading *heading, bool english)
{
    draw_heading(canvas, page, document, heading, english);
    draw_foot(canvas, page, frame, system, document, english);
}

/* A part of the scale bar on the ground. */
static double
bar_part_m(const struct lci_map_page *page, const struct lci_map_frame *frame)
{
    return lci_round_below(BAR_LONGEST_MM * page->grown_ratio / BAR_PARTS * frame->scale_denominator / MM_A_M);
}

static struct lci_map_area
bar_area(const struct lci_map_page *page, const struct lci_map_frame *frame)
{
    const double k = page->grown_ratio;
    const double length_mm = BAR_PARTS * bar_part_m(page, frame) / frame->scale_denominator * MM_A_M;

    return (struct lci_map_area){frame->area.x_mm + 3.0 * k, frame->area.y_mm + frame->area.height_mm - 11.5 * k,
                                 length_mm + 14.0 * k, 9.0 * k};
}

static struct lci_map_area
arrow_area(const struct lci_map_page *page, const struct lci_map_frame *frame)
{
    const double k = page->grown_ratio;

    return (struct lci_map_area){frame->area.x_mm + frame->area.width_mm - 15.0 * k, frame->area.y_mm + 3.0 * k, 12.0 * k,
                                 18.0 * k};
}

void
lci_furniture_reserve(const struct lci_map_page *page, const struct lci_map_frame *frame, struct lci_labels *labels)
{
    const struct lci_map_area bar = bar_area(page, frame), arrow = arrow_area(page, frame);

    labels->room = frame->area;
    lci_labels_take(labels, &bar);
    lci_labels_take(labels, &arrow);
}

static void
draw_bar(struct lci_canvas *canvas, const struct lci_map_page *page, const struct lci_map_frame *frame, bool english)
{
    const double k = page->grown_ratio;
    const struct lci_map_area area = bar_area(page, frame);
    const double part_m = bar_part_m(page, frame);
    const double part_mm = part_m / frame->scale_denominator * MM_A_M;
    const bool in_km = BAR_PARTS * part_m >= 2.0 * M_A_KM;
    const struct lci_look plate = {.fill = "#ffffff", .clear_ratio = 0.12};
    const struct lci_look black = {.fill = "#1a1a1a", .line = "#1a1a1a", .line_mm = 0.15};
    const struct lci_look white = {.fill = "#ffffff", .line = "#1a1a1a", .line_mm = 0.15};
    const struct lci_text_look look = {.size_pt = 6.8 * k, .align = LCI_ALIGN_MIDDLE};
    const double x_mm = area.x_mm + 3.0 * k, y_mm = area.y_mm + 5.6 * k;
    char text[TEXT_SIZE];

    lci_canvas_box(canvas, area.x_mm, area.y_mm, area.width_mm, area.height_mm);
    lci_canvas_draw(canvas, &plate);
    for (size_t p = 0; p < BAR_PARTS; p++) {
        lci_canvas_box(canvas, x_mm + (double)p * part_mm, y_mm, part_mm, 1.3 * k);
        lci_canvas_draw(canvas, p % 2 == 0 ? &black : &white);
    }
    for (size_t p = 0; p <= BAR_PARTS; p += 2) {
        const double at = (double)p * part_m / (in_km ? M_A_KM : 1.0);

        (void)snprintf(text, sizeof(text), "%g", at);
        if (p == BAR_PARTS)
            (void)snprintf(text, sizeof(text), in_km ? (english ? "%g km" : "%g 千米") : (english ? "%g m" : "%g 米"), at);
        (void)lci_canvas_text(canvas, x_mm + (double)p * part_mm, area.y_mm + 0.7 * k, text, &look);
    }
}

static void
draw_arrow(struct lci_canvas *canvas, const struct lci_map_page *page, const struct lci_map_frame *frame, bool english)
{
    const double k = page->grown_ratio;
    const struct lci_map_area area = arrow_area(page, frame);
    const double x_mm = area.x_mm + area.width_mm / 2.0, y_mm = area.y_mm + 11.5 * k;
    const double sine = sin(frame->north_rad), cosine = cos(frame->north_rad);
    const double tip[] = {0.0, -6.0 * k}, left[] = {-2.6 * k, 4.6 * k}, right[] = {2.6 * k, 4.6 * k},
                 notch[] = {0.0, 2.8 * k};
    const double *const halves[2][3] = {{tip, left, notch}, {tip, right, notch}};
    const struct lci_look looks[2] = {{.fill = "#1a1a1a", .line = "#1a1a1a", .line_mm = 0.2},
                                      {.fill = "#ffffff", .line = "#1a1a1a", .line_mm = 0.2}};
    const struct lci_text_look letter = {.size_pt = 9.0 * k, .bold = true, .align = LCI_ALIGN_MIDDLE, .halo = "#ffffff"};

    for (size_t half = 0; half < 2; half++) {
        for (size_t p = 0; p < 3; p++) {
            const double *at = halves[half][p];
            const double turned[2] = {x_mm + at[0] * cosine - at[1] * sine, y_mm + at[0] * sine + at[1] * cosine};

            if (p == 0)
                lci_canvas_move(canvas, turned[0], turned[1]);
            else
                lci_canvas_line(canvas, turned[0], turned[1]);
        }
        lci_canvas_close(canvas);
        lci_canvas_draw(canvas, &looks[half]);
    }
    (void)lci_canvas_text(canvas, x_mm + 6.4 * k * sine, y_mm - 6.2 * k - 4.9 * k, say(english, "北", "N"), &letter);
}

void
lci_furniture_map(struct lci_canvas *canvas, const struct lci_map_page *page, const struct lci_map_frame *frame,
                  bool english)
{
    draw_bar(canvas, page, frame, english);
    draw_arrow(canvas, page, frame, english);
    lci_canvas_box(canvas, frame->area.x_mm, frame->area.y_mm, frame->area.width_mm, frame->area.height_mm);
    lci_canvas_draw(canvas, &neat_line);
}

double
lci_furniture_inset_y_mm(const struct lci_map_page *page)
{
    return page->panel.y_mm + page->panel.height_mm - (INSET_HEIGHT_MM + 5.0) * page->grown_ratio;
}

void
lci_furniture_inset(struct lci_canvas *canvas, const struct lci_map_page *page, const struct lci_map_frame *frame,
                    const struct lci_scene *scene)
{
    const double k = page->grown_ratio;
    const double y_mm = lci_furniture_inset_y_mm(page);
    const struct lci_text_look heading = {.size_pt = 8.4 * k, .bold = true};
    const struct lci_look paper = {.fill = "#ffffff"};
    const struct lci_look land = {.fill = "#e9e5db", .line = "#9a948a", .line_mm = 0.18};
    const struct lci_look seen = {.line = "#d7301f", .line_mm = 0.5 * k};
    struct lci_map_frame inset = *frame;
    struct lci_map_box box = scene->box;
    double corners_mm[2][2];
    double side_mm_a_m = INFINITY;

    inset.area = (struct lci_map_area){page->panel.x_mm, y_mm + 5.0 * k, page->panel.width_mm, INSET_HEIGHT_MM * k};
    lci_map_box_join(&box, &frame->box);
    for (size_t axis = 0; axis < 2; axis++) {
        const double side_m = (box.greatest_m[axis] - box.least_m[axis]) * 1.08;

        inset.centre_m[axis] = (box.least_m[axis] + box.greatest_m[axis]) / 2.0;
        side_mm_a_m = fmin(side_mm_a_m, (axis == 0 ? inset.area.width_mm : inset.area.height_mm) / side_m);
    }
    inset.mm_a_map_m = side_mm_a_m;
    inset.box = box;
    (void)lci_canvas_text(canvas, page->panel.x_mm, y_mm, say(scene->english, "位置示意", "Where this is"), &heading);
    lci_layers_clip(canvas, &inset);
    lci_canvas_box(canvas, inset.area.x_mm, inset.area.y_mm, inset.area.width_mm, inset.area.height_mm);
    lci_canvas_draw(canvas, &paper);
    for (size_t u = 0; u < scene->unit_count; u++)
        if (lci_layers_path(canvas, &inset, &scene->units[u].ground))
            lci_canvas_draw(canvas, &land);
    for (size_t h = 0; h < scene->home_count && scene->unit_count == 0; h++)
        if (lci_layers_path(canvas, &inset, &scene->homes[h].ground))
            lci_canvas_draw(canvas, &land);
    lci_map_frame_place(&inset, frame->box.least_m, corners_mm[0]);
    lci_map_frame_place(&inset, frame->box.greatest_m, corners_mm[1]);
    lci_canvas_box(canvas, corners_mm[0][0], corners_mm[1][1], corners_mm[1][0] - corners_mm[0][0],
                   corners_mm[0][1] - corners_mm[1][1]);
    lci_canvas_draw(canvas, &seen);
    lci_canvas_unclip(canvas);
    lci_canvas_box(canvas, inset.area.x_mm, inset.area.y_mm, inset.area.width_mm, inset.area.height_mm);
    lci_canvas_draw(canvas, &neat_line);
}
