/* rtree.h - boxes packed into a tree as SQLite's R-tree module keeps it, all at once instead of box by box. */
#ifndef LCI_IO_RTREE_H
#define LCI_IO_RTREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Number of the root; the other nodes are 2, 3, ... from the leaves upwards. */
#define LCI_RTREE_ROOT 1

/** A row with its box, or, above the leaves, a node with the box around all it holds. */
struct lci_rtree_cell {
    int64_t id;
    float box[4]; /* least x, greatest x, least y, greatest y: never inside the box in doubles */
};

struct lci_rtree_node {
    int64_t number;
    unsigned level; /* 0: a leaf, whose cells are rows. Of the root it is the depth of the tree */
    const struct lci_rtree_cell *cells;
    size_t cell_count;
};

/** Gets one node after the other, children before their parents and the root last. False ends the packing. */
typedef bool (*lci_rtree_sink)(void *user, const struct lci_rtree_node *node);

/** A cell whose box holds the given one: single precision, rounded outwards as SQLite does it. */
struct lci_rtree_cell lci_rtree_cell(int64_t id, double min_x, double max_x, double min_y, double max_y);

/**
 * Packs `count` cells into nodes of at most `most` (2 or more) and hands every node to `sink`: slices by x, in each slice
 * runs by y, equals by id; so the tree follows from the cells, not from their order. `cells` is used up. No cells: a root
 * without any. False: the sink said so.
 * Cost: O(count log count), no memory beside the cells.
 * Source: Leutenegger, Lopez, Edgington 1997 (STR: sort, tile, recurse).
 */
bool lci_rtree_pack(struct lci_rtree_cell *cells, size_t count, size_t most, lci_rtree_sink sink, void *user);

#endif
