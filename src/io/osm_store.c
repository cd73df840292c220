/* osm_store.c - keeps objects of an OSM file and finds the places of their nodes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
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

static bool
add_tag(struct lci_osm *osm, const struct lci_osm_tag *from)
{
    const struct lci_osm_tag tag = {intern(osm, from->key), intern(osm, from->value)};

    if (!tag.key || !tag.value || !lci_grow(&osm->tags, osm->tag_count, &osm->tag_capacity))
        return false;
    osm->tags[osm->tag_count++] = tag;
    return true;
}

static bool
add_refs(struct lci_osm *osm, const int64_t *refs, size_t count)
{
    while (osm->ref_capacity - osm->ref_count < count)
        if (!lci_grow(&osm->refs, osm->ref_capacity, &osm->ref_capacity))
            return false;
    if (count > 0)
        memcpy(osm->refs + osm->ref_count, refs, count * sizeof(*refs));
    osm->ref_count += count;
    return true;
}

bool
lci_osm_add(struct lci_osm *osm, const struct lci_osm_entry *entry, bool asked)
{
    struct lci_osm_list *list = &osm->lists[entry->type];
    const bool is_node = entry->type == LCI_OSM_NODE;
    struct lci_osm_object object = {.id = entry->id,
                                    .first_tag = osm->tag_count,
                                    .tag_count = asked ? entry->tag_count : 0,
                                    .first_ref = osm->ref_count,
                                    .ref_count = is_node ? 1 : entry->ref_count,
                                    .ordinal = list->count,
                                    .asked = asked};

    for (size_t i = 0; i < object.tag_count; i++)
        if (!add_tag(osm, &entry->tags[i]))
            return false;
    if (!add_refs(osm, is_node ? &entry->id : entry->refs, object.ref_count) ||
        !lci_grow(&list->items, list->count, &list->capacity))
        return false;
    list->items[list->count++] = object;
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
    return (x->ordinal > y->ordinal) - (x->ordinal < y->ordinal);
}

void
lci_osm_sort(struct lci_osm *osm, enum lci_osm_type type)
{
    struct lci_osm_list *list = &osm->lists[type];
    size_t kept = 0;
    bool sorted = true; /* as nearly all files are */

    for (size_t i = 1; sorted && i < list->count; i++)
        sorted = list->items[i - 1].id < list->items[i].id;
    if (sorted)
        return;
    qsort(list->items, list->count, sizeof(*list->items), compare_objects);
    for (size_t i = 0; i < list->count; i++)
        if (kept == 0 || list->items[kept - 1].id != list->items[i].id)
            list->items[kept++] = list->items[i];
    list->count = kept;
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

/* Is place a farther west than b, or as far west and farther south? */
static bool
comes_before(const double a_deg[2], const double b_deg[2])
{
    return a_deg[0] < b_deg[0] || (a_deg[0] <= b_deg[0] && a_deg[1] < b_deg[1]);
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
        else if (comes_before(place->lonlat_deg, last->lonlat_deg))
            *last = *place;
    }
    osm->place_count = kept;
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

/* All refs of ways, keyed by the nodes they name, so that those of one node follow each other. NULL: out of memory. */
static struct lci_keyed *
sort_way_refs(const struct lci_osm *osm, size_t *count)
{
    const struct lci_osm_list *ways = &osm->lists[LCI_OSM_WAY];
    struct lci_keyed *items = NULL;

    *count = 0;
    for (size_t i = 0; i < ways->count; i++)
        *count += ways->items[i].ref_count;
    items = lci_new_array(struct lci_keyed, *count);
    if (!items)
        return NULL;
    *count = 0;
    for (size_t i = 0; i < ways->count; i++)
        for (size_t j = 0; j < ways->items[i].ref_count; j++) {
            const size_t ref = ways->items[i].first_ref + j;

            items[(*count)++] =
                (struct lci_keyed){(uint64_t)osm->refs[ref] ^ UINT64_C(1) << 63, (uint32_t)ref};
        }
    if (lci_sort_keyed(items, *count))
        return items;
    lci_free(items);
    return NULL;
}

bool
lci_osm_list_nodes(struct lci_osm *osm)
{
    size_t count = 0;
    struct lci_keyed *items = sort_way_refs(osm, &count);
    size_t node = 0;

    if (!items)
        return false;
    for (size_t i = 0; i < count; i++)
        osm->node_count += i == 0 || items[i].key != items[i - 1].key;
    osm->node_ids = lci_new_array(int64_t, osm->node_count);
    osm->node_xy_m = lci_new_array(double, 2 * osm->node_count);
    for (size_t i = 0; osm->node_ids && osm->node_xy_m && i < count; i++) {
        node += i > 0 && items[i].key != items[i - 1].key;
        osm->node_ids[node] = (int64_t)(items[i].key ^ UINT64_C(1) << 63);
        osm->node_xy_m[2 * node] = (double)NAN; /* no place yet */
        osm->refs[items[i].value] = (int64_t)node;
    }
    lci_free(items);
    return osm->node_ids && osm->node_xy_m;
}

/*
 * The first of the listed nodes with that id or a higher one; node_count if there is none. What is asked for mostly ascends:
 * the search widens from where it ended before.
 */
