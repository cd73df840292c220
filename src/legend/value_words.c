/* value_words.c - the words that columns of results hold, as people read them. */
#include "legend/value_words.h"

#include <string.h>

static const struct {
    const char *column, *value, *zh, *en;
} values[] = {
    {"profile", "by_unit", "按单元规则", "by rule of the unit"},
    {"cause", "no_street", "附近无可步行道路", "no walkable street nearby"},
    {"cause", "island", "道路与主网不连通", "streets cut off from the rest"},
    {"cause", "detour", "绕行", "detour"},
    {"cause", "no_facility", "范围内无设施", "no facility in range"},
    {"cause", "gate", "小区缺出入口", "walled home lacks a gate"},
    {"cause", "closed_now", "设施未开放", "facility not open"},
    {"cause", "data", "设施位置无法确定", "place not known"},
    {"cause", "capacity", "设施容量不足", "full"},
    {"change", "locate_facility", "核实设施位置", "find out where the facility is"},
    {"change", "open_facility", "开放既有设施", "open an existing facility"},
    {"change", "gate", "增开出入口", "one more gate"},
    {"change", "link", "打通道路断点", "join two street ends"},
    {"change", "street", "新增连接道路", "new street"},
    {"change", "facility", "新增设施", "new facility"},
    {"change", "add_capacity", "扩大设施容量", "add capacity"},
    {"change_status", "planned", "规划", "planned"},
    {"change_status", "closed", "关闭", "closed"},
    {"change_status", "closed_now", "停业时段", "closed at this time"},
    {"change_status", "status_unknown", "状态不明", "status unknown"},
    {"change_status", "hours_unknown", "开放时间不明", "hours unknown"},
    {"change_status", "below_limits", "规模不足", "too small"},
    {"change_status", "limit_unknown", "规模不明", "size unknown"},
    {"definition", "weight", "步行上限内的权重", "weight within the walking limit"},
    {"definition", "land_network", "步行上限内的居住用地", "residential land within the walking limit"},
    {"kind", "coverage", "覆盖率", "coverage"},
    {"kind", "area_per_100_households", "每百户面积", "area per 100 households"},
    {"kind", "ratio_of_sums", "总量之比", "ratio of sums"},
    {"kind", "per_10000_people", "每万人", "per 10,000 people"},
    {"kind", "count", "数量", "number"},
    {"kind", "reported", "上报值", "as reported"},
    {"sense", "at_least", "不低于", "at least"},
    {"sense", "at_most", "不高于", "at most"},
    {"pass", "yes", "是", "yes"},
    {"pass", "no", "否", "no"},
    {"binding", "binding", "约束性", "binding"},
    {"binding", "expected", "预期性", "expected"},
    {"level", "all", "全部", "all"},
    {"level", "district", "区", "district"},
    {"level", "tier", "圈层", "tier"},
    {"level", "subdistrict", "街镇", "subdistrict"},
    {"level", "circle", "片区", "life circle"},
    {"level", "community", "居村", "community"},
    {"level", "group", "组", "group"},
    {"unit_code", "all", "全部", "all"},
    {"severity", "error", "错误", "error"},
    {"severity", "warning", "警告", "warning"},
    {"severity", "note", "提示", "note"},
    {"layer", "facilities", "设施", "facilities"},
    {"layer", "homes", "住宅", "homes"},
    {"layer", "units", "单元", "units"},
    {"layer", "roads", "道路", "streets"},
    {"layer", "network", "道路", "streets"},
    {"layer", "buildings", "建筑", "buildings"},
    {"layer", "barriers", "阻隔", "barriers"},
    {"layer", "gates", "出入口", "gates"},
    {"layer", "figures", "统计表", "figures"},
    {"layer", "origins", "居村委会", "committee seats"},
    {"layer", "output", "成果", "results"},
    {"measure", "households", "户", "households"},
    {"measure", "people", "人", "people"},
    {"measure", "m2", "平方米", "m²"},
    {"measure", "units", "个单元", "units"},
    {"measure", "facilities", "处设施", "facilities"},
    {"measure", "m2/100 households", "平方米/百户", "m² per 100 households"},
    {"measure", "per 10,000 people", "每万人", "per 10,000 people"},
};

const char *
lci_value_word(const char *column, const char *value, bool english)
{
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        if (strcmp(values[i].column, column) == 0 && strcmp(values[i].value, value) == 0)
            return english ? values[i].en : values[i].zh;
    return NULL;
}
