/* assemble_output.c - where the results of a configuration go. */
#include <stdio.h>
#include <string.h>

#include "base/connection.h"
#include "config/assemble_internal.h"
#include "config/paths.h"
#include "config/reader_internal.h"

/* Of lci_assemble_places(): from here on nothing may lie where another output does. */
enum { FIRST_OF_ITS_OWN = 2 };

/* Path of an output in a format, or as CSV files; NULL with a fault. */
static const char *
take_output(struct lci_assembler *assembler, const struct lci_noted *noted, size_t format,
            const char *key)
{
    const char *wanted = lci_is_folder_format(format)
                             ? "a folder that is new, empty or holds earlier results"
                             : "a file that is new or an earlier result of the same format";
    const char *why = lci_path_refusal(noted->text);
    const char *path = NULL;

    if (!why) {
        path = lci_reader_path(assembler->reader, noted);
        if (!path)
            return NULL;
        why = lci_assemble_input_conflict(assembler, path);
        if (!why)
            why = lci_output_refusal(path, format);
    }
    if (!why)
        return path;
    lci_assemble_refuse(assembler, noted, key, wanted, why);
    return NULL;
}

/* Index of a format by its name. */
static size_t
format_index(const char *name)
{
    size_t format = 0;

    while (strcmp(lci_output_formats[format], name) != 0)
        format++;
    return format;
}

static bool
has_ending(const char *path, const char *ending)
{
    const size_t length = strlen(path);
    const size_t end = strlen(ending);

    return length >= end && strcmp(path + length - end, ending) == 0;
}

const char *
lci_assemble_metrics(struct lci_assembler *assembler, const struct lci_noted *noted, const char *key)
{
    const char *why = lci_path_refusal(noted->text);
    const char *path = NULL;

    if (!why && !has_ending(noted->text, ".prom"))
        why = "the exporter of Prometheus reads no others";
    if (!why) {
        path = lci_path_join(assembler->reader->arena, noted->spot.file->folder, noted->text);
        if (!path) {
            assembler->reader->out_of_memory = true;
            return NULL;
        }
        why = lci_assemble_input_conflict(assembler, path);
    }
    if (!why)
        return path;
    lci_assemble_refuse(assembler, noted, key, "a file whose name ends in .prom", why);
    return NULL;
}

/* Whether what people look at is in English; Chinese where nothing is said. */
static bool
is_english(struct lci_assembler *assembler, const struct lci_noted *language, const char *key, bool otherwise)
{
    return language->text ? lci_assemble_word(assembler, language, key, lci_language_words) == 1 : otherwise;
}

static void
take_hand_in(struct lci_assembler *assembler)
{
    const struct lci_draft_tables *from = &assembler->draft->output.tables;
    struct lci_hand_in *to = &assembler->config->output.tables;

    *to = (struct lci_hand_in){
        .english = is_english(assembler, &from->language, "output.tables.language", assembler->config->output.english),
        .weight = from->weight,
        .subdistricts = from->subdistricts ? from->subdistricts : "subdistrict",
        .tiers = from->tiers ? from->tiers : "tier",
        .circles = from->circles ? from->circles : "circle",
        .communities = from->communities ? from->communities : "community",
    };
    if (from->folder.text)
        to->folder = take_output(assembler, &from->folder, lci_csv_format(), "output.tables.folder");
    if (from->xlsx.text)
        to->xlsx = take_output(assembler, &from->xlsx, format_index("XLSX"), "output.tables.xlsx");
}

/* What the place of the report follows from. */
static const struct lci_noted *
report_noted(const struct lci_draft_output *from)
{
    return from->report.text ? &from->report : &from->main.path;
}

void
lci_assemble_places(const struct lci_assembler *assembler, struct lci_output_place items[LCI_OUTPUT_PLACES])
{
    const struct lci_draft_output *from = &assembler->draft->output;
    const struct lci_output *to = &assembler->config->output;
    const struct lci_output_place places[LCI_OUTPUT_PLACES] = {
        {to->csv_folder, &from->csv, "output.csv"},
        {to->also_path, &from->also.path, "output.also.path"},
        {to->tables.folder, &from->tables.folder, "output.tables.folder"},
        {to->tables.xlsx, &from->tables.xlsx, "output.tables.xlsx"},
        {to->report, report_noted(from), "output.report"},
        {to->maps, &from->maps, "output.maps"},
    };

    memcpy(items, places, sizeof(places));
}

/* Every output has a place of its own. `csv` and `also` may share a folder with the main one, whose files have other names. */
static void
refuse_same_places(struct lci_assembler *assembler)
{
    const char *const main_path = assembler->config->output.path;
    struct lci_output_place places[LCI_OUTPUT_PLACES];

    lci_assemble_places(assembler, places);
    for (size_t i = FIRST_OF_ITS_OWN; i < LCI_OUTPUT_PLACES; i++) {
        bool is_same = places[i].path && main_path && strcmp(places[i].path, main_path) == 0;

        for (size_t j = 0; j < i && places[i].path; j++)
            is_same = is_same || (places[j].path && strcmp(places[i].path, places[j].path) == 0);
        if (is_same)
            lci_assemble_refuse(assembler, places[i].noted, places[i].key, "another path", "the same as another output");
    }
}

