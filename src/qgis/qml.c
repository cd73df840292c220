/* qml.c - symbols and renderers. */
#include "qgis/qml.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "io/number_text.h"

enum { COLOUR_SIZE = 20 };

/* Hatches on the sheet: far enough apart to be seen from the back of a room, close enough for a
 * home of half a centimetre. */
static const struct {
    double angles[2]; /* of lines, counter-clockwise from the east; the second may be below 0: there
                         is none */
    double distance_mm, width_mm;
} hatches[] = {
    [LCI_HATCH_RISING] = {{45.0, -1.0}, 2.4, 0.35},
    [LCI_HATCH_DENSE] = {{45.0, -1.0}, 1.3, 0.5},
    [LCI_HATCH_FALLING] = {{135.0, -1.0}, 1.8, 0.4},
    [LCI_HATCH_CROSSED] = {{45.0, 135.0}, 2.0, 0.35},
    [LCI_HATCH_UPRIGHT] = {{90.0, -1.0}, 1.6, 0.45},
};

void
lci_qml_renderer_fini(struct lci_qml_renderer *renderer)
{
    lci_free(renderer->classes.bytes);
    lci_free(renderer->symbols.bytes);
    *renderer = (struct lci_qml_renderer){.symbol_count = 0};
}

void
lci_qml_symbol_begin(struct lci_qml_renderer *renderer, const char *type)
{
    lci_text_add(&renderer->symbols, "<symbol name=\"%zu\" type=\"%s\">\n",
                 renderer->symbol_count++, type);
}

void
lci_qml_symbol_end(struct lci_qml_renderer *renderer)
{
    lci_text_add(&renderer->symbols, "</symbol>\n");
}

static void
add_pairs(struct lci_growing_text *out, const struct lci_qml_pair *pairs)
{
    for (; pairs && pairs->name; pairs++) {
        lci_text_add(out, "<prop k=\"%s\" v=\"", pairs->name);
        lci_qml_add_raw(out, pairs->value);
        lci_text_add(out, "\"/>");
    }
}

static void
add_layer(struct lci_growing_text *out, const char *of_class, const struct lci_qml_pair *options,
          const struct lci_qml_pair *defined, const char *inner)
{
    lci_text_add(out, "<layer class=\"%s\">", of_class);
    add_pairs(out, options);
    lci_qml_add_defined(out, "data_defined_properties", defined);
    lci_text_add(out, "%s</layer>\n", inner ? inner : "");
}

void
lci_qml_symbol_layer(struct lci_qml_renderer *renderer, const char *of_class,
                     const struct lci_qml_pair *options, const struct lci_qml_pair *defined,
                     const char *inner)
{
    add_layer(&renderer->symbols, of_class, options, defined, inner);
}

/* "0.25" for an option. */
static const char *
number(double value, char text[LCI_NUMBER_TEXT_SIZE])
{
    lci_number_to_text(value, text);
    return text;
}

/* A fill with a pattern: `of_class` with its options, of a symbol of that type whose only layer is `inner` with its own. */
static void
add_pattern(struct lci_qml_renderer *renderer, const char *of_class, const struct lci_qml_pair *options, const char *type,
            const char *inner, const struct lci_qml_pair *own)
{
    struct lci_growing_text symbol = {.bytes = NULL};

    lci_text_add(&symbol, "<symbol name=\"@hatch\" type=\"%s\">", type);
    add_layer(&symbol, inner, own, NULL, NULL);
    lci_text_add(&symbol, "</symbol>");
    lci_qml_symbol_layer(renderer, of_class, options, NULL, symbol.bytes);
    renderer->symbols.failed = renderer->symbols.failed || symbol.failed;
    lci_free(symbol.bytes);
}

static void
add_line_pattern(struct lci_qml_renderer *renderer, double angle, const struct lci_qml_fill *look)
{
    char numbers[3][LCI_NUMBER_TEXT_SIZE];
    char colour[COLOUR_SIZE];
    const struct lci_qml_pair own[] = {
        {"line_color", lci_qml_colour(look->line, colour)},
        {"line_width", number(hatches[look->hatch].width_mm, numbers[0])},
        {NULL, NULL},
    };
    const struct lci_qml_pair options[] = {
        {"angle", number(angle, numbers[1])},
        {"distance", number(hatches[look->hatch].distance_mm, numbers[2])},
        {NULL, NULL},
    };

    add_pattern(renderer, "LinePatternFill", options, "line", "SimpleLine", own);
}

