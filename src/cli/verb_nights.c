/* verb_nights.c - lifecircle status and history: what has become of nights. */
#include "cli.h"

#include <string.h>

int
verb_status(const struct options *options)
{
    struct lci_night_standing standing = {0};
    struct lci_config *config = NULL;
    struct lci_error err = {0};
    enum lci_status status = LCI_OK;
    int code = load_configuration(options, &config);

    if (code != EXIT_DONE)
        return code;
    status = lci_night_standing_get(config, &standing, &err);
    lci_config_free(config);
    if (status != LCI_OK)
        return exit_for(status, &err);
    code = finish_summary(options, standing.json, standing.text, standing.text_zh);
    if (code == EXIT_DONE && !standing.is_good)
        code = EXIT_FAILED;
    lci_night_standing_fini(&standing);
    return code;
}

int
verb_history(const struct options *options)
{
    const struct lci_night_filter filter = {options->unit, options->category, options->definition};
    struct lci_config *config = NULL;
    struct lci_error err = {0};
    enum lci_status status = LCI_OK;
    char *csv = NULL;
    int code = load_configuration(options, &config);

    if (code != EXIT_DONE)
        return code;
    status = lci_night_history(config, &filter, &csv, &err);
    lci_config_free(config);
    if (status != LCI_OK)
        return exit_for(status, &err);
    (void)fputs(csv, stdout);
    if (strchr(csv, '\n') && strchr(csv, '\n')[1] == '\0')
        message(LCI_LOG_WARNING, filter.unit || filter.category || filter.definition
                                     ? "no night says anything of that unit, category or definition"
                                     : "no night has said anything yet");
    lci_text_free(csv);
    return finish_output();
}
