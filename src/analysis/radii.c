/* radii.c - the straight lines of every category: its limits and its radius. */
#include <assert.h>
#include <math.h>

#include "analysis/straight.h"
#include "base/alloc.h"

static bool
is_same(double a_m, double b_m)
{
    return fabs(a_m - b_m) <= 0.0;
}

/* Limits ascend; the radius goes where it belongs among them. */
static size_t
fill_radii(const struct lci_access_category *category, double *items_m)
{
    size_t count = 0;
    bool placed = false;

    for (size_t i = 0; i < category->limit_count; i++) {
        const double limit_m = category->limits_m[i];

        if (!placed && category->radius_m < limit_m)
            items_m[count++] = category->radius_m;
        placed = placed || category->radius_m <= limit_m;
        items_m[count++] = limit_m;
    }
    if (!placed)
        items_m[count++] = category->radius_m;
    return count;
}

enum lci_status
lci_radii_build(const struct lci_access_category *categories, size_t category_count, struct lci_radii *out,
                struct lci_error *err)
{
    size_t most = category_count;

    for (size_t category = 0; category < category_count; category++)
        most += categories[category].limit_count;
    *out = (struct lci_radii){.category_count = category_count};
    out->first = lci_new_array(size_t, category_count + 1);
    out->items_m = lci_new_array(double, most);
    out->own = lci_new_array(size_t, category_count);
    if (!out->first || !out->items_m || !out->own) {
        lci_radii_fini(out);
        return lci_fail_nomem(err, "straight lines");
    }
    for (size_t category = 0; category < category_count; category++) {
        out->total += fill_radii(&categories[category], out->items_m + out->total);
        out->first[category + 1] = out->total;
        out->own[category] = lci_radii_find(out, category, categories[category].radius_m);
    }
    return LCI_OK;
}

void
lci_radii_fini(struct lci_radii *radii)
{
    lci_free(radii->first);
    lci_free(radii->items_m);
    lci_free(radii->own);
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

size_t
lci_radii_find(const struct lci_radii *radii, size_t category, double radius_m)
{
    size_t at = radii->first[category];

    while (at < radii->first[category + 1] && !is_same(radii->items_m[at], radius_m))
        at++;
    assert(at < radii->first[category + 1]);
    return at;
}
