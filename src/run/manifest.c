/* manifest.c - the table `run`. */
#include "run/manifest.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "analysis/households.h"
#include "base/alloc.h"
#include "io/number_text.h"
#include "run/job.h"
#include "run/tables.h"
#include "io/growing_text.h"

enum { TEXT_SIZE = 1024 };

/* Entries as they are added; `failed` once memory ran out. */
struct listing {
    struct lci_job *job;
    struct lci_manifest *manifest;
    bool failed;
};

static void add(struct listing *listing, const char *value, const char *key, ...) LCI_PRINTF(3, 4);

static void
add(struct listing *listing, const char *value, const char *key, ...)
{
    struct lci_manifest *manifest = listing->manifest;
    struct lci_manifest_entry entry = {0};
    char name[TEXT_SIZE];
    va_list args;

    va_start(args, key);
    (void)vsnprintf(name, sizeof(name), key, args);
    va_end(args);
    entry.key = lci_arena_text(&listing->job->arena, name, strlen(name));
    entry.value = lci_arena_text(&listing->job->arena, value, strlen(value));
    if (!entry.key || !entry.value ||
        !lci_grow(&manifest->items, manifest->count, &manifest->capacity)) {
        listing->failed = true;
        return;
    }
    manifest->items[manifest->count++] = entry;
}

static void
add_number(struct listing *listing, const char *key, double value)
{
    char text[LCI_NUMBER_TEXT_SIZE];

    lci_number_to_text(value, text);
    add(listing, text, "%s", key);
}

/* Of further passes the keys begin with their profile: "profile.elder.count.ways". */
static void
add_of_pass(struct listing *listing, const struct lci_job *job, const char *key, double value)
{
    char text[LCI_NUMBER_TEXT_SIZE];

    lci_number_to_text(value, text);
    if (job->borrows)
        add(listing, text, "profile.%s.%s", job->config->profile.id, key);
    else
        add(listing, text, "%s", key);
}

/* All profiles in their order, and how fast each is. */
static void
add_profiles(struct listing *listing)
{
    const struct lci_passes *passes = listing->job->passes;
    char text[TEXT_SIZE] = "";
    size_t used = 0;

    for (size_t i = 0; i < passes->walk_count && used < sizeof(text); i++)
        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s", i > 0 ? " " : "",
                                 passes->items[i].config->profile.id);
    add(listing, text, "profile");
    for (size_t i = 0; i < passes->walk_count; i++) {
        const struct lci_profile *profile = &passes->items[i].config->profile;

        lci_number_to_text(profile->speed_mps, text);
        add(listing, text, "profile.%s.speed_mps", profile->id);
    }
}

/* "community kind=村 and subdistrict area_class=城镇化拓展区: ride" */
static void
add_mode(struct listing *listing, size_t index)
{
    const struct lci_mode *mode = &listing->job->config->modes[index];
    struct lci_growing_text text = {0};

    for (size_t c = 0; c < mode->condition_count; c++) {
        const struct lci_mode_condition *condition = &mode->conditions[c];

        lci_text_add(&text, "%s%s", c > 0 ? " and " : "", condition->level);
        for (size_t w = 0; w < condition->where_count; w++)
            for (size_t m = 0; m < condition->where[w].match_count; m++) {
                const struct lci_match *match = &condition->where[w].matches[m];

                lci_text_add(&text, "%s%s=", w > 0 && m == 0 ? " or " : " ", match->key);
                for (size_t v = 0; v < match->values.count; v++)
                    lci_text_add(&text, "%s%s", v > 0 ? "|" : "", match->values.items[v]);
            }
    }
    lci_text_add(&text, "%s%s", mode->condition_count > 0 ? ": " : "everywhere: ",
                 listing->job->passes->items[mode->profile].config->profile.id);
    listing->failed = listing->failed || text.failed;
    add(listing, text.bytes ? text.bytes : "", "mode.%zu", index + 1);
    lci_free(text.bytes);
}

