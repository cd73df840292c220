/* gaps_hide.c - small counts of gaps, and those that sums over units would give away. */
#include "report/gaps_hide.h"

#include <math.h>
#include <string.h>

#include "analysis/suppress.h"
#include "base/alloc.h"

static const char WHOLE_CIRCLE[] = "whole_circle";

enum { CATEGORY = LCI_FIGURE_LAND, PROFILE, FIRST_UNIT };

static const char *const columns[FIRST_UNIT] = {"households", "population", "elders", "minors", "category", "profile"};

/* Of the gaps of each unit of a level one that is hidden alone gets company. Answers whether any is hidden now that was not. */
static bool
hide_beside(const struct lci_gaps_to_hide *gaps, size_t level, size_t *hidden_count, size_t *least, bool *hidden)
{
    bool is_new = false;

    for (size_t u = 0; u <= gaps->unit_count; u++) {
        hidden_count[u] = 0;
        least[u] = gaps->gap_count;
    }
    for (size_t pass = 0; pass < 2; pass++)
        for (size_t g = 0; g < gaps->gap_count; g++) {
            /* one level more than there are: everything together */
            const uint32_t own =
                level < gaps->level_count ? gaps->units[g * gaps->level_count + level] : (uint32_t)gaps->unit_count;

            if (own == LCI_FIGURES_NONE)
                continue;
            if (pass == 1 && hidden_count[own] == 1 && least[own] == g) {
                hidden[g] = is_new = true;
            } else if (pass == 0) {
                hidden_count[own] += hidden[g];
                if (!hidden[g] && gaps->counts[g] > 0.0 &&
                    (least[own] == gaps->gap_count || gaps->counts[g] < gaps->counts[least[own]]))
                    least[own] = g;
            }
        }
    return is_new;
}

enum lci_status
lci_gaps_hide(const struct lci_gaps_to_hide *gaps, bool *hidden, struct lci_error *err)
{
    size_t *hidden_count = lci_new_array(size_t, gaps->unit_count + 1);
    size_t *least = lci_new_array(size_t, gaps->unit_count + 1);
    bool is_new = hidden_count && least;

    for (size_t g = 0; g < gaps->gap_count; g++)
        hidden[g] = hidden[g] || lci_suppress_count(gaps->counts[g], gaps->below);
    while (is_new) {
        is_new = false;
        for (size_t level = 0; level <= gaps->level_count; level++)
            is_new = hide_beside(gaps, level, hidden_count, least, hidden) || is_new;
    }
    lci_free(hidden_count);
    lci_free(least);
    return hidden_count && least ? LCI_OK : lci_fail_nomem(err, "gaps");
}

/* The gaps of the pass as they are read. */
struct gaps {
    const struct lci_figures *figures;
    double *counts;     /* count x LCI_FIGURE_LAND */
    uint32_t *units;    /* count x level_count */
    uint32_t *category; /* index of the category; category_count: all together */
    size_t count;
};

static enum lci_status
read_gaps(struct lci_gpkg_cursor *cursor, struct gaps *gaps, struct lci_error *err)
{
    const struct lci_figures *figures = gaps->figures;
    const size_t levels = figures->level_count;
    size_t count_capacity = 0;
    size_t unit_capacity = 0;
    size_t category_capacity = 0;
    uint32_t fid = 0;
    enum lci_status status = LCI_OK;

    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0) {
        const char *const profile = lci_gpkg_text_at(cursor, PROFILE);
        const char *const id = lci_gpkg_text_at(cursor, CATEGORY);
        uint32_t category = 0;

        if (!profile || strcmp(profile, figures->pass->id) != 0)
            continue;
        while (id && category < figures->category_count && strcmp(figures->groups[category].id, id) != 0)
            category++;
        if (!lci_reserve(&gaps->counts, (gaps->count + 1) * LCI_FIGURE_LAND, &count_capacity) ||
            !lci_reserve(&gaps->units, (gaps->count + 1) * levels + 1, &unit_capacity) ||
            !lci_grow(&gaps->category, gaps->count, &category_capacity))
            return lci_fail_nomem(err, "gaps");
        gaps->category[gaps->count] = id && strcmp(id, WHOLE_CIRCLE) == 0 ? (uint32_t)figures->category_count : category;
        for (size_t w = 0; w < LCI_FIGURE_LAND; w++)
            gaps->counts[gaps->count * LCI_FIGURE_LAND + w] = lci_gpkg_real_at(cursor, w);
        for (uint32_t l = 0; l < levels; l++) {
            const char *const code = lci_gpkg_text_at(cursor, FIRST_UNIT + l);

            gaps->units[gaps->count * levels + l] = code ? lci_figures_find(figures, l, code) : LCI_FIGURES_NONE;
        }
        gaps->count++;
    }
    return status;
}

