/* sites.c - which facilities share a site, by disjoint sets whose roots are their least members. */
#include "analysis/sites.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/attributes.h"
#include "base/alloc.h"

/* A facility as the search for shared sites sees it; texts are NULL or not empty. */
struct item {
    const char *site;
    const char *key; /* address, else name */
    bool key_is_address;
    double x_m, y_m;
    uint32_t index;
};

struct sets {
    const struct lci_metric *metric;
    double tolerance_m;
    struct item *items;
    uint32_t count;
    uint32_t *root;    /* by facility */
    bool *has_site;    /* by root */
};

static uint32_t
find(const struct sets *sets, uint32_t i)
{
    while (sets->root[i] != i)
        i = sets->root[i] = sets->root[sets->root[i]];
    return i;
}

/* Two sites that are named apart stay apart. */
static void
unite(struct sets *sets, uint32_t a, uint32_t b, bool same_text)
{
    a = find(sets, a);
    b = find(sets, b);
    if (a == b || (!same_text && sets->has_site[a] && sets->has_site[b]))
        return;
    if (a > b) {
        const uint32_t swapped = a;

        a = b;
        b = swapped;
    }
    sets->root[b] = a;
    sets->has_site[a] = sets->has_site[a] || sets->has_site[b];
}

static int
compare_texts(const char *a, const char *b)
{
    if (!a || !b)
        return (a != NULL) - (b != NULL);
    return strcmp(a, b);
}

static int
compare_by_site(const void *left, const void *right)
{
    const struct item *a = left;
    const struct item *b = right;
    const int order = compare_texts(a->site, b->site);

    return order ? order : (a->index > b->index) - (a->index < b->index);
}

static int
compare_by_place(const void *left, const void *right)
{
    const struct item *a = left;
    const struct item *b = right;
    int order = (int)a->key_is_address - (int)b->key_is_address;

    if (order == 0)
        order = compare_texts(a->key, b->key);
    if (order == 0)
        order = (a->x_m > b->x_m) - (a->x_m < b->x_m);
    return order ? order : (a->index > b->index) - (a->index < b->index);
}

static void
unite_named_sites(struct sets *sets)
{
    if (sets->count > 1)
        qsort(sets->items, sets->count, sizeof(*sets->items), compare_by_site);
    for (uint32_t i = 0; i < sets->count; i++) {
        if (!sets->items[i].site)
            continue;
        sets->has_site[sets->items[i].index] = true;
        if (i > 0 && compare_texts(sets->items[i - 1].site, sets->items[i].site) == 0)
            unite(sets, sets->items[i - 1].index, sets->items[i].index, true);
    }
}

/* Of one key from west to east: a later one farther east than the tolerance ends the search. Scale is within 0.1 % of 1. */
static void
unite_near_ones(struct sets *sets)
{
    const double reach_m = 1.01 * sets->tolerance_m;

    if (sets->count > 1)
        qsort(sets->items, sets->count, sizeof(*sets->items), compare_by_place);
    for (uint32_t i = 0; i < sets->count; i++) {
        const struct item *a = &sets->items[i];

        for (uint32_t j = i + 1; a->key && j < sets->count; j++) {
            const struct item *b = &sets->items[j];

            if (b->key_is_address != a->key_is_address || compare_texts(a->key, b->key) != 0 || b->x_m - a->x_m > reach_m)
                break;
            if ((!a->site || !b->site) &&
                lci_metric_distance_m(sets->metric, a->x_m, a->y_m, b->x_m, b->y_m) <= sets->tolerance_m)
                unite(sets, a->index, b->index, false);
        }
    }
}

static void
fill_items(struct sets *sets, const struct lci_facilities *facilities)
{
    for (uint32_t i = 0; i < sets->count; i++) {
        const struct lci_facility *facility = &facilities->items[i];
        const char *address = lci_facility_attribute(facilities, i, "address");
        const char *name = facility->name && facility->name[0] ? facility->name : NULL;

        sets->root[i] = i;
        sets->items[i] = (struct item){
            .site = lci_facility_attribute(facilities, i, "site"),
            .key = address ? address : name,
            .key_is_address = address != NULL,
            .x_m = facility->x_m,
            .y_m = facility->y_m,
            .index = i,
        };
    }
}

enum lci_status
lci_sites_build(const struct lci_facilities *facilities, const struct lci_metric *metric, double tolerance_m,
                uint32_t *site_of, struct lci_error *err)
{
    struct sets sets = {
        .metric = metric, .tolerance_m = tolerance_m, .count = (uint32_t)facilities->count, .root = site_of};
    enum lci_status status = LCI_OK;

    sets.items = lci_new_array(struct item, facilities->count);
    sets.has_site = lci_new_array(bool, facilities->count);
    if (sets.items && sets.has_site) {
        fill_items(&sets, facilities);
        unite_named_sites(&sets);
        unite_near_ones(&sets);
        for (uint32_t i = 0; i < sets.count; i++)
            site_of[i] = find(&sets, i);
    } else {
        status = lci_fail_nomem(err, "sites");
    }
    lci_free(sets.items);
    lci_free(sets.has_site);
    return status;
}
