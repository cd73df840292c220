/* crs.c - coordinate systems by PROJ: names, facts, the working system. */
#include "io/crs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "io/crs_names.h"
#include "io/crs_proj.h"

struct lci_working_system {
    struct lci_arena texts;
    const char *name;
    const char *wkt; /* NULL: degrees */
    double a_m;      /* of its ellipsoid: equatorial radius and squared eccentricity */
    double eccentricity2;
};

PJ_CONTEXT *
lci_crs_context(void)
{
    PJ_CONTEXT *context = proj_context_create();

    if (context) {
        proj_log_level(context, PJ_LOG_NONE);
        proj_context_set_enable_network(context, 0);
    }
    return context;
}

void
lci_crs_database(char *path, size_t size)
{
    PJ_CONTEXT *context = lci_crs_context();
    const char *found = context ? proj_context_get_database_path(context) : NULL;
    const int length = snprintf(path, size, "%s", found ? found : "");

    if (length < 0 || (size_t)length >= size)
        path[0] = '\0';
    if (context)
        proj_context_destroy(context);
}

/* The horizontal system inside whatever was named; NULL: none. Consumes `crs`. */
static PJ *
take_horizontal(PJ_CONTEXT *context, PJ *crs)
{
    PJ *part = NULL;

    if (crs && proj_get_type(crs) == PJ_TYPE_COMPOUND_CRS) {
        part = proj_crs_get_sub_crs(context, crs, 0);
        proj_destroy(crs);
        crs = part;
    }
    return crs;
}

/* PROJ also takes any part of a name for a system ("foo" for "Amersfoort"); only a whole one will
 * do. */
static bool
is_meant(const char *text, const PJ *crs)
{
    const char *name = proj_get_name(crs);

    return strpbrk(text, ":+[{") != NULL || (name && strcasecmp(text, name) == 0);
}

PJ *
lci_crs_open(PJ_CONTEXT *context, const char *name)
{
    size_t size = strlen(name) + sizeof(" +type=crs");
    char *text = lci_new_array(char, size);
    PJ *crs = NULL;

    if (!text)
        return NULL;
    (void)snprintf(text, size, "%s%s", name,
                   (strstr(name, "+proj=") && !strstr(name, "+type=crs")) ? " +type=crs" : "");
    crs = take_horizontal(context, proj_create(context, text));
    lci_free(text);
    if (crs && (!proj_is_crs(crs) || !is_meant(name, crs))) {
        proj_destroy(crs);
        crs = NULL;
    }
    return crs;
}

bool
lci_crs_is_geographic(const PJ *crs)
{
    PJ_TYPE type = proj_get_type(crs);

    return type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
}

/* Unit of the first axis: its name and factor to metres or radians. */
double
lci_crs_axis_factor(PJ_CONTEXT *context, const PJ *crs)
{
    double factor = 0.0;
    PJ *axes = proj_crs_get_coordinate_system(context, crs);

    if (axes)
        (void)proj_cs_get_axis_info(context, axes, 0, NULL, NULL, NULL, &factor, NULL, NULL, NULL);
    proj_destroy(axes);
    return factor;
}

enum lci_datum
lci_crs_datum(PJ_CONTEXT *context, const PJ *crs)
{
    double a_m = 0.0;
    double inverse_flattening = 0.0;
    PJ *ellipsoid = proj_get_ellipsoid(context, crs);
    PJ *base = proj_crs_get_geodetic_crs(context, crs);
    const char *name = base ? proj_get_name(base) : "";
    enum lci_datum datum = LCI_DATUM_OTHER;

    if (ellipsoid)
        (void)proj_ellipsoid_get_parameters(context, ellipsoid, &a_m, NULL, NULL,
                                            &inverse_flattening);
    if (proj_get_type(crs) == PJ_TYPE_BOUND_CRS)
        datum = LCI_DATUM_OTHER;
    else if (fabs(a_m - 6378137.0) < 0.5 && fabs(inverse_flattening - 298.257) < 0.01)
        datum = LCI_DATUM_WGS84;
    else if (fabs(a_m - 6378140.0) < 0.5 ||
             (name && (strstr(name, "Beijing") || strstr(name, "Xian") || strstr(name, "unknown"))))
        datum = LCI_DATUM_UNKNOWN_SHIFT;
    proj_destroy(base);
    proj_destroy(ellipsoid);
    return datum;
}

