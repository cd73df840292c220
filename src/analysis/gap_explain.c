/* gap_explain.c - why the gaps of all lists are there, and what would help: category by category. */
#include "analysis/gap_memo.h"
#include "analysis/link_memo.h"
#include "base/alloc.h"

uint64_t *
lci_gap_cover_others(const struct lci_gap_work *work, size_t category)
{
    const size_t words = work->inputs->access->demand->point_count / 64 + 1;
    uint64_t *others = lci_new_array(uint64_t, words);

    for (size_t word = 0; others && word < words; word++) {
        others[word] = UINT64_MAX;
        for (size_t other = 0; other < work->inputs->access->category_count; other++)
            if (other != category)
                others[word] &= work->covered[other][word];
    }
    return others;
}

/* What is done with the gaps that miss a category, one after the other. */
enum step { MEASURE, SEE_CAUSE, FIND_CHANGE };

/* Finds a change, and keeps what it does if the gap is one of a category. */
static enum lci_status
find_change(const struct lci_gap_case *cases, struct lci_gap *gap, struct lci_error *err)
{
    const enum lci_status status = lci_gap_find_change(cases, gap, err);

    if (status || !cases[0].walkers->keeps_flips || gap->category == LCI_NONE || gap->change.kind == LCI_CHANGE_NONE)
        return status;
    return lci_gap_flip(cases, &gap->change, &gap->flips, err);
}

static enum lci_status
take_step(const struct lci_gap_case *cases, const struct lci_gap_list *list, struct lci_gap *gap, enum step step,
          struct lci_error *err)
{
    switch (step) {
    case MEASURE:
        return lci_gap_measure(cases, gap, err);
    case SEE_CAUSE:
        lci_gap_see_cause(cases, gap, list->homes + gap->home_first);
        return LCI_OK;
    case FIND_CHANGE:
        break;
    }
    return find_change(cases, gap, err);
}

/* Goes through the gaps of a list that miss the category of the cases. */
static enum lci_status
go_through(const struct lci_gap_work *work, struct lci_gap_case *cases, size_t l, enum step step, struct lci_error *err)
{
    const bool whole_circle = l == work->gaps->list_count - 1;
    const struct lci_gap_list *list = &work->gaps->lists[l];
    enum lci_status status = LCI_OK;

    for (size_t w = 0; w < work->walkers->count; w++) {
        cases[w].list = list;
        lci_trial_count_only(cases[w].trial, whole_circle ? cases[w].counted : cases[w].own);
        lci_trial_spare(cases[w].trial, whole_circle);
    }
    for (size_t i = 0; i < list->count && !status; i++) {
        struct lci_gap *gap = &list->items[i];

        if (gap->missing != cases[0].category || gap->left || (step == FIND_CHANGE && lci_gap_memo_is_known(work->memo, l, i)))
            continue;
        status = take_step(cases, list, gap, step, err);
    }
    return status;
}

/* Of both lists, the gaps of the category first. */
static enum lci_status
go_through_both(const struct lci_gap_work *work, struct lci_gap_case *cases, enum step step, struct lci_error *err)
{
    const enum lci_status status = go_through(work, cases, cases[0].category, step, err);

    return status ? status : go_through(work, cases, work->gaps->list_count - 1, step, err);
}

static enum lci_status
find_facilities(struct lci_gap_case *gap_case, struct lci_error *err)
{
    const struct lci_facilities *facilities = gap_case->inputs->access->facilities;
    const struct lci_facilities *idle = gap_case->inputs->idle;
    enum lci_status status = lci_nearby_build(facilities, gap_case->category, LCI_NEARBY_JOINED, &gap_case->joined, err);

    if (!status)
        status = lci_nearby_build(facilities, gap_case->category, LCI_NEARBY_UNJOINED, &gap_case->unjoined, err);
    if (!status && idle)
        status = lci_nearby_build(idle, gap_case->category, LCI_NEARBY_OPENABLE, &gap_case->idle, err);
    return status;
}

/* What one who walks has to do with a category, but for the facilities. */
static enum lci_status
begin_case(const struct lci_gap_work *work, struct lci_gap_bench *bench, size_t walker, size_t category, bool by_limit,
           struct lci_error *err)
{
    const size_t words = work->inputs->access->demand->point_count / 64 + 1;
    const struct lci_gap_inputs *inputs = &work->walkers->items[walker];
    const struct lci_access_category *limits = &inputs->access->categories[category];
    struct lci_gap_case *one = &bench->cases[walker];

