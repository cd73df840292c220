/* osm.c - reads an OSM file into memory, all of it or nothing. */
#include "io/osm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "io/crs.h"
#include "io/osm_data.h"
#include "io/osm_xml.h"
#include "io/pbf_read.h"

/* What the passes over a file share. */
struct reading {
    const struct lci_source *source;
    struct lci_pbf *pbf; /* NULL: the file is XML */
    struct lci_osm *osm;
    const struct lci_osm_filter *filter;
    const int64_t *needed; /* ways that kept relations need, in the pass that reads them */
    size_t needed_count;
};

static const char *
entry_value(const void *user, const char *key)
{
    const struct lci_osm_entry *entry = user;

    for (size_t i = 0; i < entry->tag_count; i++)
        if (*entry->tags[i].key == *key && strcmp(entry->tags[i].key, key) == 0)
            return entry->tags[i].value;
    return NULL;
}

static bool
is_wanted(const struct reading *reading, const struct lci_osm_entry *entry)
{
    const struct lci_tags tags = {entry_value, entry};

    return entry->tag_count > 0 && reading->filter->keep(reading->filter->user, entry->type, &tags);
}

/* A place that no way is known to need yet may be needed by one that comes later: in XML, which is parsed once. */
static bool
take_node(struct reading *reading, const struct lci_osm_entry *node)
{
    const struct lci_osm_place place = {node->id, {node->lon_deg, node->lat_deg}};
    bool wanted = false;

    if (!(fabs(node->lat_deg) <= 90.0) || !(fabs(node->lon_deg) <= 180.0)) {
        reading->osm->misplaced_count++;
        return true;
    }
    wanted = is_wanted(reading, node);
    return lci_osm_place_node(reading->osm, &place, wanted || !reading->pbf) &&
           (!wanted || lci_osm_add(reading->osm, node, true));
}

static bool
take(void *user, const struct lci_osm_entry *entry)
{
    struct reading *reading = user;
    struct lci_osm *osm = reading->osm;

    osm->seen[entry->type]++;
    osm->seen_tag_count += entry->tag_count;
    osm->seen_ref_count += entry->type == LCI_OSM_WAY ? entry->ref_count : 0;
    if (entry->type == LCI_OSM_NODE)
        return take_node(reading, entry);
    return !is_wanted(reading, entry) || lci_osm_add(osm, entry, true);
}

static int
compare_ids(const void *a, const void *b)
{
    const int64_t *x = a;
    const int64_t *y = b;

    return (*x > *y) - (*x < *y);
}

static bool
take_member_way(void *user, const struct lci_osm_entry *way)
{
    struct reading *reading = user;

    return !bsearch(&way->id, reading->needed, reading->needed_count, sizeof(way->id), compare_ids) ||
           lci_osm_add(reading->osm, way, false);
}

static enum lci_status
pass(struct reading *reading, unsigned types, bool (*take_entry)(void *user, const struct lci_osm_entry *entry),
     struct lci_error *err)
{
    const struct lci_osm_sink sink = {take_entry, reading};

    if (reading->pbf)
        return lci_pbf_read(reading->pbf, types, &sink, err);
    return lci_osm_xml_read(reading->source->path, reading->source->label, types, &sink, err);
}

/* The ways that relations are made of. */
static enum lci_status
read_member_ways(struct reading *reading, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    int64_t *needed = NULL;

    if (!lci_osm_missing_members(reading->osm, &needed, &reading->needed_count))
        return lci_fail_nomem(err, reading->source->label);
    reading->needed = needed;
    if (reading->needed_count > 0) {
        status = pass(reading, LCI_OSM_WAYS, take_member_way, err);
        lci_osm_sort(reading->osm, LCI_OSM_WAY);
    }
    lci_free(needed);
    return status;
}

/* Ways and relations first, so that only the nodes they need are kept. */
static enum lci_status
read_all(struct reading *reading, struct lci_error *err)
{
    const char *label = reading->source->label;
    struct lci_osm *osm = reading->osm;
    enum lci_status status =
        pass(reading, reading->pbf ? LCI_OSM_WAYS | LCI_OSM_RELATIONS : LCI_OSM_ALL, take, err);

    lci_osm_sort(osm, LCI_OSM_WAY);
    lci_osm_sort(osm, LCI_OSM_RELATION);
    if (status == LCI_OK)
        status = read_member_ways(reading, err);
    if (status == LCI_OK && osm->ref_count > UINT32_MAX)
        status = lci_fail(err, LCI_E_LIMIT, "%s: its ways have %zu nodes", label, osm->ref_count);
    if (status == LCI_OK && !lci_osm_list_nodes(osm))
        status = lci_fail_nomem(err, label);
    if (status == LCI_OK && reading->pbf)
        status = pass(reading, LCI_OSM_NODES, take, err);
    if (status != LCI_OK)
        return status;
    lci_osm_sort(osm, LCI_OSM_NODE);
    return lci_osm_resolve(osm) ? LCI_OK : lci_fail_nomem(err, label);
}

static enum lci_status
project(const struct lci_source *source, const struct lci_working_system *system, struct lci_osm *osm,
        struct lci_error *err)
{
    bool *ok = lci_new_array(bool, osm->node_count);
    enum lci_status status = LCI_OK;

    if (!ok)
        return lci_fail_nomem(err, source->label);
    status = lci_crs_project(system, source->crs ? source->crs : "EPSG:4326", osm->node_xy_m,
                             osm->node_count, ok, err);
    for (size_t i = 0; status == LCI_OK && i < osm->node_count; i++)
        if (!ok[i]) {
            osm->node_xy_m[2 * i] = osm->node_xy_m[2 * i + 1] = (double)NAN;
            osm->misplaced_count++;
        }
    lci_free(ok);
    return status == LCI_OK ? LCI_OK : lci_fail_in(err, status, "%s", source->label);
}

static bool
ends_with(const char *path, const char *suffix)
{
    const size_t length = strlen(path);

    return length > strlen(suffix) && strcasecmp(path + length - strlen(suffix), suffix) == 0;
}

bool
lci_path_is_osm(const char *path)
{
    return ends_with(path, ".osm") || ends_with(path, ".pbf");
}

enum lci_status
lci_osm_load(const struct lci_source *source, const struct lci_working_system *system,
             const struct lci_osm_filter *filter, struct lci_osm *out, struct lci_error *err)
{
    struct reading reading = {.source = source, .osm = out, .filter = filter};
    enum lci_status status = LCI_OK;

    *out = (struct lci_osm){0};
    if (ends_with(source->path, ".pbf"))
        status = lci_pbf_open(source->path, source->label, &reading.pbf, err);
    if (status == LCI_OK)
        status = read_all(&reading, err);
    if (status == LCI_OK)
        status = project(source, system, out, err);
    lci_pbf_close(reading.pbf);
    if (status != LCI_OK)
        lci_osm_fini(out);
    return status;
}
