/* sheet_values.c - the words that result tables hold, as people who read Chinese read them in what is handed in. */
#include <string.h>

#include "run/sheets.h"

static const struct {
    const char *column, *value, *zh;
} values[] = {
    {"profile", LCI_BY_UNIT, "按单元规则"},
    {"cause", "no_street", "附近无可步行道路"},
    {"cause", "island", "道路与主网不连通"},
    {"cause", "detour", "绕行"},
    {"cause", "no_facility", "范围内无设施"},
    {"cause", "gate", "小区缺出入口"},
    {"cause", "closed_now", "设施未开放"},
    {"cause", "data", "设施位置无法确定"},
    {"cause", "capacity", "设施容量不足"},
    {"change", "locate_facility", "核实设施位置"},
    {"change", "open_facility", "开放既有设施"},
    {"change", "gate", "增开出入口"},
    {"change", "link", "打通道路断点"},
    {"change", "street", "新增连接道路"},
    {"change", "facility", "新增设施"},
    {"change", "add_capacity", "扩大设施容量"},
    {"change_status", "planned", "规划"},
    {"change_status", "closed", "关闭"},
    {"change_status", "closed_now", "停业时段"},
    {"change_status", "status_unknown", "状态不明"},
    {"change_status", "hours_unknown", "开放时间不明"},
    {"change_status", "below_limits", "规模不足"},
    {"change_status", "limit_unknown", "规模不明"},
    {"definition", "weight", "步行上限内的权重"},
    {"definition", "land_network", "步行上限内的居住用地"},
    {"kind", "coverage", "覆盖率"},
    {"kind", "area_per_100_households", "每百户面积"},
    {"kind", "ratio_of_sums", "总量之比"},
    {"kind", "per_10000_people", "每万人"},
    {"kind", "count", "数量"},
    {"kind", "reported", "上报值"},
    {"sense", "at_least", "不低于"},
    {"sense", "at_most", "不高于"},
    {"pass", "yes", "是"},
    {"pass", "no", "否"},
    {"binding", "binding", "约束性"},
    {"binding", "expected", "预期性"},
    {"level", "all", "全部"},
    {"level", "district", "区"},
    {"level", "tier", "圈层"},
    {"level", "subdistrict", "街镇"},
    {"level", "circle", "片区"},
    {"level", "community", "居村"},
    {"level", "group", "组"},
    {"unit_code", "all", "全部"},
    {"severity", "error", "错误"},
    {"severity", "warning", "警告"},
    {"severity", "note", "提示"},
    {"layer", "facilities", "设施"},
    {"layer", "homes", "住宅"},
    {"layer", "units", "单元"},
    {"layer", "roads", "道路"},
    {"layer", "network", "道路"},
    {"layer", "buildings", "建筑"},
    {"layer", "barriers", "阻隔"},
    {"layer", "gates", "出入口"},
    {"layer", "figures", "统计表"},
    {"layer", "origins", "居村委会"},
    {"layer", "output", "成果"},
    {"measure", "households", "户"},
    {"measure", "people", "人"},
    {"measure", "m2", "平方米"},
    {"measure", "units", "个单元"},
    {"measure", "facilities", "处设施"},
    {"measure", "m2/100 households", "平方米/百户"},
    {"measure", "per 10,000 people", "每万人"},
};

/* Who walks, by the title of the profile with that id. */
static const char *
profile_title(const struct lci_job *job, const char *id)
{
    for (size_t i = 0; i < job->passes->walk_count; i++) {
        const struct lci_profile *profile = &job->passes->items[i].config->profile;

        if (strcmp(profile->id, id) == 0)
            return profile->title_zh;
    }
    return NULL;
}

const char *
lci_sheet_value(const struct lci_job *job, const char *column, const char *value)
{
    const char *title = NULL;

    if (job->config->output.tables.english || !value)
        return value;
    title = strcmp(column, "profile") == 0 ? profile_title(job, value) : NULL;
    if (title)
        return title;
    if (strcmp(column, "gap_measure") == 0)
        column = "measure";
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        if (strcmp(values[i].column, column) == 0 && strcmp(values[i].value, value) == 0)
            return values[i].zh;
    return value;
}
