/*
 * peers.hpp - what the peers in C++ share: the graph that bench_search wrote, and the round that scripts/bench asks for.
 *
 * C++ is here for the peers alone, and nowhere else in this repository: Boost.Graph and RoutingKit have no C interface.
 */
#ifndef BENCH_PEERS_HPP
#define BENCH_PEERS_HPP

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

template <class T>
std::vector<T>
read_array(const std::string &path)
{
    std::vector<T> items;
    FILE *file = std::fopen(path.c_str(), "rb");
    T item;

    if (!file) {
        std::perror(path.c_str());
        std::exit(1);
    }
    while (std::fread(&item, sizeof(item), 1, file) == 1)
        items.push_back(item);
    std::fclose(file);
    return items;
}

struct peer_graph {
    std::string name;
    std::vector<uint32_t> first, head, cost, sources;
    std::vector<uint8_t> counted;

    peer_graph(const std::string &folder, const std::string &graph_name)
        : name(graph_name), first(read_array<uint32_t>(folder + "/" + name + ".first.u32")),
          head(read_array<uint32_t>(folder + "/" + name + ".head.u32")),
          cost(read_array<uint32_t>(folder + "/" + name + ".cost.u32")),
          sources(read_array<uint32_t>(folder + "/" + name + ".sources.u32")),
          counted(read_array<uint8_t>(folder + "/" + name + ".counted.u8"))
    {
    }
};

/* What was settled of the vertices that count, and the sum of their costs. */
struct tally {
    uint64_t settled = 0, sum = 0;
};

/*
 * `Peer` has: graph; `search(source, visit)`, which calls visit(vertex, cost) of every settled vertex after the search, as
 * part of forgetting it. "check" is one untimed turn with counting; the timed turns do nothing with what they visit.
 */
template <class Peer>
void
check(Peer &peer)
{
    tally found;

    for (uint32_t source : peer.graph.sources)
        peer.search(source, [&](uint32_t vertex, uint32_t cost) {
            if (peer.graph.counted[vertex]) {
                found.settled++;
                found.sum += cost;
            }
        });
    peer.settled = found.settled;
    std::cout << "check " << peer.graph.name << ' ' << found.settled << ' ' << found.sum << '\n';
}

template <class Peer>
void
time_round(Peer &peer)
{
    const auto start = std::chrono::steady_clock::now();

    for (uint32_t source : peer.graph.sources)
        peer.search(source, [](uint32_t, uint32_t) {});
    std::cout << "time " << peer.graph.name << ' '
              << std::chrono::nanoseconds(std::chrono::steady_clock::now() - start).count() << ' '
              << peer.settled << '\n';
}

/* Every line on standard input is one round over all graphs. */
template <class Peer>
int
serve(const char *folder, uint32_t limit_mm)
{
    std::vector<Peer *> peers;
    std::string line;

    for (const char *name : {"junctions", "ordered", "full"})
        peers.push_back(new Peer(peer_graph(folder, name), limit_mm));
    for (Peer *peer : peers)
        check(*peer);
    std::cout << "." << std::endl;
    while (std::getline(std::cin, line)) {
        for (Peer *peer : peers)
            time_round(*peer);
        std::cout << "." << std::endl;
    }
    for (Peer *peer : peers)
        delete peer;
    return 0;
}

#endif
