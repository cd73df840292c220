/* gap_gates.c - one more gate in the wall of a home: where along its outline it would bring people within the limit. */
#include "analysis/gap_parts.h"
#include "base/alloc.h"

/* Places along the outline of a part that are tried, at most. */
enum { MOST_PLACES = 48 };

/* A place for a gate from where there is a way in time. */
struct place {
    size_t number;    /* of the part's places */
    uint32_t walk_mm; /* from there to a facility, with the gate's own leg */
    double covered;   /* share of the home within the limit by it */
};

/* One part of a walled home. */
struct wall {
    uint32_t home, part;
    const struct lci_gate_places *all;
    struct place places[MOST_PLACES];
    size_t count;
};

static void
find_places(const struct lci_gap_case *gap_case, struct wall *wall)
{
    wall->count = 0;
    for (size_t i = 0; i < wall->all->count && wall->count < MOST_PLACES; i++) {
        const struct lci_join *join = &wall->all->joins[i];
        const uint32_t cost_mm = join->edge == LCI_NONE ? LCI_NONE
                                     : lci_search_walk(lci_trial_now(gap_case->trial), join->edge, join->offset_mm).cost_mm;

        if (cost_mm != LCI_NONE && (uint64_t)cost_mm + join->leg_mm <= lci_trial_limit_mm(gap_case->trial))
            wall->places[wall->count++] = (struct place){i, cost_mm + join->leg_mm, 0.0};
    }
}

/* Whether a point of the home comes within the limit by a place. */
static bool
brings(const struct lci_gap_case *gap_case, const struct wall *wall, const struct place *place, uint32_t point)
{
    const uint32_t first = gap_case->inputs->access->demand->home_first[wall->home];
    const uint32_t inside_mm = wall->all->walk_mm[(point - first) * wall->all->count + place->number];

    return inside_mm != LCI_NONE && (uint64_t)inside_mm + place->walk_mm <= lci_trial_limit_mm(gap_case->trial);
}

/* The place that covers most of the part's uncovered points; of equal ones the first along the outline. */
static const struct place *
best_place(const struct lci_gap_case *gap_case, struct wall *wall)
{
    const struct lci_demand *demand = gap_case->inputs->access->demand;
    const struct place *best = wall->places;

    for (uint32_t p = demand->home_first[wall->home]; p < demand->home_first[wall->home + 1]; p++)
        if (lci_gap_lacks(gap_case, p))
            for (size_t i = 0; i < wall->count; i++)
                if (brings(gap_case, wall, &wall->places[i], p))
                    wall->places[i].covered += (double)demand->share[p];
    for (size_t i = 1; i < wall->count; i++)
        if (wall->places[i].covered > best->covered)
            best = &wall->places[i];
    return best;
}

/* The uncovered points that a place brings within the limit. */
static size_t
list_points(const struct lci_gap_case *gap_case, const struct wall *wall, const struct place *place, uint32_t *points)
{
    const struct lci_demand *demand = gap_case->inputs->access->demand;
    size_t count = 0;

    for (uint32_t p = demand->home_first[wall->home]; p < demand->home_first[wall->home + 1]; p++)
        if (lci_gap_lacks(gap_case, p) && brings(gap_case, wall, place, p))
            points[count++] = p;
    return count;
}

enum lci_status
lci_gap_try_gate_again(const struct lci_gap_case *gap_case, const struct lci_gap_change *change, struct lci_gain *out,
                       struct lci_error *err)
{
    const struct lci_demand *demand = gap_case->inputs->access->demand;
    struct wall wall = {.home = change->home, .part = change->part, .all = &gap_case->gate_places[change->part]};
    uint32_t *points = lci_new_array(uint32_t, demand->home_first[change->home + 1] - demand->home_first[change->home]);
    size_t point_count = 0;

    if (!points)
        return lci_fail_nomem(err, "gaps");
    find_places(gap_case, &wall);
    for (size_t i = 0; i < wall.count; i++)
        if (wall.places[i].number == change->place)
            point_count = list_points(gap_case, &wall, &wall.places[i], points);
    lci_trial_points(gap_case->trial, points, point_count, out);
    lci_free(points);
    return LCI_OK;
}

static enum lci_status
try_part(const struct lci_gap_case *gap_case, const struct lci_gap *gap, struct wall *wall, uint32_t *points,
         struct lci_gap_change *best, struct lci_error *err)
{
    struct lci_gap_change change = {.kind = LCI_CHANGE_GATE, .facility = LCI_NONE, .home = wall->home, .part = wall->part};
    const struct place *place = NULL;
    const double *at_m = NULL;
    size_t point_count = 0;

    find_places(gap_case, wall);
    if (wall->count == 0)
        return LCI_OK;
    place = best_place(gap_case, wall);
    point_count = list_points(gap_case, wall, place, points);
    change.place = place->number;
    if (point_count == 0)
        return LCI_OK;
    at_m = wall->all->at_m[place->number];
    lci_trial_points(gap_case->trial, points, point_count, &change.gain);
    change.line = (struct lci_segment){lci_whole_mm(at_m[0]), lci_whole_mm(at_m[1]), lci_whole_mm(at_m[0]), lci_whole_mm(at_m[1])};
    return lci_gap_judge(gap_case, gap, &change, best, err);
}

/*
 * A gate changes nobody's walks but those of its home, unless visitors come to a facility inside, or private ways lead out. Of the
 * whole circle facilities of all categories are meant.
 */
static bool
is_plain(const struct lci_gap_case *gap_case, const struct lci_gap *gap, const struct lci_walled_home *walled)
{
    const struct lci_facilities *facilities = gap_case->inputs->access->facilities;

    for (size_t i = 0; i < walled->part_count; i++)
        for (size_t k = 0; k < walled->parts[i].facility_count; k++)
            if (gap->category == LCI_NONE || facilities->items[walled->parts[i].facilities[k]].category == gap_case->category)
                return false;
    for (size_t i = 0; i < walled->gate_count; i++)
        if (walled->gates[i].entry_count > 1)
            return false;
    return true;
}

enum lci_status
lci_gap_try_gates(const struct lci_gap_case *gap_case, const struct lci_gap *gap, struct lci_gap_change *best,
                  struct lci_error *err)
{
    const struct lci_access_inputs *access = gap_case->inputs->access;
    const struct lci_shapes *shapes = &access->homes->shapes;
    const struct lci_gap_home *homes = gap_case->list->homes + gap->home_first;
    struct wall wall;
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < gap->home_count && !status; i++) {
        const uint32_t home = homes[i].home;
        const struct lci_walled_home *walled = lci_walled_of(access->facilities->walled, home);
        uint32_t *points = NULL;

        if (!walled || !is_plain(gap_case, gap, walled) || lci_gap_case_of(gap_case, home) != gap_case)
            continue;
        points = lci_new_array(uint32_t, access->demand->home_first[home + 1] - access->demand->home_first[home]);
        if (!points)
            status = lci_fail_nomem(err, "gaps");
        for (uint32_t part = shapes->part_first[home]; part < shapes->part_first[home + 1] && !status; part++) {
            wall.home = home;
            wall.part = part;
            wall.all = &gap_case->gate_places[part];
            status = try_part(gap_case, gap, &wall, points, best, err);
        }
        lci_free(points);
    }
    return status;
}
