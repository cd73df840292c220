/* read_gates.c - gates of walled homes. */
#include "base/alloc.h"
#include "base/opening_hours.h"
#include "io/flag_text.h"
#include "run/job.h"

enum { ROLE_ID, ROLE_NAME, ROLE_HOME, ROLE_PEDESTRIAN, ROLE_RESIDENTS_ONLY, ROLE_HOURS, ROLE_COUNT };

static const char *const roles[ROLE_COUNT] = {"id", "name", "home", "pedestrian", "residents_only", "hours"};

static const struct lci_read_request request = {
    .kind = "gates", .shape = LCI_SHAPE_POINT, .roles = roles, .role_count = ROLE_COUNT};

enum lci_status
lci_job_report_flag(struct lci_job *job, const struct lci_source *source, const struct lci_features *features, size_t i,
                    const char *layer, const char *field, const char *text, const char *done, struct lci_error *err)
{
    const struct lci_quality_row row = {
        .severity = LCI_SEVERITY_WARNING,
        .stage = "read",
        .code = "flag_not_readable",
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

/* Whether those on foot pass: what is only for vehicles says so. */
static enum lci_status
read_passage(struct lci_job *job, const struct lci_source *source, const struct lci_features *features, size_t i,
             struct lci_gate *gate, struct lci_error *err)
{
    static const char *const yes[] = {"行人", "人行", "步行", "人", "人车混行", "人车", "foot", "pedestrian", "pedestrians", "only", NULL};
    static const char *const no[] = {"车行", "车", "车辆", "机动车", "仅机动车", "车行专用", "vehicle", "vehicles", "motorvehicle", "car",
                                     "cars", NULL};
    const char *text = features->texts[ROLE_PEDESTRIAN * features->count + i];
    const enum lci_flag flag = lci_flag_from_text(text, &(struct lci_flag_words){yes, no});

    gate->for_vehicles = flag == LCI_FLAG_NO;
    return flag == LCI_FLAG_BAD
               ? lci_job_report_flag(job, source, features, i, "gates", "pedestrian", text, "taken as open to those on foot", err)
               : LCI_OK;
}

static enum lci_status
read_visitors(struct lci_job *job, const struct lci_source *source, const struct lci_features *features, size_t i,
              struct lci_gate *gate, struct lci_error *err)
{
    static const char *const yes[] = {"住户", "居民", "业主", "仅住户", "仅居民", "仅业主", "residents", "residentsonly", "private", NULL};
    static const char *const no[] = {"公众", "所有人", "访客", "public", "everyone", "visitors", NULL};
    const char *text = features->texts[ROLE_RESIDENTS_ONLY * features->count + i];
    const enum lci_flag flag = lci_flag_from_text(text, &(struct lci_flag_words){yes, no});

    gate->residents_only = flag == LCI_FLAG_YES;
    return flag == LCI_FLAG_BAD
               ? lci_job_report_flag(job, source, features, i, "gates", "residents_only", text, "taken as open to visitors", err)
               : LCI_OK;
}

/* Whether the gate is shut at the time that the run asks about. Most gates have no hours: they are open. */
static enum lci_status
read_hours(struct lci_job *job, const struct lci_source *source, const struct lci_features *features, size_t i,
           struct lci_gate *gate, struct lci_error *err)
{
    const struct lci_supply *supply = &job->config->supply;
    struct lci_opening_hours hours;
    const enum lci_hours_kind kind = lci_opening_hours_read(gate->hours ? gate->hours : "", &hours);
    const struct lci_quality_row row = {
        .severity = LCI_SEVERITY_WARNING,
        .stage = "read",
        .code = "hours_not_readable",
        .source = source->label,
        .layer = "gates",
        .layer_name = features->layer_name,
        .feature_id = features->ids[i],
        .field = "hours",
        .found = gate->hours,
        .done = "taken as open",
    };

    gate->shut = kind == LCI_HOURS_OK && supply->at && !lci_opening_hours_hold(&hours, supply->at_day, supply->at_minute);
    return kind == LCI_HOURS_BAD && supply->at ? lci_job_remark(job, &row, err) : LCI_OK;
}

static enum lci_status
add_gate(struct lci_job *job, const struct lci_source *source, const struct lci_features *features, size_t i, struct lci_error *err)
{
    const uint32_t part = features->part_first[i];
    const char *name = features->texts[ROLE_NAME * features->count + i];
    struct lci_gate gate = {
        .id = features->ids[i],
        .name = name ? name : "",
        .home_id = features->texts[ROLE_HOME * features->count + i],
        .hours = features->texts[ROLE_HOURS * features->count + i],
        .origin = {source->label, features->layer_name},
    };
    const double *place = NULL;
    enum lci_status status = LCI_OK;

    if (part == features->part_first[i + 1])
        return LCI_OK; /* reported by the reader */
    place = features->xy_m + 2 * (size_t)features->point_first[features->ring_first[part]];
    gate.x_m = place[0];
    gate.y_m = place[1];
    if (job->gates.count >= LCI_NONE - 1)
        return lci_fail(err, LCI_E_LIMIT, "gates: more than %u", LCI_NONE - 1);
    status = read_passage(job, source, features, i, &gate, err);
    if (status == LCI_OK)
        status = read_visitors(job, source, features, i, &gate, err);
    if (status == LCI_OK)
        status = read_hours(job, source, features, i, &gate, err);
    if (status == LCI_OK && !lci_grow(&job->gates.items, job->gates.count, &job->gates.capacity))
        status = lci_fail_nomem(err, "gates");
    if (status == LCI_OK)
        job->gates.items[job->gates.count++] = gate;
    return status;
}

enum lci_status
lci_job_read_gates(struct lci_job *job, struct lci_error *err)
{
    const struct lci_sources *sources = &job->config->gates;
    enum lci_status status = LCI_OK;

    for (size_t s = 0; s < sources->count && status == LCI_OK; s++) {
        struct lci_features features = {0};

        status = lci_read_features(&sources->items[s], &request, job->system, &job->quality, &features, err);
        for (size_t i = 0; i < features.count && status == LCI_OK; i++)
            status = add_gate(job, &sources->items[s], &features, i, err);
        if (status == LCI_OK)
            status = lci_job_keep_texts(job, &sources->items[s], features.count, &features, err);
        lci_features_fini(&features);
    }
    lci_gates_sort(&job->gates);
    return status;
}
