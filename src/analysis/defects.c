/* defects.c - dead ends near streets, crossings without a vertex and islands, and what mending each of them would gain. */
#include "analysis/defects.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "network/street_index.h"

enum { MOST_TRIED = 1000, SAME_PLACE_MM = 20 };

/* Streets this close to a crossing pass through it. */
static const double AT_CROSSING_M = 0.005;

const char *
lci_defect_kind_text(enum lci_defect_kind kind)
{
    static const char *const texts[LCI_DEFECT_COUNT] = {"dead_end", "crossing", "island"};

    return texts[kind];
}

static uint32_t
component_of(const struct lci_network *net, const struct lci_street_place *place)
{
    return net->edges[place->edge].component;
}

/* Of two dead ends that face each other the higher one: the link from the other is the same. */
static bool
is_second_of_pair(const struct lci_network *net, const struct lci_links *links, const struct lci_link *link)
{
    const struct lci_street_place *far = &link->street.end[1];
    const struct lci_edge *edge = &net->edges[far->edge];
    lci_vertex_id other = LCI_NONE;

    if (far->offset_mm == 0)
        other = edge->from;
    else if (far->offset_mm == edge->length_mm)
        other = edge->to;
    if (other == LCI_NONE || other >= link->vertex)
        return false;
    for (uint32_t i = links->first[other]; i < links->first[other + 1]; i++) {
        const struct lci_segment *back = &links->items[i].street.line;

        if (hypot(back->bx_m - link->street.line.ax_m, back->by_m - link->street.line.ay_m) < AT_CROSSING_M)
            return true;
    }
    return false;
}

/* For each component the shortest link to another; LCI_NONE. */
static void
find_bridges(const struct lci_network *net, const struct lci_links *links, uint32_t *bridge)
{
    for (size_t c = 0; c < net->component_count; c++)
        bridge[c] = LCI_NONE;
    for (uint32_t i = 0; i < links->count; i++) {
        const uint32_t ends[2] = {component_of(net, &links->items[i].street.end[0]),
                                  component_of(net, &links->items[i].street.end[1])};

        for (size_t e = 0; e < 2 && ends[0] != ends[1]; e++)
            if (ends[e] > 0 && ends[e] != LCI_NONE &&
                (bridge[ends[e]] == LCI_NONE ||
                 links->items[i].street.length_mm < links->items[bridge[ends[e]]].street.length_mm))
                bridge[ends[e]] = i;
    }
}

static void
add_link(struct lci_defects *defects, const struct lci_link *link, enum lci_defect_kind kind)
{
    defects->items[defects->count++] =
        (struct lci_defect){.kind = kind, .street = link->street, .walk_mm = link->walk_mm};
}

/* Adds a street that passes through the place to the ends, unless it is the same place of the same edge. False: both are known. */
static bool
add_end(const struct lci_access_inputs *access, const double *place_m, uint32_t which, struct lci_new_street *street)
{
    const struct lci_street *one = &access->index->streets[which];
    const uint32_t length_mm = access->net->edges[one->edge].length_mm;
    struct lci_street_place *ends = street->end;
    double share = 0.0;
    uint32_t offset_mm = 0;

    if (one->private_way || lci_street_distance_m(one, place_m[0], place_m[1], &share) > AT_CROSSING_M)
        return true;
    offset_mm = (uint32_t)lround((one->at_a_m + share * (one->at_b_m - one->at_a_m)) * 1000.0);
    offset_mm = offset_mm < length_mm ? offset_mm : length_mm;
    if (ends[0].edge == LCI_NONE)
        ends[0] = (struct lci_street_place){one->edge, offset_mm};
    else if (ends[0].edge != one->edge || ends[0].offset_mm > offset_mm + SAME_PLACE_MM ||
             offset_mm > ends[0].offset_mm + SAME_PLACE_MM)
        ends[1] = (struct lci_street_place){one->edge, offset_mm};
    return ends[1].edge == LCI_NONE;
}

