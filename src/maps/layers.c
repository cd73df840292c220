/* layers.c - draws layers from the ground up. */
#include "maps/layers.h"

#include <math.h>

/* Points of a path that are closer than this are one. */
static const double TELL_APART_MM = 0.05;

static const double UM_A_MM = 1000.0;

/* Streets of a rank are drawn up to this scale. */
static const double rank_scales[LCI_STREET_RANKS] = {
    [LCI_STREET_TRUNK] = INFINITY,    [LCI_STREET_PRIMARY] = INFINITY, [LCI_STREET_SECONDARY] = 250000.0,
    [LCI_STREET_TERTIARY] = 100000.0, [LCI_STREET_LOCAL] = 50000.0,    [LCI_STREET_PATH] = 20000.0,
};

static const double WALL_SCALE = 20000.0;

static const struct lci_look street_looks[LCI_STREET_RANKS] = {
    [LCI_STREET_TRUNK] = {.line = "#cbc6bb", .line_mm = 0.9},
    [LCI_STREET_PRIMARY] = {.line = "#d3cfc5", .line_mm = 0.75},
    [LCI_STREET_SECONDARY] = {.line = "#d8d4cb", .line_mm = 0.6},
    [LCI_STREET_TERTIARY] = {.line = "#dcd9d1", .line_mm = 0.45},
    [LCI_STREET_LOCAL] = {.line = "#e0ddd6", .line_mm = 0.3},
    [LCI_STREET_PATH] = {.line = "#e5e2dc", .line_mm = 0.16},
};

static const char LAND[] = "#f8f6f1";
static const struct lci_look wall_look = {.line = "#b9aa97", .line_mm = 0.14};

const struct lci_look lci_look_water = {.fill = "#dfe9ee", .line = "#c3d5de", .line_mm = 0.12};
const struct lci_look lci_look_main_street = {.line = "#cbc6bb", .line_mm = 0.8};
const struct lci_look lci_look_street = {.line = "#d8d4cb", .line_mm = 0.35};
const struct lci_look lci_look_railway = {.line = "#a9a49b", .line_mm = 0.25, .dash_mm = {1.4, 0.7}};
const struct lci_look lci_look_border = {.line = "#5a5a5a", .line_mm = 0.3, .dash_mm = {2.4, 0.7, 0.5, 0.7}};
const struct lci_look lci_look_facility = {.fill = "#1a1a1a", .line = "#ffffff", .line_mm = 0.35};
const struct lci_look lci_look_facility_out = {.fill = "#ffffff", .line = "#6e6e6e", .line_mm = 0.35};

bool
lci_layers_path(struct lci_canvas *canvas, const struct lci_map_frame *frame, const struct lci_map_shape *shape)
{
    const struct lci_polygons *polygons = &shape->polygons;
    const bool closes = polygons->polygon_count > 0;

    if (!lci_map_box_meet(&frame->box, &shape->box))
        return false;
    for (size_t r = 0; r < polygons->ring_count; r++) {
        const size_t end = polygons->point_first[r + 1] - (closes ? 1 : 0);
        double last_mm[2] = {NAN, NAN};

        for (size_t p = polygons->point_first[r]; p < end; p++) {
            double place_mm[2];

            lci_map_frame_place(frame, &polygons->xy_m[2 * p], place_mm);
            if (p == polygons->point_first[r])
                lci_canvas_move(canvas, place_mm[0], place_mm[1]);
            else if (p + 1 < end && fabs(place_mm[0] - last_mm[0]) < TELL_APART_MM &&
                     fabs(place_mm[1] - last_mm[1]) < TELL_APART_MM)
                continue;
            else
                lci_canvas_line(canvas, place_mm[0], place_mm[1]);
            last_mm[0] = place_mm[0];
            last_mm[1] = place_mm[1];
        }
        if (closes)
            lci_canvas_close(canvas);
    }
    return true;
}

void
lci_layers_clip(struct lci_canvas *canvas, const struct lci_map_frame *frame)
{
    lci_canvas_box(canvas, frame->area.x_mm, frame->area.y_mm, frame->area.width_mm, frame->area.height_mm);
    lci_canvas_clip(canvas);
}

