/* yaml.h - a YAML file as a tree of texts, each with the place where it was written. */
#ifndef LCI_CONFIG_YAML_H
#define LCI_CONFIG_YAML_H

#include <stddef.h>
#include <stdint.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/fingerprint.h"

enum lci_yaml_kind { LCI_YAML_TEXT, LCI_YAML_LIST, LCI_YAML_MAP };

/** A node of the tree. Everything is text here: whoever asks for it says what it means. */
struct lci_yaml_node {
    enum lci_yaml_kind kind;
    uint32_t line, column;         /* 1-based, in characters */
    const char *text;              /* of a text: UTF-8, "" if nothing was written; else NULL */
    const char *key;               /* where the node is in a map, else NULL */
    uint32_t key_line, key_column; /* of the key */
    struct lci_yaml_node *first;   /* children of a list or map, in the order of the file */
    struct lci_yaml_node *next;    /* the following child of the same list or map */
    size_t child_count;
};

/** What is wrong with the file itself, at a place; line 0: with the whole file. */
struct lci_yaml_fault {
    uint32_t line, column;
    char message[256];
};

/**
 * Reads `path` into a tree that lives in `arena`; *root is NULL for a file without content. print: of the bytes that were read.
 *
 * Refused, with the place in *fault and LCI_E_CONFIG: what is no regular file or larger than 1 MiB,
 * bytes that are no UTF-8, a zero byte, aliases, anchors and tags, nesting deeper than 64, a
 * repeated key, a key that is no text, more than one document, and what is no YAML. Other errors:
 * LCI_E_IO, LCI_E_NOMEM; then fault->line is 0 and the message is set too.
 */
LCI_MUST_USE enum lci_status lci_yaml_read(const char *path, struct lci_arena *arena,
                                           struct lci_yaml_node **root, struct lci_fingerprint *print,
                                           struct lci_yaml_fault *fault);

/** The child of a map under `key`, or NULL. */
const struct lci_yaml_node *lci_yaml_child(const struct lci_yaml_node *map, const char *key);

#endif
