/* map_gaps.c - gaps of a category, or of all together: where, how many people, why. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "legend/value_words.h"
#include "maps/sheets.h"

enum { CAUSES_MAX = 16, LISTED_MAX = 30 };

static const char WHOLE_CIRCLE[] = "whole_circle";

static const struct lci_look no_cause = {.fill = "#9e9e9e", .line = "#4d4d4d", .line_mm = 0.2, .hatch = LCI_HATCH_CROSSED};

static bool
is_of(const struct lci_map_job *job, const struct lci_map_sheet *sheet, const struct lci_scene_gap *gap)
{
    return strcmp(gap->category,
                  sheet->category == SIZE_MAX ? WHOLE_CIRCLE : job->scene.pass->categories[sheet->category].id) == 0;
}

static struct lci_look
look_of(const struct lci_legend_class *cause)
{
    return cause ? (struct lci_look){.fill = cause->fill, .line = cause->line, .line_mm = 0.25, .hatch = cause->hatch}
                 : no_cause;
}

/* The gaps that are numbered, by the people in them. */
struct listed {
    const struct lci_scene_gap *items[LISTED_MAX];
    size_t count;
};

static bool
is_before(const struct lci_scene_gap *a, const struct lci_scene_gap *b)
{
    return a->rank > 0 && (b->rank == 0 || a->rank < b->rank);
}

static struct listed
list_gaps(const struct lci_map_job *job, const struct lci_map_sheet *sheet, size_t most)
{
    struct listed listed = {.count = 0};

    for (size_t g = 0; g < job->scene.gap_count; g++) {
        const struct lci_scene_gap *gap = &job->scene.gaps[g];
        size_t at = listed.count;

        if (!is_of(job, sheet, gap))
            continue;
        while (at > 0 && is_before(gap, listed.items[at - 1])) {
            if (at < most)
                listed.items[at] = listed.items[at - 1];
            at--;
        }
        if (at < most) {
            listed.items[at] = gap;
            listed.count += listed.count < most;
        }
    }
    return listed;
}

/* A number in a white disc; moved aside where another one lies there. */
static void
draw_number(struct lci_map_job *job, const struct lci_map_frame *frame, const struct lci_scene_gap *gap, size_t number,
            struct lci_labels *labels, struct lci_canvas *canvas)
{
    static const double shifts[][2] = {{0.0, 0.0},  {1.0, -1.0}, {-1.0, -1.0}, {1.0, 1.0},
                                       {-1.0, 1.0}, {1.6, 0.0},  {-1.6, 0.0}};
    const double radius_mm = 2.1 * job->page.grown_ratio;
    const struct lci_look disc = {.fill = "#ffffff", .line = "#1a1a1a", .line_mm = 0.3 * job->page.grown_ratio};
    const struct lci_text_look look = {.size_pt = 7.6 * job->page.grown_ratio, .bold = true, .align = LCI_ALIGN_MIDDLE};
    const char *text = lci_map_print(job, "%zu", number);
    const struct lci_extent extent = lci_canvas_measure(canvas, text, &look);
    double place_m[2], place_mm[2];

    if (!lci_map_shape_place(&gap->ground, place_m))
        return;
    lci_map_frame_place(frame, place_m, place_mm);
    for (size_t s = 0; s < sizeof(shifts) / sizeof(shifts[0]); s++) {
        const double x_mm = place_mm[0] + shifts[s][0] * 2.0 * radius_mm,
                     y_mm = place_mm[1] + shifts[s][1] * 2.0 * radius_mm;
        const struct lci_map_area area = {x_mm - radius_mm, y_mm - radius_mm, 2.0 * radius_mm, 2.0 * radius_mm};

        if (!lci_labels_is_free(labels, &area))
            continue;
        if (s > 0) {
            lci_canvas_move(canvas, place_mm[0], place_mm[1]);
            lci_canvas_line(canvas, x_mm, y_mm);
            lci_canvas_draw(canvas, &(struct lci_look){.line = "#1a1a1a", .line_mm = 0.25});
        }
        lci_canvas_circle(canvas, x_mm, y_mm, radius_mm);
        lci_canvas_draw(canvas, &disc);
        (void)lci_canvas_text(canvas, x_mm, y_mm - extent.height_mm / 2.0, text, &look);
        lci_labels_take(labels, &area);
        return;
    }
}

