/* sheets.c - texts, legends and tables that several kinds of sheets have. */
#include "maps/sheets.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/number_text.h"
#include "legend/value_words.h"

enum { TEXT_SIZE = 512 };

static const double PER_CENT = 100.0;
static const double M2_A_HECTARE = 10000.0;

const char *
lci_map_print(struct lci_map_job *job, const char *format, ...)
{
    char text[TEXT_SIZE];
    const char *kept = NULL;
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    kept = lci_arena_text(&job->texts, text, strlen(text));
    job->out_of_memory = job->out_of_memory || !kept;
    return kept ? kept : "";
}

const char *
lci_map_count(struct lci_map_job *job, double count)
{
    char text[LCI_NUMBER_TEXT_SIZE];

    lci_number_to_read(count, 0, true, text);
    return lci_map_print(job, "%s", text);
}

const char *
lci_map_category_label(const struct lci_map_job *job, size_t category)
{
    if (category == SIZE_MAX)
        return lci_map_say(job, "全部设施", "All facilities together");
    return lci_result_label(job->result, "category", job->scene.pass->categories[category].id, job->english);
}

const char *
lci_map_limit_text(struct lci_map_job *job, const struct lci_result_limit *limit)
{
    char minutes[LCI_NUMBER_TEXT_SIZE] = "", metres[LCI_NUMBER_TEXT_SIZE] = "";

    if (isfinite(limit->limit_min))
        lci_number_to_short(limit->limit_min, 1, minutes);
    if (isfinite(limit->limit_m))
        lci_number_to_short(limit->limit_m, 0, metres);
    if (!minutes[0] && !metres[0])
        return lci_map_say(job, "最大限值", "the largest limit");
    if (!minutes[0])
        return lci_map_print(job, job->english ? "%s m" : "%s 米", metres);
    if (!metres[0])
        return lci_map_print(job, job->english ? "%s minutes" : "%s 分钟", minutes);
    return lci_map_print(job, job->english ? "%s minutes (%s m)" : "%s 分钟（%s 米）", minutes, metres);
}

const char *
lci_map_profile_text(struct lci_map_job *job)
{
    const struct lci_result_pass *pass = job->scene.pass;
    const char *word = lci_value_word("profile", pass->id, job->english);
    char speed[LCI_NUMBER_TEXT_SIZE];

    if (word)
        return word;
    word = lci_result_label(job->result, "profile", pass->id, job->english);
    if (!isfinite(pass->speed_mps))
        return word;
    lci_number_to_text(pass->speed_mps, speed);
    return lci_map_print(job, job->english ? "%s (%s m/s)" : "%s（%s 米/秒）", word, speed);
}

const char *
lci_map_weight_text(const struct lci_map_job *job)
{
    if (strcmp(job->shares.weight, "households") == 0)
        return lci_map_say(job, "户数", "households");
    if (strcmp(job->shares.weight, "population") == 0)
        return lci_map_say(job, "人口", "population");
    return lci_map_say(job, "居住用地面积", "residential land");
}

void
lci_map_legend_add(struct lci_map_legend *legend, enum lci_legend_mark mark, const struct lci_look *look, const char *label,
                   const char *count)
{
    if (legend->count < sizeof(legend->lines) / sizeof(legend->lines[0]))
        legend->lines[legend->count++] = (struct lci_legend_line){
            .mark = mark, .look = look ? *look : (struct lci_look){.fill = NULL}, .label = label, .count = count};
}

void
lci_map_legend_facilities(struct lci_map_job *job, struct lci_map_legend *legend, size_t category)
{
    size_t counts[2] = {0, 0};

    for (size_t f = 0; f < job->scene.facility_count; f++)
        if (job->scene.facilities[f].category == category)
            counts[job->scene.facilities[f].counts]++;
    lci_map_legend_add(legend, LCI_MARK_HEADING, NULL, lci_map_say(job, "设施（处）", "Facilities (number)"), NULL);
    lci_map_legend_add(legend, LCI_MARK_POINT, &lci_look_facility, lci_map_category_label(job, category),
                       lci_map_count(job, (double)counts[1]));
    if (counts[0] > 0)
        lci_map_legend_add(
            legend, LCI_MARK_POINT, &lci_look_facility_out,
            lci_map_say(job, "不计入（规划、停用、不可步行到达）", "not counted (planned, closed, no street)"),
            lci_map_count(job, (double)counts[0]));
}

