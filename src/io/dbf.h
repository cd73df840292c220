/* dbf.h - a look at the bytes of a shapefile's table and geometry file, before GDAL reads them. */
#ifndef LCI_IO_DBF_H
#define LCI_IO_DBF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct lci_dbf_facts {
    unsigned char language_driver;
    bool has_high_bytes;
    bool is_utf8;    /* all texts and names, but for characters that the width of a field cut */
    bool is_gb18030; /* likewise */
};

/**
 * Reads through a .dbf once. Errors: LCI_E_IO; LCI_E_DATA (not a .dbf, or shorter than its header says); LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_dbf_look(const char *path, struct lci_dbf_facts *out,
                                          struct lci_error *err);

/** Whether a .shp is as long as its header says. Errors: LCI_E_IO; LCI_E_DATA (not a .shp, or truncated). */
LCI_MUST_USE enum lci_status lci_shp_check_length(const char *path, struct lci_error *err);

#endif
