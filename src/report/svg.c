/* svg.c - bars, bands and dots. There are thousands of bars in a page: lengths are percentages, which need no view box. */
#include "report/svg.h"

#include <math.h>

#include "legend/legend.h"

enum { HEIGHT = 8 };

static void
write_percentage(struct lci_html *html, const char *name, double ratio)
{
    lci_html_raw(html, " %s=\"", name);
    lci_html_plain(html, ratio * LCI_SVG_FULL, 2);
    lci_html_raw(html, "%%\"");
}

static void
write_bar(struct lci_html *html, double from, double to, const char *fill)
{
    if (!(to > from))
        return;
    lci_html_raw(html, "<rect");
    if (from > 0.0)
        write_percentage(html, "x", from);
    write_percentage(html, "width", to - from);
    lci_html_raw(html, " height=\"100%%\" fill=\"%s\"/>", fill);
}

static const char *
share_fill(double ratio)
{
    const struct lci_legend_class *of = lci_legend_range_of(lci_legend_find("share"), ratio);

    return of ? of->fill : "#e6e6e6";
}

static void
start(struct lci_html *html, const char *kind)
{
    lci_html_raw(html, "<svg class=\"%s\" aria-hidden=\"true\">", kind);
}

void
lci_svg_share(struct lci_html *html, double ratio, double target)
{
    start(html, "share");
    write_bar(html, 0.0, ratio, share_fill(ratio));
    if (isfinite(target)) {
        lci_html_raw(html, "<line class=\"target\" y2=\"100%%\"");
        write_percentage(html, "x1", fmin(target, 1.0));
        write_percentage(html, "x2", fmin(target, 1.0));
        lci_html_raw(html, "/>");
    }
    lci_html_raw(html, "</svg>");
}

void
lci_svg_cell(struct lci_html *html, double ratio)
{
    if (isnan(ratio))
        return;
    start(html, "cell");
    write_bar(html, 0.0, ratio, share_fill(ratio));
    lci_html_raw(html, "</svg>");
}

void
lci_svg_bands(struct lci_html *html, const double *ratios, size_t count)
{
    const struct lci_legend_class *beyond = lci_legend_class_of(lci_legend_find("verdict"), "uncovered");
    double from = 0.0;

    start(html, "bands");
    for (size_t i = 0; i < count; i++) {
        if (isnan(ratios[i]))
            continue;
        write_bar(html, from, ratios[i], lci_band_colour(i, count));
        from = fmax(from, ratios[i]);
    }
    if (count > 0 && !isnan(ratios[count - 1]))
        write_bar(html, from, 1.0, beyond->fill);
    lci_html_raw(html, "</svg>");
}

/* Ends are drawn as dashes of a line without length and with round caps, so that they stay round whatever the chart's
 * proportions. */
static void
write_dot(struct lci_html *html, const char *kind, double ratio)
{
    lci_html_raw(html, "<path class=\"%s\" d=\"M", kind);
    lci_html_plain(html, ratio * LCI_SVG_FULL, 2);
    lci_html_raw(html, " %dh0\"/>", HEIGHT / 2);
}

void
lci_svg_pair(struct lci_html *html, double first, double second)
{
    lci_html_raw(html, "<svg class=\"pair\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" aria-hidden=\"true\">",
                 LCI_SVG_FULL, HEIGHT);
    lci_html_raw(html, "<path class=\"axis\" d=\"M0 %dH%d\"/>", HEIGHT / 2, LCI_SVG_FULL);
    if (!isnan(first) && !isnan(second)) {
        lci_html_raw(html, "<path class=\"between\" d=\"M");
        lci_html_plain(html, first * LCI_SVG_FULL, 2);
        lci_html_raw(html, " %dH", HEIGHT / 2);
        lci_html_plain(html, second * LCI_SVG_FULL, 2);
        lci_html_raw(html, "\"/>");
    }
    if (!isnan(first)) {
        write_dot(html, "outer", first);
        write_dot(html, "inner", first);
    }
    if (!isnan(second))
        write_dot(html, "outer", second);
    lci_html_raw(html, "</svg>");
}

void
lci_svg_swatch(struct lci_html *html, const char *fill)
{
    lci_html_raw(html,
                 "<svg class=\"swatch\" aria-hidden=\"true\"><rect width=\"100%%\" height=\"100%%\" fill=\"%s\"/></svg>",
                 fill);
}
