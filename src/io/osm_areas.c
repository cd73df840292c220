/* osm_areas.c - joins member ways to rings and finds which ring lies in which. */
#include "io/osm_areas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One end of a line piece, found by its node. */
struct end {
    size_t node;
    uint32_t piece;
};

static bool
has_place(const struct lci_osm *osm, int64_t ref)
{
    return ref >= 0 && !isnan(osm->node_xy_m[2 * ref]);
}

static bool
add_node(struct lci_osm_shape *shape, size_t node)
{
    if (!lci_grow(&shape->nodes, shape->node_count, &shape->node_capacity))
        return false;
    shape->nodes[shape->node_count++] = node;
    return true;
}

static bool
start_piece(struct lci_osm_shape *shape)
{
    if (!lci_grow(&shape->pieces, shape->piece_count, &shape->piece_capacity))
        return false;
    shape->pieces[shape->piece_count] =
        (struct lci_osm_piece){.first_node = shape->node_count, .outer = (uint32_t)shape->piece_count};
    shape->piece_count++;
    return true;
}

/* Counts the last piece's nodes and sees whether it is a ring; a piece that is no line is taken back. */
static void
end_piece(struct lci_osm_shape *shape)
{
    struct lci_osm_piece *piece = &shape->pieces[shape->piece_count - 1];

    piece->node_count = shape->node_count - piece->first_node;
    if (piece->node_count < 2) {
        shape->node_count = piece->first_node;
        shape->piece_count--;
        return;
    }
    piece->is_ring = piece->node_count >= 4 &&
                     shape->nodes[piece->first_node] == shape->nodes[shape->node_count - 1];
}

static bool
append_way(const struct lci_osm *osm, const struct lci_osm_object *way, struct lci_osm_shape *shape)
{
    bool inside = false;

    for (size_t i = 0; i < way->ref_count; i++) {
        const int64_t ref = osm->refs[way->first_ref + i];

        if (!has_place(osm, ref)) {
            shape->missing_count++;
            if (inside)
                end_piece(shape);
            inside = false;
            continue;
        }
        if (!inside && !start_piece(shape))
            return false;
        if (inside && shape->nodes[shape->node_count - 1] == (size_t)ref)
            continue;
        if (!add_node(shape, (size_t)ref))
            return false;
        inside = true;
    }
    if (inside)
        end_piece(shape);
    return true;
}

static void
clear(struct lci_osm_shape *shape)
{
    shape->piece_count = shape->node_count = shape->missing_count = 0;
}

bool
lci_osm_shape_of_way(const struct lci_osm *osm, const struct lci_osm_object *way,
                     struct lci_osm_shape *shape)
{
    clear(shape);
    return append_way(osm, way, shape);
}

static int
compare_ends(const void *a, const void *b)
{
    const struct end *x = a;
    const struct end *y = b;

    if (x->node != y->node)
        return x->node > y->node ? 1 : -1;
    return (x->piece > y->piece) - (x->piece < y->piece);
}

static size_t
end_node(const struct lci_osm_shape *shape, uint32_t piece, bool last)
{
    const struct lci_osm_piece *p = &shape->pieces[piece];

    return shape->nodes[last ? p->first_node + p->node_count - 1 : p->first_node];
}

/* The lowest piece not yet used that ends at the node, or LCI_NONE. */
static uint32_t
piece_at(const struct end *ends, size_t end_count, const bool *used, size_t node)
{
    size_t low = 0;
    size_t high = end_count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (ends[middle].node < node)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < end_count && ends[low].node == node; low++)
        if (!used[ends[low].piece])
            return ends[low].piece;
    return UINT32_MAX;
}

