/* gdal_schema.c - column descriptions (OGC 12-128r17, F.9). */
#include "io/gdal_schema.h"

#include <string.h>

#include "base/alloc.h"
#include "io/gdal_sql.h"

static const char *const schema_sql[] = {
    "CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name "
    "TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE "
    "(table_name, column_name, extension_name))",
    "CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name "
    "TEXT, "
    "title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY "
    "KEY "
    "(table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name))",
    "CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type "
    "TEXT "
    "NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive "
    "BOOLEAN, description TEXT, CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, "
    "value))",
    "INSERT INTO gpkg_extensions VALUES ('gpkg_data_columns', NULL, 'gpkg_schema', "
    "'http://www.geopackage.org/spec121/#extension_schema', 'read-write')",
    "INSERT INTO gpkg_extensions VALUES ('gpkg_data_column_constraints', NULL, 'gpkg_schema', "
    "'http://www.geopackage.org/spec121/#extension_schema', 'read-write')",
};

enum { SCHEMA_SQL_COUNT = sizeof(schema_sql) / sizeof(schema_sql[0]) };

/* 'text' with its quotes doubled, at the end of `sql`. */
static char *
append_literal(char *sql, const char *text)
{
    *sql++ = '\'';
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            *sql++ = '\'';
        *sql++ = *text;
    }
    *sql++ = '\'';
    *sql = '\0';
    return sql;
}

static bool
describe_column(GDALDatasetH dataset, const char *table, const struct lci_column *column)
{
    static const char insert[] =
        "INSERT INTO gpkg_data_columns (table_name, column_name, description) VALUES (";
    const size_t size = sizeof(insert) +
                        2 * (strlen(table) + strlen(column->name) + strlen(column->description)) +
                        16;
    char *sql = lci_alloc(size, 1);
    char *end = sql;
    bool done = false;

    if (!sql)
        return false;
    end = stpcpy(end, insert);
    end = append_literal(end, table);
    end = stpcpy(end, ", ");
    end = append_literal(end, column->name);
    end = stpcpy(end, ", ");
    end = append_literal(end, column->description);
    (void)stpcpy(end, ")");
    done = lci_gpkg_execute(dataset, sql);
    lci_free(sql);
    return done;
}

bool
lci_gpkg_describe(GDALDatasetH dataset, const struct lci_table *tables, size_t table_count)
{
    bool done = true;

    if (GDALDatasetStartTransaction(dataset, FALSE) != OGRERR_NONE)
        return false;
    for (size_t i = 0; i < SCHEMA_SQL_COUNT && done; i++)
        done = lci_gpkg_execute(dataset, schema_sql[i]);
    for (size_t t = 0; t < table_count && done; t++)
        for (size_t c = 0; c < tables[t].column_count && done; c++)
            if (tables[t].columns[c].description)
                done = describe_column(dataset, tables[t].name, &tables[t].columns[c]);
    return done && GDALDatasetCommitTransaction(dataset) == OGRERR_NONE;
}
