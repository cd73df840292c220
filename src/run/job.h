/* job.h - what a run holds, stage by stage. For the files of this module only. */
#ifndef LCI_RUN_JOB_H
#define LCI_RUN_JOB_H

#include <lifecircle/run.h>

#include "analysis/compose.h"
#include "analysis/coverage.h"
#include "analysis/gate_band.h"
#include "analysis/gate_gains.h"
#include "analysis/gaps.h"
#include "analysis/home_zones.h"
#include "analysis/indicators.h"
#include "analysis/loads.h"
#include "analysis/inputs.h"
#include "analysis/modes.h"
#include "analysis/origins.h"
#include "analysis/presence.h"
#include "analysis/projects.h"
#include "base/clock.h"
#include "base/pool.h"
#include "io/read.h"
#include "network/build.h"
#include "run/backdrop.h"
#include "run/manifest.h"
#include "run/options.h"
#include "run/sources.h"
#include "run/spool.h"

/** A category of the run: of the configuration, else found in the data. Texts and limits are
 * borrowed. */
struct lci_job_category {
    const char *id;                  /* value of the column `category` */
    const char *column;              /* first part of column names */
    const char *title_zh, *title_en; /* id where the configuration has none */
    uint32_t configured;             /* its number in the configuration, where that lists categories */
};

/** What a facility or a whole category reaches within one limit: a row of `service_areas` and of
 * `reached_streets`. */
struct lci_job_area {
    uint32_t facility; /* LCI_NONE: the whole category */
    uint32_t category;
    double limit_m, from_m;
    double area_m2;
    uint64_t street_mm;
    struct lci_spool_item polygons, stretches;
};

/** What a facility reaches within its largest limit. */
struct lci_job_reach {
    uint64_t street_mm;
    uint32_t home_count;
    double weights[LCI_WEIGHT_KNOWN];
    struct lci_spool_item pairs; /* its rows of `access`, if they are asked for */
};

/** The ground of a gap. */
struct lci_job_gap {
    uint32_t list, item; /* of the gaps */
    double area_m2;
    const char *barrier; /* in the arena; NULL: none is known */
    struct lci_spool_item polygons;
};

/** What became of a gate. */
enum lci_gate_status { LCI_GATE_JOINED, LCI_GATE_FAR_FROM_STREET, LCI_GATE_FOR_VEHICLES, LCI_GATE_CLOSED_NOW, LCI_GATE_NO_HOME };

/** A gate and a home that it belongs to: a row of `gates`. */
struct lci_job_gate {
    uint32_t gate, home; /* home LCI_NONE: it belongs to none */
    enum lci_gate_status status;
    uint32_t outline_mm, snap_mm; /* LCI_NONE: none */
    const char *way_id;           /* in the arena; NULL: it joins none */
};

/** How a stage went, for the log line and the summary. */
struct lci_job_stage {
    const char *name;
    bool once;          /* of the whole run, after all passes */
    bool is_of_profile; /* of one pass among several */
    char label[64];     /* name, and whose it is */
    double seconds;
    char in[160], out[200]; /* counts, as words */
};

/** Adds "1 home" or "2 homes" to a text of counts, behind a comma where it has some already; what does not fit is cut off. */
void lci_count_add(char *text, size_t size, size_t count, const char *one, const char *many);

/** Numbers of what is released before the results are written. */
struct lci_job_counts {
    size_t ways, demand_points;
};

/** A layer that was read: its texts, which others borrow, and how many of its rows are in use. */
struct lci_job_layer {
    const struct lci_source *source;
    size_t row_count, taken_count;
    struct lci_features texts; /* the geometry is gone */
};

enum { LCI_JOB_STAGE_MAX = 12 };

struct lci_job;

/** A table that was written. */
struct lci_written_table {
    const char *name;
    size_t row_count;
};

/**
 * The passes of a run: one a profile, in the order of the configuration. The first reads for all of them what does not depend on
 * the profile.
 */
struct lci_passes {
    struct lci_job *items;
    size_t count, walk_count; /* with and without the composed one, which is the last and there only where units have modes */
    struct lci_config by_unit; /* of the composed one */
    const struct lci_run_options *options; /* borrowed */
    struct lci_memo *memo;          /* values of earlier runs; NULL: none */
    struct lci_run_sources sources; /* of the whole run; none unless results are written */
    struct lci_written_table *written; /* written_count, in the first job's arena; none before the stage `write` */
    size_t written_count;
    size_t map_sheet_count, missing_glyph_count; /* of the maps, once they are drawn */
    size_t stages_done, stages_total; /* of all passes together */
    bool quality_is_merged;
    bool gaps_to_compose; /* and not composed yet: passes keep what changes are tried on */
    bool *is_closed_way_found; /* closed_way_count of the configuration: some pass so far has had it; NULL: none has looked */
};

