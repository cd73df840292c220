/* sources.c - what a run reads: every file and folder, with the fingerprint of its contents. */
#include "run/sources.h"

#include <string.h>

#include "base/alloc.h"
#include "io/input_files.h"

/* Takes one more; the room is there. */
static enum lci_status
take(struct lci_run_sources *sources, const char *role, size_t number, const char *label, const char *path, struct lci_error *err)
{
    struct lci_run_source *source = &sources->items[sources->count++];

    *source = (struct lci_run_source){.role = role, .number = number, .label = label, .path = path};
    return lci_input_fingerprint(path, &source->bytes, &source->print, err);
}

static enum lci_status
take_kind(struct lci_run_sources *sources, const char *role, const struct lci_sources *from, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t s = 0; s < from->count && status == LCI_OK; s++) {
        const struct lci_source *source = &from->items[s];

        if (source->is_database)
            sources->items[sources->count++] = (struct lci_run_source){
                .role = role, .number = s + 1, .label = source->label, .path = source->path, .is_database = true};
        else
            status = take(sources, role, s + 1, source->label, source->path, err);
    }
    return status;
}

enum lci_status
lci_run_sources_take(const struct lci_config *config, struct lci_run_sources *out, struct lci_error *err)
{
    const struct {
        const char *role;
        const struct lci_sources *sources;
    } kinds[] = {
        {"network", &config->network},       {"barriers", &config->barriers}, {"facilities", &config->facilities},
        {"homes", &config->homes},           {"gates", &config->gates},       {"buildings", &config->buildings},
        {"units", &config->units},           {"figures", &config->figures},   {"origins", &config->origins},
    };
    size_t most = config->file_count + 1;
    enum lci_status status = LCI_OK;

    *out = (struct lci_run_sources){0};
    for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
        most += kinds[k].sources->count;
    out->items = lci_new_array(struct lci_run_source, most);
    if (!out->items)
        return lci_fail_nomem(err, "sources");
    for (size_t f = 0; f < config->file_count && status == LCI_OK; f++) {
        const struct lci_read_file *file = &config->files[f];

        status = take(out, "configuration", f + 1, file->path, file->path, err);
        out->items[out->count - 1].print = (struct lci_fingerprint){file->fingerprint_high, file->fingerprint_low};
    }
    for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]) && status == LCI_OK; k++)
        status = take_kind(out, kinds[k].role, kinds[k].sources, err);
    if (status == LCI_OK && config->dem_path)
        status = take(out, "dem", 1, config->dem_label, config->dem_path, err);
    return status;
}

enum lci_status
lci_run_sources_copy(const struct lci_run_sources *sources, struct lci_run_sources *out, struct lci_error *err)
{
    *out = (struct lci_run_sources){.items = lci_new_array(struct lci_run_source, sources->count + 1)};
    if (!out->items)
        return lci_fail_nomem(err, "sources");
    out->count = sources->count;
    memcpy(out->items, sources->items, sources->count * sizeof(*out->items));
    return LCI_OK;
}

void
lci_run_sources_fini(struct lci_run_sources *sources)
{
    lci_free(sources->items);
    *sources = (struct lci_run_sources){0};
}

enum lci_status
lci_run_sources_check(const struct lci_run_sources *sources, struct lci_error *err)
{
    for (size_t i = 0; i < sources->count; i++) {
        const struct lci_run_source *source = &sources->items[i];
        struct lci_fingerprint print = {0};
        uint64_t bytes = 0;
        enum lci_status status = LCI_OK;

        if (source->is_database)
            continue;
        status = lci_input_fingerprint(source->path, &bytes, &print, err);
        if (status != LCI_OK)
            return status;
        if (!lci_fingerprint_equal(print, source->print))
            return lci_fail(err, LCI_E_DATA, "%s: changed while it was read, so nothing was written; run again once it is complete",
                            source->label);
    }
    return LCI_OK;
}
