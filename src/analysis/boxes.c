/* boxes.c - a packed tree over the boxes of polygons, in the order of a space-filling curve. */
#include "analysis/boxes.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"

enum { FANOUT = 16 };

struct box {
    double m[4]; /* min x, min y, max x, max y */
};

struct leaf {
    uint64_t key; /* place along the curve */
    uint32_t shape;
    struct box box;
};

/* Level 0 is the leaves; node i of a level covers nodes [FANOUT * i, FANOUT * (i + 1)) of the level
 * below. */
struct lci_boxes {
    const struct lci_shapes *shapes;
    struct leaf *leaves;
    size_t leaf_count;
    struct box *nodes; /* all levels above the leaves, lowest first */
    size_t level_first[16], level_count[16];
    size_t levels;
};

static uint64_t
spread_bits(uint32_t value)
{
    uint64_t bits = value;

    bits = (bits | bits << 16) & UINT64_C(0x0000ffff0000ffff);
    bits = (bits | bits << 8) & UINT64_C(0x00ff00ff00ff00ff);
    bits = (bits | bits << 4) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    bits = (bits | bits << 2) & UINT64_C(0x3333333333333333);
    return (bits | bits << 1) & UINT64_C(0x5555555555555555);
}

static struct box
join_boxes(struct box a, struct box b)
{
    return (struct box){
        {fmin(a.m[0], b.m[0]), fmin(a.m[1], b.m[1]), fmax(a.m[2], b.m[2]), fmax(a.m[3], b.m[3])}};
}

static int
compare_leaves(const void *left, const void *right)
{
    const struct leaf *a = left;
    const struct leaf *b = right;

    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->shape > b->shape) - (a->shape < b->shape);
}

static uint32_t
curve_step(double value, double low, double high)
{
    if (high <= low)
        return 0;
    return (uint32_t)((value - low) / (high - low) * 65535.0);
}

static void
sort_leaves(struct lci_boxes *boxes)
{
    struct box all = {{INFINITY, INFINITY, -INFINITY, -INFINITY}};

    for (size_t i = 0; i < boxes->leaf_count; i++)
        all = join_boxes(all, boxes->leaves[i].box);
    for (size_t i = 0; i < boxes->leaf_count; i++) {
        const double *m = boxes->leaves[i].box.m;

        boxes->leaves[i].key = spread_bits(curve_step((m[0] + m[2]) / 2.0, all.m[0], all.m[2])) |
                               spread_bits(curve_step((m[1] + m[3]) / 2.0, all.m[1], all.m[3]))
                                   << 1;
    }
    qsort(boxes->leaves, boxes->leaf_count, sizeof(*boxes->leaves), compare_leaves);
}

static struct box
box_below(const struct lci_boxes *boxes, size_t level, size_t node)
{
    return level == 0 ? boxes->leaves[node].box
                      : boxes->nodes[boxes->level_first[level - 1] + node];
}

static enum lci_status
build_levels(struct lci_boxes *boxes, struct lci_error *err)
{
    size_t below = boxes->leaf_count;
    size_t total = 0;

    for (boxes->levels = 0; below > 1 || boxes->levels == 0; boxes->levels++) {
        below = (below + FANOUT - 1) / FANOUT;
        boxes->level_first[boxes->levels] = total;
        boxes->level_count[boxes->levels] = below;
        total += below;
    }
    boxes->nodes = lci_new_array(struct box, total);
    if (!boxes->nodes)
        return lci_fail_nomem(err, "index of polygons");
    below = boxes->leaf_count;
    for (size_t level = 0; level < boxes->levels; level++) {
        for (size_t node = 0; node < boxes->level_count[level]; node++) {
            struct box all = {{INFINITY, INFINITY, -INFINITY, -INFINITY}};

            for (size_t i = node * FANOUT; i < below && i < (node + 1) * FANOUT; i++)
                all = join_boxes(all, box_below(boxes, level, i));
            boxes->nodes[boxes->level_first[level] + node] = all;
        }
        below = boxes->level_count[level];
    }
    return LCI_OK;
}

enum lci_status
lci_boxes_new(const struct lci_shapes *shapes, uint32_t first, uint32_t end, struct lci_boxes **out,
              struct lci_error *err)
{
    struct lci_boxes *boxes = lci_new(struct lci_boxes);
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (boxes)
        boxes->leaves = lci_new_array(struct leaf, end - first);
    if (!boxes || !boxes->leaves) {
        status = lci_fail_nomem(err, "index of polygons");
        goto out;
    }
    boxes->shapes = shapes;
    for (uint32_t shape = first; shape < end; shape++) {
        struct leaf *leaf = &boxes->leaves[boxes->leaf_count];

        leaf->shape = shape;
        if (lci_shape_box(shapes, shape, leaf->box.m))
            boxes->leaf_count++;
    }
    sort_leaves(boxes);
    status = build_levels(boxes, err);

out:
    if (status)
        lci_boxes_free(boxes);
    else
        *out = boxes;
    return status;
}

void
lci_boxes_free(struct lci_boxes *boxes)
{
    if (!boxes)
        return;
    lci_free(boxes->leaves);
    lci_free(boxes->nodes);
    lci_free(boxes);
}

/* A hair wider than the box: what lies on the outline by the tolerance of lci_part_holds() counts.
 */
static bool
box_holds(const struct box *box, double x_m, double y_m)
{
    const double slack_m = 1e-5;

    return x_m >= box->m[0] - slack_m && y_m >= box->m[1] - slack_m && x_m <= box->m[2] + slack_m &&
           y_m <= box->m[3] + slack_m;
}

static uint32_t
holder_below(const struct lci_boxes *boxes, size_t level, size_t node, const double place_m[2],
             uint32_t best)
{
    size_t below = level == 0 ? boxes->leaf_count : boxes->level_count[level - 1];

    for (size_t i = node * FANOUT; i < below && i < (node + 1) * FANOUT; i++) {
        struct box box = box_below(boxes, level, i);

        if (!box_holds(&box, place_m[0], place_m[1]))
            continue;
        if (level > 0)
            best = holder_below(boxes, level - 1, i, place_m, best);
        else if (boxes->leaves[i].shape < best &&
                 lci_shape_holds(boxes->shapes, boxes->leaves[i].shape, place_m[0], place_m[1]))
            best = boxes->leaves[i].shape;
    }
    return best;
}

uint32_t
lci_boxes_holder(const struct lci_boxes *boxes, double x_m, double y_m)
{
    const double place_m[2] = {x_m, y_m};

    if (boxes->leaf_count == 0)
        return LCI_NONE;
    return holder_below(boxes, boxes->levels - 1, 0, place_m, LCI_NONE);
}
