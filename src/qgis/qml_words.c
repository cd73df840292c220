/* qml_words.c - labels and map tips. */
#include "base/alloc.h"
#include "io/number_text.h"
#include "qgis/qml.h"

static void
add_text_style(struct lci_growing_text *out, const struct lci_qml_label *label)
{
    char colour[20];
    char size[LCI_NUMBER_TEXT_SIZE];

    lci_number_to_text(label->size_pt, size);
    lci_text_add(out, "<text-style isExpression=\"1\" fieldName=\"");
    lci_qml_add_raw(out, label->expression);
    lci_text_add(out,
                 "\" fontFamily=\"%s\" namedStyle=\"%s\" fontWeight=\"%d\" fontSize=\"%s\" "
                 "fontSizeUnit=\"Point\" textColor=\"%s\" "
                 "multilineHeight=\"0.9\">",
                 LCI_QML_FONT, label->bold ? "Bold" : "Regular", label->bold ? 75 : 50, size,
                 lci_qml_colour(label->colour, colour));
    lci_text_add(out, "<text-buffer bufferDraw=\"1\" bufferSize=\"0.7\" bufferSizeUnits=\"MM\" "
                      "bufferColor=\"255,255,255,255\" "
                      "bufferJoinStyle=\"128\"/></text-style>");
}

static void
add_settings(struct lci_growing_text *out, const struct lci_qml_label *label)
{
    lci_text_add(out, "<settings>");
    add_text_style(out, label);
    lci_text_add(out, "<text-format multilineAlign=\"%d\"/>", label->of_points ? 0 : 1);
    if (label->of_points)
        lci_text_add(out,
                     "<placement placement=\"6\" "
                     "predefinedPositionOrder=\"R,L,TR,TL,BR,BL,TSR,BSR\" dist=\"0.8\" "
                     "distUnits=\"MM\" offsetType=\"1\" priority=\"%d\"/>",
                     label->priority);
    else if (label->along)
        lci_text_add(out,
                     "<placement placement=\"3\" placementFlags=\"9\" repeatDistance=\"120\" "
                     "repeatDistanceUnits=\"MM\" "
                     "priority=\"%d\"/>",
                     label->priority);
    else
        lci_text_add(out,
                     "<placement placement=\"1\" centroidInside=\"1\" "
                     "quadOffset=\"4\" priority=\"%d\"/>",
                     label->priority);
    lci_text_add(out, "<rendering obstacle=\"%d\"/>", label->of_points);
    if (label->size)
        lci_qml_add_defined(out, "dd_properties",
                            (const struct lci_qml_pair[]){{"Size", label->size}, {NULL, NULL}});
    lci_text_add(out, "</settings>");
}

void
lci_qml_add_labels(struct lci_growing_text *out, const struct lci_qml_label *labels, size_t count)
{
    if (count == 0)
        return;
    lci_text_add(out, "<labeling type=\"rule-based\"><rules key=\"labels\">\n");
    for (size_t i = 0; i < count; i++) {
        lci_text_add(out, "<rule key=\"label%zu\"", i);
        if (labels[i].filter) {
            lci_text_add(out, " filter=\"");
            lci_qml_add_raw(out, labels[i].filter);
            lci_text_add(out, "\"");
        }
        if (labels[i].scale_from > 0.0)
            lci_text_add(out, " scalemindenom=\"%.0f\"", labels[i].scale_from);
        if (labels[i].scale_to > 0.0)
            lci_text_add(out, " scalemaxdenom=\"%.0f\"", labels[i].scale_to);
        lci_text_add(out, ">");
        add_settings(out, &labels[i]);
        lci_text_add(out, "</rule>\n");
    }
    lci_text_add(out, "</rules></labeling>\n");
}

static void
add_shown(struct lci_growing_text *html, const char *expression)
{
    lci_text_add(html, "[%% coalesce(%s, '—') %%]", expression);
}

void
lci_qml_add_tip(struct lci_growing_text *out, const char *heading, const struct lci_qml_tip *rows,
                size_t count)
{
    struct lci_growing_text html = {.bytes = NULL};

    lci_text_add(&html,
                 "<div style=\"font-family:'%s','Microsoft YaHei',sans-serif;font-size:9pt\"><b>",
                 LCI_QML_FONT);
    add_shown(&html, heading);
    lci_text_add(&html, "</b><table>");
    for (size_t i = 0; i < count; i++) {
        lci_text_add(&html, "<tr><td>");
        lci_qml_add_html(&html, rows[i].label);
        lci_text_add(&html, "</td><td>");
        add_shown(&html, rows[i].expression);
        lci_text_add(&html, "</td></tr>");
    }
    lci_text_add(&html, "</table>");
    lci_text_add(out, "<mapTip>");
    lci_qml_add_inner(out, html.bytes ? html.bytes : "");
    lci_text_add(out, "</mapTip>\n");
    out->failed = out->failed || html.failed;
    lci_free(html.bytes);
}