/* Names of units do not lie on gaps where they need not. */
static void
spare(const struct lci_map_frame *frame, const struct lci_map_box *box, struct lci_labels *labels)
{
    double least_mm[2], greatest_mm[2];

    lci_map_frame_place(frame, box->least_m, least_mm);
    lci_map_frame_place(frame, box->greatest_m, greatest_mm);
    lci_labels_spare(labels, &(struct lci_map_area){least_mm[0], greatest_mm[1], greatest_mm[0] - least_mm[0],
                                                    least_mm[1] - greatest_mm[1]});
}

static void
draw_map(struct lci_map_job *job, const struct lci_map_sheet *sheet, const struct listed *listed, struct lci_canvas *canvas)
{
    const double k = job->page.grown_ratio;
    struct lci_labels labels = {.count = 0};

    lci_furniture_reserve(&job->page, &sheet->frame, &labels);
    lci_map_ground(job, &sheet->frame, canvas);
    lci_layers_clip(canvas, &sheet->frame);
    lci_layers_homes_plain(canvas, &sheet->frame, &job->scene);
    lci_layers_borders(canvas, &sheet->frame, &job->scene, NULL);
    for (size_t g = 0; g < job->scene.gap_count; g++) {
        const struct lci_look look = look_of(job->scene.gaps[g].cause);

        if (!is_of(job, sheet, &job->scene.gaps[g]) || !lci_layers_path(canvas, &sheet->frame, &job->scene.gaps[g].ground))
            continue;
        lci_canvas_draw(canvas, &look);
        spare(&sheet->frame, &job->scene.gaps[g].ground.box, &labels);
    }
    if (sheet->category != SIZE_MAX)
        lci_layers_facilities(canvas, &sheet->frame, &job->scene, sheet->category, k, &labels);
    for (size_t i = 0; i < listed->count; i++)
        draw_number(job, &sheet->frame, listed->items[i], i + 1, &labels, canvas);
    lci_layers_unit_names(canvas, &sheet->frame, &job->scene, NULL, k, &labels);
    lci_canvas_unclip(canvas);
    lci_furniture_map(canvas, &job->page, &sheet->frame, job->english);
    lci_labels_fini(&labels);
}

static void
make_legend(struct lci_map_job *job, const struct lci_map_sheet *sheet, struct lci_map_legend *legend)
{
    const struct lci_legend *causes = lci_legend_find("cause");
    const struct lci_look home = {.fill = "#e4dfd3", .line = "#c9c2b2", .line_mm = 0.12};
    size_t counts[CAUSES_MAX] = {0};
    size_t without = 0;

    for (size_t g = 0; g < job->scene.gap_count; g++)
        if (is_of(job, sheet, &job->scene.gaps[g])) {
            if (job->scene.gaps[g].cause)
                counts[job->scene.gaps[g].cause - causes->classes]++;
            else
                without++;
        }
    lci_map_legend_add(legend, LCI_MARK_HEADING, NULL, lci_map_say(job, "缺口成因（处）", "Gaps by cause (number)"),
                       NULL);
    for (size_t c = 0; c < causes->class_count && c < CAUSES_MAX; c++) {
        const struct lci_look look = look_of(&causes->classes[c]);

        if (counts[c] > 0)
            lci_map_legend_add(legend, LCI_MARK_AREA, &look, lci_legend_label(&causes->classes[c], job->english),
                               lci_map_count(job, (double)counts[c]));
    }
    if (without > 0)
        lci_map_legend_add(legend, LCI_MARK_AREA, &no_cause,
                           sheet->category == SIZE_MAX
                               ? lci_map_say(job, "至少一类设施不可达", "at least one kind is out of reach")
                               : lci_map_say(job, "成因未定", "no cause found"),
                           lci_map_count(job, (double)without));
    if (sheet->category != SIZE_MAX)
        lci_map_legend_facilities(job, legend, sheet->category);
    lci_map_legend_add(legend, LCI_MARK_HEADING, NULL, lci_map_say(job, "底图", "Background"), NULL);
    lci_map_legend_add(legend, LCI_MARK_AREA, &home, lci_map_say(job, "住宅", "homes"), NULL);
    lci_map_legend_ground(job, legend);
}

/* People of a gap, "*" where they may not be told. */
static const char *
people_text(struct lci_map_job *job, const struct lci_scene_gap *gap, enum lci_figure_weight weight)
{
    const struct lci_scene *scene = &job->scene;
    const double count = weight == LCI_FIGURE_PEOPLE ? gap->population : gap->households;
    const size_t at = (size_t)(gap - scene->gaps);

    if (isnan(count))
        return "";
    return at >= scene->hidden_gaps.count || lci_count_is_hidden(&scene->hidden_gaps, at, weight) ? "*"
                                                                                                  : lci_map_count(job, count);
}

