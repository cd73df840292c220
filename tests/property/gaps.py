#!/usr/bin/python3
"""Gaps of random towns against brute force: every pair of uncovered points compared, walks by networkx. Speaks TAP.

Usage: gaps.py COMMAND [SEED ...]
"""
import math
import os
import random
import sys
import tempfile
import unittest

import networkx
from osgeo import ogr

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import tap
import walkers

COMMAND = None
SEEDS = range(1, 9)
LIMIT_M, LINK_M = 350.0, 60.0
KINDS = ('care', 'shop')


def random_town(seed):
    """Bent streets of a grid with some missing, homes of all sizes, two categories; nothing is equally near to two streets."""
    dice = random.Random(seed)
    corner = {(i, j): (100.0 * i + dice.uniform(-30, 30), 100.0 * j + dice.uniform(-30, 30)) for i in range(9) for j in range(9)}
    streets = [[corner[i, j], corner[i + di, j + dj]] for i in range(9) for j in range(9) for di, dj in ((1, 0), (0, 1))
               if (i + di, j + dj) in corner and dice.random() < 0.62]
    facilities = {f'F{i}': (KINDS[i % 2], dice.uniform(0, 800), dice.uniform(0, 800)) for i in range(6)}
    homes = []
    for i in range(24):
        west, south, wide, high = dice.uniform(-60, 780), dice.uniform(-60, 780), dice.uniform(3, 110), dice.uniform(3, 110)
        homes.append(walkers.Home(f'H{i:02}', (west, south, west + wide, south + high), dice.randint(0, 90), dice.randint(0, 200),
                                  dice.randint(0, 50), dice.randint(0, 30)))
    town = walkers.Town(streets, facilities, homes, LIMIT_M)
    town.smaller_limits_m = [150.0] if seed % 2 else []
    return town


def expected_gaps(town, uncovered):
    """[{home: share}] of the clusters; uncovered: {(home, point number)}."""
    graph = networkx.Graph()
    points = [(home.name, x, y) for home in town.homes for i, (x, y, _) in enumerate(home.points()) if (home.name, i) in uncovered]
    graph.add_nodes_from(name for name, _, _ in points)
    for a, (one, x, y) in enumerate(points):
        graph.add_edges_from((one, other) for other, x2, y2 in points[:a] if math.hypot(x - x2, y - y2) <= LINK_M)
    share = {home.name: sum(part for i, (_, _, part) in enumerate(home.points()) if (home.name, i) in uncovered)
             for home in town.homes}
    return [{name: share[name] for name in names} for names in networkx.connected_components(graph)]


class Checks(unittest.TestCase):
    profile = 'adult'  # whose rows are looked at

    def check_list(self, town, folder, category, uncovered):
        expected = expected_gaps(town, uncovered)
        rows = [row for row in walkers.table(folder, 'gaps', self.profile) if row['category'] == category]
        parts = walkers.table(folder, 'gap_homes', self.profile)
        weights = {home.name: home.weights for home in town.homes}
        found = [{part['home_id']: part['uncovered_ratio'] for part in parts if part['gap_id'] == row['gap_id']} for row in rows]
        self.assertEqual(sorted(map(sorted, found)), sorted(map(sorted, expected)))
        by_home = {min(gap): gap for gap in expected}
        for row, gap in zip(rows, found):
            share = by_home[min(gap)]
            self.assertEqual(row['home_count'], len(gap))
            for name, part in gap.items():
                self.assertAlmostEqual(part, share[name], delta=2e-6)
            for key in ('households', 'population', 'elders', 'minors'):
                self.assertAlmostEqual(row[key], sum(weights[name][key] * part for name, part in share.items()), delta=1e-3)
        self.assertEqual([row['rank_population'] for row in rows], list(range(1, len(rows) + 1)))
        people = [row['population'] for row in rows]
        self.assertEqual(people, sorted(people, reverse=True))
        by_rank = [row['elders'] for row in sorted(rows, key=lambda row: row['rank_elders'])]
        self.assertEqual(by_rank, sorted(by_rank, reverse=True))
        return rows, found

    def check_ways(self, town, rows, found, walks, uncovered, category):
        """Straight ways and walks of a gap, over its people."""
        homes = {home.name: home for home in town.homes}
        sites = {name: (x, y) for name, (kind, x, y) in town.facilities.items() if kind == category}
        for row, gap in zip(rows, found):
            people = straight = walkers_there = walked = 0.0
            for name in gap:
                for i, (x, y, share) in enumerate(homes[name].points()):
                    if (name, i) not in uncovered:
                        continue
                    part = share * homes[name].weights['population']
                    people += part
                    straight += part * min(math.dist((x, y), site) for site in sites.values())
                    if math.isfinite(walks[name, i]):
                        walkers_there += part
                        walked += part * walks[name, i]
            if people > 0:
                self.assertAlmostEqual(row['straight_m'], straight / people, delta=0.002)
                if walkers_there > 0:
                    self.assertAlmostEqual(row['walk_m'], walked / walkers_there, delta=0.01)
                else:
                    self.assertIsNone(row['walk_m'])

    def check_ground(self, town, folder, found_by_id):
        """Shapes are valid, and hold the uncovered points and no covered ones of the grid."""
        data = ogr.Open(os.path.join(folder, 'out.gpkg'))
        homes = {home.name: home for home in town.homes}
        for row in data.GetLayerByName('gaps'):
            if row.GetField('profile') != self.profile:
                continue
            shape = row.GetGeometryRef()
            self.assertTrue(shape.IsValid())
            self.assertAlmostEqual(shape.GetArea(), row.GetField('area_m2'), delta=0.01)
            self.assertLess(shape.GetArea(), 0.1 + sum(homes[name].shape.area for name in found_by_id[row.GetField('gap_id')][0]))
            for name in found_by_id[row.GetField('gap_id')][0]:
                for i, (x, y, _) in enumerate(homes[name].points()):
                    inside = shape.Distance(ogr.CreateGeometryFromWkt(f'POINT ({walkers.X_M + x} {walkers.Y_M + y})')) < 0.001
                    if (name, i) in found_by_id[row.GetField('gap_id')][1]:
                        self.assertTrue(inside, (name, i))


class GapsTest(Checks):
    def check_town(self, seed):
        town = random_town(seed)
        with tempfile.TemporaryDirectory() as folder:
            town.write(folder, f', gap_link_m: {LINK_M}')
            walkers.run(COMMAND, folder)
            missing, found_by_id = set(), {}
            for kind in KINDS:
                walks = town.walks(kind)
                self.assertFalse([walk for walk in walks.values() if abs(walk - LIMIT_M) < 0.01], 'a tie: another seed, please')
                uncovered = {key for key, walk in walks.items() if walk > LIMIT_M}
                missing |= uncovered
                rows, found = self.check_list(town, folder, kind, uncovered)
                self.check_ways(town, rows, found, walks, uncovered, kind)
                found_by_id.update({row['gap_id']: (gap, uncovered) for row, gap in zip(rows, found)})
            rows, found = self.check_list(town, folder, 'whole_circle', missing)
            found_by_id.update({row['gap_id']: (gap, missing) for row, gap in zip(rows, found)})
            self.check_ground(town, folder, found_by_id)


def add_tests(seeds):
    for seed in seeds:
        setattr(GapsTest, f'test_town_{seed}', lambda self, seed=seed: self.check_town(seed))


if __name__ == '__main__':
    COMMAND = os.path.abspath(sys.argv[1])
    add_tests(map(int, sys.argv[2:]) if sys.argv[2:] else SEEDS)
    sys.exit(tap.main(GapsTest))
