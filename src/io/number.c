/* number.c - numbers as people write them into tables, in any locale. */
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "io/number.h"
#include "io/text.h"

enum { TEXT_MAX = 120 };

static const char *const NO_VALUES[] = {
    "-",   "--", "---",  "—",    "——",     "–",    "―",  "/",    "//",   "\\",
    "\\n", "无", "暂无", "没有", "不详",   "未知", "空", "null", "none", "nil",
    "n/a", "na", "#n/a", "…",    "......", ".",    "*",  "?",
};

/* Words before a number that leave its value as it is. */
static const char *const WORDS_BEFORE[] = {"大约", "约为", "约", "近", "共计", "共", "~", "≈", "'"};

/* Units and words after a number, without which it is the same; longest first where one begins
 * another. */
static const char *const WORDS_AFTER[] = {
    "平方米", "平米", "㎡", "m²", "m2",   "平", "米", "m",    "人", "户", "口",
    "个",     "套",   "幢", "栋", "层",   "座", "床", "张",   "名", "位", "岁",
    "家",     "所",   "处", "元", "左右", "余", "多", "以上", "+",  "°",
};

/* Text in narrow, lower-case characters, blanks off both ends. False: longer than any number. */
static bool
normalise(const char *text, char out[TEXT_MAX])
{
    size_t length = strlen(text);
    const char *from = lci_text_trim(text, &length);
    const char *end = from + length;
    size_t used = 0;

    while (from < end) {
        uint32_t character = lci_utf8_narrow(lci_utf8_next(&from));
        char bytes[4];
        size_t size = 0;

        if (character == 0x2212)
            character = '-';
        if (character >= 'A' && character <= 'Z')
            character += 'a' - 'A';
        size = lci_utf8_put(character, bytes);
        if (used + size >= TEXT_MAX)
            return false;
        memcpy(out + used, bytes, size);
        used += size;
    }
    out[used] = '\0';
    return true;
}

static const char *
skip_blanks(const char *at)
{
    while (*at == ' ')
        at++;
    return at;
}

/* Skips any number of the words at `at`; *guessed becomes true if there was one. */
static const char *
skip_words(const char *at, const char *const *words, size_t count, bool *guessed)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(words[i]);

        if (strncmp(at, words[i], length) != 0)
            continue;
        at = skip_blanks(at + length);
        *guessed = true;
        i = SIZE_MAX; /* begin again: "1200余人" has two */
    }
    return at;
}

static bool
is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* A separator of thousands: exactly three digits follow. */
static bool
separates(const char *at)
{
    return (*at == ',' || *at == ' ' || *at == '\'') && is_digit(at[1]) && is_digit(at[2]) &&
           is_digit(at[3]) && !is_digit(at[4]);
}

/*
 * Copies the digits at `at` to `plain` as strtod() reads them, separators of thousands left out.
 * Answers the place after them; NULL: there is no number, or its separators make no sense.
 */
static const char *
copy_number(const char *at, char plain[TEXT_MAX], bool *guessed)
{
    size_t used = 0;
    size_t digits = 0;
    size_t leading = 0;

    if (*at == '-' || *at == '+')
        plain[used++] = *at++;
    at = skip_blanks(at);
    while (is_digit(*at) || (digits > 0 && separates(at) && (leading <= 3 || *guessed))) {
        if (!is_digit(*at)) {
            *guessed = true;
            at++;
            continue;
        }
        plain[used++] = *at++;
        digits++;
        leading = digits;
    }
    if (*at == '.') {
        plain[used++] = *at++;
        for (; is_digit(*at); digits++)
            plain[used++] = *at++;
    }
    if (digits > 0 && *at == 'e' &&
        (is_digit(at[1]) || ((at[1] == '-' || at[1] == '+') && is_digit(at[2])))) {
        plain[used++] = *at++;
        plain[used++] = *at++;
        while (is_digit(*at))
            plain[used++] = *at++;
    }
    plain[used] = '\0';
    return digits > 0 ? at : NULL;
}

/* strtod() with a decimal point whatever the locale of the process. */
static double
value_of(const char *plain)
{
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    double value = NAN;

    if (c_locale != (locale_t)0) {
        value = strtod_l(plain, NULL, c_locale);
        freelocale(c_locale);
    }
    return value;
}

static double
multiplier(const char **at, bool *guessed)
{
    static const struct {
        const char *word;
        double factor;
    } WORDS[] = {{"万", 1e4}, {"亿", 1e8}};

    for (size_t i = 0; i < sizeof(WORDS) / sizeof(WORDS[0]); i++)
        if (strncmp(*at, WORDS[i].word, strlen(WORDS[i].word)) == 0) {
            *at = skip_blanks(*at + strlen(WORDS[i].word));
            *guessed = true;
            return WORDS[i].factor;
        }
    return 1.0;
}

enum lci_number_kind
lci_number_from_text(const char *text, double *value)
{
    char narrow[TEXT_MAX];
    char plain[TEXT_MAX];
    const char *at = narrow;
    bool guessed = false;
    double factor = 1.0;

    *value = 0.0;
    if (!text)
        return LCI_NUMBER_NONE;
    if (!normalise(text, narrow))
        return LCI_NUMBER_BAD;
    if (!narrow[0])
        return LCI_NUMBER_NONE;
    for (size_t i = 0; i < sizeof(NO_VALUES) / sizeof(NO_VALUES[0]); i++)
        if (strcmp(narrow, NO_VALUES[i]) == 0)
            return LCI_NUMBER_NONE;
    at = skip_words(at, WORDS_BEFORE, sizeof(WORDS_BEFORE) / sizeof(WORDS_BEFORE[0]), &guessed);
    at = copy_number(at, plain, &guessed);
    if (!at)
        return LCI_NUMBER_BAD;
    at = skip_blanks(at);
    factor = multiplier(&at, &guessed);
    at = skip_words(at, WORDS_AFTER, sizeof(WORDS_AFTER) / sizeof(WORDS_AFTER[0]), &guessed);
    if (*at)
        return LCI_NUMBER_BAD;
    *value = value_of(plain) * factor;
    if (!isfinite(*value)) {
        *value = 0.0;
        return LCI_NUMBER_BAD;
    }
    return guessed ? LCI_NUMBER_GUESSED : LCI_NUMBER_OK;
}
