/* working.c - which system a run works in: declared, else one of its sources', else a UTM zone. */
#include <stdlib.h>
#include <string.h>

#include "io/crs.h"
#include "io/gdal_read.h"
#include "io/osm.h"

/* Farther from 1 the map would mislead whoever measures on it. */
static const double SCALE_OFF_MAX = 0.001;

static int
compare_numbers(const void *left, const void *right)
{
    const double *a = left;
    const double *b = right;

    return (*a > *b) - (*a < *b);
}

/* Longitudes and latitudes of the first points of all features read so far. */
struct places {
    double *lon, *lat;
    size_t count, lon_capacity, lat_capacity;
};

static enum lci_status
add_places(const struct lci_source *source, const struct lci_read_request *request,
           const struct lci_working_system *degrees, struct places *places, struct lci_error *err)
{
    struct lci_quality unheard = {0}; /* the real reading reports */
    struct lci_features features;
    enum lci_status status = lci_read_features(source, request, degrees, &unheard, &features, err);

    lci_quality_fini(&unheard);
    if (status != LCI_OK)
        return status;
    for (size_t i = 0; i < features.count && status == LCI_OK; i++) {
        const double *place =
            features.xy_m +
            2 * (size_t)features.point_first[features.ring_first[features.part_first[i]]];

        if (!lci_grow(&places->lon, places->count, &places->lon_capacity) ||
            !lci_grow(&places->lat, places->count, &places->lat_capacity)) {
            status = lci_fail_nomem(err, "working system");
            break;
        }
        places->lon[places->count] = place[0];
        places->lat[places->count++] = place[1];
    }
    lci_features_fini(&features);
    return status;
}

/* Where the homes are: medians, so that a stray one moves nothing. */
static enum lci_status
find_centre(const struct lci_config *config, double lonlat[2], struct lci_error *err)
{
    bool has_homes = config->homes.count > 0;
    const struct lci_sources *sources = has_homes ? &config->homes : &config->facilities;
    const struct lci_read_request request = {
        .kind = has_homes ? "homes" : "facilities",
        .shape = has_homes ? LCI_SHAPE_POLYGON : LCI_SHAPE_POINT,
    };
    struct lci_working_system *degrees = NULL;
    struct places places = {0};
    enum lci_status status = lci_working_system_of_degrees(&degrees, err);

    for (size_t i = 0; i < sources->count && status == LCI_OK; i++)
        status = add_places(&sources->items[i], &request, degrees, &places, err);
    if (status == LCI_OK && places.count == 0)
        status = lci_fail(err, LCI_E_DATA,
                          "no homes to find a working system for; name one with "
                          "working_crs:");
    if (status == LCI_OK) {
        qsort(places.lon, places.count, sizeof(double), compare_numbers);
        qsort(places.lat, places.count, sizeof(double), compare_numbers);
        lonlat[0] = places.lon[places.count / 2];
        lonlat[1] = places.lat[places.count / 2];
    }
    lci_free(places.lon);
    lci_free(places.lat);
    lci_working_system_free(degrees);
    return status;
}

static bool
is_suitable(const char *crs, const double lonlat[2])
{
    struct lci_crs_facts facts;
    double scale = 0.0;

    if (lci_crs_describe(crs, &facts, NULL) != LCI_OK || !facts.is_metre || facts.is_web_mercator)
        return false;
    scale = lci_crs_scale(crs, lonlat[0], lonlat[1]);
    return scale > 1.0 - SCALE_OFF_MAX && scale < 1.0 + SCALE_OFF_MAX;
}

/* First suitable system among the sources; *crs stays NULL if there is none. */
static enum lci_status
search_sources(const struct lci_sources *sources, enum lci_shape shape, const double lonlat[2],
               struct lci_arena *arena, const char **crs, struct lci_error *err)
{
    for (size_t i = 0; i < sources->count && !*crs; i++) {
        const struct lci_source *source = &sources->items[i];
        const char *found = NULL;
        enum lci_status status = LCI_OK;

        if (!source->is_database && lci_path_is_osm(source->path))
            continue;
        status = lci_gdal_source_crs(source, shape, arena, &found, err);
        if (status != LCI_OK)
            return lci_fail_in(err, status, "%s", source->label);
        if (found && is_suitable(found, lonlat))
            *crs = found;
    }
    return LCI_OK;
}

enum lci_status
lci_working_system_new(const struct lci_config *config, struct lci_working_system **out,
                       struct lci_error *err)
{
    struct lci_arena arena = {0};
    const char *crs = config->working_crs;
    double lonlat[2] = {0.0, 0.0};
    char utm[32];
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (!crs) {
        status = find_centre(config, lonlat, err);
        if (status == LCI_OK)
            status = search_sources(&config->homes, LCI_SHAPE_POLYGON, lonlat, &arena, &crs, err);
        if (status == LCI_OK)
            status = search_sources(&config->units, LCI_SHAPE_POLYGON, lonlat, &arena, &crs, err);
        if (status == LCI_OK)
            status = search_sources(&config->network, LCI_SHAPE_LINE, lonlat, &arena, &crs, err);
        if (status == LCI_OK && !crs) {
            lci_crs_utm_zone(lonlat[0], lonlat[1], utm);
            crs = utm;
        }
    }
    if (status == LCI_OK)
        status = lci_working_system_from(crs, out, err);
    lci_arena_fini(&arena);
    return status;
}
