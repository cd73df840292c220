/* map_coverage.c - a category: the share of each unit that is covered, and how much more a straight line claims. */
#include <math.h>

#include "maps/sheets.h"

enum { CLASSES_MAX = 16 };

static const double PER_CENT = 100.0;

static const struct lci_look claimed = {.fill = "#cbc9e2", .line = "#7570a8", .line_mm = 0.15};
static const struct lci_look walked = {.fill = "#cfe5f2", .line = "#2171b5", .line_mm = 0.3};
static const struct lci_look circle = {.line = "#3f3a78", .line_mm = 0.28, .dash_mm = {1.6, 1.0}};
static const struct lci_look no_data = {.fill = "#ececec", .line = "#969696", .line_mm = 0.15, .hatch = LCI_HATCH_DOTS};

/* What a sheet shows of a unit: its class, or NULL where it has none, or it may not be told. */
static const struct lci_legend_class *
class_of(const struct lci_map_job *job, size_t unit, size_t category, bool claims)
{
    const struct lci_map_share *share = lci_map_share_of(&job->shares, &job->scene, &job->scene.units[unit], category);

    if (claims ? share->straight_is_hidden : share->is_hidden)
        return NULL;
    if (!claims)
        return lci_legend_range_of(lci_legend_find("share"), lci_map_share_ratio(share));
    return lci_legend_range_of(lci_legend_find("over_claim"), lci_map_share_over_claim(share));
}

static void
fill_units(struct lci_map_job *job, const struct lci_map_sheet *sheet, bool claims, struct lci_canvas *canvas)
{
    for (size_t u = 0; u < job->scene.unit_count; u++) {
        const struct lci_legend_class *of = class_of(job, u, sheet->category, claims);
        const struct lci_look look =
            of ? (struct lci_look){.fill = of->fill, .line = of->line, .hatch = of->hatch, .clear_ratio = 0.1} : no_data;

        if (lci_layers_path(canvas, &sheet->frame, &job->scene.units[u].ground))
            lci_canvas_draw(canvas, &look);
    }
}

static void
legend_of_classes(struct lci_map_job *job, const struct lci_map_sheet *sheet, bool claims, struct lci_map_legend *legend)
{
    const struct lci_legend *classes = lci_legend_find(claims ? "over_claim" : "share");
    size_t counts[CLASSES_MAX] = {0};
    size_t without = 0;

    for (size_t u = 0; u < job->scene.unit_count; u++) {
        const struct lci_legend_class *of = class_of(job, u, sheet->category, claims);

        if (of)
            counts[of - classes->classes]++;
        else
            without++;
    }
    lci_map_legend_add(legend, LCI_MARK_HEADING, NULL,
                       lci_map_print(job, job->english ? "%s (units)" : "%s（个）", lci_legend_title(classes, job->english)),
                       NULL);
    for (size_t c = 0; c < classes->class_count && c < CLASSES_MAX; c++) {
        const struct lci_legend_class *of = &classes->classes[c];
        const struct lci_look look = {
            .fill = of->fill, .line = of->line, .line_mm = 0.15, .hatch = of->hatch, .clear_ratio = 0.1};

        lci_map_legend_add(legend, LCI_MARK_AREA, &look, lci_legend_label(of, job->english),
                           lci_map_count(job, (double)counts[c]));
    }
    if (without > 0)
        lci_map_legend_add(legend, LCI_MARK_AREA, &no_data, lci_map_say(job, "不公布或无数据", "not published, or no data"),
                           lci_map_count(job, (double)without));
}

