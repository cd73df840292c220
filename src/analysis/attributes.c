/* attributes.c - further attributes of facilities and units: found by name, compared, passed on by repeats. */
#include "analysis/attributes.h"

#include <stdio.h>
#include <string.h>

#include "analysis/remark.h"
#include "base/order.h"

static int
order_by_name(const void *items, size_t i, const void *key)
{
    const char *const *names = items;

    return strcmp(names[i], key);
}

uint32_t
lci_attribute_index(const char *const *names, size_t count, const char *name)
{
    const struct lci_run run = lci_run_of(names, count, name, order_by_name);

    return run.count > 0 ? (uint32_t)run.first : LCI_NONE;
}

static const char *
text_of(const char *const *names, size_t count, const char *const *texts, const char *name)
{
    const uint32_t index = texts ? lci_attribute_index(names, count, name) : LCI_NONE;

    return index == LCI_NONE ? NULL : texts[index];
}

const char *
lci_facility_attribute(const struct lci_facilities *facilities, size_t facility, const char *name)
{
    return text_of(facilities->attribute_names, facilities->attribute_count, facilities->items[facility].attributes, name);
}

const char *
lci_unit_attribute(const struct lci_units *units, size_t unit, const char *name)
{
    return text_of(units->attribute_names, units->attribute_count, units->items[unit].attributes, name);
}

int
lci_attributes_compare(const char *const *left, const char *const *right, size_t count)
{
    for (size_t i = 0; left && right && i < count; i++) {
        const char *a = left[i] ? left[i] : "";
        const char *b = right[i] ? right[i] : "";
        const int order = strcmp(a, b);

        if (order != 0)
            return order;
    }
    return (left != NULL) - (right != NULL);
}

/* What a text says about whether the facility counts. */
static enum lci_attribute_verdict
verdict_of(const struct lci_facilities *facilities, const char *name, const char *text)
{
    const struct lci_attribute_judge *judge = facilities->judge;

    return judge && text ? judge->judge(judge->user, name, text) : LCI_ATTRIBUTE_SAYS_NOTHING;
}

/* texts: of the row that stays, and of its repeat; the one that counts is `taken`. */
static enum lci_status
report_difference(const struct lci_facilities *facilities, size_t kept, const char *name, const char *const texts[2],
                  const char *taken, struct lci_quality *quality, struct lci_error *err)
{
    const struct lci_facility *facility = &facilities->items[kept];
    char found[256];
    char done[160];
    const struct lci_quality_row row = {
        .severity = verdict_of(facilities, name, texts[0]) == verdict_of(facilities, name, texts[1]) ? LCI_SEVERITY_WARNING
                                                                                                     : LCI_SEVERITY_ERROR,
        .stage = "read",
        .code = "duplicate_differs",
        .layer = "facilities",
        .feature_id = facility->id,
        .field = name,
        .found = found,
        .done = done,
        .has_place = true,
        .x_m = facility->x_m,
        .y_m = facility->y_m,
    };

    (void)snprintf(found, sizeof(found), "\"%.80s\", and \"%.80s\" where it is handed in again", texts[0] ? texts[0] : "",
                   texts[1]);
    (void)snprintf(done, sizeof(done), "\"%.80s\" counts", taken);
    return lci_remark(quality, &facility->origin, &row, err);
}

/* Of two texts the first that there is, unless by it the facility does not count and by the other one it does. */
static const char *
taken_of(const struct lci_facilities *facilities, const char *name, const char *const texts[2])
{
    if (!texts[0])
        return texts[1];
    return verdict_of(facilities, name, texts[0]) == LCI_ATTRIBUTE_AGAINST &&
                   verdict_of(facilities, name, texts[1]) == LCI_ATTRIBUTE_FOR
               ? texts[1] : texts[0];
}

enum lci_status
lci_facility_take_attributes(struct lci_facilities *facilities, size_t kept, size_t dropped, struct lci_quality *quality,
                             struct lci_error *err)
{
    const size_t count = facilities->attribute_count;
    const char *const *own = facilities->items[kept].attributes;
    const char *const *others = facilities->items[dropped].attributes;
    const char **merged = NULL;
    enum lci_status status = LCI_OK;

    if (count == 0 || !others)
        return LCI_OK;
    merged = lci_arena_alloc(&facilities->texts, count, sizeof(*merged));
    if (!merged)
        return lci_fail_nomem(err, "facilities");
    for (size_t i = 0; i < count && !status; i++) {
        const char *const name = facilities->attribute_names[i];
        const char *const texts[2] = {own ? own[i] : NULL, others[i]};

        merged[i] = taken_of(facilities, name, texts);
        if (texts[1] && (texts[0] ? strcmp(texts[0], texts[1]) != 0
                                  : verdict_of(facilities, name, texts[1]) == LCI_ATTRIBUTE_AGAINST))
            status = report_difference(facilities, kept, name, texts, merged[i], quality, err);
    }
    facilities->items[kept].attributes = merged;
    return status;
}
