/* pbf_block.c - takes the objects out of an unpacked PBF block, and checks every index and list on the way. */
#include "io/pbf_block.h"

#include <string.h>

#include "base/alloc.h"

/* A block of more texts, or an object of more refs or tags than this (8,000 objects a block are usual) is an attack. */
enum { MOST = 4 << 20 };

enum { GRANULARITY = 100, MEMBER_WAY = 1 }; /* nanodegrees a unit of coordinates; the type of a member that is a way */

static const double UNITS_A_DEGREE = 1e9 / GRANULARITY;

static const char DAMAGED[] = "it is damaged";
static const char BAD_TEXT[] = "it names a text that its table does not have";
static const char TOO_MANY[] = "it holds more numbers than a block may";
static const char HISTORY[] = "it holds the history of objects; a file of the present state is needed";

static enum lci_status
refuse(struct lci_pbf_block *block, const char *reason)
{
    block->reason = reason;
    return LCI_E_DATA;
}

/* Has a field come before? Lists may come once; a second would have to be added to the first. */
static bool
is_repeated(uint32_t *seen, uint32_t number)
{
    const uint32_t bit = number < 32 ? UINT32_C(1) << number : 0;
    const bool repeated = (*seen & bit) != 0;

    *seen |= bit;
    return repeated;
}

/* The table of texts, each with a zero byte behind it. */
static enum lci_status
take_texts(struct lci_pbf_block *block, struct lci_pbf_span table)
{
    struct lci_pbf_span span = table;
    struct lci_pbf_field field;
    size_t count = 0;
    char *to = NULL;

    while (span.at < span.end) {
        if (!lci_pbf_next(&span, &field) || field.number != 1 || !field.is_bytes)
            return refuse(block, DAMAGED);
        count++;
    }
    if (count > MOST)
        return refuse(block, "it holds more texts than a block may");
    /* A text takes at least two bytes more in the table than its letters. */
    if (!lci_reserve(&block->texts, count, &block->text_capacity) ||
        !lci_reserve(&block->letters, (size_t)(table.end - table.at), &block->letter_capacity))
        return LCI_E_NOMEM;
    to = block->letters;
    for (size_t i = 0; i < count && lci_pbf_next(&table, &field); i++) {
        const size_t length = (size_t)(field.bytes.end - field.bytes.at);

        memcpy(to, field.bytes.at, length);
        to[length] = '\0';
        block->texts[i] = to;
        to += length + 1;
    }
    block->text_count = count;
    return LCI_OK;
}

/* Users of dense nodes, each the difference to the one before. */
static enum lci_status
judge_users(struct lci_pbf_block *block, struct lci_pbf_span list)
{
    uint64_t user = 0;

    if (!lci_pbf_is_list(list))
        return refuse(block, DAMAGED);
    while (list.at < list.end) {
        user += (uint64_t)lci_pbf_unzigzag(lci_pbf_take(&list));
        if (user >= block->text_count)
            return refuse(block, BAD_TEXT);
    }
    return LCI_OK;
}

/* Who made the nodes, and when: lists that are not read. */
static enum lci_status
judge_dense_info(struct lci_pbf_block *block, struct lci_pbf_span span)
{
    struct lci_pbf_field field;
    uint32_t seen = 0;
    enum lci_status status = LCI_OK;

    while (status == LCI_OK && span.at < span.end) {
        if (!lci_pbf_next(&span, &field) || !field.is_bytes || is_repeated(&seen, field.number) ||
            field.number < 1 || field.number > 6)
            return refuse(block, DAMAGED);
        if (field.number == 6)
            return refuse(block, HISTORY);
        if (field.number == 5)
            status = judge_users(block, field.bytes);
        else if (!lci_pbf_is_list(field.bytes))
            return refuse(block, DAMAGED);
    }
    return status;
}

