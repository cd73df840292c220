/* builder.h - features one after the other, then sorted into arrays. */
#ifndef LCI_IO_BUILDER_H
#define LCI_IO_BUILDER_H

#include "base/error.h"
#include "io/features.h"

/** One feature as it was read. */
struct lci_built_feature {
    const char *id;      /* in the builder's arena */
    const char **texts;  /* role_count, likewise */
    int64_t number;      /* of the driver: the last tie-break */
    uint32_t first_part; /* its parts end where the next feature's begin */
    uint32_t part_count;
};

/** Grows while a layer is read; zeroes are empty. One thread. */
struct lci_builder {
    struct lci_built_feature *features;
    size_t count, capacity;
    uint32_t *part_first_ring; /* part_count + 1 once finished */
    bool *part_is_line;
    size_t part_count, part_capacity, line_capacity;
    uint32_t *ring_first_point;
    size_t ring_count, ring_capacity;
    double *xy_m;
    size_t point_count, point_capacity;
    size_t role_count;
    struct lci_arena arena;
};

/** Begins a part, a ring of it, adds a point to it. False: out of memory. */
bool lci_builder_add_part(struct lci_builder *builder, bool is_line);
bool lci_builder_add_ring(struct lci_builder *builder);
bool lci_builder_add_point(struct lci_builder *builder, double x_m, double y_m);

/** Ends a feature that consists of the parts added since the last one. False: out of memory. */
bool lci_builder_add_feature(struct lci_builder *builder, const char *id, int64_t number,
                             const char **texts);

/** The longer side of the box around the parts added since the last feature. */
double lci_builder_extent_m(const struct lci_builder *builder);

/** Forgets parts added since the last feature. */
void lci_builder_drop_parts(struct lci_builder *builder);

/**
 * Sorts the features by id (byte by byte), then by coordinates, then by texts, and moves everything into `out`.
 * with_kinds: out->part_is_line is wanted. The builder is empty afterwards. Errors: LCI_E_NOMEM, LCI_E_LIMIT.
 */
LCI_MUST_USE enum lci_status lci_builder_take(struct lci_builder *builder, bool with_kinds,
                                              struct lci_features *out, struct lci_error *err);

void lci_builder_fini(struct lci_builder *builder);

#endif
