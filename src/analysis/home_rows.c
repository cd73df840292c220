/* home_rows.c - what each home is told about each category. */
#include <math.h>

#include "analysis/coverage_parts.h"
#include "analysis/remark.h"
#include "base/alloc.h"

struct rows {
    const struct lci_coverage_inputs *inputs;
    struct lci_coverage *out;
    bool *component_serves; /* [component * category_count + category]: holds a facility of it */
};

const char *
lci_home_status_text(enum lci_home_status status)
{
    static const char *const texts[] = {"covered",   "partly", "uncovered",
                                        "no_street", "island", "invalid"};

    return texts[status];
}

/* As long as any other; of two streets of one length neither is the other's island. */
static bool
is_longest(const struct lci_network *net, uint32_t component)
{
    return net->components[component].length_mm == net->components[0].length_mm;
}

/* On an island: every joined point leads only to components, shorter than the longest, that hold no
 * such facility. */
static bool
on_island(const struct rows *rows, size_t home, size_t category)
{
    const struct lci_access_inputs *access = rows->inputs->access;
    const struct lci_demand *demand = access->demand;
    uint32_t first = demand->entry_first[demand->home_first[home]];
    uint32_t end = demand->entry_first[demand->home_first[home + 1]];

    for (uint32_t i = first; i < end; i++) {
        uint32_t component = access->net->edges[demand->entries[i].edge].component;

        if (component == LCI_NONE || is_longest(access->net, component) ||
            rows->component_serves[component * access->category_count + category])
            return false;
    }
    return true;
}

static bool
any_joined(const struct lci_demand *demand, size_t home)
{
    for (uint32_t point = demand->home_first[home]; point < demand->home_first[home + 1]; point++)
        if (demand->joined[point] != LCI_NONE)
            return true;
    return false;
}

static enum lci_home_status
status_of(const struct rows *rows, size_t home, size_t category, double covered_ratio)
{
    const struct lci_access_inputs *access = rows->inputs->access;

    if (access->demand->home_first[home] == access->demand->home_first[home + 1])
        return LCI_HOME_INVALID;
    if (covered_ratio >= 1.0)
        return LCI_HOME_COVERED;
    if (covered_ratio > 0.0)
        return LCI_HOME_PARTLY;
    if (rows->inputs->nearest[category].homes[home].facility != LCI_NONE)
        return LCI_HOME_UNCOVERED;
    if (!any_joined(access->demand, home))
        return LCI_HOME_NO_STREET;
    return on_island(rows, home, category) ? LCI_HOME_ISLAND : LCI_HOME_UNCOVERED;
}

static double
missing_m(const struct lci_nearest *nearest, size_t home, double covered_ratio)
{
    if (nearest->walked_ratio[home] > covered_ratio)
        return nearest->beyond_m[(home + 1) * nearest->limit_count - 1];
    return covered_ratio >= 1.0 ? 0.0 : NAN;
}

static void
fill_row(const struct rows *rows, size_t home, size_t category)
{
    const struct lci_access_inputs *access = rows->inputs->access;
    const size_t limit_count = access->categories[category].limit_count;
    const struct lci_nearest *nearest = &rows->inputs->nearest[category];
    size_t at = home * access->category_count + category;
    struct lci_home_access *row = &rows->out->homes[at];

    row->walks = nearest->homes[home];
    row->facility_count = rows->inputs->facility_counts[at];
    row->smallest_limit = LCI_NONE;
    for (size_t i = limit_count; i-- > 0;) {
        row->covered_ratio[i] = nearest->covered_ratio[home * limit_count + i];
        if (row->covered_ratio[i] >= 1.0)
            row->smallest_limit = (uint32_t)i;
    }
    row->missing_m = missing_m(nearest, home, row->covered_ratio[limit_count - 1]);
    row->status = status_of(rows, home, category, row->covered_ratio[limit_count - 1]);
}

/* Everything that is decided for all categories together: the whole circle, and the weakest category. */
static void
fill_together(const struct rows *rows, size_t home, double *at_least_ratio)
{
    const struct lci_access_inputs *access = rows->inputs->access;
    const struct lci_home_access *of_home = rows->out->homes + home * access->category_count;
    double least = INFINITY;

    lci_set_cases_measure(&rows->out->cases, access->demand, rows->inputs->nearest, home, at_least_ratio);
    for (size_t category = 0; category < access->category_count; category++) {
        const double covered = of_home[category].covered_ratio[access->categories[category].limit_count - 1];

        if (covered < least) {
            least = covered;
            rows->out->weakest[home] = (uint32_t)category;
        }
    }
    /* The first case is the set of all, if there are several categories. */
    rows->out->whole_circle_ratio[home] =
        access->category_count > 1 ? at_least_ratio[access->category_count] : fmin(least, 1.0);
}

static void
note_serving(const struct rows *rows, const struct lci_join *join, uint32_t category)
{
    const struct lci_access_inputs *access = rows->inputs->access;
    const uint32_t component = join->edge == LCI_NONE ? LCI_NONE : access->net->edges[join->edge].component;

    if (component != LCI_NONE)
        rows->component_serves[component * access->category_count + category] = true;
}

