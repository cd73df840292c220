/* attribute_numbers.c - attributes as numbers, with what was taken off them reported. */
#include <math.h>
#include <stdio.h>

#include "analysis/attributes.h"
#include "analysis/remark.h"
#include "io/number.h"

/* The row knows what the number is about. */
static enum lci_status
read_number(const char *text, const struct lci_origin *origin, struct lci_quality_row *row, struct lci_quality *quality,
            double *value, struct lci_error *err)
{
    const enum lci_number_kind kind = text ? lci_number_from_text(text, value) : LCI_NUMBER_NONE;
    char number[LCI_NUMBER_TEXT_SIZE];
    char done[64] = "taken as no value";

    if (kind == LCI_NUMBER_NONE || kind == LCI_NUMBER_BAD)
        *value = NAN;
    if (!quality || kind == LCI_NUMBER_NONE || kind == LCI_NUMBER_OK)
        return LCI_OK;
    if (kind == LCI_NUMBER_GUESSED)
        (void)snprintf(done, sizeof(done), "read as %s", lci_number_text(*value, number));
    row->severity = LCI_SEVERITY_WARNING;
    row->stage = "read";
    row->code = kind == LCI_NUMBER_GUESSED ? "number_guessed" : "number_not_readable";
    row->found = text;
    row->done = done;
    return lci_remark(quality, origin, row, err);
}

enum lci_status
lci_facility_number(const struct lci_facilities *facilities, size_t facility, const char *name, struct lci_quality *quality,
                    double *value, struct lci_error *err)
{
    const struct lci_facility *item = &facilities->items[facility];
    struct lci_quality_row row = {
        .layer = "facilities",
        .feature_id = item->id,
        .field = name,
        .has_place = true,
        .x_m = item->x_m,
        .y_m = item->y_m,
    };

    return read_number(lci_facility_attribute(facilities, facility, name), &item->origin, &row, quality, value, err);
}

enum lci_status
lci_unit_number(const struct lci_units *units, size_t unit, const char *name, struct lci_quality *quality, double *value,
                struct lci_error *err)
{
    const struct lci_unit *item = &units->items[unit];
    struct lci_quality_row row = {.layer = "units", .feature_id = item->code, .field = name};

    return read_number(lci_unit_attribute(units, unit, name), &item->origin, &row, quality, value, err);
}
