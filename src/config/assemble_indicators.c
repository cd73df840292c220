/* assemble_indicators.c - indicators: the standard's, with what the configuration says of them, and its own. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "config/assemble_internal.h"
#include "config/keys.h"
#include "config/reader_internal.h"

enum { LIST_SIZE = 512 };

/* An indicator that is being judged, and its key for messages: "indicators[3]". */
struct judged {
    struct lci_assembler *assembler;
    const struct lci_draft_indicator *from;
    char key[64];
};

/* Area kinds are never added up: floor, usable and site area measure different things. */
static const char *const area_kinds[] = {"floor_area_m2", "usable_area_m2", "site_area_m2"};

static void refuse(const struct judged *judged, const struct lci_spot *spot, const char *member, const char *format, ...)
    LCI_PRINTF(4, 5);

static void
refuse(const struct judged *judged, const struct lci_spot *spot, const char *member, const char *format, ...)
{
    char key[LCI_KEY_PATH_SIZE];
    char text[LIST_SIZE];
    va_list args;

    (void)snprintf(key, sizeof(key), "%s%s", judged->key, member);
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    lci_reader_fault(judged->assembler->reader, spot, key, "%s", text);
}

static int
find_word(const struct judged *judged, const struct lci_noted *noted, const char *member, const char *const *words)
{
    char key[LCI_KEY_PATH_SIZE];

    (void)snprintf(key, sizeof(key), "%s%s", judged->key, member);
    return lci_assemble_word(judged->assembler, noted, key, words);
}

static void
check_category(const struct judged *judged, const struct lci_spot *spot, const char *member, const char *id)
{
    char key[LCI_KEY_PATH_SIZE];

    (void)snprintf(key, sizeof(key), "%s%s", judged->key, member);
    lci_assemble_category(judged->assembler, spot, key, id);
}

static void
check_weight(const struct judged *judged, const struct lci_noted *noted, const char *member)
{
    char key[LCI_KEY_PATH_SIZE];

    (void)snprintf(key, sizeof(key), "%s%s", judged->key, member);
    lci_assemble_weight(judged->assembler, noted, key);
}

static void
check_set(const struct judged *judged)
{
    char key[LCI_KEY_PATH_SIZE];

    (void)snprintf(key, sizeof(key), "%s.set", judged->key);
    lci_assemble_set(judged->assembler, &judged->from->set, key);
}

/* Ids that later become parts of names and columns. */
static const char *
take_id(const struct judged *judged, const struct lci_noted *noted, const char *member)
{
    if (noted->text && !lci_is_id(noted->text)) {
        refuse(judged, &noted->spot, member, "expected " LCI_ID_WORDS ", found \"%.60s\"", noted->text);
        return NULL;
    }
    return noted->text;
}

static bool
is_area(const char *attribute)
{
    const size_t length = attribute ? strlen(attribute) : 0;

    return length > 3 && strcmp(attribute + length - 3, "_m2") == 0;
}

static void
take_quantity(const struct judged *judged, const struct lci_draft_quantity *from, const char *member, struct lci_quantity *to)
{
    const int given = (from->facilities.count > 0) + (from->units.text != NULL) + (from->homes.text != NULL) +
                      (from->figures.text != NULL);

    *to = (struct lci_quantity){
        .facilities = from->facilities,
        .units = take_id(judged, &from->units, member),
        .homes = from->homes.text,
        .figures = take_id(judged, &from->figures, member),
        .attribute = take_id(judged, &from->attribute, member),
        .where = from->where,
        .where_count = from->where_count,
        .once_per_site = from->sites == 1 || (from->sites == 0 && is_area(from->attribute.text)),
    };
    if (given != 1)
        refuse(judged, &from->spot, member, "expected one of facilities, units, homes and figures, found %s",
               given == 0 ? "none" : "several");
    for (size_t i = 0; i < from->facilities.count; i++)
        check_category(judged, &from->spot, member, from->facilities.items[i]);
    if (from->homes.text)
        check_weight(judged, &from->homes, member);
    if (from->attribute.text && !from->facilities.count && !from->units.text)
        refuse(judged, &from->attribute.spot, member, "only facilities and units have attributes");
    if (from->where_count > 0 && !from->facilities.count && !from->units.text)
        refuse(judged, &from->spot, member, "expected \"where\" with facilities or units only");
    if (from->sites != 0 && !from->facilities.count)
        refuse(judged, &from->spot, member, "expected \"sites\" with facilities only");
}

