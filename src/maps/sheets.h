/* sheets.h - the sheets of a set of maps: one function a kind, which draws it as often as it is asked. */
#ifndef LCI_MAPS_SHEETS_H
#define LCI_MAPS_SHEETS_H

#include "maps/furniture.h"
#include "maps/layers.h"
#include "maps/shares.h"

/** All that sheets are drawn from. One thread at a time. */
struct lci_map_job {
    const struct lci_result *result;
    struct lci_scene scene;
    struct lci_map_shares shares;
    struct lci_map_system system;
    struct lci_map_document document;
    struct lci_map_page page;
    struct lci_map_frame whole;   /* the frame of all maps of the whole region */
    struct lci_canvas *ground;    /* picture of what lies around, in that frame */
    struct lci_scene_areas areas; /* of areas_category */
    size_t areas_category;        /* SIZE_MAX: none yet */
    bool english;
    bool out_of_memory;     /* a text could not be made */
    struct lci_arena texts; /* of the sheet of the moment */
};

struct lci_map_sheet;
typedef enum lci_status (*lci_map_draw)(struct lci_map_job *job, const struct lci_map_sheet *sheet,
                                        struct lci_canvas *canvas, struct lci_error *err);

struct lci_map_sheet {
    const char *kind; /* "bands": part of the name of its file */
    lci_map_draw draw;
    size_t category;            /* index, or SIZE_MAX: all of them */
    size_t unit;                /* first one, of those that show a part; else 0 */
    struct lci_map_frame frame; /* of its map */
    bool has_map;
    size_t number, count;
};

/* The kinds. */
enum lci_status lci_map_draw_bands(struct lci_map_job *job, const struct lci_map_sheet *sheet, struct lci_canvas *canvas,
                                   struct lci_error *err);
enum lci_status lci_map_draw_gaps(struct lci_map_job *job, const struct lci_map_sheet *sheet, struct lci_canvas *canvas,
                                  struct lci_error *err);
enum lci_status lci_map_draw_coverage(struct lci_map_job *job, const struct lci_map_sheet *sheet, struct lci_canvas *canvas,
                                      struct lci_error *err);
enum lci_status lci_map_draw_straight(struct lci_map_job *job, const struct lci_map_sheet *sheet, struct lci_canvas *canvas,
                                      struct lci_error *err);
enum lci_status lci_map_draw_unit(struct lci_map_job *job, const struct lci_map_sheet *sheet, struct lci_canvas *canvas,
                                  struct lci_error *err);
enum lci_status lci_map_draw_radar(struct lci_map_job *job, const struct lci_map_sheet *sheet, struct lci_canvas *canvas,
                                   struct lci_error *err);
enum lci_status lci_map_draw_matrix(struct lci_map_job *job, const struct lci_map_sheet *sheet, struct lci_canvas *canvas,
                                    struct lci_error *err);

enum { LCI_RADAR_LEAST = 3, LCI_RADAR_MOST = 12 };

/** How many units a sheet of radars, or of rows of a matrix, has room for. */
size_t lci_map_radar_room(const struct lci_map_page *page, size_t unit_count);
size_t lci_map_matrix_room(const struct lci_map_page *page);

/* What kinds share. */

/** A text of the sheet; "" and job->out_of_memory where there is no memory. */
const char *lci_map_print(struct lci_map_job *job, const char *format, ...) LCI_PRINTF(2, 3);
/** "12 345" is 12,345: a count of people, households or homes. */
const char *lci_map_count(struct lci_map_job *job, double count);
static inline const char *
lci_map_say(const struct lci_map_job *job, const char *zh, const char *en)
{
    return job->english ? en : zh;
}

const char *lci_map_category_label(const struct lci_map_job *job, size_t category);
/** "5 分钟（360 米）". */
const char *lci_map_limit_text(struct lci_map_job *job, const struct lci_result_limit *limit);
/** "成人，1.2 米/秒". */
const char *lci_map_profile_text(struct lci_map_job *job);
/** "户数" and so on: what shares are of. */
const char *lci_map_weight_text(const struct lci_map_job *job);

/** Lines of a legend that grow. */
struct lci_map_legend {
    struct lci_legend_line lines[32];
    size_t count;
};

void lci_map_legend_add(struct lci_map_legend *legend, enum lci_legend_mark mark, const struct lci_look *look,
                        const char *label, const char *count);
void lci_map_legend_facilities(struct lci_map_job *job, struct lci_map_legend *legend, size_t category);
/** What the ground is drawn of, as far as there is any. */
void lci_map_legend_ground(struct lci_map_job *job, struct lci_map_legend *legend);

/** The service areas of a category; kept until another one is asked for. */
LCI_MUST_USE enum lci_status lci_map_areas(struct lci_map_job *job, size_t category, struct lci_error *err);

/** Ground of the frame: the picture where it is that of the whole, else drawn. */
void lci_map_ground(struct lci_map_job *job, const struct lci_map_frame *frame, struct lci_canvas *canvas);

/** A row a unit: shares in a category, the smallest first; or what a straight line claims too much, the greatest first. */
enum lci_map_table_kind { LCI_TABLE_OF_SHARES, LCI_TABLE_OF_OVER_CLAIM };
struct lci_map_table lci_map_share_table(struct lci_map_job *job, size_t category, enum lci_map_table_kind kind);

/** Headings of such numbers: "分子/公顷" of land, "分子" of what is counted. */
const char *lci_map_numerator_word(const struct lci_map_job *job);
const char *lci_map_denominator_word(const struct lci_map_job *job);

/** Fills the chip and cells 1 to 3 of a row: share, numerator, denominator; "*" of what is hidden. */
void lci_map_share_cells(struct lci_map_job *job, const struct lci_map_share *share, struct lci_map_table_row *row);

#endif