/* Appends the nodes of a piece to the last piece of `out`, from the end that is `node` on. */
static bool
append_piece(const struct lci_osm_shape *from, uint32_t number, size_t node, struct lci_osm_shape *out)
{
    const struct lci_osm_piece *piece = &from->pieces[number];
    const bool forward = from->nodes[piece->first_node] == node;
    const bool begins = out->pieces[out->piece_count - 1].first_node == out->node_count;

    for (size_t i = begins ? 0 : 1; i < piece->node_count; i++) {
        const size_t place = forward ? i : piece->node_count - 1 - i;

        if (!add_node(out, from->nodes[piece->first_node + place]))
            return false;
    }
    return true;
}

/* Makes one chain from the start of `first` on: a ring if it comes back to where it began. */
static bool
join_chain(const struct lci_osm_shape *from, const struct end *ends, size_t end_count, bool *used,
           uint32_t first, struct lci_osm_shape *out)
{
    const size_t start = end_node(from, first, false);
    size_t node = start;
    uint32_t piece = first;

    if (!start_piece(out))
        return false;
    while (piece != UINT32_MAX) {
        used[piece] = true;
        if (!append_piece(from, piece, node, out))
            return false;
        node = out->nodes[out->node_count - 1];
        if (node == start)
            break;
        piece = piece_at(ends, end_count, used, node);
    }
    end_piece(out);
    return true;
}

/* Copies the rings of `from` and joins its lines, lowest piece first. */
static bool
join_pieces(const struct lci_osm_shape *from, struct lci_osm_shape *out)
{
    struct end *ends = lci_new_array(struct end, 2 * from->piece_count);
    bool *used = lci_new_array(bool, from->piece_count);
    size_t end_count = 0;
    bool done = ends && used;

    for (uint32_t i = 0; done && i < from->piece_count; i++) {
        used[i] = from->pieces[i].is_ring;
        if (from->pieces[i].is_ring) {
            done = start_piece(out) && append_piece(from, i, end_node(from, i, false), out);
            if (done)
                end_piece(out);
            continue;
        }
        ends[end_count++] = (struct end){end_node(from, i, false), i};
        ends[end_count++] = (struct end){end_node(from, i, true), i};
    }
    if (done && end_count > 0)
        qsort(ends, end_count, sizeof(*ends), compare_ends);
    for (uint32_t i = 0; done && i < from->piece_count; i++)
        if (!used[i])
            done = join_chain(from, ends, end_count, used, i, out);
    lci_free(ends);
    lci_free(used);
    return done;
}

/* Area of a ring, not signed; taken from its first place so that large coordinates cancel. */
static double
ring_area_m2(const struct lci_osm *osm, const struct lci_osm_shape *shape,
             const struct lci_osm_piece *piece)
{
    const size_t *nodes = shape->nodes + piece->first_node;
    const double x0 = osm->node_xy_m[2 * nodes[0]];
    const double y0 = osm->node_xy_m[2 * nodes[0] + 1];
    double twice = 0.0;

    for (size_t i = 1; i + 1 < piece->node_count; i++) {
        const double *a = osm->node_xy_m + 2 * nodes[i];
        const double *b = osm->node_xy_m + 2 * nodes[i + 1];

        twice += (a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0);
    }
    return fabs(twice) / 2.0;
}

static bool
surrounds(const struct lci_osm *osm, const struct lci_osm_shape *shape,
          const struct lci_osm_piece *piece, double x, double y)
{
    const size_t *nodes = shape->nodes + piece->first_node;
    bool inside = false;

    for (size_t i = 0; i + 1 < piece->node_count; i++) {
        const double *a = osm->node_xy_m + 2 * nodes[i];
        const double *b = osm->node_xy_m + 2 * nodes[i + 1];

        if ((a[1] > y) != (b[1] > y) && x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]))
            inside = !inside;
    }
    return inside;
}

