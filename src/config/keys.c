/* keys.c - the key tables: checking, messages and suggestions all come from here. */
#include "config/keys.h"

#include "config/draft.h"
#include "config/key_macros.h"
#include "config/paths.h"

static const struct lci_key limit_keys[] = {
    {KEY("minutes", NUMBERS), AT(struct lci_draft_limits, minutes), .low = 0.1, .high = 240.0,
     .unit = "minutes"},
    {KEY("meters", NUMBERS), AT(struct lci_draft_limits, meters), .low = 1.0, .high = 100000.0,
     .unit = "metres"},
};
const struct lci_section lci_limit_keys = {SECTION(limit_keys, struct lci_draft_limits),
                                           .fresh = true, .has_spot = true};

static const struct lci_key step_keys[] = {
    {KEY("at_least", NUMBER), .required = true, AT(struct lci_draft_step, at_least), .low = 0.0, .high = 1e12},
    {KEY("minutes", NUMBER), AT(struct lci_draft_step, minutes), .low = 0.1, .high = 240.0, .unit = "minutes"},
    {KEY("meters", NUMBER), AT(struct lci_draft_step, meters), .low = 1.0, .high = 100000.0, .unit = "metres"},
};
static const struct lci_section step = {SECTION(step_keys, struct lci_draft_step), .has_spot = true};

static const struct lci_key limits_by_keys[] = {
    {KEY("attribute", ID), .required = true, AT(struct lci_draft_limits_by, attribute)},
    {KEY("steps", LIST), .required = true, ITEMS_AT(struct lci_draft_limits_by, steps, step_count), .section = &step},
};
static const struct lci_section limits_by = {SECTION(limits_by_keys, struct lci_draft_limits_by), .has_spot = true};

static const struct lci_key capacity_keys[] = {
    {KEY("attribute", ID), .required = true, AT(struct lci_draft_capacity, attribute)},
    {KEY("weight", ID), .required = true, AT(struct lci_draft_capacity, weight)},
    {KEY("per_unit", NUMBER), AT(struct lci_draft_capacity, per_unit), .low = 1e-6, .high = 1e9},
};
static const struct lci_section capacity = {SECTION(capacity_keys, struct lci_draft_capacity), .fresh = true, .has_spot = true};
static const char *const displaced_by_limits[] = {"limits_by", NULL};
static const char *const displaced_by_steps[] = {"limits", "radius_m", NULL};

static const struct lci_key category_keys[] = {
    {KEY("id", ID), .required = true, AT(struct lci_draft_category, id)},
    {KEY("zh", TEXT), AT(struct lci_draft_category, title_zh)},
    {KEY("en", TEXT), AT(struct lci_draft_category, title_en)},
    {KEY("capacity", MAP), AT(struct lci_draft_category, capacity), .section = &capacity},
    {KEY("limits", MAP), AT(struct lci_draft_category, limits), .section = &lci_limit_keys, .displaces = displaced_by_limits},
    {KEY("limits_by", MAP), AT(struct lci_draft_category, limits_by), .section = &limits_by, .displaces = displaced_by_steps},
    {KEY("radius_m", NUMBER), AT(struct lci_draft_category, radius_m), .low = 1.0, .high = 100000.0,
     .unit = "metres"},
    {KEY("target_ratio", NUMBER), AT(struct lci_draft_category, target_ratio), .low = 0.001, .high = 1.0},
    {KEY("optional", BOOL), AT(struct lci_draft_category, optional)},
};
static const struct lci_section category = {SECTION(category_keys, struct lci_draft_category),
                                            .has_spot = true, .by_id = true};

static const struct lci_key only_keys[] = {{KEY("id", TEXT), .required = true, AT(struct lci_draft_choice, id)}};
static const struct lci_section only = {SECTION(only_keys, struct lci_draft_choice), .has_spot = true, .short_form = true};

