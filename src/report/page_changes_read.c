/* page_changes_read.c - the changes of shares in changes.json, by unit and group of the page's figures. */
#include <math.h>
#include <string.h>

#include "analysis/suppress.h"
#include "base/night_names.h"
#include "io/json_rows.h"
#include "report/page_changes.h"

static const double SAME_M = 1e-3;

enum share_member {
    PROFILE,
    LEVEL,
    UNIT_CODE,
    DEFINITION,
    CATEGORY,
    SET,
    WEIGHT,
    LIMIT_M,
    OLD_NUMERATOR,
    NEW_NUMERATOR,
    OLD_DENOMINATOR,
    NEW_DENOMINATOR,
    FIRST_PART,
    SHARE_MEMBERS = FIRST_PART + LCI_PAGE_CAUSES
};

static const char *const share_members[SHARE_MEMBERS] = {"$.profile",
                                                         "$.level",
                                                         "$.unit_code",
                                                         "$.definition",
                                                         "$.category",
                                                         "$.category_set",
                                                         "$.weight",
                                                         "$.limit_m",
                                                         "$.numerator.old",
                                                         "$.numerator.new",
                                                         "$.denominator.old",
                                                         "$.denominator.new",
                                                         "$.numerator.parts.facilities",
                                                         "$.numerator.parts.network",
                                                         "$.numerator.parts.homes",
                                                         "$.numerator.parts.parameters",
                                                         "$.numerator.parts.program"};

/* The shares of everything, which are there also where causes are not known. */
static const char *const headline_members[FIRST_PART] = {
    "$.profile", "$.level",   "$.unit_code",     "$.definition",    "$.category",        "$.category_set",
    "$.weight",  "$.limit_m", "$.old_numerator", "$.new_numerator", "$.old_denominator", "$.new_denominator"};

enum count_member { COUNT_PROFILE, COUNT_CATEGORY, COUNT_LIMIT_M, COUNT_UP, COUNT_DOWN, COUNT_MEMBERS };

static const char *const home_members[COUNT_MEMBERS] = {"$.profile", "$.category", "$.limit_m", "$.won", "$.lost"};
static const char *const gap_members[COUNT_MEMBERS] = {"$.profile", "$.category", "$.limit_m", "$.opened", "$.closed"};

static bool
is_text(struct lci_json_rows *rows, size_t member, const char *text)
{
    const char *own = lci_json_text_at(rows, member);

    return own && text && strcmp(own, text) == 0;
}

static bool
is_limit(const struct lci_figure_group *group, double limit_m)
{
    const double own_m = group->category ? group->category->limits[group->limit_count - 1].limit_m : group->limit_m;

    return isfinite(own_m) && isfinite(limit_m) ? fabs(own_m - limit_m) < SAME_M : !isfinite(own_m) && !isfinite(limit_m);
}

/* The group whose share the row is, or group_count. */
static size_t
group_of(const struct lci_page *page, struct lci_json_rows *rows)
{
    const struct lci_figures *figures = page->figures;
    size_t g = figures->group_count;

    if (!is_text(rows, PROFILE, page->pass->id) || !is_text(rows, WEIGHT, lci_figure_weight_ids[figures->main]))
        return figures->group_count;
    for (g = 0; g < figures->group_count; g++) {
        const struct lci_figure_group *group = &figures->groups[g];
        const bool is_own = group->category
                                ? is_text(rows, DEFINITION, "weight") && is_text(rows, CATEGORY, group->id)
                                : is_text(rows, DEFINITION, "all_of") && is_text(rows, SET, group->id);

        if (is_own && is_limit(group, lci_json_real_at(rows, LIMIT_M)))
            break;
    }
    return g;
}

/* The unit of the row; unit_count: everything; LCI_FIGURES_NONE: one that the page does not show. */
static uint32_t
unit_of(const struct lci_page *page, struct lci_json_rows *rows)
{
    const struct lci_figures *figures = page->figures;
    const char *const level = lci_json_text_at(rows, LEVEL);
    const uint32_t at = !level || strcmp(level, "all") == 0 ? LCI_FIGURES_NONE : lci_figures_level(figures, level);
    const char *const code = lci_json_text_at(rows, UNIT_CODE);

    if (!level || strcmp(level, "all") == 0)
        return (uint32_t)figures->unit_count;
    return at == LCI_FIGURES_NONE || at != lci_page_main_level(page) || !code ? LCI_FIGURES_NONE
                                                                              : lci_figures_find(figures, at, code);
}