/* A place just inside the ring: beside the middle of its longest side, so that rings sharing a node do not mislead. */
static void
place_inside(const struct lci_osm *osm, const struct lci_osm_shape *shape,
             const struct lci_osm_piece *piece, double place[2])
{
    const size_t *nodes = shape->nodes + piece->first_node;
    const double *a = NULL;
    const double *b = NULL;
    double longest = -1.0;
    double step = 0.0;

    for (size_t i = 0; i + 1 < piece->node_count; i++) {
        const double *p = osm->node_xy_m + 2 * nodes[i];
        const double *q = osm->node_xy_m + 2 * nodes[i + 1];
        const double length = (q[0] - p[0]) * (q[0] - p[0]) + (q[1] - p[1]) * (q[1] - p[1]);

        if (length > longest) {
            longest = length;
            a = p;
            b = q;
        }
    }
    step = 1e-3 / (longest > 0.0 ? sqrt(longest) : 1.0); /* a millimetre off the side */
    place[0] = (a[0] + b[0]) / 2.0 - (b[1] - a[1]) * step;
    place[1] = (a[1] + b[1]) / 2.0 + (b[0] - a[0]) * step;
    if (!surrounds(osm, shape, piece, place[0], place[1])) {
        place[0] = (a[0] + b[0]) / 2.0 + (b[1] - a[1]) * step;
        place[1] = (a[1] + b[1]) / 2.0 - (b[0] - a[0]) * step;
    }
}

/* Marks holes: rings inside an odd number of larger ones. A hole belongs to the smallest ring around it. */
static void
nest(const struct lci_osm *osm, struct lci_osm_shape *shape)
{
    for (size_t i = 0; i < shape->piece_count; i++) {
        shape->pieces[i].outer = (uint32_t)i;
        if (shape->pieces[i].is_ring)
            shape->pieces[i].area_m2 = ring_area_m2(osm, shape, &shape->pieces[i]);
    }
    for (size_t i = 0; i < shape->piece_count; i++) {
        struct lci_osm_piece *ring = &shape->pieces[i];
        size_t smallest = i;
        double place[2] = {0.0, 0.0};

        if (!ring->is_ring)
            continue;
        place_inside(osm, shape, ring, place);
        for (size_t j = 0; j < shape->piece_count; j++) {
            const struct lci_osm_piece *other = &shape->pieces[j];

            if (!other->is_ring || !(other->area_m2 > ring->area_m2) ||
                !surrounds(osm, shape, other, place[0], place[1]))
                continue;
            ring->is_hole = !ring->is_hole;
            if (smallest == i || other->area_m2 < shape->pieces[smallest].area_m2)
                smallest = j;
        }
        if (ring->is_hole)
            ring->outer = (uint32_t)smallest;
    }
}

bool
lci_osm_shape_of_relation(const struct lci_osm *osm, const struct lci_osm_object *relation,
                          struct lci_osm_shape *shape)
{
    struct lci_osm_shape members = {0};
    bool done = true;

    clear(shape);
    for (size_t i = 0; done && i < relation->ref_count; i++) {
        const int64_t way = osm->refs[relation->first_ref + i];

        if (way < 0)
            shape->missing_count++;
        else
            done = append_way(osm, &osm->lists[LCI_OSM_WAY].items[way], &members);
    }
    shape->missing_count += members.missing_count;
    done = done && join_pieces(&members, shape);
    lci_osm_shape_fini(&members);
    if (done)
        nest(osm, shape);
    return done;
}

bool
lci_osm_shape_is_area(const struct lci_osm_shape *shape)
{
    for (size_t i = 0; i < shape->piece_count; i++)
        if (!shape->pieces[i].is_ring)
            return false;
    return shape->piece_count > 0;
}

void
lci_osm_piece_places(const struct lci_osm *osm, const struct lci_osm_shape *shape,
                     const struct lci_osm_piece *piece, double *xy_m)
{
    for (size_t i = 0; i < piece->node_count; i++)
        memcpy(xy_m + 2 * i, osm->node_xy_m + 2 * shape->nodes[piece->first_node + i],
               2 * sizeof(*xy_m));
}

void
lci_osm_shape_fini(struct lci_osm_shape *shape)
{
    lci_free(shape->pieces);
    lci_free(shape->nodes);
    *shape = (struct lci_osm_shape){0};
}
