/* test_opening_hours.c - opening hours as people write them: which hours of a week they mean, read off by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/opening_hours.h"

/* "Mo 08:00-17:00; Tu ..." of what was read, made from the answers for single minutes, so overnight spans are cut at midnight. */
static void
describe(const struct lci_opening_hours *hours, char *text, size_t size)
{
    static const char *const DAYS[] = {"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};
    size_t used = 0;

    text[0] = '\0';
    for (unsigned day = 0; day < LCI_WEEK_DAYS; day++) {
        bool was = false;
        bool first = true;

        for (unsigned minute = 0; minute <= LCI_DAY_MIN; minute++) {
            const bool is = minute < LCI_DAY_MIN && lci_opening_hours_hold(hours, day, minute);

            if (is && !was)
                used += (size_t)snprintf(text + used, size - used, "%s%u:%02u", first ? (used > 0 ? "; " : "") : ",",
                                         minute / 60, minute % 60);
            if (is && !was && first) { /* the day stands before its first span */
                char rest[32];

                (void)snprintf(rest, sizeof(rest), "%u:%02u", minute / 60, minute % 60);
                used -= strlen(rest);
                used += (size_t)snprintf(text + used, size - used, "%s %s", DAYS[day], rest);
                first = false;
            }
            if (!is && was)
                used += (size_t)snprintf(text + used, size - used, "-%u:%02u", minute / 60, minute % 60);
            was = is;
        }
    }
}

#define WEEK(span) "Mo " span "; Tu " span "; We " span "; Th " span "; Fr " span "; Sa " span "; Su " span
#define WORK(span) "Mo " span "; Tu " span "; We " span "; Th " span "; Fr " span

static const struct {
    const char *text;
    const char *week; /* NULL: not understood */
} ROWS[] = {
    /* OSM */
    {"24/7", WEEK("0:00-24:00")},
    {"08:00-18:00", WEEK("8:00-18:00")},
    {"Mo-Fr 08:00-17:00", WORK("8:00-17:00")},
    {"mo-fr 8:00 - 17:00", WORK("8:00-17:00")},
    {"Mo-Fr 08:00-12:00,13:00-17:00", WORK("8:00-12:00,13:00-17:00")},
    {"Mo,We,Fr 10:00-12:00", "Mo 10:00-12:00; We 10:00-12:00; Fr 10:00-12:00"},
    {"Mo-Tu,Th 10:00-12:00", "Mo 10:00-12:00; Tu 10:00-12:00; Th 10:00-12:00"},
    {"Fr-Mo 10:00-12:00", "Mo 10:00-12:00; Fr 10:00-12:00; Sa 10:00-12:00; Su 10:00-12:00"},
    {"Mo-Fr 08:00-17:00; Sa 09:00-12:00", WORK("8:00-17:00") "; Sa 9:00-12:00"},
    {"Mo-Fr 08:00-17:00, Sa 09:00-12:00", WORK("8:00-17:00") "; Sa 9:00-12:00"},
    {"Mo-Su 08:00-17:00; We off", "Mo 8:00-17:00; Tu 8:00-17:00; Th 8:00-17:00; Fr 8:00-17:00; Sa 8:00-17:00; Su 8:00-17:00"},
    {"08:00-17:00; We 10:00-12:00",
     "Mo 8:00-17:00; Tu 8:00-17:00; We 10:00-12:00; Th 8:00-17:00; Fr 8:00-17:00; Sa 8:00-17:00; Su 8:00-17:00"},
    {"Mo 08:00-10:00, Mo 12:00-13:00", "Mo 8:00-10:00,12:00-13:00"},
    {"Mo 22:00-06:00", "Mo 22:00-24:00; Tu 0:00-6:00"},
    {"Su 22:00-06:00", "Mo 0:00-6:00; Su 22:00-24:00"},
    {"Mo 22:00-26:00", "Mo 22:00-24:00; Tu 0:00-2:00"},
    {"22:00-06:00", WEEK("0:00-6:00,22:00-24:00")},
    {"Sa 08:00-08:00", "Sa 8:00-24:00; Su 0:00-8:00"},
    {"Mo-Fr 08:00-17:00; PH off", WORK("8:00-17:00")},
    {"Mo-Fr,PH 08:00-17:00", WORK("8:00-17:00")},
    {"PH 10:00-12:00; Mo-Fr 08:00-17:00", WORK("8:00-17:00")},
    {"24/7; PH off", WEEK("0:00-24:00")},
    {"Mo-Fr 08:00-17:00; 12:00-13:00 off", WORK("8:00-12:00,13:00-17:00")},
    {"20:00-30:00; 20:00-25:00 off", WEEK("1:00-6:00")},
    {"off", ""},
    {"closed", ""},
    {"Mo[1] 10:00-12:00", NULL},
    {"Apr-Sep 08:00-18:00", NULL},
    {"week 1-20 08:00-18:00", NULL},
    {"sunrise-sunset", NULL},
    {"Mo-Fr 08:00+", NULL},
    {"Mo-Fr", NULL},
    {"Mo-Fr 08:00", NULL},
    {"08:00-17:00 \"by appointment\"", NULL},
    {"2024-05-01", NULL},
    {"8-17", NULL},
    {"9-5", NULL},
    {"08:75-17:00", NULL},
    {"38:00-39:00", NULL},
    {"24:00-26:00", NULL},
    {"Mo-Fr 08:00-17:00 || on call", NULL},
    {"tbd", NULL},
    /* English */
    {"Monday to Friday 8:30 am - 5 pm", WORK("8:30-17:00")},
    {"Mon-Fri 8am-12pm and 1pm-5pm", WORK("8:00-12:00,13:00-17:00")},
    {"daily 12am-2am", WEEK("0:00-2:00")},
    {"24 hours", WEEK("0:00-24:00")},
    {"weekends 10:00-16:00", "Sa 10:00-16:00; Su 10:00-16:00"},
    {"Mo-Fr 9:00-17:00 except holidays", WORK("9:00-17:00")},
    {"daily except Monday 9:00-17:00", NULL},
    /* Chinese */
    {"24小时", WEEK("0:00-24:00")},
    {"２４小时营业", WEEK("0:00-24:00")},
    {"全天", WEEK("0:00-24:00")},
    {"全天开放", WEEK("0:00-24:00")},
    {"全年无休 全天候", WEEK("0:00-24:00")},
    {"周一至周五 8:30-17:00", WORK("8:30-17:00")},
    {"周一至周五8:30—17:00", WORK("8:30-17:00")},
    {"周一到周五８：３０－１７：００", WORK("8:30-17:00")},
    {"星期一至星期五：08:30～17:00", WORK("8:30-17:00")},
    {"礼拜一~礼拜五 8:30至17:00", WORK("8:30-17:00")},
    {"周一至五 8:30-17:00", WORK("8:30-17:00")},
    {"周1-周5 8:30-17:00", WORK("8:30-17:00")},
    {"(周一至周五)8:30-17:00", WORK("8:30-17:00")},
    {"周一、三、五 9:00-11:00", "Mo 9:00-11:00; We 9:00-11:00; Fr 9:00-11:00"},
    {"周六日 9:00-16:00", "Sa 9:00-16:00; Su 9:00-16:00"},
    {"周六、周日9点-16点", "Sa 9:00-16:00; Su 9:00-16:00"},
    {"周天 9点半至16时30分", "Su 9:30-16:30"},
    {"工作日8:30-17:00，周末9:00-16:00", WORK("8:30-17:00") "; Sa 9:00-16:00; Su 9:00-16:00"},
    {"周一至周五8:30-17:00周六9:00-12:00", WORK("8:30-17:00") "; Sa 9:00-12:00"},
    {"周一至周五 上午8:30-11:30 下午1:30-5:00", WORK("8:30-11:30,13:30-17:00")},
    {"周一至周五 8:30-11:30、13:30-17:00", WORK("8:30-11:30,13:30-17:00")},
    {"早8点-晚9点", WEEK("8:00-21:00")},
    {"上午9点至晚上12点", WEEK("9:00-24:00")},
    {"晚上8点-2点", WEEK("0:00-2:00,20:00-24:00")},
    {"每天 22:00-次日6:00", WEEK("0:00-6:00,22:00-24:00")},
    {"每日10:00-次日凌晨2点", WEEK("0:00-2:00,10:00-24:00")},
    {"中午12点-下午1点半", WEEK("12:00-13:30")},
    {"营业时间：8:30-17:00", WEEK("8:30-17:00")},
    {"8:30-17:00（11:30-13:00休息）", WEEK("8:30-11:30,13:00-17:00")},
    {"8:30-17:00，11:30-13:00休息", WEEK("8:30-11:30,13:00-17:00")},
    {"9:00-17:00（周一闭馆）", "Tu 9:00-17:00; We 9:00-17:00; Th 9:00-17:00; Fr 9:00-17:00; Sa 9:00-17:00; Su 9:00-17:00"},
    {"周一闭馆 9:00-17:00", "Tu 9:00-17:00; We 9:00-17:00; Th 9:00-17:00; Fr 9:00-17:00; Sa 9:00-17:00; Su 9:00-17:00"},
    {"周一休息，周二至周日9:00-17:00", "Tu 9:00-17:00; We 9:00-17:00; Th 9:00-17:00; Fr 9:00-17:00; Sa 9:00-17:00; Su 9:00-17:00"},
    {"每天9:00-17:00，周一除外", "Tu 9:00-17:00; We 9:00-17:00; Th 9:00-17:00; Fr 9:00-17:00; Sa 9:00-17:00; Su 9:00-17:00"},
    {"周一至周五（法定节假日除外）8:30-17:00", WORK("8:30-17:00")},
    {"周一至周五8:30-17:00（法定节假日除外）", WORK("8:30-17:00")},
    {"周一至周五8:30-17:00（节假日休息）", WORK("8:30-17:00")},
    {"周一至周五8:30-17:00，节假日休息", WORK("8:30-17:00")},
    {"周一至周五8:30-17:00(不含节假日)", WORK("8:30-17:00")},
    {"周末及节假日 9:00-16:00", "Sa 9:00-16:00; Su 9:00-16:00"},
    {"停业", ""},
    {"周一闭馆", NULL},
    {"周一休息", NULL},
    {"Mo off", NULL},
    {"周一至周五 节假日休息 8:30-17:00", NULL},
    {"每天(周三休息) 9:00-17:00", NULL},
    {"8:30-17:00，休息时间11:30-13:00", NULL},
    {"休息时间11:30-13:00", NULL},
    {"22:00-6:00休息", NULL},
    {"9:00-17:00（16:30停止入场）", NULL},
    {"夏季8:00-18:00 冬季8:30-17:00", NULL},
    {"上午9点-5点", NULL},
    {"下午", NULL},
    {"周一至周五", NULL},
    {"至17:00", NULL},
    {"12小时营业", NULL},
    {"电话预约", NULL},
};

static void
test_texts_mean_their_hours(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
        struct lci_opening_hours hours = {.span_count = {1}};
        const enum lci_hours_kind kind = lci_opening_hours_read(ROWS[i].text, &hours);
        char week[1024];

        if (kind != (ROWS[i].week ? LCI_HOURS_OK : LCI_HOURS_BAD))
            fail_msg("\"%s\" was%s understood", ROWS[i].text, kind == LCI_HOURS_OK ? "" : " not");
        if (!ROWS[i].week)
            continue;
        describe(&hours, week, sizeof(week));
        if (strcmp(week, ROWS[i].week) != 0)
            fail_msg("\"%s\" is %s, expected %s", ROWS[i].text, week, ROWS[i].week);
    }
}

