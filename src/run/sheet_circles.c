/* sheet_circles.c - T3: for every life circle and set of categories, how many of them are there, and whether that is enough. */
#include <math.h>
#include <string.h>

#include "analysis/suppress.h"
#include "base/alloc.h"
#include "run/hidden.h"
#include "run/sheets.h"

/* Without a target a circle has a category when all of its people reach it. */
static const double ALL = 1.0;

/* A row is a unit and a case of a set. */
struct writer {
    struct lci_job *job;
    bool english;
    uint32_t level, weight;
    const struct lci_hidden *hidden;
    char *missing; /* room for the titles of all categories */
};

/* The set of the configuration behind a case; NULL: all categories. */
static const struct lci_set *
configured(const struct lci_job *job, const struct lci_set_case *one)
{
    const size_t before = job->coverage.cases.set_count - job->config->set_count; /* "all", where there are several */

    return one->set < before ? NULL : &job->config->sets[one->set - before];
}

static const char *
title_of(const struct writer *writer, const struct lci_set_case *one)
{
    const struct lci_set *set = configured(writer->job, one);

    if (!set)
        return lci_word(writer->english, (struct lci_words){"全部类别", "All categories"});
    return writer->english ? set->title_en : set->title_zh;
}

/* Counts the categories of a case that reach their target in a unit, and lists the others. */
static uint32_t
count_reached(const struct writer *writer, size_t unit, const struct lci_set_case *one)
{
    const struct lci_job *job = writer->job;
    const struct lci_category_set *set = &job->coverage.cases.sets[one->set];
    const double whole = lci_hand_in_whole(job, unit, writer->weight);
    uint32_t reached = 0;
    char *end = writer->missing;

    *end = '\0';
    for (size_t c = 0; c < set->count; c++) {
        const uint32_t category = set->categories[c];
        const double asked = lci_job_target_ratio(job, category);
        const double target = asked > 0.0 ? asked : ALL;
        const double covered = lci_hand_in_covered(job, unit, category, one->limit[c], writer->weight);

        if (whole > 0.0 && covered >= (target - 1e-9) * whole) {
            reached++;
            continue;
        }
        if (end > writer->missing)
            end = stpcpy(end, lci_word(writer->english, (struct lci_words){"、", ", "}));
        end = stpcpy(end, writer->english ? job->categories[category].title_en : job->categories[category].title_zh);
    }
    return reached;
}

/* The target of all categories of a case, where it is one. */
static double
common_target(const struct lci_job *job, const struct lci_category_set *set)
{
    const double first = lci_job_target_ratio(job, set->categories[0]);

    for (size_t c = 1; c < set->count; c++)
        if (fabs(lci_job_target_ratio(job, set->categories[c]) - first) > 0.0)
            return NAN;
    return first > 0.0 ? first : ALL;
}

static void
fill_together(const struct writer *writer, size_t unit, const struct lci_set_case *one, double whole, struct lci_cells *cells)
{
    const struct lci_job *job = writer->job;
    const size_t n = job->coverage.cases.sets[one->set].count;
    double kinds = 0.0;
    double all = 0.0;

    if (writer->weight == LCI_NONE) { /* of land it is not known which part reaches how many */
        for (size_t i = 0; i < 4; i++)
            lci_cell_not_applicable(cells);
        return;
    }
    for (size_t k = 1; k <= n; k++)
        kinds += lci_sum_at_least(&job->coverage.sums, unit, one->first + k, writer->weight);
    all = lci_sum_at_least(&job->coverage.sums, unit, one->first + n, writer->weight);
    if (lci_hidden_all_of(writer->hidden, unit, (size_t)(one - job->coverage.cases.items), writer->weight) ||
        lci_suppress_share(all, whole, lci_hand_in_below(job, writer->weight))) {
        for (size_t i = 0; i < 4; i++)
            lci_cell_hidden(cells);
        return;
    }
    lci_cell_number(cells, all);
    lci_cell_number(cells, whole);
    if (whole > 0.0) {
        lci_cell_ratio(cells, all / whole);
        lci_cell_number(cells, kinds / whole);
    } else {
        lci_cell_not_applicable(cells);
        lci_cell_not_applicable(cells);
    }
}