static void
take_share(const struct lci_page *page, struct lci_json_rows *rows, bool is_split, struct lci_page_change_list *list)
{
    const size_t group = group_of(page, rows);
    const uint32_t unit = group < page->figures->group_count ? unit_of(page, rows) : LCI_FIGURES_NONE;
    struct lci_page_change *change = NULL;

    if (unit == LCI_FIGURES_NONE)
        return;
    change = lci_page_change_of(page, list, unit, group);
    change->old_numerator = lci_json_real_at(rows, OLD_NUMERATOR);
    change->new_numerator = lci_json_real_at(rows, NEW_NUMERATOR);
    change->old_denominator = lci_json_real_at(rows, OLD_DENOMINATOR);
    change->new_denominator = lci_json_real_at(rows, NEW_DENOMINATOR);
    change->is_there = change->old_numerator < change->new_numerator || change->old_numerator > change->new_numerator ||
                       change->old_denominator < change->new_denominator || change->old_denominator > change->new_denominator;
    change->is_split = is_split;
    for (size_t c = 0; c < LCI_PAGE_CAUSES && is_split; c++) {
        change->parts[c] = lci_json_real_at(rows, FIRST_PART + c);
        change->is_split = change->is_split && !isnan(change->parts[c]);
    }
    for (size_t c = 0; c < LCI_PAGE_CAUSES && change->is_split; c++)
        change->is_there = change->is_there || change->parts[c] < 0.0 || change->parts[c] > 0.0;
}

static enum lci_status
read_shares(const struct lci_page *page, struct lci_json *json, struct lci_page_change_list *list, struct lci_error *err)
{
    const bool is_split = list->are_causes_known;
    struct lci_json_rows *rows = NULL;
    bool is_there = true;
    enum lci_status status =
        lci_json_rows_new(json, is_split ? "$.causes.shares" : "$.coverage.all", is_split ? share_members : headline_members,
                          is_split ? (size_t)SHARE_MEMBERS : (size_t)FIRST_PART, &rows, err);

    while (status == LCI_OK && (status = lci_json_next(rows, &is_there, err)) == LCI_OK && is_there)
        take_share(page, rows, is_split, list);
    lci_json_rows_free(rows);
    return status;
}

/* Homes won and lost, or gaps opened and closed. */
static enum lci_status
read_counts(const struct lci_page *page, struct lci_json *json, bool of_homes, struct lci_page_change_list *list,
            struct lci_error *err)
{
    const struct lci_figures *figures = page->figures;
    struct lci_json_rows *rows = NULL;
    bool is_there = true;
    enum lci_status status = lci_json_rows_new(json, of_homes ? "$.homes.verdicts" : "$.gaps",
                                               of_homes ? home_members : gap_members, COUNT_MEMBERS, &rows, err);

    while (status == LCI_OK && (status = lci_json_next(rows, &is_there, err)) == LCI_OK && is_there) {
        for (size_t g = 0; g < figures->group_count && is_text(rows, COUNT_PROFILE, page->pass->id); g++) {
            const struct lci_figure_group *group = &figures->groups[g];
            struct lci_page_change_counts *counts = &list->counts[g];

            if (!is_text(rows, COUNT_CATEGORY, group == lci_figures_circle(figures) ? "whole_circle" : group->id) ||
                (of_homes && group->category && !is_limit(group, lci_json_real_at(rows, COUNT_LIMIT_M))))
                continue;
            *(of_homes ? &counts->won : &counts->opened) = lci_json_real_at(rows, COUNT_UP);
            *(of_homes ? &counts->lost : &counts->closed) = lci_json_real_at(rows, COUNT_DOWN);
        }
    }
    lci_json_rows_free(rows);
    return status;
}

