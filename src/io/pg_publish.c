/* pg_publish.c - a schema is filled in a transaction and takes the place of the old one at its end. */
#include "io/pg_publish.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/sql.h"
#include "io/pg_rows.h"

/* How often, and how far apart, the old tables' locks are asked for while readers hold them. */
enum { LOCK_TRIES = 300, LOCK_WAIT_MS = 200 };

struct exchange {
    const struct lci_pg_target *target;
    PGconn *server;
    sqlite3 *database;
    struct lci_arena arena;
    const char *staging; /* name of the new schema until it takes the other's */
    bool (*is_stopped)(void *user);
    void *user;
};

static enum lci_status
run(struct exchange *exchange, const char *sql, struct lci_error *err)
{
    return lci_pg_run(exchange->server, sql, err);
}

/* A question about the schema: $1. */
static enum lci_status
ask(struct exchange *exchange, const char *sql, const char **out, struct lci_error *err)
{
    return lci_pg_ask(exchange->server, sql, &exchange->target->schema, 1, &exchange->arena, out, err);
}

/* Why the schema cannot be written; no answer: it can. */
static enum lci_status
check_schema(struct exchange *exchange, struct lci_error *err)
{
    static const char question[] =
        "SELECT CASE"
        " WHEN NOT has_database_privilege(current_database(), 'CREATE') THEN 'may not make schemas in this database'"
        " WHEN to_regclass('spatial_ref_sys') IS NULL THEN 'finds no PostGIS in this database'"
        " WHEN EXISTS (SELECT FROM pg_namespace WHERE nspname = $1 AND NOT pg_has_role(nspowner, 'USAGE'))"
        " THEN 'does not own the schema'"
        " WHEN EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE nspname = $1"
        " AND NOT pg_has_role(relowner, 'USAGE')) THEN 'does not own what is in the schema'"
        " WHEN EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE nspname = $1 AND relkind IN "
        "('r', 'v',"
        " 'm', 'f', 'p') AND coalesce(obj_description(c.oid, 'pg_class'), '') NOT LIKE 'lifecircle: %')"
        " THEN 'finds something else there than an earlier result; expected a schema of its own' END || ', user ' || "
        "current_user";
    const char *why = NULL;
    const enum lci_status status = ask(exchange, question, &why, err);

    if (status != LCI_OK || !why)
        return status;
    return lci_fail(err, LCI_E_CONFIG, "cannot write to PostgreSQL: lifecircle %s", why);
}

static enum lci_status
begin(struct exchange *exchange, struct lci_error *err)
{
    const char *free = NULL;
    enum lci_status status = run(exchange,
                                 "BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; "
                                 "SET LOCAL lock_timeout = '60s'; SET LOCAL standard_conforming_strings = on",
                                 err);

    if (status == LCI_OK)
        status = ask(exchange, "SELECT nullif(pg_try_advisory_xact_lock(hashtext('lifecircle ' || $1)), false)", &free, err);
    if (status == LCI_OK && !free)
        status = lci_fail(err, LCI_E_LOCKED, "cannot write to PostgreSQL: another run is writing this schema");
    if (status == LCI_OK)
        status = check_schema(exchange, err);
    if (status == LCI_OK)
        status = run(exchange, lci_pg_format(&exchange->arena, "CREATE SCHEMA \"%w\"", exchange->staging), err);
    return status;
}

/* The server's number for the system that the GeoPackage's layers are in. */
static enum lci_status
find_system(struct exchange *exchange, const char **out, struct lci_error *err)
{
    char *code =
        lci_sql_text(exchange->database, "SELECT organization_coordsys_id FROM gpkg_spatial_ref_sys JOIN gpkg_geometry_columns "
                                         "USING (srs_id) WHERE upper(organization) = 'EPSG' LIMIT 1");
    const char *const words[] = {code};
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (code)
        status =
            lci_pg_ask(exchange->server, "SELECT srid FROM spatial_ref_sys WHERE auth_name = 'EPSG' AND auth_srid = $1::int",
                       words, 1, &exchange->arena, out, err);
    if (status == LCI_OK && !*out)
        status = lci_fail(err, LCI_E_CONFIG, "cannot write to PostgreSQL: its table spatial_ref_sys has no system %s%s",
                          code ? "EPSG:" : "for the working system, which has no EPSG code", code ? code : "");
    lci_free(code);
    return status;
}

