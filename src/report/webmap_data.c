/* webmap_data.c - writes what the map shows as JSON with packed numbers, for assets/webmap_data.js to unpack. */
#include <math.h>

#include "legend/value_words.h"
#include "report/webmap_parts.h"

/* Bytes that layers may take, so that a page of 20,000 homes stays small: they are generalised until they do. */
enum { UNIT_BYTES = 250000, AREA_BYTES = 350000, GROUND_BYTES = 450000, COARSEST = 128, BANDS_OF_A_VERDICT = 8 };

static const struct {
    const char *key, *zh, *en;
} words[] = {
    {"view", "可平移缩放的地图；方向键平移，加减键缩放",
     "Map that pans and zooms: arrow keys move it, plus and minus zoom"},
    {"category", "设施类别", "Category"},
    {"showHomes", "住宅着色", "Homes by"},
    {"byVerdict", "覆盖结论", "verdict"},
    {"byBand", "步行分级", "walking band"},
    {"layers", "图层", "Layers"},
    {"areas", "服务范围", "service areas"},
    {"gaps", "覆盖缺口", "gaps"},
    {"facilities", "设施", "facilities"},
    {"ground", "道路与水系", "streets and water"},
    {"units", "单元边界", "Unit borders"},
    {"none", "不显示", "none"},
    {"homes", "住宅", "homes"},
    {"whole", "全图", "Whole map"},
    {"zoomIn", "放大", "Zoom in"},
    {"zoomOut", "缩小", "Zoom out"},
    {"close", "关闭", "Close"},
    {"verdict", "结论", "Verdict"},
    {"walk", "步行", "Walk"},
    {"noWalk", "无步行路径", "no way on foot"},
    {"limit", "上限", "Limit"},
    {"nearest", "最近设施", "Nearest facility"},
    {"metres", "米", "m"},
    {"minutes", "分钟", "min"},
    {"comma", "，", ", "},
    {"gap", "覆盖缺口", "Gap"},
    {"cause", "成因", "Cause"},
    {"change", "最小改善措施", "Smallest change"},
    {"people", "人口", "People"},
    {"elders", "60岁及以上", "People of 60 and over"},
    {"few", "过少，不公开", "too few to be published"},
    {"straight", "直线距离", "Straight line"},
    {"inList", "查看报告中的条目", "Its entry in the report"},
    {"counts", "计入", "counts"},
    {"doesNot", "不计入", "does not count"},
    {"state", "状态", "State"},
    {"find", "查找住宅、设施或单元", "Find a home, facility or unit"},
    {"home", "住宅", "home"},
    {"facility", "设施", "facility"},
    {"unit", "单元", "unit"},
    {"nothing", "没有找到", "nothing found"},
};

static void
add_text(struct lci_html *html, const char *text)
{
    lci_html_json_text(html, text ? text : "");
}

/* A member of an object: its key, after a comma unless it is the first. */
static void
add_key(struct lci_html *html, bool is_first, const char *key)
{
    lci_html_raw(html, "%s\n\"%s\":", is_first ? "" : ",", key);
}

static void
add_words(struct lci_html *html)
{
    lci_html_raw(html, "{");
    for (size_t w = 0; w < sizeof(words) / sizeof(words[0]); w++) {
        lci_html_raw(html, "%s\"%s\":", w > 0 ? "," : "", words[w].key);
        add_text(html, html->english ? words[w].en : words[w].zh);
    }
    lci_html_raw(html, "}");
}

static void
add_legend(struct lci_html *html, const char *id)
{
    static const char *const hatches[] = {
        [LCI_HATCH_NONE] = "none",       [LCI_HATCH_RISING] = "rising",   [LCI_HATCH_DENSE] = "dense",
        [LCI_HATCH_FALLING] = "falling", [LCI_HATCH_CROSSED] = "crossed", [LCI_HATCH_UPRIGHT] = "upright",
        [LCI_HATCH_DOTS] = "dots"};
    const struct lci_legend *legend = lci_legend_find(id);

    lci_html_raw(html, "[");
    for (size_t c = 0; c < legend->class_count; c++) {
        const struct lci_legend_class *item = &legend->classes[c];

        lci_html_raw(html, "%s{\"label\":", c > 0 ? "," : "");
        add_text(html, lci_legend_label(item, html->english));
        lci_html_raw(html, ",\"fill\":\"%s\",\"line\":\"%s\",\"hatch\":\"%s\"}", item->fill, item->line,
                     hatches[item->hatch]);
    }
    lci_html_raw(html, "]");
}

