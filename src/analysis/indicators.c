/* indicators.c - from sums to values, targets and gaps, a row for each indicator and unit. */
#include "analysis/indicators.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/indicator_parts.h"
#include "analysis/remark.h"
#include "analysis/sites.h"
#include "base/alloc.h"

enum { NOTE_SIZE = 512 };

/* Two shares that differ by less than this, relative, are equal: sums of doubles are not exact. */
static const double SAME_RATIO = 1e-12;
/* A figure that was rounded is still the same. */
static const double SAME_FIGURE_RATIO = 0.01;
/* 97.5 % point of the normal distribution. */
static const double Z_95 = 1.959963984540054;

/* An indicator while its rows are made. */
struct work {
    struct lci_indicator_engine *engine;
    const struct lci_indicator *indicator;
    uint32_t number;
    struct lci_indicator_places places;
    const char *lacks;
    const char *gap_measure; /* of a coverage: what its rows count */
};

const char *
lci_pass_text(enum lci_pass pass)
{
    static const char *const texts[] = {"n/a", "yes", "no"};

    return texts[pass];
}

bool
lci_indicator_has_level(const struct lci_indicator *indicator, const char *level)
{
    for (size_t i = 0; i < indicator->levels.count; i++)
        if (strcmp(indicator->levels.items[i], level) == 0)
            return true;
    return indicator->levels.count == 0;
}

/* Sums */

/* A figure that is not what its own numerator and denominator say: these count, and the row is listed. */
static enum lci_status
report_difference(struct work *work, const struct lci_handed_figure *figure, struct lci_error *err)
{
    const double value = work->indicator->scale * figure->numerator / figure->denominator;
    char numbers[2][LCI_NUMBER_TEXT_SIZE];
    char found[120];
    const struct lci_quality_row row = {
        .severity = LCI_SEVERITY_WARNING,
        .stage = "indicators",
        .code = "figure_differs",
        .layer = "figures",
        .feature_id = figure->row_id,
        .field = figure->name,
        .found = found,
        .done = "numerator and denominator count",
    };

    if (!isfinite(value) || isnan(figure->value) || fabs(value - figure->value) <= SAME_FIGURE_RATIO * fabs(value))
        return LCI_OK;
    (void)snprintf(found, sizeof(found), "%s, but numerator and denominator give %s", lci_number_text(figure->value, numbers[0]),
                   lci_number_text(value, numbers[1]));
    return lci_remark(work->engine->quality, &figure->origin, &row, err);
}

/* Figures with numerator and denominator add up as these; without them only a unit's own figure is known. */
static enum lci_status
take_reported(struct work *work, struct lci_error *err)
{
    const char *name = work->indicator->figures;
    size_t first = 0;
    size_t last = 0;
    enum lci_status status =
        lci_indicator_figures(work->engine, name, LCI_FIGURE_NUMERATOR, work->indicator->partial, work->places.numerator, err);

    if (!status)
        status = lci_indicator_figures(work->engine, name, LCI_FIGURE_DENOMINATOR, work->indicator->partial,
                                       work->places.denominator, err);
    if (status)
        return status;
    lci_figures_of(work->engine->in->figures, name, &first, &last);
    for (size_t place = 0; place < work->engine->places; place++)
        work->places.value[place].value = NAN;
    for (size_t i = first; i < last && !status; i++) {
        const struct lci_handed_figure *figure = &work->engine->in->figures->items[i];

        work->places.value[figure->unit == LCI_NONE ? work->engine->places - 1 : figure->unit].value = figure->value;
        status = report_difference(work, figure, err);
    }
    if (first == last)
        work->lacks = "no figures were handed in";
    return status;
}

