/* read_homes.c - homes with their weights, and the buildings that stand for them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/landuse.h"
#include "analysis/weights.h"
#include "base/alloc.h"
#include "io/flag_text.h"
#include "io/number_text.h"
#include "run/job.h"

enum { ROLE_ID, ROLE_NAME, ROLE_CODE, ROLE_WALLED, ROLE_DWELLINGS, ROLE_FLOOR_AREA, ROLE_LANDUSE, ROLE_FIRST_WEIGHT };

/* The weights of the configuration that are not known anyway. */
static size_t
count_own_weights(const struct lci_texts *weights)
{
    size_t count = 0;

    for (size_t i = 0; i < weights->count; i++)
        count += !lci_known_weight(weights->items[i]);
    return count;
}

/* Which numbers that homes do not give may come from elsewhere. */
static enum lci_status
plan_filling(struct lci_job *job, struct lci_error *err)
{
    const struct lci_config *config = job->config;
    struct lci_homes *homes = &job->homes;

    homes->filling = lci_arena_alloc(&job->arena, homes->weight_count, sizeof(*homes->filling));
    if (!homes->filling)
        return lci_fail_nomem(err, "homes");
    if (config->buildings.count > 0)
        homes->filling[LCI_WEIGHT_HOUSEHOLDS] = LCI_FILLED_MAYBE;
    if (config->estimate_households)
        homes->filling[LCI_WEIGHT_HOUSEHOLDS] = LCI_FILLED_ASKED;
    for (size_t s = 0; s < config->spread_count; s++)
        homes->filling[lci_job_weight(job, config->spreads[s].weight)] = LCI_FILLED_ASKED;
    return LCI_OK;
}

/* The names of all weights, and the roles that are asked for: what homes have anyway, then the weights. */
static enum lci_status
make_roles(struct lci_job *job, const char ***roles, size_t *role_count, struct lci_error *err)
{
    const struct lci_texts *weights = &job->config->weights;
    const size_t count = LCI_WEIGHT_KNOWN + count_own_weights(weights);
    const char **names = lci_arena_alloc(&job->arena, ROLE_FIRST_WEIGHT + count, sizeof(*names));

    if (!names)
        return lci_fail_nomem(err, "homes");
    names[ROLE_ID] = "id";
    names[ROLE_NAME] = "name";
    names[ROLE_CODE] = "code";
    names[ROLE_WALLED] = "walled";
    names[ROLE_LANDUSE] = job->config->landuse_scheme_count > 0 ? "landuse" : ""; /* "": of no field */
    names[ROLE_DWELLINGS] = job->config->estimate_households ? "dwellings" : "";
    names[ROLE_FLOOR_AREA] = job->config->estimate_households ? "floor_area_m2" : "";
    for (size_t w = 0; w < LCI_WEIGHT_KNOWN; w++)
        names[ROLE_FIRST_WEIGHT + w] = lci_known_weights[w].name;
    *roles = names;
    *role_count = ROLE_FIRST_WEIGHT + LCI_WEIGHT_KNOWN;
    for (size_t i = 0; i < weights->count; i++)
        if (!lci_known_weight(weights->items[i]))
            names[(*role_count)++] = weights->items[i];
    job->homes.weight_names = names + ROLE_FIRST_WEIGHT;
    job->homes.weight_count = count;
    job->homes.known_count = LCI_WEIGHT_KNOWN;
    return plan_filling(job, err);
}

/* An age that no source gives and the configuration does not list takes part in nothing. */
static bool
is_unused_age(const struct lci_job *job, size_t weight)
{
    const struct lci_texts *listed = &job->config->weights;

    if (weight < LCI_WEIGHT_FIRST_EXTRA || weight >= LCI_WEIGHT_KNOWN)
        return false;
    for (size_t i = 0; i < listed->count; i++)
        if (strcmp(listed->items[i], job->homes.weight_names[weight]) == 0)
            return false;
    if (job->homes.filling[weight] != LCI_FILLED_NEVER)
        return false;
    for (size_t home = 0; home < job->homes.count; home++)
        if (job->homes.items[home].weights[weight].state != LCI_WEIGHT_ABSENT)
            return false;
    return true;
}

