/* osm_features.c - objects of an OSM file, chosen by their tags, as points, lines or polygons. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "io/feature_list.h"
#include "io/osm.h"
#include "io/osm_areas.h"
#include "io/osm_data.h"
#include "io/polygon.h"
#include "io/text.h"

enum { ID_SIZE = 24 };

/* Everything that the steps of one source share. */
struct layer {
    const struct lci_source *source;
    const struct lci_read_request *request;
    struct lci_quality *quality;
    struct lci_feature_list list;
    struct lci_osm osm;
    struct lci_osm_shape shape;            /* of the object in hand */
    const struct lci_osm_object **objects; /* one a feature */
    enum lci_osm_type *types;
    size_t object_capacity, type_capacity;
    double *xy_m; /* rings of the polygon in hand, and where each begins */
    size_t *ring_first;
    size_t xy_capacity, ring_capacity, ring_count;
};

static bool
keep(void *user, enum lci_osm_type type, const struct lci_tags *tags)
{
    const struct layer *layer = user;
    const char *kind = tags->value(tags->user, "type");

    if (type == LCI_OSM_NODE && layer->request->shape != LCI_SHAPE_POINT)
        return false;
    if (type == LCI_OSM_RELATION &&
        (layer->request->shape == LCI_SHAPE_LINE || !kind ||
         (strcmp(kind, "multipolygon") != 0 && strcmp(kind, "boundary") != 0)))
        return false;
    return lci_rules_selected(layer->source->select, layer->source->select_count, tags);
}

static void
object_id(const struct lci_osm_object *object, enum lci_osm_type type, char text[ID_SIZE])
{
    (void)snprintf(text, ID_SIZE, "%c%" PRId64, "nwr"[type], object->id);
}

static bool
report(struct layer *layer, const struct lci_osm_object *object, enum lci_osm_type type,
       enum lci_severity severity, const char *code, const char *found, const char *done)
{
    char id[ID_SIZE];
    const struct lci_quality_row row = {.severity = severity,
                                        .stage = "read",
                                        .code = code,
                                        .source = layer->source->label,
                                        .layer = layer->request->kind,
                                        .layer_name = "osm",
                                        .feature_id = id,
                                        .found = found,
                                        .done = done};

    object_id(object, type, id);
    return lci_quality_add(layer->quality, &row);
}

static bool
start_feature(struct layer *layer, const struct lci_osm_object *object, enum lci_osm_type type)
{
    const size_t number = layer->list.features->count;

    if (!lci_grow(&layer->objects, number, &layer->object_capacity) ||
        !lci_grow(&layer->types, number, &layer->type_capacity) ||
        !lci_feature_list_add_feature(&layer->list))
        return false;
    layer->objects[number] = object;
    layer->types[number] = type;
    return true;
}

static bool
add_point(struct layer *layer, const struct lci_osm_object *object, enum lci_osm_type type,
          const double place[2])
{
    return start_feature(layer, object, type) && lci_feature_list_add_part(&layer->list, false) &&
           lci_feature_list_add_ring(&layer->list) &&
           lci_feature_list_add_point(&layer->list, place[0], place[1]);
}

/* Copies one ring behind those in hand, an outer one counter-clockwise and a hole clockwise. */
static bool
take_ring(struct layer *layer, const struct lci_osm_piece *piece, bool is_hole)
{
    const size_t first = layer->ring_count > 0 ? layer->ring_first[layer->ring_count] : 0;
    double twice = 0.0;
    double *xy = NULL;

    if (!lci_grow(&layer->ring_first, layer->ring_count + 1, &layer->ring_capacity))
        return false;
    if (first + piece->node_count > layer->xy_capacity) {
        const size_t wanted = 2 * (first + piece->node_count);
        double *grown = lci_realloc(layer->xy_m, wanted, 2 * sizeof(double));

        if (!grown)
            return false;
        layer->xy_m = grown;
        layer->xy_capacity = wanted;
    }
    xy = layer->xy_m + 2 * first;
    lci_osm_piece_places(&layer->osm, &layer->shape, piece, xy);
    for (size_t i = 0; i + 1 < piece->node_count; i++)
        twice += (xy[2 * i] - xy[0]) * (xy[2 * i + 3] - xy[1]) -
                 (xy[2 * i + 2] - xy[0]) * (xy[2 * i + 1] - xy[1]);
    for (size_t i = 0, j = piece->node_count - 1; (twice < 0.0) != is_hole && i < j; i++, j--)
        for (size_t axis = 0; axis < 2; axis++) {
            const double kept = xy[2 * i + axis];

            xy[2 * i + axis] = xy[2 * j + axis];
            xy[2 * j + axis] = kept;
        }
    layer->ring_first[layer->ring_count++] = first;
    layer->ring_first[layer->ring_count] = first + piece->node_count;
    return true;
}

