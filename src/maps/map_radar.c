/* map_radar.c - all categories of each unit on one sheet: radars where there are few, a matrix where there are many. */
#include <math.h>
#include <string.h>

#include "maps/sheets.h"

static const double PER_CENT = 100.0;

static const double RADAR_LEAST_MM = 46.0; /* side of the cell of a radar on A4 */
static const double ROW_LEAST_MM = 4.3;
static const double ROW_MOST_MM = 13.0;
static const double MATRIX_HEAD_MM = 36.0;

static const struct lci_look ring = {.line = "#c9c9c9", .line_mm = 0.15};
static const struct lci_look rim = {.line = "#8a8a8a", .line_mm = 0.22};
static const struct lci_look spoke = {.line = "#d4d4d4", .line_mm = 0.15};
static const struct lci_look hidden_spoke = {.line = "#8a8a8a", .line_mm = 0.25, .dash_mm = {0.8, 0.8}};
static const struct lci_look shape = {.fill = "#2171b5", .clear_ratio = 0.7};
static const struct lci_look side = {.line = "#08519c", .line_mm = 0.45};
static const struct lci_look vertex = {.fill = "#08306b", .line = "#ffffff", .line_mm = 0.15};

/* Columns and side of the cells of a grid. */
struct grid {
    size_t columns, rows;
    double width_mm, height_mm;
};

/* Cells as large as they can be for `count` of them, but no smaller than the least. */
static struct grid
grid_of(const struct lci_map_page *page, size_t count)
{
    const double least_mm = RADAR_LEAST_MM * page->grown_ratio;
    const struct lci_map_area *area = &page->map;
    const size_t most_columns = (size_t)(area->width_mm / least_mm), most_rows = (size_t)(area->height_mm / least_mm);
    struct grid grid = {most_columns, most_rows, area->width_mm / (double)most_columns, area->height_mm / (double)most_rows};
    double best_mm = 0.0;

    for (size_t columns = 1; columns <= most_columns; columns++) {
        const size_t rows = (count + columns - 1) / columns;
        const double side_mm = fmin(area->width_mm / (double)columns, area->height_mm / (double)rows);

        if (rows <= most_rows && side_mm > best_mm) {
            best_mm = side_mm;
            grid = (struct grid){columns, rows, area->width_mm / (double)columns, area->height_mm / (double)rows};
        }
    }
    return grid;
}

size_t
lci_map_radar_room(const struct lci_map_page *page, size_t unit_count)
{
    const struct grid grid = grid_of(page, unit_count);

    return grid.columns * grid.rows;
}

size_t
lci_map_matrix_room(const struct lci_map_page *page)
{
    const double k = page->grown_ratio;

    return (size_t)((page->map.height_mm - (MATRIX_HEAD_MM + 8.0) * k) / (ROW_LEAST_MM * k));
}

static void
spoke_end(const double middle_mm[2], double radius_mm, size_t category, size_t count, double ratio, double end_mm[2])
{
    const double turn = 2.0 * M_PI * (double)category / (double)count;

    end_mm[0] = middle_mm[0] + radius_mm * ratio * sin(turn);
    end_mm[1] = middle_mm[1] - radius_mm * ratio * cos(turn);
}

static void
draw_rings(struct lci_canvas *canvas, const double middle_mm[2], double radius_mm, double k)
{
    const struct lci_text_look look = {.size_pt = 4.8 * k, .colour = "#8a8a8a", .align = LCI_ALIGN_LEFT};

    for (size_t r = 1; r <= 4; r++) {
        lci_canvas_circle(canvas, middle_mm[0], middle_mm[1], radius_mm * (double)r / 4.0);
        lci_canvas_draw(canvas, r == 4 ? &rim : &ring);
    }
    (void)lci_canvas_text(canvas, middle_mm[0] + 0.4 * k, middle_mm[1] - radius_mm * 0.5 - 2.2 * k, "50", &look);
    (void)lci_canvas_text(canvas, middle_mm[0] + 0.4 * k, middle_mm[1] - radius_mm - 0.2 * k, "100 %", &look);
}

/* The shape of a unit's shares; where one is not shown it is open, for a line across would say something. */
static void
draw_shape(struct lci_map_job *job, const struct lci_scene_unit *unit, const double middle_mm[2], double radius_mm,
           struct lci_canvas *canvas)
{
    const size_t count = job->shares.category_count;
    double ends_mm[LCI_RADAR_MOST][2];
    bool is_shown[LCI_RADAR_MOST];
    size_t shown = 0;

