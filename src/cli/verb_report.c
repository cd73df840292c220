/* verb_report.c - lifecircle report: a result as one page. */
#include "cli.h"

int
verb_report(const struct options *options)
{
    const struct lci_report_options asked = {
        .result = options->rest.count == 1 ? options->rest.items[0] : NULL,
        .output = options->output,
        .language = options->chinese ? LCI_REPORT_CHINESE : options->english ? LCI_REPORT_ENGLISH : LCI_REPORT_AS_RESULT,
    };
    struct lci_error err = {0};
    char *written = NULL;
    enum lci_status status = LCI_OK;

    if (!asked.result) {
        message(LCI_LOG_ERROR, "expected one result, the GeoPackage that lifecircle run has written; see lifecircle report --help");
        return EXIT_USAGE;
    }
    status = lci_report(&asked, &written, &err);
    if (status != LCI_OK)
        return exit_for(status, &err);
    if (!options->quiet)
        (void)printf("%s\n", written);
    lci_text_free(written);
    return finish_output();
}
