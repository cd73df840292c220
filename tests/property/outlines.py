#!/usr/bin/python3
"""Outlines of homes laid over each other and over units by brute force: repeats, overlaps, slivers, borders. Speaks TAP.

Usage: outlines.py COMMAND     (SEED in the environment: another city)
"""
import csv
import json
import math
import os
import random
import re
import subprocess
import sys
import tempfile
import unittest

from shapely.affinity import translate
from shapely.geometry import MultiPolygon, Polygon, box, mapping
from shapely.ops import unary_union

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))

import tap  # noqa: E402

X_M, Y_M = 500000.0, 4057000.0
CRS = {'type': 'name', 'properties': {'name': 'urn:ogc:def:crs:EPSG::4548'}}
HOMES, SIZE_M, CELL_M = 90, 1500, 300
CONFIG = """\
limits: {meters: [250]}
working_crs: EPSG:4548
parameters: {areas: none}
network: [{source: roads.geojson, fields: {id: id, highway: highway}}]
facilities: [{source: facilities.geojson, category_field: category, id: id}]
homes: [{source: homes.geojson, id: id, population: people}]
units: [{source: units.geojson, level_field: level, code: id}]
output: {path: out.gpkg, csv: tables}
"""


def star(generator):
    """A star-shaped polygon, now and then a needle."""
    x, y, points = generator.uniform(0, SIZE_M), generator.uniform(0, SIZE_M), generator.randint(3, 9)
    if generator.random() < 0.15:
        return box(x, y, x + generator.uniform(5, 60), y + generator.uniform(0.2, 1.5))
    radius = generator.uniform(10, 90)
    turns = sorted(generator.uniform(0, 2 * math.pi) for _ in range(points))
    return Polygon([(x + radius * generator.uniform(0.4, 1) * math.cos(t), y + radius * generator.uniform(0.4, 1) * math.sin(t))
                    for t in turns]).buffer(0)


def city(seed):
    generator = random.Random(seed)
    homes = {}
    while len(homes) < HOMES:
        shape = star(generator)
        if generator.random() < 0.2:
            shape = unary_union([shape, star(generator)])
        if homes and generator.random() < 0.05:
            shape = generator.choice(list(homes.values()))
        rounded = [Polygon([(round(x, 3), round(y, 3)) for x, y in part.exterior.coords]) for part in getattr(shape, 'geoms', [shape])]
        shape = rounded[0] if len(rounded) == 1 else MultiPolygon(rounded)
        if shape.is_valid and shape.area > 1:
            homes[f'H{len(homes):03d}'] = shape
    # Cells that share sides: touching homes that do not overlap.
    homes.update({f'T{i}': box(SIZE_M + 50 * i, 0, SIZE_M + 50 * i + 50, 50) for i in range(3)})
    units = {f'U{i + 1}{k + 1}': ('community', box(CELL_M * i, CELL_M * k, CELL_M * (i + 1), CELL_M * (k + 1)))
             for i in range(-1, 7) for k in range(-1, 7)}
    units['W'] = ('district', box(-CELL_M, -CELL_M, 750, 7 * CELL_M))
    units['E'] = ('district', box(750, -CELL_M, 7 * CELL_M, 7 * CELL_M))
    return homes, units


def moved(shape):
    """GeoJSON of a shape, where the map is."""
    return mapping(translate(shape, X_M, Y_M))


def write(folder, name, features):
    with open(os.path.join(folder, name), 'w', encoding='utf-8') as out:
        json.dump({'type': 'FeatureCollection', 'crs': CRS, 'features': features}, out)


def feature(geometry, **properties):
    return {'type': 'Feature', 'properties': properties, 'geometry': geometry}


