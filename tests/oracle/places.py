"""places.py - from a place to the network, anew: the nearest street point whose leg crosses no barrier (spec.md, section 4)."""
import numpy as np
from shapely import vectorized
from shapely.geometry import Polygon
from shapely.validation import make_valid

TINY_M = 1e-6
EQUAL_M = 0.0015


class Cells:
    """Boxes of segments in square cells."""

    def __init__(self, a, b, size_m):
        self.size_m = size_m
        low, high = np.minimum(a, b), np.maximum(a, b)
        self.low, self.high = low, high
        first = np.floor(low / size_m).astype(np.int64)
        last = np.floor(high / size_m).astype(np.int64)
        self.items = {}
        for index in range(len(a)):
            for column in range(first[index, 0], last[index, 0] + 1):
                for row in range(first[index, 1], last[index, 1] + 1):
                    self.items.setdefault((column, row), []).append(index)

    def near(self, low, high):
        """Segments whose boxes touch the box."""
        found = []
        for column in range(int(np.floor(low[0] / self.size_m)), int(np.floor(high[0] / self.size_m)) + 1):
            for row in range(int(np.floor(low[1] / self.size_m)), int(np.floor(high[1] / self.size_m)) + 1):
                found.extend(self.items.get((column, row), ()))
        found = np.unique(np.array(found, dtype=np.int64))
        keep = np.all(self.low[found] <= high, axis=1) & np.all(self.high[found] >= low, axis=1)
        return found[keep]


def cross(one, other):
    return one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0]


def shares_and_distances(xy, a, b):
    """For places (rows) and segments (columns): share of the nearest point, and how far it is."""
    step = b - a
    length2 = np.maximum((step ** 2).sum(axis=1), 1e-30)
    from_a = xy[:, None, :] - a[None, :, :]
    share = np.clip((from_a * step).sum(axis=2) / length2, 0.0, 1.0)
    off = from_a - share[:, :, None] * step
    return share, np.sqrt((off ** 2).sum(axis=2))


