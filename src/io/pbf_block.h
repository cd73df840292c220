/* pbf_block.h - takes the objects out of an unpacked block of an OSM PBF file. */
#ifndef LCI_IO_PBF_BLOCK_H
#define LCI_IO_PBF_BLOCK_H

#include "base/error.h"
#include "io/osm_entry.h"
#include "io/pbf_fields.h"

/** Room for what one block unfolds to, used again for the next. Zeroes are an empty one. One thread at a time. */
struct lci_pbf_block {
    const char **texts; /* text_count, in `letters` */
    char *letters;
    struct lci_osm_tag *tags; /* of the object in hand */
    int64_t *refs;
    size_t text_count, text_capacity, letter_capacity, tag_capacity, ref_capacity;
    unsigned types;     /* set of those that the last block holds: LCI_OSM_NODES, ... */
    const char *reason; /* why the last block cannot be used: static text */
};

/** Judges an unpacked OSMHeader block. NULL: fine; else why the file cannot be used (static text). */
const char *lci_pbf_judge_header(struct lci_pbf_span bytes);

/**
 * Hands the objects of an unpacked OSMData block on, those whose type is in the set `types`.
 *
 * Nothing that the block says about itself is believed: sizes, indices into its table of texts and lengths of lists are
 * checked where they are used. What is not asked for is not looked into: messages of other types, and of the authors of
 * objects only whether their names are in the table.
 *
 * Errors: LCI_E_DATA (damaged, or of a kind that is not supported: block->reason says which), LCI_E_NOMEM (also where the
 *         sink says so). What was handed on before stays so.
 * Cost:   O(size).
 * Source: OpenStreetMap wiki, "PBF Format", and its osmformat.proto.
 */
LCI_MUST_USE enum lci_status lci_pbf_block_take(struct lci_pbf_block *block, struct lci_pbf_span bytes, unsigned types,
                                                const struct lci_osm_sink *sink);

void lci_pbf_block_fini(struct lci_pbf_block *block);

#endif
