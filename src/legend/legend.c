/* legend.c - the classes and their looks. */
#include "legend/legend.h"

#include <math.h>
#include <string.h>

/* A gap has to be seen from the back of a meeting room: it alone is dark and hatched; what is covered is light and plain. */
static const struct lci_legend_class verdicts[] = {
    {.value = "covered", .zh = "已覆盖", .en = "covered", .fill = "#b3d9ea", .line = "#5b9fc0"},
    {.value = "partly", .zh = "部分覆盖", .en = "partly covered", .fill = "#fdc86b", .line = "#a36a00", .hatch = LCI_HATCH_RISING},
    {.value = "uncovered", .zh = "未覆盖", .en = "not covered", .fill = "#d7301f", .line = "#6b0d06", .hatch = LCI_HATCH_DENSE},
    {.value = "no_street",
     .zh = "附近无可步行道路",
     .en = "no walkable street nearby",
     .fill = "#8c6bb1",
     .line = "#3f1d5c",
     .hatch = LCI_HATCH_CROSSED},
    {.value = "island",
     .zh = "道路与主网不连通",
     .en = "streets cut off from the rest",
     .fill = "#8c6bb1",
     .line = "#3f1d5c",
     .hatch = LCI_HATCH_FALLING},
    {.value = "invalid", .zh = "数据无效", .en = "not valid", .fill = "#bdbdbd", .line = "#636363", .hatch = LCI_HATCH_DOTS},
};

static const struct lci_legend_class causes[] = {
    {.value = "no_facility", .zh = "范围内无设施", .en = "no facility in range", .fill = "#d55e00", .line = "#6e3000",
     .hatch = LCI_HATCH_DENSE},
    {.value = "detour", .zh = "绕行", .en = "detour", .fill = "#e69f00", .line = "#7a5400", .hatch = LCI_HATCH_RISING},
    {.value = "gate", .zh = "小区缺出入口", .en = "walled home lacks a gate", .fill = "#cc79a7", .line = "#6b2f52",
     .hatch = LCI_HATCH_UPRIGHT},
    {.value = "no_street", .zh = "附近无可步行道路", .en = "no walkable street nearby", .fill = "#8c6bb1", .line = "#3f1d5c",
     .hatch = LCI_HATCH_CROSSED},
    {.value = "island", .zh = "道路与主网不连通", .en = "streets cut off from the rest", .fill = "#8c6bb1", .line = "#3f1d5c",
     .hatch = LCI_HATCH_FALLING},
    {.value = "closed_now", .zh = "设施未开放", .en = "facility not open", .fill = "#56b4e9", .line = "#1f5f86",
     .hatch = LCI_HATCH_FALLING},
    {.value = "capacity", .zh = "设施容量不足", .en = "facility full", .fill = "#0072b2", .line = "#00334f",
     .hatch = LCI_HATCH_DOTS},
    {.value = "data", .zh = "设施位置无法确定", .en = "place of the facility not known", .fill = "#bdbdbd", .line = "#636363",
     .hatch = LCI_HATCH_DOTS},
};

static const struct lci_legend_class passes[] = {
    {.value = "yes", .zh = "达标", .en = "met", .fill = "#b3d9ea", .line = "#5b9fc0"},
    {.value = "no", .zh = "未达标", .en = "not met", .fill = "#d7301f", .line = "#6b0d06", .hatch = LCI_HATCH_DENSE},
    {.zh = "无目标或无数据", .en = "no target, or no data", .fill = "#e6e6e6", .line = "#969696", .hatch = LCI_HATCH_DOTS},
};

/* Oranges of ColorBrewer, the other way round, and blues: a small share is the dark one that has to be seen. */
static const struct lci_legend_class shares[] = {
    {.from = 0.0, .zh = "不足 20 %", .en = "below 20 %", .fill = "#8c2d04", .line = "#4a1702", .hatch = LCI_HATCH_DENSE},
    {.from = 0.2, .zh = "20–40 %", .en = "20 to 40 %", .fill = "#d95f0e", .line = "#6e3000", .hatch = LCI_HATCH_RISING},
    {.from = 0.4, .zh = "40–60 %", .en = "40 to 60 %", .fill = "#fe9929", .line = "#8a4b00"},
    {.from = 0.6, .zh = "60–80 %", .en = "60 to 80 %", .fill = "#fed98e", .line = "#a37b2c"},
    {.from = 0.8, .zh = "80–100 %", .en = "80 to 100 %", .fill = "#9ecae1", .line = "#4f8fb0"},
    {.from = 1.0, .zh = "100 %", .en = "100 %", .fill = "#3b7ea6", .line = "#1d4a63"},
};

