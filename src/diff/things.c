/* things.c - homes or facilities of two results, paired by their ids and places. */
#include "diff/things.h"

#include <math.h>

enum lci_status
lci_diff_things_add(struct lci_diff_things *things, enum lci_diff_side side, uint32_t key, struct lci_diff_thing thing,
                    struct lci_error *err)
{
    const size_t count = things->counts[side];

    if (!lci_grow(&things->items[side], count, &things->item_capacities[side]) ||
        !lci_grow(&things->keys[side], count, &things->key_capacities[side]))
        return lci_fail_nomem(err, "differences");
    things->items[side][count] = thing;
    things->keys[side][count] = (struct lci_keyed){key, (uint32_t)count + 1};
    things->counts[side]++;
    return LCI_OK;
}

static double
apart_m(void *user, uint32_t old_row, uint32_t new_row)
{
    const struct lci_diff_things *things = user;
    const struct lci_diff_thing *old = &things->items[LCI_DIFF_OLD][old_row - 1];
    const struct lci_diff_thing *new_thing = &things->items[LCI_DIFF_NEW][new_row - 1];
    const double distance_m = hypot(new_thing->x_m - old->x_m, new_thing->y_m - old->y_m);

    return isnan(distance_m) ? (double)INFINITY : distance_m;
}

enum lci_status
lci_diff_things_pair(struct lci_diff_things *things, struct lci_pairs *out, struct lci_error *err)
{
    const enum lci_status status =
        lci_pairs_build(things->keys[LCI_DIFF_OLD], things->counts[LCI_DIFF_OLD], things->keys[LCI_DIFF_NEW],
                        things->counts[LCI_DIFF_NEW], apart_m, things, out, err);

    for (size_t i = 0; i < out->count && status == LCI_OK; i++) {
        struct lci_pair_of_rows *pair = &out->items[i];

        pair->old_row = pair->old_row > 0 ? things->items[LCI_DIFF_OLD][pair->old_row - 1].fid : 0;
        pair->new_row = pair->new_row > 0 ? things->items[LCI_DIFF_NEW][pair->new_row - 1].fid : 0;
    }
    return status;
}

void
lci_diff_things_fini(struct lci_diff_things *things)
{
    for (size_t side = 0; side < LCI_DIFF_SIDES; side++) {
        lci_free(things->items[side]);
        lci_free(things->keys[side]);
    }
    *things = (struct lci_diff_things){.items = {NULL}};
}
