/* modes.c - judges and takes over the rules of who walks in which units. */
#include "config/modes.h"

#include <stdio.h>
#include <string.h>

#include "config/reader_internal.h"

enum { WHY_SIZE = 256 };

static bool
has_role(const struct lci_source *source, const char *prefix, const char *name)
{
    const size_t length = strlen(prefix);

    for (size_t i = 0; i < source->field_count; i++)
        if (strncmp(source->fields[i].role, prefix, length) == 0 && strcmp(source->fields[i].role + length, name) == 0)
            return true;
    return false;
}

/* Whether a source may hold units of a level: it says so, or each of its rows does. */
static bool
may_hold(const struct lci_draft_source *source, const char *level)
{
    return source->level.text ? strcmp(source->level.text, level) == 0 : has_role(&source->source, "", "level");
}

/* What no source of units can answer of a condition, in words. False: all can be answered. */
static bool
find_lack(const struct lci_draft *draft, const struct lci_draft_condition *condition, char why[WHY_SIZE])
{
    const char *level = condition->level;
    bool level_found = false;

    for (size_t i = 0; i < draft->units.count; i++)
        level_found = level_found || may_hold(&draft->units.items[i], level);
    if (!level_found) {
        (void)snprintf(why, WHY_SIZE, "no source of units is of level %.80s", level);
        return true;
    }
    for (size_t w = 0; w < condition->where_count; w++)
        for (size_t m = 0; m < condition->where[w].match_count; m++) {
            const char *name = condition->where[w].matches[m].key;
            bool found = false;

            for (size_t i = 0; i < draft->units.count && !found; i++)
                found = may_hold(&draft->units.items[i], level) &&
                        has_role(&draft->units.items[i].source, LCI_ATTRIBUTE_ROLE, name);
            if (!found) {
                (void)snprintf(why, WHY_SIZE, "no source of units of level %.80s has the attribute \"%.80s\"", level, name);
                return true;
            }
        }
    return false;
}

/* The conditions of a mode: its own, if it has one, then those of `and`. */
static const struct lci_draft_condition *
condition_at(const struct lci_draft_mode *mode, size_t index)
{
    if (!mode->own.level)
        return &mode->further[index];
    return index == 0 ? &mode->own : &mode->further[index - 1];
}

static size_t
condition_count(const struct lci_draft_mode *mode)
{
    return (mode->own.level ? 1 : 0) + mode->further_count;
}

static bool
judge_mode(struct lci_reader *reader, const struct lci_draft *draft, size_t index, bool of_standard, char why[WHY_SIZE])
{
    const struct lci_draft_mode *mode = &draft->modes[index];
    char key[LCI_KEY_PATH_SIZE];

    (void)snprintf(key, sizeof(key), "modes[%zu]", index + 1);
    if (!mode->own.level && mode->own.where_count > 0)
        lci_reader_fault(reader, &mode->own.spot, key, "the key \"level\" is missing, which says whose attributes \"where\" means");
    for (size_t c = 0; c < condition_count(mode); c++) {
        const struct lci_draft_condition *condition = condition_at(mode, c);

        if (!condition->level || !find_lack(draft, condition, why))
            continue;
        if (!of_standard)
            lci_reader_fault(reader, &condition->spot, key, "%s", why);
        return true;
    }
    return false;
}

const char *
lci_modes_judge(struct lci_reader *reader, struct lci_draft *draft)
{
    const bool of_standard = draft->mode_count > 0 && draft->modes[0].own.spot.file->is_standard;
    char why[WHY_SIZE] = "";
    const char *text = NULL;

    for (size_t i = 0; i < draft->mode_count; i++) {
        if (!judge_mode(reader, draft, i, of_standard, why) || !of_standard)
            continue;
        draft->mode_count = 0;
        text = lci_arena_text(reader->arena, why, strlen(why));
        if (!text)
            reader->out_of_memory = true;
        return text;
    }
    return NULL;
}

static void
take_mode(struct lci_reader *reader, const struct lci_draft_mode *from, struct lci_mode *to)
{
    const size_t count = condition_count(from);
    struct lci_mode_condition *conditions = lci_reader_alloc(reader, count, sizeof(*conditions));

    for (size_t i = 0; i < count && conditions; i++) {
        const struct lci_draft_condition *condition = condition_at(from, i);

        conditions[i] = (struct lci_mode_condition){condition->level, condition->where, condition->where_count};
    }
    to->conditions = conditions;
    to->condition_count = conditions ? count : 0;
}

void
lci_modes_take(struct lci_reader *reader, const struct lci_draft *draft, const uint32_t *profiles, struct lci_config *config)
{
    if (draft->mode_count == 0)
        return;
    config->modes = lci_reader_alloc(reader, draft->mode_count, sizeof(*config->modes));
    if (!config->modes)
        return;
    config->mode_count = draft->mode_count;
    for (size_t i = 0; i < draft->mode_count; i++) {
        take_mode(reader, &draft->modes[i], &config->modes[i]);
        config->modes[i].profile = profiles[i];
    }
}
