/* read_units.c - reporting areas of all levels. */
#include <string.h>

#include "base/alloc.h"
#include "run/attributes.h"

enum { ROLE_CODE, ROLE_NAME, ROLE_PARENT, ROLE_LEVEL, ROLE_COUNT };

static const char *const roles[ROLE_COUNT] = {"code", "name", "parent", "level"};

static const struct lci_read_request request = {
    .kind = "units", .shape = LCI_SHAPE_POLYGON, .roles = roles, .role_count = ROLE_COUNT};

static enum lci_status
report_no_level(struct lci_job *job, const struct lci_source *source,
                const struct lci_features *features, size_t i, struct lci_error *err)
{
    const struct lci_quality_row row = {
        .severity = LCI_SEVERITY_ERROR,
        .stage = "read",
        .code = "no_level",
        .source = source->label,
        .layer = "units",
        .layer_name = features->layer_name,
        .feature_id = features->ids[i],
        .field = "level",
        .found = "no value",
        .done = "left out",
    };

    return lci_job_remark(job, &row, err);
}

static enum lci_status
add_unit(struct lci_job *job, const struct lci_source *source, const struct lci_attributes_asked *asked,
         const struct lci_features *features, size_t i, struct lci_error *err)
{
    struct lci_units *units = &job->units;
    const char *code = features->texts[ROLE_CODE * features->count + i];
    const char *name = features->texts[ROLE_NAME * features->count + i];
    const struct lci_unit unit = {
        .code = code ? code : features->ids[i],
        .name = name ? name : "",
        .level = source->level ? source->level : features->texts[ROLE_LEVEL * features->count + i],
        .parent_code = features->texts[ROLE_PARENT * features->count + i],
        .origin = {source->label, features->layer_name},
        .parent = LCI_NONE,
    };

    if (!unit.level)
        return report_no_level(job, source, features, i, err);
    if (!lci_grow(&units->items, units->count, &units->capacity))
        return lci_fail_nomem(err, "units");
    units->items[units->count++] = unit;
    if (lci_job_take_attributes(job, asked, features, i, &units->items[units->count - 1].attributes, err) != LCI_OK)
        return LCI_E_NOMEM;
    return lci_shapes_append(&units->shapes, features, i, err);
}

enum lci_status
lci_job_read_units(struct lci_job *job, struct lci_error *err)
{
    const struct lci_sources *sources = &job->config->units;
    struct lci_attributes_asked asked = {.plain_count = request.role_count};
    enum lci_status status = lci_job_attribute_names(job, sources, &asked.names, &asked.name_count, err);

    job->units.attribute_names = asked.names;
    job->units.attribute_count = asked.name_count;
    for (size_t s = 0; s < sources->count && status == LCI_OK; s++) {
        struct lci_features features = {0};

        status = lci_job_ask_attributes(job, &sources->items[s], &request, &asked.request, err);
        if (status == LCI_OK)
            status = lci_read_features(&sources->items[s], &asked.request, job->system, &job->quality, &features, err);
        for (size_t i = 0; i < features.count && status == LCI_OK; i++)
            status = add_unit(job, &sources->items[s], &asked, &features, i, err);
        if (status == LCI_OK)
            status = lci_job_keep_texts(job, &features, err);
        lci_features_fini(&features);
    }
    return status;
}
