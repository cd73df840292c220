/* alarms.c - whether somebody has to look at the figures of a night before they are published. */
#include "night/alarms.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/log.h"
#include "io/number_text.h"

enum { SHOWN_A_RULE = 5, TEXT_SIZE = 640, VALUE_SIZE = LCI_NUMBER_TEXT_SIZE + 16 };

/* Ratios are stored to 6 decimals: a rise from 0.6 to 0.65 is one of 0.05, whatever binary fractions make of it. */
static const double SAME = 1e-9;
static const double SAME_MIN = 1e-3;

/* How it goes with one rule. */
struct verdict {
    size_t fit_count, alarm_count;
};

struct judging {
    struct lci_night *night;
    struct verdict *verdicts; /* one an alarm of the configuration */
    char first[TEXT_SIZE];    /* the first alarm of all */
};

static bool
is_text(const char *wanted, const char *text)
{
    return !wanted || (text && strcmp(wanted, text) == 0);
}

static bool
fits(const struct lci_alarm *rule, const struct lci_history_change *change)
{
    const struct lci_history_figure *figure = change->figure;
    const bool of_indicator = strcmp(figure->definition, "indicator") == 0;

    if (rule->indicator && (!of_indicator || !is_text(rule->indicator, figure->category)))
        return false;
    if (rule->category && (figure->category_set || !is_text(rule->category, figure->category)))
        return false;
    if (rule->set && !is_text(rule->set, figure->category_set))
        return false;
    if (!rule->indicator && !is_text(rule->definition, figure->definition))
        return false;
    if (!isnan(rule->limit_min) && !(fabs(figure->limit_min - rule->limit_min) < SAME_MIN))
        return false;
    return is_text(rule->weight, figure->weight) && is_text(rule->profile, figure->profile) && is_text(rule->level,
            change->unit->level) &&
           (is_text(rule->unit, change->unit->code) || is_text(rule->unit, change->unit->name));
}

/* Whether too few are behind a figure for it to be judged, in both nights: where many were, few are no reason to be silent. */
static bool
is_small(const struct lci_alarm *rule, const struct lci_history_change *change)
{
    const double now = change->now ? change->now->denominator : NAN;
    const double before = change->published ? change->published->denominator : NAN;

    return rule->denominator_min > 0.0 && !(now >= rule->denominator_min) && !(before >= rule->denominator_min);
}

/* "0.583", "n/a", or that there is none. */
static void
write_value(const struct lci_history_value *value, char text[VALUE_SIZE])
{
    if (!value)
        (void)snprintf(text, VALUE_SIZE, "none");
    else if (isnan(value->value))
        (void)snprintf(text, VALUE_SIZE, "n/a");
    else
        lci_number_to_text(value->value, text);
}

/* "coverage by weight of elderly_centre (elders, 15 min, adult), subdistrict 310115 X" */
static void
name_figure(const struct lci_history_change *change, char *text, size_t size)
{
    const struct lci_history_figure *figure = change->figure;
    char limit[LCI_NUMBER_TEXT_SIZE] = "";

    if (!isnan(figure->limit_min))
        lci_number_to_text(figure->limit_min, limit);
    (void)snprintf(text, size, "%s %.80s (%.40s%s%.40s%s%s%s), %.40s %.60s%s%.80s", figure->definition,
                   figure->category_set ? figure->category_set : figure->category ? figure->category : "",
                   figure->profile ? figure->profile : "", figure->weight ? ", " : "", figure->weight ? figure->weight : "",
                   limit[0] ? ", " : "", limit, limit[0] ? " min" : "", change->unit->level, change->unit->code,
                   change->unit->name[0] ? " " : "", change->unit->name);
}

static void
raise_alarm(struct judging *judging, size_t index, const char *text)
{
    struct lci_night *night = judging->night;
    struct verdict *verdict = &judging->verdicts[index];

    verdict->alarm_count++;
    if (night->alarm_count++ == 0)
        (void)snprintf(judging->first, sizeof(judging->first), "nights.alarms[%zu]: %.560s", index + 1, text);
    if (verdict->alarm_count <= SHOWN_A_RULE)
        lci_log(night->context, night->options->accept ? LCI_LOG_WARNING : LCI_LOG_ERROR, "alarm: nights.alarms[%zu]: %s",
                index + 1, text);
}

/* What is wrong with a figure by one rule; false: nothing. */
static bool
judge_value(const struct lci_alarm *rule, const struct lci_history_change *change, char *text, size_t size)
{
    const double now = change->now ? change->now->value : NAN;
    const double before = change->published ? change->published->value : NAN;
    char limit[LCI_NUMBER_TEXT_SIZE];

    if (now < rule->below - SAME) {
        lci_number_to_text(rule->below, limit);
        (void)snprintf(text, size, "below %s", limit);
    } else if (now > rule->above + SAME) {
        lci_number_to_text(rule->above, limit);
        (void)snprintf(text, size, "above %s", limit);
    } else if (!isnan(rule->jump) && !isnan(before) && isnan(now)) {
        (void)snprintf(text, size, "gone");
    } else if (fabs(now - before) > rule->jump + SAME) {
        lci_number_to_text(rule->jump, limit);
        (void)snprintf(text, size, "more than %s away", limit);
    } else {
        return false;
    }
    return true;
}