/* The polygon whose outer ring is that piece: the ring and its holes. */
static bool
take_polygon(struct layer *layer, size_t outer, struct lci_polygon *polygon)
{
    const struct lci_osm_shape *shape = &layer->shape;

    layer->ring_count = 0;
    if (!take_ring(layer, &shape->pieces[outer], false))
        return false;
    for (size_t i = 0; i < shape->piece_count; i++)
        if (shape->pieces[i].is_hole && shape->pieces[i].outer == outer &&
            !take_ring(layer, &shape->pieces[i], true))
            return false;
    *polygon = (struct lci_polygon){layer->xy_m, layer->ring_first, layer->ring_count};
    return true;
}

static bool
add_polygon(struct layer *layer, const struct lci_polygon *polygon)
{
    if (!lci_feature_list_add_part(&layer->list, false))
        return false;
    for (size_t ring = 0; ring < polygon->ring_count; ring++) {
        if (!lci_feature_list_add_ring(&layer->list))
            return false;
        for (size_t i = polygon->ring_first[ring]; i < polygon->ring_first[ring + 1]; i++)
            if (!lci_feature_list_add_point(&layer->list, polygon->xy_m[2 * i],
                                            polygon->xy_m[2 * i + 1]))
                return false;
    }
    return true;
}

/* Every outer ring of the shape with its holes is a part; one that crosses itself is left out. */
static bool
add_polygons(struct layer *layer, const struct lci_osm_object *object, enum lci_osm_type type)
{
    bool started = false;
    size_t crossing_count = 0;

    for (size_t i = 0; i < layer->shape.piece_count; i++) {
        struct lci_polygon polygon;
        enum lci_simple simple = LCI_SIMPLE;

        if (!layer->shape.pieces[i].is_ring || layer->shape.pieces[i].is_hole)
            continue;
        if (!take_polygon(layer, i, &polygon))
            return false;
        simple = lci_polygon_is_simple(&polygon);
        crossing_count += simple == LCI_CROSSING;
        if (simple == LCI_SIMPLE_NOMEM ||
            (simple == LCI_SIMPLE && !started && !start_feature(layer, object, type)) ||
            (simple == LCI_SIMPLE && !add_polygon(layer, &polygon)))
            return false;
        started = started || simple == LCI_SIMPLE;
    }
    return crossing_count == 0 || report(layer, object, type, LCI_SEVERITY_ERROR, "geometry_invalid",
                                         "an outline crosses or touches itself", "left out");
}

/* A place on the largest polygon of the shape. */
static bool
add_place(struct layer *layer, const struct lci_osm_object *object, enum lci_osm_type type)
{
    struct lci_polygon polygon;
    size_t largest = SIZE_MAX;
    double place[2] = {0.0, 0.0};

    for (size_t i = 0; i < layer->shape.piece_count; i++) {
        const struct lci_osm_piece *piece = &layer->shape.pieces[i];

        if (piece->is_ring && !piece->is_hole &&
            (largest == SIZE_MAX || piece->area_m2 > layer->shape.pieces[largest].area_m2))
            largest = i;
    }
    if (!take_polygon(layer, largest, &polygon))
        return false;
    lci_polygon_place(&polygon, place);
    return add_point(layer, object, type, place);
}

static bool
add_lines(struct layer *layer, const struct lci_osm_object *object, enum lci_osm_type type)
{
    const struct lci_osm_shape *shape = &layer->shape;

    if (shape->piece_count > 0 && !start_feature(layer, object, type))
        return false;
    for (size_t i = 0; i < shape->piece_count; i++) {
        const struct lci_osm_piece *piece = &shape->pieces[i];

        if (!lci_feature_list_add_part(&layer->list, true) || !lci_feature_list_add_ring(&layer->list))
            return false;
        for (size_t j = 0; j < piece->node_count; j++) {
            const double *xy = layer->osm.node_xy_m + 2 * shape->nodes[piece->first_node + j];

            if (!lci_feature_list_add_point(&layer->list, xy[0], xy[1]))
                return false;
        }
    }
    return true;
}

