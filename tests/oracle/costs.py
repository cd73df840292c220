#!/usr/bin/python3
"""costs.py NETWORK_DUMP DATA [NAME ...] - networks, lengths and shortest paths against other programs, on all real networks.

For each network: the graph that raw_osm.py or raw_lines.py makes of the raw file has the same street length, components,
junctions and walks; each edge is as long as GeographicLib says; costs are those of igraph, scipy and networkx on
the same edges, to the millimetre. TAP; skipped without data.
"""
import os
import sys
import tempfile

import igraph
import networkx
import numpy as np
import pyproj
import scipy.sparse
import scipy.sparse.csgraph
import yaml

import raw_lines
import raw_osm
from dumped import NONE, Dump
from streets import GEOD

HERE = os.path.dirname(os.path.abspath(__file__))
PROFILE = os.path.join(HERE, "..", "..", "geodata", "profiles", "adult.yaml")
SEEDS = 12
NETWORKS = [
    {"name": "lujiazui", "path": "pudong-lujiazui/lujiazui.osm.pbf", "crs": "EPSG:32651"},
    {"name": "las-palmas", "path": "las-palmas/las_palmas.osm.pbf", "crs": "EPSG:32628"},
    {"name": "porto", "path": "porto/porto_portugal.osm.pbf", "crs": "EPSG:32629"},
    {"name": "oslo-east", "path": "oslo-east/oslo_east.osm.pbf", "crs": "EPSG:32632"},
    {"name": "london", "path": "london-multilevel/london_northern_line.osm.pbf", "crs": "EPSG:32630"},
    {"name": "monaco", "path": "monaco/monaco.osm.pbf", "crs": "EPSG:32632"},
    {"name": "porto-alegre", "path": "porto-alegre/poa.osm.pbf", "crs": "EPSG:32722"},
    {"name": "baoshan", "path": "shanghai-small-osm/shu_baoshan.osm", "crs": "EPSG:4549"},
    {"name": "huangpu", "path": "shanghai-small-osm/huangpu_osmnx_drive.osm", "crs": "EPSG:4549"},
    {"name": "wuhan", "path": "wuhan-roads/wuhan_roads.gpkg", "crs": "EPSG:32650", "layer": "roads",
     "every_line": True, "tolerance_m": 0.0, "nodes": 82891, "segments": 92642},
    {"name": "futian", "path": "shenzhen-futian-walk/futian_walk.gpkg", "crs": "EPSG:32650", "layer": "edges",
     "every_line": True, "truth": True},
    {"name": "lujiazui-gpkg", "path": "pudong-lujiazui/lujiazui.gpkg", "crs": "EPSG:32651", "layer": "roads"},
    {"name": "yangpu", "path": "shanghai-small-osm/yangpu_cityscope.zip", "crs": "EPSG:32651", "layer": "Roads",
     "every_line": True},
]
number = 0
failed = False


def report(good, what):
    global number, failed
    number += 1
    failed = failed or not good
    print("%s %d - %s" % ("ok" if good else "not ok", number, what), flush=True)


def write_config(net, data, folder):
    """A configuration with the network alone in mind: the dump reads nothing else."""
    source = {"source": os.path.join(data, net["path"])}
    if net.get("layer"):
        source["layer"] = net["layer"]
    if net.get("every_line"):
        source["every_line"] = True
    homes = {"source": os.path.join(data, "las-palmas/school_catchments_epsg5635.geojson")}
    config = {"working_crs": net["crs"], "limits": {"minutes": 15}, "network": [source], "homes": [homes],
              "facilities": [dict(homes, category="any")],
              "parameters": {"node_tolerance_m": net.get("tolerance_m", 0.5)}, "output": {"path": os.path.join(folder, "out.gpkg")}}
    path = os.path.join(folder, net["name"] + ".yaml")
    with open(path, "w", encoding="utf-8") as file:
        yaml.safe_dump(config, file)
    return path


def check_lengths(net, dump):
    """Every edge against GeographicLib, from the coordinates the program holds."""
    back = pyproj.Transformer.from_crs(net["crs"], "EPSG:4326", always_xy=True)
    lon, lat = back.transform(dump.points[:, 0], dump.points[:, 1])
    step = GEOD.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2]
    sums = np.concatenate([[0.0], np.cumsum(step)])
    length = sums[dump.first + dump.count - 1] - sums[dump.first]
    worst = np.abs(length * 1000.0 - dump.length_mm).max()
    report(worst <= 1.0, "%s: %d edges are as long as GeographicLib says, worst %.3f mm" % (net["name"], len(length), worst))


