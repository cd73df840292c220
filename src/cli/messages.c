/* messages.c - messages and progress on standard error, as text or as one JSON object a line. */
#include "cli.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MESSAGE_SIZE = 4096, STAGE_SIZE = 32, PROFILE_SIZE = 128, BAR_WIDTH = 24 };

/* A line is written at once: those of two runs into one log do not mix. Room for a message of characters that JSON escapes. */
enum { LINE_SIZE = 8 * MESSAGE_SIZE };

static const double REDRAW_S = 0.1;
static const double FIRST_ESTIMATE_S = 1.0; /* before that an estimate is a guess */

/*
 * How much of a run is done, in stages that count alike. Of how many parts a stage tells is not known before: each fills half
 * of what those before it have left of the stage, so that the share never falls and is whole only once the stage is done.
 */
static struct {
    size_t stage_count; /* 0: no run is at work */
    double before;      /* share of the stages that are done */
    double stage;       /* share of the one at work; 0 between stages */
    double left;        /* of it, when the part at work began */
    double part;        /* how much of that part is done */
    char name[STAGE_SIZE];
} whole;

/* One command, one screen. */
static struct {
    const struct options *options;
    bool as_json;
    bool draws;      /* a progress line on a terminal */
    bool line_shown; /* there is one now */
    char drawn[STAGE_SIZE]; /* the stage, or part of one, whose progress is shown */
    double drawn_begin_s, last_s;
    uint64_t night; /* at work, or that was; 0: none */
    char stage[STAGE_SIZE], profile[PROFILE_SIZE]; /* at work; empty: none is, or it has no profile */
} screen;

static const char *const level_names[] = {
    [LCI_LOG_ERROR] = "error",
    [LCI_LOG_WARNING] = "warning",
    [LCI_LOG_INFO] = "info",
    [LCI_LOG_DEBUG] = "debug",
};

