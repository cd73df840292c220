/* project_parts.h - what a project is made of. For the files project*.c and layout*.c of this module only. */
#ifndef LCI_QGIS_PROJECT_PARTS_H
#define LCI_QGIS_PROJECT_PARTS_H

#include "qgis/styles.h"
#include "result/document.h"

/** What a layer of a project is there for. */
enum lci_project_role {
    LCI_ROLE_FACILITIES,
    LCI_ROLE_OUTLINE, /* of the units of a level */
    LCI_ROLE_DETAIL,
    LCI_ROLE_GAP,
    LCI_ROLE_VERDICT,
    LCI_ROLE_CIRCLE, /* homes by the share that reaches all categories */
    LCI_ROLE_BAND,
    LCI_ROLE_OVER_CLAIM,
    LCI_ROLE_PASS,
    LCI_ROLE_STREETS,
    LCI_ROLE_BARRIERS,
    LCI_ROLE_TABLE,
    LCI_ROLE_CHANGE, /* of a comparison */
    LCI_ROLE_COUNT
};

/** A layer as the project shows it. Texts are in the arena or borrowed. */
struct lci_project_layer {
    const char *id; /* "lifecircle_homes_elderly_centre": the same in every project, and nowhere twice; QGIS drops ids of up
                       to 10 letters */
    const char *name;   /* in the list of layers */
    const char *legend; /* in the legend of a layout, where more has to be said */
    const char *table;
    const char *filter;                         /* in SQL; NULL: all rows */
    const char *shape;                          /* in QGIS's word */
    const char *style;                          /* as lci_qgis_style_add() makes it */
    const char *level;                          /* of units; NULL: of none */
    const struct lci_result_pass *pass;         /* NULL: of all, or of none */
    const struct lci_result_category *category; /* NULL: of none */
    const char *about;                          /* id of that category, or "whole_circle"; NULL: of none */
    const char *detail;                         /* id of an indicator; NULL: of none */
    enum lci_project_role role;
};

enum lci_project_node_kind { LCI_NODE_GROUP, LCI_NODE_LAYER, LCI_NODE_END };

/** The list of layers: groups begin and end, layers stand in them. */
struct lci_project_node {
    enum lci_project_node_kind kind;
    const char *name; /* of a group */
    const char *path; /* of a group: names from the outermost on, with "/" between */
    size_t layer;     /* number of a layer */
    bool is_shown, is_open;
    bool is_choice; /* one of its members at a time is shown */
};

/** What is shown together. */
struct lci_project_theme {
    const char *name;
    size_t layer; /* that the theme is about */
    bool *shows;  /* a flag a layer */
};

/** In one language. All in the arena but the growing arrays, which lci_project_fini() releases. */
struct lci_project {
    const struct lci_result *result;
    struct lci_result_document document;
    const struct lci_qgis_styles *styles;
    struct lci_arena *arena;
    const char *file; /* name of the GeoPackage, without its folder */
    bool english;
    const char *crs_wkt, *crs_id; /* crs_id NULL: it has no name */
    double box_m[4];              /* of everything that is looked at: least x, greatest x, least y, greatest y */
    const char *main_level;       /* of units, that maps are cut by; NULL: there are none */
    size_t unit_count;            /* of that level */
    const char *weight;           /* that shares of them are of: "population" or "households"; NULL: nobody is known */
    size_t figures;               /* layer with those shares; at least layer_count: there is none */
    struct lci_project_layer *layers;
    size_t layer_count, layer_capacity;
    struct lci_project_node *nodes;
    size_t node_count, node_capacity;
    struct lci_project_theme *themes;
    size_t theme_count, theme_capacity;
};

/** Words in both languages. */
struct lci_project_words {
    const char *zh, *en;
};

static inline const char *
lci_project_word(const struct lci_project *project, struct lci_project_words words)
{
    return project->english ? words.en : words.zh;
}

/** A text in the arena, or NULL: out of memory. */
const char *lci_project_print(const struct lci_project *project, const char *format, ...) LCI_PRINTF(2, 3);

/** "15 分钟" or "15 min", or in metres where minutes are not known: the largest limit of a category. In the arena, or NULL.
 */
const char *lci_project_limit(const struct lci_project *project, const struct lci_result_category *category);

/** What people call a profile, or the rule by which every unit has its own. Borrowed. */
const char *lci_project_pass_label(const struct lci_project *project, const struct lci_result_pass *pass);

/** Lists layers, groups and themes. Errors: LCI_E_IO, LCI_E_DATA, LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_project_plan(struct lci_project *project, struct lci_error *err);

/** Adds themes: what is shown together, one a question and category. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_project_add_themes(struct lci_project *project, struct lci_error *err);

/** The style of a layer: that of the bare layer, or another of those in the file. Errors: LCI_E_NOMEM, LCI_E_IO. */
LCI_MUST_USE enum lci_status lci_project_style(const struct lci_project *project, struct lci_project_layer *layer,
                                               struct lci_error *err);

/** What the project and its pages are called: what the configuration says, else what follows from the standard. */
const char *lci_project_title(const struct lci_project *project);

/** How the project is to be used, for its properties. */
const char *lci_project_abstract(const struct lci_project *project);

/** Writes the project as QGIS 3 reads it. text->failed: out of memory. */
void lci_project_write(const struct lci_project *project, struct lci_growing_text *text);

/** Adds the system of the project, <spatialrefsys>. */
void lci_project_add_crs(const struct lci_project *project, struct lci_growing_text *text);

/** Adds ` id source name providerKey` and so on: a layer as lists of layers name it. */
void lci_project_add_reference(const struct lci_project *project, const struct lci_project_layer *layer,
                               struct lci_growing_text *text);

/** Adds "./lifecircle.gpkg|layername=homes|subset=...", as XML. */
void lci_project_add_source(const struct lci_project *project, const struct lci_project_layer *layer,
                            struct lci_growing_text *text);

/** Adds <Layouts>: pages to be printed. */
void lci_layouts_write(const struct lci_project *project, struct lci_growing_text *text);

void lci_project_fini(struct lci_project *project);

#endif
