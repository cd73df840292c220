/* metrics.c - how it stands with nights, in the text format of Prometheus. */
#include "night/metrics.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/log.h"
#include "io/growing_text.h"
#include "io/number_text.h"
#include "io/publish.h"

static const char BEGINNING[] = "# HELP lifecircle_";

/* The text that is made, and the folder that says which nights they are. */
struct page {
    struct lci_night *night;
    struct lci_growing_text text;
    char folder[PATH_MAX];
};

/* What a label may hold: backslashes, quotes and line ends are escaped. */
static void
add_label(struct page *page, const char *name, const char *value)
{
    lci_text_add(&page->text, "%s=\"", name);
    for (; *value != '\0'; value++)
        if (*value == '\n')
            lci_text_add(&page->text, "\\n");
        else if (*value == '\\' || *value == '"')
            lci_text_add(&page->text, "\\%c", *value);
        else
            lci_text_add(&page->text, "%c", *value);
    lci_text_add(&page->text, "\"");
}

static void
begin_metric(struct page *page, const char *name, const char *help)
{
    lci_text_add(&page->text, "# HELP lifecircle_%s %s\n# TYPE lifecircle_%s gauge\n", name, help, name);
}

/* A sample up to its value; label NULL: none beside the folder. The caller adds further labels before end_sample(). */
static void
begin_sample(struct page *page, const char *name, const char *label, const char *value)
{
    lci_text_add(&page->text, "lifecircle_%s{", name);
    add_label(page, "folder", page->folder);
    if (label) {
        lci_text_add(&page->text, ",");
        add_label(page, label, value);
    }
}

static void
end_sample(struct page *page, double value)
{
    char text[LCI_NUMBER_TEXT_SIZE];

    lci_number_to_text(value, text);
    lci_text_add(&page->text, "} %s\n", text);
}

/* A metric of one sample; NAN: there is none. */
static void
add_metric(struct page *page, const char *name, const char *help, double value)
{
    if (isnan(value))
        return;
    begin_metric(page, name, help);
    begin_sample(page, name, NULL, NULL);
    end_sample(page, value);
}

/* Seconds since 1970; NAN: not known. */
static double
time_of(const char *text)
{
    int64_t seconds = 0;

    return lci_clock_read(text, &seconds) ? (double)seconds : NAN;
}

static enum lci_status
add_nights(struct page *page, struct lci_error *err)
{
    struct lci_night *night = page->night;
    struct lci_night_record good = {0};
    struct lci_night_record published = {0};
    bool found = false;
    enum lci_status status = lci_nights_last_good(night->state, &night->arena, &good, &found, err);

    if (status == LCI_OK)
        status = lci_nights_get(night->state, night->current, &night->arena, &published, &found, err);
    if (status != LCI_OK)
        return status;
    add_metric(page, "last_attempt_timestamp_seconds", "When the last night began.", time_of(night->record.started_at));
    add_metric(page, "last_success_timestamp_seconds",
               "When the last night began that published its results or found nothing changed.",
               time_of(good.started_at));
    add_metric(page, "last_night", "Number of the last night.", (double)night->record.id);
    add_metric(page, "last_night_duration_seconds", "How long the last night took.", night->record.duration_s);
    begin_metric(page, "last_night_status", "How the last night ended: 1 for the status that it has.");
    for (enum lci_night_status one = LCI_NIGHT_FAILED; one <= LCI_NIGHT_PUBLISHED; one++) {
        if (one == LCI_NIGHT_PUBLISHING)
            continue;
        begin_sample(page, "last_night_status", "status", lci_night_status_text(one));
        end_sample(page, one == night->record.status);
    }
    add_metric(page, "alarms", "Alarms of the last night.", (double)night->alarm_count);
    if (!found)
        return LCI_OK;
    add_metric(page, "published_night", "Number of the night whose results are published.", (double)published.id);
    add_metric(page, "published_timestamp_seconds", "When the results that are published were made.", time_of(published.ended_at));
    begin_metric(page, "quality_rows", "Rows of the table quality of the published results.");
    begin_sample(page, "quality_rows", "severity", "error");
    end_sample(page, (double)published.error_count);
    begin_sample(page, "quality_rows", "severity", "warning");
    end_sample(page, (double)published.warning_count);
    return LCI_OK;
}

