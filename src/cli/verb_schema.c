/* verb_schema.c - lifecircle schema: what an editor has to know of the files that people write. */
#include "cli.h"

int
print_schema(const char *kind, const struct options *options)
{
    struct lci_error err = {0};
    char *text = NULL;
    const enum lci_status status = lci_config_schema(kind, options->chinese, &text, &err);

    if (status != LCI_OK)
        return exit_for(status, &err);
    (void)fputs(text, stdout);
    lci_text_free(text);
    return finish_output();
}

int
verb_schema(const struct options *options)
{
    if (options->rest.count == 1)
        return print_schema(options->rest.items[0], options);
    message(LCI_LOG_ERROR, "expected config, standard or profile; see lifecircle schema --help");
    return EXIT_USAGE;
}
