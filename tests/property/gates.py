#!/usr/bin/python3
"""gates.py COMMAND [SEED ...] - random districts with walled homes against shapely and networkx.

Streets are cut by shapely, walks inside are those of a visibility graph, walks outside those of networkx; where each gate joins is
plain geometry. Every walk of every walled and open home, every share and the drawn area at every grid point inside agree. TAP.
"""
import csv
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import unittest

import networkx
import shapely
import shapely.affinity
import shapely.geometry
import shapely.ops
import shapely.wkb
from osgeo import gdal

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path += [os.path.join(HERE, "..", "support"), os.path.join(HERE, "..", "oracle")]
import inside  # noqa: E402
import tap  # noqa: E402

gdal.UseExceptions()
COMMAND = os.path.abspath(sys.argv[1])
SEEDS = [int(word) for word in sys.argv[2:]] or [1, 2, 3]
X_M, Y_M = 500000.0, 4057000.0  # here map metres are true metres
SPACING_M, STREETS, SAMPLE_M = 160.0, 7, 20.0
LIMIT_M = 450.0
OFF_STREET_M = 100.0
# Legs that are longer than the shortest by less could be either.
CLEAR_M = 0.01

CONFIG = """\
limits: {meters: [450]}
speed_mps: 1.25
working_crs: EPSG:4548
parameters: {areas: dissolve, off_street_m: 100, islet_m: 0, node_tolerance_m: 0}
network: [{source: roads.geojson, every_line: true}]
facilities: [{source: facilities.geojson, category_field: category, id: id}]
homes: [{source: homes.geojson, id: id, households: households}]
gates: [{source: gates.geojson, id: id, home: home, residents_only: own}]
output: {path: out.gpkg, csv: tables}
"""


def collection(features):
    return {"type": "FeatureCollection", "features": features,
            "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4548"}}}


