/* roles.c - usual names of fields in Chinese and English tables. */
#include "io/roles.h"

#include <string.h>

#include "io/text.h"

enum { NAMES_MAX = 24, FOLDED_SIZE = 128 };

struct usual {
    const char *role;
    const char *names[NAMES_MAX]; /* folded; the first that a table has wins */
};

/* Sources: field names of the tables in domain.md 4.5, of Amap and Baidu exports, OSM exports and
 * 三调 tables. */
static const struct usual USUAL[] = {
    {"id",
     {"id", "编号", "gid", "编码", "唯一编号", "序号", "objectid", "fid", "ogcfid", "osmid", "uid",
      "bh", "facilityid", "homeid", "代码"}},
    {"name",
     {"name", "名称", "mc", "小区名称", "设施名称", "机构名称", "单位名称", "项目名称", "xqmc",
      "namezh", "街道镇名称", "街镇名称", "jdmc", "xzqmc", "title", "名字", "居委会", "村居名称"}},
    {"x",
     {"经度", "lon", "lng", "longitude", "long", "东经", "经", "wgs84lng", "wgs84lon", "lonwgs84",
      "lngwgs84", "pointx", "easting", "东坐标", "横坐标", "x坐标", "x", "xcoord", "coordx"}},
    {"y",
     {"纬度", "lat", "latitude", "北纬", "纬", "wgs84lat", "latwgs84", "pointy", "northing",
      "北坐标", "纵坐标", "y坐标", "y", "ycoord", "coordy"}},
    {"location", {"location", "坐标", "经纬度", "lnglat", "lonlat", "coordinates", "位置坐标"}},
    {"households",
     {"households", "户数", "总户数", "hs", "zhs", "居民户数", "住户数", "household", "hh"}},
    {"population",
     {"population", "人口", "总人口", "人口数", "常住人口", "rk", "zrk", "rks", "pop", "户籍人口",
      "实有人口"}},
    {"elders",
     {"elders", "老年人口", "老年人", "老人", "60岁以上", "60岁以上人口", "老年人口数", "老人数",
      "lnrk", "elderly", "pop60", "60+", "六十岁以上人口", "60岁及以上", "60岁及以上人口"}},
    {"elders_65",
     {"elders65", "65岁以上", "65岁以上人口", "65岁及以上", "65岁及以上人口", "65岁以上老人", "pop65", "65+"}},
    {"elders_80",
     {"elders80", "80岁以上", "80岁以上人口", "80岁及以上", "80岁及以上人口", "80岁以上老人", "高龄老人", "pop80", "80+"}},
    {"age_0_3", {"age03", "03岁", "03岁人口", "0~3岁", "0至3岁", "0—3岁", "0–3岁", "3岁以下", "婴幼儿"}},
    {"age_0_6", {"age06", "06岁", "06岁人口", "0~6岁", "0至6岁", "0—6岁", "0–6岁", "6岁以下", "学龄前儿童"}},
    {"age_0_14", {"age014", "014岁", "014岁人口", "0~14岁", "0至14岁", "0—14岁", "0–14岁", "14岁以下", "少儿人口"}},
    {"minors",
     {"minors", "未成年人", "未成年人口", "未成年人数", "18岁以下", "18岁以下人口", "儿童", "wcnr",
      "children", "少年儿童"}},
    {"dwellings", {"dwellings", "套数", "总套数", "住宅套数", "户室数", "ts", "units", "flats"}},
    {"category",
     {"category", "类别", "类型", "设施类型", "设施类别", "type", "kind", "lb", "lx", "amenity",
      "fclass", "分类"}},
    {"home", {"home", "homeid", "小区编号", "所属小区编号", "所属小区"}},
    {"pedestrian", {"pedestrian", "行人", "行人通行", "通行类型"}},
    {"residents_only", {"residentsonly", "仅限住户", "仅限居民", "业主专用"}},
    {"hours", {"hours", "openinghours", "开放时段", "开放时间"}},
    {"code",
     {"code", "jddm", "代码", "xzqdm", "街道代码", "行政区代码", "行政区划代码", "区划代码",
      "unitcode", "jwdm", "编码", "adcode", "id"}},
    {"level", {"level", "级别", "层级", "unitlevel", "等级"}},
    {"parent",
     {"parent", "parentcode", "上级", "上级代码", "上级编码", "所属街道", "所属街镇", "sjdm",
      "父级"}},
    {"floor_area",
     {"floorarea", "建筑面积", "jzmj", "总建筑面积", "住宅建筑面积", "buildingarea", "面积"}},
    {"floors", {"floors", "楼层", "层数", "cs", "建筑层数", "buildinglevels", "levels", "floor"}},
    {"highway",
     {"highway", "fclass", "道路等级", "道路类型", "roadclass", "roadtype", "dldj", "class"}},
    {"layer", {"layer", "zlevel", "zorder"}},
    {"oneway_foot", {"onewayfoot"}},
    {"indicator", {"indicator", "指标", "指标编号", "指标代码", "指标id", "指标名称"}},
    {"value", {"value", "数值", "指标值", "值", "数据"}},
    {"numerator", {"numerator", "分子"}},
    {"denominator", {"denominator", "分母"}},
    {"date", {"date", "日期", "数据日期", "截止日期", "统计时点"}},
    {"base", {"base", "口径", "统计口径"}},
};

