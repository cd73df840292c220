/*
 * routingkit.cpp FOLDER LIMIT_MM - RoutingKit's Dijkstra (its headers alone), stopped behind the limit. RoutingKit is no part of
 * this repository: ROUTINGKIT names a copy of it.
 */
#include "peers.hpp"

#include <algorithm>
#include <cassert>

#include <routingkit/dijkstra.h>

struct routingkit_peer {
    peer_graph graph;
    uint32_t limit;
    uint64_t settled = 0;
    std::vector<unsigned> tail;
    RoutingKit::Dijkstra dijkstra;
    std::vector<RoutingKit::Dijkstra::SettleResult> found;

    routingkit_peer(const peer_graph &from, uint32_t limit_mm) : graph(from), limit(limit_mm)
    {
        for (uint32_t v = 0; v + 1 < graph.first.size(); v++)
            for (uint32_t a = graph.first[v]; a < graph.first[v + 1]; a++)
                tail.push_back(v);
        dijkstra = RoutingKit::Dijkstra(graph.first, tail, graph.head);
    }

    template <class Visit>
    void search(uint32_t source, Visit visit)
    {
        const RoutingKit::ScalarGetWeight weight(graph.cost);

        found.clear();
        dijkstra.reset().add_source(source);
        while (!dijkstra.is_finished()) {
            const auto next = dijkstra.settle(weight);

            if (next.distance > limit)
                break;
            found.push_back(next);
        }
        for (const auto &one : found)
            visit(one.node, one.distance);
    }
};

int
main(int, char **arguments)
{
    return serve<routingkit_peer>(arguments[1], (uint32_t)std::atoi(arguments[2]));
}
