/* groups.h - what of a configuration changes together: facilities, network, homes, parameters; and mixtures of configurations. */
#ifndef LCI_CONFIG_GROUPS_H
#define LCI_CONFIG_GROUPS_H

#include <lifecircle/config.h>

#include "base/alloc.h"
#include "base/error.h"

/** In the order in which ties between them are settled, and in which they are listed. */
enum lci_config_group {
    LCI_GROUP_FACILITIES, /* facilities */
    LCI_GROUP_NETWORK,    /* network, barriers, closed_ways, dem */
    LCI_GROUP_HOMES,      /* homes, gates, buildings, units, spread, figures, origins, and schemes of land use */
    LCI_GROUP_PARAMETERS, /* all else: also which facilities count by their status and hours, and how much a capacity serves */
    LCI_GROUP_COUNT,
    LCI_GROUP_NONE = LCI_GROUP_COUNT /* where results go, and what they are called: they are the same whatever it says */
};

/** "facilities", "network", ... Static. */
const char *lci_group_text(enum lci_config_group group);

/** The group of a key of struct lci_settings, by the first part of its path; that alone is the role of a source. */
enum lci_config_group lci_group_of_key(const char *key);

/**
 * Whether a key says where a source is, but not what is in it: "network[1].source", "dem". What is in it tells sources apart.
 */
bool lci_is_path_key(const char *key);

/**
 * A configuration that takes each group from one of several: of[group], all of the same program. It borrows from them and from the
 * arena, and is not freed; outputs are those of the one that the parameters are from, and `memory`, `settings` and `files` are
 * empty: it was read from none. It asks for no nights.
 * Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_config_mix(const struct lci_config *const of[LCI_GROUP_COUNT], struct lci_arena *arena,
                                            struct lci_config *out, struct lci_error *err);

#endif
