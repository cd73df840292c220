/* closed_ways.c - takes the ways that the configuration closes out of what was read. */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "config/suggest.h"
#include "io/osm.h"
#include "run/job.h"

/* "way/123" and "123" are w123, where the source is OpenStreetMap's. */
static bool
is_osm_way(const struct lci_source *source, const char *id, const char *named)
{
    static const char prefix[] = "way/";
    const char *digits = strncmp(named, prefix, strlen(prefix)) == 0 ? named + strlen(prefix) : named;

    return !source->is_database && lci_path_is_osm(source->path) && id[0] == 'w' && strcmp(id + 1, digits) == 0;
}

static bool
is_meant(const struct lci_job *job, const struct lci_way *way, const struct lci_closed_way *closed)
{
    const struct lci_source *source = &job->config->network.items[way->source];

    if (closed->source && strcmp(closed->source, source->label) != 0)
        return false;
    return strcmp(way->id, closed->id) == 0 || is_osm_way(source, way->id, closed->id);
}

/* Marks the ways that are meant; answers how many, and the first of them. */
static size_t
mark(const struct lci_job *job, const struct lci_closed_way *closed, bool *marked, const struct lci_way **first)
{
    size_t count = 0;

    for (size_t w = 0; w < job->ways.count; w++) {
        if (!is_meant(job, &job->ways.items[w], closed))
            continue;
        if (count++ == 0)
            *first = &job->ways.items[w];
        marked[w] = true;
    }
    return count;
}

static enum lci_status
report_closed(struct lci_job *job, const struct lci_closed_way *closed, size_t count, const struct lci_way *first,
              struct lci_error *err)
{
    char found[64];
    const struct lci_quality_row row = {
        .severity = count > 0 ? LCI_SEVERITY_NOTE : LCI_SEVERITY_WARNING,
        .stage = "read",
        .code = "way_closed",
        .source = first ? job->config->network.items[first->source].label : closed->source,
        .layer = "roads",
        .feature_id = closed->id,
        .field = "closed_ways",
        .found = count > 0 ? found : "no way that this profile may walk",
        .done = count > 0 ? "left out: closed in this run" : "nothing is left out for it",
        .has_place = first != NULL,
        .x_m = first ? job->ways.point_xy_m[2 * first->first_point] : 0.0,
        .y_m = first ? job->ways.point_xy_m[2 * first->first_point + 1] : 0.0,
    };

    (void)snprintf(found, sizeof(found), "%zu line%s of the network", count, count == 1 ? "" : "s");
    return lci_job_remark(job, &row, err);
}

/* The walkable ids most like the one that is named. */
static const char *
find_similar(const struct lci_job *job, const struct lci_closed_way *closed)
{
    const char **ids = lci_new_array(const char *, job->ways.count);
    const char *similar = NULL;
    size_t count = 0;

    for (size_t w = 0; ids && w < job->ways.count; w++) {
        const struct lci_source *source = &job->config->network.items[job->ways.items[w].source];

        if (!closed->source || strcmp(closed->source, source->label) == 0)
            ids[count++] = job->ways.items[w].id;
    }
    if (ids)
        similar = lci_suggest(closed->id, ids, count);
    lci_free(ids);
    return similar;
}

/* An id that no profile's network has is a mistake: a bridge that is thought closed, and is not. */
static enum lci_status
refuse_unknown(const struct lci_job *job, struct lci_error *err)
{
    const struct lci_config *config = job->config;

    for (size_t c = 0; c < config->closed_way_count; c++) {
        const struct lci_closed_way *closed = &config->closed_ways[c];
        const char *similar = NULL;

        if (job->passes->is_closed_way_found[c])
            continue;
        similar = find_similar(job, closed);
        return lci_fail(err, LCI_E_CONFIG, "closed_ways[%zu]: no walkable way of %s has the id \"%s\"%s%s%s", c + 1,
                        closed->source ? closed->source : "the network", closed->id, similar ? "; did you mean \"" : "",
                        similar ? similar : "", similar ? "\"?" : "");
    }
    return LCI_OK;
}

enum lci_status
lci_job_close_ways(struct lci_job *job, struct lci_error *err)
{
    const struct lci_config *config = job->config;
    struct lci_passes *passes = job->passes;
    bool *marked = NULL;
    enum lci_status status = LCI_OK;

    if (config->closed_way_count == 0)
        return LCI_OK;
    if (!passes->is_closed_way_found)
        passes->is_closed_way_found = lci_new_array(bool, config->closed_way_count);
    marked = lci_new_array(bool, job->ways.count);
    if (!marked || !passes->is_closed_way_found)
        status = lci_fail_nomem(err, "closed ways");
    for (size_t c = 0; c < config->closed_way_count && status == LCI_OK; c++) {
        const struct lci_way *first = NULL;
        const size_t count = mark(job, &config->closed_ways[c], marked, &first);

        passes->is_closed_way_found[c] = passes->is_closed_way_found[c] || count > 0;
        status = report_closed(job, &config->closed_ways[c], count, first, err);
    }
    if (status == LCI_OK && job == &passes->items[passes->walk_count - 1])
        status = refuse_unknown(job, err);
    if (status == LCI_OK)
        lci_ways_drop(&job->ways, marked);
    lci_free(marked);
    return status;
}
