/* table_gate_band.c - tables `gate_band_homes` and `gate_band`: best and worst case over where unknown gates could be. */
#include <math.h>

#include "base/alloc.h"
#include "run/limit_rows.h"

/* The homes in the band, which are the same for all passes. */
static const struct lci_gate_band *
list_of(const struct lci_job *job)
{
    return &lci_job_walking(job)->gate_band;
}

/* The band that says what there is to say about a home. */
static const struct lci_gate_band *
band_of(const struct lci_job *job, uint32_t home)
{
    return &lci_job_of_home(job, home)->gate_band;
}

/* A row is a home in the band and a limit of a category. */
static enum lci_status
fill_home(void *user, size_t index, struct lci_row *row, struct lci_error *err)
{
    const struct lci_job *job = user;
    const struct lci_gate_band *band = list_of(job);
    const size_t at = index % band->limit_total;
    const size_t item = index / band->limit_total;
    const uint32_t home = band->homes[item];
    const uint32_t category = lci_category_at(band->limit_first, at);
    const size_t limit = at - band->limit_first[category];
    const struct lci_home_access *access = &job->coverage.homes[home * band->category_count + category];
    struct lci_cells cells = {.values = row->values};

    (void)err;
    band = band_of(job, home);
    lci_cell_text(&cells, job->config->profile.id);
    lci_cell_text(&cells, job->homes.items[home].id);
    lci_cell_text(&cells, job->homes.items[home].name);
    lci_cell_text(&cells, job->categories[category].id);
    lci_cell_m(&cells, job->limits[category].limits_m[limit]);
    lci_cell_m(&cells, lci_job_limit_min(job, category, limit));
    lci_cell_integer(&cells, band->place_count[item]);
    lci_cell_number(&cells, access->covered_ratio[limit]);
    lci_cell_number(&cells, band->worst_ratio[index]);
    lci_cell_number(&cells, band->best_ratio[index]);
    lci_cell_m(&cells, access->walks.nearest_m);
    lci_cell_m(&cells, band->worst_m[item * band->category_count + category]);
    lci_cell_m(&cells, band->best_m[item * band->category_count + category]);
    return LCI_OK;
}

enum lci_status
lci_table_gate_band_homes(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns columns = {.arena = &job->arena};

    *out = (struct lci_table){
        .name = "gate_band_homes",
        .description = "Homes whose gates are not known: the best and the worst that one gate could mean",
        .shape = LCI_TABLE_PLAIN,
        .row_count = list_of(job)->home_count * list_of(job)->limit_total,
        .fill = fill_home,
        .user = job,
    };
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "profile of those who walk", "profile");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "id of the home", "home_id");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "name of the home", "home_name");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "category of facilities", "category");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "longest walk that is covered", "limit_m");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "the same in minutes at the profile's speed", "limit_min");
    lci_columns_add(&columns, LCI_COLUMN_INTEGER, "places of the outline where a gate would lead to a street", "place_count");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "share within the limit, as computed: the home is open", "covered_ratio");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "the same with one gate at the worst place", "covered_ratio_worst");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "the same with one gate at the best place", "covered_ratio_best");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "mean walk to the nearest facility, as computed", "nearest_m");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "the same with one gate at the place where it is longest", "nearest_m_worst");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "the same with one gate at the place where it is shortest", "nearest_m_best");
    return lci_columns_finish(&columns, out, err);
}

/* A row is a unit (the first: everything), a limit of a category, and a weight. */
struct writer {
    struct lci_limit_rows *rows;
    double *worst, *best; /* a row each: change of the covered weight */
};

