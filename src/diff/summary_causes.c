/* summary_causes.c - why results differ, in the summaries: as JSON and as lines for a person. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "diff/cause_parts.h"
#include "diff/summary.h"

enum { MILLION = 1000000, SHARES_SHOWN = 40, OBJECTS_SHOWN = 40 };

/* Of `coverage`, texts first. */
static const char *const share_columns[] = {"profile",  "level",        "unit_code", "unit_name",     "definition",
                                            "category", "category_set", "weight",    "counted_level", "detail",
                                            "k",        "limit_m",      "limit_min"};

enum share_column {
    PROFILE,
    LEVEL,
    UNIT_CODE,
    UNIT_NAME,
    DEFINITION,
    CATEGORY,
    SET,
    WEIGHT,
    K = 10,
    LIMIT_M,
    LIMIT_MIN,
    SHARE_COLUMNS
};

static const char *const home_columns[] = {"home_id"};
static const char *const gap_columns[] = {"gap_id"};

/* The words of one language. */
struct words {
    const char *shares, *unknown, *objects, *not_split, *more, *won, *lost, *gaps, *people, *land, *nothing, *separator;
    const char *causes[LCI_CAUSE_COUNT];
    const char *changes[5];
};

static const char *const change_texts[] = {"added", "removed", "moved", "status", "given"};

static const struct words english = {
    .shares = "why",
    .unknown = "why: not known",
    .objects = "what has changed, and what it has done",
    .not_split = "not known",
    .more = "and more",
    .won = "shares of homes that rose",
    .lost = "that fell",
    .gaps = "gaps opened, closed, changed",
    .people = "people",
    .land = "m2 of land",
    .nothing = "nothing that a run is made from has changed",
    .separator = ", ",
    .causes = {"program", "facilities", "network", "homes", "parameters"},
    .changes = {"added", "removed", "moved", "status", "changed"},
};

static const struct words chinese = {
    .shares = "变化原因",
    .unknown = "变化原因：未知",
    .objects = "有变化的对象及其影响",
    .not_split = "未知",
    .more = "其余略",
    .won = "上升的住宅覆盖率",
    .lost = "下降的",
    .gaps = "新出现、已消除、有变化的缺口",
    .people = "人",
    .land = "平方米用地",
    .nothing = "运行所用的数据和条件没有变化",
    .separator = "、",
    .causes = {"程序", "设施", "路网", "住宅", "参数"},
    .changes = {"新增", "减少", "迁移", "状态改变", "属性改变"},
};

static enum lci_status
open_shares(struct lci_diff_job *job, struct lci_diff_cursors *out, struct lci_error *err)
{
    static const char *const tables[LCI_DIFF_SIDES] = {"coverage", "coverage"};
    static const char *const *const both[LCI_DIFF_SIDES] = {share_columns, share_columns};

    return lci_diff_cursors_open(job, tables, both, SHARE_COLUMNS, out, err);
}

static void
add_text(struct lci_growing_text *json, const char *key, const char *value)
{
    lci_text_add(json, ",");
    lci_text_add_json_text(json, key, value);
}

/* "numerator":{"old":1,"new":2,"difference":1,"parts":{"program":0,...}} */
static void
add_value(struct lci_growing_text *json, const char *name, const struct lci_cause_row *row, enum lci_cause_value value)
{
    const int64_t old = row->values[LCI_DIFF_OLD][value];
    const int64_t new_value = row->values[LCI_DIFF_NEW][value];

    lci_text_add(json, ",\"%s\":{\"old\":%" PRId64 ",\"new\":%" PRId64 ",\"difference\":%" PRId64 ",\"parts\":", name, old,
                 new_value, new_value - old);
    if (!row->is_split) {
        lci_text_add(json, "null}");
        return;
    }
    for (enum lci_diff_cause c = LCI_CAUSE_PROGRAM; c < LCI_CAUSE_COUNT; c++)
        lci_text_add(json, "%s\"%s\":%" PRId64, c > LCI_CAUSE_PROGRAM ? "," : "{", lci_diff_cause_text(c), row->parts[value][c]);
    lci_text_add(json, "}}");
}