static const struct lci_legend_class over_claims[] = {
    {.from = 0.0, .zh = "不足 5 个百分点", .en = "below 5 points", .fill = "#f2f0f7", .line = "#9e9ac8"},
    {.from = 0.05, .zh = "5–10", .en = "5 to 10", .fill = "#cbc9e2", .line = "#7570a8"},
    {.from = 0.1, .zh = "10–20", .en = "10 to 20", .fill = "#9e9ac8", .line = "#5b5691"},
    {.from = 0.2, .zh = "20–40", .en = "20 to 40", .fill = "#756bb1", .line = "#3f3a78"},
    {.from = 0.4, .zh = "40 及以上", .en = "40 and more", .fill = "#54278f", .line = "#2a0f4d"},
};

static const struct lci_legend_class changes[] = {
    {.value = "won", .zh = "新增覆盖", .en = "newly covered", .fill = "#0072b2", .line = "#00334f"},
    {.value = "better", .zh = "改善", .en = "better", .fill = "#9ecae1", .line = "#4f8fb0"},
    {.value = "lost", .zh = "失去覆盖", .en = "no longer covered", .fill = "#d55e00", .line = "#6e3000", .hatch = LCI_HATCH_DENSE},
    {.value = "worse", .zh = "变差", .en = "worse", .fill = "#fdbe85", .line = "#a5642b", .hatch = LCI_HATCH_RISING},
    {.value = "verdict", .zh = "结论变化", .en = "another verdict", .fill = "#cc79a7", .line = "#6b2f52", .hatch = LCI_HATCH_FALLING},
    {.value = "added", .zh = "新增住宅", .en = "home added", .fill = "#009e73", .line = "#00523b", .hatch = LCI_HATCH_DOTS},
    {.value = "removed", .zh = "移除住宅", .en = "home removed", .fill = "#bdbdbd", .line = "#636363", .hatch = LCI_HATCH_CROSSED},
    {.value = "given", .zh = "资料变化", .en = "handed in differently", .fill = "#f0e442", .line = "#8a8200",
     .hatch = LCI_HATCH_DOTS},
};

static const struct lci_legend_class gap_changes[] = {
    {.value = "opened", .zh = "新出现", .en = "opened", .fill = "#d55e00", .line = "#6e3000", .hatch = LCI_HATCH_DENSE},
    {.value = "closed", .zh = "已消除", .en = "closed", .fill = "#0072b2", .line = "#00334f"},
    {.value = "changed", .zh = "有变化", .en = "changed", .fill = "#fdbe85", .line = "#a5642b", .hatch = LCI_HATCH_RISING},
    {.value = "split", .zh = "拆分", .en = "split", .fill = "#9ecae1", .line = "#4f8fb0", .hatch = LCI_HATCH_FALLING},
    {.value = "merged", .zh = "合并", .en = "merged", .fill = "#cc79a7", .line = "#6b2f52", .hatch = LCI_HATCH_FALLING},
    {.value = "regrouped", .zh = "重组", .en = "regrouped", .fill = "#e6c9db", .line = "#8a5a78", .hatch = LCI_HATCH_CROSSED},
    {.value = "added", .zh = "随新增住宅出现", .en = "added with its homes", .fill = "#009e73", .line = "#00523b",
     .hatch = LCI_HATCH_DOTS},
    {.value = "removed", .zh = "随住宅移除消失", .en = "removed with its homes", .fill = "#bdbdbd", .line = "#636363",
     .hatch = LCI_HATCH_CROSSED},
};

static const struct lci_legend_class unit_changes[] = {
    {.value = "better", .zh = "只升不降", .en = "better: shares rose only", .fill = "#0072b2", .line = "#00334f"},
    {.value = "mixed", .zh = "有升有降", .en = "mixed: some rose, some fell", .fill = "#f0e9c8", .line = "#8a7f45",
     .hatch = LCI_HATCH_FALLING},
    {.value = "worse", .zh = "只降不升", .en = "worse: shares fell only", .fill = "#d55e00", .line = "#6e3000",
     .hatch = LCI_HATCH_DENSE},
};

/* Of places drawn as signs; a hatch there is a sign of its own. */
static const struct lci_legend_class thing_changes[] = {
    {.value = "added", .zh = "新增", .en = "added", .fill = "#009e73", .line = "#00523b"},
    {.value = "removed", .zh = "移除", .en = "removed", .fill = "#d55e00", .line = "#6e3000", .hatch = LCI_HATCH_CROSSED},
    {.value = "moved", .zh = "位置移动", .en = "moved", .fill = "#56b4e9", .line = "#1f5f86"},
    {.value = "status", .zh = "状态变化", .en = "another status", .fill = "#cc79a7", .line = "#6b2f52",
     .hatch = LCI_HATCH_RISING},
    {.value = "given", .zh = "资料变化", .en = "handed in differently", .fill = "#f0e442", .line = "#8a8200"},
};