/** One pass: the run of one profile. Everything is released by lci_job_fini(); zeroes are an empty job. */
struct lci_job {
    struct lci_passes *passes;       /* that it is one of */
    const struct lci_config *config; /* of its profile */
    bool borrows;                    /* a further pass: what was read is the first one's */
    bool is_composed;                /* of each home and unit what its own profile's pass says: no walks of its own */
    const char *layer_suffix;        /* "" of the first pass, "_elder" of a further one */
    const struct lci_context *context;
    enum lci_run_extent extent;
    struct lci_pool *pool;
    struct lci_quality quality;
    struct lci_arena arena;
    struct lci_job_stage stages[LCI_JOB_STAGE_MAX];
    size_t stage_count;
    struct lci_job_counts counts;

    /*
     * Read, and shared by all passes, which change none of it; but each has its own facilities (as read, to be checked and
     * joined), origins, limits, ways and barriers. The first pass's quality rows before shared_quality_count are about all of them.
     */
    size_t shared_quality_count;
    struct lci_working_system *system;
    struct lci_job_layer *kept;
    size_t kept_count, kept_capacity;
    struct lci_job_category *categories;
    struct lci_access_category *limits; /* category_count */
    size_t category_count;
    struct lci_category_set *sets; /* those of the configuration, in its order */
    size_t set_count;
    struct lci_two_tier *tiers; /* those of the configuration, in its order, once it is known which facilities count */
    size_t tier_count;
    struct lci_has_question *has;
    size_t has_count;
    struct lci_facilities facilities; /* those that count, once the network is built */
    struct lci_facilities idle;       /* the others: planned, closed, ... */
    struct lci_homes homes;
    struct lci_gates gates;
    struct lci_buildings buildings;
    struct lci_housing housing; /* the buildings in their homes */
    struct lci_units units;
    struct lci_origins origins; /* of each pass its own, which it joins */
    struct lci_unhoused_list unhoused;
    struct lci_handed_figures figures;
    struct lci_ways ways;
    struct lci_barriers barriers;
    struct lci_backdrop backdrop; /* of the first pass only, and only where it is written */
    struct lci_dem *dem;

    /* network */
    struct lci_metric metric;
    struct lci_walls walls;
    struct lci_network *net;
    double *crossing_m; /* x, y of crossing_count places where streets of one level cross without a vertex */
    size_t crossing_count;
    struct lci_join_index *index;

    /* join */
    struct lci_walled walled; /* borrows from walls */
    struct lci_job_gate *gate_rows;
    size_t gate_row_count;
    uint32_t *home_gate_count; /* home count: gates by which its people leave; NULL: no gates were handed in */
    struct lci_demand demand;

    /* search */
    struct lci_home_zones zones;
    struct lci_polygons *plots; /* a home's polygons each, borrowed: what the mask is made of */
    struct lci_mask mask;
    struct lci_partition *partition; /* of the ground */
    struct lci_yards yards;          /* the ground inside walled homes */
    struct lci_access_inputs access;
    struct lci_nearest *nearest;
    uint32_t *facility_counts;   /* home_count * category_count */
    struct lci_job_reach *reach; /* facility count */
    struct lci_job_area *areas;
    size_t area_count, area_capacity;
    size_t pair_count; /* in the spool, facility by facility */
    struct lci_spool *spool;

    /* coverage */
    struct lci_land land;
    struct lci_straight straight;
    struct lci_joined joined;
    struct lci_coverage_inputs coverage_inputs;
    struct lci_coverage coverage;
    struct lci_loads loads; /* empty where no category has capacities */
    struct lci_gate_band gate_band;   /* empty unless asked for */
    struct lci_gate_gains gate_gains; /* empty unless asked for */

    /* gaps */
    struct lci_gaps gaps;
    struct lci_job_gap *gap_rows; /* of all lists, list by list */
    size_t gap_count;
    const struct lci_hidden *hidden; /* of what is published; NULL until a table asks (run/hidden.h) */
    struct lci_projects projects; /* of the gaps of categories; empty unless tables are handed in */
    const char **defect_ways; /* two a defect: ids of the ways at its ends */

    /* indicators */
    struct lci_indicators indicators;
    struct lci_presence_table presence;