    *one = (struct lci_gap_case){
        .walkers = work->walkers,
        .all = bench->cases,
        .own = work->own ? work->own[walker] : NULL,
        .counted = lci_gap_cover_others(work, category),
        .inputs = inputs,
        .links = &work->grounds[walker].links,
        .gate_places = work->grounds[walker].gate_places,
        .nearest = &inputs->nearest[category],
        .category = (uint32_t)category,
        .trial = bench->trials[walker],
        .limit_m = limits->limits_m[limits->limit_count - 1],
    };
    if (!one->counted)
        return lci_fail_nomem(err, "gaps");
    for (size_t word = 0; one->own && word < words; word++)
        one->counted[word] &= one->own[word];
    return lci_trial_begin(one->trial, one->category, by_limit, one->nearest, err);
}

static void
end_case(struct lci_gap_case *one)
{
    lci_nearby_fini(&one->joined);
    lci_nearby_fini(&one->unjoined);
    lci_nearby_fini(&one->idle);
    lci_free(one->counted);
    lci_gap_ways_fini(&one->ways);
    *one = (struct lci_gap_case){.walkers = NULL};
}

/* Turns to a category, with its facilities. */
static enum lci_status
begin_cases(const struct lci_gap_work *work, struct lci_gap_bench *bench, size_t category, bool by_limit, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t w = 0; w < work->walkers->count && !status; w++) {
        status = begin_case(work, bench, w, category, by_limit, err);
        if (!status)
            status = find_facilities(&bench->cases[w], err);
    }
    return status;
}

static void
end_cases(const struct lci_gap_work *work, struct lci_gap_bench *bench)
{
    for (size_t w = 0; w < work->walkers->count; w++)
        end_case(&bench->cases[w]);
}

/* Turns the trials from who is near to who is within the limit. */
static enum lci_status
turn_to_limit(const struct lci_gap_work *work, struct lci_gap_bench *bench, size_t category, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t w = 0; w < work->walkers->count && !status; w++)
        if (work->walkers->items[w].access->categories[category].by_facility)
            status = lci_trial_begin(bench->trials[w], (uint32_t)category, true, bench->cases[w].nearest, err);
    return status;
}

/* Of the gaps of a category, and those of the whole circle where it is what is missing, all but the changes. */
static enum lci_status
look_at(struct lci_gap_work *work, struct lci_gap_bench *bench, size_t category, struct lci_error *err)
{
    enum lci_status status = go_through_both(work, bench->cases, MEASURE, err);

    if (!status)
        status = turn_to_limit(work, bench, category, err);
    if (!status)
        status = go_through_both(work, bench->cases, SEE_CAUSE, err);
    if (!status && work->walkers->count == 1)
        status = lci_defects_choose(&work->gaps->defects, bench->trials[0], (uint32_t)category, err);
    return status;
}

/* Their changes, and what mending defects gains in the category. */
static enum lci_status
find_changes(struct lci_gap_work *work, struct lci_gap_bench *bench, size_t category, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t w = 0; w < work->walkers->count && !status; w++)
        status = lci_gap_ways_build(&bench->cases[w], &bench->cases[w].ways, err);
    if (!status)
        status = go_through_both(work, bench->cases, FIND_CHANGE, err);
    lci_trial_count_only(bench->trials[0], NULL);
    lci_trial_spare(bench->trials[0], false);
    if (!status && work->walkers->count == 1)
        status = lci_defects_try(&work->gaps->defects, bench->trials[0], (uint32_t)category, err);
    return status;
}

/* Without a memo. */
static enum lci_status
explain_category(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    struct lci_gap_work *work = user;
    struct lci_gap_bench *bench = &work->benches[worker];
    enum lci_status status = begin_cases(work, bench, item, false, err);

    if (!status)
        status = look_at(work, bench, item, err);
    if (!status)
        status = find_changes(work, bench, item, err);
    end_cases(work, bench);
    return status;
}

/* With one: what is asked for is known once all categories were looked at. */
static enum lci_status
look_at_category(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    struct lci_gap_work *work = user;
    struct lci_gap_bench *bench = &work->benches[worker];
    enum lci_status status = begin_cases(work, bench, item, false, err);

    if (!status)
        status = look_at(work, bench, item, err);
    if (!status)
        status = lci_gap_memo_add(work->memo, bench->cases, err);
    end_cases(work, bench);
    return status;
}

