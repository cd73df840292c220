/* gap_parts.h - the steps of lci_gaps_build() that look for causes and changes. */
#ifndef LCI_ANALYSIS_GAP_PARTS_H
#define LCI_ANALYSIS_GAP_PARTS_H

#include "analysis/gaps.h"
#include "analysis/gate_places.h"
#include "analysis/nearby.h"

/** Links over which a category is reached in time, by the vertices from where they may be entered. */
struct lci_gap_ways {
    uint32_t *over_mm; /* two a link: the walk to a facility from its end 0, and from its end 1, over the link; LCI_NONE where that
                          is not shorter than the walk there is, or beyond the limit */
    uint32_t *first;   /* vertex_count + 2: of items */
    uint32_t *items;   /* links; each at up to three vertices */
};

/** What is known about one category, for one of those who walk, while its gaps are explained. One thread at a time. */
struct lci_gap_case {
    const struct lci_gap_walkers *walkers;
    struct lci_gap_case *all; /* one for each of them, this one too */
    const uint64_t *own;      /* a bit a demand point: from its home this one walks; NULL: from all */
    uint64_t *counted;        /* points that count in the whole circle: they reach all other categories, and are own ones */
    const struct lci_gap_inputs *inputs;
    const struct lci_links *links;
    const struct lci_gap_list *list;
    const struct lci_nearest *nearest; /* of the category that is missing */
    uint32_t category;
    struct lci_trial *trial;           /* turned to the category */
    struct lci_gap_ways ways;
    const struct lci_gate_places *gate_places; /* a part: of homes in any gap */
    struct lci_nearby joined, unjoined, idle; /* facilities of the category; idle ones that might be open */
    double limit_m;
};

/** The case of who walks from a home. */
static inline const struct lci_gap_case *
lci_gap_case_of(const struct lci_gap_case *gap_case, size_t home)
{
    return gap_case->walkers->home_walker ? &gap_case->all[gap_case->walkers->home_walker[home]] : gap_case;
}

/** Whether a point of the gaps, from which the case's own people walk, lacks the category: in a list of its own every one. */
static inline bool
lci_gap_lacks(const struct lci_gap_case *gap_case, size_t point)
{
    return lci_gap_is_open(gap_case->list, point) && !lci_nearest_is_within(gap_case->nearest, point) &&
           (!gap_case->own || ((gap_case->own[point / 64] >> (point % 64)) & 1));
}

/** Fills how far the gap's people have it, whoever walks. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_gap_measure(const struct lci_gap_case *gap_case, struct lci_gap *gap, struct lci_error *err);

/** Tries to put facilities that joined no street on the nearest one; *best is replaced where a change is better. */
LCI_MUST_USE enum lci_status lci_gap_try_located(const struct lci_gap_case *gap_case, const struct lci_gap *gap,
                                                 struct lci_gap_change *best, struct lci_error *err);

/** Tries to open facilities that are planned, closed, or closed at the time asked about. */
LCI_MUST_USE enum lci_status lci_gap_try_opened(const struct lci_gap_case *gap_case, const struct lci_gap *gap,
                                                struct lci_gap_change *best, struct lci_error *err);

/** Tries one more gate in each walled home; of homes with a facility of the category inside, or gates to private ways, none. */
LCI_MUST_USE enum lci_status lci_gap_try_gates(const struct lci_gap_case *gap_case, const struct lci_gap *gap,
                                               struct lci_gap_change *best, struct lci_error *err);

/** Fills *out for the category of the case: lci_gap_ways_fini(). Errors: LCI_E_NOMEM. Cost: O(links and vertices). */
LCI_MUST_USE enum lci_status lci_gap_ways_build(const struct lci_gap_case *gap_case, struct lci_gap_ways *out,
                                                struct lci_error *err);
void lci_gap_ways_fini(struct lci_gap_ways *ways);

/** Tries links between the gap's streets and others. */
LCI_MUST_USE enum lci_status lci_gap_try_links(const struct lci_gap_case *gap_case, const struct lci_gap *gap,
                                               struct lci_gap_change *best, struct lci_error *err);

/** Tries streets to demand that joins none. */
LCI_MUST_USE enum lci_status lci_gap_try_streets(const struct lci_gap_case *gap_case, const struct lci_gap *gap,
                                                 struct lci_gap_change *best, struct lci_error *err);

/** Tries places for a facility on the gap's streets. */
LCI_MUST_USE enum lci_status lci_gap_try_facilities(const struct lci_gap_case *gap_case, const struct lci_gap *gap,
                                                    struct lci_gap_change *best, struct lci_error *err);

