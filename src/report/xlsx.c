/* xlsx.c - sheets as one workbook, by libxlsxwriter. */
#include "report/xlsx.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <xlsxwriter.h>

#include "base/alloc.h"
#include "base/utf8.h"

/* 2000-01-01 00:00 UTC: a date of the run would make equal results unlike. */
static const time_t CREATED = 946684800;

enum {
    TEXT_BYTES = 32000, /* a cell holds 32,767 characters */
    NARROWEST = 6,
    WIDEST = 42,
    LINE_HEIGHT = 16, /* points */
    MOST_LINES = 6,
    FORMAT_COUNT = LCI_SHEET_PERCENT + 1
};

static const char *const number_formats[FORMAT_COUNT] = {
    [LCI_SHEET_PLAIN] = NULL,
    [LCI_SHEET_COUNT] = "#,##0",
    [LCI_SHEET_DECIMAL] = "#,##0.0",
    [LCI_SHEET_FACTOR] = "#,##0.00",
    [LCI_SHEET_PERCENT] = "0.00",
};

struct book {
    lxw_workbook *workbook;
    lxw_format *title, *note, *heading, *name;
    lxw_format *cells[2][FORMAT_COUNT]; /* as they are; bold */
    char text[TEXT_BYTES + 8];
};

/* A row is filled into this. */
struct page {
    struct book *book;
    const struct lci_sheet *sheet;
    lxw_worksheet *worksheet;
    struct lci_value *values; /* column_count */
    double *widths;           /* column_count, in letters */
};

/* The width of a text on the screen: Chinese letters are as wide as two Latin ones. */
static double
width_of(const char *text)
{
    double width = 0.0;

    while (*text != '\0') {
        const size_t step = lci_utf8_length(text);

        width += step >= 3 ? 2.0 : 1.0;
        text += step > 0 ? step : 1;
    }
    return width;
}

/* A text that fits into a cell: cut between two characters, and marked. */
static const char *
fit(struct book *book, const char *text)
{
    size_t length = 0;

    if (strlen(text) <= TEXT_BYTES)
        return text;
    while (length < TEXT_BYTES - 4) {
        const size_t step = lci_utf8_length(text + length);

        length += step > 0 ? step : 1;
    }
    memcpy(book->text, text, length);
    memcpy(book->text + length, "...", 4);
    return book->text;
}

static lxw_error
put_text(struct page *page, lxw_row_t row, size_t column, const char *text, lxw_format *format)
{
    return worksheet_write_string(page->worksheet, row, (lxw_col_t)column, fit(page->book, text), format);
}

static lxw_format *
new_format(struct book *book, bool bold, const char *number_format)
{
    lxw_format *format = workbook_add_format(book->workbook);

    if (format && bold)
        format_set_bold(format);
    if (format && number_format)
        format_set_num_format(format, number_format);
    return format;
}

static bool
make_formats(struct book *book)
{
    bool made = true;

    book->title = new_format(book, true, NULL);
    book->note = new_format(book, false, NULL);
    book->heading = new_format(book, true, NULL);
    book->name = new_format(book, false, NULL);
    if (!book->title || !book->note || !book->heading || !book->name)
        return false;
    format_set_font_size(book->title, 14.0);
    format_set_font_color(book->note, LXW_COLOR_GRAY);
    format_set_text_wrap(book->heading);
    format_set_align(book->heading, LXW_ALIGN_VERTICAL_TOP);
    format_set_font_color(book->name, LXW_COLOR_GRAY);
    format_set_bottom(book->name, LXW_BORDER_THIN);
    for (size_t f = 0; f < FORMAT_COUNT; f++)
        for (size_t bold = 0; bold < 2; bold++) {
            book->cells[bold][f] = new_format(book, bold == 1, number_formats[f]);
            made = made && book->cells[bold][f];
            if (made && f != LCI_SHEET_PLAIN) { /* n/a and * stand where numbers do, and none runs into the text beside it */
                format_set_align(book->cells[bold][f], LXW_ALIGN_RIGHT);
                format_set_indent(book->cells[bold][f], 1);
            }
        }
    return made;
}

static lxw_error
put_value(struct page *page, lxw_row_t row, size_t column, lxw_format *format)
{
    const struct lci_value *value = &page->values[column];
    const enum lci_column_kind kind = page->sheet->table.columns[column].kind;
    const bool is_text = kind == LCI_COLUMN_TEXT || value->is_null;

    if (is_text && (!value->text || value->text[0] == '\0'))
        return LXW_NO_ERROR;
    if (is_text)
        return put_text(page, row, column, value->text, format);
    return worksheet_write_number(page->worksheet, row, (lxw_col_t)column,
                                  kind == LCI_COLUMN_INTEGER ? (double)value->integer : value->real, format);
}

