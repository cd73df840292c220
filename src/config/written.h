/* written.h - files as they are written: the configuration, those that it extends, the standard and profiles that it names. */
#ifndef LCI_CONFIG_WRITTEN_H
#define LCI_CONFIG_WRITTEN_H

#include "config/reader.h"

enum { LCI_WRITTEN_MOST = 9 }; /* a configuration, and those that it extends */

/** A file before it is read into anything. Its memory is the reader's. */
struct lci_written {
    struct lci_config_file *file;
    const struct lci_yaml_node *root; /* NULL: it cannot be read, which is a fault already */
};

/** Folder of a path, with its slash; "" if there is none. NULL: out of memory. */
const char *lci_written_folder(struct lci_arena *arena, const char *path);

/** What a configuration says under a key where it is a text that is not empty; else text NULL. */
struct lci_noted lci_written_text(const struct lci_written *written, const char *key);

/** Reads what a file says into `target`, over what is there. */
void lci_written_take(struct lci_reader *reader, const struct lci_written *written, const struct lci_section *section,
                      void *target);

/**
 * Likewise a standard, profile or the like: `noted` is its name among the files of a kind ("standards") or its path. Its faults
 * are told under its own name, and that there is none such under `key`.
 */
void lci_written_take_named(struct lci_reader *reader, const struct lci_noted *noted, const char *kind, const char *key,
                            const struct lci_section *section, void *target);

/** Puts what chain[0] extends behind it, the nearest first; answers how many there are then. What cannot be found is a fault. */
size_t lci_written_chain(struct lci_reader *reader, struct lci_written chain[LCI_WRITTEN_MOST]);

#endif
