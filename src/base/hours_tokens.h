/* hours_tokens.h - the words and signs that opening hours are made of. */
#ifndef LCI_BASE_HOURS_TOKENS_H
#define LCI_BASE_HOURS_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum lci_hours_token_kind {
    LCI_HOURS_DAY,          /* value: 0 (Monday) to 6 */
    LCI_HOURS_DAYS,         /* value: a bit a day, Monday the lowest */
    LCI_HOURS_WORKING_DAYS, /* likewise: 工作日 */
    LCI_HOURS_HOLIDAY,
    LCI_HOURS_EXCEPT,
    LCI_HOURS_TIME, /* value: minutes from midnight */
    LCI_HOURS_ALL_DAY,
    LCI_HOURS_CLOSED,
    LCI_HOURS_NEXT_DAY,
    LCI_HOURS_TO,
    LCI_HOURS_COMMA,
    LCI_HOURS_RULE, /* ends a rule */
    LCI_HOURS_OPENING_BRACKET,
    LCI_HOURS_CLOSING_BRACKET
};

/** Which half of the day a time was said to be in. */
enum lci_hours_half { LCI_HOURS_PLAIN, LCI_HOURS_MORNING, LCI_HOURS_AFTERNOON };

struct lci_hours_token {
    enum lci_hours_token_kind kind;
    uint16_t value;
    enum lci_hours_half half; /* of a time */
};

enum { LCI_HOURS_TOKENS = 96 };

/** Cuts the text. False: there is something else in it, or too much. */
bool lci_hours_tokens(const char *text, struct lci_hours_token tokens[LCI_HOURS_TOKENS], size_t *count);

#endif