static size_t
lower_bound(struct lci_osm *osm, int64_t id)
{
    const int64_t *ids = osm->node_ids;
    size_t low = osm->node_hint;
    size_t high = osm->node_count;
    size_t step = 1;

    if (low < high && ids[low] < id) {
        for (; high - low > step && ids[low + step] < id; step *= 2)
            low += step;
        high = high - low > step ? low + step : high;
        low++;
    } else {
        high = low;
        for (; high > step && ids[high - step] >= id; step *= 2)
            high -= step;
        low = high > step ? high - step : 0;
    }
    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (ids[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    osm->node_hint = low;
    return low;
}

/* The number of the listed node, or -1. */
static int64_t
node_index(struct lci_osm *osm, int64_t id)
{
    const size_t at = lower_bound(osm, id);

    return at < osm->node_count && osm->node_ids[at] == id ? (int64_t)at : -1;
}

bool
lci_osm_place_node(struct lci_osm *osm, const struct lci_osm_place *place, bool may_be_needed)
{
    const int64_t node = node_index(osm, place->id);
    double *at_deg = node >= 0 ? &osm->node_xy_m[2 * node] : NULL;

    if (!at_deg) {
        if (!may_be_needed)
            return true;
        if (!lci_grow(&osm->places, osm->place_count, &osm->place_capacity))
            return false;
        osm->places[osm->place_count++] = *place;
    } else if (isnan(at_deg[0]) || comes_before(place->lonlat_deg, at_deg)) {
        memcpy(at_deg, place->lonlat_deg, sizeof(place->lonlat_deg));
    }
    return true;
}

/* Of the places put aside only those stay that belong to a kept node which is not listed. */
static bool
sift_places(struct lci_osm *osm)
{
    const size_t count = osm->place_count;
    bool done = true;

    osm->place_count = 0;
    for (size_t i = 0; done && i < count; i++) {
        const struct lci_osm_place place = osm->places[i];

        done = lci_osm_place_node(osm, &place, lci_osm_find(&osm->lists[LCI_OSM_NODE], place.id) != NULL);
    }
    return done;
}

/* Drops the listed nodes without a place and lists the places put aside. moved[node]: its new number, or -1. */
static bool
merge_places(struct lci_osm *osm, int64_t *moved)
{
    size_t more = osm->place_count;
    size_t kept = 0;
    size_t before = 0;
    int64_t *ids = NULL;
    double *xy_m = NULL;

    for (size_t node = 0; node < osm->node_count; node++) {
        moved[node] = -1;
        if (isnan(osm->node_xy_m[2 * node]))
            continue;
        while (before < more && osm->places[before].id < osm->node_ids[node])
            before++;
        moved[node] = (int64_t)(kept + before);
        osm->node_ids[kept] = osm->node_ids[node];
        memcpy(&osm->node_xy_m[2 * kept++], &osm->node_xy_m[2 * node], 2 * sizeof(double));
    }
    osm->node_count = kept + more;
    ids = lci_realloc(osm->node_ids, osm->node_count, sizeof(*ids));
    osm->node_ids = ids ? ids : osm->node_ids;
    xy_m = lci_realloc(osm->node_xy_m, osm->node_count, 2 * sizeof(*xy_m));
    osm->node_xy_m = xy_m ? xy_m : osm->node_xy_m;
    if (!ids || !xy_m)
        return false;
    for (size_t to = osm->node_count; more > 0; to--) { /* from the end, into the room that is free there */
        if (kept > 0 && ids[kept - 1] > osm->places[more - 1].id) {
            ids[to - 1] = ids[--kept];
            memcpy(&xy_m[2 * (to - 1)], &xy_m[2 * kept], 2 * sizeof(*xy_m));
        } else {
            ids[to - 1] = osm->places[--more].id;
            memcpy(&xy_m[2 * (to - 1)], osm->places[more].lonlat_deg, 2 * sizeof(*xy_m));
        }
    }
    return true;
}

static void
renumber_refs(struct lci_osm *osm, const int64_t *moved)
{
    for (size_t i = 0; i < osm->lists[LCI_OSM_WAY].count; i++) {
        const struct lci_osm_object *way = &osm->lists[LCI_OSM_WAY].items[i];

        for (size_t j = 0; j < way->ref_count; j++)
            osm->refs[way->first_ref + j] = moved[osm->refs[way->first_ref + j]];
    }
    osm->node_hint = 0;
    for (size_t i = 0; i < osm->lists[LCI_OSM_NODE].count; i++) {
        int64_t *ref = &osm->refs[osm->lists[LCI_OSM_NODE].items[i].first_ref];

        *ref = node_index(osm, *ref);
    }
}

bool
lci_osm_resolve(struct lci_osm *osm)
{
    int64_t *moved = lci_new_array(int64_t, osm->node_count);
    bool done = moved && sift_places(osm);

    resolve_members(osm);
    sort_places(osm);
    done = done && merge_places(osm, moved);
    if (done)
        renumber_refs(osm, moved);
    lci_free(moved);
    lci_free(osm->places);
    osm->places = NULL;
    osm->place_count = osm->place_capacity = 0;
    return done;
}

/* By hand: every way's id is written, and printf() takes longer than all else that is done with it. */
size_t
lci_osm_id_text(enum lci_osm_type type, int64_t id, char text[LCI_OSM_ID_SIZE])
{
    char digits[LCI_OSM_ID_SIZE];
    uint64_t rest = id < 0 ? 0 - (uint64_t)id : (uint64_t)id;
    size_t digit_count = 0;
    size_t length = 0;

    do {
        digits[digit_count++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    text[length++] = "nwr"[type];
    if (id < 0)
        text[length++] = '-';
    while (digit_count > 0)
        text[length++] = digits[--digit_count];
    text[length] = '\0';
    return length;
}

static const char *
tag_value(const void *user, const char *key)
{
    const struct lci_osm_tagged *tagged = user;

    for (size_t i = 0; i < tagged->object->tag_count; i++) {
        const struct lci_osm_tag *tag = &tagged->osm->tags[tagged->object->first_tag + i];

        if (*tag->key == *key && strcmp(tag->key, key) == 0)
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