static bool
has_barrier(const struct lci_scene *scene, enum lci_barrier_look look)
{
    for (size_t b = 0; b < scene->barrier_count; b++)
        if (scene->barriers[b].look == look)
            return true;
    return false;
}

static void
add_half(struct lci_map_legend *legend, enum lci_legend_mark mark, const struct lci_look *look, const char *label,
         const char *count)
{
    lci_map_legend_add(legend, mark, look, label, count);
    legend->lines[legend->count - 1].is_half = true;
}

void
lci_map_legend_ground(struct lci_map_job *job, struct lci_map_legend *legend)
{
    const struct lci_scene *scene = &job->scene;

    if (scene->unit_count > 0) {
        const char *level = lci_value_word("level", scene->level, job->english);
        const char *name = level ? level : scene->level;

        add_half(legend, LCI_MARK_LINE, &lci_look_border,
                 lci_map_print(job, job->english ? "%s" : "%s界（示意）", name), NULL);
    }
    if (scene->street_count > 0)
        add_half(legend, LCI_MARK_LINE, &lci_look_main_street, lci_map_say(job, "道路", "streets"), NULL);
    if (has_barrier(scene, LCI_BARRIER_RAILWAY))
        add_half(legend, LCI_MARK_LINE, &lci_look_railway, lci_map_say(job, "铁路", "railway"), NULL);
    if (has_barrier(scene, LCI_BARRIER_WATER))
        add_half(legend, LCI_MARK_AREA, &lci_look_water, lci_map_say(job, "水域", "water"), NULL);
}

enum lci_status
lci_map_areas(struct lci_map_job *job, size_t category, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    if (job->areas_category == category)
        return LCI_OK;
    lci_scene_areas_fini(&job->areas);
    job->areas_category = SIZE_MAX;
    status = lci_scene_areas_read(&job->scene, category, &job->areas, err);
    if (status == LCI_OK)
        job->areas_category = category;
    return status;
}

void
lci_map_ground(struct lci_map_job *job, const struct lci_map_frame *frame, struct lci_canvas *canvas)
{
    if (job->ground && memcmp(frame, &job->whole, sizeof(*frame)) == 0)
        lci_canvas_stamp(canvas, job->ground);
    else
        lci_layers_ground(canvas, frame, &job->scene);
}

/* What rows of a table of shares are sorted by: the least first, what is not shown last, then by code. */
struct sort_key {
    size_t unit;
    double value; /* INFINITY: not shown */
};

static int
compare_keys(const void *left, const void *right)
{
    const struct sort_key *a = left, *b = right;

    if (a->value != b->value)
        return a->value < b->value ? -1 : 1;
    return (a->unit > b->unit) - (a->unit < b->unit);
}

static const struct lci_look *
chip_of(struct lci_map_job *job, const char *legend, double value, bool is_hidden)
{
    const struct lci_legend_class *of = is_hidden ? NULL : lci_legend_range_of(lci_legend_find(legend), value);
    struct lci_look *look = lci_arena_alloc(&job->texts, 1, sizeof(*look));

    if (look && of)
        *look = (struct lci_look){.fill = of->fill, .line = of->line, .line_mm = 0.15};
    else if (look)
        *look = (struct lci_look){.fill = "#e6e6e6", .line = "#969696", .line_mm = 0.15};
    return look;
}

static const char *
points_text(struct lci_map_job *job, double ratio, bool is_hidden)
{
    if (is_hidden)
        return "*";
    return isnan(ratio) ? "n/a" : lci_map_print(job, "%.1f", PER_CENT * ratio);
}

static bool
is_of_land(const struct lci_map_job *job)
{
    return strcmp(job->shares.weight, "land") == 0;
}

const char *
lci_map_numerator_word(const struct lci_map_job *job)
{
    return is_of_land(job) ? lci_map_say(job, "分子/公顷", "Num., ha") : lci_map_say(job, "分子", "Numerator");
}

const char *
lci_map_denominator_word(const struct lci_map_job *job)
{
    return is_of_land(job) ? lci_map_say(job, "分母/公顷", "Den., ha") : lci_map_say(job, "分母", "Denominator");
}

