/* pbf_read.h - reads the objects of an OSM PBF file, all of them or those of some types. */
#ifndef LCI_IO_PBF_READ_H
#define LCI_IO_PBF_READ_H

#include "base/error.h"
#include "io/osm_entry.h"

/** An open file, and where its blocks are once it has been read. One thread at a time. */
struct lci_pbf;

/**
 * Opens the file.
 *
 * label:  the file as the person wrote it, for messages: borrowed until lci_pbf_close().
 * On success *out belongs to the caller, who closes it with lci_pbf_close(); on failure it is NULL.
 * Errors: LCI_E_IO (cannot be opened), LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_pbf_open(const char *path, const char *label, struct lci_pbf **out,
                                          struct lci_error *err);
void lci_pbf_close(struct lci_pbf *pbf);

/**
 * Hands on every object whose type is in the set `types` (LCI_OSM_NODES, ...), in the order of the file.
 *
 * The first pass unpacks every block and remembers the types in it; a later one goes to the blocks with types it asks
 * for. The file is either read rightly or refused with a reason: sizes are checked against the caps of the format before
 * memory is taken, contents as lci_pbf_block_take() says. An error may come after objects were handed on.
 *
 * Memory: one block, packed and unpacked, each at most 32 MiB (the cap of the format), and 24 bytes a block.
 * Errors: LCI_E_IO (cannot be read), LCI_E_DATA (truncated, damaged, or of a kind that is not supported), LCI_E_NOMEM.
 *         After an error the file can only be closed.
 * Cost:   O(size of the blocks that are unpacked).
 * Source: OpenStreetMap wiki, "PBF Format"; the sizes from its osmformat.proto and fileformat.proto.
 */
LCI_MUST_USE enum lci_status lci_pbf_read(struct lci_pbf *pbf, unsigned types, const struct lci_osm_sink *sink,
                                          struct lci_error *err);

#endif
