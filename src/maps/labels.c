/* labels.c - greedy placement: the first of some places that is free. */
#include "maps/labels.h"

#include "base/alloc.h"

enum { LINES_MAX = 3 };

static const double AIR_MM = 0.4;

void
lci_labels_take(struct lci_labels *labels, const struct lci_map_area *area)
{
    /* Without memory a label may lie on another one, which is better than no map. */
    if (lci_grow(&labels->taken, labels->count, &labels->capacity))
        labels->taken[labels->count++] = *area;
}

void
lci_labels_spare(struct lci_labels *labels, const struct lci_map_area *area)
{
    if (lci_grow(&labels->soft, labels->soft_count, &labels->soft_capacity))
        labels->soft[labels->soft_count++] = *area;
}

static bool
is_apart(const struct lci_map_area *a, const struct lci_map_area *b)
{
    return a->x_mm + a->width_mm <= b->x_mm || b->x_mm + b->width_mm <= a->x_mm || a->y_mm + a->height_mm <= b->y_mm ||
           b->y_mm + b->height_mm <= a->y_mm;
}

bool
lci_labels_is_free(const struct lci_labels *labels, const struct lci_map_area *area)
{
    const struct lci_map_area *room = &labels->room;

    if (area->x_mm < room->x_mm || area->y_mm < room->y_mm || area->x_mm + area->width_mm > room->x_mm + room->width_mm ||
        area->y_mm + area->height_mm > room->y_mm + room->height_mm)
        return false;
    for (size_t i = 0; i < labels->count; i++)
        if (!is_apart(area, &labels->taken[i]))
            return false;
    for (size_t i = 0; i < labels->soft_count && labels->minds_soft; i++)
        if (!is_apart(area, &labels->soft[i]))
            return false;
    return true;
}

/* Takes the box if it is free. */
static bool
take_free(struct lci_labels *labels, double x_mm, double y_mm, double width_mm, double height_mm)
{
    const struct lci_map_area area = {x_mm - AIR_MM, y_mm - AIR_MM, width_mm + 2.0 * AIR_MM, height_mm + 2.0 * AIR_MM};

    if (!lci_labels_is_free(labels, &area))
        return false;
    lci_labels_take(labels, &area);
    return true;
}

static bool
try_centre(struct lci_labels *labels, struct lci_canvas *canvas, const double place_mm[2], const char *const *lines,
           const struct lci_text_look *looks, size_t line_count)
{
    static const double shifts[][2] = {{0.0, 0.0},  {0.0, -0.6}, {0.0, 0.6},   {-0.35, 0.0}, {0.35, 0.0},
                                       {0.0, -1.1}, {0.0, 1.1},  {-0.6, -0.6}, {0.6, -0.6},  {-0.6, 0.6},
                                       {0.6, 0.6},  {0.0, -1.8}, {0.0, 1.8}};
    double heights_mm[LINES_MAX] = {0.0};
    struct lci_extent whole = {0.0, 0.0};

    for (size_t l = 0; l < line_count; l++) {
        const struct lci_extent extent = lci_canvas_measure(canvas, lines[l], &looks[l]);

        heights_mm[l] = extent.height_mm * 0.82; /* lines of this font are far apart */
        whole.height_mm += heights_mm[l];
        if (extent.width_mm > whole.width_mm)
            whole.width_mm = extent.width_mm;
    }
    for (size_t s = 0; s < sizeof(shifts) / sizeof(shifts[0]); s++) {
        const double x_mm = place_mm[0] + shifts[s][0] * whole.width_mm;
        double y_mm = place_mm[1] + shifts[s][1] * whole.height_mm - whole.height_mm / 2.0;

        if (!take_free(labels, x_mm - whole.width_mm / 2.0, y_mm, whole.width_mm, whole.height_mm))
            continue;
        for (size_t l = 0; l < line_count; l++) {
            struct lci_text_look look = looks[l];

            look.align = LCI_ALIGN_MIDDLE;
            (void)lci_canvas_text(canvas, x_mm, y_mm - heights_mm[l] * 0.11, lines[l], &look);
            y_mm += heights_mm[l];
        }
        return true;
    }
    return false;
}

bool
lci_labels_centre(struct lci_labels *labels, struct lci_canvas *canvas, const double place_mm[2], const char *const *lines,
                  const struct lci_text_look *looks, size_t line_count)
{
    bool is_placed = false;

    labels->minds_soft = labels->soft_count > 0;
    is_placed = labels->minds_soft && try_centre(labels, canvas, place_mm, lines, looks, line_count);
    labels->minds_soft = false;
    return is_placed || try_centre(labels, canvas, place_mm, lines, looks, line_count);
}

bool
lci_labels_beside(struct lci_labels *labels, struct lci_canvas *canvas, const double place_mm[2], double radius_mm,
                  const char *text, const struct lci_text_look *look)
{
    const struct lci_extent extent = lci_canvas_measure(canvas, text, look);
    const double width_mm = extent.width_mm, height_mm = extent.height_mm * 0.8;
    const double off_mm = radius_mm + 0.5;
    const double corners[][2] = {
        {off_mm, -height_mm / 2.0},
        {-off_mm - width_mm, -height_mm / 2.0},
        {-width_mm / 2.0, -off_mm - height_mm},
        {-width_mm / 2.0, off_mm},
        {off_mm * 0.7, -off_mm - height_mm},
        {off_mm * 0.7, off_mm * 0.7},
        {-off_mm - width_mm, -off_mm - height_mm},
        {-off_mm - width_mm, off_mm * 0.7},
    };

    for (size_t c = 0; c < sizeof(corners) / sizeof(corners[0]); c++) {
        const double x_mm = place_mm[0] + corners[c][0];
        const double y_mm = place_mm[1] + corners[c][1];

        if (!take_free(labels, x_mm, y_mm, width_mm, height_mm))
            continue;
        (void)lci_canvas_text(canvas, x_mm, y_mm - extent.height_mm * 0.1, text, look);
        return true;
    }
    return false;
}

void
lci_labels_fini(struct lci_labels *labels)
{
    lci_free(labels->taken);
    lci_free(labels->soft);
    *labels = (struct lci_labels){.count = 0};
}
