/* radii.c - the straight lines of every category: its limits and its radius. */
#include <math.h>

#include "analysis/straight.h"
#include "base/alloc.h"

static bool
is_same(double a_m, double b_m)
{
    return fabs(a_m - b_m) <= 0.0;
}

/* Limits ascend; the radius goes where it belongs among them, and is one of them where it is equal. */
static void
add_radii(struct lci_radii *radii, const struct lci_access_category *category, size_t *of_limit, size_t *own)
{
    bool placed = false;

    for (size_t i = 0; i < category->limit_count; i++) {
        const double limit_m = category->limits_m[i];

        if (!placed && category->radius_m < limit_m) {
            *own = radii->total;
            radii->items_m[radii->total++] = category->radius_m;
        } else if (!placed && is_same(category->radius_m, limit_m)) {
            *own = radii->total;
        }
        placed = placed || category->radius_m <= limit_m;
        of_limit[i] = radii->total;
        radii->items_m[radii->total++] = limit_m;
    }
    if (!placed) {
        *own = radii->total;
        radii->items_m[radii->total++] = category->radius_m;
    }
}

enum lci_status
lci_radii_build(const struct lci_access_category *categories, size_t category_count, struct lci_radii *out,
                struct lci_error *err)
{
    size_t limit_total = 0;

    for (size_t category = 0; category < category_count; category++)
        limit_total += categories[category].limit_count;
    *out = (struct lci_radii){.category_count = category_count};
    out->first = lci_new_array(size_t, category_count + 1);
    out->items_m = lci_new_array(double, limit_total + category_count);
    out->own = lci_new_array(size_t, category_count);
    out->of_limit = lci_new_array(size_t, limit_total);
    if (!out->first || !out->items_m || !out->own || !out->of_limit) {
        lci_radii_fini(out);
        return lci_fail_nomem(err, "straight lines");
    }
    for (size_t category = 0, limit = 0; category < category_count; category++) {
        add_radii(out, &categories[category], &out->of_limit[limit], &out->own[category]);
        limit += categories[category].limit_count;
        out->first[category + 1] = out->total;
    }
    return LCI_OK;
}

void
lci_radii_fini(struct lci_radii *radii)
{
    lci_free(radii->first);
    lci_free(radii->items_m);
    lci_free(radii->own);
    lci_free(radii->of_limit);
    *radii = (struct lci_radii){0};
}

void
lci_radii_raise(const struct lci_radii *radii, const struct lci_access_category *category, size_t index,
                const double *walked_ratio, double *ratio)
{
    size_t limit = 0;

    for (size_t r = radii->first[index]; r < radii->first[index + 1]; r++) {
        if (r > radii->first[index])
            ratio[r] = fmax(ratio[r], ratio[r - 1]);
        if (limit < category->limit_count && is_same(radii->items_m[r], category->limits_m[limit]))
            ratio[r] = fmax(ratio[r], walked_ratio[limit++]);
    }
}
