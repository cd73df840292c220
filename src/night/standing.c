/* standing.c - how it stands with the nights of a configuration: the last one, the published one, the next one. */
#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <lifecircle/night.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "io/growing_text.h"
#include "night/place.h"
#include "io/lock.h"
#include "state/nights.h"

enum { MINUTE_S = 60, HOUR_S = 3600, DAY_S = 86400 };

/* What is looked up. */
struct look {
    struct lci_arena arena;
    struct lci_night_place place;
    struct lci_store *state; /* NULL: there is none yet */
    struct lci_night_record last, published, at_work;
    bool has_last, has_published, is_at_work, is_good;
    uint64_t current, next;
    int64_t now_s;
    uint64_t state_bytes, memo_bytes;
};

static uint64_t
size_of(const char *path)
{
    struct stat info = {0};

    return stat(path, &info) == 0 ? (uint64_t)info.st_size : 0;
}

/* A night that is `running` while nobody holds the lock was killed: the next one will say so in the state. */
static void
settle(struct look *look)
{
    const enum lci_night_status status = look->at_work.status;

    if (look->is_at_work || (status != LCI_NIGHT_RUNNING && status != LCI_NIGHT_PUBLISHING))
        return;
    look->last = look->at_work;
    look->last.status = status == LCI_NIGHT_PUBLISHING &&
        look->at_work.id == look->current ? LCI_NIGHT_PUBLISHED : LCI_NIGHT_KILLED;
    look->has_last = true;
}

static enum lci_status
read_state(struct look *look, struct lci_error *err)
{
    bool found = false;
    enum lci_status status = lci_store_open_to_read(look->place.state, LCI_STORE_STATE, &look->state, err);

    if (status == LCI_OK)
        status = lci_nights_last_ended(look->state, &look->arena, &look->last, &look->has_last, err);
    if (status == LCI_OK)
        status = lci_nights_last(look->state, &look->arena, &look->at_work, &found, err);
    if (status == LCI_OK)
        status = lci_nights_get(look->state, look->current, &look->arena, &look->published, &look->has_published, err);
    if (status == LCI_OK && found)
        settle(look);
    if (found && look->at_work.id > look->next)
        look->next = look->at_work.id;
    return status;
}

static enum lci_status
look_up(const struct lci_config *config, struct look *look, struct lci_error *err)
{
    struct timespec now = {0};
    uint64_t *nights = NULL;
    size_t count = 0;
    enum lci_status status = lci_night_place_of(config, &look->arena, &look->place, err);

    if (status != LCI_OK)
        return status;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    look->now_s = now.tv_sec;
    look->is_at_work = lci_lock_is_held(look->place.lock);
    look->current = lci_night_place_current(&look->place);
    look->state_bytes = size_of(look->place.state);
    look->memo_bytes = size_of(look->place.memo);
    status = lci_night_place_list(&look->place, &nights, &count, err);
    if (status == LCI_OK && count > 0)
        look->next = nights[count - 1];
    lci_free(nights);
    if (status == LCI_OK && look->state_bytes > 0)
        status = read_state(look, err);
    look->next++;
    look->is_good = look->has_last && look->current > 0 && !look->last.error &&
                    (look->last.status == LCI_NIGHT_UNCHANGED ||
                     (look->last.status == LCI_NIGHT_PUBLISHED && look->last.id == look->current));
    return status;
}

/* Seconds since a time of the state; NAN: not known. */
static double
age_s(const struct look *look, const char *text)
{
    int64_t then = 0;

    return lci_clock_read(text, &then) ? (double)(look->now_s - then) : NAN;
}

/* "3 days 4 h", "2 h 10 min", "5 min" */
static void
add_age(struct lci_growing_text *text, double seconds, bool chinese)
{
    const int64_t whole = seconds > 0.0 ? (int64_t)seconds : 0;
    const int64_t days = whole / DAY_S;
    const int64_t hours = whole % DAY_S / HOUR_S;
    const int64_t minutes = whole % HOUR_S / MINUTE_S;

    if (days > 0)
        lci_text_add(text, chinese ? "%" PRId64 "天%" PRId64 "小时" : "%" PRId64 " d %" PRId64 " h", days, hours);
    else if (hours > 0)
        lci_text_add(text, chinese ? "%" PRId64 "小时%" PRId64 "分" : "%" PRId64 " h %" PRId64 " min", hours, minutes);
    else
        lci_text_add(text, chinese ? "%" PRId64 "分" : "%" PRId64 " min", minutes);
}

static const char *
status_words(enum lci_night_status status, bool chinese)
{
    static const char *const words[LCI_NIGHT_STATUS_COUNT][2] = {
        [LCI_NIGHT_RUNNING] = {"is at work", "进行中"},
        [LCI_NIGHT_KILLED] = {"was killed", "被中止（进程被杀）"},
        [LCI_NIGHT_FAILED] = {"failed", "失败"},
        [LCI_NIGHT_HELD] = {"raised an alarm and was not published", "触发警报，未发布"},
        [LCI_NIGHT_UNCHANGED] = {"found nothing changed", "无任何变化"},
        [LCI_NIGHT_PUBLISHING] = {"is being published", "正在发布"},
        [LCI_NIGHT_PUBLISHED] = {"was published", "已发布"},
    };

    return words[status][chinese];
}