/* Who made a way or relation. */
static enum lci_status
judge_info(struct lci_pbf_block *block, struct lci_pbf_span span)
{
    struct lci_pbf_field field;

    while (span.at < span.end) {
        if (!lci_pbf_next(&span, &field) || field.is_bytes || field.number < 1 || field.number > 6)
            return refuse(block, DAMAGED);
        if (field.number == 5 && field.value >= block->text_count)
            return refuse(block, BAD_TEXT);
        if (field.number == 6)
            return refuse(block, HISTORY);
    }
    return LCI_OK;
}

/* Takes the tags of one node off the list of all: pairs of texts up to a zero, for which block->tags has room. */
static enum lci_status
take_node_tags(struct lci_pbf_block *block, struct lci_pbf_span *words, size_t *count)
{
    *count = 0;
    while (words->at < words->end) {
        const uint64_t key = lci_pbf_take(words);
        uint64_t value = 0;

        if (key == 0)
            return LCI_OK;
        if (words->at == words->end)
            break;
        value = lci_pbf_take(words);
        if (key >= block->text_count || value >= block->text_count)
            return refuse(block, BAD_TEXT);
        block->tags[(*count)++] = (struct lci_osm_tag){block->texts[key], block->texts[value]};
    }
    return refuse(block, DAMAGED);
}

/* Dense nodes: their lists by field number. */
static enum lci_status
find_dense_lists(struct lci_pbf_block *block, struct lci_pbf_span span, struct lci_pbf_span lists[11])
{
    struct lci_pbf_field field;
    uint32_t seen = 0;
    enum lci_status status = LCI_OK;

    while (status == LCI_OK && span.at < span.end) {
        if (!lci_pbf_next(&span, &field) || !field.is_bytes || is_repeated(&seen, field.number))
            return refuse(block, DAMAGED);
        if (field.number == 5)
            status = judge_dense_info(block, field.bytes);
        else if ((field.number == 1 || (field.number >= 8 && field.number <= 10)) && lci_pbf_is_list(field.bytes))
            lists[field.number] = field.bytes;
        else
            return refuse(block, DAMAGED);
    }
    return status;
}

static enum lci_status
take_dense_nodes(struct lci_pbf_block *block, struct lci_pbf_span span, const struct lci_osm_sink *sink)
{
    struct lci_pbf_span lists[11] = {{NULL, NULL}};
    struct lci_pbf_span *ids = &lists[1];
    struct lci_pbf_span *lats = &lists[8];
    struct lci_pbf_span *lons = &lists[9];
    struct lci_pbf_span *words = &lists[10];
    struct lci_osm_entry node = {.type = LCI_OSM_NODE};
    uint64_t id = 0, lat = 0, lon = 0; /* sums that may wrap around in a damaged file */
    size_t word_count = 0;
    enum lci_status status = find_dense_lists(block, span, lists);

    if (status != LCI_OK)
        return status;
    word_count = lci_pbf_count(*words);
    if (word_count > MOST)
        return refuse(block, TOO_MANY);
    if (!lci_reserve(&block->tags, word_count / 2, &block->tag_capacity))
        return LCI_E_NOMEM;
    node.tags = block->tags;
    while (ids->at < ids->end) {
        if (lats->at == lats->end || lons->at == lons->end)
            return refuse(block, DAMAGED);
        id += (uint64_t)lci_pbf_unzigzag(lci_pbf_take(ids));
        lat += (uint64_t)lci_pbf_unzigzag(lci_pbf_take(lats));
        lon += (uint64_t)lci_pbf_unzigzag(lci_pbf_take(lons));
        node.id = (int64_t)id;
        node.lat_deg = (double)(int64_t)lat / UNITS_A_DEGREE;
        node.lon_deg = (double)(int64_t)lon / UNITS_A_DEGREE;
        if (word_count > 0) {
            status = take_node_tags(block, words, &node.tag_count);
            if (status != LCI_OK)
                return status;
        }
        if (!sink->take(sink->user, &node))
            return LCI_E_NOMEM;
    }
    if (lats->at < lats->end || lons->at < lons->end || words->at < words->end)
        return refuse(block, DAMAGED);
    return LCI_OK;
}

