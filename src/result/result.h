/* result.h - a GeoPackage that a run has written, opened to be shown or compared: what it holds and what its columns are called. */
#ifndef LCI_RESULT_RESULT_H
#define LCI_RESULT_RESULT_H

#include "base/alloc.h"
#include "io/gpkg_read.h"

/** A limit of a category. */
struct lci_result_limit {
    double limit_m, limit_min; /* NAN: not known, or not the same for all homes */
    const char *ratio_column;  /* of `homes`: share within it */
};

struct lci_result_category {
    const char *id;
    const char *column;              /* first part of the names of its columns in `homes` */
    struct lci_result_limit *limits; /* limit_count, in the order of the result; the last is the largest */
    size_t limit_count;
};

/** The homes of one profile, or (id "by_unit") of the profiles of their units. */
struct lci_result_pass {
    const char *id;
    const char *suffix;                     /* at the end of the names of its layers: "" of the first one, "_elder" */
    const char *homes, *units;              /* names of its layers; NULL: it has none of its own, or they were left out */
    struct lci_gpkg_names columns;          /* of `homes` */
    double speed_mps;                       /* NAN: more than one */
    struct lci_result_category *categories; /* category_count, in the order of the columns */
    size_t category_count;
};

/** An entry of the table `run`. */
struct lci_result_entry {
    const char *key, *value;
};

/** All but the source lives in the arena. Fill with lci_result_open(), release with lci_result_fini(). One thread at a time. */
struct lci_result {
    const char *path; /* borrowed */
    struct lci_gpkg_source *source;
    struct lci_result_entry *entries; /* entry_count, in the order of the table */
    size_t entry_count;
    struct lci_result_pass *passes; /* pass_count, the run's first profile first */
    size_t pass_count;
};

/**
 * Opens a result, also one that leaves layers out: categories are known of passes with homes. path must outlive it; memory comes
 * from `arena`. Errors: LCI_E_IO, LCI_E_DATA (no result of lifecircle), LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_result_open(const char *path, struct lci_arena *arena, struct lci_result *out,
                                             struct lci_error *err);
/** The same of a result that has to hold homes, facilities, units and coverage as this version writes them, else LCI_E_DATA. */
LCI_MUST_USE enum lci_status lci_result_open_whole(const char *path, struct lci_arena *arena, struct lci_result *out,
                                                   struct lci_error *err);
void lci_result_fini(struct lci_result *result);

/** Value of an entry of the table `run`, or NULL. */
const char *lci_result_value(const struct lci_result *result, const char *key);

/**
 * What people call something: entry "KIND.ID.zh" of the table `run`, or its id where there is none. kind: "category", "set",
 * "indicator", "presence", "profile", "tier" or "standard". Borrowed.
 */
const char *lci_result_label(const struct lci_result *result, const char *kind, const char *id, bool english);

const struct lci_result_pass *lci_result_pass(const struct lci_result *result, const char *id);
const struct lci_result_category *lci_result_category(const struct lci_result_pass *pass, const char *id);

#endif
