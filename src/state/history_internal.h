/* history_internal.h - what the parts of the history share. For src/state only. */
#ifndef LCI_STATE_HISTORY_INTERNAL_H
#define LCI_STATE_HISTORY_INTERNAL_H

#include "base/alloc.h"
#include "base/numbering.h"
#include "state/history.h"
#include "state/store_internal.h"

#define LCI_NOWHERE SIZE_MAX

/** A value of this night; unit and figure are indices. */
struct lci_history_entry {
    uint32_t unit, figure;
    struct lci_history_value value;
};

/** A series that is different. entry LCI_NOWHERE: the night does not have it. */
struct lci_history_difference {
    uint32_t unit, figure;
    size_t entry;
};

/** A row that is of no use any more. */
struct lci_history_useless {
    sqlite3_int64 unit, figure, night;
};

/** unit_of and figure_of: index + 1 by the number of a chain of pairs. */
struct lci_history {
    struct lci_store *store;
    struct lci_arena arena;
    struct lci_numbering numbers;
    uint32_t *unit_of, *figure_of;
    size_t unit_of_capacity, figure_of_capacity;
    struct lci_history_unit *units;
    struct lci_history_figure *figures;
    sqlite3_int64 *unit_ids, *figure_ids; /* 0: not written yet */
    bool *is_renamed;
    size_t unit_count, unit_capacity, unit_id_capacity, renamed_capacity;
    size_t figure_count, figure_capacity, figure_id_capacity;
    struct lci_history_entry *entries;
    size_t entry_count, entry_capacity;
    struct lci_history_difference *differences;
    size_t difference_count, difference_capacity;
    struct lci_history_useless *useless;
    size_t useless_count, useless_capacity;
    bool has_dead; /* a series ends before the oldest night */
};

/** The columns of a figure, of `history_figures f`, and the figure that a row has from column `first` on. */
#define LCI_HISTORY_FIGURE_COLUMNS \
    "f.profile, f.definition, f.category, f.category_set, f.k, f.weight, f.limit_m, f.limit_min, f.radius_m," \
    " f.counted_level, f.detail"
struct lci_history_figure lci_history_figure_of(sqlite3_stmt *row, int first);

/** A number; NAN of null. */
double lci_history_real(sqlite3_stmt *row, int column);

#endif
