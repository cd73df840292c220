/* floors.c - how many floors a building has above the ground, as people write it: "6+1", "18F/B2", "地上6层地下1层". */
#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "io/number.h"

enum { TEXT_MAX = 64, FLOORS_MAX = 400 };

static bool
skip_word(const char **at, const char *word)
{
    const size_t length = strlen(word);

    if (strncmp(*at, word, length) != 0)
        return false;
    *at += length;
    return true;
}

/* Digits at *at as a number; false where there are none. */
static bool
take_digits(const char **at, unsigned *value)
{
    const char *from = *at;

    for (*value = 0; **at >= '0' && **at <= '9' && *value <= FLOORS_MAX; (*at)++)
        *value = 10 * *value + (unsigned)(**at - '0');
    return *at > from && *value <= FLOORS_MAX;
}

static void
skip_unit(const char **at)
{
    if (!skip_word(at, "层") && !skip_word(at, "楼"))
        (void)skip_word(at, "f");
}

/* What was read so far. */
struct floors {
    unsigned above, above_count, below_count;
};

/* One number with its words: above the ground, or below it. */
static bool
take_part(const char **at, bool is_first, struct floors *floors)
{
    const bool is_below =
        skip_word(at, "地下") || skip_word(at, "负") || skip_word(at, "b") || (!is_first && skip_word(at, "-"));
    unsigned value = 0;

    if (!is_below && !skip_word(at, "地上"))
        (void)skip_word(at, "f");
    if (!take_digits(at, &value))
        return false;
    skip_unit(at);
    if (is_below) {
        floors->below_count++;
    } else {
        floors->above += value;
        floors->above_count++;
    }
    return true;
}

/* Whether the parts before and after are told apart; *is_sum: they are added. Parts that begin with a word need no sign. */
static bool
take_separator(const char **at, bool *is_sum)
{
    static const char *const signs[] = {"/", ",", "、", ";", "("};

    *is_sum = skip_word(at, "+");
    for (size_t i = 0; !*is_sum && i < sizeof(signs) / sizeof(signs[0]); i++)
        if (skip_word(at, signs[i])) {
            *is_sum = signs[i][0] == '(' && skip_word(at, "+");
            return true;
        }
    return *is_sum || **at == 'b' || strncmp(*at, "地", strlen("地")) == 0 || strncmp(*at, "负", strlen("负")) == 0;
}

enum lci_number_kind
lci_floors_from_text(const char *text, double *floors)
{
    char folded[TEXT_MAX];
    const char *at = folded;
    struct floors all = {0};
    bool is_sum = true;
    const enum lci_number_kind plain = lci_number_from_text(text, floors);

    if (plain == LCI_NUMBER_NONE || ((plain == LCI_NUMBER_OK || plain == LCI_NUMBER_GUESSED) && *floors == 0.0)) {
        *floors = NAN;
        return LCI_NUMBER_NONE; /* 0 is how tables say that they do not know */
    }
    if (plain != LCI_NUMBER_BAD && *floors > 0.0)
        return LCI_NUMBER_OK;
    *floors = NAN;
    if (plain != LCI_NUMBER_BAD || !lci_utf8_fold(text, true, folded, sizeof(folded)))
        return LCI_NUMBER_BAD;
    for (bool is_first = true; *at; is_first = false) {
        const unsigned before = all.above_count;

        if (!is_first && !take_separator(&at, &is_sum))
            return LCI_NUMBER_BAD;
        if (!take_part(&at, is_first, &all))
            return LCI_NUMBER_BAD;
        if (all.above_count > 1 && all.above_count > before && !is_sum)
            return LCI_NUMBER_BAD; /* "6/7": which of them? */
        (void)skip_word(&at, ")");
    }
    if (all.above_count + all.below_count == 0)
        return LCI_NUMBER_BAD;
    *floors = all.above;
    return LCI_NUMBER_GUESSED;
}
