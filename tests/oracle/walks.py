"""walks.py - walks from places to facilities, reached streets and homes' figures, anew (spec.md, sections 4, 5 and 7)."""
import numpy as np
import scipy.sparse
import scipy.sparse.csgraph
from shapely import vectorized
from shapely.geometry import LineString, MultiLineString, Point

from streets import GEOD


class Town:
    """A network with places joined to it."""

    def __init__(self, streets, joiner, to_degrees):
        self.streets, self.joiner, self.to_degrees = streets, joiner, to_degrees
        self.zones = []

    def join(self, xy, private=None):
        joins = self.joiner.join(xy, private)
        joined = joins.segment >= 0
        lon, lat = self.to_degrees(xy[:, 0], xy[:, 1])
        on = self.on_street(joins)
        lon2, lat2 = self.to_degrees(on[:, 0], on[:, 1])
        joins.leg_m = np.where(joined, GEOD.inv(lon, lat, np.where(joined, lon2, lon), np.where(joined, lat2, lat))[2], np.inf)
        joins.segment[joins.leg_m > self.joiner.off_street_m + 0.0005] = -1
        return joins

    def on_street(self, joins):
        segment = np.maximum(joins.segment, 0)
        return self.joiner.a[segment] + joins.share[:, None] * (self.joiner.b - self.joiner.a)[segment]

    def costs(self, joins, facilities, limit_m=np.inf):
        """Cost of every node for each facility (row), and the nearest of all."""
        streets = self.streets
        n = len(streets.xy)
        extra = []
        for row, facility in enumerate(facilities):
            segment = joins.segment[facility]
            if segment < 0:
                continue
            length, share, leg = streets.length_m[segment], joins.share[facility], joins.leg_m[facility]
            if streets.there[segment]:
                extra.append((n + row, streets.u[segment], leg + share * length))
            if streets.back[segment]:
                extra.append((n + row, streets.v[segment], leg + (1 - share) * length))
        arcs = streets.arcs(extra)
        out = []
        for row in range(len(facilities)):
            out.append(scipy.sparse.csgraph.dijkstra(arcs, indices=n + row, limit=limit_m)[:n]
                       if n + row < arcs.shape[0] else np.full(n, np.inf))
        return np.array(out)

    def walks(self, joins, cost, facility_joins, facility, zone=None):
        """
        The walk of every joined place to one facility whose node costs are `cost`. zone: the places lie on its ground; those
        that joined a private way walk along it to the open streets, the others have the open streets (doc/decisions/004).
        """
        if zone:
            private = self.streets.private[np.maximum(joins.segment, 0)]
            return np.where(private, self.walks(joins, zone.with_ways_out(cost), facility_joins, facility),
                            self.walks(joins, cost, facility_joins, facility))
        streets = self.streets
        segment = np.maximum(joins.segment, 0)
        length, share = streets.length_m[segment], joins.share
        to_u = np.where(streets.back[segment], cost[streets.u[segment]] + share * length, np.inf)
        to_v = np.where(streets.there[segment], cost[streets.v[segment]] + (1 - share) * length, np.inf)
        walk = np.minimum(to_u, to_v)
        if facility_joins.segment[facility] >= 0:
            goal = facility_joins.share[facility]
            free = np.where(goal >= share, streets.there[segment], streets.back[segment])
            same = (segment == facility_joins.segment[facility]) & free
            walk = np.where(same, np.minimum(walk, np.abs(goal - share) * length + facility_joins.leg_m[facility]), walk)
        return np.where(joins.segment >= 0, walk + joins.leg_m, np.inf)

    def reached_m(self, cost, facility_joins, facility, limit_m):
        """Metres of street within the limit: lines across areas and private ways are none."""
        streets = self.streets
        left, right = limit_m - cost[streets.u], limit_m - cost[streets.v]
        length = streets.length_m
        from_u = np.where(streets.back, np.clip(left, 0, length), 0)
        from_v = np.where(streets.there, np.clip(right, 0, length), 0)
        reached = np.minimum(length, from_u + from_v)
        segment = facility_joins.segment[facility]
        if segment >= 0:
            whole = length[segment]
            at, room = facility_joins.share[facility] * whole, limit_m - facility_joins.leg_m[facility]
            parts = [(0.0, from_u[segment]), (whole - from_v[segment], whole)]
            if room >= 0:
                parts.append((max(0.0, at - room) if streets.there[segment] else at,
                              min(whole, at + room) if streets.back[segment] else at))
            total, end = 0.0, 0.0
            for begin, stop in sorted(parts):
                total += max(0.0, stop - max(begin, end))
                end = max(end, stop)
            reached[segment] = total
        return reached[~streets.private & ~streets.across].sum()


