/* patches.c - sums up what each box of a tile joins, so that areas need not look at it closely. */
#include "geom/patches.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"

/* Legs of a fan of places are as long as the ground is, on the map a little more or less. */
static const double SCALE_SLACK = 1.01;

/* The tile's patches so far; those from `first` on are of the box at hand. */
struct gathering {
    const struct lci_tile *tile;
    double unit_m;
    struct lci_patch *patches;
    size_t first, count, capacity;
};

/* The patch of a way in the box at hand, made if need be. NULL: out of memory. */
static struct lci_patch *
patch_of(struct gathering *gathering, uint32_t way)
{
    for (size_t i = gathering->first; i < gathering->count; i++)
        if (gathering->patches[i].way == way)
            return &gathering->patches[i];
    if (!lci_grow(&gathering->patches, gathering->count, &gathering->capacity))
        return NULL;
    gathering->patches[gathering->count] = (struct lci_patch){way, UINT32_MAX, 0, UINT32_MAX, 0};
    return &gathering->patches[gathering->count++];
}

/* The shortest leg between two feet that are length_m apart; where all join one point it may be shorter than both. */
static uint32_t
least_leg_mm(const struct lci_foot *a, const struct lci_foot *b, double length_m)
{
    const double legs_mm[2] = {abs(a->leg_mm), abs(b->leg_mm)};
    const double fan_mm = 0.5 * (legs_mm[0] + legs_mm[1] - SCALE_SLACK * 1000.0 * length_m) - 1.0;

    if ((a->leg_mm < 0) != (b->leg_mm < 0))
        return 0;
    return (uint32_t)fmax(fmin(fan_mm, fmin(legs_mm[0], legs_mm[1])), 0.0);
}

/* Adds the places between two feet that are length_m apart. False: out of memory. */
static bool
gather(struct gathering *gathering, uint32_t from, uint32_t to, double length_m)
{
    const struct lci_foot *feet[2] = {&gathering->tile->feet[from], &gathering->tile->feet[to]};
    const uint32_t least_mm = feet[0]->way == feet[1]->way ? least_leg_mm(feet[0], feet[1], length_m) : 0;

    for (int i = 0; i < 2; i++) {
        struct lci_patch *patch = patch_of(gathering, feet[i]->way);
        const uint32_t offset_mm = feet[i]->offset_mm;
        const uint32_t leg_mm = (uint32_t)abs(feet[i]->leg_mm);

        if (!patch)
            return false;
        patch->least_offset_mm = offset_mm < patch->least_offset_mm ? offset_mm : patch->least_offset_mm;
        patch->most_offset_mm = offset_mm > patch->most_offset_mm ? offset_mm : patch->most_offset_mm;
        patch->least_leg_mm = least_mm < patch->least_leg_mm ? least_mm : patch->least_leg_mm;
        patch->most_leg_mm = leg_mm > patch->most_leg_mm ? leg_mm : patch->most_leg_mm;
    }
    return true;
}

/* Adds the spans on the sides of a box, and its seams on both of theirs. */
static bool
gather_box(struct gathering *gathering, const struct lci_box *box)
{
    const struct lci_tile *tile = gathering->tile;
    const uint16_t ends[4] = {box->x1, box->y1, box->x1, box->y1};
    const double diagonal_m = gathering->unit_m * hypot(box->x1 - box->x0, box->y1 - box->y0);

    for (int side = 0; side < 4; side++) {
        const struct lci_line *line = &tile->lines[box->lines[side]];

        for (uint32_t s = box->stations[side]; s + 1 < line->first + line->count; s++) {
            const struct lci_station *a = &tile->stations[s];

            if (s > box->stations[side] && a->at_m >= ends[side] * gathering->unit_m)
                break;
            if (!gather(gathering, a->after, a[1].before, a[1].at_m - a->at_m))
                return false;
        }
    }
    for (size_t i = box->seam_first; i < (size_t)box->seam_first + box->seam_count; i++) {
        const struct lci_seam *seam = &tile->seams[i];

        if (!gather(gathering, seam->left_from, seam->left_to, diagonal_m) ||
            !gather(gathering, seam->right_from, seam->right_to, diagonal_m))
            return false;
    }
    return true;
}

bool
lci_tile_sum_up(struct lci_tile *tile, double unit_m)
{
    struct gathering gathering = {.tile = tile, .unit_m = unit_m};

    tile->patch_first = lci_new_array(uint32_t, tile->box_count + 1);
    if (!tile->patch_first)
        return false;
    for (size_t box = 0; box < tile->box_count; box++) {
        gathering.first = tile->patch_first[box] = (uint32_t)gathering.count;
        if (!gather_box(&gathering, &tile->boxes[box])) {
            lci_free(gathering.patches);
            return false;
        }
    }
    tile->patch_first[tile->box_count] = (uint32_t)gathering.count;
    tile->patches = gathering.patches;
    return true;
}
