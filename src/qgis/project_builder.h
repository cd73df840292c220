/* project_builder.h - groups and layers of a project, one after another. For the files project*.c only. */
#ifndef LCI_QGIS_PROJECT_BUILDER_H
#define LCI_QGIS_PROJECT_BUILDER_H

#include "qgis/project_parts.h"

enum { LCI_PROJECT_LEVELS_MAX = 64 };

/** A tree on its way. Out of memory is noticed once, at its end. */
struct lci_planner {
    struct lci_project *project;
    struct lci_gpkg_names tables;               /* that people look at */
    const char *levels[LCI_PROJECT_LEVELS_MAX]; /* of units, in the order of the layer */
    size_t level_count;
    bool failed;
};

/** A group, until its end; its members stand between. is_choice: one of them at a time is shown. */
void lci_group_begin(struct lci_planner *planner, const char *name, bool is_shown, bool is_open, bool is_choice);
void lci_group_end(struct lci_planner *planner);

/** Adds a layer to the group that is open: a copy, with its shape, and its name for a legend where it has no other. */
void lci_planner_add(struct lci_planner *planner, const struct lci_project_layer *layer, bool is_shown, bool is_open);

/** `"profile" = 'elder' AND "category" = 'dining'`; NULL leaves a part out. In the arena; NULL: out of memory. */
const char *lci_planner_filter(struct lci_planner *planner, const char *profile, const char *category, const char *level);

/** Puts the nodes from `from` on before those from `at` on. */
void lci_planner_move(struct lci_planner *planner, size_t at, size_t from);

bool lci_planner_has(const struct lci_planner *planner, const char *table);

#endif