class Zone:
    """A home that private ways touch: they count as streets on its ground (doc/decisions/004)."""

    def __init__(self, town, shape, segments):
        streets = town.streets
        self.shape, self.segments = shape, segments
        nodes = np.unique(np.concatenate([streets.u[segments], streets.v[segments]]))
        position = {node: i for i, node in enumerate(nodes)}
        u = np.array([position[node] for node in streets.u[segments]])
        v = np.array([position[node] for node in streets.v[segments]])
        there, back = streets.there[segments], streets.back[segments]
        length = np.maximum(streets.length_m[segments], 1e-9)
        walk = np.full((len(nodes), len(nodes)), np.inf)
        np.minimum.at(walk, (u[there], v[there]), length[there])
        np.minimum.at(walk, (v[back], u[back]), length[back])
        walk[np.isinf(walk)] = 0
        self.nodes = nodes
        self.far = scipy.sparse.csgraph.dijkstra(scipy.sparse.csr_matrix(walk))
        self.exits = np.flatnonzero(streets.degree()[nodes] > 0)

    def with_ways_out(self, cost):
        """The costs, with those of the nodes on the home's private ways filled in."""
        if len(self.exits) == 0:
            return cost
        inner = (self.far[:, self.exits] + cost[self.nodes[self.exits]][None, :]).min(axis=1)
        filled = cost.copy()
        filled[self.nodes] = np.minimum(cost[self.nodes], inner)
        return filled


def zones_of(town, shapes):
    """(home, Zone) of every home that a private way touches; homes in the order of their ids."""
    streets = town.streets
    owners = {}
    for segment in np.flatnonzero(streets.private):
        owners.setdefault(streets.owner[segment], []).append(segment)
    lines = {owner: MultiLineString([LineString([streets.xy[streets.u[s]], streets.xy[streets.v[s]]]) for s in segments])
             for owner, segments in owners.items()}
    found = []
    names = sorted(lines, key=str)
    bounds = np.array([lines[owner].bounds for owner in names]).reshape(-1, 4)
    for home, shape in enumerate(shapes):
        x0, y0, x1, y1 = shape.bounds
        near = np.flatnonzero((bounds[:, 0] <= x1 + 0.01) & (bounds[:, 2] >= x0 - 0.01) &
                              (bounds[:, 1] <= y1 + 0.01) & (bounds[:, 3] >= y0 - 0.01))
        segments = []
        for owner in (names[i] for i in near):
            if lines[owner].distance(shape) <= 0.01:
                segments.extend(owners[owner])
        if segments:
            found.append((home, Zone(town, shape, np.array(sorted(segments)))))
    return found


def demand_points(shape, sample_m):
    """[(x, y, share)] of a home: the grid inside or on the outline, part by part, each with its share of the land."""
    parts = list(shape.geoms) if shape.geom_type == "MultiPolygon" else [shape]
    out = []
    for part in parts:
        x0, y0, x1, y1 = part.bounds
        xs = np.arange(np.ceil((x0 - 1e-7) / sample_m), np.floor((x1 + 1e-7) / sample_m) + 1) * sample_m
        ys = np.arange(np.ceil((y0 - 1e-7) / sample_m), np.floor((y1 + 1e-7) / sample_m) + 1) * sample_m
        grid = [(x, y) for y in ys for x in xs]
        inside = []
        if part.area >= sample_m ** 2 and grid:
            grid = np.array(grid)
            held = vectorized.contains(part, grid[:, 0], grid[:, 1])
            inside = [tuple(point) for point, is_in in zip(grid, held) if is_in or part.distance(Point(point)) <= 1e-9]
        if not inside:
            middle = part.centroid
            inside = [(middle.x, middle.y)] if part.contains(middle) else [None]
        out.extend((point, part.area / shape.area / len(inside)) for point in inside)
    return out
