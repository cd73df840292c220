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
    {.from = 0.1, .zh = "10–20", .en = "10 to 20", .fill = "#9e9ac8", .line = "#5b5691", .hatch = LCI_HATCH_RISING},
    {.from = 0.2, .zh = "20–40", .en = "20 to 40", .fill = "#756bb1", .line = "#3f3a78", .hatch = LCI_HATCH_DENSE},
    {.from = 0.4, .zh = "40 及以上", .en = "40 and more", .fill = "#54278f", .line = "#2a0f4d", .hatch = LCI_HATCH_CROSSED},
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

#define CLASSES(array) .classes = (array), .class_count = sizeof(array) / sizeof((array)[0])

static const struct lci_legend legends[] = {
    {.id = "verdict", .column = "_status", .zh = "覆盖结论", .en = "verdict", CLASSES(verdicts)},
    {.id = "cause", .column = "cause", .zh = "缺口成因", .en = "cause of the gap", CLASSES(causes)},
    {.id = "pass", .column = "pass", .zh = "达标情况", .en = "target", CLASSES(passes)},
    {.id = "share", .zh = "覆盖率", .en = "share covered", CLASSES(shares)},
    {.id = "over_claim", .zh = "直线高估（百分点）", .en = "over-claim of the straight line (points)", CLASSES(over_claims)},
    {.id = "change", .column = "change", .zh = "变化", .en = "change", CLASSES(changes)},
};

/* Blues of ColorBrewer, and how they are spread over fewer bands. */
static const char *const blues[LCI_BAND_MAX] = {"#08306b", "#08519c", "#2171b5", "#4292c6", "#6baed6", "#b3d3e8"};

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
    const size_t first = steps < LCI_BAND_MAX ? 1 : 0; /* the darkest hides what is drawn over it */

    if (steps < 2)
        return blues[LCI_BAND_MAX / 2];
    return blues[first + at * (LCI_BAND_MAX - 1 - first) / (steps - 1)];
}
