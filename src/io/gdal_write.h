/* gdal_write.h - tables to any format that GDAL writes, and read back. */
#ifndef LCI_IO_GDAL_WRITE_H
#define LCI_IO_GDAL_WRITE_H

#include "io/publish.h"
#include "io/write.h"

/** One format that results can be written in. Static. */
struct lci_write_format;

/** Finds a format by GDAL's short name, in any case. Errors: LCI_E_CONFIG (names those that are
 * known). */
LCI_MUST_USE enum lci_status
lci_write_format_find(const char *name, const struct lci_write_format **out, struct lci_error *err);

enum lci_target_kind lci_write_format_target(const struct lci_write_format *format);

/** Whether what exists at `path` (a file, or a folder that is one thing) is of the format, or
 * empty: it may be replaced. */
bool lci_write_format_owns(const struct lci_write_format *format, const char *path);

/** Where tables go, and what may be used on the way. */
struct lci_gdal_target {
    const struct lci_write_format *format;
    const char *path;                  /* nothing exists there; of LCI_TARGET_FILES: an empty folder */
    const char *crs_wkt;               /* of the working system */
    struct lci_pool *pool;             /* NULL: one thread */
    const struct lci_context *context; /* asked while other threads work; NULL: nobody */
    bool is_checked_later; /* a GeoPackage to which something is added, and which is checked by lci_gpkg_check() then */
};

/**
 * Writes all tables to a place, opens the result again and compares the number of rows of every table: GDAL does not report every
 * failed write. Errors: LCI_E_IO, LCI_E_LIBRARY, LCI_E_CANCELLED, what the tables' fill answers. Threads: one at a time.
 */
LCI_MUST_USE enum lci_status lci_gdal_write(const struct lci_table *tables, size_t table_count,
                                            const struct lci_gdal_target *target, struct lci_error *err);

#endif
