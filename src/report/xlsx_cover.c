/* xlsx_cover.c - the first sheet: what this is, where it comes from, which sheets follow, and what marks and colours mean. */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "report/xlsx_book.h"
#include "report/xlsx_shades.h"
#include "report/xlsx_text.h"

enum { MARGIN, LABEL, SWATCH, VALUE, COUNT, LAST, A4_PAPER = 9, BYTES_OF_TITLE = 150, BYTES_OF_STAMP = 90 };

static const double widths[] = {[MARGIN] = 3.0, [LABEL] = 24.0, [SWATCH] = 16.0, [VALUE] = 48.0, [COUNT] = 10.0, [LAST] = 30.0};
static const double LINE = 16.0;

enum { STAMP_COLOUR = 0xA61C1C, RULE = 0x7F7F7F, GREY = 0x595959, HEADING_BLUE = 0x1F4E79 };

/* The sheet, and the row that comes next. */
struct cover {
    struct lci_xlsx_book *book;
    lxw_worksheet *worksheet;
    lxw_row_t row;
    lxw_error error;
    lxw_format *title, *subtitle, *stamp, *heading, *label, *value, *blank, *count, *link;
};

static bool
make_formats(struct cover *cover)
{
    struct lci_xlsx_book *book = cover->book;

    cover->title = lci_xlsx_format(book, true, 24.0);
    cover->subtitle = lci_xlsx_format(book, false, 13.0);
    cover->stamp = lci_xlsx_format(book, true, 11.0);
    cover->heading = lci_xlsx_format(book, true, 12.0);
    cover->label = lci_xlsx_format(book, false, 10.5);
    cover->value = lci_xlsx_format(book, false, 10.5);
    cover->blank = lci_xlsx_format(book, false, 10.5);
    cover->count = lci_xlsx_format(book, false, 10.5);
    cover->link = lci_xlsx_format(book, false, 10.5);
    if (!cover->title || !cover->subtitle || !cover->stamp || !cover->heading || !cover->label || !cover->value || !cover->blank ||
        !cover->count || !cover->link)
        return false;
    format_set_text_wrap(cover->title);
    format_set_font_color(cover->subtitle, GREY);
    format_set_align(cover->stamp, LXW_ALIGN_CENTER);
    format_set_text_wrap(cover->stamp);
    format_set_font_color(cover->stamp, STAMP_COLOUR);
    format_set_border(cover->stamp, LXW_BORDER_MEDIUM);
    format_set_border_color(cover->stamp, STAMP_COLOUR);
    format_set_font_color(cover->heading, HEADING_BLUE);
    format_set_bottom(cover->heading, LXW_BORDER_THIN);
    format_set_bottom_color(cover->heading, RULE);
    format_set_font_color(cover->label, GREY);
    format_set_text_wrap(cover->value);
    format_set_bottom(cover->blank, LXW_BORDER_HAIR); /* to be filled in by hand */
    format_set_bottom_color(cover->blank, RULE);
    format_set_num_format(cover->count, "#,##0");
    format_set_align(cover->count, LXW_ALIGN_RIGHT);
    format_set_font_color(cover->link, HEADING_BLUE);
    format_set_underline(cover->link, LXW_UNDERLINE_SINGLE);
    return true;
}

static void
set_height(struct cover *cover, double points)
{
    if (cover->error == LXW_NO_ERROR)
        cover->error = worksheet_set_row(cover->worksheet, cover->row, points, NULL);
}

static void
put(struct cover *cover, size_t first, size_t last, const char *text, lxw_format *format)
{
    if (cover->error == LXW_NO_ERROR)
        cover->error = lci_xlsx_put_wide(cover->book, cover->worksheet, cover->row, first, last, text, format);
}

static void
put_heading(struct cover *cover, struct lci_words words)
{
    cover->row++;
    set_height(cover, LINE + 6.0);
    put(cover, LABEL, LAST, lci_word(cover->book->asked->english, words), cover->heading);
    cover->row++;
}