    for (size_t c = 0; c < count; c++) {
        const struct lci_map_share *share = lci_map_share_of(&job->shares, &job->scene, unit, c);
        const double ratio = lci_map_share_ratio(share);

        is_shown[c] = !share->is_hidden && !isnan(ratio);
        shown += is_shown[c];
        spoke_end(middle_mm, radius_mm, c, count, 1.0, ends_mm[c]);
        lci_canvas_move(canvas, middle_mm[0], middle_mm[1]);
        lci_canvas_line(canvas, ends_mm[c][0], ends_mm[c][1]);
        lci_canvas_draw(canvas, is_shown[c] ? &spoke : &hidden_spoke);
        if (is_shown[c])
            spoke_end(middle_mm, radius_mm, c, count, ratio, ends_mm[c]);
    }
    for (size_t c = 0; c < count && shown == count; c++)
        if (c == 0)
            lci_canvas_move(canvas, ends_mm[c][0], ends_mm[c][1]);
        else
            lci_canvas_line(canvas, ends_mm[c][0], ends_mm[c][1]);
    if (shown == count) {
        lci_canvas_close(canvas);
        lci_canvas_draw(canvas, &shape);
    }
    for (size_t c = 0; c < count; c++)
        if (is_shown[c] && is_shown[(c + 1) % count]) {
            lci_canvas_move(canvas, ends_mm[c][0], ends_mm[c][1]);
            lci_canvas_line(canvas, ends_mm[(c + 1) % count][0], ends_mm[(c + 1) % count][1]);
            lci_canvas_draw(canvas, &side);
        }
    for (size_t c = 0; c < count; c++)
        if (is_shown[c]) {
            lci_canvas_circle(canvas, ends_mm[c][0], ends_mm[c][1], 0.75 * job->page.grown_ratio);
            lci_canvas_draw(canvas, &vertex);
        }
}

/* Numbers of the categories around a radar, and the share of each. */
static void
draw_ends(struct lci_map_job *job, const struct lci_scene_unit *unit, const double middle_mm[2], double radius_mm,
          struct lci_canvas *canvas)
{
    const double k = job->page.grown_ratio;
    const size_t count = job->shares.category_count;
    const struct lci_text_look look = {.size_pt = 5.8 * k, .colour = "#333333", .align = LCI_ALIGN_MIDDLE};

    for (size_t c = 0; c < count; c++) {
        const struct lci_map_share *share = lci_map_share_of(&job->shares, &job->scene, unit, c);
        const double ratio = lci_map_share_ratio(share);
        const double turn = 2.0 * M_PI * (double)c / (double)count;
        const char *text = NULL;
        struct lci_extent extent = {0.0, 0.0};
        double end_mm[2];

        if (share->is_hidden || isnan(ratio))
            text = lci_map_print(job, "%zu: %s", c + 1, share->is_hidden ? "*" : "n/a");
        else
            text = lci_map_print(job, "%zu: %.0f%%", c + 1, PER_CENT * ratio);
        extent = lci_canvas_measure(canvas, text, &look);
        spoke_end(middle_mm, radius_mm, c, count, 1.0, end_mm);
        (void)lci_canvas_text(canvas, end_mm[0] + sin(turn) * (extent.width_mm / 2.0 + 0.6 * k),
                              end_mm[1] - cos(turn) * (extent.height_mm / 2.0 + 0.2 * k) - extent.height_mm / 2.0, text,
                              &look);
    }
}

static void
draw_cell(struct lci_map_job *job, const struct lci_scene_unit *unit, const struct lci_map_area *cell,
          struct lci_canvas *canvas)
{
    const double k = job->page.grown_ratio;
    const struct lci_text_look name = {
        .size_pt = 8.2 * k, .bold = true, .align = LCI_ALIGN_MIDDLE, .width_mm = cell->width_mm - 2.0 * k};
    const double head_mm = 6.0 * k, ends_mm = 6.5 * k;
    const double radius_mm = fmin(cell->width_mm / 2.0 - 8.0 * k, (cell->height_mm - head_mm) / 2.0 - ends_mm + 1.5 * k);
    const double middle_mm[2] = {cell->x_mm + cell->width_mm / 2.0,
                                 cell->y_mm + head_mm + (cell->height_mm - head_mm) / 2.0};

    (void)lci_canvas_text(canvas, cell->x_mm + cell->width_mm / 2.0, cell->y_mm + 0.6 * k, unit->name, &name);
    draw_rings(canvas, middle_mm, radius_mm, k);
    draw_shape(job, unit, middle_mm, radius_mm, canvas);
    draw_ends(job, unit, middle_mm, radius_mm, canvas);
}

