/* furniture.h - what every sheet has around its map: title, legend, scale bar, north arrow, who made it of what, stamp,
 * inset. */
#ifndef LCI_MAPS_FURNITURE_H
#define LCI_MAPS_FURNITURE_H

#include "maps/canvas.h"
#include "maps/labels.h"
#include "maps/page.h"
#include "maps/scene.h"
#include "result/document.h"

/** What sheets say of their result. Borrowed from it; a field of which nothing is said stays empty. */
struct lci_map_document {
    struct lci_result_document said;
    const char *title; /* never NULL */
    bool has_osm;      /* streets come from OpenStreetMap, whose licence asks to say so (ODbL 1.0, 4.3) */
};

struct lci_map_document lci_map_document_of(const struct lci_result *result, bool english);

/** Title of the sheet, what it shows in one sentence, and where it stands in its set. */
struct lci_map_heading {
    const char *title, *subtitle;
    size_t number, count; /* sheet `number` of `count` */
};

/** Heading, stamp and foot; frame NULL: there is no map on the sheet, and no scale is said. */
void lci_furniture_draw(struct lci_canvas *canvas, const struct lci_map_page *page, const struct lci_map_frame *frame,
                        const struct lci_map_system *system, const struct lci_map_document *document,
                        const struct lci_map_heading *heading, bool english);

/** Scale bar, north arrow and border of the map; `labels` keeps clear of them. Before labels are written. */
void lci_furniture_reserve(const struct lci_map_page *page, const struct lci_map_frame *frame, struct lci_labels *labels);
void lci_furniture_map(struct lci_canvas *canvas, const struct lci_map_page *page, const struct lci_map_frame *frame,
                       bool english);

/** The part of the whole that a map shows, at the foot of the panel. */
void lci_furniture_inset(struct lci_canvas *canvas, const struct lci_map_page *page, const struct lci_map_frame *frame,
                         const struct lci_scene *scene);

enum lci_legend_mark { LCI_MARK_AREA, LCI_MARK_LINE, LCI_MARK_POINT, LCI_MARK_HEADING };

/** A line of a legend. */
struct lci_legend_line {
    enum lci_legend_mark mark;
    struct lci_look look;
    const char *label;
    const char *count; /* on the right; NULL: none */
    bool is_half;      /* two of these share a line */
};

/** Writes lines from y_mm on, in the panel. Answers where the next thing may begin. */
double lci_furniture_legend(struct lci_canvas *canvas, const struct lci_map_page *page, double y_mm,
                            const struct lci_legend_line *lines, size_t count, bool english);

enum { LCI_MAP_TABLE_COLUMNS = 5 };

struct lci_map_table_row {
    const char *cells[LCI_MAP_TABLE_COLUMNS];
    const struct lci_look *chip; /* a small box before the row; NULL: none */
};

/** A small table in the panel. */
struct lci_map_table {
    const char *title;
    const char *note; /* below it; NULL: none */
    const char *headings[LCI_MAP_TABLE_COLUMNS];
    double widths_ratio[LCI_MAP_TABLE_COLUMNS]; /* of the panel, together 1; the first column is left, others are right */
    size_t column_count;
    const struct lci_map_table_row *rows;
    size_t row_count;
};

/** Writes it from y_mm to at most end_mm; rows get closer where there are many, and what has no room at all is counted. */
double lci_furniture_table(struct lci_canvas *canvas, const struct lci_map_page *page, double y_mm, double end_mm,
                           const struct lci_map_table *table, bool english);

/** Where the inset begins. */
double lci_furniture_inset_y_mm(const struct lci_map_page *page);

#endif
