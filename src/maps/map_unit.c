/* map_unit.c - a unit by itself: its homes by how many kinds of facilities they have, and its shares of all of them. */
#include <math.h>
#include <string.h>

#include "maps/sheets.h"

static bool
is_covered(const struct lci_scene_verdict *verdict)
{
    return verdict->of && strcmp(verdict->of->value, "covered") == 0;
}

/* Kinds within whose limit all of a home is, of all kinds; a class of the legend of shares. */
static const struct lci_legend_class *
class_of(const struct lci_map_job *job, const struct lci_scene_home *home)
{
    const size_t count = job->scene.pass->category_count;
    size_t covered = 0;

    for (size_t c = 0; c < count; c++)
        covered += is_covered(&home->verdicts[c]);
    return lci_legend_range_of(lci_legend_find("share"), count > 0 ? (double)covered / (double)count : (double)NAN);
}

static void
draw_homes(struct lci_map_job *job, const struct lci_map_sheet *sheet, struct lci_canvas *canvas)
{
    for (size_t h = 0; h < job->scene.home_count; h++) {
        const struct lci_legend_class *of = class_of(job, &job->scene.homes[h]);
        const struct lci_look look =
            of ? (struct lci_look){.fill = of->fill, .line = of->line, .line_mm = 0.16, .hatch = of->hatch}
               : lci_layers_home_look(NULL, LCI_NO_BAND, 1);

        if (lci_layers_path(canvas, &sheet->frame, &job->scene.homes[h].ground))
            lci_canvas_draw(canvas, &look);
    }
}

static void
draw_map(struct lci_map_job *job, const struct lci_map_sheet *sheet, struct lci_canvas *canvas)
{
    const double k = job->page.grown_ratio;
    struct lci_labels labels = {.count = 0};

    lci_furniture_reserve(&job->page, &sheet->frame, &labels);
    lci_map_ground(job, &sheet->frame, canvas);
    lci_layers_clip(canvas, &sheet->frame);
    draw_homes(job, sheet, canvas);
    lci_layers_borders(canvas, &sheet->frame, &job->scene, &job->scene.units[sheet->unit]);
    for (size_t c = 0; c < job->scene.pass->category_count; c++)
        lci_layers_facilities(canvas, &sheet->frame, &job->scene, c, k * 0.75, &labels);
    lci_layers_unit_names(canvas, &sheet->frame, &job->scene, NULL, k, &labels);
    lci_canvas_unclip(canvas);
    lci_furniture_map(canvas, &job->page, &sheet->frame, job->english);
    lci_labels_fini(&labels);
}

static void
make_legend(struct lci_map_job *job, struct lci_map_legend *legend)
{
    static const char *const zh[] = {"不足 20 % 的类别", "20–40 %", "40–60 %", "60–80 %", "80–100 %", "全部类别"};
    static const char *const en[] = {
        "below 20 % of the kinds", "20 to 40 %", "40 to 60 %", "60 to 80 %", "80 to 100 %", "all kinds"};
    const struct lci_legend *shares = lci_legend_find("share");

    lci_map_legend_add(legend, LCI_MARK_HEADING, NULL,
                       lci_map_say(job, "住宅：步行上限内的设施类别", "Homes: kinds of facilities within their limits"),
                       NULL);
    for (size_t c = shares->class_count; c-- > 0;) {
        const struct lci_look look = {.fill = shares->classes[c].fill,
                                      .line = shares->classes[c].line,
                                      .line_mm = 0.16,
                                      .hatch = shares->classes[c].hatch};

        lci_map_legend_add(legend, LCI_MARK_AREA, &look, job->english ? en[c] : zh[c], NULL);
    }
    lci_map_legend_add(legend, LCI_MARK_POINT, &lci_look_facility,
                       lci_map_say(job, "设施（各类）", "facilities of all kinds"), NULL);
    lci_map_legend_add(legend, LCI_MARK_POINT, &lci_look_facility_out,
                       lci_map_say(job, "不计入（规划、停用、不可步行到达）", "not counted (planned, closed, no street)"), NULL);
    lci_map_legend_ground(job, legend);
}

static struct lci_map_table
make_table(struct lci_map_job *job, const struct lci_scene_unit *unit)
{
    const size_t count = job->shares.category_count;
    struct lci_map_table_row *rows = lci_arena_alloc(&job->texts, count + 1, sizeof(*rows));
    struct lci_map_table table = {
        .title = lci_map_print(job, job->english ? "Shares of %s, of %s" : "%s：各类设施覆盖（按%s）", unit->name,
                               lci_map_weight_text(job)),
        .headings = {lci_map_say(job, "类别", "Kind"), lci_map_say(job, "覆盖率", "Share"),
                     lci_map_numerator_word(job),
                     lci_map_denominator_word(job)},
        .widths_ratio = {0.44, 0.18, 0.18, 0.2},
        .column_count = 4,
        .rows = rows,
        .row_count = rows ? count : 0,
    };

    job->out_of_memory = job->out_of_memory || !rows;
    for (size_t c = 0; c < table.row_count; c++) {
        const struct lci_map_share *share = lci_map_share_of(&job->shares, &job->scene, unit, c);

        lci_map_share_cells(job, share, &rows[c]);
        rows[c].cells[0] = lci_map_category_label(job, c);
    }
    return table;
}

enum lci_status
lci_map_draw_unit(struct lci_map_job *job, const struct lci_map_sheet *sheet, struct lci_canvas *canvas,
                  struct lci_error *err)
{
    const struct lci_scene_unit *unit = &job->scene.units[sheet->unit];
    const struct lci_map_heading heading = {
        .title =
            lci_map_print(job, job->english ? "%s: what homes have within a walk" : "%s：住宅步行可达设施概况", unit->name),
        .subtitle = lci_map_print(job, job->english ? "Of %zu kinds of facilities; profile: %s" : "共 %zu 类设施；人群：%s",
                                  job->scene.pass->category_count, lci_map_profile_text(job)),
        .number = sheet->number,
        .count = sheet->count,
    };
    struct lci_map_legend legend = {.count = 0};
    const struct lci_map_table table = make_table(job, unit);
    double y_mm = job->page.panel.y_mm;

    (void)err;
    draw_map(job, sheet, canvas);
    lci_furniture_draw(canvas, &job->page, &sheet->frame, &job->system, &job->document, &heading, job->english);
    make_legend(job, &legend);
    y_mm = lci_furniture_legend(canvas, &job->page, y_mm, legend.lines, legend.count, job->english);
    (void)lci_furniture_table(canvas, &job->page, y_mm, lci_furniture_inset_y_mm(&job->page), &table, job->english);
    lci_furniture_inset(canvas, &job->page, &sheet->frame, &job->scene);
    return LCI_OK;
}
