/* opening_hours.c - from the words of opening hours to the spans of a week. */
#include "base/opening_hours.h"

#include <stddef.h>
#include <string.h>

#include "base/hours_tokens.h"

enum { EVERY_DAY = 0x7F, RULES = 24, RULE_SPANS = 8, LONG_NIGHT_MIN = 16 * 60, HALF_DAY_MIN = 720 };

/* What is said about some days. */
struct rule {
    unsigned days; /* a bit a day; 0: none is named */
    bool is_inherited; /* the days are those of the rule before, in brackets */
    bool is_closed;
    bool has_holiday;
    bool adds; /* to what earlier rules say of its days, instead of replacing it */
    struct lci_hours_span spans[RULE_SPANS];
    size_t span_count;
    size_t before_comma; /* spans that stand before the last comma */
};

struct parser {
    struct lci_hours_token tokens[LCI_HOURS_TOKENS];
    size_t count, at;
    struct rule rules[RULES];
    size_t rule_count;
    struct rule rule; /* in hand */
    bool in_brackets; /* behind days that still wait for their times */
    struct lci_opening_hours *out;
};

static bool
is_at(const struct parser *parser, enum lci_hours_token_kind kind)
{
    return parser->at < parser->count && parser->tokens[parser->at].kind == kind;
}

static bool
take(struct parser *parser, enum lci_hours_token_kind kind)
{
    if (!is_at(parser, kind))
        return false;
    parser->at++;
    return true;
}

static bool
says_something(const struct rule *rule)
{
    return rule->span_count > 0 || rule->is_closed;
}

/* Ends the rule in hand. False: it says nothing about its days, or there are too many. */
static bool
end_rule(struct parser *parser, bool next_adds)
{
    const struct rule rule = parser->rule;

    parser->rule = (struct rule){.adds = next_adds};
    if (rule.has_holiday)
        parser->out->leaves_holidays_out = true;
    if (rule.has_holiday && (rule.days == 0 || rule.is_inherited))
        return true;
    if (!says_something(&rule))
        return rule.days == 0 || rule.is_inherited;
    if (parser->rule_count == RULES)
        return false;
    parser->rules[parser->rule_count++] = rule;
    return true;
}

/* A rule that speaks of days again is another one. */
static bool
begin_days(struct parser *parser)
{
    if (parser->in_brackets)
        return false; /* "每天(周三休息)9:00-17:00": of which days are the times? */
    if (says_something(&parser->rule))
        return end_rule(parser, true);
    if (parser->rule.is_inherited)
        parser->rule = (struct rule){.adds = true};
    return true;
}

/* A day, or from day to day, also over Sunday. */
static bool
take_days(struct parser *parser)
{
    const struct lci_hours_token first = parser->tokens[parser->at++];
    unsigned last = first.value;

    if (!begin_days(parser))
        return false;
    if (first.kind != LCI_HOURS_DAY) {
        parser->rule.days |= first.value;
        parser->out->takes_working_days |= first.kind == LCI_HOURS_WORKING_DAYS;
        return true;
    }
    if (take(parser, LCI_HOURS_TO)) {
        while (take(parser, LCI_HOURS_TO))
            continue; /* a dash is often written twice */
        if (!is_at(parser, LCI_HOURS_DAY))
            return false;
        last = parser->tokens[parser->at++].value;
    }
    for (unsigned day = first.value;; day = (day + 1) % LCI_WEEK_DAYS) {
        parser->rule.days |= 1U << day;
        if (day == last)
            return true;
    }
}

/* "节假日除外" says of the days before it nothing that is used here. */
static bool
take_holiday(struct parser *parser)
{
    parser->at++;
    if (take(parser, LCI_HOURS_EXCEPT)) {
        parser->out->leaves_holidays_out = true;
        return true;
    }
    if (says_something(&parser->rule) && !end_rule(parser, true))
        return false;
    if (parser->rule.days != 0 && !parser->rule.is_inherited && parser->tokens[parser->at - 2].kind != LCI_HOURS_COMMA)
        return false; /* "周一至周五 节假日休息 8:30-17:00" */
    parser->rule.has_holiday = true;
    return true;
}