static void
fold(const char *name, char out[FOLDED_SIZE])
{
    lci_text_fold(name, out, FOLDED_SIZE);
}

/* Whether the cut name is the beginning of a longer one; short beginnings say nothing. */
static bool
is_beginning(const char *cut, const char *whole)
{
    enum { LEAST = 6 };
    size_t length = strlen(cut);

    return length >= LEAST && strlen(whole) > length && strncmp(cut, whole, length) == 0;
}

/* Field whose folded name is `folded`, or with `cut` its beginning. */
static int
find_folded(const struct lci_field_list *fields, const char *folded, bool cut)
{
    char name[FOLDED_SIZE];

    for (size_t i = 0; i < fields->count; i++) {
        if (cut && !(fields->is_cut && fields->is_cut[i]))
            continue;
        fold(fields->names[i], name);
        if (cut ? is_beginning(name, folded) : (name[0] && strcmp(name, folded) == 0))
            return (int)i;
    }
    return LCI_NO_FIELD;
}

int
lci_field_by_name(const struct lci_field_list *fields, const char *name)
{
    char folded[FOLDED_SIZE];
    int found = LCI_NO_FIELD;

    for (size_t i = 0; i < fields->count; i++)
        if (strcmp(fields->names[i], name) == 0)
            return (int)i;
    fold(name, folded);
    found = find_folded(fields, folded, false);
    return found != LCI_NO_FIELD ? found : find_folded(fields, folded, true);
}

static const struct usual *
usual_of(const char *role)
{
    for (size_t i = 0; i < sizeof(USUAL) / sizeof(USUAL[0]); i++)
        if (strcmp(USUAL[i].role, role) == 0)
            return &USUAL[i];
    return NULL;
}

int
lci_field_by_usual_names(const struct lci_field_list *fields, const char *role)
{
    const struct usual *usual = usual_of(role);
    char folded[FOLDED_SIZE];
    int found = LCI_NO_FIELD;

    fold(role, folded);
    found = find_folded(fields, folded, false);
    for (int cut = 0; usual && cut < 2; cut++)
        for (size_t i = 0; found == LCI_NO_FIELD && i < NAMES_MAX && usual->names[i]; i++)
            found = find_folded(fields, usual->names[i], cut == 1);
    return found;
}

const char *
lci_source_field(const struct lci_source *source, const char *role)
{
    for (size_t i = 0; i < source->field_count; i++)
        if (strcmp(source->fields[i].role, role) == 0)
            return source->fields[i].name;
    return NULL;
}

bool
lci_field_name_is_degrees(const char *name)
{
    static const char *const WORDS[] = {"经", "纬", "lon", "lng", "lat"};
    char folded[FOLDED_SIZE];

    fold(name, folded);
    for (size_t i = 0; i < sizeof(WORDS) / sizeof(WORDS[0]); i++)
        if (strstr(folded, WORDS[i]))
            return true;
    return false;
}

const char *
lci_usual_role_of(const char *name, bool is_cut)
{
    char folded[FOLDED_SIZE];

    fold(name, folded);
    for (int cut = 0; cut < (is_cut ? 2 : 1); cut++)
        for (size_t i = 0; i < sizeof(USUAL) / sizeof(USUAL[0]); i++)
            for (size_t k = 0; k < NAMES_MAX && USUAL[i].names[k]; k++)
                if (cut ? is_beginning(folded, USUAL[i].names[k])
                        : strcmp(folded, USUAL[i].names[k]) == 0)
                    return USUAL[i].role;
    return NULL;
}