static void
add_dots(struct lci_qml_renderer *renderer, const struct lci_qml_fill *look)
{
    char colour[COLOUR_SIZE];
    const struct lci_qml_pair own[] = {{"name", "circle"},
                                       {"color", lci_qml_colour(look->line, colour)},
                                       {"outline_style", "no"},
                                       {"size", "0.8"},
                                       {NULL, NULL}};
    const struct lci_qml_pair options[] = {
        {"distance_x", "1.8"}, {"distance_y", "1.8"}, {"displacement_x", "0.9"}, {NULL, NULL}};

    add_pattern(renderer, "PointPatternFill", options, "marker", "SimpleMarker", own);
}

static void
add_hatch(struct lci_qml_renderer *renderer, const struct lci_qml_fill *look)
{
    if (look->hatch == LCI_HATCH_DOTS)
        add_dots(renderer, look);
    else
        for (size_t i = 0;
             i < 2 && look->hatch != LCI_HATCH_NONE && hatches[look->hatch].angles[i] >= 0.0; i++)
            add_line_pattern(renderer, hatches[look->hatch].angles[i], look);
}

static const char *
border_of(const struct lci_qml_fill *look)
{
    return look->border ? look->border : look->line ? look->line : "#000000";
}

void
lci_qml_fill_symbol(struct lci_qml_renderer *renderer, const struct lci_qml_fill *look)
{
    char colours[2][COLOUR_SIZE];
    char width[LCI_NUMBER_TEXT_SIZE];
    const bool bordered = look->line_mm > 0.0;
    const struct lci_qml_pair ground[] = {
        {"color", lci_qml_colour(look->fill ? look->fill : "#ffffff", colours[0])},
        {"outline_style", !bordered          ? "no"
                          : look->line_style ? look->line_style
                                             : "solid"},
        {"outline_color", lci_qml_colour(border_of(look), colours[1])},
        {"outline_width", number(look->line_mm, width)},
        {look->fill ? NULL : "style", "no"},
        {NULL, NULL},
    };

    lci_qml_symbol_begin(renderer, "fill");
    lci_qml_symbol_layer(renderer, "SimpleFill", ground, NULL, NULL);
    add_hatch(renderer, look);
    lci_qml_symbol_end(renderer);
}

void
lci_qml_class_symbol(struct lci_qml_renderer *renderer, const struct lci_legend_class *of,
                     const char *border)
{
    struct lci_qml_fill look = {.fill = of->fill,
                                .line = of->line,
                                .line_mm = of->hatch == LCI_HATCH_DENSE ? 0.5 : 0.25,
                                .hatch = of->hatch};

    if (border) {
        look.border = border;
        look.line_mm = 0.4;
    }
    lci_qml_fill_symbol(renderer, &look);
}

void
lci_qml_sign_symbol(struct lci_qml_renderer *renderer, const struct lci_qml_sign *look)
{
    char colours[3][COLOUR_SIZE];
    char numbers[3][LCI_NUMBER_TEXT_SIZE];
    const struct lci_qml_pair shape[] = {
        {"name", look->shape},
        {"color", lci_qml_colour(look->fill, colours[0])},
        {"outline_color", lci_qml_colour(look->line, colours[1])},
        {"outline_width", number(look->line_mm, numbers[0])},
        {"size", number(look->size_mm, numbers[1])},
        {NULL, NULL},
    };

    lci_qml_symbol_begin(renderer, "marker");
    lci_qml_symbol_layer(renderer, "SimpleMarker", shape, look->defined, NULL);
    if (look->text) {
        const struct lci_qml_pair text[] = {
            {"font", LCI_QML_FONT},
            {"font_style", "Bold"},
            {"chr", look->text},
            {"color", lci_qml_colour(look->text_colour, colours[2])},
            {"size", number(look->text_mm * 0.62, numbers[2])},
            {"outline_width", "0"},
            {NULL, NULL},
        };

        lci_qml_symbol_layer(renderer, "FontMarker", text, look->text_defined, NULL);
    }
    lci_qml_symbol_end(renderer);
}

void
lci_qml_stroke_symbol(struct lci_qml_renderer *renderer, const struct lci_qml_stroke *look)
{
    char colours[2][COLOUR_SIZE];
    char numbers[2][LCI_NUMBER_TEXT_SIZE];
    const struct lci_qml_pair casing[] = {
        {"line_color", lci_qml_colour(look->casing ? look->casing : "#ffffff", colours[0])},
        {"line_width", number(look->width_mm + 2.0 * look->casing_mm, numbers[0])},
        {"capstyle", "round"},
        {"joinstyle", "round"},
        {NULL, NULL},
    };
    const struct lci_qml_pair line[] = {
        {"line_color", lci_qml_colour(look->colour, colours[1])},
        {"line_width", number(look->width_mm, numbers[1])},
        {"line_style", look->style ? look->style : "solid"},
        {"capstyle", "round"},
        {"joinstyle", "round"},
        {NULL, NULL},
    };

    lci_qml_symbol_begin(renderer, "line");
    if (look->casing_mm > 0.0)
        lci_qml_symbol_layer(renderer, "SimpleLine", casing, NULL, NULL);
    lci_qml_symbol_layer(
        renderer, "SimpleLine", line,
        look->width ? (const struct lci_qml_pair[]){{"outlineWidth", look->width}, {NULL, NULL}}
                    : NULL,
        NULL);
    lci_qml_symbol_end(renderer);
}