/**
 * Measures what the last trial did to the gap, and keeps the change where it is better than *best. Of several who walk, the others
 * try the change too, and add what it gains of their homes; one that is not possible for one of them is passed over. Errors:
 * LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_gap_judge(const struct lci_gap_case *gap_case, const struct lci_gap *gap,
                                           struct lci_gap_change *change, struct lci_gap_change *best, struct lci_error *err);

/** Tries a change that one has tried on the network of another. *possible as in lci_trial_street(). Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_gap_try_again(const struct lci_gap_case *other, const struct lci_gap_change *change,
                                               bool *possible, struct lci_gain *out, struct lci_error *err);

/** Tries a street; one that is not possible, or loses people, is passed over. */
LCI_MUST_USE enum lci_status lci_gap_try_street(const struct lci_gap_case *gap_case, const struct lci_gap *gap,
                                                const struct lci_new_street *street, enum lci_change_kind kind,
                                                struct lci_gap_change *best, struct lci_error *err);

/** Homes with demand that is left at a facility of the category: *home_count; how many facilities have any: *gap_count. */
void lci_gap_count_left(const struct lci_gap_inputs *inputs, uint32_t category, size_t *home_count, size_t *gap_count);

/** Adds a gap of cause capacity for each of these facilities behind those of the list, which has room for them. */
void lci_gap_add_left(const struct lci_gap_inputs *inputs, uint32_t category, struct lci_gap_list *list);

/** Fills how far the people of such a gap have it, and what a larger facility gains, once its weights are summed up. */
void lci_gap_measure_left(const struct lci_gap_walkers *walkers, const struct lci_gap_list *list, struct lci_gap *gap);

/** Tries the gate of a change in a home of the case's own people, for the category of the case. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_gap_try_gate_again(const struct lci_gap_case *gap_case, const struct lci_gap_change *change,
                                                    struct lci_gain *out, struct lci_error *err);

/**
 * Fills gap->missing of the gaps of the whole circle: the category that most people of a gap miss and nothing else; where nobody
 * misses just one, that which most miss. covered: category_count, a bit a demand point. Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_gap_choose_missing(const struct lci_access_inputs *access, const uint64_t *const *covered,
                                                    struct lci_gap_list *list, struct lci_error *err);

/** True for a change that brings people nearer to every category: a street or a gate. */
bool lci_gap_changes_all(const struct lci_gap_change *change);

/** Adds what a change flips in the category that the cases, one each who walks, are turned to; ascending. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_gap_flip(const struct lci_gap_case *cases, const struct lci_gap_change *change,
                                          struct lci_gap_flips *flips, struct lci_error *err);

/**
 * Counts anew what the change of a gap of the whole circle gains and closes, of what it flips in all categories (flips, covered:
 * category_count). Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_gap_count_circle(const struct lci_access_inputs *access, const uint64_t *const *covered,
                                                  const struct lci_gap_flips *flips, const struct lci_gap_list *list,
                                                  struct lci_gap *gap, struct lci_error *err);

/** The demand points of the homes of one of several who walk, a bit each. NULL: out of memory. */
uint64_t *lci_gap_own_points(const struct lci_gap_walkers *walkers, size_t walker);

/** The points that are within the largest limit of a category, each by who walks from it; own: of each who walks. NULL: out of
 * memory. */
uint64_t *lci_gap_cover(const struct lci_gap_walkers *walkers, uint64_t *const *own, size_t category);

/** Whole millimetres, as results are written. */
double lci_whole_mm(double value_m);

/** Finds what the straight way from the gap to its nearest facility crosses first. */
void lci_gap_find_barrier(const struct lci_gap_case *gap_case, struct lci_gap *gap);

/**
 * Sees why a gap is there as things are, for each of its homes (homes: home_count of the gap) and altogether, and what lies between
 * it and its facility. gap_case: of any of those who walk; trials of each are turned to the category by its limits.
 */
void lci_gap_see_cause(const struct lci_gap_case *gap_case, struct lci_gap *gap, struct lci_gap_home *homes);

/** Finds the best change for a gap whose cause is seen, and with it the cause that is written. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_gap_find_change(const struct lci_gap_case *gap_case, struct lci_gap *gap, struct lci_error *err);

/** The cause once the best change is known: what is only closed or not known is no lack of streets or facilities. */
enum lci_gap_cause lci_gap_cause_after(const struct lci_facilities *idle, const struct lci_gap_change *change,
                                       enum lci_gap_cause before);

/** A facility that joined no street is put on one so many times off_street_m away, no further. */
#define LCI_GAP_LOCATE_REACH 10.0
/** A new street to demand without one is looked for so many times off_street_m away. */
#define LCI_GAP_STREET_REACH 5.0

#endif
