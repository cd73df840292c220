/* opening_hours.h - when something is open, from what people write: OSM's opening_hours, and the usual Chinese forms. */
#ifndef LCI_BASE_OPENING_HOURS_H
#define LCI_BASE_OPENING_HOURS_H

#include <stdbool.h>
#include <stdint.h>

enum { LCI_WEEK_DAYS = 7, LCI_DAY_MIN = 1440, LCI_HOURS_SPANS = 12 };

/** From begin_min, inclusive, to end_min, exclusive, in minutes from the begin of its day; what is beyond LCI_DAY_MIN lies on
 * the next day. */
struct lci_hours_span {
    uint16_t begin_min, end_min;
};

/** A week that repeats, Monday first. */
struct lci_opening_hours {
    struct lci_hours_span spans[LCI_WEEK_DAYS][LCI_HOURS_SPANS];
    uint8_t span_count[LCI_WEEK_DAYS];
    bool leaves_holidays_out;   /* what it says about holidays is not used: a run knows weekdays only */
    bool takes_working_days;    /* 工作日 is taken as Monday to Friday */
    bool has_long_night;        /* open over midnight for more than 16 hours: perhaps 9:00-5:00 means 17:00 */
};

enum lci_hours_kind {
    LCI_HOURS_OK,
    LCI_HOURS_NONE, /* empty, or a word for it: "-", "无", "不详" */
    LCI_HOURS_BAD   /* not understood as a whole: nothing is known */
};

/**
 * Reads opening hours from valid UTF-8. `out` is set for LCI_HOURS_OK only.
 *
 * Of OSM's opening_hours: days (Mo, Mo-Fr, Fr-Mo, Mo,We), times (08:00-12:00,13:00-17:00, over midnight too), 24/7, off, rules
 * parted by ";" (a later one replaces the days it names) or by "," (it adds to them); PH and SH are left out. English names of
 * days, am and pm. Chinese: 24小时, 全天, 周一至周五, 星期六、日, 工作日, 周末, 每天, 8:30-17:00, 8点半至17点, 上午, 下午, 晚上, 次日, 周一闭馆,
 * 节假日除外; full-width characters. A span that ends when it begins is a whole day. Where a day of the week is closed by name, a
 * rule that names no day does not open it. Anything else (months, weeks, dates, sunrise, comments) is LCI_HOURS_BAD.
 * Threads: any. Source: wiki.openstreetmap.org/wiki/Key:opening_hours/specification.
 */
enum lci_hours_kind lci_opening_hours_read(const char *text, struct lci_opening_hours *out);

/** Open at that minute of that day (0: Monday)? The minute at which a span ends is outside. */
bool lci_opening_hours_hold(const struct lci_opening_hours *hours, unsigned day, unsigned minute);

/** Reads "Tue 22:00" or "周二 22:00": day 0 is Monday, minute below LCI_DAY_MIN. False: it is something else. */
bool lci_week_time_read(const char *text, unsigned *day, unsigned *minute);

#endif
