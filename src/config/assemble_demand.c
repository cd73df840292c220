/* assemble_demand.c - how the people of homes are found where homes do not say it. */
#include <stdio.h>
#include <string.h>

#include "config/assemble_internal.h"
#include "config/keys.h"
#include "config/reader_internal.h"
#include "config/suggest.h"

enum { MOST_WORDS = 64 };

/* How far from its street a demand point is suspected to have one that is missing. */
static const double JOINED_WITHIN_M = 100.0;

/* Households of a dwelling: all are lived in by one, for want of a figure of vacancies. */
static const double DWELLING_HOUSEHOLDS = 1.0;

/* m2 of residential floor a household: urban China, 2020 (中国人口普查年鉴-2020: 92.17 m2 a household, 36.52 m2 a person). */
static const double FLOOR_AREA_PER_HOUSEHOLD_M2 = 92.17;

static bool
names_role(const struct lci_sources *sources, const char *role)
{
    for (size_t s = 0; s < sources->count; s++)
        for (size_t i = 0; i < sources->items[s].field_count; i++)
            if (strcmp(sources->items[s].fields[i].role, role) == 0)
                return true;
    return false;
}

static bool
has_text(const struct lci_texts *texts, const char *text)
{
    for (size_t i = 0; i < texts->count; i++)
        if (strcmp(texts->items[i], text) == 0)
            return true;
    return false;
}

bool
lci_speaks_of_dwellings(const struct lci_config *config)
{
    return (names_role(&config->homes, "dwellings") && !has_text(&config->weights, "dwellings")) ||
           (names_role(&config->homes, "floor_area_m2") && !has_text(&config->weights, "floor_area_m2")) ||
           names_role(&config->buildings, "dwellings");
}

/* Households are estimated once the configuration speaks of what they are estimated from. */
static void
assemble_households(struct lci_assembler *assembler)
{
    struct lci_config *config = assembler->config;
    struct lci_parameters *parameters = &config->parameters;

    config->estimate_households = parameters->dwelling_households > 0.0 || parameters->floor_area_per_household_m2 > 0.0 ||
                                  lci_speaks_of_dwellings(config);
    if (parameters->dwelling_households <= 0.0)
        parameters->dwelling_households = DWELLING_HOUSEHOLDS;
    if (parameters->floor_area_per_household_m2 <= 0.0)
        parameters->floor_area_per_household_m2 = FLOOR_AREA_PER_HOUSEHOLD_M2;
}

/* The weight must be one of homes, and be spread once. */
static void
check_weight(struct lci_assembler *assembler, size_t index)
{
    const struct lci_draft_spread *spread = &assembler->draft->spreads[index];
    const struct lci_texts *own = &assembler->draft->weights;
    const char *words[MOST_WORDS];
    const char *meant = NULL;
    char key[LCI_KEY_PATH_SIZE];
    size_t count = 0;

    (void)snprintf(key, sizeof(key), "spread[%zu].weight", index + 1);
    for (size_t i = 0; i < index && spread->weight; i++)
        if (assembler->draft->spreads[i].weight && strcmp(assembler->draft->spreads[i].weight, spread->weight) == 0) {
            lci_reader_fault(assembler->reader, &spread->spot, key, "\"%s\" is here twice", spread->weight);
            return;
        }
    while (lci_known_weight_words[count]) {
        words[count] = lci_known_weight_words[count];
        count++;
    }
    for (size_t i = 0; i < own->count && count < MOST_WORDS; i++)
        words[count++] = own->items[i];
    for (size_t i = 0; i < count && spread->weight; i++)
        if (strcmp(words[i], spread->weight) == 0)
            return;
    if (!spread->weight)
        return; /* missing, or no id: told already */
    meant = lci_suggest(spread->weight, words, count);
    lci_reader_fault(assembler->reader, &spread->spot, key,
                     "expected a weight such as population, or one listed under weights, found \"%s\"%s%s%s", spread->weight,
                     meant ? "; did you mean \"" : "", meant ? meant : "", meant ? "\"?" : "");
}

/* Asks the source for the field of one more role. */
static void
add_field(struct lci_assembler *assembler, struct lci_source *source, const char *role, const char *name)
{
    struct lci_field *fields = lci_reader_alloc(assembler->reader, source->field_count + 1, sizeof(*fields));

    if (!fields)
        return;
    if (source->field_count > 0)
        memcpy(fields, source->fields, source->field_count * sizeof(*fields));
    fields[source->field_count++] = (struct lci_field){.role = role, .name = name};
    source->fields = fields;
}

