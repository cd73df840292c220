/* scene_layer.h - rows of a layer of a result, one after the other. */
#ifndef LCI_MAPS_SCENE_LAYER_H
#define LCI_MAPS_SCENE_LAYER_H

#include "maps/scene.h"

/** Zeroes are none. Release with lci_layer_close(). */
struct lci_layer_rows {
    struct lci_gpkg_cursor *cursor;
    struct lci_gpkg_polygons room;
    struct lci_arena *arena; /* that texts and shapes are kept in */
};

/** Opens a layer; columns that it has not are empty. columns: count. Errors: as lci_gpkg_cursor_new(). */
LCI_MUST_USE enum lci_status lci_layer_open(const struct lci_result *result, const char *layer, const char *const *columns,
                                            size_t count, struct lci_arena *arena, struct lci_layer_rows *out,
                                            struct lci_error *err);
void lci_layer_close(struct lci_layer_rows *rows);

/** Goes on; false at the end, or when something is wrong, which *status then says. */
bool lci_layer_next(struct lci_layer_rows *rows, enum lci_status *status, struct lci_error *err);

/** A text of the row, kept; "" where there is none; NULL: out of memory. */
const char *lci_layer_text(struct lci_layer_rows *rows, size_t at);
bool lci_layer_text_is(struct lci_layer_rows *rows, size_t at, const char *text);

/** The geometry of the row, kept. Errors: LCI_E_DATA, LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_layer_polygons(struct lci_layer_rows *rows, size_t at, struct lci_map_shape *out,
                                                struct lci_error *err);
LCI_MUST_USE enum lci_status lci_layer_lines(struct lci_layer_rows *rows, size_t at, struct lci_map_shape *out,
                                             struct lci_error *err);

/** What lies around the results: the second half of reading a scene. */
LCI_MUST_USE enum lci_status lci_scene_read_ground(struct lci_scene *scene, struct lci_error *err);
LCI_MUST_USE enum lci_status lci_scene_read_gaps(struct lci_scene *scene, struct lci_error *err);

#endif
