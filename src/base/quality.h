/* quality.h - the list of everything dropped, repaired, guessed, merged or worth a look. */
#ifndef LCI_BASE_QUALITY_H
#define LCI_BASE_QUALITY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/alloc.h"

enum lci_severity {
    LCI_SEVERITY_NOTE,    /* how a source was read: CRS, encoding, a joined end */
    LCI_SEVERITY_WARNING, /* repaired, guessed, merged, far from a street: look at it */
    LCI_SEVERITY_ERROR    /* dropped, or a repeated id: a figure may be wrong because of it */
};

/** One row of the table `quality`. Texts are copied when the row is added. */
struct lci_quality_row {
    enum lci_severity severity;
    const char *profile;    /* "" if the row holds for every profile of the run */
    const char *stage;      /* read, network, join, coverage, indicators */
    const char *code;       /* short and stable: "encoding_assumed", "geometry_repaired", "duplicate_id", ... */
    const char *source;     /* label of the source, "" if none */
    const char *layer;      /* kind of input: roads, facilities, homes, buildings, units, figures, barriers; "" if none */
    const char *layer_name; /* name of the layer inside the source */
    const char *feature_id; /* "" if the row is about the whole source */
    const char *field;      /* "" if none */
    const char *found;      /* what was there */
    const char *done;       /* what was made of it: a sentence in English */
    bool has_place;
    double x_m, y_m;        /* working system */
};

/** Grows as the run goes; one thread at a time. */
struct lci_quality {
    struct lci_quality_row *rows;
    size_t count, capacity;
    size_t error_count, warning_count;
    struct lci_arena texts;
};

/** Copies the row (NULL texts become ""; invalid UTF-8 is made valid). False: out of memory. */
bool lci_quality_add(struct lci_quality *quality, const struct lci_quality_row *row);

/**
 * Compares by stage (read, network, join, coverage, indicators), layer, source, layer_name, feature_id, code, field, found, done,
 * then by what else is there: the order of the table. 0: the rows say the same.
 */
int lci_quality_compare(const struct lci_quality_row *a, const struct lci_quality_row *b);

void lci_quality_sort(struct lci_quality *quality);
void lci_quality_fini(struct lci_quality *quality);

#endif
