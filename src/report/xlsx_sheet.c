/* xlsx_sheet.c - a table as a sheet of the workbook: head, rows, notes below them, and the pages it is printed on. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "report/xlsx.h"
#include "report/xlsx_book.h"
#include "report/xlsx_text.h"

enum { A4 = 9, A3 = 8 };

/* Points. A row of headings has room for the button of the filter below them. */
static const double TITLE_LINE = 24.0;
static const double NOTE_LINE = 14.0;
static const double HEADING_LINE = 15.0;
static const double FILTER_ROOM = 12.0;
static const double ROW_LINE = 14.0;
static const double HIGHEST = 409.0; /* that a row may be */

/* A row is filled into this. */
struct page {
    struct lci_xlsx_book *book;
    const struct lci_sheet *sheet;
    lxw_worksheet *worksheet;
    struct lci_xlsx_layout layout;
    struct lci_value *values; /* column_count */
};

static bool
begins_group(const struct lci_sheet *sheet, size_t column)
{
    const char *group = sheet->heads[column].group;
    const char *before = column > 0 ? sheet->heads[column - 1].group : NULL;

    return group && (!before || strcmp(before, group) != 0);
}

/* A note over as many lines as it takes; *row moves on. */
static lxw_error
put_note(struct page *page, lxw_row_t *row, const char *note)
{
    struct lci_xlsx_book *book = page->book;
    /* Offices differ: the last tenth of the width is left. */
    const size_t lines = lci_text_lines(note, page->layout.text_width * 0.9);
    lxw_error error = worksheet_set_row(page->worksheet, *row, NOTE_LINE * (double)lines + 2.0, NULL);

    if (error == LXW_NO_ERROR)
        error = lci_xlsx_put_wide(book, page->worksheet, *row, 0, page->layout.text_end - 1, note, book->formats.note);
    (*row)++;
    return error;
}

static lxw_error
put_groups(struct page *page, lxw_row_t row)
{
    const struct lci_sheet *sheet = page->sheet;
    lxw_format *format = page->book->formats.group;
    lxw_error error = worksheet_set_row(page->worksheet, row, HEADING_LINE * (double)page->layout.group_lines + 3.0, NULL);
    size_t end = 0;

    for (size_t c = 0; c < sheet->table.column_count && error == LXW_NO_ERROR; c = end) {
        end = c + 1;
        while (sheet->heads[c].group && end < sheet->table.column_count && sheet->heads[end].group && !begins_group(sheet, end))
            end++;
        error = lci_xlsx_put_wide(page->book, page->worksheet, row, c, end - 1, sheet->heads[c].group ? sheet->heads[c].group : "",
                                  format);
    }
    return error;
}

/* Title, the first note and headings; *row: the first below them. */
static lxw_error
put_head(struct page *page, lxw_row_t *row)
{
    const struct lci_sheet *sheet = page->sheet;
    struct lci_xlsx_book *book = page->book;
    const bool wraps = lci_text_width(sheet->title) * 1.7 > page->layout.text_width;
    lxw_error error = worksheet_set_row(page->worksheet, 0, TITLE_LINE * (wraps ? 2.0 : 1.0), NULL);

    if (error == LXW_NO_ERROR)
        error = lci_xlsx_put_wide(book, page->worksheet, 0, 0, page->layout.text_end - 1, sheet->title, book->formats.title);
    *row = 1;
    if (sheet->note_count > 0 && error == LXW_NO_ERROR)
        error = put_note(page, row, sheet->notes[0]);
    if (page->layout.has_groups && error == LXW_NO_ERROR)
        error = put_groups(page, (*row)++);
    if (error == LXW_NO_ERROR)
        error = worksheet_set_row(page->worksheet, *row, HEADING_LINE * (double)page->layout.heading_lines + FILTER_ROOM, NULL);
    for (size_t c = 0; c < sheet->table.column_count && error == LXW_NO_ERROR; c++) {
        const struct lci_sheet_head *head = &sheet->heads[c];
        const bool is_number = sheet->table.columns[c].kind != LCI_COLUMN_TEXT;

        error = lci_xlsx_put_text(book, page->worksheet, *row, c, head->group ? head->rest : head->heading,
                                  is_number ? book->formats.number_heading : book->formats.heading);
    }
    (*row)++;
    return error;
}