static enum lci_status
add_shares(struct lci_growing_text *json, struct lci_diff_job *job, struct lci_error *err)
{
    struct lci_diff_cursors cursors = {.of = {NULL}};
    enum lci_status status = open_shares(job, &cursors, err);

    lci_text_add(json, ",\"shares\":[");
    for (size_t i = 0; i < job->causes.row_count && status == LCI_OK; i++) {
        const struct lci_cause_row *row = &job->causes.rows[i];

        status = lci_diff_seek(&cursors, row->fids, err);
        lci_text_add(json, "%s{", i > 0 ? "," : "");
        for (size_t c = PROFILE; c < K; c++) {
            lci_text_add(json, "%s", c > PROFILE ? "," : "");
            lci_text_add_json_text(json, share_columns[c], lci_diff_text(&cursors, LCI_DIFF_NEW, c));
        }
        for (size_t c = K; c < SHARE_COLUMNS; c++) {
            lci_text_add(json, ",");
            lci_text_add_json_number(json, share_columns[c], lci_diff_real(&cursors, LCI_DIFF_NEW, c));
        }
        lci_text_add(json, ",");
        lci_text_add_json_number(json, "old_limit_m", lci_diff_real(&cursors, LCI_DIFF_OLD, LIMIT_M));
        add_value(json, "numerator", row, LCI_CAUSE_NUMERATOR);
        add_value(json, "denominator", row, LCI_CAUSE_DENOMINATOR);
        lci_text_add(json, "}");
    }
    lci_text_add(json, "]");
    lci_diff_cursors_close(&cursors);
    return status;
}

static void
add_people(struct lci_growing_text *json, const char *key, const double people[LCI_DIFF_WEIGHTS])
{
    lci_text_add(json, ",\"%s\":{", key);
    for (size_t w = 0; w < LCI_DIFF_WEIGHTS; w++) {
        lci_text_add(json, "%s", w > 0 ? "," : "");
        lci_text_add_json_number(json, lci_diff_weights[w], round(people[w] * 1e6) / 1e6);
    }
    lci_text_add(json, "}");
}

/* Gaps that opened, closed and changed, with those that came and went with their homes. */
static void
count_gaps(const struct lci_cause_object *object, size_t counts[3])
{
    const size_t *of = object->gap_counts;

    counts[0] = of[LCI_CHANGED_OPENED] + of[LCI_CHANGED_ADDED];
    counts[1] = of[LCI_CHANGED_CLOSED] + of[LCI_CHANGED_REMOVED];
    counts[2] = of[LCI_CHANGED_PEOPLE] + of[LCI_CHANGED_SPLIT] + of[LCI_CHANGED_MERGED] + of[LCI_CHANGED_REGROUPED];
}

static void
add_objects(struct lci_growing_text *json, const struct lci_diff_job *job)
{
    lci_text_add(json, ",\"objects\":[");
    for (size_t i = 0; i < job->causes.object_count; i++) {
        const struct lci_cause_object *object = &job->causes.objects[i];
        const struct lci_diff_given *given = &object->given;
        size_t gaps[3];

        count_gaps(object, gaps);
        lci_text_add(json, "%s{", i > 0 ? "," : "");
        lci_text_add_json_text(json, "group", lci_diff_cause_text(given->cause));
        add_text(json, "kind", given->kind);
        add_text(json, "id", given->id);
        add_text(json, "name", given->name);
        add_text(json, "of", given->of);
        add_text(json, "change", given->change);
        add_text(json, "fields", given->fields);
        add_text(json, "old_value", given->old_value);
        add_text(json, "new_value", given->new_value);
        lci_text_add(json, ",\"won_count\":%zu,\"lost_count\":%zu", object->won_count, object->lost_count);
        add_people(json, "won_people", object->won);
        add_people(json, "lost_people", object->lost);
        lci_text_add(json, ",\"gaps_opened\":%zu,\"gaps_closed\":%zu,\"gaps_changed\":%zu}", gaps[0], gaps[1], gaps[2]);
    }
    lci_text_add(json, "]");
}

