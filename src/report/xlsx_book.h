/* xlsx_book.h - a workbook that is being written: its formats and words. The inner door of libxlsxwriter. */
#ifndef LCI_REPORT_XLSX_BOOK_H
#define LCI_REPORT_XLSX_BOOK_H

#include <xlsxwriter.h>

#include "report/sheet.h"
#include "report/words.h"
#include "report/xlsx_layout.h"

enum {
    LCI_CELL_TEXT_BYTES = 32000, /* a cell holds 32,767 characters */
    LCI_XLSX_FORMATS = LCI_SHEET_VERDICT + 1
};

/** Where a cell of a table stands. */
enum lci_cell_place { LCI_CELL_INSIDE, LCI_CELL_EDGE /* the first column of a group */, LCI_CELL_PLACES };

struct lci_xlsx_book {
    lxw_workbook *workbook;
    const struct lci_workbook *asked;
    struct {
        lxw_format *title, *note, *group, *heading, *number_heading, *link;
        lxw_format *cells[2][LCI_CELL_PLACES][LCI_XLSX_FORMATS]; /* as they are; of rows that stand out */
        lxw_format *long_texts[2][LCI_CELL_PLACES];              /* over several lines */
        lxw_format *marks[2][LCI_CELL_PLACES];                   /* n/a and *, where a number would stand */
    } formats;
    char text[LCI_CELL_TEXT_BYTES + 8]; /* of the cell in hand */
};

/** A format with the font of the workbook's language; NULL: out of memory. */
lxw_format *lci_xlsx_format(struct lci_xlsx_book *book, bool is_bold, double points);

/** Makes the formats of tables. False: out of memory. */
bool lci_xlsx_formats_make(struct lci_xlsx_book *book);

/** Writes a text as a text, whatever it begins with; what does not fit into a cell is cut, and marked. */
lxw_error lci_xlsx_put_text(struct lci_xlsx_book *book, lxw_worksheet *worksheet, lxw_row_t row, size_t column, const char *text,
                            lxw_format *format);

/** The same over columns from first to last of the row. */
lxw_error lci_xlsx_put_wide(struct lci_xlsx_book *book, lxw_worksheet *worksheet, lxw_row_t row, size_t first, size_t last,
                            const char *text, lxw_format *format);

/** A link to another sheet of the workbook, which shows the text. */
lxw_error lci_xlsx_put_link(struct lci_xlsx_book *book, lxw_worksheet *worksheet, lxw_row_t row, size_t column, const char *tab,
                            const char *text, lxw_format *format);

/** The name on the cover's tab. */
const char *lci_xlsx_cover_tab(const struct lci_xlsx_book *book);

/** What printed pages say above and below: title of the workbook and stamp; the sheet, page n of m, what the marks mean. */
lxw_error lci_xlsx_set_page_words(struct lci_xlsx_book *book, lxw_worksheet *worksheet, const char *title);

/** Colours the shares and verdicts of a table by conditional formats. rows: row_count from the first on; none: nothing is done. */
lxw_error lci_xlsx_colour(struct lci_xlsx_book *book, lxw_worksheet *worksheet, const struct lci_sheet *sheet, lxw_row_t first,
                          size_t row_count);

/** One sheet each. Errors: LCI_E_NOMEM, LCI_E_LIBRARY, what the table's fill answers. */
LCI_MUST_USE enum lci_status lci_xlsx_put_cover(struct lci_xlsx_book *book, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_xlsx_put_sheet(struct lci_xlsx_book *book, const struct lci_sheet *sheet, struct lci_error *err);

/** What the library says as an error of ours; LCI_OK where it says none. */
LCI_MUST_USE enum lci_status lci_xlsx_status(const char *tab, lxw_error error, struct lci_error *err);

#endif
