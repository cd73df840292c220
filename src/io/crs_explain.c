/* crs_explain.c - what is wrong with coordinates that do not fit their system, in words. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/crs.h"
#include "io/crs_names.h"

void
lci_crs_utm_zone(double lon_deg, double lat_deg, char name[32])
{
    int zone = (int)floor((lon_deg + 180.0) / 6.0) + 1;

    zone = zone < 1 ? 1 : zone > 60 ? 60 : zone;
    (void)snprintf(name, 32, "EPSG:%d", (lat_deg < 0.0 ? 32700 : 32600) + zone);
}

/* Whether a place fits a system at all. */
static bool
fits(const char *crs, double x, double y)
{
    struct lci_working_system *degrees = NULL;
    struct lci_projection *projection = NULL;
    bool answer = false;

    if (lci_working_system_of_degrees(&degrees, NULL) == LCI_OK &&
        lci_projection_new(crs, degrees, &projection, NULL) == LCI_OK)
        answer = lci_projection_fits(projection, x, y);
    lci_projection_free(projection);
    lci_working_system_free(degrees);
    return answer;
}

static int
epsg_of(const struct lci_crs_facts *facts)
{
    return strncmp(facts->code, "EPSG:", 5) == 0 ? atoi(facts->code + 5) : 0;
}

/* Systems the numbers would fit, beginning with the zone form of the declared one; 0: none is
 * known. */
static int
fitting_code(int declared, double x, double y)
{
    int candidates[] = {lci_crs_other_zone_form(declared),
                        lci_crs_zone_of_family(declared, (int)(x / 1e6)), 3857};
    char name[32];

    for (size_t i = 0; i < sizeof(candidates) / sizeof(candidates[0]); i++) {
        if (candidates[i] == 0 || candidates[i] == declared)
            continue;
        (void)snprintf(name, sizeof(name), "EPSG:%d", candidates[i]);
        if (fits(name, x, y))
            return candidates[i];
    }
    return 0;
}

static void
explain_projected(const char *crs, const struct lci_crs_facts *facts, double x, double y,
                  char *text, size_t size)
{
    int fitting = fitting_code(epsg_of(facts), x, y);

    if (fabs(x) <= 180.0 && fabs(y) <= 90.0)
        (void)snprintf(text, size,
                       "they look like longitude and latitude in degrees (EPSG:4326, "
                       "gcj02 or bd09), not like metres");
    else if (fits(crs, y, x))
        (void)snprintf(text, size,
                       "easting and northing look swapped: in survey tables \"X\" is the "
                       "northing; name the columns by x: (easting) and y: (northing)");
    else if (fitting && x >= 1e7)
        (void)snprintf(text, size,
                       "the easting is out of range: it has a zone number (%d) in front, "
                       "which fits EPSG:%d",
                       (int)(x / 1e6), fitting);
    else if (fitting)
        (void)snprintf(text, size, "the easting is out of range: the numbers fit EPSG:%d", fitting);
    else
        (void)snprintf(text, size,
                       "they lie outside the area of use or extent of this system; are "
                       "they local metres, or is the declared CRS wrong?");
}

void
lci_crs_explain(const char *source_crs, double x, double y, char *text, size_t size)
{
    struct lci_crs_facts facts;

    if (!(fabs(x) < 1e9) || !(fabs(y) < 1e9) ||
        lci_crs_describe(source_crs, &facts, NULL) != LCI_OK)
        (void)snprintf(text, size, "they are not usable numbers");
    else if (facts.is_projected)
        explain_projected(source_crs, &facts, x, y, text, size);
    else if (fabs(y) > 90.0 && fabs(x) <= 90.0 && fabs(y) <= 180.0)
        (void)snprintf(text, size,
                       "latitude %.6g is out of range: longitude and latitude look "
                       "swapped",
                       y);
    else if (fabs(x) > 180.0 || fabs(y) > 90.0)
        (void)snprintf(text, size,
                       "longitude or latitude is out of range: they look like metres, "
                       "not degrees; declare the system with crs:");
    else if (fits(source_crs, y, x))
        (void)snprintf(text, size, "longitude and latitude look swapped");
    else
        (void)snprintf(text, size, "they lie outside the area of use (extent) of this system");
}
