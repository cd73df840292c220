/* webmap_data.c - writes what the map shows as JSON with packed numbers, for assets/webmap_data.js to unpack. */
#include <math.h>

#include "legend/value_words.h"
#include "report/webmap_parts.h"

/* Bytes that layers may take, so that a page of 20,000 homes stays small: they are generalised until they do. */
enum { UNIT_BYTES = 250000, AREA_BYTES = 400000, GROUND_BYTES = 400000, COARSEST = 64, BANDS_OF_A_VERDICT = 8 };

static const struct {
    const char *key, *zh, *en;
} words[] = {
    {"view", "可平移缩放的地图；方向键平移，加减键缩放", "Map that pans and zooms: arrow keys move it, plus and minus zoom"},
    {"category", "设施类别", "Category"},
    {"showHomes", "住宅着色", "Homes by"},
    {"byVerdict", "覆盖结论", "Verdict"},
    {"byBand", "步行分级", "Walking band"},
    {"layers", "图层", "Layers"},
    {"areas", "服务范围", "Service areas"},
    {"gaps", "覆盖缺口", "Gaps"},
    {"facilities", "设施", "Facilities"},
    {"ground", "道路与水系", "Streets and water"},
    {"units", "单元边界", "Unit borders"},
    {"none", "不显示", "none"},
    {"homes", "住宅", "Homes"},
    {"homeCount", "处", "homes"},
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
    {"areasLeftOut", "服务范围过多，本页地图未收录，请在 QGIS 中打开成果查看",
     "There are too many service areas for this page: open the result in QGIS to see them"},
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

/* How a layer is made to fit: by its detail first, then by leaving out what matters least. */
struct fit {
    double finest, coarsest; /* steps; each try is twice as coarse */
    const bool *is_left_out; /* shape_count; NULL: nothing is */
    size_t bytes;
};

/* Shapes with no more detail than fits; answers what they took. Zero, and nothing is written: they do not fit. */
static size_t
try_shapes(const struct lci_webmap_shapes *shapes, const struct fit *fit, struct lci_html *html)
{
    size_t length = 0;

    for (double tolerance = fit->finest; length == 0 && tolerance <= fit->coarsest && !html->text.failed; tolerance *= 2.0) {
        struct lci_webmap_shapes simple = {0};
        struct lci_growing_text text = {0};

        if (!lci_webmap_shapes_simplify(shapes, tolerance, &simple))
            html->text.failed = true;
        else
            lci_webmap_shapes_pack(&simple, fit->is_left_out, &text);
        lci_webmap_shapes_fini(&simple);
        html->text.failed = html->text.failed || text.failed;
        if (!html->text.failed && text.length > 0 && text.length <= fit->bytes) {
            lci_html_raw(html, "\"");
            lci_text_add_bytes(&html->text, text.bytes, text.length);
            lci_html_raw(html, "\"");
            length = text.length;
        }
        lci_free(text.bytes);
    }
    return length;
}

/* The same with nothing left out but all of it: "" then. */
static size_t
add_shapes(const struct lci_webmap_shapes *shapes, double finest, size_t bytes, struct lci_html *html)
{
    const struct fit fit = {.finest = finest, .coarsest = COARSEST, .bytes = bytes};
    const size_t length = shapes->shape_count > 0 ? try_shapes(shapes, &fit, html) : 0;

    if (length == 0)
        lci_html_raw(html, "\"\"");
    return length;
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
    lci_html_raw(html, "\"");
    lci_webmap_shapes_pack(&map->home_shapes, NULL, &html->text);
    lci_html_raw(html, "\"}");
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
        if (!map->facilities[f].reason)
            continue;
        lci_html_raw(html, "%s\"%zu\":[%u,", is_first ? "" : ",", f, map->facilities[f].counting);
        add_text(html, map->facilities[f].reason);
        lci_html_raw(html, "]");
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

/* Places of a gap as differences from the middle of its first home: they are near it. */
static void
pack_places(const struct lci_webmap *map, const struct lci_webmap_gap *gap, struct lci_html *html)
{
    int32_t home[2] = {0, 0};

    if (gap->home_count > 0)
        lci_webmap_home_middle(map, gap->homes[0], home);
    for (int i = 0; i < 2; i++)
        lci_webmap_pack_signed(&html->text, gap->has_middle ? (int64_t)gap->middle_xy[i] - home[i] : 0);
    lci_webmap_pack(&html->text, gap->has_change_place);
    for (int i = 0; i < 2 && gap->has_change_place; i++)
        lci_webmap_pack_signed(&html->text, (int64_t)gap->change_xy[i] - home[i]);
}

static void
add_gaps(const struct lci_webmap *map, struct lci_html *html)
{
    lci_html_raw(html, "{\"count\":%zu,\"more\":\"", map->gap_count);
    for (size_t g = 0; g < map->gap_count; g++) {
        const struct lci_webmap_gap *gap = &map->gaps[g];

        lci_webmap_pack(&html->text, gap->fid - (g > 0 ? map->gaps[g - 1].fid : 0)); /* rows come by their fid */
        lci_webmap_pack(&html->text, gap->category);
        pack_index(html, gap->cause);
        pack_index(html, gap->change);
        pack_index(html, gap->nearest);
        pack_metres(html, gap->straight_m);
        pack_metres(html, gap->walk_m);
        lci_webmap_pack(&html->text, gap->home_count);
        for (size_t h = 0; h < gap->home_count; h++)
            lci_webmap_pack_signed(&html->text, (int64_t)gap->homes[h] - (h > 0 ? (int64_t)gap->homes[h - 1] : 0));
        pack_places(map, gap, html);
    }
    lci_html_raw(html, "\"}");
}

/* Areas of all limits; where these do not fit, of the largest one, which is the verdict's. */
static void
add_areas(const struct lci_webmap *map, struct lci_html *html)
{
    bool *is_left_out = lci_new_array(bool, map->area_count + 1);
    const struct fit fits[] = {
        {.finest = 4.0, .coarsest = 16.0, .bytes = AREA_BYTES},
        /* a ring alone has a hole where people are nearest: of rings all are shown, or none */
        {.finest = 8.0,
         .coarsest = COARSEST,
         .bytes = AREA_BYTES,
         .is_left_out = map->areas_are_rings ? NULL : is_left_out},
    };
    size_t length = 0;

    html->text.failed = html->text.failed || !is_left_out;
    lci_html_raw(html, "{\"rings\":%s,\"count\":%zu,\"more\":\"", map->areas_are_rings ? "true" : "false", map->area_count);
    for (size_t a = 0; a < map->area_count && is_left_out; a++) {
        lci_webmap_pack(&html->text, map->areas[a].category);
        lci_webmap_pack(&html->text, map->areas[a].limit);
        is_left_out[a] = map->areas[a].limit + 1 < map->categories[map->areas[a].category].limit_count;
    }
    lci_html_raw(html, "\",\n\"shapes\":");
    for (size_t f = 0; f < sizeof(fits) / sizeof(fits[0]) && length == 0 && map->area_count > 0; f++)
        length = try_shapes(&map->area_shapes, &fits[f], html);
    lci_html_raw(html, length == 0 ? "\"\"}" : "}");
    lci_free(is_left_out);
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

/* Where the map is: steps, box and origin. */
static void
add_place(const struct lci_webmap *map, struct lci_html *html)
{
    lci_html_raw(html, "\"steps\":%d,\"box\":[%d,%d,%d,%d]", LCI_WEBMAP_STEPS_A_METRE, (int)map->box[0], (int)map->box[1],
                 (int)map->box[2], (int)map->box[3]);
    add_key(html, false, "origin");
    lci_html_raw(html, "[");
    lci_html_plain(html, map->origin.x_m, 0);
    lci_html_raw(html, ",");
    lci_html_plain(html, map->origin.y_m, 0);
    lci_html_raw(html, "]");
}

/* Words, and the classes of what is drawn. */
static void
add_classes(const struct lci_webmap *map, struct lci_html *html)
{
    add_key(html, false, "words");
    add_words(html);
    add_key(html, false, "verdicts");
    add_legend(html, "verdict");
    add_key(html, false, "covered");
    lci_html_raw(html, "%u", lci_webmap_class_of(lci_legend_find("verdict"), "covered", 0));
    add_key(html, false, "causes");
    add_legend(html, "cause");
    add_key(html, false, "counting");
    add_legend(html, "counting");
    add_key(html, false, "counts");
    lci_html_raw(html, "%u", lci_webmap_class_of(lci_legend_find("counting"), "counted", 0));
    add_key(html, false, "changes");
    add_list(html, map->changes, map->change_count);
}

static void
add_levels(const struct lci_webmap *map, struct lci_html *html)
{
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
}

static void
add_speeds(const struct lci_webmap *map, struct lci_html *html)
{
    add_key(html, false, "speeds");
    lci_html_raw(html, "[");
    for (size_t s = 0; s < map->speed_count; s++) {
        lci_html_raw(html, "%s", s > 0 ? "," : "");
        lci_text_add_number(&html->text, map->speeds_mps[s]);
    }
    lci_html_raw(html, "]");
}

void
lci_webmap_add_data(const struct lci_webmap *map, struct lci_html *html)
{
    static const struct {
        const char *key;
        void (*add)(const struct lci_webmap *map, struct lci_html *html);
    } things[] = {{"categories", add_categories}, {"homes", add_homes}, {"facilities", add_facilities}, {"units", add_units},
                  {"gaps", add_gaps},             {"areas", add_areas}, {"ground", add_ground}};

    lci_html_raw(html, "<script type=\"application/json\" id=\"map-data\">\n{");
    add_place(map, html);
    add_classes(map, html);
    add_levels(map, html);
    add_speeds(map, html);
    for (size_t t = 0; t < sizeof(things) / sizeof(things[0]); t++) {
        add_key(html, false, things[t].key);
        things[t].add(map, html);
    }
    lci_html_raw(html, "}\n</script>\n");
    for (size_t s = 0; lci_webmap_scripts[s]; s++) {
        lci_html_raw(html, "<script>");
        lci_text_add_bytes(&html->text, lci_webmap_scripts[s]->text, lci_webmap_scripts[s]->length);
        lci_html_raw(html, "</script>\n");
    }
}
