/* summary.c - what came out of a run, for programs (JSON) and for people (English and Chinese). */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "io/number_text.h"
#include "legend/value_words.h"
#include "run/output.h"
#include "run/tables.h"
#include "io/growing_text.h"

/* Lines of a pass that are shown without being asked for. */
enum { SHORT_LINES = 16 };

/* Seconds to the millisecond. */
static double
to_milliseconds(double seconds)
{
    return round(seconds * 1000.0) / 1000.0;
}

static void
add_json_stages(struct lci_growing_text *json, const struct lci_job *job, bool once)
{
    for (size_t s = 0; s < job->stage_count; s++) {
        const struct lci_job_stage *stage = &job->stages[s];

        if (stage->once != once)
            continue;
        lci_text_add(json, "%s{", s > 0 || job->borrows ? "," : "");
        lci_text_add_json_text(json, "name", stage->name);
        lci_text_add(json, ",");
        if (stage->is_of_profile) {
            lci_text_add_json_text(json, "profile", job->config->profile.id);
            lci_text_add(json, ",");
        }
        lci_text_add_json_number(json, "seconds", to_milliseconds(stage->seconds));
        lci_text_add(json, ",");
        lci_text_add_json_text(json, "in", stage->in);
        lci_text_add(json, ",");
        lci_text_add_json_text(json, "out", stage->out);
        lci_text_add(json, "}");
    }
}

/* What the streets of one profile are: the same keys in the counts and in every profile. */
static void
add_json_network(struct lci_growing_text *json, const struct lci_job *job)
{
    lci_text_add(json,
                 "\"ways\":%zu,\"vertices\":%zu,\"edges\":%zu,\"components\":%zu,"
                 "\"demand_points\":%zu,\"reaches\":%zu",
                 job->counts.ways, job->net ? job->net->vertex_count : 0,
                 job->net ? job->net->edge_count : 0, job->net ? job->net->component_count : 0,
                 job->counts.demand_points, job->area_count);
}

static void
add_json_counts(struct lci_growing_text *json, const struct lci_job *job)
{
    lci_text_add(json, "\"counts\":{");
    add_json_network(json, job);
    lci_text_add(json, ",\"facilities\":%zu,\"homes\":%zu,\"buildings\":%zu,\"units\":%zu}",
                 job->facilities.count, job->homes.count, job->buildings.count, job->units.count);
}

static void
add_json_profiles(struct lci_growing_text *json, const struct lci_passes *passes)
{
    lci_text_add(json, "\"profiles\":[");
    for (size_t i = 0; i < passes->walk_count; i++) {
        const struct lci_job *job = &passes->items[i];

        lci_text_add(json, "%s{", i > 0 ? "," : "");
        lci_text_add_json_text(json, "id", job->config->profile.id);
        lci_text_add(json, ",");
        lci_text_add_json_number(json, "speed_mps", job->config->profile.speed_mps);
        lci_text_add(json, ",");
        add_json_network(json, job);
        lci_text_add(json, "}");
    }
    lci_text_add(json, "]");
}

/* Rows about everything handed in, by weight or whole circle. */
static bool
is_headline(const struct lci_coverage_row *row)
{
    return row->unit == LCI_NONE &&
           (row->definition == LCI_BY_WEIGHT || row->definition == LCI_BY_ALL_OF);
}

static void
add_json_coverage(struct lci_growing_text *json, struct lci_job *job, bool *first)
{
    for (size_t i = 0; i < job->coverage.row_count; i++) {
        const struct lci_coverage_row *row = &job->coverage.rows[i];
        const char *category = is_headline(row) ? lci_row_category(job, row) : NULL;

        if (!category)
            continue;
        lci_text_add(json, "%s{", *first ? "" : ",");
        *first = false;
        lci_text_add_json_text(json, "profile", job->config->profile.id);
        lci_text_add(json, ",");
        lci_text_add_json_text(json, "definition", lci_definition_text(row->definition));
        lci_text_add(json, ",");
        lci_text_add_json_text(json, "category", category);
        lci_text_add(json, ",");
        lci_text_add_json_text(json, "weight", job->homes.weight_names[row->weight]);
        lci_text_add(json, ",");
        lci_text_add_json_number(json, "limit_m", row->limit_m);
        lci_text_add(json, ",");
        lci_text_add_json_number(json, "limit_min", to_milliseconds(lci_job_row_limit_min(job, row)));
        lci_text_add(json, ",");
        lci_text_add_json_number(json, "numerator", row->numerator);
        lci_text_add(json, ",");
        lci_text_add_json_number(json, "denominator", row->denominator);
        lci_text_add(json, ",");
        lci_text_add_json_number(json, "ratio",
                        row->denominator > 0.0 ? row->numerator / row->denominator : NAN);
        lci_text_add(json, "}");
    }
}

