/* sets.c - several categories together: their cases, and how much of a home reaches how many. */
#include "analysis/sets.h"

#include <math.h>

#include "base/alloc.h"

static bool
is_same(double a_m, double b_m)
{
    return fabs(a_m - b_m) <= 0.0;
}

/* Place of a limit among those of a category; their number where it has none such. */
static size_t
find_limit(const struct lci_access_category *category, double limit_m)
{
    size_t at = 0;

    while (at < category->limit_count && !is_same(category->limits_m[at], limit_m))
        at++;
    return at;
}

/* The limits of a case. limit_m NAN: the largest of each. False where a category has no such limit. */
static bool
find_limits(const struct lci_access_inputs *inputs, const struct lci_category_set *set, double limit_m, size_t *limits)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct lci_access_category *category = &inputs->categories[set->categories[i]];

        limits[i] = isnan(limit_m) ? category->limit_count - 1 : find_limit(category, limit_m);
        if (limits[i] == category->limit_count)
            return false;
    }
    return true;
}

/* The largest limit where all of the set have the same, else NAN. */
static double
common_largest_m(const struct lci_access_inputs *inputs, const struct lci_category_set *set)
{
    const struct lci_access_category *first = &inputs->categories[set->categories[0]];
    const double limit_m = first->limits_m[first->limit_count - 1];

    for (size_t i = 1; i < set->count; i++) {
        const struct lci_access_category *category = &inputs->categories[set->categories[i]];

        if (!is_same(category->limits_m[category->limit_count - 1], limit_m))
            return NAN;
    }
    return limit_m;
}

static enum lci_status
add_case(const struct lci_access_inputs *inputs, struct lci_set_cases *out, struct lci_set_case *items, uint32_t set,
         double limit_m, struct lci_error *err)
{
    const struct lci_category_set *of = &out->sets[set];
    size_t *limits = lci_arena_alloc(&out->arena, of->count, sizeof(*limits));

    if (!limits)
        return lci_fail_nomem(err, "sets of categories");
    if (!find_limits(inputs, of, limit_m, limits))
        return LCI_OK;
    items[out->count++] = (struct lci_set_case){
        .set = set,
        .limit_m = isnan(limit_m) ? common_largest_m(inputs, of) : limit_m,
        .limit = limits,
        .first = out->total,
    };
    out->total += of->count + 1;
    return LCI_OK;
}

static enum lci_status
add_cases(const struct lci_access_inputs *inputs, struct lci_set_cases *out, struct lci_set_case *items, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (uint32_t set = 0; set < out->set_count && !status; set++) {
        const struct lci_access_category *first = &inputs->categories[out->sets[set].categories[0]];
        const double common_m = common_largest_m(inputs, &out->sets[set]);

        status = add_case(inputs, out, items, set, NAN, err);
        for (size_t i = 0; i < first->limit_count && !status; i++)
            if (!is_same(first->limits_m[i], common_m))
                status = add_case(inputs, out, items, set, first->limits_m[i], err);
    }
    return status;
}

/* "all", where there are several categories, before the named sets. */
static enum lci_status
list_sets(const struct lci_access_inputs *inputs, const struct lci_category_set *named, size_t named_count,
          struct lci_set_cases *out, struct lci_error *err)
{
    const size_t n = inputs->category_count;
    struct lci_category_set *sets = lci_arena_alloc(&out->arena, named_count + 1, sizeof(*sets));
    uint32_t *all = lci_arena_alloc(&out->arena, n, sizeof(*all));

    if (!sets || !all)
        return lci_fail_nomem(err, "sets of categories");
    for (uint32_t category = 0; category < n; category++)
        all[category] = category;
    if (n > 1)
        sets[out->set_count++] = (struct lci_category_set){"all", all, n};
    for (size_t i = 0; i < named_count; i++)
        sets[out->set_count++] = named[i];
    out->sets = sets;
    return LCI_OK;
}

enum lci_status
lci_set_cases_build(const struct lci_access_inputs *inputs, const struct lci_category_set *sets, size_t set_count,
                    struct lci_set_cases *out, struct lci_error *err)
{
    struct lci_set_case *items = NULL;
    size_t most = 0;
    enum lci_status status = LCI_OK;

    *out = (struct lci_set_cases){.count = 0};
    status = list_sets(inputs, sets, set_count, out, err);
    for (size_t set = 0; set < out->set_count; set++)
        most += 1 + inputs->categories[out->sets[set].categories[0]].limit_count;
    if (!status) {
        items = lci_arena_alloc(&out->arena, most, sizeof(*items));
        out->items = items;
        status = items ? add_cases(inputs, out, items, err) : lci_fail_nomem(err, "sets of categories");
    }
    if (status)
        lci_set_cases_fini(out);
    return status;
}

void
lci_set_cases_fini(struct lci_set_cases *cases)
{
    lci_arena_fini(&cases->arena);
    *cases = (struct lci_set_cases){0};
}

void
lci_set_cases_measure(const struct lci_set_cases *cases, const struct lci_demand *demand, const struct lci_nearest *nearest,
                      size_t home, double *at_least_ratio)
{
    for (size_t i = 0; i < cases->count; i++) {
        const struct lci_set_case *one = &cases->items[i];
        const struct lci_category_set *set = &cases->sets[one->set];
        double *ratio = at_least_ratio + one->first;
        uint64_t total = 0;

        for (size_t k = 0; k <= set->count; k++)
            ratio[k] = 0.0;
        for (uint32_t point = demand->home_first[home]; point < demand->home_first[home + 1]; point++) {
            size_t reached = 0;

            for (size_t c = 0; c < set->count; c++)
                reached += lci_nearest_is_within_limit(&nearest[set->categories[c]], one->limit[c], point);
            /* Whole numbers below 2^53: sums of doubles are exact. */
            ratio[reached] += (double)demand->share[point];
        }
        for (size_t k = set->count + 1; k-- > 0;) {
            total += (uint64_t)ratio[k];
            ratio[k] = total == 0 ? 0.0 : (double)total / (double)demand->home_share[home];
        }
    }
}
