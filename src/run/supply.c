/* supply.c - which facilities count in this run, and within which limit: by their status, their hours and their size. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/attributes.h"
#include "base/opening_hours.h"
#include "io/text.h"
#include "run/job.h"

enum { WORD_SIZE = 160 };

static const char *const state_texts[] = {
    [LCI_FACILITY_COUNTS] = "counts",
    [LCI_FACILITY_PLANNED] = "planned",
    [LCI_FACILITY_CLOSED] = "closed",
    [LCI_FACILITY_STATUS_UNKNOWN] = "status_unknown",
    [LCI_FACILITY_CLOSED_NOW] = "closed_now",
    [LCI_FACILITY_HOURS_UNKNOWN] = "hours_unknown",
    [LCI_FACILITY_BELOW_LIMITS] = "below_limits",
    [LCI_FACILITY_LIMIT_UNKNOWN] = "limit_unknown",
};

const char *
lci_facility_state_text(enum lci_facility_state state)
{
    return state_texts[state];
}

/* One remark about a facility and one of its attributes. */
static enum lci_status
remark(struct lci_job *job, const struct lci_facility *facility, const char *field, enum lci_severity severity, const char *code,
       const char *const words[2], struct lci_error *err)
{
    const struct lci_quality_row row = {
        .severity = severity,
        .stage = "read",
        .code = code,
        .source = facility->origin.source,
        .layer = "facilities",
        .layer_name = facility->origin.layer_name,
        .feature_id = facility->id,
        .field = field,
        .found = words[0],
        .done = words[1],
        .has_place = true,
        .x_m = facility->x_m,
        .y_m = facility->y_m,
    };

    return lci_job_remark(job, &row, err);
}

/* The status that a word means; LCI_STATUS_COUNT: none. */
static enum lci_facility_status
status_of(const struct lci_supply *supply, const char *text)
{
    char folded[WORD_SIZE];
    char word[WORD_SIZE];

    lci_text_fold(text, folded, sizeof(folded));
    for (int status = 0; status < LCI_STATUS_COUNT; status++)
        for (size_t i = 0; i < supply->status_values[status].count; i++) {
            lci_text_fold(supply->status_values[status].items[i], word, sizeof(word));
            if (strcmp(word, folded) == 0)
                return (enum lci_facility_status)status;
        }
    return LCI_STATUS_COUNT;
}

/* What the status or the hours of a row say of whether its facility counts. */
static enum lci_attribute_verdict
judge_text(const void *user, const char *name, const char *text)
{
    const struct lci_supply *supply = user;
    struct lci_opening_hours hours;
    bool counts = false;

    if (strcmp(name, "status") == 0) {
        const enum lci_facility_status status = status_of(supply, text);

        counts = status != LCI_STATUS_COUNT && supply->counts_status[status];
    } else if (strcmp(name, "hours") == 0 && supply->at) {
        counts = lci_opening_hours_read(text, &hours) == LCI_HOURS_OK
                     ? lci_opening_hours_hold(&hours, supply->at_day, supply->at_minute) : supply->unknown_hours_are_open;
    } else {
        return LCI_ATTRIBUTE_SAYS_NOTHING;
    }
    return counts ? LCI_ATTRIBUTE_FOR : LCI_ATTRIBUTE_AGAINST;
}

static enum lci_status
check_facilities(struct lci_job *job, struct lci_error *err)
{
    const struct lci_attribute_judge judge = {judge_text, &job->config->supply};
    enum lci_status status = LCI_OK;

    job->facilities.judge = &judge;
    status = lci_facilities_check(&job->facilities, job->category_count, &job->metric, &job->quality, err);
    job->facilities.judge = NULL;
    return status;
}

