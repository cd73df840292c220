/* xlsx_layout.c - how a sheet is laid out: widths of columns, lines of its head, and the pages that it is printed on. */
#include "report/xlsx_layout.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "report/xlsx_text.h"

enum { MOST_LINES = 6 };

static const double NARROWEST = 6.0;
static const double WIDEST = 52.0;        /* of a column; longer texts go over several lines */
static const double HEADING = 8.0;        /* a heading that is wider goes over several lines, if its words do */
static const double TEXT_WIDEST = 150.0;  /* of title and notes: what a screen shows */
static const double TEXT_NARROWEST = 60.0;

/* A column of w digits is 7 w + 5 pixels wide, 96 of which are an inch. */
static const double MM_A_DIGIT = 7.0 * 25.4 / 96.0;
static const double MM_A_COLUMN = 5.0 * 25.4 / 96.0;
static const double A4_MM = 297.0 - 2.0 * 10.0;
static const double A3_MM = 420.0 - 2.0 * 10.0;

/*
 * Of a page that is broken by hand a quarter stays free: an office that lacks the font by which columns are measured takes one
 * whose digits are as much wider, and would break pages where nobody wants it.
 */
static const double FONT_SLACK = 0.76;

/* Letters of 10 points stay legible: on A4 at 7 points, on A3 at 6.5, and at 6 where pages lie beside each other. */
static const double A4_LEAST = 0.70;
static const double A3_LEAST = 0.65;
static const double A3_BESIDE = 0.60;

static void
widen(struct lci_xlsx_layout *layout, size_t column, double width)
{
    layout->wraps[column] = layout->wraps[column] || width > WIDEST;
    layout->widths[column] = fmin(WIDEST, fmax(layout->widths[column], width));
}

/* The width of a number as its format shows it: digits, thousands apart, decimals, and the indent. */
static double
number_width(enum lci_sheet_format format, bool is_integer, double value)
{
    static const int decimals[] = {[LCI_SHEET_PLAIN] = 3,   [LCI_SHEET_COUNT] = 0, [LCI_SHEET_DECIMAL] = 1, [LCI_SHEET_FACTOR] = 2,
                                   [LCI_SHEET_PERCENT] = 2, [LCI_SHEET_SHARE] = 2, [LCI_SHEET_VERDICT] = 0};
    const int places = is_integer ? 0 : decimals[format];
    const double digits = floor(log10(fmax(1.0, fabs(value)))) + 1.0;

    return digits + floor((digits - 1.0) / 3.0) + (value < 0.0 ? 1.0 : 0.0) + (places > 0 ? places + 1.0 : 0.0) + 3.0;
}

static void
measure_row(struct lci_xlsx_layout *layout, const struct lci_sheet *sheet, const struct lci_value *values)
{
    for (size_t c = 0; c < sheet->table.column_count; c++) {
        const struct lci_value *value = &values[c];
        const enum lci_column_kind kind = sheet->table.columns[c].kind;

        if (value->text && (kind == LCI_COLUMN_TEXT || value->is_null))
            widen(layout, c, lci_text_width(value->text) + 3.0);
        else if (kind != LCI_COLUMN_TEXT && !value->is_null)
            widen(layout, c, number_width(sheet->heads[c].format, kind == LCI_COLUMN_INTEGER,
                                          kind == LCI_COLUMN_INTEGER ? (double)value->integer : value->real));
    }
}

static const char *
own_heading(const struct lci_sheet_head *head)
{
    return head->group ? head->rest : head->heading;
}

/* Headings go over several lines rather than making a column of short numbers wide. */
static void
measure_headings(struct lci_xlsx_layout *layout, const struct lci_sheet *sheet)
{
    for (size_t c = 0; c < sheet->table.column_count; c++) {
        const char *heading = own_heading(&sheet->heads[c]);

        layout->widths[c] = fmax(NARROWEST, fmax(lci_text_widest_word(heading), fmin(HEADING, lci_text_width(heading))) + 2.0);
        layout->has_groups = layout->has_groups || sheet->heads[c].group;
    }
}

static size_t
group_end(const struct lci_sheet *sheet, size_t column)
{
    const char *group = sheet->heads[column].group;
    size_t end = column + 1;

    while (group && end < sheet->table.column_count && sheet->heads[end].group && strcmp(sheet->heads[end].group, group) == 0)
        end++;
    return end;
}

static double
sum(const double *widths, size_t first, size_t end)
{
    double total = 0.0;

    for (size_t c = first; c < end; c++)
        total += widths[c];
    return total;
}

