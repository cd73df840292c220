/* reader.h - from a tree of texts to structs, by the tables of keys.h. */
#ifndef LCI_CONFIG_READER_H
#define LCI_CONFIG_READER_H

#include "config/draft.h"
#include "config/faults.h"
#include "config/keys.h"
#include "config/yaml.h"

enum { LCI_KEY_PATH_SIZE = 256 };

/** What reading needs. One thread at a time. */
struct lci_reader {
    struct lci_arena *arena; /* of what is read */
    struct lci_fault_list *faults;
    const struct lci_config_file *file;
    const char *root; /* a folder that stands for "/" in all files; NULL: none */
    unsigned file_count;             /* files so far */
    struct lci_read_file *read_files; /* lci_free(); paths are in the arena */
    size_t read_file_count, read_file_capacity;
    const struct lci_texts *weights; /* further weights of homes */
    char path[LCI_KEY_PATH_SIZE];    /* "facilities[2].crs": where it is now */
    size_t path_length;
    bool out_of_memory;
};

/** As lci_yaml_read() into the reader's arena, and notes that the file was read. path must live as long as the arena. */
enum lci_status lci_reader_file(struct lci_reader *reader, const char *path, struct lci_yaml_node **root,
                                struct lci_yaml_fault *fault);

/** Where a path leads that stands in a file, in the arena. NULL: out of memory, which is noted. */
const char *lci_reader_path(struct lci_reader *reader, const struct lci_noted *noted);

/** Adds a fault at a place, under a key. */
void lci_reader_fault(struct lci_reader *reader, const struct lci_spot *spot, const char *key,
                      const char *format, ...) LCI_PRINTF(4, 5);

/** Reads a map into the section's struct `target`; everything that does not fit becomes a fault. */
void lci_reader_read(struct lci_reader *reader, const struct lci_section *section,
                     const struct lci_yaml_node *node, void *target);

/** The key of that name; NULL: the section has none. */
const struct lci_key *lci_section_key(const struct lci_section *section, const char *name);

#endif