static enum lci_status
drop_unused_ages(struct lci_job *job, struct lci_error *err)
{
    struct lci_homes *homes = &job->homes;
    const char **names = lci_arena_alloc(&job->arena, homes->weight_count, sizeof(*names));
    size_t kept = 0;

    if (!names)
        return lci_fail_nomem(err, "homes");
    for (size_t w = 0; w < homes->weight_count; w++) {
        if (is_unused_age(job, w)) {
            homes->known_count--;
            continue;
        }
        for (size_t home = 0; home < homes->count; home++)
            homes->items[home].weights[kept] = homes->items[home].weights[w];
        homes->filling[kept] = homes->filling[w];
        names[kept++] = homes->weight_names[w];
    }
    homes->weight_names = names;
    homes->weight_count = kept;
    return LCI_OK;
}

static bool
is_configured(const struct lci_source *source, const char *role)
{
    for (size_t i = 0; i < source->field_count; i++)
        if (strcmp(source->fields[i].role, role) == 0)
            return true;
    return false;
}

/* Whether a source has a field for a role: named by the configuration, or with a value anywhere. */
static bool
has_role(const struct lci_source *source, const struct lci_features *features, size_t role,
         const char *name)
{
    if (is_configured(source, name))
        return true;
    for (size_t i = 0; i < features->count; i++)
        if (features->texts[role * features->count + i])
            return true;
    return false;
}

static enum lci_status
report_number(struct lci_job *job, const struct lci_source *source,
              const struct lci_features *features, size_t i, const char *layer, const char *field,
              const char *text, bool usable, const char *done, struct lci_error *err)
{
    const struct lci_quality_row row = {
        .severity = LCI_SEVERITY_WARNING,
        .stage = "read",
        .code = usable ? "number_guessed" : "number_not_readable",
        .source = source->label,
        .layer = layer,
        .layer_name = features->layer_name,
        .feature_id = features->ids[i],
        .field = field,
        .found = text,
        .done = done,
    };

    return lci_job_remark(job, &row, err);
}

static enum lci_status
read_weight(struct lci_job *job, const struct lci_source *source,
            const struct lci_features *features, size_t i, size_t weight,
            struct lci_weight_value *out, struct lci_error *err)
{
    const char *text = features->texts[(ROLE_FIRST_WEIGHT + weight) * features->count + i];
    const char *field = job->homes.weight_names[weight];
    double value = 0.0;
    char number[LCI_NUMBER_TEXT_SIZE] = "no number";
    char done[96];

    switch (text ? lci_number_from_text(text, &value) : LCI_NUMBER_NONE) {
    case LCI_NUMBER_OK:
        *out = (struct lci_weight_value){value, LCI_WEIGHT_GIVEN};
        return LCI_OK;
    case LCI_NUMBER_GUESSED:
        *out = (struct lci_weight_value){value, LCI_WEIGHT_GIVEN};
        if (isfinite(value))
            lci_number_to_text(value, number);
        (void)snprintf(done, sizeof(done), "read as %s", number);
        return report_number(job, source, features, i, "homes", field, text, true, done, err);
    case LCI_NUMBER_NONE:
        *out = (struct lci_weight_value){0.0, LCI_WEIGHT_EMPTY};
        return LCI_OK;
    case LCI_NUMBER_BAD:
        break;
    }
    *out = (struct lci_weight_value){0.0, LCI_WEIGHT_UNUSABLE};
    return report_number(job, source, features, i, "homes", field, text, false,
                         job->homes.filling[weight] == LCI_FILLED_NEVER ? "counts as 0" : "taken as not known", err);
}

/* A number that is a fact about a row and no weight. NAN where there is none, which is no fault; what cannot be read is
 * reported, and a guess about a home: buildings are too many. */
static enum lci_status
read_fact(struct lci_job *job, const struct lci_source *source, const struct lci_features *features, size_t i, size_t role,
          const char *const names[2], double *out, struct lci_error *err)
{
    const char *text = features->texts[role * features->count + i];
    const enum lci_number_kind kind = text ? lci_number_from_text(text, out) : LCI_NUMBER_NONE;
    const bool is_guess = kind == LCI_NUMBER_GUESSED && strcmp(names[0], "homes") == 0;
    char number[LCI_NUMBER_TEXT_SIZE];
    char done[96];

    if ((kind == LCI_NUMBER_OK || kind == LCI_NUMBER_GUESSED) && isfinite(*out) && *out >= 0.0) {
        lci_number_to_text(*out, number);
        (void)snprintf(done, sizeof(done), "read as %s", number);
        return is_guess ? report_number(job, source, features, i, names[0], names[1], text, true, done, err) : LCI_OK;
    }
    *out = NAN;
    if (kind == LCI_NUMBER_NONE)
        return LCI_OK;
    return report_number(job, source, features, i, names[0], names[1], text, false, "taken as not known", err);
}

