/* roles.h - which field of a table is meant by "id", "households", "x": by the source's map, else by usual names. */
#ifndef LCI_IO_ROLES_H
#define LCI_IO_ROLES_H

#include <stdbool.h>
#include <stddef.h>

#include <lifecircle/config.h>

/** The fields of a layer. names: valid UTF-8; is_cut: the name may be the beginning of a longer one (.dbf). */
struct lci_field_list {
    const char *const *names;
    const bool *is_cut;
    size_t count;
};

enum { LCI_NO_FIELD = -1 };

/** Field called `name`: as written, else alike (case, width, blanks), else a cut beginning of it. LCI_NO_FIELD: none. */
int lci_field_by_name(const struct lci_field_list *fields, const char *name);

/** Field by the usual names of a role, Chinese and English; a role is also its own usual name. LCI_NO_FIELD: none. */
int lci_field_by_usual_names(const struct lci_field_list *fields, const char *role);

/** What the source's own map says for a role; NULL: nothing. Borrowed from the source. */
const char *lci_source_field(const struct lci_source *source, const char *role);

/** Whether a field name says that its numbers are longitudes or latitudes in degrees. */
bool lci_field_name_is_degrees(const char *name);

/** Usual role of a field name; NULL: none. For `inspect`. Static. */
const char *lci_usual_role_of(const char *name, bool is_cut);

#endif
