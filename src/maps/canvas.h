/* canvas.h - a sheet of paper to draw on, in millimetres from its upper left corner: a PDF, a PNG, or a picture that is put
 * into both. */
#ifndef LCI_MAPS_CANVAS_H
#define LCI_MAPS_CANVAS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "legend/legend.h"
#include "maps/glyphs.h"

struct lci_canvas;

enum lci_canvas_kind { LCI_CANVAS_PDF, LCI_CANVAS_PNG, LCI_CANVAS_PICTURE };

struct lci_canvas_options {
    enum lci_canvas_kind kind;
    const char *path; /* of a picture NULL; nothing else may be written to it at the same time */
    double width_mm, height_mm;
    double dpi;                 /* of a PNG, and of what it makes of pictures */
    const char *title;          /* of a PDF, for its properties */
    struct lci_glyphs *missing; /* texts that have no glyphs are added to it; NULL: not counted. Outlives the canvas */
};

/**
 * Makes a canvas; white, but a picture, on which there is nothing. Equal drawings give equal bytes: no clock, locale, or
 * thread is asked; but other fonts draw other letters. Errors: LCI_E_NOMEM, LCI_E_IO. Threads: one at a time, several
 * canvases on several threads; a picture belongs to the thread of those that it is put into.
 */
LCI_MUST_USE enum lci_status lci_canvas_new(const struct lci_canvas_options *options, struct lci_canvas **out,
                                            struct lci_error *err);
/** Ends a page of a PDF; the next one is white. */
void lci_canvas_next_page(struct lci_canvas *canvas);
/** Writes what is left. Whatever went wrong while drawing is told here. Errors: LCI_E_IO (a full disk), LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_canvas_finish(struct lci_canvas *canvas, struct lci_error *err);
void lci_canvas_free(struct lci_canvas *canvas);

/** Puts a picture of the same size into a canvas, as often as need be; a PDF holds it once. */
void lci_canvas_stamp(struct lci_canvas *canvas, struct lci_canvas *picture);

/* Paths. */
void lci_canvas_move(struct lci_canvas *canvas, double x_mm, double y_mm);
void lci_canvas_line(struct lci_canvas *canvas, double x_mm, double y_mm);
void lci_canvas_close(struct lci_canvas *canvas);
void lci_canvas_box(struct lci_canvas *canvas, double x_mm, double y_mm, double width_mm, double height_mm);
void lci_canvas_circle(struct lci_canvas *canvas, double x_mm, double y_mm, double radius_mm);

enum { LCI_DASHES_MAX = 4 };

/** How a path looks. Colours are "#rrggbb"; NULL: none. Zeroes elsewhere: opaque, no hatch, no dashes. */
struct lci_look {
    const char *fill, *line;
    double line_mm;
    double clear_ratio;             /* 0: opaque, 1: not seen */
    enum lci_hatch hatch;           /* in the colour of the line */
    double dash_mm[LCI_DASHES_MAX]; /* line, gap, ...; up to the first 0 */
    bool even_odd;                  /* holes are where rings lie in one another, however they run */
};

/** Draws the path and forgets it. */
void lci_canvas_draw(struct lci_canvas *canvas, const struct lci_look *look);
/** Until the matching lci_canvas_unclip() only what is inside the path is drawn; forgets the path. */
void lci_canvas_clip(struct lci_canvas *canvas);
void lci_canvas_unclip(struct lci_canvas *canvas);

enum lci_align { LCI_ALIGN_LEFT, LCI_ALIGN_MIDDLE, LCI_ALIGN_RIGHT };

/** How a text looks. width_mm 0: as wide as it is; else it wraps, or, one line only, ends in an ellipsis. */
struct lci_text_look {
    double size_pt;
    bool bold;
    const char *colour; /* NULL: black */
    const char *halo;   /* a border around letters, so that they are read on anything; NULL: none */
    enum lci_align align;
    double width_mm;
    size_t line_count; /* at most; 0: one */
    double turn_rad;   /* clockwise, around the place that it is put at */
};

struct lci_extent {
    double width_mm, height_mm;
};

/** What a text takes up, turned the other way. The font is Noto Sans CJK SC, whose Chinese letters are those of the
 * mainland. */
struct lci_extent lci_canvas_measure(struct lci_canvas *canvas, const char *text, const struct lci_text_look *look);
/**
 * Writes a text: place is its upper left corner, middle of its upper side or upper right corner. Control characters and
 * those that turn the direction of others are left out; nothing in a text is ever taken for markup. Answers its extent.
 */
struct lci_extent lci_canvas_text(struct lci_canvas *canvas, double x_mm, double y_mm, const char *text,
                                  const struct lci_text_look *look);

#endif