static enum lci_status
take_sums(struct work *work, struct lci_error *err)
{
    const char *lacks[2] = {"", ""};
    char text[NOTE_SIZE];
    enum lci_status status =
        lci_indicator_sums(work->engine, &work->indicator->numerator, work->places.numerator, &lacks[0], err);

    if (!status)
        status = lci_indicator_sums(work->engine, &work->indicator->denominator, work->places.denominator, &lacks[1], err);
    for (size_t place = 0; place < work->engine->places; place++)
        work->places.value[place].value = NAN;
    if (status || (!lacks[0][0] && !lacks[1][0]))
        return status;
    if (strcmp(lacks[0], lacks[1]) == 0)
        lacks[1] = "";
    (void)snprintf(text, sizeof(text), "%s%s%s", lacks[0], lacks[0][0] && lacks[1][0] ? "; " : "", lacks[1]);
    work->lacks = lci_arena_text(&work->engine->out->arena, text, strlen(text));
    return work->lacks ? LCI_OK : lci_fail_nomem(err, "indicators");
}

/* Rows */

static void
judge(const struct lci_indicator *indicator, struct lci_indicator_row *row)
{
    const bool has_ratio = !isnan(row->numerator) && !isnan(row->denominator);
    const double have = has_ratio ? indicator->scale * row->numerator : row->value;
    const double want = has_ratio ? indicator->target * row->denominator : indicator->target;

    if (isnan(row->value) || isnan(indicator->target))
        return;
    row->pass = (indicator->at_most ? have <= want + SAME_RATIO * fabs(want) : have >= want - SAME_RATIO * fabs(want))
                    ? LCI_PASS_YES
                    : LCI_PASS_NO;
}

/* What the numerator of a quotient is called, for the measure (%) is the quotient's; NULL: it has no name, or is no quotient. */
static const char *
own_measure(const struct lci_indicator *indicator)
{
    const struct lci_quantity *term = indicator->numerator.count > 0 ? &indicator->numerator.items[0] : NULL;

    if (indicator->kind != LCI_INDICATOR_RATIO_OF_SUMS || !term)
        return NULL;
    return term->attribute ? term->attribute : term->figures;
}

/* Things that cannot be split are missing whole: people, units, facilities; square metres, and what has an own name, may be. */
static bool
is_whole(const struct lci_indicator *indicator, const char *measure)
{
    return strcmp(measure, "m2") != 0 && strcmp(measure, "%") != 0 && measure != own_measure(indicator);
}

static void
measure_gap(const struct lci_indicator *indicator, struct lci_indicator_row *row)
{
    double gap = 0.0;

    row->gap = NAN;
    if (row->pass == LCI_PASS_NONE)
        return;
    if (isnan(row->denominator) || isnan(row->numerator))
        gap = indicator->target - row->value;
    else
        gap = indicator->target * row->denominator / indicator->scale - row->numerator;
    gap = indicator->at_most ? -gap : gap;
    if (row->pass == LCI_PASS_YES)
        gap = 0.0;
    row->gap = gap > 0.0 && is_whole(indicator, row->gap_measure) ? ceil(gap - 1e-9) : fmax(gap, 0.0);
}

/* Wilson 1927: the interval of a share of n answers. */
static void
take_interval(const struct lci_indicator *indicator, struct lci_indicator_row *row)
{
    const double n = row->denominator;
    const double share = row->numerator / n;
    const double z2 = Z_95 * Z_95;
    const double middle = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    const double half = Z_95 / (1.0 + z2 / n) * sqrt(share * (1.0 - share) / n + z2 / (4.0 * n * n));

    row->low = row->high = NAN;
    if (!indicator->sampled || !(n > 0.0) || !(share >= 0.0 && share <= 1.0))
        return;
    row->low = indicator->scale * fmax(middle - half, 0.0);
    row->high = indicator->scale * fmin(middle + half, 1.0);
}

