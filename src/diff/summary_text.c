/* summary_text.c - the summary for people, in English and Chinese. */
#include <math.h>
#include <string.h>

#include "diff/summary.h"
#include "io/number_text.h"

enum { ENTRIES_SHOWN = 20, HEADLINES_SHOWN = 40, UNITS_SHOWN = 10, RESTS_SHOWN = 10 };

/* The words of one language. */
struct words {
    bool chinese;
    const char *old_result, *new_result;
    const char *entries, *none, *more;
    const char *facilities, *gates, *homes, *shares, *indicators, *units, *verdicts, *gaps, *rests, *written;
    const char *of;
    const char *changes[LCI_CHANGE_COUNT];
    const char *weights[LCI_DIFF_WEIGHTS];
    const char *land, *circle, *same, *nothing;
};

static const struct words english = {
    .old_result = "old",
    .new_result = "new",
    .entries = "made with, old -> new",
    .none = "none",
    .more = "and more",
    .facilities = "facilities handed in",
    .gates = "gates handed in",
    .homes = "homes handed in",
    .shares = "shares",
    .indicators = "indicators",
    .units = "units, by their shares",
    .verdicts = "homes",
    .gaps = "gaps",
    .rests = "not compared, because only one of them has it",
    .written = "written",
    .of = "of",
    .weights = {"households", "people", "elders", "minors"},
    .land = "residential land",
    .circle = "the whole circle",
    .same = "no difference",
    .nothing = "nothing that both have, so nothing was compared",
};

static const struct words chinese = {
    .chinese = true,
    .old_result = "旧结果",
    .new_result = "新结果",
    .entries = "运行条件（旧 -> 新）",
    .none = "无",
    .more = "其余略",
    .facilities = "设施数据",
    .gates = "出入口数据",
    .homes = "住宅数据",
    .shares = "覆盖率",
    .indicators = "指标",
    .units = "各级单元（按覆盖率）",
    .verdicts = "住宅",
    .gaps = "缺口",
    .rests = "未比较（仅一方有）",
    .written = "已写入",
    .of = "共",
    .changes =
        {
            [LCI_CHANGED_NOT] = "不变",           [LCI_CHANGED_ONLY_OLD] = "仅旧结果有", [LCI_CHANGED_ONLY_NEW] = "仅新结果有",
            [LCI_CHANGED_HIGHER] = "上升",        [LCI_CHANGED_LOWER] = "下降",          [LCI_CHANGED_SAME_RATIO] = "比例不变",
            [LCI_CHANGED_NO_RATIO] = "无比例",    [LCI_CHANGED_SAME_VALUE] = "数值不变", [LCI_CHANGED_NO_VALUE] = "无数值",
            [LCI_CHANGED_WON] = "新达标",         [LCI_CHANGED_LOST] = "不再达标",       [LCI_CHANGED_BETTER] = "变好",
            [LCI_CHANGED_WORSE] = "变差",         [LCI_CHANGED_VERDICT] = "结论改变",    [LCI_CHANGED_SHORTER] = "步行变短",
            [LCI_CHANGED_LONGER] = "步行变长",    [LCI_CHANGED_MIXED] = "有升有降",      [LCI_CHANGED_ADDED] = "新增",
            [LCI_CHANGED_REMOVED] = "减少",       [LCI_CHANGED_MOVED] = "迁移",          [LCI_CHANGED_STATUS] = "状态改变",
            [LCI_CHANGED_GIVEN] = "属性改变",     [LCI_CHANGED_OPENED] = "新出现",       [LCI_CHANGED_CLOSED] = "已消除",
            [LCI_CHANGED_PEOPLE] = "有变化",      [LCI_CHANGED_SPLIT] = "一分为多",      [LCI_CHANGED_MERGED] = "多合为一",
            [LCI_CHANGED_REGROUPED] = "重新组合",
        },
    .weights = {"户", "人", "老年人", "未成年人"},
    .land = "居住用地",
    .circle = "全部类别",
    .same = "没有差别",
    .nothing = "双方没有共同项，未作比较",
};

static const char *
change_word(const struct words *words, enum lci_diff_change change)
{
    return words->chinese ? words->changes[change] : lci_diff_change_text(change);
}

