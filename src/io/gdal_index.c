/* gdal_index.c - the spatial index of a GeoPackage's layer: packed in memory, then written into the tables behind the R-tree. */
#include "io/gdal_index.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <lifecircle/error.h>

#include "base/alloc.h"
#include "io/gdal_sql.h"
#include "io/rtree.h"

/* A node as SQLite keeps it (rtree.c, "Database Format of R-Tree Tables"), numbers with the highest byte first. */
enum { NODE_HEADER = 4, CELL_BYTES = 24, COORDINATE_BYTES = 4 };

/* Statements are about this long: SQLite takes a million bytes, and longer ones gain nothing. */
enum { SQL_SIZE = 1 << 16, ROW_SIZE = 512 }; /* a row may stand across the end */

struct lci_gpkg_index {
    GDALDatasetH dataset;
    const char *table;
    char *trigger; /* the statement that makes the index follow new rows */
    size_t node_bytes;
    struct lci_rtree_cell *cells;
    size_t cell_count, cell_capacity;
    GIntBig last_fid;
    uint32_t *leaf_of;   /* last_fid + 1: the node that holds a row; 0: none */
    uint32_t *parent_of; /* of a node: the one that holds it; 0: none */
    char *sql;
    size_t sql_length, sql_capacity;
};

/* Takes the index's insert trigger away and keeps its text, and learns how large a node is. */
static bool
hold_back(struct lci_gpkg_index *index)
{
    char sql[256];
    char *bytes = NULL;

    (void)snprintf(sql, sizeof(sql), "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'rtree_%s_geom_insert'",
                   index->table);
    index->trigger = lci_gpkg_query(index->dataset, sql);
    (void)snprintf(sql, sizeof(sql), "SELECT length(data) FROM \"rtree_%s_geom_node\" WHERE nodeno = %d", index->table,
                   LCI_RTREE_ROOT);
    bytes = lci_gpkg_query(index->dataset, sql);
    for (const char *digit = bytes; digit && *digit >= '0' && *digit <= '9'; digit++)
        index->node_bytes = 10 * index->node_bytes + (size_t)(*digit - '0');
    lci_free(bytes);
    if (!index->trigger || index->node_bytes < NODE_HEADER + 2 * CELL_BYTES)
        return false;
    (void)snprintf(sql, sizeof(sql), "DROP TRIGGER \"rtree_%s_geom_insert\"", index->table);
    return lci_gpkg_execute(index->dataset, sql);
}

struct lci_gpkg_index *
lci_gpkg_index_new(GDALDatasetH dataset, const char *table)
{
    struct lci_gpkg_index *index = lci_new(struct lci_gpkg_index);
    char sql[256];

    if (!index)
        return NULL;
    index->dataset = dataset;
    index->table = table;
    (void)snprintf(sql, sizeof(sql), "SELECT CreateSpatialIndex('%s', 'geom')", table);
    if (lci_gpkg_execute(dataset, sql) && hold_back(index))
        return index;
    lci_gpkg_index_free(index);
    return NULL;
}

void
lci_gpkg_index_free(struct lci_gpkg_index *index)
{
    if (!index)
        return;
    lci_free(index->trigger);
    lci_free(index->cells);
    lci_free(index->leaf_of);
    lci_free(index->parent_of);
    lci_free(index->sql);
    lci_free(index);
}

bool
lci_gpkg_index_add(struct lci_gpkg_index *index, GIntBig fid, OGRGeometryH geometry)
{
    OGREnvelope box = {0};

    if (!geometry || OGR_G_IsEmpty(geometry))
        return true;
    if (!lci_grow(&index->cells, index->cell_count, &index->cell_capacity))
        return false;
    OGR_G_GetEnvelope(geometry, &box);
    index->cells[index->cell_count++] = lci_rtree_cell(fid, box.MinX, box.MaxX, box.MinY, box.MaxY);
    if (fid > index->last_fid)
        index->last_fid = fid;
    return true;
}

/* Runs what has gathered, if anything. */
static bool
flush(struct lci_gpkg_index *index)
{
    const bool done = index->sql_length == 0 || lci_gpkg_execute(index->dataset, index->sql);

    index->sql_length = 0;
    return done;
}

