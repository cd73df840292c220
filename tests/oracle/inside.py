#!/usr/bin/python3
"""inside.py INSIDE_DUMP [SEED] - walks inside polygons against a visibility graph made by shapely and searched by networkx.

Random polygons of four kinds, with and without holes, some far from the origin, some with corners on whole metres (so that lines
run along walls and through corners): every walk from every place to every goal is that of the graph over all corners, to 2 mm.
Then the size that the program promises: 2,000 corners, 50 gates, 1,000 places in less than a second. TAP.
"""
import math
import os
import random
import subprocess
import sys
import unittest

import networkx
import shapely.affinity
import shapely.geometry
import shapely.ops
import shapely.prepared

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402

COMMAND = sys.argv[1]
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 1
EACH = 12
TOLERANCE_M = 0.002
# A line that leaves the polygon by less is one that runs along a wall.
ALONG_M = 1e-7


def star(rng, count=None, most_m=150):
    """A polygon around a middle that sees all of it, with corners of every sort."""
    count = count or rng.randrange(8, 60)
    angles = sorted(rng.uniform(0, 2 * math.pi) for _ in range(count))
    return shapely.geometry.Polygon([(r * math.cos(a), r * math.sin(a))
                                     for a, r in ((a, rng.uniform(20, most_m)) for a in angles)])


def blocks(rng):
    """Rectangles on whole metres, joined: walls meet walls, and lines run along them."""
    boxes = []
    for _ in range(14):
        x, y = rng.randrange(0, 100, 5), rng.randrange(0, 100, 5)
        boxes.append(shapely.geometry.box(x, y, x + rng.randrange(5, 50, 5), y + rng.randrange(5, 50, 5)))
    joined = shapely.ops.unary_union(boxes)
    return max(getattr(joined, "geoms", [joined]), key=lambda part: part.area)


def spiral(rng):
    """A corridor that winds inwards."""
    turns = rng.uniform(1.5, 3)
    points = [((5 + 12 * t) * math.cos(2 * math.pi * t), (5 + 12 * t) * math.sin(2 * math.pi * t))
              for t in (turns * i / 60 for i in range(61))]
    return shapely.geometry.LineString(points).buffer(3, join_style=2)


def yard(rng):
    """A court with buildings taken out."""
    court = shapely.geometry.box(0, 0, 120, 100)
    for _ in range(rng.randrange(3, 9)):
        x, y = rng.uniform(2, 100), rng.uniform(2, 85)
        house = shapely.affinity.rotate(shapely.geometry.box(x, y, x + rng.uniform(3, 25), y + rng.uniform(3, 12)),
                                        rng.choice([0, 0, 30, 71]))
        court = court.difference(house)
    return max(getattr(court, "geoms", [court]), key=lambda part: part.area)


def rings(polygon):
    return [list(polygon.exterior.coords)] + [list(ring.coords) for ring in polygon.interiors]


def places_in(rng, polygon, count):
    """Places inside, on walls and at corners."""
    low_x, low_y, high_x, high_y = polygon.bounds
    found = []
    while len(found) < count:
        kind = rng.randrange(5)
        ring = rng.choice(rings(polygon))
        i = rng.randrange(len(ring) - 1)
        if kind == 0:
            found.append(ring[i])
        elif kind == 1:
            t = rng.random()
            found.append(tuple(a + t * (b - a) for a, b in zip(ring[i], ring[i + 1])))
        else:
            place = (rng.uniform(low_x, high_x), rng.uniform(low_y, high_y))
            if kind == 2:
                place = tuple(float(round(v)) for v in place)
            if polygon.covers(shapely.geometry.Point(place)):
                found.append(place)
    return found


def run(tasks):
    """The dump's lines for tasks of (polygon, goals, places), and the seconds that the work took."""
    words = []
    for polygon, goals, places in tasks:
        words.append(str(len(rings(polygon))))
        for ring in rings(polygon):
            words.append(str(len(ring)))
            words += [repr(v) for xy in ring for v in xy]
        for group in (goals, places):
            words.append(str(len(group)))
            words += [repr(v) for xy in group for v in xy]
    done = subprocess.run([COMMAND], input=" ".join(words), capture_output=True, text=True, check=True)
    lines = [[None if word == "none" else int(word) / 1000 for word in line.split()] for line in done.stdout.splitlines()]
    return lines, float(done.stderr)


def expected(polygon, goals, places):
    """Walks over the graph of all corners, goals and places that see each other."""
    wide = shapely.prepared.prep(polygon.buffer(ALONG_M, join_style=2))
    nodes = [xy for ring in rings(polygon) for xy in ring[:-1]] + list(goals) + list(places)
    graph = networkx.Graph()
    graph.add_nodes_from(range(len(nodes)))
    for i, a in enumerate(nodes):
        for j in range(i):
            b = nodes[j]
            if a == b or wide.covers(shapely.geometry.LineString([a, b])):
                graph.add_edge(i, j, weight=math.dist(a, b))
    first_goal = len(nodes) - len(goals) - len(places)
    walks = [networkx.single_source_dijkstra_path_length(graph, first_goal + g) for g in range(len(goals))]
    first_place = first_goal + len(goals)
    return [[walk.get(first_place + p) for walk in walks] for p in range(len(places))]


class Inside(unittest.TestCase):
    def compare(self, make, move=(0.0, 0.0)):
        rng = random.Random(f"{SEED} {make.__name__}")
        tasks = []
        for _ in range(EACH):
            polygon = make(rng)
            self.assertTrue(polygon.is_valid)
            tasks.append((polygon, places_in(rng, polygon, 3), places_in(rng, polygon, 6)))
        moved = [(shapely.affinity.translate(polygon, *move),
                  [(x + move[0], y + move[1]) for x, y in goals], [(x + move[0], y + move[1]) for x, y in places])
                 for polygon, goals, places in tasks]
        lines, _ = run(moved)
        at = 0
        bends = 0
        for number, (polygon, goals, places) in enumerate(tasks):
            for p, wanted in enumerate(expected(polygon, goals, places)):
                for g, walk in enumerate(wanted):
                    found = lines[at][g]
                    where = f"seed {SEED}, polygon {number}, place {p} to goal {g}"
                    self.assertEqual(walk is None, found is None, where)
                    if walk is not None:
                        self.assertAlmostEqual(found, walk, delta=TOLERANCE_M, msg=where)
                        bends += walk > math.dist(places[p], goals[g]) + 0.01
                at += 1
        self.assertGreater(bends, 20, "too few walks bend to prove anything")

    def test_stars(self):
        self.compare(star)

    def test_blocks_on_whole_metres(self):
        self.compare(blocks)

    def test_spirals_far_from_the_origin(self):
        self.compare(spiral, (40507000.0, 3458000.0))

    def test_yards_with_buildings(self):
        self.compare(yard, (351000.0, 3455000.0))

    def test_two_thousand_corners_and_fifty_gates_take_less_than_a_second(self):
        rng = random.Random(SEED)
        jagged = star(rng, 2000, 400).buffer(0)
        polygon = max(getattr(jagged, "geoms", [jagged]), key=lambda part: part.area)
        corners = sum(len(ring) - 1 for ring in rings(polygon))
        self.assertGreaterEqual(corners, 1990)
        goals = [polygon.exterior.interpolate(i / 50, normalized=True).coords[0] for i in range(50)]
        _, seconds = run([(polygon, goals, places_in(rng, polygon, 1000))])
        print(f"# {corners} corners, 50 gates, 1000 places: {seconds:.2f} s", flush=True)
        self.assertLess(seconds, 1.0)


if __name__ == "__main__":
    sys.exit(tap.main(Inside))