class Outlines(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.place = tempfile.TemporaryDirectory()
        self.addCleanup(self.place.cleanup)

    def run_on(self, homes, units, threads):
        folder = self.place.name
        write(folder, 'homes.geojson', [feature(moved(shape), id=name, people=1) for name, shape in homes.items()])
        write(folder, 'units.geojson', [feature(moved(shape), id=name, level=level) for name, (level, shape) in units.items()])
        lines = [[[X_M, Y_M + y], [X_M + SIZE_M, Y_M + y]] for y in range(0, SIZE_M + 1, 100)]
        write(folder, 'roads.geojson', [feature({'type': 'LineString', 'coordinates': line}, id=i, highway='residential')
                                        for i, line in enumerate(lines)])
        write(folder, 'facilities.geojson', [feature({'type': 'Point', 'coordinates': [X_M + 10, Y_M]}, id='F', category='a')])
        with open(os.path.join(folder, 'c.yaml'), 'w', encoding='utf-8') as out:
            out.write(CONFIG)
        done = subprocess.run([COMMAND, 'run', '--quiet', '--threads', str(threads), 'c.yaml'], cwd=folder, capture_output=True,
                              text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(os.path.join(folder, 'tables', 'quality.csv'), encoding='utf-8-sig', newline='') as file:
            return list(csv.DictReader(file))

    def compare(self, seed, threads=2):
        homes, units = city(seed)
        rows = self.run_on(homes, units, threads)
        names = sorted(homes)
        self.compare_pairs(seed, homes, names, rows)
        self.compare_slivers(seed, homes, names, rows)
        self.compare_borders(seed, homes, units, names, rows)
        return rows

    def compare_pairs(self, seed, homes, names, rows):
        first = {}
        for name in names:
            first.setdefault(homes[name].wkb, name)
        singles = [name for name in names if first[homes[name].wkb] == name]
        repeats = {(name, first[homes[name].wkb]) for name in names if name not in singles}
        found = {(row['feature_id'], row['found'].split()[-1]) for row in rows if row['code'] == 'home_duplicate'}
        self.assertEqual(found, repeats, seed)
        expected = {}
        for i, a in enumerate(singles):
            for b in singles[i + 1:]:
                area = homes[a].intersection(homes[b]).area
                if area >= 1:
                    expected[frozenset((a, b))] = (area, area / homes[a].area, area / homes[b].area)
        overlaps = {}
        for row in rows:
            if row['code'] == 'home_overlap':
                words = re.match(r'([\d.]+) m2 lie in home (\w+) too: ([\d.]+) % of its land, and ([\d.]+) % of the other', row['found'])
                overlaps[frozenset((row['feature_id'], words[2]))] = (float(words[1]), float(words[3]), float(words[4]), row['severity'])
        self.assertEqual(set(overlaps), set(expected), seed)
        self.assertGreater(len(overlaps), 3)
        for pair, (area, *shares) in expected.items():
            said, more, less, severity = overlaps[pair]
            self.assertAlmostEqual(said, area, delta=0.06 + 2e-3 * area)  # map metres and metres on the ground
            self.assertAlmostEqual(more, 100 * max(shares), delta=0.11)
            self.assertAlmostEqual(less, 100 * min(shares), delta=0.11)
            self.assertEqual(severity, 'warning' if max(shares) >= 0.01 else 'note')

    def compare_slivers(self, seed, homes, names, rows):
        expected = {}
        for name in names:
            parts = list(getattr(homes[name], 'geoms', [homes[name]]))
            thin = [part for part in parts if part.area < 400 and 2 * part.area < part.length - 1e-6]
            if thin:
                expected[name] = (len(thin), len(parts))
        found = {row['feature_id']: tuple(int(n) for n in re.match(r'(\d+) of (\d+) parts', row['found']).groups())
                 for row in rows if row['code'] == 'home_sliver'}
        self.assertEqual(found, expected, seed)
        self.assertGreater(len(found), 1)

    def compare_borders(self, seed, homes, units, names, rows):
        expected = {}
        for name in names:
            for level in ('community', 'district'):
                pieces = {code: homes[name].intersection(shape).area / homes[name].area for code, (one, shape) in units.items()
                          if one == level}
                pieces = {code: share for code, share in pieces.items() if share > 0}
                beside = sum(pieces.values()) - max(pieces.values(), default=0)
                if beside >= 0.01:
                    expected[name, level] = (pieces, beside)
        found = {(row['feature_id'], row['field']): row for row in rows if row['code'] == 'home_in_two_units'}
        self.assertEqual(set(found), set(expected), seed)
        for key, (pieces, beside) in expected.items():
            row = found[key]
            said = {code: float(share) for share, code in re.findall(r'([\d.]+) % (?:of its land )?in (\w+)', row['found'])}
            for code, share in said.items():
                self.assertAlmostEqual(share, 100 * pieces[code], delta=0.06)
            self.assertEqual(len(said), min(4, len(pieces)), row['found'])
            self.assertEqual(row['severity'], 'warning' if beside >= 0.1 else 'note')
            self.assertRegex(row['done'], 'counts (wholly in U|wholly in [WE]|in no unit)')

    def test_every_pair_and_every_border_is_found(self):
        for seed in range(int(os.environ.get('SEED', '1')), int(os.environ.get('SEED', '1')) + 4):
            self.compare(seed)

    def test_one_thread_says_the_same(self):
        self.assertEqual(self.compare(9, 1), self.compare(9, 2))


if __name__ == '__main__':
    COMMAND = os.path.abspath(sys.argv[1])
    sys.exit(tap.main(Outlines))
