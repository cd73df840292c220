/* webmap_overview.c - a category's map as SVG: what is printed, and what there is without scripts. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/real.h"
#include "report/webmap_parts.h"

enum {
    LONGER_SIDE = 1200,  /* of the picture, in its own units: about a pixel of a screen, a sixth of a millimetre on A4 */
    MARGIN = 14,         /* around what is shown */
    SHAPE_BYTES = 28,    /* about what a home's shape takes, and a dot */
    DOT_BYTES = 8,
    MOST_BYTES = 400000, /* of the homes of all overviews: what is over it makes more of them dots */
    MOST_POINTS = 12000, /* of a layer of the ground, which is left out if it has more */
    NAME_ROOM = 90,      /* width of a unit that has room for its name */
    FEET = 56            /* below the map, for the scale bar */
};

static const double TOLERANCE = 0.6; /* units */

/* Units: homes that are smaller both ways are dots, and how wide a dot is. */
struct detail {
    int smallest_shape, dot;
};

static const struct detail details[] = {{5, 5}, {8, 6}, {12, 7}};

/* From the grid to the picture, whose y runs downwards. */
struct frame {
    double scale; /* units a step */
    int32_t left, top;
    int width, height;
    struct detail detail;
};

static struct frame
frame_of(const struct lci_webmap *map)
{
    const double width = fmax((double)map->box[2] - map->box[0], 1.0);
    const double height = fmax((double)map->box[3] - map->box[1], 1.0);
    struct frame frame = {
        .scale = (LONGER_SIDE - 2 * MARGIN) / fmax(width, height), .left = map->box[0], .top = map->box[3]};

    frame.width = (int)ceil(width * frame.scale) + 2 * MARGIN;
    frame.height = (int)ceil(height * frame.scale) + 2 * MARGIN;
    return frame;
}

static int
x_of(const struct frame *frame, int32_t x)
{
    return (int)lround(((double)x - frame->left) * frame->scale) + MARGIN;
}

static int
y_of(const struct frame *frame, int32_t y)
{
    return (int)lround(((double)frame->top - y) * frame->scale) + MARGIN;
}

/* A ring or line as path data: where it starts, then differences. */
static void
add_ring(struct lci_html *html, const struct frame *frame, const struct lci_webmap_shapes *shapes, size_t ring)
{
    int last_x = 0;
    int last_y = 0;

    for (size_t p = shapes->point_first[ring]; p < shapes->point_first[ring + 1]; p++) {
        const bool is_first = p == shapes->point_first[ring];
        const int x = x_of(frame, shapes->xy[2 * p]);
        const int y = y_of(frame, shapes->xy[2 * p + 1]);

        if (is_first)
            lci_html_raw(html, "M%d %d", x, y);
        else if (x != last_x || y != last_y)
            lci_html_raw(html, "l%d %d", x - last_x, y - last_y);
        last_x = x;
        last_y = y;
    }
    if (!shapes->are_lines)
        lci_html_raw(html, "z");
}

static void
add_shape(struct lci_html *html, const struct frame *frame, const struct lci_webmap_shapes *shapes, size_t shape)
{
    for (size_t r = shapes->ring_first[shape]; r < shapes->ring_first[shape + 1]; r++)
        add_ring(html, frame, shapes, r);
}

static bool
is_dot(const struct frame *frame, const struct lci_webmap_shapes *shapes, size_t shape, int32_t box[4])
{
    return lci_webmap_shapes_box(shapes, shape, box) && (box[2] - box[0]) * frame->scale < frame->detail.smallest_shape &&
           (box[3] - box[1]) * frame->scale < frame->detail.smallest_shape;
}

/* The finest detail with which the homes of all categories take no more than they may, else the coarsest. */
static struct detail
detail_of(const struct lci_webmap *map, const struct frame *frame, const struct lci_webmap_shapes *homes)
{
    enum { COUNT = sizeof(details) / sizeof(details[0]) };
    struct frame tried = *frame;

    for (size_t d = 0; d < COUNT; d++) {
        size_t bytes = 0;
        int32_t box[4];

        tried.detail = details[d];
        for (size_t s = 0; s < homes->shape_count; s++)
            bytes += is_dot(&tried, homes, s, box) ? DOT_BYTES : SHAPE_BYTES;
        if (bytes * map->category_count <= MOST_BYTES)
            return details[d];
    }
    return details[COUNT - 1];
}

