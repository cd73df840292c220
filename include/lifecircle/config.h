/* config.h - what a run is asked to do, typed and checked. */
#ifndef LIFECIRCLE_CONFIG_H
#define LIFECIRCLE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lifecircle/error.h>
#include <lifecircle/indicator.h>
#include <lifecircle/texts.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A factor on the length of ways that match. */
struct lci_way_factor {
    struct lci_match match;
    double factor;
};

/** Rise over run (uphill positive) and the factor there; linear between, constant beyond. */
struct lci_slope_point {
    double rise_ratio;
    double factor;
};

/** Who walks: a file of geodata/profiles/. Rules 3 and 4 of the contract as data. */
struct lci_profile {
    const char *id;
    const char *title_zh, *title_en; /* NULL: none, or one of its profiles walks twice in the run: the id says who */
    double speed_mps;
    /* highway=* values that are closed unless foot (or access) opens them */
    struct lci_texts closed_classes;
    /* highway=* values that are closed whatever foot says: not built yet */
    struct lci_texts never_classes;
    /* closed classes that access cannot open, only foot: motorways */
    struct lci_texts foot_only_classes;
    /* foot=*, access=* values that close a way (no, private, use_sidepath), and that open one */
    struct lci_texts closing_values;
    struct lci_texts opening_values;
    /* barrier=* points that stop walkers unless foot or access opens them: wall, fence */
    struct lci_texts closed_point_kinds;
    struct lci_way_factor *factors;
    size_t factor_count;
    double signal_penalty_s; /* at points with traffic signals */
    struct lci_slope_point *slope; /* ascending rise_ratio; none: level ground */
    size_t slope_count;
    struct lci_selection *barrier_lines; /* tags that make a line a barrier for off-street legs */
    size_t barrier_line_count;
    struct lci_selection *barrier_areas; /* tags that make an area a barrier */
    size_t barrier_area_count;
};

/** The limit of facilities whose attribute is at least so much. */
struct lci_limit_step {
    double at_least;
    double limit_m;
};

/** In the place of a profile's id: every home and unit by its own mode. */
#define LCI_BY_UNIT "by_unit"

/** Units of a level whose attributes match one of the selections (none: all units of the level). */
struct lci_mode_condition {
    const char *level;
    struct lci_selection *where;
    size_t where_count;
};

/** Who walks from homes and units that all conditions hold for, by their own unit of each level or that above it. */
struct lci_mode {
    struct lci_mode_condition *conditions; /* none: everywhere */
    size_t condition_count;
    uint32_t profile; /* 0: the run's first, then the further ones */
};

/** A category of facilities and its limits. */
struct lci_category {
    const char *id; /* lower-case ASCII letters, digits and _: part of column names */
    const char *title_zh;
    const char *title_en;
    double *limits_m; /* ascending; none: the run's */
    size_t limit_count;
    const char *limits_attribute; /* NULL: all facilities have the limits; else limits_m is the largest of the steps, alone */
    struct lci_limit_step *steps; /* step_count, ascending at_least; below the first a facility does not count */
    size_t step_count;
    const char *capacity_attribute; /* NULL: facilities serve all who come; else how large each is, in units of its own */
    const char *capacity_weight;    /* what they serve: a weight of the homes */
    double capacity_per_unit;       /* so many of it a unit */
    double radius_m; /* for land_radius; 0: the largest limit */
    double target_ratio; /* share of people within the largest limit with which a unit passes; 0: no target */
    bool optional;       /* left out of a run for which no facility of it is handed in */
};

/** Categories that count together: a circle, or a part of one. */
struct lci_set {
    const char *id; /* lower-case ASCII letters, digits and _ */
    const char *title_zh;
    const char *title_en;
    struct lci_texts categories; /* ids, at least two, none twice */
    uint32_t least;              /* how many of them a unit needs to pass; 0: all */
};

/** "1 + N": people who reach one of a category (the "1"), one of another (an "N"), both, neither. Texts are borrowed. */
struct lci_tier {
    const char *id;        /* lower-case ASCII letters, digits and _ */
    const char *one, *many; /* ids of categories */
    double one_limit_m, many_limit_m; /* each a limit of its category; 0: the largest */
    struct lci_texts weights;         /* none: all that are known */
};

