/* hours_tokens.c - cuts opening hours into days, times and what stands between them. */
#include "base/hours_tokens.h"

#include <string.h>

#include "base/utf8.h"

enum { TEXT_SIZE = 512, WEEKEND = 0x60, WORKING_DAYS = 0x1F, EVERY_DAY = 0x7F };

/* What a word may be beside a token. */
enum { SKIPPED = 100, MORNING, NOON, AFTERNOON, EVENING };

struct word {
    const char *text; /* narrow, lower case */
    int kind;
    uint16_t value;
};

/* The first that fits counts, so longer ones stand before their beginnings. */
static const struct word WORDS[] = {
    {"24/7", LCI_HOURS_ALL_DAY, 0},
    {"24小时制", LCI_HOURS_ALL_DAY, 0},
    {"24小时", LCI_HOURS_ALL_DAY, 0},
    {"24 小时", LCI_HOURS_ALL_DAY, 0},
    {"二十四小时", LCI_HOURS_ALL_DAY, 0},
    {"24 hours", LCI_HOURS_ALL_DAY, 0},
    {"24hours", LCI_HOURS_ALL_DAY, 0},
    {"24hrs", LCI_HOURS_ALL_DAY, 0},
    {"24h", LCI_HOURS_ALL_DAY, 0},
    {"全天候", LCI_HOURS_ALL_DAY, 0},
    {"全天", LCI_HOURS_ALL_DAY, 0},
    {"全日", LCI_HOURS_ALL_DAY, 0},
    {"monday", LCI_HOURS_DAY, 0},
    {"mon", LCI_HOURS_DAY, 0},
    {"mo", LCI_HOURS_DAY, 0},
    {"tuesday", LCI_HOURS_DAY, 1},
    {"tues", LCI_HOURS_DAY, 1},
    {"tue", LCI_HOURS_DAY, 1},
    {"tu", LCI_HOURS_DAY, 1},
    {"wednesday", LCI_HOURS_DAY, 2},
    {"wed", LCI_HOURS_DAY, 2},
    {"we", LCI_HOURS_DAY, 2},
    {"thursday", LCI_HOURS_DAY, 3},
    {"thurs", LCI_HOURS_DAY, 3},
    {"thur", LCI_HOURS_DAY, 3},
    {"thu", LCI_HOURS_DAY, 3},
    {"th", LCI_HOURS_DAY, 3},
    {"friday", LCI_HOURS_DAY, 4},
    {"fri", LCI_HOURS_DAY, 4},
    {"fr", LCI_HOURS_DAY, 4},
    {"saturday", LCI_HOURS_DAY, 5},
    {"sat", LCI_HOURS_DAY, 5},
    {"sa", LCI_HOURS_DAY, 5},
    {"sunday", LCI_HOURS_DAY, 6},
    {"sun", LCI_HOURS_DAY, 6},
    {"su", LCI_HOURS_DAY, 6},
    {"weekdays", LCI_HOURS_WORKING_DAYS, WORKING_DAYS},
    {"weekends", LCI_HOURS_DAYS, WEEKEND},
    {"weekend", LCI_HOURS_DAYS, WEEKEND},
    {"everyday", LCI_HOURS_DAYS, EVERY_DAY},
    {"every day", LCI_HOURS_DAYS, EVERY_DAY},
    {"daily", LCI_HOURS_DAYS, EVERY_DAY},
    {"工作日", LCI_HOURS_WORKING_DAYS, WORKING_DAYS},
    {"双休日", LCI_HOURS_DAYS, WEEKEND},
    {"周末", LCI_HOURS_DAYS, WEEKEND},
    {"每天", LCI_HOURS_DAYS, EVERY_DAY},
    {"每日", LCI_HOURS_DAYS, EVERY_DAY},
    {"天天", LCI_HOURS_DAYS, EVERY_DAY},
    {"全周", LCI_HOURS_DAYS, EVERY_DAY},
    {"全年无休", LCI_HOURS_DAYS, EVERY_DAY},
    {"年中无休", LCI_HOURS_DAYS, EVERY_DAY},
    {"public holidays", LCI_HOURS_HOLIDAY, 0},
    {"holidays", LCI_HOURS_HOLIDAY, 0},
    {"holiday", LCI_HOURS_HOLIDAY, 0},
    {"ph", LCI_HOURS_HOLIDAY, 0},
    {"sh", LCI_HOURS_HOLIDAY, 0},
    {"国家法定节假日", LCI_HOURS_HOLIDAY, 0},
    {"法定节假日", LCI_HOURS_HOLIDAY, 0},
    {"法定假日", LCI_HOURS_HOLIDAY, 0},
    {"国定假日", LCI_HOURS_HOLIDAY, 0},
    {"公众假期", LCI_HOURS_HOLIDAY, 0},
    {"节假日", LCI_HOURS_HOLIDAY, 0},
    {"节日", LCI_HOURS_HOLIDAY, 0},
    {"假日", LCI_HOURS_HOLIDAY, 0},
    {"除外", LCI_HOURS_EXCEPT, 0},
    {"不含", LCI_HOURS_EXCEPT, 0},
    {"不包括", LCI_HOURS_EXCEPT, 0},
    {"except", LCI_HOURS_EXCEPT, 0},
    {"closed", LCI_HOURS_CLOSED, 0},
    {"off", LCI_HOURS_CLOSED, 0},
    {"不对外开放", LCI_HOURS_CLOSED, 0},
    {"不开放", LCI_HOURS_CLOSED, 0},
    {"不营业", LCI_HOURS_CLOSED, 0},
    {"不服务", LCI_HOURS_CLOSED, 0},
    {"休息", LCI_HOURS_CLOSED, 0},
    {"休馆", LCI_HOURS_CLOSED, 0},
    {"闭馆", LCI_HOURS_CLOSED, 0},
    {"闭园", LCI_HOURS_CLOSED, 0},
    {"关闭", LCI_HOURS_CLOSED, 0},
    {"关门", LCI_HOURS_CLOSED, 0},
    {"停业", LCI_HOURS_CLOSED, 0},
    {"次日", LCI_HOURS_NEXT_DAY, 0},
    {"翌日", LCI_HOURS_NEXT_DAY, 0},
    {"隔日", LCI_HOURS_NEXT_DAY, 0},
    {"第二天", LCI_HOURS_NEXT_DAY, 0},
    {"-", LCI_HOURS_TO, 0},
    {"~", LCI_HOURS_TO, 0},
    {"‐", LCI_HOURS_TO, 0},
    {"‑", LCI_HOURS_TO, 0},
    {"–", LCI_HOURS_TO, 0},
    {"—", LCI_HOURS_TO, 0},
    {"―", LCI_HOURS_TO, 0},
    {"−", LCI_HOURS_TO, 0},
    {"〜", LCI_HOURS_TO, 0},
    {"至", LCI_HOURS_TO, 0},
    {"到", LCI_HOURS_TO, 0},
    {"to", LCI_HOURS_TO, 0},
    {",", LCI_HOURS_COMMA, 0},
    {"、", LCI_HOURS_COMMA, 0},
    {"&", LCI_HOURS_COMMA, 0},
    {"/", LCI_HOURS_COMMA, 0},
    {"及", LCI_HOURS_COMMA, 0},
    {"和", LCI_HOURS_COMMA, 0},
    {"and", LCI_HOURS_COMMA, 0},
    {";", LCI_HOURS_RULE, 0},
    {"。", LCI_HOURS_RULE, 0},
    {"\n", LCI_HOURS_RULE, 0},
    {"(", LCI_HOURS_OPENING_BRACKET, 0},
    {"[", LCI_HOURS_OPENING_BRACKET, 0},
    {")", LCI_HOURS_CLOSING_BRACKET, 0},
    {"]", LCI_HOURS_CLOSING_BRACKET, 0},
    {"上午", MORNING, 0},
    {"早上", MORNING, 0},
    {"早晨", MORNING, 0},
    {"清晨", MORNING, 0},
    {"凌晨", MORNING, 0},
    {"早", MORNING, 0},
    {"中午", NOON, 0},
    {"下午", AFTERNOON, 0},
    {"傍晚", AFTERNOON, 0},
    {"晚上", EVENING, 0},
    {"夜间", EVENING, 0},
    {"夜里", EVENING, 0},
    {"晚", EVENING, 0},
    {"对外开放时间", SKIPPED, 0},
    {"营业时间", SKIPPED, 0},
    {"开放时间", SKIPPED, 0},
    {"服务时间", SKIPPED, 0},
    {"办公时间", SKIPPED, 0},
    {"工作时间", SKIPPED, 0},
    {"接待时间", SKIPPED, 0},
    {"对外开放", SKIPPED, 0},
    {"时间", SKIPPED, 0},
    {"营业", SKIPPED, 0},
    {"开放", SKIPPED, 0},
    {"服务", SKIPPED, 0},
    {"办公", SKIPPED, 0},
    {"open", SKIPPED, 0},
    {":", SKIPPED, 0},
    {"\r", SKIPPED, 0},
    {"\t", SKIPPED, 0},
    {" ", SKIPPED, 0},
};

