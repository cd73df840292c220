/* xlsx_formats.c - how cells look, and how texts get into them. */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "report/xlsx_book.h"

/* Light enough for black letters on it, in grey print too. */
enum {
    HEADING_FILL = 0xDDE5EC,
    STANDING_OUT_FILL = 0xF0F0F0,
    LINE = 0xBFBFBF,
    EDGE_LINE = 0x7F7F7F,
    QUIET = 0x595959,
    LINK = 0x1F4E79
};

static const char *const number_formats[LCI_XLSX_FORMATS] = {
    [LCI_SHEET_PLAIN] = NULL,
    [LCI_SHEET_COUNT] = "#,##0",
    [LCI_SHEET_DECIMAL] = "#,##0.0",
    [LCI_SHEET_FACTOR] = "#,##0.00",
    [LCI_SHEET_PERCENT] = "0.00",
    [LCI_SHEET_SHARE] = "0.00",
    [LCI_SHEET_VERDICT] = NULL,
};

lxw_format *
lci_xlsx_format(struct lci_xlsx_book *book, bool is_bold, double points)
{
    lxw_format *format = workbook_add_format(book->workbook);

    if (!format)
        return NULL;
    /* What Chinese offices set tables in; where a machine lacks it another face of the language takes its place. */
    format_set_font_name(format, book->asked->english ? "Arial" : is_bold ? "黑体" : "宋体");
    format_set_font_size(format, points);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    if (is_bold)
        format_set_bold(format);
    return format;
}

static lxw_format *
cell_format(struct lci_xlsx_book *book, bool stands_out, enum lci_cell_place place)
{
    lxw_format *format = lci_xlsx_format(book, stands_out, 10.0);

    if (!format)
        return NULL;
    format_set_bottom(format, LXW_BORDER_HAIR);
    format_set_bottom_color(format, LINE);
    if (stands_out)
        format_set_bg_color(format, STANDING_OUT_FILL);
    if (place == LCI_CELL_EDGE) {
        format_set_left(format, LXW_BORDER_THIN);
        format_set_left_color(format, EDGE_LINE);
    }
    return format;
}

/* Numbers stand at the right, and none runs into the text beside it. */
static void
align_right(lxw_format *format)
{
    format_set_align(format, LXW_ALIGN_RIGHT);
    format_set_indent(format, 1);
}

static void
align_left(lxw_format *format)
{
    format_set_align(format, LXW_ALIGN_LEFT);
    format_set_indent(format, 1);
}

static bool
make_cells(struct lci_xlsx_book *book, bool stands_out, enum lci_cell_place place)
{
    lxw_format *long_text = cell_format(book, stands_out, place);
    lxw_format *mark = cell_format(book, stands_out, place);
    bool made = long_text && mark;

    for (size_t f = 0; f < LCI_XLSX_FORMATS && made; f++) {
        lxw_format *format = cell_format(book, stands_out, place);

        book->formats.cells[stands_out ? 1 : 0][place][f] = format;
        made = format;
        if (format && number_formats[f]) {
            format_set_num_format(format, number_formats[f]);
            align_right(format);
        } else if (format && f == LCI_SHEET_VERDICT) {
            format_set_align(format, LXW_ALIGN_CENTER);
        } else if (format) {
            align_left(format);
        }
    }
    if (!made)
        return false;
    format_set_text_wrap(long_text);
    align_left(long_text);
    align_right(mark);
    format_set_font_color(mark, QUIET);
    book->formats.long_texts[stands_out ? 1 : 0][place] = long_text;
    book->formats.marks[stands_out ? 1 : 0][place] = mark;
    return true;
}

static lxw_format *
heading_format(struct lci_xlsx_book *book, enum lxw_format_alignments align)
{
    lxw_format *format = lci_xlsx_format(book, true, 10.0);

    if (!format)
        return NULL;
    format_set_text_wrap(format);
    format_set_bg_color(format, HEADING_FILL);
    format_set_border(format, LXW_BORDER_THIN);
    format_set_border_color(format, EDGE_LINE);
    format_set_align(format, (uint8_t)align);
    if (align != LXW_ALIGN_CENTER) {
        format_set_align(format, LXW_ALIGN_VERTICAL_TOP); /* the button of the filter is at the bottom */
        format_set_indent(format, 1);
    }
    return format;
}

