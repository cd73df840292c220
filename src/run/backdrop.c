/* backdrop.c - copies of ways, and of barriers put together again from their sides. */
#include "run/backdrop.h"

#include <stdlib.h>
#include <string.h>

/* Sides of one name that follow each other: lines, rings of areas. */
struct tracer {
    struct lci_backdrop *backdrop;
    const struct lci_barriers *barriers;
    uint32_t *first; /* first point of each line or ring of the moment, and the end */
    size_t count, capacity;
    double *xy_m;
    size_t point_count, point_capacity;
};

static const char *
keep(struct lci_arena *arena, const char *text)
{
    return text ? lci_arena_text(arena, text, strlen(text)) : NULL;
}

static int
compare_places(const double *a, const double *b)
{
    const int order = (a[0] > b[0]) - (a[0] < b[0]);

    return order != 0 ? order : (a[1] > b[1]) - (a[1] < b[1]);
}

/* A line drawn the other way round is the same line: the first place where the two differ decides which one is kept. */
static void
direct_line(double *xy_m, size_t count)
{
    int order = 0;

    for (size_t i = 0, j = count - 1; count > 0 && i < j && order == 0; i++, j--)
        order = compare_places(xy_m + 2 * i, xy_m + 2 * j);
    for (size_t i = 0, j = count - 1; i < j && order > 0; i++, j--) {
        double kept[2];

        memcpy(kept, xy_m + 2 * i, sizeof(kept));
        memcpy(xy_m + 2 * i, xy_m + 2 * j, sizeof(kept));
        memcpy(xy_m + 2 * j, kept, sizeof(kept));
    }
}

/* Copies `count` lines. False: out of memory. */
static bool
copy_shape(struct lci_arena *arena, const double *xy_m, const uint32_t *first, size_t count, struct lci_polygons *out)
{
    const size_t points = count > 0 ? first[count] - first[0] : 0;
    uint32_t *starts = lci_arena_alloc(arena, count + 1, sizeof(*starts));
    double *places = lci_arena_alloc(arena, points + 1, 2 * sizeof(*places));

    if (!starts || !places)
        return false;
    for (size_t i = 0; i <= count; i++)
        starts[i] = first[i] - first[0];
    memcpy(places, xy_m + 2 * (size_t)first[0], points * 2 * sizeof(*places));
    for (size_t i = 0; i < count; i++)
        direct_line(places + 2 * (size_t)starts[i], starts[i + 1] - starts[i]);
    *out = (struct lci_polygons){.ring_count = count, .point_count = points, .point_first = starts, .xy_m = places};
    return true;
}

static bool
add_way(struct lci_backdrop *backdrop, const struct lci_ways *ways, const struct lci_way *way)
{
    const uint32_t first[2] = {0, (uint32_t)way->point_count};
    const char *id = way->flags & LCI_WAY_BY_ROW ? NULL : way->id; /* a number that the order of the file gives is none */
    struct lci_backdrop_thing thing = {
        .id = keep(&backdrop->arena, id),
        .name = keep(&backdrop->arena, way->name),
        .highway = keep(&backdrop->arena, way->highway),
        .source = way->source,
        .level = way->level,
        .flags = way->flags,
    };

    if ((id && !thing.id) || (way->name && !thing.name) || (way->highway && !thing.highway) ||
        !copy_shape(&backdrop->arena, ways->point_xy_m + 2 * way->first_point, first, 1, &thing.shape) ||
        !lci_grow(&backdrop->streets.items, backdrop->streets.count, &backdrop->streets.capacity))
        return false;
    backdrop->streets.items[backdrop->streets.count++] = thing;
    return true;
}

static bool
add_point(struct tracer *tracer, double x_m, double y_m)
{
    if (!lci_reserve(&tracer->xy_m, 2 * (tracer->point_count + 1), &tracer->point_capacity))
        return false;
    tracer->xy_m[2 * tracer->point_count] = x_m;
    tracer->xy_m[2 * tracer->point_count++ + 1] = y_m;
    return true;
}

static bool
end_part(struct tracer *tracer)
{
    if (!lci_grow(&tracer->first, tracer->count, &tracer->capacity))
        return false;
    tracer->first[tracer->count++] = (uint32_t)tracer->point_count;
    return true;
}

/* Lines of the sides from `first` to before `end`: each goes on where the one before ends. False: out of memory. */
static bool
trace_lines(struct tracer *tracer, size_t first, size_t end)
{
    const struct lci_barrier_side *before = NULL;
    bool has_memory = true;

    for (size_t s = first; s < end && has_memory; s++) {
        const struct lci_barrier_side *side = &tracer->barriers->sides[s];
        const bool goes_on =
            before && before->ring == side->ring && before->bx_m == side->ax_m && before->by_m == side->ay_m;

        if (side->area)
            continue;
        if (before && !goes_on)
            has_memory = end_part(tracer);
        if (!goes_on)
            has_memory = has_memory && add_point(tracer, side->ax_m, side->ay_m);
        has_memory = has_memory && add_point(tracer, side->bx_m, side->by_m);
        before = side;
    }
    return has_memory && (!before || end_part(tracer));
}