/* Is a closed way the outline of something, or a line that comes back to where it began? */
static bool
is_outline(const struct lci_tags *tags)
{
    static const char *const line_keys[] = {"barrier",  "highway", "railway", "waterway",
                                            "aerialway", "power",   "route"};
    const char *area = tags->value(tags->user, "area");

    if (area)
        return !lci_rules_is_no(area);
    for (size_t i = 0; i < sizeof(line_keys) / sizeof(*line_keys); i++)
        if (tags->value(tags->user, line_keys[i]))
            return false;
    return true;
}

static bool
has_ring(const struct lci_osm_shape *shape)
{
    for (size_t i = 0; i < shape->piece_count; i++)
        if (shape->pieces[i].is_ring)
            return true;
    return false;
}

static bool
add_shape(struct layer *layer, const struct lci_osm_object *object, enum lci_osm_type type)
{
    const struct lci_osm_tagged tagged = {&layer->osm, object};
    const struct lci_tags tags = lci_osm_tags(&tagged);
    const enum lci_shape asked = layer->request->shape;

    if (!object->asked)
        return true;
    if (!(type == LCI_OSM_RELATION ? lci_osm_shape_of_relation(&layer->osm, object, &layer->shape)
                                   : lci_osm_shape_of_way(&layer->osm, object, &layer->shape)))
        return false;
    if ((layer->shape.missing_count > 0 ||
         (type == LCI_OSM_RELATION && !lci_osm_shape_is_area(&layer->shape))) &&
        !report(layer, object, type, LCI_SEVERITY_WARNING, "incomplete_area",
                "not all of its nodes or ways are in the file, or a ring is open",
                "used as far as it goes"))
        return false;
    if (asked == LCI_SHAPE_LINE || (asked == LCI_SHAPE_LINE_OR_POLYGON &&
                                    (!has_ring(&layer->shape) ||
                                     (type == LCI_OSM_WAY && !is_outline(&tags)))))
        return add_lines(layer, object, type);
    if (!has_ring(&layer->shape))
        return report(layer, object, type, LCI_SEVERITY_ERROR, "not_an_area", "its line is not closed",
                      "left out");
    return asked == LCI_SHAPE_POINT ? add_place(layer, object, type)
                                    : add_polygons(layer, object, type);
}

static bool
add_node(struct layer *layer, const struct lci_osm_object *node)
{
    const int64_t place = layer->osm.refs[node->first_ref];

    /* One without coordinates in the working system is NaN, which equals nothing. */
    if (place < 0 || !(layer->osm.node_xy_m[2 * place] <= 1e12))
        return report(layer, node, LCI_OSM_NODE, LCI_SEVERITY_ERROR, "coordinates_impossible",
                      "outside the coordinate system", "left out");
    return add_point(layer, node, LCI_OSM_NODE, layer->osm.node_xy_m + 2 * place);
}

static bool
add_objects(struct layer *layer)
{
    const struct lci_osm_list *lists = layer->osm.lists;
    bool done = true;

    for (size_t i = 0; done && i < lists[LCI_OSM_NODE].count; i++)
        done = add_node(layer, &lists[LCI_OSM_NODE].items[i]);
    for (size_t i = 0; done && i < lists[LCI_OSM_WAY].count; i++)
        done = add_shape(layer, &lists[LCI_OSM_WAY].items[i], LCI_OSM_WAY);
    for (size_t i = 0; done && i < lists[LCI_OSM_RELATION].count; i++)
        done = add_shape(layer, &lists[LCI_OSM_RELATION].items[i], LCI_OSM_RELATION);
    return done &&
           lci_feature_list_end(&layer->list, layer->request->shape == LCI_SHAPE_LINE_OR_POLYGON);
}

/* Tags a role is looked up under where the source names none; the first that an object has counts. */
static const struct {
    const char *role;
    const char *keys[8];
} USUAL_TAGS[] = {
    {"name", {"name", "name:zh", "official_name", "name:en"}},
    {"category", {"amenity", "healthcare", "social_facility", "shop", "leisure", "office", "landuse"}},
    {"code", {"ref", "ref:admin", "admin_code"}},
    {"level", {"admin_level"}},
    {"floors", {"building:levels"}},
};