/** Which facilities have something: an attribute, or a facility of another category in the same place, or both are asked for. */
struct lci_has {
    const char *category;
    const char *attribute; /* NULL: not asked for */
    const char *with;      /* category; NULL: not asked for */
    double within_m;       /* on the ground; the same attribute `site` is the same place, too */
};

/** An attribute that is kept as it is given plays the role of this and its id: "attributes.status". */
#define LCI_ATTRIBUTE_ROLE "attributes."

/** The amount of a unit that is spread onto its homes plays the role of this and the number of the spread, from 1. */
#define LCI_SPREAD_ROLE "spread."

/** Which field of a source plays which role ("id", "name", "households", "highway", ...). */
struct lci_field {
    const char *role;
    const char *name;
};

/** Whether a facility works, by its attribute `status`. */
enum lci_facility_status { LCI_STATUS_OPEN, LCI_STATUS_PLANNED, LCI_STATUS_CLOSED, LCI_STATUS_COUNT };

/** Which facilities count. */
struct lci_supply {
    struct lci_texts status_values[LCI_STATUS_COUNT]; /* the words that mean each */
    struct lci_texts no_values; /* words of an attribute that a facility has not */
    bool counts_status[LCI_STATUS_COUNT];             /* open: always unless left out; a facility without a status is open */
    const char *at; /* "Tue 22:00": only what is open then counts; NULL: the attribute `hours` decides nothing */
    unsigned at_day;             /* 0: Monday */
    unsigned at_minute;          /* from midnight */
    bool unknown_hours_are_open; /* with `at`, what is said of facilities whose hours are not known */
};

/** One layer to read. Texts are borrowed from the configuration. */
struct lci_source {
    const char *path;  /* as the program opens it */
    const char *label; /* as the person wrote it, for messages and tables; passwords masked */
    bool is_database;  /* path is "PG:" and a connection string, with its password */
    const char *layer; /* NULL: the only one, else the first that fits */
    const char *crs;   /* NULL: from the file */
    const char *encoding; /* NULL: found out */
    struct lci_field *fields;
    size_t field_count;
    struct lci_selection *select; /* none: all features */
    size_t select_count;
    const char *category; /* facilities: of every row; NULL: the field of role "category" */
    const char *level;    /* units: level of every row; NULL: the field of role "level" */
    const char *count;    /* figures: every row counts one under this name; NULL: rows hold figures */
    const char *date, *base; /* figures: of every row; NULL: the fields of the roles "date" and "base" */
    bool every_line_open; /* roads: no field map, all lines are streets */
    bool own_barriers;    /* roads from OSM: take their barriers too */
    uint32_t header_row;  /* spreadsheets: 1-based row of the names; 0: the first */
    uint32_t line, column; /* where the configuration names it; 0 on a command line */
    const char *landuse_field;  /* homes: a layer of land use, with its codes in this field; NULL: every feature is a home */
    const char *landuse_scheme; /* id of the scheme of the codes; NULL: found out */
};

struct lci_sources {
    struct lci_source *items;
    size_t count;
};

/** A class of land use. */
struct lci_landuse_code {
    const char *code; /* ending in *: all that begin so */
    const char *zh;   /* its name; NULL: none */
    bool home;        /* people live there */
    bool mark;        /* no other scheme has the code */
};

/** A scheme of land-use codes: a file of geodata/landuse/. */
struct lci_landuse_scheme {
    const char *id, *title_zh, *title_en;
    struct lci_texts aliases;
    struct lci_texts suffixes; /* letters behind a code that do not change its class */
    struct lci_landuse_code *codes;
    size_t code_count;
};

/** A text of results and the same in Chinese. A * in `en` stands for any text, which `zh` takes over as {1}, {2}, ... in order. */
struct lci_phrase {
    const char *en, *zh;
};

struct lci_phrases {
    struct lci_phrase *items;
    size_t count;
};

enum lci_area_mode { LCI_AREA_OVERLAP, LCI_AREA_DISSOLVE, LCI_AREA_SPLIT };

