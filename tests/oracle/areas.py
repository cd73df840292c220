#!/usr/bin/python3
"""areas.py LIFECIRCLE DATA NAME [PLACES] - service areas of a real network by dense sampling.

The walk of each of 100,000 random places is computed anew (places.py, walks.py) and compared with the polygons of the run of
tests/real/NAME: a place may lie on the wrong side only if some place within the tolerance has the other verdict. TAP; exit
77 without data.
"""
import os
import sys
import tempfile

import numpy as np
from shapely import vectorized
from shapely.geometry import Point

import results
from scene import Scene

PLACES = 100000
MARGIN_M = 60.0
ROUNDING_M = 0.004


def random_places(areas, count, rng):
    """Uniform in boxes around the areas, as often in each of the two kinds: anywhere, and in a box of some area."""
    bounds = np.array([area.bounds for area in areas])
    low, high = bounds[:, :2].min(axis=0) - MARGIN_M, bounds[:, 2:].max(axis=0) + MARGIN_M
    anywhere = rng.uniform(low, high, (count // 2, 2))
    box = bounds[rng.integers(len(areas), size=count - len(anywhere))]
    return np.concatenate([anywhere, rng.uniform(box[:, :2] - MARGIN_M, box[:, 2:] + MARGIN_M)])


class Verdicts:
    """Walks of places, on the ground of homes with private ways too."""

    def __init__(self, scene):
        self.scene, self.zones = scene, scene.zones()

    def zone_of(self, xy):
        """For each place the first home with private ways that holds it, or -1."""
        zone = np.full(len(xy), -1)
        for number in range(len(self.zones) - 1, -1, -1):
            shape = self.zones[number][1].shape
            x0, y0, x1, y1 = shape.bounds
            some = np.flatnonzero((xy[:, 0] >= x0) & (xy[:, 0] <= x1) & (xy[:, 1] >= y0) & (xy[:, 1] <= y1))
            if len(some):
                zone[some[vectorized.contains(shape, xy[some, 0], xy[some, 1])]] = number
        return zone

    def joins(self, xy):
        """[(places, joins, zone)]: places by the ground they lie on."""
        zone = self.zone_of(xy)
        out = []
        for number in np.unique(zone):
            some = np.flatnonzero(zone == number)
            private = self.zones[number][1].segments if number >= 0 else None
            out.append((some, self.scene.town.join(xy[some], private), self.zones[number][1] if number >= 0 else None))
        return out

    def ties(self, count, joins):
        """Places with two streets equally near that do not meet: the lower edge id decides there, which this side has none of."""
        tie = np.zeros(count, bool)
        for some, joined, _ in joins:
            tie[some] = joined.tie
        return tie

    def walks(self, count, joins, facility):
        walk = np.full(count, np.inf)
        for some, joined, zone in joins:
            walk[some] = self.scene.town.walks(joined, self.scene.costs[facility], self.scene.facility_joins, facility, zone)
        return walk


def circle(xy, tolerance_m):
    """Places around a place, up to the tolerance."""
    out = [xy]
    for radius in np.linspace(0.05, 1.0, 8) * tolerance_m:
        turn = np.linspace(0, 2 * np.pi, 32, endpoint=False)
        out.append(xy + radius * np.column_stack([np.cos(turn), np.sin(turn)]))
    return np.vstack(out)


def judge(scene, count, seed=15):
    """(places, verdicts, near the border, wrong): wrong is a list of words."""
    rows = scene.results.layers["service_areas"]
    areas = [row["geometry"] for row in rows if row["geometry"] is not None]
    xy = random_places(areas, count, np.random.default_rng(seed))
    verdicts = Verdicts(scene)
    scene.costs = scene.town.costs(scene.facility_joins, range(len(scene.facilities)), max(scene.limits_m) + 1.0)
    joins = verdicts.joins(xy)
    ties = verdicts.ties(len(xy), joins)
    number = {}
    for i, row in enumerate(scene.facilities):
        number.setdefault((row["facility_id"], row["category"]), i)
    judged, inside, near, wrong = 0, 0, 0, []
    walks = {}
    for row in rows:
        facility = number[(row["facility_id"], row["category"])]
        if facility not in walks:
            walks = {facility: verdicts.walks(len(xy), joins, facility)}
        limit = row["limit_m"] + 0.001
        covered = walks[facility] <= limit
        drawn = vectorized.contains(row["geometry"], xy[:, 0], xy[:, 1]) if row["geometry"] is not None else covered & False
        judged += len(xy)
        inside += int(covered.sum())
        for place in np.flatnonzero(covered != drawn):
            if ties[place] or abs(walks[facility][place] - limit) <= ROUNDING_M:
                near += 1
                continue
            around = circle(xy[place], scene.tolerance_m + 0.005)
            walk = verdicts.walks(len(around), verdicts.joins(around), facility)
            if ((walk <= limit + ROUNDING_M) != covered[place]).any() or ((walk <= limit - ROUNDING_M) != covered[place]).any():
                near += 1
            else:
                wrong.append("%s %g m at %.3f %.3f: walk %.3f, %s, border %.3f m away"
                             % (row["facility_id"], row["limit_m"], *xy[place], walks[facility][place],
                                "inside" if drawn[place] else "outside", row["geometry"].boundary.distance(Point(xy[place]))))
    return judged, inside, near, wrong


def main():
    command, data, name = sys.argv[1:4]
    count = int(sys.argv[4]) if len(sys.argv) > 4 else PLACES
    with tempfile.TemporaryDirectory() as folder:
        _, config = results.config_of(name, data, folder)
        missing = [path for path in results.inputs_of(config) if not path.startswith(folder) and not os.path.exists(path)]
        if missing:
            print("1..0 # SKIP not here: %s" % ", ".join(missing))
            return 0
        scene = Scene(command, name, data, folder)
        if scene.results.status != 0:
            print("not ok 1 - the run ends with %d\n1..1" % scene.results.status)
            return 1
        judged, inside, near, wrong = judge(scene, count)
    print("%s 1 - %s: %d places in %d areas, %d verdicts inside; %d differ within the tolerance, %d beyond it"
          % ("not ok" if wrong else "ok", name, count, judged // count, inside, near, len(wrong)))
    for line in wrong[:40]:
        print("#   " + line)
    print("%s 2 - %s: some places lie inside and some differ only near the border" % ("ok" if inside > count // 10 else "not ok", name))
    print("1..2")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
