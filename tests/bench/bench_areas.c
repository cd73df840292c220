/*
 * bench_areas.c CONFIG - service areas on the partition of ground beside what a naive program does: buffer every reached segment
 * and unite the strips (GEOS, 100 m, a quarter circle in 8). The search is left out of both; tiles that areas need are made.
 *
 * Says "fact NAME number" for what has no time (see report_facts()) and a dot. After that every line on standard input is one
 * round, answered by "time NAME nanoseconds number" for each measure and a dot.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <geos_c.h>

#include "../support/city.h"

#include "base/alloc.h"
#include "base/pool.h"
#include "geom/ground.h"
#include "network/join.h"

/* Of the whole city some tiles are made, evenly spread; from nothing only the areas of a few facilities are drawn. */
enum { FACILITIES = 10, FEW = 3, CATEGORIES = 20, LIMITS = 3, THREADS = 2, TILES = 600, QUADRANT_SEGMENTS = 8 };

static const uint32_t LIMITS_MM[LIMITS] = {400000, 1000000, 1800000};
/* The naive program's strip beside a street; what is reached of the streets is shorter by as much. */
static const uint32_t STRIP_MM = 100000;

/* One thread's tools. */
struct worker {
    struct lci_search *search;
    struct lci_geos *geos;
    struct lci_ground *ground;       /* on the bench's partition */
    struct lci_tile_maker *maker[2]; /* with and without barriers */
};

struct bench {
    struct test_city city;
    struct lci_join_index *index[2];       /* with and without barriers */
    struct lci_partition *partition;       /* with all tiles that the areas need */
    struct lci_partition *fresh;           /* being made anew */
    struct lci_partition *frontages[2];    /* empty ones: makers need their streets, whatever becomes of `fresh` */
    unsigned bare;                         /* 1: without barriers */
    int32_t stride;                        /* of all tiles every so-many-th is made */
    struct lci_seed apart[FACILITIES];     /* all over the city */
    struct lci_seed close[FACILITIES];     /* within a walk of the first of these */
    struct worker workers[THREADS];
    struct lci_pool *pools[THREADS];       /* of 1 thread, of 2 */
};

static void
expect(enum lci_status status, const struct lci_error *err)
{
    if (status == LCI_OK)
        return;
    fprintf(stderr, "%s\n", err->message);
    exit(1);
}

static uint32_t
random_below(uint64_t *state, size_t bound)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*state >> 33) % bound);
}

static double
now_ns(clockid_t clock)
{
    struct timespec now;

    (void)clock_gettime(clock, &now);
    return 1e9 * (double)now.tv_sec + (double)now.tv_nsec;
}

/* A seed just at a vertex; edge LCI_NONE: not on the largest component. */
static struct lci_seed
seed_at(const struct lci_network *net, lci_vertex_id vertex, uint32_t label)
{
    const lci_edge_id id = net->first_in[vertex] < net->first_in[vertex + 1] ? net->in_edge[net->first_in[vertex]] : LCI_NONE;

    if (id == LCI_NONE || net->edges[id].component != 0)
        return (struct lci_seed){.edge = LCI_NONE};
    return (struct lci_seed){
        .edge = id,
        .offset_mm = net->edges[id].from == vertex ? 0 : net->edges[id].length_mm,
        .label = label,
    };
}

static void
run(struct lci_search *search, const struct lci_seed *seeds, size_t count, uint32_t limit_mm)
{
    struct lci_error err = {0};

    expect(lci_search_run(search, seeds, count, limit_mm, &err), &err);
}

