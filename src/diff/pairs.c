/* pairs.c - which row of one table is which row of another. */
#include "diff/pairs.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"

/* Rows that have one key. */
struct group {
    struct lci_keyed *old, *new_rows;
    size_t old_count, new_count;
};

static void
add(struct lci_pairs *pairs, uint32_t old_row, uint32_t new_row)
{
    pairs->items[pairs->count++] = (struct lci_pair_of_rows){old_row, new_row};
}

/* What is paired has the key 0 from then on; numbers of keys begin with 1. */
static void
take(struct lci_pairs *pairs, struct lci_keyed *old, struct lci_keyed *new_row)
{
    add(pairs, old->value, new_row->value);
    old->key = new_row->key = 0;
}

static void
pair_places(const struct group *group, bool exactly, lci_pairs_apart apart, void *user, struct lci_pairs *out)
{
    for (size_t n = 0; n < group->new_count; n++) {
        struct lci_keyed *nearest = NULL;
        double least = INFINITY;

        for (size_t o = 0; o < group->old_count && group->new_rows[n].key != 0; o++) {
            const double distance =
                group->old[o].key == 0 ? (double)INFINITY : apart(user, group->old[o].value, group->new_rows[n].value);

            if (distance < least) {
                least = distance;
                nearest = &group->old[o];
            }
        }
        if (nearest && (!exactly || least <= 0.0))
            take(out, nearest, &group->new_rows[n]);
    }
}

static void
pair_group(const struct group *group, lci_pairs_apart apart, void *user, struct lci_pairs *out)
{
    if (apart && group->old_count + group->new_count > 2) {
        pair_places(group, true, apart, user, out);
        pair_places(group, false, apart, user, out);
    }
    for (size_t n = 0, o = 0; n < group->new_count && o < group->old_count; n++, o++) {
        while (n < group->new_count && group->new_rows[n].key == 0)
            n++;
        while (o < group->old_count && group->old[o].key == 0)
            o++;
        if (n < group->new_count && o < group->old_count)
            take(out, &group->old[o], &group->new_rows[n]);
    }
    for (size_t n = 0; n < group->new_count; n++)
        if (group->new_rows[n].key != 0)
            add(out, 0, group->new_rows[n].value);
    for (size_t o = 0; o < group->old_count; o++)
        if (group->old[o].key != 0)
            add(out, group->old[o].value, 0);
}

/* By the new row, then by the old one. */
static enum lci_status
order_pairs(struct lci_pairs *pairs, struct lci_error *err)
{
    struct lci_keyed *keys = lci_new_array(struct lci_keyed, pairs->count);
    struct lci_pair_of_rows *ordered = lci_new_array(struct lci_pair_of_rows, pairs->count);
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < pairs->count && keys; i++) {
        const struct lci_pair_of_rows *pair = &pairs->items[i];

        keys[i] = (struct lci_keyed){pair->new_row > 0 ? pair->new_row : (uint64_t)1 << 32 | pair->old_row, (uint32_t)i};
    }
    if (!keys || !ordered || !lci_sort_keyed(keys, pairs->count)) {
        status = lci_fail_nomem(err, "rows");
        lci_free(ordered);
    } else {
        for (size_t i = 0; i < pairs->count; i++)
            ordered[i] = pairs->items[keys[i].value];
        lci_free(pairs->items);
        pairs->items = ordered;
    }
    lci_free(keys);
    return status;
}

enum lci_status
lci_pairs_build(struct lci_keyed *old, size_t old_count, struct lci_keyed *new_rows, size_t new_count, lci_pairs_apart apart,
                void *user, struct lci_pairs *out, struct lci_error *err)
{
    size_t o = 0;
    size_t n = 0;
    enum lci_status status = LCI_OK;

    *out = (struct lci_pairs){.items = lci_new_array(struct lci_pair_of_rows, old_count + new_count)};
    if (!out->items || !lci_sort_keyed(old, old_count) || !lci_sort_keyed(new_rows, new_count))
        status = lci_fail_nomem(err, "rows");
    while (status == LCI_OK && (o < old_count || n < new_count)) {
        const uint64_t old_key = o < old_count ? old[o].key : UINT64_MAX;
        const uint64_t new_key = n < new_count ? new_rows[n].key : UINT64_MAX;
        const struct group group = {old + o, new_rows + n, old_key <= new_key ? lci_keyed_run(old + o, old_count - o) : 0,
                                    new_key <= old_key ? lci_keyed_run(new_rows + n, new_count - n) : 0};

        pair_group(&group, apart, user, out);
        o += group.old_count;
        n += group.new_count;
    }
    if (status == LCI_OK)
        status = order_pairs(out, err);
    if (status != LCI_OK) {
        lci_free(out->items);
        *out = (struct lci_pairs){.items = NULL};
    }
    return status;
}
