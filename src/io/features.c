/* features.c - releasing a layer. */
#include "io/features.h"

void
lci_features_fini(struct lci_features *features)
{
    lci_free(features->part_first);
    lci_free(features->ring_first);
    lci_free(features->point_first);
    lci_free(features->xy_m);
    lci_free(features->part_is_line);
    lci_free(features->texts);
    lci_free(features->ids);
    lci_arena_fini(&features->arena);
    *features = (struct lci_features){0};
}
