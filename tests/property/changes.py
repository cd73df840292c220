#!/usr/bin/python3
"""What the changes of gaps gain in random towns: each is made, and the command run again; and walks anew by networkx. Speaks TAP.

Usage: changes.py COMMAND [SEED ...]
"""
import os
import random
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import tap
import walkers

COMMAND = None
SEEDS = (1, 2, 3, 4, 5, 7)
MOST_MADE = {'facility': 5}  # changes of a kind that are made in a town; of the others all
MOST_MENDED = 3
MOST_ANEW = 1  # that are judged by networkx too
LIMIT_M = 400.0
KINDS = ('care', 'shop')
TRIED = {}


def random_town(seed):
    """Bent streets with holes: dead ends near other streets, islands and islets, places far from every street, walls."""
    dice = random.Random(seed)
    corner = {(i, j): (round(100.0 * i + dice.uniform(-38, 38), 3), round(100.0 * j + dice.uniform(-38, 38), 3))
              for i in range(9) for j in range(9)}
    streets = []
    for i in range(9):
        for j in range(9):
            for di, dj in ((1, 0), (0, 1)):
                if (i + di, j + dj) not in corner or dice.random() > 0.6:
                    continue
                (x, y), (x2, y2) = corner[i, j], corner[i + di, j + dj]
                part = dice.choice((1.0, 1.0, 1.0, 0.7, 0.95))
                streets.append([(x, y), (x2, y2) if part == 1.0 else (round(x + part * (x2 - x), 3), round(y + part * (y2 - y), 3))])
    facilities = {f'F{i}': (KINDS[i % 2], dice.uniform(-100, 900), dice.uniform(-100, 900)) for i in range(5)}
    facilities['FAR'] = ('care', -280.0 + dice.uniform(0, 20), dice.uniform(0, 800))
    homes = []
    for i in range(20):
        west, south, wide, high = dice.uniform(-320, 880), dice.uniform(-320, 880), dice.uniform(3, 100), dice.uniform(3, 100)
        homes.append(walkers.Home(f'H{i:02}', (west, south, west + wide, south + high), dice.randint(0, 90), dice.randint(0, 200),
                                  dice.randint(0, 50), dice.randint(0, 30)))
    town = walkers.Town(streets, facilities, homes, LIMIT_M)
    town.status = {'F3': dice.choice(('planned', 'closed', 'open')), 'F4': 'closed'}
    if seed % 3 == 0:
        town.smaller_limits_m = [200.0]
    if seed % 2 == 0:
        town.gates = [(home.name, home.shape.bounds[0], home.shape.centroid.y) for home in homes[:8]]
        town.facilities['F4'] = ('care', *max(homes[:8], key=lambda home: home.shape.area).shape.centroid.coords[0])  # closed, inside
        town.barriers = [[(dice.uniform(0, 800), dice.uniform(0, 800)) for _ in range(3)] for _ in range(2)]
    return town


class ChangesTest(unittest.TestCase):
    def gain_again(self, town, before, category):
        with tempfile.TemporaryDirectory() as folder:
            town.write(folder, ', gaps: false')
            walkers.run(COMMAND, folder)
            after = walkers.covered(folder, LIMIT_M)
        return {weight: after[category, weight] - before[category, weight] for weight in walkers.WEIGHTS}

    def check_anew(self, town, changed, row):
        """Only where walks are plain: no barriers, and one category."""
        before, after = town.walks(row['missing']), changed.walks(row['missing'])
        if any(abs(walk - LIMIT_M) < 0.01 for walk in [*before.values(), *after.values()]):
            return
        for weight in walkers.WEIGHTS:
            gain = sum(share * home.weights[weight] * ((after[home.name, i] <= LIMIT_M) - (before[home.name, i] <= LIMIT_M))
                       for home in town.homes for i, (_, _, share) in enumerate(home.points()))
            self.assertAlmostEqual(row['gain_' + weight], gain, delta=1e-3, msg=row)

    def check_defects(self, town, before, defects, gains):
        """The first few, mended: every category gains what is said, and those that are not named nothing."""
        for row in defects[:MOST_MENDED]:
            TRIED[row['kind']] = TRIED.get(row['kind'], 0) + 1
            said = {gain['category']: gain for gain in gains if gain['defect_id'] == row['defect_id']}
            for kind in KINDS:
                again = self.gain_again(town.mended(row), before, kind)
                for weight in walkers.WEIGHTS:
                    self.assertAlmostEqual(said[kind]['gain_' + weight] if kind in said else 0.0, again[weight], delta=1e-3, msg=row)

    def check_town(self, seed):
        town = random_town(seed)
        with tempfile.TemporaryDirectory() as folder:
            town.write(folder)
            walkers.run(COMMAND, folder)
            rows, before = walkers.table(folder, 'gaps'), walkers.covered(folder, LIMIT_M)
            defects, gains = walkers.table(folder, 'network_defects'), walkers.table(folder, 'network_defect_gains')
        self.check_defects(town, before, defects, gains)
        anew = {}
        for row in rows:
            TRIED[row['change']] = TRIED.get(row['change'], 0) + 1
            if row['change'] is None:
                self.assertEqual(row['gain_population'], 0)
                continue
            if anew.get(row['change'], 0) == MOST_MADE.get(row['change']):
                continue
            changed = town.changed(row)
            again = self.gain_again(changed, before, row['category'])
            for weight in walkers.WEIGHTS:
                self.assertAlmostEqual(row['gain_' + weight], again[weight], delta=1e-3, msg=row)
            anew[row['change']] = anew.get(row['change'], 0) + 1
            if not town.barriers and row['category'] != 'whole_circle' and anew[row['change']] <= MOST_ANEW:
                self.check_anew(town, changed, row)

    def test_z_all_kinds_were_tried(self):
        for kind in ('facility', 'locate_facility', 'open_facility', 'gate', 'link', 'street', 'dead_end', 'island'):
            self.assertGreater(TRIED.get(kind, 0), 0, TRIED)


def add_tests(seeds):
    for seed in seeds:
        setattr(ChangesTest, f'test_town_{seed}', lambda self, seed=seed: self.check_town(seed))


if __name__ == '__main__':
    COMMAND = os.path.abspath(sys.argv[1])
    add_tests(map(int, sys.argv[2:]) if sys.argv[2:] else SEEDS)
    code = tap.main(ChangesTest)
    print('#', TRIED)
    sys.exit(code)