static const char *
value_for_role(const struct lci_source *source, const char *role, const struct lci_tags *tags)
{
    for (size_t i = 0; i < source->field_count; i++)
        if (strcmp(source->fields[i].role, role) == 0)
            return tags->value(tags->user, source->fields[i].name);
    if (strcmp(role, "id") == 0)
        return NULL; /* objects have ids of their own; a tag named id is something else */
    for (size_t i = 0; i < sizeof(USUAL_TAGS) / sizeof(*USUAL_TAGS); i++)
        for (size_t j = 0; strcmp(USUAL_TAGS[i].role, role) == 0 && j < 8 && USUAL_TAGS[i].keys[j]; j++) {
            const char *value = tags->value(tags->user, USUAL_TAGS[i].keys[j]);

            if (value)
                return value;
        }
    return tags->value(tags->user, role);
}

/* A trimmed copy in valid UTF-8; *out is NULL where nothing is left. False: out of memory. */
static bool
copy_text(struct lci_arena *arena, const char *value, const char **out)
{
    size_t length = value ? strlen(value) : 0;
    const char *trimmed = value ? lci_text_trim(value, &length) : NULL;
    char *copy = NULL;

    *out = NULL;
    if (length == 0)
        return true;
    copy = lci_arena_text(arena, trimmed, length);
    if (copy && !lci_text_is_utf8(copy, length)) {
        const char *from = copy;
        char *to = lci_arena_alloc(arena, 3 * length + 1, 1); /* U+FFFD takes three bytes */

        copy = to;
        for (uint32_t character = 0; to && (character = lci_text_next(&from)) != 0;)
            to += lci_text_put(character, to);
    }
    *out = copy;
    return copy != NULL;
}

static bool
add_texts(struct layer *layer)
{
    struct lci_features *features = layer->list.features;
    const struct lci_read_request *request = layer->request;

    features->role_count = request->role_count;
    features->layer_name = lci_arena_text(&features->arena, "osm", 3);
    features->texts = lci_new_array(const char *, request->role_count * features->count);
    features->ids = lci_new_array(const char *, features->count);
    if (!features->layer_name || !features->texts || !features->ids)
        return false;
    for (size_t i = 0; i < features->count; i++) {
        const struct lci_osm_tagged tagged = {&layer->osm, layer->objects[i]};
        const struct lci_tags tags = lci_osm_tags(&tagged);
        char id[ID_SIZE];

        object_id(layer->objects[i], layer->types[i], id);
        for (size_t role = 0; role < request->role_count; role++) {
            const char **text = &features->texts[role * features->count + i];

            if (!copy_text(&features->arena, value_for_role(layer->source, request->roles[role], &tags),
                           text))
                return false;
            if (strcmp(request->roles[role], "id") == 0)
                features->ids[i] = *text;
        }
        if (!features->ids[i] && !copy_text(&features->arena, id, &features->ids[i]))
            return false;
    }
    return true;
}

static void
fini(struct layer *layer)
{
    lci_osm_fini(&layer->osm);
    lci_osm_shape_fini(&layer->shape);
    lci_free(layer->objects);
    lci_free(layer->types);
    lci_free(layer->xy_m);
    lci_free(layer->ring_first);
}

enum lci_status
lci_osm_read_features(const struct lci_source *source, const struct lci_read_request *request,
                      const struct lci_working_system *system, struct lci_quality *quality,
                      struct lci_features *out, struct lci_error *err)
{
    struct layer layer = {
        .source = source, .request = request, .quality = quality, .list.features = out};
    const struct lci_osm_filter filter = {keep, &layer};
    enum lci_status status = LCI_OK;

    *out = (struct lci_features){0};
    if (source->select_count == 0)
        return lci_fail(err, LCI_E_DATA,
                        "%s: an OSM file holds everything; `select` must say which objects are %s, "
                        "for example select: {amenity: school}",
                        source->label, request->kind);
    status = lci_osm_load(source, system, &filter, &layer.osm, err);
    if (status != LCI_OK)
        return status;
    if (!add_objects(&layer) || !add_texts(&layer))
        status = lci_fail_nomem(err, source->label);
    else if (out->count == 0)
        status = lci_fail(err, LCI_E_DATA, "%s: no object that `select` asks for can be used as %s",
                          source->label, request->kind);
    fini(&layer);
    if (status != LCI_OK)
        lci_features_fini(out);
    return status;
}
