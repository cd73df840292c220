/* xlsx_colours.c - shares and verdicts in colour, by conditional formats: who sorts or mends a cell sees its new colour. */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "report/xlsx_book.h"
#include "report/xlsx_shades.h"

/* "L6:L42 Q6:Q42": the cells of all columns of a format; *column: the first of them. NULL: out of memory. */
static char *
list_ranges(const struct lci_sheet *sheet, enum lci_sheet_format format, lxw_row_t first, lxw_row_t last, size_t *column)
{
    enum { RANGE_SIZE = 32 };
    const size_t size = sheet->table.column_count * RANGE_SIZE + 1;
    char *text = lci_alloc(size, 1);
    size_t used = 0;

    *column = sheet->table.column_count;
    for (size_t c = 0; c < sheet->table.column_count && text; c++) {
        char range[LXW_MAX_CELL_RANGE_LENGTH];

        if (sheet->heads[c].format != format)
            continue;
        *column = *column < c ? *column : c;
        lxw_rowcol_to_range(range, first, (lxw_col_t)c, last, (lxw_col_t)c);
        used += (size_t)snprintf(text + used, size - used, "%s%s", used > 0 ? " " : "", range);
    }
    if (text && used == 0)
        text[0] = '\0';
    return text;
}

static lxw_format *
shade_format(struct lci_xlsx_book *book, const struct lci_shade *shade)
{
    lxw_format *format = workbook_add_format(book->workbook);

    if (!format)
        return NULL;
    format_set_bg_color(format, shade->fill);
    if (shade->is_bold)
        format_set_bold(format);
    return format;
}

/* Cells of one format, with a condition for each shade. */
static lxw_error
colour_format(struct lci_xlsx_book *book, lxw_worksheet *worksheet, const struct lci_sheet *sheet, enum lci_sheet_format of,
              lxw_row_t first, lxw_row_t last)
{
    struct lci_shade shades[LCI_SHADE_MAX];
    const size_t count = lci_shades(of, book->asked->english, shades);
    size_t column = 0;
    char *ranges = list_ranges(sheet, of, first, last, &column);
    lxw_error error = ranges ? LXW_NO_ERROR : LXW_ERROR_MEMORY_MALLOC_FAILED;

    for (size_t s = 0; s < count && error == LXW_NO_ERROR && ranges[0] != '\0'; s++) {
        lxw_format *format = shade_format(book, &shades[s]);
        char word[64];
        lxw_conditional_format condition = {.type = LXW_CONDITIONAL_TYPE_CELL, .format = format, .multi_range = ranges};

        if (of == LCI_SHEET_SHARE) {
            condition.criteria = LXW_CONDITIONAL_CRITERIA_BETWEEN;
            condition.min_value = shades[s].least_percent;
            condition.max_value = shades[s].most_percent;
        } else {
            (void)snprintf(word, sizeof(word), "\"%s\"", shades[s].word);
            condition.criteria = LXW_CONDITIONAL_CRITERIA_EQUAL_TO;
            condition.value_string = word;
        }
        if (!format)
            error = LXW_ERROR_MEMORY_MALLOC_FAILED;
        else
            error = worksheet_conditional_format_range(worksheet, first, (lxw_col_t)column, last, (lxw_col_t)column, &condition);
    }
    lci_free(ranges);
    return error;
}

lxw_error
lci_xlsx_colour(struct lci_xlsx_book *book, lxw_worksheet *worksheet, const struct lci_sheet *sheet, lxw_row_t first,
                size_t row_count)
{
    const lxw_row_t last = first + (lxw_row_t)row_count - 1;
    lxw_error error = LXW_NO_ERROR;

    if (row_count == 0)
        return LXW_NO_ERROR;
    error = colour_format(book, worksheet, sheet, LCI_SHEET_SHARE, first, last);
    return error == LXW_NO_ERROR ? colour_format(book, worksheet, sheet, LCI_SHEET_VERDICT, first, last) : error;
}
