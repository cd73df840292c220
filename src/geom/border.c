/* border.c - keeps the points of a border and leads them from one to the next. */
#include "geom/border.h"

#include <string.h>

#include <lifecircle/network.h>

#include "base/alloc.h"

static size_t
slot_of(const struct lci_border *border, uint64_t key)
{
    uint64_t h = key * UINT64_C(0x9E3779B97F4A7C15);

    h ^= h >> 29;
    return (size_t)h & (border->slot_count - 1);
}

void
lci_border_clear(struct lci_border *border)
{
    border->count = border->filed_count = 0;
    if (border->slots)
        memset(border->slots, 0, border->slot_count * sizeof(*border->slots));
}

void
lci_border_fini(struct lci_border *border)
{
    lci_free(border->points);
    lci_free(border->slots);
    *border = (struct lci_border){0};
}

uint32_t
lci_border_find(const struct lci_border *border, uint64_t key)
{
    if (border->slot_count == 0)
        return LCI_NONE;
    for (size_t slot = slot_of(border, key);; slot = (slot + 1) & (border->slot_count - 1)) {
        const uint32_t entry = border->slots[slot];

        if (entry == 0)
            return LCI_NONE;
        if (border->points[entry - 1].key == key)
            return entry - 1;
    }
}

static void
file_point(struct lci_border *border, uint32_t index)
{
    size_t slot = slot_of(border, border->points[index].key);

    while (border->slots[slot] != 0)
        slot = (slot + 1) & (border->slot_count - 1);
    border->slots[slot] = index + 1;
}

/* Keeps the hash at most half full. */
static bool
make_slots(struct lci_border *border)
{
    const size_t wanted = border->slot_count == 0 ? 1024 : 2 * border->slot_count;
    uint32_t *old = border->slots;
    const size_t old_count = border->slot_count;

    if (2 * (border->filed_count + 1) <= border->slot_count)
        return true;
    border->slots = lci_new_array(uint32_t, wanted);
    if (!border->slots) {
        border->slots = old;
        return false;
    }
    border->slot_count = wanted;
    for (size_t i = 0; i < old_count; i++)
        if (old[i] != 0)
            file_point(border, old[i] - 1);
    lci_free(old);
    return true;
}

bool
lci_border_add(struct lci_border *border, const struct lci_border_point *point, bool filed,
               uint32_t *index)
{
    if (border->count >= LCI_NONE - 1 ||
        !lci_grow(&border->points, border->count, &border->capacity) ||
        (filed && !make_slots(border)))
        return false;
    *index = (uint32_t)border->count;
    border->points[border->count] = *point;
    border->points[border->count].next = LCI_NONE;
    border->points[border->count].entered = false;
    border->points[border->count].filed = filed;
    border->count++;
    if (filed) {
        file_point(border, *index);
        border->filed_count++;
    }
    return true;
}

bool
lci_border_connect(struct lci_border *border, uint32_t from, uint32_t to)
{
    if (border->points[from].next != LCI_NONE || border->points[to].entered)
        return false;
    border->points[from].next = to;
    border->points[to].entered = true;
    return true;
}
