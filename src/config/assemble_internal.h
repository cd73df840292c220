/* assemble_internal.h - the parts of the assembly. */
#ifndef LCI_CONFIG_ASSEMBLE_INTERNAL_H
#define LCI_CONFIG_ASSEMBLE_INTERNAL_H

#include "config/assemble.h"

/** Turns the draft's sources of every kind into the configuration's. */
void lci_assemble_sources(struct lci_assembler *assembler);

/** Takes the sets of categories over; the categories must be there. */
void lci_assemble_sets(struct lci_assembler *assembler);

/** Says how households and people of homes are found; the sources must be there. */
void lci_assemble_demand(struct lci_assembler *assembler);

/** Judges and fills the output; the sources must be there. */
void lci_assemble_output(struct lci_assembler *assembler);

/** Judges and fills which facilities count; the sources must be there. */
void lci_assemble_supply(struct lci_assembler *assembler);

/** Whether a source of the configuration hands on an attribute of its facilities. */
bool lci_assemble_has_attribute(const struct lci_assembler *assembler, const char *name);

/** Adds "expected <wanted>, found "<text>" (<why>)"; passwords in the text are masked. */
void lci_assemble_refuse(struct lci_assembler *assembler, const struct lci_noted *noted,
                         const char *key, const char *wanted, const char *why);

/** Path of an input, or NULL with a fault. */
const char *lci_assemble_input(struct lci_assembler *assembler, const struct lci_noted *noted,
                               const char *key);

/** A category that is named at `spot` must be one of the run's list, where there is a list. */
void lci_assemble_category(struct lci_assembler *assembler, const struct lci_spot *spot, const char *key, const char *id);

/** Indicators and facilities that have to be there: the standard's, and the configuration's over them. The categories must be
 * there. */
void lci_assemble_indicators(struct lci_assembler *assembler);
void lci_assemble_presence(struct lci_assembler *assembler);

#endif
