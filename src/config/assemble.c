/* assemble.c - limits, categories and parameters of a configuration. */
#include "config/assemble.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/connection.h"
#include "config/assemble_internal.h"
#include "config/reader_internal.h"

/* Metres of a limit, in whole millimetres as everything that is compared with it. */
static double
limit_m(double value, double meters_each)
{
    return round(value * meters_each * 1000.0) / 1000.0;
}

/* The limits in metres, ascending as the numbers were read. */
void
lci_assemble_limits(struct lci_assembler *assembler, const struct lci_draft_limits *limits, const char *key,
                    double **out, size_t *count)
{
    const double speed_mps = assembler->config->profile.speed_mps;
    const bool in_minutes = limits->minutes.count > 0;
    const struct lci_draft_numbers *numbers = in_minutes ? &limits->minutes : &limits->meters;
    double *items = NULL;

    if (in_minutes && limits->meters.count > 0) {
        lci_reader_fault(assembler->reader, &limits->spot, key,
                         "expected minutes or meters, found both");
        return;
    }
    if (numbers->count == 0)
        return;
    items = lci_reader_alloc(assembler->reader, numbers->count, sizeof(*items));
    if (!items)
        return;
    for (size_t i = 0; i < numbers->count; i++)
        items[i] = limit_m(numbers->items[i], in_minutes ? 60.0 * speed_mps : 1.0);
    *out = items;
    *count = numbers->count;
}

/* The run's own limits: as written, else 15 minutes. */
static void
assemble_limits(struct lci_assembler *assembler)
{
    double quarter_min[] = {15.0};
    struct lci_draft_limits limits = assembler->draft->limits;

    if (limits.minutes.count == 0 && limits.meters.count == 0)
        limits.minutes = (struct lci_draft_numbers){quarter_min, 1};
    lci_assemble_limits(assembler, &limits, "limits", &assembler->config->limits_m,
                &assembler->config->limit_count);
}

/* Whether the limits of the configuration take the place of those that the standard gives to a category. */
static bool
are_outranked(const struct lci_draft *draft, const struct lci_draft_category *category)
{
    const struct lci_spot *own = category->limits_by.spot.file ? &category->limits_by.spot : &category->limits.spot;

    return draft->limits.spot.file && own->file && draft->limits.spot.file->order < own->file->order;
}

static int
compare_steps(const void *left, const void *right)
{
    const struct lci_limit_step *a = left;
    const struct lci_limit_step *b = right;

    return (a->at_least > b->at_least) - (a->at_least < b->at_least);
}

/* What the faults of one step are; the steps are in the order of the file. */
static void
judge_step(struct lci_assembler *assembler, const struct lci_draft_limits_by *from, size_t number, const char *key)
{
    const struct lci_draft_step *step = &from->steps[number];

    if ((step->minutes > 0.0) == (step->meters > 0.0))
        lci_reader_fault(assembler->reader, &step->spot, key, "expected minutes or meters, found %s",
                         step->minutes > 0.0 ? "both" : "none");
    for (size_t i = 0; i < number; i++)
        if (!(from->steps[i].at_least < step->at_least) && !(from->steps[i].at_least > step->at_least))
            lci_reader_fault(assembler->reader, &step->spot, key, "expected another at_least than that of a step before");
}

/* Limits by attribute: the category gets the largest, of which facilities fall short. */
static void
take_steps(struct lci_assembler *assembler, const struct lci_draft_category *from, struct lci_category *to)
{
    const struct lci_draft_limits_by *by = &from->limits_by;
    const double speed_mps = assembler->config->profile.speed_mps;
    double *largest_m = lci_reader_alloc(assembler->reader, 1, sizeof(*largest_m));
    char key[LCI_KEY_PATH_SIZE];

    (void)snprintf(key, sizeof(key), "categories[%u].limits_by", from->spot.item);
    to->steps = lci_reader_alloc(assembler->reader, by->step_count, sizeof(*to->steps));
    if (!to->steps || !largest_m || !by->attribute)
        return;
    if (from->limits.spot.file || from->radius_m > 0.0)
        lci_reader_fault(assembler->reader, &by->spot, key,
                         "expected %s or limits_by, found both: each facility's limit is its radius too",
                         from->limits.spot.file ? "limits" : "radius_m");
    for (size_t i = 0; i < by->step_count; i++) {
        const struct lci_draft_step *step = &by->steps[i];

        judge_step(assembler, by, i, key);
        to->steps[i].at_least = step->at_least;
        to->steps[i].limit_m =
            step->minutes > 0.0 ? limit_m(step->minutes, 60.0 * speed_mps) : limit_m(step->meters, 1.0);
        *largest_m = fmax(*largest_m, to->steps[i].limit_m);
    }
    qsort(to->steps, by->step_count, sizeof(*to->steps), compare_steps);
    to->step_count = by->step_count;
    to->limits_attribute = by->attribute;
    to->limits_m = largest_m;
    to->limit_count = 1;
}

static void
assemble_category(struct lci_assembler *assembler, const struct lci_draft_category *from, struct lci_category *to)
{
    const struct lci_draft *draft = assembler->draft;
    char key[LCI_KEY_PATH_SIZE];

    (void)snprintf(key, sizeof(key), "categories[%u].limits", from->spot.item);
    to->id = from->id ? from->id : "";
    to->title_zh = from->title_zh ? from->title_zh : from->title_en ? from->title_en : to->id;
    to->title_en = from->title_en ? from->title_en : to->id;
    to->radius_m = from->radius_m;
    to->target_ratio = from->target_ratio > 0.0 ? from->target_ratio : draft->target_ratio;
    to->optional = from->optional;
    if (from->capacity.spot.file) {
        to->capacity_attribute = from->capacity.attribute;
        to->capacity_weight = from->capacity.weight;
        to->capacity_per_unit = from->capacity.per_unit > 0.0 ? from->capacity.per_unit : 1.0;
    }
    if (!are_outranked(draft, from) && from->limits_by.step_count > 0)
        take_steps(assembler, from, to);
    else if (!are_outranked(draft, from))
        lci_assemble_limits(assembler, &from->limits, key, &to->limits_m, &to->limit_count);
}

