/* assemble_tiers.c - "1 + N", and which facilities have what. */
#include <stdio.h>
#include <string.h>

#include "config/assemble_internal.h"
#include "config/number.h"
#include "config/reader_internal.h"

/* One limit in metres; 0: none is given. */
static double
take_limit(struct lci_assembler *assembler, const struct lci_draft_limits *limits, const char *key)
{
    double *items = NULL;
    size_t count = 0;

    lci_assemble_limits(assembler, limits, key, &items, &count);
    if (count > 1)
        lci_reader_fault(assembler->reader, &limits->spot, key, "expected one limit, found %zu", count);
    return count > 0 ? items[0] : 0.0;
}

/* Names the limits that there are, and how to have the one that is wanted. */
static void
refuse_limit(struct lci_assembler *assembler, const struct lci_spot *spot, const char *key, const char *id, double limit_m,
             const double *items, size_t count)
{
    char wanted[LCI_NUMBER_TEXT_SIZE];
    char list[256] = "";
    size_t used = 0;

    lci_number_write(limit_m, wanted);
    for (size_t i = 0; i < count && used < sizeof(list); i++) {
        char each[LCI_NUMBER_TEXT_SIZE];

        lci_number_write(items[i], each);
        used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", i > 0 ? ", " : "", each);
    }
    lci_reader_fault(assembler->reader, spot, key,
                     "expected one of the limits of %s, %s metres, found %s metres; another is given by categories: "
                     "[{id: %s, limits: {meters: [%s, %s]}}]",
                     id, list, wanted, id, list, wanted);
}

/* A limit must be one that its category has: people are counted within those. */
static void
check_limit(struct lci_assembler *assembler, const struct lci_draft_limits *limits, const char *key, const char *id, double limit_m)
{
    const struct lci_config *config = assembler->config;
    const double *items = config->limits_m;
    size_t count = config->limit_count;

    for (size_t c = 0; c < config->category_count; c++)
        if (strcmp(config->categories[c].id, id) == 0 && config->categories[c].limit_count > 0) {
            items = config->categories[c].limits_m;
            count = config->categories[c].limit_count;
        }
    for (size_t i = 0; i < count; i++)
        if (!(items[i] < limit_m) && !(items[i] > limit_m))
            return;
    if (limit_m > 0.0)
        refuse_limit(assembler, &limits->spot, key, id, limit_m, items, count);
}

static void
take_tier(struct lci_assembler *assembler, const struct lci_draft_tier *from)
{
    struct lci_config *config = assembler->config;
    struct lci_tier *to = &config->tiers[config->tier_count];
    char key[LCI_KEY_PATH_SIZE];

    if (!from->id || !from->one || !from->many || lci_is_about_lost_category(assembler, &from->spot, from->one) ||
        lci_is_about_lost_category(assembler, &from->spot, from->many))
        return;
    config->tier_count++;
    *to = (struct lci_tier){.id = from->id, .one = from->one, .many = from->many, .weights = from->weights};
    (void)snprintf(key, sizeof(key), "two_tier[%u]", from->spot.item);
    if (strcmp(from->one, from->many) == 0)
        lci_reader_fault(assembler->reader, &from->spot, key, "expected two categories, found \"%s\" twice", from->one);
    for (int i = 0; i < 2; i++)
        if (!lci_is_category(config, i == 0 ? from->one : from->many))
            lci_assemble_refuse_category(assembler, &from->spot, key, i == 0 ? from->one : from->many);
    to->one_limit_m = take_limit(assembler, &from->one_limit, key);
    to->many_limit_m = take_limit(assembler, &from->many_limit, key);
    check_limit(assembler, &from->one_limit, key, from->one, to->one_limit_m);
    check_limit(assembler, &from->many_limit, key, from->many, to->many_limit_m);
}

void
lci_assemble_tiers(struct lci_assembler *assembler)
{
    const size_t count = assembler->draft->tier_count;
    struct lci_config *config = assembler->config;

    config->tier_count = 0;
    if (count == 0)
        return;
    config->tiers = lci_reader_alloc(assembler->reader, count, sizeof(*config->tiers));
    for (size_t i = 0; i < count && config->tiers; i++)
        take_tier(assembler, &assembler->draft->tiers[i]);
}

static void
take_has(struct lci_assembler *assembler, const struct lci_draft_has *from)
{
    struct lci_config *config = assembler->config;
    struct lci_has *to = &config->has[config->has_count];
    char key[LCI_KEY_PATH_SIZE];

    if (!from->category || lci_is_about_lost_category(assembler, &from->spot, from->category) ||
        (from->with && lci_is_about_lost_category(assembler, &from->spot, from->with)))
        return;
    config->has_count++;
    *to = (struct lci_has){.category = from->category, .attribute = from->attribute, .with = from->with};
    (void)snprintf(key, sizeof(key), "facility_has[%u]", from->spot.item);
    if (!from->attribute && !from->with)
        lci_reader_fault(assembler->reader, &from->spot, key, "expected attribute, or with and within_m, or all of them");
    if (from->with && from->within_m.count != 1)
        lci_reader_fault(assembler->reader, &from->spot, key, "expected one distance within_m beside with, found %zu",
                         from->within_m.count);
    if (!from->with && from->within_m.count > 0)
        lci_reader_fault(assembler->reader, &from->spot, key, "expected with beside within_m, found none");
    if (!lci_is_category(config, from->category))
        lci_assemble_refuse_category(assembler, &from->spot, key, from->category);
    if (from->with && !lci_is_category(config, from->with))
        lci_assemble_refuse_category(assembler, &from->spot, key, from->with);
    if (from->attribute && !lci_assemble_has_attribute(assembler, from->attribute) && from->spot.file->is_standard)
        config->has_count--; /* a standard may ask what nobody hands in */
    else if (from->attribute && !lci_assemble_has_attribute(assembler, from->attribute))
        lci_reader_fault(assembler->reader, &from->spot, key, "no source of facilities has the attribute %s", from->attribute);
    if (from->within_m.count > 0)
        to->within_m = from->within_m.items[0];
}

void
lci_assemble_has(struct lci_assembler *assembler)
{
    const size_t count = assembler->draft->has_count;
    struct lci_config *config = assembler->config;

    if (count == 0)
        return;
    config->has = lci_reader_alloc(assembler->reader, count, sizeof(*config->has));
    for (size_t i = 0; i < count && config->has; i++)
        take_has(assembler, &assembler->draft->has[i]);
}
