/* example.c - runs the configuration that it is given, and prints what came out.
 * cc example.c $(pkg-config --cflags --libs lifecircle) -o example && ./example district.yaml */
#include <stdio.h>

#include <lifecircle/lifecircle.h>

static void
print_message(void *user, enum lci_log_level level, const char *text)
{
    (void)user;
    if (level == LCI_LOG_ERROR || level == LCI_LOG_WARNING)
        fprintf(stderr, "%s\n", text);
}

int
main(int argc, char **argv)
{
    const struct lci_context context = {.log = print_message};
    struct lci_run_summary summary = {0};
    struct lci_faults faults = {0};
    struct lci_config *config = NULL;
    struct lci_error err = {LCI_OK, "expected one configuration"};
    enum lci_status status = LCI_E_ARG;

    if (argc == 2)
        status = lci_config_load(argv[1], &config, &faults, &err);
    for (size_t i = 0; i < faults.count; i++)
        fprintf(stderr, "%s\n", faults.items[i].message);
    if (status == LCI_OK)
        status = lci_run(config, LCI_RUN_ALL, &context, &summary, &err);
    if (status == LCI_OK)
        printf("%s%zu errors in the data\n", summary.text, summary.quality_error_count);
    else
        fprintf(stderr, "%s\n", err.message);
    lci_run_summary_fini(&summary);
    lci_faults_fini(&faults);
    lci_config_free(config);
    return status == LCI_OK ? 0 : 1;
}