    /* modes; of the composed pass only */
    struct lci_modes modes;
    bool *is_used; /* walk_count: somebody goes by the pass */
    double **limits_min; /* [category][limit]; NAN: profiles that are gone by differ */

    /* write */
    struct lci_manifest manifest;
};

void lci_job_fini(struct lci_job *job);

/** Makes the passes of a configuration, not run yet. lci_passes_fini(), also after a failure. Errors: LCI_E_NOMEM. */
enum lci_status lci_passes_new(const struct lci_config *config, enum lci_run_extent extent,
                               const struct lci_context *context, struct lci_passes *out,
                               struct lci_error *err);
void lci_passes_fini(struct lci_passes *passes);

/** Runs the stages that the extent asks for: pass by pass, but writing once, after all. */
enum lci_status lci_passes_run(struct lci_passes *passes, struct lci_error *err);

/** Gives a further pass what the first has read. Errors: LCI_E_NOMEM. */
enum lci_status lci_job_borrow(struct lci_job *job, const struct lci_job *first,
                               struct lci_error *err);

/**
 * Releases what only the stages before `modes` need, but for the ground: ways, of the demand the points, and unless modes are to be
 * composed the nearest walks. Tables are made without them. Where gaps are to be composed, what changes are tried on stays.
 */
void lci_job_release(struct lci_job *job);

/** Releases the ground: partition, and the zones it is based on, and unless gaps are to be composed join index and barriers. */
void lci_job_release_ground(struct lci_job *job);

/**
 * Makes the partition of a pass, or takes that of the pass before, with all ground divided so far, if its streets and barriers are
 * the same; what is left of that one's ground is released. options: zones are the pass's own. Errors: LCI_E_NOMEM, LCI_E_LIMIT.
 */
enum lci_status lci_job_take_ground(struct lci_job *job, const struct lci_partition_options *options, struct lci_error *err);

/** True if no pass comes after this one that walks, and may want its ground. */
bool lci_job_is_last_walk(const struct lci_job *job);

/** Releases what only composing needs beside that, of all passes: nearest walks, ratios of sets, what changes are tried on. */
void lci_passes_release_walks(struct lci_passes *passes);

/** Releases the nearest walks of a pass, and ratios of sets. */
void lci_job_release_walks(struct lci_job *job);

/** The pass whose facilities and places are meant: the job itself, or of the composed one the first that somebody goes by. All
 * passes have the same facilities in the same order. */
const struct lci_job *lci_job_walking(const struct lci_job *job);

/** The pass that the row of a home comes from: the job itself, or of the composed one that of the home's profile. */
const struct lci_job *lci_job_of_home(const struct lci_job *job, size_t home);

/** Limits that differ by fewer minutes are the same: metres are whole millimetres, so minutes come back but for some 1e-7. */
#define LCI_SAME_MIN 1e-4

/** A limit in minutes; NAN: the profiles that homes go by differ. */
double lci_job_limit_min(const struct lci_job *job, size_t category, size_t limit);

/** The limit that the categories of a case share, in minutes; NAN: they differ. */
double lci_job_case_limit_min(const struct lci_job *job, size_t set_case);

/** The limit of a row in minutes; NAN: it has none, or several. */
double lci_job_row_limit_min(const struct lci_job *job, const struct lci_coverage_row *row);

/** Reports that the standard's modes do not apply, if so. */
enum lci_status lci_job_remark_modes_left_out(struct lci_job *job, struct lci_error *err);

/**
 * Warns of words in modes, indicators and presence that no unit or facility says, where something is said that nothing asks for,
 * of attributes that are handed in by nearly the name that one is asked for by, and of figures that nothing asks for. Errors:
 * LCI_E_NOMEM.
 */
enum lci_status lci_job_remark_words(struct lci_job *job, struct lci_error *err);

/**
 * Makes one sorted list of the quality rows of all passes, the first one's: a row that every pass has is there once, others name
 * their profile. Does nothing the second time. Errors: LCI_E_NOMEM.
 */
enum lci_status lci_passes_merge_quality(struct lci_passes *passes, struct lci_error *err);

/* The stages, in the order of the table in plan.c. Each fills its part of the job, and the words
 * for its log line. */
enum lci_status lci_job_read(struct lci_job *job, struct lci_job_stage *stage,
                             struct lci_error *err);
enum lci_status lci_job_network(struct lci_job *job, struct lci_job_stage *stage,
                                struct lci_error *err);
