/* keys_indicators.c - the keys of indicators and of facilities that have to be there. */
#include "config/draft.h"
#include "config/key_macros.h"

const char *const lci_indicator_kinds[] = {
    [LCI_INDICATOR_COVERAGE] = "coverage",
    [LCI_INDICATOR_AREA_PER_100_HOUSEHOLDS] = "area_per_100_households",
    [LCI_INDICATOR_RATIO_OF_SUMS] = "ratio_of_sums",
    [LCI_INDICATOR_PER_10000_PEOPLE] = "per_10000_people",
    [LCI_INDICATOR_COUNT] = "count",
    [LCI_INDICATOR_REPORTED] = "reported",
    NULL,
};

/* The definitions of the contract, section 7. */
const char *const lci_definition_words[] = {"unit_has", "unit_reach", "facility_has", "land_radius", "land_network",
                                            "weight",   "weight_radius", "all_of",    "k_of_n",      "weakest",
                                            "two_tier", NULL};

static const char *const site_words[] = {"auto", "once", "each", NULL};
static const char *const sense_words[] = {"at_least", "at_most", NULL};

static const struct lci_key quantity_keys[] = {
    {KEY("facilities", TEXTS), AT(struct lci_draft_quantity, facilities)},
    {KEY("units", NOTED), AT(struct lci_draft_quantity, units)},
    {KEY("homes", NOTED), AT(struct lci_draft_quantity, homes)},
    {KEY("figures", NOTED), AT(struct lci_draft_quantity, figures)},
    {KEY("attribute", NOTED), AT(struct lci_draft_quantity, attribute)},
    {KEY("where", SELECT), ITEMS_AT(struct lci_draft_quantity, where, where_count)},
    {KEY("sites", CHOICE), AT(struct lci_draft_quantity, sites), .words = site_words},
};
static const struct lci_section quantity = {SECTION(quantity_keys, struct lci_draft_quantity), .has_spot = true};

#define TEXT_KEY(name, member) {KEY(name, TEXT), AT(struct lci_draft_indicator, member)}
#define NOTED_KEY(name) {KEY(#name, NOTED), AT(struct lci_draft_indicator, name)}
#define QUANTITIES_KEY(name)                                                                                                   \
    {KEY(#name, LIST), ITEMS_AT(struct lci_draft_indicator, name.items, name.count), .section = &quantity}

static const struct lci_key indicator_keys[] = {
    {KEY("id", ID), .required = true, AT(struct lci_draft_indicator, id)},
    {KEY("number", COUNT), AT(struct lci_draft_indicator, number), .low = 1.0, .high = 9999.0},
    TEXT_KEY("zh", title_zh),
    TEXT_KEY("en", title_en),
    {KEY("kind", NOTED), AT(struct lci_draft_indicator, kind), .words = lci_indicator_kinds, .anew = true},
    QUANTITIES_KEY(numerator),
    QUANTITIES_KEY(denominator),
    {KEY("scale", NUMBER), AT(struct lci_draft_indicator, scale), .low = 0.001, .high = 1e9},
    {KEY("definition", NOTED), AT(struct lci_draft_indicator, definition), .words = lci_definition_words},
    NOTED_KEY(category),
    NOTED_KEY(set),
    NOTED_KEY(weight),
    NOTED_KEY(counted_level),
    NOTED_KEY(detail),
    {KEY("minutes", NUMBERS), AT(struct lci_draft_indicator, minutes), .low = 0.1, .high = 240.0, .unit = "minutes"},
    {KEY("meters", NUMBERS), AT(struct lci_draft_indicator, meters), .low = 1.0, .high = 100000.0, .unit = "metres"},
    {KEY("k", COUNT), AT(struct lci_draft_indicator, k), .low = 1.0, .high = 10000.0},
    NOTED_KEY(figures),
    {KEY("target", NUMBERS), AT(struct lci_draft_indicator, target), .low = 0.0, .high = 1e12},
    {KEY("sense", CHOICE), AT(struct lci_draft_indicator, sense), .words = sense_words},
    {KEY("binding", BOOL), AT(struct lci_draft_indicator, binding)},
    {KEY("partial", BOOL), AT(struct lci_draft_indicator, partial)},
    {KEY("sampled", BOOL), AT(struct lci_draft_indicator, sampled)},
    TEXT_KEY("measure", measure),
    TEXT_KEY("gap_measure", gap_measure),
    TEXT_KEY("base", base),
    TEXT_KEY("date", date),
    TEXT_KEY("target_date", target_date),
    TEXT_KEY("note", note),
    {KEY("levels", TEXTS), AT(struct lci_draft_indicator, levels)},
};
const struct lci_section lci_indicator_keys = {SECTION(indicator_keys, struct lci_draft_indicator),
                                               .has_spot = true, .by_id = true};

#define PRESENCE(kind, member) KEY(#member, kind), AT(struct lci_draft_presence, presence.member)

static const struct lci_key presence_keys[] = {
    {KEY("id", ID), .required = true, AT(struct lci_draft_presence, presence.id)},
    {KEY("zh", TEXT), AT(struct lci_draft_presence, presence.title_zh)},
    {KEY("en", TEXT), AT(struct lci_draft_presence, presence.title_en)},
    {PRESENCE(TEXTS, facilities), .required = true},
    {PRESENCE(ID, level), .required = true},
    {KEY("units_where", SELECT),
     ITEMS_AT(struct lci_draft_presence, presence.units_where, presence.units_where_count)},
    {KEY("where", SELECT), ITEMS_AT(struct lci_draft_presence, presence.where, presence.where_count)},
    {PRESENCE(ID, grade_attribute)},
    {PRESENCE(TEXTS, grades)},
    {PRESENCE(TEXT, grade)},
    {PRESENCE(ID, level_attribute)},
    {PRESENCE(TEXTS, level_values)},
};
const struct lci_section lci_presence_keys = {SECTION(presence_keys, struct lci_draft_presence), .has_spot = true, .by_id = true};
