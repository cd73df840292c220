/* gap_streets.c - new streets that may close a gap: to demand that joins none. */
#include <math.h>

#include "analysis/gap_parts.h"

/* Halvings of a street that is longer than it has to be. */
enum { HALVINGS = 6 };

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

    return lci_join_place_far(inputs->access->index, at_m[0], at_m[1], LCI_GAP_STREET_REACH * inputs->off_street_m, false);
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

/* Where a street would have to lead for a point: to it, or to the gates of its walled home. */
static void
keep_targets(const struct lci_access_inputs *access, uint32_t point, struct middle *middle)
{
    const struct lci_walled_home *walled = lci_walled_of(access->facilities->walled, access->demand->point_home[point]);

    if (!walled)
        keep_nearest(middle, access->demand->place_m[point]);
    for (size_t g = 0; walled && g < walled->gate_count; g++)
        keep_nearest(middle, (double[]){walled->gates[g].place->from_x_m, walled->gates[g].place->from_y_m});
}

/*
 * Of the points without a street (of walled homes: the gates) the one nearest to the middle of their people. False: there are none,
 * or no street is near.
 */
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
                if (demand->joined[p] != LCI_NONE || !lci_gap_lacks(gap_case, p))
                    continue;
                if (pass == 0)
                    add_lonely(&middle, demand->place_m[p],
                               lci_gap_people(access, gap, homes[i].home) * (double)demand->share[p]);
                else
                    keep_targets(access, p, &middle);
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