/* What the numerator counts, for the gap. */
static const char *
usual_gap_measure(const struct work *work)
{
    const struct lci_quantities *terms = &work->indicator->numerator;
    const struct lci_quantity *term = terms->count > 0 ? &terms->items[0] : NULL;
    const size_t length = term && term->attribute ? strlen(term->attribute) : 0;

    if (work->indicator->gap_measure[0])
        return work->indicator->gap_measure;
    if (work->gap_measure)
        return work->gap_measure;
    if (work->indicator->kind == LCI_INDICATOR_AREA_PER_100_HOUSEHOLDS ||
        (length > 3 && strcmp(term->attribute + length - 3, "_m2") == 0))
        return "m2";
    if (term && term->facilities.count > 0 && !term->attribute)
        return "facilities";
    if (term && term->units && !term->attribute)
        return "units";
    if (term && term->homes)
        return term->homes;
    return own_measure(work->indicator) ? own_measure(work->indicator) : work->indicator->measure;
}

static void
add_note(char note[NOTE_SIZE], double count, const char *what, const char *more)
{
    const size_t used = strlen(note);
    char number[LCI_NUMBER_TEXT_SIZE];

    (void)snprintf(note + used, NOTE_SIZE - used, "%s%s %s%s", used ? "; " : "", lci_number_text(count, number), what, more);
}

static void
write_note(const struct work *work, const struct lci_indicator_row *row, size_t place, char note[NOTE_SIZE])
{
    const struct lci_sum *numerator = &work->places.numerator[place];
    const struct lci_sum *denominator = &work->places.denominator[place];
    char number[LCI_NUMBER_TEXT_SIZE];
    char more[80];

    (void)snprintf(note, NOTE_SIZE, "%s%s%s", work->indicator->note, work->indicator->note[0] && work->lacks[0] ? "; " : "",
                   work->lacks);
    if (numerator->missing_count + denominator->missing_count > 0)
        add_note(note, numerator->missing_count + denominator->missing_count, "facilities without the attribute count nothing", "");
    if (numerator->merged_count > 0) {
        (void)snprintf(more, sizeof(more), " (%s less)", lci_number_text(numerator->merged_value, number));
        add_note(note, numerator->merged_count, "facilities share the site of another and count once", more);
    }
    if (numerator->unknown_count + denominator->unknown_count > 0)
        add_note(note, numerator->unknown_count + denominator->unknown_count,
                 "units below have no figure: the sum is not known", "");
    if (row->denominator == 0.0)
        (void)snprintf(note + strlen(note), NOTE_SIZE - strlen(note), "%sthe denominator is 0", note[0] ? "; " : "");
}

static const char *
agreed(const char *own, const char *numerator, const char *denominator)
{
    if (own[0])
        return own;
    return numerator ? numerator : denominator ? denominator : "";
}

static void
fill_row(const struct work *work, size_t place, struct lci_indicator_row *row)
{
    const struct lci_indicator *indicator = work->indicator;
    const struct lci_sum *numerator = &work->places.numerator[place];
    const struct lci_sum *denominator = &work->places.denominator[place];

    *row = (struct lci_indicator_row){
        .indicator = work->number,
        .unit = place == work->engine->places - 1 ? LCI_NONE : (uint32_t)place,
        .numerator = numerator->value,
        .denominator = indicator->kind == LCI_INDICATOR_COUNT ? NAN : denominator->value,
        .value = work->places.value[place].value,
        .gap_measure = usual_gap_measure(work),
        .base = agreed(indicator->base, denominator->base, numerator->base),
        .date = agreed(indicator->date, numerator->date, denominator->date),
    };
    if (indicator->kind == LCI_INDICATOR_COUNT)
        row->value = indicator->scale * row->numerator;
    else if (!isnan(row->numerator) && !isnan(row->denominator))
        row->value = row->denominator > 0.0 ? indicator->scale * row->numerator / row->denominator : NAN;
    judge(indicator, row);
    measure_gap(indicator, row);
    take_interval(indicator, row);
}

static enum lci_status
add_row(struct work *work, size_t place, struct lci_error *err)
{
    struct lci_indicators *out = work->engine->out;
    struct lci_indicator_row *row = NULL;
    char note[NOTE_SIZE];

    if (!lci_grow(&out->rows, out->row_count, &work->engine->row_capacity))
        return lci_fail_nomem(err, "indicators");
    row = &out->rows[out->row_count++];
    fill_row(work, place, row);
    write_note(work, row, place, note);
    row->note = lci_arena_text(&out->arena, note, strlen(note));
    return row->note ? LCI_OK : lci_fail_nomem(err, "indicators");
}