static void
draw_seeds(struct bench *bench)
{
    const struct lci_network *net = bench->city.net;
    uint64_t random = 20251125;
    const lci_vertex_id *reached = NULL;
    size_t count = 0;

    for (uint32_t i = 0; i < FACILITIES;) {
        bench->apart[i] = seed_at(net, random_below(&random, net->vertex_count), i);
        i += bench->apart[i].edge != LCI_NONE;
    }
    run(bench->workers[0].search, bench->apart, 1, LIMITS_MM[1]);
    reached = lci_search_reached(bench->workers[0].search, &count);
    for (uint32_t i = 0; i < FACILITIES;) {
        bench->close[i] = seed_at(net, reached[random_below(&random, count)], i);
        i += bench->close[i].edge != LCI_NONE;
    }
}

/* The area of the last run of the worker's search. */
static struct lci_polygons
draw(struct worker *worker, struct lci_ground *ground, uint32_t label, uint32_t limit_mm)
{
    struct lci_polygons area = {0};
    struct lci_error err = {0};

    expect(lci_ground_area(ground, worker->search, label, limit_mm, &area, &err), &err);
    return area;
}

static GEOSGeometry *
checked(GEOSGeometry *geometry)
{
    if (!geometry)
        abort();
    return geometry;
}

/* A segment's strip at the end of `strips`. */
static void
add_strip(const double a[2], const double b[2], GEOSGeometry ***strips, size_t *count, size_t *capacity)
{
    const double xy_m[4] = {a[0], a[1], b[0], b[1]};
    GEOSGeometry *line = checked(GEOSGeom_createLineString(GEOSCoordSeq_copyFromBuffer(xy_m, 2, 0, 0)));

    if (!lci_grow(strips, *count, capacity))
        abort();
    (*strips)[(*count)++] = checked(GEOSBuffer(line, STRIP_MM / 1000.0, QUADRANT_SEGMENTS));
    GEOSGeom_destroy(line);
}

/* Strips of all segments of the reached streets, united. */
static GEOSGeometry *
unite_strips(const struct lci_network *net, const struct lci_stretch *stretches, size_t stretch_count)
{
    GEOSGeometry **strips = NULL;
    GEOSGeometry *all = NULL;
    GEOSGeometry *united = NULL;
    size_t count = 0;
    size_t capacity = 0;

    for (size_t i = 0; i < stretch_count; i++) {
        const struct lci_stretch *stretch = &stretches[i];
        const struct lci_edge *edge = &net->edges[stretch->edge];
        double from[2];
        double to[2];

        lci_network_place(net, stretch->edge, stretch->begin_mm, &from[0], &from[1]);
        for (size_t p = edge->first_point; p < (size_t)edge->first_point + edge->point_count; p++) {
            const double at_mm = 1000.0 * net->point_at_m[p];

            if (at_mm <= stretch->begin_mm || at_mm >= stretch->end_mm)
                continue;
            add_strip(from, net->point_xy_m + 2 * p, &strips, &count, &capacity);
            memcpy(from, net->point_xy_m + 2 * p, sizeof(from));
        }
        lci_network_place(net, stretch->edge, stretch->end_mm, &to[0], &to[1]);
        add_strip(from, to, &strips, &count, &capacity);
    }
    all = checked(GEOSGeom_createCollection(GEOS_GEOMETRYCOLLECTION, strips, (unsigned)count));
    united = checked(GEOSUnaryUnion(all));
    GEOSGeom_destroy(all);
    lci_free(strips);
    return united;
}

/* One facility both ways, the search left out of both. */
static void
time_facility(struct bench *bench, size_t facility, uint32_t limit_mm, double *naive_ns, double *ours_ns)
{
    struct worker *worker = &bench->workers[0];
    struct lci_stretch *stretches = NULL;
    struct lci_polygons area = {0};
    struct lci_error err = {0};
    size_t count = 0;
    double begin_ns = 0.0;

    run(worker->search, &bench->apart[facility], 1, limit_mm - STRIP_MM);
    expect(lci_search_stretches(worker->search, &stretches, &count, &err), &err);
    begin_ns = now_ns(CLOCK_PROCESS_CPUTIME_ID);
    GEOSGeom_destroy(unite_strips(bench->city.net, stretches, count));
    *naive_ns += now_ns(CLOCK_PROCESS_CPUTIME_ID) - begin_ns;
    lci_search_free_stretches(stretches);
    run(worker->search, &bench->apart[facility], 1, limit_mm);
    begin_ns = now_ns(CLOCK_PROCESS_CPUTIME_ID);
    area = draw(worker, worker->ground, LCI_NONE, limit_mm);
    lci_polygons_fini(&area);
    *ours_ns += now_ns(CLOCK_PROCESS_CPUTIME_ID) - begin_ns;
}

