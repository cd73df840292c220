/* compare.c - which groups of a configuration differ, by what its keys say and by what is in its sources. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "changes/parts.h"
#include "config/groups.h"
#include "config/settings.h"
#include "run/manifest.h"

enum { CONTENT_SIZE = 64, KEY_SIZE = 64 };

/* A source of a group, and what is in it. */
struct input {
    const char *kind; /* "homes" */
    size_t number;    /* in its list, from 1 */
    const char *path, *label;
    const char *content; /* NULL: not known */
};

struct inputs {
    struct input *items; /* count; in the arena */
    size_t count;
};

/* The lists of a configuration as keys of the table `run` call them. */
static const char *
kind_of(const struct lci_config *config, const struct lci_sources *sources)
{
    const struct {
        const struct lci_sources *sources;
        const char *kind;
    } kinds[] = {
        {&config->network, "network"}, {&config->barriers, "barriers"}, {&config->facilities, "facilities"},
        {&config->homes, "homes"},     {&config->gates, "gates"},       {&config->buildings, "buildings"},
        {&config->units, "units"},     {&config->figures, "figures"},   {&config->origins, "origins"},
    };

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (kinds[i].sources == sources)
            return kinds[i].kind;
    return "sources";
}

/* What was handed in about a path. */
static const char *
content_of(const struct lci_changes_side *side, const char *path)
{
    for (size_t i = 0; i < side->input_count; i++)
        if (strcmp(side->inputs[i].path, path) == 0)
            return side->inputs[i].content;
    return NULL;
}

/* Reads what is in an input now; where the result says what was in it when it was made, it must be the same. */
static enum lci_status
read_content(struct lci_changes_job *job, enum lci_changes_which which, struct input *input, struct lci_error *err)
{
    uint64_t size = 0;
    uint64_t checksum = 0;
    char content[CONTENT_SIZE];
    char key[KEY_SIZE];
    char sum[24];
    const char *said = NULL;
    const enum lci_status status = lci_input_checksum(input->path, &size, &checksum, err);

    if (status != LCI_OK)
        return status;
    (void)snprintf(sum, sizeof(sum), "%016" PRIx64, checksum);
    (void)snprintf(key, sizeof(key), "input.%s.%zu.fnv1a64", input->kind, input->number);
    said = lci_result_value(&job->results[which], key);
    if (said && strcmp(said, sum) != 0)
        return lci_fail(err, LCI_E_DATA, "%s: it is not what %s was made from; expected the checksum %s, found %s", input->path,
                        job->sides[which]->result, said, sum);
    (void)snprintf(content, sizeof(content), "%s-%" PRIu64, sum, size);
    input->content = lci_arena_text(&job->arena, content, strlen(content));
    return input->content ? LCI_OK : lci_fail_nomem(err, input->path);
}

static enum lci_status
add_input(struct lci_changes_job *job, enum lci_changes_which which, struct inputs *inputs, const struct input *input,
          struct lci_error *err)
{
    struct input *own = &inputs->items[inputs->count++];

    *own = *input;
    if (job->sides[which]->inputs) {
        own->content = content_of(job->sides[which], own->path);
        return LCI_OK;
    }
    return read_content(job, which, own, err);
}

/* All inputs of a group. */
static enum lci_status
list_inputs(struct lci_changes_job *job, enum lci_changes_which which, enum lci_config_group group, struct inputs *out,
            struct lci_error *err)
{
    const struct lci_config *config = job->sides[which]->config;
    const struct lci_sources *lists[LCI_GROUP_SOURCES_MOST];
    const size_t list_count = lci_group_sources(config, group, lists);
    size_t most = 1;
    enum lci_status status = LCI_OK;

