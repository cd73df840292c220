/* slabs.c - files sides of rings by the horizontal strips that they pass. */
#include "geom/slabs.h"

#include <math.h>

#include "base/alloc.h"

enum { LISTED = 1, ODD = 2 };

/* Rises with y, so a side and a place at its height are filed alike, rounding or not. */
static size_t
slab_of(const struct lci_slabs *slabs, double y)
{
    const double number = floor((y - slabs->low_y) / slabs->height);

    return number > 0.0 ? (size_t)fmin(number, (double)(slabs->count - 1)) : 0;
}

static void
measure(struct lci_slabs *slabs, size_t side_count)
{
    double high_y = -INFINITY;
    double sum = 0.0;

    slabs->low_y = INFINITY;
    for (size_t i = 0; i < side_count; i++) {
        slabs->low_y = fmin(slabs->low_y, slabs->sides[i].ay);
        high_y = fmax(high_y, slabs->sides[i].ay);
        sum += fabs(slabs->sides[i].by - slabs->sides[i].ay);
    }
    slabs->height = side_count > 0 && sum > 0.0 ? sum / (double)side_count : 1.0;
    slabs->count = 1;
    if (high_y > slabs->low_y)
        slabs->count += (size_t)fmin((high_y - slabs->low_y) / slabs->height, (double)side_count);
}

static enum lci_status
file_sides(struct lci_slabs *slabs, size_t side_count, struct lci_error *err)
{
    slabs->first = lci_new_array(size_t, slabs->count + 1);
    if (!slabs->first)
        return lci_fail_nomem(err, "service area");
    for (int fill = 0; fill < 2; fill++) {
        for (size_t i = side_count; i > 0; i--) {
            const struct lci_slab_side *side = &slabs->sides[i - 1];
            const size_t last = slab_of(slabs, fmax(side->ay, side->by));

            for (size_t slab = slab_of(slabs, fmin(side->ay, side->by)); slab <= last; slab++) {
                if (fill == 0)
                    slabs->first[slab]++;
                else
                    slabs->items[--slabs->first[slab]] = (uint32_t)(i - 1);
            }
        }
        if (fill == 1)
            break;
        /* Each strip's count becomes its end, from which it is filled backwards. */
        for (size_t slab = 1; slab <= slabs->count; slab++)
            slabs->first[slab] += slabs->first[slab - 1];
        slabs->items = lci_new_array(uint32_t, slabs->first[slabs->count]);
        if (!slabs->items)
            return lci_fail_nomem(err, "service area");
    }
    return LCI_OK;
}

enum lci_status
lci_slabs_build(const struct lci_slab_side *sides, size_t side_count, size_t ring_count,
                struct lci_slabs *out, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    *out = (struct lci_slabs){.sides = sides};
    measure(out, side_count);
    status = file_sides(out, side_count, err);
    if (status == LCI_OK) {
        out->state = lci_new_array(unsigned char, ring_count);
        out->found = lci_new_array(uint32_t, ring_count);
        if (!out->state || !out->found)
            status = lci_fail_nomem(err, "service area");
    }
    if (status != LCI_OK)
        lci_slabs_fini(out);
    return status;
}

void
lci_slabs_fini(struct lci_slabs *slabs)
{
    lci_free(slabs->first);
    lci_free(slabs->items);
    lci_free(slabs->state);
    lci_free(slabs->found);
    *slabs = (struct lci_slabs){0};
}

void
lci_slabs_find(struct lci_slabs *slabs, double x, double y)
{
    const size_t slab = slab_of(slabs, y);
    size_t listed = 0;

    for (size_t i = slabs->first[slab]; i < slabs->first[slab + 1]; i++) {
        const struct lci_slab_side *s = &slabs->sides[slabs->items[i]];

        if ((s->by > y) == (s->ay > y) || x >= s->bx + (y - s->by) / (s->ay - s->by) * (s->ax - s->bx))
            continue;
        if (!(slabs->state[s->ring] & LISTED))
            slabs->found[listed++] = s->ring;
        slabs->state[s->ring] = (unsigned char)((slabs->state[s->ring] ^ ODD) | LISTED);
    }
    slabs->found_count = 0;
    for (size_t i = 0; i < listed; i++) {
        const uint32_t ring = slabs->found[i];

        if (slabs->state[ring] & ODD)
            slabs->found[slabs->found_count++] = ring;
        slabs->state[ring] = 0;
    }
}