/* The ring of the sides from `first` to before `end`, closed. Of a ring that was turned round the last side is where it begins. */
static bool
trace_ring(struct tracer *tracer, size_t first, size_t end)
{
    const struct lci_barrier_side *sides = tracer->barriers->sides;
    const bool turned = end - first > 1 && sides[first].bx_m == sides[end - 1].ax_m && sides[first].by_m == sides[end - 1].ay_m &&
                        (sides[first].bx_m != sides[first + 1].ax_m || sides[first].by_m != sides[first + 1].ay_m);
    const struct lci_barrier_side *begin = &sides[turned ? end - 1 : first];
    bool has_memory = add_point(tracer, begin->ax_m, begin->ay_m);

    for (size_t i = 0; i < end - first && has_memory; i++) {
        const struct lci_barrier_side *side = &sides[turned ? end - 1 - i : first + i];

        has_memory = add_point(tracer, side->bx_m, side->by_m);
    }
    return has_memory && end_part(tracer);
}

/* Rings of areas of the sides from `first` to before `end`. False: out of memory. */
static bool
trace_rings(struct tracer *tracer, size_t first, size_t end)
{
    const struct lci_barrier_side *sides = tracer->barriers->sides;
    bool has_memory = true;

    for (size_t s = first, next = first; s < end && has_memory; s = next) {
        for (next = s + 1; next < end && sides[next].ring == sides[s].ring;)
            next++;
        has_memory = !sides[s].area || trace_ring(tracer, s, next);
    }
    return has_memory;
}

/* Twice the area of a ring, above 0 where it runs counter-clockwise: an outline, whose inside lies to its left. */
static double
twice_area_m2(const struct tracer *tracer, size_t ring)
{
    const double *xy_m = tracer->xy_m;
    const size_t origin = tracer->first[ring];
    double sum = 0.0;

    for (size_t p = origin; p + 1 < tracer->first[ring + 1]; p++)
        sum += (xy_m[2 * p] - xy_m[2 * origin]) * (xy_m[2 * p + 3] - xy_m[2 * origin + 1]) -
               (xy_m[2 * p + 2] - xy_m[2 * origin]) * (xy_m[2 * p + 1] - xy_m[2 * origin + 1]);
    return sum;
}

/* Whether a place is inside a ring, by counting the sides to its right (Shimrat 1962). */
static bool
is_inside(const struct tracer *tracer, size_t ring, const double *place_m)
{
    const double *xy_m = tracer->xy_m;
    bool inside = false;

    for (size_t p = tracer->first[ring]; p + 1 < tracer->first[ring + 1]; p++) {
        const double *a = &xy_m[2 * p], *b = &xy_m[2 * p + 2];

        if ((a[1] > place_m[1]) != (b[1] > place_m[1]) &&
            place_m[0] < a[0] + (b[0] - a[0]) * (place_m[1] - a[1]) / (b[1] - a[1]))
            inside = !inside;
    }
    return inside;
}

/* The smallest outline that a hole lies in, by the middle of its first side; an outline is its own. */
static size_t
outline_of(const struct tracer *tracer, const double *areas_m2, size_t ring)
{
    const double *first = &tracer->xy_m[2 * (size_t)tracer->first[ring]];
    const double middle_m[2] = {(first[0] + first[2]) / 2.0, (first[1] + first[3]) / 2.0};
    size_t found = ring;

    for (size_t r = 0; r + 1 < tracer->count && areas_m2[ring] < 0.0; r++)
        if (areas_m2[r] > 0.0 && is_inside(tracer, r, middle_m) && (found == ring || areas_m2[r] < areas_m2[found]))
            found = r;
    return found;
}

/* Polygons of the rings of the moment, outlines in their order, each with its holes behind it. False: out of memory. */
static bool
make_polygons(struct tracer *tracer, struct lci_polygons *out)
{
    struct lci_arena *arena = &tracer->backdrop->arena;
    const size_t ring_count = tracer->count - 1;
    double *areas_m2 = lci_arena_alloc(arena, ring_count, sizeof(*areas_m2));
    size_t *owners = lci_arena_alloc(arena, ring_count, sizeof(*owners));
    uint32_t *ring_first = lci_arena_alloc(arena, ring_count + 1, sizeof(*ring_first));
    uint32_t *point_first = lci_arena_alloc(arena, ring_count + 1, sizeof(*point_first));
    double *xy_m = lci_arena_alloc(arena, tracer->point_count, 2 * sizeof(*xy_m));

    if (!areas_m2 || !owners || !ring_first || !point_first || !xy_m)
        return false;
    *out = (struct lci_polygons){.ring_first = ring_first, .point_first = point_first, .xy_m = xy_m};
    for (size_t r = 0; r < ring_count; r++)
        areas_m2[r] = twice_area_m2(tracer, r);
    for (size_t r = 0; r < ring_count; r++)
        owners[r] = outline_of(tracer, areas_m2, r);
    ring_first[0] = point_first[0] = 0;
    for (size_t outline = 0; outline < ring_count; outline++) {
        if (owners[outline] != outline)
            continue;
        for (size_t k = 0; k <= ring_count; k++) { /* itself first */
            const size_t r = k == 0 ? outline : k - 1;
            const size_t points = tracer->first[r + 1] - tracer->first[r];

            if ((k > 0 && r == outline) || owners[r] != outline)
                continue;
            memcpy(xy_m + 2 * out->point_count, tracer->xy_m + 2 * (size_t)tracer->first[r], points * 2 * sizeof(*xy_m));
            out->point_count += points;
            point_first[++out->ring_count] = (uint32_t)out->point_count;
        }
        ring_first[++out->polygon_count] = (uint32_t)out->ring_count;
    }
    return true;
}