static void
widen(struct page *page, size_t column, const char *text)
{
    page->widths[column] = fmin(WIDEST, fmax(page->widths[column], width_of(text) + 1.0));
}

/* A number as its format shows it: digits, thousands apart, decimals. */
static void
widen_for(struct page *page, size_t column, double value)
{
    static const int decimals[FORMAT_COUNT] = {
        [LCI_SHEET_PLAIN] = 3, [LCI_SHEET_DECIMAL] = 1, [LCI_SHEET_FACTOR] = 2, [LCI_SHEET_PERCENT] = 2};
    const int places = decimals[page->sheet->formats[column]];
    const double digits = floor(log10(fmax(1.0, fabs(value)))) + 1.0;
    const double width = digits + floor((digits - 1.0) / 3.0) + (value < 0.0 ? 1.0 : 0.0) + (places > 0 ? places + 1.0 : 0.0);

    page->widths[column] = fmin(WIDEST, fmax(page->widths[column], width + 3.0)); /* the indent, too */
}

static enum lci_status
fail_cell(const struct lci_sheet *sheet, lxw_error error, struct lci_error *err)
{
    return lci_fail(err, error == LXW_ERROR_MEMORY_MALLOC_FAILED ? LCI_E_NOMEM : LCI_E_LIBRARY, "sheet %s: %s", sheet->tab,
                    lxw_strerror(error));
}

static enum lci_status
put_row(struct page *page, size_t index, lxw_row_t row, struct lci_error *err)
{
    const struct lci_sheet *sheet = page->sheet;
    struct lci_row filled = {.values = page->values};
    enum lci_status status = LCI_OK;

    for (size_t c = 0; c < sheet->table.column_count; c++)
        page->values[c] = (struct lci_value){.is_null = true};
    status = sheet->table.fill(sheet->table.user, index, &filled, err);
    if (status != LCI_OK)
        return status;
    for (size_t c = 0; c < sheet->table.column_count; c++) {
        const lxw_error error = put_value(page, row, c, page->book->cells[filled.stands_out ? 1 : 0][sheet->formats[c]]);

        if (error != LXW_NO_ERROR)
            return fail_cell(sheet, error, err);
        if (page->values[c].text && sheet->table.columns[c].kind == LCI_COLUMN_TEXT)
            widen(page, c, page->values[c].text);
        else if (!page->values[c].is_null && sheet->table.columns[c].kind == LCI_COLUMN_REAL &&
                 sheet->formats[c] != LCI_SHEET_PLAIN)
            widen_for(page, c, page->values[c].real);
    }
    return LCI_OK;
}

/* Title, notes and headings; *row: the first below them. */
static enum lci_status
put_head(struct page *page, lxw_row_t *row, struct lci_error *err)
{
    const struct lci_sheet *sheet = page->sheet;
    const struct lci_table *table = &sheet->table;
    lxw_error error = put_text(page, 0, 0, sheet->title, page->book->title);

    *row = 1;
    for (size_t n = 0; n < sheet->note_count && error == LXW_NO_ERROR; n++)
        error = put_text(page, (*row)++, 0, sheet->notes[n], page->book->note);
    for (size_t c = 0; c < table->column_count && error == LXW_NO_ERROR; c++) {
        error = put_text(page, *row, c, sheet->headings[c], page->book->heading);
        if (error == LXW_NO_ERROR)
            error = put_text(page, *row + 1, c, table->columns[c].name, page->book->name);
        page->widths[c] = fmax(NARROWEST, fmin(16.0, width_of(sheet->headings[c]) + 1.0));
    }
    *row += 2;
    return error == LXW_NO_ERROR ? LCI_OK : fail_cell(sheet, error, err);
}

/* The headings wrap: their row is as high as the longest needs. */
static enum lci_status
fit_headings(const struct page *page, lxw_row_t row, struct lci_error *err)
{
    double lines = 1.0;
    lxw_error error = LXW_NO_ERROR;

    for (size_t c = 0; c < page->sheet->table.column_count; c++)
        lines = fmax(lines, ceil(width_of(page->sheet->headings[c]) / (page->widths[c] - 1.0)));
    error = worksheet_set_row(page->worksheet, row, LINE_HEIGHT * fmin(lines, MOST_LINES), NULL);
    return error == LXW_NO_ERROR ? LCI_OK : fail_cell(page->sheet, error, err);
}