    for (size_t l = 0; l < list_count; l++)
        most += lists[l]->count;
    *out = (struct inputs){.items = lci_arena_alloc(&job->arena, most, sizeof(struct input))};
    if (!out->items)
        return lci_fail_nomem(err, "inputs");
    for (size_t l = 0; l < list_count; l++)
        for (size_t s = 0; s < lists[l]->count && status == LCI_OK; s++) {
            const struct lci_source *source = &lists[l]->items[s];

            if (source->is_database) {
                lci_changes_give_up(job, "%s are read from a database (%s), and what was in it then is not kept",
                                    kind_of(config, lists[l]), source->label);
                return LCI_OK;
            }
            status = add_input(job, which, out,
                               &(struct input){kind_of(config, lists[l]), s + 1, source->path, source->label, NULL}, err);
        }
    if (group == LCI_GROUP_NETWORK && config->dem_path && status == LCI_OK)
        status = add_input(job, which, out, &(struct input){"dem", 1, config->dem_path, config->dem_path, NULL}, err);
    return status;
}

/* Adds a source that differs: by its place in the lists of both. */
static enum lci_status
add_source(struct lci_changes_job *job, enum lci_config_group group, const struct input *old, const struct input *new_one,
           struct lci_error *err)
{
    const struct input *latest = new_one ? new_one : old;
    char id[KEY_SIZE];
    struct lci_diff_given given = {
        .cause = (enum lci_diff_cause)(LCI_CAUSE_FACILITIES + (int)group),
        .kind = "source",
        .name = latest->label,
        .change = !old       ? "added"
                  : !new_one ? "removed"
                             : "given",
        .old_value = old ? old->content : NULL,
        .new_value = new_one ? new_one->content : NULL,
    };

    (void)snprintf(id, sizeof(id), "%s[%zu]", latest->kind, latest->number);
    given.id = lci_arena_text(&job->arena, id, strlen(id));
    return given.id ? lci_changes_add(job, &given, err) : lci_fail_nomem(err, "inputs");
}

static const struct input *
find_input(const struct inputs *inputs, const struct input *like)
{
    for (size_t i = 0; i < inputs->count; i++)
        if (strcmp(inputs->items[i].kind, like->kind) == 0 && inputs->items[i].number == like->number)
            return &inputs->items[i];
    return NULL;
}

/* Contents that are not known may be other ones. */
static enum lci_status
compare_inputs(struct lci_changes_job *job, enum lci_config_group group, bool *differs, struct lci_error *err)
{
    struct inputs inputs[LCI_CHANGES_SIDES];
    enum lci_status status = list_inputs(job, LCI_CHANGES_OLD, group, &inputs[LCI_CHANGES_OLD], err);

    if (status == LCI_OK)
        status = list_inputs(job, LCI_CHANGES_NEW, group, &inputs[LCI_CHANGES_NEW], err);
    if (status != LCI_OK || job->why_unknown[0] != '\0')
        return status;
    for (size_t i = 0; i < inputs[LCI_CHANGES_NEW].count && status == LCI_OK; i++) {
        const struct input *new_one = &inputs[LCI_CHANGES_NEW].items[i];
        const struct input *old = find_input(&inputs[LCI_CHANGES_OLD], new_one);

        if (old && old->content && new_one->content && strcmp(old->content, new_one->content) == 0)
            continue;
        *differs = true;
        status = add_source(job, group, old, new_one, err);
    }
    for (size_t i = 0; i < inputs[LCI_CHANGES_OLD].count && status == LCI_OK; i++)
        if (!find_input(&inputs[LCI_CHANGES_NEW], &inputs[LCI_CHANGES_OLD].items[i])) {
            *differs = true;
            status = add_source(job, group, &inputs[LCI_CHANGES_OLD].items[i], NULL, err);
        }
    return status;
}

/* The category that a key is about, "categories[park].limits.minutes": "park"; NULL: none, or *failed. */
static const char *
category_of(struct lci_changes_job *job, const char *key, bool *failed)
{
    static const char before[] = "categories[";
    const char *id = strncmp(key, before, sizeof(before) - 1) == 0 ? key + sizeof(before) - 1 : NULL;
    const char *category = id ? lci_arena_text(&job->arena, id, strcspn(id, "]")) : NULL;

    *failed = *failed || (id && !category);
    return category;
}

