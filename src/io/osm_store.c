/* osm_store.c - keeps objects of an OSM file and finds the places of their nodes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/osm_data.h"

static uint64_t
hash_text(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */

    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return hash;
}

static size_t
slot_of(const char *const *table, size_t capacity, const char *text)
{
    size_t slot = (size_t)hash_text(text) & (capacity - 1);

    while (table[slot] && strcmp(table[slot], text) != 0)
        slot = (slot + 1) & (capacity - 1);
    return slot;
}

static bool
grow_interned(struct lci_osm *osm)
{
    const size_t capacity = osm->interned_capacity > 0 ? 2 * osm->interned_capacity : 1024;
    const char **table = lci_new_array(const char *, capacity);

    if (!table)
        return false;
    for (size_t i = 0; i < osm->interned_capacity; i++)
        if (osm->interned[i])
            table[slot_of(table, capacity, osm->interned[i])] = osm->interned[i];
    lci_free(osm->interned);
    osm->interned = table;
    osm->interned_capacity = capacity;
    return true;
}

/* The one copy of a text. */
static const char *
intern(struct lci_osm *osm, const char *text)
{
    size_t slot = 0;

    if (2 * osm->interned_count >= osm->interned_capacity && !grow_interned(osm))
        return NULL;
    slot = slot_of(osm->interned, osm->interned_capacity, text);
    if (!osm->interned[slot]) {
        osm->interned[slot] = lci_arena_text(&osm->texts, text, strlen(text));
        osm->interned_count += osm->interned[slot] != NULL;
    }
    return osm->interned[slot];
}

bool
lci_osm_add_object(struct lci_osm *osm, enum lci_osm_type type, int64_t id, bool asked)
{
    struct lci_osm_list *list = &osm->lists[type];

    if (!lci_grow(&list->items, list->count, &list->capacity))
        return false;
    list->items[list->count++] = (struct lci_osm_object){
        .id = id, .first_tag = osm->tag_count, .first_ref = osm->ref_count, .asked = asked};
    return true;
}

bool
lci_osm_add_tag(struct lci_osm *osm, enum lci_osm_type type, const char *key, const char *value)
{
    struct lci_osm_list *list = &osm->lists[type];
    struct lci_osm_tag tag = {intern(osm, key), intern(osm, value)};

    if (!tag.key || !tag.value || !lci_grow(&osm->tags, osm->tag_count, &osm->tag_capacity))
        return false;
    osm->tags[osm->tag_count++] = tag;
    list->items[list->count - 1].tag_count++;
    return true;
}

bool
lci_osm_add_ref(struct lci_osm *osm, enum lci_osm_type type, int64_t ref)
{
    struct lci_osm_list *list = &osm->lists[type];

    if (!lci_grow(&osm->refs, osm->ref_count, &osm->ref_capacity))
        return false;
    osm->refs[osm->ref_count++] = ref;
    list->items[list->count - 1].ref_count++;
    return true;
}

static int
compare_ids(const void *a, const void *b)
{
    int64_t x = 0, y = 0;

    memcpy(&x, a, sizeof(x));
    memcpy(&y, b, sizeof(y));
    return (x > y) - (x < y);
}

/* By id; of one id those asked for first, then in the order of the file. */
static int
compare_objects(const void *a, const void *b)
{
    const struct lci_osm_object *x = a;
    const struct lci_osm_object *y = b;

    if (x->id != y->id)
        return x->id > y->id ? 1 : -1;
    if (x->asked != y->asked)
        return x->asked ? -1 : 1;
    return (x->first_ref > y->first_ref) - (x->first_ref < y->first_ref);
}

void
lci_osm_sort(struct lci_osm *osm)
{
    for (int type = 0; type < LCI_OSM_TYPE_COUNT; type++) {
        struct lci_osm_list *list = &osm->lists[type];
        size_t kept = 0;

        if (list->count > 1)
            qsort(list->items, list->count, sizeof(*list->items), compare_objects);
        for (size_t i = 0; i < list->count; i++)
            if (kept == 0 || list->items[kept - 1].id != list->items[i].id)
                list->items[kept++] = list->items[i];
        list->count = kept;
    }
}