/* A database is written to with a password that stands nowhere: a configuration is copied, archived and shown. */
static void
take_target(struct lci_assembler *assembler)
{
    static const char *const unfit[] = {"password", "sslpassword", "schemas", "active_schema"};
    const struct lci_draft_output *from = &assembler->draft->output;
    struct lci_output *to = &assembler->config->output;
    char why[LCI_REFUSAL_SIZE];

    lci_connection_judge(from->postgis.text, why);
    for (size_t i = 0; i < sizeof(unfit) / sizeof(unfit[0]) && !why[0]; i++)
        if (lci_connection_has(from->postgis.text, unfit[i]))
            (void)snprintf(why, sizeof(why), "the key \"%s\"%s", unfit[i],
                           i < 2 ? "; it belongs into a pgpass file, or the variable PGPASSWORD" : "; schema: says which one");
    if (!why[0] && from->main.format != format_index("GPKG"))
        (void)snprintf(why, sizeof(why), "no GeoPackage in output.path, whose layers it would get");
    if (why[0])
        lci_reader_fault(assembler->reader, &from->postgis.spot, "output.postgis",
                         "expected a connection such as \"host=localhost dbname=city user=me\", found %s", why);
    to->postgis = from->postgis.text;
    to->postgis_schema = from->schema ? from->schema : "lifecircle";
}

/* Whether the main result holds what a report and maps are made from. */
static bool
shows_results(const struct lci_output *output)
{
    const uint32_t shown = 1U << LCI_LAYER_HOMES | 1U << LCI_LAYER_FACILITIES | 1U << LCI_LAYER_UNITS | 1U << LCI_LAYER_COVERAGE;

    return output->path && strcmp(output->format, "GPKG") == 0 && !(output->without & shown);
}

/* A report is made of every result that holds what it shows, beside it where nothing else is said. */
static void
take_report(struct lci_assembler *assembler)
{
    const struct lci_draft_output *from = &assembler->draft->output;
    const struct lci_noted *noted = report_noted(from);
    struct lci_output *to = &assembler->config->output;
    const char *why = from->report.text ? lci_path_refusal(from->report.text) : NULL;

    if (from->report.text ? strcmp(from->report.text, "none") == 0 : !shows_results(to))
        return;
    if (!why && from->report.text && !has_ending(from->report.text, ".html"))
        why = "its name does not end in .html, and might be that of a table";
    if (!why && !shows_results(to))
        why = "no GeoPackage in output.path with the homes, facilities, units and coverage that it shows";
    if (!why) {
        to->report =
            from->report.text ? lci_reader_path(assembler->reader, noted) : lci_report_path(assembler->reader->arena, to->path);
        if (!to->report) {
            assembler->reader->out_of_memory = assembler->reader->out_of_memory || !from->report.text;
            return;
        }
        why = lci_assemble_input_conflict(assembler, to->report);
    }
    if (!why)
        why = lci_file_refusal(to->report, "HTML");
    if (why)
        lci_assemble_refuse(assembler, noted, "output.report",
                            from->report.text ? "none, or a file ending in .html that is new or an earlier report"
                                              : "none, or another name for the result: its report has the same, ending in .html",
                            why);
}

void
lci_assemble_output(struct lci_assembler *assembler)
{
    const struct lci_draft_output *from = &assembler->draft->output;
    struct lci_output *to = &assembler->config->output;
    const char *key = assembler->command_line ? "--output" : "output.path";

    to->pairs = from->pairs;
    to->without = from->without;
    to->english = is_english(assembler, &from->language, "output.language", false);
    to->document = from->document;
    take_hand_in(assembler);
    if (from->main.path.text) {
        to->path = take_output(assembler, &from->main.path, from->main.format, key);
        to->format = lci_output_formats[from->main.format];
    }
    if (from->csv.text)
        to->csv_folder = take_output(assembler, &from->csv, lci_csv_format(), "output.csv");
    if (from->also.path.text) {
        to->also_path =
            take_output(assembler, &from->also.path, from->also.format, "output.also.path");
        to->also_format = lci_output_formats[from->also.format];
    }
    if (to->path && to->also_path && strcmp(to->path, to->also_path) == 0 &&
        (!lci_is_folder_format(from->main.format) || !lci_is_folder_format(from->also.format)))
        lci_assemble_refuse(assembler, &from->also.path, "output.also.path", "another path",
                            "the same as output.path");
    if (from->postgis.text)
        take_target(assembler);
    take_report(assembler);
    if (from->maps.text)
        to->maps = take_output(assembler, &from->maps, lci_csv_format(), "output.maps");
    to->paper = lci_paper_words[from->paper];
    if (to->maps && !shows_results(to))
        lci_assemble_refuse(assembler, &from->maps, "output.maps", "a GeoPackage in output.path with all that maps show", "none");
    refuse_same_places(assembler);
}
