/* figures_hide.c - small figures, and those that shown sums would give away. */
#include "report/figures_hide.h"

#include <math.h>

#include "analysis/suppress.h"

/* What is left of a unit beside its parts, below which it is rounding. */
static const double NOTHING = 1e-3;

/* A part that may be shown but says nothing when it is: the last that is hidden for another's sake. */
static const double NEVER_FIRST = 1e15;

/* A unit, and those that it is divided into; behind them what lies in none, which is shown nowhere. */
struct division {
    struct lci_figure_unit *whole;
    struct lci_figure_unit **parts; /* part_count */
    size_t part_count;
    double *values; /* part_count + 1 */
    bool *hidden;   /* part_count + 1 */
};

static bool
hide_figure(struct lci_figure *figure)
{
    const bool is_new = !figure->is_hidden;

    figure->is_hidden = true;
    return is_new;
}

/* With a hidden whole no share of it is shown, which would tell it. */
static void
hide_with_whole(const struct lci_figures *figures, struct lci_figure_unit *unit, size_t weight)
{
    for (size_t f = 0; f < figures->figure_count; f++)
        unit->figures[f * LCI_FIGURE_WEIGHTS + weight].is_hidden = true;
}

/* Of limits within each other, those between two are counted, too. */
static void
hide_small_steps(const struct lci_figures *figures, struct lci_figure_unit *unit, size_t weight)
{
    for (size_t g = 0; g < figures->group_count; g++) {
        const struct lci_figure_group *group = &figures->groups[g];
        double larger = NAN;

        for (size_t l = group->limit_count; l-- > 0;) {
            struct lci_figure *figure = &unit->figures[(group->first + l) * LCI_FIGURE_WEIGHTS + weight];

            if (lci_suppress_share(figure->numerator, unit->whole[weight], figures->below) ||
                lci_suppress_count(larger - figure->numerator, figures->below))
                figure->is_hidden = true;
            if (!figure->is_hidden)
                larger = figure->numerator;
        }
    }
}

static void
hide_small(const struct lci_figures *figures, struct lci_figure_unit *unit)
{
    for (size_t w = 0; w < LCI_FIGURE_LAND; w++) {
        hide_small_steps(figures, unit, w);
        unit->whole_is_hidden[w] = lci_suppress_count(unit->whole[w], figures->below);
        if (unit->whole_is_hidden[w])
            hide_with_whole(figures, unit, w);
    }
}

/* A part as lci_suppress_parts() takes it: too small where it is hidden, and then what is least is hidden with it. */
static double
part_value(bool is_hidden, double count, double whole, double below)
{
    if (is_hidden)
        return 0.5 * below;
    if (!(whole > NOTHING) || isnan(count))
        return NAN;
    return count > NOTHING ? fmax(count, below) : NEVER_FIRST;
}

/* A hidden whole is not the sum of parts that are all shown: the least of them is hidden, where nothing is left beside them.
 */
static void
hide_least(struct division *division)
{
    size_t least = division->part_count;

    if (!isnan(division->values[division->part_count]))
        return;
    for (size_t i = 0; i < division->part_count; i++) {
        if (division->hidden[i])
            return;
        if (division->values[i] > 0.0 && (least == division->part_count || division->values[i] < division->values[least]))
            least = i;
    }
    if (least < division->part_count)
        division->hidden[least] = true;
}

/* Parts of one number, `figure` of a weight or (figure_count) the whole of it: answers whether anything more is hidden now.
 */