static bool
add_barrier(struct tracer *tracer, const char *name, size_t first, size_t end, bool areas)
{
    struct lci_backdrop *backdrop = tracer->backdrop;
    struct lci_backdrop_list *list = areas ? &backdrop->areas : &backdrop->lines;
    struct lci_backdrop_thing thing = {.id = keep(&backdrop->arena, name ? name : "")};

    tracer->count = tracer->point_count = 0;
    if (!thing.id || !end_part(tracer) || /* the first line or ring begins at point 0 */
        !(areas ? trace_rings(tracer, first, end) : trace_lines(tracer, first, end)))
        return false;
    if (tracer->count < 2)
        return true;
    if (!(areas ? make_polygons(tracer, &thing.shape)
                : copy_shape(&backdrop->arena, tracer->xy_m, tracer->first, tracer->count - 1, &thing.shape)) ||
        !lci_grow(&list->items, list->count, &list->capacity))
        return false;
    list->items[list->count++] = thing;
    return true;
}

/* By source, id and place: in whatever order a file has them. */
static int
compare_things(const void *left, const void *right)
{
    const struct lci_backdrop_thing *a = left, *b = right;
    int order = (a->source > b->source) - (a->source < b->source);

    if (order == 0)
        order = strcmp(a->id ? a->id : "", b->id ? b->id : "");
    for (size_t i = 0; order == 0 && i < 2 * a->shape.point_count && i < 2 * b->shape.point_count; i++)
        order = (a->shape.xy_m[i] > b->shape.xy_m[i]) - (a->shape.xy_m[i] < b->shape.xy_m[i]);
    return order != 0 ? order : (a->shape.point_count > b->shape.point_count) - (a->shape.point_count < b->shape.point_count);
}

static void
sort(struct lci_backdrop_list *list)
{
    if (list->count > 0)
        qsort(list->items, list->count, sizeof(*list->items), compare_things);
}

enum lci_status
lci_backdrop_take(const struct lci_ways *ways, const struct lci_barriers *barriers, struct lci_backdrop *out,
                  struct lci_error *err)
{
    struct tracer tracer = {.backdrop = out, .barriers = barriers};
    bool has_memory = true;

    *out = (struct lci_backdrop){.streets = {.count = 0}};
    for (size_t w = 0; w < ways->count && has_memory; w++)
        has_memory = add_way(out, ways, &ways->items[w]);
    for (size_t first = 0, end = 0; first < barriers->count && has_memory; first = end) {
        const char *name = lci_barriers_name_of(barriers, first);

        for (end = first + 1; end < barriers->count && lci_barriers_name_of(barriers, end) == name;)
            end++;
        has_memory = add_barrier(&tracer, name, first, end, false) && add_barrier(&tracer, name, first, end, true);
    }
    sort(&out->streets);
    sort(&out->lines);
    sort(&out->areas);
    lci_free(tracer.first);
    lci_free(tracer.xy_m);
    if (has_memory)
        return LCI_OK;
    lci_backdrop_fini(out);
    return lci_fail_nomem(err, "streets and barriers");
}

void
lci_backdrop_fini(struct lci_backdrop *backdrop)
{
    lci_free(backdrop->streets.items);
    lci_free(backdrop->lines.items);
    lci_free(backdrop->areas.items);
    lci_arena_fini(&backdrop->arena);
    *backdrop = (struct lci_backdrop){.streets = {.count = 0}};
}

const char *
lci_barrier_kind(const char *barrier)
{
    /* The first tag that says what a barrier of OpenStreetMap is. */
    static const struct {
        const char *begins, *kind;
    } kinds[] = {
        {"waterway=", "water"},   {"natural=water ", "water"},   {"natural=bay ", "water"},   {"natural=strait ", "water"},
        {"natural=coastline ", "water"}, {"landuse=reservoir ", "water"}, {"landuse=basin ", "water"},
        {"railway=", "railway"},  {"highway=", "road"},          {"barrier=", "wall"},
    };

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strncmp(barrier, kinds[i].begins, strlen(kinds[i].begins)) == 0)
            return kinds[i].kind;
    return "other";
}
