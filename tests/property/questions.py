#!/usr/bin/python3
"""Questions of planners, each one command, its answer worked out apart: walks by networkx, land by shapely. TAP.

Usage: questions.py COMMAND
Questions 3, 9, 10, 19 and 21 of those that the program is accepted by.
"""
import csv
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import unittest

import shapely.geometry
import shapely.ops

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'support'))
sys.path.insert(0, HERE)

import tap  # noqa: E402
import walkers  # noqa: E402

SEED = 20
# Streets lie beside the multiples of 20 and 8 m, so that no place is as far from one as from another.
EAST, NORTH, STEP, COUNT = 3.7, 9.1, 100, 8
KINDS = ('store', 'pharmacy', 'laundry', 'hair', 'repair', 'meals')
UNITS = {'W': (0, -10, 410, 830), 'E': (410, -10, 830, 830)}
CONFIG = """\
working_crs: EPSG:4548
{keys}
network: [{{source: roads.geojson, every_line: true}}]
facilities: [{{source: facilities.geojson, category_field: category, id: id, name: id, attributes: {{area_m2: area_m2}}}}]
homes: [{{source: homes.geojson, id: id, households: households, population: population, elders: elders, minors: minors}}]
units: [{{source: units.geojson, level_field: level, code: id, name: id}}]
output: {{path: out.gpkg, tables: {{folder: tables, xlsx: tables.xlsx, language: en{tables}}}}}
"""


def corner(i, j):
    return EAST + STEP * i, NORTH + STEP * j


