/* read_facilities.c - facilities of all sources, with their categories. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "run/attributes.h"

enum { ROLE_ID, ROLE_NAME, ROLE_CATEGORY, ROLE_COUNT };

static const char *const roles[ROLE_COUNT] = {"id", "name", "category"};

static const struct lci_read_request request = {
    .kind = "facilities", .shape = LCI_SHAPE_POINT, .roles = roles, .role_count = ROLE_COUNT};

static const char *
category_of(const struct lci_source *source, const struct lci_features *features, size_t i)
{
    return source->category ? source->category
                            : features->texts[ROLE_CATEGORY * features->count + i];
}

static enum lci_status
find_categories(struct lci_job *job, const struct lci_features *layers, struct lci_error *err)
{
    const struct lci_sources *sources = &job->config->facilities;
    const char **values = NULL;
    size_t total = 0;
    size_t found = 0;
    enum lci_status status = LCI_OK;

    for (size_t s = 0; s < sources->count; s++)
        total += layers[s].count;
    values = lci_new_array(const char *, total);
    if (!values)
        return lci_fail_nomem(err, "facilities");
    for (size_t s = 0; s < sources->count; s++)
        for (size_t i = 0; i < layers[s].count; i++) {
            const char *value = category_of(&sources->items[s], &layers[s], i);

            if (value)
                values[found++] = value;
        }
    status = lci_job_found_categories(job, values, found, err);
    lci_free(values);
    return status;
}

/* Those of a source that `categories_only` does not ask about. */
static enum lci_status
report_not_asked(struct lci_job *job, const struct lci_source *source, const struct lci_features *features, struct lci_error *err)
{
    char found[96];
    size_t count = 0;
    const struct lci_quality_row row = {
        .severity = LCI_SEVERITY_NOTE,
        .stage = "read",
        .code = "category_left_out",
        .source = source->label,
        .layer = "facilities",
        .layer_name = features->layer_name,
        .field = "category",
        .found = found,
        .done = "left out: categories_only does not name them",
    };

    for (size_t i = 0; i < features->count; i++) {
        const char *value = category_of(source, features, i);

        count += value && lci_job_is_left_out(job, value);
    }
    (void)snprintf(found, sizeof(found), "%zu of %zu facilities", count, features->count);
    return count > 0 ? lci_job_remark(job, &row, err) : LCI_OK;
}

/* A facility of no category of this run takes part in nothing. */
static enum lci_status
report_left_out(struct lci_job *job, const struct lci_source *source,
                const struct lci_features *features, size_t i, const char *value,
                struct lci_error *err)
{
    const struct lci_quality_row row = {
        .severity = value ? LCI_SEVERITY_WARNING : LCI_SEVERITY_ERROR,
        .stage = "read",
        .code = value ? "unknown_category" : "no_category",
        .source = source->label,
        .layer = "facilities",
        .layer_name = features->layer_name,
        .feature_id = features->ids[i],
        .field = "category",
        .found = value ? value : "no value",
        .done = value ? "left out: the configuration has no such category" : "left out",
    };

    return lci_job_remark(job, &row, err);
}

static bool
find_place(const struct lci_features *features, size_t i, double *x_m, double *y_m)
{
    const uint32_t part = features->part_first[i];
    size_t point = 0;

    if (part == features->part_first[i + 1])
        return false;
    point = features->point_first[features->ring_first[part]];
    *x_m = features->xy_m[2 * point];
    *y_m = features->xy_m[2 * point + 1];
    return true;
}

static enum lci_status
add_facility(struct lci_job *job, const struct lci_source *source, const struct lci_attributes_asked *asked,
             const struct lci_features *features, size_t i, struct lci_error *err)
{
    struct lci_facilities *all = &job->facilities;
    const char *id = features->texts[ROLE_ID * features->count + i];
    const char *name = features->texts[ROLE_NAME * features->count + i];
    const char *value = category_of(source, features, i);
    const uint32_t category = value ? lci_job_find_category(job, value) : LCI_NONE;
    struct lci_facility facility = {
        .id = features->ids[i],
        .name = name ? name : "",
        .id_given = id != NULL,
        .category = category,
        .origin = {source->label, features->layer_name},
        .join = {.edge = LCI_NONE},
    };

    if (category == LCI_NONE && value && lci_job_is_left_out(job, value))
        return LCI_OK; /* reported by its source */
    if (category == LCI_NONE)
        return report_left_out(job, source, features, i, value, err);
    if (!find_place(features, i, &facility.x_m, &facility.y_m))
        return LCI_OK; /* reported by the reader */
    if (all->count >= LCI_NONE - 1)
        return lci_fail(err, LCI_E_LIMIT, "facilities: more than %u", LCI_NONE - 1);
    if (!lci_grow(&all->items, all->count, &all->capacity))
        return lci_fail_nomem(err, "facilities");
    all->items[all->count++] = facility;
    return lci_job_take_attributes(job, asked, features, i, &all->items[all->count - 1].attributes, err);
}

