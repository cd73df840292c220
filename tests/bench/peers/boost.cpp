/*
 * boost.cpp FOLDER LIMIT_MM - Boost.Graph over a compressed graph, without colours and without initialisation; a visitor
 * throws where the limit is passed, and only what was touched is reset: the fastest use of it that we know.
 */
#include "peers.hpp"

#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <boost/graph/dijkstra_shortest_paths_no_color_map.hpp>

struct road {
    uint32_t cost;
};
typedef boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, road, boost::no_property,
                                           uint32_t, uint32_t>
    road_graph;

struct stop {
};

struct stopper : boost::default_dijkstra_visitor {
    const std::vector<uint32_t> *costs;
    std::vector<uint32_t> *touched;
    uint32_t limit;

    void discover_vertex(uint32_t vertex, const road_graph &) const { touched->push_back(vertex); }
    void examine_vertex(uint32_t vertex, const road_graph &) const
    {
        if ((*costs)[vertex] > limit)
            throw stop();
    }
};

static road_graph
graph_of(const peer_graph &from)
{
    std::vector<std::pair<uint32_t, uint32_t>> ends;
    std::vector<road> roads;

    for (uint32_t v = 0; v + 1 < from.first.size(); v++)
        for (uint32_t a = from.first[v]; a < from.first[v + 1]; a++) {
            ends.push_back({v, from.head[a]});
            roads.push_back({from.cost[a]});
        }
    return road_graph(boost::edges_are_sorted, ends.begin(), ends.end(), roads.begin(),
                      (uint32_t)from.first.size() - 1);
}

struct boost_peer {
    peer_graph graph;
    road_graph roads;
    uint32_t limit;
    uint64_t settled = 0;
    std::vector<uint32_t> costs, touched;

    boost_peer(const peer_graph &from, uint32_t limit_mm)
        : graph(from), roads(graph_of(from)), limit(limit_mm), costs(from.first.size() - 1, UINT32_MAX)
    {
    }

    template <class Visit>
    void search(uint32_t source, Visit visit)
    {
        const auto index = get(boost::vertex_index, roads);
        stopper visitor;

        visitor.costs = &costs;
        visitor.touched = &touched;
        visitor.limit = limit;
        touched.clear();
        costs[source] = 0;
        try {
            boost::dijkstra_shortest_paths_no_color_map_no_init(
                roads, source, boost::dummy_property_map(),
                boost::make_iterator_property_map(costs.begin(), index), get(&road::cost, roads), index,
                std::less<uint32_t>(), boost::closed_plus<uint32_t>(UINT32_MAX), UINT32_MAX, 0u, visitor);
        } catch (const stop &) {
        }
        for (uint32_t vertex : touched) {
            if (costs[vertex] <= limit)
                visit(vertex, costs[vertex]);
            costs[vertex] = UINT32_MAX;
        }
    }
};

int
main(int, char **arguments)
{
    return serve<boost_peer>(arguments[1], (uint32_t)std::atoi(arguments[2]));
}
