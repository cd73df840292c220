/* graphs.h - the network as graphs for other programs: plain arrays of numbers in files. */
#ifndef BENCH_GRAPHS_H
#define BENCH_GRAPHS_H

#include <stdbool.h>

#include <lifecircle/network.h>

/**
 * Writes three graphs into `folder`, as the search walks them: `ordered` (junctions, numbered as in the network),
 * `junctions` (the same, numbered by the first way of the file that meets them) and `full` (every point of every
 * street a vertex, numbered likewise). Files of each: NAME.first.u32 (vertices + 1), NAME.head.u32 and NAME.cost.u32
 * (an arc each), NAME.sources.u32, and NAME.counted.u8 (1: the vertex is a junction). A street's parts cost together
 * what the street does, so that all three answer alike.
 * False: a file could not be written. Aborts when memory runs out.
 */
bool bench_write_graphs(const struct lci_network *net, const lci_vertex_id *sources,
                        size_t source_count, const char *folder);

#endif
