/* canvas_text.c - texts: the door to pango. */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/utf8.h"
#include "maps/canvas_door.h"

/* Names of homes may be long; what is cut ends in an ellipsis. */
enum { TEXT_SIZE = 1024, UTF8_MOST = 4 };

static const char FONT[] = "Noto Sans CJK SC";

/* One letter of Chinese has different shapes in Japan, Korea, Taiwan: this says whose. */
static const char LANGUAGE[] = "zh-cn";

static const double HALO_EM = 0.28;

bool
lci_canvas_text_start(struct lci_canvas *canvas)
{
    canvas->pango = pango_cairo_create_context(canvas->cairo);
    if (!canvas->pango)
        return false;
    pango_cairo_context_set_resolution(canvas->pango, 72.0);
    pango_context_set_language(canvas->pango, pango_language_from_string(LANGUAGE));
    pango_context_set_base_dir(canvas->pango, PANGO_DIRECTION_LTR);
    pango_context_set_round_glyph_positions(canvas->pango, FALSE);
    return true;
}

/* Marks that no one sees and that turn, join or hide what is beside them. */
static bool
is_unseen(uint32_t character)
{
    return character < 0x20U || (character >= 0x7FU && character < 0xA0U) ||
           (character >= 0x200BU && character <= 0x200FU) || (character >= 0x2028U && character <= 0x202EU) ||
           (character >= 0x2060U && character <= 0x206FU) || character == 0xFEFFU;
}

/* A text as it is drawn: valid UTF-8 of one line; '\n' stays where lines are ours. */
static void
clean(const char *text, char out[TEXT_SIZE])
{
    size_t used = 0;
    uint32_t character = 0;

    while (used + UTF8_MOST < TEXT_SIZE && (character = lci_utf8_next(&text)) != 0)
        if (character == '\t' || character == '\n' || character == '\r')
            out[used++] = ' ';
        else if (!is_unseen(character))
            used += lci_utf8_put(character, out + used);
    out[used] = '\0';
}

static PangoLayout *
new_layout(struct lci_canvas *canvas, const char *text, const struct lci_text_look *look)
{
    PangoLayout *layout = pango_layout_new(canvas->pango);
    PangoFontDescription *font = pango_font_description_new();
    PangoAttrList *attributes = pango_attr_list_new();
    char cleaned[TEXT_SIZE];
    int unknown = 0;

    clean(text, cleaned);
    pango_font_description_set_family_static(font, FONT);
    pango_font_description_set_weight(font, look->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    /* Millimetres are the unit here, so a point is a part of one. */
    pango_font_description_set_absolute_size(font, look->size_pt / LCI_POINTS_A_MM * PANGO_SCALE);
    pango_attr_list_insert(attributes, pango_attr_language_new(pango_language_from_string(LANGUAGE)));
    pango_layout_set_font_description(layout, font);
    pango_layout_set_attributes(layout, attributes);
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_single_paragraph_mode(layout, TRUE);
    if (look->width_mm > 0.0) {
        pango_layout_set_width(layout, (int)lround(look->width_mm * PANGO_SCALE));
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
        pango_layout_set_height(layout, -(int)(look->line_count > 0 ? look->line_count : 1));
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
        pango_layout_set_alignment(layout, look->align == LCI_ALIGN_RIGHT    ? PANGO_ALIGN_RIGHT
                                           : look->align == LCI_ALIGN_MIDDLE ? PANGO_ALIGN_CENTER
                                                                             : PANGO_ALIGN_LEFT);
    }
    pango_layout_set_text(layout, cleaned, -1);
    unknown = pango_layout_get_unknown_glyphs_count(layout);
    if (unknown > 0 && canvas->missing)
        lci_glyphs_add(canvas->missing, cleaned, (size_t)unknown);
    pango_attr_list_unref(attributes);
    pango_font_description_free(font);
    return layout;
}

static struct lci_extent
extent_of(PangoLayout *layout)
{
    PangoRectangle logical = {0};

    pango_layout_get_extents(layout, NULL, &logical);
    return (struct lci_extent){logical.width / (double)PANGO_SCALE, logical.height / (double)PANGO_SCALE};
}

struct lci_extent
lci_canvas_measure(struct lci_canvas *canvas, const char *text, const struct lci_text_look *look)
{
    PangoLayout *layout = new_layout(canvas, text, look);
    const struct lci_extent extent = extent_of(layout);

    g_object_unref(layout);
    return extent;
}

struct lci_extent
lci_canvas_text(struct lci_canvas *canvas, double x_mm, double y_mm, const char *text, const struct lci_text_look *look)
{
    PangoLayout *layout = new_layout(canvas, text, look);
    const struct lci_extent extent = extent_of(layout);
    const double width_mm = look->width_mm > 0.0 ? look->width_mm : extent.width_mm;
    const double back = look->align == LCI_ALIGN_RIGHT ? 1.0 : look->align == LCI_ALIGN_MIDDLE ? 0.5 : 0.0;
    cairo_t *cairo = canvas->cairo;

    cairo_save(cairo);
    cairo_translate(cairo, x_mm, y_mm);
    cairo_rotate(cairo, look->turn_rad);
    cairo_translate(cairo, -back * width_mm, 0.0);
    if (look->halo) {
        cairo_move_to(cairo, 0.0, 0.0);
        pango_cairo_layout_path(cairo, layout);
        lci_canvas_colour(canvas, look->halo, 0.0);
        cairo_set_dash(cairo, NULL, 0, 0.0);
        cairo_set_line_width(cairo, look->size_pt / LCI_POINTS_A_MM * HALO_EM);
        cairo_stroke(cairo);
    }
    cairo_move_to(cairo, 0.0, 0.0);
    lci_canvas_colour(canvas, look->colour ? look->colour : "#1a1a1a", 0.0);
    pango_cairo_show_layout(cairo, layout);
    cairo_restore(cairo);
    g_object_unref(layout);
    return extent;
}
