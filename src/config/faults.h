/* faults.h - collects the faults of a configuration while it is read. */
#ifndef LCI_CONFIG_FAULTS_H
#define LCI_CONFIG_FAULTS_H

#include <stdarg.h>
#include <stdbool.h>

#include <lifecircle/config.h>

#include "base/alloc.h"

/** What a configuration, or a list of faults, keeps its texts and arrays in. */
struct lci_config_memory {
    struct lci_arena arena;
};

enum { LCI_FAULT_LIMIT = 100 };

/** Faults so far; those beyond LCI_FAULT_LIMIT are left out. One thread at a time. */
struct lci_fault_list {
    struct lci_fault items[LCI_FAULT_LIMIT];
    unsigned file_order[LCI_FAULT_LIMIT];
    size_t count;
    bool out_of_memory;
    struct lci_config_memory *memory; /* made with the first fault */
};

/** A file that is read: the configuration, one that it extends, or a standard or profile that it names. */
struct lci_config_file {
    const char *name;   /* as the person or the configuration named it, or where it was found */
    const char *folder; /* with "/" at its end, or ""; paths in the file are taken from here */
    unsigned order;     /* 0: the configuration, then those it extends, then the files they name; the lower outranks */
    bool is_standard;   /* it may ask for what nobody hands in */
};

/** A place in a file. */
struct lci_spot {
    const struct lci_config_file *file;
    uint32_t line, column;
    uint32_t item; /* number in its list, from 1; 0: it is in none */
};

/** Adds "file:line:column: key: message", once; key may be "". */
void lci_fault_add(struct lci_fault_list *list, const struct lci_spot *spot, const char *key,
                   const char *format, va_list args) LCI_PRINTF(4, 0);

/**
 * Sorts the faults by file, line and column, and hands them to *out (which may be NULL), whose
 * memory they then are. The first one becomes the message of `err`. Answers LCI_OK if there was
 * none, else LCI_E_CONFIG or LCI_E_NOMEM.
 */
enum lci_status lci_fault_list_finish(struct lci_fault_list *list, struct lci_faults *out,
                                      struct lci_error *err);

/** Releases what lci_fault_list_finish() did not hand out; zeroes are fine. */
void lci_fault_list_fini(struct lci_fault_list *list);

#endif
