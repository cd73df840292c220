/* listing.c - what the lists of styles have in common: names, and what the rows of a layer are
 * about. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "qgis/style_page.h"

/* layer_styles has so many characters for a name. */
enum { NAME_CHARACTERS = 30, NAME_SIZE = 4 * NAME_CHARACTERS + 1 };

struct lci_qgis_style *
lci_styles_add(struct lci_qgis_styles *styles, const char *layer, lci_qgis_style_writer write,
               struct lci_error *err)
{
    struct lci_qgis_style *style = NULL;

    if (!lci_grow(&styles->items, styles->count, &styles->capacity)) {
        (void)lci_fail_nomem(err, "styles");
        return NULL;
    }
    style = &styles->items[styles->count++];
    *style = (struct lci_qgis_style){.layer = layer, .write = write};
    style->is_default = styles->count == 1 || strcmp(style[-1].layer, layer) != 0;
    return style;
}

bool
lci_styles_in_full(const struct lci_qgis_styles *styles, const struct lci_result_pass *pass)
{
    return pass == styles->result->passes || strcmp(pass->id, "by_unit") == 0;
}

void
lci_styles_labels(const struct lci_qgis_styles *styles, const char *kind, const char *id,
                  const char *labels[LCI_QGIS_LANGUAGES])
{
    for (int language = 0; language < LCI_QGIS_LANGUAGES; language++) {
        const bool whole = strcmp(kind, "category") == 0 && strcmp(id, "whole_circle") == 0;
        const char *word = whole                          ? lci_value_word(kind, id, language == 1)
                           : strcmp(kind, "profile") == 0 ? lci_value_word(kind, id, language == 1)
                                                          : NULL;

        labels[language] = word ? word : lci_result_label(styles->result, kind, id, language == 1);
    }
}

static size_t
characters_of(const char *text)
{
    size_t count = 0;

    while (lci_utf8_next(&text) != 0)
        count++;
    return count;
}

/* As a person may read it, in the arena. */
static const char *
clean(const struct lci_qgis_styles *styles, const char *text)
{
    struct lci_growing_text plain = {.bytes = NULL};
    const char *kept = NULL;

    lci_qml_add_plain(&plain, text);
    if (!plain.failed)
        kept = lci_arena_text(styles->arena, plain.bytes ? plain.bytes : "", plain.length);
    lci_free(plain.bytes);
    return kept;
}

/* The first characters of a text, "…" behind them where it is longer. */
static void
cut(const char *text, size_t most, char out[NAME_SIZE])
{
    const bool is_long = characters_of(text) > most;
    size_t length = 0;

    for (size_t i = is_long ? 1 : 0; i < most; i++) {
        const uint32_t character = lci_utf8_next(&text);

        if (character == 0)
            break;
        length += lci_utf8_put(character, out + length);
    }
    if (is_long)
        length += lci_utf8_put(0x2026, out + length);
    out[length] = '\0';
}

static const char *keep(struct lci_qgis_styles *styles, const char *format, ...) LCI_PRINTF(2, 3);

static const char *
keep(struct lci_qgis_styles *styles, const char *format, ...)
{
    va_list arguments;
    const char *text = NULL;

    va_start(arguments, format);
    text = lci_arena_print(styles->arena, format, arguments);
    va_end(arguments);
    return text;
}

/* Has another style of the layer, or this one in the other language, that name? */
static bool
is_taken(const struct lci_qgis_styles *styles, const struct lci_qgis_style *style, const char *name)
{
    for (size_t i = (size_t)(style - styles->items);
         i > 0 && strcmp(styles->items[i - 1].layer, style->layer) == 0; i--)
        for (int language = 0; language < LCI_QGIS_LANGUAGES; language++)
            if (strcmp(styles->items[i - 1].names[language], name) == 0)
                return true;
    return style->names[0] && strcmp(style->names[0], name) == 0;
}

/* "覆盖：综合为老服务中心（老年人）" of question, subject and profile, the subject cut where that
 * is too long; a number behind it where it is taken. */
static const char *
name_of(struct lci_qgis_styles *styles, struct lci_qgis_style *style, const char *const texts[3],
        int language)
{
    char who[NAME_SIZE] = "";
    char subject[NAME_SIZE] = "";
    char number[8] = "";
    const char *behind = NULL;
    const char *name = NULL;

    cut(texts[2], NAME_CHARACTERS / 4, who);
    behind = who[0] ? keep(styles, language == 0 ? "（%s）" : " (%s)", who) : "";
    for (int again = 1; behind && again < 1000 && (!name || is_taken(styles, style, name));
         again++) {
        size_t taken = characters_of(texts[0]) + characters_of(behind) + 2;

        if (again > 1)
            (void)snprintf(number, sizeof(number), " %d", again);
        taken += strlen(number);
        cut(texts[1], taken < NAME_CHARACTERS ? NAME_CHARACTERS - taken : 0, subject);
        name = keep(styles, subject[0] ? (language == 0 ? "%s：%s%s%s" : "%s: %s%s%s") : "%s%s%s%s",
                    texts[0], subject, behind, number);
        if (!name)
            return NULL;
    }
    return name;
}

enum lci_status
lci_styles_name(struct lci_qgis_styles *styles, struct lci_qgis_style *style,
                const char *const parts[3], const struct lci_qgis_title *title,
                struct lci_error *err)
{
    const char *id =
        keep(styles, "%s%s%s", parts[0], parts[1] ? "." : "", parts[1] ? parts[1] : "");

