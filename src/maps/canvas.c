/* canvas.c - surfaces, paths and pictures: the door to cairo. */
#include "maps/canvas.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "maps/canvas_door.h"

static const double MM_AN_INCH = 25.4;

/* The date stands in every PDF; a fixed one, for the same result gives the same bytes whenever it is drawn. */
static const char CREATED[] = "2000-01-01T00:00:00Z";

static const double HATCH_WIDE_MM = 1.5;
static const double HATCH_DENSE_MM = 0.85;
static const double HATCH_LINE_MM = 0.16;
static const double HATCH_DOT_MM = 0.22;

static enum lci_status
status_of(cairo_status_t status, const char *path, struct lci_error *err)
{
    if (status == CAIRO_STATUS_SUCCESS)
        return LCI_OK;
    if (status == CAIRO_STATUS_NO_MEMORY)
        return lci_fail_nomem(err, "maps");
    return lci_fail(err, LCI_E_IO, "%s: cannot draw: %s%s", path ? path : "maps", cairo_status_to_string(status),
                    status == CAIRO_STATUS_WRITE_ERROR ? " (is the disk full?)" : "");
}

static cairo_surface_t *
new_surface(const struct lci_canvas_options *options, double units_a_mm)
{
    const double width = options->width_mm * units_a_mm;
    const double height = options->height_mm * units_a_mm;
    const cairo_rectangle_t extents = {0.0, 0.0, width, height};
    cairo_surface_t *surface = NULL;

    switch (options->kind) {
    case LCI_CANVAS_PNG:
        return cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)lround(width), (int)lround(height));
    case LCI_CANVAS_PICTURE:
        return cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &extents);
    case LCI_CANVAS_PDF:
        break;
    }
    surface = cairo_pdf_surface_create(options->path, width, height);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, CREATED);
    if (options->title)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, options->title);
    return surface;
}

/* Letters are drawn and measured alike at any size of pixel: a PNG and a PDF have the same places for the same things. */
static void
set_fonts(cairo_t *cairo)
{
    cairo_font_options_t *fonts = cairo_font_options_create();

    cairo_font_options_set_hint_style(fonts, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(fonts, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(fonts, CAIRO_ANTIALIAS_GRAY);
    cairo_set_font_options(cairo, fonts);
    cairo_font_options_destroy(fonts);
}

static void
paint_white(const struct lci_canvas *canvas)
{
    if (canvas->kind == LCI_CANVAS_PICTURE)
        return;
    cairo_set_source_rgb(canvas->cairo, 1.0, 1.0, 1.0);
    cairo_paint(canvas->cairo);
}

enum lci_status
lci_canvas_new(const struct lci_canvas_options *options, struct lci_canvas **out, struct lci_error *err)
{
    struct lci_canvas *canvas = lci_new(struct lci_canvas);
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (!canvas)
        return lci_fail_nomem(err, "maps");
    canvas->kind = options->kind;
    canvas->path = options->path;
    canvas->width_mm = options->width_mm;
    canvas->height_mm = options->height_mm;
    canvas->units_a_mm = options->kind == LCI_CANVAS_PNG ? options->dpi / MM_AN_INCH : LCI_POINTS_A_MM;
    canvas->missing = options->missing;
    canvas->surface = new_surface(options, canvas->units_a_mm);
    canvas->cairo = cairo_create(canvas->surface);
    cairo_scale(canvas->cairo, canvas->units_a_mm, canvas->units_a_mm);
    cairo_set_line_join(canvas->cairo, CAIRO_LINE_JOIN_ROUND);
    set_fonts(canvas->cairo);
    paint_white(canvas);
    status = status_of(cairo_status(canvas->cairo), canvas->path, err);
    if (status == LCI_OK && !lci_canvas_text_start(canvas))
        status = lci_fail_nomem(err, "maps");
    if (status == LCI_OK)
        *out = canvas;
    else
        lci_canvas_free(canvas);
    return status;
}

void
lci_canvas_next_page(struct lci_canvas *canvas)
{
    cairo_show_page(canvas->cairo);
    paint_white(canvas);
}

enum lci_status
lci_canvas_finish(struct lci_canvas *canvas, struct lci_error *err)
{
    cairo_status_t status = cairo_status(canvas->cairo);

    if (status == CAIRO_STATUS_SUCCESS && canvas->kind == LCI_CANVAS_PNG) {
        cairo_surface_flush(canvas->surface);
        status = cairo_surface_write_to_png(canvas->surface, canvas->path);
    }
    if (status == CAIRO_STATUS_SUCCESS && canvas->kind == LCI_CANVAS_PDF) {
        cairo_surface_finish(canvas->surface);
        status = cairo_surface_status(canvas->surface);
    }
    return status_of(status, canvas->path, err);
}

void
lci_canvas_free(struct lci_canvas *canvas)
{
    if (!canvas)
        return;
    if (canvas->pango)
        g_object_unref(canvas->pango);
    cairo_destroy(canvas->cairo);
    cairo_surface_destroy(canvas->image);
    cairo_surface_destroy(canvas->surface);
    lci_free(canvas);
}

/* Pixels of a picture: thousands of streets are drawn once for all PNGs. */
static void
make_image(struct lci_canvas *picture, double units_a_mm)
{
    cairo_t *cairo = NULL;

    cairo_surface_destroy(picture->image);
    picture->image = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)lround(picture->width_mm * units_a_mm),
                                                (int)lround(picture->height_mm * units_a_mm));
    picture->image_units = units_a_mm;
    cairo = cairo_create(picture->image);
    cairo_scale(cairo, units_a_mm / picture->units_a_mm, units_a_mm / picture->units_a_mm);
    cairo_set_source_surface(cairo, picture->surface, 0.0, 0.0);
    cairo_paint(cairo);
    cairo_destroy(cairo);
}