static void
add_number(struct lci_growing_text *text, double value)
{
    char number[LCI_NUMBER_TEXT_SIZE] = "-";

    if (isfinite(value))
        lci_number_to_text(round(value * 10.0) / 10.0, number);
    lci_text_add(text, "%s", number);
}

/* "won 2, lost 1": nothing of what there is none. */
static void
add_counts(struct lci_growing_text *text, const struct words *words, const size_t counts[LCI_CHANGE_COUNT], bool with_same)
{
    size_t kinds = 0;

    for (enum lci_diff_change change = with_same ? LCI_CHANGED_NOT : LCI_CHANGED_ONLY_OLD; change < LCI_CHANGE_COUNT; change++)
        if (counts[change] > 0)
            lci_text_add(text, "%s%s %zu", kinds++ > 0 ? (words->chinese ? "、" : ", ") : "", change_word(words, change),
                         counts[change]);
    if (kinds == 0)
        lci_text_add(text, "%s", words->same);
}

static void
add_limit(struct lci_growing_text *text, double limit_m, double limit_min)
{
    if (!isfinite(limit_m) && !isfinite(limit_min))
        return;
    lci_text_add(text, ", ");
    add_number(text, isfinite(limit_m) ? limit_m : limit_min);
    lci_text_add(text, isfinite(limit_m) ? " m" : " min");
}

static void
add_entries(struct lci_growing_text *text, const struct words *words, const struct lci_diff_job *job)
{
    size_t shown = 0;

    lci_text_add(text, "%s:%s\n", words->entries, job->entries.count > 0 ? "" : words->chinese ? "没有差别" : " no difference");
    for (size_t i = 0; i < job->entries.count; i++) {
        const struct lci_result_entry *old = lci_diff_entry(job, &job->entries.items[i], LCI_DIFF_OLD);
        const struct lci_result_entry *new_entry = lci_diff_entry(job, &job->entries.items[i], LCI_DIFF_NEW);

        if (old && new_entry && strcmp(old->value, new_entry->value) == 0)
            continue; /* listed with all that is the same */
        if (shown++ < ENTRIES_SHOWN)
            lci_text_add(text, "  %s: %s -> %s\n", new_entry ? new_entry->key : old->key, old ? old->value : words->none,
                         new_entry ? new_entry->value : words->none);
    }
    if (shown > ENTRIES_SHOWN)
        lci_text_add(text, "  %s: %zu\n", words->more, shown - ENTRIES_SHOWN);
}

/* "72.9 % (13 / 18)" */
static void
add_share(struct lci_growing_text *text, double numerator, double denominator)
{
    if (denominator > 0.0) {
        add_number(text, 100.0 * numerator / denominator);
        lci_text_add(text, " %% (");
    } else {
        lci_text_add(text, "n/a (");
    }
    add_number(text, numerator);
    lci_text_add(text, " / ");
    add_number(text, denominator);
    lci_text_add(text, ")");
}

static const char *
weight_word(const struct words *words, const char *weight)
{
    if (!weight)
        return words->land;
    for (size_t w = 0; w < LCI_DIFF_WEIGHTS; w++)
        if (strcmp(lci_diff_weights[w], weight) == 0)
            return words->weights[w];
    return weight;
}

/* Households and people are shown; what else has changed only where they have not. */
static bool
is_shown(const struct lci_diff_headline *line)
{
    return line->weight && (strcmp(line->weight, lci_diff_weights[0]) == 0 || strcmp(line->weight, lci_diff_weights[1]) == 0);
}

static void
add_headlines(struct lci_growing_text *text, const struct words *words, const struct lci_diff_job *job,
              const struct lci_diff_facts *facts)
{
    size_t people_count = 0;
    size_t shown = 0;

    for (size_t i = 0; i < job->headlines.count; i++)
        people_count += is_shown(&facts->headlines[i]);
    for (size_t i = 0; i < job->headlines.count; i++) {
        const struct lci_diff_headline *line = &facts->headlines[i];

        if ((people_count > 0 && !is_shown(line)) || shown++ >= HEADLINES_SHOWN)
            continue;
        lci_text_add(text, "  %s, %s", line->profile, line->category);
        add_limit(text, line->limit_m, line->limit_min);
        lci_text_add(text, ": %s ", weight_word(words, line->weight));
        add_share(text, line->numerator[LCI_DIFF_OLD], line->denominator[LCI_DIFF_OLD]);
        lci_text_add(text, " -> ");
        add_share(text, line->numerator[LCI_DIFF_NEW], line->denominator[LCI_DIFF_NEW]);
        lci_text_add(text, "\n");
    }
    if (shown > HEADLINES_SHOWN)
        lci_text_add(text, "  %s: %zu\n", words->more, shown - HEADLINES_SHOWN);
}

