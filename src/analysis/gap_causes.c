/* gap_causes.c - why demand is uncovered: what it lacks as things are, and which change was found to help. */
#include <math.h>

#include "analysis/gap_parts.h"

/* A change that covers so much of a gap closes it: smaller kinds of change are preferred to larger ones that close more. */
static const double CLOSES = 0.5;

const char *
lci_gap_cause_text(enum lci_gap_cause cause)
{
    static const char *const texts[LCI_CAUSE_COUNT] = {"no_street",   "island",     "detour",
                                                        "no_facility", "gate",       "closed_now",
                                                        "data",        "capacity"};

    return texts[cause];
}

const char *
lci_change_kind_text(enum lci_change_kind kind)
{
    static const char *const texts[LCI_CHANGE_COUNT] = {"",     "locate_facility", "open_facility",
                                                         "gate", "link",            "street",
                                                         "facility", "add_capacity"};

    return texts[kind];
}

double
lci_whole_mm(double value_m)
{
    return round(value_m * 1000.0) / 1000.0;
}

/* Whether a facility with a street is within its limit in a straight line. */
static bool
is_near(const struct lci_gap_case *gap_case, const double *at_m)
{
    const struct lci_access_inputs *access = gap_case->inputs->access;
    const bool by_facility = access->categories[gap_case->category].by_facility;
    const uint32_t nearest = lci_nearby_find(&gap_case->joined, at_m[0], at_m[1]);

    for (size_t i = 0; i < gap_case->joined.count; i++) {
        const uint32_t facility = by_facility ? gap_case->joined.order[i] : nearest;
        const struct lci_facility *item = &access->facilities->items[facility];
        const double straight_m = lci_metric_distance_m(access->metric, at_m[0], at_m[1], item->x_m, item->y_m);

        if (round(1000.0 * straight_m) + item->short_mm <= lci_trial_limit_mm(gap_case->trial))
            return true;
        if (!by_facility)
            break;
    }
    return false;
}

/* Why a point is uncovered, as things are. */
static enum lci_gap_cause
cause_of_point(const struct lci_gap_case *gap_case, uint32_t point)
{
    const struct lci_access_inputs *access = gap_case->inputs->access;

    if (access->demand->joined[point] == LCI_NONE)
        return LCI_CAUSE_NO_STREET;
    if (!is_near(gap_case, access->demand->place_m[point]))
        return LCI_CAUSE_NO_FACILITY;
    if (lci_category_walk(access, gap_case->category, false, lci_trial_now(gap_case->trial), point).cost_mm == LCI_NONE)
        return LCI_CAUSE_ISLAND;
    return LCI_CAUSE_DETOUR;
}

/* The cause with the most behind it; of equal ones the first. */
static enum lci_gap_cause
main_cause(const double *people)
{
    enum lci_gap_cause best = LCI_CAUSE_NO_STREET;

    for (enum lci_gap_cause cause = LCI_CAUSE_NO_STREET; cause <= LCI_CAUSE_NO_FACILITY; cause++)
        if (people[cause] > people[best])
            best = cause;
    return best;
}

/* The causes of the homes, and that of the whole. */
static enum lci_gap_cause
find_causes(const struct lci_gap_case *gap_case, const struct lci_gap *gap, struct lci_gap_home *homes)
{
    const struct lci_demand *demand = gap_case->inputs->access->demand;
    double people[LCI_CAUSE_COUNT] = {0.0};

    for (size_t i = 0; i < gap->home_count; i++) {
        const uint32_t home = homes[i].home;
        const struct lci_gap_case *own = lci_gap_case_of(gap_case, home);
        const double in_home = lci_gap_people(own->inputs->access, gap, home);
        double shares[LCI_CAUSE_COUNT] = {0.0};

        for (uint32_t point = demand->home_first[home]; point < demand->home_first[home + 1]; point++)
            if (lci_gap_lacks(own, point))
                shares[cause_of_point(own, point)] += (double)demand->share[point] / (double)demand->home_share[home];
        homes[i].cause = main_cause(shares);
        for (size_t cause = 0; cause < LCI_CAUSE_COUNT; cause++)
            people[cause] += in_home * shares[cause];
    }
    return main_cause(people);
}

/* People of the gap that the last trials covered. */
static double
closes_ratio(const struct lci_gap_case *gap_case, const struct lci_gap *gap)
{
    const struct lci_access_inputs *access = gap_case->inputs->access;
    const struct lci_gap_home *homes = gap_case->list->homes + gap->home_first;
    double covered = 0.0;
    double all = 0.0;

    for (size_t i = 0; i < gap->home_count; i++) {
        const double people = lci_gap_people(access, gap, homes[i].home) / (double)access->demand->home_share[homes[i].home];

        covered += people * (double)lci_trial_home_change(lci_gap_case_of(gap_case, homes[i].home)->trial, homes[i].home);
        all += people * (double)homes[i].share;
    }
    return all > 0.0 ? fmin(1.0, fmax(0.0, covered / all)) : 0.0;
}

/* Tenths of a gap that a change closes: within a tenth the shorter street is better. */
static double
tenths(const struct lci_gap_change *change)
{
    return floor(10.0 * change->closes_ratio + 1e-9);
}