/* "due_to_kind":"street","due_to_id":"w1" */
static void
add_due(struct lci_growing_text *json, const struct lci_diff_job *job, uint32_t object)
{
    const struct lci_diff_given *due = object > 0 ? &job->causes.objects[object - 1].given : NULL;

    add_text(json, "due_to_kind", due ? due->kind : NULL);
    add_text(json, "due_to_id", due ? due->id : NULL);
}

static enum lci_status
add_homes(struct lci_growing_text *json, struct lci_diff_job *job, struct lci_error *err)
{
    static const char *const *const both[LCI_DIFF_SIDES] = {home_columns, home_columns};
    size_t next = 0;
    bool first = true;
    enum lci_status status = LCI_OK;

    lci_text_add(json, ",\"homes\":[");
    for (size_t p = 0; p < job->pass_count && status == LCI_OK; p++) {
        const char *const layers[LCI_DIFF_SIDES] = {job->passes[p].of[LCI_DIFF_OLD]->homes, job->passes[p].of[LCI_DIFF_NEW]->homes};
        struct lci_diff_cursors cursors = {.of = {NULL}};

        status = lci_diff_cursors_open(job, layers, both, 1, &cursors, err);
        for (; next < job->causes.home_count && job->causes.homes[next].pass == p && status == LCI_OK; next++) {
            const struct lci_cause_home *home = &job->causes.homes[next];
            const struct lci_cause_measure *measure = &job->causes.measures[p].items[home->measure];

            status = lci_diff_seek(&cursors, home->fids, err);
            for (enum lci_diff_cause c = LCI_CAUSE_PROGRAM; c < LCI_CAUSE_COUNT && status == LCI_OK; c++) {
                if (home->parts[c] == 0)
                    continue;
                lci_text_add(json, "%s{", first ? "" : ",");
                first = false;
                lci_text_add_json_text(json, "profile", job->passes[p].of[LCI_DIFF_NEW]->id);
                add_text(json, "home_id", lci_diff_text(&cursors, LCI_DIFF_NEW, 0));
                add_text(json, "category", measure->category);
                lci_text_add(json, ",");
                lci_text_add_json_number(json, "limit_m", measure->limit_m[LCI_DIFF_NEW]);
                add_text(json, "group", lci_diff_cause_text(c));
                lci_text_add(json, ",");
                lci_text_add_json_number(json, "covered_ratio_part", (double)home->parts[c] / MILLION);
                add_due(json, job, home->objects[c]);
                lci_text_add(json, "}");
            }
        }
        lci_diff_cursors_close(&cursors);
    }
    lci_text_add(json, "]");
    return status;
}

static enum lci_status
add_gaps(struct lci_growing_text *json, struct lci_diff_job *job, struct lci_error *err)
{
    static const char *const tables[LCI_DIFF_SIDES] = {"gaps", "gaps"};
    static const char *const *const both[LCI_DIFF_SIDES] = {gap_columns, gap_columns};
    struct lci_diff_cursors cursors = {.of = {NULL}};
    bool first = true;
    enum lci_status status = job->gaps.count > 0 ? lci_diff_cursors_open(job, tables, both, 1, &cursors, err) : LCI_OK;

    lci_text_add(json, ",\"gaps\":[");
    for (size_t g = 0; g < job->gaps.count && status == LCI_OK; g++) {
        const struct lci_diff_gap *gap = &job->gaps.items[g];

        if (gap->change == LCI_CHANGED_NOT)
            continue;
        status = lci_diff_seek(&cursors, gap->fids, err);
        lci_text_add(json, "%s{", first ? "" : ",");
        first = false;
        lci_text_add_json_text(json, "profile", job->gaps.counts[gap->of].profile);
        add_text(json, "category", job->gaps.counts[gap->of].category);
        add_text(json, "change", lci_diff_change_text(gap->change));
        add_text(json, "old_gap_id", lci_diff_text(&cursors, LCI_DIFF_OLD, 0));
        add_text(json, "new_gap_id", lci_diff_text(&cursors, LCI_DIFF_NEW, 0));
        add_due(json, job, gap->object);
        lci_text_add(json, "}");
    }
    lci_text_add(json, "]");
    lci_diff_cursors_close(&cursors);
    return status;
}

