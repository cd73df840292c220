/* osm.c - the door to ReadOSM: reads an OSM file into memory, all of it or nothing. */
#include "io/osm.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <readosm.h>

#include "io/crs.h"
#include "io/osm_data.h"
#include "io/pbf_scan.h"

/* What the callbacks share. `needed` are the ways of a second pass. */
struct reading {
    struct lci_osm *osm;
    const struct lci_osm_filter *filter;
    const int64_t *needed;
    size_t needed_count;
    bool out_of_memory;
};

struct raw_tags {
    const readosm_tag *tags;
    int count;
};

static const char *
raw_value(const void *user, const char *key)
{
    const struct raw_tags *raw = user;

    for (int i = 0; i < raw->count; i++)
        if (raw->tags[i].key && strcmp(raw->tags[i].key, key) == 0)
            return raw->tags[i].value;
    return NULL;
}

static bool
is_wanted(const struct reading *reading, enum lci_osm_type type, const struct raw_tags *raw)
{
    const struct lci_tags tags = {raw_value, raw};

    return raw->count > 0 && reading->filter->keep(reading->filter->user, type, &tags);
}

static bool
add_tagged(struct reading *reading, enum lci_osm_type type, int64_t id, const struct raw_tags *raw)
{
    if (!lci_osm_add_object(reading->osm, type, id, true))
        return false;
    for (int i = 0; i < raw->count; i++)
        if (raw->tags[i].key && raw->tags[i].value &&
            !lci_osm_add_tag(reading->osm, type, raw->tags[i].key, raw->tags[i].value))
            return false;
    return true;
}

static int
answer(struct reading *reading, bool done)
{
    reading->out_of_memory = reading->out_of_memory || !done;
    return done ? READOSM_OK : READOSM_ABORT;
}

static int
take_node(const void *user, const readosm_node *node)
{
    struct reading *reading = *(struct reading *const *)user;
    struct lci_osm *osm = reading->osm;
    const struct raw_tags raw = {node->tags, node->tag_count};

    osm->seen[LCI_OSM_NODE]++;
    osm->seen_tag_count += (uint64_t)node->tag_count;
    if (!(fabs(node->latitude) <= 90.0) || !(fabs(node->longitude) <= 180.0)) {
        osm->misplaced_count++;
        return READOSM_OK;
    }
    if (!lci_grow(&osm->places, osm->place_count, &osm->place_capacity))
        return answer(reading, false);
    osm->places[osm->place_count++] =
        (struct lci_osm_place){node->id, node->longitude, node->latitude};
    if (is_wanted(reading, LCI_OSM_NODE, &raw))
        return answer(reading, add_tagged(reading, LCI_OSM_NODE, node->id, &raw) &&
                                   lci_osm_add_ref(osm, LCI_OSM_NODE, node->id));
    return READOSM_OK;
}

static bool
add_way_refs(struct lci_osm *osm, const readosm_way *way)
{
    for (int i = 0; i < way->node_ref_count; i++)
        if (!lci_osm_add_ref(osm, LCI_OSM_WAY, way->node_refs[i]))
            return false;
    return true;
}

static int
take_way(const void *user, const readosm_way *way)
{
    struct reading *reading = *(struct reading *const *)user;
    const struct raw_tags raw = {way->tags, way->tag_count};

    reading->osm->seen[LCI_OSM_WAY]++;
    reading->osm->seen_tag_count += (uint64_t)way->tag_count;
    reading->osm->seen_ref_count += (uint64_t)way->node_ref_count;
    if (!is_wanted(reading, LCI_OSM_WAY, &raw))
        return READOSM_OK;
    return answer(reading, add_tagged(reading, LCI_OSM_WAY, way->id, &raw) &&
                               add_way_refs(reading->osm, way));
}

static int
take_relation(const void *user, const readosm_relation *relation)
{
    struct reading *reading = *(struct reading *const *)user;
    const struct raw_tags raw = {relation->tags, relation->tag_count};
    bool done = true;

    reading->osm->seen[LCI_OSM_RELATION]++;
    reading->osm->seen_tag_count += (uint64_t)relation->tag_count;
    if (!is_wanted(reading, LCI_OSM_RELATION, &raw))
        return READOSM_OK;
    done = add_tagged(reading, LCI_OSM_RELATION, relation->id, &raw);
    for (int i = 0; done && i < relation->member_count; i++)
        if (relation->members[i].member_type == READOSM_MEMBER_WAY)
            done = lci_osm_add_ref(reading->osm, LCI_OSM_RELATION, relation->members[i].id);
    return answer(reading, done);
}