/* A facility without a status is open: registers note what is out of the ordinary. */
static enum lci_status
judge_status(struct lci_job *job, struct lci_facility *facility, const char *text, struct lci_error *err)
{
    static const enum lci_facility_state states[] = {
        [LCI_STATUS_OPEN] = LCI_FACILITY_CLOSED, /* where open ones are left out */
        [LCI_STATUS_PLANNED] = LCI_FACILITY_PLANNED,
        [LCI_STATUS_CLOSED] = LCI_FACILITY_CLOSED,
        [LCI_STATUS_COUNT] = LCI_FACILITY_STATUS_UNKNOWN,
    };
    const struct lci_supply *supply = &job->config->supply;
    const enum lci_facility_status status = text ? status_of(supply, text) : LCI_STATUS_OPEN;
    const char *const unknown[] = {text, "not counted: no status_values have this word"};
    const char *const left_out[] = {text ? text : "no status", "not counted: count_status leaves it out"};

    if (status != LCI_STATUS_COUNT && supply->counts_status[status])
        return LCI_OK;
    facility->state = states[status];
    if (status == LCI_STATUS_COUNT)
        return remark(job, facility, "status", LCI_SEVERITY_ERROR, "status_unknown", unknown, err);
    return remark(job, facility, "status", LCI_SEVERITY_NOTE, "facility_not_counted", left_out, err);
}

/* What had to be assumed about hours that were understood. */
static enum lci_status
report_assumptions(struct lci_job *job, const struct lci_facility *facility, const char *text,
                   const struct lci_opening_hours *hours, struct lci_error *err)
{
    const char *const holidays[] = {text, "what it says of holidays is left out: days are days of the week"};
    const char *const working_days[] = {text, "working days are taken as Monday to Friday"};
    const char *const night[] = {text, "taken as it stands: open over night; or is the time of closing in the afternoon?"};
    enum lci_status status = LCI_OK;

    if (hours->leaves_holidays_out)
        status = remark(job, facility, "hours", LCI_SEVERITY_NOTE, "holidays_left_out", holidays, err);
    if (status == LCI_OK && hours->takes_working_days)
        status = remark(job, facility, "hours", LCI_SEVERITY_NOTE, "working_days_assumed", working_days, err);
    if (status == LCI_OK && hours->has_long_night)
        status = remark(job, facility, "hours", LCI_SEVERITY_WARNING, "hours_doubtful", night, err);
    return status;
}

/* Hours are read, and reported where they cannot be, whether a time is asked about or not. */
static enum lci_status
judge_hours(struct lci_job *job, struct lci_facility *facility, const char *text, struct lci_error *err)
{
    const struct lci_supply *supply = &job->config->supply;
    struct lci_opening_hours hours;
    const enum lci_hours_kind kind = lci_opening_hours_read(text, &hours);
    const char *const words[] = {text ? text : "no opening hours", !supply->at                      ? "kept as text"
                                                                   : supply->unknown_hours_are_open ? "counts as open"
                                                                                                    : "counts as closed"};

    if (kind == LCI_HOURS_OK) {
        if (supply->at && !lci_opening_hours_hold(&hours, supply->at_day, supply->at_minute))
            facility->state = LCI_FACILITY_CLOSED_NOW;
        return report_assumptions(job, facility, text, &hours, err);
    }
    if (supply->at && !supply->unknown_hours_are_open)
        facility->state = LCI_FACILITY_HOURS_UNKNOWN;
    if (kind == LCI_HOURS_BAD)
        return remark(job, facility, "hours", LCI_SEVERITY_WARNING, "hours_not_readable", words, err);
    return supply->at ? remark(job, facility, "hours", LCI_SEVERITY_WARNING, "hours_unknown", words, err) : LCI_OK;
}

/*
 * What a facility falls short of the largest limit of its category, by the step it is on; all of it where it is on none. Those that
 * do not count keep the state that says why: a gap asks what they would reach if they did.
 */
