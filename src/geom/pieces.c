/* pieces.c - goes round the pieces of a box and lists the crossings on the way. */
#include "geom/pieces.h"

void
lci_box_side_range(const struct lci_ground *ground, const struct lci_box *box, int side, double *from_m,
           double *to_m)
{
    const double unit_m = lci_partition_step_m(ground->partition) / LCI_STEP_UNITS;

    *from_m = (side == BELOW || side == ABOVE ? box->x0 : box->y0) * unit_m;
    *to_m = (side == BELOW || side == ABOVE ? box->x1 : box->y1) * unit_m;
}

/* Puts what stands on one side at the end of the outline. False: more than there is room for. */
static bool
add_side(const struct lci_ground *ground, const struct lci_box *box, int side, struct outline *outline)
{
    const struct lci_line *line = &ground->tile->lines[box->lines[side]];
    const size_t begin = outline->count;
    double from_m = 0.0;
    double to_m = 0.0;

    lci_box_side_range(ground, box, side, &from_m, &to_m);
    for (uint32_t s = box->stations[side]; s + 1 < line->first + line->count; s++) {
        const struct lci_station *station = &ground->tile->stations[s];
        const struct crossing_list *list = &ground->spans[s].crossings;

        if (station->at_m >= to_m)
            break;
        if (outline->count + list->count + 1 >= MOST_EVENTS)
            return false;
        if (station->at_m > from_m && station->before != station->after)
            outline->events[outline->count++] = (struct event){NULL, s, side};
        for (uint32_t i = list->first; i < list->first + list->count; i++)
            if (ground->crossings[i].at_m >= from_m && ground->crossings[i].at_m < to_m)
                outline->events[outline->count++] = (struct event){&ground->crossings[i], s, side};
    }
    if (side == ABOVE || side == LEFT)
        for (size_t i = begin, j = outline->count; i + 1 < j; i++, j--) {
            const struct event swapped = outline->events[i];

            outline->events[i] = outline->events[j - 1];
            outline->events[j - 1] = swapped;
        }
    return true;
}

bool
lci_outline_find(const struct lci_ground *ground, const struct lci_box *box, struct outline *outline)
{
    outline->count = outline->seam_end_count = 0;
    for (int side = 0; side < 4; side++)
        if (!add_side(ground, box, side, outline))
            return false;
    for (size_t i = 0; i < outline->count; i++)
        if (!outline->events[i].crossing && outline->seam_end_count < MOST_SEAM_ENDS) {
            outline->done[outline->seam_end_count] = false;
            outline->seam_ends[outline->seam_end_count++] = i;
        }
    return true;
}

static void
add_place(struct piece *piece, const struct outline_place *place)
{
    if (piece->place_count < MOST_PLACES)
        piece->places[piece->place_count++] = *place;
}

/* Adds the corner of a box at which a side begins. */
static void
add_box_corner(const struct lci_ground *ground, const struct lci_box *box, int side, struct piece *piece)
{
    const struct lci_tile *tile = ground->tile;
    const struct lci_line *line = &tile->lines[box->lines[side]];
    double range_m[2];
    double at_m = 0.0;
    const struct lci_station *a = NULL;
    double share = 0.0;

    lci_box_side_range(ground, box, side, &range_m[0], &range_m[1]);
    at_m = range_m[side == ABOVE || side == LEFT ? 1 : 0];
    a = &tile->stations[lci_station_before(tile->stations, line, at_m)];
    share = (at_m - a->at_m) / (a[1].at_m - a->at_m);
    add_place(piece, &(struct outline_place){
        line->vertical ? line->across_m : at_m,
        line->vertical ? at_m : line->across_m,
        tile->feet[a->after].offset_mm +
            share * ((double)tile->feet[a[1].before].offset_mm - tile->feet[a->after].offset_mm),
        tile->feet[a->after].leg_mm +
            share * ((double)tile->feet[a[1].before].leg_mm - tile->feet[a->after].leg_mm)});
}

/* Adds the corners of the box between two events. */
static void
add_corners(const struct lci_ground *ground, const struct lci_box *box, const struct outline *outline, size_t from,
            size_t to, struct piece *piece)
{
    const int first = outline->events[from].side;
    int count = (outline->events[to].side - first + 4) % 4;

    if (count == 0 && to <= from)
        count = 4;
    for (int k = 1; k <= count; k++)
        add_box_corner(ground, box, (first + k) % 4, piece);
}

/* Adds the crossings of the outline from one seam end to the next. */
static void
add_outline(struct piece *piece, const struct outline *outline, size_t from, size_t to)
{
    for (size_t i = (from + 1) % outline->count; i != to; i = (i + 1) % outline->count)
        if (outline->events[i].crossing && piece->count < MOST_EVENTS)
            piece->crossings[piece->count++] = outline->events[i].crossing;
}

static void
add_list(const struct lci_ground *ground, struct piece *piece, const struct crossing_list *list, bool back)
{
    for (uint32_t i = 0; i < list->count && piece->count < MOST_EVENTS; i++)
        piece->crossings[piece->count++] =
            &ground->crossings[list->first + (back ? list->count - 1 - i : i)];
}

