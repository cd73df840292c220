/* shares.h - shares of units as maps show them: small cells are hidden, and what would tell them. */
#ifndef LCI_MAPS_SHARES_H
#define LCI_MAPS_SHARES_H

#include "maps/scene.h"

/** Of one unit and category, within the largest limit. */
struct lci_map_share {
    double numerator, denominator; /* NAN: no row says */
    double straight;               /* numerator within a straight line as long; NAN: not known */
    bool is_hidden;                /* not to be shown: too few, or it would tell of others who are */
    bool straight_is_hidden;
};

struct lci_map_shares {
    const char *weight;  /* "households", "population", or "land" where neither is known */
    const char *measure; /* of numerators: "households", "people", "m2" */
    bool has_straight;
    struct lci_map_share *items; /* unit u, category c: [u * category_count + c]; in the order of the scene */
    size_t category_count;
    struct lci_arena arena;
};

/**
 * Reads the shares of the units of a scene. Hidden is what report and tables hide (decision 096): whoever lays maps and
 * tables beside each other learns no small count. Errors: LCI_E_IO, LCI_E_DATA, LCI_E_NOMEM. Cost: a scan of the tables
 * coverage and straight_network.
 */
LCI_MUST_USE enum lci_status lci_map_shares_read(const struct lci_scene *scene, struct lci_map_shares *out,
                                                 struct lci_error *err);
void lci_map_shares_fini(struct lci_map_shares *shares);

const struct lci_map_share *lci_map_share_of(const struct lci_map_shares *shares, const struct lci_scene *scene,
                                             const struct lci_scene_unit *unit, size_t category);

/** numerator / denominator, or NAN where there is nothing to divide by. */
double lci_map_share_ratio(const struct lci_map_share *share);
/** How much more a straight line claims, as a ratio of the denominator; NAN: not known. */
double lci_map_share_over_claim(const struct lci_map_share *share);

/** "83.4 %", "*" of what is hidden, "n/a" of nothing: as the sheets T1 to T7 write it. text: at least 16 bytes. */
void lci_map_share_text(const struct lci_map_share *share, char text[16]);

#endif
