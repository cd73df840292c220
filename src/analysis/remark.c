/* remark.c - rows of the quality table from the checks of the analysis. */
#include "analysis/remark.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const char *
lci_number_text(double value, char text[LCI_NUMBER_TEXT_SIZE])
{
    double size = fabs(value);
    const char *sign = value < 0.0 ? "-" : "";
    uint64_t whole = 0;
    unsigned thousandths = 0;
    size_t length = 0;

    if (isnan(value) || size >= 1e15) {
        snprintf(text, LCI_NUMBER_TEXT_SIZE, "%s%s", sign, isnan(value) ? "NaN" : "1e15 or more");
        return text;
    }
    whole = (uint64_t)size;
    thousandths = (unsigned)lround((size - (double)whole) * 1000.0);
    if (thousandths == 1000) {
        whole++;
        thousandths = 0;
    }
    snprintf(text, LCI_NUMBER_TEXT_SIZE, "%s%" PRIu64 ".%03u", sign, whole, thousandths);
    for (length = strlen(text); text[length - 1] == '0'; length--)
        text[length - 1] = '\0';
    if (text[length - 1] == '.')
        text[length - 1] = '\0';
    return text;
}

enum lci_status
lci_remark(struct lci_quality *quality, const struct lci_origin *origin,
           const struct lci_quality_row *row, struct lci_error *err)
{
    struct lci_quality_row copy = *row;

    copy.source = origin->source;
    copy.layer_name = origin->layer_name;
    if (!lci_quality_add(quality, &copy))
        return lci_fail_nomem(err, "quality table");
    return LCI_OK;
}

const char *
lci_id_with_origin(struct lci_arena *arena, const struct lci_origin *origin, const char *id)
{
    const char *source = origin->source ? origin->source : "";
    const char *layer = origin->layer_name ? origin->layer_name : "";
    size_t size = strlen(source) + strlen(layer) + strlen(id) + 3;
    char *text = lci_arena_alloc(arena, size, 1);

    if (text)
        snprintf(text, size, "%s%s%s:%s", source, *layer ? ":" : "", layer, id);
    return text;
}
