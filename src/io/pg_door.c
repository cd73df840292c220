/* pg_door.c - libpq, with its errors in our form. */
#include "io/pg_door.h"

#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/connection.h"

enum { MESSAGE_SIZE = 600 };

static void
ignore(void *user, const char *message)
{
    (void)user;
    (void)message;
}

/* The server ends messages with line ends, and has several lines. */
static void
put_line(char line[MESSAGE_SIZE], const char *text)
{
    size_t used = strlen(line);

    for (; *text != '\0' && used + 1 < MESSAGE_SIZE; text++)
        if (*text != '\n')
            line[used++] = *text;
        else if (used > 0 && line[used - 1] != ' ')
            line[used++] = ' ';
    while (used > 0 && line[used - 1] == ' ')
        used--;
    line[used] = '\0';
}

enum lci_status
lci_pg_fail(PGconn *server, const PGresult *result, struct lci_error *err)
{
    const char *message = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    const char *detail = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL) : NULL;
    char line[MESSAGE_SIZE] = "";

    put_line(line, message ? message : PQerrorMessage(server));
    if (detail) {
        put_line(line, ": ");
        put_line(line, detail);
    }
    return lci_fail(err, LCI_E_IO, "cannot write to PostgreSQL: %s", line[0] ? line : "no reason was given");
}

enum lci_status
lci_pg_open(const char *connection, PGconn **out, struct lci_error *err)
{
    static const char patience[] = " connect_timeout=10";
    const size_t size = strlen(connection) + sizeof(patience);
    char *text = lci_alloc(size, 1);
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (!text)
        return lci_fail_nomem(err, "PostgreSQL");
    (void)snprintf(text, size, "%s%s", connection, lci_connection_has(connection, "connect_timeout") ? "" : patience);
    *out = PQconnectdb(text);
    lci_free(text);
    if (!*out)
        return lci_fail_nomem(err, "PostgreSQL");
    if (PQstatus(*out) != CONNECTION_OK || PQsetClientEncoding(*out, "UTF8") != 0)
        status = lci_pg_fail(*out, NULL, err);
    (void)PQsetNoticeProcessor(*out, ignore, NULL);
    return status;
}

void
lci_pg_close(PGconn *server)
{
    if (server)
        PQfinish(server);
}

static bool
is_done(const PGresult *result)
{
    const ExecStatusType status = PQresultStatus(result);

    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

enum lci_status
lci_pg_run(PGconn *server, const char *sql, struct lci_error *err)
{
    PGresult *result = NULL;
    enum lci_status status = LCI_OK;

    if (!sql)
        return lci_fail_nomem(err, "PostgreSQL");
    result = PQexec(server, sql);
    if (!is_done(result))
        status = lci_pg_fail(server, result, err);
    PQclear(result);
    return status;
}

enum lci_status
lci_pg_ask(PGconn *server, const char *sql, const char *const *words, size_t word_count, struct lci_arena *arena,
           const char **out, struct lci_error *err)
{
    PGresult *result = PQexecParams(server, sql, (int)word_count, NULL, words, NULL, NULL, 0);
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (!is_done(result)) {
        status = lci_pg_fail(server, result, err);
    } else if (PQntuples(result) > 0 && PQnfields(result) > 0 && !PQgetisnull(result, 0, 0)) {
        *out = lci_arena_text(arena, PQgetvalue(result, 0, 0), strlen(PQgetvalue(result, 0, 0)));
        if (!*out)
            status = lci_fail_nomem(err, "PostgreSQL");
    }
    PQclear(result);
    return status;
}

const char *
lci_pg_format(struct lci_arena *arena, const char *format, ...)
{
    const char *copy = NULL;
    char *text = NULL;
    va_list args;

    va_start(args, format);
    text = sqlite3_vmprintf(format, args);
    va_end(args);
    if (text)
        copy = lci_arena_text(arena, text, strlen(text));
    sqlite3_free(text);
    return copy;
}
