#!/usr/bin/python3
"""Random districts: zones add up, straight is not below network, sets and minutes follow from homes, lines are those of geodesics. TAP.

Usage: identities.py COMMAND
What is expected comes from the layer `homes` by plain sums, and from geodesics and shapely on the inputs.
"""
import itertools
import math
import os
import sqlite3
import subprocess
import sys
import tempfile
import unittest

import numpy
import pyproj
import shapely.geometry
import shapely.ops

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'support'))
sys.path.insert(0, HERE)

import tap  # noqa: E402
import town  # noqa: E402
from town import CATEGORIES, LIMITS_M, WEIGHTS, X_M, Y_M  # noqa: E402

SEEDS = (1, 2, 3, 4, 5)
SAMPLE_M = 20
SPEED_MPS = 1.25


def table(path, name):
    with sqlite3.connect(f'file:{path}?mode=ro', uri=True) as base:
        base.row_factory = sqlite3.Row
        return [dict(row) for row in base.execute(f'SELECT * FROM "{name}"')]


def covered(home, category, limit_m):
    """Share of a home within a limit: the largest has the plain name."""
    last = limit_m == LIMITS_M[category][-1]
    return home[f'{category}_covered_ratio' + ('' if last else f'_{limit_m:.0f}m')]


class Result:
    def __init__(self, seed, folder):
        self.town = town.Town(seed)
        self.town.write(folder)
        done = subprocess.run([COMMAND, 'run', '--quiet', os.path.join(folder, 'c.yaml')], capture_output=True, text=True, check=False)
        if done.returncode:
            raise AssertionError(done.stderr)
        path = os.path.join(folder, 'out.gpkg')
        self.homes = table(path, 'homes')
        self.coverage = table(path, 'coverage')
        self.straight = table(path, 'straight_network')
        self.missing = table(path, 'missing_minutes')

    def homes_of(self, level, code):
        return self.homes if level == 'all' else [home for home in self.homes if home['unit_' + level] == code]


class IdentitiesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.results = []
        for seed in SEEDS:
            print(f'# seed {seed}')
            with tempfile.TemporaryDirectory() as folder:
                cls.results.append(Result(seed, folder))

    def each(self):
        for self.seed, result in zip(SEEDS, self.results):
            yield result

    def _formatMessage(self, msg, standardMsg):
        return f'seed {self.seed}: ' + super()._formatMessage(msg, standardMsg)

    def near(self, found, expected, what, tolerance=1e-5):
        if expected is None or found is None:
            self.assertIs(found, expected, what)
        else:
            self.assertLessEqual(abs(found - expected), tolerance, f'{what}: found {found}, expected {expected}')

    def test_rows_by_weight_are_sums_over_homes(self):
        for result in self.each():
            rows = [row for row in result.coverage if row['definition'] == 'weight']
            self.assertEqual(len(rows), len(WEIGHTS) * 5 * (1 + sum(1 for _ in result.town.units())))
            for row in rows:
                homes = result.homes_of(row['level'], row['unit_code'])
                whole = sum(home[row['weight']] for home in homes)
                share = sum(home[row['weight']] * covered(home, row['category'], row['limit_m']) for home in homes)
                self.near(row['denominator'], whole, row)
                self.near(row['numerator'], share, row, 1e-3)
                self.near(row['ratio'], share / whole if whole else None, row)

    def test_units_of_a_level_add_up_to_the_whole(self):
        keys = ('definition', 'category', 'category_set', 'k', 'weight', 'limit_m', 'radius_m')
        for result in self.each():
            whole, parts = {}, {}
            for row in result.coverage:
                if row['definition'] in ('unit_has', 'unit_reach', 'weakest'):  # units counted, or another category in each
                    continue
                key = tuple(row[name] for name in keys)
                if row['level'] == 'all':
                    whole[key] = (row['numerator'], row['denominator'])
                else:
                    sums = parts.setdefault((row['level'], key), [0.0, 0.0])
                    sums[0] += row['numerator']
                    sums[1] += row['denominator']
            self.assertEqual(len(parts), len(town.LEVELS) * len(whole))
            for (level, key), sums in parts.items():
                self.near(sums[0], whole[key][0], (level, key), 1e-3)
                self.near(sums[1], whole[key][1], (level, key), 1e-3)

    def test_sets_are_between_the_weakest_and_nothing(self):
        for result in self.each():
            rows = {(row['level'], row['unit_code'], row['definition'], row['category_set'], row['k'], row['weight'], row['limit_m'],
                     row['category'] if row['definition'] in ('weight', 'weakest') else None): row for row in result.coverage}
            sets = {key for key in rows if key[2] == 'all_of'}
            self.assertEqual({(key[3], key[6]) for key in sets}, {('all', None), ('daily', 600.0), ('daily', 250.0)})
            for level, code, _, name, n, weight, limit_m, _ in sets:
                members = CATEGORIES if name == 'all' else ('clinic', 'market')
                chosen = {category: limit_m or LIMITS_M[category][-1] for category in members}
                each = [rows[level, code, 'weight', None, None, weight, chosen[c], c]['numerator'] for c in members]
                ladder = [rows[level, code, 'all_of' if k == n else 'k_of_n', name, k, weight, limit_m, None]['numerator']
                          for k in range(1, n + 1)]
                self.assertEqual(n, len(members))
                self.assertTrue(all(a >= b for a, b in itertools.pairwise(ladder)), ladder)
                self.assertLessEqual(ladder[-1], min(each) + 1e-6)
                self.assertGreaterEqual(ladder[0], max(each) - 1e-6)
                # Everyone who reaches a category is counted once for each k up to the number reached.
                self.near(sum(ladder), sum(each), (level, code, name, weight), 1e-3)
                least = [row for key, row in rows.items() if key[:6] == (level, code, 'weakest', name, None, weight)
                         and row['limit_m'] == chosen.get(row['category'])]
                self.assertEqual([row['numerator'] for row in least], [min(each)])

    def test_the_weakest_category_of_a_home(self):
        for result in self.each():
            for home in result.homes:
                shares = [covered(home, c, LIMITS_M[c][-1]) for c in CATEGORIES]
                self.assertEqual(home['weakest_category'], CATEGORIES[shares.index(min(shares))])

    def test_straight_is_never_below_network_and_both_are_the_rows_of_coverage(self):
        for result in self.each():
            network = {(row['level'], row['unit_code'], row['category'], row['limit_m'], row['weight'] or 'land'): row['numerator']
                       for row in result.coverage if row['definition'] in ('weight', 'land_network')}
            self.assertEqual(len(result.straight), len(network))
            for row in result.straight:
                key = (row['level'], row['unit_code'], row['category'], row['limit_m'], row['weight'])
                scale = 1e4 if row['weight'] == 'land' else 1
                self.assertGreaterEqual(row['straight'], row['network'], row)
                self.near(row['network'] * scale, network[key], row, 0.01)
                self.near(row['difference'], row['straight'] - row['network'], row, 2e-6)
                whole, walked = row['denominator'], row['network']
                self.near(row['difference_ratio'], row['difference'] / whole if whole else None, row)
                if walked == 0 or walked > 0.01:  # else its rounding shows
                    self.near(row['over_claim_percent'], 100 * row['difference'] / walked if walked else None, row,
                              1e-3 + 1e-3 * (row['over_claim_percent'] or 1))

    def shares_by_geodesics(self, result, category, limit_m):
        """Of each home the share of its grid points within limit_m of a facility on the ellipsoid; NaN where rounding would decide."""
        geod = pyproj.Geod(ellps='GRS80')
        back = pyproj.Transformer.from_crs(town.EPSG, 4490, always_xy=True)
        places = [back.transform(X_M + f['x'], Y_M + f['y']) for f in result.town.facilities if f['category'] == category]
        shares = {}
        for home in result.town.homes:
            west, south, east, north = home['box']
            grid = [(x, y) for x in range(math.ceil(west / SAMPLE_M) * SAMPLE_M, east + 1, SAMPLE_M)
                    for y in range(math.ceil(south / SAMPLE_M) * SAMPLE_M, north + 1, SAMPLE_M)]
            lon, lat = back.transform(*numpy.array([(X_M + x, Y_M + y) for x, y in grid]).T)
            least = numpy.min([geod.inv(lon, lat, numpy.full(len(lon), a), numpy.full(len(lat), b))[2] for a, b in places], axis=0)
            doubtful = numpy.any(numpy.abs(least - limit_m) < 0.005)
            shares[home['id']] = math.nan if doubtful else float(numpy.mean(least <= limit_m))
        return shares

    def test_straight_shares_are_those_of_geodesics(self):
        for result in self.each():
            people = {home['id']: home['population'] for home in result.town.homes}
            rows = {(row['level'], row['unit_code'], row['category'], row['limit_m']): row for row in result.straight
                    if row['weight'] == 'population'}
            for category, limits in LIMITS_M.items():
                for limit_m in limits:
                    shares = self.shares_by_geodesics(result, category, limit_m)
                    for level, code in (('all', 'all'), ('subdistrict', 's00'), ('subdistrict', 's11'), ('community', 'c12')):
                        homes = [home['home_id'] for home in result.homes_of(level, code)]
                        expected = sum(people[home] * shares[home] for home in homes)
                        if not math.isnan(expected):
                            self.near(rows[level, code, category, limit_m]['straight'], expected, (level, code, category, limit_m), 1e-3)

    def test_straight_land_is_that_of_discs(self):
        for result in self.each():
            for row in result.straight:
                if row['weight'] != 'land' or row['level'] != 'all':
                    continue
                discs = shapely.ops.unary_union([shapely.geometry.Point(f['x'], f['y']).buffer(row['limit_m'], 256)
                                                 for f in result.town.facilities if f['category'] == row['category']])
                land = sum(shapely.geometry.box(*home['box']).intersection(discs).area for home in result.town.homes) / 1e4
                self.near(row['straight'], land, row, 0.001 * row['denominator'])

    def test_minutes_beyond_the_limit_are_sums_over_homes(self):
        for result in self.each():
            for row in result.missing:
                homes = result.homes_of(row['level'], row['unit_code'])
                category, limit_m = row['category'], row['limit_m']
                self.near(row['beyond'] + row['without_walk'],
                          sum(home[row['weight']] * (1 - covered(home, category, limit_m)) for home in homes), row, 1e-3)
                if row['beyond'] == 0:
                    self.assertIsNone(row['missing_min'])
                if limit_m != LIMITS_M[category][-1]:
                    continue
                if any(home[f'{category}_status'] in ('no_street', 'island') for home in homes) or row['without_walk'] > 0:
                    continue
                total = sum(home[row['weight']] * (1 - covered(home, category, limit_m)) * (home[f'{category}_missing_min'] or 0)
                            for home in homes)
                self.near(row['missing_total_min'], total, row, 1e-3 * total + 1e-3)

    def test_minutes_of_a_home_are_its_mean_walk_less_the_limit_where_nobody_is_within(self):
        count = 0
        for result in self.each():
            for home, category in itertools.product(result.homes, CATEGORIES):
                limit_m = LIMITS_M[category][-1]
                if home[f'{category}_covered_ratio'] == 0 and home[f'{category}_nearest_m'] is not None:
                    count += 1
                    self.near(home[f'{category}_missing_min'], (home[f'{category}_nearest_m'] - limit_m) / SPEED_MPS / 60, home, 0.002)
                if home[f'{category}_covered_ratio'] == 1:
                    self.assertEqual(home[f'{category}_missing_min'], 0)
        self.assertGreater(count, 50)


if __name__ == '__main__':
    COMMAND = os.path.abspath(sys.argv[1])
    sys.exit(tap.main(IdentitiesTest, sys.argv[2:]))