/* What households may be estimated from. A field that is called 面积 is land far more often, so the floor area must be
 * configured. */
static enum lci_status
read_size(struct lci_job *job, const struct lci_source *source, const struct lci_features *features, size_t i,
          struct lci_home *home, struct lci_error *err)
{
    static const char *const dwellings[2] = {"homes", "dwellings"};
    static const char *const floor_area[2] = {"homes", "floor_area_m2"};
    enum lci_status status = read_fact(job, source, features, i, ROLE_DWELLINGS, dwellings, &home->dwellings, err);

    if (status == LCI_OK && is_configured(source, "floor_area_m2"))
        status = read_fact(job, source, features, i, ROLE_FLOOR_AREA, floor_area, &home->floor_area_m2, err);
    return status;
}

/* Only as configured: it changes what the home is. */
static enum lci_status
read_walled(struct lci_job *job, const struct lci_source *source, const struct lci_features *features, size_t i, bool *walled,
            struct lci_error *err)
{
    static const char *const yes[] = {"封闭", "封闭式", "封闭小区", "walled", "gated", "closed", NULL};
    static const char *const no[] = {"开放", "开放式", "开放小区", "open", NULL};
    const char *text = is_configured(source, "walled") ? features->texts[ROLE_WALLED * features->count + i] : NULL;
    const enum lci_flag flag = lci_flag_from_text(text, &(struct lci_flag_words){yes, no});

    *walled = flag == LCI_FLAG_YES;
    return flag == LCI_FLAG_BAD ? lci_job_report_flag(job, source, features, i, "homes", "walled", text, "taken as not walled", err)
                                : LCI_OK;
}

static enum lci_status
add_home(struct lci_job *job, const struct lci_source *source, const struct lci_features *features,
         size_t i, const bool *has_weight, struct lci_error *err)
{
    struct lci_homes *homes = &job->homes;
    const char *name = features->texts[ROLE_NAME * features->count + i];
    struct lci_home home = {
        .id = features->ids[i],
        .name = name ? name : "",
        /* Only as configured: a column named "code" or "id" is the home's own far more often. */
        .code =
            is_configured(source, "code") ? features->texts[ROLE_CODE * features->count + i] : NULL,
        .id_given = features->texts[ROLE_ID * features->count + i] != NULL,
        .origin = {source->label, features->layer_name},
        .weights = lci_arena_alloc(&job->arena, homes->weight_count, sizeof(*home.weights)),
        .dwellings = NAN,
        .floor_area_m2 = NAN,
    };
    enum lci_status status = LCI_OK;

    if (!home.weights || !lci_grow(&homes->items, homes->count, &homes->capacity))
        return lci_fail_nomem(err, "homes");
    if (homes->count >= LCI_NONE - 1)
        return lci_fail(err, LCI_E_LIMIT, "homes: more than %u", LCI_NONE - 1);
    for (size_t w = 0; w < homes->weight_count && status == LCI_OK; w++)
        if (has_weight[w])
            status = read_weight(job, source, features, i, w, &home.weights[w], err);
    if (status == LCI_OK && job->config->estimate_households)
        status = read_size(job, source, features, i, &home, err);
    if (status == LCI_OK)
        status = read_walled(job, source, features, i, &home.walled, err);
    if (status == LCI_OK)
        homes->items[homes->count++] = home;
    return status == LCI_OK ? lci_shapes_append(&homes->shapes, features, i, err) : status;
}

/* Which features of a land-use layer are homes, and a row that says so; *out NULL: all of them, it is no such layer. */
static enum lci_status
choose_by_landuse(struct lci_job *job, const struct lci_source *source, const struct lci_features *features,
                  const bool **out, struct lci_error *err)
{
    const struct lci_landuse_inputs inputs = {
        .schemes = job->config->landuse_schemes,
        .scheme_count = job->config->landuse_scheme_count,
        .asked = source->landuse_scheme,
        .codes = features->texts + ROLE_LANDUSE * features->count,
        .count = features->count,
        .field = source->landuse_field,
    };
    struct lci_landuse_choice choice;
    char found[512];
    char done[320];
    const struct lci_quality_row row = {
        .severity = LCI_SEVERITY_NOTE,
        .stage = "read",
        .code = "landuse_scheme",
        .source = source->label,
        .layer = "homes",
        .layer_name = features->layer_name,
        .field = source->landuse_field,
        .found = found,
        .done = done,
    };
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (!source->landuse_field)
        return LCI_OK;
    status = lci_landuse_choose(&inputs, &job->arena, &choice, err);
    if (status != LCI_OK)
        return lci_fail_in(err, status, "%s (homes)", source->label);
    (void)snprintf(found, sizeof(found), "homes are %s", choice.found);
    (void)snprintf(done, sizeof(done), "read by %s (%s): %zu of %zu features are homes, %zu have no code, the others are left out",
                   choice.scheme->id, choice.why, choice.home_count, features->count, choice.without_code);
    *out = choice.is_home;
    return lci_job_remark(job, &row, err);
}