static void
fill_facts(PJ_CONTEXT *context, PJ *crs, struct lci_crs_facts *out)
{
    const char *name = proj_get_name(crs);
    const char *authority = proj_get_id_auth_name(crs, 0);
    const char *code = proj_get_id_code(crs, 0);
    PJ *conversion = NULL;
    const char *method = NULL;

    (void)snprintf(out->name, sizeof(out->name), "%s", name ? name : "");
    if (authority && code)
        (void)snprintf(out->code, sizeof(out->code), "%s:%s", authority, code);
    out->is_projected = !lci_crs_is_geographic(crs);
    out->is_metre = out->is_projected && fabs(lci_crs_axis_factor(context, crs) - 1.0) < 1e-12;
    out->has_unknown_datum = lci_crs_datum(context, crs) == LCI_DATUM_UNKNOWN_SHIFT;
    if (proj_get_type(crs) == PJ_TYPE_PROJECTED_CRS) {
        conversion = proj_crs_get_coordoperation(context, crs);
        if (conversion &&
            proj_coordoperation_get_method_info(context, conversion, &method, NULL, NULL))
            out->is_web_mercator = method && strstr(method, "Pseudo Mercator");
        proj_destroy(conversion);
    }
    out->has_area = proj_get_area_of_use(context, crs, &out->area_deg[0], &out->area_deg[1],
                                         &out->area_deg[2], &out->area_deg[3], NULL) &&
                    out->area_deg[0] > -1000.0;
}

enum lci_status
lci_crs_describe(const char *crs, struct lci_crs_facts *out, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    const char *name = lci_crs_plain_name(crs);
    PJ_CONTEXT *context = lci_crs_context();
    PJ *opened = NULL;
    PJ_TYPE type = PJ_TYPE_UNKNOWN;

    *out = (struct lci_crs_facts){.name = ""};
    if (!context)
        return lci_fail_nomem(err, "coordinate system");
    if (strcmp(name, "gcj02") == 0 || strcmp(name, "bd09") == 0) {
        (void)snprintf(out->name, sizeof(out->name), "%s", name);
        (void)snprintf(out->code, sizeof(out->code), "%s", name);
        out->is_shifted = true;
        goto out;
    }
    opened = lci_crs_open(context, name);
    if (!opened) {
        status = lci_fail(err, LCI_E_DATA,
                          "CRS \"%.200s\" is not known; expected EPSG:n, a PROJ string, WKT, "
                          "gcj02 or bd09",
                          crs);
        goto out;
    }
    type = proj_get_type(opened);
    if (type == PJ_TYPE_VERTICAL_CRS || type == PJ_TYPE_ENGINEERING_CRS ||
        type == PJ_TYPE_TEMPORAL_CRS || type == PJ_TYPE_GEOCENTRIC_CRS) {
        status = lci_fail(err, LCI_E_DATA,
                          "CRS \"%.200s\" does not say where on earth its coordinates are", crs);
        goto out;
    }
    fill_facts(context, opened, out);

out:
    proj_destroy(opened);
    proj_context_destroy(context);
    return status;
}

/* "EPSG:n" of a system that carries a code or is surely one of the EPSG list. */
static void
code_of(PJ_CONTEXT *context, const PJ *crs, char *text, size_t size)
{
    enum { SURE = 90 };
    const char *authority = proj_get_id_auth_name(crs, 0);
    const char *code = proj_get_id_code(crs, 0);
    int *confidence = NULL;
    PJ_OBJ_LIST *matches = NULL;
    PJ *best = NULL;

    text[0] = '\0';
    if (authority && code) {
        (void)snprintf(text, size, "%s:%s", authority, code);
        return;
    }
    matches = proj_identify(context, crs, "EPSG", NULL, &confidence);
    if (matches && proj_list_get_count(matches) == 1 && confidence && confidence[0] >= SURE)
        best = proj_list_get(context, matches, 0);
    if (best && proj_get_id_code(best, 0))
        (void)snprintf(text, size, "EPSG:%s", proj_get_id_code(best, 0));
    proj_destroy(best);
    proj_int_list_destroy(confidence);
    proj_list_destroy(matches);
}