/* Units that got worse, by name, as many as there is room for. */
static void
add_worse_units(struct lci_growing_text *text, const struct words *words, const struct lci_diff_job *job,
                const struct lci_diff_level *level)
{
    size_t shown = 0;

    for (size_t i = 0; i < job->changed_units.count; i++) {
        const struct lci_diff_row *row = &job->changed_units.items[i];
        const struct lci_diff_unit *unit = &job->units.items[row->what];
        const char *name = unit->name > 0 ? job->numbering.texts[unit->name] : "";

        if (unit->profile != level->profile || unit->level != level->level || unit->lower_count == 0)
            continue;
        if (shown++ < UNITS_SHOWN)
            lci_text_add(text, "    %s%s%s: %s\n", job->numbering.texts[unit->code], name[0] != '\0' ? " " : "", name,
                         change_word(words, row->change));
    }
    if (shown > UNITS_SHOWN)
        lci_text_add(text, "    %s: %zu\n", words->more, shown - UNITS_SHOWN);
}

static void
add_units(struct lci_growing_text *text, const struct words *words, const struct lci_diff_job *job,
          const struct lci_diff_facts *facts)
{
    const char *const *texts = job->numbering.texts;

    if (facts->level_count > 1 || (facts->level_count == 1 && strcmp(texts[facts->levels[0].level], "all") != 0))
        lci_text_add(text, "%s:\n", words->units);
    for (size_t i = 0; i < facts->level_count; i++) {
        const struct lci_diff_level *level = &facts->levels[i];

        if (strcmp(texts[level->level], "all") == 0)
            continue;
        lci_text_add(text, "  %s, %s (%s %zu): ", texts[level->profile], texts[level->level], words->of, level->compared_count);
        add_counts(text, words, level->counts, false);
        lci_text_add(text, "\n");
        add_worse_units(text, words, job, level);
    }
}

static void
add_people(struct lci_growing_text *text, const struct words *words, const char *sign, const double people[LCI_DIFF_WEIGHTS])
{
    for (size_t w = 0; w < LCI_DIFF_WEIGHTS; w++)
        if (fabs(people[w]) > 0.0) {
            lci_text_add(text, "; %s %s", words->weights[w], people[w] > 0.0 ? sign : "");
            add_number(text, people[w]);
        }
}

/* Where both have any. */
static void
add_indicators(struct lci_growing_text *text, const struct words *words, const struct lci_diff_job *job)
{
    size_t count = 0;

    for (size_t change = 0; change < LCI_CHANGE_COUNT; change++)
        count += job->indicator_counts[change];
    if (count == 0)
        return;
    lci_text_add(text, "%s: ", words->indicators);
    add_counts(text, words, job->indicator_counts, true);
    lci_text_add(text, "\n");
}

/* Has any home another share or verdict? */
static bool
has_changed(const struct lci_diff_measure *measure)
{
    static const enum lci_diff_change changes[] = {LCI_CHANGED_WON, LCI_CHANGED_LOST, LCI_CHANGED_BETTER, LCI_CHANGED_WORSE,
                                                   LCI_CHANGED_VERDICT};
    size_t count = 0;

    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
        count += measure->counts[changes[i]];
    return count > 0;
}

