/* draft.h - a configuration as it is written, before minutes are metres and paths are files. */
#ifndef LCI_CONFIG_DRAFT_H
#define LCI_CONFIG_DRAFT_H

#include <lifecircle/config.h>

#include "config/faults.h"

/** A text that is judged after everything is read; text NULL: not given, or no text if spot.file is
 * there. */
struct lci_noted {
    const char *text;
    struct lci_spot spot;
};

struct lci_draft_numbers {
    double *items;
    size_t count;
};

/** Limits in minutes or metres; spot.file NULL: not given. */
struct lci_draft_limits {
    struct lci_spot spot;
    struct lci_draft_numbers minutes, meters;
};

struct lci_draft_step {
    struct lci_spot spot;
    double at_least;
    double minutes, meters; /* 0: not given */
};

/** Limits by an attribute of the facility; spot.file NULL: not given. */
struct lci_draft_limits_by {
    struct lci_spot spot;
    const char *attribute;
    struct lci_draft_step *steps;
    size_t step_count;
};

/** How many each facility serves; spot.file NULL: not given. */
struct lci_draft_capacity {
    struct lci_spot spot;
    const char *attribute, *weight;
    double per_unit; /* 0: 1 */
};

struct lci_draft_category {
    struct lci_spot spot;
    const char *id, *title_zh, *title_en;
    struct lci_draft_limits limits;
    struct lci_draft_limits_by limits_by;
    struct lci_draft_capacity capacity;
    double radius_m;
    double target_ratio; /* 0: the run's */
    bool optional;
};

/** An id of a list that is to be chosen from. */
struct lci_draft_choice {
    struct lci_spot spot;
    const char *id;
};

struct lci_draft_set {
    struct lci_spot spot;
    const char *id, *title_zh, *title_en;
    struct lci_texts categories;
    uint32_t least; /* 0: all */
};

struct lci_draft_tier {
    struct lci_spot spot;
    const char *id, *one, *many;
    struct lci_draft_limits one_limit, many_limit;
    struct lci_texts weights;
};

struct lci_draft_has {
    struct lci_spot spot;
    const char *category, *attribute, *with;
    struct lci_draft_numbers within_m; /* one number, or none */
};

/** One profile of the run. */
struct lci_draft_walker {
    struct lci_spot spot;
    struct lci_noted profile; /* name or path */
    const char *id;           /* NULL: the profile's own */
    double speed_mps;         /* 0: the profile's own */
    size_t mode;              /* number of the mode that alone names it; 0: the run does */
};

/** Units of a level with certain attributes. */
struct lci_draft_condition {
    struct lci_spot spot;
    const char *level; /* NULL: not given */
    struct lci_selection *where;
    size_t where_count;
};

/** Who walks where all conditions are met: its own, and those of `and`. */
struct lci_draft_mode {
    struct lci_draft_condition own;
    struct lci_draft_condition *further;
    size_t further_count;
    struct lci_noted profile;
};

struct lci_draft_landuse {
    struct lci_spot spot;
    const char *field;
    struct lci_noted scheme;
};

/** A source; `source` holds what needs no further judging. */
struct lci_draft_source {
    struct lci_spot spot;
    struct lci_noted path, postgis, category, level, count;
    struct lci_draft_landuse landuse;
    uint32_t barriers; /* 0: own, 1: none */
    struct lci_source source;
};

struct lci_draft_sources {
    struct lci_draft_source *items;
    size_t count;
};

/** A way that is closed. */
struct lci_draft_closed_way {
    struct lci_spot spot;
    struct lci_noted id, source;
};

struct lci_draft_spread {
    struct lci_spot spot;
    const char *weight, *level, *field, *figures;
    uint32_t by; /* enum lci_spread_by */
};

/** Words for each status; spot.file NULL: nobody says any. */
struct lci_draft_status {
    struct lci_spot spot;
    struct lci_texts values[LCI_STATUS_COUNT];
};

struct lci_draft_supply {
    struct lci_draft_status status;
    struct lci_texts no_values;
    uint32_t count_status; /* a bit a status; 0: not given */
    struct lci_noted at;
    uint32_t unknown_hours; /* 0: closed, 1: open */
};

struct lci_draft_file {
    struct lci_noted path;
    uint32_t format; /* index of lci_output_formats */
};