/* An indicator names one kind of area: sums over several are refused. */
static void
check_area_kinds(const struct judged *judged, const struct lci_draft_quantities *from, const char *member)
{
    const char *first = NULL;

    for (size_t i = 0; i < from->count; i++) {
        const struct lci_noted *attribute = &from->items[i].attribute;

        for (size_t k = 0; attribute->text && k < sizeof(area_kinds) / sizeof(area_kinds[0]); k++) {
            if (strcmp(attribute->text, area_kinds[k]) != 0)
                continue;
            if (first && strcmp(first, attribute->text) != 0)
                refuse(judged, &attribute->spot, member, "%s and %s are never added up: an indicator names one kind of area",
                       first, attribute->text);
            first = attribute->text;
        }
    }
}

static void
take_quantities(const struct judged *judged, const struct lci_draft_quantities *from, const char *name,
                struct lci_quantities *to)
{
    char member[64];

    if (from->count == 0)
        return;
    to->items = lci_reader_alloc(judged->assembler->reader, from->count, sizeof(*to->items));
    if (!to->items)
        return;
    to->count = from->count;
    for (size_t i = 0; i < from->count; i++) {
        if (from->count > 1)
            (void)snprintf(member, sizeof(member), ".%s[%zu]", name, i + 1);
        else
            (void)snprintf(member, sizeof(member), ".%s", name);
        take_quantity(judged, &from->items[i], member, &to->items[i]);
    }
    (void)snprintf(member, sizeof(member), ".%s", name);
    check_area_kinds(judged, from, member);
}

/* One number, where a list of numbers was read so that none can be told from 0. */
static double
take_number(const struct judged *judged, const struct lci_draft_numbers *numbers, const char *member, double otherwise)
{
    if (numbers->count > 1)
        refuse(judged, &judged->from->spot, member, "expected one number, found %zu", numbers->count);
    return numbers->count > 0 ? numbers->items[0] : otherwise;
}

/* What each definition needs so that just one row of the table coverage is meant. */
static void
check_definition(const struct judged *judged)
{
    static const struct {
        const char *definition;
        bool category, weight, counted_level, k, detail;
    } needs[] = {
        {"unit_has", true, false, true, false, false},      {"unit_reach", true, false, true, false, false},
        {"facility_has", true, false, false, false, true},  {"land_radius", true, false, false, false, false},
        {"land_network", true, false, false, false, false}, {"weight", true, true, false, false, false},
        {"weight_radius", true, true, false, false, false}, {"all_of", false, true, false, false, false},
        {"k_of_n", false, true, false, true, false},        {"weakest", false, true, false, false, false},
        {"two_tier", false, true, false, false, true},
    };
    const struct lci_draft_indicator *from = judged->from;

    for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
        const bool lacks[] = {needs[i].category && !from->category.text, needs[i].weight && !from->weight.text,
                              needs[i].counted_level && !from->counted_level.text, needs[i].k && from->k == 0,
                              needs[i].detail && !from->detail.text};
        static const char *const keys[] = {"category", "weight", "counted_level", "k", "detail"};

        if (strcmp(needs[i].definition, from->definition.text) != 0)
            continue;
        for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++)
            if (lacks[k])
                refuse(judged, &from->spot, "", "the key \"%s\" is missing, which definition %s needs", keys[k],
                       needs[i].definition);
    }
}

static void
take_coverage(const struct judged *judged, struct lci_indicator *to)
{
    const struct lci_draft_indicator *from = judged->from;

    to->coverage = (struct lci_coverage_choice){
        .definition = from->definition.text,
        .category = from->category.text,
        .set = from->set.text ? from->set.text : "all",
        .weight = from->weight.text,
        .counted_level = take_id(judged, &from->counted_level, ".counted_level"),
        .minutes = take_number(judged, &from->minutes, ".minutes", 0.0),
        .meters = take_number(judged, &from->meters, ".meters", 0.0),
        .k = from->k,
        .detail = from->detail.text,
    };
    if (!from->definition.text) {
        refuse(judged, &from->spot, "", "the key \"definition\" is missing, which names the coverage");
        return;
    }
    if (find_word(judged, &from->definition, ".definition", lci_definition_words) >= 0)
        check_definition(judged);
    if (from->category.text)
        check_category(judged, &from->category.spot, ".category", from->category.text);
    if (from->set.text)
        check_set(judged);
    if (from->weight.text)
        check_weight(judged, &from->weight, ".weight");
    if (from->minutes.count > 0 && from->meters.count > 0)
        refuse(judged, &from->spot, "", "expected minutes or meters, found both");
}

