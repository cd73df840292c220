/* canvas_door.h - what the files that know cairo and pango share. */
#ifndef LCI_MAPS_CANVAS_DOOR_H
#define LCI_MAPS_CANVAS_DOOR_H

#include <cairo-pdf.h>
#include <cairo.h>
#include <pango/pangocairo.h>

#include "maps/canvas.h"

#define LCI_POINTS_A_MM (72.0 / 25.4)

struct lci_canvas {
    enum lci_canvas_kind kind;
    const char *path;
    double width_mm, height_mm;
    double units_a_mm; /* of the surface: points, or pixels */
    cairo_surface_t *surface;
    cairo_t *cairo;
    cairo_surface_t *image; /* of a picture: as a PNG of `image_units` shows it; NULL: none yet */
    double image_units;
    PangoContext *pango;
    struct lci_glyphs *missing;
};

void lci_canvas_colour(struct lci_canvas *canvas, const char *colour, double clear_ratio);
/** Makes the context of texts. False: out of memory. */
bool lci_canvas_text_start(struct lci_canvas *canvas);

#endif
