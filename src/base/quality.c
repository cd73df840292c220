/* quality.c - collects and orders the rows of the table `quality`. */
#include "base/quality.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD in UTF-8 */

/* Copies *text into the arena as valid UTF-8 and points *text to the copy. */
static bool
copy_text(struct lci_arena *arena, const char **text)
{
    const char *from = *text ? *text : "";
    char *copy = NULL;
    size_t length = 0;

    for (const char *at = from; *at != '\0';) {
        const size_t step = lci_utf8_length(at);

        length += step > 0 ? step : strlen(REPLACEMENT);
        at += step > 0 ? step : 1;
    }
    copy = lci_arena_alloc(arena, length + 1, 1);
    if (!copy)
        return false;
    *text = copy;
    while (*from != '\0') {
        const size_t step = lci_utf8_length(from);
        const size_t written = step > 0 ? step : strlen(REPLACEMENT);

        memcpy(copy, step > 0 ? from : REPLACEMENT, written);
        copy += written;
        from += step > 0 ? step : 1;
    }
    return true;
}

bool
lci_quality_add(struct lci_quality *quality, const struct lci_quality_row *row)
{
    struct lci_quality_row copy = *row;
    const char **const texts[] = {&copy.profile,    &copy.stage,      &copy.code,  &copy.source,
                                  &copy.layer,      &copy.layer_name, &copy.feature_id,
                                  &copy.field,      &copy.found,      &copy.done};

    if (!lci_grow(&quality->rows, quality->count, &quality->capacity))
        return false;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (!copy_text(&quality->texts, texts[i]))
            return false;
    quality->rows[quality->count++] = copy;
    if (copy.severity == LCI_SEVERITY_ERROR)
        quality->error_count++;
    else if (copy.severity == LCI_SEVERITY_WARNING)
        quality->warning_count++;
    return true;
}

/* Place of a stage in the order of a run; stages that are not known come last. */
static int
stage_rank(const char *stage)
{
    static const char *const stages[] = {"read", "network", "join", "coverage", "indicators"};
    const int count = (int)(sizeof(stages) / sizeof(stages[0]));

    for (int i = 0; i < count; i++)
        if (strcmp(stage, stages[i]) == 0)
            return i;
    return count;
}

static int
compare_numbers(double a, double b)
{
    return (a > b) - (a < b);
}

/* A total order of what a row says, so that the table does not depend on the order of work. */
int
lci_quality_compare(const struct lci_quality_row *a, const struct lci_quality_row *b)
{
    const char *const pairs[][2] = {
        {a->stage, b->stage},           {a->layer, b->layer},           {a->source, b->source},
        {a->layer_name, b->layer_name}, {a->feature_id, b->feature_id}, {a->code, b->code},
        {a->field, b->field},           {a->found, b->found},           {a->done, b->done},
        {a->profile, b->profile},
    };
    int order = stage_rank(a->stage) - stage_rank(b->stage);

    for (size_t i = 0; order == 0 && i < sizeof(pairs) / sizeof(pairs[0]); i++)
        order = strcmp(pairs[i][0], pairs[i][1]);
    if (order == 0)
        order = (int)a->severity - (int)b->severity;
    if (order == 0)
        order = (int)a->has_place - (int)b->has_place;
    if (order == 0)
        order = compare_numbers(a->x_m, b->x_m);
    if (order == 0)
        order = compare_numbers(a->y_m, b->y_m);
    return order;
}

static int
compare_rows(const void *left, const void *right)
{
    return lci_quality_compare(left, right);
}

void
lci_quality_sort(struct lci_quality *quality)
{
    if (quality->count > 1)
        qsort(quality->rows, quality->count, sizeof(*quality->rows), compare_rows);
}

void
lci_quality_fini(struct lci_quality *quality)
{
    lci_free(quality->rows);
    lci_arena_fini(&quality->texts);
    *quality = (struct lci_quality){0};
}