static enum lci_status
report_lack(struct work *work, struct lci_error *err)
{
    const struct lci_quality_row row = {
        .severity = LCI_SEVERITY_NOTE,
        .stage = "indicators",
        .code = "indicator_without_input",
        .field = work->indicator->id,
        .found = work->lacks,
        .done = "what is not handed in is not counted; where nothing is, the value is n/a",
    };

    if (!work->lacks[0])
        return LCI_OK;
    return lci_quality_add(work->engine->quality, &row) ? LCI_OK : lci_fail_nomem(err, "indicators");
}

static enum lci_status
build_one(struct work *work, struct lci_error *err)
{
    const struct lci_indicator_inputs *in = work->engine->in;
    const size_t everything = work->engine->places - 1;
    const size_t first_row = work->engine->out->row_count;
    const size_t bytes = work->engine->places * sizeof(struct lci_sum);
    enum lci_status status = LCI_OK;

    work->lacks = "";
    work->gap_measure = NULL;
    memset(work->places.numerator, 0, bytes);
    memset(work->places.denominator, 0, bytes);
    memset(work->places.value, 0, bytes);
    if (work->indicator->kind == LCI_INDICATOR_COVERAGE)
        status = lci_indicator_coverage(work->engine, &work->indicator->coverage, &work->places, &work->gap_measure, &work->lacks,
                                        err);
    else if (work->indicator->kind == LCI_INDICATOR_REPORTED)
        status = take_reported(work, err);
    else
        status = take_sums(work, err);
    if (!status)
        status = report_lack(work, err);
    if (!status)
        status = add_row(work, everything, err);
    for (size_t unit = 0; unit < everything && !status; unit++)
        if (lci_indicator_has_level(work->indicator, in->units->items[unit].level))
            status = add_row(work, unit, err);
    return status ? status : lci_indicator_spreads(work->engine, work->number, first_row, err);
}

enum lci_status
lci_indicators_build(const struct lci_indicator_inputs *inputs, struct lci_quality *quality, struct lci_indicators *out,
                     struct lci_error *err)
{
    struct lci_indicator_engine engine = {.in = inputs, .quality = quality, .out = out, .places = inputs->units->count + 1};
    struct work work = {.engine = &engine};
    enum lci_status status = LCI_OK;

    *out = (struct lci_indicators){.row_count = 0};
    engine.site_of = lci_new_array(uint32_t, inputs->facilities->count);
    engine.cells = lci_new_array(struct lci_attribute_cell *, inputs->facilities->attribute_count + 1);
    work.places.numerator = lci_new_array(struct lci_sum, engine.places);
    work.places.denominator = lci_new_array(struct lci_sum, engine.places);
    work.places.value = lci_new_array(struct lci_sum, engine.places);
    if (!engine.site_of || !engine.cells || !work.places.numerator || !work.places.denominator || !work.places.value)
        status = lci_fail_nomem(err, "indicators");
    if (!status)
        status = lci_sites_build(inputs->facilities, inputs->metric, inputs->site_tolerance_m, engine.site_of, err);
    for (uint32_t i = 0; i < inputs->indicator_count && !status; i++) {
        work.indicator = &inputs->indicators[i];
        work.number = i;
        status = build_one(&work, err);
    }
    lci_free(work.places.value);
    lci_free(work.places.denominator);
    lci_free(work.places.numerator);
    lci_free(engine.cells);
    lci_free(engine.site_of);
    if (status)
        lci_indicators_fini(out);
    return status;
}

void
lci_indicators_fini(struct lci_indicators *indicators)
{
    lci_free(indicators->rows);
    lci_free(indicators->spreads);
    lci_arena_fini(&indicators->arena);
    *indicators = (struct lci_indicators){0};
}
