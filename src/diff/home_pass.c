/* home_pass.c - what both results say about the homes of a profile: common units, weights, categories and limits. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "diff/homes.h"

static const char UNIT[] = "unit_";
static const char WHOLE_CIRCLE[] = "whole_circle";

/* Columns of the pass as they are put together; a name that a result does not have stays NULL. */
struct listing {
    struct lci_diff_job *job;
    const struct lci_diff_pass *of;
    const char **columns[LCI_DIFF_SIDES];
    size_t count;
};

static void
add_column(struct listing *listing, const char *old_name, const char *new_name)
{
    const char *const names[LCI_DIFF_SIDES] = {old_name, new_name};

    for (size_t side = 0; side < LCI_DIFF_SIDES; side++)
        listing->columns[side][listing->count] =
            names[side] && lci_gpkg_names_has(&listing->of->of[side]->columns, names[side]) ? names[side] : NULL;
    listing->count++;
}

static void
add_same_column(struct listing *listing, const char *name)
{
    add_column(listing, name, name);
}

/* Units of all levels of either result, the new one's first. */
static void
list_units(struct listing *listing, struct lci_diff_home_pass *pass)
{
    const struct lci_gpkg_names *const names[] = {&listing->of->of[LCI_DIFF_NEW]->columns, &listing->of->of[LCI_DIFF_OLD]->columns};

    for (size_t i = 0; i < LCI_DIFF_SIDES; i++)
        for (size_t c = 0; c < names[i]->count; c++)
            if (strncmp(names[i]->items[c], UNIT, sizeof(UNIT) - 1) == 0 &&
                (i == 0 || !lci_gpkg_names_has(names[0], names[i]->items[c]))) {
                add_same_column(listing, names[i]->items[c]);
                pass->units[pass->unit_count++] = names[i]->items[c];
            }
}

/* Weights beside the four stand between the area of a home and the number of its demand points. */
static void
list_further_weights(struct listing *listing, struct lci_diff_home_pass *pass)
{
    const struct lci_gpkg_names *names = &listing->of->of[LCI_DIFF_NEW]->columns;
    bool inside = false;

    for (size_t c = 0; c < names->count; c++) {
        bool is_known = strcmp(names->items[c], "households_method") == 0;

        if (strcmp(names->items[c], "demand_point_count") == 0)
            return;
        for (size_t w = 0; w < LCI_DIFF_WEIGHTS; w++)
            is_known = is_known || strcmp(names->items[c], lci_diff_weights[w]) == 0;
        if (inside && !is_known && lci_gpkg_names_has(&listing->of->of[LCI_DIFF_OLD]->columns, names->items[c])) {
            add_same_column(listing, names->items[c]);
            pass->further_count++;
        }
        inside = inside || strcmp(names->items[c], "area_m2") == 0;
    }
}

static bool
list_category(struct listing *listing, const struct lci_result_category *const of[LCI_DIFF_SIDES])
{
    static const char *const endings[LCI_HOME_CATEGORY_COLUMNS] = {
        [LCI_HOME_STATUS] = "status", [LCI_HOME_NEAREST_M] = "nearest_m", [LCI_HOME_FACILITY_ID] = "facility_id"};

    for (size_t i = 0; i < LCI_HOME_CATEGORY_COLUMNS; i++) {
        const char *old_name = lci_diff_keep(listing->job, "%s_%s", of[LCI_DIFF_OLD]->column, endings[i]);
        const char *new_name = lci_diff_keep(listing->job, "%s_%s", of[LCI_DIFF_NEW]->column, endings[i]);

        if (!old_name || !new_name)
            return false;
        add_column(listing, old_name, new_name);
    }
    return true;
}

/* The limits that both results have of a category. */
static void
add_measures(const struct lci_diff_pass *of, struct lci_diff_home_pass *pass,
             const struct lci_result_category *const category[LCI_DIFF_SIDES])
{
    const struct lci_result_category *old = category[LCI_DIFF_OLD];
    const struct lci_result_category *new_one = category[LCI_DIFF_NEW];

    for (size_t n = 0; n < new_one->limit_count; n++)
        for (size_t o = 0; o < old->limit_count; o++) {
            const struct lci_result_limit *limit = &new_one->limits[n];
            const uint64_t key = lci_diff_limit_key(of, limit->limit_m, limit->limit_min);

            if (key == 0 || key != lci_diff_limit_key(of, old->limits[o].limit_m, old->limits[o].limit_min))
                continue;
            pass->measures[pass->measure_count++] = (struct lci_diff_measure){
                .category = new_one->id,
                .of_category = (uint32_t)pass->category_count,
                .limit_m = limit->limit_m,
                .limit_min = limit->limit_min,
                .ratio_columns = {old->limits[o].ratio_column, limit->ratio_column},
                .is_largest = n + 1 == new_one->limit_count && o + 1 == old->limit_count,
            };
            break;
        }
}

