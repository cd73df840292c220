/* remarks.c - the list of remarks, sorted and each thing said once. */
#include "network/remarks.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"

/* There and back differ by rounding only. */
#define SAME_DISTANCE_M 1e-6

bool
lci_build_remarks_add(struct lci_build_remarks *remarks, const struct lci_build_remark *remark)
{
    if (!lci_grow(&remarks->items, remarks->count, &remarks->capacity))
        return false;
    remarks->items[remarks->count++] = *remark;
    return true;
}

void
lci_build_remarks_fini(struct lci_build_remarks *remarks)
{
    lci_free(remarks->items);
    *remarks = (struct lci_build_remarks){0};
}

static int
order(double a, double b)
{
    return (a > b) - (a < b);
}

static int
order_ids(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int
compare_remarks(const void *left, const void *right)
{
    const struct lci_build_remark *a = left;
    const struct lci_build_remark *b = right;
    int by = order_ids((uint32_t)a->kind, (uint32_t)b->kind);

    by = by ? by : order_ids(a->way, b->way);
    by = by ? by : order_ids(a->other_way, b->other_way);
    by = by ? by : order(a->x_m, b->x_m);
    by = by ? by : order(a->y_m, b->y_m);
    return by ? by : order(a->distance_m, b->distance_m);
}

static uint32_t
lower_way(const struct lci_build_remark *remark)
{
    return remark->way < remark->other_way ? remark->way : remark->other_way;
}

static uint32_t
upper_way(const struct lci_build_remark *remark)
{
    return remark->way < remark->other_way ? remark->other_way : remark->way;
}

/* The same pair of ways next to each other, nearest first, the way with the lower index in front. */
static int
compare_pairs(const void *left, const void *right)
{
    const struct lci_build_remark *a = left;
    const struct lci_build_remark *b = right;
    int by = order_ids((uint32_t)a->kind, (uint32_t)b->kind);

    by = by ? by : order_ids(lower_way(a), lower_way(b));
    by = by ? by : order_ids(upper_way(a), upper_way(b));
    by = by ? by : order(a->distance_m, b->distance_m);
    return by ? by : compare_remarks(left, right);
}

static bool
says_the_same(const struct lci_build_remark *a, const struct lci_build_remark *b)
{
    if (a->kind != b->kind || lower_way(a) != lower_way(b) || upper_way(a) != upper_way(b))
        return false;
    switch (a->kind) {
    case LCI_REMARK_CROSSING:
        return true;
    case LCI_REMARK_NEAR_MISS:
    case LCI_REMARK_JOINED:
        return a->way != b->way && fabs(a->distance_m - b->distance_m) < SAME_DISTANCE_M;
    case LCI_REMARK_TOO_SHORT:
        break;
    }
    return false;
}

void
lci_build_remarks_tidy(struct lci_build_remarks *remarks)
{
    size_t used = 0;

    if (remarks->count == 0)
        return;
    qsort(remarks->items, remarks->count, sizeof(*remarks->items), compare_pairs);
    for (size_t i = 0; i < remarks->count; i++)
        if (used == 0 || !says_the_same(&remarks->items[used - 1], &remarks->items[i]))
            remarks->items[used++] = remarks->items[i];
    remarks->count = used;
    qsort(remarks->items, remarks->count, sizeof(*remarks->items), compare_remarks);
}