    id = id && parts[2] ? keep(styles, "%s.%s%s", id, parts[2], "") : id;
    style->id = id;
    for (int language = 0; language < LCI_QGIS_LANGUAGES && id; language++) {
        const char *subject =
            title->subject[language] ? clean(styles, title->subject[language]) : "";
        const char *profile =
            title->profile[language] ? clean(styles, title->profile[language]) : "";
        const char *full = NULL;

        if (!subject || !profile)
            return lci_fail_nomem(err, style->layer);
        full = keep(styles, subject[0] ? (language == 0 ? "%s：%s%s" : "%s: %s%s") : "%s%s%s",
                    title->question[language], subject, "");
        if (full && profile[0])
            full = keep(styles, language == 0 ? "%s（%s）%s" : "%s (%s)%s", full, profile, "");
        style->titles[language] = full;
        style->names[language] =
            name_of(styles, style,
                    (const char *const[]){title->question[language], subject, profile}, language);
        if (!full || !style->names[language])
            return lci_fail_nomem(err, style->layer);
    }
    return id ? LCI_OK : lci_fail_nomem(err, style->layer);
}

enum lci_status
lci_styles_name_row(struct lci_qgis_styles *styles, struct lci_qgis_style *style,
                    const char *question, struct lci_qgis_title *title, struct lci_error *err)
{
    const bool one = styles->result->pass_count < 2 || !style->profile;

    if (style->category)
        lci_styles_labels(styles, "category", style->category, title->subject);
    if (!one)
        lci_styles_labels(styles, "profile", style->profile, title->profile);
    return lci_styles_name(
        styles, style,
        (const char *const[]){question, style->category, one ? NULL : style->profile}, title, err);
}

static bool
same(const char *one, const char *other)
{
    return one && other ? strcmp(one, other) == 0 : one == other;
}

/* Is what the cursor stands on among the rows found? The columns that are asked for and not there
 * are null. */
static bool
is_known(const struct lci_qgis_rows *rows, struct lci_gpkg_cursor *cursor)
{
    for (size_t r = 0; r < rows->count; r++) {
        size_t v = 0;

        while (v < rows->width &&
               same(rows->values[r * rows->width + v], lci_gpkg_text_at(cursor, v)))
            v++;
        if (v == rows->width)
            return true;
    }
    return false;
}

/* The row that the cursor stands on, behind those found. */
static enum lci_status
add_row(const struct lci_qgis_styles *styles, struct lci_gpkg_cursor *cursor,
        struct lci_qgis_rows *rows, size_t *capacity, struct lci_error *err)
{
    if (!lci_reserve(&rows->values, (rows->count + 1) * rows->width, capacity))
        return lci_fail_nomem(err, "styles");
    for (size_t v = 0; v < rows->width; v++) {
        const char *value = lci_gpkg_text_at(cursor, v);
        const char **kept = &rows->values[rows->count * rows->width + v];

        *kept = value ? lci_arena_text(styles->arena, value, strlen(value)) : NULL;
        if (value && !*kept)
            return lci_fail_nomem(err, "styles");
    }
    rows->count++;
    return LCI_OK;
}

static enum lci_status
read_rows(const struct lci_qgis_styles *styles, const char *layer, const char *const *columns,
          bool only_new, struct lci_qgis_rows *out, struct lci_error *err)
{
    const size_t width = out->width;
    struct lci_gpkg_names names = {.count = 0};
    struct lci_gpkg_cursor *cursor = NULL;
    const char **asked = lci_arena_alloc(styles->arena, width, sizeof(*asked));
    struct lci_qgis_rows rows = {.width = width};
    size_t capacity = 0;
    uint32_t fid = 0;
    enum lci_status status = asked
                                 ? lci_gpkg_columns(styles->file, layer, styles->arena, &names, err)
                                 : lci_fail_nomem(err, layer);

    for (size_t c = 0; c < width && status == LCI_OK; c++)
        asked[c] = lci_gpkg_names_has(&names, columns[c]) ? columns[c] : NULL;
    if (status == LCI_OK)
        status = lci_gpkg_cursor_new(styles->file, layer, asked, width, &cursor, err);
    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0)
        if (!only_new || !is_known(&rows, cursor))
            status = add_row(styles, cursor, &rows, &capacity, err);
    lci_gpkg_cursor_free(cursor);
    if (status == LCI_OK) {
        out->values = lci_arena_alloc(styles->arena, rows.count * width, sizeof(*out->values));
        status = out->values ? LCI_OK : lci_fail_nomem(err, layer);
    }
    if (status == LCI_OK && rows.count > 0)
        memcpy(out->values, rows.values, rows.count * width * sizeof(*out->values));
    out->count = status == LCI_OK ? rows.count : 0;
    lci_free(rows.values);
    return status;
}

enum lci_status
lci_styles_scan(const struct lci_qgis_styles *styles, const char *layer, const char *const *columns,
                size_t width, struct lci_qgis_rows *out, struct lci_error *err)
{
    *out = (struct lci_qgis_rows){.width = width};
    return read_rows(styles, layer, columns, true, out, err);
}

enum lci_status
lci_styles_read(const struct lci_qgis_styles *styles, const char *layer, const char *const *columns,
                size_t width, struct lci_qgis_rows *out, struct lci_error *err)
{
    *out = (struct lci_qgis_rows){.width = width};
    return read_rows(styles, layer, columns, false, out, err);
}