/* What is being cut. */
struct lexer {
    const char *at;
    struct lci_hours_token *tokens;
    size_t count;
    int said;           /* MORNING to EVENING: stands before the next time; 0: nothing does */
    bool names_days;    /* a Chinese day came last, or the sign that joins another to it: 周一至五 */
};

static bool
is_letter(char byte)
{
    return byte >= 'a' && byte <= 'z';
}

static bool
is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Moves on behind the text if it stands there; a word of letters must end there. */
static bool
take(const char **at, const char *text)
{
    const size_t length = strlen(text);

    if (strncmp(*at, text, length) != 0 || (is_letter(text[length - 1]) && is_letter((*at)[length])))
        return false;
    *at += length;
    return true;
}

static bool
add(struct lexer *lexer, enum lci_hours_token_kind kind, unsigned value, enum lci_hours_half half)
{
    if (lexer->count == LCI_HOURS_TOKENS)
        return false;
    lexer->tokens[lexer->count++] = (struct lci_hours_token){kind, (uint16_t)value, half};
    return true;
}

/* 一 to 日, or 1 to 7 where digits may stand: 0 to 6; -1: none of them. */
static int
take_day_number(const char **at, bool digits)
{
    static const char *const NUMBERS[] = {"一", "二", "三", "四", "五", "六", "日", "天"};

    for (int i = 0; i < 8; i++)
        if (take(at, NUMBERS[i]))
            return i > 6 ? 6 : i; /* 天 is another 日 */
    if (digits && **at >= '1' && **at <= '7' && !is_digit((*at)[1]))
        return *(*at)++ - '1';
    return -1;
}