static enum lci_status
fill(struct exchange *exchange, struct lci_error *err)
{
    sqlite3_stmt *names =
        lci_sql_prepare(exchange->database, "SELECT table_name FROM gpkg_contents WHERE data_type IN ('features', "
                                            "'attributes') AND table_name <> 'layer_styles' ORDER BY table_name");
    struct lci_pg_table table = {.schema = exchange->staging};
    enum lci_status status = names ? find_system(exchange, &table.system, err) : LCI_OK;
    int code = SQLITE_DONE;

    while (names && status == LCI_OK && (code = sqlite3_step(names)) == SQLITE_ROW) {
        table.name = (const char *)sqlite3_column_text(names, 0);
        status = lci_pg_put_table(exchange->server, exchange->database, &table, exchange->is_stopped, exchange->user, err);
    }
    if (status == LCI_OK && (!names || code != SQLITE_DONE))
        status = lci_fail(err, LCI_E_IO, "the GeoPackage cannot be read back: %.200s", sqlite3_errmsg(exchange->database));
    (void)sqlite3_finalize(names);
    return status;
}

/* Who may read the old schema and its tables may read the new ones. */
static enum lci_status
copy_grants(struct exchange *exchange, struct lci_error *err)
{
    static const char question[] =
        "SELECT string_agg(format('GRANT %s ON %s TO %s', privilege_type, what, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE"
        " quote_ident(pg_get_userbyid(grantee)) END), '; ') FROM ("
        "SELECT (aclexplode(nspacl)).*, nspowner AS owner, format('SCHEMA %I', $2::text) AS what FROM pg_namespace WHERE "
        "nspname = $1 "
        "UNION ALL SELECT (aclexplode(o.relacl)).*, o.relowner, format('%I.%I', $2::text, o.relname) FROM pg_class o"
        " JOIN pg_namespace n ON n.oid = o.relnamespace AND n.nspname = $1"
        " JOIN pg_class c ON c.relname = o.relname JOIN pg_namespace m ON m.oid = c.relnamespace AND m.nspname = $2"
        " WHERE o.relkind = 'r' AND c.relkind = 'r') rights WHERE grantee <> owner";
    const char *const words[] = {exchange->target->schema, exchange->staging};
    const char *sql = NULL;
    const enum lci_status status = lci_pg_ask(exchange->server, question, words, 2, &exchange->arena, &sql, err);

    return status == LCI_OK && sql ? run(exchange, sql, err) : status;
}

static void
wait_ms(long ms)
{
    const struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};

    (void)nanosleep(&time, NULL);
}

/*
 * All of the old tables or none: who reads one and then another would else wait for us, and we for them. Nor do we stand in a
 * queue, where those who come later would wait behind us.
 */
static enum lci_status
lock_tables(struct exchange *exchange, const char *tables, struct lci_error *err)
{
    const char *sql = lci_pg_format(&exchange->arena, "SAVEPOINT alone; LOCK TABLE %s IN ACCESS EXCLUSIVE MODE NOWAIT", tables);
    enum lci_status status = run(exchange, sql, err);

    for (int tries = 1; status == LCI_E_IO && tries < LOCK_TRIES && PQtransactionStatus(exchange->server) == PQTRANS_INERROR;
         tries++) {
        if (exchange->is_stopped && exchange->is_stopped(exchange->user))
            return lci_fail(err, LCI_E_CANCELLED, "stopped while the results were written");
        wait_ms(LOCK_WAIT_MS);
        status = run(exchange, "ROLLBACK TO SAVEPOINT alone", err);
        if (status == LCI_OK)
            status = run(exchange, sql, err);
    }
    return status;
}

