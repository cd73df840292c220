/* columns.c - columns and cells of the result tables, rounded as people read them. */
#include "io/columns.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"

enum { NAME_SIZE = 512 };

static const char GIVEN[] = "given_";

void
lci_columns_add(struct lci_columns *columns, enum lci_column_kind kind, const char *description,
                const char *name, ...)
{
    char text[NAME_SIZE];
    const char *copy = NULL;
    va_list args;

    va_start(args, name);
    (void)vsnprintf(text, sizeof(text), name, args);
    va_end(args);
    copy = lci_arena_text(columns->arena, text, strlen(text));
    if (!copy || !lci_grow(&columns->items, columns->count, &columns->capacity)) {
        columns->failed = true;
        return;
    }
    columns->items[columns->count++] = (struct lci_column){copy, description, kind};
}

void
lci_columns_add_list(struct lci_columns *columns, const struct lci_column *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        lci_columns_add(columns, items[i].kind, items[i].description, "%s", items[i].name);
}

/* Formats have columns of their own: the number of a row and its geometry. */
static bool
is_taken(const struct lci_columns *columns, const char *name)
{
    static const char *const own[] = {"fid", "geom", "geometry", "ogc_fid", "objectid", "shape"};

    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
        if (strcmp(own[i], name) == 0)
            return true;
    for (size_t i = 0; i < columns->count; i++)
        if (strcmp(columns->items[i].name, name) == 0)
            return true;
    return false;
}

void
lci_columns_add_attributes(struct lci_columns *columns, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count && !columns->failed; i++) {
        char name[NAME_SIZE];
        size_t length = strlen(names[i]);

        (void)snprintf(name, sizeof(name), "%s", names[i]);
        while (is_taken(columns, name) && length + sizeof(GIVEN) < sizeof(name)) {
            memmove(name + sizeof(GIVEN) - 1, name, length + 1);
            memcpy(name, GIVEN, sizeof(GIVEN) - 1);
            length += sizeof(GIVEN) - 1;
        }
        lci_columns_add(columns, LCI_COLUMN_TEXT, "as its source gives it", "%s", name);
    }
}

enum lci_status
lci_columns_finish(struct lci_columns *columns, struct lci_table *table, struct lci_error *err)
{
    struct lci_column *kept = NULL;

    if (!columns->failed)
        kept = lci_arena_alloc(columns->arena, columns->count, sizeof(*kept));
    if (kept)
        memcpy(kept, columns->items, columns->count * sizeof(*kept));
    lci_free(columns->items);
    columns->items = NULL;
    table->columns = kept;
    table->column_count = columns->count;
    return kept ? LCI_OK : lci_fail_nomem(err, table->name);
}

static struct lci_value *
next_cell(struct lci_cells *cells)
{
    struct lci_value *value = &cells->values[cells->next++];

    *value = (struct lci_value){.is_null = false};
    return value;
}

void
lci_cell_null(struct lci_cells *cells)
{
    next_cell(cells)->is_null = true;
}

void
lci_cell_text(struct lci_cells *cells, const char *text)
{
    struct lci_value *value = next_cell(cells);

    value->is_null = text == NULL;
    value->text = text;
}

void
lci_cell_integer(struct lci_cells *cells, int64_t integer)
{
    next_cell(cells)->integer = integer;
}

/* Beyond 2^52 there are no decimals left to round. */
static double
round_to(double value, double scale)
{
    const double scaled = value * scale;
    double rounded = value;

    if (fabs(scaled) < 4503599627370496.0)
        rounded = round(scaled) / scale;
    return rounded == 0.0 ? 0.0 : rounded; /* no negative zero */
}

static void
put_real(struct lci_cells *cells, double value, double scale)
{
    struct lci_value *cell = next_cell(cells);

    cell->is_null = !isfinite(value);
    cell->real = cell->is_null ? 0.0 : round_to(value, scale);
}

void
lci_cell_number(struct lci_cells *cells, double value)
{
    put_real(cells, value, 1e6);
}

void
lci_cell_m(struct lci_cells *cells, double value)
{
    put_real(cells, value, 1e3);
}

void
lci_cell_ratio(struct lci_cells *cells, double value)
{
    const double least = 1e-6;

    if (value > 0.0 && value < 1.0)
        value = fmin(fmax(value, least),
                     1.0 - least); /* nearly all is not all, and something is not nothing */
    put_real(cells, value, 1e6);
}

void
lci_cell_share(struct lci_cells *cells, double numerator, double denominator)
{
    lci_cell_ratio(cells, denominator > 0.0 ? numerator / denominator : NAN);
}

void
lci_cell_attributes(struct lci_cells *cells, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        lci_cell_text(cells, texts ? texts[i] : NULL);
}