static enum lci_status
check_working(const char *crs, struct lci_error *err)
{
    struct lci_crs_facts facts;
    struct lci_error inner = {.status = LCI_OK};

    if (lci_crs_describe(crs, &facts, &inner) != LCI_OK)
        return lci_fail(err, LCI_E_CONFIG, "working_crs: %s", inner.message);
    if (!facts.is_metre)
        return lci_fail(err, LCI_E_CONFIG,
                        "working_crs \"%.100s\" is not a projected system in metres; expected for "
                        "instance EPSG:4549 or EPSG:32651",
                        crs);
    if (facts.is_web_mercator)
        return lci_fail(err, LCI_E_CONFIG,
                        "working_crs \"%.100s\" (web Mercator) stretches lengths by "
                        "1 / cos(latitude); expected for instance EPSG:4549 or EPSG:32651",
                        crs);
    return LCI_OK;
}

static void
remember_ellipsoid(PJ_CONTEXT *context, const PJ *crs, struct lci_working_system *system)
{
    double inverse_flattening = 0.0;
    double flattening = 0.0;
    PJ *ellipsoid = proj_get_ellipsoid(context, crs);

    if (ellipsoid)
        (void)proj_ellipsoid_get_parameters(context, ellipsoid, &system->a_m, NULL, NULL,
                                            &inverse_flattening);
    proj_destroy(ellipsoid);
    flattening = inverse_flattening > 0.0 ? 1.0 / inverse_flattening : 0.0;
    system->eccentricity2 = flattening * (2.0 - flattening);
}

enum lci_status
lci_working_system_from(const char *crs, struct lci_working_system **out, struct lci_error *err)
{
    enum lci_status status = check_working(crs, err);
    PJ_CONTEXT *context = NULL;
    PJ *opened = NULL;
    struct lci_working_system *system = NULL;
    const char *wkt = NULL;
    char code[64];

    *out = NULL;
    if (status != LCI_OK)
        return status;
    context = lci_crs_context();
    opened = context ? lci_crs_open(context, lci_crs_plain_name(crs)) : NULL;
    wkt = opened ? proj_as_wkt(context, opened, PJ_WKT2_2019, NULL) : NULL;
    system = lci_new(struct lci_working_system);
    if (!wkt || !system) {
        status = lci_fail(err, wkt ? LCI_E_NOMEM : LCI_E_LIBRARY,
                          "working system \"%.100s\" could not be opened", crs);
        goto out;
    }
    code_of(context, opened, code, sizeof(code));
    remember_ellipsoid(context, opened, system);
    system->wkt = lci_arena_text(&system->texts, wkt, strlen(wkt));
    system->name = code[0] ? lci_arena_text(&system->texts, code, strlen(code)) : system->wkt;
    if (!system->wkt || !system->name) {
        status = lci_fail_nomem(err, "working system");
        goto out;
    }
    *out = system;
    system = NULL;

out:
    lci_working_system_free(system);
    proj_destroy(opened);
    proj_context_destroy(context);
    return status;
}

enum lci_status
lci_working_system_of_degrees(struct lci_working_system **out, struct lci_error *err)
{
    *out = lci_new(struct lci_working_system);
    if (!*out)
        return lci_fail_nomem(err, "working system");
    (*out)->name = "EPSG:4326";
    return LCI_OK;
}

void
lci_working_system_free(struct lci_working_system *system)
{
    if (!system)
        return;
    lci_arena_fini(&system->texts);
    lci_free(system);
}

const char *
lci_working_system_name(const struct lci_working_system *system)
{
    return system->name;
}

const char *
lci_working_system_wkt(const struct lci_working_system *system)
{
    return system->wkt;
}

void
lci_working_system_ellipsoid(const struct lci_working_system *system, double *a_m,
                             double *eccentricity2)
{
    *a_m = system->a_m;
    *eccentricity2 = system->eccentricity2;
}
