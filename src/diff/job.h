/* job.h - what comparing two results holds. For the files of this module only. */
#ifndef LCI_DIFF_JOB_H
#define LCI_DIFF_JOB_H

#include <lifecircle/diff.h>

#include "base/numbering.h"
#include "diff/causes.h"
#include "diff/pairs.h"
#include "result/result.h"
#include "io/columns.h"

enum lci_diff_side { LCI_DIFF_OLD, LCI_DIFF_NEW, LCI_DIFF_SIDES };

/** Layers of points that are compared. */
enum lci_diff_point_kind { LCI_DIFF_FACILITIES, LCI_DIFF_GATES, LCI_DIFF_POINT_KINDS };

/**
 * Land is drawn: a street elsewhere moves borders of service areas by what their arithmetic is rounded to, some hundredths of a
 * square metre in all. What differs by less than this is the same.
 */
#define LCI_DIFF_SAME_LAND_M2 1.0

/** Weights that every result has, in the order in which columns name them. */
enum { LCI_DIFF_WEIGHTS = 4 };
extern const char *const lci_diff_weights[LCI_DIFF_WEIGHTS];

/** What a row of a table says has happened. */
enum lci_diff_change {
    LCI_CHANGED_NOT,
    LCI_CHANGED_ONLY_OLD, /* rows of coverage that only one of the results has */
    LCI_CHANGED_ONLY_NEW,
    LCI_CHANGED_HIGHER, /* shares */
    LCI_CHANGED_LOWER,
    LCI_CHANGED_SAME_RATIO,
    LCI_CHANGED_NO_RATIO,
    LCI_CHANGED_SAME_VALUE, /* indicators */
    LCI_CHANGED_NO_VALUE,
    LCI_CHANGED_WON, /* verdicts on homes */
    LCI_CHANGED_LOST,
    LCI_CHANGED_BETTER,
    LCI_CHANGED_WORSE,
    LCI_CHANGED_VERDICT,
    LCI_CHANGED_SHORTER,
    LCI_CHANGED_LONGER,
    LCI_CHANGED_MIXED, /* units */
    LCI_CHANGED_ADDED, /* things handed in */
    LCI_CHANGED_REMOVED,
    LCI_CHANGED_MOVED,
    LCI_CHANGED_STATUS,
    LCI_CHANGED_GIVEN,
    LCI_CHANGED_OPENED, /* gaps; also added and removed */
    LCI_CHANGED_CLOSED,
    LCI_CHANGED_PEOPLE,
    LCI_CHANGED_SPLIT,
    LCI_CHANGED_MERGED,
    LCI_CHANGED_REGROUPED,
    LCI_CHANGE_COUNT
};

/** The word in columns and summaries. Static. */
const char *lci_diff_change_text(enum lci_diff_change change);

/** A profile that both results have, or the homes by the profile of their unit. */
struct lci_diff_pass {
    const struct lci_result_pass *of[LCI_DIFF_SIDES];
    bool by_minutes; /* its limits are told apart by minutes: the speed differs, and the limits in metres with it */
};

/** A place in the same table of both results. */
struct lci_diff_cursors {
    struct lci_gpkg_cursor *of[LCI_DIFF_SIDES];
    bool stands[LCI_DIFF_SIDES]; /* on a row, after lci_diff_seek() */
};

/** Rows as they grow; items: lci_free(). */
struct lci_diff_row {
    uint32_t fids[LCI_DIFF_SIDES]; /* 0: none */
    uint32_t pass;                 /* of the passes that both have */
    uint32_t what;                 /* number of a measure or unit, as the table has it */
    enum lci_diff_change change;
};

struct lci_diff_rows {
    struct lci_diff_row *items;
    size_t count, capacity;
};

/** Two gaps that share homes, or one that shares none with any. */
struct lci_diff_gap {
    uint32_t fids[LCI_DIFF_SIDES];         /* 0: none */
    uint32_t of;                           /* of the gap counts */
    uint32_t group;                        /* from 1: gaps that hang together by their homes */
    uint32_t shared_count;                 /* homes that both have */
    uint32_t absent_count[LCI_DIFF_SIDES]; /* homes of the one that the other result does not have at all */
    uint32_t object;                       /* of the causes' objects, from 1: that most of it is due to; 0: none is known */
    enum lci_diff_change change;
};

/** What has happened to the gaps of a profile and category. */
struct lci_diff_gap_count {
    const char *profile, *category;
    size_t counts[LCI_CHANGE_COUNT];     /* groups */
    double population[LCI_CHANGE_COUNT]; /* of opened and added ones in the new result, of all others in the old one */
};