static int
compare_dots(const void *a, const void *b)
{
    const uint32_t one = *(const uint32_t *)a;
    const uint32_t other = *(const uint32_t *)b;

    return one < other ? -1 : one > other;
}

/* Those homes of a verdict that are dots (of all verdicts without cells), row by row of the picture: their differences are
 * short, and equal ones are one. */
static void
add_dots(struct lci_html *html, const struct frame *frame, const struct lci_webmap_shapes *homes,
         const struct lci_webmap_cell *cells, uint8_t verdict)
{
    uint32_t *dots = lci_new_array(uint32_t, homes->shape_count + 1);
    size_t count = 0;
    int last_x = 0;
    int last_y = 0;
    int32_t box[4];

    html->text.failed = html->text.failed || !dots;
    for (size_t h = 0; dots && h < homes->shape_count; h++)
        if ((!cells || cells[h].verdict == verdict) && is_dot(frame, homes, h, box))
            dots[count++] = (uint32_t)y_of(frame, box[1] + (box[3] - box[1]) / 2) << 16 |
                            (uint32_t)x_of(frame, box[0] + (box[2] - box[0]) / 2);
    if (count > 0)
        qsort(dots, count, sizeof(*dots), compare_dots);
    for (size_t d = 0; d < count; d++) {
        const int x = (int)(dots[d] & 0xFFFFU);
        const int y = (int)(dots[d] >> 16);

        if (d > 0 && dots[d] == dots[d - 1])
            continue;
        lci_html_raw(html, d == 0 ? "M%d %dh0" : "m%d %dh0", x - last_x, y - last_y);
        last_x = x;
        last_y = y;
    }
    lci_free(dots);
}

/* units: of which only those of the main level are drawn; NULL: all shapes are. */
static void
add_layer(struct lci_html *html, const struct frame *frame, const struct lci_webmap_shapes *shapes,
          const struct lci_webmap *units, const char *look)
{
    struct lci_webmap_shapes simple = {0};

    if (shapes->shape_count == 0)
        return;
    if (!lci_webmap_shapes_simplify(shapes, TOLERANCE / frame->scale, &simple))
        html->text.failed = true;
    lci_html_raw(html, "<path %s d=\"", look);
    for (size_t s = 0; s < simple.shape_count && (units || simple.point_count <= MOST_POINTS); s++)
        if (!units || units->units[s].level == units->main_level)
            add_shape(html, frame, &simple, s);
    lci_html_raw(html, "\"/>\n");
    lci_webmap_shapes_fini(&simple);
}

/* One tile of a hatch with the fill under it, so that a shape is written once. */
static void
add_pattern(struct lci_html *html, const struct lci_legend_class *look, size_t verdict)
{
    static const struct {
        int size;
        const char *lines;
    } tiles[] = {
        [LCI_HATCH_RISING] = {10, "M-2 12L12 -2"},  [LCI_HATCH_DENSE] = {6, "M-1 7L7 -1M-1 1L1 -1M5 7L7 5"},
        [LCI_HATCH_FALLING] = {10, "M-2 -2L12 12"}, [LCI_HATCH_CROSSED] = {10, "M-2 12L12 -2M-2 -2L12 12"},
        [LCI_HATCH_UPRIGHT] = {6, "M3 0V6"},        [LCI_HATCH_DOTS] = {6, "M3 3h.01"},
    };

    if (look->hatch == LCI_HATCH_NONE)
        return;
    lci_html_raw(html, "<pattern id=\"map-hatch-%zu\" width=\"%d\" height=\"%d\" patternUnits=\"userSpaceOnUse\">", verdict,
                 tiles[look->hatch].size, tiles[look->hatch].size);
    lci_html_raw(html, "<rect width=\"10\" height=\"10\" fill=\"%s\"/><path d=\"%s\" stroke=\"%s\" stroke-width=\"%s\"",
                 look->fill, tiles[look->hatch].lines, look->line, look->hatch == LCI_HATCH_DOTS ? "2.4" : "1.4");
    lci_html_raw(html, " stroke-linecap=\"round\" fill=\"none\"/></pattern>\n");
}

