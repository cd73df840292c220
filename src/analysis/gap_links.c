/* gap_links.c - links between streets that may close a gap. */
#include "analysis/gap_parts.h"
#include "base/alloc.h"

/* Links of one gap that are tried, those with most of the limit to spare first. */
enum { MOST_LINKS = 12 };

/* A link as it would be walked from the gap. */
struct promising {
    uint32_t link;
    uint32_t spare_mm; /* of the limit, for the point of the gap nearest to the link */
};

struct shortlist {
    struct promising items[MOST_LINKS];
    size_t count;
};

static bool
goes_before(const struct promising *a, const struct promising *b)
{
    return a->spare_mm != b->spare_mm ? a->spare_mm > b->spare_mm : a->link < b->link;
}

/* Keeps the most promising ones in order; a link is there once. */
static void
put_on_list(struct shortlist *list, struct promising entry)
{
    size_t at = 0;

    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].link == entry.link) {
            if (!goes_before(&entry, &list->items[i]))
                return;
            for (list->count--; i < list->count; i++)
                list->items[i] = list->items[i + 1];
        }
    while (at < list->count && goes_before(&list->items[at], &entry))
        at++;
    if (at == MOST_LINKS)
        return;
    if (list->count < MOST_LINKS)
        list->count++;
    for (size_t i = list->count - 1; i > at; i--)
        list->items[i] = list->items[i - 1];
    list->items[at] = entry;
}

/* Seeds at all places where the gap's uncovered points enter the streets. NULL: out of memory. */
static struct lci_seed *
seeds_of_gap(const struct lci_gap_case *gap_case, const struct lci_gap *gap, size_t *count)
{
    const struct lci_demand *demand = gap_case->inputs->access->demand;
    const struct lci_gap_home *homes = gap_case->list->homes + gap->home_first;
    struct lci_seed *seeds = NULL;
    size_t capacity = 0;

    *count = 0;
    for (size_t i = 0; i < gap->home_count; i++)
        for (uint32_t p = demand->home_first[homes[i].home]; p < demand->home_first[homes[i].home + 1]; p++)
            for (uint32_t e = demand->entry_first[p]; e < demand->entry_first[p + 1]; e++) {
                const struct lci_entry *entry = &demand->entries[e];

                if (!lci_gap_lacks(gap_case, p) || entry->before_mm >= LCI_MM_MAX)
                    continue;
                if (!lci_grow(&seeds, *count, &capacity)) {
                    lci_free(seeds);
                    return NULL;
                }
                seeds[(*count)++] = (struct lci_seed){entry->edge, entry->offset_mm, entry->before_mm, 0};
            }
    return seeds ? seeds : lci_new_array(struct lci_seed, 1);
}

/* The place of an end in a search. */
static uint32_t
cost_at(const struct lci_search *search, const struct lci_street_place *place)
{
    return lci_search_walk(search, place->edge, place->offset_mm).cost_mm;
}

/* The walks over one link. Whether any of them is of use. */
static bool
find_ways_over(const struct lci_gap_case *gap_case, const struct lci_new_street *street, uint32_t over_mm[2])
{
    uint32_t now_mm[2];

    for (size_t i = 0; i < 2; i++)
        now_mm[i] = cost_at(lci_trial_now(gap_case->trial), &street->end[i]);
    for (size_t i = 0; i < 2; i++) {
        const uint64_t through_mm = (uint64_t)street->length_mm + now_mm[1 - i];
        const bool of_use = now_mm[1 - i] != LCI_NONE && through_mm < now_mm[i] &&
                            through_mm <= lci_trial_limit_mm(gap_case->trial);

        over_mm[i] = of_use ? (uint32_t)through_mm : LCI_NONE;
    }
    return over_mm[0] != LCI_NONE || over_mm[1] != LCI_NONE;
}

/* Vertices from where a link may be entered: its own, and those at the edge that it leads to. */
static size_t
vertices_of(const struct lci_network *net, const struct lci_link *link, lci_vertex_id vertices[3])
{
    const struct lci_edge *edge = &net->edges[link->street.end[1].edge];

    vertices[0] = link->vertex;
    vertices[1] = edge->from;
    vertices[2] = edge->to;
    return edge->to == edge->from ? 2 : 3;
}