struct lci_draft_tables {
    struct lci_noted folder, xlsx, language;
    const char *weight, *subdistricts, *tiers, *circles, *communities;
};

struct lci_draft_output {
    struct lci_spot spot;
    struct lci_draft_file main, also;
    struct lci_noted csv;
    bool pairs;
    uint32_t without; /* a bit an enum lci_layer */
    struct lci_noted postgis;
    const char *schema;
    struct lci_draft_tables tables;
    struct lci_noted language, report, maps;
    uint32_t paper; /* index of lci_paper_words */
    struct lci_document document;
};

struct lci_draft_alarm {
    struct lci_spot spot;
    struct lci_noted indicator, category, set, removed, definition, weight;
    const char *profile, *level, *unit;
    struct lci_draft_numbers minutes, below, above, jump;
    double denominator_min;
};

struct lci_draft_nights {
    struct lci_spot spot;
    uint32_t keep, history_nights;
    bool keep_inputs;
    struct lci_draft_alarm *alarms;
    size_t alarm_count;
    struct lci_noted metrics;
};

/** A term of a sum. */
struct lci_draft_quantity {
    struct lci_spot spot;
    struct lci_texts facilities;
    struct lci_noted units, homes, figures, attribute;
    struct lci_selection *where;
    size_t where_count;
    uint32_t sites; /* 0: by the attribute, 1: once, 2: each */
};

struct lci_draft_quantities {
    struct lci_draft_quantity *items;
    size_t count;
};

struct lci_draft_indicator {
    struct lci_spot spot;
    const char *id, *title_zh, *title_en;
    uint32_t number;
    struct lci_noted kind, definition, category, set, weight, counted_level, detail, figures;
    struct lci_draft_numbers minutes, meters, target;
    uint32_t k;
    struct lci_draft_quantities numerator, denominator;
    double scale;   /* 0: that of the kind */
    uint32_t sense; /* 0: at least, 1: at most */
    bool binding, sampled, partial;
    const char *measure, *gap_measure, *base, *date, *target_date, *note;
    struct lci_texts levels;
};

struct lci_draft_indicators {
    struct lci_draft_indicator *items;
    size_t count;
};

struct lci_draft_presence {
    struct lci_spot spot;
    struct lci_presence presence;
};

struct lci_draft_presence_list {
    struct lci_draft_presence *items;
    size_t count;
};

enum { LCI_DRAFT_AREAS_NONE = LCI_AREA_SPLIT + 1 };

/** What the standard and then the configuration say. Items of lists with ids: those of the standard, with what the configuration
 * says of the same id read over them (spot is the configuration's then, spots of values say whose they are), then its own. */
struct lci_draft {
    struct lci_noted extends, standard, profile;
    const char *standard_id, *standard_title_zh, *standard_title_en;
    struct lci_draft_walker *walkers; /* `profiles`; none: `profile` alone */
    size_t walker_count;
    bool incomplete;
    const char *incomplete_reason;
    double speed_mps; /* 0: the profile's */
    struct lci_draft_mode *modes; /* the first that fits decides */
    size_t mode_count;
    struct lci_draft_limits limits;
    struct lci_draft_category *categories;
    size_t category_count;
    struct lci_draft_choice *only; /* of the categories; none: all of them */
    size_t only_count;
    struct lci_draft_set *sets;
    size_t set_count;
    struct lci_draft_tier *tiers;
    size_t tier_count;
    struct lci_draft_has *has;
    size_t has_count;
    double target_ratio; /* 0: none */
    struct lci_texts weights;
    struct lci_draft_spread *spreads;
    size_t spread_count;
    struct lci_parameters parameters;
    uint32_t areas; /* enum lci_area_mode, or LCI_DRAFT_AREAS_NONE */
    uint32_t bands; /* 0: disks, 1: rings */
    uint32_t gate_band; /* enum lci_gate_band_mode */
    const char *working_crs;
    struct lci_draft_supply supply;
    struct lci_draft_sources network, barriers, facilities, homes, gates, buildings, units, figures, origins;
    struct lci_draft_closed_way *closed_ways;
    size_t closed_way_count;
    struct lci_draft_indicators indicators;
    struct lci_draft_presence_list presence;
    struct lci_noted dem;
    struct lci_draft_output output;
    struct lci_draft_nights nights;
};

#endif
