/* landuse.c - codes of land use: which scheme they follow, and where people live by it. */
#include "analysis/landuse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum { CODE_MAX = 24, LIST_MAX = 400, LISTED_MOST = 5 };

/* A code that occurs, and how often. */
struct tally {
    const char *code;     /* as it was written */
    char shown[CODE_MAX]; /* as it is told */
    size_t count;
};

/* What one scheme makes of the codes. */
struct reading {
    size_t home_count, mark_count, known_count;
    char homes[LIST_MAX], marks[LIST_MAX];
};

struct work {
    const struct lci_landuse_inputs *inputs;
    struct tally *tallies; /* tally_count, ascending */
    size_t tally_count;
    struct reading *readings; /* one a scheme */
};

/* Narrow, upper case, without blanks. Too long is no code: "". */
static void
fold(const char *text, char out[CODE_MAX])
{
    size_t used = 0;
    uint32_t character = 0;

    while ((character = lci_utf8_narrow(lci_utf8_next(&text))) != 0) {
        char bytes[4];
        size_t size = 0;

        if (character <= ' ')
            continue;
        if (character >= 'a' && character <= 'z')
            character -= 'a' - 'A';
        size = lci_utf8_put(character, bytes);
        if (used + size >= CODE_MAX) {
            used = 0;
            break;
        }
        memcpy(out + used, bytes, size);
        used += size;
    }
    out[used] = '\0';
}

/* Takes one suffix off, if it stands behind a code of four characters or more. */
static void
drop_suffix(const struct lci_landuse_scheme *scheme, char code[CODE_MAX])
{
    enum { LEAST = 4 };
    const size_t length = strlen(code);

    for (size_t i = 0; i < scheme->suffixes.count; i++) {
        const size_t tail = strlen(scheme->suffixes.items[i]);

        if (length >= LEAST + tail && strcmp(code + length - tail, scheme->suffixes.items[i]) == 0) {
            code[length - tail] = '\0';
            return;
        }
    }
}

/* How much of the code the entry says: 0 if it is another. */
static size_t
fit(const struct lci_landuse_code *entry, const char *code)
{
    const size_t length = strlen(entry->code);

    if (length > 0 && entry->code[length - 1] == '*')
        return strncmp(entry->code, code, length - 1) == 0 ? length - 1 : 0;
    return strcmp(entry->code, code) == 0 ? length + 1 : 0;
}

const struct lci_landuse_code *
lci_landuse_find(const struct lci_landuse_scheme *scheme, const char *code)
{
    const struct lci_landuse_code *best = NULL;
    size_t best_fit = 0;
    char folded[CODE_MAX];

    fold(code, folded);
    drop_suffix(scheme, folded);
    for (size_t i = 0; i < scheme->code_count; i++) {
        const size_t one = fit(&scheme->codes[i], folded);

        if (one > best_fit) {
            best = &scheme->codes[i];
            best_fit = one;
        }
    }
    return best;
}

static bool
is_home(const struct lci_landuse_scheme *scheme, const char *code)
{
    const struct lci_landuse_code *entry = lci_landuse_find(scheme, code);

    return entry && entry->home;
}