def feature(shape, **properties):
    moved = shapely.affinity.translate(shape, X_M, Y_M)
    return {"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(moved)}


def grid_lines():
    last = SPACING_M * (STREETS - 1)
    ticks = [SPACING_M * i for i in range(STREETS)]
    lines = [shapely.geometry.LineString([(t, y) for t in ticks]) for y in ticks]
    return lines + [shapely.geometry.LineString([(x, t) for t in ticks]) for x in ticks if x <= last]


class District:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.homes = {}     # id: polygon, walled
        self.gates = []     # (id, home, point, residents only)
        self.open_homes = {}
        self.facilities = {}  # id: (point, home that it is inside of or None)
        self.named = set()  # gates that name their home, whatever the die says
        self.make_homes()
        self.walls = shapely.ops.unary_union(list(self.homes.values()))
        self.lines = grid_lines()
        self.segments = self.outside_segments()
        self.make_gates()
        self.make_places()

    def make_homes(self):
        makers = [inside.star, inside.blocks, inside.yard]
        for number in range(7):
            shape = self.rng.choice(makers)(self.rng)
            shape = shapely.affinity.translate(shape, -shape.bounds[0], -shape.bounds[1])
            shape = shapely.affinity.rotate(shape, self.rng.uniform(0, 360))
            block = self.rng.randrange(STREETS - 1), self.rng.randrange(STREETS - 1)
            shape = shapely.affinity.translate(shape, block[0] * SPACING_M + self.rng.uniform(0, 60), block[1] * SPACING_M + 15)
            extent = shapely.geometry.box(0, 0, SPACING_M * (STREETS - 1), SPACING_M * (STREETS - 1))
            if shape.area > 1500 and extent.contains(shape) and all(shape.distance(other) > 12 for other in self.homes.values()):
                self.homes[f"C{number}"] = shape

    def outside_segments(self):
        found = []
        for line in self.lines:
            left = line.difference(self.walls)
            for part in getattr(left, "geoms", [left]):
                found += [tuple(pair) for pair in zip(part.coords, part.coords[1:]) if pair[0] != pair[1]]
        return found

    def join(self, point):
        """The street place nearest to a point, or None where its leg is barred, too long, or another is as near."""
        best = sorted((shapely.geometry.LineString(s).distance(point), i) for i, s in enumerate(self.segments))[:8]
        distance, index = best[0]
        line = shapely.geometry.LineString(self.segments[index])
        place = line.interpolate(line.project(point))
        for other, i in best[1:]:
            segment = shapely.geometry.LineString(self.segments[i])
            if other < distance + CLEAR_M and segment.distance(place) > CLEAR_M:
                return None
        leg = shapely.geometry.LineString([point.coords[0], place.coords[0]])
        if distance > OFF_STREET_M - 1 or leg.intersection(self.walls.buffer(-1e-6)).length > 0:
            return None
        return index, (place.x, place.y), distance

    def make_gates(self):
        self.joins = {}
        for name, shape in list(self.homes.items()):
            found = []
            for _ in range(60):
                point = shape.exterior.interpolate(self.rng.random(), normalized=True)
                join = self.join(point)
                if join and all(point.distance(other) > 15 for other, _ in found):
                    found.append((point, join))
            if not found:
                del self.homes[name]
                continue
            for number, (point, join) in enumerate(found[:self.rng.randrange(1, 4)]):
                gate = f"{name}G{number}"
                self.gates.append((gate, name, point, number > 0 and self.rng.random() < 0.3))
                self.joins[gate] = join

    def make_places(self):
        for number in range(12):
            start, end = self.rng.choice(self.segments)
            t = self.rng.uniform(0.2, 0.8)
            point = shapely.geometry.Point(*(a + t * (b - a) for a, b in zip(start, end)))
            if number < 5:
                self.facilities[f"F{number}"] = (point, None)
            elif point.distance(self.walls) > 8:
                self.open_homes[f"O{number}"] = point
        for number, (name, shape) in enumerate(self.homes.items()):
            if number % 2 == 0:
                point = shapely.geometry.Point(inside.places_in(self.rng, shape, 9)[-1])
                if shape.buffer(-1).contains(point):
                    self.facilities[f"I{number}"] = (point, name)

    def write(self, folder):
        def put(name, features):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                json.dump(collection(features), file)

        # A gate is named or found by place; lines are written in the order of a die.
        put("roads.geojson", [feature(line, id=f"S{i}") for i, line in enumerate(self.lines)])
        put("facilities.geojson", [feature(point, id=name, category="care") for name, (point, _) in self.facilities.items()])
        homes = [feature(shape, id=name, households=100) for name, shape in self.homes.items()]
        homes += [feature(point.buffer(1, cap_style=3), id=name, households=10) for name, point in self.open_homes.items()]
        put("homes.geojson", homes)
        gates = [feature(point, id=gate, home=home if gate in self.named or self.rng.random() < 0.5 else None,
                         own="yes" if own else None) for gate, home, point, own in self.gates]
        self.rng.shuffle(gates)
        put("gates.geojson", gates)
        with open(os.path.join(folder, "c.yaml"), "w", encoding="utf-8") as file:
            file.write(CONFIG)

    # Walks

    def demand(self, shape):
        low_x, low_y, high_x, high_y = shape.bounds
        wide = shape.buffer(1e-6)
        return [(SAMPLE_M * i, SAMPLE_M * k) for i in range(math.floor(low_x / SAMPLE_M), math.ceil(high_x / SAMPLE_M) + 1)
                for k in range(math.floor(low_y / SAMPLE_M), math.ceil(high_y / SAMPLE_M) + 1)
                if wide.covers(shapely.geometry.Point(SAMPLE_M * i, SAMPLE_M * k))]

    def graph(self, extra):
        """The streets outside, with places on segments: {name: (segment, place)}."""
        on = {}
        for name, (segment, place) in extra.items():
            on.setdefault(segment, []).append((name, place))
        graph = networkx.Graph()
        for index, (start, end) in enumerate(self.segments):
            stops = [(0.0, (round(start[0], 6), round(start[1], 6))), (math.dist(start, end), (round(end[0], 6), round(end[1], 6)))]
            stops += [(math.dist(start, place), name) for name, place in on.get(index, [])]
            stops.sort(key=lambda stop: stop[0])
            for (a, node_a), (b, node_b) in zip(stops, stops[1:]):
                graph.add_edge(node_a, node_b, weight=b - a)
        return graph

    def walks(self):
        """{home: [walk of each demand point to the nearest facility]}"""
        extra = {gate: self.joins[gate][:2] for gate, *_ in self.gates}
        for name, point in [(n, p) for n, (p, home) in self.facilities.items() if home is None] + list(self.open_homes.items()):
            distance, index = min((shapely.geometry.LineString(s).distance(point), i) for i, s in enumerate(self.segments))
            assert distance < 1e-6
            extra[name] = (index, (point.x, point.y))
        graph = self.graph(extra)
        gates_of = {}
        for gate, home, point, own in self.gates:
            gates_of.setdefault(home, []).append((gate, point, own))
        inner = {}
        for home, shape in self.homes.items():
            guests = [name for name, (_, place) in self.facilities.items() if place == home]
            goals = [point.coords[0] for _, point, _ in gates_of[home]] + [self.facilities[g][0].coords[0] for g in guests]
            points = self.demand(shape)
            table = inside.expected(shape, goals, points + [self.facilities[g][0].coords[0] for g in guests])
            inner[home] = guests, points, table
        best = {}  # of each gate and open home
        for name, (_, home) in self.facilities.items():
            starts = [(name, 0.0)]
            if home is not None:
                guests, points, table = inner[home]
                row = table[len(points) + guests.index(name)]
                starts = [(gate, row[g] + self.joins[gate][2]) for g, (gate, _, own) in enumerate(gates_of[home]) if not own]
            for start, before in starts:
                for node, walk in networkx.single_source_dijkstra_path_length(graph, start).items():
                    best[node] = min(best.get(node, math.inf), before + walk)
        found = {name: [best.get(name, math.inf)] for name in self.open_homes}
        self.points = {}
        for home in self.homes:
            guests, points, table = inner[home]
            gates = gates_of[home]
            self.points[home] = points
            found[home] = [min([row[g] + self.joins[gate][2] + best.get(gate, math.inf) for g, (gate, _, _) in enumerate(gates)] +
                               row[len(gates):]) for row in table[:len(points)]]
        return found


class GatesTest(unittest.TestCase):
    def check_district(self, seed):
        district = District(seed)
        self.assertGreaterEqual(len(district.homes), 2, f"seed {seed}")
        wanted = district.walks()
        with tempfile.TemporaryDirectory() as folder:
            district.write(folder)
            done = subprocess.run([COMMAND, "run", "c.yaml", "--quiet"], cwd=folder, capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, f"seed {seed}: {done.stderr}")
            with open(os.path.join(folder, "tables", "homes.csv"), encoding="utf-8-sig", newline="") as file:
                rows = {row["home_id"]: row for row in csv.DictReader(file)}
            dataset = gdal.OpenEx(os.path.join(folder, "out.gpkg"))
            area = shapely.ops.unary_union([shapely.wkb.loads(bytes(row.GetGeometryRef().ExportToWkb()))
                                            for row in dataset.GetLayerByName("service_areas")])
            del dataset
        self.assertTrue(area.is_valid)
        for home, walks in wanted.items():
            row = rows[home]
            reached = [walk for walk in walks if walk < math.inf]
            where = f"seed {seed}, home {home}"
            self.assertEqual(row["care_nearest_m"] == "", not reached, where)
            if reached:
                for column, value in (("nearest_m", sum(reached) / len(reached)), ("least_m", min(reached)), ("greatest_m", max(reached))):
                    self.assertAlmostEqual(float(row["care_" + column]), value, delta=0.02 if home in district.homes else 1.5,
                                           msg=f"{where} {column}")
            share = sum(walk <= LIMIT_M for walk in walks) / len(walks)
            sure = all(abs(walk - LIMIT_M) > (0.02 if home in district.homes else 3) for walk in walks)
            if sure:
                self.assertAlmostEqual(float(row["care_covered_ratio"]), share, delta=1e-6, msg=where)
        seen = [0, 0]
        for home, points in district.points.items():
            deep = district.homes[home].buffer(-1.5)
            for point, walk in zip(points, wanted[home]):
                if abs(walk - LIMIT_M) > 0.02 and deep.contains(shapely.geometry.Point(point)):
                    inside_area = area.contains(shapely.geometry.Point(X_M + point[0], Y_M + point[1]))
                    self.assertEqual(inside_area, walk < LIMIT_M, f"seed {seed}, home {home}, {point}: {walk}")
                    seen[inside_area] += 1
        return seen

    @staticmethod
    def walked(district, more):
        """Rows of homes and gate_gains with further gates (home, point)."""
        with tempfile.TemporaryDirectory() as folder:
            kept = district.gates
            district.gates = kept + [(f"NEW{i}", home, point, False) for i, (home, point) in enumerate(more)]
            district.named = {f"NEW{i}" for i in range(len(more))}
            district.write(folder)
            district.gates = kept
            config = os.path.join(folder, "c.yaml")
            with open(config, encoding="utf-8") as file:
                text = file.read().replace("areas: dissolve", "areas: none, gaps: false, gate_gains: true")
            with open(config, "w", encoding="utf-8") as file:
                file.write(text)
            done = subprocess.run([COMMAND, "run", "c.yaml", "--quiet"], cwd=folder, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            tables = []
            for name in ("homes", "gate_gains"):
                with open(os.path.join(folder, "tables", name + ".csv"), encoding="utf-8-sig", newline="") as file:
                    tables.append({row["home_id"]: row for row in csv.DictReader(file)})
        return tables

    def saved(self, district, before, home, point):
        """What a run with one more gate saves the home; None where somebody has no walk."""
        after = self.walked(district, [(home, point)])[0]
        if "" in (before[home]["care_nearest_m"], after[home]["care_nearest_m"]):
            return None
        return 100 * (float(before[home]["care_nearest_m"]) - float(after[home]["care_nearest_m"]))

    def test_one_more_gate_saves_what_a_run_with_it_does(self):
        tried = sampled = 0
        for seed in SEEDS:
            district = District(seed)
            dice = random.Random(seed)
            before, gains = self.walked(district, [])
            guests = {home for _, home in district.facilities.values()}
            for home, row in gains.items():
                point = shapely.geometry.Point(float(row["x_m"]) - X_M, float(row["y_m"]) - Y_M)
                again = self.saved(district, before, home, point)
                said = float(row["saved_household_m"])
                self.assertAlmostEqual(float(row["care_saved_household_m"]), said, delta=0.2)
                if again is None:
                    continue
                tried += 1
                # A new gate may also lead those who leave by another to what is inside: a run saves no less.
                self.assertGreater(again, said - 0.5, f"seed {seed}, home {home}")
                if home not in guests:
                    self.assertAlmostEqual(again, said, delta=0.5, msg=f"seed {seed}, home {home}")
            for home, shape in district.homes.items():
                if home in guests:
                    continue
                outline = shape.exterior
                steps = math.ceil(outline.length / SAMPLE_M)
                for step in dice.sample(range(steps), 2):
                    again = self.saved(district, before, home, outline.interpolate(step * outline.length / steps))
                    said = float(gains[home]["saved_household_m"]) if home in gains else 0.0
                    self.assertLess(again or 0.0, said + 0.5, f"seed {seed}, home {home}, step {step} of {steps}")
                    sampled += again is not None
        self.assertGreater(tried, 2)
        self.assertGreater(sampled, 2)

    def test_walks_and_areas_of_random_districts(self):
        seen = [0, 0]
        for seed in SEEDS:
            seen = [a + b for a, b in zip(seen, self.check_district(seed))]
        print(f"# grid points outside and inside the areas: {seen[0]}, {seen[1]}", flush=True)
        self.assertGreater(min(seen), 10 if len(SEEDS) > 2 else 0)


if __name__ == "__main__":
    sys.exit(tap.main(GatesTest))