static void
time_facilities(struct bench *bench)
{
    for (size_t l = 0; l < LIMITS; l++) {
        double naive_ns = 0.0;
        double ours_ns = 0.0;

        for (size_t i = 0; i < FACILITIES; i++)
            time_facility(bench, i, LIMITS_MM[l], &naive_ns, &ours_ns);
        printf("time naive-%u %.0f %d\n", LIMITS_MM[l] / 1000, naive_ns, FACILITIES);
        printf("time ours-%u %.0f %d\n", LIMITS_MM[l] / 1000, ours_ns, FACILITIES);
    }
}

static void
draw_and_drop(struct bench *bench, struct lci_ground *ground, uint32_t label, uint32_t limit_mm)
{
    struct lci_polygons area = draw(&bench->workers[0], ground, label, limit_mm);

    lci_polygons_fini(&area);
}

static void
time_overlap(struct bench *bench)
{
    for (size_t i = 0; i < FACILITIES; i++) {
        run(bench->workers[0].search, &bench->close[i], 1, LIMITS_MM[1]);
        draw_and_drop(bench, bench->workers[0].ground, LCI_NONE, LIMITS_MM[1]);
    }
}

static void
time_dissolve(struct bench *bench)
{
    run(bench->workers[0].search, bench->close, FACILITIES, LIMITS_MM[1]);
    draw_and_drop(bench, bench->workers[0].ground, LCI_NONE, LIMITS_MM[1]);
}

static void
time_split(struct bench *bench)
{
    for (size_t i = 0; i < FACILITIES; i++) {
        run(bench->workers[0].search, bench->close, FACILITIES, LIMITS_MM[1]);
        draw_and_drop(bench, bench->workers[0].ground, bench->close[i].label, LIMITS_MM[1]);
    }
}

/* Disks of all limits, and, if asked, the rings between them. */
static void
draw_limits(struct bench *bench, bool rings)
{
    struct worker *worker = &bench->workers[0];
    struct lci_error err = {0};

    for (size_t i = 0; i < FACILITIES; i++) {
        struct lci_polygons areas[LIMITS] = {{0}};

        for (size_t l = 0; l < LIMITS; l++) {
            run(worker->search, &bench->close[i], 1, LIMITS_MM[l]);
            areas[l] = draw(worker, worker->ground, LCI_NONE, LIMITS_MM[l]);
        }
        for (size_t l = 1; l < LIMITS && rings; l++) {
            struct lci_polygons ring = {0};

            expect(lci_ground_ring(worker->ground, &areas[l], &areas[l - 1], &ring, &err), &err);
            lci_polygons_fini(&ring);
        }
        for (size_t l = 0; l < LIMITS; l++)
            lci_polygons_fini(&areas[l]);
    }
}

static void
time_disks(struct bench *bench)
{
    draw_limits(bench, false);
}

static void
time_rings(struct bench *bench)
{
    draw_limits(bench, true);
}

static struct lci_partition *
new_partition(const struct bench *bench, unsigned bare)
{
    const struct lci_partition_options options = {.area_tolerance_m = bench->city.config->parameters.area_tolerance_m};
    struct lci_partition *partition = NULL;
    struct lci_error err = {0};

    expect(lci_partition_new(bench->index[bare], &options, &partition, &err), &err);
    return partition;
}

