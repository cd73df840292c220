/* gap_streets.c - new streets that may close a gap: links between streets, and streets to demand that joins none. */
#include <math.h>
#include <stdlib.h>

#include "analysis/gap_parts.h"
#include "base/alloc.h"

/* Links of one gap that are tried, those with most of the limit to spare first. */
enum { MOST_LINKS = 12 };
/* A street is looked for so many times off_street_m away. */
static const double STREET_REACH = 5.0;
/* Halvings of a street that is longer than it has to be. */
enum { HALVINGS = 6 };

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

                if (!lci_gap_lacks(gap_case->list, gap_case->nearest, p) || entry->before_mm >= LCI_MM_MAX)
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

/* Lists a link if going over it, from either end, leads to a facility in time and is shorter than the walk there is. */
static void
consider_link(const struct lci_gap_case *gap_case, uint32_t which, struct shortlist *list)
{
    const struct lci_new_street *street = &gap_case->links->items[which].street;
    const uint32_t limit_mm = lci_trial_limit_mm(gap_case->trial);
    uint32_t from_gap_mm[2];
    uint32_t now_mm[2];

    for (size_t i = 0; i < 2; i++) {
        from_gap_mm[i] = cost_at(lci_trial_scratch(gap_case->trial), &street->end[i]);
        now_mm[i] = cost_at(lci_trial_now(gap_case->trial), &street->end[i]);
    }
    for (size_t i = 0; i < 2; i++) {
        const uint64_t over_mm = (uint64_t)street->length_mm + now_mm[1 - i];

        if (from_gap_mm[i] == LCI_NONE || now_mm[1 - i] == LCI_NONE || over_mm >= now_mm[i] || over_mm + from_gap_mm[i] > limit_mm)
            continue;
        put_on_list(list, (struct promising){which, limit_mm - (uint32_t)over_mm - from_gap_mm[i]});
    }
}

/* Walks are taken to be as long back as there: what is found is tried out anyway. */
static enum lci_status
list_links(const struct lci_gap_case *gap_case, const struct lci_gap *gap, struct shortlist *list, struct lci_error *err)
{
    const struct lci_links *links = gap_case->links;
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
    for (size_t i = 0; i < count; i++) {
        for (uint32_t l = links->first[reached[i]]; l < links->first[reached[i] + 1]; l++)
            consider_link(gap_case, l, list);
        for (uint32_t l = links->far_first[reached[i]]; l < links->far_first[reached[i] + 1]; l++)
            consider_link(gap_case, links->far_items[l], list);
    }
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

/* A point that joins no street, for which one is looked for. */
struct lonely {
    double at_m[2];
    struct lci_join join; /* the nearest street, however far */
};

/* A new street is a leg that is paved: it leads over no river and through no walled home either (decision 095). */
static struct lci_join
join_far(const struct lci_gap_case *gap_case, const double *at_m)
{
    const struct lci_gap_inputs *inputs = gap_case->inputs;

    return lci_join_place_far(inputs->access->index, at_m[0], at_m[1], STREET_REACH * inputs->off_street_m, false);
}

/* The people who join no street, as a weight at their middle; then the point that is nearest to it. */
struct middle {
    double people, x_m, y_m; /* sums */
    double least_m;
    struct lonely *nearest;
};

static void
add_lonely(struct middle *middle, const double *at_m, double people)
{
    middle->people += people;
    middle->x_m += people * at_m[0];
    middle->y_m += people * at_m[1];
}

static void
keep_nearest(struct middle *middle, const double *at_m)
{
    const double away_m = middle->people > 0.0 ? hypot(at_m[0] - middle->x_m / middle->people,
                                                       at_m[1] - middle->y_m / middle->people) : 0.0;

    if (away_m < middle->least_m) {
        middle->least_m = away_m;
        *middle->nearest = (struct lonely){.at_m = {at_m[0], at_m[1]}};
    }
}

/* Of the points without a street the one nearest to the middle of their people. False: there are none, or no street is near. */
static bool
find_lonely(const struct lci_gap_case *gap_case, const struct lci_gap *gap, struct lonely *found)
{
    const struct lci_access_inputs *access = gap_case->inputs->access;
    const struct lci_demand *demand = access->demand;
    const struct lci_gap_home *homes = gap_case->list->homes + gap->home_first;
    struct middle middle = {.least_m = INFINITY, .nearest = found};

    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < gap->home_count; i++)
            for (uint32_t p = demand->home_first[homes[i].home]; p < demand->home_first[homes[i].home + 1]; p++) {
                if (demand->joined[p] != LCI_NONE || !lci_gap_lacks(gap_case->list, gap_case->nearest, p))
                    continue;
                if (pass == 0)
                    add_lonely(&middle, demand->place_m[p],
                               lci_gap_people(access, gap, homes[i].home) * (double)demand->share[p]);
                else
                    keep_nearest(&middle, demand->place_m[p]);
            }
    if (!isfinite(middle.least_m))
        return false;
    found->join = join_far(gap_case, found->at_m);
    return found->join.edge != LCI_NONE;
}

