/* osm_xml.c - what ReadOSM reads of an OSM XML file, as entries. */
#include "io/osm_xml.h"

#include <locale.h>

#include <readosm.h>

#include "base/alloc.h"

/* What the callbacks share, with room for what one object unfolds to. */
struct reading {
    const struct lci_osm_sink *sink;
    struct lci_osm_tag *tags;
    int64_t *refs;
    size_t tag_capacity, ref_capacity;
    bool out_of_memory;
};

static bool
add_tags(struct reading *reading, const readosm_tag *tags, int count, struct lci_osm_entry *entry)
{
    for (int i = 0; i < count; i++) {
        if (!tags[i].key || !tags[i].value)
            continue;
        if (!lci_grow(&reading->tags, entry->tag_count, &reading->tag_capacity))
            return false;
        reading->tags[entry->tag_count++] = (struct lci_osm_tag){tags[i].key, tags[i].value};
    }
    return true;
}

static bool
add_ref(struct reading *reading, int64_t ref, struct lci_osm_entry *entry)
{
    if (!lci_grow(&reading->refs, entry->ref_count, &reading->ref_capacity))
        return false;
    reading->refs[entry->ref_count++] = ref;
    return true;
}

/* Hands the entry on if all of it could be `added`. */
static int
hand_on(struct reading *reading, struct lci_osm_entry *entry, bool added)
{
    entry->tags = reading->tags;
    entry->refs = reading->refs;
    reading->out_of_memory = !added || !reading->sink->take(reading->sink->user, entry);
    return reading->out_of_memory ? READOSM_ABORT : READOSM_OK;
}

static int
take_node(const void *user, const readosm_node *node)
{
    struct reading *reading = *(struct reading *const *)user;
    struct lci_osm_entry entry = {
        .type = LCI_OSM_NODE, .id = node->id, .lon_deg = node->longitude, .lat_deg = node->latitude};

    return hand_on(reading, &entry, add_tags(reading, node->tags, node->tag_count, &entry));
}

static int
take_way(const void *user, const readosm_way *way)
{
    struct reading *reading = *(struct reading *const *)user;
    struct lci_osm_entry entry = {.type = LCI_OSM_WAY, .id = way->id};
    bool added = add_tags(reading, way->tags, way->tag_count, &entry);

    for (int i = 0; added && i < way->node_ref_count; i++)
        added = add_ref(reading, way->node_refs[i], &entry);
    return hand_on(reading, &entry, added);
}

static int
take_relation(const void *user, const readosm_relation *relation)
{
    struct reading *reading = *(struct reading *const *)user;
    struct lci_osm_entry entry = {.type = LCI_OSM_RELATION, .id = relation->id};
    bool added = add_tags(reading, relation->tags, relation->tag_count, &entry);

    for (int i = 0; added && i < relation->member_count; i++)
        if (relation->members[i].member_type == READOSM_MEMBER_WAY)
            added = add_ref(reading, relation->members[i].id, &entry);
    return hand_on(reading, &entry, added);
}

static enum lci_status
fail_reading(const char *label, int code, struct lci_error *err)
{
    switch (code) {
    case READOSM_FILE_NOT_FOUND:
        return lci_fail(err, LCI_E_IO, "%s: cannot be opened", label);
    case READOSM_INVALID_SUFFIX:
        return lci_fail(err, LCI_E_DATA, "%s: expected a file named .osm or .osm.pbf", label);
    case READOSM_READ_ERROR:
        return lci_fail(err, LCI_E_IO, "%s: cannot be read", label);
    case READOSM_INSUFFICIENT_MEMORY:
        return lci_fail_nomem(err, label);
    default:
        return lci_fail(err, LCI_E_DATA, "%s: not readable as OSM XML: it is damaged or truncated, or uses entities",
                        label);
    }
}

/* ReadOSM reads numbers by the locale, which may have a decimal comma. */
static int
parse(const char *path, unsigned types, struct reading *reading, locale_t plain)
{
    const void *handle = NULL;
    const locale_t before = uselocale(plain);
    int code = readosm_open(path, &handle);

    if (code == READOSM_OK)
        code = readosm_parse(handle, &reading, types & LCI_OSM_NODES ? take_node : NULL,
                             types & LCI_OSM_WAYS ? take_way : NULL, types & LCI_OSM_RELATIONS ? take_relation : NULL);
    if (handle)
        (void)readosm_close(handle);
    (void)uselocale(before);
    return code;
}

enum lci_status
lci_osm_xml_read(const char *path, const char *label, unsigned types, const struct lci_osm_sink *sink,
                 struct lci_error *err)
{
    struct reading reading = {.sink = sink};
    const locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    int code = READOSM_OK;

    if (plain == (locale_t)0)
        return lci_fail_nomem(err, label);
    code = parse(path, types, &reading, plain);
    freelocale(plain);
    lci_free(reading.tags);
    lci_free(reading.refs);
    if (reading.out_of_memory)
        return lci_fail_nomem(err, label);
    return code == READOSM_OK ? LCI_OK : fail_reading(label, code, err);
}
