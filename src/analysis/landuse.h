/* landuse.h - which features of a land-use layer are homes, by the codes of the scheme that the layer follows. */
#ifndef LCI_ANALYSIS_LANDUSE_H
#define LCI_ANALYSIS_LANDUSE_H

#include <lifecircle/config.h>

#include "base/alloc.h"
#include "base/error.h"

struct lci_landuse_inputs {
    const struct lci_landuse_scheme *schemes; /* all there are */
    size_t scheme_count;
    const char *asked;        /* id of the scheme that the configuration names; NULL: found out */
    const char *const *codes; /* count; NULL: the feature has none */
    size_t count;
    const char *field;
};

/** What came out. Texts live in the arena. */
struct lci_landuse_choice {
    const struct lci_landuse_scheme *scheme;
    bool *is_home;       /* count, in the arena */
    size_t home_count;
    size_t without_code; /* features that have no code */
    const char *found;   /* the codes taken for homes, with their numbers */
    const char *why;     /* how the scheme was chosen */
};

/**
 * Chooses the scheme and the features that are homes. Found out is the scheme whose marks occur; without marks it does not matter
 * where all schemes that know any of the codes mean the same features.
 * Errors: LCI_E_DATA: marks of two schemes, or of another than the configuration names; no marks, and two readings differ; no
 * home by the scheme. The message says what was found, what each reading would mean, and which key decides. LCI_E_NOMEM.
 * Cost: O(n log n).
 */
LCI_MUST_USE enum lci_status lci_landuse_choose(const struct lci_landuse_inputs *inputs, struct lci_arena *arena,
                                                struct lci_landuse_choice *out, struct lci_error *err);

/** The entry of a scheme for a code, blanks, case and suffixes aside; NULL: it has none. */
const struct lci_landuse_code *lci_landuse_find(const struct lci_landuse_scheme *scheme, const char *code);

#endif