static struct lci_map_table
make_table(struct lci_map_job *job, const struct lci_map_sheet *sheet, const struct listed *listed, size_t all)
{
    struct lci_map_table_row *rows = lci_arena_alloc(&job->texts, LISTED_MAX, sizeof(*rows));
    struct lci_map_table table = {
        .title = lci_map_print(job, job->english ? "The %zu with most people, of %zu" : "人口最多的 %zu 处（共 %zu 处）",
                               listed->count, all),
        .note =
            lci_map_say(job, "人口、户数为缺口内的数；步行：缺口内人口到最近设施的平均时间。*：数量过少，不公布。",
                        "People and households in the gap; walk: their mean to the nearest facility. *: too few; not "
                        "published."),
        .headings = {lci_map_say(job, "序号与所在", "No., where"), lci_map_say(job, "人口", "People"),
                     lci_map_say(job, "户数", "Households"), lci_map_say(job, "步行/分", "Walk, min")},
        .widths_ratio = {0.37, 0.18, 0.25, 0.2},
        .column_count = sheet->category == SIZE_MAX ? 3 : 4,
        .rows = rows,
        .row_count = rows ? listed->count : 0,
    };

    job->out_of_memory = job->out_of_memory || !rows;
    if (table.column_count == 3) { /* of all categories there is no one nearest facility */
        table.widths_ratio[0] = 0.5;
        table.widths_ratio[1] = table.widths_ratio[2] = 0.25;
        table.note = lci_map_say(job, "人口、户数为缺口内的数。*：数量过少，不公布。",
                                 "People and households in the gap. *: too few; not published.");
    }
    for (size_t i = 0; i < table.row_count; i++) {
        const struct lci_scene_gap *gap = listed->items[i];
        const struct lci_scene_unit *unit = lci_scene_unit_of(&job->scene, gap->unit);

        rows[i].cells[0] = lci_map_print(job, "%zu  %.120s", i + 1, unit ? unit->name : gap->unit);
        rows[i].cells[1] = people_text(job, gap, LCI_FIGURE_PEOPLE);
        rows[i].cells[2] = people_text(job, gap, LCI_FIGURE_HOUSEHOLDS);
        rows[i].cells[3] = isnan(gap->walk_min) ? "–" : lci_map_print(job, "%.0f", gap->walk_min);
    }
    return table;
}

enum lci_status
lci_map_draw_gaps(struct lci_map_job *job, const struct lci_map_sheet *sheet, struct lci_canvas *canvas,
                  struct lci_error *err)
{
    const bool is_all = sheet->category == SIZE_MAX;
    const struct lci_result_category *category = is_all ? NULL : &job->scene.pass->categories[sheet->category];
    struct lci_map_heading heading = {
        .title = lci_map_print(job, job->english ? "%s: gaps" : "%s：缺口分布图",
                               lci_map_category_label(job, sheet->category)),
        .number = sheet->number,
        .count = sheet->count,
    };
    const struct listed listed = list_gaps(job, sheet, is_all ? 15 : 12);
    struct lci_map_legend legend = {.count = 0};
    struct lci_map_table table = {.title = NULL};
    size_t all = 0;
    double y_mm = job->page.panel.y_mm;

    (void)err;
    for (size_t g = 0; g < job->scene.gap_count; g++)
        all += is_of(job, sheet, &job->scene.gaps[g]);
    heading.subtitle =
        is_all ? lci_map_print(job,
                               job->english ? "Where at least one kind of facility is beyond its limit; profile: %s"
                                            : "至少一类设施超出步行上限的住处，彼此相连者为一处；人群：%s",
                               lci_map_profile_text(job))
               : lci_map_print(job,
                               job->english ? "Where people live beyond a walk of %s; profile: %s"
                                            : "步行%s以外的住处，彼此相连者为一处；人群：%s",
                               lci_map_limit_text(job, &category->limits[category->limit_count - 1]),
                               lci_map_profile_text(job));
    draw_map(job, sheet, &listed, canvas);
    lci_furniture_draw(canvas, &job->page, &sheet->frame, &job->system, &job->document, &heading, job->english);
    make_legend(job, sheet, &legend);
    y_mm = lci_furniture_legend(canvas, &job->page, y_mm, legend.lines, legend.count, job->english);
    table = make_table(job, sheet, &listed, all);
    (void)lci_furniture_table(canvas, &job->page, y_mm, lci_furniture_inset_y_mm(&job->page), &table, job->english);
    lci_furniture_inset(canvas, &job->page, &sheet->frame, &job->scene);
    return LCI_OK;
}
