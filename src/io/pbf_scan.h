/* pbf_scan.h - is an OSM PBF file whole, and safe to hand to ReadOSM? */
#ifndef LCI_IO_PBF_SCAN_H
#define LCI_IO_PBF_SCAN_H

#include "base/error.h"

/**
 * Walks every block of the file before anything of it is used.
 *
 * ReadOSM trusts what a block says about itself: sizes, indices into its table of texts, the length of its last
 * number. It also ignores what it does not know: nodes that are not dense, another granularity, offsets. All of
 * that is checked here, so that a file is either read rightly or refused with a reason.
 *
 * label:  the file as the person wrote it, for messages.
 * Memory: one block, packed and unpacked, each at most 32 MiB (the cap of the format).
 * Errors: LCI_E_IO (cannot be opened or read), LCI_E_DATA (truncated, damaged, or of a kind that is not supported),
 *         LCI_E_NOMEM.
 * Cost:   one pass over the file, about a third of reading it.
 * Source: OpenStreetMap wiki, "PBF Format"; the sizes from its osmformat.proto and fileformat.proto.
 */
LCI_MUST_USE enum lci_status lci_pbf_scan(const char *path, const char *label, struct lci_error *err);

#endif
