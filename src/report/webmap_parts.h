/* webmap_parts.h - what the files of the maps share: what was read of a result, on the grid. */
#ifndef LCI_REPORT_WEBMAP_PARTS_H
#define LCI_REPORT_WEBMAP_PARTS_H

#include "legend/legend.h"
#include "report/assets.h"
#include "report/webmap.h"
#include "report/webmap_index.h"
#include "report/webmap_shapes.h"

#define LCI_WEBMAP_NONE UINT32_MAX

/* assets/, and Leaflet of Debian */
extern const struct lci_asset lci_asset_leaflet_js, lci_asset_leaflet_css, lci_asset_webmap_css, lci_asset_webmap_data_js,
    lci_asset_webmap_draw_js, lci_asset_webmap_js;

/** What a home is in a category. */
struct lci_webmap_cell {
    uint8_t verdict;  /* index in the legend "verdict" */
    uint8_t band;     /* first limit that all of it is within; limit_count: none */
    uint32_t walk_dm; /* mean walk; LCI_WEBMAP_NONE: there is none */
    uint32_t nearest; /* facility, counted within its category; LCI_WEBMAP_NONE */
};

struct lci_webmap_home {
    const char *name;
    uint32_t speed;  /* index in `speeds_mps` */
    uint32_t *units; /* level_count: index in `units`; LCI_WEBMAP_NONE */
};

struct lci_webmap_facility {
    const char *name;
    uint32_t counting;  /* index in the legend "counting" */
    const char *reason; /* why it does not count, in the language of the map; NULL: it does */
    bool has_place;
    int32_t xy[2];
};

struct lci_webmap_unit {
    uint32_t fid, level;
    const char *name;
};

struct lci_webmap_gap {
    uint32_t fid;
    uint32_t category; /* index in `categories` */
    uint32_t cause;    /* index in the legend "cause"; LCI_WEBMAP_NONE */
    uint32_t change;   /* index in `changes`; LCI_WEBMAP_NONE: nothing known closes it */
    uint32_t nearest;  /* facility, counted within its category; LCI_WEBMAP_NONE */
    bool has_middle;
    int32_t middle_xy[2]; /* of the box of what is uncovered */
    bool has_change_place;
    int32_t change_xy[2];
    double straight_m, walk_m; /* NAN: none */
    uint32_t *homes;           /* home_count, ascending */
    size_t home_count;
};

struct lci_webmap_area {
    uint32_t category, limit;
};

/** Kinds of what lies around: streets from small to large, then barriers. */
enum lci_webmap_ground {
    LCI_WEBMAP_PATHS,
    LCI_WEBMAP_STREETS,
    LCI_WEBMAP_ROADS,
    LCI_WEBMAP_WATER_AREAS,
    LCI_WEBMAP_WATER,
    LCI_WEBMAP_RAILWAYS,
    LCI_WEBMAP_WALLS, /* and what else stops people */
    LCI_WEBMAP_GROUND_COUNT
};

/** A category of the pass, or behind them all of them together. */
struct lci_webmap_category {
    const struct lci_result_category *of; /* NULL: all together */
    const char *label;
    size_t limit_count;
    const char **limits;                   /* limit_count: "15 min (1080 m)" */
    size_t first_facility, facility_count; /* in `facilities` */
    struct lci_webmap_cell *cells;         /* home_count */
};

struct lci_webmap {
    struct lci_arena arena; /* everything but the shapes */
    struct lci_result *result;
    const struct lci_result_pass *pass;
    bool english;
    bool started; /* an overview has been written, with what the others refer to */
    struct lci_webmap_origin origin;
    int32_t box[4]; /* of homes, units and facilities: least x, least y, greatest x, greatest y */

    struct lci_webmap_category *categories; /* category_count */
    size_t category_count;
    double *speeds_mps; /* speed_count; NAN: not known */
    size_t speed_count;
    const char **levels; /* level_count, as columns name them */
    size_t level_count;
    size_t main_level; /* whose borders are shown at first: subdistricts where there are any */

    struct lci_webmap_home *homes; /* home_count, in the order of the layer, as the shapes */
    size_t home_count;
    struct lci_webmap_shapes home_shapes;   /* simplified */
    struct lci_webmap_facility *facilities; /* facility_count, by category */
    size_t facility_count;
    struct lci_webmap_unit *units; /* unit_count, in the order of the layer, as the shapes */
    size_t unit_count;
    struct lci_webmap_shapes unit_shapes;
    struct lci_webmap_gap *gaps; /* gap_count, in the order of the table */
    size_t gap_count;
    const char **changes; /* change_count, in the language of the map */
    size_t change_count;
    struct lci_webmap_area *areas; /* area_count, as the shapes */
    size_t area_count;
    struct lci_webmap_index unit_ids, facility_ids, home_ids; /* by level and code; by category and id, within it; by id */
    bool areas_are_rings;                                     /* each without the ground of the smaller limits */
    struct lci_webmap_shapes area_shapes;
    struct lci_webmap_shapes ground[LCI_WEBMAP_GROUND_COUNT];
};

/** The parts of lci_webmap_read(), in this order. Errors: LCI_E_IO, LCI_E_DATA, LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_webmap_read_units(struct lci_webmap *map, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_webmap_read_facilities(struct lci_webmap *map, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_webmap_read_homes(struct lci_webmap *map, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_webmap_read_gaps(struct lci_webmap *map, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_webmap_read_areas(struct lci_webmap *map, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_webmap_read_ground(struct lci_webmap *map, struct lci_error *err);

/** How many rows a table has. Errors: as of cursors. Cost: one pass. */
LCI_MUST_USE enum lci_status lci_webmap_count(struct lci_webmap *map, const char *table, size_t *count,
                                              struct lci_error *err);

/** The middle of a home's box; where the grid starts if the home has none. */
void lci_webmap_home_middle(const struct lci_webmap *map, size_t home, int32_t xy[2]);

/** A text in the arena of the map; "" for NULL; NULL: out of memory. */
const char *lci_webmap_keep(struct lci_webmap *map, const char *text);

/** Index of a category by its id, category_count at most; LCI_WEBMAP_NONE: there is none. */
uint32_t lci_webmap_category_of(const struct lci_webmap *map, const char *id);

/** Index of the class of a value in a legend; `otherwise` where it has none. */
uint32_t lci_webmap_class_of(const struct lci_legend *legend, const char *value, uint32_t otherwise);

#endif