const struct lci_osm_object *
lci_osm_find(const struct lci_osm_list *list, int64_t id)
{
    size_t low = 0;
    size_t high = list->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (list->items[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < list->count && list->items[low].id == id ? &list->items[low] : NULL;
}

/* Sorts ids and drops repeated ones; answers how many are left. */
static size_t
sort_ids(int64_t *ids, size_t count)
{
    size_t kept = 0;

    if (count > 1)
        qsort(ids, count, sizeof(*ids), compare_ids);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || ids[kept - 1] != ids[i])
            ids[kept++] = ids[i];
    return kept;
}

bool
lci_osm_missing_members(const struct lci_osm *osm, int64_t **ids, size_t *count)
{
    const struct lci_osm_list *relations = &osm->lists[LCI_OSM_RELATION];
    size_t capacity = 0;

    *ids = NULL;
    *count = 0;
    for (size_t i = 0; i < relations->count; i++) {
        const struct lci_osm_object *relation = &relations->items[i];

        for (size_t j = 0; j < relation->ref_count; j++) {
            const int64_t id = osm->refs[relation->first_ref + j];

            if (lci_osm_find(&osm->lists[LCI_OSM_WAY], id))
                continue;
            if (!lci_grow(ids, *count, &capacity)) {
                lci_free(*ids);
                *ids = NULL;
                return false;
            }
            (*ids)[(*count)++] = id;
        }
    }
    *count = sort_ids(*ids, *count);
    return true;
}

static void
sort_places(struct lci_osm *osm)
{
    size_t kept = 0;
    bool sorted = true;

    for (size_t i = 1; sorted && i < osm->place_count; i++)
        sorted = osm->places[i - 1].id < osm->places[i].id;
    if (sorted)
        return;
    /* Two places of one id: the order of qsort() must not choose, so the one farther west and south stays. */
    qsort(osm->places, osm->place_count, sizeof(*osm->places), compare_ids);
    for (size_t i = 0; i < osm->place_count; i++) {
        const struct lci_osm_place *place = &osm->places[i];
        struct lci_osm_place *last = kept > 0 ? &osm->places[kept - 1] : NULL;

        if (!last || last->id != place->id)
            osm->places[kept++] = *place;
        else if (place->lon_deg < last->lon_deg ||
                 (place->lon_deg <= last->lon_deg && place->lat_deg < last->lat_deg))
            *last = *place;
    }
    osm->place_count = kept;
}

/* Index of the place of that id, or -1. Nodes of a way are often near each other: the search widens from `hint` on. */
static int64_t
place_index(const struct lci_osm *osm, int64_t id, size_t hint)
{
    size_t low = 0;
    size_t high = osm->place_count;
    size_t step = 1;

    if (hint < high && osm->places[hint].id <= id) {
        low = hint;
        while (low + step < high && osm->places[low + step].id <= id) {
            low += step;
            step *= 2;
        }
        high = low + step < high ? low + step : high;
    } else if (hint < high) {
        high = hint;
        while (high > step && osm->places[high - step].id > id) {
            high -= step;
            step *= 2;
        }
        low = high > step ? high - step : 0;
    }
    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (osm->places[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < osm->place_count && osm->places[low].id == id ? (int64_t)low : -1;
}

/* Relations: ids of ways become indices of ways, in order and each once. */
static void
resolve_members(struct lci_osm *osm)
{
    const struct lci_osm_list *ways = &osm->lists[LCI_OSM_WAY];
    struct lci_osm_list *relations = &osm->lists[LCI_OSM_RELATION];

    for (size_t i = 0; i < relations->count; i++) {
        struct lci_osm_object *relation = &relations->items[i];
        int64_t *refs = relation->ref_count > 0 ? osm->refs + relation->first_ref : NULL;

        relation->ref_count = sort_ids(refs, relation->ref_count);
        for (size_t j = 0; j < relation->ref_count; j++) {
            const struct lci_osm_object *way = lci_osm_find(ways, refs[j]);

            refs[j] = way ? (int64_t)(way - ways->items) : -1;
        }
    }
}

/* Keeps the places that are needed and lets the refs of nodes and ways point to them. */
static bool
resolve_nodes(struct lci_osm *osm, int64_t *kept)
{
    size_t hint = 0;

    for (int type = LCI_OSM_NODE; type <= LCI_OSM_WAY; type++)
        for (size_t i = 0; i < osm->lists[type].count; i++) {
            const struct lci_osm_object *object = &osm->lists[type].items[i];

            for (size_t j = 0; j < object->ref_count; j++) {
                int64_t *ref = &osm->refs[object->first_ref + j];

                *ref = place_index(osm, *ref, hint);
                hint = *ref >= 0 ? (size_t)*ref : hint;
                if (*ref >= 0 && kept[*ref] == 0) {
                    kept[*ref] = 1;
                    osm->node_count++;
                }
            }
        }
    osm->node_ids = lci_new_array(int64_t, osm->node_count);
    osm->node_xy_m = lci_new_array(double, 2 * osm->node_count);
    if (!osm->node_ids || !osm->node_xy_m)
        return false;
    osm->node_count = 0;
    for (size_t i = 0; i < osm->place_count; i++) {
        if (kept[i] == 0)
            continue;
        kept[i] = (int64_t)osm->node_count;
        osm->node_ids[osm->node_count] = osm->places[i].id;
        osm->node_xy_m[2 * osm->node_count] = osm->places[i].lon_deg;
        osm->node_xy_m[2 * osm->node_count + 1] = osm->places[i].lat_deg;
        osm->node_count++;
    }
    for (int type = LCI_OSM_NODE; type <= LCI_OSM_WAY; type++)
        for (size_t i = 0; i < osm->lists[type].count; i++) {
            const struct lci_osm_object *object = &osm->lists[type].items[i];

            for (size_t j = 0; j < object->ref_count; j++) {
                int64_t *ref = &osm->refs[object->first_ref + j];

                if (*ref >= 0)
                    *ref = kept[*ref];
            }
        }
    return true;
}

bool
lci_osm_resolve(struct lci_osm *osm)
{
    int64_t *kept = NULL;
    bool done = false;

    resolve_members(osm);
    sort_places(osm);
    kept = lci_new_array(int64_t, osm->place_count);
    done = kept && resolve_nodes(osm, kept);
    lci_free(kept);
    lci_free(osm->places);
    osm->places = NULL;
    osm->place_count = osm->place_capacity = 0;
    return done;
}

static const char *
tag_value(const void *user, const char *key)
{
    const struct lci_osm_tagged *tagged = user;

    for (size_t i = 0; i < tagged->object->tag_count; i++) {
        const struct lci_osm_tag *tag = &tagged->osm->tags[tagged->object->first_tag + i];

        if (strcmp(tag->key, key) == 0)
            return tag->value;
    }
    return NULL;
}

struct lci_tags
lci_osm_tags(const struct lci_osm_tagged *tagged)
{
    return (struct lci_tags){tag_value, tagged};
}

void
lci_osm_fini(struct lci_osm *osm)
{
    for (int type = 0; type < LCI_OSM_TYPE_COUNT; type++)
        lci_free(osm->lists[type].items);
    lci_free(osm->tags);
    lci_free(osm->refs);
    lci_free(osm->places);
    lci_free(osm->node_ids);
    lci_free(osm->node_xy_m);
    lci_free(osm->interned);
    lci_arena_fini(&osm->texts);
    *osm = (struct lci_osm){0};
}
