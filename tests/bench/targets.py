"""targets.py - what is asked of the searches, and of whom: the rows of the table that scripts/bench prints."""

# name: (ours, peer, least ratio in Porto, in Oslo). A peer is program/graph, ours a measure of bench_search.
PEERS = {
    'costs and stretches: Boost.Graph': ('stretches', 'boost/junctions', 2.6, 1.6),
    'costs and stretches: Boost.Graph on the full graph': ('stretches', 'boost/full', 12, 5.5),
    'bounded search: igraph with cutoff': ('search', 'igraph/junctions', 30, 9),
    'bounded search: scipy limit=': ('search', 'scipy/junctions', 35, 7),
    'bounded search: RoutingKit': ('search', 'routingkit/junctions', 1.9, 2.2),
    'bounded search: pgRouting, one call, less loading': ('search', 'pgrouting/less-loading', 40, 22),
    'nearest facility with owners: scipy min_only=True': ('nearest', 'scipy/nearest', 9, 9),
    'two threads, search': ('two-threads', 'ours/one-thread', 1.8, 1.8),
}
# The peers with our numbering of the vertices: what the search itself gains. Nothing is asked.
ORDERED = {
    'costs and stretches: Boost.Graph, our numbering': ('stretches', 'boost/ordered'),
    'bounded search: RoutingKit, our numbering': ('search', 'routingkit/ordered'),
}
READ_AT_MOST = 2     # from the OSM file to the network, to ReadOSM's bare parse
METRIC_AT_LEAST = 10  # geod_inverse to our metric
METRIC_UM_AT_MOST = 1  # between them, a segment of at most 500 m
SWEEP_AT_MOST = 5    # bounded search to reading the same rows and labels
GROWTH_AT_MOST = 1.5  # a million junctions to 63,000, per settled vertex
AREAS_AT_LEAST = 1.8  # one thread to two, stages search and areas
WRITE_AT_LEAST = 2    # OGR's defaults, all rows in one transaction, to our writer: seconds, and seconds on the processor
DEMAND_AT_MOST_S = 60  # ten million points joined to Porto's streets, two threads
UNION_AT_LEAST = (10, 30)  # every segment buffered and all united, to our area, the partition made: Porto, Oslo; at every limit
# Of areas: (name, ours, beside, at most that many times as much). "Sixty": 20 categories of the same facilities with 3 limits each,
# beside one category with one limit, both from no partition at all. "Same order" is taken for three times.
AREAS = (
    ('20 categories and 3 limits to one of each, from nothing', 'sixty', 'one', 3),
    ('dissolve to overlap', 'dissolve', 'overlap', 3),
    ('split to overlap', 'split', 'overlap', 3),
    ('rings to disks', 'rings', 'disks', 3),
    ('partition with barriers to one without', 'tiles', 'tiles-bare', 3),
)
CELL_AT_MOST_US = 10  # to make the partition, a cell and thread
PARTITION_AT_MOST_GB = 2  # all of the city
