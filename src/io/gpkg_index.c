/* gpkg_index.c - the spatial index of a GeoPackage's layer: packed in memory, then written into the tables behind the R-tree. */
#include "io/gpkg_index.h"

#include <string.h>

#include "base/alloc.h"
#include "io/rtree.h"

/* A node as SQLite keeps it (rtree.c, "Database Format of R-Tree Tables"), numbers with the highest byte first. */
enum { NODE_HEADER = 4, CELL_BYTES = 24, COORDINATE_BYTES = 4 };

struct lci_gpkg_index {
    struct lci_rtree_cell *cells;
    size_t cell_count, cell_capacity;
    int64_t last_fid;
    sqlite3 *database; /* from here on: while it is written */
    const char *table;
    size_t node_bytes;
    sqlite3_stmt *put_node;
    unsigned char *node; /* node_bytes: the one that is written */
    uint32_t *leaf_of;   /* last_fid + 1: the node that holds a row; 0: none */
    uint32_t *parent_of; /* of a node: the one that holds it; 0: none */
};

struct lci_gpkg_index *
lci_gpkg_index_new(void)
{
    return lci_new(struct lci_gpkg_index);
}

void
lci_gpkg_index_free(struct lci_gpkg_index *index)
{
    if (!index)
        return;
    lci_free(index->node);
    lci_free(index->cells);
    lci_free(index->leaf_of);
    lci_free(index->parent_of);
    lci_free(index);
}

bool
lci_gpkg_index_add(struct lci_gpkg_index *index, int64_t fid, const double box_m[4])
{
    if (!lci_grow(&index->cells, index->cell_count, &index->cell_capacity))
        return false;
    index->cells[index->cell_count++] = lci_rtree_cell(fid, box_m[0], box_m[1], box_m[2], box_m[3]);
    if (fid > index->last_fid)
        index->last_fid = fid;
    return true;
}

/* The lowest `bytes` bytes of a number, highest first. */
static unsigned char *
put_number(unsigned char *to, uint64_t number, unsigned bytes)
{
    while (bytes-- > 0)
        *to++ = (unsigned char)(number >> (8 * bytes));
    return to;
}

static unsigned char *
put_cell(unsigned char *to, const struct lci_rtree_cell *cell)
{
    uint32_t bits[4];

    memcpy(bits, cell->box, sizeof(bits));
    to = put_number(to, (uint64_t)cell->id, 8);
    for (size_t i = 0; i < 4; i++)
        to = put_number(to, bits[i], COORDINATE_BYTES);
    return to;
}

static bool
write_node(void *user, const struct lci_rtree_node *node)
{
    struct lci_gpkg_index *index = user;
    uint32_t *holder_of = node->level == 0 ? index->leaf_of : index->parent_of;
    unsigned char *to = index->node;

    memset(to, 0, index->node_bytes);
    to = put_number(to, node->number == LCI_RTREE_ROOT ? node->level : 0, 2);
    to = put_number(to, node->cell_count, 2);
    for (size_t i = 0; i < node->cell_count; i++) {
        to = put_cell(to, &node->cells[i]);
        holder_of[node->cells[i].id] = (uint32_t)node->number;
    }
    return sqlite3_bind_int64(index->put_node, 1, node->number) == SQLITE_OK &&
           sqlite3_bind_blob64(index->put_node, 2, index->node, index->node_bytes, SQLITE_STATIC) == SQLITE_OK &&
           lci_sql_step(index->put_node);
}

/* Rows (number, holder) of a table behind the index, ascending from 1. */
static bool
write_holders(struct lci_gpkg_index *index, const char *part, const uint32_t *holders, size_t count)
{
    sqlite3_stmt *put = lci_sql_prepare(index->database, "INSERT INTO \"rtree_%w_geom_%w\" VALUES (?, ?)", index->table, part);
    bool done = put != NULL;

    for (size_t i = 1; i < count && done; i++)
        if (holders[i] > 0)
            done = sqlite3_bind_int64(put, 1, (sqlite3_int64)i) == SQLITE_OK &&
                   sqlite3_bind_int64(put, 2, holders[i]) == SQLITE_OK && lci_sql_step(put);
    (void)sqlite3_finalize(put);
    return done;
}

/* Cells that a node holds. */
static size_t
most_cells(const struct lci_gpkg_index *index)
{
    return (index->node_bytes - NODE_HEADER) / CELL_BYTES;
}

/* Nodes there can be at most: every level but the root's has `most` times fewer than the one below, rounded up. */
static size_t
count_nodes(size_t cell_count, size_t most)
{
    size_t nodes = 1;

    for (size_t level = cell_count; level > most; level = (level - 1) / most + 1)
        nodes += (level - 1) / most + 1;
    return nodes;
}

/* Everything that the nodes of one layer are written with. */
static bool
prepare(struct lci_gpkg_index *index)
{
    const size_t row_end = (size_t)index->last_fid + 1;

    /* How large a node is follows from the file's pages, and the empty root tells it. */
    index->node_bytes = (size_t)lci_sql_number(
        index->database, "SELECT length(data) FROM \"rtree_%w_geom_node\" WHERE nodeno = %d", index->table, LCI_RTREE_ROOT);
    index->put_node =
        lci_sql_prepare(index->database, "INSERT OR REPLACE INTO \"rtree_%w_geom_node\" VALUES (?, ?)", index->table);
    if (!index->put_node || index->node_bytes < NODE_HEADER + 2 * CELL_BYTES)
        return false;
    index->node = lci_alloc(index->node_bytes, 1);
    index->leaf_of = lci_new_array(uint32_t, row_end);
    index->parent_of = lci_new_array(uint32_t, count_nodes(index->cell_count, most_cells(index)) + 1);
    return index->node && index->leaf_of && index->parent_of;
}

bool
lci_gpkg_index_write(struct lci_gpkg_index *index, sqlite3 *database, const char *table)
{
    bool done = false;

    index->database = database;
    index->table = table;
    done = prepare(index) && lci_rtree_pack(index->cells, index->cell_count, most_cells(index), write_node, index) &&
           write_holders(index, "rowid", index->leaf_of, (size_t)index->last_fid + 1) &&
           write_holders(index, "parent", index->parent_of, count_nodes(index->cell_count, most_cells(index)) + 1);
    (void)sqlite3_finalize(index->put_node);
    index->put_node = NULL;
    return done;
}
