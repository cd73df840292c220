/* reader_internal.h - what the readers of single values share with the reader of maps. */
#ifndef LCI_CONFIG_READER_INTERNAL_H
#define LCI_CONFIG_READER_INTERNAL_H

#include "config/reader.h"

enum { LCI_FOUND_SIZE = 128 };

/** What an id is, for messages. */
#define LCI_ID_WORDS "a name of at most 40 lower-case letters a to z, digits and _, a letter first"

/** Adds "expected <wanted>, found <what the node is>" under the path the reader is at. */
void lci_reader_expected(struct lci_reader *reader, const struct lci_yaml_node *node,
                         const char *wanted);

/** Adds a fault under the path the reader is at. */
void lci_reader_fault_here(struct lci_reader *reader, uint32_t line, uint32_t column,
                           const char *format, ...) LCI_PRINTF(4, 5);

/** The node in words: "\"15min\"", "nothing", "a list", "a map". Long texts are cut between
 * characters. */
void lci_reader_describe(const struct lci_yaml_node *node, char text[LCI_FOUND_SIZE]);

/** Goes down into "key" or "[number]", and back to a length that was the path's before. */
void lci_reader_enter_key(struct lci_reader *reader, const char *key);
void lci_reader_enter_item(struct lci_reader *reader, size_t number);
void lci_reader_leave(struct lci_reader *reader, size_t path_length);

/** Memory of the configuration; NULL is noted in the reader. */
void *lci_reader_alloc(struct lci_reader *reader, size_t count, size_t size);

/** The node as a text that is not empty, or NULL with a fault. Borrowed from the tree, which lives
 * in the same arena. */
const char *lci_reader_text(struct lci_reader *reader, const struct lci_yaml_node *node,
                            const char *wanted);

/** Reads a value of any kind that has no keys of its own. */
void lci_reader_value(struct lci_reader *reader, const struct lci_key *key,
                      const struct lci_yaml_node *node, void *value, size_t *count);

/** Whether a text may be part of a column's name. */
bool lci_is_id(const char *text);

#endif
