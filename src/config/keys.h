/* keys.h - every key of a configuration, a standard and a profile: type, range, unit and where its
 * value goes. */
#ifndef LCI_CONFIG_KEYS_H
#define LCI_CONFIG_KEYS_H

#include <stdbool.h>
#include <stddef.h>

enum lci_value_kind {
    LCI_VALUE_TEXT,    /* const char * */
    LCI_VALUE_NOTED,   /* struct lci_noted */
    LCI_VALUE_ID,      /* const char *: lower-case ASCII letters, digits and _ */
    LCI_VALUE_NUMBER,  /* double */
    LCI_VALUE_COUNT,   /* uint32_t */
    LCI_VALUE_BOOL,    /* bool */
    LCI_VALUE_CHOICE,  /* uint32_t: index of the word */
    LCI_VALUE_CHOICES, /* uint32_t: a bit a word; one word or a list */
    LCI_VALUE_TEXTS,   /* struct lci_texts: one text or a list */
    LCI_VALUE_IDS,     /* struct lci_texts of ids, none twice and none of the words */
    LCI_VALUE_NUMBERS, /* struct lci_draft_numbers: one number or a list; sorted, none twice */
    LCI_VALUE_MAP,     /* the section's struct, inside */
    LCI_VALUE_LIST,    /* pointer to and number of the section's structs: one map or a list */
    LCI_VALUE_SELECT,  /* pointer to and number of struct lci_selection: one map or a list */
    LCI_VALUE_ROLE,    /* the name of a field: one struct lci_field more in the section's list */
    LCI_VALUE_FIELDS,  /* a map of role: field, as several LCI_VALUE_ROLE */
    LCI_VALUE_ATTRIBUTES /* a map of id: field, likewise; the role is LCI_ATTRIBUTE_ROLE and the id */
};

/** One key. Which of the members count follows from the kind. */
struct lci_key {
    const char *name;
    enum lci_value_kind kind;
    bool required;
    bool own; /* required also of a file that extends another: it is not taken over */
    size_t offset;            /* of the value in the section's struct */
    size_t count_offset;      /* of the number of items */
    double low, high;         /* inclusive */
    const char *unit;         /* "" if none */
    const char *role;         /* NULL: the key's name */
    const char *const *words; /* of a choice, of a noted text, or against ids; NULL at the end */
    const char *const *displaces; /* keys whose values of an earlier file this one takes the place of; NULL at the end */
    bool anew;                    /* nothing that an earlier file says of the same map counts beside this */
    const struct lci_section *section;
};

/** A map with its keys. */
struct lci_section {
    const struct lci_key *keys;
    size_t key_count;
    size_t size;        /* of its struct */
    bool fresh;         /* what was there before is forgotten, not outranked key by key */
    bool extends;       /* with its key "extends" only the keys that are `own` are required: the others stand in another file */
    bool has_spot;      /* the struct begins with a struct lci_spot */
    bool ascending;     /* in a list the first key, a number, is greater from map to map */
    bool takes_weights; /* the further weights are roles too */
    bool short_form;    /* in a list a text stands for a map of the first key alone */
    bool by_id;         /* a list adds to that of an earlier file; the first key is an id, and what has it is read over */
    const char *const *more_roles; /* roles for `fields` only, NULL at the end; NULL: none */
    size_t fields_offset;          /* struct lci_field *, where the section has roles */
    size_t field_count_offset;
};

/** Filled from struct lci_draft, struct lci_draft and struct lci_profile. */
extern const struct lci_section lci_night_keys;
extern const struct lci_section lci_config_keys;
extern const struct lci_section lci_standard_keys;
extern const struct lci_section lci_profile_keys;

/** Filled from struct lci_landuse_scheme. */
extern const struct lci_section lci_landuse_keys;

/** The weights that are known without being listed, NULL at the end; analysis/weights.h has the same. */
extern const char *const lci_known_weight_words[];

/** Words that the program brings along. Filled from struct lci_draft. */
extern const struct lci_section lci_words_keys;

/** Texts of results in Chinese. Filled from struct lci_phrases. */
extern const struct lci_section lci_phrases_keys;

/** What languages are called, NULL at the end: Chinese, English. */
extern const char *const lci_language_words[];

/** Papers that maps are drawn for, NULL at the end; the first is the default. */
extern const char *const lci_paper_words[];

/** Filled from struct lci_draft_limits, struct lci_draft_indicator and struct lci_draft_presence. */
extern const struct lci_section lci_limit_keys;
extern const struct lci_section lci_indicator_keys;
extern const struct lci_section lci_presence_keys;

/** Words that are judged when everything is read, NULL at the end; kinds in the order of enum lci_indicator_kind. */
extern const char *const lci_indicator_kinds[];
extern const char *const lci_definition_words[];

/** What may be gone, in the order of enum lci_removed without the first. */
extern const char *const lci_removed_words[];

#endif
