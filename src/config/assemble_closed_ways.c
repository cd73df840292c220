/* assemble_closed_ways.c - ways that are closed in this run: which of them, and in which source. */
#include <stdio.h>
#include <string.h>

#include "config/assemble_internal.h"
#include "config/reader_internal.h"

/* The source of the network that is called so: as it is written, or by the name of its file. */
static const char *
find_source(const struct lci_config *config, const char *name)
{
    for (size_t i = 0; i < config->network.count; i++) {
        const char *label = config->network.items[i].label;
        const char *file = strrchr(label, '/');

        if (strcmp(label, name) == 0 || (file && strcmp(file + 1, name) == 0))
            return label;
    }
    return NULL;
}

void
lci_assemble_closed_ways(struct lci_assembler *assembler)
{
    const struct lci_draft *draft = assembler->draft;
    struct lci_config *config = assembler->config;

    if (draft->closed_way_count == 0)
        return;
    config->closed_ways = lci_reader_alloc(assembler->reader, draft->closed_way_count, sizeof(*config->closed_ways));
    for (size_t i = 0; i < draft->closed_way_count && config->closed_ways; i++) {
        const struct lci_draft_closed_way *from = &draft->closed_ways[i];
        struct lci_closed_way *to = &config->closed_ways[config->closed_way_count];
        char key[LCI_KEY_PATH_SIZE];

        if (!from->id.text)
            continue; /* told already */
        config->closed_way_count++;
        to->id = from->id.text;
        to->source = from->source.text ? find_source(config, from->source.text) : NULL;
        (void)snprintf(key, sizeof(key), "closed_ways[%zu].source", i + 1);
        if (from->source.text && !to->source)
            lci_assemble_refuse(assembler, &from->source, key, "a source of the network", "no source of the network is called so");
    }
}
