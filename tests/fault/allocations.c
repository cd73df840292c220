/* allocations.c - whole nights of which the n-th allocation fails: allocations FILE CONFIG SPARSITY; FILE: a published result. */
#include "../support/files.h"

#include <inttypes.h>

#include <lifecircle/config.h>
#include <lifecircle/night.h>

#include "base/alloc.h"

enum { ENOUGH = 3 }; /* nights in a row that were not short of anything: there are no more allocations to fail */

/* Everything is computed each night: what is known of earlier ones would hide most of the allocations. */
static enum lci_status
run_night(const char *path, struct lci_error *err)
{
    const struct lci_context context = {.thread_count = 1};
    const struct lci_night_options options = {.full = true};
    struct lci_faults faults = {0};
    struct lci_config *config = NULL;
    enum lci_status status = lci_config_load(path, &config, &faults, err);

    if (status == LCI_OK)
        status = lci_night_run(config, &options, &context, NULL, err);
    lci_config_free(config);
    lci_faults_fini(&faults);
    return status;
}

static bool
is_the_same(const char *path, const char *bytes, size_t size)
{
    size_t found_size = 0;
    char *found = support_read_bytes(path, &found_size);
    const bool same = found_size == size && memcmp(found, bytes, size) == 0;

    free(found);
    return same;
}

int
main(int argc, char **argv)
{
    const uint64_t sparsity = argc == 4 ? strtoull(argv[3], NULL, 10) : 0;
    size_t size = 0;
    char *bytes = NULL;
    unsigned trials = 0;
    unsigned failures = 0;
    unsigned losses = 0;
    unsigned silent = 0;

    if (sparsity == 0)
        return 2;
    bytes = support_read_bytes(argv[1], &size);
    for (uint64_t n = 1, well = 0; well < ENOUGH; n += 1 + n / sparsity) {
        struct lci_error err = {0};
        enum lci_status status = LCI_OK;

        lci_alloc_fail_at(n);
        status = run_night(argv[2], &err);
        lci_alloc_fail_at(0);
        trials++;
        well = status == LCI_OK ? well + 1 : 0;
        failures += status != LCI_OK;
        silent += status != LCI_OK && err.message[0] == '\0';
        losses += !is_the_same(argv[1], bytes, size);
        if (status != LCI_OK && status != LCI_E_NOMEM)
            (void)fprintf(stderr, "allocation %" PRIu64 ": %s\n", n, err.message);
    }
    (void)printf("trials %u, failures %u, silent %u, losses %u\n", trials, failures, silent, losses);
    free(bytes);
    return silent > 0 || losses > 0;
}