class Barriers:
    def __init__(self, barriers):
        """barriers: [(points, is_area, object)]."""
        a, b, area = [], [], []
        rings = {}
        for points, is_area, owner in barriers:
            a.extend(points[:-1])
            b.extend(points[1:])
            area.extend([is_area] * (len(points) - 1))
            if is_area:
                rings.setdefault(owner, []).append(points)
        self.a, self.b = np.array(a).reshape(-1, 2), np.array(b).reshape(-1, 2)
        self.area = np.array(area, bool)
        self.cells = Cells(self.a, self.b, 100.0)
        self.shapes = []
        for owner in sorted(rings):
            shape = Polygon()
            for ring in rings[owner]:
                shape = shape.symmetric_difference(make_valid(Polygon(ring)))
            self.shapes.append(shape)

    def holds(self, xy):
        """Which places lie inside an area."""
        inside = np.zeros(len(xy), bool)
        for shape in self.shapes:
            if shape.is_empty:
                continue
            x0, y0, x1, y1 = shape.bounds
            some = np.flatnonzero((xy[:, 0] > x0) & (xy[:, 0] < x1) & (xy[:, 1] > y0) & (xy[:, 1] < y1))
            if len(some):
                inside[some] |= vectorized.contains(shape, xy[some, 0], xy[some, 1])
        return inside

    def meet(self, xy, goal, sides):
        """For each place: might its leg to its goal meet one of the sides? (Touching counts: the slow way decides then.)"""
        if len(sides) == 0:
            return np.zeros(len(xy), bool)
        a, b = self.a[sides][None], self.b[sides][None]
        p, q = xy[:, None], goal[:, None]
        span = np.maximum(np.hypot(*(q - p).T).T, TINY_M)
        side = np.maximum(np.hypot(*(b - a).T).T, TINY_M)
        pa, pb = cross(q - p, a - p) / span, cross(q - p, b - p) / span
        ap, aq = cross(b - a, p - a) / side, cross(b - a, q - a) / side
        apart = ((pa > 2 * TINY_M) & (pb > 2 * TINY_M)) | ((pa < -2 * TINY_M) & (pb < -2 * TINY_M)) | \
                ((ap > 2 * TINY_M) & (aq > 2 * TINY_M)) | ((ap < -2 * TINY_M) & (aq < -2 * TINY_M))
        return (~apart).any(axis=1)

    def shadows(self, p, s0, s1, sides):
        """Intervals of the segment s0 -> s1 that the sides hide from p, as two arrays."""
        step = s1 - s0
        depth = cross(s0 - p, step)
        a, b = self.a[sides] - p, self.b[sides] - p
        is_area = self.area[sides]
        if abs(depth) < TINY_M * np.hypot(*step):
            return self._shadows_along(p, s0, s1, a, b, is_area)
        height = abs(depth) / np.hypot(*step)
        la, lb = cross(a, step) / depth, cross(b, step) / depth
        low = np.full(len(sides), 1e-9 / height)
        high = np.where(is_area, 1.0 - TINY_M / height, 1.0 + TINY_M / height)
        with np.errstate(divide="ignore", invalid="ignore"):
            ta, tb = np.clip((low - la) / (lb - la), 0, 1), np.clip((high - la) / (lb - la), 0, 1)
        flat = np.abs(lb - la) < 1e-15
        begin, end = np.where(flat, 0.0, np.minimum(ta, tb)), np.where(flat, 1.0, np.maximum(ta, tb))
        x1, x2 = a + begin[:, None] * (b - a), a + end[:, None] * (b - a)
        l1, l2 = cross(x1, step) / depth, cross(x2, step) / depth
        middle = (l1 + l2) / 2
        keep = (middle >= low - 1e-12) & (middle <= high + 1e-12) & ((end > begin) | flat)
        with np.errstate(divide="ignore", invalid="ignore"):
            t1 = -cross(x1, s0 - p) / cross(x1, step)
            t2 = -cross(x2, s0 - p) / cross(x2, step)
        wide = np.where(is_area, 0.0, 2 * TINY_M / np.hypot(*step))
        return (np.minimum(t1, t2) - wide)[keep], (np.maximum(t1, t2) + wide)[keep]

    def _shadows_along(self, p, s0, s1, a, b, is_area):
        """p lies on the line of the segment: everything behind the first side is hidden."""
        step = (s1 - s0) / np.hypot(*(s1 - s0))
        ca, cb = cross(step, a), cross(step, b)
        with np.errstate(divide="ignore", invalid="ignore"):
            x = a + np.where(ca != cb, ca / (ca - cb), 0.0)[:, None] * (b - a)
        at = x @ step
        meets = (np.minimum(ca, cb) <= 0) & (np.maximum(ca, cb) >= 0)
        meets &= ~is_area | ((np.minimum(ca, cb) < -TINY_M) & (np.maximum(ca, cb) > TINY_M))
        start, length = (s0 - p) @ step, np.hypot(*(s1 - s0))
        ahead, behind = meets & (at >= 0), meets & (at < 0)
        t = (at - start) / length
        return (np.concatenate([t[ahead], np.full(behind.sum(), -np.inf)]),
                np.concatenate([np.full(ahead.sum(), np.inf), t[behind]]))


def nearest_free(foot, begins, ends):
    """[free shares nearest to foot], at most one on each side."""
    hit = (begins < foot) & (ends > foot)
    if not hit.any():
        return [foot]
    order = np.argsort(begins)
    merged = []
    for begin, end in zip(begins[order], ends[order]):
        if merged and begin <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([begin, end])
    for begin, end in merged:
        if begin < foot < end:
            return [t for t in (begin, end) if 0.0 <= t <= 1.0]
    return [foot]


class Joins:
    """Where places join: segment (-1: none), share of it, map distance, and whether another street is equally near."""

    def __init__(self, count):
        self.segment = np.full(count, -1, np.int64)
        self.share = np.zeros(count)
        self.far_m = np.full(count, np.inf)
        self.tie = np.zeros(count, bool)


