/* page.h - the sheet: its paper, where things stand on it, and the map's place on the ground. */
#ifndef LCI_MAPS_PAGE_H
#define LCI_MAPS_PAGE_H

#include "maps/shape.h"
#include "maps/system.h"

/** Millimetres from the upper left corner of the sheet. */
struct lci_map_area {
    double x_mm, y_mm, width_mm, height_mm;
};

struct lci_map_page {
    const char *paper; /* "A4" */
    double width_mm, height_mm;
    double grown_ratio; /* of letters and marks, to those on A4 */
    struct lci_map_area title, map, panel, foot;
};

/** A landscape sheet; paper: "A4" or "A3". False: another one. */
bool lci_map_page_of(const char *paper, struct lci_map_page *out);

/** Where a map lies on the ground: north of the system is up. */
struct lci_map_frame {
    struct lci_map_area area;
    double centre_m[2];
    double scale_denominator; /* 1 : this; a round number */
    double mm_a_map_m;        /* millimetres of the sheet for a metre of the map system */
    double north_rad;         /* true north, clockwise from up */
    struct lci_map_box box;   /* what is seen */
};

/**
 * The map of a box, in the largest round scale at which it fits into the area. Errors: as lci_map_system_at().
 */
LCI_MUST_USE enum lci_status lci_map_frame_fit(const struct lci_map_area *area, const struct lci_map_box *box,
                                               const struct lci_map_system *system, struct lci_map_frame *out,
                                               struct lci_error *err);

/** A place of the ground on the sheet, in millimetres. */
static inline void
lci_map_frame_place(const struct lci_map_frame *frame, const double place_m[2], double place_mm[2])
{
    place_mm[0] = frame->area.x_mm + frame->area.width_mm / 2.0 + (place_m[0] - frame->centre_m[0]) * frame->mm_a_map_m;
    place_mm[1] = frame->area.y_mm + frame->area.height_mm / 2.0 - (place_m[1] - frame->centre_m[1]) * frame->mm_a_map_m;
}

#endif