/* Of several categories together. */
static const struct lci_key set_keys[] = {
    {KEY("id", ID), .required = true, AT(struct lci_draft_set, id)},
    {KEY("zh", TEXT), AT(struct lci_draft_set, title_zh)},
    {KEY("en", TEXT), AT(struct lci_draft_set, title_en)},
    {KEY("categories", TEXTS), .required = true, AT(struct lci_draft_set, categories)},
    {KEY("least", COUNT), AT(struct lci_draft_set, least), .low = 1.0, .high = 1000.0},
};
static const struct lci_section set = {SECTION(set_keys, struct lci_draft_set), .has_spot = true, .by_id = true};

static const struct lci_key tier_keys[] = {
    {KEY("id", ID), .required = true, AT(struct lci_draft_tier, id)},
    {KEY("one", TEXT), .required = true, AT(struct lci_draft_tier, one)},
    {KEY("many", TEXT), .required = true, AT(struct lci_draft_tier, many)},
    {KEY("one_limit", MAP), AT(struct lci_draft_tier, one_limit), .section = &lci_limit_keys},
    {KEY("many_limit", MAP), AT(struct lci_draft_tier, many_limit), .section = &lci_limit_keys},
    {KEY("weight", TEXTS), AT(struct lci_draft_tier, weights)},
};
static const struct lci_section two_tier = {SECTION(tier_keys, struct lci_draft_tier), .has_spot = true, .by_id = true};

static const struct lci_key has_keys[] = {
    {KEY("category", TEXT), .required = true, AT(struct lci_draft_has, category)},
    {KEY("attribute", ID), AT(struct lci_draft_has, attribute)},
    {KEY("with", TEXT), AT(struct lci_draft_has, with)},
    {KEY("within_m", NUMBERS), AT(struct lci_draft_has, within_m), .low = 0.0, .high = 10000.0, .unit = "metres"},
};
static const struct lci_section facility_has = {SECTION(has_keys, struct lci_draft_has), .has_spot = true};

static const struct lci_key walker_keys[] = {
    {KEY("profile", NOTED), .required = true, AT(struct lci_draft_walker, profile)},
    {KEY("id", ID), AT(struct lci_draft_walker, id)},
    {KEY("speed_mps", NUMBER), AT(struct lci_draft_walker, speed_mps), .low = 0.1, .high = 10.0,
     .unit = "metres a second"},
};
static const struct lci_section walker = {SECTION(walker_keys, struct lci_draft_walker),
                                          .has_spot = true, .short_form = true};

static const struct lci_key condition_keys[] = {
    {KEY("level", ID), .required = true, AT(struct lci_draft_condition, level)},
    {KEY("where", SELECT), ITEMS_AT(struct lci_draft_condition, where, where_count)},
};
static const struct lci_section condition = {SECTION(condition_keys, struct lci_draft_condition),
                                             .has_spot = true};

static const struct lci_key mode_keys[] = {
    {KEY("level", ID), AT(struct lci_draft_mode, own.level)},
    {KEY("where", SELECT), ITEMS_AT(struct lci_draft_mode, own.where, own.where_count)},
    {KEY("and", LIST), ITEMS_AT(struct lci_draft_mode, further, further_count),
     .section = &condition},
    {KEY("profile", NOTED), .required = true, AT(struct lci_draft_mode, profile)},
};
static const struct lci_section mode = {SECTION(mode_keys, struct lci_draft_mode),
                                        .has_spot = true};

static const char *const area_words[] = {"overlap", "dissolve", "split", "none", NULL};
static const char *const gate_band_words[] = {"none", "walled", "all", NULL};
static const char *const band_words[] = {"disks", "rings", NULL};