static void
add_supply(struct listing *listing, const struct lci_supply *supply)
{
    static const char *const names[] = {"open", "planned", "closed"};
    char counted[64] = "";

    for (size_t i = 0; i < LCI_STATUS_COUNT; i++)
        if (supply->counts_status[i])
            (void)snprintf(counted + strlen(counted), sizeof(counted) - strlen(counted), "%s%s", counted[0] ? " " : "", names[i]);
    add(listing, counted, "count_status");
    add(listing, supply->at ? supply->at : "any time", "at");
    if (supply->at)
        add(listing, supply->unknown_hours_are_open ? "open" : "closed", "unknown_hours");
}

static void
add_parameters(struct listing *listing)
{
    static const char *const modes[] = {[LCI_AREA_OVERLAP] = "overlap",
                                        [LCI_AREA_DISSOLVE] = "dissolve",
                                        [LCI_AREA_SPLIT] = "split"};
    const struct lci_config *config = listing->job->config;
    const struct lci_parameters *p = &config->parameters;

    add(listing, config->standard_id ? config->standard_id : "none", "standard");
    if (config->incomplete_reason)
        add(listing, config->incomplete_reason, "standard.incomplete");
    add_profiles(listing);
    for (size_t i = 0; i < config->mode_count; i++)
        add_mode(listing, i);
    add(listing, lci_working_system_name(listing->job->system), "working_crs");
    add_number(listing, "parameter.off_street_m", p->off_street_m);
    add_number(listing, "parameter.islet_m", p->islet_m);
    add_number(listing, "parameter.node_tolerance_m", p->node_tolerance_m);
    add_number(listing, "parameter.sample_m", p->sample_m);
    if (config->gates.count > 0)
        add_number(listing, "parameter.gate_tolerance_m", p->gate_tolerance_m);
    if (p->gate_band != LCI_GATE_BAND_NONE)
        add(listing, p->gate_band == LCI_GATE_BAND_ALL ? "all" : "walled", "parameter.gate_band");
    if (p->gate_gains)
        add(listing, "true", "parameter.gate_gains");
    add_number(listing, "parameter.area_tolerance_m", p->area_tolerance_m);
    add_number(listing, "parameter.min_hole_m2", p->min_hole_m2);
    if (config->joined_shares)
        add_number(listing, "parameter.joined_within_m", p->joined_within_m);
    if (config->estimate_households) {
        add_number(listing, "parameter.dwelling_households", p->dwelling_households);
        add_number(listing, "parameter.floor_area_per_household_m2", p->floor_area_per_household_m2);
    }
    add_number(listing, "parameter.site_tolerance_m", p->site_tolerance_m);
    add_number(listing, "parameter.suppress_below", p->suppress_below);
    add_number(listing, "parameter.gap_link_m", p->gap_link_m);
    add_number(listing, "parameter.link_max_m", p->link_max_m);
    for (size_t i = 0; i < config->closed_way_count; i++)
        add(listing, config->closed_ways[i].id, "closed_way.%zu", i + 1);
    add(listing, p->split_crossings ? "true" : "false", "parameter.split_crossings");
    add(listing, p->gaps ? "true" : "false", "parameter.gaps");
    add(listing, p->areas ? modes[p->area_mode] : "none", "parameter.areas");
    add(listing, p->rings ? "rings" : "disks", "parameter.bands");
    add_supply(listing, &config->supply);
}

/* "floor_area_m2 from 2000: 300 m, from 5000: 500 m". */
static void
write_steps(const struct lci_category *category, char text[TEXT_SIZE])
{
    size_t used = (size_t)snprintf(text, TEXT_SIZE, "%s", category->limits_attribute);

    for (size_t i = 0; i < category->step_count && used < TEXT_SIZE; i++) {
        char numbers[2][LCI_NUMBER_TEXT_SIZE];

        lci_number_to_text(category->steps[i].at_least, numbers[0]);
        lci_number_to_text(category->steps[i].limit_m, numbers[1]);
        used += (size_t)snprintf(text + used, TEXT_SIZE - used, "%s from %s: %s m", i > 0 ? "," : "", numbers[0], numbers[1]);
    }
}

