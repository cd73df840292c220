/* panel.c - legends and small tables, in the panel beside the map. */
#include <math.h>
#include <stdio.h>

#include "maps/furniture.h"

enum { TEXT_SIZE = 256 };

static const struct lci_look rule = {.line = "#888888", .line_mm = 0.2};
static const struct lci_look faint_rule = {.line = "#dddddd", .line_mm = 0.12};

static void
draw_mark(struct lci_canvas *canvas, const struct lci_legend_line *line, double x_mm, double middle_mm, double k)
{
    const double width_mm = 8.0 * k, height_mm = 3.5 * k;

    switch (line->mark) {
    case LCI_MARK_AREA:
        lci_canvas_box(canvas, x_mm, middle_mm - height_mm / 2.0, width_mm, height_mm);
        break;
    case LCI_MARK_LINE:
        lci_canvas_move(canvas, x_mm, middle_mm);
        lci_canvas_line(canvas, x_mm + width_mm, middle_mm);
        break;
    case LCI_MARK_POINT:
        lci_canvas_circle(canvas, x_mm + width_mm / 2.0, middle_mm, 1.15 * k);
        break;
    case LCI_MARK_HEADING:
        return;
    }
    lci_canvas_draw(canvas, &line->look);
}

double
lci_furniture_legend(struct lci_canvas *canvas, const struct lci_map_page *page, double y_mm,
                     const struct lci_legend_line *lines, size_t count, bool english)
{
    const double k = page->grown_ratio;
    const double x_mm = page->panel.x_mm, width_mm = page->panel.width_mm;
    const double step_mm = 4.75 * k;
    size_t halves = 0; /* that stand side by side so far */
    const struct lci_text_look title = {.size_pt = 10.0 * k, .bold = true};
    const struct lci_text_look heading = {.size_pt = 8.0 * k, .bold = true, .colour = "#333333", .width_mm = width_mm};
    const struct lci_text_look number = {.size_pt = 7.6 * k, .align = LCI_ALIGN_RIGHT};

    y_mm += lci_canvas_text(canvas, x_mm, y_mm - 1.0 * k, english ? "Legend" : "图例", &title).height_mm;
    for (size_t l = 0; l < count; l++) {
        const struct lci_legend_line *line = &lines[l];
        const double middle_mm = y_mm + step_mm / 2.0;
        const bool is_right = line->is_half && halves % 2 == 1;
        const double left_mm = x_mm + (is_right ? width_mm / 2.0 : 0.0);
        const double room_mm = line->is_half ? width_mm / 2.0 : width_mm;
        const bool goes_on = line->is_half && !is_right && l + 1 < count && lines[l + 1].is_half;
        const bool is_heading = line->mark == LCI_MARK_HEADING;
        struct lci_text_look label = {.size_pt = 7.8 * k};
        struct lci_extent extent = {0.0, 0.0};

        halves = line->is_half ? halves + 1 : 0;
        draw_mark(canvas, line, left_mm, middle_mm, k);
        if (line->count) {
            extent = lci_canvas_measure(canvas, line->count, &number);
            (void)lci_canvas_text(canvas, x_mm + width_mm, middle_mm - extent.height_mm / 2.0, line->count, &number);
        }
        if (is_heading)
            label = heading;
        label.width_mm = room_mm - extent.width_mm - (is_heading ? 1.0 : 11.0) * k;
        (void)lci_canvas_text(canvas, left_mm + (is_heading ? 0.0 : 10.0) * k,
                              middle_mm - lci_canvas_measure(canvas, line->label, &label).height_mm / 2.0, line->label,
                              &label);
        y_mm += goes_on ? 0.0 : step_mm;
    }
    return y_mm + 1.6 * k;
}

