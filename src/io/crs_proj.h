/* crs_proj.h - the door to PROJ: quiet, offline, shared by the two files that use it. */
#ifndef LCI_IO_CRS_PROJ_H
#define LCI_IO_CRS_PROJ_H

#include <stdbool.h>

#include <proj.h>

/* What the ellipsoid says about the datum. */
enum lci_datum { LCI_DATUM_WGS84, LCI_DATUM_UNKNOWN_SHIFT, LCI_DATUM_OTHER };

/* A context that neither prints nor goes to the network; NULL: out of memory. Free with proj_context_destroy(). */
PJ_CONTEXT *lci_crs_context(void);

/* The horizontal system of that name; NULL: there is none. Free with proj_destroy(). */
PJ *lci_crs_open(PJ_CONTEXT *context, const char *name);

bool lci_crs_is_geographic(const PJ *crs);

/* Unit of the first axis, in metres or radians. */
double lci_crs_axis_factor(PJ_CONTEXT *context, const PJ *crs);

enum lci_datum lci_crs_datum(PJ_CONTEXT *context, const PJ *crs);

#endif
