/* legend.h - every class that a map, a chart or a style shows: what it is called and what it looks like, wherever it is shown. */
#ifndef LCI_LEGEND_LEGEND_H
#define LCI_LEGEND_LEGEND_H

#include <stdbool.h>
#include <stddef.h>

/**
 * What lies over a fill, so that classes are told apart in grey print and by who does not see colours apart. Lines are drawn in
 * the class's `line` colour.
 */
enum lci_hatch {
    LCI_HATCH_NONE,
    LCI_HATCH_RISING,   /* from lower left to upper right, wide apart */
    LCI_HATCH_DENSE,    /* the same, close together */
    LCI_HATCH_FALLING,  /* from upper left to lower right */
    LCI_HATCH_CROSSED,  /* both */
    LCI_HATCH_UPRIGHT,
    LCI_HATCH_DOTS
};

/** Colours are "#rrggbb". */
struct lci_legend_class {
    const char *value; /* as the column has it; NULL: any other, or a range */
    const char *zh, *en;
    const char *fill, *line;
    enum lci_hatch hatch;
    double from; /* of a range: from here, up to the next class */
};

struct lci_legend {
    const char *id;     /* "verdict" */
    const char *column; /* whose values it is about, or the end of its name: "_status"; NULL: a number that the caller has */
    const char *zh, *en;
    const struct lci_legend_class *classes; /* class_count, in the order of the legend; ranges ascending */
    size_t class_count;
};

/**
 * "verdict" (of a home), "cause" (of a gap), "pass" (of an indicator or unit), "share" (ranges of a ratio), "over_claim" (ranges of
 * a difference of ratios), "change", "gap_change", "unit_change", "thing_change" (of a home, gap, unit, place since another
 * result), "defect" (of the network), "counting" (facilities), "gate"; NULL: there is none of that id. Static. Colours are of
 * ColorBrewer 2 (Brewer 2003) and of Okabe and Ito (2008), which people with any colour vision tell apart; of every two
 * neighbours in a legend either the lightness or the hatch differs.
 */
const struct lci_legend *lci_legend_find(const char *id);

/** The class of a value, or of the range that a number is in; NULL: of none (NAN is in no range). Borrowed from the legend. */
const struct lci_legend_class *lci_legend_class_of(const struct lci_legend *legend, const char *value);
const struct lci_legend_class *lci_legend_range_of(const struct lci_legend *legend, double value);

enum { LCI_BAND_MAX = 6 };

/**
 * The colours of walks within the first, second, ... limit: dark near the facility, lighter farther off, but never as dark as what
 * is beyond all limits, "uncovered" of the legend "verdict". band: 0 to count - 1, of at most LCI_BAND_MAX; farther ones look like
 * the last.
 */
const char *lci_band_colour(size_t band, size_t count);

static inline const char *
lci_legend_title(const struct lci_legend *legend, bool english)
{
    return english ? legend->en : legend->zh;
}

static inline const char *
lci_legend_label(const struct lci_legend_class *of, bool english)
{
    return english ? of->en : of->zh;
}

#endif
