/* osm_xml.h - the door to ReadOSM: reads the objects of an OSM XML file. */
#ifndef LCI_IO_OSM_XML_H
#define LCI_IO_OSM_XML_H

#include "base/error.h"
#include "io/osm_entry.h"

/**
 * Hands on every object whose type is in the set `types` (LCI_OSM_NODES, ...), in the order of the file. An error may
 * come after objects were handed on.
 *
 * label:  the file as the person wrote it, for messages.
 * Errors: LCI_E_IO (cannot be opened), LCI_E_DATA (not an OSM file, truncated, damaged), LCI_E_NOMEM (also where the sink
 *         says so).
 * Cost:   the whole file is parsed, whatever is asked for.
 */
LCI_MUST_USE enum lci_status lci_osm_xml_read(const char *path, const char *label, unsigned types,
                                              const struct lci_osm_sink *sink, struct lci_error *err);

#endif
