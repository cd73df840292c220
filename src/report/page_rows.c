/* page_rows.c - rows of tables, taken into the arena of the page. */
#include "report/page_rows.h"

#include <string.h>

#include "base/alloc.h"

enum { MOST_COLUMNS = 64 };

/* Takes the row that the cursor stands on; the profile is behind the columns. */
static bool
take_row(const struct lci_page *page, struct lci_gpkg_cursor *cursor, struct lci_page_rows *rows,
         struct lci_page_cell *cells)
{
    for (size_t c = 0; c < rows->column_count; c++) {
        const char *const text = lci_gpkg_text_at(cursor, c);

        cells[c].text = text ? lci_arena_text(page->arena, text, strlen(text)) : NULL;
        if (text && !cells[c].text)
            return false;
        cells[c].real = lci_gpkg_real_at(cursor, c);
    }
    return true;
}

static enum lci_status
read_rows(const struct lci_page *page, struct lci_gpkg_cursor *cursor, const char *profile, struct lci_page_rows *out,
          struct lci_error *err)
{
    size_t capacity = 0;
    size_t fid_capacity = 0;
    uint32_t fid = 0;
    enum lci_status status = LCI_OK;

    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0) {
        const char *const own = profile ? lci_gpkg_text_at(cursor, out->column_count) : NULL;

        if (profile && (!own || strcmp(own, profile) != 0))
            continue;
        if (!lci_reserve(&out->cells, (out->count + 1) * out->column_count, &capacity) ||
            !lci_grow(&out->fids, out->count, &fid_capacity) ||
            !take_row(page, cursor, out, &out->cells[out->count * out->column_count]))
            status = lci_fail_nomem(err, page->result->path);
        else
            out->fids[out->count++] = fid;
    }
    return status;
}

/* Into the arena, so that nobody has to release anything. */
static bool
settle(const struct lci_page *page, struct lci_page_rows *rows)
{
    struct lci_page_cell *cells = lci_arena_alloc(page->arena, rows->count * rows->column_count + 1, sizeof(*cells));
    uint32_t *fids = lci_arena_alloc(page->arena, rows->count + 1, sizeof(*fids));
    const bool has_room = cells && fids;

    if (has_room && rows->count > 0) {
        memcpy(cells, rows->cells, rows->count * rows->column_count * sizeof(*cells));
        memcpy(fids, rows->fids, rows->count * sizeof(*fids));
    }
    lci_free(rows->cells);
    lci_free(rows->fids);
    rows->cells = cells;
    rows->fids = fids;
    return has_room;
}

enum lci_status
lci_page_rows_read(const struct lci_page *page, const char *table, const char *profile, const char *const *columns,
                   size_t column_count, struct lci_page_rows *out, struct lci_error *err)
{
    const char *asked[MOST_COLUMNS + 1];
    struct lci_gpkg_names names = {.count = 0};
    struct lci_gpkg_cursor *cursor = NULL;
    enum lci_status status = LCI_OK;

    *out = (struct lci_page_rows){.column_count = column_count};
    if (column_count > MOST_COLUMNS)
        return lci_fail(err, LCI_E_LIMIT, "table %s: %zu columns asked for", table, column_count);
    if (!lci_gpkg_has_table(page->result->source, table))
        return settle(page, out) ? LCI_OK : lci_fail_nomem(err, table);
    status = lci_gpkg_columns(page->result->source, table, page->arena, &names, err);
    for (size_t c = 0; c < column_count && status == LCI_OK; c++)
        asked[c] = lci_gpkg_names_has(&names, columns[c]) ? columns[c] : NULL;
    asked[column_count] = "profile";
    if (status == LCI_OK)
        status = lci_gpkg_cursor_new(page->result->source, table, asked, column_count + (profile ? 1 : 0), &cursor, err);
    if (status == LCI_OK)
        status = read_rows(page, cursor, profile, out, err);
    lci_gpkg_cursor_free(cursor);
    if (!settle(page, out) && status == LCI_OK)
        status = lci_fail_nomem(err, table);
    return status;
}

bool
lci_page_row_is(const struct lci_page_rows *rows, size_t row, size_t column, const char *text)
{
    const char *const own = lci_page_row_text(rows, row, column);

    return own && strcmp(own, text) == 0;
}