/* What a feature says of a weight; 0 where that is no number. */
static double
weight_of(const struct lci_features *features, size_t i, size_t weight)
{
    const char *text = features->texts[(ROLE_FIRST_WEIGHT + weight) * features->count + i];
    double value = 0.0;
    const enum lci_number_kind kind = text ? lci_number_from_text(text, &value) : LCI_NUMBER_NONE;

    return (kind == LCI_NUMBER_OK || kind == LCI_NUMBER_GUESSED) && value > 0.0 && isfinite(value) ? value : 0.0;
}

/* People of features whose code is not residential are in no denominator: how many they are must not go unsaid. */
static enum lci_status
report_people_left_out(struct lci_job *job, const struct lci_source *source, const struct lci_features *features,
                       const bool *is_home, const bool *has_weight, struct lci_error *err)
{
    char found[512];
    size_t used = 0;
    size_t feature_count = 0;
    bool is_first = true;
    const struct lci_quality_row row = {
        .severity = LCI_SEVERITY_WARNING,
        .stage = "read",
        .code = "people_left_out",
        .source = source->label,
        .layer = "homes",
        .layer_name = features->layer_name,
        .field = source->landuse_field,
        .found = found,
        .done = "left out with their features: by their codes these are no homes, so nobody counts these people",
    };

    for (size_t i = 0; i < features->count; i++) {
        bool has_people = false;

        for (size_t w = 0; w < job->homes.weight_count && !is_home[i] && !has_people; w++)
            has_people = has_weight[w] && weight_of(features, i, w) > 0.0;
        feature_count += has_people;
    }
    if (feature_count == 0)
        return LCI_OK;
    used = (size_t)snprintf(found, sizeof(found), "%zu features with", feature_count);
    for (size_t w = 0; w < job->homes.weight_count && used + 80 < sizeof(found); w++) {
        double sum = 0.0;
        char number[LCI_NUMBER_TEXT_SIZE];

        for (size_t i = 0; i < features->count && has_weight[w]; i++)
            sum += is_home[i] ? 0.0 : weight_of(features, i, w);
        if (sum <= 0.0)
            continue;
        lci_number_to_text(sum, number);
        used += (size_t)snprintf(found + used, sizeof(found) - used, "%s %.40s %s", is_first ? "" : ",",
                                 job->homes.weight_names[w], number);
        is_first = false;
    }
    return lci_job_remark(job, &row, err);
}

static enum lci_status
read_homes(struct lci_job *job, const struct lci_source *source,
           const struct lci_read_request *request, struct lci_error *err)
{
    struct lci_features features = {0};
    const bool *is_home = NULL;
    bool *has_weight = lci_new_array(bool, job->homes.weight_count);
    const size_t before = job->homes.count;
    enum lci_status status = has_weight ? LCI_OK : lci_fail_nomem(err, "homes");

    if (status == LCI_OK)
        status = lci_read_features(source, request, job->system, &job->quality, &features, err);
    for (size_t w = 0; w < job->homes.weight_count && status == LCI_OK; w++)
        has_weight[w] =
            has_role(source, &features, ROLE_FIRST_WEIGHT + w, job->homes.weight_names[w]);
    if (status == LCI_OK)
        status = choose_by_landuse(job, source, &features, &is_home, err);
    if (status == LCI_OK && is_home)
        status = report_people_left_out(job, source, &features, is_home, has_weight, err);
    for (size_t i = 0; i < features.count && status == LCI_OK; i++)
        if (!is_home || is_home[i])
            status = add_home(job, source, &features, i, has_weight, err);
    if (status == LCI_OK)
        status = lci_job_keep_texts(job, source, job->homes.count - before, &features, err);
    lci_features_fini(&features);
    lci_free(has_weight);
    return status;
}

