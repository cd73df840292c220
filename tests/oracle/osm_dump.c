/* osm_dump.c FILE - writes everything our reader keeps of an OSM file, for osm_counts.py to compare. */
#include <inttypes.h>
#include <stdio.h>

#include "io/crs.h"
#include "io/osm_data.h"

static bool
keep_all(void *user, enum lci_osm_type type, const struct lci_tags *tags)
{
    (void)user;
    (void)type;
    (void)tags;
    return true;
}

/* Control characters would break the lines; the other side does the same. */
static void
print_text(const char *text)
{
    for (; *text; text++)
        putchar((unsigned char)*text < 0x20 ? '?' : *text);
}

static void
print_object(const struct lci_osm *osm, const struct lci_osm_object *object, enum lci_osm_type type)
{
    printf("%c%" PRId64, "nwr"[type], object->id);
    for (size_t i = 0; i < object->ref_count; i++) {
        const int64_t ref = osm->refs[object->first_ref + i];

        if (ref < 0)
            printf(" -");
        else if (type == LCI_OSM_RELATION)
            printf(" w%" PRId64, osm->lists[LCI_OSM_WAY].items[ref].id);
        else
            printf(" n%" PRId64, osm->node_ids[ref]);
    }
    for (size_t i = 0; i < object->tag_count; i++) {
        const struct lci_osm_tag *tag = &osm->tags[object->first_tag + i];

        putchar('\t');
        print_text(tag->key);
        putchar('=');
        print_text(tag->value);
    }
    putchar('\n');
}

static void
print_all(const struct lci_osm *osm)
{
    printf("seen %" PRIu64 " %" PRIu64 " %" PRIu64 " tags %" PRIu64 " refs %" PRIu64 "\n",
           osm->seen[LCI_OSM_NODE], osm->seen[LCI_OSM_WAY], osm->seen[LCI_OSM_RELATION],
           osm->seen_tag_count, osm->seen_ref_count);
    for (size_t i = 0; i < osm->node_count; i++)
        printf("p%" PRId64 " %.7f %.7f\n", osm->node_ids[i], osm->node_xy_m[2 * i],
               osm->node_xy_m[2 * i + 1]);
    for (int type = 0; type < LCI_OSM_TYPE_COUNT; type++)
        for (size_t i = 0; i < osm->lists[type].count; i++)
            print_object(osm, &osm->lists[type].items[i], (enum lci_osm_type)type);
}

int
main(int argument_count, char **arguments)
{
    const struct lci_osm_filter filter = {keep_all, NULL};
    struct lci_source source = {0};
    struct lci_working_system *system = NULL;
    struct lci_osm osm = {0};
    struct lci_error err = {0};
    enum lci_status status = LCI_OK;

    if (argument_count != 2) {
        fprintf(stderr, "usage: osm_dump FILE\n");
        return 2;
    }
    source.path = source.label = arguments[1];
    status = lci_working_system_of_degrees(&system, &err);
    if (status == LCI_OK)
        status = lci_osm_load(&source, system, &filter, &osm, &err);
    if (status == LCI_OK)
        print_all(&osm);
    else
        fprintf(stderr, "%s\n", err.message);
    lci_osm_fini(&osm);
    lci_working_system_free(system);
    return status == LCI_OK ? 0 : 1;
}
