/* svg.h - charts that stand in the page: lengths are numbers, colours those of the legend, nothing needs a script. */
#ifndef LCI_REPORT_SVG_H
#define LCI_REPORT_SVG_H

#include "report/html.h"

/*
 * Scales of all charts: a ratio of 1 is LCI_SVG_FULL units wide, whatever size a chart has on the page. Texts in charts are
 * numbers; what they are about stands beside them in the table.
 */
enum { LCI_SVG_FULL = 100 };

/** A small square of a colour, before what it stands for. */
void lci_svg_swatch(struct lci_html *html, const char *fill);

/** A bar in the colour of its share in the legend "share", and a mark where the target is. ratio: 0 to 1; NAN: an empty
 * frame. target: NAN: none. */
void lci_svg_share(struct lci_html *html, double ratio, double target);

/** The same without a frame, for cells of large tables. */
void lci_svg_cell(struct lci_html *html, double ratio);

/**
 * One bar with the shares within limits that contain each other, in the colours of walking bands, the rest in that of
 * "uncovered". ratios: count, ascending; NAN: not shown, and its band is that of the next one.
 */
void lci_svg_bands(struct lci_html *html, const double *ratios, size_t count);

/** Two shares on one line: an open ring for the first, a dot for the second, and the line between them. */
void lci_svg_pair(struct lci_html *html, double first, double second);

#endif
