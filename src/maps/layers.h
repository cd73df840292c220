/* layers.h - what lies on the ground, drawn into a frame. All of it is cut at the frame. */
#ifndef LCI_MAPS_LAYERS_H
#define LCI_MAPS_LAYERS_H

#include "maps/canvas.h"
#include "maps/labels.h"
#include "maps/page.h"
#include "maps/scene.h"

/** Adds a shape to the path; points that nobody can tell apart at this scale are left out. False: it is outside of the
 * frame. */
bool lci_layers_path(struct lci_canvas *canvas, const struct lci_map_frame *frame, const struct lci_map_shape *shape);

/** From here to lci_canvas_unclip() nothing is drawn outside of the frame. */
void lci_layers_clip(struct lci_canvas *canvas, const struct lci_map_frame *frame);

/** Land, water, streets, railways, walls: quiet, and the less of it the smaller the scale. */
void lci_layers_ground(struct lci_canvas *canvas, const struct lci_map_frame *frame, const struct lci_scene *scene);

/** Streets once more, over what covers the ground: light lines by which people find their way. */
void lci_layers_main_streets(struct lci_canvas *canvas, const struct lci_map_frame *frame, const struct lci_scene *scene);

/** Borders of the units; of `stressed` (may be NULL) strong. */
void lci_layers_borders(struct lci_canvas *canvas, const struct lci_map_frame *frame, const struct lci_scene *scene,
                        const struct lci_scene_unit *stressed);

/** Homes of a category by verdict, those covered by band. limits: of the category. */
void lci_layers_homes(struct lci_canvas *canvas, const struct lci_map_frame *frame, const struct lci_scene *scene,
                      size_t category);

/** Homes without a verdict: where people live. */
void lci_layers_homes_plain(struct lci_canvas *canvas, const struct lci_map_frame *frame, const struct lci_scene *scene);

/** Facilities of a category; marks are kept free of labels. */
void lci_layers_facilities(struct lci_canvas *canvas, const struct lci_map_frame *frame, const struct lci_scene *scene,
                           size_t category, double grown_ratio, struct lci_labels *labels);
/** Names beside them, as far as there is room. */
void lci_layers_facility_names(struct lci_canvas *canvas, const struct lci_map_frame *frame, const struct lci_scene *scene,
                               size_t category, double grown_ratio, struct lci_labels *labels);

/** Names of units; `second`: a line below each (unit_count texts, NULL: none of that unit), or NULL. */
void lci_layers_unit_names(struct lci_canvas *canvas, const struct lci_map_frame *frame, const struct lci_scene *scene,
                           const char *const *second, double grown_ratio, struct lci_labels *labels);

/** The look of a home, or of its entry in a legend. */
struct lci_look lci_layers_home_look(const struct lci_legend_class *of, unsigned char band, size_t limit_count);

/** Looks that legends show too. */
extern const struct lci_look lci_look_water, lci_look_main_street, lci_look_street, lci_look_railway, lci_look_border,
    lci_look_facility, lci_look_facility_out;

enum { LCI_FACILITY_MARK_UM = 1150 }; /* radius of a facility's mark on A4, in thousandths of a millimetre */

#endif