static void
fill_verdict(const struct writer *writer, size_t unit, const struct lci_set_case *one, double whole, struct lci_cells *cells)
{
    const struct lci_set *set = configured(writer->job, one);
    const uint32_t n = (uint32_t)writer->job->coverage.cases.sets[one->set].count;
    const uint32_t least = set && set->least > 0 ? set->least : n;
    const uint32_t reached = count_reached(writer, unit, one);
    const bool hidden = lci_hidden_whole(writer->hidden, unit, writer->weight) ||
                        lci_suppress_count(whole, lci_hand_in_below(writer->job, writer->weight));

    lci_cell_integer(cells, n);
    lci_cell_integer(cells, least);
    if (hidden || !(whole > 0.0)) {
        for (size_t i = 0; i < 3; i++)
            if (hidden)
                lci_cell_hidden(cells);
            else
                lci_cell_not_applicable(cells);
        return;
    }
    lci_cell_integer(cells, reached);
    lci_cell_text(cells, lci_sheet_verdict(writer->job, reached >= least));
    lci_cell_text(cells, writer->missing);
}

static enum lci_status
fill_circle(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    const struct writer *writer = user;
    const struct lci_job *job = writer->job;
    const struct lci_set_cases *cases = &job->coverage.cases;
    const struct lci_set_case *one = &cases->items[index % cases->count];
    const size_t unit = job->units.level_first[writer->level] + index / cases->count;
    const struct lci_unit *item = &job->units.items[unit];
    const double whole = lci_hand_in_whole(job, unit, writer->weight);
    struct lci_cells cells = {.values = out->values};

    (void)err;
    lci_cell_text(&cells, lci_sheet_profile(job));
    lci_cell_text(&cells, item->parent == LCI_NONE ? NULL : job->units.items[item->parent].code);
    lci_cell_text(&cells, item->parent == LCI_NONE ? NULL : job->units.items[item->parent].name);
    lci_cell_text(&cells, item->code);
    lci_cell_text(&cells, item->name);
    lci_cell_text(&cells, cases->sets[one->set].id);
    lci_cell_text(&cells, title_of(writer, one));
    lci_cell_m(&cells, one->limit_m);
    lci_cell_m(&cells, lci_job_case_limit_min(job, index % cases->count));
    lci_cell_ratio(&cells, common_target(job, &cases->sets[one->set]));
    fill_verdict(writer, unit, one, whole, &cells);
    lci_cell_text(&cells, lci_hand_in_weight_name(job, writer->weight));
    lci_cell_text(&cells, lci_hand_in_measure(job, writer->weight));
    fill_together(writer, unit, one, whole, &cells);
    return LCI_OK;
}

