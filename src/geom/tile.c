/* tile.c - makes one tile: its four sides, then its boxes. */
#include "geom/tile.h"

#include <string.h>

#include "base/alloc.h"
#include "geom/maker.h"
#include "geom/patches.h"

uint32_t
lci_station_before(const struct lci_station *stations, const struct lci_line *line, double at_m)
{
    uint32_t low = line->first;
    uint32_t high = line->first + line->count - 1;

    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;

        if (stations[middle].at_m <= at_m)
            low = middle;
        else
            high = middle;
    }
    return low;
}

size_t
lci_box_hub_seam(const struct lci_tile *tile, const struct lci_box *box)
{
    size_t seam = box->seam_first;

    while (seam < (size_t)box->seam_first + box->seam_count && tile->seams[seam].from_station != LCI_NONE)
        seam++;
    return seam;
}

enum lci_status
lci_tile_maker_new(const struct lci_frontage *streets, const struct lci_mask *mask, double step_m, struct lci_tile_maker **out,
                   struct lci_error *err)
{
    struct lci_tile_maker *maker = lci_new(struct lci_tile_maker);
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (!maker)
        return lci_fail_nomem(err, "service area");
    maker->mask = mask;
    maker->step_m = step_m;
    maker->unit_m = step_m / LCI_STEP_UNITS;
    status = lci_lookout_init(&maker->lookout, streets, err);
    if (status == LCI_OK)
        *out = maker;
    else
        lci_tile_maker_free(maker);
    return status;
}

void
lci_tile_maker_free(struct lci_tile_maker *maker)
{
    if (!maker)
        return;
    lci_lookout_fini(&maker->lookout);
    lci_clipped_fini(&maker->wanted);
    lci_free(maker->ways);
    lci_free(maker->feet);
    lci_free(maker->lines);
    lci_free(maker->stations);
    lci_free(maker->labels);
    lci_free(maker->seams);
    lci_free(maker->boxes);
    lci_free(maker->changes);
    lci_free(maker);
}

/* The side of a tile: everything on it is found from its own place alone, so that both tiles find the same. */
static bool
make_side(struct lci_tile_maker *maker, int side)
{
    const double size_m = LCI_TILE_STEPS * maker->step_m;
    const bool vertical = side == 1 || side == 3;
    const struct lci_line line = {
        .across_m = side == 1 || side == 2 ? size_m : 0.0,
        .end_line = {LCI_NONE, LCI_NONE},
        .vertical = vertical,
    };
    const double range_m[2] = {0.0, size_m};
    const double x_m = maker->x0_m + (vertical ? line.across_m : 0.0);
    const double y_m = maker->y0_m + (vertical ? 0.0 : line.across_m);
    const size_t stack = maker->lookout.count;
    struct line_end ends[2];
    struct lci_region region = {0};
    bool good = lci_region_open(&maker->lookout, x_m, y_m, vertical ? x_m : x_m + size_m,
                                vertical ? y_m + size_m : y_m, &region);

    for (int i = 0; i < 2 && good; i++) {
        const size_t inner = maker->lookout.count;
        const struct lci_disc disc = {.x_m = x_m + (vertical ? 0.0 : range_m[i]), .y_m = y_m + (vertical ? range_m[i] : 0.0)};
        struct lci_region corner = {0};
        struct lci_spot spot = {0};

        good = lci_region_narrow(&maker->lookout, &region, &disc, &corner);
        if (!good)
            break;
        spot = lci_maker_spot(maker, &corner, corner.x_m - maker->x0_m, corner.y_m - maker->y0_m);
        ends[i].label = spot.label;
        good = lci_maker_foot(maker, &spot, &ends[i].foot);
        maker->lookout.count = inner;
    }
    good = good && lci_maker_line(maker, &region, &line, range_m, ends);
    maker->lookout.count = stack;
    return good;
}

static void *
copied(const void *block, size_t count, size_t size)
{
    void *copy = lci_alloc(count, size);

    if (copy && count > 0)
        memcpy(copy, block, count * size);
    return copy;
}

static struct lci_tile *
take_tile(const struct lci_tile_maker *maker)
{
    struct lci_tile *tile = lci_new(struct lci_tile);

    if (!tile)
        return NULL;
    tile->ways = copied(maker->ways, maker->way_count, sizeof(*tile->ways));
    tile->feet = copied(maker->feet, maker->foot_count, sizeof(*tile->feet));
    tile->lines = copied(maker->lines, maker->line_count, sizeof(*tile->lines));
    tile->stations = copied(maker->stations, maker->station_count, sizeof(*tile->stations));
    tile->seams = copied(maker->seams, maker->seam_count, sizeof(*tile->seams));
    tile->boxes = copied(maker->boxes, maker->box_count, sizeof(*tile->boxes));
    tile->way_count = maker->way_count;
    tile->foot_count = maker->foot_count;
    tile->line_count = maker->line_count;
    tile->station_count = maker->station_count;
    tile->seam_count = maker->seam_count;
    tile->box_count = maker->box_count;
    if (!tile->ways || !tile->feet || !tile->lines || !tile->stations || !tile->seams ||
        !tile->boxes || !lci_tile_sum_up(tile, maker->unit_m)) {
        lci_tile_free(tile);
        return NULL;
    }
    for (size_t i = 0; i < tile->foot_count; i++)
        tile->nowhere_somewhere = tile->nowhere_somewhere || tile->feet[i].way == LCI_NONE;
    return tile;
}

enum lci_status
lci_tile_make(struct lci_tile_maker *maker, double x0_m, double y0_m, struct lci_tile **out,
              struct lci_error *err)
{
    const double size_m = LCI_TILE_STEPS * maker->step_m;
    const struct lci_box all = {
        .x1 = LCI_TILE_UNITS, .y1 = LCI_TILE_UNITS, .lines = {0, 1, 2, 3}};
    struct lci_region region = {0};
    bool good = true;

    maker->x0_m = x0_m;
    maker->y0_m = y0_m;
    maker->way_count = maker->foot_count = maker->line_count = maker->station_count = 0;
    maker->seam_count = maker->box_count = 0;
    maker->last_way = 0;
    maker->lookout.count = 0;
    if (maker->mask)
        good = lci_mask_clip(maker->mask, (const double[2]){x0_m, y0_m}, size_m, &maker->wanted);
    for (int side = 0; side < 4 && good; side++)
        good = make_side(maker, side);
    good = good && lci_region_open(&maker->lookout, x0_m, y0_m, x0_m + size_m, y0_m + size_m, &region) &&
           lci_maker_boxes(maker, &region, &all);
    *out = good ? take_tile(maker) : NULL;
    return *out ? LCI_OK : lci_fail_nomem(err, "service area");
}

void
lci_tile_free(struct lci_tile *tile)
{
    if (!tile)
        return;
    lci_free(tile->ways);
    lci_free(tile->feet);
    lci_free(tile->lines);
    lci_free(tile->stations);
    lci_free(tile->seams);
    lci_free(tile->boxes);
    lci_free(tile->patches);
    lci_free(tile->patch_first);
    lci_free(tile);
}
