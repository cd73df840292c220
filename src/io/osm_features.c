/* osm_features.c - objects of an OSM file, chosen by their tags, as points, lines or polygons. */
#include <string.h>

#include "base/utf8.h"
#include "io/builder.h"
#include "io/gdal_outline.h"
#include "io/osm.h"
#include "io/osm_areas.h"
#include "io/osm_data.h"
#include "io/text.h"

static const char LAYER_NAME[] = "osm"; /* a file of this kind has no layers to name */

/* Everything that the steps of one source share. */
struct layer {
    const struct lci_source *source;
    const struct lci_read_request *request;
    struct lci_quality *quality;
    struct lci_builder builder;
    struct lci_osm osm;
    struct lci_osm_shape shape; /* of the object in hand */
    double *xy_m; /* rings of the outline in hand, where each begins, and which are holes */
    size_t *ring_first;
    bool *is_hole;
    size_t xy_capacity, first_capacity, hole_capacity, ring_count;
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

static bool
report(struct layer *layer, const struct lci_osm_object *object, enum lci_osm_type type,
       enum lci_severity severity, const char *code, const char *found, const char *done)
{
    char id[LCI_OSM_ID_SIZE];
    const struct lci_quality_row row = {.severity = severity,
                                        .stage = "read",
                                        .code = code,
                                        .source = layer->source->label,
                                        .layer = layer->request->kind,
                                        .layer_name = LAYER_NAME,
                                        .feature_id = id,
                                        .found = found,
                                        .done = done};

    (void)lci_osm_id_text(type, object->id, id);
    return lci_quality_add(layer->quality, &row);
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
        for (uint32_t character = 0; to && (character = lci_utf8_next(&from)) != 0;)
            to += lci_utf8_put(character, to);
    }
    *out = copy;
    return copy != NULL;
}

/* Ends the feature whose parts were added: id and texts. */
static bool
end_feature(struct layer *layer, const struct lci_osm_object *object, enum lci_osm_type type)
{
    const struct lci_read_request *request = layer->request;
    const struct lci_osm_tagged tagged = {&layer->osm, object};
    const struct lci_tags tags = lci_osm_tags(&tagged);
    struct lci_arena *arena = &layer->builder.arena;
    const char **texts = lci_arena_alloc(arena, request->role_count, sizeof(*texts));
    const char *id = NULL;
    char own_id[LCI_OSM_ID_SIZE];

    if (!texts)
        return false;
    for (size_t role = 0; role < request->role_count; role++) {
        if (!copy_text(arena, value_for_role(layer->source, request->roles[role], &tags), &texts[role]))
            return false;
        if (strcmp(request->roles[role], "id") == 0)
            id = texts[role];
    }
    (void)lci_osm_id_text(type, object->id, own_id);
    if (!id && !copy_text(arena, own_id, &id))
        return false;
    return lci_builder_add_feature(&layer->builder, id, (int64_t)layer->builder.count, texts);
}

static bool
add_point(struct layer *layer, const struct lci_osm_object *object, enum lci_osm_type type,
          const double place[2])
{
    return lci_builder_add_part(&layer->builder, false) && lci_builder_add_ring(&layer->builder) &&
           lci_builder_add_point(&layer->builder, place[0], place[1]) &&
           end_feature(layer, object, type);
}

/* Copies one ring behind those in hand. */
static bool
take_ring(struct layer *layer, const struct lci_osm_piece *piece)
{
    const size_t first = layer->ring_count > 0 ? layer->ring_first[layer->ring_count] : 0;

    if (!lci_grow(&layer->ring_first, layer->ring_count + 1, &layer->first_capacity) ||
        !lci_grow(&layer->is_hole, layer->ring_count, &layer->hole_capacity))
        return false;
    if (first + piece->node_count > layer->xy_capacity) {
        const size_t wanted = 2 * (first + piece->node_count);
        double *grown = lci_realloc(layer->xy_m, wanted, 2 * sizeof(double));

        if (!grown)
            return false;
        layer->xy_m = grown;
        layer->xy_capacity = wanted;
    }
    lci_osm_piece_places(&layer->osm, &layer->shape, piece, layer->xy_m + 2 * first);
    layer->is_hole[layer->ring_count] = piece->is_hole;
    layer->ring_first[layer->ring_count++] = first;
    layer->ring_first[layer->ring_count] = first + piece->node_count;
    return true;
}

/* The outer ring with that number and its holes. */
static bool
take_polygon(struct layer *layer, size_t outer)
{
    const struct lci_osm_shape *shape = &layer->shape;

    if (!take_ring(layer, &shape->pieces[outer]))
        return false;
    for (size_t i = 0; i < shape->piece_count; i++)
        if (shape->pieces[i].is_hole && shape->pieces[i].outer == outer &&
            !take_ring(layer, &shape->pieces[i]))
            return false;
    return true;
}

