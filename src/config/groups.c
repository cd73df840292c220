/* groups.c - which key and which source is of which group, and mixing them. */
#include "config/groups.h"

#include <string.h>

#include "config/assemble_internal.h"
#include "config/settings.h"

/* Keys of the first level that are not parameters. */
static const struct {
    const char *key;
    enum lci_config_group group;
} keys[] = {
    {"facilities", LCI_GROUP_FACILITIES}, {"network", LCI_GROUP_NETWORK}, {"barriers", LCI_GROUP_NETWORK},
    {"closed_ways", LCI_GROUP_NETWORK},   {"dem", LCI_GROUP_NETWORK},     {"homes", LCI_GROUP_HOMES},
    {"gates", LCI_GROUP_HOMES},           {"buildings", LCI_GROUP_HOMES}, {"units", LCI_GROUP_HOMES},
    {"spread", LCI_GROUP_HOMES},          {"figures", LCI_GROUP_HOMES},   {"origins", LCI_GROUP_HOMES},
    {"landuse", LCI_GROUP_HOMES},         {"extends", LCI_GROUP_NONE},    {"output", LCI_GROUP_NONE},
    {"nights", LCI_GROUP_NONE},
};

const char *
lci_group_text(enum lci_config_group group)
{
    static const char *const texts[] = {
        [LCI_GROUP_FACILITIES] = "facilities", [LCI_GROUP_NETWORK] = "network", [LCI_GROUP_HOMES] = "homes",
        [LCI_GROUP_PARAMETERS] = "parameters", [LCI_GROUP_NONE] = "none",
    };

    return texts[group];
}

enum lci_config_group
lci_group_of_key(const char *key)
{
    const size_t length = strcspn(key, ".[");

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        if (strlen(keys[i].key) == length && strncmp(keys[i].key, key, length) == 0)
            return keys[i].group;
    return LCI_GROUP_PARAMETERS;
}

bool
lci_is_path_key(const char *key)
{
    static const char *const ends[] = {"].source", "].postgis"};

    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
        if (strlen(key) > strlen(ends[i]) && strcmp(key + strlen(key) - strlen(ends[i]), ends[i]) == 0)
            return strncmp(key, "closed_ways[", strlen("closed_ways[")) != 0;
    return strcmp(key, "dem") == 0;
}

/* Whether households are estimated because parameters say what from, whatever sources name. */
static bool
is_told_to_estimate(const struct lci_config *parameters)
{
    return lci_setting(&parameters->settings, "parameters.dwelling_households") ||
           lci_setting(&parameters->settings, "parameters.floor_area_per_household_m2");
}

/* All but the parameters: what further profiles share with the first one. */
static void
take_groups(const struct lci_config *const of[LCI_GROUP_COUNT], struct lci_config *out)
{
    const struct lci_config *network = of[LCI_GROUP_NETWORK];
    const struct lci_config *homes = of[LCI_GROUP_HOMES];

    out->facilities = of[LCI_GROUP_FACILITIES]->facilities;
    out->network = network->network;
    out->barriers = network->barriers;
    out->closed_ways = network->closed_ways;
    out->closed_way_count = network->closed_way_count;
    out->dem_path = network->dem_path;
    out->dem_label = network->dem_label;
    out->homes = homes->homes;
    out->gates = homes->gates;
    out->buildings = homes->buildings;
    out->units = homes->units;
    out->figures = homes->figures;
    out->origins = homes->origins;
    out->spreads = homes->spreads;
    out->spread_count = homes->spread_count;
    out->landuse_schemes = homes->landuse_schemes;
    out->landuse_scheme_count = homes->landuse_scheme_count;
    out->estimate_households = is_told_to_estimate(of[LCI_GROUP_PARAMETERS]) || lci_speaks_of_dwellings(out);
    out->nights = (struct lci_nights){.are_asked_for = false};
    out->files = NULL;
    out->file_count = 0;
    out->settings = (struct lci_settings){.count = 0};
    out->memory = NULL;
}

enum lci_status
lci_config_mix(const struct lci_config *const of[LCI_GROUP_COUNT], struct lci_arena *arena, struct lci_config *out,
               struct lci_error *err)
{
    const struct lci_config *parameters = of[LCI_GROUP_PARAMETERS];
    struct lci_config *further = lci_arena_alloc(arena, parameters->further_count + 1, sizeof(*further));

    if (!further)
        return lci_fail_nomem(err, "configuration");
    *out = *parameters;
    out->further = further;
    take_groups(of, out);
    for (size_t i = 0; i < parameters->further_count; i++) {
        further[i] = parameters->further[i];
        take_groups(of, &further[i]);
    }
    return LCI_OK;
}