/* Keys and values, as many of one as of the other. */
static enum lci_status
take_tags(struct lci_pbf_block *block, struct lci_pbf_span keys, struct lci_pbf_span values, size_t *count)
{
    *count = lci_pbf_count(keys);
    if (lci_pbf_count(values) != *count)
        return refuse(block, DAMAGED);
    if (*count > MOST)
        return refuse(block, TOO_MANY);
    if (!lci_reserve(&block->tags, *count, &block->tag_capacity))
        return LCI_E_NOMEM;
    for (size_t i = 0; i < *count; i++) {
        const uint64_t key = lci_pbf_take(&keys);
        const uint64_t value = lci_pbf_take(&values);

        if (key >= block->text_count || value >= block->text_count)
            return refuse(block, BAD_TEXT);
        block->tags[i] = (struct lci_osm_tag){block->texts[key], block->texts[value]};
    }
    return LCI_OK;
}

/* Ids, each the difference to the one before; where `kinds` is not empty only those of kind 1: ways. */
static enum lci_status
take_refs(struct lci_pbf_block *block, struct lci_pbf_span ids, struct lci_pbf_span kinds, bool by_kind, size_t *count)
{
    const size_t all = lci_pbf_count(ids);
    uint64_t id = 0;

    *count = 0;
    if (by_kind && lci_pbf_count(kinds) != all)
        return refuse(block, DAMAGED);
    if (all > MOST)
        return refuse(block, TOO_MANY);
    if (!lci_reserve(&block->refs, all, &block->ref_capacity))
        return LCI_E_NOMEM;
    for (size_t i = 0; i < all; i++) {
        id += (uint64_t)lci_pbf_unzigzag(lci_pbf_take(&ids));
        if (!by_kind || lci_pbf_take(&kinds) == MEMBER_WAY)
            block->refs[(*count)++] = (int64_t)id;
    }
    return LCI_OK;
}

/* The fields of a way (1 to 4 and 8: its nodes) or of a relation (and 9: members, 10: their types; 8: their roles). */
static enum lci_status
find_lists(struct lci_pbf_block *block, struct lci_pbf_span span, struct lci_osm_entry *entry,
           struct lci_pbf_span lists[11])
{
    const uint32_t last = entry->type == LCI_OSM_WAY ? 8 : 10;
    struct lci_pbf_field field;
    uint32_t seen = 0;
    enum lci_status status = LCI_OK;

    while (status == LCI_OK && span.at < span.end) {
        if (!lci_pbf_next(&span, &field) || is_repeated(&seen, field.number) || field.is_bytes != (field.number != 1))
            return refuse(block, DAMAGED);
        if (field.number == 1)
            entry->id = (int64_t)field.value;
        else if (field.number == 4)
            status = judge_info(block, field.bytes);
        else if ((field.number == 2 || field.number == 3 || (field.number >= 8 && field.number <= last)) &&
                 lci_pbf_is_list(field.bytes))
            lists[field.number] = field.bytes;
        else
            return refuse(block, DAMAGED);
    }
    if (status == LCI_OK && !(seen & 1U << 1))
        return refuse(block, DAMAGED); /* without an id */
    return status;
}

static enum lci_status
take_way_or_relation(struct lci_pbf_block *block, struct lci_pbf_span span, enum lci_osm_type type,
                     const struct lci_osm_sink *sink)
{
    const bool is_way = type == LCI_OSM_WAY;
    struct lci_osm_entry entry = {.type = type};
    struct lci_pbf_span lists[11] = {{NULL, NULL}};
    enum lci_status status = find_lists(block, span, &entry, lists);

    if (status == LCI_OK)
        status = take_tags(block, lists[2], lists[3], &entry.tag_count);
    if (status == LCI_OK)
        status = take_refs(block, lists[is_way ? 8 : 9], lists[10], !is_way, &entry.ref_count);
    if (status != LCI_OK)
        return status;
    entry.tags = block->tags;
    entry.refs = block->refs;
    return sink->take(sink->user, &entry) ? LCI_OK : LCI_E_NOMEM;
}