enum lci_status
lci_diff_causes_json(struct lci_growing_text *json, struct lci_diff_job *job, struct lci_error *err)
{
    const struct lci_diff_replays *replays = job->replays;
    enum lci_status status = LCI_OK;

    if (!replays)
        return LCI_OK;
    lci_text_add(json, ",\"causes\":{\"known\":%s", replays->why_unknown ? "false" : "true");
    add_text(json, "why_unknown", replays->why_unknown);
    if (!replays->why_unknown) {
        lci_text_add(json, ",\"groups\":[%s", replays->program_differs ? "\"program\"" : "");
        for (size_t c = 0; c < replays->count; c++)
            lci_text_add(json, "%s\"%s\"", c > 0 || replays->program_differs ? "," : "", lci_diff_cause_text(replays->causes[c]));
        lci_text_add(json, "]");
        status = add_shares(json, job, err);
        add_objects(json, job);
        if (status == LCI_OK)
            status = add_homes(json, job, err);
        if (status == LCI_OK)
            status = add_gaps(json, job, err);
    }
    lci_text_add(json, "}");
    return status;
}

/* "network -70, facilities +12": causes that have done something. */
static void
add_parts(struct lci_growing_text *text, const struct words *words, const struct lci_cause_row *row, enum lci_cause_value value)
{
    size_t shown = 0;

    for (size_t c = 0; c < LCI_CAUSE_COUNT; c++)
        if (row->parts[value][c] != 0)
            lci_text_add(text, "%s%s %+" PRId64, shown++ > 0 ? words->separator : "", words->causes[c], row->parts[value][c]);
    if (shown == 0)
        lci_text_add(text, "%s", row->is_split ? "0" : words->not_split);
}

/* Shares of people of everything handed in, and of land. */
static bool
is_headline(struct lci_diff_cursors *cursors)
{
    static const char *const shown[] = {"weight", "all_of", "land_network"};
    const char *level = lci_diff_text(cursors, LCI_DIFF_NEW, LEVEL);
    const char *definition = lci_diff_text(cursors, LCI_DIFF_NEW, DEFINITION);

    for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]) && level && definition; i++)
        if (strcmp(level, "all") == 0 && strcmp(definition, shown[i]) == 0)
            return true;
    return false;
}

static void
add_share_line(struct lci_growing_text *text, const struct words *words, const struct lci_cause_row *row,
               struct lci_diff_cursors *cursors)
{
    const double limit_m = lci_diff_real(cursors, LCI_DIFF_NEW, LIMIT_M);
    const char *weight = lci_diff_text(cursors, LCI_DIFF_NEW, WEIGHT);

    lci_text_add(text, "  %s, %s", lci_diff_text(cursors, LCI_DIFF_NEW, PROFILE), lci_diff_text(cursors, LCI_DIFF_NEW, CATEGORY));
    if (isfinite(limit_m))
        lci_text_add(text, ", %.0f m", limit_m);
    lci_text_add(text, ", %s: %" PRId64 " / %" PRId64 " -> %" PRId64 " / %" PRId64 ": ", weight ? weight : words->land,
                 row->values[LCI_DIFF_OLD][LCI_CAUSE_NUMERATOR], row->values[LCI_DIFF_OLD][LCI_CAUSE_DENOMINATOR],
                 row->values[LCI_DIFF_NEW][LCI_CAUSE_NUMERATOR], row->values[LCI_DIFF_NEW][LCI_CAUSE_DENOMINATOR]);
    add_parts(text, words, row, LCI_CAUSE_NUMERATOR);
    if (row->values[LCI_DIFF_OLD][LCI_CAUSE_DENOMINATOR] != row->values[LCI_DIFF_NEW][LCI_CAUSE_DENOMINATOR]) {
        lci_text_add(text, " / ");
        add_parts(text, words, row, LCI_CAUSE_DENOMINATOR);
    }
    lci_text_add(text, "\n");
}

