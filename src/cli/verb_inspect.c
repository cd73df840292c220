/* verb_inspect.c - lifecircle inspect: what a source holds and how it would be read. */
#include "cli.h"

int
verb_inspect(const struct options *options)
{
    int code = EXIT_DONE;

    if (options->rest.count == 0) {
        message(LCI_LOG_ERROR, "expected a file or folder; see lifecircle inspect --help");
        return EXIT_USAGE;
    }
    for (size_t i = 0; i < options->rest.count && code == EXIT_DONE; i++) {
        struct lci_error err = {0};
        char *text = NULL;
        const enum lci_status status = lci_inspect(options->rest.items[i], &text, &err);

        if (status != LCI_OK) {
            code = exit_for(status, &err);
            continue;
        }
        (void)fputs(text, stdout);
        lci_text_free(text);
        code = finish_output();
    }
    return code;
}
