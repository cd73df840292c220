/* gpkg_shape.c - a header with the box, then well-known binary, all numbers with the lowest byte first. */
#include "io/gpkg_shape.h"

#include <endian.h>
#include <math.h>
#include <string.h>

#include "base/alloc.h"

enum wkb { WKB_POINT = 1, WKB_LINE = 2, WKB_POLYGON = 3, WKB_MULTILINE = 5, WKB_MULTIPOLYGON = 6 };

/* Bits of the header's flags. */
enum { LOW_BYTE_FIRST = 1, HAS_BOX = 2, IS_EMPTY = 16 };

/* Bytes of a header with a box, of the head of a geometry (byte order, type, number of parts or points), and of a point. */
enum { HEADER_SIZE = 8 + 4 * 8, HEAD_SIZE = 1 + 4 + 4, POINT_SIZE = 2 * 8 };

static bool
make_room(struct lci_gpkg_shape *shape, size_t size)
{
    unsigned char *grown = NULL;

    shape->size = 0;
    if (size <= shape->capacity)
        return true;
    grown = lci_realloc(shape->bytes, 2, size);
    if (!grown)
        return false;
    shape->bytes = grown;
    shape->capacity = 2 * size;
    return true;
}

static void
put_u32(struct lci_gpkg_shape *shape, uint32_t number)
{
    for (unsigned shift = 0; shift < 32; shift += 8)
        shape->bytes[shape->size++] = (unsigned char)(number >> shift);
}

static void
put_double(struct lci_gpkg_shape *shape, double number)
{
    uint64_t bits = 0;

    memcpy(&bits, &number, sizeof(bits));
    bits = htole64(bits);
    memcpy(shape->bytes + shape->size, &bits, sizeof(bits));
    shape->size += sizeof(bits);
}

static void
put_type(struct lci_gpkg_shape *shape, enum wkb type)
{
    shape->bytes[shape->size++] = LOW_BYTE_FIRST;
    put_u32(shape, (uint32_t)type);
}

static void
put_head(struct lci_gpkg_shape *shape, enum wkb type, uint32_t part_count)
{
    put_type(shape, type);
    put_u32(shape, part_count);
}

/* Number of points, and the points. */
static void
put_chain(struct lci_gpkg_shape *shape, const struct lci_polygons *lines, uint32_t ring)
{
    const uint32_t end = lines->point_first[ring + 1];

    put_u32(shape, end - lines->point_first[ring]);
    for (size_t i = 2 * (size_t)lines->point_first[ring]; i < 2 * (size_t)end; i++)
        put_double(shape, lines->xy_m[i]);
}

static void
put_lines(struct lci_gpkg_shape *shape, const struct lci_polygons *lines)
{
    put_head(shape, WKB_MULTILINE, (uint32_t)lines->ring_count);
    for (uint32_t ring = 0; ring < lines->ring_count; ring++) {
        put_type(shape, WKB_LINE);
        put_chain(shape, lines, ring);
    }
}

static void
put_polygons(struct lci_gpkg_shape *shape, const struct lci_polygons *polygons)
{
    put_head(shape, WKB_MULTIPOLYGON, (uint32_t)polygons->polygon_count);
    for (size_t p = 0; p < polygons->polygon_count; p++) {
        put_head(shape, WKB_POLYGON, polygons->ring_first[p + 1] - polygons->ring_first[p]);
        for (uint32_t ring = polygons->ring_first[p]; ring < polygons->ring_first[p + 1]; ring++)
            put_chain(shape, polygons, ring);
    }
}

static void
put_header(struct lci_gpkg_shape *shape, int32_t crs_id, bool with_box)
{
    shape->bytes[shape->size++] = 'G';
    shape->bytes[shape->size++] = 'P';
    shape->bytes[shape->size++] = 0; /* version 1 */
    shape->bytes[shape->size++] =
        (unsigned char)(LOW_BYTE_FIRST | (with_box ? HAS_BOX : 0) | (shape->is_empty ? IS_EMPTY : 0));
    put_u32(shape, (uint32_t)crs_id);
    for (size_t side = 0; with_box && side < 4; side++)
        put_double(shape, shape->box_m[side]);
}

static void
find_box(struct lci_gpkg_shape *shape, const double *xy_m, size_t point_count)
{
    double *box_m = shape->box_m;

    shape->is_empty = point_count == 0;
    box_m[0] = box_m[2] = INFINITY;
    box_m[1] = box_m[3] = -INFINITY;
    for (size_t i = 0; i < point_count; i++)
        for (size_t axis = 0; axis < 2; axis++) {
            const double at_m = xy_m[2 * i + axis];

            box_m[2 * axis] = at_m < box_m[2 * axis] ? at_m : box_m[2 * axis];
            box_m[2 * axis + 1] = at_m > box_m[2 * axis + 1] ? at_m : box_m[2 * axis + 1];
        }
}

static bool
fill_point(struct lci_gpkg_shape *shape, const struct lci_row *row, int32_t crs_id)
{
    const double place_m[2] = {row->x_m, row->y_m};

    find_box(shape, place_m, 1);
    if (!make_room(shape, HEADER_SIZE + HEAD_SIZE + POINT_SIZE))
        return false;
    put_header(shape, crs_id, false); /* as GDAL: the point is its own box */
    put_type(shape, WKB_POINT);
    put_double(shape, row->x_m);
    put_double(shape, row->y_m);
    return true;
}

bool
lci_gpkg_shape_fill(struct lci_gpkg_shape *shape, enum lci_table_shape kind, const struct lci_row *row, int32_t crs_id)
{
    const bool is_lines = kind == LCI_TABLE_MULTILINE;
    const struct lci_polygons *parts = is_lines ? &row->lines : &row->polygons;
    const size_t polygon_count = is_lines ? 0 : parts->polygon_count;
    size_t ring = 0;
    size_t ring_end = is_lines ? parts->ring_count : 0;
    size_t point = 0;
    size_t point_end = 0;

    if (kind == LCI_TABLE_POINT)
        return fill_point(shape, row, crs_id);
    if (polygon_count > 0) { /* borrowed ones may lie amid others */
        ring = parts->ring_first[0];
        ring_end = parts->ring_first[polygon_count];
    }
    if (ring_end > ring) {
        point = parts->point_first[ring];
        point_end = parts->point_first[ring_end];
    }
    find_box(shape, parts->xy_m + 2 * point, point_end - point);
    if (!make_room(shape, HEADER_SIZE + HEAD_SIZE * (1 + polygon_count + ring_end - ring) + POINT_SIZE * (point_end - point)))
        return false;
    put_header(shape, crs_id, !shape->is_empty);
    if (is_lines)
        put_lines(shape, parts);
    else
        put_polygons(shape, parts);
    return true;
}

void
lci_gpkg_shape_fini(struct lci_gpkg_shape *shape)
{
    lci_free(shape->bytes);
    *shape = (struct lci_gpkg_shape){.bytes = NULL};
}
