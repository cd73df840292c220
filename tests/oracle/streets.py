"""streets.py - an independent graph of streets, one edge a segment, in metres as floating numbers."""
import numpy as np
import pyproj
import scipy.sparse
import scipy.sparse.csgraph

GEOD = pyproj.Geod(ellps="WGS84")


def without_long_copies(rows, xy):
    """Drops a segment a - c beside which a - b and b - c run on the same line: the street is there already."""
    beside = {}
    for u, v, _, _, inside, owner, across in rows:
        if owner is None and not across:
            beside.setdefault((u, inside), set()).add(v)
            beside.setdefault((v, inside), set()).add(u)
    kept = []
    for row in rows:
        u, v, _, _, inside, owner, across = row
        step = np.subtract(xy[v], xy[u])
        length = np.hypot(*step)
        for middle in beside.get((u, inside), set()) & beside.get((v, inside), set()) if owner is None and not across else ():
            to = np.subtract(xy[middle], xy[u])
            if len(beside[(middle, inside)]) > 2:
                continue
            if 0.001 < step @ to / length < length - 0.001 and abs(step[0] * to[1] - step[1] * to[0]) / length <= 0.001:
                break
        else:
            kept.append(row)
    return kept


class Builder:
    """Collects segments between nodes; copies of a segment count once."""

    def __init__(self):
        self.found = {}

    def add(self, one, other, verdict, across, owner):
        if one == other:
            return
        low, high = min(one, other), max(one, other)
        there, back = verdict["forward"], verdict["backward"]
        if one != low:
            there, back = back, there
        key = (low, high, verdict["inside"], owner if verdict["private"] else None)
        before = self.found.get(key)
        if before:
            there, back, across = there or before[0], back or before[1], across and before[2]
        self.found[key] = (there, back, across)

    def finish(self, xy, lonlat, closed):
        """Streets of everything added; at closed nodes each neighbour gets a dead end of its own."""
        open_pairs = {(low, high, inside) for low, high, inside, owner in self.found if owner is None}
        names, number = [], {}

        def index(node, neighbour):
            key = (node, neighbour) if node in closed else node
            if key not in number:
                number[key] = len(names)
                names.append(node)
            return number[key]

        rows = []
        for (low, high, inside, owner), (there, back, across) in sorted(self.found.items(), key=lambda item: str(item[0])):
            if owner is not None and (low, high, inside) in open_pairs:
                continue
            rows.append((index(low, high), index(high, low), there, back, inside, owner, across))
        rows = without_long_copies(rows, [xy[node] for node in names])
        return Streets(np.array([xy[node] for node in names]), np.array([lonlat[node] for node in names]), rows)


class Streets:
    """u, v, length_m, there, back, inside, private (owner or None), across of every segment; xy and lonlat of nodes."""

    def __init__(self, xy, lonlat, rows):
        self.xy, self.lonlat = xy, lonlat
        self.u = np.array([row[0] for row in rows])
        self.v = np.array([row[1] for row in rows])
        self.there = np.array([row[2] for row in rows])
        self.back = np.array([row[3] for row in rows])
        self.inside = np.array([row[4] for row in rows])
        self.owner = [row[5] for row in rows]
        self.private = np.array([owner is not None for owner in self.owner])
        self.across = np.array([row[6] for row in rows])
        self.length_m = GEOD.inv(lonlat[self.u, 0], lonlat[self.u, 1], lonlat[self.v, 0], lonlat[self.v, 1])[2]
        self.barriers = []
        self._components()

    def _components(self):
        n = len(self.xy)
        is_open = ~self.private
        graph = scipy.sparse.coo_matrix((np.ones(is_open.sum()), (self.u[is_open], self.v[is_open])), shape=(n, n))
        _, label = scipy.sparse.csgraph.connected_components(graph, directed=False)
        street = is_open & ~self.across
        length = np.bincount(label[self.u[street]], weights=self.length_m[street], minlength=label.max() + 1)
        used = np.zeros(label.max() + 1, bool)
        used[label[self.u[is_open]]] = True
        self.component = np.where(is_open, label[self.u], -1)
        self.component_length_m = length
        self.component_used = used

    def islets(self, islet_m):
        return ~self.private & (self.component_length_m[self.component] < islet_m)

    def degree(self):
        is_open = ~self.private
        n = len(self.xy)
        return np.bincount(self.u[is_open], minlength=n) + np.bincount(self.v[is_open], minlength=n)

    def arcs(self, extra=()):
        """Sparse matrix for scipy: entry [head, tail] is the walk from tail to head, so that searches run from the goal."""
        is_open = ~self.private
        u, v, length = self.u[is_open], self.v[is_open], self.length_m[is_open]
        there, back = self.there[is_open], self.back[is_open]
        rows = np.concatenate([v[there], u[back], [row for row, _, _ in extra]]).astype(np.int64)
        columns = np.concatenate([u[there], v[back], [column for _, column, _ in extra]]).astype(np.int64)
        weights = np.concatenate([length[there], length[back], [weight for _, _, weight in extra]])
        n = int(max(len(self.xy), rows.max() + 1, columns.max() + 1))
        # Parallel segments: the shortest counts; a walk of nothing is not an absent arc.
        order = np.lexsort((weights, columns, rows))
        rows, columns, weights = rows[order], columns[order], np.maximum(weights[order], 1e-9)
        first = np.ones(len(rows), bool)
        first[1:] = (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1])
        return scipy.sparse.csr_matrix((weights[first], (rows[first], columns[first])), shape=(n, n))
