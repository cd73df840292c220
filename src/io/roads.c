/* roads.c - streets from a layer of lines, judged by the same words as OpenStreetMap's. */
#include <stdio.h>
#include <string.h>

#include <lifecircle/network.h>

#include "io/osm.h"
#include "io/read.h"
#include "network/rules.h"

/* Roles of a road layer and the tags they stand for; what the profile's factors ask for comes after them. */
static const struct {
    const char *role, *key;
} ROLES[] = {
    {"id", "id"},
    {"highway", "highway"},
    {"foot", "foot"},
    {"access", "access"},
    {"oneway_foot", "oneway:foot"},
    {"foot_forward", "foot:forward"},
    {"foot_backward", "foot:backward"},
    {"layer", "layer"},
    {"bridge", "bridge"},
    {"tunnel", "tunnel"},
    {"area", "area"},
    {"route", "route"},
    {"name", "name"},
};

enum { ROLE_COUNT = sizeof(ROLES) / sizeof(*ROLES), ROLE_ID = 0, ROLE_HIGHWAY = 1, ROLE_ROUTE = 11, ROLE_NAME = 12 };

struct layer {
    const struct lci_source *source;
    uint32_t source_index;
    const struct lci_profile *profile;
    struct lci_quality *quality;
    struct lci_ways *ways;
    const char **roles; /* role_count */
    size_t role_count;
    struct lci_features features;
    size_t feature; /* the one in hand */
    const char *highway, *name; /* of it, in the ways */
    bool no_class;  /* no feature says what kind of street it is */
    size_t closed_count;
};

static const char *
text_of(const struct layer *layer, size_t role)
{
    return layer->features.texts[role * layer->features.count + layer->feature];
}

static const char *
tag_value(const void *user, const char *key)
{
    const struct layer *layer = user;

    for (size_t i = 0; i < layer->role_count; i++)
        if (strcmp(i < ROLE_COUNT ? ROLES[i].key : layer->roles[i], key) == 0) {
            const char *text = text_of(layer, i);

            return i == ROLE_HIGHWAY && !text && layer->no_class ? "road" : text;
        }
    return NULL;
}

/* The fixed roles and the keys of the profile's factors, each once. */
static bool
list_roles(struct layer *layer)
{
    const struct lci_profile *profile = layer->profile;

    layer->roles = lci_new_array(const char *, ROLE_COUNT + profile->factor_count);
    if (!layer->roles)
        return false;
    for (size_t i = 0; i < ROLE_COUNT; i++)
        layer->roles[layer->role_count++] = ROLES[i].role;
    for (size_t i = 0; i < profile->factor_count; i++) {
        const char *key = profile->factors[i].match.key;
        bool known = false;

        for (size_t j = 0; j < layer->role_count; j++)
            known = known || strcmp(j < ROLE_COUNT ? ROLES[j].key : layer->roles[j], key) == 0;
        if (!known)
            layer->roles[layer->role_count++] = key;
    }
    return true;
}

static bool
add_ring(struct layer *layer, uint32_t ring, const struct lci_way_verdict *verdict, uint32_t area)
{
    const struct lci_features *features = &layer->features;
    const char *given = text_of(layer, ROLE_ID);
    const bool by_row = !given || strcmp(given, features->ids[layer->feature]) != 0;
    const struct lci_way way = {
        .level = verdict->level,
        .flags = verdict->flags | (area != LCI_NONE ? (uint32_t)LCI_WAY_RING : 0) | (by_row ? (uint32_t)LCI_WAY_BY_ROW : 0),
        .factor = verdict->factor,
        .area = area,
        .source = layer->source_index,
        .id = lci_arena_text(&layer->ways->texts, features->ids[layer->feature],
                             strlen(features->ids[layer->feature])),
        .highway = layer->highway,
        .name = layer->name};

    if (!way.id || !lci_ways_add(layer->ways, &way))
        return false;
    for (size_t p = features->point_first[ring]; p < features->point_first[ring + 1]; p++)
        if (!lci_ways_add_point(layer->ways, features->xy_m[2 * p], features->xy_m[2 * p + 1], 0, 0))
            return false;
    return true;
}

static bool
is_closed_line(const struct lci_features *features, uint32_t ring)
{
    const size_t first = features->point_first[ring];
    const size_t end = features->point_first[ring + 1];

    return end >= first + 4 && memcmp(features->xy_m + 2 * first, features->xy_m + 2 * (end - 1),
                                      2 * sizeof(double)) == 0;
}

/* A polygon, or a closed line that says area=yes, is an area; every other part is a line. */
static bool
add_part(struct layer *layer, uint32_t part, const struct lci_way_verdict *verdict)
{
    const struct lci_features *features = &layer->features;
    const bool is_polygon = features->part_is_line && !features->part_is_line[part];
    const uint32_t first = features->ring_first[part];
    uint32_t area = LCI_NONE;

    if (is_polygon || (verdict->area && is_closed_line(features, first)))
        area = layer->ways->area_count++;
    for (uint32_t ring = first; ring < features->ring_first[part + 1]; ring++)
        if (!add_ring(layer, ring, verdict, area))
            return false;
    return true;
}