static enum lci_status
drop_old(struct exchange *exchange, struct lci_error *err)
{
    static const char question[] =
        "SELECT string_agg(format('%I.%I', nspname, relname), ', ' ORDER BY relname) FROM pg_class c JOIN pg_namespace n"
        " ON n.oid = c.relnamespace WHERE nspname = $1 AND relkind = 'r' AND obj_description(c.oid, 'pg_class') LIKE "
        "'lifecircle: %'";
    const char *tables = NULL;
    enum lci_status status = ask(exchange, question, &tables, err);

    if (status == LCI_OK && tables)
        status = lock_tables(exchange, tables, err);
    if (status == LCI_OK && tables)
        status = run(exchange, lci_pg_format(&exchange->arena, "DROP TABLE %s", tables), err);
    if (status == LCI_OK)
        status = run(exchange, lci_pg_format(&exchange->arena, "DROP SCHEMA IF EXISTS \"%w\"", exchange->target->schema), err);
    return status;
}

/* Whether the schema has been filled with this very result. */
static enum lci_status
is_there(struct exchange *exchange, bool *there, struct lci_error *err)
{
    const char *comment = NULL;
    const char *mark = exchange->target->mark;
    const enum lci_status status =
        ask(exchange, "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = $1", &comment, err);

    *there = status == LCI_OK && mark && comment && strncmp(comment, LCI_PG_MARK, strlen(LCI_PG_MARK)) == 0 &&
             strcmp(comment + strlen(LCI_PG_MARK), mark) == 0;
    return status;
}

static enum lci_status
swap(struct exchange *exchange, struct lci_error *err)
{
    enum lci_status status = copy_grants(exchange, err);

    if (status == LCI_OK)
        status = drop_old(exchange, err);
    if (status == LCI_OK)
        status = run(exchange,
                     lci_pg_format(&exchange->arena, "COMMENT ON SCHEMA \"%w\" IS '%q%q'", exchange->staging, LCI_PG_MARK,
                                   exchange->target->mark ? exchange->target->mark : ""),
                     err);
    if (status == LCI_OK)
        status = run(exchange,
                     lci_pg_format(&exchange->arena, "ALTER SCHEMA \"%w\" RENAME TO \"%w\"; COMMIT", exchange->staging,
                                   exchange->target->schema),
                     err);
    return status;
}

static void
close_all(struct exchange *exchange)
{
    lci_pg_close(exchange->server); /* and what was not committed is forgotten */
    (void)sqlite3_close(exchange->database);
    lci_arena_fini(&exchange->arena);
}

static enum lci_status
say_where(const struct lci_pg_target *target, enum lci_status status, struct lci_error *err)
{
    return status == LCI_OK || status == LCI_E_CANCELLED
               ? status
               : lci_fail_in(err, status, "output.postgis, schema %s", target->schema);
}

enum lci_status
lci_pg_check(const struct lci_pg_target *target, struct lci_error *err)
{
    struct exchange exchange = {.target = target};
    enum lci_status status = lci_pg_open(target->connection, &exchange.server, err);

    if (status == LCI_OK)
        status = check_schema(&exchange, err);
    close_all(&exchange);
    return say_where(target, status, err);
}

enum lci_status
lci_pg_publish(const struct lci_pg_target *target, const char *geopackage, bool (*is_stopped)(void *user), void *user,
               struct lci_error *err)
{
    struct exchange exchange = {.target = target, .is_stopped = is_stopped, .user = user};
    bool there = false;
    enum lci_status status = lci_pg_open(target->connection, &exchange.server, err);

    exchange.staging = lci_pg_format(&exchange.arena, "%s_staging", target->schema);
    if (status == LCI_OK && !exchange.staging)
        status = lci_fail_nomem(err, "PostgreSQL");
    if (status == LCI_OK &&
        sqlite3_open_v2(geopackage, &exchange.database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        status = lci_fail(err, LCI_E_IO, "%s: cannot be read back: %.200s", geopackage, sqlite3_errmsg(exchange.database));
    if (status == LCI_OK)
        status = is_there(&exchange, &there, err);
    if (status == LCI_OK && !there)
        status = begin(&exchange, err);
    if (status == LCI_OK && !there)
        status = fill(&exchange, err);
    if (status == LCI_OK && !there)
        status = swap(&exchange, err);
    close_all(&exchange);
    return say_where(target, status, err);
}