/* Nothing is left: names what was found last and what was expected. */
static enum lci_status
fail_without_facilities(const struct lci_job *job, struct lci_error *err)
{
    const struct lci_quality *quality = &job->quality;

    for (size_t i = quality->count; i > 0; i--)
        if (strcmp(quality->rows[i - 1].code, "unknown_category") == 0)
            return lci_fail(
                err, LCI_E_DATA,
                "facilities: none of their categories is in the configuration: found for "
                "instance \"%s\", expected for instance \"%s\"",
                quality->rows[i - 1].found, job->categories[0].id);
    return lci_fail(err, LCI_E_DATA, "facilities: none has a category and a place");
}

static enum lci_status
report_empty_categories(struct lci_job *job, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t c = 0; c < job->category_count && status == LCI_OK; c++) {
        const struct lci_quality_row row = {
            .severity = LCI_SEVERITY_WARNING,
            .stage = "read",
            .code = "category_without_facility",
            .layer = "facilities",
            .field = "category",
            .found = job->categories[c].id,
            .done = "no facility of this category was handed in: nothing is covered by it, "
                    "nor by the whole circle (categories_only leaves it out)",
        };
        bool found = false;

        for (size_t i = 0; i < job->facilities.count && !found; i++)
            found = job->facilities.items[i].category == c;
        if (!found)
            status = lci_job_remark(job, &row, err);
    }
    return status;
}

/* Reads every source; asked[s] is what source s was asked for. */
static enum lci_status
read_layers(struct lci_job *job, struct lci_attributes_asked *asked, struct lci_features *layers, struct lci_error *err)
{
    const struct lci_sources *sources = &job->config->facilities;
    const char *const *names = NULL;
    size_t name_count = 0;
    enum lci_status status = lci_job_attribute_names(job, sources, &names, &name_count, err);

    job->facilities.attribute_names = names;
    job->facilities.attribute_count = name_count;
    for (size_t s = 0; s < sources->count && status == LCI_OK; s++) {
        asked[s] = (struct lci_attributes_asked){
            .plain_count = request.role_count, .names = names, .name_count = name_count};
        status = lci_job_ask_attributes(job, &sources->items[s], &request, &asked[s].request, err);
        if (status == LCI_OK)
            status = lci_read_features(&sources->items[s], &asked[s].request, job->system, &job->quality, &layers[s], err);
    }
    return status;
}

enum lci_status
lci_job_read_facilities(struct lci_job *job, struct lci_error *err)
{
    const struct lci_sources *sources = &job->config->facilities;
    struct lci_features *layers = lci_new_array(struct lci_features, sources->count);
    struct lci_attributes_asked *asked = lci_arena_alloc(&job->arena, sources->count, sizeof(*asked));
    enum lci_status status = layers && asked ? LCI_OK : lci_fail_nomem(err, "facilities");

    if (status == LCI_OK)
        status = read_layers(job, asked, layers, err);
    if (status == LCI_OK)
        status = lci_job_configured_categories(job, err);
    if (status == LCI_OK && job->category_count == 0)
        status = find_categories(job, layers, err);
    for (size_t s = 0; s < sources->count && status == LCI_OK; s++) {
        const size_t before = job->facilities.count;

        for (size_t i = 0; i < layers[s].count && status == LCI_OK; i++)
            status = add_facility(job, &sources->items[s], &asked[s], &layers[s], i, err);
        if (status == LCI_OK)
            status = report_not_asked(job, &sources->items[s], &layers[s], err);
        if (status == LCI_OK)
            status = lci_job_keep_texts(job, &sources->items[s], job->facilities.count - before, &layers[s], err);
    }
    if (status == LCI_OK && job->facilities.count == 0)
        status = fail_without_facilities(job, err);
    if (status == LCI_OK)
        status = lci_job_drop_optional(job, err);
    if (status == LCI_OK)
        status = report_empty_categories(job, err);
    for (size_t s = 0; layers && s < sources->count; s++)
        lci_features_fini(&layers[s]);
    lci_free(layers);
    return status;
}
