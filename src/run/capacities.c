/* capacities.c - how many each facility of the run can serve, by an attribute. */
#include <math.h>
#include <string.h>

#include "analysis/attributes.h"
#include "run/job.h"

/* What is counted against the capacities is of nobody: then no facility has a load, however many people come. */
static enum lci_status
check_weight(struct lci_job *job, const struct lci_category *category, size_t weight, struct lci_error *err)
{
    double sum = 0.0;
    const struct lci_quality_row row = {
        .severity = LCI_SEVERITY_WARNING,
        .stage = "read",
        .code = "capacity_without_people",
        .layer = "homes",
        .field = category->capacity_weight,
        .found = "no home has any",
        .done = "loads are 0: nothing is said about what facilities can serve",
    };

    for (size_t home = 0; home < job->homes.count; home++)
        sum += job->homes.items[home].weights[weight].value;
    return sum > 0.0 ? LCI_OK : lci_job_remark(job, &row, err);
}

/* A category of the run asks for capacities where its configuration does, and some source hands the attribute in. */
static enum lci_status
ask_category(struct lci_job *job, size_t category, struct lci_error *err)
{
    const struct lci_config *config = job->config;
    struct lci_access_category *to = &job->limits[category];
    const struct lci_category *from = NULL;
    size_t weight = 0;

    if (config->category_count == 0)
        return LCI_OK;
    from = &config->categories[job->categories[category].configured];
    if (!from->capacity_attribute || lci_attribute_index(job->facilities.attribute_names, job->facilities.attribute_count,
                                                         from->capacity_attribute) == LCI_NONE)
        return LCI_OK;
    while (weight < job->homes.weight_count && strcmp(job->homes.weight_names[weight], from->capacity_weight) != 0)
        weight++;
    if (weight == job->homes.weight_count)
        return lci_fail(err, LCI_E_CONFIG, "category %s: capacity: expected a weight of the homes, found \"%s\"", from->id,
                        from->capacity_weight);
    to->has_capacity = true;
    to->capacity_weight = weight;
    to->capacity_per_unit = from->capacity_per_unit;
    return check_weight(job, from, weight, err);
}

static enum lci_status
find_capacity(struct lci_job *job, size_t index, struct lci_error *err)
{
    struct lci_facility *facility = &job->facilities.items[index];
    const struct lci_access_category *category = &job->limits[facility->category];
    const char *name = job->config->categories[job->categories[facility->category].configured].capacity_attribute;
    const char *text = lci_facility_attribute(&job->facilities, index, name);
    double units = 0.0;
    const struct lci_quality_row row = {
        .severity = LCI_SEVERITY_WARNING,
        .stage = "read",
        .code = "capacity_unknown",
        .source = facility->origin.source,
        .layer = "facilities",
        .layer_name = facility->origin.layer_name,
        .feature_id = facility->id,
        .field = name,
        .found = text ? text : "no value",
        .done = "taken to serve all who come; its load is told",
        .has_place = true,
        .x_m = facility->x_m,
        .y_m = facility->y_m,
    };
    const enum lci_status status = lci_facility_number(&job->facilities, index, name, &job->quality, &units, err);

    if (status != LCI_OK)
        return status;
    facility->capacity = units >= 0.0 ? units * category->capacity_per_unit : NAN;
    return isnan(facility->capacity) ? lci_job_remark(job, &row, err) : LCI_OK;
}

enum lci_status
lci_job_find_capacities(struct lci_job *job, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t c = 0; c < job->category_count && status == LCI_OK; c++)
        status = ask_category(job, c, err);
    for (size_t i = 0; i < job->facilities.count && status == LCI_OK; i++)
        if (job->limits[job->facilities.items[i].category].has_capacity)
            status = find_capacity(job, i, err);
    return status;
}

bool
lci_job_has_capacities(const struct lci_job *job)
{
    bool any = false;

    for (size_t c = 0; c < job->category_count; c++)
        any = any || job->limits[c].has_capacity;
    return any;
}