static int
compare_texts(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void
begin_tally(struct tally *tally, const char *code)
{
    *tally = (struct tally){.code = code};
    fold(code, tally->shown);
    if (!tally->shown[0])
        memcpy(tally->shown, "?", 2); /* no code is that long */
}

static enum lci_status
count_codes(struct work *work, struct lci_error *err)
{
    const size_t count = work->inputs->count;
    const char **sorted = lci_new_array(const char *, count);
    size_t used = 0;

    work->tallies = lci_new_array(struct tally, count);
    work->readings = lci_new_array(struct reading, work->inputs->scheme_count);
    if (!sorted || !work->tallies || !work->readings) {
        lci_free(sorted);
        return lci_fail_nomem(err, "land use");
    }
    for (size_t i = 0; i < count; i++)
        if (work->inputs->codes[i])
            sorted[used++] = work->inputs->codes[i];
    if (used > 0)
        qsort(sorted, used, sizeof(*sorted), compare_texts);
    for (size_t i = 0; i < used; i++) {
        if (work->tally_count == 0 || strcmp(work->tallies[work->tally_count - 1].code, sorted[i]) != 0)
            begin_tally(&work->tallies[work->tally_count++], sorted[i]);
        work->tallies[work->tally_count - 1].count++;
    }
    lci_free(sorted);
    return LCI_OK;
}

/* "0701 城镇住宅用地 (12)", the first few. */
static void
list_code(char text[LIST_MAX], size_t number, const struct tally *tally, const struct lci_landuse_code *entry)
{
    const size_t used = strlen(text);
    bool is_cut = false;

    if (number == LISTED_MOST)
        (void)snprintf(text + used, LIST_MAX - used, ", ...");
    else if (number < LISTED_MOST)
        (void)snprintf(text + used, LIST_MAX - used, "%s%s%s%s (%zu)", number > 0 ? ", " : "", tally->shown,
                       entry->zh ? " " : "", entry->zh ? entry->zh : "", tally->count);
    text[lci_utf8_valid(text, strlen(text), &is_cut)] = '\0'; /* whole characters only */
}

static void
read_by(const struct work *work, size_t scheme)
{
    struct reading *reading = &work->readings[scheme];
    size_t homes = 0;
    size_t marks = 0;

    for (size_t i = 0; i < work->tally_count; i++) {
        const struct tally *tally = &work->tallies[i];
        const struct lci_landuse_code *entry = lci_landuse_find(&work->inputs->schemes[scheme], tally->code);

        reading->known_count += entry ? tally->count : 0;
        if (entry && entry->home) {
            list_code(reading->homes, homes++, tally, entry);
            reading->home_count += tally->count;
        }
        if (entry && entry->mark) {
            list_code(reading->marks, marks++, tally, entry);
            reading->mark_count += tally->count;
        }
    }
}

/* The first code that one scheme takes for a home and the other does not; NULL: they agree. */
static const struct tally *
difference(const struct work *work, size_t a, size_t b)
{
    const struct lci_landuse_scheme *schemes = work->inputs->schemes;

    for (size_t i = 0; i < work->tally_count; i++)
        if (is_home(&schemes[a], work->tallies[i].code) != is_home(&schemes[b], work->tallies[i].code))
            return &work->tallies[i];
    return NULL;
}

static const char *
meaning(const struct lci_landuse_scheme *scheme, const char *code)
{
    const struct lci_landuse_code *entry = lci_landuse_find(scheme, code);

    return entry && entry->zh ? entry->zh : "not in it";
}

/* Two readings, neither of which is sure. */
static enum lci_status
fail_unclear(const struct work *work, size_t a, size_t b, const struct tally *code, struct lci_error *err)
{
    const struct lci_landuse_inputs *inputs = work->inputs;
    const struct lci_landuse_scheme *one = &inputs->schemes[a];
    const struct lci_landuse_scheme *other = &inputs->schemes[b];

    return lci_fail(err, LCI_E_DATA,
                    "land-use field \"%s\": code %s (%zu features) means two things, and no code tells which: by %s it is %s, "
                    "and %zu of %zu features are homes; by %s it is %s, and %zu are; say which with landuse: {scheme: %s} or "
                    "{scheme: %s}",
                    inputs->field, code->shown, code->count, one->id, meaning(one, code->code), work->readings[a].home_count,
                    inputs->count, other->id, meaning(other, code->code), work->readings[b].home_count, one->id, other->id);
}

/* Codes of two schemes in one layer. */
static enum lci_status
fail_mixed(const struct work *work, size_t a, size_t b, struct lci_error *err)
{
    const struct lci_landuse_inputs *inputs = work->inputs;

    return lci_fail(err, LCI_E_DATA,
                    "land-use field \"%s\" has codes of %s, such as %s, and of %s, such as %s: by the one %zu of %zu "
                    "features are homes, by the other %zu; expected one scheme in a source (select: parts a layer, landuse: "
                    "{scheme: ...} says what each part follows)",
                    inputs->field, inputs->schemes[a].id, work->readings[a].marks, inputs->schemes[b].id,
                    work->readings[b].marks, work->readings[a].home_count, inputs->count, work->readings[b].home_count);
}

/* The configuration names a scheme, and the codes say another. */
static enum lci_status
fail_contradicted(const struct work *work, size_t asked, size_t marked, struct lci_error *err)
{
    const struct lci_landuse_inputs *inputs = work->inputs;
    const struct tally *code = difference(work, asked, marked);

    return lci_fail(err, LCI_E_DATA,
                    "land-use field \"%s\" is to be read by %s, but has codes that only %s has, such as %s; by %s %zu of %zu "
                    "features would be homes, by %s %zu%s%s%s%s%s%s%s; expected landuse: {scheme: %s}",
                    inputs->field, inputs->schemes[asked].id, inputs->schemes[marked].id, work->readings[marked].marks,
                    inputs->schemes[asked].id, work->readings[asked].home_count, inputs->count, inputs->schemes[marked].id,
                    work->readings[marked].home_count, code ? " (" : "", code ? code->shown : "", code ? " is " : "",
                    code ? meaning(&inputs->schemes[asked], code->code) : "", code ? " by the one, " : "",
                    code ? meaning(&inputs->schemes[marked], code->code) : "", code ? " by the other)" : "",
                    inputs->schemes[marked].id);
}

static enum lci_status
choose_asked(const struct work *work, size_t *chosen, struct lci_error *err)
{
    const struct lci_landuse_inputs *inputs = work->inputs;

    *chosen = 0;
    while (*chosen + 1 < inputs->scheme_count && strcmp(inputs->schemes[*chosen].id, inputs->asked) != 0)
        (*chosen)++;
    for (size_t i = 0; i < inputs->scheme_count; i++)
        if (i != *chosen && work->readings[i].mark_count > 0)
            return work->readings[*chosen].mark_count > 0 ? fail_mixed(work, *chosen, i, err)
                                                          : fail_contradicted(work, *chosen, i, err);
    return LCI_OK;
}

/* By the marks; without any, every scheme that knows some of the codes must find the same homes. */
static enum lci_status
choose_found(const struct work *work, size_t *chosen, const char **why, struct lci_error *err)
{
    const struct lci_landuse_inputs *inputs = work->inputs;
    size_t marked = inputs->scheme_count;

    *chosen = inputs->scheme_count;
    *why = "found out by codes that no other scheme has";
    for (size_t i = 0; i < inputs->scheme_count; i++) {
        if (work->readings[i].mark_count > 0 && marked < inputs->scheme_count)
            return fail_mixed(work, marked, i, err);
        if (work->readings[i].mark_count > 0)
            marked = *chosen = i;
    }
    if (marked < inputs->scheme_count)
        return LCI_OK;
    *why = "no code tells schemes apart, and by all of them the same features are homes";
    for (size_t i = 0; i < inputs->scheme_count; i++) {
        const struct tally *code = NULL;

        if (work->readings[i].known_count == 0)
            continue; /* it cannot be meant */
        if (*chosen == inputs->scheme_count)
            *chosen = i;
        code = difference(work, *chosen, i);
        if (code)
            return fail_unclear(work, *chosen, i, code, err);
    }
    return LCI_OK;
}

static enum lci_status
fail_without_homes(const struct work *work, struct lci_error *err)
{
    char codes[LISTED_MOST * (CODE_MAX + 2)] = "none";
    size_t used = 0;

    for (size_t i = 0; i < work->tally_count && i < LISTED_MOST; i++)
        used += (size_t)snprintf(codes + used, sizeof(codes) - used, "%s%s", i > 0 ? ", " : "", work->tallies[i].shown);
    return lci_fail(err, LCI_E_DATA, "land-use field \"%s\": no residential code among %zu features; codes found: %s",
                    work->inputs->field, work->inputs->count, codes);
}

static enum lci_status
mark_homes(const struct work *work, size_t chosen, struct lci_arena *arena, struct lci_landuse_choice *out,
           struct lci_error *err)
{
    const struct lci_landuse_inputs *inputs = work->inputs;
    const char *homes = work->readings[chosen].homes;

    out->scheme = &inputs->schemes[chosen];
    out->is_home = lci_arena_alloc(arena, inputs->count, sizeof(*out->is_home));
    out->found = lci_arena_text(arena, homes, strlen(homes));
    if (!out->is_home || !out->found)
        return lci_fail_nomem(err, "land use");
    for (size_t i = 0; i < inputs->count; i++) {
        out->is_home[i] = inputs->codes[i] && is_home(out->scheme, inputs->codes[i]);
        out->home_count += out->is_home[i];
        out->without_code += !inputs->codes[i];
    }
    return LCI_OK;
}

enum lci_status
lci_landuse_choose(const struct lci_landuse_inputs *inputs, struct lci_arena *arena, struct lci_landuse_choice *out,
                   struct lci_error *err)
{
    struct work work = {.inputs = inputs};
    size_t chosen = 0;
    enum lci_status status = count_codes(&work, err);

    *out = (struct lci_landuse_choice){.why = "as the configuration says"};
    for (size_t i = 0; i < inputs->scheme_count && !status; i++)
        read_by(&work, i);
    if (!status && inputs->asked)
        status = choose_asked(&work, &chosen, err);
    else if (!status)
        status = choose_found(&work, &chosen, &out->why, err);
    if (!status && (chosen == inputs->scheme_count || work.readings[chosen].home_count == 0))
        status = fail_without_homes(&work, err);
    if (!status)
        status = mark_homes(&work, chosen, arena, out, err);
    lci_free(work.tallies);
    lci_free(work.readings);
    return status;
}