static enum lci_status
add_share_lines(struct lci_growing_text *text, const struct words *words, struct lci_diff_job *job, struct lci_error *err)
{
    struct lci_diff_cursors cursors = {.of = {NULL}};
    size_t shown = 0;
    enum lci_status status = open_shares(job, &cursors, err);

    for (size_t i = 0; i < job->causes.row_count && status == LCI_OK; i++) {
        status = lci_diff_seek(&cursors, job->causes.rows[i].fids, err);
        if (status == LCI_OK && is_headline(&cursors) && shown++ < SHARES_SHOWN)
            add_share_line(text, words, &job->causes.rows[i], &cursors);
    }
    if (shown > SHARES_SHOWN)
        lci_text_add(text, "  %s: %zu\n", words->more, shown - SHARES_SHOWN);
    lci_diff_cursors_close(&cursors);
    return status;
}

static const char *
change_word(const struct words *words, const char *change)
{
    for (size_t i = 0; i < sizeof(change_texts) / sizeof(change_texts[0]); i++)
        if (strcmp(change_texts[i], change) == 0)
            return words->changes[i];
    return change;
}

/* "  network: street w12 removed: 0 shares of homes that rose, 3 that fell (-210 people); ..." */
static void
add_object_line(struct lci_growing_text *text, const struct words *words, const struct lci_cause_object *object)
{
    const struct lci_diff_given *given = &object->given;
    size_t gaps[3];

    count_gaps(object, gaps);
    lci_text_add(text, "  %s: %s %s", words->causes[given->cause], given->kind, given->id ? given->id : "");
    if (given->name && given->name[0] != '\0')
        lci_text_add(text, " %s", given->name);
    lci_text_add(text, " %s", change_word(words, given->change));
    if (given->fields)
        lci_text_add(text, " (%s)", given->fields);
    if (given->old_value || given->new_value)
        lci_text_add(text, " %s -> %s", given->old_value ? given->old_value : "-", given->new_value ? given->new_value : "-");
    if (object->won_count + object->lost_count > 0)
        lci_text_add(text, "; %s %zu (%s %+.0f)%s%s %zu (%s %+.0f)", words->won, object->won_count, words->people, object->won[1],
                     words->separator, words->lost, object->lost_count, words->people, object->lost[1]);
    if (gaps[0] + gaps[1] + gaps[2] > 0)
        lci_text_add(text, "; %s %zu, %zu, %zu", words->gaps, gaps[0], gaps[1], gaps[2]);
    lci_text_add(text, "\n");
}

enum lci_status
lci_diff_causes_lines(struct lci_growing_text *text, struct lci_diff_job *job, bool in_chinese, struct lci_error *err)
{
    const struct words *words = in_chinese ? &chinese : &english;
    const struct lci_diff_replays *replays = job->replays;
    enum lci_status status = LCI_OK;

    if (!replays)
        return LCI_OK;
    if (replays->why_unknown) {
        lci_text_add(text, "%s: %s\n", words->unknown, replays->why_unknown);
        return LCI_OK;
    }
    lci_text_add(text, "%s: ", words->shares);
    if (replays->count == 0 && !replays->program_differs)
        lci_text_add(text, "%s", words->nothing);
    if (replays->program_differs)
        lci_text_add(text, "%s%s", words->causes[LCI_CAUSE_PROGRAM], replays->count > 0 ? words->separator : "");
    for (size_t c = 0; c < replays->count; c++)
        lci_text_add(text, "%s%s", c > 0 ? words->separator : "", words->causes[replays->causes[c]]);
    lci_text_add(text, "\n");
    status = add_share_lines(text, words, job, err);
    if (job->causes.object_count > 0)
        lci_text_add(text, "%s:\n", words->objects);
    for (size_t i = 0; i < job->causes.object_count && i < OBJECTS_SHOWN; i++)
        add_object_line(text, words, &job->causes.objects[i]);
    if (job->causes.object_count > OBJECTS_SHOWN)
        lci_text_add(text, "  %s: %zu\n", words->more, job->causes.object_count - OBJECTS_SHOWN);
    return status;
}