static void
draw_streets(struct lci_canvas *canvas, const struct lci_map_frame *frame, const struct lci_scene *scene,
             enum lci_street_rank rank, const struct lci_look *look)
{
    for (size_t s = 0; s < scene->street_count; s++)
        if (scene->streets[s].rank == rank)
            (void)lci_layers_path(canvas, frame, &scene->streets[s].lines);
    for (size_t b = 0; b < scene->barrier_count && rank == LCI_STREET_TRUNK; b++)
        if (scene->barriers[b].look == LCI_BARRIER_ROAD && !scene->barriers[b].is_area)
            (void)lci_layers_path(canvas, frame, &scene->barriers[b].shape);
    lci_canvas_draw(canvas, look);
}

static void
draw_barriers(struct lci_canvas *canvas, const struct lci_map_frame *frame, const struct lci_scene *scene,
              enum lci_barrier_look which, bool areas, const struct lci_look *look)
{
    for (size_t b = 0; b < scene->barrier_count; b++)
        if (scene->barriers[b].look == which && scene->barriers[b].is_area == areas)
            (void)lci_layers_path(canvas, frame, &scene->barriers[b].shape);
    lci_canvas_draw(canvas, look);
}

void
lci_layers_ground(struct lci_canvas *canvas, const struct lci_map_frame *frame, const struct lci_scene *scene)
{
    const struct lci_look land = {.fill = LAND};
    struct lci_look water_line = {.line = lci_look_water.fill, .line_mm = 0.5};

    lci_layers_clip(canvas, frame);
    lci_canvas_box(canvas, frame->area.x_mm, frame->area.y_mm, frame->area.width_mm, frame->area.height_mm);
    lci_canvas_draw(canvas, &land);
    draw_barriers(canvas, frame, scene, LCI_BARRIER_WATER, true, &lci_look_water);
    draw_barriers(canvas, frame, scene, LCI_BARRIER_WATER, false, &water_line);
    for (size_t rank = LCI_STREET_RANKS; rank-- > 0;)
        if (frame->scale_denominator <= rank_scales[rank])
            draw_streets(canvas, frame, scene, (enum lci_street_rank)rank, &street_looks[rank]);
    draw_barriers(canvas, frame, scene, LCI_BARRIER_RAILWAY, false, &lci_look_railway);
    if (frame->scale_denominator <= WALL_SCALE)
        draw_barriers(canvas, frame, scene, LCI_BARRIER_WALL, false, &wall_look);
    lci_canvas_unclip(canvas);
}

void
lci_layers_main_streets(struct lci_canvas *canvas, const struct lci_map_frame *frame, const struct lci_scene *scene)
{
    static const double widths_mm[] = {[LCI_STREET_TRUNK] = 0.7,
                                       [LCI_STREET_PRIMARY] = 0.55,
                                       [LCI_STREET_SECONDARY] = 0.4,
                                       [LCI_STREET_TERTIARY] = 0.25,
                                       [LCI_STREET_LOCAL] = 0.15};

    for (size_t rank = sizeof(widths_mm) / sizeof(widths_mm[0]); rank-- > 0;) {
        const struct lci_look look = {.line = "#ffffff", .line_mm = widths_mm[rank], .clear_ratio = 0.35};

        if (frame->scale_denominator <= rank_scales[rank])
            draw_streets(canvas, frame, scene, (enum lci_street_rank)rank, &look);
    }
}

void
lci_layers_borders(struct lci_canvas *canvas, const struct lci_map_frame *frame, const struct lci_scene *scene,
                   const struct lci_scene_unit *stressed)
{
    const struct lci_look casing = {.line = "#ffffff", .line_mm = 0.9, .clear_ratio = 0.4};
    const struct lci_look strong = {.line = "#222222", .line_mm = 0.6};

    for (size_t u = 0; u < scene->unit_count; u++)
        (void)lci_layers_path(canvas, frame, &scene->units[u].ground);
    lci_canvas_draw(canvas, &casing);
    for (size_t u = 0; u < scene->unit_count; u++)
        (void)lci_layers_path(canvas, frame, &scene->units[u].ground);
    lci_canvas_draw(canvas, &lci_look_border);
    if (stressed && lci_layers_path(canvas, frame, &stressed->ground))
        lci_canvas_draw(canvas, &strong);
}

struct lci_look
lci_layers_home_look(const struct lci_legend_class *of, unsigned char band, size_t limit_count)
{
    const struct lci_legend_class *covered = lci_legend_class_of(lci_legend_find("verdict"), "covered");

    if (!of)
        return (struct lci_look){.fill = "#eeeeee", .line = "#aaaaaa", .line_mm = 0.1};
    if (of == covered && band != LCI_NO_BAND)
        return (struct lci_look){.fill = lci_band_colour(band, limit_count), .line = "#3f6f94", .line_mm = 0.14};
    return (struct lci_look){.fill = of->fill, .line = of->line, .line_mm = 0.16, .hatch = of->hatch};
}