static bool
is_better(const struct lci_gap_change *change, const struct lci_gap_change *best)
{
    if (best->kind == LCI_CHANGE_NONE)
        return change->closes_ratio > 0.0;
    if (tenths(change) != tenths(best))
        return tenths(change) > tenths(best);
    if (change->kind == best->kind && change->length_m != best->length_m)
        return change->length_m < best->length_m;
    if (change->kind == best->kind && change->closes_ratio == best->closes_ratio)
        return change->gain.weights[LCI_WEIGHT_POPULATION] > best->gain.weights[LCI_WEIGHT_POPULATION];
    return change->kind == best->kind && change->closes_ratio > best->closes_ratio;
}

enum lci_status
lci_gap_judge(const struct lci_gap_case *gap_case, const struct lci_gap *gap, struct lci_gap_change *change,
              struct lci_gap_change *best, struct lci_error *err)
{
    bool possible = true;
    enum lci_status status = LCI_OK;

    change->category = gap_case->category;
    change->walker = (uint32_t)(gap_case - gap_case->all);
    for (size_t w = 0; w < gap_case->walkers->count && possible && !status; w++) {
        struct lci_gain more = {.homes = 0.0};

        if (&gap_case->all[w] == gap_case)
            continue;
        status = lci_gap_try_again(&gap_case->all[w], change, &possible, &more, err);
        change->gain.homes += more.homes;
        for (size_t i = 0; i < LCI_WEIGHT_FIRST_EXTRA; i++)
            change->gain.weights[i] += more.weights[i];
    }
    change->closes_ratio = closes_ratio(gap_case, gap);
    if (!status && possible && is_better(change, best))
        *best = *change;
    return status;
}

enum lci_status
lci_gap_try_street(const struct lci_gap_case *gap_case, const struct lci_gap *gap, const struct lci_new_street *street,
                   enum lci_change_kind kind, struct lci_gap_change *best, struct lci_error *err)
{
    struct lci_gap_change change = {.kind = kind,
                                    .facility = LCI_NONE,
                                    .line = street->line,
                                    .length_m = street->length_mm / 1000.0,
                                    .end = {street->end[0], street->end[1]}};
    bool possible = false;
    enum lci_status status = lci_trial_street(gap_case->trial, street, &possible, &change.gain, err);

    return !status && possible ? lci_gap_judge(gap_case, gap, &change, best, err) : status;
}

enum lci_gap_cause
lci_gap_cause_after(const struct lci_facilities *idle, const struct lci_gap_change *change, enum lci_gap_cause before)
{
    enum lci_facility_state state = LCI_FACILITY_COUNTS;

    if (change->kind == LCI_CHANGE_LOCATE)
        return LCI_CAUSE_DATA;
    if (change->kind == LCI_CHANGE_GATE)
        return LCI_CAUSE_GATE;
    if (change->kind != LCI_CHANGE_OPEN)
        return before;
    state = idle->items[change->facility].state;
    return state == LCI_FACILITY_PLANNED || state == LCI_FACILITY_CLOSED || state == LCI_FACILITY_CLOSED_NOW
               ? LCI_CAUSE_CLOSED_NOW : LCI_CAUSE_DATA;
}

/* Whether somebody of the gap goes by one of those who walk. */
static bool
walks_here(const struct lci_gap_case *gap_case, size_t walker, const struct lci_gap *gap)
{
    const struct lci_gap_home *homes = gap_case->list->homes + gap->home_first;

    for (size_t i = 0; i < gap->home_count; i++)
        if (lci_gap_case_of(gap_case, homes[i].home) == &gap_case->all[walker])
            return true;
    return false;
}

typedef enum lci_status (*try_function)(const struct lci_gap_case *gap_case, const struct lci_gap *gap,
                                        struct lci_gap_change *best, struct lci_error *err);

void
lci_gap_see_cause(const struct lci_gap_case *gap_case, struct lci_gap *gap, struct lci_gap_home *homes)
{
    gap->cause = find_causes(gap_case, gap, homes);
    if (gap->cause == LCI_CAUSE_ISLAND || gap->cause == LCI_CAUSE_DETOUR)
        lci_gap_find_barrier(&gap_case->all[gap->walker], gap);
}

enum lci_status
lci_gap_find_change(const struct lci_gap_case *gap_case, struct lci_gap *gap, struct lci_error *err)
{
    const enum lci_gap_cause cause = gap->cause;
    const bool near = cause == LCI_CAUSE_ISLAND || cause == LCI_CAUSE_DETOUR;
    /* From the smallest kind of change to the largest. */
    const try_function tries[] = {lci_gap_try_located, lci_gap_try_opened, lci_gap_try_gates, near ? lci_gap_try_links : NULL,
                                  cause == LCI_CAUSE_NO_STREET ? lci_gap_try_streets : NULL, lci_gap_try_facilities};
    enum lci_status status = LCI_OK;

    gap->change = (struct lci_gap_change){.kind = LCI_CHANGE_NONE, .facility = LCI_NONE};
    for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]) && !status && gap->change.closes_ratio < CLOSES; i++)
        for (size_t w = 0; w < gap_case->walkers->count && tries[i] && !status; w++)
            if (walks_here(gap_case, w, gap))
                status = tries[i](&gap_case->all[w], gap, &gap->change, err);
    gap->cause = lci_gap_cause_after(gap_case->inputs->idle, &gap->change, cause);
    return status;
}
