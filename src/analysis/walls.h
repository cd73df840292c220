/* walls.h - what the walls of homes mean for everyone: no leg crosses them, and streets inside are closed. */
#ifndef LCI_ANALYSIS_WALLS_H
#define LCI_ANALYSIS_WALLS_H

#include "analysis/gates.h"
#include "network/barriers.h"
#include "network/ways.h"

/** Adds the outlines of the walled homes to the barriers, as areas: what only touches a wall is free. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_walls_bar(const struct lci_walls *walls, const struct lci_homes *homes,
                                           struct lci_barriers *barriers, struct lci_error *err);

/**
 * Takes what lies inside walled homes out of the ways: they are cut at the outlines, and the parts outside stay. Bridges stay
 * whole, and tunnels below the ground (level under 0; others lead through buildings): they pass over or under a home. A street
 * may be a centimetre inside: it then runs along the wall. Of walkable areas that are cut the rings that stay are streets, and
 * nobody walks across. Reports each home that closes streets (note `streets_closed`; warning `street_clipped` where a street
 * is nowhere deeper inside than tolerance_m, as if the outline was drawn over it). Errors: LCI_E_NOMEM.
 * Cost: of ways whose boxes meet a home's, points times corners.
 */
LCI_MUST_USE enum lci_status lci_walls_cut(const struct lci_walls *walls, const struct lci_homes *homes, double tolerance_m,
                                           struct lci_ways *ways, struct lci_quality *quality, struct lci_error *err);

#endif