static lxw_error
put_value(struct page *page, lxw_row_t row, size_t column, bool stands_out)
{
    const struct lci_sheet *sheet = page->sheet;
    const struct lci_value *value = &page->values[column];
    const enum lci_column_kind kind = sheet->table.columns[column].kind;
    const enum lci_sheet_format format = sheet->heads[column].format;
    const enum lci_cell_place place = begins_group(sheet, column) ? LCI_CELL_EDGE : LCI_CELL_INSIDE;
    const bool is_text = kind == LCI_COLUMN_TEXT || value->is_null;
    lxw_format *look = page->book->formats.cells[stands_out][place][format];

    if (kind != LCI_COLUMN_TEXT && value->is_null && value->text)
        look = page->book->formats.marks[stands_out][place];
    else if (kind == LCI_COLUMN_TEXT && page->layout.wraps[column])
        look = page->book->formats.long_texts[stands_out][place];
    if (is_text && (!value->text || value->text[0] == '\0'))
        return worksheet_write_blank(page->worksheet, row, (lxw_col_t)column, look);
    if (is_text)
        return lci_xlsx_put_text(page->book, page->worksheet, row, column, value->text, look);
    return worksheet_write_number(page->worksheet, row, (lxw_col_t)column,
                                  kind == LCI_COLUMN_INTEGER ? (double)value->integer : value->real, look);
}

/* A row is as high as its longest text takes. */
static lxw_error
set_height(const struct page *page, lxw_row_t row)
{
    const struct lci_table *table = &page->sheet->table;
    size_t most = 1;

    for (size_t c = 0; c < table->column_count; c++)
        if (page->layout.wraps[c] && table->columns[c].kind == LCI_COLUMN_TEXT && page->values[c].text) {
            const size_t lines = lci_text_lines(page->values[c].text, (page->layout.widths[c] - 2.0) * 0.95);

            most = lines > most ? lines : most;
        }
    return most > 1 ? worksheet_set_row(page->worksheet, row, fmin(ROW_LINE * (double)most + 2.0, HIGHEST), NULL) : LXW_NO_ERROR;
}

static enum lci_status
put_row(struct page *page, size_t index, lxw_row_t row, struct lci_error *err)
{
    const struct lci_sheet *sheet = page->sheet;
    struct lci_row filled = {.values = page->values};
    lxw_error error = LXW_NO_ERROR;
    enum lci_status status = LCI_OK;

    for (size_t c = 0; c < sheet->table.column_count; c++)
        page->values[c] = (struct lci_value){.is_null = true};
    status = sheet->table.fill(sheet->table.user, index, &filled, err);
    for (size_t c = 0; c < sheet->table.column_count && status == LCI_OK && error == LXW_NO_ERROR; c++)
        error = put_value(page, row, c, filled.stands_out);
    if (status == LCI_OK && error == LXW_NO_ERROR)
        error = set_height(page, row);
    return status == LCI_OK ? lci_xlsx_status(sheet->tab, error, err) : status;
}

/* The rows, and below them the notes that are not above. What does not fit is said there. *row moves on, also past the rows. */
static enum lci_status
put_rows(struct page *page, lxw_row_t *row, size_t *shown, struct lci_error *err)
{
    const struct lci_sheet *sheet = page->sheet;
    const bool english = page->book->asked->english;
    const size_t count = sheet->table.row_count;
    const size_t room = LCI_XLSX_MAX_ROWS - *row;
    lxw_error error = LXW_NO_ERROR;
    enum lci_status status = LCI_OK;
    char text[128];

    *shown = count <= room ? count : room;
    for (size_t i = 0; i < *shown && status == LCI_OK; i++)
        status = put_row(page, i, (*row)++, err);
    if (status != LCI_OK)
        return status;
    (*row)++;
    if (*shown < count) {
        (void)snprintf(text, sizeof(text), english ? "... %zu more rows are in the CSV table" : "……另有 %zu 行，见 CSV 表",
                       count - *shown);
        error = put_note(page, row, text);
    }
    for (size_t n = 1; n < sheet->note_count && error == LXW_NO_ERROR; n++)
        error = put_note(page, row, sheet->notes[n]);
    if (error == LXW_NO_ERROR)
        error = lci_xlsx_put_link(page->book, page->worksheet, *row, 0, lci_xlsx_cover_tab(page->book),
                                  lci_word(english, (struct lci_words){"返回封面", "Back to the cover"}), page->book->formats.link);
    return lci_xlsx_status(sheet->tab, error, err);
}