static enum lci_status
add_setting(struct lci_changes_job *job, const char *key, const char *old, const char *new_value, struct lci_error *err)
{
    const enum lci_config_group group = lci_group_of_key(key);
    const bool is_way = group == LCI_GROUP_NETWORK && strncmp(key, "closed_ways[", strlen("closed_ways[")) == 0;
    bool failed = false;
    const struct lci_diff_given given = {
        .cause = (enum lci_diff_cause)(LCI_CAUSE_FACILITIES + (int)group),
        .kind = is_way ? "closed_way" : "parameter",
        .id = key,
        .of = category_of(job, key, &failed),
        .change = !old         ? "added"
                  : !new_value ? "removed"
                               : "given",
        .old_value = old,
        .new_value = new_value,
    };

    return failed ? lci_fail_nomem(err, "settings") : lci_changes_add(job, &given, err);
}

/* Keys whose values differ, those that only the old configuration has last. */
static enum lci_status
compare_settings(struct lci_changes_job *job, bool differs[LCI_GROUP_COUNT], struct lci_error *err)
{
    const struct lci_settings *old = &job->sides[LCI_CHANGES_OLD]->config->settings;
    const struct lci_settings *new_settings = &job->sides[LCI_CHANGES_NEW]->config->settings;
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < old->count + new_settings->count && status == LCI_OK; i++) {
        const bool is_new = i < new_settings->count;
        const char *key = is_new ? new_settings->items[i].key : old->items[i - new_settings->count].key;
        const enum lci_config_group group = lci_group_of_key(key);
        const char *old_value = lci_setting(old, key);
        const char *new_value = lci_setting(new_settings, key);

        if (group == LCI_GROUP_NONE || lci_is_path_key(key) || (!is_new && new_value) ||
            (old_value && new_value && strcmp(old_value, new_value) == 0))
            continue;
        differs[group] = true;
        status = add_setting(job, key, old_value, new_value, err);
    }
    return status;
}

/* What tells programs apart: as it was handed in, else what the results say. */
static bool
program_differs(const struct lci_changes_job *job)
{
    static const char *const keys[] = {"version", "libraries"};
    const char *programs[LCI_CHANGES_SIDES] = {job->sides[LCI_CHANGES_OLD]->program, job->sides[LCI_CHANGES_NEW]->program};
    bool differs = false;

    if (programs[LCI_CHANGES_OLD] && programs[LCI_CHANGES_NEW])
        return strcmp(programs[LCI_CHANGES_OLD], programs[LCI_CHANGES_NEW]) != 0;
    for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++) {
        const char *old = lci_result_value(&job->results[LCI_CHANGES_OLD], keys[k]);
        const char *new_value = lci_result_value(&job->results[LCI_CHANGES_NEW], keys[k]);

        differs = differs || !old || !new_value || strcmp(old, new_value) != 0;
    }
    return differs;
}

enum lci_status
lci_changes_compare(struct lci_changes_job *job, struct lci_error *err)
{
    struct lci_diff_replays *replays = &job->replays;
    bool differs[LCI_GROUP_COUNT] = {false};
    enum lci_status status = LCI_OK;

    for (size_t side = 0; side < LCI_CHANGES_SIDES; side++)
        if (!job->sides[side]->config)
            lci_changes_give_up(job, "%s: %s", job->sides[side]->name ? job->sides[side]->name : job->sides[side]->result,
                                job->sides[side]->why_unknown ? job->sides[side]->why_unknown
                                                              : "what it was made from is not known");
    if (job->why_unknown[0] != '\0')
        return LCI_OK;
    replays->program_differs = program_differs(job);
    status = compare_settings(job, differs, err);
    for (enum lci_config_group group = LCI_GROUP_FACILITIES; group < LCI_GROUP_COUNT && status == LCI_OK; group++) {
        status = compare_inputs(job, group, &differs[group], err);
        if (job->why_unknown[0] != '\0')
            return status;
        if (differs[group])
            replays->causes[replays->count++] = (enum lci_diff_cause)(LCI_CAUSE_FACILITIES + (int)group);
    }
    return status;
}
