/* layout_items.c - what stands on a page, as QGIS 3.22 writes it. */
#include "qgis/layout_items.h"

#include "qgis/qml_text.h"

/*
 * The arrow, drawn by us, as it stands in the file: base64 of
 * <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 60"><path d="M20 15 L33 58 L20 48 Z" fill="#fff" stroke="#222"
 * stroke-width="1.4" stroke-linejoin="round"/><path d="M20 15 L7 58 L20 48 Z" fill="#222" stroke="#222" stroke-width="1.4"
 * stroke-linejoin="round"/><path d="M15.5 12.5 V1.5 L24.5 12.5 V1.5" fill="none" stroke="#222" stroke-width="2"/></svg>
 */
static const char NORTH[] =
    "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA0MCA2MCI+PHBhdGggZD0iTTIwIDE1IEwzMyA1OC"
    "BMMjAgNDggWiIgZmlsbD0iI2ZmZiIgc3Ryb2tlPSIjMjIyIiBzdHJva2Utd2lkdGg9IjEuNCIgc3Ryb2tlLWxpbmVqb2luPSJyb3VuZCIvPjxw"
    "YXRoIGQ9Ik0yMCAxNSBMNyA1OCBMMjAgNDggWiIgZmlsbD0iIzIyMiIgc3Ryb2tlPSIjMjIyIiBzdHJva2Utd2lkdGg9IjEuNCIgc3Ryb2tlLW"
    "xpbmVqb2luPSJyb3VuZCIvPjxwYXRoIGQ9Ik0xNS41IDEyLjUgVjEuNSBMMjQuNSAxMi41IFYxLjUiIGZpbGw9Im5vbmUiIHN0cm9rZT0iIzIy"
    "MiIgc3Ryb2tlLXdpZHRoPSIyIi8+PC9zdmc+";

static void
add_pair(struct lci_growing_text *text, const char *name, double first, double second)
{
    lci_text_add(text, " %s=\"", name);
    lci_qml_add_number(text, first);
    lci_text_add(text, ",");
    lci_qml_add_number(text, second);
    lci_text_add(text, ",mm\"");
}

void
lci_layout_begin(struct lci_growing_text *text, int type, const struct lci_layout_item *item)
{
    lci_text_add(text, "<LayoutItem type=\"%d\" id=\"%s\" uuid=\"{%s}\" templateUuid=\"{%s}\"", type, item->id, item->id,
                 item->id);
    add_pair(text, "position", item->box.x_mm, item->box.y_mm);
    add_pair(text, "positionOnPage", item->box.x_mm, item->box.y_mm);
    add_pair(text, "size", item->box.width_mm, item->box.height_mm);
    lci_text_add(text, " referencePoint=\"0\" zValue=\"%d\" visibility=\"1\" opacity=\"1\" outlineWidthM=\"0.25,mm\"",
                 type == LCI_LAYOUT_PAGE  ? 0
                 : type == LCI_LAYOUT_MAP ? 1
                                          : 2);
    lci_text_add(text, " frame=\"%s\" background=\"%s\"", item->has_frame ? "true" : "false",
                 item->has_ground ? "true" : "false");
}

void
lci_layout_inside(struct lci_growing_text *text)
{
    lci_text_add(text, "><FrameColor red=\"60\" green=\"60\" blue=\"60\" alpha=\"255\"/>"
                       "<BackgroundColor red=\"255\" green=\"255\" blue=\"255\" alpha=\"255\"/>");
}

void
lci_layout_end(struct lci_growing_text *text)
{
    lci_text_add(text, "</LayoutItem>\n");
}

void
lci_layout_page(struct lci_growing_text *text, double width_mm, double height_mm)
{
    const struct lci_layout_item sheet = {.id = "page", .box = {0.0, 0.0, width_mm, height_mm}};

    lci_text_add(text, "<PageCollection>");
    lci_layout_begin(text, LCI_LAYOUT_PAGE, &sheet);
    lci_layout_inside(text);
    lci_text_add(
        text, "<symbol name=\"\" type=\"fill\" alpha=\"1\"><layer class=\"SimpleFill\" enabled=\"1\">"
              "<prop k=\"color\" v=\"255,255,255,255\"/><prop k=\"outline_style\" v=\"no\"/><prop k=\"style\" v=\"solid\"/>"
              "</layer></symbol>");
    lci_layout_end(text);
    lci_text_add(text, "</PageCollection>\n");
}