def arcs_of(dump):
    """(heads, tails, millimetres): entry i walks from tails[i] to heads[i]."""
    is_open = ~dump.private
    there, back = is_open & (dump.there_mm != NONE), is_open & (dump.back_mm != NONE)
    heads = np.concatenate([dump.v[there], dump.u[back]]).astype(np.int64)
    tails = np.concatenate([dump.u[there], dump.v[back]]).astype(np.int64)
    return heads, tails, np.concatenate([dump.there_mm[there], dump.back_mm[back]])


def half_up(cost, part, whole):
    return (2 * cost * part + whole) // (2 * whole) if whole else 0


def seed_costs(dump, seed):
    """[(vertex, cost)] of the ends of a seed's edge: they walk to the seed, then its leg."""
    edge, offset, leg = seed
    length = int(dump.length_mm[edge])
    ends = []
    if dump.there_mm[edge] != NONE:
        ends.append((int(dump.u[edge]), half_up(int(dump.there_mm[edge]), int(offset), length) + int(leg)))
    if dump.back_mm[edge] != NONE:
        ends.append((int(dump.v[edge]), half_up(int(dump.back_mm[edge]), length - int(offset), length) + int(leg)))
    return ends


def check_costs(net, dump):
    heads, tails, mm = arcs_of(dump)
    n = len(dump.xy)
    heads, tails, mm = heads[heads != tails], tails[heads != tails], mm[heads != tails]
    order = np.lexsort((mm, tails, heads))
    heads, tails, mm = heads[order], tails[order], mm[order]
    first = np.ones(len(heads), bool)
    first[1:] = (heads[1:] != heads[:-1]) | (tails[1:] != tails[:-1])
    heads, tails, mm = heads[first], tails[first], mm[first]
    graph = igraph.Graph(n=n, edges=np.column_stack([heads, tails]).tolist(), directed=True)
    matrix = scipy.sparse.csr_matrix((mm.astype(float), (heads, tails)), shape=(n, n))
    plain = networkx.DiGraph()
    plain.add_weighted_edges_from(zip(heads.tolist(), tails.tolist(), mm.tolist()))
    wrong = {"igraph": 0, "scipy": 0, "networkx": 0}
    for number_of_seed, seed in enumerate(dump.seeds):
        ends = seed_costs(dump, seed)
        ours = np.where(dump.costs[number_of_seed] == NONE, np.inf, dump.costs[number_of_seed].astype(float))
        theirs = {}
        distances = np.array(graph.distances([vertex for vertex, _ in ends], weights=mm.tolist()))
        theirs["igraph"] = (distances + np.array([[cost] for _, cost in ends])).min(axis=0)
        distances = scipy.sparse.csgraph.dijkstra(matrix, indices=[vertex for vertex, _ in ends])
        theirs["scipy"] = (distances + np.array([[cost] for _, cost in ends])).min(axis=0)
        if number_of_seed < 2:
            theirs["networkx"] = np.full(n, np.inf)
            for vertex, cost in ends:
                for other, far in networkx.single_source_dijkstra_path_length(plain, vertex).items() if vertex in plain else [(vertex, 0)]:
                    theirs["networkx"][other] = min(theirs["networkx"][other], far + cost)
        for program, costs in theirs.items():
            wrong[program] += int((costs != ours).sum())
    for program, count in wrong.items():
        report(count == 0, "%s: costs of %d vertices from %d seeds are those of %s, %d are not"
               % (net["name"], n, 2 if program == "networkx" else len(dump.seeds), program, count))


def hops_of(order, predecessors):
    hops = np.zeros(len(predecessors), np.int64)
    for vertex in order:
        if predecessors[vertex] >= 0:
            hops[vertex] = hops[predecessors[vertex]] + 1
    return hops


