/* qml.h - the building blocks of a style of QGIS 3.22 and later, as text: symbols, classes, labels,
 * map tips. */
#ifndef LCI_QGIS_QML_H
#define LCI_QGIS_QML_H

#include "legend/legend.h"
#include "qgis/qml_text.h"

/* Lengths are millimetres on the sheet, scales the n of 1 : n, colours "#rrggbb". Expressions are
 * QGIS's, not escaped. */

/** The face of all words: of Debian's fonts-noto-cjk; where it is missing QGIS takes another one
 * that has the characters. */
#define LCI_QML_FONT "Noto Sans CJK SC"

/** Classes and their symbols as they grow; lci_qml_add_rules() or lci_qml_add_categories() makes a
 * renderer of them. */
struct lci_qml_renderer {
    struct lci_growing_text classes, symbols;
    size_t symbol_count, group_count;
};

void lci_qml_renderer_fini(struct lci_qml_renderer *renderer);

/**
 * Symbols are numbered as they begin. A layer of a symbol has options and properties that
 * expressions define (either may be NULL); inner: the symbol that it repeats, text; NULL: none.
 */
void lci_qml_symbol_begin(struct lci_qml_renderer *renderer, const char *type);
void lci_qml_symbol_layer(struct lci_qml_renderer *renderer, const char *of_class,
                          const struct lci_qml_pair *options, const struct lci_qml_pair *defined,
                          const char *inner);
void lci_qml_symbol_end(struct lci_qml_renderer *renderer);

/** A ground with lines over it and a border. */
struct lci_qml_fill {
    const char *fill;       /* NULL: none */
    const char *line;       /* of the hatch, and of the border where it has no colour of its own */
    const char *border;     /* NULL: as `line` */
    double line_mm;         /* of the border; 0: none */
    const char *line_style; /* of the border; NULL: "solid"; "dash", "dot" */
    enum lci_hatch hatch;
};

void lci_qml_fill_symbol(struct lci_qml_renderer *renderer, const struct lci_qml_fill *look);

/**
 * A whole fill of a class of the legend: its colours, its hatch and a border. border: colour of it;
 * NULL: the class's own, heavier where the class has to be seen.
 */
void lci_qml_class_symbol(struct lci_qml_renderer *renderer, const struct lci_legend_class *of,
                          const char *border);

/** A sign: shape (QGIS's names: "circle", "square" ...) with a text in it. */
struct lci_qml_sign {
    const char *shape, *fill, *line;
    double size_mm, line_mm;
    const char *text, *text_colour;          /* NULL: none */
    double text_mm;                          /* what a sign of that size has room for */
    const struct lci_qml_pair *defined;      /* of the shape */
    const struct lci_qml_pair *text_defined; /* of the text */
};

void lci_qml_sign_symbol(struct lci_qml_renderer *renderer, const struct lci_qml_sign *look);

/** A line, with a casing around it where casing_mm is above 0. */
struct lci_qml_stroke {
    const char *colour, *casing;
    double width_mm, casing_mm;
    const char *width; /* expression for the width; NULL: width_mm */
    const char *style; /* "solid" where NULL */
};

void lci_qml_stroke_symbol(struct lci_qml_renderer *renderer, const struct lci_qml_stroke *look);

/**
 * A rule for the symbol made next. filter: expression; "ELSE" for what no other rule of its group
 * takes. scale_from, scale_to: it holds on maps of 1 : scale_from to 1 : scale_to; 0: any.
 */
void lci_qml_rule(struct lci_qml_renderer *renderer, const char *filter, const char *label,
                  double scale_from, double scale_to);

/** Rules between these two hold within the filter and scales of the group. */
void lci_qml_group_begin(struct lci_qml_renderer *renderer, const char *filter, const char *label,
                         double scale_from, double scale_to);
void lci_qml_group_end(struct lci_qml_renderer *renderer);

/** A class of a categorized renderer for the symbol made next; value: NULL for all others. */
void lci_qml_category(struct lci_qml_renderer *renderer, const char *value, const char *label);

/** order: expression by which features are drawn, the greatest last; NULL: as they come. */
void lci_qml_add_rules(struct lci_growing_text *out, const struct lci_qml_renderer *renderer,
                       const char *order);
void lci_qml_add_categories(struct lci_growing_text *out, const struct lci_qml_renderer *renderer,
                            const char *expression, const char *order);
/** Nothing is drawn: a table, or a layer for its attributes only. */
void lci_qml_add_nothing(struct lci_growing_text *out);

/** One kind of label of a layer. Words stand in a light halo. */
struct lci_qml_label {
    const char *filter;     /* NULL: of all features */
    const char *expression; /* what is written */
    double size_pt;
    const char *size; /* expression for the size in points; NULL: size_pt */
    const char *colour;
    bool bold;
    double scale_from, scale_to; /* as in a rule */
    bool of_points, along; /* beside its point, or along its line, instead of inside its polygon */
    int priority;          /* 0 to 10, where there is no room for all */
};

void lci_qml_add_labels(struct lci_growing_text *out, const struct lci_qml_label *labels,
                        size_t count);

/** A row of a map tip: what it is called, and an expression for HTML that says it. */
struct lci_qml_tip {
    const char *label, *expression;
};

/** heading: expression for HTML. What is null is shown as "—". */
void lci_qml_add_tip(struct lci_growing_text *out, const char *heading,
                     const struct lci_qml_tip *rows, size_t count);

#endif