/* "beds x 32 elders" */
static void
write_capacity(const struct lci_category *category, char text[TEXT_SIZE])
{
    char number[LCI_NUMBER_TEXT_SIZE];

    lci_number_to_text(category->capacity_per_unit, number);
    (void)snprintf(text, TEXT_SIZE, "%.40s x %s %.40s", category->capacity_attribute, number, category->capacity_weight);
}

static void
add_categories(struct listing *listing, const struct lci_job *job)
{
    const char *const of = job->borrows ? job->config->profile.id : "";
    const char *const before = job->borrows ? "profile." : "";
    const char *const dot = job->borrows ? "." : "";

    for (size_t c = 0; c < job->category_count; c++) {
        const struct lci_access_category *limits = &job->limits[c];
        char text[TEXT_SIZE] = "";
        size_t used = 0;

        for (size_t l = 0; l < limits->limit_count; l++) {
            char number[LCI_NUMBER_TEXT_SIZE];

            lci_number_to_text(limits->limits_m[l], number);
            if (used + strlen(number) + 2 < sizeof(text))
                used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s", l > 0 ? " " : "",
                                         number);
        }
        add(listing, text, "%s%s%scategory.%s.limits_m", before, of, dot, job->categories[c].id);
        lci_number_to_text(limits->radius_m, text);
        add(listing, text, "%s%s%scategory.%s.radius_m", before, of, dot, job->categories[c].id);
        if (limits->by_facility) {
            write_steps(&job->config->categories[job->categories[c].configured], text);
            add(listing, text, "%s%s%scategory.%s.limits_by", before, of, dot, job->categories[c].id);
        }
        if (limits->has_capacity) {
            write_capacity(&job->config->categories[job->categories[c].configured], text);
            add(listing, text, "%s%s%scategory.%s.capacity", before, of, dot, job->categories[c].id);
        }
    }
}

/* Weights of homes that a sum is of. */
static void
add_weights(struct listing *listing, const char *id, const char *what, const struct lci_quantities *quantities)
{
    char text[TEXT_SIZE] = "";
    size_t used = 0;

    for (size_t i = 0; i < quantities->count; i++) {
        const char *weight = quantities->items[i].homes;

        if (weight && used + strlen(weight) + 2 < sizeof(text))
            used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s", used > 0 ? " " : "", weight);
    }
    if (used > 0)
        add(listing, text, "indicator.%s.%s", id, what);
}

/* Whom indicators count: who shows them hides what would tell of a few. */
static void
add_counted(struct listing *listing)
{
    const struct lci_config *config = listing->job->config;

    for (size_t i = 0; i < config->indicator_count; i++) {
        const struct lci_indicator *indicator = &config->indicators[i];
        const struct lci_coverage_choice *choice = &indicator->coverage;
        const char *of = choice->category ? choice->category : choice->set;

        if (indicator->kind != LCI_INDICATOR_COVERAGE) {
            add_weights(listing, indicator->id, "numerator_weights", &indicator->numerator);
            add_weights(listing, indicator->id, "denominator_weights", &indicator->denominator);
            continue;
        }
        if (choice->weight)
            add(listing, choice->weight, "indicator.%s.weight", indicator->id);
        if (of)
            add(listing, of, "indicator.%s.of", indicator->id);
    }
}