def check_structure(net, dump, raw):
    name = net["name"]
    is_open = ~dump.private
    rounding_m = 0.002 + 0.0015 * np.sqrt(len(dump.u))  # five times the spread of so many roundings
    ours = dump.length_mm[is_open & ~dump.across].sum() / 1000.0
    theirs = raw.length_m[~raw.private & ~raw.across].sum()
    report(abs(ours - theirs) <= rounding_m, "%s: %.3f m of street, read anew %.3f m" % (name, ours, theirs))
    ours = dump.length_mm[dump.private].sum() / 1000.0
    theirs = raw.length_m[raw.private].sum()
    report(abs(ours - theirs) <= rounding_m,
           "%s: %.3f m of private ways, read anew %.3f m" % (name, ours, theirs))
    counts = np.bincount(dump.component[is_open], weights=np.where(dump.across, 0, dump.length_mm)[is_open] / 1000.0)
    theirs = np.sort(raw.component_length_m[raw.component_used])[::-1]
    ours = np.sort(counts)[::-1]
    same = len(ours) == len(theirs) and np.abs(ours - theirs).max() <= rounding_m
    report(same, "%s: %d components, read anew %d, the longest %.3f m and %.3f m"
           % (name, len(ours), len(theirs), ours[0], theirs[0]))
    degree = np.bincount(dump.u[is_open], minlength=len(dump.xy)) + np.bincount(dump.v[is_open], minlength=len(dump.xy))
    theirs = raw.degree()
    for what, of in (("dead ends", lambda values: values == 1), ("junctions", lambda values: values >= 3)):
        ours_count, theirs_count = int(of(degree).sum()), int(of(theirs).sum())
        report(ours_count == theirs_count, "%s: %d %s, read anew %d" % (name, ours_count, what, theirs_count))


def check_walks(net, dump, raw):
    """Walks between places that stand at one coordinate in both graphs and in no other vertex."""
    def unique(xy):
        keys = [tuple(row) for row in np.round(xy, 3).tolist()]
        seen = {}
        for index, key in enumerate(keys):
            seen[key] = -1 if key in seen else index
        return {key: index for key, index in seen.items() if index >= 0}

    ours, theirs = unique(dump.xy), unique(raw.xy)
    both = sorted(set(ours) & set(theirs))
    our = np.array([ours[key] for key in both])
    their = np.array([theirs[key] for key in both])
    heads, tails, mm = arcs_of(dump)
    order = np.argsort(-mm, kind="stable")  # of parallel arcs scipy's matrix keeps the last
    n = len(dump.xy)
    matrix = scipy.sparse.lil_matrix((1, 1))
    best = {}
    for head, tail, cost in zip(heads[order].tolist(), tails[order].tolist(), mm[order].tolist()):
        best[(head, tail)] = cost
    keys = np.array(list(best))
    matrix = scipy.sparse.csr_matrix((np.maximum(np.array(list(best.values()), float), 1e-6), (keys[:, 0], keys[:, 1])),
                                     shape=(n, n))
    arcs = raw.arcs()
    worst, wrong, compared = 0.0, 0, 0
    chosen = np.random.default_rng(3).choice(len(both), min(8, len(both)), replace=False)
    for start in chosen:
        far, before = scipy.sparse.csgraph.dijkstra(matrix, indices=int(our[start]), return_predecessors=True)
        hops = hops_of(np.argsort(far, kind="stable"), before)[our]
        far = far[our] / 1000.0
        other = scipy.sparse.csgraph.dijkstra(arcs, indices=int(their[start]))[their]
        finite = np.isfinite(far)
        wrong += int((finite != np.isfinite(other)).sum())
        off = np.abs(far[finite] - other[finite])
        wrong += int((off > 0.001 + 0.0006 * hops[finite]).sum())
        worst = max(worst, off.max())
        compared += len(off)
    report(wrong == 0, "%s: %d walks between places of both graphs agree, %d do not, worst %.4f m"
           % (net["name"], compared, wrong, worst))


def check_barriers(net, dump, raw):
    """What no leg crosses: as much of it, sides of areas and lines apart."""
    for is_area, what in ((True, "sides of barrier areas"), (False, "barrier lines")):
        ours = dump.barriers[dump.barriers[:, 4] == is_area]
        ours_m = np.hypot(ours[:, 2] - ours[:, 0], ours[:, 3] - ours[:, 1]).sum()
        theirs_m = sum(np.hypot(*np.diff(np.array(points), axis=0).T).sum()
                       for points, area, _ in raw.barriers if area == is_area)
        report(abs(ours_m - theirs_m) <= 0.001 + 1e-9 * theirs_m,
               "%s: %.3f m of %s, read anew %.3f m" % (net["name"], ours_m, what, theirs_m))


