/* style_page.c - words and expressions that styles have in common. */
#include "qgis/style_page.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "io/number_text.h"

const char *
lci_style_text(struct lci_style_page *page, const char *format, ...)
{
    va_list arguments;
    const char *text = NULL;

    va_start(arguments, format);
    text = lci_arena_print(page->styles->arena, format, arguments);
    va_end(arguments);
    page->out->failed = page->out->failed || !text;
    return text ? text : "";
}

/* A text that grew, into the arena. */
static const char *
kept(struct lci_style_page *page, struct lci_growing_text *text)
{
    const char *copy =
        text->failed ? NULL : lci_style_text(page, "%s", text->bytes ? text->bytes : "");

    page->out->failed = page->out->failed || text->failed;
    lci_free(text->bytes);
    return copy ? copy : "";
}

const char *
lci_style_column(struct lci_style_page *page, const char *name)
{
    struct lci_growing_text text = {.bytes = NULL};

    lci_qml_add_column(&text, name);
    return kept(page, &text);
}

const char *
lci_style_literal(struct lci_style_page *page, const char *value)
{
    struct lci_growing_text text = {.bytes = NULL};

    lci_qml_add_literal(&text, value);
    return kept(page, &text);
}

const char *
lci_style_is(struct lci_style_page *page, const char *column, const char *value)
{
    const char *name = lci_style_column(page, column);

    return value ? lci_style_text(page, "%s = %s", name, lci_style_literal(page, value))
                 : lci_style_text(page, "%s IS NULL", name);
}

const char *
lci_style_word(struct lci_style_page *page, const char *column)
{
    struct lci_column_words words = {
        .result = page->styles->result, .english = page->english, .arena = page->styles->arena};
    const char *word = lci_column_word(&words, page->style->layer, column);

    page->out->failed = page->out->failed || words.failed;
    return word ? word : column;
}

const char *
lci_style_category(struct lci_style_page *page, const char *id)
{
    struct lci_growing_text label = {.bytes = NULL};

    if (strcmp(id, "whole_circle") == 0)
        return lci_value_word("category", id, page->english);
    lci_qml_add_plain(&label,
                      lci_result_label(page->styles->result, "category", id, page->english));
    return kept(page, &label);
}

/* CASE expression WHEN 'a' THEN 'word of a' ... ELSE expression END */
static void
begin_case(struct lci_growing_text *text)
{
    lci_text_add(text, "CASE");
}

static void
add_case(struct lci_growing_text *text, const char *expression, const char *value, const char *word)
{
    lci_text_add(text, " WHEN %s = ", expression);
    lci_qml_add_literal(text, value);
    lci_text_add(text, " THEN ");
    lci_qml_add_literal(text, word);
}

static const char *
end_case(struct lci_style_page *page, struct lci_growing_text *text, const char *otherwise)
{
    lci_text_add(text, " ELSE %s END", otherwise);
    return kept(page, text);
}

const char *
lci_style_legend_words(struct lci_style_page *page, const char *expression,
                       const struct lci_legend *legend)
{
    struct lci_growing_text text = {.bytes = NULL};

    begin_case(&text);
    for (size_t c = 0; c < legend->class_count; c++)
        if (legend->classes[c].value)
            add_case(&text, expression, legend->classes[c].value,
                     lci_legend_label(&legend->classes[c], page->english));
    return end_case(page, &text, expression);
}

const char *
lci_style_category_words(struct lci_style_page *page, const char *column)
{
    const char *name = lci_style_column(page, column);
    struct lci_growing_text text = {.bytes = NULL};

    if (page->style->category && strcmp(column, "category") == 0) /* its rows are of no other */
        return lci_style_literal(page, lci_style_category(page, page->style->category));
    begin_case(&text);
    add_case(&text, name, "whole_circle", lci_style_category(page, "whole_circle"));
    for (size_t c = 0; c < page->styles->category_count; c++)
        add_case(&text, name, page->styles->categories[c],
                 lci_style_category(page, page->styles->categories[c]));
    return end_case(page, &text, name);
}

const char *
lci_style_value_words(struct lci_style_page *page, const char *column, const char *of,
                      const char *const *values, size_t count)
{
    const char *name = lci_style_column(page, column);
    struct lci_growing_text text = {.bytes = NULL};

    begin_case(&text);
    for (size_t i = 0; i < count; i++) {
        const char *word = lci_value_word(of, values[i], page->english);

        if (word)
            add_case(&text, name, values[i], word);
    }
    return end_case(page, &text, name);
}

const char *
lci_style_count(struct lci_style_page *page, const char *column)
{
    const char *name = lci_style_column(page, column);
    const char *below = lci_style_number(page, page->styles->suppress_below);

    return lci_style_text(page,
                          "CASE WHEN %s <> 0 AND abs(%s) < %s THEN '*' ELSE format_number(%s, 0) END",
                          name, name, below, name);
}

const char *
lci_style_number(struct lci_style_page *page, double value)
{
    char number[LCI_NUMBER_TEXT_SIZE];

    lci_number_to_text(value, number);
    return lci_style_text(page, "%s", number);
}