struct lci_diff_gaps {
    struct lci_diff_gap *items; /* count */
    size_t count, capacity;
    struct lci_diff_gap_count *counts; /* counted_count */
    size_t counted_count, counted_capacity;
};

/** A unit of a profile, with how its shares of `weight`, `all_of` and `land_network` have changed. */
struct lci_diff_unit {
    uint32_t profile, level, code, name; /* numbers of texts */
    uint32_t higher_count, lower_count;
    struct lci_diff_row lowest, highest; /* of coverage: where it lost and won most, by the difference of shares */
    double lowest_ratio, highest_ratio;
    bool is_compared; /* some row of it is in both results */
};

struct lci_diff_units {
    struct lci_diff_unit *items;
    size_t count, capacity;
};

/** What only one of the results has, or what else could not be compared. */
struct lci_diff_rest {
    const char *kind, *name; /* in the arena */
    enum lci_diff_side side;
    uint64_t row_count; /* of coverage that it concerns */
};

/** A share of a home that both results have: of a category within a limit, or of the whole circle. */
struct lci_diff_measure {
    const char *category;
    uint32_t of_category;      /* of the pass's common categories; LCI_DIFF_WHOLE: the whole circle */
    double limit_m, limit_min; /* of the new result; NAN: not known, or several */
    const char *ratio_columns[LCI_DIFF_SIDES];
    bool is_largest;                                      /* in both: then the verdict is about it */
    size_t counts[LCI_CHANGE_COUNT];                      /* homes, by what has happened to them */
    double won[LCI_DIFF_WEIGHTS], lost[LCI_DIFF_WEIGHTS]; /* people of those whose share rose, and fell: by how many more */
};

#define LCI_DIFF_WHOLE UINT32_MAX

/** What is split of a row of `coverage`. */
enum lci_cause_value { LCI_CAUSE_NUMERATOR, LCI_CAUSE_DENOMINATOR, LCI_CAUSE_VALUES };

/** A row of `coverage` of both results that differs, or would if only some of the causes had come. Whole weights or m2. */
struct lci_cause_row {
    uint32_t fids[LCI_DIFF_SIDES];
    bool is_split; /* else the parts are not known: some run has no number there */
    int64_t values[LCI_DIFF_SIDES][LCI_CAUSE_VALUES];
    int64_t parts[LCI_CAUSE_VALUES][LCI_CAUSE_COUNT]; /* add up to new less old */
};

/** A share of a home that both results have, of a category within a limit: a limit that became another one is the same here. */
struct lci_cause_measure {
    const char *category;
    double limit_m[LCI_DIFF_SIDES];                    /* NAN: of the whole circle, or several */
    const char *ratio_columns[LCI_DIFF_SIDES];         /* of the layers of homes */
    const char *facility_columns[LCI_DIFF_SIDES];      /* nearest facility; NULL: of the whole circle */
    const struct lci_result_category *of[LCI_DIFF_SIDES]; /* NULL: the whole circle */
};

struct lci_cause_measures {
    struct lci_cause_measure *items; /* count; in the arena */
    size_t count;
};

/** A home that won or lost some of its share by some cause. Shares in millionths of the home. */
struct lci_cause_home {
    uint32_t fids[LCI_DIFF_SIDES];
    uint32_t pass, measure;
    int32_t parts[LCI_CAUSE_COUNT];   /* add up to the difference of the shares */
    uint32_t objects[LCI_CAUSE_COUNT]; /* of the causes' objects, from 1: behind the part; 0: none is known */
};

/** Something that changed, and what it has done. Texts are in the arena or borrowed. */
struct lci_cause_object {
    struct lci_diff_given given;
    size_t won_count, lost_count; /* shares of homes, of all profiles and limits */
    /* Share by weight of the home in the new result, within the largest limits of the first profile. */
    double won[LCI_DIFF_WEIGHTS], lost[LCI_DIFF_WEIGHTS];
    size_t gap_counts[LCI_CHANGE_COUNT];
};

/** What has caused the differences; empty unless replays were handed in. */
struct lci_diff_causes {
    struct lci_cause_row *rows; /* row_count, in the order of the new result; lci_free() */
    size_t row_count, row_capacity;
    struct lci_cause_measures *measures; /* a pass each; in the arena */
    struct lci_cause_home *homes;        /* home_count; lci_free() */
    size_t home_count, home_capacity;
    struct lci_cause_object *objects; /* object_count, by cause and in the order in which they are listed; lci_free() */
    size_t object_count, object_capacity;
};

/** What both results say about the homes of a pass. All in the arena. */
struct lci_diff_home_pass {
    const char *const *columns[LCI_DIFF_SIDES]; /* column_count; see homes.h */
    size_t column_count, unit_count, further_count, category_count, measure_count;
    const char **units;                /* unit_count: columns "unit_..." */
    struct lci_diff_measure *measures; /* measure_count */
    struct lci_diff_rows pairs;        /* homes that both results have, if causes are asked for; lci_free() its items */
};

