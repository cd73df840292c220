/* osm_town.h - a small OSM file on a grid of nodes, and everything that comes of reading it. Brings files.h. */
#ifndef LCI_TESTS_OSM_TOWN_H
#define LCI_TESTS_OSM_TOWN_H

#include "files.h"

#include "io/crs.h"
#include "io/osm.h"

/* ReadOSM 1.1 does not free its XML parser when reading ends early; the leak checker is told so. */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
    return "leak:libexpat\nleak:libreadosm\n";
}

#define TEXTS(...)                                                                                 \
    {                                                                                              \
        (const char *[]){__VA_ARGS__}, sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *)      \
    }

/* One reading of a file, and everything that came of it. */
struct town {
    char *path;
    struct lci_source source;
    struct lci_working_system *system;
    struct lci_quality quality;
    struct lci_ways ways;
    struct lci_barriers barriers;
    struct lci_features features;
    struct lci_error err;
};

/* Nodes 11 to 55 on a grid of 0.001 degrees: node 10 r + c at longitude 117 + c / 1000, latitude 36 + r / 1000. */
static inline void
make_town(struct town *town, const char *folder, const char *body)
{
    FILE *file = NULL;

    *town = (struct town){.path = support_path(folder, "town.osm")};
    town->source = (struct lci_source){.path = town->path, .label = "town.osm", .own_barriers = true};
    file = fopen(town->path, "wb");
    assert_non_null(file);
    fprintf(file, "<?xml version='1.0' encoding='UTF-8'?>\n<osm version=\"0.6\">\n");
    for (int r = 1; r <= 5; r++)
        for (int c = 1; c <= 5; c++)
            fprintf(file, "<node id=\"%d\" version=\"1\" lat=\"36.00%d\" lon=\"117.00%d\"/>\n",
                    10 * r + c, r, c);
    fprintf(file, "%s</osm>\n", body);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(lci_working_system_from("EPSG:4548", &town->system, NULL), LCI_OK);
}

static inline void
free_town(struct town *town)
{
    free(town->path);
    lci_working_system_free(town->system);
    lci_quality_fini(&town->quality);
    lci_ways_fini(&town->ways);
    lci_barriers_fini(&town->barriers);
    lci_features_fini(&town->features);
}

static inline size_t
count_rows(const struct town *town, const char *code)
{
    size_t count = 0;

    for (size_t i = 0; i < town->quality.count; i++)
        count += strcmp(town->quality.rows[i].code, code) == 0;
    return count;
}

#endif