enum lci_status
lci_gap_ways_build(const struct lci_gap_case *gap_case, struct lci_gap_ways *out, struct lci_error *err)
{
    const struct lci_network *net = gap_case->inputs->access->net;
    const struct lci_links *links = gap_case->links;
    lci_vertex_id vertices[3];
    size_t count = 0;

    *out = (struct lci_gap_ways){.over_mm = lci_new_array(uint32_t, 2 * links->count),
                                 .first = lci_new_array(uint32_t, net->vertex_count + 2)};
    for (size_t l = 0; out->over_mm && out->first && l < links->count; l++)
        if (find_ways_over(gap_case, &links->items[l].street, out->over_mm + 2 * l))
            for (size_t k = vertices_of(net, &links->items[l], vertices); k-- > 0; count++)
                out->first[vertices[k] + 2]++;
    out->items = lci_new_array(uint32_t, count);
    if (!out->over_mm || !out->first || !out->items) {
        lci_gap_ways_fini(out);
        return lci_fail_nomem(err, "gaps");
    }
    for (size_t v = 0; v < net->vertex_count; v++)
        out->first[v + 2] += out->first[v + 1];
    for (uint32_t l = 0; l < links->count; l++)
        if (out->over_mm[2 * (size_t)l] != LCI_NONE || out->over_mm[2 * (size_t)l + 1] != LCI_NONE)
            for (size_t k = vertices_of(net, &links->items[l], vertices); k-- > 0;)
                out->items[out->first[vertices[k] + 1]++] = l;
    return LCI_OK;
}

void
lci_gap_ways_fini(struct lci_gap_ways *ways)
{
    lci_free(ways->over_mm);
    lci_free(ways->first);
    lci_free(ways->items);
    *ways = (struct lci_gap_ways){.over_mm = NULL};
}

/* Lists a link if going over it, from either end, leads to a facility in time. */
static void
consider_link(const struct lci_gap_case *gap_case, uint32_t which, struct shortlist *list)
{
    const uint32_t *over_mm = gap_case->ways.over_mm + 2 * (size_t)which;
    const uint32_t limit_mm = lci_trial_limit_mm(gap_case->trial);

    for (size_t i = 0; i < 2; i++) {
        uint32_t from_gap_mm = 0;

        if (over_mm[i] == LCI_NONE)
            continue;
        from_gap_mm = cost_at(lci_trial_scratch(gap_case->trial), &gap_case->links->items[which].street.end[i]);
        if (from_gap_mm != LCI_NONE && (uint64_t)over_mm[i] + from_gap_mm <= limit_mm)
            put_on_list(list, (struct promising){which, limit_mm - over_mm[i] - from_gap_mm});
    }
}

/* Walks are taken to be as long back as there: what is found is tried out anyway. */
static enum lci_status
list_links(const struct lci_gap_case *gap_case, const struct lci_gap *gap, struct shortlist *list, struct lci_error *err)
{
    const struct lci_gap_ways *ways = &gap_case->ways;
    struct lci_search *search = lci_trial_scratch(gap_case->trial);
    const lci_vertex_id *reached = NULL;
    size_t count = 0;
    struct lci_seed *seeds = seeds_of_gap(gap_case, gap, &count);
    enum lci_status status = LCI_OK;

    if (!seeds)
        return lci_fail_nomem(err, "gaps");
    status = lci_search_run(search, seeds, count, lci_trial_limit_mm(gap_case->trial), err);
    lci_free(seeds);
    if (status)
        return status;
    reached = lci_search_reached(search, &count);
    for (size_t i = 0; i < count; i++)
        for (uint32_t k = ways->first[reached[i]]; k < ways->first[reached[i] + 1]; k++)
            consider_link(gap_case, ways->items[k], list);
    return LCI_OK;
}

enum lci_status
lci_gap_try_links(const struct lci_gap_case *gap_case, const struct lci_gap *gap, struct lci_gap_change *best,
                  struct lci_error *err)
{
    struct shortlist list = {.count = 0};
    enum lci_status status = LCI_OK;

    if (gap_case->links->count == 0)
        return LCI_OK;
    status = list_links(gap_case, gap, &list, err);
    for (size_t i = 0; i < list.count && !status; i++)
        status = lci_gap_try_street(gap_case, gap, &gap_case->links->items[list.items[i].link].street, LCI_CHANGE_LINK, best, err);
    return status;
}