void
lci_layers_homes(struct lci_canvas *canvas, const struct lci_map_frame *frame, const struct lci_scene *scene,
                 size_t category)
{
    const size_t limit_count = scene->pass->categories[category].limit_count;

    for (size_t h = 0; h < scene->home_count; h++) {
        const struct lci_scene_home *home = &scene->homes[h];
        const struct lci_look look =
            lci_layers_home_look(home->verdicts[category].of, home->verdicts[category].band, limit_count);

        if (lci_layers_path(canvas, frame, &home->ground))
            lci_canvas_draw(canvas, &look);
    }
}

void
lci_layers_homes_plain(struct lci_canvas *canvas, const struct lci_map_frame *frame, const struct lci_scene *scene)
{
    const struct lci_look look = {.fill = "#e4dfd3", .line = "#c9c2b2", .line_mm = 0.12};

    for (size_t h = 0; h < scene->home_count; h++)
        if (lci_layers_path(canvas, frame, &scene->homes[h].ground))
            lci_canvas_draw(canvas, &look);
}

void
lci_layers_facilities(struct lci_canvas *canvas, const struct lci_map_frame *frame, const struct lci_scene *scene,
                      size_t category, double grown_ratio, struct lci_labels *labels)
{
    const double radius_mm = LCI_FACILITY_MARK_UM / UM_A_MM * grown_ratio;

    for (size_t pass = 0; pass < 2; pass++) /* those that count lie on top */
        for (size_t f = 0; f < scene->facility_count; f++) {
            const struct lci_scene_facility *facility = &scene->facilities[f];
            const struct lci_map_area mark = {.width_mm = 2.0 * radius_mm, .height_mm = 2.0 * radius_mm};
            struct lci_map_area taken = mark;
            double place_mm[2];

            if (facility->category != category || facility->counts != (pass == 1))
                continue;
            lci_map_frame_place(frame, facility->place_m, place_mm);
            lci_canvas_circle(canvas, place_mm[0], place_mm[1], radius_mm);
            lci_canvas_draw(canvas, facility->counts ? &lci_look_facility : &lci_look_facility_out);
            taken.x_mm = place_mm[0] - radius_mm;
            taken.y_mm = place_mm[1] - radius_mm;
            lci_labels_take(labels, &taken);
        }
}

void
lci_layers_facility_names(struct lci_canvas *canvas, const struct lci_map_frame *frame, const struct lci_scene *scene,
                          size_t category, double grown_ratio, struct lci_labels *labels)
{
    const struct lci_text_look look = {.size_pt = 6.6 * grown_ratio, .colour = "#1a1a1a", .halo = "#ffffff"};

    for (size_t f = 0; f < scene->facility_count; f++) {
        const struct lci_scene_facility *facility = &scene->facilities[f];
        double place_mm[2];

        lci_map_frame_place(frame, facility->place_m, place_mm);
        if (facility->category == category && facility->counts && facility->name[0] != '\0')
            (void)lci_labels_beside(labels, canvas, place_mm, LCI_FACILITY_MARK_UM / UM_A_MM * grown_ratio, facility->name,
                                    &look);
    }
}

void
lci_layers_unit_names(struct lci_canvas *canvas, const struct lci_map_frame *frame, const struct lci_scene *scene,
                      const char *const *second, double grown_ratio, struct lci_labels *labels)
{
    const struct lci_text_look looks[] = {
        {.size_pt = 8.2 * grown_ratio, .bold = true, .colour = "#2b2b2b", .halo = "#ffffff"},
        {.size_pt = 7.8 * grown_ratio, .colour = "#2b2b2b", .halo = "#ffffff"},
    };

    for (size_t u = 0; u < scene->unit_count; u++) {
        const struct lci_scene_unit *unit = &scene->units[u];
        const char *const lines[2] = {unit->name, second ? second[u] : NULL};
        double place_mm[2];

        if (isnan(unit->place_m[0]))
            continue;
        lci_map_frame_place(frame, unit->place_m, place_mm);
        if (!lci_labels_centre(labels, canvas, place_mm, lines, looks, lines[1] ? 2 : 1) && lines[1])
            (void)lci_labels_centre(labels, canvas, place_mm, lines + 1, looks + 1, 1);
    }
}
