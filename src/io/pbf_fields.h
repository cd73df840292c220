/* pbf_fields.h - the protocol-buffer fields of an unpacked PBF block, and whether ReadOSM may have them. */
#ifndef LCI_IO_PBF_FIELDS_H
#define LCI_IO_PBF_FIELDS_H

#include <stdbool.h>
#include <stdint.h>

/** Bytes [at, end), borrowed. */
struct lci_pbf_span {
    const unsigned char *at, *end;
};

struct lci_pbf_field {
    uint32_t number;
    bool is_bytes;
    uint64_t value;            /* of a number */
    struct lci_pbf_span bytes; /* of a text, a message or packed numbers */
};

/** Takes the next field off the front of the span. False: it is damaged, or of a kind OSM files do not use. */
bool lci_pbf_next(struct lci_pbf_span *span, struct lci_pbf_field *out);

/** Judges an unpacked OSMHeader block. NULL: fine; else why it cannot be used (static text). */
const char *lci_pbf_judge_header(struct lci_pbf_span block);

/** Judges an unpacked OSMData block: ReadOSM can read all of it without leaving its arrays. NULL: fine, else why not. */
const char *lci_pbf_judge_data(struct lci_pbf_span block);

#endif