/* The number of the largest outer ring; SIZE_MAX: there is none. */
static size_t
largest_ring(const struct lci_osm_shape *shape)
{
    size_t largest = SIZE_MAX;

    for (size_t i = 0; i < shape->piece_count; i++)
        if (shape->pieces[i].is_ring && !shape->pieces[i].is_hole &&
            (largest == SIZE_MAX || shape->pieces[i].area_m2 > shape->pieces[largest].area_m2))
            largest = i;
    return largest;
}

/* The rings of the shape as polygons, or as one place on the largest of them. */
static bool
add_outline(struct layer *layer, const struct lci_osm_object *object, enum lci_osm_type type)
{
    const bool as_point = layer->request->shape == LCI_SHAPE_POINT;
    const size_t largest = largest_ring(&layer->shape);
    struct lci_outline outline = {0};
    struct lci_outline_taken taken;

    layer->ring_count = 0;
    for (size_t i = 0; i < layer->shape.piece_count; i++)
        if (layer->shape.pieces[i].is_ring && !layer->shape.pieces[i].is_hole &&
            (!as_point || i == largest) && !take_polygon(layer, i))
            return false;
    outline = (struct lci_outline){layer->xy_m, layer->ring_first, layer->is_hole, layer->ring_count};
    lci_gdal_take_outline(&layer->builder, layer->request->shape, &outline, &taken);
    if (taken.is_out_of_memory || (taken.is_taken && !end_feature(layer, object, type)))
        return false;
    if (!taken.code || (as_point && taken.is_taken))
        return true; /* a place on an outline is what was asked for */
    return report(layer, object, type, taken.severity, taken.code, taken.found, taken.done);
}

static bool
add_lines(struct layer *layer, const struct lci_osm_object *object, enum lci_osm_type type)
{
    const struct lci_osm_shape *shape = &layer->shape;

    for (size_t i = 0; i < shape->piece_count; i++) {
        const struct lci_osm_piece *piece = &shape->pieces[i];

        if (!lci_builder_add_part(&layer->builder, true) || !lci_builder_add_ring(&layer->builder))
            return false;
        for (size_t j = 0; j < piece->node_count; j++) {
            const double *xy = layer->osm.node_xy_m + 2 * shape->nodes[piece->first_node + j];

            if (!lci_builder_add_point(&layer->builder, xy[0], xy[1]))
                return false;
        }
    }
    return shape->piece_count == 0 || end_feature(layer, object, type);
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
                                    (largest_ring(&layer->shape) == SIZE_MAX ||
                                     (type == LCI_OSM_WAY && !is_outline(&tags)))))
        return add_lines(layer, object, type);
    if (largest_ring(&layer->shape) == SIZE_MAX)
        return report(layer, object, type, LCI_SEVERITY_ERROR, "not_an_area", "its line is not closed",
                      "left out");
    return add_outline(layer, object, type);
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
    return done;
}

static void
fini(struct layer *layer)
{
    lci_osm_fini(&layer->osm);
    lci_osm_shape_fini(&layer->shape);
    lci_builder_fini(&layer->builder);
    lci_free(layer->xy_m);
    lci_free(layer->ring_first);
    lci_free(layer->is_hole);
}

enum lci_status
lci_osm_read_features(const struct lci_source *source, const struct lci_read_request *request,
                      const struct lci_working_system *system, struct lci_quality *quality,
                      struct lci_features *out, struct lci_error *err)
{
    struct layer layer = {.source = source,
                          .request = request,
                          .quality = quality,
                          .builder.role_count = request->role_count};
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
    if (!add_objects(&layer))
        status = lci_fail_nomem(err, source->label);
    else if (layer.builder.count == 0)
        status = lci_fail(err, LCI_E_DATA, "%s: no object that `select` asks for can be used as %s",
                          source->label, request->kind);
    if (status == LCI_OK)
        status = lci_builder_take(&layer.builder, request->shape == LCI_SHAPE_LINE_OR_POLYGON, out, err);
    for (int type = LCI_OSM_NODE; type <= LCI_OSM_RELATION && status == LCI_OK; type++)
        out->row_count += layer.osm.lists[type].count;
    if (status == LCI_OK)
        out->layer_name = lci_arena_text(&out->arena, LAYER_NAME, strlen(LAYER_NAME));
    if (status == LCI_OK && !out->layer_name)
        status = lci_fail_nomem(err, source->label);
    fini(&layer);
    if (status != LCI_OK)
        lci_features_fini(out);
    return status;
}
