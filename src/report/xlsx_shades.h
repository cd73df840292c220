/* xlsx_shades.h - how shares and verdicts look in tables: the classes of the legend, light enough for black letters. */
#ifndef LCI_REPORT_XLSX_SHADES_H
#define LCI_REPORT_XLSX_SHADES_H

#include <stdint.h>

#include "legend/legend.h"
#include "report/sheet.h"

enum { LCI_SHADE_MAX = 8 };

/** The cells of a class. */
struct lci_shade {
    const char *word; /* of a verdict what stands in the cell, of a share its class */
    double least_percent, most_percent; /* of a share with two decimals, both included */
    uint32_t fill; /* 0xRRGGBB: half of the legend's colour, half white */
    bool is_bold;  /* where a map hatches */
};

/** What tables say for a class of the legend "pass": in Chinese its label, in English the value, which programs read. */
const char *lci_shade_word(const struct lci_legend_class *verdict, bool english);

/** The classes of LCI_SHEET_SHARE or LCI_SHEET_VERDICT, in the order of the legend. Answers how many; 0: the format has none. */
size_t lci_shades(enum lci_sheet_format format, bool english, struct lci_shade out[LCI_SHADE_MAX]);

#endif
