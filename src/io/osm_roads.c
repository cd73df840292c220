/* osm_roads.c - streets, walkable areas and barriers of an OSM file. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <lifecircle/network.h>

#include "io/osm.h"
#include "io/osm_areas.h"
#include "io/osm_data.h"
#include "network/rules.h"

/* Everything that the steps of one source share. */
struct roads {
    const struct lci_source *source;
    uint32_t source_index;
    const struct lci_profile *profile;
    struct lci_quality *quality;
    struct lci_ways *ways;
    struct lci_barriers *barriers;
    const char *highway, *name; /* of the object in hand, in the ways */
    struct lci_osm osm;
    struct lci_osm_shape shape; /* of the object in hand */
    uint8_t *point_flags;       /* per node of osm */
    double *xy_m;               /* scratch for one piece */
    size_t xy_capacity;
    struct lci_way_verdict *verdicts[LCI_OSM_TYPE_COUNT]; /* of kept ways and relations, by ordinal */
    size_t verdict_count[LCI_OSM_TYPE_COUNT], verdict_capacity[LCI_OSM_TYPE_COUNT];
    bool is_out_of_memory;
    size_t street_count, closed_count; /* ways with a class, and those of them not for walkers */
};

static bool
is_multipolygon(const struct lci_tags *tags)
{
    const char *type = tags->value(tags->user, "type");

    return type && strcmp(type, "multipolygon") == 0;
}

static bool
keep(void *user, enum lci_osm_type type, const struct lci_tags *tags)
{
    struct roads *roads = user;
    struct lci_way_verdict verdict;
    bool kept = false;

    if (type == LCI_OSM_NODE)
        return lci_rules_judge_point(roads->profile, tags) != 0;
    if (type == LCI_OSM_RELATION && !is_multipolygon(tags))
        return false;
    lci_rules_judge_way(roads->profile, tags, &verdict);
    if (type == LCI_OSM_WAY && verdict.is_street) {
        roads->street_count++;
        roads->closed_count += !verdict.open;
    }
    kept = verdict.open ||
           (roads->source->own_barriers && (lci_rules_is_barrier_area(roads->profile, tags) ||
                                            lci_rules_is_barrier_line(roads->profile, tags)));
    if (kept && !lci_grow(&roads->verdicts[type], roads->verdict_count[type], &roads->verdict_capacity[type]))
        roads->is_out_of_memory = true;
    else if (kept)
        roads->verdicts[type][roads->verdict_count[type]++] = verdict;
    return kept;
}

static bool
report(struct roads *roads, const struct lci_quality_row *what)
{
    struct lci_quality_row row = *what;

    row.stage = "read";
    row.source = roads->source->label;
    row.layer = "roads";
    return lci_quality_add(roads->quality, &row);
}

/* One row for an object of which the file holds only a part. */
static bool
report_missing(struct roads *roads, const struct lci_osm_object *object, bool is_relation)
{
    const struct lci_osm_shape *shape = &roads->shape;
    char id[LCI_OSM_ID_SIZE];
    char found[96];
    struct lci_quality_row row = {.severity = LCI_SEVERITY_WARNING, .feature_id = id, .found = found};

    if (shape->missing_count == 0 && (!is_relation || lci_osm_shape_is_area(shape)))
        return true;
    (void)lci_osm_id_text(is_relation ? LCI_OSM_RELATION : LCI_OSM_WAY, object->id, id);
    if (is_relation) {
        row.code = "incomplete_area";
        row.done = "its closed rings are used as an area, the rest as lines";
        (void)snprintf(found, sizeof(found), "%zu of %zu ways or nodes are not in the file, or a ring is open",
                       shape->missing_count, object->ref_count);
    } else {
        row.code = "incomplete_way";
        row.done = "the parts between them are used";
        (void)snprintf(found, sizeof(found), "%zu of %zu nodes are not in the file", shape->missing_count,
                       object->ref_count);
    }
    if (shape->node_count > 0) {
        row.has_place = true;
        row.x_m = roads->osm.node_xy_m[2 * shape->nodes[0]];
        row.y_m = roads->osm.node_xy_m[2 * shape->nodes[0] + 1];
    }
    return report(roads, &row);
}