static bool
is_small(const struct lci_page *page, const struct lci_page_change *change, size_t unit, size_t group)
{
    const struct lci_figures *figures = page->figures;
    const double below = figures->below;
    const struct lci_figure_unit *of = &figures->units[unit];
    bool small = lci_figure_of(of, &figures->groups[group], figures->main)->is_hidden || of->whole_is_hidden[figures->main] ||
                 lci_suppress_share(change->old_numerator, change->old_denominator, below) ||
                 lci_suppress_share(change->new_numerator, change->new_denominator, below) ||
                 lci_suppress_count(fabs(change->new_numerator - change->old_numerator), below) ||
                 lci_suppress_count(fabs(change->new_denominator - change->old_denominator), below);

    for (size_t c = 0; c < LCI_PAGE_CAUSES && change->is_split; c++)
        small = small || lci_suppress_count(fabs(change->parts[c]), below);
    return small;
}

static void
hide(const struct lci_page *page, size_t group, struct lci_page_change_list *list)
{
    const size_t unit_count = page->figures->unit_count;
    struct lci_page_change *sum = lci_page_change_of(page, list, unit_count, group);
    size_t changed_count = 0;
    bool hides_units = false;

    sum->is_hidden = sum->is_there && is_small(page, sum, unit_count, group);
    hides_units = sum->is_hidden;
    for (size_t u = 0; u < unit_count; u++) {
        const struct lci_page_change *change = lci_page_change_of(page, list, u, group);

        changed_count += change->is_there;
        hides_units = hides_units || (change->is_there && is_small(page, change, u, group));
    }
    for (size_t u = 0; u < unit_count && hides_units; u++)
        lci_page_change_of(page, list, u, group)->is_hidden = true;
    sum->is_hidden = sum->is_hidden || (hides_units && changed_count == 1);
    list->has_hidden = list->has_hidden || sum->is_hidden;
}

static enum lci_status
read_known(struct lci_json *json, bool *is_compared, bool *are_causes_known, struct lci_error *err)
{
    static const char *const known[] = {"$.causes.known", "$.coverage.unchanged"};
    struct lci_json_rows *rows = NULL;
    bool is_there = false;
    enum lci_status status = lci_json_rows_new(json, NULL, known, 2, &rows, err);

    if (status == LCI_OK)
        status = lci_json_next(rows, &is_there, err);
    if (status == LCI_OK) {
        *are_causes_known = is_there && lci_json_real_at(rows, 0) > 0.0;
        *is_compared = is_there && !isnan(lci_json_real_at(rows, 1));
    }
    lci_json_rows_free(rows);
    return status;
}

enum lci_status
lci_page_change_list_read(const struct lci_page *page, struct lci_page_change_list **out, struct lci_error *err)
{
    const struct lci_figures *figures = page->figures;
    const char *const path = page->folder ? lci_arena_path(page->arena, page->folder, LCI_CHANGES_JSON_NAME) : NULL;
    struct lci_page_change_list *list = lci_arena_alloc(page->arena, 1, sizeof(*list));
    struct lci_json *json = NULL;
    bool is_compared = false;
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (!page->folder || figures->main == LCI_FIGURE_LAND)
        return LCI_OK;
    status = path && list ? lci_json_open(path, &json, err) : lci_fail_nomem(err, LCI_CHANGES_JSON_NAME);
    if (status == LCI_OK && json)
        status = read_known(json, &is_compared, &list->are_causes_known, err);
    if (status != LCI_OK || !is_compared) {
        lci_json_close(json);
        return status;
    }
    list->changes = lci_arena_alloc(page->arena, (figures->unit_count + 1) * figures->group_count, sizeof(*list->changes));
    list->counts = lci_arena_alloc(page->arena, figures->group_count + 1, sizeof(*list->counts));
    if (!list->changes || !list->counts)
        status = lci_fail_nomem(err, path);
    for (size_t g = 0; g < figures->group_count && status == LCI_OK; g++)
        list->counts[g] = (struct lci_page_change_counts){NAN, NAN, NAN, NAN};
    if (status == LCI_OK)
        status = read_shares(page, json, list, err);
    if (status == LCI_OK)
        status = read_counts(page, json, true, list, err);
    if (status == LCI_OK)
        status = read_counts(page, json, false, list, err);
    lci_json_close(json);
    for (size_t g = 0; g < figures->group_count && status == LCI_OK; g++)
        hide(page, g, list);
    if (status == LCI_OK)
        *out = list;
    return status;
}