class Joiner:
    def __init__(self, streets, barriers, off_street_m, islet_m):
        self.streets, self.barriers, self.off_street_m = streets, barriers, off_street_m
        self.a, self.b = streets.xy[streets.u], streets.xy[streets.v]
        self.islet = streets.islets(islet_m)
        self.cells = Cells(self.a, self.b, 100.0)
        self.open = ~streets.inside & ~streets.private

    def join(self, xy, private=None):
        """Joins places; private: segments of private ways that count as streets here."""
        joins = Joins(len(xy))
        inside = self.barriers.holds(xy)
        allowed = self.open & ~self.islet
        if private is not None:
            allowed = allowed.copy()
            allowed[private] = ~self.streets.inside[private]
        todo = np.flatnonzero(~inside)
        for choice in (allowed, self.open & self.islet):
            for radius in (60.0, self.off_street_m * 1.002):
                todo = self._join_within(xy, todo, choice, radius, joins)
        return joins

    def _join_within(self, xy, todo, choice, radius, joins):
        """Joins those of `todo` that have a street within the radius; answers the rest."""
        left = []
        group_m = 100.0
        key = np.floor(xy[todo] / group_m).astype(np.int64)
        order = np.lexsort((key[:, 1], key[:, 0]))
        todo, key = todo[order], key[order]
        starts = np.flatnonzero(np.any(np.diff(key, axis=0, prepend=key[:1] - 1) != 0, axis=1)) if len(todo) else []
        for start, end in zip(starts, list(starts[1:]) + [len(todo)]):
            group = todo[start:end]
            low, high = xy[group].min(axis=0) - radius, xy[group].max(axis=0) + radius
            streets = self.cells.near(low, high)
            streets = streets[choice[streets]]
            if len(streets) == 0:
                left.extend(group)
                continue
            sides = self.barriers.cells.near(low, high)
            share, far = shares_and_distances(xy[group], self.a[streets], self.b[streets])
            best = far.argmin(axis=1)
            rows = np.arange(len(group))
            goal = self.a[streets[best]] + share[rows, best][:, None] * (self.b - self.a)[streets[best]]
            blocked = self.barriers.meet(xy[group], goal, sides)
            for row, place in enumerate(group):
                if far[row, best[row]] > radius:
                    left.append(place)
                elif not blocked[row]:
                    self._take(joins, place, [(far[row, i], share[row, i], streets[i])
                                              for i in np.flatnonzero(far[row] <= far[row, best[row]] + EQUAL_M)])
                elif not self._join_around(xy[place], place, streets, share[row], far[row], sides, radius, joins):
                    left.append(place)
        return np.array(sorted(left), dtype=np.int64)

    def _join_around(self, p, place, streets, share, far, sides, radius, joins):
        """The slow way: segment by segment, with the shadows of the barriers."""
        found = []
        best = radius
        box = self.barriers.cells
        away = np.hypot(*(np.maximum(np.maximum(box.low[sides] - p, p - box.high[sides]), 0.0)).T)
        for i in np.argsort(far):
            if far[i] > best + EQUAL_M:
                break
            s0, s1 = self.a[streets[i]], self.b[streets[i]]
            begins, ends = self.barriers.shadows(p, s0, s1, sides[away <= best + 0.01])
            for t in nearest_free(share[i], begins, ends):
                distance = np.hypot(*(s0 + t * (s1 - s0) - p))
                if distance <= radius:
                    found.append((distance, t, streets[i]))
                    best = min(best, distance)
        found = [item for item in found if item[0] <= best + EQUAL_M]
        if found:
            self._take(joins, place, found)
        return bool(found)

    def _take(self, joins, place, found):
        found.sort()
        far, share, segment = found[0]
        joins.segment[place], joins.share[place], joins.far_m[place] = segment, share, far
        here = self.a[segment] + share * (self.b - self.a)[segment]
        ends = {self.streets.u[segment], self.streets.v[segment]}
        joins.tie[place] = any(np.hypot(*(self.a[s] + t * (self.b - self.a)[s] - here)) > 0.01 or
                               not ends & {self.streets.u[s], self.streets.v[s]} for _, t, s in found[1:])
