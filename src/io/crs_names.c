/* crs_names.c - spellings of coordinate systems, and the Chinese 3-degree zones of EPSG. */
#include "io/crs_names.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

struct spelling {
    const char *written; /* lower case, without blanks, "-" and "_" */
    const char *plain;
};

static const struct spelling SPELLINGS[] = {
    {"gcj02", "gcj02"},        {"gcj2", "gcj02"},         {"gcj", "gcj02"},
    {"火星坐标", "gcj02"},     {"火星坐标系", "gcj02"},   {"高德", "gcj02"},
    {"amap", "gcj02"},         {"bd09", "bd09"},          {"bd09ll", "bd09"},
    {"bd9", "bd09"},           {"百度", "bd09"},          {"百度坐标", "bd09"},
    {"baidu", "bd09"},         {"wgs84", "EPSG:4326"},    {"epsg4326", "EPSG:4326"},
    {"cgcs2000", "EPSG:4490"}, {"国家2000", "EPSG:4490"}, {"大地2000", "EPSG:4490"},
};

/* Families of 3-degree zones: zone 25 (75 E) to zone 45 (135 E), 21 codes each, EPSG dataset. */
enum { ZONE_FIRST = 25, ZONE_COUNT = 21 };

struct family {
    int with_zone; /* code of zone 25 with the zone number in the eastings */
    int without;   /* code of 75 E without it */
};

static const struct family FAMILIES[] = {
    {4513, 4534}, /* CGCS2000 */
    {2349, 2370}, /* Xian 1980 */
    {2401, 2422}, /* Beijing 1954 */
};
enum { FAMILY_COUNT = sizeof(FAMILIES) / sizeof(FAMILIES[0]) };

const char *
lci_crs_plain_name(const char *name)
{
    char squeezed[64];
    size_t length = 0;

    for (const char *from = name; *from; from++) {
        if (*from == '-' || *from == '_' || isspace((unsigned char)*from))
            continue;
        if (length + 1 == sizeof(squeezed))
            return name;
        squeezed[length++] = *from >= 'A' && *from <= 'Z' ? (char)(*from - 'A' + 'a') : *from;
    }
    squeezed[length] = '\0';
    for (size_t i = 0; i < sizeof(SPELLINGS) / sizeof(SPELLINGS[0]); i++)
        if (strcmp(squeezed, SPELLINGS[i].written) == 0)
            return SPELLINGS[i].plain;
    return name;
}

int
lci_crs_other_zone_form(int epsg)
{
    for (size_t i = 0; i < FAMILY_COUNT; i++) {
        int zone = epsg - FAMILIES[i].with_zone;
        int meridian = epsg - FAMILIES[i].without;

        if (zone >= 0 && zone < ZONE_COUNT)
            return FAMILIES[i].without + zone;
        if (meridian >= 0 && meridian < ZONE_COUNT)
            return FAMILIES[i].with_zone + meridian;
    }
    return 0;
}

int
lci_crs_zone_of_family(int epsg, int zone)
{
    size_t family = 0; /* CGCS2000 where the family is not known */

    if (zone < ZONE_FIRST || zone >= ZONE_FIRST + ZONE_COUNT)
        return 0;
    for (size_t i = 0; i < FAMILY_COUNT; i++)
        if ((epsg >= FAMILIES[i].with_zone && epsg < FAMILIES[i].with_zone + ZONE_COUNT) ||
            (epsg >= FAMILIES[i].without && epsg < FAMILIES[i].without + ZONE_COUNT))
            family = i;
    return FAMILIES[family].with_zone + zone - ZONE_FIRST;
}
