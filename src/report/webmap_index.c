/* webmap_index.c - see webmap_index.h. */
#include "report/webmap_index.h"

void
lci_webmap_index_fini(struct lci_webmap_index *index)
{
    lci_numbering_fini(&index->numbers);
    lci_free(index->items);
    *index = (struct lci_webmap_index){0};
}

static uint32_t
number_of(struct lci_webmap_index *index, uint32_t group, const char *id)
{
    return lci_numbering_pair(&index->numbers, group, lci_numbering_text(&index->numbers, id));
}

bool
lci_webmap_index_add(struct lci_webmap_index *index, uint32_t group, const char *id, uint32_t item)
{
    const uint32_t number = number_of(index, group, id);

    if (index->numbers.failed || !lci_reserve(&index->items, number, &index->item_capacity))
        return false;
    while (index->item_count < number)
        index->items[index->item_count++] = UINT32_MAX;
    if (index->items[number - 1] == UINT32_MAX)
        index->items[number - 1] = item;
    return true;
}

uint32_t
lci_webmap_index_find(struct lci_webmap_index *index, uint32_t group, const char *id)
{
    const uint32_t number = id ? number_of(index, group, id) : 0;

    return !index->numbers.failed && number > 0 && number <= index->item_count ? index->items[number - 1] : UINT32_MAX;
}