def make_town(categories, count):
    pick = random.Random(SEED)
    streets = []
    for i in range(COUNT + 1):
        for j in range(COUNT):
            streets += [[corner(i, j), corner(i, j + 1)]] if pick.random() > 0.15 else []
            streets += [[corner(j, i), corner(j + 1, i)]] if pick.random() > 0.15 else []
    facilities = {f'F{n}': (categories[n % len(categories)], round(pick.uniform(10, 790), 2), round(pick.uniform(10, 790), 2))
                  for n in range(count)}
    homes = []
    for n in range(14):
        west = pick.choice((20, 430)) + pick.randrange(0, 280)
        south = pick.randrange(10, 700)
        people = 30 + pick.randrange(300)
        homes.append(walkers.Home(f'H{n:02}', (west, south, west + 30 + pick.randrange(60), south + 30 + pick.randrange(60)),
                                  households=people // 3, population=people, elders=people // 4, minors=people // 7))
    return walkers.Town(streets, facilities, homes, 0)


class QuestionsTest(unittest.TestCase):
    def setUp(self):
        keeper = tempfile.TemporaryDirectory(prefix='lifecircle-questions-')
        self.addCleanup(keeper.cleanup)
        self.folder = keeper.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def ask(self, place, keys, tables='', areas_m2=None, options=()):
        walkers_file = [('roads', [walkers.feature('LineString', walkers.placed(line), id=str(i)) for i, line in enumerate(place.streets)]),
                        ('facilities', [walkers.feature('Point', walkers.placed([(x, y)])[0], id=name, category=category,
                                                        area_m2=(areas_m2 or {}).get(name)) for name, (category, x, y) in place.facilities.items()]),
                        ('homes', [walkers.feature('Polygon', [walkers.placed(home.shape.exterior.coords)], id=home.name, **home.weights)
                                   for home in place.homes]),
                        ('units', [walkers.feature('Polygon', [walkers.placed(shapely.geometry.box(*corners).exterior.coords)],
                                                   id=name, level=level) for level in ('subdistrict', 'circle') for name, corners in UNITS.items()])]
        for name, features in walkers_file:
            walkers.write_collection(self.path(name + '.geojson'), features)
        with open(self.path('c.yaml'), 'w', encoding='utf-8') as file:
            file.write(CONFIG.format(keys=keys, tables=tables))
        done = subprocess.run([COMMAND, 'run', '--quiet', *options, 'c.yaml'], cwd=self.folder, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def table(self, name):
        with open(self.path(f'tables/{name}.csv'), encoding='utf-8-sig', newline='') as file:
            return list(csv.DictReader(file))

    def rows(self, table, where):
        with sqlite3.connect(self.path('out.gpkg')) as base:
            base.row_factory = sqlite3.Row
            return [dict(row) for row in base.execute(f'SELECT * FROM "{table}" WHERE {where}')]

    @staticmethod
    def homes_of(place, unit):
        """Those of a unit; all where it is none."""
        inside = [home for home in place.homes if unit not in UNITS or (home.shape.centroid.x < 410) == (unit == 'W')]
        assert inside
        return inside

    def covered(self, place, category, limit_m):
        """{home: share within the limit}; no walk is so near the limit that rounding decides."""
        walks = place.walks(category)
        self.assertTrue(all(abs(walk - limit_m) > 0.01 for walk in walks.values()), (category, limit_m))
        return {home.name: sum(share for i, (_, _, share) in enumerate(home.points()) if walks[home.name, i] <= limit_m)
                for home in place.homes}

    def near(self, found, expected, what, step=0.0):
        """step: of the tables that are handed in, which are rounded to whole people and hundredths."""
        self.assertLessEqual(abs(float(found) - expected), step / 2 + 2e-5 * max(1.0, abs(expected)) + 1e-3 * (abs(expected) > 2),
                             (what, found, expected))

    def test_3_shares_at_two_speeds_and_their_difference(self):
        place = make_town(('elderly_centre',), 3)
        self.ask(place, 'profiles: [adult, elder]\nlimits: {minutes: 5}\ncategories: [{id: elderly_centre}]\nparameters: {areas: none}',
                 tables=', weight: elders')
        shares = {'adult': self.covered(place, 'elderly_centre', 360.0), 'elder': self.covered(place, 'elderly_centre', 240.0)}
        found = {}
        for row in self.table('T1_subdistricts'):
            unit = row['unit_code'] if row['row_kind'] == 'unit' else 'all'
            inside = self.homes_of(place, unit)
            whole = sum(home.weights['elders'] for home in inside)
            reached = sum(home.weights['elders'] * shares[row['profile']][home.name] for home in inside)
            self.near(row['elderly_centre_numerator'], reached, row, 1)
            self.near(row['elderly_centre_denominator'], whole, row, 1)
            found[row['profile'], unit] = float(row['elderly_centre_percent'])
        self.assertEqual(len(found), 6)
        self.assertTrue(all(found['adult', unit] > found['elder', unit] for unit in ('W', 'E', 'all')), found)
        for profile in shares:
            households = self.rows('coverage', f"profile = '{profile}' AND definition = 'weight' AND weight = 'households' AND level = 'all'")
            self.near(households[0]['numerator'], sum(home.weights['households'] * shares[profile][home.name] for home in place.homes), profile)

    def test_9_how_many_of_six_kinds_within_5_8_and_15_minutes(self):
        place = make_town(KINDS, 13)
        self.ask(place, 'speed_mps: 1.25\nlimits: {minutes: [5, 8, 15]}\ntarget_ratio: 0.6\nparameters: {areas: none}\ncategories: ['
                 + ', '.join(f'{{id: {kind}, en: {kind}}}' for kind in KINDS) + ']')
        rows = {(row['unit_code'], float(row['limit_m'])): row for row in self.table('T3_circles')}
        self.assertEqual(len(rows), 6)
        counts = []
        shares = {(kind, limit_m): self.covered(place, kind, limit_m) for kind in KINDS for limit_m in (375.0, 600.0, 1125.0)}
        for (unit, limit_m), row in rows.items():
            inside = self.homes_of(place, unit)
            whole = sum(home.weights['households'] for home in inside)
            reached = {kind: sum(home.weights['households'] * shares[kind, limit_m][home.name] for home in inside) for kind in KINDS}
            kinds = [kind for kind in KINDS if reached[kind] >= 0.6 * whole]
            counts.append(len(kinds))
            self.assertEqual((int(row['reached_count']), int(row['category_count'])), (len(kinds), 6))
            self.assertEqual(row['categories_missing'], ', '.join(kind for kind in KINDS if kind not in kinds))
            self.assertEqual(row['pass'], 'yes' if len(kinds) == 6 else 'no')
            if row['mean_count'] != '*':
                self.near(row['mean_count'], sum(reached.values()) / whole, row, 0.01)
        self.assertGreater(max(counts), min(counts))

    def test_10_what_a_circle_of_300_m_claims_too_much(self):
        place = make_town(('kindergarten',), 4)
        self.ask(place, 'limits: {meters: 300}\ncategories: [{id: kindergarten}]\nparameters: {areas: none}')
        discs = shapely.ops.unary_union([shapely.geometry.Point(x, y).buffer(300, 256) for _, x, y in place.facilities.values()])
        sample_m, walkers.SAMPLE_M = walkers.SAMPLE_M, 8.0
        self.addCleanup(setattr, walkers, 'SAMPLE_M', sample_m)
        walks = place.walks('kindergarten')
        for unit in UNITS:
            inside = self.homes_of(place, unit)
            land = sum(home.shape.area for home in inside) / 1e4
            straight = sum(home.shape.intersection(discs).area for home in inside) / 1e4
            network = sum(home.shape.area * share * (walks[home.name, i] <= 300) for home in inside
                          for i, (_, _, share) in enumerate(home.points())) / 1e4
            row = self.rows('straight_network', f"level = 'subdistrict' AND unit_code = '{unit}' AND weight = 'land'")[0]
            self.assertLessEqual(abs(row['denominator'] - land), 1e-4 * land)
            self.assertLessEqual(abs(row['straight'] - straight), 1e-3 * land, row)
            self.assertLessEqual(abs(row['network'] - network), 0.02 * land, (row, network))
            self.assertLessEqual(abs(row['difference'] - (straight - network)), 0.021 * land)
            self.assertGreater(row['difference'], 0.1 * land)
            self.assertLessEqual(abs(row['over_claim_percent'] - 100 * (straight - network) / network), 0.1 * row['over_claim_percent'])

    def test_19_parks_whose_radius_follows_from_their_area(self):
        place = make_town(('park',), 5)
        areas = {'F0': 8000, 'F1': 5000, 'F2': 4999, 'F3': 2000, 'F4': 1999}
        self.ask(place, 'categories:\n  - {id: park, limits_by: {attribute: area_m2, steps: [{at_least: 5000, meters: 250}, '
                 '{at_least: 2000, meters: 150}]}}\nparameters: {areas: none}', areas_m2=areas)
        discs = shapely.ops.unary_union([shapely.geometry.Point(x, y).buffer(250 if areas[name] >= 5000 else 150, 256)
                                         for name, (_, x, y) in place.facilities.items() if areas[name] >= 2000])
        for level, unit in (('all', 'all'), ('subdistrict', 'W'), ('subdistrict', 'E')):
            inside = self.homes_of(place, unit)
            whole = sum(home.shape.area for home in inside)
            row = self.rows('coverage', f"definition = 'land_radius' AND level = '{level}' AND unit_code = '{unit}'")[0]
            within = sum(home.shape.intersection(discs).area for home in inside)
            self.assertEqual((row['measure'], row['category']), ('m2', 'park'))
            self.assertLessEqual(abs(row['denominator'] - whole), 1e-4 * whole)
            self.assertLessEqual(abs(row['numerator'] - within), 1e-3 * whole, (row, within))
            self.assertLessEqual(abs(row['ratio'] - within / whole), 1e-3)
        people = self.rows('coverage', "definition = 'weight_radius' AND level = 'all' AND weight = 'population'")[0]
        expected = sum(home.weights['population'] * share * discs.covers(shapely.geometry.Point(x, y))
                       for home in place.homes for x, y, share in home.points())
        self.assertLessEqual(abs(people['numerator'] - expected), 0.002 * people['denominator'])

    def test_21_the_hand_in_is_the_same_with_1_and_16_threads(self):
        place = make_town(KINDS, 13)
        seen = []
        for threads in ('1', '16'):
            self.ask(place, 'limits: {minutes: 5}\ncategories: [' + ', '.join(f'{{id: {kind}}}' for kind in KINDS) + ']\n'
                     'indicators: [{id: shops, zh: 网点数, kind: count, numerator: {facilities: [store, meals]}, target: 2}]',
                     options=('--threads', threads))
            files = {}
            for name in sorted(os.listdir(self.path('tables'))) + ['../tables.xlsx', '../out.gpkg']:
                with open(self.path(os.path.join('tables', name)), 'rb') as file:
                    files[name] = file.read()
            seen.append(files)
        self.assertEqual(sorted(seen[0])[2:], ['T1_subdistricts.csv', 'T3_circles.csv', 'T4_indicators.csv', 'T5_gaps.csv', 'T6_projects.csv',
                                               'T7_quality.csv', 'T7_sources.csv'])
        self.assertEqual([name for name in seen[0] if seen[0][name] != seen[1][name]], [])


if __name__ == '__main__':
    COMMAND = os.path.abspath(sys.argv[1])
    sys.exit(tap.main(QuestionsTest, sys.argv[2:]))
