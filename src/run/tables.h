/* tables.h - the layers and tables of the results. */
#ifndef LCI_RUN_TABLES_H
#define LCI_RUN_TABLES_H

#include "io/columns.h"
#include "run/job.h"

/** One table of those of all passes, whose columns are the same; parts outlive it. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_tables_chain(struct lci_job *first, const struct lci_table *parts, size_t count,
                                              struct lci_table *out, struct lci_error *err);

/* One table each. */
LCI_MUST_USE enum lci_status lci_table_homes(struct lci_job *job, struct lci_table *out,
                                             struct lci_error *err);
LCI_MUST_USE enum lci_status lci_table_facilities(struct lci_job *job, struct lci_table *out,
                                                  struct lci_error *err);
/** Gates and what became of them; only where any are handed in. */
LCI_MUST_USE enum lci_status lci_table_gates(struct lci_job *job, struct lci_table *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_table_service_areas(struct lci_job *job, struct lci_table *out,
                                                     struct lci_error *err);
LCI_MUST_USE enum lci_status lci_table_reached_streets(struct lci_job *job, struct lci_table *out,
                                                       struct lci_error *err);
/** Releases what lci_table_reached_streets() made; a table of zeroes is fine. */
void lci_table_reached_streets_fini(struct lci_table *table);
LCI_MUST_USE enum lci_status lci_table_units(struct lci_job *job, struct lci_table *out,
                                             struct lci_error *err);
LCI_MUST_USE enum lci_status lci_table_coverage(struct lci_job *job, struct lci_table *out,
                                                struct lci_error *err);
LCI_MUST_USE enum lci_status lci_table_access(struct lci_job *job, struct lci_table *out,
                                              struct lci_error *err);
LCI_MUST_USE enum lci_status lci_table_gaps(struct lci_job *job, struct lci_table *out,
                                            struct lci_error *err);
/** "elderly-3": the category of a gap and its rank there. id: of LCI_GAP_ID_SIZE bytes. */
enum { LCI_GAP_ID_SIZE = 300 };
void lci_gap_write_id(const struct lci_job *job, const struct lci_gap *gap, char *id);
/** Of a level the unit with most of the gap's people; where nobody is known to live, with most of its homes; LCI_NONE: none.
 * people: a unit each, all 0, left so. */
uint32_t lci_gap_main_unit(const struct lci_job *job, const struct lci_gap_list *list, const struct lci_gap *gap, size_t level,
                           double *people);
LCI_MUST_USE enum lci_status lci_table_gap_homes(struct lci_job *job, struct lci_table *out,
                                                 struct lci_error *err);
LCI_MUST_USE enum lci_status lci_table_network_defects(struct lci_job *job, struct lci_table *out,
                                                       struct lci_error *err);
LCI_MUST_USE enum lci_status lci_table_network_defect_gains(struct lci_job *job, struct lci_table *out,
                                                            struct lci_error *err);
LCI_MUST_USE enum lci_status lci_table_quality(struct lci_job *job, struct lci_table *out,
                                               struct lci_error *err);
LCI_MUST_USE enum lci_status lci_table_run(struct lci_job *job, struct lci_table *out,
                                           struct lci_error *err);

/** What the run walked on and could not cross, as it was read. */
LCI_MUST_USE enum lci_status lci_table_streets(struct lci_job *job, struct lci_table *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_table_barriers(struct lci_job *job, struct lci_table *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_table_barrier_areas(struct lci_job *job, struct lci_table *out, struct lci_error *err);

/** Every share on foot beside the same share in a straight line, and how far beyond the limits those walk who are not covered. */
LCI_MUST_USE enum lci_status lci_table_straight_network(struct lci_job *job, struct lci_table *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_table_missing_minutes(struct lci_job *job, struct lci_table *out, struct lci_error *err);

/** Indicators, how they spread over units, and required facilities; only where the configuration asks for any. */
LCI_MUST_USE enum lci_status lci_table_indicators(struct lci_job *job, struct lci_table *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_table_spread(struct lci_job *job, struct lci_table *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_table_presence(struct lci_job *job, struct lci_table *out, struct lci_error *err);

/** Best and worst case of unknown gates, by home and by unit; only where the run asks for it. */
LCI_MUST_USE enum lci_status lci_table_gate_band_homes(struct lci_job *job, struct lci_table *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_table_gate_band(struct lci_job *job, struct lci_table *out, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_table_gate_gains(struct lci_job *job, struct lci_table *out, struct lci_error *err);

/** A row's geometry from a shape. */
void lci_row_shape(struct lci_row *row, const struct lci_shapes *shapes, size_t shape);

/** Columns `level`, `unit_code` and `unit_name`, and the cells of a unit or (LCI_NONE) of everything. */
void lci_columns_unit(struct lci_columns *columns);
void lci_cells_unit(struct lci_cells *cells, const struct lci_job *job, uint32_t unit);

/** "households", "people" or the name of the weight: what sums of a weight count. */
const char *lci_weight_measure(const struct lci_job *job, size_t weight);

/** Name of a layer that has one row a thing, whoever walks: `base` for the first profile of the run, with the profile's id at
 * its end for further ones. In the arena; NULL: out of memory, which the columns then find too. */
const char *lci_layer_name(struct lci_job *job, const char *base);

/** "households", "people", "m2" or "units": what numerator and denominator of a row count. */
const char *lci_row_measure(const struct lci_job *job, const struct lci_coverage_row *row);

/** The value of the column `category` of a row; several are joined by "+". In the arena; NULL: out
 * of memory. */
const char *lci_row_category(struct lci_job *job, const struct lci_coverage_row *row);

#endif