/** For which homes without gates the best and the worst place of a gate is looked for. */
enum lci_gate_band_mode { LCI_GATE_BAND_NONE, LCI_GATE_BAND_WALLED, LCI_GATE_BAND_ALL };

/** The tables T1 to T7 that are handed in; neither folder nor workbook: none are made. */
struct lci_hand_in {
    const char *folder; /* of CSV files; NULL: none */
    const char *xlsx;   /* workbook; NULL: none */
    bool english;       /* headings in English, not Chinese */
    const char *weight; /* what is weighed: a weight, or "land"; NULL: households, else people, else land */
    const char *subdistricts, *tiers, *circles, *communities; /* levels of T1, of its subtotals, of T3 and of T2 */
};

/** Layers and tables of a result that may be left out; of several profiles also those of the others, such as `homes_elder`. */
enum lci_layer {
    LCI_LAYER_HOMES,
    LCI_LAYER_FACILITIES,
    LCI_LAYER_GATES,
    LCI_LAYER_SERVICE_AREAS,
    LCI_LAYER_REACHED_STREETS,
    LCI_LAYER_UNITS,
    LCI_LAYER_COVERAGE,
    LCI_LAYER_STRAIGHT_NETWORK,
    LCI_LAYER_MISSING_MINUTES,
    LCI_LAYER_ACCESS,
    LCI_LAYER_GATE_BAND_HOMES,
    LCI_LAYER_GATE_BAND,
    LCI_LAYER_GATE_GAINS,
    LCI_LAYER_GAPS,
    LCI_LAYER_GAP_HOMES,
    LCI_LAYER_NETWORK_DEFECTS,
    LCI_LAYER_NETWORK_DEFECT_GAINS,
    LCI_LAYER_INDICATORS,
    LCI_LAYER_INDICATOR_SPREAD,
    LCI_LAYER_PRESENCE,
    LCI_LAYER_STREETS,
    LCI_LAYER_BARRIERS,
    LCI_LAYER_BARRIER_AREAS,
    LCI_LAYER_COUNT
};

/** What a report, a map or a project says of itself; NULL: nothing is said. */
struct lci_document {
    const char *title;           /* NULL: one that follows from the standard */
    const char *author, *source; /* who made it, and of what data */
    const char *date;            /* of the data, as it is to be shown */
    const char *approval_number; /* 审图号: given by the authority, never made up; NULL: its field stays empty */
    const char *stamp;           /* NULL: for internal use, not to be published; "none": none */
};

/** Where results go. */
struct lci_output {
    const char *path;   /* the GeoPackage, or the main file in `format` */
    const char *format; /* GDAL driver short name; NULL: GPKG */
    const char *csv_folder; /* NULL: none */
    const char *also_path;  /* NULL: none; the layers once more in also_format */
    const char *also_format;
    bool pairs; /* table `access`: every facility and home within the limit */
    uint32_t without; /* a bit an enum lci_layer: those that are left out, wherever tables go */
    struct lci_hand_in tables;
    const char *postgis;        /* connection of libpq, without a password; NULL: none. The layers of the GeoPackage once more */
    const char *postgis_schema; /* that they take the place of */
    bool english;               /* what people look at is in English, not in Chinese */
    const char *report;         /* page with all answers; NULL: none */
    const char *maps;           /* folder of maps to be printed; NULL: none */
    const char *paper;          /* that they are drawn for: "A4" or "A3" */
    struct lci_document document;
};

/** Numbers of the method; each has a documented default. */
struct lci_parameters {
    double off_street_m;     /* 200 */
    double islet_m;          /* 200 */
    double node_tolerance_m; /* 0.5 */
    double sample_m;         /* 20 */
    double gate_tolerance_m; /* 5: how far a gate may be from the outline that it is in */
    double area_tolerance_m; /* 1 */
    double min_hole_m2;      /* 0 */
    double dwelling_households;         /* 1: households of a dwelling (套) */
    double joined_within_m;             /* 100: demand farther from its street is put aside in `weight_joined` */
    double floor_area_per_household_m2; /* 92.17: residential floor area of a household */
    double site_tolerance_m; /* 30: facilities of one address share a site no farther apart than this */
    double suppress_below;   /* 5: smaller counts of people and households are not published */
    double gap_link_m;       /* 60 */
    double link_max_m;       /* 50 */
    bool gaps;               /* true: look for gaps */
    enum lci_gate_band_mode gate_band; /* none */
    bool gate_gains;         /* false: look for the best place of one more gate in each walled home */
    bool split_crossings;    /* false */
    enum lci_area_mode area_mode; /* overlap */
    bool rings; /* false: disks */
    bool areas; /* true: make service areas */
};