/* Which row of `coverage` indicators of that kind are: what their values are about, and no other table says. */
static void
add_indicators(struct listing *listing)
{
    const struct lci_config *config = listing->job->config;

    for (size_t i = 0; i < config->indicator_count; i++) {
        const struct lci_indicator *indicator = &config->indicators[i];
        const struct lci_coverage_choice *choice = &indicator->coverage;
        const char *const words[] = {choice->definition, choice->category ? choice->category : choice->set, choice->detail,
                                     choice->counted_level, choice->weight};
        const double limit = choice->minutes > 0.0 ? choice->minutes : choice->meters;
        char number[LCI_NUMBER_TEXT_SIZE];
        char text[TEXT_SIZE] = "";
        size_t used = 0;

        if (indicator->kind != LCI_INDICATOR_COVERAGE)
            continue;
        for (size_t w = 0; w < sizeof(words) / sizeof(words[0]); w++)
            if (words[w] && used + strlen(words[w]) + 2 < sizeof(text))
                used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s", used > 0 ? " " : "", words[w]);
        if (choice->k > 0 && used + 16 < sizeof(text))
            used += (size_t)snprintf(text + used, sizeof(text) - used, " k=%" PRIu32, choice->k);
        lci_number_to_text(limit, number);
        if (limit > 0.0 && used + strlen(number) + 6 < sizeof(text))
            (void)snprintf(text + used, sizeof(text) - used, " %s %s", number, choice->minutes > 0.0 ? "min" : "m");
        add(listing, text, "indicator.%s.coverage", indicator->id);
    }
}

/* What people call things, for all who show the result. */
static void
add_label(struct listing *listing, const char *kind, const char *id, const char *zh, const char *en)
{
    if (zh && strcmp(zh, id) != 0)
        add(listing, zh, "%s.%s.zh", kind, id);
    if (en && strcmp(en, id) != 0)
        add(listing, en, "%s.%s.en", kind, id);
}

static void
add_labels(struct listing *listing)
{
    const struct lci_job *job = listing->job;
    const struct lci_config *config = job->config;

    if (config->standard_id)
        add_label(listing, "standard", config->standard_id, config->standard_title_zh, config->standard_title_en);
    for (size_t i = 0; i < job->passes->walk_count; i++) {
        const struct lci_profile *profile = &job->passes->items[i].config->profile;

        add_label(listing, "profile", profile->id, profile->title_zh, profile->title_en);
    }
    for (size_t c = 0; c < job->category_count; c++)
        add_label(listing, "category", job->categories[c].id, job->categories[c].title_zh, job->categories[c].title_en);
    for (size_t s = 0; s < config->set_count; s++)
        add_label(listing, "set", config->sets[s].id, config->sets[s].title_zh, config->sets[s].title_en);
    for (size_t i = 0; i < config->indicator_count; i++)
        add_label(listing, "indicator", config->indicators[i].id, config->indicators[i].title_zh, config->indicators[i].title_en);
    for (size_t p = 0; p < config->presence_count; p++)
        add_label(listing, "presence", config->presence[p].id, config->presence[p].title_zh, config->presence[p].title_en);
}

/* What is shown of the result, and in what language: whoever makes a page or a map of it later says the same. */
static void
add_document(struct listing *listing)
{
    const struct lci_output *output = &listing->job->config->output;
    const struct lci_document *document = &output->document;
    const struct {
        const char *key, *value;
    } said[] = {{"title", document->title},
                {"author", document->author},
                {"source", document->source},
                {"date", document->date},
                {"approval_number", document->approval_number},
                {"stamp", document->stamp}};

    add(listing, output->english ? "en" : "zh", "language");
    for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++)
        if (said[i].value)
            add(listing, said[i].value, "document.%s", said[i].key);
}

/* Sources, and not the files of the configuration: what those say is in the parameters, wherever it stands. */
static void
add_inputs(struct listing *listing)
{
    const struct lci_run_sources *sources = &listing->job->passes->sources;

    for (size_t i = 0; i < sources->count; i++) {
        const struct lci_run_source *source = &sources->items[i];
        char text[64];

        if (strcmp(source->role, "configuration") == 0)
            continue;
        add(listing, source->label, "input.%s.%zu.source", source->role, source->number);
        if (source->is_database) /* a table has no bytes to sum up */
            continue;
        (void)snprintf(text, sizeof(text), "%" PRIu64, source->bytes);
        add(listing, text, "input.%s.%zu.bytes", source->role, source->number);
        lci_fingerprint_text(source->print, text);
        add(listing, text, "input.%s.%zu.xxh128", source->role, source->number);
    }
}