/* A Chinese day: *day is -1 where there is none. */
static void
take_day(struct lexer *lexer, int *day)
{
    static const char *const BEFORE[] = {"星期", "礼拜", "周"};
    const char *at = lexer->at;

    *day = -1;
    for (size_t i = 0; i < sizeof(BEFORE) / sizeof(BEFORE[0]) && *day < 0; i++) {
        at = lexer->at;
        if (take(&at, BEFORE[i]))
            *day = take_day_number(&at, true);
    }
    if (*day < 0 && lexer->names_days) {
        at = lexer->at;
        *day = take_day_number(&at, false);
    }
    if (*day >= 0)
        lexer->at = at;
}

/* One or two digits; -1: there are none, or more. */
static int
take_number(const char **at)
{
    int value = 0;
    size_t digits = 0;

    while (is_digit(**at)) {
        if (++digits > 2)
            return -1;
        value = 10 * value + *(*at)++ - '0';
    }
    return digits > 0 ? value : -1;
}

/* What stands between hours and minutes, and the minutes: ":30", ".30", "点", "点半", "时30分". False: nothing that fits. */
static bool
take_minutes(const char **at, int *minutes)
{
    static const char *const CLOCKS[] = {"点钟", "点整", "点", "时整", "时"};

    *minutes = 0;
    if (**at == ':' || **at == '.') {
        if (!is_digit((*at)[1]) || !is_digit((*at)[2]))
            return false;
        ++*at;
        *minutes = take_number(at);
        if (strncmp(*at, ":00", 3) == 0)
            *at += 3;
        return *minutes >= 0 && *minutes < 60;
    }
    for (size_t i = 0; i < sizeof(CLOCKS) / sizeof(CLOCKS[0]); i++) {
        if (!take(at, CLOCKS[i]))
            continue;
        if (take(at, "半"))
            *minutes = 30;
        else if (is_digit(**at))
            *minutes = take_number(at);
        else
            return true;
        (void)take(at, "分");
        return *minutes >= 0 && *minutes < 60;
    }
    return false;
}

