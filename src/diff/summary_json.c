/* summary_json.c - the summary for programs: one object, whose members are always there. */
#include <math.h>

#include "diff/summary.h"

/* The kinds of change of each list, in the order of its members; LCI_CHANGE_COUNT ends it. */
static const enum lci_diff_change of_points[] = {LCI_CHANGED_ADDED,  LCI_CHANGED_REMOVED, LCI_CHANGED_MOVED,
                                                 LCI_CHANGED_STATUS, LCI_CHANGED_GIVEN,   LCI_CHANGE_COUNT};
static const enum lci_diff_change of_homes[] = {LCI_CHANGED_ADDED, LCI_CHANGED_REMOVED, LCI_CHANGED_GIVEN, LCI_CHANGE_COUNT};
static const enum lci_diff_change of_shares[] = {LCI_CHANGED_NOT,        LCI_CHANGED_HIGHER,   LCI_CHANGED_LOWER,
                                                 LCI_CHANGED_SAME_RATIO, LCI_CHANGED_NO_RATIO, LCI_CHANGED_ONLY_OLD,
                                                 LCI_CHANGED_ONLY_NEW,   LCI_CHANGE_COUNT};
static const enum lci_diff_change of_indicators[] = {LCI_CHANGED_NOT,      LCI_CHANGED_BETTER, LCI_CHANGED_WORSE,
                                                     LCI_CHANGED_HIGHER,   LCI_CHANGED_LOWER,  LCI_CHANGED_SAME_VALUE,
                                                     LCI_CHANGED_NO_VALUE, LCI_CHANGE_COUNT};
static const enum lci_diff_change of_units[] = {LCI_CHANGED_WORSE, LCI_CHANGED_BETTER, LCI_CHANGED_MIXED, LCI_CHANGE_COUNT};
static const enum lci_diff_change of_verdicts[] = {LCI_CHANGED_WON,     LCI_CHANGED_LOST,    LCI_CHANGED_BETTER,
                                                   LCI_CHANGED_WORSE,   LCI_CHANGED_VERDICT, LCI_CHANGED_LONGER,
                                                   LCI_CHANGED_SHORTER, LCI_CHANGED_NOT,     LCI_CHANGE_COUNT};
static const enum lci_diff_change of_gaps[] = {LCI_CHANGED_OPENED, LCI_CHANGED_CLOSED,    LCI_CHANGED_PEOPLE, LCI_CHANGED_SPLIT,
                                               LCI_CHANGED_MERGED, LCI_CHANGED_REGROUPED, LCI_CHANGED_ADDED,  LCI_CHANGED_REMOVED,
                                               LCI_CHANGED_NOT,    LCI_CHANGE_COUNT};

/* A further member, rounded as in tables. */
static void
add_number(struct lci_growing_text *json, const char *key, double value)
{
    lci_text_add(json, ",");
    lci_text_add_json_number(json, key, round(value * 1e6) / 1e6);
}

/* "won":1,"lost":0, ... */
static void
add_counts(struct lci_growing_text *json, const size_t counts[LCI_CHANGE_COUNT], const enum lci_diff_change *changes)
{
    for (size_t i = 0; changes[i] < LCI_CHANGE_COUNT; i++)
        lci_text_add(json, "%s\"%s\":%zu", i > 0 ? "," : "", lci_diff_change_text(changes[i]), counts[changes[i]]);
}

static void
add_results(struct lci_growing_text *json, const struct lci_diff_job *job)
{
    static const char *const keys[LCI_DIFF_SIDES] = {"old", "new"};

    for (size_t side = 0; side < LCI_DIFF_SIDES; side++) {
        lci_text_add(json, "%s\"%s\":{", side > 0 ? "," : "", keys[side]);
        lci_text_add_json_text(json, "path", lci_diff_name(job, (enum lci_diff_side)side));
        lci_text_add(json, ",");
        lci_text_add_json_text(json, "version", lci_result_value(&job->results[side], "version"));
        lci_text_add(json, "}");
    }
}