static void
add_counts(struct listing *listing, const struct lci_job *job)
{
    add_of_pass(listing, job, "count.ways", (double)job->counts.ways);
    add_of_pass(listing, job, "count.vertices", (double)job->net->vertex_count);
    add_of_pass(listing, job, "count.edges", (double)job->net->edge_count);
    add_of_pass(listing, job, "count.components", (double)job->net->component_count);
    if (!job->borrows) {
        add_number(listing, "count.facilities", (double)job->facilities.count);
        add_number(listing, "count.facilities_not_counted", (double)job->idle.count);
        add_number(listing, "count.homes", (double)job->homes.count);
        add_number(listing, "count.buildings", (double)job->buildings.count);
        add_number(listing, "count.units", (double)job->units.count);
    }
    add_of_pass(listing, job, "count.demand_points", (double)job->counts.demand_points);
    add_of_pass(listing, job, "count.service_areas", (double)job->area_count);
    if (!job->borrows) {
        add_number(listing, "count.quality_errors", (double)job->quality.error_count);
        add_number(listing, "count.quality_warnings", (double)job->quality.warning_count);
    }
}

/* How many households were found how, where not all are given. */
static void
add_households(struct listing *listing)
{
    const struct lci_homes *homes = &listing->job->homes;
    struct lci_households_mix mix = {0};

    if (!homes->has_methods)
        return;
    for (size_t home = 0; home < homes->count; home++)
        lci_households_count(&mix, &homes->items[home]);
    for (int method = 0; method < LCI_HOUSEHOLDS_METHOD_COUNT; method++) {
        const char *name = lci_households_method_text((enum lci_households_method)method);
        char text[LCI_NUMBER_TEXT_SIZE];

        lci_number_to_text((double)mix.home_count[method], text);
        add(listing, text, "households.%s.homes", name ? name : "none");
        lci_number_to_text(round(mix.households[method] * 1e3) / 1e3, text);
        if (name)
            add(listing, text, "households.%s", name);
    }
}

enum lci_status
lci_manifest_build(struct lci_job *job, struct lci_manifest *out, struct lci_error *err)
{
    struct listing listing = {.job = job, .manifest = out};
    enum lci_status status = LCI_OK;

    *out = (struct lci_manifest){0};
    add(&listing, "lifecircle", "program");
    add(&listing, lci_version(), "version");
    add(&listing, lci_versions(), "libraries");
    add_parameters(&listing);
    for (size_t i = 0; i < job->passes->walk_count; i++)
        add_categories(&listing, &job->passes->items[i]);
    add_indicators(&listing);
    add_counted(&listing);
    add_labels(&listing);
    add_document(&listing);
    add_inputs(&listing);
    for (size_t i = 0; i < job->passes->walk_count; i++)
        add_counts(&listing, &job->passes->items[i]);
    add_households(&listing);
    if (listing.failed)
        status = lci_fail_nomem(err, "run");
    if (status != LCI_OK) {
        lci_free(out->items);
        *out = (struct lci_manifest){0};
    }
    return status;
}

static enum lci_status
fill_entry(void *user, size_t index, struct lci_row *row, struct lci_error *err)
{
    const struct lci_manifest *manifest = user;
    struct lci_cells cells = {.values = row->values};

    (void)err;
    lci_cell_text(&cells, manifest->items[index].key);
    lci_cell_text(&cells, manifest->items[index].value);
    return LCI_OK;
}

enum lci_status
lci_table_run(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns columns = {.arena = &job->arena};
    enum lci_status status = LCI_OK;

    status = lci_manifest_build(job, &job->manifest, err);
    if (status != LCI_OK)
        return status;
    *out = (struct lci_table){
        .name = "run",
        .description = "Run: with what these results were made",
        .shape = LCI_TABLE_PLAIN,
        .row_count = job->manifest.count,
        .fill = fill_entry,
        .user = &job->manifest,
    };
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "what", "key");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "its value", "value");
    return lci_columns_finish(&columns, out, err);
}