/* Which number stands for which category. */
static void
draw_key(struct lci_map_job *job, struct lci_canvas *canvas)
{
    const struct lci_map_page *page = &job->page;
    const double k = page->grown_ratio;
    const struct lci_text_look title = {.size_pt = 10.0 * k, .bold = true};
    const struct lci_text_look line = {.size_pt = 8.0 * k, .width_mm = page->panel.width_mm - 6.0 * k, .line_count = 2};
    const struct lci_text_look number = {.size_pt = 8.0 * k, .bold = true, .colour = "#08519c"};
    const struct lci_text_look note = {
        .size_pt = 6.8 * k, .colour = "#555555", .width_mm = page->panel.width_mm, .line_count = 8};
    double y_mm = page->panel.y_mm;

    y_mm += lci_canvas_text(canvas, page->panel.x_mm, y_mm - 1.0 * k, lci_map_say(job, "图例：轴号与类别", "Legend: axes"),
                            &title)
                .height_mm;
    for (size_t c = 0; c < job->shares.category_count; c++) {
        (void)lci_canvas_text(canvas, page->panel.x_mm, y_mm, lci_map_print(job, "%zu", c + 1), &number);
        y_mm += lci_canvas_text(canvas, page->panel.x_mm + 6.0 * k, y_mm, lci_map_category_label(job, c), &line).height_mm +
                0.6 * k;
    }
    (void)lci_canvas_text(
        canvas, page->panel.x_mm, y_mm + 3.0 * k,
        lci_map_print(job,
                      job->english
                          ? "Each axis is the share of %s within the largest limit, from 0 in the middle to 100 %% "
                            "at the rim; rings at 25, 50 and 75 %%. Numerators and denominators: the sheets of "
                            "each category. *: too few, not published (dashed axis). n/a: nothing to divide by."
                          : "各轴为步行上限以内的%s占全部的比例，圆心为 0，外圈为 100 %%，内圈依次为 25、50、75 %%。"
                            "分子、分母见各类别分图。*：数量过少，不公布（虚线轴）；n/a：分母为零。",
                      lci_map_weight_text(job)),
        &note);
}

static struct lci_map_heading
heading_of(struct lci_map_job *job, const struct lci_map_sheet *sheet)
{
    return (struct lci_map_heading){
        .title = lci_map_say(job, "各单元设施覆盖概况", "Coverage of every unit by all kinds of facilities"),
        .subtitle = lci_map_print(job,
                                  job->english ? "Share of %s within the walking limit of each kind; profile: %s"
                                               : "各类设施步行上限以内的%s占全部的比例；人群：%s",
                                  lci_map_weight_text(job), lci_map_profile_text(job)),
        .number = sheet->number,
        .count = sheet->count,
    };
}

enum lci_status
lci_map_draw_radar(struct lci_map_job *job, const struct lci_map_sheet *sheet, struct lci_canvas *canvas,
                   struct lci_error *err)
{
    const struct grid grid = grid_of(&job->page, job->scene.unit_count);
    const struct lci_map_heading heading = heading_of(job, sheet);
    const size_t room = grid.columns * grid.rows;

    (void)err;
    for (size_t i = 0; i < room && sheet->unit + i < job->scene.unit_count; i++) {
        const struct lci_map_area cell = {job->page.map.x_mm + (double)(i % grid.columns) * grid.width_mm,
                                          job->page.map.y_mm + (double)(i / grid.columns) * grid.height_mm, grid.width_mm,
                                          grid.height_mm};

        draw_cell(job, &job->scene.units[sheet->unit + i], &cell, canvas);
    }
    draw_key(job, canvas);
    lci_furniture_draw(canvas, &job->page, NULL, &job->system, &job->document, &heading, job->english);
    return LCI_OK;
}

/* Whether white letters are read better on a colour than dark ones: by its luminance (ITU-R BT.601). */
static bool
is_dark(const char *colour)
{
    static const double weights[] = {0.299, 0.587, 0.114};
    double sum = 0.0;

    for (size_t i = 0; i < 3; i++) {
        const char *digits = colour + 1 + 2 * i;
        double part = 0.0;

        for (size_t d = 0; d < 2; d++)
            part = part * 16.0 + (digits[d] >= 'a' ? digits[d] - 'a' + 10 : digits[d] - '0');
        sum += weights[i] * part;
    }
    return sum < 130.0;
}

static void
draw_value(struct lci_map_job *job, const struct lci_map_share *share, const struct lci_map_area *cell,
           struct lci_canvas *canvas)
{
    const double ratio = lci_map_share_ratio(share);
    const struct lci_legend_class *of = share->is_hidden ? NULL : lci_legend_range_of(lci_legend_find("share"), ratio);
    const char *fill = of ? of->fill : "#ececec";
    const struct lci_look box = {.fill = fill, .line = "#ffffff", .line_mm = 0.3};
    const struct lci_text_look look = {.size_pt = fmin(6.6 * job->page.grown_ratio, cell->width_mm * 0.95),
                                       .colour = is_dark(fill) ? "#ffffff" : "#1a1a1a",
                                       .align = LCI_ALIGN_MIDDLE};
    const char *text = share->is_hidden ? "*" : isnan(ratio) ? "n/a" : lci_map_print(job, "%.0f", PER_CENT * ratio);

