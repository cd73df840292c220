/* gpkg_polygons.c - multipolygons and points out of the bytes that a GeoPackage keeps; none beyond them is read. */
#include "io/gpkg_polygons.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"

enum wkb { WKB_POINT = 1, WKB_LINE = 2, WKB_POLYGON = 3, WKB_MULTILINE = 5, WKB_MULTIPOLYGON = 6 };

enum {
    LOW_BYTE_FIRST = 1,
    BOX_KIND_SHIFT = 1,
    BOX_KINDS = 5,
    HEADER_SIZE = 8,
    TYPE_SIZE = 5,
    HEAD_SIZE = 9,
    COUNT_SIZE = 4,
    POINT_SIZE = 16
};

/* Numbers of the box that follows the header, by its kind in the flags. */
static const size_t box_numbers[BOX_KINDS] = {0, 4, 6, 6, 8};

/* What is left to read. */
struct bytes {
    const unsigned char *at;
    size_t left;
};

static uint32_t
u32_at(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static double
double_at(const unsigned char *at)
{
    const uint64_t bits = (uint64_t)u32_at(at) | (uint64_t)u32_at(at + 4) << 32;
    double number = 0.0;

    memcpy(&number, &bits, sizeof(number));
    return number;
}

/* The header: false where it is none. *box: the numbers of its box, or NULL. */
static bool
take_header(struct bytes *bytes, const unsigned char **box)
{
    unsigned kind = 0;

    *box = NULL;
    if (bytes->left < HEADER_SIZE || memcmp(bytes->at, "GP", 2) != 0 || (bytes->at[3] & LOW_BYTE_FIRST) == 0)
        return false;
    kind = bytes->at[3] >> BOX_KIND_SHIFT & 7U;
    if (kind >= BOX_KINDS || bytes->left < HEADER_SIZE + 8 * box_numbers[kind])
        return false;
    if (kind > 0)
        *box = bytes->at + HEADER_SIZE;
    bytes->left -= HEADER_SIZE + 8 * box_numbers[kind];
    bytes->at += HEADER_SIZE + 8 * box_numbers[kind];
    return true;
}

/* Byte order, type and number of parts; each part has at least least_size bytes. */
static bool
take_head(struct bytes *bytes, enum wkb type, size_t least_size, uint32_t *count)
{
    if (bytes->left < HEAD_SIZE || bytes->at[0] != LOW_BYTE_FIRST || u32_at(bytes->at + 1) != (uint32_t)type)
        return false;
    *count = u32_at(bytes->at + 5);
    bytes->at += HEAD_SIZE;
    bytes->left -= HEAD_SIZE;
    return *count <= bytes->left / least_size;
}

static enum lci_gpkg_polygons_fault
take_ring(struct bytes *bytes, struct lci_gpkg_polygons *out)
{
    struct lci_polygons *polygons = &out->polygons;
    uint32_t count = 0;

    if (bytes->left < COUNT_SIZE)
        return LCI_GPKG_POLYGONS_DAMAGED;
    count = u32_at(bytes->at);
    bytes->at += COUNT_SIZE;
    bytes->left -= COUNT_SIZE;
    if (count > bytes->left / POINT_SIZE)
        return LCI_GPKG_POLYGONS_DAMAGED;
    if (!lci_reserve(&polygons->point_first, polygons->ring_count + 2, &out->point_first_capacity) ||
        !lci_reserve(&polygons->xy_m, 2 * (polygons->point_count + count), &out->xy_capacity))
        return LCI_GPKG_POLYGONS_NO_MEMORY;
    for (size_t i = 0; i < 2 * (size_t)count; i++)
        polygons->xy_m[2 * polygons->point_count + i] = double_at(bytes->at + 8 * i);
    bytes->at += (size_t)count * POINT_SIZE;
    bytes->left -= (size_t)count * POINT_SIZE;
    polygons->point_count += count;
    polygons->point_first[++polygons->ring_count] = (uint32_t)polygons->point_count;
    return LCI_GPKG_POLYGONS_FINE;
}

static enum lci_gpkg_polygons_fault
take_polygon(struct bytes *bytes, struct lci_gpkg_polygons *out)
{
    struct lci_polygons *polygons = &out->polygons;
    enum lci_gpkg_polygons_fault fault = LCI_GPKG_POLYGONS_FINE;
    uint32_t ring_count = 0;

    if (!take_head(bytes, WKB_POLYGON, COUNT_SIZE, &ring_count))
        return LCI_GPKG_POLYGONS_DAMAGED;
    for (uint32_t ring = 0; ring < ring_count && fault == LCI_GPKG_POLYGONS_FINE; ring++)
        fault = take_ring(bytes, out);
    if (fault != LCI_GPKG_POLYGONS_FINE)
        return fault;
    if (!lci_reserve(&polygons->ring_first, polygons->polygon_count + 2, &out->ring_first_capacity))
        return LCI_GPKG_POLYGONS_NO_MEMORY;
    polygons->ring_first[++polygons->polygon_count] = (uint32_t)polygons->ring_count;
    return LCI_GPKG_POLYGONS_FINE;
}

/* False: out of memory. */
static bool
empty(struct lci_gpkg_polygons *out)
{
    struct lci_polygons *polygons = &out->polygons;

    polygons->polygon_count = polygons->ring_count = polygons->point_count = 0;
    if (!lci_reserve(&polygons->ring_first, 1, &out->ring_first_capacity) ||
        !lci_reserve(&polygons->point_first, 1, &out->point_first_capacity))
        return false;
    polygons->ring_first[0] = polygons->point_first[0] = 0;
    return true;
}

/* Empties `out`, and takes what stands before the `count` parts of a geometry of that type; no bytes have no parts. */
static enum lci_gpkg_polygons_fault
begin(struct bytes *bytes, enum wkb type, struct lci_gpkg_polygons *out, uint32_t *count)
{
    const unsigned char *box = NULL;

    *count = 0;
    if (!empty(out))
        return LCI_GPKG_POLYGONS_NO_MEMORY;
    if (bytes->left > 0 && (!take_header(bytes, &box) || !take_head(bytes, type, HEAD_SIZE, count)))
        return LCI_GPKG_POLYGONS_DAMAGED;
    return LCI_GPKG_POLYGONS_FINE;
}

enum lci_gpkg_polygons_fault
lci_gpkg_polygons_read(const unsigned char *bytes, size_t size, struct lci_gpkg_polygons *out)
{
    struct bytes left = {bytes, size};
    uint32_t count = 0;
    enum lci_gpkg_polygons_fault fault = begin(&left, WKB_MULTIPOLYGON, out, &count);

    for (uint32_t p = 0; p < count && fault == LCI_GPKG_POLYGONS_FINE; p++)
        fault = take_polygon(&left, out);
    return fault;
}

enum lci_gpkg_polygons_fault
lci_gpkg_lines_read(const unsigned char *bytes, size_t size, struct lci_gpkg_polygons *out)
{
    struct bytes left = {bytes, size};
    uint32_t count = 0;
    enum lci_gpkg_polygons_fault fault = begin(&left, WKB_MULTILINE, out, &count);

    for (uint32_t l = 0; l < count && fault == LCI_GPKG_POLYGONS_FINE; l++) {
        if (left.left < TYPE_SIZE || left.at[0] != LOW_BYTE_FIRST || u32_at(left.at + 1) != WKB_LINE)
            return LCI_GPKG_POLYGONS_DAMAGED;
        left.at += TYPE_SIZE;
        left.left -= TYPE_SIZE;
        fault = take_ring(&left, out); /* a line is kept as a ring is */
    }
    return fault;
}

void
lci_gpkg_polygons_fini(struct lci_gpkg_polygons *polygons)
{
    lci_free(polygons->polygons.ring_first);
    lci_free(polygons->polygons.point_first);
    lci_free(polygons->polygons.xy_m);
    *polygons = (struct lci_gpkg_polygons){.xy_capacity = 0};
}

bool
lci_gpkg_point(const unsigned char *bytes, size_t size, double place_m[2])
{
    struct bytes left = {bytes, size};
    const unsigned char *box = NULL;

    if (size == 0 || !take_header(&left, &box) || left.left < TYPE_SIZE + POINT_SIZE || left.at[0] != LOW_BYTE_FIRST ||
        u32_at(left.at + 1) != WKB_POINT)
        return false;
    place_m[0] = double_at(left.at + TYPE_SIZE);
    place_m[1] = double_at(left.at + TYPE_SIZE + 8);
    return isfinite(place_m[0]) && isfinite(place_m[1]);
}

bool
lci_gpkg_box(const unsigned char *bytes, size_t size, struct lci_gpkg_polygons *room, double box_m[4])
{
    struct bytes left = {bytes, size};
    const unsigned char *box = NULL;

    if (size == 0 || !take_header(&left, &box))
        return false;
    if (!box && lci_gpkg_polygons_read(bytes, size, room) != LCI_GPKG_POLYGONS_FINE)
        return false;
    for (size_t side = 0; side < 4; side++)
        box_m[side] = box ? double_at(box + 8 * side) : side % 2 == 0 ? (double)INFINITY : -(double)INFINITY;
    for (size_t i = 0; i < 2 * room->polygons.point_count && !box; i++) {
        box_m[2 * (i % 2)] = fmin(box_m[2 * (i % 2)], room->polygons.xy_m[i]);
        box_m[2 * (i % 2) + 1] = fmax(box_m[2 * (i % 2) + 1], room->polygons.xy_m[i]);
    }
    return box_m[0] <= box_m[1] && box_m[2] <= box_m[3];
}
