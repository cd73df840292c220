/* categories.c - the categories of a run and the names of their columns. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "run/job.h"

static enum lci_status
make_room(struct lci_job *job, size_t count, struct lci_error *err)
{
    job->categories = lci_arena_alloc(&job->arena, count, sizeof(*job->categories));
    if (!job->categories)
        return lci_fail_nomem(err, "categories");
    job->category_count = count;
    return LCI_OK;
}

static enum lci_status
take_limits(struct lci_job *job, size_t category, struct lci_error *err)
{
    const struct lci_config *config = job->config;
    const struct lci_category *from =
        config->category_count > 0 ? &config->categories[job->categories[category].configured] : NULL;
    const bool own = from && from->limit_count > 0;
    struct lci_access_category *to = &job->limits[category];

    *to = (struct lci_access_category){
        .limits_m = own ? from->limits_m : config->limits_m,
        .limit_count = own ? from->limit_count : config->limit_count,
        .radius_m = from ? from->radius_m : 0.0,
        .by_facility = from && from->limits_attribute,
    };
    if (to->limit_count == 0)
        return from ? lci_fail(err, LCI_E_CONFIG, "category %s: expected limits, found none", from->id)
                    : lci_fail(err, LCI_E_CONFIG,
                               "limits: expected minutes or meters, found none");
    if (to->radius_m <= 0.0)
        to->radius_m = lci_job_limit_m(job, category);
    return LCI_OK;
}

enum lci_status
lci_job_take_limits(struct lci_job *job, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    job->limits = lci_arena_alloc(&job->arena, job->category_count, sizeof(*job->limits));
    if (!job->limits)
        return lci_fail_nomem(err, "categories");
    for (size_t c = 0; c < job->category_count && status == LCI_OK; c++)
        status = take_limits(job, c, err);
    return status;
}

enum lci_status
lci_job_configured_categories(struct lci_job *job, struct lci_error *err)
{
    const struct lci_config *config = job->config;

    if (config->category_count == 0)
        return LCI_OK;
    if (make_room(job, config->category_count, err) != LCI_OK)
        return LCI_E_NOMEM;
    for (size_t c = 0; c < config->category_count; c++) {
        const struct lci_category *from = &config->categories[c];

        job->categories[c] = (struct lci_job_category){
            .id = from->id,
            .column = from->id,
            .title_zh = from->title_zh ? from->title_zh : from->id,
            .title_en = from->title_en ? from->title_en : from->id,
            .configured = (uint32_t)c,
        };
    }
    return lci_job_take_limits(job, err);
}

static bool
has_facility(const struct lci_job *job, uint32_t category)
{
    for (size_t i = 0; i < job->facilities.count; i++)
        if (job->facilities.items[i].category == category)
            return true;
    return false;
}

/* Facilities of later categories move up with them. */
static void
drop_category(struct lci_job *job, uint32_t category)
{
    const size_t behind = job->category_count - category - 1;

    memmove(&job->categories[category], &job->categories[category + 1], behind * sizeof(*job->categories));
    job->category_count--;
    for (size_t i = 0; i < job->facilities.count; i++)
        job->facilities.items[i].category -= job->facilities.items[i].category > category ? 1U : 0U;
}

enum lci_status
lci_job_drop_optional(struct lci_job *job, struct lci_error *err)
{
    const struct lci_config *config = job->config;
    enum lci_status status = LCI_OK;

    /* From the last: until its turn comes a category has the number it has in the configuration. */
    for (uint32_t c = (uint32_t)config->category_count; c-- > 0 && status == LCI_OK;) {
        const struct lci_quality_row row = {
            .severity = LCI_SEVERITY_NOTE,
            .stage = "read",
            .code = "category_not_handed_in",
            .layer = "facilities",
            .field = "category",
            .found = config->categories[c].id,
            .done = "optional, and no facility of it was handed in: left out of the run",
        };

        if (!config->categories[c].optional || has_facility(job, c))
            continue;
        status = lci_job_remark(job, &row, err);
        drop_category(job, c);
    }
    return status ? status : lci_job_take_limits(job, err);
}

double
lci_job_limit_m(const struct lci_job *job, size_t category)
{
    const struct lci_access_category *limits = &job->limits[category];

    return limits->limits_m[limits->limit_count - 1];
}

static int
compare_texts(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static bool
is_column_letter(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '_' ||
           byte >= 0x80;
}

char *
lci_job_name_part(struct lci_job *job, const char *value, size_t room)
{
    const size_t length = strlen(value);
    char *name = lci_arena_alloc(&job->arena, length + room + 1, 1);

    for (size_t i = 0; i < length && name; i++) {
        unsigned char byte = (unsigned char)value[i];

        if (byte >= 'A' && byte <= 'Z')
            byte = (unsigned char)(byte - 'A' + 'a');
        name[i] = (char)(is_column_letter(byte) ? byte : '_');
    }
    return name;
}

/* The first part of the names of a category's columns, unlike those before. */
static const char *
column_from_value(struct lci_job *job, size_t category, const char *value)
{
    const size_t length = strlen(value);
    char *column = lci_job_name_part(job, value, 24);

    if (!column)
        return NULL;
    for (size_t before = 0; before < category; before++)
        if (strcmp(job->categories[before].column, column) == 0) {
            (void)snprintf(column + length, 24, "_%zu", category + 1);
            break;
        }
    return column;
}

enum lci_status
lci_job_found_categories(struct lci_job *job, const char **values, size_t value_count,
                         struct lci_error *err)
{
    size_t count = 0;

    qsort(values, value_count, sizeof(*values), compare_texts);
    for (size_t i = 0; i < value_count; i++)
        if (count == 0 || strcmp(values[count - 1], values[i]) != 0)
            values[count++] = values[i];
    if (count == 0)
        return lci_fail(err, LCI_E_DATA,
                        "facilities: none has a category; expected `category` or `category_field` "
                        "in their source, or a column named category");
    if (make_room(job, count, err) != LCI_OK)
        return LCI_E_NOMEM;
    for (size_t c = 0; c < count; c++) {
        const char *column = column_from_value(job, c, values[c]);

        if (!column)
            return lci_fail_nomem(err, "categories");
        job->categories[c] = (struct lci_job_category){values[c], column, values[c], values[c], (uint32_t)c};
    }
    return lci_job_take_limits(job, err);
}

bool
lci_job_is_left_out(const struct lci_job *job, const char *value)
{
    const struct lci_config *config = job->config;

    for (size_t c = 0; c < config->left_out_count; c++) {
        const struct lci_category *category = &config->categories[config->category_count + c];

        if (strcmp(category->id, value) == 0 || strcmp(category->title_zh, value) == 0 || strcmp(category->title_en, value) == 0)
            return true;
    }
    return false;
}

uint32_t
lci_job_find_category(const struct lci_job *job, const char *value)
{
    for (uint32_t c = 0; c < job->category_count; c++)
        if (strcmp(job->categories[c].id, value) == 0)
            return c;
    for (uint32_t c = 0; c < job->category_count; c++)
        if (strcmp(job->categories[c].title_zh, value) == 0 ||
            strcmp(job->categories[c].title_en, value) == 0)
            return c;
    return LCI_NONE;
}
