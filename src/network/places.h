/* places.h - places that turn out to be one and the same (union-find). */
#ifndef LCI_NETWORK_PLACES_H
#define LCI_NETWORK_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Map metres within which two places are one: half of what lengths are counted in. */
#define LCI_SAME_PLACE_M 0.0005

/** One thread at a time. */
struct lci_places {
    uint32_t *parent;
    double *xy_m;   /* 2 * count */
    uint8_t *moved; /* an end that was taken to another way: its own coordinates count last */
    size_t count, capacity;
};

/** Makes room for that many places in all. False: out of memory. */
bool lci_places_reserve(struct lci_places *places, size_t capacity);

/** Adds a place of its own and answers its number; LCI_NONE: out of memory. */
uint32_t lci_places_add(struct lci_places *places, double x_m, double y_m);

/** The place that stands for all that were united with `place`. */
uint32_t lci_places_find(struct lci_places *places, uint32_t place);

void lci_places_unite(struct lci_places *places, uint32_t a, uint32_t b);

/** Gives every standing place the lexicographically least coordinates of those it stands for. */
void lci_places_settle(struct lci_places *places);

/** Whether two places lie within LCI_SAME_PLACE_M. */
bool lci_places_near(const double *a_m, const double *b_m);

/** Lexicographic order of two coordinate pairs: below, equal to or above 0. */
int lci_compare_xy(const double *a_m, const double *b_m);

void lci_places_fini(struct lci_places *places);

#endif
