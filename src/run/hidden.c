/* hidden.c - which counts of people and households are not published in T1 to T5. */
#include "run/hidden.h"

#include <string.h>

#include "analysis/suppress.h"
#include "base/alloc.h"
#include "report/figures_hide.h"
#include "report/gaps_hide.h"
#include "run/tables.h"

/* The weights of figures are the first of homes, in the same order. */
_Static_assert((int)LCI_FIGURE_HOUSEHOLDS == (int)LCI_WEIGHT_HOUSEHOLDS && (int)LCI_FIGURE_PEOPLE == (int)LCI_WEIGHT_POPULATION &&
                   (int)LCI_FIGURE_ELDERS == (int)LCI_WEIGHT_ELDERS && (int)LCI_FIGURE_MINORS == (int)LCI_WEIGHT_MINORS,
               "weights of figures are those of homes");

struct lci_hidden {
    struct lci_figures figures; /* groups: the categories, then the sets with their cases as limits */
    size_t *case_figure;        /* case count: its figure */
};

/* Categories with their limits; of a set each case is a figure of its own, for its limits need not lie within each other. */
static enum lci_status
make_groups(struct lci_job *job, struct lci_hidden *hidden, struct lci_error *err)
{
    struct lci_figures *figures = &hidden->figures;
    const size_t cases = job->coverage.cases.count;

    figures->groups = lci_arena_alloc(&job->arena, job->category_count + cases, sizeof(*figures->groups));
    hidden->case_figure = lci_arena_alloc(&job->arena, cases, sizeof(*hidden->case_figure));
    if (!figures->groups || !hidden->case_figure)
        return lci_fail_nomem(err, "tables");
    for (size_t c = 0; c < job->category_count; c++) {
        figures->groups[figures->group_count++] =
            (struct lci_figure_group){.first = figures->figure_count, .limit_count = job->limits[c].limit_count};
        figures->figure_count += job->limits[c].limit_count;
    }
    figures->category_count = job->category_count;
    for (size_t i = 0; i < cases; i++) {
        hidden->case_figure[i] = figures->figure_count;
        figures->groups[figures->group_count++] =
            (struct lci_figure_group){.first = figures->figure_count++, .limit_count = 1};
    }
    return LCI_OK;
}

static void
fill_unit(const struct lci_job *job, const struct lci_hidden *hidden, size_t unit, struct lci_figure_unit *to)
{
    const struct lci_sums *sums = &job->coverage.sums;
    const struct lci_set_cases *cases = &job->coverage.cases;

    for (uint32_t w = 0; w < LCI_FIGURE_LAND; w++) {
        to->whole[w] = lci_sum_weight(sums, unit, w);
        for (uint32_t c = 0; c < job->category_count; c++)
            for (size_t l = 0; l < job->limits[c].limit_count; l++)
                to->figures[(hidden->figures.groups[c].first + l) * LCI_FIGURE_WEIGHTS + w].numerator =
                    lci_sum_covered(sums, unit, c, l, w);
        for (size_t i = 0; i < cases->count; i++)
            to->figures[hidden->case_figure[i] * LCI_FIGURE_WEIGHTS + w].numerator =
                lci_sum_at_least(sums, unit, cases->items[i].first + cases->sets[cases->items[i].set].count, w);
    }
}

static enum lci_status
make_units(struct lci_job *job, struct lci_hidden *hidden, struct lci_error *err)
{
    struct lci_figures *figures = &hidden->figures;
    const size_t size = figures->figure_count * LCI_FIGURE_WEIGHTS;

    figures->unit_count = job->units.count;
    figures->level_count = job->units.level_count;
    figures->units = lci_arena_alloc(&job->arena, figures->unit_count + 1, sizeof(*figures->units));
    if (!figures->units)
        return lci_fail_nomem(err, "tables");
    for (size_t u = 0; u <= figures->unit_count; u++) {
        struct lci_figure_unit *unit = &figures->units[u];

        *unit = (struct lci_figure_unit){.level = u < figures->unit_count ? job->units.items[u].depth : LCI_FIGURES_NONE,
                                         .parent = LCI_FIGURES_NONE,
                                         .figures = lci_arena_alloc(&job->arena, size, sizeof(*unit->figures))};
        if (!unit->figures)
            return lci_fail_nomem(err, "tables");
        fill_unit(job, hidden, u, unit);
    }
    return LCI_OK;
}

/* Which unit of each level the homes of every unit lie in, as lci_figures_hide() takes it. */
static void
find_within(const struct lci_job *job, uint32_t *within, bool *is_met)
{
    const size_t levels = job->coverage.level_count;

    for (size_t i = 0; i < job->units.count * levels; i++)
        within[i] = LCI_FIGURES_NONE;
    for (size_t home = 0; home < job->homes.count; home++)
        lci_figures_note_home(levels, job->coverage.home_unit + home * levels, within, is_met);
}

enum lci_status
lci_job_hidden(struct lci_job *job, const struct lci_hidden **out, struct lci_error *err)
{
    struct lci_hidden *hidden = NULL;
    uint32_t *within = NULL;
    bool *is_met = NULL;
    enum lci_status status = LCI_OK;

    *out = job->hidden;
    if (job->hidden)
        return LCI_OK;
    hidden = lci_arena_alloc(&job->arena, 1, sizeof(*hidden));
    within = lci_new_array(uint32_t, job->units.count * job->coverage.level_count + 1);
    is_met = lci_new_array(bool, job->units.count + 1);
    status = hidden && within && is_met ? make_groups(job, hidden, err) : lci_fail_nomem(err, "tables");
    if (status == LCI_OK)
        status = make_units(job, hidden, err);
    if (status == LCI_OK) {
        hidden->figures.below = job->config->parameters.suppress_below;
        find_within(job, within, is_met);
    }
    if (status == LCI_OK && hidden->figures.below > 0.0)
        status = lci_figures_hide(&hidden->figures, within, err);
    lci_free(within);
    lci_free(is_met);
    if (status == LCI_OK)
        *out = job->hidden = hidden;
    return status;
}

