/* manual.h - manual pages in the language of scdoc(5), and a completion, from the tables of the command line and of keys. */
#ifndef LCI_MANUAL_MANUAL_H
#define LCI_MANUAL_MANUAL_H

#include <stdio.h>

#include "cli/usage.h"
#include "config/keys.h"

/** A kind of file that has a page of its own. */
struct manual_kind {
    const char *name;    /* "config": the page is lifecircle-config(5) */
    struct text summary; /* in one line */
    const struct lci_section *section;
};

enum { MANUAL_KIND_COUNT = 3 };
extern const struct manual_kind manual_kinds[MANUAL_KIND_COUNT];

/** A text as it is to be read: what scdoc takes for markup is escaped, and `this` is bold. Nothing is broken into lines. */
void manual_text(FILE *to, const char *text);

/** Paragraphs to the empty one; one that begins with a blank stays as it stands. */
void manual_paragraphs(FILE *to, const struct text *paragraphs, enum language language);

/** "# HEADING" */
void manual_heading(FILE *to, const struct text *heading, enum language language);

/** The first lines of a page, up to what it is: `name` is "lifecircle-run", `section` its number. */
void manual_begin(FILE *to, const char *name, int section, const char *summary, enum language language);

/** The last lines of a page: all other pages. */
void manual_end(FILE *to, const char *name, enum language language);

/** Synopsis, description, options and exit codes of a verb, or of the command. */
void manual_verb(FILE *to, enum verb_id verb, enum language language);

/** Every key of a kind of file, with what it takes and what it means. */
void manual_keys(FILE *to, const struct manual_kind *kind, enum language language);

/** The completion for bash. */
void manual_completion(FILE *to);

#endif