/* The two streets through a place; false where there are not two. */
static bool
edges_at(const struct lci_access_inputs *access, const double *place_m, struct lci_new_street *street)
{
    const struct lci_segment_grid *grid = &access->index->grid;
    const struct lci_cell_range range = lci_segment_grid_range(grid, place_m[0] - AT_CROSSING_M, place_m[1] - AT_CROSSING_M,
                                                               place_m[0] + AT_CROSSING_M, place_m[1] + AT_CROSSING_M);

    *street = (struct lci_new_street){.line = {place_m[0], place_m[1], place_m[0], place_m[1]},
                                      .end = {{LCI_NONE, 0}, {LCI_NONE, 0}}};
    for (int32_t row = range.first_row; row <= range.last_row; row++)
        for (int32_t column = range.first_column; column <= range.last_column; column++) {
            const uint32_t *first = grid->first + (size_t)row * (size_t)grid->column_count + (size_t)column;

            for (uint32_t i = first[0]; i < first[1]; i++)
                if (!add_end(access, place_m, grid->items[i], street))
                    return true;
        }
    return false;
}

/* Two islands may have one link in common. */
static bool
is_bridge_of_before(const struct lci_network *net, const struct lci_links *links, const uint32_t *bridge, size_t component)
{
    const struct lci_street_place *ends = links->items[bridge[component]].street.end;

    for (size_t e = 0; e < 2; e++)
        if (component_of(net, &ends[e]) < component && bridge[component_of(net, &ends[e])] == bridge[component])
            return true;
    return false;
}

static void
list_all(const struct lci_access_inputs *access, const struct lci_links *links, const uint32_t *bridge, const double *crossing_m,
         size_t crossing_count, struct lci_defects *out)
{
    const struct lci_network *net = access->net;

    for (size_t i = 0; i < crossing_count; i++) {
        struct lci_new_street street;

        if (edges_at(access, crossing_m + 2 * i, &street))
            out->items[out->count++] =
                (struct lci_defect){.kind = LCI_DEFECT_CROSSING, .street = street, .walk_mm = LCI_NONE};
    }
    for (size_t c = 1; c < net->component_count; c++)
        if (bridge[c] != LCI_NONE && !is_bridge_of_before(net, links, bridge, c))
            add_link(out, &links->items[bridge[c]], LCI_DEFECT_ISLAND);
    for (size_t v = 0; v < net->vertex_count; v++) {
        const uint32_t i = links->first ? links->first[v] : 0;
        const struct lci_link *link = &links->items[i];
        uint32_t ends[2];

        if (!links->first || i == links->first[v + 1] || !link->dead_end || is_second_of_pair(net, links, link))
            continue;
        ends[0] = component_of(net, &link->street.end[0]);
        ends[1] = component_of(net, &link->street.end[1]);
        if ((ends[0] != LCI_NONE && bridge[ends[0]] == i) || (ends[1] != LCI_NONE && bridge[ends[1]] == i))
            continue; /* it stands there as an island's */
        add_link(out, link, LCI_DEFECT_DEAD_END);
    }
}

enum lci_status
lci_defects_find(const struct lci_access_inputs *access, const struct lci_links *links, const double *crossing_m,
                 size_t crossing_count, struct lci_defects *out, struct lci_error *err)
{
    uint32_t *bridge = lci_new_array(uint32_t, access->net->component_count);
    enum lci_status status = LCI_OK;

    *out = (struct lci_defects){.category_count = access->category_count};
    out->items = lci_new_array(struct lci_defect, crossing_count + access->net->component_count + links->count);
    if (bridge && out->items) {
        find_bridges(access->net, links, bridge);
        list_all(access, links, bridge, crossing_m, crossing_count, out);
        out->gains = lci_new_array(struct lci_gain, out->count *access->category_count);
        out->is_tried = lci_new_array(bool, out->count *access->category_count);
    }
    for (size_t i = 0; out->gains && i < out->count; i++)
        out->items[i].gains = out->gains + i * access->category_count;
    if (!bridge || !out->items || !out->gains || !out->is_tried) {
        lci_defects_fini(out);
        status = lci_fail_nomem(err, "defects");
    }
    lci_free(bridge);
    return status;
}

