/* rtree.c - boxes packed into a tree: sorted, tiled, and again for the level above. */
#include "io/rtree.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* SQLite's own factors (rtree.c, rtreeValueDown() and rtreeValueUp()): boxes are those that its triggers would write. */
static const double TOWARDS_ZERO = 1.0 - 1.0 / 8388608.0;
static const double AWAY_FROM_ZERO = 1.0 + 1.0 / 8388608.0;

static float
round_down(double value)
{
    const float rounded = (float)value;

    return (double)rounded > value ? (float)(value * (value < 0.0 ? AWAY_FROM_ZERO : TOWARDS_ZERO)) : rounded;
}

static float
round_up(double value)
{
    const float rounded = (float)value;

    return (double)rounded < value ? (float)(value * (value < 0.0 ? TOWARDS_ZERO : AWAY_FROM_ZERO)) : rounded;
}

struct lci_rtree_cell
lci_rtree_cell(int64_t id, double min_x, double max_x, double min_y, double max_y)
{
    return (struct lci_rtree_cell){id, {round_down(min_x), round_up(max_x), round_down(min_y), round_up(max_y)}};
}

static int
compare_along(const struct lci_rtree_cell *a, const struct lci_rtree_cell *b, size_t axis)
{
    const double middle_a = (double)a->box[2 * axis] + (double)a->box[2 * axis + 1];
    const double middle_b = (double)b->box[2 * axis] + (double)b->box[2 * axis + 1];

    if (middle_a != middle_b)
        return middle_a < middle_b ? -1 : 1;
    return (a->id > b->id) - (a->id < b->id);
}

static int
compare_x(const void *left, const void *right)
{
    return compare_along(left, right, 0);
}

static int
compare_y(const void *left, const void *right)
{
    return compare_along(left, right, 1);
}

/* First cell of part `part` when `count` cells are divided evenly. */
static size_t
part_begin(size_t count, size_t part_count, size_t part)
{
    return count * part / part_count;
}

/* Brings cells into the order in which nodes take them: node i gets those from part_begin(i) on. */
static void
tile(struct lci_rtree_cell *cells, size_t count, size_t node_count)
{
    const size_t slice_count = (size_t)ceil(sqrt((double)node_count));

    qsort(cells, count, sizeof(*cells), compare_x);
    for (size_t slice = 0; slice < slice_count; slice++) {
        const size_t begin = part_begin(count, node_count, part_begin(node_count, slice_count, slice));
        const size_t end = part_begin(count, node_count, part_begin(node_count, slice_count, slice + 1));

        qsort(cells + begin, end - begin, sizeof(*cells), compare_y);
    }
}

static struct lci_rtree_cell
around(const struct lci_rtree_node *node)
{
    struct lci_rtree_cell all = node->cells[0];

    all.id = node->number;
    for (size_t i = 1; i < node->cell_count; i++)
        for (size_t axis = 0; axis < 2; axis++) {
            all.box[2 * axis] = fminf(all.box[2 * axis], node->cells[i].box[2 * axis]);
            all.box[2 * axis + 1] = fmaxf(all.box[2 * axis + 1], node->cells[i].box[2 * axis + 1]);
        }
    return all;
}

bool
lci_rtree_pack(struct lci_rtree_cell *cells, size_t count, size_t most, lci_rtree_sink sink, void *user)
{
    struct lci_rtree_node node = {.number = LCI_RTREE_ROOT};

    assert(most >= 2);
    for (; count > most; node.level++) {
        const size_t node_count = (count - 1) / most + 1;

        tile(cells, count, node_count);
        for (size_t i = 0; i < node_count; i++) {
            const size_t begin = part_begin(count, node_count, i);

            node.number++;
            node.cells = cells + begin;
            node.cell_count = part_begin(count, node_count, i + 1) - begin;
            if (!sink(user, &node))
                return false;
            cells[i] = around(&node); /* i is at most begin: what is overwritten was handed on */
        }
        count = node_count;
    }
    node.number = LCI_RTREE_ROOT;
    node.cells = cells;
    node.cell_count = count;
    return sink(user, &node);
}
