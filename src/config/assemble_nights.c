/* assemble_nights.c - how the results of nights are kept, and that all of them lie in one folder. */
#include <stdio.h>
#include <string.h>

#include "base/night_names.h"
#include "config/assemble_internal.h"
#include "config/reader_internal.h"

/* A night's results are one folder: each output lies in that of output.path, or below it. */
static void
check_place(struct lci_assembler *assembler, const struct lci_output_place *place)
{
    const char *main_path = assembler->config->output.path;
    const char *slash = strrchr(main_path, '/');
    const size_t length = slash ? (size_t)(slash - main_path) + 1 : 0;

    if (place->path && (strncmp(place->path, main_path, length) != 0 || (length == 0 && place->path[0] == '/')))
        lci_assemble_refuse(assembler, place->noted, place->key,
                            "a path in the folder of output.path, where `nights` keeps them all", "it lies elsewhere");
}

/* Nor has one the name of what the night itself leaves there; folders of that name would be as much in the way. */
static void
check_name(struct lci_assembler *assembler, const struct lci_output_place *place)
{
    const char *slash = strrchr(assembler->config->output.path, '/');
    const size_t length = slash ? (size_t)(slash - assembler->config->output.path) + 1 : 0;
    const char *name = place->path && strlen(place->path) > length ? place->path + length : "";

    if (lci_is_night_name(name, strcspn(name, "/")))
        lci_assemble_refuse(assembler, place->noted, place->key, "another name",
                            "`nights` writes a file of that name beside the results");
}

void
lci_assemble_nights(struct lci_assembler *assembler)
{
    const struct lci_draft_nights *from = &assembler->draft->nights;
    const struct lci_output_place main_place = {assembler->config->output.path, &assembler->draft->output.main.path,
                                                "output.path"};
    struct lci_output_place places[LCI_OUTPUT_PLACES];

    assembler->config->nights = (struct lci_nights){
        .are_asked_for = from->spot.file != NULL,
        .keep = from->keep,
        .history_nights = from->history_nights,
        .keep_inputs = from->keep_inputs,
    };
    lci_assemble_alarms(assembler);
    if (from->metrics.text)
        assembler->config->nights.metrics_path = lci_assemble_metrics(assembler, &from->metrics, "nights.metrics");
    if (!from->spot.file || !assembler->config->output.path)
        return;
    lci_assemble_places(assembler, places);
    check_name(assembler, &main_place);
    for (size_t i = 0; i < LCI_OUTPUT_PLACES; i++) {
        check_place(assembler, &places[i]);
        check_name(assembler, &places[i]);
    }
}