/* Whether something of a category is not known yet. */
static bool
is_open(const struct lci_gap_work *work, size_t category)
{
    const struct lci_defects *defects = &work->gaps->defects;

    for (size_t l = 0; l < work->gaps->list_count; l++)
        for (size_t i = 0; i < work->gaps->lists[l].count; i++) {
            const struct lci_gap *gap = &work->gaps->lists[l].items[i];

            if (gap->missing == category && !gap->left && !lci_gap_memo_is_known(work->memo, l, i))
                return true;
        }
    for (size_t d = 0; d < defects->count; d++)
        if (!defects->items[d].is_known)
            return true;
    return false;
}

static enum lci_status
change_category(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    struct lci_gap_work *work = user;
    struct lci_gap_bench *bench = &work->benches[worker];
    enum lci_status status = LCI_OK;

    if (!is_open(work, item))
        return LCI_OK;
    status = begin_cases(work, bench, item, work->inputs->access->categories[item].by_facility, err);
    if (!status)
        status = find_changes(work, bench, item, err);
    end_cases(work, bench);
    return status;
}

/* Places for gates of homes in gaps whose change is not known, from which one walks: the same for every category. */
static enum lci_status
find_gate_places(struct lci_gap_work *work, size_t walker, struct lci_pool *pool, const struct lci_context *context,
                 struct lci_error *err)
{
    const struct lci_access_inputs *access = work->walkers->items[walker].access;
    const uint32_t *home_walker = work->walkers->home_walker;
    bool *wanted = lci_new_array(bool, access->homes->count);
    enum lci_status status = LCI_OK;

    if (!wanted)
        return lci_fail_nomem(err, "gaps");
    for (size_t l = 0; l < work->gaps->list_count; l++)
        for (size_t i = 0; i < work->gaps->lists[l].count; i++) {
            const struct lci_gap *gap = &work->gaps->lists[l].items[i];
            const size_t end = gap->home_first + (lci_gap_memo_is_known(work->memo, l, i) ? 0 : gap->home_count);

            for (size_t k = gap->home_first; k < end; k++) {
                const uint32_t home = work->gaps->lists[l].homes[k].home;

                wanted[home] = wanted[home] || !home_walker || home_walker[home] == walker;
            }
        }
    status = lci_gate_places_build(access, wanted, pool, context, &work->grounds[walker].gate_places, err);
    lci_free(wanted);
    return status;
}

/* Whether what a gap of the whole circle gains is still that of one category. */
static bool
is_to_count(const struct lci_gap_work *work, size_t gap)
{
    const size_t circle = work->gaps->list_count - 1;

    return !lci_gap_memo_is_known(work->memo, circle, gap) && lci_gap_changes_all(&work->gaps->lists[circle].items[gap].change);
}

/* What streets and gates of the gaps of the whole circle do to a category. */
static enum lci_status
flip_category(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    struct lci_gap_work *work = user;
    struct lci_gap_bench *bench = &work->benches[worker];
    const size_t walker_count = work->walkers->count;
    const struct lci_gap_list *circle = &work->gaps->lists[work->gaps->list_count - 1];
    enum lci_status status = LCI_OK;

    for (size_t w = 0; w < walker_count && !status; w++) {
        status = begin_case(work, bench, w, item, true, err);
        bench->cases[w].list = &work->gaps->lists[item];
        lci_trial_count_only(bench->trials[w], bench->cases[w].own);
    }
    for (size_t i = 0; i < circle->count && !status; i++)
        if (is_to_count(work, i))
            status = lci_gap_flip(bench->cases, &circle->items[i].change,
                                  &work->flips[i * work->inputs->access->category_count + item], err);
    for (size_t w = 0; w < walker_count; w++)
        end_case(&bench->cases[w]);
    return status;
}