static bool
take_except(struct parser *parser)
{
    parser->at++;
    if (take(parser, LCI_HOURS_HOLIDAY)) {
        parser->out->leaves_holidays_out = true;
        return true;
    }
    if (parser->rule.days == 0 || parser->rule.is_inherited || says_something(&parser->rule) || is_at(parser, LCI_HOURS_DAY) ||
        is_at(parser, LCI_HOURS_DAYS) || is_at(parser, LCI_HOURS_WORKING_DAYS))
        return false;
    parser->rule.is_closed = true;
    return true;
}

/* "8:30-17:00,11:30-13:00休息": the last span is a break in one of those before it. */
static bool
take_break(struct parser *parser)
{
    struct rule rule = parser->rule;
    const struct lci_hours_span last = rule.spans[rule.span_count - 1];
    bool holds = false;

    for (size_t i = 0; i + 1 < rule.span_count; i++)
        holds |= rule.spans[i].begin_min <= last.begin_min && rule.spans[i].end_min >= last.end_min;
    if (!holds || rule.before_comma + 1 != rule.span_count)
        return false;
    parser->rule.span_count--;
    if (!end_rule(parser, true))
        return false;
    parser->rule = (struct rule){
        .days = rule.days, .is_closed = true, .adds = true, .spans = {last}, .span_count = 1, .is_inherited = rule.is_inherited};
    return true;
}

static bool
take_closed(struct parser *parser)
{
    struct rule *rule = &parser->rule;

    parser->at++;
    if (parser->in_brackets || rule->is_closed || (rule->span_count > 0 && rule->before_comma == rule->span_count))
        return false;
    if (rule->span_count > 1)
        return take_break(parser);
    rule->is_closed = true;
    return true;
}

/* When a span ends that begins at `begin`, as a time from midnight of that day; 0: it makes no sense. */
static unsigned
end_of_span(const struct lci_hours_token *begin, const struct lci_hours_token *end, bool next_day)
{
    unsigned end_min = end->value;

    if (next_day)
        return end_min <= LCI_DAY_MIN ? end_min + LCI_DAY_MIN : 0;
    if (end_min > begin->value)
        return end_min;
    /* "下午1:30-5:00": what is said of the first counts for both. */
    if (begin->half == LCI_HOURS_AFTERNOON && end->half == LCI_HOURS_PLAIN && end_min + HALF_DAY_MIN > begin->value &&
        end_min < HALF_DAY_MIN)
        return end_min + HALF_DAY_MIN;
    if (begin->half == LCI_HOURS_MORNING && end->half == LCI_HOURS_PLAIN)
        return 0; /* "上午9点-5点" */
    return end_min + LCI_DAY_MIN;
}

/* What is closed by name is said; the times are of other days. "休息 11:30-13:00" may be either. */
static bool
leave_closed(struct parser *parser)
{
    if (!parser->rule.is_closed)
        return true;
    return parser->rule.days != 0 && end_rule(parser, true);
}

static bool
take_span(struct parser *parser)
{
    struct rule *rule = &parser->rule;
    const struct lci_hours_token *begin = &parser->tokens[parser->at++];
    struct lci_hours_span span = {.begin_min = begin->value};
    bool next_day = false;

    if (!leave_closed(parser))
        return false;
    if (!take(parser, LCI_HOURS_TO))
        return false;
    while (take(parser, LCI_HOURS_TO))
        continue;
    next_day = take(parser, LCI_HOURS_NEXT_DAY);
    if (!is_at(parser, LCI_HOURS_TIME) || begin->value >= LCI_DAY_MIN || rule->span_count == RULE_SPANS)
        return false;
    span.end_min = (uint16_t)end_of_span(begin, &parser->tokens[parser->at++], next_day);
    if (span.end_min == 0)
        return false;
    if (span.end_min > LCI_DAY_MIN && span.end_min - span.begin_min > LONG_NIGHT_MIN && span.end_min - span.begin_min < LCI_DAY_MIN)
        parser->out->has_long_night = true;
    rule->spans[rule->span_count++] = span;
    return true;
}

