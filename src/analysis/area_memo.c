/* area_memo.c - keys of service areas, and areas as bytes: counts, where polygons and rings begin, coordinates. */
#include "analysis/area_memo.h"

#include <string.h>

#include "base/alloc.h"
#include "geom/polygons.h"

/* Polygons, rings, points. */
enum { COUNTS = 3 };

/* Other bytes for the same area, or another area of the same ground and walks, are other numbers. */
static const char *const AREA_METHOD = "area 1";
static const char *const RING_METHOD = "ring 1";

static size_t
size_of(const struct lci_polygons *polygons)
{
    return (COUNTS + polygons->polygon_count + 1 + polygons->ring_count + 1) * sizeof(uint32_t) +
           2 * polygons->point_count * sizeof(double);
}

enum lci_status
lci_area_bench_init(const struct lci_access_inputs *inputs, const struct lci_ground_prints *prints, struct lci_area_bench *bench,
                    struct lci_error *err)
{
    enum lci_status status = lci_geos_new(&bench->geos, err);

    if (!status)
        status = lci_ground_new(inputs->partition, bench->geos, inputs->min_hole_m2, &bench->ground, err);
    if (!status && prints)
        status = lci_ground_looker_new(prints, &bench->looker, err);
    if (status)
        return status;
    bench->hasher = lci_hasher_new();
    return bench->hasher ? LCI_OK : lci_fail_nomem(err, "service areas");
}

void
lci_area_bench_fini(struct lci_area_bench *bench)
{
    lci_ground_free(bench->ground);
    lci_ground_looker_free(bench->looker);
    lci_geos_free(bench->geos);
    lci_hasher_free(bench->hasher);
    lci_yards_bench_fini(&bench->yards);
    *bench = (struct lci_area_bench){0};
}

enum lci_status
lci_area_key(const struct lci_access_inputs *inputs, const struct lci_yard_question *question, struct lci_area_bench *bench,
             struct lci_fingerprint *out, struct lci_error *err)
{
    const struct lci_ground_block *blocks = NULL;
    size_t count = 0;
    enum lci_status status = lci_ground_blocks(bench->ground, bench->looker, question->search, question->label,
                                               question->limit_mm, &blocks, &count, err);

    if (!status)
        status = lci_yards_find(inputs->yards, question, &bench->yards, err);
    if (status)
        return status;
    lci_hasher_reset(bench->hasher);
    lci_hasher_add_text(bench->hasher, AREA_METHOD);
    lci_hasher_add_double(bench->hasher, inputs->min_hole_m2);
    lci_hasher_add_double(bench->hasher, lci_partition_step_m(inputs->partition));
    for (size_t i = 0; i < count; i++)
        lci_hasher_add_fingerprint(bench->hasher, blocks[i].key);
    lci_ground_print_polygons(bench->hasher, &bench->yards.found);
    *out = lci_hasher_end(bench->hasher);
    return LCI_OK;
}

struct lci_fingerprint
lci_ring_key(struct lci_fingerprint larger, struct lci_fingerprint smaller, struct lci_hasher *hasher)
{
    lci_hasher_reset(hasher);
    lci_hasher_add_text(hasher, RING_METHOD);
    lci_hasher_add_fingerprint(hasher, larger);
    lci_hasher_add_fingerprint(hasher, smaller);
    return lci_hasher_end(hasher);
}

/* Moves `size` bytes on. */
static const unsigned char *
take(const unsigned char *from, void *to, size_t size)
{
    memcpy(to, from, size);
    return from + size;
}

static unsigned char *
give(unsigned char *to, const void *from, size_t size)
{
    memcpy(to, from, size);
    return to + size;
}

/* Whether what was stored is polygons of these counts, each beginning where the one before ends. */
static bool
is_sound(const struct lci_polygons *polygons)
{
    bool sound = polygons->ring_first[0] == 0 && polygons->point_first[0] == 0 &&
                 polygons->ring_first[polygons->polygon_count] == polygons->ring_count &&
                 polygons->point_first[polygons->ring_count] == polygons->point_count;

    for (size_t p = 0; sound && p < polygons->polygon_count; p++)
        sound = polygons->ring_first[p] < polygons->ring_first[p + 1];
    for (size_t r = 0; sound && r < polygons->ring_count; r++)
        sound = polygons->point_first[r] < polygons->point_first[r + 1];
    return sound;
}

enum lci_status
lci_area_get(struct lci_memo *memo, struct lci_fingerprint key, struct lci_polygons *out, bool *found, struct lci_error *err)
{
    uint32_t counts[COUNTS] = {0};
    struct lci_polygons polygons = {0};
    const void *bytes = NULL;
    const unsigned char *at = NULL;
    size_t size = 0;
    enum lci_status status = lci_memo_get(memo, LCI_MEMO_AREA, key, &bytes, &size, err);

    *found = false;
    *out = (struct lci_polygons){0};
    if (status != LCI_OK || size < sizeof(counts))
        return status;
    at = take(bytes, counts, sizeof(counts));
    if (size != size_of(&(struct lci_polygons){.polygon_count = counts[0], .ring_count = counts[1], .point_count = counts[2]}))
        return LCI_OK;
    *found = true;
    if (counts[0] == 0)
        return LCI_OK;
    if (!lci_polygons_reserve(&polygons, counts[0], counts[1], counts[2])) {
        lci_polygons_fini(&polygons);
        return lci_fail_nomem(err, "service area");
    }
    polygons.polygon_count = counts[0];
    polygons.ring_count = counts[1];
    polygons.point_count = counts[2];
    at = take(at, polygons.ring_first, (counts[0] + (size_t)1) * sizeof(uint32_t));
    at = take(at, polygons.point_first, (counts[1] + (size_t)1) * sizeof(uint32_t));
    (void)take(at, polygons.xy_m, 2 * (size_t)counts[2] * sizeof(double));
    *found = is_sound(&polygons);
    if (*found)
        *out = polygons;
    else
        lci_polygons_fini(&polygons);
    return LCI_OK;
}

enum lci_status
lci_area_put(struct lci_memo *memo, struct lci_fingerprint key, const struct lci_polygons *area, struct lci_error *err)
{
    static const uint32_t none = 0;
    const uint32_t counts[COUNTS] = {(uint32_t)area->polygon_count, (uint32_t)area->ring_count, (uint32_t)area->point_count};
    const bool empty = area->polygon_count == 0;
    const size_t size = size_of(area);
    unsigned char *bytes = NULL;
    unsigned char *at = NULL;
    enum lci_status status = LCI_OK;

    if (area->point_count > UINT32_MAX)
        return lci_fail(err, LCI_E_LIMIT, "service area: %zu points", area->point_count);
    bytes = lci_new_array(unsigned char, size);
    if (!bytes)
        return lci_fail_nomem(err, "service area");
    at = give(bytes, counts, sizeof(counts));
    at = give(at, empty ? &none : area->ring_first, (area->polygon_count + 1) * sizeof(uint32_t));
    at = give(at, empty ? &none : area->point_first, (area->ring_count + 1) * sizeof(uint32_t));
    if (!empty)
        (void)give(at, area->xy_m, 2 * area->point_count * sizeof(double));
    status = lci_memo_put(memo, LCI_MEMO_AREA, key, bytes, size, err);
    lci_free(bytes);
    return status;
}
