/* builder.c - collects features and puts them into an order that does not depend on the file's. */
#include "io/builder.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool
lci_builder_add_part(struct lci_builder *builder, bool is_line)
{
    if (!lci_grow(&builder->part_first_ring, builder->part_count, &builder->part_capacity) ||
        !lci_grow(&builder->part_is_line, builder->part_count, &builder->line_capacity))
        return false;
    builder->part_first_ring[builder->part_count] = (uint32_t)builder->ring_count;
    builder->part_is_line[builder->part_count++] = is_line;
    return true;
}

bool
lci_builder_add_ring(struct lci_builder *builder)
{
    if (!lci_grow(&builder->ring_first_point, builder->ring_count, &builder->ring_capacity))
        return false;
    builder->ring_first_point[builder->ring_count++] = (uint32_t)builder->point_count;
    return true;
}

bool
lci_builder_add_point(struct lci_builder *builder, double x_m, double y_m)
{
    if (builder->point_count >= UINT32_MAX / 2)
        return false;
    if (!lci_grow_sized(&builder->xy_m, builder->point_count, &builder->point_capacity,
                        2 * sizeof(double)))
        return false;
    builder->xy_m[2 * builder->point_count] = x_m;
    builder->xy_m[2 * builder->point_count + 1] = y_m;
    builder->point_count++;
    return true;
}

static size_t
parts_in_features(const struct lci_builder *builder)
{
    const struct lci_built_feature *last =
        builder->count > 0 ? &builder->features[builder->count - 1] : NULL;

    return last ? (size_t)last->first_part + last->part_count : 0;
}

bool
lci_builder_add_feature(struct lci_builder *builder, const char *id, int64_t number,
                        const char **texts)
{
    size_t first = parts_in_features(builder);

    if (!lci_grow(&builder->features, builder->count, &builder->capacity))
        return false;
    builder->features[builder->count] = (struct lci_built_feature){
        .id = id,
        .texts = texts,
        .number = number,
        .first_part = (uint32_t)first,
        .part_count = (uint32_t)(builder->part_count - first),
    };
    builder->count++;
    return true;
}

double
lci_builder_extent_m(const struct lci_builder *builder)
{
    size_t first = parts_in_features(builder);
    double low[2] = {INFINITY, INFINITY};
    double high[2] = {-INFINITY, -INFINITY};

    if (first == builder->part_count || builder->part_first_ring[first] == builder->ring_count)
        return 0.0;
    for (size_t i = builder->ring_first_point[builder->part_first_ring[first]];
         i < builder->point_count; i++)
        for (size_t axis = 0; axis < 2; axis++) {
            low[axis] = fmin(low[axis], builder->xy_m[2 * i + axis]);
            high[axis] = fmax(high[axis], builder->xy_m[2 * i + axis]);
        }
    return fmax(high[0] - low[0], high[1] - low[1]);
}

void
lci_builder_drop_parts(struct lci_builder *builder)
{
    size_t first = parts_in_features(builder);

    if (first == builder->part_count)
        return;
    if (builder->part_first_ring[first] < builder->ring_count)
        builder->point_count = builder->ring_first_point[builder->part_first_ring[first]];
    builder->ring_count = builder->part_first_ring[first];
    builder->part_count = first;
}

/* Ends of the last part and ring, so that every one ends where the next begins. */
static bool
finish_bounds(struct lci_builder *builder)
{
    if (!lci_grow(&builder->part_first_ring, builder->part_count, &builder->part_capacity) ||
        !lci_grow(&builder->ring_first_point, builder->ring_count, &builder->ring_capacity))
        return false;
    builder->part_first_ring[builder->part_count] = (uint32_t)builder->ring_count;
    builder->ring_first_point[builder->ring_count] = (uint32_t)builder->point_count;
    return true;
}

struct sort_key {
    const struct lci_builder *builder;
    const struct lci_built_feature *feature;
};

static int
compare_texts(const char *a, const char *b)
{
    if (!a || !b)
        return (a != NULL) - (b != NULL);
    return strcmp(a, b);
}

static int
compare_places(const struct lci_builder *builder, const struct lci_built_feature *a,
               const struct lci_built_feature *b)
{
    uint32_t at_a = builder->ring_first_point[builder->part_first_ring[a->first_part]];
    uint32_t at_b = builder->ring_first_point[builder->part_first_ring[b->first_part]];
    uint32_t end_a =
        builder->ring_first_point[builder->part_first_ring[a->first_part + a->part_count]];
    uint32_t end_b =
        builder->ring_first_point[builder->part_first_ring[b->first_part + b->part_count]];

    for (; at_a < end_a && at_b < end_b; at_a++, at_b++)
        for (int axis = 0; axis < 2; axis++) {
            double of_a = builder->xy_m[2 * (size_t)at_a + (size_t)axis];
            double of_b = builder->xy_m[2 * (size_t)at_b + (size_t)axis];

            if (of_a != of_b)
                return of_a < of_b ? -1 : 1;
        }
    return (at_a < end_a) - (at_b < end_b);
}