/* With nothing made before: `categories` times a few facilities, for each the limits from `first_limit` on. */
static void
draw_from_nothing(struct bench *bench, size_t categories, size_t first_limit)
{
    struct worker *worker = &bench->workers[0];
    struct lci_partition *partition = new_partition(bench, 0);
    struct lci_ground *ground = NULL;
    struct lci_error err = {0};

    expect(lci_ground_new(partition, worker->geos, 0.0, &ground, &err), &err);
    for (size_t c = 0; c < categories; c++)
        for (size_t i = 0; i < FEW; i++)
            for (size_t l = first_limit; l < LIMITS; l++) {
                run(worker->search, &bench->apart[i], 1, LIMITS_MM[l]);
                draw_and_drop(bench, ground, LCI_NONE, LIMITS_MM[l]);
            }
    lci_ground_free(ground);
    lci_partition_free(partition);
}

static void
time_one(struct bench *bench)
{
    draw_from_nothing(bench, 1, LIMITS - 1);
}

static void
time_sixty(struct bench *bench)
{
    draw_from_nothing(bench, CATEGORIES, 0);
}

static enum lci_status
make_one(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    struct bench *bench = user;
    const int64_t number = (int64_t)item * bench->stride;
    const int32_t columns = lci_partition_column_count(bench->fresh);
    const struct lci_tile *tile = NULL;

    return lci_partition_tile(bench->fresh, bench->workers[worker].maker[bench->bare], (int32_t)(number % columns),
                              (int32_t)(number / columns), &tile, err);
}

/* Makes a sample of the city's tiles, in `fresh`. */
static void
make_tiles(struct bench *bench, unsigned threads, unsigned bare)
{
    struct lci_error err = {0};

    lci_partition_free(bench->fresh);
    bench->fresh = new_partition(bench, bare);
    bench->bare = bare;
    expect(lci_pool_run(bench->pools[threads - 1], NULL, "tiles", TILES, 1, make_one, bench, &err), &err);
}

static void
time_tiles(struct bench *bench)
{
    make_tiles(bench, 1, 0);
}

static void
time_tiles_bare(struct bench *bench)
{
    make_tiles(bench, 1, 1);
}

static void
time_tiles_two(struct bench *bench)
{
    make_tiles(bench, 2, 0);
}

static enum lci_status
draw_one(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    struct bench *bench = user;
    struct worker *w = &bench->workers[worker];
    struct lci_polygons area = {0};
    enum lci_status status = lci_search_run(w->search, &bench->apart[item % FACILITIES], 1, LIMITS_MM[1], err);

    if (status == LCI_OK)
        status = lci_ground_area(w->ground, w->search, LCI_NONE, LIMITS_MM[1], &area, err);
    lci_polygons_fini(&area);
    return status;
}

/* Search and areas, each facility as often as there are categories. */
static void
draw_in_pool(struct bench *bench, unsigned threads)
{
    struct lci_error err = {0};

    expect(lci_pool_run(bench->pools[threads - 1], NULL, "areas", (size_t)CATEGORIES * FACILITIES, 1, draw_one, bench, &err), &err);
}

static void
time_pool_one(struct bench *bench)
{
    draw_in_pool(bench, 1);
}

static void
time_pool_two(struct bench *bench)
{
    draw_in_pool(bench, 2);
}

static void
report(struct bench *bench, const char *name, void (*work)(struct bench *), clockid_t clock, size_t count)
{
    const double begin_ns = now_ns(clock);
    double end_ns = 0.0;

    work(bench);
    end_ns = now_ns(clock);
    printf("time %s %.0f %zu\n", name, end_ns - begin_ns, count);
}

/*
 * Cells: the pieces of a tile's boxes, each convex ground of one street or corner in which offset and leg change evenly, and which
 * an area takes, leaves or cuts. Boxes that join nowhere hold none.
 */