/* The street from the join to a part of the way to the place. */
static struct lci_new_street
street_to(const struct lci_gap_case *gap_case, const struct lonely *lonely, double part)
{
    const struct lci_join *join = &lonely->join;
    struct lci_new_street street = {
        .line = {lci_whole_mm(join->x_m), lci_whole_mm(join->y_m), lci_whole_mm(join->x_m + part * (lonely->at_m[0] - join->x_m)),
                 lci_whole_mm(join->y_m + part * (lonely->at_m[1] - join->y_m))},
        .end = {{join->edge, join->offset_mm}, {LCI_NONE, 0}},
    };
    const struct lci_segment *line = &street.line;
    const double length_m =
        lci_metric_distance_m(gap_case->inputs->access->metric, line->ax_m, line->ay_m, line->bx_m, line->by_m);

    street.length_mm = (uint32_t)fmax(1.0, round(1000.0 * length_m));
    return street;
}

/* The whole way, then the shortest part of it that closes as much. */
static enum lci_status
try_street_to(const struct lci_gap_case *gap_case, const struct lci_gap *gap, const struct lonely *lonely,
              struct lci_gap_change *best, struct lci_error *err)
{
    struct lci_gap_change whole = {.kind = LCI_CHANGE_NONE};
    struct lci_new_street street = street_to(gap_case, lonely, 1.0);
    double low = 0.0;
    double high = 1.0;
    enum lci_status status = lci_gap_try_street(gap_case, gap, &street, LCI_CHANGE_STREET, &whole, err);

    for (int i = 0; i < HALVINGS && !status && whole.kind != LCI_CHANGE_NONE; i++) {
        const double middle = (low + high) / 2.0;
        struct lci_gap_change part = {.kind = LCI_CHANGE_NONE};

        street = street_to(gap_case, lonely, middle);
        status = lci_gap_try_street(gap_case, gap, &street, LCI_CHANGE_STREET, &part, err);
        if (part.kind != LCI_CHANGE_NONE && part.closes_ratio >= whole.closes_ratio) {
            whole = part;
            high = middle;
        } else {
            low = middle;
        }
    }
    if (!status && whole.kind != LCI_CHANGE_NONE && (best->kind == LCI_CHANGE_NONE || whole.closes_ratio > best->closes_ratio))
        *best = whole;
    return status;
}

enum lci_status
lci_gap_try_streets(const struct lci_gap_case *gap_case, const struct lci_gap *gap, struct lci_gap_change *best,
                    struct lci_error *err)
{
    struct lonely lonely;

    return find_lonely(gap_case, gap, &lonely) ? try_street_to(gap_case, gap, &lonely, best, err) : LCI_OK;
}