static void
count_lines(struct lci_xlsx_layout *layout, const struct lci_sheet *sheet)
{
    layout->heading_lines = 1;
    layout->group_lines = layout->has_groups ? 1 : 0;
    for (size_t c = 0; c < sheet->table.column_count; c++) {
        const size_t lines = lci_text_lines(own_heading(&sheet->heads[c]), layout->widths[c] - 2.0);

        layout->heading_lines = lines > layout->heading_lines ? lines : layout->heading_lines;
    }
    for (size_t c = 0; c < sheet->table.column_count; c = group_end(sheet, c))
        if (sheet->heads[c].group) {
            const double width = sum(layout->widths, c, group_end(sheet, c));
            const size_t lines = lci_text_lines(sheet->heads[c].group, width - 1.0);

            layout->group_lines = lines > layout->group_lines ? lines : layout->group_lines;
        }
    layout->heading_lines = layout->heading_lines < MOST_LINES ? layout->heading_lines : MOST_LINES;
    layout->group_lines = layout->group_lines < MOST_LINES ? layout->group_lines : MOST_LINES;
}

static double
width_mm(const double *widths, size_t first, size_t end)
{
    return sum(widths, first, end) * MM_A_DIGIT + (double)(end - first) * MM_A_COLUMN;
}

/* Pages beside each other: each holds the frozen columns and as many whole groups as go on it. */
static void
break_pages(struct lci_xlsx_layout *layout, const struct lci_sheet *sheet)
{
    const size_t count = sheet->table.column_count;
    const double repeated_mm = width_mm(layout->widths, 0, sheet->frozen_columns);
    const double page_mm = A3_MM * FONT_SLACK / A3_BESIDE;
    double used_mm = 0.0;
    size_t end = 0;

    layout->scale_percent = (uint16_t)(A3_BESIDE * 100.0);
    for (size_t c = 0; c < count; c = end) {
        double group_mm = 0.0;

        end = group_end(sheet, c);
        group_mm = width_mm(layout->widths, c, end);
        if (c > sheet->frozen_columns && used_mm + group_mm > page_mm) {
            layout->breaks[layout->break_count++] = (uint16_t)c;
            used_mm = repeated_mm;
        }
        used_mm += group_mm;
    }
    layout->breaks[layout->break_count] = 0;
}

/* Groups are kept together; of lists every page beside the first has the frozen columns once more. */
static void
lay_beside(struct lci_xlsx_layout *layout, const struct lci_sheet *sheet)
{
    const double repeated_mm = width_mm(layout->widths, 0, sheet->frozen_columns);
    const double rest_mm = width_mm(layout->widths, sheet->frozen_columns, sheet->table.column_count);
    const double room_mm = fmax(A3_MM / A3_BESIDE - repeated_mm, 0.25 * A3_MM);

    layout->pages_beside = 0;
    if (layout->has_groups)
        break_pages(layout, sheet);
    else
        layout->pages_beside = (uint16_t)ceil(rest_mm / room_mm);
}

/* On pages beside each other only what is repeated can hold a text that is read on all of them. */
static void
place_text(struct lci_xlsx_layout *layout, const struct lci_sheet *sheet)
{
    const size_t count = sheet->table.column_count;
    const bool beside = layout->pages_beside != 1;
    const size_t most = beside && sum(layout->widths, 0, sheet->frozen_columns) >= TEXT_NARROWEST ? sheet->frozen_columns : count;

    layout->text_end = 1;
    while (layout->text_end < most && sum(layout->widths, 0, layout->text_end + 1) <= TEXT_WIDEST)
        layout->text_end++;
    layout->text_width = sum(layout->widths, 0, layout->text_end);
}

enum lci_status
lci_xlsx_layout_make(const struct lci_sheet *sheet, struct lci_xlsx_layout *out, struct lci_error *err)
{
    const size_t count = sheet->table.column_count;
    struct lci_value *values = lci_new_array(struct lci_value, count);
    enum lci_status status = LCI_OK;
    double total_mm = 0.0;

    *out = (struct lci_xlsx_layout){.widths = lci_new_array(double, count),
                                    .wraps = lci_new_array(bool, count),
                                    .breaks = lci_new_array(uint16_t, count + 1)};
    if (!values || !out->widths || !out->wraps || !out->breaks)
        status = lci_fail_nomem(err, sheet->tab);
    if (status == LCI_OK)
        measure_headings(out, sheet);
    for (size_t r = 0; r < sheet->table.row_count && status == LCI_OK; r++) {
        struct lci_row row = {.values = values};

        for (size_t c = 0; c < count; c++)
            values[c] = (struct lci_value){.is_null = true};
        status = sheet->table.fill(sheet->table.user, r, &row, err);
        if (status == LCI_OK)
            measure_row(out, sheet, values);
    }
    lci_free(values);
    if (status != LCI_OK) {
        lci_xlsx_layout_fini(out);
        return status;
    }
    count_lines(out, sheet);
    total_mm = width_mm(out->widths, 0, count);
    out->on_a3 = total_mm > A4_MM / A4_LEAST;
    out->pages_beside = 1;
    if (total_mm > A3_MM / A3_LEAST)
        lay_beside(out, sheet);
    place_text(out, sheet);
    return LCI_OK;
}

void
lci_xlsx_layout_fini(struct lci_xlsx_layout *layout)
{
    lci_free(layout->widths);
    lci_free(layout->wraps);
    lci_free(layout->breaks);
    *layout = (struct lci_xlsx_layout){0};
}
