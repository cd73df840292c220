/* styles.h - which styles the layers of a GeoPackage of ours have, and their text: for layer_styles
 * and for projects alike. */
#ifndef LCI_QGIS_STYLES_H
#define LCI_QGIS_STYLES_H

#include "io/growing_text.h"
#include "result/result.h"

enum { LCI_QGIS_LANGUAGES = 2 }; /* 0: Chinese, 1: English */

struct lci_style_page;

/** Adds the renderer, labels and map tip of a style (style_page.h). */
typedef void (*lci_qgis_style_writer)(struct lci_style_page *page);

/** A style of a layer, in both languages: an answer to one question. */
struct lci_qgis_style {
    const char *layer; /* table of the GeoPackage */
    const char *
        id; /* "covered.elderly_centre": of this layer; does not change with languages and labels */
    const char *names[LCI_QGIS_LANGUAGES]; /* no two of a layer are the same; at most 30 characters,
                                              as layer_styles has it */
    const char
        *titles[LCI_QGIS_LANGUAGES]; /* in full: what a legend or a list of layers calls it */
    bool is_default;                 /* the first of its layer */
    const char *profile; /* whose rows of the layer it is about; NULL: of no one more than others */
    const char *category;               /* id, or "whole_circle"; NULL: of no category */
    const char *detail;                 /* id of an indicator; NULL: it is about none */
    const struct lci_result_pass *pass; /* whose layer it is of; NULL: of no one more than others */
    const void *facts;                  /* of the writer: what it knows of the layer */
    lci_qgis_style_writer write;
};

/** All styles, by layer; everything but file and labels lives in the arena. Fill with
 * lci_qgis_styles_make(). One thread at a time. */
struct lci_qgis_styles {
    struct lci_gpkg_source *file;    /* whose layers they are of; borrowed */
    const struct lci_result *result; /* which names passes, categories and limits; borrowed */
    struct lci_arena *arena;
    struct lci_qgis_style *items; /* count; those of a layer follow one another */
    size_t count, capacity;
    const char **categories; /* ids, category_count, in the order of the result */
    size_t category_count;
    double suppress_below; /* fewer people or households than this are not shown */
};

/**
 * Lists the styles of every layer and table of `file`: of a result, whose source it is, or of a
 * comparison, whose newer result is `result`. Errors: LCI_E_IO, LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status
lci_qgis_styles_make(struct lci_gpkg_source *file, const struct lci_result *result,
                     struct lci_arena *arena, struct lci_qgis_styles *out, struct lci_error *err);

/** The style of a layer with that id, or its default one where id is NULL; NULL: there is none. */
const struct lci_qgis_style *lci_qgis_style_find(const struct lci_qgis_styles *styles,
                                                 const char *layer, const char *id);

/** Which columns a style gives names; those of other columns stay as they were before it was
 * loaded. */
enum lci_qgis_aliases {
    LCI_ALIASES_OWN, /* all but those of categories that the style is not about */
    LCI_ALIASES_ALL,
    LCI_ALIASES_NONE
};

/**
 * Adds the inner part of a style: what stands inside <qgis> of layer_styles, and inside <maplayer>
 * of a project. Errors: LCI_E_NOMEM, LCI_E_IO.
 */
LCI_MUST_USE enum lci_status lci_qgis_style_add(const struct lci_qgis_styles *styles,
                                                const struct lci_qgis_style *style, bool english,
                                                enum lci_qgis_aliases aliases,
                                                struct lci_growing_text *out,
                                                struct lci_error *err);

/** The same inside <qgis>: a document by itself. */
LCI_MUST_USE enum lci_status lci_qgis_style_add_document(
    const struct lci_qgis_styles *styles, const struct lci_qgis_style *style, bool english,
    enum lci_qgis_aliases aliases, struct lci_growing_text *out, struct lci_error *err);

#endif
