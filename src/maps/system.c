/* system.c - asks PROJ, by the door of io, what a sheet has to say of its map system. */
#include "maps/system.h"

#include <math.h>

/* A step to the north, long enough for all digits, short enough that meridians are straight. */
static const double STEP_DEG = 0.001;

static const char DEGREES[] = "EPSG:4326";

enum lci_status
lci_map_system_of(const struct lci_result *result, struct lci_map_system *out, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    *out = (struct lci_map_system){.definition = lci_result_value(result, "working_crs")};
    if (!out->definition)
        return lci_fail(err, LCI_E_DATA, "%s: table run: expected an entry working_crs, found none", result->path);
    status = lci_crs_describe(out->definition, &out->facts, err);
    if (status == LCI_OK)
        status = lci_working_system_from(out->definition, &out->system, err);
    return status == LCI_OK ? LCI_OK : lci_fail_in(err, status, "%s: table run: working_crs", result->path);
}

void
lci_map_system_fini(struct lci_map_system *system)
{
    lci_working_system_free(system->system);
    system->system = NULL;
}

enum lci_status
lci_map_system_at(const struct lci_map_system *system, const double place_m[2], double *north_rad, double *scale,
                  struct lci_error *err)
{
    double degrees[2] = {place_m[0], place_m[1]};
    double steps[4] = {0.0};
    enum lci_status status = lci_working_system_to_degrees(system->system, degrees, 1, err);

    if (status != LCI_OK)
        return status;
    steps[0] = steps[2] = degrees[0];
    steps[1] = degrees[1] - STEP_DEG;
    steps[3] = degrees[1] + STEP_DEG;
    status = lci_crs_project(system->system, DEGREES, steps, 2, NULL, err);
    if (status != LCI_OK)
        return status;
    *north_rad = atan2(steps[2] - steps[0], steps[3] - steps[1]);
    *scale = lci_crs_scale(system->definition, degrees[0], degrees[1]);
    if (!isfinite(*north_rad) || !(*scale > 0.0))
        return lci_fail(err, LCI_E_DATA, "maps: the place %.0f, %.0f is not one of %s", place_m[0], place_m[1],
                        system->facts.name);
    return LCI_OK;
}