bool
lci_hidden_whole(const struct lci_hidden *hidden, size_t unit, uint32_t weight)
{
    return weight < LCI_FIGURE_LAND && hidden->figures.units[unit].whole_is_hidden[weight];
}

static bool
is_hidden(const struct lci_hidden *hidden, size_t unit, size_t figure, uint32_t weight)
{
    return weight < LCI_FIGURE_LAND && hidden->figures.units[unit].figures[figure * LCI_FIGURE_WEIGHTS + weight].is_hidden;
}

bool
lci_hidden_covered(const struct lci_hidden *hidden, size_t unit, uint32_t category, size_t limit, uint32_t weight)
{
    return is_hidden(hidden, unit, hidden->figures.groups[category].first + limit, weight);
}

bool
lci_hidden_all_of(const struct lci_hidden *hidden, size_t unit, size_t set_case, uint32_t weight)
{
    return is_hidden(hidden, unit, hidden->case_figure[set_case], weight);
}

/* The number of a weight of homes; LCI_NONE: there is none of that name. */
static uint32_t
find_weight(const struct lci_job *job, const char *name)
{
    for (uint32_t w = 0; name && w < job->homes.weight_count; w++)
        if (strcmp(job->homes.weight_names[w], name) == 0)
            return w;
    return LCI_NONE;
}

static bool
divides_hidden(const struct lci_hidden *hidden, const struct lci_job *job, const struct lci_quantities *quantities, size_t unit)
{
    for (size_t q = 0; q < quantities->count; q++)
        if (lci_hidden_whole(hidden, unit, find_weight(job, quantities->items[q].homes)))
            return true;
    return false;
}

bool
lci_hidden_indicator(const struct lci_hidden *hidden, const struct lci_job *job, const struct lci_indicator *indicator, size_t unit)
{
    const struct lci_coverage_choice *choice = &indicator->coverage;
    const struct lci_set_cases *cases = &job->coverage.cases;
    const uint32_t weight = find_weight(job, choice->weight);

    if (indicator->kind != LCI_INDICATOR_COVERAGE)
        return divides_hidden(hidden, job, &indicator->numerator, unit) ||
               divides_hidden(hidden, job, &indicator->denominator, unit);
    for (uint32_t c = 0; choice->category && c < job->category_count; c++)
        for (size_t l = 0; strcmp(job->categories[c].id, choice->category) == 0 && l < job->limits[c].limit_count; l++)
            if (lci_hidden_covered(hidden, unit, c, l, weight))
                return true;
    for (size_t i = 0; choice->set && i < cases->count; i++)
        if (strcmp(cases->sets[cases->items[i].set].id, choice->set) == 0 && lci_hidden_all_of(hidden, unit, i, weight))
            return true;
    return lci_hidden_whole(hidden, unit, weight);
}

/* Whether the count of a gap would tell a figure of a unit that is hidden. */
static bool
tells_hidden(const struct lci_hidden *hidden, const struct lci_job *job, size_t category, size_t unit, uint32_t weight)
{
    if (lci_hidden_whole(hidden, unit, weight))
        return true;
    if (category == job->category_count)
        return lci_hidden_all_of(hidden, unit, 0, weight);
    return lci_hidden_covered(hidden, unit, (uint32_t)category, job->limits[category].limit_count - 1, weight);
}

enum lci_status
lci_hidden_gaps(const struct lci_hidden *hidden, const struct lci_job *job, size_t category, uint32_t weight, bool *out,
                struct lci_error *err)
{
    const struct lci_gap_list *list = &job->gaps.lists[category];
    const size_t levels = job->coverage.level_count;
    double *counts = lci_new_array(double, list->count + 1);
    double *people = lci_new_array(double, job->units.count + 1);
    uint32_t *units = lci_new_array(uint32_t, list->count * levels + 1);
    const struct lci_gaps_to_hide gaps = {.counts = counts,
                                          .units = units,
                                          .gap_count = list->count,
                                          .level_count = levels,
                                          .unit_count = job->units.count,
                                          .below = job->config->parameters.suppress_below};
    enum lci_status status = counts && people && units ? LCI_OK : lci_fail_nomem(err, "T5");

    for (size_t u = 0; u < job->units.count && people; u++)
        people[u] = 0.0;
    for (size_t g = 0; g < list->count && status == LCI_OK; g++) {
        counts[g] = list->items[g].weights[weight];
        out[g] = false;
        for (size_t l = 0; l < levels; l++) {
            const uint32_t own = lci_gap_main_unit(job, list, &list->items[g], l, people);

            units[g * levels + l] = own == LCI_NONE ? LCI_FIGURES_NONE : own;
            out[g] = out[g] || (own != LCI_NONE && tells_hidden(hidden, job, category, own, weight));
        }
    }
    if (status == LCI_OK)
        status = lci_gaps_hide(&gaps, out, err);
    lci_free(counts);
    lci_free(people);
    lci_free(units);
    return status;
}
