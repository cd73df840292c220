/*
 * igraph.c FOLDER LIMIT_MM COUNT - igraph's Dijkstra with a cutoff, for the first COUNT sources, one call each: it fills a dense
 * matrix of sources by vertices. The Python package has no cutoff.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <igraph/igraph.h>

struct array {
    uint32_t *items;
    size_t count;
};

static struct array
read_array(const char *folder, const char *name)
{
    char path[4096];
    struct array array = {0};
    FILE *file = NULL;
    long size = 0;

    (void)snprintf(path, sizeof(path), "%s/junctions.%s.u32", folder, name);
    file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0)
        exit(1);
    rewind(file);
    array.count = (size_t)size / 4;
    array.items = malloc((size_t)size + 4);
    if (!array.items || fread(array.items, 4, array.count, file) != array.count)
        exit(1);
    (void)fclose(file);
    return array;
}

static double
now_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return 1e9 * (double)now.tv_sec + (double)now.tv_nsec;
}

static void
make_graph(const char *folder, igraph_t *graph, igraph_vector_t *costs)
{
    const struct array first = read_array(folder, "first");
    const struct array head = read_array(folder, "head");
    const struct array cost = read_array(folder, "cost");
    igraph_vector_int_t ends;

    igraph_vector_int_init(&ends, (igraph_integer_t)(2 * head.count));
    igraph_vector_init(costs, (igraph_integer_t)head.count);
    for (size_t v = 0; v + 1 < first.count; v++)
        for (size_t a = first.items[v]; a < first.items[v + 1]; a++) {
            VECTOR(ends)[2 * a] = (igraph_integer_t)v;
            VECTOR(ends)[2 * a + 1] = head.items[a];
            VECTOR(*costs)[a] = cost.items[a];
        }
    igraph_create(graph, &ends, (igraph_integer_t)(first.count - 1), IGRAPH_DIRECTED);
    igraph_vector_int_destroy(&ends);
    free(first.items);
    free(head.items);
    free(cost.items);
}

int
main(int argument_count, char **arguments)
{
    const double limit_mm = argument_count > 3 ? atof(arguments[2]) : 0.0;
    const size_t count = argument_count > 3 ? (size_t)atoi(arguments[3]) : 0;
    struct array sources = {0};
    igraph_t graph;
    igraph_vector_t costs;
    igraph_matrix_t found;
    char line[64];
    uint64_t settled = 0;
    uint64_t sum = 0;
    double taken_ns = 0.0;

    if (argument_count < 4)
        return 2;
    sources = read_array(arguments[1], "sources");
    make_graph(arguments[1], &graph, &costs);
    igraph_matrix_init(&found, 1, igraph_vcount(&graph));
    for (bool checked = false;; checked = true) {
        taken_ns = 0.0;
        for (size_t i = 0; i < count && i < sources.count; i++) {
            const double start_ns = now_ns();

            igraph_distances_dijkstra_cutoff(&graph, &found, igraph_vss_1(sources.items[i]),
                                             igraph_vss_all(), &costs, IGRAPH_OUT, limit_mm);
            taken_ns += now_ns() - start_ns;
            for (igraph_integer_t v = 0; v < igraph_vcount(&graph) && !checked; v++)
                if (MATRIX(found, 0, v) <= limit_mm) {
                    settled++;
                    sum += (uint64_t)MATRIX(found, 0, v);
                }
        }
        if (checked)
            printf("time junctions %.0f %" PRIu64 "\n", taken_ns, settled);
        else
            printf("check junctions %" PRIu64 " %" PRIu64 "\n", settled, sum);
        printf(".\n");
        (void)fflush(stdout);
        if (!fgets(line, sizeof(line), stdin))
            break;
    }
    igraph_matrix_destroy(&found);
    igraph_vector_destroy(&costs);
    igraph_destroy(&graph);
    free(sources.items);
    return 0;
}