void
lci_layout_font(struct lci_growing_text *text, const char *element, const struct lci_layout_font *font)
{
    lci_text_add(text, "<%s description=\"%s,", element, LCI_LAYOUT_FACE);
    lci_qml_add_number(text, font->size_pt);
    lci_text_add(text, ",-1,5,%d,0,0,0,0,0\" style=\"%s\"/>", font->is_bold ? 75 : 50, font->is_bold ? "Bold" : "Regular");
}

void
lci_layout_text_style(struct lci_growing_text *text, const struct lci_layout_font *font)
{
    lci_text_add(text, "<text-style fontFamily=\"%s\" fontSize=\"", LCI_LAYOUT_FACE);
    lci_qml_add_number(text, font->size_pt);
    lci_text_add(
        text,
        "\" fontSizeUnit=\"Point\" fontWeight=\"%d\" namedStyle=\"%s\" textColor=\"%d,%d,%d,255\" textOpacity=\"1\" "
        "multilineHeight=\"1.1\"/>",
        font->is_bold ? 75 : 50, font->is_bold ? "Bold" : "Regular", font->red, font->green, font->blue);
}

void
lci_layout_label(struct lci_growing_text *text, const struct lci_layout_item *item, const char *words,
                 const struct lci_layout_font *font, enum lci_layout_align align)
{
    lci_layout_begin(text, LCI_LAYOUT_LABEL, item);
    lci_text_add(text, " htmlState=\"0\" halign=\"%d\" valign=\"128\" marginX=\"0.8\" marginY=\"0.4\" labelText=\"%s\"",
                 (int)align, words);
    lci_layout_inside(text);
    lci_layout_font(text, "LabelFont", font);
    lci_text_add(text, "<FontColor red=\"%d\" green=\"%d\" blue=\"%d\" alpha=\"255\"/>", font->red, font->green, font->blue);
    lci_layout_text_style(text, font);
    lci_layout_end(text);
}

void
lci_layout_north(struct lci_growing_text *text, const struct lci_layout_item *item)
{
    lci_layout_begin(text, LCI_LAYOUT_PICTURE, item);
    lci_text_add(text,
                 " file=\"base64:%s\" mode=\"0\" mapUuid=\"{map}\" northMode=\"0\" northOffset=\"0\" pictureRotation=\"0\" "
                 "resizeMode=\"0\" anchorPoint=\"4\"",
                 NORTH);
    add_pair(text, "pictureSize", item->box.width_mm, item->box.height_mm);
    lci_layout_inside(text);
    lci_layout_end(text);
}

void
lci_layout_scale_bar(struct lci_growing_text *text, const struct lci_layout_item *item, const char *unit,
                     const struct lci_layout_font *font)
{
    lci_layout_begin(text, LCI_LAYOUT_SCALE_BAR, item);
    lci_text_add(
        text,
        " style=\"Single Box\" mapUuid=\"{map}\" unitType=\"meters\" unitLabel=\"%s\" numSegments=\"2\" "
        "numSegmentsLeft=\"0\" "
        "numUnitsPerSegment=\"500\" numMapUnitsPerScaleBarUnit=\"1\" height=\"2\" labelBarSpace=\"1.2\" "
        "boxContentSpace=\"2\" segmentSizeMode=\"1\" minBarWidth=\"30\" maxBarWidth=\"60\" segmentMillimeters=\"20\" "
        "outlineWidth=\"0.3\" alignment=\"0\" labelVerticalPlacement=\"0\" labelHorizontalPlacement=\"0\"",
        unit);
    lci_layout_inside(text);
    lci_layout_text_style(text, font);
    lci_text_add(text,
                 "<fillColor red=\"40\" green=\"40\" blue=\"40\" alpha=\"255\"/>"
                 "<fillColor2 red=\"255\" green=\"255\" blue=\"255\" alpha=\"255\"/>"
                 "<strokeColor red=\"40\" green=\"40\" blue=\"40\" alpha=\"255\"/>"
                 "<numericFormat id=\"basic\"><Option type=\"Map\"><Option type=\"int\" name=\"decimals\" value=\"0\"/>"
                 "<Option type=\"bool\" name=\"show_thousand_separator\" value=\"false\"/></Option></numericFormat>");
    lci_layout_end(text);
}
