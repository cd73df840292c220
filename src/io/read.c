/* read.c - the door for readers: OSM here, everything else there; and layers of barriers. */
#include "io/read.h"

#include <stdio.h>

#include "io/gdal_read.h"
#include "io/osm.h"

enum lci_status
lci_read_features(const struct lci_source *source, const struct lci_read_request *request,
                  const struct lci_working_system *system, struct lci_quality *quality,
                  struct lci_features *out, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    if (!source->is_database && lci_path_is_osm(source->path))
        return lci_osm_read_features(source, request, system, quality, out, err);
    status = lci_gdal_read_features(source, request, system, quality, out, err);
    return status == LCI_OK ? LCI_OK
                            : lci_fail_in(err, status, "%s (%s)", source->label, request->kind);
}

void
lci_read_judge(const struct lci_source *source, const char *kind, enum lci_shape shape,
               void (*tell)(void *user, const char *message), void *user)
{
    if (source->is_database || !lci_path_is_osm(source->path))
        lci_gdal_judge(source, kind, shape, tell, user);
}

enum { NAME_SIZE = 512 };

/* The parts of one feature. False: out of memory. */
static bool
add_parts(const struct lci_features *features, size_t feature, struct lci_barriers *barriers)
{
    bool has_memory = true;

    for (size_t part = features->part_first[feature]; part < features->part_first[feature + 1]; part++)
        for (uint32_t ring = features->ring_first[part]; ring < features->ring_first[part + 1]; ring++) {
            const double *xy_m = features->xy_m + 2 * (size_t)features->point_first[ring];
            const size_t count = features->point_first[ring + 1] - features->point_first[ring];

            if (features->part_is_line[part])
                has_memory = has_memory && lci_barriers_add_line(barriers, xy_m, count);
            else
                has_memory = has_memory && lci_barriers_add_ring(barriers, xy_m, count, ring > features->ring_first[part]);
        }
    return has_memory;
}

enum lci_status
lci_read_barriers(const struct lci_source *source, const struct lci_working_system *system,
                  struct lci_quality *quality, struct lci_barriers *barriers, struct lci_error *err)
{
    const struct lci_read_request request = {.kind = "barriers",
                                             .shape = LCI_SHAPE_LINE_OR_POLYGON};
    struct lci_features features;
    enum lci_status status = lci_read_features(source, &request, system, quality, &features, err);
    bool has_memory = true;

    if (status != LCI_OK)
        return status;
    for (size_t feature = 0; feature < features.count && has_memory; feature++) {
        char name[NAME_SIZE];

        (void)snprintf(name, sizeof(name), "%s %s", source->label, features.ids[feature]);
        has_memory = lci_barriers_name(barriers, name) && add_parts(&features, feature, barriers);
    }
    has_memory = has_memory && lci_barriers_name(barriers, NULL);
    lci_features_fini(&features);
    return has_memory ? LCI_OK : lci_fail_nomem(err, "barriers");
}