/* Label and text, over as many lines as the text takes. */
static void
put_lines(struct cover *cover, const struct lci_cover_line *lines, size_t count)
{
    const double width = widths[SWATCH] + widths[VALUE] + widths[COUNT] + widths[LAST];

    for (size_t i = 0; i < count; i++, cover->row++) {
        set_height(cover, LINE * (double)lci_text_lines(lines[i].value, width * 0.9));
        put(cover, LABEL, LABEL, lines[i].label, cover->label);
        put(cover, SWATCH, LAST, lines[i].value, lines[i].value[0] == '\0' ? cover->blank : cover->value);
    }
}

static void
put_contents(struct cover *cover)
{
    const struct lci_workbook *asked = cover->book->asked;

    put_heading(cover, (struct lci_words){"目录", "Sheets"});
    set_height(cover, LINE);
    put(cover, LABEL, LABEL, lci_word(asked->english, (struct lci_words){"工作表（点击打开）", "Sheet (click to open)"}), cover->label);
    put(cover, SWATCH, VALUE, lci_word(asked->english, (struct lci_words){"每行一个", "A row is a"}), cover->label);
    put(cover, COUNT, COUNT, lci_word(asked->english, (struct lci_words){"行数", "Rows"}), cover->count);
    cover->row++;
    for (size_t s = 0; s < asked->sheet_count; s++, cover->row++) {
        const struct lci_sheet *sheet = &asked->sheets[s];

        set_height(cover, LINE * (double)lci_text_lines(sheet->row ? sheet->row : "", (widths[SWATCH] + widths[VALUE]) * 0.9));
        if (cover->error == LXW_NO_ERROR)
            cover->error = lci_xlsx_put_link(cover->book, cover->worksheet, cover->row, LABEL, sheet->tab, sheet->tab, cover->link);
        put(cover, SWATCH, VALUE, sheet->row ? sheet->row : "", cover->value);
        if (cover->error == LXW_NO_ERROR)
            cover->error =
                worksheet_write_number(cover->worksheet, cover->row, COUNT, (double)sheet->table.row_count, cover->count);
    }
}

/* The classes of a format as they look in the tables. */
static void
put_shades(struct cover *cover, enum lci_sheet_format of, struct lci_words label, struct lci_words meaning)
{
    const bool english = cover->book->asked->english;
    struct lci_shade shades[LCI_SHADE_MAX];
    const size_t count = lci_shades(of, english, shades);

    for (size_t s = 0; s < count && cover->error == LXW_NO_ERROR; s++, cover->row++) {
        lxw_format *format = lci_xlsx_format(cover->book, shades[s].is_bold, 10.5);

        if (!format) {
            cover->error = LXW_ERROR_MEMORY_MALLOC_FAILED;
            return;
        }
        format_set_bg_color(format, shades[s].fill);
        format_set_align(format, LXW_ALIGN_CENTER);
        format_set_border(format, LXW_BORDER_HAIR);
        format_set_border_color(format, RULE);
        set_height(cover, LINE);
        if (s == 0)
            put(cover, LABEL, LABEL, lci_word(english, label), cover->label);
        put(cover, SWATCH, SWATCH, shades[s].word, format);
        if (s == 0)
            put(cover, VALUE, VALUE, lci_word(english, meaning), cover->label);
    }
}

static bool
has_format(const struct lci_workbook *asked, enum lci_sheet_format format)
{
    for (size_t s = 0; s < asked->sheet_count; s++)
        for (size_t c = 0; c < asked->sheets[s].table.column_count; c++)
            if (asked->sheets[s].heads[c].format == format)
                return true;
    return false;
}

static void
put_marks(struct cover *cover)
{
    const struct lci_workbook *asked = cover->book->asked;

    put_heading(cover, (struct lci_words){"符号与颜色", "Marks and colours"});
    put_lines(cover, asked->cover.marks, asked->cover.mark_count);
    if (has_format(asked, LCI_SHEET_SHARE))
        put_shades(cover, LCI_SHEET_SHARE, (struct lci_words){"覆盖率", "Share"},
                   (struct lci_words){"　与地图图例同色，较浅", "  The colours of the maps, lighter"});
    if (has_format(asked, LCI_SHEET_VERDICT))
        put_shades(cover, LCI_SHEET_VERDICT, (struct lci_words){"达标", "Pass"},
                   (struct lci_words){"　与所定目标比较", "  Against the target"});
}