def key_of(xy):
    return tuple(np.round(xy, 3).tolist())


def lines_across(u, v, xy, across):
    """(place, place) -> (u, v, ...) of the straight lines across areas."""
    return {tuple(sorted((key_of(xy[u[e]]), key_of(xy[v[e]])))): e for e in np.flatnonzero(across)}


def check_across(net, dump, raw):
    """Lines across areas: one that only one side has is no shorter than a walk on the other (through a third entrance, say)."""
    ours = lines_across(dump.u, dump.v, dump.xy, dump.across & ~dump.private)
    theirs = lines_across(raw.u, raw.v, raw.xy, raw.across & ~raw.private)
    heads, tails, mm = arcs_of(dump)
    order = np.lexsort((mm, tails, heads))
    heads, tails, mm = heads[order], tails[order], mm[order]
    first = np.ones(len(heads), bool)
    first[1:] = (heads[1:] != heads[:-1]) | (tails[1:] != tails[:-1])
    n = len(dump.xy)
    our_arcs = scipy.sparse.csr_matrix((np.maximum(mm[first] / 1000.0, 1e-9), (heads[first], tails[first])), shape=(n, n))
    wrong = []
    for lines, other, far, arcs, u, v, xy in (
            (ours, theirs, dump.length_mm / 1000.0, raw.arcs(), raw.u, raw.v, raw.xy),
            (theirs, ours, raw.length_m, our_arcs, dump.u, dump.v, dump.xy)):
        number = {key_of(place): i for i, place in enumerate(xy)}
        for pair in sorted(set(lines) - set(other)):
            length = far[lines[pair]]
            walk = np.inf
            if pair[0] in number and pair[1] in number:
                walk = scipy.sparse.csgraph.dijkstra(arcs, indices=number[pair[0]], limit=length + 1.0)[number[pair[1]]]
            if walk > length + 0.004:
                wrong.append("%s %.3f m, the other walks %.3f m" % (pair, length, walk))
    report(not wrong, "%s: %d lines straight across areas, read anew %d, none opens a walk that the other lacks"
           % (net["name"], len(ours), len(theirs)))
    for line in wrong[:10]:
        print("#   " + line)


def check_truth(net, dump, raw):
    if "nodes" in net:
        report(len(raw.xy) == net["nodes"] and len(raw.u) == net["segments"],
               "%s: read anew %d nodes and %d segments" % (net["name"], len(raw.xy), len(raw.u)))
        places = {tuple(row) for row in np.round(dump.points[:, :2], 6).tolist()}
        segments = int((dump.count - 1).sum())
        report(len(places) == net["nodes"] and segments == net["segments"],
               "%s: %d nodes and %d segments" % (net["name"], len(places), segments))


def main():
    dump_program, data = sys.argv[1:3]
    wanted = sys.argv[3:]
    with open(PROFILE, encoding="utf-8") as file:
        profile = yaml.safe_load(file)
    networks = [net for net in NETWORKS if os.path.exists(os.path.join(data, net["path"]))
                and (not wanted or net["name"] in wanted)]
    if not networks:
        print("1..0 # SKIP no data under %s" % data)
        return 0
    for net in networks:
        with tempfile.TemporaryDirectory() as folder:
            dump = Dump(dump_program, write_config(net, data, folder), os.path.join(folder, "dump"), SEEDS)
        path = os.path.join(data, net["path"])
        project = pyproj.Transformer.from_crs("EPSG:4326", net["crs"], always_xy=True).transform
        if net.get("layer"):
            raw = raw_lines.load(path, net["layer"], None if net.get("every_line") else profile, net["crs"],
                                  net.get("tolerance_m", 0.5))
        else:
            raw = raw_osm.load(path, profile, project)
        check_lengths(net, dump)
        check_structure(net, dump, raw)
        if not net.get("layer"):
            check_barriers(net, dump, raw)
        check_across(net, dump, raw)
        check_walks(net, dump, raw)
        check_costs(net, dump)
        check_truth(net, dump, raw)
    print("1..%d" % number)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
