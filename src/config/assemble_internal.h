/* assemble_internal.h - the parts of the assembly. */
#ifndef LCI_CONFIG_ASSEMBLE_INTERNAL_H
#define LCI_CONFIG_ASSEMBLE_INTERNAL_H

#include "config/assemble.h"

/** Turns the draft's sources of every kind into the configuration's. */
void lci_assemble_sources(struct lci_assembler *assembler);

/** Takes over the ways that are closed; the sources must be there. */
void lci_assemble_closed_ways(struct lci_assembler *assembler);

/** Takes the sets of categories over; the categories must be there. */
void lci_assemble_sets(struct lci_assembler *assembler);

/** Takes over "1 + N" and what facilities have; the categories must be there. */
void lci_assemble_tiers(struct lci_assembler *assembler);
void lci_assemble_has(struct lci_assembler *assembler);

/** Metres of limits in minutes or metres, ascending as they were read; *count stays where none are given. */
void lci_assemble_limits(struct lci_assembler *assembler, const struct lci_draft_limits *limits, const char *key, double **out,
                         size_t *count);

/** Whether the list has a category; any is right where there is no list: it is found in the data then, and judged there. */
bool lci_is_category(const struct lci_config *config, const char *id);

/** Adds "expected categories of the list, found "<id>"", with the one that was probably meant. */
void lci_assemble_refuse_category(struct lci_assembler *assembler, const struct lci_spot *spot, const char *key, const char *id);

/** Whether the list of the draft has a category, before `categories_only` leaves any out. */
bool lci_is_drafted_category(const struct lci_draft *draft, const char *id);

/** Whether what stands at a place of a standard, or of what is extended, is about a category that `categories_only` of a file over
 * it leaves out: it is not asked for then. spot without a file: nothing stands there. */
bool lci_is_about_lost_category(const struct lci_assembler *assembler, const struct lci_spot *spot, const char *id);

/** Whether sources name dwellings or floor areas, from which households are estimated; a weight of that name is just a weight. */
bool lci_speaks_of_dwellings(const struct lci_config *config);

/** Says how households and people of homes are found; the sources must be there. */
void lci_assemble_demand(struct lci_assembler *assembler);

/** Why the path of an output must not be written, because of an input; NULL: it may be. Static. The sources must be there. */
const char *lci_assemble_input_conflict(const struct lci_assembler *assembler, const char *path);

/** An output beside the main one: where it goes, and where that stands. path NULL: there is none. */
struct lci_output_place {
    const char *path;
    const struct lci_noted *noted;
    const char *key; /* "output.csv" */
};

enum { LCI_OUTPUT_PLACES = 6 };

/** All of them; the output must be there. */
void lci_assemble_places(const struct lci_assembler *assembler, struct lci_output_place items[LCI_OUTPUT_PLACES]);

/** Judges and fills the output; the sources must be there. */
void lci_assemble_output(struct lci_assembler *assembler);

/** Takes over how nights are kept; the output must be there. */
void lci_assemble_nights(struct lci_assembler *assembler);

/** Takes over what is not published unseen; categories, sets and indicators must be there. */
void lci_assemble_alarms(struct lci_assembler *assembler);

/** Path of a file for Prometheus, or NULL with a fault. */
const char *lci_assemble_metrics(struct lci_assembler *assembler, const struct lci_noted *noted, const char *key);

/** Index of the text among the words, or -1 with a fault that names them all, and the one that was meant. words: NULL at the
 * end. */
int lci_assemble_word(struct lci_assembler *assembler, const struct lci_noted *noted, const char *key, const char *const *words);

/** The weight must be one of those that are known, or of the further ones of the run. */
void lci_assemble_weight(struct lci_assembler *assembler, const struct lci_noted *noted, const char *key);

/** The set must be one of the run, or "all". */
void lci_assemble_set(struct lci_assembler *assembler, const struct lci_noted *noted, const char *key);

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
