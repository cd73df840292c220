/* mask.c - finds the polygons of a mask by place. */
#include "geom/mask.h"

#include <math.h>

#include "base/alloc.h"

enum lci_status
lci_mask_init(struct lci_mask *mask, const struct lci_polygons *items, size_t count, struct lci_error *err)
{
    double *box_m = lci_new_array(double, 4 * count);
    enum lci_status status = LCI_OK;

    *mask = (struct lci_mask){.items = items, .count = count};
    if (!box_m)
        return lci_fail_nomem(err, "ground");
    for (size_t i = 0; i < count; i++) {
        const struct lci_polygons *item = &items[i];
        const uint32_t first = item->polygon_count > 0 ? item->point_first[item->ring_first[0]] : 0;
        const uint32_t end = item->polygon_count > 0 ? item->point_first[item->ring_first[item->polygon_count]] : 0;
        double *box = box_m + 4 * i;

        box[0] = box[1] = INFINITY;
        box[2] = box[3] = -INFINITY;
        for (size_t p = first; p < end; p++)
            for (size_t axis = 0; axis < 2; axis++) {
                box[axis] = fmin(box[axis], item->xy_m[2 * p + axis]);
                box[2 + axis] = fmax(box[2 + axis], item->xy_m[2 * p + axis]);
            }
    }
    status = lci_box_tree_new(box_m, count, &mask->tree, err);
    lci_free(box_m);
    return status;
}

void
lci_mask_fini(struct lci_mask *mask)
{
    lci_box_tree_free(mask->tree);
    *mask = (struct lci_mask){0};
}

bool
lci_mask_equal(const struct lci_mask *a, const struct lci_mask *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->items[i].xy_m != b->items[i].xy_m || a->items[i].ring_first != b->items[i].ring_first)
            return false;
    return true;
}

/* A square that is being filled. */
struct filling {
    const struct lci_mask *mask;
    const double *corner_m;
    double size_m;
    struct lci_clipped *clipped;
    bool failed;
};

static void
add_item(void *user, uint32_t item)
{
    struct filling *filling = user;

    if (!filling->failed)
        filling->failed =
            !lci_clip_polygons(filling->clipped, &filling->mask->items[item], filling->corner_m, filling->size_m);
}

bool
lci_mask_clip(const struct lci_mask *mask, const double corner_m[2], double size_m, struct lci_clipped *clipped)
{
    struct filling filling = {.mask = mask, .corner_m = corner_m, .size_m = size_m, .clipped = clipped};
    const double box_m[4] = {corner_m[0], corner_m[1], corner_m[0] + size_m, corner_m[1] + size_m};

    lci_clipped_clear(clipped);
    lci_box_tree_visit(mask->tree, box_m, add_item, &filling);
    return !filling.failed;
}
