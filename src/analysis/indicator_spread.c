/* indicator_spread.c - how evenly an indicator spreads over the units inside a unit. */
#include <math.h>
#include <stdlib.h>

#include "analysis/indicator_parts.h"
#include "base/alloc.h"
#include "base/order.h"

/* The rows of one indicator by unit, and the values of those that are looked at. */
struct spread {
    struct lci_indicator_engine *engine;
    const struct lci_indicator_row **row_of; /* unit count; NULL: the indicator is not said for it */
    double *values;                          /* unit count */
};

double
lci_gini(double *values, size_t count)
{
    double sum = 0.0;
    double ranked = 0.0;

    if (count == 0)
        return NAN;
    qsort(values, count, sizeof(*values), lci_order_doubles);
    for (size_t i = 0; i < count; i++) {
        sum += values[i];
        ranked += (double)(i + 1) * values[i];
    }
    if (!(sum > 0.0))
        return NAN;
    return fmax(0.0, 2.0 * ranked / ((double)count * sum) - ((double)count + 1.0) / (double)count);
}

static bool
is_inside(const struct lci_units *units, uint32_t unit, uint32_t container)
{
    for (; unit != LCI_NONE; unit = units->items[unit].parent)
        if (unit == container)
            return true;
    return container == LCI_NONE;
}

static void
count_row(const struct spread *work, const struct lci_indicator_row *row, struct lci_indicator_spread *out)
{
    out->unit_count++;
    out->pass_count += row->pass == LCI_PASS_YES;
    out->fail_count += row->pass == LCI_PASS_NO;
    if (isnan(row->value))
        return;
    if (out->min_unit == LCI_NONE || row->value < out->min) {
        out->min = row->value;
        out->min_unit = row->unit;
    }
    if (out->max_unit == LCI_NONE || row->value > out->max) {
        out->max = row->value;
        out->max_unit = row->unit;
    }
    work->values[out->value_count++] = row->value;
}

static enum lci_status
add_spread(struct spread *work, uint32_t indicator, uint32_t container, uint32_t level, struct lci_error *err)
{
    struct lci_indicators *out = work->engine->out;
    const struct lci_units *units = work->engine->in->units;
    struct lci_indicator_spread spread = {
        .indicator = indicator,
        .unit = container,
        .level = level,
        .min_unit = LCI_NONE,
        .max_unit = LCI_NONE,
        .min = NAN,
        .median = NAN,
        .max = NAN,
    };

    for (uint32_t unit = units->level_first[level]; unit < units->level_first[level + 1]; unit++)
        if (work->row_of[unit] && is_inside(units, unit, container))
            count_row(work, work->row_of[unit], &spread);
    if (spread.unit_count == 0)
        return LCI_OK;
    spread.gini = lci_gini(work->values, spread.value_count); /* sorts them */
    if (spread.value_count > 0)
        spread.median = 0.5 * (work->values[(spread.value_count - 1) / 2] + work->values[spread.value_count / 2]);
    if (!lci_grow(&out->spreads, out->spread_count, &work->engine->spread_capacity))
        return lci_fail_nomem(err, "indicators");
    out->spreads[out->spread_count++] = spread;
    return LCI_OK;
}

enum lci_status
lci_indicator_spreads(struct lci_indicator_engine *engine, uint32_t indicator, size_t first_row, struct lci_error *err)
{
    const struct lci_units *units = engine->in->units;
    struct spread work = {.engine = engine};
    enum lci_status status = LCI_OK;

    work.row_of = lci_new_array(const struct lci_indicator_row *, units->count);
    work.values = lci_new_array(double, units->count);
    if (!work.row_of || !work.values)
        status = lci_fail_nomem(err, "indicators");
    for (size_t i = first_row; i < engine->out->row_count && !status; i++)
        if (engine->out->rows[i].unit != LCI_NONE)
            work.row_of[engine->out->rows[i].unit] = &engine->out->rows[i];
    for (uint32_t level = 0; level < units->level_count && !status; level++)
        status = add_spread(&work, indicator, LCI_NONE, level, err);
    for (uint32_t unit = 0; unit < units->count && !status; unit++)
        for (uint32_t level = units->items[unit].depth + 1; level < units->level_count && !status; level++)
            status = add_spread(&work, indicator, unit, level, err);
    lci_free(work.values);
    lci_free(work.row_of);
    return status;
}