/* Names of the units whose borders are drawn, in the middle of each that has room for one. */
static void
add_names(const struct lci_webmap *map, const struct frame *frame, struct lci_html *html)
{
    int32_t box[4];

    lci_html_raw(html,
                 "<g id=\"map-names\" font-weight=\"600\" text-anchor=\"middle\" paint-order=\"stroke\" stroke=\"#fff\" "
                 "stroke-width=\"5\" stroke-opacity=\"0.85\" stroke-linejoin=\"round\" fill=\"#4d4639\">\n");
    for (size_t u = 0; u < map->unit_count; u++) {
        int x = 0;
        int y = 0;

        if (map->units[u].level != map->main_level || !lci_webmap_shapes_box(&map->unit_shapes, u, box) ||
            (box[2] - box[0]) * frame->scale < NAME_ROOM)
            continue;
        x = x_of(frame, box[0] + (box[2] - box[0]) / 2);
        y = y_of(frame, box[1] + (box[3] - box[1]) / 2);
        if (x < 0 || y < 0 || x > frame->width || y > frame->height)
            continue;
        lci_html_raw(html, "<text x=\"%d\" y=\"%d\">", x, y);
        lci_html_text(html, map->units[u].name);
        lci_html_raw(html, "</text>\n");
    }
    lci_html_raw(html, "</g>\n");
}

/* What all overviews share: patterns, the ground, and all homes without a look of their own. */
static void
add_shared(const struct lci_webmap *map, const struct frame *frame, const struct lci_webmap_shapes *homes,
           struct lci_html *html)
{
    const struct lci_legend *legend = lci_legend_find("verdict");
    int32_t box[4];

    lci_html_raw(html, "<defs>\n");
    for (size_t v = 0; v < legend->class_count; v++)
        add_pattern(html, &legend->classes[v], v);
    lci_html_raw(html, "<g id=\"map-ground\" fill=\"none\" stroke-linejoin=\"round\">\n");
    add_layer(html, frame, &map->ground[LCI_WEBMAP_WATER_AREAS], NULL, "fill=\"#d5e6ef\" fill-rule=\"evenodd\"");
    add_layer(html, frame, &map->ground[LCI_WEBMAP_WATER], NULL, "stroke=\"#bcd6e4\" stroke-width=\"2\"");
    add_layer(html, frame, &map->ground[LCI_WEBMAP_STREETS], NULL, "stroke=\"#dcd6ca\" stroke-width=\"1.5\"");
    add_layer(html, frame, &map->ground[LCI_WEBMAP_ROADS], NULL, "stroke=\"#d2cabb\" stroke-width=\"3\"");
    add_layer(html, frame, &map->ground[LCI_WEBMAP_RAILWAYS], NULL,
              "stroke=\"#9a948a\" stroke-width=\"2\" stroke-dasharray=\"9 5\"");
    add_layer(html, frame, &map->unit_shapes, map, "stroke=\"#6e6656\" stroke-width=\"2\"");
    lci_html_raw(html, "</g>\n<g id=\"map-homes\"><path d=\"");
    for (size_t s = 0; s < homes->shape_count; s++)
        if (!is_dot(frame, homes, s, box))
            add_shape(html, frame, homes, s);
    lci_html_raw(html, "\"/>\n<path fill=\"none\" stroke-width=\"%d\" stroke-linecap=\"square\" d=\"", frame->detail.dot);
    add_dots(html, frame, homes, NULL, 0);
    lci_html_raw(html, "\"/></g>\n");
    add_names(map, frame, html);
    lci_html_raw(html, "</defs>\n");
}

/* Homes of a verdict, which lie over all homes in the look of "covered". */
static void
add_verdict(const struct lci_webmap *map, const struct frame *frame, const struct lci_webmap_shapes *homes, size_t category,
            uint8_t verdict, struct lci_html *html)
{
    const struct lci_legend_class *look = &lci_legend_find("verdict")->classes[verdict];
    const struct lci_webmap_cell *cells = map->categories[category].cells;
    int32_t box[4];
    size_t count = 0;

    for (size_t h = 0; h < homes->shape_count; h++)
        count += cells[h].verdict == verdict;
    if (count == 0)
        return;
    if (look->hatch == LCI_HATCH_NONE)
        lci_html_raw(html, "<path fill=\"%s\" stroke=\"%s\" d=\"", look->fill, look->line);
    else
        lci_html_raw(html, "<path fill=\"url(#map-hatch-%u)\" stroke=\"%s\" d=\"", verdict, look->line);
    for (size_t h = 0; h < homes->shape_count; h++)
        if (cells[h].verdict == verdict && !is_dot(frame, homes, h, box))
            add_shape(html, frame, homes, h);
    lci_html_raw(html, "\"/><path fill=\"none\" stroke=\"%s\" stroke-width=\"%d\" stroke-linecap=\"square\" d=\"",
                 look->fill, frame->detail.dot);
    add_dots(html, frame, homes, cells, verdict);
    lci_html_raw(html, "\"/>\n");
}