struct lci_diff_job {
    struct lci_diff_options options;
    const struct lci_context *context;
    struct lci_arena arena;
    struct lci_numbering numbering;
    struct lci_result results[LCI_DIFF_SIDES];
    struct lci_diff_pass *passes; /* pass_count: of both results, in the order of the new one */
    size_t pass_count;
    /*
     * Where both results have the same rows of `coverage` in the same order: those that differ at all (what: the unit), and how
     * many there are in all. Units are those of the job.
     */
    bool is_aligned;
    struct lci_diff_rows aligned;
    size_t aligned_row_count;
    struct lci_diff_units units;
    struct lci_diff_rows coverage, changed_units, homes, indicators, entries;
    struct lci_diff_rows points[LCI_DIFF_POINT_KINDS];
    struct lci_diff_gaps gaps;
    struct lci_diff_home_pass *home_passes; /* pass_count */
    struct lci_diff_rest *rests;
    size_t rest_count, rest_capacity;
    size_t indicator_counts[LCI_CHANGE_COUNT]; /* rows of indicators */
    size_t share_counts[LCI_CHANGE_COUNT];     /* rows of coverage, by what has happened to them */
    struct lci_diff_rows headlines;            /* rows of coverage about everything handed in that have changed */
    struct lci_diff_cursors **opened;          /* opened_count: that tables read from; closed in the end */
    size_t opened_count, opened_capacity;
    struct lci_gpkg_polygons room; /* of the row that is filled */
    const struct lci_diff_replays *replays; /* NULL: nothing is said of causes */
    struct lci_diff_causes causes;
};

/* Comparing, one thing each, in this order: what is compared is in the job afterwards. Errors: LCI_E_IO, LCI_E_DATA, LCI_E_NOMEM,
 * LCI_E_CANCELLED. */