#define PARAMETER(name, lowest, highest, what)                                                     \
    {KEY(#name, NUMBER), AT(struct lci_draft, parameters.name), .low = lowest, .high = highest,    \
     .unit = what}

static const struct lci_key parameter_keys[] = {
    PARAMETER(off_street_m, 1.0, 5000.0, "metres"),
    PARAMETER(islet_m, 0.0, 100000.0, "metres"),
    PARAMETER(node_tolerance_m, 0.0, 50.0, "metres"),
    PARAMETER(sample_m, 1.0, 1000.0, "metres"),
    PARAMETER(area_tolerance_m, 0.1, 50.0, "metres"),
    PARAMETER(gate_tolerance_m, 0.0, 100.0, "metres"),
    PARAMETER(min_hole_m2, 0.0, 1e9, "square metres"),
    PARAMETER(joined_within_m, 1.0, 5000.0, "metres"),
    PARAMETER(dwelling_households, 0.01, 10.0, "households"),
    PARAMETER(floor_area_per_household_m2, 1.0, 10000.0, "square metres"),
    PARAMETER(site_tolerance_m, 0.0, 1000.0, "metres"),
    PARAMETER(suppress_below, 0.0, 1000.0, "people or households"),
    PARAMETER(gap_link_m, 1.0, 5000.0, "metres"),
    PARAMETER(link_max_m, 0.0, 1000.0, "metres"),
    {KEY("gaps", BOOL), AT(struct lci_draft, parameters.gaps)},
    {KEY("gate_gains", BOOL), AT(struct lci_draft, parameters.gate_gains)},
    {KEY("split_crossings", BOOL), AT(struct lci_draft, parameters.split_crossings)},
    {KEY("areas", CHOICE), AT(struct lci_draft, areas), .words = area_words},
    {KEY("bands", CHOICE), AT(struct lci_draft, bands), .words = band_words},
    {KEY("gate_band", CHOICE), AT(struct lci_draft, gate_band), .words = gate_band_words},
};
static const struct lci_section parameters = {SECTION(parameter_keys, struct lci_draft)};

/* The keys of every source; initializers, so that a table begins with them. */
#define SOURCE_KEYS                                                                                \
    {KEY("source", NOTED), AT(struct lci_draft_source, path)},                                     \
    {KEY("postgis", NOTED), AT(struct lci_draft_source, postgis)},                                 \
    {KEY("layer", TEXT), AT(struct lci_draft_source, source.layer)},                               \
    {KEY("crs", TEXT), AT(struct lci_draft_source, source.crs)},                                   \
    {KEY("encoding", TEXT), AT(struct lci_draft_source, source.encoding)},                         \
    {KEY("header_row", COUNT), AT(struct lci_draft_source, source.header_row), .low = 1.0,         \
     .high = 1000.0}

#define SELECT_KEY                                                                                 \
    {KEY("select", SELECT),                                                                        \
     ITEMS_AT(struct lci_draft_source, source.select, source.select_count)}

#define FIELDS_KEY {KEY("fields", FIELDS)}
#define ATTRIBUTES_KEY {KEY("attributes", ATTRIBUTES)}
#define ROLE(name) {KEY(name, ROLE)}
#define SOURCE_SECTION(table)                                                                      \
    SECTION(table, struct lci_draft_source),                                                       \
        .has_spot = true, .fields_offset = offsetof(struct lci_draft_source, source.fields),       \
        .field_count_offset = offsetof(struct lci_draft_source, source.field_count)

static const char *const barrier_words[] = {"own", "none", NULL};
/* `layer` of a network source is a layer of the file; as a field, the level of the street. */
static const char *const network_roles[] = {"layer", NULL};
static const struct lci_key network_keys[] = {
    SOURCE_KEYS,
    {KEY("barriers", CHOICE), AT(struct lci_draft_source, barriers), .words = barrier_words},
    {KEY("every_line", BOOL), AT(struct lci_draft_source, source.every_line_open)},
    ROLE("id"),
    ROLE("name"),
    ROLE("highway"),
    ROLE("foot"),
    ROLE("access"),
    ROLE("bridge"),
    ROLE("tunnel"),
    ROLE("oneway_foot"),
    ROLE("area"),
    FIELDS_KEY,
};
static const struct lci_section network = {SOURCE_SECTION(network_keys),
                                           .more_roles = network_roles};

static const struct lci_key closed_way_keys[] = {
    {KEY("id", NOTED), .required = true, AT(struct lci_draft_closed_way, id)},
    {KEY("source", NOTED), AT(struct lci_draft_closed_way, source)},
};
static const struct lci_section closed_way = {SECTION(closed_way_keys, struct lci_draft_closed_way), .has_spot = true,
                                              .short_form = true};

static const struct lci_key barrier_keys[] = {SOURCE_KEYS, SELECT_KEY, ROLE("id"), FIELDS_KEY};
static const struct lci_section barriers = {SOURCE_SECTION(barrier_keys)};

static const struct lci_key facility_keys[] = {
    SOURCE_KEYS,
    SELECT_KEY,
    {KEY("category", NOTED), AT(struct lci_draft_source, category)},
    {KEY("category_field", ROLE), .role = "category"},
    ROLE("id"),
    ROLE("name"),
    ROLE("x"),
    ROLE("y"),
    FIELDS_KEY,
    ATTRIBUTES_KEY,
};
static const struct lci_section facilities = {SOURCE_SECTION(facility_keys)};

static const struct lci_key landuse_source_keys[] = {
    {KEY("field", TEXT), .required = true, AT(struct lci_draft_landuse, field)},
    {KEY("scheme", NOTED), AT(struct lci_draft_landuse, scheme)},
};
static const struct lci_section landuse = {SECTION(landuse_source_keys, struct lci_draft_landuse), .has_spot = true};

static const struct lci_key home_keys[] = {
    SOURCE_KEYS,
    SELECT_KEY,
    {KEY("landuse", MAP), AT(struct lci_draft_source, landuse), .section = &landuse},
    ROLE("id"),
    ROLE("name"),
    ROLE("households"),
    ROLE("population"),
    ROLE("elders"),
    ROLE("minors"),
    ROLE("elders_65"),
    ROLE("elders_80"),
    ROLE("age_0_3"),
    ROLE("age_0_6"),
    ROLE("age_0_14"),
    ROLE("dwellings"),
    ROLE("floor_area_m2"),
    ROLE("code"),
    ROLE("walled"),
    FIELDS_KEY,
};
static const struct lci_section homes = {SOURCE_SECTION(home_keys), .takes_weights = true};

static const struct lci_key gate_keys[] = {
    SOURCE_KEYS,
    SELECT_KEY,
    ROLE("id"),
    ROLE("name"),
    ROLE("home"),
    ROLE("pedestrian"),
    ROLE("residents_only"),
    ROLE("hours"),
    ROLE("x"),
    ROLE("y"),
    FIELDS_KEY,
};
static const struct lci_section gates = {SOURCE_SECTION(gate_keys)};

static const struct lci_key building_keys[] = {
    SOURCE_KEYS,        SELECT_KEY,     ROLE("id"), ROLE("households"),
    ROLE("floor_area"), ROLE("floors"), ROLE("dwellings"), ROLE("residential_ratio"), FIELDS_KEY,
};
static const struct lci_section buildings = {SOURCE_SECTION(building_keys)};

static const struct lci_key unit_keys[] = {
    SOURCE_KEYS,
    SELECT_KEY,
    {KEY("level", NOTED), AT(struct lci_draft_source, level)},
    {KEY("level_field", ROLE), .role = "level"},
    ROLE("code"),
    ROLE("name"),
    ROLE("parent"),
    FIELDS_KEY,
    ATTRIBUTES_KEY,
};
static const struct lci_section units = {SOURCE_SECTION(unit_keys)};

/* Committees and the like, that their units set out from. */
static const struct lci_key origin_keys[] = {
    SOURCE_KEYS, SELECT_KEY, ROLE("id"), ROLE("unit"), ROLE("x"), ROLE("y"), FIELDS_KEY,
};
static const struct lci_section origins = {SOURCE_SECTION(origin_keys)};

static const struct lci_key figure_keys[] = {
    SOURCE_KEYS,
    SELECT_KEY,
    {KEY("count", NOTED), AT(struct lci_draft_source, count)},
    {KEY("date", TEXT), AT(struct lci_draft_source, source.date)},
    {KEY("date_field", ROLE), .role = "date"},
    {KEY("base", TEXT), AT(struct lci_draft_source, source.base)},
    {KEY("base_field", ROLE), .role = "base"},
    ROLE("code"),
    ROLE("indicator"),
    ROLE("value"),
    ROLE("numerator"),
    ROLE("denominator"),
    FIELDS_KEY,
    ATTRIBUTES_KEY,
};
static const struct lci_section figures = {SOURCE_SECTION(figure_keys)};

static const struct lci_key also_keys[] = {
    {KEY("path", NOTED), .required = true, AT(struct lci_draft_file, path)},
    {KEY("format", CHOICE), .required = true, AT(struct lci_draft_file, format),
     .words = lci_output_formats},
};
static const struct lci_section also = {SECTION(also_keys, struct lci_draft_file)};

const char *const lci_language_words[] = {"zh", "en", NULL};
static const struct lci_key document_keys[] = {
    {KEY("title", TEXT), AT(struct lci_document, title)},
    {KEY("author", TEXT), AT(struct lci_document, author)},
    {KEY("source", TEXT), AT(struct lci_document, source)},
    {KEY("date", TEXT), AT(struct lci_document, date)},
    {KEY("approval_number", TEXT), AT(struct lci_document, approval_number)},
    {KEY("stamp", TEXT), AT(struct lci_document, stamp)},
};
static const struct lci_section document = {SECTION(document_keys, struct lci_document)};

static const struct lci_key table_keys[] = {
    {KEY("folder", NOTED), AT(struct lci_draft_tables, folder)},
    {KEY("xlsx", NOTED), AT(struct lci_draft_tables, xlsx)},
    {KEY("language", NOTED), AT(struct lci_draft_tables, language), .words = lci_language_words},
    {KEY("weight", ID), AT(struct lci_draft_tables, weight)},
    {KEY("subdistricts", ID), AT(struct lci_draft_tables, subdistricts)},
    {KEY("tiers", ID), AT(struct lci_draft_tables, tiers)},
    {KEY("circles", ID), AT(struct lci_draft_tables, circles)},
    {KEY("communities", ID), AT(struct lci_draft_tables, communities)},
};
static const struct lci_section tables = {SECTION(table_keys, struct lci_draft_tables)};

/* By enum lci_layer. What is not here, `quality` and `run`, says what all the others are worth. */
static const char *const layer_words[LCI_LAYER_COUNT + 1] = {
    "homes", "facilities", "gates", "service_areas", "reached_streets", "units", "coverage", "straight_network",
    "missing_minutes", "access", "gate_band_homes", "gate_band", "gate_gains", "gaps", "gap_homes", "network_defects",
    "network_defect_gains", "indicators", "indicator_spread", "presence", "streets", "barriers", "barrier_areas",
    NULL,
};

const char *const lci_paper_words[] = {"A4", "A3", NULL};

static const struct lci_key output_keys[] = {
    {KEY("path", NOTED), .required = true, AT(struct lci_draft_output, main.path)},
    {KEY("format", CHOICE), AT(struct lci_draft_output, main.format), .words = lci_output_formats},
    {KEY("csv", NOTED), AT(struct lci_draft_output, csv)},
    {KEY("also", MAP), AT(struct lci_draft_output, also), .section = &also},
    {KEY("pairs", BOOL), AT(struct lci_draft_output, pairs)},
    {KEY("postgis", NOTED), AT(struct lci_draft_output, postgis)},
    {KEY("schema", ID), AT(struct lci_draft_output, schema)},
    {KEY("without", CHOICES), AT(struct lci_draft_output, without), .words = layer_words},
    {KEY("tables", MAP), AT(struct lci_draft_output, tables), .section = &tables},
    {KEY("language", NOTED), AT(struct lci_draft_output, language), .words = lci_language_words},
    {KEY("report", NOTED), AT(struct lci_draft_output, report)},
    {KEY("maps", NOTED), AT(struct lci_draft_output, maps)},
    {KEY("paper", CHOICE), AT(struct lci_draft_output, paper), .words = lci_paper_words},
    {KEY("document", MAP), AT(struct lci_draft_output, document), .section = &document},
};
static const struct lci_section output = {SECTION(output_keys, struct lci_draft_output),
                                          .fresh = true, .has_spot = true};

static const char *const spread_words[] = {"floor_area", "land", "households", NULL};
static const struct lci_key spread_keys[] = {
    {KEY("weight", ID), .required = true, AT(struct lci_draft_spread, weight)},
    {KEY("level", ID), .required = true, AT(struct lci_draft_spread, level)},
    {KEY("field", TEXT), AT(struct lci_draft_spread, field)},
    {KEY("figures", ID), AT(struct lci_draft_spread, figures)},
    {KEY("by", CHOICE), AT(struct lci_draft_spread, by), .words = spread_words},
};
static const struct lci_section spread = {SECTION(spread_keys, struct lci_draft_spread), .has_spot = true};

const char *const lci_known_weight_words[] = {"households", "population", "elders",  "minors",   "elders_65",
                                              "elders_80",  "age_0_3",    "age_0_6", "age_0_14", NULL};

#define STATUS(name, status) {KEY(name, TEXTS), AT(struct lci_draft_status, values[status])}

static const struct lci_key status_keys[] = {
    STATUS("open", LCI_STATUS_OPEN),
    STATUS("planned", LCI_STATUS_PLANNED),
    STATUS("closed", LCI_STATUS_CLOSED),
};
static const struct lci_section status_values = {SECTION(status_keys, struct lci_draft_status), .has_spot = true};
static const char *const status_words[] = {"open", "planned", "closed", NULL}; /* as enum lci_facility_status */
static const char *const unknown_words[] = {"closed", "open", NULL};

#define WORDS_KEYS                                                                          \
    {KEY("status_values", MAP), AT(struct lci_draft, supply.status), .section = &status_values},   \
    {KEY("no_values", TEXTS), AT(struct lci_draft, supply.no_values)}

/* What homes have anyway. */
static const char *const known_words[] = {"households", "population", "elders", "minors",
                                          "id",         "name",       "code",   NULL};

/*
 * What a standard may say, and a configuration instead of it. `weights` comes before the sources
 * that use it.
 */
#define SHARED_KEYS                                                                                \
    {KEY("profile", NOTED), AT(struct lci_draft, profile)},                                        \
    {KEY("profiles", LIST), ITEMS_AT(struct lci_draft, walkers, walker_count),                     \
     .section = &walker},                                                                          \
    {KEY("speed_mps", NUMBER), AT(struct lci_draft, speed_mps), .low = 0.1, .high = 10.0,          \
     .unit = "metres a second"},                                                                   \
    {KEY("modes", LIST), ITEMS_AT(struct lci_draft, modes, mode_count), .section = &mode},         \
    {KEY("limits", MAP), AT(struct lci_draft, limits), .section = &lci_limit_keys},                \
    {KEY("categories", LIST), ITEMS_AT(struct lci_draft, categories, category_count),              \
     .section = &category},                                                                        \
    {KEY("sets", LIST), ITEMS_AT(struct lci_draft, sets, set_count), .section = &set},              \
    {KEY("two_tier", LIST), ITEMS_AT(struct lci_draft, tiers, tier_count), .section = &two_tier},   \
    {KEY("facility_has", LIST), ITEMS_AT(struct lci_draft, has, has_count),                        \
     .section = &facility_has},                                                                    \
    {KEY("indicators", LIST), ITEMS_AT(struct lci_draft, indicators.items, indicators.count),      \
     .section = &lci_indicator_keys},                                                              \
    {KEY("presence", LIST), ITEMS_AT(struct lci_draft, presence.items, presence.count),            \
     .section = &lci_presence_keys},                                                               \
    {KEY("target_ratio", NUMBER), AT(struct lci_draft, target_ratio), .low = 0.001, .high = 1.0},   \
    {KEY("weights", IDS), AT(struct lci_draft, weights), .words = known_words},                    \
    WORDS_KEYS,                                                                             \
    {KEY("count_status", CHOICES), AT(struct lci_draft, supply.count_status),                      \
     .words = status_words},                                                                       \
    {KEY("at", NOTED), AT(struct lci_draft, supply.at)},                                           \
    {KEY("unknown_hours", CHOICE), AT(struct lci_draft, supply.unknown_hours),                     \
     .words = unknown_words},                                                                      \
    {KEY("parameters", MAP), .section = &parameters}

#define SOURCES(name, must)                                                                        \
    {KEY(#name, LIST), .required = must, ITEMS_AT(struct lci_draft, name.items, name.count),       \
     .section = &name}

static const struct lci_key config_keys[] = {
    {KEY("extends", NOTED), AT(struct lci_draft, extends)},
    {KEY("standard", NOTED), AT(struct lci_draft, standard)},
    SHARED_KEYS,
    {KEY("categories_only", LIST), ITEMS_AT(struct lci_draft, only, only_count), .section = &only},
    {KEY("working_crs", TEXT), AT(struct lci_draft, working_crs)},
    SOURCES(network, true),
    {KEY("closed_ways", LIST), ITEMS_AT(struct lci_draft, closed_ways, closed_way_count), .section = &closed_way},
    SOURCES(barriers, false),
    {KEY("dem", NOTED), AT(struct lci_draft, dem)},
    SOURCES(facilities, true),
    SOURCES(homes, true),
    SOURCES(gates, false),
    SOURCES(buildings, false),
    SOURCES(units, false),
    {KEY("spread", LIST), ITEMS_AT(struct lci_draft, spreads, spread_count), .section = &spread},
    SOURCES(figures, false),
    SOURCES(origins, false),
    {KEY("output", MAP), .required = true, .own = true, AT(struct lci_draft, output), .section = &output},
    {KEY("nights", MAP), AT(struct lci_draft, nights), .section = &lci_night_keys},
};
const struct lci_section lci_config_keys = {SECTION(config_keys, struct lci_draft), .extends = true};

static const struct lci_key standard_keys[] = {
    {KEY("id", TEXT), .required = true, AT(struct lci_draft, standard_id)},
    {KEY("zh", TEXT), AT(struct lci_draft, standard_title_zh)},
    {KEY("en", TEXT), AT(struct lci_draft, standard_title_en)},
    {KEY("incomplete", BOOL), AT(struct lci_draft, incomplete)},
    {KEY("incomplete_reason", TEXT), AT(struct lci_draft, incomplete_reason)},
    SHARED_KEYS,
};
const struct lci_section lci_standard_keys = {SECTION(standard_keys, struct lci_draft)};

static const struct lci_key words_keys[] = {WORDS_KEYS};
const struct lci_section lci_words_keys = {SECTION(words_keys, struct lci_draft)};

static const struct lci_key phrase_keys[] = {
    {KEY("en", TEXT), .required = true, AT(struct lci_phrase, en)},
    {KEY("zh", TEXT), .required = true, AT(struct lci_phrase, zh)},
};
static const struct lci_section phrase = {SECTION(phrase_keys, struct lci_phrase)};

static const struct lci_key phrases_keys[] = {
    {KEY("phrases", LIST), .required = true, ITEMS_AT(struct lci_phrases, items, count), .section = &phrase},
};
const struct lci_section lci_phrases_keys = {SECTION(phrases_keys, struct lci_phrases)};

static const struct lci_key landuse_code_keys[] = {
    {KEY("code", TEXT), .required = true, AT(struct lci_landuse_code, code)},
    {KEY("zh", TEXT), AT(struct lci_landuse_code, zh)},
    {KEY("home", BOOL), AT(struct lci_landuse_code, home)},
    {KEY("mark", BOOL), AT(struct lci_landuse_code, mark)},
};
static const struct lci_section landuse_code = {SECTION(landuse_code_keys, struct lci_landuse_code)};

static const struct lci_key landuse_scheme_keys[] = {
    {KEY("id", ID), .required = true, AT(struct lci_landuse_scheme, id)},
    {KEY("zh", TEXT), AT(struct lci_landuse_scheme, title_zh)},
    {KEY("en", TEXT), AT(struct lci_landuse_scheme, title_en)},
    {KEY("aliases", TEXTS), AT(struct lci_landuse_scheme, aliases)},
    {KEY("suffixes", TEXTS), AT(struct lci_landuse_scheme, suffixes)},
    {KEY("codes", LIST), .required = true, ITEMS_AT(struct lci_landuse_scheme, codes, code_count), .section = &landuse_code},
};
const struct lci_section lci_landuse_keys = {SECTION(landuse_scheme_keys, struct lci_landuse_scheme)};

static const struct lci_key factor_keys[] = {
    {KEY("key", TEXT), .required = true, AT(struct lci_way_factor, match.key)},
    {KEY("values", TEXTS), AT(struct lci_way_factor, match.values)},
    {KEY("factor", NUMBER), .required = true, AT(struct lci_way_factor, factor), .low = 0.1,
     .high = 100.0},
};
static const struct lci_section factor = {SECTION(factor_keys, struct lci_way_factor)};

static const struct lci_key slope_keys[] = {
    {KEY("rise_ratio", NUMBER), .required = true, AT(struct lci_slope_point, rise_ratio),
     .low = -5.0, .high = 5.0},
    {KEY("factor", NUMBER), .required = true, AT(struct lci_slope_point, factor), .low = 1.0,
     .high = 100.0},
};
static const struct lci_section slope = {SECTION(slope_keys, struct lci_slope_point),
                                         .ascending = true};

#define WORDS(name) {KEY(#name, TEXTS), AT(struct lci_profile, name)}

static const struct lci_key profile_keys[] = {
    {KEY("id", TEXT), .required = true, AT(struct lci_profile, id)},
    {KEY("zh", TEXT), AT(struct lci_profile, title_zh)},
    {KEY("en", TEXT), AT(struct lci_profile, title_en)},
    {KEY("speed_mps", NUMBER), .required = true, AT(struct lci_profile, speed_mps), .low = 0.1,
     .high = 10.0, .unit = "metres a second"},
    WORDS(closed_classes),
    WORDS(never_classes),
    WORDS(foot_only_classes),
    WORDS(closing_values),
    WORDS(opening_values),
    WORDS(closed_point_kinds),
    {KEY("factors", LIST), ITEMS_AT(struct lci_profile, factors, factor_count), .section = &factor},
    {KEY("signal_penalty_s", NUMBER), AT(struct lci_profile, signal_penalty_s), .low = 0.0,
     .high = 600.0, .unit = "seconds"},
    {KEY("slope", LIST), ITEMS_AT(struct lci_profile, slope, slope_count), .section = &slope},
    {KEY("barrier_lines", SELECT), ITEMS_AT(struct lci_profile, barrier_lines, barrier_line_count)},
    {KEY("barrier_areas", SELECT), ITEMS_AT(struct lci_profile, barrier_areas, barrier_area_count)},
};
const struct lci_section lci_profile_keys = {SECTION(profile_keys, struct lci_profile)};
