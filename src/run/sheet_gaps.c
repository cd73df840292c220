/* sheet_gaps.c - T5: the gaps, as a list for people. */
#include <string.h>

#include "analysis/suppress.h"
#include "base/alloc.h"
#include "run/hidden.h"
#include "run/sheet_picks.h"

static struct lci_words
gap_category(const struct lci_job *job, size_t row)
{
    const uint32_t category = job->gaps.lists[job->gap_rows[row].list].items[job->gap_rows[row].item].category;

    if (category == LCI_NONE)
        return (struct lci_words){"全部类别", "whole_circle"};
    return (struct lci_words){job->categories[category].title_zh, job->categories[category].id};
}

enum { GAP_PICKS_BEFORE = 3, GAP_PICKS_AFTER = 24 };

static const struct lci_pick gap_before[GAP_PICKS_BEFORE] = {
    {"profile", {"人群", "Profile"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
    {"gap_id", {"缺口编号", "Gap"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
    {"category", {"设施类别", "Category"}, LCI_SHEET_PLAIN, false, gap_category, false, NULL},
};
static const struct lci_pick gap_after[GAP_PICKS_AFTER] = {
    {"rank_population", {"人口排名", "Rank by people"}, LCI_SHEET_COUNT, false, NULL, false, NULL},
    {"rank_elders", {"60岁以上排名", "Rank by people of 60+"}, LCI_SHEET_COUNT, false, NULL, false, NULL},
    {"home_count", {"涉及住宅数", "Homes"}, LCI_SHEET_COUNT, false, NULL, false, NULL},
    {"households", {"缺口户数", "Households in the gap"}, LCI_SHEET_COUNT, true, NULL, false, NULL},
    {"population", {"缺口人口", "People in the gap"}, LCI_SHEET_COUNT, true, NULL, false, NULL},
    {"elders", {"缺口60岁以上", "People of 60+ in the gap"}, LCI_SHEET_COUNT, true, NULL, false, NULL},
    {"facility_id", {"最近设施编号", "Nearest facility"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
    {"facility_name", {"最近设施", "Its name"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
    {"straight_m", {"直线距离（米）", "Straight (m)"}, LCI_SHEET_DECIMAL, false, NULL, false, NULL},
    {"walk_m", {"步行距离（米）", "Walk (m)"}, LCI_SHEET_DECIMAL, false, NULL, false, NULL},
    {"walk_min", {"步行时间（分钟）", "Walk (min)"}, LCI_SHEET_DECIMAL, false, NULL, false, NULL},
    {"detour_factor", {"绕行系数", "Detour"}, LCI_SHEET_FACTOR, false, NULL, false, NULL},
    {"barrier", {"阻隔", "Barrier crossed"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
    {"cause", {"原因", "Cause"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
    {"change", {"最小改动", "Smallest change"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
    {"change_facility_id", {"改动设施编号", "Facility to change"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
    {"change_length_m", {"改动长度（米）", "Its length (m)"}, LCI_SHEET_DECIMAL, false, NULL, false, NULL},
    {"change_capacity", {"增加容量", "Capacity to add"}, LCI_SHEET_COUNT, false, NULL, false, NULL},
    {"closes_ratio", {"缺口消除比例（%）", "Share of the gap it closes (%)"}, LCI_SHEET_PERCENT, false, NULL, false, NULL},
    {"gain_households", {"增益（户）", "Gain (households)"}, LCI_SHEET_COUNT, true, NULL, false, NULL},
    {"gain_population", {"增益（人）", "Gain (people)"}, LCI_SHEET_COUNT, true, NULL, false, NULL},
    {"gain_elders", {"增益（60岁以上）", "Gain (people of 60+)"}, LCI_SHEET_COUNT, true, NULL, false, NULL},
    {"gain_minors", {"增益（未成年人）", "Gain (people under 18)"}, LCI_SHEET_COUNT, true, NULL, false, NULL},
    {"area_m2", {"面积（平方米）", "Area (m2)"}, LCI_SHEET_COUNT, false, NULL, false, NULL},
};

/* What counts of the gaps, column by column, are not published; and shares of a count that would tell it. */
struct hiding {
    const char *column;
    uint32_t weight;
    bool *rows; /* gap_count */
};

static const char CLOSES[] = "closes_ratio";

/* Sums of parts of whole numbers are off by less: nobody is nobody. */
static const double ROUNDING = 1e-6;

/* The counts of one weight, list by list. */
static enum lci_status
hide_counts(struct lci_job *job, struct hiding *hiding, struct lci_error *err)
{
    const struct lci_hidden *hidden = NULL;
    enum lci_status status = lci_job_hidden(job, &hidden, err);
    size_t first = 0;

    if (status != LCI_OK)
        return status;
    hiding->rows = lci_arena_alloc(&job->arena, job->gap_count, sizeof(bool));
    if (!hiding->rows)
        return lci_fail_nomem(err, "T5");
    for (size_t l = 0; l < job->gaps.list_count && status == LCI_OK; l++) {
        status = lci_hidden_gaps(hidden, job, l, hiding->weight, hiding->rows + first, err);
        first += job->gaps.lists[l].count;
    }
    return status;
}

/* How much of a gap a change closes is a share of its people: where few are closed, or few are left, it would tell them. */
static enum lci_status
hide_closes(struct lci_job *job, const bool *people, bool **out, struct lci_error *err)
{
    const double below = job->config->parameters.suppress_below;
    bool *rows = lci_arena_alloc(&job->arena, job->gap_count, sizeof(bool));

    *out = rows;
    for (size_t row = 0; row < job->gap_count && rows; row++) {
        const struct lci_gap *gap = &job->gaps.lists[job->gap_rows[row].list].items[job->gap_rows[row].item];
        const double whole = gap->weights[LCI_WEIGHT_POPULATION];
        const double closed = whole * gap->change.closes_ratio;

        rows[row] = people[row] || lci_suppress_count(closed < ROUNDING ? 0.0 : closed, below) ||
                    lci_suppress_count(whole - closed < ROUNDING ? 0.0 : whole - closed, below);
    }
    return rows ? LCI_OK : lci_fail_nomem(err, "T5");
}

static enum lci_status
hide_small(struct lci_job *job, struct lci_pick *picks, size_t count, struct lci_error *err)
{
    struct hiding hidings[] = {{"households", LCI_WEIGHT_HOUSEHOLDS, NULL},
                               {"population", LCI_WEIGHT_POPULATION, NULL},
                               {"elders", LCI_WEIGHT_ELDERS, NULL}};
    enum { HIDINGS = sizeof(hidings) / sizeof(hidings[0]) };
    bool *closes = NULL;
    enum lci_status status = LCI_OK;

    for (size_t h = 0; h < HIDINGS && status == LCI_OK; h++)
        status = hide_counts(job, &hidings[h], err);
    if (status == LCI_OK)
        status = hide_closes(job, hidings[1].rows, &closes, err);
    for (size_t p = 0; p < count; p++) {
        for (size_t h = 0; h < HIDINGS; h++)
            if (strcmp(picks[p].name, hidings[h].column) == 0)
                picks[p].hidden = hidings[h].rows;
        if (strcmp(picks[p].name, CLOSES) == 0)
            picks[p].hidden = closes;
    }
    return status;
}

enum lci_status
lci_sheet_gaps(struct lci_job *job, struct lci_sheet *out, struct lci_error *err)
{
    struct lci_table table = {0};
    struct lci_pick *picks = NULL;
    size_t count = 0;
    enum lci_status status = LCI_OK;

    if (!job->config->parameters.gaps)
        return LCI_OK;
    status = lci_table_gaps(job, &table, err);
    if (status != LCI_OK)
        return status;
    picks = lci_arena_alloc(&job->arena, GAP_PICKS_BEFORE + 2 * table.column_count + GAP_PICKS_AFTER, sizeof(*picks));
    if (!picks)
        return lci_fail_nomem(err, "T5");
    for (size_t p = 0; p < GAP_PICKS_BEFORE; p++)
        picks[count++] = gap_before[p];
    count += lci_sheet_unit_picks(job, &table, picks + count);
    for (size_t p = 0; p < GAP_PICKS_AFTER; p++)
        picks[count++] = gap_after[p];
    out->tab = lci_word(job->config->output.tables.english, (struct lci_words){"T5 缺口清单", "T5 gaps"});
    out->table.name = "T5_gaps";
    out->frozen_columns = 3;
    status = hide_small(job, picks, count, err);
    return status == LCI_OK ? lci_sheet_picked(job, &table, picks, count, out, err) : status;
}
