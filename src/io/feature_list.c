/* feature_list.c - grows the arrays of a layer. */
#include "io/feature_list.h"

/* Writes `value` at array[index], making room. */
static bool
put(uint32_t **array, size_t index, size_t *capacity, size_t value)
{
    if (value > UINT32_MAX || index >= UINT32_MAX || !lci_grow(array, index, capacity))
        return false;
    (*array)[index] = (uint32_t)value;
    return true;
}

bool
lci_feature_list_add_feature(struct lci_feature_list *list)
{
    struct lci_features *f = list->features;

    if (!put(&f->part_first, f->count, &list->feature_capacity, f->part_count))
        return false;
    f->count++;
    return true;
}

bool
lci_feature_list_add_part(struct lci_feature_list *list, bool is_line)
{
    struct lci_features *f = list->features;

    if (!put(&f->ring_first, f->part_count, &list->part_capacity, f->ring_count) ||
        !lci_grow(&f->part_is_line, f->part_count, &list->line_capacity))
        return false;
    f->part_is_line[f->part_count++] = is_line;
    return true;
}

bool
lci_feature_list_add_ring(struct lci_feature_list *list)
{
    struct lci_features *f = list->features;

    if (!put(&f->point_first, f->ring_count, &list->ring_capacity, f->point_count))
        return false;
    f->ring_count++;
    return true;
}

bool
lci_feature_list_add_point(struct lci_feature_list *list, double x_m, double y_m)
{
    struct lci_features *f = list->features;

    if (f->point_count >= UINT32_MAX)
        return false;
    if (2 * f->point_count >= list->point_capacity) {
        const size_t wanted = list->point_capacity > 0 ? 2 * list->point_capacity : 256;
        double *grown = lci_realloc(f->xy_m, wanted, sizeof(*grown));

        if (!grown)
            return false;
        f->xy_m = grown;
        list->point_capacity = wanted;
    }
    f->xy_m[2 * f->point_count] = x_m;
    f->xy_m[2 * f->point_count + 1] = y_m;
    f->point_count++;
    return true;
}

bool
lci_feature_list_end(struct lci_feature_list *list, bool with_lines)
{
    struct lci_features *f = list->features;

    if (!with_lines) {
        lci_free(f->part_is_line);
        f->part_is_line = NULL;
    }
    return put(&f->part_first, f->count, &list->feature_capacity, f->part_count) &&
           put(&f->ring_first, f->part_count, &list->part_capacity, f->ring_count) &&
           put(&f->point_first, f->ring_count, &list->ring_capacity, f->point_count);
}