static void
add_columns(struct lci_sheet_columns *columns)
{
    static const struct {
        const char *name;
        struct lci_words heading;
        enum lci_column_kind kind;
        enum lci_sheet_format format;
    } all[] = {
        {"profile", {"人群", "Profile"}, LCI_COLUMN_TEXT, LCI_SHEET_PLAIN},
        {"parent_code", {"上级代码", "Code above"}, LCI_COLUMN_TEXT, LCI_SHEET_PLAIN},
        {"parent_name", {"上级名称", "Unit above"}, LCI_COLUMN_TEXT, LCI_SHEET_PLAIN},
        {"unit_code", {"片区代码", "Circle code"}, LCI_COLUMN_TEXT, LCI_SHEET_PLAIN},
        {"unit_name", {"片区名称", "Circle"}, LCI_COLUMN_TEXT, LCI_SHEET_PLAIN},
        {"category_set", {"设施组代码", "Set code"}, LCI_COLUMN_TEXT, LCI_SHEET_PLAIN},
        {"category_set_title", {"设施组", "Set of categories"}, LCI_COLUMN_TEXT, LCI_SHEET_PLAIN},
        {"limit_m", {"步行上限（米）", "Limit (m)"}, LCI_COLUMN_REAL, LCI_SHEET_PLAIN},
        {"limit_min", {"步行上限（分钟）", "Limit (min)"}, LCI_COLUMN_REAL, LCI_SHEET_PLAIN},
        {"target_percent", {"单类目标（%）", "Target of each (%)"}, LCI_COLUMN_REAL, LCI_SHEET_PERCENT},
        {"category_count", {"类别数 n", "Categories n"}, LCI_COLUMN_INTEGER, LCI_SHEET_COUNT},
        {"least_count", {"达标所需", "Needed"}, LCI_COLUMN_INTEGER, LCI_SHEET_COUNT},
        {"reached_count", {"达到类别数 k", "Reached k"}, LCI_COLUMN_INTEGER, LCI_SHEET_COUNT},
        {"pass", {"达标", "Pass"}, LCI_COLUMN_TEXT, LCI_SHEET_VERDICT},
        {"categories_missing", {"未达到的类别", "Not reached"}, LCI_COLUMN_TEXT, LCI_SHEET_PLAIN},
        {"weight", {"权重", "Weight"}, LCI_COLUMN_TEXT, LCI_SHEET_PLAIN},
        {"measure", {"计量", "Measure"}, LCI_COLUMN_TEXT, LCI_SHEET_PLAIN},
        {"all_of_numerator", {"全部可达 分子", "Reach all: numerator"}, LCI_COLUMN_REAL, LCI_SHEET_COUNT},
        {"all_of_denominator", {"全部可达 分母", "Reach all: denominator"}, LCI_COLUMN_REAL, LCI_SHEET_COUNT},
        {"all_of_percent", {"全部可达 占比（%）", "Reach all: share (%)"}, LCI_COLUMN_REAL, LCI_SHEET_SHARE},
        {"mean_count", {"人均可达类别数", "Categories reached, mean"}, LCI_COLUMN_REAL, LCI_SHEET_FACTOR},
    };

    for (size_t c = 0; c < sizeof(all) / sizeof(all[0]); c++)
        lci_sheet_column(columns, all[c].kind, all[c].format, all[c].name, all[c].heading);
}

/* Room for the titles of all categories in one language, with what is between them. */
static char *
title_room(struct lci_job *job)
{
    size_t size = 1;

    for (size_t c = 0; c < job->category_count; c++)
        size += strlen(job->categories[c].title_zh) + strlen(job->categories[c].title_en) + 4;
    return lci_arena_alloc(&job->arena, size, 1);
}

enum lci_status
lci_sheet_circles(struct lci_job *job, struct lci_sheet *out, struct lci_error *err)
{
    const struct lci_hand_in *asked = &job->config->output.tables;
    const uint32_t level = lci_job_level(job, asked->circles);
    struct lci_sheet_columns columns = {.arena = &job->arena, .english = asked->english};
    struct writer *writer = NULL;
    enum lci_status status = LCI_OK;

    if (level == LCI_NONE || job->coverage.cases.count == 0)
        return LCI_OK;
    writer = lci_arena_alloc(&job->arena, 1, sizeof(*writer));
    if (!writer)
        return lci_fail_nomem(err, "T3");
    *writer = (struct writer){.job = job, .english = asked->english, .level = level, .missing = title_room(job)};
    status = writer->missing ? lci_job_hand_in_weight(job, &writer->weight, err) : lci_fail_nomem(err, "T3");
    if (!status)
        status = lci_job_hidden(job, &writer->hidden, err);
    if (status)
        return status;
    out->tab = lci_word(asked->english, (struct lci_words){"T3 片区评分卡", "T3 circles"});
    out->frozen_columns = 5;
    out->table = (struct lci_table){
        .name = "T3_circles",
        .shape = LCI_TABLE_PLAIN,
        .row_count = (size_t)(job->units.level_first[level + 1] - job->units.level_first[level]) * job->coverage.cases.count,
        .fill = fill_circle,
        .user = writer,
    };
    add_columns(&columns);
    return lci_sheet_columns_finish(&columns, out, err);
}
