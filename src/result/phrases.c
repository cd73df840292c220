/* phrases.c - texts of results in Chinese, by the phrases of geodata/words/zh.yaml. */
#include "result/phrases.h"

#include <string.h>

enum { MOST_STARS = 9 };

/* What the stars of a pattern stand for. */
struct captured {
    const char *text;
    size_t length;
};

/* Text that grows in a buffer of the caller; once it does not fit, nothing of it counts. */
struct target {
    char *text;
    size_t size, used;
    bool is_full;
};

static void
put(struct target *target, const char *text, size_t length)
{
    if (target->used + length >= target->size) {
        target->is_full = true;
        return;
    }
    memcpy(target->text + target->used, text, length);
    target->used += length;
    target->text[target->used] = '\0';
}

/* Whether the text [text, end) fits a pattern from here on; each star takes as little as it can, and nothing beyond a ";". */
static bool
fits(const char *pattern, const char *text, const char *end, struct captured *captured, size_t star)
{
    while (*pattern != '\0' && *pattern != '*') {
        if (text == end || *text != *pattern)
            return false;
        text++;
        pattern++;
    }
    if (*pattern == '\0')
        return text == end;
    if (star == MOST_STARS)
        return false;
    for (const char *taken = text; taken <= end; taken++) {
        captured[star] = (struct captured){text, (size_t)(taken - text)};
        if (fits(pattern + 1, taken, end, captured, star + 1))
            return true;
        if (taken < end && *taken == ';')
            break;
    }
    return false;
}

/* What an id is called. False: the text is none. */
static bool
put_title(const struct lci_phrase_book *book, struct target *target, const char *text, size_t length)
{
    const char *const title = book->title ? book->title(book->user, text, length) : NULL;

    if (title)
        put(target, title, strlen(title));
    return title != NULL;
}

static void
put_phrase(const struct lci_phrase_book *book, struct target *target, const char *zh, const struct captured *captured)
{
    for (; *zh != '\0'; zh++)
        if (zh[0] == '{' && zh[1] >= '1' && zh[1] <= '9' && zh[2] == '}') {
            const struct captured *one = &captured[zh[1] - '1'];

            if (!put_title(book, target, one->text, one->length))
                put(target, one->text, one->length);
            zh += 2;
        } else {
            put(target, zh, 1);
        }
}

/* The first phrase that the text [text, end) fits. False: none. */
static bool
say(const struct lci_phrase_book *book, const char *text, const char *end, struct target *target)
{
    const struct lci_phrases *phrases = book->phrases;

    for (size_t i = 0; i < phrases->count; i++) {
        struct captured captured[MOST_STARS] = {{"", 0}};

        for (size_t c = 0; c < MOST_STARS; c++)
            captured[c] = (struct captured){"", 0};
        if (!fits(phrases->items[i].en, text, end, captured, 0))
            continue;
        put_phrase(book, target, phrases->items[i].zh, captured);
        return true;
    }
    return false;
}

const char *
lci_phrases_say(const struct lci_phrase_book *book, const char *text, char *buffer, size_t size)
{
    const struct lci_phrases *phrases = book->phrases;
    struct target target = {buffer, size, 0, false};
    const char *part = text;
    const char *end = NULL;

    if (!text || phrases->count == 0)
        return text;
    buffer[0] = '\0';
    if (say(book, text, text + strlen(text), &target) || put_title(book, &target, text, strlen(text)))
        return target.is_full ? text : buffer;
    for (; part; part = end ? end + 2 : NULL) {
        size_t length = strlen(part);

        end = strstr(part, "; ");
        length = end ? (size_t)(end - part) : length;
        if (!say(book, part, part + length, &target))
            return text; /* it may be what a person wrote */
        if (end)
            put(&target, "；", strlen("；"));
    }
    return target.is_full ? text : buffer;
}

const char *
lci_phrases_word(const struct lci_phrases *phrases, const char *word)
{
    for (size_t i = 0; i < phrases->count; i++)
        if (strcmp(phrases->items[i].en, word) == 0)
            return phrases->items[i].zh;
    return NULL;
}