/* Households and people of the homes, unless the indicator names others. */
static void
take_usual_denominator(const struct judged *judged, struct lci_indicator *to)
{
    const char *weight = to->kind == LCI_INDICATOR_AREA_PER_100_HOUSEHOLDS ? "households"
                         : to->kind == LCI_INDICATOR_PER_10000_PEOPLE      ? "population"
                                                                           : NULL;

    if (!weight || to->denominator.count > 0)
        return;
    to->denominator.items = lci_reader_alloc(judged->assembler->reader, 1, sizeof(*to->denominator.items));
    if (to->denominator.items) {
        to->denominator.items[0] = (struct lci_quantity){.homes = weight};
        to->denominator.count = 1;
    }
}

/* What an indicator of each kind needs, and what it must not say. */
static void
check_kind(const struct judged *judged, const struct lci_indicator *to)
{
    const struct lci_draft_indicator *from = judged->from;
    const bool is_sum = to->kind != LCI_INDICATOR_COVERAGE && to->kind != LCI_INDICATOR_REPORTED;
    const char *kind = lci_indicator_kinds[to->kind];

    if (is_sum && from->numerator.count == 0)
        refuse(judged, &from->spot, "", "the key \"numerator\" is missing, which kind %s needs", kind);
    if (to->kind == LCI_INDICATOR_RATIO_OF_SUMS && from->denominator.count == 0)
        refuse(judged, &from->spot, "", "the key \"denominator\" is missing, which kind %s needs", kind);
    if ((to->kind == LCI_INDICATOR_COUNT || !is_sum) && from->denominator.count > 0)
        refuse(judged, &from->denominator.items[0].spot, ".denominator", "kind %s has none", kind);
    if (!is_sum && from->numerator.count > 0)
        refuse(judged, &from->numerator.items[0].spot, ".numerator", "kind %s has none", kind);
    if (to->kind != LCI_INDICATOR_COVERAGE && (from->definition.text || from->category.text))
        refuse(judged, from->definition.text ? &from->definition.spot : &from->category.spot,
               from->definition.text ? ".definition" : ".category", "only kind coverage has one, found kind %s", kind);
    if (to->kind != LCI_INDICATOR_REPORTED && from->figures.text)
        refuse(judged, &from->figures.spot, ".figures", "only kind reported has some, found kind %s", kind);
    if (to->kind != LCI_INDICATOR_REPORTED && from->partial)
        refuse(judged, &from->spot, ".partial", "only kind reported is, found kind %s", kind);
    for (size_t i = 0; to->kind == LCI_INDICATOR_AREA_PER_100_HOUSEHOLDS && i < to->numerator.count; i++)
        if (!to->numerator.items[i].figures && !is_area(to->numerator.items[i].attribute))
            refuse(judged, &from->numerator.items[i].spot, ".numerator",
                   "expected an attribute in square metres, such as floor_area_m2");
}

static double
usual_scale(enum lci_indicator_kind kind)
{
    return kind == LCI_INDICATOR_PER_10000_PEOPLE ? 10000.0 : kind == LCI_INDICATOR_COUNT ? 1.0 : 100.0;
}

static const char *
text_or(const char *text, const char *otherwise)
{
    return text && text[0] ? text : otherwise;
}

