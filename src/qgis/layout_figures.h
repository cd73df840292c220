/* layout_figures.h - the figures beside a map. For the files layout*.c only. */
#ifndef LCI_QGIS_LAYOUT_FIGURES_H
#define LCI_QGIS_LAYOUT_FIGURES_H

#include "qgis/layout_items.h"
#include "qgis/project_parts.h"

/**
 * Adds a table in `box`, under a heading: beside a map of everything how many people of each unit reach the category, those
 * with the least share first; beside a map of an atlas, of its unit all categories. Nothing where the result has no such
 * figures.
 */
void lci_figures_add(const struct lci_project *project, const struct lci_project_layer *about, bool is_atlas,
                     struct lci_layout_box box, double size_pt, struct lci_growing_text *text);

/** How high the figures would like to be, in millimetres; 0: there are none. */
double lci_figures_height(const struct lci_project *project, const struct lci_project_layer *about, bool is_atlas,
                          double size_pt);

/** Adds what the figures are, in words for XML. */
void lci_figures_note(const struct lci_project *project, const struct lci_project_layer *about,
                      struct lci_growing_text *words);

#endif