static int
compare_ids(const void *a, const void *b)
{
    const int64_t *x = a;
    const int64_t *y = b;

    return (*x > *y) - (*x < *y);
}

/* Second pass: the ways that relations are made of. */
static int
take_member_way(const void *user, const readosm_way *way)
{
    struct reading *reading = *(struct reading *const *)user;
    const int64_t id = way->id;

    if (!bsearch(&id, reading->needed, reading->needed_count, sizeof(id), compare_ids))
        return READOSM_OK;
    return answer(reading, lci_osm_add_object(reading->osm, LCI_OSM_WAY, id, false) &&
                               add_way_refs(reading->osm, way));
}

static enum lci_status
fail_reading(const struct lci_source *source, int code, struct lci_error *err)
{
    switch (code) {
    case READOSM_FILE_NOT_FOUND:
        return lci_fail(err, LCI_E_IO, "%s: cannot be opened", source->label);
    case READOSM_INVALID_SUFFIX:
        return lci_fail(err, LCI_E_DATA, "%s: expected a file named .osm or .osm.pbf", source->label);
    case READOSM_READ_ERROR:
        return lci_fail(err, LCI_E_IO, "%s: cannot be read", source->label);
    case READOSM_XML_ERROR:
    case READOSM_CREATE_XML_PARSER_ERROR:
        return lci_fail(err, LCI_E_DATA,
                        "%s: not readable as OSM XML: it is damaged or truncated, or uses entities",
                        source->label);
    case READOSM_INSUFFICIENT_MEMORY:
        return lci_fail_nomem(err, source->label);
    default:
        return lci_fail(err, LCI_E_DATA, "%s: not readable as OSM PBF: it is damaged or truncated",
                        source->label);
    }
}

/* One pass over the file. ReadOSM reads numbers by the locale, which may have a decimal comma. */
static enum lci_status
parse(const struct lci_source *source, struct reading *reading, bool members_only,
      struct lci_error *err)
{
    const void *handle = NULL;
    const locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    locale_t before = (locale_t)0;
    int code = 0;

    if (plain == (locale_t)0)
        return lci_fail_nomem(err, source->label);
    before = uselocale(plain);
    code = readosm_open(source->path, &handle);
    if (code == READOSM_OK && members_only)
        code = readosm_parse(handle, &reading, NULL, take_member_way, NULL);
    else if (code == READOSM_OK)
        code = readosm_parse(handle, &reading, take_node, take_way, take_relation);
    if (handle)
        (void)readosm_close(handle);
    (void)uselocale(before);
    freelocale(plain);
    if (reading->out_of_memory)
        return lci_fail_nomem(err, source->label);
    return code == READOSM_OK ? LCI_OK : fail_reading(source, code, err);
}

static enum lci_status
read_member_ways(const struct lci_source *source, struct reading *reading, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    int64_t *needed = NULL;

    if (!lci_osm_missing_members(reading->osm, &needed, &reading->needed_count))
        return lci_fail_nomem(err, source->label);
    reading->needed = needed;
    if (reading->needed_count > 0) {
        status = parse(source, reading, true, err);
        lci_osm_sort(reading->osm);
    }
    lci_free(needed);
    return status;
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
    struct reading reading = {.osm = out, .filter = filter};
    enum lci_status status = LCI_OK;

    *out = (struct lci_osm){0};
    if (ends_with(source->path, ".pbf"))
        status = lci_pbf_scan(source->path, source->label, err);
    if (status == LCI_OK)
        status = parse(source, &reading, false, err);
    if (status == LCI_OK) {
        lci_osm_sort(out);
        status = read_member_ways(source, &reading, err);
    }
    if (status == LCI_OK && !lci_osm_resolve(out))
        status = lci_fail_nomem(err, source->label);
    if (status == LCI_OK)
        status = project(source, system, out, err);
    if (status != LCI_OK)
        lci_osm_fini(out);
    return status;
}