static bool
add_way(struct roads *roads, const struct lci_osm_piece *piece, const struct lci_way_verdict *verdict,
        uint32_t area, const char *id)
{
    const struct lci_way way = {.level = verdict->level,
                                .flags = verdict->flags | LCI_WAY_BY_NODE |
                                         (area != LCI_NONE ? (uint32_t)LCI_WAY_RING : 0),
                                .factor = verdict->factor,
                                .area = area,
                                .source = roads->source_index,
                                .id = id,
                                .highway = roads->highway,
                                .name = roads->name};

    if (!lci_ways_add(roads->ways, &way))
        return false;
    for (size_t i = 0; i < piece->node_count; i++) {
        const size_t node = roads->shape.nodes[piece->first_node + i];

        if (!lci_ways_add_point(roads->ways, roads->osm.node_xy_m[2 * node],
                                roads->osm.node_xy_m[2 * node + 1], roads->osm.node_ids[node],
                                roads->point_flags[node]))
            return false;
    }
    return true;
}

/* The pieces of the shape in hand: rings of an area together as one, everything else as lines. */
static bool
add_ways(struct roads *roads, const struct lci_osm_object *object, const struct lci_way_verdict *verdict,
         bool is_relation)
{
    const struct lci_osm_tagged tagged = {&roads->osm, object};
    const struct lci_tags tags = lci_osm_tags(&tagged);
    char text[LCI_OSM_ID_SIZE];
    const size_t length = lci_osm_id_text(is_relation ? LCI_OSM_RELATION : LCI_OSM_WAY, object->id, text);
    const char *id = lci_arena_text(&roads->ways->texts, text, length);
    uint32_t area = LCI_NONE;
    bool done = true;

    if (!id || !lci_ways_keep(roads->ways, tags.value(tags.user, "highway"), &roads->highway) ||
        !lci_ways_keep(roads->ways, tags.value(tags.user, "name"), &roads->name))
        return false;
    for (size_t i = 0; verdict->area && area == LCI_NONE && i < roads->shape.piece_count; i++)
        if (roads->shape.pieces[i].is_ring)
            area = roads->ways->area_count++;
    for (size_t i = 0; done && i < roads->shape.piece_count; i++) {
        const struct lci_osm_piece *piece = &roads->shape.pieces[i];

        done = add_way(roads, piece, verdict, piece->is_ring ? area : LCI_NONE, id);
    }
    return done;
}

enum { NAME_SIZE = 256 };

/* "waterway=canal w12": by the first tag that says what it is. False: out of memory. */
static bool
name_barrier(struct roads *roads, const struct lci_osm_object *object, const struct lci_tags *tags, bool is_relation)
{
    static const char *const keys[] = {"waterway", "natural", "railway", "highway", "barrier", "landuse", "leisure", "man_made"};
    char id[LCI_OSM_ID_SIZE];
    char name[NAME_SIZE];

    (void)lci_osm_id_text(is_relation ? LCI_OSM_RELATION : LCI_OSM_WAY, object->id, id);
    (void)snprintf(name, sizeof(name), "%s", id);
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        const char *value = tags->value(tags->user, keys[i]);

        if (value) {
            (void)snprintf(name, sizeof(name), "%s=%s %s", keys[i], value, id);
            break;
        }
    }
    return lci_barriers_name(roads->barriers, name);
}

/* The pieces of the shape in hand as barriers: rings as areas if it is one, everything else as lines. */
static bool
add_barriers(struct roads *roads, bool is_area)
{
    const struct lci_osm_shape *shape = &roads->shape;

    for (size_t i = 0; i < shape->piece_count; i++) {
        const struct lci_osm_piece *piece = &shape->pieces[i];
        bool done = false;

        if (piece->node_count > roads->xy_capacity) {
            double *grown = lci_realloc(roads->xy_m, piece->node_count, 2 * sizeof(double));

            if (!grown)
                return false;
            roads->xy_m = grown;
            roads->xy_capacity = piece->node_count;
        }
        lci_osm_piece_places(&roads->osm, shape, piece, roads->xy_m);
        if (is_area && piece->is_ring)
            done = lci_barriers_add_ring(roads->barriers, roads->xy_m, piece->node_count, piece->is_hole);
        else
            done = lci_barriers_add_line(roads->barriers, roads->xy_m, piece->node_count);
        if (!done)
            return false;
    }
    return true;
}