/** A way of the network that nobody walks in this run, whatever its source says: a bridge that is shut. */
struct lci_closed_way {
    const char *id;     /* as the source has it; of OpenStreetMap "w123", "way/123" or "123" */
    const char *source; /* the source of the network that it is in: as it is written there, or its file name; NULL: any */
};

enum lci_spread_by { LCI_SPREAD_FLOOR_AREA, LCI_SPREAD_LAND, LCI_SPREAD_HOUSEHOLDS };

/** A weight that is known of whole units only, and is spread onto the homes of each. */
struct lci_spread {
    const char *weight;
    const char *level; /* of the units that know it */
    const char *role;  /* of the field with it, in their sources */
    const char *figures; /* name of the figures with it, in tables; NULL: the field has it */
    enum lci_spread_by by;
};

/** A file that a configuration was read from, and the fingerprint (XXH3, 128 bits) of the bytes that were read. */
struct lci_read_file {
    const char *path;
    uint64_t fingerprint_high, fingerprint_low;
};

/** What of the night before must still be there. */
enum lci_removed { LCI_REMOVED_NOTHING, LCI_REMOVED_FACILITIES, LCI_REMOVED_HOMES, LCI_REMOVED_STREETS, LCI_REMOVED_UNITS };

/**
 * A rule about figures that are not published unseen. It is about all rows of an indicator, or of the coverage of a category
 * or set, that fit what else is given; or about things that are gone. Texts NULL: whichever.
 */
struct lci_alarm {
    const char *indicator, *category, *set;
    enum lci_removed removed;
    const char *definition, *weight; /* of coverage */
    const char *profile, *level, *unit;
    double limit_min;                /* NAN: any */
    double below, above;             /* NAN: none. Ratios from 0 to 1, of things that are gone,
        too; values of indicators as they are */
    double jump;                     /* more than this away from the published night; NAN: any */
    double denominator_min;          /* rows of less are not judged; 0: all are */
};

/** How a run that is repeated every night keeps its results: in the folder of output.path, which holds all outputs. */
struct lci_nights {
    bool are_asked_for;      /* the section is there */
    uint32_t keep;           /* 14: results kept, the published one among them */
    uint32_t history_nights; /* 1100: how many nights figures are kept of */
    bool keep_inputs;        /* true: copies of the inputs of the results kept */
    struct lci_alarm *alarms; /* in the order of the configuration */
    size_t alarm_count;
    const char *metrics_path; /* for Prometheus; NULL: none */
};

/** A key of a configuration, "parameters.sample_m", with what it, its standard and its profiles say in the end, or the default. */
struct lci_setting {
    const char *key, *value;
};

struct lci_settings {
    struct lci_setting *items; /* in the order of the tables of keys */
    size_t count;
};