static void
add_published(struct lci_growing_text *text, const struct look *look, bool chinese)
{
    if (look->current == 0) {
        lci_text_add(text, chinese ? "已发布：无\n" : "published: nothing yet\n");
        return;
    }
    lci_text_add(text, chinese ? "已发布：第%" PRIu64 "夜" : "published: night %" PRIu64, look->current);
    if (look->has_published && look->published.ended_at) {
        lci_text_add(text, chinese ? "，%s，距今" : ", made %s, ", look->published.ended_at);
        add_age(text, age_s(look, look->published.ended_at), chinese);
        lci_text_add(text, chinese ? "，程序版本 %s" : " ago, by version %s", look->published.version);
    }
    lci_text_add(text, chinese ? "：%s\n" : ": %s\n", look->place.current);
}

static char *
make_text(const struct look *look, bool chinese)
{
    struct lci_growing_text text = {0};

    if (!look->has_last) {
        lci_text_add(&text, chinese ? "最近一夜：尚无\n" : "last night: there has been none\n");
    } else {
        const struct lci_night_record *last = &look->last;

        lci_text_add(&text, chinese ? "最近一夜：第%" PRIu64 "夜，%s；开始 %s" : "last night: %" PRIu64 " %s; began %s", last->id,
                     status_words(last->status, chinese), last->started_at);
        if (last->ended_at)
            lci_text_add(&text, chinese ? "，用时 %.1f 秒" : ", took %.1f s", last->duration_s);
        lci_text_add(&text, "\n");
        if (last->error)
            lci_text_add(&text, chinese ? "  原因：%s\n" : "  why: %s\n", last->error);
        else if (last->reason)
            lci_text_add(&text, chinese ? "  全部重新计算：%s\n" : "  everything was computed: %s\n", last->reason);
    }
    add_published(&text, look, chinese);
    if (look->is_at_work)
        lci_text_add(&text, chinese ? "现在：有一夜正在进行\n" : "now: a night is at work\n");
    lci_text_add(&text, chinese ? "下一夜：第%" PRIu64 "夜\n状态文件：%" PRIu64 " 字节，缓存 %" PRIu64 " 字节\n"
                                : "next night: %" PRIu64 "\nstate: %" PRIu64 " bytes, values of earlier nights %" PRIu64 " bytes\n",
                 look->next, look->state_bytes, look->memo_bytes);
    return text.failed ? NULL : text.bytes;
}

static void
add_record(struct lci_growing_text *json, const char *key, const struct look *look, const struct lci_night_record *record,
           bool is_there)
{
    lci_text_add(json, "\"%s\":", key);
    if (!is_there) {
        lci_text_add(json, "null,");
        return;
    }
    lci_text_add(json, "{\"night\":%" PRIu64 ",", record->id);
    lci_text_add_json_text(json, "status", lci_night_status_text(record->status));
    lci_text_add(json, ",");
    lci_text_add_json_text(json, "started_at", record->started_at);
    lci_text_add(json, ",");
    lci_text_add_json_text(json, "ended_at", record->ended_at);
    lci_text_add(json, ",");
    lci_text_add_json_number(json, "duration_s", record->ended_at ? round(record->duration_s * 1000.0) / 1000.0 : NAN);
    lci_text_add(json, ",");
    lci_text_add_json_number(json, "age_s", age_s(look, record->ended_at));
    lci_text_add(json, ",");
    lci_text_add_json_text(json, "version", record->version);
    lci_text_add(json, ",");
    lci_text_add_json_text(json, "error", record->error);
    lci_text_add(json, ",");
    lci_text_add_json_text(json, "full_because", record->reason);
    lci_text_add(json, "},");
}

static char *
make_json(const struct look *look)
{
    struct lci_growing_text json = {0};

    lci_text_add(&json, "{\"good\":%s,\"at_work\":%s,", look->is_good ? "true" : "false", look->is_at_work ? "true" : "false");
    add_record(&json, "last", look, &look->last, look->has_last);
    add_record(&json, "published", look, &look->published, look->has_published);
    lci_text_add_json_text(&json, "current", look->current > 0 ? look->place.current : NULL);
    lci_text_add(&json, ",\"next_night\":%" PRIu64 ",\"state_bytes\":%" PRIu64 ",\"memo_bytes\":%" PRIu64 "}", look->next,
                 look->state_bytes, look->memo_bytes);
    return json.failed ? NULL : json.bytes;
}

enum lci_status
lci_night_standing_get(const struct lci_config *config, struct lci_night_standing *out, struct lci_error *err)
{
    struct look look = {.state = NULL};
    enum lci_status status = LCI_OK;

    *out = (struct lci_night_standing){.is_at_work = false};
    if (!config->nights.are_asked_for)
        return lci_fail(err, LCI_E_ARG, "expected a configuration with the section nights");
    status = look_up(config, &look, err);
    if (status == LCI_OK) {
        *out = (struct lci_night_standing){.is_at_work = look.is_at_work,
                                           .is_good = look.is_good,
                                           .text = make_text(&look, false),
                                           .text_zh = make_text(&look, true),
                                           .json = make_json(&look)};
        if (!out->text || !out->text_zh || !out->json) {
            lci_night_standing_fini(out);
            status = lci_fail_nomem(err, "status");
        }
    }
    lci_store_close(look.state);
    lci_arena_fini(&look.arena);
    return status;
}

void
lci_night_standing_fini(struct lci_night_standing *standing)
{
    lci_free(standing->text);
    lci_free(standing->text_zh);
    lci_free(standing->json);
    *standing = (struct lci_night_standing){.is_at_work = false};
}