static bool
list_categories(struct listing *listing, struct lci_diff_home_pass *pass)
{
    const struct lci_result_pass *new_pass = listing->of->of[LCI_DIFF_NEW];

    for (size_t c = 0; c < new_pass->category_count; c++) {
        const struct lci_result_category *const category[LCI_DIFF_SIDES] = {
            lci_result_category(listing->of->of[LCI_DIFF_OLD], new_pass->categories[c].id), &new_pass->categories[c]};

        if (!category[LCI_DIFF_OLD])
            continue;
        if (!list_category(listing, category))
            return false;
        add_measures(listing->of, pass, category);
        pass->category_count++;
    }
    if (lci_diff_same_circle(listing->of))
        pass->measures[pass->measure_count++] = (struct lci_diff_measure){
            .category = WHOLE_CIRCLE,
            .of_category = LCI_DIFF_WHOLE,
            .limit_m = NAN,
            .limit_min = NAN,
            .ratio_columns = {"whole_circle_ratio", "whole_circle_ratio"},
            .is_largest = true,
        };
    for (size_t m = 0; m < pass->measure_count; m++)
        add_column(listing, pass->measures[m].ratio_columns[LCI_DIFF_OLD], pass->measures[m].ratio_columns[LCI_DIFF_NEW]);
    return true;
}

enum lci_status
lci_diff_home_pass(struct lci_diff_job *job, size_t index, struct lci_error *err)
{
    struct lci_diff_home_pass *pass = &job->home_passes[index];
    struct listing listing = {.job = job, .of = &job->passes[index]};
    const size_t most =
        LCI_HOME_FIRST_UNIT + listing.of->of[LCI_DIFF_OLD]->columns.count + listing.of->of[LCI_DIFF_NEW]->columns.count;

    pass->units = lci_arena_alloc(&job->arena, most, sizeof(*pass->units));
    pass->measures = lci_arena_alloc(&job->arena, most, sizeof(*pass->measures));
    for (size_t side = 0; side < LCI_DIFF_SIDES; side++)
        pass->columns[side] = listing.columns[side] = lci_arena_alloc(&job->arena, most, sizeof(*listing.columns[side]));
    if (!pass->units || !pass->measures || !listing.columns[LCI_DIFF_OLD] || !listing.columns[LCI_DIFF_NEW])
        return lci_fail_nomem(err, "homes");
    add_same_column(&listing, "home_id");
    add_same_column(&listing, "name");
    add_same_column(&listing, "geom");
    add_same_column(&listing, "walled");
    for (size_t w = 0; w < LCI_DIFF_WEIGHTS; w++)
        add_same_column(&listing, lci_diff_weights[w]);
    list_units(&listing, pass);
    list_further_weights(&listing, pass);
    if (!list_categories(&listing, pass))
        return lci_fail_nomem(err, "homes");
    pass->column_count = listing.count;
    return LCI_OK;
}

static void
append(char *text, size_t size, const char *word)
{
    const size_t used = strlen(text);

    if (used + strlen(word) + 2 < size)
        (void)snprintf(text + used, size - used, "%s%s", used > 0 ? " " : "", word);
}

bool
lci_diff_home_fields(const struct lci_diff_home_pass *pass, struct lci_diff_cursors *cursors, char *text, size_t size)
{
    const unsigned char *shapes[LCI_DIFF_SIDES] = {NULL};
    size_t sizes[LCI_DIFF_SIDES] = {0};

    text[0] = '\0';
    if (!cursors->stands[LCI_DIFF_OLD] || !cursors->stands[LCI_DIFF_NEW])
        return false;
    for (size_t side = 0; side < LCI_DIFF_SIDES; side++)
        shapes[side] = lci_gpkg_bytes_at(cursors->of[side], LCI_HOME_GEOM, &sizes[side]);
    if (sizes[0] != sizes[1] || (sizes[0] > 0 && memcmp(shapes[0], shapes[1], sizes[0]) != 0))
        append(text, size, "outline");
    if (!lci_diff_same_text(cursors, LCI_HOME_NAME))
        append(text, size, "name");
    if ((lci_diff_real(cursors, LCI_DIFF_OLD, LCI_HOME_WALLED) > 0.0) !=
        (lci_diff_real(cursors, LCI_DIFF_NEW, LCI_HOME_WALLED) > 0.0)) /* without gates there is no such column: all are open */
        append(text, size, "walled");
    for (size_t w = 0; w < LCI_DIFF_WEIGHTS; w++)
        if (!lci_diff_same_real(cursors, LCI_HOME_FIRST_WEIGHT + w))
            append(text, size, lci_diff_weights[w]);
    for (size_t u = 0; u < pass->unit_count; u++)
        if (!lci_diff_same_text(cursors, LCI_HOME_FIRST_UNIT + u))
            append(text, size, pass->units[u]);
    for (size_t i = 0; i < pass->further_count; i++)
        if (!lci_diff_same_real(cursors, lci_diff_further_column(pass, i)))
            append(text, size, pass->columns[LCI_DIFF_NEW][lci_diff_further_column(pass, i)]);
    return text[0] != '\0';
}
