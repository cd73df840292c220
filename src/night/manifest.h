/* manifest.h - manifest.json of a night: with what its results were made, and which files they are. */
#ifndef LCI_NIGHT_MANIFEST_H
#define LCI_NIGHT_MANIFEST_H

#include <stddef.h>
#include <stdint.h>

#include "base/alloc.h"
#include "base/error.h"
#include "state/nights.h"

/** What is in it. Texts and lists in the arena of who read it, or borrowed from who writes it. */
struct lci_night_manifest {
    uint64_t night;
    const char *version, *libraries;
    struct lci_fingerprint program;
    const char *configuration; /* path of the file that was run */
    const char *folder;        /* of output.path, with its slash: files are named below it */
    const char *started_at, *ended_at;
    double duration_s;
    struct lci_night_source *sources; /* files of the configuration first */
    size_t source_count;
    struct lci_night_file *files; /* of the results, by name */
    size_t file_count;
    struct lci_night_stage *stages;
    size_t stage_count;
    const char *(*entries)[2]; /* rows of the table `run`: key, value */
    size_t entry_count;
};

/** "run/manifest.json", in the arena. NULL: out of memory. */
const char *lci_night_manifest_path(struct lci_arena *arena, const char *run);

/** Writes it to `path`, which must not exist, and not synced. Errors: LCI_E_IO, LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_night_manifest_write(const struct lci_night_manifest *manifest, const char *path,
                                                      struct lci_error *err);

/** Reads one; times, stages and entries are left out. Errors: LCI_E_IO, LCI_E_DATA (it is no manifest of a night), LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_night_manifest_read(const char *path, struct lci_arena *arena, struct lci_night_manifest *out,
                                                     struct lci_error *err);

#endif
