/* sheet_gaps.c - T5: the gaps, as a list for people. */
#include "base/alloc.h"
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
    {"profile", {"人群", "Profile"}, LCI_SHEET_PLAIN, false, NULL, false},
    {"gap_id", {"缺口编号", "Gap"}, LCI_SHEET_PLAIN, false, NULL, false},
    {"category", {"设施类别", "Category"}, LCI_SHEET_PLAIN, false, gap_category, false},
};
static const struct lci_pick gap_after[GAP_PICKS_AFTER] = {
    {"rank_population", {"人口排名", "Rank by people"}, LCI_SHEET_COUNT, false, NULL, false},
    {"rank_elders", {"60岁以上排名", "Rank by people of 60+"}, LCI_SHEET_COUNT, false, NULL, false},
    {"home_count", {"涉及住宅数", "Homes"}, LCI_SHEET_COUNT, false, NULL, false},
    {"households", {"缺口户数", "Households in the gap"}, LCI_SHEET_COUNT, true, NULL, false},
    {"population", {"缺口人口", "People in the gap"}, LCI_SHEET_COUNT, true, NULL, false},
    {"elders", {"缺口60岁以上", "People of 60+ in the gap"}, LCI_SHEET_COUNT, true, NULL, false},
    {"facility_id", {"最近设施编号", "Nearest facility"}, LCI_SHEET_PLAIN, false, NULL, false},
    {"facility_name", {"最近设施", "Its name"}, LCI_SHEET_PLAIN, false, NULL, false},
    {"straight_m", {"直线距离（米）", "Straight (m)"}, LCI_SHEET_DECIMAL, false, NULL, false},
    {"walk_m", {"步行距离（米）", "Walk (m)"}, LCI_SHEET_DECIMAL, false, NULL, false},
    {"walk_min", {"步行时间（分钟）", "Walk (min)"}, LCI_SHEET_DECIMAL, false, NULL, false},
    {"detour_factor", {"绕行系数", "Detour"}, LCI_SHEET_FACTOR, false, NULL, false},
    {"barrier", {"阻隔", "Barrier crossed"}, LCI_SHEET_PLAIN, false, NULL, false},
    {"cause", {"原因", "Cause"}, LCI_SHEET_PLAIN, false, NULL, false},
    {"change", {"最小改动", "Smallest change"}, LCI_SHEET_PLAIN, false, NULL, false},
    {"change_facility_id", {"改动设施编号", "Facility to change"}, LCI_SHEET_PLAIN, false, NULL, false},
    {"change_length_m", {"改动长度（米）", "Its length (m)"}, LCI_SHEET_DECIMAL, false, NULL, false},
    {"change_capacity", {"增加容量", "Capacity to add"}, LCI_SHEET_COUNT, false, NULL, false},
    {"closes_ratio", {"缺口消除比例（%）", "Share of the gap it closes (%)"}, LCI_SHEET_PERCENT, false, NULL, false},
    {"gain_households", {"增益（户）", "Gain (households)"}, LCI_SHEET_COUNT, true, NULL, false},
    {"gain_population", {"增益（人）", "Gain (people)"}, LCI_SHEET_COUNT, true, NULL, false},
    {"gain_elders", {"增益（60岁以上）", "Gain (people of 60+)"}, LCI_SHEET_COUNT, true, NULL, false},
    {"gain_minors", {"增益（未成年人）", "Gain (people under 18)"}, LCI_SHEET_COUNT, true, NULL, false},
    {"area_m2", {"面积（平方米）", "Area (m2)"}, LCI_SHEET_COUNT, false, NULL, false},
};

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
    return lci_sheet_picked(job, &table, picks, count, out, err);
}
