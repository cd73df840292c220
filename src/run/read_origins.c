/* read_origins.c - points that units set out from, each naming its unit by its code. */
#include <string.h>

#include "base/alloc.h"
#include "run/job.h"

enum { ROLE_UNIT, ROLE_COUNT };

static const char *const roles[ROLE_COUNT] = {"unit"};

static const struct lci_read_request request = {
    .kind = "origins", .shape = LCI_SHAPE_POINT, .roles = roles, .role_count = ROLE_COUNT};

/* Rows of all sources as they are read. */
struct rows {
    struct lci_origin_row *items;
    size_t count, capacity;
};

static enum lci_status
add_row(const struct lci_source *source, const struct lci_features *features, size_t i, struct rows *rows, struct lci_error *err)
{
    const uint32_t part = features->part_first[i];
    size_t point = 0;

    if (part == features->part_first[i + 1])
        return LCI_OK; /* without a place: reported by the reader */
    if (!lci_grow(&rows->items, rows->count, &rows->capacity))
        return lci_fail_nomem(err, "origins");
    point = features->point_first[features->ring_first[part]];
    rows->items[rows->count++] = (struct lci_origin_row){
        .id = features->ids[i],
        .unit_code = features->texts[ROLE_UNIT * features->count + i],
        .x_m = features->xy_m[2 * point],
        .y_m = features->xy_m[2 * point + 1],
        .origin = {source->label, features->layer_name},
    };
    return LCI_OK;
}

enum lci_status
lci_job_read_origins(struct lci_job *job, struct lci_error *err)
{
    const struct lci_sources *sources = &job->config->origins;
    struct rows rows = {0};
    enum lci_status status = LCI_OK;

    for (size_t s = 0; s < sources->count && status == LCI_OK; s++) {
        struct lci_features features = {0};

        status = lci_read_features(&sources->items[s], &request, job->system, &job->quality, &features, err);
        for (size_t i = 0; i < features.count && status == LCI_OK; i++)
            status = add_row(&sources->items[s], &features, i, &rows, err);
        if (status == LCI_OK)
            status = lci_job_keep_texts(job, &sources->items[s], features.count, &features, err);
        lci_features_fini(&features);
    }
    if (status == LCI_OK)
        status = lci_origins_build(&job->units, rows.items, rows.count, &job->quality, &job->origins, err);
    lci_free(rows.items);
    return status;
}
