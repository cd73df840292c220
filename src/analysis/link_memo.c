/* link_memo.c - links of the streets as bytes, and what they were computed from. */
#include "analysis/link_memo.h"

#include <string.h>

#include "base/alloc.h"

/* To be raised whenever the same streets would give other links, or they are written differently. */
enum { LINK_METHOD = 1 };

/* A link, with numbers of this very network: its key holds all of it. */
struct stored_link {
    double line[4];
    uint32_t vertex, walk_mm, dead_end, length_mm, edge[2], offset_mm[2];
};

/* All that links are made of, with its numbers. */
static enum lci_status
key_of_links(const struct lci_city_tiles *city, double link_max_m, struct lci_fingerprint *key, struct lci_error *err)
{
    const struct lci_network *net = city->access->net;
    struct lci_hasher *hasher = lci_hasher_new();

    if (!hasher)
        return lci_fail_nomem(err, "links");
    lci_hasher_add_text(hasher, "links");
    lci_hasher_add_u32(hasher, LINK_METHOD);
    lci_hasher_add_double(hasher, link_max_m);
    lci_hasher_add_fingerprint(hasher, city->contents.rest);
    lci_hasher_add_u64(hasher, net->edge_count);
    for (size_t e = 0; e < net->edge_count; e++) {
        const uint32_t ends[] = {net->edges[e].from, net->edges[e].to};

        lci_hasher_add(hasher, ends, sizeof(ends));
        lci_hasher_add_fingerprint(hasher, city->contents.edges[e]);
    }
    lci_hasher_add(hasher, net->vertex_xy_m, 2 * sizeof(double) * net->vertex_count);
    lci_hasher_add(hasher, city->ground, lci_tile_count(&city->grid) * sizeof(*city->ground));
    *key = lci_hasher_end(hasher);
    lci_hasher_free(hasher);
    return LCI_OK;
}

static void
read_links(const unsigned char *bytes, struct lci_links *out)
{
    for (size_t i = 0; i < out->count; i++) {
        struct stored_link stored;
        struct lci_link *link = &out->items[i];

        memcpy(&stored, bytes + i * sizeof(stored), sizeof(stored));
        *link = (struct lci_link){
            .vertex = stored.vertex,
            .walk_mm = stored.walk_mm,
            .dead_end = stored.dead_end,
            .street = {.line = {stored.line[0], stored.line[1], stored.line[2], stored.line[3]}, .length_mm = stored.length_mm},
        };
        for (size_t end = 0; end < 2; end++)
            link->street.end[end] = (struct lci_street_place){stored.edge[end], stored.offset_mm[end]};
    }
}

static enum lci_status
hand_in(struct lci_memo *memo, struct lci_fingerprint key, const struct lci_links *links, struct lci_error *err)
{
    struct stored_link *stored = lci_new_array(struct stored_link, links->count);
    enum lci_status status = LCI_OK;

    if (!stored)
        return lci_fail_nomem(err, "links");
    for (size_t i = 0; i < links->count; i++) {
        const struct lci_link *link = &links->items[i];
        const struct lci_new_street *street = &link->street;

        stored[i] = (struct stored_link){
            .line = {street->line.ax_m, street->line.ay_m, street->line.bx_m, street->line.by_m},
            .vertex = link->vertex,
            .walk_mm = link->walk_mm,
            .dead_end = link->dead_end,
            .length_mm = street->length_mm,
            .edge = {street->end[0].edge, street->end[1].edge},
            .offset_mm = {street->end[0].offset_mm, street->end[1].offset_mm},
        };
    }
    status = lci_memo_put(memo, LCI_MEMO_GAP, key, stored, links->count * sizeof(*stored), err);
    lci_free(stored);
    return status;
}

enum lci_status
lci_links_recall(const struct lci_city_tiles *city, double link_max_m, struct lci_memo *memo, struct lci_pool *pool,
                 const struct lci_context *context, struct lci_links *out, struct lci_error *err)
{
    struct lci_fingerprint key = {0, 0};
    const void *bytes = NULL;
    size_t size = 0;
    enum lci_status status = key_of_links(city, link_max_m, &key, err);

    *out = (struct lci_links){0};
    if (!status)
        status = lci_memo_get(memo, LCI_MEMO_GAP, key, &bytes, &size, err);
    if (status)
        return status;
    if (!bytes || size % sizeof(struct stored_link) != 0) {
        status = lci_links_build(city->access, link_max_m, pool, context, out, err);
        return status ? status : hand_in(memo, key, out, err);
    }
    out->count = size / sizeof(struct stored_link);
    out->items = lci_new_array(struct lci_link, out->count);
    if (!out->items)
        return lci_fail_nomem(err, "links");
    read_links(bytes, out);
    status = lci_links_file(city->access->net, out, err);
    if (status)
        lci_links_fini(out);
    return status;
}
