/* past.c - a night of then, out of its manifest and the copies of its inputs. */
#include "night/past.h"

#include <stdio.h>
#include <string.h>

static const char *
keep_print(struct lci_arena *arena, struct lci_fingerprint print)
{
    char text[LCI_FINGERPRINT_TEXT_SIZE];

    lci_fingerprint_text(print, text);
    return lci_arena_text(arena, text, strlen(text));
}

enum lci_status
lci_night_side_made_from(struct lci_arena *arena, const struct lci_night_source *sources, size_t source_count,
                         struct lci_fingerprint program, struct lci_changes_side *side, struct lci_error *err)
{
    struct lci_changes_input *inputs = lci_arena_alloc(arena, source_count + 1, sizeof(*inputs));
    bool failed = !inputs;

    for (size_t i = 0; i < source_count && !failed; i++) {
        inputs[i] = (struct lci_changes_input){.role = sources[i].role, .number = sources[i].number, .label = sources[i].label};
        if (sources[i].has_print)
            inputs[i].content = keep_print(arena, sources[i].print);
        failed = sources[i].has_print && !inputs[i].content;
    }
    side->inputs = inputs;
    side->input_count = source_count;
    side->program = keep_print(arena, program);
    return failed || !side->program ? lci_fail_nomem(err, "changes") : LCI_OK;
}

/* The GeoPackage that is called as the configuration says, else the first there is. */
static enum lci_status
find_result(struct lci_night_past *past, const char *manifest_path, struct lci_error *err)
{
    static const char ending[] = ".gpkg";
    const char *path = past->restored.config ? past->restored.config->output.path : "";
    const char *wanted = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    const char *slash = strrchr(manifest_path, '/');
    const int folder_length = slash ? (int)(slash - manifest_path) + 1 : 0;
    const char *name = NULL;
    char *result = NULL;
    size_t size = 0;

    for (size_t i = 0; i < past->manifest.file_count; i++) {
        const char *own = past->manifest.files[i].name;
        const size_t length = strlen(own);

        if (length > sizeof(ending) - 1 && strcmp(own + length - (sizeof(ending) - 1), ending) == 0 &&
            (!name || strcmp(own, wanted) == 0))
            name = own;
    }
    if (!name)
        return LCI_OK;
    size = (size_t)folder_length + strlen(name) + 1;
    result = lci_arena_alloc(&past->arena, size, 1);
    if (!result)
        return lci_fail_nomem(err, manifest_path);
    (void)snprintf(result, size, "%.*s%s", folder_length, manifest_path, name);
    past->result = result;
    return LCI_OK;
}

enum lci_status
lci_night_past_open(const char *manifest_path, struct lci_night_past *out, struct lci_error *err)
{
    struct lci_error why = {0};
    enum lci_status status = LCI_OK;

    *out = (struct lci_night_past){.result = NULL};
    status = lci_night_manifest_read(manifest_path, &out->arena, &out->manifest, err);
    if (status == LCI_OK && lci_night_restore(manifest_path, &out->restored, &why) != LCI_OK) {
        lci_night_restored_fini(&out->restored);
        (void)snprintf(out->why_unknown, sizeof(out->why_unknown), "%.500s", why.message);
        status = why.status == LCI_E_NOMEM ? lci_fail_nomem(err, manifest_path) : LCI_OK;
    }
    if (status == LCI_OK)
        status = find_result(out, manifest_path, err);
    if (status != LCI_OK)
        lci_night_past_fini(out);
    return status;
}

void
lci_night_past_fini(struct lci_night_past *past)
{
    lci_night_restored_fini(&past->restored);
    lci_arena_fini(&past->arena);
    *past = (struct lci_night_past){.result = NULL};
}

enum lci_status
lci_night_past_side(struct lci_night_past *past, const char *name, struct lci_changes_side *out, struct lci_error *err)
{
    *out = (struct lci_changes_side){
        .result = past->result,
        .name = name,
        .config = past->restored.config,
        .why_unknown = past->restored.config ? NULL : past->why_unknown,
    };
    return lci_night_side_made_from(&past->arena, past->manifest.sources, past->manifest.source_count, past->manifest.program, out,
                                    err);
}