/* Hours as said: 下午5点 is 17:00, 12 am is 0:00, 晚上12点 is 24:00. -1: what is said makes no sense. */
static int
hours_by(int said, int hours)
{
    switch (said) {
    case MORNING:
        return hours < 12 ? hours : -1;
    case NOON:
        return hours < 10 ? hours + 12 : hours;
    case AFTERNOON:
        return hours < 12 ? hours + 12 : hours;
    case EVENING:
        return hours <= 12 ? hours + 12 : hours;
    default:
        return hours;
    }
}

/* "am" and "pm" stand behind. */
static void
take_suffix(struct lexer *lexer, int *hours)
{
    const char *at = lexer->at;
    bool before_noon = false;

    while (*at == ' ')
        at++;
    before_noon = take(&at, "am") || take(&at, "a.m.");
    if (!before_noon && !take(&at, "pm") && !take(&at, "p.m."))
        return;
    lexer->at = at;
    lexer->said = before_noon ? MORNING : AFTERNOON;
    if (before_noon && *hours == 12)
        *hours = 0;
}

/* A time. Hours alone are none, unless am or pm stands behind: 9-5 may mean anything. */
static bool
take_time(struct lexer *lexer)
{
    int hours = take_number(&lexer->at);
    int minutes = 0;
    const bool has_minutes = take_minutes(&lexer->at, &minutes);
    enum lci_hours_half half = LCI_HOURS_PLAIN;

    if (hours < 0 || (!has_minutes && minutes != 0))
        return false;
    take_suffix(lexer, &hours);
    if (!has_minutes && lexer->said == 0)
        return false;
    if (lexer->said == MORNING)
        half = LCI_HOURS_MORNING;
    else if (lexer->said != 0)
        half = LCI_HOURS_AFTERNOON;
    hours = hours_by(lexer->said, hours);
    lexer->said = 0;
    if (hours < 0 || hours > 30)
        return false;
    return add(lexer, LCI_HOURS_TIME, (unsigned)(60 * hours + minutes), half);
}

static bool
take_word(struct lexer *lexer)
{
    for (size_t i = 0; i < sizeof(WORDS) / sizeof(WORDS[0]); i++) {
        const struct word *word = &WORDS[i];

        if (!take(&lexer->at, word->text))
            continue;
        if (word->kind == SKIPPED)
            return true;
        lexer->names_days =
            lexer->names_days && (word->kind == LCI_HOURS_TO || word->kind == LCI_HOURS_COMMA);
        if (lexer->said != 0)
            return false;
        if (word->kind > SKIPPED) {
            lexer->said = word->kind;
            return true;
        }
        return add(lexer, (enum lci_hours_token_kind)word->kind, word->value, LCI_HOURS_PLAIN);
    }
    return false;
}

bool
lci_hours_tokens(const char *text, struct lci_hours_token tokens[LCI_HOURS_TOKENS], size_t *count)
{
    char plain[TEXT_SIZE];
    struct lexer lexer = {.at = plain, .tokens = tokens};

    *count = 0;
    if (!lci_utf8_fold(text, false, plain, sizeof(plain)))
        return false;
    while (*lexer.at) {
        int day = -1;

        if (take_word(&lexer))
            continue;
        take_day(&lexer, &day);
        lexer.names_days = day >= 0;
        if (day >= 0 ? lexer.said != 0 || !add(&lexer, LCI_HOURS_DAY, (unsigned)day, LCI_HOURS_PLAIN)
                     : !is_digit(*lexer.at) || !take_time(&lexer))
            return false;
    }
    *count = lexer.count;
    return lexer.said == 0;
}