LCI_MUST_USE enum lci_status lci_diff_align(struct lci_diff_job *job, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_diff_coverage(struct lci_diff_job *job, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_diff_units(struct lci_diff_job *job, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_diff_homes(struct lci_diff_job *job, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_diff_gaps(struct lci_diff_job *job, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_diff_indicators(struct lci_diff_job *job, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_diff_points(struct lci_diff_job *job, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_diff_entries(struct lci_diff_job *job, struct lci_error *err);

/** Adds an object; what it borrows must live as long as the job. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_diff_add_object(struct lci_diff_job *job, const struct lci_diff_given *given,
                                                 struct lci_error *err);

/** Adds the facilities, or gates, that are different as they were handed in; of which cause they are. Errors: as of comparing. */
LCI_MUST_USE enum lci_status lci_diff_point_objects(struct lci_diff_job *job, enum lci_diff_point_kind kind,
                                                    enum lci_diff_cause cause, struct lci_error *err);

/* What has caused it, after all of those; without replays there is nothing to do. */
LCI_MUST_USE enum lci_status lci_diff_cause_coverage(struct lci_diff_job *job, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_diff_cause_homes(struct lci_diff_job *job, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_diff_cause_objects(struct lci_diff_job *job, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_diff_cause_assign(struct lci_diff_job *job, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_diff_cause_gaps(struct lci_diff_job *job, struct lci_error *err);

/* Tables of what was compared; they live as long as the job. Errors: as above. */
LCI_MUST_USE enum lci_status lci_diff_table_homes(struct lci_diff_job *job, struct lci_table *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_diff_table_units(struct lci_diff_job *job, struct lci_table *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_diff_table_gaps(struct lci_diff_job *job, struct lci_table *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_diff_table_facilities(struct lci_diff_job *job, struct lci_table *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_diff_table_gates(struct lci_diff_job *job, struct lci_table *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_diff_table_coverage(struct lci_diff_job *job, struct lci_table *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_diff_table_indicators(struct lci_diff_job *job, struct lci_table *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_diff_table_entries(struct lci_diff_job *job, struct lci_table *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_diff_table_rests(struct lci_diff_job *job, struct lci_table *out, struct lci_error *err);

LCI_MUST_USE enum lci_status lci_diff_table_cause_coverage(struct lci_diff_job *job, struct lci_table *out,
                                                           struct lci_error *err);
LCI_MUST_USE enum lci_status lci_diff_table_objects(struct lci_diff_job *job, struct lci_table *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_diff_table_cause_homes(struct lci_diff_job *job, struct lci_table *out, struct lci_error *err);

/** The summary of all of it. Errors: LCI_E_NOMEM, LCI_E_IO, LCI_E_DATA. */
LCI_MUST_USE enum lci_status lci_diff_summarize(struct lci_diff_job *job, struct lci_diff_summary *out, struct lci_error *err);

/** An entry of the table `run` that differs; NULL: that side has none of the key. */
const struct lci_result_entry *lci_diff_entry(const struct lci_diff_job *job, const struct lci_diff_row *row,
                                              enum lci_diff_side side);

/** Adds a row. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_diff_add(struct lci_diff_rows *rows, const struct lci_diff_row *row, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_diff_add_rest(struct lci_diff_job *job, const struct lci_diff_rest *rest, struct lci_error *err);

/** Counts a row of a kind and name, that only one side has, as one entry. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_diff_count_rest(struct lci_diff_job *job, const char *kind, const char *name,
                                                 enum lci_diff_side side, struct lci_error *err);
/** Whether both results have a table that not all have; where one of them has, that is noted. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_diff_have_both(struct lci_diff_job *job, const char *table, bool *both, struct lci_error *err);

/** A text in the arena. NULL: out of memory. */
const char *lci_diff_keep(struct lci_diff_job *job, const char *format, ...) LCI_PRINTF(2, 3);

/** LCI_E_CANCELLED once the caller asked to stop; asks every so many rows only. */
LCI_MUST_USE enum lci_status lci_diff_go_on(const struct lci_diff_job *job, size_t row, struct lci_error *err);

/** The pass of a profile that both results have, or NULL. */
const struct lci_diff_pass *lci_diff_pass_of(const struct lci_diff_job *job, const char *profile);

/** A number for what is no text: for its bits, so that whatever is equal is the same; what is not finite has that of 0. */
uint32_t lci_diff_number_bits(struct lci_numbering *numbering, uint64_t bits);
uint32_t lci_diff_number_real(struct lci_numbering *numbering, double value);

/** What tells limits apart within a pass: equal for limits that are compared, 0 for none. NAN: not known. */
uint64_t lci_diff_limit_key(const struct lci_diff_pass *pass, double limit_m, double limit_min);
/** Do both results have the same categories in a pass, each with the same largest limit; and do they for this category? */
bool lci_diff_same_largest(const struct lci_diff_pass *pass, const char *category);
bool lci_diff_same_circle(const struct lci_diff_pass *pass);

/**
 * Opens the table of each result, columns[side] (count) of it; a side whose table is NULL has no rows. Close with
 * lci_diff_cursors_close(); those of lci_diff_cursors_keep() are closed with the job, and are in its arena. Errors: as
 * lci_gpkg_cursor_new().
 */
LCI_MUST_USE enum lci_status lci_diff_cursors_open(struct lci_diff_job *job, const char *const tables[LCI_DIFF_SIDES],
                                                   const char *const *const columns[LCI_DIFF_SIDES], size_t count,
                                                   struct lci_diff_cursors *out, struct lci_error *err);
void lci_diff_cursors_close(struct lci_diff_cursors *cursors);
LCI_MUST_USE enum lci_status lci_diff_cursors_keep(struct lci_diff_job *job, const char *const tables[LCI_DIFF_SIDES],
                                                   const char *const *const columns[LCI_DIFF_SIDES], size_t count,
                                                   struct lci_diff_cursors **out, struct lci_error *err);

/** Goes to a row on each side; 0: that side stands on none. Errors: LCI_E_IO. */
LCI_MUST_USE enum lci_status lci_diff_seek(struct lci_diff_cursors *cursors, const uint32_t fids[LCI_DIFF_SIDES],
                                           struct lci_error *err);

/* Values of where the cursors stand; NULL or NAN where that is nowhere. The side of the new row where there is one. */
const char *lci_diff_text(struct lci_diff_cursors *cursors, enum lci_diff_side side, size_t at);
double lci_diff_real(struct lci_diff_cursors *cursors, enum lci_diff_side side, size_t at);
/** Whether both stand on the same text, or number; neither having any is the same, too. */
bool lci_diff_same_text(struct lci_diff_cursors *cursors, size_t at);
bool lci_diff_same_real(struct lci_diff_cursors *cursors, size_t at);
enum lci_diff_side lci_diff_latest(const struct lci_diff_cursors *cursors);
/** The polygons of the latest side; they stay until the next call. Errors: LCI_E_DATA, LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_diff_shape(struct lci_diff_job *job, struct lci_diff_cursors *cursors, size_t at,
                                            struct lci_row *row, struct lci_error *err);

/** Columns old_X, new_X and X_difference, and their cells: as they are stored; a difference only where both are there. */
void lci_diff_columns(struct lci_columns *columns, const char *name, const char *description);
void lci_diff_cells(struct lci_cells *cells, double old_value, double new_value);

#endif