static void
find_serving_components(const struct rows *rows)
{
    const struct lci_facilities *facilities = rows->inputs->access->facilities;

    for (size_t i = 0; i < facilities->count; i++) {
        const struct lci_facility *facility = &facilities->items[i];

        note_serving(rows, &facility->join, facility->category);
        for (size_t j = 0; j < facility->more_count; j++)
            note_serving(rows, &facility->more_joins[j], facility->category);
    }
}

static double
largest_limit_m(const struct lci_access_inputs *access)
{
    double largest_m = 0.0;

    for (size_t i = 0; i < access->category_count; i++)
        largest_m =
            fmax(largest_m, access->categories[i].limits_m[access->categories[i].limit_count - 1]);
    return largest_m;
}

/* Near the edge of the streets handed in, those beyond may be missing. */
static void
flag_edge_of_network(const struct lci_coverage_inputs *inputs, struct lci_coverage *out)
{
    const struct lci_network *net = inputs->access->net;
    double limit_m = largest_limit_m(inputs->access);
    double extent[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};

    for (size_t i = 0; i < net->point_count; i++)
        for (size_t axis = 0; axis < 2; axis++) {
            extent[axis] = fmin(extent[axis], net->point_xy_m[2 * i + axis]);
            extent[axis + 2] = fmax(extent[axis + 2], net->point_xy_m[2 * i + axis]);
        }
    for (size_t home = 0; home < out->home_count; home++) {
        double box[4];

        if (!lci_shape_box(&inputs->access->homes->shapes, home, box))
            continue;
        out->near_network_edge[home] = box[0] - extent[0] < limit_m ||
                                       box[1] - extent[1] < limit_m ||
                                       extent[2] - box[2] < limit_m || extent[3] - box[3] < limit_m;
    }
}

static enum lci_status
new_home_rows(const struct lci_coverage_inputs *inputs, struct lci_coverage *out,
              struct lci_error *err)
{
    const struct lci_access_inputs *access = inputs->access;
    size_t limit_total = inputs->land->limit_total;
    double *ratios = lci_arena_alloc(&out->arena, out->home_count * limit_total, sizeof(double));

    out->homes =
        lci_arena_alloc(&out->arena, out->home_count * access->category_count, sizeof(*out->homes));
    out->whole_circle_ratio = lci_arena_alloc(&out->arena, out->home_count, sizeof(double));
    out->weakest = lci_arena_alloc(&out->arena, out->home_count, sizeof(uint32_t));
    out->near_network_edge = lci_arena_alloc(&out->arena, out->home_count, sizeof(bool));
    if (!ratios || !out->homes || !out->whole_circle_ratio || !out->weakest || !out->near_network_edge)
        return lci_fail_nomem(err, "coverage");
    for (size_t home = 0; home < out->home_count; home++)
        for (size_t category = 0; category < access->category_count; category++)
            out->homes[home * access->category_count + category].covered_ratio =
                ratios + home * limit_total + inputs->land->limit_first[category];
    return LCI_OK;
}

enum lci_status
lci_home_rows(const struct lci_coverage_inputs *inputs, struct lci_coverage *out,
              double *at_least_ratio, struct lci_error *err)
{
    const struct lci_access_inputs *access = inputs->access;
    size_t n = access->category_count;
    struct rows rows = {.inputs = inputs, .out = out};
    enum lci_status status = new_home_rows(inputs, out, err);

    if (status)
        return status;
    rows.component_serves = lci_new_array(bool, access->net->component_count *n);
    if (!rows.component_serves)
        return lci_fail_nomem(err, "coverage");
    find_serving_components(&rows);
    for (size_t home = 0; home < out->home_count; home++) {
        for (size_t category = 0; category < n; category++)
            fill_row(&rows, home, category);
        fill_together(&rows, home, at_least_ratio + home * out->cases.total);
    }
    flag_edge_of_network(inputs, out);
    lci_free(rows.component_serves);
    return LCI_OK;
}

enum lci_status
lci_home_rows_report(const struct lci_coverage_inputs *inputs, const struct lci_coverage *coverage,
                     struct lci_quality *quality, struct lci_error *err)
{
    const struct lci_homes *homes = inputs->access->homes;
    size_t n = coverage->category_count;
    enum lci_status status = LCI_OK;

    for (size_t home = 0; home < coverage->home_count && !status; home++) {
        struct lci_quality_row row = {
            .severity = LCI_SEVERITY_WARNING,
            .stage = "coverage",
            .code = "island",
            .layer = "homes",
            .feature_id = homes->items[home].id,
            .found = "its streets are cut off from those with facilities",
            .done = "status island: it stays in the denominator",
        };
        size_t category = 0;

        while (category < n && coverage->homes[home * n + category].status != LCI_HOME_ISLAND)
            category++;
        if (category == n)
            continue;
        row.has_place = lci_shape_place(&homes->shapes, home, &row.x_m, &row.y_m);
        status = lci_remark(quality, &homes->items[home].origin, &row, err);
    }
    return status;
}