    lci_canvas_box(canvas, cell->x_mm, cell->y_mm, cell->width_mm, cell->height_mm);
    lci_canvas_draw(canvas, &box);
    (void)lci_canvas_text(canvas, cell->x_mm + cell->width_mm / 2.0,
                          cell->y_mm + cell->height_mm / 2.0 - lci_canvas_measure(canvas, text, &look).height_mm / 2.0, text,
                          &look);
}

/* The classes, side by side below the matrix. */
static void
draw_classes(struct lci_map_job *job, double x_mm, double y_mm, struct lci_canvas *canvas)
{
    const struct lci_legend *shares = lci_legend_find("share");
    const double k = job->page.grown_ratio;
    const struct lci_text_look look = {.size_pt = 7.0 * k};
    const char *note =
        lci_map_say(job, "格内为百分数；分子、分母见各类别分图。*：不公布；n/a：分母为零",
                    "in per cent; numerators and denominators: sheets of each kind. *: not published; n/a: nothing to "
                    "divide by");

    for (size_t c = 0; c < shares->class_count; c++) {
        const struct lci_look box = {.fill = shares->classes[c].fill, .line = shares->classes[c].line, .line_mm = 0.15};
        const char *label = lci_legend_label(&shares->classes[c], job->english);

        lci_canvas_box(canvas, x_mm, y_mm + 0.6 * k, 5.0 * k, 3.0 * k);
        lci_canvas_draw(canvas, &box);
        x_mm += 6.2 * k;
        x_mm += lci_canvas_text(canvas, x_mm, y_mm, label, &look).width_mm + 4.0 * k;
    }
    (void)lci_canvas_text(canvas, x_mm, y_mm, note, &look);
}

enum lci_status
lci_map_draw_matrix(struct lci_map_job *job, const struct lci_map_sheet *sheet, struct lci_canvas *canvas,
                    struct lci_error *err)
{
    const struct lci_map_page *page = &job->page;
    const double k = page->grown_ratio;
    const struct lci_map_heading heading = heading_of(job, sheet);
    const size_t left = job->scene.unit_count - sheet->unit, room = lci_map_matrix_room(page);
    const size_t rows = left < room ? left : room;
    const double names_mm = 34.0 * k;
    const double cell_mm = fmin(16.0 * k, (page->title.width_mm - names_mm - 16.0 * k) / (double)job->shares.category_count);
    const double row_mm = fmin(ROW_MOST_MM * k, (page->map.height_mm - (MATRIX_HEAD_MM + 8.0) * k) / (double)rows);
    const double x_mm = page->map.x_mm + names_mm, y_mm = page->map.y_mm + MATRIX_HEAD_MM * k;
    const struct lci_text_look name = {
        .size_pt = fmin(8.0 * k, row_mm * 1.7), .align = LCI_ALIGN_RIGHT, .width_mm = names_mm - 1.5 * k};
    const struct lci_text_look head = {
        .size_pt = fmin(7.4 * k, cell_mm * 1.35), .turn_rad = -M_PI / 3.2, .width_mm = 42.0 * k};

    (void)err;
    for (size_t c = 0; c < job->shares.category_count; c++)
        (void)lci_canvas_text(canvas, x_mm + ((double)c + 0.5) * cell_mm - 1.4 * k, y_mm - 2.2 * k,
                              lci_map_category_label(job, c), &head);
    for (size_t r = 0; r < rows; r++) {
        const struct lci_scene_unit *unit = &job->scene.units[sheet->unit + r];
        const double top_mm = y_mm + (double)r * row_mm;

        (void)lci_canvas_text(canvas, x_mm - 1.5 * k,
                              top_mm + row_mm / 2.0 - lci_canvas_measure(canvas, unit->name, &name).height_mm / 2.0,
                              unit->name, &name);
        for (size_t c = 0; c < job->shares.category_count; c++) {
            const struct lci_map_area cell = {x_mm + (double)c * cell_mm, top_mm, cell_mm, row_mm};

            draw_value(job, lci_map_share_of(&job->shares, &job->scene, unit, c), &cell, canvas);
        }
    }
    draw_classes(job, page->map.x_mm, y_mm + (double)rows * row_mm + 2.5 * k, canvas);
    lci_furniture_draw(canvas, page, NULL, &job->system, &job->document, &heading, job->english);
    return LCI_OK;
}