static void
add_entries(struct lci_growing_text *json, const struct lci_diff_job *job)
{
    lci_text_add(json, "\"run\":[");
    for (size_t i = 0; i < job->entries.count; i++) {
        const struct lci_result_entry *old = lci_diff_entry(job, &job->entries.items[i], LCI_DIFF_OLD);
        const struct lci_result_entry *new_entry = lci_diff_entry(job, &job->entries.items[i], LCI_DIFF_NEW);

        lci_text_add(json, "%s{", i > 0 ? "," : "");
        lci_text_add_json_text(json, "key", new_entry ? new_entry->key : old->key);
        lci_text_add(json, ",");
        lci_text_add_json_text(json, "old_value", old ? old->value : NULL);
        lci_text_add(json, ",");
        lci_text_add_json_text(json, "new_value", new_entry ? new_entry->value : NULL);
        lci_text_add(json, "}");
    }
    lci_text_add(json, "]");
}

static void
add_headlines(struct lci_growing_text *json, const struct lci_diff_job *job, const struct lci_diff_facts *facts)
{
    lci_text_add(json, ",\"all\":[");
    for (size_t i = 0; i < job->headlines.count; i++) {
        const struct lci_diff_headline *line = &facts->headlines[i];

        lci_text_add(json, "%s{", i > 0 ? "," : "");
        lci_text_add_json_text(json, "profile", line->profile);
        lci_text_add(json, ",");
        lci_text_add_json_text(json, "definition", line->definition);
        lci_text_add(json, ",");
        lci_text_add_json_text(json, "category", line->category);
        lci_text_add(json, ",");
        lci_text_add_json_text(json, "weight", line->weight);
        add_number(json, "limit_m", line->limit_m);
        add_number(json, "limit_min", line->limit_min);
        lci_text_add(json, ",");
        lci_text_add_json_text(json, "change", lci_diff_change_text(line->change));
        add_number(json, "old_numerator", line->numerator[LCI_DIFF_OLD]);
        add_number(json, "new_numerator", line->numerator[LCI_DIFF_NEW]);
        add_number(json, "old_denominator", line->denominator[LCI_DIFF_OLD]);
        add_number(json, "new_denominator", line->denominator[LCI_DIFF_NEW]);
        lci_text_add(json, "}");
    }
    lci_text_add(json, "]");
}

static void
add_units(struct lci_growing_text *json, const struct lci_diff_job *job, const struct lci_diff_facts *facts)
{
    const char *const *texts = job->numbering.texts;

    lci_text_add(json, "\"units\":{\"levels\":[");
    for (size_t i = 0; i < facts->level_count; i++) {
        const struct lci_diff_level *level = &facts->levels[i];

        lci_text_add(json, "%s{", i > 0 ? "," : "");
        lci_text_add_json_text(json, "profile", texts[level->profile]);
        lci_text_add(json, ",");
        lci_text_add_json_text(json, "level", texts[level->level]);
        lci_text_add(json, ",\"compared\":%zu,", level->compared_count);
        add_counts(json, level->counts, of_units);
        lci_text_add(json, "}");
    }
    lci_text_add(json, "],\"changed\":[");
    for (size_t i = 0; i < job->changed_units.count; i++) {
        const struct lci_diff_unit *unit = &job->units.items[job->changed_units.items[i].what];

        lci_text_add(json, "%s{", i > 0 ? "," : "");
        lci_text_add_json_text(json, "profile", texts[unit->profile]);
        lci_text_add(json, ",");
        lci_text_add_json_text(json, "level", texts[unit->level]);
        lci_text_add(json, ",");
        lci_text_add_json_text(json, "unit_code", texts[unit->code]);
        lci_text_add(json, ",");
        lci_text_add_json_text(json, "unit_name", texts[unit->name]);
        lci_text_add(json, ",");
        lci_text_add_json_text(json, "change", lci_diff_change_text(job->changed_units.items[i].change));
        lci_text_add(json, ",\"worse_count\":%zu,\"better_count\":%zu}", (size_t)unit->lower_count, (size_t)unit->higher_count);
    }
    lci_text_add(json, "]}");
}

static void
add_people(struct lci_growing_text *json, const char *key, const double people[LCI_DIFF_WEIGHTS])
{
    lci_text_add(json, ",\"%s\":{", key);
    for (size_t w = 0; w < LCI_DIFF_WEIGHTS; w++) {
        lci_text_add(json, "%s\"%s\":", w > 0 ? "," : "", lci_diff_weights[w]);
        lci_text_add_number(json, round(people[w] * 1e6) / 1e6);
    }
    lci_text_add(json, "}");
}