/* A line below the name of each unit; NULL: out of memory. */
static const char **
unit_lines(struct lci_map_job *job, size_t category, bool claims)
{
    const char **lines = lci_arena_alloc(&job->texts, job->scene.unit_count + 1, sizeof(*lines));
    char text[16];

    for (size_t u = 0; lines && u < job->scene.unit_count; u++) {
        const struct lci_map_share *share = lci_map_share_of(&job->shares, &job->scene, &job->scene.units[u], category);
        const double claim = lci_map_share_over_claim(share);

        lci_map_share_text(share, text);
        if (!claims)
            lines[u] = lci_map_print(job, "%s", text);
        else if (share->straight_is_hidden || isnan(claim))
            lines[u] = share->straight_is_hidden ? "*" : "n/a";
        else
            lines[u] = lci_map_print(job, job->english ? "%+.1f points" : "%+.1f 点", PER_CENT * claim);
    }
    job->out_of_memory = job->out_of_memory || !lines;
    return lines;
}

/* Radius of the straight line, or NAN: of homes that walk by different profiles there is no one length. */
static double
radius_of(const struct lci_map_job *job, size_t category)
{
    const struct lci_result_category *of = &job->scene.pass->categories[category];

    return of->limits[of->limit_count - 1].limit_m;
}

/* Whether the ground itself can be shown: what the circles claim, and what of it can be walked to. */
static bool
shows_ground(const struct lci_map_job *job, const struct lci_map_sheet *sheet)
{
    return job->areas.count > 0 && isfinite(radius_of(job, sheet->category));
}

static void
add_circles(struct lci_map_job *job, const struct lci_map_sheet *sheet, struct lci_canvas *canvas)
{
    const double radius_mm = radius_of(job, sheet->category) * sheet->frame.mm_a_map_m;

    for (size_t f = 0; f < job->scene.facility_count; f++) {
        double place_mm[2];

        if (job->scene.facilities[f].category != sheet->category || !job->scene.facilities[f].counts)
            continue;
        lci_map_frame_place(&sheet->frame, job->scene.facilities[f].place_m, place_mm);
        lci_canvas_circle(canvas, place_mm[0], place_mm[1], radius_mm);
    }
}

/* Circles, and over them what can be walked to: what is left of the circles is what they claim too much. */
static void
draw_ground(struct lci_map_job *job, const struct lci_map_sheet *sheet, struct lci_canvas *canvas)
{
    const size_t largest = job->scene.pass->categories[sheet->category].limit_count - 1;
    const struct lci_look fill = {.fill = claimed.fill};
    const struct lci_look home = {.line = "#6f6a60", .line_mm = 0.15};

    add_circles(job, sheet, canvas);
    lci_canvas_draw(canvas, &fill);
    for (size_t a = 0; a < job->areas.count; a++)
        if (job->areas.limits[a] == largest)
            (void)lci_layers_path(canvas, &sheet->frame, &job->areas.shapes[a]);
    lci_canvas_draw(canvas, &walked);
    lci_layers_main_streets(canvas, &sheet->frame, &job->scene);
    for (size_t h = 0; h < job->scene.home_count; h++)
        (void)lci_layers_path(canvas, &sheet->frame, &job->scene.homes[h].ground);
    lci_canvas_draw(canvas, &home);
    add_circles(job, sheet, canvas);
    lci_canvas_draw(canvas, &circle);
}

static void
draw_map(struct lci_map_job *job, const struct lci_map_sheet *sheet, bool claims, struct lci_canvas *canvas)
{
    const double k = job->page.grown_ratio;
    struct lci_labels labels = {.count = 0};

    lci_furniture_reserve(&job->page, &sheet->frame, &labels);
    lci_map_ground(job, &sheet->frame, canvas);
    lci_layers_clip(canvas, &sheet->frame);
    if (claims && shows_ground(job, sheet)) {
        draw_ground(job, sheet, canvas);
    } else {
        fill_units(job, sheet, claims, canvas);
        lci_layers_main_streets(canvas, &sheet->frame, &job->scene);
    }
    lci_layers_borders(canvas, &sheet->frame, &job->scene, NULL);
    lci_layers_facilities(canvas, &sheet->frame, &job->scene, sheet->category, k, &labels);
    lci_layers_unit_names(canvas, &sheet->frame, &job->scene, unit_lines(job, sheet->category, claims), k, &labels);
    lci_canvas_unclip(canvas);
    lci_furniture_map(canvas, &job->page, &sheet->frame, job->english);
    lci_labels_fini(&labels);
}

