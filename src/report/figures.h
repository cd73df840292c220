/* figures.h - the shares of a result by unit, category, limit and weight, and which of them are too small to be shown. */
#ifndef LCI_REPORT_FIGURES_H
#define LCI_REPORT_FIGURES_H

#include "result/result.h"

enum lci_figure_weight {
    LCI_FIGURE_HOUSEHOLDS,
    LCI_FIGURE_PEOPLE,
    LCI_FIGURE_ELDERS,
    LCI_FIGURE_MINORS,
    LCI_FIGURE_LAND, /* nobody's secret: never hidden */
    LCI_FIGURE_WEIGHTS
};

/** A numerator; its denominator is the unit's whole of the weight. */
struct lci_figure {
    double numerator; /* NAN: the result does not say */
    bool is_hidden;   /* too small, or it would tell one that is (analysis/suppress.h) */
};

/** Ids of the weights that are people or households, by enum lci_figure_weight. */
extern const char *const lci_figure_weight_ids[LCI_FIGURE_LAND];

/** A category, or (set) those that have to be reached all at once. */
struct lci_figure_group {
    const struct lci_result_category *category; /* NULL: a set */
    const char *id;                             /* of the category or set; "all": of all categories */
    size_t first, limit_count;                  /* its figures: one a limit, ascending; of a set only its largest limits */
    double limit_m, limit_min;                  /* the largest; NAN: not the same for all */
};

struct lci_figure_unit {
    const char *code, *name;
    uint32_t fid;    /* in the layer of units */
    uint32_t level;  /* LCI_FIGURES_NONE: everything */
    uint32_t parent; /* unit that it lies in by the layer; LCI_FIGURES_NONE */
    double whole[LCI_FIGURE_WEIGHTS]; /* denominators; NAN: not known */
    bool whole_is_hidden[LCI_FIGURE_WEIGHTS];
    struct lci_figure *figures; /* figure_count, one a group's limit; each of LCI_FIGURE_WEIGHTS; see lci_figure_at() */
};

#define LCI_FIGURES_NONE UINT32_MAX

/** All of it lives in the arena. Immutable once read. */
struct lci_figures {
    const struct lci_result_pass *pass;
    struct lci_figure_group
        *groups; /* group_count: the categories of the pass, "all" where there are several, further sets */
    size_t group_count, category_count, figure_count;
    const char **levels;       /* level_count, as the layer of units has them */
    const char **home_columns; /* level_count, the columns of homes and gaps with the unit of each level */
    size_t level_count;
    struct lci_figure_unit *units; /* unit_count, in the order of the layer, and behind them everything together */
    size_t unit_count;
    enum lci_figure_weight main; /* what shares are given by: the first that is known of households, people, land */
    double below;                /* counts of people and households from 1 to below this are not shown */
};

/**
 * Reads the figures of a pass. with_units: of all units; else only those of everything together. Errors: LCI_E_IO,
 * LCI_E_DATA, LCI_E_NOMEM. Cost: two passes over `coverage`, and of units O(homes x levels squared).
 */
LCI_MUST_USE enum lci_status lci_figures_read(const struct lci_result *result, const struct lci_result_pass *pass, bool with_units,
                                              struct lci_arena *arena, struct lci_figures *out, struct lci_error *err);

/** The figure of a group within its limit; limit: 0 to limit_count - 1. */
static inline const struct lci_figure *
lci_figure_at(const struct lci_figure_unit *unit, const struct lci_figure_group *group, size_t limit,
              enum lci_figure_weight weight)
{
    return &unit->figures[(group->first + limit) * LCI_FIGURE_WEIGHTS + weight];
}

/** The one within the largest limit, which is the verdict's. */
static inline const struct lci_figure *
lci_figure_of(const struct lci_figure_unit *unit, const struct lci_figure_group *group, enum lci_figure_weight weight)
{
    return lci_figure_at(unit, group, group->limit_count - 1, weight);
}

static inline const struct lci_figure_unit *
lci_figures_everything(const struct lci_figures *figures)
{
    return &figures->units[figures->unit_count];
}

/** The group of all categories together, or NULL: there is one category only. */
const struct lci_figure_group *lci_figures_circle(const struct lci_figures *figures);

/** A unit by its code, or LCI_FIGURES_NONE. Cost: O(unit_count). */
uint32_t lci_figures_find(const struct lci_figures *figures, uint32_t level, const char *code);

/** Index of a level by its name, or LCI_FIGURES_NONE; how many units it has. */
uint32_t lci_figures_level(const struct lci_figures *figures, const char *level);
size_t lci_figures_level_size(const struct lci_figures *figures, uint32_t level);

#endif