enum lci_status lci_job_join(struct lci_job *job, struct lci_job_stage *stage,
                             struct lci_error *err);
enum lci_status lci_job_search(struct lci_job *job, struct lci_job_stage *stage,
                               struct lci_error *err);
enum lci_status lci_job_coverage(struct lci_job *job, struct lci_job_stage *stage,
                                 struct lci_error *err);
enum lci_status lci_job_gaps(struct lci_job *job, struct lci_job_stage *stage, struct lci_error *err);
enum lci_status lci_job_indicators(struct lci_job *job, struct lci_job_stage *stage, struct lci_error *err);
enum lci_status lci_job_modes(struct lci_job *job, struct lci_job_stage *stage,
                              struct lci_error *err);
enum lci_status lci_job_write(struct lci_job *job, struct lci_job_stage *stage,
                              struct lci_error *err);

/** Fills the gaps of the composed pass, each home by its own pass: all walks are there. Errors: as lci_gaps_build(). */
enum lci_status lci_job_composed_gaps(struct lci_job *by_unit, struct lci_error *err);

/** Fills job->indicators. Errors: LCI_E_NOMEM. */
enum lci_status lci_job_judge(struct lci_job *job, struct lci_error *err);

/** What the demand points of this run are made from. */
struct lci_demand_inputs lci_job_demand_inputs(const struct lci_job *job);

/** Parts of the stage `read`. */
enum lci_status lci_job_read_facilities(struct lci_job *job, struct lci_error *err);
enum lci_status lci_job_read_homes(struct lci_job *job, struct lci_error *err);
enum lci_status lci_job_read_buildings(struct lci_job *job, struct lci_error *err);
enum lci_status lci_job_read_units(struct lci_job *job, struct lci_error *err);
enum lci_status lci_job_read_origins(struct lci_job *job, struct lci_error *err);
enum lci_status lci_job_read_figures(struct lci_job *job, struct lci_error *err);
enum lci_status lci_job_read_gates(struct lci_job *job, struct lci_error *err);

/**
 * Takes the ways that the configuration closes out of those read, and reports them (note `way_closed`; a warning where the profile
 * does not walk it anyway). Errors: LCI_E_CONFIG (an id that no pass has, once the last has read), LCI_E_NOMEM.
 */
enum lci_status lci_job_close_ways(struct lci_job *job, struct lci_error *err);

/** Finds the walled homes, makes their outlines barriers and closes the streets inside to others. */
enum lci_status lci_job_close_walls(struct lci_job *job, struct lci_error *err);

/** Looks for the best and the worst place of unknown gates, if asked. */
enum lci_status lci_job_gate_band(struct lci_job *job, struct lci_error *err);

/** Looks for the best place of one more gate in each walled home, if asked. */
enum lci_status lci_job_gate_gains(struct lci_job *job, struct lci_error *err);

/** Builds a network of the ways by the rules of the job's profile. Errors: as lci_network_build(). */
enum lci_status lci_job_build_network(struct lci_job *job, const struct lci_ways *ways, struct lci_network **out,
                                      struct lci_build_remarks *remarks, struct lci_error *err);

/** Fills gate_rows and home_gate_count. Errors: LCI_E_NOMEM. */
enum lci_status lci_job_keep_gates(struct lci_job *job, struct lci_error *err);

/** Joins the gates of walled homes, before facilities and homes are joined. */
enum lci_status lci_job_join_gates(struct lci_job *job, struct lci_error *err);

/** Reports a value that is neither yes nor no (warning `flag_not_readable`). */
enum lci_status lci_job_report_flag(struct lci_job *job, const struct lci_source *source, const struct lci_features *features,
                                    size_t i, const char *layer, const char *field, const char *text, const char *done,
                                    struct lci_error *err);

/** Grows a box (min x, min y, max x, max y) to hold count points. */
void lci_job_grow_box(double box_m[4], const double *xy_m, size_t count);

/** Index of the weight of that name, which is there. */
size_t lci_job_weight(const struct lci_job *job, const char *name);

/** Puts homes and units in order, finds what homes do not say of their people, and checks what there is then. */
enum lci_status lci_job_settle_homes(struct lci_job *job, struct lci_error *err);

/** Keeps the texts of a source's layer until the job ends and releases its geometry; takes `features` over, zeroing it.
 * taken_count: how many of them are in use. Errors: LCI_E_NOMEM. */
enum lci_status lci_job_keep_texts(struct lci_job *job, const struct lci_source *source, size_t taken_count,
                                   struct lci_features *features, struct lci_error *err);