void
lci_canvas_stamp(struct lci_canvas *canvas, struct lci_canvas *picture)
{
    cairo_save(canvas->cairo);
    if (canvas->kind == LCI_CANVAS_PNG) {
        if (!picture->image || picture->image_units != canvas->units_a_mm)
            make_image(picture, canvas->units_a_mm);
        cairo_identity_matrix(canvas->cairo);
        cairo_set_source_surface(canvas->cairo, picture->image, 0.0, 0.0);
    } else {
        cairo_scale(canvas->cairo, 1.0 / picture->units_a_mm, 1.0 / picture->units_a_mm);
        cairo_set_source_surface(canvas->cairo, picture->surface, 0.0, 0.0);
    }
    cairo_paint(canvas->cairo);
    cairo_restore(canvas->cairo);
}

void
lci_canvas_move(struct lci_canvas *canvas, double x_mm, double y_mm)
{
    cairo_move_to(canvas->cairo, x_mm, y_mm);
}

void
lci_canvas_line(struct lci_canvas *canvas, double x_mm, double y_mm)
{
    cairo_line_to(canvas->cairo, x_mm, y_mm);
}

void
lci_canvas_close(struct lci_canvas *canvas)
{
    cairo_close_path(canvas->cairo);
}

void
lci_canvas_box(struct lci_canvas *canvas, double x_mm, double y_mm, double width_mm, double height_mm)
{
    cairo_rectangle(canvas->cairo, x_mm, y_mm, width_mm, height_mm);
}

void
lci_canvas_circle(struct lci_canvas *canvas, double x_mm, double y_mm, double radius_mm)
{
    cairo_new_sub_path(canvas->cairo);
    cairo_arc(canvas->cairo, x_mm, y_mm, radius_mm, 0.0, 2.0 * M_PI);
    cairo_close_path(canvas->cairo);
}

static int
hex_digit(char digit)
{
    return digit >= 'a' ? digit - 'a' + 10 : digit - '0';
}

void
lci_canvas_colour(struct lci_canvas *canvas, const char *colour, double clear_ratio)
{
    double parts[3];

    for (size_t i = 0; i < 3; i++)
        parts[i] = (hex_digit(colour[2 * i + 1]) * 16 + hex_digit(colour[2 * i + 2])) / 255.0;
    cairo_set_source_rgba(canvas->cairo, parts[0], parts[1], parts[2], 1.0 - clear_ratio);
}