static size_t
count_cells(const struct lci_tile *tile)
{
    size_t cells = 0;

    for (size_t i = 0; i < tile->box_count; i++) {
        const struct lci_box *box = &tile->boxes[i];
        const size_t hub = lci_box_hub_seam(tile, box);
        const size_t end = (size_t)box->seam_first + box->seam_count;

        if (box->seam_count > 0 || tile->feet[tile->stations[box->stations[0]].after].way != LCI_NONE)
            cells += hub - box->seam_first + (end > hub ? end - hub : 1);
    }
    return cells;
}

static size_t
tile_bytes(const struct lci_tile *tile)
{
    return sizeof(*tile) + tile->way_count * sizeof(*tile->ways) + tile->foot_count * sizeof(*tile->feet) +
           tile->line_count * sizeof(*tile->lines) + tile->station_count * sizeof(*tile->stations) +
           tile->seam_count * sizeof(*tile->seams) + tile->box_count * sizeof(*tile->boxes) +
           tile->patch_first[tile->box_count] * sizeof(*tile->patches) + (tile->box_count + 1) * sizeof(*tile->patch_first);
}

/* Of the sample in `fresh`: how many cells, also by street (edges that places of a tile join), and how large all of the city is. */
static void
report_tiles(const struct bench *bench)
{
    const int32_t columns = lci_partition_column_count(bench->fresh);
    size_t cells = 0;
    size_t ways = 0;
    size_t bytes = 0;

    for (int64_t i = 0; i < TILES; i++) {
        const int64_t number = i * bench->stride;
        const struct lci_tile *tile =
            lci_partition_made(bench->fresh, (int32_t)(number % columns), (int32_t)(number / columns));

        cells += count_cells(tile);
        ways += tile->way_count;
        bytes += tile_bytes(tile);
    }
    printf("fact cells %zu\nfact ways %zu\nfact city-gb %.3f\n", cells, ways, 1e-9 * (double)bytes * bench->stride);
}

/* Borders of all facilities and limits at the default tolerance; the sum of the areas shows whether two builds draw the same. */
static void
report_borders(struct bench *bench)
{
    double border_m = 0.0;
    double area_m2 = 0.0;
    size_t vertices = 0;

    for (size_t i = 0; i < 2 * FACILITIES; i++)
        for (size_t l = 0; l < LIMITS; l++) {
            struct lci_polygons area = {0};

            run(bench->workers[0].search, i < FACILITIES ? &bench->apart[i] : &bench->close[i - FACILITIES], 1, LIMITS_MM[l]);
            area = draw(&bench->workers[0], bench->workers[0].ground, LCI_NONE, LIMITS_MM[l]);
            vertices += area.point_count - area.ring_count;
            for (size_t r = 0; r < area.ring_count; r++)
                for (size_t p = area.point_first[r]; p + 1 < area.point_first[r + 1]; p++) {
                    const double *xy_m = area.xy_m + 2 * p;

                    border_m += hypot(xy_m[2] - xy_m[0], xy_m[3] - xy_m[1]);
                    area_m2 += 0.5 * ((xy_m[0] - area.xy_m[0]) * (xy_m[3] - area.xy_m[1]) -
                                      (xy_m[2] - area.xy_m[0]) * (xy_m[1] - area.xy_m[1]));
                }
            lci_polygons_fini(&area);
        }
    printf("fact areas-m2 %.6f\nfact vertices %zu\nfact vertices-a-km %.3f\n", area_m2, vertices,
           1000.0 * (double)vertices / border_m);
}