/* On paper a table goes over many pages: each says what it is, below which headings and beside which units its numbers stand. */
static lxw_error
set_paper(struct page *page, lxw_row_t first)
{
    const struct lci_xlsx_layout *layout = &page->layout;
    lxw_worksheet *worksheet = page->worksheet;
    lxw_error error = worksheet_repeat_rows(worksheet, 0, first - 1);

    worksheet_set_paper(worksheet, layout->on_a3 ? A3 : A4);
    worksheet_set_landscape(worksheet);
    worksheet_set_margins(worksheet, 0.39, 0.39, 0.75, 0.67);
    if (layout->pages_beside > 0)
        worksheet_fit_to_pages(worksheet, layout->pages_beside, 0);
    else
        worksheet_set_print_scale(worksheet, layout->scale_percent);
    if (layout->pages_beside != 1) {
        worksheet_print_across(worksheet);
        if (page->sheet->frozen_columns > 0 && error == LXW_NO_ERROR)
            error = worksheet_repeat_columns(worksheet, 0, (lxw_col_t)(page->sheet->frozen_columns - 1));
        if (layout->break_count > 0 && error == LXW_NO_ERROR)
            error = worksheet_set_v_pagebreaks(worksheet, layout->breaks);
    }
    return error == LXW_NO_ERROR ? lci_xlsx_set_page_words(page->book, worksheet, page->sheet->title) : error;
}

static enum lci_status
put_all(struct page *page, struct lci_error *err)
{
    const struct lci_sheet *sheet = page->sheet;
    const size_t columns = sheet->table.column_count;
    lxw_row_t first = 0;
    lxw_row_t row = 0;
    size_t shown = 0;
    lxw_error error = LXW_NO_ERROR;
    enum lci_status status = LCI_OK;

    for (size_t c = 0; c < columns && error == LXW_NO_ERROR; c++)
        error = worksheet_set_column(page->worksheet, (lxw_col_t)c, (lxw_col_t)c, page->layout.widths[c], NULL);
    if (error == LXW_NO_ERROR)
        error = put_head(page, &first);
    row = first;
    status = lci_xlsx_status(sheet->tab, error, err);
    if (status == LCI_OK)
        status = put_rows(page, &row, &shown, err);
    if (status != LCI_OK)
        return status;
    worksheet_freeze_panes(page->worksheet, first, (lxw_col_t)sheet->frozen_columns);
    error = set_paper(page, first);
    if (shown > 0 && error == LXW_NO_ERROR)
        error = worksheet_autofilter(page->worksheet, first - 1, 0, first - 1 + (lxw_row_t)shown, (lxw_col_t)(columns - 1));
    if (error == LXW_NO_ERROR)
        error = lci_xlsx_colour(page->book, page->worksheet, sheet, first, shown);
    return lci_xlsx_status(sheet->tab, error, err);
}

enum lci_status
lci_xlsx_put_sheet(struct lci_xlsx_book *book, const struct lci_sheet *sheet, struct lci_error *err)
{
    struct page page = {.book = book, .sheet = sheet, .worksheet = workbook_add_worksheet(book->workbook, sheet->tab)};
    enum lci_status status = LCI_OK;

    page.values = lci_new_array(struct lci_value, sheet->table.column_count);
    status = page.values && page.worksheet ? lci_xlsx_layout_make(sheet, &page.layout, err) : lci_fail_nomem(err, sheet->tab);
    if (status == LCI_OK)
        status = put_all(&page, err);
    lci_xlsx_layout_fini(&page.layout);
    lci_free(page.values);
    return status;
}
