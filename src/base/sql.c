/* sql.c - statements to SQLite, in one line each. */
#include "base/sql.h"

#include <stdarg.h>
#include <string.h>

#include "base/alloc.h"

bool
lci_sql_run(sqlite3 *database, const char *format, ...)
{
    va_list args;
    char *sql = NULL;
    bool done = false;

    va_start(args, format);
    sql = sqlite3_vmprintf(format, args);
    va_end(args);
    done = sql && sqlite3_exec(database, sql, NULL, NULL, NULL) == SQLITE_OK;
    sqlite3_free(sql);
    return done;
}

static sqlite3_stmt *
prepare(sqlite3 *database, const char *format, va_list args)
{
    sqlite3_stmt *statement = NULL;
    char *sql = sqlite3_vmprintf(format, args);

    if (sql)
        (void)sqlite3_prepare_v2(database, sql, -1, &statement, NULL); /* a failure leaves NULL */
    sqlite3_free(sql);
    return statement;
}

sqlite3_stmt *
lci_sql_prepare(sqlite3 *database, const char *format, ...)
{
    sqlite3_stmt *statement = NULL;
    va_list args;

    va_start(args, format);
    statement = prepare(database, format, args);
    va_end(args);
    return statement;
}

bool
lci_sql_step(sqlite3_stmt *statement)
{
    (void)sqlite3_step(statement);
    return sqlite3_reset(statement) == SQLITE_OK; /* answers what the step ended with */
}

char *
lci_sql_text(sqlite3 *database, const char *format, ...)
{
    sqlite3_stmt *statement = NULL;
    const char *text = NULL;
    char *copy = NULL;
    va_list args;

    va_start(args, format);
    statement = prepare(database, format, args);
    va_end(args);
    if (statement && sqlite3_step(statement) == SQLITE_ROW)
        text = (const char *)sqlite3_column_text(statement, 0);
    if (text)
        copy = lci_alloc(strlen(text) + 1, 1);
    if (copy)
        memcpy(copy, text, strlen(text));
    (void)sqlite3_finalize(statement);
    return copy;
}

sqlite3_int64
lci_sql_number(sqlite3 *database, const char *format, ...)
{
    sqlite3_stmt *statement = NULL;
    sqlite3_int64 number = 0;
    va_list args;

    va_start(args, format);
    statement = prepare(database, format, args);
    va_end(args);
    if (statement && sqlite3_step(statement) == SQLITE_ROW)
        number = sqlite3_column_int64(statement, 0);
    (void)sqlite3_finalize(statement);
    return number;
}
