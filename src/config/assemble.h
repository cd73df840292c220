/* assemble.h - from what the files say to the configuration: minutes become metres, texts become
 * paths. */
#ifndef LCI_CONFIG_ASSEMBLE_H
#define LCI_CONFIG_ASSEMBLE_H

#include "config/draft.h"
#include "config/reader.h"

/** What the judging of a draft needs. */
struct lci_assembler {
    struct lci_reader *reader; /* arena and faults */
    const struct lci_draft *draft;
    struct lci_config *config; /* its profiles are read already; the rest is filled here */
    bool command_line;         /* messages name options instead of keys */
};

/** Fills the configuration. What does not fit together, or does not exist, becomes a fault. */
void lci_assemble(struct lci_assembler *assembler);

#endif
