#!/usr/bin/python3
"""scipy_limit.py FOLDER LIMIT_MM COUNT - scipy's dijkstra(limit=) for the first COUNT sources, and min_only=True for all of them at once.

Answers as the other peers do. Of parallel arcs only the cheapest can be given to it: a matrix has one number at a place."""
import os
import sys
import time

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra


def read_graph(folder):
    first, head, cost = (np.fromfile(os.path.join(folder, f'junctions.{name}.u32'), np.uint32).astype(np.int64)
                         for name in ('first', 'head', 'cost'))
    tail = np.repeat(np.arange(len(first) - 1), np.diff(first))
    order = np.lexsort((cost, head, tail))
    tail, head, cost = tail[order], head[order], cost[order]
    keep = np.r_[True, (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])] & (tail != head)
    return csr_matrix((cost[keep].astype(float), (tail[keep], head[keep])), (len(first) - 1, len(first) - 1))


def main(folder, limit_mm, count):
    graph = read_graph(folder)
    sources = np.fromfile(os.path.join(folder, 'junctions.sources.u32'), np.uint32).astype(np.int64)
    limit_mm, some = float(limit_mm), sources[:int(count)]

    def bounded():
        return dijkstra(graph, directed=True, indices=some, limit=limit_mm)

    def nearest():
        return dijkstra(graph, directed=True, indices=sources, min_only=True, return_predecessors=True)[0]

    settled = {}
    for name, work in (('junctions', bounded), ('nearest', nearest)):
        found = work()
        found = found[np.isfinite(found)]
        settled[name] = len(found)
        print('check', name, len(found), int(found.sum()))
    print('.', flush=True)
    for _ in sys.stdin:
        for name, work in (('junctions', bounded), ('nearest', nearest)):
            start_ns = time.perf_counter_ns()
            work()
            print('time', name, time.perf_counter_ns() - start_ns, settled[name])
        print('.', flush=True)


if __name__ == '__main__':
    main(*sys.argv[1:])