enum lci_status
lci_job_read_homes(struct lci_job *job, struct lci_error *err)
{
    const struct lci_sources *sources = &job->config->homes;
    const char **roles = NULL;
    struct lci_read_request request = {.kind = "homes", .shape = LCI_SHAPE_POLYGON};
    enum lci_status status = make_roles(job, &roles, &request.role_count, err);

    request.roles = roles;
    for (size_t s = 0; s < sources->count && status == LCI_OK; s++)
        status = read_homes(job, &sources->items[s], &request, err);
    return status == LCI_OK ? drop_unused_ages(job, err) : status;
}

enum {
    BUILDING_HOUSEHOLDS,
    BUILDING_FLOOR_AREA,
    BUILDING_FLOORS,
    BUILDING_DWELLINGS,
    BUILDING_RESIDENTIAL_RATIO,
    BUILDING_ROLE_COUNT
};

static const char *const building_roles[BUILDING_ROLE_COUNT] = {"households", "floor_area", "floors", "dwellings",
                                                                "residential_ratio"};

/* "6+1", "B1": read as what is above the ground, and told. */
static enum lci_status
read_floors(struct lci_job *job, const struct lci_source *source, const struct lci_features *features, size_t i,
            double *out, struct lci_error *err)
{
    const char *text = features->texts[BUILDING_FLOORS * features->count + i];
    char number[LCI_NUMBER_TEXT_SIZE];
    char done[96];

    switch (lci_floors_from_text(text, out)) {
    case LCI_NUMBER_OK:
        return LCI_OK;
    case LCI_NUMBER_GUESSED:
        lci_number_to_text(*out, number);
        (void)snprintf(done, sizeof(done), "read as %s above the ground", number);
        return report_number(job, source, features, i, "buildings", "floors", text, true, done, err);
    case LCI_NUMBER_NONE:
        *out = NAN;
        return LCI_OK;
    case LCI_NUMBER_BAD:
        break;
    }
    *out = NAN;
    return report_number(job, source, features, i, "buildings", "floors", text, false, "taken as not known", err);
}

static enum lci_status
read_building_number(struct lci_job *job, const struct lci_source *source,
                     const struct lci_features *features, size_t i, size_t role, double *out,
                     struct lci_error *err)
{
    const char *const names[2] = {"buildings", building_roles[role]};

    *out = NAN;
    if ((role == BUILDING_RESIDENTIAL_RATIO && !is_configured(source, names[1])) ||
        (role == BUILDING_DWELLINGS && !job->config->estimate_households))
        return LCI_OK;
    return role == BUILDING_FLOORS ? read_floors(job, source, features, i, out, err)
                                   : read_fact(job, source, features, i, role, names, out, err);
}

static enum lci_status
add_building(struct lci_job *job, const struct lci_source *source,
             const struct lci_features *features, size_t i, struct lci_error *err)
{
    struct lci_buildings *all = &job->buildings;
    struct lci_building building = {0};
    double *const numbers[BUILDING_ROLE_COUNT] = {&building.households, &building.floor_area,
                                                  &building.floors, &building.dwellings,
                                                  &building.residential_ratio};

    for (size_t role = 0; role < BUILDING_ROLE_COUNT; role++) {
        const enum lci_status status =
            read_building_number(job, source, features, i, role, numbers[role], err);

        if (status != LCI_OK)
            return status;
    }
    if (!lci_grow(&all->items, all->count, &all->capacity))
        return lci_fail_nomem(err, "buildings");
    all->items[all->count++] = building;
    return lci_shapes_append(&all->shapes, features, i, err);
}

enum lci_status
lci_job_read_buildings(struct lci_job *job, struct lci_error *err)
{
    const struct lci_sources *sources = &job->config->buildings;
    const struct lci_read_request request = {.kind = "buildings",
                                             .shape = LCI_SHAPE_POLYGON,
                                             .roles = building_roles,
                                             .role_count = BUILDING_ROLE_COUNT};
    enum lci_status status = LCI_OK;

    for (size_t s = 0; s < sources->count && status == LCI_OK; s++) {
        struct lci_features features = {0};

        status = lci_read_features(&sources->items[s], &request, job->system, &job->quality,
                                   &features, err);
        for (size_t i = 0; i < features.count && status == LCI_OK; i++)
            status = add_building(job, &sources->items[s], &features, i, err);
        lci_features_fini(&features);
    }
    return status;
}
