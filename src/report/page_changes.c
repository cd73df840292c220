/* page_changes.c - what has changed since the night before, from the account that a night leaves beside its result. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/suppress.h"
#include "base/alloc.h"
#include "base/night_names.h"
#include "io/number.h"
#include "legend/value_words.h"
#include "report/page_changes.h"

enum { MOST_BYTES = 4 << 20, WORD_SIZE = 128 };

enum lci_status
lci_page_account_read(struct lci_page *page, struct lci_error *err)
{
    const char *const name = page->html->english ? LCI_CHANGES_TEXT_NAME : LCI_CHANGES_ZH_NAME;
    const char *const path = page->folder ? lci_arena_path(page->arena, page->folder, name) : NULL;
    FILE *file = path ? fopen(path, "rbe") : NULL;
    char *text = NULL;
    size_t length = 0;
    bool failed = false;

    if (page->folder && !path)
        return lci_fail_nomem(err, name);
    if (!file)
        return !path || errno == ENOENT ? LCI_OK : lci_fail(err, LCI_E_IO, "%s: cannot read: %s", path, strerror(errno));
    text = lci_arena_alloc(page->arena, MOST_BYTES + 1, 1);
    if (text)
        length = fread(text, 1, MOST_BYTES, file);
    failed = ferror(file) != 0;
    (void)fclose(file);
    if (!text)
        return lci_fail_nomem(err, path);
    if (failed)
        return lci_fail(err, LCI_E_IO, "%s: cannot read", path);
    text[length] = '\0';
    page->account = text;
    return LCI_OK;
}

static bool
ends_with(const char *start, const char *end, const char *word)
{
    const size_t length = strlen(word);

    return (size_t)(end - start) >= length && memcmp(end - length, word, length) == 0;
}

/* Whether the number at `at` counts people or households: it has a sign, or what is counted stands before it. */
static bool
counts_people(const char *line, const char *at)
{
    static const char *const before[] = {"households ", "people ", "elders ", "minors ", "户 ", "人 "};

    if (at > line && (at[-1] == '+' || at[-1] == '-'))
        return true;
    for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++)
        if (ends_with(line, at, before[i]))
            return true;
    return false;
}

static double
number_at(const char *at)
{
    char number[WORD_SIZE];
    const size_t length = strspn(at, "0123456789.");
    double value = NAN;

    if (length == 0 || length >= sizeof(number))
        return NAN;
    memcpy(number, at, length);
    number[length] = '\0';
    return lci_number_from_text(number, &value) == LCI_NUMBER_OK ? value : (double)NAN;
}

/* Whether a line tells of too few people: a small number of them, or a fraction with a small part. hides_all: of people at all,
 * for what the tables hide would follow from sums. */
static bool
tells_small(const struct lci_page *page, const char *line, bool hides_all)
{
    const double below = page->figures->below;

    for (const char *at = line; *at != '\0';) {
        const size_t length = strspn(at, "0123456789.");
        const double value = length > 0 ? number_at(at) : (double)NAN;

        if (length == 0) {
            at++;
            continue;
        }
        if (counts_people(line, at) && (hides_all || lci_suppress_count(value, below)))
            return true;
        if (strncmp(at + length, " / ", 3) == 0 && lci_suppress_share(value, number_at(at + length + 3), below))
            return true;
        at += length;
    }
    return false;
}

/* What an id is called, or NULL: it is none. */
static const char *
title_of(const struct lci_page *page, const char *id)
{
    static const char *const kinds[] = {"category", "profile", "set", "indicator"};
    for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
        const char *const title = lci_result_label(page->result, kinds[k], id, page->html->english);

        if (title != id)
            return title;
    }
    for (unsigned w = 0; w < LCI_FIGURE_LAND; w++)
        if (strcmp(lci_figure_weight_ids[w], id) == 0 && !page->html->english)
            return lci_page_weight((enum lci_figure_weight)w)->zh;
    if (strcmp(id, "whole_circle") == 0)
        return lci_page_category(page, page->pass->category_count);
    return lci_value_word("level", id, page->html->english);
}

/* A line with ids by their titles. */
static void
write_line(const struct lci_page *page, const char *line)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
    char text[WORD_SIZE];

    while (*line != '\0') {
        const bool is_word = strspn(line, letters) > 0;
        const size_t length = is_word ? strspn(line, letters) : strcspn(line, letters);
        const size_t taken = length < sizeof(text) ? length : sizeof(text) - 1;
        const char *title = NULL;

        memcpy(text, line, taken);
        text[taken] = '\0';
        title = is_word ? title_of(page, text) : NULL;
        lci_html_text(page->html, title ? title : text);
        line += taken;
    }
}

/* Whether a line of the account is one of the shares that stand in the tables: "a / b -> c / d: ...". */
static bool
is_share(const char *line)
{
    const char *const arrow = strstr(line, " -> ");
    const char *const slash = strstr(line, " / ");

    return arrow && slash && slash < arrow && strstr(arrow, " / ");
}

/* The account line by line; list: what stands in tables already, or NULL. */
static enum lci_status
write_account(const struct lci_page *page, const struct lci_page_change_list *list, struct lci_error *err)
{
    struct lci_html *html = page->html;
    char *rest = lci_arena_text(page->arena, page->account, strlen(page->account));
    bool in_list = false;

    if (!rest)
        return lci_fail_nomem(err, "changes");
    lci_html_raw(html, "<p class=\"lead\">");
    lci_html_say(
        html, "与上一夜已发布成果逐项比较；涉及人数过少的一行以“*”代替其数字。",
        "Compared with the night that was published before, item by item; a line that tells of too few people has an "
        "asterisk for its numbers.");
    lci_html_raw(html, "</p>\n");
    while (rest && *rest != '\0') {
        char *line = rest;
        const bool is_item = *line == ' ';
        char *colon = NULL;

        rest = strchr(rest, '\n');
        if (rest)
            *rest++ = '\0';
        if (list && is_item && is_share(line))
            continue;
        line += strspn(line, " ");
        colon = strstr(line, ": ");
        if (is_item != in_list)
            lci_html_raw(html, is_item ? "<ul class=\"account\">\n" : "</ul>\n");
        in_list = is_item;
        lci_html_raw(html, is_item ? "<li>" : "<p class=\"account\">");
        if (tells_small(page, line, list && list->has_hidden)) {
            if (colon)
                colon[2] = '\0';
            write_line(page, colon ? line : "");
            lci_page_hidden(page);
        } else {
            write_line(page, line);
        }
        lci_html_raw(html, is_item ? "</li>\n" : "</p>\n");
    }
    if (in_list)
        lci_html_raw(html, "</ul>\n");
    return LCI_OK;
}

enum lci_status
lci_page_changes(const struct lci_page *page, struct lci_error *err)
{
    struct lci_html *html = page->html;
    struct lci_page_change_list *list = NULL;
    enum lci_status status = lci_page_change_list_read(page, &list, err);

    if (status != LCI_OK)
        return status;
    if (list) {
        lci_page_change_list_write(page, list);
        lci_html_raw(html, "<h3>");
        lci_html_say(html, "成果、数据与对象的变化", "Results, inputs and objects");
        lci_html_raw(html, "</h3>\n");
    }
    return write_account(page, list, err);
}