static const struct lci_legend_class defects[] = {
    {.value = "dead_end", .zh = "断头处（邻近另一道路）", .en = "dead end near another street", .fill = "#e69f00",
     .line = "#7a5400"},
    {.value = "crossing", .zh = "相交而无节点", .en = "crossing without a vertex", .fill = "#cc79a7", .line = "#6b2f52",
     .hatch = LCI_HATCH_CROSSED},
    {.value = "island", .zh = "与主网不连通", .en = "streets cut off from the rest", .fill = "#8c6bb1", .line = "#3f1d5c"},
};

/* Whether a facility counts. */
static const struct lci_legend_class counting[] = {
    {.value = "counted", .zh = "计入", .en = "counts", .fill = "#0072b2", .line = "#00334f"},
    {.value = "far_from_street", .zh = "远离道路，无法到达", .en = "far from every street: reaches nothing", .fill = "#ffffff",
     .line = "#d7301f", .hatch = LCI_HATCH_CROSSED},
    {.zh = "不计入（规划、关闭、停业或规模不足等）", .en = "does not count (planned, closed, too small ...)", .fill = "#ffffff",
     .line = "#636363"},
};

static const struct lci_legend_class gates[] = {
    {.value = "joined", .zh = "可通行", .en = "people pass", .fill = "#009e73", .line = "#00523b"},
    {.zh = "不可通行（或不计入）", .en = "does not count", .fill = "#ffffff", .line = "#636363", .hatch = LCI_HATCH_CROSSED},
};

#define CLASSES(array) .classes = (array), .class_count = sizeof(array) / sizeof((array)[0])

static const struct lci_legend legends[] = {
    {.id = "verdict", .column = "_status", .zh = "覆盖结论", .en = "verdict", CLASSES(verdicts)},
    {.id = "cause", .column = "cause", .zh = "缺口成因", .en = "cause of the gap", CLASSES(causes)},
    {.id = "pass", .column = "pass", .zh = "达标情况", .en = "target", CLASSES(passes)},
    {.id = "share", .zh = "覆盖率", .en = "share covered", CLASSES(shares)},
    {.id = "over_claim", .zh = "直线高估（百分点）", .en = "over-claim of the straight line (points)", CLASSES(over_claims)},
    {.id = "change", .column = "change", .zh = "住宅变化", .en = "change of homes", CLASSES(changes)},
    {.id = "gap_change", .column = "change", .zh = "缺口变化", .en = "change of gaps", CLASSES(gap_changes)},
    {.id = "unit_change", .column = "change", .zh = "覆盖率变化", .en = "change of shares", CLASSES(unit_changes)},
    {.id = "thing_change", .column = "change", .zh = "变化", .en = "change", CLASSES(thing_changes)},
    {.id = "defect", .column = "kind", .zh = "路网断点", .en = "defects of the network", CLASSES(defects)},
    {.id = "counting", .column = "status", .zh = "设施是否计入", .en = "whether a facility counts", CLASSES(counting)},
    {.id = "gate", .column = "status", .zh = "出入口", .en = "gates", CLASSES(gates)},
};

/* Blues of ColorBrewer without the darkest, and how they are spread over fewer bands: beside a gap stands the lightest. */
static const char *const blues[LCI_BAND_MAX] = {"#2a78b5", "#4593c6", "#6bacd6", "#90c3e1", "#b2d6ec", "#d3e7f6"};

const struct lci_legend *
lci_legend_find(const char *id)
{
    for (size_t i = 0; i < sizeof(legends) / sizeof(legends[0]); i++)
        if (strcmp(legends[i].id, id) == 0)
            return &legends[i];
    return NULL;
}

const struct lci_legend_class *
lci_legend_class_of(const struct lci_legend *legend, const char *value)
{
    for (size_t c = 0; value && c < legend->class_count; c++)
        if (legend->classes[c].value && strcmp(legend->classes[c].value, value) == 0)
            return &legend->classes[c];
    return NULL;
}

const struct lci_legend_class *
lci_legend_range_of(const struct lci_legend *legend, double value)
{
    const struct lci_legend_class *found = NULL;

    for (size_t c = 0; c < legend->class_count && value >= legend->classes[c].from; c++)
        found = &legend->classes[c];
    return found;
}

const char *
lci_band_colour(size_t band, size_t count)
{
    const size_t steps = count > LCI_BAND_MAX ? LCI_BAND_MAX : count;
    const size_t at = band < steps ? band : steps - 1;
    const size_t first = steps < LCI_BAND_MAX ? 1 : 0; /* the darkest is near a gap in grey print */

    return steps < 2 ? blues[LCI_BAND_MAX / 2] : blues[first + at * (LCI_BAND_MAX - 1 - first) / (steps - 1)];
}