static enum lci_status
judge_change(void *user, const struct lci_history_change *change, struct lci_error *err)
{
    struct judging *judging = user;
    const struct lci_nights *asked = &judging->night->config->nights;

    (void)err;
    for (size_t i = 0; i < asked->alarm_count; i++) {
        char figure[TEXT_SIZE];
        char now[VALUE_SIZE];
        char before[VALUE_SIZE];
        char why[64];
        char text[TEXT_SIZE];

        if (asked->alarms[i].removed != LCI_REMOVED_NOTHING || !fits(&asked->alarms[i], change))
            continue;
        judging->verdicts[i].fit_count++;
        if (is_small(&asked->alarms[i], change) || !judge_value(&asked->alarms[i], change, why, sizeof(why)))
            continue;
        name_figure(change, figure, sizeof(figure));
        write_value(change->now, now);
        write_value(change->published, before);
        (void)snprintf(text, sizeof(text), "%.400s: %s; now %s, published %s", figure, why, now, before);
        raise_alarm(judging, i, text);
    }
    return LCI_OK;
}

static enum lci_status
judge_things(struct judging *judging, const struct lci_night_things *things, struct lci_error *err)
{
    struct lci_night *night = judging->night;
    const struct lci_nights *asked = &night->config->nights;
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < asked->alarm_count && status == LCI_OK; i++) {
        const struct lci_alarm *rule = &asked->alarms[i];
        const char *kind = lci_night_kind_text(rule->removed);
        struct lci_objects before = {0};
        char limit[LCI_NUMBER_TEXT_SIZE];
        char text[TEXT_SIZE];
        bool found = false;
        size_t gone = 0;

        if (rule->removed == LCI_REMOVED_NOTHING || night->known == 0)
            continue;
        status = lci_objects_get(night->state, night->known, kind, &night->arena, &before, &found, err);
        if (status != LCI_OK || !found)
            continue;
        gone = lci_objects_count_gone(&before, &things->kinds[rule->removed]);
        if (!((double)gone > rule->above * (double)before.count + SAME))
            continue;
        lci_number_to_text(rule->above, limit);
        (void)snprintf(text, sizeof(text), "%zu of the %zu %s of the published night %" PRIu64 " are gone: a share above %s", gone,
                       before.count, kind, night->known, limit);
        raise_alarm(judging, i, text);
    }
    return status;
}

/* Rules that compare have nothing to compare with where the state was lost: that is no reason to be silent. */
static enum lci_status
judge_state(struct judging *judging, struct lci_error *err)
{
    struct lci_night *night = judging->night;
    const struct lci_nights *asked = &night->config->nights;
    struct lci_night_record record = {0};
    bool found = false;
    const enum lci_status status = lci_nights_get(night->state, night->known, &night->arena, &record, &found, err);

    if (status != LCI_OK || found || night->current == 0)
        return status;
    for (size_t i = 0; i < asked->alarm_count; i++)
        if (asked->alarms[i].removed != LCI_REMOVED_NOTHING || !isnan(asked->alarms[i].jump))
            raise_alarm(judging, i, "the state knows nothing of the published night, so there is nothing to compare with");
    return LCI_OK;
}

/* A rule that looks at nothing would be silent for ever. */
static void
judge_rules(struct judging *judging)
{
    const struct lci_nights *asked = &judging->night->config->nights;

    for (size_t i = 0; i < asked->alarm_count; i++) {
        const struct verdict *verdict = &judging->verdicts[i];

        if (asked->alarms[i].removed == LCI_REMOVED_NOTHING && verdict->fit_count == 0)
            raise_alarm(judging, i, "no figure of this night or the published one fits this rule");
        if (verdict->alarm_count > SHOWN_A_RULE)
            lci_log(judging->night->context, judging->night->options->accept ? LCI_LOG_WARNING : LCI_LOG_ERROR,
                    "alarm: nights.alarms[%zu]: and %zu more", i + 1, verdict->alarm_count - SHOWN_A_RULE);
    }
}

enum lci_status
lci_night_judge(struct lci_night *night, struct lci_history *history, const struct lci_night_things *things, struct lci_error *err)
{
    struct judging judging = {.night = night};
    enum lci_status status = LCI_OK;

    judging.verdicts = lci_arena_alloc(&night->arena, night->config->nights.alarm_count + 1, sizeof(*judging.verdicts));
    if (!judging.verdicts)
        return lci_fail_nomem(err, "night");
    status = lci_history_compare(history, night->known, lci_night_oldest(night), judge_change, &judging, err);
    if (status == LCI_OK)
        status = judge_things(&judging, things, err);
    if (status == LCI_OK)
        status = judge_state(&judging, err);
    if (status != LCI_OK)
        return status;
    judge_rules(&judging);
    if (night->alarm_count == 0 || night->options->accept)
        return LCI_OK;
    return lci_fail(err, LCI_E_ALARM, "alarm: %s (%zu %s in all); nothing was published, --accept publishes all the same",
                    judging.first, night->alarm_count, night->alarm_count == 1 ? "alarm" : "alarms");
}