/* Facilities as dots with a white rim: filled if they count, else hollow. */
static void
add_facilities(const struct lci_webmap *map, const struct frame *frame, const struct lci_webmap_category *category,
               struct lci_html *html)
{
    static const int rim = 25, dot = 18, hole = 11;
    const struct lci_legend *legend = lci_legend_find("counting");

    for (size_t c = legend->class_count; c-- > 0;) { /* what counts comes last, above the others */
        const struct lci_legend_class *look = &legend->classes[c];
        const bool counts = c == lci_webmap_class_of(legend, "counted", 0);
        const struct {
            const char *colour;
            int width;
        } strokes[] = {{"#fff", rim}, {counts ? look->fill : look->line, dot}, {counts ? look->fill : "#fff", hole}};
        bool is_there = false;

        for (size_t f = 0; f < category->facility_count; f++)
            is_there = is_there || map->facilities[category->first_facility + f].counting == c;
        for (size_t i = 0; i < sizeof(strokes) / sizeof(strokes[0]) && is_there; i++) {
            lci_html_raw(html, "<path fill=\"none\" stroke=\"%s\" stroke-width=\"%d\" stroke-linecap=\"round\" d=\"",
                         strokes[i].colour, strokes[i].width);
            for (size_t f = category->first_facility; f < category->first_facility + category->facility_count; f++) {
                const struct lci_webmap_facility *facility = &map->facilities[f];

                if (facility->has_place && facility->counting == c)
                    lci_html_raw(html, "M%d %dh0", x_of(frame, facility->xy[0]), y_of(frame, facility->xy[1]));
            }
            lci_html_raw(html, "\"/>\n");
        }
    }
}

/* A round length of at most a fifth of the picture, in metres. */
static double
bar_length_m(const struct frame *frame)
{
    return lci_round_below(frame->width / 5.0 / frame->scale / LCI_WEBMAP_STEPS_A_METRE);
}

static void
add_bar(const struct frame *frame, struct lci_html *html)
{
    const double length_m = bar_length_m(frame);
    const int length = (int)lround(length_m * LCI_WEBMAP_STEPS_A_METRE * frame->scale);
    const int y = frame->height + FEET - 26;

    lci_html_raw(html, "<path d=\"M%d %dv10h%dv-10\" fill=\"none\" stroke=\"#333\" stroke-width=\"2.5\"/>", MARGIN, y - 4,
                 length);
    lci_html_raw(html, "<text x=\"%d\" y=\"%d\">", MARGIN + length + 12, y + 6);
    lci_html_number(html, length_m >= 1000.0 ? length_m / 1000.0 : length_m, 0);
    lci_html_say(html, length_m >= 1000.0 ? " 千米" : " 米", length_m >= 1000.0 ? " km" : " m");
    lci_html_raw(html, "</text><path d=\"M%d %dl9 26l-9 -6l-9 6z\" fill=\"#333\"/><text x=\"%d\" y=\"%d\">",
                 frame->width - MARGIN - 50, y - 16, frame->width - MARGIN - 36, y + 6);
    lci_html_say(html, "北", "N");
    lci_html_raw(html, "</text>\n");
}

static void
add_facility_key(const struct lci_webmap *map, const struct lci_webmap_category *category, struct lci_html *html)
{
    const struct lci_legend *legend = lci_legend_find("counting");

    for (size_t c = 0; c < legend->class_count; c++) {
        const struct lci_legend_class *look = &legend->classes[c];
        const bool counts = look->value && strcmp(look->value, "counted") == 0;
        size_t count = 0;

        for (size_t f = 0; f < category->facility_count; f++)
            count += map->facilities[category->first_facility + f].counting == c;
        if (count == 0)
            continue;
        lci_html_raw(html, "<li><svg width=\"20\" height=\"16\" aria-hidden=\"true\"><circle cx=\"10\" cy=\"8\" r=\"5.5\"");
        lci_html_raw(html, " fill=\"%s\" stroke=\"%s\" stroke-width=\"2\"/></svg> ", look->fill,
                     counts ? look->fill : look->line);
        lci_html_say(html, "设施：", "facility: ");
        lci_html_text(html, lci_legend_label(look, html->english));
        lci_html_raw(html, " <b>");
        lci_html_number(html, (double)count, 0);
        lci_html_raw(html, "</b></li>");
    }
}

