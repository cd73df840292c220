/* box_tree.c - levels of boxes, each around sixteen of the level below. */
#include "geom/box_tree.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/alloc.h"

enum { FANOUT = 16 };

struct box {
    double m[4]; /* min x, min y, max x, max y */
};

struct leaf {
    uint64_t key; /* place along the curve */
    uint32_t item;
    struct box box;
};

/* Level 0 is the leaves; node i of a level covers nodes [FANOUT * i, FANOUT * (i + 1)) of the level below. */
struct lci_box_tree {
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
    return (a->item > b->item) - (a->item < b->item);
}

static uint32_t
curve_step(double value, double low, double high)
{
    if (high <= low)
        return 0;
    return (uint32_t)((value - low) / (high - low) * 65535.0);
}

static void
sort_leaves(struct lci_box_tree *tree)
{
    struct box all = {{INFINITY, INFINITY, -INFINITY, -INFINITY}};

    for (size_t i = 0; i < tree->leaf_count; i++)
        all = join_boxes(all, tree->leaves[i].box);
    for (size_t i = 0; i < tree->leaf_count; i++) {
        const double *m = tree->leaves[i].box.m;

        tree->leaves[i].key = spread_bits(curve_step((m[0] + m[2]) / 2.0, all.m[0], all.m[2])) |
                               spread_bits(curve_step((m[1] + m[3]) / 2.0, all.m[1], all.m[3]))
                                   << 1;
    }
    qsort(tree->leaves, tree->leaf_count, sizeof(*tree->leaves), compare_leaves);
}

static struct box
box_below(const struct lci_box_tree *tree, size_t level, size_t node)
{
    return level == 0 ? tree->leaves[node].box
                      : tree->nodes[tree->level_first[level - 1] + node];
}

static enum lci_status
build_levels(struct lci_box_tree *tree, struct lci_error *err)
{
    size_t below = tree->leaf_count;
    size_t total = 0;

    for (tree->levels = 0; below > 1 || tree->levels == 0; tree->levels++) {
        below = (below + FANOUT - 1) / FANOUT;
        tree->level_first[tree->levels] = total;
        tree->level_count[tree->levels] = below;
        total += below;
    }
    tree->nodes = lci_new_array(struct box, total);
    if (!tree->nodes)
        return lci_fail_nomem(err, "index of boxes");
    below = tree->leaf_count;
    for (size_t level = 0; level < tree->levels; level++) {
        for (size_t node = 0; node < tree->level_count[level]; node++) {
            struct box all = {{INFINITY, INFINITY, -INFINITY, -INFINITY}};

            for (size_t i = node * FANOUT; i < below && i < (node + 1) * FANOUT; i++)
                all = join_boxes(all, box_below(tree, level, i));
            tree->nodes[tree->level_first[level] + node] = all;
        }
        below = tree->level_count[level];
    }
    return LCI_OK;
}

enum lci_status
lci_box_tree_new(const double *box_m, size_t count, struct lci_box_tree **out, struct lci_error *err)
{
    struct lci_box_tree *tree = lci_new(struct lci_box_tree);
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (tree)
        tree->leaves = lci_new_array(struct leaf, count);
    if (!tree || !tree->leaves) {
        lci_box_tree_free(tree);
        return lci_fail_nomem(err, "index of boxes");
    }
    for (size_t i = 0; i < count; i++) {
        const double *m = box_m + 4 * i;

        if (m[0] <= m[2] && m[1] <= m[3])
            tree->leaves[tree->leaf_count++] =
                (struct leaf){.item = (uint32_t)i, .box = {{m[0], m[1], m[2], m[3]}}};
    }
    sort_leaves(tree);
    status = build_levels(tree, err);
    if (status)
        lci_box_tree_free(tree);
    else
        *out = tree;
    return status;
}

void
lci_box_tree_free(struct lci_box_tree *tree)
{
    if (!tree)
        return;
    lci_free(tree->leaves);
    lci_free(tree->nodes);
    lci_free(tree);
}

/* A box that is looked for, and who asked. */
struct question {
    struct box box;
    void (*visit)(void *user, uint32_t box);
    void *user;
};

static bool
boxes_meet(const struct box *a, const struct box *b)
{
    return a->m[0] <= b->m[2] && a->m[2] >= b->m[0] && a->m[1] <= b->m[3] && a->m[3] >= b->m[1];
}

static void
visit_below(const struct lci_box_tree *tree, size_t level, size_t node,
            const struct question *question)
{
    size_t below = level == 0 ? tree->leaf_count : tree->level_count[level - 1];

    for (size_t i = node * FANOUT; i < below && i < (node + 1) * FANOUT; i++) {
        struct box box = box_below(tree, level, i);

        if (!boxes_meet(&box, &question->box))
            continue;
        if (level > 0)
            visit_below(tree, level - 1, i, question);
        else
            question->visit(question->user, tree->leaves[i].item);
    }
}

void
lci_box_tree_visit(const struct lci_box_tree *tree, const double box_m[4],
                   void (*visit)(void *user, uint32_t box), void *user)
{
    const struct question question = {
        .box = {{box_m[0], box_m[1], box_m[2], box_m[3]}}, .visit = visit, .user = user};

    if (tree->leaf_count > 0)
        visit_below(tree, tree->levels - 1, 0, &question);
}