/* Lines of a slope over a box, all of one pattern for the whole sheet so that neighbours fit together. */
static void
add_slanted(cairo_t *cairo, const double box[4], double step_mm, bool rising)
{
    const double low = rising ? box[0] + box[1] : box[0] - box[3];
    const double high = rising ? box[2] + box[3] : box[2] - box[1];

    for (double at = ceil(low / step_mm) * step_mm; at <= high; at += step_mm) {
        cairo_move_to(cairo, rising ? at - box[1] : at + box[1], box[1]);
        cairo_line_to(cairo, rising ? at - box[3] : at + box[3], box[3]);
    }
}

static void
add_dots(cairo_t *cairo, const double box[4])
{
    for (double y = ceil(box[1] / HATCH_WIDE_MM) * HATCH_WIDE_MM; y <= box[3]; y += HATCH_WIDE_MM)
        for (double x = ceil(box[0] / HATCH_WIDE_MM) * HATCH_WIDE_MM; x <= box[2]; x += HATCH_WIDE_MM) {
            cairo_new_sub_path(cairo);
            cairo_arc(cairo, x, y, HATCH_DOT_MM, 0.0, 2.0 * M_PI);
        }
}

/* Draws a hatch over the path, which stays. */
static void
draw_hatch(struct lci_canvas *canvas, const struct lci_look *look)
{
    cairo_t *cairo = canvas->cairo;
    cairo_path_t *path = cairo_copy_path(cairo);
    double box[4] = {0.0};

    cairo_path_extents(cairo, &box[0], &box[1], &box[2], &box[3]);
    cairo_save(cairo);
    cairo_clip(cairo);
    lci_canvas_colour(canvas, look->line, look->clear_ratio);
    cairo_set_line_width(cairo, HATCH_LINE_MM);
    cairo_set_dash(cairo, NULL, 0, 0.0);
    if (look->hatch == LCI_HATCH_RISING || look->hatch == LCI_HATCH_CROSSED)
        add_slanted(cairo, box, HATCH_WIDE_MM, true);
    if (look->hatch == LCI_HATCH_DENSE)
        add_slanted(cairo, box, HATCH_DENSE_MM, true);
    if (look->hatch == LCI_HATCH_FALLING || look->hatch == LCI_HATCH_CROSSED)
        add_slanted(cairo, box, HATCH_WIDE_MM, false);
    for (double x = ceil(box[0] / HATCH_WIDE_MM) * HATCH_WIDE_MM; look->hatch == LCI_HATCH_UPRIGHT && x <= box[2];
         x += HATCH_WIDE_MM) {
        cairo_move_to(cairo, x, box[1]);
        cairo_line_to(cairo, x, box[3]);
    }
    if (look->hatch == LCI_HATCH_DOTS) {
        add_dots(cairo, box);
        cairo_fill(cairo);
    } else {
        cairo_stroke(cairo);
    }
    cairo_restore(cairo);
    cairo_new_path(cairo);
    cairo_append_path(cairo, path);
    cairo_path_destroy(path);
}

void
lci_canvas_draw(struct lci_canvas *canvas, const struct lci_look *look)
{
    cairo_t *cairo = canvas->cairo;
    int dashes = 0;

    cairo_set_fill_rule(cairo, look->even_odd ? CAIRO_FILL_RULE_EVEN_ODD : CAIRO_FILL_RULE_WINDING);
    if (look->fill) {
        lci_canvas_colour(canvas, look->fill, look->clear_ratio);
        cairo_fill_preserve(cairo);
    }
    if (look->hatch != LCI_HATCH_NONE && look->line)
        draw_hatch(canvas, look);
    if (look->line && look->line_mm > 0.0) {
        lci_canvas_colour(canvas, look->line, look->clear_ratio);
        while (dashes < LCI_DASHES_MAX && look->dash_mm[dashes] > 0.0)
            dashes++;
        cairo_set_dash(cairo, look->dash_mm, dashes, 0.0);
        cairo_set_line_width(cairo, look->line_mm);
        cairo_stroke_preserve(cairo);
    }
    cairo_new_path(cairo);
}

void
lci_canvas_clip(struct lci_canvas *canvas)
{
    cairo_save(canvas->cairo);
    cairo_clip(canvas->cairo);
}

void
lci_canvas_unclip(struct lci_canvas *canvas)
{
    cairo_restore(canvas->cairo);
}