/** Everything a run is asked to do. Immutable once loaded, share it freely. */
struct lci_config {
    const char *path; /* NULL: from a command line */
    const char *standard_id; /* NULL: none */
    const char *standard_title_zh, *standard_title_en; /* NULL: none */
    const char *incomplete_reason; /* what the standard lacks; NULL: it is complete */
    struct lci_profile profile;
    /* The same for the run's further profiles: equal but for profile and limits, with none of their
     * own; borrowed from this one. */
    struct lci_config *further;
    size_t further_count;
    struct lci_mode *modes; /* of homes and units, the first that fits; none: everybody walks by each profile only */
    size_t mode_count;
    const char *modes_left_out; /* why those of the standard do not apply here; NULL: they do, or there are none */
    struct lci_category *categories; /* category_count, and behind them left_out_count that `categories_only` leaves out */
    size_t category_count;
    size_t left_out_count;
    double target_ratio;  /* of categories found in the data, and of all categories together; 0: none */
    struct lci_set *sets; /* beside that of all categories */
    size_t set_count;
    struct lci_tier *tiers;
    size_t tier_count;
    struct lci_has *has;
    size_t has_count;
    double *limits_m; /* ascending, the run's own */
    size_t limit_count;
    struct lci_texts weights; /* further weight roles of homes */
    bool joined_shares;       /* shares of the demand near the main network only, beside the others */
    bool estimate_households; /* dwellings and floor areas stand for households that are not known */
    struct lci_phrases phrases; /* none unless tables in Chinese are asked for */
    struct lci_landuse_scheme *landuse_schemes; /* all there are, by id; none unless a source of homes is land use */
    size_t landuse_scheme_count;
    struct lci_spread *spreads; /* each of another weight */
    size_t spread_count;
    struct lci_parameters parameters;
    const char *working_crs; /* NULL: chosen by the data */
    struct lci_supply supply;
    struct lci_sources network, barriers, facilities, homes, gates, buildings, units, figures, origins;
    struct lci_closed_way *closed_ways;
    size_t closed_way_count;
    struct lci_indicator *indicators;
    size_t indicator_count;
    struct lci_presence *presence;
    size_t presence_count;
    const char *dem_path; /* NULL: level ground */
    const char *dem_label; /* as it is written; NULL: level ground */
    struct lci_output output;
    struct lci_nights nights;
    struct lci_read_file *files; /* itself first, then what it extends, and the standard, profiles and words that it names */
    size_t file_count;
    struct lci_settings settings; /* all of it as texts: what tells two configurations apart */
    struct lci_config_memory *memory;
};

/** One fault of a configuration. */
struct lci_fault {
    const char *file;      /* the configuration, or the standard or profile that it names */
    uint32_t line, column; /* 1-based, in characters; 0: of the whole file */
    /* Complete: city.yaml:14:16: speed_mps: expected 0.1 to 10 metres a second, found "fast" */
    const char *message;
};

struct lci_faults {
    struct lci_fault *items;
    size_t count;
    struct lci_config_memory *memory;
};

/**
 * Reads and checks a configuration, and the standard and profile it names.
 *
 * *out belongs to the caller, who frees it with lci_config_free(); NULL on failure.
 * faults:  may be NULL; gets every fault at once (at most 100), those of the file first, sorted by
 *          line. Free with lci_faults_fini(). Items of a list are counted from 1.
 * Paths in the file are taken from the folder of the file.
 * Errors: LCI_E_IO (cannot be read), LCI_E_CONFIG (the first fault is the message), LCI_E_NOMEM.
 * Threads: any.
 */
LCI_API LCI_MUST_USE enum lci_status lci_config_load(const char *path, struct lci_config **out,
                                                     struct lci_faults *faults,
                                                     struct lci_error *err);

/** What can be said on a command line without a file. */
struct lci_command_line {
    struct lci_texts roads, facilities, homes; /* paths */
    const char *output;
    double minutes; /* 0: not given */
    double meters;  /* 0: not given; with neither, 15 minutes */
    const char *profile; /* NULL: adult */
};

/** As lci_config_load(), from a command line; the categories come from the facilities' column. */
LCI_API LCI_MUST_USE enum lci_status
lci_config_from_command_line(const struct lci_command_line *line, struct lci_config **out,
                             struct lci_error *err);

/**
 * JSON Schema (draft 7) of a file that editors can check and complete while it is written, from the tables that the file is
 * read by. kind: "config", "standard" or "profile". What keys mean is said in Chinese or in English. *out belongs to the caller,
 * who frees it with lci_text_free().
 * Errors: LCI_E_ARG (no such kind), LCI_E_NOMEM.
 */
LCI_API LCI_MUST_USE enum lci_status
lci_config_schema(const char *kind, bool chinese, char **out, struct lci_error *err);

LCI_API void lci_config_free(struct lci_config *config);
LCI_API void lci_faults_fini(struct lci_faults *faults);

#ifdef __cplusplus
}
#endif
#endif
