/* usage.h - the command line as data: verbs, options and exit codes with their texts in both languages. What getopt reads,
 * what --help prints, what a shell completes and what the manual pages say comes from these tables. */
#ifndef LCI_CLI_USAGE_H
#define LCI_CLI_USAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum language { ENGLISH, CHINESE, LANGUAGE_COUNT };

/** A text in both languages; NULL: there is none, and in a list: its end. */
struct text {
    const char *in[LANGUAGE_COUNT];
};

/** VERB_NONE stands for the command without a verb, whose texts are those of `lifecircle --help`. */
enum verb_id {
    VERB_NONE,
    VERB_RUN,
    VERB_CHECK,
    VERB_DIFF,
    VERB_REPORT,
    VERB_MAPS,
    VERB_INSPECT,
    VERB_RELINK,
    VERB_STATUS,
    VERB_HISTORY,
    VERB_SCHEMA,
    VERB_RERUN,
    VERB_VERIFY,
    VERB_COUNT
};

enum { SYNOPSES = 2 };

/** A way to call a verb: what stands behind its name, and what it is for, in one line. */
struct synopsis {
    struct text operands, summary;
};

/** A verb. Paragraphs are lines without breaks; one that begins with a blank is shown as it stands. */
struct verb {
    const char *name;
    struct synopsis synopses[SYNOPSES]; /* the second may be empty */
    const struct text *about;           /* paragraphs; the empty text at the end */
    const struct text *notes;           /* paragraphs behind the options, likewise; NULL: none */
    struct text exit;                   /* what its exit codes say beside exit_meanings; empty: nothing */
    const char *suffix;                 /* files that it is called with, for completion: ".yaml"; NULL: any */
    const char *const *words;           /* words that it is called with instead, NULL at the end; NULL: files */
};

/** By enum verb_id. */
extern const struct verb verbs[VERB_COUNT];

/** What an option takes and where its value goes: a member of struct options. */
enum option_kind {
    OPTION_FLAG,   /* nothing; bool, set to true */
    OPTION_TEXT,   /* const char * */
    OPTION_FILE,   /* const char *: a path */
    OPTION_FOLDER, /* const char *: a path */
    OPTION_FILES,  /* struct path_list: a path, and more of them where it is repeated */
    OPTION_NUMBER, /* double above 0, up to `most` */
    OPTION_COUNT,  /* unsigned, from 1 to `most` */
    OPTION_WORD    /* bool: whether it is the second of two words */
};

/** An option of some verbs. One that means something else to other verbs has a row for each meaning, of the same member. */
struct option_row {
    const char *name; /* without its dashes */
    char letter;      /* of the short form; '\0': it has none */
    bool instead;     /* stands in the place of a configuration */
    unsigned verbs;   /* 1 << enum verb_id, of each verb that takes it */
    enum option_kind kind;
    size_t offset;            /* in struct options */
    size_t first_offset;      /* of a word: a bool, true where the first of the two is given; 0: nobody asks */
    double most;              /* of numbers and counts */
    const char *words[2];     /* of a word */
    struct text value;        /* what its value is called; empty for flags and words */
    struct text help;
};

/** In the order of the help. */
extern const struct option_row option_rows[];
extern const size_t option_row_count;

/** What an exit code says. */
struct exit_meaning {
    int code;
    struct text text;
};

/** By code; an entry of code -1 at the end. */
extern const struct exit_meaning exit_meanings[];

/** Whether the verb takes the option. */
static inline bool
option_is_of(const struct option_row *row, enum verb_id verb)
{
    return (row->verbs & (1U << verb)) != 0;
}

/**
 * Writes a text with line breaks, from column `column` on (0 is the first), further lines indented to `indent`, none beyond
 * `width` columns unless a word is longer; ends the line. A Chinese character takes two columns, and lines end behind any.
 */
void text_wrap(FILE *to, const char *text, unsigned column, unsigned indent, unsigned width);

/** Columns that a text takes on a terminal. */
unsigned text_columns(const char *text);

/** Writes what --help says of a verb, or of the command. */
void help_print(FILE *to, enum verb_id verb, enum language language);

#endif
