/* sheet_round.c - numbers of what is handed in: no more digits than the sheet shows, and ratios in per cent. */
#include <math.h>

#include "base/alloc.h"
#include "run/sheets.h"

static const double PERCENT = 100.0;

/* A sheet as it was made. */
struct writer {
    struct lci_table table;
    const struct lci_sheet_head *heads;
};

static double
shown(double value, enum lci_sheet_format format)
{
    switch (format) {
    case LCI_SHEET_PLAIN:
    case LCI_SHEET_VERDICT:
        return value;
    case LCI_SHEET_COUNT:
        return round(value);
    case LCI_SHEET_DECIMAL:
        return round(value * 10.0) / 10.0;
    case LCI_SHEET_FACTOR:
        return round(value * 100.0) / 100.0;
    case LCI_SHEET_PERCENT:
    case LCI_SHEET_SHARE:
        return round(value * PERCENT * 100.0) / 100.0;
    }
    return value;
}

static enum lci_status
fill_rounded(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    const struct writer *writer = user;
    const enum lci_status status = writer->table.fill(writer->table.user, index, out, err);

    for (size_t c = 0; c < writer->table.column_count && status == LCI_OK; c++)
        if (writer->table.columns[c].kind == LCI_COLUMN_REAL && !out->values[c].is_null)
            out->values[c].real = shown(out->values[c].real, writer->heads[c].format);
    return status;
}

enum lci_status
lci_sheet_round(struct lci_arena *arena, struct lci_sheet *sheet, struct lci_error *err)
{
    struct writer *writer = lci_arena_alloc(arena, 1, sizeof(*writer));

    if (!writer)
        return lci_fail_nomem(err, sheet->tab);
    *writer = (struct writer){sheet->table, sheet->heads};
    sheet->table.fill = fill_rounded;
    sheet->table.user = writer;
    return LCI_OK;
}