static void
put_title(struct cover *cover)
{
    const struct lci_cover *asked = &cover->book->asked->cover;
    const double width = widths[LABEL] + widths[SWATCH] + widths[VALUE] + widths[COUNT] + widths[LAST];

    if (asked->stamp) {
        set_height(cover, (LINE + 4.0) * (double)lci_text_lines(asked->stamp, widths[LAST] * 0.8));
        put(cover, LAST, LAST, asked->stamp, cover->stamp);
    }
    cover->row += 2;
    set_height(cover, 36.0 * (double)lci_text_lines(asked->title, width * 0.9 * 10.0 / 24.0));
    put(cover, LABEL, LAST, asked->title, cover->title);
    cover->row++;
    if (asked->subtitle) {
        set_height(cover, 22.0);
        put(cover, LABEL, LAST, asked->subtitle, cover->subtitle);
        cover->row++;
    }
}

enum lci_status
lci_xlsx_put_cover(struct lci_xlsx_book *book, struct lci_error *err)
{
    const char *tab = lci_xlsx_cover_tab(book);
    struct cover cover = {.book = book, .worksheet = workbook_add_worksheet(book->workbook, tab), .error = LXW_NO_ERROR};

    if (!cover.worksheet || !make_formats(&cover))
        return lci_fail_nomem(err, tab);
    for (size_t c = 0; c <= LAST && cover.error == LXW_NO_ERROR; c++)
        cover.error = worksheet_set_column(cover.worksheet, (lxw_col_t)c, (lxw_col_t)c, widths[c], NULL);
    put_title(&cover);
    put_heading(&cover, (struct lci_words){"数据与方法", "Data and method"});
    put_lines(&cover, book->asked->cover.lines, book->asked->cover.line_count);
    put_contents(&cover);
    put_marks(&cover);
    worksheet_gridlines(cover.worksheet, LXW_HIDE_ALL_GRIDLINES);
    worksheet_set_paper(cover.worksheet, A4_PAPER);
    worksheet_set_landscape(cover.worksheet);
    worksheet_fit_to_pages(cover.worksheet, 1, 1);
    worksheet_center_horizontally(cover.worksheet);
    if (cover.error == LXW_NO_ERROR)
        cover.error = lci_xlsx_set_page_words(book, cover.worksheet, tab);
    return lci_xlsx_status(tab, cover.error, err);
}

/* A text within a header or footer, of at most `most` bytes, cut between two characters: there "&" begins a command. */
static void
add_words(char *to, size_t size, const char *text, size_t most)
{
    size_t used = strlen(to);
    size_t taken = 0;

    while (*text != '\0') {
        const size_t step = lci_utf8_length(text);
        const size_t length = step > 0 ? step : 1;

        taken += length;
        if (taken > most || used + length + 2 >= size)
            return;
        if (*text == '&')
            to[used++] = '&';
        memcpy(to + used, text, length);
        used += length;
        to[used] = '\0';
        text += length;
    }
}

lxw_error
lci_xlsx_set_page_words(struct lci_xlsx_book *book, lxw_worksheet *worksheet, const char *title)
{
    static const struct lci_words pages = {"&C第 &P 页，共 &N 页&Rn/a：分母为零；*：数过小，不公布",
                                           "&CPage &P of &N&Rn/a: nothing to divide by; *: too few to publish"};
    const struct lci_workbook *asked = book->asked;
    char text[2 * (BYTES_OF_TITLE + BYTES_OF_STAMP) + 64] = "&L";
    lxw_error error = LXW_NO_ERROR;

    add_words(text, sizeof(text), asked->cover.title, BYTES_OF_TITLE);
    (void)strncat(text, "&R", sizeof(text) - strlen(text) - 1);
    if (asked->cover.stamp)
        add_words(text, sizeof(text), asked->cover.stamp, BYTES_OF_STAMP);
    error = worksheet_set_header(worksheet, text);
    if (error != LXW_NO_ERROR)
        return error;
    (void)snprintf(text, sizeof(text), "&L");
    add_words(text, sizeof(text), title, BYTES_OF_TITLE);
    (void)strncat(text, lci_word(asked->english, pages), sizeof(text) - strlen(text) - 1);
    return worksheet_set_footer(worksheet, text);
}