/* One way or relation: what may be walked is no barrier, whatever else its tags say. */
static bool
add_object(struct roads *roads, const struct lci_osm_object *object, bool is_relation)
{
    const struct lci_osm_tagged tagged = {&roads->osm, object};
    const struct lci_tags tags = lci_osm_tags(&tagged);
    const struct lci_way_verdict *verdict = NULL;

    if (!object->asked)
        return true;
    if (!(is_relation ? lci_osm_shape_of_relation(&roads->osm, object, &roads->shape)
                      : lci_osm_shape_of_way(&roads->osm, object, &roads->shape)) ||
        !report_missing(roads, object, is_relation))
        return false;
    verdict = &roads->verdicts[is_relation ? LCI_OSM_RELATION : LCI_OSM_WAY][object->ordinal];
    if (verdict->open)
        return add_ways(roads, object, verdict, is_relation);
    return name_barrier(roads, object, &tags, is_relation) &&
           add_barriers(roads, lci_rules_is_barrier_area(roads->profile, &tags));
}

static bool
flag_points(struct roads *roads)
{
    const struct lci_osm_list *nodes = &roads->osm.lists[LCI_OSM_NODE];

    roads->point_flags = lci_new_array(uint8_t, roads->osm.node_count);
    if (!roads->point_flags)
        return false;
    for (size_t i = 0; i < nodes->count; i++) {
        const struct lci_osm_tagged tagged = {&roads->osm, &nodes->items[i]};
        const struct lci_tags tags = lci_osm_tags(&tagged);
        const int64_t place = roads->osm.refs[nodes->items[i].first_ref];

        if (place >= 0)
            roads->point_flags[place] = lci_rules_judge_point(roads->profile, &tags);
    }
    return true;
}

static bool
report_counts(struct roads *roads)
{
    char found[96];
    struct lci_quality_row row = {.severity = LCI_SEVERITY_NOTE, .found = found};

    if (roads->closed_count > 0) {
        row.code = "ways_not_walkable";
        row.done = "left out";
        (void)snprintf(found, sizeof(found), "%zu of %zu ways are not for walkers", roads->closed_count,
                       roads->street_count);
        if (!report(roads, &row))
            return false;
    }
    if (roads->osm.misplaced_count == 0)
        return true;
    row.severity = LCI_SEVERITY_ERROR;
    row.code = "coordinates_impossible";
    row.done = "left out, as if they were not in the file";
    (void)snprintf(found, sizeof(found), "%zu nodes lie outside the coordinate system",
                   roads->osm.misplaced_count);
    return report(roads, &row);
}

static bool
add_objects(struct roads *roads)
{
    const struct lci_osm_list *ways = &roads->osm.lists[LCI_OSM_WAY];
    const struct lci_osm_list *relations = &roads->osm.lists[LCI_OSM_RELATION];
    bool done = flag_points(roads);

    for (size_t i = 0; done && i < ways->count; i++)
        done = add_object(roads, &ways->items[i], false);
    for (size_t i = 0; done && i < relations->count; i++)
        done = add_object(roads, &relations->items[i], true);
    return done && report_counts(roads);
}

enum lci_status
lci_osm_read_roads(const struct lci_source *source, uint32_t source_index,
                   const struct lci_profile *profile, const struct lci_working_system *system,
                   struct lci_quality *quality, struct lci_ways *ways, struct lci_barriers *barriers,
                   struct lci_error *err)
{
    struct roads roads = {.source = source,
                          .source_index = source_index,
                          .profile = profile,
                          .quality = quality,
                          .ways = ways,
                          .barriers = barriers};
    const struct lci_osm_filter filter = {keep, &roads};
    const size_t before = ways->count;
    enum lci_status status = lci_osm_load(source, system, &filter, &roads.osm, err);

    if (status == LCI_OK && (roads.is_out_of_memory || !add_objects(&roads)))
        status = lci_fail_nomem(err, source->label);
    if (status == LCI_OK && ways->count == before)
        status = lci_fail(err, LCI_E_DATA, "%s: no way that may be walked (of %zu with a highway tag)",
                          source->label, roads.street_count);
    lci_osm_fini(&roads.osm);
    lci_osm_shape_fini(&roads.shape);
    lci_free(roads.point_flags);
    lci_free(roads.xy_m);
    lci_free(roads.verdicts[LCI_OSM_WAY]);
    lci_free(roads.verdicts[LCI_OSM_RELATION]);
    return status;
}
