/* osm.h - OpenStreetMap files as a source of features and of streets. */
#ifndef LCI_IO_OSM_H
#define LCI_IO_OSM_H

#include "io/read.h"

/** Is the path that of an OSM file (.osm or .pbf, in capitals too)? */
bool lci_path_is_osm(const char *path);

/**
 * lci_read_features() for an OSM file: the objects that source->select asks for by their tags, sorted by id
 * as text.
 *
 * Points: nodes, and a place on the surface of closed ways and multipolygon relations. Polygons: closed ways and
 * multipolygon relations. Lines: ways. For LINE_OR_POLYGON a closed way is a polygon unless its tags are those of a line.
 * A role is looked up under the tag that source->fields names, else under its usual tags (name; amenity, healthcare,
 * shop, ... for category; ref for code; building:levels for floors), else under its own name. ids: "n1", "w1", "r1".
 */
LCI_MUST_USE enum lci_status lci_osm_read_features(const struct lci_source *source,
                                                   const struct lci_read_request *request,
                                                   const struct lci_working_system *system,
                                                   struct lci_quality *quality,
                                                   struct lci_features *out, struct lci_error *err);

/** lci_read_roads() for an OSM file. */
LCI_MUST_USE enum lci_status lci_osm_read_roads(const struct lci_source *source, uint32_t source_index,
                                                const struct lci_profile *profile,
                                                const struct lci_working_system *system,
                                                struct lci_quality *quality, struct lci_ways *ways,
                                                struct lci_barriers *barriers, struct lci_error *err);

#endif