static void
bench_init(struct bench *bench, const char *config_path)
{
    struct lci_join_options join = {0};
    struct lci_error err = {0};

    expect(test_city_read(&bench->city, config_path, &err), &err);
    join.off_street_m = bench->city.config->parameters.off_street_m;
    for (int bare = 0; bare < 2; bare++)
        expect(lci_join_index_new(bench->city.net, bare ? NULL : &bench->city.barriers, &bench->city.metric, &join,
                                  &bench->index[bare], &err), &err);
    bench->partition = new_partition(bench, 0);
    for (unsigned bare = 0; bare < 2; bare++)
        bench->frontages[bare] = new_partition(bench, bare);
    bench->stride = (int32_t)((int64_t)lci_partition_column_count(bench->partition) *
                              lci_partition_row_count(bench->partition) / TILES);
    for (unsigned i = 0; i < THREADS; i++) {
        struct worker *worker = &bench->workers[i];

        expect(lci_search_new(bench->city.net, &worker->search, &err), &err);
        expect(lci_geos_new(&worker->geos, &err), &err);
        expect(lci_ground_new(bench->partition, worker->geos, 0.0, &worker->ground, &err), &err);
        expect(lci_pool_new(i + 1, &bench->pools[i], &err), &err);
        for (int bare = 0; bare < 2; bare++)
            expect(lci_tile_maker_new(lci_partition_frontage(bench->frontages[bare]), NULL, lci_partition_step_m(bench->partition),
                                      &worker->maker[bare], &err), &err);
    }
    draw_seeds(bench);
}

static void
bench_fini(struct bench *bench)
{
    for (unsigned i = 0; i < THREADS; i++) {
        lci_tile_maker_free(bench->workers[i].maker[0]);
        lci_tile_maker_free(bench->workers[i].maker[1]);
        lci_ground_free(bench->workers[i].ground);
        lci_geos_free(bench->workers[i].geos);
        lci_search_free(bench->workers[i].search);
        lci_pool_free(bench->pools[i]);
    }
    lci_partition_free(bench->fresh);
    lci_partition_free(bench->partition);
    for (int bare = 0; bare < 2; bare++) {
        lci_partition_free(bench->frontages[bare]);
        lci_join_index_free(bench->index[bare]);
    }
    test_city_fini(&bench->city);
}

static void
time_round(struct bench *bench)
{
    time_facilities(bench);
    report(bench, "overlap", time_overlap, CLOCK_PROCESS_CPUTIME_ID, FACILITIES);
    report(bench, "dissolve", time_dissolve, CLOCK_PROCESS_CPUTIME_ID, FACILITIES);
    report(bench, "split", time_split, CLOCK_PROCESS_CPUTIME_ID, FACILITIES);
    report(bench, "disks", time_disks, CLOCK_PROCESS_CPUTIME_ID, FACILITIES);
    report(bench, "rings", time_rings, CLOCK_PROCESS_CPUTIME_ID, FACILITIES);
    report(bench, "one", time_one, CLOCK_PROCESS_CPUTIME_ID, 1);
    report(bench, "sixty", time_sixty, CLOCK_PROCESS_CPUTIME_ID, 1);
    report(bench, "tiles", time_tiles, CLOCK_PROCESS_CPUTIME_ID, TILES);
    report(bench, "tiles-bare", time_tiles_bare, CLOCK_PROCESS_CPUTIME_ID, TILES);
    report(bench, "tiles-one", time_tiles, CLOCK_MONOTONIC, TILES);
    report(bench, "tiles-two", time_tiles_two, CLOCK_MONOTONIC, TILES);
    report(bench, "areas-one", time_pool_one, CLOCK_MONOTONIC, FACILITIES);
    report(bench, "areas-two", time_pool_two, CLOCK_MONOTONIC, FACILITIES);
    printf(".\n");
    (void)fflush(stdout);
}

int
main(int argument_count, char **arguments)
{
    struct bench *bench = lci_new(struct bench);
    char line[64];

    if (argument_count != 2 || !bench) {
        fprintf(stderr, "usage: bench_areas CONFIG\n");
        return 2;
    }
    initGEOS(NULL, NULL);
    bench_init(bench, arguments[1]);
    make_tiles(bench, 1, 0);
    report_tiles(bench);
    report_borders(bench);
    printf(".\n");
    (void)fflush(stdout);
    while (fgets(line, sizeof(line), stdin))
        time_round(bench);
    bench_fini(bench);
    finishGEOS();
    lci_free(bench);
    return 0;
}
