/* compare.c - which groups of a configuration differ, by what its keys say and by what is in its sources. */
#include <stdio.h>
#include <string.h>

#include "changes/parts.h"
#include "config/groups.h"
#include "config/settings.h"
#include "run/sources.h"

enum { KEY_SIZE = 64 };

static const char CONFIGURATION[] = "configuration"; /* role of the files that it is read from */

/* Where the result says what was in an input when it was made, it must be the same now. */
static enum lci_status
check_content(struct lci_changes_job *job, enum lci_changes_which which, const struct lci_run_source *source, const char *content,
              struct lci_error *err)
{
    char key[KEY_SIZE];
    const char *said = NULL;

    (void)snprintf(key, sizeof(key), "input.%s.%zu.xxh128", source->role, source->number);
    said = lci_result_value(&job->results[which], key);
    if (said && strcmp(said, content) == 0)
        return LCI_OK;
    return lci_fail(err, LCI_E_DATA, "%s: it is not what %s was made from; expected contents with the fingerprint %s, found %s",
                    source->path, job->sides[which]->result, said ? said : "of none", content);
}

/* Reads the inputs of a configuration as they are now. */
static enum lci_status
read_inputs(struct lci_changes_job *job, enum lci_changes_which which, struct lci_error *err)
{
    struct lci_run_sources sources = {.items = NULL};
    struct lci_changes_input *inputs = NULL;
    enum lci_status status = lci_run_sources_take(job->sides[which]->config, &sources, err);

    inputs = status == LCI_OK ? lci_arena_alloc(&job->arena, sources.count + 1, sizeof(*inputs)) : NULL;
    if (status == LCI_OK && !inputs)
        status = lci_fail_nomem(err, "inputs");
    for (size_t i = 0; i < sources.count && status == LCI_OK; i++) {
        const struct lci_run_source *source = &sources.items[i];
        char content[LCI_FINGERPRINT_TEXT_SIZE];

        inputs[i] = (struct lci_changes_input){.role = source->role, .number = source->number, .label = source->label};
        if (source->is_database)
            continue;
        lci_fingerprint_text(source->print, content);
        inputs[i].content = lci_arena_text(&job->arena, content, strlen(content));
        if (!inputs[i].content)
            status = lci_fail_nomem(err, "inputs");
        else if (strcmp(source->role, CONFIGURATION) != 0)
            status = check_content(job, which, source, content, err);
    }
    job->inputs[which] = inputs;
    job->input_counts[which] = status == LCI_OK ? sources.count : 0;
    lci_run_sources_fini(&sources);
    return status;
}

/* What is in a database is known when it is read, and not later. */
static enum lci_status
take_inputs(struct lci_changes_job *job, enum lci_changes_which which, struct lci_error *err)
{
    const struct lci_changes_side *side = job->sides[which];
    enum lci_status status = LCI_OK;

    job->inputs[which] = side->inputs;
    job->input_counts[which] = side->input_count;
    if (!side->inputs)
        status = read_inputs(job, which, err);
    for (size_t i = 0; i < job->input_counts[which] && status == LCI_OK; i++)
        if (!job->inputs[which][i].content)
            lci_changes_give_up(job, "%s are read from a database (%s), and what was in it then is not kept",
                                job->inputs[which][i].role, job->inputs[which][i].label);
    return status;
}

/* Adds a source that differs: by its place in the lists of both. */
static enum lci_status
add_source(struct lci_changes_job *job, enum lci_config_group group, const struct lci_changes_input *old,
           const struct lci_changes_input *new_one, struct lci_error *err)
{
    const struct lci_changes_input *latest = new_one ? new_one : old;
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

    (void)snprintf(id, sizeof(id), "%s[%zu]", latest->role, latest->number);
    given.id = lci_arena_text(&job->arena, id, strlen(id));
    return given.id ? lci_changes_add(job, &given, err) : lci_fail_nomem(err, "inputs");
}

static const struct lci_changes_input *
find_input(const struct lci_changes_job *job, enum lci_changes_which which, const struct lci_changes_input *like)
{
    for (size_t i = 0; i < job->input_counts[which]; i++)
        if (strcmp(job->inputs[which][i].role, like->role) == 0 && job->inputs[which][i].number == like->number)
            return &job->inputs[which][i];
    return NULL;
}

/* Inputs of all groups, in the order of the new run; those that only the old one read come last. */
static enum lci_status
compare_inputs(struct lci_changes_job *job, bool differs[LCI_GROUP_COUNT], struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (enum lci_changes_which which = LCI_CHANGES_SIDES; which-- > LCI_CHANGES_OLD && status == LCI_OK;)
        for (size_t i = 0; i < job->input_counts[which] && status == LCI_OK; i++) {
            const struct lci_changes_input *input = &job->inputs[which][i];
            const struct lci_changes_input *other =
                find_input(job, which == LCI_CHANGES_NEW ? LCI_CHANGES_OLD : LCI_CHANGES_NEW, input);
            const enum lci_config_group group = lci_group_of_key(input->role);

            /* What files of the configuration say is compared key by key. */
            if (strcmp(input->role, CONFIGURATION) == 0 || (other && which == LCI_CHANGES_OLD) ||
                (other && strcmp(other->content, input->content) == 0))
                continue;
            differs[group] = true;
            status =
                which == LCI_CHANGES_NEW ? add_source(job, group, other, input, err) : add_source(job, group, input, NULL, err);
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
    for (enum lci_changes_which which = LCI_CHANGES_OLD; which < LCI_CHANGES_SIDES && status == LCI_OK; which++)
        status = take_inputs(job, which, err);
    if (status != LCI_OK || job->why_unknown[0] != '\0')
        return status;
    status = compare_settings(job, differs, err);
    if (status == LCI_OK)
        status = compare_inputs(job, differs, err);
    for (enum lci_config_group group = LCI_GROUP_FACILITIES; group < LCI_GROUP_COUNT && status == LCI_OK; group++)
        if (differs[group])
            replays->causes[replays->count++] = (enum lci_diff_cause)(LCI_CAUSE_FACILITIES + (int)group);
    return status;
}
