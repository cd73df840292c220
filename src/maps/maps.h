/* maps.h - a set of maps of a result, each as PDF and PNG, and all of them as one PDF. */
#ifndef LCI_MAPS_MAPS_H
#define LCI_MAPS_MAPS_H

#include <lifecircle/maps.h>

#include "maps/glyphs.h"

/** What is drawn, and where it goes. */
struct lci_maps_request {
    const char *tables_path;    /* the GeoPackage */
    const char *folder;         /* is made */
    const char *paper;          /* "A4" or "A3"; NULL: A4 */
    const char *profile;        /* NULL: by rule of the unit where the result has such homes, else its first one */
    bool has_language, english; /* else the result's own */
    const struct lci_context *context;
};

struct lci_maps_drawn {
    size_t sheet_count;
    struct lci_glyphs missing;
};

/**
 * Draws every sheet into the new folder: NN-KIND-CATEGORY.pdf, .png (200 dpi) and, of those with a map, .pgw, which says to
 * a GIS where the PNG lies; maps.pdf has all of them. Equal results give equal bytes where the fonts are equal. Nothing is
 * removed when it fails. Errors: LCI_E_IO, LCI_E_DATA (no result, nothing to draw), LCI_E_CONFIG (no such paper, or
 * profile), LCI_E_NOMEM, LCI_E_CANCELLED. out: lci_glyphs_fini() its list.
 */
LCI_MUST_USE enum lci_status lci_maps_build(const struct lci_maps_request *request, struct lci_maps_drawn *out,
                                            struct lci_error *err);

/** Tells the log which texts the installed fonts cannot draw, and what helps. */
void lci_maps_tell_missing(const struct lci_glyphs *missing, const struct lci_context *context);

/** Whether a folder is one that maps were written to, and nothing else; an empty one is. */
bool lci_maps_owns(const char *path);

#endif
