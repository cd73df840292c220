/* backdrop.h - streets and barriers as they were read, kept for whoever draws what lies around the results. */
#ifndef LCI_RUN_BACKDROP_H
#define LCI_RUN_BACKDROP_H

#include <lifecircle/service_area.h>

#include "base/alloc.h"
#include "base/error.h"
#include "network/barriers.h"
#include "network/ways.h"

/** A way that may be walked, or all lines, or all areas, of what is a barrier by one name. Everything lives in the backdrop. */
struct lci_backdrop_thing {
    const char *id;      /* of a way its id, NULL: its source gives none; of a barrier what gaps call it: "natural=water w5" */
    const char *name;    /* of a way; NULL: it has none */
    const char *highway; /* of a way: what kind of street it is; NULL: nothing said so */
    uint32_t source;     /* of a way: index of its source */
    int32_t level;       /* of a way */
    uint32_t flags;      /* of a way: of enum lci_way_flag */
    struct lci_polygons shape; /* of lines: ring r is a line, polygon_count unused */
};

struct lci_backdrop_list {
    struct lci_backdrop_thing *items; /* by source, id and place */
    size_t count, capacity;
};

/** Release with lci_backdrop_fini(); zeroes are an empty one. */
struct lci_backdrop {
    struct lci_backdrop_list streets, lines, areas;
    struct lci_arena arena;
};

/**
 * Copies the ways and barriers of a pass, before homes become walls; the order is that of ids, not that of files. Errors:
 * LCI_E_NOMEM. Cost: O(n log n).
 */
LCI_MUST_USE enum lci_status lci_backdrop_take(const struct lci_ways *ways, const struct lci_barriers *barriers,
                                               struct lci_backdrop *out, struct lci_error *err);
void lci_backdrop_fini(struct lci_backdrop *backdrop);

/** What a barrier is, by what gaps call it: "water", "railway", "road", "wall" or "other". Static. */
const char *lci_barrier_kind(const char *barrier);

#endif