bool
lci_xlsx_formats_make(struct lci_xlsx_book *book)
{
    bool made = true;

    book->formats.title = lci_xlsx_format(book, true, 16.0);
    book->formats.note = lci_xlsx_format(book, false, 10.0);
    book->formats.link = lci_xlsx_format(book, false, 10.0);
    book->formats.group = heading_format(book, LXW_ALIGN_CENTER);
    book->formats.heading = heading_format(book, LXW_ALIGN_LEFT);
    book->formats.number_heading = heading_format(book, LXW_ALIGN_RIGHT);
    if (!book->formats.title || !book->formats.note || !book->formats.link || !book->formats.group || !book->formats.heading ||
        !book->formats.number_heading)
        return false;
    format_set_text_wrap(book->formats.title);
    format_set_text_wrap(book->formats.note);
    format_set_font_color(book->formats.note, QUIET);
    format_set_font_color(book->formats.link, LINK);
    format_set_underline(book->formats.link, LXW_UNDERLINE_SINGLE);
    for (size_t place = 0; place < LCI_CELL_PLACES && made; place++)
        made = make_cells(book, false, (enum lci_cell_place)place) && make_cells(book, true, (enum lci_cell_place)place);
    return made;
}

/* A text that fits into a cell: cut between two characters, and marked. */
static const char *
fit(struct lci_xlsx_book *book, const char *text)
{
    size_t length = 0;

    if (strlen(text) <= LCI_CELL_TEXT_BYTES)
        return text;
    while (length < LCI_CELL_TEXT_BYTES - 4) {
        const size_t step = lci_utf8_length(text + length);

        length += step > 0 ? step : 1;
    }
    memcpy(book->text, text, length);
    memcpy(book->text + length, "...", 4);
    return book->text;
}

lxw_error
lci_xlsx_put_text(struct lci_xlsx_book *book, lxw_worksheet *worksheet, lxw_row_t row, size_t column, const char *text,
                  lxw_format *format)
{
    return worksheet_write_string(worksheet, row, (lxw_col_t)column, fit(book, text), format);
}

lxw_error
lci_xlsx_put_wide(struct lci_xlsx_book *book, lxw_worksheet *worksheet, lxw_row_t row, size_t first, size_t last, const char *text,
                  lxw_format *format)
{
    if (first == last)
        return lci_xlsx_put_text(book, worksheet, row, first, text, format);
    return worksheet_merge_range(worksheet, row, (lxw_col_t)first, row, (lxw_col_t)last, fit(book, text), format);
}

lxw_error
lci_xlsx_put_link(struct lci_xlsx_book *book, lxw_worksheet *worksheet, lxw_row_t row, size_t column, const char *tab,
                  const char *text, lxw_format *format)
{
    char link[256];
    lxw_error error = LXW_NO_ERROR;

    (void)snprintf(link, sizeof(link), "internal:'%s'!A1", tab);
    error = worksheet_write_url(worksheet, row, (lxw_col_t)column, link, format);
    return error == LXW_NO_ERROR ? lci_xlsx_put_text(book, worksheet, row, column, text, format) : error;
}

const char *
lci_xlsx_cover_tab(const struct lci_xlsx_book *book)
{
    return lci_word(book->asked->english, (struct lci_words){"封面", "Cover"});
}

enum lci_status
lci_xlsx_status(const char *tab, lxw_error error, struct lci_error *err)
{
    if (error == LXW_NO_ERROR)
        return LCI_OK;
    return lci_fail(err, error == LXW_ERROR_MEMORY_MALLOC_FAILED ? LCI_E_NOMEM : LCI_E_LIBRARY, "sheet %s: %s", tab,
                    lxw_strerror(error));
}