static void
add_list(struct lci_html *html, const char *const *items, size_t count)
{
    lci_html_raw(html, "[");
    for (size_t i = 0; i < count; i++) {
        lci_html_raw(html, "%s", i > 0 ? "," : "");
        add_text(html, items[i]);
    }
    lci_html_raw(html, "]");
}

/* Cells of a category: verdict and band, walk, nearest facility, home by home. */
static void
add_cells(const struct lci_webmap *map, const struct lci_webmap_category *category, struct lci_html *html)
{
    lci_html_raw(html, "\"");
    for (size_t h = 0; h < map->home_count; h++) {
        const struct lci_webmap_cell *cell = &category->cells[h];

        lci_webmap_pack(&html->text, (uint64_t)cell->verdict * BANDS_OF_A_VERDICT +
                                         (cell->band < BANDS_OF_A_VERDICT ? cell->band : BANDS_OF_A_VERDICT - 1U));
        if (!category->of)
            continue;
        lci_webmap_pack(&html->text, cell->walk_dm == LCI_WEBMAP_NONE ? 0 : (uint64_t)cell->walk_dm + 1);
        lci_webmap_pack(&html->text, cell->nearest == LCI_WEBMAP_NONE ? 0 : (uint64_t)cell->nearest + 1);
    }
    lci_html_raw(html, "\"");
}

static void
add_categories(const struct lci_webmap *map, struct lci_html *html)
{
    lci_html_raw(html, "[");
    for (size_t c = 0; c < map->category_count; c++) {
        const struct lci_webmap_category *category = &map->categories[c];

        lci_html_raw(html, "%s\n{\"label\":", c > 0 ? "," : "");
        add_text(html, category->label);
        lci_html_raw(html, ",\"limits\":");
        add_list(html, category->limits, category->limit_count);
        lci_html_raw(html, ",\"colours\":[");
        for (size_t l = 0; l < category->limit_count; l++)
            lci_html_raw(html, "%s\"%s\"", l > 0 ? "," : "", lci_band_colour(l, category->limit_count));
        lci_html_raw(html, "],\"first\":%zu,\"count\":%zu,\"walks\":%s,\"cells\":", category->first_facility,
                     category->facility_count, category->of ? "true" : "false");
        add_cells(map, category, html);
        lci_html_raw(html, "}");
    }
    lci_html_raw(html, "]");
}

/* Shapes with no more detail than fits into `bytes`; answers what they took. Zero: they do not fit at all, and are left out.
 */
static size_t
add_shapes(const struct lci_webmap_shapes *shapes, double tolerance, size_t bytes, struct lci_html *html)
{
    size_t length = 0;

    for (bool done = false; !done && tolerance <= COARSEST; tolerance *= 2.0) {
        struct lci_webmap_shapes simple = {0};
        struct lci_growing_text text = {0};

        if (!lci_webmap_shapes_simplify(shapes, tolerance, &simple))
            html->text.failed = true;
        else
            lci_webmap_shapes_pack(&simple, &text);
        lci_webmap_shapes_fini(&simple);
        done = html->text.failed || text.failed || text.length <= bytes;
        if (done) {
            lci_html_raw(html, "\"");
            lci_text_add_bytes(&html->text, text.bytes ? text.bytes : "", text.length);
            lci_html_raw(html, "\"");
            length = text.length;
            html->text.failed = html->text.failed || text.failed;
        }
        lci_free(text.bytes);
        if (done)
            return length;
    }
    lci_html_raw(html, "\"\"");
    return 0;
}

static void
add_homes(const struct lci_webmap *map, struct lci_html *html)
{
    lci_html_raw(html, "{\"count\":%zu,\"names\":[", map->home_count);
    for (size_t h = 0; h < map->home_count; h++) {
        lci_html_raw(html, "%s", h > 0 ? "," : "");
        add_text(html, map->homes[h].name);
    }
    lci_html_raw(html, "],\n\"more\":\"");
    for (size_t h = 0; h < map->home_count; h++) {
        lci_webmap_pack(&html->text, map->homes[h].speed);
        for (size_t l = 0; l < map->level_count; l++)
            lci_webmap_pack(&html->text,
                            map->homes[h].units[l] == LCI_WEBMAP_NONE ? 0 : (uint64_t)map->homes[h].units[l] + 1);
    }
    lci_html_raw(html, "\",\n\"shapes\":");
    (void)add_shapes(&map->home_shapes, 1.0, SIZE_MAX, html);
    lci_html_raw(html, "}");
}

