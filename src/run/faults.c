/* faults.c - once reading has failed: what else is wrong with the sources, so that all of it can be mended at once. */
#include <string.h>

#include "base/alloc.h"
#include "base/log.h"
#include "run/job.h"

/* Tells of faults, but not again of the one that reading failed with. */
struct teller {
    const struct lci_context *context;
    const char *first;
    size_t more_count;
};

static void
tell(void *user, const char *message)
{
    struct teller *teller = user;

    if (strcmp(message, teller->first) == 0)
        return;
    lci_log(teller->context, LCI_LOG_ERROR, "%s", message);
    teller->more_count++;
}

void
lci_job_tell_faults(const struct lci_job *job, struct lci_error *err)
{
    const struct lci_config *config = job->config;
    const struct {
        const char *kind;
        const struct lci_sources *sources;
        enum lci_shape shape;
    } kinds[] = {
        {"roads", &config->network, LCI_SHAPE_LINE_OR_POLYGON}, {"barriers", &config->barriers, LCI_SHAPE_LINE_OR_POLYGON},
        {"facilities", &config->facilities, LCI_SHAPE_POINT},   {"homes", &config->homes, LCI_SHAPE_POLYGON},
        {"gates", &config->gates, LCI_SHAPE_POINT},             {"buildings", &config->buildings, LCI_SHAPE_POLYGON},
        {"units", &config->units, LCI_SHAPE_POLYGON},           {"figures", &config->figures, LCI_SHAPE_NONE},
        {"origins", &config->origins, LCI_SHAPE_POINT},
    };
    struct teller teller = {job->context, err->message, 0};
    struct lci_error first = *err;

    for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
        for (size_t s = 0; s < kinds[k].sources->count; s++)
            lci_read_judge(&kinds[k].sources->items[s], kinds[k].kind, kinds[k].shape, tell, &teller);
    if (teller.more_count > 0)
        (void)lci_fail(err, first.status, "%s (%zu more %s of sources %s named above)", first.message, teller.more_count,
                       teller.more_count == 1 ? "fault" : "faults", teller.more_count == 1 ? "is" : "are");
}