static void
make_json(struct lci_growing_text *json, struct lci_passes *passes, const struct lci_job_time *time)
{
    struct lci_job *job = &passes->items[0];
    const struct lci_output *output = &job->config->output;
    const bool wrote = job->extent == LCI_RUN_ALL;
    bool first = true;

    lci_text_add(json, "{");
    lci_text_add_json_text(json, "program", "lifecircle");
    lci_text_add(json, ",");
    lci_text_add_json_text(json, "version", lci_version());
    lci_text_add(json, ",");
    lci_text_add_json_text(json, "started_at", time->started_at);
    lci_text_add(json, ",");
    lci_text_add_json_number(json, "duration_s", to_milliseconds(time->duration_s));
    lci_text_add(json, ",");
    lci_text_add_json_text(json, "working_crs", lci_working_system_name(job->system));
    lci_text_add(json, ",\"stages\":[");
    for (size_t i = 0; i < passes->count; i++)
        add_json_stages(json, &passes->items[i], false);
    add_json_stages(json, job, true);
    lci_text_add(json, "],");
    add_json_counts(json, job);
    lci_text_add(json, ",");
    add_json_profiles(json, passes);
    lci_text_add(json, ",\"coverage\":[");
    for (size_t i = 0; i < passes->count; i++)
        add_json_coverage(json, &passes->items[i], &first);
    lci_text_add(json, "],\"quality\":{\"errors\":%zu,\"warnings\":%zu,\"rows\":%zu},\"output\":{",
                 job->quality.error_count, job->quality.warning_count, job->quality.count);
    lci_text_add_json_text(json, "path", wrote ? output->path : NULL);
    lci_text_add(json, ",");
    lci_text_add_json_text(json, "csv", wrote ? output->csv_folder : NULL);
    lci_text_add(json, ",");
    lci_text_add_json_text(json, "also", wrote ? output->also_path : NULL);
    lci_text_add(json, ",");
    lci_text_add_json_text(json, "report", wrote ? output->report : NULL);
    lci_text_add(json, ",");
    lci_text_add_json_text(json, "maps", wrote ? output->maps : NULL);
    lci_text_add(json, "},\"maps\":{\"sheets\":%zu,\"missing_glyphs\":%zu}}", passes->map_sheet_count, passes->missing_glyph_count);
}

/* The words of one language. */
struct words {
    bool chinese;
    const char *counts;    /* facilities, homes, street ways */
    const char *profile;
    const char *by_unit; /* of the composed pass */
    const char *nothing;   /* a weight that nobody has */
    const char *whole;     /* all categories */
    const char *quality;   /* errors, warnings */
    const char *more;      /* before how many lines are not shown */
    const char *where;     /* where they are */
    const char *written;   /* before a path */
    const char *report;    /* likewise */
    const char *maps;      /* likewise */
    const char *project;   /* how the project in it is opened */
    const char *glyphs;    /* before how many characters of the maps have no glyph */
    const char *remedy;    /* behind it */
    const char *only_read; /* after a check */
};

static const struct words english = {
    .counts = "facilities, homes, ways",
    .profile = "profile",
    .by_unit = "every home by the profile of its unit",
    .nothing = "n/a (there are none)",
    .whole = "the whole circle",
    .quality = "quality: errors, warnings",
    .more = "lines that are not shown",
    .where = "(--verbose shows them, and so does the table coverage)",
    .written = "written",
    .report = "report, for a browser",
    .maps = "maps, to print",
    .project = "in QGIS: Project > Open From > GeoPackage opens it as a finished map",
    .glyphs = "maps: characters without a glyph",
    .remedy = "(install fonts-noto-cjk, and draw the maps again: lifecircle maps)",
    .only_read = "nothing was written",
};