static void
add_facilities(const struct lci_webmap *map, struct lci_html *html)
{
    int32_t last[2] = {0, 0};
    bool is_first = true;

    lci_html_raw(html, "{\"count\":%zu,\"names\":[", map->facility_count);
    for (size_t f = 0; f < map->facility_count; f++) {
        lci_html_raw(html, "%s", f > 0 ? "," : "");
        add_text(html, map->facilities[f].name);
    }
    lci_html_raw(html, "],\n\"reasons\":{");
    for (size_t f = 0; f < map->facility_count; f++) {
        if (!map->facilities[f].status)
            continue;
        lci_html_raw(html, "%s\"%zu\":", is_first ? "" : ",", f);
        add_text(html, map->facilities[f].status);
        is_first = false;
    }
    lci_html_raw(html, "},\n\"places\":\"");
    for (size_t f = 0; f < map->facility_count; f++) {
        const struct lci_webmap_facility *facility = &map->facilities[f];

        lci_webmap_pack(&html->text, facility->has_place);
        for (int i = 0; i < 2 && facility->has_place; i++) {
            lci_webmap_pack_signed(&html->text, (int64_t)facility->xy[i] - last[i]);
            last[i] = facility->xy[i];
        }
    }
    lci_html_raw(html, "\"}");
}

static void
add_units(const struct lci_webmap *map, struct lci_html *html)
{
    lci_html_raw(html, "{\"count\":%zu,\"names\":[", map->unit_count);
    for (size_t u = 0; u < map->unit_count; u++) {
        lci_html_raw(html, "%s", u > 0 ? "," : "");
        add_text(html, map->units[u].name);
    }
    lci_html_raw(html, "],\n\"more\":\"");
    for (size_t u = 0; u < map->unit_count; u++) {
        lci_webmap_pack(&html->text, map->units[u].fid);
        lci_webmap_pack(&html->text, map->units[u].level == LCI_WEBMAP_NONE ? 0 : (uint64_t)map->units[u].level + 1);
    }
    lci_html_raw(html, "\",\n\"shapes\":");
    (void)add_shapes(&map->unit_shapes, 1.0, UNIT_BYTES, html);
    lci_html_raw(html, "}");
}

/* 0: not known; 1: too few to be published; else two more than it is. */
static void
pack_count(struct lci_html *html, double count)
{
    lci_webmap_pack(&html->text, isnan(count) ? 0 : count < 0.0 ? 1 : (uint64_t)llround(fmin(count, 1e12)) + 2);
}

static void
pack_metres(struct lci_html *html, double metres)
{
    lci_webmap_pack(&html->text, isfinite(metres) && metres >= 0.0 ? (uint64_t)llround(fmin(metres, 1e12)) + 1 : 0);
}

static void
pack_index(struct lci_html *html, uint32_t index)
{
    lci_webmap_pack(&html->text, index == LCI_WEBMAP_NONE ? 0 : (uint64_t)index + 1);
}

static void
add_gaps(const struct lci_webmap *map, struct lci_html *html)
{
    lci_html_raw(html, "{\"count\":%zu,\"more\":\"", map->gap_count);
    for (size_t g = 0; g < map->gap_count; g++) {
        const struct lci_webmap_gap *gap = &map->gaps[g];

        lci_webmap_pack(&html->text, gap->fid);
        lci_webmap_pack(&html->text, gap->category);
        pack_index(html, gap->cause);
        pack_index(html, gap->change);
        pack_index(html, gap->nearest);
        pack_count(html, gap->people);
        pack_count(html, gap->elders);
        pack_metres(html, gap->straight_m);
        pack_metres(html, gap->walk_m);
        lci_webmap_pack(&html->text, gap->has_change_place);
        for (int i = 0; i < 2 && gap->has_change_place; i++)
            lci_webmap_pack_signed(&html->text, gap->change_xy[i]);
        lci_webmap_pack(&html->text, gap->home_count);
        for (size_t h = 0; h < gap->home_count; h++)
            lci_webmap_pack_signed(&html->text, (int64_t)gap->homes[h] - (h > 0 ? (int64_t)gap->homes[h - 1] : 0));
    }
    lci_html_raw(html, "\"}");
}

