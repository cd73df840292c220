/* osm_entry.h - one object of an OSM file on its way from a reader of the format to whoever keeps it. */
#ifndef LCI_IO_OSM_ENTRY_H
#define LCI_IO_OSM_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum lci_osm_type { LCI_OSM_NODE, LCI_OSM_WAY, LCI_OSM_RELATION, LCI_OSM_TYPE_COUNT };

/* Sets of types: 1 << type of each. */
enum {
    LCI_OSM_NODES = 1 << LCI_OSM_NODE,
    LCI_OSM_WAYS = 1 << LCI_OSM_WAY,
    LCI_OSM_RELATIONS = 1 << LCI_OSM_RELATION,
    LCI_OSM_ALL = LCI_OSM_NODES | LCI_OSM_WAYS | LCI_OSM_RELATIONS
};

struct lci_osm_tag {
    const char *key, *value;
};

/** Everything in it is borrowed until the function that takes it returns. */
struct lci_osm_entry {
    enum lci_osm_type type;
    int64_t id;
    double lon_deg, lat_deg;        /* of a node, as the file has them */
    const struct lci_osm_tag *tags; /* tag_count, in the order of the file */
    size_t tag_count;
    const int64_t *refs; /* ref_count, in the order of the file: nodes of a way, member ways of a relation */
    size_t ref_count;
};

/** Who takes the entries: called in the order of the file. */
struct lci_osm_sink {
    bool (*take)(void *user, const struct lci_osm_entry *entry); /* false: out of memory, reading ends */
    void *user;
};

#endif
