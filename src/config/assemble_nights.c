/* assemble_nights.c - how the results of nights are kept, and that all of them lie in one folder. */
#include <stdio.h>
#include <string.h>

#include "config/assemble_internal.h"
#include "config/reader_internal.h"

/* A night's results are one folder: each output lies in that of output.path, or below it. */
static void
check_place(struct lci_assembler *assembler, const char *path, const struct lci_noted *noted, const char *key)
{
    const char *main_path = assembler->config->output.path;
    const char *slash = strrchr(main_path, '/');
    const size_t length = slash ? (size_t)(slash - main_path) + 1 : 0;

    if (path && (strncmp(path, main_path, length) != 0 || (length == 0 && path[0] == '/')))
        lci_assemble_refuse(assembler, noted, key,
                            "a path in the folder of output.path, where `nights` keeps them all", "it lies elsewhere");
}

void
lci_assemble_nights(struct lci_assembler *assembler)
{
    const struct lci_draft_nights *from = &assembler->draft->nights;
    const struct lci_draft_output *draft = &assembler->draft->output;
    const struct lci_output *output = &assembler->config->output;

    assembler->config->nights = (struct lci_nights){
        .are_asked_for = from->spot.file != NULL,
        .keep = from->keep,
        .history_nights = from->history_nights,
        .keep_inputs = from->keep_inputs,
    };
    lci_assemble_alarms(assembler);
    if (from->metrics.text)
        assembler->config->nights.metrics_path = lci_assemble_metrics(assembler, &from->metrics, "nights.metrics");
    if (!from->spot.file || !output->path)
        return;
    check_place(assembler, output->csv_folder, &draft->csv, "output.csv");
    check_place(assembler, output->also_path, &draft->also.path, "output.also.path");
    check_place(assembler, output->tables.folder, &draft->tables.folder, "output.tables.folder");
    check_place(assembler, output->tables.xlsx, &draft->tables.xlsx, "output.tables.xlsx");
}