static void
test_no_hours_are_no_value(void **state)
{
    static const char *const texts[] = {NULL, "", "-", "—", "无", "不详"};
    struct lci_opening_hours hours;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_int_equal(lci_opening_hours_read(texts[i], &hours), LCI_HOURS_NONE);
}

static void
test_what_was_assumed_is_said(void **state)
{
    static const struct {
        const char *text;
        bool holidays, working_days, long_night;
    } rows[] = {
        {"Mo-Fr 08:00-17:00", false, false, false}, {"Mo-Fr 08:00-17:00; PH off", true, false, false},
        {"周一至周五8:30-17:00（法定节假日除外）", true, false, false}, {"工作日8:30-17:00", false, true, false},
        {"9:00-5:00", false, false, true},          {"22:00-06:00", false, false, false},
        {"24/7", false, false, false},              {"08:00-08:00", false, false, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct lci_opening_hours hours;

        assert_int_equal(lci_opening_hours_read(rows[i].text, &hours), LCI_HOURS_OK);
        assert_int_equal(hours.leaves_holidays_out, rows[i].holidays);
        assert_int_equal(hours.takes_working_days, rows[i].working_days);
        assert_int_equal(hours.has_long_night, rows[i].long_night);
    }
}

static void
test_times_of_a_week_are_read(void **state)
{
    static const struct {
        const char *text;
        int day, minute; /* -1: it is none */
    } rows[] = {
        {"Tue 22:00", 1, 1320},   {"tuesday 22:00", 1, 1320}, {"Tu 10 pm", 1, 1320}, {"周二 22:00", 1, 1320},
        {"星期二晚上10点", 1, 1320}, {"周日0:00", 6, 0},         {"Su 23:59", 6, 1439}, {"22:00", -1, 0},
        {"Tue", -1, 0},           {"Tue 24:00", -1, 0},       {"Tue 22:00-23:00", -1, 0}, {"weekend 10:00", -1, 0},
        {"2026-12-01 22:00", -1, 0}, {"", -1, 0},             {"22:00 Tue", -1, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        unsigned day = 99;
        unsigned minute = 99;
        const bool read = lci_week_time_read(rows[i].text, &day, &minute);

        assert_int_equal(read, rows[i].day >= 0);
        if (read) {
            assert_int_equal(day, rows[i].day);
            assert_int_equal(minute, rows[i].minute);
        }
    }
}

/* Any bytes: answered, within its arrays (run under the address sanitizer). */
static void
test_any_text_is_answered(void **state)
{
    static const char *const PIECES[] = {"Mo", "-", "周一", "至", "五", "8:30", "17:00", ",", ";", "(", ")", "休息", "24小时",
                                         "PH", "除外", "下午", "次日", " ", "\xE5", "0", "每天", "工作日", ":", "点"};
    const size_t piece_count = sizeof(PIECES) / sizeof(PIECES[0]);
    uint64_t seed = 20261201;

    (void)state;
    for (int trial = 0; trial < 200000; trial++) {
        char text[1024] = "";
        struct lci_opening_hours hours = {0};
        size_t count = 0;

        seed = seed * 6364136223846793005U + 1442695040888963407U;
        count = trial % 100 == 0 ? 150 : (seed >> 33) % 24;
        for (size_t i = 0; i < count; i++) {
            seed = seed * 6364136223846793005U + 1442695040888963407U;
            (void)strncat(text, PIECES[(seed >> 33) % piece_count], sizeof(text) - strlen(text) - 1);
        }
        if (lci_opening_hours_read(text, &hours) != LCI_HOURS_OK)
            continue;
        for (unsigned day = 0; day < LCI_WEEK_DAYS; day++) {
            assert_in_range(hours.span_count[day], 0, LCI_HOURS_SPANS);
            for (size_t i = 0; i < hours.span_count[day]; i++)
                if (hours.spans[day][i].begin_min >= hours.spans[day][i].end_min || hours.spans[day][i].end_min > 2 * LCI_DAY_MIN)
                    fail_msg("\"%s\": a span from %u to %u", text, hours.spans[day][i].begin_min, hours.spans[day][i].end_min);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts_mean_their_hours),   cmocka_unit_test(test_no_hours_are_no_value),
        cmocka_unit_test(test_what_was_assumed_is_said), cmocka_unit_test(test_times_of_a_week_are_read),
        cmocka_unit_test(test_any_text_is_answered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