LCI_PRINTF(2, 3)
static void
append(struct lci_gpkg_index *index, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    index->sql_length += (size_t)vsnprintf(index->sql + index->sql_length, index->sql_capacity - index->sql_length, format, args);
    va_end(args);
}

/* Begins a node's row; what is appended next are its values. */
static bool
begin_node(struct lci_gpkg_index *index)
{
    if (index->sql_length >= SQL_SIZE && !flush(index))
        return false;
    if (index->sql_length == 0)
        append(index, "INSERT OR REPLACE INTO \"rtree_%s_geom_node\" VALUES ", index->table);
    else
        append(index, ",");
    return true;
}

/* The lowest `bytes` bytes of a number, highest first. */
static char *
put_hex(char *to, uint64_t number, unsigned bytes)
{
    static const char digits[] = "0123456789abcdef";

    while (bytes-- > 0) {
        const unsigned byte = (unsigned)(number >> (8 * bytes)) & 255;

        *to++ = digits[byte >> 4];
        *to++ = digits[byte & 15];
    }
    return to;
}

static char *
put_cell(char *to, const struct lci_rtree_cell *cell)
{
    uint32_t bits[4];

    memcpy(bits, cell->box, sizeof(bits));
    to = put_hex(to, (uint64_t)cell->id, 8);
    for (size_t i = 0; i < 4; i++)
        to = put_hex(to, bits[i], COORDINATE_BYTES);
    return to;
}

static bool
write_node(void *user, const struct lci_rtree_node *node)
{
    struct lci_gpkg_index *index = user;
    uint32_t *holder_of = node->level == 0 ? index->leaf_of : index->parent_of;
    const size_t rest = index->node_bytes - NODE_HEADER - CELL_BYTES * node->cell_count;
    char *to = NULL;

    if (!begin_node(index))
        return false;
    append(index, "(%" PRId64 ",x'", node->number);
    to = index->sql + index->sql_length;
    to = put_hex(to, node->number == LCI_RTREE_ROOT ? node->level : 0, 2);
    to = put_hex(to, node->cell_count, 2);
    for (size_t i = 0; i < node->cell_count; i++) {
        to = put_cell(to, &node->cells[i]);
        holder_of[node->cells[i].id] = (uint32_t)node->number;
    }
    memset(to, '0', 2 * rest);
    index->sql_length += 2 * index->node_bytes;
    append(index, "')");
    return true;
}

static void
append_decimal(struct lci_gpkg_index *index, uint32_t number)
{
    char digits[10];
    size_t count = 0;

    do
        digits[count++] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    while (count > 0)
        index->sql[index->sql_length++] = digits[--count];
}

/*
 * Rows (number, holder) of a table behind the index, ascending from 1. As an array of JSON they cost SQLite a quarter of what
 * they do as rows of values.
 */
static bool
write_holders(struct lci_gpkg_index *index, const char *part, const uint32_t *holders, size_t count)
{
    for (size_t i = 1; i < count;) {
        append(index, "INSERT INTO \"rtree_%s_geom_%s\" SELECT %zu + key, value FROM json_each('[0", index->table, part, i - 1);
        for (; i < count && index->sql_length < SQL_SIZE; i++) {
            index->sql[index->sql_length++] = ',';
            append_decimal(index, holders[i]);
        }
        append(index, "]') WHERE value > 0");
        if (!flush(index))
            return false;
    }
    return true;
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

bool
lci_gpkg_index_finish(struct lci_gpkg_index *index)
{
    const size_t most = (index->node_bytes - NODE_HEADER) / CELL_BYTES;
    const size_t row_end = (size_t)index->last_fid + 1;
    const size_t node_end = count_nodes(index->cell_count, most) + 1;

    index->leaf_of = lci_new_array(uint32_t, row_end);
    index->parent_of = lci_new_array(uint32_t, node_end);
    index->sql_capacity = SQL_SIZE + 2 * index->node_bytes + ROW_SIZE;
    index->sql = lci_alloc(index->sql_capacity, 1);
    if (!index->leaf_of || !index->parent_of || !index->sql)
        return false;
    return lci_rtree_pack(index->cells, index->cell_count, most, write_node, index) && flush(index) &&
           write_holders(index, "rowid", index->leaf_of, row_end) &&
           write_holders(index, "parent", index->parent_of, node_end) && lci_gpkg_execute(index->dataset, index->trigger);
}
