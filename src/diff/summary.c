/* summary.c - gathers what the summaries say. */
#include "diff/summary.h"

#include <string.h>

static const char *const columns[] = {"profile", "definition", "category",  "weight",
                                      "limit_m", "limit_min",  "numerator", "denominator"};

enum column { PROFILE, DEFINITION, CATEGORY, WEIGHT, LIMIT_M, LIMIT_MIN, NUMERATOR, DENOMINATOR, COLUMN_COUNT };

static bool
keep_text(struct lci_diff_job *job, struct lci_diff_cursors *cursors, enum column column, const char **out)
{
    const char *text = lci_diff_text(cursors, LCI_DIFF_NEW, column);

    *out = text ? lci_arena_text(&job->arena, text, strlen(text)) : NULL;
    return !text || *out;
}

static enum lci_status
read_headlines(struct lci_diff_job *job, struct lci_diff_facts *facts, struct lci_error *err)
{
    static const char *const tables[LCI_DIFF_SIDES] = {"coverage", "coverage"};
    static const char *const *const both[LCI_DIFF_SIDES] = {columns, columns};
    struct lci_diff_cursors cursors = {.of = {NULL}};
    enum lci_status status = lci_diff_cursors_open(job, tables, both, COLUMN_COUNT, &cursors, err);

    facts->headlines = lci_arena_alloc(&job->arena, job->headlines.count + 1, sizeof(*facts->headlines));
    if (status == LCI_OK && !facts->headlines)
        status = lci_fail_nomem(err, "summary");
    for (size_t i = 0; i < job->headlines.count && status == LCI_OK; i++) {
        struct lci_diff_headline *line = &facts->headlines[i];

        status = lci_diff_seek(&cursors, job->headlines.items[i].fids, err);
        if (status != LCI_OK)
            break;
        if (!keep_text(job, &cursors, PROFILE, &line->profile) || !keep_text(job, &cursors, DEFINITION, &line->definition) ||
            !keep_text(job, &cursors, CATEGORY, &line->category) || !keep_text(job, &cursors, WEIGHT, &line->weight))
            status = lci_fail_nomem(err, "summary");
        line->limit_m = lci_diff_real(&cursors, LCI_DIFF_NEW, LIMIT_M);
        line->limit_min = lci_diff_real(&cursors, LCI_DIFF_NEW, LIMIT_MIN);
        for (enum lci_diff_side side = LCI_DIFF_OLD; side < LCI_DIFF_SIDES; side++) {
            line->numerator[side] = lci_diff_real(&cursors, side, NUMERATOR);
            line->denominator[side] = lci_diff_real(&cursors, side, DENOMINATOR);
        }
        line->change = job->headlines.items[i].change;
    }
    lci_diff_cursors_close(&cursors);
    return status;
}

static struct lci_diff_level *
level_of(struct lci_diff_facts *facts, const struct lci_diff_unit *unit)
{
    struct lci_diff_level *level = facts->levels;

    while (level < facts->levels + facts->level_count && (level->profile != unit->profile || level->level != unit->level))
        level++;
    if (level == facts->levels + facts->level_count) {
        *level = (struct lci_diff_level){.profile = unit->profile, .level = unit->level};
        facts->level_count++;
    }
    return level;
}

static enum lci_status
count_units(struct lci_diff_job *job, struct lci_diff_facts *facts, struct lci_error *err)
{
    facts->levels = lci_arena_alloc(&job->arena, job->units.count + 1, sizeof(*facts->levels));
    if (!facts->levels)
        return lci_fail_nomem(err, "summary");
    for (size_t i = 0; i < job->units.count; i++)
        if (job->units.items[i].is_compared)
            level_of(facts, &job->units.items[i])->compared_count++;
    for (size_t i = 0; i < job->changed_units.count; i++)
        level_of(facts, &job->units.items[job->changed_units.items[i].what])->counts[job->changed_units.items[i].change]++;
    return LCI_OK;
}

const char *
lci_diff_name(const struct lci_diff_job *job, enum lci_diff_side side)
{
    const char *name = job->replays ? job->replays->names[side] : NULL;

    return name ? name : job->results[side].path;
}

enum lci_status
lci_diff_summarize(struct lci_diff_job *job, struct lci_diff_summary *out, struct lci_error *err)
{
    struct lci_diff_facts facts = {.headlines = NULL};
    struct lci_growing_text json = {0};
    struct lci_growing_text text = {0};
    struct lci_growing_text text_zh = {0};
    enum lci_status status = read_headlines(job, &facts, err);

    if (status == LCI_OK)
        status = count_units(job, &facts, err);
    if (status != LCI_OK)
        return status;
    for (size_t kind = 0; kind < LCI_DIFF_POINT_KINDS; kind++)
        for (size_t i = 0; i < job->points[kind].count; i++)
            facts.points[kind][job->points[kind].items[i].change]++;
    for (size_t i = 0; i < job->homes.count; i++)
        if (job->homes.items[i].what == LCI_DIFF_WHOLE)
            facts.homes[job->homes.items[i].change]++;
    lci_diff_json(&json, job, &facts);
    status = lci_diff_causes_json(&json, job, err);
    lci_text_add(&json, "}");
    lci_diff_lines(&text, job, &facts, false);
    if (status == LCI_OK)
        status = lci_diff_causes_lines(&text, job, false, err);
    lci_diff_lines(&text_zh, job, &facts, true);
    if (status == LCI_OK)
        status = lci_diff_causes_lines(&text_zh, job, true, err);
    *out = (struct lci_diff_summary){.json = json.bytes, .text = text.bytes, .text_zh = text_zh.bytes};
    if (status == LCI_OK && (json.failed || text.failed || text_zh.failed))
        status = lci_fail_nomem(err, "summary");
    if (status != LCI_OK)
        lci_diff_summary_fini(out);
    return status;
}
