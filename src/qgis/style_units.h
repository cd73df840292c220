/* style_units.h - layers of units, which hold several levels that cover the same ground. For styles
 * of units, and of their changes. */
#ifndef LCI_QGIS_STYLE_UNITS_H
#define LCI_QGIS_STYLE_UNITS_H

#include "qgis/style_page.h"

enum { LCI_UNIT_LEVELS_SHOWN = 2 };

/** Which levels a map shows: the first on small scales, the second on large ones. */
struct lci_unit_levels {
    const char *shown[LCI_UNIT_LEVELS_SHOWN]; /* count */
    size_t count;
};

/** The subdistricts and communities where there are any, else the levels with fewest and most
 * units. Errors: LCI_E_IO, LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_unit_levels_find(const struct lci_qgis_styles *styles,
                                                  const char *layer, struct lci_unit_levels *out,
                                                  struct lci_error *err);

/** What a level is called. */
const char *lci_unit_level_word(struct lci_style_page *page, const char *level);

/**
 * Writes the renderer: the classes that add() makes, for each level that is shown, on its scales;
 * on large scales the border of the first level over them. hidden: expression for units that are
 * drawn as if nothing was known of them; NULL: none.
 */
void lci_unit_levels_render(struct lci_style_page *page, const struct lci_unit_levels *levels,
                            const char *hidden,
                            void (*add)(struct lci_style_page *page,
                                        struct lci_qml_renderer *renderer, const char *level));

/** Writes labels: the unit's name, and below it what values[i] says of a unit of level i (NULL:
 * nothing). Expressions. */
void lci_unit_levels_label(struct lci_style_page *page, const struct lci_unit_levels *levels,
                           const char *name, const char *const values[LCI_UNIT_LEVELS_SHOWN]);

#endif
