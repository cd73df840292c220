/* analysis_model.h - homes, facilities, buildings and units by hand, on a plane. Include it after
 * cmocka. */
#ifndef LCI_TESTS_ANALYSIS_MODEL_H
#define LCI_TESTS_ANALYSIS_MODEL_H

#include <math.h>
#include <string.h>

#include "analysis/coverage.h"
#include "analysis/inputs.h"
#include "base/alloc.h"

static const char *const MODEL_WEIGHTS[] = {"households", "population", "elders", "minors"};
static const struct lci_origin MODEL_ORIGIN = {"hand.gpkg", "layer"};

/* Appends polygons: rings[r] has counts[r] points (2 numbers each); is_outer says where a part
 * begins. */
static inline void
model_add_rings(struct lci_shapes *shapes, const double *const *rings, const size_t *counts,
                const bool *is_outer, size_t ring_count)
{
    uint32_t part_first[2] = {0, 0};
    uint32_t ring_first[17] = {0};
    uint32_t point_first[17] = {0};
    double xy[512];
    struct lci_features features = {.count = 1,
                                    .part_first = part_first,
                                    .ring_first = ring_first,
                                    .point_first = point_first,
                                    .xy_m = xy};
    size_t at = 0;

    for (size_t r = 0; r < ring_count; r++) {
        if (is_outer[r])
            ring_first[part_first[1]++] = (uint32_t)r;
        for (size_t i = 0; i < 2 * counts[r]; i++)
            xy[at++] = rings[r][i];
        point_first[r + 1] = (uint32_t)(at / 2);
    }
    ring_first[part_first[1]] = (uint32_t)ring_count;
    if (lci_shapes_append(shapes, &features, 0, NULL) != LCI_OK)
        abort();
}

static inline void
model_box_ring(double x0, double y0, double x1, double y1, double ring[10])
{
    const double corners[10] = {x0, y0, x1, y0, x1, y1, x0, y1, x0, y0};

    memcpy(ring, corners, sizeof(corners));
}

static inline void
model_add_box(struct lci_shapes *shapes, double x0, double y0, double x1, double y1)
{
    double ring[10];
    const double *rings[1] = {ring};
    const size_t counts[1] = {5};
    const bool outer[1] = {true};

    model_box_ring(x0, y0, x1, y1, ring);
    model_add_rings(shapes, rings, counts, outer, 1);
}

/* A row whose shape the caller has just added; weights: four numbers, or NULL for fields that are
 * not there. */
static inline struct lci_home *
model_add_home(struct lci_homes *homes, const char *id, const double *weights)
{
    struct lci_home *home = NULL;

    homes->weight_names = MODEL_WEIGHTS;
    homes->weight_count = homes->known_count = LCI_WEIGHT_FIRST_EXTRA;
    if (!lci_grow(&homes->items, homes->count, &homes->capacity))
        abort();
    home = &homes->items[homes->count++];
    *home = (struct lci_home){
        .id = id, .name = "", .id_given = true, .origin = MODEL_ORIGIN, .dwellings = NAN, .floor_area_m2 = NAN};
    home->weights = lci_arena_alloc(&homes->texts, LCI_WEIGHT_FIRST_EXTRA, sizeof(*home->weights));
    for (size_t w = 0; weights && w < LCI_WEIGHT_FIRST_EXTRA; w++)
        home->weights[w] = (struct lci_weight_value){weights[w], LCI_WEIGHT_GIVEN};
    return home;
}

static inline struct lci_facility *
model_add_facility(struct lci_facilities *facilities, const char *id, uint32_t category, double x,
                   double y)
{
    if (!lci_grow(&facilities->items, facilities->count, &facilities->capacity))
        abort();
    facilities->items[facilities->count] = (struct lci_facility){.id = id,
                                                                 .name = "",
                                                                 .id_given = true,
                                                                 .category = category,
                                                                 .x_m = x,
                                                                 .y_m = y,
                                                                 .origin = MODEL_ORIGIN};
    return &facilities->items[facilities->count++];
}

static inline void
model_add_unit(struct lci_units *units, const char *level, const char *code, const char *parent,
               const double box[4])
{
    if (!lci_grow(&units->items, units->count, &units->capacity))
        abort();
    units->items[units->count++] = (struct lci_unit){
        .code = code, .name = "", .level = level, .parent_code = parent, .origin = MODEL_ORIGIN};
    model_add_box(&units->shapes, box[0], box[1], box[2], box[3]);
}

/* True where a row with the code about the feature is in the table. */
static inline bool
model_reported(const struct lci_quality *quality, const char *code, const char *id)
{
    for (size_t i = 0; i < quality->count; i++)
        if (strcmp(quality->rows[i].code, code) == 0 &&
            strcmp(quality->rows[i].feature_id, id) == 0)
            return true;
    return false;
}

#endif