static enum lci_status
take_group(struct lci_pbf_block *block, struct lci_pbf_span span, unsigned types, const struct lci_osm_sink *sink)
{
    struct lci_pbf_field field;
    enum lci_status status = LCI_OK;

    while (status == LCI_OK && span.at < span.end && lci_pbf_next(&span, &field)) {
        if (field.number == 2 && (types & LCI_OSM_NODES))
            status = take_dense_nodes(block, field.bytes, sink);
        else if (field.number == 3 && (types & LCI_OSM_WAYS))
            status = take_way_or_relation(block, field.bytes, LCI_OSM_WAY, sink);
        else if (field.number == 4 && (types & LCI_OSM_RELATIONS))
            status = take_way_or_relation(block, field.bytes, LCI_OSM_RELATION, sink);
    }
    return status;
}

/* Which types a group holds. */
static enum lci_status
survey_group(struct lci_pbf_block *block, struct lci_pbf_span span)
{
    struct lci_pbf_field field;

    while (span.at < span.end) {
        if (!lci_pbf_next(&span, &field) || !field.is_bytes || field.number < 1 || field.number > 5)
            return refuse(block, DAMAGED);
        if (field.number == 1)
            return refuse(block, "its nodes are not dense; rewrite the file, for example with `osmium cat`");
        if (field.number < 5) /* 5: changesets, which are not read */
            block->types |= 1U << (field.number - 2);
    }
    return LCI_OK;
}

/* Which types the block holds, and where its table of texts is. */
static enum lci_status
survey(struct lci_pbf_block *block, struct lci_pbf_span span, struct lci_pbf_span *texts)
{
    static const char moved[] = "its coordinates have a granularity or an offset that is not supported; "
                                "rewrite the file, for example with `osmium cat`";
    struct lci_pbf_field field;
    uint32_t seen = 0;
    enum lci_status status = LCI_OK;

    while (status == LCI_OK && span.at < span.end) {
        if (!lci_pbf_next(&span, &field) || (field.number != 2 && is_repeated(&seen, field.number)))
            return refuse(block, DAMAGED);
        if (field.number == 1 && field.is_bytes)
            *texts = field.bytes;
        else if (field.number == 2 && field.is_bytes)
            status = survey_group(block, field.bytes);
        else if ((field.number != 17 && field.number != 18 && field.number != 19 && field.number != 20) || field.is_bytes)
            return refuse(block, DAMAGED);
        else if (field.number != 18 && field.value != (field.number == 17 ? GRANULARITY : 0))
            return refuse(block, moved);
    }
    return status;
}

enum lci_status
lci_pbf_block_take(struct lci_pbf_block *block, struct lci_pbf_span bytes, unsigned types, const struct lci_osm_sink *sink)
{
    struct lci_pbf_span texts = {NULL, NULL};
    struct lci_pbf_field field;
    enum lci_status status = LCI_OK;

    block->types = 0;
    block->text_count = 0;
    block->reason = NULL;
    status = survey(block, bytes, &texts);
    if (status != LCI_OK || !(block->types & types))
        return status;
    status = take_texts(block, texts);
    while (status == LCI_OK && bytes.at < bytes.end && lci_pbf_next(&bytes, &field))
        if (field.number == 2)
            status = take_group(block, field.bytes, types, sink);
    return status;
}

const char *
lci_pbf_judge_header(struct lci_pbf_span bytes)
{
    struct lci_pbf_field field;

    while (bytes.at < bytes.end) {
        if (!lci_pbf_next(&bytes, &field))
            return "not an OSM PBF file (its header is damaged)";
        if (field.number != 4)
            continue;
        if (!field.is_bytes)
            return "not an OSM PBF file (its header is damaged)";
        if (lci_pbf_is_text(field.bytes, "HistoricalInformation"))
            return HISTORY;
        if (!lci_pbf_is_text(field.bytes, "OsmSchema-V0.6") && !lci_pbf_is_text(field.bytes, "DenseNodes"))
            return "it requires a feature of the format that is not supported";
    }
    return NULL;
}

void
lci_pbf_block_fini(struct lci_pbf_block *block)
{
    lci_free(block->texts);
    lci_free(block->letters);
    lci_free(block->tags);
    lci_free(block->refs);
    *block = (struct lci_pbf_block){0};
}