static int
compare_keys(const void *left, const void *right)
{
    const struct sort_key *a = left;
    const struct sort_key *b = right;
    int order = strcmp(a->feature->id, b->feature->id);

    if (order == 0)
        order = compare_places(a->builder, a->feature, b->feature);
    for (size_t i = 0; order == 0 && i < a->builder->role_count; i++)
        order = compare_texts(a->feature->texts[i], b->feature->texts[i]);
    if (order != 0)
        return order;
    return (a->feature->number > b->feature->number) - (a->feature->number < b->feature->number);
}

static struct sort_key *
sorted_keys(const struct lci_builder *builder)
{
    struct sort_key *keys = lci_new_array(struct sort_key, builder->count + 1);

    for (size_t i = 0; keys && i < builder->count; i++)
        keys[i] = (struct sort_key){.builder = builder, .feature = &builder->features[i]};
    if (keys)
        qsort(keys, builder->count, sizeof(*keys), compare_keys);
    return keys;
}

static bool
allocate(const struct lci_builder *builder, bool with_kinds, struct lci_features *out)
{
    out->count = builder->count;
    out->role_count = builder->role_count;
    out->part_first = lci_new_array(uint32_t, builder->count + 1);
    out->ring_first = lci_new_array(uint32_t, builder->part_count + 1);
    out->point_first = lci_new_array(uint32_t, builder->ring_count + 1);
    out->xy_m = lci_new_array(double, 2 * builder->point_count + 1);
    out->texts = lci_new_array(const char *, builder->count * builder->role_count + 1);
    out->ids = lci_new_array(const char *, builder->count + 1);
    out->part_is_line = with_kinds ? lci_new_array(bool, builder->part_count + 1) : NULL;
    return out->part_first && out->ring_first && out->point_first && out->xy_m && out->texts &&
           out->ids && (out->part_is_line || !with_kinds);
}

static void
copy_part(const struct lci_builder *builder, size_t part, struct lci_features *out)
{
    for (uint32_t ring = builder->part_first_ring[part]; ring < builder->part_first_ring[part + 1];
         ring++) {
        uint32_t first = builder->ring_first_point[ring];
        uint32_t count = builder->ring_first_point[ring + 1] - first;

        memcpy(out->xy_m + 2 * out->point_count, builder->xy_m + 2 * (size_t)first,
               2 * (size_t)count * sizeof(double));
        out->point_count += count;
        out->point_first[++out->ring_count] = (uint32_t)out->point_count;
    }
    if (out->part_is_line)
        out->part_is_line[out->part_count] = builder->part_is_line[part];
    out->ring_first[++out->part_count] = (uint32_t)out->ring_count;
}

enum lci_status
lci_builder_take(struct lci_builder *builder, bool with_kinds, struct lci_features *out,
                 struct lci_error *err)
{
    struct sort_key *keys = NULL;

    *out = (struct lci_features){0};
    lci_builder_drop_parts(builder);
    if (!finish_bounds(builder) || !allocate(builder, with_kinds, out) ||
        !(keys = sorted_keys(builder))) {
        lci_features_fini(out);
        return lci_fail_nomem(err, "features");
    }
    for (size_t i = 0; i < builder->count; i++) {
        const struct lci_built_feature *feature = keys[i].feature;

        for (uint32_t part = 0; part < feature->part_count; part++)
            copy_part(builder, feature->first_part + part, out);
        out->part_first[i + 1] = (uint32_t)out->part_count;
        out->ids[i] = feature->id;
        for (size_t role = 0; role < builder->role_count; role++)
            out->texts[role * builder->count + i] = feature->texts[role];
    }
    out->arena = builder->arena;
    builder->arena = (struct lci_arena){0};
    lci_free(keys);
    lci_builder_fini(builder);
    return LCI_OK;
}

void
lci_builder_fini(struct lci_builder *builder)
{
    lci_free(builder->features);
    lci_free(builder->part_first_ring);
    lci_free(builder->part_is_line);
    lci_free(builder->ring_first_point);
    lci_free(builder->xy_m);
    lci_arena_fini(&builder->arena);
    *builder = (struct lci_builder){0};
}