/* Legend: every class that a home of the category is in, and how many are. */
static void
add_key(const struct lci_webmap *map, const struct lci_webmap_category *category, struct lci_html *html)
{
    const struct lci_legend *legend = lci_legend_find("verdict");

    lci_html_raw(html, "<ul class=\"map-key\">");
    for (size_t v = 0; v < legend->class_count; v++) {
        const struct lci_legend_class *look = &legend->classes[v];
        size_t count = 0;

        for (size_t h = 0; h < map->home_count; h++)
            count += category->cells[h].verdict == v;
        if (count == 0)
            continue;
        lci_html_raw(
            html,
            "<li><svg width=\"26\" height=\"16\" aria-hidden=\"true\"><rect x=\"1\" y=\"1\" width=\"24\" height=\"14\"");
        if (look->hatch == LCI_HATCH_NONE)
            lci_html_raw(html, " fill=\"%s\"", look->fill);
        else
            lci_html_raw(html, " fill=\"url(#map-hatch-%zu)\"", v);
        lci_html_raw(html, " stroke=\"%s\"/></svg> ", look->line);
        lci_html_text(html, lci_legend_label(look, html->english));
        lci_html_raw(html, " <b data-verdict=\"%s\">", look->value);
        lci_html_number(html, (double)count, 0);
        lci_html_raw(html, "</b></li>");
    }
    if (category->of)
        add_facility_key(map, category, html);
    lci_html_raw(html, "</ul>\n");
}

static void
add_picture(struct lci_webmap *map, size_t category, struct lci_html *html)
{
    struct frame frame = frame_of(map);
    const struct lci_legend *legend = lci_legend_find("verdict");
    const struct lci_legend_class *covered = lci_legend_class_of(legend, "covered");
    struct lci_webmap_shapes homes = {0};

    if (!lci_webmap_shapes_simplify(&map->home_shapes, TOLERANCE / frame.scale, &homes))
        html->text.failed = true;
    frame.detail = detail_of(map, &frame, &homes);
    lci_html_raw(html, "<svg viewBox=\"0 0 %d %d\" role=\"img\"", frame.width, frame.height + FEET);
    lci_html_attribute(html, "aria-label", map->categories[category].label);
    lci_html_raw(html, " font-size=\"22\" fill=\"#333\">\n");
    if (!map->started)
        add_shared(map, &frame, &homes, html);
    map->started = true;
    lci_html_raw(
        html, "<svg width=\"%d\" height=\"%d\"><rect width=\"100%%\" height=\"100%%\" fill=\"#faf8f3\" stroke=\"#cfc8ba\"/>",
        frame.width, frame.height); /* what reaches beyond it is cut off */
    lci_html_raw(html, "<use href=\"#map-ground\"/>");
    lci_html_raw(html, "<use href=\"#map-homes\" fill=\"%s\" stroke=\"%s\"/>\n", covered->fill, covered->line);
    for (size_t v = 0; v < legend->class_count; v++)
        if (&legend->classes[v] != covered)
            add_verdict(map, &frame, &homes, category, (uint8_t)v, html);
    lci_html_raw(html, "<use href=\"#map-names\"/>\n");
    add_facilities(map, &frame, &map->categories[category], html);
    lci_html_raw(html, "</svg>\n");
    add_bar(&frame, html);
    lci_html_raw(html, "</svg>\n");
    lci_webmap_shapes_fini(&homes);
}

void
lci_webmap_add_overview(struct lci_webmap *map, size_t category, struct lci_html *html)
{
    if (category >= map->category_count || map->home_count == 0)
        return;
    lci_html_raw(
        html,
        "<figure class=\"map-overview\" id=\"map-%zu\">\n<figcaption><a href=\"#map-category-%zu\" data-category=\"%zu\">",
        category, category, category);
    lci_html_text(html, map->categories[category].label);
    lci_html_raw(html, "</a>");
    if (map->categories[category].limit_count > 0) {
        const struct lci_webmap_category *of = &map->categories[category];

        lci_html_raw(html, " ");
        lci_html_say(html, "步行上限 ", "within a walk of ");
        lci_html_text(html, of->limits[of->limit_count - 1]);
    }
    lci_html_raw(html, "</figcaption>\n");
    add_picture(map, category, html);
    add_key(map, &map->categories[category], html);
    lci_html_raw(html, "</figure>\n");
}