const char *
lci_style_share(struct lci_style_page *page, const char *expression)
{
    return lci_style_text(page, "format_number(100 * (%s), 1) || ' %%'", expression);
}

const char *
lci_style_metres(struct lci_style_page *page, const char *column)
{
    return lci_style_text(page, "format_number(%s, 0) || ' %s'", lci_style_column(page, column),
                          lci_style_pick(page, "米", "m"));
}

const char *
lci_style_minutes(struct lci_style_page *page, const char *column)
{
    return lci_style_text(page, "format_number(%s, 1) || ' %s'", lci_style_column(page, column),
                          lci_style_pick(page, "分钟", "min"));
}

/* "5–8 分钟", "8 分钟以内" */
static const char *
range(struct lci_style_page *page, double from, double to, const char *unit)
{
    char ends[2][LCI_NUMBER_TEXT_SIZE];

    lci_number_to_short(to, 1, ends[1]);
    if (!(from > 0.0))
        return lci_style_text(page, page->english ? "within %s %s" : "%s %s以内", ends[1], unit);
    lci_number_to_short(from, 1, ends[0]);
    return lci_style_text(page, page->english ? "%s to %s %s" : "%s–%s %s", ends[0], ends[1], unit);
}

const char *
lci_style_band(struct lci_style_page *page, double from_min, double to_min, double from_m,
               double to_m)
{
    const bool in_min = isfinite(to_min);
    const char *metres =
        isfinite(to_m) ? range(page, from_m, to_m, lci_style_pick(page, "米", "m")) : NULL;
    const char *minutes =
        in_min ? range(page, from_min, to_min, lci_style_pick(page, "分钟", "min")) : NULL;

    if (metres && minutes)
        return lci_style_text(page, page->english ? "%s (%s)" : "%s（%s）", minutes, metres);
    return minutes ? minutes : metres ? metres : "";
}

/* The number has its decimals as the legend has them: shares of 1e-6. */
void
lci_style_add_ranges(struct lci_style_page *page, struct lci_qml_renderer *renderer,
                     const struct lci_legend *legend, const char *expression, const char *border)
{
    static const struct lci_legend_class unknown = {
        .fill = "#f4f4f4", .line = "#969696", .hatch = LCI_HATCH_DOTS};
    char ends[2][LCI_NUMBER_TEXT_SIZE];

    for (size_t c = 0; c < legend->class_count; c++) {
        const struct lci_legend_class *of = &legend->classes[c];
        const char *filter = NULL;

        lci_number_to_text(of->from, ends[0]);
        lci_number_to_text(c + 1 < legend->class_count ? of[1].from : 0.0, ends[1]);
        if (c == 0) /* a straight line may claim too little where land is cut differently */
            filter = lci_style_text(page, "(%s) < %s", expression, ends[1]);
        else if (c + 1 < legend->class_count)
            filter = lci_style_text(page, "(%s) >= %s AND (%s) < %s", expression, ends[0],
                                    expression, ends[1]);
        else
            filter = lci_style_text(page, "(%s) >= %s", expression, ends[0]);
        lci_qml_rule(renderer, filter, lci_legend_label(of, page->english), 0.0, 0.0);
        lci_qml_class_symbol(renderer, of, border);
    }
    lci_qml_rule(renderer, "ELSE", lci_style_pick(page, "无数据", "no data"), 0.0, 0.0);
    lci_qml_class_symbol(renderer, &unknown, border);
}

void
lci_style_add_values(struct lci_style_page *page, struct lci_qml_renderer *renderer,
                     const struct lci_legend *legend, const char *column, const char *border)
{
    for (size_t c = 0; c < legend->class_count; c++) {
        const struct lci_legend_class *of = &legend->classes[c];

        lci_qml_rule(renderer, of->value ? lci_style_is(page, column, of->value) : "ELSE",
                     lci_legend_label(of, page->english), 0.0, 0.0);
        lci_qml_class_symbol(renderer, of, border);
    }
}

const char *
lci_style_html(struct lci_style_page *page, const char *expression)
{
    return lci_style_text(page,
                          "replace(replace(regexp_replace(%s, "
                          "'[\\\\x{200E}\\\\x{200F}\\\\x{202A}-\\\\x{202E}\\\\x{2066}-"
                          "\\\\x{2069}]', ''), '&', '&amp;'), '<', '&lt;')",
                          expression);
}

void
lci_style_tip(struct lci_style_page *page, const char *heading, const struct lci_qml_tip *rows,
              size_t count)
{
    struct lci_qml_tip *said = lci_arena_alloc(page->styles->arena, count, sizeof(*said));

    if (!said) {
        page->out->failed = true;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        said[i].label = lci_style_word(page, rows[i].label);
        said[i].expression = rows[i].expression
                                 ? rows[i].expression
                                 : lci_style_html(page, lci_style_column(page, rows[i].label));
    }
    lci_qml_add_tip(page->out, lci_style_html(page, heading), said, count);
}
