/* test_pbf_peer.c - random PBF files, read by us and by ReadOSM. */
#include "../support/entry_log.h"
#include "../support/files.h"
#include "../support/tiny_pbf.h"

#include <readosm.h>

#include "io/pbf_read.h"

enum { TEXT_COUNT = 150, SEED_COUNT = 300 }; /* so many texts that some indices take two bytes */

static void
log_tags(struct log *log, const readosm_tag *tags, int count)
{
    for (int i = 0; i < count; i++)
        say(log, " %s=%s", tags[i].key, tags[i].value);
    say(log, "\n");
}

static int
log_node(const void *user, const readosm_node *node)
{
    struct log *log = *(struct log *const *)user;

    say(log, "n%lld %a %a", node->id, node->longitude, node->latitude);
    log_tags(log, node->tags, node->tag_count);
    return READOSM_OK;
}

static int
log_way(const void *user, const readosm_way *way)
{
    struct log *log = *(struct log *const *)user;

    say(log, "w%lld", way->id);
    for (int i = 0; i < way->node_ref_count; i++)
        say(log, " %lld", way->node_refs[i]);
    log_tags(log, way->tags, way->tag_count);
    return READOSM_OK;
}

static int
log_relation(const void *user, const readosm_relation *relation)
{
    struct log *log = *(struct log *const *)user;

    say(log, "r%lld", relation->id);
    for (int i = 0; i < relation->member_count; i++)
        if (relation->members[i].member_type == READOSM_MEMBER_WAY)
            say(log, " %lld", relation->members[i].id);
    log_tags(log, relation->tags, relation->tag_count);
    return READOSM_OK;
}

/* The next number below `bound` of the row that *seed stands in. */
static unsigned
draw(uint64_t *seed, unsigned bound)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)((*seed >> 33) % bound);
}

/* A list that begins anywhere below `bound` and goes on in steps of less than `stride` up or down. */
static void
add_step(uint64_t *seed, struct tiny *list, unsigned bound, unsigned stride)
{
    tiny_zigzag(list, list->size == 0 ? (int64_t)draw(seed, bound) : (int64_t)draw(seed, 2 * stride) - stride);
}

static void
add_text(uint64_t *seed, struct tiny *list)
{
    tiny_varint(list, 1 + draw(seed, TEXT_COUNT));
}

static void
add_nodes(uint64_t *seed, struct tiny *block)
{
    struct tiny ids = {.size = 0}, lats = {.size = 0}, lons = {.size = 0}, words = {.size = 0};
    struct tiny nodes = {.size = 0}, group = {.size = 0};
    const bool tagged = draw(seed, 3) > 0;

    for (unsigned count = 1 + draw(seed, 12); count > 0; count--) {
        add_step(seed, &ids, UINT32_MAX, 1U << 28);
        add_step(seed, &lats, 900000000, 1000);
        add_step(seed, &lons, 1800000000, 1000);
        for (unsigned tags = draw(seed, 4); tags > 0; tags--) {
            add_text(seed, &words);
            add_text(seed, &words);
        }
        tiny_varint(&words, 0);
    }
    tiny_message(&nodes, 1, &ids);
    tiny_message(&nodes, 8, &lats);
    tiny_message(&nodes, 9, &lons);
    if (tagged)
        tiny_message(&nodes, 10, &words);
    tiny_message(&group, 2, &nodes);
    tiny_message(block, 2, &group);
}

/* A way, or a relation with members of all three types. Ids have 32 bits: ReadOSM reads no more of them. */
static void
add_object(uint64_t *seed, bool is_relation, struct tiny *group)
{
    struct tiny object = {.size = 0}, refs = {.size = 0}, kinds = {.size = 0}, roles = {.size = 0};
    struct tiny keys = {.size = 0}, values = {.size = 0};

    tiny_number(&object, 1, 1 + draw(seed, 1U << 30));
    for (unsigned tags = draw(seed, 4); tags > 0; tags--) {
        add_text(seed, &keys);
        add_text(seed, &values);
    }
    if (keys.size > 0) {
        tiny_message(&object, 2, &keys);
        tiny_message(&object, 3, &values);
    }
    for (unsigned count = 1 + draw(seed, 8); count > 0; count--) {
        add_step(seed, &refs, UINT32_MAX, 1U << 28);
        tiny_varint(&kinds, draw(seed, 3));
        add_text(seed, &roles);
    }
    if (is_relation) {
        tiny_message(&object, 8, &roles);
        tiny_message(&object, 10, &kinds);
    }
    tiny_message(&object, is_relation ? 9 : 8, &refs);
    tiny_message(group, is_relation ? 4 : 3, &object);
}

static void
add_block(uint64_t *seed, struct tiny *file)
{
    struct tiny block = {.size = 0}, texts = {.size = 0}, blob = {.size = 0};

    tiny_text(&texts, 1, "");
    for (unsigned i = 0; i < TEXT_COUNT; i++) {
        char text[8];

        (void)snprintf(text, sizeof(text), "%c%u", 'a' + (int)draw(seed, 26), draw(seed, 1000));
        tiny_text(&texts, 1, text);
    }
    tiny_message(&block, 1, &texts);
    for (unsigned groups = 1 + draw(seed, 3); groups > 0; groups--) {
        const unsigned kind = draw(seed, 3);
        struct tiny group = {.size = 0};

        if (kind == 0) {
            add_nodes(seed, &block);
            continue;
        }
        for (unsigned count = 1 + draw(seed, 3); count > 0; count--)
            add_object(seed, kind == 2, &group);
        tiny_message(&block, 2, &group);
    }
    tiny_blob(&blob, &block, draw(seed, 2) == 0);
    tiny_block(file, "OSMData", &blob);
}

static void
test_readosm_reads_the_same(void **state)
{
    static struct log ours, theirs;
    const struct lci_osm_sink sink = {log_entry, &ours};
    char *path = support_path(*state, "city.osm.pbf");

    for (uint64_t first_seed = 1; first_seed <= SEED_COUNT; first_seed++) {
        uint64_t seed = first_seed;
        struct tiny file = {.size = 0};
        struct log *log = &theirs;
        struct lci_pbf *pbf = NULL;
        const void *handle = NULL;

        tiny_header(&file, "DenseNodes");
        add_block(&seed, &file);
        if (draw(&seed, 2) == 0)
            add_block(&seed, &file);
        tiny_save(&file, path);
        ours.size = theirs.size = 0;
        assert_int_equal(lci_pbf_open(path, "city.osm.pbf", &pbf, NULL), LCI_OK);
        assert_int_equal(lci_pbf_read(pbf, LCI_OSM_ALL, &sink, NULL), LCI_OK);
        lci_pbf_close(pbf);
        assert_int_equal(readosm_open(path, &handle), READOSM_OK);
        assert_int_equal(readosm_parse(handle, &log, log_node, log_way, log_relation), READOSM_OK);
        (void)readosm_close(handle);
        if (strcmp(ours.text, theirs.text) != 0)
            fail_msg("seed %" PRIu64 ": ours:\n%s\nReadOSM's:\n%s", first_seed, ours.text, theirs.text);
    }
    free(path);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_readosm_reads_the_same),
    };

    return cmocka_run_group_tests(tests, support_folder, support_remove);
}
