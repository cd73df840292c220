/* gpkg_read.h - tables of a GeoPackage row by row, in the order of their fid, exactly as they are stored. */
#ifndef LCI_IO_GPKG_READ_H
#define LCI_IO_GPKG_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/alloc.h"
#include "base/error.h"
#include "io/gpkg_polygons.h"

/** A GeoPackage that is only read. It is read as it was when it was opened. One thread at a time, its cursors with it. */
struct lci_gpkg_source;

/** Opens a GeoPackage. Errors: LCI_E_IO (it cannot be read, or another program is writing it), LCI_E_DATA (it is none),
 * LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_gpkg_open(const char *path, struct lci_gpkg_source **out, struct lci_error *err);
void lci_gpkg_close(struct lci_gpkg_source *source);

/** Whether it has a table of this name; a view is none. */
bool lci_gpkg_has_table(struct lci_gpkg_source *source, const char *table);

/** Names, in the arena that they were asked for with. */
struct lci_gpkg_names {
    const char **items; /* count */
    size_t count;
};

bool lci_gpkg_names_has(const struct lci_gpkg_names *names, const char *name);

/** A table's columns in their order (of a table that is not there: none), and all tables by name. Errors: LCI_E_IO, LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_gpkg_columns(struct lci_gpkg_source *source, const char *table, struct lci_arena *arena,
                                              struct lci_gpkg_names *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_gpkg_tables(struct lci_gpkg_source *source, struct lci_arena *arena, struct lci_gpkg_names *out,
                                             struct lci_error *err);

/** Definition of the coordinate system of a layer, in the arena; NULL: it has none, or out of memory. */
const char *lci_gpkg_crs_wkt(struct lci_gpkg_source *source, const char *layer, struct lci_arena *arena);

/** Its name, as "EPSG:4549", in the arena; NULL: it has none, or out of memory. */
const char *lci_gpkg_crs_id(struct lci_gpkg_source *source, const char *layer, struct lci_arena *arena);

/** "MULTIPOLYGON", "POINT" and so on, in the arena; NULL: the table has no shapes, or out of memory. */
const char *lci_gpkg_shape(struct lci_gpkg_source *source, const char *layer, struct lci_arena *arena);

/** Least x, greatest x, least y, greatest y of a layer, as the file says; false: it has none. */
bool lci_gpkg_layer_box(struct lci_gpkg_source *source, const char *layer, double box_m[4]);

/** A place in a table. Close it before its source. */
struct lci_gpkg_cursor;

/**
 * columns: count names, as many as SQLite takes (2,000); NULL stands for a column that is always empty. `table` and the names are
 * borrowed. The cursor stands before the first row. Errors: LCI_E_DATA (no such table or column), LCI_E_IO, LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_gpkg_cursor_new(struct lci_gpkg_source *source, const char *table, const char *const *columns,
                                                 size_t count, struct lci_gpkg_cursor **out, struct lci_error *err);
void lci_gpkg_cursor_free(struct lci_gpkg_cursor *cursor);

/** Goes to the next row; *fid is its fid (1 to 2^32 - 2), or 0 after the last one. Errors: LCI_E_IO, LCI_E_DATA (a fid out of
 * range). */
LCI_MUST_USE enum lci_status lci_gpkg_next(struct lci_gpkg_cursor *cursor, uint32_t *fid, struct lci_error *err);

/** Goes to a row that is there. Cheap where it is the same, or shortly behind. Errors: LCI_E_IO, LCI_E_DATA (it is not there). */
LCI_MUST_USE enum lci_status lci_gpkg_seek(struct lci_gpkg_cursor *cursor, uint32_t fid, struct lci_error *err);

/*
 * Values of the row that the cursor stands on; `at` counts the columns asked for from 0. Borrowed until it moves, or until the same
 * column is asked for as something else. What is no number is NAN; a text is NULL where there is nothing.
 */
const char *lci_gpkg_text_at(struct lci_gpkg_cursor *cursor, size_t at);
double lci_gpkg_real_at(struct lci_gpkg_cursor *cursor, size_t at);
/** *size bytes, or NULL with 0. */
const unsigned char *lci_gpkg_bytes_at(struct lci_gpkg_cursor *cursor, size_t at, size_t *size);
/** A point; false, and nothing in place_m, where there is none. */
bool lci_gpkg_point_at(struct lci_gpkg_cursor *cursor, size_t at, double place_m[2]);
/** A multipolygon; has no polygon where there is none. Errors: LCI_E_DATA (another geometry, or damaged), LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_gpkg_polygons_at(struct lci_gpkg_cursor *cursor, size_t at, struct lci_gpkg_polygons *out,
                                                  struct lci_error *err);
/** The same of a multiline: ring r is a line, there are no polygons. */
LCI_MUST_USE enum lci_status lci_gpkg_lines_at(struct lci_gpkg_cursor *cursor, size_t at, struct lci_gpkg_polygons *out,
                                               struct lci_error *err);

#endif