static bool
hide_parts(const struct lci_figures *figures, struct division *division, size_t figure, size_t weight)
{
    const bool of_whole = figure == figures->figure_count;
    const size_t at = figure * LCI_FIGURE_WEIGHTS + weight;
    struct lci_figure_unit *whole = division->whole;
    double left = of_whole ? whole->whole[weight] : whole->figures[at].numerator;
    double left_whole = whole->whole[weight];
    bool is_new = false;

    for (size_t i = 0; i < division->part_count; i++) {
        const struct lci_figure_unit *part = division->parts[i];
        const double count = of_whole ? part->whole[weight] : part->figures[at].numerator;

        division->values[i] = part_value(of_whole ? part->whole_is_hidden[weight] : part->figures[at].is_hidden, count,
                                         part->whole[weight], figures->below);
        left -= isnan(count) ? 0.0 : count;
        left_whole -= isnan(part->whole[weight]) ? 0.0 : part->whole[weight];
    }
    division->values[division->part_count] =
        left_whole > NOTHING
            ? part_value(lci_suppress_share(left, left_whole, figures->below), left, left_whole, figures->below)
            : NAN;
    if (!lci_suppress_parts(division->values, division->part_count + 1, figures->below, division->hidden)) {
        is_new = of_whole ? !whole->whole_is_hidden[weight] : hide_figure(&whole->figures[at]);
        if (of_whole)
            whole->whole_is_hidden[weight] = true;
    }
    if (of_whole ? whole->whole_is_hidden[weight] : whole->figures[at].is_hidden)
        hide_least(division);
    for (size_t i = 0; i < division->part_count; i++) {
        struct lci_figure_unit *part = division->parts[i];

        if (!division->hidden[i])
            continue;
        is_new = (of_whole ? !part->whole_is_hidden[weight] : hide_figure(&part->figures[at])) || is_new;
        if (of_whole)
            part->whole_is_hidden[weight] = true;
    }
    return is_new;
}

static bool
hide_division(const struct lci_figures *figures, struct division *division)
{
    bool is_new = false;

    for (size_t w = 0; w < LCI_FIGURE_LAND && division->part_count > 0; w++) {
        if (isnan(division->whole->whole[w]))
            continue;
        is_new = hide_parts(figures, division, figures->figure_count, w) || is_new;
        for (size_t i = 0; i < division->part_count; i++)
            if (division->parts[i]->whole_is_hidden[w])
                hide_with_whole(figures, division->parts[i], w);
        if (division->whole->whole_is_hidden[w])
            hide_with_whole(figures, division->whole, w);
        for (size_t f = 0; f < figures->figure_count; f++)
            is_new = hide_parts(figures, division, f, w) || is_new;
    }
    return is_new;
}

/* The units of a level that lie in a unit, or (unit_count) all of them. */
static void
divide(struct lci_figures *figures, const uint32_t *within, size_t unit, size_t level, struct division *out)
{
    out->whole = &figures->units[unit];
    out->part_count = 0;
    for (size_t u = 0; u < figures->unit_count; u++) {
        const bool lies_in_it =
            unit == figures->unit_count || within[u * figures->level_count + figures->units[unit].level] == unit;

        if (u != unit && figures->units[u].level == level && lies_in_it)
            out->parts[out->part_count++] = &figures->units[u];
    }
}

void
lci_figures_note_home(size_t level_count, const uint32_t *units, uint32_t *within, bool *is_met)
{
    for (size_t own = 0; own < level_count; own++) {
        if (units[own] == LCI_FIGURES_NONE)
            continue;
        for (size_t other = 0; other < level_count; other++) {
            uint32_t *in = &within[units[own] * level_count + other];

            if (!is_met[units[own]])
                *in = units[other];
            else if (*in != units[other])
                *in = LCI_FIGURES_MIXED;
        }
        is_met[units[own]] = true;
    }
}

enum lci_status
lci_figures_hide(struct lci_figures *figures, const uint32_t *within, struct lci_error *err)
{
    struct division division = {
        .parts = lci_new_array(struct lci_figure_unit *, figures->unit_count + 1),
        .values = lci_new_array(double, figures->unit_count + 1),
        .hidden = lci_new_array(bool, figures->unit_count + 1),
    };
    const bool has_room = division.parts && division.values && division.hidden;

    for (size_t u = 0; u <= figures->unit_count && has_room; u++)
        hide_small(figures, &figures->units[u]);
    for (bool is_new = has_room; is_new;) {
        is_new = false;
        for (size_t u = 0; u <= figures->unit_count; u++)
            for (size_t level = 0; level < figures->level_count; level++) {
                if (u < figures->unit_count && figures->units[u].level == level)
                    continue;
                divide(figures, within, u, level, &division);
                is_new = hide_division(figures, &division) || is_new;
            }
    }
    lci_free(division.parts);
    lci_free(division.values);
    lci_free(division.hidden);
    return has_room ? LCI_OK : lci_fail_nomem(err, "units");
}