static bool
take_all_day(struct parser *parser)
{
    struct rule *rule = &parser->rule;

    parser->at++;
    if (!leave_closed(parser))
        return false;
    if (rule->span_count == RULE_SPANS)
        return false;
    rule->spans[rule->span_count++] = (struct lci_hours_span){0, LCI_DAY_MIN};
    return true;
}

/* What stands in brackets behind times is a rule about the same days. */
static bool
take_bracket(struct parser *parser)
{
    const unsigned days = parser->rule.days;
    const bool opens = parser->tokens[parser->at++].kind == LCI_HOURS_OPENING_BRACKET;

    parser->in_brackets = opens && days != 0 && !says_something(&parser->rule);
    if (!says_something(&parser->rule) && !(parser->rule.is_inherited && !opens))
        return true; /* "(周一至周五) 8:30-17:00" */
    if (!end_rule(parser, true))
        return false;
    if (opens) {
        parser->rule.days = days;
        parser->rule.is_inherited = true;
    }
    return true;
}

static bool
take_next(struct parser *parser)
{
    switch (parser->tokens[parser->at].kind) {
    case LCI_HOURS_DAY:
    case LCI_HOURS_DAYS:
    case LCI_HOURS_WORKING_DAYS:
        return take_days(parser);
    case LCI_HOURS_HOLIDAY:
        return take_holiday(parser);
    case LCI_HOURS_EXCEPT:
        return take_except(parser);
    case LCI_HOURS_TIME:
        return take_span(parser);
    case LCI_HOURS_ALL_DAY:
        return take_all_day(parser);
    case LCI_HOURS_CLOSED:
        return take_closed(parser);
    case LCI_HOURS_COMMA:
        parser->at++;
        parser->rule.before_comma = parser->rule.span_count;
        return true;
    case LCI_HOURS_RULE:
        parser->at++;
        return end_rule(parser, false);
    case LCI_HOURS_OPENING_BRACKET:
    case LCI_HOURS_CLOSING_BRACKET:
        return take_bracket(parser);
    case LCI_HOURS_TO:
    case LCI_HOURS_NEXT_DAY:
        break;
    }
    return false; /* not where it belongs */
}

/* Takes a span out of those of a day. False: too many are left. */
static bool
cut_span(struct lci_opening_hours *hours, unsigned day, struct lci_hours_span cut)
{
    struct lci_hours_span left[2 * LCI_HOURS_SPANS];
    size_t count = 0;

    for (size_t i = 0; i < hours->span_count[day]; i++) {
        const struct lci_hours_span span = hours->spans[day][i];

        if (span.begin_min < cut.begin_min)
            left[count++] = (struct lci_hours_span){span.begin_min, span.end_min < cut.begin_min ? span.end_min : cut.begin_min};
        if (span.end_min > cut.end_min)
            left[count++] = (struct lci_hours_span){span.begin_min > cut.end_min ? span.begin_min : cut.end_min, span.end_min};
    }
    if (count > LCI_HOURS_SPANS)
        return false;
    memcpy(hours->spans[day], left, count * sizeof(left[0]));
    hours->span_count[day] = (uint8_t)count;
    return true;
}

static bool
apply_to_day(const struct rule *rule, unsigned day, struct lci_opening_hours *hours)
{
    if (rule->is_closed && rule->span_count == 0)
        hours->span_count[day] = 0;
    for (size_t i = 0; rule->is_closed && i < rule->span_count; i++)
        if (!cut_span(hours, day, rule->spans[i]))
            return false;
    if (rule->is_closed)
        return true;
    if (!rule->adds)
        hours->span_count[day] = 0;
    if (hours->span_count[day] + rule->span_count > LCI_HOURS_SPANS)
        return false;
    memcpy(&hours->spans[day][hours->span_count[day]], rule->spans, rule->span_count * sizeof(rule->spans[0]));
    hours->span_count[day] = (uint8_t)(hours->span_count[day] + rule->span_count);
    return true;
}

