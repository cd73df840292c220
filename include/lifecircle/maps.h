/* maps.h - maps of a result to be printed, as PDF and PNG. */
#ifndef LIFECIRCLE_MAPS_H
#define LIFECIRCLE_MAPS_H

#include <stdbool.h>
#include <stddef.h>

#include <lifecircle/context.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Paths are borrowed. */
struct lci_maps_options {
    const char *path;    /* GeoPackage that lci_run() has written */
    const char *folder;  /* where maps go; what is there must be earlier maps, which they take the place of, or nothing */
    const char *paper;   /* "A4" or "A3"; NULL: A4 */
    const char *profile; /* who walks; NULL: as the rules of the run say, else its first profile */
    bool has_language;   /* false: the language of the result */
    bool english;        /* instead of Chinese */
};

/** What came out, for a summary; free with lci_maps_summary_fini(). */
struct lci_maps_summary {
    char *json;    /* one JSON object in UTF-8 */
    char *text;    /* the same for a person */
    char *text_zh; /* the same in Chinese */
};

/**
 * Draws the maps of a result: for each category walking bands, gaps, shares by unit and the straight line beside the
 * walk; gaps of all together; the units beside each other, and each by itself. The result is only read; the folder is
 * made aside and renamed into place. The same result and fonts give the same bytes, which are those of the run's own maps.
 * Texts that the installed fonts cannot draw are warnings of the log.
 * summary may be NULL. Errors: LCI_E_IO, LCI_E_DATA (no result, or nothing to draw), LCI_E_CONFIG (paper, profile, or
 * something else in the way of the folder), LCI_E_NOMEM, LCI_E_CANCELLED; earlier maps are untouched by any of them.
 * Threads: one at a time in a process.
 */
LCI_API LCI_MUST_USE enum lci_status lci_maps(const struct lci_maps_options *options, const struct lci_context *context,
                                              struct lci_maps_summary *summary, struct lci_error *err);
LCI_API void lci_maps_summary_fini(struct lci_maps_summary *summary);

#ifdef __cplusplus
}
#endif
#endif