static void
judge(const struct layer *layer, struct lci_way_verdict *verdict)
{
    const struct lci_tags tags = {tag_value, layer};
    const char *route = text_of(layer, ROLE_ROUTE);

    if (layer->source->every_line_open)
        lci_rules_judge_open_way(layer->profile, &tags, verdict);
    else
        lci_rules_judge_way(layer->profile, &tags, verdict);
    if (!layer->source->every_line_open && !text_of(layer, ROLE_HIGHWAY) && route &&
        strcmp(route, "ferry") == 0)
        verdict->open = false;
}

static bool
report(struct layer *layer, enum lci_severity severity, const char *code, const char *found, const char *done)
{
    const struct lci_quality_row row = {.severity = severity,
                                        .stage = "read",
                                        .code = code,
                                        .source = layer->source->label,
                                        .layer = "roads",
                                        .layer_name = layer->features.layer_name,
                                        .found = found,
                                        .done = done};

    return lci_quality_add(layer->quality, &row);
}

/* All lines of a map would be streets, its motorways too; areas alone are hardly streets at all: somebody took another layer. */
static bool
report_no_class(struct layer *layer)
{
    const struct lci_features *features = &layer->features;
    const uint32_t part_count = features->count > 0 ? features->part_first[features->count] : 0;
    bool all_areas = part_count > 0 && features->part_is_line;

    for (uint32_t part = 0; part < part_count && all_areas; part++)
        all_areas = !features->part_is_line[part];
    if (all_areas)
        return report(layer, LCI_SEVERITY_ERROR, "no_street_class",
                      "no field says what kind of street an area is, and there are no lines",
                      "people walk on every area and along its outline; is this the layer of streets?");
    return report(layer, LCI_SEVERITY_WARNING, "no_street_class", "no field says what kind of street a line is",
                  "every line is taken as a street; `every_line: true` says that this is meant");
}

static bool
add_features(struct layer *layer)
{
    const struct lci_features *features = &layer->features;
    char found[96];

    layer->no_class = true;
    for (layer->feature = 0; layer->feature < features->count; layer->feature++)
        layer->no_class = layer->no_class && !text_of(layer, ROLE_HIGHWAY);
    for (layer->feature = 0; layer->feature < features->count; layer->feature++) {
        struct lci_way_verdict verdict;

        judge(layer, &verdict);
        if (verdict.open && (!lci_ways_keep(layer->ways, text_of(layer, ROLE_HIGHWAY), &layer->highway) ||
                             !lci_ways_keep(layer->ways, text_of(layer, ROLE_NAME), &layer->name)))
            return false;
        layer->closed_count += !verdict.open;
        for (uint32_t part = features->part_first[layer->feature];
             verdict.open && part < features->part_first[layer->feature + 1]; part++)
            if (!add_part(layer, part, &verdict))
                return false;
    }
    if (layer->no_class && !layer->source->every_line_open &&
        !report_no_class(layer))
        return false;
    (void)snprintf(found, sizeof(found), "%zu of %zu ways are not for walkers", layer->closed_count,
                   features->count);
    return layer->closed_count == 0 || report(layer, LCI_SEVERITY_NOTE, "ways_not_walkable", found, "left out");
}

static enum lci_status
read_layer(struct layer *layer, const struct lci_working_system *system, struct lci_error *err)
{
    struct lci_read_request request = {.kind = "roads", .shape = LCI_SHAPE_LINE_OR_POLYGON};
    const size_t before = layer->ways->count;
    enum lci_status status = LCI_OK;

    if (!list_roles(layer))
        return lci_fail_nomem(err, layer->source->label);
    request.roles = layer->roles;
    request.role_count = layer->role_count;
    status = lci_read_features(layer->source, &request, system, layer->quality, &layer->features, err);
    if (status != LCI_OK)
        return status;
    if (!add_features(layer))
        return lci_fail_nomem(err, layer->source->label);
    if (layer->ways->count == before)
        return lci_fail(err, LCI_E_DATA, "%s: layer \"%s\": no way that may be walked (of %zu features)",
                        layer->source->label, layer->features.layer_name, layer->features.count);
    return LCI_OK;
}

enum lci_status
lci_read_roads(const struct lci_source *source, uint32_t source_index, const struct lci_profile *profile,
               const struct lci_working_system *system, struct lci_quality *quality,
               struct lci_ways *ways, struct lci_barriers *barriers, struct lci_error *err)
{
    struct layer layer = {.source = source,
                          .source_index = source_index,
                          .profile = profile,
                          .quality = quality,
                          .ways = ways};
    enum lci_status status = LCI_OK;

    if (!source->is_database && lci_path_is_osm(source->path))
        return lci_osm_read_roads(source, source_index, profile, system, quality, ways, barriers, err);
    status = read_layer(&layer, system, err);
    lci_features_fini(&layer.features);
    lci_free(layer.roles);
    return status;
}