/** Turns an empty list into one that holds the categories of the configuration, if it has any. */
enum lci_status lci_job_configured_categories(struct lci_job *job, struct lci_error *err);

/**
 * Makes the categories from the values found: value_count texts, any order, repeats allowed.
 * Errors: LCI_E_DATA (none), LCI_E_NOMEM.
 */
enum lci_status lci_job_found_categories(struct lci_job *job, const char **values,
                                         size_t value_count, struct lci_error *err);

/** Finds the categories of the configured sets; the categories must be there. Warns where there are no sets and optional categories
 * count in that of all. Errors: LCI_E_CONFIG (a category that is none of the run), LCI_E_NOMEM. */
enum lci_status lci_job_number_sets(struct lci_job *job, struct lci_error *err);

/** Fills job->limits of the categories there are from job->config. Errors: LCI_E_CONFIG (none), LCI_E_NOMEM. */
enum lci_status lci_job_take_limits(struct lci_job *job, struct lci_error *err);

/** A value as part of a name of columns and layers: ASCII letters made small, other ASCII but digits and _ made _. room: bytes to
 * spare at its end. In the arena; NULL: out of memory. */
char *lci_job_name_part(struct lci_job *job, const char *value, size_t room);
/** Takes the optional categories of which no facility was handed in out of the run, with a note. Errors: LCI_E_NOMEM. */
enum lci_status lci_job_drop_optional(struct lci_job *job, struct lci_error *err);

/** Whether a value names, by id or title, a category that `categories_only` leaves out. */
bool lci_job_is_left_out(const struct lci_job *job, const char *value);

/** Index of the category that a value names, by id or title; LCI_NONE. */
uint32_t lci_job_find_category(const struct lci_job *job, const char *value);

/** Logs what else is wrong with the sources than what reading failed with, and says in err how many faults there are. */
void lci_job_tell_faults(const struct lci_job *job, struct lci_error *err);

/** Adds a quality row. Errors: LCI_E_NOMEM. */
enum lci_status lci_job_remark(struct lci_job *job, const struct lci_quality_row *row,
                               struct lci_error *err);

/** Checks the facilities, finds out which of them count, and moves the others into job->idle. Errors: LCI_E_NOMEM. */
enum lci_status lci_job_supply(struct lci_job *job, struct lci_error *err);

/**
 * Finds the categories with capacities, and how many each of their facilities serves; reports those of which that is not known
 * (warning `capacity_unknown`). Errors: LCI_E_CONFIG (a weight that there is not), LCI_E_NOMEM.
 */
enum lci_status lci_job_find_capacities(struct lci_job *job, struct lci_error *err);

/** Whether any category has. */
bool lci_job_has_capacities(const struct lci_job *job);

/** Fills job->tiers and job->has. Errors: LCI_E_CONFIG (a category or weight that there is not), LCI_E_NOMEM. */
enum lci_status lci_job_number_tiers(struct lci_job *job, struct lci_error *err);

/** "planned", "closed", ... for the column `status` of a facility that does not count. */
const char *lci_facility_state_text(enum lci_facility_state state);

/** Reports what the network builder saw, and how much of the network hangs together. */
enum lci_status lci_job_remark_network(struct lci_job *job, const struct lci_build_remarks *remarks,
                                       struct lci_error *err);

/** Reports sources of facilities that lie beside the streets as a whole, as shifted coordinates do.
 */
enum lci_status lci_job_remark_shifted(struct lci_job *job, struct lci_error *err);

/** Reports how much demand is far from the streets, joins none, or is on an island. */
enum lci_status lci_job_remark_joined(struct lci_job *job, struct lci_error *err);

/** Reports islands with the homes they hold. */
enum lci_status lci_job_remark_islands(struct lci_job *job, struct lci_error *err);

/** Logs the quality rows of warnings and errors: for each code how many, and the first few. */
void lci_job_log_quality(const struct lci_job *job);

/** When a run began and how long it took: for the summary, never for the results. */
struct lci_job_time {
    char started_at[LCI_CLOCK_TEXT_SIZE]; /* UTC, ISO 8601, ends with Z */
    double duration_s;
};

/** Fills the summary's texts and counts, of all passes. Errors: LCI_E_NOMEM. */
enum lci_status lci_passes_summarize(struct lci_passes *passes, const struct lci_job_time *time,
                                     struct lci_run_summary *summary, struct lci_error *err);

/** Largest limit of a category. */
double lci_job_limit_m(const struct lci_job *job, size_t category);

#endif