static const struct words chinese = {
    .chinese = true,
    .counts = "设施、住宅、道路",
    .profile = "出行方式",
    .by_unit = "各住宅按所在单元的出行方式",
    .nothing = "无（数据中没有）",
    .whole = "全部类别",
    .quality = "质量记录：错误、警告",
    .more = "未显示的行数",
    .where = "（加 --verbose 全部显示，亦见 coverage 表）",
    .written = "已写入",
    .report = "报告（用浏览器打开）",
    .maps = "专题图（供打印）",
    .project = "在 QGIS 中：“工程”>“打开自”>“GeoPackage”，即为已设好的地图",
    .glyphs = "专题图缺字形的字数",
    .remedy = "（请安装 fonts-noto-cjk 后重新出图：lifecircle maps）",
    .only_read = "未写入任何文件",
};

static void
add_number(struct lci_growing_text *text, double value, double scale)
{
    char number[LCI_NUMBER_TEXT_SIZE];

    lci_number_to_text(round(value * scale) / scale, number);
    lci_text_add(text, "%s", number);
}

static const char *
weight_title(const struct lci_job *job, size_t weight, const struct words *words)
{
    const char *name = job->homes.weight_names[weight];
    const char *word = lci_value_word("weight", name, !words->chinese);

    return word ? word : name;
}

/* What a row of a set is called: as the set is, if it is not that of all categories. */
static const char *
set_title(const struct lci_job *job, const struct lci_coverage_row *row, const struct words *words)
{
    const char *id = row->set == LCI_NONE ? "all" : job->coverage.cases.sets[row->set].id;

    for (size_t i = 0; i < job->config->set_count; i++)
        if (strcmp(job->config->sets[i].id, id) == 0)
            return words->chinese ? job->config->sets[i].title_zh : job->config->sets[i].title_en;
    return words->whole;
}

static void
add_share_line(struct lci_growing_text *text, struct lci_job *job,
               const struct lci_coverage_row *row, const struct words *words)
{
    const struct lci_job_category *category =
        row->category == LCI_NONE ? NULL : &job->categories[row->category];
    const char *title =
        category ? (words->chinese ? category->title_zh : category->title_en) : set_title(job, row, words);
    const double minutes = lci_job_row_limit_min(job, row);

    lci_text_add(text, "  %s", title);
    if (isfinite(row->limit_m)) {
        lci_text_add(text, ", ");
        add_number(text, row->limit_m, 10.0);
        lci_text_add(text, " m");
    } else if (isfinite(minutes)) {
        lci_text_add(text, ", ");
        add_number(text, minutes, 10.0);
        lci_text_add(text, " min");
    }
    lci_text_add(text, ": %s ", weight_title(job, row->weight, words));
    if (row->denominator > 0.0) {
        add_number(text, 100.0 * row->numerator / row->denominator, 10.0);
        lci_text_add(text, " %% (");
        add_number(text, row->numerator, 10.0);
        lci_text_add(text, " / ");
        add_number(text, row->denominator, 10.0);
        lci_text_add(text, ")\n");
    } else {
        lci_text_add(text, "%s\n", words->nothing);
    }
}

/* "elder, 0.8 m/s" */
static void
add_profile_line(struct lci_growing_text *text, const struct lci_job *job, const struct words *words)
{
    if (job->is_composed) {
        lci_text_add(text, "%s\n", words->by_unit);
        return;
    }
    lci_text_add(text, "%s: %s, ", words->profile, job->config->profile.id);
    add_number(text, job->config->profile.speed_mps, 1000.0);
    lci_text_add(text, " m/s\n");
}

/* Weights that no home has would only fill the page. */
static bool
has_line(const struct lci_coverage_row *row)
{
    return is_headline(row) && (row->denominator > 0.0 || row->weight == LCI_WEIGHT_HOUSEHOLDS);
}

/* The first weight that anybody has: of a row that says the same of several, the one that is shown. */
static uint32_t
main_weight(const struct lci_job *job)
{
    for (size_t i = 0; i < job->coverage.row_count; i++)
        if (is_headline(&job->coverage.rows[i]) && job->coverage.rows[i].denominator > 0.0)
            return job->coverage.rows[i].weight;
    return LCI_WEIGHT_HOUSEHOLDS;
}

