/* places.c - union-find over places. */
#include "network/places.h"

#include <lifecircle/network.h>

#include "base/alloc.h"

bool
lci_places_reserve(struct lci_places *places, size_t capacity)
{
    uint32_t *parent = NULL;
    double *xy_m = NULL;
    uint8_t *moved = NULL;

    if (capacity <= places->capacity)
        return true;
    parent = lci_realloc(places->parent, capacity, sizeof(*parent));
    if (!parent)
        return false;
    places->parent = parent;
    xy_m = lci_realloc(places->xy_m, capacity, 2 * sizeof(*xy_m));
    if (!xy_m)
        return false;
    places->xy_m = xy_m;
    moved = lci_realloc(places->moved, capacity, sizeof(*moved));
    if (!moved)
        return false;
    places->moved = moved;
    places->capacity = capacity;
    return true;
}

static bool
grow(struct lci_places *places)
{
    return places->count < places->capacity ||
           lci_places_reserve(places, places->capacity < 64 ? 64 : places->capacity * 2);
}

uint32_t
lci_places_add(struct lci_places *places, double x_m, double y_m)
{
    const uint32_t place = (uint32_t)places->count;

    if (places->count >= LCI_NONE || !grow(places))
        return LCI_NONE;
    places->parent[place] = place;
    places->xy_m[2 * places->count] = x_m;
    places->xy_m[2 * places->count + 1] = y_m;
    places->moved[place] = 0;
    places->count++;
    return place;
}

uint32_t
lci_places_find(struct lci_places *places, uint32_t place)
{
    uint32_t *parent = places->parent;

    while (parent[place] != place) {
        parent[place] = parent[parent[place]];
        place = parent[place];
    }
    return place;
}

void
lci_places_unite(struct lci_places *places, uint32_t a, uint32_t b)
{
    a = lci_places_find(places, a);
    b = lci_places_find(places, b);
    if (a < b)
        places->parent[b] = a;
    else
        places->parent[a] = b;
}

int
lci_compare_xy(const double *a_m, const double *b_m)
{
    if (a_m[0] != b_m[0])
        return a_m[0] < b_m[0] ? -1 : 1;
    if (a_m[1] != b_m[1])
        return a_m[1] < b_m[1] ? -1 : 1;
    return 0;
}

void
lci_places_settle(struct lci_places *places)
{
    for (uint32_t place = 0; place < places->count; place++) {
        const uint32_t standing = lci_places_find(places, place);
        const double *own_m = &places->xy_m[2 * (size_t)place];
        double *best_m = &places->xy_m[2 * (size_t)standing];
        const int order = (int)places->moved[place] - (int)places->moved[standing];

        if (standing == place || order > 0 || (order == 0 && lci_compare_xy(own_m, best_m) >= 0))
            continue;
        best_m[0] = own_m[0];
        best_m[1] = own_m[1];
        places->moved[standing] = places->moved[place];
    }
}

bool
lci_places_near(const double *a_m, const double *b_m)
{
    const double dx_m = a_m[0] - b_m[0];
    const double dy_m = a_m[1] - b_m[1];

    return dx_m * dx_m + dy_m * dy_m <= LCI_SAME_PLACE_M * LCI_SAME_PLACE_M;
}

void
lci_places_fini(struct lci_places *places)
{
    lci_free(places->parent);
    lci_free(places->xy_m);
    lci_free(places->moved);
    *places = (struct lci_places){0};
}