static void
add_areas(const struct lci_webmap *map, struct lci_html *html)
{
    lci_html_raw(html, "{\"rings\":%s,\"count\":%zu,\"more\":\"", map->areas_are_rings ? "true" : "false", map->area_count);
    for (size_t a = 0; a < map->area_count; a++) {
        lci_webmap_pack(&html->text, map->areas[a].category);
        lci_webmap_pack(&html->text, map->areas[a].limit);
    }
    lci_html_raw(html, "\",\n\"shapes\":");
    (void)add_shapes(&map->area_shapes, 4.0, AREA_BYTES, html);
    lci_html_raw(html, "}");
}

/* What people find their way by comes first; what no longer fits is left out. */
static void
add_ground(const struct lci_webmap *map, struct lci_html *html)
{
    static const struct {
        enum lci_webmap_ground kind;
        const char *key;
    } order[] = {{LCI_WEBMAP_WATER_AREAS, "waterAreas"},
                 {LCI_WEBMAP_ROADS, "roads"},
                 {LCI_WEBMAP_WATER, "water"},
                 {LCI_WEBMAP_RAILWAYS, "railways"},
                 {LCI_WEBMAP_STREETS, "streets"},
                 {LCI_WEBMAP_WALLS, "walls"},
                 {LCI_WEBMAP_PATHS, "paths"}};
    size_t left = GROUND_BYTES;

    lci_html_raw(html, "{");
    for (size_t k = 0; k < sizeof(order) / sizeof(order[0]); k++) {
        const struct lci_webmap_shapes *shapes = &map->ground[order[k].kind];

        add_key(html, k == 0, order[k].key);
        lci_html_raw(html, "{\"count\":%zu,\"shapes\":", shapes->shape_count);
        left -= add_shapes(shapes, 2.0, left, html);
        lci_html_raw(html, "}");
    }
    lci_html_raw(html, "}");
}

void
lci_webmap_add_data(const struct lci_webmap *map, struct lci_html *html)
{
    lci_html_raw(html, "<script type=\"application/json\" id=\"map-data\">\n{\"steps\":%d,\"box\":[%d,%d,%d,%d]",
                 LCI_WEBMAP_STEPS_A_METRE, (int)map->box[0], (int)map->box[1], (int)map->box[2], (int)map->box[3]);
    add_key(html, false, "words");
    add_words(html);
    add_key(html, false, "verdicts");
    add_legend(html, "verdict");
    add_key(html, false, "covered");
    lci_html_raw(html, "%u", lci_webmap_class_of(lci_legend_find("verdict"), "covered", 0));
    add_key(html, false, "causes");
    add_legend(html, "cause");
    add_key(html, false, "changes");
    add_list(html, map->changes, map->change_count);
    add_key(html, false, "levels");
    lci_html_raw(html, "[");
    for (size_t l = 0; l < map->level_count; l++) {
        const char *word = lci_value_word("level", map->levels[l], html->english);

        lci_html_raw(html, "%s", l > 0 ? "," : "");
        add_text(html, word ? word : map->levels[l]);
    }
    lci_html_raw(html, "]");
    add_key(html, false, "level");
    lci_html_raw(html, "%zu", map->main_level);
    add_key(html, false, "speeds");
    lci_html_raw(html, "[");
    for (size_t s = 0; s < map->speed_count; s++) {
        lci_html_raw(html, "%s", s > 0 ? "," : "");
        lci_text_add_number(&html->text, map->speeds_mps[s]);
    }
    lci_html_raw(html, "]");
    add_key(html, false, "categories");
    add_categories(map, html);
    add_key(html, false, "homes");
    add_homes(map, html);
    add_key(html, false, "facilities");
    add_facilities(map, html);
    add_key(html, false, "units");
    add_units(map, html);
    add_key(html, false, "gaps");
    add_gaps(map, html);
    add_key(html, false, "areas");
    add_areas(map, html);
    add_key(html, false, "ground");
    add_ground(map, html);
    lci_html_raw(html, "}\n</script>\n");
    for (size_t s = 0; lci_webmap_scripts[s]; s++) {
        lci_html_raw(html, "<script>");
        lci_text_add_bytes(&html->text, lci_webmap_scripts[s]->text, lci_webmap_scripts[s]->length);
        lci_html_raw(html, "</script>\n");
    }
}