/* Of many lines those that decide: sets of categories (at every limit), and categories at their largest limit. */
static bool
is_main(const struct lci_job *job, const struct lci_coverage_row *row, uint32_t weight, bool of_sets)
{
    if (!has_line(row) || row->weight != weight || (row->category == LCI_NONE) != of_sets)
        return false;
    return of_sets || row->limit == job->limits[row->category].limit_count - 1;
}

static void
add_short_pass(struct lci_growing_text *text, struct lci_job *job, size_t count, const struct words *words)
{
    const uint32_t weight = main_weight(job);
    size_t shown = 0;

    for (int of_sets = 1; of_sets >= 0; of_sets--)
        for (size_t i = 0; i < job->coverage.row_count && shown < SHORT_LINES; i++)
            if (is_main(job, &job->coverage.rows[i], weight, of_sets == 1)) {
                add_share_line(text, job, &job->coverage.rows[i], words);
                shown++;
            }
    lci_text_add(text, "  %s: %zu %s\n", words->more, count - shown, words->where);
}

static void
add_pass(struct lci_growing_text *text, struct lci_job *job, const struct words *words, bool all)
{
    size_t count = 0;

    add_profile_line(text, job, words);
    for (size_t i = 0; i < job->coverage.row_count; i++)
        count += has_line(&job->coverage.rows[i]);
    if (!all && count > SHORT_LINES) {
        add_short_pass(text, job, count, words);
        return;
    }
    for (size_t i = 0; i < job->coverage.row_count; i++)
        if (has_line(&job->coverage.rows[i]))
            add_share_line(text, job, &job->coverage.rows[i], words);
}

static void
make_text(struct lci_growing_text *text, struct lci_passes *passes, const struct words *words, bool all)
{
    const struct lci_job *job = &passes->items[0];

    lci_text_add(text, "%s: %zu, %zu, %zu\n", words->counts, job->facilities.count,
                 job->homes.count, job->counts.ways);
    for (size_t i = 0; i < passes->count; i++)
        add_pass(text, &passes->items[i], words, all);
    lci_text_add(text, "%s: %zu, %zu\n", words->quality, job->quality.error_count,
                 job->quality.warning_count);
    if (passes->missing_glyph_count > 0)
        lci_text_add(text, "%s: %zu %s\n", words->glyphs, passes->missing_glyph_count, words->remedy);
    if (job->extent != LCI_RUN_ALL) {
        lci_text_add(text, "%s\n", words->only_read);
        return;
    }
    lci_text_add(text, "%s: %s\n", words->written, job->config->output.path);
    if (job->config->output.report)
        lci_text_add(text, "%s: %s\n", words->report, job->config->output.report);
    if (job->config->output.maps)
        lci_text_add(text, "%s: %s\n", words->maps, job->config->output.maps);
    if (strcmp(job->config->output.format, "GPKG") == 0)
        lci_text_add(text, "%s\n", words->project);
}

enum lci_status
lci_passes_summarize(struct lci_passes *passes, const struct lci_job_time *time,
                     struct lci_run_summary *summary, struct lci_error *err)
{
    const struct lci_quality *quality = &passes->items[0].quality;
    struct lci_growing_text json = {0};
    struct lci_growing_text text = {0};
    struct lci_growing_text text_zh = {0};
    struct lci_growing_text all = {0};
    struct lci_growing_text all_zh = {0};

    make_json(&json, passes, time);
    make_text(&text, passes, &english, false);
    make_text(&text_zh, passes, &chinese, false);
    make_text(&all, passes, &english, true);
    make_text(&all_zh, passes, &chinese, true);
    summary->quality_error_count = quality->error_count;
    summary->quality_warning_count = quality->warning_count;
    summary->json = json.bytes;
    summary->text = text.bytes;
    summary->text_zh = text_zh.bytes;
    summary->all_text = all.bytes;
    summary->all_text_zh = all_zh.bytes;
    if (!json.failed && !text.failed && !text_zh.failed && !all.failed && !all_zh.failed)
        return LCI_OK;
    lci_run_summary_fini(summary);
    return lci_fail_nomem(err, "summary");
}