static void
draw_row(struct lci_canvas *canvas, const struct lci_map_page *page, const struct lci_map_table *table,
         const char *const *cells, const struct lci_look *chip, double y_mm, double height_mm, double size_pt, bool bold)
{
    const double k = page->grown_ratio;
    double x_mm = page->panel.x_mm;

    for (size_t c = 0; c < table->column_count; c++) {
        const double width_mm = page->panel.width_mm * table->widths_ratio[c];
        const double in_mm = c == 0 && chip ? 3.6 * k : 0.0;
        const struct lci_text_look look = {.size_pt = size_pt,
                                           .bold = bold,
                                           .colour = bold ? "#444444" : NULL,
                                           .align = c == 0 ? LCI_ALIGN_LEFT : LCI_ALIGN_RIGHT,
                                           .width_mm = width_mm - in_mm - 0.6 * k};
        const char *text = cells[c] ? cells[c] : "";

        if (c == 0 && chip) {
            lci_canvas_box(canvas, x_mm, y_mm + height_mm / 2.0 - fmin(1.2 * k, height_mm * 0.36), 2.6 * k,
                           fmin(2.4 * k, height_mm * 0.72));
            lci_canvas_draw(canvas, chip);
        }
        (void)lci_canvas_text(canvas, c == 0 ? x_mm + in_mm : x_mm + width_mm,
                              y_mm + height_mm / 2.0 - lci_canvas_measure(canvas, text, &look).height_mm / 2.0, text, &look);
        x_mm += width_mm;
    }
}

double
lci_furniture_table(struct lci_canvas *canvas, const struct lci_map_page *page, double y_mm, double end_mm,
                    const struct lci_map_table *table, bool english)
{
    const double k = page->grown_ratio;
    const struct lci_text_look title = {.size_pt = 8.4 * k, .bold = true, .width_mm = page->panel.width_mm};
    const struct lci_text_look note = {
        .size_pt = 6.0 * k, .colour = "#555555", .width_mm = page->panel.width_mm, .line_count = 5};
    const double note_mm = table->note ? lci_canvas_measure(canvas, table->note, &note).height_mm + 0.8 * k : 0.0;
    const double head_mm = 9.2 * k;
    const double room_mm = end_mm - y_mm - head_mm - note_mm;
    const double step_mm = fmax(2.7 * k, fmin(4.5 * k, room_mm / (double)(table->row_count > 0 ? table->row_count : 1)));
    const size_t fitting = room_mm > 0.0 ? (size_t)(room_mm / step_mm + 1e-6) : 0;
    const size_t shown = table->row_count <= fitting ? table->row_count : fitting > 0 ? fitting - 1 : 0;
    const double size_pt = fmin(7.2 * k, step_mm / 4.5 * 7.6);
    char text[TEXT_SIZE];

    if (table->row_count == 0 || fitting == 0)
        return y_mm;
    (void)lci_canvas_text(canvas, page->panel.x_mm, y_mm - 0.6 * k, table->title, &title);
    y_mm += 4.6 * k;
    draw_row(canvas, page, table, table->headings, NULL, y_mm, 4.2 * k, 6.4 * k, true);
    y_mm += 4.3 * k;
    lci_canvas_move(canvas, page->panel.x_mm, y_mm);
    lci_canvas_line(canvas, page->panel.x_mm + page->panel.width_mm, y_mm);
    lci_canvas_draw(canvas, &rule);
    for (size_t r = 0; r < shown; r++) {
        draw_row(canvas, page, table, table->rows[r].cells, table->rows[r].chip, y_mm, step_mm, size_pt, false);
        y_mm += step_mm;
        lci_canvas_move(canvas, page->panel.x_mm, y_mm);
        lci_canvas_line(canvas, page->panel.x_mm + page->panel.width_mm, y_mm);
        lci_canvas_draw(canvas, &faint_rule);
    }
    if (shown < table->row_count) {
        const struct lci_text_look more = {.size_pt = 6.4 * k, .colour = "#555555"};

        (void)snprintf(text, sizeof(text), english ? "and %zu more" : "另有 %zu 项未列出", table->row_count - shown);
        (void)lci_canvas_text(canvas, page->panel.x_mm, y_mm, text, &more);
        y_mm += step_mm;
    }
    if (table->note)
        (void)lci_canvas_text(canvas, page->panel.x_mm, y_mm + 0.4 * k, table->note, &note);
    return y_mm + note_mm + 2.0 * k;
}
