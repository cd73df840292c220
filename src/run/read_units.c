/* read_units.c - reporting areas of all levels. */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "run/attributes.h"

enum { ROLE_CODE, ROLE_NAME, ROLE_PARENT, ROLE_LEVEL, ROLE_COUNT };

static const char *const roles[ROLE_COUNT] = {"code", "name", "parent", "level"};

/* The roles of every source: those above, and the amounts that are spread. In the job's arena. */
static enum lci_status
make_request(struct lci_job *job, struct lci_read_request *request, struct lci_error *err)
{
    const struct lci_config *config = job->config;
    const char **names = lci_arena_alloc(&job->arena, ROLE_COUNT + config->spread_count, sizeof(*names));

    if (!names)
        return lci_fail_nomem(err, "units");
    memcpy(names, roles, sizeof(roles));
    for (size_t i = 0; i < config->spread_count; i++)
        names[ROLE_COUNT + i] = config->spreads[i].role;
    *request = (struct lci_read_request){
        .kind = "units", .shape = LCI_SHAPE_POLYGON, .roles = names, .role_count = ROLE_COUNT + config->spread_count,
        .id_role = roles[ROLE_CODE]};
    return LCI_OK;
}

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

/* NAN where there is none; a number that cannot be read is reported, and so is one of a unit that should have it. */
static enum lci_status
read_amount(struct lci_job *job, const struct lci_unit *unit, const struct lci_spread *spread, const char *text, double *out,
            struct lci_error *err)
{
    const bool is_meant = !spread->figures && strcmp(unit->level, spread->level) == 0;
    enum lci_number_kind kind = LCI_NUMBER_NONE;
    struct lci_quality_row row = {
        .severity = LCI_SEVERITY_WARNING,
        .stage = "read",
        .source = unit->origin.source,
        .layer = "units",
        .layer_name = unit->origin.layer_name,
        .feature_id = unit->code,
        .field = spread->weight,
        .found = text ? text : "no value",
    };

    *out = NAN;
    if (!is_meant)
        return LCI_OK;
    kind = lci_number_from_text(text, out);
    if ((kind == LCI_NUMBER_OK || kind == LCI_NUMBER_GUESSED) && *out >= 0.0 && *out < 1e12) {
        row.code = "number_guessed";
        row.done = "read as a number";
        return kind == LCI_NUMBER_OK ? LCI_OK : lci_job_remark(job, &row, err);
    }
    *out = NAN;
    row.code = kind == LCI_NUMBER_NONE ? "unit_without_amount" : "number_not_readable";
    row.done = "nothing is spread onto its homes";
    return lci_job_remark(job, &row, err);
}

static enum lci_status
take_amounts(struct lci_job *job, struct lci_unit *unit, const struct lci_features *features, size_t i,
             struct lci_error *err)
{
    const struct lci_config *config = job->config;
    double *amounts = NULL;
    enum lci_status status = LCI_OK;

    if (config->spread_count == 0)
        return LCI_OK;
    amounts = lci_arena_alloc(&job->arena, config->spread_count, sizeof(*amounts));
    if (!amounts)
        return lci_fail_nomem(err, "units");
    for (size_t s = 0; s < config->spread_count && status == LCI_OK; s++)
        status = read_amount(job, unit, &config->spreads[s], features->texts[(ROLE_COUNT + s) * features->count + i],
                             &amounts[s], err);
    unit->amounts = amounts;
    return status;
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
    if (take_amounts(job, &units->items[units->count - 1], features, i, err) != LCI_OK)
        return LCI_E_NOMEM;
    if (lci_job_take_attributes(job, asked, features, i, &units->items[units->count - 1].attributes, err) != LCI_OK)
        return LCI_E_NOMEM;
    return lci_shapes_append(&units->shapes, features, i, err);
}

enum lci_status
lci_job_read_units(struct lci_job *job, struct lci_error *err)
{
    const struct lci_sources *sources = &job->config->units;
    struct lci_read_request request = {.role_count = 0};
    struct lci_attributes_asked asked = {.plain_count = ROLE_COUNT + job->config->spread_count};
    enum lci_status status = make_request(job, &request, err);

    if (status == LCI_OK)
        status = lci_job_attribute_names(job, sources, &asked.names, &asked.name_count, err);
    job->units.attribute_names = asked.names;
    job->units.attribute_count = asked.name_count;
    for (size_t s = 0; s < sources->count && status == LCI_OK; s++) {
        const size_t before = job->units.count;
        struct lci_features features = {0};

        status = lci_job_ask_attributes(job, &sources->items[s], &request, &asked.request, err);
        if (status == LCI_OK)
            status = lci_read_features(&sources->items[s], &asked.request, job->system, &job->quality, &features, err);
        for (size_t i = 0; i < features.count && status == LCI_OK; i++)
            status = add_unit(job, &sources->items[s], &asked, &features, i, err);
        if (status == LCI_OK)
            status = lci_job_keep_texts(job, &sources->items[s], job->units.count - before, &features, err);
        lci_features_fini(&features);
    }
    return status;
}