/* Whether the count of a gap would tell a share of its units that is hidden. */
static bool
tells_hidden(const struct gaps *gaps, size_t gap, enum lci_figure_weight weight)
{
    const struct lci_figures *figures = gaps->figures;
    const uint32_t category = gaps->category[gap];
    const struct lci_figure_group *group =
        category < figures->category_count ? &figures->groups[category] : lci_figures_circle(figures);

    for (size_t l = 0; l < figures->level_count; l++) {
        const uint32_t at = gaps->units[gap * figures->level_count + l];

        if (at != LCI_FIGURES_NONE && (figures->units[at].whole_is_hidden[weight] ||
                                       (group && lci_figure_of(&figures->units[at], group, weight)->is_hidden)))
            return true;
    }
    return false;
}

/* The gaps of a category. own: room for the numbers of all gaps. */
static enum lci_status
hide_category(const struct gaps *gaps, uint32_t category, enum lci_figure_weight weight, size_t *own, double *counts,
              uint32_t *units, bool *hidden, bool *out, struct lci_error *err)
{
    const struct lci_figures *figures = gaps->figures;
    const size_t levels = figures->level_count;
    struct lci_gaps_to_hide some = {.counts = counts,
                                    .units = units,
                                    .level_count = levels,
                                    .unit_count = figures->unit_count,
                                    .below = figures->below};
    enum lci_status status = LCI_OK;

    for (size_t g = 0; g < gaps->count; g++) {
        if (gaps->category[g] != category)
            continue;
        own[some.gap_count] = g;
        counts[some.gap_count] = gaps->counts[g * LCI_FIGURE_LAND + weight];
        hidden[some.gap_count] = tells_hidden(gaps, g, weight);
        for (size_t l = 0; l < levels; l++)
            units[some.gap_count * levels + l] = gaps->units[g * levels + l];
        some.gap_count++;
    }
    status = lci_gaps_hide(&some, hidden, err);
    for (size_t i = 0; i < some.gap_count && status == LCI_OK; i++)
        out[own[i] * LCI_FIGURE_LAND + weight] = hidden[i];
    return status;
}

static enum lci_status
hide_gaps(const struct gaps *gaps, struct lci_arena *arena, struct lci_hidden_counts *out, struct lci_error *err)
{
    const struct lci_figures *figures = gaps->figures;
    size_t *own = lci_arena_alloc(arena, gaps->count + 1, sizeof(*own));
    double *counts = lci_arena_alloc(arena, gaps->count + 1, sizeof(*counts));
    uint32_t *units = lci_arena_alloc(arena, gaps->count * figures->level_count + 1, sizeof(*units));
    bool *hidden = lci_arena_alloc(arena, gaps->count + 1, sizeof(*hidden));
    enum lci_status status = LCI_OK;

    out->hidden = lci_arena_alloc(arena, gaps->count * LCI_FIGURE_LAND + 1, sizeof(*out->hidden));
    out->count = gaps->count;
    if (!own || !counts || !units || !hidden || !out->hidden)
        return lci_fail_nomem(err, "gaps");
    for (uint32_t c = 0; c <= figures->category_count; c++)
        for (unsigned w = 0; w < LCI_FIGURE_LAND && status == LCI_OK; w++)
            status = hide_category(gaps, c, (enum lci_figure_weight)w, own, counts, units, hidden, out->hidden, err);
    return status;
}

enum lci_status
lci_hidden_counts_read(const struct lci_result *result, const struct lci_figures *figures, struct lci_arena *arena,
                       struct lci_hidden_counts *out, struct lci_error *err)
{
    const size_t width = FIRST_UNIT + figures->level_count;
    const char **asked = lci_arena_alloc(arena, width, sizeof(*asked));
    struct lci_gpkg_cursor *cursor = NULL;
    struct gaps gaps = {.figures = figures};
    enum lci_status status = asked ? LCI_OK : lci_fail_nomem(err, "gaps");

    *out = (struct lci_hidden_counts){.count = 0};
    if (status == LCI_OK && !lci_gpkg_has_table(result->source, "gaps"))
        return LCI_OK;
    if (status == LCI_OK) {
        memcpy(asked, columns, sizeof(columns));
        for (size_t l = 0; l < figures->level_count; l++)
            asked[FIRST_UNIT + l] = figures->home_columns[l];
        status = lci_gpkg_cursor_new(result->source, "gaps", asked, width, &cursor, err);
    }
    if (status == LCI_OK)
        status = read_gaps(cursor, &gaps, err);
    if (status == LCI_OK)
        status = hide_gaps(&gaps, arena, out, err);
    lci_gpkg_cursor_free(cursor);
    lci_free(gaps.counts);
    lci_free(gaps.units);
    lci_free(gaps.category);
    return status;
}
