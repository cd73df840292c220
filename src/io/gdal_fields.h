/* gdal_fields.h - the fields of an open layer by role, and their values as UTF-8 text. For gdal_*.c only. */
#ifndef LCI_IO_GDAL_FIELDS_H
#define LCI_IO_GDAL_FIELDS_H

#include "io/gdal_door.h"
#include "io/read.h"
#include "io/roles.h"

/** Which field is which. Indexes are those of the driver, LCI_NO_FIELD where there is none. */
struct lci_gdal_fields {
    struct lci_field_list list;
    const char *layer_name; /* of a source with more than one layer, for messages; else NULL */
    int *of_role; /* role_count of the request */
    int id, x, y, location;
    bool id_is_guessed;
    int *of_match; /* one per match of source->select, in order */
    const OGRCodedValue **codes; /* list.count: values of the field's domain, ended by a NULL code; NULL: none */
    bool *code_is_used;          /* list.count: a coded value was replaced */
    struct lci_arena arena;
};

/**
 * Finds the fields of opened->layer. For tables the header row is read first if it is a row like others.
 * request may be NULL: names only. out must be released with lci_gdal_fields_fini(), also after a failure.
 * Errors: LCI_E_DATA (a field that the source names is not there; no header row), LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_gdal_fields_find(struct lci_gdal_source *opened,
                                                  const struct lci_source *source,
                                                  const struct lci_read_request *request,
                                                  struct lci_gdal_fields *out,
                                                  struct lci_error *err);
/** Fails with the field that is wanted for a role, and those that there are. Answers LCI_E_DATA. */
enum lci_status lci_gdal_fail_no_field(const struct lci_gdal_fields *fields, const char *wanted, const char *role,
                                       struct lci_error *err);

void lci_gdal_fields_fini(struct lci_gdal_fields *fields);

/**
 * Value of a field as trimmed UTF-8 in `arena`; *text is NULL where there is none or it is empty. *damaged becomes true
 * where bytes could not be read. False: out of memory.
 */
bool lci_gdal_text(const struct lci_gdal_source *opened, const struct lci_gdal_fields *fields,
                   OGRFeatureH feature, int field, struct lci_arena *arena, const char **text,
                   bool *damaged);

/** Tells the layer to leave out fields that no role, match or place needs. */
void lci_gdal_fields_ignore_others(struct lci_gdal_source *opened,
                                   const struct lci_gdal_fields *fields, size_t role_count,
                                   size_t match_count);

#endif