static void
draw_panel(struct lci_map_job *job, const struct lci_map_sheet *sheet, bool claims, struct lci_canvas *canvas)
{
    const struct lci_map_table table =
        lci_map_share_table(job, sheet->category, claims ? LCI_TABLE_OF_OVER_CLAIM : LCI_TABLE_OF_SHARES);
    struct lci_map_legend legend = {.count = 0};
    double y_mm = job->page.panel.y_mm;

    if (claims && shows_ground(job, sheet)) {
        lci_map_legend_add(&legend, LCI_MARK_AREA, &claimed,
                           lci_map_say(job, "圆内但步行不可达：直线多算部分", "in a circle, but beyond the walk"), NULL);
        lci_map_legend_add(&legend, LCI_MARK_AREA, &walked, lci_map_say(job, "步行可达范围", "within the walk"), NULL);
        lci_map_legend_add(&legend, LCI_MARK_LINE, &circle, lci_map_say(job, "直线距离范围", "straight line as long"), NULL);
    }
    legend_of_classes(job, sheet, claims, &legend);
    lci_map_legend_facilities(job, &legend, sheet->category);
    lci_map_legend_ground(job, &legend);
    y_mm = lci_furniture_legend(canvas, &job->page, y_mm, legend.lines, legend.count, job->english);
    (void)lci_furniture_table(canvas, &job->page, y_mm, lci_furniture_inset_y_mm(&job->page), &table, job->english);
    lci_furniture_inset(canvas, &job->page, &sheet->frame, &job->scene);
}

static enum lci_status
draw_sheet(struct lci_map_job *job, const struct lci_map_sheet *sheet, bool claims, struct lci_canvas *canvas,
           struct lci_error *err)
{
    const struct lci_result_category *category = &job->scene.pass->categories[sheet->category];
    const char *limit = lci_map_limit_text(job, &category->limits[category->limit_count - 1]);
    const char *name = lci_map_category_label(job, sheet->category);
    const char *weight = lci_map_weight_text(job);
    const char *profile = lci_map_profile_text(job);
    struct lci_map_heading heading = {.number = sheet->number, .count = sheet->count};
    enum lci_status status = claims ? lci_map_areas(job, sheet->category, err) : LCI_OK;

    if (status != LCI_OK)
        return status;
    if (claims) {
        heading.title =
            lci_map_print(job, job->english ? "%s: straight line against walk" : "%s：直线距离与步行对比图", name);
        heading.subtitle =
            lci_map_print(job,
                          job->english ? "What a circle of %s claims too much, of %s, in percentage points; profile: %s"
                                       : "以%s画圆所多算的%s占比（百分点）；人群：%s",
                          limit, weight, profile);
    } else {
        heading.title = lci_map_print(job, job->english ? "%s: share covered by unit" : "%s：分单元覆盖率图", name);
        heading.subtitle = lci_map_print(
            job, job->english ? "Within a walk of %s, of all %s; profile: %s" : "步行%s以内的%s占全部的比例；人群：%s",
            limit, weight, profile);
    }
    draw_map(job, sheet, claims, canvas);
    lci_furniture_draw(canvas, &job->page, &sheet->frame, &job->system, &job->document, &heading, job->english);
    draw_panel(job, sheet, claims, canvas);
    return LCI_OK;
}

enum lci_status
lci_map_draw_coverage(struct lci_map_job *job, const struct lci_map_sheet *sheet, struct lci_canvas *canvas,
                      struct lci_error *err)
{
    return draw_sheet(job, sheet, false, canvas, err);
}

enum lci_status
lci_map_draw_straight(struct lci_map_job *job, const struct lci_map_sheet *sheet, struct lci_canvas *canvas,
                      struct lci_error *err)
{
    return draw_sheet(job, sheet, true, canvas, err);
}
