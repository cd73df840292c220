/* attributes.c - which further fields the sources of facilities and units are asked for, and what comes of them. */
#include "run/attributes.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/attributes.h"

enum { PREFIX_LENGTH = sizeof(LCI_ATTRIBUTE_ROLE) - 1 };

/* The attribute a field holds; NULL: it has another role. */
static const char *
attribute_of(const struct lci_field *field)
{
    return strncmp(field->role, LCI_ATTRIBUTE_ROLE, PREFIX_LENGTH) == 0 ? field->role + PREFIX_LENGTH : NULL;
}

static int
compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

enum lci_status
lci_job_attribute_names(struct lci_job *job, const struct lci_sources *sources, const char *const **names, size_t *count,
                        struct lci_error *err)
{
    const char **found = NULL;
    size_t room = 0;
    size_t kept = 0;

    *names = NULL;
    *count = 0;
    for (size_t s = 0; s < sources->count; s++)
        room += sources->items[s].field_count;
    if (room == 0)
        return LCI_OK;
    found = lci_arena_alloc(&job->arena, room, sizeof(*found));
    if (!found)
        return lci_fail_nomem(err, "attributes");
    room = 0;
    for (size_t s = 0; s < sources->count; s++)
        for (size_t i = 0; i < sources->items[s].field_count; i++) {
            const char *name = attribute_of(&sources->items[s].fields[i]);

            if (name)
                found[room++] = name;
        }
    if (room > 0)
        qsort(found, room, sizeof(*found), compare_names);
    for (size_t i = 0; i < room; i++)
        if (kept == 0 || strcmp(found[kept - 1], found[i]) != 0)
            found[kept++] = found[i];
    *names = found;
    *count = kept;
    return LCI_OK;
}

enum lci_status
lci_job_ask_attributes(struct lci_job *job, const struct lci_source *source, const struct lci_read_request *plain,
                       struct lci_read_request *out, struct lci_error *err)
{
    const char **roles = lci_arena_alloc(&job->arena, plain->role_count + source->field_count, sizeof(*roles));

    if (!roles)
        return lci_fail_nomem(err, "attributes");
    memcpy(roles, plain->roles, plain->role_count * sizeof(*roles));
    *out = *plain;
    out->roles = roles;
    for (size_t i = 0; i < source->field_count; i++)
        if (attribute_of(&source->fields[i]))
            roles[out->role_count++] = source->fields[i].role;
    return LCI_OK;
}

enum lci_status
lci_job_take_attributes(struct lci_job *job, const struct lci_attributes_asked *asked, const struct lci_features *features,
                        size_t feature, const char *const **out, struct lci_error *err)
{
    const char **texts = NULL;

    *out = NULL;
    if (asked->name_count == 0)
        return LCI_OK;
    texts = lci_arena_alloc(&job->arena, asked->name_count, sizeof(*texts));
    if (!texts)
        return lci_fail_nomem(err, "attributes");
    for (size_t role = asked->plain_count; role < asked->request.role_count; role++) {
        const char *name = asked->request.roles[role] + PREFIX_LENGTH;

        texts[lci_attribute_index(asked->names, asked->name_count, name)] = features->texts[role * features->count + feature];
    }
    *out = texts;
    return LCI_OK;
}
