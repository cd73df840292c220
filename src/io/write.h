/* write.h - tables and layers to files: aside, checked, then renamed over the old ones. */
#ifndef LCI_IO_WRITE_H
#define LCI_IO_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lifecircle/service_area.h>

#include "base/error.h"
#include "base/pool.h"
#include "io/pg_publish.h"

enum lci_column_kind { LCI_COLUMN_TEXT, LCI_COLUMN_INTEGER, LCI_COLUMN_REAL };

/** One value; which member counts follows from the column. A null may have a text, which tables for people show instead. */
struct lci_value {
    bool is_null;
    const char *text;
    int64_t integer;
    double real;
};

struct lci_column {
    const char *name; /* with its unit */
    const char *description;
    enum lci_column_kind kind;
};

enum lci_table_shape {
    LCI_TABLE_PLAIN,
    LCI_TABLE_POINT,
    LCI_TABLE_MULTILINE,
    LCI_TABLE_MULTIPOLYGON
};

/**
 * A table or layer that is written row by row; rows are made by a callback so that results stream. fill() is called for row 0
 * to row_count - 1 in order, from one thread; but where lci_write_options has a pool, different tables may be asked at the same
 * time, and in any order. It fills `values` (column_count, NULL by default) and the geometry: point (xy), multiline (one
 * `lines` entry per line) or polygons; texts and arrays must stay valid until the next call.
 */
struct lci_row {
    struct lci_value *values;
    bool has_geometry;
    bool stands_out;              /* a total: bold where there is bold */
    double x_m, y_m;              /* point */
    struct lci_polygons polygons; /* multipolygon; borrowed */
    struct lci_polygons lines;    /* multiline: ring r is a line; polygon_count unused; borrowed */
};

struct lci_table {
    const char *name;
    const char *description;
    enum lci_table_shape shape;
    const struct lci_column *columns;
    size_t column_count;
    size_t row_count;
    enum lci_status (*fill)(void *user, size_t row, struct lci_row *out, struct lci_error *err);
    void *user;
};

/**
 * A result beside the tables: a file or a folder of files, built aside and swapped in with them. `tables_path` is where the main
 * result waits, whole, in its private folder; NULL: there is none.
 */
struct lci_write_extra {
    const char *path;
    /* Whether what is there is an earlier one of its kind; NULL: a folder, of files beside others. */
    bool (*owns)(const char *path);
    bool is_folder; /* with owns: a folder that is one thing, exchanged as a whole; build() makes it. Else a file */
    enum lci_status (*build)(void *user, const char *tables_path, const char *staged, struct lci_error *err);
    void *user;
};

/* A run has up to four of them: report, maps, workbook and folder of tables to be handed in. */
enum { LCI_WRITE_EXTRA_MAX = 4 };

struct lci_write_options {
    const char *path;                    /* NULL: only the other places */
    const char *format;                  /* GDAL driver short name, or CSV; NULL: GPKG */
    const char *csv_folder;              /* NULL: none */
    const char *also_path, *also_format; /* NULL: none */
    struct lci_write_extra extras[LCI_WRITE_EXTRA_MAX];
    size_t extra_count;
    const char *crs_wkt; /* of the working system */
    struct lci_pg_target database; /* gets what `path`, a GeoPackage, holds; connection NULL: none */
    /* Adds what no row says to the main result, a GeoPackage, before it is checked and extras are built; NULL: nothing. */
    enum lci_status (*dress)(void *user, const char *staged, struct lci_error *err);
    void *dress_user;
    enum lci_status (*before_commit)(void *user, struct lci_error *err); /* once all is built; NULL: nothing */
    void *user;                                                           /* of before_commit */
    struct lci_pool *pool;             /* NULL: one thread */
    const struct lci_context *context; /* asked while several threads write; NULL: nobody */
};

/** Adds a result beside the tables; there is room for LCI_WRITE_EXTRA_MAX. Borrows what it points to. */
void lci_write_add(struct lci_write_options *options, struct lci_write_extra extra);

/**
 * Writes all tables to every place asked for: aside (same folder), re-opened, rows counted, synced,
 * and only then renamed over the old results, all of them at the end. On failure the old results
 * are untouched and nothing is left. Equal tables give equal bytes (FileGDB excepted). Errors:
 * LCI_E_IO, LCI_E_NOMEM, LCI_E_CONFIG (no such format).
 */
LCI_MUST_USE enum lci_status lci_write_tables(const struct lci_table *tables, size_t table_count,
                                              const struct lci_write_options *options,
                                              struct lci_error *err);

/**
 * Whether lci_write_tables() could write to every place, without touching anything: the formats are
 * known, what is there now is an older result of the same format, the folders can be written to.
 * crs_wkt is not looked at. Errors: as there.
 */
LCI_MUST_USE enum lci_status lci_write_check(const struct lci_write_options *options,
                                             struct lci_error *err);

#endif
