/* dress.h - styles into a GeoPackage that was written, so that QGIS opens its layers as finished
 * maps. */
#ifndef LCI_QGIS_DRESS_H
#define LCI_QGIS_DRESS_H

#include "result/result.h"

/**
 * Puts the styles of every layer and table, in Chinese and English, into the GeoPackage at `path`,
 * which nobody else reads or writes; layers are drawn by those of the result's own language. newer:
 * NULL of a result; of a comparison the newer result, open, whose categories and language it has.
 * Equal files give equal bytes. Errors: LCI_E_IO, LCI_E_DATA, LCI_E_NOMEM; the file is then to be
 * thrown away.
 */
LCI_MUST_USE enum lci_status lci_qgis_dress(const char *path, const struct lci_result *newer,
                                            struct lci_error *err);

#endif