/* The rules in the order they stand in. */
static bool
apply_rules(const struct parser *parser)
{
    unsigned closed_by_name = 0;
    bool opens = false;

    for (size_t i = 0; i < parser->rule_count; i++) {
        const struct rule *rule = &parser->rules[i];
        const unsigned days = rule->days != 0 ? rule->days : EVERY_DAY & ~closed_by_name;
        unsigned cut_days = 0;

        for (unsigned day = 0; day < LCI_WEEK_DAYS; day++)
            if (days & 1U << day) {
                cut_days += parser->out->span_count[day] > 0;
                if (!apply_to_day(rule, day, parser->out))
                    return false;
            }
        if (rule->is_closed && rule->span_count > 0 && cut_days == 0)
            return false; /* "22:00-6:00休息" alone: open at other times? */
        if (rule->is_closed && rule->span_count == 0)
            closed_by_name |= rule->days;
        else if (!rule->is_closed)
            closed_by_name &= ~rule->days;
        opens = opens || !rule->is_closed;
    }
    if (!opens && closed_by_name != 0 && closed_by_name != EVERY_DAY)
        return false; /* "周一闭馆" alone: open at which times of the other days? */
    return parser->rule_count > 0;
}

static bool
is_no_value(const char *text)
{
    static const char *const WORDS[] = {"", "-", "--", "—", "——", "/", "无", "暂无", "不详", "未知", "null", "NULL", "n/a", "N/A"};

    for (size_t i = 0; i < sizeof(WORDS) / sizeof(WORDS[0]); i++)
        if (strcmp(text, WORDS[i]) == 0)
            return true;
    return false;
}

enum lci_hours_kind
lci_opening_hours_read(const char *text, struct lci_opening_hours *out)
{
    struct lci_opening_hours hours = {0};
    struct parser parser = {.out = &hours};

    if (!text || is_no_value(text))
        return LCI_HOURS_NONE;
    if (!lci_hours_tokens(text, parser.tokens, &parser.count))
        return LCI_HOURS_BAD;
    while (parser.at < parser.count)
        if (!take_next(&parser))
            return LCI_HOURS_BAD;
    if (!end_rule(&parser, false) || !apply_rules(&parser))
        return LCI_HOURS_BAD;
    *out = hours;
    return LCI_HOURS_OK;
}

bool
lci_opening_hours_hold(const struct lci_opening_hours *hours, unsigned day, unsigned minute)
{
    const unsigned before = (day + LCI_WEEK_DAYS - 1) % LCI_WEEK_DAYS;

    for (size_t i = 0; i < hours->span_count[day]; i++)
        if (minute >= hours->spans[day][i].begin_min && minute < hours->spans[day][i].end_min)
            return true;
    for (size_t i = 0; i < hours->span_count[before]; i++)
        if (minute + LCI_DAY_MIN >= hours->spans[before][i].begin_min && minute + LCI_DAY_MIN < hours->spans[before][i].end_min)
            return true; /* begun the day before */
    return false;
}

bool
lci_week_time_read(const char *text, unsigned *day, unsigned *minute)
{
    struct lci_hours_token tokens[LCI_HOURS_TOKENS];
    size_t count = 0;

    if (!lci_hours_tokens(text, tokens, &count) || count != 2 || tokens[0].kind != LCI_HOURS_DAY ||
        tokens[1].kind != LCI_HOURS_TIME || tokens[1].value >= LCI_DAY_MIN)
        return false;
    *day = tokens[0].value;
    *minute = tokens[1].value;
    return true;
}
