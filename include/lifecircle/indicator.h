/* indicator.h - what a standard asks of every unit: figures with targets, and facilities that have to be there. */
#ifndef LIFECIRCLE_INDICATOR_H
#define LIFECIRCLE_INDICATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lifecircle/texts.h>

#ifdef __cplusplus
extern "C" {
#endif

enum lci_indicator_kind {
    LCI_INDICATOR_COVERAGE,                /* a row of the table `coverage`, in per cent */
    LCI_INDICATOR_AREA_PER_100_HOUSEHOLDS, /* numerator: an area; denominator: households */
    LCI_INDICATOR_RATIO_OF_SUMS,           /* numerator / denominator, in per cent unless scale says otherwise */
    LCI_INDICATOR_PER_10000_PEOPLE,        /* denominator: people */
    LCI_INDICATOR_COUNT,                   /* the numerator alone */
    LCI_INDICATOR_REPORTED                 /* a figure as it was handed in */
};

/**
 * Something that is summed over a unit: facilities, units below it, people of homes, or figures of tables.
 * Exactly one of facilities, units, homes and figures is given.
 */
struct lci_quantity {
    struct lci_texts facilities; /* ids of categories */
    const char *units;           /* a level */
    const char *homes;           /* a weight */
    const char *figures;         /* name of figures */
    const char *attribute;       /* of facilities or units; NULL: they are counted */
    struct lci_selection *where; /* on attributes of facilities or units; none: all */
    size_t where_count;
    bool once_per_site; /* facilities that share a site count once, with the greatest value among them */
};

/** The terms of a sum. */
struct lci_quantities {
    struct lci_quantity *items;
    size_t count;
};

/** Which row of the table `coverage` is meant. */
struct lci_coverage_choice {
    const char *definition;    /* unit_has, weight, ... */
    const char *category;      /* NULL: a composite over the categories of a set */
    const char *set;           /* "all": that of all categories */
    const char *weight;        /* NULL: not weighed */
    const char *counted_level; /* units that are counted; NULL: not said */
    double minutes, meters;    /* at most one above 0; 0 both: the largest limit */
    uint32_t k;                /* 0: not said */
    const char *detail;        /* of a definition with several parts, which: as in the column `detail`; NULL: it has none */
};

/** A figure for every unit of some levels, with its target. */
struct lci_indicator {
    const char *id, *title_zh, *title_en;
    uint32_t number; /* in its standard; 0: none */
    enum lci_indicator_kind kind;
    struct lci_quantities numerator, denominator;
    struct lci_coverage_choice coverage;
    const char *figures; /* of kind reported */
    double scale;        /* value = scale * numerator / denominator */
    double target;       /* NAN: none */
    bool at_most;        /* else at least the target */
    bool binding;        /* else expected */
    bool partial;        /* of kind reported: units without a figure take no part in sums, else they make them unknown */
    bool sampled;        /* numerator of denominator answers of a sample: with a 95 % interval */
    const char *measure; /* of the value */
    const char *gap_measure;
    const char *base, *date, *target_date, *note; /* as they are shown; "" if none */
    struct lci_texts levels; /* of units it is said for; none: all */
};

/** A kind of facility that every unit of a level has to have. */
struct lci_presence {
    const char *id, *title_zh, *title_en;
    struct lci_texts facilities; /* ids of categories */
    const char *level;           /* of the units */
    struct lci_selection *units_where; /* on attributes of units: those that have to have one; none: all of the level */
    size_t units_where_count;
    struct lci_selection *where;
    size_t where_count;
    const char *grade_attribute; /* NULL: grades are not asked for */
    struct lci_texts grades;     /* best first; none: only `grade` is known */
    const char *grade;           /* that one facility of the unit has to have, or a better one; NULL: any */
    const char *level_attribute; /* NULL: facilities do not say which level they serve */
    struct lci_texts level_values; /* values of the attribute that mean `level` */
};

#ifdef __cplusplus
}
#endif
#endif
