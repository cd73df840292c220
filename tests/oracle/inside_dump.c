/*
 * inside_dump.c - walks inside polygons, for programs that compare them.
 *
 * Reads from standard input, as often as there is more: the number of rings, of each its number of points and the points (closed,
 * the outer ring first); the number of goals and the goals; the number of places and the places. Writes, a line a place, the
 * millimetres to each goal ("none" where there is no walk), and to standard error the processor's seconds that all of it took.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <lifecircle/network.h>

#include "base/alloc.h"
#include "geom/inside.h"

struct task {
    uint32_t ring_count;
    uint32_t *point_first; /* ring_count + 1 */
    double *xy_m, *goals_xy_m, *places_xy_m;
    uint32_t goal_count, place_count;
    uint32_t *walk_mm;
};

static double *
read_places(uint32_t count)
{
    double *xy_m = lci_new_array(double, 2 * (size_t)count);

    for (size_t i = 0; xy_m && i < 2 * (size_t)count; i++)
        if (scanf("%lf", &xy_m[i]) != 1)
            exit(2);
    return xy_m;
}

static bool
read_task(struct task *task)
{
    size_t capacity = 0;

    *task = (struct task){0};
    if (scanf("%" SCNu32, &task->ring_count) != 1)
        return false;
    task->point_first = lci_new_array(uint32_t, task->ring_count + (size_t)1);
    for (uint32_t ring = 0; task->point_first && ring < task->ring_count; ring++) {
        uint32_t count = 0;
        double *xy_m = NULL;

        if (scanf("%" SCNu32, &count) != 1)
            exit(2);
        xy_m = read_places(count);
        for (size_t i = 0; i < 2 * (size_t)count; i++) {
            if (!lci_grow(&task->xy_m, 2 * (size_t)task->point_first[ring] + i, &capacity))
                exit(1);
            task->xy_m[2 * (size_t)task->point_first[ring] + i] = xy_m[i];
        }
        task->point_first[ring + 1] = task->point_first[ring] + count;
        lci_free(xy_m);
    }
    if (scanf("%" SCNu32, &task->goal_count) != 1)
        exit(2);
    task->goals_xy_m = read_places(task->goal_count);
    if (scanf("%" SCNu32, &task->place_count) != 1)
        exit(2);
    task->places_xy_m = read_places(task->place_count);
    task->walk_mm = lci_new_array(uint32_t, (size_t)task->goal_count * task->place_count);
    return true;
}

static void
do_task(struct task *task)
{
    uint32_t ring_first[2] = {0, task->ring_count};
    const struct lci_polygons polygons = {1, task->ring_count, task->point_first[task->ring_count], ring_first,
                                          task->point_first, task->xy_m};
    struct lci_inside *inside = NULL;
    struct lci_inside_bench bench = {0};

    if (lci_inside_new(&polygons, 0, task->goals_xy_m, task->goal_count, lci_metric_plane(), &inside, NULL) != LCI_OK)
        exit(1);
    for (size_t i = 0; i < task->place_count; i++)
        if (lci_inside_walks(inside, &bench, task->places_xy_m[2 * i], task->places_xy_m[2 * i + 1],
                             task->walk_mm + i * task->goal_count, NULL) != LCI_OK)
            exit(1);
    lci_inside_free(inside);
    lci_inside_bench_fini(&bench);
}

static void
write_walks(const struct task *task)
{
    for (size_t i = 0; i < task->place_count; i++) {
        for (size_t goal = 0; goal < task->goal_count; goal++)
            if (task->walk_mm[i * task->goal_count + goal] == LCI_NONE)
                (void)printf("none ");
            else
                (void)printf("%" PRIu32 " ", task->walk_mm[i * task->goal_count + goal]);
        (void)printf("\n");
    }
}

int
main(void)
{
    struct task task;
    double seconds = 0.0;

    while (read_task(&task)) {
        struct timespec begin;
        struct timespec end;

        (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
        do_task(&task);
        (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
        seconds += (double)(end.tv_sec - begin.tv_sec) + 1e-9 * (double)(end.tv_nsec - begin.tv_nsec);
        write_walks(&task);
        lci_free(task.point_first);
        lci_free(task.xy_m);
        lci_free(task.goals_xy_m);
        lci_free(task.places_xy_m);
        lci_free(task.walk_mm);
    }
    (void)fprintf(stderr, "%.3f\n", seconds);
    return 0;
}