/* A defect, and what is left of the limit where mending it leads to a facility; 0 where it does not. */
struct hopeful {
    uint32_t defect, spare_mm;
};

static int
compare_hopefuls(const void *left, const void *right)
{
    const struct hopeful *a = left;
    const struct hopeful *b = right;

    if (a->spare_mm != b->spare_mm)
        return a->spare_mm > b->spare_mm ? -1 : 1;
    return (a->defect > b->defect) - (a->defect < b->defect);
}

/* What is left of the limit if the street makes the walk from one of its ends shorter, and short enough; else 0. */
static uint32_t
spare_of(const struct lci_trial *trial, const struct lci_new_street *street)
{
    const uint32_t limit_mm = lci_trial_limit_mm(trial);
    uint32_t now_mm[2];

    for (size_t i = 0; i < 2; i++)
        now_mm[i] = lci_search_walk(lci_trial_now(trial), street->end[i].edge, street->end[i].offset_mm).cost_mm;
    for (size_t i = 0; i < 2; i++) {
        const uint64_t over_mm = (uint64_t)now_mm[i] + street->length_mm;

        if (now_mm[i] != LCI_NONE && over_mm < now_mm[1 - i] && over_mm < limit_mm)
            return limit_mm - (uint32_t)over_mm;
    }
    return 0;
}

enum lci_status
lci_defects_choose(struct lci_defects *defects, const struct lci_trial *trial, uint32_t category, struct lci_error *err)
{
    struct hopeful *hopefuls = lci_new_array(struct hopeful, defects->count);

    if (!hopefuls)
        return lci_fail_nomem(err, "defects");
    for (uint32_t i = 0; i < defects->count; i++)
        hopefuls[i] = (struct hopeful){i, spare_of(trial, &defects->items[i].street)};
    if (defects->count > 0)
        qsort(hopefuls, defects->count, sizeof(*hopefuls), compare_hopefuls);
    /* Also those that lead nowhere: places that join the new street may have farther to walk along it. */
    for (size_t i = 0; i < defects->count && i < MOST_TRIED; i++)
        defects->is_tried[hopefuls[i].defect * defects->category_count + category] = true;
    lci_free(hopefuls);
    return LCI_OK;
}

enum lci_status
lci_defects_try(struct lci_defects *defects, struct lci_trial *trial, uint32_t category, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < defects->count && !status; i++) {
        const struct lci_defect *defect = &defects->items[i];
        bool possible = false;

        if (!defect->is_known && defects->is_tried[i * defects->category_count + category])
            status = lci_trial_street(trial, &defect->street, &possible, &defect->gains[category], err);
    }
    return status;
}

static int
compare_defects(const void *left, const void *right)
{
    const struct lci_defect *a = left;
    const struct lci_defect *b = right;

    if (a->people_categories > b->people_categories || a->people_categories < b->people_categories)
        return a->people_categories > b->people_categories ? -1 : 1;
    if (a->homes_categories > b->homes_categories || a->homes_categories < b->homes_categories)
        return a->homes_categories > b->homes_categories ? -1 : 1;
    return (a->gains > b->gains) - (a->gains < b->gains);
}

void
lci_defects_rank(struct lci_defects *defects)
{
    size_t kept = 0;

    for (size_t i = 0; i < defects->count; i++) {
        struct lci_defect *defect = &defects->items[i];
        for (size_t c = 0; c < defects->category_count; c++) {
            defect->people_categories += defect->gains[c].weights[LCI_WEIGHT_POPULATION];
            defect->homes_categories += defect->gains[c].homes;
        }
        if (defect->people_categories > 0.0 || defect->homes_categories > 0.0)
            defects->items[kept++] = *defect;
    }
    defects->count = kept;
    if (kept > 0)
        qsort(defects->items, kept, sizeof(*defects->items), compare_defects);
}

void
lci_defects_fini(struct lci_defects *defects)
{
    lci_free(defects->items);
    lci_free(defects->gains);
    lci_free(defects->is_tried);
    *defects = (struct lci_defects){0};
}
