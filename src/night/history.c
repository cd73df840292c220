/* history.c - what every night has said of its units, as a table. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include <lifecircle/night.h>

#include "base/alloc.h"
#include "io/csv_write.h"
#include "io/number_text.h"
#include "night/place.h"
#include "state/history.h"

static const char heading[] = "night,started_at,profile,level,unit_code,unit_name,definition,category,category_set,k,weight,"
                              "limit_m,limit_min,radius_m,counted_level,detail,numerator,denominator,value\r\n";

static void
add_text(struct lci_growing_text *csv, const char *text)
{
    lci_csv_add_cell(csv, text ? text : "");
    lci_text_add(csv, ",");
}

static void
add_number(struct lci_growing_text *csv, double value, const char *end)
{
    char text[LCI_NUMBER_TEXT_SIZE] = "";

    if (!isnan(value))
        lci_number_to_text(value, text);
    lci_text_add(csv, "%s%s", text, end);
}

static enum lci_status
add_point(void *user, const struct lci_history_point *point, struct lci_error *err)
{
    struct lci_growing_text *csv = user;
    const struct lci_history_figure *figure = &point->figure;

    lci_text_add(csv, "%" PRIu64 ",", point->night);
    add_text(csv, point->started_at);
    add_text(csv, figure->profile);
    add_text(csv, point->unit.level);
    add_text(csv, point->unit.code);
    add_text(csv, point->unit.name);
    add_text(csv, figure->definition);
    add_text(csv, figure->category);
    add_text(csv, figure->category_set);
    add_number(csv, figure->k > 0 ? (double)figure->k : NAN, ",");
    add_text(csv, figure->weight);
    add_number(csv, figure->limit_m, ",");
    add_number(csv, figure->limit_min, ",");
    add_number(csv, figure->radius_m, ",");
    add_text(csv, figure->counted_level);
    add_text(csv, figure->detail);
    add_number(csv, point->value.numerator, ",");
    add_number(csv, point->value.denominator, ",");
    add_number(csv, point->value.value, "\r\n");
    return csv->failed ? lci_fail_nomem(err, "history") : LCI_OK;
}

enum lci_status
lci_night_history(const struct lci_config *config, const struct lci_night_filter *filter, char **out, struct lci_error *err)
{
    const struct lci_history_filter wanted = {.unit = filter->unit, .category = filter->category, .definition = filter->definition};
    struct lci_growing_text csv = {0};
    struct lci_night_place place = {0};
    struct lci_arena arena = {0};
    struct lci_store *state = NULL;
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (!config->nights.are_asked_for)
        return lci_fail(err, LCI_E_ARG, "expected a configuration with the section nights");
    status = lci_night_place_of(config, &arena, &place, err);
    if (status == LCI_OK)
        status = lci_store_open_to_read(place.state, LCI_STORE_STATE, &state, err);
    lci_text_add(&csv, "%s", heading);
    if (status == LCI_OK)
        status = lci_history_read(state, &wanted, add_point, &csv, err);
    if (status == LCI_OK && csv.failed)
        status = lci_fail_nomem(err, "history");
    lci_store_close(state);
    lci_arena_fini(&arena);
    if (status == LCI_OK)
        *out = csv.bytes;
    else
        lci_free(csv.bytes);
    return status;
}
