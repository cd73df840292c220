/* suggest.c - edit distance between words. */
#include "config/suggest.h"

#include <stdbool.h>
#include <string.h>

enum { LONGEST_WORD = 48, MOST_EDITS = 3 };

static char
lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

static size_t
least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Both words at most LONGEST_WORD bytes. */
static size_t
edit_count(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t rows[3][LONGEST_WORD + 1];
    size_t *before = rows[0];
    size_t *last = rows[1];
    size_t *row = rows[2];

    for (size_t j = 0; j <= b_length; j++)
        before[j] = last[j] = row[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *oldest = before;

        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);

            row[j] = least(least(last[j], row[j - 1]) + 1, last[j - 1] + (same ? 0 : 1));
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                lower(a[i - 2]) == lower(b[j - 1]))
                row[j] = least(row[j], before[j - 2] + 1);
        }
        before = last;
        last = row;
        row = oldest;
    }
    return last[b_length];
}

const char *
lci_suggest(const char *word, const char *const *words, size_t count)
{
    const char *best = NULL;
    const size_t length = strnlen(word, LONGEST_WORD + 1);
    size_t limit = least(length / 3 > 0 ? length / 3 : 1, MOST_EDITS);

    if (length < 2 || length > LONGEST_WORD)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        const size_t other = strlen(words[i]);
        size_t edits = 0;

        if (other > LONGEST_WORD)
            continue;
        edits = edit_count(word, length, words[i], other);
        if (edits < limit || (edits == limit && !best)) {
            best = words[i];
            limit = edits;
        }
    }
    return best;
}
