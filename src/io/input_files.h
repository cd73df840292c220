/* input_files.h - which files an input is made of, what stands for their contents, and copies of them. */
#ifndef LCI_IO_INPUT_FILES_H
#define LCI_IO_INPUT_FILES_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/fingerprint.h"

/**
 * The files of an input: the file and those beside it that are read with it (.dbf of .shp, .prj of .csv, ..., in upper or lower
 * case), or the files of a folder, not those of folders in it. In the order of their bytes, so the same whatever order the folder
 * has them in. Of a link what it leads to counts, and what lies beside that: it is what GDAL is given to open.
 */
struct lci_input_file {
    char *path; /* where it lies, behind links */
    char *name; /* as it is called beside the path that was asked for, or in the folder */
};

struct lci_input_files {
    struct lci_input_file *items; /* count */
    size_t count, capacity;
};

/** Errors: LCI_E_IO (there is no such file or folder), LCI_E_NOMEM. Free with lci_input_files_fini(), also after an error. */
LCI_MUST_USE enum lci_status lci_input_files_list(const char *path, struct lci_input_files *out, struct lci_error *err);
void lci_input_files_fini(struct lci_input_files *files);

/**
 * *size: bytes of all files of an input together. *print: of a single file that of its bytes, as `xxhsum -H2` has it; of several
 * that of their names (as above), bytes and lengths. Reads all of them once. Errors: LCI_E_IO, LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_input_fingerprint(const char *path, uint64_t *size, struct lci_fingerprint *print,
                                                   struct lci_error *err);

/**
 * Copies the files of an input to `to`, which gets the name of the input there: a file and those beside it, or a folder.
 * `to` must not exist, its parent must. Not synced. Errors: LCI_E_IO, LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_input_copy(const char *path, const char *to, struct lci_error *err);

#endif