void
lci_map_share_cells(struct lci_map_job *job, const struct lci_map_share *share, struct lci_map_table_row *row)
{
    const double ratio = lci_map_share_ratio(share);
    const bool is_land = is_of_land(job);
    char text[16];

    row->chip = chip_of(job, "share", ratio, share->is_hidden);
    lci_map_share_text(share, text);
    row->cells[1] = lci_map_print(job, "%s", text);
    if (share->is_hidden || isnan(ratio)) {
        row->cells[2] = row->cells[3] = share->is_hidden ? "*" : "n/a";
        return;
    }
    row->cells[2] =
        is_land ? lci_map_print(job, "%.1f", share->numerator / M2_A_HECTARE) : lci_map_count(job, share->numerator);
    row->cells[3] =
        is_land ? lci_map_print(job, "%.1f", share->denominator / M2_A_HECTARE) : lci_map_count(job, share->denominator);
}

static void
over_claim_cells(struct lci_map_job *job, const struct lci_map_share *share, struct lci_map_table_row *row)
{
    const double ratio = lci_map_share_ratio(share), claim = lci_map_share_over_claim(share);

    row->chip = chip_of(job, "over_claim", claim, share->straight_is_hidden || isnan(claim));
    row->cells[1] = points_text(job, claim + ratio, share->straight_is_hidden);
    row->cells[2] = points_text(job, ratio, share->is_hidden);
    row->cells[3] = points_text(job, claim, share->straight_is_hidden);
}

struct lci_map_table
lci_map_share_table(struct lci_map_job *job, size_t category, enum lci_map_table_kind kind)
{
    const struct lci_scene *scene = &job->scene;
    const char *level = scene->level ? lci_value_word("level", scene->level, job->english) : NULL;
    struct sort_key *keys = lci_arena_alloc(&job->texts, scene->unit_count + 1, sizeof(*keys));
    struct lci_map_table_row *rows = lci_arena_alloc(&job->texts, scene->unit_count + 1, sizeof(*rows));
    struct lci_map_table table = {
        .title = lci_map_print(job, job->english ? "By %s, of %s" : "%s覆盖（按%s）", level ? level : scene->level,
                               lci_map_weight_text(job)),
        .note = lci_map_say(
            job, "分子：步行上限以内；分母：全部，含无法定位者。n/a：分母为零；*：数量过少（或可由其他数推出），不公布。",
            "Numerator: within the limit. Denominator: all, also what could not be located. n/a: nothing to divide "
            "by. *: too few, or what would tell of them; not published."),
        .headings = {lci_map_say(job, "单元", "Unit"), lci_map_say(job, "覆盖率", "Share"),
                     lci_map_numerator_word(job),
                     lci_map_denominator_word(job)},
        .widths_ratio = {0.36, 0.2, 0.22, 0.22},
        .column_count = 4,
        .rows = rows,
    };

    if (kind == LCI_TABLE_OF_OVER_CLAIM) {
        table.headings[1] = lci_map_say(job, "直线/%", "Straight, %");
        table.headings[2] = lci_map_say(job, "步行/%", "Walk, %");
        table.headings[3] = lci_map_say(job, "高估/点", "More, points");
        table.note = lci_map_say(
            job, "直线：同长直线距离以内的比例；步行：路网步行上限以内的比例；高估＝两者之差（百分点）。*：不公布。",
            "Straight: within a straight line as long as the limit. Walk: within it on foot. More: the difference "
            "in percentage points. *: not published.");
    }
    if (!keys || !rows) {
        job->out_of_memory = true;
        return table;
    }
    for (size_t u = 0; u < scene->unit_count; u++) {
        const struct lci_map_share *share = lci_map_share_of(&job->shares, scene, &scene->units[u], category);
        const bool claims = kind == LCI_TABLE_OF_OVER_CLAIM;
        const double value = claims ? -lci_map_share_over_claim(share) : lci_map_share_ratio(share);
        const bool is_hidden = claims ? share->straight_is_hidden : share->is_hidden;

        keys[u] = (struct sort_key){u, is_hidden || isnan(value) ? (double)INFINITY : value};
    }
    qsort(keys, scene->unit_count, sizeof(*keys), compare_keys);
    for (size_t r = 0; r < scene->unit_count; r++) {
        const struct lci_scene_unit *unit = &scene->units[keys[r].unit];
        const struct lci_map_share *share = lci_map_share_of(&job->shares, scene, unit, category);

        if (kind == LCI_TABLE_OF_OVER_CLAIM)
            over_claim_cells(job, share, &rows[r]);
        else
            lci_map_share_cells(job, share, &rows[r]);
        rows[r].cells[0] = unit->name;
    }
    table.row_count = scene->unit_count;
    return table;
}