static void
add_home(const struct writer *writer, size_t place, size_t item, size_t at)
{
    const struct lci_job *job = writer->rows->job;
    const uint32_t home = list_of(job)->homes[item];
    const struct lci_gate_band *band = band_of(job, home);
    const uint32_t category = lci_category_at(band->limit_first, at);
    const double now = job->coverage.homes[home * band->category_count + category].covered_ratio[at - band->limit_first[category]];
    const size_t index = item * band->limit_total + at;

    for (size_t w = 0; w < writer->rows->measure_count; w++) {
        const size_t cell = (place * band->limit_total + at) * writer->rows->measure_count + w;
        const double weight = job->homes.items[home].weights[writer->rows->measures[w]].value;

        writer->worst[cell] += weight * (band->worst_ratio[index] - now);
        writer->best[cell] += weight * (band->best_ratio[index] - now);
    }
}

/* Homes in order, so sums are the same for any number of threads. */
static void
sum_up(const struct writer *writer)
{
    const struct lci_job *job = writer->rows->job;
    const struct lci_gate_band *band = list_of(job);
    const size_t levels = job->units.level_count;

    for (size_t item = 0; item < band->home_count; item++)
        for (size_t at = 0; at < band->limit_total; at++) {
            add_home(writer, 0, item, at);
            for (size_t level = 0; level < levels; level++) {
                const uint32_t unit = job->coverage.home_unit[band->homes[item] * levels + level];

                if (unit != LCI_NONE)
                    add_home(writer, 1 + unit, item, at);
            }
        }
}

static enum lci_status
fill_unit(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    const struct writer *writer = user;
    const struct lci_sums *sums = &writer->rows->job->coverage.sums;
    const struct lci_limit_row row = lci_limit_rows_at(writer->rows, index);
    const double whole = lci_sum_weight(sums, row.unit, row.measure);
    const double now = lci_sum_covered(sums, row.unit, row.category, row.limit, row.measure);
    const double worst = fmax(0.0, now + writer->worst[index]);
    const double best = fmin(whole, now + writer->best[index]);
    struct lci_cells cells = {.values = out->values};

    (void)err;
    lci_limit_row_fill(writer->rows, &row, &cells);
    lci_cell_number(&cells, whole);
    lci_cell_number(&cells, now);
    lci_cell_number(&cells, worst);
    lci_cell_number(&cells, best);
    lci_cell_number(&cells, whole > 0.0 ? now / whole : NAN);
    lci_cell_number(&cells, whole > 0.0 ? worst / whole : NAN);
    lci_cell_number(&cells, whole > 0.0 ? best / whole : NAN);
    return LCI_OK;
}

static enum lci_status
new_writer(struct lci_job *job, struct writer **out, struct lci_error *err)
{
    struct writer *writer = lci_arena_alloc(&job->arena, 1, sizeof(*writer));
    enum lci_status status = LCI_OK;

    *out = writer;
    status = writer ? lci_limit_rows_make(job, false, "gate_band", &writer->rows, err) : lci_fail_nomem(err, "gate_band");
    if (status != LCI_OK)
        return status;
    writer->worst = lci_arena_alloc(&job->arena, writer->rows->row_count, sizeof(double));
    writer->best = lci_arena_alloc(&job->arena, writer->rows->row_count, sizeof(double));
    if (!writer->worst || !writer->best)
        return lci_fail_nomem(err, "gate_band");
    sum_up(writer);
    return LCI_OK;
}

enum lci_status
lci_table_gate_band(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns columns = {.arena = &job->arena};
    struct writer *writer = NULL;
    const enum lci_status status = new_writer(job, &writer, err);

    if (status != LCI_OK)
        return status;
    *out = (struct lci_table){
        .name = "gate_band",
        .description = "People within a limit, as computed and with unknown gates at the worst and the best place of each home",
        .shape = LCI_TABLE_PLAIN,
        .row_count = writer->rows->row_count,
        .fill = fill_unit,
        .user = writer,
    };
    lci_limit_row_columns(&columns, "longest walk that is covered", "what is counted");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "all of it", "denominator");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "within the limit, as computed", "numerator");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "the same with each unknown gate at the worst place", "numerator_worst");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "the same with each unknown gate at the best place", "numerator_best");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "numerator / denominator", "ratio");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "numerator_worst / denominator", "ratio_worst");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "numerator_best / denominator", "ratio_best");
    return lci_columns_finish(&columns, out, err);
}
