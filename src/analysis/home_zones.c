/* home_zones.c - lists the homes that private ways touch, with those ways. */
#include "analysis/home_zones.h"

#include "analysis/area.h"
#include "base/alloc.h"

static enum lci_status
add_home(const struct lci_private *ways, const struct lci_homes *homes, size_t home,
         struct lci_home_zones *out, struct lci_error *err)
{
    struct lci_private_home found = {0};
    enum lci_status status = lci_private_home_build(ways, &homes->shapes, home, &found, err);

    if (status != LCI_OK || found.edge_count == 0) {
        lci_private_home_fini(&found);
        return status;
    }
    if (!lci_grow(&out->items, out->count, &out->item_capacity) ||
        !lci_grow(&out->homes, out->count, &out->home_capacity)) {
        lci_private_home_fini(&found);
        return lci_fail_nomem(err, "private ways");
    }
    out->homes[out->count] = found;
    out->items[out->count] = (struct lci_zone){
        .polygons = lci_shape_view(&homes->shapes, home),
        .edges = found.edges,
        .edge_count = found.edge_count,
    };
    out->count++;
    return LCI_OK;
}

enum lci_status
lci_home_zones_build(const struct lci_network *net, const struct lci_homes *homes,
                     struct lci_home_zones *out, struct lci_error *err)
{
    struct lci_private *ways = NULL;
    enum lci_status status = lci_private_new(net, &ways, err);

    *out = (struct lci_home_zones){0};
    for (size_t home = 0; ways && home < homes->count && status == LCI_OK; home++)
        status = add_home(ways, homes, home, out, err);
    if (status == LCI_OK)
        status = lci_zones_init(&out->zones, net, out->items, out->count, err);
    lci_private_free(ways);
    if (status != LCI_OK)
        lci_home_zones_fini(out);
    return status;
}

void
lci_home_zones_fini(struct lci_home_zones *zones)
{
    lci_zones_fini(&zones->zones);
    for (size_t i = 0; i < zones->count; i++)
        lci_private_home_fini(&zones->homes[i]);
    lci_free(zones->homes);
    lci_free(zones->items);
    *zones = (struct lci_home_zones){0};
}
