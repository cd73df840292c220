/* boxes.c - asks the polygons whose boxes hold a place. */
#include "analysis/boxes.h"

#include <math.h>

#include "base/alloc.h"
#include "geom/box_tree.h"

struct lci_boxes {
    const struct lci_shapes *shapes;
    uint32_t first; /* shape of box 0 */
    struct lci_box_tree *tree;
};

enum lci_status
lci_boxes_new(const struct lci_shapes *shapes, uint32_t first, uint32_t end, struct lci_boxes **out,
              struct lci_error *err)
{
    struct lci_boxes *boxes = lci_new(struct lci_boxes);
    double *box_m = lci_new_array(double, 4 * (size_t)(end - first));
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (boxes && box_m) {
        *boxes = (struct lci_boxes){.shapes = shapes, .first = first};
        for (uint32_t shape = first; shape < end; shape++)
            if (!lci_shape_box(shapes, shape, box_m + 4 * (size_t)(shape - first)))
                box_m[4 * (size_t)(shape - first)] = INFINITY; /* no place is in it */
        status = lci_box_tree_new(box_m, end - first, &boxes->tree, err);
    } else {
        status = lci_fail_nomem(err, "index of polygons");
    }
    lci_free(box_m);
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
    lci_box_tree_free(boxes->tree);
    lci_free(boxes);
}

struct visitor {
    const struct lci_boxes *boxes;
    void (*visit)(void *user, uint32_t shape);
    void *user;
};

static void
visit_shape(void *user, uint32_t box)
{
    const struct visitor *visitor = user;

    visitor->visit(visitor->user, visitor->boxes->first + box);
}

void
lci_boxes_visit(const struct lci_boxes *boxes, const double box_m[4], void (*visit)(void *user, uint32_t shape),
                void *user)
{
    struct visitor visitor = {boxes, visit, user};

    lci_box_tree_visit(boxes->tree, box_m, visit_shape, &visitor);
}

struct holder {
    const struct lci_boxes *boxes;
    double x_m, y_m;
    uint32_t lowest;
};

static void
ask_shape(void *user, uint32_t box)
{
    struct holder *holder = user;
    const uint32_t shape = holder->boxes->first + box;

    if (shape < holder->lowest &&
        lci_shape_holds(holder->boxes->shapes, shape, holder->x_m, holder->y_m))
        holder->lowest = shape;
}

uint32_t
lci_boxes_holder(const struct lci_boxes *boxes, double x_m, double y_m)
{
    /* A hair wider than the place: what lies on the outline by the tolerance of lci_part_holds() counts. */
    const double slack_m = 1e-5;
    const double box_m[4] = {x_m - slack_m, y_m - slack_m, x_m + slack_m, y_m + slack_m};
    struct holder holder = {.boxes = boxes, .x_m = x_m, .y_m = y_m, .lowest = LCI_NONE};

    lci_box_tree_visit(boxes->tree, box_m, ask_shape, &holder);
    return holder.lowest;
}