/* The seam of a box that ends at a station. */
static size_t
seam_at(const struct lci_ground *ground, const struct lci_box *box, uint32_t station)
{
    const struct lci_seam *seams = ground->tile->seams;
    size_t seam = box->seam_first;

    while (seams[seam].to_station != station && seams[seam].from_station != station)
        seam++;
    return seam;
}

/* The number of the seam end at a station. */
static size_t
end_at(const struct outline *outline, uint32_t station)
{
    size_t number = 0;

    while (outline->events[outline->seam_ends[number]].station != station)
        number++;
    return number;
}

/* Notes whether the piece between two seams of the hub turns by more than a half circle there. */
static void
note_notch(const struct lci_ground *ground, const struct lci_box *box, struct piece *piece, uint32_t from, uint32_t to)
{
    double *a = piece->a_xy_m;
    double *b = piece->b_xy_m;

    lci_drawing_station_place(ground, box, from, a);
    lci_drawing_station_place(ground, box, to, b);
    piece->notched = (a[0] - box->hub_x_m) * (b[1] - box->hub_y_m) - (a[1] - box->hub_y_m) * (b[0] - box->hub_x_m) < 0.0;
}

/* Adds both ends of one side of a seam. */
static void
add_seam_places(const struct lci_ground *ground, const struct lci_box *box, struct piece *piece, size_t seam_id, bool left)
{
    const struct lci_seam *seam = &ground->tile->seams[seam_id];
    const struct lci_foot *from = &ground->tile->feet[left ? seam->left_from : seam->right_from];
    const struct lci_foot *to = &ground->tile->feet[left ? seam->left_to : seam->right_to];
    double xy_m[2] = {box->hub_x_m, box->hub_y_m};

    if (seam->from_station != LCI_NONE)
        lci_drawing_station_place(ground, box, seam->from_station, xy_m);
    add_place(piece, &(struct outline_place){xy_m[0], xy_m[1], from->offset_mm, from->leg_mm});
    lci_drawing_station_place(ground, box, seam->to_station, xy_m);
    add_place(piece, &(struct outline_place){xy_m[0], xy_m[1], to->offset_mm, to->leg_mm});
}

/* Adds the crossings along the seam that ends at a station where a piece of the outline ends; answers where the next begins. */
static uint32_t
add_seam_side(const struct lci_ground *ground, const struct lci_box *box, struct piece *piece, uint32_t station)
{
    const struct lci_seam *seams = ground->tile->seams;
    const size_t seam = seam_at(ground, box, station);
    const size_t first = lci_box_hub_seam(ground->tile, box);
    const size_t count = box->seam_first + box->seam_count - first;
    size_t before = 0;

    if (seam < first && seams[seam].from_station == station) {
        add_list(ground, piece, &ground->seams[seam].left, false);
        add_seam_places(ground, box, piece, seam, true);
        return seams[seam].to_station;
    }
    add_list(ground, piece, &ground->seams[seam].right, true);
    add_seam_places(ground, box, piece, seam, false);
    if (seam < first)
        return seams[seam].from_station;
    before = first + (seam - first + count - 1) % count;
    add_list(ground, piece, &ground->seams[before].left, false);
    add_seam_places(ground, box, piece, before, true);
    note_notch(ground, box, piece, seams[before].to_station, station);
    return seams[before].to_station;
}

void
lci_piece_find(const struct lci_ground *ground, const struct lci_box *box, struct outline *outline, size_t number,
           struct piece *piece)
{
    const uint32_t start = outline->events[outline->seam_ends[number]].station;
    const struct lci_seam *seam = &ground->tile->seams[seam_at(ground, box, start)];
    uint32_t station = start;

    piece->count = piece->place_count = 0;
    piece->notched = false;
    piece->inside = foot_is_inside(ground, seam->from_station == start ? seam->right_from : seam->left_to);
    do {
        const size_t from = end_at(outline, station);
        const size_t to = (from + 1) % outline->seam_end_count;

        outline->done[from] = true;
        add_outline(piece, outline, outline->seam_ends[from], outline->seam_ends[to]);
        add_corners(ground, box, outline, outline->seam_ends[from], outline->seam_ends[to], piece);
        station = add_seam_side(ground, box, piece, outline->events[outline->seam_ends[to]].station);
    } while (station != start);
}

void
lci_piece_whole(const struct lci_ground *ground, const struct lci_box *box, const struct outline *outline,
                struct piece *piece)
{
    double from_m = 0.0;
    double to_m = 0.0;

    lci_box_side_range(ground, box, BELOW, &from_m, &to_m);
    piece->inside = lci_drawing_is_inside(ground, box->stations[BELOW], from_m);
    piece->notched = false;
    piece->place_count = 0;
    piece->count = outline->count;
    for (size_t i = 0; i < outline->count; i++)
        piece->crossings[i] = outline->events[i].crossing;
    for (int side = 0; side < 4; side++)
        add_box_corner(ground, box, side, piece);
}
