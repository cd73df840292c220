/* figures.c - figures of tables: which unit they are about, and each only once. */
#include "analysis/figures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/inputs.h"
#include "analysis/remark.h"
#include "base/alloc.h"
#include "base/order.h"

static const char *const everything_words[] = {"all", "全区", "全市"};

static bool
means_everything(const char *code)
{
    for (size_t i = 0; code && i < sizeof(everything_words) / sizeof(everything_words[0]); i++)
        if (strcmp(code, everything_words[i]) == 0)
            return true;
    return code == NULL;
}

/* The only unit of that name; LCI_NONE: none or several. */
static uint32_t
unit_by_name(const struct lci_units *units, const char *name, bool *is_ambiguous)
{
    uint32_t found = LCI_NONE;

    *is_ambiguous = false;
    for (uint32_t i = 0; i < units->count; i++) {
        if (strcmp(units->items[i].name, name) != 0)
            continue;
        if (found != LCI_NONE)
            *is_ambiguous = true;
        found = i;
    }
    return *is_ambiguous ? LCI_NONE : found;
}

static enum lci_status
report_row(const struct lci_handed_figure *figure, const char *code, const char *found, const char *done,
           struct lci_quality *quality, struct lci_error *err)
{
    const struct lci_quality_row row = {
        .severity = LCI_SEVERITY_ERROR,
        .stage = "read",
        .code = code,
        .layer = "figures",
        .feature_id = figure->row_id,
        .field = figure->name,
        .found = found,
        .done = done,
    };

    return lci_remark(quality, &figure->origin, &row, err);
}

/* False in *is_known where the figure is about a unit that is not there. */
static enum lci_status
find_unit(struct lci_handed_figure *figure, const struct lci_units *units, struct lci_quality *quality, bool *is_known,
          struct lci_error *err)
{
    bool is_ambiguous = false;

    *is_known = true;
    figure->unit = LCI_NONE;
    if (means_everything(figure->code))
        return LCI_OK;
    figure->unit = lci_unit_by_code(units, figure->code);
    if (figure->unit == LCI_NONE)
        figure->unit = unit_by_name(units, figure->code, &is_ambiguous);
    *is_known = figure->unit != LCI_NONE;
    if (*is_known)
        return LCI_OK;
    return report_row(figure, "unknown_unit", figure->code,
                      is_ambiguous ? "left out: several units have this name; give the code"
                                   : "left out: no unit has this code or name",
                      quality, err);
}

/* Keys of the sort; place is the row's place in the order of sources, the last tie-break. */
struct placed {
    struct lci_handed_figure figure;
    size_t place;
};

static int
compare_placed(const void *left, const void *right)
{
    const struct placed *a = left;
    const struct placed *b = right;
    int order = strcmp(a->figure.name, b->figure.name);

    if (order == 0)
        order = (a->figure.unit > b->figure.unit) - (a->figure.unit < b->figure.unit);
    return order ? order : (a->place > b->place) - (a->place < b->place);
}

static bool
are_same(const struct lci_handed_figure *a, const struct lci_handed_figure *b)
{
    return a->unit == b->unit && strcmp(a->name, b->name) == 0 && !(a->is_count && b->is_count);
}

static enum lci_status
keep_once(struct lci_handed_figures *figures, const struct placed *sorted, size_t count, struct lci_quality *quality,
          struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    figures->count = 0;
    for (size_t i = 0; i < count && !status; i++) {
        const struct lci_handed_figure *figure = &sorted[i].figure;

        if (figures->count > 0 && are_same(&figures->items[figures->count - 1], figure))
            status = report_row(figure, "duplicate_figure", figure->code ? figure->code : "all",
                                "left out: this unit has the figure already", quality, err);
        else
            figures->items[figures->count++] = *figure;
    }
    return status;
}

enum lci_status
lci_figures_check(struct lci_handed_figures *figures, const struct lci_units *units, struct lci_quality *quality,
                  struct lci_error *err)
{
    struct placed *sorted = lci_new_array(struct placed, figures->count);
    enum lci_status status = sorted ? LCI_OK : lci_fail_nomem(err, "figures");
    size_t count = 0;

    for (size_t i = 0; i < figures->count && !status; i++) {
        bool is_known = false;

        status = find_unit(&figures->items[i], units, quality, &is_known, err);
        if (is_known)
            sorted[count++] = (struct placed){figures->items[i], i};
    }
    if (!status && count > 0)
        qsort(sorted, count, sizeof(*sorted), compare_placed);
    if (!status)
        status = keep_once(figures, sorted, count, quality, err);
    lci_free(sorted);
    return status;
}

static int
order_by_name(const void *items, size_t i, const void *key)
{
    const struct lci_handed_figure *figures = items;

    return strcmp(figures[i].name, key);
}

void
lci_figures_of(const struct lci_handed_figures *figures, const char *name, size_t *first, size_t *last)
{
    const struct lci_run run = lci_run_of(figures->items, figures->count, name, order_by_name);

    *first = run.first;
    *last = run.first + run.count;
}

void
lci_figures_fini(struct lci_handed_figures *figures)
{
    lci_free(figures->items);
    *figures = (struct lci_handed_figures){0};
}
