/* connection.h - connection strings of PostgreSQL: which we take, and how they are shown. */
#ifndef LCI_BASE_CONNECTION_H
#define LCI_BASE_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/alloc.h"

enum { LCI_REFUSAL_SIZE = 160 };

/**
 * What is wrong with a connection string ("host=db dbname=city user=me"), or "". It is stricter than
 * libpq, so that libpq never has to complain about a string and quote half a password. No value of the
 * string is in `why`. Source: PostgreSQL 15, 34.1.1.1 Keyword/Value Connection Strings.
 */
void lci_connection_judge(const char *text, char why[LCI_REFUSAL_SIZE]);

/** Whether a well-formed string sets `key`. */
bool lci_connection_has(const char *text, const char *key);

/**
 * The text with every password replaced by "***"; where it is no well-formed connection string, so that
 * nobody can say where a password ends, all after its beginning. Any text may come. NULL: out of memory.
 */
char *lci_mask_password(struct lci_arena *arena, const char *text);

#endif