/* How the published results were made. */
static enum lci_status
add_made(struct page *page, struct lci_error *err)
{
    struct lci_night *night = page->night;
    struct lci_night_stage *stages = NULL;
    struct lci_night_table *tables = NULL;
    size_t stage_count = 0;
    size_t table_count = 0;
    enum lci_status status = lci_nights_get_stages(night->state, night->current, &night->arena, &stages, &stage_count, err);

    if (status == LCI_OK)
        status = lci_nights_get_tables(night->state, night->current, &night->arena, &tables, &table_count, err);
    if (status != LCI_OK)
        return status;
    if (stage_count > 0)
        begin_metric(page, "stage_duration_seconds", "How long each stage of the published results took.");
    for (size_t i = 0; i < stage_count; i++) {
        begin_sample(page, "stage_duration_seconds", "stage", stages[i].stage);
        end_sample(page, stages[i].seconds);
    }
    if (table_count > 0)
        begin_metric(page, "rows", "Rows of each layer and table of the published results.");
    for (size_t i = 0; i < table_count; i++) {
        begin_sample(page, "rows", "table", tables[i].name);
        end_sample(page, (double)tables[i].row_count);
    }
    return LCI_OK;
}

static enum lci_status
add_share(void *user, const struct lci_history_point *point, struct lci_error *err)
{
    struct page *page = user;
    char limit_m[LCI_NUMBER_TEXT_SIZE] = "";
    char limit_min[LCI_NUMBER_TEXT_SIZE] = "";

    (void)err;
    if (isnan(point->value.value))
        return LCI_OK;
    if (!isnan(point->figure.limit_m))
        lci_number_to_text(point->figure.limit_m, limit_m);
    if (!isnan(point->figure.limit_min))
        lci_number_to_text(point->figure.limit_min, limit_min);
    begin_sample(page, "coverage_ratio", "profile", point->figure.profile ? point->figure.profile : "");
    lci_text_add(&page->text, ",");
    add_label(page, "category", point->figure.category ? point->figure.category : "");
    lci_text_add(&page->text, ",");
    add_label(page, "weight", point->figure.weight ? point->figure.weight : "");
    lci_text_add(&page->text, ",");
    add_label(page, "limit_m", limit_m);
    lci_text_add(&page->text, ",");
    add_label(page, "limit_min", limit_min);
    end_sample(page, point->value.value);
    return LCI_OK;
}

static enum lci_status
make_page(struct page *page, struct lci_error *err)
{
    const struct lci_history_filter whole = {.unit = "all", .definition = "weight", .night = page->night->current};
    enum lci_status status = add_nights(page, err);

    if (status == LCI_OK && page->night->current > 0) {
        status = add_made(page, err);
        begin_metric(page, "coverage_ratio", "Share of all people or households that reach a category, in the published results.");
        if (status == LCI_OK)
            status = lci_history_read(page->night->state, &whole, add_share, page, err);
    }
    add_metric(page, "state_bytes", "Size of the state.", (double)lci_store_bytes(page->night->state));
    return status == LCI_OK && page->text.failed ? lci_fail_nomem(err, "metrics") : status;
}

/* What is there must be metrics of ours: a path that was mistaken costs nobody a file. */
static enum lci_status
check_old(const char *path, struct lci_error *err)
{
    char bytes[sizeof(BEGINNING) - 1];
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t got = 0;

    if (fd < 0)
        return LCI_OK;
    got = read(fd, bytes, sizeof(bytes));
    (void)close(fd);
    if (got == 0 || (got == (ssize_t)sizeof(bytes) && memcmp(bytes, BEGINNING, sizeof(bytes)) == 0))
        return LCI_OK;
    return lci_fail(err, LCI_E_IO, "%s: there is a file that holds no metrics of lifecircle", path);
}

static enum lci_status
swap_in(const struct page *page, const char *path, struct lci_error *err)
{
    struct lci_publication *publication = NULL;
    const char *staged = NULL;
    enum lci_status status = check_old(path, err);

    if (status == LCI_OK)
        status = lci_publication_new(&publication, err);
    if (status == LCI_OK)
        status = lci_publication_add(publication, path, LCI_TARGET_FILE, &staged, err);
    if (status == LCI_OK)
        status = lci_text_write_file(&page->text, staged, err);
    if (status == LCI_OK)
        status = lci_publication_commit(publication, err);
    lci_publication_free(publication);
    return status;
}

void
lci_night_metrics_write(struct lci_night *night)
{
    const char *path = night->config->nights.metrics_path;
    struct page page = {.night = night};
    struct lci_error err = {0};
    enum lci_status status = LCI_OK;

    if (!path || !night->state || night->record.id == 0)
        return;
    if (!realpath(night->place.folder[0] ? night->place.folder : ".", page.folder))
        status = lci_fail(&err, LCI_E_IO, "%s: %s", night->place.shown, strerror(errno));
    if (status == LCI_OK)
        status = make_page(&page, &err);
    if (status == LCI_OK)
        status = swap_in(&page, path, &err);
    if (status != LCI_OK)
        lci_log(night->context, LCI_LOG_WARNING, "the metrics were not written: %s", err.message);
    lci_free(page.text.bytes);
}