/* What does not fit is said, in the last row that does. */
static enum lci_status
put_rows(struct page *page, lxw_row_t first, struct lci_error *err)
{
    const size_t count = page->sheet->table.row_count;
    const size_t room = LCI_XLSX_MAX_ROWS - first;
    const size_t shown = count <= room ? count : room - 1;
    enum lci_status status = LCI_OK;
    char text[96];

    for (size_t i = 0; i < shown && status == LCI_OK; i++)
        status = put_row(page, i, first + (lxw_row_t)i, err);
    if (status == LCI_OK && shown < count) {
        (void)snprintf(text, sizeof(text), "... %zu more rows are in the CSV table", count - shown);
        if (put_text(page, first + (lxw_row_t)shown, 0, text, page->book->note) != LXW_NO_ERROR)
            status = fail_cell(page->sheet, LXW_ERROR_PARAMETER_VALIDATION, err);
    }
    return status;
}

/* On paper a table goes over many pages: each says below which headings, and beside which units, its numbers stand. */
static void
set_paper(lxw_worksheet *worksheet, const struct lci_sheet *sheet, lxw_row_t first)
{
    enum { A3 = 8 };

    worksheet_set_paper(worksheet, A3);
    worksheet_set_landscape(worksheet);
    (void)worksheet_repeat_rows(worksheet, first - 2, first - 1);
    if (sheet->frozen_columns > 0)
        (void)worksheet_repeat_columns(worksheet, 0, (lxw_col_t)(sheet->frozen_columns - 1));
    (void)worksheet_set_footer(worksheet, "&L&A&R&P / &N");
}

static enum lci_status
put_sheet(struct book *book, const struct lci_sheet *sheet, struct lci_error *err)
{
    const size_t columns = sheet->table.column_count;
    struct page page = {.book = book, .sheet = sheet};
    lxw_row_t first = 0;
    enum lci_status status = LCI_OK;

    page.values = lci_new_array(struct lci_value, columns);
    page.widths = lci_new_array(double, columns);
    page.worksheet = workbook_add_worksheet(book->workbook, sheet->tab);
    if (!page.values || !page.widths || !page.worksheet) {
        status = lci_fail_nomem(err, sheet->tab);
        goto out;
    }
    status = put_head(&page, &first, err);
    if (status == LCI_OK)
        status = put_rows(&page, first, err);
    if (status == LCI_OK)
        status = fit_headings(&page, first - 2, err);
    if (status != LCI_OK)
        goto out;
    worksheet_freeze_panes(page.worksheet, first, (lxw_col_t)sheet->frozen_columns);
    set_paper(page.worksheet, sheet, first);
    if (columns > 0 && sheet->table.row_count > 0 && sheet->table.row_count < LCI_XLSX_MAX_ROWS - first)
        (void)worksheet_autofilter(page.worksheet, first - 1, 0, first - 1 + (lxw_row_t)sheet->table.row_count,
                                   (lxw_col_t)(columns - 1));
    for (size_t c = 0; c < columns; c++)
        (void)worksheet_set_column(page.worksheet, (lxw_col_t)c, (lxw_col_t)c, page.widths[c], NULL);

out:
    lci_free(page.values);
    lci_free(page.widths);
    return status;
}

enum lci_status
lci_xlsx_write(const struct lci_sheet *sheets, size_t sheet_count, const char *path, const char *temporary, struct lci_error *err)
{
    struct book *book = lci_new(struct book);
    char folder[4096];
    lxw_workbook_options options = {.constant_memory = LXW_FALSE, .tmpdir = folder};
    lxw_doc_properties properties = {.created = CREATED};
    lxw_error error = LXW_NO_ERROR;
    enum lci_status status = LCI_OK;

    if (!book || snprintf(folder, sizeof(folder), "%s", temporary) >= (int)sizeof(folder)) {
        lci_free(book);
        return lci_fail_nomem(err, path);
    }
    book->workbook = workbook_new_opt(path, &options);
    if (!book->workbook || !make_formats(book))
        status = lci_fail_nomem(err, path);
    if (status == LCI_OK && workbook_set_properties(book->workbook, &properties) != LXW_NO_ERROR)
        status = lci_fail_nomem(err, path);
    for (size_t s = 0; s < sheet_count && status == LCI_OK; s++)
        status = put_sheet(book, &sheets[s], err);
    if (book->workbook)
        error = workbook_close(book->workbook);
    if (status == LCI_OK && error != LXW_NO_ERROR)
        status = lci_fail(err, LCI_E_IO, "%s: cannot write: %s", path, lxw_strerror(error));
    lci_free(book);
    return status;
}
