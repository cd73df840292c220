/* gdal_table.h - places in columns: two numbers, or "lng,lat" in one cell. For gdal_*.c only. */
#ifndef LCI_IO_GDAL_TABLE_H
#define LCI_IO_GDAL_TABLE_H

#include "io/gdal_fields.h"

enum lci_place_kind {
    LCI_PLACE_OK,
    LCI_PLACE_MISSING, /* both cells empty */
    LCI_PLACE_BAD      /* not two numbers */
};

/** The place of a row in the table's own numbers; `found` gets what the cells held. Errors: false: out of memory. */
bool lci_gdal_row_place(const struct lci_gdal_source *opened, const struct lci_gdal_fields *fields,
                        OGRFeatureH row, struct lci_arena *arena, enum lci_place_kind *kind,
                        double xy[2], char found[200]);

/** Whether the table has columns for places at all. */
bool lci_gdal_has_places(const struct lci_gdal_fields *fields);

/**
 * Judges the numbers of all rows: degrees (then *crs is "EPSG:4326"), or a system that has to be declared.
 * Errors: LCI_E_DATA (no system can be told; swapped columns), LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_gdal_guess_table_crs(struct lci_gdal_source *opened,
                                                      const struct lci_gdal_fields *fields,
                                                      const char **crs, struct lci_error *err);

/** Whether a row is a sum ("合计", "小计", "Total") and no thing of its own. False too where memory ran out. */
bool lci_gdal_row_is_total(const struct lci_gdal_source *opened,
                           const struct lci_gdal_fields *fields, OGRFeatureH row);

/** Whether no cell of a row holds anything. */
bool lci_gdal_row_is_empty(OGRFeatureH row);

#endif
