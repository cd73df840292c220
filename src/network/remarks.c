/* remarks.c - the list of remarks, sorted and each thing said once. */
#include "network/remarks.h"

#include <stdlib.h>

#include "base/alloc.h"


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

/* One crossing is enough for a pair of ways, and nothing is said twice. */
static bool
says_the_same(const struct lci_build_remark *a, const struct lci_build_remark *b)
{
    if (a->kind == LCI_REMARK_CROSSING && b->kind == LCI_REMARK_CROSSING)
        return a->way == b->way && a->other_way == b->other_way;
    return compare_remarks(a, b) == 0;
}

void
lci_build_remarks_tidy(struct lci_build_remarks *remarks)
{
    size_t used = 0;

    if (remarks->count == 0)
        return;
    qsort(remarks->items, remarks->count, sizeof(*remarks->items), compare_remarks);
    for (size_t i = 0; i < remarks->count; i++)
        if (used == 0 || !says_the_same(&remarks->items[used - 1], &remarks->items[i]))
            remarks->items[used++] = remarks->items[i];
    remarks->count = used;
}