/* Asks every source that may hold units of the level for the field; answers whether there is any. */
static bool
ask_sources(struct lci_assembler *assembler, const struct lci_draft_spread *spread, const char *role)
{
    struct lci_sources *units = &assembler->config->units;
    bool asked = false;

    for (size_t s = 0; s < units->count; s++) {
        struct lci_source *source = &units->items[s];

        if (source->level && strcmp(source->level, spread->level) != 0)
            continue;
        if (spread->field)
            add_field(assembler, source, role, spread->field);
        asked = true;
    }
    return asked;
}

static void
assemble_spread(struct lci_assembler *assembler, size_t index)
{
    const struct lci_draft_spread *from = &assembler->draft->spreads[index];
    struct lci_spread *to = &assembler->config->spreads[index];
    char role[sizeof(LCI_SPREAD_ROLE) + 24];
    char key[LCI_KEY_PATH_SIZE];

    check_weight(assembler, index);
    (void)snprintf(key, sizeof(key), "spread[%zu]", index + 1);
    if (!from->field == !from->figures)
        lci_reader_fault(assembler->reader, &from->spot, key,
                         "expected field (of the units) or figures (of a table), found %s", from->field ? "both" : "neither");
    else if (from->figures && assembler->config->figures.count == 0)
        lci_reader_fault(assembler->reader, &from->spot, key, "figures: \"%s\" needs a table under figures", from->figures);
    if (!from->weight || !from->level || !from->field == !from->figures)
        return; /* told already */
    (void)snprintf(role, sizeof(role), "%s%zu", LCI_SPREAD_ROLE, index + 1);
    *to = (struct lci_spread){
        .weight = from->weight,
        .level = from->level,
        .role = lci_arena_text(assembler->reader->arena, role, strlen(role)),
        .figures = from->figures,
        .by = (enum lci_spread_by)from->by,
    };
    if (!to->role) {
        assembler->reader->out_of_memory = true;
        return;
    }
    if (!ask_sources(assembler, from, to->role)) {
        (void)snprintf(key, sizeof(key), "spread[%zu].level", index + 1);
        lci_reader_fault(assembler->reader, &from->spot, key, "expected a level of a source of units, found \"%s\"",
                         from->level);
    }
}

/* Id of the scheme that a text names; NULL with a fault. */
static const char *
find_scheme(struct lci_assembler *assembler, const struct lci_noted *noted, size_t index)
{
    const struct lci_config *config = assembler->config;
    char key[LCI_KEY_PATH_SIZE];
    char list[256] = "";
    size_t used = 0;

    for (size_t i = 0; i < config->landuse_scheme_count; i++) {
        const struct lci_landuse_scheme *scheme = &config->landuse_schemes[i];

        if (strcmp(scheme->id, noted->text) == 0 || has_text(&scheme->aliases, noted->text))
            return scheme->id;
        if (used < sizeof(list))
            used += (size_t)snprintf(list + used, sizeof(list) - used, ", %s", scheme->id);
    }
    (void)snprintf(key, sizeof(key), "homes[%zu].landuse.scheme", index + 1);
    lci_reader_fault(assembler->reader, &noted->spot, key, "expected auto%s, found \"%s\"", list, noted->text);
    return NULL;
}

static void
assemble_landuse(struct lci_assembler *assembler, size_t index)
{
    const struct lci_draft_landuse *from = &assembler->draft->homes.items[index].landuse;
    struct lci_source *to = &assembler->config->homes.items[index];

    if (!from->field)
        return; /* not given, or told already */
    to->landuse_field = from->field;
    if (from->scheme.text && strcmp(from->scheme.text, "auto") != 0)
        to->landuse_scheme = find_scheme(assembler, &from->scheme, index);
    add_field(assembler, to, "landuse", from->field);
}

/* Shares without what may be missing from the network are made once the configuration says how near is near. */
static void
assemble_joined(struct lci_assembler *assembler)
{
    struct lci_config *config = assembler->config;

    config->joined_shares = config->parameters.joined_within_m > 0.0;
    if (!config->joined_shares)
        config->parameters.joined_within_m = JOINED_WITHIN_M;
}

void
lci_assemble_demand(struct lci_assembler *assembler)
{
    const size_t count = assembler->draft->spread_count;
    struct lci_config *config = assembler->config;

    assemble_households(assembler);
    assemble_joined(assembler);
    for (size_t i = 0; i < config->homes.count && !assembler->reader->out_of_memory; i++)
        assemble_landuse(assembler, i);
    if (count == 0)
        return;
    config->spreads = lci_reader_alloc(assembler->reader, count, sizeof(*config->spreads));
    if (!config->spreads)
        return;
    config->spread_count = count;
    for (size_t i = 0; i < count && !assembler->reader->out_of_memory; i++)
        assemble_spread(assembler, i);
}