static void
take_indicator(const struct judged *judged, struct lci_indicator *to)
{
    static const char *const measures[] = {
        [LCI_INDICATOR_COVERAGE] = "%",
        [LCI_INDICATOR_AREA_PER_100_HOUSEHOLDS] = "m2/100 households",
        [LCI_INDICATOR_RATIO_OF_SUMS] = "%",
        [LCI_INDICATOR_PER_10000_PEOPLE] = "per 10,000 people",
        [LCI_INDICATOR_COUNT] = "",
        [LCI_INDICATOR_REPORTED] = "",
    };
    const struct lci_draft_indicator *from = judged->from;
    int kind = -1;

    *to = (struct lci_indicator){
        .id = text_or(from->id, ""),
        .title_zh = text_or(from->title_zh, text_or(from->title_en, text_or(from->id, ""))),
        .title_en = text_or(from->title_en, text_or(from->id, "")),
        .number = from->number,
        .target = take_number(judged, &from->target, ".target", NAN),
        .at_most = from->sense == 1,
        .binding = from->binding,
        .sampled = from->sampled,
        .partial = from->partial,
        .gap_measure = text_or(from->gap_measure, ""),
        .base = text_or(from->base, ""),
        .date = text_or(from->date, ""),
        .target_date = text_or(from->target_date, ""),
        .note = text_or(from->note, ""),
        .levels = from->levels,
    };
    if (!from->kind.text)
        refuse(judged, &from->spot, "", "the key \"kind\" is missing");
    else
        kind = find_word(judged, &from->kind, ".kind", lci_indicator_kinds);
    if (kind < 0)
        return;
    to->kind = (enum lci_indicator_kind)kind;
    to->scale = from->scale > 0.0 ? from->scale : usual_scale(to->kind);
    to->measure = text_or(from->measure, to->kind == LCI_INDICATOR_RATIO_OF_SUMS && to->scale != 100.0 ? "" : measures[kind]);
    take_quantities(judged, &from->numerator, "numerator", &to->numerator);
    take_quantities(judged, &from->denominator, "denominator", &to->denominator);
    take_usual_denominator(judged, to);
    if (to->kind == LCI_INDICATOR_COVERAGE)
        take_coverage(judged, to);
    if (to->kind == LCI_INDICATOR_REPORTED)
        to->figures = from->figures.text ? take_id(judged, &from->figures, ".figures") : to->id;
    check_kind(judged, to);
}

/* What was defined for the standard's sets, without those that went with their categories. */
static bool
is_about_lost_set(const struct lci_assembler *assembler, const struct lci_noted *set)
{
    const struct lci_draft *draft = assembler->draft;
    bool was_defined = false; /* and is no more */

    for (size_t i = 0; set->text && i < draft->set_count; i++)
        was_defined = was_defined || (draft->sets[i].id && strcmp(draft->sets[i].id, set->text) == 0);
    for (size_t i = 0; i < assembler->config->set_count && was_defined; i++)
        was_defined = strcmp(assembler->config->sets[i].id, set->text) != 0;
    return was_defined && draft->only_count > 0 && set->spot.file->order > draft->only[0].spot.file->order;
}

static bool
adds_up_lost(const struct lci_assembler *assembler, const struct lci_draft_quantities *quantities)
{
    for (size_t i = 0; i < quantities->count; i++)
        for (size_t k = 0; k < quantities->items[i].facilities.count; k++)
            if (lci_is_about_lost_category(assembler, &quantities->items[i].spot, quantities->items[i].facilities.items[k]))
                return true;
    return false;
}

/* An indicator of the standard that is about a category which is left out. */
static bool
is_lost(const struct lci_assembler *assembler, const struct lci_draft_indicator *from)
{
    return (from->category.text && lci_is_about_lost_category(assembler, &from->category.spot, from->category.text)) ||
           is_about_lost_set(assembler, &from->set) || adds_up_lost(assembler, &from->numerator) ||
           adds_up_lost(assembler, &from->denominator);
}

void
lci_assemble_indicators(struct lci_assembler *assembler)
{
    const struct lci_draft_indicators *drafts = &assembler->draft->indicators;
    struct lci_config *config = assembler->config;

    config->indicators = lci_reader_alloc(assembler->reader, drafts->count, sizeof(*config->indicators));
    for (size_t i = 0; i < drafts->count && config->indicators; i++) {
        struct judged judged = {.assembler = assembler, .from = &drafts->items[i]};

        (void)snprintf(judged.key, sizeof(judged.key), "indicators[%u]", judged.from->spot.item);
        if (is_lost(assembler, judged.from)) {
            if (judged.from->spot.file->order <= assembler->draft->only[0].spot.file->order)
                lci_reader_fault(assembler->reader, &judged.from->spot, judged.key,
                                 "\"%s\" is about a category that \"categories_only\" leaves out",
                                 judged.from->id ? judged.from->id : "");
            continue;
        }
        take_indicator(&judged, &config->indicators[config->indicator_count++]);
    }
}