/* Whether the run asks about a category of the list: `categories_only` names it, or nothing does. */
static bool
is_asked_about(const struct lci_draft *draft, const char *id)
{
    for (size_t i = 0; i < draft->only_count; i++)
        if (id && draft->only[i].id && strcmp(draft->only[i].id, id) == 0)
            return true;
    return draft->only_count == 0;
}

/* `categories_only` chooses from the list; what is in it is right here. */
static void
check_only(struct lci_assembler *assembler)
{
    const struct lci_draft *draft = assembler->draft;

    for (size_t i = 0; i < draft->only_count; i++) {
        const struct lci_draft_choice *choice = &draft->only[i];
        char key[LCI_KEY_PATH_SIZE];

        (void)snprintf(key, sizeof(key), "categories_only[%u]", choice->spot.item);
        if (draft->category_count == 0)
            lci_reader_fault(assembler->reader, &choice->spot, key, "expected a list \"categories\" to choose from, here or in a "
                                                                    "standard, found none");
        else if (choice->id && !lci_is_drafted_category(draft, choice->id))
            lci_assemble_refuse_category(assembler, &choice->spot, key, choice->id);
    }
}

/* Those that the run asks about, or those that it does not; how many they are. */
static size_t
take_categories(struct lci_assembler *assembler, bool asked, struct lci_category *out)
{
    const struct lci_draft *draft = assembler->draft;
    size_t count = 0;

    for (size_t i = 0; i < draft->category_count; i++)
        if (is_asked_about(draft, draft->categories[i].id) == asked)
            assemble_category(assembler, &draft->categories[i], &out[count++]);
    return count;
}

static void
assemble_categories(struct lci_assembler *assembler)
{
    const size_t count = assembler->draft->category_count;
    struct lci_config *config = assembler->config;

    if (count == 0)
        return;
    config->categories = lci_reader_alloc(assembler->reader, count, sizeof(*config->categories));
    if (!config->categories)
        return;
    config->category_count = take_categories(assembler, true, config->categories);
    config->left_out_count = take_categories(assembler, false, config->categories + config->category_count);
}

static void
assemble_parameters(struct lci_assembler *assembler)
{
    const struct lci_draft *draft = assembler->draft;
    struct lci_parameters *parameters = &assembler->config->parameters;

    *parameters = draft->parameters;
    parameters->areas = draft->areas != LCI_DRAFT_AREAS_NONE;
    parameters->area_mode = parameters->areas ? (enum lci_area_mode)draft->areas : LCI_AREA_OVERLAP;
    parameters->rings = draft->bands == 1;
    parameters->gate_band = (enum lci_gate_band_mode)draft->gate_band;
}

void
lci_assemble_refuse(struct lci_assembler *assembler, const struct lci_noted *noted, const char *key,
                    const char *wanted, const char *why)
{
    const char *masked = lci_mask_password(assembler->reader->arena, noted->text);
    const struct lci_yaml_node node = {.kind = LCI_YAML_TEXT, .text = masked};
    char found[LCI_FOUND_SIZE];

    if (!masked) {
        assembler->reader->out_of_memory = true;
        return;
    }
    lci_reader_describe(&node, found);
    lci_reader_fault(assembler->reader, &noted->spot, key, "expected %s, found %s (%s)", wanted,
                     found, why);
}

/* Everything that is in minutes. */
static void
assemble_by_speed(struct lci_assembler *assembler)
{
    assemble_limits(assembler);
    assemble_categories(assembler);
    lci_assemble_tiers(assembler);
}

/* A further profile's configuration: the first one's, with its own profile and metres. */
static void
assemble_further(struct lci_assembler *assembler, struct lci_config *further)
{
    struct lci_config *first = assembler->config;
    const struct lci_profile profile = further->profile;

    *further = *first;
    further->profile = profile;
    further->further = NULL;
    further->further_count = 0;
    assembler->config = further;
    assemble_by_speed(assembler);
    assembler->config = first;
}

void
lci_assemble(struct lci_assembler *assembler)
{
    const struct lci_draft *draft = assembler->draft;
    struct lci_config *config = assembler->config;

    config->standard_id = draft->standard_id;
    config->standard_title_zh = draft->standard_title_zh;
    config->standard_title_en = draft->standard_title_en;
    if (draft->incomplete)
        config->incomplete_reason = draft->incomplete_reason ? draft->incomplete_reason : "no reason is given";
    config->weights = draft->weights;
    config->target_ratio = draft->target_ratio;
    config->working_crs = draft->working_crs;
    check_only(assembler);
    assemble_by_speed(assembler);
    lci_assemble_sets(assembler);
    assemble_parameters(assembler);
    lci_assemble_indicators(assembler);
    lci_assemble_presence(assembler);
    lci_assemble_sources(assembler);
    lci_assemble_closed_ways(assembler);
    lci_assemble_demand(assembler);
    lci_assemble_supply(assembler);
    lci_assemble_has(assembler);
    if (draft->dem.text)
        config->dem_path = lci_assemble_input(assembler, &draft->dem, "dem");
    config->dem_label = config->dem_path ? draft->dem.text : NULL;
    lci_assemble_output(assembler);
    lci_assemble_nights(assembler);
    for (size_t i = 0; i < config->further_count; i++)
        assemble_further(assembler, &config->further[i]);
}
