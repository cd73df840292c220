/* map_bands.c - a category: who is covered within which limit, and the ground within reach. */
#include <math.h>

#include "maps/sheets.h"

enum { VERDICTS_MAX = 16, LIMITS_MAX = 64, NAMED_FACILITIES = 40 };

static const double AREA_CLEAR_RATIO = 0.5;
static const char AREA_LINE[] = "#2f78b7";

struct counts {
    size_t bands[LIMITS_MAX];
    size_t verdicts[VERDICTS_MAX]; /* of those of no band */
};

static struct counts
count_homes(const struct lci_scene *scene, size_t category)
{
    const struct lci_legend *verdicts = lci_legend_find("verdict");
    struct counts counts = {.bands = {0}};

    for (size_t h = 0; h < scene->home_count; h++) {
        const struct lci_scene_verdict *verdict = &scene->homes[h].verdicts[category];

        if (verdict->band < LIMITS_MAX)
            counts.bands[verdict->band]++;
        else if (verdict->of)
            counts.verdicts[verdict->of - verdicts->classes]++;
    }
    return counts;
}

static void
make_legend(struct lci_map_job *job, size_t category, struct lci_map_legend *legend)
{
    const struct lci_result_category *of = &job->scene.pass->categories[category];
    const struct lci_legend *verdicts = lci_legend_find("verdict");
    const struct counts counts = count_homes(&job->scene, category);
    const struct lci_look area = {.fill = lci_band_colour(of->limit_count - 1, of->limit_count),
                                  .line = AREA_LINE,
                                  .line_mm = 0.2,
                                  .clear_ratio = AREA_CLEAR_RATIO};

    lci_map_legend_add(legend, LCI_MARK_HEADING, NULL,
                       lci_map_say(job, "住宅（个）：整个住宅均在以内", "Homes (number): all of the home is within"), NULL);
    for (size_t l = 0; l < of->limit_count && l < LIMITS_MAX; l++) {
        const struct lci_look look =
            lci_layers_home_look(lci_legend_class_of(verdicts, "covered"), (unsigned char)l, of->limit_count);

        lci_map_legend_add(legend, LCI_MARK_AREA, &look, lci_map_limit_text(job, &of->limits[l]),
                           lci_map_count(job, (double)counts.bands[l]));
    }
    for (size_t v = 1; v < verdicts->class_count && v < VERDICTS_MAX; v++) {
        const struct lci_look look = lci_layers_home_look(&verdicts->classes[v], LCI_NO_BAND, of->limit_count);

        if (counts.verdicts[v] > 0 || v < 3)
            lci_map_legend_add(legend, LCI_MARK_AREA, &look, lci_legend_label(&verdicts->classes[v], job->english),
                               lci_map_count(job, (double)counts.verdicts[v]));
    }
    if (job->areas.count > 0)
        lci_map_legend_add(legend, LCI_MARK_AREA, &area,
                           lci_map_say(job, "步行可达范围（色调同上，较浅）", "ground within reach (same hues, lighter)"),
                           NULL);
    lci_map_legend_facilities(job, legend, category);
    lci_map_legend_add(legend, LCI_MARK_HEADING, NULL, lci_map_say(job, "底图", "Background"), NULL);
    lci_map_legend_ground(job, legend);
}

static void
draw_areas(const struct lci_map_job *job, const struct lci_map_frame *frame, size_t category, struct lci_canvas *canvas)
{
    const size_t limit_count = job->scene.pass->categories[category].limit_count;

    /* Of the same limit in one path: where areas lie over one another nothing gets darker. */
    for (size_t a = 0, end = 0; a < job->areas.count; a = end) {
        const size_t limit = job->areas.limits[a];
        const struct lci_look look = {.fill = lci_band_colour(limit, limit_count),
                                      .line = AREA_LINE,
                                      .line_mm = limit + 1 == limit_count ? 0.2 : 0.0,
                                      .clear_ratio = AREA_CLEAR_RATIO};

        for (end = a; end < job->areas.count && job->areas.limits[end] == limit; end++)
            (void)lci_layers_path(canvas, frame, &job->areas.shapes[end]);
        lci_canvas_draw(canvas, &look);
    }
}

static void
draw_map(struct lci_map_job *job, const struct lci_map_sheet *sheet, struct lci_canvas *canvas)
{
    const double k = job->page.grown_ratio;
    struct lci_labels labels = {.count = 0};
    size_t named = 0;

    lci_furniture_reserve(&job->page, &sheet->frame, &labels);
    lci_map_ground(job, &sheet->frame, canvas);
    lci_layers_clip(canvas, &sheet->frame);
    draw_areas(job, &sheet->frame, sheet->category, canvas);
    lci_layers_borders(canvas, &sheet->frame, &job->scene, NULL);
    lci_layers_homes(canvas, &sheet->frame, &job->scene, sheet->category);
    lci_layers_facilities(canvas, &sheet->frame, &job->scene, sheet->category, k, &labels);
    lci_layers_unit_names(canvas, &sheet->frame, &job->scene, NULL, k, &labels);
    for (size_t f = 0; f < job->scene.facility_count; f++)
        named += job->scene.facilities[f].category == sheet->category;
    if (named <= NAMED_FACILITIES)
        lci_layers_facility_names(canvas, &sheet->frame, &job->scene, sheet->category, k, &labels);
    lci_canvas_unclip(canvas);
    lci_furniture_map(canvas, &job->page, &sheet->frame, job->english);
    lci_labels_fini(&labels);
}

enum lci_status
lci_map_draw_bands(struct lci_map_job *job, const struct lci_map_sheet *sheet, struct lci_canvas *canvas,
                   struct lci_error *err)
{
    const struct lci_result_category *category = &job->scene.pass->categories[sheet->category];
    const struct lci_map_heading heading = {
        .title = lci_map_print(job, job->english ? "%s: walking bands" : "%s：步行可达分级图",
                               lci_map_category_label(job, sheet->category)),
        .subtitle = lci_map_print(
            job,
            job->english ? "By the walk along streets from each home to the nearest facility; limit %s; profile: %s"
                         : "按住宅沿路网走到最近设施的距离判定；上限 %s；人群：%s",
            lci_map_limit_text(job, &category->limits[category->limit_count - 1]), lci_map_profile_text(job)),
        .number = sheet->number,
        .count = sheet->count,
    };
    struct lci_map_legend legend = {.count = 0};
    double y_mm = job->page.panel.y_mm;
    enum lci_status status = lci_map_areas(job, sheet->category, err);

    if (status != LCI_OK)
        return status;
    draw_map(job, sheet, canvas);
    lci_furniture_draw(canvas, &job->page, &sheet->frame, &job->system, &job->document, &heading, job->english);
    make_legend(job, sheet->category, &legend);
    y_mm = lci_furniture_legend(canvas, &job->page, y_mm, legend.lines, legend.count, job->english);
    if (job->shares.items) {
        const struct lci_map_table table = lci_map_share_table(job, sheet->category, LCI_TABLE_OF_SHARES);

        (void)lci_furniture_table(canvas, &job->page, y_mm, lci_furniture_inset_y_mm(&job->page), &table, job->english);
    }
    lci_furniture_inset(canvas, &job->page, &sheet->frame, &job->scene);
    return LCI_OK;
}
