/* layout_items.h - what stands on a page: labels, maps, legends, tables. For the files layout*.c only. */
#ifndef LCI_QGIS_LAYOUT_ITEMS_H
#define LCI_QGIS_LAYOUT_ITEMS_H

#include "io/growing_text.h"

/** The face of all pages: Simplified Chinese, of Debian's fonts-noto-cjk. Where it is missing QGIS takes another one. */
#define LCI_LAYOUT_FACE "Noto Sans CJK SC"

/** A place on the page, in millimetres from its upper left corner. */
struct lci_layout_box {
    double x_mm, y_mm, width_mm, height_mm;
};

/** How an item is drawn: `id` names it on its page, where it is there once. */
struct lci_layout_item {
    const char *id;
    struct lci_layout_box box;
    bool has_frame, has_ground; /* ground: white behind it */
};

struct lci_layout_font {
    double size_pt;
    bool is_bold;
    int red, green, blue;
};

enum lci_layout_align { LCI_ALIGN_LEFT = 1, LCI_ALIGN_RIGHT = 2, LCI_ALIGN_CENTRE = 4 };

/** The sheet itself. */
void lci_layout_page(struct lci_growing_text *text, double width_mm, double height_mm);

/** A label in the middle of its height. words: ready for XML, with [% expressions %] that are to be worked out. */
void lci_layout_label(struct lci_growing_text *text, const struct lci_layout_item *item, const char *words,
                      const struct lci_layout_font *font, enum lci_layout_align align);

/* An item piece by piece: what all items say, further attributes of one's own, what all items hold, further parts, its end.
 */
void lci_layout_begin(struct lci_growing_text *text, int type, const struct lci_layout_item *item);
void lci_layout_inside(struct lci_growing_text *text);
void lci_layout_end(struct lci_growing_text *text);

/** <text-style> of newer versions of QGIS and <LabelFont>, <styleFont> of 3.22 both say what a text looks like. */
void lci_layout_text_style(struct lci_growing_text *text, const struct lci_layout_font *font);
void lci_layout_font(struct lci_growing_text *text, const char *element, const struct lci_layout_font *font);

/** An arrow to the north of the map "map". */
void lci_layout_north(struct lci_growing_text *text, const struct lci_layout_item *item);

/** A scale bar of the map "map" whose parts are of round lengths. unit: its name beside the numbers. */
void lci_layout_scale_bar(struct lci_growing_text *text, const struct lci_layout_item *item, const char *unit,
                          const struct lci_layout_font *font);

enum {
    LCI_LAYOUT_PAGE = 65638,
    LCI_LAYOUT_MAP = 65639,
    LCI_LAYOUT_PICTURE = 65640,
    LCI_LAYOUT_LABEL = 65641,
    LCI_LAYOUT_LEGEND = 65642,
    LCI_LAYOUT_SCALE_BAR = 65646,
    LCI_LAYOUT_FRAME = 65647,
    LCI_LAYOUT_TABLE = 65649
};

#endif