/* A line for each category and limit where something has changed; one where nothing has. */
static void
add_verdicts(struct lci_growing_text *text, const struct words *words, const struct lci_diff_job *job)
{
    bool any = false;
    size_t measure_count = 0;

    for (size_t p = 0; p < job->pass_count; p++)
        measure_count += job->home_passes[p].measure_count;
    for (size_t p = 0; p < job->pass_count; p++)
        for (size_t m = 0; m < job->home_passes[p].measure_count; m++) {
            const struct lci_diff_measure *measure = &job->home_passes[p].measures[m];

            if (!has_changed(measure))
                continue;
            any = true;
            lci_text_add(text, "%s, %s, %s", words->verdicts, job->passes[p].of[LCI_DIFF_NEW]->id,
                         measure->of_category == LCI_DIFF_WHOLE ? words->circle : measure->category);
            add_limit(text, measure->limit_m, measure->limit_min);
            lci_text_add(text, ": ");
            add_counts(text, words, measure->counts, false);
            add_people(text, words, "+", measure->won);
            add_people(text, words, "+", measure->lost);
            lci_text_add(text, "\n");
        }
    if (!any)
        lci_text_add(text, "%s: %s\n", words->verdicts, measure_count > 0 ? words->same : words->nothing);
}

/* Are there gaps that could not be compared, and none that could? */
static bool
has_left_gaps(const struct lci_diff_job *job)
{
    bool left = job->pass_count == 0;

    for (size_t i = 0; i < job->rest_count; i++)
        left = left || strcmp(job->rests[i].kind, "gaps") == 0 || strcmp(job->rests[i].name, "gaps") == 0;
    return left && job->gaps.counted_count == 0;
}

static void
add_gaps(struct lci_growing_text *text, const struct words *words, const struct lci_diff_job *job)
{
    bool any = false;

    for (size_t i = 0; i < job->gaps.counted_count; i++) {
        const struct lci_diff_gap_count *count = &job->gaps.counts[i];
        size_t groups = 0;

        for (enum lci_diff_change change = LCI_CHANGED_ONLY_OLD; change < LCI_CHANGE_COUNT; change++)
            groups += count->counts[change];
        if (groups == 0)
            continue;
        any = true;
        lci_text_add(text, "%s, %s, %s: ", words->gaps, count->profile, count->category);
        add_counts(text, words, count->counts, true);
        lci_text_add(text, "\n");
    }
    if (!any)
        lci_text_add(text, "%s: %s\n", words->gaps, has_left_gaps(job) ? words->nothing : words->same);
}

static void
add_rests(struct lci_growing_text *text, const struct words *words, const struct lci_diff_job *job)
{
    if (job->rest_count == 0)
        return;
    lci_text_add(text, "%s:\n", words->rests);
    for (size_t i = 0; i < job->rest_count && i < RESTS_SHOWN; i++)
        lci_text_add(text, "  %s %s (%s)\n", job->rests[i].kind, job->rests[i].name,
                     job->rests[i].side == LCI_DIFF_OLD ? words->old_result : words->new_result);
    if (job->rest_count > RESTS_SHOWN)
        lci_text_add(text, "  %s: %zu\n", words->more, job->rest_count - RESTS_SHOWN);
}

void
lci_diff_lines(struct lci_growing_text *text, const struct lci_diff_job *job, const struct lci_diff_facts *facts, bool in_chinese)
{
    const struct words *words = in_chinese ? &chinese : &english;

    lci_text_add(text, "%s: %s\n%s: %s\n", words->old_result, lci_diff_name(job, LCI_DIFF_OLD), words->new_result,
                 lci_diff_name(job, LCI_DIFF_NEW));
    add_entries(text, words, job);
    lci_text_add(text, "%s: ", words->facilities);
    add_counts(text, words, facts->points[LCI_DIFF_FACILITIES], false);
    lci_text_add(text, "\n%s: ", words->gates);
    add_counts(text, words, facts->points[LCI_DIFF_GATES], false);
    lci_text_add(text, "\n%s: ", words->homes);
    if (job->pass_count > 0)
        add_counts(text, words, facts->homes, false);
    else
        lci_text_add(text, "%s", words->nothing);
    lci_text_add(text, "\n%s: ", words->shares);
    add_counts(text, words, job->share_counts, true);
    lci_text_add(text, "\n");
    add_headlines(text, words, job, facts);
    add_units(text, words, job, facts);
    add_indicators(text, words, job);
    add_verdicts(text, words, job);
    add_gaps(text, words, job);
    add_rests(text, words, job);
    if (job->options.output)
        lci_text_add(text, "%s: %s\n", words->written, job->options.output);
    if (job->options.csv_folder)
        lci_text_add(text, "%s: %s\n", words->written, job->options.csv_folder);
}