static double
now_s(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void
messages_format(bool as_json)
{
    static char line[LINE_SIZE];

    screen.as_json = as_json;
    (void)setvbuf(stderr, line, _IOLBF, sizeof(line));
}

void
messages_start(const struct options *options)
{
    screen.options = options;
    screen.draws = !screen.as_json && !options->quiet && (options->progress || isatty(STDERR_FILENO) == 1);
}

void
messages_end(void)
{
    if (screen.line_shown)
        (void)fputs("\r\033[K", stderr);
    screen.line_shown = false;
}

/* Length of the UTF-8 character at `text`, or 0 (RFC 3629). */
static size_t
utf8_length(const unsigned char *text)
{
    static const struct {
        unsigned char first, last, second_first, second_last;
        size_t length;
    } forms[] = {
        {0x01, 0x7F, 0, 0, 1},       {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
        {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
        {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
    };

    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        if (text[0] < forms[i].first || text[0] > forms[i].last)
            continue;
        if (forms[i].length > 1 &&
            (text[1] < forms[i].second_first || text[1] > forms[i].second_last))
            return 0;
        for (size_t b = 2; b < forms[i].length; b++)
            if ((text[b] & 0xC0) != 0x80)
                return 0;
        return forms[i].length;
    }
    return 0;
}

/* U+0085, U+2028, U+2029: line breaks to many a program that splits a text into lines. */
static bool
is_line_break(const unsigned char *text)
{
    return (text[0] == 0xC2 && text[1] == 0x85) ||
           (text[0] == 0xE2 && text[1] == 0x80 && (text[2] == 0xA8 || text[2] == 0xA9));
}

static void
put_json_string(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;

    (void)fputc('"', stderr);
    while (*at != '\0') {
        const size_t length = utf8_length(at);

        if (length == 0)
            (void)fputs("\\ufffd", stderr);
        else if (*at == '"' || *at == '\\')
            (void)fprintf(stderr, "\\%c", *at);
        else if (*at < 0x20 || *at == 0x7F)
            (void)fprintf(stderr, "\\u%04x", *at);
        else if (is_line_break(at))
            (void)fprintf(stderr, "\\u%s", length == 2 ? "0085" : at[2] == 0xA8 ? "2028" : "2029");
        else
            (void)fwrite(at, 1, length, stderr);
        at += length > 0 ? length : 1;
    }
    (void)fputc('"', stderr);
}

/* Names from files may hold anything: control characters must not reach the terminal. */
static void
put_plain(const char *text)
{
    for (; *text != '\0'; text++)
        (void)fputc((unsigned char)*text < 0x20 || *text == 0x7F ? ' ' : *text, stderr);
}

static bool
is_shown(enum lci_log_level level)
{
    if (screen.options && screen.options->quiet)
        return level == LCI_LOG_ERROR;
    return level != LCI_LOG_DEBUG || (screen.options && screen.options->verbose);
}

/* A line from its beginning: when, what kind, and what is at work. The caller ends it with "}\n". */
static void
begin_json_line(const char *level)
{
    struct timespec now = {0};
    struct tm utc = {0};
    char text[32];

    (void)clock_gettime(CLOCK_REALTIME, &now);
    (void)gmtime_r(&now.tv_sec, &utc);
    (void)strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &utc);
    (void)fprintf(stderr, "{\"time\":\"%s.%03ldZ\",\"level\":\"%s\"", text, now.tv_nsec / 1000000, level);
    if (screen.night > 0)
        (void)fprintf(stderr, ",\"night\":%" PRIu64, screen.night);
    if (screen.stage[0] != '\0') {
        (void)fputs(",\"stage\":", stderr);
        put_json_string(screen.stage);
    }
    if (screen.profile[0] != '\0') {
        (void)fputs(",\"profile\":", stderr);
        put_json_string(screen.profile);
    }
}

static void
put_json_message(enum lci_log_level level, const char *text)
{
    begin_json_line(level_names[level]);
    (void)fputs(",\"message\":", stderr);
    put_json_string(text);
}

void
message_log(void *user, enum lci_log_level level, const char *text)
{
    (void)user;
    if (!is_shown(level))
        return;
    messages_end();
    if (screen.as_json) {
        put_json_message(level, text);
        (void)fputs("}\n", stderr);
        return;
    }
    if (level != LCI_LOG_INFO)
        (void)fprintf(stderr, "%s: ", level_names[level]);
    put_plain(text);
    (void)fputc('\n', stderr);
}

void
message(enum lci_log_level level, const char *format, ...)
{
    char text[MESSAGE_SIZE];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    message_log(NULL, level, text);
}

int
message_usage(const char *text)
{
    if (screen.as_json)
        message_log(NULL, LCI_LOG_ERROR, text);
    else
        (void)fprintf(stderr, "lifecircle: %s\n", text);
    return EXIT_USAGE;
}

int
messages_code(int code)
{
    const enum lci_log_level level = code == EXIT_DONE      ? LCI_LOG_INFO
                                     : code == EXIT_QUALITY ? LCI_LOG_WARNING
                                                            : LCI_LOG_ERROR;

    for (const struct exit_meaning *end = exit_meanings; end->code >= 0; end++)
        if (screen.as_json && end->code == code && is_shown(level)) {
            put_json_message(level, end->text.in[ENGLISH]);
            (void)fprintf(stderr, ",\"code\":%d}\n", code);
        }
    return code;
}

void
message_stage(void *user, const char *stage, const char *profile)
{
    (void)user;
    (void)snprintf(screen.stage, sizeof(screen.stage), "%s", stage ? stage : "");
    (void)snprintf(screen.profile, sizeof(screen.profile), "%s", profile ? profile : "");
    whole.stage = stage && whole.stage_count > 0 ? 1.0 / (double)whole.stage_count : 0.0;
    whole.left = 1.0;
    whole.part = 0.0;
    whole.name[0] = '\0';
}

void
message_stages(void *user, size_t done, size_t count)
{
    (void)user;
    whole.stage_count = count;
    whole.before = count > 0 ? (double)done / (double)count : 0.0;
    whole.stage = 0.0;
}

/* The share of the whole run, now that the share `done_ratio` of `part` is done. */
static double
take_part(const char *part, double done_ratio)
{
    if (done_ratio < whole.part || strcmp(part, whole.name) != 0) {
        whole.left *= whole.part > 0.0 ? 0.5 : 1.0; /* a part that never began has filled nothing */
        (void)snprintf(whole.name, sizeof(whole.name), "%s", part);
    }
    whole.part = done_ratio;
    return whole.before + whole.stage * (1.0 - whole.left * (1.0 - 0.5 * done_ratio));
}

void
message_night(void *user, uint64_t night)
{
    (void)user;
    screen.night = night;
}

static void
draw_line(const char *stage, double done_ratio, double now)
{
    char bar[BAR_WIDTH + 1];
    const int filled = (int)(done_ratio * BAR_WIDTH);
    const double spent_s = now - screen.drawn_begin_s;

    memset(bar, '.', BAR_WIDTH);
    memset(bar, '#', (size_t)filled);
    bar[BAR_WIDTH] = '\0';
    (void)fprintf(stderr, "\r\033[K%-9s [%s] %3.0f %%", stage, bar, floor(100.0 * done_ratio));
    if (spent_s >= FIRST_ESTIMATE_S && done_ratio > 0.0)
        (void)fprintf(stderr, ", about %.0f s left",
                      ceil(spent_s * (1.0 - done_ratio) / done_ratio));
    (void)fflush(stderr);
    screen.line_shown = true;
}

/* In thousandths, without asking a locale. */
static void
put_json_ratio(const char *name, double ratio)
{
    const int thousandths = (int)(ratio * 1000.0);

    (void)fprintf(stderr, ",\"%s\":%d.%03d", name, thousandths / 1000, thousandths % 1000);
}

static void
put_json_progress(const char *part, double done_ratio, double run_done_ratio)
{
    begin_json_line("progress");
    (void)fputs(",\"part\":", stderr);
    put_json_string(part);
    put_json_ratio("done", done_ratio);
    if (whole.stage_count > 0)
        put_json_ratio("run_done", run_done_ratio);
    (void)fputs("}\n", stderr);
}

void
message_progress(void *user, const char *stage, double done_ratio)
{
    const double now = now_s();
    const bool wanted = screen.draws || (screen.as_json && screen.options->progress);
    const bool starts = strcmp(stage, screen.drawn) != 0;
    double run_done_ratio = 0.0;

    (void)user;
    if (!wanted)
        return;
    done_ratio = fmin(fmax(done_ratio, 0.0), 1.0);
    run_done_ratio = take_part(stage, done_ratio);
    if (starts) {
        (void)snprintf(screen.drawn, sizeof(screen.drawn), "%s", stage);
        screen.drawn_begin_s = now;
    } else if (now - screen.last_s < REDRAW_S && done_ratio < 1.0) {
        return;
    }
    screen.last_s = now;
    if (screen.draws)
        draw_line(stage, done_ratio, now);
    else
        put_json_progress(stage, done_ratio, run_done_ratio);
}
