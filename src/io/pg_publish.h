/* pg_publish.h - a result into a schema of a PostGIS database, all of it at once. */
#ifndef LCI_IO_PG_PUBLISH_H
#define LCI_IO_PG_PUBLISH_H

#include <stdbool.h>

#include "base/error.h"

struct lci_pg_target {
    const char *connection; /* as libpq takes it, without a password: that comes from PGPASSWORD or a pgpass file */
    const char *mark;       /* of the result: a schema that bears it is left as it is; NULL: none */
    const char *schema;     /* lower-case letters, digits and _; what it holds is an earlier result, or it is not there */
};

/**
 * Whether lci_pg_publish() could write: the server answers, has PostGIS, lets us make schemas, and the schema is not there,
 * empty, or an earlier result that is ours. Nothing is changed. Errors: LCI_E_IO, LCI_E_CONFIG, LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_pg_check(const struct lci_pg_target *target, struct lci_error *err);

/**
 * Copies all tables of a finished GeoPackage into a schema of their own, in one transaction: it is filled beside the old one,
 * its rows are counted, it gets the old one's grants, the old one is dropped and it takes its name. Who reads sees the old
 * result or the new one; the lock that the exchange takes is held for milliseconds, and waited for without keeping others
 * waiting, for a minute at the most. Killed at any time it leaves nothing: the server forgets what was not committed. Objects
 * of others in the schema, or views on its tables, are never dropped: the server then says what is in the way. is_stopped(user)
 * is asked now and then; may be NULL. Errors: LCI_E_IO (what the server says), LCI_E_LOCKED (another run is writing the
 * schema), LCI_E_CONFIG (see above; a system that the server does not know), LCI_E_CANCELLED, LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_pg_publish(const struct lci_pg_target *target, const char *geopackage,
                                            bool (*is_stopped)(void *user), void *user, struct lci_error *err);

#endif
