/* connection.c - takes connection strings apart as libpq does. */
#include "base/connection.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char SPACE[] = " \t\n\v\f\r";

/* Those that say where a database is and who asks; the last two are GDAL's. */
static const char *const KEYS[] = {
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "passfile",
    "service",
    "options",
    "connect_timeout",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_count",
    "tcp_user_timeout",
    "sslmode",
    "sslcert",
    "sslkey",
    "sslpassword",
    "sslrootcert",
    "sslcrl",
    "gssencmode",
    "krbsrvname",
    "channel_binding",
    "requirepeer",
    "target_session_attrs",
    "schemas",
    "active_schema",
};

/* One key=value. */
struct pair {
    const char *key, *value;
    size_t key_length, value_length; /* of the value with its quotes */
};

/* Takes the next pair from *at; 1: there was one, 0: the end, -1: something else. */
static int
next_pair(const char **at, struct pair *pair)
{
    const char *to = *at + strspn(*at, SPACE);
    bool is_quoted = false;

    if (!*to)
        return 0;
    pair->key = to;
    pair->key_length = strcspn(to, "= \t\n\v\f\r'\\");
    to += pair->key_length;
    to += strspn(to, SPACE);
    if (*to != '=' || pair->key_length == 0)
        return -1;
    to++;
    to += strspn(to, SPACE);
    pair->value = to;
    is_quoted = *to == '\'';
    for (to += is_quoted; *to && (is_quoted ? *to != '\'' : !strchr(SPACE, *to)); to++)
        if (*to == '\\' && to[1])
            to++;
    if (is_quoted && *to++ != '\'')
        return -1;
    /* libpq would read on after a closing quote; half a password might stand there. */
    if (is_quoted && *to && !strchr(SPACE, *to))
        return -1;
    pair->value_length = (size_t)(to - pair->value);
    *at = to;
    return 1;
}

static bool
is_known(const struct pair *pair)
{
    for (size_t i = 0; i < sizeof(KEYS) / sizeof(KEYS[0]); i++)
        if (strlen(KEYS[i]) == pair->key_length &&
            memcmp(KEYS[i], pair->key, pair->key_length) == 0)
            return true;
    return false;
}

void
lci_connection_judge(const char *text, char why[LCI_REFUSAL_SIZE])
{
    struct pair pair;
    const char *at = text;
    size_t count = 0;
    int got = 0;

    why[0] = '\0';
    if (strstr(text, "://") && strcspn(text, "=") > strcspn(text, ":")) {
        (void)snprintf(why, LCI_REFUSAL_SIZE, "an address");
        return;
    }
    while ((got = next_pair(&at, &pair)) > 0) {
        count++;
        if (is_known(&pair))
            continue;
        /* Part of a password that was not quoted may look like a key. */
        (void)snprintf(why, LCI_REFUSAL_SIZE, "an unknown key in pair %zu", count);
        return;
    }
    if (got < 0)
        (void)snprintf(why, LCI_REFUSAL_SIZE,
                       "no key=value after pair %zu (a value with spaces stands in single quotes)", count);
    else if (count == 0)
        (void)snprintf(why, LCI_REFUSAL_SIZE, "nothing");
}

bool
lci_connection_has(const char *text, const char *key)
{
    struct pair pair;

    while (next_pair(&text, &pair) > 0)
        if (strlen(key) == pair.key_length && memcmp(key, pair.key, pair.key_length) == 0)
            return true;
    return false;
}

/* "password", "sslpassword", "PG:password" */
static bool
is_password(const struct pair *pair)
{
    static const char name[] = "password";
    const size_t length = sizeof(name) - 1;

    return pair->key_length >= length &&
           strncasecmp(pair->key + pair->key_length - length, name, length) == 0;
}

/* Where in a text of any kind a password may begin; NULL: nowhere. */
static const char *
find_beginning(const char *text)
{
    const char *key = text;
    const char *const address = strstr(text, "://");
    const char *const colon = address ? strchr(address + 3, ':') : NULL;
    const char *first = colon && strchr(colon, '@') ? colon + 1 : NULL;

    while ((key = strcasestr(key, "password")) != NULL) {
        key += strlen("password");
        key += strspn(key, SPACE);
        if (*key == '=' && (!first || key < first))
            return key + 1;
    }
    return first;
}

char *
lci_mask_password(struct lci_arena *arena, const char *text)
{
    static const char mask[] = "***";
    const size_t mask_length = sizeof(mask) - 1;
    /* Each password takes at least the nine bytes of "password=". */
    char *copy = lci_arena_alloc(arena, strlen(text) * 2 + mask_length + 1, 1);
    char *to = copy;
    const char *done = text;
    const char *at = text;
    const char *beginning = NULL;
    struct pair pair;
    int got = 0;

    if (!copy)
        return NULL;
    while ((got = next_pair(&at, &pair)) > 0) {
        if (!is_password(&pair))
            continue;
        memcpy(to, done, (size_t)(pair.value - done));
        to += pair.value - done;
        memcpy(to, mask, mask_length);
        to += mask_length;
        done = at;
    }
    beginning = find_beginning(text);
    if ((got < 0 || strstr(text, "://")) && beginning) {
        memcpy(copy, text, (size_t)(beginning - text));
        memcpy(copy + (beginning - text), mask, sizeof(mask));
    } else {
        memcpy(to, done, strlen(done) + 1);
    }
    return copy;
}