/* Who newly reaches all categories by a street or a gate may have missed several. */
static enum lci_status
count_circles(struct lci_gap_work *work, struct lci_pool *pool, const struct lci_context *context, struct lci_error *err)
{
    const size_t category_count = work->inputs->access->category_count;
    struct lci_gap_list *circle = &work->gaps->lists[work->gaps->list_count - 1];
    enum lci_status status = LCI_OK;
    bool any = false;

    for (size_t i = 0; i < circle->count; i++)
        any = any || is_to_count(work, i);
    if (!any)
        return LCI_OK;
    work->flips = lci_new_array(struct lci_gap_flips, circle->count * category_count);
    if (!work->flips)
        return lci_fail_nomem(err, "gaps");
    status = lci_pool_run(pool, context, "gaps", category_count, 1, flip_category, work, err);
    for (size_t i = 0; i < circle->count && !status; i++)
        if (is_to_count(work, i))
            status = lci_gap_count_circle(work->inputs->access, work->covered, work->flips + i * category_count, circle,
                                          &circle->items[i], err);
    for (size_t i = 0; i < circle->count * category_count; i++)
        lci_free(work->flips[i].points);
    lci_free(work->flips);
    return status;
}

/* Grounds, and on each a trial a worker. */
static enum lci_status
make_grounds(struct lci_gap_work *work, struct lci_pool *pool, const struct lci_context *context, struct lci_error *err)
{
    const unsigned worker_count = lci_pool_thread_count(pool);
    enum lci_status status = LCI_OK;

    for (size_t w = 0; w < work->walkers->count && !status; w++) {
        const struct lci_gap_inputs *inputs = &work->walkers->items[w];
        struct lci_gap_ground *ground = &work->grounds[w];

        status = lci_trial_ground_build(inputs->access, inputs->islet_m, inputs->off_street_m, &ground->trials, err);
        if (!status)
            status = work->memo ? lci_links_recall(&work->memo->cities[w], inputs->link_max_m, work->memo->memo, pool, context,
                                                   &ground->links, err)
                                : lci_links_build(inputs->access, inputs->link_max_m, pool, context, &ground->links, err);
        for (unsigned i = 0; i < worker_count && !status; i++)
            status = lci_trial_new(&ground->trials, &work->benches[i].trials[w], err);
    }
    return status;
}

static enum lci_status
find_all_gate_places(struct lci_gap_work *work, struct lci_pool *pool, const struct lci_context *context, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t w = 0; w < work->walkers->count && !status; w++)
        status = find_gate_places(work, w, pool, context, err);
    return status;
}

/* Looks at all categories, asks the memo, and finds what it does not know. */
static enum lci_status
explain_the_rest(struct lci_gap_work *work, struct lci_pool *pool, const struct lci_context *context, struct lci_error *err)
{
    const size_t category_count = work->inputs->access->category_count;
    enum lci_status status = lci_pool_run(pool, context, "gaps", category_count, 1, look_at_category, work, err);

    if (!status)
        status = lci_gap_memo_ask(work->memo, err);
    if (!status)
        status = find_all_gate_places(work, pool, context, err);
    if (!status)
        status = lci_pool_run(pool, context, "gaps", category_count, 1, change_category, work, err);
    if (!status)
        status = count_circles(work, pool, context, err);
    return status ? status : lci_gap_memo_hand_in(work->memo, err);
}

static enum lci_status
explain_all(struct lci_gap_work *work, struct lci_pool *pool, const struct lci_context *context, struct lci_error *err)
{
    enum lci_status status = find_all_gate_places(work, pool, context, err);

    if (!status)
        status = lci_pool_run(pool, context, "gaps", work->inputs->access->category_count, 1, explain_category, work, err);
    return status ? status : count_circles(work, pool, context, err);
}

enum lci_status
lci_gaps_explain(struct lci_gap_work *work, struct lci_pool *pool, const struct lci_context *context, struct lci_error *err)
{
    const struct lci_gap_inputs *inputs = work->inputs;
    enum lci_status status = work->walkers->memo ? lci_gap_memo_new(work, work->walkers->memo, &work->memo, err) : LCI_OK;

    if (!status)
        status = make_grounds(work, pool, context, err);
    if (!status && work->walkers->count == 1)
        status = lci_defects_find(inputs->access, &work->grounds[0].links, inputs->crossing_m, inputs->crossing_count,
                                  &work->gaps->defects, err);
    if (!status)
        status = work->memo ? explain_the_rest(work, pool, context, err) : explain_all(work, pool, context, err);
    lci_gap_memo_free(work->memo);
    work->memo = NULL;
    if (!status)
        lci_defects_rank(&work->gaps->defects);
    return status;
}
