/* osm_data.h - what of an OSM file is kept: objects with tags, and the places of their nodes. */
#ifndef LCI_IO_OSM_DATA_H
#define LCI_IO_OSM_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/alloc.h"
#include "base/error.h"
#include "io/osm_entry.h"
#include "io/read.h"
#include "network/rules.h"

/**
 * A node, way or relation. Its refs are, once loaded, indices of places (of a node: its own; of a way: its nodes)
 * or of ways (of a relation: its member ways, in order of id and each once); -1 where the file has none such.
 */
struct lci_osm_object {
    int64_t id;
    size_t first_tag, tag_count;
    size_t first_ref, ref_count;
    size_t ordinal; /* how many of its type were kept before it, in the order of the file */
    bool asked; /* by the filter; else a way that a kept relation needs, without its tags */
};

struct lci_osm_list {
    struct lci_osm_object *items; /* by ascending id, each id once (the first in the file) */
    size_t count, capacity;
};

/** A node by its id. */
struct lci_osm_place {
    int64_t id;
    double lonlat_deg[2];
};

/** One thread at a time. Zeroes are an empty one. */
struct lci_osm {
    struct lci_osm_list lists[LCI_OSM_TYPE_COUNT];
    struct lci_osm_tag *tags;
    size_t tag_count, tag_capacity;
    int64_t *refs;
    size_t ref_count, ref_capacity;
    struct lci_osm_place *places; /* only while loading: of nodes that no way is known to need */
    size_t place_count, place_capacity;
    int64_t *node_ids; /* node_count, ascending: the nodes that are needed and have a place */
    double *node_xy_m; /* 2 * node_count, working system; NaN where a node has no place there */
    size_t node_count;
    size_t node_hint; /* only while loading: where the last node was found */
    uint64_t seen[LCI_OSM_TYPE_COUNT]; /* objects in the file */
    uint64_t seen_tag_count, seen_ref_count;
    size_t misplaced_count;   /* nodes whose coordinates are impossible: left out */
    const char **interned;    /* hash table of the texts */
    size_t interned_count, interned_capacity;
    struct lci_arena texts;
};

/** Which objects are kept with their tags. Called for every tagged object of the file, in its order. */
struct lci_osm_filter {
    bool (*keep)(void *user, enum lci_osm_type type, const struct lci_tags *tags);
    void *user;
};

/**
 * Reads the file: nothing is kept of one that is not read to its end.
 *
 * A PBF is passed over twice or more: for ways and relations, for ways that kept relations need if there are any, and
 * then for the nodes of all these. An XML file, where the parsing is what takes time, is passed over once, or twice.
 * Coordinates are longitude and latitude in WGS 84, or in source->crs where that is given.
 * Memory: 8 bytes a reference, 24 a node needed, 16 a tag of a kept object, and every text once; while reading 32 bytes
 *         more a reference of a way, and of an XML file 24 a node.
 * Errors: LCI_E_IO, LCI_E_DATA (not an OSM file, truncated, damaged), LCI_E_LIMIT, LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_osm_load(const struct lci_source *source,
                                          const struct lci_working_system *system,
                                          const struct lci_osm_filter *filter, struct lci_osm *out,
                                          struct lci_error *err);
void lci_osm_fini(struct lci_osm *osm);

/** Adds an object, with or without its tags (and `asked` accordingly). False: out of memory. */
bool lci_osm_add(struct lci_osm *osm, const struct lci_osm_entry *entry, bool asked);

/** Sorts the objects of one type by id and drops repeated ids. */
void lci_osm_sort(struct lci_osm *osm, enum lci_osm_type type);

/** The ids of ways that kept relations name and that are not kept, ascending, each once; free with lci_free(). */
LCI_MUST_USE bool lci_osm_missing_members(const struct lci_osm *osm, int64_t **ids, size_t *count);

/**
 * Lists the nodes of all kept ways as node_ids, without places yet, and lets the refs of ways point to them.
 * Fewer than 2^32 refs. False: out of memory.
 */
LCI_MUST_USE bool lci_osm_list_nodes(struct lci_osm *osm);

/**
 * Gives a node its place, in node_xy_m as degrees if it is listed. Else it is put aside if it `may_be_needed`. Of two places
 * of one id the one farther west, then south, counts. Fastest by ascending id. False: out of memory.
 */
LCI_MUST_USE bool lci_osm_place_node(struct lci_osm *osm, const struct lci_osm_place *place, bool may_be_needed);

/**
 * Ends loading, once nodes, ways and relations are sorted: kept nodes join the list, those without a place leave it, and
 * all refs become indices. False: out of memory.
 */
LCI_MUST_USE bool lci_osm_resolve(struct lci_osm *osm);

/** The object of that id, or NULL. Borrowed. */
const struct lci_osm_object *lci_osm_find(const struct lci_osm_list *list, int64_t id);

/** The id of an object as text: "n1", "w1", "r1". Answers its length. */
enum { LCI_OSM_ID_SIZE = 24 };
size_t lci_osm_id_text(enum lci_osm_type type, int64_t id, char text[LCI_OSM_ID_SIZE]);

/** Tags of one object, as rules.h wants them. `object` must outlive the answer's use. */
struct lci_osm_tagged {
    const struct lci_osm *osm;
    const struct lci_osm_object *object;
};
struct lci_tags lci_osm_tags(const struct lci_osm_tagged *tagged);

#endif