static void
add_scales(struct lci_growing_text *out, double scale_from, double scale_to)
{
    if (scale_from > 0.0)
        lci_text_add(out, " scalemindenom=\"%.0f\"", scale_from);
    if (scale_to > 0.0)
        lci_text_add(out, " scalemaxdenom=\"%.0f\"", scale_to);
}

static void
begin_rule(struct lci_growing_text *out, const char *key, size_t number_of, const char *filter,
           const char *label)
{
    lci_text_add(out, "<rule key=\"%s%zu\"", key, number_of);
    if (filter) {
        lci_text_add(out, " filter=\"");
        lci_qml_add_raw(out, filter);
        lci_text_add(out, "\"");
    }
    lci_text_add(out, " label=\"");
    lci_qml_add_label(out, label);
    lci_text_add(out, "\"");
}

void
lci_qml_rule(struct lci_qml_renderer *renderer, const char *filter, const char *label,
             double scale_from, double scale_to)
{
    begin_rule(&renderer->classes, "rule", renderer->symbol_count, filter, label);
    lci_text_add(&renderer->classes, " symbol=\"%zu\"", renderer->symbol_count);
    add_scales(&renderer->classes, scale_from, scale_to);
    lci_text_add(&renderer->classes, "/>\n");
}

void
lci_qml_group_begin(struct lci_qml_renderer *renderer, const char *filter, const char *label,
                    double scale_from, double scale_to)
{
    begin_rule(&renderer->classes, "group", renderer->group_count++, filter, label);
    add_scales(&renderer->classes, scale_from, scale_to);
    lci_text_add(&renderer->classes, ">\n");
}

void
lci_qml_group_end(struct lci_qml_renderer *renderer)
{
    lci_text_add(&renderer->classes, "</rule>\n");
}

void
lci_qml_category(struct lci_qml_renderer *renderer, const char *value, const char *label)
{
    lci_text_add(&renderer->classes, "<category value=\"");
    lci_qml_add_raw(&renderer->classes, value ? value : "");
    lci_text_add(&renderer->classes, "\" symbol=\"%zu\" render=\"true\" label=\"",
                 renderer->symbol_count);
    lci_qml_add_label(&renderer->classes, label);
    lci_text_add(&renderer->classes, "\"/>\n");
}

static void
add_symbols(struct lci_growing_text *out, const struct lci_qml_renderer *renderer,
            const char *order)
{
    lci_text_add(out, "<symbols>\n%s</symbols>\n",
                 renderer->symbols.bytes ? renderer->symbols.bytes : "");
    if (order) {
        lci_text_add(out, "<orderby><orderByClause asc=\"1\" nullsFirst=\"1\">");
        lci_qml_add_inner(out, order);
        lci_text_add(out, "</orderByClause></orderby>\n");
    }
    lci_text_add(out, "</renderer-v2>\n");
    out->failed = out->failed || renderer->symbols.failed || renderer->classes.failed;
}

void
lci_qml_add_rules(struct lci_growing_text *out, const struct lci_qml_renderer *renderer,
                  const char *order)
{
    lci_text_add(out,
                 "<renderer-v2 type=\"RuleRenderer\" symbollevels=\"0\" forceraster=\"0\" "
                 "enableorderby=\"%d\">\n",
                 order != NULL);
    lci_text_add(out, "<rules key=\"rules\">\n%s</rules>\n",
                 renderer->classes.bytes ? renderer->classes.bytes : "");
    add_symbols(out, renderer, order);
}

void
lci_qml_add_categories(struct lci_growing_text *out, const struct lci_qml_renderer *renderer,
                       const char *expression, const char *order)
{
    lci_text_add(out,
                 "<renderer-v2 type=\"categorizedSymbol\" symbollevels=\"0\" forceraster=\"0\" "
                 "enableorderby=\"%d\" attr=\"",
                 order != NULL);
    lci_qml_add_raw(out, expression);
    lci_text_add(out, "\">\n<categories>\n%s</categories>\n",
                 renderer->classes.bytes ? renderer->classes.bytes : "");
    add_symbols(out, renderer, order);
}

void
lci_qml_add_nothing(struct lci_growing_text *out)
{
    lci_text_add(out, "<renderer-v2 type=\"nullSymbol\" symbollevels=\"0\" forceraster=\"0\" "
                      "enableorderby=\"0\"/>\n");
}