static enum lci_status
judge_limit(struct lci_job *job, size_t index, struct lci_error *err)
{
    struct lci_facility *facility = &job->facilities.items[index];
    const struct lci_category *category = &job->config->categories[job->categories[facility->category].configured];
    const char *name = category->limits_attribute;
    const char *text = lci_facility_attribute(&job->facilities, index, name);
    const char *const unknown[] = {text ? text : "no value", "not counted: its limit goes by this"};
    const char *const below[] = {text, "not counted: below every step of limits_by"};
    double value = 0.0;
    double limit_m = 0.0;
    const enum lci_status status = lci_facility_number(&job->facilities, index, name, &job->quality, &value, err);

    if (status != LCI_OK)
        return status;
    facility->short_mm = (uint32_t)lround(category->limits_m[0] * 1000.0);
    if (isnan(value)) {
        if (facility->state != LCI_FACILITY_COUNTS)
            return LCI_OK;
        facility->state = LCI_FACILITY_LIMIT_UNKNOWN;
        return remark(job, facility, name, LCI_SEVERITY_ERROR, "limit_unknown", unknown, err);
    }
    for (size_t i = 0; i < category->step_count && value >= category->steps[i].at_least; i++)
        limit_m = category->steps[i].limit_m;
    if (limit_m <= 0.0) {
        if (facility->state != LCI_FACILITY_COUNTS)
            return LCI_OK;
        facility->state = LCI_FACILITY_BELOW_LIMITS;
        return remark(job, facility, name, LCI_SEVERITY_NOTE, "facility_not_counted", below, err);
    }
    facility->short_mm = (uint32_t)lround((category->limits_m[0] - limit_m) * 1000.0);
    return LCI_OK;
}

/* A category that has facilities, but none that counts. */
static enum lci_status
report_idle_categories(struct lci_job *job, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t c = 0; c < job->category_count && status == LCI_OK; c++) {
        const uint32_t idle = job->idle.category_first[c + 1] - job->idle.category_first[c];
        char found[96];
        const struct lci_quality_row row = {
            .severity = LCI_SEVERITY_WARNING,
            .stage = "read",
            .code = "category_without_facility",
            .layer = "facilities",
            .field = "category",
            .found = found,
            .done = "nothing is covered by this category",
        };

        if (idle == 0 || job->facilities.category_first[c + 1] > job->facilities.category_first[c])
            continue;
        (void)snprintf(found, sizeof(found), "%.60s: none of its %u counts", job->categories[c].id, idle);
        status = lci_job_remark(job, &row, err);
    }
    return status;
}

/* `at` with hours of gates alone: nothing says when facilities are open. */
static enum lci_status
report_no_hours(struct lci_job *job, struct lci_error *err)
{
    const struct lci_quality_row row = {
        .severity = LCI_SEVERITY_WARNING,
        .stage = "read",
        .code = "hours_unknown",
        .layer = "facilities",
        .field = "hours",
        .found = "no source has the attribute",
        .done = "all facilities count as open at any time; the time decides which gates are",
    };

    return lci_job_remark(job, &row, err);
}

enum lci_status
lci_job_supply(struct lci_job *job, struct lci_error *err)
{
    struct lci_facilities *all = &job->facilities;
    const uint32_t status_index = lci_attribute_index(all->attribute_names, all->attribute_count, "status");
    const uint32_t hours_index = lci_attribute_index(all->attribute_names, all->attribute_count, "hours");
    enum lci_status status = check_facilities(job, err);

    if (job->config->supply.at && hours_index == LCI_NONE)
        status = report_no_hours(job, err);
    for (size_t i = 0; i < all->count && status == LCI_OK; i++) {
        struct lci_facility *facility = &all->items[i];

        if (status_index != LCI_NONE)
            status = judge_status(job, facility, facility->attributes[status_index], err);
        if (status == LCI_OK && hours_index != LCI_NONE && facility->state == LCI_FACILITY_COUNTS)
            status = judge_hours(job, facility, facility->attributes[hours_index], err);
        if (status == LCI_OK && job->limits[facility->category].by_facility)
            status = judge_limit(job, i, err);
    }
    if (status == LCI_OK)
        status = lci_facilities_split(all, &job->idle, err);
    return status == LCI_OK ? report_idle_categories(job, err) : status;
}