static void
add_homes(struct lci_growing_text *json, const struct lci_diff_job *job, const struct lci_diff_facts *facts)
{
    bool first = true;

    lci_text_add(json, "\"homes\":{");
    add_counts(json, facts->homes, of_homes);
    lci_text_add(json, ",\"verdicts\":[");
    for (size_t p = 0; p < job->pass_count; p++)
        for (size_t m = 0; m < job->home_passes[p].measure_count; m++) {
            const struct lci_diff_measure *measure = &job->home_passes[p].measures[m];

            lci_text_add(json, "%s{", first ? "" : ",");
            first = false;
            lci_text_add_json_text(json, "profile", job->passes[p].of[LCI_DIFF_NEW]->id);
            lci_text_add(json, ",");
            lci_text_add_json_text(json, "category", measure->category);
            add_number(json, "limit_m", measure->limit_m);
            add_number(json, "limit_min", measure->limit_min);
            lci_text_add(json, ",");
            add_counts(json, measure->counts, of_verdicts);
            add_people(json, "won_people", measure->won);
            add_people(json, "lost_people", measure->lost);
            lci_text_add(json, "}");
        }
    lci_text_add(json, "]}");
}

static void
add_gaps(struct lci_growing_text *json, const struct lci_diff_job *job)
{
    lci_text_add(json, "\"gaps\":[");
    for (size_t i = 0; i < job->gaps.counted_count; i++) {
        const struct lci_diff_gap_count *count = &job->gaps.counts[i];

        lci_text_add(json, "%s{", i > 0 ? "," : "");
        lci_text_add_json_text(json, "profile", count->profile);
        lci_text_add(json, ",");
        lci_text_add_json_text(json, "category", count->category);
        lci_text_add(json, ",");
        add_counts(json, count->counts, of_gaps);
        add_number(json, "opened_population", count->population[LCI_CHANGED_OPENED]);
        add_number(json, "closed_population", count->population[LCI_CHANGED_CLOSED]);
        lci_text_add(json, "}");
    }
    lci_text_add(json, "]");
}

static void
add_rests(struct lci_growing_text *json, const struct lci_diff_job *job)
{
    lci_text_add(json, "\"not_compared\":[");
    for (size_t i = 0; i < job->rest_count; i++) {
        const struct lci_diff_rest *rest = &job->rests[i];

        lci_text_add(json, "%s{", i > 0 ? "," : "");
        lci_text_add_json_text(json, "kind", rest->kind);
        lci_text_add(json, ",");
        lci_text_add_json_text(json, "name", rest->name);
        lci_text_add(json, ",");
        lci_text_add_json_text(json, "found_in", rest->side == LCI_DIFF_OLD ? "old" : "new");
        add_number(json, "row_count", (double)rest->row_count);
        lci_text_add(json, "}");
    }
    lci_text_add(json, "]");
}

void
lci_diff_json(struct lci_growing_text *json, const struct lci_diff_job *job, const struct lci_diff_facts *facts)
{
    lci_text_add(json, "{");
    add_results(json, job);
    lci_text_add(json, ",");
    add_entries(json, job);
    lci_text_add(json, ",\"facilities\":{");
    add_counts(json, facts->points[LCI_DIFF_FACILITIES], of_points);
    lci_text_add(json, "},\"gates\":{");
    add_counts(json, facts->points[LCI_DIFF_GATES], of_points);
    lci_text_add(json, "},\"coverage\":{");
    add_counts(json, job->share_counts, of_shares);
    add_headlines(json, job, facts);
    lci_text_add(json, "},");
    add_units(json, job, facts);
    lci_text_add(json, ",");
    lci_text_add(json, "\"indicators\":{");
    add_counts(json, job->indicator_counts, of_indicators);
    lci_text_add(json, "},");
    add_homes(json, job, facts);
    lci_text_add(json, ",");
    add_gaps(json, job);
    lci_text_add(json, ",");
    add_rests(json, job);
    lci_text_add(json, ",\"output\":{");
    lci_text_add_json_text(json, "path", job->options.output);
    lci_text_add(json, ",");
    lci_text_add_json_text(json, "csv", job->options.csv_folder);
    lci_text_add(json, "}");
}
